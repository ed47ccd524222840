//! Decides whether the client's VNet uses a gateway to a source outside of Azure, its own or a peered VNet's.

use crate::{
    Export, Party,
    check::reach::peering::{
        half::{self, Fault},
        onward::led_on,
    },
    network::{Context, Destination, Fact, Gateway, GatewayConnection, Id, Peering, PeeringSide},
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// A source outside of Azure: the way leads through a VPN or ExpressRoute gateway.
pub(super) fn through_a_gateway(context: &Context<'_>) -> Decided {
    let network = context.network;
    let (server, subnet) = context.client_subnet()?;
    let near = subnet
        .parent()
        .ok_or_else(|| Undecided::new(Reason::Missing, "The files do not say which VNet the client is in."))?;
    let leading: Vec<&GatewayConnection> = context.connections_to_source();
    let of = |it: &&Gateway| leading.iter().any(|connection| connection.gateway.as_ref() == Some(&it.origin.id));
    let mut gateways: Vec<&Gateway> = network.gateways.iter().filter(of).collect();
    let is_known_to_lead = !gateways.is_empty();
    if !is_known_to_lead {
        gateways = network.gateways.iter().collect();
    }
    let shows = |it: &Gateway| {
        let subnet = it.subnet.as_ref().map_or("unknown", Id::text);
        it.origin.shows(network, "ipConfigurations[].subnet.id", subnet)
    };
    let from = server.origin.shows(network, "network.delegatedSubnetResourceId", subnet.text());
    if let Some(own) = gateways.iter().find(|it| it.vnet().as_ref() == Some(&near)) {
        return Ok(Outcome::not_applicable([shows(own), from]).noting("The gateway is in the VNet of the client."));
    }
    let mut open = Undecided::new(Reason::Missing, "No file says in which VNet the gateway to the source is.")
        .needing(Export::Connections, near.text());
    let mut fault = None;
    for gateway in gateways {
        let Some(hub) = gateway.vnet() else { continue };
        match transit(context, &near, &hub).showing([shows(gateway)]) {
            Ok(outcome) if outcome.is_fail() && is_known_to_lead => fault = Some(outcome),
            Ok(outcome) if outcome.is_fail() => {
                open = Undecided::new(
                    Reason::Missing,
                    format!(
                        "The VNet of the client does not use the gateway {}, and it is not known whether that one \
                     leads to the source.",
                        gateway.origin.name()
                    ),
                )
                .showing(outcome.into_evidence())
                .needing(Export::LocalGateways, "");
            }
            Err(it) => open = it,
            Ok(outcome) => {
                return Ok(outcome.noting(format!("Decided: the way over the gateway {}.", gateway.origin.name())));
            }
        }
    }
    let Some(fault) = fault else { return Err(open) };
    if let Some(other) = unranged(context).first() {
        let id = other.local_gateway.as_ref();
        return Err(Undecided::new(
            Reason::Missing,
            format!(
                "The files do not say which ranges the local network gateway of the connection {} takes: it may lead to the \
                 source too.",
                other.origin.name()
            ),
        )
        .showing(fault.into_evidence())
        .needing(Export::LocalGateways, id.map_or("", Id::text)));
    }
    // Without the gateway, an appliance in between may lead to it.
    let address = match context.destination(Party::Source) {
        Ok(Destination::Address(address)) => vec![address.into()],
        _ => Vec::new(),
    };
    match context.side(subnet).map_or_else(Some, |side| led_on(context, side, Ok(address))) {
        Some(open) => Err(open.showing(fault.into_evidence())),
        None => Ok(fault),
    }
}

/// The connections to the source whose gateway is the client's to use: one in its own VNet, which then takes no other;
/// else one that it is lent. Where there is neither, all of them: this step says what is in the way.
pub(in crate::check::reach) fn usable<'a>(context: &Context<'a>) -> Vec<&'a GatewayConnection> {
    let leading = context.connections_to_source();
    let Ok(near) = context.client_vnet() else { return leading };
    let stands_in = |it: &&GatewayConnection| it.gateway.as_ref().and_then(|it| context.network.gateway_vnet(it));
    let is_lent = |hub: &Id| transit(context, &near, hub).is_ok_and(|it| it.is_pass());
    let own = |it: &&GatewayConnection| stands_in(it).as_ref() == Some(&near);
    let lent = |it: &&GatewayConnection| stands_in(it).is_some_and(|it| is_lent(&it));
    let of = |fits: &dyn Fn(&&GatewayConnection) -> bool| leading.iter().copied().filter(fits).collect::<Vec<_>>();
    [of(&own), of(&lent)].into_iter().find(|it| !it.is_empty()).unwrap_or(leading)
}

