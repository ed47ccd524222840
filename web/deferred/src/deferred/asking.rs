//! Passes on what is asked of the files, and takes in the answers.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use pgreach_messages::{Asked, Choice, Said, Summary};
use pgreach_rules::{Findings, Setting, link};
use yew::prelude::*;

use super::{Deferred, Look};
use crate::{browser, checker::ToChecker, components::is_called, message::Message, worker::Reply};

/// What takes so long is seen to take long, in milliseconds.
const LONG: u32 = 500;

impl Deferred {
    pub(super) fn ask(&mut self, context: &Context<Self>, asked: Asked, reply: Reply) {
        if self.reading.is_some() {
            // While files are read, nobody knows.
            return self.pending.push((asked, reply));
        }
        if let Asked::Find(state) = &asked {
            let known = self.kept.iter().find(|it| it.0 == *state).map(|it| it.1.clone());
            // What has stopped once is not started again and again.
            let is_nothing = || self.files.list.is_empty() && (!has_failing(state) || !self.trouble.is_empty());
            if let Some(text) = known.or_else(|| is_nothing().then(String::new)) {
                return reply(Ok(Said::Text(text)));
            }
        }
        self.number += 1;
        let number = self.number;
        if let Some(worker) = self.worker(context) {
            worker.ask(number, asked, reply);
        }
    }

    /// Finds out what the checker asks, which has the day in the state alone.
    pub(super) fn look(&mut self, context: &Context<Self>, question: String) {
        let link = context.link().clone();
        let is_day = |it: &&str| it.starts_with("today=");
        let day = self.state.split('&').find(is_day).filter(|_| !question.split('&').any(|it| is_day(&it)));
        let asked = question.split('&').chain(day).collect::<Vec<_>>().join("&");
        self.look = Some(Look { question: question.clone(), is_long: false });
        let (later, looked) = (link.clone(), question.clone());
        Timeout::new(LONG, move || later.send_message(Message::LookIsLong(looked))).forget();
        self.ask(
            context,
            Asked::Find(asked),
            Box::new(move |said| {
                if let Ok(Said::Text(findings)) = said {
                    link.send_message(Message::Found(question, findings));
                }
            }),
        );
    }

    /// Stops working out what the files show, and goes back to before it was asked which servers are meant.
    pub(super) fn stop_look(&mut self, context: &Context<Self>) {
        self.look = None;
        // It does nothing else meanwhile, so it ends, and with it what it has read.
        self.worker = None;
        if self.pairs.is_opened() {
            self.close_pair(context);
        } else {
            let names = [Setting::SourceName, Setting::TargetName].map(|it| (it.word().to_owned(), String::new()));
            Self::tell(context, ToChecker::Used(names.into()));
        }
        self.read(context, "");
    }

    /// Passes on what was found of a question, unless the question changes by it.
    pub(super) fn found(&mut self, context: &Context<Self>, question: String, text: String) {
        self.look.take_if(|it| it.question == question);
        // Where there is no text, nothing is found.
        let findings = Findings::from_json(&text).unwrap_or_default();
        if self.take_pair(context, &findings) {
            return;
        }
        self.found = Some(Rc::new(findings));
        // What it names may be known by now.
        if let Some(said) = self.explained.clone().filter(|it| it.names.is_some()) {
            self.explain(context, said);
        }
        self.judge_pairs(context);
        Self::tell(context, ToChecker::Found { question, findings: text });
        // On a phone what the files show stands above the verdict, which the person has gone to.
        browser::keep_in_sight("#verdict");
    }

    /// The only pair of servers that the files allow.
    fn only_pair(&self) -> Option<[&Choice; 2]> {
        let Summary { sources, targets, pair, .. } = &*self.summary;
        if let Some([source, target]) = pair {
            let of = |all: &[Choice], name: &String| all.iter().position(|it| it.value == *name);
            return Some([sources.get(of(sources, source)?)?, targets.get(of(targets, target)?)?]);
        }
        let [target] = targets.as_slice() else { return None };
        let mut sources = sources.iter().filter(|it| it.value != target.value);
        sources.next().filter(|_| sources.next().is_none()).map(|it| [it, target])
    }

    /// Takes the only pair of servers that the files allow, where no one has said another: once, so that it can be changed.
    pub(super) fn take_pair(&mut self, context: &Context<Self>, findings: &Findings) -> bool {
        let Some([source, target]) = self.only_pair() else { return false };
        let (source, target) = (&source.clone(), &target.clone());
        let (config, _) = link::read(&self.state);
        let said = [Setting::SourceName, Setting::TargetName]
            .map(|it| it.get(&config).or_else(|| findings.setting(it).map(|it| it.value.clone())));
        // An error message names one of them.
        let is_other =
            said.iter().zip([source, target]).any(|(said, it)| said.as_ref().is_some_and(|name| !is_called(it, name)));
        let pair = [source.value.clone(), target.value.clone()];
        if is_other || said.iter().all(Option::is_some) || self.is_given() || self.pair.as_ref() == Some(&pair) {
            return false;
        }
        self.said.extend([". The only pair in them is chosen: ", &pair[0], " → ", &pair[1]]);
        let settings = [Setting::SourceName, Setting::TargetName].map(|it| it.word().to_owned());
        Self::tell(context, ToChecker::Used(settings.into_iter().zip(pair.clone()).collect()));
        self.pair = Some(pair);
        true
    }
}

/// Whether an answer in a state says that a step fails: then there may be something to change, files or not.
fn has_failing(state: &str) -> bool {
    let is_fail = |(path, value): (&str, &str)| path.contains('/') && value == "fail";
    state.split('&').filter_map(|it| it.split_once('=')).any(is_fail)
}

#[cfg(test)]
mod tests {
    use super::has_failing;

    #[test]
    fn only_an_answer_says_that_a_step_fails() {
        for (state, fails) in [
            ("v=1&source.access=private&source/peering=fail", true),
            ("v=1&source/peering=fail&today=2026-11-29", true),
            ("v=1&source/peering=pass", false),
            ("v=1&source.name=fail", false),
            ("v=1&exceptions.source/peering=2026-12-31%20fail", false),
        ] {
            assert_eq!(has_failing(state), fails, "{state}");
        }
    }
}
