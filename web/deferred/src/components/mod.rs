//! What this program shows: dialogs, and the files of the person.

mod dialog;
mod download;
mod export;
mod file_list;
mod parties;
mod paste;
mod share;

use pgreach_messages::Reading;
use yew::prelude::*;

use self::{download::Download, export::Export, paste::Paste, share::Share};
use crate::page::Page;

pub(crate) use self::{
    file_list::{FileList, HowFar, pickers},
    parties::Parties,
};

#[derive(Properties, PartialEq)]
pub(crate) struct DialogsProps {
    pub page: Page,
    /// The one that was opened last, what stands in it, and how many were opened before.
    pub open: String,
    pub text: String,
    pub count: u32,
    /// What is read may show something else.
    pub reading: Reading,
}

/// What the dialogs are handed: `opened` is another number each time that one is opened, and 0 before.
#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    pub page: Page,
    pub opened: u32,
    #[prop_or_default]
    pub text: String,
    #[prop_or_default]
    pub reading: Reading,
}

/// All dialogs; most are empty until they are opened.
#[component]
pub(crate) fn Dialogs(DialogsProps { page, open, text, count, reading }: &DialogsProps) -> Html {
    let last = use_mut_ref(|| [0_u32; 4]);
    let mut last = last.borrow_mut();
    for (name, last) in ["paste", "export", "download", "share"].into_iter().zip(last.iter_mut()) {
        if open == name {
            *last = *count;
        }
    }
    let [paste, export, download, share] = *last;
    let reading = *reading;
    html! {
        <>
            <Paste page={page.clone()} opened={paste} text={text.clone()} />
            <Export page={page.clone()} opened={export} {reading} />
            <Download page={page.clone()} opened={download} {reading} />
            <Share page={page.clone()} opened={share} {reading} />
        </>
    }
}

/// The notice that everything is cleared, which can be taken back.
pub(crate) fn undo(is_there: bool, answer: &Callback<bool>) -> Html {
    let (back, close) = (answer.reform(|_: MouseEvent| true), answer.reform(|_: MouseEvent| false));
    html! {
        <div id="undo" role="status">
            if is_there {
                <p class="update">
                    <span>{ "Everything is cleared." }</span>{ " " }
                    <button type="button" class="main" data-goes="verdict" onclick={back}>{ "Undo" }</button>{ " " }
                    <button type="button" data-goes="verdict" onclick={close}>{ "Close" }</button>
                </p>
            }
        </div>
    }
}
