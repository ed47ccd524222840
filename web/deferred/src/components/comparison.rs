//! Shows what is otherwise than it was with the files that gave way to newer ones: what is fixed, new and the same.

use std::rc::Rc;

use pgreach_messages::{Compared, ComparedLine, Handed};
use pgreach_rules::{Became, Findings};
use yew::prelude::*;

use crate::{message::Message, page::Page};

/// The earlier files. Those of one reading are the same.
#[derive(Clone)]
pub(crate) struct Earlier {
    /// The reading that they were left out of.
    pub reading: u32,
    pub files: Rc<[Handed]>,
}

impl PartialEq for Earlier {
    fn eq(&self, other: &Self) -> bool {
        self.reading == other.reading
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ComparisonProps {
    pub page: Page,
    pub before: Earlier,
    /// What the files show of the settings; none while that is not known.
    pub found: Option<Rc<Findings>>,
}

#[component]
pub(crate) fn Comparison(ComparisonProps { page, before, found }: &ComparisonProps) -> Html {
    // None until it is known; within, none where the earlier files cannot be read any more.
    let compared = use_state_eq(|| None::<Rc<Option<Compared>>>);
    let asked = use_mut_ref(|| 0_u32);
    {
        let (page, compared) = (page.clone(), compared.clone());
        use_effect_with((page.state.clone(), before.clone(), found.clone()), move |(_, before, found)| {
            *asked.borrow_mut() += 1;
            let number = *asked.borrow();
            if found.is_some() {
                page.compared(before.files.to_vec(), before.reading, move |answer| {
                    // An older answer may come after a newer question.
                    if *asked.borrow() == number {
                        compared.set(Some(Rc::new(answer)));
                    }
                });
            }
        });
    }
    let close = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::Compared(false))
    };
    html! {
        <section class="panel compared" aria-labelledby="compared-title">
            <div class="networks-head">
                <h2 id="compared-title" tabindex="-1">{ "Before and after" }</h2>
                <button type="button" onclick={close}>{ "Close" }<span class="unseen">{ " the comparison" }</span></button>
            </div>
            <div role="status">{ compared.as_ref().map_or_else(|| html! { <p>{ "Comparing …" }</p> }, |it| shown((**it).as_ref())) }</div>
        </section>
    }
}

fn shown(compared: Option<&Compared>) -> Html {
    let Some(compared) = compared else {
        return html! { <p class="refused">{ "The files from before cannot be read any more." }</p> };
    };
    if compared.branches.is_empty() {
        return html! { <>{ concluded(compared) }{ steps_of(compared, true) }</> };
    }
    // What depends on an open setting is said with each of its values.
    html! {
        <>
            { concluded(compared) }
            { for compared.branches.iter().map(|(given, it)| html! {
                <><h3>{ given }</h3>{ concluded(it) }{ steps_of(it, false) }</>
            }) }
        </>
    }
}

/// What was concluded, and what is.
fn concluded(Compared { before, after, .. }: &Compared) -> Html {
    html! {
        { for [("Before: ", before), ("Now: ", after)].map(|(when, it)| html! {
            <p><b>{ when }{ it.verdict.label() }{ ". " }</b>{ &it.summary }</p>
        }) }
    }
}

/// What became of each step, the kinds below a heading of their own or below that of a branch.
fn steps_of(Compared { steps, .. }: &Compared, is_alone: bool) -> Html {
    let that = |became: Became| steps.iter().filter(move |it| it.became == became);
    let groups = Became::ALL.iter().filter(|it| **it != Became::Unchanged && that(**it).next().is_some());
    let unchanged = that(Became::Unchanged).count();
    html! {
        <>
            if steps.is_empty() {
                <p>{ "There are no steps to compare before it is known which servers are meant and how they connect." }</p>
            }
            { for groups.map(|became| html! {
                <>
                    { heading(is_alone, format!("{} ({})", became.label(), that(*became).count())) }
                    <ul>{ for that(*became).map(step) }</ul>
                </>
            }) }
            if 0 < unchanged {
                <p class="soft">{ unchanged }{ if unchanged == 1 { " step is as it was." } else { " steps are as they were." } }</p>
            }
        </>
    }
}

fn heading(is_alone: bool, words: String) -> Html {
    if is_alone {
        html! { <h3>{ words }</h3> }
    } else {
        html! { <h4>{ words }</h4> }
    }
}

fn step(it: &ComparedLine) -> Html {
    html! {
        <li>
            <button type="button" class="link" data-goes={it.step.anchor()}>{ &it.words }</button>
            if let Some(failure) = &it.failure {
                <p class="soft">{ failure }</p>
            }
        </li>
    }
}
