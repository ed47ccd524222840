//! Lists what may be wrong where a step fails, each as changes that put it into a network in which all is right.

use ipnet::Ipv4Net;

use crate::{
    Party, StepKey,
    check::{self, Check},
    imagine::names::Names,
    network::{
        ARecord, Change, Context, Destination, Direction, Edit, EndpointConnection, Fact, Id, Item, Origin, Peer,
        Peering, PortRange, PrivateEndpoint, Route, RoutePrefix, SQL_SERVICE, SecurityRule, ServerKind,
        ServiceEndpoint, Vnet, Zone, ZoneLink, endpoint_zone_name, link_to, security::ALL_PORTS,
    },
};

/// One thing that may be wrong at a step.
pub(crate) struct Fault {
    /// What is wrong, as a sentence: a template of [`crate::text`].
    pub(crate) presumes: &'static str,
    /// What puts it into the network.
    pub(crate) changes: Vec<Change>,
}

/// The faults of a check for a party, the one that is met most first. They are taken from the network in which all is right.
type Faults = fn(&Context<'_>, &Names, Party) -> Vec<Fault>;

static FAULTS: &[(&Check, Faults)] = &[
    (&check::access::vnet_rule::CHECK, vnet_rule),
    (&check::access::service_endpoint::CHECK, service_endpoint),
    (&check::access::firewall::CHECK, firewall),
    (&check::endpoint::private_endpoint::CHECK, private_endpoint),
    (&check::endpoint::delegated_subnet::CHECK, delegated_subnet),
    (&check::endpoint::server_state::CHECK, server_state),
    (&check::reach::peering::CHECK, peering),
    (&check::reach::nsg::CHECK, security_group),
    (&check::reach::route::CHECK, route),
    (&check::dns::dns_servers::CHECK, dns_servers),
    (&check::dns::server_zone_links::CHECK, server_zone_links),
    (&check::dns::zone_group::CHECK, zone_group),
    (&check::dns::zone_link_client::CHECK, zone_link_client),
    (&check::dns::zone_link_endpoint::CHECK, zone_link_endpoint),
    (&check::dns::a_record::CHECK, a_record),
    (&check::dns::shadowing_zone::CHECK, shadowing_zone),
];

/// What may be wrong where a step fails.
pub(crate) fn faults(context: &Context<'_>, names: &Names, key: StepKey) -> Vec<Fault> {
    let of = FAULTS.iter().find(|(check, _)| check.keys().any(|it| it == key));
    let faults = of.map(|(_, faults)| faults(context, names, key.party())).unwrap_or_default();
    faults.into_iter().filter(|it| !it.changes.is_empty()).collect()
}

fn fault(presumes: &'static str, edits: impl IntoIterator<Item = Edit>) -> Fault {
    Fault { presumes, changes: edits.into_iter().map(Change::from).collect() }
}

fn vnet_rule(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let rules = context.server(party).map(|it| &it.vnet_rules.items);
    let gone = rules.into_iter().flatten().map(|it| Edit::Delete(Item::VnetRule(it.clone())));
    vec![fault("No VNet rule of {destination} is for the subnet of {client}.", gone)]
}

/// Those that the subnet has stand first: the list is set whole, and what nobody says of it would be taken away.
fn service_endpoint(context: &Context<'_>, names: &Names, _: Party) -> Vec<Fault> {
    let Ok(side) = context.client_attachment() else { return Vec::new() };
    let before = &side.subnet.service_endpoints;
    let has_it = before.known().is_some_and(|it| it.iter().any(|it| it.service == SQL_SERVICE));
    let item = |services| Item::ServiceEndpoints(side.subnet.origin.id.clone(), services);
    let only = |services| has_it.then(|| Edit::Update { from: item(before.clone()), to: item(services) });
    let other = ServiceEndpoint::made(&names.named("SERVICE_ENDPOINTS"));
    vec![
        fault("The subnet of {client} has service endpoints of other services alone.", only(Fact::Known(vec![other]))),
        fault("The subnet of {client} has no service endpoint of any service.", only(Fact::None)),
    ]
}

fn firewall(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let rules = context.server(party).map(|it| &it.firewall_rules.items);
    let gone = rules.into_iter().flatten().map(|it| Edit::Delete(Item::FirewallRule(it.clone())));
    vec![fault("No firewall rule of {destination} is for the address that {client} leaves its network with.", gone)]
}

fn private_endpoint(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let with = |status: &'static str| {
        let server = context.server(party).ok()?;
        let (connection, endpoint) = (server.endpoint_connections.items.first()?, context.endpoint(server).ok()?);
        let mut services = endpoint.services.clone();
        for it in &mut services {
            it.status = Some(status.to_owned());
        }
        let to = EndpointConnection { status: Some(status.to_owned()), ..connection.clone() };
        let seen = PrivateEndpoint { services, ..endpoint.clone() };
        Some([
            Edit::Update { from: Item::Connection(connection.clone()), to: Item::Connection(to) },
            Edit::Update { from: Item::Endpoint(Box::new(endpoint.clone())), to: Item::Endpoint(Box::new(seen)) },
        ])
    };
    vec![
        fault("The connection of {destination}'s private endpoint is Pending.", with("Pending").into_iter().flatten()),
        fault(
            "The connection of {destination}'s private endpoint is Rejected.",
            with("Rejected").into_iter().flatten(),
        ),
        fault("{Destination} has no private endpoint.", no_endpoint(context, party).into_iter().flatten()),
    ]
}

