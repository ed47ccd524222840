//! A change as what a person clicks in the Azure portal, a sentence each.
//!
//! Sources of the names of blades, buttons and fields: "Tutorial: Filter network traffic with a network security group"
//! (2023-07-24), Create security rules; "Tutorial: Route network traffic with a route table" (2026-02-05), Create a route;
//! "Create, change, or delete a virtual network peering" (2024-06-27); "Quickstart: Create an Azure private DNS zone using the
//! Azure portal" (2024-06-13); "Fallback to internet for Azure Private DNS zones" (2025-02-04); "Manage Azure private
//! endpoints" (2025-03); "Add, change, or delete a virtual network subnet" (2022-06-27), Change subnet settings; "Create,
//! change, or delete a virtual network" (2025-04-21), Change DNS servers; "Add private endpoint connections" of the flexible
//! server (2025-03-30); "Connect a virtual network to a Virtual WAN hub - portal" (howto-connect-vnet-hub.md); "Azure Firewall
//! Policy rule sets" (policy-rule-sets.md); "Deploy and configure
//! Azure Firewall using the Azure portal (classic)" (tutorial-firewall-deploy-portal.md), Configure a network rule; "Create,
//! change, or delete a route table" (manage-route-table.md, 2024-07). Those of single server are as its checks have them.

use super::{arm, az, cloud, host, remote, target, whole};
use crate::network::{
    ARecord, Change, Edit, Fact, FirewallRule, HubConnection, Id, Item, Peer, Peering, PrivateEndpoint, RecordSet,
    Route, RoutePrefix, RouteTable, RuleCollection, RuleGroup, SecurityRule, Subnet, ZoneGroup, ZoneLink, is,
};

/// What makes an edit.
pub(super) fn words(edit: &Edit, made: &[Change]) -> Vec<String> {
    let words = match edit.item() {
        Item::Connection(it) => is(it.status.as_deref(), "Approved").then(|| {
            format!(
                "{} → {}: select {}, then Approve.",
                whole(&it.origin.id),
                if is_single(&it.origin.id) {
                    "Private endpoint connections"
                } else {
                    "Networking → Private endpoints"
                },
                it.endpoint.as_ref().map_or_else(|| it.origin.id.name(), Id::name)
            )
        }),
        Item::Endpoint(it) => endpoint(edit, it),
        Item::Peering(it) if is_made_with_other_side(edit, it, made) => {
            let vnet = whole(&it.origin.id);
            Some(format!(
                "Virtual network {vnet} → Peerings: the portal has made this side with the other one, which see."
            ))
        }
        Item::Peering(it) => Some(peering(edit, it)),
        Item::Subnet(it) => Some(subnet(edit, it)),
        Item::HubConnection(it) => Some(hub_connection(edit, it)),
        Item::RuleGroup(it) => Some(rule_group(edit, it)),
        Item::RuleCollection(firewall, _, it) => Some(rule_collection(edit, firewall, it)),
        Item::Migration(it) => Some(format!(
            "{} → Migration → Create: Custom FQDN/IP of the source {}.",
            target(it),
            if matches!(edit, Edit::Delete(_)) { "left as it is" } else { host(it) }
        )),
        Item::SecurityRule(group, rule) => Some(security_rule(edit, group, rule)),
        Item::Table(it) => Some(route_table(edit, it)),
        Item::Route(table, it) => route(edit, table, it),
        Item::ZoneLink(it) => Some(zone_link(edit, it)),
        Item::ZoneGroup(it) => Some(zone_group(edit, it)),
        Item::Record(it) => Some(record(edit, it)),
        Item::Alias(it) => Some(alias(edit, it)),
        Item::FirewallRule(it) => Some(firewall_rule(edit, it)),
        Item::VnetRule(it) => {
            let place = format!("{} → {} → VNet rules", whole(&it.origin.id), networking(&it.origin.id));
            let name = it.origin.id.name();
            Some(match (edit, &it.subnet) {
                (Edit::Create { .. } | Edit::Update { .. }, Some(subnet)) => format!(
                    "{place} → Adding existing virtual network: Name {name}, Virtual network {}, Subnet {}.",
                    whole(subnet),
                    subnet.name()
                ),
                _ => format!("{place}: delete {name}."),
            })
        }
        Item::ServiceEndpoints(subnet, services) => {
            let services = services.known().into_iter().flatten().map(|it| it.service.as_str());
            Some(of_subnet(subnet, "the services of Service endpoints", &services.collect::<Vec<_>>().join(", ")))
        }
        Item::Delegations(subnet, services) => {
            let services = services.known().map(|it| it.join(", ")).unwrap_or_default();
            Some(of_subnet(subnet, "Subnet delegation", &services))
        }
        Item::RouteTable(subnet, table) => {
            Some(of_subnet(subnet, "Route table", table.known().map(Id::name).unwrap_or_default()))
        }
        Item::Propagation(table, flag) => {
            let word = if *flag == Fact::Known(true) { "No" } else { "Yes" };
            Some(format!(
                "Route table {} → Configuration: set Propagate gateway routes to {word}, then Save.",
                table.name()
            ))
        }
        Item::IpForwarding(nic, flag) => {
            let verb = if *flag == Fact::Known(true) { "select" } else { "clear" };
            Some(format!(
                "Network interface {} → IP configurations: {verb} Enable IP forwarding, then Apply.",
                nic.name()
            ))
        }
        Item::DnsServers(vnet, servers) => {
            let servers = servers.known().map(|it| it.join(", ")).filter(|it| !it.is_empty());
            let servers = servers.map_or_else(|| "Default (Azure-provided)".to_owned(), |it| format!("Custom, {it}"));
            Some(format!("Virtual network {} → DNS servers: {servers}, then Save.", vnet.name()))
        }
        Item::ServerState(server, state) => {
            let verb = if is(state.as_deref(), "Ready") { "Start" } else { "Stop" };
            Some(format!("{} → Overview: select {verb}.", server.name()))
        }
        Item::SourceHost(migration, host) => {
            let host = host.known().map_or_else(|| "left as it is".to_owned(), Clone::clone);
            Some(format!(
                "{} → Migration → Create: as {} was made, with Custom FQDN/IP of the source {host}.",
                whole(migration),
                migration.name()
            ))
        }
        Item::Cloud(_) => return cloud::by_hand(edit),
        Item::EffectiveRules(_) | Item::Ungrouped(_) => None,
    };
    words.into_iter().collect()
}

