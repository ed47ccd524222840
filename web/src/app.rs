//! The page put together: one state, one report derived from it, and the views of both.

use pgreach_rules::{Config, evaluate_with};
use yew::prelude::*;

use crate::{
    browser,
    components::{
        StepList, VerdictView, bar, branches, cleanup, credit, files, not_read, path_view, section_view, settings_form,
        start, unread, unused,
    },
    hooks::{use_deferred, use_fragment, use_print},
    state::{Action, State},
};

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer_eq(|| State::from_link(&browser::fragment()));
    let report = use_memo(state.judged.clone(), |(config, findings)| {
        evaluate_with(&Config::clone(config).on(browser::today()), findings)
    });
    let settled = state.settled();
    let is_choosing = state.is_choosing(&settled);
    let is_first =
        state.knows_only_names() && report.settings.is_empty() && !state.has_servers() && state.pointed.is_empty();
    use_fragment(&state);
    use_deferred(&state);
    let is_printing = use_print();
    use_effect_with((), |()| browser::mark_ready());
    use_effect_with(state.view.clone(), browser::show_as);
    let dispatch: Callback<Action> = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action, ()| dispatcher.dispatch(action))
    };
    html! {
        <>
            if state.view.embed {
                { credit(&state) }
            }
            <main class="shell">
                <div class="entered">
                    { files() }
                    { settings_form(&state, &settled, &report, &dispatch) }
                    if !is_first {
                        { bar(&report, &state.counted) }
                    }
                </div>
                <div class="findings">
                    { unread(&state, &dispatch) }
                    <VerdictView report={report.clone()} {is_first} {is_choosing} counted={state.counted.clone()} config={settled.clone()} dispatch={dispatch.clone()} />
                    <div id="pairs" hidden=true />
                    <div id="pointed" hidden=true />
                    // What is loaded later shows what to change here, and the networks of the files; below the steps where that comes
                    // while they are answered, so that it moves none.
                    <div id="plan" hidden=true />
                    <div id="networks" hidden=true />
                    if state.knows_only_names() && report.settings.is_empty() {
                        // With servers in the files, these are to be chosen.
                        if is_first && !state.view.embed {
                            { start(&dispatch) }
                        }
                    // Of many pairs each has its own way and steps.
                    } else if !is_choosing || state.counted.is_empty() {
                        { branches(&report) }
                        { path_view(&settled, &report, is_printing) }
                        { section_view(&report) }
                        <StepList report={report.clone()} config={settled} {is_printing} pointed={state.pointed.clone()} {dispatch} />
                        { not_read(&report) }
                        { unused(&report) }
                    }
                    <div id="plan-below" hidden=true />
                    { cleanup(&report) }
                </div>
            </main>
        </>
    }
}