/// What takes an endpoint away, with its connection, what it wrote to its zone, and the peering with its network: where there
/// is no endpoint, no network is the server's.
fn no_endpoint(context: &Context<'_>, party: Party) -> Option<Vec<Edit>> {
    let server = context.server(party).ok()?;
    let (connection, endpoint) = (server.endpoint_connections.items.first()?, context.endpoint(server).ok()?);
    let (_, name) = endpoint_zone_name(server).ok()?;
    let record = zone_of(context, party).and_then(|it| it.records.iter().find(|it| it.origin.id.name() == name));
    let groups = context.zone_groups(endpoint).into_iter().map(|it| Item::ZoneGroup(it.clone()));
    let own = [Item::Connection(connection.clone()), Item::Endpoint(Box::new(endpoint.clone()))];
    let vnets = context.client_vnet().ok().zip(context.destination_subnet(party).ok());
    let peerings = vnets.and_then(|(near, far)| sides(context, &near, &far.vnet)).into_iter().flatten();
    let gone = groups.chain(record.map(|it| Item::Record(it.clone()))).chain(own);
    Some(gone.chain(peerings.map(|it| Item::Peering(it.clone()))).map(Edit::Delete).collect())
}

fn delegated_subnet(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let gone = || {
        let subnet = context.side(context.server(party).ok()?.delegated_subnet.known()?).ok()?.subnet;
        let item = |services| Item::Delegations(subnet.origin.id.clone(), services);
        Some(Edit::Update { from: item(subnet.delegations.clone()), to: item(Fact::Known(Vec::new())) })
    };
    vec![fault("The subnet of {destination} is delegated to nothing.", gone())]
}

fn server_state(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let stopped = || {
        let server = context.server(party).ok().filter(|it| it.kind == ServerKind::Flexible)?;
        let item = |state| Item::ServerState(server.origin.id.clone(), state);
        Some(Edit::Update { from: item(server.state.clone()), to: item(Some("Stopped".to_owned())) })
    };
    vec![fault("{Destination} is stopped.", stopped())]
}

