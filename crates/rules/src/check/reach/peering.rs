//! Two VNets exchange packets only when they are peered, directly and in both directions.

mod evidence;
mod gateway;
mod half;
mod hop;
mod joint;
mod manager;
mod nearer;
mod onward;
mod pair;
mod seen;
mod transit;
mod wan;

pub(super) use evidence::{beside_a_peering, joint, joint_to};
pub(crate) use evidence::{evidence, joined};
pub(super) use gateway::{unranged, usable};
pub(super) use hop::dropped;
pub(crate) use joint::ClientSeen;
pub(super) use joint::{By, Joint};
pub(super) use manager::holds;
pub(crate) use seen::client_seen;

use crate::{
    HopKind, Owner, Party, Severity, SourceKind,
    check::{Case, Check, Words, always, never_settled},
    guide,
};

/// The client's VNet is peered with the destination's.
pub static CHECK: Check = Check {
    id: "peering",
    name: "peering",
    keys: &["source/peering", "target/peering"],
    severity: Severity::Blocker,
    hop: HopKind::Interconnect,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&DIRECT, &BROKEN, &GATEWAY, &JOINED],
};

/// A source outside of Azure has no VNet: there the gateway's VNet is the one to be peered with.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    // Where resources show that something else joins the two, no peering is asked for.
    let found = case.found(&CHECK, party);
    let is_shown = |properties: &[&str]| {
        found.is_some_and(|it| it.evidence.iter().any(|it| properties.contains(&it.property.as_str())))
    };
    if is_shown(JOINING) {
        return &JOINED;
    }
    match case.config.source.kind {
        Some(kind)
            if party == Party::Source
                && !matches!(kind, SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::AzureVm) =>
        {
            &GATEWAY
        }
        // A side that was made is a peering, though it may not work.
        _ if is_shown(&["peeringState"]) => &BROKEN,
        _ => &DIRECT,
    }
}

/// Properties that are shown only where something else than a peering between the two joins them.
const JOINING: &[&str] = &["allowForwardedTraffic", "remoteVirtualNetwork.id", "connectivityTopology"];

/// Two VNets that a hub joins: an appliance in it, a hub of Virtual WAN, or Virtual Network Manager.
static JOINED: Words = Words {
    title: "What stands between the VNets of {client} and {destination} joins them, both ways",
    failure: "{Client} cannot reach {destination}: what stands between their VNets does not join them.",
    why: "The two VNets are not peered with each other, and need not be: a firewall or an appliance in a hub, a hub of Virtual \
          WAN or Virtual Network Manager can join them. An appliance needs routes to it on both sides, both VNets peered \
          with its own, forwarded traffic allowed at both, and a rule that lets TCP {port} pass.",
    owner: Owner::Network,
    verify: &[
        "The firewall or appliance: it lets TCP {port} from the subnet of {client} to {destination} pass, and sees the replies.",
        "Virtual networks of {client} and {destination} → Peerings: each is peered with the hub, and takes forwarded traffic.",
    ],
    verify_commands: &[
        "az network vnet peering list -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,forwarded:allowForwardedTraffic}' -o table",
        "az network vnet peering list -g {DESTINATION}_VNET_RG --vnet-name {DESTINATION}_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,forwarded:allowForwardedTraffic}' -o table",
    ],
    fix: &[
        "Firewall: add a network rule that allows TCP {port} from the subnet of {client} to the address of {destination}.",
        "Both VNets → Peerings → the hub: allow forwarded traffic. Route tables of both subnets: a route to the other one \
         over the same appliance.",
    ],
    fix_commands: &[],
    security_impact: Some("Whatever the firewall lets pass can go from one network to the other."),
    undo: &["Firewall: remove the rule. Peerings and route tables: set them back to what they were."],
    undo_commands: &[],
    not_applicable_label: Some("Not needed: same VNet or VPN"),
    references: &[&guide::PEERING_ALL, &guide::ROUTING_ALL],
};

