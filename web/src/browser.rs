//! The few things that the page asks of the browser.

use gloo::utils::{document, window};
use pgreach_rules::{Config, Date, link};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlDocument, HtmlElement};

use crate::view::{Theme, View};

/// The element of this id.
pub(crate) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The day by the clock of this machine.
pub(crate) fn today() -> Date {
    let now = js_sys::Date::new_0();
    let part = |it: u32| u8::try_from(it).unwrap_or_default();
    // A clock outside of the years that a Date knows lets no exception count.
    u16::try_from(now.get_full_year())
        .ok()
        .and_then(|year| Date::new(year, part(now.get_month() + 1), part(now.get_date())))
        .unwrap_or(Date::LAST)
}

/// Whether there is a page that waits for the application.
#[cfg(feature = "whole")]
pub(crate) fn has_empty_page() -> bool {
    js_sys::global().is_instance_of::<web_sys::Window>() && by_id("app").is_some_and(|it| !it.has_child_nodes())
}

/// Says to the page's own script that the application runs.
pub(crate) fn mark_ready() {
    mark("ready");
    // Until now the table was all there is; from now on it is there for who looks for it.
    if let Some(table) = by_id("combinations") {
        let _ = table.remove_attribute("open");
    }
}

/// Says to the page's own script that the application has stopped.
pub(crate) fn mark_broken() {
    mark("broken");
}

fn mark(state: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(&format!("data-{state}"), "");
    }
}

/// Shows the page as it is to be shown. The page's own script has done so before the first paint.
pub(crate) fn show_as(view: &View) {
    let Some(root) = document().document_element() else { return };
    for (name, value) in [("data-embed", view.embed.then_some("")), ("data-theme", view.theme.map(Theme::word))] {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// The state as it is handed to what files and messages are written with: as a link, with the names, and on this day.
pub(crate) fn exchanged(config: &Config) -> String {
    link::write(&config.clone().on(today()), true)
}

/// Whether another page frames this one.
pub(crate) fn is_framed() -> bool {
    window().parent().ok().flatten().is_some_and(|it| it != window())
}

/// The address's fragment, with its `#`; empty where there is none.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The address of the page with another fragment.
pub(crate) fn address(fragment: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    if fragment.is_empty() { page.to_owned() } else { format!("{page}#{fragment}") }
}

/// Puts a fragment in the address, as a step of its own or in place of the present one.
pub(crate) fn write_fragment(fragment: &str, as_a_step: bool) {
    let url = address(fragment);
    let Ok(history) = window().history() else { return };
    // What is loaded later marks the pair of servers that is shown.
    let mark = history.state().unwrap_or_default();
    // Refused only where a browser limits how often the address may change; the next change tries again.
    let _ = if as_a_step {
        history.push_state_with_url(&mark, "", Some(&url))
    } else {
        history.replace_state_with_url(&mark, "", Some(&url))
    };
}

/// Moves the focus to an element without moving the page.
pub(crate) fn focus(id: &str) {
    if let Some(element) = by_id(id).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// The id of the element that has the focus.
pub(crate) fn focused() -> Option<String> {
    document().active_element().map(|it| it.id()).filter(|it| !it.is_empty())
}

/// Whether nothing has the focus, as after the element that had it was moved.
pub(crate) fn focus_is_lost() -> bool {
    document().active_element().is_none_or(|it| it.tag_name() == "BODY")
}

/// Selects the text of an element and copies it; says whether the browser did. If it did not, the selection stays
/// for the person to copy.
///
/// The clipboard API is there only on secure origins and with a permission; this way also works from a file, on an
/// intranet without TLS and inside a frame.
pub(crate) fn copy(element: &Element) -> bool {
    let Ok(Some(selection)) = window().get_selection() else { return false };
    if selection.select_all_children(element).is_err() {
        return false;
    }
    let copied = document().dyn_into::<HtmlDocument>().is_ok_and(|it| it.exec_command("copy").unwrap_or(false));
    if copied {
        let _ = selection.remove_all_ranges();
    }
    copied
}
