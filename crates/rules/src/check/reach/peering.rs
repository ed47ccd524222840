//! Two VNets exchange packets only when they are peered, directly and in both directions.

mod evidence;
mod gateway;
mod other_road;
mod pair;

pub(crate) use evidence::evidence;
pub(super) use evidence::{between_vnets, status};
pub(super) use gateway::usable;

use crate::{
    Owner, Party, Severity, SourceKind,
    check::{Case, Check, Words, always, never_settled},
    guide,
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
