//! How to see, before a change and after it, that Azure is as the plan saw it.
//!
//! Each look is one command that changes nothing and prints one line, the same in every version of the Azure CLI since 2.79:
//! the facts that the change sets, or that its undo sets again, as JSON of one line (`JMESPath`, `to_string`).

use serde_json::Value;

use super::{
    arm,
    az::{az, parent_name, word},
    cloud,
};
use crate::{
    network::{Edit, Fact, Id, Item, Peering},
    planned::Look,
    text::quoted,
};

/// What is printed where there is nothing.
const NOTHING: &str = "none";

/// The look at what an edit changes; none where no command shows it.
pub(super) fn of(edit: &Edit) -> Option<Look> {
    if let Item::Cloud(_) = edit.item() {
        return cloud::look(edit);
    }
    let place = Place::of(edit.item())?;
    let (from, to) = match edit {
        Edit::Create { item, .. } => (None, Some(facts(item))),
        Edit::Delete(item) => (Some(facts(item)), None),
        Edit::Update { from, to } => (Some(facts(from)), Some(facts(to))),
    };
    let mut compared = Vec::new();
    for (at, (path, _)) in from.as_ref().or(to.as_ref())?.iter().enumerate() {
        let value = |facts: &Option<Vec<Shown>>| facts.as_ref().map(|it| it.get(at).and_then(|it| it.1.clone()));
        let (before, after) = (value(&from), value(&to));
        // What is not known of one of the two cannot be compared, and what Azure sets counts only where it is the point.
        let is_known = [&before, &after].into_iter().flatten().all(Option::is_some);
        let is_the_point = match (&before, &after) {
            (Some(before), Some(after)) => before != after,
            // What is deleted because it is cut off.
            (Some(before), None) => *path == PEERING_STATE && before.as_ref().is_some_and(|it| it == "Disconnected"),
            (None, _) => false,
        };
        if is_known && (is_the_point || ![PEERING_STATE, SYNC_LEVEL].contains(path)) {
            compared.push((*path, before.flatten(), after.flatten()));
        }
    }
    let paths: Vec<&str> = compared.iter().map(|it| it.0).collect();
    let before = from.map(|_| compared.iter().filter_map(|it| it.1.clone()).collect());
    let after = to.map(|_| compared.iter().filter_map(|it| it.2.clone()).collect());
    let (before, after) = (place.shown(before), place.shown(after));
    (before != after).then(|| Look { az: place.command(&paths), before, after })
}

/// What Azure sets at a peering by itself.
const PEERING_STATE: &str = "properties.peeringState";
const SYNC_LEVEL: &str = "properties.peeringSyncLevel";

