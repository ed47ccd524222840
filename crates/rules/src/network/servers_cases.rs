//! Cases of DNS servers: what the steps of a name say where a ruleset, a resolver, a firewall or a security group stands between
//! the client and Azure's own DNS.
//!
//! Longer than 500 lines: a table of cases.

use crate::{
    Status::{self, Fail, Pass, Unknown},
    network::{
        AzureFirewall, Effective, Fact, FirewallPolicy, ForwardingRule, Listing, Network, PlannedRule, Ruleset,
        RulesetLink,
        security::AdminRule,
        testing::{self, direct, found, guard, half_mut, id, origin, rule, subnet_id, vnet_id, vnet_mut},
    },
};

/// What is changed, then what the steps of the DNS servers, of the link and of the record say.
type Case<'a> = (&'a str, fn(&mut Network), [Status; 3]);

#[track_caller]
fn cases(rows: &[Case<'_>]) {
    for (what, change, [servers, link, record]) in rows {
        found(&direct(), "source/dns-servers", &[(what, *change, *servers)]);
        found(&direct(), "source/zone-link-client", &[(what, *change, *link)]);
        found(&direct(), "source/a-record", &[(what, *change, *record)]);
    }
}

fn asks(network: &mut Network, servers: &[&str]) {
    let servers = servers.iter().map(|it| (*it).to_owned()).collect();
    vnet_mut(network, "vnet-new").dns_servers = Fact::Known(servers);
}

/// vnet-new is not linked to the endpoint's zone. vnet-mid is.
fn unlinked(network: &mut Network) {
    network.zones[0].links.items.retain(|it| it.vnet != Some(vnet_id("vnet-new")));
}

/// Neither is vnet-mid.
fn nobody_linked(network: &mut Network) {
    unlinked(network);
    network.zones[0].links.items.retain(|it| it.vnet != Some(vnet_id("vnet-mid")));
}

/// An inbound endpoint at 10.3.0.5 in vnet-mid, which vnet-new is peered with. vnet-new is not linked to the zone.
fn resolver(network: &mut Network) {
    unlinked(network);
    testing::resolver(network);
}

/// A ruleset that vnet-new is linked to, with these rules: `postgres.database.azure.com 10.3.0.5 Enabled`.
fn rules(network: &mut Network, rules: &[&str]) {
    const OF: &str = "Microsoft.Network/dnsForwardingRulesets";
    let read = |(place, short): (usize, &&str)| {
        let [domain, server, state] = short.split(' ').collect::<Vec<_>>()[..] else { panic!("not a rule: {short}") };
        ForwardingRule {
            origin: origin(OF, &format!("rules/forwardingRules/r{place}")),
            domain: Some(domain.to_owned()),
            servers: Fact::Known(server.split(',').map(str::to_owned).collect()),
            state: Some(state.to_owned()),
        }
    };
    network.rulesets.push(Ruleset {
        origin: origin(OF, "rules"),
        rules: Listing::all(rules.iter().enumerate().map(read).collect()),
        links: Listing::all(vec![RulesetLink {
            origin: origin(OF, "rules/virtualNetworkLinks/l"),
            vnet: Some(vnet_id("vnet-new")),
            provisioning: Fact::Known("Succeeded".to_owned()),
        }]),
    });
}

#[test]
fn a_ruleset_forwards_what_no_linked_zone_answers() {
    cases(&[
        (
            "to a resolver whose VNet is linked",
            |it| {
                resolver(it);
                rules(it, &["postgres.database.azure.com 10.3.0.5 Enabled"]);
            },
            [Pass, Pass, Pass],
        ),
        (
            "to a resolver whose VNet is not linked either",
            |it| {
                resolver(it);
                nobody_linked(it);
                rules(it, &["postgres.database.azure.com 10.3.0.5 Enabled"]);
            },
            [Pass, Fail, Pass],
        ),
        (
            "to a resolver, where the record is stale",
            |it| {
                resolver(it);
                it.zones[0].records.items[0].addresses = vec![[10, 9, 9, 9].into()];
                rules(it, &["postgres.database.azure.com 10.3.0.5 Enabled"]);
            },
            [Pass, Pass, Fail],
        ),
        (
            "only the privatelink name, to the resolver",
            |it| {
                resolver(it);
                rules(it, &["privatelink.postgres.database.azure.com 10.3.0.5 Enabled"]);
            },
            [Pass, Pass, Pass],
        ),
        (
            "to servers outside of the files",
            |it| {
                resolver(it);
                rules(it, &["postgres.database.azure.com 192.168.1.53 Enabled"]);
            },
            [Pass, Unknown, Unknown],
        ),
        (
            "to a resolver and to a server outside of the files",
            |it| {
                resolver(it);
                rules(it, &["postgres.database.azure.com 10.3.0.5,192.168.1.53 Enabled"]);
            },
            [Pass, Unknown, Unknown],
        ),
        (
            "by a rule that is disabled",
            |it| {
                resolver(it);
                rules(it, &["postgres.database.azure.com 10.3.0.5 Disabled"]);
            },
            [Pass, Fail, Pass],
        ),
        (
            "another name",
            |it| {
                resolver(it);
                rules(it, &["corp.example 10.3.0.5 Enabled"]);
            },
            [Pass, Fail, Pass],
        ),
    ]);
}

#[test]
fn of_the_rules_of_a_ruleset_the_longest_forwards() {
    cases(&[
        (
            "to the resolver",
            |it| {
                resolver(it);
                rules(it, &[". 192.168.1.53 Enabled", "database.azure.com 10.3.0.5 Enabled"]);
            },
            [Pass, Pass, Pass],
        ),
        (
            "to servers outside of the files",
            |it| {
                resolver(it);
                rules(it, &[". 10.3.0.5 Enabled", "database.azure.com 192.168.1.53 Enabled"]);
            },
            [Pass, Unknown, Unknown],
        ),
        (
            "what it is not known to be linked for",
            |it| {
                resolver(it);
                rules(it, &["postgres.database.azure.com 10.3.0.5 Enabled"]);
                it.rulesets[0].links = Listing::default();
            },
            [Pass, Unknown, Unknown],
        ),
        (
            "for another VNet",
            |it| {
                resolver(it);
                rules(it, &["postgres.database.azure.com 192.168.1.53 Enabled"]);
                it.rulesets[0].links.items[0].vnet = Some(vnet_id("vnet-old"));
                it.zones[0].links.items[0].vnet = Some(vnet_id("vnet-new"));
            },
            [Pass, Pass, Pass],
        ),
        (
            "nothing that a linked zone answers",
            |it| {
                rules(it, &["privatelink.postgres.database.azure.com 192.168.1.53 Enabled"]);
            },
            [Pass, Pass, Pass],
        ),
    ]);
}

/// vnet-new asks the resolver of vnet-mid.
fn through(network: &mut Network) {
    resolver(network);
    asks(network, &["10.3.0.5"]);
}

#[test]
fn a_resolver_is_reached_from_its_own_vnet_and_those_joined_to_it() {
    cases(&[
        (
            "its VNet is not peered",
            |it| {
                through(it);
                vnet_mut(it, "vnet-new").peerings.items.pop();
            },
            [Fail, Unknown, Pass],
        ),
        (
            "its VNet is not peered, and a gateway may lead there",
            |it| {
                through(it);
                vnet_mut(it, "vnet-new").peerings.items.pop();
                vnet_mut(it, "vnet-new").subnets.complete = false;
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "its VNet is not peered, and another that has the address is",
            |it| {
                through(it);
                let peerings = &mut vnet_mut(it, "vnet-new").peerings.items;
                peerings.pop();
                peerings.push(testing::half("vnet-new", "vnet-lab", "10.3.0.0/16"));
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "its VNet is not known to be peered",
            |it| {
                through(it);
                vnet_mut(it, "vnet-new").peerings.items.pop();
                vnet_mut(it, "vnet-new").peerings.complete = false;
                vnet_mut(it, "vnet-mid").peerings.items.pop();
                vnet_mut(it, "vnet-mid").peerings.complete = false;
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "the peering is disconnected",
            |it| {
                through(it);
                half_mut(it, "vnet-new", "vnet-mid").state = Some("Disconnected".to_owned());
            },
            [Fail, Unknown, Pass],
        ),
        (
            "the peering allows no access",
            |it| {
                through(it);
                half_mut(it, "vnet-new", "vnet-mid").allow_access = Fact::Known(false);
            },
            [Unknown, Unknown, Pass],
        ),
    ]);
}

#[test]
fn a_resolvers_inbound_endpoint_asks_azure_from_its_own_vnet() {
    cases(&[
        ("its VNet is linked", through, [Pass, Pass, Pass]),
        (
            "its VNet is not linked",
            |it| {
                through(it);
                nobody_linked(it);
            },
            [Pass, Fail, Pass],
        ),
        (
            "only the client's VNet is linked",
            |it| {
                through(it);
                nobody_linked(it);
                it.zones[0].links.items[0].vnet = Some(vnet_id("vnet-new"));
            },
            [Pass, Fail, Pass],
        ),
        (
            "whether its VNet is linked is not known",
            |it| {
                through(it);
                nobody_linked(it);
                it.zones[0].links.complete = false;
            },
            [Pass, Unknown, Pass],
        ),
        (
            "its last change failed",
            |it| {
                through(it);
                it.inbound_endpoints[0].provisioning = Fact::Known("Failed".to_owned());
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "its VNet is not known",
            |it| {
                through(it);
                it.inbound_endpoints[0].subnet = None;
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "another address is asked",
            |it| {
                through(it);
                asks(it, &["10.3.0.6"]);
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "another one of that address is in a VNet that is not peered",
            |it| {
                through(it);
                let mut other = it.inbound_endpoints[0].clone();
                other.origin = origin("Microsoft.Network/dnsResolvers", "lab/inboundEndpoints/in");
                other.subnet = Some(subnet_id("vnet-lab", "dns"));
                it.inbound_endpoints.insert(0, other);
            },
            [Pass, Pass, Pass],
        ),
    ]);
}

/// An Azure Firewall at 10.3.0.4 in vnet-mid, which vnet-new is peered with and asks. vnet-new is not linked to the zone.
fn firewall(network: &mut Network, proxy: Fact<bool>, servers: &[&str]) {
    resolver(network);
    asks(network, &["10.3.0.4"]);
    let policy = origin("Microsoft.Network/firewallPolicies", "policy");
    network.joins.firewalls.push(AzureFirewall {
        origin: origin("Microsoft.Network/azureFirewalls", "fw-hub"),
        addresses: vec![[10, 3, 0, 4].into()],
        subnet: Some(subnet_id("vnet-mid", "AzureFirewallSubnet")),
        hub: None,
        public_addresses: Vec::new(),
        policy: Fact::Known(policy.id.clone()),
        collections: Fact::None,
        private_ranges: Fact::None,
        provisioning: Fact::Known("Succeeded".to_owned()),
    });
    network.joins.policies.push(FirewallPolicy {
        origin: policy,
        base: Fact::None,
        dns_proxy: proxy,
        dns_servers: if servers.is_empty() {
            Fact::None
        } else {
            Fact::Known(servers.iter().map(|it| (*it).to_owned()).collect())
        },
        private_ranges: Fact::None,
        groups: Listing::default(),
        provisioning: Fact::Known("Succeeded".to_owned()),
    });
}

/// The policy has no DNS settings of its own, and a parent whose proxy is so.
fn inherits(network: &mut Network, proxy: Fact<bool>) {
    firewall(network, Fact::None, &[]);
    let parent = id("Microsoft.Network/firewallPolicies", "parent");
    let mut policy = network.joins.policies[0].clone();
    network.joins.policies[0].base = Fact::Known(parent.clone());
    (policy.origin.id, policy.dns_proxy) = (parent, proxy);
    network.joins.policies.push(policy);
}

#[test]
fn a_firewalls_dns_proxy_asks_azure_from_its_own_vnet() {
    cases(&[
        ("the proxy is on", |it| firewall(it, Fact::Known(true), &[]), [Pass, Pass, Pass]),
        (
            "the proxy is on, and its VNet is not linked",
            |it| {
                firewall(it, Fact::Known(true), &[]);
                nobody_linked(it);
            },
            [Pass, Fail, Pass],
        ),
        ("the proxy is off", |it| firewall(it, Fact::Known(false), &[]), [Fail, Unknown, Pass]),
        ("the policy says nothing of it: it is off", |it| firewall(it, Fact::None, &[]), [Fail, Unknown, Pass]),
        ("whether it is on is not known", |it| firewall(it, Fact::Unknown, &[]), [Unknown, Unknown, Pass]),
        (
            "the policy was not read",
            |it| {
                firewall(it, Fact::Known(true), &[]);
                it.joins.policies.clear();
            },
            [Unknown, Unknown, Pass],
        ),
        ("the parent's proxy is on", |it| inherits(it, Fact::Known(true)), [Pass, Pass, Pass]),
        ("the parent's proxy is off", |it| inherits(it, Fact::Known(false)), [Fail, Unknown, Pass]),
        (
            "the parent was not read",
            |it| {
                inherits(it, Fact::Known(true));
                it.joins.policies.pop();
            },
            [Unknown, Unknown, Pass],
        ),
        ("its server is Azure's", |it| firewall(it, Fact::Known(true), &["168.63.129.16"]), [Pass, Pass, Pass]),
        (
            "its server is a resolver in a VNet that is linked",
            |it| firewall(it, Fact::Known(true), &["10.3.0.5"]),
            [Pass, Pass, Pass],
        ),
        (
            "its server is outside of the files",
            |it| firewall(it, Fact::Known(true), &["192.168.1.53"]),
            [Unknown, Unknown, Pass],
        ),
        // One is chosen randomly.
        (
            "its servers are Azure's and one outside of the files",
            |it| firewall(it, Fact::Known(true), &["168.63.129.16", "192.168.1.53"]),
            [Unknown, Unknown, Pass],
        ),
        (
            "its VNet is not peered",
            |it| {
                firewall(it, Fact::Known(true), &[]);
                vnet_mut(it, "vnet-new").peerings.items.pop();
            },
            [Fail, Unknown, Pass],
        ),
        (
            "off, and asked before another server",
            |it| {
                firewall(it, Fact::Known(false), &[]);
                asks(it, &["10.3.0.4", "168.63.129.16"]);
            },
            [Unknown, Unknown, Pass],
        ),
    ]);
}

/// A rule of a Virtual Network Manager.
fn managed(it: &mut Network, text: &str) {
    let name = "avnm/securityAdminConfigurations/sec/ruleCollections/rc/rules/r";
    it.joins.admin_rules.push(PlannedRule {
        origin: origin("Microsoft.Network/networkManagers", name),
        rule: AdminRule { rule: rule("r", text), is_final: false },
        groups: Vec::new(),
    });
}

#[test]
fn a_manager_may_keep_questions_from_azure() {
    const DENY: &str = "1 out deny udp * * > AzurePlatformDNS 53";
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("its rule denies them", |it| managed(it, DENY), Unknown),
            ("it allows them", |it| managed(it, "1 out allow udp * * > AzurePlatformDNS 53"), Pass),
            ("it is about what comes in", |it| managed(it, "1 in deny udp * * > AzurePlatformDNS 53"), Pass),
            (
                "what is in effect in the VNet has no such rule",
                |it| {
                    managed(it, DENY);
                    let vnet = Some(vnet_id("vnet-new"));
                    it.joins.effective_admin_rules.push(Effective { file: 0, vnet, items: Vec::new() });
                },
                Pass,
            ),
        ],
    );
}

#[test]
fn a_security_group_may_keep_questions_from_azure() {
    found(
        &direct(),
        "source/dns-servers",
        &[
            (
                "UDP 53 to the tag is denied",
                |it| guard(it, "vnet-new", &["200 out deny udp * * > AzurePlatformDNS 53"]),
                Fail,
            ),
            (
                "everything to the tag is denied",
                |it| guard(it, "vnet-new", &["200 out deny * * * > AzurePlatformDNS *"]),
                Fail,
            ),
            (
                "TCP to the tag is denied",
                |it| guard(it, "vnet-new", &["200 out deny tcp * * > AzurePlatformDNS 53"]),
                Pass,
            ),
            (
                "another port of the tag is denied",
                |it| guard(it, "vnet-new", &["200 out deny udp * * > AzurePlatformDNS 80"]),
                Pass,
            ),
            (
                "denied after it was allowed",
                |it| {
                    guard(
                        it,
                        "vnet-new",
                        &["200 out allow * * * > AzurePlatformDNS 53", "300 out deny * * * > AzurePlatformDNS *"],
                    );
                },
                Pass,
            ),
            (
                "allowed after it was denied",
                |it| {
                    guard(
                        it,
                        "vnet-new",
                        &["200 out deny * * * > AzurePlatformDNS *", "300 out allow * * * > AzurePlatformDNS 53"],
                    );
                },
                Fail,
            ),
            // Source: NSG overview (2025-07-15), platform considerations: no rule counts that names the address.
            ("the address is denied", |it| guard(it, "vnet-new", &["200 out deny * * * > 168.63.129.16/32 53"]), Pass),
            ("everything is denied", |it| guard(it, "vnet-new", &["200 out deny * * * > * *"]), Pass),
            (
                "questions that come in are denied",
                |it| guard(it, "vnet-new", &["200 in deny * * * > AzurePlatformDNS *"]),
                Pass,
            ),
            (
                "a rule for the tag cannot be read whole",
                |it| guard(it, "vnet-new", &["200 out deny udp * * > AzurePlatformDNS ?"]),
                Unknown,
            ),
            (
                "denied to another subnet",
                |it| guard(it, "vnet-old", &["200 out deny udp * * > AzurePlatformDNS 53"]),
                Pass,
            ),
        ],
    );
}

#[test]
fn a_security_group_may_keep_questions_from_custom_servers() {
    fn guarded(network: &mut Network, rules: &[&str]) {
        resolver(network);
        asks(network, &["10.3.0.5"]);
        guard(network, "vnet-new", rules);
    }
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("no rule denies", |it| guarded(it, &[]), Pass),
            ("UDP 53 is denied", |it| guarded(it, &["200 out deny udp * * > 10.3.0.5/32 53"]), Fail),
            ("53 is denied everywhere", |it| guarded(it, &["200 out deny * * * > * 53"]), Fail),
            ("TCP 53 is denied", |it| guarded(it, &["200 out deny tcp * * > 10.3.0.5/32 53"]), Pass),
            ("53 of another server is denied", |it| guarded(it, &["200 out deny * * * > 10.3.0.6/32 53"]), Pass),
            ("another port is denied", |it| guarded(it, &["200 out deny udp * * > 10.3.0.5/32 5432"]), Pass),
            (
                "allowed before everything else is denied",
                |it| guarded(it, &["200 out allow udp * * > 10.3.0.5/32 53", "300 out deny * * * > * *"]),
                Pass,
            ),
            ("the tag of Azure's own is denied", |it| guarded(it, &["200 out deny * * * > AzurePlatformDNS *"]), Pass),
            (
                "53 is denied, to servers outside of the files",
                |it| {
                    asks(it, &["192.168.1.53"]);
                    guard(it, "vnet-new", &["200 out deny * * * > * 53"]);
                },
                Fail,
            ),
            (
                "nothing is denied, to servers outside of the files",
                |it| {
                    asks(it, &["192.168.1.53"]);
                    guard(it, "vnet-new", &[]);
                },
                Unknown,
            ),
        ],
    );
}

/// The resolver of vnet-mid is asked, and its subnet has a security group with these rules.
fn guarded_there(network: &mut Network, rules: &[&str]) {
    resolver(network);
    asks(network, &["10.3.0.5"]);
    let group = testing::security_group("nsg-dns", rules);
    let subnet = vnet_mut(network, "vnet-mid").subnets.items.last_mut().expect("the resolver's");
    subnet.security_group = Fact::Known(group.origin.id.clone());
    network.security_groups.push(group);
}

/// It is asked over these routes.
fn routed(network: &mut Network, routes: &[&str]) {
    resolver(network);
    asks(network, &["10.3.0.5"]);
    testing::route(network, "vnet-new", routes);
}

#[test]
fn a_question_takes_the_way_of_any_connection() {
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("where it arrives, nothing is denied", |it| guarded_there(it, &[]), Pass),
            ("where it arrives, all is denied", |it| guarded_there(it, &["200 in deny * * * > * *"]), Fail),
            ("where it arrives, UDP 53 is denied", |it| guarded_there(it, &["200 in deny udp * * > * 53"]), Fail),
            ("where it arrives, TCP is denied", |it| guarded_there(it, &["200 in deny tcp * * > * *"]), Pass),
            (
                "where it arrives, another subnet is denied",
                |it| guarded_there(it, &["200 in deny * 10.2.9.0/24 * > * *"]),
                Pass,
            ),
            (
                "the group there was not read",
                |it| {
                    guarded_there(it, &[]);
                    it.security_groups.pop();
                },
                Unknown,
            ),
            (
                "whether there is a group is not known",
                |it| {
                    guarded_there(it, &[]);
                    vnet_mut(it, "vnet-mid").subnets.items[1].security_group = Fact::Unknown;
                },
                Unknown,
            ),
            ("a route drops it", |it| routed(it, &["10.3.0.0/28 None"]), Fail),
            ("a route that is wider than the peering's drops others", |it| routed(it, &["0.0.0.0/0 None"]), Pass),
            ("a route for others", |it| routed(it, &["10.9.0.0/16 None"]), Pass),
            ("a route leads to an appliance", |it| routed(it, &["10.3.0.0/28 VirtualAppliance"]), Unknown),
            (
                "the replies are dropped",
                |it| {
                    routed(it, &[]);
                    testing::route(it, "vnet-mid", &["10.2.0.0/24 None"]);
                    let table =
                        it.vnets.iter().find(|it| it.origin.id == vnet_id("vnet-mid")).expect("a VNet").subnets.items
                            [0]
                        .route_table
                        .clone();
                    vnet_mut(it, "vnet-mid").subnets.items[1].route_table = table;
                },
                Fail,
            ),
            (
                "a server outside of the files, to which a route drops everything",
                |it| {
                    asks(it, &["192.168.1.53"]);
                    testing::route(it, "vnet-new", &["192.168.1.53/32 None"]);
                },
                Fail,
            ),
            (
                "a server outside of the files, to which a wide route drops what no narrower one takes",
                |it| {
                    asks(it, &["192.168.1.53"]);
                    testing::route(it, "vnet-new", &["192.168.0.0/16 None"]);
                },
                Unknown,
            ),
        ],
    );
    let note = |change| testing::shown(&direct(), "source/dns-servers", change).1;
    assert_eq!(
        note(|it| {
            resolver(it);
            asks(it, &["10.3.0.5"]);
            vnet_mut(it, "vnet-new").peerings.items.pop();
        }),
        "vnet-new has no peering to vnet-mid. Both are peered with vnet-old, but two peerings do not add up to one. hub/in in vnet-mid has the address 10.3.0.5, and \
         vnet-new is not joined to it. The questions of the subnet do not get to its DNS server 10.3.0.5."
    );
}

#[test]
fn the_other_dns_servers_are_asked_where_the_first_does_not_answer() {
    fn dropped(network: &mut Network, servers: &[&str]) {
        routed(network, &["10.3.0.5/32 None", "192.168.1.53/32 None"]);
        asks(network, servers);
    }
    fn with_a_resolver(network: &mut Network, servers: &[&str]) {
        resolver(network);
        asks(network, servers);
    }
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("the first answers", |it| with_a_resolver(it, &["10.3.0.5", "192.168.1.53"]), Pass),
            ("the first is outside of the files", |it| with_a_resolver(it, &["192.168.1.53", "10.3.0.5"]), Unknown),
            ("neither is reached", |it| dropped(it, &["10.3.0.5", "192.168.1.53"]), Fail),
            ("only the second is reached", |it| dropped(it, &["192.168.1.53", "168.63.129.16"]), Unknown),
        ],
    );
    let note = |change| testing::shown(&direct(), "source/dns-servers", change).1;
    let through = "hub/in has that address: it asks Azure from its own VNet.";
    assert_eq!(note(|it| with_a_resolver(it, &["10.3.0.5"])), through);
    assert_eq!(note(|it| with_a_resolver(it, &["10.3.0.5", "168.63.129.16"])), through);
    let others = "Its other DNS servers are asked where the first does not answer, and no file says what they answer: \
                  192.168.1.53.";
    assert_eq!(note(|it| with_a_resolver(it, &["10.3.0.5", "192.168.1.53"])), format!("{through} {others}"));
    assert_eq!(note(|it| asks(it, &["168.63.129.16", "192.168.1.53"])), others);
}

