//! Private DNS zones with their links and A records, and the zone groups that write the records of an endpoint.

use pgreach_network::{
    ARecord, DnsPolicy, DnsRule, DomainList, Fact, ForwardingRule, Id, InboundEndpoint, Listing, Origin, RecordSet,
    Ruleset, RulesetLink, TableListing, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink,
};

use super::{body::Body, key::Key, networks::unique};

/// A zone, and how many links and record sets it says it has. Neither is in it.
pub(super) fn zone(origin: Origin, body: Body<'_>) -> (Zone, Option<usize>, Option<usize>) {
    let count = |key| body.number(key).and_then(|it| usize::try_from(it).ok());
    let (links, records) = (count(Key::NumberOfVirtualNetworkLinks), count(Key::NumberOfRecordSets));
    // Az PowerShell, which calls the id ResourceId, prints no state of a zone: PSPrivateDnsZone has none (Az.PrivateDns 1.0).
    let provisioning = match body.last_change() {
        Fact::Unknown if body.has(Key::ResourceId) => Fact::None,
        it => it,
    };
    (Zone { provisioning, ..unread(origin.id, origin.file) }, links, records)
}

/// The record set that every zone has at its apex, and that cannot be deleted.
///
/// Source: "DNS zones and records overview" (2023-11-21), SOA records.
pub(super) fn soa(zone: &Origin) -> Option<RecordSet> {
    let id = Id::parse(&format!("{}/SOA/@", zone.id.text()))?;
    Some(RecordSet { origin: Origin { id, file: zone.file }, target: None, ttl: None })
}

pub(super) fn is_soa(record: &RecordSet) -> bool {
    record.origin.id.kind().ends_with("/soa")
}

/// A zone of which nothing but its id was read.
pub(super) fn unread(id: Id, file: usize) -> Zone {
    Zone {
        origin: Origin { id, file },
        provisioning: Fact::Unknown,
        links: Listing::default(),
        records: TableListing::default(),
        others: Listing::default(),
    }
}

pub(super) fn link(origin: Origin, body: Body<'_>) -> ZoneLink {
    ZoneLink {
        origin,
        vnet: body.known_id(Key::VirtualNetwork).or_else(|| body.known_id(Key::VirtualNetworkId)),
        state: body.said(Key::VirtualNetworkLinkState),
        provisioning: body.last_change(),
        resolution_policy: body.open().text(Key::ResolutionPolicy),
        registers: body.flag(Key::RegistrationEnabled),
    }
}

/// An A record set; `None` where its addresses cannot be read.
pub(super) fn record(origin: Origin, body: Body<'_>) -> Option<ARecord> {
    let key = if body.has(Key::ARecords) { Key::ARecords } else { Key::Records };
    let only = |it: &Body<'_>| match it.addresses(Key::Ipv4Address)[..] {
        [address] => Some(address),
        _ => None,
    };
    let addresses = body.each(key, only).known()?.clone();
    Some(ARecord { origin, addresses })
}

/// A record set of another type.
pub(super) fn other_record(origin: Origin, body: Body<'_>) -> RecordSet {
    let target = body.part(Key::CnameRecord).and_then(|it| it.said(Key::Cname));
    // Only an alias is ever made anew.
    let ttl = target.as_ref().and_then(|_| body.number(Key::Ttl));
    RecordSet { origin, target, ttl }
}

pub(super) fn inbound_endpoint(origin: Origin, body: Body<'_>) -> InboundEndpoint {
    let places = body.parts(Key::IpConfigurations).unwrap_or_default();
    InboundEndpoint {
        origin,
        addresses: unique(places.iter().flat_map(|it| it.addresses(Key::PrivateIpAddress))),
        subnet: places.first().and_then(|it| it.known_id(Key::Subnet)),
        provisioning: body.last_change(),
    }
}

/// A ruleset of which nothing but its id was read.
pub(super) fn unread_ruleset(id: Id, file: usize) -> Ruleset {
    Ruleset { origin: Origin { id, file }, rules: Listing::default(), links: Listing::default() }
}

pub(super) fn forwarding_rule(origin: Origin, body: Body<'_>) -> ForwardingRule {
    let address = |it: &Body<'_>| it.said(Key::IpAddress);
    ForwardingRule {
        origin,
        // The last dot says nothing, unless it is all.
        domain: body
            .said(Key::DomainName)
            .map(|it| it.strip_suffix('.').filter(|it| !it.is_empty()).unwrap_or(&it).to_owned()),
        servers: match body.each(Key::TargetDnsServers, address) {
            Fact::None => Fact::Unknown,
            it => it,
        },
        state: body.said(Key::ForwardingRuleState),
    }
}

pub(super) fn ruleset_link(origin: Origin, body: Body<'_>) -> RulesetLink {
    RulesetLink {
        origin,
        vnet: body.known_id(Key::VirtualNetwork).or_else(|| body.known_id(Key::VirtualNetworkId)),
        provisioning: body.last_change(),
    }
}

pub(super) fn dns_policy(origin: Origin, body: Body<'_>) -> DnsPolicy {
    DnsPolicy { location: body.said(Key::Location), ..unread_policy(origin.id, origin.file) }
}

/// A DNS security policy of which nothing but its id was read.
pub(super) fn unread_policy(id: Id, file: usize) -> DnsPolicy {
    let (rules, links) = (Listing::default(), Listing::default());
    DnsPolicy { origin: Origin { id, file }, location: None, rules, links }
}

pub(super) fn dns_rule(origin: Origin, body: Body<'_>) -> DnsRule {
    DnsRule {
        origin,
        priority: body.number(Key::Priority),
        action: body.part(Key::Action).and_then(|it| it.said(Key::ActionType)),
        lists: body.ids(Key::DnsResolverDomainLists),
        // Versions before managed lists were there do not print them.
        managed: body.open().texts(Key::ManagedDomainLists),
        state: body.said(Key::DnsSecurityRuleState),
    }
}

/// A domain list. One that is too long to be printed has no `domains`, which says nothing.
pub(super) fn domain_list(origin: Origin, body: Body<'_>) -> DomainList {
    let domains = match body.open().texts(Key::Domains) {
        Fact::None => Fact::Unknown,
        it => it,
    };
    DomainList { origin, domains }
}

pub(super) fn zone_group(origin: Origin, body: Body<'_>) -> ZoneGroup {
    let zones = body.parts(Key::PrivateDnsZoneConfigs).unwrap_or_default();
    ZoneGroup {
        origin,
        state: body.said(Key::ProvisioningState),
        zones: zones.into_iter().map(zone_group_entry).collect(),
    }
}

fn zone_group_entry(body: Body<'_>) -> ZoneGroupEntry {
    let is_a = |it: &Body<'_>| it.said(Key::RecordType).is_none_or(|it| it.eq_ignore_ascii_case("A"));
    let sets = body.parts(Key::RecordSets).unwrap_or_default().into_iter().filter(is_a);
    let record =
        |it: Body<'_>| Some((it.said(Key::RecordSetName)?, unique(it.addresses(Key::IpAddresses).into_iter())));
    ZoneGroupEntry { zone: body.known_id(Key::PrivateDnsZoneId), records: sets.filter_map(record).collect() }
}