/// A fact: where the API has it, and what it is; none where that is not known.
type Shown = (&'static str, Option<Value>);

/// Where a command finds an item.
enum Place<'a> {
    /// In what the API answers to a request: the request, and the list that the item of this name stands in.
    Listed { request: String, list: &'static str, name: &'a str },
    /// At this place of the list that the API answers a request with.
    At { request: String, list: &'static str, place: usize },
    /// In a list of the Azure CLI.
    List { command: String, name: &'a str },
    /// A property of what the API answers to a request.
    Property { request: String },
}

impl<'a> Place<'a> {
    fn of(item: &'a Item) -> Option<Self> {
        let listed = |whole, list, name| Some(Place::Listed { request: arm::path(whole)?, list, name });
        let property = |whole| Some(Place::Property { request: arm::path(whole)? });
        match item {
            Item::Connection(it) => property(&it.origin.id),
            Item::ServerState(id, _)
            | Item::ServiceEndpoints(id, _)
            | Item::Delegations(id, _)
            | Item::RouteTable(id, _)
            | Item::Propagation(id, _)
            | Item::IpForwarding(id, _)
            | Item::DnsServers(id, _) => property(id),
            Item::RuleCollection(firewall, place, _) => Some(Place::At {
                request: arm::path(firewall)?,
                list: "properties.networkRuleCollections",
                place: *place,
            }),
            Item::Table(it) => Some(list("network route-table list", &it.origin.id, "")),
            Item::SecurityRule(group, rule) => listed(group, "properties.securityRules", &rule.name),
            Item::Route(table, route) => listed(table, "properties.routes", &route.name),
            Item::Peering(it) => {
                listed(&it.origin.id.parent()?, "properties.virtualNetworkPeerings", it.origin.id.name())
            }
            Item::FirewallRule(it) => of_list(&it.origin.id),
            Item::VnetRule(it) => of_list(&it.origin.id),
            Item::HubConnection(it) => of_list(&it.origin.id),
            Item::RuleGroup(it) => of_list(&it.origin.id),
            Item::Subnet(it) => listed(&it.origin.id.parent()?, "properties.subnets", it.origin.id.name()),
            Item::Endpoint(it) => Some(list("network private-endpoint list", &it.origin.id, "")),
            Item::ZoneLink(it) => {
                let id = &it.origin.id;
                Some(list("network private-dns link vnet list", id, &format!("-z {}", parent_name(id))))
            }
            Item::Record(it) => {
                let id = &it.origin.id;
                Some(list("network private-dns record-set a list", id, &format!("-z {}", parent_name(id))))
            }
            Item::Alias(it) => {
                let id = &it.origin.id;
                Some(list("network private-dns record-set cname list", id, &format!("-z {}", parent_name(id))))
            }
            Item::ZoneGroup(it) => {
                let id = &it.origin.id;
                let of = format!("--endpoint-name {}", parent_name(id));
                Some(list("network private-endpoint dns-zone-group list", id, &of))
            }
            // What a migration is made with does not change, and the other two only Azure changes.
            Item::Migration(_)
            | Item::SourceHost(..)
            | Item::EffectiveRules(_)
            | Item::Ungrouped(_)
            | Item::Cloud(_) => None,
        }
    }

    fn command(&self, paths: &[&str]) -> String {
        let asked = paths.join(", ");
        match self {
            Self::Listed { request, list, name } => read(request, &format!("{list}[?name=={}].[{asked}]", text(name))),
            Self::At { request, list, place } => read(request, &format!("{list}[{place}:{}].[{asked}]", place + 1)),
            Self::List { command, name } => {
                format!("{command} --query {} -o tsv", query(&format!("[?name=={}].[{asked}]", text(name))))
            }
            Self::Property { request } => read(request, &asked),
        }
    }

    /// What the command prints where the item has these values, or is not there.
    fn shown(&self, values: Option<Vec<Value>>) -> String {
        match (self, values) {
            (_, None) => NOTHING.to_owned(),
            (Self::Property { .. }, Some(values)) => values.first().map_or_else(String::new, one),
            (_, Some(values)) => ascii(&Value::from(vec![Value::from(values)])),
        }
    }
}

/// A part of a resource, in the list of its like.
fn of_list(id: &Id) -> Option<Place<'_>> {
    let request = arm::path(id)?.replacen(&format!("/{}?", id.name()), "?", 1);
    Some(Place::Listed { request, list: "value", name: id.name() })
}

fn list<'a>(command: &str, id: &'a Id, of: &str) -> Place<'a> {
    Place::List { command: az(command, id, of), name: id.name() }
}

fn read(request: &str, asked: &str) -> String {
    format!("az rest --method get --url {} --query {} -o tsv", word(request), query(asked))
}

/// A question as one word of bash: what is asked for as text of one line, and a word where it is not there.
fn query(asked: &str) -> String {
    let query = format!("to_string({asked} || {})", text(NOTHING));
    if query.contains(['$', '"', '`', '\\', '!', '\n']) { quoted(&query) } else { format!("\"{query}\"") }
}

/// A raw string of `JMESPath`. (Source: its specification, Raw String Literals.)
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

/// A value as `to_string` prints it: a text as it is, no list as nothing.
fn one(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::Array(list) if list.is_empty() => NOTHING.to_owned(),
        Value::String(text) => text.clone(),
        other => ascii(other),
    }
}

