//! Two VNets that are connected to hubs of Virtual WAN.
//!
//! Sources: "About virtual hub routing" (about-virtual-hub-routing.md, 2025-02): a connection is associated with one table
//! and propagates to tables, by id and by label; "How to configure Virtual WAN hub routing intent" (2025-06).

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export, Party,
    check::reach::peering::{
        hop::settled,
        joint::{ClientSeen, as_narrow},
    },
    network::{
        Attachment, Context, DestinationSubnet, Fact, HubConnection, HubTable, Id, Network, Peering, VirtualHub,
        filter, hub_name, is, is_of_hub, is_wan_hub, listed, no_room,
        security::{CLIENT_PORTS, End, Packets, Transport},
        translates,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// A VNet's connection, with its hub.
type Spoke<'a> = (&'a VirtualHub, &'a HubConnection);

/// Whether hubs join two VNets, where both are connected to one.
pub(super) fn between(
    context: &Context<'_>,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
) -> Option<Decided> {
    let network = context.network;
    let ends = [&near.vnet.origin.id, &destination.vnet].map(|it| spoke(network, it));
    match ends {
        [Some(one), Some(other)] => Some(joined(context, near, destination, party, [one, other])),
        // Another hub may be the other one's, where not all of a hub's connections were read, or not whose one is.
        _ => network.joins.hubs.iter().find(|it| may_join_others(it)).map(|hub| {
            Err(Undecided::new(
                Reason::Missing,
                format!("Not all VNets that {} joins are in the files.", hub.origin.name()),
            )
            .needing(Export::VirtualHub, hub.origin.id.text()))
        }),
    }
}

/// Why hubs of Virtual WAN may join two VNets that both say they are connected to one: a hub is in no file, or does not say so.
pub(super) fn named(network: &Network, near: &Id, far: &Id) -> Option<Undecided> {
    let hidden = |vnet: &Id| network.neighbours(vnet).into_iter().find(is_wan_hub);
    // A VNet that was not read with all of its peerings may be connected too.
    let may_be = |vnet: &Id| hidden(vnet).is_some() || network.vnet(vnet).is_none_or(|it| !it.peerings.complete);
    if ![near, far].into_iter().all(may_be) {
        return None;
    }
    let ends: Vec<(&Id, Id)> = [near, far].into_iter().filter_map(|it| Some((it, hidden(it)?))).collect();
    let hub = |hidden: &Id| network.joins.hubs.iter().find(|it| is_of_hub(hidden, it.origin.id.name()));
    if let Some((vnet, hidden)) = ends.iter().find(|(_, it)| hub(it).is_none()) {
        let (vnet, hub) = (vnet.name(), hub_name(hidden));
        let reason = format!("Virtual WAN may join the two. The hub of {vnet}, {hub}, is not in the files.");
        return Some(Undecided::new(Reason::Missing, reason).needing(Export::VirtualHub, hub));
    }
    let unlisted = ends.iter().filter_map(|(vnet, hidden)| Some((vnet, hub(hidden)?)));
    let mut unlisted = unlisted.filter(|(vnet, _)| spoke(network, vnet).is_none());
    let (vnet, hub) = unlisted.next()?;
    let reason = format!("{} says that it is connected to {}, which does not list it.", vnet.name(), hub.origin.name());
    let shown = hub.origin.shows(network, "hubVirtualNetworkConnections", format!("none to {}", vnet.name()));
    let open = Undecided::new(Reason::Contradiction, reason).showing([shown]);
    Some(open.needing(Export::VirtualHub, hub.origin.id.text()).needing(Export::Vnet, vnet.text()))
}

/// Why neither a peering nor a connection to a hub may join two VNets of which a hub joins one with others: the other VNet has
/// addresses of one of those.
pub(super) fn in_the_way(network: &Network, near: &Id, far: &Id) -> Option<String> {
    [(near, far), (far, near)].into_iter().find_map(|(vnet, other)| {
        let (hub, _) = spoke(network, other)?;
        let (third, net) = network.taken_at_hub(network.vnet(vnet)?, hub)?;
        Some(format!(
            "{} has or reaches addresses of {} ({net}), which {} joins with {}: nothing tells the two apart, and one of them \
             needs other addresses.",
            vnet.name(),
            third.origin.name(),
            hub.origin.name(),
            other.name()
        ))
    })
}

fn may_join_others(hub: &VirtualHub) -> bool {
    !hub.connections.complete || hub.connections.iter().any(|it| it.vnet.is_none())
}

fn spoke<'a>(network: &'a Network, vnet: &Id) -> Option<Spoke<'a>> {
    let each = network.joins.hubs.iter().flat_map(|hub| hub.connections.items.iter().map(move |it| (hub, it)));
    each.into_iter().find(|(_, it)| it.vnet.as_ref() == Some(vnet))
}