/// A public name is asked of the same servers.
#[test]
fn a_public_name_is_asked_of_the_dns_servers_too() {
    fn public(network: &mut Network, servers: &[&str]) {
        testing::public(network);
        asks(network, servers);
    }
    let config = testing::config(&[
        "source.kind=single-server",
        "source.access=public",
        "source.privateEndpoint=false",
        "source.name=orders-old",
        "target.name=orders-new",
        "runtime.used=false",
    ]);
    found(
        &config,
        "source/dns-servers",
        &[
            ("Azure's own", testing::public, Pass),
            ("Azure's own, set", |it| public(it, &["168.63.129.16"]), Pass),
            ("a server outside of the files", |it| public(it, &["192.168.1.53"]), Unknown),
            (
                "a resolver",
                |it| {
                    testing::resolver(it);
                    public(it, &["10.3.0.5"]);
                },
                Pass,
            ),
            (
                "a resolver whose VNet is not peered",
                |it| {
                    testing::resolver(it);
                    public(it, &["10.3.0.5"]);
                    vnet_mut(it, "vnet-new").peerings.items.pop();
                },
                Fail,
            ),
            (
                "a server outside of the files, and 53 is denied",
                |it| {
                    public(it, &["192.168.1.53"]);
                    guard(it, "vnet-new", &["200 out deny * * * > * 53"]);
                },
                Fail,
            ),
            (
                "Azure's own, denied by their tag",
                |it| {
                    testing::public(it);
                    guard(it, "vnet-new", &["200 out deny * * * > AzurePlatformDNS *"]);
                },
                Fail,
            ),
            (
                "the client is in no subnet",
                |it| {
                    public(it, &["192.168.1.53"]);
                    it.servers[1].delegated_subnet = Fact::None;
                },
                Status::NotApplicable,
            ),
        ],
    );
}

