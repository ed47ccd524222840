//! The security group of a delegated subnet must let the server itself work.

use crate::{
    Export, HopKind, Owner, Party, Severity,
    check::{Check, Words, always, never_settled, reach::nsg::own_needs},
    guide,
    network::{Context, Fact},
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// The server in a delegated subnet reaches its own subnet and Azure Storage.
pub static CHECK: Check = Check {
    id: "subnet-needs",
    name: "subnet needs",
    keys: &["target/subnet-needs", "runtime/subnet-needs"],
    severity: Severity::Warning,
    hop: HopKind::Client,
    same_as: None,
    applies: always,
    settled: never_settled,
    words: |_, party| if party == Party::Runtime { &RUNTIME } else { &TARGET },
    variants: &[&TARGET, &RUNTIME],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    const PROPERTY: &str = "network.delegatedSubnetResourceId";
    let server = context.server(party)?;
    let subnet = match &server.delegated_subnet {
        Fact::Known(subnet) => subnet,
        Fact::None => return Ok(Outcome::not_applicable(server.origin.shows(context.network, PROPERTY, "none"))),
        Fact::Unknown => {
            let open = Undecided::new(
                Reason::Missing,
                format!("The files do not say which subnet {} is in.", server.origin.name()),
            );
            return Err(open.needing(Export::FlexibleServer, server.origin.id.text()));
        }
    };
    let needs = own_needs(context, context.side(subnet)?);
    let is_denied = |it: &Decided| it.as_ref().is_ok_and(Outcome::is_fail);
    let denied: Vec<&str> =
        needs.iter().zip([OUT, IN, STORAGE]).filter(|(it, _)| is_denied(it)).map(|(_, what)| what).collect();
    let found = Outcome::all(needs);
    if denied.is_empty() { found } else { found.noting(format!("Denied: {}.", denied.join("; "))) }
}

const OUT: &str = "TCP 5432 out to its own subnet";
const IN: &str = "TCP 5432 in from its own subnet";
const STORAGE: &str = "TCP 443 out to Storage";

static TARGET: Words = Words {
    title: "The security group of {target}'s subnet lets {target} itself work",
    failure: "The security group of {target}'s subnet denies what {target} itself needs.",
    why: "The connection to {source} does not need it, the server does: TCP 5432 within its subnet, both ways, for high \
          availability, and TCP 443 to Storage for its logs. With Microsoft Entra authentication it needs \
          AzureActiveDirectory too.",
    owner: Owner::Network,
    verify: &["The security group of the subnet → Inbound and outbound security rules."],
    verify_commands: &["az network nsg rule list -g TARGET_NSG_RG --nsg-name TARGET_NSG --include-default -o table"],
    fix: &[
        "Security group → Outbound security rules: allow TCP 443 to the service tag Storage, and TCP 5432 to the subnet \
         itself. Inbound: allow TCP 5432 from the subnet itself. Each before the rule that denies.",
    ],
    fix_commands: &[],
    security_impact: None,
    undo: &["Leave the rules: {target} needs them after the migration too."],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::VNET_INTEGRATION_ALL],
};

static RUNTIME: Words = Words {
    title: "The security group of {runtime}'s subnet lets {runtime} itself work",
    failure: "The security group of {runtime}'s subnet denies what {runtime} itself needs.",
    why: "The connections of the migration do not need it, the server does: TCP 5432 within its subnet, both ways, and \
          TCP 443 to Storage.",
    verify_commands: &["az network nsg rule list -g RUNTIME_NSG_RG --nsg-name RUNTIME_NSG --include-default -o table"],
    undo: &["Delete the rules with {runtime}."],
    ..TARGET
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::testing::{direct, entered, found, guard, subnet_mut, via_runtime},
    };

    const DENY: &str = "4000 out deny * * * > * *";

    #[test]
    fn a_server_needs_its_own_subnet_and_storage() {
        found(
            &direct(),
            "target/subnet-needs",
            &[
                ("no group", |_| {}, Pass),
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("everything out is denied", |it| guard(it, "vnet-new", &[DENY]), Fail),
                (
                    "but for the source",
                    |it| guard(it, "vnet-new", &["100 out allow tcp * * > 10.1.0.4/32 5432", DENY]),
                    Fail,
                ),
                ("but for Storage", |it| guard(it, "vnet-new", &["100 out allow tcp * * > Storage 443", DENY]), Fail),
                (
                    "but for both",
                    |it| {
                        let own = "110 out allow tcp * * > 10.2.0.0/24 5432";
                        guard(it, "vnet-new", &["100 out allow tcp * * > Storage.WestEurope 443", own, DENY]);
                    },
                    Pass,
                ),
                (
                    "but for both, Storage of another region",
                    |it| {
                        let own = "110 out allow tcp * * > 10.2.0.0/24 5432";
                        guard(it, "vnet-new", &["100 out allow tcp * * > Storage.EastUS 443", own, DENY]);
                    },
                    Fail,
                ),
                ("Storage is denied", |it| guard(it, "vnet-new", &["100 out deny tcp * * > Storage *"]), Fail),
                ("the internet is denied", |it| guard(it, "vnet-new", &["100 out deny * * * > Internet *"]), Fail),
                ("Entra is denied", |it| guard(it, "vnet-new", &["100 out deny * * * > AzureActiveDirectory *"]), Pass),
                ("everything in is denied", |it| guard(it, "vnet-new", &["4000 in deny * * * > * *"]), Fail),
                (
                    "but for its own subnet",
                    |it| {
                        guard(it, "vnet-new", &["100 in allow tcp 10.2.0.0/24 * > * 5432", "4000 in deny * * * > * *"]);
                    },
                    Pass,
                ),
                (
                    "the group was not read",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.security_groups.clear();
                    },
                    Unknown,
                ),
                (
                    "not said whether there is one",
                    |it| subnet_mut(it, "vnet-new").security_group = crate::network::Fact::Unknown,
                    Unknown,
                ),
                ("the VNet was not read", |it| it.vnets.clear(), Unknown),
            ],
        );
        found(
            &via_runtime(),
            "runtime/subnet-needs",
            &[("no group", |_| {}, Pass), ("everything out is denied", |it| guard(it, "vnet-mid", &[DENY]), Fail)],
        );
    }

    #[test]
    fn what_is_denied_is_said() {
        let said = entered(&direct(), "target/subnet-needs", |it| guard(it, "vnet-new", &[DENY]));
        assert!(said.ends_with("| Denied: TCP 5432 out to its own subnet; TCP 443 out to Storage."), "{said}");
    }
}
