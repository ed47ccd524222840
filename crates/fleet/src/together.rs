//! Writes what the migrations of a fleet come to together as elements: first causes, whom to ask, what to change, and where they
//! stand. The document of the command and the page hold the same.

use pgreach_formats::{Element, Sign};
use pgreach_rules::Owner;
use serde::{Deserialize, Serialize};

use crate::{Fleet, FleetMigration, Group, Place, map, map::WIDTHS, title_of};

/// So many changes are read at a glance; more are folded by who makes them.
const FEW: usize = 8;

/// What to change for all migrations, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanInWords {
    /// What the changes come to, as [`Fleet::outlook`] says it; empty where nothing was looked for.
    pub outlook: String,
    /// The changes, in the order to make them.
    pub changes: Vec<ChangeInWords>,
}

/// A change of such a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeInWords {
    /// What it does, as an instruction.
    pub title: String,
    /// Who does it.
    pub owner: Owner,
    /// What it does for the migrations, as [`Fleet::gain`] says it.
    pub gain: String,
    /// Commands of the Azure CLI that make it.
    pub commands: Vec<String>,
    /// The migrations that need it, as places in the list of migrations, the first of which is 0.
    pub needed_by: Vec<usize>,
}

impl Fleet {
    /// What to change for all migrations, in words.
    #[must_use]
    pub fn plan_in_words(&self) -> PlanInWords {
        let changes = self.plan.changes.iter().map(|it| ChangeInWords {
            title: it.change.title.clone(),
            owner: it.change.owner,
            gain: self.gain(it),
            commands: it.change.apply.az.iter().collect(),
            needed_by: it.needed_by.clone(),
        });
        PlanInWords { outlook: self.outlook(), changes: changes.collect() }
    }
}

/// What the migrations come to together: totals, then the plan, then where they stand, each under a heading of this name.
#[must_use]
pub fn together(fleet: &Fleet, plan: &PlanInWords, heading: &'static str) -> Vec<Element> {
    let mut all = totals(fleet, heading);
    all.extend(changes(plan, &fleet.migrations, heading));
    if !fleet.estate.is_empty() {
        all.push(Element::new(heading).saying("Where they stand"));
        let about = "Each network with the migrations whose connections are opened in it, within the hub of several.";
        all.push(Element::new("p").saying(about));
        all.extend(drawn(fleet));
    }
    all
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Element {
    let cell = |name: &'static str| move |it: String| Element::new(name).saying(it);
    let heads = heads.iter().map(|it| Element::new("th").with("scope", "col").saying(*it));
    let rows = rows.map(|it| Element::new("tr").holding(it.into_iter().map(cell("td"))));
    let head = Element::new("thead").holding([Element::new("tr").holding(heads)]);
    Element::new("table").holding([head, Element::new("tbody").holding(rows)])
}

fn totals(fleet: &Fleet, heading: &'static str) -> Vec<Element> {
    if fleet.causes.is_empty() {
        return Vec::new();
    }
    let causes = fleet.causes.iter().map(|it| vec![it.title(), it.blocked.to_string(), it.undecided.to_string()]);
    let owners = fleet.owners.iter().map(|it| {
        let owner = it.label();
        vec![owner.to_owned(), it.blocked.to_string(), it.undecided.to_string()]
    });
    vec![
        Element::new(heading).saying("First causes"),
        table(&["Cause", "Blocked", "Undecided"], causes),
        Element::new(heading).saying("Whom to ask"),
        table(&["Owner", "To fix", "To find out"], owners),
    ]
}

fn changes(plan: &PlanInWords, migrations: &[FleetMigration], heading: &'static str) -> Vec<Element> {
    if plan.outlook.is_empty() {
        return Vec::new();
    }
    let item = |(at, it): (usize, &ChangeInWords)| {
        // Networks of many migrations are often called alike: what needs it tells which is meant.
        let gain = match it.needed_by.as_slice() {
            [only] => migrations
                .get(*only)
                .map(|only| it.gain.replacen("1 migration needs", &format!("{} needs", only.name()), 1)),
            _ => None,
        };
        let who = format!(" ({}). {}", it.owner.label(), gain.as_ref().unwrap_or(&it.gain));
        let needing = it.needed_by.iter().filter_map(|at| migrations.get(*at)).map(FleetMigration::name);
        let needing = Element::new("p").saying(needing.collect::<Vec<_>>().join(", "));
        let code = Element::new("pre").holding([Element::new("code").saying(it.commands.join("\n"))]);
        let more = Element::new("details").holding([
            Element::new("summary").saying("Commands, and the migrations that need it"),
            code,
            needing,
        ]);
        let title = Element::new("b").saying(it.title.clone());
        Element::new("li").with("value", (at + 1).to_string()).holding([title]).saying(who).holding([more])
    };
    let mut all = vec![Element::new(heading).saying("What to change"), Element::new("p").saying(plan.outlook.clone())];
    let numbered = || plan.changes.iter().enumerate();
    if plan.changes.len() <= FEW {
        all.push(Element::new("ol").holding(numbered().map(item)));
        return all;
    }
    // The numbers are the order of all.
    all.extend(Owner::ALL.iter().filter_map(|owner| {
        let own: Vec<_> = numbered().filter(|it| it.1.owner == *owner).collect();
        let count = own.len();
        let title = format!("{}: {count} {}", owner.label(), if count == 1 { "change" } else { "changes" });
        (0 < count).then(|| folded(title, [Element::new("ol").holding(own.into_iter().map(item))]))
    }));
    all
}

fn folded(title: String, inside: impl IntoIterator<Item = Element>) -> Element {
    Element::new("details").holding([Element::new("summary").saying(title)]).holding(inside)
}

/// The map in the width of a desk and of a phone, of which a style sheet shows one, and the same as a list.
fn drawn(fleet: &Fleet) -> Vec<Element> {
    let Fleet { estate, migrations, .. } = fleet;
    let title = fleet.summary();
    let as_wide_as =
        |class, width| Element::new("div").with("class", class).holding([map(estate, migrations, width, &title)]);
    let [desk, phone] = WIDTHS;
    let list = Element::new("ul").with("class", "estate").holding(estate.iter().map(|it| frame(it, migrations)));
    let list = Element::new("details").holding([Element::new("summary").saying("The same as a list"), list]);
    vec![as_wide_as("across", desk), as_wide_as("down", phone), list]
}

fn frame(place: &Place, migrations: &[FleetMigration]) -> Element {
    let ranges = if place.ranges.is_empty() { String::new() } else { format!(" {}", place.ranges.join(", ")) };
    let mut inside = vec![Element::new("b").saying(place.name()), Element::new("span").saying(ranges)];
    inside.extend(place.groups.iter().map(|it| line(it, migrations)));
    if !place.spokes.is_empty() {
        let spokes = place.spokes.iter().map(|it| frame(it, migrations));
        inside.push(Element::new("ul").holding(spokes));
    }
    Element::new("li").holding(inside)
}

fn line(group: &Group, migrations: &[FleetMigration]) -> Element {
    let sign = Sign::from(group.verdict);
    let verdict = format!("{} {} {}", sign.character(), group.migrations.len(), group.verdict.label().to_lowercase());
    let step = group.step.as_ref().map_or_else(String::new, |it| format!(": {}", title_of(it)));
    let said = format!(" {}{step}", group.names(migrations, FleetMigration::name));
    Element::new("div").holding([Element::new("b").with("class", sign.class()).saying(verdict)]).saying(said)
}
