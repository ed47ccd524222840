//! Every name and address of what was read of AWS. What an id is, its start says, and that stays.

use pgreach_network::aws::{
    Aws, AwsRoute, AwsRouteTable, AwsSecurityGroup, AwsVpnConnection, DbCluster, DbClusterMember, DbEndpoint,
    DbInstance, DbSecurityGroup, DbSubnet, DbSubnetGroup, Ec2Instance, Ec2Interface, Ec2SecurityGroup, IpPermission,
    IpRange, NetworkAcl, NetworkAclAssociation, NetworkAclEntry, PrefixListId, Reservation, RouteTableAssociation,
    VgwTelemetry, VpnRoute,
};

use super::Mask;

/// How ids begin, and so what they are ids of.
const STARTS: [&str; 15] =
    ["acl", "eigw", "eni", "i", "igw", "nat", "pcx", "pl", "rtb", "sg", "subnet", "tgw", "vgw", "vpc", "vpce"];

impl Mask {
    pub(super) fn aws(&mut self, aws: &mut Aws) {
        let Aws {
            instances,
            clusters,
            reservations,
            security_groups,
            route_tables,
            route_tables_of,
            acls,
            vpn_connections,
        } = aws;
        for it in instances {
            self.db_instance(it);
        }
        for it in clusters {
            self.db_cluster(it);
        }
        for Reservation { instances } in reservations {
            for it in instances {
                self.ec2_instance(it);
            }
        }
        for AwsSecurityGroup { file: _, group_id, ip_permissions } in security_groups {
            self.aws_id(group_id);
            for rule in ip_permissions.iter_mut().flatten() {
                let IpPermission { ip_protocol: _, from_port: _, to_port: _, ip_ranges, prefix_list_ids } = rule;
                self.aws_ranges(ip_ranges.iter_mut().flatten().map(|IpRange { cidr_ip }| cidr_ip));
                let lists = prefix_list_ids.iter_mut().flatten();
                self.aws_ids(lists.map(|PrefixListId { prefix_list_id }| prefix_list_id));
            }
        }
        for it in route_tables {
            self.aws_route_table(it);
        }
        self.aws_ids(route_tables_of);
        for NetworkAcl { file: _, network_acl_id, associations, entries } in acls {
            self.aws_id(network_acl_id);
            for NetworkAclAssociation { subnet_id } in associations.iter_mut().flatten() {
                self.aws_ids(subnet_id);
            }
            for entry in entries.iter_mut().flatten() {
                let NetworkAclEntry {
                    egress: _,
                    rule_number: _,
                    protocol: _,
                    rule_action: _,
                    cidr_block,
                    ipv6_cidr_block,
                    port_range: _,
                } = entry;
                self.aws_ranges(cidr_block);
                *ipv6_cidr_block = ipv6_cidr_block.take().map(|_| "::/0".to_owned());
            }
        }
        for it in vpn_connections {
            let AwsVpnConnection {
                file: _,
                vpn_connection_id,
                state: _,
                vpn_gateway_id,
                options: _,
                routes,
                vgw_telemetry,
            } = it;
            self.aws_id(vpn_connection_id);
            self.aws_ids(vpn_gateway_id);
            for VpnRoute { destination_cidr_block, state: _ } in routes.iter_mut().flatten() {
                self.aws_ranges(destination_cidr_block);
            }
            for VgwTelemetry { status: _, accepted_route_count: _ } in vgw_telemetry.iter_mut().flatten() {}
        }
    }

    fn db_instance(&mut self, it: &mut DbInstance) {
        let DbInstance {
            file: _,
            name,
            status: _,
            cluster,
            endpoint,
            publicly_accessible: _,
            vpc_security_groups,
            subnet_group,
        } = it;
        self.text("server", name);
        self.texts("server", cluster);
        if let Some(DbEndpoint { address, port: _ }) = endpoint {
            self.texts("server", address);
        }
        self.db_groups(vpc_security_groups);
        if let Some(DbSubnetGroup { vpc_id, subnets }) = subnet_group {
            self.aws_ids(vpc_id);
            let subnets = subnets.iter_mut().flatten();
            self.aws_ids(subnets.map(|DbSubnet { subnet_identifier }| subnet_identifier));
        }
    }

