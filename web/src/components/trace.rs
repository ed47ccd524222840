//! Lists the hops of a connection in order, each with its status and a link to the step that decides it.

use pgreach_formats::heading;
use pgreach_rules::{Connection, Hop};
use yew::prelude::*;

use super::mark::{Sign, mark};

/// Shows the trace of a connection, folded: it repeats the steps, in another order.
pub(super) fn trace(connection: &Connection, title: &str, is_printing: bool) -> Html {
    let hops = &connection.trace;
    if hops.is_empty() {
        return Html::default();
    }
    html! {
        <details class="more trace" open={is_printing} data-trace={connection.to.word()}>
            <summary>{ heading::TRACE }{ ": " }{ title }</summary>
            <ol>{ for hops.iter().map(hop) }</ol>
        </details>
    }
}

fn hop(hop: &Hop) -> Html {
    let shape = Sign::from(hop.status);
    let step = hop.step;
    html! {
        <li key={step.word()} class={classes!("hop", shape.class())} data-hop={hop.kind.word()} data-status={hop.status.word()}>
            { mark(shape) }
            <p class="kind"><b>{ hop.kind.label() }</b>{ " " }<span>{ hop.status.label() }</span></p>
            <p>
                <button type="button" class="link" data-goes={step.anchor()}>{ hop.text.to_string() }</button>
                if let Some(resource) = &hop.resource {
                    { " " }<code>{ resource }</code>
                }
            </p>
        </li>
    }
}
