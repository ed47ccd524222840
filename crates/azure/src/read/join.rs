//! One resource of all its readings: a fact that any of them knows is known.
//!
//! Where two readings differ, it is not known which is newer, so the fact is unknown. A child that one full list has and
//! another has not may be gone or new: it is left out, and the list is no longer full. Lists of links
//! that have none in common are parts of one: these links stand, and only what is absent is not known.
//!
//! Longer than 500 lines: a table of every kind of resource with its fields.

use std::collections::{BTreeSet, HashMap, HashSet};

use pgreach_network::{
    ARecord, AdminParent, AzureFirewall, Circuit, ConnectionTest, Connectivity, DnsPolicy, DnsRule, DomainList,
    Effective, EffectiveRules, EndpointConnection, Fact, FirewallPolicy, FirewallRule, ForwardingRule, Gateway,
    GatewayConnection, GroupMember, HubConnection, HubTable, Id, InboundEndpoint, IpGroup, Joins, Listing,
    LoadBalancer, LocalGateway, Machine, Migration, MigrationSource, NatGateway, Network, Nic, Origin, Peering,
    PlannedRule, PrivateEndpoint, PublicAddress, RecordSet, Route, RouteTable, RoutingIntent, RuleGroup, Ruleset,
    RulesetLink, SecurityGroup, SecurityRule, Server, ServiceTag, Subnet, Tag, Unread, VirtualHub, Vnet, VnetRule,
    Zone, ZoneGroup, ZoneLink, priority, security, sort_by_number,
};

use super::notes::plain;

/// What the readings are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// One template, which has a part of the children beside their parent.
    OneTemplate,
    /// Files, each with what there was at its time.
    Files,
}

/// Joins the readings of a network. What differs is reported as a sentence, with the file that was first.
pub(super) fn join(network: Network, of: Of, differing: &mut Vec<(usize, String)>) -> Network {
    let mut joiner = Joiner { of, differed: 0, differing };
    Network {
        servers: joiner.all(network.servers),
        migrations: joiner.all(network.migrations),
        vnets: joiner.all(network.vnets),
        security_groups: joiner.all(network.security_groups),
        nics: joiner.all(network.nics),
        machines: joiner.all(network.machines),
        route_tables: joiner.all(network.route_tables),
        endpoints: joiner.all(network.endpoints),
        zone_groups: joiner.all(network.zone_groups),
        zones: joiner.all(network.zones),
        inbound_endpoints: joiner.all(network.inbound_endpoints),
        rulesets: joiner.all(network.rulesets),
        dns_policies: joiner.all(network.dns_policies),
        domain_lists: joiner.all(network.domain_lists),
        gateways: joiner.all(network.gateways),
        gateway_connections: joiner.all(network.gateway_connections),
        local_gateways: joiner.all(network.local_gateways),
        unread: joiner.all(network.unread),
        tags: tags(network.tags),
        service_tags: joiner.all(network.service_tags),
        effective_rules: joiner.all(network.effective_rules),
        joins: joins(network.joins, &mut joiner),
        ..network
    }
}

/// Each tag once, in one order; none that two readings contradict each other in.
fn tags(mut tags: Vec<Tag>) -> Vec<Tag> {
    Tag::sort(&mut tags);
    let alike = tags.chunk_by(|one, other| (&one.resource, one.name) == (&other.resource, other.name));
    alike.filter_map(|it| if let [only] = it { Some(only.clone()) } else { None }).collect()
}

fn joins(joins: Joins, joiner: &mut Joiner<'_>) -> Joins {
    Joins {
        firewalls: joiner.all(joins.firewalls),
        policies: joiner.all(joins.policies),
        ip_groups: joiner.all(joins.ip_groups),
        balancers: joiner.all(joins.balancers),
        nat_gateways: joiner.all(joins.nat_gateways),
        public_addresses: joiner.all(joins.public_addresses),
        hubs: joiner.all(joins.hubs),
        circuits: joiner.all(joins.circuits),
        members: joiner.all(joins.members),
        connectivity: joiner.all(joins.connectivity),
        admin_rules: joiner.all(joins.admin_rules),
        admin_parents: joiner.all(joins.admin_parents),
        effective_connectivity: each_once(joins.effective_connectivity),
        effective_admin_rules: each_once(joins.effective_admin_rules),
    }
}

