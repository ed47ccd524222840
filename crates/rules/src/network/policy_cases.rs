//! Cases of what DNS security policies do, each one change to a network in which all is right.

use crate::{
    Status::{Fail, NotApplicable, Pass, Unknown},
    network::{
        DnsPolicy, DnsRule, DomainList, Fact, Listing, Network, RulesetLink,
        testing::{direct, found, id, migration, origin, resolver, shown, vnet_id, vnet_mut},
    },
};

const POLICIES: &str = "Microsoft.Network/dnsResolverPolicies";
const LISTS: &str = "Microsoft.Network/dnsResolverDomainLists";

/// A policy that a network is linked to, with a rule for each list: priority, action, domain.
fn policy(network: &mut Network, vnet: &str, rules: &[(u32, &str, &str)]) {
    let number = network.dns_policies.len();
    let rule = |(place, (priority, action, domain)): (usize, &(u32, &str, &str))| {
        let list = format!("list-{number}-{place}");
        let domains = Fact::Known(vec![(*domain).to_owned()]);
        network.domain_lists.push(DomainList { origin: origin(LISTS, &list), domains });
        DnsRule {
            origin: origin(POLICIES, &format!("guard-{number}/dnsSecurityRules/r{place}")),
            priority: Some(*priority),
            action: Some((*action).to_owned()),
            lists: Fact::Known(vec![id(LISTS, &list)]),
            managed: Fact::Unknown,
            state: Some("Enabled".to_owned()),
        }
    };
    let rules = rules.iter().enumerate().map(rule).collect();
    network.dns_policies.push(DnsPolicy {
        origin: origin(POLICIES, &format!("guard-{number}")),
        location: None,
        rules: Listing::all(rules),
        links: Listing::all(vec![RulesetLink {
            origin: origin(POLICIES, &format!("guard-{number}/virtualNetworkLinks/l")),
            vnet: Some(vnet_id(vnet)),
            provisioning: Fact::Known("Succeeded".to_owned()),
        }]),
    });
}

/// A policy of vnet-new with one rule that blocks a domain.
fn blocking(network: &mut Network, domain: &str) {
    policy(network, "vnet-new", &[(100, "Block", domain)]);
}

/// The same policy, of which no link is known.
fn unlinked(network: &mut Network, domain: &str) {
    blocking(network, domain);
    network.dns_policies[0].links = Listing::default();
}

fn first(network: &mut Network) -> &mut DnsRule {
    &mut network.dns_policies[0].rules.items[0]
}

#[test]
fn a_rule_is_for_a_domain_and_every_name_below_it() {
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("another domain", |it| blocking(it, "games.example."), Pass),
            ("the name itself", |it| blocking(it, "Orders-Old.postgres.database.azure.com"), Fail),
            ("a domain above it", |it| blocking(it, "database.azure.com."), Fail),
            ("all", |it| blocking(it, "."), Fail),
            ("what stands below a domain", |it| blocking(it, "*.azure.com."), Fail),
            ("what stands below the name", |it| blocking(it, "*.orders-old.postgres.database.azure.com."), Pass),
            ("a part of a label", |it| blocking(it, "stgres.database.azure.com."), Pass),
            ("another pattern", |it| blocking(it, "orders-*.postgres.database.azure.com."), Unknown),
            ("the name it is sent on to", |it| blocking(it, "privatelink.postgres.database.azure.com."), Unknown),
            ("another server's", |it| blocking(it, "orders-new.postgres.database.azure.com."), Pass),
        ],
    );
}

#[test]
fn the_first_rule_for_a_name_counts() {
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("allowed before", |it| policy(it, "vnet-new", &[(200, "Block", "."), (100, "Allow", "azure.com")]), Pass),
            ("allowed after", |it| policy(it, "vnet-new", &[(100, "Block", "."), (200, "Allow", "azure.com")]), Fail),
            ("reported", |it| policy(it, "vnet-new", &[(100, "Alert", "."), (200, "Block", ".")]), Pass),
            ("of one priority", |it| policy(it, "vnet-new", &[(100, "Allow", "."), (100, "Block", ".")]), Unknown),
            (
                "disabled",
                |it| {
                    blocking(it, ".");
                    first(it).state = Some("Disabled".to_owned());
                },
                Pass,
            ),
            (
                "perhaps disabled",
                |it| {
                    blocking(it, ".");
                    first(it).state = None;
                },
                Unknown,
            ),
            (
                "an action that is not known",
                |it| {
                    blocking(it, ".");
                    first(it).action = None;
                },
                Unknown,
            ),
            (
                "Microsoft's list of malicious names",
                |it| {
                    blocking(it, "games.example");
                    first(it).managed = Fact::Known(vec!["AzureDnsThreatIntel".to_owned()]);
                },
                Pass,
            ),
            (
                "another managed list",
                |it| {
                    blocking(it, "games.example");
                    first(it).managed = Fact::Known(vec!["AzureNewNames".to_owned()]);
                },
                Unknown,
            ),
            (
                "a list that is in no file",
                |it| {
                    blocking(it, "games.example");
                    it.domain_lists.clear();
                },
                Unknown,
            ),
            (
                "a list that is too long to be printed",
                |it| {
                    blocking(it, "games.example");
                    it.domain_lists[0].domains = Fact::Unknown;
                },
                Unknown,
            ),
            (
                "allowed before a list that is in no file",
                |it| {
                    policy(it, "vnet-new", &[(100, "Allow", "azure.com"), (200, "Block", "games.example")]);
                    it.domain_lists.pop();
                },
                Pass,
            ),
            (
                "not all rules are known",
                |it| {
                    blocking(it, ".");
                    it.dns_policies[0].rules.complete = false;
                },
                Unknown,
            ),
        ],
    );
}

