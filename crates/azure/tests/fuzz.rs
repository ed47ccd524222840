//! The reader against inputs that no tool would write: no panic, no hang, no memory without end.
//!
//! Composed exports are cut, spliced, flipped and filled up, in the same way on every run. `PGREACH_FUZZ` says how many
//! times, 20000 without it. An input that is too much is printed.

#[path = "read/compose.rs"]
#[expect(dead_code, reason = "only the composed resources are used here")]
mod compose;

use std::time::Duration;

use compose::{all, as_cli, as_powershell, as_row, id};
use cpu_time::ThreadTime;
use pgreach_azure::{is_config, read};
use serde_json::{Value, json};

/// Exports in every form, each of some kilobytes.
fn seeds() -> Vec<Vec<u8>> {
    let all = all();
    let each = |form: fn(&Value) -> Value| all.iter().map(form).collect::<Value>();
    let template = |it: &Value| {
        json!({"type": it["type"], "apiVersion": "2024-01-01", "name": "[concat(parameters('a'), variables('b'))]",
            "properties": it["properties"], "resources": [{"type": "firewallRules", "name": "b", "properties": {}}]})
    };
    let zone = id(compose::ZONE, "privatelink.postgres.database.azure.com");
    let deployment = json!({
        "contentVersion": "1.0.0.0", "parameters": {"names": {"defaultValue": [{"a": "b"}, "c"]}},
        "variables": {"copy": [{"name": "all", "count": 3, "input": "[parameters('names')[copyIndex('all')].a]"}]},
        "resources": {"m": {
            "type": "Microsoft.Resources/deployments", "name": "m", "resourceGroup": "rg-b", "copy": {"name": "of", "count": 2},
            "condition": "[not(empty(variables('all')))]",
            "properties": {
                "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"a": {"value": "[copyIndex()]"}},
                "template": {"contentVersion": "1.0.0.0", "parameters": {"a": {"type": "int"}}, "resources": [
                    {"type": all[0]["type"], "name": "[format('n{0}', parameters('a'))]",
                        "properties": {"copy": [{"name": "subnets", "count": 2, "input": all[0]["properties"]}]}}
                ]},
            },
        }},
    });
    let texts = [
        json!(all).to_string(),
        format!("{:#}", each(as_cli)),
        json!({"value": all, "nextLink": ""}).to_string(),
        json!({"count": 1, "data": each(as_row), "resultTruncated": "false"}).to_string(),
        format!("\u{feff}{}", each(as_powershell)),
        json!({
            "contentVersion": "1.0.0.0", "variables": {"b": "[concat(variables('b'), '[{0}]')]"},
            "parameters": {"a": {"defaultValue": "vnet-a", "type": "String"}}, "resources": each(template),
        })
        .to_string(),
        all.iter()
            .map(|it| json!({"pgreach": 1, "export": "zone-links", "of": zone, "output": [it]}).to_string())
            .collect(),
        json!({"version": 1, "source": {"kind": "single-server"}, "resources": all}).to_string(),
        json!({"properties": {"sourceDbServerResourceId": "10.0.0.4:5432@a", "sourceType": "on-premises"}}).to_string(),
        json!({"value": [
            {"effectiveSecurityRules": [{"name": "a/b", "expandedSourceAddressPrefix": ["1.0.0.0/8"],
                "sourceAddressPrefix": "Internet", "priority": 100, "protocol": "All"}]},
            {"addressPrefix": ["10.0.0.0/8"], "nextHopType": "None", "state": "Active"},
        ]})
        .to_string(),
        deployment.to_string(),
        json!({"changes": [{"changeType": "Modify", "before": all[0], "after": all[1]}], "error": null}).to_string(),
        json!({"totalRecords": 1, "data": {"columns": [{"name": "id"}, {"name": "properties"}],
            "rows": [[all[0]["id"], all[0]["properties"]]]}})
        .to_string(),
        format!("id,name,properties\n{zone},a,\"{}\"\n", all[0]["properties"].to_string().replace('"', "\"\"")),
        json!({"values": [{"name": "Sql", "properties": {"addressPrefixes": ["1.2.3.0/24"]}}]}).to_string(),
    ];
    let terraform = |it: &Value| {
        json!({"mode": "managed", "type": "azurerm_subnet", "name": "a", "address": "azurerm_subnet.a",
            "provider_name": "registry.terraform.io/hashicorp/azurerm",
            "values": {"id": it["id"], "name": it["name"], "address_prefixes": ["10.1.0.0/24"], "service_endpoints": []},
            "sensitive_values": {"name": true}})
    };
    let state = json!({"version": 4, "terraform_version": "1.9.0", "lineage": "a", "outputs": {}, "resources": [
        {"mode": "managed", "type": "azurerm_virtual_network", "name": "a", "provider": "provider[\"azurerm\"]", "instances": [
            {"attributes": {"id": all[0]["id"], "name": "vnet-a", "address_space": ["10.1.0.0/16"], "dns_servers": null}}]},
    ]});
    let plan = json!({"format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": each(terraform), "child_modules": []}},
        "resource_changes": [{"address": "azurerm_subnet.a", "change": {"after_unknown": {"id": true}}}]});
    let of_aws = json!({
        "NextToken": null,
        "SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
            "IpRanges": [{"CidrIp": "10.2.0.0/24", "Description": "a"}], "PrefixListIds": []}]}],
        "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}],
            "Routes": [{"DestinationCidrBlock": "10.2.0.0/16", "TransitGatewayId": "tgw-1", "State": "active"}]}],
        "TransitGatewayAttachments": [{"TransitGatewayId": "tgw-1", "ResourceType": "vpc", "State": "available"}],
    });
    let of_google = json!([{"kind": "sql#instance", "name": "a", "state": "RUNNABLE", "settings": {"ipConfiguration": {
        "authorizedNetworks": [{"value": "10.2.0.0/24", "expirationTime": "2027-01-01"}], "sslMode": "ENCRYPTED_ONLY"}}}]);
    let outputs = json!({"contentVersion": "1", "resources": {
        "m": {"type": "Microsoft.Resources/deployments", "name": "m", "properties": {
            "expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"a": {"value": "[reference('n').outputs.b.value]"}},
            "template": {"parameters": {"a": {"type": "string"}}, "resources": [],
                "outputs": {"b": {"type": "string", "value": "[parameters('a')]"}}}}},
        "n": {"type": "Microsoft.Resources/deployments", "name": "n", "properties": {
            "template": {"resources": [], "outputs": {"b": {"value": "[reference('m').outputs.b.value]"}}}}},
        "s": {"type": all[0]["type"], "name": "[reference('m', '1', 'full').properties.outputs.b.value]", "properties": {}},
    }});
    let of_a_machine = [
        "# TYPE DATABASE USER ADDRESS METHOD\nhostssl all \"a b\" 10.2.0.0 255.255.255.0 ldap ldapserver=x\nhost all all samenet reject\n",
        "listen_addresses = '*' # all\nport = 5433\ninclude_dir 'conf.d'\nssl=off\n",
        " line_number | type | database | user_name | address | netmask | auth_method \n----+----+----+----+----+----+----\n 1 | host | {all} | {all} | 10.0.0.0 | 255.0.0.0 | md5\n(1 row)\n",
        "State Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 244 [::1]:5432 *:* users:((\"postgres\",pid=8,fd=6))\nLISTEN 0 1 127.0.0.53%lo:53 *:*\n",
        "Status: active\nDefault: deny (incoming)\n\nTo   Action   From\n--   ------   ----\n[ 1] 5432,80:90/tcp   ALLOW IN   10.2.0.0/24   # a\nAnywhere on eth0   DENY   Anywhere (v6)\n",
        "public (default, active)\n  target: default\n  interfaces: eth0\n  services: ssh postgresql\n  ports: 1-65535/tcp\n  rich rules: \n\trule family=\"ipv4\" source address=\"10.2.0.0/24\" port port=\"5432\" protocol=\"tcp\" accept\nhome\n  target: DROP\n",
        "*nat\n-A PREROUTING -j DNAT\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n-A INPUT -j a\n-A INPUT -g b\n-A a -s 10.0.0.0/8,10.2.0.0/16 -p tcp -m multiport --dports 1:9,5432 ! -i lo -j b\n-A a -j RETURN\n-A b -j a\n-A b -m state --state NEW -j ACCEPT\nCOMMIT\n",
        "Chain INPUT (policy DROP)\nnum pkts bytes target prot opt in out source destination\n1 1 60 ACCEPT tcp -- lo * 10.2.0.0/24 0.0.0.0/0 /* a */ tcp dpts:1:9\n2 1 60 a all -- * * 0.0.0.0/0 0.0.0.0/0 [goto]\n\nChain a (1 references)\nnum pkts bytes target prot opt in out source destination\n",
        "table inet filter {\n set s {\n elements = { 10.0.0.1,\n 10.0.0.2 }\n }\n chain in {\n type filter hook input priority 0; policy drop;\n ct state vmap { new : accept, invalid : drop }\n ip saddr { 10.2.0.0/24, 10.3.0.0/24 } tcp dport { 22, 5400-5500 } counter packets 0 bytes 0 accept\n jump own\n goto own\n }\n chain own {\n tcp dport 5432 dnat to 10.0.0.1\n jump in\n }\n}\n",
        "ACCOUNT\nERROR: (ResourceNotFound) a\n",
    ];
    let texts = texts.into_iter().chain([state, plan, of_aws, of_google, outputs].map(|it| it.to_string()));
    let texts = texts.chain(of_a_machine.map(str::to_owned));
    let utf_16 = json!(all).to_string().encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    texts.map(String::into_bytes).chain([[b"\xff\xfe", utf_16.as_slice()].concat()]).collect()
}

