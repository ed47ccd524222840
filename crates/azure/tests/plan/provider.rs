//! Tests that Terraform's provider takes every block of a plan, as one of its resources with arguments that it knows.

use std::collections::BTreeSet;

use hcl::Block;

use crate::{broken, each, faults, forms::forms, parse, report};

/// The resources, each with the arguments that it must have and those that it may have; a block in it has its own line.
///
/// Source: the documents of the resources at registry.terraform.io/providers/hashicorp/azurerm/4.73.0/docs.
const RESOURCES: &[(&str, &str, &str)] = &[
    (
        "azurerm_network_security_rule",
        "name resource_group_name network_security_group_name protocol access priority direction",
        "source_port_range source_port_ranges destination_port_range destination_port_ranges source_address_prefix \
         source_address_prefixes destination_address_prefix destination_address_prefixes \
         source_application_security_group_ids destination_application_security_group_ids",
    ),
    (
        "azurerm_route",
        "name resource_group_name route_table_name address_prefix next_hop_type",
        "next_hop_in_ip_address",
    ),
    (
        "azurerm_virtual_network_peering",
        "name resource_group_name virtual_network_name remote_virtual_network_id",
        "allow_virtual_network_access allow_forwarded_traffic allow_gateway_transit use_remote_gateways \
         local_subnet_names remote_subnet_names only_ipv6_peering_enabled peer_complete_virtual_networks_enabled",
    ),
    (
        "azurerm_private_dns_zone_virtual_network_link",
        "name resource_group_name private_dns_zone_name virtual_network_id",
        "registration_enabled resolution_policy",
    ),
    ("azurerm_route_table", "name resource_group_name location", "bgp_route_propagation_enabled"),
    ("azurerm_private_dns_cname_record", "name resource_group_name zone_name ttl record", ""),
    (
        "azurerm_firewall_network_rule_collection",
        "name resource_group_name azure_firewall_name priority action rule",
        "",
    ),
    ("azurerm_private_dns_a_record", "name resource_group_name zone_name ttl records", ""),
    (
        "azurerm_private_endpoint",
        "name resource_group_name location subnet_id private_service_connection",
        "ip_configuration private_dns_zone_group custom_network_interface_name",
    ),
    (
        "azurerm_private_endpoint_application_security_group_association",
        "private_endpoint_id application_security_group_id",
        "",
    ),
    ("private_service_connection", "name is_manual_connection", "private_connection_resource_id subresource_names"),
    ("ip_configuration", "name private_ip_address", "subresource_name member_name"),
    ("private_dns_zone_group", "name private_dns_zone_ids", ""),
    ("azurerm_postgresql_flexible_server_firewall_rule", "name server_id start_ip_address end_ip_address", ""),
    ("azurerm_postgresql_firewall_rule", "name resource_group_name server_name start_ip_address end_ip_address", ""),
    (
        "azurerm_postgresql_virtual_network_rule",
        "name resource_group_name server_name subnet_id",
        "ignore_missing_vnet_service_endpoint",
    ),
    (
        "azurerm_firewall_policy_rule_collection_group",
        "name firewall_policy_id priority network_rule_collection",
        "application_rule_collection nat_rule_collection",
    ),
    ("network_rule_collection", "name action priority rule", ""),
    (
        "rule",
        "name protocols destination_ports",
        "source_addresses source_ip_groups destination_addresses destination_ip_groups destination_fqdns description",
    ),
    (
        "azurerm_virtual_hub_connection",
        "name virtual_hub_id remote_virtual_network_id",
        "internet_security_enabled routing",
    ),
    ("azurerm_subnet", "name resource_group_name virtual_network_name address_prefixes", ""),
    ("azurerm_subnet_route_table_association", "subnet_id route_table_id", ""),
];

/// What the provider would say of a block.
fn refused(name: &str, block: &Block) -> Vec<String> {
    let Some((_, required, optional)) = RESOURCES.iter().find(|it| it.0 == name) else {
        return vec![format!("no {name}")];
    };
    let attributes = block.body().attributes().map(hcl::Attribute::key);
    let own: BTreeSet<&str> = attributes.chain(block.body().blocks().map(Block::identifier)).collect();
    let lacking = required.split(' ').filter(|it| !own.contains(it)).map(|it| format!("{name} lacks {it}"));
    // Terraform's own, of every block.
    let is_known =
        |it: &str| it == "depends_on" || required.split(' ').chain(optional.split(' ')).any(|known| known == it);
    let unknown = own.iter().filter(|it| !is_known(it)).map(|it| format!("{name} has no {it}"));
    let inner = block.body().blocks().flat_map(|it| refused(it.identifier(), it));
    lacking.chain(unknown).chain(inner).collect()
}

#[test]
fn the_provider_knows_every_block_and_argument() {
    let wrong = each(&faults(), |row| {
        let report = report(&broken(&[row]).expect("one fault"));
        let texts = forms(&report).filter_map(|(name, it)| Some((name, it.terraform.clone()?)));
        let each = texts.flat_map(|(name, text)| {
            let (body, _) = parse::terraform(&text).expect("it parses");
            // What is there already is managed by a block that stands elsewhere.
            let wrong = if body.blocks().next().is_none() && text.lines().all(|it| it.starts_with('#')) {
                Vec::new()
            } else {
                resources(&body)
            };
            wrong.into_iter().map(move |it| format!("{name}: {it}: {text}")).collect::<Vec<_>>()
        });
        each.collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with the blocks of a configuration.
fn resources(body: &hcl::Body) -> Vec<String> {
    let blocks = body.blocks().map(|block| match (block.identifier(), block.labels()) {
        ("resource", [kind, label]) if is_identifier(label.as_str()) => refused(kind.as_str(), block),
        other => vec![format!("no resource: {other:?}")],
    });
    blocks.flatten().collect()
}

/// Source: "Syntax" of the Terraform language, identifiers.
fn is_identifier(label: &str) -> bool {
    let mut signs = label.chars();
    signs.next().is_some_and(|it| it.is_ascii_alphabetic() || it == '_')
        && signs.all(|it| it.is_ascii_alphanumeric() || "_-".contains(it))
}
