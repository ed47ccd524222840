//! States and plans of Terraform: what stands in a block of another resource, and what is one of its own.

use pgreach_azure::read;
use pgreach_network::{Fact, Id, Network};
use serde_json::{Value, json};

#[test]
fn every_address_of_an_endpoint_is_read() {
    const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe";
    let read = |connection: &Value, configs: &Value| {
        let attributes = json!({
            "id": ID, "name": "pe", "subnet_id": null, "custom_dns_configs": configs,
            "network_interface": [{ "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n" }],
            "private_service_connection": [connection],
        });
        let state = json!({ "version": 4, "terraform_version": "1.9.1", "resources": [
            { "mode": "managed", "type": "azurerm_private_endpoint", "name": "pe", "instances": [{ "attributes": attributes }] },
        ] });
        let import = read([("terraform.tfstate", state.to_string().as_bytes())]);
        assert_eq!(import.files[0].errors, []);
        let endpoint = &import.network.endpoints[0];
        let addresses = endpoint.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        format!("{addresses} {}", endpoint.nics.len())
    };
    let none = json!([]);
    assert_eq!(read(&json!({ "private_ip_address": "10.1.0.7" }), &none), "10.1.0.7 1");
    assert_eq!(read(&json!({ "private_ip_address": "" }), &none), " 1");
    let configs = json!([{ "fqdn": "db", "ip_addresses": ["10.1.0.8"] }]);
    assert_eq!(read(&json!({ "private_ip_address": "10.1.0.7" }), &configs), "10.1.0.8 10.1.0.7 1");
    assert_eq!(read(&json!({}), &configs), "10.1.0.8 1");
}

const VNET: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";

/// A state with a virtual network that has these blocks, and other resources.
fn with_blocks(blocks: &Value, others: Vec<Value>) -> Network {
    let vnet =
        json!({ "id": VNET, "name": "v", "address_space": ["10.0.0.0/16"], "dns_servers": [], "subnet": blocks });
    let mut resources = vec![json!({ "type": "azurerm_virtual_network", "instances": [{ "attributes": vnet }] })];
    resources.extend(others);
    let state = json!({ "version": 4, "terraform_version": "1.9.1", "resources": resources });
    let import = read([("terraform.tfstate", state.to_string().as_bytes())]);
    assert_eq!(import.files[0].errors, []);
    import.network
}

#[test]
fn a_subnet_may_be_a_block_of_its_network() {
    let table = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/rt";
    let block = json!({
        "id": format!("{VNET}/subnets/db"),
        "name": "db",
        "address_prefixes": ["10.0.1.0/24"],
        "security_group": "",
        "route_table_id": table,
        "delegation": [{
            "name": "fs",
            "service_delegation": [{ "name": "Microsoft.DBforPostgreSQL/flexibleServers", "actions": [] }],
        }],
        "service_endpoints": ["Microsoft.Sql"],
        "private_endpoint_network_policies": "Disabled",
    });
    let network = with_blocks(&json!([block]), Vec::new());
    let vnet = &network.vnets[0];
    // Another one may have been made since.
    assert!(!vnet.subnets.complete);
    let subnet = &vnet.subnets.items[0];
    assert_eq!(subnet.prefixes, ["10.0.1.0/24".parse().expect("a range")]);
    assert_eq!(subnet.route_table.known().map(Id::text), Some(table));
    assert_eq!(subnet.delegations, Fact::Known(vec!["Microsoft.DBforPostgreSQL/flexibleServers".to_owned()]));
    assert_eq!(subnet.service_endpoints.known().map(|it| it[0].service.as_str()), Some("Microsoft.Sql"));
    // An association may give it one.
    assert_eq!(subnet.security_group, Fact::Unknown);
    assert_eq!(subnet.nat_gateway, Fact::Unknown);

    // As azurerm 3 writes it.
    let older = json!([{ "name": "db", "address_prefix": "10.0.2.0/24", "security_group": "" }]);
    let network = with_blocks(&older, Vec::new());
    assert_eq!(network.vnets[0].subnets.items[0].prefixes, ["10.0.2.0/24".parse().expect("a range")]);
}

