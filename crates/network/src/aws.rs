//! What AWS says of a database or machine in it, and of the security groups, network ACLs, routes and VPNs around it.
//!
//! The members are those of AWS's own JSON, and those that are not listed here are dropped while reading: no secret has a
//! place. What is absent or null is not known. A resource is looked for by its id alone, so a list that was cut proves
//! nothing; only [`Aws::route_tables_of`] says that a list is whole.
//!
//! Source: the API references of Amazon RDS (2014-10-31) and Amazon EC2 (2016-11-15), as the AWS CLI prints them.

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::{nets::covers, sort_by_number};

/// All that was read of AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Aws {
    /// RDS instances, and the instances of Aurora clusters (`describe-db-instances`).
    #[serde(rename = "DBInstances", skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<DbInstance>,
    /// Aurora and Multi-AZ clusters (`describe-db-clusters`).
    #[serde(rename = "DBClusters", skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<DbCluster>,
    /// EC2 instances, by the reservation that they were started with (`describe-instances`).
    #[serde(rename = "Reservations", skip_serializing_if = "Vec::is_empty")]
    pub reservations: Vec<Reservation>,
    /// Security groups of VPCs (`describe-security-groups`).
    #[serde(rename = "SecurityGroups", skip_serializing_if = "Vec::is_empty")]
    pub security_groups: Vec<AwsSecurityGroup>,
    /// Route tables (`describe-route-tables`).
    #[serde(rename = "RouteTables", skip_serializing_if = "Vec::is_empty")]
    pub route_tables: Vec<AwsRouteTable>,
    /// The VPCs of which all route tables were read. AWS does not print it: the script of `pgreach collect` does.
    #[serde(rename = "RouteTablesOf", skip_serializing_if = "Vec::is_empty")]
    pub route_tables_of: Vec<String>,
    /// Network ACLs (`describe-network-acls`).
    #[serde(rename = "NetworkAcls", skip_serializing_if = "Vec::is_empty")]
    pub acls: Vec<NetworkAcl>,
    /// Site-to-site VPN connections (`describe-vpn-connections`).
    #[serde(rename = "VpnConnections", skip_serializing_if = "Vec::is_empty")]
    pub vpn_connections: Vec<AwsVpnConnection>,
}

/// An RDS instance, or one of an Aurora cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DbInstance {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its name, which is one in a region of an account.
    #[serde(rename = "DBInstanceIdentifier")]
    pub name: String,
    /// `available` where it can be connected to; `stopped`, `modifying` and others.
    #[serde(rename = "DBInstanceStatus")]
    pub status: Option<String>,
    /// The cluster that it is an instance of.
    #[serde(rename = "DBClusterIdentifier")]
    pub cluster: Option<String>,
    /// Where it answers.
    pub endpoint: Option<DbEndpoint>,
    /// Whether its name leads to a public address outside of its VPC.
    pub publicly_accessible: Option<bool>,
    /// The security groups that it has.
    pub vpc_security_groups: Option<Vec<DbSecurityGroup>>,
    /// The subnets that it may stand in, one of which it does.
    #[serde(rename = "DBSubnetGroup")]
    pub subnet_group: Option<DbSubnetGroup>,
}

/// Where a database answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DbEndpoint {
    /// Its host name.
    pub address: Option<String>,
    /// Its TCP port.
    pub port: Option<u16>,
}

/// That a database has a security group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DbSecurityGroup {
    /// The id of the group: `sg-…`.
    pub vpc_security_group_id: String,
    /// `active` once the database has it.
    pub status: Option<String>,
}

/// The subnets that a database may stand in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DbSubnetGroup {
    /// The id of their VPC: `vpc-…`.
    pub vpc_id: Option<String>,
    /// The subnets.
    pub subnets: Option<Vec<DbSubnet>>,
}

/// A subnet that a database may stand in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DbSubnet {
    /// The id of the subnet: `subnet-…`.
    pub subnet_identifier: String,
}

