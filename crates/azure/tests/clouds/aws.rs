//! A source in AWS.
//!
//! Longer than 500 lines: what AWS prints, whole, beside what follows from it.

use pgreach_azure::{collect::script, read};
use pgreach_rules::{Shell, Verdict, evaluate_with, find};
use serde_json::{Value, json};

use super::{Fault, Row, World, whole, with_an_address};

const HOST: &str = "orders-old.c9akciq32.eu-west-1.rds.amazonaws.com";

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
            { "DestinationCidrBlock": "10.20.0.0/16", "GatewayId": "local", "State": "active" },
            { "DestinationCidrBlock": to, "GatewayId": gateway, "State": "active" }
        ]
    }])
}

/// Both subnets, with their ranges.
fn subnets(ranges: [&str; 2]) -> Value {
    let subnet = |id: &str, range: &str| json!({ "SubnetId": id, "VpcId": "vpc-0c1", "CidrBlock": range, "State": "available", "Tags": [] });
    json!([subnet("subnet-0d1", ranges[0]), subnet("subnet-0d2", ranges[1])])
}

/// The route back leads to a transit gateway, to which the VPC is attached in this state.
fn over_a_transit_gateway(world: &mut World, state: &str) {
    world.cloud["RouteTables"] = route_table("10.2.0.0/16", "tgw-0b1");
    world.cloud["TransitGatewayAttachments"] = json!([{
        "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-0b1", "TransitGatewayOwnerId": "123456789012",
        "ResourceType": "vpc", "ResourceId": "vpc-0c1", "State": state, "Association": { "State": "associated" }
    }]);
}

fn acl_of_second_denies(world: &mut World) {
    let acls = world.cloud["NetworkAcls"].as_array_mut().expect("ACLs");
    let mut other = acls[0].clone();
    acls[0]["Associations"].as_array_mut().expect("a list").pop();
    other["NetworkAclId"] = "acl-0e2".into();
    other["Associations"] = json!([{ "SubnetId": "subnet-0d2" }]);
    other["Entries"] = json!([]);
    acls.push(other);
}

/// An RDS instance with a public address, and a target whose subnet leaves with 20.61.7.8.
pub(super) fn public() -> World {
    let topology = with_an_address();
    let aws = json!({
        "DBInstances": instance(true),
        "SecurityGroups": group("20.61.7.8/32"),
        "NetworkAcls": acls(),
        "RouteTables": route_table("0.0.0.0/0", "igw-0b1"),
    });
    World::new(&topology, &["source.kind=aws-rds", "source.access=public", &format!("source.name={HOST}")], aws)
}

/// An RDS instance that is reached over a VPN between the two clouds.
pub(super) fn private() -> World {
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
            "VgwTelemetry": [
                { "OutsideIpAddress": "198.51.100.17", "Status": "UP", "AcceptedRouteCount": 0 },
                { "OutsideIpAddress": "198.51.100.18", "Status": "DOWN", "AcceptedRouteCount": 0 }
            ]
        }],
    });
    let settings =
        ["source.kind=aws-rds", "source.access=private", "source.name=orders-old", "source.address=10.20.0.15"];
    World::new(&topology, &settings, aws)
}

/// What cannot be followed without an address.
const WITHOUT_AN_ADDRESS: &[&str] = &["source/hybrid-connection unknown", "source/nsg unknown", "source/route unknown"];

/// The same where the name is all that is said of it.
fn by_name() -> World {
    let mut world = private();
    world.config.source.address = None;
    world.set(&format!("source.name={HOST}"));
    world
}

/// The network ACL lets TCP out to these ports alone.
fn answers_at(world: &mut World, first: u16, last: u16) {
    let entry = &mut world.cloud["NetworkAcls"][0]["Entries"][0];
    entry["Protocol"] = "6".into();
    entry["PortRange"] = json!({ "From": first, "To": last });
}

