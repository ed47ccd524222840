//! Shows one step: its claim or failure, its evidence, how to check it and how to fix it.

use pgreach_formats::{ONE_FACT, heading};
use pgreach_rules::{Accepted, DecidedBy, FixForm, Instructions, Setting, Status, Step, StepKey};
use yew::prelude::*;

use super::{
    command::commands,
    evidence,
    field::control_of,
    mark::{Sign, mark},
    plan::ways,
    section::references,
};

/// The step.
#[derive(Properties, PartialEq)]
pub(crate) struct StepItemProps {
    pub(crate) step: Step,
    /// What the person said of it.
    pub(crate) answer: Option<Status>,
    /// The setting of the form that says the same, if the form asks for it.
    pub(crate) in_form: Option<Setting>,
    /// Whether its details are unfolded until the person folds them, or the other way round.
    pub(crate) is_open: bool,
    pub(crate) is_printing: bool,
    /// The step that is the same fact on the other connection, if one before it is, and what it is called.
    pub(crate) other: Option<(StepKey, &'static str)>,
    /// Where the plan has its fix, if it has.
    pub(crate) planned: Option<String>,
    /// Whether a pasted error message points to it.
    pub(crate) is_pointed: bool,
    /// The form that fixes are shown in.
    pub(crate) form: FixForm,
    pub(crate) on_answer: Callback<(StepKey, Status)>,
}

/// The step as an item of the list. It is a component so that only the steps that changed are rendered again.
#[component]
pub(crate) fn StepItem(props: &StepItemProps) -> Html {
    let StepItemProps { step, answer, in_form, is_open, is_printing, other, planned, is_pointed, form, on_answer } =
        props;
    let shape = Sign::from(step.status);
    // Beside a cross, a claim would say the opposite of the truth.
    let claim = if step.status == Status::Fail { step.failure().to_string() } else { step.title().to_string() };
    let is_pending = matches!(step.status, Status::Fail | Status::Unknown);
    let chosen = use_state_eq(Option::<bool>::default);
    // What is folded is not rendered: it would be most of the page, and nearly all the work of a change.
    let is_open = chosen.unwrap_or(*is_open) || (*is_printing && is_pending);
    let toggle = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        chosen.set(Some(!is_open));
    });
    html! {
        <li id={step.key.anchor()} tabindex="-1" class={classes!("step", shape.class())} data-step={step.key.word()} data-status={step.status.word()} data-owner={step.owner().word()}>
            { mark(shape) }
            <div class="claim">
                <h3><span class="unseen">{ step.status.label() }{ ": " }</span>{ claim }</h3>
                if step.status == Status::Fail {
                    <p class="meta">{ heading::SHOULD_BE }{ ": " }{ step.title().to_string() }</p>
                }
                <p class="meta">{ meta(step) }</p>
                if *is_pointed {
                    <p class="note">{ "Your error points here" }</p>
                }
            </div>
            { control(step, *answer, *in_form, on_answer) }
            if let Some((other, name)) = other {
                <p class="body note">{ ONE_FACT }<button type="button" class="link" data-goes={other.anchor()}>{ *name }{ ", " }{ other.party().word() }</button></p>
            } else {
                <div class="body">
                    { for note(step).into_iter().chain(step.note.clone()).chain(step.exception.as_ref().map(Accepted::words)).map(|it| html! { <p class="note">{ it }</p> }) }
                    { evidence::of_step(step) }
                    if is_pending {
                        <p class="why">{ step.why().to_string() }</p>
                    }
                    <details class="more" open={is_open}>
                        <summary onclick={toggle}>{ if is_pending { "How to check and fix" } else { "Details" } }<span class="unseen">{ ": " }{ step.key.word() }</span></summary>
                        if is_open {
                            { details(step, is_pending, *is_printing, planned.as_ref(), *form) }
                        }
                    </details>
                </div>
            }
        </li>
    }
}

