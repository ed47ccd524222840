//! A printed report has nothing folded.

use gloo::{events::EventListener, utils::window};
use yew::prelude::*;

/// Whether the page is being printed.
#[hook]
pub(crate) fn use_print() -> bool {
    let is_printing = use_state_eq(|| false);
    {
        let is_printing = is_printing.clone();
        use_effect_with((), move |()| {
            let is_over = is_printing.clone();
            let before = EventListener::new(&window(), "beforeprint", move |_| is_printing.set(true));
            let after = EventListener::new(&window(), "afterprint", move |_| is_over.set(false));
            move || drop((before, after))
        });
    }
    *is_printing
}
