//! The changes that a report plans where something is wrong: what they are, and that they put it right.
//!
//! A plan is made of a topology with a fault, and tried: its verdicts are read, its commands are carried out on the files by
//! what plays Azure, and its undo is carried out after them.

mod answered;
mod asked;
mod azure;
mod cmdlets;
mod covered;
mod forms;
mod hostile;
mod look;
mod module;
mod more;
mod needs;
mod parse;
mod powershell;
mod provider;
mod runbook;
mod scripts;

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    num::NonZero,
    panic::{self, AssertUnwindSafe},
    sync::{LazyLock, Once},
    thread,
};

use pgreach_azure::read;
use pgreach_fixtures::topology::{
    Topology,
    breaks::{self, Row},
    forms::Form,
    short, whole,
};
use pgreach_rules::{ChangeText, Look, Report, Status, Verdict, evaluate_with, find_with_plan, network::Network};
use serde_json::Value;

/// What is read of a topology.
fn read_network(topology: &Topology) -> Network {
    let files: Vec<(&str, String)> =
        topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network
}

/// What is concluded of a topology, with a plan.
fn report(topology: &Topology) -> Report {
    let mut network = read_network(topology);
    let config = topology.config();
    let before = network.clone();
    let report = evaluate_with(&config, &find_with_plan(&config, &mut network));
    assert!(network == before, "{}: what is tried out is taken back", topology.name);
    report
}

/// Every fault.
fn faults() -> Vec<&'static Row> {
    let others = [breaks::ADMIN, more::FAULTS].into_iter().chain(breaks::BY_LESS.iter().copied());
    breaks::FAULTS.iter().copied().chain(others).flatten().collect()
}

/// A topology with several faults; none where they cannot be together.
fn broken(rows: &[&Row]) -> Option<Topology> {
    let mut topology = rows[0].0();
    for (_, _, change, _) in rows {
        quietly(|| change(&mut topology))?;
    }
    (rows.len() == 1 || is_possible(&topology)).then_some(topology)
}

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Does something that may panic, and then says nothing of it.
fn quietly<T>(what: impl FnOnce() -> T) -> Option<T> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |it| {
            if !IS_QUIET.get() {
                usual(it);
            }
        }));
    });
    IS_QUIET.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(what)).ok();
    IS_QUIET.set(false);
    done
}

/// Whether Azure could print it: each id once, each number of a security group once in a
/// direction, and each range of a route table once.
fn is_possible(topology: &Topology) -> bool {
    fn each(value: &Value, seen: &mut BTreeSet<String>) -> bool {
        let id = value["id"].as_str().filter(|_| value.get("properties").is_some());
        let place = &value["properties"]["priority"];
        let group = id.and_then(|it| it.rsplit_once("/securityRules/")).map(|it| it.0);
        let number = group.map(|it| format!("{it} {place} {}", value["properties"]["direction"]));
        let table = id.and_then(|it| it.rsplit_once("/routes/")).map(|it| it.0);
        let prefix = table.map(|it| format!("{it} {}", value["properties"]["addressPrefix"]));
        let number = number.into_iter().chain(prefix);
        let is_new = id.map(str::to_lowercase).into_iter().chain(number).all(|it| seen.insert(it));
        is_new
            && match value {
                Value::Array(items) => items.iter().all(|it| each(it, seen)),
                Value::Object(members) => members.values().all(|it| each(it, seen)),
                _ => true,
            }
    }
    let mut seen = BTreeSet::new();
    topology.files.iter().flat_map(|it| &it.items).all(|it| each(it, &mut seen))
}

/// The verdict once everything of a plan is done.
fn outcome(report: &Report) -> Verdict {
    report.plan.last().map_or(report.verdict, |it| it.after)
}

/// Whether a plan that was carried out led to what it says. Where it makes an endpoint, Azure gives that its address, which no
/// file holds before: then what was undecided may be ready.
fn leads_to(report: &Report, after: Verdict) -> bool {
    let makes_endpoint = || report.plan.iter().any(|it| it.change.title.starts_with("Add the private endpoint "));
    after == outcome(report) || (outcome(report), after) == (Verdict::Undecided, Verdict::Ready) && makes_endpoint()
}

