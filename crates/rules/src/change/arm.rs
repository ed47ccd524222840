//! A resource that a change creates, whole, as Azure's API takes it.
//!
//! Sources: "Bicep resource definition" of each type (learn.microsoft.com/azure/templates), in the versions named here.

use ipnet::Ipv4Net;
use serde_json::{Map, Value, json};

use crate::network::{
    ARecord, Direction, Fact, FirewallRule, HubConnection, Id, Item, NetworkRule, Peer, Peering, PortRange,
    PrivateEndpoint, RecordSet, RoutePrefix, RuleCollection, RuleEnd, RuleGroup, SecurityRule, VnetRule, ZoneGroup,
    ZoneLink, security::ALL_PORTS,
};

/// A type of resources.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// As Azure writes it.
    pub(super) name: &'static str,
    /// The version of the API that it is read and written by.
    pub(super) api: &'static str,
    /// What one of them is called in a module.
    pub(super) symbol: &'static str,
}

const NETWORK: &str = "2024-05-01";
const ZONE: &str = "2024-06-01";
/// The API that flexible servers are read by.
const FLEXIBLE: &str = "2024-08-01";
/// The API that single servers are read by.
const SINGLE: &str = "2017-12-01";

const KINDS: &[Kind] = &[
    kind("Microsoft.Network/networkSecurityGroups", NETWORK, "group"),
    kind("Microsoft.Network/networkSecurityGroups/securityRules", NETWORK, "rule"),
    kind("Microsoft.Network/networkInterfaces", NETWORK, "card"),
    kind("Microsoft.Network/routeTables", NETWORK, "table"),
    kind("Microsoft.Network/routeTables/routes", NETWORK, "route"),
    kind("Microsoft.Network/virtualNetworks", NETWORK, "vnet"),
    kind("Microsoft.Network/virtualNetworks/subnets", NETWORK, "subnet"),
    kind("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", NETWORK, "peering"),
    kind("Microsoft.Network/virtualHubs", NETWORK, "hub"),
    kind("Microsoft.Network/virtualHubs/hubVirtualNetworkConnections", NETWORK, "connection"),
    kind("Microsoft.Network/firewallPolicies", NETWORK, "policy"),
    kind("Microsoft.Network/firewallPolicies/ruleCollectionGroups", NETWORK, "group"),
    kind("Microsoft.Network/azureFirewalls", NETWORK, "firewall"),
    kind("Microsoft.Network/privateEndpoints", NETWORK, "endpoint"),
    kind("Microsoft.Network/privateEndpoints/privateDnsZoneGroups", NETWORK, "zoneGroup"),
    kind("Microsoft.Network/privateDnsZones", ZONE, "zone"),
    kind("Microsoft.Network/privateDnsZones/virtualNetworkLinks", ZONE, "link"),
    kind("Microsoft.Network/privateDnsZones/A", ZONE, "record"),
    kind("Microsoft.Network/privateDnsZones/CNAME", ZONE, "record"),
    kind("Microsoft.DBforPostgreSQL/flexibleServers", FLEXIBLE, "server"),
    kind("Microsoft.DBforPostgreSQL/flexibleServers/firewallRules", FLEXIBLE, "rule"),
    kind("Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections", FLEXIBLE, "connection"),
    kind("Microsoft.DBforPostgreSQL/servers", SINGLE, "server"),
    kind("Microsoft.DBforPostgreSQL/servers/privateEndpointConnections", "2018-06-01", "connection"),
    kind("Microsoft.DBforPostgreSQL/servers/firewallRules", SINGLE, "rule"),
    kind("Microsoft.DBforPostgreSQL/servers/virtualNetworkRules", SINGLE, "rule"),
];

const fn kind(name: &'static str, api: &'static str, symbol: &'static str) -> Kind {
    Kind { name, api, symbol }
}

/// The type of what an id names.
pub(super) fn kind_of(id: &Id) -> Option<&'static Kind> {
    named(&id.kind())
}

/// The type of this name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.name.eq_ignore_ascii_case(name))
}

/// The path of a request for what an id names.
pub(super) fn path(id: &Id) -> Option<String> {
    Some(format!("{}?api-version={}", id.text(), kind_of(id)?.api))
}