/// Lists of one VNet that differ are all kept: then it is not known what is in effect.
fn each_once<T: PartialEq>(lists: Vec<Effective<T>>) -> Vec<Effective<T>> {
    let mut kept: Vec<Effective<T>> = Vec::new();
    for it in lists {
        if kept.len() < 1000 && !kept.iter().any(|other| other.vnet == it.vnet && other.items == it.items) {
            kept.push(it);
        }
    }
    kept
}

struct Joiner<'d> {
    of: Of,
    /// How many facts and lists differed so far.
    differed: usize,
    differing: &'d mut Vec<(usize, String)>,
}

/// What can be read more than once.
trait Reading: Sized {
    /// Whether its lists are so often saved page by page that two without a common item are parts of one.
    const COMES_IN_PAGES: bool = false;

    /// What it is the same by, in lower case.
    fn key(&self) -> String;

    /// One of several; `None` where they differ in what cannot be unknown.
    fn join(readings: Vec<Self>, joiner: &mut Joiner<'_>) -> Option<Self>;

    /// What stands for it where one list has it and another, which is as whole, has not; by default nothing does.
    fn doubted(self) -> Option<Self> {
        None
    }
}

impl Joiner<'_> {
    /// Each resource once, in the order of their first readings.
    fn all<T: Reading, L: IntoIterator<Item = T> + FromIterator<T>>(&mut self, readings: L) -> L {
        grouped(readings).into_iter().filter_map(|it| T::join(it, self)).collect()
    }

    /// The children of all readings, each once.
    fn listing<T: Reading>(&mut self, origin: &Origin, what: &str, readings: Vec<Listing<T>>) -> Listing<T> {
        let mut complete = readings.iter().any(|it| it.complete);
        let mut full: Vec<HashSet<String>> = if readings.len() == 1 || self.of == Of::OneTemplate {
            Vec::new()
        } else {
            let keys = |it: &Listing<T>| it.items.iter().map(T::key).collect();
            readings.iter().filter(|it| it.complete).map(keys).collect()
        };
        // Lists that have nothing in common are pages of one: each row stands, and none of them says what is absent.
        if T::COMES_IN_PAGES && 1 < full.len() && are_apart(&full) {
            complete = false;
            full.clear();
            self.note(origin, |name| {
                format!("The {what} of {name} stand in several lists: together they may not be all of them.")
            });
        }
        let mut items = Vec::new();
        for group in grouped(readings.into_iter().flat_map(|it| it.items)) {
            let is_in_all = group.first().is_some_and(|it| full.iter().all(|keys| keys.contains(&it.key())));
            match T::join(group, self) {
                Some(it) if is_in_all => items.push(it),
                other => {
                    complete = false;
                    self.differ(origin, what);
                    items.extend(other.and_then(T::doubted));
                }
            }
        }
        Listing { items, complete }
    }

    fn differ(&mut self, origin: &Origin, what: &str) {
        self.differed += 1;
        self.note(origin, |name| {
            format!("{name} was read more than once, and what was read of its {what} differs: it is unknown.")
        });
    }

    /// Notes a sentence of a resource. A person reads no more than a thousand; what differs is unknown all the same.
    fn note(&mut self, origin: &Origin, sentence: impl FnOnce(&str) -> String) {
        if self.differing.len() < 1000 {
            self.differing.push((origin.file, sentence(&plain(&origin.name()))));
        }
    }
}

/// Whether no two of these lists have anything in common, and none is empty.
fn are_apart(lists: &[HashSet<String>]) -> bool {
    let all: HashSet<&String> = lists.iter().flatten().collect();
    lists.iter().all(|it| !it.is_empty()) && lists.iter().map(HashSet::len).sum::<usize>() == all.len()
}

fn grouped<T: Reading>(readings: impl IntoIterator<Item = T>) -> Vec<Vec<T>> {
    let readings = readings.into_iter();
    let (count, _) = readings.size_hint();
    let mut places: HashMap<String, usize> = HashMap::with_capacity(count);
    let mut groups: Vec<Vec<T>> = Vec::with_capacity(count);
    for it in readings {
        let place = *places.entry(it.key()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(it),
            None => groups.push(vec![it]),
        }
    }
    groups
}

