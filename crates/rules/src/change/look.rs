//! Writes the commands that show, before a change and after it, whether Azure is as the plan saw it.
//!
//! Each look is one command that changes nothing and prints one line, the same in every version of the Azure CLI since 2.79,
//! as JSON of one line (`JMESPath`, `to_string`). It asks for every property that the change sets, or that undo sets again, so
//! that nothing is overwritten or deleted but what was meant.

use serde_json::{Value, json};

use super::{
    arm,
    az::{az, parent_name, word},
    cloud,
};
use crate::{
    network::{
        Edit, Fact, Id, Item, NetworkRule, Peer, Peering, PrivateEndpoint, SecurityRule, is, security::ALL_PORTS,
    },
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
        Edit::Create { item, .. } => (None, Some(facts(item, edit))),
        Edit::Delete(item) => (Some(facts(item, edit)), None),
        Edit::Update { from, to } => (Some(facts(from, edit)), Some(facts(to, edit))),
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

/// Asks for what one property or another one has, each of them once or in a list: Azure prints a single value as either.
macro_rules! list {
    ($first:expr $(, $path:expr)*) => {
        concat!("sort([", $first $(, ", ", $path)*, "][] | [?@])")
    };
}

/// What that is asked for is printed as.
fn sorted<T: ToString>(values: impl IntoIterator<Item = T>) -> Value {
    let mut values: Vec<String> = values.into_iter().map(|it| it.to_string()).collect();
    values.sort_unstable();
    values.into()
}

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
            Self::Property { request } if paths.len() == 1 => read(request, &asked),
            Self::Property { request } => read(request, &format!("[{asked}]")),
        }
    }

    /// What the command prints where the item has these values, or is not there.
    fn shown(&self, values: Option<Vec<Value>>) -> String {
        match (self, values) {
            (_, None) => NOTHING.to_owned(),
            (Self::Property { .. }, Some(values)) => match &values[..] {
                [only] => one(only),
                _ => ascii(&Value::from(values)),
            },
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

/// The facts of an item that an edit sets, or takes away.
fn facts(item: &Item, edit: &Edit) -> Vec<Shown> {
    let id = |it: &Option<Id>| it.as_ref().map(|it| Value::from(it.text()));
    let word = |it: &Option<String>| it.as_deref().map(Value::from);
    match item {
        Item::Connection(it) => vec![
            ("properties.privateLinkServiceConnectionState.status", word(&it.status)),
            ("properties.privateEndpoint.id", id(&it.endpoint)),
        ],
        Item::Endpoint(it) => endpoint(it, matches!(edit, Edit::Delete(_))),
        Item::Peering(it) => peering(it),
        Item::HubConnection(it) => vec![("properties.remoteVirtualNetwork.id", id(&it.vnet))],
        Item::RuleGroup(it) => vec![
            ("properties.priority", it.priority.map(Value::from)),
            (
                "properties.ruleCollections[].[name, priority, action.type]",
                known(&it.collections, |it| {
                    it.iter().map(|it| json!([it.name, it.priority, arm::action(it)])).collect::<Vec<_>>()
                }),
            ),
            (
                "properties.ruleCollections[].rules[].[name, ipProtocols, sourceAddresses, destinationAddresses, \
                 destinationPorts]",
                known(&it.collections, |it| it.iter().flat_map(|it| &it.rules).map(rule).collect::<Vec<_>>()),
            ),
        ],
        Item::RuleCollection(_, _, it) => vec![
            ("name", Some(it.name.as_str().into())),
            ("properties.priority", it.priority.map(Value::from)),
            ("properties.action.type", it.allow.map(|_| arm::action(it).into())),
            (
                "properties.rules[].[name, protocols, sourceAddresses, destinationAddresses, destinationPorts]",
                Some(it.rules.iter().map(rule).collect()),
            ),
        ],
        // Its own routes are changes of their own, and those of others would go with it.
        Item::Table(it) => vec![
            ("name", Some(it.origin.id.name().into())),
            ("[routes[?!starts_with(name, 'migration')].name][]", Some(json!([]))),
        ],
        Item::Alias(it) => {
            let ttl = if let Edit::Create { .. } = edit { Some(it.ttl.unwrap_or(arm::TTL)) } else { it.ttl };
            vec![("cnameRecord.cname", word(&it.target)), ("ttl", ttl.map(Value::from))]
        }
        Item::Subnet(it) => vec![
            ("name", Some(it.origin.id.name().into())),
            // Azure prints a range as one property or as a list, by how the subnet was made.
            (
                "properties.addressPrefix || properties.addressPrefixes[0]",
                it.prefixes.first().map(|it| it.to_string().into()),
            ),
        ],
        Item::SecurityRule(_, it) => security_rule(it, edit),
        Item::Route(_, it) => vec![
            ("properties.addressPrefix", it.destination.as_ref().and_then(arm::prefix).map(Value::from)),
            ("properties.nextHopType", word(&it.next_hop)),
            // Where there is none, Azure prints an empty text or nothing. Only what is an appliance's has one.
            (
                "properties.nextHopIpAddress || ''",
                match &it.next_hop_address {
                    None if is(it.next_hop.as_deref(), "VirtualAppliance") => None,
                    it => Some(it.as_deref().unwrap_or_default().into()),
                },
            ),
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
        Item::Record(it) => vec![(list!("aRecords[].ipv4Address"), Some(sorted(&it.addresses)))],
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

/// A rule of a firewall.
fn rule(it: &NetworkRule) -> Value {
    let ends = |it: &Option<Vec<_>>| arm::ends(it.as_deref());
    let (sources, destinations) = (ends(&it.sources), ends(&it.destinations));
    json!([it.name, arm::protocols(it), sources, destinations, arm::ports(it.ports.as_deref())])
}

/// A rule of a security group. Of one that was there, what may be spelled in two ways is not compared: one address, and all
/// addresses or ports.
fn security_rule(it: &SecurityRule, edit: &Edit) -> Vec<Shown> {
    let mut shown = vec![
        ("properties.direction", it.direction.map(|_| arm::direction(it).into())),
        ("properties.priority", it.priority.map(Value::from)),
        ("properties.access", it.allow.map(|_| arm::access(it).into())),
        ("properties.protocol", it.protocol.as_ref().map(|_| arm::protocol(it).into())),
    ];
    let is_new = !matches!(edit, Edit::Update { .. });
    let groups = |it: &Option<Vec<_>>| it.as_ref().map(|it| sorted(arm::groups(Some(it))));
    let prefixes = |it: &Option<Vec<Peer>>| {
        let named = it.as_ref()?.iter().filter(|it| !matches!(it, Peer::Group(_))).cloned().collect::<Vec<_>>();
        let is_spelled_so =
            |it: &Peer| matches!(it, Peer::Tag(_)) || matches!(it, Peer::Net(it) if it.prefix_len() < 32);
        (is_new || named.iter().all(is_spelled_so)).then(|| sorted(arm::prefixes(Some(&named))))
    };
    let ports = |it: &Option<Vec<_>>| {
        let all = it.as_ref()?;
        (is_new || !all.contains(&ALL_PORTS)).then(|| sorted(arm::ports(Some(all))))
    };
    shown.extend([
        (list!("properties.sourceAddressPrefix", "properties.sourceAddressPrefixes"), prefixes(&it.sources)),
        (list!("properties.sourceApplicationSecurityGroups[].id"), groups(&it.sources)),
        (list!("properties.sourcePortRange", "properties.sourcePortRanges"), ports(&it.source_ports)),
        (
            list!("properties.destinationAddressPrefix", "properties.destinationAddressPrefixes"),
            prefixes(&it.destinations),
        ),
        (list!("properties.destinationApplicationSecurityGroups[].id"), groups(&it.destinations)),
        (list!("properties.destinationPortRange", "properties.destinationPortRanges"), ports(&it.destination_ports)),
    ]);
    shown
}

/// A private endpoint, in what the Azure CLI prints. One that is made gets its state from who owns the server; one that is taken
/// away is the one that was seen, in the state that it is taken away for.
fn endpoint(it: &PrivateEndpoint, is_gone: bool) -> Vec<Shown> {
    macro_rules! connections {
        ($path:literal) => {
            list!(concat!("[privateLinkServiceConnections, manualPrivateLinkServiceConnections][]", $path))
        };
    }
    let services = it.services.iter().map(|it| it.service.as_ref().map(Id::text)).collect::<Option<Vec<_>>>();
    let groups = it.services.iter().map(|it| it.groups.known()).collect::<Option<Vec<_>>>();
    let states = it.services.iter().map(|it| it.status.as_deref()).collect::<Option<Vec<_>>>();
    let asked = it.addresses.first().filter(|_| !is_gone);
    vec![
        ("subnet.id", it.subnet.as_ref().map(|it| it.text().into())),
        (connections!(".privateLinkServiceId"), services.map(sorted)),
        (connections!(".groupIds[]"), groups.map(|it| sorted(it.into_iter().flatten()))),
        (connections!(".privateLinkServiceConnectionState.status"), states.filter(|_| is_gone).map(sorted)),
        (list!("ipConfigurations[].[privateIPAddress, privateIpAddress][]"), asked.map(|it| sorted([it]))),
        (
            list!("applicationSecurityGroups[].id"),
            match &it.groups {
                Fact::Known(groups) => Some(sorted(groups.iter().map(Id::text))),
                Fact::None => Some(json!([])),
                Fact::Unknown => None,
            },
        ),
        (
            "customNetworkInterfaceName || ''",
            known(&it.nic_name, Clone::clone).map(|it| it.as_str().unwrap_or_default().into()),
        ),
    ]
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
        shown.push(("properties.peerCompleteVnets", Some(false.into())));
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
