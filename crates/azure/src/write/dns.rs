//! Private DNS zones and zone groups, written.

use pgreach_network::{
    ARecord, DnsPolicy, DnsRule, DomainList, ForwardingRule, Id, InboundEndpoint, Listing, Origin, RecordSet, Ruleset,
    RulesetLink, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink,
};
use pgreach_rules::Export;
use serde_json::{Value, json};

use super::body::{Body, Family, part, resource};

pub(super) fn zone(Zone { origin, provisioning, links, records, others }: &Zone) -> Vec<Value> {
    let zone = resource(origin, "Microsoft.Network/privateDnsZones", Body::default().provisioned(provisioning));
    // A list of all types has the SOA record: by that it differs from one of A records.
    let mut sets = Listing { items: records.iter().map(record).collect(), complete: records.complete };
    if others.complete || !records.complete {
        sets.items.extend(others.iter().map(other));
    }
    let beside = if others.complete || !records.complete { &[] } else { others.items.as_slice() };
    Family::new(origin, zone)
        .with("zone-links", links, link)
        .with("zone-records", &sets, Value::clone)
        .documents()
        .into_iter()
        .chain(beside.iter().map(other))
        .collect()
}

fn other(RecordSet { origin, target, ttl }: &RecordSet) -> Value {
    let body = Body::default().some("cnameRecord", target.as_deref().map(|it| json!({ "cname": it })));
    part(origin, body.some("ttl", *ttl))
}

pub(super) fn inbound_endpoint(InboundEndpoint { origin, addresses, subnet, provisioning }: &InboundEndpoint) -> Value {
    let place = |address: Option<&std::net::Ipv4Addr>| {
        let place = Body::default().some("privateIpAddress", address.map(ToString::to_string));
        Value::from(place.link("subnet", subnet.as_ref()))
    };
    let places: Vec<Value> = match (addresses.as_slice(), subnet) {
        ([], None) => Vec::new(),
        ([], Some(_)) => vec![place(None)],
        (all, _) => all.iter().map(|it| place(Some(it))).collect(),
    };
    let body = Body::default().with("ipConfigurations", places).provisioned(provisioning);
    resource(origin, "Microsoft.Network/dnsResolvers/inboundEndpoints", body).into()
}

pub(super) fn ruleset(Ruleset { origin, rules, links }: &Ruleset) -> Vec<Value> {
    let ruleset = resource(origin, "Microsoft.Network/dnsForwardingRulesets", Body::default().done());
    Family::new(origin, ruleset)
        .with("forwardingRules", rules, rule)
        .with("rulesetLinks", links, ruleset_link)
        .documents()
}

fn rule(ForwardingRule { origin, domain, servers, state }: &ForwardingRule) -> Value {
    let address = |it: &String| json!({ "ipAddress": it });
    let body = Body::default()
        .some("domainName", domain.as_deref())
        .fact("targetDnsServers", servers, |it| it.iter().map(address).collect())
        .some("forwardingRuleState", state.as_deref());
    part(origin, body.done())
}

fn ruleset_link(RulesetLink { origin, vnet, provisioning }: &RulesetLink) -> Value {
    part(origin, Body::default().link("virtualNetwork", vnet.as_ref()).provisioned(provisioning))
}

pub(super) fn dns_policy(DnsPolicy { origin, location, rules, links }: &DnsPolicy) -> Vec<Value> {
    let policy = resource(origin, "Microsoft.Network/dnsResolverPolicies", Body::default());
    Family::new(origin, policy.some("location", location.as_deref()))
        .with("dnsSecurityRules", rules, dns_rule)
        .with("policyLinks", links, ruleset_link)
        .documents()
}

fn dns_rule(DnsRule { origin, priority, action, lists, managed, state }: &DnsRule) -> Value {
    let body = Body::default()
        .some("priority", *priority)
        .some("action", action.as_deref().map(|it| json!({ "actionType": it })))
        .fact("dnsResolverDomainLists", lists, |it| it.iter().map(super::body::link).collect())
        .fact("managedDomainLists", managed, |it| it.as_slice().into())
        .some("dnsSecurityRuleState", state.as_deref());
    part(origin, body)
}

pub(super) fn domain_list(DomainList { origin, domains }: &DomainList) -> Value {
    let body = Body::default().fact("domains", domains, |it| it.as_slice().into());
    resource(origin, "Microsoft.Network/dnsResolverDomainLists", body).into()
}

fn link(ZoneLink { origin, vnet, state, provisioning, resolution_policy, registers }: &ZoneLink) -> Value {
    let body = Body::default()
        .link("virtualNetwork", vnet.as_ref())
        .some("virtualNetworkLinkState", state.as_deref())
        .provisioned(provisioning)
        .fact("resolutionPolicy", resolution_policy, |it| it.as_str().into())
        .fact("registrationEnabled", registers, |it| (*it).into());
    part(origin, body)
}

fn record(ARecord { origin, addresses }: &ARecord) -> Value {
    let addresses: Vec<Value> = addresses.iter().map(|it| json!({ "ipv4Address": it })).collect();
    part(origin, Body::default().with("aRecords", addresses))
}

pub(super) fn zone_group(ZoneGroup { origin, state, zones }: &ZoneGroup) -> Value {
    let zones: Vec<Value> = zones.iter().map(entry).collect();
    let body = Body::default().some("provisioningState", state.as_deref()).with("privateDnsZoneConfigs", zones);
    // Its id may say something else.
    resource(origin, "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", body).into()
}

/// A private endpoint without zone groups.
pub(super) fn ungrouped(Origin { id, file: _ }: &Origin) -> Value {
    json!({ "pgreach": 1, "export": Export::ZoneGroups.word(), "of": id.text(), "output": [] })
}

fn entry(ZoneGroupEntry { zone, records }: &ZoneGroupEntry) -> Value {
    let record = |(name, addresses): &(String, Vec<std::net::Ipv4Addr>)| json!({ "recordType": "A", "recordSetName": name, "ipAddresses": addresses });
    let records: Vec<Value> = records.iter().map(record).collect();
    let body = Body::default()
        .some("privateDnsZoneId", zone.as_ref().map(Id::text))
        .some("recordSets", (!records.is_empty()).then_some(records));
    json!({ "properties": Value::from(body) })
}
