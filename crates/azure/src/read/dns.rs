//! Private DNS zones with their links and A records, and the zone groups that write the records of an endpoint.

use pgreach_rules::network::{ARecord, Id, Listing, Origin, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink};

use super::{body::Body, key::Key, networks::unique};

/// A zone, and of how many links it tells. Neither links nor records are in it.
pub(super) fn zone(origin: Origin, body: Body<'_>) -> (Zone, Option<usize>) {
    let links = body.number(Key::NumberOfVirtualNetworkLinks).and_then(|it| usize::try_from(it).ok());
    (unread(origin.id, origin.file), links)
}

/// A zone of which nothing but its id was read.
pub(super) fn unread(id: Id, file: usize) -> Zone {
    Zone { origin: Origin { id, file }, links: Listing::default(), records: Listing::default() }
}

pub(super) fn link(origin: Origin, body: Body<'_>) -> ZoneLink {
    ZoneLink {
        origin,
        vnet: body.known_id(Key::VirtualNetwork).or_else(|| body.known_id(Key::VirtualNetworkId)),
        state: body.said(Key::VirtualNetworkLinkState),
        provisioning: body.said(Key::ProvisioningState),
        resolution_policy: body.open().text(Key::ResolutionPolicy),
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
