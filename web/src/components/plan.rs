//! Shows the changes that put everything right, one after the other.

use pgreach_formats::heading;
use pgreach_rules::{ChangeText, FixWay, PlannedChange, Report};
use yew::prelude::*;

use super::{
    command::commands,
    mark::{Shape, mark},
};

/// Shows the plan, where there is one.
pub(crate) fn plan(report: &Report) -> Html {
    if report.plan.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel plan" aria-labelledby="plan">
            <h2 id="plan">{ heading::PLAN }</h2>
            <ol>{ for report.plan.iter().map(planned) }</ol>
            if !report.left.is_empty() {
                <h3>{ heading::LEFT }</h3>
                <ul>{ for report.left.iter().map(|it| html! {
                    <li>{ mark(Shape::from(it.status)) }{ " " }<code>{ it.step.word() }</code>{ ": " }{ &it.why }</li>
                }) }</ul>
            }
        </section>
    }
}

fn planned(it: &PlannedChange) -> Html {
    let shape = Shape::from(it.after);
    html! {
        <li data-step={it.step.word()}>
            <p><strong>{ &it.change.title }</strong>{ " · " }{ it.change.owner.label() }</p>
            <p class={classes!("after", shape.class())}>{ mark(shape) }{ heading::AFTER }{ ": " }{ it.after.label() }{ ". " }{ &it.summary }</p>
        </li>
    }
}

/// Shows one change: what it does, whose it is, what it opens, and its commands.
fn change(change: &ChangeText) -> Html {
    html! {
        <>
            <p><strong>{ &change.title }</strong>{ " · " }{ change.owner.label() }</p>
            { for change.impact.iter().map(|it| html! { <p class="why">{ it }</p> }) }
            { commands(&change.apply.az) }
        </>
    }
}

/// Shows the ways to fix one step, and how each is taken back.
pub(crate) fn ways(ways: &[FixWay]) -> Html {
    html! {
        { for ways.iter().enumerate().map(|(index, way)| html! {
            <div class="instruction">
                <h4>{ if index == 0 { heading::FIX } else { heading::OR } }</h4>
                { for way.changes.iter().map(change) }
                <p class="meta">{ heading::AFTER }{ ": " }{ way.after.label() }</p>
                if way.changes.iter().any(|it| !it.undo.az.is_empty()) {
                    <h4>{ heading::UNDO }</h4>
                    { for way.changes.iter().rev().map(|it| commands(&it.undo.az)) }
                }
            </div>
        }) }
    }
}
