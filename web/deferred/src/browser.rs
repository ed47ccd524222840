//! The few things that this program asks of the browser.

use gloo::{
    events::{EventListener, EventListenerOptions},
    timers::callback::Timeout,
    utils::{document, window},
};
use js_sys::{Array, Date, Reflect};
use pgreach_messages::KeyBytes;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, CssStyleSheet, Element, HtmlAnchorElement, HtmlDialogElement, HtmlDocument, HtmlElement,
    HtmlTextAreaElement, Url,
};

/// The element of this id.
pub(crate) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Shows an element, or hides it.
pub(crate) fn set_hidden(id: &str, is_hidden: bool) {
    if let Some(element) = by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        element.set_hidden(is_hidden);
    }
}

/// Has the page shown by a style sheet too.
pub(crate) fn adopt(sheet: &str) -> Result<(), JsValue> {
    let adopted = CssStyleSheet::new()?;
    adopted.replace_sync(sheet)?;
    let (document, key) = (document(), JsValue::from_str("adoptedStyleSheets"));
    let sheets = Array::from(&Reflect::get(&document, &key)?);
    sheets.push(&adopted);
    Reflect::set(&document, &key, &sheets)?;
    Ok(())
}

/// A text as a file.
pub(crate) fn blob(text: &str, media: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).ok()
}

/// Closes a dialog.
pub(crate) fn close(id: &str) {
    if let Some(dialog) = by_id(id).and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) {
        dialog.close();
    }
}

/// Takes what was typed into a box out of it.
pub(crate) fn take_text(id: &str) -> String {
    let field = by_id(id).and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    field.map_or_else(String::new, |it| {
        let text = it.value();
        it.set_value("");
        text
    })
}

/// Hands a text to the person as a file.
pub(crate) fn save(text: &str, name: &str, media: &str) {
    let link = document().create_element("a").ok().and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok());
    let url = blob(text, media).and_then(|it| Url::create_object_url_with_blob(&it).ok());
    if let (Some(link), Some(url)) = (link, url) {
        // A browser may read it only when it has asked where to put it. It is some kilobytes, until the page is closed.
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
}

/// Copies a text; says whether the browser did. `within` is an element of the dialog that is open: beside it nothing can be
/// selected.
///
/// The clipboard API is there only on secure origins and with a permission; this way works everywhere.
pub(crate) fn copy(text: &str, within: &Element) -> bool {
    let field = document().create_element("textarea").ok().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(field) = field else { return false };
    field.set_value(text);
    if within.append_child(&field).is_err() {
        return false;
    }
    field.select();
    let copied = document().dyn_into::<HtmlDocument>().is_ok_and(|it| it.exec_command("copy").unwrap_or(false));
    field.remove();
    copied
}

/// The day and the time by the clock of this machine, as `2026-11-28 02:10`.
pub(crate) fn now() -> String {
    let now = Date::new_0();
    let local = Date::new(&(now.get_time() - 60_000.0 * now.get_timezone_offset()).into());
    let text = String::from(local.to_iso_string());
    text.get(..16).unwrap_or_default().replace('T', " ")
}

/// The address of the page without its fragment, and the fragment with its `#`.
pub(crate) fn address() -> (String, String) {
    let location = window().location();
    let href = location.href().unwrap_or_default();
    (href.split('#').next().unwrap_or_default().to_owned(), location.hash().unwrap_or_default())
}

/// The mark of the page's place in the history of the browser, if it has one.
pub(crate) fn mark() -> Option<usize> {
    let mark = window().history().ok()?.state().ok()?.as_f64()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is no place finds nothing")]
    Some(mark as usize)
}

/// Makes a new place in the history of the browser, with a mark or without one, which Back leaves. In the page of another
/// site Back is that page's.
pub(crate) fn push_mark(mark: Option<usize>) {
    #[expect(clippy::cast_precision_loss, reason = "no person opens 2^52 pairs")]
    let mark = mark.map_or(JsValue::NULL, |it| JsValue::from(it as f64));
    if entry("embed").is_none()
        && let Ok(history) = window().history()
    {
        // Refused only where a browser limits how often it may change.
        let _ = history.push_state_with_url(&mark, "", None);
    }
}

