//! The scripts that make the export, read by their shells' parsers, and run with an `az` that only plays Azure.
//!
//! Longer than 500 lines: every promise of one script, over one set of stub programs.

mod fleet;
mod lint;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use pgreach_azure::{
    collect::{EXPORT_FILE, Scope, file_name, fleet_script, script},
    read,
};
use pgreach_network::{Network, ServerKind};
use pgreach_rules::{Config, Export, Need, Report, Shell, Status, evaluate, evaluate_with, find, preset::PRESETS};
use tempfile::TempDir;

/// A private single server and a VNet-integrated target.
fn orders() -> Config {
    entered(&[
        ("source.kind", "single-server"),
        ("source.access", "private"),
        ("source.name", "orders-old"),
        ("target.access", "vnet-integrated"),
        ("target.name", "orders-new"),
        ("runtime.used", "false"),
    ])
}

fn entered(settings: &[(&str, &str)]) -> Config {
    let mut config = Config::default();
    for (path, value) in settings {
        config.set(path, value).expect("a good setting");
    }
    config
}

/// A report whose first open step needs these.
fn needing(needs: &[(Export, &str)]) -> Report {
    let mut report = evaluate(&orders());
    let step = report.steps.iter_mut().find(|it| it.key.word() == "source/nsg").expect("the step");
    step.needs = needs.iter().map(|(export, of)| Need { export: *export, resource: (*of).to_owned() }).collect();
    report
}

fn id(subscription: &str, path: &str) -> String {
    format!("/subscriptions/{subscription}/resourceGroups/rg/providers/{path}")
}

/// One want of each kind, by id; then by name.
fn every_want() -> Report {
    let zone = id("s2", "Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com");
    let single = id("s1", "Microsoft.DBforPostgreSQL/servers/orders-old");
    let flexible = id("s1", "Microsoft.DBforPostgreSQL/flexibleServers/orders-new");
    let of = |export| match export {
        Export::SingleServer | Export::VnetRules => single.clone(),
        Export::FlexibleServer | Export::FirewallRules | Export::EndpointConnections | Export::Migration => {
            flexible.clone()
        }
        Export::Firewall => id("s1", "Microsoft.Network/azureFirewalls/firewall"),
        Export::FirewallPolicy => id("s1", "Microsoft.Network/firewallPolicies/policy"),
        Export::IpGroup => id("s1", "Microsoft.Network/ipGroups/group"),
        Export::NatGateway => id("s1", "Microsoft.Network/natGateways/nat"),
        Export::PublicAddress => id("s1", "Microsoft.Network/publicIPAddresses/address"),
        Export::VirtualHub => id("s1", "Microsoft.Network/virtualHubs/hub"),
        Export::EffectiveConnectivity | Export::EffectiveAdminRules | Export::Vnet => {
            id("s1", "Microsoft.Network/virtualNetworks/vnet-a")
        }
        Export::SecurityGroup => id("s1", "Microsoft.Network/networkSecurityGroups/nsg"),
        Export::RouteTable => id("s1", "Microsoft.Network/routeTables/routes"),
        Export::Nic => id("s1", "Microsoft.Network/networkInterfaces/nic"),
        Export::Machine => id("s1", "Microsoft.Compute/virtualMachines/db-vm"),
        Export::PrivateEndpoint | Export::ZoneGroups => id("s1", "Microsoft.Network/privateEndpoints/pe"),
        Export::Zone | Export::ZoneLinks | Export::ZoneRecords => zone.clone(),
        Export::DnsResolver => id("s1", "Microsoft.Network/dnsResolvers/resolver"),
        Export::Ruleset => id("s1", "Microsoft.Network/dnsForwardingRulesets/ruleset"),
        Export::DnsPolicy => id("s1", "Microsoft.Network/dnsResolverPolicies/policy"),
        Export::DomainList => id("s1", "Microsoft.Network/dnsResolverDomainLists/list"),
        Export::Connections => id("s1", "Microsoft.Network/virtualNetworkGateways/gateway"),
        Export::LocalGateways => id("s1", "Microsoft.Network/localNetworkGateways/local"),
        Export::ServiceTags => "East US".to_owned(),
    };
    let by_id = Export::ALL.iter().map(|it| (*it, of(*it)));
    let by_name = Export::ALL.iter().map(|it| (*it, "orders-new".to_owned()));
    let nameless = [(Export::SingleServer, String::new()), (Export::FlexibleServer, String::new())];
    let needs: Vec<(Export, String)> = by_id.chain(by_name).chain(nameless).collect();
    let needs: Vec<(Export, &str)> = needs.iter().map(|(export, of)| (*export, of.as_str())).collect();
    needing(&needs)
}

