//! Whole topologies, as each of Azure's tools prints them: what they show when every condition holds, and what when one
//! does not.

#[path = "clouds/mod.rs"]
mod clouds;

use std::{num::NonZero, thread};

use pgreach_azure::read;
use pgreach_fixtures::topology::{
    GROUP, Topology,
    breaks::{self, Row},
    dns::{ZONE, soa, with_record_sets, zone},
    forms::Form,
    short,
    terraform::{Provider, SECRET, Written},
    whole,
};
use pgreach_rules::{Config, Drawing, Mark, Report, Severity, Status, Step, Verdict, draw, evaluate_with, find};
use serde_json::{Value, json};

/// What is concluded of a topology, as one tool prints it.
#[track_caller]
fn report(topology: &Topology, form: Form) -> Report {
    concluded(topology, &printed(topology, form))
}

/// Its files, by name.
fn printed(topology: &Topology, form: Form) -> Vec<(&'static str, String)> {
    topology.files.iter().map(|it| (it.name, form.text(it))).collect()
}

/// What is concluded of it from these files.
#[track_caller]
fn concluded(topology: &Topology, files: &[(&str, String)]) -> Report {
    let import = read(files.iter().map(|(name, text)| (*name, text.as_bytes())));
    for file in &import.files {
        let name = &file.name;
        assert!(file.errors.is_empty(), "{}, {name}: {:?}", topology.name, file.errors);
        assert!(file.ignored.is_empty(), "{}, {name}: {:?}", topology.name, file.ignored);
    }
    let config = topology.config();
    evaluate_with(&config, &find(&config, &import.network))
}

#[test]
fn a_report_does_not_hang_on_the_tool() {
    for topology in whole::all() {
        let arm = serde_json::to_value(report(&topology, Form::Arm)).expect("JSON");
        for form in Form::ALL.into_iter().chain(Form::OF_ROWS) {
            let other = serde_json::to_value(report(&topology, form)).expect("JSON");
            let differs = arm.pointer("/steps").zip(other.pointer("/steps")).and_then(|(one, other)| {
                let mut steps = one.as_array()?.iter().zip(other.as_array()?);
                steps.find(|(one, other)| one != other)
            });
            assert!(arm == other, "{} as {form:?}: {differs:#?}\n{arm:#}\n{other:#}", topology.name);
        }
    }
}

#[test]
fn files_of_several_tools_go_together() {
    for topology in whole::all() {
        let arm = report(&topology, Form::Arm);
        let mut each = printed(&topology, Form::Arm);
        for ((file, (_, text)), form) in topology.files.iter().zip(&mut each).zip(Form::ALL.into_iter().cycle()) {
            *text = form.print(file).to_string();
        }
        assert!(concluded(&topology, &each) == arm, "{}, each file by another tool", topology.name);
        let twice = [printed(&topology, Form::Arm), printed(&topology, Form::Cli)].concat();
        assert_eq!(changes(&arm, &concluded(&topology, &twice)), [""; 0], "{}, everything twice", topology.name);
    }
}

#[test]
fn ids_are_the_same_in_any_case() {
    for topology in whole::all() {
        let lower = topology.files.iter().map(|it| (it.name, in_lower_case(&Form::Arm.print(it)).to_string()));
        let lower = concluded(&topology, &lower.collect::<Vec<_>>());
        assert_eq!(changes(&report(&topology, Form::Arm), &lower), [""; 0], "{}", topology.name);
    }
}

/// A value with every id that refers to another resource in lower case, as some of Azure's services write them.
fn in_lower_case(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(in_lower_case).collect(),
        Value::Object(members) => {
            let is_resource = members.contains_key("type");
            let lower = |(key, value): (&String, &Value)| {
                let value = if is_resource && key == "id" { value.clone() } else { in_lower_case(value) };
                (key.clone(), value)
            };
            Value::Object(members.iter().map(lower).collect())
        }
        Value::String(text) if text.starts_with("/subscriptions/") => text.to_lowercase().into(),
        other => other.clone(),
    }
}

#[test]
fn whole_topologies_have_their_reports() {
    for topology in whole::all() {
        insta::assert_snapshot!(topology.name, short::in_short(&report(&topology, Form::Arm)));
    }
}

