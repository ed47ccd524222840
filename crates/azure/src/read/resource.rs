//! One resource: what it is, and where it is kept.

use pgreach_network::{AdminParent, Id, Network, Origin, SecurityRule, ServerKind};

use super::{
    attached,
    body::{Body, Template},
    dns, hybrid, joins,
    key::Key,
    kind::{Children, Kind},
    machine, networks,
    node::{Node, Object},
    notes::{NO_TYPE, Notes},
    readings::List,
    security, servers, unread,
};

/// An object that stands where a resource is expected.
#[derive(Clone, Copy)]
pub(super) struct Resource<'r> {
    pub(super) object: &'r Object<'r>,
    pub(super) notes: &'r Notes,
    pub(super) template: Option<Template>,
}

impl<'r> Resource<'r> {
    pub(super) fn read(self, list: &mut List) {
        let id = self.object.text(Key::Id).or_else(|| self.object.text(Key::ResourceId)).and_then(Id::parse);
        let kind = match self.object.text(Key::Type).filter(|it| it.contains('/')) {
            Some(kind) => kind.to_ascii_lowercase(),
            None => id.as_ref().map(Id::kind).unwrap_or_default(),
        };
        match (Kind::of_type(&kind), id) {
            (Some((kind, words)), Some(id)) => {
                self.notes.read(words);
                list.naming.extend(unread::named_by(&id, self.object));
                list.network.unread.extend(unread::members(&id, self.notes.file, self.object, self.template.is_some()));
                self.identified(kind, id, list);
            }
            (None, _) if kind == "microsoft.network/servicetags" => self.service_tags(list),
            (Some((Kind::Migration, _)), None) => self.properties_file(list),
            (None, Some(id)) => {
                list.is_mixed = true;
                self.notes.ignored(&kind);
                list.network.unread.extend(unread::unread(Origin { id, file: self.notes.file }, &kind, self.object));
            }
            (Some(_) | None, None) => self.nameless(&kind, list),
        }
    }

