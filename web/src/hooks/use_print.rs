//! A printed report has nothing folded.

use gloo::{events::EventListener, utils::window};
use yew::prelude::*;

/// Whether the page is being printed.
#[hook]
pub(crate) fn use_print() -> bool {
    let is_printing = use_state_eq(Option::<bool>::default);
    {
        let is_printing = is_printing.clone();
        use_effect_with((), move |()| {
            let is_over = is_printing.clone();
            let before = EventListener::new(&window(), "beforeprint", move |_| is_printing.set(Some(true)));
            let after = EventListener::new(&window(), "afterprint", move |_| is_over.set(None));
            move || drop((before, after))
        });
    }
    is_printing.unwrap_or_default()
}
