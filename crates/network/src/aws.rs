//! Decides what AWS's security groups, network ACLs and routes do with packets.
//!
//! Each is a resource of [`cloud`](crate::cloud) as AWS prints it; a member that is not there is not known.

use ipnet::Ipv4Net;
use serde_json::Value;

use crate::{
    cloud::{Members, holds_all, ipv4},
    covers, meet, sort_by_number,
};

/// The ranges that a member of each of these says, and whether these are all; those of IPv6 are none.
fn ranges(parts: Option<&[Value]>, member: &str) -> (Vec<Ipv4Net>, bool) {
    let Some(parts) = parts else { return (Vec::new(), false) };
    let read: Vec<Option<Ipv4Net>> = parts.iter().map(|it| ipv4(it.text(member)?)).collect();
    (read.iter().flatten().copied().collect(), read.iter().all(Option::is_some))
}

/// Whether a security group lets all of these addresses in on a TCP port (`Some(true)`), or none of them (`Some(false)`).
/// Rules for other groups and for IPv6 admit nothing that comes from Azure.
///
/// Source: "Security group rules" (Amazon VPC user guide): rules only allow, and the most permissive one counts.
#[must_use]
pub fn admits(security_group: &Value, clients: &[Ipv4Net], port: u16) -> Option<bool> {
    let (mut surely, mut may_more) = (Vec::new(), false);
    for rule in security_group.list("IpPermissions")? {
        let fits = match rule.text("IpProtocol")? {
            "-1" => true,
            "tcp" | "6" => match (rule.number("FromPort"), rule.number("ToPort")) {
                (Some(from), Some(to)) if 0 <= from => (from..=to).contains(&i64::from(port)),
                // What -1 means here, AWS says of ICMP alone.
                _ => {
                    may_more = true;
                    false
                }
            },
            _ => false,
        };
        if fits {
            let (nets, is_all) = ranges(rule.list("IpRanges"), "CidrIp");
            surely.extend(nets);
            may_more |= !is_all || rule.list("PrefixListIds").is_none_or(|it| !it.is_empty());
        }
    }
    holds_all(&surely, clients).filter(|it| *it || !may_more)
}

/// Whether a network ACL or a route table is the one of a subnet by an association of its own.
#[must_use]
pub fn is_of(resource: &Value, subnet: &str) -> bool {
    resource.list("Associations").unwrap_or_default().iter().any(|it| it.text("SubnetId") == Some(subnet))
}

/// Whether a route table is coming to a subnet or going from it, or did not come to it: then which one it has is not known.
/// What an association says nothing of, as in old exports, is done.
///
/// Source: `RouteTableAssociationState` (Amazon EC2 API).
#[must_use]
pub fn is_changing(route_table: &Value, subnet: &str) -> bool {
    let state = |it: &Value| it.get("AssociationState").is_some_and(|it| it.text("State") != Some("associated"));
    let associations = route_table.list("Associations").unwrap_or_default();
    associations.iter().any(|it| it.text("SubnetId") == Some(subnet) && state(it))
}

/// Whether a network ACL lets TCP packets between a subnet and all of these addresses through to any of these ports, out of
/// the subnet or into it (`Some(true)`), or none of these (`Some(false)`).
///
/// Source: "Network ACL rules" (Amazon VPC user guide): in the order of their numbers, the first that fits counts.
#[must_use]
pub fn lets_through(acl: &Value, others: &[Ipv4Net], ports: (u16, u16), egress: bool) -> Option<bool> {
    let mut entries: Vec<(i64, &Value)> = Vec::new();
    for entry in acl.list("Entries")? {
        let is_ipv6 = entry.get("CidrBlock").is_none() && entry.get("Ipv6CidrBlock").is_some();
        if entry.flag("Egress")? == egress && !is_ipv6 {
            entries.push((entry.number("RuleNumber")?, entry));
        }
    }
    sort_by_number(&mut entries, |it| it.0);
    let each: Vec<Option<bool>> = others.iter().map(|other| first_that_fits(&entries, *other, ports)).collect();
    let first = each.first().copied().flatten();
    first.filter(|_| each.iter().all(|it| *it == first))
}

/// What the first rule that fits does with packets; not known where one before it may fit some of them and does another.
fn first_that_fits(entries: &[(i64, &Value)], other: Ipv4Net, ports: (u16, u16)) -> Option<bool> {
    let mut perhaps: Vec<bool> = Vec::new();
    let (from, to) = (i64::from(ports.0), i64::from(ports.1));
    let mut decided = false;
    for (_, entry) in entries {
        let range = entry.get("PortRange");
        let fits_ports = match entry.text("Protocol")? {
            "-1" => Some(true),
            "6" | "tcp" => {
                range.and_then(|it| Some((it.number("From")?, it.number("To")?))).and_then(|(first, last)| match () {
                    () if first <= from && to <= last => Some(true),
                    () if last < from || to < first => Some(false),
                    () => None,
                })
            }
            _ => Some(false),
        };
        let fits_net = entry.text("CidrBlock").and_then(ipv4).and_then(|it| match () {
            () if it.contains(&other) => Some(true),
            () if !meet(it, other) => Some(false),
            () => None,
        });
        if fits_ports == Some(false) || fits_net == Some(false) {
            continue;
        }
        let allows = match entry.text("RuleAction")? {
            "allow" => true,
            "deny" => false,
            _ => return None,
        };
        if (fits_ports, fits_net) == (Some(true), Some(true)) {
            decided = allows;
            break;
        }
        perhaps.push(allows);
    }
    perhaps.iter().all(|it| *it == decided).then_some(decided)
}