    fn body(self) -> Body<'r> {
        Body::new(self.object, self.notes, self.template)
    }

    fn identified(self, kind: Kind, id: Id, list: &mut List) {
        let body = self.body();
        let origin = Origin { id, file: self.notes.file };
        if let Kind::Child(children) = kind {
            return self.child(children, origin, list);
        }
        list.is_mixed = true;
        list.attached.extend(attached::attached(kind, &origin, body));
        let network = &mut list.network;
        if matches!(kind, Kind::Server(_) | Kind::Machine) {
            network.tags.extend(servers::tags(&origin.id, body));
        }
        match kind {
            Kind::Server(kind) => network.servers.push(servers::server(origin, kind, body)),
            Kind::Migration => network.migrations.push(servers::migration(origin, body)),
            Kind::Vnet => network.vnets.push(networks::vnet(origin, body)),
            Kind::SecurityGroup => network.security_groups.push(security::security_group(origin, body)),
            Kind::Nic => network.nics.push(networks::nic(origin, body)),
            Kind::Machine => network.machines.push(machine::machine(origin, body)),
            Kind::RouteTable => network.route_tables.push(networks::route_table(origin, body)),
            Kind::PrivateEndpoint => network.endpoints.push(networks::private_endpoint(origin, body)),
            Kind::ZoneGroup => network.zone_groups.push(dns::zone_group(origin, body)),
            Kind::Gateway => network.gateways.push(hybrid::gateway(origin, body)),
            Kind::GatewayConnection => network.gateway_connections.push(hybrid::connection(origin, body)),
            Kind::LocalGateway => network.local_gateways.push(hybrid::local_gateway(origin, body)),
            Kind::Zone => {
                let (zone, links, records) = dns::zone(origin, body);
                list.records.extend(records.map(|it| (zone.origin.id.clone(), it)));
                list.links.extend(links.map(|it| (zone.origin.id.clone(), it)));
                network.zones.push(zone);
            }
            Kind::InboundEndpoint => network.inbound_endpoints.push(dns::inbound_endpoint(origin, body)),
            Kind::Ruleset => network.rulesets.push(dns::unread_ruleset(origin.id, origin.file)),
            Kind::DnsPolicy => network.dns_policies.push(dns::dns_policy(origin, body)),
            Kind::DomainList => network.domain_lists.push(dns::domain_list(origin, body)),
            Kind::Firewall => network.joins.firewalls.push(joins::firewall(origin, body)),
            Kind::Policy => network.joins.policies.push(joins::policy(origin, body)),
            Kind::IpGroup => network.joins.ip_groups.push(joins::ip_group(origin, body)),
            Kind::Balancer => network.joins.balancers.push(joins::balancer(origin, body)),
            Kind::NatGateway => network.joins.nat_gateways.push(joins::nat_gateway(origin, body)),
            Kind::PublicAddress => network.joins.public_addresses.push(joins::public_address(origin, body)),
            Kind::Hub => network.joins.hubs.push(joins::hub(origin, body)),
            Kind::Circuit => network.joins.circuits.push(joins::circuit(origin, body)),
            Kind::Member => network.joins.members.push(joins::member(origin, body)),
            // What is in effect says for whom, and a configuration does not.
            Kind::Connectivity if body.has(Key::ConfigurationGroups) => {
                list.connectivity.push(joins::connectivity(origin, body));
            }
            Kind::Connectivity => network.joins.connectivity.push(joins::connectivity(origin, body)),
            Kind::AdminRule if body.has(Key::RuleCollectionAppliesToGroups) => {
                list.admin_rules.push(joins::planned_rule(origin, body));
            }
            Kind::AdminRule => network.joins.admin_rules.push(joins::planned_rule(origin, body)),
            Kind::AdminParent => network.joins.admin_parents.push(AdminParent { origin }),
            Kind::ApplicationGroup | Kind::Resolver | Kind::Child(_) => {}
        }
    }

    /// A child that was read without its parent, of which nothing more is known by that.
    fn child(self, children: Children, origin: Origin, list: &mut List) {
        let Some(parent) = origin.id.parent() else {
            list.is_mixed = true;
            return self.notes.error(origin.id.name(), "an id without a parent", "the id of a part of something");
        };
        match &list.children {
            Some((id, known)) => list.is_mixed |= *id != parent || *known != children,
            None => list.children = Some((parent.clone(), children)),
        }
        let (file, body, network) = (self.notes.file, self.body(), &mut list.network);
        let is_read = match children {
            Children::FirewallRules => {
                let rule = servers::firewall_rule(origin, body);
                at(&mut network.servers, &parent, file).firewall_rules.items.extend_from(rule)
            }
            Children::VnetRules => {
                at(&mut network.servers, &parent, file).vnet_rules.items.push(servers::vnet_rule(origin, body));
                true
            }
            Children::EndpointConnections => {
                let connection = servers::endpoint_connection(origin, body);
                at(&mut network.servers, &parent, file).endpoint_connections.items.push(connection);
                true
            }
            Children::Subnets => {
                at(&mut network.vnets, &parent, file).subnets.items.push(networks::subnet(origin, body));
                true
            }
            Children::Peerings => {
                at(&mut network.vnets, &parent, file).peerings.items.push(networks::peering(origin, body));
                true
            }
            Children::Rules => {
                let is_default = origin.id.kind().ends_with("/defaultsecurityrules");
                list.is_telling |= !is_default;
                let group = at(&mut network.security_groups, &parent, file);
                let rules: &mut Vec<SecurityRule> =
                    if is_default { &mut group.default_rules } else { &mut group.rules.items };
                rules.extend_from(security::security_rule(body))
            }
            Children::Routes => {
                at(&mut network.route_tables, &parent, file).routes.items.extend_from(networks::route(body))
            }
            Children::Links => {
                at(&mut network.zones, &parent, file).links.items.push(dns::link(origin, body));
                true
            }
            Children::ZoneGroups => {
                network.zone_groups.push(dns::zone_group(origin, body));
                true
            }
            Children::RuleGroups => {
                at(&mut network.joins.policies, &parent, file).groups.items.push(joins::rule_group(origin, body));
                true
            }
            Children::HubConnections => {
                at(&mut network.joins.hubs, &parent, file).connections.items.push(joins::hub_connection(origin, body));
                true
            }
            Children::HubTables => {
                at(&mut network.joins.hubs, &parent, file).tables.items.push(joins::hub_table(origin, body));
                true
            }
            Children::Intents => {
                at(&mut network.joins.hubs, &parent, file).intents.items.push(joins::intent(origin, body));
                true
            }
            Children::Records => {
                let kind = origin.id.kind();
                // Every zone has one SOA record, so with it stands the whole list.
                list.is_telling |= kind.ends_with("/a") || kind.ends_with("/soa");
                let zone = at(&mut network.zones, &parent, file);
                if kind.ends_with("/a") {
                    zone.records.items.extend_from(dns::record(origin, body))
                } else {
                    zone.others.items.push(dns::other_record(origin, body));
                    true
                }
            }
            Children::ForwardingRules => {
                let ruleset = at(&mut network.rulesets, &parent, file);
                ruleset.rules.items.push(dns::forwarding_rule(origin, body));
                true
            }
            Children::RulesetLinks => {
                at(&mut network.rulesets, &parent, file).links.items.push(dns::ruleset_link(origin, body));
                true
            }
            Children::DnsRules => {
                at(&mut network.dns_policies, &parent, file).rules.items.push(dns::dns_rule(origin, body));
                true
            }
            Children::PolicyLinks => {
                at(&mut network.dns_policies, &parent, file).links.items.push(dns::ruleset_link(origin, body));
                true
            }
        };
        if !is_read {
            list.has_unreadable = true;
            self.notes.error(self.name(), "a body that cannot be read", "what Azure prints of this type");
        }
    }

    fn name(self) -> &'r str {
        self.object.text(Key::Name).unwrap_or_default()
    }

    /// What has no id. Some of it is known by its members.
    fn nameless(self, kind: &str, list: &mut List) {
        let body = self.body();
        if let Some(kind) = self.group_or_subscription() {
            list.is_mixed = true;
            return self.notes.ignored(kind);
        }
        // An item of our own export: the envelope says whose it is.
        if let Some((children, Ok(parent))) = &list.of
            && let Some(origin) = body.origin(Some((parent, children.segment())))
        {
            let children = *children;
            return self.child(children, origin, list);
        }
        if !body.has(Key::NextHopType) || !body.has(Key::AddressPrefix) {
            list.is_mixed = true;
        }
        if body.has(Key::EffectiveSecurityRules) {
            self.notes.read("effective security rules");
            list.network.effective_rules.push(security::effective_rules(body));
        } else if body.has(Key::NextHopType) && body.has(Key::AddressPrefix) {
            if list.routes.is_none() {
                self.notes.read("effective routes");
            }
            list.routes.get_or_insert_default().extend(networks::effective_routes(body));
        } else if body.has(Key::SourceDbServerResourceId) {
            self.properties_file(list);
        } else if matches!(self.object.get(Key::Values), Some(Node::List(_))) {
            self.service_tags(list);
        } else if !matches!(self.object.get(Key::Error), None | Some(Node::Null)) {
            self.notes.error("error", "an error that Azure answered", "a resource");
        } else if kind.is_empty() && !list.is_list() {
            self.notes.error("", "an object", "a resource as an Azure tool prints it");
        } else if kind.is_empty() {
            self.notes.ignored(NO_TYPE);
        } else {
            list.has_unreadable = true;
            self.notes.error(self.name(), "no id", "the id of the resource");
        }
    }

    /// The type of a resource group or a subscription, which have ids without a provider. `az account` prints only the
    /// subscription's own.
    fn group_or_subscription(self) -> Option<&'static str> {
        let id = self.object.text(Key::Id)?;
        let is_uuid = id.len() == 36
            && id.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
            && id.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
        if is_uuid && !self.object.has(Key::Type) {
            return Some("microsoft.resources/subscriptions");
        }
        let mut parts = id.strip_prefix('/')?.split('/');
        let is_subscription = parts.next()?.eq_ignore_ascii_case("subscriptions") && !parts.next()?.is_empty();
        match (is_subscription, parts.next(), parts.next(), parts.next()) {
            (true, None, ..) => Some("microsoft.resources/subscriptions"),
            (true, Some(word), Some(name), None) if word.eq_ignore_ascii_case("resourceGroups") && !name.is_empty() => {
                Some("microsoft.resources/resourcegroups")
            }
            _ => None,
        }
    }

    /// A migration's properties file. It has no id, so it is known by its file's name.
    fn properties_file(self, list: &mut List) {
        list.is_mixed = true;
        self.notes.read("migration");
        let id = format!("/providers/Microsoft.DBforPostgreSQL/migrationProperties/{}", self.notes.properties_file());
        if let Some(id) = Id::parse(&id) {
            let origin = Origin { id, file: self.notes.file };
            list.network.migrations.push(servers::properties_file(origin, self.body()));
        }
    }

    fn service_tags(self, list: &mut List) {
        list.is_mixed = true;
        let tags = self.body().parts(Key::Values).unwrap_or_default();
        if self.object.text(Key::NextLink).is_some_and(|it| !it.is_empty()) {
            self.notes.partial("The list of service tags goes on: it has a next page, which is not in this file.");
        }
        for it in tags.into_iter().filter_map(hybrid::service_tag) {
            self.notes.read("service tag");
            list.network.service_tags.push(it);
        }
    }
}

