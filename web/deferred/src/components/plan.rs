//! The changes that put everything right, one after the other, each to tick off once it is made.

use std::{collections::BTreeSet, rc::Rc};

use pgreach_formats::heading;
use pgreach_rules::{Findings, PlannedChange, Report, Status, Verdict, evaluate_with, link};
use yew::prelude::*;

use crate::{browser, message::Message, page::Page};

/// Where the plan is shown: above the steps, or below them where it comes while a person answers them, so that it moves none.
const PLACES: [&str; 2] = ["plan", "plan-below"];

#[derive(Properties, PartialEq)]
pub(crate) struct PlanProps {
    pub page: Page,
    /// What is found of the settings; none while that is not known.
    pub found: Option<Rc<Findings>>,
    /// The changes that are made, each as [`name`] calls it.
    pub made: Rc<BTreeSet<String>>,
}

#[component]
pub(crate) fn Plan(PlanProps { page, found, made }: &PlanProps) -> Html {
    let report = use_memo((page.state.clone(), found.clone()), |(state, found)| {
        let (config, _) = link::read(state);
        found.as_deref().map(|it| evaluate_with(&config, it))
    });
    let Some(report) = report.as_ref() else { return Html::default() };
    if report.plan.is_empty() && report.to_fill_in.is_empty() {
        return Html::default();
    }
    // It stays where it came.
    let is_in = |it: &&str| browser::by_id(it).is_some_and(|it| it.has_child_nodes());
    let place = PLACES.into_iter().find(is_in).unwrap_or(PLACES[usize::from(browser::has_focus(".steps"))]);
    let Some(place) = browser::by_id(place) else { return Html::default() };
    create_portal(panel(page, report, made), place)
}

fn panel(page: &Page, report: &Report, made: &BTreeSet<String>) -> Html {
    let count = report.plan.iter().filter(|it| made.contains(&name(it))).count();
    html! {
        <section class="panel plan" aria-label={heading::PLAN}>
            if !report.plan.is_empty() {
                <h2>{ heading::PLAN }
                    if 0 < count {
                        <span class="count">{ format!("{count} of {} done", report.plan.len()) }</span>
                    }
                </h2>
                <ol>{ for report.plan.iter().map(|it| planned(page, it, made)) }</ol>
            }
            if count == report.plan.len() && 0 < count {
                <p class="note">{ "All of it is done. Export again and drop the new file here: it shows whether everything holds." }</p>
            }
            // What is to be done stays short.
            if !report.left.is_empty() {
                <details class="more left">
                    <summary>{ heading::LEFT }{ format!(" ({})", report.left.len()) }</summary>
                    <ul>{ for report.left.iter().map(|it| html! {
                        <li><b>{ Status::label(it.status) }</b>{ ": " }<code>{ it.step.word() }</code>{ ": " }{ &it.why }</li>
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

fn planned(page: &Page, it: &PlannedChange, made: &BTreeSet<String>) -> Html {
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
            <p>
                <strong>{ &it.change.title }</strong>{ " · " }{ it.change.owner.label() }{ " " }
                <button type="button" class="link" data-goes={goes}>{ "How" }<span class="unseen">{ ": " }{ &it.change.title }</span></button>
            </p>
            if let Some(presumed) = &it.presumes {
                <p class="note">{ heading::PRESUMED }{ ": " }{ presumed }</p>
            }
            <p class={classes!("after", class)}>{ heading::AFTER }{ ": " }{ it.after.label() }{ ". " }{ &it.summary }</p>
            <label class="check"><input type="checkbox" checked={is_made} {onchange} />{ "Done" }<span class="unseen">{ ": " }{ &it.change.title }</span></label>
        </li>
    }
}

/// What a change is called among those that are made: what makes it, which no other change has.
fn name(it: &PlannedChange) -> String {
    it.change.apply.az.iter().fold(it.change.title.clone(), |name, command| name + "\n" + &command)
}