fn peering(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let Ok(near) = context.client_vnet() else { return Vec::new() };
    let Ok(destination) = context.destination_subnet(party) else { return through_gateway(context, &near) };
    let Some([own, other]) = sides(context, &near, &destination.vnet) else { return Vec::new() };
    let gone = |it: &Peering| Edit::Delete(Item::Peering(it.clone()));
    let left = |it: &Peering, state: &str| with(it, |it| it.state = Some(state.to_owned()));
    vec![
        fault("The virtual networks of {client} and {destination} are not peered at all.", [gone(own), gone(other)]),
        fault(
            "Only the side of {client}'s virtual network is there, and it is Initiated.",
            [gone(other), left(own, "Initiated")],
        ),
        fault(
            "Only the side of {destination}'s virtual network is there, and it is Initiated.",
            [gone(own), left(other, "Initiated")],
        ),
        fault(
            "Only the side of {client}'s virtual network is left, and it is Disconnected.",
            [gone(other), left(own, "Disconnected")],
        ),
        fault(
            "Only the side of {destination}'s virtual network is left, and it is Disconnected.",
            [gone(own), left(other, "Disconnected")],
        ),
    ]
}

/// What may be wrong with the peering to the virtual network that has the gateway.
fn through_gateway(context: &Context<'_>, near: &Id) -> Vec<Fault> {
    let connections = context.connections_to_source();
    let gateway = connections.first().and_then(|it| it.gateway.as_ref());
    let hub = gateway.and_then(|it| context.network.gateway_vnet(it));
    let Some([own, other]) = hub.and_then(|hub| sides(context, near, &hub)) else { return Vec::new() };
    let unused = with(own, |it| it.use_remote_gateways = Fact::Known(false));
    let unlet = with(other, |it| it.allow_gateway_transit = Fact::Known(false));
    let gone = |it: &Peering| Edit::Delete(Item::Peering(it.clone()));
    vec![
        fault(
            "The virtual networks of {client} and of the gateway are peered, and neither side is set to use the gateway.",
            [unused, unlet],
        ),
        fault("The virtual networks of {client} and of the gateway are not peered.", [gone(own), gone(other)]),
    ]
}

/// Both sides of the peering of two virtual networks.
fn sides<'a>(context: &Context<'a>, near: &Id, far: &Id) -> Option<[&'a Peering; 2]> {
    let (near, far) = (context.network.vnet(near)?, context.network.vnet(far)?);
    let to =
        |vnet: &'a Vnet, other: &Vnet| vnet.peerings.iter().find(|it| it.remote.as_ref() == Some(&other.origin.id));
    Some([to(near, far)?, to(far, near)?])
}

fn with(before: &Peering, change: impl FnOnce(&mut Peering)) -> Edit {
    let mut after = before.clone();
    change(&mut after);
    Edit::Update { from: Item::Peering(before.clone()), to: Item::Peering(after) }
}

/// The number of a rule that denies: a new rule before it gets another one than any port in the settings.
fn number(context: &Context<'_>) -> u16 {
    let is_port =
        |it: &u16| [Party::Source, Party::Target].iter().any(|party| context.port(*party).abs_diff(*it) < 100);
    [4000, 3000, 2000].into_iter().find(|it| !is_port(it)).unwrap_or(1000)
}

/// A rule of a security group that denies.
fn denies(group: &Id, direction: Direction, priority: u16, destinations: Vec<Peer>, port: PortRange) -> Edit {
    let name = match direction {
        Direction::Inbound => "deny-in",
        Direction::Outbound => "deny-out",
    };
    let rule = SecurityRule {
        name: format!("{name}-{priority}"),
        priority: Some(priority),
        direction: Some(direction),
        allow: Some(false),
        protocol: Some("*".to_owned()),
        source_ports: Some(vec![ALL_PORTS]),
        destination_ports: Some(vec![port]),
        sources: Some(vec![Peer::Any]),
        destinations: Some(destinations),
    };
    Edit::create(Item::SecurityRule(group.clone(), rule))
}

