//! Writes what joins networks.

use pgreach_network::{
    AdminParent, AzureFirewall, Circuit, Connectivity, Effective, Fact, FirewallPolicy, GroupMember, HubConnection,
    HubTable, IpGroup, Joins, LoadBalancer, NatGateway, NetworkRule, Peer, PlannedRule, PublicAddress, RoutingIntent,
    RuleCollection, RuleEnd, RuleGroup, SecurityRule, VirtualHub, security::AdminRule,
};
use serde_json::{Value, json};

use super::{
    body::{Body, Family, link, part, resource, texts},
    security::{ranges, word},
};

pub(super) fn documents(joins: &Joins) -> Vec<Value> {
    let Joins {
        firewalls,
        policies,
        ip_groups,
        balancers,
        nat_gateways,
        public_addresses,
        hubs,
        circuits,
        members,
        connectivity,
        admin_rules,
        admin_parents,
        effective_connectivity,
        effective_admin_rules,
    } = joins;
    let mut documents: Vec<Value> = firewalls.iter().map(firewall).collect();
    documents.extend(policies.iter().flat_map(policy));
    documents.extend(ip_groups.iter().map(ip_group));
    documents.extend(balancers.iter().map(balancer));
    documents.extend(nat_gateways.iter().map(nat_gateway));
    documents.extend(public_addresses.iter().map(public_address));
    documents.extend(hubs.iter().flat_map(hub));
    documents.extend(circuits.iter().map(circuit));
    documents.extend(members.iter().map(member));
    documents.extend(connectivity.iter().map(|it| plan(it, Body::default())));
    documents.extend(admin_rules.iter().map(|it| planned_rule(it, Body::default())));
    let kind = |it: &AdminParent| {
        let collection =
            if it.origin.id.parent().and_then(|it| it.parent()).is_some() { "/ruleCollections" } else { "" };
        format!("Microsoft.Network/networkManagers/securityAdminConfigurations{collection}")
    };
    documents.extend(admin_parents.iter().map(|it| resource(&it.origin, &kind(it), Body::default()).into()));
    let of_connectivity = |it: &Connectivity| plan(it, Body::default().with("configurationGroups", json!([])));
    documents.extend(effective_connectivity.iter().map(|it| effective("effective-connectivity", it, of_connectivity)));
    let of_rule = |it: &PlannedRule| {
        let groups: Vec<Value> = it.groups.iter().map(|it| json!({ "networkGroupId": it.text() })).collect();
        planned_rule(it, Body::default().with("ruleCollectionAppliesToGroups", groups))
    };
    documents.extend(effective_admin_rules.iter().map(|it| effective("effective-admin-rules", it, of_rule)));
    documents
}

fn firewall(firewall: &AzureFirewall) -> Value {
    let AzureFirewall {
        origin,
        addresses,
        subnet,
        hub,
        public_addresses,
        policy,
        collections,
        private_ranges,
        provisioning,
    } = firewall;
    let mut places: Vec<Value> =
        addresses.iter().map(|it| json!({ "properties": { "privateIPAddress": it.to_string() } })).collect();
    places.extend(public_addresses.iter().map(|it| json!({ "properties": { "publicIPAddress": link(it) } })));
    places.extend(subnet.iter().map(|it| json!({ "properties": { "subnet": link(it) } })));
    let body = Body::default()
        .with("ipConfigurations", places)
        .link("virtualHub", hub.as_ref())
        .fact("firewallPolicy", policy, link)
        .fact("networkRuleCollections", collections, |it| it.iter().map(collection).collect())
        .with(
            "additionalProperties",
            Body::default().fact("Network.SNAT.PrivateRanges", private_ranges, |it| texts(it)),
        )
        .provisioned(provisioning);
    resource(origin, "Microsoft.Network/azureFirewalls", body).into()
}

