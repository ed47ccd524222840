//! The report as a file.

use pgreach_formats::{Evaluation, FILES, Format, HTML, MARKDOWN, RUNBOOK, RUNBOOK_FOR_POWERSHELL};
use pgreach_messages::{FleetForm, KeyBytes, Tried};
use pgreach_rules::{Config, Drawing, FixForm, Owner};
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
pub(crate) fn Download(DialogProps { page, opened, is_fleet, .. }: &DialogProps) -> Html {
    // What the pseudonyms depend on, the same for every file that is made with them in one go; none where there are none.
    let key = use_state_eq(|| None::<KeyBytes>);
    let teams = use_state_eq(Vec::<Owner>::new);
    let said = use_state_eq(AttrValue::default);
    {
        let (page, teams, said) = (page.clone(), teams.clone(), said.clone());
        use_effect_with(*opened, move |opened| {
            if 0 < *opened {
                said.set(AttrValue::default());
                page.judged(None, move |judged| {
                    let concluded = judged.map(|it| it.concluded()).ok();
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
            let name = file_name(format, owner);
            let save = {
                let say = say.clone();
                move |text: &dyn Fn(&'static Format, Option<Owner>) -> String, named: &dyn Fn(&str) -> String| {
                    browser::save(&text(format, owner), &named(&name), format.media_type);
                    say.emit(AttrValue::default());
                }
            };
            // Under other names nothing is drawn.
            if format.word == HTML.word && key.is_none() {
                let about = page.clone();
                page.drawn(Tried::Nothing, move |drawn| {
                    write_with(&about, key, drawn.map(|it| it.drawing), &say, save);
                });
            } else {
                write(&page, key, &say, save);
            }
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
    if *is_fleet {
        let list = FleetForm::ALL.iter().map(|it| {
            html! { <li>{ button(it.word(), it.label(), it.about(), fleet_written(page, *it, &sets(&said))) }</li> }
        });
        return html! {
            <Shell id="download" title="All pairs as a file" opened={*opened} said={(*said).clone()}>
                <p>{ "It is made in this page and sent nowhere. It has the names of your servers in it, unless these have pseudonyms in the table. For the report on one pair and its runbook, open that pair." }</p>
                <ul class="presets">{ for list }</ul>
            </Shell>
        };
    }
    html! {
        <Shell id="download" title="The report as a file" opened={*opened} said={(*said).clone()}>
            <p>
                { "It is made in this page and sent nowhere. " }
                { if key.is_some() { "It has pseudonyms in place of names." } else { "It has the names of your servers in it." } }
            </p>
            { check("masked", "Replace names and addresses by pseudonyms", key.is_some(), &pseudonyms(&key)) }
            <ul class="presets">
                { for FILES.iter().filter(|it| key.is_none() || !is_runbook(it)).map(|it| html! {
                    <li>{ button(it.word, it.label, it.about, Callback::from(written(it, None))) }</li>
                }) }
                <li>{ button("config", CONFIG, ABOUT_CONFIG, Callback::from(saved)) }</li>
            </ul>
            <button type="button" id="copy-markdown" onclick={copied_markdown}>{ "Copy as Markdown" }</button>
            // Last: it is here once the steps are judged, and moves nothing.
            <p class="teams">
                if key.is_some() {
                    { "A runbook with pseudonyms would change nothing, so there is none." }
                } else if !teams.is_empty() {
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
        </Shell>
    }
}

/// Whether a format is a script that makes changes.
fn is_runbook(format: &Format) -> bool {
    [&RUNBOOK, &RUNBOOK_FOR_POWERSHELL].iter().any(|it| it.word == format.word)
}

/// Saves what all pairs come to in a form.
fn fleet_written(page: &Page, form: FleetForm, say: &Callback<AttrValue>) -> Callback<MouseEvent> {
    let (page, say) = (page.clone(), say.clone());
    Callback::from(move |_: MouseEvent| {
        let say = say.clone();
        say.emit("It is being made …".into());
        page.fleet(form, move |written| match written {
            Ok(text) => {
                let day = browser::now();
                let day = day.get(..10).unwrap_or_default();
                browser::save(
                    &text,
                    &formats::named(form.file_name(), &Config::default(), false, day),
                    form.media_type(),
                );
                say.emit(AttrValue::default());
            }
            Err(error) => say.emit(refused(&error)),
        });
    })
}

/// Saves the script that makes the changes, for all or for one team, in the shell that goes with a form of fixes.
pub(super) fn runbook(page: &Page, owner: Option<Owner>, form: FixForm, say: &Callback<AttrValue>) {
    let format = if form == FixForm::PowerShell { &RUNBOOK_FOR_POWERSHELL } else { &RUNBOOK };
    let said = say.clone();
    write(page, None, say, move |text, named| {
        browser::save(&text(format, owner), &named(&file_name(format, owner)), format.media_type);
        said.emit("The runbook is saved".into());
    });
}

/// What a format is called as a file, whole or one team's part.
fn file_name(format: &Format, owner: Option<Owner>) -> String {
    match owner {
        Some(owner) => format.file_name.replacen('.', &format!("-{}.", owner.word()), 1),
        None => format.file_name.to_owned(),
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
    write_with(page, key, None, say, then);
}

/// Writes like [`write()`], with the networks as they are drawn.
fn write_with(
    page: &Page,
    key: Option<KeyBytes>,
    drawing: Option<Drawing>,
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
                drawing: drawing.as_ref(),
            };
            let named = |file: &str| formats::named(file, &config, !is_masked, now.get(..10).unwrap_or_default());
            then(&|format, owner| format.write(&export, owner), &named);
        }
        Err(error) => say.emit(refused(&error)),
    });
}
