//! Puts together what was read one after the other.

use crate::{Joins, Network, SelfRun};

/// Takes a value apart, field by field, and adds each list to that of the same name: a field that is forgotten here does not
/// compile.
macro_rules! append {
    ($to:ident, $from:ident, lists: [$($list:ident),* $(,)?], others: [$($other:ident),* $(,)?]) => {
        let Self { $($list,)* $($other),* } = $from;
        $($to.$list.extend($list);)*
    };
}

impl Network {
    /// Adds all of another network, behind what is there. Both point to the same files, or the other one to no file.
    pub fn append(&mut self, other: Self) {
        append!(
            self,
            other,
            lists: [
                files, servers, migrations, vnets, security_groups, effective_rules, nics, machines, route_tables,
                effective_routes, endpoints, zone_groups, ungrouped, zones, inbound_endpoints, rulesets,
                dns_policies, domain_lists, gateways, gateway_connections, local_gateways, tags, service_tags,
                unread, clouds, not_read, cut,
            ],
            others: [self_run, joins, truncated, broken, planned]
        );
        self.self_run.append(self_run);
        self.joins.append(joins);
        self.truncated |= truncated;
        self.broken |= broken;
        self.planned |= planned;
    }
}

impl SelfRun {
    fn append(&mut self, other: Self) {
        append!(
            self,
            other,
            lists: [
                hba_files, listening, sockets, host_firewalls,
            ],
            others: []
        );
    }
}

impl Joins {
    fn append(&mut self, other: Self) {
        append!(
            self,
            other,
            lists: [
                firewalls, policies, ip_groups, balancers, nat_gateways, public_addresses, hubs, circuits, members,
                connectivity, admin_rules, admin_parents, effective_connectivity, effective_admin_rules,
            ],
            others: []
        );
    }
}
