//! A change as commands of the Az module of PowerShell, in forms that every version since 12 takes (May 2024).
//!
//! A cmdlet makes it where one changes this and nothing else. `Invoke-AzRestMethod` sends what the API takes where none does:
//! for parts of PostgreSQL servers, whose cmdlets left the Az module for one in preview with version 16; for what newer
//! versions alone have a parameter for; and for a property of what is there, which is read, changed and written again, because
//! `Set-AzVirtualNetworkSubnetConfig` takes away what it is not given.
//!
//! Sources: learn.microsoft.com/powershell/module/az.network, az.privatedns and az.accounts, a page for each cmdlet, as of
//! azps-16, with parameters that their texts in Azure/azure-powershell had years before version 12;
//! az.postgresqlflexibleserver, "Start-AzPostgreSqlFlexibleServer" (azps-16.0.0): a preview module. "About Quoting Rules" (PowerShell 7.5): nothing means anything between single quotes but another one.

use serde_json::{Value, json};

use super::{
    arm,
    az::{self, added_service},
};
use crate::network::{
    ARecord, Edit, EndpointConnection, Fact, Id, Item, Peer, Peering, PortRange, PrivateEndpoint, RecordSet, Route,
    RouteTable, RuleCollection, SecurityRule, ZoneGroup, ZoneLink, is,
};

/// The commands that make an edit. None where no command does it.
pub(super) fn commands(edit: &Edit) -> Vec<String> {
    let commands = match edit.item() {
        Item::Connection(it) => connection(it),
        Item::Endpoint(it) => endpoint(edit, it),
        Item::Peering(it) => peering(edit, it),
        // A cmdlet for a subnet or a group writes the whole VNet or policy; this makes the one part.
        item @ (Item::Subnet(_) | Item::HubConnection(_) | Item::RuleGroup(_)) => {
            item.id().and_then(|id| sent(edit, id, arm::resource(item).map(|it| it.properties)))
        }
        Item::RuleCollection(firewall, _, it) => rule_collection(edit, firewall, it),
        Item::SecurityRule(group, rule) => security_rule(edit, group, rule),
        Item::Table(it) => route_table(edit, it),
        Item::Route(table, it) => route(edit, table, it),
        Item::ZoneLink(it) => zone_link(edit, it),
        Item::ZoneGroup(it) => zone_group(edit, it),
        Item::Record(it) => record(edit, it),
        Item::Alias(it) => alias(edit, it),
        Item::FirewallRule(it) => sent(edit, &it.origin.id, Some(arm::firewall_rule(it))),
        Item::VnetRule(it) => sent(edit, &it.origin.id, arm::vnet_rule(it)),
        Item::ServiceEndpoints(subnet, _) if added_service(edit).is_some() => {
            let service = added_service(edit).map(quoted).unwrap_or_default();
            let list = format!("@(@($it.properties.serviceEndpoints) + @{{ service = {service} }})");
            with_property(subnet, "serviceEndpoints", &list)
        }
        Item::ServiceEndpoints(subnet, services) => {
            let services = services.known().into_iter().flatten();
            let services = services.map(|it| format!("@{{ service = {} }}", quoted(&it.service)));
            with_property(subnet, "serviceEndpoints", &array(services))
        }
        Item::Delegations(subnet, services) => {
            let services = services.known().into_iter().flatten().enumerate();
            let services = services.map(|(place, it)| {
                format!("@{{ name = '{place}'; properties = @{{ serviceName = {} }} }}", quoted(it))
            });
            with_property(subnet, "delegations", &array(services))
        }
        Item::RouteTable(subnet, Fact::Known(table)) => {
            with_property(subnet, "routeTable", &format!("@{{ id = {} }}", quoted(table.text())))
        }
        Item::RouteTable(subnet, _) => with_property(subnet, "routeTable", "$null"),
        Item::Propagation(table, kept_out) => with_property(table, "disableBgpRoutePropagation", flag(*kept_out)),
        Item::IpForwarding(nic, is_on) => with_property(nic, "enableIPForwarding", flag(*is_on)),
        Item::DnsServers(vnet, servers) => {
            let servers = array(servers.known().into_iter().flatten().map(|it| quoted(it)));
            with_property(vnet, "dhcpOptions", &format!("@{{ dnsServers = {servers} }}"))
        }
        Item::ServerState(server, state) => {
            let verb = if is(state.as_deref(), "Ready") { "start" } else { "stop" };
            let api = arm::kind_of(server).map(|it| it.api);
            api.map(|api| vec![request("POST", &format!("{}/{verb}?api-version={api}", server.text()), None)])
        }
        // A migration that was made keeps its host; which other settings it is made with, its owner knows.
        Item::Migration(_) | Item::SourceHost(..) | Item::EffectiveRules(_) | Item::Ungrouped(_) | Item::Cloud(_) => {
            None
        }
    };
    commands.unwrap_or_default()
}