fn firewall_rule(edit: &Edit, it: &FirewallRule) -> String {
    let place = format!("{} → {}", whole(&it.origin.id), networking(&it.origin.id));
    let name = it.origin.id.name();
    match edit {
        Edit::Delete(_) => format!("{place} → Firewall rules: delete {name}, then Save."),
        _ => format!(
            "{place} → Firewall rules: Firewall rule name {name}, Start IP address {}, End IP address {}, then Save.",
            it.start, it.end
        ),
    }
}

fn subnet(edit: &Edit, it: &Subnet) -> String {
    let place = format!("Virtual network {} → Subnets", whole(&it.origin.id));
    let name = it.origin.id.name();
    let Edit::Create { .. } = edit else { return at(edit, &place, name) };
    let prefixes = it.prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    format!("{place} → Subnet: Name {name}, IPv4 address range {prefixes}, then Add.")
}

fn hub_connection(edit: &Edit, it: &HubConnection) -> String {
    let place = "Virtual WAN → Virtual network connections";
    let (name, hub) = (it.origin.id.name(), whole(&it.origin.id));
    let Edit::Create { .. } = edit else { return at(edit, &format!("{place} of the hub {hub}"), name) };
    let vnet = it.vnet.as_ref().map_or("a VNet", Id::name);
    format!(
        "{place} → Add connection: Connection name {name}, Hubs {hub}, Virtual network {vnet}, Propagate to none No."
    )
}

fn rule_group(edit: &Edit, it: &RuleGroup) -> String {
    let policy = format!("Firewall policy {}", whole(&it.origin.id));
    let name = it.origin.id.name();
    let Edit::Create { .. } = edit else { return at(edit, &format!("{policy} → Rule collection groups"), name) };
    let priority = it.priority.unwrap_or_default();
    let mut words = format!("{policy} → Rule collection groups → Add: Name {name}, Priority {priority}.");
    for collection in it.collections.known().into_iter().flatten() {
        for rule in &collection.rules {
            words = format!(
                "{words} Then Network rules → Add a rule collection: Name {}, Rule collection type Network, Priority {}, Rule \
                 collection action {}, Rule collection group {name}; Name {}, Source type IP Address, Source {}, Protocol {}, \
                 Destination Ports {}, Destination Type IP Address, Destination {}.",
                collection.name,
                collection.priority.unwrap_or_default(),
                arm::action(collection),
                rule.name,
                arm::ends(rule.sources.as_deref()).join(","),
                arm::protocols(rule).unwrap_or_default().join(","),
                arm::ports(rule.ports.as_deref()).join(","),
                arm::ends(rule.destinations.as_deref()).join(","),
            );
        }
    }
    words
}

