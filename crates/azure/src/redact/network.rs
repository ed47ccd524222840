//! Every name and address of a network. Each resource is taken apart whole, so that a fact that is added to the model
//! does not compile until it is decided here whether others may see it.
//!
//! Longer than 500 lines: every field of every resource is named, so that a new one cannot be forgotten.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use pgreach_network::{
    ARecord, ConnectionTest, DnsPolicy, DnsRule, DomainList, EffectiveRoutes, EffectiveRules, EndpointConnection,
    EndpointService, Fact, FirewallRule, ForwardingRule, Gateway, GatewayConnection, HbaClients, HbaFile, HbaRule,
    HostFirewall, HostRule, Id, InboundEndpoint, ListenAddress, Listening, Listing, LocalGateway, Machine, Migration,
    MigrationSource, Network, Nic, NicAddress, Origin, Peer, Peering, PrivateEndpoint, RecordSet, Route, RoutePrefix,
    RouteTable, Ruleset, RulesetLink, SecurityGroup, SecurityRule, SelfRun, Server, ServiceTag, Socket, Sockets,
    Subnet, Tag, TrafficSelector, Unread, Vnet, VnetRule, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink,
};
use pgreach_rules::find::is_listed_type;

use super::Mask;

/// Source: "States and billing status of Azure Virtual Machines" (2024-08).
const POWER_STATES: [&str; 7] =
    ["creating", "starting", "running", "stopping", "stopped", "deallocating", "deallocated"];

impl Mask {
    pub(super) fn network(&mut self, network: &mut Network) {
        let Network {
            files,
            servers,
            migrations,
            vnets,
            security_groups,
            effective_rules,
            nics,
            machines,
            route_tables,
            effective_routes,
            endpoints,
            zone_groups,
            ungrouped,
            zones,
            inbound_endpoints,
            rulesets,
            dns_policies,
            domain_lists,
            gateways,
            gateway_connections,
            local_gateways,
            tags,
            service_tags,
            unread,
            self_run,
            clouds,
            joins,
            not_read,
            truncated: _,
            cut: _,
            broken: _,
            planned: _,
        } = network;
        // Where it stands may name what is in the file.
        for it in not_read {
            "something that cannot be read".clone_into(&mut it.found);
            "what an Azure tool prints".clone_into(&mut it.expected);
        }
        for (number, name) in (1..).zip(files) {
            *name = format!("file-{number}.json");
        }
        self.self_run(self_run);
        self.each(servers, Self::server);
        self.each(migrations, Self::migration);
        self.each(vnets, Self::vnet);
        self.each(security_groups, Self::security_group);
        self.each(nics, Self::nic);
        self.each(machines, Self::machine);
        self.each(route_tables, Self::route_table);
        self.each(endpoints, Self::endpoint);
        self.each(zone_groups, Self::zone_group);
        self.each(ungrouped, Self::origin);
        self.each(zones, Self::zone);
        self.each(inbound_endpoints, Self::inbound_endpoint);
        self.each(rulesets, Self::ruleset);
        self.each(dns_policies, Self::dns_policy);
        self.each(domain_lists, Self::domain_list);
        self.each(gateways, Self::gateway);
        self.each(gateway_connections, Self::connection);
        self.each(local_gateways, Self::local_gateway);
        for EffectiveRoutes { file: _, routes } in effective_routes {
            self.each(routes, Self::route);
        }
        self.each(effective_rules, Self::effective_rules);
        self.each(unread, Self::unread);
        self.each(clouds, Self::cloud_resource);
        for Tag { resource, name: _, value } in &mut *tags {
            if let Some(mut id) = Id::parse(resource) {
                self.id(&mut id);
                *resource = id.text().to_ascii_lowercase();
            }
            *value = self.names.name("tag", value);
        }
        Tag::sort(tags);
        self.joins(joins);
        for ServiceTag { name: _, file: _, prefixes } in service_tags {
            *prefixes = self.places.of_tag(prefixes, &self.addresses);
        }
    }

    /// What a machine that people run themselves says of its PostgreSQL, its sockets and its firewall.
    fn self_run(&mut self, SelfRun { hba_files, listening, sockets, host_firewalls }: &mut SelfRun) {
        for HbaFile { file: _, rules, refused: _ } in hba_files {
            for rule in rules {
                let HbaRule { clients, line: _, transport: _, databases: _, roles: _, method: _, wants_certificate: _ } =
                    rule;
                if let HbaClients::Net(net) = clients {
                    self.net(net);
                }
            }
        }
        for Listening { file: _, is_in_effect: _, addresses, port: _, tls: _ } in listening {
            for it in addresses.iter_mut().flatten() {
                self.listen_address(it);
            }
        }
        for Sockets { file: _, is_whole: _, listening } in sockets {
            for Socket { address, port: _, is_postgres: _ } in listening {
                self.listen_address(address);
            }
        }
        for HostFirewall { file: _, tool: _, may_be_passed: _, rules, default: _ } in host_firewalls {
            for HostRule { clients, first_port: _, last_port: _, is_certain: _, admits: _ } in rules {
                self.net(clients);
            }
        }
    }

