//! Two VNets exchange packets only when they are peered, directly and in both directions.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Owner, Party, Severity, SourceKind, Status,
    check::{Case, Check, Words, always, never_settled},
    guide,
    network::{
        Chosen, Connection, Export, Fact, Far, Finding, Gateway, Half, Id, Judged, Peering, Place, Scene, Side, hold,
        is, is_wan_hub, overlap, printed,
    },
};

/// The actor's VNet is peered with the far end's.
pub static CHECK: Check = Check {
    id: "peering",
    name: "peering",
    keys: &["source/peering", "target/peering"],
    severity: Severity::Blocker,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&DIRECT, &GATEWAY],
};

/// What resources show of it.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    match scene.config.source.kind {
        Some(kind) if party == Party::Source && !matches!(kind, SourceKind::SingleServer | SourceKind::AzureVm) => {
            through_a_gateway(scene)
        }
        _ => between_vnets(scene, party),
    }
}

/// Two VNets of Azure.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01) for the states and what they mean.
pub(super) fn between_vnets(scene: &Scene<'_>, party: Party) -> Judged {
    let far = scene.place(party)?;
    let (server, subnet) = scene.actor_subnet()?;
    let near =
        subnet.parent().ok_or_else(|| Finding::open("The VNet of the server that dials is not in the files."))?;
    if near == far.vnet {
        let near = server.origin.shows(scene.network, "network.delegatedSubnetResourceId", subnet.text());
        return Ok(Finding::aside(vec![near, far.evidence]).noting("Both are in the same VNet."));
    }
    let pair = Pair { scene, near, subnet, far };
    let finding = pair.peering().unwrap_or_else(|open| open);
    let vpn = scene.network.vpns(&pair.near, &pair.far.vnet).find(|it| it.is_connected());
    Ok(match vpn {
        None => finding,
        Some(vpn) if finding.status == Status::Pass => finding.noting(format!(
            "Judged: the peering. The VPN connection {} joins the two VNets as well; packets take the peering.",
            vpn.origin.name()
        )),
        Some(vpn) => Finding::aside(vec![vpn.origin.shows(scene.network, "connectionStatus", "Connected")]).noting(
            format!("Judged: the VPN connection {}, which joins the two VNets without a peering.", vpn.origin.name()),
        ),
    })
}

/// What resources show of it in a word. Where the peering itself is at fault, what else lies on the way is judged as if it
/// stood: one fault fails one step.
pub(super) fn status(scene: &Scene<'_>, party: Party) -> Status {
    evidence(scene, party).map_or(Status::Unknown, |it| it.status)
}

/// Two VNets that may be peered.
struct Pair<'a> {
    scene: &'a Scene<'a>,
    near: Id,
    subnet: &'a Id,
    far: Place<'a>,
}

/// What was found of a peering so far.
#[derive(Default)]
struct Found {
    evidence: Vec<Evidence>,
    faults: Vec<Evidence>,
    doubt: Option<Finding>,
    notes: Vec<String>,
}

