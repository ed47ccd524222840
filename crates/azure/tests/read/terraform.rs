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