/// Chance, the same on every run.
struct Random(fastrand::Rng);

impl Random {
    /// A number below another; 0 below 0.
    fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// A part of some bytes, most often a short one.
    fn part(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let longest = [8, 64, 1024][self.below(3)].min(length - start);
        start..start + self.below(longest + 1)
    }

    /// A text in quotes: a member's name, or a value.
    fn word(&mut self, bytes: &[u8]) -> Option<std::ops::Range<usize>> {
        let from = self.below(bytes.len());
        let quote = |from: usize| bytes.get(from..)?.iter().position(|it| *it == b'"').map(|it| it + from);
        let start = quote(from)?;
        Some(start..quote(start + 1)? + 1)
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        const TEXTS: [&str; 16] = [
            "{",
            "[",
            "[[[[[[[[",
            "}",
            "]",
            "\"",
            ",",
            "null",
            "-1e999",
            "18446744073709551616",
            "\"\\ud800\"",
            "\"[parameters('a')]\"",
            "\"[concat(variables('all'), variables('all'))]\"",
            "800",
            "{\"properties\":{",
            "\"0.0.0.0/33\"",
        ];
        let place = self.below(bytes.len() + 1);
        match self.below(8) {
            0 if !bytes.is_empty() => {
                let place = self.below(bytes.len());
                bytes[place] ^= 1 << self.below(8);
            }
            1 => bytes.truncate(place),
            2 => drop(bytes.splice(place..place, other[self.part(other.len())].to_vec())),
            3 => drop(bytes.drain(self.part(bytes.len()))),
            4 => drop(bytes.splice(place..place, TEXTS[self.below(TEXTS.len())].bytes())),
            5 => {
                let part = bytes[self.part(bytes.len())].repeat(1 + self.below(3));
                bytes.splice(place..place, part);
            }
            // One name or value in the place of another.
            _ => {
                if let (Some(from), Some(to)) = (self.word(other), self.word(bytes)) {
                    bytes.splice(to, other[from].to_vec());
                }
            }
        }
    }
}

