//! The Azure CLI, in the versions of `tests/azure-cli`, takes every command that pgreach prints.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write as _,
    num::NonZero,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
    thread,
};

use pgreach_azure::{collect, read};
use pgreach_formats::runbook;
use pgreach_rules::{
    Config, Report, SettingReport, Shell, Status, Verdict, check::CATALOGUE, evaluate, evaluate_with, find_with_plan,
    network::Network, preset::PRESETS, scenario::SCENARIOS,
};
use pgreach_tests::{azure_cli, source};
use serde_json::Value;

use pgreach_fixtures::topology::{Topology, breaks, forms::Form, whole};

/// Every version but the newest has a folder of its own.
const VERSIONS: [&str; 3] = ["2.79.0", "2.86.0", "2.91.0"];

/// Commands without words to fill in, each with where it was found first.
#[derive(Default)]
struct Printed(BTreeMap<String, String>);

impl Printed {
    fn add(&mut self, found_in: &str, line: &str) {
        // What other programs take, nobody here can say.
        if line.starts_with("az ") {
            self.0.entry(filled(line)).or_insert_with(|| found_in.to_owned());
        }
    }

    /// Every text of a report that is a command, wherever it stands.
    fn report(&mut self, found_in: &str, value: &Value) {
        match value {
            Value::String(text) => self.add(found_in, text),
            Value::Array(items) => items.iter().for_each(|it| self.report(found_in, it)),
            Value::Object(members) => members.values().for_each(|it| self.report(found_in, it)),
            _ => {}
        }
    }

    /// A report, and the runbook made of it.
    fn both(&mut self, found_in: &str, config: &Config, report: &Report) {
        self.report(found_in, &serde_json::to_value(report).expect("JSON"));
        for line in runbook(config, report, None, Shell::Bash).lines() {
            let line = line.trim_start_matches([' ', '#']);
            let command =
                ["look ", "change ", "undo after the migration: "].iter().find_map(|it| line.strip_prefix(it));
            self.add(&format!("the runbook of {found_in}"), &without_variables(command.unwrap_or(line)));
        }
    }
}

/// A line of a runbook with the word in capitals that each variable stands for.
fn without_variables(line: &str) -> String {
    let (first, variables) = line.split_once("\"$").map_or((line, None), |(first, rest)| (first, Some(rest)));
    let variables = variables.into_iter().flat_map(|it| it.split("\"$")).map(|it| it.replacen('"', "", 1));
    std::iter::once(first.to_owned()).chain(variables).collect()
}

/// The templates of a check or a way out, for each pair of parties that they may be about.
fn templates(printed: &mut Printed, found_in: &str, templates: &[&str]) {
    for template in templates {
        for (client, destination) in [("target", "source"), ("runtime", "target")] {
            let line = template.replace("{CLIENT}", &client.to_uppercase());
            let line = line.replace("{DESTINATION}", &destination.to_uppercase());
            let line = line.replace("{client_role}", client).replace("{destination_role}", destination);
            let line = line.replace("{port}", "5432").replace("{destination}", "orders").replace("{client}", "mover");
            let named =
                ["source", "target", "runtime"].iter().fold(line, |line, it| line.replace(&format!("{{{it}}}"), it));
            printed.add(found_in, &named);
        }
    }
}

/// A command with values in place of the words in capitals that stand outside of quotes.
fn filled(line: &str) -> String {
    let mut filled = String::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            filled.extend(["'", part, "'"]);
            continue;
        }
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
            let length =
                if is_word(first) { rest.find(|it| !is_word(it)).unwrap_or(rest.len()) } else { first.len_utf8() };
            let (word, after) = rest.split_at(length);
            let is_blank = 2 < word.len() && word.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
            filled.push_str(&if is_blank { value(word) } else { word.to_owned() });
            rest = after;
        }
    }
    filled
}

/// What a person may enter for a word.
fn value(blank: &str) -> String {
    const GROUP: &str = "/subscriptions/6b3d1f52-08c4-4c17-9a50-7de2f41c9e83/resourceGroups/rg-orders/providers";
    const SERVER: &str = "Microsoft.DBforPostgreSQL/flexibleServers/orders";
    const VNET: &str = "Microsoft.Network/virtualNetworks/vnet";
    const ZONE: &str = "Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com";
    let id = |of: &str| format!("{GROUP}/{of}");
    for (end, value) in [
        ("SUBNET_ID", id(&format!("{VNET}/subnets/db"))),
        ("VNET_ID", id(VNET)),
        ("CONNECTION_ID", id(&format!("{SERVER}/privateEndpointConnections/pe"))),
        ("NIC_ID", id("Microsoft.Network/networkInterfaces/pe-nic")),
        ("ZONE_ID", id(ZONE)),
        ("ID", id(SERVER)),
        ("IP", "10.1.0.4".to_owned()),
        ("PREFIX", "10.1.0.0/24".to_owned()),
        ("PRIORITY", "310".to_owned()),
        ("NEXT_HOP", "VirtualAppliance".to_owned()),
        ("ENDPOINTS_BEFORE", "[Microsoft.Storage,Microsoft.KeyVault]".to_owned()),
        ("LOCATION", "westeurope".to_owned()),
    ] {
        if blank.ends_with(end) {
            return value;
        }
    }
    blank.to_lowercase().replace('_', "-")
}

