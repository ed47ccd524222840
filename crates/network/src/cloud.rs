//! Defines what the commands of AWS and Google Cloud print of a source there, as far as it is read.
//!
//! A resource stays the JSON that its command printed, cut to the members of one table ([`shape`]): reading, writing and
//! pseudonyms follow from it, and no secret has a place. What is absent, null or of another type is not there, which
//! means "not known". A resource is looked for by its id or name, so a list that was cut proves nothing.
//!
//! Sources: the API references of Amazon RDS (2014-10-31) and Amazon EC2 (2016-11-15), Cloud SQL Admin (v1), AlloyDB (v1) and
//! Compute Engine (v1), as `aws` and `gcloud --format json` print them.

use ipnet::{IpNet, Ipv4Net};
use serde_json::{Map, Value};

use crate::nets::{covers, meet};

/// A resource of another cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudResource {
    /// What it is.
    pub kind: CloudKind,
    /// The place of the file among [`Network::files`](crate::Network::files).
    pub file: usize,
    /// What its command printed of it: an object, or the id of a [`CloudKind::WholeVpc`].
    pub json: Value,
}

/// What a resource of another cloud is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloudKind {
    /// An RDS instance, or one of an Aurora cluster (`describe-db-instances`).
    RdsInstance,
    /// An Aurora or Multi-AZ cluster (`describe-db-clusters`).
    RdsCluster,
    /// An EC2 instance (`describe-instances`).
    Ec2Instance,
    /// A security group of a VPC (`describe-security-groups`).
    AwsSecurityGroup,
    /// A route table of a VPC (`describe-route-tables`).
    AwsRouteTable,
    /// A subnet of a VPC (`describe-subnets`).
    AwsSubnet,
    /// The id of a VPC of which all route tables were read. AWS does not print it: the script of `pgreach collect` does.
    WholeVpc,
    /// A network ACL (`describe-network-acls`).
    NetworkAcl,
    /// A site-to-site VPN connection (`describe-vpn-connections`).
    AwsVpnConnection,
    /// What a transit gateway is attached to (`describe-transit-gateway-attachments`).
    TransitGatewayAttachment,
    /// Routes of one route table of a transit gateway (`search-transit-gateway-routes`), which does not say of which one.
    TransitGatewayRoutes,
    /// A Cloud SQL instance (`gcloud sql instances`).
    CloudSqlInstance,
    /// An instance of an AlloyDB cluster (`gcloud alloydb instances`).
    AlloyDbInstance,
    /// An AlloyDB cluster (`gcloud alloydb clusters`).
    AlloyDbCluster,
    /// A virtual machine (`gcloud compute instances`).
    ComputeInstance,
    /// A VPC network with its peerings (`gcloud compute networks peerings list`).
    ComputeNetwork,
    /// A VPC firewall rule (`gcloud compute firewall-rules list`).
    ComputeFirewall,
    /// All firewall rules and policies that count for one network interface, which they do not name (`gcloud compute instances
    /// network-interfaces get-effective-firewalls`), or in a network (`gcloud compute networks get-effective-firewalls`).
    EffectiveFirewalls,
    /// A VPN tunnel (`gcloud compute vpn-tunnels list`).
    ComputeVpnTunnel,
}

