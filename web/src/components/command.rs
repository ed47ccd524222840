//! A command to copy, with what is to be filled in made visible.

use pgreach_rules::text::{Commands, Piece, pieces};
use yew::prelude::*;

use crate::browser;

/// The command.
#[derive(Properties, PartialEq)]
pub(crate) struct CommandProps {
    /// One line, or a text of several, in which nothing is to be filled in.
    pub(crate) line: AttrValue,
    /// What a screen reader hears after "Copy".
    #[prop_or_default]
    pub(crate) what: Option<&'static str>,
}

/// The command and its button.
#[component]
pub(crate) fn Command(props: &CommandProps) -> Html {
    let code = use_node_ref();
    // Whether the browser has copied it; none before it was asked. Each kind of state is 0.8 kB of the first load, so there are few.
    let copied = use_state_eq(Option::<bool>::default);
    let onclick = {
        let (code, copied) = (code.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            copied.set(Some(code.cast::<web_sys::Element>().is_some_and(|it| browser::copy(&it))));
        })
    };
    // The next command is another one to copy.
    {
        let copied = copied.clone();
        use_effect_with(props.line.clone(), move |_| copied.set(None));
    }
    let said = match *copied {
        None => "Copy",
        Some(true) => "Copied",
        Some(false) => "Selected",
    };
    html! {
        <div class="command">
            <code ref={code}>
                if props.line.contains('\n') {
                    { &props.line }
                } else {
                    { for props.line.split_inclusive(' ').map(|word| html! {
                        // A line breaks between words, so that no option is torn apart.
                        <>
                            <span>{ for pieces(word.trim_end()).map(|piece| match piece {
                                Piece::Blank(it) => html! { <mark>{ it.to_owned() }</mark> },
                                Piece::Plain(it) => html! { it.to_owned() },
                            }) }</span>
                            { if word.ends_with(' ') { " " } else { "" } }
                        </>
                    }) }
                }
            </code>
            <button type="button" class="copy" {onclick}>
                { said }<span class="unseen">{ " " }{ props.what.map_or_else(|| short(&props.line), str::to_owned) }</span>
            </button>
        </div>
    }
}

/// Several commands, one below the other.
pub(crate) fn commands(commands: &Commands) -> Html {
    commands.iter().map(|line| html! { <Command {line} /> }).collect()
}

/// The first words, which tell one copy button from another.
fn short(line: &str) -> String {
    line.split(' ').take_while(|it| !it.starts_with('-')).collect::<Vec<_>>().join(" ")
}
