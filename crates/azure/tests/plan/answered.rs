//! Changes made from settings and answers, where no file was read: filled in with what the files would have shown, they do in
//! Azure what they say.

use std::{collections::BTreeMap, fmt::Write as _};

use pgreach_fixtures::topology::Topology;
use pgreach_rules::{
    Config, FixWay, Report, Status, StepKey, evaluate_with, find, find_with_plan,
    network::{Id, Network},
    text::{Commands, Piece, pieces},
};

use crate::{azure, broken, each, faults, forms, parse, quietly, read_network, report, whole};

/// The settings that the files of a topology show, with an answer to each step, and nothing else.
fn answered(topology: &Topology, report: &Report) -> Config {
    let network = read_network(topology);
    let config = topology.config();
    let mut config = find(&config, &network).applied(&config).into_owned();
    for step in &report.steps {
        config.answers.insert(step.key, step.status);
    }
    config
}

/// What is concluded of settings and answers.
fn without_files(config: &Config) -> Report {
    evaluate_with(config, &find_with_plan(config, &mut Network::default()))
}

/// The values of the words that the files hold, and those that a person chooses.
fn values(topology: &Topology) -> BTreeMap<String, String> {
    let network = read_network(topology);
    let mut values: BTreeMap<String, String> =
        find(&topology.config(), &network).blanks.into_iter().map(|it| (it.blank, it.value)).collect();
    let of_ids = values.iter().filter_map(|(word, value)| {
        let subscription = Id::parse(value)?.subscription()?.to_owned();
        Some((format!("{}_SUBSCRIPTION", word.strip_suffix("_ID")?), subscription))
    });
    let of_connections = values.iter().filter_map(|(word, value)| {
        let party = word.strip_suffix("_CONNECTION_ID")?;
        Some((format!("{party}_ENDPOINT_CONNECTION"), value.rsplit('/').next()?.to_owned()))
    });
    let derived: Vec<(String, String)> = of_ids.chain(of_connections).collect();
    values.extend(derived);
    for party in ["SOURCE", "TARGET", "HUB"] {
        let Some(own) = values.get(&format!("{party}_VNET")).cloned() else { continue };
        for vnet in &network.vnets {
            for peering in &vnet.peerings {
                let name = peering.origin.id.name().to_owned();
                if peering.remote.as_ref().is_some_and(|it| it.name() == own) {
                    values.entry(format!("TO_{party}_PEERING")).or_insert(name);
                } else if vnet.origin.id.name() == own {
                    values.entry(format!("{party}_PEERING")).or_insert(name);
                }
            }
        }
    }
    // The one route that drops.
    let mut dropping = network.route_tables.iter().flat_map(|it| &it.routes.items);
    if let Some(route) = dropping.find(|it| it.next_hop.as_deref() == Some("None")) {
        for party in ["SOURCE", "TARGET", "RUNTIME"] {
            values.insert(format!("{party}_ROUTE"), route.name.clone());
        }
    }
    for word in ["SOURCE_RULE_PRIORITY", "TARGET_RULE_PRIORITY", "SOURCE_INBOUND_PRIORITY", "TARGET_INBOUND_PRIORITY"] {
        values.insert(word.to_owned(), "105".to_owned());
    }
    values.insert("DNS_RULE_PRIORITY".to_owned(), "106".to_owned());
    values.insert("LOCATION".to_owned(), "westeurope".to_owned());
    values
}

/// A command with its words filled in; none where the files do not hold one.
fn filled(command: &str, values: &BTreeMap<String, String>) -> Option<String> {
    let part = |piece| match piece {
        Piece::Plain(it) => Some(it.to_owned()),
        Piece::Blank(it) => values.get(it).map(|it| format!("'{it}'")),
    };
    pieces(command).map(part).collect()
}

/// Runs commands; none where they cannot be filled in, or Azure refuses them.
fn run(azure: &mut Topology, commands: &Commands, values: &BTreeMap<String, String>) -> Option<()> {
    for command in commands.iter() {
        let command = filled(&command, values)?;
        quietly(|| azure::run(azure, &command))?.ok()?;
    }
    Some(())
}

/// Azure after a way, if it can be gone.
fn after(topology: &Topology, way: &FixWay, values: &BTreeMap<String, String>) -> Option<Topology> {
    let mut azure = topology.clone();
    way.changes.iter().try_for_each(|it| run(&mut azure, &it.apply.az, values))?;
    Some(azure)
}

fn holds(report: &Report, key: StepKey) -> bool {
    report.step(key).is_none_or(|it| it.status != Status::Fail)
}

/// What becomes of each failing step of a fault by the ways that answers alone lead to.
fn by_answers(topology: &Topology) -> Vec<String> {
    let before = report(topology);
    let config = answered(topology, &before);
    let (said, values) = (without_files(&config), values(topology));
    let mut lines = Vec::new();
    for step in before.to_fix() {
        let ways: &[FixWay] = said.step(step.key).map_or(&[], |it| &it.changes);
        let helps = |way: &&FixWay| after(topology, way, &values).is_some_and(|it| holds(&report(&it), step.key));
        let found = ways.iter().find(helps).and_then(|it| it.presumes.clone());
        let found = match found {
            Some(presumed) => presumed,
            None if ways.is_empty() => "no change".to_owned(),
            None => "nothing that is presumed".to_owned(),
        };
        let by_files = if step.changes.is_empty() { "" } else { ", by files too" };
        lines.push(format!("{}: {found}{by_files}", step.key.word()));
    }
    lines
}

#[test]
fn what_answers_lead_to_puts_right_what_is_wrong() {
    let all = faults();
    let said = each(&all, |row| {
        let topology = broken(&[row]).expect("one fault");
        let lines = by_answers(&topology);
        let head = format!("{}, {}", topology.name, row.1);
        if lines.is_empty() { Vec::new() } else { vec![format!("{head}\n  {}", lines.join("\n  "))] }
    });
    insta::assert_snapshot!("answered", said.join("\n"));
}

/// Every step of every topology, answered to fail.
fn failing() -> Vec<(String, Report)> {
    let mut all = Vec::new();
    for topology in whole::all() {
        let right = report(&topology);
        let config = answered(&topology, &right);
        for step in &right.steps {
            let mut config = config.clone();
            config.answers.insert(step.key, Status::Fail);
            all.push((format!("{}, {}", topology.name, step.key.word()), without_files(&config)));
        }
    }
    all
}

/// A text with a number in place of each word for one: until then it is no number.
fn numbered(text: &str) -> String {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let words = text.split(|it| !is_word(it)).filter(|it| it.ends_with("_PRIORITY"));
    words.fold(text.to_owned(), |text, word| text.replace(word, "105"))
}

#[test]
fn every_form_made_of_answers_parses_and_says_what_the_commands_say() {
    let (mut wrong, mut seen) = (String::new(), 0);
    for (name, report) in failing() {
        for (title, it) in forms::forms(&report) {
            seen += 1;
            let powershell = it.powershell.iter().collect::<Vec<_>>().join("\n");
            let parsed = [
                if powershell.is_empty() { Ok(()) } else { parse::powershell(&powershell).map(drop) },
                it.terraform.as_deref().map_or(Ok(()), |it| parse::terraform(&numbered(it)).map(drop)),
                it.bicep.as_deref().map_or(Ok(()), |it| parse::bicep(&numbered(it)).map(drop)),
            ];
            for line in parsed.into_iter().filter_map(Result::err).chain(forms::lacking(&title, it)) {
                let _ = writeln!(wrong, "{name}: {line}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(500 < seen, "only {seen} forms");
}
