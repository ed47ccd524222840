//! Shows what all pairs of servers in the files come to: first causes, whom to ask, what to change, where they stand.

use std::rc::Rc;

use pgreach_fleet::{FleetMigration, PlanInWords, Row, SharedPlan, map, together};
use pgreach_formats::drawing::WIDTH;
use pgreach_rules::Verdict;
use yew::prelude::*;

use super::networks::built;
use crate::{browser, message::Message, page::Page, pairs::Together};

/// The file that the map is saved as.
const FILE: &str = "pgreach-map.svg";

#[derive(Properties, PartialEq)]
pub(crate) struct FleetProps {
    pub page: Page,
    /// All of them, judged.
    pub rows: Rc<Vec<Row>>,
    pub together: Together,
    /// Whether any is blocked.
    pub has_blocked: bool,
    /// Whether it is looked for what to change.
    pub is_planned: bool,
}

#[component]
pub(crate) fn Fleet(FleetProps { page, rows, together: all, has_blocked, is_planned }: &FleetProps) -> Html {
    let Together { standing, plan, at, .. } = all;
    let fleet = use_memo((rows.clone(), standing.clone()), |(rows, standing)| {
        let migrations = rows.iter().cloned().map(FleetMigration::of_row).collect();
        let mut fleet = pgreach_fleet::Fleet::new(migrations, SharedPlan::default(), Vec::new());
        fleet.estate = standing.as_deref().unwrap_or_default().to_vec();
        fleet
    });
    let elements = {
        let fleet = fleet.clone();
        use_memo((rows.clone(), plan.clone(), standing.clone()), move |(_, plan, _)| {
            together(&fleet, plan.as_deref().unwrap_or(&PlanInWords::default()), "h3")
        })
    };
    let save = {
        let fleet = fleet.clone();
        move |_: MouseEvent| {
            let file = map(&fleet.estate, &fleet.migrations, WIDTH, &fleet.summary()).write();
            browser::save(&file, FILE, "image/svg+xml");
        }
    };
    let wanted = |is_wanted: bool| {
        let page = page.clone();
        move |_: MouseEvent| page.send(Message::PlanWanted(is_wanted))
    };
    html! {
        <section class="panel fleet" aria-labelledby="fleet-title">
            <h2 id="fleet-title">{ "All pairs together" }</h2>
            <div>
                if !fleet.estate.is_empty() {
                    <button type="button" id="save-map" onclick={save}>{ "Save the map" }</button>
                }
                if !has_blocked && rows.iter().any(|it| it.verdicts().any(|own| own == Verdict::Blocked)) {
                    <p class="hint">{ "Some are blocked with one runtime server and not with another. Choose it beside the files, and what to change for all is worked out." }</p>
                }
                if *has_blocked && plan.is_none() {
                    if *is_planned {
                        <p>
                            { format!("Working out what to change for all: {at} of {} pairs … ", rows.len()) }
                            <button type="button" onclick={wanted(false)}>{ "Stop" }</button>
                        </p>
                    } else {
                        <button type="button" class="plan-all" onclick={wanted(true)}>{ "Work out what to change for all" }</button>
                    }
                }
            </div>
            { for elements.iter().map(built) }
        </section>
    }
}
