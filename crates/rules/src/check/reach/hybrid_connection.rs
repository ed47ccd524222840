//! A private source outside of Azure's private endpoints is reached over a VPN, ExpressRoute or a peering.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export, HopKind, Owner, Party, Severity, SourceKind,
    check::{
        Case, Check, Words, always, never_settled,
        reach::peering::{self, By, Joint},
    },
    guide,
    network::{
        Attachment, Context, Destination, GatewayConnection, Id, LocalGateway, clouds, hold, is, led_away, left_out,
        meet, printed,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The client's VNet and the source's network are joined.
pub static CHECK: Check = Check {
    id: "hybrid-connection",
    name: "network",
    keys: &["source/hybrid-connection"],
    severity: Severity::Blocker,
    hop: HopKind::Interconnect,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&HYBRID, &VIRTUAL_MACHINE, &SELECTORS],
};

/// The words for what keeps the networks apart, as the files show it.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    match case.config.source.kind {
        _ if case.failed_by(&CHECK, party).is_some_and(|it| it.property == "trafficSelectorPolicies") => &SELECTORS,
        Some(SourceKind::AzureVm) => &VIRTUAL_MACHINE,
        _ => &HYBRID,
    }
}

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    match context.config.source.kind {
        Some(SourceKind::AzureVm) => between_vnets(context, party),
        Some(SourceKind::SingleServer | SourceKind::FlexibleServer) => {
            Err(Undecided::new(Reason::Outside, "A server of Azure is reached within its virtual networks."))
        }
        Some(_) | None => {
            let near = over_a_gateway(context, party);
            match clouds::leads_back(context) {
                Some(back) => Outcome::all([near, back]),
                None => near.map(|it| if it.is_pass() { it.noting(OTHER_SIDE) } else { it }),
            }
        }
    }
}

const OTHER_SIDE: &str = "The other side's firewall and its route back are in no export.";

/// A virtual machine: the peering step judges the same, and says what is to be fixed.
fn between_vnets(context: &Context<'_>, party: Party) -> Decided {
    // What joins them otherwise, the peering step judges, whatever it finds.
    let outcome = match peering::joint(context, party) {
        Joint { by: By::Hop | By::Wan | By::Manager, found } => {
            return Outcome::set_aside_by(found.into_evidence())
                .noting("What joins the two VNets, the peering step judges.");
        }
        joint => joint.found?,
    };
    Ok(match outcome {
        Outcome::Pass(shown) | Outcome::NotApplicable(shown) => Outcome::Pass(shown),
        Outcome::Fail(shown) => Outcome::not_applicable(shown.without_note())
            .noting("The two VNets are not the same, and no VPN joins them: the peering step judges what remains."),
    })
}

