//! The net under all steps: what stands in the files, is not read, and can overrule a step that passes.
//!
//! A resource of a type that is not read counts where it names something that the connection goes through, or is named
//! by it. What it can overrule is by its type; of a type that is not listed here, everything.

use pgreach_network::Unread;

use crate::{
    HopKind, Party, Status,
    check::Check,
    network::{Attachment, Context, DnsPolicy, Finding, Id, parties},
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
/// of a harmless one stands beside it.
///
/// Sources, all of Microsoft Learn, 2025-10: "Microsoft.Network resource types" and the overview of each service.
const TYPES: &[(&str, Effect, &str)] = &[
    ("applicationgatewayavailablessloptions", Harmless, "a catalogue of Azure"),
    ("applicationgateways", Harmless, "it answers at its own address, which no server's name leads to"),
    ("applicationgatewaywebapplicationfirewallpolicies", Harmless, "it looks at HTTP that comes to a gateway"),
    ("applicationsecuritygroups", Harmless, "its members name it, and rules are judged by them"),
    ("azurefirewallfqdntags", Harmless, "a catalogue of Azure"),
    ("azurewebcategories", Harmless, "a catalogue of Azure"),
    ("bastionhosts", Harmless, "it opens sessions to machines, and no other packets go through it"),
    ("bgpservicecommunities", Harmless, "a catalogue of Azure"),
    ("customipprefixes", Harmless, "public addresses are taken from it; which one a server sees is not decided by it"),
    ("ddoscustompolicies", Harmless, "it drops floods that come to public addresses"),
    ("ddosprotectionplans", Harmless, "it drops floods that come to public addresses"),
    ("dnsforwardingrulesets", Names { saves: true }, ""),
    ("dnsresolvers", Names { saves: true }, ""),
    ("dnszones", Names { saves: false }, ""),
    ("dscpconfigurations", Harmless, "it marks packets with a class, and changes neither way nor filter"),
    ("expressrouteproviderports", Harmless, "a catalogue of Azure"),
    ("expressrouteportslocations", Harmless, "a catalogue of Azure"),
    ("expressrouteserviceproviders", Harmless, "a catalogue of Azure"),
    ("frontdoors", Harmless, "it answers HTTP at its own address"),
    ("frontdoorwebapplicationfirewallpolicies", Harmless, "it looks at HTTP that comes to a front door"),
    ("ipallocations", Harmless, "it reserves addresses for a network, and filters nothing"),
    ("ipgroups", Harmless, "only the rules of a firewall name it, and the firewall counts itself"),
    ("natgateways", Admission, ""),
    ("networkexperimentprofiles", Harmless, "it measures"),
    ("networkintentpolicies", Harmless, "what it adds for a service stands in the security group and table themselves"),
    ("networkinterfaces/ipconfigurations", Harmless, "the network interface says the same"),
    ("networkinterfaces/tapconfigurations", Harmless, "it copies packets"),
    ("networkmanagers", Any { saves: true }, ""),
    ("networkmanagers/ipampools", Harmless, "it plans addresses, and filters nothing"),
    ("networkmanagers/verifierworkspaces", Harmless, "it analyses"),
    ("networkprofiles", Harmless, "it says in which subnet containers get their network interfaces"),
    ("networkwatchers", Harmless, "it watches, and changes no packet"),
    ("publicipaddresses", Harmless, "an address lets nothing pass; what uses it counts itself"),
    ("publicipprefixes", Harmless, "public addresses are taken from it; what uses them counts itself"),
    ("serviceendpointpolicies", Harmless, "it filters service endpoints of Azure Storage alone"),
    ("virtualhubs", Any { saves: true }, ""),
    ("virtualnetworks/subnets/resourcenavigationlinks", Harmless, "it says which service uses the subnet"),
    ("virtualnetworks/subnets/serviceassociationlinks", Harmless, "it says which service uses the subnet"),
    ("virtualnetworktaps", Harmless, "it copies packets"),
    ("virtualwans", Reach { saves: true }, ""),
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
        let is_of_admission = matches!(check.id, "firewall" | "service-endpoint" | "vnet-rule");
        let is_of_reach = matches!(check.id, "peering" | "nsg" | "route" | "hybrid-connection");
        let (concerns, saves) = match self {
            Harmless => (false, false),
            Names { saves } => (is_of_names, saves),
            Reach { saves } => (is_of_reach, saves),
            Admission => (is_of_admission, false),
            Any { saves } => (is_of_names || is_of_reach || is_of_admission, saves),
        };
        concerns && (status == Status::Pass || status == Status::Fail && saves)
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

const PARTIES: [Party; 3] = [Party::Source, Party::Target, Party::Runtime];

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
        let place = PARTIES.iter().position(|it| *it == party).unwrap_or_default();
        let overrules = |(_, effect, concerns): &&(&Unread, Effect, [Concern; 3])| {
            let concern = concerns.get(place).copied().unwrap_or_default();
            // Between two public servers no other step is decided by what lies between them.
            let stops = concern.server && check.id == "server-state" && finding.status == Status::Pass;
            stops || concern.way && effect.overrules(check, finding.status)
        };
        let Some((unread, ..)) = self.harmful.iter().find(overrules) else { return finding };
        let kind = unread.kind.strip_prefix("microsoft.network/").unwrap_or(&unread.kind);
        let name = unread.origin.name();
        let doubt = format!("pgreach does not read {kind} {name}, and it can overrule this step.");
        let before = finding.note.map(|it| format!(" {it}")).unwrap_or_default();
        Finding { status: Status::Unknown, note: Some(doubt + &before), ..finding }
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
    for id in subnets {
        ids.push(id.clone());
        ids.extend(id.parent());
        let Ok(Attachment { vnet, subnet }) = context.side(id) else { continue };
        ids.extend(subnet.security_group.known().cloned());
        ids.extend(subnet.route_table.known().cloned());
        ids.extend(vnet.peerings.iter().filter_map(|it| it.remote.clone()));
        let is_linked =
            |it: &&crate::network::Zone| it.links.iter().any(|it| it.vnet.as_ref() == Some(&vnet.origin.id));
        ids.extend(network.zones.iter().filter(is_linked).map(|it| it.origin.id.clone()));
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
    let resolvers = network.inbound_endpoints.iter().filter(|it| it.subnet.as_ref().is_some_and(is_near));
    let resolvers: Vec<Id> = resolvers.filter_map(|it| it.origin.id.parent()).collect();
    ids.extend(resolvers);
    // A firewall stands in a hub, or in a subnet of a VNet that is peered.
    let firewalls = network.joins.firewalls.iter().filter(|it| {
        let vnet = it.subnet.as_ref().and_then(Id::parent);
        it.hub.iter().chain(&vnet).any(|it| ids.contains(it))
    });
    let firewalls: Vec<Id> =
        firewalls.flat_map(|it| [Some(it.origin.id.clone()), it.policy.known().cloned()]).flatten().collect();
    ids.extend(firewalls);
    ids
}