/// JSON as Python writes it: other signs than those of ASCII by their numbers.
fn ascii(value: &Value) -> String {
    let mut written = String::new();
    for it in value.to_string().chars() {
        if it.is_ascii() {
            written.push(it);
        } else {
            let mut units = [0; 2];
            written.extend(it.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    written
}

/// The facts of an item that an edit sets.
fn facts(item: &Item) -> Vec<Shown> {
    let id = |it: &Option<Id>| it.as_ref().map(|it| Value::from(it.text()));
    let word = |it: &Option<String>| it.as_deref().map(Value::from);
    match item {
        Item::Connection(it) => vec![("properties.privateLinkServiceConnectionState.status", word(&it.status))],
        Item::Endpoint(it) => vec![("subnet.id", id(&it.subnet))],
        Item::Peering(it) => peering(it),
        Item::HubConnection(it) => vec![("properties.remoteVirtualNetwork.id", id(&it.vnet))],
        Item::RuleGroup(it) => vec![("properties.priority", it.priority.map(Value::from))],
        Item::RuleCollection(_, _, it) => vec![
            ("name", Some(it.name.as_str().into())),
            ("properties.priority", it.priority.map(Value::from)),
            ("properties.action.type", it.allow.map(|_| arm::action(it).into())),
        ],
        Item::Table(it) => vec![("name", Some(it.origin.id.name().into()))],
        Item::Alias(it) => vec![("cnameRecord.cname", word(&it.target))],
        // Azure prints a range as one property or as a list, by how the subnet was made.
        Item::Subnet(it) => vec![("name", Some(it.origin.id.name().into()))],
        Item::SecurityRule(_, it) => vec![
            ("properties.direction", it.direction.map(|_| arm::direction(it).into())),
            ("properties.priority", it.priority.map(Value::from)),
            ("properties.access", it.allow.map(|_| arm::access(it).into())),
        ],
        Item::Route(_, it) => vec![
            ("properties.nextHopType", word(&it.next_hop)),
            // Where there is none, Azure prints an empty text or nothing: it is not compared.
            ("properties.nextHopIpAddress", word(&it.next_hop_address)),
        ],
        Item::ZoneLink(it) => vec![
            ("virtualNetwork.id", id(&it.vnet)),
            ("resolutionPolicy", known(&it.resolution_policy, Clone::clone)),
            ("registrationEnabled", known(&it.registers, |it| *it)),
        ],
        Item::ZoneGroup(it) => {
            let zones: Option<Vec<Value>> = it.zones.iter().map(|it| id(&it.zone)).collect();
            vec![("privateDnsZoneConfigs[].privateDnsZoneId", zones.map(Value::from))]
        }
        Item::Record(it) => {
            let addresses = it.addresses.iter().map(ToString::to_string).collect::<Vec<_>>();
            vec![("aRecords[].ipv4Address", Some(addresses.into()))]
        }
        Item::FirewallRule(it) => vec![
            ("properties.startIpAddress", Some(it.start.to_string().into())),
            ("properties.endIpAddress", Some(it.end.to_string().into())),
        ],
        Item::VnetRule(it) => vec![("properties.virtualNetworkSubnetId", id(&it.subnet))],
        Item::ServiceEndpoints(_, services) => {
            let names = |it: &Vec<_>| {
                it.iter().map(|it: &crate::network::ServiceEndpoint| it.service.clone()).collect::<Vec<_>>()
            };
            vec![("properties.serviceEndpoints[].service", known(services, names))]
        }
        Item::Delegations(_, services) => {
            vec![("properties.delegations[].properties.serviceName", known(services, Clone::clone))]
        }
        Item::RouteTable(_, table) => vec![("properties.routeTable.id", known(table, |it| it.text().to_owned()))],
        Item::Propagation(_, flag) => vec![("properties.disableBgpRoutePropagation", set(*flag))],
        Item::IpForwarding(_, flag) => vec![("properties.enableIPForwarding", set(*flag))],
        Item::DnsServers(_, servers) => vec![("properties.dhcpOptions.dnsServers", known(servers, Clone::clone))],
        Item::ServerState(_, state) => vec![("properties.state", word(state))],
        Item::Migration(_) | Item::SourceHost(..) | Item::EffectiveRules(_) | Item::Ungrouped(_) | Item::Cloud(_) => {
            Vec::new()
        }
    }
}

fn peering(it: &Peering) -> Vec<Shown> {
    let flag = |it: &Fact<bool>| known(it, |it| *it);
    let mut shown = vec![
        (PEERING_STATE, it.state.as_deref().map(Value::from)),
        (SYNC_LEVEL, it.sync_level.as_deref().map(Value::from)),
        ("properties.remoteVirtualNetwork.id", it.remote.as_ref().map(|it| it.text().into())),
        ("properties.allowVirtualNetworkAccess", flag(&it.allow_access)),
        ("properties.allowForwardedTraffic", flag(&it.allow_forwarded)),
        ("properties.allowGatewayTransit", flag(&it.allow_gateway_transit)),
        ("properties.useRemoteGateways", flag(&it.use_remote_gateways)),
    ];
    if it.complete_vnets == Fact::Known(false) {
        // An empty list is one that no file has.
        let names = |it: &[String]| (!it.is_empty()).then(|| it.into());
        shown.push(("properties.localSubnetNames", names(&it.local_subnets)));
        shown.push(("properties.remoteSubnetNames", names(&it.remote_subnets)));
    }
    shown
}

/// A flag that stands alone, where one that is not set is printed as nothing.
fn set(flag: Fact<bool>) -> Option<Value> {
    match flag {
        Fact::Known(true) => Some(true.into()),
        Fact::Known(false) | Fact::None => Some(Value::Null),
        Fact::Unknown => None,
    }
}

fn known<T, V: Into<Value>>(fact: &Fact<T>, value: impl Fn(&T) -> V) -> Option<Value> {
    match fact {
        Fact::Known(it) => Some(value(it).into()),
        Fact::None => Some(Value::Null),
        Fact::Unknown => None,
    }
}
