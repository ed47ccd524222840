//! The script that makes the export which the report asks for.

use pgreach_azure::collect::{self, Shell as CommandShell};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, check, copy_button, sets},
};

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
    html! {
        <Shell id="export" title="How to get the export" opened={*opened} said={(*said).clone()}>
            <p>{ "This script reads what the checks look at, changes nothing and writes one file. Run it where you are signed in to Azure, then drop the file here." }</p>
            <div class="acts">
                <label for="shell">{ "For" }</label>{ " " }
                <select id="shell" ~value={if *is_bash { "bash" } else { "powershell" }} onchange={chosen}>
                    <option value="bash" selected={*is_bash}>{ "Bash" }</option>
                    <option value="powershell" selected={!*is_bash}>{ "PowerShell" }</option>
                </select>
                { check("minimal", "Only what is still unknown", *is_minimal, &sets(&is_minimal)) }
                { copy_button("main", Some("copy-script"), "", &script, sets(&said)) }
            </div>
            <pre id="script" tabindex="0" role="region" aria-label="The script">{ (*script).clone() }</pre>
        </Shell>
    }
}