/// A value as one word, in which nothing is run.
///
/// PowerShell ends a text at each of its four single quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for it in text.chars() {
        if matches!(it, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(it);
        }
        quoted.push(it);
    }
    quoted.push('\'');
    quoted
}

fn list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().map(|it| quoted(it.as_ref())).collect::<Vec<_>>().join(", ")
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("@({})", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// Commands in the subscription of a resource, which cmdlets take from what they are run in.
fn within(id: &Id, commands: impl IntoIterator<Item = String>) -> Vec<String> {
    let context = id.subscription().map(|it| format!("Set-AzContext -Subscription {}", quoted(it)));
    context.into_iter().chain(commands).collect()
}

/// The resource group of a resource, as a parameter.
fn group(id: &Id) -> Option<String> {
    Some(format!("-ResourceGroupName {}", quoted(id.resource_group()?)))
}

/// The resource group, the parent and the name of a resource, as parameters.
fn part(id: &Id, parent: &str) -> Option<String> {
    Some(format!("{} -{parent} {} -Name {}", group(id)?, quoted(id.parent()?.name()), quoted(id.name())))
}

/// A request of the API.
fn request(method: &str, path: &str, body: Option<Value>) -> String {
    let body = body.map(|it| format!(" -Payload {}", quoted(&it.to_string()))).unwrap_or_default();
    format!("Invoke-AzRestMethod -Method {method} -Path {}{body}", quoted(path))
}

/// What makes a resource, or takes it away, by a request of the API.
fn sent(edit: &Edit, id: &Id, properties: Option<Value>) -> Option<Vec<String>> {
    let path = arm::path(id)?;
    Some(vec![match edit {
        Edit::Delete(_) => request("DELETE", &path, None),
        Edit::Create { .. } | Edit::Update { .. } => request("PUT", &path, Some(json!({ "properties": properties? }))),
    }])
}

/// Sets a property of a resource, and leaves all others as they are.
fn with_property(id: &Id, name: &str, value: &str) -> Option<Vec<String>> {
    let path = arm::path(id)?;
    Some(rewritten(
        &path,
        [format!("$it.properties | Add-Member -Force -NotePropertyName {name} -NotePropertyValue {value}")],
    ))
}

fn flag(fact: Fact<bool>) -> &'static str {
    if fact == Fact::Known(true) { "$true" } else { "$false" }
}

/// Reads a resource, changes it and writes it again.
fn rewritten(path: &str, changes: impl IntoIterator<Item = String>) -> Vec<String> {
    let read = format!("$it = ({}).Content | ConvertFrom-Json", request("GET", path, None));
    let write = format!("{} -Payload ($it | ConvertTo-Json -Depth 100)", request("PUT", path, None));
    [read].into_iter().chain(changes).chain([write]).collect()
}

/// A connection is approved, and nothing else: what Azure has decided is final.
fn connection(it: &EndpointConnection) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let approve =
        format!("Approve-AzPrivateEndpointConnection -ResourceId {} -Description 'migration'", quoted(id.text()));
    is(it.status.as_deref(), "Approved").then(|| within(id, [approve]))
}