/// Source: "What is Azure DNS Private Resolver?" (2025-07-11), DNS query process: zones first, then rulesets.
#[test]
fn a_linked_zone_comes_before_a_rule_unless_the_rule_leads_back() {
    const RULE: &str = "privatelink.postgres.database.azure.com";
    fn beside(network: &mut Network, domain: &str, server: &str, state: &str) {
        rules(network, &[&format!("{domain} {server} {state}")]);
    }
    /// An inbound endpoint in vnet-new itself.
    fn own_resolver(network: &mut Network) {
        testing::resolver(network);
        network.inbound_endpoints[0].subnet = Some(subnet_id("vnet-new", "dns"));
    }
    cases(&[
        (
            "a rule to servers outside of the files",
            |it| beside(it, RULE, "192.168.1.53", "Enabled"),
            [Pass, Pass, Pass],
        ),
        (
            "a rule to a resolver in another VNet",
            |it| {
                testing::resolver(it);
                beside(it, RULE, "10.3.0.5", "Enabled");
            },
            [Pass, Pass, Pass],
        ),
        (
            "a rule to a resolver in the same VNet",
            |it| {
                own_resolver(it);
                beside(it, RULE, "10.3.0.5", "Enabled");
            },
            [Pass, Unknown, Unknown],
        ),
        (
            "a rule for another name",
            |it| {
                own_resolver(it);
                beside(it, "corp.example", "10.3.0.5", "Enabled");
            },
            [Pass, Pass, Pass],
        ),
        (
            "a rule that is disabled",
            |it| {
                own_resolver(it);
                beside(it, RULE, "10.3.0.5", "Disabled");
            },
            [Pass, Pass, Pass],
        ),
        (
            "a ruleset of another VNet",
            |it| {
                own_resolver(it);
                beside(it, RULE, "10.3.0.5", "Enabled");
                it.rulesets[0].links.items[0].vnet = Some(vnet_id("vnet-old"));
            },
            [Pass, Pass, Pass],
        ),
    ]);
    let (_, note) =
        testing::shown(&direct(), "source/zone-link-client", |it| beside(it, RULE, "192.168.1.53", "Enabled"));
    assert_eq!(note, "A forwarding rule matches the name too, rules/r0: Azure asks the linked zone first.");
}