fn joined(
    context: &Context<'_>,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
    [one, other]: [Spoke<'_>; 2],
) -> Decided {
    let network = context.network;
    let needing = |hub: &VirtualHub, why: String| {
        Undecided::new(Reason::Missing, why).needing(Export::VirtualHub, hub.origin.id.text())
    };
    let mut evidence: Vec<Evidence> = Vec::new();
    for (hub, connection) in [one, other] {
        let vnet = connection.vnet.as_ref().map_or_else(String::new, |it| it.name().to_owned());
        evidence.push(connection.origin.shows(network, "remoteVirtualNetwork.id", vnet));
        // Source: "About Azure Virtual WAN" (virtual-wan-about.md), Types: one of type Basic has site-to-site VPN alone.
        if is(hub.sku.as_deref(), "Basic") {
            return Ok(Outcome::fail(hub.origin.shows(network, "sku", "Basic")).showing(evidence).noting(format!(
                "{} is of type Basic, which passes nothing from VNet to VNet: that takes a Virtual WAN of type Standard.",
                hub.origin.name()
            )));
        }
        let shown = hub.origin.shows(network, "routingState", hub.routing_state.as_deref().unwrap_or("unknown"));
        let again = (Export::VirtualHub, &hub.origin.id);
        let table = associated(hub, connection).and_then(|id| table(network, &id));
        let table = table.map(|it| (&it.origin, &it.provisioning));
        let resources = [(&connection.origin, &connection.provisioning), (&hub.origin, &hub.provisioning)];
        let settled =
            resources.into_iter().chain(table).try_fold(Outcome::pass(shown.clone()), |found, (it, state)| {
                context.provisioned(it, state, again, found)
            })?;
        if settled.is_fail() {
            return Ok(settled);
        }
        if !is(hub.routing_state.as_deref(), "Provisioned") {
            let name = hub.origin.name();
            return Err(
                needing(hub, format!("The files do not show that {name} routes between VNets.")).showing([shown])
            );
        }
    }
    for ((hub, _), vnet) in [one, other].into_iter().zip([&near.vnet.origin.id, &destination.vnet]) {
        match peered_with(network, vnet, hub).transpose() {
            Ok(shown) => evidence.extend(shown),
            Err(open) => return Err(open.showing(evidence).needing(Export::VirtualHub, hub.origin.id.text())),
        }
    }
    let is_one_hub = one.0.origin.id == other.0.origin.id;
    if !is_one_hub && (one.0.wan.is_none() || one.0.wan != other.0.wan) {
        return Outcome::failed_by(evidence).noting("The hubs are not of one Virtual WAN.");
    }
    let both = [reaches(network, one, other), reaches(network, other, one)];
    let routed = Outcome::all(both)?.showing(evidence);
    if !routed.is_pass() {
        return Ok(routed);
    }
    let mut found = vec![Ok(routed)];
    for (hub, connection) in [one, other] {
        let table = associated(hub, connection).and_then(|id| table(network, &id));
        if let Some(table) = table.filter(|it| it.has_routes.known() == Some(&true)) {
            let name = table.origin.name();
            return Err(needing(
                hub,
                format!("{name} has routes of its own: where they lead must let the packets pass."),
            )
            .showing([table.origin.shows(network, "routes", "some")]));
        }
        found.extend(intent(context, hub, near, destination, party).transpose());
    }
    Outcome::all(found).noting(format!("Decided: the way over the virtual hub {}.", one.0.origin.name()))
}

/// What a VNet says of its connection to a hub: Azure makes a peering there, which stands in its list. None where that list is
/// not all there.
fn peered_with(network: &Network, vnet: &Id, hub: &VirtualHub) -> Option<Decided<Evidence>> {
    let read = network.vnet(vnet)?;
    let hub = hub.origin.id.name();
    let half = read.peerings.items.iter().find(|it| it.remote.as_ref().is_some_and(|it| is_of_hub(it, hub)));
    let shown = match half {
        Some(half) => half.origin.shows(network, "peeringState", half.state.as_deref().unwrap_or("unknown")),
        None if read.peerings.complete => {
            read.origin.shows(network, "virtualNetworkPeerings", format!("none to {hub}"))
        }
        None => return None,
    };
    if half.is_some_and(Peering::is_connected) {
        return Some(Ok(shown));
    }
    let name = read.origin.name();
    let reason = format!("{hub} says that {name} is connected to it, and {name} does not say so.");
    Some(Err(Undecided::new(Reason::Contradiction, reason).showing([shown]).needing(Export::Vnet, vnet.text())))
}

/// The table that a connection is associated with: the default one, where it is not said.
fn associated(hub: &VirtualHub, connection: &HubConnection) -> Option<Id> {
    match &connection.associated {
        Fact::Known(id) => Some(id.clone()),
        Fact::None => Id::parse(&format!("{}/hubRouteTables/{DEFAULT}", hub.origin.id.text())),
        Fact::Unknown => None,
    }
}

const DEFAULT: &str = "defaultRouteTable";

fn table<'a>(network: &'a Network, id: &Id) -> Option<&'a HubTable> {
    network.joins.hubs.iter().flat_map(|it| &it.tables.items).find(|it| it.origin.id == *id)
}

