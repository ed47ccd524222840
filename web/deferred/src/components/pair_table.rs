//! The pairs of servers that the files allow, with what each comes to: a table to sort, to filter, to open a pair from, and to
//! take away.

use std::rc::Rc;

use pgreach_fleet::{ByRuntime, HEADS, Row, counts, counts_by_runtime, csv};
use pgreach_rules::{Config, Owner, Party, Setting, Verdict};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::dialog::check;
use crate::{
    browser,
    checker::ToChecker,
    formats,
    message::Message,
    page::Page,
    pairs::{LONG, Names},
};

/// So many rows are shown at first: more take a browser long to lay out.
const SHOWN: usize = 300;

#[derive(Properties, PartialEq)]
pub(crate) struct PairTableProps {
    pub page: Page,
    pub shows: Shows,
    /// Those that are judged so far.
    pub rows: Rc<Vec<Row>>,
    /// How many there are in all.
    pub count: usize,
    /// The servers in no pair.
    pub unpaired: Rc<[String]>,
    /// Whether the person has stopped the judging.
    pub is_stopped: bool,
    /// The pair that was opened last.
    pub opened: Option<Names>,
    /// The source that is chosen already: its pairs are shown.
    pub source: Option<String>,
    /// The target that is chosen already.
    pub target: Option<String>,
    /// Whether the names are pseudonyms.
    pub is_masked: bool,
}

/// So many servers in no pair are named without being asked for.
const FEW: usize = 20;

/// What is shown in the place of the pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// Nothing: there is none to choose.
    Nothing,
    /// The way back to all of them, from the one that is shown.
    WayBack,
    /// All of them.
    All,
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Source,
    Target,
    Runtime,
    Verdict,
    Cause,
    Owner,
}

const COLUMNS: [(Column, &str); 6] = [
    (Column::Source, "Source"),
    (Column::Target, "Target"),
    (Column::Runtime, "Runtime server"),
    (Column::Verdict, "Verdict"),
    (Column::Cause, "First cause"),
    (Column::Owner, "Owner"),
];

/// What is shown of the rows, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct View {
    by: Column,
    is_descending: bool,
    verdict: Option<Verdict>,
    /// The word of an owner, or [`NO_ONE`].
    owner: Option<&'static str>,
    is_whole: bool,
}

#[component]
pub(crate) fn PairTable(props: &PairTableProps) -> Html {
    let PairTableProps { page, shows, rows, count, unpaired, is_stopped, opened, source, target, is_masked } = props;
    let view = use_state_eq(|| View {
        by: Column::Verdict,
        is_descending: false,
        verdict: None,
        owner: None,
        is_whole: false,
    });
    match shows {
        Shows::Nothing => return Html::default(),
        Shows::WayBack => {
            let page = page.clone();
            let onclick = move |_: MouseEvent| page.send(Message::PairsWanted);
            return html! { <button type="button" class="all-pairs" {onclick}>{ "All pairs" }</button> };
        }
        Shows::All => {}
    }
    let is_of = |name: &Option<String>, row: &str| name.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(row));
    let of_chosen: Vec<&Row> =
        rows.iter().filter(|it| is_of(source, &it.source) && is_of(target, &it.target)).collect();
    // A server that is in none of the pairs leaves all of them to choose from.
    let all = if of_chosen.is_empty() { rows.iter().collect() } else { of_chosen };
    let mut shown: Vec<&Row> = all.iter().copied().filter(|it| view.shows(it)).collect();
    // By the column, and by the names where that is the same.
    shown.sort_by_cached_key(|it| (view.key(it), [&*it.source, &it.target].join(" ")));
    if view.is_descending {
        shown.reverse();
    }
    let said = counts(all.iter().copied());
    let in_view =
        if shown.len() < all.len() { format!("{} of {} shown. ", shown.len(), all.len()) } else { String::new() };
    let saved = {
        let cells: Vec<_> = shown.iter().map(|it| it.cells()).collect();
        move |_: MouseEvent| {
            let day = browser::now();
            let name =
                formats::named("pgreach-pairs.csv", &Config::default(), false, day.get(..10).unwrap_or_default());
            browser::save(&csv(&HEADS, cells.clone()), &name, "text/csv");
        }
    };
    let stopped = {
        let (page, is_stopped) = (page.clone(), !is_stopped);
        move |_: MouseEvent| page.send(Message::PairsStopped(is_stopped))
    };
    let masked = {
        let page = page.clone();
        Callback::from(move |is_wanted| page.send(Message::PairsMasked(is_wanted)))
    };
    let whole = {
        let view = view.clone();
        move |_: MouseEvent| view.set(View { is_whole: true, ..View::clone(&view) })
    };
    let limit = if view.is_whole { usize::MAX } else { SHOWN };
    let hidden = shown.len().saturating_sub(limit);
    html! {
        <section class="panel pairs" aria-labelledby="pairs-title">
            <h2 id="pairs-title" tabindex="-1">{ "The pairs in the files" }</h2>
            <p class="counts" role="status">{ in_view }{ said }{ "." }</p>
            // What is not known of the runtime server is not asked before anything is said.
            if all.iter().any(|it| !it.by_runtime.is_empty()) {
                <p class="counts runtime-asked">
                    { Setting::RuntimeUsed.label() }{ " It is not known of every pair. Of all these: " }
                    { for Setting::RuntimeUsed.offered(&Config::default()).iter().map(|(word, label)| {
                        let page = page.clone();
                        let onclick = move |_: MouseEvent| page.tell(ToChecker::Used(vec![(Setting::RuntimeUsed.word().to_owned(), (*word).to_owned())]));
                        html! { <button type="button" data-goes="pairs-title" {onclick}>{ *label }</button> }
                    }) }
                </p>
            }
            { for counts_by_runtime(&all).into_iter().map(|it| html! { <p class="counts">{ it }</p> }) }
            if rows.len() < *count {
                <p class="counts">
                    { format!("{} of {count} are judged. ", rows.len()) }
                    if LONG < *count {
                        <button type="button" onclick={stopped}>{ if *is_stopped { "Go on" } else { "Stop" } }</button>
                    }
                </p>
            }
            <div class="only">
                { verdict_filter(&all, &view) }
                { owner_filter(&all, &view) }
                { check("pairs-masked", "Pseudonyms in place of the names", *is_masked, &masked) }
                <button type="button" class="csv" onclick={saved}>{ "Download as CSV" }</button>
            </div>
            if *is_masked {
                <p class="hint">{ "To open a report, show the names again: it has pseudonyms of its own under Download." }</p>
            }
            // On a phone rows are cards, which are no table to a browser any more; so the roles are said.
            <table role="table" aria-labelledby="pairs-title">
                <thead role="rowgroup">
                    <tr role="row">{ for COLUMNS.iter().map(|(column, label)| head(*column, label, &view)) }</tr>
                </thead>
                <tbody role="rowgroup">{ for shown.iter().take(limit).map(|it| line(page, it, opened.as_ref(), *is_masked)) }</tbody>
            </table>
            if 0 < hidden {
                <p><button type="button" onclick={whole}>{ format!("Show {hidden} more") }</button></p>
            }
            { unpaired_servers(unpaired) }
        </section>
    }
}