/// A source outside of Azure. Only this side of the way is in an export.
fn over_a_gateway(context: &Context<'_>, party: Party) -> Decided {
    let network = context.network;
    let side = context.client_attachment()?;
    let Destination::Address(address) = context.destination(party)? else {
        return Err(Undecided::new(Reason::Outside, "It is not known at which private address the source answers."));
    };
    let own = side.vnet.prefixes.known().map_or(&[][..], Vec::as_slice);
    if own.iter().any(|it| it.contains(&address)) {
        let shown = side.vnet.origin.shows(network, "addressSpace.addressPrefixes", printed(own));
        return Ok(Outcome::fail(shown).noting(format!(
            "{address} is an address of this VNet: packets to it never leave, and networks that overlap cannot be joined."
        )));
    }
    if let Some(taken) = taken_by_a_peering(context, side, address) {
        return taken;
    }
    let leading = peering::usable(context);
    // Packets take the narrowest range that holds the address.
    let range = |it: &&GatewayConnection| {
        let prefixes = network.local_gateway(it)?.prefixes.known()?.iter();
        prefixes.filter(|it| it.contains(&address)).map(Ipv4Net::prefix_len).max()
    };
    let narrowest = leading.iter().filter_map(&range).max();
    let (taken, wider): (Vec<&GatewayConnection>, Vec<&GatewayConnection>) =
        leading.iter().partition(|it| range(it) == narrowest);
    let is_up = |of: &[&GatewayConnection]| of.iter().any(|it| it.is_connected());
    if let (Some(first), false, true) = (taken.first(), is_up(&taken), is_up(&wider)) {
        return Err(Undecided::new(Reason::Outside, format!(
            "The connection {} has the narrowest range that holds {address}, and is not connected: whether packets then \
             take a wider one is in no export.",
            first.origin.name()
        ))
        .showing(leading.iter().flat_map(|it| evidence_of(context, it, address.into())))
        .needing(Export::Connections, side.vnet.origin.id.text()));
    }
    let shown = || leading.iter().flat_map(|it| evidence_of(context, it, address.into()));
    if let Some(up) = taken.iter().find(|it| it.is_connected()) {
        let is_taken = |it: &GatewayConnection| taken.iter().any(|taken| taken.origin.id == it.origin.id);
        // Where the client's VNet does not use the gateway, the peering step says so.
        let is_used = || network.gateway_routes(side.vnet).iter().any(|it| it.connection.is_some_and(is_taken));
        let elsewhere = narrower_elsewhere(context, address, narrowest)
            .or_else(|| led_away(context, side, &[address.into()], narrowest?, &is_taken).filter(|_| is_used()));
        if let Some(open) = elsewhere {
            return Err(open.showing(shown()));
        }
        let (near, destination) = (|| Context::nets(side), || Ok(vec![address.into()]));
        if let Some(left_out) = left_out(up, network, &near, &destination) {
            return left_out.map(|it| it.showing(evidence_of(context, up, address.into())));
        }
        if let Some(open) = claimed(context, side, up) {
            return Err(open.showing(evidence_of(context, up, address.into())));
        }
        return Outcome::passed_by(evidence_of(context, up, address.into()))
            .noting(format!("Decided: the connection {}.", up.origin.name()));
    }
    let open = match leading.first() {
        Some(_) if leading.iter().all(|it| is(it.status.as_deref(), "NotConnected")) => {
            return match other_way(context, address) {
                Some(open) => Err(open.showing(shown())),
                None => Outcome::failed_by(shown()),
            };
        }
        Some(first) => Undecided::new(
            Reason::Missing,
            format!("The files do not say whether {} is connected.", first.origin.name()),
        )
        .showing(leading.iter().flat_map(|it| evidence_of(context, it, address.into())))
        .needing(Export::Connections, side.vnet.origin.id.text()),
        None => nothing_leads(context).needing(Export::Connections, side.vnet.origin.id.text()),
    };
    Err(open)
}

/// Why the replies may stay at the other side: a local network gateway says that a range of the client's VNet is there. A wider
/// range that holds it is but a short way of writing many.
///
/// Source: "About VPN Gateway" FAQ (vpn-gateway-vpn-faq.md, 2025-03): address ranges of connected networks must not overlap.
fn claimed(context: &Context<'_>, side: Attachment<'_>, connection: &GatewayConnection) -> Option<Undecided> {
    let gateway = context.network.local_gateway(connection)?;
    let nets = Context::nets(side).ok()?;
    let own = side.vnet.prefixes.known()?;
    let is_claim =
        |it: &&Ipv4Net| own.iter().any(|range| range.contains(*it)) && nets.iter().any(|net| meet(**it, *net));
    let claims: Vec<Ipv4Net> = gateway.prefixes.known()?.iter().filter(is_claim).copied().collect();
    let first = claims.first()?;
    let reason = format!(
        "{} says that {first} is in its network, and it is a range of {} too: replies may stay there.",
        gateway.origin.name(),
        side.vnet.origin.name()
    );
    let shown = gateway.origin.shows(context.network, "localNetworkAddressSpace.addressPrefixes", printed(&claims));
    Some(Undecided::new(Reason::Contradiction, reason).showing([shown]))
}

