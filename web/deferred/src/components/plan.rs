//! The changes that put everything right, one after the other, each to tick off once it is made.

use std::{collections::BTreeSet, rc::Rc};

use gloo::{events::EventListener, utils::document};
use pgreach_formats::{heading, left, one_fact};
use pgreach_messages::Tried;
use pgreach_rules::{Findings, FixForm, Forms, Owner, PlannedChange, Report, Status, Verdict, evaluate_with, link};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, HtmlSelectElement};
use yew::prelude::*;

use super::{
    dialog::{command, sets},
    download,
};
use crate::{browser, formats, message::Message, page::Page};

/// Where the plan is shown: above the steps, or below them where it comes while a person answers them, so that it moves none.
const PLACES: [&str; 2] = ["plan", "plan-below"];

#[derive(Properties, PartialEq)]
pub(crate) struct PlanProps {
    pub page: Page,
    /// What is found of the settings; none while that is not known.
    pub found: Option<Rc<Findings>>,
    /// The changes that are made, each as [`name`] calls it.
    pub made: Rc<BTreeSet<String>>,
    /// What is tried out; none where there are no networks to try it in.
    pub tried: Option<Tried>,
}

#[component]
pub(crate) fn Plan(PlanProps { page, found, made, tried }: &PlanProps) -> Html {
    let report = use_memo((page.state.clone(), found.clone()), |(state, found)| {
        let (config, _) = link::read(state);
        found.as_deref().map(|it| evaluate_with(&config, it))
    });
    // The form that is chosen above the steps.
    let form = use_state_eq(|| FixForm::Az);
    let said = use_state_eq(AttrValue::default);
    {
        let form = form.setter();
        use_effect_with((), move |()| {
            let listener = EventListener::new(&document(), "change", move |event| {
                let select = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
                if let Some(chosen) =
                    select.filter(|it| it.id() == "fix-as").and_then(|it| FixForm::from_word(&it.value()))
                {
                    form.set(chosen);
                }
            });
            move || drop(listener)
        });
    }
    let Some(report) = report.as_ref() else { return Html::default() };
    if report.plan.is_empty() && report.to_fill_in.is_empty() && left(report).1.is_empty() {
        return Html::default();
    }
    // It stays where it came.
    let is_in = |it: &&str| browser::by_id(it).is_some_and(|it| it.has_child_nodes());
    let place = PLACES.into_iter().find(is_in).unwrap_or(PLACES[usize::from(browser::has_focus(".steps"))]);
    let Some(place) = browser::by_id(place) else { return Html::default() };
    let how = Shown { form: *form, choose: sets(&form), tried: tried.clone(), said };
    create_portal(panel(page, report, made, &how), place)
}

/// What else blocks, besides what the headline says: the first hop that fails, which the drawing marks, may be of another fault.
/// Of a fact that fails both connections one is named.
pub(crate) fn other_faults(page: &Page, found: &Findings) -> Html {
    let report = &evaluate_with(&link::read(&page.state).0, found);
    let faults = report.to_fix().into_iter().filter(|it| it.holds_back() && one_fact(report, it).is_none());
    let faults: Vec<String> = faults.skip(1).map(|it| it.failure().to_string()).collect();
    if report.verdict != Verdict::Blocked || faults.is_empty() {
        return Html::default();
    }
    html! { <p class="also"><b>{ format!("{} faults. ", faults.len() + 1) }</b>{ "Also: " }{ faults.join(" ") }</p> }
}

/// How changes are shown.
struct Shown {
    form: FixForm,
    /// Chooses another form.
    choose: Callback<FixForm>,
    /// What is tried out; none where nothing can be.
    tried: Option<Tried>,
    /// What was done with a command.
    said: UseStateHandle<AttrValue>,
}

fn panel(page: &Page, report: &Report, made: &BTreeSet<String>, how: &Shown) -> Html {
    let count = report.plan.iter().filter(|it| made.contains(&name(it))).count();
    let (left_heading, steps_left) = left(report);
    html! {
        <section class="panel plan" aria-label={heading::PLAN}>
            if !report.plan.is_empty() {
                <div class="plan-head">
                    <h2>{ heading::PLAN }
                        <span class="count">{ format!("{count} of {} done", report.plan.len()) }</span>
                    </h2>
                    { form_choice(how.form, &how.choose) }
                </div>
                { runbooks(page, report, how) }
                <ol>{ for report.plan.iter().enumerate().map(|(at, it)| {
                    // A step leads to the first of its changes.
                    let is_first = report.plan.iter().position(|other| other.step == it.step) == Some(at);
                    planned(page, (at, it), is_first.then(|| it.step.planned()), made, how)
                }) }</ol>
                <p class="said" role="status">{ (*how.said).clone() }</p>
            }
            if count == report.plan.len() && 0 < count {
                <p class="note">{ "All of it is done. Export again and drop the new file here: it shows whether everything holds." }</p>
            }
            // What is to be done stays short; where there is nothing to do, this says why.
            if !steps_left.is_empty() {
                <details class="more left" open={report.plan.is_empty()}>
                    <summary>{ left_heading }{ format!(" ({})", steps_left.len()) }</summary>
                    <ul>{ for steps_left.iter().map(|it| html! {
                        <li><b>{ Status::label(it.status) }</b>{ ": " }{ report.step(it.step).map(|it| it.name) }{ ", " }{ it.step.party().word() }{ ": " }{ &it.why }</li>
                    }) }</ul>
                </details>
            }
            if !report.to_fill_in.is_empty() {
                <details class="more blanks">
                    <summary>{ heading::BLANKS }{ format!(" ({})", report.to_fill_in.len()) }</summary>
                    <ul>{ for report.to_fill_in.iter().map(|it| html! {
                        <li><mark>{ &it.word }</mark>{ ": " }{ &it.meaning }</li>
                    }) }</ul>
                </details>
            }
        </section>
    }
}

