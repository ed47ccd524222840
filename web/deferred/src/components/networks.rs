//! The networks of the migration as the files show them, and what they would be with a change made or a step held.

use std::rc::Rc;

use pgreach_formats::{
    Element, Node,
    drawing::{Links, WIDTH, list, svg},
};
use pgreach_messages::{Drawn, Tried};
use pgreach_rules::{Config, Findings, Report, Status, Verdict, evaluate_with, link};
use web_sys::HtmlSelectElement;
use yew::{prelude::*, virtual_dom::VTag};

use crate::{browser, formats, message::Message, page::Page};

#[derive(Properties, PartialEq)]
pub(crate) struct NetworksProps {
    pub page: Page,
    /// What the files show of the settings; none while that is not known, or where there are none.
    pub found: Option<Rc<Findings>>,
    /// What is tried out.
    pub tried: Tried,
}

/// How wide a drawing is made on a phone, in pixels.
const NARROW: u16 = 320;

/// The file that the drawing is saved as.
const FILE: &str = "pgreach-networks.svg";

#[component]
pub(crate) fn Networks(NetworksProps { page, found, tried }: &NetworksProps) -> Html {
    // With what was tried for it: the answer to another question comes later.
    let drawn = use_state_eq(|| None::<(Tried, Rc<Drawn>)>);
    let asked = use_mut_ref(|| 0_u32);
    {
        let (page, drawn) = (page.clone(), drawn.clone());
        use_effect_with((page.state.clone(), tried.clone(), found.clone()), move |(_, tried, found)| {
            *asked.borrow_mut() += 1;
            let number = *asked.borrow();
            if found.is_some() {
                let tried = tried.clone();
                page.drawn(tried.clone(), move |answer| {
                    // An older answer may come after a newer question.
                    if *asked.borrow() == number {
                        drawn.set(answer.map(|it| (tried, Rc::new(it))));
                    }
                });
            }
        });
    }
    let concluded = use_memo((page.state.clone(), found.clone()), |(state, found)| {
        let (config, _) = link::read(state);
        let findings = found.as_deref().cloned().unwrap_or_default();
        let report = evaluate_with(&config, &findings);
        (findings.applied(&config).into_owned(), findings, report)
    });
    let (config, findings, report) = &*concluded;
    let options = options(findings, report);
    // What was tried may be no question any more.
    let value = value_of(tried);
    let is_open = *tried == Tried::Nothing || options.iter().any(|it| it.0 == value);
    {
        let page = page.clone();
        use_effect_with(is_open, move |is_open| {
            if !is_open {
                page.send(Message::TriedOut(Tried::Nothing));
            }
        });
    }
    // What was drawn stays in sight until the next is: only where nothing is found there is none.
    let Some((of, drawn)) = drawn.as_ref().filter(|_| found.is_some()) else { return html! {} };
    let onchange = {
        let page = page.clone();
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                page.send(Message::TriedOut(tried_of(&select.value())));
            }
        }
    };
    let back = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::TriedOut(Tried::Nothing))
    };
    let assumed = options.iter().find(|it| it.0 == value_of(of)).map(|it| it.1.clone());
    let save = {
        let (drawn, name) = (drawn.clone(), named(config));
        // Nobody is to take what was only tried out for what is.
        let title = match &assumed {
            Some(what) => format!("What if {what}: {}", drawn.summary),
            None => drawn.summary.clone(),
        };
        move |_: MouseEvent| {
            let file = svg(&drawn.drawing, WIDTH, &title, Links::None).write();
            browser::save(&file, &name, "image/svg+xml");
        }
    };
    // A stage leads to its step, as every `data-goes` does; the address stays what it is, and Back leads to the drawing.
    let stay = |event: MouseEvent| {
        event.prevent_default();
        let target = event.target_dyn_into::<web_sys::Element>();
        if target.is_some_and(|it| it.closest("[data-goes]").is_ok_and(|it| it.is_some())) {
            browser::push_mark(browser::mark());
        }
    };
    html! {
        <section class={classes!("panel", "path", "networks", assumed.is_some().then_some("assumed"))} aria-labelledby="networks-title">
            { for browser::by_id("tried").map(|place| create_portal(before_and_after(of, drawn), place)) }
            <h2 id="networks-title" class="unseen">{ "The networks" }</h2>
            <div class="networks-head">
                if !options.is_empty() {
                    <label>{ "What if " }
                        <select id="what-if" ~value={value.clone()} {onchange}>
                            { option("", "nothing is changed", &value) }
                            { for options.iter().map(|(it, label)| option(it, label, &value)) }
                        </select>
                    </label>
                }
                <button type="button" id="save-networks" onclick={save}>{ "Save the drawing" }</button>
            </div>
            <div role="status">
                if let Some(what) = assumed {
                    <p><b>{ "Assumed, not as it is: " }</b>{ what }</p>
                    <p><b>{ "Then: " }</b>{ &drawn.summary }</p>
                    <ul>{ for drawn.changed.iter().map(|it| html! {
                        // An arrow is not read out.
                        <li><span aria-hidden="true">{ it }</span><span class="unseen">{ in_words(it) }</span></li>
                    }) }</ul>
                    <button type="button" onclick={back}>{ "Back to how it is" }</button>
                }
            </div>
            <div class="across" onclick={stay}>{ built(&svg(&drawn.drawing, WIDTH, &drawn.summary, Links::Page)) }</div>
            <div class="down" onclick={stay}>{ built(&svg(&drawn.drawing, NARROW, &drawn.summary, Links::Page)) }</div>
            <details class="more">
                <summary>{ "The networks as a list" }</summary>
                { built(&list(&drawn.drawing)) }
            </details>
        </section>
    }
}