fn endpoint(edit: &Edit, it: &PrivateEndpoint) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = format!("{} -Name {}", group(id)?, quoted(id.name()));
    let Edit::Create { .. } = edit else {
        return Some(within(id, [format!("Remove-AzPrivateEndpoint {of}")]));
    };
    let ((server, member), subnet) = (arm::service(it)?, it.subnet.as_ref()?);
    let location = quoted(it.location.as_deref()?);
    let (name, member) = (quoted(arm::CONNECTION), quoted(member));
    let mut commands = vec![
        format!(
            "$subnet = Get-AzVirtualNetwork {} -Name {} | Get-AzVirtualNetworkSubnetConfig -Name {}",
            group(subnet)?,
            quoted(subnet.parent()?.name()),
            quoted(subnet.name())
        ),
        format!(
            "$connection = New-AzPrivateLinkServiceConnection -Name {name} -PrivateLinkServiceId {} -GroupId {member}",
            quoted(server.text())
        ),
    ];
    let mut asked = String::new();
    if let Some(address) = it.addresses.first() {
        commands.push(format!(
            "$address = New-AzPrivateEndpointIpConfiguration -Name {name} -GroupId {member} -MemberName {member} \
             -PrivateIpAddress '{address}'"
        ));
        asked.push_str(" -IpConfiguration $address");
    }
    let groups = arm::endpoint_groups(it);
    if !groups.is_empty() {
        let each = groups
            .iter()
            .map(|it| Some(format!("(Get-AzApplicationSecurityGroup {} -Name {})", group(it)?, quoted(it.name()))));
        commands.push(format!("$groups = @({})", each.collect::<Option<Vec<_>>>()?.join(", ")));
        asked.push_str(" -ApplicationSecurityGroup $groups");
    }
    if let Fact::Known(name) = &it.nic_name {
        asked.push_str(" -CustomNetworkInterfaceName ");
        asked.push_str(&quoted(name));
    }
    commands.push(format!(
        "New-AzPrivateEndpoint {of} -Location {location} -Subnet $subnet -PrivateLinkServiceConnection $connection{asked}"
    ));
    Some(within(id, commands))
}

fn peering(edit: &Edit, it: &Peering) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = part(id, "VirtualNetworkName")?;
    let command = match edit {
        // Parameters for these lists came with version 12.3.
        Edit::Update { from: Item::Peering(before), .. } if arm::has_other_subnets(before, it) => {
            let set = |(name, subnets): (&str, &[String])| {
                format!("$it.properties.{name} = {}", array(subnets.iter().map(|it| quoted(it))))
            };
            let sync = within(id, [format!("Sync-AzVirtualNetworkPeering {of}")]);
            return Some(rewritten(&arm::path(id)?, arm::subnets(it).map(set)).into_iter().chain(sync).collect());
        }
        Edit::Delete(_) => format!("Remove-AzVirtualNetworkPeering {of}"),
        Edit::Update { from: Item::Peering(before), .. } if before.sync_level != it.sync_level => {
            format!("Sync-AzVirtualNetworkPeering {of}")
        }
        Edit::Update { from: Item::Peering(before), .. } => {
            // The properties of the object are named as those of the API, with a capital.
            let flags = az::flags(before, it).into_iter().map(|(name, value)| {
                let (first, rest) = name.split_at(1);
                format!("$it.{}{rest} = ${value}", first.to_uppercase())
            });
            let flags = flags.collect::<Vec<_>>();
            let first = format!("$it = Get-AzVirtualNetworkPeering {of}");
            let last = "Set-AzVirtualNetworkPeering -VirtualNetworkPeering $it".to_owned();
            return Some(within(id, [first].into_iter().chain(flags).chain([last])));
        }
        // Parameters for less than two complete VNets came with version 12.3.
        _ if it.complete_vnets == Fact::Known(false) || it.only_ipv6 == Fact::Known(true) => {
            return sent(edit, id, arm::resource(edit.item()).map(|it| it.properties));
        }
        Edit::Update { .. } | Edit::Create { .. } => {
            let vnet = id.parent()?;
            let flags = [
                (" -BlockVirtualNetworkAccess", it.allow_access == Fact::Known(false)),
                (" -AllowForwardedTraffic", it.allow_forwarded == Fact::Known(true)),
                (" -AllowGatewayTransit", it.allow_gateway_transit == Fact::Known(true)),
                (" -UseRemoteGateways", it.use_remote_gateways == Fact::Known(true)),
            ];
            let flags: String = flags.into_iter().filter(|it| it.1).map(|it| it.0).collect();
            format!(
                "Get-AzVirtualNetwork {} -Name {} | Add-AzVirtualNetworkPeering -Name {} -RemoteVirtualNetworkId {}{flags}",
                group(id)?,
                quoted(vnet.name()),
                quoted(id.name()),
                quoted(it.remote.as_ref()?.text())
            )
        }
    };
    Some(within(id, [command]))
}

