//! A change as commands of the Azure CLI, in forms that every version since 2.79 takes (November 2025).
//!
//! Where names of arguments changed in between (firewall rules and VNet rules of servers: Azure CLI release notes, 2.80.0 and
//! 2.87.0), it is `az rest` with the API that the resource is read by.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::arm;
use crate::{
    network::{
        ARecord, Edit, EndpointConnection, Fact, Id, Item, Peer, Peering, PortRange, PrivateEndpoint, RecordSet, Route,
        RouteTable, RuleCollection, SecurityRule, Subnet, ZoneGroup, ZoneGroupEntry, ZoneLink, is,
    },
    text::quoted,
};

/// The commands that make an edit. None where no command of the CLI does it.
pub(super) fn commands(edit: &Edit) -> Vec<String> {
    match edit.item() {
        Item::Connection(it) => connection(it),
        Item::Endpoint(it) => endpoint(edit, it),
        Item::Peering(it) => peering(edit, it),
        // The commands of both are in extensions, and not in the CLI.
        item @ (Item::HubConnection(_) | Item::RuleGroup(_)) => {
            let properties = arm::resource(item).map(|it| it.properties);
            item.id().map(|id| rest(edit, id, properties)).unwrap_or_default()
        }
        Item::RuleCollection(firewall, place, it) => rule_collection(edit, firewall, *place, it),
        Item::Subnet(it) => subnet(edit, it),
        Item::SecurityRule(group, rule) => security_rule(edit, group, rule),
        Item::Table(it) => route_table(edit, it),
        Item::Route(table, it) => route(edit, table, it),
        Item::ZoneLink(it) => zone_link(edit, it),
        Item::ZoneGroup(it) => zone_group(edit, it),
        Item::Record(it) => record(edit, it),
        Item::Alias(it) => alias(edit, it),
        Item::FirewallRule(it) => rest(edit, &it.origin.id, Some(arm::firewall_rule(it))),
        Item::VnetRule(it) => rest(edit, &it.origin.id, arm::vnet_rule(it)),
        Item::ServiceEndpoints(subnet, _) if added_service(edit).is_some() => {
            let service = added_service(edit).map(word).unwrap_or_default();
            let of = format!("--vnet-name {} -n {}", parent_name(subnet), own_name(subnet));
            vec![az("network vnet subnet update", subnet, &format!("{of} --add serviceEndpoints service={service}"))]
        }
        Item::ServiceEndpoints(subnet, services) => {
            let services = services.known().into_iter().flatten().map(|it| word(&it.service));
            vec![subnet_list(subnet, "--service-endpoints", &services.collect::<Vec<_>>(), "serviceEndpoints")]
        }
        Item::Delegations(subnet, services) => {
            let services = services.known().into_iter().flatten().map(|it| word(it));
            vec![subnet_list(subnet, "--delegations", &services.collect::<Vec<_>>(), "delegations")]
        }
        Item::RouteTable(subnet, table) => {
            let of = format!("--vnet-name {} -n {}", parent_name(subnet), own_name(subnet));
            let table = table.known().map(|it| format!("--route-table {}", word(it.text())));
            let table = table.unwrap_or_else(|| "--remove routeTable".to_owned());
            vec![az("network vnet subnet update", subnet, &format!("{of} {table}"))]
        }
        Item::Propagation(table, kept_out) => {
            let kept_out = *kept_out == Fact::Known(true);
            let of = format!("-n {} --disable-bgp-route-propagation {kept_out}", own_name(table));
            vec![az("network route-table update", table, &of)]
        }
        Item::IpForwarding(nic, is_on) => {
            let is_on = *is_on == Fact::Known(true);
            vec![az("network nic update", nic, &format!("-n {} --ip-forwarding {is_on}", own_name(nic)))]
        }
        Item::DnsServers(vnet, servers) => {
            let servers: Vec<String> = servers.known().into_iter().flatten().map(|it| word(it)).collect();
            let list = if servers.is_empty() { "''".to_owned() } else { servers.join(" ") };
            vec![format!("az network vnet update --ids {} --dns-servers {list}", word(vnet.text()))]
        }
        Item::ServerState(server, state) => {
            let verb = if is(state.as_deref(), "Ready") { "start" } else { "stop" };
            vec![format!("az postgres flexible-server {verb} --ids {}", word(server.text()))]
        }
        // A migration that was made keeps its host; which other settings it is made with, its owner knows.
        Item::Migration(_) | Item::SourceHost(..) | Item::EffectiveRules(_) | Item::Ungrouped(_) | Item::Cloud(_) => {
            Vec::new()
        }
    }
}

