//! A server in public access lets in only the addresses that its firewall names.

use crate::{
    Owner, Party, Setting, Severity, SourceKind,
    check::{Applies, Case, Check, Words, never_settled},
    guide, scenario,
};

/// The firewall of a public server admits the address that the connection comes from.
pub static CHECK: Check = Check {
    id: "firewall",
    name: "firewall",
    keys: &["source/firewall", "target/firewall"],
    severity: Severity::Blocker,
    same_as: None,
    applies,
    settled: never_settled,
    words,
    variants: &[&SINGLE, &AZURE, &OTHER_CLOUD, &TARGET],
};

fn applies(case: &Case<'_>, party: Party) -> Applies {
    if party == Party::Target {
        return Applies::Yes;
    }
    let (single, runtime) = (case.single(), case.runtime());
    match case.scenario.id {
        // The service opens this path by itself for a single server, but nobody says so of a runtime server's path.
        id if id == scenario::public_to_public::SCENARIO.id => match single {
            Some(true) if runtime != Some(true) => Applies::No,
            Some(_) => Applies::Yes,
            None if runtime == Some(true) => Applies::Yes,
            None => Applies::If(Setting::SourceKind),
        },
        // From a delegated subnet a single server is reached by its VNet rule.
        id if id == scenario::public_to_vnet::SCENARIO.id => match single {
            Some(true) => Applies::No,
            Some(false) => Applies::Yes,
            None => Applies::If(Setting::SourceKind),
        },
        // A target behind a private endpoint still dials from a public address; a runtime server has a subnet.
        _ => match (single, runtime) {
            (Some(false), _) | (_, Some(false)) => Applies::Yes,
            (Some(true), Some(true)) => Applies::No,
            (Some(true), None) => Applies::If(Setting::RuntimeUsed),
            (None, _) => Applies::If(Setting::SourceKind),
        },
    }
}

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, GcpAlloydb, GcpCloudSql, GcpCompute, SingleServer};
    match (party, case.config.source.kind) {
        (Party::Target | Party::Runtime, _) => &TARGET,
        (Party::Source, Some(SingleServer)) => &SINGLE,
        (Party::Source, Some(AwsRds | AwsAurora | AwsEc2 | GcpCloudSql | GcpAlloydb | GcpCompute)) => &OTHER_CLOUD,
        (Party::Source, _) => &AZURE,
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
    fix: &["Add a rule for that one address; it takes up to five minutes. Remove it after the migration."],
    fix_commands: &[
        "az postgres server firewall-rule create -g SOURCE_RG -s {source} -n allow-migration --start-ip-address \
         {ACTOR}_IP --end-ip-address {ACTOR}_IP",
    ],
    aside: None,
    references: &[&guide::SINGLE_FIREWALL_ALL, &guide::TROUBLESHOOTING_ALL],
};

static AZURE: Words = Words {
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
    find_commands: &["nslookup {actor}.postgres.database.azure.com"],
    fix: &[
        "Admit the outbound address of {actor} on TCP {port}, inbound. It is not fixed: if it changes, use the \
         region's Azure ranges.",
        "Add the entry to pg_hba.conf and reload or restart PostgreSQL.",
    ],
    fix_commands: &[],
    aside: None,
    references: &[&guide::ON_PREMISES_PUBLIC, &guide::PUBLIC_ACCESS_ALL],
};

static OTHER_CLOUD: Words = Words {
    title: "The other cloud lets {actor} in to {source} on port {port}",
    fault: "The other cloud does not let {actor} in to {source}.",
    why: "{Actor} dials in from a public address of Azure. The instance must be publicly accessible and its security \
          group, firewall rule or authorized network must admit that address, inbound.",
    owner: Owner::OtherCloud,
    find: &[
        "AWS: the instance is Publicly accessible, and its security group has an inbound rule for TCP {port} from the \
         outbound address of {actor}.",
        "Google Cloud: the instance has a public IP, and its authorized networks or firewall rules hold that address. \
         Give the migration the IP address: project:region:instance is refused.",
    ],
    find_commands: &[
        "nslookup {actor}.postgres.database.azure.com",
        "aws rds describe-db-instances --db-instance-identifier {source} --query \
         'DBInstances[].[PubliclyAccessible,Endpoint.Port,VpcSecurityGroups]'",
    ],
    fix: &["Make the instance publicly accessible and admit the outbound address of {actor} on TCP {port}. Undo both \
         after the migration."],
    fix_commands: &[
        "aws ec2 authorize-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port {port} --cidr \
         {ACTOR}_IP/32",
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
    find: &["Flexible server {target} → Networking → Firewall rules: a range holds the outbound address of {runtime}."],
    find_commands: &["az postgres flexible-server firewall-rule list -g TARGET_RG -n {target} -o table"],
    fix: &["Add a rule for that one address; it takes up to five minutes. Remove it after the migration."],
    fix_commands: &["az postgres flexible-server firewall-rule create -g TARGET_RG -n {target} -r allow-runtime \
         --start-ip-address RUNTIME_IP --end-ip-address RUNTIME_IP"],
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
