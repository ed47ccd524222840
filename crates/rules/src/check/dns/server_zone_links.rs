//! The guides want a VNet-integrated server's own zone linked to the VNets of the servers that take part.

use crate::{
    Export, HopKind, Owner, Party, Severity, SourceKind,
    check::{Case, Check, Words, always, dns::own_zone, never_settled},
    guide,
    network::{Context, Destination, Fact, Id},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// The server's own zone is linked to the VNets of source and target.
pub static CHECK: Check = Check {
    id: "server-zone-links",
    name: "zone links",
    keys: &["target/server-zone-links", "runtime/server-zone-links"],
    severity: Severity::Warning,
    hop: HopKind::Name,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&TARGET, &TARGET_ALONE, &RUNTIME, &RUNTIME_ALONE],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    const PROPERTY: &str = "network.privateDnsZoneArmResourceId";
    let server = context.server(party)?;
    let zone = match &server.private_dns_zone {
        Fact::Known(zone) => own_zone(context, zone)?,
        Fact::None => return Ok(Outcome::not_applicable(server.origin.shows(context.network, PROPERTY, "none"))),
        Fact::Unknown => {
            let open = Undecided::new(
                Reason::Missing,
                format!("The files do not say which private DNS zone {} has.", server.origin.name()),
            );
            return Err(open.needing(Export::FlexibleServer, server.origin.id.text()));
        }
    };
    let has_vnet = matches!(
        context.config.source.kind,
        Some(SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::AzureVm)
    );
    if context.config.source.kind.is_none() {
        return Err(Undecided::new(
            Reason::NotSaid,
            "It is not known what the source is, so not whether it has a VNet.",
        ));
    }
    let parties: &[Party] = if has_vnet { &[Party::Source, Party::Target] } else { &[Party::Target] };
    Outcome::all(parties.iter().map(|it| context.linked(zone, &vnet(context, *it)?)))
}

/// The virtual network in which a party answers.
fn vnet(context: &Context<'_>, party: Party) -> Decided<Id> {
    let subnet = match context.destination(party)? {
        Destination::Endpoint(endpoint) => endpoint.subnet.as_ref(),
        Destination::Integrated(_, subnet) => Some(subnet),
        Destination::Machine(nic) => nic.addresses.iter().find_map(|it| it.subnet.as_ref()),
        Destination::Address(_) | Destination::Public => None,
    };
    let label = party.label().to_lowercase();
    subnet
        .and_then(Id::parent)
        .ok_or_else(|| Undecided::new(Reason::Missing, format!("The files do not say which VNet the {label} is in.")))
}

/// A source outside of Azure has no VNet to link.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    let has_vnet = matches!(
        case.config.source.kind,
        None | Some(SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::AzureVm)
    );
    match (party, has_vnet) {
        (Party::Target, true) => &TARGET,
        (Party::Target, false) => &TARGET_ALONE,
        (_, true) => &RUNTIME,
        (_, false) => &RUNTIME_ALONE,
    }
}

static TARGET: Words = Words {
    title: "The private DNS zone of {target} is linked to the VNets of {source} and {target}",
    failure: "The private DNS zone of {target} is not linked to the VNets of {source} and {target}.",
    why: "The guide asks for both links. A copy that runs on {target} needs neither: {source} never looks {target} up. After \
          the migration {target} is found by its name only in VNets that its zone is linked to.",
    owner: Owner::Dns,
    verify: &[
        "{Target} (flexible server) → Networking: is a private DNS zone used? Open it → Virtual network links: both \
             VNets are listed, Completed.",
    ],
    verify_commands: &[
        "az postgres flexible-server show -g TARGET_RG -n {target} --query network.privateDnsZoneArmResourceId",
        "az network private-dns link vnet list -g TARGET_ZONE_RG -z TARGET_ZONE -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add, once for each VNet. Leave auto registration off."],
    fix_commands: &[
        "az network private-dns link vnet create -g TARGET_ZONE_RG -z TARGET_ZONE -n to-target -v \
         TARGET_VNET_ID -e false",
        "az network private-dns link vnet create -g TARGET_ZONE_RG -z TARGET_ZONE -n to-source -v \
         SOURCE_VNET_ID -e false",
    ],
    security_impact: Some("Any machine in a linked VNet can look up the names in the zone."),
    undo: &["The link to the VNet of {target} stays: {target} lives on. Delete the one to the VNet of {source}."],
    undo_commands: &["az network private-dns link vnet delete -g TARGET_ZONE_RG -z TARGET_ZONE -n to-source --yes"],
    not_applicable_label: Some("Not needed: no zone used"),
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::VNET_INTEGRATION_ALL],
};