/// A value as one word of bash and of PowerShell.
pub(super) fn word(text: &str) -> String {
    let is_plain = |it: char| matches!(it, 'a'..='z' | '0'..='9' | '-' | '_' | '.' | ':' | '/');
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('-') {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A command about something in the resource group and the subscription of a resource.
pub(super) fn az(command: &str, id: &Id, arguments: &str) -> String {
    let arguments = if arguments.is_empty() { String::new() } else { format!(" {arguments}") };
    let group = id.resource_group().map(|it| format!(" -g {}", word(it))).unwrap_or_default();
    let subscription = id.subscription().map(|it| format!(" --subscription {}", word(it))).unwrap_or_default();
    format!("az {command}{group}{arguments}{subscription}")
}

pub(super) fn parent_name(id: &Id) -> String {
    id.parent().map(|it| word(it.name())).unwrap_or_default()
}

fn own_name(id: &Id) -> String {
    word(id.name())
}

/// A connection is approved, and nothing else: what Azure has decided is final.
fn connection(it: &EndpointConnection) -> Vec<String> {
    if !is(it.status.as_deref(), "Approved") {
        return Vec::new();
    }
    let id = word(it.origin.id.text());
    vec![format!("az network private-endpoint-connection approve --id {id} --description migration")]
}

fn endpoint(edit: &Edit, it: &PrivateEndpoint) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("-n {}", own_name(id));
    let (Edit::Create { .. }, Some(subnet), Some((server, group))) = (edit, &it.subnet, arm::service(it)) else {
        return vec![az("network private-endpoint delete", id, &of)];
    };
    // By default it would be made in the region of its resource group, and must be in that of its VNet.
    let location = it.location.as_deref().map(|it| format!(" --location {}", word(it))).unwrap_or_default();
    let arguments = format!(
        "{of}{location} --subnet {} --private-connection-resource-id {} --group-id {} --connection-name migration{}{}",
        word(subnet.text()),
        word(server.text()),
        word(group),
        it.addresses.first().map(|it| with_address(group, *it)).unwrap_or_default(),
        with_members(it)
    );
    vec![az("network private-endpoint create", id, &arguments)]
}

/// The application security groups of an endpoint and the name of its network interface.
///
/// Source: "Configure an application security group with a private endpoint" (configure-asg-private-endpoint.md): one `--asg`
/// for each group.
fn with_members(it: &PrivateEndpoint) -> String {
    let groups = arm::endpoint_groups(it).iter().map(|it| format!(" --asg id={}", word(it.text())));
    let name = it.nic_name.known().map(|it| format!(" --nic-name {}", word(it)));
    groups.chain(name).collect()
}

/// Asks for an address.
///
/// Source: "Add private endpoint connections" of the flexible server (2025-03-30), CLI.
fn with_address(group: &str, address: Ipv4Addr) -> String {
    let group = word(group);
    format!(" --ip-config name=migration group-id={group} member-name={group} private-ip-address={address}")
}

/// The flags of a peering that differ, as the API names them.
pub(super) fn flags(before: &Peering, after: &Peering) -> Vec<(&'static str, bool)> {
    let both = arm::flags(before).into_iter().zip(arm::flags(after));
    let changed = both.filter(|((_, before), (_, after))| before != after);
    changed.map(|(_, (name, after))| (name, *after == Fact::Known(true))).collect()
}

fn peering(edit: &Edit, it: &Peering) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("--vnet-name {} -n {}", parent_name(id), own_name(id));
    vec![match edit {
        // What the lists hold counts once they are synchronised ("How to configure subnet peering", 2025-12-09).
        Edit::Update { from: Item::Peering(before), .. } if arm::has_other_subnets(before, it) => {
            let update = az("network vnet peering update", id, &format!("{of}{}", subnets(it)));
            return vec![update, az("network vnet peering sync", id, &of)];
        }
        Edit::Delete(_) => az("network vnet peering delete", id, &of),
        Edit::Update { from: Item::Peering(before), .. } if before.sync_level != it.sync_level => {
            az("network vnet peering sync", id, &of)
        }
        Edit::Update { from: Item::Peering(before), .. } => {
            let flags = flags(before, it).into_iter().map(|(name, value)| format!(" {name}={value}"));
            az("network vnet peering update", id, &format!("{of} --set{}", flags.collect::<String>()))
        }
        Edit::Update { .. } | Edit::Create { .. } => {
            let remote = it.remote.as_ref().map_or_else(String::new, |it| word(it.text()));
            let flags = [
                ("--allow-vnet-access", it.allow_access),
                ("--allow-forwarded-traffic", it.allow_forwarded),
                ("--allow-gateway-transit", it.allow_gateway_transit),
                ("--use-remote-gateways", it.use_remote_gateways),
            ];
            let flags = flags.into_iter().filter_map(|(name, flag)| Some(format!(" {name} {}", flag.known()?)));
            let flags: String = flags.collect();
            az("network vnet peering create", id, &format!("{of} --remote-vnet {remote}{flags}{}", parts(it)))
        }
    }]
}

