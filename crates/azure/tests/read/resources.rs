//! Tests what is read of each resource.

use std::net::Ipv4Addr;

use pgreach_network::{Direction, Fact, MigrationSource, Network, Peer, PortRange, RoutePrefix, ServerKind};
use serde_json::json;

use crate::compose::{
    FLEXIBLE, NSG, SINGLE, VNET, ZONE, all, an_id, connection_of, firewall_rule, id, network, single_server,
};

fn everything() -> Network {
    network(&json!(all()))
}

#[test]
fn a_virtual_network() {
    let network = everything();
    let vnet = network.vnet(&an_id(VNET, "vnet-a")).expect("it was read");
    assert_eq!(vnet.location.as_deref(), Some("westeurope"));
    assert_eq!(vnet.prefixes, Fact::Known(vec!["10.1.0.0/16".parse().expect("a range")]));
    assert_eq!(vnet.dns_servers, Fact::Known(vec!["10.1.0.53".to_owned()]));
    assert!(vnet.subnets.complete && vnet.peerings.complete);
    let subnet = network.subnet(&an_id(VNET, "vnet-a/subnets/db")).expect("it was read");
    assert_eq!(subnet.prefixes, ["10.1.0.0/24".parse().expect("a range")]);
    assert_eq!(subnet.security_group, Fact::Known(an_id(NSG, "nsg-a")));
    assert_eq!(subnet.route_table, Fact::Known(an_id("Microsoft.Network/routeTables", "routes-a")));
    assert_eq!(subnet.delegations, Fact::Known(vec![FLEXIBLE.to_owned()]));
    let Fact::Known(services) = &subnet.service_endpoints else { panic!("it has one") };
    assert_eq!((services[0].service.as_str(), services[0].state.as_deref()), ("Microsoft.Sql", Some("Succeeded")));
    assert_eq!(subnet.endpoint_policies, Fact::Known("Disabled".to_owned()));
    let half = &vnet.peerings.items[0];
    assert_eq!(half.remote, Some(an_id(VNET, "vnet-b")));
    assert_eq!((half.state.as_deref(), half.sync_level.as_deref()), (Some("Connected"), Some("FullyInSync")));
    assert_eq!((half.allow_access, half.use_remote_gateways), (Fact::Known(true), Fact::Known(false)));
    assert_eq!((half.complete_vnets, half.only_ipv6), (Fact::Known(true), Fact::None));
    assert_eq!(half.remote_prefixes, Fact::Known(vec!["10.2.0.0/16".parse().expect("a range")]));
}

#[test]
fn a_security_group_has_the_rules_that_every_group_has() {
    let network = everything();
    let group = network.security_group(&an_id(NSG, "nsg-a")).expect("it was read");
    assert!(group.rules.complete);
    let [rule] = group.rules.items.as_slice() else { panic!("it has one rule") };
    assert_eq!((rule.name.as_str(), rule.priority, rule.direction), ("deny-out", Some(200), Some(Direction::Outbound)));
    assert_eq!((rule.allow, rule.protocol.as_deref()), (Some(false), Some("tcp")));
    assert_eq!(rule.source_ports, Some(vec![PortRange { from: 0, to: 65535 }]));
    let ports = [(5432, 5432), (6000, 6010)].map(|(from, to)| PortRange { from, to });
    assert_eq!(rule.destination_ports.as_deref(), Some(&ports[..]));
    assert_eq!(rule.sources, Some(vec![Peer::Tag("VirtualNetwork".to_owned())]));
    let nets = ["10.1.0.4/32", "10.2.0.0/16"].map(|it| Peer::Net(it.parse().expect("a range")));
    assert_eq!(rule.destinations.as_deref(), Some(&nets[..]));
    let names: Vec<&str> = group.default_rules.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "AllowVnetInBound",
            "AllowAzureLoadBalancerInBound",
            "DenyAllInBound",
            "AllowVnetOutBound",
            "AllowInternetOutBound",
            "DenyAllOutBound"
        ]
    );
}

