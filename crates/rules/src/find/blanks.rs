//! What a network shows of the words that are to be filled in in commands, as `SOURCE_RG`.

use crate::{
    Party,
    network::{Attachment, Context, Fact, Id, PrivateEndpoint, endpoint_zone_name, is, migration},
    text::BlankValue,
};

/// The words whose values are known. A word that may have two values is not among them.
pub(super) fn blanks(context: &Context<'_>) -> Vec<BlankValue> {
    let mut found = Found::default();
    for party in [Party::Source, Party::Target, Party::Runtime] {
        of_party(&mut found, context, party);
    }
    if let Some(migration) = migration(context.config, context.network) {
        found.add("MIGRATION", migration.origin.id.name());
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<BlankValue>);

impl Found {
    fn add(&mut self, blank: &str, value: impl Into<String>) {
        self.0.push(BlankValue { blank: blank.to_owned(), value: value.into() });
    }

    /// Adds what a resource is called, where it is, and its id.
    fn resource(&mut self, word: &str, id: &Id) {
        self.add(word, id.name());
        self.place(word, id);
    }

    /// Adds where a resource is, and its id.
    fn place(&mut self, word: &str, id: &Id) {
        if let Some(group) = id.resource_group() {
            self.add(&format!("{word}_RG"), group);
        }
        self.add(&format!("{word}_ID"), id.text());
    }
}

fn of_party(found: &mut Found, context: &Context<'_>, party: Party) {
    let word = party.word().to_uppercase();
    let is_client = context.client().is_ok_and(|it| it == party);
    let destination = context.destination_subnet(party).and_then(|it| context.side(it.subnet));
    let side = if is_client { context.client_attachment() } else { destination };
    if let Ok(side) = side {
        at_subnet(found, &word, side);
    }
    let Ok(server) = context.server(party) else { return };
    found.place(&word, &server.origin.id);
    if let Fact::Known(zone) = &server.private_dns_zone {
        found.resource(&format!("{word}_ZONE"), zone);
    }
    let mut waiting = server.endpoint_connections.iter().filter(|it| is(it.status.as_deref(), "Pending"));
    if let (Some(connection), None) = (waiting.next(), waiting.next()) {
        found.add(&format!("{word}_CONNECTION_ID"), connection.origin.id.text());
    }
    let Ok(endpoint) = context.endpoint(server) else { return };
    of_endpoint(found, context, &word, endpoint);
    let Ok((zone, _)) = endpoint_zone_name(server) else { return };
    let mut zones = context.network.zones.iter().map(|it| &it.origin.id).filter(|it| is(Some(it.name()), &zone));
    let has_one = found.0.iter().any(|it| it.blank == "ZONE_ID");
    if let (Some(zone), None, false) = (zones.next(), zones.next(), has_one) {
        found.place("ZONE", zone);
    }
}

/// What is at the subnet of a party.
fn at_subnet(found: &mut Found, word: &str, Attachment { vnet, subnet }: Attachment<'_>) {
    found.resource(&format!("{word}_VNET"), &vnet.origin.id);
    found.add(&format!("{word}_SUBNET"), subnet.origin.id.name());
    found.add(&format!("{word}_SUBNET_ID"), subnet.origin.id.text());
    if let [prefix] = subnet.prefixes.as_slice() {
        found.add(&format!("{word}_SUBNET_PREFIX"), prefix.to_string());
    }
    if let Fact::Known(group) = &subnet.security_group {
        found.resource(&format!("{word}_NSG"), group);
    }
    if let Fact::Known(table) = &subnet.route_table {
        found.resource(&format!("{word}_ROUTE_TABLE"), table);
    }
}

fn of_endpoint(found: &mut Found, context: &Context<'_>, word: &str, endpoint: &PrivateEndpoint) {
    found.resource(&format!("{word}_ENDPOINT"), &endpoint.origin.id);
    if let [nic] = endpoint.nics.as_slice() {
        found.add(&format!("{word}_NIC_ID"), nic.text());
    }
    if let Ok(address) = context.endpoint_address(endpoint) {
        found.add(&format!("{word}_ENDPOINT_IP"), address.to_string());
    }
}
