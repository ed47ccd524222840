//! ARM templates, as `az group export` makes them and as people write them.

use pgreach_azure::read;
use pgreach_network::{Fact, Id, Network};
use serde_json::{Value, json};

use crate::compose::{import, network};

fn template(resources: &Value) -> Value {
    json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "virtualNetworks_vnet_a_name": {"defaultValue": "vnet-a", "type": "String"},
            "nsg_externalid": {
                "defaultValue": "/subscriptions/s2/resourceGroups/rg-b/providers/Microsoft.Network/networkSecurityGroups/nsg-a",
                "type": "String",
            },
            "prefixes": {"defaultValue": ["10.1.0.0/16"], "type": "Array"},
            "priority": {"defaultValue": 300, "type": "Int"},
        },
        "variables": {"subnet": "[concat(parameters('virtualNetworks_vnet_a_name'), '/db')]"},
        "resources": resources,
    })
}

fn vnet(properties: &Value) -> Value {
    json!({
        "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-01-01",
        "name": "[parameters('virtualNetworks_vnet_a_name')]", "location": "westeurope",
        "dependsOn": [], "properties": properties,
    })
}

fn subnet(name: &str) -> Value {
    json!({
        "type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2024-01-01", "name": name,
        "properties": {"addressPrefix": "10.1.0.0/24", "networkSecurityGroup": {"id": "[parameters('nsg_externalid')]"}},
    })
}

fn in_template(name: &str) -> Id {
    Id::parse(&format!("/providers/Microsoft.Network/{name}")).expect("an id")
}

