//! A zone attached to a private endpoint keeps the endpoint's record by itself.

use crate::{
    Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{Finding, Judged, Scene},
};

/// A private DNS zone is attached to the server's private endpoint.
pub static CHECK: Check = Check {
    id: "zone-attached",
    name: "attached zone",
    keys: &["source/zone-attached", "target/zone-attached"],
    severity: Severity::Warning,
    same_as: None,
    applies: single_source,
    settled: never_settled,
    words: |_, party| if party == Party::Source { &SOURCE } else { &TARGET },
    variants: &[&SOURCE, &TARGET],
};

/// What resources show of it.
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
}

/// What the words for source and target share.
const SAME: Words = Words {
    title: "A private DNS zone is attached to the private endpoint of {far}",
    fault: "No private DNS zone is attached to the private endpoint of {far}.",
    why: "An attached zone writes and removes the A record by itself. Without one the record must be kept by hand: that \
          works too, as long as it is right, which is why this is a warning and the record is a blocker.",
    owner: Owner::Dns,
    find: &["Private endpoint of {far} → DNS configuration: privatelink.postgres.database.azure.com is attached."],
    find_commands: &[
        "az network private-endpoint dns-zone-group list -g {FAR}_ENDPOINT_RG --endpoint-name {FAR}_ENDPOINT -o table",
    ],
    fix: &["Private endpoint → DNS configuration → Add Configuration: choose the zone \
            privatelink.postgres.database.azure.com."],
    fix_commands: &[
        "az network private-dns zone create -g ZONE_RG -n privatelink.postgres.database.azure.com",
        "az network private-endpoint dns-zone-group create -g {FAR}_ENDPOINT_RG --endpoint-name {FAR}_ENDPOINT -n default \
         --private-dns-zone ZONE_ID --zone-name privatelink-postgres-database-azure-com",
    ],
    exposes: Some("From then on Azure writes the record, and removes it together with the endpoint."),
    undo: &["It goes with the endpoint. Where the endpoint stays: Private endpoint → DNS configuration → remove it. \
         Delete the zone if it was made for this and holds no other record."],
    undo_commands: &[
        "az network private-endpoint dns-zone-group delete -g {FAR}_ENDPOINT_RG --endpoint-name {FAR}_ENDPOINT -n default",
    ],
    aside: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL, &guide::ENDPOINT_DNS_ALL],
};

static SOURCE: Words = SAME;

/// The target lives on, and with it what leads to it.
static TARGET: Words =
    Words { undo: &["It stays: {target} lives on behind its endpoint."], undo_commands: &[], ..SAME };

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn every_endpoint_has_it() {
        statuses(
            "source/zone-attached",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("azure-vm", "private", "vnet-integrated"), "not-applicable"),
            ],
        );
        statuses(
            "target/zone-attached",
            &[
                (case("single-server", "private", "private-endpoint"), "unknown"),
                (case("azure-vm", "private", "private-endpoint").answer("pass"), "pass"),
                (case("single-server", "private", "vnet-integrated").runtime(true), "absent"),
            ],
        );
    }
}