fn rule_collection(edit: &Edit, firewall: &Id, it: &RuleCollection) -> String {
    let place = format!("Firewall {} → Rules (classic) → Network rule collection", firewall.name());
    let Edit::Create { .. } = edit else { return at(edit, &place, &it.name) };
    let mut words = format!(
        "{place} → Add network rule collection: Name {}, Priority {}, Action {}.",
        it.name,
        it.priority.unwrap_or_default(),
        arm::action(it)
    );
    for rule in &it.rules {
        words = format!(
            "{words} Under IP addresses: Name {}, Protocol {}, Source type IP address, Source {}, Destination type IP address, \
             Destination Addresses {}, Destination Ports {}; then Add.",
            rule.name,
            arm::protocols(rule).unwrap_or_default().join(","),
            arm::ends(rule.sources.as_deref()).join(","),
            arm::ends(rule.destinations.as_deref()).join(","),
            arm::ports(rule.ports.as_deref()).join(","),
        );
    }
    words
}

fn route_table(edit: &Edit, it: &RouteTable) -> String {
    let name = it.origin.id.name();
    let Edit::Create { .. } = edit else { return format!("Route table {name} → Overview: select Delete.") };
    format!(
        "Route tables → Create: Resource group {}, Region {}, Name {name}, Propagate gateway routes Yes, then Review + create.",
        it.origin.id.resource_group().unwrap_or_default(),
        it.location.as_deref().unwrap_or_default(),
    )
}

fn route(edit: &Edit, table: &Id, it: &Route) -> Option<String> {
    let place = format!("Route table {} → Routes", table.name());
    let address = it.next_hop_address.as_deref().map(|it| format!(", Next hop address {it}")).unwrap_or_default();
    match edit {
        Edit::Create { .. } => {}
        Edit::Update { .. } => {
            let (name, hop) = (&it.name, hop_words(it.next_hop.as_deref()?));
            return Some(format!("{place} → {name}: Next hop type {hop}{address}, then Save."));
        }
        Edit::Delete(_) => return Some(at(edit, &place, &it.name)),
    }
    let (kind, field) = match &it.destination {
        Some(RoutePrefix::Tag(_)) => ("Service Tag", "Service tag"),
        _ => ("IP Addresses", "Destination IP addresses/CIDR ranges"),
    };
    let prefix = it.destination.as_ref().and_then(arm::prefix);
    prefix.zip(it.next_hop.as_deref()).map(|(prefix, hop)| {
        format!(
            "{place} → Add: Route name {}, Destination type {kind}, {field} {prefix}, Next hop type {}{}.",
            it.name,
            hop_words(hop),
            address
        )
    })
}

fn record(edit: &Edit, it: &ARecord) -> String {
    let place = format!("Private DNS zone {} → Recordsets", whole(&it.origin.id));
    let name = it.origin.id.name();
    let addresses = it.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match edit {
        Edit::Create { .. } => format!("{place} → Add: Name {name}, Type A, IP address {addresses}."),
        Edit::Update { .. } => {
            format!("{place}: select {name} of type A, set its IP address to {addresses}, then Save.")
        }
        Edit::Delete(_) => format!("{place}: select {name} of type A, then Delete."),
    }
}

fn alias(edit: &Edit, it: &RecordSet) -> String {
    let place = format!("Private DNS zone {} → Recordsets", whole(&it.origin.id));
    let name = it.origin.id.name();
    let target = it.target.as_deref().unwrap_or_default();
    match edit {
        Edit::Create { .. } => format!("{place} → Add: Name {name}, Type CNAME, Alias {target}."),
        Edit::Update { .. } => format!("{place}: select {name} of type CNAME, set its Alias to {target}, then Save."),
        Edit::Delete(_) => format!("{place}: select {name} of type CNAME, then Delete."),
    }
}

/// What takes a part of a resource away, or changes it.
fn at(edit: &Edit, place: &str, name: &str) -> String {
    let verb = if matches!(edit, Edit::Delete(_)) { "Delete" } else { "change it, and Save" };
    format!("{place}: select {name}, then {verb}.")
}