#[test]
fn a_subnet_of_its_own_counts_before_the_block_that_the_provider_reads() {
    let own = json!({
        "id": format!("{VNET}/subnets/db"),
        "name": "db",
        "address_prefixes": ["10.0.1.0/24"],
        "service_endpoints": ["Microsoft.Sql"],
    });
    let own = json!({ "type": "azurerm_subnet", "instances": [{ "attributes": own }] });
    let block = json!([{ "name": "db", "address_prefixes": ["10.0.1.0/24"], "service_endpoints": [] }]);
    let network = with_blocks(&block, vec![own]);
    let subnets = &network.vnets[0].subnets.items;
    assert_eq!(subnets.len(), 1);
    assert_eq!(subnets[0].service_endpoints.known().map(|it| it[0].service.as_str()), Some("Microsoft.Sql"));
}

#[test]
fn an_alias_is_read() {
    const ZONE: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/corp.example";
    let alias = json!({ "id": format!("{ZONE}/CNAME/db"), "name": "db", "record": "db01.corp.example", "ttl": 300 });
    let alias = json!({ "type": "azurerm_private_dns_cname_record", "instances": [{ "attributes": alias }] });
    let network = with_blocks(&json!([]), vec![alias]);
    let read = network.zones[0].alias("db").expect("it is read");
    assert_eq!((read.target.as_deref(), read.ttl), (Some("db01.corp.example"), Some(300)));
}

const GROUP: &str = "/subscriptions/s1/resourceGroups/rg/providers";

/// What is read of a plan with these resources planned, these changes and this configuration, beside an export.
fn planned(resources: &Value, changes: &Value, configuration: &Value, export: &Value) -> pgreach_azure::Import {
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.9.1",
        "planned_values": { "root_module": resources }, "resource_changes": changes, "configuration": configuration,
    });
    let import = read([("az.json", export.to_string().as_bytes()), ("plan.json", plan.to_string().as_bytes())]);
    assert_eq!(import.files.iter().flat_map(|it| &it.errors).count(), 0);
    import
}

fn change(kind: &str, actions: &[&str], before: &Value, after: &Value) -> Value {
    json!({ "address": format!("{kind}.it"), "mode": "managed", "type": kind,
        "change": { "actions": actions, "before": before, "after": after, "after_unknown": {} } })
}

#[test]
fn what_joins_two_resources_is_deleted_and_they_stay() {
    let subnet = format!("{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/db");
    let group = |name: &str| format!("{GROUP}/Microsoft.Network/networkSecurityGroups/{name}");
    let export = json!([{ "id": subnet, "properties": {
        "addressPrefix": "10.0.1.0/24", "provisioningState": "Succeeded", "networkSecurityGroup": { "id": group("a") },
    } }]);
    let kind = "azurerm_subnet_network_security_group_association";
    let of = |name: &str| json!({ "id": subnet, "subnet_id": subnet, "network_security_group_id": group(name) });
    let told = |resources: &Value, changes: &Value| {
        let import = planned(resources, changes, &json!({}), &export);
        assert_eq!(import.network.vnets[0].subnets.items.len(), 1);
        import.network.vnets[0].subnets.items[0].security_group.clone().map(|it| it.name().to_owned())
    };
    let none = json!({});
    assert_eq!(told(&none, &json!([])), Fact::Known("a".to_owned()));
    assert_eq!(told(&none, &json!([change(kind, &["delete"], &of("a"), &Value::Null)])), Fact::None);
    // Another one than the export has.
    assert_eq!(told(&none, &json!([change(kind, &["delete"], &of("b"), &Value::Null)])), Fact::Unknown);
    let next = json!({ "resources": [{ "address": format!("{kind}.it"), "type": kind, "values": of("b") }] });
    let replaced = json!([change(kind, &["delete", "create"], &of("a"), &of("b"))]);
    assert_eq!(told(&next, &replaced), Fact::Known("b".to_owned()));
}