/// The words of a step name what the files show, and its headline is that of the report.
#[test]
fn the_words_say_what_keeps_the_name_from_being_resolved() {
    fn policy(network: &mut Network) {
        use crate::network::{DnsPolicy, DnsRule, DomainList};
        const OF: &str = "Microsoft.Network/dnsResolverPolicies";
        const LIST: &str = "Microsoft.Network/dnsResolverDomainLists";
        let domains = Fact::Known(vec!["azure.com".to_owned()]);
        network.domain_lists.push(DomainList { origin: origin(LIST, "list"), domains });
        network.dns_policies.push(DnsPolicy {
            origin: origin(OF, "guard"),
            location: Some("westeurope".to_owned()),
            rules: Listing::all(vec![DnsRule {
                origin: origin(OF, "guard/dnsSecurityRules/r"),
                priority: Some(100),
                action: Some("Block".to_owned()),
                lists: Fact::Known(vec![id(LIST, "list")]),
                managed: Fact::Unknown,
                state: Some("Enabled".to_owned()),
            }]),
            links: Listing::all(vec![RulesetLink {
                origin: origin(OF, "guard/virtualNetworkLinks/l"),
                vnet: Some(vnet_id("vnet-new")),
                provisioning: Fact::Known("Succeeded".to_owned()),
            }]),
        });
    }
    let failure = |key: &str, change: fn(&mut Network)| {
        let mut network = testing::all_right();
        change(&mut network);
        let report = crate::evaluate_with(&direct(), &crate::find(&direct(), &network));
        let step = report.step(crate::StepKey::parse(key).expect("a step")).expect("it is there");
        assert_eq!((step.status, &report.summary), (Fail, &step.failure().to_string()));
        report.summary
    };
    let name = "orders-new cannot resolve the name of orders-old:";
    for (key, change, why) in [
        (
            "source/dns-servers",
            (|it| guard(it, "vnet-new", &["200 out deny * * * > AzurePlatformDNS *"])) as fn(&mut Network),
            "a network security group keeps its questions from its DNS servers.",
        ),
        ("source/dns-servers", policy, "a DNS security policy that is linked to its VNet blocks it."),
        (
            "source/dns-servers",
            |it| routed(it, &["10.3.0.0/28 None"]),
            "its VNet names DNS servers that nothing leads to.",
        ),
        (
            "source/dns-servers",
            |it| firewall(it, Fact::Known(false), &[]),
            "its VNet asks a firewall for names, and the DNS proxy of that firewall is off.",
        ),
        (
            "source/zone-link-client",
            |it| {
                through(it);
                nobody_linked(it);
            },
            "the VNet from which its questions are asked is not linked to the zone.",
        ),
        ("source/zone-link-client", unlinked, "its VNet is not linked to the zone."),
    ] {
        assert_eq!(failure(key, change), format!("{name} {why}"));
    }
}
