//! A source in AWS, of which AWS's own lists were read: what they decide, and that less of them never says more.

use pgreach_azure::{Key, read, redact, write};
use pgreach_network::aws::Aws;
use pgreach_rules::{Config, Report, Status, Verdict, evaluate_with, find, find_with_plan, text::Commands};
use serde_json::{Value, json};

use crate::topology::{
    Topology,
    forms::Form,
    whole::{self, database_group},
};

const HOST: &str = "orders-old.c9akciq32.eu-west-1.rds.amazonaws.com";

/// A migration with what both clouds printed.
struct World {
    config: Config,
    azure: Vec<(&'static str, String)>,
    aws: Value,
}

impl World {
    fn new(topology: &Topology, settings: &[&str], aws: Value) -> Self {
        let mut config = Config::default();
        for setting in ["target.name=orders-new", "runtime.used=false"].iter().chain(settings) {
            let (path, value) = setting.split_once('=').expect("path=value");
            config.set(path, value).expect("a good setting");
        }
        let azure = topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
        Self { config, azure, aws }
    }

    /// Each list as the AWS CLI prints it, in a file of its own.
    fn files(&self) -> Vec<(String, String)> {
        let azure = self.azure.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
        let lists = self.aws.as_object().expect("lists").iter().filter(|it| it.0 != "RouteTablesOf");
        let aws = lists.map(|(list, items)| {
            let mut document = json!({ list: items });
            if list == "RouteTables"
                && let Some(of) = self.aws.get("RouteTablesOf")
            {
                document["RouteTablesOf"] = of.clone();
            }
            (format!("{list}.json"), document.to_string())
        });
        azure.chain(aws).collect()
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
}

/// Each step that keeps a report from "ready", with its status.
fn open_steps(report: &Report) -> Vec<String> {
    let open = report.steps.iter().filter(|it| matches!(it.status, Status::Fail | Status::Unknown));
    open.map(|it| format!("{} {}", it.key.word(), it.status.word())).collect()
}

fn group(cidr: &str) -> Value {
    json!([{
        "GroupId": "sg-0a1", "GroupName": "orders", "VpcId": "vpc-0c1",
        "IpPermissions": [{
            "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [], "Ipv6Ranges": [],
            "IpRanges": [{ "CidrIp": cidr, "Description": "s3cret" }], "PrefixListIds": []
        }]
    }])
}

fn instance(is_public: bool) -> Value {
    json!([{
        "DBInstanceIdentifier": "orders-old", "DBInstanceStatus": "available", "Engine": "postgres",
        "MasterUsername": "s3cret", "Endpoint": { "Address": HOST, "Port": 5432, "HostedZoneId": "Z1" },
        "PubliclyAccessible": is_public,
        "VpcSecurityGroups": [{ "VpcSecurityGroupId": "sg-0a1", "Status": "active" }],
        "DBSubnetGroup": {
            "VpcId": "vpc-0c1",
            "Subnets": [{ "SubnetIdentifier": "subnet-0d1" }, { "SubnetIdentifier": "subnet-0d2" }]
        }
    }])
}

fn acls() -> Value {
    let entry = |egress: bool, number: i32, action: &str| json!({ "Egress": egress, "RuleNumber": number, "Protocol": "-1", "RuleAction": action, "CidrBlock": "0.0.0.0/0" });
    json!([{
        "NetworkAclId": "acl-0e1", "VpcId": "vpc-0c1", "IsDefault": true,
        "Associations": [{ "SubnetId": "subnet-0d1" }, { "SubnetId": "subnet-0d2" }],
        "Entries": [entry(true, 100, "allow"), entry(true, 32767, "deny"), entry(false, 100, "allow"), entry(false, 32767, "deny")]
    }])
}

fn route_table(to: &str, gateway: &str) -> Value {
    json!([{
        "RouteTableId": "rtb-0f1", "VpcId": "vpc-0c1",
        "Associations": [
            { "Main": false, "SubnetId": "subnet-0d1", "RouteTableId": "rtb-0f1" },
            { "Main": false, "SubnetId": "subnet-0d2", "RouteTableId": "rtb-0f1" }
        ],
        "Routes": [
            { "DestinationCidrBlock": "172.31.0.0/16", "GatewayId": "local", "State": "active" },
            { "DestinationCidrBlock": to, "GatewayId": gateway, "State": "active" }
        ]
    }])
}

/// An RDS instance with a public address, and a target whose subnet leaves with 20.61.7.8.
fn public() -> World {
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
    let aws = json!({
        "DBInstances": instance(true),
        "SecurityGroups": group("20.61.7.8/32"),
        "NetworkAcls": acls(),
        "RouteTables": route_table("0.0.0.0/0", "igw-0b1"),
    });
    World::new(&topology, &["source.kind=aws-rds", "source.access=public", &format!("source.name={HOST}")], aws)
}

/// An RDS instance that is reached over a VPN between the two clouds.
fn private() -> World {
    let topology = whole::on_premises_to_vnet();
    let aws = json!({
        "DBInstances": instance(false),
        "SecurityGroups": group("10.2.0.0/24"),
        "NetworkAcls": acls(),
        "RouteTables": route_table("10.2.0.0/16", "vgw-0b1"),
        "VpnConnections": [{
            "VpnConnectionId": "vpn-0a1", "State": "available", "VpnGatewayId": "vgw-0b1",
            "CustomerGatewayConfiguration": "<pre_shared_key>s3cret</pre_shared_key>",
            "Options": { "StaticRoutesOnly": true },
            "Routes": [{ "DestinationCidrBlock": "10.2.0.0/16", "State": "available" }],
            "VgwTelemetry": [{ "Status": "UP", "AcceptedRouteCount": 0 }, { "Status": "DOWN", "AcceptedRouteCount": 0 }]
        }],
    });
    let settings =
        ["source.kind=aws-rds", "source.access=private", "source.name=orders-old", "source.address=10.20.0.15"];
    World::new(&topology, &settings, aws)
}

/// A world, what is changed in it, the verdict, and the steps that keep it from "ready".
type Row = (fn() -> World, &'static str, fn(&mut Value), Verdict, &'static [&'static str]);

const ROWS: &[Row] = &[
    // No guide has this combination, so no verdict is better than that.
    (public, "healthy", |_| {}, Verdict::Undecided, &[]),
    (public, "not public", |it| it["DBInstances"] = instance(false), Verdict::Blocked, &["source/firewall fail"]),
    (
        public,
        "stopped",
        |it| it["DBInstances"][0]["DBInstanceStatus"] = "stopped".into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "another port",
        |it| it["DBInstances"][0]["Endpoint"]["Port"] = 6000.into(),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "another address",
        |it| it["SecurityGroups"] = group("20.61.7.9/32"),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (public, "a range that holds it", |it| it["SecurityGroups"] = group("20.61.0.0/16"), Verdict::Undecided, &[]),
    (
        public,
        "a prefix list",
        |it| {
            it["SecurityGroups"] = group("20.61.7.9/32");
            it["SecurityGroups"][0]["IpPermissions"][0]["PrefixListIds"] = json!([{ "PrefixListId": "pl-1" }]);
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the network ACL denies the answers",
        |it| it["NetworkAcls"][0]["Entries"][0]["RuleAction"] = "deny".into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "no internet gateway",
        |it| it["RouteTables"] = route_table("10.0.0.0/8", "vgw-0b1"),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "one subnet alone has a way out",
        |it| {
            let mut other = route_table("10.0.0.0/8", "vgw-0b1")[0].clone();
            other["RouteTableId"] = "rtb-0f2".into();
            other["Associations"].as_array_mut().expect("a list").remove(0);
            it["RouteTables"][0]["Associations"].as_array_mut().expect("a list").remove(1);
            it["RouteTables"].as_array_mut().expect("a list").push(other);
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the main route table, perhaps not alone",
        |it| it["RouteTables"][0]["Associations"] = json!([{ "Main": true }]),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the main route table, of all",
        |it| {
            it["RouteTables"][0]["Associations"] = json!([{ "Main": true }]);
            it["RouteTablesOf"] = json!(["vpc-0c1"]);
        },
        Verdict::Undecided,
        &[],
    ),
    (private, "healthy", |_| {}, Verdict::Ready, &[]),
    (
        private,
        "another subnet is admitted",
        |it| it["SecurityGroups"] = group("10.3.0.0/24"),
        Verdict::Blocked,
        &["source/nsg fail"],
    ),
    (
        private,
        "no route back",
        |it| it["RouteTables"] = route_table("10.3.0.0/16", "vgw-0b1"),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "a route back into the VPC",
        |it| it["RouteTables"] = route_table("10.2.0.0/16", "local"),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "the tunnel is down",
        |it| it["VpnConnections"][0]["VgwTelemetry"] = json!([{ "Status": "DOWN" }]),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "a transit gateway",
        |it| it["RouteTables"] = route_table("10.2.0.0/16", "tgw-0b1"),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "a route is missing in the VPN",
        |it| it["VpnConnections"][0]["Routes"] = json!([]),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
];

#[test]
fn each_fault_in_aws_fails_its_step() {
    for (world, what, change, verdict, steps) in ROWS {
        let mut world = world();
        change(&mut world.aws);
        let (found, open) = world.found();
        assert_eq!((found, open.iter().map(String::as_str).collect::<Vec<_>>()), (*verdict, steps.to_vec()), "{what}");
    }
}

/// Lists of a resource that AWS prints whole: with less in them, it is another world.
const PRINTED_WHOLE: [&str; 6] = ["Associations", "Entries", "IpPermissions", "IpRanges", "Routes", "Subnets"];

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
                changed.chain([without]).collect::<Vec<_>>()
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
fn less_of_what_aws_printed_is_never_more_ready() {
    // A third of them each, so that all kinds are left out of some.
    for ((world, what, change, _, steps), skipped) in ROWS.iter().zip((0..3).cycle()) {
        let mut world = world();
        change(&mut world.aws);
        let azure = read(world.azure.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
        for less in with_less(&world.aws, "").into_iter().skip(skipped).step_by(3) {
            let mut network = azure.clone();
            network.aws.add(serde_json::from_value(less.clone()).expect("lists of AWS"), 0);
            let found = open_steps(&evaluate_with(&world.config, &find(&world.config, &network)));
            let is_sound =
                if steps.is_empty() { found.iter().all(|it| !it.ends_with("fail")) } else { !found.is_empty() };
            assert!(is_sound, "{what}: {found:?} of {less}");
        }
    }
}

#[test]
fn secrets_are_dropped_and_pseudonyms_keep_what_is_found() {
    for world in [public(), private()] {
        let files = world.files();
        let network = read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
        let written: Vec<String> = write(&network).into_iter().map(|it| it.0).collect();
        assert!(!written.concat().contains("s3cret"));
        let back = read([("resources.json", written.join("\n").as_bytes())]).network;
        let without_files = |aws: &Aws| serde_json::to_value(aws).expect("JSON");
        assert_eq!(without_files(&back.aws), without_files(&network.aws));
        let (config, masked) = redact(&world.config, &network, Key([7; 16]));
        let text = serde_json::to_string(&masked.aws).expect("JSON");
        for name in ["orders", "c9akciq32", "0a1", "0b1", "0c1", "0d1", "0e1", "0f1", "20.61.7.8"] {
            assert!(!text.contains(name), "{name} in {text}");
        }
        let verdict = |config: &Config, network| evaluate_with(config, &find(config, network)).verdict;
        assert_eq!(verdict(&config, &masked), verdict(&world.config, &network));
    }
}

#[test]
fn the_fix_names_the_group_and_the_address() {
    let mut world = public();
    world.aws["SecurityGroups"] = group("20.61.7.9/32");
    let files = world.files();
    let mut network = read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
    let report = evaluate_with(&world.config, &find_with_plan(&world.config, &mut network));
    let step = report.to_fix().into_iter().next().expect("a failing step");
    let [_, fix, undo] = step.commands();
    let lines = |it: &Commands| it.iter().collect::<Vec<_>>().join("\n");
    assert_eq!(
        [lines(&fix), lines(&undo)],
        [
            "aws ec2 authorize-security-group-ingress --group-id sg-0a1 --protocol tcp --port 5432 --cidr 20.61.7.8/32",
            "aws ec2 revoke-security-group-ingress --group-id sg-0a1 --protocol tcp --port 5432 --cidr 20.61.7.8/32",
        ]
    );
}

#[test]
fn a_list_that_cannot_be_read_is_not_quoted() {
    let import = read([("list.json", br#"{"DBInstances": [{"Endpoint": {"Port": "s3cret"}}]}"#.as_slice())]);
    let said = format!("{:?}", import.files[0].errors);
    assert!(said.contains("AWS") && !said.contains("s3cret"), "{said}");
}
