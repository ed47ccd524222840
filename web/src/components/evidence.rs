//! Shows the evidence of a setting and of a step.

use pgreach_formats::heading;
use pgreach_rules::{Evidence, Setting, SettingReport, Step};
use yew::prelude::*;

/// Shows the evidence of a setting, and what the person specified instead.
pub(super) fn of_setting(shown: &SettingReport) -> Html {
    html! {
        <>
            if let Some(conflict) = &shown.conflict {
                <p class="refused">{ format!("You specified \"{}\", but evidence shows \"{}\". Evidence decides.", label(shown.setting, conflict), label(shown.setting, &shown.value)) }</p>
            }
            { for shown.evidence.iter().map(|it| html! {
                <p class="hint" title={place(it)}>{ heading::EVIDENCE }{ ": " }{ &it.resource }{ " · " }{ &it.property }</p>
            }) }
        </>
    }
}

/// Shows the evidence of a step, and which export would decide it.
pub(super) fn of_step(step: &Step) -> Html {
    html! {
        <>
            if !step.evidence.is_empty() {
                <p class="unseen">{ heading::EVIDENCE }{ ":" }</p>
                <ul class="evidence">
                    { for step.evidence.iter().map(|it| html! {
                        <li>
                            { &it.resource }{ " · " }<code>{ &it.property }</code>{ " = " }<b>{ &it.value }</b>
                            <small>{ place(it) }</small>
                        </li>
                    }) }
                </ul>
            }
            { for step.needs.iter().map(|it| html! { <p class="note">{ "To decide it, export " }{ it.words() }{ "." }</p> }) }
        </>
    }
}

/// A value in the words of its control.
fn label(setting: Setting, value: &str) -> &str {
    setting.choices().iter().find(|it| it.0 == value).map_or(value, |it| it.1)
}

/// Where it was read.
fn place(evidence: &Evidence) -> String {
    let place: Vec<&str> = [&evidence.file, &evidence.id].into_iter().flatten().map(String::as_str).collect();
    place.join(" · ")
}