/// An Aurora cluster with a reader.
pub(super) fn aurora() -> World {
    let mut world = public();
    let member = |name: &str, is_writer: bool| json!({ "DBInstanceIdentifier": name, "IsClusterWriter": is_writer });
    world.cloud["DBClusters"] = json!([{
        "DBClusterIdentifier": "orders-old", "Status": "available", "MasterUsername": "s3cret", "Port": 5432,
        // A name here, and the group itself in an instance.
        "DBSubnetGroup": "default-vpc-0c1",
        "Endpoint": "orders-old.cluster-c9akciq32.eu-west-1.rds.amazonaws.com",
        "ReaderEndpoint": "orders-old.cluster-ro-c9akciq32.eu-west-1.rds.amazonaws.com",
        "VpcSecurityGroups": [{ "VpcSecurityGroupId": "sg-0a1", "Status": "active" }],
        "DBClusterMembers": [member("orders-one", true), member("orders-two", false)]
    }]);
    let one = |name: &str| {
        let mut one = instance(true)[0].clone();
        one["DBInstanceIdentifier"] = name.into();
        one["Endpoint"]["Address"] = format!("{name}.c9akciq32.eu-west-1.rds.amazonaws.com").into();
        one
    };
    world.cloud["DBInstances"] = json!([one("orders-one"), one("orders-two")]);
    world.set("source.kind=aws-aurora");
    world.set("source.name=orders-old.cluster-c9akciq32.eu-west-1.rds.amazonaws.com");
    world
}

/// An EC2 instance with a public address.
pub(super) fn machine() -> World {
    let mut world = public();
    world.cloud["Reservations"] = json!([{
        "ReservationId": "r-0a1", "Instances": [{
            "InstanceId": "i-0a1", "State": { "Code": 16, "Name": "running" },
            "PublicIpAddress": "20.99.1.2", "PrivateIpAddress": "10.20.0.15",
            "VpcId": "vpc-0c1", "SubnetId": "subnet-0d1", "SecurityGroups": [{ "GroupId": "sg-0a1" }],
            "NetworkInterfaces": [{ "SubnetId": "subnet-0d1" }], "KeyName": "s3cret"
        }]
    }]);
    world.cloud.as_object_mut().expect("lists").remove("DBInstances");
    world.set("source.kind=aws-ec2");
    world.set("source.name=20.99.1.2");
    world
}

