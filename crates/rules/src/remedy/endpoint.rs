//! Proposes changes by which a server answers: its private endpoint, its subnet, and whether it runs.

use std::net::Ipv4Addr;

use crate::{
    Party,
    network::{
        ARecord, Change, Context, Destination, Edit, EndpointConnection, EndpointService, Fact, Id, Item, Origin,
        PrivateEndpoint, Server, ServerKind, Subnet, Vnet, ZoneGroup, ZoneGroupEntry, clouds, endpoint_zone_name, is,
        link_to,
    },
    remedy::{
        Way, cloud, free_name_within, migration, nsg, part_of,
        place::{free_address, is_near, place_in, places},
        sides::joined,
        succeeded,
        zone_link::{link, other_zones_unlinked},
    },
};

/// The state in which a private endpoint carries packets.
const APPROVED: &str = "Approved";

/// What a private endpoint of a PostgreSQL server leads to within it.
const GROUP: &str = "postgresqlServer";

/// What a delegated subnet of a flexible server is delegated to.
const FLEXIBLE_SERVERS: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

/// Approves a connection that waits; makes the endpoint anew where it was rejected or removed, which is final; makes one where
/// there is none.
///
/// Sources: "Manage Azure private endpoints" (2025-03), Private endpoint connections; Azure answers
/// `PrivateEndpointConnectionStatusNotPending` to an approval of anything else.
pub(super) fn connection(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(server) = context.server(party) else { return Vec::new() };
    let connections = &server.endpoint_connections.items;
    let is_over = |it: &&EndpointConnection| {
        ["Rejected", "Disconnected"].iter().any(|state| is(it.status.as_deref(), state))
            || it.groups.known().is_some_and(|it| it.iter().all(|it| !is(Some(it), GROUP)))
    };
    let anew: Vec<Way> = connections.iter().filter(is_over).filter_map(|it| anew(context, server, it)).collect();
    // Another zone may answer for the name, and lead past an endpoint that is right again.
    let unlinked = other_zones_unlinked(context, server);
    let alone =
        anew.iter().filter(|_| !unlinked.is_empty()).map(|it| [&it[..], &unlinked].concat()).collect::<Vec<_>>();
    let mut ways: Vec<Way> = waiting(context, party).into_iter().chain(anew).chain(alone).collect();
    if connections.is_empty() && server.endpoint_connections.complete && context.endpoints(server).is_empty() {
        for place in places(context) {
            let (id, near) = (&place.vnet.origin.id, context.client_vnet());
            let joined = near.ok().filter(|_| !is_near(context, id)).map(|it| joined(context, &it, id, [None, None]));
            let made = made(context, server, place.vnet, &place.subnet);
            ways.extend(made.map(|it| place.made().into_iter().chain(it).chain(joined.unwrap_or_default()).collect()));
        }
    }
    ways
}

/// An endpoint where a server has none, attached to the zone of its name, which the client's VNet is linked to. Azure gives it
/// an address, which nobody knows before.
fn made(context: &Context<'_>, server: &Server, vnet: &Vnet, subnet: &Subnet) -> Option<Way> {
    let (made, origin) = new(context, server, vnet, &subnet.origin.id, None)?;
    let mut way = vec![made];
    let (zone_name, record) = endpoint_zone_name(server).ok()?;
    let zones = context.zones(&zone_name);
    let client = context.client_vnet().ok()?;
    // With several zones of the name that the client does not ask, which one it is to ask is a person's choice.
    let asked = zones.iter().find(|it| link_to(it, &client).is_some());
    if let Some(zone) = asked.or(if let [only] = &zones[..] { Some(only) } else { None }) {
        let group = ZoneGroup {
            origin: part_of(&origin, "privateDnsZoneGroups", "default")?,
            state: Some("Succeeded".to_owned()),
            zones: vec![ZoneGroupEntry { zone: Some(zone.origin.id.clone()), records: vec![(record, Vec::new())] }],
        };
        let attached = Change::from(Edit::create(Item::ZoneGroup(group)));
        way.push(attached.with(Edit::Delete(Item::Ungrouped(origin))));
        way.extend(link(zone, &client));
    }
    Some(way)
}

/// An endpoint in the client's own VNet, beside one that the client does not reach, and a migration that connects to its
/// address: no record changes, so that all others find the server where they do. Where no subnet is free for it, one is made.
pub(super) fn in_client_vnet(context: &Context<'_>, party: Party) -> Option<Way> {
    let Ok(Destination::Endpoint(_)) = context.destination(party) else { return None };
    let server = context.server(party).ok()?;
    let vnet = context.network.vnet(&context.client_vnet().ok()?)?;
    let place = place_in(vnet)?;
    let address = free_address(context.network, &place.subnet)?;
    let (made, _) = new(context, server, vnet, &place.subnet.origin.id, Some(address))?;
    let connected = migration::by_address(context, party, address)?;
    let let_out = nsg::to_address(context, party, address);
    Some(place.made().into_iter().chain([made]).chain(let_out).chain([connected]).collect())
}

