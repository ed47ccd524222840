//! A printed report has nothing folded.

use gloo::{
    events::EventListener,
    utils::{document, window},
};
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// Unfolds the report before the browser prints it, and folds it again.
#[hook]
pub(crate) fn use_print() {
    use_effect_with((), |()| {
        let before = EventListener::new(&window(), "beforeprint", |_| {
            for it in details("details.more:not([open])") {
                it.set_open(true);
                let _ = it.set_attribute("data-printing", "");
            }
        });
        let after = EventListener::new(&window(), "afterprint", |_| {
            for it in details("details[data-printing]") {
                it.set_open(false);
                let _ = it.remove_attribute("data-printing");
            }
        });
        move || drop((before, after))
    });
}

fn details(selector: &str) -> Vec<HtmlDetailsElement> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|it| found.get(it)?.dyn_into().ok()).collect()
}