/// The connections whose ranges were not read and whose gateway may be the client's to use.
pub(in crate::check::reach) fn unranged<'a>(context: &Context<'a>) -> Vec<&'a GatewayConnection> {
    let network = context.network;
    let near = context.client_vnet().ok();
    let is_in = |it: &GatewayConnection| it.gateway.as_ref().and_then(|it| network.gateway_vnet(it));
    // A VNet with a gateway of its own takes no other.
    let has_own = usable(context).iter().any(|it| near.is_some() && is_in(it) == near);
    let may_use = |it: &&GatewayConnection| match (is_in(it), &near) {
        (Some(hub), Some(near)) if hub == *near => true,
        (Some(_), Some(_)) if has_own => false,
        (Some(hub), Some(near)) => !transit(context, near, &hub).is_ok_and(|it| it.is_fail()),
        _ => true,
    };
    network.sites().filter(|it| it.is_unranged(network)).filter(may_use).collect()
}

/// Whether a VNet uses the gateway of another one.
fn transit(context: &Context<'_>, near: &Id, hub: &Id) -> Decided {
    let network = context.network;
    let (out, back) = (network.peering_side(near, hub, |_| true), network.peering_side(hub, near, |_| true));
    let mut found = (Vec::new(), Vec::new());
    for (half, to) in [(out, hub), (back, near)] {
        match half {
            PeeringSide::Absent(vnet) => {
                found.1.push(vnet.origin.shows(network, "virtualNetworkPeerings", format!("none to {}", to.name())));
            }
            PeeringSide::Read(half) => {
                if half.state.is_some() && !half.has_other_state() {
                    let shown = half.origin.shows(network, "peeringState", half.state.clone().unwrap_or_default());
                    if half.is_connected() { found.0.push(shown) } else { found.1.push(shown) }
                }
            }
            PeeringSide::Unread => {}
        }
    }
    // Which subnets a peering is for counts too, and the gateway's VNet has to know the range of the client's.
    let mut doubt = None;
    for fault in narrowed(context, out, back) {
        match fault {
            Ok(fault) => found.1.extend(fault.shown),
            Err(open) => doubt = doubt.or(Some(open)),
        }
    }
    let uses = (out.read(), out.read().map(|it| it.use_remote_gateways), "useRemoteGateways");
    let lets = (back.read(), back.read().map(|it| it.allow_gateway_transit), "allowGatewayTransit");
    let has_other = |it: PeeringSide<'_>| it.read().is_some_and(Peering::has_other_state);
    let mut is_known = (out.is_connected() || back.is_connected()) && !has_other(out) && !has_other(back);
    for (half, fact, property) in [uses, lets] {
        match half.zip(fact) {
            Some((half, Fact::Known(true))) => found.0.push(half.origin.shows(network, property, "true")),
            Some((half, Fact::Known(false) | Fact::None)) => {
                found.1.push(half.origin.shows(network, property, "false"));
            }
            Some((_, Fact::Unknown)) | None => is_known = false,
        }
    }
    match found {
        (shown, faults) if !faults.is_empty() => Outcome::failed_by(faults).map(|it| it.showing(shown)),
        (shown, _) if is_known => {
            if let Some(open) = doubt {
                return Err(open.showing(shown));
            }
            let joined = Outcome::passed_by(shown)?;
            [out, back].into_iter().filter_map(PeeringSide::read).try_fold(joined, |found, half| {
                let vnet = half.origin.id.parent();
                let vnet = vnet.as_ref().unwrap_or(near);
                context.provisioned(&half.origin, &half.provisioning, (Export::Vnet, vnet), found)
            })
        }
        (shown, _) => {
            let missing = if out.read().is_some() { hub } else { near };
            Err(context.no_vnet(missing).showing(shown))
        }
    }
}

