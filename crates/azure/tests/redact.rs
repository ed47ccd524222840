//! Tests what others may see: the same conclusion, and no name, id or address of the person who shares it.

mod networks;

use std::{collections::BTreeSet, net::Ipv4Addr};

use pgreach_azure::{NO_REASON, PseudonymKey, read, redact, write};
use pgreach_network::Network;
use pgreach_rules::{Config, Report, Resource, Setting, evaluate_with, find};
use proptest::prelude::*;
use serde_json::Value;

use networks::{ADDRESSES, config, network};
use pgreach_fixtures::topology::{Topology, breaks, forms::Form, whole};

fn report(config: &Config, network: &Network) -> Report {
    evaluate_with(config, &find(config, network))
}

/// What a report concludes, without a name in it.
fn conclusion(report: &Report) -> String {
    use std::fmt::Write as _;
    let mut said =
        format!("{:?} {:?} {:?}\n", report.verdict, report.scenario.as_ref().map(|it| it.id), report.candidates);
    for it in &report.connections {
        let _ = writeln!(said, "{:?} {:?} {:?} {} {:?} {:?}", it.id, it.from, it.to, it.port, it.status, it.failure);
    }
    for it in &report.steps {
        let evidence: Vec<usize> = it.evidence.iter().map(|it| it.property.matches(['.', '[']).count()).collect();
        let needs: Vec<_> = it.needs.iter().map(|it| it.export).collect();
        let has_note = it.note.is_some();
        let exception = it.exception.as_ref().map(|it| it.state);
        let _ = writeln!(
            said,
            "{} {:?} {:?} {:?} {:?} {exception:?} {evidence:?} {needs:?} {has_note}",
            it.key.word(),
            it.status,
            it.severity,
            it.decided_by,
            it.conflict,
        );
    }
    let settings: Vec<_> = report.settings.iter().map(|it| (it.setting, it.conflict.is_some())).collect();
    let questions: Vec<_> = report.questions.iter().map(|it| it.word()).collect();
    let _ = writeln!(said, "{:?} {questions:?} {settings:?} {}", report.fixes, report.unused.len());
    said
}

/// What every own name of a random network holds: where it is found, something was not masked.
const MARK: &str = "zq";

/// The addresses that are somebody's own, as they are printed.
fn own_addresses() -> impl Iterator<Item = &'static str> {
    ADDRESSES.into_iter().filter(|it| !matches!(*it, "168.63.129.16" | "0.0.0.0"))
}