/// What a reading says of one fact.
trait Said: Clone {
    /// What says nothing.
    fn silent() -> Self;

    fn is_silent(&self) -> bool;

    /// Whether two say the same.
    fn is_same(&self, other: &Self) -> bool;
}

/// What the readings that say anything agree on, or `None` where they do not.
fn agreed<'r, S: Said + 'r>(mut said: impl Iterator<Item = &'r S>) -> Option<S> {
    let Some(first) = said.find(|it| !it.is_silent()) else { return Some(S::silent()) };
    said.all(|it| it.is_silent() || it.is_same(first)).then(|| first.clone())
}

impl<T: Value> Said for Fact<T> {
    fn silent() -> Self {
        Self::Unknown
    }

    fn is_silent(&self) -> bool {
        self.is_unknown()
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one), Self::Known(other)) => one.is_alike(other),
            (Self::None, Self::None) => true,
            (Self::Known(it), Self::None) | (Self::None, Self::Known(it)) => it.is_nothing(),
            _ => false,
        }
    }
}

impl<T: Value> Said for Option<T> {
    fn silent() -> Self {
        None
    }

    fn is_silent(&self) -> bool {
        self.is_none()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.is_alike(other))
    }
}

/// Without a word for "not read", an empty list is one.
impl<T: PartialEq + Clone> Said for Vec<T> {
    fn silent() -> Self {
        Self::new()
    }

    fn is_silent(&self) -> bool {
        self.is_empty()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.is_alike(other)
    }
}

/// A value that is compared as Azure means it.
trait Value: Clone + PartialEq {
    fn is_alike(&self, other: &Self) -> bool {
        self == other
    }

    /// Whether it means the same as none.
    fn is_nothing(&self) -> bool {
        false
    }
}

impl Value for bool {}
impl Value for Id {}
impl Value for u32 {}
impl Value for ConnectionTest {}
impl Value for MigrationSource {}
impl Value for ipnet::Ipv4Net {}

/// Azure writes states and places in any case, and places with spaces too.
impl Value for String {
    fn is_alike(&self, other: &Self) -> bool {
        let letters = |it: &Self| it.replace(' ', "").to_ascii_lowercase();
        self == other || letters(self) == letters(other)
    }
}

/// Lists are printed in any order.
impl<T: PartialEq + Clone> Value for Vec<T> {
    fn is_alike(&self, other: &Self) -> bool {
        // Longer lists are only compared as they stand, as this takes the square of their length.
        self == other || self.len() == other.len() && self.len() < 1000 && self.iter().all(|it| other.contains(it))
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

/// The place of the first reading.
fn origin<'r>(mut origins: impl Iterator<Item = &'r Origin>) -> Option<Origin> {
    let first = origins.next()?.clone();
    let file = origins.map(|it| it.file).fold(first.file, usize::min);
    Some(Origin { file, ..first })
}

/// What the readings that say the state of Azure's last change agree on; none where only templates were read.
fn last_change<'r>(said: impl Iterator<Item = &'r Fact<String>> + Clone) -> Option<Fact<String>> {
    let mut known = said.clone().filter(|it| it.known().is_some());
    let Some(first) = known.next() else {
        return Some(said.min_by_key(|it| it.is_unknown()).cloned().unwrap_or_default());
    };
    known.all(|it| it.is_same(first) || it.is_done() && first.is_done()).then(|| first.clone())
}

const LAST_CHANGE: &str = "last change";

/// What any reading says, each once: of addresses that differ, each may be the one.
fn all_of<'r, T: PartialEq + Clone + 'r>(lists: impl Iterator<Item = &'r Vec<T>>) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for it in lists.flatten() {
        if !all.contains(it) && all.len() < 1000 {
            all.push(it.clone());
        }
    }
    all
}

