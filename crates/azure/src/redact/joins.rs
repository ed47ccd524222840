//! Every name and address of what joins networks.

use ipnet::Ipv4Net;
use pgreach_network::{
    AdminParent, AzureFirewall, Circuit, Connectivity, Effective, Fact, FirewallPolicy, GroupMember, HubConnection,
    HubTable, IpGroup, Joins, LoadBalancer, NatGateway, NetworkRule, PlannedRule, PublicAddress, RoutingIntent,
    RuleCollection, RuleEnd, RuleGroup, VirtualHub, security::AdminRule,
};

use super::Mask;

impl Mask {
    pub(super) fn joins(&mut self, joins: &mut Joins) {
        let Joins {
            firewalls,
            policies,
            ip_groups,
            balancers,
            nat_gateways,
            public_addresses,
            hubs,
            circuits,
            members,
            connectivity,
            admin_rules,
            admin_parents,
            effective_connectivity,
            effective_admin_rules,
        } = joins;
        self.each(firewalls, Self::firewall);
        self.each(policies, Self::policy);
        self.each(ip_groups, |it, IpGroup { origin, addresses }| {
            it.origin(origin);
            if let Fact::Known(addresses) = addresses {
                it.ends(addresses);
            }
        });
        self.each(balancers, |it, LoadBalancer { origin, addresses, subnet }| {
            it.origin(origin);
            it.hosts(addresses);
            it.ids(subnet);
        });
        self.each(nat_gateways, |it, NatGateway { origin, addresses }| {
            it.origin(origin);
            it.groups(addresses);
        });
        self.each(public_addresses, |it, PublicAddress { origin, net }| {
            it.origin(origin);
            if let Some(net) = net {
                it.place(net);
            }
        });
        self.each(hubs, Self::hub);
        self.each(circuits, |it, Circuit { origin, provider_state: _, state: _ }| it.origin(origin));
        self.each(members, |it, GroupMember { origin, vnet, provisioning: _ }| {
            it.origin(origin);
            it.ids(vnet);
        });
        self.each(connectivity, Self::connectivity);
        self.each(admin_rules, Self::planned_rule);
        self.each(admin_parents, |it, AdminParent { origin }| it.origin(origin));
        for Effective { file: _, vnet, items } in effective_connectivity {
            self.ids(vnet);
            self.each(items, Self::connectivity);
        }
        for Effective { file: _, vnet, items } in effective_admin_rules {
            self.ids(vnet);
            self.each(items, Self::planned_rule);
        }
    }

    fn firewall(&mut self, firewall: &mut AzureFirewall) {
        let AzureFirewall {
            origin,
            addresses,
            subnet,
            hub,
            public_addresses,
            policy,
            collections,
            private_ranges,
            provisioning: _,
        } = firewall;
        self.origin(origin);
        self.hosts(addresses);
        self.ids(subnet);
        self.ids(hub);
        self.ids(public_addresses);
        self.fact(policy);
        self.ranges(private_ranges);
        if let Fact::Known(collections) = collections {
            self.each(collections, Self::collection);
        }
    }

    fn ranges(&mut self, ranges: &mut Fact<Vec<Ipv4Net>>) {
        if let Fact::Known(nets) = ranges {
            self.each(nets, Self::net);
        }
    }

    fn policy(&mut self, policy: &mut FirewallPolicy) {
        let FirewallPolicy { origin, base, dns_proxy: _, dns_servers, private_ranges, groups, provisioning: _ } =
            policy;
        self.origin(origin);
        self.fact(base);
        self.dns_servers(dns_servers);
        self.ranges(private_ranges);
        for RuleGroup { origin, priority: _, collections, provisioning: _ } in &mut groups.items {
            self.origin(origin);
            if let Fact::Known(collections) = collections {
                self.each(collections, Self::collection);
            }
        }
    }

    fn collection(
        &mut self,
        RuleCollection { name, priority: _, allow: _, rules, provisioning: _ }: &mut RuleCollection,
    ) {
        self.text("rule", name);
        self.each(rules, |it, rule| {
            let NetworkRule {
                name,
                protocols: _,
                sources,
                source_groups,
                destinations,
                destination_groups,
                hosts,
                ports: _,
            } = rule;
            it.text("rule", name);
            for ends in [sources, destinations].into_iter().flatten() {
                it.ends(ends);
            }
            it.ids(source_groups);
            it.ids(destination_groups);
            it.texts("host", hosts);
        });
    }

    /// A range that is no prefix becomes several.
    fn ends(&mut self, ends: &mut Vec<RuleEnd>) {
        let mut masked = Vec::new();
        for end in ends.drain(..) {
            match end {
                RuleEnd::Range(from, to) => {
                    masked
                        .extend(self.addresses.range(from, to).into_iter().map(|(from, to)| RuleEnd::Range(from, to)));
                }
                RuleEnd::Tag(mut tag) => {
                    self.tag(&mut tag);
                    masked.push(RuleEnd::Tag(tag));
                }
                RuleEnd::Any | RuleEnd::Ipv6 => masked.push(end),
            }
        }
        *ends = masked;
    }

    fn hub(&mut self, hub: &mut VirtualHub) {
        let VirtualHub {
            origin,
            wan,
            sku: _,
            routing_state: _,
            firewall,
            is_announced_to: _,
            connections,
            tables,
            intents,
            provisioning: _,
        } = hub;
        self.origin(origin);
        self.ids(wan);
        self.fact(firewall);
        self.each(&mut connections.items, |it, connection| {
            let HubConnection {
                origin,
                vnet,
                provisioning: _,
                associated,
                propagated,
                labels,
                takes_default_route: _,
                has_routes: _,
            } = connection;
            it.origin(origin);
            it.ids(vnet);
            it.fact(associated);
            it.groups(propagated);
            it.labels(labels);
        });
        self.each(&mut tables.items, |it, HubTable { origin, labels, has_routes: _, provisioning: _ }| {
            it.origin(origin);
            it.labels(labels);
        });
        self.each(&mut intents.items, |it, RoutingIntent { origin, policies, provisioning: _ }| {
            it.origin(origin);
            if let Fact::Known(policies) = policies {
                // The destinations are Azure's words: Internet and PrivateTraffic.
                for (_, hop) in policies {
                    it.id(hop);
                }
            }
        });
    }

    fn labels(&mut self, labels: &mut Fact<Vec<String>>) {
        if let Fact::Known(labels) = labels {
            self.texts("label", labels);
        }
    }

    fn connectivity(&mut self, Connectivity { origin, topology: _, hubs, groups, provisioning: _ }: &mut Connectivity) {
        self.origin(origin);
        self.ids(hubs);
        for (id, ..) in groups {
            self.id(id);
        }
    }

    fn planned_rule(&mut self, PlannedRule { origin, rule, groups }: &mut PlannedRule) {
        self.origin(origin);
        let AdminRule { rule, is_final: _ } = rule;
        self.rule(rule);
        self.ids(groups);
    }
}
