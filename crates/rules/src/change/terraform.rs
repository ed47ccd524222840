//! A change as blocks of Terraform's provider azurerm, version 4.
//!
//! What is there already is managed by a block that stands somewhere, if Terraform manages it: then the form says which
//! arguments of that block change. A block beside it would manage the same thing twice.
//!
//! Sources: the documents of each resource at registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs; "Strings and
//! Templates" and "Syntax" of the Terraform language, escape sequences and identifiers.

mod block;

use self::block::Block;
use super::{arm, az, bicep::in_line};
use crate::network::{Edit, Fact, Id, Item, Peer, Peering, PrivateEndpoint, RuleCollection, RuleGroup, SecurityRule};

/// The blocks that make an edit.
pub(super) fn blocks(edit: &Edit) -> Option<String> {
    match edit {
        Edit::Create { item, .. } => created(item),
        Edit::Update { from, to } => changed(from, to),
        // One that is made again under its name stays in its block.
        Edit::Delete(Item::Endpoint(_)) => None,
        Edit::Delete(item) => created(item).as_deref().map(taken_out),
    }
}

/// A block with what is made before it: named where a block makes it, else in words.
///
/// Source: "The `depends_on` meta-argument" (Terraform language, v1.13).
pub(super) fn after(block: String, needed: &[&Edit]) -> String {
    let (mut named, mut said): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for edit in needed {
        let made = blocks(edit).unwrap_or_default();
        let head = made.lines().find_map(|it| it.strip_prefix("resource \"")?.strip_suffix("\" {"));
        match (head.and_then(|it| it.split_once("\" \"")), edit.item().id()) {
            (Some((kind, label)), _) => named.push(format!("{kind}.{label}")),
            (None, Some(id)) => said.push(format!("# Apply what changes of {} first.", in_line(id.text()))),
            (None, None) => {}
        }
    }
    let list = named.join(", ");
    let block = match block.strip_suffix("\n}") {
        _ if named.is_empty() => block,
        Some(start) => format!("{start}\n  depends_on = [{list}]\n}}"),
        None => format!("# Apply {list} first.\n{block}"),
    };
    said.into_iter().chain([block]).collect::<Vec<_>>().join("\n")
}

/// What comes before a block that is not to be there.
const TAKEN_OUT: &str =
    "# Take this out of the configuration, then apply. What no block manages, Terraform does not take away:";

