//! A VNet-integrated server lives in a subnet that is delegated to flexible servers.

use crate::{
    Export, HopKind, Owner, Party, Severity,
    check::{Check, Words, always, never_settled},
    guide,
    network::{Context, Fact, listed},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The target sits in a delegated subnet, and its VNet and subnet are known.
pub static CHECK: Check = Check {
    id: "delegated-subnet",
    name: "delegated subnet",
    keys: &["target/delegated-subnet"],
    severity: Severity::Blocker,
    hop: HopKind::Client,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    const PROPERTY: &str = "network.delegatedSubnetResourceId";
    let server = context.server(party)?;
    let subnet = match &server.delegated_subnet {
        Fact::Known(subnet) => subnet,
        Fact::None => return Ok(Outcome::fail(server.origin.shows(context.network, PROPERTY, "none"))),
        Fact::Unknown => {
            let open = Undecided::new(
                Reason::Missing,
                format!("The files do not say which subnet {} is in.", server.origin.name()),
            );
            return Err(open.needing(Export::FlexibleServer, server.origin.id.text()));
        }
    };
    let at_server = server.origin.shows(context.network, PROPERTY, subnet.text());
    let side = context.side(subnet).map_err(|it| it.showing([at_server.clone()]))?;
    let delegations = match &side.subnet.delegations {
        Fact::Known(delegations) => delegations.as_slice(),
        Fact::None => &[],
        Fact::Unknown => {
            let open = Undecided::new(
                Reason::Missing,
                format!("The delegations of {} are not in the files.", side.subnet.origin.name()),
            );
            return Err(open.showing([at_server]).needing(Export::Vnet, side.vnet.origin.id.text()));
        }
    };
    let shows = |property, value| side.subnet.origin.shows(context.network, property, value);
    Ok(match delegations.iter().find(|it| it.eq_ignore_ascii_case(SERVICE)) {
        Some(service) => Outcome::pass([at_server, shows("delegations[].serviceName", service.clone())]),
        None => Outcome::fail([
            at_server,
            shows("delegations[].serviceName", listed(delegations.iter().map(String::as_str))),
        ]),
    })
}

/// What the subnet must be delegated to.
const SERVICE: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

static WORDS: Words = Words {
    title: "{Target} sits in a subnet delegated to flexible servers",
    failure: "{Target} has no working delegated subnet.",
    why: "Peering, security groups and zone links are all judged from the VNet and subnet of {target}: note them. The \
          subnet must be delegated to Microsoft.DBforPostgreSQL/flexibleServers and be /28 or larger.",
    owner: Owner::Network,
    verify: &["{Target} (flexible server) → Networking: the virtual network and subnet are shown."],
    verify_commands: &[
        "az postgres flexible-server show -g TARGET_RG -n {target} --query network.delegatedSubnetResourceId",
        "az network vnet subnet show -g TARGET_VNET_RG --vnet-name TARGET_VNET -n TARGET_SUBNET --query delegations",
    ],
    fix: &[
        "A server cannot move to another subnet: choose a delegated one when the target is created.",
        "Virtual network → Subnets → the subnet → Subnet delegation: Microsoft.DBforPostgreSQL/flexibleServers. That \
         is refused while anything else uses the subnet.",
    ],
    fix_commands: &[
        "az network vnet subnet update -g TARGET_VNET_RG --vnet-name TARGET_VNET -n TARGET_SUBNET --delegations \
         Microsoft.DBforPostgreSQL/flexibleServers",
    ],
    security_impact: None,
    undo: &["It stays: {target} lives in it."],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::VNET_INTEGRATION_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Listing,
            testing::{direct, found, shown},
        },
        testing::{case, statuses},
    };

    #[test]
    fn only_an_answer_decides_it() {
        statuses(
            "target/delegated-subnet",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("aws-ec2", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("single-server", "private", "private-endpoint"), "absent"),
            ],
        );
    }

    #[test]
    fn the_subnet_must_be_delegated_to_flexible_servers() {
        found(
            &direct(),
            "target/delegated-subnet",
            &[
                ("delegated", |_| {}, Pass),
                (
                    "in another case",
                    |it| {
                        let service = "microsoft.dbforpostgresql/FLEXIBLESERVERS".to_owned();
                        it.vnets[1].subnets.items[0].delegations = Fact::Known(vec![service]);
                    },
                    Pass,
                ),
                (
                    "to something else",
                    |it| {
                        it.vnets[1].subnets.items[0].delegations =
                            Fact::Known(vec!["Microsoft.Web/serverFarms".to_owned()]);
                    },
                    Fail,
                ),
                ("to nothing", |it| it.vnets[1].subnets.items[0].delegations = Fact::None, Fail),
                ("not known", |it| it.vnets[1].subnets.items[0].delegations = Fact::Unknown, Unknown),
                ("no such subnet was read", |it| it.vnets[1].subnets = Listing::default(), Unknown),
                ("no such VNet was read", |it| it.vnets.clear(), Unknown),
                ("the server is in none", |it| it.servers[1].delegated_subnet = Fact::None, Fail),
                ("the server does not say", |it| it.servers[1].delegated_subnet = Fact::Unknown, Unknown),
            ],
        );
        let (evidence, _) = shown(&direct(), "target/delegated-subnet", |_| {});
        assert_eq!(evidence[1], "vnet-new/db delegations[].serviceName=Microsoft.DBforPostgreSQL/flexibleServers");
    }
}