fn security_rule(edit: &Edit, id: &Id, rule: &SecurityRule) -> Option<Vec<String>> {
    let name = quoted(&rule.name);
    let verb = match edit {
        Edit::Delete(_) => format!("Remove-AzNetworkSecurityRuleConfig -Name {name}"),
        Edit::Update { from: Item::SecurityRule(_, before), .. } if az::only_priority(before, rule) => {
            let kind = arm::named("Microsoft.Network/networkSecurityGroups/securityRules")?;
            let path = format!("{}/securityRules/{}?api-version={}", id.text(), rule.name, kind.api);
            return Some(rewritten(&path, [format!("$it.properties.priority = {}", rule.priority?)]));
        }
        Edit::Update { .. } | Edit::Create { .. } => {
            let verb = if matches!(edit, Edit::Create { .. }) { "Add" } else { "Set" };
            format!(
                "{verb}-AzNetworkSecurityRuleConfig -Name {name} -Priority {} -Direction {} -Access {} -Protocol {} {} \
                 -SourcePortRange {} {} -DestinationPortRange {}",
                rule.priority?,
                arm::direction(rule),
                arm::access(rule),
                quoted(arm::protocol(rule)),
                peers("Source", rule.sources.as_deref()),
                ports(rule.source_ports.as_deref()),
                peers("Destination", rule.destinations.as_deref()),
                ports(rule.destination_ports.as_deref()),
            )
        }
    };
    let of = format!("{} -Name {}", group(id)?, quoted(id.name()));
    Some(within(id, [format!("Get-AzNetworkSecurityGroup {of} | {verb} | Set-AzNetworkSecurityGroup")]))
}

/// One end of a rule, as a parameter.
fn peers(end: &str, peers: Option<&[Peer]>) -> String {
    let groups = arm::groups(peers);
    if groups.is_empty() {
        format!("-{end}AddressPrefix {}", list(arm::prefixes(peers)))
    } else {
        format!("-{end}ApplicationSecurityGroupId {}", list(groups))
    }
}

fn ports(ports: Option<&[PortRange]>) -> String {
    list(arm::ports(ports))
}

fn route_table(edit: &Edit, it: &RouteTable) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = format!("{} -Name {}", group(id)?, quoted(id.name()));
    let command = match edit {
        Edit::Delete(_) => format!("Remove-AzRouteTable {of}"),
        Edit::Create { .. } | Edit::Update { .. } => {
            format!("New-AzRouteTable {of} -Location {}", quoted(it.location.as_deref()?))
        }
    };
    Some(within(id, [command]))
}

/// A cmdlet for the rules of a firewall has to be given all of its collections.
fn rule_collection(edit: &Edit, firewall: &Id, it: &RuleCollection) -> Option<Vec<String>> {
    let list = format!("$it.properties.{}", arm::COLLECTIONS);
    let change = match edit {
        Edit::Delete(_) => {
            format!("{list} = @({list} | Where-Object -Property name -NE -Value {})", quoted(&it.name))
        }
        Edit::Create { .. } | Edit::Update { .. } => {
            format!("{list} += {} | ConvertFrom-Json", quoted(&arm::rule_collection(it)?.to_string()))
        }
    };
    Some(rewritten(&arm::path(firewall)?, [change]))
}

fn route(edit: &Edit, table: &Id, it: &Route) -> Option<Vec<String>> {
    let name = quoted(&it.name);
    let verb = match edit {
        Edit::Delete(_) => format!("Remove-AzRouteConfig -Name {name}"),
        Edit::Update { .. } | Edit::Create { .. } => {
            let verb = if matches!(edit, Edit::Create { .. }) { "Add" } else { "Set" };
            let address = it.next_hop_address.as_deref();
            let address = address.map(|it| format!(" -NextHopIpAddress {}", quoted(it))).unwrap_or_default();
            let prefix = quoted(&arm::prefix(it.destination.as_ref()?)?);
            let hop = quoted(it.next_hop.as_deref()?);
            format!("{verb}-AzRouteConfig -Name {name} -AddressPrefix {prefix} -NextHopType {hop}{address}")
        }
    };
    let of = format!("{} -Name {}", group(table)?, quoted(table.name()));
    Some(within(table, [format!("Get-AzRouteTable {of} | {verb} | Set-AzRouteTable")]))
}

