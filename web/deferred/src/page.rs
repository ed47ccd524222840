//! The page, as the components of this program have it: what is known, and whom to ask.

use std::rc::Rc;

use pgreach_messages::{Asked, Compared, Drawn, FleetForm, Handed, KeyBytes, Said, Tried};
use pgreach_rules::{Config, Findings, Report, evaluate_with, link};
use yew::Callback;

use crate::{checker::ToChecker, message::Message, worker::Reply};

/// What every component is handed.
#[derive(Clone, PartialEq)]
pub(crate) struct Page {
    /// The state as it is now, with the day.
    pub state: Rc<str>,
    send: Callback<Message>,
}

/// A state, and what files show of it in JSON: what reports are made from.
pub(crate) struct Judged {
    pub state: String,
    pub findings: String,
}

impl Judged {
    /// The Config as the files decide it, and the report on it, as the command has them. The report is made here and nowhere
    /// else in this program.
    pub(crate) fn concluded(&self) -> (Config, Report) {
        // The page has written both, so all of it can be read. Nothing was read where there are no findings.
        let (config, _) = link::read(&self.state);
        let findings = Findings::from_json(&self.findings).unwrap_or_default();
        let report = evaluate_with(&config, &findings);
        (findings.applied(&config).into_owned(), report)
    }
}

impl Page {
    pub(crate) fn new(state: Rc<str>, send: Callback<Message>) -> Self {
        Self { state, send }
    }

    /// Asks what the state and what files show of it are; with a key, both under other names.
    pub(crate) fn judged(&self, key: Option<KeyBytes>, then: impl FnOnce(Result<Judged, String>) + 'static) {
        let state = self.state.to_string();
        let asked = match key {
            Some(key) => Asked::Mask { state: state.clone(), key },
            None => Asked::Find(state.clone()),
        };
        self.ask(
            asked,
            Box::new(move |said| {
                then(match said {
                    Ok(Said::Text(findings)) => Ok(Judged { state, findings }),
                    Ok(Said::Masked { state, findings }) => Ok(Judged { state, findings }),
                    Ok(_) => Ok(Judged { state, findings: String::new() }),
                    Err(error) => Err(error),
                });
            }),
        );
    }

    /// Asks for the drawing of the networks, if; none where there is none.
    pub(crate) fn drawn(&self, tried: Tried, then: impl FnOnce(Option<Drawn>) + 'static) {
        let asked = Asked::Draw { state: self.state.to_string(), tried };
        self.ask(
            asked,
            Box::new(move |said| {
                then(match said {
                    Ok(Said::Drawn(drawn)) => drawn.map(|it| *it),
                    _ => None,
                });
            }),
        );
    }

    /// Asks what is otherwise than it was with earlier files; none where they cannot be read any more.
    pub(crate) fn compared(&self, before: Vec<Handed>, reading: u32, then: impl FnOnce(Option<Compared>) + 'static) {
        let asked = Asked::Compare { state: self.state.to_string(), before, reading };
        self.ask(
            asked,
            Box::new(move |said| {
                then(match said {
                    Ok(Said::Compared(compared)) => compared.map(|it| *it),
                    _ => None,
                });
            }),
        );
    }

    /// Asks for a file with the state and what was read; with a key, under other names.
    pub(crate) fn saved(&self, key: Option<KeyBytes>, then: impl FnOnce(Result<String, String>) + 'static) {
        let asked = Asked::Save { state: self.state.to_string(), key };
        self.ask(
            asked,
            Box::new(move |said| {
                then(said.map(|said| if let Said::Text(text) = said { text } else { String::new() }));
            }),
        );
    }

    /// Asks for what all pairs that were judged come to, in a form.
    pub(crate) fn fleet(&self, form: FleetForm, then: impl FnOnce(Result<String, String>) + 'static) {
        self.ask(
            Asked::Fleet(form),
            Box::new(move |said| {
                then(match said {
                    Ok(Said::Text(text)) if !text.is_empty() => Ok(text),
                    Ok(_) => Err("no pair is judged yet".to_owned()),
                    Err(error) => Err(error),
                });
            }),
        );
    }

    fn ask(&self, asked: Asked, reply: Reply) {
        self.send(Message::Asked(asked, reply));
    }

    pub(crate) fn send(&self, message: Message) {
        self.send.emit(message);
    }

    /// Says something to the checker.
    pub(crate) fn tell(&self, said: ToChecker) {
        self.send(Message::ForChecker(said));
    }
}
