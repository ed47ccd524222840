//! Sources in other clouds, of which those clouds' own lists were read: what they decide, and that less of them never says
//! more.

mod aws;
mod google;

use pgreach_azure::{PseudonymKey, read, redact, write};
use pgreach_network::{CloudResource, Network};
use pgreach_rules::{
    Config, Party, Reason, Report, Setting, Status, Step, Verdict, evaluate_with, find, find_with_plan, plan_of_changes,
};
use serde_json::{Value, json};

use pgreach_fixtures::topology::{
    Topology,
    forms::Form,
    whole::{self, database_group},
};

/// A migration with what both clouds printed.
struct World {
    config: Config,
    azure: Vec<(&'static str, String)>,
    /// What the other cloud printed, a file each, by its name.
    cloud: Value,
}

impl World {
    fn new(topology: &Topology, settings: &[&str], cloud: Value) -> Self {
        let mut config = Config::default();
        for setting in ["target.name=orders-new", "runtime.used=false"].iter().chain(settings) {
            let (path, value) = setting.split_once('=').expect("path=value");
            config.set(path, value).expect("a good setting");
        }
        let azure = topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
        Self { config, azure, cloud }
    }

    fn set(&mut self, setting: &str) {
        let (path, value) = setting.split_once('=').expect("path=value");
        self.config.set(path, value).expect("a good setting");
    }

    fn files(&self) -> Vec<(String, String)> {
        let azure = self.azure.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
        azure.chain(printed(&self.cloud)).collect()
    }

    /// The verdict, and each step that keeps it from "ready", with its status.
    fn found(&self) -> (Verdict, Vec<String>) {
        let files = self.files();
        let import = read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
        for file in &import.files {
            assert_eq!(file.errors, [], "{}", file.name);
        }
        let report = evaluate_with(&self.config, &find(&self.config, &import.network));
        (report.verdict, open_steps(&report))
    }

    fn network(&self) -> Network {
        let files = self.files();
        read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network
    }

