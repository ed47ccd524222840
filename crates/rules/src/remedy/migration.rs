//! Proposes that the migration connects to an address in place of the source's name.

use std::net::Ipv4Addr;

use crate::{
    Party,
    network::{Change, Context, Edit, Fact, Id, Item, Migration, MigrationSource, Origin, migration},
    remedy::free_name,
};

/// Has the migration connect to an address of the source, and ask for no name: the one that is there, created anew, or the one
/// that is still to be created, where no file has one of the target.
///
/// Source: "Custom FQDN/IP" in the network guide of the migration service (2025-02-07).
pub(super) fn by_address(context: &Context<'_>, party: Party, address: Ipv4Addr) -> Option<Change> {
    if party != Party::Source {
        return None;
    }
    let host = Fact::Known(address.to_string());
    let Some(there) = migration(context.config, context.network) else { return to_be_created(context, host) };
    let item = |host| Item::SourceHost(there.origin.id.clone(), host);
    let from = item(there.source_host.clone());
    (!there.is_over() && !there.source_host.is_unknown()).then(|| Edit::Update { from, to: item(host) }.into())
}

/// The migration between these servers that is still to be created. Files with another one of the target may mean that.
fn to_be_created(context: &Context<'_>, host: Fact<String>) -> Option<Change> {
    let (source, target) = (context.server(Party::Source).ok()?, context.server(Party::Target).ok()?);
    let of_target = |it: &&Migration| it.origin.id.is_part_of(&target.origin.id);
    if context.network.migrations.iter().any(|it| of_target(&it) && !it.is_over()) {
        return None;
    }
    let is_runtime_used = context.config.runtime.used?;
    let runtime = if is_runtime_used { Some(context.server(Party::Runtime).ok()?.origin.id.clone()) } else { None };
    let name =
        free_name("migration", context.network.migrations.iter().filter(of_target).map(|it| it.origin.id.name()));
    let id = Id::parse(&format!("{}/migrations/{name}", target.origin.id.text()))?;
    let migration = Migration {
        origin: Origin { id, file: target.origin.file },
        source: Some(MigrationSource::Resource(source.origin.id.clone())),
        source_host: host,
        target_host: Fact::None,
        source_type: None,
        target: Some(target.origin.id.clone()),
        runtime: runtime.map_or(Fact::None, Fact::Known),
        state: None,
        error: None,
        ssl_mode: None,
        test: None,
    };
    Some(Edit::create(Item::Migration(Box::new(migration))).into())
}