#[test]
fn every_topology_has_its_ways() {
    for topology in whole::all() {
        insta::assert_snapshot!(format!("ways-{}", topology.name), short::ways(&report(&topology, Form::Arm)));
    }
}

#[test]
fn what_resources_can_decide_is_decided_where_all_is_right() {
    for topology in whole::all() {
        let report = report(&topology, Form::Arm);
        let open: Vec<String> = holding_back(&report).filter(|it| !is_settled(it)).map(short::state).collect();
        let (expected, left): (Verdict, &[&str]) = match topology.name {
            "private-to-public" | "unreachable-target" => (Verdict::Unsupported, &[]),
            // No document decides these.
            "private-to-public-via-runtime" | "public-to-endpoint" => (Verdict::Undecided, &[]),
            // What stands at the destination of a VPN is in no export.
            "on-premises-to-vnet" | "on-premises-through-hub" => {
                (Verdict::Undecided, &["source/nsg unknown", "source/admission unknown"])
            }
            // Whether the machine itself lets anybody in is in no export.
            "machine-to-vnet" | "machine-to-endpoint" | "machine-through-firewall" => {
                (Verdict::Undecided, &["source/admission unknown"])
            }
            _ => (Verdict::Ready, &[]),
        };
        assert_eq!(
            (report.verdict, open),
            (expected, left.iter().map(|it| (*it).to_owned()).collect()),
            "{}",
            topology.name
        );
    }
}

fn holding_back(report: &Report) -> impl Iterator<Item = &Step> {
    report.steps.iter().filter(|it| matches!(it.severity, Severity::Blocker | Severity::Error))
}

fn is_settled(step: &Step) -> bool {
    matches!(step.status, Status::Pass | Status::NotApplicable)
}