/// An Aurora or Multi-AZ cluster. Its instances say the subnets, and whether they are public.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DbCluster {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its name, which is one in a region of an account.
    #[serde(rename = "DBClusterIdentifier")]
    pub name: String,
    /// `available` where it can be connected to.
    pub status: Option<String>,
    /// The host name of its writer.
    pub endpoint: Option<String>,
    /// Its TCP port.
    pub port: Option<u16>,
    /// The security groups that its instances have.
    pub vpc_security_groups: Option<Vec<DbSecurityGroup>>,
    /// Its instances.
    #[serde(rename = "DBClusterMembers")]
    pub members: Option<Vec<DbClusterMember>>,
}

/// That an instance belongs to a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DbClusterMember {
    /// The name of the instance.
    #[serde(rename = "DBInstanceIdentifier")]
    pub instance: String,
    /// Whether the cluster's host name leads to it.
    #[serde(rename = "IsClusterWriter")]
    pub is_writer: Option<bool>,
}

/// EC2 instances that were started together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Reservation {
    /// The instances.
    pub instances: Vec<Ec2Instance>,
}

/// An EC2 instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ec2Instance {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its id: `i-…`.
    pub instance_id: String,
    /// Whether it runs.
    pub state: Option<Ec2State>,
    /// Its public address, where it has one.
    pub public_ip_address: Option<String>,
    /// Its private address.
    pub private_ip_address: Option<String>,
    /// The id of its VPC.
    pub vpc_id: Option<String>,
    /// The id of its subnet.
    pub subnet_id: Option<String>,
    /// The security groups of its first network interface.
    pub security_groups: Option<Vec<Ec2SecurityGroup>>,
    /// Its network interfaces: with more than one, the first may not be the one that is connected to.
    pub network_interfaces: Option<Vec<Ec2Interface>>,
}

/// Whether an EC2 instance runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ec2State {
    /// `running`, `stopped` and others.
    pub name: Option<String>,
}

/// That an EC2 instance has a security group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ec2SecurityGroup {
    /// The id of the group.
    pub group_id: String,
}

/// That an EC2 instance has a network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ec2Interface {
    /// The id of its subnet.
    pub subnet_id: Option<String>,
}

/// A security group of a VPC: it only allows, and what it let in may answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AwsSecurityGroup {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its id: `sg-…`.
    pub group_id: String,
    /// Its inbound rules.
    pub ip_permissions: Option<Vec<IpPermission>>,
}

/// An inbound rule of a security group. Those for other groups and for IPv6 admit nothing that comes from Azure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IpPermission {
    /// `tcp`, a number, or `-1` for every protocol and port.
    pub ip_protocol: Option<String>,
    /// The first port.
    pub from_port: Option<i32>,
    /// The last port.
    pub to_port: Option<i32>,
    /// The addresses that it admits.
    pub ip_ranges: Option<Vec<IpRange>>,
    /// The lists of addresses that it admits, of which only the ids are known.
    pub prefix_list_ids: Option<Vec<PrefixListId>>,
}

/// Addresses that a rule admits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IpRange {
    /// The range, as `20.61.0.0/16`.
    pub cidr_ip: String,
}

/// A list of addresses that is kept elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PrefixListId {
    /// Its id: `pl-…`.
    pub prefix_list_id: String,
}

/// A route table of a VPC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AwsRouteTable {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its id: `rtb-…`.
    pub route_table_id: String,
    /// The id of its VPC.
    pub vpc_id: Option<String>,
    /// The subnets that have it.
    pub associations: Option<Vec<RouteTableAssociation>>,
    /// Its routes.
    pub routes: Option<Vec<AwsRoute>>,
}

/// That a subnet has a route table, or that it is the one of all that have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RouteTableAssociation {
    /// Whether it is for the subnets that have no table of their own.
    pub main: Option<bool>,
    /// The id of the subnet.
    pub subnet_id: Option<String>,
    /// The id of a gateway that has it in place of a subnet.
    pub gateway_id: Option<String>,
}