/// The most letters of an endpoint's name ("Naming rules and restrictions for Azure resources", resource-name-rules.md).
const LONGEST: usize = 64;

/// A new endpoint of a server that can have one, with the address that it asks for, and where it will be.
///
/// Sources: "Private Link for Azure Database for PostgreSQL" (single server, 2023-06-24): not in the tier Basic; "Azure Database
/// for PostgreSQL networking with Private Link" (2026-07-13): not for a server in a VNet; "What is a private endpoint?"
/// (2023-08-02): in the region of its VNet.
fn new(
    context: &Context<'_>,
    server: &Server,
    vnet: &Vnet,
    subnet: &Id,
    address: Option<Ipv4Addr>,
) -> Option<(Change, Origin)> {
    let can_have = match server.kind {
        ServerKind::Single => server.tier.is_some() && !is(server.tier.as_deref(), "Basic"),
        ServerKind::Flexible => server.delegated_subnet == Fact::None,
    };
    let place = &vnet.origin.id;
    let taken = context.network.endpoints.iter().map(|it| it.origin.id.name());
    let name = free_name_within(LONGEST, &format!("migration-{}", server.origin.id.name()), taken);
    let id = Id::parse(&format!(
        "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/privateEndpoints/{name}",
        place.subscription()?,
        place.resource_group()?
    ))?;
    let origin = Origin { id, file: vnet.origin.file };
    let groups = Fact::Known(vec![GROUP.to_owned()]);
    let approved = Some(APPROVED.to_owned());
    let endpoint = PrivateEndpoint {
        origin: origin.clone(),
        location: Some(vnet.location.clone()?),
        subnet: Some(subnet.clone()),
        provisioning: succeeded(),
        services: vec![EndpointService {
            service: Some(server.origin.id.clone()),
            groups: groups.clone(),
            status: approved.clone(),
        }],
        addresses: address.into_iter().collect(),
        nics: Vec::new(),
        groups: Fact::None,
        nic_name: Fact::None,
    };
    let connection = EndpointConnection {
        origin: part_of(&server.origin, "privateEndpointConnections", &name)?,
        endpoint: Some(origin.id.clone()),
        status: approved,
        groups,
        provisioning: succeeded(),
    };
    let made = Change::from(Edit::create(Item::Endpoint(Box::new(endpoint))))
        .with(Edit::create(Item::Connection(connection)))
        .with(Edit::create(Item::Ungrouped(origin.clone())));
    can_have.then_some((made, origin))
}

/// Approves a connection that waits.
pub(super) fn waiting(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(server) = context.server(party) else { return Vec::new() };
    let waits = server.endpoint_connections.iter().filter(|it| is(it.status.as_deref(), "Pending"));
    waits.map(|it| vec![approve(context, server, it)]).collect()
}

fn approve(context: &Context<'_>, server: &Server, connection: &EndpointConnection) -> Change {
    let approved = EndpointConnection { status: Some(APPROVED.to_owned()), ..connection.clone() };
    let edit = Edit::Update { from: Item::Connection(connection.clone()), to: Item::Connection(approved) };
    let endpoint = connection.endpoint.as_ref().and_then(|it| context.network.endpoint(it));
    let seen = endpoint.and_then(|endpoint| {
        let mut after = endpoint.clone();
        let service = after.services.iter_mut().find(|it| it.service.as_ref() == Some(&server.origin.id))?;
        service.status.as_mut().filter(|it| *it != APPROVED)?;
        service.status = Some(APPROVED.to_owned());
        Some(Edit::Update { from: Item::Endpoint(Box::new(endpoint.clone())), to: Item::Endpoint(Box::new(after)) })
    });
    let change = Change::from(edit);
    match seen {
        Some(seen) => change.with(seen),
        None => change,
    }
}