/// Asserts what changes where one thing does, in every form that can show it.
fn broken(tables: &[&[Row]], forms: &[Form]) {
    let mut wrong = Vec::new();
    for (of, what, change, expected) in tables.iter().copied().flatten() {
        let whole = of();
        let mut topology = of();
        change(&mut topology);
        for form in forms {
            let (before, after) = (report(&whole, *form), report(&topology, *form));
            let name = format!("{} as {form:?}, {what}", whole.name);
            let found = changes(&before, &after);
            if found != *expected {
                wrong.push(format!("{name}:\n  expected {expected:?}\n  found    {found:?}"));
            }
            for step in &after.steps {
                if step.status == Status::Unknown && !step.needs.is_empty() && step.note.is_none() {
                    wrong.push(format!("{name}: {} has a reason", step.key.word()));
                }
            }
            let fails = holding_back(&after).any(|it| it.status == Status::Fail);
            if fails && !matches!(after.verdict, Verdict::Blocked | Verdict::Unsupported) {
                wrong.push(format!("{name}: {:?}, though a blocker fails", after.verdict));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

fn scenario(report: &Report) -> Option<&'static str> {
    report.scenario.as_ref().map(|it| it.id)
}

/// What is not as before: the scenario, or the states of steps.
fn changes(before: &Report, after: &Report) -> Vec<String> {
    if scenario(before) != scenario(after) {
        return vec![format!("scenario {}", scenario(after).unwrap_or("open"))];
    }
    let before = |it: &&Step| before.step(it.key).is_some_and(|before| before.status == it.status);
    after.steps.iter().filter(|it| !before(it)).map(short::state).collect()
}

#[test]
fn one_fault_fails_one_step() {
    broken(breaks::FAULTS, &Form::ALL);
    broken(&[breaks::ADMIN], &Form::ALL);
    broken(breaks::BY_LESS, &Form::ALL);
}

#[test]
fn what_is_missing_is_unknown_and_says_which_export_would_settle_it() {
    broken(&[breaks::MISSING], &Form::ALL);
}

#[test]
fn a_list_with_a_next_page_proves_no_absence() {
    broken(&[breaks::CUT], &[Form::Arm]);
}

#[test]
fn what_is_not_told_settles_nothing() {
    let whole = whole::all().into_iter().map(|it| (it.name.to_owned(), it));
    let broken = breaks::FAULTS.iter().copied().flatten().map(|(of, what, change, _)| {
        let mut topology = of();
        change(&mut topology);
        (format!("{}, {what}", topology.name), topology)
    });
    let all: Vec<(String, Topology)> = whole.chain(broken).collect();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let wrong = thread::scope(|scope| {
        let some = |it: &[(String, Topology)]| it.iter().flat_map(|(name, it)| settled_by_less(name, it)).collect();
        let parts: Vec<_> = all.chunks(all.len().div_ceil(cores)).map(|it| scope.spawn(move || some(it))).collect();
        parts.into_iter().flat_map(|it| -> Vec<String> { it.join().expect("no panic") }).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn less_never_changes_a_verdict_for_another_certain_one() {
    let whole = whole::all().into_iter();
    let rows = breaks::BY_LESS.iter().copied().flatten().map(|(of, what, change, _)| {
        let mut topology = of();
        change(&mut topology);
        topology.name = what;
        topology
    });
    let mut wrong = Vec::new();
    for topology in whole.chain(rows) {
        let files = printed(&topology, Form::Arm);
        let before = concluded(&topology, &files);
        for (less, place, file) in topology.with_less() {
            let mut files = files.clone();
            files[place].1 = Form::Arm.print(&file).to_string();
            let after = concluded(&topology, &files);
            let is_same = before.verdict == after.verdict || after.verdict == Verdict::Undecided;
            if scenario(&before) == scenario(&after) && !is_same {
                wrong.push(format!("{}, without {less}: {:?} → {:?}", topology.name, before.verdict, after.verdict));
            }
        }
    }
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// The steps that less than a whole topology settles, and another way than the whole does.
fn settled_by_less(name: &str, topology: &Topology) -> Vec<String> {
    let files = printed(topology, Form::Arm);
    let before = concluded(topology, &files);
    let mut wrong = Vec::new();
    for (less, place, file) in topology.with_less() {
        let mut files = files.clone();
        files[place].1 = Form::Arm.print(&file).to_string();
        let after = concluded(topology, &files);
        if scenario(&before) != scenario(&after) {
            continue;
        }
        for step in after.steps.iter().filter(|it| it.status != Status::Unknown) {
            let Some(before) = before.step(step.key).filter(|it| it.status != step.status) else { continue };
            // One side of an endpoint or a peering says enough. The other, once read, may raise a doubt; until then other
            // steps want it, so no report says that all is well.
            let has_two_sides = ["/private-endpoint", "/peering"].iter().any(|it| step.key.word().ends_with(it));
            if has_two_sides && before.status == Status::Unknown && after.verdict == Verdict::Undecided {
                continue;
            }
            wrong.push(format!("{name}, without {less}: {} → {}", before.status.word(), short::state(step)));
        }
    }
    wrong
}

/// The drawing of a topology, and the report that it is of.
fn drawing(topology: &Topology) -> (Report, Drawing) {
    let files = printed(topology, Form::Arm);
    let network = read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
    let config = topology.config();
    let findings = find(&config, &network);
    let report = evaluate_with(&config, &findings);
    let drawing = draw(&findings.applied(&config), &network, &report);
    (report, drawing)
}

#[test]
fn the_networks_of_each_topology_as_they_are_drawn() {
    let drawn = whole::all().into_iter().map(|topology| {
        let list = pgreach_formats::drawing::list(&drawing(&topology).1).write();
        let mut depth = 0;
        let lines = list.split('<').filter_map(|it| it.split_once('>')).map(|(tag, text)| {
            match tag {
                "ul" => depth += 1,
                "/ul" => depth -= 1,
                _ => {}
            }
            if text.is_empty() { String::new() } else { format!("{}{text}\n", "  ".repeat(depth)) }
        });
        format!("{}\n{}\n", topology.name, lines.collect::<String>())
    });
    insta::assert_snapshot!("drawings", drawn.collect::<String>());
}

#[test]
fn the_zones_of_other_migrations_are_not_drawn() {
    // Each landing zone has one of its own, of the same name.
    let elsewhere = |number: usize| {
        [with_record_sets(zone(ZONE, 0), 1), soa(ZONE)].map(|item| {
            let text =
                item.to_string().replace(GROUP, &format!("{}{number}/providers", GROUP.trim_end_matches("/providers")));
            serde_json::from_str::<Value>(&text).expect("it is JSON still")
        })
    };
    let mut drawn = 0;
    for mut topology in whole::all() {
        let zones = |topology: &Topology| {
            let parts = drawing(topology).1.parts.into_iter();
            parts.map(|it| it.name).filter(|it| it.eq_ignore_ascii_case(ZONE)).count()
        };
        let before = zones(&topology);
        topology.with("elsewhere.json", (2..30).flat_map(elsewhere).collect());
        assert_eq!(zones(&topology), before, "{}", topology.name);
        drawn += before;
    }
    assert_ne!(drawn, 0);
}

#[test]
fn nothing_is_drawn_where_no_hop_is_known() {
    let without_hops = whole::all().into_iter().filter(|topology| {
        let files = printed(topology, Form::Arm);
        let network = read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
        let config = Config::default();
        let report = evaluate_with(&config, &find(&config, &network));
        let has_hops = report.connections.iter().flat_map(|it| &it.trace).any(|it| it.status != Status::NotApplicable);
        assert_eq!(draw(&config, &network, &report) == Drawing::default(), !has_hops, "{}", topology.name);
        !has_hops
    });
    assert_ne!(without_hops.count(), 0);
}

#[test]
fn a_drawing_has_each_hop_once_and_goes_as_far_as_the_connection() {
    let faults = breaks::FAULTS.iter().copied().flatten().map(|(whole, _, change, _)| {
        let mut topology = whole();
        change(&mut topology);
        topology
    });
    for topology in whole::all().into_iter().chain(faults) {
        let name = topology.name;
        let (report, Drawing { parts, ways }) = drawing(&topology);
        let has_hops = report.connections.iter().flat_map(|it| &it.trace).any(|it| it.status != Status::NotApplicable);
        assert_eq!(ways.len(), if has_hops { report.connections.len() } else { 0 }, "{name}");
        // What is in a network comes after it, so that no part is in itself.
        assert!(parts.iter().enumerate().all(|(at, it)| it.within.is_none_or(|network| network < at)), "{name}");
        for (connection, way) in report.connections.iter().zip(&ways) {
            let hops = || connection.trace.iter().filter(|it| it.status != Status::NotApplicable);
            for hop in hops() {
                let is_it = |it: &&Mark| {
                    (it.kind, it.status) == (hop.kind, hop.status)
                        && it.steps.contains(&hop.step)
                        && it.resource == hop.resource
                        && it.text == hop.text.to_string()
                        && it.connections.contains(&connection.to)
                };
                assert_eq!(parts.iter().flat_map(|it| &it.marks).filter(is_it).count(), 1, "{name}: {hop:?}");
            }
            // A line is whole up to the first hop that does not pass, and not beyond.
            assert_eq!(way.end.is_none(), hops().all(|it| it.status == Status::Pass), "{name}");
            let reached = way.stations.iter().take_while(|it| it.is_reached).count();
            assert!(way.stations.iter().skip(reached).all(|it| !it.is_reached), "{name}: {way:?}");
            assert!(1 <= reached && (way.end.is_some() || reached == way.stations.len()), "{name}: {way:?}");
            if let Some(end) = way.end {
                let is_held = |it: &Mark| it.status != Status::Pass && it.connections.contains(&connection.to);
                assert!(parts[end].marks.iter().any(is_held), "{name}: {way:?}");
                let at = way.stations.iter().position(|it| it.part == end);
                assert!(at.is_none_or(|at| reached == at + 1), "{name}: {way:?}");
            }
        }
    }
}

#[test]
fn no_fault_passes_as_terraform_tells_it() {
    for (of, what, change, _) in breaks::FAULTS.iter().copied().flatten() {
        let mut topology = of();
        change(&mut topology);
        let arm = report(&topology, Form::Arm);
        // What azapi tells is what Azure answered.
        let text = topology.terraform(Provider::Azurerm, Written::State).to_string();
        let told = concluded(&topology, &[("terraform.tfstate", text)]);
        let wrong: Vec<String> = told
            .steps
            .iter()
            .filter(|it| it.status == Status::Pass)
            .filter(|it| arm.step(it.key).is_some_and(|arm| arm.status == Status::Fail))
            .map(|it| format!("{} {:?}", it.key.word(), it.evidence))
            .collect();
        assert_eq!(wrong, [""; 0], "{}, {what}", topology.name);
        assert!(told.verdict != Verdict::Ready || arm.verdict == Verdict::Ready, "{}, {what}", topology.name);
    }
}

#[test]
fn a_template_tells_the_same_and_leaves_out_more() {
    for topology in whole::all() {
        let arm = report(&topology, Form::Arm);
        let template = concluded(&topology, &[("main.json", topology.template().to_string())]);
        let wrong: Vec<String> = template
            .steps
            .iter()
            .filter(|it| it.status == Status::Pass)
            .filter(|it| arm.step(it.key).is_some_and(|arm| arm.status == Status::Fail))
            .map(short::state)
            .collect();
        assert_eq!(wrong, [""; 0], "{}", topology.name);
        // Names from a file of parameters, in modules, are the same names.
        let files = topology.deployment().map(|(name, it)| (name, it.to_string()));
        let deployment = concluded(&topology, &files);
        assert_eq!(changes(&template, &deployment), [""; 0], "{}", topology.name);
        assert_eq!(template.verdict, deployment.verdict, "{}", topology.name);
        let [of_template, of_deployment] = [
            read([("main.json", topology.template().to_string().as_bytes())]),
            read(files.iter().map(|(name, text)| (*name, text.as_bytes()))),
        ]
        .map(|it| (it.network.servers.len(), it.network.vnets.len(), it.network.zones.len(), it.network.truncated));
        assert_eq!(of_template, of_deployment, "{}", topology.name);
        assert!(!of_template.3 && 0 < of_template.0, "{}", topology.name);
    }
}

/// The steps that a report decides, and decides otherwise than another one.
fn decided_otherwise(other: &Report, report: &Report) -> Vec<String> {
    let decided = report.steps.iter().filter(|it| it.status != Status::Unknown);
    decided.filter(|it| other.step(it.key).is_some_and(|other| other.status != it.status)).map(short::state).collect()
}

#[test]
fn what_if_tells_the_same_and_leaves_out_more() {
    for topology in whole::all() {
        let arm = report(&topology, Form::Arm);
        let items = topology.files.iter().flat_map(|it| &it.items);
        let changes =
            items.map(|it| json!({"changeType": "Create", "resourceId": it["id"], "before": null, "after": it}));
        let result = json!({"changes": changes.collect::<Value>(), "error": null, "status": "Succeeded"});
        let after = concluded(&topology, &[("what-if.json", result.to_string())]);
        assert_eq!(decided_otherwise(&arm, &after), [""; 0], "{}", topology.name);
    }
}

#[test]
fn terraform_tells_the_same_and_leaves_out_more() {
    for topology in whole::all() {
        let arm = report(&topology, Form::Arm);
        for provider in [Provider::Azurerm, Provider::Azapi] {
            let told = |written: Written| {
                let text = topology.terraform(provider, written).to_string();
                let import = read([("terraform.json", text.as_bytes())]);
                assert!(!format!("{import:?}").contains(SECRET), "{}", topology.name);
                (text, import.network)
            };
            let (text, network) = told(Written::State);
            for written in [Written::Shown, Written::Plan] {
                // All that a plan says more is that it is one.
                let expected = pgreach_network::Network { planned: written == Written::Plan, ..network.clone() };
                assert!(told(written).1 == expected, "{} by {provider:?}, {written:?}", topology.name);
            }
            // Nobody is to take what a plan leads to for what is.
            let plan = concluded(&topology, &[("terraform.json", told(Written::Plan).0)]);
            let says = plan.not_checked.iter().any(|it| it.name == "the plan or template being applied");
            assert!(says == plan.scenario.is_some(), "{}", topology.name);
            let state = concluded(&topology, &[("terraform.json", text)]);
            assert!(
                state.not_checked.iter().all(|it| it.name != "the plan or template being applied"),
                "{}",
                topology.name
            );
            assert_eq!(decided_otherwise(&arm, &state), [""; 0], "{} by {provider:?}", topology.name);
            // What is not known can leave several ways, of which none is supported.
            let is_same = |one: Verdict, other: Verdict| {
                let holds_back = |it| matches!(it, Verdict::Blocked | Verdict::Unsupported);
                one == other || holds_back(one) && holds_back(other)
            };
            assert!(is_same(state.verdict, arm.verdict) || state.verdict == Verdict::Undecided, "{}", topology.name);
        }
    }
}