/// Reads an input and asserts that it took neither long nor much memory.
#[track_caller]
fn assert_modest(what: &str, bytes: &[u8]) {
    let start = ThreadTime::now();
    let memory = allocation_counter::measure(|| {
        let import = read([("input.json", bytes)]);
        assert_eq!(import.files.len(), 1);
    });
    let took = start.elapsed();
    let shown = || format!("{what}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]));
    let length = bytes.len() as u64;
    // The loops of a template may make so much of a few lines; Azure's own limit is 800 turns of each.
    let loops = bytes.windows(4).any(|it| it.eq_ignore_ascii_case(b"copy"));
    let (most, in_all) = if loops { (20_000_000, 60_000_000) } else { (100_000, 500_000) };
    assert!(memory.bytes_max < most + 30 * length, "{} bytes for {length}: {}", memory.bytes_max, shown());
    // What was allocated in all stands for the work, as a busy machine cannot change it.
    assert!(
        memory.bytes_total < in_all + 200 * length,
        "{} bytes in all for {length}: {}",
        memory.bytes_total,
        shown()
    );
    // Of the thread alone, whatever else the machine does: this is against what never ends.
    assert!(took < Duration::from_secs(20), "{took:?} for {length} bytes: {}", shown());
}

#[test]
fn no_input_is_too_much() {
    let count = std::env::var("PGREACH_FUZZ").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000);
    let seeds = seeds();
    let mut random = Random(fastrand::Rng::with_seed(4));
    for _ in 0..count {
        let mut bytes = seeds[random.below(seeds.len())].clone();
        let other = &seeds[random.below(seeds.len())];
        // A part of an export is as good as a whole one, and read in less time.
        let is_json = !bytes.first().is_some_and(|it| it.is_ascii_alphabetic() || b" #*".contains(it));
        if is_json && random.below(4) != 0 {
            let start = random.below(bytes.len());
            bytes.drain(..start);
            bytes.truncate(3000);
            bytes.insert(0, b"[{"[random.below(2)]);
        }
        for _ in 0..=random.below(4) {
            random.change(&mut bytes, other);
        }
        assert_modest("changed", &bytes);
        if let Ok(text) = str::from_utf8(&bytes) {
            let _ = is_config(text);
        }
    }
}