fn taken_out(block: &str) -> String {
    let lines = block.lines().map(|it| format!("# {it}").trim_end().to_owned());
    [TAKEN_OUT.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// The block that gives a subnet a route table.
fn with_table(subnet: &Id, table: &Id) -> Option<String> {
    let mut block = Block::new("azurerm_subnet_route_table_association", &subnet.parent()?, subnet.name())?;
    block.text("subnet_id", subnet.text());
    block.text("route_table_id", table.text());
    Some(block.end())
}

fn created(item: &Item) -> Option<String> {
    match item {
        Item::SecurityRule(group, rule) => security_rule(group, rule),
        Item::Table(it) => {
            let mut block = Block::of("azurerm_route_table", &it.origin.id)?;
            block.text("resource_group_name", it.origin.id.resource_group()?);
            block.text("location", it.location.as_ref()?);
            Some(block.end())
        }
        Item::RuleCollection(firewall, _, it) => {
            let mut block = Block::new("azurerm_firewall_network_rule_collection", firewall, &it.name)?;
            block.place(firewall, "azure_firewall_name")?;
            filter(&mut block, it)?;
            Some(block.end())
        }
        Item::Route(table, it) => {
            let mut block = Block::new("azurerm_route", table, &it.name)?;
            block.comment("Where the azurerm_route_table block has route blocks in it, this one belongs there");
            block.text("name", &it.name);
            block.place(table, "route_table_name")?;
            block.text("address_prefix", &arm::prefix(it.destination.as_ref()?)?);
            block.text("next_hop_type", it.next_hop.as_ref()?);
            if let Some(address) = &it.next_hop_address {
                block.text("next_hop_in_ip_address", address);
            }
            Some(block.end())
        }
        Item::Peering(it) => peering(it),
        Item::HubConnection(it) => {
            let mut block = Block::of("azurerm_virtual_hub_connection", &it.origin.id)?;
            block.text("virtual_hub_id", it.origin.id.parent()?.text());
            block.text("remote_virtual_network_id", it.vnet.as_ref()?.text());
            Some(block.end())
        }
        Item::RuleGroup(it) => rule_group(it),
        Item::Subnet(it) => {
            let mut block = Block::of("azurerm_subnet", &it.origin.id)?;
            block.comment("Where the azurerm_virtual_network block has subnet blocks in it, this one belongs there");
            block.place(&it.origin.id.parent()?, "virtual_network_name")?;
            block.list("address_prefixes", it.prefixes.iter().map(ToString::to_string));
            Some(block.end())
        }
        Item::ZoneLink(it) => {
            let mut block = Block::of("azurerm_private_dns_zone_virtual_network_link", &it.origin.id)?;
            block.place(&it.origin.id.parent()?, "private_dns_zone_name")?;
            block.text("virtual_network_id", it.vnet.as_ref()?.text());
            block.set("registration_enabled", if arm::registers(it) { "true" } else { "false" });
            if let Fact::Known(policy) = &it.resolution_policy {
                block.text("resolution_policy", policy);
            }
            Some(block.end())
        }
        Item::ZoneGroup(it) => {
            let endpoint = it.origin.id.parent()?;
            let mut block = Block::there("azurerm_private_endpoint", endpoint.text());
            block.open("private_dns_zone_group");
            block.text("name", it.origin.id.name());
            let zones = it.zones.iter().map(|it| it.zone.as_ref().map(Id::text)).collect::<Option<Vec<_>>>()?;
            block.list("private_dns_zone_ids", zones);
            block.close();
            Some(block.in_comments())
        }
        Item::Record(it) => {
            let mut block = Block::of("azurerm_private_dns_a_record", &it.origin.id)?;
            block.place(&it.origin.id.parent()?, "zone_name")?;
            block.set("ttl", &arm::TTL.to_string());
            block.list("records", it.addresses.iter().map(ToString::to_string));
            Some(block.end())
        }
        Item::Alias(it) => {
            let mut block = Block::of("azurerm_private_dns_cname_record", &it.origin.id)?;
            block.place(&it.origin.id.parent()?, "zone_name")?;
            block.set("ttl", &it.ttl.unwrap_or(arm::TTL).to_string());
            block.text("record", it.target.as_ref()?);
            Some(block.end())
        }
        Item::Endpoint(it) => endpoint(it),
        Item::FirewallRule(it) => {
            let (server, id) = (it.origin.id.parent()?, &it.origin.id);
            let mut block = if is_single(id) {
                let mut block = Block::of("azurerm_postgresql_firewall_rule", id)?;
                block.place(&server, "server_name")?;
                block
            } else {
                let mut block = Block::of("azurerm_postgresql_flexible_server_firewall_rule", id)?;
                block.text("server_id", server.text());
                block
            };
            block.text("start_ip_address", &it.start.to_string());
            block.text("end_ip_address", &it.end.to_string());
            Some(block.end())
        }
        Item::VnetRule(it) => {
            let mut block = Block::of("azurerm_postgresql_virtual_network_rule", &it.origin.id)?;
            block.place(&it.origin.id.parent()?, "server_name")?;
            block.text("subnet_id", it.subnet.as_ref()?.text());
            block.set("ignore_missing_vnet_service_endpoint", "false");
            Some(block.end())
        }
        _ => None,
    }
}

fn is_single(id: &Id) -> bool {
    id.kind().starts_with("microsoft.dbforpostgresql/servers/")
}

/// What of a block changes that manages what is there.
fn changed(from: &Item, to: &Item) -> Option<String> {
    let block = match (from, to) {
        (Item::SecurityRule(group, before), Item::SecurityRule(_, rule)) if az::only_priority(before, rule) => {
            let mut block =
                Block::there("azurerm_network_security_rule", &format!("{}/securityRules/{}", group.text(), rule.name));
            block.set("priority", &rule.priority?.to_string());
            block
        }
        (Item::Route(_, before), Item::Route(table, it)) => {
            let mut block = Block::there("azurerm_route", &format!("{}/routes/{}", table.text(), it.name));
            block.text("address_prefix", &arm::prefix(it.destination.as_ref()?)?);
            block.text("next_hop_type", it.next_hop.as_ref()?);
            match &it.next_hop_address {
                Some(address) => block.text("next_hop_in_ip_address", address),
                None if before.next_hop_address.is_some() => block.set("next_hop_in_ip_address", "null"),
                None => {}
            }
            block
        }
        (Item::Peering(before), Item::Peering(it)) if arm::has_other_subnets(before, it) => {
            let mut block = Block::there("azurerm_virtual_network_peering", it.origin.id.text());
            subnets(&mut block, it);
            block
        }
        (Item::Peering(before), Item::Peering(it)) if before.sync_level == it.sync_level => {
            let mut block = Block::there("azurerm_virtual_network_peering", it.origin.id.text());
            for ((name, flag), (_, before)) in arguments(it).into_iter().zip(arguments(before)) {
                if flag != before {
                    block.set(name, &flag.known()?.to_string());
                }
            }
            block
        }
        (Item::ZoneLink(_), Item::ZoneLink(it)) => {
            let mut block = Block::there("azurerm_private_dns_zone_virtual_network_link", it.origin.id.text());
            block.text("resolution_policy", it.resolution_policy.known()?);
            block
        }
        (Item::Record(_), Item::Record(it)) => {
            let mut block = Block::there("azurerm_private_dns_a_record", it.origin.id.text());
            block.list("records", it.addresses.iter().map(ToString::to_string));
            block
        }
        (Item::Alias(_), Item::Alias(it)) => {
            let mut block = Block::there("azurerm_private_dns_cname_record", it.origin.id.text());
            block.text("record", it.target.as_ref()?);
            block
        }
        (Item::ServiceEndpoints(..), Item::ServiceEndpoints(subnet, services)) => {
            let mut block = Block::there("azurerm_subnet", subnet.text());
            block.list("service_endpoints", services.known().into_iter().flatten().map(|it| it.service.as_str()));
            block
        }
        (Item::Delegations(..), Item::Delegations(subnet, Fact::Known(services))) if !services.is_empty() => {
            let mut block = Block::there("azurerm_subnet", subnet.text());
            for service in services {
                block.open("delegation");
                block.text("name", service);
                block.open("service_delegation");
                block.text("name", service);
                block.close();
                block.close();
            }
            block
        }
        (Item::RouteTable(_, before), Item::RouteTable(subnet, Fact::Known(table))) => {
            // A subnet has one table, and one block that says so.
            if *before != Fact::None {
                let mut block = Block::there("azurerm_subnet_route_table_association", subnet.text());
                block.text("route_table_id", table.text());
                return Some(block.in_comments());
            }
            return with_table(subnet, table);
        }
        // As long as this block stands, each run gives the table again.
        (Item::RouteTable(_, Fact::Known(table)), Item::RouteTable(subnet, Fact::None)) => {
            return with_table(subnet, table).as_deref().map(taken_out);
        }
        (Item::Propagation(..), Item::Propagation(table, kept_out)) => {
            let mut block = Block::there("azurerm_route_table", table.text());
            block.set("bgp_route_propagation_enabled", &(*kept_out != Fact::Known(true)).to_string());
            block
        }
        (Item::IpForwarding(..), Item::IpForwarding(nic, is_on)) => {
            let mut block = Block::there("azurerm_network_interface", nic.text());
            block.set("ip_forwarding_enabled", &(*is_on == Fact::Known(true)).to_string());
            block
        }
        (Item::DnsServers(..), Item::DnsServers(vnet, servers)) => {
            let mut block = Block::there("azurerm_virtual_network", vnet.text());
            block.list("dns_servers", servers.known().into_iter().flatten().map(String::as_str));
            block
        }
        _ => return None,
    };
    Some(block.in_comments())
}

fn security_rule(group: &Id, rule: &SecurityRule) -> Option<String> {
    let mut block = Block::new("azurerm_network_security_rule", group, &rule.name)?;
    block.comment(
        "Where the azurerm_network_security_group block has security_rule blocks in it, this one belongs there",
    );
    block.text("name", &rule.name);
    block.place(group, "network_security_group_name")?;
    block.set("priority", &rule.priority?.to_string());
    block.text("direction", arm::direction(rule));
    block.text("access", arm::access(rule));
    block.text("protocol", arm::protocol(rule));
    for (end, peers, ports) in
        [("source", &rule.sources, &rule.source_ports), ("destination", &rule.destinations, &rule.destination_ports)]
    {
        let peers = peers.as_deref();
        let (groups, prefixes) = (arm::groups(peers), arm::prefixes(peers));
        if !groups.is_empty() {
            block.list(&format!("{end}_application_security_group_ids"), groups);
        } else if let [prefix] = prefixes.as_slice() {
            block.text(&format!("{end}_address_prefix"), prefix);
        } else {
            // No list of the provider takes a service tag.
            let is_net = |it: &Peer| matches!(it, Peer::Net(_) | Peer::Ipv6);
            if !peers.unwrap_or_default().iter().all(is_net) {
                return None;
            }
            block.list(&format!("{end}_address_prefixes"), prefixes);
        }
        let ports = arm::ports(ports.as_deref());
        if let [port] = ports.as_slice() {
            block.text(&format!("{end}_port_range"), port);
        } else {
            block.list(&format!("{end}_port_ranges"), ports);
        }
    }
    Some(block.end())
}

/// The four flags of a peering, as the provider names them.
fn arguments(it: &Peering) -> [(&'static str, &Fact<bool>); 4] {
    let [access, forwarded, transit, remote] = arm::flags(it).map(|(_, flag)| flag);
    [
        ("allow_virtual_network_access", access),
        ("allow_forwarded_traffic", forwarded),
        ("allow_gateway_transit", transit),
        ("use_remote_gateways", remote),
    ]
}

fn peering(it: &Peering) -> Option<String> {
    let mut block = Block::of("azurerm_virtual_network_peering", &it.origin.id)?;
    block.place(&it.origin.id.parent()?, "virtual_network_name")?;
    block.text("remote_virtual_network_id", it.remote.as_ref()?.text());
    for (name, flag) in arguments(it) {
        if let Fact::Known(flag) = flag {
            block.set(name, &flag.to_string());
        }
    }
    if it.complete_vnets == Fact::Known(false) {
        block.set("peer_complete_virtual_networks_enabled", "false");
        subnets(&mut block, it);
    }
    if it.only_ipv6 == Fact::Known(true) {
        block.set("only_ipv6_peering_enabled", "true");
    }
    Some(block.end())
}

/// The subnets that a side of a peering names.
fn subnets(block: &mut Block, it: &Peering) {
    for (name, names) in arm::subnets(it) {
        block.list(&arm::spelled(name, '_'), names);
    }
}

fn rule_group(it: &RuleGroup) -> Option<String> {
    let mut block = Block::of("azurerm_firewall_policy_rule_collection_group", &it.origin.id)?;
    block.text("firewall_policy_id", it.origin.id.parent()?.text());
    block.set("priority", &it.priority?.to_string());
    for collection in it.collections.known()? {
        block.open("network_rule_collection");
        filter(&mut block, collection)?;
        block.close();
    }
    Some(block.end())
}

/// What a block of a collection of network rules has in it.
fn filter(block: &mut Block, collection: &RuleCollection) -> Option<()> {
    block.text("name", &collection.name);
    block.set("priority", &collection.priority?.to_string());
    block.text("action", arm::action(collection));
    for rule in &collection.rules {
        block.open("rule");
        block.text("name", &rule.name);
        block.list("protocols", arm::protocols(rule)?);
        block.list("source_addresses", arm::ends(rule.sources.as_deref()));
        block.list("destination_addresses", arm::ends(rule.destinations.as_deref()));
        block.list("destination_ports", arm::ports(rule.ports.as_deref()));
        block.close();
    }
    Some(())
}

fn endpoint(it: &PrivateEndpoint) -> Option<String> {
    let (server, group) = arm::service(it)?;
    let mut block = Block::of("azurerm_private_endpoint", &it.origin.id)?;
    block.comment("Where a block has this endpoint already, keep that block and have Terraform replace the endpoint");
    block.text("resource_group_name", it.origin.id.resource_group()?);
    block.text("location", it.location.as_ref()?);
    block.text("subnet_id", it.subnet.as_ref()?.text());
    if let Fact::Known(name) = &it.nic_name {
        block.text("custom_network_interface_name", name);
    }
    block.open("private_service_connection");
    block.text("name", arm::CONNECTION);
    block.text("private_connection_resource_id", server.text());
    block.list("subresource_names", [group]);
    block.set("is_manual_connection", "false");
    block.close();
    if let Some(address) = it.addresses.first() {
        block.open("ip_configuration");
        block.text("name", arm::CONNECTION);
        block.text("private_ip_address", &address.to_string());
        block.text("subresource_name", group);
        block.text("member_name", group);
        block.close();
    }
    // The groups of an endpoint are resources of their own there.
    let mut blocks = vec![block.end()];
    for group in arm::endpoint_groups(it) {
        let kind = "azurerm_private_endpoint_application_security_group_association";
        let mut block = Block::new(kind, &it.origin.id, group.name())?;
        block.text("private_endpoint_id", it.origin.id.text());
        block.text("application_security_group_id", group.text());
        blocks.push(block.end());
    }
    Some(blocks.join("\n\n"))
}