fn policy(policy: &FirewallPolicy) -> Vec<Value> {
    let FirewallPolicy { origin, base, dns_proxy, dns_servers, private_ranges, groups, provisioning } = policy;
    let dns =
        Body::default().fact("enableProxy", dns_proxy, |it| (*it).into()).fact("servers", dns_servers, |it| json!(it));
    let body = Body::default()
        .fact("basePolicy", base, link)
        .with("dnsSettings", dns)
        .with("snat", Body::default().fact("privateRanges", private_ranges, |it| texts(it)))
        .provisioned(provisioning);
    let policy = resource(origin, "Microsoft.Network/firewallPolicies", body);
    Family::new(origin, policy).with("ruleCollectionGroups", groups, group).documents()
}

fn group(RuleGroup { origin, priority, collections, provisioning }: &RuleGroup) -> Value {
    let body = Body::default()
        .some("priority", *priority)
        .fact("ruleCollections", collections, |it| it.iter().map(collection).collect())
        .provisioned(provisioning);
    part(origin, body)
}

fn collection(RuleCollection { name, priority, allow, rules, provisioning }: &RuleCollection) -> Value {
    let action = allow.map(|it| json!({ "type": if it { "Allow" } else { "Deny" } }));
    Body::default()
        .with("name", name.as_str())
        .some("priority", *priority)
        .some("action", action)
        .with("rules", rules.iter().map(rule).collect::<Vec<_>>())
        .provisioned(provisioning)
        .into()
}

/// No protocol, address or port.
const UNREADABLE: &str = "0/unreadable";

fn rule(rule: &NetworkRule) -> Value {
    let NetworkRule { name, protocols, sources, source_groups, destinations, destination_groups, hosts, ports } = rule;
    let ends =
        |it: &Option<Vec<RuleEnd>>| it.as_ref().map_or_else(|| json!(UNREADABLE), |it| it.iter().map(end).collect());
    let ids = |them: &[pgreach_network::Id]| them.iter().map(|it| Value::from(it.text())).collect::<Vec<_>>();
    Body::default()
        .with("name", name.as_str())
        .with("ruleType", "NetworkRule")
        // What is no text and no list cannot be read, and says nothing.
        .with("ipProtocols", protocols.as_ref().map_or_else(|| json!({}), |it| json!(it)))
        .with("sourceAddresses", ends(sources))
        .with("sourceIpGroups", ids(source_groups))
        .with("destinationAddresses", ends(destinations))
        .with("destinationIpGroups", ids(destination_groups))
        .with("destinationFqdns", json!(hosts))
        .with("destinationPorts", ports.as_ref().map_or_else(|| json!(UNREADABLE), |it| ranges(it)))
        .into()
}

fn end(end: &RuleEnd) -> String {
    match end {
        RuleEnd::Any => "*".to_owned(),
        RuleEnd::Range(from, to) if from == to => from.to_string(),
        RuleEnd::Range(from, to) => format!("{from}-{to}"),
        RuleEnd::Ipv6 => "::/0".to_owned(),
        RuleEnd::Tag(tag) => tag.clone(),
    }
}

fn ip_group(IpGroup { origin, addresses }: &IpGroup) -> Value {
    let body = Body::default().fact("ipAddresses", addresses, |it| it.iter().map(end).collect());
    // Its addresses are known of one that is not being changed only.
    let state = if addresses.is_unknown() { Fact::Unknown } else { Fact::Known("Succeeded".to_owned()) };
    resource(origin, "Microsoft.Network/ipGroups", body.provisioned(&state)).into()
}

fn balancer(LoadBalancer { origin, addresses, subnet }: &LoadBalancer) -> Value {
    let mut ends: Vec<Value> =
        addresses.iter().map(|it| json!({ "properties": { "privateIPAddress": it.to_string() } })).collect();
    ends.extend(subnet.iter().map(|it| json!({ "properties": { "subnet": link(it) } })));
    let body = Body::default().with("frontendIPConfigurations", ends);
    resource(origin, "Microsoft.Network/loadBalancers", body).into()
}