/// What tries to break out of quotes, comments, lines and words.
const HOSTILE: &[&str] = &[
    "'; echo pwned >out; '",
    "$(echo pwned >out)",
    "`echo pwned >out`",
    "a\necho pwned >out",
    "a\u{2019}; calc; \u{2019}",
    "a&calc",
    "%COMSPEC%",
    "-rf",
    "--help",
    "a b",
    "*",
    "a\" -o json; echo \"",
    "/subscriptions/s/resourceGroups/$(echo pwned >out)/providers/Microsoft.Network/virtualNetworks/v",
    "\u{202e}txt",
];

/// The kinds of sources that other clouds know more of.
const OTHER_CLOUDS: [&str; 6] = ["aws-rds", "aws-aurora", "aws-ec2", "gcp-cloud-sql", "gcp-alloydb", "gcp-compute"];

/// Every script that there is to test, by its name.
fn scripts(shell: Shell) -> BTreeMap<String, String> {
    let mut scripts = BTreeMap::new();
    for preset in PRESETS {
        let config = preset.config().expect("a Config");
        scripts.insert(format!("preset-{}", preset.id), script(&config, shell, None));
        scripts.insert(format!("preset-{}-minimal", preset.id), script(&config, shell, Some(&evaluate(&config))));
    }
    for kind in OTHER_CLOUDS {
        let config = entered(&[("source.kind", kind), ("source.name", "orders-old")]);
        scripts.insert(format!("source-{kind}"), script(&config, shell, None));
    }
    let scope = Scope { subscriptions: vec!["s1".to_owned(), "s2".to_owned()], management_group: None };
    scripts.insert("fleet".to_owned(), fleet_script(&Scope::default(), shell));
    scripts.insert("fleet-of-two".to_owned(), fleet_script(&scope, shell));
    scripts.insert("nothing-known".to_owned(), script(&Config::default(), shell, None));
    scripts.insert("orders".to_owned(), script(&orders(), shell, None));
    scripts.insert("minimal".to_owned(), script(&orders(), shell, Some(&every_want())));
    for (index, export) in Export::ALL.iter().enumerate() {
        let report = every_want();
        let needs = report.steps.iter().flat_map(|it| &it.needs).filter(|it| it.export == *export);
        let needs: Vec<(Export, &str)> = needs.map(|it| (it.export, it.resource.as_str())).collect();
        let config = Config::default();
        scripts.insert(format!("minimal-{index}"), script(&config, shell, Some(&needing(&needs))));
    }
    for (index, name) in HOSTILE.iter().enumerate() {
        let mut config = orders();
        config.source.name = Some((*name).to_owned());
        config.target.name = Some((*name).to_owned());
        config.runtime.used = None;
        config.runtime.name = Some((*name).to_owned());
        scripts.insert(format!("hostile-{index}"), script(&config, shell, None));
        let needs: Vec<(Export, &str)> = Export::ALL.iter().map(|it| (*it, *name)).collect();
        scripts.insert(format!("hostile-{index}-minimal"), script(&config, shell, Some(&needing(&needs))));
    }
    scripts
}

/// What a script does, without what is the same in all of them.
fn own_part(script: &str) -> &str {
    script.split("# How it works.").next().expect("a first part")
}

#[test]
fn some_scripts() {
    let needs = [
        (Export::Vnet, "/subscriptions/s2/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-b"),
        (Export::ZoneRecords, "privatelink.postgres.database.azure.com"),
        (Export::ServiceTags, "West Europe"),
    ];
    let report = needing(&needs);
    for shell in Shell::ALL {
        let name = file_name(shell);
        insta::assert_snapshot!(format!("everything-{name}"), script(&orders(), shell, None));
        insta::assert_snapshot!(format!("fleet-{name}"), fleet_script(&Scope::default(), shell));
        insta::assert_snapshot!(format!("minimal-{name}"), own_part(&script(&orders(), shell, Some(&report))));
    }
}

#[test]
fn where_nothing_is_wanted_nothing_is_run() {
    for shell in Shell::ALL {
        let script = script(&orders(), shell, Some(&needing(&[])));
        let code: Vec<&str> = script.lines().filter(|it| !it.starts_with('#') && !it.is_empty()).collect();
        assert_eq!(code.len(), 1, "{script}");
        assert!(code[0].ends_with(" 'Nothing is wanted: nothing to run.'"), "{script}");
    }
}

