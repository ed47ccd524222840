//! The net under all steps: what stands in the files, is not read, and can overrule a step that passes.
//!
//! A resource of a type that is not read counts where it names something that the connection goes through, or is named
//! by it. What it can overrule is by its type; of a type that is not listed here, everything.

use pgreach_network::Unread;

use super::{PARTIES, place};
use crate::{
    Finding, HopKind, Party, Reason, Status,
    check::{
        Check,
        access::{firewall, service_endpoint, vnet_rule},
        endpoint::server_state,
        reach::{hybrid_connection, nsg, peering, route},
    },
    network::{Attachment, Context, DnsPolicy, Id, Key, parties},
};

/// What a type can overrule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Nothing, for a reason.
    Harmless,
    /// Which address a name leads to. Where it can save a step that fails, it says so.
    Names { saves: bool },
    /// Whether packets pass, and which way they take.
    Reach { saves: bool },
    /// The address that a server sees, and so whether it admits it.
    Admission,
    /// Any of these.
    Any { saves: bool },
}

use Effect::{Admission, Any, Harmless, Names, Reach};

/// The types, after `microsoft.network/` and in lower case, each with its parts: the longest that fits counts. The reason
/// of a harmless one stands beside it, and above it the document that says what the type does.
///
/// Source of the types: "Microsoft.Network resource types" (ARM template reference, 2025-10).
const TYPES: &[(&str, Effect, &str)] = &[
    // "Application Gateways - List Available Ssl Options" (REST API, 2024-01-01).
    ("applicationgatewayavailablessloptions", Harmless, "a catalogue of Azure"),
    // "What is Azure Application Gateway?" (2025-12-09).
    ("applicationgateways", Harmless, "it answers at its own address, which no server's name leads to"),
    // "What is Azure Web Application Firewall on Azure Application Gateway?" (2025-03-10).
    ("applicationgatewaywebapplicationfirewallpolicies", Harmless, "it looks at HTTP that comes to a gateway"),
    // "Application security groups" (2020-02-27).
    ("applicationsecuritygroups", Harmless, "its members name it, and rules are judged by them"),
    // "FQDN tags overview for Azure Firewall" (2026-03-28).
    ("azurefirewallfqdntags", Harmless, "a catalogue of Azure"),
    // "Web Categories - List By Subscription" (REST API, 2024-01-01).
    ("azurewebcategories", Harmless, "a catalogue of Azure"),
    // "What is Azure Bastion?" (2026-01-14).
    ("bastionhosts", Harmless, "it opens sessions to machines, and no other packets go through it"),
    // "Bgp Service Communities - List" (REST API, 2024-01-01).
    ("bgpservicecommunities", Harmless, "a catalogue of Azure"),
    // "Custom IP address prefix (BYOIP)" (2023-08-24).
    ("customipprefixes", Harmless, "public addresses are taken from it; which one a server sees is not decided by it"),
    // "DDoS Custom Policies - Get" (REST API, 2024-01-01).
    ("ddoscustompolicies", Harmless, "it drops floods that come to public addresses"),
    // "What is Azure DDoS Protection?" (2023-01-17).
    ("ddosprotectionplans", Harmless, "it drops floods that come to public addresses"),
    ("dnsforwardingrulesets", Names { saves: true }, ""),
    ("dnsresolvers", Names { saves: true }, ""),
    ("dnszones", Names { saves: false }, ""),
    // "DSCP Configuration - Get" (REST API, 2024-01-01).
    ("dscpconfigurations", Harmless, "it marks packets with a class, and changes neither way nor filter"),
    // "Express Route Provider Ports - List" (REST API, 2024-01-01).
    ("expressrouteproviderports", Harmless, "a catalogue of Azure"),
    // "Express Route Ports Locations - List" (REST API, 2024-01-01).
    ("expressrouteportslocations", Harmless, "a catalogue of Azure"),
    // "Express Route Service Providers - List" (REST API, 2024-01-01).
    ("expressrouteserviceproviders", Harmless, "a catalogue of Azure"),
    // "Azure Front Door overview" (2026-04-24).
    ("frontdoors", Harmless, "it answers HTTP at its own address"),
    // "Policy settings for Web Application Firewall on Azure Front Door" (2019-08-21).
    ("frontdoorwebapplicationfirewallpolicies", Harmless, "it looks at HTTP that comes to a front door"),
    // "Ip Allocations - Get" (REST API, 2024-01-01).
    ("ipallocations", Harmless, "it reserves addresses for a network, and filters nothing"),
    // "IP Groups in Azure Firewall" (2026-03-28).
    ("ipgroups", Harmless, "only the rules of a firewall name it, and the firewall counts itself"),
    ("natgateways", Admission, ""),
    // "Azure Internet Analyzer" (2019-10-16).
    ("networkexperimentprofiles", Harmless, "it measures"),
    // "Subnets - Prepare Network Policies" (REST API, 2024-01-01).
    ("networkintentpolicies", Harmless, "what it adds for a service stands in the security group and table themselves"),
    // "Network Interface IP Configurations - Get" (REST API, 2024-01-01).
    ("networkinterfaces/ipconfigurations", Harmless, "the network interface says the same"),
    // "Azure virtual network TAP overview" (2025-04-21).
    ("networkinterfaces/tapconfigurations", Harmless, "it copies packets"),
    ("networkmanagers", Any { saves: true }, ""),
    // "What is IP address management (IPAM) in Azure Virtual Network Manager?" (2025-02-05).
    ("networkmanagers/ipampools", Harmless, "it plans addresses, and filters nothing"),
    // "What is Virtual Network Verifier?" (2024-05-20).
    ("networkmanagers/verifierworkspaces", Harmless, "it analyses"),
    // "Virtual network scenarios and resources", Azure Container Instances (2024-08-29).
    ("networkprofiles", Harmless, "it says in which subnet containers get their network interfaces"),
    // "Azure Network Watcher overview" (2026-02-25).
    ("networkwatchers", Harmless, "it watches, and changes no packet"),
    // "Public IP addresses in Azure" (2023-08-24).
    ("publicipaddresses", Harmless, "an address lets nothing pass; what uses it counts itself"),
    // "Public IP address prefix" (2023-08-24).
    ("publicipprefixes", Harmless, "public addresses are taken from it; what uses them counts itself"),
    // "Virtual network service endpoint policies for Azure Storage" (2020-02-21).
    ("serviceendpointpolicies", Harmless, "it filters service endpoints of Azure Storage alone"),
    ("virtualhubs", Any { saves: true }, ""),
    // Members of resources that are read.
    ("connections/egressnatrules", Reach { saves: true }, ""),
    ("connections/ingressnatrules", Reach { saves: true }, ""),
    ("connections/usepolicybasedtrafficselectors", Reach { saves: false }, ""),
    ("dnsforwardingrulesets/forwardingrules/provisioningstate", Names { saves: true }, ""),
    ("dnsforwardingrulesets/provisioningstate", Names { saves: true }, ""),
    ("dnsresolvers/dnsresolverstate", Names { saves: true }, ""),
    ("dnsresolvers/outboundendpoints/provisioningstate", Names { saves: true }, ""),
    ("dnsresolvers/provisioningstate", Names { saves: true }, ""),
    ("natgateways/provisioningstate", Admission, ""),
    ("privateendpoints/ipversiontype", Any { saves: false }, ""),
    ("publicipaddresses/provisioningstate", Admission, ""),
    ("publicipprefixes/provisioningstate", Admission, ""),
    // "What is Azure Route Server?" (2025-02-25): a hub with addresses in a VNet is one, and gives it routes.
    ("virtualhubs/bgpconnections", Reach { saves: true }, ""),
    ("virtualhubs/hubvirtualnetworkconnections/routingconfiguration", Reach { saves: true }, ""),
    ("virtualhubs/ipconfigurations", Reach { saves: true }, ""),
    ("virtualnetworkgateways/adminstate", Reach { saves: false }, ""),
    ("virtualnetworkgateways/natrules", Reach { saves: true }, ""),
    ("virtualnetworks/encryption", Reach { saves: false }, ""),
    // "Resource Navigation Links - List" (REST API, 2024-01-01).
    ("virtualnetworks/subnets/resourcenavigationlinks", Harmless, "it says which service uses the subnet"),
    // "Service Association Links - List" (REST API, 2024-01-01).
    ("virtualnetworks/subnets/serviceassociationlinks", Harmless, "it says which service uses the subnet"),
    // "Azure virtual network TAP overview" (2025-04-21).
    ("virtualnetworktaps", Harmless, "it copies packets"),
    ("virtualwans", Reach { saves: true }, ""),
    // What pgreach keeps of a plan that changes something, and does not say to what.
    (PLANNED, Any { saves: true }, ""),
    // Listed so that what others may see keeps the type; they can overrule anything, as what is not listed.
    ("azurefirewalls", Any { saves: true }, ""),
    ("expressroutecircuits", Reach { saves: true }, ""),
    ("expressroutegateways", Reach { saves: true }, ""),
    ("firewallpolicies", Any { saves: true }, ""),
    ("loadbalancers", Any { saves: false }, ""),
    ("networksecurityperimeters", Any { saves: false }, ""),
    ("networkvirtualappliances", Any { saves: true }, ""),
    ("privatelinkservices", Any { saves: false }, ""),
    ("virtualrouters", Reach { saves: true }, ""),
    ("vpngateways", Reach { saves: true }, ""),
];

