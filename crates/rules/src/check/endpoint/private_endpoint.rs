//! A server in private access answers only at an approved private endpoint.

use crate::{
    Owner, Party, Severity, Status,
    check::{Case, Check, Words, single_source},
    guide,
    network::{Finding, Judged, Scene},
};

/// The server has an approved private endpoint.
pub static CHECK: Check = Check {
    id: "private-endpoint",
    name: "private endpoint",
    keys: &["source/private-endpoint", "target/private-endpoint"],
    severity: Severity::Blocker,
    same_as: None,
    applies: single_source,
    settled,
    words: |_, party| if party == Party::Source { &SOURCE } else { &TARGET },
    variants: &[&SOURCE, &TARGET],
};

/// What resources show of it.
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
}

/// "It has one" says nothing of its state; "it has none" says all.
fn settled(case: &Case<'_>, party: Party) -> Option<Status> {
    let has_none = party == Party::Source && case.config.source.private_endpoint == Some(false);
    has_none.then_some(Status::Fail)
}

static SOURCE: Words = Words {
    title: "{Source} has an approved private endpoint",
    fault: "{Source} cannot be reached: it has no approved private endpoint.",
    why: "A single server in private access answers nowhere else. Only an endpoint in state Approved carries traffic. \
          Note its VNet and subnet: other steps need them.",
    owner: Owner::Database,
    find: &[
        "Single server → Private endpoint connections: one is Approved. Its name leads to the VNet and subnet.",
        "A newer Azure CLI may not know az postgres server any more: use the portal.",
    ],
    find_commands: &[
        "az postgres server show -g SOURCE_RG -n {source} --query privateEndpointConnections",
        "az network private-endpoint show -g SOURCE_ENDPOINT_RG -n SOURCE_ENDPOINT --query subnet.id",
    ],
    fix: &[
        "Pending: Single server → Private endpoint connections → Approve.",
        "Rejected or Disconnected: delete the endpoint and make a new one.",
        "None: make one for the sub-resource postgresqlServer, in a subnet that is not delegated; the single server \
         must be General Purpose or Memory Optimized. In the VNet of {actor} it needs no peering.",
    ],
    fix_commands: &[
        "az network private-endpoint-connection approve --id SOURCE_CONNECTION_ID --description migration",
        "az network private-endpoint create -g SOURCE_ENDPOINT_RG -n SOURCE_ENDPOINT --subnet \
         SOURCE_ENDPOINT_SUBNET_ID --private-connection-resource-id SOURCE_ID --group-id postgresqlServer --connection-name \
         migration",
    ],
    exposes: Some("Every network that reaches the endpoint's subnet can try to log in to {source}."),
    undo: &[
        "Private endpoint → Delete, if it was made for the migration and nothing else reads from {source} through it.",
    ],
    undo_commands: &["az network private-endpoint delete -g SOURCE_ENDPOINT_RG -n SOURCE_ENDPOINT"],
    aside: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::ENDPOINT_OVERVIEW_ALL, &guide::SINGLE_PRIVATE_LINK_ALL],
};

static TARGET: Words = Words {
    title: "{Target} has an approved private endpoint",
    fault: "{Target} cannot be reached: it has no approved private endpoint.",
    why: "The runtime server writes to the target through this endpoint. Only state Approved carries traffic. Note its \
          VNet and subnet: other steps need them.",
    owner: Owner::Database,
    find: &[
        "{Target} (flexible server) → Networking → Private endpoints: one is Approved. Its name leads to the VNet \
             and subnet.",
    ],
    find_commands: &[
        "az network private-endpoint-connection list -g TARGET_RG -n {target} --type \
         Microsoft.DBforPostgreSQL/flexibleServers -o table",
        "az network private-endpoint show -g TARGET_ENDPOINT_RG -n TARGET_ENDPOINT --query subnet.id",
    ],
    fix: &[
        "Pending: Networking → Private endpoints → Approve. Rejected or Disconnected: delete it and make a new one.",
        "None: make one for the sub-resource postgresqlServer, in a subnet that is not delegated. A VNet-integrated \
         server cannot have one.",
    ],
    fix_commands: &[
        "az network private-endpoint-connection approve --id TARGET_CONNECTION_ID --description migration",
        "az network private-endpoint create -g TARGET_ENDPOINT_RG -n TARGET_ENDPOINT --subnet \
         TARGET_ENDPOINT_SUBNET_ID --private-connection-resource-id TARGET_ID --group-id postgresqlServer --connection-name \
         migration",
    ],
    exposes: Some("Every network that reaches the endpoint's subnet can try to log in to {target}."),
    undo: &["It stays: {target} lives on behind it."],
    undo_commands: &[],
    aside: None,
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::PRIVATE_LINK_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn a_single_server_without_one_cannot_be_reached() {
        statuses(
            "source/private-endpoint",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").endpoint(true), "unknown"),
                (case("single-server", "private", "vnet-integrated").endpoint(true).answer("pass"), "pass"),
                (case("single-server", "private", "vnet-integrated").endpoint(false), "fail"),
                (case("single-server", "private", "vnet-integrated").endpoint(false).answer("pass"), "fail"),
                (case("on-premises", "private", "vnet-integrated"), "not-applicable"),
                (case("?", "private", "vnet-integrated"), "unknown"),
                (case("?", "private", "vnet-integrated").endpoint(false), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(true), "unknown"),
            ],
        );
    }

    #[test]
    fn a_target_behind_an_endpoint_needs_it_approved() {
        statuses(
            "target/private-endpoint",
            &[
                (case("single-server", "private", "private-endpoint"), "unknown"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
            ],
        );
    }
}
