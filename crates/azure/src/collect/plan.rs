//! Lists the commands that a script runs, from the names of the servers to everything that a check looks at.

use pgreach_rules::Export;

use super::Line::{self, Add, Call, Each, End, Let, Why};

pub(super) fn why(text: &str) -> Line {
    Why(text.to_owned())
}

pub(super) fn call(text: &str) -> Line {
    Call(text.to_owned())
}

// The lists of ids, and how they are found in what was printed last.
pub(super) const SINGLE_SERVERS: Line = Add("singles", r#"ids "Microsoft.DBforPostgreSQL/servers/$any""#);
pub(super) const FLEXIBLE_SERVERS: Line = Add("flexibles", r#"ids "Microsoft.DBforPostgreSQL/flexibleServers/$any""#);
const MACHINES: Line = Add("machines", r#"ids "Microsoft.Compute/virtualMachines/$any""#);
pub(super) const ENDPOINTS: Line = Add("endpoints", r#"ids "Microsoft.Network/privateEndpoints/$any""#);
const NICS: Line = Add("nics", r#"ids "Microsoft.Network/networkInterfaces/$any""#);
pub(super) const SUBNETS: Line = Add("subnets", r#"ids "Microsoft.Network/virtualNetworks/$any/subnets/$any""#);
const VNETS: Line = Add("vnets", r#"ids "Microsoft.Network/virtualNetworks/$any""#);
/// The networks that a network is peered with.
const PEERS: Line = Add("peers", r#"ids "Microsoft.Network/virtualNetworks/$any""#);
const SECURITY_GROUPS: Line = Add("groups", r#"ids "Microsoft.Network/networkSecurityGroups/$any""#);
const ROUTE_TABLES: Line = Add("tables", r#"ids "Microsoft.Network/routeTables/$any""#);
pub(super) const GATEWAYS: Line = Add("gateways", r#"ids "Microsoft.Network/virtualNetworkGateways/$any""#);
const LOCAL_GATEWAYS: Line = Add("locals", r#"ids "Microsoft.Network/localNetworkGateways/$any""#);
const FIREWALLS: Line = Add("firewalls", r#"ids "Microsoft.Network/azureFirewalls/$any""#);
pub(super) const POLICIES: Line = Add("policies", r#"ids "Microsoft.Network/firewallPolicies/$any""#);
const IP_GROUPS: Line = Add("ranges", r#"ids "Microsoft.Network/ipGroups/$any""#);
pub(super) const HUBS: Line = Add("hubs", r#"ids "Microsoft.Network/virtualHubs/$any""#);
/// The networks that a hub joins: one that has the range of another is in its way.
const HUB_VNETS: Line = Add("hub_vnets", r#"ids "Microsoft.Network/virtualNetworks/$any""#);
const NAT_GATEWAYS: Line = Add("nats", r#"ids "Microsoft.Network/natGateways/$any""#);
const PUBLIC_ADDRESSES: Line = Add("addresses", r#"ids "Microsoft.Network/publicIPAddresses/$any""#);
pub(super) const ZONES: Line = Add("zones", r#"ids "Microsoft.Network/privateDnsZones/$any""#);
pub(super) const ENDPOINT_ZONES: Line =
    Add("zones", r#"ids "Microsoft.Network/privateDnsZones/privatelink[.]postgres[.]$any""#);
/// Every zone, of which only those count that may answer for a name.
pub(super) const ALL_ZONES: Line = Add("all_zones", r#"ids "Microsoft.Network/privateDnsZones/$any""#);
pub(super) const ALIAS_ZONES: &str = "alias_zones";
/// The names that are asked for.
pub(super) const HOSTS: Line = Add("hosts", "hosts_in");
pub(super) const RESOLVERS: Line = Add("resolvers", r#"ids "Microsoft.Network/dnsResolvers/$any""#);
/// The networks of resolvers.
const RESOLVER_VNETS: Line = Add("resolver_vnets", r#"ids "Microsoft.Network/virtualNetworks/$any""#);
pub(super) const RULESETS: Line = Add("rulesets", r#"ids "Microsoft.Network/dnsForwardingRulesets/$any""#);
pub(super) const DNS_POLICIES: Line = Add("dns_policies", r#"ids "Microsoft.Network/dnsResolverPolicies/$any""#);
pub(super) const DOMAIN_LISTS: Line = Add("domain_lists", r#"ids "Microsoft.Network/dnsResolverDomainLists/$any""#);

const REGIONS: Line = Add("regions", "region");

/// The subscription, group and name of `$id`, for commands that take no id.
const PARTS: &str = r#"parts "$id""#;

/// The calls that export one resource or list; its id, or its parent's, is in `$id`.
///
/// The commands for single servers were taken out of the Azure CLI (Azure/azure-cli pull request 32388, November 2025),
/// and those for the children of flexible servers are to name their arguments differently, so these are asked for by id.
pub(super) fn export(export: Export, of_flexible_server: bool) -> Vec<Line> {
    let (rules, connections) =
        if of_flexible_server { ("2024-08-01", "2024-08-01") } else { ("2017-12-01", "2018-06-01") };
    let rest = |path: &str, api: &str| {
        call(&format!(r#"get {} "$id" rest --method get --url "${{id}}{path}?api-version={api}""#, export.word()))
    };
    let show = |what: &str| vec![call(&format!(r#"get {} "$id" {what} show --ids "$id""#, export.word()))];
    let list = |what: &str, of: &str, more: &str| {
        let place = r#"--subscription "$subscription" --resource-group "$group""#;
        vec![call(PARTS), call(&format!(r#"get {} "$id" {what} list {place} {of} "$name"{more}"#, export.word()))]
    };
    let list_in = |word: &str, path: &str, api: &str| {
        call(&format!(r#"get {word} "$id" rest --method get --url "${{id}}/{path}?api-version={api}""#))
    };
    let list_of = |word: &str, path: &str| list_in(word, path, NETWORK);
    let effective = |command: &str| {
        let place = r#"--subscription "$subscription" --resource-group "$group" --virtual-network-name "$name""#;
        vec![call(PARTS), call(&format!(r#"get {} "$id" network manager {command} {place}"#, export.word()))]
    };
    match export {
        Export::SingleServer => vec![rest("", "2017-12-01")],
        Export::FlexibleServer => show("postgres flexible-server"),
        Export::FirewallRules => vec![rest("/firewallRules", rules)],
        Export::VnetRules => vec![rest("/virtualNetworkRules", "2017-12-01")],
        Export::EndpointConnections => vec![rest("/privateEndpointConnections", connections)],
        Export::Migration => vec![
            Let("only", MIGRATIONS.to_owned()),
            call(
                r#"get migration "$id" rest --method get --url "$id/migrations" --url-parameters api-version=2024-08-01 migrationListFilter=All --query "$only""#,
            ),
        ],
        Export::Vnet => show("network vnet"),
        Export::SecurityGroup => show("network nsg"),
        Export::RouteTable => show("network route-table"),
        Export::Nic => show("network nic"),
        Export::Machine => vec![
            Let("only", MACHINE.to_owned()),
            call(r#"get virtual-machine "$id" vm get-instance-view --ids "$id" --query "$only""#),
        ],
        Export::PrivateEndpoint => show("network private-endpoint"),
        Export::ZoneGroups => list("network private-endpoint dns-zone-group", "--endpoint-name", ""),
        Export::Zone => show("network private-dns zone"),
        Export::ZoneLinks => list("network private-dns link vnet", "--zone-name", ""),
        Export::ZoneRecords => list("network private-dns record-set", "--zone-name", ""),
        // The commands for these come with the extension dns-resolver.
        Export::DnsResolver => vec![list_in("inboundEndpoints", "inboundEndpoints", RESOLVER)],
        Export::Ruleset => vec![
            rest("", RESOLVER),
            list_in("forwardingRules", "forwardingRules", RESOLVER),
            list_in("rulesetLinks", "virtualNetworkLinks", RESOLVER),
        ],
        Export::DnsPolicy => {
            let mut lines = vec![
                rest("", DNS_POLICY),
                list_in("policyLinks", "virtualNetworkLinks", DNS_POLICY),
                list_in("dnsSecurityRules", "dnsSecurityRules", DNS_POLICY),
            ];
            lines.push(DOMAIN_LISTS);
            lines
        }
        Export::DomainList => vec![rest("", DNS_POLICY)],
        Export::Connections => {
            let mut lines = vec![
                Let("only", GATEWAY.to_owned()),
                call(r#"get connections "$id" network vnet-gateway show --ids "$id" --query "$only""#),
                Let("only", CONNECTIONS.to_owned()),
            ];
            lines.extend(list("network vpn-connection", "--vnet-gateway", r#" --query "$only""#));
            lines
        }
        Export::LocalGateways => show("network local-gateway"),
        // The commands for firewalls, policies and hubs come with extensions, which these scripts do not install.
        Export::Firewall | Export::IpGroup | Export::PublicAddress => vec![rest("", NETWORK)],
        Export::FirewallPolicy => {
            vec![rest("", NETWORK), list_of("ruleCollectionGroups", "ruleCollectionGroups")]
        }
        Export::NatGateway => show("network nat gateway"),
        Export::VirtualHub => vec![
            rest("", NETWORK),
            list_of("hubRouteTables", "hubRouteTables"),
            list_of("routingIntent", "routingIntent"),
            // The last, so that the networks in it are what was printed last.
            list_of("hubVirtualNetworkConnections", "hubVirtualNetworkConnections"),
        ],
        // They come with the extension virtual-network-manager: where it is missing, that is noted.
        Export::EffectiveConnectivity => effective("list-effective-connectivity-config"),
        Export::EffectiveAdminRules => effective("list-effective-security-admin-rule"),
        Export::ServiceTags => vec![call(r#"get service-tags "$id" network list-service-tags --location "$id""#)],
    }
}

/// The version of Microsoft.Network that resources are asked for in, where `az` has no command of its own.
const NETWORK: &str = "2024-05-01";

/// The version of DNS Private Resolvers and forwarding rulesets.
///
/// Source: "Microsoft.Network dnsResolvers/inboundEndpoints" and "dnsForwardingRulesets" (template reference, 2022-07-01).
const RESOLVER: &str = "2022-07-01";

/// The version of DNS security policies and their domain lists, the first that is no preview.
///
/// Source: "Microsoft.Network dnsResolverPolicies" and "dnsResolverDomainLists" (template reference, 2025-05-01).
const DNS_POLICY: &str = "2025-05-01";

/// Whether a virtual machine runs, and its network interfaces; without its users and what its scripts and extensions hold.
const MACHINE: &str = "{id:id,name:name,type:type,networkProfile:{networkInterfaces:networkProfile.networkInterfaces},\
                       instanceView:{statuses:instanceView.statuses}}";

/// A gateway without the secrets of its clients, with all that can overrule a step.
const GATEWAY: &str = "{id:id,name:name,type:type,provisioningState:provisioningState,ipConfigurations:ipConfigurations,\
                       natRules:natRules,adminState:adminState}";

/// Connections without their keys, with all that can overrule a step.
const CONNECTIONS: &str = "[].{id:id,name:name,type:type,provisioningState:provisioningState,connectionType:connectionType,\
                          connectionStatus:connectionStatus,virtualNetworkGateway1:virtualNetworkGateway1,\
                          virtualNetworkGateway2:virtualNetworkGateway2,localNetworkGateway2:localNetworkGateway2,\
                          enableBgp:enableBgp,trafficSelectorPolicies:trafficSelectorPolicies,\
                          usePolicyBasedTrafficSelectors:usePolicyBasedTrafficSelectors,\
                          ingressNatRules:ingressNatRules,egressNatRules:egressNatRules}";

/// Migrations without their passwords.
const MIGRATIONS: &str = "{value:value[].{id:id,name:name,type:type,properties:{currentStatus:properties.currentStatus,\
                          migrationInstanceResourceId:properties.migrationInstanceResourceId,\
                          sourceType:properties.sourceType,\
                          sslMode:properties.sslMode,\
                          sourceDbServerResourceId:properties.sourceDbServerResourceId,\
                          sourceDbServerFullyQualifiedDomainName:properties.sourceDbServerFullyQualifiedDomainName,\
                          targetDbServerFullyQualifiedDomainName:properties.targetDbServerFullyQualifiedDomainName,\
                          targetDbServerResourceId:properties.targetDbServerResourceId}},nextLink:nextLink}";

/// Everything, from the names in `$servers`, and from other host names that are connected to.
pub(super) fn everything(hosts: String) -> Vec<Line> {
    let of = |it| export(it, false);
    let flexible = |it| export(it, true);
    let place = vec![SUBNETS, VNETS];
    [
        vec![why("Where the servers are: the commands below take ids."), Each("server", "servers")],
        vec![call(LOOK_FOR), SINGLE_SERVERS, FLEXIBLE_SERVERS, MACHINES, End],
        vec![why("A single server: whether it denies public access, its private endpoints, and the subnets that it admits.")],
        each(
            &SINGLE_SERVERS,
            [of(Export::SingleServer), vec![HOSTS, ENDPOINTS], of(Export::VnetRules), of(Export::FirewallRules)].concat(),
        ),
        vec![why("A flexible server: how it is reached, its subnet and zone, and the migrations into it, which name all three.")],
        each(
            &FLEXIBLE_SERVERS,
            [
                flexible(Export::FlexibleServer),
                place.clone(),
                vec![HOSTS, ENDPOINTS, ZONES, REGIONS],
                flexible(Export::FirewallRules),
                flexible(Export::Migration),
                vec![HOSTS],
            ]
            .concat(),
        ),
        vec![why("A source on a virtual machine: only whether it runs and its network interfaces.")],
        machines(),
        vec![why("The private endpoints of the servers: their state and subnet, and the zones that they write their records to.")],
        each(
            &ENDPOINTS,
            [of(Export::PrivateEndpoint), place.clone(), vec![NICS], of(Export::ZoneGroups), vec![ZONES]].concat(),
        ),
        vec![why("Network interfaces: the addresses of endpoints and machines.")],
        each(&NICS, [of(Export::Nic), place, vec![SECURITY_GROUPS]].concat()),
        vec![why("Which security group and route table each of these subnets has.")],
        each(&SUBNETS, vec![call(r#"look network vnet subnet show --ids "$id""#), SECURITY_GROUPS, ROUTE_TABLES, NAT_GATEWAYS]),
        vec![why("What the security groups let through.")],
        each(&SECURITY_GROUPS, of(Export::SecurityGroup)),
        vec![why("Where the route tables send the packets.")],
        each(&ROUTE_TABLES, of(Export::RouteTable)),
        vec![why("The virtual networks: addresses, DNS servers, subnets and peerings. Then those that they are peered with: a peering has two halves.")],
        each(&VNETS, [of(Export::Vnet), vec![PEERS, GATEWAYS]].concat()),
        each(&PEERS, [of(Export::Vnet), vec![GATEWAYS]].concat()),
        vec![why("What Virtual Network Manager joins these networks to, and its rules that come first. Where its extension is missing, that is noted.")],
        each(&VNETS, [of(Export::EffectiveConnectivity), of(Export::EffectiveAdminRules)].concat()),
        vec![why("Azure Firewalls and hubs of Virtual WAN in these subscriptions: they may join networks, and their rules count.")],
        vec![Each("place", "subscriptions"), call(LIST_FIREWALLS), FIREWALLS, call(LIST_HUBS), HUBS, End],
        each(&FIREWALLS, [of(Export::Firewall), vec![POLICIES, PUBLIC_ADDRESSES]].concat()),
        each(&POLICIES, [of(Export::FirewallPolicy), vec![IP_GROUPS]].concat()),
        each(&IP_GROUPS, of(Export::IpGroup)),
        hubs(),
        vec![why("NAT gateways of these subnets: the address that their packets leave with.")],
        each(&NAT_GATEWAYS, [of(Export::NatGateway), vec![PUBLIC_ADDRESSES]].concat()),
        each(&PUBLIC_ADDRESSES, of(Export::PublicAddress)),
        vec![why("VPN and ExpressRoute: which gateway is connected, and to which addresses. Without the keys.")],
        connections(),
        vec![why("The zones in these subscriptions that may answer for the servers' names: which networks are linked to them, and all their records.")],
        vec![Each("place", "subscriptions"), call(LIST_ZONES), ENDPOINT_ZONES, ALL_ZONES, End, Let("names", hosts)],
        vec![Add("zones", r#"zones_for "$servers $hosts $names" "$all_zones""#)],
        each(&ZONES, [zone(), vec![HOSTS]].concat()),
        vec![why("The same for the names that their aliases lead to.")],
        vec![Add(ALIAS_ZONES, r#"zones_for "$hosts" "$all_zones""#), Each("id", ALIAS_ZONES)],
        zone(),
        vec![End],
        vec![why("DNS Private Resolvers and forwarding rulesets: where a network's questions for names go.")],
        vec![Each("place", "subscriptions"), call(LIST_RESOLVERS), RESOLVERS, call(LIST_RULESETS), RULESETS],
        vec![call(LIST_DNS_POLICIES), DNS_POLICIES, End],
        each(&RESOLVERS, [of(Export::DnsResolver), vec![RESOLVER_VNETS]].concat()),
        each(&RESOLVER_VNETS, of(Export::Vnet)),
        each(&RULESETS, of(Export::Ruleset)),
        vec![why("DNS security policies: which names they block, and in which networks.")],
        each(&DNS_POLICIES, of(Export::DnsPolicy)),
        each(&DOMAIN_LISTS, of(Export::DomainList)),
        vec![why("Which addresses a service tag in a security group or route stands for.")],
        each(&REGIONS, of(Export::ServiceTags)),
    ]
    .concat()
}

const LOOK_FOR: &str = r#"look_for "$server""#;

const LIST_FIREWALLS: &str =
    r#"look resource list --subscription "$place" --resource-type Microsoft.Network/azureFirewalls"#;
const LIST_HUBS: &str = r#"look resource list --subscription "$place" --resource-type Microsoft.Network/virtualHubs"#;

const LIST_ZONES: &str =
    r#"look resource list --subscription "$place" --resource-type Microsoft.Network/privateDnsZones"#;

const LIST_RESOLVERS: &str =
    r#"look resource list --subscription "$place" --resource-type Microsoft.Network/dnsResolvers"#;
const LIST_RULESETS: &str =
    r#"look resource list --subscription "$place" --resource-type Microsoft.Network/dnsForwardingRulesets"#;
const LIST_DNS_POLICIES: &str =
    r#"look resource list --subscription "$place" --resource-type Microsoft.Network/dnsResolverPolicies"#;

/// A zone with all that belongs to it.
pub(super) fn zone() -> Vec<Line> {
    let mut lines = vec![call(PARTS)];
    let parts = |it: &Line| matches!(it, Call(text) if text == PARTS);
    let all = [Export::Zone, Export::ZoneLinks, Export::ZoneRecords];
    lines.extend(all.into_iter().flat_map(|it| export(it, false)).filter(|it| !parts(it)));
    lines
}

/// Virtual machines, and which network interfaces they have.
fn machines() -> Vec<Line> {
    each(&MACHINES, [export(Export::Machine, false), vec![NICS]].concat())
}

/// The servers of the name in `$server`. A retired single server's name may be a flexible server's by now.
pub(super) fn servers() -> Vec<Line> {
    let mut lines = vec![call(LOOK_FOR), SINGLE_SERVERS, FLEXIBLE_SERVERS];
    lines.extend(each(&SINGLE_SERVERS, export(Export::SingleServer, false)));
    lines.extend(each(&FLEXIBLE_SERVERS, export(Export::FlexibleServer, true)));
    lines
}

/// The machine of the name in `$server` with its network interfaces, or the one with that name.
pub(super) fn nics() -> Vec<Line> {
    let mut lines = vec![call(LOOK_FOR), MACHINES, NICS];
    lines.extend(machines());
    lines.extend(each(&NICS, export(Export::Nic, false)));
    lines
}

/// The zones that may answer for the name in `$server`, which may be a zone's own, and those below it.
pub(super) fn zones() -> Vec<Line> {
    let below = Add("zones", r#"ids "Microsoft.Network/privateDnsZones/$any.$server""#);
    let mut lines = vec![Each("place", "subscriptions"), call(LIST_ZONES), ALL_ZONES, below, End];
    lines.push(Add("zones", r#"zones_for "$server" "$all_zones""#));
    lines.extend(each(&ZONES, zone()));
    lines
}

/// A DNS security policy with the domain lists that its rules name.
pub(super) fn dns_policy() -> Vec<Line> {
    let mut lines = export(Export::DnsPolicy, false);
    lines.extend(each(&DOMAIN_LISTS, export(Export::DomainList, false)));
    lines
}

/// The network interfaces of the address in `$only`, a query.
pub(super) fn nics_of_address() -> Vec<Line> {
    let list = call(r#"look network nic list --subscription "$place" --query "$only""#);
    let mut lines = vec![Each("place", "subscriptions"), list, NICS, End];
    lines.extend(each(&NICS, export(Export::Nic, false)));
    lines
}

/// The connections of the gateways of the virtual network in `$id`, and what they lead to.
pub(super) fn connections_of_vnet() -> Vec<Line> {
    let mut lines = vec![call(r#"look network vnet show --ids "$id""#), GATEWAYS];
    lines.extend(connections());
    lines
}

/// The connections of the gateways that were found, and what they lead to.
fn connections() -> Vec<Line> {
    let mut of_gateway = export(Export::Connections, false);
    of_gateway.push(LOCAL_GATEWAYS);
    let mut lines = each(&GATEWAYS, of_gateway);
    lines.extend(each(&LOCAL_GATEWAYS, export(Export::LocalGateways, false)));
    lines
}

/// The hubs of Virtual WAN that were found, and the networks that they join: their ranges count against each other.
fn hubs() -> Vec<Line> {
    let hubs = each(&HUBS, [export(Export::VirtualHub, false), vec![HUB_VNETS]].concat());
    [hubs, each(&HUB_VNETS, export(Export::Vnet, false))].concat()
}

pub(super) fn each(list: &Line, lines: Vec<Line>) -> Vec<Line> {
    let &Add(list, _) = list else { return lines };
    [Each("id", list)].into_iter().chain(lines).chain([End]).collect()
}