/// The blade of a server that has its rules.
fn networking(id: &Id) -> &'static str {
    if is_single(id) { "Connection security" } else { "Networking" }
}

fn is_single(id: &Id) -> bool {
    id.kind().starts_with("microsoft.dbforpostgresql/servers/")
}

fn of_subnet(subnet: &Id, field: &str, value: &str) -> String {
    let value = if value.is_empty() { "None" } else { value };
    format!("Virtual network {} → Subnets → {}: set {field} to {value}, then Save.", whole(subnet), subnet.name())
}

fn hop_words(hop: &str) -> &str {
    match hop {
        "VirtualNetworkGateway" => "Virtual network gateway",
        "VnetLocal" => "Virtual network",
        "VirtualAppliance" => "Virtual appliance",
        other => other,
    }
}

fn endpoint(edit: &Edit, it: &PrivateEndpoint) -> Option<String> {
    let name = it.origin.id.name();
    let Edit::Create { .. } = edit else {
        return Some(format!("Private endpoint {name} → Overview: select Delete."));
    };
    let ((server, group), subnet) = (arm::service(it)?, it.subnet.as_ref()?);
    let region = it.location.as_deref().map(|it| format!(", Region {it}")).unwrap_or_default();
    let address = it.addresses.first();
    let address = address.map(|it| format!(", Statically allocate IP address {it}")).unwrap_or_default();
    let groups = arm::endpoint_groups(it).iter().map(Id::name).collect::<Vec<_>>().join(", ");
    let groups = if groups.is_empty() { groups } else { format!(", Application security group {groups}") };
    let nic = it.nic_name.known().map(|it| format!("; Network interface name {it}")).unwrap_or_default();
    Some(format!(
        "Private Link → Private endpoints → Create: Resource group {}, Name {name}{region}; Resource {}, Target sub-resource \
         {group}; Virtual network {}, Subnet {}{address}{groups}{nic}; Integrate with private DNS zone No.",
        it.origin.id.resource_group().unwrap_or_default(),
        server.name(),
        whole(subnet),
        subnet.name()
    ))
}

/// Whether a side is made after the other one, with which the portal has made both.
fn is_made_with_other_side(edit: &Edit, it: &Peering, made: &[Change]) -> bool {
    let is_other_side = |it: &Peering, other: &Peering| {
        other.remote.is_some() && it.remote == other.origin.id.parent() && other.remote == it.origin.id.parent()
    };
    let made_before = |change: &Change| match &change.edit {
        Edit::Create { item: Item::Peering(other), .. } => is_other_side(it, other),
        _ => false,
    };
    matches!(edit, Edit::Create { .. }) && made.iter().any(made_before)
}

fn peering(edit: &Edit, it: &Peering) -> String {
    let (vnet, name) = (whole(&it.origin.id), it.origin.id.name());
    let place = format!("Virtual network {vnet} → Peerings");
    match edit {
        Edit::Delete(_) => format!("{place}: select {name}, then Delete."),
        // Source: "How to configure subnet peering" (2025-12-09), Availability.
        Edit::Update { from: Item::Peering(before), .. } if arm::has_other_subnets(before, it) => {
            "The portal does not set the subnets of a peering: the Azure CLI, PowerShell and Terraform do.".to_owned()
        }
        Edit::Update { from: Item::Peering(before), .. } if before.sync_level != it.sync_level => {
            format!("{place}: select {name}, then Sync.")
        }
        Edit::Update { from: Item::Peering(before), .. } => {
            let changed = az::flags(before, it).into_iter().map(|(flag, value)| {
                format!("{} \"{}\"", if value { "select" } else { "clear" }, flag_words(flag, &vnet, remote(it)))
            });
            format!("{place} → {name}: {}, then Save.", changed.collect::<Vec<_>>().join(", "))
        }
        Edit::Update { .. } | Edit::Create { .. } => {
            let chosen = arm::flags(it).into_iter().filter(|(_, it)| **it == Fact::Known(true));
            let chosen = chosen.map(|(flag, _)| format!("\"{}\"", flag_words(flag, &vnet, remote(it))));
            let chosen = chosen.collect::<Vec<_>>().join(", ");
            let chosen = if chosen.is_empty() { String::new() } else { format!("; of the rest only {chosen}") };
            format!(
                "{place} → Add: Peering link name {name} under {vnet}, Virtual network {}{chosen}. The portal makes the side \
                 of {} too.",
                remote(it),
                remote(it)
            )
        }
    }
}

