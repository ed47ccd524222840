//! The worker as the page has it: what it is asked, and who waits for the answer.

use std::collections::BTreeMap;

use js_sys::Function;
use pgreach_messages::{Asked, Said, Task, TaskAnswer};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, MessageEvent};
use yew::Callback;

#[wasm_bindgen]
extern "C" {
    /// One side of the way between the page and its worker: the worker itself or, where the browser gives none, one end of a
    /// channel within the page.
    pub type Port;

    #[wasm_bindgen(method, js_name = postMessage)]
    pub(crate) fn post_message(this: &Port, message: &JsValue);

    #[wasm_bindgen(method)]
    fn terminate(this: &Port);

    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &Port, heard: Option<&Function>);

    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &Port, heard: Option<&Function>);

    /// Whether it is on the page's own thread.
    #[wasm_bindgen(method, getter, js_name = isSlow)]
    fn is_slow(this: &Port) -> bool;
}

/// What is done with an answer: what was said, or why there is none.
pub(crate) type Reply = Box<dyn FnOnce(Result<Said, String>)>;

/// A worker that runs, or is about to.
pub(crate) struct Worker {
    port: Port,
    pub is_slow: bool,
    /// Whether it has said anything: a browser that gives none says so late.
    pub has_started: bool,
    waiting: BTreeMap<u32, (Asked, Reply)>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

impl Worker {
    /// Starts one with what the page has already. `spawn` is the page's own script, and takes whether none is to be tried.
    pub(crate) fn start(
        spawn: &Function,
        is_slow: bool,
        answered: Callback<TaskAnswer>,
        failed: Callback<String>,
    ) -> Option<Self> {
        let port: Port = spawn.call1(&JsValue::NULL, &is_slow.into()).ok()?.unchecked_into();
        let heard = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            // The worker has the same file of messages.
            if let Ok(answer) = serde_wasm_bindgen::from_value(event.data()) {
                answered.emit(answer);
            }
        });
        let failed = Closure::<dyn FnMut(_)>::new(move |event: Event| {
            event.prevent_default();
            // A worker that could not start says nothing.
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            failed.emit(message.unwrap_or_else(|| "it could not start".to_owned()));
        });
        port.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        port.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let is_slow = port.is_slow();
        Some(Self { port, is_slow, has_started: false, waiting: BTreeMap::new(), _heard: heard, _failed: failed })
    }

    /// Asks something whose answers are taken as they come.
    pub(crate) fn tell(&self, number: u32, asked: Asked) {
        if let Ok(task) = serde_wasm_bindgen::to_value(&Task { number, asked }) {
            self.port.post_message(&task);
        }
    }

    /// Asks something that is answered once.
    pub(crate) fn ask(&mut self, number: u32, asked: Asked, reply: Reply) {
        self.tell(number, asked.clone());
        self.waiting.insert(number, (asked, reply));
    }

    /// What waits for this answer.
    pub(crate) fn answered(&mut self, number: u32) -> Option<(Asked, Reply)> {
        self.waiting.remove(&number)
    }

    /// Ends it, and returns what was asked and not answered.
    pub(crate) fn end(mut self) -> Vec<(Asked, Reply)> {
        std::mem::take(&mut self.waiting).into_values().collect()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.set_onerror(None);
        self.port.terminate();
    }
}
