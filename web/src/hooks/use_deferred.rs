//! The conversation with what is loaded once the page has started, `web/deferred`.

use pgreach_messages::{Reading, ReadingStage};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

use crate::{
    browser,
    state::{Action, State},
};

#[wasm_bindgen]
extern "C" {
    /// The program, once it is there.
    #[derive(Clone)]
    type Deferred;

    #[wasm_bindgen(method)]
    fn connect(this: &Deferred, checker: Checker);

    #[wasm_bindgen(method)]
    fn state(this: &Deferred, state: &str);

    #[wasm_bindgen(method)]
    fn question(this: &Deferred, question: &str);

    /// Calls back once the program is there; `web/later.js` loads it.
    #[wasm_bindgen(js_name = pgreachWhenThere)]
    fn when_there(then: &JsValue);
}

/// The checker, as the program has it.
#[wasm_bindgen]
pub struct Checker(UseReducerDispatcher<State>);

#[wasm_bindgen]
impl Checker {
    /// What became of the files: the number of the reading, and the code of its stage.
    pub fn reading(&self, number: u32, stage: u8) {
        self.0.dispatch(Action::Read(Reading { number, stage: ReadingStage::of(stage) }));
    }

    /// What the files show of a question, in JSON as `pgreach_rules::Findings` has it.
    pub fn found(&self, question: String, findings: &str) {
        self.0.dispatch(Action::found(question, findings));
    }

    /// A state that takes the place of the one there was.
    pub fn entered(&self, state: &str) {
        self.0.dispatch(Action::entered(state));
    }

    /// Settings to take over: the paths, as `source.name`, and the value of each; an empty one makes it unknown.
    pub fn used(&self, paths: Vec<String>, values: Vec<String>) {
        self.0.dispatch(Action::Used(paths.into_iter().zip(values).collect()));
    }

    /// The keys of the steps that a pasted error message points to; none where it was put away.
    pub fn pointed(&self, steps: Vec<String>) {
        self.0.dispatch(Action::Pointed(steps.into()));
    }

    /// What the pairs in the files come to, in words; empty where one of them is meant.
    pub fn counted(&self, pairs: String) {
        self.0.dispatch(Action::Counted(pairs.into()));
    }

    /// Whether the address has the names of servers.
    pub fn names_in_link(&self, is_wanted: bool) {
        self.0.dispatch(Action::NamesInLink(is_wanted));
    }

    /// The person starts over.
    pub fn cleared(&self) {
        self.0.dispatch(Action::Cleared);
    }
}

/// Tells it the state, and asks it what the files show.
#[hook]
pub(crate) fn use_deferred(state: &UseReducerHandle<State>) {
    let deferred = use_state(|| None::<Deferred>);
    {
        let (deferred, dispatcher) = (deferred.clone(), state.dispatcher());
        use_effect_with((), move |()| {
            when_there(&Closure::once_into_js(move |it: Deferred| {
                it.connect(Checker(dispatcher));
                deferred.set(Some(it));
            }));
        });
    }
    let is_there = deferred.is_some();
    {
        let deferred = deferred.clone();
        use_effect_with((state.config.clone(), is_there), move |(config, _)| {
            if let Some(deferred) = &*deferred {
                deferred.state(&browser::exchanged(config));
            }
        });
    }
    {
        // After every reading the question is a new one, and answers may be there before the program is.
        use_effect_with((state.question(), state.reading, is_there), move |(question, ..)| {
            if let Some((deferred, question)) = deferred.as_ref().zip(question.as_ref()) {
                deferred.question(question);
            }
        });
    }
}