/// Why another connection than those that hold an address may take the packets to it: one with a range that was not read,
/// and that may be narrower, or a destination network with a narrower range that no connection in the files leads to.
fn narrower_elsewhere(context: &Context<'_>, address: Ipv4Addr, narrowest: Option<u8>) -> Option<Undecided> {
    // No range is narrower than one address.
    if narrowest == Some(32) {
        return None;
    }
    peering::unranged(context)
        .first()
        .map(|it| ranges_missing(context, it))
        .or_else(|| unconnected(context, address, |it| narrowest.is_none_or(|narrowest| narrowest < it.prefix_len())))
}

/// Why a connection that is not among those that hold an address may lead to it.
fn other_way(context: &Context<'_>, address: Ipv4Addr) -> Option<Undecided> {
    let may_be_up = |it: &&GatewayConnection| !is(it.status.as_deref(), "NotConnected");
    let announcing = || {
        let it =
            context.network.sites().find(|it| it.announces() && may_be_up(it) && !it.is_unranged(context.network))?;
        Some(Undecided::new(
            Reason::Missing,
            format!("The ranges that the connection {} announces are not in the files.", it.origin.name()),
        ))
    };
    let unranged = peering::unranged(context);
    unranged
        .iter()
        .find(|it| may_be_up(it))
        .map(|it| ranges_missing(context, it))
        .or_else(announcing)
        .or_else(|| unconnected(context, address, |_| true))
}

fn ranges_missing(context: &Context<'_>, connection: &GatewayConnection) -> Undecided {
    let status = connection.status.as_deref().unwrap_or("unknown");
    let open = Undecided::new(
        Reason::Missing,
        format!(
            "The files do not say which ranges the local network gateway of the connection {} takes.",
            connection.origin.name()
        ),
    )
    .showing([connection.origin.shows(context.network, "connectionStatus", status)]);
    open.needing(Export::LocalGateways, connection.local_gateway.as_ref().map_or("", Id::text))
}

/// A destination network that holds an address by such a range, and that no connection in the files leads to.
fn unconnected(context: &Context<'_>, address: Ipv4Addr, counts: impl Fn(&Ipv4Net) -> bool) -> Option<Undecided> {
    let network = context.network;
    let holding = |it: &LocalGateway| {
        let prefixes = it.prefixes.known().into_iter().flatten().copied();
        prefixes.filter(|it| it.contains(&address) && counts(it)).collect::<Vec<_>>()
    };
    let found = network.unconnected().find(|it| !holding(it).is_empty())?;
    let open = Undecided::new(
        Reason::Missing,
        format!(
            "The local network gateway {} holds {address} too, and no connection in the files leads to it: one may be \
             missing.",
            found.origin.name()
        ),
    )
    .showing([found.origin.shows(network, "localNetworkAddressSpace.addressPrefixes", printed(&holding(found)))]);
    Some(open.needing(Export::Connections, context.client_vnet().ok().as_ref().map_or("", Id::text)))
}

/// The routes of a peering come before all that a gateway brings, so an address of a peered VNet is reached there.
///
/// Source: "Virtual network traffic routing" (2023-05-27): system routes for peerings are preferred to those of BGP.
fn taken_by_a_peering(context: &Context<'_>, side: Attachment<'_>, address: Ipv4Addr) -> Option<Decided> {
    let network = context.network;
    let mut unread = None;
    for half in side.vnet.peerings.items.iter().filter(|it| it.is_connected()) {
        let Some((origin, property, prefixes)) = network.ranges_behind(half) else {
            unread = Some(half);
            continue;
        };
        if hold(prefixes, address.into()) {
            let name = half.remote.as_ref().map_or_else(|| half.origin.name(), |it| it.name().to_owned());
            return Some(Ok(Outcome::fail(origin.shows(network, property, printed(prefixes))).noting(format!(
                "{address} is an address of {name} too, which this VNet is peered with: packets go there, and not through \
                 a gateway."
            ))));
        }
    }
    unread.map(|half| {
        Err(Undecided::new(
            Reason::Missing,
            format!(
                "The ranges behind the peering {} are not in the files: packets to {address} may go there.",
                half.origin.name()
            ),
        )
        .needing(Export::Vnet, side.vnet.origin.id.text()))
    })
}

