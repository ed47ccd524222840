//! Topologies whose names go another way than through the endpoint's zone: a zone of one's own with an alias, a resolver,
//! a forwarding ruleset.

use serde_json::{Value, json};

use super::{
    Topology,
    dns::{ZONE, links, record, soa, with_record_sets, zone},
    id,
    networks::subnet,
    part, reference, resource,
    whole::private_to_vnet,
};

const ZONES: &str = "Microsoft.Network/privateDnsZones";
const RESOLVERS: &str = "Microsoft.Network/dnsResolvers";
const RULESETS: &str = "Microsoft.Network/dnsForwardingRulesets";
/// The zone that stands before public DNS.
const OWN: &str = "postgres.database.azure.com";
const CORP: &str = "corp.example";

/// A record set of another type than A.
pub(crate) fn cname(zone: &str, name: &str, target: &str) -> Value {
    let body = json!({ "fqdn": format!("{name}.{zone}."), "ttl": 300, "isAutoRegistered": false, "cnameRecord": { "cname": target } });
    part(ZONES, zone, "CNAME", name, body)
}

/// The source's name is an alias in a zone of the people's own, and leads to a record in another one.
pub(crate) fn private_to_vnet_by_alias() -> Topology {
    let mut topology = private_to_vnet();
    topology.name = "private-to-vnet-by-alias";
    topology.file("zones.json").items.extend([with_record_sets(zone(OWN, 1), 2), with_record_sets(zone(CORP, 1), 2)]);
    topology.with("links-own.json", links(OWN, &["vnet-new"]));
    topology.with("links-corp.json", links(CORP, &["vnet-new"]));
    topology.with("records-own.json", vec![cname(OWN, "orders-old", "db01.corp.example."), soa(OWN)]);
    topology.with("records-corp.json", vec![record(CORP, "db01", "10.1.0.4"), soa(CORP)]);
    topology
}

/// An address at which a DNS Private Resolver takes questions.
fn inbound(resolver: &str, name: &str, vnet: &str, subnet: &str, address: &str) -> Value {
    let subnet = reference("Microsoft.Network/virtualNetworks", &format!("{vnet}/subnets/{subnet}"));
    let place = json!({ "subnet": subnet, "privateIpAddress": address, "privateIpAllocationMethod": "Static" });
    let mut endpoint = part(
        RESOLVERS,
        resolver,
        "inboundEndpoints",
        name,
        json!({ "ipConfigurations": [place], "provisioningState": "Succeeded", "resourceGuid": "5e0b7a52-1c4d-4e4f-9b7e-3a8d20f6b1c9" }),
    );
    endpoint["location"] = "westeurope".into();
    endpoint
}

/// A resolver in vnet-old, at 10.1.9.4.
fn resolver(topology: &mut Topology) {
    topology.insert("vnet-old", "subnets", subnet("vnet-old", "dns", "10.1.9.0/28"));
    let vnet = reference("Microsoft.Network/virtualNetworks", "vnet-old");
    let body = json!({ "virtualNetwork": vnet, "dnsResolverState": "Connected", "provisioningState": "Succeeded" });
    topology.with("resolvers.json", vec![resource(RESOLVERS, "resolver", body)]);
    topology.with("inbound-endpoints.json", vec![inbound("resolver", "in", "vnet-old", "dns", "10.1.9.4")]);
}

/// Takes the link of the endpoint's zone to the target's network away.
fn unlink(topology: &mut Topology) {
    topology.delete(&format!("{ZONE}/virtualNetworkLinks/vnet-new"));
    topology.set(ZONE, "numberOfVirtualNetworkLinks", 1);
}

/// The target's network asks a resolver in the source's, which is linked to the endpoint's zone.
pub(crate) fn private_to_vnet_through_resolver() -> Topology {
    let mut topology = private_to_vnet();
    topology.name = "private-to-vnet-through-resolver";
    unlink(&mut topology);
    resolver(&mut topology);
    topology.set("vnet-new", "dhcpOptions", json!({ "dnsServers": ["10.1.9.4"] }));
    topology
}

/// The target's network follows a ruleset, which sends the name to a resolver in the source's network.
pub(crate) fn private_to_vnet_by_rule() -> Topology {
    let mut topology = private_to_vnet();
    topology.name = "private-to-vnet-by-rule";
    unlink(&mut topology);
    resolver(&mut topology);
    let outbound = json!({ "id": id(RESOLVERS, "resolver/outboundEndpoints/out") });
    let body = json!({ "dnsResolverOutboundEndpoints": [outbound], "provisioningState": "Succeeded" });
    topology.with("rulesets.json", vec![resource(RULESETS, "rules", body)]);
    let rule = |name: &str, domain: &str, address: &str| {
        let servers = json!([{ "ipAddress": address, "port": 53 }]);
        let body = json!({ "domainName": domain, "targetDnsServers": servers, "forwardingRuleState": "Enabled", "metadata": {}, "provisioningState": "Succeeded" });
        part(RULESETS, "rules", "forwardingRules", name, body)
    };
    topology.with(
        "forwarding-rules.json",
        vec![
            rule("azure", "postgres.database.azure.com.", "10.1.9.4"),
            rule("offices", "offices.example.", "10.20.0.53"),
        ],
    );
    let vnet = reference("Microsoft.Network/virtualNetworks", "vnet-new");
    let link = json!({ "virtualNetwork": vnet, "metadata": {}, "provisioningState": "Succeeded" });
    topology.with("ruleset-links.json", vec![part(RULESETS, "rules", "virtualNetworkLinks", "vnet-new", link)]);
    topology
}

const POLICIES: &str = "Microsoft.Network/dnsResolverPolicies";
const LISTS: &str = "Microsoft.Network/dnsResolverDomainLists";

/// The target's network has a DNS security policy, which blocks other names.
pub(crate) fn private_to_vnet_by_policy() -> Topology {
    let mut topology = private_to_vnet();
    topology.name = "private-to-vnet-by-policy";
    topology.with("dns-policies.json", vec![resource(POLICIES, "guard", json!({ "provisioningState": "Succeeded" }))]);
    let rule = |name: &str, priority: u32, action: &str, list: &str| {
        let action = json!({ "actionType": action });
        let body = json!({ "action": action, "dnsResolverDomainLists": [reference(LISTS, list)], "dnsSecurityRuleState": "Enabled", "priority": priority, "provisioningState": "Succeeded" });
        part(POLICIES, "guard", "dnsSecurityRules", name, body)
    };
    topology.with("dns-rules.json", vec![rule("allow", 100, "Allow", "good"), rule("block", 200, "Block", "bad")]);
    let vnet = reference("Microsoft.Network/virtualNetworks", "vnet-new");
    let link = json!({ "virtualNetwork": vnet, "provisioningState": "Succeeded" });
    topology.with("dns-policy-links.json", vec![part(POLICIES, "guard", "virtualNetworkLinks", "vnet-new", link)]);
    let list = |name: &str, domain: &str| {
        resource(LISTS, name, json!({ "domains": [domain], "provisioningState": "Succeeded" }))
    };
    topology.with("domain-lists.json", vec![list("good", "tools.example."), list("bad", "games.example.")]);
    topology
}
