//! The part of the page that is loaded once it has started, so that nobody waits for it.
//!
//! It is one program twice: on the page it shows the person's files, writes reports, links and scripts, explains pasted error
//! messages and speaks with a page that frames this one; in a worker it reads the files and says what they show. A worker ends
//! when the person cancels, and the page goes on. `pgreach_messages` lists all that is said between the programs; `start.js`
//! starts both.

mod browser;
mod checker;
mod components;
mod deferred;
mod drawn;
mod explain;
mod files;
mod fleet;
mod formats;
mod frame;
mod message;
mod page;
mod pairs;
mod print;
mod saved;
mod snippet;
mod summary;
mod taking;
mod unpack;
mod work;
mod worker;

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use yew::AppHandle;

use crate::{
    checker::Checker,
    deferred::{Deferred, DeferredProps},
    message::Message,
    worker::Port,
};

thread_local! {
    static DEFERRED: RefCell<Option<AppHandle<Deferred>>> = const { RefCell::new(None) };
}

/// Begins on the page. `spawn` makes a worker.
#[wasm_bindgen]
pub fn connect(checker: Checker, spawn: Function) {
    // An old browser shows what is plain, and prints the page as it is on the screen.
    let sheets = [include_str!("style.css"), include_str!("pairs.css")];
    let _ = sheets.into_iter().try_for_each(browser::adopt).and_then(|()| print::begin());
    let Some(place) = browser::by_id("deferred") else { return };
    let app = yew::Renderer::<Deferred>::with_root_and_props(place, DeferredProps { checker, spawn }).render();
    DEFERRED.set(Some(app));
}

/// Hears of the state, whenever it has changed.
#[wasm_bindgen]
pub fn state(state: String) {
    send(Message::State(state));
}

/// Hears what the checker asks of the files: it is told what they show.
#[wasm_bindgen]
pub fn question(question: String) {
    send(Message::Question(question));
}

/// Does what is asked of a worker, and answers at its port.
#[wasm_bindgen]
pub async fn work(task: JsValue, port: Port) {
    work::perform(task, &port).await;
}

/// Opens a dialog: `paste`, `export`, `guide`, `download` or `share`.
#[wasm_bindgen]
pub fn open(dialog: &str) {
    send(Message::Open(dialog.to_owned()));
}

/// Starts over.
#[wasm_bindgen]
pub fn forget() {
    send(Message::Forgotten);
}

fn send(message: Message) {
    DEFERRED.with_borrow(|it| {
        if let Some(app) = it {
            app.send_message(message);
        }
    });
}