/// Why it is not known whether something leads to the source.
fn nothing_leads(context: &Context<'_>) -> Undecided {
    let network = context.network;
    let circuit = |it: &GatewayConnection| {
        network.joins.circuits.iter().find(|circuit| it.circuit.as_ref() == Some(&circuit.origin.id))
    };
    if let Some(it) = network.sites().find(|it| it.announces()) {
        // A circuit that the provider has not set up carries nothing; what one that it has announces is not in the files.
        if let Some(circuit) = circuit(it).filter(|it| is(it.provider_state.as_deref(), "NotProvisioned")) {
            let shown = circuit.origin.shows(network, "serviceProviderProvisioningState", "NotProvisioned");
            let name = circuit.origin.name();
            return Undecided::new(
                Reason::Missing,
                format!("{name} is not set up by its provider, and no other connection in the files leads there."),
            )
            .showing([shown]);
        }
        let name = it.origin.name();
        let status = it.status.as_deref().unwrap_or("unknown");
        return Undecided::new(
            Reason::Missing,
            format!("The ranges that the connection {name} announces are not in the files."),
        )
        .showing([it.origin.shows(network, "connectionStatus", status)]);
    }
    let unread =
        network.sites().filter(|it| network.local_gateway(it).is_none()).find_map(|it| it.local_gateway.as_ref());
    match unread {
        Some(id) => {
            Undecided::new(Reason::Missing, format!("The local network gateway {} is not in the files.", id.name()))
                .needing(Export::LocalGateways, id.text())
        }
        None => Undecided::new(
            Reason::Outside,
            "No connection in the files has a destination network that holds the source's address.",
        ),
    }
}

fn evidence_of(context: &Context<'_>, connection: &GatewayConnection, address: Ipv4Net) -> Vec<Evidence> {
    let network = context.network;
    let status = connection.status.as_deref().unwrap_or("unknown");
    let gateway = network.local_gateway(connection).and_then(|it| Some((it, it.prefixes.known()?)));
    let holds = gateway.map(|(gateway, prefixes)| {
        let holding: Vec<Ipv4Net> = prefixes.iter().filter(|it| it.contains(&address)).copied().collect();
        gateway.origin.shows(network, "localNetworkAddressSpace.addressPrefixes", printed(&holding))
    });
    [connection.origin.shows(network, "connectionStatus", status)].into_iter().chain(holds).collect()
}

