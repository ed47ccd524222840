//! A network security group on the way must let the packets of the connection pass.

mod admin;
mod dns_server;
mod evidence;
mod flow;
mod own_needs;
mod public_address;
mod question;
mod tags;

pub(in crate::check) use dns_server::to_dns_server;
pub(crate) use evidence::evidence;
pub(in crate::check) use own_needs::own_needs;
pub(in crate::check) use public_address::into_a_machine;

use crate::{
    HopKind, Owner, Party, ServerAccess, Severity, SourceAccess, SourceKind,
    check::{Case, Check, Words, always, never_settled},
    guide,
};

/// No network security group blocks the connection.
pub static CHECK: Check = Check {
    id: "nsg",
    name: "security group",
    keys: &["source/nsg", "target/nsg"],
    severity: Severity::Blocker,
    hop: HopKind::OutboundRules,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&ENDPOINT, &SERVER, &ELSEWHERE, &PUBLIC, &PUBLIC_SINGLE],
};

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    let source = &case.config.source;
    let is_public = source.access == Some(SourceAccess::Public);
    let is_integrated = source.access == Some(SourceAccess::VnetIntegrated);
    match (party, source.kind) {
        (Party::Source, Some(SourceKind::SingleServer)) if is_public && source.private_endpoint == Some(false) => {
            &PUBLIC_SINGLE
        }
        (Party::Source, Some(kind)) if is_public && kind != SourceKind::SingleServer => &PUBLIC,
        (Party::Target, _) if case.config.target.access == Some(ServerAccess::Public) => &PUBLIC,
        (Party::Source, Some(SourceKind::FlexibleServer)) if is_integrated => &SERVER,
        (Party::Source, None | Some(SourceKind::SingleServer | SourceKind::FlexibleServer)) => &ENDPOINT,
        (Party::Source, Some(SourceKind::AzureVm)) => &SERVER,
        (Party::Source, Some(_)) => &ELSEWHERE,
        _ if case.target_in_vnet => &SERVER,
        _ => &ENDPOINT,
    }
}

/// Routes have a step of their own where an export was read; who looks by hand looks at them here.
const ROUTES: &str = "Subnet of {client} → Route table: no route sends the address of {destination} to None, or to an appliance that drops \
         it.";

const ALLOW_OUT: &str = "az network nsg rule create -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG -n \
         allow-migration-to-{destination_role} --priority {DESTINATION}_RULE_PRIORITY --direction Outbound --access Allow --protocol Tcp \
         --source-address-prefixes {CLIENT}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes {DESTINATION}_IP \
         --destination-port-ranges {port}";

const DELETE_OUT: &str =
    "az network nsg rule delete -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG -n allow-migration-to-{destination_role}";

static PUBLIC: Words = Words {
    title: "No network security group blocks {client} → {destination} on TCP {port}",
    failure: "A network security group blocks {client} on its way to {destination}.",
    why: "{Client} connects to the public address of {destination} from its subnet: what counts is the subnet's security group, outbound. \
          By default it lets everything out to the internet; a group that denies all must allow this. Replies need no \
          rule.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the public address of {destination} says Allow.",
    ],
    verify_commands: &[
        "az network vnet subnet show -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --query \
         networkSecurityGroup.id",
        "az network nsg rule list -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG --include-default -o table",
    ],
    fix: &["Add an outbound Allow rule with a number lower than the rule that denies."],
    fix_commands: &[ALLOW_OUT],
    security_impact: Some(
        "Every server in the subnet of {client} can reach {destination} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &["Network security group → Outbound security rules: delete allow-migration-to-{destination_role}."],
    undo_commands: &[DELETE_OUT],
    not_applicable_label: None,
    references: &[&guide::SECURITY_GROUPS_ALL],
};

/// Its address may change, so a rule names the service.
static PUBLIC_SINGLE: Words = Words {
    verify: &[
        "Subnet of {client} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to Internet, Sql or Sql and the region says Allow.",
    ],
    fix: &[
        "Add an outbound Allow rule with a number lower than the rule that denies. Its destination is the service tag \
         Sql, which covers Azure Database for PostgreSQL: the server's own address may change.",
    ],
    fix_commands: &[
        "az network nsg rule create -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG -n allow-migration-to-{destination_role} --priority \
         {DESTINATION}_RULE_PRIORITY --direction Outbound --access Allow --protocol Tcp --source-address-prefixes \
         {CLIENT}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes Sql --destination-port-ranges \
         {port}",
    ],
    security_impact: Some(
        "Every server in the subnet of {client} can reach Azure's databases on TCP {port}, whatever a rule with a higher \
         number says.",
    ),
    ..PUBLIC
};

