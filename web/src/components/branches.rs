//! Shows the verdict for each value that the unknown settings can take.

use pgreach_formats::heading;
use pgreach_rules::{Branch, Report, text::capitalized};
use yew::prelude::*;

use super::mark::{Sign, mark};

/// Shows each possible answer with its verdict and the first cause.
pub(crate) fn branches(report: &Report) -> Html {
    if report.branches.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel branches" aria-labelledby="branches">
            <h2 id="branches">{ heading::BRANCHES }</h2>
            <ul>{ for report.branches.iter().map(branch) }</ul>
        </section>
    }
}

fn branch(branch: &Branch) -> Html {
    let sign = Sign::from(branch.verdict);
    html! {
        <li data-verdict={branch.verdict.word()}>
            <h3>{ capitalized(&branch.words()) }</h3>
            <span class={classes!("pill", sign.class())}>{ mark(sign) }{ branch.verdict.label() }</span>
            <p>{ &branch.summary }</p>
        </li>
    }
}
