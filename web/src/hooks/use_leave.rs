//! The moment at which the person turns to something else.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, Node};
use yew::prelude::*;

/// Calls back when the pointer or the focus leaves an element. `is_there` says whether the element is rendered.
///
/// The listeners are the browser's own: what Yew delegates reports leaving every child too.
#[hook]
pub(crate) fn use_leave(element: &NodeRef, is_there: bool, on_leave: Callback<()>) {
    let element = element.clone();
    use_effect_with((is_there, on_leave), move |(_, on_leave)| {
        let listeners = element.cast::<Element>().map(|element| {
            let pointer = {
                let on_leave = on_leave.clone();
                EventListener::new(&element, "mouseleave", move |_| on_leave.emit(()))
            };
            let (on_leave, list) = (on_leave.clone(), element.clone());
            let focus = EventListener::new(&element, "focusout", move |event| {
                // Without a next element the focus went nowhere, as when the page itself is clicked.
                let next = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
                let next = next.and_then(|it| it.dyn_into::<Node>().ok());
                if next.is_some() && !list.contains(next.as_ref()) {
                    on_leave.emit(());
                }
            });
            (pointer, focus)
        });
        move || drop(listeners)
    });
}
