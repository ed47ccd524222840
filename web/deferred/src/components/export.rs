//! The script that makes the export which the report asks for.

use pgreach_azure::collect;
use pgreach_rules::Shell as CommandShell;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, check, copy_button, sets},
};
use crate::browser;

#[component]
pub(crate) fn Export(DialogProps { page, opened, .. }: &DialogProps) -> Html {
    let is_bash = use_state_eq(|| true);
    let is_minimal = use_state_eq(|| false);
    let script = use_state_eq(AttrValue::default);
    let said = use_state_eq(AttrValue::default);
    {
        let (script, said) = (script.clone(), said.clone());
        let page = page.clone();
        use_effect_with((*opened, *is_bash, *is_minimal), move |(opened, is_bash, is_minimal)| {
            let shell = if *is_bash { CommandShell::Bash } else { CommandShell::PowerShell };
            let is_minimal = *is_minimal;
            if 0 < *opened {
                said.set(AttrValue::default());
                page.judged(None, move |judged| {
                    let Ok(judged) = judged else { return };
                    let (config, report) = judged.concluded();
                    script.set(collect::script(&config, shell, is_minimal.then_some(&report)).into());
                });
            }
        });
    }
    let chosen = {
        let is_bash = is_bash.clone();
        move |event: Event| {
            is_bash.set(event.target_dyn_into::<HtmlSelectElement>().is_some_and(|it| it.value() == "bash"));
        }
    };
    let (file, run) = if *is_bash {
        ("pgreach-collect.sh", "bash pgreach-collect.sh")
    } else {
        ("pgreach-collect.ps1", "./pgreach-collect.ps1")
    };
    let saved = {
        let script = script.clone();
        move |_: MouseEvent| browser::save(&script, file, "text/plain")
    };
    html! {
        <Shell id="export" title="Make an export" opened={*opened} said={(*said).clone()}>
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
            <pre id="script" tabindex="0" role="region" aria-label="The script">{ (*script).clone() }</pre>
        </Shell>
    }
}
