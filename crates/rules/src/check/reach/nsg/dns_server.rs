//! The way of a question for a name from the client's subnet to a DNS server of its VNet. It is a connection of its own:
//! what joins the two networks, the routes and the security groups decide it as they decide any other.

use std::net::Ipv4Addr;

use crate::{
    Party,
    check::reach::{
        nsg::question::DnsQuery,
        peering::{By, Joint, joint_to},
        route::{dropped, leads_nowhere, there_and_back},
    },
    network::{
        Attachment, Context, Destination, DestinationSubnet, Id, Key, Vnet, hold, listed, printed, resolve::DnsServer,
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// What becomes of a question on its way to an address; `None` where nothing keeps it from there, and no file says what has
/// the address.
pub(in crate::check) fn to_dns_server(
    context: &Context<'_>,
    near: Attachment<'_>,
    address: Ipv4Addr,
    party: Party,
) -> Option<Decided> {
    let all = DnsServer::all_at(context.network, address);
    let asked = DnsServer::asked_by(context.network, &near.vnet.origin.id, address);
    let server = match (asked, all.as_slice()) {
        (Some(it), _) => it,
        (None, [only]) => *only,
        (None, []) => return to_an_unread_one(context, near, address),
        (None, [first, ..]) => {
            let names = format!("{} resources in the files have the address {address}", all.len());
            let open = Undecided::new(Reason::Ambiguous, format!("{names}, and which of them is asked is not known."));
            return Some(Err(open.showing([shown(context, *first, address)])));
        }
    };
    let Some((subnet, vnet)) = server.subnet().and_then(|it| Some((it, it.parent()?))) else {
        let name = server.origin().name();
        let open = Undecided::new(Reason::Missing, format!("The files do not say which VNet {name} is in."));
        return Some(Err(open.showing([shown(context, server, address)])));
    };
    Some(Way { context, near, address, server, subnet, vnet, party }.judge(asked.is_some()))
}

fn shown(context: &Context<'_>, server: DnsServer<'_>, address: Ipv4Addr) -> crate::Evidence {
    let property = match server {
        DnsServer::Inbound(_) => "ipConfigurations[].privateIpAddress",
        DnsServer::Firewall(_) => "ipConfigurations[].privateIPAddress",
    };
    server.origin().shows(context.network, property, address.to_string())
}

/// The way to an address of which no file says what answers for names there: only what drops the question on the way is known.
fn to_an_unread_one(context: &Context<'_>, near: Attachment<'_>, address: Ipv4Addr) -> Option<Decided> {
    // Whether the address is of the tag VirtualNetwork is not known either.
    let joint = Joint { by: By::Peering, found: Err(Undecided::unshown()) };
    let rules = DnsQuery::new(context, near, address, None, Some(joint)).outbound(near);
    let denied = || rules.ok().filter(Outcome::is_fail);
    denied()
        .or_else(|| dropped(context, near, address))
        .or_else(|| unreached(context, near, address))
        .or_else(|| denied_at_a_machine(context, near, address))
        .map(Ok)
}

/// That nothing leads to an address of another VNet in the files. One that no file knows may be anywhere.
fn unreached(context: &Context<'_>, near: Attachment<'_>, address: Ipv4Addr) -> Option<Outcome> {
    let network = context.network;
    let has_it = |it: &&Vnet| it.prefixes.known().is_some_and(|it| hold(it, address.into()));
    let there = network.vnets.iter().find(has_it).filter(|_| leads_nowhere(context, near, address, None))?;
    let peers = listed(near.vnet.peerings.iter().map(|it| it.origin.id.name()));
    let shown = [
        near.vnet.origin.shows(network, "virtualNetworkPeerings", peers),
        there.origin.shows(network, "addressSpace.addressPrefixes", printed(there.prefixes.known()?)),
    ];
    let (name, near) = (there.origin.name(), near.vnet.origin.name());
    Some(Outcome::fail(shown).noting(format!("{address} is an address of {name}, and {near} is not joined to it.")))
}

/// That the security groups of the only machine in reach that has an address deny the question.
fn denied_at_a_machine(context: &Context<'_>, near: Attachment<'_>, address: Ipv4Addr) -> Option<Outcome> {
    let (network, own) = (context.network, &near.vnet.origin.id);
    let peers = network.neighbours(own);
    let mut found = network.nics.by(Key::Address(address)).filter_map(|nic| {
        let subnet = nic.addresses.iter().find(|it| it.address == Some(address))?.subnet.as_ref()?;
        let vnet = subnet.parent()?;
        (vnet == *own || peers.contains(&vnet)).then_some((nic, subnet, vnet))
    });
    let ((nic, subnet, vnet), None) = (found.next()?, found.next()) else { return None };
    let side = context.side(subnet).ok()?;
    let joint = Joint { by: By::Peering, found: Err(Undecided::unshown()) };
    let at = DnsQuery::new(context, near, address, Some(vnet), Some(joint)).at_machine(side, nic);
    at.into_iter().find_map(|it| it.ok().filter(Outcome::is_fail))
}

/// The way to a DNS server that is in the files.
struct Way<'a> {
    context: &'a Context<'a>,
    near: Attachment<'a>,
    address: Ipv4Addr,
    server: DnsServer<'a>,
    subnet: &'a Id,
    vnet: Id,
    party: Party,
}

impl Way<'_> {
    /// `is_asked` says that the client's VNet is in one with it, or peered.
    fn judge(&self, is_asked: bool) -> Decided {
        let Self { context, near, address, server, subnet, vnet, party } = self;
        let evidence = shown(context, *server, *address);
        let destination =
            DestinationSubnet { destination: Destination::Address(*address), vnet: vnet.clone(), subnet, evidence };
        let joint = joint_to(context, destination, *party);
        let is_to_be_peered = joint.by == By::Peering && joint.found.as_ref().is_ok_and(Outcome::is_fail);
        let there = match server {
            DnsServer::Inbound(_) => match context.side(subnet) {
                Ok(side) => Some(side),
                Err(open) => return Outcome::all([self.joined(&joint, is_asked), Err(open)]),
            },
            // The subnet of a firewall has no security group, and no route but its own to the internet.
            DnsServer::Firewall(_) => None,
        };
        let question = DnsQuery::new(context, *near, *address, Some(vnet.clone()), Some(joint.clone()));
        let routes = there_and_back(context, *near, (*address, vnet), there, (joint.by, is_to_be_peered));
        let rules = [Some(question.outbound(*near)), there.map(|it| question.inbound(it))];
        let joined = self.joined(&joint, is_asked);
        let is_joined = joined.as_ref().is_ok_and(|it| !it.is_fail());
        // Where nothing joins the two, no route says more than that.
        let routes = routes.into_iter().filter(|_| is_joined);
        Outcome::all([joined].into_iter().chain(rules.into_iter().flatten()).chain(routes))
    }

    /// Whether the two VNets are joined so that the question gets there.
    fn joined(&self, joint: &Joint, is_asked: bool) -> Decided {
        let Self { context, near, address, server, vnet, .. } = self;
        let (name, near_name) = (server.origin().name(), near.vnet.origin.name());
        let at = shown(context, *server, *address);
        match &joint.found {
            Ok(found) if found.is_fail() => {
                let note = format!("{name} in {} has the address {address}, and {near_name} is not joined to it.", vnet.name());
                if leads_nowhere(context, *near, *address, Some(vnet)) {
                    return Ok(found.clone().showing([at]).noting(note));
                }
                let open = format!("{note} Whether something else that {near_name} reaches has it too is not known.");
                Err(Undecided::new(Reason::Ambiguous, open).showing([at]).showing(found.clone().into_evidence()))
            }
            Ok(found) if is_asked && matches!(joint.by, By::One | By::Peering) => Ok(found.clone()),
            Ok(found) => Err(Undecided::new(
                Reason::Missing,
                format!(
                    "{name} in {} has the address {address}. Whether questions get there without a peering, and whether it \
                     answers, is not known.",
                    vnet.name()
                ),
            )
            .showing([at])
            .showing(found.clone().into_evidence())),
            Err(open) => Err(open.clone()).showing([at]),
        }
    }
}
