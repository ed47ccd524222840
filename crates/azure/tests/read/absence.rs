//! Tests what a missing member, and what a list, proves.

use pgreach_network::{Fact, Network};
use serde_json::{Value, json};

use crate::compose::{
    FLEXIBLE, NSG, SINGLE, VNET, arm, as_row, endpoint, firewall_rule, flexible_server, id, link, network, nic,
    peering, record, rule, security_group, single_server, vnet, zone,
};

fn without(mut resource: Value, keys: &[&str]) -> Value {
    let properties = resource["properties"].as_object_mut().expect("an object");
    properties.retain(|key, _| !keys.contains(&key.as_str()));
    resource
}

#[test]
fn a_missing_member_is_none_only_where_the_body_is_whole() {
    // `az resource list` prints a state and no properties, a query only what was asked for.
    let listed = |kind: &str, name: &str| json!({"id": id(kind, name), "name": name, "type": kind, "provisioningState": "Succeeded", "properties": null});
    let nics = "Microsoft.Network/networkInterfaces";
    for (value, expected) in [
        (without(nic(), &["networkSecurityGroup"]), Fact::None),
        (without(nic(), &["networkSecurityGroup", "provisioningState"]), Fact::Unknown),
        (json!({"id": id(nics, "nic-a"), "networkSecurityGroup": null}), Fact::None),
        (listed(nics, "nic-a"), Fact::Unknown),
        (json!({"id": id(nics, "nic-a")}), Fact::Unknown),
    ] {
        assert_eq!(network(&value).nics[0].security_group, expected, "{value}");
    }
    for (value, expected) in [
        (without(vnet(), &["dhcpOptions"]), Fact::None),
        (without(vnet(), &["dhcpOptions", "provisioningState"]), Fact::Unknown),
        (without(vnet(), &["dhcpOptions", "addressSpace"]), Fact::Unknown),
        (listed(VNET, "vnet-a"), Fact::Unknown),
    ] {
        assert_eq!(network(&value).vnets[0].dns_servers, expected, "{value}");
    }
    // A query can ask for any of its members, and never for its etag alone.
    let asked = json!({
        "addressPrefix": "10.1.1.0/24", "provisioningState": "Succeeded", "delegations": [], "serviceEndpoints": [],
        "privateEndpointNetworkPolicies": "Disabled",
    });
    let subnet = |body: Value| {
        let mut subnet = json!({"id": format!("{}/subnets/a", id(VNET, "vnet-a")), "name": "a"});
        subnet.as_object_mut().expect("an object").extend(body.as_object().expect("an object").clone());
        network(&subnet).vnets[0].subnets.items[0].security_group.clone()
    };
    assert_eq!(subnet(asked.clone()), Fact::Unknown);
    assert_eq!(subnet(json!({"properties": asked})), Fact::None);
    let mut printed = asked;
    printed["etag"] = "W/1".into();
    assert_eq!(subnet(printed), Fact::None);
    let listed = network(&listed(NSG, "nsg-a"));
    assert!(!listed.security_groups[0].rules.complete);
}

#[test]
fn what_azure_always_has_is_unknown_where_it_is_missing() {
    let subnet = without(vnet()["properties"]["subnets"][0].clone(), &["privateEndpointNetworkPolicies"]);
    assert_eq!(network(&subnet).vnets[0].subnets.items[0].endpoint_policies, Fact::Unknown);
    assert_eq!(
        network(&without(link("a"), &["resolutionPolicy"])).zones[0].links.items[0].resolution_policy,
        Fact::Unknown
    );
    assert_eq!(network(&without(single_server(), &["publicNetworkAccess"])).servers[0].public_access, Fact::Unknown);
    let mut server = single_server();
    let connection = &mut server["properties"]["privateEndpointConnections"][0]["properties"];
    connection.as_object_mut().expect("an object").remove("groupIds");
    assert_eq!(network(&server).servers[0].endpoint_connections.items[0].groups, Fact::Unknown);
}