/// The verdict as it is and as it would be, for the card of the verdict.
fn before_and_after(of: &Tried, drawn: &Drawn) -> Html {
    if *of == Tried::Nothing {
        return Html::default();
    }
    let pill = |it: Verdict| {
        let class = match it {
            Verdict::Ready => "right",
            Verdict::Blocked | Verdict::Unsupported => "wrong",
            Verdict::Undecided => "open",
        };
        html! { <span class={classes!("pill", class)}>{ it.label() }</span> }
    };
    let [now, then] = drawn.verdicts;
    html! { <p class="tried">{ "Now " }{ pill(now) }{ " · If done " }{ pill(then) }</p> }
}

/// What became of a step, for who hears it: `peering, source. Before: failed, after: passed`.
fn in_words(changed: &str) -> String {
    let parts = changed.rsplit_once(": ").and_then(|(step, states)| Some((step, states.split_once(" → ")?)));
    parts.map_or_else(
        || changed.to_owned(),
        |(step, (before, after))| format!("{step}. Before: {before}, after: {after}"),
    )
}

/// The markup of an element: a text for it would be refused by the page's policy.
pub(super) fn built(element: &Element) -> Html {
    let mut tag = VTag::new(element.name);
    for (name, value) in &element.attributes {
        tag.add_attribute(name, value.clone());
    }
    tag.add_children(element.children.iter().map(|it| match it {
        Node::Element(it) => built(it),
        Node::Text(text) => text.into(),
    }));
    tag.into()
}

/// What can be tried out: each change of the plan after those before it, and each step that is not known to hold.
fn options(findings: &Findings, report: &Report) -> Vec<(String, String)> {
    // What an imagined network needs is not tried in the one that was read.
    let planned = findings.plan.iter().take_while(|it| it.presumes.is_none()).enumerate();
    // The plan numbers them, and has what each does.
    let changed = planned.map(|(at, _)| {
        let label = if at == 0 { "change 1 is made".to_owned() } else { format!("changes 1 to {} are made", at + 1) };
        (value_of(&Tried::Changed(at + 1)), label)
    });
    let open = report.steps.iter().filter(|it| it.holds_back() && matches!(it.status, Status::Fail | Status::Unknown));
    let held = open.map(|it| {
        let party = it.key.party().label().to_lowercase();
        (value_of(&Tried::Holds(it.key.word().to_owned())), format!("{} of the {party} held", it.name))
    });
    changed.chain(held).collect()
}

/// What is tried out, as the value of an option.
fn value_of(tried: &Tried) -> String {
    match tried {
        Tried::Nothing => String::new(),
        Tried::Changed(count) => count.to_string(),
        Tried::Holds(step) => step.clone(),
    }
}

fn tried_of(value: &str) -> Tried {
    match value.parse() {
        Ok(count) => Tried::Changed(count),
        Err(_) if value.is_empty() => Tried::Nothing,
        Err(_) => Tried::Holds(value.to_owned()),
    }
}

fn option(value: &str, label: &str, chosen: &str) -> Html {
    html! { <option key={value.to_owned()} value={value.to_owned()} selected={value == chosen}>{ label }</option> }
}

fn named(config: &Config) -> String {
    formats::named(FILE, config, true, browser::now().get(..10).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use pgreach_messages::Tried;

    use super::{in_words, tried_of, value_of};

    #[test]
    fn what_became_of_a_step_is_said_in_words() {
        let said = in_words("network security group, source: failed → passed");
        assert_eq!(said, "network security group, source. Before: failed, after: passed");
        assert_eq!(in_words("peering, source: failed"), "peering, source: failed");
    }

    #[test]
    fn what_is_tried_out_is_found_again_by_its_value() {
        for tried in [Tried::Nothing, Tried::Changed(1), Tried::Changed(12), Tried::Holds("source/nsg".to_owned())] {
            assert_eq!(tried_of(&value_of(&tried)), tried);
        }
    }
}