#[test]
fn a_policy_counts_in_the_networks_that_it_is_linked_to() {
    found(
        &direct(),
        "source/dns-servers",
        &[
            ("another network", |it| policy(it, "vnet-old", &[(100, "Block", ".")]), Pass),
            ("perhaps linked", |it| unlinked(it, "."), Unknown),
            ("perhaps linked, and for another name", |it| unlinked(it, "games.example"), Pass),
            (
                "of another region",
                |it| {
                    unlinked(it, ".");
                    vnet_mut(it, "vnet-new").location = Some("West Europe".to_owned());
                    it.dns_policies[0].location = Some("eastus".to_owned());
                },
                Pass,
            ),
            (
                "of the same region",
                |it| {
                    unlinked(it, ".");
                    vnet_mut(it, "vnet-new").location = Some("West Europe".to_owned());
                    it.dns_policies[0].location = Some("westeurope".to_owned());
                },
                Unknown,
            ),
            (
                "not linked yet",
                |it| {
                    blocking(it, ".");
                    it.dns_policies[0].links.items[0].provisioning = Fact::Known("Creating".to_owned());
                },
                Unknown,
            ),
            (
                "two policies",
                |it| {
                    blocking(it, "games.example");
                    blocking(it, "games.example");
                },
                Unknown,
            ),
            (
                "the network is linked to another policy, which lets the name pass",
                |it| {
                    unlinked(it, ".");
                    blocking(it, "games.example");
                },
                Pass,
            ),
            (
                "the network asks a resolver elsewhere, whose network has the policy",
                |it| {
                    through_resolver(it);
                    policy(it, "vnet-mid", &[(100, "Block", ".")]);
                },
                Unknown,
            ),
            (
                "the network asks a resolver elsewhere, and has the policy itself",
                |it| {
                    through_resolver(it);
                    blocking(it, ".");
                },
                Pass,
            ),
        ],
    );
}

/// vnet-new asks a resolver in vnet-mid.
fn through_resolver(network: &mut Network) {
    resolver(network);
    vnet_mut(network, "vnet-new").dns_servers = Fact::Known(vec!["10.3.0.5".to_owned()]);
}

#[test]
fn a_name_is_only_asked_for_where_none_is_given_in_its_place() {
    found(
        &direct(),
        "source/dns-servers",
        &[
            (
                "an address",
                |it| {
                    blocking(it, ".");
                    it.migrations.push(migration(Some("10.1.0.4")));
                },
                NotApplicable,
            ),
            (
                "a name that no file says",
                |it| {
                    blocking(it, "games.example.");
                    it.servers[0].host = None;
                },
                Unknown,
            ),
        ],
    );
    let mut public = crate::network::testing::all_right();
    blocking(&mut public, ".");
    public.servers[0].endpoint_connections = Listing::all(Vec::new());
    public.endpoints.clear();
    let blocked = crate::network::testing::finding(&direct(), &public, "source/dns-servers");
    assert_eq!(blocked.status, Fail, "{blocked:?}");
}

#[test]
fn it_says_which_policy_and_why() {
    let (evidence, note) = shown(&direct(), "source/dns-servers", |it| blocking(it, "azure.com."));
    assert_eq!(
        evidence.iter().map(|it| it.split(' ').next().unwrap_or_default()).collect::<Vec<_>>(),
        ["guard-0/r0", "list-0-0", "guard-0/l", "vnet-new"]
    );
    assert_eq!(
        note,
        "The DNS security policy guard-0 blocks orders-old.postgres.database.azure.com in vnet-new: a rule before it must allow the name."
    );
}