fn nat_gateway(NatGateway { origin, addresses }: &NatGateway) -> Value {
    let body = Body::default().fact("publicIpAddresses", addresses, |it| it.iter().map(link).collect()).fact(
        "publicIpPrefixes",
        addresses,
        |_| json!([]),
    );
    resource(origin, "Microsoft.Network/natGateways", body.done()).into()
}

fn public_address(PublicAddress { origin, net }: &PublicAddress) -> Value {
    let body = Body::default().some("ipPrefix", net.map(|it| it.to_string()));
    resource(origin, "Microsoft.Network/publicIPAddresses", body.done()).into()
}

fn hub(hub: &VirtualHub) -> Vec<Value> {
    let VirtualHub {
        origin,
        wan,
        sku,
        routing_state,
        firewall,
        is_announced_to,
        connections,
        tables,
        intents,
        provisioning,
    } = hub;
    let body = Body::default()
        .link("virtualWan", wan.as_ref())
        .some("sku", sku.as_deref())
        .some("routingState", routing_state.as_deref())
        .fact("azureFirewall", firewall, link)
        .fact("bgpConnections", is_announced_to, |it| some_or_none(*it));
    // Any of them is enough, so where one is not known, none is said.
    let body = if is_announced_to.is_unknown() {
        body
    } else {
        GATEWAYS.iter().fold(body, |it, key| it.with(key, Value::Null))
    };
    let body = body.provisioned(provisioning);
    let hub = resource(origin, "Microsoft.Network/virtualHubs", body);
    Family::new(origin, hub)
        .with("hubVirtualNetworkConnections", connections, hub_connection)
        .with("hubRouteTables", tables, hub_table)
        .with("routingIntent", intents, intent)
        .documents()
}

/// What a hub has one of at most that may announce routes to it.
const GATEWAYS: [&str; 3] = ["vpnGateway", "expressRouteGateway", "p2SVpnGateway"];

/// A list of which only counts whether it has anything in it.
fn some_or_none(has_some: bool) -> Value {
    if has_some { json!([{}]) } else { json!([]) }
}

fn hub_connection(connection: &HubConnection) -> Value {
    let HubConnection { origin, vnet, provisioning, associated, propagated, labels, takes_default_route, has_routes } =
        connection;
    let tables =
        Body::default()
            .fact("ids", propagated, |it| it.iter().map(link).collect())
            .fact("labels", labels, |it| json!(it));
    // Whether they lead past what is within the VNet is said of the connection as a resource that is not read.
    let bypassed = (*has_routes == Fact::Known(true)).then(|| json!({ "vnetLocalRouteOverrideCriteria": "Equal" }));
    let routes =
        Body::default().fact("staticRoutes", has_routes, |it| some_or_none(*it)).some("staticRoutesConfig", bypassed);
    let routing = Body::default()
        .fact("associatedRouteTable", associated, link)
        .with("propagatedRouteTables", tables)
        .with("vnetRoutes", routes);
    let body = Body::default()
        .link("remoteVirtualNetwork", vnet.as_ref())
        .with("routingConfiguration", routing)
        .fact("enableInternetSecurity", takes_default_route, |it| (*it).into())
        .provisioned(provisioning);
    part(origin, body)
}

fn hub_table(HubTable { origin, labels, has_routes, provisioning }: &HubTable) -> Value {
    let body =
        Body::default().fact("labels", labels, |it| json!(it)).fact("routes", has_routes, |it| some_or_none(*it));
    part(origin, body.provisioned(provisioning))
}

fn intent(RoutingIntent { origin, policies, provisioning }: &RoutingIntent) -> Value {
    let policy = |(destinations, hop): &(Vec<String>, _)| {
        let hop: &pgreach_network::Id = hop;
        json!({ "destinations": destinations, "nextHop": hop.text() })
    };
    let body = Body::default().fact("routingPolicies", policies, |it| it.iter().map(policy).collect());
    part(origin, body.provisioned(provisioning))
}

