//! A VNet rule works only for a subnet that carries the Microsoft.Sql service endpoint.

use crate::{
    Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{Finding, Judged, Scene},
};

/// The subnet that the connection comes from has the Microsoft.Sql service endpoint.
pub static CHECK: Check = Check {
    id: "sql-endpoint",
    name: "service endpoint",
    keys: &["source/sql-endpoint"],
    severity: Severity::Blocker,
    same_as: None,
    applies: single_source,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
}

static WORDS: Words = Words {
    title: "The subnet of {actor} has the Microsoft.Sql service endpoint",
    fault: "The VNet rule cannot work: the subnet of {actor} lacks the Microsoft.Sql service endpoint.",
    why: "The guide does not mention it, but a VNet rule recognises a subnet by its service endpoint. Microsoft.Sql is \
          the type that covers PostgreSQL. A rule made with \"ignore missing endpoint\" only puts the check off.",
    owner: Owner::Network,
    find: &["Virtual network of {actor} → Service endpoints: Microsoft.Sql is listed for the delegated subnet, \
             Succeeded."],
    find_commands: &[
        "az network vnet subnet show -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --query serviceEndpoints",
    ],
    fix: &[
        "Virtual network of {actor} → Service endpoints → Add: Microsoft.Sql for the delegated subnet.",
        "By command the list replaces the old one: repeat every endpoint that is there already, such as \
         Microsoft.Storage.",
        "Connections of that subnet are interrupted once, and IP firewall rules stop matching it: its traffic then \
         arrives with a private address.",
    ],
    fix_commands: &[
        "az network vnet subnet update -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --service-endpoints \
         Microsoft.Sql Microsoft.Storage",
    ],
    exposes: Some(
        "Everything in that subnet now reaches Azure's databases by another way: firewall rules for its public \
         address no longer fit, of other servers too.",
    ),
    undo: &[
        "Virtual network of {actor} → Service endpoints: remove Microsoft.Sql, unless something else in the subnet \
         uses it. By command, name every endpoint that is to stay.",
    ],
    undo_commands: &[
        "az network vnet subnet update -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --service-endpoints \
         Microsoft.Storage",
    ],
    aside: None,
    references: &[&guide::SINGLE_VNET_RULES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn goes_with_the_vnet_rule() {
        statuses(
            "source/sql-endpoint",
            &[
                (case("single-server", "public", "vnet-integrated").endpoint(false), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(false).answer("fail"), "fail"),
                (case("on-premises", "public", "vnet-integrated"), "not-applicable"),
                (case("single-server", "public", "public"), "absent"),
            ],
        );
    }
}