/// A resource, with everything that it is created with.
pub(super) struct Resource<'a> {
    pub(super) kind: &'static Kind,
    /// What it is a part of; none for one of its own.
    pub(super) whole: Option<Id>,
    pub(super) name: &'a str,
    /// An id in the resource group that it is in.
    pub(super) place: &'a Id,
    pub(super) location: Option<&'a str>,
    pub(super) properties: Value,
}

/// The resource that an item is. None for what is a property of another one, and for what is not known whole.
pub(super) fn resource(item: &Item) -> Option<Resource<'_>> {
    let id = item.id()?;
    let (part, location, properties) = match item {
        Item::SecurityRule(_, it) => (Some(("securityRules", it.name.as_str())), None, security_rule(it)?),
        Item::Route(_, it) => {
            let mut properties =
                json!({ "addressPrefix": prefix(it.destination.as_ref()?)?, "nextHopType": it.next_hop.as_ref()? });
            if let (Some(address), Value::Object(members)) = (&it.next_hop_address, &mut properties) {
                members.insert("nextHopIpAddress".to_owned(), address.as_str().into());
            }
            (Some(("routes", it.name.as_str())), None, properties)
        }
        // Its routes are changes of their own.
        Item::Table(it) => {
            let keeps_out = it.propagation_disabled == Fact::Known(true);
            (None, Some(it.location.as_deref()?), json!({ "disableBgpRoutePropagation": keeps_out }))
        }
        Item::Peering(it) => (None, None, peering(it)?),
        // Without a configuration of its routing, a connection has the default table's.
        Item::HubConnection(it) => (None, None, hub_connection(it)?),
        Item::RuleGroup(it) => (None, None, rule_group(it)?),
        Item::Subnet(it) => (None, None, json!({ "addressPrefix": it.prefixes.first()?.to_string() })),
        Item::ZoneLink(it) => {
            let mut properties =
                json!({ "registrationEnabled": registers(it), "virtualNetwork": reference(it.vnet.as_ref()?) });
            if let (Fact::Known(policy), Value::Object(members)) = (&it.resolution_policy, &mut properties) {
                members.insert("resolutionPolicy".to_owned(), policy.as_str().into());
            }
            (None, Some("global"), properties)
        }
        Item::ZoneGroup(it) => (None, None, zone_group(it)?),
        Item::Record(it) => (None, None, record(it)),
        Item::Alias(it) => (None, None, alias(it)?),
        Item::Endpoint(it) => (None, Some(it.location.as_deref()?), endpoint(it)?),
        Item::FirewallRule(it) => (None, None, firewall_rule(it)),
        Item::VnetRule(it) => (None, None, vnet_rule(it)?),
        _ => return None,
    };
    // Rules and routes know only what they are in.
    let (kind, whole, name) = match part {
        Some((part, name)) => (named(&format!("{}/{part}", id.kind()))?, Some(id.clone()), name),
        None => (kind_of(id)?, id.parent(), id.name()),
    };
    Some(Resource { kind, whole, name, place: id, location, properties })
}

/// Whether a link has the zone hold the names of the VNet's machines: not where nothing is said of it.
pub(super) fn registers(link: &ZoneLink) -> bool {
    link.registers == Fact::Known(true)
}

/// The time to live of a record set, in seconds, that the Azure CLI makes.
pub(super) const TTL: u32 = 3600;

/// What a record set is made with.
pub(super) fn record(it: &ARecord) -> Value {
    let records: Vec<Value> = it.addresses.iter().map(|it| json!({ "ipv4Address": it.to_string() })).collect();
    json!({ "ttl": TTL, "aRecords": records })
}

/// What an alias is made with: it keeps its time to live where that is known.
pub(super) fn alias(it: &RecordSet) -> Option<Value> {
    Some(json!({ "ttl": it.ttl.unwrap_or(TTL), "cnameRecord": { "cname": it.target.as_deref()? } }))
}

fn reference(id: &Id) -> Value {
    json!({ "id": id.text() })
}