impl CloudKind {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::RdsInstance,
        Self::RdsCluster,
        Self::Ec2Instance,
        Self::AwsSecurityGroup,
        Self::AwsRouteTable,
        Self::AwsSubnet,
        Self::WholeVpc,
        Self::NetworkAcl,
        Self::AwsVpnConnection,
        Self::TransitGatewayAttachment,
        Self::TransitGatewayRoutes,
        Self::CloudSqlInstance,
        Self::AlloyDbInstance,
        Self::AlloyDbCluster,
        Self::ComputeInstance,
        Self::ComputeNetwork,
        Self::ComputeFirewall,
        Self::EffectiveFirewalls,
        Self::ComputeVpnTunnel,
    ];

    /// The member that holds a list of these in what AWS prints; of Google's, the start of what `kind` or `name` says.
    #[must_use]
    pub const fn list(self) -> &'static str {
        match self {
            Self::RdsInstance => "DBInstances",
            Self::RdsCluster => "DBClusters",
            Self::Ec2Instance => "Reservations",
            Self::AwsSecurityGroup => "SecurityGroups",
            Self::AwsRouteTable => "RouteTables",
            Self::AwsSubnet => "Subnets",
            Self::WholeVpc => "RouteTablesOf",
            Self::NetworkAcl => "NetworkAcls",
            Self::AwsVpnConnection => "VpnConnections",
            Self::TransitGatewayAttachment => "TransitGatewayAttachments",
            Self::TransitGatewayRoutes => "TransitGatewayRoutes",
            Self::CloudSqlInstance => "sql#instance",
            Self::AlloyDbInstance | Self::AlloyDbCluster => "projects/",
            Self::ComputeInstance => "compute#instance",
            Self::ComputeNetwork => "compute#network",
            Self::ComputeFirewall => "compute#firewall",
            Self::EffectiveFirewalls => "compute#effectiveFirewalls",
            Self::ComputeVpnTunnel => "compute#vpnTunnel",
        }
    }

    /// What people call one of these.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::RdsInstance => "database instance in AWS",
            Self::RdsCluster => "database cluster in AWS",
            Self::Ec2Instance => "EC2 instance",
            Self::AwsSecurityGroup => "security group in AWS",
            Self::AwsRouteTable => "route table in AWS",
            Self::AwsSubnet => "subnet in AWS",
            Self::WholeVpc => "VPC in AWS",
            Self::NetworkAcl => "network ACL in AWS",
            Self::AwsVpnConnection => "VPN connection in AWS",
            Self::TransitGatewayAttachment => "transit gateway attachment in AWS",
            Self::TransitGatewayRoutes => "route of a transit gateway in AWS",
            Self::CloudSqlInstance => "Cloud SQL instance",
            Self::AlloyDbInstance => "AlloyDB instance",
            Self::AlloyDbCluster => "AlloyDB cluster",
            Self::ComputeInstance => "Compute Engine instance",
            Self::ComputeNetwork => "network in Google Cloud",
            Self::ComputeFirewall => "firewall rule in Google Cloud",
            Self::EffectiveFirewalls => "effective firewalls in Google Cloud",
            Self::ComputeVpnTunnel => "VPN tunnel in Google Cloud",
        }
    }

    /// Whether it is one of AWS.
    #[must_use]
    pub const fn is_of_aws(self) -> bool {
        matches!(
            self,
            Self::RdsInstance
                | Self::RdsCluster
                | Self::Ec2Instance
                | Self::AwsSecurityGroup
                | Self::AwsRouteTable
                | Self::AwsSubnet
                | Self::WholeVpc
                | Self::NetworkAcl
                | Self::AwsVpnConnection
                | Self::TransitGatewayAttachment
                | Self::TransitGatewayRoutes
        )
    }
}

/// What the value of a member is, and so what is kept of it and what its pseudonym looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Other members alone.
    Parts,
    /// True or false.
    Flag,
    /// A whole number.
    Number,
    /// A word or number that the cloud has made up: a state, a protocol, ports.
    Word,
    /// The name of a server, its host name or its address.
    Server,
    /// The id of a resource of AWS: `sg-0a1`, or `local`.
    Id,
    /// The path or name of a resource of Google Cloud: `projects/p/global/networks/default`.
    Path,
    /// A range or address, of IPv4 or IPv6.
    Range,
}

/// The members that are read, by what they are, in whatever object they stand.
const MEMBERS: [(Shape, &str); 8] = [
    (
        Shape::Parts,
        "AssociationState Associations DBClusterMembers DBSubnetGroup Entries Instances IpPermissions IpRanges \
         NetworkInterfaces PortRange PrefixListIds Routes SecurityGroups Subnets TransitGatewayAttachments VgwTelemetry \
         VpcSecurityGroups accessConfigs allowed authorizedExternalNetworks authorizedNetworks \
         clientConnectionConfig denied firewallPolicys firewalls ipAddresses ipConfiguration layer4Configs match \
         networkConfig networkInterfaces peerings pscConfig rules serviceAccounts settings tags",
    ),
    (
        Shape::Flag,
        "Egress IsClusterWriter Main PubliclyAccessible disabled enablePublicIp \
         exportCustomRoutes ipv4Enabled pscEnabled requireConnectors requireSsl",
    ),
    (Shape::Number, "From FromPort Port RuleNumber To ToPort priority"),
    (
        Shape::Word,
        "DBInstanceStatus Engine IPProtocol IpProtocol Name Protocol ResourceType RuleAction State Status action \
         activationPolicy connectorEnforcement databaseVersion direction expirationTime ipProtocol kind ports \
         srcNetworkContext srcNetworkScope srcNetworkType srcRegionCodes srcThreatIntelligences sslMode state status type",
    ),
    (
        Shape::Server,
        "Address DBClusterIdentifier DBInstanceIdentifier Endpoint InstanceId PrivateIpAddress \
         PublicIpAddress destFqdns ipAddress natIP networkIP publicIpAddress srcFqdns",
    ),
    (
        Shape::Id,
        "DestinationPrefixListId GatewayId GroupId NatGatewayId NetworkAclId NetworkInterfaceId PrefixListId \
         ResourceId RouteTableId SubnetId SubnetIdentifier TransitGatewayAttachmentId TransitGatewayId VpcId VpcPeeringConnectionId \
         VpcSecurityGroupId VpnConnectionId VpnGatewayId",
    ),
    (
        Shape::Path,
        "destAddressGroups email items name network privateNetwork selfLink sourceServiceAccounts sourceTags \
         srcAddressGroups srcNetworks srcSecureTags targetResources targetSecureTags targetServiceAccounts targetTags",
    ),
    (
        Shape::Range,
        "CidrBlock CidrIp DestinationCidrBlock DestinationIpv6CidrBlock Ipv6CidrBlock cidrRange destIpRanges \
         destinationRanges sourceRanges srcIpRanges value",
    ),
];

