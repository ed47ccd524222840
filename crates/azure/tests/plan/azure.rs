//! Plays Azure: reads the commands that a plan prints, and does to the files what Azure would do to the resources.
//!
//! It knows nothing of the values that the commands were printed from. Whatever Azure refuses, it refuses; a command, an
//! argument or a resource that it does not know is a mistake.

mod command;
mod endpoints;
mod peerings;
mod rest;
mod routes;
mod security;
mod servers;
mod subnets;
mod world;
mod zones;

use pgreach_fixtures::topology::Topology;

use self::{
    endpoints::{approve, endpoint, zone_group},
    peerings::peering,
    rest::rest,
    routes::{TABLES, route, route_table},
    security::{collections, security_rule},
    servers::server,
    subnets::{new_subnet, subnet},
    world::set_flag,
    zones::{alias, record, zone_link},
};
pub(crate) use command::Command;
pub(crate) use servers::by_hand;
pub(crate) use world::{find, is_id};

/// What comes of a command: nothing, or why not.
pub(crate) type Done = Result<(), String>;

/// Runs a command.
pub(crate) fn run(topology: &mut Topology, command: &str) -> Done {
    let command = Command::parse(command)?;
    let verb: Vec<&str> = command.verb.iter().map(String::as_str).collect();
    match verb[..] {
        ["network", "vnet", "peering", verb] => peering(topology, &command, verb),
        ["network", "nsg", "rule", verb] => security_rule(topology, &command, verb),
        ["network", "route-table", "route", verb] => route(topology, &command, verb),
        ["network", "route-table", verb @ ("create" | "delete")] => route_table(topology, &command, verb),
        ["network", "route-table", "update"] => {
            set_flag(topology, &command, TABLES, "--disable-bgp-route-propagation", "disableBgpRoutePropagation")
        }
        ["network", "nic", "update"] => {
            let nics = "Microsoft.Network/networkInterfaces";
            set_flag(topology, &command, nics, "--ip-forwarding", "enableIPForwarding")
        }
        ["network", "vnet", "subnet", "update"] => subnet(topology, &command),
        ["network", "vnet", "subnet", verb] => new_subnet(topology, &command, verb),
        ["network", "private-dns", "link", "vnet", verb] => zone_link(topology, &command, verb),
        ["network", "private-dns", "record-set", "a", verb] => record(topology, &command, verb),
        ["network", "private-dns", "record-set", "cname", verb] => alias(topology, &command, verb),
        ["network", "private-endpoint", "dns-zone-group", verb] => zone_group(topology, &command, verb),
        ["network", "private-endpoint", verb] => endpoint(topology, &command, verb),
        ["network", "private-endpoint-connection", "approve"] => approve(topology, &command),
        ["postgres", "flexible-server", verb] => server(topology, &command, verb),
        ["resource", "update"] => collections(topology, &command),
        ["rest"] => rest(topology, &command),
        _ => Err(format!("no command: az {}", verb.join(" "))),
    }
}
