//! Takes what a person gives: files, the text in the box of the page, error messages.

use pgreach_messages::Handed;
use pgreach_rules::{Party, Setting, link, network::is_same};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::Deferred;
use crate::{
    browser,
    checker::ToChecker,
    explain::{Pointed, explain},
    message::Message,
    taking::{self, Given},
    unpack::unpacked,
};

impl Deferred {
    /// Takes files once they are unpacked, and the texts of errors among them as if they were pasted.
    pub(super) fn unpack(context: &Context<Self>, taken: Vec<Handed>, replaced: Option<u32>) {
        let link = context.link().clone();
        spawn_local(async move {
            let (taken, error) = taking::errors_of(taken).await;
            if let Some(text) = error {
                link.send_message(Message::Heard(text));
            }
            // Of JSON it is not asked whether it is packed.
            let is_plain = taken.iter().all(|it| it.name.rsplit('.').next() == Some("json"));
            let taken = if is_plain { taken.into_iter().map(|it| (it, None)).collect() } else { unpacked(taken).await };
            link.send_message(Message::Unpacked(taken, replaced));
        });
    }

    /// Takes what stands in the box of the page: an export is read, an error message says at once what it means. Without a text
    /// there is a dialog to put it into.
    pub(super) fn read_box(&mut self, context: &Context<Self>, dialog: String) {
        let text = browser::take_text("given");
        if text.trim().is_empty() {
            self.open(dialog, String::new());
            return;
        }
        match Given::of(&text) {
            Given::Export => context.link().send_message(Message::Pasted(text)),
            Given::Link(state) => Self::tell(context, ToChecker::Entered(state.to_owned())),
            Given::Message => self.hear(context, &text),
        }
    }

    /// Takes over what an error message says, and keeps it on the page.
    pub(super) fn hear(&mut self, context: &Context<Self>, text: &str) {
        let said = explain(text, &link::read(&self.state).0);
        if !said.settings.is_empty() {
            Self::tell(context, ToChecker::Used(said.settings.clone()));
        }
        self.explain(context, said.to_stay());
        browser::focus_soon(&["#error"]);
    }

    /// Keeps what an error message says on the page, or puts it away.
    pub(super) fn explain(&mut self, context: &Context<Self>, said: Pointed) {
        let said = self.with_end(context, said);
        // What points to no step is there too: the page no longer asks for an error.
        let none = if said.steps.is_empty() && !said.title.is_empty() { vec![String::new()] } else { Vec::new() };
        Self::tell(context, ToChecker::Pointed([said.steps.clone(), none].concat()));
        self.explained = Some(said).filter(|it| !it.title.is_empty());
        if self.explained.is_none() {
            browser::focus_soon(&["#verdict"]);
        }
    }

    /// An error that names a server which is the source or the target already is about that end: nobody is asked.
    fn with_end(&self, context: &Context<Self>, said: Pointed) -> Pointed {
        let Some(name) = said.names.clone() else { return said };
        let ends = [(Party::Source, Setting::SourceName), (Party::Target, Setting::TargetName)];
        let is_it = |setting: Setting| self.name(setting).is_some_and(|it| is_same(&it, &name));
        let Some((party, setting)) = ends.into_iter().find(|it| is_it(it.1)) else { return said };
        let (mut settings, said) = said.of_party(party);
        settings.retain(|it| it.0 != setting.word());
        if !settings.is_empty() {
            Self::tell(context, ToChecker::Used(settings));
        }
        said
    }

    pub(super) fn take(
        &mut self,
        context: &Context<Self>,
        taken: Vec<(Handed, Option<String>)>,
        replaced: Option<u32>,
    ) {
        self.trouble.clear();
        if taken.is_empty() {
            return;
        }
        self.before = None;
        self.files.take(taken, replaced);
        self.read(context, "");
    }
}
