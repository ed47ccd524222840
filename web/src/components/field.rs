//! One setting of the form.

use pgreach_rules::{Config, Form, Party, Report, Setting, SettingReport, SourceKind, place_of, twice};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::evidence;
use crate::state::{Action, State};

/// The setting with its label, its control, where to find it, what shows it, and what is wrong with what was typed.
pub(crate) fn field(
    setting: Setting,
    state: &State,
    settled: &Config,
    report: &Report,
    is_next: bool,
    dispatch: &Callback<Action>,
) -> Html {
    let shown = report.settings.iter().find(|it| it.setting == setting);
    let refused = state.refused.iter().find(|it| it.setting == setting);
    let hint = of_kind(setting.portal(), settled.source.kind);
    let about = format!("{}-about", id(setting));
    let described = (!hint.is_empty() || refused.is_some() || shown.is_some()).then(|| about.clone());
    let control = match setting.offered(settled) {
        [] => input(setting, state, shown, dispatch, described, refused.is_some()),
        [_, _] => radios(setting, state, settled, shown, dispatch, described),
        _ => select(setting, state, settled, shown, dispatch, described),
    };
    html! {
        <div class={classes!("field", is_next.then_some("next"))}>
            if is_next {
                <p class="cue">{ "Answer this next" }</p>
            }
            { control }
            <div id={about}>
                if let Some(shown) = shown {
                    { evidence::of_setting(shown) }
                } else if !hint.is_empty() {
                    <p class="hint">{ hint }</p>
                }
                if is_taken(setting, settled) {
                    <p class="refused">{ "This server has another role already." }</p>
                }
                if let Some(refused) = refused {
                    <p class="refused">{ format!("Not used: found {}, expected {}", refused.error.found, refused.error.expected) }</p>
                }
            </div>
        </div>
    }
}

/// A hint from where it speaks of this kind of source, where it goes through the kinds.
fn of_kind(hint: &'static str, kind: Option<SourceKind>) -> &'static str {
    let words = match kind {
        None | Some(SourceKind::SingleServer) => "Single server:",
        Some(SourceKind::FlexibleServer) => "Flexible server:",
        _ => "Any other source:",
    };
    place_of(words, hint).and_then(|at| hint.get(at..)).unwrap_or(hint)
}

/// The id of a setting's control.
fn id(setting: Setting) -> String {
    setting.word().replace('.', "-")
}

/// The ids of what a setting may be answered with: the first one that is there leads to it. With files their servers are
/// chosen beside them, and a group of radio buttons has no control of its own.
pub(crate) fn control_of(setting: Setting) -> String {
    let id = id(setting);
    let first = setting.choices().first().map_or("", |it| it.0);
    let files = if setting == Setting::RuntimeUsed { "found-runtime " } else { "" };
    [files, &id, " ", &id, "-", first].concat()
}

/// Whether a server is named that has another role.
fn is_taken(setting: Setting, config: &Config) -> bool {
    let party = match setting {
        Setting::TargetName => Party::Target,
        Setting::RuntimeName => Party::Runtime,
        _ => return false,
    };
    twice(config).is_some_and(|it| it[1] == party)
}

/// The label above the control.
fn title(setting: Setting) -> &'static str {
    match setting {
        Setting::SourceKind => "What it is",
        Setting::SourceAccess => "Access",
        Setting::SourcePrivateEndpoint => "Approved private endpoint",
        Setting::TargetAccess => "Connectivity method of the target",
        Setting::RuntimeAccess => "Connectivity method of the runtime server",
        Setting::RuntimeUsed => "Used in this migration",
        Setting::SourceName => "Name of the source (optional)",
        Setting::TargetName => "Name of the target (optional)",
        Setting::RuntimeName => "Name of the runtime server (optional)",
        Setting::SourceAddress => "Custom FQDN/IP of the source (optional)",
        Setting::TargetAddress => "Custom FQDN/IP of the target (optional)",
        Setting::SourcePort => "Port",
        Setting::TargetKind => "Kind",
        Setting::Tls => "TLS mode",
    }
}

/// What a control shows: what the person says, else what the files do.
fn known(setting: Setting, state: &State, shown: Option<&SettingReport>) -> Option<String> {
    setting.get(&state.config).or(shown.map(|it| it.value.clone()))
}

/// Whether "not known" is a choice: what the files show stays known.
fn may_be_open(setting: Setting, state: &State, shown: Option<&SettingReport>) -> bool {
    shown.is_none() || setting.get(&state.config).is_some()
}

/// What it is then called.
fn open_words(shown: Option<&SettingReport>) -> &'static str {
    if shown.is_some() { "As imported" } else { "I don't know" }
}

fn select(
    setting: Setting,
    state: &State,
    settled: &Config,
    shown: Option<&SettingReport>,
    dispatch: &Callback<Action>,
    described: Option<String>,
) -> Html {
    let known = known(setting, state, shown);
    let onchange = dispatch.reform(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        Action::Chosen(setting, setting.choices().iter().map(|it| it.0).find(|it| *it == value))
    });
    // The attributes of the options count until the person chooses; from then on only the property does.
    let value = known.clone().unwrap_or_default();
    html! {
        <>
            <label for={id(setting)}>{ title(setting) }</label>
            <select id={id(setting)} ~value={value} {onchange} aria-describedby={described}>
                if may_be_open(setting, state, shown) {
                    <option value="" selected={known.is_none()}>{ open_words(shown) }</option>
                }
                { for setting.offered(settled).iter().map(|(word, label)| html! {
                    <option key={*word} value={*word} selected={known.as_deref() == Some(word)}>{ label }</option>
                }) }
            </select>
        </>
    }
}

fn radios(
    setting: Setting,
    state: &State,
    settled: &Config,
    shown: Option<&SettingReport>,
    dispatch: &Callback<Action>,
    described: Option<String>,
) -> Html {
    let known = known(setting, state, shown);
    let open = may_be_open(setting, state, shown).then(|| (None, open_words(shown)));
    let values = setting.offered(settled).iter().map(|it| (Some(it.0), it.1)).chain(open);
    html! {
        <fieldset class="choice" aria-describedby={described}>
            <legend>{ title(setting) }</legend>
            <div class="segments">
                { for values.map(|(value, label)| {
                    let key = value.unwrap_or("unknown");
                    html! {
                        <label key={key} class={value.is_none().then_some("none")}>
                            <input
                                type="radio"
                                name={id(setting)}
                                id={format!("{}-{key}", id(setting))}
                                checked={known.as_deref() == value}
                                onchange={dispatch.reform(move |_| Action::Chosen(setting, value))}
                            />
                            <span>{ label }</span>
                        </label>
                    }
                }) }
            </div>
        </fieldset>
    }
}

fn input(
    setting: Setting,
    state: &State,
    shown: Option<&SettingReport>,
    dispatch: &Callback<Action>,
    described: Option<String>,
    is_refused: bool,
) -> Html {
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Typed(setting, event.target_unchecked_into::<HtmlInputElement>().value())
    });
    let onchange = dispatch.reform(move |_: Event| Action::Left(setting));
    let is_port = setting.form() == Form::Port;
    html! {
        <>
            <label for={id(setting)}>{ title(setting) }</label>
            <input
                type="text"
                id={id(setting)}
                value={state.text(setting)}
                {oninput}
                {onchange}
                inputmode={if is_port { "numeric" } else { "text" }}
                placeholder={shown.map_or(if is_port { "5432" } else { "" }, |it| &it.value).to_owned()}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-invalid={is_refused.then_some("true")}
                aria-describedby={described}
            />
        </>
    }
}
