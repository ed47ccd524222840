//! A zone attached to a private endpoint keeps the endpoint's record by itself.

use crate::{
    Evidence, Export, HopKind, Owner, Party, Severity,
    check::{Case, Check, Words, endpoint_source, never_settled},
    guide,
    network::{Context, Id, PrivateEndpoint, Server, endpoint_zone_name, listed},
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// A private DNS zone is attached to the server's private endpoint.
pub static CHECK: Check = Check {
    id: "zone-group",
    name: "attached zone",
    keys: &["source/zone-group", "target/zone-group"],
    severity: Severity::Warning,
    hop: HopKind::Name,
    same_as: None,
    applies: endpoint_source,
    settled: never_settled,
    words,
    variants: &[&SOURCE, &TARGET, &ATTACHED],
};

/// The words for an endpoint with a zone group, or for one without.
fn words(case: &Case<'_>, party: Party) -> &'static Words {
    match party {
        _ if case.failed_by(&CHECK, party).is_some_and(|it| it.property.starts_with("privateDnsZoneConfigs")) => {
            &ATTACHED
        }
        Party::Source => &SOURCE,
        Party::Target | Party::Runtime => &TARGET,
    }
}

/// What resources show of it. An endpoint does not list its zone groups: only an empty list of them proves that it has none.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let endpoint = context.endpoint(server)?;
    let (zone_name, _) = endpoint_zone_name(server)?;
    let name = endpoint.origin.name();
    let needing =
        |reason: String| Undecided::new(Reason::Missing, reason).needing(Export::ZoneGroups, endpoint.origin.id.text());
    let groups = context.zone_groups(endpoint);
    if groups.is_empty() {
        let is_sure = context.network.ungrouped.of_id(&endpoint.origin.id).is_some();
        let found = if is_sure {
            Ok(Outcome::fail(endpoint.origin.shows(context.network, "privateDnsZoneGroups", "none")))
        } else {
            Err(needing(format!("No zone group of {name} is in the files.")))
        };
        return match is_kept_right(context, server, endpoint) {
            Some(evidence) => {
                found.showing(evidence).noting("Its record is right: without a zone group it is kept by hand.")
            }
            None => found,
        };
    }
    if context.network.ungrouped.of_id(&endpoint.origin.id).is_some() {
        return Err(needing(format!("One file has a zone group of {name}, and another one says that it has none.")));
    }
    let entries = || groups.iter().flat_map(|group| group.zones.iter().map(move |it| (*group, it.zone.as_ref())));
    let is_named = |(_, zone): &(_, Option<&Id>)| zone.is_some_and(|it| it.name().eq_ignore_ascii_case(&zone_name));
    let Some((group, Some(zone))) = entries().find(is_named) else {
        // A group whose readings differ in its zones has neither these nor a state.
        let differs = groups.iter().any(|it| it.zones.is_empty() && it.state.is_none());
        let names: Option<Vec<&str>> = entries().map(|(_, zone)| zone.map(Id::name)).collect();
        let names = names.filter(|_| !differs);
        let names = names.ok_or_else(|| needing(format!("The files do not say which zones {name} is attached to.")))?;
        let value = listed(names);
        let shown = groups.iter().map(|it| it.origin.shows(context.network, "privateDnsZoneConfigs", value.clone()));
        let failed = Outcome::failed_by(shown).noting(format!("Only a zone called {zone_name} is filled in."));
        return match is_kept_right(context, server, endpoint) {
            Some(evidence) => failed.showing(evidence).noting("The record is right all the same: it is kept by hand."),
            None => failed,
        };
    };
    let shows = |property, value: &str| group.origin.shows(context.network, property, value);
    let of = shows("privateDnsZoneConfigs[].privateDnsZoneId", zone.text());
    let answering = match context.registry(server, Some(endpoint)) {
        Ok(it) => Some(&it.zone.origin.id),
        // Of several zones, another one than the attached may answer.
        Err(open) if 1 < context.zones(&zone_name).len() => return Err(open.showing([of])),
        Err(_) => None,
    };
    if let Some(other) = answering.filter(|it| *it != zone) {
        return Ok(Outcome::fail(of).noting(format!(
            "It is attached to another zone of this name than the one that was judged, in {}: there the record is kept by hand.",
            other.resource_group().unwrap_or("no resource group")
        )));
    }
    let state = group.state.as_deref().ok_or_else(|| {
        needing(format!("The state of the zone group {} is not in the files.", group.origin.name()))
            .showing([of.clone()])
    })?;
    let evidence = vec![of, shows("provisioningState", state)];
    match state.to_ascii_lowercase().as_str() {
        "succeeded" => Outcome::passed_by(evidence),
        "failed" | "deleting" => Outcome::failed_by(evidence),
        _ => Err(needing(format!("The zone group of {name} is not ready yet: wait, then export it again."))
            .showing(evidence)),
    }
}

/// What shows that the record is right, however it came there.
fn is_kept_right(context: &Context<'_>, server: &Server, endpoint: &PrivateEndpoint) -> Option<Vec<Evidence>> {
    let record = context.registry(server, Some(endpoint)).ok()?.answer()?;
    let address = context.endpoint_address(endpoint).ok()?;
    (record.addresses == [address])
        .then(|| vec![record.origin.shows(context.network, "aRecords[].ipv4Address", address.to_string())])
}

/// What the words for source and target share.
const SAME: Words = Words {
    title: "A private DNS zone is attached to the private endpoint of {destination}",
    failure: "No private DNS zone is attached to the private endpoint of {destination}.",
    why: "An attached zone writes and removes the A record by itself. Without one the record must be kept by hand: that \
          works too, as long as it is right.",
    owner: Owner::Dns,
    verify: &[
        "Private endpoint of {destination} → DNS configuration: privatelink.postgres.database.azure.com is attached.",
    ],
    verify_commands: &[
        "az network private-endpoint dns-zone-group list -g {DESTINATION}_ENDPOINT_RG --endpoint-name {DESTINATION}_ENDPOINT --query \
         '[].privateDnsZoneConfigs[].privateDnsZoneId' -o tsv",
        "az network private-dns zone list --query \"[?name=='privatelink.postgres.database.azure.com'].id\" -o tsv",
    ],
    fix: &[
        "Private endpoint → DNS configuration → Add Configuration: choose the zone privatelink.postgres.database.azure.com.",
        "Create that zone only where no subscription has it, such as the hub's: a VNet asks only one zone of that name.",
        "The command is for an endpoint without a group: it replaces one that is there.",
    ],
    fix_commands: &[
        "az network private-dns zone create -g NEW_ZONE_RG -n privatelink.postgres.database.azure.com",
        "az network private-endpoint dns-zone-group create -g {DESTINATION}_ENDPOINT_RG --endpoint-name {DESTINATION}_ENDPOINT -n default \
         --private-dns-zone ZONE_ID --zone-name privatelink-postgres-database-azure-com",
    ],
    security_impact: Some("From then on Azure writes the record, and removes it together with the endpoint."),
    undo: &["It goes with the endpoint. Where the endpoint stays: Private endpoint → DNS configuration → remove it. \
         Delete the zone if it was made for this and holds no other record."],
    undo_commands: &[
        "az network private-endpoint dns-zone-group delete -g {DESTINATION}_ENDPOINT_RG --endpoint-name {DESTINATION}_ENDPOINT -n default",
    ],
    not_applicable_label: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL, &guide::ENDPOINT_DNS_ALL],
};