/// The entries of the address's fragment: the key of each, and its value as it stands there.
pub(crate) fn entries() -> Vec<(String, String)> {
    let (_, fragment) = address();
    let entries = fragment.split(['#', '&']).filter_map(|it| it.split_once('='));
    entries.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// The value of an entry of the address, if it has one.
pub(crate) fn entry(key: &str) -> Option<String> {
    entries().into_iter().find(|it| it.0 == key).map(|it| it.1)
}

/// A state without the day, unless the address has said it: a link has it only where a link has said so.
pub(crate) fn without_today(state: &str) -> String {
    if entry("today").is_some() {
        return state.to_owned();
    }
    state.split('&').filter(|it| !it.starts_with("today=")).collect::<Vec<_>>().join("&")
}

/// What new pseudonyms are made with.
pub(crate) fn random_key() -> Option<KeyBytes> {
    let mut key = KeyBytes::default();
    window().crypto().ok()?.get_random_values_with_u8_array(&mut key).ok()?;
    Some(key)
}

/// Asks the person before the page is left, for as long as the listener is kept: nothing of the files is anywhere else.
pub(crate) fn ask_before_leaving() -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "beforeunload", options, |event| {
        // A browser asks only a person who has done something on the page.
        let activation =
            Reflect::get(&window(), &"navigator".into()).and_then(|it| Reflect::get(&it, &"userActivation".into()));
        let has_been = activation.and_then(|it| Reflect::get(&it, &"hasBeenActive".into()));
        if has_been.map_or(true, |it| it != JsValue::FALSE) {
            event.prevent_default();
        }
    })
}

/// Whether nothing has the focus, as after the element that had it was removed.
pub(crate) fn focus_is_lost() -> bool {
    document().active_element().is_none_or(|it| it.tag_name() == "BODY")
}

/// Whether the focus is within an element that a selector finds.
pub(crate) fn has_focus(selector: &str) -> bool {
    document().active_element().and_then(|it| it.closest(selector).ok().flatten()).is_some()
}

/// Moves the focus to the first of some elements that is there.
pub(crate) fn focus_first(selectors: &[&str]) {
    let found = selectors.iter().find_map(|it| document().query_selector(it).ok().flatten());
    focus(found.as_ref());
}

/// Scrolls back to what has the focus once what is about to be shown is, where that has pushed it out of sight.
pub(crate) fn keep_in_sight(selector: &'static str) {
    Timeout::new(0, move || {
        let focused = document().active_element().filter(|_| has_focus(selector));
        let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or_default();
        if let Some(it) = focused.filter(|it| !(0.0..height / 2.0).contains(&it.get_bounding_client_rect().top())) {
            it.scroll_into_view();
        }
    })
    .forget();
}

/// Moves the focus to an element.
pub(crate) fn focus(element: Option<&Element>) {
    if let Some(element) = element.and_then(|it| it.dyn_ref::<HtmlElement>()) {
        let _ = element.focus();
    }
}

/// Moves the focus to the first of some elements that is there, once what is about to be shown is: on a machine that is busy
/// that takes its time, so it is tried for a second. Whoever goes elsewhere meanwhile stays there.
pub(crate) fn focus_soon(selectors: &'static [&'static str]) {
    focus_within(selectors, document().active_element(), 0);
}

/// Tries it after so many milliseconds, and then after twice as many, while the focus is where it was or nowhere.
fn focus_within(selectors: &'static [&'static str], from: Option<Element>, wait: u32) {
    Timeout::new(wait, move || {
        if !focus_is_lost() && document().active_element() != from {
            return;
        }
        focus_first(selectors);
        if wait < 1000 && !selectors.iter().any(|it| has_focus(it)) {
            focus_within(selectors, from, (2 * wait).max(20));
        }
    })
    .forget();
}
