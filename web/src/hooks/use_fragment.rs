//! The address follows the state, and the state follows Back and Forward.

use gloo::{events::EventListener, timers::callback::Timeout, utils::window};
use yew::prelude::*;

use crate::{
    browser,
    state::{Action, State, Trace},
};

/// Keeps the fragment of the address and the state the same.
#[hook]
pub(crate) fn use_fragment(state: &UseReducerHandle<State>) {
    // Back belongs to the page that frames this one.
    let trace = if state.view.embed && state.trace == Trace::Push { Trace::Replace } else { state.trace };
    use_effect_with((state.fragment(), trace), |(fragment, trace)| {
        let (fragment, trace) = (fragment.clone(), *trace);
        // After the verdict is painted: a browser takes its time to write the address.
        Timeout::new(0, move || {
            let is_there = browser::fragment().trim_start_matches('#') == fragment;
            if !is_there && trace != Trace::None {
                browser::write_fragment(&fragment, trace == Trace::Push);
            }
        })
        .forget();
    });
    use_effect_with(state.dispatcher(), |dispatcher| {
        let dispatcher = dispatcher.clone();
        // Back, Forward and an edited address all end here; writing the address does not.
        let listener = EventListener::new(&window(), "hashchange", move |_| {
            dispatcher.dispatch(Action::Opened(browser::fragment()));
        });
        move || drop(listener)
    });
}
