//! The guides want the endpoint's zone linked to the endpoint's own VNet too.

use crate::{
    Export, HopKind, Owner, Party, Severity,
    check::{Check, Words, endpoint_source, never_settled},
    guide,
    network::{Context, Id},
    outcome::{Decided, Reason, Undecided},
};

/// The zone of the server's private endpoint is linked to the endpoint's own VNet.
pub static CHECK: Check = Check {
    id: "zone-link-endpoint",
    name: "zone link",
    keys: &["source/zone-link-endpoint", "target/zone-link-endpoint"],
    severity: Severity::Warning,
    hop: HopKind::Name,
    same_as: None,
    applies: endpoint_source,
    settled: never_settled,
    words: |_, party| if party == Party::Source { &SOURCE } else { &TARGET },
    variants: &[&SOURCE, &TARGET],
};

/// What resources show of it.
pub(crate) fn evidence(context: &Context<'_>, party: Party) -> Decided {
    let server = context.server(party)?;
    let endpoint = context.endpoint(server)?;
    let registry = context.registry(server, Some(endpoint))?;
    let vnet = endpoint.subnet.as_ref().and_then(Id::parent).ok_or_else(|| {
        Undecided::new(Reason::Missing, format!("The files do not say which VNet {} is in.", endpoint.origin.name()))
            .needing(Export::PrivateEndpoint, endpoint.origin.id.text())
    })?;
    Ok(context.linked(registry.zone, &vnet)?.noting_any(registry.note))
}

/// What the words for source and target share.
const SAME: Words = Words {
    title: "The zone of {destination}'s private endpoint is linked to the VNet of the endpoint",
    failure: "The zone of {destination}'s private endpoint is not linked to the endpoint's own VNet.",
    why: "The guide asks for this link beside the one to the VNet of {client}. The migration does not depend on it: \
          {client} looks {destination} up from its own VNet, and {destination} looks no name up.",
    owner: Owner::Dns,
    verify: &[
        "Private DNS zone privatelink.postgres.database.azure.com → Virtual network links: the VNet of {destination}'s \
             endpoint is listed, Completed.",
    ],
    verify_commands: &[
        "az network private-dns link vnet list -g ZONE_RG -z privatelink.postgres.database.azure.com -o table",
    ],
    fix: &["Private DNS zone → Virtual network links → Add: the VNet of the endpoint of {destination}."],
    fix_commands: &[
        "az network private-dns link vnet create -g ZONE_RG -z privatelink.postgres.database.azure.com -n to-{destination_role} -v \
         {DESTINATION}_VNET_ID -e false",
    ],
    security_impact: Some(
        "A VNet that is linked to a zone of this name asks no other for it: servers of that name that the zone does \
         not hold are no longer found there.",
    ),
    undo: &["Private DNS zone → Virtual network links: delete the link, if nothing else in that VNet needs it."],
    undo_commands: &[
        "az network private-dns link vnet delete -g ZONE_RG -z privatelink.postgres.database.azure.com -n \
         to-{destination_role} --yes",
    ],
    not_applicable_label: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::RUNTIME_GUIDE_ALL],
};

static SOURCE: Words = SAME;

/// The target lives on, and with it what leads to it.
static TARGET: Words =
    Words { undo: &["It stays: {target} lives on behind its endpoint."], undo_commands: &[], ..SAME };

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::testing::{ZONE, direct, found, shown, via_runtime},
        testing::{case, statuses},
    };

    #[test]
    fn a_warning_at_each_endpoint() {
        statuses(
            "source/zone-link-endpoint",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("edb", "private", "private-endpoint"), "not-applicable"),
            ],
        );
        statuses(
            "target/zone-link-endpoint",
            &[
                (case("edb", "private", "private-endpoint").answer("fail"), "fail"),
                (case("edb", "private", "vnet-integrated").runtime(true), "absent"),
            ],
        );
    }

    #[test]
    fn the_zone_is_linked_to_the_endpoints_own_vnet() {
        found(
            &direct(),
            "source/zone-link-endpoint",
            &[
                ("linked", |_| {}, Pass),
                ("not linked", |it| drop(it.zones[0].links.items.remove(0)), Fail),
                (
                    "not linked, and more links may be",
                    |it| {
                        it.zones[0].links.items.remove(0);
                        it.zones[0].links.complete = false;
                    },
                    Unknown,
                ),
                ("the endpoint does not say where it is", |it| it.endpoints[0].subnet = None, Unknown),
                ("no endpoint was read", |it| it.endpoints.clear(), Unknown),
            ],
        );
        found(
            &via_runtime(),
            "target/zone-link-endpoint",
            &[("linked", |_| {}, Pass), ("not linked", |it| drop(it.zones[0].links.items.remove(3)), Fail)],
        );
        let (evidence, _) = shown(&direct(), "source/zone-link-endpoint", |_| {});
        assert_eq!(evidence[1], format!("{ZONE}/vnet-old-link virtualNetworkLinkState=Completed"));
    }
}