#[test]
fn a_flexible_server_says_where_it_stands_in_its_network() {
    let subnet = || Fact::Known(crate::compose::an_id(VNET, "vnet-a/subnets/db"));
    let in_subnet = id(VNET, "vnet-a/subnets/db");
    for (part, access, delegated, endpoints_are_known) in [
        (json!({}), Fact::Unknown, Fact::Unknown, false),
        (Value::Null, Fact::Unknown, Fact::Unknown, false),
        (json!({"publicNetworkAccess": "Enabled"}), Fact::Known(true), Fact::None, false),
        (
            json!({"publicNetworkAccess": "Disabled", "delegatedSubnetResourceId": null}),
            Fact::Known(false),
            Fact::None,
            false,
        ),
        (
            json!({"publicNetworkAccess": "Enabled", "delegatedSubnetResourceId": ""}),
            Fact::Known(true),
            Fact::None,
            false,
        ),
        (json!({"delegatedSubnetResourceId": in_subnet}), Fact::Unknown, subnet(), true),
        (
            json!({"publicNetworkAccess": "Disabled", "delegatedSubnetResourceId": in_subnet}),
            Fact::Known(false),
            subnet(),
            true,
        ),
    ] {
        let mut server = flexible_server();
        server["properties"]["network"] = part.clone();
        let read = &network(&server).servers[0];
        assert_eq!((&read.public_access, &read.delegated_subnet), (&access, &delegated), "{part}");
        assert_eq!(read.endpoint_connections.complete, endpoints_are_known, "{part}");
    }
    let mut server = flexible_server();
    server["properties"]["network"] = json!({"publicNetworkAccess": "Enabled"});
    server["properties"]["privateEndpointConnections"] = json!([]);
    assert!(network(&server).servers[0].endpoint_connections.complete);
}

#[test]
fn children_that_were_read_alone_make_nothing_known_of_their_parent() {
    let subnet = vnet()["properties"]["subnets"][0].clone();
    let half = arm(&format!("{VNET}/virtualNetworkPeerings"), "vnet-a/to-b", peering());
    let read = network(&json!({"value": [subnet, half]}));
    let vnet = &read.vnets[0];
    assert_eq!((&vnet.prefixes, &vnet.dns_servers, &vnet.location), (&Fact::Unknown, &Fact::Unknown, &None));
    assert_eq!((vnet.subnets.items.len(), vnet.peerings.items.len()), (1, 1));
    let read = network(&firewall_rule(FLEXIBLE, "orders-new", "office"));
    let server = &read.servers[0];
    assert_eq!((server.public_access, &server.delegated_subnet, &server.host), (Fact::Unknown, &Fact::Unknown, &None));
}

#[test]
fn which_lists_are_of_all_that_there_is() {
    let first = || firewall_rule(SINGLE, "orders-old", "a");
    let second = || firewall_rule(SINGLE, "orders-old", "b");
    let of_other = || firewall_rule(SINGLE, "orders-other", "a");
    let unreadable = {
        let mut rule = second();
        rule["properties"]["startIpAddress"] = "somewhere".into();
        rule
    };
    for (what, value, expected) in [
        ("a bare array", json!([first(), second()]), true),
        ("a page that is the last", json!({"value": [first(), second()]}), true),
        ("with an empty link", json!({"value": [first()], "nextLink": ""}), true),
        ("a page with a next one", json!({"value": [first()], "nextLink": "https://management.azure.com/"}), false),
        ("one that was asked for by name", first(), false),
        ("of two parents", json!([first(), of_other()]), false),
        ("beside something else", json!([first(), single_server()]), false),
        ("rows of Resource Graph", json!({"count": 1, "data": [as_row(&first())], "resultTruncated": "false"}), false),
        ("with one that cannot be read", json!([first(), unreadable]), false),
        ("in a Config", json!({"resources": [first(), second()]}), false),
        ("a list in a Config", json!({"resources": [{"value": [first(), second()]}]}), true),
    ] {
        let import = crate::compose::import(&value.to_string());
        assert_eq!(import.network.servers[0].firewall_rules.complete, expected, "{what}");
    }
}

