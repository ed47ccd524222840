//! Shows the ways to put a step right. What is loaded later shows the plan, which is made of the same changes.

use pgreach_formats::heading;
use pgreach_rules::{ChangeText, FixForm, FixWay, Forms};
use yew::prelude::*;

use super::command::{Command, commands};

/// Shows what is taken for what is wrong, where nothing was read of it.
fn presumed(it: Option<&String>) -> Option<Html> {
    it.map(|it| html! { <p class="note">{ heading::PRESUMED }{ ": " }{ it }</p> })
}

/// Shows one change: what it does, whose it is, what it opens, where the portal has it, and its commands.
fn change(change: &ChangeText, form: FixForm) -> Html {
    html! {
        <>
            <p><strong>{ &change.title }</strong>{ " · " }{ change.owner.label() }</p>
            { for change.impact.iter().map(|it| html! { <p class="why">{ it }</p> }) }
            { for change.portal.iter().map(|it| html! { <p class="why">{ heading::IN_THE_PORTAL }{ ": " }{ it }</p> }) }
            { shown(&change.apply, form) }
        </>
    }
}

/// Shows a change in a form: its commands one by one, a text as a whole.
fn shown(forms: &Forms, form: FixForm) -> Html {
    let text = if form == FixForm::Az { String::new() } else { forms.text(form) };
    if !text.is_empty() {
        return html! { <Command line={text} what={form.label()} /> };
    }
    html! {
        <>
            if form != FixForm::Az && !forms.az.is_empty() {
                <p class="meta">{ form.label() }{ heading::NO_FORM }</p>
            }
            { commands(&forms.az) }
        </>
    }
}

/// Shows the choice of the form that changes are in.
pub(crate) fn choice(form: &UseStateHandle<FixForm>) -> Html {
    let chosen = form.setter();
    let onchange = move |event: Event| {
        let word = event.target_unchecked_into::<web_sys::HtmlSelectElement>().value();
        if let Some(form) = FixForm::from_word(&word) {
            chosen.set(form);
        }
    };
    html! {
        <p class="meta">
            <label for="fix-as">{ "Fixes as " }</label>
            <select id="fix-as" {onchange}>
                { for FixForm::CHOICES.iter().map(|(word, label)| html! {
                    <option value={*word} selected={*word == form.word()}>{ *label }</option>
                }) }
            </select>
        </p>
    }
}

/// Shows the ways to fix one step, and how each is taken back. The first is in the plan, where there is one: `planned` is the id of
/// it there, and what stands there is not shown twice.
pub(crate) fn ways(ways: &[FixWay], form: FixForm, planned: Option<&String>) -> Html {
    html! {
        { for ways.iter().enumerate().map(|(index, way)| {
            if let Some(goes) = planned.filter(|_| index == 0) {
                let title = way.changes.first().map_or("", |it| &it.title);
                return html! {
                    <div class="instruction">
                        <h4>{ heading::FIX }</h4>
                        <button type="button" class="link" data-goes={goes.clone()}>{ "In the plan: " }{ title.to_owned() }</button>
                    </div>
                };
            }
            let body = html! {
                <>
                    { presumed(way.presumes.as_ref()) }
                    { for way.changes.iter().map(|it| change(it, form)) }
                    <p class="meta">{ heading::AFTER_ALONE }{ ": " }{ way.after.label() }</p>
                    if way.changes.iter().any(|it| !it.undo.az.is_empty()) {
                        <h4>{ heading::UNDO }</h4>
                        { for way.changes.iter().rev().map(|it| shown(&it.undo, form)) }
                    }
                </>
            };
            // Side by side, two ways would look as if both were needed.
            if index == 0 {
                html! { <div class="instruction"><h4>{ heading::FIX }</h4>{ body }</div> }
            } else {
                let title = way.changes.first().map_or("", |it| &it.title);
                html! { <details class="instruction more"><summary>{ heading::OR }{ ": " }{ title.to_owned() }</summary>{ body }</details> }
            }
        }) }
    }
}