/// Whether a step that holds a migration back fails.
fn fails(report: &Report) -> bool {
    report.to_fix().iter().any(|it| it.holds_back() && it.status == Status::Fail)
}

#[test]
fn nothing_is_planned_where_all_is_right() {
    for topology in whole::all() {
        let report = report(&topology);
        assert!(report.plan.is_empty(), "{}: {:#?}", topology.name, report.plan);
        for step in report.steps.iter().filter(|it| it.status != Status::Fail) {
            assert!(step.changes.is_empty(), "{}, {}: {:#?}", topology.name, step.key.word(), step.changes);
        }
    }
}

#[test]
fn every_fault_has_its_plan() {
    let mut said: BTreeMap<&str, String> = BTreeMap::new();
    for row in faults() {
        let topology = broken(&[row]).expect("one fault");
        let report = report(&topology);
        let said = said.entry(topology.name).or_default();
        let _ = writeln!(said, "{}: {}", row.1, report.verdict.word());
        for it in &report.plan {
            let (change, after) = (&it.change, it.after.word());
            let _ = writeln!(said, "  {} ({}) → {after}", change.title, change.owner.word());
        }
        if fails(&report) && report.plan.is_empty() {
            let _ = writeln!(said, "  no plan");
        }
    }
    for (name, said) in said {
        insta::assert_snapshot!(name, said);
    }
}

/// What a peering is for does not change once it is made.
const PARTIAL: &str = "To make the peering anew would cut off what it carries.";

/// Nothing that joins two networks tells apart addresses that are in both.
const OVERLAP: &str = "One of the two networks needs other addresses.";

/// What no plan puts right: the topology, the fault, and why.
const LEFT: &[(&str, &str, &str)] = &[
    (
        "on-premises-through-hub",
        "another hub's gateway is used",
        "A VNet uses one remote gateway: which, is its owner's choice.",
    ),
    ("on-premises-through-hub", "the VPN is down", DEVICE),
    ("on-premises-through-hub", "the peering to the hub is for IPv6 only", PARTIAL),
    (
        "machine-through-firewall",
        "the first group of the firewall's policy denies it, and has the lowest number there is",
        "Who owns the policy can let it through, and nothing goes around what denies it.",
    ),
    ("machine-through-firewall", "the source's VNet has the target's range too", OVERLAP),
    ("machine-through-firewall", "the target's VNet has the source's range too", OVERLAP),
    ("on-premises-to-vnet", "the VPN is down", DEVICE),
    ("private-to-endpoint", "the target is an elastic cluster", "No migration leads to it."),
    ("private-to-vnet", "the target is a read replica", "No migration leads to it."),
    (
        "private-to-vnet",
        "the source is disabled",
        "Azure disables a server for what it is owed, or by its owner's wish.",
    ),
    (
        "private-to-vnet",
        "the source is said to answer on a port that a single server does not have",
        "It is said by a person, and nothing in Azure is wrong.",
    ),
    ("private-to-vnet", "the subnet is delegated to web sites", "What stands in it keeps it."),
    (
        "private-to-vnet-in-a-mesh",
        "a security admin rule in effect denies it",
        "Such rules are there so that no owner of a network goes past them.",
    ),
    ("public-to-public", "the source cannot use its key", "Its key is in a vault that no file shows."),
    ("public-to-vnet", "the source is in another region, and admits other addresses", "VNet rules are for one region."),
    ("public-to-vnet", "the source is too small for VNet rules", "Its tier does not change back."),
];

const DEVICE: &str = "What is wrong is at the other end, or in a shared key.";

#[test]
fn what_no_plan_puts_right_has_its_reason() {
    let mut left: Vec<(&str, &str)> = Vec::new();
    for row in faults() {
        let topology = broken(&[row]).expect("one fault");
        if matches!(outcome(&report(&topology)), Verdict::Blocked | Verdict::Unsupported) {
            left.push((topology.name, row.1));
        }
    }
    left.sort_unstable();
    let mut expected: Vec<(&str, &str)> = LEFT.iter().map(|it| (it.0, it.1)).collect();
    expected.sort_unstable();
    assert_eq!(left, expected);
}

