//! The report as a file.

use pgreach_formats::{Evaluation, FILES, Format, MARKDOWN, RUNBOOK, RUNBOOK_FOR_POWERSHELL};
use pgreach_messages::KeyBytes;
use pgreach_rules::{Config, FixForm, Owner, Party};
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, check, copied, pseudonyms, sets},
};
use crate::{
    browser, formats,
    page::{Judged, Page},
};

/// The file that continues what a person has begun, and what is said of it.
const CONFIG: &str = "pgreach.json";
const ABOUT_CONFIG: &str =
    "To continue later: settings, answers and what was read. Drop it here, or pass it to the command";

#[component]
pub(crate) fn Download(DialogProps { page, opened, .. }: &DialogProps) -> Html {
    // What the pseudonyms depend on, the same for every file that is made with them in one go; none where there are none.
    let key = use_state_eq(|| None::<KeyBytes>);
    let teams = use_state_eq(Vec::<Owner>::new);
    // Whether it is not known which servers the report is about.
    let is_open = use_state_eq(|| false);
    let said = use_state_eq(AttrValue::default);
    {
        let (page, teams, said, is_open) = (page.clone(), teams.clone(), said.clone(), is_open.clone());
        use_effect_with(*opened, move |opened| {
            if 0 < *opened {
                said.set(AttrValue::default());
                page.judged(None, move |judged| {
                    let concluded = judged.map(|it| it.concluded()).ok();
                    let has_both =
                        |it: &Config| [Party::Source, Party::Target].into_iter().all(|party| it.name(party).is_some());
                    is_open.set(concluded.as_ref().is_some_and(|it| !has_both(&it.0)));
                    teams.set(concluded.map(|it| formats::teams(&it.1)).unwrap_or_default());
                });
            }
        });
    }
    // A format as a file, whole or one team's part.
    let written = |format: &'static Format, owner: Option<Owner>| {
        let (page, key, say) = (page.clone(), *key, sets(&said));
        move |_: MouseEvent| {
            let say = say.clone();
            let name = match owner {
                Some(owner) => format.file_name.replacen('.', &format!("-{}.", owner.word()), 1),
                None => format.file_name.to_owned(),
            };
            write(&page, key, &say.clone(), move |text, named| {
                browser::save(&text(format, owner), &named(&name), format.media_type);
                say.emit(AttrValue::default());
            });
        }
    };
    let copied_markdown = {
        let (page, key, say) = (page.clone(), *key, sets(&said));
        move |event: MouseEvent| {
            let say = say.clone();
            write(&page, key, &say.clone(), move |text, _| say.emit(copied(&event, &text(&MARKDOWN, None))));
        }
    };
    let saved = {
        let (page, key, say) = (page.clone(), *key, sets(&said));
        move |_: MouseEvent| {
            let say = say.clone();
            let about = page.clone();
            page.saved(key, move |file| match file {
                Ok(file) => write(&about, key, &say.clone(), move |_, named| {
                    browser::save(&file, &named(CONFIG), "application/json");
                    say.emit(AttrValue::default());
                }),
                Err(error) => say.emit(refused(&error)),
            });
        }
    };
    html! {
        <Shell id="download" title="The report as a file" opened={*opened} said={(*said).clone()}>
            <p>{ "It is made in this page and sent nowhere. It has the names of your servers in it." }</p>
            if *is_open && browser::is_shown("pairs") {
                <p class="gap">{ "No pair of servers is chosen, so the report knows neither: choose one first. All pairs are in the CSV beside their table." }</p>
            }
            { check("masked", "Replace names and addresses by pseudonyms", key.is_some(), &pseudonyms(&key)) }
            <ul class="presets">
                { for FILES.iter().map(|it| html! {
                    <li>{ button(it.word, it.label, it.about, Callback::from(written(it, None))) }</li>
                }) }
                <li>{ button("config", CONFIG, ABOUT_CONFIG, Callback::from(saved)) }</li>
            </ul>
            <p class="teams">
                if !teams.is_empty() {
                    { "The runbook for one team: " }
                    { for [(&RUNBOOK, ""), (&RUNBOOK_FOR_POWERSHELL, ", PowerShell")].into_iter().flat_map(|(format, ending)| {
                        teams.iter().map(move |owner| (format, ending, *owner))
                    }).map(|(format, ending, owner)| html! {
                        <button type="button" data-format={format.word} data-owner={owner.word()} onclick={written(format, Some(owner))}>
                            // The names of the buttons differ.
                            { owner.label() }{ ending }
                        </button>
                    }) }
                }
            </p>
            <button type="button" id="copy-markdown" onclick={copied_markdown}>{ "Copy as Markdown" }</button>
        </Shell>
    }
}

fn button(word: &'static str, label: &'static str, about: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" data-format={word} {onclick}><b>{ label }</b><span>{ about }</span></button>
    }
}

fn refused(error: &str) -> AttrValue {
    AttrValue::from(format!("The file could not be written: {error}"))
}

/// Has the report on the state written; `then` is given what writes it in a format, and what names a file for it.
fn write(
    page: &Page,
    key: Option<KeyBytes>,
    say: &Callback<AttrValue>,
    then: impl FnOnce(&dyn Fn(&'static Format, Option<Owner>) -> String, &dyn Fn(&str) -> String) + 'static,
) {
    let (say, is_masked) = (say.clone(), key.is_some());
    page.judged(key, move |judged: Result<Judged, String>| match judged {
        Ok(judged) => {
            let (config, report) = judged.concluded();
            let (address, _) = browser::address();
            let now = browser::now();
            // Where this page is may be a name, too; and a file's name would say what the pseudonyms hide.
            let export = Evaluation {
                config: &config,
                report: &report,
                page: (!is_masked).then_some(&*address),
                input: None,
                fix_as: FixForm::Az,
                day: now.get(..10),
            };
            let named = |file: &str| formats::named(file, &config, !is_masked, now.get(..10).unwrap_or_default());
            then(&|format, owner| format.write(&export, owner), &named);
        }
        Err(error) => say.emit(refused(&error)),
    });
}
