//! A source that people run themselves must listen, and let the client in.

use crate::{
    HopKind, Owner, Party, Severity,
    check::{Case, Check, Words, always, never_settled},
    guide,
};

/// PostgreSQL listens at its address, and `pg_hba.conf` and the machine's own firewall let the client in.
///
/// No export of Azure shows it: a person is asked.
///
/// Source: "Prerequisites using the migration service from Azure VM or an on-premises PostgreSQL" (2025-07-21), Additional
/// networking considerations: `pg_hba.conf` must allow the target to connect.
pub static CHECK: Check = Check {
    id: "admission",
    name: "admission",
    keys: &["source/admission"],
    severity: Severity::Blocker,
    hop: HopKind::Server,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&FROM_SUBNET, &FROM_ADDRESS],
};

fn words(case: &Case<'_>, _: Party) -> &'static Words {
    let is_public = case.config.source.access.is_some_and(crate::SourceAccess::is_public);
    if is_public { &FROM_ADDRESS } else { &FROM_SUBNET }
}

static FROM_SUBNET: Words = Words {
    title: "{Source} listens on port {port}, and pg_hba.conf and its own firewall let {client} in",
    failure: "{Source} does not let {client} in: it does not listen, or pg_hba.conf or its own firewall refuses.",
    why: "Packets that arrive are not yet a connection. PostgreSQL must listen at the address that is connected to \
          (listen_addresses), the machine's firewall must let TCP {port} in, and pg_hba.conf needs a line for the databases, \
          the migration's user and the range of the subnet of {client}.",
    owner: Owner::Database,
    verify: &[
        "On {source}: listen_addresses is * or holds its address; localhost is not enough. ss -ltn shows it listening.",
        "A line in pg_hba.conf for the databases, the user and the range of the subnet of {client}: the first that fits \
         counts, and it must not say reject.",
        "The machine's own firewall (firewalld, ufw, iptables, Windows Defender) lets TCP {port} in.",
    ],
    verify_commands: &[
        "psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SHOW listen_addresses'",
        "psql -h {source_host} -p {port} -U SOURCE_USER -d DATABASE -c 'SELECT line_number, type, database, user_name, \
         address, netmask, auth_method, error FROM pg_hba_file_rules'",
    ],
    fix: &[
        "postgresql.conf: listen_addresses = '*', or the address; restart PostgreSQL.",
        "pg_hba.conf: add above the first line that fits, and leave the others: host, the databases, the user, the range of \
         the subnet of {client}, scram-sha-256. Then SELECT pg_reload_conf().",
        "The machine's firewall: let TCP {port} in from that range.",
    ],
    fix_commands: &[],
    security_impact: Some("Every server in the subnet of {client} can try to log in to {source} as that user."),
    undo: &[
        "Remove the line in pg_hba.conf and the firewall's rule, set listen_addresses back, then reload or restart.",
    ],
    undo_commands: &[],
    not_applicable_label: None,
    references: &[&guide::SELF_RUN_ALL],
};

static FROM_ADDRESS: Words = Words {
    why: "Packets that arrive are not yet a connection. PostgreSQL must listen at the address that is connected to \
          (listen_addresses), the machine's firewall must let TCP {port} in, and pg_hba.conf needs a line for the databases, \
          the migration's user and the public address that {client} arrives with. That address is not fixed.",
    verify: &[
        "On {source}: listen_addresses is * or holds its address; localhost is not enough. ss -ltn shows it listening.",
        "A line in pg_hba.conf for the databases, the user and the outbound address of {client}: the first that fits \
         counts, and it must not say reject.",
        "The machine's own firewall (firewalld, ufw, iptables, Windows Defender) lets TCP {port} in.",
    ],
    fix: &[
        "postgresql.conf: listen_addresses = '*', or the address; restart PostgreSQL.",
        "pg_hba.conf: add above the first line that fits, and leave the others: hostssl, the databases, the user, the \
         outbound address of {client}, scram-sha-256. Then SELECT pg_reload_conf().",
        "The machine's firewall: let TCP {port} in from that address.",
    ],
    security_impact: Some(
        "Anyone with that address can try to log in to {source} as that user. It is not fixed: later it may be somebody \
         else's.",
    ),
    ..FROM_SUBNET
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn whoever_runs_the_source_is_asked() {
        statuses(
            "source/admission",
            &[
                (case("azure-vm", "private", "vnet-integrated"), "unknown"),
                (case("azure-vm", "private", "vnet-integrated").answer("pass"), "pass"),
                (case("azure-vm", "public", "public"), "unknown"),
                (case("on-premises", "public", "vnet-integrated"), "unknown"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("fail"), "fail"),
                (case("aws-ec2", "private", "vnet-integrated"), "unknown"),
                (case("gcp-compute", "public", "private-endpoint"), "unknown"),
                (case("edb", "private", "public").runtime(true), "unknown"),
                (case("other", "private", "vnet-integrated"), "unknown"),
                (case("aws-rds", "private", "vnet-integrated"), "absent"),
                (case("aws-aurora", "public", "public"), "absent"),
                (case("gcp-cloud-sql", "public", "public"), "absent"),
                (case("gcp-alloydb", "private", "vnet-integrated"), "absent"),
                (case("single-server", "public", "public"), "absent"),
                (case("azure-flexible-server", "vnet-integrated", "vnet-integrated"), "absent"),
                (case("?", "private", "vnet-integrated").answer("fail"), "unknown"),
            ],
        );
    }
}
