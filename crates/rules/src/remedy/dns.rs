//! Proposes changes by which a server's name is found: links of zones, records, zone groups.

use std::{net::Ipv4Addr, ptr};

use crate::{
    Party,
    network::{
        ARecord, Change, Context, DnsName, Edit, Fact, Id, Item, Key, Peer, PrivateEndpoint, RecordSet, Resolver,
        Server, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink, endpoint_zone_name, link_to,
    },
    remedy::{
        Way, endpoint as endpoints, migration, nsg, part_of,
        zone_link::{falling_back, link, links, links_in_the_way, unlinked},
    },
};

/// Links the zone of a VNet-integrated server to the VNets of source and target, where a link is missing.
pub(super) fn server_zone_links(context: &Context<'_>, party: Party) -> Vec<Way> {
    let zone = || {
        let server = context.server(party).ok()?;
        context.network.zone(server.private_dns_zone.known()?)
    };
    let Some(zone) = zone() else { return Vec::new() };
    let vnets = [Party::Source, Party::Target].map(|it| context.destination_subnet(it).ok().map(|it| it.vnet));
    vec![vnets.iter().flatten().filter_map(|it| link(zone, it)).collect()]
}

/// Links the zone that has the server's name to the client's VNet, or has the migration connect to the address.
pub(super) fn zone_link_client(context: &Context<'_>, party: Party) -> Vec<Way> {
    let (Ok(server), Ok(vnet)) = (context.server(party), context.client_vnet()) else { return Vec::new() };
    let zones = zones_of(context, server);
    // A VNet is linked to one zone of a name only: Azure refuses a second one.
    let is_taken = |zone: &Zone| {
        let same = context.zones(zone.origin.id.name()).into_iter().filter(|it| is_namesake(it, zone));
        same.into_iter().any(|it| link_to(it, &vnet).is_some())
    };
    let linked = zones.iter().filter(|it| !is_taken(it)).flat_map(|it| links(context, it, &vnet));
    // Where the client's VNet has others ask Azure, it is theirs that the zone is linked to.
    let resolution = context.resolved(server);
    let asking = resolution.iter().flat_map(|it| &it.asked).map(|(asking, _)| asking).filter(|it| **it != vnet);
    let asking = asking.flat_map(|it| zones.iter().flat_map(|zone| links(context, zone, it)));
    linked.chain(asking).chain(by_address(context, party)).collect()
}

/// Links the zone to the VNet of the server's private endpoint.
pub(super) fn zone_link_endpoint(context: &Context<'_>, party: Party) -> Vec<Way> {
    let (Ok(server), Ok(destination)) = (context.server(party), context.destination_subnet(party)) else {
        return Vec::new();
    };
    zones_of(context, server).into_iter().flat_map(|it| links(context, it, &destination.vnet)).collect()
}

/// Attaches the zone to the endpoint, which then writes the record.
pub(super) fn zone_group(context: &Context<'_>, party: Party) -> Vec<Way> {
    let (Ok(server), Some(endpoint)) = (context.server(party), endpoint(context, party)) else { return Vec::new() };
    zones_of(context, server).into_iter().filter_map(|it| Some(vec![attach(context, endpoint, server, it)?])).collect()
}

/// Leads an alias of the server's name to that of its endpoint; sets the record to the endpoint's address; attaches the zone
/// to the endpoint; has the migration connect to the address.
pub(super) fn a_record(context: &Context<'_>, party: Party) -> Vec<Way> {
    let (Ok(server), Some(endpoint)) = (context.server(party), endpoint(context, party)) else { return Vec::new() };
    let mut ways = Vec::new();
    ways.extend(led_to_endpoint(context, server).map(|it| vec![it]));
    let zones = zones_of(context, server);
    let records =
        zones.iter().filter_map(|zone| Some(in_place_of_alias(zone, record(context, endpoint, server, zone)?)));
    // A record stands in the place of an alias before another one is made where that leads.
    let (replacing, set): (Vec<Way>, Vec<Way>) = records.partition(|it| 1 < it.len());
    ways.extend(replacing);
    ways.extend(answering(context, endpoint, server).map(|it| vec![it]));
    ways.extend(set);
    for zone in zones {
        ways.extend(attach(context, endpoint, server, zone).map(|it| vec![it]));
    }
    ways.extend(by_address(context, party));
    ways.extend(links_in_the_way(context, server).into_iter().map(|it| unlinked(context, &it)));
    ways
}

/// The alias that a zone of the client's has for the server's own name, led to the name that its endpoint has a record for.
fn led_to_endpoint(context: &Context<'_>, server: &Server) -> Option<Change> {
    let resolution = context.resolved(server)?;
    let ((zone, _), (_, asked)) = (resolution.zones.first()?, resolution.asked.first()?);
    let alias = zone.alias(asked.record_in(zone.origin.id.name())?)?;
    let (of_endpoints, record) = endpoint_zone_name(server).ok()?;
    let right = format!("{record}.{of_endpoints}");
    if alias.target.as_deref().is_none_or(|it| DnsName::new(it) == DnsName::new(&right)) {
        return None;
    }
    let after = RecordSet { target: Some(right), ..alias.clone() };
    Some(Edit::Update { from: Item::Alias(alias.clone()), to: Item::Alias(after) }.into())
}

