//! Cases of who answers a VNet for a name, each one change to a network in which all is right.

use crate::network::{
    Fact, ForwardingRule, Id, Listing, Network, Ruleset, RulesetLink,
    resolve::{Answer, Gap, resolve},
    testing::{all_right, id, origin, record_set, resolver, vnet_id, vnet_mut},
};

/// What vnet-new gets for orders-old, in a word.
fn got(change: impl FnOnce(&mut Network)) -> String {
    let mut network = all_right();
    change(&mut network);
    match resolve(&network, &vnet_id("vnet-new"), "Orders-Old.postgres.database.azure.com.").answer {
        Answer::Record(it) => format!("{}", it.addresses[0]),
        Answer::Own(_) => "own".to_owned(),
        Answer::Public(_) => "public".to_owned(),
        Answer::Nothing => "nothing".to_owned(),
        Answer::NothingOrPublic => "nothing or public".to_owned(),
        Answer::Open(Gap::Servers(_)) => "servers".to_owned(),
        Answer::Open(Gap::Rule(_)) => "rule".to_owned(),
        Answer::Open(Gap::Round(_)) => "round".to_owned(),
        Answer::Open(Gap::Two(..)) => "two".to_owned(),
        Answer::Open(Gap::Links(_)) => "links".to_owned(),
        Answer::Open(Gap::Records(_)) => "records".to_owned(),
        Answer::Open(Gap::Link(_)) => "link".to_owned(),
        Answer::Open(_) => "open".to_owned(),
    }
}

/// Another zone that vnet-new is linked to, with the record of the endpoint's zone or none.
fn zone(network: &mut Network, name: &str, has_record: bool) {
    let mut zone = network.zones[0].clone();
    zone.origin = origin("Microsoft.Network/privateDnsZones", name);
    zone.records.items.truncate(usize::from(has_record));
    if let Some(record) = zone.records.items.first_mut() {
        record.origin = origin("Microsoft.Network/privateDnsZones", &format!("{name}/A/orders-old"));
        record.addresses = vec![[10, 9, 9, 9].into()];
    }
    network.zones.push(zone);
}

/// A ruleset that vnet-new is linked to.
fn rule(network: &mut Network, domain: &str, server: &str, state: &str) {
    let of = "Microsoft.Network/dnsForwardingRulesets";
    network.rulesets.push(Ruleset {
        origin: origin(of, "rules"),
        rules: Listing::all(vec![ForwardingRule {
            origin: origin(of, "rules/forwardingRules/r"),
            domain: Some(domain.to_owned()),
            servers: Fact::Known(vec![server.to_owned()]),
            state: Some(state.to_owned()),
        }]),
        links: Listing::all(vec![RulesetLink {
            origin: origin(of, "rules/virtualNetworkLinks/l"),
            vnet: Some(vnet_id("vnet-new")),
            provisioning: Fact::Known("Succeeded".to_owned()),
        }]),
    });
}

#[test]
fn the_longest_linked_zone_answers() {
    assert_eq!(got(|_| {}), "10.1.0.4");
    assert_eq!(got(|it| zone(it, "postgres.database.azure.com", true)), "10.9.9.9");
    assert_eq!(got(|it| zone(it, "azure.com", false)), "nothing");
    assert_eq!(got(|it| zone(it, "stgres.database.azure.com", false)), "10.1.0.4");
    assert_eq!(got(|it| drop(it.zones[0].links.items.remove(1))), "public");
    assert_eq!(
        got(|it| {
            it.zones[0].links.items.remove(1);
            it.zones[0].links.complete = false;
        }),
        "links"
    );
    assert_eq!(got(|it| it.zones[0].links.items[1].state = None), "link");
    let twice = |it: &mut Network| {
        let mut other = it.zones[0].clone();
        other.origin.id = Id::parse(&other.origin.id.text().replace("/rg/", "/rg-two/")).expect("an id");
        it.zones.push(other);
    };
    assert_eq!(got(twice), "two");
}

#[test]
fn a_record_of_another_type_stands_before_the_wildcard() {
    let zone = crate::network::testing::ZONE;
    let wildcard = |it: &mut Network| {
        it.zones[0].records.items[0].origin.id = id("Microsoft.Network/privateDnsZones", &format!("{zone}/A/*"));
    };
    assert_eq!(got(wildcard), "10.1.0.4");
    let with = |kind: &'static str, target: Option<&'static str>| {
        got(|it| {
            wildcard(it);
            it.zones[0].others.items.push(record_set(zone, kind, "orders-old", target));
        })
    };
    assert_eq!(with("TXT", None), "nothing");
    assert_eq!(with("CNAME", Some("orders-far.privatelink.postgres.database.azure.com")), "10.4.0.4");
    assert_eq!(with("CNAME", Some("db.corp.example")), "open");
    assert_eq!(with("CNAME", None), "records");
    assert_eq!(
        got(|it| {
            wildcard(it);
            it.zones[0].others = Listing::default();
        }),
        "records"
    );
}

#[test]
fn a_name_that_is_not_there_may_fall_back() {
    let without = |policy: Fact<&str>| {
        got(|it| {
            it.zones[0].records.items.remove(0);
            it.zones[0].links.items[1].resolution_policy = policy.map(str::to_owned);
        })
    };
    assert_eq!(without(Fact::None), "nothing");
    assert_eq!(without(Fact::Known("NxDomainRedirect")), "public");
    assert_eq!(without(Fact::Unknown), "nothing or public");
}

#[test]
fn a_question_is_forwarded() {
    let own = |it: &mut Network| vnet_mut(it, "vnet-new").dns_servers = Fact::Known(vec!["10.3.0.5".to_owned()]);
    assert_eq!(got(own), "servers");
    let through = |it: &mut Network| {
        own(it);
        resolver(it);
        it.zones[0].links.items.remove(1);
    };
    assert_eq!(got(through), "10.1.0.4");
    let by_rule = |domain: &'static str, server: &'static str, state: &'static str| {
        got(|it| {
            resolver(it);
            rule(it, domain, server, state);
        })
    };
    assert_eq!(by_rule("postgres.database.azure.com.", "192.168.1.53", "Enabled"), "rule");
    assert_eq!(by_rule(".", "192.168.1.53", "Enabled"), "rule");
    assert_eq!(by_rule(".", "192.168.1.53", "Disabled"), "10.1.0.4");
    assert_eq!(by_rule("corp.example", "192.168.1.53", "Enabled"), "10.1.0.4");
    assert_eq!(by_rule("azure.com", "10.3.0.5", "Enabled"), "10.1.0.4");
    // A zone that is linked stands before any rule.
    assert_eq!(by_rule("privatelink.postgres.database.azure.com", "192.168.1.53", "Enabled"), "10.1.0.4");
}