static HYBRID: Words = Words {
    title: "A VPN or ExpressRoute joins the network of {source} and the VNet of {client}",
    failure: "Nothing joins the network of {source} and the VNet of {client}.",
    why: "{Client} connects to the private address of {source}. That needs a site-to-site VPN or ExpressRoute in state \
          Connected, address ranges that do not overlap, and a route back to the subnet of {client}. A point-to-site \
          VPN does not serve a server.",
    owner: Owner::Network,
    verify: &[
        "Virtual network gateway → Connections: the connection says Connected, and the local network gateway's ranges \
         hold the address of {source}.",
        "On the other side: a route to the subnet of {client}, and a firewall that lets it in on TCP {port}.",
    ],
    verify_commands: &[
        "az network vpn-connection show -g CONNECTION_RG -n CONNECTION --query connectionStatus",
        "az network local-gateway show -g LOCAL_GATEWAY_RG -n LOCAL_GATEWAY --query localNetworkAddressSpace.addressPrefixes",
    ],
    fix: &[
        "Set up a site-to-site VPN or ExpressRoute between the two networks (AWS Direct Connect and Google Cloud \
         Interconnect serve too), and make the routes known on both sides.",
        "If the subnet of {client} has a route table: it must propagate gateway routes.",
    ],
    fix_commands: &[
        "az network vpn-connection create -g {CLIENT}_VNET_RG -n NEW_CONNECTION --vnet-gateway1 VNET_GATEWAY --local-gateway2 \
         LOCAL_GATEWAY --shared-key SHARED_KEY",
        "az network route-table update -g {CLIENT}_ROUTE_TABLE_RG -n {CLIENT}_ROUTE_TABLE --disable-bgp-route-propagation false",
    ],
    security_impact: Some(
        "It joins two networks: whatever their firewalls and security groups allow can pass, both ways.",
    ),
    undo: &[
        "Delete the connection, if it was made for the migration and nothing else came to use it.",
        "Have the route table stop propagating gateway routes, if it did not before.",
    ],
    undo_commands: &[
        "az network vpn-connection delete -g {CLIENT}_VNET_RG -n NEW_CONNECTION",
        "az network route-table update -g {CLIENT}_ROUTE_TABLE_RG -n {CLIENT}_ROUTE_TABLE --disable-bgp-route-propagation true",
    ],
    not_applicable_label: None,
    references: &[&guide::ON_PREMISES_PRIVATE, &guide::OTHER_CLOUD, &guide::PRIVATE_TO_ENDPOINT],
};

/// A connection is there, and leaves the packets out. Both devices hold its selectors, so no command of one side sets them.
static SELECTORS: Words = Words {
    failure: "The VPN to the network of {source} leaves these addresses out.",
    fix: &[
        "Add the two ranges to the connection's traffic selectors, at both devices alike. The tunnel is down meanwhile.",
    ],
    fix_commands: &[],
    undo: &["Take them out again, at both."],
    undo_commands: &[],
    ..HYBRID
};