    fn listen_address(&self, it: &mut ListenAddress) {
        if let ListenAddress::Address(address) = it {
            *address = self.addresses.address(*address);
        }
    }

    fn server(&mut self, server: &mut Server) {
        let Server {
            origin,
            kind: _,
            host,
            location: _,
            tier: _,
            state: _,
            replication_role: _,
            cluster_size: _,
            tls_enforced: _,
            public_access: _,
            delegated_subnet,
            private_dns_zone,
            endpoint_connections,
            firewall_rules,
            vnet_rules,
        } = server;
        self.origin(origin);
        self.texts("server", host);
        self.fact(delegated_subnet);
        self.fact(private_dns_zone);
        for EndpointConnection { origin, endpoint, status: _, groups: _, provisioning: _ } in
            &mut endpoint_connections.items
        {
            self.origin(origin);
            self.ids(endpoint);
        }
        self.firewall_rules(firewall_rules);
        for VnetRule { origin, subnet, state: _ } in &mut vnet_rules.items {
            self.origin(origin);
            self.ids(subnet);
        }
    }

    /// A rule whose range is no prefix becomes several, numbered: `rule-1`, `rule-1-2`.
    fn firewall_rules(&mut self, rules: &mut Listing<FirewallRule>) {
        let mut masked = Vec::new();
        for FirewallRule { mut origin, start, end } in rules.items.drain(..) {
            self.origin(&mut origin);
            for (number, (start, end)) in (1..).zip(self.addresses.range(start, end)) {
                let numbered = if number == 1 { None } else { Id::parse(&format!("{}-{number}", origin.id.text())) };
                let id = numbered.unwrap_or_else(|| origin.id.clone());
                masked.push(FirewallRule { origin: Origin { id, file: origin.file }, start, end });
            }
        }
        rules.items = masked;
    }

    fn migration(&mut self, migration: &mut Migration) {
        let Migration {
            origin,
            source,
            source_host,
            target_host,
            source_type: _,
            target,
            runtime,
            state: _,
            error,
            ssl_mode: _,
            test,
        } = migration;
        // A sentence may hold any name.
        *error = None;
        if let Some(ConnectionTest { state: _, messages, started: _, ended: _ }) = test {
            messages.clear();
        }
        match source {
            Some(MigrationSource::Resource(id)) => self.id(id),
            Some(MigrationSource::Host { host, port: _ }) => self.text("server", host),
            None => {}
        }
        for host in [source_host, target_host] {
            if let Fact::Known(host) = host {
                self.text("server", host);
            }
        }
        self.ids(target);
        self.fact(runtime);
        self.origin(origin);
    }

    fn vnet(&mut self, vnet: &mut Vnet) {
        let Vnet { origin, provisioning: _, location: _, prefixes, dns_servers, subnets, peerings } = vnet;
        self.origin(origin);
        if let Fact::Known(prefixes) = prefixes {
            self.each(prefixes, Self::place);
        }
        self.dns_servers(dns_servers);
        for subnet in &mut subnets.items {
            let Subnet {
                origin,
                provisioning: _,
                prefixes,
                security_group,
                route_table,
                delegations: _,
                service_endpoints: _,
                endpoint_policies: _,
                nat_gateway,
            } = subnet;
            self.origin(origin);
            self.each(prefixes, Self::place);
            self.fact(security_group);
            self.fact(route_table);
            self.fact(nat_gateway);
        }
        self.each(&mut peerings.items, Self::peering);
    }

    fn peering(&mut self, peering: &mut Peering) {
        let Peering {
            origin,
            remote,
            state: _,
            provisioning: _,
            sync_level: _,
            allow_access: _,
            allow_forwarded: _,
            allow_gateway_transit: _,
            use_remote_gateways: _,
            remote_prefixes,
            complete_vnets: _,
            local_subnets,
            remote_subnets,
            only_ipv6: _,
        } = peering;
        self.origin(origin);
        self.ids(remote);
        if let Fact::Known(prefixes) = remote_prefixes {
            self.each(prefixes, Self::net);
        }
        self.texts("subnet", local_subnets);
        self.texts("subnet", remote_subnets);
    }

    fn security_group(&mut self, group: &mut SecurityGroup) {
        let SecurityGroup { origin, provisioning: _, rules, default_rules } = group;
        self.origin(origin);
        self.each(&mut rules.items, Self::rule);
        self.each(default_rules, Self::rule);
    }