    /// How each failing step of the source is put right, and how that is taken back.
    fn fixes(&self) -> String {
        let mut network = self.network();
        let report = evaluate_with(&self.config, &find_with_plan(&self.config, &mut network));
        let mut lines = Vec::new();
        for step in report.to_fix().into_iter().filter(|it| it.key.party() == Party::Source) {
            lines.push(step.key.word().to_owned());
            for change in step.changes.iter().flat_map(|it| &it.changes) {
                lines.push(format!("- {}", change.title));
                lines.extend(change.impact.iter().chain(&change.portal).map(|it| format!("  {it}")));
            }
            let [_, fix, undo] = step.commands();
            lines.extend(fix.iter().map(|it| format!("  fix:  {it}")));
            lines.extend(undo.iter().map(|it| format!("  undo: {it}")));
            if step.changes.is_empty() {
                lines.push("- no command is known: in words".to_owned());
            }
            lines.extend(step.changes.first().map(|it| format!("  then: {}", it.after.word())));
        }
        lines.join("\n")
    }
}

/// Each list as AWS prints it, in a file of its own; what is not in a list is a document of Google's.
fn printed(cloud: &Value) -> Vec<(String, String)> {
    let Value::Object(files) = cloud else { return Vec::new() };
    let is_of_aws = |name: &str| name.starts_with(|it: char| it.is_ascii_uppercase());
    let file = |(name, items): (&String, &Value)| {
        let document = if is_of_aws(name) { json!({ name: items }) } else { items.clone() };
        (format!("{name}.json"), document.to_string())
    };
    files.iter().map(file).collect()
}

/// Each step that keeps a report from "ready", with its status.
fn open_steps(report: &Report) -> Vec<String> {
    let open = report.steps.iter().filter(|it| matches!(it.status, Status::Fail | Status::Unknown));
    open.map(|it| format!("{} {}", it.key.word(), it.status.word())).collect()
}

/// A target whose subnet leaves with 20.61.7.8.
fn with_an_address() -> Topology {
    let mut topology = whole::on_premises_to_vnet();
    for file in ["gateways.json", "connections.json", "local-gateways.json"] {
        topology.lose(file);
    }
    topology.file("security-groups.json").items = vec![database_group("nsg-db", "Internet")];
    let id = |kind: &str, name: &str| {
        let vnet = whole::on_premises_to_vnet().file("vnets.json").items[0]["id"].as_str().expect("an id").to_owned();
        let (group, _) = vnet.split_once("/providers/").expect("an id");
        format!("{group}/providers/Microsoft.Network/{kind}/{name}")
    };
    topology.set("vnet-new", "subnets[db].natGateway", json!({ "id": id("natGateways", "nat-db") }));
    let address = json!({ "id": id("publicIPAddresses", "out") });
    topology.with(
        "nat.json",
        vec![
            json!({ "id": id("natGateways", "nat-db"), "name": "nat-db", "type": "Microsoft.Network/natGateways",
                    "properties": { "provisioningState": "Succeeded", "publicIpAddresses": [address], "publicIpPrefixes": [] } }),
            json!({ "id": id("publicIPAddresses", "out"), "name": "out", "type": "Microsoft.Network/publicIPAddresses",
                    "properties": { "provisioningState": "Succeeded", "ipAddress": "20.61.7.8" } }),
        ],
    );
    topology
}

/// A world, what is changed in it, the verdict, and the steps that keep it from "ready".
type Row = (fn() -> World, &'static str, fn(&mut World), Verdict, &'static [&'static str]);

fn rows() -> impl Iterator<Item = &'static Row> {
    aws::ROWS.iter().chain(google::ROWS)
}

#[test]
fn each_fault_in_another_cloud_fails_its_step() {
    let mut wrong = Vec::new();
    for (world, what, change, verdict, steps) in rows() {
        let mut world = world();
        change(&mut world);
        let (found, open) = world.found();
        if (found, open.iter().map(String::as_str).collect::<Vec<_>>()) != (*verdict, steps.to_vec()) {
            wrong.push(format!("{what}: {found:?} {open:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lists of a resource that its cloud prints whole: with less in them, it is another world.
const PRINTED_WHOLE: [&str; 8] = [
    "Associations",
    "Entries",
    "IpPermissions",
    "IpRanges",
    "Routes",
    "Subnets",
    "authorizedExternalNetworks",
    "authorizedNetworks",
];

/// Every document with one member, or one item of a list, less.
fn with_less(value: &Value, within: &str) -> Vec<Value> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, member)| {
                let whole = value.clone();
                let changed = with_less(member, key).into_iter().map(move |less| {
                    let mut whole = whole.clone();
                    whole[key] = less;
                    whole
                });
                let mut without = value.clone();
                without.as_object_mut().expect("an object").remove(key);
                // A network that does not expire has no such member, nor has an association that is long done in old
                // exports: so without it, it is another world.
                let without = (!["expirationTime", "AssociationState"].contains(&key.as_str())).then_some(without);
                changed.chain(without).collect::<Vec<_>>()
            })
            .collect(),
        Value::Array(items) => (0..items.len())
            .flat_map(|place| {
                let changed = with_less(&items[place], "").into_iter().map(move |less| {
                    let mut items = items.clone();
                    items[place] = less;
                    Value::Array(items)
                });
                let mut without = items.clone();
                without.remove(place);
                let without = (!PRINTED_WHOLE.contains(&within)).then_some(Value::Array(without));
                changed.chain(without).collect::<Vec<_>>()
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn less_of_what_another_cloud_printed_is_never_more_ready() {
    // A third of them each, so that all kinds are left out of some.
    for ((world, what, change, _, steps), skipped) in rows().zip((0..3).cycle()) {
        let mut world = world();
        change(&mut world);
        let azure = read(world.azure.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
        for less in with_less(&world.cloud, "").into_iter().skip(skipped).step_by(3) {
            let files = printed(&less);
            let mut network = azure.clone();
            network.clouds = read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network.clouds;
            let report = evaluate_with(&world.config, &find(&world.config, &network));
            let found = open_steps(&report);
            // Without a scenario there are no steps, and nothing is ready.
            let is_open = !found.is_empty() || report.scenario.is_none();
            let is_sound = if steps.is_empty() { found.iter().all(|it| !it.ends_with("fail")) } else { is_open };
            // Where one of two with one name was not exported, no file shows that there are two.
            let is_only =
                *what == "the same name in two regions" && less["DBInstances"].as_array().is_none_or(|it| it.len() < 2);
            // The only list that was there may be gone, and with it what says that another cloud knows the source.
            assert!(is_sound || is_only || network.clouds.is_empty(), "{what}: {found:?} of {less}");
        }
    }
}

/// The kinds of sources, each with a healthy topology of which everything was exported that pgreach reads.
fn kinds() -> Vec<(&'static str, World)> {
    let of_azure = |topology: Topology| {
        let (config, topology) = (topology.config(), &topology);
        World { config, ..World::new(topology, &[], json!({})) }
    };
    vec![
        ("single-server, public", of_azure(whole::public_to_public())),
        ("single-server, private", of_azure(whole::private_to_vnet())),
        ("azure-flexible-server, VNet-integrated", of_azure(whole::flexible_to_vnet())),
        ("azure-flexible-server, private endpoint", of_azure(whole::flexible_endpoint_to_vnet())),
        ("azure-vm, private", of_azure(whole::machine_to_vnet())),
        ("on-premises, private", of_azure(whole::on_premises_to_vnet())),
        ("aws-rds, public", aws::public()),
        ("aws-rds, private", aws::private()),
        ("aws-aurora, public", aws::aurora()),
        ("aws-ec2, public", aws::machine()),
        ("gcp-cloud-sql, public", google::public()),
        ("gcp-cloud-sql, private", google::private()),
        ("gcp-alloydb, public", google::alloydb()),
        ("gcp-alloydb, private", google::private_alloydb()),
        ("gcp-compute, public", google::machine()),
        ("gcp-compute, public, with its effective firewalls", google::effective()),
    ]
}

#[test]
fn evidence_decides_four_of_five_blocking_steps_of_each_kind() {
    let (mut table, mut wrong) = (Vec::new(), Vec::new());
    for (kind, world) in kinds() {
        let report = evaluate_with(&world.config, &find(&world.config, &world.network()));
        let blocking: Vec<&Step> = report.steps.iter().filter(|it| it.holds_back()).collect();
        let open: Vec<&&Step> = blocking.iter().filter(|it| it.status == Status::Unknown).collect();
        let decided = blocking.len() - open.len();
        table.push(format!("{kind}: {decided} of {}, {} %", blocking.len(), 100 * decided / blocking.len()));
        for it in open {
            let why = it.note.as_deref().or(it.reason.map(Reason::label)).unwrap_or("nobody has said it");
            table.push(format!("    {} is open: {why}", it.key.word()));
        }
        if 5 * decided < 4 * blocking.len() {
            wrong.push(kind);
        }
    }
    insta::assert_snapshot!(table.join("\n"));
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// A world, what the source is called, and what it then is.
type Called<'a> = (fn() -> World, &'a str, Option<&'a str>);

#[test]
fn a_source_is_found_by_what_its_cloud_calls_it() {
    let of_cluster = || {
        let mut world = aws::aurora();
        for it in world.cloud["DBInstances"].as_array_mut().expect("a list") {
            it["Engine"] = "aurora-postgresql".into();
            it["DBClusterIdentifier"] = "orders-old".into();
        }
        world
    };
    let tagged = || {
        let mut world = aws::machine();
        world.cloud["Reservations"][0]["Instances"][0]["Tags"] =
            json!([{ "Key": "password", "Value": "s3cret" }, { "Key": "Name", "Value": "orders-old" }]);
        world
    };
    let with_azure_server = || {
        let mut world = aws::public();
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-old";
        world.azure.push(("old.json", json!({ "id": id, "properties": {} }).to_string()));
        world
    };
    let twice = || {
        let mut world = aws::public();
        world.cloud["instance"] = google::public().cloud["instance"].clone();
        world
    };
    let host = "orders-old.c9akciq32.eu-west-1.rds.amazonaws.com";
    let cluster = "orders-old.cluster-c9akciq32.eu-west-1.rds.amazonaws.com";
    let url = format!("postgres://me:pw@{host}:5432/orders");
    let rows: [Called<'_>; 14] = [
        (aws::public, host, Some("aws-rds")),
        (aws::public, "orders-old", Some("aws-rds")),
        (aws::public, &url, Some("aws-rds")),
        (aws::public, "other", None),
        (of_cluster, cluster, Some("aws-aurora")),
        (of_cluster, "orders-two", Some("aws-aurora")),
        (aws::machine, "20.99.1.2", Some("aws-ec2")),
        // Many networks have it.
        (aws::machine, "10.20.0.15", None),
        (tagged, "orders-old", Some("aws-ec2")),
        (google::public, "34.76.1.2", Some("gcp-cloud-sql")),
        (google::alloydb, "34.76.1.3", Some("gcp-alloydb")),
        (google::machine, "orders-vm", Some("gcp-compute")),
        (with_azure_server, "orders-old", Some("azure-flexible-server")),
        (twice, "orders-old", None),
    ];
    for (world, name, kind) in rows {
        let world = world();
        let mut config = Config::default();
        config.source.name = Some(name.to_owned());
        config.target.name = Some("orders-new".to_owned());
        config.runtime.used = Some(false);
        let config = config.with_plain_names().expect("a name");
        let network = world.network();
        assert!(!network.clouds.iter().any(|it| it.json.to_string().contains("s3cret")), "{name}");
        let found = find(&config, &network).settings.into_iter().find(|it| it.setting == Setting::SourceKind);
        assert_eq!(found.map(|it| it.value).as_deref(), kind, "{name}");
        // And under pseudonyms.
        let (config, masked) = redact(&config, &network, PseudonymKey([7; 16]));
        let found = find(&config, &masked).settings.into_iter().find(|it| it.setting == Setting::SourceKind);
        assert_eq!(found.map(|it| it.value).as_deref(), kind, "{name}, masked");
    }
}

/// A world, what is changed in it, and nothing more.
type Fault = (fn() -> World, &'static str, fn(&mut World));

#[test]
fn each_fault_is_fixed_where_it_is() {
    let of_rows = rows().map(|(world, what, change, ..)| (*world, *what, *change));
    let faults: Vec<Fault> = of_rows.chain(aws::FAULTS.iter().chain(google::FAULTS).copied()).collect();
    let mut said = Vec::new();
    for (world, what, change) in faults {
        let mut world = world();
        change(&mut world);
        let fixes = world.fixes();
        if !fixes.is_empty() {
            said.push(format!("{what}\n{fixes}"));
        }
        // What the plan does puts right what failed, and taken back it is as it was, to the last member.
        let before = world.network();
        let failing = |network: &Network| {
            let report = evaluate_with(&world.config, &find(&world.config, network));
            open_steps(&report).into_iter().filter(|it| it.ends_with("fail")).collect::<Vec<_>>()
        };
        let (mut network, mut inverses) = (before.clone(), Vec::new());
        let planned = plan_of_changes(&world.config, &mut network);
        for (change, _) in &planned {
            inverses.push(change.make(&mut network).expect("it can be made"));
        }
        assert!(planned.is_empty() || failing(&network).is_empty(), "{what}: {:?}", failing(&network));
        for inverse in inverses.iter().rev() {
            inverse.make(&mut network).expect("it can be taken back");
        }
        assert!(network == before, "{what}");
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn secrets_are_dropped_and_pseudonyms_keep_what_is_found() {
    for world in [aws::public(), aws::private(), google::public(), google::private()] {
        let files = world.files();
        let network = read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
        let written: Vec<String> = write(&network).into_iter().map(|it| it.0).collect();
        assert!(!written.concat().contains("s3cret"));
        let back = read([("resources.json", written.join("\n").as_bytes())]).network;
        let without_files = |of: &[CloudResource]| of.iter().map(|it| (it.kind, it.json.clone())).collect::<Vec<_>>();
        assert_eq!(without_files(&back.clouds), without_files(&network.clouds));
        let (config, masked) = redact(&world.config, &network, PseudonymKey([7; 16]));
        let text = masked.clouds.iter().map(|it| it.json.to_string()).collect::<String>();
        for name in ["orders", "shop", "c9akciq32", "0a1", "0b1", "0c1", "0d1", "0e1", "0f1", "20.61.7.8", "10.20.0.15"]
        {
            assert!(!text.contains(name), "{name} in {text}");
        }
        let verdict = |config: &Config, network| evaluate_with(config, &find(config, network)).verdict;
        assert_eq!(verdict(&config, &masked), verdict(&world.config, &network));
    }
}

#[test]
fn every_fault_is_found_with_pseudonyms_too() {
    for (world, what, change, ..) in rows() {
        let mut world = world();
        change(&mut world);
        let files = world.files();
        let network = read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
        let (config, masked) = redact(&world.config, &network, PseudonymKey([7; 16]));
        let found = |config: &Config, network| open_steps(&evaluate_with(config, &find(config, network)));
        assert_eq!(found(&config, &masked), found(&world.config, &network), "{what}");
    }
}
