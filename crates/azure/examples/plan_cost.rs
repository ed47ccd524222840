//! Prints what a plan costs beside what is found without one, on small networks and on large ones.
//!
//! `cargo run --release -p pgreach-azure --example plan_cost`
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::{hint::black_box, time::Instant};

use pgreach_azure::read;
use pgreach_fixtures::topology::{
    Topology,
    breaks::FAULTS,
    dns::ZONE,
    forms::Form,
    networks::{half, subnet, vnet},
    security::rule,
    whole,
};
use pgreach_rules::{Config, find, find_with_plan, network::Network};
use serde_json::{Value, json};

fn network(topology: &Topology) -> (Config, Network) {
    let printed: Vec<(&str, String)> =
        topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    let import = read(printed.iter().map(|(name, text)| (*name, text.as_bytes())));
    (topology.config(), import.network)
}

/// The best of some times, in microseconds.
fn best(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64() * 1e6);
    }
    best
}

fn row(name: &str, topology: &Topology) -> f64 {
    let (config, mut network) = network(topology);
    let found = best(|| drop(black_box(find(&config, &network))));
    let planned = best(|| drop(black_box(find_with_plan(&config, &mut network))));
    let plan = find_with_plan(&config, &mut network).plan.len();
    println!("{name:<60}{found:>12.0}{planned:>14.0}{:>9.1} {plan:>8}", planned / found);
    planned / found
}

/// Four faults at once: the peering, a rule, the zone's link and the record.
fn four_faults() -> Topology {
    let mut it = whole::private_to_vnet();
    it.remove("vnet-new", "virtualNetworkPeerings", "to-vnet-old");
    it.remove("vnet-old", "virtualNetworkPeerings", "to-vnet-new");
    it.insert("nsg-db", "securityRules", rule("nsg-db", "deny-it", 110, "Outbound", "Deny", ("*", "*", "5432")));
    it.set("A/orders-old", "aRecords", json!([{ "ipv4Address": "10.1.0.99" }]));
    it.delete(&format!("{ZONE}/virtualNetworkLinks/vnet-new"));
    it.set(ZONE, "numberOfVirtualNetworkLinks", 1);
    it
}

/// A topology among 200 virtual networks, all peered with the target's, and 1,000 rules at the target's subnet.
fn large(mut it: Topology) -> Topology {
    for number in 0..200 {
        let name = format!("vnet-{number}");
        let prefix = format!("10.{}.{}.0/24", 100 + number / 100, number % 100);
        let peerings = vec![half(&name, "vnet-new", "10.2.0.0/16")];
        let own = subnet(&name, "default", &prefix);
        it.add("vnets.json", vnet(&name, &prefix, vec![own], peerings));
        it.insert("vnet-new", "virtualNetworkPeerings", half("vnet-new", &name, &prefix));
    }
    for number in 0..1000_u16 {
        let (name, port) = (format!("rule-{number}"), format!("{}", 6000 + number));
        let from = format!("10.{}.{}.0/24", number % 250, number / 250);
        let one: Value = rule("nsg-db", &name, 300 + number, "Outbound", "Allow", ("*", &from, &port));
        it.insert("nsg-db", "securityRules", one);
    }
    it
}

fn main() {
    println!("{:<60}{:>12}{:>14}{:>9} {:>8}", "", "find, µs", "with plan, µs", "ratio", "changes");
    row("four faults", &four_faults());
    row("no fault, 200 networks and 1,000 rules", &large(whole::private_to_vnet()));
    row("four faults, 200 networks and 1,000 rules", &large(four_faults()));
    let mut worst = (0.0, String::new());
    for (of, what, change, _) in FAULTS.iter().copied().flatten() {
        let mut topology = of();
        change(&mut topology);
        let (config, mut network) = network(&topology);
        let found = best(|| drop(black_box(find(&config, &network))));
        let ratio = best(|| drop(black_box(find_with_plan(&config, &mut network)))) / found;
        if worst.0 < ratio {
            worst = (ratio, format!("{}, {what}", topology.name));
        }
    }
    println!("the worst ratio of every single fault: {:.1}, {}", worst.0, worst.1);
}
