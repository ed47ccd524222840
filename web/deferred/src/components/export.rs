//! The script that makes the export which the report asks for.

use pgreach_azure::collect;
use pgreach_rules::{Config, NAME_LIMIT, Report, Setting, Shell as CommandShell};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, check, copy_button, sets},
};
use crate::{browser, checker::ToChecker};

/// The servers that the script looks for, and what the fields for their names are called.
const NAMES: [(Setting, &str); 3] = [
    (Setting::SourceName, "Source"),
    (Setting::TargetName, "Target"),
    (Setting::RuntimeName, "Runtime server, if any"),
];

#[component]
pub(crate) fn Export(DialogProps { page, opened, .. }: &DialogProps) -> Html {
    let is_bash = use_state_eq(|| true);
    let is_minimal = use_state_eq(|| false);
    let concluded = use_state(|| None::<(Config, Report)>);
    // As they are being typed: who goes on to save the script has them in it.
    let names = use_state_eq(|| NAMES.map(|_| None::<String>));
    let said = use_state_eq(AttrValue::default);
    {
        let (names, said) = (names.clone(), said.clone());
        use_effect_with(*opened, move |_| {
            names.set(NAMES.map(|_| None));
            said.set(AttrValue::default());
        });
    }
    {
        let (concluded, page) = (concluded.clone(), page.clone());
        use_effect_with((*opened, page.state.clone()), move |(opened, _)| {
            if 0 < *opened {
                page.judged(None, move |judged| concluded.set(judged.ok().map(|it| it.concluded())));
            }
        });
    }
    let shell = if *is_bash { CommandShell::Bash } else { CommandShell::PowerShell };
    let script = concluded.as_ref().map_or_else(String::new, |(config, report)| {
        let mut config = config.clone();
        for ((setting, _), typed) in NAMES.iter().zip(&*names) {
            if let Some(typed) = typed {
                setting.clear(&mut config);
                // What is no name leaves the place in the script empty.
                let _ = setting.set(&mut config, typed);
            }
        }
        collect::script(&config, shell, is_minimal.then_some(report))
    });
    let script = AttrValue::from(script);
    let name_field = |at: usize, (setting, label): (Setting, &'static str)| {
        let known = concluded.as_ref().and_then(|(config, _)| setting.get(config)).unwrap_or_default();
        let value = names[at].clone().unwrap_or(known);
        let (id, names, page) = (format!("script-{}", setting.word().replace('.', "-")), names.clone(), page.clone());
        let typed = |event: &Event| event.target_dyn_into::<HtmlInputElement>().map(|it| it.value().trim().to_owned());
        let oninput = move |event: InputEvent| {
            let mut now = (*names).clone();
            now[at] = typed(&event);
            names.set(now);
        };
        let onchange = move |event: Event| {
            page.tell(ToChecker::Used(vec![(setting.word().to_owned(), typed(&event).unwrap_or_default())]));
        };
        html! {
            <div class="field">
                <label for={id.clone()}>{ label }</label>
                <input type="text" {id} {value} maxlength={NAME_LIMIT.to_string()} spellcheck="false" autocomplete="off" {oninput} {onchange} />
            </div>
        }
    };
    let chosen = {
        let is_bash = is_bash.clone();
        move |event: Event| {
            is_bash.set(event.target_dyn_into::<HtmlSelectElement>().is_some_and(|it| it.value() == "bash"));
        }
    };
    let file = collect::file_name(shell);
    let run = [if *is_bash { "bash " } else { "./" }, &file].concat();
    let saved = {
        let script = script.clone();
        move |_: MouseEvent| browser::save(&script, &file, "text/plain")
    };
    html! {
        <Shell id="export" title="Make an export" opened={*opened} said={(*said).clone()}>
            <p>{ "Which servers? Their names go into the script; without the target's it stops at once." }</p>
            <div class="named">{ for NAMES.into_iter().enumerate().map(|(at, it)| name_field(at, it)) }</div>
            <p>{ "This script reads what the checks look at, changes nothing and writes one file. Run it where you are signed in to Azure, then drop the file here." }</p>
            <p class="hint">{ "In a browser: save it, open Azure Cloud Shell in the portal, upload it there (Manage files), and run " }<code>{ run }</code>{ "; then download pgreach-export.json." }</p>
            <div class="acts">
                <label for="shell">{ "For" }</label>{ " " }
                <select id="shell" ~value={if *is_bash { "bash" } else { "powershell" }} onchange={chosen}>
                    <option value="bash" selected={*is_bash}>{ "Bash" }</option>
                    <option value="powershell" selected={!*is_bash}>{ "PowerShell" }</option>
                </select>
                { check("minimal", "Only what is still unknown", *is_minimal, &sets(&is_minimal)) }
                <button type="button" class="main" id="save-script" onclick={saved}>{ "Save as a file" }</button>
                { copy_button("", Some("copy-script"), "", &script, sets(&said)) }
            </div>
            <pre id="script" tabindex="0" role="region" aria-label="The script">{ script }</pre>
        </Shell>
    }
}