/// A route. The narrowest one that is active counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AwsRoute {
    /// The addresses that it is for.
    pub destination_cidr_block: Option<String>,
    /// The IPv6 addresses that it is for.
    pub destination_ipv6_cidr_block: Option<String>,
    /// The list of addresses that it is for.
    pub destination_prefix_list_id: Option<String>,
    /// `igw-…`, `vgw-…`, `local`, or `vpce-…`.
    pub gateway_id: Option<String>,
    /// The transit gateway that it leads to: `tgw-…`.
    pub transit_gateway_id: Option<String>,
    /// The NAT gateway that it leads to.
    pub nat_gateway_id: Option<String>,
    /// The peering that it leads to.
    pub vpc_peering_connection_id: Option<String>,
    /// The network interface that it leads to: that of an appliance.
    pub network_interface_id: Option<String>,
    /// `active` or `blackhole`.
    pub state: Option<String>,
}

/// A network ACL: what it lets in, it must let out again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkAcl {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its id: `acl-…`.
    pub network_acl_id: String,
    /// The subnets that have it. Each subnet has one.
    pub associations: Option<Vec<NetworkAclAssociation>>,
    /// Its rules. The one with the lowest number that fits counts.
    pub entries: Option<Vec<NetworkAclEntry>>,
}

/// That a subnet has a network ACL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkAclAssociation {
    /// The id of the subnet.
    pub subnet_id: Option<String>,
}

/// A rule of a network ACL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkAclEntry {
    /// Whether it is for what leaves the subnet.
    pub egress: Option<bool>,
    /// Its number.
    pub rule_number: Option<i64>,
    /// `6` for TCP, `-1` for every protocol and port.
    pub protocol: Option<String>,
    /// `allow` or `deny`.
    pub rule_action: Option<String>,
    /// The addresses at the other end.
    pub cidr_block: Option<String>,
    /// The IPv6 addresses at the other end, in place of others.
    pub ipv6_cidr_block: Option<String>,
    /// The destination ports.
    pub port_range: Option<AclPortRange>,
}

/// Ports of a rule of a network ACL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AclPortRange {
    /// The first.
    pub from: Option<i32>,
    /// The last.
    pub to: Option<i32>,
}

/// A site-to-site VPN connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AwsVpnConnection {
    /// The place of the file among [`Network::files`](crate::Network::files).
    #[serde(skip)]
    pub file: usize,
    /// Its id: `vpn-…`.
    pub vpn_connection_id: String,
    /// `available`, or that it is being made or deleted.
    pub state: Option<String>,
    /// The virtual private gateway that it ends at.
    pub vpn_gateway_id: Option<String>,
    /// Whether its routes are entered, and not announced.
    pub options: Option<VpnOptions>,
    /// The routes that were entered.
    pub routes: Option<Vec<VpnRoute>>,
    /// What AWS sees of its tunnels.
    pub vgw_telemetry: Option<Vec<VgwTelemetry>>,
}

/// How a VPN connection knows its routes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VpnOptions {
    /// Whether they are entered alone.
    pub static_routes_only: Option<bool>,
}

/// A route that was entered for a VPN connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VpnRoute {
    /// The addresses behind the connection.
    pub destination_cidr_block: Option<String>,
    /// `available` once it counts.
    pub state: Option<String>,
}

/// What AWS sees of a tunnel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VgwTelemetry {
    /// `UP` or `DOWN`.
    pub status: Option<String>,
    /// How many routes the other end announces.
    pub accepted_route_count: Option<i64>,
}

impl Aws {
    /// Whether nothing was read of AWS.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The EC2 instances.
    pub fn machines(&self) -> impl Iterator<Item = &Ec2Instance> {
        self.reservations.iter().flat_map(|it| &it.instances)
    }

