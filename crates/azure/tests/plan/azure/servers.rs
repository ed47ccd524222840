//! Servers and migrations, the latter made by hand in the portal.

use pgreach_fixtures::topology::Topology;
use serde_json::json;

use super::{
    Done,
    command::Command,
    world::{add, find, resource},
};

pub(super) fn server(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    command.takes(&["--ids"])?;
    let (before, after) = match verb {
        "start" => ("Stopped", "Ready"),
        "stop" => ("Ready", "Stopped"),
        _ => return Err(format!("no az postgres flexible-server {verb}")),
    };
    let state = &mut find(topology, command.one("--ids")?)?["properties"]["state"];
    if *state != before {
        return Err(format!("{verb}: it is {state}"));
    }
    *state = after.into();
    Ok(())
}

/// What a person does in the portal where no command does it: creates the migration, with the host that the words say; or
/// creates one anew that is there, and leaves all else as it was.
pub(crate) fn by_hand(topology: &mut Topology, words: &str) -> Done {
    let (target, words) = words.split_once(" → Migration → Create: ").ok_or("other words")?;
    let (like, host) = words.split_once("Custom FQDN/IP of the source ").ok_or("other words")?;
    let host = host.trim_end_matches('.');
    host.parse::<std::net::Ipv4Addr>().map_err(|_| format!("no address: {host}"))?;
    if let Some(name) = like.strip_prefix("as ").and_then(|it| it.strip_suffix(" was made, with ")) {
        let end = format!("/{target}/migrations/{name}");
        let ids = topology.files.iter().flat_map(|it| &it.items).filter_map(|it| it["id"].as_str());
        let id = ids.into_iter().find(|it| it.ends_with(&end)).map(str::to_owned).ok_or("no such migration")?;
        find(topology, &id)?["properties"]["sourceDbServerFullyQualifiedDomainName"] = host.into();
        return Ok(());
    }
    let config = topology.config();
    let named = |topology: &mut Topology, name: Option<String>| {
        let end = format!("/{}", name.unwrap_or_default()).to_ascii_lowercase();
        let ids = topology.files.iter().flat_map(|it| &it.items).filter_map(|it| it["id"].as_str());
        let is_server = |it: &&str| it.contains("Microsoft.DBforPostgreSQL") && it.to_ascii_lowercase().ends_with(&end);
        ids.into_iter().find(is_server).map(str::to_owned).ok_or("no server")
    };
    let (source, target) = (named(topology, config.source.name.clone())?, named(topology, Some(target.to_owned()))?);
    let mut properties = json!({
        "sourceDbServerResourceId": source,
        "sourceDbServerFullyQualifiedDomainName": host,
        "targetDbServerResourceId": target,
        "migrationMode": "Offline",
        "currentStatus": { "state": "InProgress" },
    });
    if config.runtime.used == Some(true) {
        properties["migrationInstanceResourceId"] = named(topology, config.runtime.name)?.into();
    }
    let id = format!("{target}/migrations/first");
    add(topology, resource(&id, "Microsoft.DBforPostgreSQL/flexibleServers/migrations", properties));
    Ok(())
}