#[test]
fn a_script_holds_no_text_of_another_kind_than_a_name() {
    for shell in Shell::ALL {
        for (name, script) in scripts(shell) {
            assert!(script.is_ascii(), "{name}");
            assert!(script.bytes().all(|it| it == b'\n' || !it.is_ascii_control()), "{name}");
            let code = script.lines().filter(|it| !it.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
            assert!(!code.contains("pwned") && !code.contains("calc") && !code.contains("COMSPEC"), "{name}:\n{code}");
        }
    }
}

/// Each command of another cloud in a script, with what it is told to print.
fn asked_elsewhere(script: &str) -> Vec<String> {
    let mut only = "";
    let mut asked = Vec::new();
    for line in own_part(script).lines().map(str::trim) {
        if let Some(value) = line.strip_prefix("only='").and_then(|it| it.strip_suffix('\'')) {
            only = value;
        } else if let Some(call) = line.strip_prefix("also ") {
            asked.push(call.replace("\"$only\"", only));
        }
    }
    asked
}

#[test]
fn other_clouds_are_asked_for_what_is_read_of_them() {
    let asked: Vec<String> = OTHER_CLOUDS
        .iter()
        .map(|kind| {
            let config = entered(&[("source.kind", kind), ("source.name", "orders-old")]);
            let asked = asked_elsewhere(&script(&config, Shell::Bash, None));
            format!("{kind}\n  {}", asked.join("\n  "))
        })
        .collect();
    insta::assert_snapshot!("other-clouds", asked.join("\n"));
    for call in asked.iter().flat_map(|it| it.lines()).filter_map(|it| it.strip_prefix("  ")) {
        let words: Vec<&str> = call.split(" --").next().expect("words").split(' ').collect();
        let is_reading = |it: &&str| it.starts_with("describe") || ["list", "get-effective-firewalls"].contains(it);
        let reads = words.iter().any(is_reading);
        assert!(reads && matches!(words[0], "aws" | "gcloud"), "{call}");
    }
    assert!(asked_elsewhere(&script(&orders(), Shell::Bash, None)).is_empty());
}

/// The words of a call that changes nothing.
fn only_reads(words: &[&str]) -> bool {
    let verb = words.iter().take_while(|it| !it.starts_with('-')).last();
    match verb {
        Some(&"rest") if words.contains(&"/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01") => true,
        Some(&"rest") => words.windows(2).any(|it| it == ["--method", "get"]),
        Some(verb) => ["show", "list", "get-instance-view"].contains(verb) || verb.starts_with("list-"),
        None => false,
    }
}

#[test]
fn every_call_of_az_is_a_show_a_list_or_a_get() {
    for shell in Shell::ALL {
        let mut seen = 0;
        for (name, script) in scripts(shell) {
            for line in script.lines().map(str::trim).filter(|it| !it.starts_with('#')) {
                let call = match line.split_once(' ') {
                    Some(("get", rest)) => rest.splitn(3, ' ').nth(2).expect("what, of which, and words"),
                    Some(("look", rest)) => rest,
                    _ => match line.split_once("(az ") {
                        Some((_, rest)) => rest,
                        None => continue,
                    },
                };
                // The machine's own calls, whose words are given.
                if ["\"$@\"", "@args", "@words"].iter().any(|it| call.starts_with(it)) {
                    continue;
                }
                let words: Vec<&str> = call.split(' ').collect();
                assert!(only_reads(&words), "{name}: {line}");
                seen += 1;
            }
            // az is called from nowhere else.
            let calls = script.lines().filter(|it| !it.trim_start().starts_with('#')).filter(|it| {
                it.contains("(az ") || it.trim_start().starts_with("az ") || it.contains("& az") || it.contains("; az ")
            });
            assert!(calls.count() <= 2, "{name}");
        }
        assert!(500 < seen, "{seen}");
    }
}

/// What a stand-in for Azure answers: words that the call starts with, as a pattern of bash, and what is printed, or after `#!`
/// what bash does.
type Answers = Vec<(String, String)>;

/// The orders: two peered networks, a zone, a security group, a route table, a gateway.
fn azure() -> Answers {
    let of = |path: &str| id("s1", &format!("Microsoft.Network/{path}"));
    let single = id("s1", "Microsoft.DBforPostgreSQL/servers/orders-old");
    let flexible = id("s1", "Microsoft.DBforPostgreSQL/flexibleServers/orders-new");
    let [vnet_a, vnet_b, vnet_c] = ["a", "b", "c"].map(|it| of(&format!("virtualNetworks/vnet-{it}")));
    let (subnet_a, subnet_b) = (format!("{vnet_a}/subnets/endpoints"), format!("{vnet_b}/subnets/db"));
    let (endpoint, nic) = (of("privateEndpoints/pe"), of("networkInterfaces/pe-nic"));
    let zone = id("s2", "Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com");
    let own_zone = of("privateDnsZones/orders-new.private.postgres.database.azure.com");
    let (group, table) = (of("networkSecurityGroups/nsg-db"), of("routeTables/routes"));
    let (gateway, local) = (of("virtualNetworkGateways/vpn"), of("localNetworkGateways/office"));
    let peering = |vnet: &str, net: u8, to: &str| {
        format!(
            r#"{{"id": "{vnet}/virtualNetworkPeerings/to-{net}", "name": "to-{net}", "etag": "W/1", "peeringState": "Connected",
              "peeringSyncLevel": "FullyInSync", "provisioningState": "Succeeded", "allowVirtualNetworkAccess": true,
              "allowForwardedTraffic": false, "allowGatewayTransit": false, "useRemoteGateways": false,
              "remoteAddressSpace": {{"addressPrefixes": ["10.{net}.0.0/16"]}}, "remoteVirtualNetwork": {{"id": "{to}"}}}}"#
        )
    };
    let vnet = |net: u8, id: &str, subnet: &str, peering: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "name": "v", "type": "Microsoft.Network/virtualNetworks", "etag": "W/1", "provisioningState": "Succeeded",
              "location": "eastus", "addressSpace": {{"addressPrefixes": ["10.{net}.0.0/16"]}},
              "subnets": [{{"id": "{subnet}", "name": "s", "etag": "W/1", "addressPrefix": "10.{net}.1.0/24",
              "provisioningState": "Succeeded", "privateEndpointNetworkPolicies": "Disabled",
              "serviceEndpoints": []{more}}}],
              "virtualNetworkPeerings": [{peering}]}}"#
        )
    };
    let show = |what: &str, id: &str, body: String| (format!("{what} show --ids {id} *"), body);
    vec![
        ("account show *".into(), "s1".into()),
        ("resource list --subscription s1 --name orders-old *".into(), format!(r#"[{{"id": "{single}"}}]"#)),
        ("resource list --subscription s1 --name orders-new *".into(), format!(r#"[{{"id": "{flexible}"}}]"#)),
        ("resource list --subscription s1 --resource-type Microsoft.Network/azureFirewalls *".into(), "[]".into()),
        ("resource list --subscription s1 --resource-type Microsoft.Network/virtualHubs *".into(), "[]".into()),
        ("resource list --subscription s1 --resource-type Microsoft.Network/dns* *".into(), "[]".into()),
        (
            "resource list --subscription s1 --resource-type Microsoft.Network/privateDnsZones *".into(),
            format!(r#"[{{"id": "{zone}"}}, {{"id": "{}"}}]"#, of("privateDnsZones/corp.example")),
        ),
        (
            format!("rest --method get --url {single}[?]api-version=2017-12-01 *"),
            format!(
                r#"{{"id": "{single}", "type": "Microsoft.DBforPostgreSQL/servers", "name": "orders-old", "location": "eastus", "sku": {{"tier": "GeneralPurpose"}},
                  "properties": {{"fullyQualifiedDomainName": "orders-old.postgres.database.azure.com",
                  "userVisibleState": "Ready", "publicNetworkAccess": "Disabled", "privateEndpointConnections": [
                  {{"id": "{single}/privateEndpointConnections/c", "properties": {{"privateEndpoint": {{"id": "{endpoint}"}},
                  "privateLinkServiceConnectionState": {{"status": "Approved"}}, "provisioningState": "Ready"}}}}]}}}}"#
            ),
        ),
        (format!("rest --method get --url {single}/*"), r#"{"value": []}"#.into()),
        show(
            "postgres flexible-server",
            &flexible,
            format!(
                r#"{{"id": "{flexible}", "type": "Microsoft.DBforPostgreSQL/flexibleServers", "name": "orders-new",
                  "location": "East US", "state": "Ready",
                  "fullyQualifiedDomainName": "orders-new.postgres.database.azure.com",
                  "network": {{"publicNetworkAccess": "Disabled", "delegatedSubnetResourceId": "{subnet_b}",
                  "privateDnsZoneArmResourceId": "{own_zone}"}}}}"#
            ),
        ),
        (format!("rest --method get --url {flexible}/*"), r#"{"value": []}"#.into()),
        show(
            "network private-endpoint",
            &endpoint,
            format!(
                r#"{{"id": "{endpoint}", "name": "pe", "type": "Microsoft.Network/privateEndpoints",
                  "provisioningState": "Succeeded", "subnet": {{"id": "{subnet_a}"}},
                  "networkInterfaces": [{{"id": "{nic}"}}], "manualPrivateLinkServiceConnections": [],
                  "privateLinkServiceConnections": [{{"name": "c", "privateLinkServiceId": "{single}",
                  "groupIds": ["postgresqlServer"], "privateLinkServiceConnectionState": {{"status": "Approved"}}}}]}}"#
            ),
        ),
        (
            "network private-endpoint dns-zone-group list --subscription s1 --resource-group rg --endpoint-name pe *"
                .into(),
            format!(
                r#"[{{"id": "{endpoint}/privateDnsZoneGroups/default", "name": "default", "provisioningState": "Succeeded",
                  "privateDnsZoneConfigs": [{{"name": "z", "privateDnsZoneId": "{zone}", "recordSets": []}}]}}]"#
            ),
        ),
        show(
            "network nic",
            &nic,
            format!(
                r#"{{"id": "{nic}", "name": "pe-nic", "type": "Microsoft.Network/networkInterfaces",
                  "provisioningState": "Succeeded", "ipConfigurations": [
                  {{"privateIPAddress": "10.0.1.4", "subnet": {{"id": "{subnet_a}"}}}}]}}"#
            ),
        ),
        show("network vnet subnet", &subnet_a, format!(r#"{{"id": "{subnet_a}"}}"#)),
        show(
            "network vnet subnet",
            &subnet_b,
            format!(
                r#"{{"id": "{subnet_b}", "networkSecurityGroup": {{"id": "{group}"}}, "routeTable": {{"id": "{table}"}}}}"#
            ),
        ),
        show(
            "network nsg",
            &group,
            format!(
                r#"{{"id": "{group}", "etag": "W/1", "name": "nsg-db", "type": "Microsoft.Network/networkSecurityGroups",
                  "provisioningState": "Succeeded", "securityRules": [], "subnets": [{{"id": "{vnet_c}/subnets/x"}}]}}"#
            ),
        ),
        show(
            "network route-table",
            &table,
            format!(
                r#"{{"id": "{table}", "etag": "W/1", "name": "routes", "type": "Microsoft.Network/routeTables",
                  "provisioningState": "Succeeded", "disableBgpRoutePropagation": false, "routes": []}}"#
            ),
        ),
        show("network vnet", &vnet_a, vnet(0, &vnet_a, &subnet_a, &peering(&vnet_a, 1, &vnet_b), "")),
        show(
            "network vnet",
            &vnet_b,
            vnet(
                1,
                &vnet_b,
                &subnet_b,
                &[peering(&vnet_b, 0, &vnet_a), peering(&vnet_b, 2, &vnet_c)].join(", "),
                &format!(
                    r#", "ipConfigurations": [{{"id": "{gateway}/ipConfigurations/default"}}],
                    "delegations": [{{"name": "d", "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}}],
                    "networkSecurityGroup": {{"id": "{group}"}}, "routeTable": {{"id": "{table}"}}"#
                ),
            ),
        ),
        show(
            "network vnet-gateway",
            &gateway,
            format!(
                r#"{{"id": "{gateway}", "name": "vpn", "type": "Microsoft.Network/virtualNetworkGateways",
                  "provisioningState": "Succeeded", "ipConfigurations": [{{"subnet": {{"id": "{subnet_b}"}}}}]}}"#
            ),
        ),
        ("network manager list-effective-connectivity-config *".into(), r#"{"value": []}"#.into()),
        ("network manager list-effective-security-admin-rule *".into(), r#"{"value": []}"#.into()),
        (
            "network vpn-connection list --subscription s1 --resource-group rg --vnet-gateway vpn *".into(),
            format!(
                r#"[{{"id": "{}", "type": "Microsoft.Network/connections", "name": "c", "provisioningState": "Succeeded",
                  "connectionType": "IPsec", "connectionStatus": "Connected", "enableBgp": false,
                  "virtualNetworkGateway1": {{"id": "{gateway}"}}, "localNetworkGateway2": {{"id": "{local}"}}}}]"#,
                of("connections/c")
            ),
        ),
        show(
            "network local-gateway",
            &local,
            format!(
                r#"{{"id": "{local}", "name": "office", "type": "Microsoft.Network/localNetworkGateways",
                  "provisioningState": "Succeeded",
                  "localNetworkAddressSpace": {{"addressPrefixes": ["192.168.0.0/24"]}}}}"#
            ),
        ),
        show(
            "network private-dns zone",
            &zone,
            format!(
                r#"{{"id": "{zone}", "type": "Microsoft.Network/privateDnsZones", "provisioningState": "Succeeded",
                  "name": "privatelink.postgres.database.azure.com", "numberOfVirtualNetworkLinks": 0}}"#
            ),
        ),
        (
            "network private-dns link vnet list --subscription s2 --resource-group rg --zone-name privatelink.* *"
                .into(),
            "[]".into(),
        ),
        (
            "network private-dns record-set list --subscription s2 --resource-group rg --zone-name privatelink.* *"
                .into(),
            format!(
                r#"[{{"id": "{zone}/A/orders-old", "name": "orders-old", "type": "Microsoft.Network/privateDnsZones/A",
                  "aRecords": [{{"ipv4Address": "10.0.1.4"}}]}}]"#
            ),
        ),
        (
            "network list-service-tags --location eastus *".into(),
            r#"{"values": [{"name": "Sql.EastUS", "id": "Sql.EastUS",
                "properties": {"addressPrefixes": ["40.0.0.0/16"]}}]}"#
                .into(),
        ),
    ]
}

