//! A change of a network as a value: it can be tried out, and taken back exactly.

mod item;

pub use self::item::Item;
use crate::{
    Fact, GatewayConnection, HubConnection, Id, Key, Network, Origin, Peering, PrivateEndpoint, RecordSet, Route,
    RuleCollection, SecurityRule, Subnet, ZoneGroup, ZoneLink, is, is_region, meet,
};

/// One change: what a person does, and what Azure does because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is done.
    pub edit: Edit,
    /// What Azure then changes by itself, as the other side's state of a peering.
    pub consequences: Vec<Edit>,
    /// Whether the consequences come first: what takes a change back starts where that one ended.
    is_backwards: bool,
}

/// What is done to one resource, or to one property of a resource. It holds the item whole, as it was and as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Makes it.
    Create {
        /// What is made.
        item: Item,
        /// Its place among its like; none is the last one.
        at: Option<usize>,
    },
    /// Takes it away.
    Delete(Item),
    /// Makes another of it, of the same kind.
    Update {
        /// As it was.
        from: Item,
        /// As it will be.
        to: Item,
    },
}

impl Edit {
    /// Makes an item.
    #[must_use]
    pub const fn create(item: Item) -> Self {
        Self::Create { item, at: None }
    }

    /// The item as it will be, or as it was where it is taken away.
    #[must_use]
    pub const fn item(&self) -> &Item {
        match self {
            Self::Create { item, .. } | Self::Delete(item) | Self::Update { to: item, .. } => item,
        }
    }

    /// Whether it changes the item as it is here.
    fn starts_at(&self, item: &Item) -> bool {
        matches!(self, Self::Update { from, .. } if from == item)
    }

    /// Does it, and returns the place; none where the network is not as this edit was made for.
    fn make(&self, network: &mut Network) -> Option<usize> {
        match self {
            Self::Create { item, at } => Item::put(network, None, Some(item), *at),
            Self::Delete(item) => Item::put(network, Some(item), None, None),
            Self::Update { from, to } => Item::put(network, Some(from), Some(to), None),
        }
    }

    /// What takes it back; `at` is the place that a deleted item goes back to.
    #[must_use]
    pub fn inverse(&self, at: Option<usize>) -> Self {
        match self {
            Self::Create { item, .. } => Self::Delete(item.clone()),
            Self::Delete(item) => Self::Create { item: item.clone(), at },
            Self::Update { from, to } => Self::Update { from: to.clone(), to: from.clone() },
        }
    }
}

impl From<Edit> for Change {
    fn from(edit: Edit) -> Self {
        Self { edit, consequences: Vec::new(), is_backwards: false }
    }
}

impl Change {
    /// This change with something that Azure does because of it.
    #[must_use]
    pub fn with(mut self, consequence: Edit) -> Self {
        self.consequences.push(consequence);
        self
    }

    /// Every edit, in the order in which they are made.
    fn edits(&self) -> impl Iterator<Item = &Edit> {
        let (first, last) = if self.is_backwards { (None, Some(&self.edit)) } else { (Some(&self.edit), None) };
        first.into_iter().chain(&self.consequences).chain(last)
    }

    /// The network after the change; none where the network is not the one that the change was made for.
    #[must_use]
    pub fn apply(&self, network: &Network) -> Option<Network> {
        let mut after = network.clone();
        self.make(&mut after).map(|_| after)
    }

    /// What takes the change back, exactly, because it is made of the network before; none where the network is not the one
    /// that the change was made for.
    #[must_use]
    pub fn inverse(&self, before: &Network) -> Option<Self> {
        self.make(&mut before.clone())
    }

    /// Makes the change, and returns what takes it back. Where the network is not the one that the change was made for,
    /// nothing is changed and none returned.
    #[must_use]
    pub fn make(&self, network: &mut Network) -> Option<Self> {
        let mut inverses = Vec::with_capacity(1 + self.consequences.len());
        for edit in self.edits() {
            let Some(place) = edit.make(network) else {
                for inverse in inverses.iter().rev() {
                    // What was just made can be taken back.
                    let _: Option<usize> = Edit::make(inverse, network);
                }
                return None;
            };
            inverses.push(edit.inverse(Some(place)));
        }
        inverses.reverse();
        // The one that takes the edit itself back is where that one was, seen from the other end.
        let edit = if self.is_backwards { inverses.remove(0) } else { inverses.pop()? };
        Some(Self { edit, consequences: inverses, is_backwards: !self.is_backwards })
    }