/// The range of a route, or its service tag.
pub(super) fn prefix(destination: &RoutePrefix) -> Option<String> {
    match destination {
        RoutePrefix::Net(net) => Some(net.to_string()),
        RoutePrefix::Tag(tag) => Some(tag.clone()),
        RoutePrefix::Ipv6 => None,
    }
}

/// The word for the direction of a rule.
pub(super) const fn direction(rule: &SecurityRule) -> &'static str {
    match rule.direction {
        Some(Direction::Inbound) => "Inbound",
        Some(Direction::Outbound) | None => "Outbound",
    }
}

/// The word for what a rule does.
pub(super) fn access(rule: &SecurityRule) -> &'static str {
    if rule.allow == Some(true) { "Allow" } else { "Deny" }
}

/// The word for the protocol of a rule.
pub(super) fn protocol(rule: &SecurityRule) -> &str {
    match rule.protocol.as_deref() {
        Some("tcp") => "Tcp",
        Some("udp") => "Udp",
        Some("icmp") => "Icmp",
        Some("esp") => "Esp",
        Some("ah") => "Ah",
        other => other.unwrap_or("*"),
    }
}

/// The ids of application security groups that one end of a rule names.
pub(super) fn groups(peers: Option<&[Peer]>) -> Vec<&str> {
    let peers = peers.unwrap_or_default().iter();
    peers.filter_map(|it| if let Peer::Group(id) = it { Some(id.text()) } else { None }).collect()
}

/// The addresses and service tags that one end of a rule names.
pub(super) fn prefixes(peers: Option<&[Peer]>) -> Vec<String> {
    let of = |it: &Peer| match it {
        Peer::Net(net) if net.prefix_len() == 32 => net.addr().to_string(),
        Peer::Net(net) => net.to_string(),
        Peer::Ipv6 => "::/0".to_owned(),
        Peer::Tag(tag) | Peer::Expanded(tag, _) => tag.clone(),
        Peer::Any | Peer::Group(_) => "*".to_owned(),
    };
    peers.unwrap_or_default().iter().map(of).collect()
}

/// The ports that one end of a rule names.
pub(super) fn ports(ports: Option<&[PortRange]>) -> Vec<String> {
    let of = |it: &PortRange| match it {
        all if *all == ALL_PORTS => "*".to_owned(),
        PortRange { from, to } if from == to => from.to_string(),
        PortRange { from, to } => format!("{from}-{to}"),
    };
    ports.unwrap_or_default().iter().map(of).collect()
}

fn security_rule(rule: &SecurityRule) -> Option<Value> {
    let mut members = Map::new();
    members.insert("priority".to_owned(), rule.priority?.into());
    for (name, word) in [("direction", direction(rule)), ("access", access(rule)), ("protocol", protocol(rule))] {
        members.insert(name.to_owned(), word.into());
    }
    for (end, peers, numbers) in
        [("source", &rule.sources, &rule.source_ports), ("destination", &rule.destinations, &rule.destination_ports)]
    {
        let groups = groups(peers.as_deref());
        if groups.is_empty() {
            several(&mut members, &format!("{end}AddressPrefix"), "es", prefixes(peers.as_deref()));
        } else {
            let groups = groups.into_iter().map(|it| json!({ "id": it })).collect();
            members.insert(format!("{end}ApplicationSecurityGroups"), groups);
        }
        several(&mut members, &format!("{end}PortRange"), "s", ports(numbers.as_deref()));
    }
    Some(members.into())
}

/// One value has a property of its own, beside the one for a list.
fn several(members: &mut Map<String, Value>, name: &str, ending: &str, values: Vec<String>) {
    match <[String; 1]>::try_from(values) {
        Ok([value]) => members.insert(name.to_owned(), value.into()),
        Err(values) => members.insert(format!("{name}{ending}"), values.into()),
    };
}