/// Whether the table of one connection learns the addresses of another one.
fn reaches(network: &Network, (hub, from): Spoke<'_>, (other_hub, to): Spoke<'_>) -> Decided {
    let open = |of: &HubConnection, hub: &VirtualHub| {
        Undecided::new(
            Reason::Missing,
            format!("The routing configuration of {} is not in the files.", of.origin.name()),
        )
        .needing(Export::VirtualHub, hub.origin.id.text())
    };
    let own = associated(hub, from).ok_or_else(|| open(from, hub))?;
    let is_default = matches!(to.propagated, Fact::None) && matches!(to.labels, Fact::None);
    let is = |name: &str, word: &str| name.eq_ignore_ascii_case(word);
    let has_label = |label: &String| {
        is(label, "default") && is(own.name(), DEFAULT)
            || table(network, &own).and_then(|it| it.labels.known()).is_some_and(|it| it.iter().any(|it| is(it, label)))
    };
    let default = Id::parse(&format!("{}/hubRouteTables/{DEFAULT}", other_hub.origin.id.text()));
    let by_id =
        to.propagated.known().is_some_and(|it| it.contains(&own)) || is_default && default.as_ref() == Some(&own);
    let by_label = to.labels.known().is_some_and(|it| it.iter().any(has_label));
    let tables = to.propagated.known().into_iter().flatten().map(Id::name);
    let labels = to.labels.known().into_iter().flatten().map(String::as_str);
    let shown = to.origin.shows(
        network,
        "routingConfiguration.propagatedRouteTables",
        listed(tables.chain(labels).collect::<Vec<_>>()),
    );
    let at = from.origin.shows(network, "routingConfiguration.associatedRouteTable.id", own.name());
    if by_id || by_label {
        return Ok(Outcome::pass([at, shown]));
    }
    let is_known = !to.propagated.is_unknown() && !to.labels.is_unknown();
    // Which labels a table has that was not read is not known.
    let is_labelled = to.labels.known().is_some_and(|it| it.iter().any(|it| !is(it, "default") && !is(it, "none")));
    if !is_known || is_labelled && table(network, &own).is_none_or(|it| it.labels.is_unknown()) {
        return Err(open(to, other_hub).showing([at, shown]));
    }
    Ok(Outcome::fail([at, shown]).noting(format!(
        "The table that {} is associated with does not learn the addresses of {}.",
        from.origin.name(),
        to.origin.name()
    )))
}

/// A third VNet that is connected to the hubs of two, whose addresses the one learns too, and that has some of the other one.
///
/// Source: "Virtual WAN FAQ" (virtual-wan-faq.md): a hub chooses the longest prefix; which of two VNets with one range it leads
/// to, no document says.
pub(super) fn rival(context: &Context<'_>, from: &Id, to: &Id, nets: &[Ipv4Net]) -> Option<Undecided> {
    let network = context.network;
    let own = spoke(network, from)?;
    let hubs = network.joins.hubs.iter().filter(|it| it.is_joined(own.0));
    hubs.into_iter().find_map(|hub| {
        let (name, needing) = (hub.origin.name(), |open: Undecided| open.needing(Export::VirtualHub, hub.origin.id.text()));
        if may_join_others(hub) {
            let reason = format!("Not all VNets that {name} joins are in the files: another one may have the addresses too.");
            return Some(needing(Undecided::new(Reason::Missing, reason)));
        }
        hub.connections.iter().find_map(|it| {
            let third = it.vnet.as_ref().filter(|it| ![from, to].contains(it))?;
            if reaches(network, own, (hub, it)).is_ok_and(|it| !it.is_pass()) {
                return None;
            }
            let vnet = network.vnet(third).and_then(|it| Some((it, it.prefixes.known()?)));
            let Some((vnet, prefixes)) = vnet else {
                let reason = format!(
                    "{name} joins {} too: its ranges are not in the files, and may be those of {}.",
                    third.name(),
                    to.name()
                );
                return Some(Undecided::new(Reason::Missing, reason).needing(Export::Vnet, third.text()));
            };
            let theirs = as_narrow(network, to, nets, prefixes)?;
            let shown = vnet.origin.shows(network, "addressSpace.addressPrefixes", &*theirs);
            let reason = format!(
                "{name} joins {} too, which has the addresses {theirs} as well as {}: which of the two it leads to is not known.",
                third.name(),
                to.name()
            );
            Some(Undecided::new(Reason::Ambiguous, reason).showing([shown]))
        })
    })
}