#[test]
fn each_field_of_a_rule_in_every_spelling() {
    let any = || Some(vec![Peer::Any]);
    let asg = "Microsoft.Network/applicationSecurityGroups";
    for (members, sources) in [
        (json!({"sourceAddressPrefix": "*"}), any()),
        (json!({"sourceAddressPrefix": "0.0.0.0/0"}), any()),
        (json!({"sourceAddressPrefix": "Any", "sourceAddressPrefixes": []}), any()),
        (json!({"sourceAddressPrefix": "", "sourceAddressPrefixes": ["*"]}), any()),
        (json!({"sourceAddressPrefix": null, "sourceAddressPrefixes": ["*"]}), any()),
        (json!({"sourceAddressPrefix": ["*"]}), any()),
        (json!({"sourceAddressPrefix": "fd00::/8"}), Some(vec![Peer::Ipv6])),
        (
            json!({"sourceApplicationSecurityGroups": [{"id": id(asg, "web")}]}),
            Some(vec![Peer::Group(an_id(asg, "web"))]),
        ),
        (
            json!({
                "sourceAddressPrefix": "Internet", "sourceAddressPrefixes": ["Internet"],
                "expandedSourceAddressPrefix": ["1.0.0.0/8"],
            }),
            Some(vec![Peer::Expanded("Internet".to_owned(), vec!["1.0.0.0/8".parse().expect("a range")])]),
        ),
        // What cannot be read makes the whole field unknown.
        (json!({}), None),
        (json!({"sourceAddressPrefix": "", "sourceAddressPrefixes": []}), None),
        (json!({"sourceAddressPrefixes": ["10.0.0.0/8", "10.0.0.0-10.0.0.9"]}), None),
        (json!({"sourceAddressPrefix": "*", "sourceApplicationSecurityGroups": [{"name": "web"}]}), None),
        (json!({"sourceAddressPrefix": 10}), None),
        // What PowerShell makes of a list that is nested too deep, and an expression that was not resolved.
        (json!({"sourceAddressPrefix": "VirtualNetwork Internet"}), None),
        (json!({"sourceAddressPrefix": "[x]"}), None),
    ] {
        let mut rule = crate::compose::rule("a", 100);
        let properties = rule["properties"].as_object_mut().expect("an object");
        properties.remove("sourceAddressPrefix");
        properties.extend(members.as_object().expect("an object").clone());
        let read = crate::compose::import(&rule.to_string()).network;
        assert_eq!(read.security_groups[0].rules.items[0].sources, sources, "{members}");
    }
}

#[test]
fn a_network_card() {
    let network = everything();
    let nic = &network.nics[0];
    assert_eq!(nic.machine, Some(an_id("Microsoft.Compute/virtualMachines", "orders-vm")));
    assert_eq!(nic.addresses[0].address, Some(Ipv4Addr::new(10, 1, 0, 9)));
    assert_eq!(nic.addresses[0].subnet, Some(an_id(VNET, "vnet-a/subnets/db")));
    assert!(matches!(&nic.addresses[0].groups, Fact::Known(groups) if groups[0].name() == "asg-a"));
    assert_eq!((&nic.security_group, &nic.dns_servers), (&Fact::Known(an_id(NSG, "nsg-a")), &Fact::Known(vec![])));
}

#[test]
fn a_route_table() {
    let network = everything();
    let table = &network.route_tables[0];
    assert!(table.routes.complete);
    assert_eq!(table.propagation_disabled, Fact::Known(true));
    let routes: Vec<_> = table
        .routes
        .items
        .iter()
        .map(|it| (it.name.as_str(), it.destination.clone(), it.next_hop.as_deref(), it.next_hop_address.as_deref()))
        .collect();
    let net = |it: &str| Some(RoutePrefix::Net(it.parse().expect("a range")));
    assert_eq!(
        routes,
        [
            ("none", net("10.9.0.0/16"), Some("None"), None),
            ("entra", Some(RoutePrefix::Tag("AzureActiveDirectory".to_owned())), Some("Internet"), None),
            ("hub", net("0.0.0.0/0"), Some("VirtualAppliance"), Some("10.0.0.4")),
        ]
    );
}

#[test]
fn where_a_route_leads() {
    let tag = |it: &str| Some(RoutePrefix::Tag(it.to_owned()));
    for (prefix, expected) in [
        ("10.1.0.0/16", Some(RoutePrefix::Net("10.1.0.0/16".parse().expect("a range")))),
        ("fd00::/8", Some(RoutePrefix::Ipv6)),
        ("Sql.WestEurope", tag("Sql.WestEurope")),
        ("10.1.0.0-10.1.0.9", None),
        ("[x]", None),
    ] {
        let mut table = crate::compose::route_table();
        table["properties"]["routes"][0]["properties"]["addressPrefix"] = prefix.into();
        let import = crate::compose::import(&table.to_string());
        assert_eq!(import.network.route_tables[0].routes.items[0].destination, expected, "{prefix}");
        assert_eq!(import.files[0].errors.is_empty(), expected.is_some(), "{prefix}");
    }
}