/// Takes an endpoint away and makes it again under its name, with the address that it had. Where that is not known, Azure
/// gives it one, which nobody knows before.
fn anew<'a>(context: &Context<'a>, server: &Server, connection: &'a EndpointConnection) -> Option<Way> {
    let endpoint = context.network.endpoint(connection.endpoint.as_ref()?)?;
    // The look before it is taken away sees only the endpoint: that has to be in the state that the server says.
    let status = connection.status.as_deref()?;
    let is_same = |it: &EndpointService| is(it.status.as_deref(), status);
    if endpoint.services.is_empty() || !endpoint.services.iter().all(is_same) {
        return None;
    }
    let address = context.endpoint_address(endpoint).ok();
    let gone = Change::from(Edit::Delete(Item::Endpoint(Box::new(endpoint.clone()))))
        .with(Edit::Delete(Item::Connection(connection.clone())));
    let groups = context.zone_groups(endpoint);
    let gone = groups.iter().fold(gone, |gone, it| gone.with(Edit::Delete(Item::ZoneGroup((*it).clone()))));
    // Its zone group takes along what it has written.
    let entries = groups.iter().flat_map(|it| &it.zones);
    let written: Vec<&ARecord> = entries.flat_map(|it| written(context, it)).collect();
    let gone = written.iter().fold(gone, |gone, it| gone.with(Edit::Delete(Item::Record((*it).clone()))));
    let service = EndpointService {
        service: Some(server.origin.id.clone()),
        groups: Fact::Known(vec![GROUP.to_owned()]),
        status: Some(APPROVED.to_owned()),
    };
    let made = PrivateEndpoint {
        services: vec![service],
        provisioning: succeeded(),
        addresses: address.into_iter().collect(),
        nics: Vec::new(),
        ..endpoint.clone()
    };
    let approved = EndpointConnection {
        status: Some(APPROVED.to_owned()),
        provisioning: succeeded(),
        groups: connection.groups.clone().map(|_| vec![GROUP.to_owned()]),
        ..connection.clone()
    };
    let made =
        Change::from(Edit::create(Item::Endpoint(Box::new(made)))).with(Edit::create(Item::Connection(approved)));
    let attached = groups.iter().map(|it| {
        let addresses = || address.into_iter().collect::<Vec<_>>();
        let records = |zone: &ZoneGroupEntry| ZoneGroupEntry {
            records: zone.records.iter().map(|(name, _)| (name.clone(), addresses())).collect(),
            ..zone.clone()
        };
        let group = ZoneGroup {
            zones: it.zones.iter().map(records).collect(),
            state: Some("Succeeded".to_owned()),
            ..(*it).clone()
        };
        let attached = Change::from(Edit::create(Item::ZoneGroup(group)));
        let records = it.zones.iter().filter(|_| address.is_some()).flat_map(|it| to_write(context, it));
        let again = records.map(|origin| ARecord { origin, addresses: addresses() });
        again.fold(attached, |attached, it| attached.with(Edit::create(Item::Record(it))))
    });
    // What it writes would stand beside an alias, which Azure refuses.
    let aliases = groups.iter().flat_map(|it| &it.zones).flat_map(|entry| {
        let zone = entry.zone.as_ref().and_then(|it| context.network.zone(it));
        let aliases = entry.records.iter().filter_map(move |(name, _)| zone?.alias(name));
        aliases.filter(|it| it.target.is_some()).map(|it| Edit::Delete(Item::Alias(it.clone())).into())
    });
    Some([gone, made].into_iter().chain(aliases).chain(attached).collect())
}

/// The records that a zone group has written to a zone.
fn written<'a>(context: &Context<'a>, entry: &ZoneGroupEntry) -> Vec<&'a ARecord> {
    let zone = entry.zone.as_ref().and_then(|it| context.network.zone(it));
    let is_written = |it: &&ARecord| entry.records.iter().any(|(name, _)| is(Some(name), it.origin.id.name()));
    zone.into_iter().flat_map(|it| &it.records.items).filter(is_written).collect()
}

/// Where a zone group writes its records once nothing stands there.
fn to_write(context: &Context<'_>, entry: &ZoneGroupEntry) -> Vec<Origin> {
    let zone = entry.zone.as_ref().and_then(|it| context.network.zone(it)).filter(|it| it.records.complete);
    let there = written(context, entry);
    let place = |name: &String| {
        let before = there.iter().find(|it| is(Some(it.origin.id.name()), name)).map(|it| it.origin.clone());
        before.or_else(|| part_of(&zone?.origin, "A", name))
    };
    entry.records.iter().filter_map(|(name, _)| place(name)).collect()
}

/// Delegates the subnet of a VNet-integrated server.
pub(super) fn delegation(context: &Context<'_>, party: Party) -> Vec<Way> {
    let delegate = || {
        let server = context.server(party).ok()?;
        let subnet = context.side(server.delegated_subnet.known()?).ok()?.subnet;
        let item = |services| Item::Delegations(subnet.origin.id.clone(), services);
        let before = subnet.delegations.clone();
        // A subnet that is delegated to something else is not ours to take.
        let is_free = match &before {
            Fact::None => true,
            Fact::Known(services) => services.is_empty(),
            Fact::Unknown => false,
        };
        let after = Fact::Known(vec![FLEXIBLE_SERVERS.to_owned()]);
        is_free.then(|| Change::from(Edit::Update { from: item(before), to: item(after) }))
    };
    delegate().map(|it| vec![vec![it]]).unwrap_or_default()
}

/// Starts a flexible server that is stopped.
pub(super) fn state(context: &Context<'_>, party: Party) -> Vec<Way> {
    if party == Party::Source && clouds::cloud(context).is_some() {
        return vec![cloud::starts(context)];
    }
    let start = || {
        let server = context.server(party).ok()?;
        let can_start = server.kind == ServerKind::Flexible && is(server.state.as_deref(), "Stopped");
        let item = |state| Item::ServerState(server.origin.id.clone(), state);
        can_start.then(|| {
            let to = item(Some("Ready".to_owned()));
            Change::from(Edit::Update { from: item(server.state.clone()), to })
        })
    };
    start().map(|it| vec![vec![it]]).unwrap_or_default()
}
