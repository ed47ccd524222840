//! A private source outside of Azure's private endpoints is reached over a VPN, ExpressRoute or a peering.

use crate::{
    Owner, Party, Severity, SourceKind,
    check::{Check, Words, always, never_settled},
    guide,
    network::{Finding, Judged, Scene},
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
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
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
