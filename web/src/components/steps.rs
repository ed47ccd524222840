//! Lists the steps of the section: failed, unknown, passed and those that are not applicable.

use std::{cell::Cell, rc::Rc};

use pgreach_formats::{heading, one_fact};
use pgreach_rules::{Config, FixForm, Owner, Report, Status, Step, StepKey};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{names::each_once, plan::choice, step::StepItem, verdict::bar};
use crate::{browser, hooks::use_leave, state::Action};

/// The report, and what the person answered.
#[derive(Properties, PartialEq)]
pub(crate) struct StepListProps {
    pub(crate) report: Rc<Report>,
    pub(crate) config: Rc<Config>,
    pub(crate) is_printing: bool,
    /// The keys of the steps that a pasted error message points to.
    pub(crate) pointed: Rc<[String]>,
    pub(crate) dispatch: Callback<Action>,
}

/// The steps in groups, failures first.
///
/// While the person answers, no step moves: the next click must not land on another step's answer. The groups are made
/// anew when the pointer or the focus leaves the list.
#[component]
pub(crate) fn StepList(props: &StepListProps) -> Html {
    let StepListProps { report, config, is_printing, pointed, dispatch } = props;
    let form = use_state_eq(|| FixForm::Az);
    let sought = use_state_eq(String::new);
    let held = use_state_eq(|| None::<Rc<Groups>>);
    let focused = use_memo((), |()| Cell::new(None::<String>));
    {
        // Steps that move take the focus out of the page: give it back.
        let focused = focused.clone();
        use_effect_with(held.clone(), move |_| {
            if let Some(id) = focused.take()
                && browser::focus_is_lost()
            {
                browser::focus(&id);
                // It may be among those that are folded now.
                if browser::focus_is_lost() {
                    browser::focus("passed");
                }
            }
        });
    }
    let groups = match held.as_ref() {
        Some(groups) if groups.fit(report) => groups.clone(),
        _ => Rc::new(Groups::of(report, pointed)),
    };
    let on_answer = {
        let held = held.setter();
        use_callback((groups.clone(), dispatch.clone()), move |(key, status), (groups, dispatch)| {
            held.set(Some(groups.clone()));
            dispatch.emit(Action::Answered(key, status));
        })
    };
    let list = use_node_ref();
    let release = {
        let held = held.setter();
        use_callback((), move |(), ()| {
            focused.set(browser::focused());
            held.set(None);
        })
    };
    use_leave(&list, !report.steps.is_empty(), release);
    if report.steps.is_empty() {
        return Html::default();
    }
    let seek = {
        let sought = sought.setter();
        move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                sought.set(field.value().trim().to_owned());
            }
        }
    };
    let still = |group: &Group| {
        group.keys.iter().filter(|it| report.step(**it).is_some_and(|it| standing(it) == group.standing)).count()
    };
    let found = |group: &Group| {
        let steps = group.keys.iter().filter_map(|it| report.step(*it));
        steps.filter(|it| is_found(&sought, it)).collect::<Vec<&Step>>()
    };
    html! {
        <section class="panel steps" aria-label="Steps" ref={list}>
            { bar(report, "") }
            { choice(&form) }
            <div class="meta only">
                { only(report) }
                <input type="search" id="sought" aria-label="Search the steps" placeholder="Search" oninput={seek} />
            </div>
            { for groups.groups.iter().filter(|it| !it.keys.is_empty()).map(|group| {
                let found = found(group);
                let title = html! { <h2 id={group.id} tabindex="-1">{ group.title }<span class="count">{ still(group) }</span></h2> };
                let list = html! {
                    <ol aria-labelledby={group.id}>
                        { for found.iter().copied().map(|step| {
                            // What several steps wait for is said at the first of them.
                            let mut own = step.clone();
                            let mut before = found.iter().take_while(|it| it.key != step.key);
                            own.note.take_if(|note| before.any(|it| it.note.as_ref() == Some(&*note)));
                            let in_form = step.same_as.filter(|it| it.matters(config) && it.get(config).is_none());
                            html! {
                                <StepItem
                                    key={step.key.word()}
                                    step={own}
                                    answer={config.answers.get(&step.key).copied()}
                                    {in_form}
                                    is_open={standing(step) == (Status::Fail, false) || groups.first_question == Some(step.key)}
                                    is_printing={*is_printing}
                                    other={one_fact(report, step).map(|it| (it.key, it.name))}
                                    planned={report.plan.iter().any(|it| it.step == step.key).then(|| step.key.planned())}
                                    is_pointed={is_in(pointed, step.key)}
                                    form={*form}
                                    on_answer={on_answer.clone()}
                                />
                            }
                        }) }
                    </ol>
                };
                let class = classes!("steps-group", group.id);
                // What passes is no work: its names are enough until it is asked for.
                if matches!(group.standing.0, Status::Pass | Status::NotApplicable) {
                    let names = each_once(&mut found.iter().map(|it| it.name));
                    html! {
                        <details key={group.id} {class} open={*is_printing || !sought.is_empty()}>
                            <summary>{ title }<span class="meta">{ names }</span></summary>
                            { list }
                        </details>
                    }
                } else {
                    html! { <div key={group.id} {class}>{ title }{ list }</div> }
                }
            }) }
        </section>
    }
}