pub(super) const ROWS: &[Row] = &[
    (
        public,
        "fully operational while its storage is optimized",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "storage-optimization".into(),
        Verdict::Undecided,
        &[],
    ),
    (
        public,
        "nor what happens while its logs are given out",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "configuring-log-exports".into(),
        Verdict::Undecided,
        &["source/server-state unknown"],
    ),
    (
        public,
        "what happens while it is backed up AWS does not say",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "backing-up".into(),
        Verdict::Undecided,
        &["source/server-state unknown"],
    ),
    // No guide has this combination, so no verdict is better than that.
    (public, "healthy", |_| {}, Verdict::Undecided, &[]),
    (public, "not public", |it| it.cloud["DBInstances"] = instance(false), Verdict::Blocked, &["source/firewall fail"]),
    (
        public,
        "stopped",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "stopped".into(),
        Verdict::Blocked,
        &["source/server-state fail"],
    ),
    (
        public,
        "another port",
        |it| it.cloud["DBInstances"][0]["Endpoint"]["Port"] = 6000.into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "another address",
        |it| it.cloud["SecurityGroups"] = group("20.61.7.9/32"),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (public, "a range that holds it", |it| it.cloud["SecurityGroups"] = group("20.61.0.0/16"), Verdict::Undecided, &[]),
    (
        public,
        "a prefix list",
        |it| {
            it.cloud["SecurityGroups"] = group("20.61.7.9/32");
            it.cloud["SecurityGroups"][0]["IpPermissions"][0]["PrefixListIds"] = json!([{ "PrefixListId": "pl-1" }]);
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the network ACL denies the answers",
        |it| it.cloud["NetworkAcls"][0]["Entries"][0]["RuleAction"] = "deny".into(),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        public,
        "no internet gateway",
        |it| it.cloud["RouteTables"] = route_table("10.0.0.0/8", "vgw-0b1"),
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
            it.cloud["RouteTables"][0]["Associations"].as_array_mut().expect("a list").remove(1);
            it.cloud["RouteTables"].as_array_mut().expect("a list").push(other);
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the main route table, perhaps not alone",
        |it| it.cloud["RouteTables"][0]["Associations"] = json!([{ "Main": true }]),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the main route table, of all",
        |it| {
            it.cloud["RouteTables"][0]["Associations"] = json!([{ "Main": true }]);
            it.cloud["RouteTablesOf"] = json!(["vpc-0c1"]);
        },
        Verdict::Undecided,
        &[],
    ),
    (
        public,
        "an appliance has the way back",
        |it| it.cloud["RouteTables"] = route_table("0.0.0.0/0", "vpce-0b1"),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "a proxy stands before it",
        |it| {
            it.set("source.name=orders-old");
            it.set("source.address=orders.proxy-c9akciq32.eu-west-1.rds.amazonaws.com");
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "the same name in two regions",
        |it| {
            it.set("source.name=orders-old");
            let mut other = instance(true)[0].clone();
            other["Endpoint"]["Address"] = "orders-old.c9akciq32.eu-west-2.rds.amazonaws.com".into();
            it.cloud["DBInstances"].as_array_mut().expect("a list").push(other);
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "MySQL",
        |it| it.cloud["DBInstances"][0]["Engine"] = "mysql".into(),
        Verdict::Blocked,
        &["source/server-state fail"],
    ),
    (
        public,
        "nothing says that it is PostgreSQL",
        |it| drop(it.cloud["DBInstances"][0].as_object_mut().expect("an object").remove("Engine")),
        Verdict::Undecided,
        &["source/server-state unknown"],
    ),
    (
        public,
        "its route table is going",
        |it| {
            it.cloud["RouteTables"][0]["Associations"][0]["AssociationState"] = json!({ "State": "disassociating" });
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "its route table has come",
        |it| {
            it.cloud["RouteTables"][0]["Associations"][0]["AssociationState"] = json!({ "State": "associated" });
        },
        Verdict::Undecided,
        &[],
    ),
    (
        public,
        "rebooting",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "rebooting".into(),
        Verdict::Undecided,
        &["source/server-state unknown"],
    ),
    (
        public,
        "one of two groups is in no file",
        |it| {
            it.cloud["DBInstances"][0]["VpcSecurityGroups"][0]["VpcSecurityGroupId"] = "sg-0a9".into();
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "an IPv6 range alone",
        |it| {
            it.cloud["SecurityGroups"][0]["IpPermissions"][0]["IpRanges"] = json!([]);
            it.cloud["SecurityGroups"][0]["IpPermissions"][0]["Ipv6Ranges"] = json!([{ "CidrIpv6": "::/0" }]);
        },
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (aurora, "healthy cluster", |_| {}, Verdict::Undecided, &[]),
    (
        aurora,
        "its writer stops, and a reader does not",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "stopped".into(),
        Verdict::Blocked,
        &["source/server-state fail"],
    ),
    (
        aurora,
        "its reader stops",
        |it| it.cloud["DBInstances"][1]["DBInstanceStatus"] = "stopped".into(),
        Verdict::Undecided,
        &[],
    ),
    (
        aurora,
        "its readers are connected to",
        |it| it.set("source.name=orders-old.cluster-ro-c9akciq32.eu-west-1.rds.amazonaws.com"),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (machine, "healthy machine", |_| {}, Verdict::Undecided, &["source/admission unknown"]),
    (
        machine,
        "a stopped machine",
        |it| it.cloud["Reservations"][0]["Instances"][0]["State"]["Name"] = "stopped".into(),
        Verdict::Blocked,
        &["source/server-state fail", "source/admission unknown"],
    ),
    (
        machine,
        "a private address is connected to from outside",
        |it| it.set("source.name=10.20.0.15"),
        Verdict::Blocked,
        &["source/firewall unknown", "source/nsg fail", "source/route unknown", "source/admission unknown"],
    ),
    (
        machine,
        "several interfaces",
        |it| {
            it.cloud["Reservations"][0]["Instances"][0]["NetworkInterfaces"] =
                json!([{ "SubnetId": "subnet-0d1" }, { "SubnetId": "subnet-0d2" }]);
        },
        Verdict::Undecided,
        &["source/firewall unknown", "source/admission unknown"],
    ),
    // Which way back its gateway takes, AWS says in no list.
    (private, "healthy", |_| {}, Verdict::Undecided, &["source/hybrid-connection unknown"]),
    (
        public,
        "an address, which may be another's",
        |it| it.set("source.address=34.250.1.9"),
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        public,
        "a route table of the internet gateway",
        |it| {
            let mut table = route_table("10.0.0.0/8", "eni-0b1")[0].clone();
            table["RouteTableId"] = "rtb-0b2".into();
            table["Associations"] = json!([{ "Main": false, "GatewayId": "igw-0b1" }]);
            it.cloud["RouteTables"].as_array_mut().expect("tables").push(table);
        },
        Verdict::Undecided,
        &["source/firewall unknown"],
    ),
    (
        private,
        "an appliance may lead back",
        |it| it.cloud["RouteTables"] = route_table("10.2.0.0/16", "eni-0b1"),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "MySQL, in private",
        |it| it.cloud["DBInstances"][0]["Engine"] = "mysql".into(),
        Verdict::Blocked,
        &["source/server-state fail", "source/hybrid-connection unknown"],
    ),
    (by_name, "by its name alone", |_| {}, Verdict::Undecided, WITHOUT_AN_ADDRESS),
    (
        by_name,
        "stopped, by its name alone",
        |it| it.cloud["DBInstances"][0]["DBInstanceStatus"] = "stopped".into(),
        Verdict::Blocked,
        &["source/server-state fail", "source/hybrid-connection unknown", "source/nsg unknown", "source/route unknown"],
    ),
    (
        by_name,
        "its security group refuses, by its name alone",
        |it| it.cloud["SecurityGroups"] = group("10.3.0.0/24"),
        Verdict::Blocked,
        &["source/hybrid-connection unknown", "source/nsg fail", "source/route unknown"],
    ),
    (
        by_name,
        "its list says that it is private, and nobody else does",
        |it| it.config.source.access = None,
        Verdict::Undecided,
        WITHOUT_AN_ADDRESS,
    ),
    (
        by_name,
        "it is publicly accessible too",
        |it| it.cloud["DBInstances"][0]["PubliclyAccessible"] = true.into(),
        Verdict::Undecided,
        &["source/hybrid-connection unknown", "source/nsg unknown", "source/route unknown", "source/name unknown"],
    ),
    (
        private,
        "the network ACL lets out to the database's port alone",
        |it| answers_at(it, 5432, 5432),
        Verdict::Blocked,
        &["source/hybrid-connection unknown", "source/nsg fail"],
    ),
    (
        private,
        "the network ACL lets out to a part of the client's ports",
        |it| answers_at(it, 32768, 60999),
        Verdict::Undecided,
        &["source/hybrid-connection unknown", "source/nsg unknown"],
    ),
    (
        public,
        "the network ACL lets out to the database's port alone, in public",
        |it| answers_at(it, 5432, 5432),
        Verdict::Blocked,
        &["source/firewall fail"],
    ),
    (
        private,
        "an address outside of its VPC",
        |it| it.cloud["RouteTables"][0]["Routes"][0]["DestinationCidrBlock"] = "192.168.0.0/16".into(),
        Verdict::Undecided,
        &["source/hybrid-connection unknown", "source/nsg unknown"],
    ),
    (
        private,
        "an address outside of its subnets",
        |it| it.cloud["Subnets"] = subnets(["10.20.1.0/24", "10.20.2.0/24"]),
        Verdict::Undecided,
        &["source/hybrid-connection unknown", "source/nsg unknown"],
    ),
    (
        private,
        "an address perhaps outside of its subnets",
        |it| {
            it.cloud["Subnets"] = subnets(["10.20.1.0/24", "10.20.2.0/24"]);
            it.cloud["Subnets"].as_array_mut().expect("subnets").pop();
        },
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "the other subnet alone has another ACL",
        |it| {
            it.cloud["Subnets"] = subnets(["10.20.0.0/24", "10.20.2.0/24"]);
            acl_of_second_denies(it);
        },
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "its own subnet has another ACL",
        |it| {
            it.cloud["Subnets"] = subnets(["10.20.2.0/24", "10.20.0.0/24"]);
            acl_of_second_denies(it);
        },
        Verdict::Blocked,
        &["source/hybrid-connection unknown", "source/nsg fail"],
    ),
    (
        private,
        "one of two subnets has another ACL",
        acl_of_second_denies,
        Verdict::Undecided,
        &["source/hybrid-connection unknown", "source/nsg unknown"],
    ),
    (
        private,
        "another subnet is admitted",
        |it| it.cloud["SecurityGroups"] = group("10.3.0.0/24"),
        Verdict::Blocked,
        &["source/hybrid-connection unknown", "source/nsg fail"],
    ),
    (
        private,
        "no route back",
        |it| it.cloud["RouteTables"] = route_table("10.3.0.0/16", "vgw-0b1"),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "a route back into the VPC",
        |it| it.cloud["RouteTables"] = route_table("10.2.0.0/16", "local"),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "the tunnel is down",
        |it| it.cloud["VpnConnections"][0]["VgwTelemetry"] = json!([{ "Status": "DOWN" }]),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "a transit gateway",
        |it| it.cloud["RouteTables"] = route_table("10.2.0.0/16", "tgw-0b1"),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "a transit gateway with a route to the client",
        |it| {
            over_a_transit_gateway(it, "available");
            it.cloud["TransitGatewayRoutes"] = json!([{
                "DestinationCidrBlock": "10.2.0.0/16", "Type": "static", "State": "active",
                "TransitGatewayAttachments": [{ "ResourceId": "vpn-0a1", "ResourceType": "vpn", "TransitGatewayAttachmentId": "tgw-attach-2" }]
            }]);
        },
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "a transit gateway that has not accepted the VPC",
        |it| over_a_transit_gateway(it, "pendingAcceptance"),
        Verdict::Blocked,
        &["source/hybrid-connection fail"],
    ),
    (
        private,
        "a transit gateway whose attachment is changed",
        |it| over_a_transit_gateway(it, "modifying"),
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
    (
        private,
        "the attachment of another VPC was rejected",
        |it| {
            over_a_transit_gateway(it, "rejected");
            it.cloud["TransitGatewayAttachments"][0]["ResourceId"] = "vpc-0c9".into();
        },
        Verdict::Undecided,
        &["source/hybrid-connection unknown"],
    ),
];

/// Faults whose fix is of interest, beside those of the table.
pub(super) const FAULTS: &[Fault] = &[
    (public, "stopped, not public, and let in by nothing", |it| {
        it.cloud["DBInstances"] = instance(false);
        it.cloud["DBInstances"][0]["DBInstanceStatus"] = "stopped".into();
        it.cloud["SecurityGroups"] = group("20.61.7.9/32");
        it.cloud["NetworkAcls"][0]["Entries"] = json!([]);
        it.cloud["RouteTables"] = route_table("10.0.0.0/8", "igw-0b1");
    }),
    (public, "the ACL has a rule for it after one that denies all, and the number before that is taken", |it| {
        let entry = |number: i32, action: &str, range: &str| {
            json!({
                "Egress": false, "RuleNumber": number, "Protocol": "6", "RuleAction": action, "CidrBlock": range,
                "PortRange": { "From": 5432, "To": 5432 }
            })
        };
        let entries = it.cloud["NetworkAcls"][0]["Entries"].as_array_mut().expect("entries");
        entries[2] = entry(100, "deny", "0.0.0.0/0");
        entries.extend([entry(99, "allow", "192.0.2.0/24"), entry(200, "allow", "20.61.7.8/32")]);
    }),
    (aurora, "a cluster that was stopped", |it| {
        it.cloud["DBClusters"][0]["Status"] = "stopped".into();
        for place in [0, 1] {
            it.cloud["DBInstances"][place]["DBInstanceStatus"] = "stopped".into();
        }
    }),
    (aurora, "an instance of a cluster that was stopped, at its own name", |it| {
        it.cloud["DBInstances"][0]["DBInstanceStatus"] = "stopped".into();
        it.cloud["DBInstances"][0]["DBClusterIdentifier"] = "orders-old".into();
        it.set("source.name=orders-one.c9akciq32.eu-west-1.rds.amazonaws.com");
    }),
    (private, "a private source whose ACL denies both ways", |it| it.cloud["NetworkAcls"][0]["Entries"] = json!([])),
    (private, "no route back, and another table knows the gateway", |it| {
        it.cloud["RouteTables"] = route_table("10.3.0.0/16", "vgw-0b1");
        it.cloud["RouteTables"][0]["Routes"].as_array_mut().expect("routes").pop();
        let mut other = route_table("10.2.0.0/16", "vgw-0b1")[0].clone();
        other["RouteTableId"] = "rtb-0f2".into();
        other["Associations"] = json!([{ "SubnetId": "subnet-0d9" }]);
        it.cloud["RouteTables"].as_array_mut().expect("tables").push(other);
    }),
    (public, "the state of a source that failed", |it| {
        it.cloud["DBInstances"][0]["DBInstanceStatus"] = "failed".into();
    }),
    (public, "nothing is let in, and the client's address is not known", |it| {
        it.azure.retain(|(name, _)| *name != "nat.json");
        it.cloud["SecurityGroups"][0]["IpPermissions"] = json!([]);
    }),
];

/// The reader of queries tells each number as a fraction.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(whole_numbers),
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Number(number) => {
            let text = number.to_string();
            *value = text.trim_end_matches(".0").parse::<i64>().expect("a whole number").into();
        }
        _ => {}
    }
}

/// What the script prints of each list: its queries leave out only what is not read.
#[test]
fn the_script_prints_all_that_is_read_and_no_secret() {
    for world in [public(), private(), aurora(), machine()] {
        let text = script(&world.config, Shell::Bash, None);
        // A quote in a query stands as bash wants it.
        let text = text.replace(r"'\''", "\u{1}");
        let queries = text.lines().filter_map(|it| it.trim().strip_prefix("only='{")?.strip_suffix('\''));
        let queries: Vec<String> = queries.map(|it| it.replace('\u{1}', "'")).collect();
        let queries = queries.iter();
        let mut printed = Vec::new();
        for (list, items) in world.cloud.as_object().expect("lists") {
            let Some(query) = queries.clone().find(|it| it.starts_with(&format!("{list}:"))) else { continue };
            let query = jmespath::compile(&format!("{{{query}")).expect("a query");
            let document = json!({ list: items }).to_string();
            let found = query.search(jmespath::Variable::from_json(&document).expect("JSON")).expect("an answer");
            let mut found = serde_json::to_value(&found).expect("JSON");
            whole_numbers(&mut found);
            assert!(!found.to_string().contains("pre_shared_key") && !found.to_string().contains("MasterUser"));
            printed.push(found.to_string());
        }
        let clouds = |text: &str| read([("export.json", text.as_bytes())]).network.clouds;
        let lists = world.cloud.as_object().expect("lists").iter();
        let of = |it: &(&String, &Value)| queries.clone().any(|query| query.starts_with(&format!("{}:", it.0)));
        let whole: Vec<String> = lists.filter(of).map(|(list, items)| json!({ list: items }).to_string()).collect();
        let mut found = clouds(&printed.concat());
        found.retain(|it| it.kind != pgreach_network::CloudKind::WholeVpc);
        assert_eq!(found, clouds(&whole.concat()));
    }
}

#[test]
fn a_minimal_script_prints_what_is_wanted_there() {
    let lists = |world: &World| {
        let report = evaluate_with(&world.config, &find(&world.config, &world.network()));
        let text = script(&world.config, Shell::Bash, Some(&report));
        let calls = text.lines().filter_map(|it| it.trim().strip_prefix("also aws ")?.split(" --").next());
        calls.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lists(&public()), [""; 0]);
    let mut world = public();
    world.cloud.as_object_mut().expect("lists").remove("NetworkAcls");
    assert_eq!(lists(&world), ["ec2 describe-network-acls"]);
    world.cloud = json!({});
    let all = [
        "rds describe-db-instances",
        "ec2 describe-security-groups",
        "ec2 describe-network-acls",
        "ec2 describe-route-tables",
        "ec2 describe-subnets",
        "ec2 describe-vpn-connections",
        "ec2 describe-transit-gateway-attachments",
    ];
    assert_eq!(lists(&world), all);
}

#[test]
fn lists_that_no_check_looks_at_are_passed_over() {
    for (text, read_of, ignored) in [
        (r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#, 0, Some("AWS/Vpcs")),
        (r#"{"NextToken": null, "CustomerGateways": []}"#, 0, Some("AWS/CustomerGateways")),
        (r#"{"TransitGatewayRouteTables": [{}]}"#, 0, Some("AWS/TransitGatewayRouteTables")),
        (
            r#"{"Routes": [{"DestinationCidrBlock": "10.2.0.0/16", "TransitGatewayAttachments": [], "State": "blackhole"}], "AdditionalRoutesAvailable": false}"#,
            1,
            None,
        ),
        (r#"{"ResponseMetadata": {"a": {"b": "}"}}, "Subnets": [{"SubnetId": "subnet-1"}]}"#, 1, None),
        (r#"{"Subnets": [{"SubnetId": "subnet-1"}], "ResponseMetadata": {}}"#, 1, None),
        (
            r#"[{"network": "projects/1/global/networks/n", "peering": "servicenetworking-googleapis-com", "service": "services/servicenetworking.googleapis.com"}]"#,
            0,
            Some("compute#servicesPeering"),
        ),
        (r#"{"firewallPolicys": [{"name": "1", "rules": []}], "firewalls": []}"#, 1, None),
        (r#"[{"kind": "compute#route", "name": "r", "destRange": "0.0.0.0/0"}]"#, 0, Some("compute#route")),
    ] {
        let import = read([("list.json", text.as_bytes())]);
        let file = &import.files[0];
        assert_eq!(file.errors, [], "{text}");
        assert_eq!(import.network.clouds.len(), read_of, "{text}");
        assert_eq!(file.ignored.first().map(|it| it.0.as_str()), ignored, "{text}");
        // Of one that seems to show a way it is said why it decides nothing.
        let is_way = ignored.is_some_and(|it| it.contains("Gateway") || it.ends_with("#route"));
        assert_eq!(
            file.partial.iter().any(|it| it.contains(" decides nothing: ")),
            is_way,
            "{text}: {:?}",
            file.partial
        );
    }
    for text in [r#"{"Vpcs": {}}"#, r#"{"Other": []}"#, r#"{"ResponseMetadata": {"a": "#] {
        assert_ne!(read([("list.json", text.as_bytes())]).files[0].errors, [], "{text}");
    }
}

#[test]
fn a_list_that_cannot_be_read_is_not_quoted() {
    let import = read([("list.json", br#"{"DBInstances": [{"Endpoint": {"Port": "s3cret"}}]}"#.as_slice())]);
    let said = format!("{:?}", import.files[0].errors);
    assert!(said.contains("Port") && !said.contains("s3cret"), "{said}");
}
