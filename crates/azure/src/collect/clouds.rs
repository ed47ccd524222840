//! Lists the commands of a script for the other cloud that a source is in. What they print says by itself what it is.

use pgreach_rules::{Config, Party, Reason, Report, SourceKind};

use super::{
    Line::{self, Add, Call, Each, End, Let, Why},
    is_plain,
};

/// What a script's reader should know of them first.
pub(super) const ABOUT: &str = "The aws and gcloud commands describe, list or get: they change nothing either, and ask for no key. Each \
     prints only what is said to it to print. Where aws or gcloud is not at hand, run these where it is, logged in to the account \
     or project of the source, and give pgreach what they print as one more file.";

/// The lines for a source in another cloud; none for any other.
pub(super) fn lines(config: &Config) -> Vec<Line> {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, GcpAlloydb, GcpCloudSql, GcpCompute};
    let name = config.source.name.as_deref().filter(|it| is_plain(it, "-_."));
    match config.source.kind {
        Some(AwsRds) => aws(&[(DB_INSTANCES, "rds describe-db-instances")]),
        Some(AwsAurora) => {
            aws(&[(DB_CLUSTERS, "rds describe-db-clusters"), (DB_INSTANCES, "rds describe-db-instances")])
        }
        Some(AwsEc2) => aws(&[(MACHINES, "ec2 describe-instances")]),
        Some(GcpCloudSql) => {
            // An address is no name of an instance.
            let name = name.filter(|it| it.starts_with(|it: char| it.is_ascii_lowercase()) && !it.contains('.'));
            let of = name.map_or("list".to_owned(), |it| format!("describe {it}"));
            google(&[(CLOUD_SQL, &format!("sql instances {of}")), NETWORKS, TUNNELS])
        }
        Some(GcpAlloydb) => google(&[
            (ALLOYDB_CLUSTERS, "alloydb clusters list"),
            (ALLOYDB_INSTANCES, "alloydb instances list"),
            NETWORKS,
            TUNNELS,
        ]),
        Some(GcpCompute) => {
            let around = google(&[(FIREWALLS, "compute firewall-rules list"), TUNNELS]);
            [machines_with_firewalls(), around.into_iter().skip(1).collect()].concat()
        }
        _ => Vec::new(),
    }
}

/// Those of these lines that print what a report's steps still want of the source: where it is not known which, all.
pub(super) fn wanted(config: &Config, report: &Report) -> Vec<Line> {
    let lines = lines(config);
    let open = report
        .to_verify()
        .into_iter()
        .filter(|it| it.key.party() == Party::Source && matches!(it.reason, Some(Reason::Missing | Reason::Outside)));
    let notes: Vec<&str> = open.filter_map(|it| it.note.as_deref()).collect();
    // Nothing of that cloud was read.
    let is_unread = |it: &&str| it.contains("is in no Azure export") || it.contains("is in no export of Azure");
    let is_wanted = |call: &str| notes.iter().any(|it| is_unread(it) || it.contains(command(call)));
    let mut wanted = Vec::new();
    // Each call comes after the query that it is made with.
    for pair in lines.windows(2) {
        if let [query @ Let(..), call @ Call(words)] = pair
            && is_wanted(words)
        {
            wanted.extend([query.clone(), call.clone()]);
        }
    }
    if notes.iter().any(|it| it.contains("get-effective-firewalls"))
        && config.source.kind == Some(SourceKind::GcpCompute)
    {
        return machines_with_firewalls();
    }
    if let (Some(why), false) = (lines.first(), wanted.is_empty()) {
        wanted.insert(0, why.clone());
    }
    wanted
}

/// What a call runs, as the reasons of steps name it: of `gcloud` without what is done, which may be list or describe.
fn command(call: &str) -> &str {
    let words = call.strip_prefix("also ").and_then(|it| it.split(" --").next()).unwrap_or(call);
    match [" list", " describe"].iter().find_map(|it| words.find(it)) {
        Some(end) if words.starts_with("gcloud") => words.get(..end).unwrap_or(words),
        _ => words,
    }
}