    /// Whether this change can only be made once the other one has been.
    #[must_use]
    pub fn needs(&self, other: &Self) -> bool {
        let own = self.edit.item();
        match &other.edit {
            // What stands in the way goes first: a second peering to the same VNet, or a second link, is refused.
            Edit::Delete(old) => matches!(&self.edit, Edit::Create { item, .. } if excludes(old, item)),
            Edit::Create { item, .. } => own.refers_to(item) || lends_gateway(item, own),
            // As a rule that leaves its number to another one.
            Edit::Update { from, to } => {
                let makes_way = !matches!(self.edit, Edit::Delete(_)) && excludes(from, own) && !excludes(to, own);
                // A resource of another cloud is changed as the change before left it.
                let goes_on =
                    matches!(&self.edit, Edit::Update { from: Item::Cloud(_), .. }) && self.edit.starts_at(to);
                makes_way || goes_on || own.refers_to(to) || lends_gateway(to, own)
            }
        }
    }
}

/// Whether two items cannot be there at the same time.
///
/// Sources: "Create, change, or delete a virtual network peering" (2025-07-01): one peering between two VNets, and none to a
/// side that is Disconnected; "What is a virtual network link?" (2024-06): one zone of a name for a VNet; "Network security
/// groups overview" (2025-07-15): a number once in each direction; "Connect a virtual network to a Virtual WAN hub - portal"
/// (howto-connect-vnet-hub.md): a VNet is connected to one hub at a time. RFC 1034, section 3.6.2: a name that stands for
/// another one has nothing else.
fn excludes(old: &Item, new: &Item) -> bool {
    match (old, new) {
        (Item::Peering(old), Item::Peering(new)) => old.excludes(new),
        (Item::ZoneLink(old), Item::ZoneLink(new)) => old.excludes(new),
        (Item::SecurityRule(group, old), Item::SecurityRule(other, new)) => group == other && old.excludes(new),
        (Item::Route(table, old), Item::Route(other, new)) => table == other && old.excludes(new),
        (Item::RuleCollection(firewall, _, old), Item::RuleCollection(other, _, new)) => {
            firewall == other && old.excludes(new)
        }
        (Item::Record(old), Item::Alias(new)) => is_of_one_name(&old.origin, &new.origin),
        (Item::Alias(old), Item::Record(new)) => is_of_one_name(&old.origin, &new.origin),
        (Item::Alias(old), Item::ZoneGroup(new)) => new.writes_beside(old),
        (Item::HubConnection(old), Item::HubConnection(new)) => old.excludes(new),
        (Item::Subnet(old), Item::Subnet(new)) => old.excludes(new),
        _ => old.id() == new.id(),
    }
}

/// Whether a side of a peering lends the gateway that the other side uses.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01): the remote gateway is used only where the other side
/// allows gateway transit.
fn lends_gateway(lending: &Item, using: &Item) -> bool {
    let (Item::Peering(lending), Item::Peering(using)) = (lending, using) else { return false };
    let is_other_side = using.remote.is_some()
        && lending.origin.id.parent() == using.remote
        && using.origin.id.parent() == lending.remote;
    is_other_side
        && lending.allow_gateway_transit == Fact::Known(true)
        && using.use_remote_gateways == Fact::Known(true)
}

/// Whether two record sets have one name in one zone.
fn is_of_one_name(one: &Origin, other: &Origin) -> bool {
    one.id.parent() == other.id.parent() && one.id.name().eq_ignore_ascii_case(other.id.name())
}

impl ZoneGroup {
    /// Whether it writes a record of the name of an alias.
    fn writes_beside(&self, alias: &RecordSet) -> bool {
        let zone = alias.origin.id.parent();
        let entries = self.zones.iter().filter(|it| zone.is_some() && it.zone == zone);
        let mut names = entries.flat_map(|it| &it.records).map(|it| &it.0);
        alias.target.is_some() && names.any(|it| it.eq_ignore_ascii_case(alias.origin.id.name()))
    }
}

impl RuleCollection {
    fn excludes(&self, new: &Self) -> bool {
        self.priority == new.priority || self.name.eq_ignore_ascii_case(&new.name)
    }
}