impl Pair<'_> {
    fn peering(&self) -> Judged {
        let network = self.scene.network;
        let (near, far) = (&self.near, &self.far.vnet);
        let out = network.half(near, far, |it| lists(it, self.subnet, self.far.subnet) == Some(true));
        let back = network.half(far, near, |it| lists(it, self.far.subnet, self.subnet) == Some(true));
        let mut found = Found::default();
        for (half, to) in [(out, far), (back, near)] {
            self.state(half, to, &mut found);
        }
        if let Some((one, other)) = network.vnet(near).zip(network.vnet(far))
            && let Some((a, b)) = overlap(one, other)
        {
            found.faults.push(one.origin.shows(network, "addressSpace.addressPrefixes", a.to_string()));
            found.faults.push(other.origin.shows(network, "addressSpace.addressPrefixes", b.to_string()));
            found.notes.push("The address ranges of the two VNets overlap, so they cannot be peered.".to_owned());
        }
        if !found.faults.is_empty() {
            let is_begun = out.read().or(back.read()).is_some();
            return self.not_peered(found, is_begun);
        }
        // A half that is Connected has its other half.
        if !out.is_connected() && !back.is_connected() {
            let missing = if network.vnet(near).is_none() { near } else { far };
            return Err(Scene::no_vnet(missing).showing(found.evidence));
        }
        let near_nets = || Scene::nets(self.scene.side(self.subnet)?);
        let far_nets = || self.scene.far_nets(&self.far.far);
        self.conditions(out.read(), [self.subnet, self.far.subnet], &far_nets, &mut found);
        self.conditions(back.read(), [self.far.subnet, self.subnet], &near_nets, &mut found);
        let Found { mut evidence, faults, doubt, notes } = found;
        evidence.extend(faults.iter().cloned());
        let finding = match doubt {
            _ if !faults.is_empty() => Finding::fail(evidence),
            Some(doubt) => doubt.showing(evidence),
            None => self.provisioned([out, back], Finding::pass(evidence))?,
        };
        Ok(notes.into_iter().fold(finding, Finding::noting))
    }

    /// What is found, where the last changes of both halves are done.
    fn provisioned(&self, halves: [Half<'_>; 2], found: Finding) -> Judged {
        halves.into_iter().filter_map(Half::read).try_fold(found, |found, half| match half.origin.id.parent() {
            Some(vnet) if found.status == Status::Pass => {
                self.scene.provisioned(&half.origin, half.provisioning.as_deref(), (Export::Vnet, &vnet), found)
            }
            _ => Ok(found),
        })
    }

    /// Whether one half says that it is joined to the other.
    fn state(&self, half: Half<'_>, to: &Id, found: &mut Found) {
        let network = self.scene.network;
        match half {
            Half::Unread => {}
            Half::Absent(vnet) => {
                found.faults.push(vnet.origin.shows(
                    network,
                    "virtualNetworkPeerings",
                    format!("none to {}", to.name()),
                ));
            }
            Half::Read(peering) => {
                let Some(state) = peering.state.as_deref() else { return };
                let shown = peering.origin.shows(network, "peeringState", state);
                if peering.is_connected() { found.evidence.push(shown) } else { found.faults.push(shown) }
            }
        }
    }

    /// What else must hold of a half that is joined to the other. `ends` are its own subnet and the other side's, `nets`
    /// the addresses over there.
    fn conditions(
        &self,
        half: Option<&Peering>,
        ends: [&Id; 2],
        nets: &dyn Fn() -> Judged<Vec<Ipv4Net>>,
        found: &mut Found,
    ) {
        let Some(half) = half else { return };
        let network = self.scene.network;
        let name = half.origin.name();
        let parent = half.origin.id.parent().map_or_else(String::new, |it| it.text().to_owned());
        let open = |what: &str| Finding::open(format!("{name} does not say {what}.")).wanting(Export::Vnet, &*parent);
        match half.only_ipv6 {
            Fact::Known(true) => found.faults.push(half.origin.shows(network, "enableOnlyIPv6Peering", "true")),
            Fact::Known(false) | Fact::None => {}
            Fact::Unknown => found.doubt = Some(open("whether it is for IPv6 only")),
        }
        match lists(half, ends[0], ends[1]) {
            Some(true) => {}
            Some(false) => {
                for (property, names) in
                    [("localSubnetNames", &half.local_subnets), ("remoteSubnetNames", &half.remote_subnets)]
                {
                    found.faults.push(half.origin.shows(network, property, names.join(", ")));
                }
            }
            None => found.doubt = Some(open("which subnets it joins")),
        }
        if half.allow_access.known() == Some(&false) {
            found.evidence.push(half.origin.shows(network, "allowVirtualNetworkAccess", "false"));
            found.notes.push(format!(
                "{name} keeps the other VNet out of the tag VirtualNetwork: what that blocks, the security groups decide."
            ));
        }
        let level = half.sync_level.as_deref().unwrap_or("unknown");
        let is_synced = is(half.sync_level.as_deref(), "FullyInSync");
        match (&half.remote_prefixes, nets()) {
            // In sync, but without the range that counts: it is older than what says the address.
            (Fact::Known(prefixes), Ok(nets)) if is_synced && !nets.iter().all(|it| hold(prefixes, *it)) => {
                let shown = half.origin.shows(network, "remoteAddressSpace.addressPrefixes", printed(prefixes));
                found.doubt = Some(open("whether it has the range that counts here: export it again").showing([shown]));
            }
            _ if is_synced => {}
            (Fact::Known(prefixes), Ok(nets)) => {
                let shown = [
                    half.origin.shows(network, "peeringSyncLevel", level),
                    half.origin.shows(network, "remoteAddressSpace.addressPrefixes", printed(prefixes)),
                ];
                if nets.iter().all(|it| hold(prefixes, *it)) {
                    found.evidence.extend(shown);
                    found.notes.push(format!(
                        "{name} does not have every range of the other VNet, but the one that counts here."
                    ));
                } else {
                    found.faults.extend(shown);
                }
            }
            (Fact::Known(_), Err(doubt)) => found.doubt = Some(doubt),
            (Fact::None | Fact::Unknown, _) => found.doubt = Some(open("whether it has the ranges of the other VNet")),
        }
    }

    /// No peering joins the two. Another road may: over an appliance or a gateway, which no export shows. Where a half was
    /// made, the peering is meant to.
    fn not_peered(&self, found: Found, is_begun: bool) -> Judged {
        let Found { evidence, faults, notes, .. } = found;
        let shown = || faults.iter().chain(&evidence).cloned();
        if let Some(other) = self.other_road(is_begun) {
            return Err(other.showing(shown()));
        }
        let hubs = self.scene.network.hubs(&self.near, &self.far.vnet);
        let finding = notes.into_iter().fold(Finding::fail(shown().collect()), Finding::noting);
        Ok(match hubs.first() {
            Some(hub) => {
                finding.noting(format!("Both are peered with {}, but two peerings do not add up to one.", hub.name()))
            }
            None => finding,
        })
    }

    /// Why the two may be joined without a peering, if they may.
    fn other_road(&self, is_begun: bool) -> Option<Finding> {
        let network = self.scene.network;
        let at_wan = |vnet: &Id| network.neighbours(vnet).iter().any(is_wan_hub);
        if at_wan(&self.near) && at_wan(&self.far.vnet) {
            return Some(Finding::open(
                "Both are connected to Virtual WAN, which may join them: its routes are in no file.",
            ));
        }
        if let Some(managed) = [&self.near, &self.far.vnet].into_iter().find(|it| network.is_managed(it)) {
            return Some(Finding::open(format!(
                "A Virtual Network Manager has a hand in {}, and may join VNets without a peering: its groups are in no \
                 file.",
                managed.name()
            )));
        }
        let side = match self.scene.side(self.subnet) {
            Ok(side) => side,
            Err(open) => return Some(open),
        };
        let far_uses_one = network.vnet(&self.far.vnet).is_none_or(|it| it.may_use_a_gateway(network));
        if side.vnet.may_use_a_gateway(network) && far_uses_one {
            return Some(Finding::open(
                "They are not peered, but a gateway may join them: the routes that it announces are in no file.",
            ));
        }
        if is_begun { None } else { led_on(self.scene, side, self.scene.far_nets(&self.far.far)) }
    }
}