/// A resource of which each field is what it is, a fact, a list of children, or the state of its last change.
macro_rules! resource {
    (
        $kind:ident { $($same:ident)? } $($fact:ident $fact_words:literal,)* [$($children:ident $words:literal,)*]
        $(, table $table:ident $table_words:literal [$($more:ident $more_words:literal,)*])?
        $(, last $last:ident)? $(, state $state:ident)? $(, each $each:ident $each_words:literal)? $(; const $pages:ident)?
        $(; doubts $doubt:ident)?
    ) => {
        impl Reading for $kind {
            $(const $pages: bool = true;)?

            fn key(&self) -> String {
                self.origin.id.text().to_ascii_lowercase()
            }

            $(fn doubted(mut self) -> Option<Self> {
                self.$doubt = Said::silent();
                Some(self)
            })?

            fn join(readings: Vec<Self>, joiner: &mut Joiner<'_>) -> Option<Self> {
                let readings = &mut { readings };
                let origin = origin(readings.iter().map(|it| &it.origin))?;
                $(let $children = readings.iter_mut().map(|it| std::mem::take(&mut it.$children)).collect();
                let $children = joiner.listing(&origin, $words, $children);)*
                $(let $table = readings.iter_mut().map(|it| Listing::from(std::mem::take(&mut it.$table))).collect();
                let $table = joiner.listing(&origin, $table_words, $table).into();
                $(let $more = readings.iter_mut().map(|it| std::mem::take(&mut it.$more)).collect();
                let $more = joiner.listing(&origin, $more_words, $more);)*)?
                let before = joiner.differed;
                $(let $fact = agreed(readings.iter().map(|it| &it.$fact)).unwrap_or_else(|| {
                    joiner.differ(&origin, $fact_words);
                    Said::silent()
                });)*
                $(let $each = agreed(readings.iter().map(|it| &it.$each)).unwrap_or_else(|| {
                    joiner.differ(&origin, $each_words);
                    all_of(readings.iter().map(|it| &it.$each))
                });)?
                $(let $last = last_change(readings.iter().map(|it| &it.$last)).unwrap_or_else(|| {
                    joiner.differ(&origin, LAST_CHANGE);
                    Fact::Unknown
                });)?
                // Which reading is the newer one is not known, and no step may rest on either.
                let is_one = joiner.differed == before;
                $(let $last = if is_one { $last } else { Fact::Unknown };)?
                $(let $state = $state.filter(|_| is_one);)?
                let _ = is_one;
                Some(Self { origin, $($same: readings.first()?.$same,)? $($fact,)* $($last,)? $($each,)? $($children,)* $($table, $($more,)*)? })
            }
        }
    };
}