/// What a member is; `None` for one that is not read.
#[must_use]
pub fn shape(member: &str) -> Option<Shape> {
    MEMBERS.iter().find(|it| it.1.split(' ').any(|it| it == member)).map(|it| it.0)
}

/// What is kept of a value of a member, and the members that are of another type than they have.
///
/// A list of which an item cannot be read is not there: with an item less it would say something else.
#[must_use]
pub fn kept(value: Value, shape_here: Shape) -> (Option<Value>, Vec<String>) {
    let mut refused = Vec::new();
    let kept = keep(value, "", shape_here, &mut refused);
    (kept, refused)
}

fn keep(value: Value, member: &str, shape_here: Shape, refused: &mut Vec<String>) -> Option<Value> {
    Some(match (value, shape_here) {
        (Value::Object(members), _) => {
            let mut kept = Map::new();
            for (name, value) in members {
                if name == TAGS {
                    kept.extend(name_tag(&value).map(|it| (name, it)));
                } else if let Some(value) = shape(&name).and_then(|it| keep(value, &name, it, refused)) {
                    kept.insert(name, value);
                }
            }
            Value::Object(kept)
        }
        (Value::Array(items), _) => {
            let items = items.into_iter().map(|it| keep(it, member, shape_here, refused));
            Value::Array(items.collect::<Option<Vec<Value>>>()?)
        }
        (Value::Bool(flag), Shape::Flag) => Value::Bool(flag),
        (Value::Number(number), Shape::Number) if number.is_i64() => Value::Number(number),
        (Value::String(text), Shape::Path) if is_name(&text) => {
            Value::String(text.find("projects/").map_or(&*text, |at| text.get(at..).unwrap_or_default()).to_owned())
        }
        (Value::String(text), Shape::Server | Shape::Id) if is_name(&text) => Value::String(text),
        (Value::String(text), Shape::Word) if text.len() <= 64 && text.chars().all(is_of_a_word) => Value::String(text),
        (Value::String(text), Shape::Range) if range(&text).is_some() => Value::String(text),
        // That it expires is known, where the day cannot be read.
        (Value::String(_) | Value::Bool(true), Shape::Word) if member == "expirationTime" => Value::Bool(true),
        // An instance has the group itself, a cluster its name ("DBCluster", Amazon RDS API, 2014-10-31).
        (Value::String(_), Shape::Parts) if member == "DBSubnetGroup" => return None,
        // A name that people give to a part may be any text.
        (Value::String(_), Shape::Path) | (Value::Null, _) => return None,
        _ => {
            refused.push(member.to_owned());
            return None;
        }
    })
}

/// The tags of a resource in AWS.
const TAGS: &str = "Tags";

/// What is kept of tags: the one by which AWS's console calls a resource. Any other may hold a secret.
fn name_tag(tags: &Value) -> Option<Value> {
    let name = name_of_tags(tags).filter(|it| is_name(it))?;
    Some(serde_json::json!([{ "Key": NAME_TAG, "Value": name }]))
}

const NAME_TAG: &str = "Name";

fn name_of_tags(tags: &Value) -> Option<&str> {
    tags.as_array()?.iter().find(|it| it.text("Key") == Some(NAME_TAG))?.text("Value")
}

/// What AWS's console calls a resource: the value of its tag Name.
#[must_use]
pub fn tagged_name(resource: &Value) -> Option<&str> {
    name_of_tags(resource.get(TAGS)?)
}

const fn is_of_a_word(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '#' | '.' | ':')
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 512 && !text.chars().any(|it| it.is_control() || it.is_whitespace())
}

/// A range, or an address as the range of it alone.
fn range(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse().ok().map(|it: std::net::IpAddr| it.into()))
}

/// The IPv4 range that a text is.
#[must_use]
pub fn ipv4(text: &str) -> Option<Ipv4Net> {
    match range(text)? {
        IpNet::V4(net) => Some(net.trunc()),
        IpNet::V6(_) => None,
    }
}

