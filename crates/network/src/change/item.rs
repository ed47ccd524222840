//! Defines what a change creates, deletes or sets: a resource, or one property of a resource.

use crate::{
    ARecord, CloudResource, EffectiveRules, EndpointConnection, Fact, FirewallRule, HubConnection, Id, Keyed,
    Migration, Network, Origin, Peering, PrivateEndpoint, RecordSet, Route, RouteTable, RuleCollection, RuleGroup,
    SecurityRule, ServiceEndpoint, Subnet, Table, VnetRule, ZoneGroup, ZoneLink,
};

/// A resource, or one property of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// What a server says of a private endpoint.
    Connection(EndpointConnection),
    /// A private endpoint.
    Endpoint(Box<PrivateEndpoint>),
    /// A subnet.
    Subnet(Box<Subnet>),
    /// One side of a peering.
    Peering(Peering),
    /// The connection of a VNet to a hub of Virtual WAN.
    HubConnection(HubConnection),
    /// A rule collection group of a firewall policy.
    RuleGroup(RuleGroup),
    /// A collection of network rules of the Azure Firewall of this id, which has no policy, at this place among them: the
    /// Azure CLI takes one away by its place alone.
    RuleCollection(Id, usize, RuleCollection),
    /// A rule of the security group of this id.
    SecurityRule(Id, SecurityRule),
    /// The rules that Azure computed for a network interface, which only Azure changes.
    EffectiveRules(EffectiveRules),
    /// A route table.
    Table(Box<RouteTable>),
    /// A route of the route table of this id.
    Route(Id, Route),
    /// A link of a private DNS zone.
    ZoneLink(ZoneLink),
    /// The zones that a private endpoint writes its records to.
    ZoneGroup(ZoneGroup),
    /// That a private endpoint writes to no zone, as its empty list of zone groups says.
    Ungrouped(Origin),
    /// An A record set.
    Record(ARecord),
    /// A CNAME record set.
    Alias(RecordSet),
    /// A range of addresses that a server admits.
    FirewallRule(FirewallRule),
    /// A subnet that a single server admits.
    VnetRule(VnetRule),
    /// `serviceEndpoints` of the subnet of this id.
    ServiceEndpoints(Id, Fact<Vec<ServiceEndpoint>>),
    /// `delegations[].serviceName` of the subnet of this id.
    Delegations(Id, Fact<Vec<String>>),
    /// `routeTable.id` of the subnet of this id.
    RouteTable(Id, Fact<Id>),
    /// `disableBgpRoutePropagation` of the route table of this id.
    Propagation(Id, Fact<bool>),
    /// `enableIPForwarding` of the network interface of this id.
    IpForwarding(Id, Fact<bool>),
    /// `dhcpOptions.dnsServers` of the VNet of this id.
    DnsServers(Id, Fact<Vec<String>>),
    /// `state` of the server of this id.
    ServerState(Id, Option<String>),
    /// A migration that is still to be created. Its name is the person's choice, and nothing depends on it.
    Migration(Box<Migration>),
    /// `sourceDbServerFullyQualifiedDomainName` of the migration of this id.
    SourceHost(Id, Fact<String>),
    /// A resource of another cloud, which has no id of Azure's.
    Cloud(CloudResource),
}