/// A vector that one thing more may be put into.
trait ExtendFrom<T> {
    /// Whether there was one.
    fn extend_from(&mut self, item: Option<T>) -> bool;
}

impl<T> ExtendFrom<T> for Vec<T> {
    fn extend_from(&mut self, item: Option<T>) -> bool {
        let is_there = item.is_some();
        self.extend(item);
        is_there
    }
}

/// What has children.
trait Parent {
    fn id(&self) -> &Id;

    /// One of which nothing was read.
    fn unread(id: Id, file: usize) -> Self;
}

macro_rules! parent {
    ($kind:ident, $unread:expr) => {
        impl Parent for pgreach_network::$kind {
            fn id(&self) -> &Id {
                &self.origin.id
            }

            fn unread(id: Id, file: usize) -> Self {
                $unread(id, file)
            }
        }
    };
}

parent!(Vnet, networks::unread);
parent!(SecurityGroup, security::unread);
parent!(RouteTable, networks::unread_table);
parent!(Zone, dns::unread);
parent!(FirewallPolicy, joins::unread_policy);
parent!(VirtualHub, joins::unread_hub);
parent!(Ruleset, dns::unread_ruleset);
parent!(DnsPolicy, dns::unread_policy);
parent!(Server, |id: Id, file| {
    let is_single = id.kind() == "microsoft.dbforpostgresql/servers";
    servers::unread(id, if is_single { ServerKind::Single } else { ServerKind::Flexible }, file)
});