/// Why a route of a subnet's table may lead to addresses all the same, if one may.
fn led_on(scene: &Scene<'_>, side: Side<'_>, nets: Judged<Vec<Ipv4Net>>) -> Option<Finding> {
    let table = match scene.route_table(side) {
        Ok(table) => table?,
        Err(open) => return Some(open),
    };
    // Where no route leads on, it does not matter to which addresses.
    if table.routes.complete && table.routes.items.iter().all(|it| !leads_on(it.next_hop.as_deref())) {
        return None;
    }
    let nets = match nets {
        Ok(nets) => nets,
        Err(open) => return Some(open),
    };
    nets.iter().find_map(|net| match table.choose(*net) {
        Chosen::One(route, _) if leads_on(route.next_hop.as_deref()) => Some(
            Finding::open(format!(
                "No peering leads there, but the route {} of {} leads to {}, which may lead on: what it lets pass is in \
                 no file.",
                route.name,
                table.origin.name(),
                route.next_hop_words(),
            ))
            .showing([table.shows(scene.network, route)]),
        ),
        Chosen::Open(reason) => Some(Finding::open(reason).wanting(Export::RouteTable, table.origin.id.text())),
        Chosen::One(..) | Chosen::None => None,
    })
}

/// Whether what a route leads to may pass packets on.
fn leads_on(hop: Option<&str>) -> bool {
    !is(hop, "None") && !is(hop, "Internet") && !is(hop, "VnetLocal")
}

/// Whether a half joins these two subnets, where it says that.
fn lists(half: &Peering, own: &Id, other: &Id) -> Option<bool> {
    let has = |names: &[String], id: &Id| names.iter().any(|it| it.eq_ignore_ascii_case(id.name()));
    match half.complete_vnets {
        Fact::None | Fact::Known(true) => Some(true),
        Fact::Known(false) if half.local_subnets.is_empty() || half.remote_subnets.is_empty() => None,
        Fact::Known(false) => Some(has(&half.local_subnets, own) && has(&half.remote_subnets, other)),
        Fact::Unknown => None,
    }
}