/// What a peering of less than two complete VNets is made with.
fn parts(it: &Peering) -> String {
    let mut parts = String::new();
    if it.complete_vnets == Fact::Known(false) {
        parts = format!(" --peer-complete-vnets false{}", subnets(it));
    }
    if it.only_ipv6 == Fact::Known(true) {
        parts.push_str(" --enable-only-ipv6 true");
    }
    parts
}

/// The subnets that a side names.
fn subnets(it: &Peering) -> String {
    let option = |(name, names): (&str, &[String])| {
        format!(" --{} {}", arm::spelled(name, '-'), words(names.iter().map(String::as_str)))
    };
    arm::subnets(it).map(option).collect()
}

fn security_rule(edit: &Edit, group: &Id, rule: &SecurityRule) -> Vec<String> {
    let of = format!("--nsg-name {} -n {}", own_name(group), word(&rule.name));
    let command = match edit {
        Edit::Delete(_) => return vec![az("network nsg rule delete", group, &of)],
        Edit::Update { from: Item::SecurityRule(_, before), .. } if only_priority(before, rule) => {
            let priority = rule.priority.unwrap_or_default();
            return vec![az("network nsg rule update", group, &format!("{of} --priority {priority}"))];
        }
        Edit::Update { .. } => "network nsg rule update",
        Edit::Create { .. } => "network nsg rule create",
    };
    // Azure's own words need no quotes.
    let protocol = |it: &str| if it.bytes().all(|it| it.is_ascii_alphabetic()) { it.to_owned() } else { word(it) };
    let (direction, access, protocol) = (arm::direction(rule), arm::access(rule), protocol(arm::protocol(rule)));
    let arguments = format!(
        "{of} --priority {} --direction {direction} --access {access} --protocol {protocol} {} --source-port-ranges {} {} \
         --destination-port-ranges {}",
        rule.priority.unwrap_or_default(),
        peers("source", rule.sources.as_deref()),
        ports(rule.source_ports.as_deref()),
        peers("destination", rule.destinations.as_deref()),
        ports(rule.destination_ports.as_deref()),
    );
    vec![az(command, group, &arguments)]
}

pub(super) fn only_priority(before: &SecurityRule, after: &SecurityRule) -> bool {
    SecurityRule { priority: after.priority, ..before.clone() } == *after
}

/// One end of a rule, as arguments.
fn peers(end: &str, peers: Option<&[Peer]>) -> String {
    let groups = arm::groups(peers);
    if !groups.is_empty() {
        return format!("--{end}-asgs {}", words(groups));
    }
    format!("--{end}-address-prefixes {}", words(arm::prefixes(peers).iter().map(String::as_str)))
}

fn ports(ports: Option<&[PortRange]>) -> String {
    words(arm::ports(ports).iter().map(String::as_str))
}

fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

fn route_table(edit: &Edit, it: &RouteTable) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("-n {}", own_name(id));
    vec![match edit {
        Edit::Delete(_) => az("network route-table delete", id, &of),
        Edit::Create { .. } | Edit::Update { .. } => {
            let location = it.location.as_deref().map(|it| format!(" --location {}", word(it))).unwrap_or_default();
            az("network route-table create", id, &format!("{of}{location}"))
        }
    }]
}

/// The command for such a collection is in an extension, and not in the CLI. It is added as the last one, and taken away by its
/// place, which a look before it shows ("az resource update", generic update arguments).
fn rule_collection(edit: &Edit, firewall: &Id, place: usize, it: &RuleCollection) -> Vec<String> {
    let how = match edit {
        Edit::Delete(_) => format!("--remove properties.{} {place}", arm::COLLECTIONS),
        Edit::Create { .. } | Edit::Update { .. } => {
            let Some(collection) = arm::rule_collection(it) else { return Vec::new() };
            format!("--add properties.{} {}", arm::COLLECTIONS, quoted(&collection.to_string()))
        }
    };
    let api = arm::kind_of(firewall).map(|it| it.api).unwrap_or_default();
    vec![format!("az resource update --ids {} --api-version {api} {how}", word(firewall.text()))]
}