static DIRECT: Words = Words {
    title: "The VNets of {client} and {destination} are peered, both ways",
    failure: "{Client} cannot reach {destination}: their virtual networks are not peered.",
    why: "{Client} connects from its VNet and {destination} answers in another. Both sides of the peering must say Connected; \
          Initiated means that the other side is missing. Two peerings through a third VNet do not add up to one. In \
          the same VNet no peering is needed, even between subnets.",
    owner: Owner::Network,
    verify: &[
        "Virtual network of {client} → Peerings: the VNet of {destination} is listed, Connected, Fully synchronized, and \
             traffic to the remote virtual network is allowed. Then the same from the other side.",
    ],
    verify_commands: &[
        "az network vnet peering list -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,sync:peeringSyncLevel,access:allowVirtualNetworkAccess}' \
         -o table",
        "az network vnet peering list -g {DESTINATION}_VNET_RG --vnet-name {DESTINATION}_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,sync:peeringSyncLevel,access:allowVirtualNetworkAccess}' \
         -o table",
    ],
    fix: &[
        "Virtual network → Peerings → Add: the portal makes both sides. The address ranges must not overlap; if they \
         do, a private endpoint of the destination server in the VNet of {client} is the way around.",
        "A side that says Disconnected: delete it, then create both. One that is not synchronized: Sync. This joins \
         two networks: look at their security groups first.",
    ],
    fix_commands: &[
        "az network vnet peering create -g {CLIENT}_VNET_RG -n migration-to-{destination_role} --vnet-name {CLIENT}_VNET \
         --remote-vnet {DESTINATION}_VNET_ID --allow-vnet-access",
        "az network vnet peering create -g {DESTINATION}_VNET_RG -n migration-to-{client_role} --vnet-name {DESTINATION}_VNET --remote-vnet \
         {CLIENT}_VNET_ID --allow-vnet-access",
        "az network vnet peering sync -g {CLIENT}_VNET_RG -n {DESTINATION}_PEERING --vnet-name {CLIENT}_VNET",
    ],
    security_impact: Some("Peering joins two networks: whatever their security groups allow can pass, both ways."),
    undo: &[
        "Virtual network → Peerings: delete both sides, if they were made for the migration and nothing else came to \
         use them.",
    ],
    undo_commands: &[
        "az network vnet peering delete -g {DESTINATION}_VNET_RG -n migration-to-{client_role} --vnet-name {DESTINATION}_VNET",
        "az network vnet peering delete -g {CLIENT}_VNET_RG -n migration-to-{destination_role} --vnet-name {CLIENT}_VNET",
    ],
    not_applicable_label: Some("Not needed: same VNet or VPN"),
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL, &guide::PEERING_ALL],
};

/// Two VNets of which at least one has a peering to the other.
static BROKEN: Words =
    Words { failure: "{Client} cannot reach {destination}: the peering of their VNets does not work.", ..DIRECT };

static GATEWAY: Words = Words {
    title: "The VNet of {client} reaches the gateway to {source}",
    failure: "{Client} cannot use the gateway to {source}: its VNet is not peered with the gateway's.",
    why: "The VPN or ExpressRoute gateway often sits in a hub VNet. Then the VNet of {client} must be peered with it, \
          use the remote gateway, and the hub must allow gateway transit. A gateway in the VNet of {client} itself \
          needs no peering.",
    owner: Owner::Network,
    verify: &["Virtual network of {client} → Peerings: the gateway's VNet is listed, Connected, and uses the remote \
             gateway. In the hub: gateway transit is allowed."],
    verify_commands: &[
        "az network vnet peering list -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,gateway:useRemoteGateways}' \
         -o table",
        "az network vnet peering list -g HUB_RG --vnet-name HUB_VNET --query \
         '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,transit:allowGatewayTransit}' -o table",
    ],
    fix: &[
        "Hub first: allow gateway transit. Then the VNet of {client}: use remote gateways. A VNet that has a gateway \
            of its own cannot use a remote one.",
    ],
    fix_commands: &[
        "az network vnet peering update -g HUB_RG -n HUB_PEERING --vnet-name HUB_VNET --set allowGatewayTransit=true",
        "az network vnet peering update -g {CLIENT}_VNET_RG -n {CLIENT}_PEERING --vnet-name {CLIENT}_VNET --set \
         useRemoteGateways=true",
    ],
    security_impact: Some(
        "The VNet of {client} and every network behind the gateway can reach each other, as far as firewalls and \
         security groups allow.",
    ),
    undo: &[
        "The VNet of {client} first: no remote gateways. Then the hub: no gateway transit, unless another VNet uses it.",
    ],
    undo_commands: &[
        "az network vnet peering update -g {CLIENT}_VNET_RG -n {CLIENT}_PEERING --vnet-name {CLIENT}_VNET --set \
         useRemoteGateways=false",
        "az network vnet peering update -g HUB_RG -n HUB_PEERING --vnet-name HUB_VNET --set allowGatewayTransit=false",
    ],
    not_applicable_label: Some("Not needed: gateway in this VNet"),
    references: &[&guide::PEERING_ALL, &guide::NETWORK_SCENARIOS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

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
