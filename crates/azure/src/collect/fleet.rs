//! Everything for all migrations: what Resource Graph holds, in pages, and by single calls what it lacks.
//!
//! Resource Graph has rows for resources of their own. Rules of firewalls, migrations, zone groups and records it lacks; and
//! what a list holds proves that nothing else is there only where the list is one parent's, so a zone's links are asked for too.

use pgreach_rules::Export;

use super::{
    Line::{self, Add, Each, End},
    Scope, Script,
    plan::{
        ALIAS_ZONES, ALL_ZONES, DNS_POLICIES, DOMAIN_LISTS, ENDPOINT_ZONES, ENDPOINTS, FLEXIBLE_SERVERS, GATEWAYS,
        HOSTS, HUBS, POLICIES, RESOLVERS, RULESETS, SINGLE_SERVERS, SUBNETS, ZONES, call, each, export, why,
    },
};

const ABOUT: &[&str] = &[
    "Read it before you run it. Every az command below is a show, a list, a GET or a query of Resource Graph, which is a POST: \
     nothing is changed. What they print goes into one file, pgreach-export.json, in the folder where you run this, and \
     nowhere else. No key and no password is asked for. A command that fails is noted in the file, and the rest goes on. \
     Stopped and run again, it goes on where it was.",
    "It needs the Reader role on the subscriptions or the management group, and az login.",
];

/// The columns that are read.
const COLUMNS: &str = "id, name, type, location, tags, sku, properties";

/// Of virtual machines: whether they run, and their network interfaces; without users and what scripts and extensions hold.
const MACHINE: &str =
    "id, name, type, location, tags, networkProfile=properties.networkProfile, extended=properties.extended";

/// Of what a command says whole, as of gateways one that leaves out the secrets of their clients.
const ONLY_ID: &str = "id, name, type";

/// So many rows of what is small, and so many of what may hold hundreds of rules or subnets: an answer has 16 MB at most.
///
/// Source: "Working with large Azure resource data sets" (2025): at most 1000 rows a page.
const MANY: usize = 1000;
const FEW: usize = 100;

/// What a script has beyond that of one migration. Its texts are here alone: the page, which writes none, carries none of them.
#[derive(Debug)]
pub(super) struct Fleet {
    pub(super) scope: Scope,
    pub(super) bash: &'static str,
    pub(super) powershell: &'static str,
}

pub(super) fn script(scope: &Scope) -> Script {
    let mut scope = scope.clone();
    scope.subscriptions.retain(|it| Scope::is_name(it));
    scope.management_group = scope.management_group.filter(|it| Scope::is_name(it));
    Script {
        title: "What Azure knows of all PostgreSQL migrations of an organisation".to_owned(),
        about: ABOUT,
        lines: lines(),
        adds: true,
        of_fleet: Some(Fleet { scope, bash: include_str!("fleet.sh"), powershell: include_str!("fleet.ps1") }),
        ..Script::default()
    }
}