#[test]
fn a_private_endpoint_with_its_zone_group() {
    let network = everything();
    let endpoint = &network.endpoints[0];
    assert_eq!(endpoint.subnet, Some(an_id(VNET, "vnet-a/subnets/db")));
    assert_eq!(endpoint.addresses, [Ipv4Addr::new(10, 1, 0, 4)]);
    assert_eq!(endpoint.nics[0].name(), "pe-a.nic");
    assert_eq!(endpoint.services[0].service, Some(an_id(SINGLE, "orders-old")));
    assert_eq!(endpoint.services[0].status.as_deref(), Some("Pending"));
    let entry = &network.zone_groups[0].zones[0];
    assert_eq!(entry.zone, Some(an_id(ZONE, "privatelink.postgres.database.azure.com")));
    assert_eq!(entry.records, [("orders-old".to_owned(), vec![Ipv4Addr::new(10, 1, 0, 4)])]);
}

#[test]
fn a_zone_with_its_links_and_records() {
    let network = everything();
    let zone = &network.zones[0];
    // As many as it says: two sets of records, of which one is the SOA that every zone has.
    assert!(zone.links.complete && zone.records.complete);
    let link = &zone.links.items[0];
    assert_eq!((&link.vnet, link.state.as_deref()), (&Some(an_id(VNET, "vnet-a")), Some("Completed")));
    assert_eq!(link.resolution_policy, Fact::Known("Default".to_owned()));
    assert_eq!(zone.records.items[0].addresses, [Ipv4Addr::new(10, 1, 0, 4)]);
}

#[test]
fn servers() {
    let network = everything();
    let [single, flexible] = network.servers.as_slice() else { panic!("there are two") };
    assert_eq!((single.kind, single.public_access), (ServerKind::Single, Fact::Known(false)));
    assert_eq!((single.tier.as_deref(), &single.delegated_subnet), (Some("GeneralPurpose"), &Fact::None));
    assert_eq!(single.host.as_deref(), Some("orders-old.postgres.database.azure.com"));
    let connection = &single.endpoint_connections.items[0];
    assert!(single.endpoint_connections.complete);
    assert_eq!(connection.status.as_deref(), Some("Approved"));
    assert_eq!(connection.endpoint, Some(an_id("Microsoft.Network/privateEndpoints", "pe-a")));
    let rule = &single.firewall_rules.items[0];
    assert_eq!((rule.start, rule.end), (Ipv4Addr::new(1, 2, 3, 4), Ipv4Addr::new(1, 2, 3, 8)));
    assert_eq!(single.vnet_rules.items[0].subnet, Some(an_id(VNET, "vnet-a/subnets/db")));
    assert_eq!((flexible.kind, flexible.public_access), (ServerKind::Flexible, Fact::Known(false)));
    assert_eq!(flexible.delegated_subnet, Fact::Known(an_id(VNET, "vnet-a/subnets/db")));
    assert!(matches!(&flexible.private_dns_zone, Fact::Known(zone) if zone.name().starts_with("orders-new.")));
    // A server in a subnet can have none, and Azure leaves the list out.
    assert!(flexible.endpoint_connections.complete && flexible.endpoint_connections.items.is_empty());
}