#[test]
fn every_list_of_children_can_be_full() {
    let subnet = vnet()["properties"]["subnets"][0].clone();
    let half = arm(&format!("{VNET}/virtualNetworkPeerings"), "vnet-a/to-b", peering());
    let default =
        arm(&format!("{NSG}/defaultSecurityRules"), "nsg-a/DenyAllInBound", rule("a", 1)["properties"].clone());
    let route = arm("Microsoft.Network/routeTables/routes", "r/x", json!({"addressPrefix": "10.0.0.0/8"}));
    let connection = crate::compose::connection_of(SINGLE, "orders-old");
    let full = |value: &Value| {
        let Network { servers, vnets, security_groups, route_tables, zones, .. } = network(value);
        let mut full = Vec::new();
        for it in servers {
            full.extend([it.firewall_rules.complete, it.vnet_rules.complete, it.endpoint_connections.complete]);
        }
        full.extend(vnets.iter().flat_map(|it| [it.subnets.complete, it.peerings.complete]));
        full.extend(security_groups.iter().map(|it| it.rules.complete));
        full.extend(route_tables.iter().map(|it| it.routes.complete));
        full.extend(zones.iter().flat_map(|it| [it.links.complete, it.records.complete]));
        full
    };
    for (what, items, expected) in [
        ("subnets", json!([subnet]), vec![true, false]),
        ("peerings", json!([half]), vec![false, true]),
        ("rules", json!([rule("a", 100)]), vec![true]),
        ("rules with default ones", json!([rule("a", 100), default]), vec![true]),
        ("routes", json!([route]), vec![true]),
        ("VNet rules", json!([crate::compose::vnet_rule()]), vec![false, true, false]),
        ("endpoint connections", json!([connection]), vec![false, false, true]),
        ("links", json!([link("a"), link("b")]), vec![true, false]),
        ("A records", json!([record("A", "a")]), vec![false, true]),
        ("all record sets", json!([record("SOA", "@"), record("A", "a")]), vec![false, true]),
        ("all of a zone without A records", json!([record("SOA", "@")]), vec![false, true]),
        ("other record sets", json!([record("CNAME", "a")]), vec![false, false]),
    ] {
        assert_eq!(full(&items), expected, "{what}");
    }
}

#[test]
fn a_zone_counts_its_links() {
    for (count, links, expected) in [(0, 0, true), (2, 2, true), (2, 1, false), (1, 2, false)] {
        let names = ["a", "b"];
        let listed: Vec<Value> = names.iter().take(links).map(|it| link(it)).collect();
        // Whether the links were read one by one or as a list that says it is full.
        for value in [
            json!({"resources": [zone(count), {"value": listed}]}),
            json!({"resources": [[zone(count)], {"data": listed}]}),
        ] {
            let import = crate::compose::import(&value.to_string());
            assert_eq!(import.network.zones[0].links.complete, expected, "{links} of {count}");
        }
    }
}

#[test]
fn a_zone_that_counts_no_records_has_none_unless_another_of_its_name_may_have_them() {
    let counting = |group: &str, count: usize| {
        let mut zone = zone(0);
        zone["id"] = zone["id"].as_str().map(|it| it.replace("/rg-a/", &format!("/{group}/"))).into();
        zone["properties"]["numberOfRecordSets"] = count.into();
        zone
    };
    let listed = |of: &str| {
        let mut record = record("A", "orders-old");
        record["id"] = record["id"].as_str().map(|it| it.replace("/rg-a/", &format!("/{of}/"))).into();
        record
    };
    let no_records = json!({
        "pgreach": 1, "export": "zone-records", "of": counting("rg-a", 1)["id"], "command": "az", "output": [],
    });
    for (what, value, expected) in [
        ("the only one", json!([[counting("rg-a", 1)]]), true),
        ("more than were read", json!([[counting("rg-a", 2)]]), false),
        ("beside one with a record", json!([[counting("rg-a", 1), counting("two", 2)], [listed("two")]]), false),
        ("beside one whose records were not read", json!([[counting("rg-a", 1), counting("two", 2)]]), false),
        ("beside one that counts none either", json!([[counting("rg-a", 1), counting("two", 1)]]), true),
        (
            "listed as empty, beside one with a record",
            json!([[counting("rg-a", 1), counting("two", 2)], [listed("two")], no_records]),
            true,
        ),
    ] {
        let network = network(&value);
        let zone = network.zones.iter().find(|it| it.origin.id.resource_group() == Some("rg-a")).expect("it was read");
        assert_eq!(zone.records.complete, expected, "{what}");
    }
}

