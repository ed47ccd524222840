//! Cases of DNS servers: what the steps of a name say where a ruleset, a resolver, a firewall or a security group stands between
//! the client and Azure's own DNS.

use crate::{
    Status::{self, Fail, Pass, Unknown},
    network::{
        AzureFirewall, Fact, FirewallPolicy, ForwardingRule, Listing, Network, Ruleset, RulesetLink,
        testing::{self, direct, found, guard, half_mut, id, origin, subnet_id, vnet_id, vnet_mut},
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

#[test]
fn a_resolvers_inbound_endpoint_asks_azure_from_its_own_vnet() {
    fn through(network: &mut Network) {
        resolver(network);
        asks(network, &["10.3.0.5"]);
    }
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
            "its VNet is not peered",
            |it| {
                through(it);
                vnet_mut(it, "vnet-new").peerings.items.pop();
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "the peering is disconnected",
            |it| {
                through(it);
                half_mut(it, "vnet-new", "vnet-mid").state = Some("Disconnected".to_owned());
            },
            [Unknown, Unknown, Pass],
        ),
        (
            "the peering allows no access",
            |it| {
                through(it);
                half_mut(it, "vnet-new", "vnet-mid").allow_access = Fact::Known(false);
            },
            [Unknown, Unknown, Pass],
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
        groups: Listing::default(),
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
            [Unknown, Unknown, Pass],
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
