//! Security groups that drop the packets of a connection.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    Party, SourceAccess,
    check::reach::peering::{ClientSeen, client_seen},
    network::{
        Attachment, Change, Context, Destination, Direction, Edit, Id, Item, Peer, PortRange, SecurityGroup,
        SecurityRule, clouds, security::ALL_PORTS,
    },
    remedy::{Way, cloud, free_name},
};

/// The numbers that a rule may have.
///
/// Source: "Network security groups overview" (2025-07-15), Security rules: 100 to 4096.
const PRIORITIES: std::ops::RangeInclusive<u16> = 100..=4096;

/// A rule for this connection alone in each group on its way, before the rules that deny, and what another cloud lets in.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let destination = context.destination(party);
    let nets = destination.as_ref().ok().and_then(|it| context.destination_nets(it).ok());
    let outbound = near.subnet.security_group.known();
    let is_private = context.config.source.access == Some(SourceAccess::Private);
    if nets.is_none() && party == Party::Source && is_private && clouds::cloud(context).is_some() {
        // Whom the cloud lets in does not depend on the address of the source.
        return vec![cloud::lets_in(context, false)];
    }
    let Some(nets) = nets else {
        // A public address of Azure's may change, so the rule names the service in the region.
        let region = context.server(party).ok().and_then(|it| it.location.clone());
        let tag = region.map(|it| format!("Sql.{}", it.replace(' ', "")));
        let to = tag.map(|it| vec![Peer::Tag(it)]);
        let way = outbound.zip(to).map(|(group, to)| {
            Connection::of(context, near, to, party).let_through(context, group, Direction::Outbound)
        });
        return way.into_iter().collect();
    };
    let to = nets.into_iter().map(Peer::Net).collect();
    let connection = Connection::of(context, near, to, party);
    let mut way = Vec::new();
    if let Some(group) = outbound {
        way.extend(connection.let_through(context, group, Direction::Outbound));
    }
    let far = context.destination_subnet(party).ok().and_then(|it| context.side(it.subnet).ok());
    let at_subnet = far.and_then(|it| it.subnet.security_group.known().cloned());
    let at_machine = match destination {
        Ok(Destination::Machine(nic)) => nic.security_group.known().cloned(),
        _ => None,
    };
    let seen = client_seen(context, party);
    // An address that a firewall puts in place of the client's.
    let inbound_connection = match &seen {
        ClientSeen::Translated(nets, _) => Connection { from: nets, ..connection },
        ClientSeen::AtItsOwn | ClientSeen::Unknown => connection,
    };
    let mut inbound: Vec<Id> = Vec::new();
    for group in at_subnet.into_iter().chain(at_machine) {
        if !inbound.contains(&group) {
            way.extend(inbound_connection.let_through(context, &group, Direction::Inbound));
            inbound.push(group);
        }
    }
    if party == Party::Source {
        way.extend(cloud::lets_in(context, false));
    }
    vec![way]
}

/// A rule that lets the client out to an address, which nothing may stand at yet.
pub(super) fn to_address(context: &Context<'_>, party: Party, address: Ipv4Addr) -> Way {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let Some(group) = near.subnet.security_group.known() else { return Vec::new() };
    let connection = Connection::of(context, near, vec![Peer::Net(address.into())], party);
    connection.let_through(context, group, Direction::Outbound)
}

/// A rule for the questions of the client's subnet to its DNS servers.
///
/// Source: "Virtual network service tags" (2025-07-25), `AzurePlatformDNS`: only by this tag a rule is for Azure's own.
pub(super) fn questions(context: &Context<'_>, party: Party, servers: Peer) -> Way {
    let asked = || {
        let near = context.client_attachment().ok()?;
        let questions = Connection {
            name: "allow-migration-dns".to_owned(),
            protocol: "*",
            port: 53,
            ..Connection::of(context, near, vec![servers], party)
        };
        Some(questions.let_through(context, near.subnet.security_group.known()?, Direction::Outbound))
    };
    asked().unwrap_or_default()
}