/// One record set is the SOA record, whether it was read or not.
#[test]
fn a_zone_that_counts_more_record_sets_than_are_listed_has_others() {
    let counting = |count: usize| {
        let mut zone = zone(0);
        zone["properties"]["numberOfRecordSets"] = count.into();
        json!([zone])
    };
    let (soa, a, other) = (|| record("SOA", "@"), || record("A", "pe1"), || record("CNAME", "orders-old"));
    for (what, count, list, expected) in [
        ("a list of all types", 3, json!([soa(), a(), other()]), (true, true)),
        ("one that is short of one", 4, json!([soa(), a(), other()]), (false, false)),
        ("the SOA record alone", 2, json!([soa()]), (false, false)),
        ("the SOA record alone, and no other", 1, json!([soa()]), (true, true)),
        ("A records, and nothing else", 2, json!([a()]), (true, true)),
        ("A records, and something else", 3, json!([a()]), (true, false)),
    ] {
        let zones = &network(&json!({"resources": [counting(count), {"value": list}]})).zones;
        assert_eq!((zones[0].records.complete, zones[0].others.complete), expected, "{what}");
    }
}

#[test]
fn an_embedded_list_is_full_in_a_whole_parent() {
    for (value, expected) in [
        (security_group(), true),
        (without(security_group(), &["provisioningState"]), false),
        (without(security_group(), &["securityRules"]), false),
    ] {
        assert_eq!(network(&value).security_groups[0].rules.complete, expected, "{value}");
    }
    let mut group = security_group();
    group["properties"]["securityRules"] = json!([{"properties": {}}]);
    assert!(
        !crate::compose::import(&group.to_string()).network.security_groups[0].rules.complete,
        "a rule without a name"
    );
    assert_eq!(network(&without(endpoint(), &["applicationSecurityGroups"])).endpoints[0].groups, Fact::None);
}

/// `az network nsg show --query defaultSecurityRules` says nothing of the rules that somebody made.
#[test]
fn a_list_of_default_rules_is_not_all_rules() {
    let own = rule("allow", 200);
    let own = arm(&format!("{NSG}/securityRules"), "nsg-a/allow", own["properties"].clone());
    let default = arm(&format!("{NSG}/defaultSecurityRules"), "nsg-a/DenyAllInBound", own["properties"].clone());
    for (rules, expected) in
        [(json!([own]), true), (json!([own, default]), true), (json!([default]), false), (json!(own), false)]
    {
        assert_eq!(network(&rules).security_groups[0].rules.complete, expected, "{rules}");
    }
}

#[test]
fn only_an_empty_list_shows_that_an_endpoint_has_no_zone_group() {
    let endpoint = id("Microsoft.Network/privateEndpoints", "pe-a");
    let envelope = |output: Value| json!({"pgreach": 1, "export": "zone-groups", "of": &endpoint, "output": output});
    assert_eq!(network(&envelope(json!([]))).ungrouped[0].id.text(), endpoint);
    for other in [envelope(json!(null)), envelope(json!({"value": [], "nextLink": "https://a"})), json!([])] {
        assert_eq!(*network(&other).ungrouped, [], "{other}");
    }
    let group = json!({"id": format!("{endpoint}/privateDnsZoneGroups/default"), "properties": {}});
    let some = network(&envelope(json!([group])));
    assert_eq!((some.zone_groups.len(), some.ungrouped.len()), (1, 0));
}

#[test]
fn null_in_place_of_a_list_that_azure_always_prints_is_not_none() {
    let with = |mut resource: Value, key: &str, value: Value| {
        resource["properties"][key] = value;
        resource
    };
    for (value, is_known) in [(json!([]), true), (Value::Null, false)] {
        let group = network(&with(security_group(), "securityRules", value.clone()));
        assert_eq!(group.security_groups[0].rules.complete, is_known, "{value}");
        let vnet_with = |key: &str| network(&with(vnet(), key, value.clone())).vnets.remove(0);
        assert_eq!(vnet_with("virtualNetworkPeerings").peerings.complete, is_known, "{value}");
        assert_eq!(vnet_with("subnets").subnets.complete, is_known, "{value}");
        let subnet = |key: &str| {
            let mut vnet = vnet();
            vnet["properties"]["subnets"][0]["properties"][key] = value.clone();
            network(&vnet).vnets.remove(0).subnets.items.remove(0)
        };
        assert_eq!(!subnet("delegations").delegations.is_unknown(), is_known, "{value}");
        assert_eq!(!subnet("serviceEndpoints").service_endpoints.is_unknown(), is_known, "{value}");
    }
}

