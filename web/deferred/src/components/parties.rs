//! Asks which of the servers in the files the parties are, by their names or by what the files show of them.

use std::rc::Rc;

use pgreach_formats::seen;
use pgreach_messages::{Choice, Summary};
use pgreach_rules::{Config, Findings, Party, Setting, link, twice};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::{checker::ToChecker, page::Page};

/// What the choice of a runtime server is called where none is used, and where it is in no file. No server has such a name.
const NONE: &str = "-";
const OTHER: &str = "+";

const PARTIES: [(Party, Setting); 3] = [
    (Party::Source, Setting::SourceName),
    (Party::Target, Setting::TargetName),
    (Party::Runtime, Setting::RuntimeName),
];

#[derive(Properties, PartialEq)]
pub(crate) struct PartiesProps {
    pub page: Page,
    pub summary: Rc<Summary>,
    /// What the files show of the settings; none while that is not known.
    pub found: Option<Rc<Findings>>,
    /// While files are read there is nothing to choose.
    pub is_hidden: bool,
}

#[component]
pub(crate) fn Parties(props: &PartiesProps) -> Html {
    let PartiesProps { page, summary, found, is_hidden } = props;
    if *is_hidden || summary.sources.is_empty() {
        return html! { <div id="parties" hidden=true /> };
    }
    let (config, _) = link::read(&page.state);
    let is_known = found.is_some();
    let found = found.clone().unwrap_or_default();
    let values = PARTIES.map(|(party, setting)| chosen(party, setting, choices(summary, party), &config, &found));
    let class: Vec<String> = PARTIES
        .iter()
        .zip(&values)
        .filter(|(_, (value, _))| is_server(value))
        .map(|((party, _), _)| format!("of-{}", party.word()))
        .collect();
    let shown: Vec<(Party, String)> =
        PARTIES.iter().zip(&values).map(|(it, (value, _))| (it.0, value.clone())).collect();
    let is_twice = twice(&found.applied(&config)).is_some();
    // Before the files say which servers are meant, nobody is asked.
    let wanted = summary.sources.len().min(2);
    let is_cued = is_known && values.iter().take(2).filter(|it| !it.0.is_empty()).count() < wanted;
    html! {
        // The form does not ask for what is chosen here.
        <div id="parties" class={classes!(class)}>
            <p class="cue" hidden={!is_cued}>{ "Choose the servers of this migration" }</p>
            <p class="refused" role="alert" hidden={!is_twice}>
                { "One server has two roles here. Source, target and runtime server are three servers." }
            </p>
            { for PARTIES.iter().zip(values).map(|((party, _), (value, open))| field(page, *party, choices(summary, *party), (&value, open), &shown)) }
            if let Some(decided) = decided_by_files(&config, &found) {
                <p class="hint" role="status">{ decided }</p>
            }
        </div>
    }
}

/// Asks which party the only server in the files is. Most of those that are given alone are the target.
pub(crate) fn lone(page: &Page, summary: &Summary) -> Html {
    let Some(server) = summary.sources.first() else { return Html::default() };
    let button = |party: Party, label: &'static str| {
        let (page, name) = (page.clone(), server.value.clone());
        let onclick = move |_: MouseEvent| page.tell(ToChecker::Used(settings(party, &name)));
        html! { <button type="button" data-party={party.word()} data-goes="verdict" {onclick}>{ label }</button> }
    };
    html! {
        <>
            <p>{ "The only server in these files is " }<b>{ &server.label }</b>{ ". It is" }</p>
            <p class="acts lone">
                if !summary.targets.is_empty() {
                    { button(Party::Target, "The target") }
                }
                { button(Party::Source, "The source") }
            </p>
        </>
    }
}

/// Asks whether a server is the runtime server.
pub(crate) fn runtime_question(page: &Page, server: &Choice) -> Html {
    let button = |value: &str, label: Html| {
        let (page, settings) = (page.clone(), settings(Party::Runtime, value));
        let onclick = move |_: MouseEvent| page.tell(ToChecker::Used(settings.clone()));
        html! { <button type="button" data-goes="verdict" {onclick}>{ label }</button> }
    };
    html! {
        <>
            <p>{ "Does the migration use " }<b>{ name_of(server) }</b>{ " as its runtime server? The files do not say." }</p>
            <p class="acts is-runtime">
                { button(&server.value, html! { <>{ "Yes, " }{ name_of(server) }</> }) }
                { button(NONE, "No, none".into()) }
            </p>
        </>
    }
}

/// A server's name; what finds it may be an id.
fn name_of(server: &Choice) -> String {
    server.value.rsplit('/').next().unwrap_or_default().to_owned()
}

