//! The checker, as this program has it: `web/src/hooks/use_deferred.rs` says what each call means.

use pgreach_messages::Reading;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The first program of the page.
    #[derive(Clone, PartialEq)]
    pub type Checker;

    #[wasm_bindgen(method)]
    fn reading(this: &Checker, number: u32, stage: u8);

    #[wasm_bindgen(method)]
    fn found(this: &Checker, question: &str, findings: &str);

    #[wasm_bindgen(method)]
    fn entered(this: &Checker, state: &str);

    #[wasm_bindgen(method)]
    fn used(this: &Checker, paths: Vec<String>, values: Vec<String>);

    #[wasm_bindgen(method)]
    fn pointed(this: &Checker, steps: Vec<String>);

    #[wasm_bindgen(method)]
    fn counted(this: &Checker, pairs: &str);

    #[wasm_bindgen(method)]
    fn names_in_link(this: &Checker, is_wanted: bool);

    #[wasm_bindgen(method)]
    fn cleared(this: &Checker);
}

/// What is said to it.
#[derive(Debug)]
pub(crate) enum ToChecker {
    Reading(Reading),
    Found {
        question: String,
        findings: String,
    },
    Entered(String),
    Used(Vec<(String, String)>),
    Pointed(Vec<String>),
    /// What all pairs come to, in words; empty where they are not shown.
    Counted(String),
    NamesInLink(bool),
    Cleared,
}

impl Checker {
    pub(crate) fn tell(&self, said: ToChecker) {
        match said {
            ToChecker::Reading(Reading { number, stage }) => self.reading(number, stage.code()),
            ToChecker::Found { question, findings } => self.found(&question, &findings),
            ToChecker::Entered(state) => self.entered(&state),
            ToChecker::Used(settings) => {
                let (paths, values) = settings.into_iter().unzip();
                self.used(paths, values);
            }
            ToChecker::Pointed(steps) => self.pointed(steps),
            ToChecker::Counted(pairs) => self.counted(&pairs),
            ToChecker::NamesInLink(is_wanted) => self.names_in_link(is_wanted),
            ToChecker::Cleared => self.cleared(),
        }
    }
}
