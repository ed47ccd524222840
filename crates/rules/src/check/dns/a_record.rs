//! The name of a server behind a private endpoint must lead to the endpoint's address.

use std::net::Ipv4Addr;

use crate::{
    Evidence, Owner, Party, Severity,
    check::{Check, Words, never_settled, single_source},
    guide,
    network::{ARecord, Dialled, Export, Finding, Id, Judged, PrivateEndpoint, Scene, Server, listed},
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

/// What resources show of it. What a zone group says that it once wrote is no record: somebody may have changed it since.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    let server = scene.server(party)?;
    let endpoint = scene.endpoint(server)?;
    if let Dialled::Address(address, evidence) = scene.dialled(party, server)? {
        return fixed(scene, endpoint, address, evidence);
    }
    let registry = scene.registry(server, Some(endpoint))?;
    let zone = registry.zone;
    let Some(record) = registry.answer() else {
        if zone.records.complete {
            let names = listed(zone.records.items.iter().map(|it| it.origin.id.name()));
            let failed = Finding::fail(vec![zone.origin.shows(scene.network, "A", names)]);
            return Ok(failed.noting(format!("No record is called {}.", registry.record)).noting_any(registry.note));
        }
        let wrote = scene.addresses_shown(endpoint).into_iter().map(|(_, evidence)| evidence);
        return Err(Finding::open(format!("The records of {} are not all in the files.", zone.origin.name()))
            .showing(wrote)
            .wanting(Export::ZoneRecords, zone.origin.id.text()));
    };
    Ok(leads(scene, server, endpoint, record)?.noting_any(registry.note))
}

/// Where a record leads to.
fn leads<'a>(scene: &Scene<'a>, server: &'a Server, endpoint: &'a PrivateEndpoint, record: &ARecord) -> Judged {
    let value = record.addresses.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ");
    let said = record.origin.shows(scene.network, "aRecords[].ipv4Address", value);
    let name = endpoint.origin.name();
    let [address] = record.addresses[..] else {
        return match record.addresses.len() {
            0 => Ok(Finding::fail(vec![said]).noting("The record is empty.")),
            _ => Err(Finding::open("The record has several addresses, and each connection takes one of them.")
                .showing([said])),
        };
    };
    let own = scene.addresses_shown(endpoint);
    if let Some((_, evidence)) = own.iter().find(|(it, _)| *it == address) {
        let count = scene.endpoints(server).len();
        let judged =
            (1 < count).then(|| format!("{count} private endpoints lead to the server: the record leads to {name}."));
        return Ok(Finding::pass(vec![said, evidence.clone()]).noting_any(judged));
    }
    let others = scene.endpoints(server).into_iter().filter(|it| it.origin.id != endpoint.origin.id);
    let mut others =
        others.filter_map(|it| Some((it, scene.addresses_shown(it).into_iter().find(|(at, _)| *at == address)?)));
    if let Some((other, (_, evidence))) = others.next() {
        let note = format!("The record leads to {}, another private endpoint of the server.", other.origin.name());
        return Ok(Finding::pass(vec![said, evidence]).noting(note));
    }
    if !may_be_private(scene, endpoint, address) {
        return Ok(Finding::fail(vec![said]).noting("This is a public address."));
    }
    if own.is_empty() {
        let open =
            Finding::open(format!("The address of {name} is not in the files, so the record cannot be compared."));
        let (export, of) = match endpoint.nics.first() {
            Some(nic) => (Export::Nic, nic),
            None => (Export::PrivateEndpoint, &endpoint.origin.id),
        };
        return Err(open.showing([said]).wanting(export, of.text()));
    }
    // It may be the address of an endpoint that nobody exported.
    if let Some(id) = scene.endpoint_elsewhere(server) {
        let open = Finding::open(format!(
            "The record leads to another address than {name} has, and {} is not in the files.",
            id.name()
        ));
        return Err(open.showing([said]).wanting(Export::PrivateEndpoint, id.text()));
    }
    let shown = own.into_iter().map(|(_, evidence)| evidence);
    if !server.endpoint_connections.complete {
        let open = Finding::open(format!(
            "The record leads to another address than {name} has, and the server may have another endpoint."
        ));
        return Err(open.showing([said]).showing(shown).wanting(Export::EndpointConnections, server.origin.id.text()));
    }
    Ok(Finding::fail(vec![said]).showing(shown).noting(format!("The record is stale: {name} has another address.")))
}

/// Whether an address can be an endpoint's: a private one, or one of a virtual network that uses public ranges.
fn may_be_private(scene: &Scene<'_>, endpoint: &PrivateEndpoint, address: Ipv4Addr) -> bool {
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    let vnet = endpoint.subnet.as_ref().and_then(Id::parent).and_then(|it| scene.network.vnet(&it));
    let in_vnet = vnet.and_then(|it| it.prefixes.known()).is_some_and(|it| it.iter().any(|it| it.contains(&address)));
    address.is_private() || is_shared || in_vnet
}

/// A migration that dials an address asks nobody. The address has to be the endpoint's.
fn fixed<'a>(scene: &Scene<'a>, endpoint: &'a PrivateEndpoint, address: Ipv4Addr, said: Evidence) -> Judged {
    match scene.addresses_shown(endpoint).into_iter().find(|(it, _)| *it == address) {
        Some((_, evidence)) => Ok(Finding::aside(vec![said, evidence])),
        None => Err(Finding::open(format!(
            "The migration dials {address}, and no file shows that this is the address of {}.",
            endpoint.origin.name()
        ))
        .showing([said])),
    }
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
