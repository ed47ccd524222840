//! The page put together: one state, one report derived from it, and the views of both.

use std::rc::Rc;

use pgreach_rules::evaluate;
use yew::prelude::*;

use crate::{
    browser,
    components::{Header, Notes, PathView, SectionView, SettingsForm, Start, StepList, VerdictView},
    hooks::{use_fragment, use_print},
    state::{Action, State},
};

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer_eq(|| State::from_link(&browser::fragment()));
    let report = use_memo(state.config.clone(), |config| evaluate(config));
    use_fragment(&state);
    use_print();
    use_effect_with((), |()| browser::mark_ready());
    let dispatch: Callback<Action> = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action, ()| dispatcher.dispatch(action))
    };
    let state: Rc<State> = Rc::new((*state).clone());
    html! {
        <>
            <Header state={state.clone()} dispatch={dispatch.clone()} />
            <main class="shell">
                <SettingsForm state={state.clone()} report={report.clone()} dispatch={dispatch.clone()} />
                <div class="findings">
                    <Notes state={state.clone()} report={report.clone()} dispatch={dispatch.clone()} />
                    <VerdictView report={report.clone()} />
                    if state.is_empty() {
                        <Start dispatch={dispatch.clone()} />
                    } else {
                        <PathView config={state.config.clone()} report={report.clone()} />
                        <SectionView report={report.clone()} />
                        <StepList {report} config={state.config.clone()} {dispatch} />
                    }
                </div>
            </main>
        </>
    }
}
