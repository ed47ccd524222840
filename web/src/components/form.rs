//! Asks what the person knows: three groups of settings.

use pgreach_rules::{Config, Party, Question, Report, Setting};
use yew::prelude::*;

use super::field::field;
use crate::state::{Action, State};

/// The form. It has no button: everything counts at once.
///
/// `settled` holds what the files and the person specify together: what they show need not be asked.
pub(crate) fn settings_form(state: &State, settled: &Config, report: &Report, dispatch: &Callback<Action>) -> Html {
    let next = match report.questions.first() {
        Some(Question::Setting(setting)) => Some(*setting),
        _ => None,
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <>
        // On a phone it is what unfolds them.
        <details class="panel more fold fold-settings"><summary>{ "Settings" }</summary></details>
        <form class="settings" aria-label="Network settings" {onsubmit}>
            { for GROUPS.iter().map(|(party, about, settings)| html! {
                <section key={party.word()} class="panel group" aria-labelledby={format!("{}-group", party.word())}>
                    <h2 id={format!("{}-group", party.word())}>{ party.label() }<small>{ about }</small></h2>
                    // Each field has its place, there or not: a field that moves would lose the focus.
                    { for settings.iter().map(|setting| html! {
                        if setting.matters(settled) {
                            { field(*setting, state, settled, report, next == Some(*setting), dispatch) }
                        }
                    }) }
                </section>
            }) }
        </form>
        </>
    }
}

const GROUPS: [(Party, &str, &[Setting]); 3] = [
    (
        Party::Source,
        "where the data is",
        &[
            Setting::SourceKind,
            Setting::SourceAccess,
            Setting::SourcePrivateEndpoint,
            Setting::SourceName,
            Setting::SourceAddress,
            Setting::SourcePort,
            Setting::Tls,
        ],
    ),
    (
        Party::Target,
        "flexible server",
        &[Setting::TargetKind, Setting::TargetAccess, Setting::TargetName, Setting::TargetAddress],
    ),
    (Party::Runtime, "between the two", &[Setting::RuntimeUsed, Setting::RuntimeAccess, Setting::RuntimeName]),
];