/// The four flags of a peering, as the API names them.
pub(super) const fn flags(it: &Peering) -> [(&'static str, &Fact<bool>); 4] {
    [
        ("allowVirtualNetworkAccess", &it.allow_access),
        ("allowForwardedTraffic", &it.allow_forwarded),
        ("allowGatewayTransit", &it.allow_gateway_transit),
        ("useRemoteGateways", &it.use_remote_gateways),
    ]
}

fn peering(it: &Peering) -> Option<Value> {
    let mut members = Map::new();
    members.insert("remoteVirtualNetwork".to_owned(), reference(it.remote.as_ref()?));
    for (name, flag) in flags(it) {
        if let Fact::Known(flag) = flag {
            members.insert(name.to_owned(), (*flag).into());
        }
    }
    if it.complete_vnets == Fact::Known(false) {
        members.insert("peerCompleteVnets".to_owned(), false.into());
        for (name, names) in subnets(it) {
            members.insert(name.to_owned(), names.into());
        }
    }
    if it.only_ipv6 == Fact::Known(true) {
        members.insert("enableOnlyIPv6Peering".to_owned(), true.into());
    }
    Some(members.into())
}

/// The lists of subnets that a side of a peering names, as the API calls them.
pub(super) fn subnets(it: &Peering) -> impl Iterator<Item = (&'static str, &[String])> {
    it.subnet_lists().into_iter().filter(|it| !it.1.is_empty())
}

/// A name of the API in lower case with this between its words, as the CLI and Terraform write it.
pub(super) fn spelled(name: &str, between: char) -> String {
    let letters = name.chars().flat_map(|it| {
        let first = it.is_ascii_uppercase().then_some(between);
        first.into_iter().chain([it.to_ascii_lowercase()])
    });
    letters.collect()
}

/// Whether a side of a peering that is there names other subnets.
pub(super) fn has_other_subnets(before: &Peering, after: &Peering) -> bool {
    before.subnet_lists() != after.subnet_lists()
}

fn hub_connection(it: &HubConnection) -> Option<Value> {
    Some(json!({ "remoteVirtualNetwork": reference(it.vnet.as_ref()?) }))
}

fn rule_group(it: &RuleGroup) -> Option<Value> {
    let collections = it.collections.known()?.iter().map(|it| {
        let rules = it.rules.iter().map(|rule| {
            Some(json!({
                "ruleType": "NetworkRule",
                "name": rule.name,
                "ipProtocols": protocols(rule)?,
                "sourceAddresses": ends(rule.sources.as_deref()),
                "destinationAddresses": ends(rule.destinations.as_deref()),
                "destinationPorts": ports(rule.ports.as_deref()),
            }))
        });
        Some(json!({
            "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
            "name": it.name,
            "priority": it.priority?,
            "action": { "type": action(it) },
            "rules": rules.collect::<Option<Vec<_>>>()?,
        }))
    });
    Some(json!({ "priority": it.priority?, "ruleCollections": collections.collect::<Option<Vec<_>>>()? }))
}

/// A collection of network rules of a firewall that has no policy.
pub(super) fn rule_collection(it: &RuleCollection) -> Option<Value> {
    let rules = it.rules.iter().map(|rule| {
        Some(json!({
            "name": rule.name,
            "protocols": protocols(rule)?,
            "sourceAddresses": ends(rule.sources.as_deref()),
            "destinationAddresses": ends(rule.destinations.as_deref()),
            "destinationPorts": ports(rule.ports.as_deref()),
        }))
    });
    let rules = rules.collect::<Option<Vec<_>>>()?;
    let properties = json!({ "priority": it.priority?, "action": { "type": action(it) }, "rules": rules });
    Some(json!({ "name": it.name, "properties": properties }))
}

/// The property of a firewall that its collections are in.
pub(super) const COLLECTIONS: &str = "networkRuleCollections";

/// The word for what a collection of a firewall's rules does.
pub(super) fn action(it: &RuleCollection) -> &'static str {
    if it.allow == Some(true) { "Allow" } else { "Deny" }
}

/// The protocols that a rule of a firewall names, in the words of the API.
pub(super) fn protocols(rule: &NetworkRule) -> Option<Vec<String>> {
    let of = |it: &String| if it == "any" { "Any".to_owned() } else { it.to_ascii_uppercase() };
    Some(rule.protocols.as_ref()?.iter().map(of).collect())
}

