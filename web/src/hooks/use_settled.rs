//! A value once it has stopped changing.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// The value as it was when it last stood still for this many milliseconds; at first, the first one.
///
/// A screen reader that announces every letter announces nothing.
#[hook]
pub(crate) fn use_settled(value: AttrValue, milliseconds: u32) -> AttrValue {
    let settled = use_state_eq(|| value.clone());
    {
        let settled = settled.clone();
        use_effect_with(value, move |value| {
            let value = value.clone();
            let timeout = Timeout::new(milliseconds, move || settled.set(value));
            move || drop(timeout)
        });
    }
    (*settled).clone()
}