impl HubConnection {
    fn excludes(&self, new: &Self) -> bool {
        self.vnet == new.vnet || self.origin.id == new.origin.id
    }
}

impl Subnet {
    /// Whether it has the name of another subnet, or addresses of it.
    fn excludes(&self, new: &Self) -> bool {
        let is_shared = |net: &ipnet::Ipv4Net| new.prefixes.iter().any(|it| meet(*it, *net));
        self.origin.id == new.origin.id
            || self.origin.id.parent() == new.origin.id.parent() && self.prefixes.iter().any(is_shared)
    }
}

impl Peering {
    fn excludes(&self, new: &Self) -> bool {
        let (near, far) = (self.origin.id.parent(), new.origin.id.parent());
        let is_same = near == far && self.remote == new.remote;
        let is_other_side = near == new.remote && far == self.remote;
        is_same || is_other_side && is(self.state.as_deref(), "Disconnected")
    }
}

impl ZoneLink {
    fn excludes(&self, new: &Self) -> bool {
        let zone = |it: &Self| it.origin.id.parent().map(|it| it.name().to_ascii_lowercase());
        self.vnet == new.vnet && zone(self) == zone(new)
    }
}

impl SecurityRule {
    fn excludes(&self, new: &Self) -> bool {
        let is_same_place = self.direction == new.direction && self.priority == new.priority;
        is_same_place || self.name.eq_ignore_ascii_case(&new.name)
    }
}

impl Route {
    fn excludes(&self, new: &Self) -> bool {
        self.name.eq_ignore_ascii_case(&new.name) || self.destination == new.destination
    }
}

impl Change {
    /// Whether Azure would refuse it in this network, for something that is there already, or for something that is not.
    #[must_use]
    pub fn is_refused(&self, network: &Network) -> bool {
        let item = match &self.edit {
            Edit::Create { item, .. } => item,
            // What has a number or a range of addresses is given no other one that is taken.
            Edit::Update { from: Item::SecurityRule(_, from), to: Item::SecurityRule(id, to) } => {
                return network.rules_of(id).any(|it| it != from && it.excludes(to));
            }
            Edit::Update { from: Item::Route(_, from), to: Item::Route(id, to) } => {
                return network.routes_of(id).any(|it| it != from && it.excludes(to));
            }
            Edit::Update { to: Item::Peering(to), .. } => return has_another_gateway(network, to),
            Edit::Update { to: Item::RouteTable(subnet, Fact::Known(table)), .. } => {
                return is_elsewhere(network, subnet, table);
            }
            Edit::Delete(_) | Edit::Update { .. } => return false,
        };
        // Creating what is there already puts this in its place, and what it was is lost.
        let is_there = |there: &Id| item.id() == Some(there);
        match item {
            Item::Peering(new) => {
                // It stands in its VNet, and what excludes it there or in the one that it leads to.
                let near = new.origin.id.parent();
                let ends = network.vnets.by_any(near.iter().chain(&new.remote).map(Key::Id));
                let mut sides = ends.into_iter().flat_map(|it| &it.peerings.items);
                sides.any(|it| is_there(&it.origin.id) || it.excludes(new))
                    || overlaps(network, new)
                    || has_another_gateway(network, new)
            }
            Item::HubConnection(new) => {
                let mut connections = network.joins.hubs.iter().flat_map(|it| &it.connections.items);
                connections.any(|it| is_there(&it.origin.id) || it.excludes(new))
                    || is_kept_from_hub(network, new)
                    // Azure makes a side of a peering to the hub in the VNet.
                    || self.consequences.iter().any(|it| matches!(it.item(), Item::Peering(it) if overlaps(network, it)))
            }
            Item::Subnet(new) => {
                let mut subnets = network.vnets.iter().flat_map(|it| &it.subnets.items);
                subnets.any(|it| is_there(&it.origin.id) || it.excludes(new))
            }
            Item::ZoneLink(new) => {
                let zone = new.origin.id.parent();
                let named = network.zones.by_any(zone.iter().map(|it| Key::Name(it.name())));
                let mut links = named.into_iter().flat_map(|it| &it.links.items);
                links.any(|it| is_there(&it.origin.id) || it.excludes(new))
            }
            Item::RuleGroup(_) => {
                network.joins.policies.iter().flat_map(|it| &it.groups.items).any(|it| is_there(&it.origin.id))
            }
            Item::Endpoint(new) => {
                let is_missing = new.subnet.as_ref().is_some_and(|it| is_missing(network, it));
                is_missing || network.endpoint(&new.origin.id).is_some()
            }
            Item::RuleCollection(id, _, new) => {
                let firewall = network.joins.firewalls.iter().find(|it| it.origin.id == *id);
                let collections = firewall.and_then(|it| it.collections.known()).into_iter().flatten();
                collections.into_iter().any(|it| it.excludes(new))
            }
            Item::Table(new) => network.route_table(&new.origin.id).is_some(),
            Item::FirewallRule(_) => {
                network.servers.iter().flat_map(|it| &it.firewall_rules.items).any(|it| is_there(&it.origin.id))
            }
            Item::SecurityRule(id, new) => network.rules_of(id).any(|it| it.excludes(new)),
            Item::Route(id, new) => network.routes_of(id).any(|it| it.excludes(new)),
            // A VNet rule is refused where its subnet has no service endpoint ("VNet service endpoints", 2023).
            Item::VnetRule(rule) => {
                let subnet = rule.subnet.as_ref().and_then(|it| network.subnet(it));
                let services = subnet.and_then(|it| it.service_endpoints.known());
                !services.is_some_and(|it| it.iter().any(|it| it.service.eq_ignore_ascii_case(crate::SQL_SERVICE)))
            }
            Item::ZoneGroup(new) => {
                let zones = new.zones.iter().filter_map(|it| network.zone(it.zone.as_ref()?));
                zones.flat_map(|it| &it.others.items).any(|it| new.writes_beside(it))
            }
            Item::Record(record) => network.alias_beside(&record.origin).is_some(),
            Item::Alias(alias) => {
                let zone = alias.origin.id.parent().and_then(|it| network.zone(&it));
                zone.is_some_and(|it| it.record(alias.origin.id.name()).is_some())
            }
            _ => false,
        }
    }
}

