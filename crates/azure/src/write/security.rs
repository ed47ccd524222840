//! Security groups, effective rules and service tags, written.

use ipnet::Ipv4Net;
use pgreach_network::{Direction, EffectiveRules, Origin, Peer, PortRange, SecurityGroup, SecurityRule, ServiceTag};
use serde_json::{Value, json};

use super::body::{Body, Family, link, named, resource, texts};

pub(super) fn group(SecurityGroup { origin, provisioning, rules, default_rules }: &SecurityGroup) -> Vec<Value> {
    let defaults: Vec<Value> = default_rules.iter().map(|it| rule(origin, "defaultSecurityRules", it)).collect();
    let body = Body::default().provisioned(provisioning).with("defaultSecurityRules", defaults);
    let group = resource(origin, "Microsoft.Network/networkSecurityGroups", body);
    Family::new(origin, group).with("securityRules", rules, |it| rule(origin, "securityRules", it)).documents()
}

fn rule(of: &Origin, kind: &str, rule: &SecurityRule) -> Value {
    named(of, kind, &rule.name, members(rule))
}

/// What a rule says. A field that could not be read is left out.
fn members(rule: &SecurityRule) -> Body {
    let SecurityRule {
        name: _,
        priority,
        direction,
        allow,
        protocol,
        source_ports,
        destination_ports,
        sources,
        destinations,
    } = rule;
    let mut body = Body::default()
        .some("priority", *priority)
        .some("direction", direction.map(word))
        .some("access", allow.map(|it| if it { "Allow" } else { "Deny" }))
        .some("protocol", protocol.as_deref());
    for (end, ports, peers) in [("source", source_ports, sources), ("destination", destination_ports, destinations)] {
        body = body.some(&format!("{end}PortRanges"), ports.as_ref().map(|it| ranges(it)));
        let Some(peers) = peers else { continue };
        let groups: Vec<Value> =
            peers.iter().filter_map(|it| if let Peer::Group(id) = it { Some(link(id)) } else { None }).collect();
        let mut prefixes = Vec::new();
        let mut expanded: Vec<Ipv4Net> = Vec::new();
        for it in peers {
            match it {
                Peer::Any => prefixes.push("*".to_owned()),
                Peer::Net(net) => prefixes.push(net.to_string()),
                Peer::Ipv6 => prefixes.push("::/0".to_owned()),
                Peer::Tag(tag) => prefixes.push(tag.clone()),
                Peer::Expanded(tag, nets) => {
                    prefixes.push(tag.clone());
                    expanded.extend(nets);
                }
                Peer::Group(_) => {}
            }
        }
        let title = if end == "source" { "expandedSource" } else { "expandedDestination" };
        for (key, list) in [
            (format!("{end}AddressPrefixes"), texts(&prefixes)),
            (format!("{end}ApplicationSecurityGroups"), groups.into()),
            (format!("{title}AddressPrefix"), texts(&expanded)),
        ] {
            body = body.some(&key, Some(list).filter(|it| it != &json!([])));
        }
    }
    body
}

pub(super) const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "Inbound",
        Direction::Outbound => "Outbound",
    }
}

pub(super) fn ranges(ports: &[PortRange]) -> Value {
    let range = |&PortRange { from, to }: &PortRange| match (from, to) {
        (0, u16::MAX) => "*".to_owned(),
        _ if from == to => from.to_string(),
        _ => format!("{from}-{to}"),
    };
    ports.iter().map(range).collect()
}

pub(super) fn effective(effective: &EffectiveRules) -> Value {
    let EffectiveRules { file: _, security_group, subnet, nic, has_admin_rules, rules } = effective;
    // No list says which manager it is.
    let manager = has_admin_rules.then(|| json!({ "id": "/providers/Microsoft.Network/networkManagers/manager" }));
    let association = Body::default()
        .link("subnet", subnet.as_ref())
        .link("networkInterface", nic.as_ref())
        .some("networkManager", manager);
    let rules: Vec<Value> = rules.iter().map(|it| members(it).with("name", it.name.as_str()).into()).collect();
    let of_group = Body::default()
        .link("networkSecurityGroup", security_group.as_ref())
        .with("association", association)
        .with("effectiveSecurityRules", rules);
    json!({ "value": [Value::from(of_group)] })
}

pub(super) fn service_tag(ServiceTag { name, file: _, prefixes }: &ServiceTag) -> Value {
    let tag = json!({ "id": name, "name": name, "properties": { "addressPrefixes": texts(prefixes) } });
    json!({ "values": [tag] })
}
