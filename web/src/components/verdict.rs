//! The answer in one sentence.

use std::rc::Rc;

use pgreach_formats::heading;
use pgreach_rules::{Config, Question, Report, Status, Step, Verdict, place_of};
use yew::prelude::*;

use super::{
    field::control_of,
    mark::{Sign, mark},
    names::each_once,
};
use crate::{hooks::use_settled, state::Action};

/// What was concluded.
#[derive(Properties, PartialEq)]
pub(crate) struct VerdictProps {
    pub(crate) report: Rc<Report>,
    /// Whether nothing is known yet, so that there is nothing to conclude from.
    pub(crate) is_first: bool,
    /// Whether the files hold servers, and which of them are meant is to be chosen.
    pub(crate) is_choosing: bool,
    /// What all pairs come to, once they are judged.
    pub(crate) counted: Rc<str>,
    /// What the files and the person specify together.
    pub(crate) config: Rc<Config>,
    pub(crate) dispatch: Callback<Action>,
}

/// The verdict, and the one place that announces a change to a screen reader.
#[component]
pub(crate) fn VerdictView(props: &VerdictProps) -> Html {
    let VerdictProps { report, is_first, is_choosing, counted, config, dispatch } = props;
    let shape = Sign::from(report.verdict);
    // What the files hold is not asked for, once it is known which servers are meant.
    let is_open = *is_choosing && report.scenario.is_none();
    // Many migrations have no verdict together: what counts is each one's, and these are counted.
    let is_counted = is_open && !counted.is_empty();
    let has_verdict = !is_first && !is_counted;
    let summary = if is_counted {
        counted
    } else if is_open {
        "Which servers does this migration connect?"
    } else if *is_first {
        "Paste the error, drop an export, or answer a question"
    } else {
        &report.summary
    };
    // What decides most is answered beside where it is asked.
    let (asked, offered) = match report.questions.first() {
        _ if *is_choosing => (Some("found-source".to_owned()), Html::default()),
        Some(Question::Setting(setting)) => (
            Some(control_of(*setting)),
            setting
                .offered(config)
                .iter()
                .map(|(word, label)| {
                    let setting = *setting;
                    html! {
                        <button type="button" key={*word} data-goes="verdict" onclick={dispatch.reform(move |_| Action::Chosen(setting, Some(word)))}>
                            { label }
                        </button>
                    }
                })
                .collect(),
        ),
        _ => Default::default(),
    };
    // One sentence is read at a glance; what it goes on with is text.
    let (headline, rest) = place_of(". ", summary).map_or((summary, ""), |at| summary.split_at(at + 1));
    let (headline, rest) = (headline.to_owned(), rest.trim_start().to_owned());
    let spoken = if is_counted { counted.to_string() } else { [report.verdict.label(), ". ", summary].concat() };
    let spoken = use_settled(AttrValue::from(spoken), 400);
    html! {
        <section class={classes!("panel", "verdict", has_verdict.then(|| shape.class()))} aria-labelledby="verdict">
            if has_verdict {
                <p class={classes!("pill", shape.class())}>{ mark(shape) }{ report.verdict.label() }</p>
            }
            <h1 id="verdict" tabindex="-1">
                { headline }
                if !rest.is_empty() {
                    { " " }<span class="rest">{ rest }</span>
                }
            </h1>
            if let Some(Question::Setting(setting)) = report.questions.first().filter(|_| *is_first) {
                <p>{ setting.label() }</p>
            }
            // What is loaded later says here which other faults there are, and what is tried out.
            <div id="tried" />
            <p class="acts">
                { offered }
                if let Some(asked) = asked {
                    <button type="button" class={(*is_choosing && !is_counted).then_some("main")} data-goes={asked}>{ if *is_choosing { "Choose the servers" } else { "Where to find it" } }</button>
                }
                if !report.questions.is_empty() && !*is_choosing {
                    <button type="button" aria-haspopup="dialog" data-opens="guide">{ "One question at a time" }</button>
                }
            </p>
            if let Some(counts) = counts(report) {
                <p class="counts">{ counts }{ "." }</p>
            }
            // A report that is ready says so itself.
            if !report.not_checked.is_empty() && report.verdict != Verdict::Ready {
                <p class="counts not-checked">{ heading::NOT_CHECKED }{ ": " }{ each_once(&mut report.not_checked.iter().map(|it| it.name)) }{ "." }</p>
            }
            <p class="unseen" role="status">{ spoken }</p>
        </section>
    }
}

/// The verdict in a line that stays in sight, and the way back to it.
pub(crate) fn bar(report: &Report, counted: &str) -> Html {
    let shape = Sign::from(report.verdict);
    html! {
        <button type="button" class="bar" data-goes="verdict">
            if counted.is_empty() || report.scenario.is_some() {
                <span class={classes!("pill", shape.class())}>{ mark(shape) }{ report.verdict.label() }</span>
            }
            <span class="counts">{ counted.to_owned() }{ counts(report) }</span>
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