/// Where the script for a fleet keeps what was answered until it has all.
const PARTS: &str = "pgreach-export.parts";

/// A folder with a stand-in for `az`, which answers and writes down how it was called.
struct Desk {
    folder: TempDir,
}

/// What running a script did.
#[derive(Debug)]
struct Run {
    status: i32,
    complained: String,
    said: String,
    /// The calls of `az`, each in one line.
    calls: Vec<String>,
    /// The file that it wrote.
    text: String,
    /// The documents in it.
    export: Vec<serde_json::Value>,
}

impl Desk {
    fn new(answers: &Answers) -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        let programs = desk.path("programs");
        fs::create_dir(&programs).expect("a folder for programs");
        let bash = program("bash");
        let mut az = format!(
            "#!{}\nprintf '%s\\n' \"$*\" >>'{}'\ncase \"$*\" in\n",
            bash.display(),
            desk.path("calls").display()
        );
        for (pattern, answer) in answers {
            let pattern = pattern.replace(' ', "\\ ");
            let _ = match answer.strip_prefix("#!") {
                Some(code) => writeln!(az, "{pattern}) {code} ;;"),
                None => writeln!(az, "{pattern}) cat <<'ANSWER'\n{answer}\nANSWER\n;;"),
            };
        }
        az.push_str("*) echo \"nothing answers: $*\" >&2; exit 3 ;;\nesac\n");
        fs::write(programs.join("az"), az).expect("a program is written");
        fs::set_permissions(programs.join("az"), fs::Permissions::from_mode(0o755)).expect("it may run");
        let sleep = format!("#!{}\nprintf 'sleep %s\\n' \"$1\" >>'{}'\n", bash.display(), desk.path("calls").display());
        fs::write(programs.join("sleep"), sleep).expect("a program is written");
        fs::set_permissions(programs.join("sleep"), fs::Permissions::from_mode(0o755)).expect("it may run");
        for tool in ["awk", "cat", "cut", "grep", "head", "mkdir", "mv", "rm", "sed", "sort", "tail", "tr"] {
            std::os::unix::fs::symlink(program(tool), programs.join(tool)).expect("a program is there");
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a script with nothing else on its PATH.
    fn run(&self, script: &str) -> Run {
        let work = tempfile::tempdir_in(self.folder.path()).expect("a folder");
        let run = self.run_in(script, work.path());
        let files: BTreeSet<_> =
            fs::read_dir(work.path()).expect("the folder").map(|it| it.expect("an entry").file_name()).collect();
        let may_go_on = script.contains(PARTS);
        let expected = [EXPORT_FILE, PARTS].map(Into::into);
        assert!(
            files.is_subset(&expected.into_iter().take(1 + usize::from(may_go_on)).collect()),
            "it wrote {files:?}"
        );
        run
    }

    /// Runs a script as [`Self::run`] does, in a folder where it may have run before.
    fn run_in(&self, script: &str, work: &Path) -> Run {
        fs::write(self.path("collect.sh"), script).expect("the script is written");
        fs::write(self.path("calls"), "").expect("nothing was called yet");
        let output = Command::new(program("bash"))
            .arg(self.path("collect.sh"))
            .current_dir(work)
            .env_clear()
            .env("PATH", self.path("programs"))
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("bash runs");
        let text = fs::read_to_string(work.join(EXPORT_FILE)).unwrap_or_default();
        let export = serde_json::Deserializer::from_str(&text).into_iter();
        let calls = fs::read_to_string(self.path("calls")).expect("the calls");
        Run {
            status: output.status.code().expect("it ends by itself"),
            complained: String::from_utf8(output.stderr).expect("UTF-8"),
            said: String::from_utf8(output.stdout).expect("UTF-8"),
            calls: calls.lines().map(str::to_owned).collect(),
            export: export.map(|it| it.expect("one JSON document after another")).collect(),
            text,
        }
    }
}

fn program(name: &str) -> PathBuf {
    let path = env::var_os("PATH").expect("a PATH");
    env::split_paths(&path).map(|it| it.join(name)).find(|it| it.is_file()).expect("it is on the PATH")
}

/// The export word and the name of what each document is of.
fn exported(run: &Run) -> Vec<(String, String)> {
    let text = |it: &serde_json::Value| it.as_str().expect("a text").to_owned();
    let last = |it: String| it.rsplit('/').next().unwrap_or_default().to_owned();
    run.export.iter().map(|it| (text(&it["export"]), last(text(&it["of"])))).collect()
}

#[test]
fn the_names_of_the_servers_lead_to_everything() {
    let run = Desk::new(&azure()).run(&script(&orders(), Shell::Bash, None));
    assert_eq!(run.status, 0, "{run:#?}");
    let zone = "privatelink.postgres.database.azure.com";
    let own_zone = "orders-new.private.postgres.database.azure.com";
    let expected = [
        ("single-server", "orders-old"),
        ("vnet-rules", "orders-old"),
        ("firewall-rules", "orders-old"),
        ("flexible-server", "orders-new"),
        ("firewall-rules", "orders-new"),
        ("migration", "orders-new"),
        ("private-endpoint", "pe"),
        ("zone-groups", "pe"),
        ("nic", "pe-nic"),
        ("security-group", "nsg-db"),
        ("route-table", "routes"),
        // The endpoint's network, the target's, and the one behind the target's peering.
        ("vnet", "vnet-b"),
        ("vnet", "vnet-a"),
        ("vnet", "vnet-c"),
        ("effective-connectivity", "vnet-b"),
        ("effective-admin-rules", "vnet-b"),
        ("effective-connectivity", "vnet-a"),
        ("effective-admin-rules", "vnet-a"),
        ("connections", "vpn"),
        ("connections", "vpn"),
        ("local-gateways", "office"),
        ("zone", own_zone),
        ("zone-links", own_zone),
        ("zone-records", own_zone),
        ("zone", zone),
        ("zone-links", zone),
        ("zone-records", zone),
        ("service-tags", "eastus"),
    ];
    assert_eq!(exported(&run), expected.map(|(export, of)| (export.to_owned(), of.to_owned())));
    for call in &run.calls {
        assert!(only_reads(&call.split(' ').collect::<Vec<_>>()), "{call}");
    }
    let asked: BTreeSet<&String> = run.calls.iter().collect();
    assert_eq!(asked.len(), run.calls.len(), "nothing is asked for twice: {:#?}", run.calls);
    // What this Azure has no answer for failed, is noted, and stopped nothing.
    for document in &run.export {
        let of = document["of"].as_str().expect("a text");
        let fails = of.ends_with("vnet-c") || of.ends_with(own_zone);
        assert_eq!(document.get("error").is_some(), fails, "{document}");
        assert_ne!(document.get("output").is_some(), fails, "{document}");
        assert!(document["command"].as_str().expect("a text").starts_with("az "), "{document}");
        assert_eq!(document["pgreach"], 1);
    }
    assert!(!run.text.contains("nothing answers"), "no text of az's errors");
}

#[test]
fn what_it_wrote_is_read_whole() {
    let run = Desk::new(&azure()).run(&script(&orders(), Shell::Bash, None));
    let import = read([(EXPORT_FILE, run.text.as_bytes())]);
    let [file] = &import.files[..] else { panic!("one file: {:?}", import.files) };
    assert_eq!(file.errors, []);
    assert_eq!(file.ignored, []);
    let Network { servers, vnets, endpoints, zone_groups, nics, zones, .. } = &import.network;
    let Network { security_groups, route_tables, gateways, gateway_connections, local_gateways, service_tags, .. } =
        &import.network;
    assert_eq!(servers.len(), 2);
    // An empty answer proves that there is none.
    assert!(servers.iter().all(|it| it.firewall_rules.complete && it.firewall_rules.items.is_empty()), "{servers:#?}");
    let single = servers.iter().find(|it| it.kind == ServerKind::Single).expect("the single server");
    assert!(single.vnet_rules.complete && single.endpoint_connections.complete);
    let zone = zones.iter().find(|it| it.origin.name().starts_with("privatelink")).expect("the zone");
    assert!(zone.links.complete && zone.links.items.is_empty() && zone.records.complete);
    assert_eq!(zone.records.items.len(), 1);
    assert_eq!(
        (vnets.len(), endpoints.len(), zone_groups.len(), nics.len(), security_groups.len(), route_tables.len()),
        (2, 1, 1, 1, 1, 1)
    );
    assert_eq!((gateways.len(), gateway_connections.len(), local_gateways.len(), service_tags.len()), (1, 1, 1, 1));
    // What failed is reported: one network, and the target's own zone.
    let failed = file.partial.iter().filter(|it| it.contains("vnet-c") || it.contains("orders-new.private"));
    assert_eq!(failed.count(), 4, "{:#?}", file.partial);
}

#[test]
fn after_the_whole_export_no_step_wants_more() {
    let of = |path: &str| id("s1", &format!("Microsoft.Network/{path}"));
    let own_zone = of("privateDnsZones/orders-new.private.postgres.database.azure.com");
    let vnet_c = of("virtualNetworks/vnet-c");
    let mut answers = azure();
    answers.extend([
        (
            format!("network vnet show --ids {vnet_c} *"),
            format!(
                r#"{{"id": "{vnet_c}", "etag": "W/1", "provisioningState": "Succeeded", "addressSpace": {{"addressPrefixes": ["10.2.0.0/16"]}},
                  "subnets": [], "virtualNetworkPeerings": []}}"#
            ),
        ),
        (
            format!("network private-dns zone show --ids {own_zone} *"),
            format!(r#"{{"id": "{own_zone}", "provisioningState": "Succeeded", "numberOfVirtualNetworkLinks": 0}}"#),
        ),
        ("network private-dns link vnet list *".into(), "[]".into()),
        ("network private-dns record-set list *".into(), "[]".into()),
    ]);
    let run = Desk::new(&answers).run(&script(&orders(), Shell::Bash, None));
    assert_eq!((run.status, run.complained.as_str()), (0, ""));
    let import = read([(EXPORT_FILE, run.text.as_bytes())]);
    let report = evaluate_with(&orders(), &find(&orders(), &import.network));
    for step in &report.steps {
        assert_eq!(step.needs, [], "{}: {:?}", step.key.word(), step.note);
        assert_ne!(step.status, Status::Unknown, "{}: {:?}", step.key.word(), step.note);
    }
    let minimal = script(&orders(), Shell::Bash, Some(&report));
    assert!(minimal.contains("there is nothing to run"), "{minimal}");
}

