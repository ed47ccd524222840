//! What leads others to the page as it is.

use pgreach_messages::Key;
use pgreach_rules::link;
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, check, copy_button, pseudonyms, sets},
};
use crate::{browser, checker::ToChecker, snippet};

#[component]
pub(crate) fn Share(DialogProps { page, opened, .. }: &DialogProps) -> Html {
    let has_names = use_state_eq(|| false);
    let key = use_state_eq(|| None::<Key>);
    let lines = use_state_eq(<[String; 3]>::default);
    let said = use_state_eq(AttrValue::default);
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
        let (page, lines, said) = (page.clone(), lines.clone(), said.clone());
        use_effect_with((*opened, *has_names, *key), move |(opened, has_names, key)| {
            let (address, _) = browser::address();
            let with_names = *has_names || key.is_some();
            if *opened == 0 {
                return;
            }
            said.set(AttrValue::default());
            if key.is_none() {
                return lines.set(share(&page.state, &address, with_names));
            }
            page.judged(*key, move |judged| match judged {
                Ok(judged) => lines.set(share(&judged.state, &address, with_names)),
                Err(error) => {
                    // Real names in place of the pseudonyms that were asked for would be the worst.
                    said.set(format!("There are no pseudonyms: {error}").into());
                    lines.set(share("", &address, with_names));
                }
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
    let [to_page, iframe, element] = &*lines;
    html! {
        <Shell id="share" title="This page as it is" opened={*opened} said={(*said).clone()}>
            <p>{ "Everything is in the part after #, which a browser does not send to any server. What files show is in no link: Download has it." }</p>
            { copied("share-link", "the link", to_page) }
            <h3>{ "In another page" }</h3>
            if !address.starts_with("http") {
                <p id="share-file">{ "This page is a file. Put the address of a published one in place of https://pgreach.example." }</p>
            }
            { copied("share-iframe", "the iframe", iframe) }
            { copied("share-element", "the element", element) }
            { check("share-names", "With the names of the servers and the exceptions", *has_names, &named) }
            { check("share-masked", "With pseudonyms in place of the names", key.is_some(), &pseudonyms(&key)) }
        </Shell>
    }
}

/// The link, an iframe and the element, with the names where they are wanted. A page that is a file leads nowhere; in another
/// page stands the address of a published one then.
fn share(state: &str, page: &str, with_names: bool) -> [String; 3] {
    let (config, _) = link::read(&browser::without_today(state));
    let fragment = link::write(&config, with_names);
    let published = if page.starts_with("http") { page } else { "https://pgreach.example/index.html" };
    [snippet::link(page, &fragment), snippet::iframe(published, &fragment), snippet::element(published, &fragment)]
}
