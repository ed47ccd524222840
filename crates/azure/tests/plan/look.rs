//! Plays Azure where a command only looks: prints what the CLI would print, by a `JMESPath` engine that is not ours.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::azure::{Command, find, is_id};
use pgreach_fixtures::topology::{File, Topology, forms::Form};

/// The versions of the API that the looks name, and what they are for.
const VERSIONS: [(&str, &str); 4] = [
    ("/microsoft.network/", "2024-05-01"),
    ("/flexibleservers/", "2024-08-01"),
    ("/privateendpointconnections/", "2018-06-01"),
    ("/servers/", "2017-12-01"),
];

/// What a command prints.
pub(crate) fn print(topology: &mut Topology, command: &str) -> Result<String, String> {
    let command = Command::parse(command)?;
    let verb: Vec<&str> = command.verb.iter().map(String::as_str).collect();
    let printed = match verb[..] {
        ["rest"] => get(topology, &command)?,
        ["network", "private-endpoint", "list"] => {
            command.takes(&["--query", "-o"])?;
            flat(topology, &format!("{}/privateEndpoints", command.id("Microsoft.Network", &[])?))
        }
        ["network", "private-endpoint", "dns-zone-group", "list"] => {
            command.takes(&["--endpoint-name", "--query", "-o"])?;
            let endpoint = command.id("Microsoft.Network/privateEndpoints", &[command.one("--endpoint-name")?])?;
            flat(topology, &format!("{endpoint}/privateDnsZoneGroups"))
        }
        ["network", "private-dns", "link", "vnet", "list"] => in_zone(topology, &command, "virtualNetworkLinks")?,
        ["network", "private-dns", "record-set", "a", "list"] => in_zone(topology, &command, "A")?,
        ["network", "private-dns", "record-set", "cname", "list"] => in_zone(topology, &command, "CNAME")?,
        ["network", "route-table", "list"] => {
            command.takes(&["--query", "-o"])?;
            flat(topology, &format!("{}/routeTables", command.id("Microsoft.Network", &[])?))
        }
        _ => return Err(format!("no look: az {}", verb.join(" "))),
    };
    if command.one("-o")? != "tsv" {
        return Err("it prints more than a line".to_owned());
    }
    let query = jmespath::compile(command.one("--query")?).map_err(|it| it.to_string())?;
    let found = query.search(jmespath::Variable::try_from(printed).map_err(|it| it.to_string())?);
    let found = found.map_err(|it| it.to_string())?;
    let text = found.as_string().ok_or_else(|| format!("no text: {found}"))?;
    Ok(if text.starts_with('[') { as_python_writes(text) } else { text.clone() })
}

/// JSON as the CLI's engine writes it: of other signs than those of ASCII, their numbers.
fn as_python_writes(json: &str) -> String {
    let mut written = String::new();
    for it in json.chars() {
        if it.is_ascii() {
            written.push(it);
        } else {
            for unit in it.encode_utf16(&mut [0; 2]) {
                let _ = write!(written, "\\u{unit:04x}");
            }
        }
    }
    written
}

/// A resource of the API, or a list of them.
fn get(topology: &mut Topology, command: &Command) -> Result<Value, String> {
    command.takes(&["--method", "--url", "--query", "-o"])?;
    if command.one("--method")? != "get" {
        return Err("it is no look".to_owned());
    }
    let (id, version) = command.one("--url")?.split_once("?api-version=").ok_or("no version of an API")?;
    let of = VERSIONS.iter().find(|(of, _)| id.to_ascii_lowercase().contains(of)).ok_or("no API")?;
    if of.1 != version {
        return Err(format!("{version} is no version for {id}"));
    }
    if ["Rules", "/ruleCollectionGroups", "/hubVirtualNetworkConnections"].iter().any(|it| id.ends_with(it)) {
        // A list of a resource is there where the resource is.
        find(topology, id.rsplit_once('/').ok_or("no server")?.0)?;
        return Ok(json!({ "value": listed(topology, id) }));
    }
    find(topology, id).cloned()
}

/// The resources right below an address.
fn listed(topology: &Topology, address: &str) -> Vec<Value> {
    let all = topology.files.iter().flat_map(|it| &it.items);
    let is_below = |it: &&Value| {
        let id = it["id"].as_str().unwrap_or_default();
        let below = id.rsplit_once('/').is_some_and(|(place, _)| place.eq_ignore_ascii_case(address));
        below && is_id(it, id)
    };
    all.filter(is_below).cloned().collect()
}

/// The resources right below an address, as the CLI prints them.
fn flat(topology: &Topology, address: &str) -> Value {
    let items = listed(topology, address);
    Form::Cli.print(&File { name: "printed.json", items, is_cut: false })
}

fn in_zone(topology: &mut Topology, command: &Command, kind: &str) -> Result<Value, String> {
    command.takes(&["-z", "--query", "-o"])?;
    let zone = command.id("Microsoft.Network/privateDnsZones", &[command.one("-z")?])?;
    find(topology, &zone)?;
    Ok(flat(topology, &format!("{zone}/{kind}")))
}
