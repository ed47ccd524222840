//! All the pairs of servers that the files allow: whether they are shown, what they come to, and the one that is opened.

use pgreach_fleet::counts;
use pgreach_messages::{Said, Summary};
use pgreach_rules::{Setting, link};
use yew::prelude::*;

use super::Deferred;
use crate::{
    browser,
    checker::ToChecker,
    files::OF_HOST,
    message::Message,
    pairs::{Names, named},
};

impl Deferred {
    /// Whether there are pairs to choose among. A page that frames this one and hands over resources says which servers are
    /// meant.
    pub(super) fn allows_pairs(&self) -> bool {
        let Summary { sources, targets, pairs, pair, .. } = &*self.summary;
        // Every target can be a source.
        let possible = (sources.len() * targets.len()).saturating_sub(targets.len());
        self.found.is_some() && 0 < *pairs && pair.is_none() && 1 < possible && !self.is_given()
    }

    /// Whether all pairs are shown: until it is known which is meant, and when the person wants them.
    pub(super) fn shows_pairs(&self) -> bool {
        let is_chosen = || [Setting::SourceName, Setting::TargetName].into_iter().all(|it| self.name(it).is_some());
        self.pairs.is_wanted || !is_chosen()
    }

    /// What all pairs come to in words, once they are judged and as long as they are shown; else nothing.
    pub(super) fn count_pairs(&self) -> String {
        let rows = &self.pairs.rows;
        let is_shown = self.allows_pairs() && self.shows_pairs() && self.pairs.is_done() && 1 < rows.len();
        if is_shown { format!("{} pairs: {}", rows.len(), counts(rows.iter())) } else { String::new() }
    }

    /// What a server is called, by the files or by the person.
    pub(super) fn name(&self, setting: Setting) -> Option<String> {
        let shown = self.found.as_ref().and_then(|it| it.setting(setting)).map(|it| it.value.clone());
        shown.or_else(|| setting.get(&link::read(&self.state).0))
    }

    /// Shows what was shown at a place in the history of the browser: a pair, or all of them.
    pub(super) fn go_to(&mut self, context: &Context<Self>, mark: Option<usize>) {
        let is_shown = !self.shows_pairs();
        let pair = mark.and_then(|it| self.pairs.marked(it)).cloned();
        match pair {
            _ if !self.allows_pairs() => {}
            Some(pair) if !is_shown || self.pairs.opened.as_ref() != Some(&pair) => {
                self.open_pair(context, pair);
                browser::focus_soon(&["#verdict"]);
            }
            None if mark.is_none() && is_shown && self.pairs.opened.is_some() => self.close_pair(context),
            _ => {}
        }
    }

    /// Shows a pair in place of all.
    pub(super) fn open_pair(&mut self, context: &Context<Self>, pair: Names) {
        let state = self.pairs.open(pair, &self.state);
        Self::tell(context, ToChecker::Entered(state));
    }

    /// Shows all pairs in place of one.
    pub(super) fn close_pair(&mut self, context: &Context<Self>) {
        let shown = self.name(Setting::SourceName).zip(self.name(Setting::TargetName));
        let before = self.pairs.close(shown.map(<[_; 2]>::from), &self.state);
        Self::tell(context, ToChecker::Entered(before));
        // Else the checker asks anew, and they are judged as that says.
        if named(&self.state).is_none() {
            self.judge_pairs(context);
        }
        browser::focus_soon(&["#pairs .opened", "#pairs h2"]);
    }

    /// Has the next pairs judged, while they are shown, and then what they come to together.
    pub(super) fn judge_pairs(&mut self, context: &Context<Self>) {
        if !self.allows_pairs() || !self.shows_pairs() {
            return;
        }
        let link = context.link().clone();
        if let Some((asked, number)) = self.pairs.next(&self.state) {
            let taken = move |said| {
                let judged = if let Ok(Said::Pairs(judged)) = said { Some(judged) } else { None };
                link.send_message(Message::Judged(number, judged));
            };
            self.ask(context, asked, Box::new(taken));
        } else if let Some((asked, number)) = self.pairs.next_together() {
            let taken = move |said: Result<Said, String>| link.send_message(Message::Together(number, said.ok()));
            self.ask(context, asked, Box::new(taken));
        }
    }

    /// Has the plan for all pairs made, or no longer.
    pub(super) fn want_plan(&mut self, context: &Context<Self>, is_wanted: bool) {
        self.pairs.together.is_plan_wanted = Some(is_wanted);
        if is_wanted {
            self.judge_pairs(context);
        } else if self.pairs.together.at == self.pairs.count {
            // Its last piece is long: what is at it ends, and with it what it has read.
            self.read(context, "");
        }
    }

    /// Whether all files are a page's that frames this one.
    pub(super) fn is_given(&self) -> bool {
        self.files.list.iter().all(|it| &*it.name == OF_HOST)
    }
}