    /// Adds what another file says, which is the one of this place. What two files say alike is there once.
    pub fn add(&mut self, mut other: Self, file: usize) {
        // What a file says of one is compared without the file.
        macro_rules! add {
            ($($list:ident),+) => { $(
                for it in std::mem::take(&mut other.$list) {
                    let is_same = |before: &_| is_alike(before, &it, |it, file| it.file = file);
                    if !self.$list.iter().any(is_same) {
                        self.$list.push(it);
                        self.$list.last_mut().into_iter().for_each(|it| it.file = file);
                    }
                }
            )+ };
        }
        add!(instances, clusters, security_groups, route_tables, acls, vpn_connections);
        let machines = other.reservations.into_iter().flat_map(|it| it.instances);
        for it in machines {
            if !self.machines().any(|before| is_alike(before, &it, |it, file| it.file = file)) {
                self.reservations.push(Reservation { instances: vec![Ec2Instance { file, ..it }] });
            }
        }
        for it in other.route_tables_of {
            if !self.route_tables_of.contains(&it) {
                self.route_tables_of.push(it);
            }
        }
    }
}

/// Whether two readings say the same, whatever their files.
fn is_alike<T: Clone + PartialEq>(one: &T, other: &T, set_file: impl Fn(&mut T, usize)) -> bool {
    let (mut one, mut other) = (one.clone(), other.clone());
    set_file(&mut one, 0);
    set_file(&mut other, 0);
    one == other
}

/// The ranges that texts say, and whether these are all.
fn ranges<'a>(texts: impl IntoIterator<Item = &'a str>) -> (Vec<Ipv4Net>, bool) {
    let read: Vec<Option<Ipv4Net>> = texts.into_iter().map(|it| it.parse().ok()).collect();
    (read.iter().flatten().copied().collect(), read.iter().all(Option::is_some))
}

