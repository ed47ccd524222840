//! A dialog, and what stands in several of them.

use pgreach_messages::KeyBytes;
use pgreach_rules::text::{Piece, pieces};
use web_sys::{Element, HtmlDialogElement};
use yew::prelude::*;

use crate::browser;

#[derive(Properties, PartialEq)]
pub(crate) struct ShellProps {
    pub id: &'static str,
    pub title: &'static str,
    /// Another number each time that it is opened, and 0 before.
    pub opened: u32,
    /// Where the focus goes; else it is the first button.
    #[prop_or_default]
    pub focus: Option<&'static str>,
    /// What was done, for a screen reader too; none where this dialog does nothing.
    #[prop_or_default]
    pub said: Option<AttrValue>,
    pub children: Html,
}

/// A dialog. Any button inside that submits also closes it.
#[component]
pub(crate) fn Shell(props: &ShellProps) -> Html {
    let node = use_node_ref();
    {
        let (node, focus) = (node.clone(), props.focus);
        use_effect_with(props.opened, move |opened| {
            let dialog = node.cast::<HtmlDialogElement>().filter(|it| 0 < *opened && !it.open());
            if let Some(dialog) = dialog {
                // Refused only where it is open already, or nowhere.
                let _ = dialog.show_modal();
                // An attribute for it would be reported as an error in the page of another site.
                browser::focus_first(focus.as_slice());
            }
        });
    }
    let title = format!("{}-title", props.id);
    html! {
        <dialog id={props.id} aria-labelledby={title.clone()} ref={node}>
            <form method="dialog">
                <div class="dialog-head"><h2 id={title}>{ props.title }</h2><button>{ "Close" }</button></div>
                { props.children.clone() }
                if let Some(said) = &props.said {
                    <p role="status">{ said }</p>
                }
            </form>
        </dialog>
    }
}

/// A button that copies a text and says whether it did. `what` tells it from others of its kind.
pub(crate) fn copy_button(
    class: &'static str,
    id: Option<&'static str>,
    what: &'static str,
    text: &str,
    say: Callback<AttrValue>,
) -> Html {
    let text = text.to_owned();
    let onclick = move |event: MouseEvent| say.emit(copied(&event, &text));
    html! {
        <button type="button" {class} {id} {onclick}>
            { "Copy" }
            if !what.is_empty() {
                <span class="unseen">{ " " }{ what }</span>
            }
        </button>
    }
}

/// A command to copy, as the steps show it: a line breaks between words, and what is to be filled in is marked. A text of several
/// lines stays as it is.
pub(crate) fn command(line: &str, say: Callback<AttrValue>) -> Html {
    let word = |word: &str| {
        let parts = pieces(word.trim_end()).map(|it| match it {
            Piece::Blank(it) => html! { <mark>{ it.to_owned() }</mark> },
            Piece::Plain(it) => html! { it.to_owned() },
        });
        html! { <><span>{ for parts }</span>{ if word.ends_with(' ') { " " } else { "" } }</> }
    };
    html! {
        <div class="command">
            <code>
                if line.contains('\n') { { line.to_owned() } } else { { for line.split_inclusive(' ').map(word) } }
            </code>
            { copy_button("copy", None, "the command", line, say) }
        </div>
    }
}

/// Copies a text for a button that was clicked, and says whether the browser did.
pub(crate) fn copied(event: &MouseEvent, text: &str) -> AttrValue {
    let button = event.target_dyn_into::<Element>().and_then(|it| it.closest("button").ok().flatten());
    let around = button.as_ref().and_then(|it| it.closest("dialog, section").ok().flatten());
    let is_copied = around.is_some_and(|it| browser::copy(text, &it));
    browser::focus(button.as_ref());
    AttrValue::from(if is_copied { "Copied" } else { "The browser did not copy it" })
}

/// A box to tick.
pub(crate) fn check(id: &'static str, label: &'static str, is_checked: bool, ticked: &Callback<bool>) -> Html {
    let onchange = ticked.reform(move |_: Event| !is_checked);
    html! {
        <label class="check"><input type="checkbox" {id} checked={is_checked} {onchange} />{ label }</label>
    }
}

/// Sets what pseudonyms are made with, where they are wanted.
pub(crate) fn pseudonyms(key: &UseStateHandle<Option<KeyBytes>>) -> Callback<bool> {
    let key = key.clone();
    Callback::from(move |is_wanted: bool| key.set(browser::random_key().filter(|_| is_wanted)))
}

/// Sets a state.
pub(crate) fn sets<T: 'static>(state: &UseStateHandle<T>) -> Callback<T> {
    let state = state.clone();
    Callback::from(move |value| state.set(value))
}