static RUNTIME: Words = Words {
    title: "The private DNS zone of {runtime} is linked to the VNets of {source} and {target}",
    failure: "The private DNS zone of {runtime} is not linked to the VNets of {source} and {target}.",
    why: "The guide asks for it. The copy does not depend on it: no server looks {runtime} up by name, it connects to both ends \
          itself.",
    owner: Owner::Dns,
    verify: &[
        "Runtime server → Networking: a private DNS zone is used. Open it → Virtual network links: the VNets of \
             {source} and {target} are listed, Completed.",
    ],
    verify_commands: &[
        "az postgres flexible-server show -g RUNTIME_RG -n {runtime} --query network.privateDnsZoneArmResourceId",
        "az network private-dns link vnet list -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add, once for each VNet. Leave auto registration off."],
    fix_commands: &[
        "az network private-dns link vnet create -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -n to-source -v \
         SOURCE_VNET_ID -e false",
        "az network private-dns link vnet create -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -n to-target -v \
         TARGET_VNET_ID -e false",
    ],
    security_impact: Some("Any machine in a linked VNet can look up the names in the zone."),
    undo: &["Delete both links, or the zone with them if only {runtime} used it."],
    undo_commands: &[
        "az network private-dns link vnet delete -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -n to-target --yes",
        "az network private-dns link vnet delete -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -n to-source --yes",
    ],
    not_applicable_label: Some("Not needed: no zone used"),
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::VNET_INTEGRATION_ALL],
};

static TARGET_ALONE: Words = Words {
    title: "The private DNS zone of {target} is linked to the VNet of {target}",
    failure: "The private DNS zone of {target} is not linked to its own VNet.",
    why: "The name of {target} resolves only in VNets that its zone is linked to. The guide asks for a link to the \
          source's VNet too, but {source} is outside of Azure and has none.",
    owner: Owner::Dns,
    verify: &[
        "{Target} (flexible server) → Networking: is a private DNS zone used? Open it → Virtual network links: the \
             VNet of {target} is listed, Completed.",
    ],
    verify_commands: &[
        "az postgres flexible-server show -g TARGET_RG -n {target} --query network.privateDnsZoneArmResourceId",
        "az network private-dns link vnet list -g TARGET_ZONE_RG -z TARGET_ZONE -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add: the VNet of {target}. Leave auto registration off."],
    fix_commands: &["az network private-dns link vnet create -g TARGET_ZONE_RG -z TARGET_ZONE -n to-target -v \
         TARGET_VNET_ID -e false"],
    security_impact: None,
    undo: &["It stays: {target} lives on."],
    undo_commands: &[],
    not_applicable_label: Some("Not needed: no zone used"),
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::VNET_INTEGRATION_ALL],
};