/// A source outside of Azure: the way leads through a VPN or ExpressRoute gateway.
fn through_a_gateway(scene: &Scene<'_>) -> Judged {
    let network = scene.network;
    let (server, subnet) = scene.actor_subnet()?;
    let near =
        subnet.parent().ok_or_else(|| Finding::open("The VNet of the server that dials is not in the files."))?;
    let leading: Vec<&Connection> = scene.connections_to_source();
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
        return Ok(
            Finding::aside(vec![shows(own), from]).noting("The gateway is in the VNet of the server that dials.")
        );
    }
    let mut open = Finding::open("No file says in which VNet the gateway to the source is.")
        .wanting(Export::Connections, near.text());
    let mut fault = None;
    for gateway in gateways {
        let Some(hub) = gateway.vnet() else { continue };
        let finding = transit(scene, &near, &hub).unwrap_or_else(|open| open).showing([shows(gateway)]);
        match finding.status {
            Status::Fail if is_known_to_lead => fault = Some(finding),
            Status::Fail => {
                open = Finding::open(format!(
                    "The VNet of the server that dials does not use the gateway {}, and it is not known whether that one \
                     leads to the source.",
                    gateway.origin.name()
                ))
                .showing(finding.evidence)
                .wanting(Export::LocalGateways, "");
            }
            Status::Unknown => open = finding,
            Status::Pass | Status::NotApplicable => {
                return Ok(finding.noting(format!("Judged: the way over the gateway {}.", gateway.origin.name())));
            }
        }
    }
    let Some(fault) = fault else { return Err(open) };
    // Without the gateway, an appliance in between may lead to it.
    let address = match scene.far(Party::Source) {
        Ok(Far::Address(address)) => vec![address.into()],
        _ => Vec::new(),
    };
    let led_on = scene.side(subnet).map_or_else(Some, |side| led_on(scene, side, Ok(address)));
    Ok(led_on.map_or(fault.clone(), |open| open.showing(fault.evidence)))
}

/// The connections to the source whose gateway is the actor's to use: one in its own VNet, which then takes no other;
/// else one that it is lent. Where there is neither, all of them: this step says what is in the way.
pub(super) fn usable<'a>(scene: &Scene<'a>) -> Vec<&'a Connection> {
    let leading = scene.connections_to_source();
    let Ok(near) = scene.actor_vnet() else { return leading };
    let stands_in = |it: &&Connection| it.gateway.as_ref().and_then(|it| scene.network.gateway_vnet(it));
    let is_lent = |hub: &Id| transit(scene, &near, hub).is_ok_and(|it| it.status == Status::Pass);
    let own = |it: &&Connection| stands_in(it).as_ref() == Some(&near);
    let lent = |it: &&Connection| stands_in(it).is_some_and(|it| is_lent(&it));
    let of = |fits: &dyn Fn(&&Connection) -> bool| leading.iter().copied().filter(fits).collect::<Vec<_>>();
    [of(&own), of(&lent)].into_iter().find(|it| !it.is_empty()).unwrap_or(leading)
}

/// Whether a VNet uses the gateway of another one.
fn transit(scene: &Scene<'_>, near: &Id, hub: &Id) -> Judged {
    let network = scene.network;
    let (out, back) = (network.half(near, hub, |_| true), network.half(hub, near, |_| true));
    let mut found = (Vec::new(), Vec::new());
    for (half, to) in [(out, hub), (back, near)] {
        match half {
            Half::Absent(vnet) => {
                found.1.push(vnet.origin.shows(network, "virtualNetworkPeerings", format!("none to {}", to.name())));
            }
            Half::Read(half) if half.state.is_some() => {
                let shown = half.origin.shows(network, "peeringState", half.state.clone().unwrap_or_default());
                if half.is_connected() { found.0.push(shown) } else { found.1.push(shown) }
            }
            Half::Read(_) | Half::Unread => {}
        }
    }
    let uses = (out.read(), out.read().map(|it| it.use_remote_gateways), "useRemoteGateways");
    let lets = (back.read(), back.read().map(|it| it.allow_gateway_transit), "allowGatewayTransit");
    let mut is_known = out.is_connected() || back.is_connected();
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
        (shown, faults) if !faults.is_empty() => Ok(Finding::fail(faults).showing(shown)),
        (shown, _) if is_known => Ok(Finding::pass(shown)),
        (shown, _) => {
            let missing = if out.read().is_some() { hub } else { near };
            Err(Scene::no_vnet(missing).showing(shown))
        }
    }
}

