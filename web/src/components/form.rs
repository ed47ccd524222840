//! What the person knows: three groups of settings.

use std::rc::Rc;

use pgreach_rules::{Ask, Party, Report, Setting};
use yew::prelude::*;

use super::field::Field;
use crate::state::{Action, State};

/// What the page knows, and what it would know next.
#[derive(Properties, PartialEq)]
pub(crate) struct SettingsFormProps {
    pub(crate) state: Rc<State>,
    pub(crate) report: Rc<Report>,
    pub(crate) dispatch: Callback<Action>,
}

/// The form. It has no button: everything counts at once.
#[component]
pub(crate) fn SettingsForm(props: &SettingsFormProps) -> Html {
    let next = match props.report.ask.first() {
        Some(Ask::Setting(setting)) => Some(*setting),
        _ => None,
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <form class="settings" aria-label="Network settings" {onsubmit}>
            { for GROUPS.iter().map(|(party, about, settings)| html! {
                <section key={party.word()} class="panel group" aria-labelledby={format!("{}-group", party.word())}>
                    <h2 id={format!("{}-group", party.word())}>{ party.label() }<small>{ about }</small></h2>
                    { for settings.iter().filter(|it| it.matters(&props.state.config)).map(|setting| html! {
                        <Field
                            key={setting.word()}
                            setting={*setting}
                            state={props.state.clone()}
                            next={next == Some(*setting)}
                            dispatch={props.dispatch.clone()}
                        />
                    }) }
                </section>
            }) }
        </form>
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
            Setting::SourcePort,
        ],
    ),
    (Party::Target, "flexible server", &[Setting::TargetAccess, Setting::TargetName]),
    (Party::Runtime, "between the two", &[Setting::RuntimeUsed, Setting::RuntimeAccess, Setting::RuntimeName]),
];
