//! Says of a service endpoint which servers admit a subnet by the public address that it no longer comes from.

use super::MOST;
use crate::{
    Config,
    network::{Context, Id, Network, Server, ServerKind, first_of, outbound_addresses},
};

/// The servers in the files that admit a subnet by the public address that it leaves with, and not by itself. Of those of its
/// region Azure takes that address to be gone; in which region a server is, the files do not always say.
///
/// Source: "Use Virtual Network service endpoints and rules (single server)" (2023-06-24): with a service endpoint, the source
/// address is a private one, and firewall rules for the public one no longer fit.
pub(super) fn no_longer_admitted(network: &Network, subnet: &Id) -> Option<String> {
    let config = Config::default();
    let context = Context::new(&config, network);
    let nets = outbound_addresses(&context, &context.side(subnet).ok()?);
    let is_admitted = |it: &&Server| {
        it.kind == ServerKind::Single
            && !it.vnet_rules.iter().any(|it| it.subnet.as_ref() == Some(subnet))
            && it.firewall_rules.iter().any(|rule| nets.iter().any(|net| rule.meets(*net)))
    };
    let mut servers = network.servers.iter().filter(is_admitted).map(|it| it.origin.id.name()).peekable();
    servers.peek()?;
    Some(format!(
        "May break connections from {} to {}: firewall rules there admit the public address that it leaves with, and no \
         rule admits the subnet.",
        subnet.name(),
        first_of(MOST, servers)
    ))
}

#[cfg(test)]
mod tests {
    use super::no_longer_admitted;
    use crate::network::{
        Fact, FirewallRule, Listing, NatGateway, PublicAddress, VnetRule,
        testing::{all_right, origin, subnet_id, subnet_mut},
    };

    #[test]
    fn who_admits_the_address_of_the_gateway_is_named_unless_it_admits_the_subnet() {
        let subnet = subnet_id("vnet-new", "db");
        let mut network = all_right();
        assert_eq!(no_longer_admitted(&network, &subnet), None, "it has no NAT gateway");
        let (ip, nat) =
            (origin("Microsoft.Network/publicIPAddresses", "ip"), origin("Microsoft.Network/natGateways", "nat"));
        subnet_mut(&mut network, "vnet-new").nat_gateway = Fact::Known(nat.id.clone());
        network.joins.nat_gateways.push(NatGateway { origin: nat, addresses: Fact::Known(vec![ip.id.clone()]) });
        network.joins.public_addresses.push(PublicAddress { origin: ip, net: "20.1.2.3/32".parse().ok() });
        assert_eq!(no_longer_admitted(&network, &subnet), None, "no server admits it");
        let old = &mut network.servers[0];
        let [start, end] = ["20.1.2.0", "20.1.2.9"].map(|it| it.parse().expect("an address"));
        let rule = origin("Microsoft.DBforPostgreSQL/servers", "orders-old/firewallRules/nat");
        old.firewall_rules = Listing::all(vec![FirewallRule { origin: rule, start, end }]);
        assert_eq!(
            no_longer_admitted(&network, &subnet).as_deref(),
            Some(
                "May break connections from db to orders-old: firewall rules there admit the public address that it leaves \
                 with, and no rule admits the subnet."
            )
        );
        let rule = origin("Microsoft.DBforPostgreSQL/servers", "orders-old/virtualNetworkRules/db");
        let rule = VnetRule { origin: rule, subnet: Some(subnet.clone()), state: Some("Ready".to_owned()) };
        network.servers[0].vnet_rules = Listing::all(vec![rule]);
        assert_eq!(no_longer_admitted(&network, &subnet), None, "it admits the subnet itself");
    }
}
