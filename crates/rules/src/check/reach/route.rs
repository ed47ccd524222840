//! A route table on the way can divert the packets of the connection, or drop them.

mod effective;
mod evidence;
mod other_network;
mod public_address;
mod question;
mod table;
mod walk;

pub(crate) use evidence::evidence;
pub(in crate::check) use public_address::from_no_subnet;
pub(super) use public_address::is_reached_publicly;
pub(super) use question::{dropped, leads_nowhere, there_and_back};
pub(crate) use table::is_private;

use crate::{
    HopKind, Owner, Severity,
    check::{Check, Words, always, never_settled},
    guide,
};

/// No route diverts or drops the packets of the connection.
pub static CHECK: Check = Check {
    id: "route",
    name: "route",
    keys: &["source/route", "target/route"],
    severity: Severity::Blocker,
    hop: HopKind::Route,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

static WORDS: Words = Words {
    title: "No route diverts or drops {client} → {destination}",
    failure: "A route diverts {client} on its way to {destination}, or drops its packets.",
    why: "The route table of a subnet goes before the routes that Azure makes by itself, where its route is as narrow or \
          narrower. One to None drops the packets; one to an appliance or a gateway leaves it to that one, there and \
          back. A subnet without a route table has no such route.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client} → Route table → Routes: of those that hold the address of {destination}, the narrowest one counts. It \
         leads neither to None nor to an appliance that drops the packets.",
        "For a source behind a VPN or ExpressRoute: Route table → Configuration → Propagate gateway routes: Yes.",
        "Subnet of {destination}: its route table, if it has one, the same way for the subnet of {client}.",
    ],
    verify_commands: &[
        "az network vnet subnet show -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --query routeTable.id",
        "az network route-table show -g {CLIENT}_ROUTE_TABLE_RG -n {CLIENT}_ROUTE_TABLE",
    ],
    fix: &[
        "Route table → Routes: delete the route that diverts the packets, or make it wider than the way that \
         Azure makes by itself. Note down what it was.",
        "If the packets must pass the appliance: have it let TCP {port} from the subnet of {client} to {destination} pass, and \
         send the replies the same way.",
    ],
    fix_commands: &[
        "az network route-table route delete -g {CLIENT}_ROUTE_TABLE_RG --route-table-name {CLIENT}_ROUTE_TABLE -n \
         {DESTINATION}_ROUTE",
    ],
    security_impact: Some(
        "Whatever the subnet of {client} sends to the addresses of that route goes directly then: an appliance that \
         inspected it no longer sees it.",
    ),
    undo: &["Route table → Routes: add the route again as it was."],
    undo_commands: &[
        "az network route-table route create -g {CLIENT}_ROUTE_TABLE_RG --route-table-name {CLIENT}_ROUTE_TABLE -n \
         {DESTINATION}_ROUTE --address-prefix {DESTINATION}_ROUTE_PREFIX --next-hop-type {DESTINATION}_ROUTE_NEXT_HOP",
    ],
    not_applicable_label: None,
    references: &[&guide::ROUTING_ALL, &guide::ENDPOINT_POLICIES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn every_leg_from_a_vnet_has_it() {
        statuses(
            "source/route",
            &[
                (case("single-server", "private", "vnet-integrated"), "absent"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("pass"), "pass"),
                (case("single-server", "public", "public"), "absent"),
            ],
        );
        statuses(
            "target/route",
            &[
                (case("single-server", "private", "private-endpoint"), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(true).answer("fail"), "fail"),
            ],
        );
    }
}
