//! The steps of the section: what to mend, what to find out, what is fine.

use std::rc::Rc;

use pgreach_rules::{Ask, Config, Report, Status, Step, StepKey};
use yew::prelude::*;

use super::step::{StepItem, control_id};
use crate::{browser, state::Action};

/// What was concluded, and what the person answered.
#[derive(Properties, PartialEq)]
pub(crate) struct StepListProps {
    pub(crate) report: Rc<Report>,
    pub(crate) config: Rc<Config>,
    pub(crate) is_printing: bool,
    pub(crate) dispatch: Callback<Action>,
}

/// The steps in groups, failures first.
#[component]
pub(crate) fn StepList(props: &StepListProps) -> Html {
    let StepListProps { report, config, is_printing, dispatch } = props;
    // An answer moves its step to another group, and the browser then drops the focus: give it back.
    let answered = use_mut_ref(|| None::<String>);
    {
        let answered = answered.clone();
        use_effect_with(report.clone(), move |_| {
            if let Some(id) = answered.borrow_mut().take()
                && browser::focus_is_lost()
            {
                browser::focus(&id);
            }
        });
    }
    let dispatch = use_callback(dispatch.clone(), move |(key, status): (StepKey, Status), dispatch| {
        *answered.borrow_mut() = Some(control_id(key, status));
        dispatch.emit(Action::Answered(key, status));
    });
    if report.steps.is_empty() {
        return Html::default();
    }
    let by_key = |key: &StepKey| report.step(*key);
    let unknown = |it: &&Step| it.status == Status::Unknown;
    let asked: Vec<&Step> = report
        .ask
        .iter()
        .filter_map(|it| match it {
            Ask::Step(key) => report.step(*key),
            Ask::Setting(setting) => report.steps.iter().find(|it| it.same_as == Some(*setting)),
        })
        .filter(unknown)
        .collect();
    let waiting = report.steps.iter().filter(unknown).filter(|it| !asked.iter().any(|step| step.key == it.key));
    let groups: [(&str, &str, Vec<&Step>); 4] = [
        ("to-mend", "To mend", report.fixes.iter().filter_map(by_key).collect()),
        ("to-find-out", "To find out", asked.iter().copied().chain(waiting).collect()),
        ("fine", "Fine", report.steps.iter().filter(|it| it.status == Status::Pass).collect()),
        ("aside", "Does not apply", report.steps.iter().filter(|it| it.status == Status::NotApplicable).collect()),
    ];
    html! {
        <section class="panel steps" aria-label="Steps">
            { for groups.into_iter().filter(|(_, _, steps)| !steps.is_empty()).map(|(id, title, steps)| html! {
                <div key={id} class={classes!("steps-group", id)}>
                    <h2 id={id}>{ title }<span class="count">{ steps.len() }</span></h2>
                    <ol aria-labelledby={id}>
                        { for steps.iter().enumerate().map(|(place, step)| {
                            let is_first_question = place == 0 && step.status == Status::Unknown && report.fixes.is_empty();
                            let answer = config.answers.get(&step.key).copied();
                            let is_open = step.status == Status::Fail || is_first_question;
                            html! {
                                <StepItem key={step.key.word()} step={(*step).clone()} {answer} {is_open} is_printing={*is_printing} on_answer={dispatch.clone()} />
                            }
                        }) }
                    </ol>
                </div>
            }) }
        </section>
    }
}