/// What a rule is to let through.
struct Connection<'a> {
    name: String,
    from: &'a [Ipv4Net],
    to: Vec<Peer>,
    protocol: &'static str,
    port: u16,
}

impl<'a> Connection<'a> {
    /// What the migration connects to a party with.
    fn of(context: &Context<'_>, near: Attachment<'a>, to: Vec<Peer>, party: Party) -> Self {
        let name = format!("allow-migration-to-{}", party.label().to_lowercase());
        Self { name, from: &near.subnet.prefixes, to, protocol: "tcp", port: context.port(party) }
    }

    /// A rule for it in a group, before every rule of the group that denies. Where there is no number before the first of
    /// these, that one moves.
    fn let_through(&self, context: &Context<'_>, id: &Id, direction: Direction) -> Way {
        let Some(group) = context.network.security_group(id).filter(|it| it.rules.complete) else { return Vec::new() };
        let Some(taken) = numbers(group, direction) else { return Vec::new() };
        let denies = |it: &&SecurityRule| it.direction == Some(direction) && it.allow == Some(false);
        let first = group.rules.items.iter().filter(denies).min_by_key(|it| it.priority);
        let last = first.and_then(|it| it.priority).map_or(*PRIORITIES.end(), |it| it - 1);
        let is_free = |it: &u16| PRIORITIES.contains(it) && !taken.contains(it);
        let before = (*PRIORITIES.start()..=last).rev().find(is_free);
        let (priority, moved) = match (before, first.and_then(|it| it.priority)) {
            (Some(free), _) => (free, Vec::new()),
            (None, Some(own)) => {
                let Some(free) = (own..=*PRIORITIES.end()).find(is_free) else { return Vec::new() };
                // From the last one on, so that each finds the next number free, and their order stays as it is.
                let numbers = (own..free).rev();
                let moved = numbers.filter_map(|it| moved_up(id, group, direction, it)).collect();
                (own, moved)
            }
            (None, None) => return Vec::new(),
        };
        let rule = SecurityRule {
            name: free_name(&self.name, group.rules.items.iter().map(|it| it.name.as_str())),
            priority: Some(priority),
            direction: Some(direction),
            allow: Some(true),
            protocol: Some(self.protocol.to_owned()),
            source_ports: Some(vec![ALL_PORTS]),
            destination_ports: Some(vec![PortRange { from: self.port, to: self.port }]),
            sources: Some(self.from.iter().copied().map(Peer::Net).collect()),
            destinations: Some(self.to.clone()),
        };
        let mut change = Change::from(Edit::create(Item::SecurityRule(id.clone(), rule)));
        // What Azure computed of the group is old then.
        let computed = context.network.effective_rules.iter().filter(|it| it.security_group.as_ref() == Some(id));
        for it in computed {
            change = change.with(Edit::Delete(Item::EffectiveRules(it.clone())));
        }
        moved.into_iter().chain([change]).collect()
    }
}

/// Gives the rule of a number the next one.
fn moved_up(id: &Id, group: &SecurityGroup, direction: Direction, number: u16) -> Option<Change> {
    let is_it = |it: &&SecurityRule| it.direction == Some(direction) && it.priority == Some(number);
    let before = group.rules.iter().find(is_it)?;
    let after = SecurityRule { priority: Some(number + 1), ..before.clone() };
    let item = |rule| Item::SecurityRule(id.clone(), rule);
    Some(Edit::Update { from: item(before.clone()), to: item(after) }.into())
}

/// The numbers that the rules of one direction have; none where one could not be read.
fn numbers(group: &SecurityGroup, direction: Direction) -> Option<Vec<u16>> {
    let of = |it: &&SecurityRule| it.direction.is_none_or(|it| it == direction);
    group.rules.items.iter().filter(of).map(|it| it.priority).collect()
}