#[test]
fn a_rule_that_its_group_has_no_more_is_gone() {
    let id = format!("{GROUP}/Microsoft.Network/networkSecurityGroups/n");
    let rule = |name: &str, priority: u32| {
        json!({ "name": name, "priority": priority, "direction": "Outbound", "access": "Allow", "protocol": "Tcp",
            "source_port_range": "*", "destination_port_range": "5432",
            "source_address_prefix": "*", "destination_address_prefix": "*" })
    };
    let printed = |name: &str, priority: u32| {
        json!({ "name": name, "properties": { "priority": priority, "direction": "Outbound", "access": "Allow", "protocol": "Tcp",
            "sourcePortRange": "*", "destinationPortRange": "5432",
            "sourceAddressPrefix": "*", "destinationAddressPrefix": "*" } })
    };
    let export = json!([{ "id": id, "type": "Microsoft.Network/networkSecurityGroups", "name": "n", "etag": "W/1", "properties": {
        "provisioningState": "Succeeded", "securityRules": [printed("a", 100), printed("b", 200)], "defaultSecurityRules": [],
    } }]);
    let of = |rules: Value| json!({ "id": id, "name": "n", "security_rule": rules });
    let after = of(json!([rule("a", 100)]));
    let kind = "azurerm_network_security_group";
    let resources = json!({ "resources": [{ "address": format!("{kind}.it"), "type": kind, "values": after }] });
    let changes = json!([change(kind, &["update"], &of(json!([rule("a", 100), rule("b", 200)])), &after)]);
    let import = planned(&resources, &changes, &json!({}), &export);
    let rules = &import.network.security_groups[0].rules;
    assert_eq!((rules.items.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), rules.complete), (vec!["a"], true));
}

#[test]
fn what_is_deleted_and_cannot_be_told_is_said() {
    let export = json!([]);
    for (kind, before, expected) in [
        ("azurerm_firewall", json!({ "name": "f" }), Some("azurerm_firewall.it")),
        (
            "azurerm_network_interface_application_security_group_association",
            json!({ "id": "a|b" }),
            Some("azurerm_network_interface_application_security_group_association.it"),
        ),
        ("azurerm_firewall", json!({ "name": "f", "resource_group_name": "rg" }), None),
        ("random_password", json!({ "id": "none" }), None),
        ("azapi_update_resource", json!({ "id": VNET }), None),
    ] {
        let import =
            planned(&json!({}), &json!([change(kind, &["delete"], &before, &Value::Null)]), &json!({}), &export);
        let named: Vec<&str> = import.network.unread.iter().map(|it| it.origin.id.name()).collect();
        assert_eq!(named, Vec::from_iter(expected), "{kind} {before}");
    }
}