/// A source outside of Azure has no VNet: there the gateway's VNet is the one to be peered with.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    match case.config.source.kind {
        _ if party != Party::Source => &DIRECT,
        None | Some(SourceKind::SingleServer | SourceKind::AzureVm) => &DIRECT,
        Some(_) => &GATEWAY,
    }
}

static DIRECT: Words = Words {
    title: "The VNets of {actor} and {far} are peered, both ways",
    fault: "{Actor} cannot reach {far}: their virtual networks are not peered.",
    why: "{Actor} dials from its VNet and {far} answers in another. Both halves of the peering must say Connected; \
          Initiated means that the other half is missing. Two peerings through a third VNet do not add up to one. In \
          the same VNet no peering is needed, even between subnets.",
    owner: Owner::Network,
    find: &["Virtual network of {actor} → Peerings: the VNet of {far} is listed, Connected, Fully synchronized, and \
             traffic to the remote virtual network is allowed. Then the same from the other side."],
    find_commands: &[
        "az network vnet peering list -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -o table",
        "az network vnet peering list -g {FAR}_VNET_RG --vnet-name {FAR}_VNET -o table",
    ],
    fix: &[
        "Virtual network → Peerings → Add: the portal makes both halves. The address ranges must not overlap; if they \
         do, a private endpoint of the far server in the VNet of {actor} is the way around.",
        "A half that says Disconnected: delete it, then create both. One that is not synchronized: Sync. This joins \
         two networks: look at their security groups first.",
    ],
    fix_commands: &[
        "az network vnet peering create -g {ACTOR}_VNET_RG -n migration-to-{far_role} --vnet-name {ACTOR}_VNET \
         --remote-vnet {FAR}_VNET_ID --allow-vnet-access",
        "az network vnet peering create -g {FAR}_VNET_RG -n migration-to-{actor_role} --vnet-name {FAR}_VNET --remote-vnet \
         {ACTOR}_VNET_ID --allow-vnet-access",
        "az network vnet peering sync -g {ACTOR}_VNET_RG -n {FAR}_PEERING --vnet-name {ACTOR}_VNET",
    ],
    exposes: Some("Peering joins two networks: whatever their security groups allow can pass, both ways."),
    undo: &[
        "Virtual network → Peerings: delete both halves, if they were made for the migration and nothing else came to \
         use them.",
    ],
    undo_commands: &[
        "az network vnet peering delete -g {FAR}_VNET_RG -n migration-to-{actor_role} --vnet-name {FAR}_VNET",
        "az network vnet peering delete -g {ACTOR}_VNET_RG -n migration-to-{far_role} --vnet-name {ACTOR}_VNET",
    ],
    aside: Some("Not needed: same VNet or VPN"),
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL, &guide::PEERING_ALL],
};