/// Found by a million inputs: rules of many ranges and ports in a chain that is jumped to again and again.
#[test]
#[cfg(feature = "host")]
fn chains_that_are_jumped_to_again_are_not_too_much() {
    let many = |item: &dyn Fn(usize) -> String| (0..40).map(item).collect::<Vec<_>>().join(",");
    let (clients, ports) = (many(&|it| format!("10.{it}.0.0/16")), many(&|it| (5000 + it).to_string()));
    let jumps = "-A INPUT -j a\n".repeat(60);
    let rule = format!("-A a -s {clients} -p tcp -m multiport --dports {ports} -j ACCEPT\n");
    assert_modest("chains", format!("*filter\n:INPUT DROP [0:0]\n{jumps}{rule}COMMIT\n").as_bytes());
}

/// About a megabyte of each, so that work by the square of it would take minutes.
#[test]
fn inputs_that_are_made_to_be_slow_are_not() {
    let many = |count: usize, item: &dyn Fn(usize) -> Value| (0..count).map(item).collect::<Value>();
    let vnet = |it: usize| id(compose::VNET, &format!("v{it}"));
    let address = |it: usize| format!("10.{}.{}.{}", it >> 16 & 255, it >> 8 & 255, it & 255);
    let prefixes = many(60_000, &|it| address(it).into());
    let backwards = many(60_000, &|it| address(60_000 - it).into());
    let rule = json!({"id": id(compose::NSG, "a/securityRules/r"), "sourceAddressPrefixes": prefixes});
    let zone = id(compose::ZONE, "z");
    let server = |it: usize| json!({"id": id(compose::SINGLE, &format!("s{it}"))});
    let documents =
        |item: &dyn Fn(usize) -> Value, count: usize| (0..count).map(|it| item(it).to_string()).collect::<String>();
    let template = |variables: Value, resources: Value| {
        json!({"contentVersion": "1", "variables": variables, "resources": resources}).to_string()
    };
    let grows = format!("[concat({})]", "variables('a'),".repeat(50).trim_end_matches(','));
    let inputs = [
        ("numbers", format!("{{\"addressPrefixes\":[{}1]}}", "1,".repeat(500_000))),
        ("empty lists", format!("{{\"subnets\":[{}[]]}}", "[],".repeat(300_000))),
        ("empty objects", format!("[{}{{}}]", "{},".repeat(300_000))),
        ("empty documents", "{}".repeat(300_000)),
        ("nesting", "[".repeat(1_000_000)),
        ("nested objects", "{\"properties\":".repeat(100_000)),
        ("one text", json!([{"id": "x".repeat(1_000_000), "type": "y/".repeat(100_000)}]).to_string()),
        ("addresses of a rule", rule.to_string()),
        (
            "addresses twice",
            json!([
                {"id": vnet(0), "addressSpace": {"addressPrefixes": prefixes}},
                {"id": vnet(0), "addressSpace": {"addressPrefixes": backwards}},
            ])
            .to_string(),
        ),
        (
            "addresses of an endpoint",
            json!({"id": id("Microsoft.Network/privateEndpoints", "p"),
            "customDnsConfigs": [{"ipAddresses": prefixes}]})
            .to_string(),
        ),
        ("types", many(20_000, &|it| json!({"id": id(&format!("Microsoft.X/t{it}"), "a")})).to_string()),
        ("parents by turns", many(10_000, &|it| json!({"id": format!("{}/subnets/s{it}", vnet(it % 2))})).to_string()),
        (
            "one child in each document",
            documents(&|it| json!({"id": format!("{zone}/A/r{it}"), "aRecords": []}), 10_000),
        ),
        (
            "readings that differ",
            many(10_000, &|it| json!({"id": vnet(it % 2), "location": it.to_string()})).to_string(),
        ),
        (
            "children that differ",
            many(10_000, &|it| json!([{"id": format!("{}/subnets/s{it}", vnet(0)), "addressPrefix": "10.0.0.0/8"}]))
                .to_string(),
        ),
        (
            "names without ids",
            documents(
                &|it| match it % 2 {
                    0 => json!({"pgreach": 1, "export": "firewall-rules", "of": format!("s{it}"), "output": []}),
                    _ => server(it),
                },
                12_000,
            ),
        ),
        (
            "counts of links",
            many(8_000, &|it| json!({"id": format!("{zone}{it}"), "numberOfVirtualNetworkLinks": 0})).to_string(),
        ),
        (
            "expressions",
            template(
                json!({"a": "[concat('x', variables('a'))]"}),
                many(1000, &|_| json!({"name": grows, "type": "a/b"})),
            ),
        ),
        (
            "parentheses",
            template(json!({}), json!([{"name": format!("[{}", "concat(".repeat(140_000)), "type": "a/b"}])),
        ),
        ("loops in loops", {
            let mut inner =
                json!({"name": "[format('a{0}', copyIndex())]", "type": "a/b", "properties": "x".repeat(100_000)});
            for _ in 0..4 {
                inner = json!({"type": "Microsoft.Resources/deployments", "copy": {"name": "c", "count": 800},
                    "properties": {"template": {"resources": [inner]}}});
            }
            template(json!({}), json!([inner]))
        }),
        ("resources in resources", {
            let mut inner = json!({"name": "a", "type": "b"});
            for _ in 0..40 {
                inner = json!({"name": "a".repeat(500), "type": "b".repeat(500), "resources": [inner.clone()]});
            }
            template(json!({}), many(20, &|_| inner.clone()))
        }),
    ];
    for (what, input) in inputs {
        assert!(100_000 < input.len(), "{what} is small");
        assert_modest(what, input.as_bytes());
    }
}