#[test]
fn rules_that_stand_beside_their_group_are_all_of_its_rules() {
    let group =
        |properties: Value| json!({"type": NSG, "apiVersion": "2024-01-01", "name": "nsg-b", "properties": properties});
    let rule = json!({
        "type": format!("{NSG}/securityRules"), "apiVersion": "2024-01-01", "name": "nsg-b/a",
        "properties": {"priority": 100, "direction": "Outbound", "access": "Deny", "protocol": "Tcp",
            "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "5432"},
    });
    for (properties, is_full) in [(json!({}), true), (json!("[variables('x')]"), false)] {
        let groups = network(&template(&json!([group(properties), rule]))).security_groups;
        assert_eq!((groups[0].rules.items.len(), groups[0].rules.complete), (1, is_full));
    }
}

const NSG: &str = "Microsoft.Network/networkSecurityGroups";

#[test]
fn names_ids_and_values_are_resolved() {
    let nsg = json!({
        "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-01-01", "name": "nsg-b",
        "properties": {"securityRules": [{
            "name": "a", "properties": {"priority": "[parameters('priority')]", "direction": "Inbound",
                "access": "Allow", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
                "destinationAddressPrefix": "*", "destinationPortRange": "[uniqueString('x')]"},
        }]},
    });
    let nsg_of = json!({"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-b')]"});
    let vnet = vnet(&json!({
        "addressSpace": {"addressPrefixes": "[parameters('prefixes')]"},
        "dhcpOptions": {"dnsServers": ["[parameters('nowhere')]"]},
        "subnets": [{"name": "inline", "properties": {"addressPrefix": "10.1.1.0/24", "networkSecurityGroup": nsg_of}}],
    }));
    let template = template(&json!([vnet, subnet("[variables('subnet')]"), nsg]));
    for (form, value) in [("a template", template.clone()), ("an answer of Azure", json!({"template": template}))] {
        let Network { vnets, security_groups, truncated, .. } = network(&value);
        let [vnet] = vnets.as_slice() else { panic!("there is one network: {form}") };
        assert_eq!(vnet.origin.id, in_template("virtualNetworks/vnet-a"));
        assert_eq!(vnet.prefixes, Fact::Known(vec!["10.1.0.0/16".parse().expect("a range")]));
        assert_eq!(vnet.dns_servers, Fact::Unknown, "only Azure can resolve it");
        let [inline, db] = vnet.subnets.items.as_slice() else { panic!("there are two subnets: {form}") };
        assert_eq!(inline.security_group, Fact::Known(security_groups[0].origin.id.clone()));
        assert_eq!(db.origin.id, in_template("virtualNetworks/vnet-a/subnets/db"));
        assert!(matches!(&db.security_group, Fact::Known(id) if id.subscription() == Some("s2")));
        // A subnet beside its network belongs to it as much as one in it.
        assert!(vnet.subnets.complete && security_groups[0].rules.complete && !truncated);
        assert!(!vnet.peerings.complete, "a list that the template does not have");
        let rule = &security_groups[0].rules.items[0];
        assert_eq!((rule.priority, &rule.destination_ports), (Some(300), &None));
        // No template says what Azure chooses by itself; everything else of a template is all there is.
        assert_eq!((&db.endpoint_policies, &db.route_table), (&Fact::Unknown, &Fact::None));
    }
}

#[test]
fn what_cannot_be_identified_may_be_anything() {
    let whole = vnet(&json!({"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": []}));
    let with = |key: &str, value: Value| {
        let mut subnet = subnet("vnet-a/db");
        subnet[key] = value;
        subnet
    };
    let looped = with("copy", json!({"name": "loop", "count": "[length(reference('a').items)]"}));
    let perhaps = with("condition", json!("[equals(uniqueString('a'), 'b')]"));
    let linked = json!({
        "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "more",
        "properties": {"templateLink": {"uri": "https://example.com/azuredeploy.json"}},
    });
    let mut elsewhere = module(&json!({}), &json!([subnet("vnet-a/db")]));
    elsewhere["resourceGroup"] = "[reference('a').group]".into();
    let mut perhaps_all = module(&json!({}), &json!([subnet("vnet-a/db")]));
    perhaps_all["condition"] = "[equals(uniqueString('a'), 'b')]".into();
    for other in [
        subnet("[concat('vnet-a/', uniqueString('a'))]"),
        subnet("vnet-a"),
        looped,
        perhaps,
        linked,
        elsewhere,
        perhaps_all,
        module(&json!({}), &json!([subnet("[parameters('bare')]")])),
    ] {
        let import = import(&template(&json!([whole, other])).to_string());
        assert!(import.network.truncated, "{other}");
        assert!(!import.network.vnets[0].subnets.complete, "{other}");
        assert_eq!(import.files[0].partial.len(), 1, "{other}");
        assert_eq!(import.files[0].errors, [], "{other}");
    }
    let import = import(
        &json!({"template": template(&json!([whole])), "error": {"code": "ExportTemplateCompletedWithErrors"}})
            .to_string(),
    );
    assert!(import.network.truncated && !import.network.vnets[0].subnets.complete);
}

/// A module as `az bicep build` prints it: a deployment with a template, parameters and names of its own.
fn module(given: &Value, resources: &Value) -> Value {
    json!({
        "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "more",
        "properties": {
            "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental", "parameters": given,
            "template": {
                "contentVersion": "1.0.0.0", "languageVersion": "2.0",
                "parameters": {"vnet": {"type": "string", "defaultValue": "vnet-x"}, "bare": {"type": "string"}},
                "variables": {"subnet": "[format('{0}/db', parameters('vnet'))]"},
                "resources": resources,
            },
        },
    })
}

#[test]
fn a_template_within_a_template_has_its_own_names() {
    let given = json!({"vnet": {"value": "[parameters('virtualNetworks_vnet_a_name')]"}});
    let plain = vnet(&json!({"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}));
    let within =
        subnet("[variables('subnet')]").to_string().replace("[parameters('nsg_externalid')]", "[parameters('vnet')]");
    let within: Value = serde_json::from_str(&within).expect("it is still JSON");
    let by_outer = |mut it: Value| {
        it["properties"].as_object_mut().expect("properties").remove("expressionEvaluationOptions");
        it
    };
    for (nested, subnets) in [
        (module(&given, &json!([within])), &["db"][..]),
        (module(&given, &json!({"db": within})), &["db"]),
        // A module in a module.
        (
            module(&given, &json!([module(&json!({"vnet": {"value": "[parameters('vnet')]"}}), &json!([within]))])),
            &["db"],
        ),
        // The outer template's variable has the same name, and the inner one's parameters do not count.
        (by_outer(module(&given, &json!([subnet("[variables('subnet')]")]))), &["db"]),
    ] {
        let Network { vnets, truncated, .. } = network(&template(&json!([plain, nested])));
        let names: Vec<&str> = vnets[0].subnets.items.iter().map(|it| it.origin.id.name()).collect();
        assert_eq!((names.as_slice(), vnets.len(), truncated), (subnets, 1, false), "{nested}");
    }
    let by_default = network(&template(&json!([module(&json!({}), &json!([within]))])));
    assert_eq!(by_default.vnets[0].origin.id, in_template("virtualNetworks/vnet-x"));
}

#[test]
fn what_is_deployed_to_another_group_is_of_that_group() {
    let given = json!({"vnet": {"value": "vnet-b"}});
    let nsg = json!({"type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "apiVersion": "2024-01-01", "properties": {}});
    let mut within = subnet("[variables('subnet')]");
    within["properties"]["networkSecurityGroup"]["id"] =
        "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg')]".into();
    let mut elsewhere = module(&given, &json!([within, nsg]));
    elsewhere["resourceGroup"] = "rg-b".into();
    let Network { vnets, security_groups, .. } = network(&template(&json!([nsg, elsewhere])));
    let ids: Vec<&str> = security_groups.iter().map(|it| it.origin.id.text()).collect();
    let of_group = "/resourceGroups/rg-b/providers/Microsoft.Network/networkSecurityGroups/nsg";
    assert_eq!(ids, ["/providers/Microsoft.Network/networkSecurityGroups/nsg", of_group]);
    let subnet = &vnets[0].subnets.items[0];
    assert_eq!(subnet.security_group, Fact::Known(Id::parse(of_group).expect("an id")));
}

#[test]
fn loops_and_conditions_that_can_be_decided() {
    let mut looped = subnet("[format('vnet-a/db{0}', copyIndex(1))]");
    looped["copy"] = json!({"name": "loop", "count": "[length(variables('ranges'))]"});
    looped["properties"]["addressPrefix"] = "[variables('ranges')[copyIndex()].range]".into();
    let of = |name: &str, condition: &str| {
        let mut subnet = subnet(name);
        subnet["condition"] = condition.into();
        subnet
    };
    let rules = json!({
        "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-01-01", "name": "nsg-b",
        "copy": {"name": "groups", "count": 1},
        "properties": {"copy": [{"name": "securityRules", "count": 2, "input": {
            "name": "[format('rule-{0}', copyIndex('securityRules'))]",
            "properties": {"priority": "[add(100, copyIndex('securityRules'))]", "direction": "Inbound", "access": "Allow",
                "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
                "destinationPortRange": "5432"},
        }}]},
    });
    let mut modules = module(
        &json!({"vnet": {"value": "[format('vnet-{0}', copyIndex('loop', 7))]"}}),
        &json!([subnet("[variables('subnet')]")]),
    );
    modules["copy"] = json!({"name": "loop", "count": 2});
    let mut template = template(&json!([
        vnet(&json!({"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}})),
        looped,
        of("vnet-a/yes", "[and(true(), equals(parameters('priority'), 300))]"),
        of("vnet-a/no", "[not(equals(parameters('priority'), 300))]"),
        rules,
        modules,
    ]));
    template["variables"]["copy"] = json!([{"name": "ranges", "count": 2, "input": {"range": "[format('10.1.{0}.0/24', copyIndex('ranges', 4))]"}}]);
    let Network { vnets, security_groups, truncated, .. } = network(&template);
    // What is not deployed may be there already.
    assert!(truncated && !security_groups[0].rules.complete);
    let subnets: Vec<String> =
        vnets[0].subnets.items.iter().map(|it| format!("{} {:?}", it.origin.id.name(), it.prefixes)).collect();
    assert_eq!(subnets, ["db1 [10.1.4.0/24]", "db2 [10.1.5.0/24]", "yes [10.1.0.0/24]"]);
    let names: Vec<&str> = vnets.iter().map(|it| it.origin.id.name()).collect();
    assert_eq!(names, ["vnet-a", "vnet-7", "vnet-8"]);
    let rules = &security_groups[0].rules;
    let found: Vec<_> = rules.items.iter().map(|it| (it.name.as_str(), it.priority)).collect();
    assert_eq!(found, [("rule-0", Some(100)), ("rule-1", Some(101))]);
    template["resources"].as_array_mut().expect("a list").remove(3);
    let without = network(&template);
    assert!(!without.truncated && without.security_groups[0].rules.complete);
}

#[test]
fn members_that_are_made_by_a_loop_are_not_missing() {
    let looped = vnet(&json!({
        "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
        "copy": [{"name": "subnets", "count": "[length(reference('a').items)]", "input": {"name": "a"}}],
    }));
    let network = network(&template(&json!([looped])));
    assert_eq!(network.vnets[0].dns_servers, Fact::Unknown);
    assert!(!network.vnets[0].subnets.complete);
}

#[test]
fn resources_within_resources() {
    let rule = json!({
        "type": "firewallRules", "apiVersion": "2017-12-01", "name": "office",
        "properties": {"startIpAddress": "1.2.3.4", "endIpAddress": "1.2.3.4"},
    });
    let full = json!({
        "type": "Microsoft.DBforPostgreSQL/servers/firewallRules", "apiVersion": "2017-12-01", "name": "orders-old/home",
        "properties": {"startIpAddress": "1.2.3.9", "endIpAddress": "1.2.3.9"},
    });
    let server = json!({
        "type": "Microsoft.DBforPostgreSQL/servers", "apiVersion": "2017-12-01", "name": "orders-old",
        "properties": {"publicNetworkAccess": "Enabled"}, "resources": [rule, full],
    });
    for resources in [json!([server]), json!({"server": server})] {
        let network = network(&template(&resources));
        let [server] = network.servers.as_slice() else { panic!("there is one server") };
        assert_eq!(server.public_access, Fact::Known(true));
        let names: Vec<&str> = server.firewall_rules.items.iter().map(|it| it.origin.id.name()).collect();
        assert_eq!(names, ["office", "home"]);
    }
}

#[test]
fn a_resource_of_a_template_in_a_config() {
    let config = json!({"version": 1, "resources": [subnet("vnet-a/db")]});
    assert_eq!(network(&config).vnets[0].subnets.items[0].origin.id, in_template("virtualNetworks/vnet-a/subnets/db"));
}

#[test]
fn variables_that_grow_without_end_stay_unresolved() {
    let mut template = template(&json!([subnet("[variables('v60')]"), subnet("[variables('again')]")]));
    template["variables"]["v0"] = "".into();
    for it in 1..=60 {
        let before = format!("variables('v{}')", it - 1);
        template["variables"][format!("v{it}")] = format!("[concat({before}, {before}, {before})]").into();
    }
    template["variables"]["again"] = "[variables('again')]".into();
    let nested = format!("[{}'x'{}]", "concat(".repeat(100_000), ")".repeat(100_000));
    template["variables"]["v0"] = nested.into();
    assert_eq!(*import(&template.to_string()).network.vnets, []);
}

/// A member that may hold a secret is not read, but it is there.
#[test]
fn a_secret_is_not_said_and_not_missing() {
    let mut template = template(&json!([
        subnet("[if(contains(variables('of'), 'subnetKey'), 'vnet-a/wrong', 'vnet-a/wrong')]"),
        subnet("[concat('vnet-a/', variables('of').subnetKey)]"),
        subnet("[concat('vnet-a/', variables('of').name)]"),
    ]));
    template["variables"]["of"] = json!({"subnetKey": "hunter2", "name": "db"});
    let import = import(&template.to_string());
    let names: Vec<&str> = import.network.vnets[0].subnets.items.iter().map(|it| it.origin.id.name()).collect();
    assert_eq!((names, import.network.truncated), (vec!["db"], true));
    assert!(!format!("{import:?}").contains("hunter2"));
}

/// A few lines that come to more than any memory holds.
#[test]
fn lists_and_loops_that_grow_without_end_stay_unresolved() {
    let doubled = |it: usize| format!("[createArray(variables('v{0}'), variables('v{0}'))]", it - 1);
    let mut grown = template(&json!([vnet(&json!({"addressSpace": "[variables('v60')]"}))]));
    grown["variables"]["v0"] = json!(["10.1.0.0/16"]);
    for it in 1..=60 {
        grown["variables"][format!("v{it}")] = doubled(it).into();
    }
    assert_eq!(network(&grown).vnets[0].prefixes, Fact::Unknown);
    let mut many = subnet("[format('vnet-a/{0}', copyIndex())]");
    for _ in 0..4 {
        many = module(&json!({}), &json!([many]));
        many["copy"] = json!({"name": "loop", "count": 800});
    }
    assert!(network(&template(&json!([many]))).truncated);
    let mut beyond = subnet("[format('vnet-a/{0}', copyIndex())]");
    beyond["copy"] = json!({"name": "loop", "count": 801});
    assert!(network(&template(&json!([beyond]))).truncated);
}

/// A template of one group, with a zone that is linked to a network.
fn with_zone(linked: &str) -> Value {
    let zone = "privatelink.postgres.database.azure.com";
    template(&json!([
        {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": zone, "properties": {}},
        {
            "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01",
            "name": format!("{zone}/link"), "properties": {"virtualNetwork": {"id": linked}},
        },
    ]))
}

/// Many groups have a zone of this name: two of them are not one with all links and records.
#[test]
fn one_name_in_two_templates_is_nobody() {
    let a = with_zone("[resourceId('Microsoft.Network/virtualNetworks', 'vnet-a')]").to_string();
    let b = with_zone("[resourceId('Microsoft.Network/virtualNetworks', 'vnet-b')]").to_string();
    for (files, zones) in [(vec![&a], 1), (vec![&a, &a], 1), (vec![&a, &b], 0), (vec![&format!("[{a}, {b}]")], 0)] {
        let import = read(files.iter().map(|it| ("export.json", it.as_bytes())));
        assert_eq!(import.network.zones.len(), zones, "{}", files.len());
        assert_eq!(import.files[0].partial.is_empty(), zones == 1);
    }
}

/// What another file names in full may be what the template holds, or what another group holds under that name.
#[test]
fn an_id_in_full_may_be_of_the_template() {
    let full = |name: &str| format!("/subscriptions/s1/resourceGroups/rg-b/providers/Microsoft.Network/{name}");
    let in_full = crate::compose::arm(
        "Microsoft.Network/virtualNetworks",
        "vnet-b",
        json!({
            "provisioningState": "Succeeded", "addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}, "subnets": [],
            "virtualNetworkPeerings": [{
                "name": "to-a", "properties": {"remoteVirtualNetwork": {"id": full("virtualNetworks/vnet-a")}},
            }],
        }),
    );
    let endpoint = json!({
        "id": full("privateEndpoints/pe-a"), "properties": {"subnet": {"id": full("virtualNetworks/vnet-a/subnets/db")}},
    });
    let others = json!([in_full, endpoint]).to_string();
    let of_template = template(&json!([vnet(&json!({"subnets": []}))])).to_string();
    let read_in_full = json!({"id": full("virtualNetworks/vnet-a"), "properties": {}}).to_string();
    for (files, is_known) in [
        (vec![&others], true),
        (vec![&others, &of_template], false),
        (vec![&of_template, &others], false),
        (vec![&others, &of_template, &read_in_full], true),
    ] {
        let import = read(files.iter().map(|it| ("export.json", it.as_bytes())));
        let from = import.network.vnets.iter().find(|it| it.origin.id.name() == "vnet-b").expect("it was read");
        let [half] = from.peerings.items.as_slice() else { panic!("there is one half") };
        assert_eq!(half.remote.is_some(), is_known);
        assert_eq!(import.network.endpoints[0].subnet.is_some(), is_known);
        // Where a file holds the network itself, the template may still change that one.
        assert_eq!(import.files.iter().all(|it| it.partial.is_empty()), files.len() == 1);
        let changed: Vec<_> = import.network.unread.iter().map(|it| it.mentions.items.clone()).collect();
        let vnet_a = Id::parse(&full("virtualNetworks/vnet-a")).expect("an id");
        assert_eq!(changed == [[vnet_a]], files.len() == 3, "{changed:?}");
    }
}

/// What a parameter without a default is, only the deployment knows: its declaration is no value, and nothing is missing
/// from it.
#[test]
fn a_parameter_without_a_default_is_unknown() {
    let declared = |default: Option<Value>| {
        let mut template = template(&json!([vnet(&json!({
            "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
            "dhcpOptions": "[parameters('dns')]",
            "subnets": [{"name": "db", "properties": "[parameters('db')]"}],
        }))]));
        template["parameters"]["dns"] = json!({"type": "object"});
        template["parameters"]["db"] = json!({"type": "object"});
        if let Some(default) = default {
            template["parameters"]["dns"]["defaultValue"] = json!({"dnsServers": []});
            template["parameters"]["db"]["defaultValue"] = default;
        }
        template
    };
    let by_default = json!({"addressPrefix": "10.1.0.0/24"});
    // A variable may have any member, also one of this name.
    let mut of_variables = declared(None);
    of_variables["variables"]["db"] = json!({"defaultValue": "a", "addressPrefix": "10.1.0.0/24"});
    of_variables["resources"][0]["properties"]["subnets"][0]["properties"] = json!("[variables('db')]");
    for (template, dns_known, subnet_known) in
        [(declared(None), false, false), (declared(Some(by_default)), true, true), (of_variables, false, true)]
    {
        let import = import(&template.to_string());
        let vnet = &import.network.vnets[0];
        let db = &vnet.subnets.items[0];
        assert_eq!(!vnet.dns_servers.is_unknown(), dns_known, "{template}");
        let facts = [db.security_group.is_unknown(), db.route_table.is_unknown(), db.delegations.is_unknown()];
        assert_eq!(facts, [!subnet_known; 3], "{template}");
        assert_eq!(import.files[0].errors, [], "it is no fault of the file");
    }
}

/// A template whose subnet has what a module puts out, by the expression that names it.
fn using(outputs: &Value, module_has: &Value, expression: &str) -> Value {
    let mut net = module(&json!({"vnet": {"value": "vnet-m"}}), &json!([]));
    net["properties"]["template"]["outputs"] = outputs.clone();
    for (key, value) in module_has.as_object().expect("members") {
        net[key] = value.clone();
    }
    let mut subnet = subnet("vnet-a/db");
    subnet["properties"]["networkSecurityGroup"]["id"] = expression.into();
    template(&json!([vnet(&json!({"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}})), subnet, net]))
}

#[test]
fn outputs_of_modules_are_used_where_they_are_known() {
    let own = json!({"nsg": {"type": "string", "value": "[resourceId('Microsoft.Network/networkSecurityGroups', parameters('vnet'))]"}});
    let by_id = "[reference(resourceId('Microsoft.Resources/deployments', 'more'), '2022-09-01').outputs.nsg.value]";
    let elsewhere = "[reference(extensionResourceId(format('/subscriptions/{0}/resourceGroups/{1}', subscription().subscriptionId, 'rg-b'), \
                     'Microsoft.Resources/deployments', 'more'), '2022-09-01').outputs.nsg.value]";
    let of_module = "/providers/Microsoft.Network/networkSecurityGroups/vnet-m";
    let group = Some(of_module);
    let in_other = Some("/resourceGroups/rg-b/providers/Microsoft.Network/networkSecurityGroups/vnet-m");
    let bare = json!({"nsg": {"value": "[parameters('bare')]"}});
    let secret =
        json!({"nsg": {"type": "secureString", "value": "/providers/Microsoft.Network/networkSecurityGroups/a"}});
    let circle = json!({"nsg": {"value": "[reference('more').outputs.nsg.value]"}});
    for (outputs, module_has, expression, expected) in [
        (&own, json!({}), by_id, group),
        (&own, json!({}), "[reference('more').outputs.NSG.value]", group),
        (&own, json!({}), "[reference('more', '2022-09-01', 'Full').properties.outputs.nsg.value]", group),
        (&own, json!({"resourceGroup": "rg-b"}), elsewhere, in_other),
        (&own, json!({"condition": "[equals(parameters('priority'), 300)]"}), by_id, group),
        (&own, json!({"condition": "[equals(parameters('priority'), 301)]"}), by_id, None),
        (&own, json!({"condition": "[equals(uniqueString('a'), 'b')]"}), by_id, None),
        (&own, json!({"name": "[uniqueString('a')]"}), by_id, None),
        (&own, json!({"copy": {"name": "more", "count": 1}}), by_id, None),
        (&own, json!({}), "[reference('less').outputs.nsg.value]", None),
        (&own, json!({}), "[reference('more').outputs.other.value]", None),
        (&bare, json!({}), by_id, None),
        (&secret, json!({}), by_id, None),
        (&circle, json!({}), by_id, None),
    ] {
        let text = using(outputs, &module_has, expression).to_string();
        let import = import(&text);
        assert_eq!(import.files[0].errors, [], "{text}");
        let is = import.network.vnets[0].subnets.items[0].security_group.clone();
        let expected = expected.map_or(Fact::Unknown, |it| Fact::Known(Id::parse(it).expect("an id")));
        assert_eq!(is, expected, "{text}");
    }
    // By the name that resources have in a template of the second version.
    let mut named = using(&own, &json!({"name": "[uniqueString('a')]"}), "[reference('net').outputs.nsg.value]");
    let [vnet, subnet, net] = named["resources"].as_array().expect("resources").as_slice() else { panic!("three") };
    named["resources"] = json!({"vnet": vnet, "db": subnet, "net": net});
    let network = network(&named);
    assert_eq!(network.vnets[0].subnets.items[0].security_group, Fact::Known(Id::parse(of_module).expect("an id")));
}
