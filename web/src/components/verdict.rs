//! The answer in one sentence.

use std::rc::Rc;

use pgreach_rules::{Report, Status};
use yew::prelude::*;

use super::mark::{Shape, mark};
use crate::hooks::use_settled;

/// What was concluded.
#[derive(Properties, PartialEq)]
pub(crate) struct VerdictProps {
    pub(crate) report: Rc<Report>,
}

/// The verdict, and the one place that tells a screen reader of a change.
#[component]
pub(crate) fn VerdictView(props: &VerdictProps) -> Html {
    let report = &props.report;
    let shape = Shape::from(report.verdict);
    let spoken = use_settled(AttrValue::from(format!("{}. {}", report.verdict.label(), report.summary)), 400);
    html! {
        <section class={classes!("panel", "verdict", shape.class())} aria-labelledby="verdict">
            <p class={classes!("pill", shape.class())}>{ mark(shape) }{ report.verdict.label() }</p>
            <h1 id="verdict">{ &report.summary }</h1>
            if let Some(counts) = counts(report) {
                <p class="counts">{ counts }</p>
            }
            <p class="unseen" role="status">{ spoken }</p>
        </section>
    }
}

/// How many steps stand how, in words.
fn counts(report: &Report) -> Option<String> {
    let words = [
        (Status::Fail, "step fails", "steps fail"),
        (Status::Unknown, "step is not known", "steps are not known"),
        (Status::Pass, "step is fine", "steps are fine"),
    ];
    let parts: Vec<String> = words
        .into_iter()
        .filter_map(|(status, one, many)| match report.steps.iter().filter(|it| it.status == status).count() {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        })
        .collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join(", ")))
}