/// The subnet of a server, and the endpoints' services, of a plan that makes all of it.
#[test]
fn what_a_plan_makes_refers_to_what_else_it_makes() {
    let resource = |address: &str, values: Value| {
        let kind = address.rsplit('.').nth(1).expect("a type");
        json!({ "address": address, "type": kind, "values": values })
    };
    let created = |address: &str, unknown: Value| {
        json!({ "address": address, "mode": "managed", "type": address.rsplit('.').nth(1),
            "change": { "actions": ["create"], "before": null, "after": {}, "after_unknown": unknown } })
    };
    let configured = |address: &str, expressions: Value| json!({ "address": address, "expressions": expressions });
    let network = json!({ "address": "module.net", "resources": [
        resource("module.net.azurerm_virtual_network.v", json!({ "name": "v", "resource_group_name": "rg", "address_space": ["10.0.0.0/16"] })),
        resource("module.net.azurerm_subnet.db", json!({ "name": "db", "resource_group_name": "rg", "virtual_network_name": "v", "address_prefixes": ["10.0.1.0/24"] })),
    ] });
    let server = "azurerm_postgresql_flexible_server.new";
    let endpoint = "azurerm_private_endpoint.pe";
    let rule = "azurerm_postgresql_flexible_server_firewall_rule.one";
    let resources = json!({ "child_modules": [network], "resources": [
        resource(server, json!({ "name": "orders-new", "resource_group_name": "rg" })),
        resource(endpoint, json!({ "name": "pe", "resource_group_name": "rg",
            "private_service_connection": [{ "name": "c", "subresource_names": ["postgresqlServer"] }] })),
        resource(rule, json!({ "name": "one", "start_ip_address": "1.2.3.4", "end_ip_address": "1.2.3.4" })),
    ] });
    let changes = json!([
        created("module.net.azurerm_virtual_network.v", json!({ "id": true })),
        created("module.net.azurerm_subnet.db", json!({ "id": true })),
        created(server, json!({ "id": true, "delegated_subnet_id": true, "fqdn": true })),
        created(
            endpoint,
            json!({ "id": true, "subnet_id": true, "private_service_connection": [
            { "private_connection_resource_id": true, "private_ip_address": true }] })
        ),
        created(rule, json!({ "id": true, "server_id": true })),
    ]);
    let to = |text: &str| json!({ "references": [format!("{text}.id"), text] });
    let module = json!({ "outputs": { "db": { "expression": to("azurerm_subnet.db") } }, "resources": [] });
    let configuration = |subscription: Value| {
        json!({
            "provider_config": { "azurerm": { "name": "azurerm", "expressions": subscription } },
            "root_module": { "module_calls": { "net": { "module": module } }, "resources": [
                configured(server, json!({ "delegated_subnet_id": { "references": ["module.net.db", "module.net"] } })),
                configured(endpoint, json!({ "subnet_id": { "references": ["module.net.db", "module.net", "var.x"] },
                    "private_service_connection": [{ "private_connection_resource_id": to(server) }] })),
                configured(rule, json!({ "server_id": to(server) })),
            ] },
        })
    };
    for (subscription, expected) in [
        (json!({ "subscription_id": { "constant_value": "s1" } }), "/subscriptions/s1/resourceGroups/rg/"),
        (json!({}), "/resourceGroups/rg/"),
    ] {
        let import = planned(&resources, &changes, &configuration(subscription), &json!([]));
        let network = &import.network;
        let server = &network.servers[0];
        assert_eq!(network.servers.len(), 1);
        assert_eq!(
            server.origin.id.text(),
            format!("{expected}providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new")
        );
        let subnet = format!("{expected}providers/Microsoft.Network/virtualNetworks/v/subnets/db");
        assert_eq!(server.delegated_subnet.known().map(Id::text), Some(subnet.as_str()));
        assert_eq!(network.vnets[0].subnets.items[0].origin.id.text(), subnet);
        assert_eq!(server.firewall_rules.items.len(), 1);
        let endpoint = &network.endpoints[0];
        assert_eq!(endpoint.services[0].service.as_ref(), Some(&server.origin.id));
        // It may be another one, by the variable; and the address Azure gives later.
        assert_eq!((&endpoint.subnet, endpoint.addresses.len()), (&None, 0));
        let sentences = import.files.iter().flat_map(|it| &it.partial);
        assert_eq!(sentences.filter(|it| it.contains("query")).count(), 0);
    }
}

#[test]
fn what_other_clouds_have_is_counted_and_named() {
    let resource = |kind: &str| {
        json!({
            "mode": "managed",
            "type": kind,
            "name": "x",
            "instances": [{ "attributes": { "id": "db-1", "password": "hunter2" } }],
        })
    };
    let kinds = ["aws_db_instance", "aws_security_group", "google_sql_database_instance", "random_password"];
    let resources: Vec<Value> = kinds.iter().map(|it| resource(it)).collect();
    let state = json!({ "version": 4, "terraform_version": "1.9.5", "lineage": "x", "resources": resources });
    let import = read([("terraform.tfstate", state.to_string().as_bytes())]);
    let file = &import.files[0];
    assert_eq!(file.errors, []);
    let ignored: Vec<&str> = file.ignored.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(ignored, kinds.iter().take(3).map(|it| format!("Terraform/{it}")).collect::<Vec<_>>());
    for cloud in ["AWS", "Google Cloud"] {
        assert!(
            file.partial.iter().any(|it| it.starts_with(&format!("Its resources of {cloud} are not read"))),
            "{cloud}"
        );
    }
}