/// Whether ranges hold all of these addresses (`Some(true)`) or none of them (`Some(false)`).
#[must_use]
pub fn holds_all(ranges: &[Ipv4Net], clients: &[Ipv4Net]) -> Option<bool> {
    match () {
        () if clients.is_empty() => None,
        () if clients.iter().all(|it| covers(ranges, *it)) => Some(true),
        () if !ranges.iter().any(|it| clients.iter().any(|client| meet(*it, *client))) => Some(false),
        () => None,
    }
}

/// Adds a resource, unless another file has said the same of it.
pub fn add(resources: &mut Vec<CloudResource>, new: CloudResource) {
    if !resources.iter().any(|it| it.kind == new.kind && it.json == new.json) {
        resources.push(new);
    }
}

/// The members of an object; each is `None` where it is not known.
pub trait Members {
    /// A member that is a text.
    fn text(&self, member: &str) -> Option<&str>;
    /// A member that is a whole number.
    fn number(&self, member: &str) -> Option<i64>;
    /// A member that is true or false.
    fn flag(&self, member: &str) -> Option<bool>;
    /// The items of a member that is a list.
    fn list(&self, member: &str) -> Option<&[Value]>;
    /// The texts of a member that is a list of objects, each from this member of its; `None` where one has none.
    fn texts(&self, list: &str, member: &str) -> Option<Vec<&str>> {
        self.list(list)?.iter().map(|it| it.text(member)).collect()
    }
}

impl Members for Value {
    fn text(&self, member: &str) -> Option<&str> {
        self.get(member)?.as_str()
    }

    fn number(&self, member: &str) -> Option<i64> {
        self.get(member)?.as_i64()
    }

    fn flag(&self, member: &str) -> Option<bool> {
        self.get(member)?.as_bool()
    }

    fn list(&self, member: &str) -> Option<&[Value]> {
        self.get(member)?.as_array().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Shape, holds_all, ipv4, kept};

    #[test]
    fn what_is_not_listed_or_of_another_type_is_dropped() {
        for (value, expected, refused) in [
            (json!({ "MasterUserPassword": "s3cret", "Tags": [{ "Name": "s3cret" }] }), json!({}), &[][..]),
            (
                json!({ "Endpoint": { "Port": "s3cret", "Address": "db" } }),
                json!({ "Endpoint": { "Address": "db" } }),
                &["Port"],
            ),
            (
                json!({ "IpRanges": [{ "CidrIp": "10.0.0.0/8", "Description": "s3cret" }] }),
                json!({ "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }),
                &[],
            ),
            (
                json!({ "Tags": [{ "Key": "pw", "Value": "s3cret" }, { "Key": "Name", "Value": "db" }] }),
                json!({ "Tags": [{ "Key": "Name", "Value": "db" }] }),
                &[],
            ),
            (json!({ "Tags": [{ "Key": "Name", "Value": "a s3cret" }] }), json!({}), &[]),
            (json!({ "IpRanges": [{ "CidrIp": "s3cret" }] }), json!({ "IpRanges": [{}] }), &["CidrIp"]),
            (json!({ "sourceRanges": ["10.0.0.0/8", "s3cret"] }), json!({}), &["sourceRanges"]),
            (json!({ "status": "a s3cret" }), json!({}), &["status"]),
            (json!({ "DBSubnetGroup": "default-vpc-1" }), json!({}), &[]),
            (json!({ "settings": "s3cret" }), json!({}), &["settings"]),
            (json!({ "name": "a s3cret" }), json!({}), &[]),
            (
                json!({ "network": "https://www.googleapis.com/compute/v1/projects/p/global/networks/n" }),
                json!({ "network": "projects/p/global/networks/n" }),
                &[],
            ),
            (json!({ "Main": null }), json!({}), &[]),
        ] {
            let refused = refused.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(kept(value.clone(), Shape::Parts), (Some(expected), refused), "{value}");
        }
    }

    #[test]
    fn all_none_or_a_part_of_the_addresses_are_held() {
        let nets = |texts: &[&str]| texts.iter().map(|it| ipv4(it).expect("a range")).collect::<Vec<_>>();
        for (ranges, clients, expected) in [
            (&["20.0.0.4"][..], &["20.0.0.4/32"][..], Some(true)),
            (&["20.0.0.4/32", "20.0.0.5/32"], &["20.0.0.4/31"], Some(true)),
            (&["20.0.0.4/32"], &["20.0.0.4/31"], None),
            (&["20.0.0.4/32"], &["20.0.0.6/31"], Some(false)),
            (&[], &["20.0.0.6/31"], Some(false)),
            (&["0.0.0.0/0"], &[], None),
        ] {
            assert_eq!(holds_all(&nets(ranges), &nets(clients)), expected, "{ranges:?} {clients:?}");
        }
    }
}