impl Item {
    /// The id of the resource that it is, or that it is a property of.
    #[must_use]
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Connection(it) => Some(&it.origin.id),
            Self::Endpoint(it) => Some(&it.origin.id),
            Self::Subnet(it) => Some(&it.origin.id),
            Self::Peering(it) => Some(&it.origin.id),
            Self::HubConnection(it) => Some(&it.origin.id),
            Self::RuleGroup(it) => Some(&it.origin.id),
            Self::Migration(it) => Some(&it.origin.id),
            Self::EffectiveRules(it) => it.security_group.as_ref(),
            Self::Table(it) => Some(&it.origin.id),
            Self::ZoneLink(it) => Some(&it.origin.id),
            Self::ZoneGroup(it) => Some(&it.origin.id),
            Self::Ungrouped(it) => Some(&it.id),
            Self::Record(it) => Some(&it.origin.id),
            Self::Alias(it) => Some(&it.origin.id),
            Self::FirewallRule(it) => Some(&it.origin.id),
            Self::VnetRule(it) => Some(&it.origin.id),
            Self::RuleCollection(id, ..)
            | Self::SecurityRule(id, _)
            | Self::Route(id, _)
            | Self::ServiceEndpoints(id, _)
            | Self::Delegations(id, _)
            | Self::RouteTable(id, _)
            | Self::Propagation(id, _)
            | Self::IpForwarding(id, _)
            | Self::DnsServers(id, _)
            | Self::ServerState(id, _)
            | Self::SourceHost(id, _) => Some(id),
            Self::Cloud(_) => None,
        }
    }

    /// Puts `to` in the place of `from`, or at `at`, and returns the place; none where the network has no such place, or
    /// something else in it.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of item says where it stands")]
    pub(super) fn put(
        network: &mut Network,
        from: Option<&Self>,
        to: Option<&Self>,
        at: Option<usize>,
    ) -> Option<usize> {
        /// For a kind of item that stands in a list: the pattern that binds it, and the list.
        macro_rules! in_list {
            ($it:ident in $kind:pat, $list:expr) => {{
                let inner = |it: &Self| if let $kind = it { Some($it.clone()) } else { None };
                let (from, to) = (from.map(inner), to.map(inner));
                replace($list, from, to, at)
            }};
        }
        /// For a property: the pattern that binds it, and its place.
        macro_rules! in_place {
            ($it:ident in $kind:pat, $place:expr) => {{
                let inner = |it: &Self| if let $kind = it { Some($it.clone()) } else { None };
                let (from, to) = (from.and_then(inner)?, to.and_then(inner)?);
                let place = $place;
                (*place == from).then(|| *place = to)?;
                Some(0)
            }};
        }
        // Another resource is no other form of this one.
        if from.zip(to).is_some_and(|(from, to)| from.id() != to.id()) {
            return None;
        }
        match from.or(to)? {
            Self::Connection(it) => network.servers.edit_unkeyed(
                &it.origin.id.parent()?,
                |server| in_list!(it in Self::Connection(it), &mut server.endpoint_connections.items),
            ),
            Self::FirewallRule(it) => network.servers.edit_unkeyed(
                &it.origin.id.parent()?,
                |server| in_list!(it in Self::FirewallRule(it), &mut server.firewall_rules.items),
            ),
            Self::VnetRule(it) => network.servers.edit_unkeyed(
                &it.origin.id.parent()?,
                |server| in_list!(it in Self::VnetRule(it), &mut server.vnet_rules.items),
            ),
            Self::Endpoint(_) => {
                let inner =
                    |it: &Self| if let Self::Endpoint(it) = it { Some(PrivateEndpoint::clone(it)) } else { None };
                replace(&mut network.endpoints, from.map(inner), to.map(inner), at)
            }
            Self::Subnet(it) => network.vnets.edit_unkeyed(&it.origin.id.parent()?, |vnet| {
                let inner = |it: &Self| if let Self::Subnet(it) = it { Some(Subnet::clone(it)) } else { None };
                replace(&mut vnet.subnets.items, from.map(inner), to.map(inner), at)
            }),
            Self::HubConnection(it) => {
                let hub = it.origin.id.parent()?;
                let hub = network.joins.hubs.iter_mut().find(|it| it.origin.id == hub)?;
                in_list!(it in Self::HubConnection(it), &mut hub.connections.items)
            }
            Self::RuleGroup(it) => {
                let policy = it.origin.id.parent()?;
                let policy = network.joins.policies.iter_mut().find(|it| it.origin.id == policy)?;
                in_list!(it in Self::RuleGroup(it), &mut policy.groups.items)
            }
            Self::RuleCollection(id, place, _) => {
                let firewall = network.joins.firewalls.iter_mut().find(|it| it.origin.id == *id)?;
                let Fact::Known(collections) = &mut firewall.collections else { return None };
                let inner = |it: &Self| match it {
                    Self::RuleCollection(_, own, it) if own == place => Some(it.clone()),
                    _ => None,
                };
                let (from, to) = (from.map(inner), to.map(inner));
                let is_there = from.is_none() || from.as_ref().is_some_and(|it| it.as_ref() == collections.get(*place));
                is_there.then(|| replace(collections, from, to, Some(*place)))?
            }
            Self::Table(_) => {
                let inner = |it: &Self| if let Self::Table(it) = it { Some(RouteTable::clone(it)) } else { None };
                replace(&mut network.route_tables, from.map(inner), to.map(inner), at)
            }
            Self::Migration(_) => {
                let inner = |it: &Self| if let Self::Migration(it) = it { Some(Migration::clone(it)) } else { None };
                replace(&mut network.migrations, from.map(inner), to.map(inner), at)
            }
            Self::Peering(it) => network
                .vnets
                .edit(&it.origin.id.parent()?, |vnet| in_list!(it in Self::Peering(it), &mut vnet.peerings.items)),
            Self::SecurityRule(id, _) => network
                .security_groups
                .edit_unkeyed(id, |group| in_list!(it in Self::SecurityRule(_, it), &mut group.rules.items)),
            Self::EffectiveRules(_) => in_list!(it in Self::EffectiveRules(it), &mut network.effective_rules),
            Self::Route(id, _) => network
                .route_tables
                .edit_unkeyed(id, |table| in_list!(it in Self::Route(_, it), &mut table.routes.items)),
            Self::ZoneLink(it) => network
                .zones
                .edit(&it.origin.id.parent()?, |zone| in_list!(it in Self::ZoneLink(it), &mut zone.links.items)),
            Self::ZoneGroup(_) => in_list!(it in Self::ZoneGroup(it), &mut network.zone_groups),
            Self::Ungrouped(_) => in_list!(it in Self::Ungrouped(it), &mut network.ungrouped),
            Self::Cloud(_) => in_list!(it in Self::Cloud(it), &mut network.clouds),
            Self::Record(it) => network.zones.edit_unkeyed(
                &it.origin.id.parent()?,
                |zone| in_list!(it in Self::Record(it), &mut zone.records.items),
            ),
            Self::Alias(it) => network
                .zones
                .edit_unkeyed(&it.origin.id.parent()?, |zone| in_list!(it in Self::Alias(it), &mut zone.others.items)),
            Self::ServiceEndpoints(id, _) => edit_subnet(
                network,
                id,
                |subnet| in_place!(it in Self::ServiceEndpoints(_, it), &mut subnet.service_endpoints),
            ),
            Self::Delegations(id, _) => {
                edit_subnet(network, id, |subnet| in_place!(it in Self::Delegations(_, it), &mut subnet.delegations))
            }
            Self::RouteTable(id, _) => {
                edit_subnet(network, id, |subnet| in_place!(it in Self::RouteTable(_, it), &mut subnet.route_table))
            }
            Self::Propagation(id, _) => network
                .route_tables
                .edit_unkeyed(id, |table| in_place!(it in Self::Propagation(_, it), &mut table.propagation_disabled)),
            Self::IpForwarding(id, _) => {
                network.nics.edit_unkeyed(id, |nic| in_place!(it in Self::IpForwarding(_, it), &mut nic.ip_forwarding))
            }
            Self::DnsServers(id, _) => {
                network.vnets.edit_unkeyed(id, |vnet| in_place!(it in Self::DnsServers(_, it), &mut vnet.dns_servers))
            }
            Self::ServerState(id, _) => {
                network.servers.edit_unkeyed(id, |server| in_place!(it in Self::ServerState(_, it), &mut server.state))
            }
            Self::SourceHost(id, _) => network
                .migrations
                .edit_unkeyed(id, |migration| in_place!(it in Self::SourceHost(_, it), &mut migration.source_host)),
        }
    }
}