fn zone_link(edit: &Edit, it: &ZoneLink) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = part(id, "ZoneName")?;
    let policy = it.resolution_policy.known().map(String::as_str);
    match edit {
        Edit::Delete(_) => Some(within(id, [format!("Remove-AzPrivateDnsVirtualNetworkLink {of}")])),
        Edit::Update { .. } => {
            let body = json!({ "properties": { "resolutionPolicy": policy? } });
            Some(vec![request("PATCH", &arm::path(id)?, Some(body))])
        }
        // A parameter for the policy is no part of version 12; without it, a link has the policy Default.
        Edit::Create { .. } if policy.is_none_or(|it| it == "Default") => {
            let vnet = quoted(it.vnet.as_ref()?.text());
            let registers = if arm::registers(it) { " -EnableRegistration" } else { "" };
            Some(within(id, [format!("New-AzPrivateDnsVirtualNetworkLink {of} -VirtualNetworkId {vnet}{registers}")]))
        }
        Edit::Create { item, .. } => {
            let made = arm::resource(item)?;
            let body = json!({ "location": made.location, "properties": made.properties });
            Some(vec![request("PUT", &arm::path(id)?, Some(body))])
        }
    }
}

fn zone_group(edit: &Edit, it: &ZoneGroup) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = part(id, "PrivateEndpointName")?;
    if let Edit::Delete(_) = edit {
        return Some(within(id, [format!("Remove-AzPrivateDnsZoneGroup {of}")]));
    }
    let configs = arm::entries(it)?.into_iter().map(|(name, zone)| {
        format!("(New-AzPrivateDnsZoneConfig -Name {} -PrivateDnsZoneId {})", quoted(&name), quoted(zone.text()))
    });
    let configs = configs.collect::<Vec<_>>().join(", ");
    Some(within(id, [format!("New-AzPrivateDnsZoneGroup {of} -PrivateDnsZoneConfig {configs}")]))
}

fn record(edit: &Edit, it: &ARecord) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = format!("{} -RecordType A", part(id, "ZoneName")?);
    let command = match edit {
        Edit::Delete(_) => format!("Remove-AzPrivateDnsRecordSet {of}"),
        Edit::Update { from: Item::Record(before), .. } => {
            let removed = before.addresses.iter().filter(|old| !it.addresses.contains(old)).map(|it| ("Remove", it));
            let added = it.addresses.iter().filter(|new| !before.addresses.contains(new)).map(|it| ("Add", it));
            let each = removed.chain(added);
            let each = each.map(|(verb, it)| format!(" | {verb}-AzPrivateDnsRecordConfig -Ipv4Address '{it}'"));
            format!("Get-AzPrivateDnsRecordSet {of}{} | Set-AzPrivateDnsRecordSet", each.collect::<String>())
        }
        Edit::Update { .. } | Edit::Create { .. } => {
            let records = it.addresses.iter().map(|it| format!("(New-AzPrivateDnsRecordConfig -Ipv4Address '{it}')"));
            let records = records.collect::<Vec<_>>().join(", ");
            format!("New-AzPrivateDnsRecordSet {of} -Ttl {} -PrivateDnsRecord {records}", arm::TTL)
        }
    };
    Some(within(id, [command]))
}

/// Makes a record set that is gone as it was, whole.
pub(super) fn record_again(it: &ARecord) -> Vec<String> {
    let path = arm::path(&it.origin.id);
    path.map(|path| request("PUT", &path, Some(json!({ "properties": arm::record(it) })))).into_iter().collect()
}

fn alias(edit: &Edit, it: &RecordSet) -> Option<Vec<String>> {
    let id = &it.origin.id;
    let of = format!("{} -RecordType CNAME", part(id, "ZoneName")?);
    Some(match edit {
        Edit::Delete(_) => within(id, [format!("Remove-AzPrivateDnsRecordSet {of}")]),
        Edit::Update { .. } => {
            let body = json!({ "properties": { "cnameRecord": { "cname": it.target.as_deref()? } } });
            vec![request("PATCH", &arm::path(id)?, Some(body))]
        }
        Edit::Create { .. } => {
            let record = format!("New-AzPrivateDnsRecordConfig -Cname {}", quoted(it.target.as_deref()?));
            let ttl = it.ttl.unwrap_or(arm::TTL);
            within(id, [format!("New-AzPrivateDnsRecordSet {of} -Ttl {ttl} -PrivateDnsRecord ({record})")])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn every_single_quote_of_powershell_is_doubled() {
        for (text, word) in [
            ("nsg-db", "'nsg-db'"),
            ("it's", "'it''s'"),
            (
                "\u{2018}a\u{2019}\u{201a}\u{201b}",
                "'\u{2018}\u{2018}a\u{2019}\u{2019}\u{201a}\u{201a}\u{201b}\u{201b}'",
            ),
            ("$(calc) `n \"$x\"", "'$(calc) `n \"$x\"'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
