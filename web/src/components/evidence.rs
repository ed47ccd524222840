//! What the files show: of a setting, and of a step.

use pgreach_rules::{Evidence, Setting, SettingReport, Step};
use yew::prelude::*;

/// What shows a setting, and what the person says instead.
pub(super) fn of_setting(shown: &SettingReport) -> Html {
    html! {
        <>
            if let Some(conflict) = &shown.conflict {
                <p class="refused">{ format!("You say \"{}\", the files show \"{}\". The files decide.", label(shown.setting, conflict), label(shown.setting, &shown.value)) }</p>
            }
            { for shown.evidence.iter().map(|it| html! {
                <p class="hint" title={place(it)}>{ "Shown by " }{ &it.resource }{ " · " }{ &it.property }</p>
            }) }
        </>
    }
}

/// What shows how a step stands, and which export would settle it.
pub(super) fn of_step(step: &Step) -> Html {
    html! {
        <>
            if !step.evidence.is_empty() {
                <ul class="evidence">
                    { for step.evidence.iter().map(|it| html! {
                        <li>
                            { &it.resource }{ " · " }<code>{ &it.property }</code>{ " = " }<b>{ &it.value }</b>
                            <small>{ place(it) }</small>
                        </li>
                    }) }
                </ul>
            }
            { for step.needs.iter().map(|it| html! { <p class="note">{ "Export " }{ it.words() }{ " to settle it." }</p> }) }
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