#[test]
fn az_powershell_has_members_of_its_own() {
    let server = json!({
        "Id": id(FLEXIBLE, "orders-new"), "Name": "orders-new", "Type": FLEXIBLE, "Location": "West Europe",
        "FullyQualifiedDomainName": "orders-new.postgres.database.azure.com", "State": "Ready",
        "NetworkPublicNetworkAccess": "Disabled", "NetworkPrivateDnsZoneArmResourceId": null,
        "NetworkDelegatedSubnetResourceId": id(VNET, "vnet-a/subnets/db"), "SkuTier": "GeneralPurpose",
    });
    let read = &network(&server).servers[0];
    assert_eq!(read.delegated_subnet, Fact::Known(an_id(VNET, "vnet-a/subnets/db")));
    assert_eq!((read.public_access, &read.private_dns_zone), (Fact::Known(false), &Fact::None));
    assert_eq!(read.tier.as_deref(), Some("GeneralPurpose"));

    let zone = id(ZONE, "privatelink.postgres.database.azure.com");
    let read = network(&json!([
        {"Name": "privatelink.postgres.database.azure.com", "ResourceId": zone, "NumberOfVirtualNetworkLinks": 1},
        {
            "Name": "a", "ResourceId": format!("{zone}/virtualNetworkLinks/a"), "VirtualNetworkLinkState": "Completed",
            "VirtualNetworkId": id(VNET, "vnet-a"),
        },
        {"Id": format!("{zone}/A/orders-old"), "RecordType": "A", "Records": [{"Ipv4Address": "10.1.0.4"}]},
    ]));
    let zone = &read.zones[0];
    assert!(zone.links.complete);
    assert_eq!(zone.links.items[0].vnet, Some(an_id(VNET, "vnet-a")));
    assert_eq!(zone.records.items[0].addresses, [Ipv4Addr::new(10, 1, 0, 4)]);
}

#[test]
fn migrations_and_their_properties_file() {
    let migration = &everything().migrations[0];
    assert_eq!(migration.source, Some(MigrationSource::Resource(an_id(SINGLE, "orders-old"))));
    assert_eq!(migration.target, Some(an_id(FLEXIBLE, "orders-new")));
    assert_eq!(migration.runtime, Fact::Known(an_id(FLEXIBLE, "mover")));

    let host = |host: &str, port| Some(MigrationSource::Host { host: host.to_owned(), port });
    for (source, expected) in [
        ("10.4.0.9:5433@someone", host("10.4.0.9", Some(5433))),
        ("db.corp.example:5432@someone@corp", host("db.corp.example", Some(5432))),
        ("db.corp.example", host("db.corp.example", None)),
        // A user or a password in the wrong place goes as well.
        ("someone:hunter2@db.corp.example:5432", None),
        ("host=db password=hunter2", None),
        ("", None),
    ] {
        let file = json!({
            "properties": {
                "SourceDBServerResourceId": source,
                "secretParameters": {"adminCredentials": {"sourceServerPassword": "hunter2"}},
                "sourceType": "on-premises",
            },
            "location": "westeurope",
        });
        let network = network(&file);
        let migration = &network.migrations[0];
        assert_eq!(migration.source, expected, "{source}");
        // The file says all of it: without a runtime server there is none.
        assert_eq!((&migration.runtime, &migration.target), (&Fact::None, &None));
        assert_eq!(migration.origin.name(), "export.json");
    }
}

#[test]
fn vpn_connections() {
    let network = everything();
    assert_eq!(network.gateways[0].subnet, Some(an_id(VNET, "vnet-a/subnets/GatewaySubnet")));
    let connection = &network.gateway_connections[0];
    assert_eq!((connection.kind.as_deref(), connection.status.as_deref()), (Some("IPsec"), Some("Connected")));
    assert_eq!(connection.gateway, Some(network.gateways[0].origin.id.clone()));
    assert_eq!(connection.local_gateway, Some(network.local_gateways[0].origin.id.clone()));
    assert_eq!(network.local_gateways[0].prefixes, Fact::Known(vec!["192.168.0.0/16".parse().expect("a range")]));
}

#[test]
fn effective_rules_and_routes() {
    let rules = json!({"value": [{
        "networkSecurityGroup": {"id": id(NSG, "nsg-a")},
        "association": {
            "subnet": {"id": id(VNET, "vnet-a/subnets/db")},
            "networkManager": {"id": id("Microsoft.Network/networkManagers", "m")},
        },
        "effectiveSecurityRules": [{
            "name": "defaultSecurityRules/DenyAllOutBound", "protocol": "All", "sourcePortRange": "0-65535",
            "destinationPortRange": "5432-5432", "access": "Deny", "priority": 65500, "direction": "Outbound",
            "sourceAddressPrefix": "0.0.0.0/0", "destinationAddressPrefix": "0.0.0.0/0",
        }],
    }]});
    let read = &network(&rules).effective_rules[0];
    assert_eq!((&read.security_group, &read.nic), (&Some(an_id(NSG, "nsg-a")), &None));
    assert!(read.has_admin_rules);
    assert_eq!((read.rules[0].name.as_str(), read.rules[0].protocol.as_deref()), ("DenyAllOutBound", Some("*")));

    let routes = json!({"value": [
        {"source": "Default", "state": "Active", "addressPrefix": ["10.1.0.0/16", "10.2.0.0/16"],
            "nextHopType": "VnetLocal", "nextHopIpAddress": []},
        {"source": "User", "state": "Invalid", "addressPrefix": ["0.0.0.0/0"], "nextHopType": "None"},
    ]});
    let network = network(&routes);
    let [read] = network.effective_routes.as_slice() else { panic!("one list is one card's") };
    let hops: Vec<_> = read.routes.iter().map(|it| it.next_hop.as_deref()).collect();
    assert_eq!(hops, [Some("VnetLocal"); 2]);
}

