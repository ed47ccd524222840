//! A server in public access lets in only the addresses that its firewall names.

use crate::{
    Owner, Party, Severity, SourceKind,
    check::{Case, Check, Words, always, never_settled},
    guide,
    network::{Finding, Judged, Scene},
};

/// The firewall of a public server admits the address that the connection comes from.
pub static CHECK: Check = Check {
    id: "firewall",
    name: "firewall",
    keys: &["source/firewall", "target/firewall"],
    severity: Severity::Blocker,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&SINGLE, &OWN, &FROM_SUBNET, &AWS, &GOOGLE, &TARGET],
};

/// What resources show of it.
pub(crate) fn evidence(_scene: &Scene<'_>, _party: Party) -> Judged {
    Err(Finding::open("Not judged yet."))
}

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, GcpAlloydb, GcpCloudSql, GcpCompute, SingleServer};
    match (party, case.config.source.kind) {
        (Party::Target | Party::Runtime, _) => &TARGET,
        (Party::Source, Some(SingleServer)) => &SINGLE,
        _ if case.target_in_vnet => &FROM_SUBNET,
        (Party::Source, Some(AwsRds | AwsAurora | AwsEc2)) => &AWS,
        (Party::Source, Some(GcpCloudSql | GcpAlloydb | GcpCompute)) => &GOOGLE,
        (Party::Source, _) => &OWN,
    }
}

static SINGLE: Words = Words {
    title: "The firewall of {source} admits {actor}",
    fault: "{Source} refuses {actor}: no firewall rule covers its outbound address.",
    why: "{Actor} arrives with a public address, and a single server lets in only the ranges of its firewall rules. The \
          address is in no export: resolve the server's name; it may change at maintenance. A subnet with the \
          Microsoft.Sql service endpoint needs a VNet rule instead.",
    owner: Owner::Database,
    find: &["Single server → Connection security → Firewall rules: a range holds the outbound address of {actor}, or \
             Allow access to Azure services is on (that admits all of Azure, other tenants too)."],
    find_commands: &["az postgres server firewall-rule list -g SOURCE_RG -s {source} -o table"],
    fix: &["Add a rule for that one address; it takes up to five minutes."],
    fix_commands: &[
        "az postgres server firewall-rule create -g SOURCE_RG -s {source} -n allow-migration --start-ip-address \
         {ACTOR}_IP --end-ip-address {ACTOR}_IP",
    ],
    exposes: Some("Whoever has that address can try to log in to {source}."),
    undo: &["Single server → Connection security → Firewall rules: delete allow-migration."],
    undo_commands: &["az postgres server firewall-rule delete -g SOURCE_RG -s {source} -n allow-migration --yes"],
    aside: None,
    references: &[&guide::SINGLE_FIREWALL_ALL, &guide::TROUBLESHOOTING_ALL],
};

static OWN: Words = Words {
    title: "The firewall of {source} and pg_hba.conf admit {actor} on port {port}",
    fault: "{Source} does not admit {actor}: its firewall or pg_hba.conf refuses the address.",
    why: "{Actor} dials in from a public address of Azure. The source must have a public address, listen on port \
          {port}, and let that address in: inbound, because the source itself never opens a connection.",
    owner: Owner::Network,
    find: &[
        "Perimeter firewall or network security group in front of {source}: an inbound rule for the outbound address \
         of {actor} on TCP {port}.",
        "pg_hba.conf on {source}: an entry for that address and the migration's user.",
    ],
    find_commands: &["nslookup {actor_host}"],
    fix: &[
        "Admit the outbound address of {actor} on TCP {port}, inbound. It is not fixed: if it changes, use the \
         region's Azure ranges.",
        "Add the entry to pg_hba.conf and reload or restart PostgreSQL.",
    ],
    fix_commands: &[],
    exposes: Some(
        "Whoever has that address can try to log in to {source}. It is public and not fixed: later it may be somebody \
         else's.",
    ),
    undo: &["Remove the inbound rule, and the entry in pg_hba.conf; reload or restart PostgreSQL."],
    undo_commands: &[],
    aside: None,
    references: &[&guide::ON_PREMISES_PUBLIC, &guide::PUBLIC_ACCESS_ALL],
};

static FROM_SUBNET: Words = Words {
    title: "{Source} admits the address that the subnet of {actor} leaves with",
    fault: "{Source} does not admit the address that the subnet of {actor} leaves with.",
    why: "{Actor} dials from a delegated subnet, so it arrives with the address of that subnet's NAT gateway or firewall \
          appliance, not with one of its own. The source must admit that address inbound on TCP {port}, and nothing in \
          Azure may stop it on the way out.",
    owner: Owner::Network,
    find: &[
        "Subnet of {actor}: its NAT gateway, or the appliance that its route table points to, has the outbound address.",
        "At {source}: firewall, security group or authorized networks, and pg_hba.conf, hold that address.",
        "Network security group of the subnet: Outbound security rules let TCP {port} out to {source}.",
    ],
    find_commands: &[
        "az network vnet subnet show -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --query \
         '[natGateway.id,routeTable.id,networkSecurityGroup.id]'",
    ],
    fix: &["Give the subnet a fixed outbound address, such as a NAT gateway, and admit it at {source}."],
    fix_commands: &[
        "az network vnet subnet update -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --nat-gateway \
         NAT_GATEWAY",
    ],
    exposes: Some("Whatever leaves through the same gateway or appliance can try to log in to {source}."),
    undo: &[
        "At {source}: remove the address again.",
        "The NAT gateway can stay where {actor} lives on. By command it is detached, for all of the subnet.",
    ],
    undo_commands: &[
        "az network vnet subnet update -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --nat-gateway null",
    ],
    aside: None,
    references: &[&guide::OTHER_CLOUD, &guide::VNET_INTEGRATION_ALL],
};

