//! The guides want the endpoint's zone linked to the endpoint's own VNet too.

use crate::{
    Owner, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
};

/// The zone of the server's private endpoint is linked to the endpoint's own VNet.
pub static CHECK: Check = Check {
    id: "zone-link-own",
    name: "zone link",
    keys: &["source/zone-link-own", "target/zone-link-own"],
    severity: Severity::Warning,
    same_as: None,
    applies: single_source,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

static WORDS: Words = Words {
    title: "The zone of {far}'s private endpoint is linked to the VNet of the endpoint",
    fault: "The zone of {far}'s private endpoint is not linked to the endpoint's own VNet.",
    why: "The guide asks for this link beside the one to the VNet of {actor}. The migration does not depend on it: \
          {actor} looks {far} up from its own VNet, and {far} looks nobody up.",
    owner: Owner::Dns,
    find: &["Private DNS zone privatelink.postgres.database.azure.com → Virtual network links: the VNet of {far}'s \
             endpoint is listed, Completed."],
    find_commands: &[
        "az network private-dns link vnet list -g ZONE_RG -z privatelink.postgres.database.azure.com -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add: the VNet of the endpoint of {far}."],
    fix_commands: &[
        "az network private-dns link vnet create -g ZONE_RG -z privatelink.postgres.database.azure.com -n to-{far_role} -v \
         {FAR}_VNET_ID -e false",
    ],
    aside: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn a_warning_at_each_endpoint() {
        statuses(
            "source/zone-link-own",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("edb", "private", "private-endpoint"), "not-applicable"),
            ],
        );
        statuses(
            "target/zone-link-own",
            &[
                (case("edb", "private", "private-endpoint").answer("fail"), "fail"),
                (case("edb", "private", "vnet-integrated").runtime(true), "absent"),
            ],
        );
    }
}