#[test]
fn service_tags() {
    let tags = json!({"type": "Microsoft.Network/serviceTags", "cloud": "Public", "values": [
        {"name": "Sql.WestEurope", "id": "Sql.WestEurope",
            "properties": {"region": "westeurope", "addressPrefixes": ["1.2.3.0/24", "2603::/64"]}},
    ]});
    for tags in [tags.clone(), crate::compose::as_cli(&tags), json!({"values": tags["values"]})] {
        let network = network(&tags);
        assert_eq!(network.service_tags[0].name, "Sql.WestEurope");
        assert_eq!(network.service_tags[0].prefixes, ["1.2.3.0/24".parse().expect("a range")]);
    }
}

#[test]
fn the_id_names_a_resource_where_its_name_differs() {
    let mut connection = connection_of(SINGLE, "orders-old");
    connection["name"] = "another".into();
    let mut server = single_server();
    server["properties"]["privateEndpointConnections"] = json!([connection]);
    server["name"] = "another".into();
    let network =
        network(&json!([server, firewall_rule(SINGLE, "orders-old", "a"), firewall_rule(SINGLE, "orders-old", "A")]));
    assert_eq!(network.servers[0].origin.name(), "orders-old");
    assert_eq!(network.servers[0].endpoint_connections.items[0].origin.id.name(), "pe-a-1");
    assert_eq!(network.servers[0].firewall_rules.items.len(), 1, "one rule, in two cases");
}

/// A text that is no name is not kept, but it does not count as none.
#[test]
fn what_is_dialled_in_place_of_the_sources_name() {
    for (host, expected) in [
        (json!(null), Fact::None),
        ("".into(), Fact::None),
        ("db.corp.example".into(), Fact::Known("db.corp.example".to_owned())),
        (" 10.0.0.5 ".into(), Fact::Known("10.0.0.5".to_owned())),
        ("10.0.0.5:5432".into(), Fact::Unknown),
        (json!({"name": "db"}), Fact::Unknown),
    ] {
        let mut migration = crate::compose::migration();
        migration["properties"]["sourceDbServerFullyQualifiedDomainName"] = host.clone();
        let import = crate::compose::import(&migration.to_string());
        assert_eq!(import.network.migrations[0].source_host, expected, "{host}");
        assert_eq!(import.files[0].errors.is_empty(), expected != Fact::Unknown, "{host}");
    }
}

/// A tool may print the name of a SKU alone, and that of a single server starts with the tier.
#[test]
fn the_tier_of_a_single_server_is_in_the_name_of_its_sku() {
    for (sku, expected) in [
        (json!({ "name": "GP_Gen5_4", "tier": "GeneralPurpose" }), Some("GeneralPurpose")),
        (json!({ "name": "GP_Gen5_4" }), Some("GeneralPurpose")),
        (json!({ "name": "B_Gen5_1" }), Some("Basic")),
        (json!({ "name": "MO_Gen5_8" }), Some("MemoryOptimized")),
        (json!({ "name": "Gen5" }), None),
        (json!({}), None),
    ] {
        let mut server = single_server();
        server["sku"] = sku.clone();
        assert_eq!(network(&server).servers[0].tier.as_deref(), expected, "{sku}");
    }
    // That of a flexible server is the size of its machine.
    let name = "Microsoft.DBforPostgreSQL/flexibleServers";
    let server = json!({ "id": id(name, "f"), "type": name, "sku": { "name": "Standard_D4ds_v5" }, "properties": {} });
    assert_eq!(network(&server).servers[0].tier, None);
}
