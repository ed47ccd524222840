//! Any lists of AWS: a few databases and what is around them.

use pgreach_network::aws::{
    Aws, AwsRoute, AwsRouteTable, AwsSecurityGroup, DbInstance, DbSecurityGroup, DbSubnet, DbSubnetGroup, IpPermission,
    IpRange, RouteTableAssociation,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

fn id(start: &'static str) -> impl Strategy<Value = String> {
    select(vec!["zq1", "zq2"]).prop_map(move |it| format!("{start}-{it}"))
}

fn range() -> impl Strategy<Value = String> {
    super::net().prop_map(|it| it.trunc().to_string())
}

fn instance() -> impl Strategy<Value = DbInstance> {
    let word = |of: &'static [&'static str]| option::of(select(of).prop_map(str::to_owned));
    let subnets = vec(id("subnet").prop_map(|it| DbSubnet { subnet_identifier: it }), 0..3);
    let group =
        id("sg").prop_map(|it| DbSecurityGroup { vpc_security_group_id: it, status: Some("active".to_owned()) });
    let parts = (
        select(vec!["zqa", "zqb"]),
        word(&["available", "stopped"]),
        option::of(any::<bool>()),
        option::of(vec(group, 0..2)),
        option::of(subnets),
    );
    parts.prop_map(|(name, status, publicly_accessible, vpc_security_groups, subnets)| DbInstance {
        name: name.to_owned(),
        status,
        publicly_accessible,
        vpc_security_groups,
        subnet_group: Some(DbSubnetGroup { vpc_id: Some("vpc-zq1".to_owned()), subnets }),
        ..DbInstance::default()
    })
}

pub(crate) fn aws() -> impl Strategy<Value = Aws> {
    let rule =
        option::of(vec(range().prop_map(|it| IpRange { cidr_ip: it }), 0..3)).prop_map(|ip_ranges| IpPermission {
            ip_protocol: Some("tcp".to_owned()),
            from_port: Some(5432),
            to_port: Some(5432),
            ip_ranges,
            prefix_list_ids: Some(Vec::new()),
        });
    let group = (id("sg"), option::of(vec(rule, 0..3))).prop_map(|(group_id, ip_permissions)| AwsSecurityGroup {
        file: 0,
        group_id,
        ip_permissions,
    });
    let route = (option::of(range()), prop_oneof![id("igw"), id("vgw"), Just("local".to_owned())]).prop_map(
        |(destination_cidr_block, gateway)| AwsRoute {
            destination_cidr_block,
            gateway_id: Some(gateway),
            state: Some("active".to_owned()),
            ..AwsRoute::default()
        },
    );
    let association = option::of(id("subnet")).prop_map(|subnet_id| RouteTableAssociation {
        main: Some(subnet_id.is_none()),
        subnet_id,
        gateway_id: None,
    });
    let table = (id("rtb"), option::of(vec(association, 0..3)), option::of(vec(route, 0..3))).prop_map(
        |(route_table_id, associations, routes)| AwsRouteTable {
            file: 0,
            route_table_id,
            vpc_id: Some("vpc-zq1".to_owned()),
            associations,
            routes,
        },
    );
    let of = vec(Just("vpc-zq1".to_owned()), 0..2);
    (vec(instance(), 0..2), vec(group, 0..2), vec(table, 0..2), of).prop_map(|(instances, groups, tables, of)| {
        let mut aws = Aws::default();
        let read =
            Aws { instances, security_groups: groups, route_tables: tables, route_tables_of: of, ..Aws::default() };
        aws.add(read, 0);
        aws
    })
}