    pub(super) fn rule(&mut self, rule: &mut SecurityRule) {
        let SecurityRule {
            name,
            priority: _,
            direction: _,
            allow: _,
            protocol: _,
            source_ports: _,
            destination_ports: _,
            sources,
            destinations,
        } = rule;
        self.text("rule", name);
        for peer in [sources, destinations].into_iter().flatten().flatten() {
            match peer {
                Peer::Any | Peer::Ipv6 => {}
                Peer::Tag(tag) => self.tag(tag),
                Peer::Net(net) => self.net(net),
                Peer::Group(id) => self.id(id),
                Peer::Expanded(tag, nets) => {
                    self.tag(tag);
                    *nets = self.places.of_tag(nets, &self.addresses);
                }
            }
        }
    }

    /// A service tag is Azure's word, as `Sql.EastUS`, or several with commas. What does not look like one may be
    /// anything.
    pub(super) fn tag(&mut self, tag: &mut String) {
        if !tag.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | ',' | ' ')) {
            self.text("tag", tag);
        }
    }

    fn effective_rules(&mut self, effective: &mut EffectiveRules) {
        let EffectiveRules { file: _, security_group, subnet, nic, has_admin_rules: _, rules } = effective;
        self.ids(security_group);
        self.ids(subnet);
        self.ids(nic);
        self.each(rules, Self::rule);
    }

    fn nic(&mut self, nic: &mut Nic) {
        let Nic { origin, provisioning: _, machine, addresses, security_group, dns_servers, ip_forwarding: _ } = nic;
        self.origin(origin);
        self.ids(machine);
        for NicAddress { address, subnet, groups } in addresses {
            self.hosts(address);
            self.ids(subnet);
            self.groups(groups);
        }
        self.fact(security_group);
        self.dns_servers(dns_servers);
    }

    fn machine(&mut self, machine: &mut Machine) {
        let Machine { origin, power, nics } = machine;
        self.origin(origin);
        // A word that is no state of Azure's may be a name in the wrong place.
        power.retain(|it| POWER_STATES.contains(&it.as_str()));
        self.groups(nics);
    }

    fn route_table(&mut self, table: &mut RouteTable) {
        let RouteTable { origin, provisioning: _, location: _, propagation_disabled: _, routes } = table;
        self.origin(origin);
        self.each(&mut routes.items, Self::route);
    }

    fn route(&mut self, route: &mut Route) {
        let Route { name, destination, next_hop: _, next_hop_address } = route;
        self.text("route", name);
        match destination {
            Some(RoutePrefix::Net(net)) => self.net(net),
            Some(RoutePrefix::Tag(tag)) => self.tag(tag),
            Some(RoutePrefix::Ipv6) | None => {}
        }
        self.texts("appliance", next_hop_address);
    }

    fn endpoint(&mut self, endpoint: &mut PrivateEndpoint) {
        let PrivateEndpoint {
            origin,
            location: _,
            subnet,
            provisioning: _,
            services,
            addresses,
            nics,
            groups,
            nic_name,
        } = endpoint;
        self.origin(origin);
        self.ids(subnet);
        for EndpointService { service, groups: _, status: _ } in services {
            self.ids(service);
        }
        self.hosts(addresses);
        self.ids(nics);
        self.groups(groups);
        if let Fact::Known(name) = nic_name {
            self.text("nic", name);
        }
    }

    fn zone_group(&mut self, group: &mut ZoneGroup) {
        let ZoneGroup { origin, state: _, zones } = group;
        self.origin(origin);
        for ZoneGroupEntry { zone, records } in zones {
            self.ids(zone);
            for (name, addresses) in records {
                self.text("record", name);
                self.hosts(addresses);
            }
        }
    }

    fn zone(&mut self, zone: &mut Zone) {
        let Zone { origin, provisioning: _, links, records, others } = zone;
        self.origin(origin);
        for ZoneLink { origin, vnet, state: _, provisioning: _, resolution_policy: _, registers: _ } in &mut links.items
        {
            self.origin(origin);
            self.ids(vnet);
        }
        for ARecord { origin, addresses } in &mut records.items {
            self.origin(origin);
            self.hosts(addresses);
        }
        for RecordSet { origin, target, ttl: _ } in &mut others.items {
            self.origin(origin);
            if let Some(target) = target {
                // With its last dot it is the same name.
                target.truncate(target.trim_end_matches('.').len());
                self.text("server", target);
            }
        }
    }

    fn inbound_endpoint(&mut self, endpoint: &mut InboundEndpoint) {
        let InboundEndpoint { origin, addresses, subnet, provisioning: _ } = endpoint;
        self.origin(origin);
        self.hosts(addresses);
        self.ids(subnet);
    }

    fn ruleset(&mut self, ruleset: &mut Ruleset) {
        let Ruleset { origin, rules, links } = ruleset;
        self.origin(origin);
        for ForwardingRule { origin, domain, servers, state: _ } in &mut rules.items {
            self.origin(origin);
            self.texts("zone", domain);
            self.dns_servers(servers);
        }
        for RulesetLink { origin, vnet, provisioning: _ } in &mut links.items {
            self.origin(origin);
            self.ids(vnet);
        }
    }

    /// Managed lists have names of Microsoft's.
    fn dns_policy(&mut self, policy: &mut DnsPolicy) {
        let DnsPolicy { origin, location: _, rules, links } = policy;
        self.origin(origin);
        for DnsRule { origin, priority: _, action: _, lists, managed: _, state: _ } in &mut rules.items {
            self.origin(origin);
            self.groups(lists);
        }
        for RulesetLink { origin, vnet, provisioning: _ } in &mut links.items {
            self.origin(origin);
            self.ids(vnet);
        }
    }

    fn domain_list(&mut self, list: &mut DomainList) {
        let DomainList { origin, domains } = list;
        self.origin(origin);
        if let Fact::Known(domains) = domains {
            self.texts("zone", domains);
        }
    }

    fn gateway(&mut self, gateway: &mut Gateway) {
        let Gateway { origin, provisioning: _, subnet, clients } = gateway;
        self.origin(origin);
        self.ids(subnet);
        if let Fact::Known(clients) = clients {
            self.each(clients, Self::net);
        }
    }

    fn connection(&mut self, connection: &mut GatewayConnection) {
        let GatewayConnection {
            origin,
            provisioning: _,
            kind: _,
            status: _,
            gateway,
            remote_gateway,
            local_gateway,
            bgp: _,
            circuit,
            selectors,
        } = connection;
        self.origin(origin);
        self.ids(gateway);
        self.ids(remote_gateway);
        self.ids(local_gateway);
        self.ids(circuit);
        if let Fact::Known(selectors) = selectors {
            for TrafficSelector { local, remote } in selectors {
                self.each(local, Self::net);
                self.each(remote, Self::net);
            }
        }
    }

    fn local_gateway(&mut self, gateway: &mut LocalGateway) {
        let LocalGateway { origin, provisioning: _, prefixes } = gateway;
        self.origin(origin);
        if let Fact::Known(prefixes) = prefixes {
            self.each(prefixes, Self::net);
        }
    }

    /// A type that pgreach does not know may be a name in the wrong place.
    fn unread(&mut self, unread: &mut Unread) {
        let Unread { origin, kind, mentions } = unread;
        self.origin(origin);
        if !is_listed_type(kind) {
            "microsoft.network/unlisted".clone_into(kind);
        }
        self.ids(&mut mentions.items);
    }

    pub(super) fn each<T>(&mut self, items: &mut [T], mask: fn(&mut Self, &mut T)) {
        for it in items {
            mask(self, it);
        }
    }

    pub(super) fn origin(&mut self, origin: &mut Origin) {
        let Origin { id, file: _ } = origin;
        self.id(id);
    }

    pub(super) fn fact(&mut self, id: &mut Fact<Id>) {
        if let Fact::Known(id) = id {
            self.id(id);
        }
    }

    pub(super) fn groups(&mut self, groups: &mut Fact<Vec<Id>>) {
        if let Fact::Known(groups) = groups {
            self.ids(groups);
        }
    }

    pub(super) fn dns_servers(&mut self, servers: &mut Fact<Vec<String>>) {
        if let Fact::Known(servers) = servers {
            self.texts("dns-server", servers);
        }
    }

    pub(super) fn ids<'a>(&mut self, ids: impl IntoIterator<Item = &'a mut Id>) {
        ids.into_iter().for_each(|it| self.id(it));
    }

    pub(super) fn texts<'a>(&mut self, what: &'static str, texts: impl IntoIterator<Item = &'a mut String>) {
        texts.into_iter().for_each(|it| self.text(what, it));
    }

    pub(super) fn hosts<'a>(&mut self, addresses: impl IntoIterator<Item = &'a mut Ipv4Addr>) {
        for it in addresses {
            self.places.see((*it).into());
            *it = self.addresses.address(*it);
        }
    }

    pub(super) fn net(&mut self, net: &mut Ipv4Net) {
        *net = self.addresses.net(*net);
    }

    /// The range of something that sends or takes packets.
    pub(super) fn place(&mut self, net: &mut Ipv4Net) {
        self.places.see(*net);
        self.net(net);
    }
}
