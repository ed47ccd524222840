//! Holds what this program shows: dialogs, and the files of the person.

mod comparison;
mod dialog;
mod download;
mod error;
mod examples;
mod export;
mod file_list;
mod fleet;
mod guide;
mod networks;
mod pair_table;
mod parties;
mod paste;
mod plan;
mod share;

use std::rc::Rc;

use pgreach_rules::Findings;
use yew::prelude::*;

use self::{download::Download, examples::Examples, export::Export, guide::Guide, paste::Paste, share::Share};
use crate::page::Page;

pub(crate) use self::{
    comparison::{Comparison, Earlier},
    error::error_note,
    file_list::{FileList, HowFar, newer},
    fleet::Fleet,
    networks::Networks,
    pair_table::{PairTable, Shows},
    parties::{Parties, is_called, lone, runtime_question},
    plan::{Plan, other_faults},
};

/// The dialog that was opened last.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Opened {
    /// Its id.
    pub dialog: String,
    /// What stands in it.
    pub text: String,
    /// How many were opened, with this one.
    pub count: u32,
}

#[derive(Properties, PartialEq)]
pub(crate) struct DialogsProps {
    pub page: Page,
    pub opened: Opened,
    /// What the files show of the settings; none where there are none.
    pub found: Option<Rc<Findings>>,
    pub has_files: bool,
    /// Whether all pairs of servers are shown, and not one migration.
    pub is_fleet: bool,
}

/// What a dialog is handed: `opened` is another number each time that it is opened, and 0 where another one was.
///
/// What it shows is made when it is opened: while it is, nothing else can be entered.
#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    pub page: Page,
    pub opened: u32,
    #[prop_or_default]
    pub text: String,
    /// Whether all pairs of servers are shown, and not one migration.
    #[prop_or_default]
    pub is_fleet: bool,
}

/// All dialogs; most are empty until they are opened.
#[component]
pub(crate) fn Dialogs(DialogsProps { page, opened, found, has_files, is_fleet }: &DialogsProps) -> Html {
    let Opened { dialog, text, count } = opened;
    let count_of = |id: &str| if dialog == id { *count } else { 0 };
    html! {
        <>
            <Examples dialog={DialogProps { page: page.clone(), opened: count_of("examples"), text: String::new(), is_fleet: false }} has_files={*has_files} />
            <Paste page={page.clone()} opened={count_of("paste")} text={text.clone()} />
            <Export page={page.clone()} opened={count_of("export")} />
            <Download page={page.clone()} opened={count_of("download")} is_fleet={*is_fleet} />
            <Guide dialog={DialogProps { page: page.clone(), opened: count_of("guide"), text: String::new(), is_fleet: false }} found={found.clone()} />
            <Share page={page.clone()} opened={count_of("share")} is_fleet={*is_fleet} />
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
