//! Rules of security groups, and collections of an Azure Firewall.

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    world::{delete, find, insert, is_id, is_new, resource},
};

pub(super) const GROUPS: &str = "Microsoft.Network/networkSecurityGroups";

pub(super) fn security_rule(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    const OPTIONS: [&str; 12] = [
        "--nsg-name",
        "-n",
        "--priority",
        "--direction",
        "--access",
        "--protocol",
        "--source-address-prefixes",
        "--destination-address-prefixes",
        "--source-port-ranges",
        "--destination-port-ranges",
        "--source-asgs",
        "--destination-asgs",
    ];
    command.takes(&OPTIONS)?;
    let (group, own) = (command.one("--nsg-name")?, command.one("-n")?);
    let whole = command.id(GROUPS, &[group])?;
    let id = command.id(&format!("{GROUPS}/securityRules"), &[group, own])?;
    if verb == "delete" {
        return delete(topology, &id);
    }
    let is_new = is_new(topology, &id, verb, "az network nsg rule")?;
    let mut rule = if is_new {
        resource(&id, &format!("{GROUPS}/securityRules"), json!({ "provisioningState": "Succeeded" }))
    } else {
        find(topology, &id)?.clone()
    };
    let properties = &mut rule["properties"];
    if let Some(it) = command.perhaps("--priority")? {
        let priority: u16 = it.parse().map_err(|_| format!("no number: {it}"))?;
        if !(100..=4096).contains(&priority) {
            return Err(format!("no priority of a rule: {priority}"));
        }
        properties["priority"] = priority.into();
    }
    for (option, member, words) in [
        ("--direction", "direction", &["Inbound", "Outbound"][..]),
        ("--access", "access", &["Allow", "Deny"]),
        ("--protocol", "protocol", &["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"]),
    ] {
        if let Some(it) = command.perhaps(option)? {
            if !words.contains(&it) {
                return Err(format!("no {member}: {it}"));
            }
            properties[member] = it.into();
        }
    }
    for (option, one, several) in [
        ("--source-address-prefixes", "sourceAddressPrefix", "sourceAddressPrefixes"),
        ("--destination-address-prefixes", "destinationAddressPrefix", "destinationAddressPrefixes"),
        ("--source-port-ranges", "sourcePortRange", "sourcePortRanges"),
        ("--destination-port-ranges", "destinationPortRange", "destinationPortRanges"),
    ] {
        let Some(values) = command.list(option) else { continue };
        let members = properties.as_object_mut().ok_or("no properties")?;
        members.remove(one);
        members.insert(several.to_owned(), json!([]));
        match values {
            [] => return Err(format!("{option} is empty")),
            [value] => members.insert(one.to_owned(), value.as_str().into()),
            values if values.iter().any(|it| it == "*") => return Err(format!("{option}: * and others")),
            values => members.insert(several.to_owned(), json!(values)),
        };
    }
    for (option, member) in [
        ("--source-asgs", "sourceApplicationSecurityGroups"),
        ("--destination-asgs", "destinationApplicationSecurityGroups"),
    ] {
        if let Some(values) = command.list(option) {
            properties[member] = values.iter().map(|it| json!({ "id": it })).collect();
        }
    }
    let (priority, direction) = (properties["priority"].clone(), properties["direction"].clone());
    let rules = find(topology, &whole)?["properties"]["securityRules"].clone();
    let others = rules.as_array().into_iter().flatten().filter(|it| !is_id(it, &id));
    for other in others {
        if other["properties"]["priority"] == priority && other["properties"]["direction"] == direction {
            return Err(format!("{} has the number of {id}", other["name"]));
        }
    }
    if is_new {
        insert(topology, &whole, "securityRules", rule)
    } else {
        *find(topology, &id)? = rule;
        Ok(())
    }
}

/// Puts a collection behind the others of a firewall, or takes the one at a place away.
pub(super) fn collections(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--ids", "--api-version", "--add", "--remove"])?;
    let firewall = &mut find(topology, command.one("--ids")?)?["properties"];
    if command.one("--api-version")? != "2024-05-01" || !firewall["firewallPolicy"].is_null() {
        return Err("no such API, or the firewall has a policy".to_owned());
    }
    let there = firewall["networkRuleCollections"].as_array_mut().ok_or("no collections")?;
    match (command.list("--add"), command.list("--remove")) {
        (Some([list, new]), None) if list == "properties.networkRuleCollections" => {
            let mut new: Value = serde_json::from_str(new).map_err(|it| it.to_string())?;
            let is_number = new["properties"]["priority"].as_u64().is_some_and(|it| (100..=65_000).contains(&it));
            let is_same =
                |it: &Value| it["name"] == new["name"] || it["properties"]["priority"] == new["properties"]["priority"];
            let rules = new["properties"]["rules"].as_array();
            if !is_number || there.iter().any(is_same) || rules.is_none_or(|it| it[0]["protocols"] != json!(["TCP"])) {
                return Err(format!("no collection, or one is there: {new}"));
            }
            new["properties"]["provisioningState"] = "Succeeded".into();
            there.push(new);
        }
        (None, Some([list, place])) if list == "properties.networkRuleCollections" => {
            let place: usize = place.parse().map_err(|_| format!("no place: {place}"))?;
            if there.len() <= place {
                return Err(format!("index {place} doesn't exist"));
            }
            there.remove(place);
        }
        other => return Err(format!("no such update: {other:?}")),
    }
    Ok(())
}
