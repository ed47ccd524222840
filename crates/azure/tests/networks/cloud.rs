//! Any resources of other clouds: a few databases and what is around them.

use pgreach_network::{
    CloudKind, CloudResource,
    cloud::{Shape, add, kept},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

fn id(start: &'static str) -> impl Strategy<Value = String> {
    select(vec!["zq1", "zq2"]).prop_map(move |it| format!("{start}-{it}"))
}

fn range() -> impl Strategy<Value = String> {
    super::net().prop_map(|it| it.trunc().to_string())
}

fn word(of: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    option::of(select(of))
}

fn rds() -> impl Strategy<Value = Value> {
    let subnet = id("subnet").prop_map(|it| json!({ "SubnetIdentifier": it }));
    let group = id("sg").prop_map(|it| json!({ "VpcSecurityGroupId": it, "Status": "active" }));
    let parts = (
        select(vec!["zqa", "zqb"]),
        word(&["available", "stopped"]),
        option::of(any::<bool>()),
        option::of(vec(group, 0..2)),
        option::of(vec(subnet, 0..3)),
    );
    parts.prop_map(|(name, status, is_public, groups, subnets)| {
        json!({
            "DBInstanceIdentifier": name, "DBInstanceStatus": status, "PubliclyAccessible": is_public,
            "VpcSecurityGroups": groups, "DBSubnetGroup": { "VpcId": "vpc-zq1", "Subnets": subnets }
        })
    })
}

fn cloud_sql() -> impl Strategy<Value = Value> {
    let network = (range(), word(&["2026-01-01T00:00:00.000Z"]))
        .prop_map(|(value, expires)| json!({ "value": value, "expirationTime": expires }));
    let parts = (
        select(vec!["zqa", "zqb"]),
        word(&["RUNNABLE", "SUSPENDED"]),
        option::of(any::<bool>()),
        option::of(vec(network, 0..3)),
        word(&["ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"]),
    );
    parts.prop_map(|(name, state, is_public, networks, mode)| {
        json!({
            "kind": "sql#instance", "name": name, "state": state,
            "settings": {
                "activationPolicy": "ALWAYS", "connectorEnforcement": "NOT_REQUIRED",
                "ipConfiguration": {
                    "ipv4Enabled": is_public, "authorizedNetworks": networks, "sslMode": mode,
                    "privateNetwork": "projects/zqp/global/networks/zqn"
                }
            }
        })
    })
}

fn around() -> impl Strategy<Value = (CloudKind, Value)> {
    let ranges = vec(range().prop_map(|it| json!({ "CidrIp": it })), 0..3);
    let rule = option::of(ranges).prop_map(
        |it| json!({ "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": it, "PrefixListIds": [] }),
    );
    let group = (id("sg"), option::of(vec(rule, 0..3)))
        .prop_map(|(id, rules)| json!({ "GroupId": id, "IpPermissions": rules }));
    let route = (option::of(range()), prop_oneof![id("igw"), id("vgw"), Just("local".to_owned())])
        .prop_map(|(to, gateway)| json!({ "DestinationCidrBlock": to, "GatewayId": gateway, "State": "active" }));
    let association =
        option::of(id("subnet")).prop_map(|subnet| json!({ "Main": subnet.is_none(), "SubnetId": subnet }));
    let table = (id("rtb"), option::of(vec(association, 0..3)), option::of(vec(route, 0..3))).prop_map(
        |(id, associations, routes)| {
            json!({ "RouteTableId": id, "VpcId": "vpc-zq1", "Associations": associations, "Routes": routes })
        },
    );
    let network = (word(&["ACTIVE", "INACTIVE"]), option::of(any::<bool>())).prop_map(|(state, exports)| {
        json!({
            "kind": "compute#network", "name": "zqn", "selfLink": "projects/zqp/global/networks/zqn",
            "peerings": [{ "name": "servicenetworking-googleapis-com", "state": state, "exportCustomRoutes": exports }]
        })
    });
    let alloydb = option::of(any::<bool>()).prop_map(|is_public| {
        json!({
            "name": "projects/zqp/locations/europe-west1/clusters/zqc/instances/zqi", "state": "READY",
            "networkConfig": { "enablePublicIp": is_public }
        })
    });
    prop_oneof![
        rds().prop_map(|it| (CloudKind::RdsInstance, it)),
        group.prop_map(|it| (CloudKind::AwsSecurityGroup, it)),
        table.prop_map(|it| (CloudKind::AwsRouteTable, it)),
        Just((CloudKind::WholeVpc, "vpc-zq1".into())),
        (id("tgw"), id("vpc"), word(&["available", "rejected"])).prop_map(|(gateway, vpc, state)| {
            let attachment =
                json!({ "TransitGatewayId": gateway, "ResourceType": "vpc", "ResourceId": vpc, "State": state });
            (CloudKind::TransitGatewayAttachment, attachment)
        }),
        cloud_sql().prop_map(|it| (CloudKind::CloudSqlInstance, it)),
        network.prop_map(|it| (CloudKind::ComputeNetwork, it)),
        alloydb.prop_map(|it| (CloudKind::AlloyDbInstance, it)),
    ]
}

pub(crate) fn clouds() -> impl Strategy<Value = Vec<CloudResource>> {
    vec(around(), 0..5).prop_map(|read| {
        let mut clouds = Vec::new();
        for (kind, json) in read {
            let shape = if json.is_string() { Shape::Id } else { Shape::Parts };
            let json = kept(json, shape).0.expect("an object or an id");
            add(&mut clouds, CloudResource { kind, file: 0, json });
        }
        clouds
    })
}