fn report_of(topology: &Topology) -> (Config, Report) {
    let files: Vec<_> = topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    let mut network = read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
    let config = topology.config();
    let report = evaluate_with(&config, &find_with_plan(&config, &mut network));
    (config, report)
}

/// What the rules print without resources.
fn add_templates(printed: &mut Printed) {
    for check in CATALOGUE {
        for words in check.variants {
            for commands in [words.verify_commands, words.fix_commands, words.undo_commands] {
                templates(printed, check.id, commands);
            }
        }
    }
    for scenario in SCENARIOS {
        for way in scenario.alternatives {
            templates(printed, scenario.id, way.commands);
            templates(printed, scenario.id, way.undo_commands);
        }
    }
    for preset in PRESETS {
        let config = preset.config().expect("it is a link");
        printed.both(preset.id, &config, &evaluate(&config));
    }
}

/// What they print where resources show a fault.
fn add_topologies(printed: &mut Printed) {
    let whole = whole::all().into_iter().map(|it| (it.name.to_owned(), it));
    let broken = breaks::FAULTS.iter().copied().flatten().map(|(whole, what, change, _)| {
        let mut topology = whole();
        change(&mut topology);
        (format!("{}, {what}", topology.name), topology)
    });
    let all: Vec<(String, Topology)> = whole.chain(broken).collect();
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let reports: Vec<(Config, Report)> = thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(threads));
        let reports = |part: &[(String, Topology)]| part.iter().map(|(_, it)| report_of(it)).collect::<Vec<_>>();
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || reports(part))).collect();
        parts.into_iter().flat_map(|it| it.join().expect("they are reported on")).collect()
    });
    for ((name, _), (config, report)) in all.iter().zip(&reports) {
        printed.both(name, config, report);
    }
}

/// What they print where nothing was read, and a person says that every step fails.
fn add_answers(printed: &mut Printed) {
    for topology in whole::all() {
        let (config, report) = report_of(&topology);
        let shown = |it: &SettingReport| (it.setting, it.value.clone());
        let mut answered = Config { resources: Vec::new(), ..config };
        for (setting, value) in report.settings.iter().map(shown) {
            setting.set(&mut answered, &value).expect("it was shown");
        }
        answered.answers = report.steps.iter().map(|it| (it.key, Status::Fail)).collect();
        let report = evaluate_with(&answered, &find_with_plan(&answered, &mut Network::default()));
        let has_changes = report.steps.iter().any(|it| !it.changes.is_empty());
        // Where nothing can connect, whatever is changed, nothing is to be changed.
        assert_eq!(has_changes, report.verdict != Verdict::Unsupported, "{} without files", topology.name);
        printed.both(&format!("{} without files", topology.name), &answered, &report);
    }
}