fn security_group(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let port = PortRange { from: context.port(party), to: context.port(party) };
    let at = |group: &Id, direction, peers, place: u16| denies(group, direction, number(context) - place, peers, port);
    let place = if party == Party::Source { 0 } else { 10 };
    let nets = context.destination(party).and_then(|it| context.destination_nets(&it));
    let peers: Vec<Peer> = match nets {
        Ok(nets) => nets.into_iter().map(Peer::Net).collect(),
        Err(_) => vec![Peer::Tag("Internet".to_owned())],
    };
    let near = context.client_attachment().ok().and_then(|it| it.subnet.security_group.known());
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let far = far.and_then(|it| it.subnet.security_group.known());
    vec![
        fault(
            "The network security group at {client}'s subnet denies the way out to {destination}.",
            near.map(|it| at(it, Direction::Outbound, peers.clone(), place)),
        ),
        fault(
            "The network security group at the subnet of {destination} denies the way in from {client}.",
            far.map(|it| at(it, Direction::Inbound, peers, place)),
        ),
    ]
}

fn route(context: &Context<'_>, names: &Names, party: Party) -> Vec<Fault> {
    let (Ok(client), Ok(near)) = (context.client(), context.client_attachment()) else { return Vec::new() };
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let drops = |table: &Fact<Id>, net: Ipv4Net, to: Party| {
        let name = names.named(&format!("{}_ROUTE", to.word()));
        let (destination, next_hop) = (Some(RoutePrefix::Net(net)), Some("None".to_owned()));
        let route = Route { name, destination, next_hop, next_hop_address: None };
        Some(Edit::create(Item::Route(table.known()?.clone(), route)))
    };
    let prefix = |vnet: &Vnet| vnet.prefixes.known()?.first().copied();
    let there = far.and_then(|it| drops(&near.subnet.route_table, prefix(it.vnet)?, party));
    let back = far.and_then(|it| drops(&it.subnet.route_table, prefix(near.vnet)?, client));
    let all = Ipv4Net::default();
    let away = if far.is_none() { drops(&near.subnet.route_table, all, party) } else { None };
    vec![
        fault("A route at {client}'s subnet drops what is for {destination}: its next hop is None.", there),
        fault("A route at the subnet of {destination} drops the replies to {client}: its next hop is None.", back),
        fault("A route at {client}'s subnet drops all that is for the internet: its next hop is None.", away),
    ]
}

/// Azure's own DNS servers are kept from the client's subnet.
fn dns_servers(context: &Context<'_>, _: &Names, _: Party) -> Vec<Fault> {
    let near = context.client_attachment().ok().and_then(|it| it.subnet.security_group.known());
    let port = PortRange { from: 53, to: 53 };
    let azure = vec![Peer::Tag("AzurePlatformDNS".to_owned())];
    vec![fault(
        "The network security group at {client}'s subnet denies questions to Azure's own DNS servers.",
        near.map(|it| denies(it, Direction::Outbound, number(context) - 20, azure, port)),
    )]
}

/// The link of a zone to a virtual network, taken away.
fn unlinked(zone: &Zone, vnet: &Id) -> Option<Edit> {
    Some(Edit::Delete(Item::ZoneLink(link_to(zone, vnet)?.clone())))
}

/// The zone of a server's name: its own, or that of its private endpoint.
fn zone_of<'a>(context: &Context<'a>, party: Party) -> Option<&'a Zone> {
    let server = context.server(party).ok()?;
    match &server.private_dns_zone {
        Fact::Known(id) => context.network.zone(id),
        Fact::None | Fact::Unknown => context.zones(&endpoint_zone_name(server).ok()?.0).first().copied(),
    }
}

/// The guides ask for links to the virtual networks of source and target.
fn server_zone_links(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let gone = |of: Party| unlinked(zone_of(context, party)?, &context.destination_subnet(of).ok()?.vnet);
    let [of_source, of_target] = match party {
        Party::Runtime => [
            "The private DNS zone of {runtime} is not linked to the virtual network of {source}.",
            "The private DNS zone of {runtime} is not linked to the virtual network of {target}.",
        ],
        _ => [
            "The private DNS zone of {target} is not linked to the virtual network of {source}.",
            "The private DNS zone of {target} is not linked to its own virtual network.",
        ],
    };
    vec![fault(of_source, gone(Party::Source)), fault(of_target, gone(Party::Target))]
}

