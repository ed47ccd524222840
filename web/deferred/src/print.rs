//! Lays the page out for paper. It is here because it is not needed before the page has started.

use gloo::{
    events::EventListener,
    utils::{document, window},
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use crate::browser;

/// The style sheet for paper.
const SHEET: &str = include_str!("print.css");

/// Has the page printed by this from now on.
pub(crate) fn begin() -> Result<(), JsValue> {
    browser::adopt(SHEET)?;
    EventListener::new(&window(), "beforeprint", |_| printed()).forget();
    Ok(())
}

/// Paper has no controls: what they say is printed as text, below when and where it was.
fn printed() {
    if let Some(place) = browser::by_id("printed") {
        let (page, fragment) = browser::address();
        let names: Vec<String> = ["#found-source", "#found-target"].into_iter().filter_map(chosen).collect();
        let about = if names.is_empty() { String::new() } else { [": ", &names.join(" → ")].concat() };
        place.set_text_content(Some(&format!("pgreach{about}, {}, {page}{fragment}", browser::now())));
    }
    // What is to be filled in is printed; paper unfolds nothing.
    if let Some(blanks) = document().query_selector(".plan .blanks").ok().flatten() {
        let _ = blanks.set_attribute("open", "");
    }
    let Ok(fields) = document().query_selector_all(".field") else { return };
    for field in (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into::<Element>().ok()) {
        let control = field.query_selector("select, input[type=text]").ok().flatten();
        if let Some(said) = control.and_then(|it| said(&it)) {
            let _ = field.set_attribute("data-printed", &said);
        }
    }
}

/// The server that is chosen of those in the files; what finds it may be an id.
fn chosen(select: &str) -> Option<String> {
    let select = document().query_selector(select).ok().flatten()?.dyn_into::<HtmlSelectElement>().ok()?;
    let value = select.value();
    value.rsplit('/').next().filter(|it| !it.is_empty()).map(str::to_owned)
}

fn said(control: &Element) -> Option<String> {
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        return Some(input.value());
    }
    let select = control.dyn_ref::<HtmlSelectElement>()?;
    let chosen = select.options().item(u32::try_from(select.selected_index()).ok()?)?;
    chosen.text_content()
}