/// At which addresses the destination sees the client beyond the hubs of two VNets.
pub(super) fn seen(context: &Context<'_>, near: &Id, destination: &DestinationSubnet<'_>) -> ClientSeen {
    let network = context.network;
    let Ok(nets) = context.destination_nets(&destination.destination) else { return ClientSeen::Unknown };
    let keeps = |vnet: &Id| {
        let Some((hub, _)) = spoke(network, vnet) else { return false };
        let firewall = hub.firewall.known();
        let firewall = firewall.and_then(|id| network.joins.firewalls.iter().find(|it| it.origin.id == *id));
        // Without an intent nothing is sent through a firewall.
        hub.intents.complete && hub.intents.items.is_empty()
            || hub.firewall == Fact::None
            || firewall.is_some_and(|it| translates(network, it, &nets) == Ok(None))
    };
    if [near, &destination.vnet].into_iter().all(keeps) { ClientSeen::AtItsOwn } else { ClientSeen::Unknown }
}

/// What a hub sends private traffic through, where it does.
fn intent(
    context: &Context<'_>,
    hub: &VirtualHub,
    near: Attachment<'_>,
    destination: &DestinationSubnet<'_>,
    party: Party,
) -> Decided<Option<Outcome>> {
    let network = context.network;
    let open = |why: String| Undecided::new(Reason::Missing, why).needing(Export::VirtualHub, hub.origin.id.text());
    let name = hub.origin.name();
    if hub.intents.items.is_empty() {
        // Without a firewall there is nothing that an intent could lead to.
        return match (&hub.firewall, hub.intents.complete) {
            (_, true) | (Fact::None, false) => Ok(None),
            _ => {
                Err(open(format!("Whether {name} sends what VNets exchange through its firewall is not in the files.")))
            }
        };
    }
    for it in &hub.intents.items {
        let Fact::Known(policies) = &it.policies else {
            return Err(open(format!("The routing policies of {name} are not in the files.")));
        };
        let private = policies.iter().find(|(to, _)| to.iter().any(|it| it.eq_ignore_ascii_case("PrivateTraffic")));
        let Some((_, hop)) = private else { continue };
        let shown = it.origin.shows(network, "routingPolicies[PrivateTraffic].nextHop", hop.name());
        let Some(firewall) = network.joins.firewalls.iter().find(|it| it.origin.id == *hop) else {
            return Err(Undecided::new(
                Reason::Outside,
                format!(
                    "{name} sends what VNets exchange through {}: it must let TCP {} pass, and the replies.",
                    hop.name(),
                    context.port(party)
                ),
            )
            .showing([shown])
            .needing(Export::Firewall, hop.text()));
        };
        let end = |nets: Vec<Ipv4Net>| End { nets, groups: Fact::None };
        let packets = Packets {
            transport: Transport::Tcp,
            source: end(Context::nets(near)?),
            source_ports: CLIENT_PORTS,
            destination: end(context.destination_nets(&destination.destination)?),
            port: context.port(party),
        };
        let mut found = settled(context, firewall, filter(network, firewall, &packets)?)?;
        if found.is_fail() {
            found = found.noting_any(no_room(network, firewall));
        }
        if found.is_pass()
            && let Some(shown) = translates(network, firewall, &packets.destination.nets)?
        {
            return Err(Undecided::new(
                Reason::Outside,
                format!(
                    "{} puts an address of its own in place of the client's (SNAT): everything beyond it must admit the range \
                     of {name}, and pgreach judges it by the client's.",
                    firewall.origin.name()
                ),
            )
            .showing([shown]));
        }
        let again = (Export::VirtualHub, &hub.origin.id);
        return context.provisioned(&it.origin, &it.provisioning, again, found.showing([shown])).map(Some);
    }
    Ok(None)
}