/// What keeps the client's subnet out of the peering to a gateway's VNet, or may.
fn narrowed(context: &Context<'_>, out: PeeringSide<'_>, back: PeeringSide<'_>) -> Vec<Result<Fault, Undecided>> {
    let network = context.network;
    let Ok((_, subnet)) = context.client_subnet() else { return Vec::new() };
    let nets = context.side(subnet).and_then(Context::nets).ok();
    let sides = [(out, [Some(subnet), None], None), (back, [None, Some(subnet)], nets.as_deref())];
    let read = sides.into_iter().filter_map(|(half, ends, nets)| Some((half.read()?, ends, nets)));
    let all = read.flat_map(|(half, ends, nets)| {
        // Whether one that names subnets has to name the gateway's, no document says.
        let is_partial = half.is_whole() == Some(false);
        let open = is_partial.then(|| {
            let reason = format!("{} may not be for these subnets.", half.origin.name());
            let vnet = half.origin.id.parent();
            Err(Undecided::new(Reason::Missing, reason).needing(Export::Vnet, vnet.as_ref().map_or("", Id::text)))
        });
        half::faults(network, half, ends, nets).chain(open)
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, Network,
            testing::{found, from_office, half_mut, route, site, vnet_id},
        },
    };

    #[test]
    fn a_gateway_is_used_from_its_own_vnet_or_a_peered_one() {
        fn in_old(it: &mut Network) {
            site(it, "vnet-old");
            half_mut(it, "vnet-new", "vnet-old").use_remote_gateways = Fact::Known(true);
            half_mut(it, "vnet-old", "vnet-new").allow_gateway_transit = Fact::Known(true);
        }
        found(
            &from_office(),
            "source/peering",
            &[
                ("in the own VNet", |it| site(it, "vnet-new"), NotApplicable),
                ("in a peered VNet", in_old, Pass),
                (
                    "the spoke does not use it",
                    |it| {
                        in_old(it);
                        half_mut(it, "vnet-new", "vnet-old").use_remote_gateways = Fact::Known(false);
                    },
                    Fail,
                ),
                (
                    "the hub does not let it",
                    |it| {
                        in_old(it);
                        half_mut(it, "vnet-old", "vnet-new").allow_gateway_transit = Fact::Known(false);
                    },
                    Fail,
                ),
                (
                    "the hub was not read",
                    |it| {
                        in_old(it);
                        it.vnets.retain(|it| it.origin.id != vnet_id("vnet-old"));
                    },
                    Unknown,
                ),
                (
                    "the peering is in a state of tomorrow",
                    |it| {
                        in_old(it);
                        half_mut(it, "vnet-new", "vnet-old").state = Some("Foo".to_owned());
                    },
                    Unknown,
                ),
                ("not peered with the hub", |it| site(it, "vnet-far"), Fail),
                (
                    "not peered with the hub, and the range of a connection of its own was not read",
                    |it| {
                        site(it, "vnet-far");
                        site(it, "vnet-new");
                        it.gateway_connections[1].local_gateway = Some(vnet_id("no-gateway"));
                    },
                    Unknown,
                ),
                (
                    "a route to an appliance that may lead to the hub",
                    |it| {
                        site(it, "vnet-far");
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "not peered with a gateway that leads elsewhere",
                    |it| {
                        site(it, "vnet-far");
                        it.local_gateways[0].prefixes = Fact::Known(vec!["192.168.99.0/24".parse().expect("")]);
                    },
                    Unknown,
                ),
                ("no gateway was read", |_| {}, Unknown),
            ],
        );
    }
}