fn route(edit: &Edit, table: &Id, it: &Route) -> Vec<String> {
    let of = format!("--route-table-name {} -n {}", own_name(table), word(&it.name));
    let command = match edit {
        Edit::Delete(_) => return vec![az("network route-table route delete", table, &of)],
        Edit::Update { .. } => "network route-table route update",
        Edit::Create { .. } => "network route-table route create",
    };
    let Some(prefix) = it.destination.as_ref().and_then(arm::prefix).map(|it| word(&it)) else { return Vec::new() };
    let hop = it.next_hop.as_deref().map(word).unwrap_or_default();
    let address = it.next_hop_address.as_deref();
    let address = match (address, edit) {
        (Some(it), _) => format!(" --next-hop-ip-address {}", word(it)),
        // What is not given stays as it was, and only an appliance has one.
        (None, Edit::Update { from: Item::Route(_, before), .. }) if before.next_hop_address.is_some() => {
            " --remove nextHopIpAddress".to_owned()
        }
        (None, _) => String::new(),
    };
    let arguments = format!("{of} --address-prefix {prefix} --next-hop-type {hop}{address}");
    vec![az(command, table, &arguments)]
}

fn zone_link(edit: &Edit, it: &ZoneLink) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("-z {} -n {}", parent_name(id), own_name(id));
    let policy = it.resolution_policy.known().map(|it| format!(" --resolution-policy {}", word(it)));
    let policy = policy.unwrap_or_default();
    vec![match edit {
        Edit::Delete(_) => az("network private-dns link vnet delete", id, &format!("{of} --yes")),
        Edit::Update { .. } => az("network private-dns link vnet update", id, &format!("{of}{policy}")),
        Edit::Create { .. } => {
            let vnet = it.vnet.as_ref().map_or_else(String::new, |it| word(it.text()));
            let registers = arm::registers(it);
            az("network private-dns link vnet create", id, &format!("{of} -v {vnet} -e {registers}{policy}"))
        }
    }]
}

fn zone_group(edit: &Edit, it: &ZoneGroup) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("--endpoint-name {} -n {}", parent_name(id), own_name(id));
    if let Edit::Delete(_) = edit {
        return vec![az("network private-endpoint dns-zone-group delete", id, &of)];
    }
    match &it.zones[..] {
        [ZoneGroupEntry { zone: Some(zone), .. }] => {
            let name = word(&arm::entry(zone));
            let arguments = format!("{of} --zone-name {name} --private-dns-zone {}", word(zone.text()));
            vec![az("network private-endpoint dns-zone-group create", id, &arguments)]
        }
        // At once, so that none is left out where a second command is not run.
        _ => rest(edit, id, arm::zone_group(it)),
    }
}

fn record(edit: &Edit, it: &ARecord) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("-z {} -n {}", parent_name(id), own_name(id));
    match edit {
        Edit::Delete(_) => vec![az("network private-dns record-set a delete", id, &format!("{of} --yes"))],
        // A set without addresses stays as it is only where the CLI is asked to keep it.
        Edit::Update { from: Item::Record(before), .. } if it.addresses.is_empty() => {
            let each = before.addresses.iter();
            let command = "network private-dns record-set a remove-record";
            each.map(|it| az(command, id, &format!("{of} -a {it} --keep-empty-record-set"))).collect()
        }
        // At once, so that no question finds both the old address and the new one, or none. What is given takes the place of
        // what was, and the time to live stays ("Record Sets - Update", REST API of Private DNS, 2024-06-01).
        Edit::Update { .. } => {
            let addresses: Vec<Value> =
                it.addresses.iter().map(|it| json!({ "ipv4Address": it.to_string() })).collect();
            let body = quoted(&json!({ "properties": { "aRecords": addresses } }).to_string());
            let url = arm::path(id).map(|it| quoted(&it)).unwrap_or_default();
            vec![format!("az rest --method patch --url {url} --body {body}")]
        }
        Edit::Create { .. } => {
            let each = it.addresses.iter();
            each.map(|it| az("network private-dns record-set a add-record", id, &format!("{of} -a {it}"))).collect()
        }
    }
}