/// What is wrong with a plan, as it is, carried out and taken back.
fn wrong_with(name: &str, topology: &Topology, before: &Report) -> Vec<String> {
    let mut wrong: Vec<String> = unsound(before).into_iter().map(|it| format!("{name}: {it}")).collect();
    let mut azure = topology.clone();
    for it in &before.plan {
        if is_by_hand(&it.change) {
            let words = it.change.portal.first().map_or("", String::as_str);
            wrong.extend(azure::by_hand(&mut azure, words).err().map(|it| format!("{name}: {words}\n  {it}")));
            continue;
        }
        wrong.extend(seen(&mut azure, &it.change, |it| &it.before).map(|it| format!("{name}, before: {it}")));
        for command in it.change.apply.az.iter() {
            if let Err(refused) = azure::run(&mut azure, &command) {
                wrong.push(format!("{name}: {command}\n  {refused}"));
            }
        }
        wrong.extend(seen(&mut azure, &it.change, |it| &it.after).map(|it| format!("{name}, after: {it}")));
    }
    if !wrong.is_empty() {
        return wrong;
    }
    let after = report(&azure);
    if !leads_to(before, after.verdict) {
        let failing = after.steps.iter().filter(|it| it.status == Status::Fail).map(short::state).collect::<Vec<_>>();
        wrong.push(format!("{name}: {:?} is planned, {:?} comes of it, {failing:?}", outcome(before), after.verdict));
    }
    for it in before.plan.iter().rev().filter(|it| !it.change.undo.az.is_empty()) {
        wrong.extend(seen(&mut azure, &it.change, |it| &it.after).map(|it| format!("{name}, before undo: {it}")));
        for command in it.change.undo.az.iter() {
            if let Err(refused) = azure::run(&mut azure, &command) {
                wrong.push(format!("{name}, back: {command}\n  {refused}"));
            }
        }
        wrong.extend(seen(&mut azure, &it.change, |it| &it.before).map(|it| format!("{name}, undone: {it}")));
    }
    // What is final stays.
    if before.plan.iter().all(|it| !it.change.undo.az.is_empty()) {
        let (before, again) = (decided(before), decided(&report(&azure)));
        if before != again {
            let other = before.lines().zip(again.lines()).find(|(one, other)| one != other);
            wrong.push(format!("{name}, back: {other:#?}"));
        }
    }
    wrong
}

/// Whether a change is made in the portal alone: creating a migration asks for what no file holds.
fn is_by_hand(change: &ChangeText) -> bool {
    change.title.starts_with("Create the migration ")
}

/// What is wrong with a look at a change, where it does not show what it is to show.
fn seen(azure: &mut Topology, change: &ChangeText, expected: fn(&Look) -> &String) -> Option<String> {
    let Some(look) = &change.look else { return Some(format!("{} has no look", change.title)) };
    let (shown, expected) = (look::print(azure, &look.az), expected(look));
    let is_right = shown.as_ref().is_ok_and(|it| it.eq_ignore_ascii_case(expected));
    (!is_right).then(|| format!("{}\n  shows {shown:?}, not {expected:?}", look.az))
}

/// A report without what Azure does not take back: with one side of a peering gone, the other is cut off, and stays so.
fn decided(report: &Report) -> String {
    short::in_short(report).replace("peeringState = Initiated", "peeringState = Disconnected").replace(
        "is Initiated: the other side is missing.",
        "is Disconnected: the other side was deleted. It has to be deleted too, and both made again.",
    )
}

