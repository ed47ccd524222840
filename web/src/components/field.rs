//! One setting of the form.

use pgreach_rules::{Form, Setting};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::state::{Action, State};

/// The setting with its label, its control, where to find it, and what is wrong with what was typed.
pub(crate) fn field(setting: Setting, state: &State, is_next: bool, dispatch: &Callback<Action>) -> Html {
    let refused = state.refused.iter().find(|it| it.setting == setting);
    let hint = setting.portal();
    let about = format!("{}-about", id(setting));
    let described = (!hint.is_empty() || refused.is_some()).then(|| about.clone());
    let control = match setting.choices() {
        [] => input(setting, state, dispatch, described, refused.is_some()),
        [_, _] => radios(setting, state, dispatch, described),
        _ => select(setting, state, dispatch, described),
    };
    html! {
        <div class={classes!("field", is_next.then_some("next"))}>
            if is_next {
                <p class="cue">{ "Answer this next" }</p>
            }
            { control }
            <div id={about}>
                if !hint.is_empty() {
                    <p class="hint">{ hint }</p>
                }
                if let Some(refused) = refused {
                    <p class="refused">{ format!("Not used: found {}, expected {}", refused.error.found, refused.error.expected) }</p>
                }
            </div>
        </div>
    }
}

/// The id of a setting's control.
fn id(setting: Setting) -> String {
    setting.word().replace('.', "-")
}

/// The id of the first control of a setting: a group of radio buttons has no control of its own.
pub(crate) fn first_control(setting: Setting) -> String {
    match setting.choices() {
        [(word, _), _] => format!("{}-{word}", id(setting)),
        _ => id(setting),
    }
}

/// The label above the control.
fn title(setting: Setting) -> &'static str {
    match setting {
        Setting::SourceKind => "What it is",
        Setting::SourceAccess => "Access",
        Setting::SourcePrivateEndpoint => "Approved private endpoint",
        Setting::TargetAccess | Setting::RuntimeAccess => "Connectivity method",
        Setting::RuntimeUsed => "Used in this migration",
        Setting::SourceName | Setting::TargetName | Setting::RuntimeName => "Name (optional)",
        Setting::SourcePort => "Port",
    }
}

fn select(setting: Setting, state: &State, dispatch: &Callback<Action>, described: Option<String>) -> Html {
    let known = setting.get(&state.config);
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
                <option value="" selected={known.is_none()}>{ "I don't know" }</option>
                { for setting.choices().iter().map(|(word, label)| html! {
                    <option key={*word} value={*word} selected={known.as_deref() == Some(word)}>{ label }</option>
                }) }
            </select>
        </>
    }
}

fn radios(setting: Setting, state: &State, dispatch: &Callback<Action>, described: Option<String>) -> Html {
    let known = setting.get(&state.config);
    let values = setting.choices().iter().map(|it| (Some(it.0), it.1)).chain([(None, "I don't know")]);
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
    dispatch: &Callback<Action>,
    described: Option<String>,
    is_refused: bool,
) -> Html {
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Typed(setting, event.target_unchecked_into::<HtmlInputElement>().value())
    });
    let is_port = setting.form() == Form::Port;
    html! {
        <>
            <label for={id(setting)}>{ title(setting) }</label>
            <input
                type="text"
                id={id(setting)}
                value={state.text(setting)}
                {oninput}
                inputmode={if is_port { "numeric" } else { "text" }}
                placeholder={is_port.then_some("5432")}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-invalid={is_refused.then_some("true")}
                aria-describedby={described}
            />
        </>
    }
}