/// Shows what the list can be narrowed to, besides a text: the steps of a team, or of a connection. The style sheet does it.
fn only(report: &Report) -> Html {
    let mut owners: Vec<Owner> = Vec::new();
    for step in &report.steps {
        if !owners.contains(&step.owner()) {
            owners.push(step.owner());
        }
    }
    html! {
        <>
            <label for="only">{ "Show " }</label>
            <select id="only">
                <option value="" selected={true}>{ "all teams" }</option>
                { for owners.iter().map(|it| html! { <option key={it.word()} value={it.word()}>{ it.label() }</option> }) }
            </select>
            if 1 < report.connections.len() {
                <select id="only-to" aria-label="Connection">
                    <option value="" selected={true}>{ "both connections" }</option>
                    { for report.connections.iter().map(|it| html! { <option value={it.to.word()}>{ "to the " }{ it.to.word() }</option> }) }
                </select>
            }
        </>
    }
}

/// Whether a step, or what is shown of it, has a text in it. The names of Azure's resources are ASCII, and the tables of all
/// other letters would be 5 kB of the first load.
fn is_found(sought: &str, step: &Step) -> bool {
    sought.is_empty()
        || has(step.key.word(), sought)
        || has(step.name, sought)
        || has(&step.title().to_string(), sought)
        || step.evidence.iter().any(|it| has(&it.resource, sought) || has(&it.value, sought))
}

/// Whether a text has another in it, whatever the case of its letters.
#[inline(never)]
fn has(text: &str, sought: &str) -> bool {
    text.as_bytes().windows(sought.len()).any(|it| it.eq_ignore_ascii_case(sought.as_bytes()))
}

/// Whether a step is among the keys of a text.
fn is_in(pointed: &[String], key: StepKey) -> bool {
    pointed.iter().any(|it| it == key.word())
}

/// Steps of one standing.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    id: &'static str,
    title: &'static str,
    standing: (Status, bool),
    keys: Vec<StepKey>,
}

/// What is known of a step, and whether it is accepted as it is: then it is one kind, failing or not known.
fn standing(step: &Step) -> (Status, bool) {
    if step.is_accepted() { ACCEPTED } else { (step.status, false) }
}

const ACCEPTED: (Status, bool) = (Status::Fail, true);

/// The steps in their groups.
#[derive(Debug, PartialEq, Eq)]
struct Groups {
    groups: [Group; 5],
    /// The one question that is unfolded, while nothing is to be fixed.
    first_question: Option<StepKey>,
}

impl Groups {
    /// Returns the failures in the order to fix them, the unknown steps most deciding first.
    ///
    /// Among the unknown ones, those that a pasted error message points to come first.
    fn of(report: &Report, pointed: &[String]) -> Self {
        let with = |kind| report.steps.iter().filter(move |it| standing(it) == kind).map(|it| it.key).collect();
        let unknown = report.to_verify().into_iter().map(|it| it.key);
        let (mut unknown, rest): (Vec<StepKey>, Vec<StepKey>) = unknown.partition(|it| is_in(pointed, *it));
        unknown.extend(rest);
        let group = |id, title, standing, keys| Group { id, title, standing, keys };
        let plain = |id, title, status| Group { id, title, standing: (status, false), keys: with((status, false)) };
        let first_question = unknown.first().copied().filter(|_| report.fixes.is_empty());
        let groups = [
            group("to-fix", heading::TO_FIX, (Status::Fail, false), report.fixes.clone()),
            group("to-check", heading::UNKNOWN, (Status::Unknown, false), unknown),
            group("accepted", heading::ACCEPTED, ACCEPTED, with(ACCEPTED)),
            plain("passed", heading::PASSED, Status::Pass),
            plain("not-applicable", heading::NOT_APPLICABLE, Status::NotApplicable),
        ];
        Self { groups, first_question }
    }

    /// Whether they hold the steps of this report.
    fn fit(&self, report: &Report) -> bool {
        let keys = || self.groups.iter().flat_map(|it| &it.keys);
        keys().count() == report.steps.len() && keys().all(|it| report.step(*it).is_some())
    }
}
