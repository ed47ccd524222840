//! A VNet rule works only for a subnet that carries the Microsoft.Sql service endpoint.

use crate::{
    HopKind, Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{Context, admitted_by_address, carries_sql, leads_to_other_regions},
    outcome::Decided,
};

/// The subnet that the connection comes from has the Microsoft.Sql service endpoint.
pub static CHECK: Check = Check {
    id: "service-endpoint",
    name: "service endpoint",
    keys: &["source/service-endpoint"],
    severity: Severity::Blocker,
    hop: HopKind::Client,
    same_as: None,
    applies: single_source,
    settled: never_settled,
    words: |_, _| &WORDS,
    variants: &[&WORDS],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let by_address = match admitted_by_address(context, party) {
        Ok(Some(admitted)) => return Ok(admitted),
        Ok(None) => None,
        Err(open) => Some(open),
    };
    let side = context.client_attachment()?;
    let found = carries_sql(context, &side)?;
    let elsewhere = context.server(party).ok().and_then(|it| leads_to_other_regions(context, it, &side));
    let found = match elsewhere.filter(|_| found.is_pass()) {
        Some(elsewhere) => elsewhere.noting("The service endpoint leads to other regions than the server's."),
        None => found,
    };
    match (found, by_address) {
        (found, Some(open)) if found.is_fail() => Err(open.showing(found.into_evidence())),
        (found, _) => Ok(found),
    }
}

static WORDS: Words = Words {
    title: "The subnet of {client} has the Microsoft.Sql service endpoint",
    failure: "The VNet rule cannot work: the subnet of {client} lacks the Microsoft.Sql service endpoint.",
    why: "The guide does not mention it, but a VNet rule recognises a subnet by its service endpoint. Microsoft.Sql is \
          the type that covers PostgreSQL. A rule made with \"ignore missing endpoint\" only puts the check off.",
    owner: Owner::Network,
    verify: &["Virtual network of {client} → Service endpoints: Microsoft.Sql is listed for the delegated subnet, \
             Succeeded."],
    verify_commands: &[
        "az network vnet subnet show -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --query \
         'serviceEndpoints[].{service:service,state:provisioningState}' -o table",
    ],
    fix: &[
        "Virtual network of {client} → Service endpoints → Add: Microsoft.Sql for the delegated subnet.",
        "Note down which endpoints are there already: undo needs the list.",
        "Connections of that subnet are interrupted once, and IP firewall rules stop matching it: its traffic then \
         arrives with a private address.",
    ],
    fix_commands: &[
        "az network vnet subnet update -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --add \
         serviceEndpoints service=Microsoft.Sql",
    ],
    security_impact: Some(
        "Everything in that subnet now reaches Azure's databases by another way: firewall rules for its public \
         address no longer fit, of other servers too.",
    ),
    undo: &[
        "Virtual network of {client} → Service endpoints: remove Microsoft.Sql, unless something else in the subnet \
         uses it. By command the list replaces the one that is there: all that is to stay, as \
         [Microsoft.Storage,Microsoft.KeyVault], or [] for none.",
    ],
    undo_commands: &[
        "az network vnet subnet update -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --service-endpoints \
         ENDPOINTS_BEFORE",
    ],
    not_applicable_label: None,
    references: &[&guide::SINGLE_VNET_RULES_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Network, ServiceEndpoint,
            testing::{direct, found, shown},
        },
        testing::{case, statuses},
    };

    #[test]
    fn goes_with_the_vnet_rule() {
        statuses(
            "source/service-endpoint",
            &[
                (case("single-server", "public", "vnet-integrated").endpoint(false), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(false).answer("fail"), "fail"),
                (case("on-premises", "public", "vnet-integrated"), "not-applicable"),
                (case("single-server", "public", "public"), "absent"),
            ],
        );
    }

    fn carries(network: &mut Network, service: &str, state: Option<&str>) {
        network.vnets[1].subnets.items[0].service_endpoints = Fact::Known(vec![ServiceEndpoint {
            service: service.to_owned(),
            state: state.map(str::to_owned),
            locations: Vec::new(),
        }]);
    }

    fn leads_to(network: &mut Network, region: &str) {
        network.servers[0].location = Some("westeurope".to_owned());
        if let Fact::Known(endpoints) = &mut network.vnets[1].subnets.items[0].service_endpoints {
            endpoints[0].locations = vec![region.to_owned()];
        }
    }

    #[test]
    fn the_subnet_must_carry_it() {
        found(
            &direct(),
            "source/service-endpoint",
            &[
                ("none", |_| {}, Fail),
                ("there", |it| carries(it, "Microsoft.Sql", Some("Succeeded")), Pass),
                ("in another case", |it| carries(it, "microsoft.sql", Some("succeeded")), Pass),
                (
                    "for another region",
                    |it| {
                        carries(it, "Microsoft.Sql", Some("Succeeded"));
                        leads_to(it, "northeurope");
                    },
                    Fail,
                ),
                (
                    "for its own region, as people write it",
                    |it| {
                        carries(it, "Microsoft.Sql", Some("Succeeded"));
                        leads_to(it, "West Europe");
                    },
                    Pass,
                ),
                (
                    "for every region",
                    |it| {
                        carries(it, "Microsoft.Sql", Some("Succeeded"));
                        leads_to(it, "*");
                    },
                    Pass,
                ),
                ("on its way", |it| carries(it, "Microsoft.Sql", Some("Updating")), Unknown),
                ("whose last change failed", |it| carries(it, "Microsoft.Sql", Some("Failed")), Unknown),
                ("in no state", |it| carries(it, "Microsoft.Sql", None), Unknown),
                ("another one", |it| carries(it, "Microsoft.Storage", Some("Succeeded")), Fail),
                ("not known", |it| it.vnets[1].subnets.items[0].service_endpoints = Fact::Unknown, Unknown),
                ("no VNet was read", |it| it.vnets.clear(), Unknown),
            ],
        );
        let (evidence, _) =
            shown(&direct(), "source/service-endpoint", |it| carries(it, "Microsoft.Sql", Some("Succeeded")));
        assert_eq!(evidence, ["vnet-new/db serviceEndpoints[Microsoft.Sql].provisioningState=Succeeded"]);
    }
}