impl View {
    fn shows(&self, row: &Row) -> bool {
        // Of a row that depends on the runtime server each of its verdicts counts.
        self.verdict.is_none_or(|it| row.verdicts().any(|own| own == it))
            && self.owner.is_none_or(|it| it == owner_word(row))
    }

    /// What a row is sorted by.
    fn key(&self, row: &Row) -> String {
        let place = match self.by {
            Column::Source => return row.source.to_lowercase(),
            Column::Target => return row.target.to_lowercase(),
            Column::Runtime => return row.runtime.words().to_lowercase(),
            Column::Cause => return row.cause.as_ref().map(|it| it.text.to_lowercase()).unwrap_or_default(),
            Column::Verdict => {
                return row.verdicts().map(place_of).min().unwrap_or_default().to_string();
            }
            Column::Owner => Owner::ALL.iter().position(|it| Some(*it) == owner(row)),
        };
        place.map_or_else(String::new, |it| it.to_string())
    }
}

/// What is to be done comes first.
const fn place_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Blocked => 0,
        Verdict::Unsupported => 1,
        Verdict::Undecided => 2,
        Verdict::Ready => 3,
    }
}

/// A cause without the question that the rows have in common, which stands above them.
fn without_question(text: &str) -> &str {
    text.strip_suffix(Setting::RuntimeUsed.label()).map_or(text, str::trim_end)
}

fn owner(row: &Row) -> Option<Owner> {
    row.cause.as_ref().and_then(|it| it.owner)
}

fn owner_word(row: &Row) -> &'static str {
    owner(row).map_or(NO_ONE, Owner::word)
}

fn head(column: Column, label: &'static str, view: &UseStateHandle<View>) -> Html {
    let is_by = view.by == column;
    let sort = match (is_by, view.is_descending) {
        (false, _) => None,
        (true, false) => Some("ascending"),
        (true, true) => Some("descending"),
    };
    let onclick = {
        let view = view.clone();
        move |_: MouseEvent| {
            let is_descending = is_by && !view.is_descending;
            view.set(View { by: column, is_descending, ..View::clone(&view) });
        }
    };
    html! {
        <th role="columnheader" scope="col" aria-sort={sort}><button type="button" class="link" {onclick}>{ label }</button></th>
    }
}