fn zone_group(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let endpoint = || context.endpoint(context.server(party).ok()?).ok();
    let gone = endpoint().map(|endpoint| {
        let groups = context.zone_groups(endpoint).into_iter().map(|it| Edit::Delete(Item::ZoneGroup(it.clone())));
        groups.chain([Edit::create(Item::Ungrouped(endpoint.origin.clone()))])
    });
    vec![fault("The private endpoint of {destination} has no DNS zone group.", gone.into_iter().flatten())]
}

fn zone_link_client(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let gone = || unlinked(zone_of(context, party)?, &context.client_vnet().ok()?);
    vec![fault("The zone of {destination}'s name is there, and not linked to the virtual network of {client}.", gone())]
}

fn zone_link_endpoint(context: &Context<'_>, _: &Names, party: Party) -> Vec<Fault> {
    let gone = || unlinked(zone_of(context, party)?, &context.destination_subnet(party).ok()?.vnet);
    vec![fault(
        "The zone of {destination}'s name is there, and not linked to the virtual network of its private endpoint.",
        gone(),
    )]
}

fn a_record(context: &Context<'_>, names: &Names, party: Party) -> Vec<Fault> {
    let at_endpoint = context.destination(party).is_ok_and(|it| matches!(it, Destination::Endpoint(_)));
    let record = || {
        let (_, name) = endpoint_zone_name(context.server(party).ok()?).ok().filter(|_| at_endpoint)?;
        zone_of(context, party)?.records.iter().find(|it| it.origin.id.name() == name)
    };
    let stale = || {
        let (before, address) = (record()?, names.standing_for(&format!("{}_STALE_IP", party.word()))?);
        let after = ARecord { addresses: vec![address], ..before.clone() };
        Some(Edit::Update { from: Item::Record(before.clone()), to: Item::Record(after) })
    };
    vec![
        fault(
            "The zone of {destination}'s name is there, and has no record of it.",
            record().map(|it| Edit::Delete(Item::Record(it.clone()))),
        ),
        fault("The record of {destination} has another address than its private endpoint.", stale()),
    ]
}

/// A connection that is not approved makes public DNS send the name on to a zone that the client's virtual network is linked
/// to, and that has no record of it.
fn shadowing_zone(context: &Context<'_>, names: &Names, party: Party) -> Vec<Fault> {
    let hidden = || {
        let (server, zone) = (context.server(party).ok()?, zone_of(context, party)?);
        let server = Some(server).filter(|it| it.endpoint_connections.items.is_empty())?;
        let (client, vnet) = (context.client().ok()?, context.client_vnet().ok()?);
        let zone = Some(zone).filter(|it| link_to(it, &vnet).is_none())?;
        let part = |whole: &Origin, kind: &str, word: String| {
            let id = Id::parse(&format!("{}/{kind}/{}", whole.id.text(), names.named(&word)))?;
            Some(Origin { id, file: whole.file })
        };
        let connection = EndpointConnection {
            origin: part(
                &server.origin,
                "privateEndpointConnections",
                format!("{}_ENDPOINT_CONNECTION", party.word()),
            )?,
            endpoint: None,
            status: Some("Rejected".to_owned()),
            groups: Fact::Unknown,
            provisioning: Fact::Known("Ready".to_owned()),
        };
        let link = ZoneLink {
            origin: part(&zone.origin, "virtualNetworkLinks", format!("{}_LINK", client.word()))?,
            vnet: Some(vnet),
            state: Some("Completed".to_owned()),
            provisioning: Fact::Known("Succeeded".to_owned()),
            resolution_policy: Fact::Known("Default".to_owned()),
            registers: Fact::Known(false),
        };
        Some([Edit::create(Item::Connection(connection)), Edit::create(Item::ZoneLink(link))])
    };
    vec![fault(
        "{Destination} has a private endpoint connection that was rejected, and the virtual network of {client} is linked to \
         its zone, which has no record of it.",
        hidden().into_iter().flatten(),
    )]
}