/// A query for resources of some types.
fn of_types(rows: usize, types: &[&str], more: &str, columns: &str) -> Line {
    let types: Vec<String> = types.iter().map(|it| format!("'{it}'")).collect();
    let types = types.join(", ");
    call(&format!(r#"query {rows} "Resources | where type in~ ({types}){more} | project {columns} | order by id asc""#))
}

fn network(rows: usize, types: &[&str]) -> Line {
    let types: Vec<String> = types.iter().map(|it| format!("microsoft.network/{it}")).collect();
    let types: Vec<&str> = types.iter().map(String::as_str).collect();
    of_types(rows, &types, "", COLUMNS)
}

fn lines() -> Vec<Line> {
    let of = |it| export(it, false);
    let flexible = |it| export(it, true);
    let servers = ["microsoft.dbforpostgresql/servers", "microsoft.dbforpostgresql/flexibleservers"];
    let of_servers = " | where tostring(properties) contains '/Microsoft.DBforPostgreSQL/'";
    // One call says the zone's links, one its records: the row has the zone itself.
    let zone = || [of(Export::ZoneLinks), of(Export::ZoneRecords)].concat();
    [
        vec![why("All servers: how they are reached, their subnets, zones and private endpoints.")],
        vec![of_types(MANY, &servers, "", COLUMNS)],
        vec![SINGLE_SERVERS, FLEXIBLE_SERVERS, SUBNETS, ZONES, HOSTS, Add("regions", "all_regions")],
        vec![why("Which addresses a server admits, and the migrations into it: Resource Graph has none of these.")],
        each(&SINGLE_SERVERS, [of(Export::VnetRules), of(Export::FirewallRules)].concat()),
        each(&FLEXIBLE_SERVERS, [flexible(Export::FirewallRules), flexible(Export::Migration), vec![HOSTS]].concat()),
        vec![why("The private endpoints of servers, and the zones that they write their records to.")],
        vec![of_types(MANY, &["microsoft.network/privateendpoints"], of_servers, COLUMNS), ENDPOINTS, SUBNETS],
        each(&ENDPOINTS, [of(Export::ZoneGroups), vec![ZONES]].concat()),
        vec![why("Virtual networks with their subnets and peerings, security groups, route tables.")],
        vec![network(FEW, &["virtualnetworks", "networksecuritygroups", "routetables"])],
        vec![why("Network interfaces: the addresses of endpoints and machines.")],
        vec![network(MANY, &["networkinterfaces"])],
        vec![why("Virtual machines, which may be sources: only whether they run and their network interfaces.")],
        vec![of_types(MANY, &["microsoft.compute/virtualmachines"], "", MACHINE)],
        vec![why("Azure Firewalls and hubs of Virtual WAN, and what is on the way out.")],
        vec![network(FEW, &["azurefirewalls", "firewallpolicies", "virtualhubs"]), POLICIES, HUBS],
        vec![network(MANY, &["ipgroups", "natgateways", "publicipaddresses", "localnetworkgateways"])],
        vec![why("The rules of the firewalls' policies, and what the hubs join.")],
        each(&POLICIES, rest_of(Export::FirewallPolicy)),
        each(&HUBS, rest_of(Export::VirtualHub)),
        vec![why("VPN and ExpressRoute: which gateway is connected, and to which addresses. Without the keys.")],
        vec![of_types(MANY, &["microsoft.network/virtualnetworkgateways"], "", ONLY_ID), GATEWAYS],
        each(&GATEWAYS, of(Export::Connections)),
        vec![why("The zones that may answer for the servers' names: which networks are linked to them, and all their records.")],
        vec![network(MANY, &["privatednszones"]), ENDPOINT_ZONES, ALL_ZONES],
        vec![Add("zones", r#"zones_for "$hosts" "$all_zones""#)],
        each(&ZONES, [zone(), vec![HOSTS]].concat()),
        vec![why("The same for the names that their aliases lead to.")],
        vec![Add(ALIAS_ZONES, r#"zones_for "$hosts" "$all_zones""#), Each("id", ALIAS_ZONES)],
        zone(),
        vec![End],
        vec![why("DNS Private Resolvers, forwarding rulesets and DNS security policies: where questions for names go, and which are blocked.")],
        vec![network(FEW, &["dnsresolvers", "dnsforwardingrulesets"]), RESOLVERS, RULESETS],
        vec![of_types(FEW, &["microsoft.network/dnsresolverpolicies"], "", ONLY_ID), DNS_POLICIES],
        each(&RESOLVERS, of(Export::DnsResolver)),
        each(&RULESETS, rest_of(Export::Ruleset)),
        each(&DNS_POLICIES, of(Export::DnsPolicy)),
        each(&DOMAIN_LISTS, of(Export::DomainList)),
        vec![why("What Virtual Network Manager joins the servers' networks to, and its rules that come first. Where its extension is missing, that is noted.")],
        vec![Add("vnets", r#"vnets_of "$subnets""#), Each("id", "vnets")],
        [of(Export::EffectiveConnectivity), of(Export::EffectiveAdminRules), vec![End]].concat(),
        vec![why("Which addresses a service tag in a security group or route stands for.")],
        vec![Each("id", "regions")],
        of(Export::ServiceTags),
        vec![End],
    ]
    .concat()
}

/// What an export asks for beside the resource itself, of which there is a row.
fn rest_of(it: Export) -> Vec<Line> {
    export(it, false).into_iter().skip(1).collect()
}