/// A record of a zone, once the alias is gone that has its name.
fn in_place_of_alias(zone: &Zone, record: Change) -> Way {
    let name = record.edit.item().id().map(Id::name).unwrap_or_default();
    let alias = zone.alias(name).filter(|it| it.target.is_some());
    let gone = alias.map(|it| Edit::Delete(Item::Alias(it.clone())).into());
    gone.into_iter().chain([record]).collect()
}

/// The record that the client's question ends at, where another zone answers than the endpoint's, or another name of it. Where
/// an alias led to another name, a record of that which is there is not touched: it is that of something else, or others find the server by it.
fn answering<'a>(context: &Context<'a>, endpoint: &'a PrivateEndpoint, server: &Server) -> Option<Change> {
    let resolution = context.resolved(server)?;
    let (zone, _) = resolution.zones.last()?;
    let ((_, first), (_, asked)) = (resolution.asked.first()?, resolution.asked.last()?);
    let (own_zone, own) = endpoint_zone_name(server).ok()?;
    let is_own = asked == first || *asked == DnsName::new(&format!("{own}.{own_zone}"));
    let name = asked.record_in(zone.origin.id.name())?;
    let is_there = zone.records.items.iter().any(|it| it.origin.id.name().eq_ignore_ascii_case(name));
    if is_own || !is_there { set(context, endpoint, zone, name) } else { None }
}

/// Takes every link away of a zone that the name of a server stands below: where one no longer answers, the next one does.
fn unlinked_all(context: &Context<'_>, server: &Server, vnet: &Id) -> Way {
    let host = format!(".{}", server.host.as_deref().unwrap_or_default().to_ascii_lowercase());
    let is_above = |it: &&Zone| host.ends_with(&format!(".{}", it.origin.id.name().to_ascii_lowercase()));
    let above = context.network.zones_above(server.host.as_deref().unwrap_or_default());
    let links = above.into_iter().filter(is_above).filter_map(|it| link_to(it, vnet));
    links.flat_map(|it| unlinked(context, it)).collect()
}

/// Lets the client's subnet ask its DNS servers, where a security group keeps it from them; or has the migration connect to
/// the address, so that nothing is asked.
pub(super) fn dns_servers(context: &Context<'_>, party: Party) -> Vec<Way> {
    let servers = context.resolver().ok().and_then(|it| match it {
        Resolver::Azure(_) => Some(Peer::Tag("AzurePlatformDNS".to_owned())),
        Resolver::Custom(servers) => {
            servers.value.split(", ").next()?.parse().ok().map(|it: Ipv4Addr| Peer::Net(it.into()))
        }
    });
    let asked = servers.map(|it| nsg::questions(context, party, it)).into_iter();
    asked.chain(by_address(context, party)).collect()
}

/// Has the link ask public DNS for what the zone does not know, or takes the link away.
///
/// Source: "Fallback to internet for Azure Private DNS zones" (2025-02-04), for zones of private endpoints only.
pub(super) fn shadowing_zone(context: &Context<'_>, party: Party) -> Vec<Way> {
    let (Ok(server), Ok(vnet)) = (context.server(party), context.client_vnet()) else { return Vec::new() };
    let mut links: Vec<ZoneLink> =
        zones_of(context, server).into_iter().filter_map(|it| link_to(it, &vnet)).cloned().collect();
    links.extend(links_in_the_way(context, server).into_iter().filter(|it| !links.contains(it)).collect::<Vec<_>>());
    let is_of_endpoints = |it: &&ZoneLink| {
        let zone = it.origin.id.parent();
        zone.is_some_and(|it| it.name().to_ascii_lowercase().starts_with("privatelink."))
    };
    let falls_back = |it: &ZoneLink| -> Change {
        Edit::Update { from: Item::ZoneLink(it.clone()), to: Item::ZoneLink(falling_back(it.clone())) }.into()
    };
    let of_endpoints: Vec<&ZoneLink> = links.iter().filter(is_of_endpoints).collect();
    let approved = endpoints::waiting(context, party).into_iter();
    let ways = approved
        .chain(of_endpoints.iter().map(|it| vec![falls_back(it)]))
        .chain(links.iter().map(|it| unlinked(context, it)));
    let all_unlinked = unlinked_all(context, server, &vnet);
    // Where a zone of the name is out of the way, that of private endpoints is asked.
    let both = all_unlinked.iter().cloned().chain(of_endpoints.iter().map(|it| falls_back(it))).collect();
    ways.chain([all_unlinked, both]).collect()
}

/// The zones that may have the name of a server: the one that a VNet-integrated server names, or those of its endpoints.
fn zones_of<'a>(context: &Context<'a>, server: &Server) -> Vec<&'a Zone> {
    match &server.private_dns_zone {
        Fact::Known(id) => context.network.zone(id).into_iter().collect(),
        Fact::None | Fact::Unknown => {
            endpoint_zone_name(server).map(|(name, _)| context.zones(&name)).unwrap_or_default()
        }
    }
}