resource! { Server { kind }
    host "host name", location "location", tier "tier", state "state",
    replication_role "replication role", cluster_size "cluster size", tls_enforced "TLS enforcement", public_access "public access", delegated_subnet "subnet",
    private_dns_zone "private DNS zone",
    [endpoint_connections "private endpoint connections", firewall_rules "firewall rules", vnet_rules "VNet rules",],
    state state
}
resource! { EndpointConnection {} endpoint "private endpoint", status "state", groups "groups", [], last provisioning }
resource! { VnetRule {} subnet "subnet", state "state", [] }
resource! { Migration {}
    source "source", source_host "source's host", target_host "target's host", source_type "source type", target "target", runtime "runtime",
    state "state", error "error", ssl_mode "TLS mode", test "connection test", []
}
resource! { Vnet {}
    location "location", prefixes "address space", dns_servers "DNS servers",
    [subnets "subnets", peerings "peerings",],
    last provisioning
}
resource! { Subnet {}
    prefixes "address range", security_group "network security group", route_table "route table",
    delegations "delegation", service_endpoints "service endpoints", endpoint_policies "policy for private endpoints",
    nat_gateway "NAT gateway", [],
    last provisioning
}
resource! { Peering {}
    remote "remote network", state "state", sync_level "sync level", allow_access "access",
    allow_forwarded "forwarding", allow_gateway_transit "gateway transit",
    use_remote_gateways "use of remote gateways", remote_prefixes "remote address space", complete_vnets "extent",
    local_subnets "local subnets", remote_subnets "remote subnets", only_ipv6 "limit to IPv6", [],
    last provisioning; doubts state
}
resource! { Nic {}
    machine "machine", security_group "network security group", dns_servers "DNS servers",
    ip_forwarding "IP forwarding", [],
    last provisioning, each addresses "addresses"
}
resource! { RouteTable {} location "location", propagation_disabled "propagation", [routes "routes",], last provisioning }
resource! { PrivateEndpoint {}
    location "location", subnet "subnet", services "connections", nics "network interfaces",
    groups "application security groups", nic_name "name of the network interface", [],
    last provisioning, each addresses "addresses"
}
resource! { ZoneGroup {} state "state", zones "zones", [] }
resource! { Zone {} [links "links",], table records "records" [others "records of other types",], last provisioning }
resource! { InboundEndpoint {} addresses "addresses", subnet "subnet", [], last provisioning }
resource! { Ruleset {} [rules "rules", links "links",] }
resource! { ForwardingRule {} domain "domain", servers "DNS servers", state "state", [] }
resource! { DnsPolicy {} location "location", [rules "rules", links "links",] }
resource! { DnsRule {}
    priority "priority", action "action", lists "domain lists", managed "managed domain lists", state "state", []
}
resource! { DomainList {} domains "domains", [] }
resource! { RulesetLink {} vnet "virtual network", [], last provisioning; const COMES_IN_PAGES }
resource! { ZoneLink {} vnet "virtual network", state "state", resolution_policy "resolution policy", registers "registration", [], last provisioning; const COMES_IN_PAGES }
resource! { Gateway {} subnet "subnet", clients "address pool of clients", [], last provisioning }
resource! { GatewayConnection {}
    kind "type", status "state", gateway "gateway", remote_gateway "remote gateway", local_gateway "local gateway",
    bgp "use of BGP", circuit "circuit", selectors "traffic selectors", [],
    last provisioning
}
resource! { LocalGateway {} prefixes "address space", [], last provisioning }
resource! { AzureFirewall {}
    addresses "addresses", subnet "subnet", hub "hub", public_addresses "public addresses", policy "policy",
    collections "rules", private_ranges "SNAT ranges", [], last provisioning
}
resource! { FirewallPolicy {}
    base "parent policy", dns_proxy "DNS proxy", dns_servers "DNS servers", private_ranges "SNAT ranges",
    [groups "rule collection groups",],
    last provisioning
}
resource! { RuleGroup {} priority "priority", collections "rules", [], last provisioning }
resource! { IpGroup {} addresses "addresses", [] }
resource! { LoadBalancer {} addresses "addresses", subnet "subnet", [] }
resource! { NatGateway {} addresses "public addresses", [] }
resource! { PublicAddress {} net "address", [] }
resource! { VirtualHub {}
    wan "Virtual WAN", sku "tier", routing_state "routing state", firewall "firewall",
    is_announced_to "gateways",
    [connections "connections", tables "route tables", intents "routing intent",],
    last provisioning
}
resource! { HubConnection {}
    vnet "virtual network", associated "associated route table", propagated "propagated route tables", labels "labels",
    takes_default_route "internet security", has_routes "static routes", [],
    last provisioning
}
resource! { HubTable {} labels "labels", has_routes "routes", [], last provisioning }
resource! { RoutingIntent {} policies "routing policies", [], last provisioning }
resource! { Circuit {} provider_state "provider's state", state "state", [] }
resource! { AdminParent {} [] }
resource! { GroupMember {} vnet "virtual network", [], last provisioning }
resource! { Connectivity {} topology "topology", hubs "hubs", groups "groups", [], last provisioning }

/// A machine starts and stops, so what any file calls its power state is kept.
impl Reading for Machine {
    fn key(&self) -> String {
        self.origin.id.text().to_ascii_lowercase()
    }

    fn join(readings: Vec<Self>, joiner: &mut Joiner<'_>) -> Option<Self> {
        let origin = origin(readings.iter().map(|it| &it.origin))?;
        let nics = agreed(readings.iter().map(|it| &it.nics)).unwrap_or_else(|| {
            joiner.differ(&origin, "network interfaces");
            Fact::Unknown
        });
        let power = unique(readings.into_iter().flat_map(|it| it.power));
        Some(Self { origin, power, nics })
    }
}

