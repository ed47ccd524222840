//! The files are read anew, by a worker that may stop over one of them.

use std::{collections::VecDeque, rc::Rc};

use gloo::timers::callback::Timeout;
use pgreach_messages::{Asked, Handed, Reading, ReadingStage, Said, Summary, TaskAnswer};
use yew::prelude::*;

use super::{Deferred, Going};
use crate::{
    browser,
    checker::ToChecker,
    files::{Files, counted},
    message::Message,
    worker::Worker,
};

/// A person goes back and forth between so few states, and findings of a large network are long.
const MOST_KEPT: usize = 8;

const SLOW: &str = "This browser or site allows no worker: the page stands still while it reads.";

impl Deferred {
    pub(super) fn worker(&mut self, context: &Context<Self>) -> Option<&mut Worker> {
        if self.worker.is_none() {
            let link = context.link();
            let (answered, failed) = (link.callback(Message::Answered), link.callback(Message::Failed));
            self.worker = Worker::start(&context.props().spawn, self.is_slow, answered, failed);
            self.is_slow |= self.worker.as_ref().is_some_and(|it| it.is_slow);
        }
        self.worker.as_mut()
    }

    /// Ends the worker. What it was asked is asked again once the files are read.
    pub(super) fn stop(&mut self) {
        self.reading = None;
        self.pending.extend(self.worker.take().into_iter().flat_map(Worker::end));
    }

    /// Reads all the files anew. Files that are small are read before anyone could see that they are.
    pub(super) fn read(&mut self, context: &Context<Self>, announced: &str) {
        (self.kept, self.found) = (VecDeque::new(), None);
        self.pairs.forget_rows();
        self.stop();
        self.number += 1;
        self.last_reading = self.number;
        announced.clone_into(&mut self.said);
        if self.files.list.is_empty() {
            self.summary = Rc::default();
            self.announce(context);
            self.report();
            return;
        }
        let files = self.files.wanted().map(|it| Handed { name: it.name.to_string(), file: it.file.clone() }).collect();
        let number = self.number;
        self.reading = Some(Going { number, at: 0, done: 0.0, is_long: false });
        if let Some(worker) = self.worker(context) {
            worker.tell(number, Asked::Read(files));
        }
        let link = context.link().clone();
        Timeout::new(150, move || link.send_message(Message::IsLong(number))).forget();
        self.announce(context);
    }

    pub(super) fn answered(&mut self, context: &Context<Self>, TaskAnswer { number, said }: TaskAnswer) -> bool {
        if let Some(worker) = &mut self.worker {
            worker.has_started = true;
        }
        match said {
            Said::Progress { at, done } => {
                let going = self.reading.as_mut().filter(|it| it.number == number);
                going.is_some_and(|it| {
                    (it.at, it.done) = (at, done);
                    it.is_long
                })
            }
            Said::Read(summary) if self.reading.as_ref().is_some_and(|it| it.number == number) => {
                self.finish(context, summary);
                true
            }
            Said::Refused { at, why } if self.reading.as_ref().is_some_and(|it| it.number == number) => {
                self.lose(context, Some(at), &why);
                true
            }
            Said::Read(_) | Said::Refused { .. } => false,
            said => {
                let Some((asked, reply)) = self.worker.as_mut().and_then(|it| it.answered(number)) else {
                    return false;
                };
                if let (Asked::Find(state), Said::Text(text)) = (&asked, &said) {
                    self.kept.push_back((state.clone(), text.clone()));
                    if MOST_KEPT < self.kept.len() {
                        self.kept.pop_front();
                    }
                }
                reply(Ok(said));
                false
            }
        }
    }

    pub(super) fn finish(&mut self, context: &Context<Self>, mut summary: Summary) {
        self.reading = None;
        let state = self.files.finish(std::mem::take(&mut summary.files));
        self.summary = Rc::new(summary);
        let (all, bad) = (self.files.list.len(), self.files.bad());
        self.said = format!("{} read", counted(all - self.files.unread()));
        if 0 < bad {
            self.said.extend([", ", &bad.to_string(), " with errors"]);
        }
        if self.is_slow {
            self.said += ". ";
            self.said += SLOW;
        }
        self.announce(context);
        match state {
            Some(state) => Self::tell(context, ToChecker::Entered(state)),
            None => self.report(),
        }
    }

    /// The worker has ended, over one of the files or by itself; or there is none.
    pub(super) fn failed(&mut self, context: &Context<Self>, why: &str) {
        if self.worker.as_ref().is_some_and(|it| !it.has_started && !it.is_slow) {
            self.is_slow = true;
            return if self.reading.is_some() {
                self.read(context, "");
            } else {
                self.stop();
                self.announce(context);
            };
        }
        let at = self.reading.as_ref().map(|it| it.at);
        self.lose(context, at, why);
    }

    /// What is left is read without the file that the worker has stopped over.
    pub(super) fn lose(&mut self, context: &Context<Self>, at: Option<usize>, why: &str) {
        let over = at.and_then(|at| self.files.wanted().nth(at)).map(|it| it.id);
        if let Some(entry) = self.files.list.iter_mut().find(|it| Some(it.id) == over) {
            entry.lost = Some(format!("It cannot be read: {why}"));
            return self.read(context, "");
        }
        let waiting = self.worker.take().into_iter().flat_map(Worker::end).collect::<Vec<_>>();
        self.trouble = format!("The part that reads files has stopped: {why}");
        self.files = Files::default();
        self.read(context, "");
        for (asked, reply) in waiting {
            match asked {
                // By now there are no files, so nothing is found.
                Asked::Find(_) => reply(Ok(Said::Text(String::new()))),
                _ => reply(Err(why.to_owned())),
            }
        }
    }

    pub(super) fn stage(&self) -> Reading {
        let stage = match &self.reading {
            Some(_) => ReadingStage::Reading,
            None if self.files.list.is_empty() => ReadingStage::None,
            None => match self.summary.sources.len() {
                0 => ReadingStage::Bare,
                1 => ReadingStage::Lone,
                _ => ReadingStage::Read,
            },
        };
        Reading { number: self.number, stage }
    }

    /// What became of the files is said to whom it concerns.
    pub(super) fn announce(&mut self, context: &Context<Self>) {
        Self::tell(context, ToChecker::Reading(self.stage()));
        if self.files.list.is_empty() {
            self.leaving = None;
        } else if self.leaving.is_none() {
            self.leaving = Some(browser::ask_before_leaving());
        }
        if self.reading.is_none() {
            for (asked, reply) in std::mem::take(&mut self.pending) {
                self.ask(context, asked, reply);
            }
        }
    }

    /// A page that frames this one gets the report on every change.
    pub(super) fn report(&self) {
        let Some(frame) = &self.frame else { return };
        let (frame, page) = (frame.clone(), self.page());
        let number = frame.begin();
        page.judged(None, move |judged| match judged {
            Ok(judged) => frame.report(number, &judged),
            Err(error) => frame.is_lost(&error),
        });
    }
}