    fn db_cluster(&mut self, it: &mut DbCluster) {
        let DbCluster { file: _, name, status: _, endpoint, port: _, vpc_security_groups, members } = it;
        self.text("server", name);
        self.texts("server", endpoint);
        self.db_groups(vpc_security_groups);
        for DbClusterMember { instance, is_writer: _ } in members.iter_mut().flatten() {
            self.text("server", instance);
        }
    }

    fn db_groups(&mut self, groups: &mut Option<Vec<DbSecurityGroup>>) {
        for DbSecurityGroup { vpc_security_group_id, status: _ } in groups.iter_mut().flatten() {
            self.aws_id(vpc_security_group_id);
        }
    }

    fn ec2_instance(&mut self, it: &mut Ec2Instance) {
        let Ec2Instance {
            file: _,
            instance_id,
            state: _,
            public_ip_address,
            private_ip_address,
            vpc_id,
            subnet_id,
            security_groups,
            network_interfaces,
        } = it;
        self.text("server", instance_id);
        self.texts("server", public_ip_address);
        self.texts("server", private_ip_address);
        self.aws_ids(vpc_id);
        self.aws_ids(subnet_id);
        for Ec2SecurityGroup { group_id } in security_groups.iter_mut().flatten() {
            self.aws_id(group_id);
        }
        for Ec2Interface { subnet_id } in network_interfaces.iter_mut().flatten() {
            self.aws_ids(subnet_id);
        }
    }

    fn aws_route_table(&mut self, table: &mut AwsRouteTable) {
        let AwsRouteTable { file: _, route_table_id, vpc_id, associations, routes } = table;
        self.aws_id(route_table_id);
        self.aws_ids(vpc_id);
        for RouteTableAssociation { main: _, subnet_id, gateway_id } in associations.iter_mut().flatten() {
            self.aws_ids(subnet_id);
            self.aws_ids(gateway_id);
        }
        for route in routes.iter_mut().flatten() {
            let AwsRoute {
                destination_cidr_block,
                destination_ipv6_cidr_block,
                destination_prefix_list_id,
                gateway_id,
                transit_gateway_id,
                nat_gateway_id,
                vpc_peering_connection_id,
                network_interface_id,
                state: _,
            } = route;
            self.aws_ranges(destination_cidr_block);
            *destination_ipv6_cidr_block = destination_ipv6_cidr_block.take().map(|_| "::/0".to_owned());
            self.aws_ids(destination_prefix_list_id);
            let targets =
                [gateway_id, transit_gateway_id, nat_gateway_id, vpc_peering_connection_id, network_interface_id];
            self.aws_ids(targets.into_iter().flatten());
        }
    }

    fn aws_ids<'a>(&mut self, ids: impl IntoIterator<Item = &'a mut String>) {
        for it in ids {
            self.aws_id(it);
        }
    }

    fn aws_id(&mut self, id: &mut String) {
        // The route within a VPC.
        if id == "local" {
            return;
        }
        let what = id.split_once('-').and_then(|(start, _)| STARTS.iter().find(|it| **it == start));
        *id = self.names.name(what.unwrap_or(&"resource"), id);
    }

    /// Ranges that are written as texts. What is none is not shown.
    fn aws_ranges<'a>(&mut self, texts: impl IntoIterator<Item = &'a mut String>) {
        for text in texts {
            *text = match text.parse() {
                Ok(net) => self.addresses.net(net).to_string(),
                Err(_) => "a range that cannot be read".to_owned(),
            };
        }
    }
}