impl Network {
    fn rules_of(&self, group: &Id) -> impl Iterator<Item = &SecurityRule> {
        self.security_group(group).into_iter().flat_map(|it| &it.rules.items)
    }

    /// The CNAME record set that has the name of another record set.
    fn alias_beside(&self, record: &Origin) -> Option<&RecordSet> {
        self.zone(&record.id.parent()?)?.alias(record.id.name())
    }

    fn routes_of(&self, table: &Id) -> impl Iterator<Item = &Route> {
        self.route_table(table).into_iter().flat_map(|it| &it.routes.items)
    }
}

/// Whether a VNet has or reaches addresses that the other one has too. Azure refuses a peering of the two then, or takes it and
/// leads away what goes to those addresses now. So does a connection to another network that is not known to be down, where all of a
/// range that it leads to would be led away.
///
/// Sources: "Create, change, or delete a virtual network peering" (2025-07-01), requirements and constraints; "Virtual network
/// traffic routing" (virtual-networks-udr-overview.md): the route of a peering goes before that of a gateway.
fn overlaps(network: &Network, peering: &Peering) -> bool {
    let Some((near, far)) = peering.origin.id.parent().zip(peering.remote.as_ref()) else { return false };
    let joined = |vnet| {
        let ranges = network.vnet(vnet).map(|it| it.peered_ranges(&[peering]));
        ranges.map(|it| it.into_iter().map(|it| it.2).collect::<Vec<_>>())
    };
    let to_far = joined(far).or_else(|| peering.remote_prefixes.known().cloned()).unwrap_or_default();
    let to_near = joined(&near).unwrap_or_default();
    [(&near, far, to_far), (far, &near, to_near)].into_iter().any(|(id, other, coming)| {
        let Some(vnet) = network.vnet(id) else { return false };
        let is_up =
            |it: &GatewayConnection| !["NotConnected", "Connecting"].iter().any(|no| is(it.status.as_deref(), no));
        // Of a wider range, as a short way of writing it, most stays where it is.
        let mut sites = network.site_ranges(vnet).filter(|(it, _)| is_up(it)).map(|it| it.1);
        let reached = network.reached(vnet, other);
        reached.into_iter().any(|reached| coming.iter().any(|it| meet(*it, reached)))
            || sites.any(|site| coming.iter().any(|it| it.contains(&site)))
    })
}