/// The parent of a child: the last one, or another of which nothing was read. All are joined in the end.
fn at<'p, T: Parent>(parents: &'p mut Vec<T>, id: &Id, file: usize) -> &'p mut T {
    if parents.last().is_none_or(|it| it.id() != id) {
        parents.push(T::unread(id.clone(), file));
    }
    let last = parents.len() - 1;
    #[expect(clippy::indexing_slicing, reason = "one was just put there")]
    &mut parents[last]
}

/// Notes that the children of a parent are all that it has.
pub(super) fn complete(network: &mut Network, id: &Id, children: Children, file: usize) {
    match children {
        Children::FirewallRules => at(&mut network.servers, id, file).firewall_rules.complete = true,
        Children::VnetRules => at(&mut network.servers, id, file).vnet_rules.complete = true,
        Children::EndpointConnections => at(&mut network.servers, id, file).endpoint_connections.complete = true,
        Children::Subnets => at(&mut network.vnets, id, file).subnets.complete = true,
        Children::Peerings => at(&mut network.vnets, id, file).peerings.complete = true,
        Children::Rules => at(&mut network.security_groups, id, file).rules.complete = true,
        Children::Routes => at(&mut network.route_tables, id, file).routes.complete = true,
        Children::Links => at(&mut network.zones, id, file).links.complete = true,
        Children::Records => {
            let zone = at(&mut network.zones, id, file);
            zone.records.complete = true;
            // A list of A records has no SOA record, and says nothing of other types.
            zone.others.complete = zone.others.iter().any(dns::is_soa);
        }
        Children::ForwardingRules => at(&mut network.rulesets, id, file).rules.complete = true,
        Children::RulesetLinks => at(&mut network.rulesets, id, file).links.complete = true,
        Children::DnsRules => at(&mut network.dns_policies, id, file).rules.complete = true,
        Children::PolicyLinks => at(&mut network.dns_policies, id, file).links.complete = true,
        Children::RuleGroups => at(&mut network.joins.policies, id, file).groups.complete = true,
        Children::HubConnections => at(&mut network.joins.hubs, id, file).connections.complete = true,
        Children::HubTables => at(&mut network.joins.hubs, id, file).tables.complete = true,
        Children::Intents => at(&mut network.joins.hubs, id, file).intents.complete = true,
        // They are kept beside their endpoints, so only that there is none says anything.
        Children::ZoneGroups => {
            let origin = Origin { id: id.clone(), file };
            if network.zone_groups.is_empty() && !network.ungrouped.contains(&origin) {
                network.ungrouped.push(origin);
            }
        }
    }
}
