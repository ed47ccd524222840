//! A command to copy, with what is to be filled in made visible.

use pgreach_rules::text::Commands;
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
    let said = use_state_eq(|| "Copy");
    let onclick = {
        let (code, said) = (code.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let copied = code.cast::<web_sys::Element>().is_some_and(|it| browser::copy(&it));
            said.set(if copied { "Copied" } else { "Selected" });
        })
    };
    // The next command is another one to copy.
    {
        let said = said.clone();
        use_effect_with(props.line.clone(), move |_| said.set("Copy"));
    }
    html! {
        <div class="command">
            <code ref={code}>
                if props.line.contains('\n') {
                    { &props.line }
                } else {
                    { for props.line.split_inclusive(' ').map(|word| html! {
                        // A line breaks between words, so that no option is torn apart.
                        <>
                            <span>{ for pieces(word.trim_end()).into_iter().map(|(is_blank, text)| {
                                let text = text.to_owned();
                                if is_blank { html! { <mark>{ text }</mark> } } else { html! { text } }
                            }) }</span>
                            { if word.ends_with(' ') { " " } else { "" } }
                        </>
                    }) }
                }
            </code>
            <button type="button" class="copy" {onclick}>
                { *said }<span class="unseen">{ " " }{ props.what.map_or_else(|| short(&props.line), str::to_owned) }</span>
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

/// The line cut into words in capitals, which the person fills in, and what stands between them.
fn pieces(line: &str) -> Vec<(bool, &str)> {
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
        let length = if is_word(first) {
            rest.find(|it| !is_word(it)).unwrap_or(rest.len())
        } else {
            rest.find(is_word).unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(length);
        let is_blank = 2 < piece.len() && piece.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
        pieces.push((is_blank, piece));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_capitals_are_to_be_filled_in() {
        let line = "az network vnet show -g SOURCE_RG -n vnet-a --query 'DBInstances[].x' -a FAR_IP/32";
        let blanks: Vec<&str> = pieces(line).into_iter().filter(|it| it.0).map(|it| it.1).collect();
        assert_eq!(blanks, ["SOURCE_RG", "FAR_IP"]);
        let whole: String = pieces(line).into_iter().map(|it| it.1).collect();
        assert_eq!(whole, line);
    }
}
