//! A private source outside of Azure's private endpoints is reached over a VPN, ExpressRoute or a peering.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Owner, Party, Severity, SourceKind, Status,
    check::{Check, Words, always, never_settled, reach::peering},
    guide,
    network::{Connection, Export, Far, Finding, Judged, Scene, is, printed},
};

/// The actor's VNet and the source's network are joined.
pub static CHECK: Check = Check {
    id: "private-network",
    name: "network",
    keys: &["source/private-network"],
    severity: Severity::Blocker,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |case, _| if case.config.source.kind == Some(SourceKind::AzureVm) { &VIRTUAL_MACHINE } else { &HYBRID },
    variants: &[&HYBRID, &VIRTUAL_MACHINE],
};

/// What resources show of it.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    match scene.config.source.kind {
        Some(SourceKind::AzureVm) => between_vnets(scene, party),
        Some(SourceKind::SingleServer) => Err(Finding::open("A single server is reached at its private endpoint.")),
        Some(_) | None => over_a_gateway(scene, party),
    }
}

/// A virtual machine: the peering step judges the same, and says what is to be mended.
fn between_vnets(scene: &Scene<'_>, party: Party) -> Judged {
    let finding = peering::between_vnets(scene, party)?;
    Ok(match finding.status {
        Status::NotApplicable => Finding { status: Status::Pass, ..finding },
        Status::Fail => Finding::aside(finding.evidence)
            .noting("The two VNets are not the same, and no VPN joins them: the peering step judges what remains."),
        Status::Pass | Status::Unknown => finding,
    })
}

/// A source outside of Azure. Only this side of the way is in an export.
fn over_a_gateway(scene: &Scene<'_>, party: Party) -> Judged {
    let network = scene.network;
    let side = scene.actor_side()?;
    let Far::Address(address) = scene.far(party)? else {
        return Err(Finding::open("It is not known at which private address the source answers."));
    };
    let own = side.vnet.prefixes.known().map_or(&[][..], Vec::as_slice);
    if own.iter().any(|it| it.contains(&address)) {
        let shown = side.vnet.origin.shows(network, "addressSpace.addressPrefixes", printed(own));
        return Ok(Finding::fail(vec![shown]).noting(format!(
            "{address} is an address of this VNet: packets to it never leave, and networks that overlap cannot be joined."
        )));
    }
    let leading = scene.connections_to_source();
    if let Some(up) = leading.iter().find(|it| it.is_connected()) {
        return Ok(Finding::pass(evidence_of(scene, up, address.into())).noting(format!(
            "Judged: the connection {}. The other side's firewall and its route back are in no export.",
            up.origin.name()
        )));
    }
    let open = match leading.first() {
        Some(_) if leading.iter().all(|it| is(it.status.as_deref(), "NotConnected")) => {
            let shown = leading.iter().flat_map(|it| evidence_of(scene, it, address.into()));
            return Ok(Finding::fail(Vec::new()).showing(shown));
        }
        Some(first) => Finding::open(format!("The files do not say whether {} is connected.", first.origin.name()))
            .showing(leading.iter().flat_map(|it| evidence_of(scene, it, address.into())))
            .wanting(Export::Connections, side.vnet.origin.id.text()),
        None => nothing_leads(scene).wanting(Export::Connections, side.vnet.origin.id.text()),
    };
    Err(open)
}

/// Why it is not known whether something leads to the source.
fn nothing_leads(scene: &Scene<'_>) -> Finding {
    let network = scene.network;
    if let Some(it) = network.sites().find(|it| it.announces()) {
        let name = it.origin.name();
        let status = it.status.as_deref().unwrap_or("unknown");
        return Finding::open(format!("The ranges that the connection {name} announces are in no export."))
            .showing([it.origin.shows(network, "connectionStatus", status)]);
    }
    let unread =
        network.sites().filter(|it| network.local_gateway(it).is_none()).find_map(|it| it.local_gateway.as_ref());
    match unread {
        Some(id) => Finding::open(format!("The local network gateway {} is not in the files.", id.name()))
            .wanting(Export::LocalGateways, id.text()),
        None => Finding::open("No connection in the files has a far network that holds the source's address."),
    }
}