/// What the scripts that make an export ask, run with an `az` that names something of each kind.
fn add_collected(printed: &mut Printed) {
    const AZ: &str = r#"{ printf az; printf ' %q' "$@"; echo; } >>"${0%/*}/asked"
cat "${0%/*}/answer""#;
    let folder = tempfile::tempdir().expect("a folder");
    let kinds = "DBforPostgreSQL/servers DBforPostgreSQL/flexibleServers Compute/virtualMachines Network/privateEndpoints \
                 Network/networkInterfaces Network/networkSecurityGroups Network/routeTables Network/azureFirewalls \
                 Network/virtualNetworkGateways Network/localNetworkGateways Network/firewallPolicies Network/ipGroups \
                 Network/virtualHubs Network/natGateways Network/publicIPAddresses Network/dnsResolvers \
                 Network/dnsForwardingRulesets Network/dnsResolverPolicies Network/dnsResolverDomainLists";
    let group = "/subscriptions/6b3d1f52-08c4-4c17-9a50-7de2f41c9e83/resourceGroups/rg/providers/Microsoft.";
    let mut ids: Vec<String> = kinds.split_whitespace().map(|it| format!("{group}{it}/one")).collect();
    ids.push(format!("{group}Network/virtualNetworks/vnet/subnets/db"));
    ids.push(format!("{group}Network/privateDnsZones/privatelink.postgres.database.azure.com"));
    let answer = serde_json::json!({ "count": 0, "totalRecords": 0, "data": [], "location": "westeurope",
        "value": ids.iter().map(|it| serde_json::json!({ "id": it })).collect::<Value>() });
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it is written");
    write("answer", &serde_json::to_string_pretty(&answer).expect("JSON"));
    write("az", &format!("#!/usr/bin/env bash\n{AZ}\n"));
    fs::set_permissions(folder.path().join("az"), fs::Permissions::from_mode(0o755)).expect("it may run");
    let config = PRESETS.first().expect("a preset").config().expect("it is a link");
    let mut named = config;
    named.target.name = Some("orders-new".to_owned());
    for (name, script) in [
        ("collect", collect::script(&named, Shell::Bash, None)),
        ("collect --fleet", collect::fleet_script(&collect::Scope::default(), Shell::Bash)),
    ] {
        write("script", &script.replace("source_server=''", "source_server='orders-old'"));
        let path = env::var_os("PATH").expect("a PATH");
        let paths = std::iter::once(folder.path().to_owned()).chain(env::split_paths(&path));
        let ran = Command::new("bash")
            .arg(folder.path().join("script"))
            .current_dir(folder.path())
            .env("PATH", env::join_paths(paths).expect("a PATH"))
            .output()
            .expect("bash is on the PATH");
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    let asked = fs::read_to_string(folder.path().join("asked")).expect("what was asked");
    // What comes with an extension, the CLI alone does not know.
    let own = asked.lines().filter(|it| !it.starts_with("az network manager "));
    let before = printed.0.len();
    for it in own {
        printed.0.entry(it.to_owned()).or_insert_with(|| "a script of collect".to_owned());
    }
    assert!(before + 60 < printed.0.len(), "{asked}");
}

/// What a version does not take: the place in the list, and why.
fn refused(version: &str, lines: &str) -> Vec<(usize, String)> {
    let python = azure_cli();
    let older = python.ancestors().nth(2).expect("it is in an environment").join("older").join(version);
    let mut child = Command::new(&python)
        // The first time it compiles what it loads, which takes longest.
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .arg(source("azure-cli").join("takes.py"))
        .args(older.is_dir().then_some(&older))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python can be started");
    child.stdin.take().expect("it is piped").write_all(lines.as_bytes()).expect("Python reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "takes.py fails with {version}");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let mut said = said.lines();
    assert_eq!(said.next(), Some(version), "the version that judges");
    let row = |it: &str| {
        let (number, why) = it.split_once('\t').expect("a number and why");
        (number.parse().expect("a number"), why.to_owned())
    };
    said.map(row).collect()
}

#[test]
fn every_version_takes_every_command() {
    let mut printed = Printed::default();
    add_templates(&mut printed);
    add_topologies(&mut printed);
    add_answers(&mut printed);
    add_collected(&mut printed);
    let Printed(commands) = printed;
    assert!(300 < commands.len(), "only {} commands", commands.len());
    let lines: String = commands.keys().flat_map(|it| [it, "\n"]).collect();
    let refused: Vec<String> = thread::scope(|scope| {
        let judges = VERSIONS.map(|version| (version, scope.spawn(|| refused(version, &lines))));
        let refused = judges.into_iter().flat_map(|(version, judge)| {
            let refused = judge.join().expect("it has judged");
            refused.into_iter().map(move |(number, why)| (version, number, why))
        });
        refused
            .map(|(version, number, why)| {
                let (command, found_in) = commands.iter().nth(number).expect("one of the list");
                format!("{version}: {why}\n  {command}\n  ({found_in})")
            })
            .collect()
    });
    assert!(refused.is_empty(), "of {} commands:\n{}", commands.len(), refused.join("\n"));
}

#[test]
fn what_is_wrong_is_refused() {
    for version in VERSIONS {
        let lines = "az network nsg rule list -g rg --nsg-name nsg -o table\naz network nsg rule list --nsg-name nsg\n\
                     az network nsg rule list -g rg --nsg-name nsg --query '[].{'\naz network nsgs list\n\
                     az rest --method put --url /subscriptions/s/x --uri-parameters api-version=1 --body '{\"a\":'\n";
        let numbers: Vec<usize> = refused(version, lines).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [1, 2, 3, 4], "{version}");
    }
}
