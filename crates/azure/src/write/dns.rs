//! Private DNS zones and zone groups, written.

use pgreach_rules::network::{ARecord, Export, Id, Origin, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink};
use serde_json::{Value, json};

use super::body::{Body, Family, part, resource};

pub(super) fn zone(Zone { origin, links, records }: &Zone) -> Vec<Value> {
    let zone = resource(origin, "Microsoft.Network/privateDnsZones", Body::default());
    Family::new(origin, zone).with("zone-links", links, link).with("zone-records", records, record).documents()
}

fn link(ZoneLink { origin, vnet, state, provisioning, resolution_policy }: &ZoneLink) -> Value {
    let body = Body::default()
        .link("virtualNetwork", vnet.as_ref())
        .some("virtualNetworkLinkState", state.as_deref())
        .provisioned(provisioning.as_deref())
        .fact("resolutionPolicy", resolution_policy, |it| it.as_str().into());
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