fn edit_subnet<R>(network: &mut Network, id: &Id, work: impl FnOnce(&mut Subnet) -> Option<R>) -> Option<R> {
    network
        .vnets
        .edit_unkeyed(&id.parent()?, |vnet| vnet.subnets.items.iter_mut().find(|it| it.origin.id == *id).and_then(work))
}

/// A list in which an item stands once, so that it is found again.
trait Places<T> {
    fn place_of_item(&self, item: &T) -> Option<usize>;
    fn count(&self) -> usize;
    /// Whether there is such a place.
    fn set(&mut self, place: usize, item: T) -> bool;
    fn add(&mut self, place: usize, item: T) -> bool;
    fn take(&mut self, place: usize);
}

impl<T: PartialEq> Places<T> for Vec<T> {
    fn place_of_item(&self, item: &T) -> Option<usize> {
        self.iter().position(|it| it == item)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn set(&mut self, place: usize, item: T) -> bool {
        self.get_mut(place).map(|it| *it = item).is_some()
    }

    fn add(&mut self, place: usize, item: T) -> bool {
        let can_be = place <= self.len();
        if can_be {
            self.insert(place, item);
        }
        can_be
    }

    fn take(&mut self, place: usize) {
        if place < self.len() {
            self.remove(place);
        }
    }
}

impl<T: Keyed + PartialEq> Places<T> for Table<T> {
    fn place_of_item(&self, item: &T) -> Option<usize> {
        self.place_of_row(item)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn set(&mut self, place: usize, item: T) -> bool {
        self.replace_at(place, item)
    }

    fn add(&mut self, place: usize, item: T) -> bool {
        self.insert_at(place, item)
    }

    fn take(&mut self, place: usize) {
        self.remove_at(place);
    }
}

/// Puts `to` in the place of `from` in a list, or at `at`, by default at its end. An inner none is an item of another kind.
#[expect(clippy::option_option, reason = "the outer one says whether there is an item, the inner one whether it fits")]
fn replace<T: PartialEq>(
    list: &mut impl Places<T>,
    from: Option<Option<T>>,
    to: Option<Option<T>>,
    at: Option<usize>,
) -> Option<usize> {
    let is_there = |it: &Option<T>| it.as_ref().is_some_and(|it| list.place_of_item(it).is_some());
    if from != to && to.as_ref().is_some_and(is_there) {
        return None;
    }
    match (from, to) {
        (Some(from), to) => {
            let at = list.place_of_item(&from?)?;
            let Some(to) = to else {
                list.take(at);
                return Some(at);
            };
            list.set(at, to?).then_some(at)
        }
        (None, Some(to)) => {
            let at = at.unwrap_or_else(|| list.count());
            list.add(at, to?).then_some(at)
        }
        (None, None) => None,
    }
}
