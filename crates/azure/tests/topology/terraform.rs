//! The same resources as Terraform tells them, in a state and in a plan: by azurerm where it has a type for them, else by azapi.

use serde_json::{Map, Value, json};

use super::Topology;

/// What Terraform writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// The file of a state, format 4.
    State,
    /// `terraform show -json` of a state.
    Shown,
    /// `terraform show -json` of a plan that changes nothing.
    Plan,
}

/// Which provider the resources are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    /// azurerm, where it has the type.
    Azurerm,
    /// azapi, with all that Azure answered.
    Azapi,
}

/// A secret that stands in a state, which nothing may say again.
pub(crate) const SECRET: &str = "zq-hunter2";

impl Topology {
    /// Everything in its files as one file of Terraform.
    pub(crate) fn terraform(&self, provider: Provider, written: Written) -> Value {
        let items = self.files.iter().flat_map(|it| &it.items);
        let resources: Vec<(&str, Value)> = items.flat_map(|it| told(it, provider)).collect();
        match written {
            Written::State => json!({
                "version": 4,
                "terraform_version": "1.9.1",
                "serial": 7,
                "lineage": "4f0f3b7a-0000-4000-8000-1c2d3e4f5a6b",
                "outputs": { "password": { "value": SECRET, "type": "string", "sensitive": true } },
                "resources": resources.iter().enumerate().map(|(at, (kind, values))| json!({
                    "mode": "managed",
                    "type": kind,
                    "name": format!("it{at}"),
                    "instances": [{
                        "attributes": values,
                        "sensitive_attributes": [[{ "type": "get_attr", "value": "administrator_password" }]],
                    }],
                })).collect::<Vec<_>>(),
            }),
            Written::Shown => json!({
                "format_version": "1.0",
                "terraform_version": "1.9.1",
                "values": { "root_module": module(&resources) },
            }),
            Written::Plan => json!({
                "format_version": "1.2",
                "terraform_version": "1.9.1",
                "variables": { "password": { "value": SECRET } },
                "planned_values": { "root_module": { "child_modules": [module(&resources)] } },
                "resource_changes": [],
            }),
        }
    }
}

fn module(resources: &[(&str, Value)]) -> Value {
    let resource = |(at, (kind, values)): (usize, &(&str, Value))| {
        json!({
            "address": format!("{kind}.it{at}"),
            "mode": "managed",
            "type": kind,
            "name": format!("it{at}"),
            "values": values,
            "sensitive_values": { "administrator_password": true },
        })
    };
    json!({ "resources": resources.iter().enumerate().map(resource).collect::<Vec<_>>() })
}

/// A resource of azapi, with what Azure answered.
fn azapi(item: &Value) -> (&'static str, Value) {
    let values = json!({
        "id": item["id"],
        "type": format!("{}@2024-01-01", item["type"].as_str().expect("a type")),
        "name": item["name"],
        "location": item.get("location"),
        "body": { "value": {}, "type": "dynamic" },
        "output": { "value": item, "type": "dynamic" },
        "administrator_password": SECRET,
    });
    ("azapi_resource", values)
}

/// A resource, and what stands in it and is a resource of its own in azurerm.
fn told(item: &Value, provider: Provider) -> Vec<(&'static str, Value)> {
    let kind = item["type"].as_str().unwrap_or_default().to_lowercase();
    let at = &item["properties"];
    let id = |it: &Value| it["id"].clone();
    let list = |it: &Value| it.as_array().cloned().unwrap_or_default();
    if provider == Provider::Azapi {
        return vec![azapi(item)];
    }
    let mut more = Vec::new();
    let (kind, mut values) = match kind.as_str() {
        "microsoft.network/virtualnetworks" => {
            more.extend(list(&at["subnets"]).iter().flat_map(subnet));
            more.extend(list(&at["virtualNetworkPeerings"]).iter().map(peering));
            let values = json!({
                "address_space": at["addressSpace"]["addressPrefixes"],
                "dns_servers": at["dhcpOptions"]["dnsServers"].as_array().cloned().unwrap_or_default(),
            });
            ("azurerm_virtual_network", values)
        }
        "microsoft.network/networksecuritygroups" => {
            let rules: Vec<Value> = list(&at["securityRules"]).iter().map(rule).collect();
            ("azurerm_network_security_group", json!({ "security_rule": rules }))
        }
        "microsoft.network/routetables" => {
            let route = |it: &Value| {
                json!({
                    "name": it["name"],
                    "address_prefix": it["properties"]["addressPrefix"],
                    "next_hop_type": it["properties"]["nextHopType"],
                    "next_hop_in_ip_address": it["properties"]["nextHopIpAddress"].as_str().unwrap_or_default(),
                })
            };
            let values = json!({
                "bgp_route_propagation_enabled": at["disableBgpRoutePropagation"].as_bool().map(|it| !it),
                "route": list(&at["routes"]).iter().map(route).collect::<Vec<_>>(),
            });
            ("azurerm_route_table", values)
        }
        "microsoft.network/privatednszones" => ("azurerm_private_dns_zone", json!({})),
        "microsoft.network/privatednszones/virtualnetworklinks" => {
            let values = json!({
                "virtual_network_id": id(&at["virtualNetwork"]),
                "registration_enabled": at["registrationEnabled"],
                "resolution_policy": at["resolutionPolicy"],
            });
            ("azurerm_private_dns_zone_virtual_network_link", values)
        }
        "microsoft.network/privatednszones/a" => {
            let addresses: Vec<Value> = list(&at["aRecords"]).iter().map(|it| it["ipv4Address"].clone()).collect();
            ("azurerm_private_dns_a_record", json!({ "records": addresses, "ttl": at["ttl"] }))
        }
        "microsoft.dbforpostgresql/flexibleservers" => {
            let network = &at["network"];
            let values = json!({
                "fqdn": at["fullyQualifiedDomainName"],
                "delegated_subnet_id": network["delegatedSubnetResourceId"],
                "private_dns_zone_id": network["privateDnsZoneArmResourceId"],
                "public_network_access_enabled": network["publicNetworkAccess"] == "Enabled",
                "administrator_password": SECRET,
            });
            ("azurerm_postgresql_flexible_server", values)
        }
        "microsoft.dbforpostgresql/servers" => {
            let values = json!({
                "fqdn": at["fullyQualifiedDomainName"],
                "public_network_access_enabled": at["publicNetworkAccess"] == "Enabled",
                "sku_name": item["sku"]["name"],
                "ssl_enforcement_enabled": at["sslEnforcement"] == "Enabled",
                "administrator_login_password": SECRET,
            });
            ("azurerm_postgresql_server", values)
        }
        "microsoft.dbforpostgresql/servers/firewallrules" => ("azurerm_postgresql_firewall_rule", range(at)),
        "microsoft.dbforpostgresql/flexibleservers/firewallrules" => {
            ("azurerm_postgresql_flexible_server_firewall_rule", range(at))
        }
        "microsoft.dbforpostgresql/servers/virtualnetworkrules" => {
            ("azurerm_postgresql_virtual_network_rule", json!({ "subnet_id": at["virtualNetworkSubnetId"] }))
        }
        _ => return vec![azapi(item)],
    };
    values["id"] = item["id"].clone();
    values["name"] = item["name"].clone();
    values["location"] = item.get("location").cloned().unwrap_or_default();
    more.push((kind, values));
    more
}