#[test]
fn of_a_machine_it_keeps_whether_it_runs_and_its_network_interfaces() {
    let machine = id("s1", "Microsoft.Compute/virtualMachines/db-vm");
    let nic = id("s1", "Microsoft.Network/networkInterfaces/db-nic");
    let view = format!(
        r#"{{"id": "{machine}", "name": "db-vm", "type": "Microsoft.Compute/virtualMachines",
          "networkProfile": {{"networkInterfaces": [{{"id": "{nic}", "primary": true}}]}},
          "instanceView": {{"statuses": [{{"code": "ProvisioningState/succeeded"}}, {{"code": "PowerState/deallocated"}}]}}}}"#
    );
    let answers = vec![
        ("account show *".to_owned(), "s1".to_owned()),
        ("resource list *--name db-vm *".to_owned(), format!(r#"[{{"id": "{machine}"}}]"#)),
        ("resource list *".to_owned(), "[]".to_owned()),
        (format!("vm get-instance-view --ids {machine} *"), view),
        (format!("network nic show --ids {nic} *"), format!(r#"{{"id": "{nic}", "ipConfigurations": []}}"#)),
    ];
    let config = entered(&[
        ("source.kind", "azure-vm"),
        ("source.name", "db-vm"),
        ("source.access", "public"),
        ("target.name", "orders-new"),
        ("target.access", "public"),
        ("runtime.used", "false"),
    ]);
    let run = Desk::new(&answers).run(&script(&config, Shell::Bash, None));
    let expected = [("virtual-machine", "db-vm"), ("nic", "db-nic")];
    assert_eq!(exported(&run), expected.map(|(export, of)| (export.to_owned(), of.to_owned())), "{run:#?}");
    // Azure would print users, keys and what scripts hold, too.
    let call = run.calls.iter().find(|it| it.starts_with("vm ")).expect("it was asked for");
    assert!(call.contains("--query {id:id,") && !call.contains("osProfile"), "{call}");
    let network = read([(EXPORT_FILE, run.text.as_bytes())]).network;
    let [machine] = &network.machines[..] else { panic!("one machine: {:?}", network.machines) };
    assert_eq!(machine.power, ["deallocated"]);
    let report = evaluate_with(&config, &find(&config, &network));
    let step = report.steps.iter().find(|it| it.key.word() == "source/server-state");
    assert_eq!(step.map(|it| it.status), Some(Status::Fail), "{report:#?}");
}

#[test]
fn a_minimal_script_asks_for_what_is_wanted_only() {
    let desk = Desk::new(&azure());
    let vnet = id("s1", "Microsoft.Network/virtualNetworks/vnet-a");
    let needs = [
        (Export::Vnet, vnet.as_str()),
        (Export::ServiceTags, "East US"),
        (Export::FlexibleServer, "orders-new.postgres.database.azure.com"),
    ];
    let run = desk.run(&script(&orders(), Shell::Bash, Some(&needing(&needs))));
    assert_eq!((run.status, run.complained.as_str()), (0, ""), "{run:#?}");
    let expected = [("vnet", "vnet-a"), ("service-tags", "eastus"), ("flexible-server", "orders-new")];
    assert_eq!(exported(&run), expected.map(|(export, of)| (export.to_owned(), of.to_owned())));
    let run = desk.run(&script(&orders(), Shell::Bash, Some(&needing(&[]))));
    assert_eq!((run.status, run.calls.len(), run.export.len()), (0, 0, 0));
}

#[test]
fn it_refuses_to_start_without_a_name_a_login_or_az() {
    let desk = Desk::new(&azure());
    let nameless = script(&entered(&[("source.kind", "single-server")]), Shell::Bash, None);
    let run = desk.run(&nameless);
    assert_eq!((run.status, run.calls.len()), (1, 0));
    assert!(run.complained.starts_with("Still empty at the top of this file: source_server target_server."), "{run:?}");
    let filled_in =
        nameless.replace("source_server=''", "source_server=-").replace("target_server=''", "target_server=orders-new");
    assert_eq!(desk.run(&filled_in).status, 0);

    let script = script(&orders(), Shell::Bash, None);
    let run = Desk::new(&Vec::new()).run(&script);
    assert_eq!((run.status, run.calls.len()), (1, 1));
    assert!(run.complained.ends_with("Log in first: az login\n"), "{run:?}");
    fs::remove_file(desk.path("programs/az")).expect("it is gone");
    let run = desk.run(&script);
    assert!(run.status == 1 && run.complained.starts_with("az is not on the PATH."), "{run:?}");
}

#[test]
fn no_name_runs() {
    let desk = Desk::new(&azure());
    for (name, script) in scripts(Shell::Bash).into_iter().filter(|(name, _)| name.starts_with("hostile")) {
        let run = desk.run(&script);
        for call in &run.calls {
            let is_known = call.starts_with("account show ")
                || call.starts_with("sleep ")
                || only_reads(&call.split(' ').collect::<Vec<_>>());
            assert!(is_known && !call.contains("pwned"), "{name}: {call}");
        }
    }
}