fn circuit(Circuit { origin, provider_state, state }: &Circuit) -> Value {
    let body = Body::default()
        .some("serviceProviderProvisioningState", provider_state.as_deref())
        .some("circuitProvisioningState", state.as_deref());
    resource(origin, "Microsoft.Network/expressRouteCircuits", body).into()
}

const MANAGERS: &str = "Microsoft.Network/networkManagers";

fn member(GroupMember { origin, vnet, provisioning }: &GroupMember) -> Value {
    let body =
        Body::default().some("resourceId", vnet.as_ref().map(|it| it.text().to_owned())).provisioned(provisioning);
    resource(origin, &format!("{MANAGERS}/networkGroups/staticMembers"), body).into()
}

fn plan(Connectivity { origin, topology, hubs, groups, provisioning }: &Connectivity, body: Body) -> Value {
    let group = |(id, is_direct, is_global): &(pgreach_network::Id, bool, bool)| {
        let direct = if *is_direct { "DirectlyConnected" } else { "None" };
        let global = if *is_global { "True" } else { "False" };
        json!({ "networkGroupId": id.text(), "groupConnectivity": direct, "isGlobal": global })
    };
    let body = body
        .some("connectivityTopology", topology.as_deref())
        .with("hubs", hubs.iter().map(|it| json!({ "resourceId": it.text() })).collect::<Vec<_>>())
        .with("appliesToGroups", groups.iter().map(group).collect::<Vec<_>>())
        .provisioned(provisioning);
    resource(origin, &format!("{MANAGERS}/connectivityConfigurations"), body).into()
}

fn planned_rule(PlannedRule { origin, rule, groups: _ }: &PlannedRule, body: Body) -> Value {
    let AdminRule { rule, is_final } = rule;
    let SecurityRule {
        name: _,
        priority,
        direction,
        allow,
        protocol,
        source_ports,
        destination_ports,
        sources,
        destinations,
    } = rule;
    let access = match (allow, is_final) {
        (Some(true), true) => Some("AlwaysAllow"),
        (Some(true), false) => Some("Allow"),
        (Some(false), _) => Some("Deny"),
        (None, _) => None,
    };
    let ends = |it: &Option<Vec<Peer>>| it.as_ref().map(|it| it.iter().filter_map(peer).collect::<Vec<_>>());
    let body = body
        .some("priority", *priority)
        .some("direction", direction.map(word))
        .some("access", access)
        .some("protocol", protocol.as_deref())
        .some("sourcePortRanges", source_ports.as_ref().map(|it| ranges(it)))
        .some("destinationPortRanges", destination_ports.as_ref().map(|it| ranges(it)))
        .some("sources", ends(sources))
        .some("destinations", ends(destinations));
    resource(origin, &format!("{MANAGERS}/securityAdminConfigurations/ruleCollections/rules"), body).into()
}

fn peer(peer: &Peer) -> Option<Value> {
    let prefix = match peer {
        Peer::Any => "*".to_owned(),
        Peer::Net(net) => net.to_string(),
        Peer::Ipv6 => "::/0".to_owned(),
        Peer::Tag(tag) => tag.clone(),
        Peer::Group(_) | Peer::Expanded(..) => return None,
    };
    Some(json!({ "addressPrefix": prefix }))
}

/// What is in effect, in an envelope where it is known of which VNet.
fn effective<T>(export: &str, Effective { file: _, vnet, items }: &Effective<T>, write: impl Fn(&T) -> Value) -> Value {
    let output = json!({ "value": items.iter().map(write).collect::<Vec<_>>() });
    match vnet {
        Some(vnet) => json!({ "pgreach": 1, "export": export, "of": vnet.text(), "output": output }),
        None => output,
    }
}

pub(super) fn selectors(them: &[pgreach_network::TrafficSelector]) -> Value {
    let selector = |it: &pgreach_network::TrafficSelector| json!({ "localAddressRanges": texts(&it.local), "remoteAddressRanges": texts(&it.remote) });
    them.iter().map(selector).collect()
}