/// Whether an address is written in a text, and not only the beginning of a longer one.
fn holds(text: &str, address: &str) -> bool {
    text.match_indices(address).any(|(at, it)| {
        let is_part = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit());
        !is_part(text[..at].chars().next_back()) && !is_part(text[at + it.len()..].chars().next())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_conclusion_is_the_same(config in config(), network in network(), key: [u8; 16]) {
        let (other_config, other_network) = redact(&config, &network, PseudonymKey(key));
        let (one, other) = (report(&config, &network), report(&other_config, &other_network));
        prop_assert_eq!(conclusion(&one), conclusion(&other));
    }

    #[test]
    fn no_name_and_no_address_is_left(config in config(), network in network()) {
        let config = Config { resources: vec![Resource("{}".to_owned())], ..config };
        let (config, network) = redact(&config, &network, PseudonymKey([7; 16]));
        let shown = [
            serde_json::to_string(&report(&config, &network)).expect("a report is JSON"),
            config.to_json(),
            format!("{network:?}"),
        ];
        for it in shown {
            let lower = it.to_ascii_lowercase();
            prop_assert!(!lower.contains(MARK), "{}", &it[lower.find(MARK).unwrap_or(0).saturating_sub(100)..]);
            for address in own_addresses() {
                prop_assert!(!holds(&it, address), "{address} in {it}");
            }
        }
    }

    #[test]
    fn it_is_the_same_each_time_with_one_key_and_another_with_another(config in config(), network in network()) {
        let [one, again, other] = [1, 1, 2].map(|it| redact(&config, &network, PseudonymKey([it; 16])));
        prop_assert!(one == again);
        let has_address = network.nics.iter().flat_map(|it| &it.addresses).any(|it| it.address == Some(Ipv4Addr::new(10, 1, 0, 4)));
        prop_assert!(!has_address || one != other);
    }
}

#[test]
fn a_config_alone_is_masked_too() {
    let mut config = Config::default();
    for (path, text) in [
        ("source.name", "orders-old.postgres.database.azure.com"),
        ("source.address", "db01.corp.example"),
        ("target.name", "Orders (new)"),
        ("target.address", "10.2.0.4"),
        ("runtime.name", "ORDERS-OLD"),
        ("exceptions.source/peering", "2026-12-31 Ann of Contoso allows it"),
    ] {
        config.set(path, text).expect("a good value");
    }
    let (masked, network) = redact(&config, &Network::default(), PseudonymKey([7; 16]));
    assert!(network.is_empty() && masked.resources.is_empty());
    assert_eq!(
        [masked.source.name, masked.target.name, masked.runtime.name].map(Option::unwrap_or_default),
        ["server-1.postgres.database.azure.com", "server-2", "server-1"]
    );
    for (setting, address) in [
        (Setting::SourceAddress, (&masked.source.address, &config.source.address)),
        (Setting::TargetAddress, (&masked.target.address, &config.target.address)),
    ] {
        let (masked, plain) = (address.0.clone().unwrap_or_default(), address.1.clone().unwrap_or_default());
        assert_eq!(setting.set(&mut Config::default(), &masked), Ok(()), "{masked}");
        assert!(masked != plain && masked.split('.').count() == plain.split('.').count(), "{masked}");
    }
    assert!(masked.exceptions.iter().all(|(_, it)| it.reason == NO_REASON));
}

/// Every whole topology, and every one with a fault.
fn topologies() -> Vec<(Topology, &'static str)> {
    let broken = breaks::FAULTS.iter().chain([&breaks::MISSING, &breaks::CUT]).copied().flatten().map(
        |(whole, what, change, _)| {
            let mut topology = whole();
            change(&mut topology);
            (topology, *what)
        },
    );
    whole::all().into_iter().map(|it| (it, "whole")).chain(broken).collect()
}

fn import(topology: &Topology) -> (Config, Network) {
    let texts: Vec<(&str, String)> =
        topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    let network = read(texts.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
    (topology.config(), network)
}

/// The words of the texts in a JSON value, and the labels of host names among them.
fn words(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let is_inside = |it: char| it.is_alphanumeric() || "-_.:".contains(it);
            let words = text.split(|it| !is_inside(it)).map(|it| it.trim_matches(['.', ':']));
            for word in words.filter(|it| it.chars().any(char::is_alphanumeric)) {
                found.insert(word.to_owned());
                if word.parse::<Ipv4Addr>().is_err() {
                    found.extend(word.split('.').map(str::to_owned));
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| words(it, found)),
        Value::Object(members) => members.values().for_each(|it| words(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The words that a Config and its resources have in common with what others may see of them. The list is for a person
/// to read: no name, and no address but those that mean something.
#[test]
fn what_is_left_of_all_topologies_is_what_azure_says() {
    let mut left = BTreeSet::new();
    for (topology, _) in topologies() {
        let (config, network) = import(&topology);
        let config = Config { resources: write(&network), ..config };
        let [own, shown] = [config.clone(), redact(&config, &network, PseudonymKey([7; 16])).0].map(|it| {
            let mut found = BTreeSet::new();
            words(&serde_json::from_str(&it.to_json()).expect("JSON"), &mut found);
            found
        });
        left.extend(own.intersection(&shown).cloned());
    }
    insta::assert_snapshot!(left.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_topology_has_the_same_conclusion_under_other_names() {
    let topologies = topologies();
    assert!(100 < topologies.len(), "{}", topologies.len());
    for (topology, what) in topologies {
        let (config, network) = import(&topology);
        let expected = conclusion(&report(&config, &network));
        for key in [1, 2, 3] {
            let (config, network) = redact(&config, &network, PseudonymKey([key; 16]));
            let masked = conclusion(&report(&config, &network));
            assert!(masked == expected, "{}, {what}:\n{expected}\n{masked}", topology.name);
            // And again from what is written of it.
            let texts: Vec<String> = write(&network).into_iter().map(|it| it.0).collect();
            let written = read([("resources", texts.join("\n").as_bytes())]).network;
            assert_eq!(conclusion(&report(&config, &written)), expected, "{}, {what}, written", topology.name);
        }
    }
}