/// Each text once, in order.
pub(super) fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Reading for SecurityGroup {
    fn key(&self) -> String {
        self.origin.id.text().to_ascii_lowercase()
    }

    fn join(mut readings: Vec<Self>, joiner: &mut Joiner<'_>) -> Option<Self> {
        let origin = origin(readings.iter().map(|it| &it.origin))?;
        let provisioning = last_change(readings.iter().map(|it| &it.provisioning)).unwrap_or_else(|| {
            joiner.differ(&origin, LAST_CHANGE);
            Fact::Unknown
        });
        let rules = readings.iter_mut().map(|it| std::mem::take(&mut it.rules)).collect();
        let rules = joiner.listing(&origin, "rules", rules);
        let mut default_rules: Vec<SecurityRule> =
            joiner.all::<SecurityRule, Vec<_>>(readings.into_iter().flat_map(|it| it.default_rules).collect());
        for it in security::default_rules() {
            if default_rules.iter().all(|known: &SecurityRule| !known.name.eq_ignore_ascii_case(&it.name)) {
                default_rules.push(it);
            }
        }
        // The same order, whether Azure printed them or not.
        sort_by_number(&mut default_rules, |it| {
            (it.direction.map_or(-1, |it| it as i64) << 32) + priority(it.priority)
        });
        Some(Self { origin, provisioning, rules, default_rules })
    }
}

/// Of what is not read, whatever any reading names counts.
impl Reading for Unread {
    fn key(&self) -> String {
        format!("{} {}", self.origin.id.text(), self.kind).to_ascii_lowercase()
    }

    fn join(readings: Vec<Self>, _: &mut Joiner<'_>) -> Option<Self> {
        let mut readings = readings.into_iter();
        let mut all = readings.next()?;
        for it in readings {
            all.origin.file = all.origin.file.min(it.origin.file);
            all.mentions.complete &= it.mentions.complete;
            it.mentions.items.into_iter().for_each(|it| all.mention(it));
        }
        Some(all)
    }
}

/// Computed rules have no id: they are those of a group at a network interface. Where two readings differ, neither is kept; that a
/// network manager has rules that come first, one is enough for.
impl Reading for EffectiveRules {
    fn key(&self) -> String {
        let ids = [&self.nic, &self.security_group, &self.subnet].map(|it| it.as_ref().map_or("", Id::text));
        format!("{} {}", ids.join(" "), self.has_admin_rules).to_ascii_lowercase()
    }

    fn join(mut readings: Vec<Self>, joiner: &mut Joiner<'_>) -> Option<Self> {
        let (first, others) = readings.split_first()?;
        if !first.has_admin_rules && !others.iter().all(|it| it.rules.is_alike(&first.rules)) {
            if let Some(id) = first.nic.clone() {
                joiner.differ(&Origin { id, file: first.file }, "effective security rules");
            }
            return None;
        }
        readings.drain(..).next()
    }
}

/// What is only true as a whole: where its readings differ, it is left out, and its list is no longer full.
macro_rules! whole {
    ($kind:ident, key $key:expr, content $content:expr) => {
        impl Reading for $kind {
            fn key(&self) -> String {
                let key: fn(&Self) -> &str = $key;
                key(self).to_ascii_lowercase()
            }

            fn join(mut readings: Vec<Self>, _: &mut Joiner<'_>) -> Option<Self> {
                let content = $content;
                let (first, others) = readings.split_first()?;
                let is_same = others.iter().all(|it| content(it) == content(first));
                if is_same { readings.drain(..).next() } else { None }
            }
        }
    };
}

whole! { SecurityRule, key |it| &it.name, content Clone::clone }
whole! { Route, key |it| &it.name, content Clone::clone }
whole! { FirewallRule, key |it| it.origin.id.text(), content |it: &FirewallRule| (it.start, it.end) }
whole! { ARecord, key |it| it.origin.id.text(), content |it: &ARecord| sorted(&it.addresses) }
whole! { PlannedRule, key |it| it.origin.id.text(), content |it: &PlannedRule| it.rule.clone() }
whole! { RecordSet, key |it| it.origin.id.text(), content |it: &RecordSet| it.target.clone() }
whole! { ServiceTag, key |it| &it.name, content |it: &ServiceTag| sorted(&it.prefixes) }

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort();
    items
}