fn details(step: &Step, is_pending: bool, is_printing: bool, planned: Option<&String>, form: FixForm) -> Html {
    // On paper nothing can be unfolded there.
    let planned = planned.filter(|_| !is_printing);
    html! {
        <>
            if !is_pending {
                <p class="why">{ step.why().to_string() }</p>
            }
            <div class="instructions">
                { instructions(heading::VERIFY, &step.verify()) }
                { ways(&step.changes, form, planned) }
                if step.changes.is_empty() {
                    { instructions(heading::FIX, &step.fix()) }
                } else if step.changes.iter().any(|it| it.presumes.is_some()) {
                    { instructions(heading::OTHERWISE, &step.fix()) }
                }
            </div>
            if is_pending && step.changes.is_empty() {
                if let Some(impact) = &step.security_impact() {
                    <p class="why">{ heading::SECURITY_IMPACT }{ ": " }{ impact.to_string() }</p>
                }
                if !step.undo().portal.is_empty() {
                    <details class="more" open={is_printing}>
                        <summary>{ heading::UNDO }</summary>
                        { instructions("Undo", &step.undo()) }
                    </details>
                }
            }
            { references("Read: ", &step.references()) }
        </>
    }
}

/// The id of one answer's control.
pub(crate) fn control_id(key: StepKey, status: Status) -> String {
    format!("{}-{}", key.word().replace('/', "-"), status.word())
}

fn meta(step: &Step) -> String {
    format!("{} · {} · {}", step.severity.label(), step.owner().label(), step.place_in_guide())
}

fn note(step: &Step) -> Option<String> {
    if let Some(setting) = step.depends_on {
        return Some(format!("Whether this step applies depends on: {}", setting.label()));
    }
    step.conflict_words()
}

/// The person's answer. What the settings decide is not asked, unless an answer contradicts them.
fn control(
    step: &Step,
    answer: Option<Status>,
    in_form: Option<Setting>,
    on_answer: &Callback<(StepKey, Status)>,
) -> Html {
    let by = match step.decided_by {
        DecidedBy::Scenario => Some(", by the settings"),
        DecidedBy::Evidence => Some(", by evidence"),
        _ => None,
    };
    if let Some(by) = by.filter(|_| step.conflict.is_none()) {
        return html! { <p class="decided">{ step.status.label() }{ by }</p> };
    }
    if let Some(setting) = in_form.filter(|_| answer.is_none()) {
        return html! { <button type="button" class="decided" data-goes={control_of(setting)}>{ "Answer it in the form" }</button> };
    }
    let key = step.key;
    let answers = [
        Some((Status::Pass, "Passed")),
        Some((Status::Fail, "Failed")),
        Some((Status::Unknown, "Unknown")),
        // Last, so that the others stand in the same place at every step.
        step.not_applicable_label().map(|label| (Status::NotApplicable, label)),
    ];
    // An answer given in a link counts, even one that this step does not offer.
    let chosen = answer.unwrap_or(Status::Unknown);
    html! {
        <fieldset class="answer">
            <legend class="unseen">{ "Your answer: " }{ step.title().to_string() }</legend>
            <div class="segments">
                { for answers.into_iter().flatten().map(|(status, label)| html! {
                    <label key={status.word()} class={(status == Status::Unknown).then_some("none")}>
                        <input
                            type="radio"
                            name={key.word()}
                            id={control_id(key, status)}
                            checked={chosen == status}
                            onchange={on_answer.reform(move |_| (key, status))}
                        />
                        <span>{ label }</span>
                    </label>
                }) }
            </div>
        </fieldset>
    }
}

fn instructions(title: &'static str, it: &Instructions) -> Html {
    html! {
        <div class="instruction">
            <h4>{ title }</h4>
            { for it.portal.iter().map(|text| html! { <p key={text.clone()}>{ text }</p> }) }
            { commands(&it.commands) }
        </div>
    }
}