fn meet(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

impl AwsSecurityGroup {
    /// Whether it lets all of these addresses in on a TCP port (`Some(true)`), or none of them (`Some(false)`).
    ///
    /// Source: "Security group rules" (Amazon VPC user guide): rules only allow, and the most permissive one counts.
    #[must_use]
    pub fn admits(&self, clients: &[Ipv4Net], port: u16) -> Option<bool> {
        let (mut surely, mut may_more) = (Vec::new(), false);
        for rule in self.ip_permissions.as_ref()? {
            let fits = match rule.ip_protocol.as_deref() {
                Some("-1") => true,
                Some("tcp" | "6") => match (rule.from_port, rule.to_port) {
                    (Some(-1), _) => true,
                    (Some(from), Some(to)) => (from..=to).contains(&i32::from(port)),
                    _ => return None,
                },
                Some(_) => false,
                None => return None,
            };
            if fits {
                let (nets, is_all) = ranges(rule.ip_ranges.iter().flatten().map(|it| it.cidr_ip.as_str()));
                surely.extend(nets);
                may_more |= !is_all
                    || rule.ip_ranges.is_none()
                    || rule.prefix_list_ids.as_ref().is_none_or(|it| !it.is_empty());
            }
        }
        if !clients.is_empty() && clients.iter().all(|it| covers(&surely, *it)) {
            return Some(true);
        }
        let touches = surely.iter().any(|it| clients.iter().any(|client| meet(*it, *client)));
        (!may_more && !touches && !clients.is_empty()).then_some(false)
    }
}

impl NetworkAcl {
    /// Whether it is the one of a subnet.
    #[must_use]
    pub fn is_of(&self, subnet: &str) -> bool {
        self.associations.iter().flatten().any(|it| it.subnet_id.as_deref() == Some(subnet))
    }

    /// Whether it lets TCP packets between a subnet and all of these addresses through to any of these ports, out of the
    /// subnet or into it (`Some(true)`), or none of these (`Some(false)`).
    ///
    /// Source: "Network ACL rules" (Amazon VPC user guide): in the order of their numbers, the first that fits counts.
    #[must_use]
    pub fn lets_through(&self, others: &[Ipv4Net], ports: (u16, u16), egress: bool) -> Option<bool> {
        let mut entries: Vec<&NetworkAclEntry> = Vec::new();
        for entry in self.entries.as_ref()? {
            let is_ipv6 = entry.cidr_block.is_none() && entry.ipv6_cidr_block.is_some();
            if entry.egress? == egress && !is_ipv6 {
                entry.rule_number?;
                entries.push(entry);
            }
        }
        sort_by_number(&mut entries, |it| it.rule_number.unwrap_or(i64::MAX));
        let each: Vec<Option<bool>> = others.iter().map(|other| first_that_fits(&entries, *other, ports)).collect();
        match () {
            () if each.is_empty() => None,
            () if each.iter().all(|it| *it == Some(true)) => Some(true),
            () if each.iter().all(|it| *it == Some(false)) => Some(false),
            () => None,
        }
    }
}

/// What the first rule that fits does with packets; not known where one before it may fit some of them and does another.
fn first_that_fits(entries: &[&NetworkAclEntry], other: Ipv4Net, ports: (u16, u16)) -> Option<bool> {
    let mut perhaps: Vec<bool> = Vec::new();
    let (from, to) = (i32::from(ports.0), i32::from(ports.1));
    let mut decided = false;
    for entry in entries {
        let fits_ports = match (entry.protocol.as_deref()?, &entry.port_range) {
            ("-1", _) => Some(true),
            ("6" | "tcp", Some(AclPortRange { from: Some(first), to: Some(last) })) => match () {
                () if *first <= from && to <= *last => Some(true),
                () if *last < from || to < *first => Some(false),
                () => None,
            },
            ("6" | "tcp", _) => None,
            _ => Some(false),
        };
        let net: Option<Ipv4Net> = entry.cidr_block.as_deref().and_then(|it| it.parse().ok());
        let fits_net = net.and_then(|it| match () {
            () if it.contains(&other) => Some(true),
            () if !meet(it, other) => Some(false),
            () => None,
        });
        if fits_ports == Some(false) || fits_net == Some(false) {
            continue;
        }
        let allows = match entry.rule_action.as_deref()? {
            "allow" => true,
            "deny" => false,
            _ => return None,
        };
        if (fits_ports, fits_net) == (Some(true), Some(true)) {
            decided = allows;
            break;
        }
        perhaps.push(allows);
    }
    perhaps.iter().all(|it| *it == decided).then_some(decided)
}

impl AwsRouteTable {
    /// Whether it is the one of a subnet by an association of its own.
    #[must_use]
    pub fn is_of(&self, subnet: &str) -> bool {
        self.associations.iter().flatten().any(|it| it.subnet_id.as_deref() == Some(subnet))
    }

    /// Whether it is the one of the subnets that have none of their own; `None` where it is not known which subnets have it.
    #[must_use]
    pub fn is_main(&self) -> Option<bool> {
        let associations = self.associations.as_ref()?;
        let says =
            |it: &RouteTableAssociation| it.main == Some(true) || it.subnet_id.is_some() || it.gateway_id.is_some();
        associations.iter().all(says).then(|| associations.iter().any(|it| it.main == Some(true)))
    }

    /// What the routes that packets to any of these addresses may take lead to, each once: its id, `local`, `blackhole`, or
    /// `nothing` where no route fits. `None` where the routes are not all known.
    ///
    /// Source: "Route priority" (Amazon VPC user guide): the narrowest route counts. Those of gateway endpoints are for
    /// addresses of AWS's own services.
    #[must_use]
    pub fn targets(&self, to: &[Ipv4Net]) -> Option<Vec<&str>> {
        let mut routes: Vec<(Ipv4Net, &str)> = Vec::new();
        for route in self.routes.as_ref()? {
            let others = [&route.nat_gateway_id, &route.vpc_peering_connection_id, &route.network_interface_id];
            let mut targets = [&route.gateway_id, &route.transit_gateway_id].into_iter().chain(others).flatten();
            let target = match route.state.as_deref() {
                Some("blackhole") => "blackhole",
                Some("active") => targets.next()?,
                _ => return None,
            };
            match (&route.destination_cidr_block, &route.destination_prefix_list_id) {
                (Some(net), _) => routes.push((net.parse().ok()?, target)),
                (None, Some(_)) if target.starts_with("vpce-") => {}
                (None, None) if route.destination_ipv6_cidr_block.is_some() => {}
                (None, _) => return None,
            }
        }
        let mut targets = Vec::new();
        for to in to {
            let widest = routes.iter().filter(|(net, _)| net.contains(to)).max_by_key(|(net, _)| net.prefix_len());
            let narrower = routes.iter().filter(|(net, _)| to.contains(net) && net != to);
            let parts: Vec<Ipv4Net> = narrower.clone().map(|it| it.0).collect();
            // Where narrower routes take all of it, no wider one is asked.
            let rest = (!covers(&parts, *to)).then(|| widest.map_or("nothing", |it| it.1));
            for target in rest.into_iter().chain(narrower.map(|it| it.1)) {
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        (!targets.is_empty()).then_some(targets)
    }
}

impl AwsVpnConnection {
    /// Whether a tunnel of it is up and has routes to all of these addresses, as far as AWS says.
    #[must_use]
    pub fn carries(&self, to: &[Ipv4Net]) -> bool {
        let is_entered = self.options.as_ref().and_then(|it| it.static_routes_only);
        let is_up = |it: &VgwTelemetry| {
            let announces = it.accepted_route_count.is_some_and(|it| 0 < it);
            it.status.as_deref() == Some("UP") && (is_entered == Some(true) || announces)
        };
        let counting = self.routes.iter().flatten().filter(|it| it.state.as_deref() == Some("available"));
        let (entered, _) = ranges(counting.filter_map(|it| it.destination_cidr_block.as_deref()));
        let has_routes = match is_entered {
            Some(true) => to.iter().all(|it| covers(&entered, *it)),
            Some(false) => true,
            None => false,
        };
        self.state.as_deref() == Some("available") && has_routes && self.vgw_telemetry.iter().flatten().any(is_up)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        AclPortRange, AwsRoute, AwsRouteTable, AwsSecurityGroup, IpPermission, IpRange, NetworkAcl, NetworkAclEntry,
        PrefixListId,
    };
    use ipnet::Ipv4Net;

    fn nets(texts: &[&str]) -> Vec<Ipv4Net> {
        texts.iter().map(|it| it.parse().expect("a range")).collect()
    }

    #[test]
    fn a_security_group_admits_what_its_rules_cover_together() {
        let rule = |protocol: &str, ports: (i32, i32), of: &[&str]| IpPermission {
            ip_protocol: Some(protocol.to_owned()),
            from_port: Some(ports.0),
            to_port: Some(ports.1),
            ip_ranges: Some(of.iter().map(|it| IpRange { cidr_ip: (*it).to_owned() }).collect()),
            prefix_list_ids: Some(Vec::new()),
        };
        let list = PrefixListId { prefix_list_id: "pl-1".to_owned() };
        let listed = IpPermission { prefix_list_ids: Some(vec![list]), ..rule("tcp", (5432, 5432), &[]) };
        let here = (5432, 5432);
        for (rules, clients, expected) in [
            (vec![], &["20.0.0.4/32"][..], Some(false)),
            (vec![rule("tcp", here, &["20.0.0.4/32"])], &["20.0.0.4/32"], Some(true)),
            (vec![rule("tcp", here, &["20.0.0.4/32"])], &["20.0.0.4/31"], None),
            (vec![rule("tcp", here, &["20.0.0.4/32", "20.0.0.5/32"])], &["20.0.0.4/31"], Some(true)),
            (vec![rule("tcp", (5433, 6000), &["0.0.0.0/0"])], &["20.0.0.4/32"], Some(false)),
            (vec![rule("-1", (0, 0), &["0.0.0.0/0"])], &["20.0.0.4/32"], Some(true)),
            (vec![rule("udp", here, &["0.0.0.0/0"])], &["20.0.0.4/32"], Some(false)),
            (vec![listed.clone()], &["20.0.0.4/32"], None),
            (vec![listed, rule("tcp", here, &["20.0.0.0/8"])], &["20.0.0.4/32"], Some(true)),
            (vec![rule("tcp", here, &["nonsense"])], &["20.0.0.4/32"], None),
            (vec![rule("tcp", here, &["20.0.0.4/32"])], &[], None),
        ] {
            let group = AwsSecurityGroup { ip_permissions: Some(rules), ..AwsSecurityGroup::default() };
            assert_eq!(group.admits(&nets(clients), 5432), expected, "{group:?} {clients:?}");
        }
        assert_eq!(AwsSecurityGroup::default().admits(&nets(&["20.0.0.4/32"]), 5432), None);
    }

    #[test]
    fn of_a_network_acl_the_lowest_number_that_fits_counts() {
        let entry = |number: i64, action: &str, net: &str, ports: Option<(i32, i32)>| NetworkAclEntry {
            egress: Some(false),
            rule_number: Some(number),
            protocol: Some(if ports.is_some() { "6" } else { "-1" }.to_owned()),
            rule_action: Some(action.to_owned()),
            cidr_block: Some(net.to_owned()),
            ipv6_cidr_block: None,
            port_range: ports.map(|(from, to)| AclPortRange { from: Some(from), to: Some(to) }),
        };
        let last = entry(32767, "deny", "0.0.0.0/0", None);
        for (entries, expected) in [
            (vec![], Some(false)),
            (vec![last, entry(100, "allow", "0.0.0.0/0", None)], Some(true)),
            (vec![entry(100, "allow", "0.0.0.0/0", None), entry(90, "deny", "20.0.0.0/8", None)], Some(false)),
            (vec![entry(100, "allow", "0.0.0.0/0", None), entry(90, "deny", "20.0.0.5/32", None)], None),
            (vec![entry(100, "allow", "0.0.0.0/0", Some((5000, 5999)))], Some(true)),
            (vec![entry(100, "allow", "0.0.0.0/0", Some((5433, 5999)))], Some(false)),
            (vec![NetworkAclEntry { egress: Some(true), ..entry(100, "allow", "0.0.0.0/0", None) }], Some(false)),
            (vec![NetworkAclEntry { egress: None, ..entry(100, "allow", "0.0.0.0/0", None) }], None),
            (vec![NetworkAclEntry { rule_number: None, ..entry(100, "allow", "0.0.0.0/0", None) }], None),
        ] {
            let acl = NetworkAcl { entries: Some(entries), ..NetworkAcl::default() };
            assert_eq!(acl.lets_through(&nets(&["20.0.0.4/31"]), (5432, 5432), false), expected, "{acl:?}");
        }
    }

    #[test]
    fn the_narrowest_active_route_counts() {
        let route = |net: &str, gateway: &str| AwsRoute {
            destination_cidr_block: Some(net.to_owned()),
            gateway_id: Some(gateway.to_owned()),
            state: Some("active".to_owned()),
            ..AwsRoute::default()
        };
        let dead = AwsRoute { state: Some("blackhole".to_owned()), ..route("20.0.0.0/8", "igw-1") };
        let of_list = AwsRoute {
            destination_cidr_block: None,
            destination_prefix_list_id: Some("pl-1".to_owned()),
            ..route("", "vpce-1")
        };
        let of_people = AwsRoute { gateway_id: Some("vgw-1".to_owned()), ..of_list.clone() };
        for (routes, expected) in [
            (vec![], Some(vec!["nothing"])),
            (vec![route("0.0.0.0/0", "igw-1"), route("10.0.0.0/16", "local")], Some(vec!["igw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), route("20.0.0.0/8", "vgw-1")], Some(vec!["vgw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), dead], Some(vec!["blackhole"])),
            (vec![route("0.0.0.0/0", "igw-1"), route("20.0.0.4/32", "vgw-1")], Some(vec!["igw-1", "vgw-1"])),
            (vec![route("20.0.0.5/32", "igw-1"), route("20.0.0.4/32", "vgw-1")], Some(vec!["igw-1", "vgw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), of_list], Some(vec!["igw-1"])),
            (vec![route("0.0.0.0/0", "igw-1"), of_people], None),
        ] {
            let table = AwsRouteTable { routes: Some(routes), ..AwsRouteTable::default() };
            assert_eq!(table.targets(&nets(&["20.0.0.4/31"])), expected, "{table:?}");
        }
    }
}