/// Shows the choice of the form that changes are in, which the steps follow.
fn form_choice(form: FixForm, choose: &Callback<FixForm>) -> Html {
    let choose = choose.clone();
    let onchange = move |event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value());
        if let Some(form) = chosen.as_deref().and_then(FixForm::from_word) {
            choose.emit(form);
        }
        let of_steps = browser::by_id("fix-as").and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        let (Some(chosen), Some(of_steps)) = (chosen, of_steps) else { return };
        of_steps.set_value(&chosen);
        let init = EventInit::new();
        init.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("change", &init) {
            let _ = of_steps.dispatch_event(&event);
        }
    };
    html! {
        <label class="meta">
            { "Fixes as " }
            <select id="plan-as" ~value={form.word()} {onchange}>
                { for FixForm::CHOICES.iter().map(|(word, label)| html! {
                    <option value={*word} selected={*word == form.word()}>{ *label }</option>
                }) }
            </select>
        </label>
    }
}

/// Shows what makes the changes in one go: a script for all, or one for each team.
fn runbooks(page: &Page, report: &Report, how: &Shown) -> Html {
    let button = |owner: Option<Owner>| {
        let (page, form, say) = (page.clone(), how.form, sets(&how.said));
        let onclick = move |_: MouseEvent| download::runbook(&page, owner, form, &say);
        html! {
            <button type="button" data-owner={owner.map(Owner::word)} {onclick}>
                <span class="unseen">{ "Save the runbook for " }</span>{ owner.map_or("All of it", Owner::label) }
            </button>
        }
    };
    html! {
        <p class="acts runbooks">
            <span class="meta">{ "Runbook" }</span>
            { button(None) }
            { for formats::teams(report).into_iter().map(|it| button(Some(it))) }
        </p>
    }
}

fn planned(
    page: &Page,
    (at, it): (usize, &PlannedChange),
    id: Option<String>,
    made: &BTreeSet<String>,
    how: &Shown,
) -> Html {
    let class = match it.after {
        Verdict::Ready => "right",
        Verdict::Blocked | Verdict::Unsupported => "wrong",
        Verdict::Undecided => "open",
    };
    let name = name(it);
    let is_made = made.contains(&name);
    let onchange = {
        let (page, name) = (page.clone(), name.clone());
        move |_: Event| page.send(Message::Made(name.clone(), !is_made))
    };
    let goes = it.step.anchor();
    html! {
        <li key={name} data-step={it.step.word()} class={is_made.then_some("made")}>
            <p><strong>{ &it.change.title }</strong></p>
            <p class="meta">
                { it.change.owner.label() }
                <span class="goes">
                    { " · " }
                    <button type="button" class="link" data-goes={goes}>{ "To its step" }<span class="unseen">{ ": " }{ &it.change.title }</span></button>
                </span>
            </p>
            if let Some(presumed) = &it.presumes {
                <p class="note">{ heading::PRESUMED }{ ": " }{ presumed }</p>
            }
            <p class={classes!("after", class)}>{ heading::AFTER }{ ": " }{ it.after.label() }{ ". " }{ &it.summary }</p>
            <details class="more how">
                <summary {id}>{ "How" }<span class="unseen">{ ": " }{ &it.change.title }</span></summary>
                { for it.change.impact.iter().map(|it| html! { <p>{ it }</p> }) }
                { for it.change.portal.iter().map(|it| html! { <p>{ heading::IN_THE_PORTAL }{ ": " }{ it }</p> }) }
                { commands(&it.change.apply, how) }
                if !it.change.undo.az.is_empty() {
                    <p><b>{ if it.change.given_up().is_some() { heading::GIVE_UP } else { heading::UNDO } }</b></p>
                    { commands(&it.change.undo, how) }
                }
            </details>
            <label class="check"><input type="checkbox" checked={is_made} {onchange} />{ "Done" }<span class="unseen">{ ": " }{ &it.change.title }</span></label>
            { try_button(page, at, it, how) }
        </li>
    }
}

/// A button that shows what would be with this change and those before it: the verdict and the drawing follow.
fn try_button(page: &Page, at: usize, it: &PlannedChange, how: &Shown) -> Html {
    // What an imagined network needs is not tried in the one that was read.
    let Some(tried) = how.tried.as_ref().filter(|_| it.presumes.is_none()) else { return Html::default() };
    let own = Tried::Changed(at + 1);
    let is_tried = *tried == own;
    let page = page.clone();
    let onclick = move |_: MouseEvent| {
        page.send(Message::TriedOut(if is_tried { Tried::Nothing } else { own.clone() }));
    };
    html! {
        <button type="button" class="try" aria-pressed={is_tried.to_string()} {onclick}>
            { "Try" }<span class="unseen">{ ": " }{ &it.change.title }</span>
        </button>
    }
}

/// A change in the form that is chosen, else as the Azure CLI has it: a command each, a text as a whole.
fn commands(forms: &Forms, how: &Shown) -> Html {
    let text = if how.form == FixForm::Az { String::new() } else { forms.text(how.form) };
    let all = if text.is_empty() { forms.az.iter().collect() } else { vec![text] };
    all.iter().map(|it| command(it, sets(&how.said))).collect()
}

/// What a change is called among those that are made: what makes it, which no other change has.
fn name(it: &PlannedChange) -> String {
    it.change.apply.az.iter().fold(it.change.title.clone(), |name, command| name + "\n" + &command)
}
