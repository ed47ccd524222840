//! Shows what leads others to the page as it is.

use pgreach_formats::{shown, with_answers};
use pgreach_messages::KeyBytes;
use pgreach_rules::{Config, evaluate, link};
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, check, copy_button, pseudonyms, sets},
};
use crate::{browser, checker::ToChecker, snippet};

#[component]
pub(crate) fn Share(DialogProps { page, opened, is_fleet, .. }: &DialogProps) -> Html {
    let has_names = use_state_eq(|| false);
    let key = use_state_eq(|| None::<KeyBytes>);
    // Whether what the files show of the steps is in the links, as answers.
    let has_answers = use_state_eq(|| true);
    // Whether they show anything of the steps.
    let is_shown = use_state_eq(|| false);
    let lines = use_state_eq(<[String; 3]>::default);
    // What whoever follows the link sees first.
    let preview = use_state_eq(String::new);
    // The verdict that the link does not lead to.
    let lost = use_state_eq(|| None::<[&'static str; 2]>);
    let said = use_state_eq(AttrValue::default);
    let asked = use_mut_ref(|| 0_u32);
    let (address, _) = browser::address();
    {
        // The address has the names where they were asked for, or came with a link.
        let has_names = has_names.clone();
        use_effect_with(*opened, move |_| {
            let is_name = |it: &str| it.split('.').nth(1) == Some("name") || it.starts_with("exceptions.");
            if browser::entries().iter().any(|(path, _)| is_name(path)) {
                has_names.set(true);
            }
        });
    }
    {
        let (page, lines, said, is_shown) = (page.clone(), lines.clone(), said.clone(), is_shown.clone());
        let (preview, lost) = (preview.clone(), lost.clone());
        use_effect_with((*opened, *has_names, *has_answers, *key), move |(opened, has_names, has_answers, key)| {
            let (address, _) = browser::address();
            let (with_names, has_answers, is_masked) = (*has_names || key.is_some(), *has_answers, key.is_some());
            if *opened == 0 {
                return;
            }
            said.set(AttrValue::default());
            *asked.borrow_mut() += 1;
            let (state, number) = (page.state.clone(), *asked.borrow());
            page.judged(*key, move |judged| {
                // An older answer may come after a newer question.
                if *asked.borrow() != number {
                    return;
                }
                let mut verdict = None;
                let config = match judged {
                    Ok(judged) => {
                        let (config, report) = judged.concluded();
                        verdict = Some(report.verdict);
                        is_shown.set(shown(&report).next().is_some());
                        if has_answers { with_answers(config, &report) } else { config }
                    }
                    Err(error) => {
                        said.set(format!("What the files show is not in it: {error}").into());
                        // Real names in place of the pseudonyms that were asked for would be the worst.
                        link::read(if is_masked { "" } else { &state }).0
                    }
                };
                let (config, fragment) = linked(config, with_names);
                let report = evaluate(&config);
                let is_lost = verdict.filter(|it| *it != report.verdict);
                lost.set(is_lost.map(|it| [it.label(), report.verdict.label()]));
                preview.set(format!("{}. {}", report.verdict.label(), report.summary));
                lines.set(share(&fragment, &address));
            });
        });
    }
    let named = {
        let (page, has_names) = (page.clone(), has_names.clone());
        Callback::from(move |is_wanted| {
            has_names.set(is_wanted);
            page.tell(ToChecker::NamesInLink(is_wanted));
        })
    };
    let copied = |id: &'static str, what: &'static str, text: &String| {
        html! {
            <div class="command"><code {id}>{ text }</code>{ copy_button("copy", None, what, text, sets(&said)) }</div>
        }
    };
    if *is_fleet {
        return html! {
            <Shell id="share" title="This page as it is" opened={*opened}>
                <p id="share-fleet">{ "A link holds one migration, and here are many. Open the one to share, or hand on a document of all of them under Download." }</p>
            </Shell>
        };
    }
    let [to_page, iframe, element] = &*lines;
    html! {
        <Shell id="share" title="This page as it is" opened={*opened} said={(*said).clone()}>
            if !address.starts_with("http") {
                <p id="share-file" class="gap">{ "This page is a file, which others do not have. Put the address of a published one in place of https://pgreach.example." }</p>
            }
            if *is_shown {
                { check("share-answers", "With what the files show of the steps, as answers", *has_answers, &sets(&has_answers)) }
            }
            { check("share-names", "With the names of the servers and the exceptions", *has_names, &named) }
            { check("share-masked", "With pseudonyms in place of the names", key.is_some(), &pseudonyms(&key)) }
            <p>{ "Everything is in the part after #, which a browser does not send to any server. It has what the files show of settings and steps; the evidence is in no link: Download has it." }</p>
            { copied("share-link", "the link", to_page) }
            <p id="share-preview">{ "It opens as: " }<b>{ (*preview).clone() }</b></p>
            if let Some([here, there]) = *lost {
                <p id="share-lost" class="gap">
                    { "Here it is " }<b>{ here }</b>{ ", by the link " }<b>{ there }</b>
                    { ": a link holds settings and answers, and no file. What the files show where a setting is not known is lost; choose it first, or hand on the file under Download." }
                </p>
            }
            <details class="more">
                <summary>{ "In another page" }</summary>
                { copied("share-iframe", "the iframe", iframe) }
                { copied("share-element", "the element", element) }
            </details>
        </Shell>
    }
}

/// What a link holds of a Config, with the names where they are wanted, and its fragment.
fn linked(mut config: Config, with_names: bool) -> (Config, String) {
    config.today = config.today.filter(|_| browser::entry("today").is_some());
    let fragment = link::write(&config, with_names);
    (link::read(&fragment).0, fragment)
}

/// The link, an iframe and the element. A page that is a file leads nowhere, and its path may say a person's name: the address of
/// a published one stands there then.
fn share(fragment: &str, page: &str) -> [String; 3] {
    let published = if page.starts_with("http") { page } else { "https://pgreach.example/index.html" };
    [snippet::link(published, fragment), snippet::iframe(published, fragment), snippet::element(published, fragment)]
}
