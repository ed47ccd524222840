//! Tests what the two ends of an attachment say together: a subnet or a network interface, and its group or table.

use pgreach_azure::read;
use pgreach_network::{Fact, Id};
use serde_json::{Value, json};

const PROVIDER: &str = "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network";

fn reference(place: &str) -> Value {
    json!({ "id": format!("{PROVIDER}/{place}") })
}

fn subnet(group: &Value) -> Value {
    let mut properties = json!({ "addressPrefix": "10.0.0.0/24", "provisioningState": "Succeeded" });
    // A text stands for a query that does not ask for it.
    if group.as_str().is_none() {
        properties["privateEndpointNetworkPolicies"] = "Disabled".into();
        properties["networkSecurityGroup"] = group.clone();
        properties["routeTable"] = group.clone();
    }
    json!({ "id": format!("{PROVIDER}/virtualNetworks/v/subnets/db"), "properties": properties })
}

fn named_by(place: &str) -> Value {
    let properties = json!({
        "provisioningState": "Succeeded", "securityRules": [], "routes": [],
        "subnets": [reference("virtualNetworks/v/subnets/db")],
        "networkInterfaces": [reference("networkInterfaces/card")],
    });
    json!({ "id": format!("{PROVIDER}/{place}"), "properties": properties })
}

/// What is known of the subnet's group and table, and what is said of it.
fn found(resources: &[Value]) -> (Fact<String>, Fact<String>, Vec<String>) {
    let text = json!({ "value": resources }).to_string();
    let import = read([("a.json", text.as_bytes())]);
    let name = |it: &Fact<Id>| it.clone().map(|it| it.name().to_owned());
    let subnet = &import.network.vnets[0].subnets.items[0];
    (name(&subnet.security_group), name(&subnet.route_table), import.files[0].partial.clone())
}

#[test]
fn the_other_end_says_what_a_subnet_does_not() {
    let unsaid = subnet(&"unsaid".into());
    assert_eq!(found(std::slice::from_ref(&unsaid)).0, Fact::Unknown);
    let known = Fact::Known("one".to_owned());
    for both in [
        [unsaid.clone(), named_by("networkSecurityGroups/one")],
        [named_by("networkSecurityGroups/one"), unsaid.clone()],
    ] {
        assert_eq!(found(&both), (known.clone(), Fact::Unknown, vec![]));
    }
    assert_eq!(found(&[unsaid.clone(), named_by("routeTables/one")]), (Fact::Unknown, known, vec![]));
    let agreeing = subnet(&reference("networkSecurityGroups/ONE"));
    assert!(found(&[agreeing, named_by("networkSecurityGroups/one")]).2.is_empty(), "both say the same");
    let (group, _, said) =
        found(&[unsaid, named_by("networkSecurityGroups/one"), named_by("networkSecurityGroups/other")]);
    assert_eq!((group, said.len()), (Fact::Unknown, 1), "a subnet has one group");
}

#[test]
fn two_ends_that_differ_are_of_two_days() {
    for (says, place) in [
        (Value::Null, "networkSecurityGroups/one"),
        (reference("networkSecurityGroups/other"), "networkSecurityGroups/one"),
        (Value::Null, "routeTables/one"),
    ] {
        let (group, table, said) = found(&[subnet(&says), named_by(place)]);
        let fact = if place.starts_with("routeTables") { table } else { group };
        assert_eq!(fact, Fact::Unknown, "{says} and {place}");
        assert!(said[0].starts_with("one says that it is attached to db"), "{said:?}");
    }
}

#[test]
fn a_network_interface_too() {
    let card = |group: Value| {
        json!({ "id": format!("{PROVIDER}/networkInterfaces/card"), "etag": "1", "properties": {
            "provisioningState": "Succeeded", "ipConfigurations": [], "networkSecurityGroup": group,
        } })
    };
    for (card, expected) in [
        (card(Value::Null), Fact::Unknown),
        (card(reference("networkSecurityGroups/one")), Fact::Known("one".to_owned())),
    ] {
        let text = json!({ "value": [card, named_by("networkSecurityGroups/one")] }).to_string();
        let network = read([("a.json", text.as_bytes())]).network;
        assert_eq!(network.nics[0].security_group.clone().map(|it| it.name().to_owned()), expected);
    }
}