static SOURCE: Words = SAME;

/// The target lives on, and with it what leads to it.
static TARGET: Words =
    Words { undo: &["It stays: {target} lives on behind its endpoint."], undo_commands: &[], ..SAME };

/// What is attached stays: a group that is made again, or deleted to undo that, would take the records of others along.
///
/// Sources: "Azure Private Endpoint private DNS zone values" (private-endpoint-dns.md): one zone group for an endpoint, five zones
/// in it; Azure refuses a second zone of one name (`DuplicateResourceName`, terraform-provider-azurerm, issue 28966).
static ATTACHED: Words = Words {
    fix: &[
        "Private endpoint → DNS configuration → Add Configuration: an endpoint has one zone group. Where a zone of this name is in \
          it already, keep the record by hand.",
    ],
    fix_commands: &[],
    undo: &["Remove it there."],
    undo_commands: &[],
    ..SAME
};

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Id,
            testing::{ZONE, direct, found, id, shown, via_runtime},
        },
        testing::{case, statuses},
    };

    #[test]
    fn every_endpoint_has_it() {
        statuses(
            "source/zone-group",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("azure-vm", "private", "vnet-integrated"), "not-applicable"),
            ],
        );
        statuses(
            "target/zone-group",
            &[
                (case("single-server", "private", "private-endpoint"), "unknown"),
                (case("azure-vm", "private", "private-endpoint").answer("pass"), "pass"),
                (case("single-server", "private", "vnet-integrated").runtime(true), "absent"),
            ],
        );
    }

    #[test]
    fn a_zone_group_names_the_zone() {
        found(
            &direct(),
            "source/zone-group",
            &[
                ("attached", |_| {}, Pass),
                ("being attached", |it| it.zone_groups[0].state = Some("Updating".to_owned()), Unknown),
                ("broken", |it| it.zone_groups[0].state = Some("Failed".to_owned()), Fail),
                ("in no state", |it| it.zone_groups[0].state = None, Unknown),
                (
                    "to a zone of another name",
                    |it| {
                        let name = "privatelink.mysql.database.azure.com";
                        it.zone_groups[0].zones[0].zone = Some(id("Microsoft.Network/privateDnsZones", name));
                    },
                    Fail,
                ),
                ("to it is not known what", |it| it.zone_groups[0].zones[0].zone = None, Unknown),
                ("to nothing", |it| it.zone_groups[0].zones.clear(), Fail),
                ("no zone group was read", |it| drop(it.zone_groups.remove(0)), Unknown),
                (
                    "there is no zone group",
                    |it| {
                        it.zone_groups.remove(0);
                        it.ungrouped.push(it.endpoints[0].origin.clone());
                    },
                    Fail,
                ),
                (
                    "one file says so, and another has one",
                    |it| it.ungrouped.push(it.endpoints[0].origin.clone()),
                    Unknown,
                ),
                ("it has no zone", |it| it.zone_groups[0].zones.clear(), Fail),
                (
                    "two files differ in its zones",
                    |it| {
                        it.zone_groups[0].zones.clear();
                        it.zone_groups[0].state = None;
                    },
                    Unknown,
                ),
                ("the zone itself was not read", |it| drop(it.zones.remove(0)), Pass),
                (
                    "to another zone than the one that is asked",
                    |it| {
                        let path = format!(
                            "/subscriptions/s1/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/{ZONE}"
                        );
                        it.zone_groups[0].zones[0].zone = Id::parse(&path);
                    },
                    Fail,
                ),
                ("no endpoint was read", |it| it.endpoints.clear(), Unknown),
                (
                    "under the parent of Azure's own example",
                    |it| {
                        it.zone_groups[0].origin.id =
                            id("Microsoft.Network/privateLinkServices", "pe-old/privateDnsZoneGroups/default");
                    },
                    Pass,
                ),
            ],
        );
        found(&via_runtime(), "target/zone-group", &[("attached", |_| {}, Pass)]);
        let (evidence, _) = shown(&direct(), "source/zone-group", |_| {});
        assert_eq!(evidence[1], "pe-old/default provisioningState=Succeeded");
    }

    #[test]
    fn a_right_record_without_one_is_kept_by_hand() {
        let (evidence, note) = shown(&direct(), "source/zone-group", |it| it.zone_groups[0].zones.clear());
        assert_eq!(
            evidence,
            [
                "pe-old/default privateDnsZoneConfigs=none".to_owned(),
                format!("{ZONE}/orders-old aRecords[].ipv4Address=10.1.0.4")
            ]
        );
        assert!(note.ends_with("The record is right all the same: it is kept by hand."), "{note}");
        let (_, note) = shown(&direct(), "source/zone-group", |it| drop(it.zone_groups.remove(0)));
        assert!(note.ends_with("Its record is right: without a zone group it is kept by hand."), "{note}");
    }
}