fn range(at: &Value) -> Value {
    json!({ "start_ip_address": at["startIpAddress"], "end_ip_address": at["endIpAddress"] })
}

fn subnet(item: &Value) -> Vec<(&'static str, Value)> {
    let at = &item["properties"];
    let prefixes = at.get("addressPrefixes").cloned().unwrap_or_else(|| json!([at["addressPrefix"]]));
    let each = |list: &Value, tell: fn(&Value) -> Value| -> Vec<Value> {
        list.as_array().into_iter().flatten().map(tell).collect()
    };
    let delegation = |it: &Value| {
        let service = json!({ "name": it["properties"]["serviceName"], "actions": [] });
        json!({ "name": it["name"], "service_delegation": [service] })
    };
    let values = json!({
        "id": item["id"],
        "name": item["name"],
        "address_prefixes": prefixes,
        "delegation": each(&at["delegations"], delegation),
        "service_endpoints": each(&at["serviceEndpoints"], |it| it["service"].clone()),
        "private_endpoint_network_policies": at["privateEndpointNetworkPolicies"],
    });
    let mut told = vec![("azurerm_subnet", values)];
    for (kind, member, attribute) in [
        ("azurerm_subnet_network_security_group_association", "networkSecurityGroup", "network_security_group_id"),
        ("azurerm_subnet_route_table_association", "routeTable", "route_table_id"),
        ("azurerm_subnet_nat_gateway_association", "natGateway", "nat_gateway_id"),
    ] {
        if let Some(of) = at[member].get("id") {
            told.push((kind, json!({ "id": item["id"], "subnet_id": item["id"], attribute: of })));
        }
    }
    told
}

fn peering(item: &Value) -> (&'static str, Value) {
    let at = &item["properties"];
    let values = json!({
        "id": item["id"],
        "name": item["name"],
        "remote_virtual_network_id": at["remoteVirtualNetwork"]["id"],
        "allow_virtual_network_access": at["allowVirtualNetworkAccess"],
        "allow_forwarded_traffic": at["allowForwardedTraffic"],
        "allow_gateway_transit": at["allowGatewayTransit"],
        "use_remote_gateways": at["useRemoteGateways"],
    });
    ("azurerm_virtual_network_peering", values)
}

/// A rule as azurerm tells it: texts that are empty, and lists that are, for what it has not.
fn rule(item: &Value) -> Value {
    let at = &item["properties"];
    let mut rule = Map::new();
    rule.insert("name".to_owned(), item["name"].clone());
    for member in ["priority", "direction", "access", "protocol"] {
        rule.insert(member.to_owned(), at[member].clone());
    }
    for (member, attribute) in [
        ("sourcePortRange", "source_port_range"),
        ("destinationPortRange", "destination_port_range"),
        ("sourceAddressPrefix", "source_address_prefix"),
        ("destinationAddressPrefix", "destination_address_prefix"),
    ] {
        rule.insert(attribute.to_owned(), at.get(member).cloned().unwrap_or_else(|| "".into()));
        let lists = at.get(format!("{member}es")).or_else(|| at.get(format!("{member}s")));
        let plural = if attribute.ends_with('x') { format!("{attribute}es") } else { format!("{attribute}s") };
        rule.insert(plural, lists.cloned().unwrap_or_else(|| json!([])));
    }
    for (member, attribute) in [
        ("sourceApplicationSecurityGroups", "source_application_security_group_ids"),
        ("destinationApplicationSecurityGroups", "destination_application_security_group_ids"),
    ] {
        let ids: Vec<Value> = at[member].as_array().into_iter().flatten().map(|it| it["id"].clone()).collect();
        rule.insert(attribute.to_owned(), ids.into());
    }
    rule.into()
}
