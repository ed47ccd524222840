//! The name of a server behind a private endpoint must lead to the endpoint's address.

use crate::{
    Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{Finding, Judged, Scene},
};

/// The zone has an A record for the server with the endpoint's private address.
pub static CHECK: Check = Check {
    id: "a-record",
    name: "A record",
    keys: &["source/a-record", "target/a-record"],
    severity: Severity::Blocker,
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
    title: "The zone has an A record for {far} with the endpoint's private address",
    fault: "The name of {far} does not lead to its private endpoint: the A record is missing or wrong.",
    why: "{Actor} asks for {far_host}, is sent on to the privatelink name, and dials the address of this record. A \
          record left over from an older endpoint leads nowhere. With no record, a linked VNet gets \"no such name\" \
          even if a public address exists.",
    owner: Owner::Dns,
    find: &[
        "Private DNS zone privatelink.postgres.database.azure.com → Recordsets: an A record with the name of {far} \
         holds a private address.",
        "Compare it with the address of the private endpoint's network interface.",
    ],
    find_commands: &[
        "az network private-dns record-set a list -g ZONE_RG -z privatelink.postgres.database.azure.com -o table",
        "az network private-endpoint show -g {FAR}_ENDPOINT_RG -n {FAR}_ENDPOINT --query 'networkInterfaces[0].id' -o tsv",
        "az network nic show --ids {FAR}_NIC_ID --query 'ipConfigurations[].privateIPAddress' -o tsv",
    ],
    fix: &[
        "With an attached zone: remove the configuration from the endpoint's DNS configuration and add it again; the \
         record is written anew.",
        "By hand: remove the wrong record, then add the right one.",
    ],
    fix_commands: &[
        "az network private-dns record-set a add-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n {far} \
         -a {FAR}_ENDPOINT_IP",
    ],
    exposes: Some("A record kept by hand does not follow its endpoint: with another address it leads nowhere."),
    undo: &["Delete the record if it was added by hand; with an attached zone it goes with the endpoint."],
    undo_commands: &[
        "az network private-dns record-set a remove-record -g ZONE_RG -z privatelink.postgres.database.azure.com -n \
         {far} -a {FAR}_ENDPOINT_IP",
    ],
    aside: Some("Not needed: fixed address"),
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
    fn every_endpoint_needs_its_record() {
        statuses(
            "source/a-record",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").answer("not-applicable"), "not-applicable"),
                (case("gcp-cloud-sql", "private", "vnet-integrated").answer("fail"), "not-applicable"),
                (case("?", "private", "vnet-integrated").answer("fail"), "unknown"),
            ],
        );
        statuses(
            "target/a-record",
            &[
                (case("gcp-cloud-sql", "private", "private-endpoint").answer("fail"), "fail"),
                (case("gcp-cloud-sql", "private", "vnet-integrated"), "absent"),
            ],
        );
    }
}