/// What a plan changes or deletes, where it is not known what there is after it.
const PLANNED: &str = "plannedchanges";

/// What a type in lower case can overrule, where it is listed.
fn listed(kind: &str) -> Option<Effect> {
    let kind = kind.strip_prefix("microsoft.network/")?;
    let fits = |listed: &&(&str, Effect, &str)| {
        kind.strip_prefix(listed.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    TYPES.iter().filter(fits).max_by_key(|it| it.0.len()).map(|it| it.1)
}

/// Whether pgreach knows what a type of Microsoft.Network can do, though it does not read it. In lower case.
#[must_use]
pub fn is_listed_type(kind: &str) -> bool {
    let kind = kind.strip_prefix("microsoft.network/").unwrap_or_default();
    TYPES.iter().any(|it| it.0 == kind)
}

impl Effect {
    /// Whether it can overrule a step of this check that has this status.
    fn overrules(self, check: &Check, status: Status) -> bool {
        let is_of_names = matches!(check.hop, HopKind::Name | HopKind::Address);
        let is_of_admission = [&firewall::CHECK, &service_endpoint::CHECK, &vnet_rule::CHECK].contains(&check);
        let is_of_reach = [&peering::CHECK, &nsg::CHECK, &route::CHECK, &hybrid_connection::CHECK].contains(&check);
        let (concerns, saves) = match self {
            Harmless => (false, false),
            Names { saves } => (is_of_names, saves),
            Reach { saves } => (is_of_reach, saves),
            Admission => (is_of_admission, false),
            Any { saves } => (is_of_names || is_of_reach || is_of_admission, saves),
        };
        // A rule that is not needed, because another admits the address, rests on that address as well.
        let rests = status == Status::Pass || status == Status::NotApplicable && is_of_admission;
        concerns && (rests || status == Status::Fail && saves)
    }
}

/// What a resource that is not read has to do with the connection to a party.
#[derive(Debug, Clone, Copy, Default)]
struct Concern {
    /// It names something on the way, or is named by it.
    way: bool,
    /// It names the party's own server.
    server: bool,
}

/// The resources that are not read, and that have to do with a connection.
pub(super) struct Net<'a> {
    harmful: Vec<(&'a Unread, Effect, [Concern; 3])>,
}

impl<'a> Net<'a> {
    pub(super) fn of(context: &Context<'a>) -> Self {
        let unread = context.network.unread.iter();
        let mut harmful: Vec<_> = unread
            .map(|it| (it, listed(&it.kind).unwrap_or(Any { saves: false }), [Concern::default(); 3]))
            .filter(|it| it.1 != Harmless)
            .collect();
        if harmful.is_empty() {
            return Self { harmful };
        }
        // Where it is not known who the client is, it may be either.
        let client = context.client().ok();
        let clients = [Party::Target, Party::Runtime].into_iter().filter(|it| client.is_none_or(|known| known == *it));
        let at_client: Vec<Id> = clients.flat_map(|it| way(context, it)).collect();
        for (place, party) in PARTIES.into_iter().enumerate() {
            let at_party = way(context, party);
            let servers = parties::servers(context.config, context.network, party);
            for (unread, _, concerns) in &mut harmful {
                if let Some(concern) = concerns.get_mut(place) {
                    concern.way = at_client.iter().chain(&at_party).any(|it| unread.concerns(it));
                    concern.server = servers.iter().any(|it| unread.concerns(&it.origin.id));
                }
            }
        }
        Self { harmful }
    }

    /// A finding of a check, undecided where something that is not read can overrule it.
    pub(super) fn under(&self, check: &Check, party: Party, finding: Finding) -> Finding {
        let place = place(party);
        let overrules = |(_, effect, concerns): &&(&Unread, Effect, [Concern; 3])| {
            let concern = concerns.get(place).copied().unwrap_or_default();
            // Between two public servers no other step is decided by what lies between them.
            let stops = concern.server && *check == server_state::CHECK && finding.status == Status::Pass;
            stops || concern.way && effect.overrules(check, finding.status)
        };
        let Some((unread, ..)) = self.harmful.iter().find(overrules) else { return finding };
        let doubt = if unread.kind.strip_prefix("microsoft.network/") == Some(PLANNED) {
            let name = unread.origin.name();
            format!(
                "A plan or template in the files makes, changes or deletes {name}, and what there is after it is not known."
            )
        } else {
            format!("pgreach does not read {}, and it can overrule this step.", called(unread))
        };
        let before = finding.note.map(|it| format!(" {it}")).unwrap_or_default();
        let (reason, note) = (Some(Reason::NotRead), Some(doubt + &before));
        Finding { status: Status::Unknown, note, reason, stages: Vec::new(), ..finding }
    }
}

/// Names what is not read: a resource by its type, a member by what it is of.
fn called(unread: &Unread) -> String {
    let kind = unread.kind.strip_prefix("microsoft.network/").unwrap_or(&unread.kind);
    match unread.origin.id.parent().filter(|_| unread.origin.id.name() == "set") {
        Some(of) => {
            let member = unread.origin.id.text().rsplit('/').nth(1).unwrap_or(kind);
            format!("{member} of {}", of.name())
        }
        None => format!("{kind} {}", unread.origin.name()),
    }
}

/// What a connection goes through at one end: the server or machine, its endpoints and network interfaces, their subnets
/// and what these name, their VNets and those peered with them, and the zones that answer there.
fn way(context: &Context<'_>, party: Party) -> Vec<Id> {
    let network = context.network;
    let mut ids: Vec<Id> = Vec::new();
    let mut subnets: Vec<&Id> = Vec::new();
    let machine = (party == Party::Source).then(|| parties::machine(context.config, network)).flatten();
    let mut nics: Vec<_> = machine.into_iter().collect();
    for server in parties::servers(context.config, network, party) {
        ids.push(server.origin.id.clone());
        ids.extend(server.private_dns_zone.known().cloned());
        subnets.extend(server.delegated_subnet.known());
        for endpoint in context.endpoints(server) {
            ids.push(endpoint.origin.id.clone());
            subnets.extend(&endpoint.subnet);
            nics.extend(endpoint.nics.iter().filter_map(|it| network.nic(it)));
            let groups = context.zone_groups(endpoint);
            ids.extend(groups.iter().flat_map(|it| &it.zones).filter_map(|it| it.zone.clone()));
        }
    }
    for nic in nics {
        ids.push(nic.origin.id.clone());
        ids.extend(nic.security_group.known().cloned());
        ids.extend(nic.machine.clone());
        subnets.extend(nic.addresses.iter().filter_map(|it| it.subnet.as_ref()));
    }
    if party == Party::Source {
        for it in context.connections_to_source() {
            ids.push(it.origin.id.clone());
            ids.extend([&it.gateway, &it.remote_gateway, &it.local_gateway].into_iter().flatten().cloned());
        }
    }
    if let (Ok(near), Ok(place)) = (context.client_vnet(), context.destination_subnet(party)) {
        for it in network.vpns(&near, &place.vnet) {
            ids.push(it.origin.id.clone());
            ids.extend([&it.gateway, &it.remote_gateway].into_iter().flatten().cloned());
        }
    }
    for id in subnets {
        ids.push(id.clone());
        ids.extend(id.parent());
        let Ok(Attachment { vnet, subnet }) = context.side(id) else { continue };
        ids.extend(subnet.security_group.known().cloned());
        ids.extend(subnet.route_table.known().cloned());
        ids.extend(subnet.nat_gateway.known().cloned());
        ids.extend(vnet.peerings.iter().filter_map(|it| it.remote.clone()));
        ids.extend(network.zones.by(Key::Mention(&vnet.origin.id)).map(|it| it.origin.id.clone()));
        let rulesets =
            network.rulesets.iter().filter(|it| it.links.iter().any(|it| it.vnet.as_ref() == Some(&vnet.origin.id)));
        ids.extend(rulesets.map(|it| it.origin.id.clone()));
        let is_policy = |it: &&DnsPolicy| it.links.iter().any(|it| it.vnet.as_ref() == Some(&vnet.origin.id));
        for policy in network.dns_policies.iter().filter(is_policy) {
            ids.push(policy.origin.id.clone());
            ids.extend(policy.rules.iter().filter_map(|it| it.lists.known()).flatten().cloned());
        }
    }
    let hubs = network.joins.hubs.iter();
    let hubs = hubs.filter(|it| it.connections.iter().any(|it| it.vnet.as_ref().is_some_and(|it| ids.contains(it))));
    let hubs: Vec<Id> = hubs.map(|it| it.origin.id.clone()).collect();
    ids.extend(hubs);
    // Resolvers take questions from the VNets that theirs is peered with.
    let is_near = |it: &Id| it.parent().is_some_and(|it| ids.contains(&it));
    let inbound = network.inbound_endpoints.iter().filter(|it| it.subnet.as_ref().is_some_and(is_near));
    let inbound: Vec<_> = inbound.collect();
    ids.extend(inbound.iter().filter_map(|it| it.origin.id.parent()));
    // The question enters the subnet that they stand in.
    for id in inbound.into_iter().filter_map(|it| it.subnet.as_ref()) {
        ids.push(id.clone());
        let Ok(Attachment { subnet, .. }) = context.side(id) else { continue };
        ids.extend(subnet.security_group.known().cloned());
        ids.extend(subnet.route_table.known().cloned());
    }
    // A firewall stands in a hub, or in a subnet of a VNet that is peered.
    let firewalls = network.joins.firewalls.iter().filter(|it| {
        let vnet = it.subnet.as_ref().and_then(Id::parent);
        it.hub.iter().chain(&vnet).any(|it| ids.contains(it))
    });
    let firewalls = firewalls.flat_map(|it| {
        let named = [Some(it.origin.id.clone()), it.policy.known().cloned()].into_iter().flatten();
        named.chain(it.public_addresses.iter().cloned())
    });
    let firewalls: Vec<Id> = firewalls.collect();
    ids.extend(firewalls);
    let policies = network.joins.policies.iter().filter(|it| ids.contains(&it.origin.id));
    let collections = policies.flat_map(|it| &it.groups.items).filter_map(|it| it.collections.known()).flatten();
    let groups =
        collections.flat_map(|it| &it.rules).flat_map(|it| it.source_groups.iter().chain(&it.destination_groups));
    let groups: Vec<Id> = groups.cloned().collect();
    ids.extend(groups);
    let gateways = network.joins.nat_gateways.iter().filter(|it| ids.contains(&it.origin.id));
    let addresses: Vec<Id> = gateways.filter_map(|it| it.addresses.known()).flatten().cloned().collect();
    ids.extend(addresses);
    ids
}
