//! Writes what was understood, and nothing else, as JSON that is read back to the same network: a small export without
//! secrets, for the `resources` of a Config.
//!
//! The form is Azure's own (ARM). What is known to be none is null, and what is not known is left out: few resources say
//! their `provisioningState`, and those say too that what is missing in them proves nothing. Children of which all are known follow their parent
//! in an envelope that says so; the others are documents of their own.

mod body;
mod cloud;
mod dns;
mod host;
mod joins;
mod networks;
mod postgres;
mod security;
mod servers;

use std::collections::HashMap;

use crate::read::{BROKEN, INCOMPLETE, PLANNED};
use pgreach_network::{Network, Tag};
use pgreach_rules::Resource;
use serde_json::{Map, Value, json};

/// The tags of each resource that has any.
fn tags(network: &Network) -> HashMap<String, Map<String, Value>> {
    let mut tags: HashMap<String, Map<String, Value>> = HashMap::new();
    for Tag { resource, name, value } in &network.tags {
        tags.entry(resource.clone()).or_default().insert(name.word().to_owned(), value.as_str().into());
    }
    tags
}

/// The network as resources, which the reader reads back to the same network, but for its files.
#[must_use]
pub fn write(network: &Network) -> Vec<Resource> {
    let mut documents: Vec<Value> = Vec::new();
    let mut tags = tags(network);
    let mut with_tags = |mut document: Value| {
        let id = document.get("id").and_then(Value::as_str).map(str::to_ascii_lowercase);
        if let (Some(members), Some(found)) = (document.as_object_mut(), id.and_then(|it| tags.remove(&it))) {
            members.insert("tags".to_owned(), found.into());
        }
        document
    };
    documents.extend(network.servers.iter().flat_map(servers::server).map(&mut with_tags));
    documents.extend(network.migrations.iter().map(servers::migration));
    documents.extend(network.vnets.iter().flat_map(networks::vnet));
    documents.extend(network.security_groups.iter().flat_map(security::group));
    documents.extend(network.effective_rules.iter().map(security::effective));
    documents.extend(network.nics.iter().map(networks::nic));
    documents.extend(network.machines.iter().flat_map(networks::machine).map(&mut with_tags));
    documents.extend(network.route_tables.iter().flat_map(networks::route_table));
    documents.extend(network.effective_routes.iter().map(networks::effective_routes));
    documents.extend(network.endpoints.iter().map(servers::endpoint));
    documents.extend(network.zone_groups.iter().map(dns::zone_group));
    documents.extend(network.ungrouped.iter().map(dns::ungrouped));
    documents.extend(network.zones.iter().flat_map(dns::zone));
    documents.extend(network.inbound_endpoints.iter().map(dns::inbound_endpoint));
    documents.extend(network.rulesets.iter().flat_map(dns::ruleset));
    documents.extend(network.dns_policies.iter().flat_map(dns::dns_policy));
    documents.extend(network.domain_lists.iter().map(dns::domain_list));
    documents.extend(network.gateways.iter().map(networks::gateway));
    documents.extend(network.gateway_connections.iter().map(networks::connection));
    documents.extend(network.local_gateways.iter().map(networks::local_gateway));
    documents.extend(network.service_tags.iter().map(security::service_tag));
    documents.extend(network.unread.iter().map(body::unread));
    documents.extend(network.self_run.hba_files.iter().map(postgres::hba_file));
    documents.extend(network.self_run.listening.iter().map(postgres::listening));
    documents.extend(network.self_run.sockets.iter().map(host::sockets));
    documents.extend(network.self_run.host_firewalls.iter().map(host::firewall));
    documents.extend(network.clouds.iter().map(cloud::resource));
    documents.extend(joins::documents(&network.joins));
    if network.planned {
        documents.push(json!({ "data": [], "resultTruncated": PLANNED }));
    }
    let lack = match network {
        Network { broken: true, .. } => Some(BROKEN),
        Network { cut, .. } if !cut.is_empty() => Some("true"),
        Network { truncated: true, .. } => Some(INCOMPLETE),
        _ => None,
    };
    documents.extend(lack.map(|it| json!({ "data": [], "resultTruncated": it })));
    documents.iter().map(|it| Resource(it.to_string())).collect()
}