/// The private endpoint that a party answers at.
fn endpoint<'a>(context: &Context<'a>, party: Party) -> Option<&'a PrivateEndpoint> {
    context.endpoint(context.server(party).ok()?).ok()
}

fn is_namesake(zone: &Zone, other: &Zone) -> bool {
    zone.origin.id.name().eq_ignore_ascii_case(other.origin.id.name())
}

/// The record of a server in a zone, with the address of its endpoint and no other.
fn record<'a>(context: &Context<'a>, endpoint: &'a PrivateEndpoint, server: &Server, zone: &Zone) -> Option<Change> {
    set(context, endpoint, zone, &endpoint_zone_name(server).ok()?.1)
}

/// A record set of a zone with the address of an endpoint and no other.
fn set<'a>(context: &Context<'a>, endpoint: &'a PrivateEndpoint, zone: &Zone, name: &str) -> Option<Change> {
    let address = context.endpoint_address(endpoint).ok()?;
    if is_of_another(context, endpoint, zone, name) {
        return None;
    }
    let before = zone.records.items.iter().find(|it| it.origin.id.name().eq_ignore_ascii_case(name));
    let edit = match before {
        Some(before) if before.addresses == [address] => return None,
        Some(before) => {
            let after = ARecord { addresses: vec![address], ..before.clone() };
            Edit::Update { from: Item::Record(before.clone()), to: Item::Record(after) }
        }
        // The list that it would be missing from is not all there.
        None if !zone.records.complete => return None,
        None => {
            Edit::create(Item::Record(ARecord { origin: part_of(&zone.origin, "A", name)?, addresses: vec![address] }))
        }
    };
    Some(edit.into())
}

/// Whether another endpoint that is there writes this record.
fn is_of_another(context: &Context<'_>, endpoint: &PrivateEndpoint, zone: &Zone, name: &str) -> bool {
    let writes = |group: &&ZoneGroup| {
        let entries = group.zones.iter().filter(|it| it.records.iter().any(|(it, _)| it.eq_ignore_ascii_case(name)));
        entries.filter_map(|it| it.zone.as_ref()).any(|it| *it == zone.origin.id)
    };
    // Whose it is, only of the few that do: there may be thousands.
    context.network.zone_groups.iter().filter(writes).any(|group| {
        let Some(parent) = group.origin.id.parent() else { return false };
        let endpoints = context.network.endpoints.by_any([Key::Id(&parent), Key::Name(parent.name())]);
        let mut others = endpoints.into_iter().filter(|it| it.origin.id != endpoint.origin.id);
        others.any(|it| context.zone_groups(it).iter().any(|it| ptr::eq(*it, group)))
    })
}

/// A zone that the endpoint writes its record to, where it writes to none.
fn attach<'a>(context: &Context<'a>, endpoint: &'a PrivateEndpoint, server: &Server, zone: &Zone) -> Option<Change> {
    // An endpoint has one zone group, and adding to it is another change.
    if !context.zone_groups(endpoint).is_empty() {
        return None;
    }
    let address = context.endpoint_address(endpoint).ok()?;
    let (_, name) = endpoint_zone_name(server).ok()?;
    // The record that it writes would stand beside an alias, which Azure refuses.
    if zone.alias(&name).is_some() {
        return None;
    }
    let group = ZoneGroup {
        origin: part_of(&endpoint.origin, "privateDnsZoneGroups", "default")?,
        state: Some("Succeeded".to_owned()),
        zones: vec![ZoneGroupEntry { zone: Some(zone.origin.id.clone()), records: vec![(name, vec![address])] }],
    };
    let change = Change::from(Edit::create(Item::ZoneGroup(group)));
    let ungrouped = context.network.ungrouped.of_id(&endpoint.origin.id);
    let change = match ungrouped {
        Some(it) => change.with(Edit::Delete(Item::Ungrouped(it.clone()))),
        None => change,
    };
    Some(match record(context, endpoint, server, zone) {
        Some(written) => change.with(written.edit),
        None => change,
    })
}

/// Has the client connect to another approved endpoint of the server than the one that the name leads to: the migration alone,
/// or by the record, which every other client follows too.
pub(super) fn at_other_endpoints(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(server) = context.server(party) else { return Vec::new() };
    let judged = context.endpoint(server).ok().map(|it| &it.origin.id);
    let others: Vec<&PrivateEndpoint> = context
        .approved_endpoints(server)
        .into_iter()
        .filter(|it| judged.is_some_and(|own| *own != it.origin.id))
        .collect();
    let connected = others.iter().filter_map(|it| {
        let address = context.endpoint_address(it).ok()?;
        Some(vec![migration::by_address(context, party, address)?])
    });
    let led = others.iter().filter_map(|it| Some(vec![answering(context, it, server)?]));
    connected.chain(led).collect()
}

/// The migration connects to the address of the source's endpoint, and asks for no name.
fn by_address(context: &Context<'_>, party: Party) -> Option<Way> {
    let address = context.endpoint_address(endpoint(context, party)?).ok()?;
    Some(vec![migration::by_address(context, party, address)?])
}