#[test]
fn members_that_can_overrule_a_step_count_where_they_are_set() {
    let of = |kind: &str, properties: Value| {
        let mut resource = arm(&format!("Microsoft.Network/{kind}"), "it", properties);
        // The name of what it is a part of stands in its id, and not in its type.
        resource["id"] = format!("/subscriptions/s1/resourceGroups/rg-a/providers/Microsoft.Network/{kind}/it").into();
        resource["type"] = format!("Microsoft.Network/{}", kind.replace("/hub/", "/")).into();
        let unread = network(&resource).unread;
        unread.into_iter().map(|it| it.kind.replace("microsoft.network/", "")).collect::<Vec<_>>()
    };
    let rules = || json!([{"id": "x"}]);
    for (kind, properties, expected) in [
        ("virtualNetworkGateways", json!({"natRules": rules()}), &["virtualnetworkgateways/natrules"][..]),
        ("virtualNetworkGateways", json!({"natRules": []}), &[]),
        ("virtualNetworkGateways", json!({"adminState": "Disabled"}), &["virtualnetworkgateways/adminstate"]),
        ("virtualNetworkGateways", json!({"adminState": "Enabled"}), &[]),
        ("connections", json!({"ingressNatRules": rules()}), &["connections/ingressnatrules"]),
        ("connections", json!({"egressNatRules": rules()}), &["connections/egressnatrules"]),
        ("connections", json!({"egressNatRules": null, "ingressNatRules": []}), &[]),
        (
            "connections",
            json!({"usePolicyBasedTrafficSelectors": true}),
            &["connections/usepolicybasedtrafficselectors"],
        ),
        ("connections", json!({"usePolicyBasedTrafficSelectors": false}), &[]),
        (
            "virtualNetworks",
            json!({"encryption": {"enabled": true, "enforcement": "DropUnencrypted"}}),
            &["virtualnetworks/encryption"],
        ),
        ("virtualNetworks", json!({"encryption": {"enabled": true, "enforcement": "AllowUnencrypted"}}), &[]),
        (
            "virtualHubs/hub/hubVirtualNetworkConnections",
            json!({"routingConfiguration": {"vnetRoutes": {"staticRoutes": [{"addressPrefixes": ["10.0.0.0/8"]}]}}}),
            &["virtualhubs/hubvirtualnetworkconnections/routingconfiguration"],
        ),
        (
            "virtualHubs/hub/hubVirtualNetworkConnections",
            json!({"routingConfiguration": {"vnetRoutes": {"staticRoutes": []}}}),
            &[],
        ),
        (
            "virtualHubs/hub/hubVirtualNetworkConnections",
            json!({"routingConfiguration": {"vnetRoutes": {
                "staticRoutesConfig": {"vnetLocalRouteOverrideCriteria": "Equal"},
                "staticRoutes": [{"addressPrefixes": ["10.0.0.0/8"]}],
            }}}),
            &[],
        ),
        ("privateEndpoints", json!({"ipVersionType": "IPv6"}), &["privateendpoints/ipversiontype"]),
        ("privateEndpoints", json!({"ipVersionType": "IPv4"}), &[]),
    ] {
        assert_eq!(of(kind, properties.clone()), expected, "{kind} {properties}");
    }
}

#[test]
fn an_address_of_ipv6_is_not_followed() {
    let mut nic = nic();
    nic["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"] = "fd00::4".into();
    assert_eq!(network(&nic).nics[0].addresses, []);
}

#[test]
fn a_cluster_without_a_size_is_one_of_unknown_size() {
    for (cluster, size) in [
        (json!({"clusterSize": 2}), Some(2)),
        (json!({"defaultDatabaseName": "postgres"}), Some(pgreach_network::Server::UNSIZED)),
        (Value::Null, None),
    ] {
        let mut server = flexible_server();
        server["properties"]["cluster"] = cluster.clone();
        assert_eq!(network(&server).servers[0].cluster_size, size, "{cluster}");
    }
}
