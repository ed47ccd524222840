//! Says what a piece of evidence means for a stage of a connection, as a sentence.

use crate::{Evidence, HopKind};

/// What shows a stage, as a sentence without its stop. The evidence itself stands beside the step, property by property.
pub(crate) fn sentence(hop: HopKind, shown: &Evidence) -> String {
    let Evidence { resource, property, value, .. } = shown;
    let (list, name) = match property.strip_suffix(']').and_then(|it| it.split_once('[')) {
        Some((list, name)) => (list, Some(name)),
        None => (property.as_str(), None),
    };
    let said = match (list, name) {
        ("securityRules" | "defaultSecurityRules" | "effectiveSecurityRules", Some(name)) => {
            rule(&format!("The rule {name} of {resource}"), value)
        }
        ("securityAdminRule", None) => rule(&format!("The security admin rule {resource}"), value),
        ("routes", Some(name)) => value.split_once(" → ").map(|(to, next)| match next {
            "None" => format!("The route {name} of {resource} drops what goes to {to}"),
            _ => format!("The route {name} of {resource} sends what goes to {to} to {next}"),
        }),
        ("routeTable.id", None) if value == "none" => Some(format!("{resource} has no route table")),
        ("networkSecurityGroup.id", None) if value == "none" => {
            Some(format!("{resource} has no network security group"))
        }
        ("privateEndpointNetworkPolicies", None) => unheeded(hop, value).map(|what| {
            format!("Private endpoints in {resource} heed no {what} (privateEndpointNetworkPolicies: {value})")
        }),
        _ => None,
    };
    said.unwrap_or_else(|| format!("{resource}: {property} is {value}"))
}

/// A rule as `priority 110, Deny, Tcp, * → *:5432`, of which one thing is said.
fn rule(subject: &str, value: &str) -> Option<String> {
    let (priority, rest) = value.split_once(", ")?;
    let (access, what) = rest.split_once(", ")?;
    let does = match access {
        "Allow" => "allows",
        "AlwaysAllow" => "always allows",
        "Deny" => "denies",
        _ => return None,
    };
    Some(format!("{subject} {does} {what} ({priority})"))
}

/// What an endpoint does not heed with these network policies, where that is what the stage asks.
///
/// Source: "Manage network policies for private endpoints" (2023-08-01).
fn unheeded(hop: HopKind, policies: &str) -> Option<&'static str> {
    match (hop, policies) {
        (HopKind::InboundRules, "Disabled" | "RouteTableEnabled") => Some("network security group"),
        (HopKind::ReturnRoute, "Disabled" | "NetworkSecurityGroupEnabled") => Some("route table"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;
    use crate::{
        Evidence,
        HopKind::{InboundRules, OutboundRules, ReturnRoute, Route},
    };

    #[test]
    fn a_stage_is_said_in_a_sentence() {
        let said = |hop, resource: &str, property: &str, value: &str| {
            let (resource, property, value) = (resource.to_owned(), property.to_owned(), value.to_owned());
            sentence(hop, &Evidence { resource, property, value, id: None, file: None })
        };
        for (hop, resource, property, value, expected) in [
            (
                OutboundRules,
                "nsg-db",
                "securityRules[deny-it]",
                "priority 110, Deny, Tcp, * → 10.1.0.0/16:443, 5000-6000",
                "The rule deny-it of nsg-db denies Tcp, * → 10.1.0.0/16:443, 5000-6000 (priority 110)",
            ),
            (
                OutboundRules,
                "rc/no-postgres",
                "securityAdminRule",
                "priority 1, AlwaysAllow, Tcp, * → *:5432",
                "The security admin rule rc/no-postgres always allows Tcp, * → *:5432 (priority 1)",
            ),
            (
                Route,
                "rt-db",
                "routes[nowhere]",
                "10.1.0.0/16 → None",
                "The route nowhere of rt-db drops what goes to 10.1.0.0/16",
            ),
            (
                Route,
                "rt-db",
                "routes[out]",
                "0.0.0.0/0 → VirtualAppliance 10.9.0.4",
                "The route out of rt-db sends what goes to 0.0.0.0/0 to VirtualAppliance 10.9.0.4",
            ),
            (ReturnRoute, "vnet-old/db", "routeTable.id", "none", "vnet-old/db has no route table"),
            (InboundRules, "nic", "networkSecurityGroup.id", "none", "nic has no network security group"),
            (
                InboundRules,
                "vnet-old/endpoints",
                "privateEndpointNetworkPolicies",
                "RouteTableEnabled",
                "Private endpoints in vnet-old/endpoints heed no network security group (privateEndpointNetworkPolicies: \
                 RouteTableEnabled)",
            ),
            // What has no sentence of its own is shown as it is.
            (
                ReturnRoute,
                "vnet-old/endpoints",
                "privateEndpointNetworkPolicies",
                "Enabled",
                "vnet-old/endpoints: privateEndpointNetworkPolicies is Enabled",
            ),
            (
                OutboundRules,
                "nsg",
                "securityRules[odd]",
                "priority 1, unknown, *",
                "nsg: securityRules[odd] is priority 1, unknown, *",
            ),
        ] {
            assert_eq!(said(hop, resource, property, value), expected);
        }
    }
}