/// What is wrong with a plan as it is.
fn unsound(report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, it) in report.plan.iter().enumerate() {
        if let Some(later) = it.needs.iter().find(|it| place <= **it) {
            wrong.push(format!("{} comes before {later}, which it needs", it.change.title));
        }
        if it.change.apply.az.is_empty() != is_by_hand(&it.change) {
            wrong.push(format!("{} has no command, or should have none", it.change.title));
        }
        let is_said = it.change.impact.iter().any(|it| it.starts_with("It stays "));
        if is_said != it.change.undo.az.is_empty() {
            wrong.push(format!("{} stays, or is undone, and says otherwise", it.change.title));
        }
        for command in it.change.apply.az.iter().chain(it.change.undo.az.iter()) {
            let words = command.split(|it: char| !(it.is_ascii_alphanumeric() || "_-".contains(it)));
            // The protocol of a firewall's rule is written so, and the type of an alias.
            let is_open = |it: &&str| {
                let is_azures = ["TCP", "CNAME"].contains(it);
                !is_azures && 2 < it.len() && it.chars().all(|it| it.is_ascii_uppercase() || it == '_')
            };
            wrong.extend(words.filter(is_open).map(|it| format!("{it} is to be filled in: {command}")));
        }
    }
    wrong
}

/// Does something with each of them, on every core.
fn each<T: Sync>(all: &[T], what: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let part = |it: &[T]| it.iter().flat_map(&what).collect::<Vec<_>>();
        let parts: Vec<_> = all.chunks(all.len().div_ceil(cores)).map(|it| scope.spawn(move || part(it))).collect();
        parts.into_iter().flat_map(|it| it.join().expect("no panic")).collect()
    })
}

#[test]
fn the_commands_of_a_plan_do_what_it_says() {
    let wrong = each(&faults(), |row| {
        let topology = broken(&[row]).expect("one fault");
        wrong_with(row.1, &topology, &report(&topology))
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// The verdict of each topology where all is right.
static VERDICTS: LazyLock<BTreeMap<&str, Verdict>> =
    LazyLock::new(|| whole::all().into_iter().map(|it| (it.name, report(&it).verdict)).collect());

/// The faults of each topology that a plan puts right one by one, and those that are none.
static PUT_RIGHT: LazyLock<BTreeMap<&str, Vec<&Row>>> = LazyLock::new(|| {
    let mut of: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in faults() {
        let topology = broken(&[row]).expect("one fault");
        if outcome(&report(&topology)) == VERDICTS[topology.name] {
            of.entry(topology.name).or_default().push(row);
        }
    }
    of
});

/// What is wrong with the plans of so many faults of one topology, so many times.
fn wrong_together(faults: usize, times: usize) -> Vec<String> {
    let all: Vec<(&str, &Row)> = PUT_RIGHT.iter().flat_map(|(of, rows)| rows.iter().map(|it| (*of, *it))).collect();
    let mut random = fastrand::Rng::with_seed(20_261_128);
    let drawn = (0..times).map(|_| {
        let (of, first) = all[random.usize(..all.len())];
        let like = &PUT_RIGHT[of];
        let others = (1..faults).map(|_| like[random.usize(..like.len())]).collect::<Vec<_>>();
        [vec![first], others].concat()
    });
    each(&drawn.collect::<Vec<_>>(), |rows| {
        let Some(topology) = broken(rows) else { return Vec::new() };
        let name = rows.iter().map(|it| it.1).collect::<Vec<_>>().join(" + ");
        let name = format!("{}: {name}", topology.name);
        let report = report(&topology);
        let mut wrong = wrong_with(&name, &topology, &report);
        // Two things of which each is known may leave a third one open, which no plan decides.
        let reached = outcome(&report);
        if reached != VERDICTS[topology.name] && reached != Verdict::Undecided {
            let plan = report.plan.iter().map(|it| it.change.title.as_str()).collect::<Vec<_>>();
            let failing = report.to_fix().into_iter().map(short::state).collect::<Vec<_>>();
            wrong.push(format!("{name}: ends {} after {plan:#?}, {failing:?}", reached.word()));
        }
        wrong
    })
}

#[test]
fn several_faults_are_put_right_as_one_is() {
    let (two, three) = (times(120), times(120) / 3);
    let wrong = [wrong_together(2, two), wrong_together(3, three)].concat();
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// How often something is tried: more where a person asks for more.
fn times(least: usize) -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(least)
}
