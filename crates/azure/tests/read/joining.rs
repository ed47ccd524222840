//! One resource that was read more than once.

use pgreach_azure::{Import, read};
use pgreach_network::Fact;
use serde_json::{Value, json};

use crate::compose::{
    NSG, SINGLE, VNET, ZONE, all, arm, as_cli, as_powershell, as_row, endpoint, firewall_rule, id, link, nic, record,
    rule, security_group, single_server, vnet,
};

fn both(one: &Value, other: &Value) -> Import {
    let (one, other) = (one.to_string(), other.to_string());
    read([("one.json", one.as_bytes()), ("other.json", other.as_bytes())])
}

#[test]
fn the_same_twice_is_the_same() {
    for resource in all() {
        let mut once = both(&resource, &json!({"version": 1})).network;
        // The other file is no resource.
        once.not_read.clear();
        for other in [resource.clone(), as_cli(&resource), as_row(&resource), as_powershell(&resource)] {
            let twice = both(&resource, &other);
            assert_eq!(twice.network, once, "{other}");
            assert_eq!(twice.files[1].partial, Vec::<String>::new(), "{other}");
        }
    }
}

#[test]
fn a_fact_that_one_reading_knows_is_known() {
    let part = |key: &str, value: Value| json!({"id": id("Microsoft.Network/networkInterfaces", "nic-a"), key: value});
    let group = json!({"id": id(NSG, "nsg-a")});
    let known = Fact::Known(crate::compose::an_id(NSG, "nsg-a"));
    for (one, other, expected) in [
        (part("networkSecurityGroup", group.clone()), part("dnsSettings", json!({})), known.clone()),
        (part("dnsSettings", json!({})), part("networkSecurityGroup", group), known),
        (part("networkSecurityGroup", Value::Null), part("dnsSettings", json!({})), Fact::None),
    ] {
        let import = both(&one, &other);
        assert_eq!(import.network.nics.len(), 1);
        assert_eq!(import.network.nics[0].security_group, expected, "{one} {other}");
        assert!(import.files.iter().all(|it| it.partial.is_empty()));
    }
}

#[test]
fn a_fact_that_differs_is_unknown_and_told() {
    let mut other = nic();
    other["properties"]["networkSecurityGroup"] = json!({"id": id(NSG, "nsg-b")});
    other["properties"].as_object_mut().expect("an object").remove("virtualMachine");
    for (one, other) in [(nic(), other.clone()), (other, nic())] {
        let import = both(&one, &other);
        assert_eq!(import.network.nics[0].security_group, Fact::Unknown);
        assert!(import.network.nics[0].machine.is_some(), "one says it, the other nothing");
        assert_eq!(
            import.files[0].partial,
            ["nic-a was read more than once, and what was read of its network security group differs: it is unknown."]
        );
    }
    let mut none = nic();
    none["properties"].as_object_mut().expect("an object").remove("networkSecurityGroup");
    assert_eq!(both(&nic(), &none).network.nics[0].security_group, Fact::Unknown, "a group, or none");
}

/// Which of two readings is newer is not known, so one that says that a change is not done leaves it unknown.
#[test]
fn states_of_the_last_change_that_differ_are_unknown() {
    let endpoint = |state: &str| {
        let mut it = endpoint();
        it["properties"]["provisioningState"] = state.into();
        it
    };
    for (one, other, expected) in [
        ("Succeeded", "Succeeded", Some("Succeeded")),
        ("Failed", "failed", Some("Failed")),
        ("Succeeded", "Failed", None),
        ("Updating", "Succeeded", None),
        ("Deleting", "Failed", None),
        ("succeeded", "Ready", Some("succeeded")),
    ] {
        let import = both(&endpoint(one), &endpoint(other));
        assert_eq!(import.network.endpoints[0].provisioning.known().map(String::as_str), expected, "{one} {other}");
    }
}

#[test]
fn places_and_states_in_any_spelling_do_not_differ() {
    let mut other = single_server();
    other["location"] = "West Europe".into();
    let import = both(&single_server(), &other);
    assert_eq!(import.network.servers[0].location.as_deref(), Some("westeurope"));
    assert!(import.files[0].partial.is_empty());
}

#[test]
fn a_child_that_one_full_list_lacks_is_left_out() {
    let list = |names: &[&str]| names.iter().map(|it| firewall_rule(SINGLE, "orders-old", it)).collect::<Value>();
    let page = |names: &[&str]| json!({"value": list(names), "nextLink": "https://management.azure.com/"});
    for (what, one, other, expected, full) in [
        ("two full lists", list(&["a", "b"]), list(&["b", "a"]), 2, true),
        ("one of which lacks a rule", list(&["a", "b"]), list(&["b"]), 1, false),
        ("a full list and a part of it", list(&["a", "b"]), page(&["a"]), 2, true),
        ("a full list and a rule that it lacks", list(&["a"]), page(&["c"]), 1, false),
        ("two parts", page(&["a"]), page(&["c"]), 2, false),
        ("two full lists with nothing in common", list(&["a"]), list(&["b", "c"]), 0, false),
    ] {
        for (one, other) in [(&one, &other), (&other, &one)] {
            let import = both(one, other);
            let rules = &import.network.servers[0].firewall_rules;
            assert_eq!((rules.items.len(), rules.complete), (expected, full), "{what}");
        }
    }
}