static AWS: Words = Words {
    title: "AWS lets {actor} in to {source} on port {port}",
    fault: "AWS does not let {actor} in to {source}.",
    why: "{Actor} dials in from a public address of Azure. The instance must have a public address (RDS and Aurora: \
          Publicly accessible), and its security group must admit that address, inbound.",
    owner: Owner::OtherCloud,
    find: &["Security group of the instance → Inbound rules: TCP {port} from the outbound address of {actor}."],
    find_commands: &["nslookup {actor_host}", "aws ec2 describe-security-groups --group-ids SECURITY_GROUP"],
    fix: &["Make the instance publicly accessible and add the inbound rule."],
    fix_commands: &[
        "aws ec2 authorize-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port {port} --cidr \
         {ACTOR}_IP/32",
    ],
    exposes: Some(
        "A public instance can be found by anyone, and whoever has that address can try to log in. The address is not \
         fixed: later it may be somebody else's.",
    ),
    undo: &["Remove the inbound rule, and set Publicly accessible back to No."],
    undo_commands: &[
        "aws ec2 revoke-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port {port} --cidr \
         {ACTOR}_IP/32",
    ],
    aside: None,
    references: &[&guide::OTHER_CLOUD],
};

static GOOGLE: Words = Words {
    title: "Google Cloud lets {actor} in to {source} on port {port}",
    fault: "Google Cloud does not let {actor} in to {source}.",
    why: "{Actor} dials in from a public address of Azure. The instance must have a public IP, and its authorized \
          networks (Cloud SQL, AlloyDB) or the VPC's firewall rules (Compute Engine) must admit that address, inbound.",
    owner: Owner::OtherCloud,
    find: &[
        "Cloud SQL, AlloyDB: Connections → Networking → Public IP and authorized networks. Compute Engine: VPC network \
         → Firewall, ingress on TCP {port}.",
        "Give the migration the IP address: project:region:instance is refused.",
    ],
    find_commands: &[
        "nslookup {actor_host}",
        "gcloud sql instances describe {source}",
        "gcloud compute firewall-rules list",
    ],
    fix: &[
        "Add the outbound address of {actor} to the authorized networks, or an ingress rule. The list of authorized \
            networks replaces the old one: repeat what is there.",
    ],
    fix_commands: &[
        "gcloud sql instances patch {source} --authorized-networks {ACTOR}_IP/32",
        "gcloud compute firewall-rules create allow-migration --allow tcp:{port} --source-ranges \
         {ACTOR}_IP/32",
    ],
    exposes: Some(
        "A public instance can be found by anyone, and whoever has that address can try to log in. The address is not \
         fixed: later it may be somebody else's.",
    ),
    undo: &[
        "Set the authorized networks back to what they were, or delete the ingress rule; take the public IP away if \
         it was given for this.",
    ],
    undo_commands: &[
        "gcloud sql instances patch {source} --authorized-networks NETWORKS_BEFORE",
        "gcloud compute firewall-rules delete allow-migration --quiet",
    ],
    aside: None,
    references: &[&guide::OTHER_CLOUD],
};

static TARGET: Words = Words {
    title: "The firewall of {target} admits the runtime server",
    fault: "{Target} refuses the runtime server: no firewall rule covers its outbound address.",
    why: "A runtime server also dials the target. Where the target is in public access, one of its firewall rules must \
          cover the outbound address of {runtime}. No guide describes this combination.",
    owner: Owner::Database,
    find: &[
        "{Target} (flexible server) → Networking → Firewall rules: a range holds the outbound address of {runtime}.",
    ],
    find_commands: &["az postgres flexible-server firewall-rule list -g TARGET_RG -n {target} -o table"],
    fix: &["Add a rule for that one address; it takes up to five minutes."],
    fix_commands: &["az postgres flexible-server firewall-rule create -g TARGET_RG -n {target} -r allow-runtime \
         --start-ip-address RUNTIME_IP --end-ip-address RUNTIME_IP"],
    exposes: Some("Whoever has that address can try to log in to {target}."),
    undo: &["{Target} → Networking → Firewall rules: delete allow-runtime."],
    undo_commands: &[
        "az postgres flexible-server firewall-rule delete -g TARGET_RG -n {target} -r allow-runtime --yes",
    ],
    aside: None,
    references: &[&guide::PUBLIC_ACCESS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn a_public_source_must_admit_the_address() {
        statuses(
            "source/firewall",
            &[
                (case("on-premises", "public", "public"), "unknown"),
                (case("on-premises", "public", "public").answer("pass"), "pass"),
                (case("aws-rds", "public", "public").answer("fail"), "fail"),
                (case("?", "public", "public"), "unknown"),
                (case("?", "public", "public").answer("fail"), "unknown"),
                (case("single-server", "public", "public"), "absent"),
                (case("single-server", "public", "public").runtime(false), "absent"),
                (case("single-server", "public", "public").runtime(true), "unknown"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("other", "public", "vnet-integrated"), "unknown"),
                (case("single-server", "public", "private-endpoint").endpoint(false).runtime(true), "absent"),
                (case("single-server", "public", "private-endpoint").endpoint(false).runtime(false), "unknown"),
            ],
        );
    }

    #[test]
    fn a_public_target_must_admit_the_runtime_server() {
        statuses(
            "target/firewall",
            &[
                (case("on-premises", "public", "public"), "absent"),
                (case("on-premises", "public", "public").runtime(false), "absent"),
                (case("on-premises", "public", "public").runtime(true), "unknown"),
                (case("azure-vm", "private", "public").runtime(true).answer("fail"), "fail"),
            ],
        );
    }
}
