//! At which addresses a destination sees the client: what stands between may put its own in their place (NAT).

use ipnet::Ipv4Net;

use crate::{
    Party,
    check::reach::peering::{
        evidence::{beside_a_peering, joint},
        hop,
        joint::{By, ClientSeen},
        wan,
    },
    network::{Attachment, Context, DestinationSubnet, RouteLookup, RouteTable, is},
};

/// At which addresses a party in a VNet sees the client, by what joins their VNets.
pub(crate) fn client_seen(context: &Context<'_>, party: Party) -> ClientSeen {
    let ends = || Some((context.client_attachment().ok()?, context.destination_subnet(party).ok()?));
    let Some((near, destination)) = ends() else { return ClientSeen::Unknown };
    match joint(context, party).by {
        By::One | By::Peering | By::Vpn | By::Manager if is_led_aside(context, near, &destination) => {
            match beside_a_peering(context, party) {
                Some(_) => hop::seen(context, near, &destination, party),
                None => ClientSeen::Unknown,
            }
        }
        By::One | By::Peering | By::Vpn | By::Manager => ClientSeen::AtItsOwn,
        By::Wan => wan::seen(context, &near.vnet.origin.id, &destination),
        By::Hop => hop::seen(context, near, &destination, party),
    }
}

/// Whether a route takes the packets to an appliance, or may, though Azure's own would lead to the destination.
fn is_led_aside(context: &Context<'_>, near: Attachment<'_>, destination: &DestinationSubnet<'_>) -> bool {
    let Ok(table) = context.route_table(near) else { return true };
    let Ok(nets) = context.destination_nets(&destination.destination) else { return true };
    let ranges = context.network.vnet(&destination.vnet).and_then(|it| it.prefixes.known());
    // Of two routes the narrower counts, and of two that are as narrow the table's.
    let own = |net: &Ipv4Net| ranges?.iter().filter(|it| it.contains(net)).map(Ipv4Net::prefix_len).max();
    let leads_aside = |table: &RouteTable| {
        table.cut(&nets).into_iter().any(|net| match table.choose(net) {
            RouteLookup::None => false,
            RouteLookup::One(route, prefix) => {
                is(route.next_hop.as_deref(), "VirtualAppliance")
                    && own(&net).is_none_or(|it| it <= prefix.prefix_len())
            }
            RouteLookup::Unknown(_) => true,
        })
    };
    table.is_some_and(leads_aside)
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{self, Fail, Pass, Unknown},
        network::{
            Fact, Network,
            testing::{all_right, finding, found, from_machine, guard, machine, route, subnet_mut, through_a_firewall},
        },
    };

    const CLIENT: &str = "200 in allow tcp 10.2.0.0/24 * > * 5432";
    const FIREWALL: &str = "200 in allow tcp 10.9.0.0/26 * > * 5432";
    const REST: &str = "300 in deny * * * > * *";

    /// The way to the source, the only rule of the source's group that lets anything in, and what becomes of the packets.
    type Case = (&'static str, fn(&mut Network), &'static str, Status);

    static CASES: &[Case] = &[
        ("a firewall that leaves addresses", through_a_firewall, CLIENT, Pass),
        ("a firewall that leaves addresses", through_a_firewall, FIREWALL, Fail),
        ("one that puts its own in their place", translating, CLIENT, Fail),
        ("one that puts its own in their place", translating, FIREWALL, Pass),
        ("one of whose addresses one may count", translating, "200 in allow tcp 10.9.0.4/32 * > * 5432", Unknown),
        ("one of which that is not known", unsaid, CLIENT, Pass),
        ("one of which that is not known", unsaid, FIREWALL, Unknown),
        ("one of which that is not known", unsaid, "200 in allow tcp * * > * 6432", Fail),
        ("an appliance", appliance, FIREWALL, Unknown),
        ("an appliance, though the two are peered", beside_a_peering, FIREWALL, Unknown),
        ("a route to an appliance that is wider than the peering's", below_a_peering, FIREWALL, Fail),
    ];

    fn translating(it: &mut Network) {
        through_a_firewall(it);
        it.joins.policies[0].private_ranges = Fact::Known(vec!["255.255.255.255/32".parse().expect("an address")]);
    }

    fn unsaid(it: &mut Network) {
        through_a_firewall(it);
        it.joins.policies[0].private_ranges = Fact::Unknown;
    }

    fn appliance(it: &mut Network) {
        through_a_firewall(it);
        it.joins.firewalls.clear();
    }

    fn beside_a_peering(it: &mut Network) {
        machine(it);
        route(it, "vnet-new", &["10.1.0.0/16 VirtualAppliance"]);
    }

    fn below_a_peering(it: &mut Network) {
        machine(it);
        route(it, "vnet-new", &["10.0.0.0/8 VirtualAppliance"]);
    }

    #[test]
    fn security_groups_judge_the_address_that_they_see() {
        for (way, change, rule, status) in CASES {
            let mut network = all_right();
            change(&mut network);
            guard(&mut network, "vnet-old", &[rule, REST]);
            let found = finding(&from_machine(), &network, "source/nsg");
            assert_eq!(found.status, *status, "{way}, {rule}: {found:?}");
        }
    }

    #[test]
    fn replies_go_to_the_address_of_the_firewall() {
        fn replies(it: &mut Network, routes: &[&str]) {
            translating(it);
            it.route_tables.retain(|it| it.origin.name() != "rt-vnet-old");
            route(it, "vnet-old", routes);
        }
        found(
            &from_machine(),
            "source/peering",
            &[
                (
                    "no route table",
                    |it| {
                        translating(it);
                        subnet_mut(it, "vnet-old").route_table = Fact::None;
                    },
                    Pass,
                ),
                ("no route for it", |it| replies(it, &["10.2.0.0/24 None"]), Pass),
                ("a route that is wider than the peering's", |it| replies(it, &["10.0.0.0/8 None"]), Pass),
                ("one that drops them", |it| replies(it, &["10.9.0.0/16 None"]), Fail),
                ("one to the internet", |it| replies(it, &["10.9.0.0/26 Internet"]), Fail),
                ("one to an appliance", |it| replies(it, &["10.9.0.0/16 VirtualAppliance"]), Unknown),
                (
                    "not said whether there is a table",
                    |it| {
                        translating(it);
                        subnet_mut(it, "vnet-old").route_table = Fact::Unknown;
                    },
                    Unknown,
                ),
            ],
        );
    }
}
