//! The parts of a drawing, each made where it is first asked for.

use super::{Mark, Part, PartKind, Side, facts};
use crate::{
    Config, Party, Report,
    network::{
        Context, Destination, Fact, Id, LocalGateway, Network, PrivateEndpoint, hub_name, is_of_hub, is_wan_hub,
    },
};

/// The networks at one end of a connection.
pub(super) struct End {
    /// The subnet that the files know it by.
    pub subnet: Option<Id>,
    pub side: Side,
    pub row: usize,
}

/// What is drawn so far.
pub(super) struct Scene<'a> {
    pub(super) context: Context<'a>,
    pub(super) network: &'a Network,
    pub(super) report: &'a Report,
    parts: Vec<Part>,
    /// What tells each part from the others.
    keys: Vec<String>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(config: &'a Config, network: &'a Network, report: &'a Report) -> Self {
        Self { context: Context::new(config, network), network, report, parts: Vec::new(), keys: Vec::new() }
    }

    /// The parts; a subnet says also what it has not.
    pub(super) fn finish(mut self) -> Vec<Part> {
        let subnets = self.keys.iter().enumerate().filter_map(|(at, key)| {
            let id = Id::parse(key.strip_prefix("subnet:")?)?;
            let is_drawn = |kind| self.parts.iter().any(|it| it.within == Some(at) && it.kind == kind);
            let drawn = [is_drawn(PartKind::SecurityGroup), is_drawn(PartKind::RouteTable)];
            Some((at, facts::attached(self.network.subnet(&id)?, drawn)))
        });
        for (at, said) in subnets.collect::<Vec<_>>() {
            if let Some(it) = self.parts.get_mut(at) {
                it.facts.extend(said);
            }
        }
        self.parts
    }

    /// The part of a key, which is made if there is none yet.
    pub(super) fn add(&mut self, kind: PartKind, key: &str, make: impl FnOnce(&mut Self) -> Part) -> usize {
        let key = kind.key(key);
        if let Some(at) = self.keys.iter().position(|it| *it == key) {
            return at;
        }
        let part = make(self);
        self.keys.push(key);
        self.parts.push(Part { kind, ..part });
        self.parts.len() - 1
    }

    pub(super) fn is_network(&self, part: usize) -> bool {
        self.parts.get(part).is_some_and(|it| it.kind.is_network())
    }

    pub(super) fn part(&self, part: usize) -> Option<&Part> {
        self.parts.get(part)
    }

    /// Says what a part is a line between.
    pub(super) fn set_joins(&mut self, part: usize, joins: Vec<usize>) {
        if let Some(it) = self.parts.get_mut(part) {
            it.joins = joins;
        }
    }

    /// Puts a mark at a part; what is so for both connections stands once.
    pub(super) fn mark(&mut self, part: usize, mark: Mark) {
        let Some(part) = self.parts.get_mut(part) else { return };
        let is_it = |it: &&mut Mark| {
            (it.kind, it.status) == (mark.kind, mark.status)
                && (&it.name, &it.resource, &it.text) == (&mark.name, &mark.resource, &mark.text)
        };
        let Some(known) = part.marks.iter_mut().find(is_it) else { return part.marks.push(mark) };
        known.connections.extend(mark.connections);
        for step in mark.steps {
            if !known.steps.contains(&step) {
                known.steps.push(step);
            }
        }
    }

    /// The subnet that a server itself is in.
    pub(super) fn own_subnet(&self, party: Party) -> Option<Id> {
        match &self.context.server(party).ok()?.delegated_subnet {
            Fact::Known(subnet) => Some(subnet.clone()),
            Fact::None | Fact::Unknown => None,
        }
    }

    /// The subnet in which a server answers.
    pub(super) fn subnet_of(&self, party: Party) -> Option<Id> {
        match self.context.destination(party).ok()? {
            Destination::Endpoint(it) => it.subnet.clone(),
            Destination::Integrated(_, subnet) => Some(subnet.clone()),
            Destination::Machine(nic) => nic.addresses.iter().find_map(|it| it.subnet.clone()),
            Destination::Address(_) | Destination::Public => None,
        }
    }

    /// A VNet; the hidden one of a hub is the hub.
    pub(super) fn vnet(&mut self, id: &Id, side: Side, row: usize) -> usize {
        if is_wan_hub(id) {
            let hub = self.network.joins.hubs.iter().find(|it| is_of_hub(id, it.origin.id.name()));
            return match hub {
                Some(hub) => self.hub(hub, row),
                None => self.add(PartKind::Hub, id.text(), |_| part(hub_name(id), None, Side::Between, row)),
            };
        }
        let ranges = facts::ranges(self.network, id);
        let name = id.name().to_owned();
        self.add(PartKind::Vnet, id.text(), |_| Part { facts: ranges, ..part(&name, None, side, row) })
    }

    /// The subnet of an end, and its VNet.
    pub(super) fn subnet(&mut self, end: &End) -> Option<usize> {
        let id = end.subnet.as_ref()?;
        let within = id.parent().map(|it| self.vnet(&it, end.side, end.row));
        let ranges = self.network.subnet(id).map(|it| it.prefixes.iter().map(ToString::to_string).collect());
        let facts = ranges.unwrap_or_default();
        Some(self.add(PartKind::Subnet, id.text(), |_| Part { facts, ..part(id.name(), within, end.side, end.row) }))
    }

    /// A server, in its own subnet where it is in one.
    pub(super) fn server(&mut self, party: Party, end: &End) -> usize {
        let subnet = self.own_subnet(party);
        let is_machine = matches!(self.context.destination(party), Ok(Destination::Machine(_)));
        self.add(PartKind::Server, party.word(), |it| {
            let own = End { subnet: subnet.or_else(|| end.subnet.clone().filter(|_| is_machine)), ..*end };
            let within = it.subnet(&own).or_else(|| it.on_premises(party, end));
            let name = it.context.config.name(party).unwrap_or(party.label()).to_owned();
            Part { facts: facts::server(&it.context, party), ..part(&name, within, end.side, end.row) }
        })
    }

    /// The network outside of Azure that a party is in, where one local network gateway has its address.
    fn on_premises(&mut self, party: Party, end: &End) -> Option<usize> {
        let Ok(Destination::Address(address)) = self.context.destination(party) else { return None };
        let is_there =
            |it: &&LocalGateway| it.prefixes.known().is_some_and(|it| it.iter().any(|it| it.contains(&address)));
        let mut found = self.network.local_gateways.iter().filter(is_there);
        let gateway = found.next().filter(|_| found.next().is_none())?;
        let ranges = gateway.prefixes.known().into_iter().flatten().map(ToString::to_string).collect();
        let id = &gateway.origin.id;
        Some(self.add(PartKind::OnPremises, id.text(), |_| Part {
            facts: ranges,
            ..part(id.name(), None, end.side, end.row)
        }))
    }

    /// The private endpoint of a party, where that is where it answers.
    pub(super) fn endpoint(&mut self, party: Party, end: &End) -> Option<usize> {
        let Ok(Destination::Endpoint(endpoint)) = self.context.destination(party) else { return None };
        let within = self.subnet(end);
        let facts = self.endpoint_facts(party, endpoint);
        let id = &endpoint.origin.id;
        Some(self.add(PartKind::Endpoint, id.text(), |_| Part { facts, ..part(id.name(), within, end.side, end.row) }))
    }

    fn endpoint_facts(&self, party: Party, endpoint: &'a PrivateEndpoint) -> Vec<String> {
        let server = self.context.server(party).ok();
        let status = server.and_then(|it| self.context.endpoint_status(it, endpoint)).map(|(it, _)| it.to_owned());
        let address = self.context.endpoint_address(endpoint).ok().map(|it| it.to_string());
        [address, status].into_iter().flatten().collect()
    }

    /// What a connection comes to at last: the endpoint, and the server.
    pub(super) fn answers(&mut self, party: Party, end: &End) -> Vec<usize> {
        let endpoint = self.endpoint(party, end);
        endpoint.into_iter().chain([self.server(party, end)]).collect()
    }

    /// Where rules are looked at: the group that decides, else what else is named, else the subnet.
    pub(super) fn rules(&mut self, party: Party, resource: Option<&str>, end: &End) -> usize {
        let is_it = |id: &&Id| resource == Some(id.name());
        let group = self.network.security_groups.iter().map(|it| &it.origin.id).find(is_it);
        self.attached(PartKind::SecurityGroup, group, party, resource, end)
    }

    /// Where routes are looked at: the table that decides, else what else is named, else the subnet.
    pub(super) fn routes(&mut self, party: Party, resource: Option<&str>, end: &End) -> usize {
        let is_it = |id: &&Id| resource == Some(id.name());
        let table = self.network.route_tables.iter().map(|it| &it.origin.id).find(is_it);
        self.attached(PartKind::RouteTable, table, party, resource, end)
    }

    fn attached(&mut self, kind: PartKind, own: Option<&Id>, party: Party, resource: Option<&str>, end: &End) -> usize {
        if own.is_none()
            && let Some(other) = resource.and_then(|it| self.between(it, end))
        {
            return other;
        }
        let subnet = self.subnet(end);
        match (own, subnet) {
            (Some(id), _) => {
                let key = format!("{} at {}", id.text(), end.subnet.as_ref().map_or("", Id::text));
                self.add(kind, &key, |_| part(id.name(), subnet, end.side, end.row))
            }
            (None, Some(subnet)) => subnet,
            (None, None) => self.server(party, end),
        }
    }
}

/// A part with no facts and marks; its kind is set where it is added.
pub(super) fn part(name: &str, within: Option<usize>, side: Side, row: usize) -> Part {
    Part {
        kind: PartKind::Join,
        name: name.to_owned(),
        facts: Vec::new(),
        within,
        side,
        row,
        joins: Vec::new(),
        marks: Vec::new(),
    }
}
