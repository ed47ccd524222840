//! Finds what a network shows of the words that are to be filled in in commands, as `SOURCE_RG`.

use crate::{
    Party,
    network::{
        Attachment, Context, Destination, Fact, Id, PrivateEndpoint, Server, aws, endpoint_zone_name, google, is,
        machine, migration, outbound_addresses,
    },
    text::BlankValue,
};

/// The words whose values are known. A word that may have two values is not among them.
pub(super) fn blanks(context: &Context<'_>) -> Vec<BlankValue> {
    let mut found = Found::default();
    for party in [Party::Source, Party::Target, Party::Runtime] {
        of_party(&mut found, context, party);
    }
    of_zone(&mut found, context);
    of_machine(&mut found, context);
    of_gateway(&mut found, context);
    of_cloud(&mut found, context);
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
        if let Some(subscription) = id.subscription() {
            self.add(&format!("{word}_SUBSCRIPTION"), subscription);
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
    if let Some(endpoint) = endpoint(context, server) {
        of_endpoint(found, context, &word, endpoint);
    }
}

/// The endpoint at which a server answers, else the only one that it has.
fn endpoint<'a>(context: &Context<'a>, server: &'a Server) -> Option<&'a PrivateEndpoint> {
    let only = || if let [only] = context.endpoints(server)[..] { Some(only) } else { None };
    context.endpoint(server).ok().or_else(only)
}

/// The zone of private endpoints that answers for a server, else the only one of its name.
fn of_zone(found: &mut Found, context: &Context<'_>) {
    let zone = |party| {
        let server = context.server(party).ok()?;
        let (name, _) = endpoint_zone_name(server).ok()?;
        let answering = context.registry(server, endpoint(context, server)).ok().map(|it| &it.zone.origin.id);
        let mut named = context.zones_called(&name).map(|it| &it.origin.id);
        answering.or(named.next().filter(|_| named.next().is_none()))
    };
    let zones: Vec<&Id> = [Party::Source, Party::Target].into_iter().filter_map(zone).collect();
    if let Some((zone, _)) = zones.split_first().filter(|(zone, others)| others.iter().all(|it| it == *zone)) {
        found.place("ZONE", zone);
    }
}

/// A source that is a virtual machine.
fn of_machine(found: &mut Found, context: &Context<'_>) {
    let Some(nic) = machine(context.config, context.network) else { return };
    let Some(machine) = &nic.machine else { return };
    found.place("SOURCE", machine);
    // The commands look for it where the machine is.
    if is(nic.origin.id.resource_group(), machine.resource_group().unwrap_or_default()) {
        found.add("SOURCE_NIC", nic.origin.id.name());
    }
}

/// The connection that leads to a source outside of Azure, and the VNet that lends its gateway.
fn of_gateway(found: &mut Found, context: &Context<'_>) {
    let mut leading = context.connections_to_source();
    // Where none leads there, the only one is the one to look at.
    if leading.is_empty() && context.destination(Party::Source).is_ok_and(|it| matches!(it, Destination::Address(_))) {
        leading.extend(context.network.sites());
    }
    let [connection] = leading[..] else { return };
    found.resource("CONNECTION", &connection.origin.id);
    if let Some(site) = context.network.local_gateway(connection) {
        found.resource("LOCAL_GATEWAY", &site.origin.id);
    }
    let Some(gateway) = &connection.gateway else { return };
    found.add("VNET_GATEWAY", gateway.text());
    let Some(hub) = context.network.gateway_vnet(gateway) else { return };
    let Some((client, near)) = context.client().ok().zip(context.client_vnet().ok()).filter(|(_, it)| *it != hub)
    else {
        return;
    };
    found.resource("HUB_VNET", &hub);
    if let Some(group) = hub.resource_group() {
        found.add("HUB_RG", group);
    }
    for (word, from, to) in [("HUB", &hub, &near), (&*client.word().to_uppercase(), &near, &hub)] {
        let peerings = context.network.vnet(from).into_iter().flat_map(|it| &it.peerings.items);
        if let Some(it) = peerings.into_iter().find(|it| it.remote.as_ref() == Some(to)) {
            found.add(&format!("{word}_PEERING"), it.origin.id.name());
        }
    }
}

/// A source in another cloud: where it answers, the group that a rule is added to, or the list that is replaced, and the one address that the
/// client arrives with.
fn of_cloud(found: &mut Found, context: &Context<'_>) {
    // Who asks by an identifier connects to the address that it stands for.
    if let Some(host) = aws::host(context) {
        found.add("SOURCE_HOST", host);
    }
    if let Some(group) = aws::security_group(context) {
        found.add("SECURITY_GROUP", group);
    } else if let Some(networks) = google::networks_before(context) {
        found.add("NETWORKS_BEFORE", networks);
    } else {
        return;
    }
    let (Ok(client), Ok(side)) = (context.client(), context.client_attachment()) else { return };
    if let [address] = outbound_addresses(context, &side)[..]
        && address.prefix_len() == 32
    {
        found.add(&format!("{}_IP", client.word().to_uppercase()), address.addr().to_string());
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