fn line(page: &Page, row: &Row, opened: Option<&Names>, is_masked: bool) -> Html {
    let names = [row.source.clone(), row.target.clone()];
    let is_opened = opened == Some(&names);
    let key = names.join(" ");
    let onclick = {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::PairOpened(names.clone()))
    };
    let cause = row.cause.as_ref();
    // Without a runtime server there is one connection only.
    let to = cause.and_then(|it| it.connection).filter(|_| row.runtime.used != Some(false));
    html! {
        <tr role="row" {key} data-source={row.source.clone()}>
            <td role="cell" data-label="Source">
                if is_masked {
                    // Under these names there is no report on the page.
                    { name(&row.source) }
                } else {
                    <button type="button" class={classes!("link", is_opened.then_some("opened"))} data-goes="verdict" {onclick}>
                        { name(&row.source) }<span class="unseen">{ " → " }{ name(&row.target) }</span>
                    </button>
                }
            </td>
            <td role="cell" data-label="Target">{ name(&row.target) }</td>
            <td role="cell" data-label="Runtime server" data-used={(row.runtime.used != Some(false)).to_string()}>{ name(row.runtime.words()) }</td>
            <td role="cell" data-label="Verdict">{ verdict(row) }</td>
            <td role="cell" data-label="First cause">
                { cause.map(|it| without_question(&it.text).to_owned()) }
                if let Some(to) = to {
                    <small>{ if to == Party::Source { " On the connection to the source." } else { " On the connection to the target." } }</small>
                }
            </td>
            <td role="cell" data-label="Owner">{ owner(row).map(Owner::label) }</td>
        </tr>
    }
}

/// The verdict; where it depends on the runtime server, that with each value.
fn verdict(row: &Row) -> Html {
    let pill = |it: Verdict| html! { <span class={classes!("pill", class(it))}>{ it.label() }</span> };
    if row.by_runtime.is_empty() {
        return pill(row.verdict);
    }
    let line = |it: &ByRuntime| html! { <div>{ pill(it.verdict) }{ " " }<small>{ it.words() }</small></div> };
    row.by_runtime.iter().map(line).collect()
}

/// The servers in no pair: of many, how many they are, and all of them where that is unfolded.
fn unpaired_servers(unpaired: &[String]) -> Html {
    let names = || unpaired.iter().map(|it| name(it)).collect::<Vec<_>>().join(", ");
    match unpaired.len() {
        0 => Html::default(),
        1..=FEW => {
            html! { <p class="hint">{ "In no pair: " }{ names() }{ ". Choose such a server beside the files." }</p> }
        }
        count => html! {
            <details class="more unpaired">
                <summary>{ format!("{count} servers are in no pair") }</summary>
                <p class="hint">{ names() }{ ". Choose such a server beside the files." }</p>
            </details>
        },
    }
}

/// A server's name; of an id, which tells it from others of its name, the group too.
fn name(called: &str) -> String {
    let parts: Vec<&str> = called.split('/').collect();
    let group = parts.iter().position(|it| it.eq_ignore_ascii_case("resourceGroups")).and_then(|at| parts.get(at + 1));
    match (parts.last(), group) {
        (Some(name), Some(group)) => format!("{name} ({group})"),
        _ => called.to_owned(),
    }
}

const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "right",
        Verdict::Blocked | Verdict::Unsupported => "wrong",
        Verdict::Undecided => "open",
    }
}

fn verdict_filter(rows: &[&Row], view: &UseStateHandle<View>) -> Html {
    let there = Verdict::ALL.iter().filter(|it| rows.iter().any(|row| row.verdicts().any(|own| own == **it)));
    let options = there.map(|it| (it.word(), it.label())).collect();
    let chosen = view.verdict.map_or("", Verdict::word);
    let view = view.clone();
    let set = move |word: String| view.set(View { verdict: Verdict::from_word(&word), ..View::clone(&view) });
    filter("Verdict", "pairs-verdict", options, chosen, set)
}

fn owner_filter(rows: &[&Row], view: &UseStateHandle<View>) -> Html {
    let there = Owner::ALL.iter().filter(|it| rows.iter().any(|row| owner(row) == Some(**it)));
    let mut options: Vec<_> = there.map(|it| (it.word(), it.label())).collect();
    if rows.iter().any(|it| owner(it).is_none()) {
        options.push((NO_ONE, "No owner"));
    }
    let chosen = view.owner.unwrap_or_default();
    let (view, words) = (view.clone(), options.clone());
    let set = move |word: String| {
        let owner = words.iter().map(|it| it.0).find(|it| *it == word);
        view.set(View { owner, ..View::clone(&view) });
    };
    filter("Owner", "pairs-owner", options, chosen, set)
}

/// What the choice of rows without an owner is called. No owner has such a word.
const NO_ONE: &str = "-";

fn filter(
    label: &'static str,
    id: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> Html {
    let onchange = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            set(select.value());
        }
    };
    html! {
        <label>
            { label }{ " " }
            <select {id} {onchange}>
                <option value="" selected={chosen.is_empty()}>{ "All" }</option>
                { for options.into_iter().map(|(word, label)| html! {
                    <option key={word} value={word} selected={word == chosen}>{ label }</option>
                }) }
            </select>
        </label>
    }
}
