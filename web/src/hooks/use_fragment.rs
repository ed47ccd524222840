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
    let opened = use_mut_ref(|| 0_u32);
    {
        let opened = opened.clone();
        use_effect_with((state.fragment(), trace), move |(fragment, trace)| {
            let (fragment, trace, before) = (fragment.clone(), *trace, *opened.borrow());
            // After the verdict is painted: a browser takes its time to write the address. Who went back meanwhile has left
            // the state that was to be written.
            Timeout::new(0, move || {
                let is_there = browser::fragment().trim_start_matches('#') == fragment;
                if !is_there && trace != Trace::None && *opened.borrow() == before {
                    browser::write_fragment(&fragment, trace == Trace::Push);
                }
            })
            .forget();
        });
    }
    use_effect_with(state.dispatcher(), move |dispatcher| {
        let dispatcher = dispatcher.clone();
        // Back, Forward and an edited address all end here; writing the address does not.
        let listener = EventListener::new(&window(), "hashchange", move |_| {
            *opened.borrow_mut() += 1;
            dispatcher.dispatch(Action::Opened(browser::fragment()));
        });
        move || drop(listener)
    });
}
