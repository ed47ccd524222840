//! Network security groups, with the six rules that each of them ends with.

use serde_json::{Value, json};

use super::{part, resource};

const GROUPS: &str = "Microsoft.Network/networkSecurityGroups";

/// A security group.
pub(crate) fn group(name: &str, rules: Vec<Value>) -> Value {
    let default = |(rule, priority, direction, access, from, to): (&str, u16, &str, &str, &str, &str)| {
        let mut rule = self::rule(name, rule, priority, direction, access, (from, to, "*"));
        rule["id"] = rule["id"].as_str().expect("an id").replace("/securityRules/", "/defaultSecurityRules/").into();
        rule["type"] = format!("{GROUPS}/defaultSecurityRules").into();
        rule["properties"]["protocol"] = "*".into();
        rule
    };
    let defaults = [
        ("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
        ("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
        ("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
        ("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
        ("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
        ("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
    ];
    resource(
        GROUPS,
        name,
        json!({
            "provisioningState": "Succeeded",
            "resourceGuid": "7c31e0f8-b6d2-4953-8a0e-f14d9b72c5a6",
            "securityRules": rules,
            "defaultSecurityRules": defaults.map(default),
        }),
    )
}

/// A rule for TCP: from where, to where, and to which port.
pub(crate) fn rule(
    group: &str,
    name: &str,
    priority: u16,
    direction: &str,
    access: &str,
    (from, to, port): (&str, &str, &str),
) -> Value {
    part(
        GROUPS,
        group,
        "securityRules",
        name,
        json!({
            "provisioningState": "Succeeded",
            "protocol": "Tcp",
            "sourcePortRange": "*",
            "destinationPortRange": port,
            "sourceAddressPrefix": from,
            "destinationAddressPrefix": to,
            "access": access,
            "priority": priority,
            "direction": direction,
            "sourcePortRanges": [],
            "destinationPortRanges": [],
            "sourceAddressPrefixes": [],
            "destinationAddressPrefixes": [],
        }),
    )
}

/// A rule that denies a packet before any other.
pub(crate) fn deny(group: &str, direction: &str, to: &str, port: &str) -> Value {
    rule(group, "deny-it", 110, direction, "Deny", ("*", to, port))
}