/// Commands of AWS, each with its query, and those of what is around every source there.
fn aws(commands: &[(&str, &str)]) -> Vec<Line> {
    let around = [
        (SECURITY_GROUPS, "ec2 describe-security-groups"),
        (ACLS, "ec2 describe-network-acls"),
        (ROUTE_TABLES, "ec2 describe-route-tables"),
        (SUBNETS, "ec2 describe-subnets"),
        (VPNS, "ec2 describe-vpn-connections"),
        (ATTACHMENTS, "ec2 describe-transit-gateway-attachments"),
    ];
    let why = "The source and what is around it in AWS, in the region that aws uses now: without users, tags and keys.";
    with_each(why, commands.iter().chain(&around), |it| format!(r#"also aws {it} --output json --query "$only""#))
}

fn google(commands: &[(&str, &str)]) -> Vec<Line> {
    let why = "The source and what is around it in Google Cloud, in the project that gcloud uses now: without users, labels and keys.";
    with_each(why, commands, |it| format!(r#"also gcloud {it} --format "$only""#))
}

/// The machines, and all that counts at the firewalls of their networks: a list of rules lacks the policies that come before.
fn machines_with_firewalls() -> Vec<Line> {
    let firewalls = format!(r#"also gcloud {EFFECTIVE} "$id" --format "$only""#);
    let of_networks =
        [Add("vpcs", "vpcs_in"), Let("only", EFFECTIVE_FIREWALLS.to_owned()), Each("id", "vpcs"), Call(firewalls), End];
    [google(&[(COMPUTE, "compute instances list")]), of_networks.to_vec()].concat()
}

/// Prints the policies of the organisation, of folders and of a network, and its rules.
const EFFECTIVE: &str = "compute networks get-effective-firewalls";

fn with_each<'a>(
    why: &str,
    commands: impl IntoIterator<Item = &'a (&'a str, &'a str)>,
    call: impl Fn(&str) -> String,
) -> Vec<Line> {
    let lines = commands.into_iter().flat_map(|(only, it)| [Let("only", (*only).to_owned()), Call(call(it))]);
    std::iter::once(Why(why.to_owned())).chain(lines).collect()
}

const DB_INSTANCES: &str = "{DBInstances:DBInstances[].{DBInstanceIdentifier:DBInstanceIdentifier,Engine:Engine,\
                            DBInstanceStatus:DBInstanceStatus,DBClusterIdentifier:DBClusterIdentifier,\
                            Endpoint:Endpoint,PubliclyAccessible:PubliclyAccessible,\
                            VpcSecurityGroups:VpcSecurityGroups,DBSubnetGroup:DBSubnetGroup}}";

const DB_CLUSTERS: &str = "{DBClusters:DBClusters[].{DBClusterIdentifier:DBClusterIdentifier,Status:Status,\
                           Endpoint:Endpoint,Port:Port,VpcSecurityGroups:VpcSecurityGroups,\
                           DBClusterMembers:DBClusterMembers}}";

const MACHINES: &str = "{Reservations:Reservations[].{Instances:Instances[].{InstanceId:InstanceId,State:State,\
                        PublicIpAddress:PublicIpAddress,PrivateIpAddress:PrivateIpAddress,VpcId:VpcId,\
                        SubnetId:SubnetId,SecurityGroups:SecurityGroups,Tags:Tags[?Key=='Name'],\
                        NetworkInterfaces:NetworkInterfaces[].{SubnetId:SubnetId}}}}";

const SECURITY_GROUPS: &str =
    "{SecurityGroups:SecurityGroups[].{GroupId:GroupId,VpcId:VpcId,IpPermissions:IpPermissions}}";

const ACLS: &str =
    "{NetworkAcls:NetworkAcls[].{NetworkAclId:NetworkAclId,VpcId:VpcId,Associations:Associations,Entries:Entries}}";

/// Every route table of a region is printed, so each VPC that has one is whole.
const ROUTE_TABLES: &str = "{RouteTables:RouteTables[].{RouteTableId:RouteTableId,VpcId:VpcId,\
                            Associations:Associations,Routes:Routes},RouteTablesOf:RouteTables[].VpcId}";

const SUBNETS: &str = "{Subnets:Subnets[].{SubnetId:SubnetId,VpcId:VpcId,CidrBlock:CidrBlock}}";

/// VPN connections without their keys, which stand in `CustomerGatewayConfiguration` and in the options of tunnels.
const VPNS: &str = "{VpnConnections:VpnConnections[].{VpnConnectionId:VpnConnectionId,State:State,\
                    VpnGatewayId:VpnGatewayId,Routes:Routes,VgwTelemetry:VgwTelemetry}}";

const ATTACHMENTS: &str = "{TransitGatewayAttachments:TransitGatewayAttachments[].{\
                           TransitGatewayAttachmentId:TransitGatewayAttachmentId,TransitGatewayId:TransitGatewayId,\
                           ResourceType:ResourceType,ResourceId:ResourceId,State:State}}";

const CLOUD_SQL: &str = "json(kind,name,databaseVersion,state,ipAddresses,settings.activationPolicy,settings.connectorEnforcement,\
                         settings.ipConfiguration)";

const ALLOYDB_CLUSTERS: &str = "json(name,state,networkConfig)";

const ALLOYDB_INSTANCES: &str =
    "json(name,state,instanceType,ipAddress,publicIpAddress,networkConfig,clientConnectionConfig)";

const COMPUTE: &str = "json(kind,name,selfLink,status,networkInterfaces,tags,serviceAccounts[].email)";

const FIREWALLS: &str = "json(kind,name,network,priority,direction,disabled,allowed,denied,sourceRanges,sourceTags,\
                         sourceServiceAccounts,destinationRanges,targetTags,targetServiceAccounts)";

const EFFECTIVE_FIREWALLS: &str = "json(firewallPolicys,firewalls)";

const NETWORKS: (&str, &str) = ("json(kind,name,selfLink,peerings)", "compute networks peerings list");

/// VPN tunnels without their keys.
const TUNNELS: (&str, &str) = ("json(kind,name,status)", "compute vpn-tunnels list");
