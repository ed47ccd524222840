//! Whom a server admits: firewall rules, VNet rules and the service endpoint that these need.

use crate::{
    Party,
    network::{
        Change, Context, Edit, Fact, FirewallRule, Item, SQL_SERVICE, ServerKind, ServiceEndpoint, VnetRule, clouds,
        is, outbound_addresses,
    },
    remedy::{Way, cloud, endpoint, free_name, part_of},
};

/// The private endpoint that waits for its approval, which then needs no rule; or a VNet rule for the client's subnet, after
/// the service endpoint where the subnet has none.
pub(super) fn vnet_rule(context: &Context<'_>, party: Party) -> Vec<Way> {
    let rule = subnet_rule(context, party).map(|it| carries_sql(context).into_iter().chain([it]).collect());
    endpoint::waiting(context, party).into_iter().chain(rule).collect()
}

/// A VNet rule for the client's subnet, which only a single server has.
fn subnet_rule(context: &Context<'_>, party: Party) -> Option<Change> {
    let (_, subnet) = context.client_subnet().ok()?;
    let server = context.server(party).ok().filter(|it| it.kind == ServerKind::Single)?;
    let taken = server.vnet_rules.items.iter().map(|it| it.origin.id.name());
    let origin = part_of(&server.origin, "virtualNetworkRules", &free_name("allow-migration", taken))?;
    let rule = VnetRule { origin, subnet: Some(subnet.clone()), state: Some("Ready".to_owned()) };
    Some(Edit::create(Item::VnetRule(rule)).into())
}

/// The private endpoint that waits for its approval, which then needs no service endpoint; or the service endpoint for
/// the client's subnet, added to those that the subnet has.
pub(super) fn service_endpoint(context: &Context<'_>, party: Party) -> Vec<Way> {
    let carried = carries_sql(context).into_iter().collect();
    endpoint::waiting(context, party).into_iter().chain([carried]).collect()
}

fn carries_sql(context: &Context<'_>) -> Option<Change> {
    let subnet = context.client_attachment().ok()?.subnet;
    let before = &subnet.service_endpoints;
    let mut services = match before {
        Fact::Known(services) => services.clone(),
        Fact::None => Vec::new(),
        // A list that is not known cannot be added to: what is set takes its place.
        Fact::Unknown => return None,
    };
    if services.iter().any(|it| it.service.eq_ignore_ascii_case(SQL_SERVICE) && is(it.state.as_deref(), "Succeeded")) {
        return None;
    }
    services.retain(|it| !it.service.eq_ignore_ascii_case(SQL_SERVICE));
    services.push(ServiceEndpoint::made(SQL_SERVICE));
    let item = |services| Item::ServiceEndpoints(subnet.origin.id.clone(), services);
    Some(Edit::Update { from: item(before.clone()), to: item(Fact::Known(services)) }.into())
}

/// A rule for each address that the client leaves with, or what another cloud refuses it for, changed there.
pub(super) fn firewall(context: &Context<'_>, party: Party) -> Vec<Way> {
    if party == Party::Source && clouds::cloud(context).is_some() {
        return vec![cloud::lets_in(context, true)];
    }
    let (Ok(server), Ok(side)) = (context.server(party), context.client_attachment()) else { return Vec::new() };
    let mut taken: Vec<String> = server.firewall_rules.items.iter().map(|it| it.origin.id.name().to_owned()).collect();
    let mut way = Vec::new();
    for net in outbound_addresses(context, &side) {
        let name = free_name("allow-migration", taken.iter().map(String::as_str));
        let Some(origin) = part_of(&server.origin, "firewallRules", &name) else { continue };
        taken.push(name);
        let rule = FirewallRule { origin, start: net.network(), end: net.broadcast() };
        way.push(Edit::create(Item::FirewallRule(rule)).into());
    }
    // From a subnet with the service endpoint a connection comes with a private address, which no firewall rule has.
    let of_subnet = subnet_rule(context, party).into_iter().collect();
    vec![way, of_subnet]
}