fn choices(summary: &Summary, party: Party) -> &[Choice] {
    if party == Party::Source { &summary.sources } else { &summary.targets }
}

/// Why the runtime server is not the one that the person chose, where files show another use of one.
fn decided_by_files(config: &Config, found: &Findings) -> Option<String> {
    let shown = found.setting(Setting::RuntimeUsed)?;
    Setting::RuntimeUsed.get(config).filter(|chosen| *chosen != shown.value)?;
    let evidence = shown.evidence.first().map(|it| [": ", &seen(it)].concat()).unwrap_or_default();
    Some(format!("The files decide whether a runtime server is used{evidence}. Without that file your choice counts."))
}

/// The choice that stands for what is known of a party, and what the empty choice is called.
fn chosen(
    party: Party,
    setting: Setting,
    choices: &[Choice],
    config: &Config,
    found: &Findings,
) -> (String, &'static str) {
    let of = |setting: Setting| setting.get(config).or_else(|| found.setting(setting).map(|it| it.value.clone()));
    // What files show of the use of a runtime server goes before what a person says.
    let used = found.setting(Setting::RuntimeUsed).map(|it| it.value.clone());
    let used = used.or_else(|| Setting::RuntimeUsed.get(config));
    let name = of(setting).unwrap_or_default();
    let choice = choices.iter().find(|it| is_called(it, &name));
    let is_runtime = party == Party::Runtime;
    let value = match (choice, used.as_deref()) {
        (_, Some("false")) if is_runtime => NONE,
        (Some(choice), _) => &choice.value,
        (None, Some("true")) if is_runtime => OTHER,
        (None, _) if is_runtime && !name.is_empty() => OTHER,
        (None, _) => "",
    };
    let open = if is_runtime {
        "I don't know"
    } else if name.is_empty() {
        "Choose"
    } else {
        "Not in these files"
    };
    (value.to_owned(), open)
}

/// Whether a name is a server's, or the name that the server has in DNS.
pub(crate) fn is_called(server: &Choice, name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    !name.is_empty() && [name, first].into_iter().any(|it| it.eq_ignore_ascii_case(&server.value))
}

fn field(
    page: &Page,
    party: Party,
    choices: &[Choice],
    (value, open): (&str, &'static str),
    all: &[(Party, String)],
) -> Html {
    let id = format!("found-{}", party.word());
    let is_runtime = party == Party::Runtime;
    let (page, shown) = (page.clone(), value.to_owned());
    let others: Vec<(Party, String)> = all.iter().filter(|it| it.0 != party).cloned().collect();
    let onchange = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            let value = select.value();
            let mut used = settings(party, &value);
            // What the files show of the others goes with another server in this role: it is kept, so that it can be said that one
            // server has two.
            if is_server(&value) && others.iter().any(|it| it.1 == value) {
                used.extend(others.iter().filter(|it| is_server(&it.1)).flat_map(|(party, it)| settings(*party, it)));
            }
            page.tell(ToChecker::Used(used));
            // What files decide stays as it is: only what comes of the choice is shown.
            select.set_value(&shown);
        }
    };
    html! {
        <div class="field" key={party.word()}>
            if is_runtime {
                // Shown where the form would ask it.
                <p class="cue asked">{ "Answer this next" }</p>
            }
            <label for={id.clone()}>{ party.label() }</label>
            <select {id} data-party={party.word()} ~value={value.to_owned()} {onchange}>
                { option("", open, value) }
                if is_runtime {
                    { option(NONE, "None", value) }
                    { option(OTHER, "One that is not in these files", value) }
                }
                { for choices.iter().map(|it| option(&it.value, &it.label, value)) }
            </select>
        </div>
    }
}

/// Whether a choice is a server of the files.
fn is_server(value: &str) -> bool {
    !["", NONE, OTHER].contains(&value)
}

fn option(value: &str, label: &str, chosen: &str) -> Html {
    html! { <option key={value.to_owned()} value={value.to_owned()} selected={value == chosen}>{ label }</option> }
}

/// The settings that follow from a choice. A runtime server that is named is used.
fn settings(party: Party, value: &str) -> Vec<(String, String)> {
    let set = |setting: Setting, value: &str| (setting.word().to_owned(), value.to_owned());
    let runtime = |name: &str, used: &str| vec![set(Setting::RuntimeName, name), set(Setting::RuntimeUsed, used)];
    match (party, value) {
        (Party::Source, name) => vec![set(Setting::SourceName, name)],
        (Party::Target, name) => vec![set(Setting::TargetName, name)],
        (Party::Runtime, NONE) => runtime("", "false"),
        (Party::Runtime, OTHER) => runtime("", "true"),
        (Party::Runtime, "") => runtime("", ""),
        (Party::Runtime, name) => runtime(name, "true"),
    }
}