#[test]
fn a_child_that_can_only_be_true_as_a_whole_is_left_out_where_it_differs() {
    let mut rule_too = rule("deny-out", 200);
    rule_too["properties"]["access"] = "Allow".into();
    let import = both(&security_group(), &json!([rule_too]));
    let rules = &import.network.security_groups[0].rules;
    assert_eq!((rules.items.len(), rules.complete), (0, false));
    assert!(import.files[0].partial[0].starts_with("nsg-a was read more than once, and what was read of its rules"));
    let mut other = record("A", "orders-old");
    other["properties"]["aRecords"] = json!([{"ipv4Address": "10.9.9.9"}]);
    let import = both(&json!([record("A", "orders-old")]), &json!([other]));
    assert_eq!(*import.network.zones[0].records.items, []);
    assert!(!import.network.zones[0].records.complete);
}

#[test]
fn children_and_parents_meet_in_any_order() {
    let zone = crate::compose::zone(2);
    let whole = both(&json!([zone]), &json!({"resources": [link("a"), link("b")]})).network;
    assert!(whole.zones[0].links.complete);
    let reversed = both(&json!({"resources": [link("a"), link("b")]}), &json!([zone])).network;
    assert_eq!(reversed.zones[0].links.items.len(), 2);
    assert!(reversed.zones[0].links.complete);

    let half = arm(&format!("{VNET}/virtualNetworkPeerings"), "vnet-a/to-c", crate::compose::peering());
    let mut alone = vnet();
    alone["properties"].as_object_mut().expect("an object").remove("virtualNetworkPeerings");
    let joined = both(&alone, &json!([half])).network;
    assert_eq!((joined.vnets.len(), joined.vnets[0].peerings.items.len()), (1, 1));
    assert!(joined.vnets[0].peerings.complete && !joined.vnets[0].prefixes.is_unknown());
}

/// Each list has some of the links of one zone, as pages that were saved one by one.
#[test]
fn links_in_several_lists_are_all_there_where_the_zone_counts_as_many() {
    for (count, one, other, expected) in [
        (2, json!([link("a")]), json!([link("b")]), (2, true)),
        (1, json!([link("a")]), json!([link("b")]), (2, false)),
        (3, json!([link("a")]), json!([link("b")]), (2, false)),
        (2, json!([link("a"), link("b")]), json!([link("b")]), (1, false)),
    ] {
        let documents = format!("{}{one}", json!([crate::compose::zone(count)]));
        let import = read([("one.json", documents.as_bytes()), ("other.json", other.to_string().as_bytes())]);
        let links = &import.network.zones[0].links;
        assert_eq!((links.items.len(), links.complete), expected, "{count}: {one} {other}");
    }
}

#[test]
fn two_counts_of_links_are_of_different_days() {
    let counts = both(&crate::compose::zone(0), &crate::compose::zone(1));
    assert!(!counts.network.zones[0].links.complete);
    assert_eq!(
        counts.network.zones[0].origin.id,
        crate::compose::an_id(ZONE, "privatelink.postgres.database.azure.com")
    );
}

/// They have no id: the group and the network interface are what they are known by.
#[test]
fn effective_rules_that_differ_are_none() {
    let of = |card: &str, rules: &[&str]| {
        let rules: Vec<Value> = rules.iter().map(|it| json!({"name": it, "priority": 100, "access": "Deny"})).collect();
        json!({"value": [{
            "networkSecurityGroup": {"id": id(NSG, "nsg-a")},
            "association": {"networkInterface": {"id": id("Microsoft.Network/networkInterfaces", card)}},
            "effectiveSecurityRules": rules,
        }]})
    };
    for (one, other, lists) in [
        (of("nic-a", &["a", "b"]), of("nic-a", &["b", "a"]), 1),
        (of("nic-a", &["a", "b"]), of("NIC-A", &["a"]), 0),
        (of("nic-a", &["a", "b"]), of("nic-b", &["a"]), 2),
    ] {
        let import = both(&one, &other);
        assert_eq!(import.network.effective_rules.len(), lists, "{one} {other}");
        assert_eq!(import.files[0].partial.len(), usize::from(lists == 0));
    }
}

#[test]
fn each_of_the_addresses_that_differ_may_be_the_one() {
    let mut other = nic();
    other["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"] = "10.1.0.10".into();
    let import = both(&nic(), &other);
    let addresses: Vec<_> = import.network.nics[0].addresses.iter().filter_map(|it| it.address).collect();
    assert_eq!(addresses, [[10, 1, 0, 9], [10, 1, 0, 10]].map(std::net::Ipv4Addr::from));
    assert_eq!(import.files[0].partial.len(), 1);
}