static VIRTUAL_MACHINE: Words = Words {
    title: "The VNets of {source} and {client} are the same, peered, or joined by a VPN",
    failure: "Nothing joins the VNet of {source} and the VNet of {client}.",
    why: "{Client} connects to the private address of the virtual machine. In one VNet nothing is needed; between two, a \
          direct peering or a VPN connection must join them.",
    owner: Owner::Network,
    verify: &["Virtual machine → Networking: its virtual network. Compare it with the one of {client}."],
    verify_commands: &[
        "az network nic show -g SOURCE_RG -n SOURCE_NIC --query 'ipConfigurations[].subnet.id'",
        "az network vnet peering list -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,sync:peeringSyncLevel,access:allowVirtualNetworkAccess}' \
         -o table",
    ],
    fix: &["Peer the two VNets (see the peering step), or connect them by VPN."],
    fix_commands: &[],
    security_impact: Some("It joins two networks: whatever their security groups allow can pass, both ways."),
    undo: &[
        "Delete the peering or the VPN connection, if it was made for the migration and nothing else came to use it.",
    ],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::VIRTUAL_MACHINE, &guide::PRIVATE_TO_ENDPOINT],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact, LocalGateway, Network,
            testing::{
                config, entered, found, from_machine, from_office, guard, half_mut, machine, origin, site, subnet_id,
                subnet_mut, vnet_mut,
            },
        },
        testing::{case, statuses},
    };

    #[test]
    fn a_connection_leads_to_the_source() {
        found(
            &from_office(),
            "source/hybrid-connection",
            &[
                ("connected", |it| site(it, "vnet-new"), Pass),
                (
                    "the gateway's subnet has a security group",
                    |it| {
                        site(it, "vnet-new");
                        guard(it, "vnet-new", &[]);
                        let group = subnet_mut(it, "vnet-new").security_group.clone();
                        let subnets = &mut vnet_mut(it, "vnet-new").subnets.items;
                        subnets.last_mut().expect("the gateway's").security_group = group;
                    },
                    Unknown,
                ),
                (
                    "not connected",
                    |it| {
                        site(it, "vnet-new");
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Fail,
                ),
                (
                    "about to be connected",
                    |it| {
                        site(it, "vnet-new");
                        it.gateway_connections[0].status = Some("Connecting".to_owned());
                    },
                    Unknown,
                ),
                (
                    "one of two is connected",
                    |it| {
                        site(it, "vnet-new");
                        site(it, "vnet-new");
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Pass,
                ),
                (
                    "to another network",
                    |it| {
                        site(it, "vnet-new");
                        it.local_gateways[0].prefixes = Fact::Known(vec!["192.168.99.0/24".parse().expect("")]);
                    },
                    Unknown,
                ),
                (
                    "the other network announces its ranges",
                    |it| {
                        site(it, "vnet-new");
                        it.local_gateways.clear();
                        it.gateway_connections[0].bgp = Fact::Known(true);
                    },
                    Unknown,
                ),
                (
                    "the other network was not read",
                    |it| {
                        site(it, "vnet-new");
                        it.local_gateways.clear();
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn whether_a_connection_leads_to_the_source_may_be_open() {
        found(&from_office(), "source/hybrid-connection", &[("nothing was read", |_| {}, Unknown)]);
    }

    /// A connection besides the one to the office, to a network of this range or of one that was not read.
    fn beside(network: &mut Network, status: &str, range: Option<&str>) {
        site(network, "vnet-new");
        let local = origin("Microsoft.Network/localNetworkGateways", "floor");
        let mut other = network.gateway_connections[0].clone();
        other.origin = origin("Microsoft.Network/connections", "to-floor");
        other.status = Some(status.to_owned());
        other.local_gateway = Some(local.id.clone());
        network.gateway_connections.push(other);
        let prefixes = |it: &str| Fact::Known(vec![it.parse().expect("a range")]);
        let gateway =
            range.map(|it| LocalGateway { origin: local, prefixes: prefixes(it), ..network.local_gateways[0].clone() });
        network.local_gateways.extend(gateway);
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one row after the other")]
    fn the_narrowest_range_that_the_actor_may_use_leads() {
        found(
            &from_office(),
            "source/hybrid-connection",
            &[
                (
                    "the one with the narrowest range is down",
                    |it| {
                        site(it, "vnet-new");
                        site(it, "vnet-new");
                        let near = origin("Microsoft.Network/localNetworkGateways", "floor");
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                        it.gateway_connections[0].local_gateway = Some(near.id.clone());
                        it.local_gateways[0].origin = near;
                        it.local_gateways[0].prefixes = Fact::Known(vec!["192.168.7.0/24".parse().expect("")]);
                    },
                    Unknown,
                ),
                (
                    "by a gateway that is not the client's to use",
                    |it| {
                        site(it, "vnet-new");
                        site(it, "vnet-mid");
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Fail,
                ),
                (
                    "the address is one of a peered VNet",
                    |it| {
                        site(it, "vnet-new");
                        let ranges = vec!["192.168.0.0/16".parse().expect("a prefix")];
                        half_mut(it, "vnet-new", "vnet-old").remote_prefixes = Fact::Known(ranges);
                    },
                    Fail,
                ),
                ("the range of another connection was not read", |it| beside(it, "NotConnected", None), Unknown),
                ("nor the narrower range of one that is up", |it| beside(it, "Connected", None), Unknown),
                ("it was, and is elsewhere", |it| beside(it, "Connected", Some("172.16.0.0/16")), Pass),
                (
                    "neither is up, and the range of one was not read",
                    |it| {
                        beside(it, "NotConnected", None);
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Fail,
                ),
                (
                    "the one whose range was not read is up",
                    |it| {
                        beside(it, "Connected", None);
                        it.gateway_connections[0].status = Some("NotConnected".to_owned());
                    },
                    Unknown,
                ),
                (
                    "the one whose range was not read is not the client's to use",
                    |it| {
                        site(it, "vnet-new");
                        site(it, "vnet-mid");
                        it.gateway_connections[1].local_gateway =
                            Some(origin("Microsoft.Network/localNetworkGateways", "floor").id);
                    },
                    Pass,
                ),
                (
                    "a destination network with a narrower range, and no connection to it",
                    |it| {
                        beside(it, "Connected", Some("192.168.7.0/24"));
                        it.gateway_connections.pop();
                    },
                    Unknown,
                ),
                (
                    "with a wider one",
                    |it| {
                        beside(it, "Connected", Some("192.0.0.0/8"));
                        it.gateway_connections.pop();
                    },
                    Pass,
                ),
                (
                    "the last change of the gateway failed",
                    |it| {
                        site(it, "vnet-new");
                        it.gateways[0].provisioning = Fact::Known("Failed".to_owned());
                    },
                    Unknown,
                ),
                (
                    "that of the connection failed",
                    |it| {
                        site(it, "vnet-new");
                        it.gateway_connections[0].provisioning = Fact::Known("Failed".to_owned());
                    },
                    Unknown,
                ),
                (
                    "or of one whose peering is not up",
                    |it| {
                        site(it, "vnet-new");
                        let ranges = vec!["192.168.0.0/16".parse().expect("a prefix")];
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.remote_prefixes = Fact::Known(ranges);
                        half.state = Some("Initiated".to_owned());
                    },
                    Pass,
                ),
                (
                    "the ranges of a peered VNet were not read",
                    |it| {
                        site(it, "vnet-new");
                        half_mut(it, "vnet-new", "vnet-old").remote_prefixes = Fact::Unknown;
                        vnet_mut(it, "vnet-old").prefixes = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "the address is one of the VNet",
                    |it| {
                        site(it, "vnet-new");
                        vnet_mut(it, "vnet-new").prefixes = Fact::Known(vec!["192.168.0.0/16".parse().expect("")]);
                    },
                    Fail,
                ),
            ],
        );
        assert_eq!(
            entered(&from_office(), "source/hybrid-connection", |it| site(it, "vnet-new")),
            "pass: to-office connectionStatus = Connected; office localNetworkAddressSpace.addressPrefixes = \
             192.168.0.0/16 | Decided: the connection to-office. The other side's firewall and its route back are in no \
             export."
        );
    }

    #[test]
    fn a_name_cannot_be_followed() {
        let named = config(&[
            "source.kind=aws-rds",
            "source.name=db.corp.example",
            "target.name=orders-new",
            "runtime.used=false",
        ]);
        found(&named, "source/hybrid-connection", &[("connected", |it| site(it, "vnet-new"), Unknown)]);
    }

    #[test]
    fn a_machine_is_joined_by_what_joins_its_vnet() {
        fn not_peered(it: &mut Network) {
            machine(it);
            vnet_mut(it, "vnet-old").peerings.items.clear();
        }
        found(
            &from_machine(),
            "source/hybrid-connection",
            &[
                ("peered", machine, Pass),
                (
                    "the same VNet",
                    |it| {
                        machine(it);
                        it.nics[0].addresses[0].subnet = Some(subnet_id("vnet-new", "db"));
                    },
                    Pass,
                ),
                ("not peered, which the peering step says", not_peered, NotApplicable),
                ("its network interface was not read", |_| {}, Unknown),
            ],
        );
    }

    #[test]
    fn every_private_source_but_a_single_server_needs_it() {
        statuses(
            "source/hybrid-connection",
            &[
                (case("on-premises", "private", "vnet-integrated"), "unknown"),
                (case("azure-vm", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("aws-rds", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("?", "private", "vnet-integrated").answer("fail"), "unknown"),
                (case("?", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("on-premises", "public", "vnet-integrated"), "absent"),
            ],
        );
    }
}
