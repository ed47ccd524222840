//! Says of a rule of a security group which servers it counts for.

use ipnet::Ipv4Net;

use super::MOST;
use crate::{
    Config,
    network::{Context, Direction, Id, Network, Peer, SecurityRule, Server, first_of, meet},
};

/// The servers in the files that a rule counts for: those in the subnets of its group, themselves or by a private endpoint, at
/// the addresses that it names there. One of them is the migration's own.
pub(super) fn servers_of_rule(network: &Network, group: &Id, rule: &SecurityRule) -> Option<String> {
    let config = Config::default();
    let context = Context::new(&config, network);
    let is_inbound = rule.direction? == Direction::Inbound;
    let local = if is_inbound { &rule.destinations } else { &rule.sources }.as_ref()?;
    let is_named = |net: Ipv4Net| {
        local.iter().any(|it| match it {
            Peer::Any => true,
            Peer::Net(named) => meet(*named, net),
            _ => false,
        })
    };
    let behind = |subnet: &Id| network.subnet(subnet).filter(|it| it.security_group.known() == Some(group));
    let is_there = |it: &Server| {
        let subnet = it.delegated_subnet.known().and_then(behind);
        subnet.is_some_and(|it| it.prefixes.iter().any(|it| is_named(*it)))
    };
    // An endpoint begins no connection.
    let has_endpoint_there = |it: &Server| {
        let endpoints = context.approved_endpoints(it).into_iter();
        let mut there = endpoints.filter(|it| it.subnet.as_ref().and_then(behind).is_some());
        is_inbound && there.any(|it| context.addresses(it).into_iter().any(|it| is_named(it.into())))
    };
    let servers = network.servers.iter().filter(|it| is_there(it) || has_endpoint_there(it));
    let names: Vec<&str> = servers.map(|it| it.origin.id.name()).collect();
    (1 < names.len()).then(|| format!("It counts for all of these servers: {}.", first_of(MOST, names.into_iter())))
}

#[cfg(test)]
mod tests {
    use super::servers_of_rule;
    use crate::network::{
        Direction, Peer, SecurityRule,
        testing::{all_right, guard, origin},
    };

    fn rule(direction: Direction, local: &str) -> SecurityRule {
        let local = Some(vec![Peer::Net(local.parse().expect("a prefix"))]);
        let (sources, destinations) = if direction == Direction::Inbound { (None, local) } else { (local, None) };
        SecurityRule {
            name: "allow-migration".to_owned(),
            priority: Some(4096),
            direction: Some(direction),
            allow: Some(true),
            protocol: None,
            source_ports: None,
            destination_ports: None,
            sources,
            destinations,
        }
    }

    #[test]
    fn the_servers_at_its_addresses_in_the_subnets_of_its_group_are_named_where_there_is_another() {
        let mut network = all_right();
        guard(&mut network, "vnet-new", &[]);
        let group = network.security_groups[0].origin.id.clone();
        let said = |network: &_, direction, local| servers_of_rule(network, &group, &rule(direction, local));
        let inbound = |network: &_, local| said(network, Direction::Inbound, local);
        assert_eq!(inbound(&network, "10.2.0.0/24"), None, "only the migration's own is there");
        let own = network.servers.iter().find(|it| it.origin.id.name() == "orders-new").expect("it is in the network");
        let mut beside = own.clone();
        beside.origin = origin("Microsoft.DBforPostgreSQL/flexibleServers", "billing");
        network.servers.push(beside);
        let both = Some("It counts for all of these servers: orders-new, billing.".to_owned());
        assert_eq!(inbound(&network, "10.2.0.0/24"), both);
        assert_eq!(said(&network, Direction::Outbound, "10.2.0.0/24"), both);
        assert_eq!(inbound(&network, "10.9.0.0/24"), None, "it names no address of theirs");
    }
}