/// Whether a route table is the one of the subnets that have none of their own; `None` where it is not known which subnets
/// have it.
#[must_use]
pub fn is_main(route_table: &Value) -> Option<bool> {
    let associations = route_table.list("Associations")?;
    let is_main = |it: &Value| it.flag("Main") == Some(true);
    let says = |it: &Value| is_main(it) || it.get("SubnetId").is_some() || it.get("GatewayId").is_some();
    associations.iter().all(says).then(|| associations.iter().any(is_main))
}

/// What the routes that packets to any of these addresses may take lead to, each once: its id, `local`, `blackhole`, or `nothing` where
/// no route fits. `None` where the routes are not all known.
///
/// Source: "Route priority" (Amazon VPC user guide): the narrowest route counts. Those of gateway endpoints are for
/// addresses of AWS's own services.
#[must_use]
pub fn targets<'a>(route_table: &'a Value, to: &[Ipv4Net]) -> Option<Vec<&'a str>> {
    const MEMBERS: [&str; 5] =
        ["GatewayId", "TransitGatewayId", "NatGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId"];
    let mut routes: Vec<(Ipv4Net, &'a str)> = Vec::new();
    for route in route_table.list("Routes")? {
        let is_ipv6 = route.get("DestinationIpv6CidrBlock").is_some();
        if is_ipv6 && route.get("DestinationCidrBlock").is_none() && route.get("DestinationPrefixListId").is_none() {
            continue;
        }
        let id = match route.text("State")? {
            "blackhole" => "blackhole",
            "active" => MEMBERS.iter().find_map(|it| route.text(it))?,
            _ => return None,
        };
        match route.text("DestinationCidrBlock") {
            Some(net) => routes.push((ipv4(net)?, id)),
            None if route.get("DestinationPrefixListId").is_some() && id.starts_with("vpce-") => {}
            None => return None,
        }
    }
    let mut targets = Vec::new();
    for to in to {
        // One that was announced may stand beside one for the same range that a person entered.
        let length = routes.iter().filter(|(net, _)| net.contains(to)).map(|(net, _)| net.prefix_len()).max();
        let wider = routes.iter().filter(|(net, _)| net.contains(to) && Some(net.prefix_len()) == length);
        let wider: Vec<&'a str> = wider.map(|it| it.1).collect();
        let narrower = routes.iter().filter(|(net, _)| to.contains(net) && net != to);
        let parts: Vec<Ipv4Net> = narrower.clone().map(|it| it.0).collect();
        // Where narrower routes take all of it, no wider one is asked.
        let rest = match () {
            () if covers(&parts, *to) => Vec::new(),
            () if wider.is_empty() => vec!["nothing"],
            () => wider,
        };
        for target in rest.into_iter().chain(narrower.map(|it| it.1)) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    (!targets.is_empty()).then_some(targets)
}

/// Whether a route table is one of a gateway, or may be: it sends what comes in over that, wherever in the VPC it goes.
///
/// Source: "Gateway route tables" (Amazon VPC user guide).
#[must_use]
pub fn is_of_gateway(route_table: &Value) -> bool {
    let is_of_none = |it: &Value| it.get("SubnetId").is_none() && it.flag("Main") != Some(true);
    let associations = route_table.list("Associations");
    associations.is_none_or(|all| all.iter().any(|it| it.get("GatewayId").is_some() || is_of_none(it)))
}

#[cfg(test)]
mod tests {
    use ipnet::Ipv4Net;
    use serde_json::{Value, json};

    use super::{admits, lets_through, targets};

    fn nets(texts: &[&str]) -> Vec<Ipv4Net> {
        texts.iter().map(|it| it.parse().expect("a range")).collect()
    }

    #[test]
    fn a_security_group_admits_what_its_rules_cover_together() {
        let rule = |protocol: &str, ports: (i64, i64), of: &[&str]| {
            let of: Vec<Value> = of.iter().map(|it| json!({ "CidrIp": it })).collect();
            json!({ "IpProtocol": protocol, "FromPort": ports.0, "ToPort": ports.1, "IpRanges": of, "PrefixListIds": [] })
        };
        let mut listed = rule("tcp", (5432, 5432), &[]);
        listed["PrefixListIds"] = json!([{ "PrefixListId": "pl-1" }]);
        let here = (5432, 5432);
        for (rules, clients, expected) in [
            (vec![], &["20.0.0.4/32"][..], Some(false)),
            (vec![rule("tcp", here, &["20.0.0.4/32"])], &["20.0.0.4/32"], Some(true)),
            (vec![rule("tcp", here, &["20.0.0.4/32"])], &["20.0.0.4/31"], None),
            (vec![rule("tcp", here, &["20.0.0.4/32", "20.0.0.5/32"])], &["20.0.0.4/31"], Some(true)),
            (vec![rule("tcp", (5433, 6000), &["0.0.0.0/0"])], &["20.0.0.4/32"], Some(false)),
            (vec![rule("-1", (0, 0), &["0.0.0.0/0"])], &["20.0.0.4/32"], Some(true)),
            (vec![rule("tcp", (-1, -1), &["0.0.0.0/0"])], &["20.0.0.4/32"], None),
            (vec![rule("udp", here, &["0.0.0.0/0"])], &["20.0.0.4/32"], Some(false)),
            (vec![listed.clone()], &["20.0.0.4/32"], None),
            (vec![listed, rule("tcp", here, &["20.0.0.0/8"])], &["20.0.0.4/32"], Some(true)),
            (vec![rule("tcp", here, &["nonsense"])], &["20.0.0.4/32"], None),
            (vec![rule("tcp", here, &["20.0.0.4/32"])], &[], None),
        ] {
            let group = json!({ "IpPermissions": rules });
            assert_eq!(admits(&group, &nets(clients), 5432), expected, "{group} {clients:?}");
        }
        assert_eq!(admits(&json!({}), &nets(&["20.0.0.4/32"]), 5432), None);
    }

    #[test]
    fn of_a_network_acl_the_lowest_number_that_fits_counts() {
        let entry = |number: i64, action: &str, net: &str, ports: Option<(i64, i64)>| {
            let mut entry = json!({ "Egress": false, "RuleNumber": number, "RuleAction": action, "CidrBlock": net });
            entry["Protocol"] = if ports.is_some() { "6" } else { "-1" }.into();
            if let Some((from, to)) = ports {
                entry["PortRange"] = json!({ "From": from, "To": to });
            }
            entry
        };
        let with = |mut entry: Value, member: &str, value: Value| {
            entry[member] = value;
            entry
        };
        let all = entry(100, "allow", "0.0.0.0/0", None);
        for (entries, expected) in [
            (vec![], Some(false)),
            (vec![entry(32767, "deny", "0.0.0.0/0", None), all.clone()], Some(true)),
            (vec![all.clone(), entry(90, "deny", "20.0.0.0/8", None)], Some(false)),
            (vec![all.clone(), entry(90, "deny", "20.0.0.5/32", None)], None),
            (vec![entry(100, "allow", "0.0.0.0/0", Some((5000, 5999)))], Some(true)),
            (vec![entry(100, "allow", "0.0.0.0/0", Some((5433, 5999)))], Some(false)),
            (vec![with(all.clone(), "Egress", true.into())], Some(false)),
            (vec![with(all.clone(), "Egress", Value::Null)], None),
            (vec![with(all, "RuleNumber", Value::Null)], None),
        ] {
            let acl = json!({ "Entries": entries });
            assert_eq!(lets_through(&acl, &nets(&["20.0.0.4/31"]), (5432, 5432), false), expected, "{acl}");
        }
    }

    #[test]
    fn the_narrowest_active_route_counts() {
        let route =
            |net: &str, gateway: &str| json!({ "DestinationCidrBlock": net, "GatewayId": gateway, "State": "active" });
        let dead = json!({ "DestinationCidrBlock": "20.0.0.0/8", "GatewayId": "igw-1", "State": "blackhole" });
        let of_ipv6 =
            json!({ "DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "State": "active" });
        let of_list = json!({ "DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active" });
        let of_people = json!({ "DestinationPrefixListId": "pl-1", "GatewayId": "vgw-1", "State": "active" });
        for (routes, expected) in [
            (vec![], Some(vec!["nothing"])),
            (vec![route("0.0.0.0/0", "igw-1"), route("10.0.0.0/16", "local")], Some(vec!["igw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), route("20.0.0.0/8", "vgw-1")], Some(vec!["vgw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), dead], Some(vec!["blackhole"])),
            (vec![route("20.0.0.0/8", "pcx-1"), route("20.0.0.0/8", "vgw-1")], Some(vec!["pcx-1", "vgw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), of_ipv6], Some(vec!["igw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), route("20.0.0.4/32", "vgw-1")], Some(vec!["igw-1", "vgw-1"])),
            (vec![route("20.0.0.5/32", "igw-1"), route("20.0.0.4/32", "vgw-1")], Some(vec!["igw-1", "vgw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), of_list], Some(vec!["igw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), of_people], None),
        ] {
            let table = json!({ "Routes": routes });
            let found = targets(&table, &nets(&["20.0.0.4/31"]));
            assert_eq!(found, expected, "{table}");
        }
    }
}