/// The addresses and service tags that one end of a firewall's rule names.
pub(super) fn ends(ends: Option<&[RuleEnd]>) -> Vec<String> {
    let of = |it: &RuleEnd| match it {
        RuleEnd::Any => "*".to_owned(),
        RuleEnd::Ipv6 => "::/0".to_owned(),
        RuleEnd::Tag(tag) => tag.clone(),
        RuleEnd::Range(from, to) => {
            let whole = |length| Ipv4Net::new(*from, length).ok().filter(|it| it.network() == *from);
            let net = (0..32).filter_map(whole).find(|it| it.broadcast() == *to);
            match net {
                Some(net) => net.to_string(),
                None if from == to => from.to_string(),
                None => format!("{from}-{to}"),
            }
        }
    };
    ends.unwrap_or_default().iter().map(of).collect()
}

/// What the entry of a zone is called in a zone group.
pub(super) fn entry(zone: &Id) -> String {
    zone.name().replace('.', "-")
}

/// The zones of a group with what their entries are called: one of a name that another one has too, by its resource group.
pub(super) fn entries(group: &ZoneGroup) -> Option<Vec<(String, &Id)>> {
    let zones = group.zones.iter().map(|it| it.zone.as_ref()).collect::<Option<Vec<_>>>()?;
    let is_of_two = |name: &str| 1 < zones.iter().filter(|it| entry(it).eq_ignore_ascii_case(name)).count();
    let named = zones.iter().map(|zone| {
        let name = entry(zone);
        let name =
            if is_of_two(&name) { format!("{name}-{}", zone.resource_group().unwrap_or_default()) } else { name };
        (name, *zone)
    });
    Some(named.collect())
}

pub(super) fn zone_group(group: &ZoneGroup) -> Option<Value> {
    let configs = entries(group)?.into_iter();
    let configs: Value = configs
        .map(|(name, zone)| json!({ "name": name, "properties": { "privateDnsZoneId": zone.text() } }))
        .collect();
    Some(json!({ "privateDnsZoneConfigs": configs }))
}

/// The server that an endpoint leads to, and what it leads to within it.
pub(super) fn service(it: &PrivateEndpoint) -> Option<(&Id, &str)> {
    let service = it.services.first()?;
    Some((service.service.as_ref()?, service.groups.known()?.first()?))
}

fn endpoint(it: &PrivateEndpoint) -> Option<Value> {
    let (server, group) = service(it)?;
    let connection =
        json!({ "name": CONNECTION, "properties": { "privateLinkServiceId": server.text(), "groupIds": [group] } });
    let mut properties =
        json!({ "subnet": reference(it.subnet.as_ref()?), "privateLinkServiceConnections": [connection] });
    if let (Some(address), Value::Object(members)) = (it.addresses.first(), &mut properties) {
        let place = json!({ "groupId": group, "memberName": group, "privateIPAddress": address.to_string() });
        members.insert("ipConfigurations".to_owned(), json!([{ "name": CONNECTION, "properties": place }]));
    }
    if let Value::Object(members) = &mut properties {
        let groups: Vec<Value> = endpoint_groups(it).iter().map(reference).collect();
        if !groups.is_empty() {
            members.insert("applicationSecurityGroups".to_owned(), groups.into());
        }
        if let Fact::Known(name) = &it.nic_name {
            members.insert("customNetworkInterfaceName".to_owned(), name.as_str().into());
        }
    }
    Some(properties)
}

/// The application security groups that an endpoint is made in.
pub(super) fn endpoint_groups(it: &PrivateEndpoint) -> &[Id] {
    it.groups.known().map(Vec::as_slice).unwrap_or_default()
}

/// What the connection of a new endpoint is called, and its address.
pub(super) const CONNECTION: &str = "migration";

/// The properties of a firewall rule.
pub(super) fn firewall_rule(it: &FirewallRule) -> Value {
    json!({ "startIpAddress": it.start.to_string(), "endIpAddress": it.end.to_string() })
}

/// The properties of a VNet rule.
pub(super) fn vnet_rule(it: &VnetRule) -> Option<Value> {
    Some(json!({ "virtualNetworkSubnetId": it.subnet.as_ref()?.text(), "ignoreMissingVnetServiceEndpoint": false }))
}