/// The label of a flag at the side of a VNet.
fn flag_words(flag: &str, own: &str, remote: &str) -> String {
    match flag {
        "allowVirtualNetworkAccess" => format!("Allow '{own}' to access '{remote}'"),
        "allowForwardedTraffic" => format!("Allow '{own}' to receive forwarded traffic from '{remote}'"),
        "allowGatewayTransit" => format!("Allow gateway or route server in '{own}' to forward traffic to '{remote}'"),
        _ => format!("Enable '{own}' to use '{remote}' remote gateway or route server"),
    }
}

fn security_rule(edit: &Edit, group: &Id, rule: &SecurityRule) -> String {
    let place = format!("Network security group {} → {} security rules", group.name(), arm::direction(rule));
    let priority = rule.priority.unwrap_or_default();
    match edit {
        Edit::Update { from: Item::SecurityRule(_, before), .. } if az::only_priority(before, rule) => {
            format!("{place} → {}: set Priority to {priority}, then Save.", rule.name)
        }
        Edit::Delete(_) | Edit::Update { .. } => at(edit, &place, &rule.name),
        Edit::Create { .. } => {
            let protocol = match arm::protocol(rule) {
                "*" => "Any".to_owned(),
                other => other.to_ascii_uppercase(),
            };
            format!(
                "{place} → Add: {}, Source port ranges {}, {}, Service Custom, Destination port ranges {}, Protocol \
                 {protocol}, Action {}, Priority {priority}, Name {}.",
                peers("Source", rule.sources.as_deref()),
                arm::ports(rule.source_ports.as_deref()).join(","),
                peers("Destination", rule.destinations.as_deref()),
                arm::ports(rule.destination_ports.as_deref()).join(","),
                arm::access(rule),
                rule.name
            )
        }
    }
}

/// One end of a rule, as the portal asks for it.
fn peers(end: &str, peers: Option<&[Peer]>) -> String {
    let prefixes = arm::prefixes(peers).join(",");
    match peers.unwrap_or_default() {
        [Peer::Any] => format!("{end} Any"),
        [Peer::Tag(tag) | Peer::Expanded(tag, _)] => format!("{end} Service Tag, {end} service tag {tag}"),
        all if all.iter().any(|it| matches!(it, Peer::Group(_))) => {
            let names = all.iter().filter_map(|it| if let Peer::Group(id) = it { Some(id.name()) } else { None });
            format!("{end} Application security group {}", names.collect::<Vec<_>>().join(", "))
        }
        _ => format!("{end} IP Addresses, {end} IP addresses/CIDR ranges {prefixes}"),
    }
}

fn zone_group(edit: &Edit, it: &ZoneGroup) -> String {
    let place = format!("Private endpoint {} → DNS configuration", whole(&it.origin.id));
    let zones = it.zones.iter().filter_map(|it| it.zone.as_ref()).map(Id::name).collect::<Vec<_>>().join(", ");
    match edit {
        Edit::Delete(_) => format!("{place}: delete the configuration of {zones}."),
        _ => format!("{place} → Add configuration: Private DNS zone {zones}, DNS zone group {}.", it.origin.id.name()),
    }
}

fn zone_link(edit: &Edit, it: &ZoneLink) -> String {
    let place = format!("Private DNS zone {} → Virtual network links", whole(&it.origin.id));
    let name = it.origin.id.name();
    let falls_back = it.falls_back();
    match edit {
        Edit::Delete(_) => format!("{place}: select {name}, then Delete."),
        Edit::Update { .. } => {
            let verb = if falls_back { "select" } else { "clear" };
            format!("{place} → {name}: {verb} Enable fallback to internet, then Save.")
        }
        Edit::Create { .. } => {
            let fallback = if falls_back { ", Enable fallback to internet" } else { "" };
            let vnet = it.vnet.as_ref().map_or("a VNet", Id::name);
            let registration = if arm::registers(it) { "Enable" } else { "Leave" };
            let rest = if arm::registers(it) { "auto registration too" } else { "auto registration off" };
            format!("{place} → Add: Link name {name}, Virtual network {vnet}{fallback}. {registration} {rest}.")
        }
    }
}