static GATEWAY: Words = Words {
    title: "The VNet of {actor} reaches the gateway to {source}",
    fault: "{Actor} cannot use the gateway to {source}: its VNet is not peered with the gateway's.",
    why: "The VPN or ExpressRoute gateway often sits in a hub VNet. Then the VNet of {actor} must be peered with it, \
          use the remote gateway, and the hub must allow gateway transit. A gateway in the VNet of {actor} itself \
          needs no peering.",
    owner: Owner::Network,
    find: &["Virtual network of {actor} → Peerings: the gateway's VNet is listed, Connected, and uses the remote \
             gateway. In the hub: gateway transit is allowed."],
    find_commands: &[
        "az network vnet peering list -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -o table",
        "az network vnet peering list -g HUB_RG --vnet-name HUB_VNET -o table",
    ],
    fix: &[
        "Hub first: allow gateway transit. Then the VNet of {actor}: use remote gateways. A VNet that has a gateway \
            of its own cannot use a remote one.",
    ],
    fix_commands: &[
        "az network vnet peering update -g HUB_RG -n HUB_PEERING --vnet-name HUB_VNET --set allowGatewayTransit=true",
        "az network vnet peering update -g {ACTOR}_VNET_RG -n {ACTOR}_PEERING --vnet-name {ACTOR}_VNET --set \
         useRemoteGateways=true",
    ],
    exposes: Some(
        "The VNet of {actor} and every network behind the gateway can reach each other, as far as firewalls and \
         security groups allow.",
    ),
    undo: &[
        "The VNet of {actor} first: no remote gateways. Then the hub: no gateway transit, unless another VNet uses it.",
    ],
    undo_commands: &[
        "az network vnet peering update -g {ACTOR}_VNET_RG -n {ACTOR}_PEERING --vnet-name {ACTOR}_VNET --set \
         useRemoteGateways=false",
        "az network vnet peering update -g HUB_RG -n HUB_PEERING --vnet-name HUB_VNET --set allowGatewayTransit=false",
    ],
    aside: Some("Not needed: gateway in this VNet"),
    references: &[&guide::PEERING_ALL, &guide::NETWORK_SCENARIOS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            EffectiveRules, Fact, Listing, Network,
            testing::{
                direct, found, from_machine, from_office, half, half_mut, id, machine, route, site, subnet, subnet_id,
                subnet_mut, told, via_runtime, vnet, vnet_id, vnet_mut, vpn,
            },
        },
        testing::{case, statuses},
    };

    #[test]
    fn both_halves_must_be_connected() {
        found(
            &direct(),
            "source/peering",
            &[
                ("all right", |_| {}, Pass),
                ("only one half was read", |it| vnet_mut(it, "vnet-old").peerings = Listing::default(), Pass),
                ("only the other half was read", |it| it.vnets.retain(|it| it.origin.id != vnet_id("vnet-new")), Pass),
                ("initiated", |it| half_mut(it, "vnet-new", "vnet-old").state = Some("Initiated".to_owned()), Fail),
                (
                    "disconnected",
                    |it| half_mut(it, "vnet-old", "vnet-new").state = Some("Disconnected".to_owned()),
                    Fail,
                ),
                ("the far half is missing", |it| vnet_mut(it, "vnet-old").peerings.items.clear(), Fail),
                ("both are missing", not_peered, Fail),
                (
                    "both are missing, or not read",
                    |it| {
                        not_peered(it);
                        vnet_mut(it, "vnet-old").peerings.complete = false;
                        vnet_mut(it, "vnet-new").peerings.complete = false;
                    },
                    Unknown,
                ),
                (
                    "neither says its state",
                    |it| {
                        half_mut(it, "vnet-old", "vnet-new").state = None;
                        half_mut(it, "vnet-new", "vnet-old").state = None;
                    },
                    Unknown,
                ),
                ("no VNet was read", |it| it.vnets.clear(), Unknown),
                ("IPv6 only", |it| half_mut(it, "vnet-new", "vnet-old").only_ipv6 = Fact::Known(true), Fail),
                (
                    "overlap",
                    |it| vnet_mut(it, "vnet-old").prefixes = Fact::Known(vec!["10.2.0.0/15".parse().expect("")]),
                    Fail,
                ),
                (
                    "the same VNet",
                    |it| it.endpoints[0].subnet = Some(subnet_id("vnet-new", "endpoints")),
                    NotApplicable,
                ),
                ("the endpoint is not read", |it| it.endpoints.clear(), Unknown),
            ],
        );
        found(
            &via_runtime(),
            "target/peering",
            &[
                ("all right", |_| {}, Pass),
                ("initiated", |it| half_mut(it, "vnet-mid", "vnet-far").state = Some("Initiated".to_owned()), Fail),
            ],
        );
    }

    #[test]
    fn what_is_not_synchronized_is_not_routed() {
        found(
            &direct(),
            "source/peering",
            &[
                (
                    "a range that counts is missing",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.sync_level = Some("RemoteNotInSync".to_owned());
                        half.remote_prefixes = Fact::Known(vec!["10.1.8.0/24".parse().expect("")]);
                    },
                    Fail,
                ),
                (
                    "the ranges were not read",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.sync_level = Some("RemoteNotInSync".to_owned());
                        half.remote_prefixes = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "in sync, but older than the address",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.remote_prefixes = Fact::Known(vec!["10.8.0.0/16".parse().expect("")]);
                    },
                    Unknown,
                ),
                (
                    "no range of the other side was read",
                    |it| {
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                        subnet_mut(it, "vnet-old").prefixes.clear();
                        half_mut(it, "vnet-new", "vnet-old").sync_level = Some("LocalNotInSync".to_owned());
                    },
                    Unknown,
                ),
                (
                    "initiated halves are never synchronized",
                    |it| {
                        let half = half_mut(it, "vnet-new", "vnet-old");
                        half.sync_level = Some("RemoteNotInSync".to_owned());
                        half.state = Some("Initiated".to_owned());
                    },
                    Fail,
                ),
            ],
        );
        let other_range = told(&direct(), "source/peering", |it| {
            half_mut(it, "vnet-old", "vnet-new").sync_level = Some("LocalNotInSync".to_owned());
        });
        assert_eq!(
            other_range,
            "pass: vnet-new/to-vnet-old peeringState = Connected; vnet-old/to-vnet-new peeringState = Connected; \
             vnet-old/to-vnet-new peeringSyncLevel = LocalNotInSync; \
             vnet-old/to-vnet-new remoteAddressSpace.addressPrefixes = 10.2.0.0/16 \
             | vnet-old/to-vnet-new does not have every range of the other VNet, but the one that counts here."
        );
    }

    #[test]
    fn a_half_whose_last_change_is_not_done_may_not_be_what_it_says() {
        fn near(it: &mut Network, provisioning: &str) {
            half_mut(it, "vnet-new", "vnet-old").provisioning = Some(provisioning.to_owned());
        }
        found(
            &direct(),
            "source/peering",
            &[
                ("nothing is said of it", |it| half_mut(it, "vnet-new", "vnet-old").provisioning = None, Pass),
                ("failed", |it| near(it, "Failed"), Unknown),
                ("being changed", |it| near(it, "Updating"), Unknown),
                ("going", |it| near(it, "Deleting"), Fail),
                (
                    "the far half",
                    |it| half_mut(it, "vnet-old", "vnet-new").provisioning = Some("Failed".to_owned()),
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn single_subnets_can_be_peered() {
        fn of_subnets(it: &mut Network, local: &str, remote: &str) {
            let half = half_mut(it, "vnet-new", "vnet-old");
            half.complete_vnets = Fact::Known(false);
            half.local_subnets = vec![local.to_owned()];
            half.remote_subnets = vec![remote.to_owned()];
        }
        found(
            &direct(),
            "source/peering",
            &[
                ("both are listed", |it| of_subnets(it, "DB", "endpoints"), Pass),
                ("the far one is not", |it| of_subnets(it, "db", "web"), Fail),
                (
                    "the lists were not read",
                    |it| half_mut(it, "vnet-new", "vnet-old").complete_vnets = Fact::Known(false),
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn what_decided_is_shown() {
        for (change, expected) in [
            (
                (|_| {}) as fn(&mut Network),
                "pass: vnet-new/to-vnet-old peeringState = Connected; vnet-old/to-vnet-new peeringState = Connected",
            ),
            (
                |it| vnet_mut(it, "vnet-old").peerings.items.clear(),
                "fail: vnet-old virtualNetworkPeerings = none to vnet-new; vnet-new/to-vnet-old peeringState = Connected",
            ),
            (
                |it| half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false),
                "pass: vnet-new/to-vnet-old peeringState = Connected; vnet-old/to-vnet-new peeringState = Connected; \
                 vnet-new/to-vnet-old allowVirtualNetworkAccess = false | vnet-new/to-vnet-old keeps the other VNet out \
                 of the tag VirtualNetwork: what that blocks, the security groups decide.",
            ),
            (
                |it| it.vnets.clear(),
                "unknown:  | The VNet vnet-new is not in the files, or not with all of its peerings. | wants the virtual \
                 network vnet-new",
            ),
            (
                through_a_hub,
                "fail: vnet-new virtualNetworkPeerings = none to vnet-old; vnet-old virtualNetworkPeerings = none to \
                 vnet-new | Both are peered with vnet-hub, but two peerings do not add up to one.",
            ),
        ] {
            assert_eq!(told(&direct(), "source/peering", change), expected);
        }
    }

    fn not_peered(it: &mut Network) {
        vnet_mut(it, "vnet-old").peerings.items.clear();
        vnet_mut(it, "vnet-new").peerings.items.clear();
    }

    fn through_a_hub(it: &mut Network) {
        not_peered(it);
        let spokes = ["vnet-old", "vnet-new"];
        for spoke in spokes {
            vnet_mut(it, spoke).peerings.items.push(half(spoke, "vnet-hub", "10.9.0.0/16"));
        }
        let halves = spokes.map(|spoke| half("vnet-hub", spoke, "10.0.0.0/8")).to_vec();
        it.vnets.push(vnet("vnet-hub", "10.9.0.0/16", subnet("vnet-hub", "firewall", "10.9.0.0/24"), halves));
    }

    #[test]
    fn what_leads_on_may_join_them_all_the_same() {
        found(
            &direct(),
            "source/peering",
            &[
                ("a hub alone does not", through_a_hub, Fail),
                (
                    "a hub alone, and the endpoint's address is not known",
                    |it| {
                        through_a_hub(it);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                        it.vnets.remove(0);
                        it.endpoints[0].nics.clear();
                        route(it, "vnet-new", &["0.0.0.0/0 Internet"]);
                    },
                    Fail,
                ),
                (
                    "an appliance, but a half was made",
                    |it| {
                        half_mut(it, "vnet-new", "vnet-old").state = Some("Initiated".to_owned());
                        vnet_mut(it, "vnet-old").peerings.items.clear();
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Fail,
                ),
                (
                    "an appliance for somebody, and the endpoint's address is not known",
                    |it| {
                        through_a_hub(it);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                        it.vnets.remove(0);
                        route(it, "vnet-new", &["10.7.0.0/16 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "a route to the hub's appliance",
                    |it| {
                        through_a_hub(it);
                        route(it, "vnet-new", &["0.0.0.0/0 VirtualAppliance"]);
                    },
                    Unknown,
                ),
                (
                    "an appliance for others only",
                    |it| {
                        through_a_hub(it);
                        route(it, "vnet-new", &["10.7.0.0/16 VirtualAppliance"]);
                    },
                    Fail,
                ),
                (
                    "a route table that was not read",
                    |it| {
                        through_a_hub(it);
                        subnet_mut(it, "vnet-new").route_table = Fact::Known(id("Microsoft.Network/routeTables", "rt"));
                    },
                    Unknown,
                ),
                (
                    "gateways of the hub",
                    |it| {
                        through_a_hub(it);
                        half_mut(it, "vnet-old", "vnet-hub").use_remote_gateways = Fact::Known(true);
                        half_mut(it, "vnet-new", "vnet-hub").use_remote_gateways = Fact::Known(true);
                    },
                    Unknown,
                ),
                (
                    "Virtual WAN",
                    |it| {
                        through_a_hub(it);
                        for spoke in ["vnet-old", "vnet-new"] {
                            half_mut(it, spoke, "vnet-hub").remote = Some(vnet_id("HV_hub-we_1c5a"));
                        }
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_network_manager_may_join_them() {
        fn managed(it: &mut Network) {
            machine(it);
            it.effective_rules.push(EffectiveRules {
                file: 0,
                security_group: None,
                subnet: None,
                nic: Some(it.nics[0].origin.id.clone()),
                has_admin_rules: true,
                rules: Vec::new(),
            });
        }
        found(
            &from_machine(),
            "source/peering",
            &[
                ("and a peering", managed, Pass),
                (
                    "and no peering",
                    |it| {
                        managed(it);
                        not_peered(it);
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_vpn_may_join_them() {
        found(
            &direct(),
            "source/peering",
            &[
                (
                    "a VPN",
                    |it| {
                        not_peered(it);
                        vpn(it);
                    },
                    NotApplicable,
                ),
                ("a VPN and a peering", vpn, Pass),
                (
                    "a VPN that is down",
                    |it| {
                        not_peered(it);
                        vpn(it);
                        it.connections[0].status = Some("NotConnected".to_owned());
                    },
                    Unknown,
                ),
            ],
        );
        assert!(told(&direct(), "source/peering", vpn).contains("Judged: the peering."));
    }

    #[test]
    fn a_machine_is_reached_as_an_endpoint_is() {
        found(
            &from_machine(),
            "source/peering",
            &[
                ("peered", machine, Pass),
                (
                    "not peered",
                    |it| {
                        machine(it);
                        not_peered(it);
                    },
                    Fail,
                ),
                ("the machine's card was not read", |_| {}, Unknown),
            ],
        );
    }

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
                ("not peered with the hub", |it| site(it, "vnet-far"), Fail),
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

    #[test]
    fn between_two_vnets_and_not_within_one() {
        statuses(
            "source/peering",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").answer("not-applicable"), "not-applicable"),
                (case("on-premises", "private", "vnet-integrated"), "unknown"),
                (case("?", "private", "vnet-integrated").answer("fail"), "fail"),
            ],
        );
    }

    #[test]
    fn a_runtime_server_has_a_second_peering() {
        statuses(
            "target/peering",
            &[
                (case("single-server", "private", "private-endpoint"), "unknown"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(true).answer("fail"), "fail"),
            ],
        );
    }
}