/// Whether a VNet that is to be connected to a hub has a gateway, or has or reaches addresses of one that the hub joins already.
///
/// Source: "Connect a virtual network to a Virtual WAN hub - portal" (howto-connect-vnet-hub.md): it cannot have a gateway.
fn is_kept_from_hub(network: &Network, connection: &HubConnection) -> bool {
    let hub = connection.origin.id.parent();
    let hub = network.joins.hubs.iter().find(|it| Some(&it.origin.id) == hub.as_ref());
    let vnet = connection.vnet.as_ref().and_then(|it| network.vnet(it));
    network.gateways.iter().any(|it| it.vnet().is_some() && it.vnet() == connection.vnet)
        || vnet.zip(hub).is_some_and(|(vnet, hub)| network.taken_at_hub(vnet, hub).is_some())
}

/// Whether a VNet that was read with all of its subnets has none of this id.
fn is_missing(network: &Network, subnet: &Id) -> bool {
    let vnet = subnet.parent().and_then(|it| network.vnet(&it));
    vnet.is_some_and(|it| it.subnets.complete && it.subnets.items.iter().all(|it| it.origin.id != *subnet))
}

/// Whether a side of a peering is to use the remote gateway of a VNet that has a gateway, or uses another one's.
///
/// Source: "Create, change, or delete a virtual network peering" (2025-07-01): only one peering of a VNet may use a remote
/// gateway, and none of a VNet that has a gateway.
fn has_another_gateway(network: &Network, peering: &Peering) -> bool {
    if peering.use_remote_gateways != Fact::Known(true) {
        return false;
    }
    let Some(near) = peering.origin.id.parent() else { return false };
    let uses_another = |it: &Peering| it.origin.id != peering.origin.id && it.use_remote_gateways == Fact::Known(true);
    network.gateways.iter().any(|it| it.vnet().as_ref() == Some(&near))
        || network.vnet(&near).is_some_and(|it| it.peerings.items.iter().any(uses_another))
}

/// Whether a route table is in another region or subscription than a subnet.
///
/// Source: "Create, change, or delete a route table" (manage-route-table.md, 2024-07): a table is associated to subnets of its
/// own location and subscription.
fn is_elsewhere(network: &Network, subnet: &Id, table: &Id) -> bool {
    let is_other =
        |one: Option<&str>, other: Option<&str>| one.zip(other).is_some_and(|(it, other)| !is_region(it, other));
    let location = network.route_table(table).and_then(|it| it.location.as_deref());
    let near = subnet.parent().and_then(|it| network.vnet(&it)?.location.as_deref());
    let has_other_subscription = match (subnet.subscription(), table.subscription()) {
        (Some(own), Some(other)) => !own.eq_ignore_ascii_case(other),
        _ => false,
    };
    has_other_subscription || is_other(near, location)
}

impl Item {
    /// Whether it is a part of the other one, names it, or is refused without it.
    fn refers_to(&self, other: &Self) -> bool {
        let (Some(own), Some(id)) = (self.id(), other.id()) else { return false };
        match (self, other) {
            (Self::VnetRule(it), Self::ServiceEndpoints(subnet, _)) => it.subnet.as_ref() == Some(subnet),
            (Self::Connection(it), Self::Endpoint(_)) => it.endpoint.as_ref() == Some(id),
            (Self::Endpoint(it), Self::Subnet(_)) => it.subnet.as_ref() == Some(id),
            (Self::RouteTable(_, Fact::Known(table)) | Self::Route(table, _), Self::Table(_)) => table == id,
            (Self::RuleCollection(firewall, place, _), Self::RuleCollection(other, earlier, _)) => {
                firewall == other && earlier < place
            }
            // An address is known to lead somewhere once the endpoint has it.
            (Self::Migration(it), Self::Endpoint(endpoint)) => answers_at(endpoint, &it.source_host),
            (Self::SourceHost(_, host), Self::Endpoint(endpoint)) => answers_at(endpoint, host),
            _ => own.is_part_of(id),
        }
    }
}

/// Whether a host is an address of an endpoint.
fn answers_at(endpoint: &PrivateEndpoint, host: &Fact<String>) -> bool {
    let address = host.known().and_then(|it| it.parse().ok());
    address.is_some_and(|it| endpoint.addresses.contains(&it))
}