static RUNTIME_ALONE: Words = Words {
    title: "The private DNS zone of {runtime} is linked to the VNet of {target}",
    failure: "The private DNS zone of {runtime} is not linked to the VNet of {target}.",
    why: "The guide asks for it, and for a link to the source's VNet, but {source} is outside of Azure and has none. The \
          copy does not depend on it: no server looks {runtime} up by name, it connects to both ends itself.",
    owner: Owner::Dns,
    verify: &["Runtime server → Networking: a private DNS zone is used. Open it → Virtual network links: the VNet of \
             {target} is listed, Completed."],
    verify_commands: &[
        "az postgres flexible-server show -g RUNTIME_RG -n {runtime} --query network.privateDnsZoneArmResourceId",
        "az network private-dns link vnet list -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add: the VNet of {target}. Leave auto registration off."],
    fix_commands: &["az network private-dns link vnet create -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -n to-target -v \
         TARGET_VNET_ID -e false"],
    security_impact: Some("Any machine in a linked VNet can look up the names in the zone."),
    undo: &["Delete the link, or the zone with it if only {runtime} used it."],
    undo_commands: &["az network private-dns link vnet delete -g RUNTIME_ZONE_RG -z RUNTIME_ZONE -n to-target --yes"],
    not_applicable_label: Some("Not needed: no zone used"),
    references: &[&guide::RUNTIME_GUIDE_ALL, &guide::VNET_INTEGRATION_ALL],
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            Fact,
            testing::{config, direct, found, shown, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn the_zone_of_whoever_opens_the_connections() {
        statuses(
            "target/server-zone-links",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("not-applicable"), "not-applicable"),
                (case("on-premises", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("single-server", "private", "private-endpoint"), "absent"),
            ],
        );
        statuses(
            "runtime/server-zone-links",
            &[
                (case("single-server", "private", "private-endpoint").runtime(true), "unknown"),
                (case("single-server", "private", "private-endpoint").runtime(true).answer("pass"), "pass"),
                (case("single-server", "private", "vnet-integrated"), "absent"),
            ],
        );
    }

    #[test]
    fn the_own_zone_is_linked_to_both_vnets() {
        found(
            &direct(),
            "target/server-zone-links",
            &[
                ("linked to both", |_| {}, Pass),
                ("not to the source's", |it| drop(it.zones[1].links.items.remove(1)), Fail),
                ("not to its own", |it| drop(it.zones[1].links.items.remove(0)), Fail),
                (
                    "not to its own, and more links may be",
                    |it| {
                        it.zones[1].links.items.remove(0);
                        it.zones[1].links.complete = false;
                    },
                    Unknown,
                ),
                ("being linked", |it| it.zones[1].links.items[0].state = Some("InProgress".to_owned()), Unknown),
                ("no zone", |it| it.servers[1].private_dns_zone = Fact::None, NotApplicable),
                ("no zone is named", |it| it.servers[1].private_dns_zone = Fact::Unknown, Unknown),
                ("the zone was not read", |it| drop(it.zones.remove(1)), Unknown),
                ("the source's VNet is not known", |it| it.endpoints.clear(), Unknown),
                (
                    "the source's VNet is not known, its own is not linked",
                    |it| {
                        it.endpoints.clear();
                        it.zones[1].links.items.remove(0);
                    },
                    Fail,
                ),
            ],
        );
        let (evidence, _) = shown(&direct(), "target/server-zone-links", |_| {});
        let states: Vec<&str> = evidence.iter().filter_map(|it| it.split(" virtualNetworkLinkState=").nth(1)).collect();
        assert_eq!((evidence.len(), states), (4, vec!["Completed", "Completed"]));
    }

    #[test]
    fn a_source_outside_of_azure_has_no_vnet_to_link() {
        let config = config(&["source.kind=on-premises", "target.name=orders-new", "runtime.used=false"]);
        found(
            &config,
            "target/server-zone-links",
            &[
                ("to its own", |it| drop(it.zones[1].links.items.remove(1)), Pass),
                ("not to its own", |it| drop(it.zones[1].links.items.remove(0)), Fail),
            ],
        );
    }

    #[test]
    fn the_runtime_servers_zone_is_linked_to_source_and_target() {
        found(
            &via_runtime(),
            "runtime/server-zone-links",
            &[
                ("linked to both", |_| {}, Pass),
                ("its own VNet does not matter", |it| drop(it.zones[2].links.items.remove(0)), Pass),
                ("not to the target's", |it| drop(it.zones[2].links.items.remove(2)), Fail),
            ],
        );
    }
}