fn evidence_of(scene: &Scene<'_>, connection: &Connection, address: Ipv4Net) -> Vec<Evidence> {
    let network = scene.network;
    let status = connection.status.as_deref().unwrap_or("unknown");
    let gateway = network.local_gateway(connection).and_then(|it| Some((it, it.prefixes.known()?)));
    let holds = gateway.map(|(gateway, prefixes)| {
        let holding: Vec<Ipv4Net> = prefixes.iter().filter(|it| it.contains(&address)).copied().collect();
        gateway.origin.shows(network, "localNetworkAddressSpace.addressPrefixes", printed(&holding))
    });
    [connection.origin.shows(network, "connectionStatus", status)].into_iter().chain(holds).collect()
}

static HYBRID: Words = Words {
    title: "A VPN or ExpressRoute joins the network of {source} and the VNet of {actor}",
    fault: "Nothing joins the network of {source} and the VNet of {actor}.",
    why: "{Actor} dials the private address of {source}. That needs a site-to-site VPN or ExpressRoute in state \
          Connected, address ranges that do not overlap, and a route back to the subnet of {actor}. A point-to-site \
          VPN does not serve a server.",
    owner: Owner::Network,
    find: &[
        "Virtual network gateway → Connections: the connection says Connected, and the local network gateway's ranges \
         hold the address of {source}.",
        "On the other side: a route to the subnet of {actor}, and a firewall that lets it in on TCP {port}.",
    ],
    find_commands: &[
        "az network vpn-connection show -g {ACTOR}_VNET_RG -n CONNECTION --query connectionStatus",
        "az network local-gateway show -g {ACTOR}_VNET_RG -n LOCAL_GATEWAY --query localNetworkAddressSpace.addressPrefixes",
    ],
    fix: &[
        "Set up a site-to-site VPN or ExpressRoute between the two networks (AWS Direct Connect and Google Cloud \
         Interconnect serve too), and make the routes known on both sides.",
        "If the subnet of {actor} has a route table: it must propagate gateway routes.",
    ],
    fix_commands: &[
        "az network vpn-connection create -g {ACTOR}_VNET_RG -n CONNECTION --vnet-gateway1 VNET_GATEWAY --local-gateway2 \
         LOCAL_GATEWAY --shared-key SHARED_KEY",
        "az network route-table update -g {ACTOR}_VNET_RG -n ROUTE_TABLE --disable-bgp-route-propagation false",
    ],
    exposes: Some("It joins two networks: whatever their firewalls and security groups allow can pass, both ways."),
    undo: &[
        "Delete the connection, if it was made for the migration and nothing else came to use it.",
        "Have the route table stop propagating gateway routes, if it did not before.",
    ],
    undo_commands: &[
        "az network vpn-connection delete -g {ACTOR}_VNET_RG -n CONNECTION",
        "az network route-table update -g {ACTOR}_VNET_RG -n ROUTE_TABLE --disable-bgp-route-propagation true",
    ],
    aside: None,
    references: &[&guide::ON_PREMISES_PRIVATE, &guide::OTHER_CLOUD, &guide::PRIVATE_TO_ENDPOINT],
};

static VIRTUAL_MACHINE: Words = Words {
    title: "The VNets of {source} and {actor} are the same, peered, or joined by a VPN",
    fault: "Nothing joins the VNet of {source} and the VNet of {actor}.",
    why: "{Actor} dials the private address of the virtual machine. In one VNet nothing is needed; between two, a \
          direct peering or a VPN connection must join them.",
    owner: Owner::Network,
    find: &["Virtual machine → Networking: its virtual network. Compare it with the one of {actor}."],
    find_commands: &[
        "az network nic show -g SOURCE_RG -n SOURCE_NIC --query 'ipConfigurations[].subnet.id'",
        "az network vnet peering list -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -o table",
    ],
    fix: &["Peer the two VNets (see the peering step), or connect them by VPN."],
    fix_commands: &[],
    exposes: Some("It joins two networks: whatever their security groups allow can pass, both ways."),
    undo: &[
        "Delete the peering or the VPN connection, if it was made for the migration and nothing else came to use it.",
    ],
    undo_commands: &[],
    aside: None,
    references: &[&guide::VIRTUAL_MACHINE, &guide::PRIVATE_TO_ENDPOINT],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn every_private_source_but_a_single_server_needs_it() {
        statuses(
            "source/private-network",
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