static ENDPOINT: Words = Words {
    title: "No network security group blocks {client} → {destination} on TCP {port}",
    failure: "A network security group blocks {client} on its way to {destination}.",
    why: "{Client} opens the connection, so what counts is outbound at its subnet, and inbound at the endpoint of {destination} \
          if the endpoint's subnet applies network policies (by default it does not). Replies need no rule. Guides \
          that ask for a rule in the other direction describe a connection that is never opened.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the endpoint's address says Allow.",
        "Subnet of the endpoint of {destination}: network policy for private endpoints. If it is enabled for security groups, \
         look at Inbound security rules the same way.",
        ROUTES,
    ],
    verify_commands: &[
        "az network vnet subnet show -g {CLIENT}_VNET_RG --vnet-name {CLIENT}_VNET -n {CLIENT}_SUBNET --query \
         networkSecurityGroup.id",
        "az network nsg rule list -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG --include-default -o table",
        "az network vnet subnet show -g {DESTINATION}_VNET_RG --vnet-name {DESTINATION}_VNET -n {DESTINATION}_SUBNET --query \
         privateEndpointNetworkPolicies",
    ],
    fix: &["Add an Allow rule with a number lower than the rule that denies. It opens one port to one address."],
    fix_commands: &[ALLOW_OUT],
    security_impact: Some(
        "Every server in the subnet of {client} can reach {destination} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &["Network security group → Outbound security rules: delete allow-migration-to-{destination_role}."],
    undo_commands: &[DELETE_OUT],
    not_applicable_label: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::SECURITY_GROUPS_ALL, &guide::ENDPOINT_POLICIES_ALL],
};

static SERVER: Words = Words {
    title: "No network security group blocks {client} → {destination} on TCP {port}",
    failure: "A network security group blocks {client} on its way to {destination}.",
    why: "{Client} opens the connection, so what counts is outbound at its subnet and inbound at {destination}: its subnet and, \
          on a virtual machine, its network interface. Replies need no rule. Guides that ask for a rule in \
          the other direction describe a connection that is never opened.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the address of {destination} says Allow.",
        "Subnet of {destination}, and its network interface: Inbound security rules, the same way.",
        ROUTES,
    ],
    verify_commands: &[
        "az network nsg rule list -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG --include-default -o table",
        "az network nsg rule list -g {DESTINATION}_NSG_RG --nsg-name {DESTINATION}_NSG --include-default -o table",
    ],
    fix: &[
        "Add an Allow rule with a number lower than the rule that denies: outbound at {client}, inbound at {destination}.",
    ],
    fix_commands: &[
        ALLOW_OUT,
        "az network nsg rule create -g {DESTINATION}_NSG_RG --nsg-name {DESTINATION}_NSG -n allow-migration-from-{client_role} --priority \
         {DESTINATION}_RULE_PRIORITY --direction Inbound --access Allow --protocol Tcp --source-address-prefixes \
         {CLIENT}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes {DESTINATION}_IP \
         --destination-port-ranges {port}",
    ],
    security_impact: Some(
        "Every server in the subnet of {client} can reach {destination} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &[
        "Network security groups: delete allow-migration-to-{destination_role} at {client} and allow-migration-from-{client_role} \
         at {destination}.",
    ],
    undo_commands: &[
        "az network nsg rule delete -g {DESTINATION}_NSG_RG --nsg-name {DESTINATION}_NSG -n allow-migration-from-{client_role}",
        DELETE_OUT,
    ],
    not_applicable_label: None,
    references: &[&guide::NETWORK_SCENARIOS_ALL, &guide::SECURITY_GROUPS_ALL],
};

static ELSEWHERE: Words = Words {
    title: "No security group or firewall on the way blocks {client} → {destination} on TCP {port}",
    failure: "A security group or firewall blocks {client} on its way to {destination}.",
    why: "{Client} opens the connection, so what counts is outbound at its subnet, and inbound at {destination}: the firewall or \
          security group in front of it. Replies need no rule. Guides that ask for a rule in the \
          other direction describe a connection that is never opened.",
    owner: Owner::Network,
    verify: &[
        "Subnet of {client} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the address of {destination} says Allow.",
        "At {destination}: firewall and security group admit the address range of the subnet of {client}.",
        ROUTES,
    ],
    verify_commands: &[
        "az network nsg rule list -g {CLIENT}_NSG_RG --nsg-name {CLIENT}_NSG --include-default -o table",
    ],
    fix: &[
        "In Azure: add an outbound Allow rule with a number lower than the rule that denies.",
        "On the other side: admit the subnet of {client} on TCP {port}, inbound.",
    ],
    fix_commands: &[ALLOW_OUT],
    security_impact: Some(
        "Every server in the subnet of {client} can reach {destination} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &[
        "Network security group → Outbound security rules: delete allow-migration-to-{destination_role}.",
        "On the other side: remove the rule.",
    ],
    undo_commands: &[DELETE_OUT],
    not_applicable_label: None,
    references: &[&guide::NETWORK_SCENARIOS_ALL, &guide::SECURITY_GROUPS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn every_private_leg_has_it() {
        statuses(
            "source/nsg",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("pass"), "pass"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("single-server", "public", "public"), "absent"),
            ],
        );
        statuses(
            "target/nsg",
            &[
                (case("single-server", "private", "private-endpoint").answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(true), "unknown"),
            ],
        );
    }
}
