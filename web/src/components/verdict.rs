//! The answer in one sentence.

use std::rc::Rc;

use pgreach_formats::heading;
use pgreach_rules::{Report, Status, Step};
use yew::prelude::*;

use super::mark::{Shape, mark};
use crate::{browser, hooks::use_settled};

/// What was concluded.
#[derive(Properties, PartialEq)]
pub(crate) struct VerdictProps {
    pub(crate) report: Rc<Report>,
}

/// The verdict, and the one place that announces a change to a screen reader.
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
                <p class="counts">{ counts }{ "." }</p>
            }
            if !report.not_checked.is_empty() {
                <p class="counts not-checked">{ heading::NOT_CHECKED }{ ": " }{ not_checked(report) }{ "." }</p>
            }
            <p class="unseen" role="status">{ spoken }</p>
        </section>
    }
}

/// What the verdict does not cover, each name once.
fn not_checked(report: &Report) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in report.not_checked.iter().map(|it| it.name) {
        if let Err(at) = names.binary_search(&name) {
            names.insert(at, name);
        }
    }
    names.join(", ")
}

/// The verdict in a line that stays in sight, and the way back to it.
pub(crate) fn bar(report: &Report) -> Html {
    let shape = Shape::from(report.verdict);
    html! {
        <button type="button" class="bar" onclick={|_| browser::reveal("verdict")}>
            <span class={classes!("pill", shape.class())}>{ mark(shape) }{ report.verdict.label() }</span>
            <span class="counts">{ counts(report) }</span>
            <span class="go">{ "Verdict" }</span>
        </button>
    }
}

/// How many steps stand how, in words.
fn counts(report: &Report) -> Option<String> {
    let count = |status| report.steps.iter().filter(|it| it.status == status && !it.is_accepted()).count();
    let steps = |count: usize| if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
    let (failing, unknown, passed) = (count(Status::Fail), count(Status::Unknown), count(Status::Pass));
    let accepted = report.accepted().count();
    let is_warning = |it: &&Step| it.status == Status::Unknown && !it.holds_back() && !it.is_accepted();
    let warnings = report.steps.iter().filter(is_warning).count();
    let parts = [
        (0 < failing).then(|| format!("{} failed", steps(failing))),
        (0 < unknown).then(|| {
            let warnings = if warnings == 0 { String::new() } else { format!(" ({warnings} only for a warning)") };
            format!("{} unknown{warnings}", steps(unknown))
        }),
        (0 < accepted).then(|| format!("{accepted} accepted")),
        (0 < passed).then(|| format!("{passed} passed")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