/// Makes a record set that is gone as it was, whole: so it can be run twice.
pub(super) fn record_again(it: &ARecord) -> Vec<String> {
    let Some(url) = arm::path(&it.origin.id).map(|it| quoted(&it)) else { return Vec::new() };
    let body = quoted(&json!({ "properties": arm::record(it) }).to_string());
    vec![format!("az rest --method put --url {url} --body {body}")]
}

fn alias(edit: &Edit, it: &RecordSet) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("-z {} -n {}", parent_name(id), own_name(id));
    match (edit, &it.target) {
        (Edit::Delete(_), _) => vec![az("network private-dns record-set cname delete", id, &format!("{of} --yes"))],
        // The time to live stays as it is.
        (Edit::Update { .. }, Some(target)) => {
            vec![az("network private-dns record-set cname set-record", id, &format!("{of} -c {}", word(target)))]
        }
        (Edit::Create { .. }, _) => rest(edit, id, arm::alias(it)),
        (Edit::Update { .. }, None) => Vec::new(),
    }
}

/// A request for a part of a resource.
fn rest(edit: &Edit, id: &Id, properties: Option<Value>) -> Vec<String> {
    let Some(url) = arm::path(id).map(|it| quoted(&it)) else { return Vec::new() };
    match (edit, properties) {
        (Edit::Delete(_), _) => vec![format!("az rest --method delete --url {url}")],
        (Edit::Create { .. } | Edit::Update { .. }, Some(properties)) => {
            let body = quoted(&json!({ "properties": properties }).to_string());
            vec![format!("az rest --method put --url {url} --body {body}")]
        }
        (Edit::Create { .. } | Edit::Update { .. }, None) => Vec::new(),
    }
}

fn subnet(edit: &Edit, it: &Subnet) -> Vec<String> {
    let id = &it.origin.id;
    let of = format!("--vnet-name {} -n {}", parent_name(id), own_name(id));
    vec![match edit {
        Edit::Delete(_) => az("network vnet subnet delete", id, &of),
        Edit::Create { .. } | Edit::Update { .. } => {
            let prefixes = it.prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            az("network vnet subnet create", id, &format!("{of} --address-prefixes {prefixes}"))
        }
    }]
}

/// The service that an edit adds to others of a subnet, which stay as they are with all that is set at them.
pub(super) fn added_service(edit: &Edit) -> Option<&str> {
    let Edit::Update { from: Item::ServiceEndpoints(_, from), to: Item::ServiceEndpoints(_, to) } = edit else {
        return None;
    };
    let (last, others) = to.known()?.split_last()?;
    let before = from.known().filter(|it| !it.is_empty())?;
    (before.as_slice() == others).then_some(last.service.as_str())
}

/// A list of a subnet, whole: the CLI takes no single member.
fn subnet_list(subnet: &Id, argument: &str, values: &[String], property: &str) -> String {
    let of = format!("--vnet-name {} -n {}", parent_name(subnet), own_name(subnet));
    let list =
        if values.is_empty() { format!("--remove {property}") } else { format!("{argument} {}", values.join(" ")) };
    az("network vnet subnet update", subnet, &format!("{of} {list}"))
}

#[cfg(test)]
mod tests {
    use crate::network::{Edit, Id, Item, Origin, ZoneGroup, ZoneGroupEntry};

    #[test]
    fn zones_of_one_name_are_attached_at_once() {
        let id = |text: &str| Id::parse(&format!("/subscriptions/1/resourceGroups/{text}")).expect("an id");
        let zone = |group: &str| {
            let zone = id(&format!("{group}/providers/Microsoft.Network/privateDnsZones/a.b"));
            ZoneGroupEntry { zone: Some(zone), records: Vec::new() }
        };
        let place = id("x/providers/Microsoft.Network/privateEndpoints/pe/privateDnsZoneGroups/default");
        let origin = Origin { id: place, file: 0 };
        let group = ZoneGroup { origin, state: None, zones: vec![zone("one"), zone("two")] };
        let made = Edit::create(Item::ZoneGroup(group));
        let [command] = &super::commands(&made)[..] else { panic!("{:?}", super::commands(&made)) };
        let names = ["\"a-b-one\"", "\"a-b-two\""];
        assert!(
            command.starts_with("az rest --method put") && names.iter().all(|it| command.contains(it)),
            "{command}"
        );
        let undo = super::commands(&made.inverse(None));
        assert!(matches!(&undo[..], [it] if it.contains("dns-zone-group delete")), "{undo:?}");
    }
}
