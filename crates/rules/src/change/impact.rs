//! Says what a change opens, interrupts or costs, and what else depends on what it changes.

mod peering;
mod route;
mod security_rule;
mod service_endpoint;

use self::{
    peering::{changed_peering, left_disconnected, of_new_peering},
    route::{hop, prefix, servers_on_route},
    security_rule::servers_of_rule,
    service_endpoint::no_longer_admitted,
};
use super::{arm, cloud, host, whole};
use crate::{
    network::{
        ARecord, AzureFirewall, Change, Direction, Edit, Fact, Id, Item, Network, RecordSet, RuleGroup, Subnet,
        first_of, is,
    },
    planned::UNDO,
};

/// The most servers or routes that a sentence names.
const MOST: usize = 10;

/// The impact of an edit in the network that it is made in, after the changes of `made`, a sentence each.
pub(super) fn of(edit: &Edit, network: &Network, made: &[Change]) -> Vec<String> {
    let mut impact = match edit {
        Edit::Create { item, .. } => of_new(item, network),
        Edit::Delete(item) => of_gone(item, network),
        Edit::Update { to: Item::Cloud(_), .. } => cloud::impact(edit),
        Edit::Update { from, to } => of_changed(from, to),
    };
    if let Edit::Create { item: Item::Peering(it), .. } = edit {
        impact.extend(left_disconnected(network, made, it));
    }
    if let Item::Route(table, route) = edit.item() {
        impact.extend(servers_on_route(network, table, route));
    }
    if let Edit::Create { item: Item::SecurityRule(group, rule), .. } = edit {
        impact.extend(servers_of_rule(network, group, rule));
    }
    if let Edit::Update { to: Item::ServiceEndpoints(subnet, _), .. } = edit {
        impact.extend(servers_in(network, subnet));
        impact.extend(no_longer_admitted(network, subnet));
    }
    if let Edit::Create { item: Item::VnetRule(rule), .. } = edit {
        impact.extend(rule.subnet.as_ref().and_then(|it| servers_in(network, it)));
    }
    if let Edit::Update { to: Item::RouteTable(subnet, table), .. } = edit {
        impact.extend(table.known().and_then(|it| routes_of(network, it)));
        impact.extend(servers_in(network, subnet));
    }
    impact.extend(stays(edit).map(str::to_owned));
    impact
}

/// Why nothing takes an edit back, and what can be done in place of that; none where something does.
///
/// Sources: "Private Endpoint Connections - Update" (REST API of PostgreSQL, 2026-10-01): it approves or rejects, and does
/// nothing else; "Manage a Private Endpoint connection" (2021-10-04): the owner of the server may change the state later;
/// "What is a private endpoint?" (2023-08-02): Rejected and Disconnected are final.
pub(super) fn stays(edit: &Edit) -> Option<&'static str> {
    match edit {
        Edit::Update { to: Item::Connection(_), .. } => Some(
            "It stays approved: undo does not make it Pending again, which Azure does not do. After the migration the \
             server's owner can reject it, if nothing else uses the endpoint; that is final.",
        ),
        Edit::Create { item: Item::Migration(_), .. } | Edit::Update { to: Item::SourceHost(..), .. } => {
            Some("It stays so with this migration: one that connects to the server's own name is created anew.")
        }
        Edit::Delete(Item::Endpoint(_)) => {
            Some("It stays deleted: a connection that was rejected or removed does not come back as it was.")
        }
        Edit::Delete(Item::Peering(it)) if is(it.state.as_deref(), "Disconnected") => {
            Some("It stays deleted: no command makes a peering in that state.")
        }
        Edit::Update { from: Item::Peering(from), to: Item::Peering(to) } if from.sync_level != to.sync_level => {
            Some("It stays synchronised: what one side knows of the other's addresses is not forgotten.")
        }
        _ => None,
    }
}

/// What undo does not set again, to be noted before; none where that is nothing.
fn not_set_again<'a>(unset: impl IntoIterator<Item = (&'a str, bool)>) -> Option<String> {
    let unset = unset.into_iter().filter_map(|(what, is_unset)| is_unset.then_some(what)).collect::<Vec<_>>();
    (!unset.is_empty()).then(|| format!("{UNDO}does not set again: {}. Note it before.", unset.join(", ")))
}

/// What becomes of a record that a zone group takes over, once that is taken back.
pub(super) fn made_again(it: &ARecord) -> String {
    let addresses = it.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    format!(
        "{UNDO}makes the record {} anew with {addresses}, for Azure deletes it with the zone group. It does not set again: its \
         metadata, its time to live, which is {} seconds then. Note it before.",
        it.origin.id.name(),
        arm::TTL
    )
}

/// What an edit may do beside what is said of it, where nothing was read of what it changes.
pub(crate) const fn unread(edit: &Edit) -> &'static str {
    match edit.item() {
        Item::ServiceEndpoints(..) | Item::Delegations(..) => {
            "Nothing was read of the subnet. The whole list is set: what is in it, and not in the command, is taken away."
        }
        Item::SecurityRule(..) => {
            "Nothing was read of the group: at which other subnets it is, and which of its rules come first, is not known."
        }
        Item::Route(..) => "Nothing was read of the route table: at which other subnets it is, is not known.",
        Item::Peering(_) => {
            "Nothing was read of the virtual networks: whether their addresses overlap, and what else they are peered \
             with, is not known."
        }
        Item::Record(_) | Item::Alias(_) | Item::ZoneLink(_) | Item::ZoneGroup(_) => {
            "Nothing was read of the zone: what else is in it, and which virtual networks ask it, is not known."
        }
        _ => "Nothing was read of it: what else depends on it is not known.",
    }
}

fn name(id: Option<&Id>) -> &str {
    id.map_or("", Id::name)
}

fn of_new(item: &Item, network: &Network) -> Vec<String> {
    match item {
        Item::Endpoint(it) => vec![
            match it.addresses.first() {
                Some(address) => {
                    format!("It asks for {address}, and is refused where something else has that by then.")
                }
                None => format!(
                    "It gets an address of {}, which no file can hold yet: export again once it is there. What reaches that \
                     subnet can connect to the server then.",
                    it.subnet.as_ref().map_or("its subnet", Id::name)
                ),
            },
            // Source: "Manage a Private Endpoint connection" (2021-10-04): approving takes
            // privateEndpointConnectionsApproval/action at the server; Azure/azure-sdk-for-go issue 14306: without it, an endpoint
            // that is not a manual request is refused.
            "Who makes it must be allowed to approve connections at the server. Without that it is refused with 403 \
             (LinkedAuthorizationFailed): made with --manual-request true, it waits for the server's owner."
                .to_owned(),
        ],
        Item::Peering(it) => of_new_peering(it, network),
        Item::Subnet(it) => vec![format!(
            "Its addresses are no longer free for other subnets of {}. It has no security group and no route table.",
            whole(&it.origin.id)
        )],
        Item::HubConnection(it) => {
            let hub = it.origin.id.parent();
            let hubs = network.joins.hubs.iter().filter(|it| Some(&it.origin.id) == hub.as_ref());
            let others = hubs.flat_map(|it| &it.connections.items).filter_map(|it| it.vnet.as_ref()).map(Id::name);
            let others = others.collect::<Vec<_>>().join(", ");
            vec![
                format!(
                    "{} and what {} joins can reach each other then, but for what security groups and the hub's routes deny: \
                     {others}.",
                    name(it.vnet.as_ref()),
                    whole(&it.origin.id)
                ),
                "Where the hub has a VPN gateway, this can interrupt point-to-site clients and site-to-site tunnels for a \
                 short time."
                    .to_owned(),
            ]
        }
        Item::RuleGroup(it) => of_rule_group(it, network),
        Item::RuleCollection(firewall, place, _) => vec![
            format!(
                "It comes before the other network rules of {}: what it names passes, whatever they say.",
                firewall.name()
            ),
            format!(
                "The Azure CLI takes it away by its place in the list, {place}: look first that it still stands there, where \
                 somebody else changes the rules meanwhile."
            ),
        ],
        Item::Table(_) => vec!["It leads nothing anywhere until a subnet has it.".to_owned()],
        Item::Migration(it) => by_address(host(it)),
        Item::SecurityRule(group, rule) => {
            let end = if rule.direction == Some(Direction::Outbound) { "from" } else { "to" };
            let of_nics = network.nics.iter().filter(|it| it.security_group.known() == Some(group));
            let others = subnets(network, |it| it.security_group.known() == Some(group));
            let others = others.chain(of_nics.map(|it| it.origin.name()));
            let more = counts_for("group", others).map(|it| format!(" {it}")).unwrap_or_default();
            vec![format!(
                "Opens this one port {end} the subnet of the group, whatever a rule with a higher number says.{more}"
            )]
        }
        Item::Route(table, _) => vec![format!(
            "Every subnet of {} goes this way to these addresses, past what the other routes lead through.",
            table.name()
        )],
        Item::ZoneLink(it) => {
            let public =
                if it.falls_back() { "public DNS only for what has no record there" } else { "public DNS no more" };
            let zone = whole(&it.origin.id);
            vec![format!("Everything in {} asks {zone} for such names then, and {public}.", name(it.vnet.as_ref()))]
        }
        Item::ZoneGroup(it) => vec![format!(
            "The endpoint {} writes the record itself from then on, and takes it along when it is deleted.",
            whole(&it.origin.id)
        )],
        Item::Record(it) => {
            vec![format!("Every VNet that is linked to {} finds the server at this address.", whole(&it.origin.id))]
        }
        Item::Alias(it) => vec![led_elsewhere(it)],
        Item::FirewallRule(it) => {
            let who = if it.start == it.end {
                format!("Anyone with the address {}", it.start)
            } else {
                format!("Anyone with an address from {} to {}", it.start, it.end)
            };
            vec![format!("{who} can try to log in at {}.", whole(&it.origin.id))]
        }
        Item::VnetRule(it) => vec![format!(
            "Everything in the subnet {} can try to log in at {}.",
            name(it.subnet.as_ref()),
            whole(&it.origin.id)
        )],
        _ => Vec::new(),
    }
}

/// What follows where a migration connects to an address.
fn by_address(host: &str) -> Vec<String> {
    vec![
        format!("If the address {host} changes, the migration fails."),
        "With SSL mode VerifyFull the certificate does not fit an address.".to_owned(),
    ]
}

/// What a rule collection group lets pass, and at which firewalls.
fn of_rule_group(it: &RuleGroup, network: &Network) -> Vec<String> {
    let policy = it.origin.id.parent();
    let children =
        network.joins.policies.iter().filter(|it| it.base.known() == policy.as_ref()).map(|it| &it.origin.id);
    let policies: Vec<&Id> = policy.iter().chain(children).collect();
    let of = |it: &&AzureFirewall| it.policy.known().is_some_and(|it| policies.contains(&it));
    let firewalls = network.joins.firewalls.iter().filter(of).map(|it| it.origin.id.name()).collect::<Vec<_>>();
    let at = if firewalls.is_empty() { String::new() } else { format!(" at {}", firewalls.join(", ")) };
    vec![format!(
        "It comes before the other groups of {}{at}: what it names passes, whatever they say.",
        whole(&it.origin.id)
    )]
}

fn of_gone(item: &Item, network: &Network) -> Vec<String> {
    match item {
        Item::Endpoint(it) => {
            let carries = format!("{} carries nothing as it is, and its address becomes free.", it.origin.id.name());
            let unread = [
                ("its tags", true),
                ("its application security groups", it.groups == Fact::Unknown),
                ("the name of its network interface", it.nic_name == Fact::Unknown),
            ];
            let unread = unread.into_iter().filter_map(|(what, is_unread)| is_unread.then_some(what));
            let lost =
                format!("Note before what the commands do not set again: {}.", unread.collect::<Vec<_>>().join(", "));
            vec![carries, lost]
        }
        Item::Peering(it) => {
            vec![format!("It carries nothing as it is ({}).", it.state.as_deref().unwrap_or("its state is not known"))]
        }
        Item::Route(table, route) => vec![format!(
            "All that goes to {} from the subnets of {} takes another way then: {}.",
            prefix(route),
            table.name(),
            hop(route)
        )]
        .into_iter()
        .chain(counts_for("table", subnets(network, |it| it.route_table.known() == Some(table))))
        .collect(),
        Item::ZoneLink(it) => vec![format!(
            "Nothing in {} finds the records of {} any more, those of other servers too.",
            name(it.vnet.as_ref()),
            whole(&it.origin.id)
        )]
        .into_iter()
        .chain((it.registers == Fact::Known(true)).then(|| {
            format!(
                "The zone loses the names of the machines in {} until the link is there again.",
                name(it.vnet.as_ref())
            )
        }))
        .chain(not_set_again([("its tags", true), ("its resolution policy", it.resolution_policy.is_unknown())]))
        .collect(),
        Item::Alias(it) => [format!(
            "Until the next change is made, {} has no answer in {}, for every VNet that is linked to it.",
            it.origin.id.name(),
            whole(&it.origin.id)
        )]
        .into_iter()
        .chain(not_set_again([
            ("its metadata", true),
            ("its time to live, which is 3600 seconds then", it.ttl.is_none()),
        ]))
        .collect(),
        _ => Vec::new(),
    }
}

/// Who follows an alias.
fn led_elsewhere(alias: &RecordSet) -> String {
    format!(
        "Every VNet that is linked to {} finds {} where {} leads.",
        whole(&alias.origin.id),
        alias.origin.id.name(),
        alias.target.as_deref().unwrap_or("nothing")
    )
}

/// The names of the subnets that something is set at.
fn subnets<'a>(network: &'a Network, is_set: impl Fn(&Subnet) -> bool + 'a) -> impl Iterator<Item = String> + 'a {
    let all = network.vnets.iter().flat_map(|it| &it.subnets.items);
    all.filter(move |it| is_set(it)).map(|it| it.origin.name())
}

/// The servers in a subnet, where there is another than the migration's own.
fn servers_in(network: &Network, subnet: &Id) -> Option<String> {
    let servers = network.servers.iter().filter(|it| it.delegated_subnet.known() == Some(subnet));
    let names: Vec<&str> = servers.map(|it| it.origin.id.name()).collect();
    (1 < names.len()).then(|| format!("It counts for all servers in {}: {}.", subnet.name(), first_of(MOST, names)))
}

/// Where the routes of a table lead.
fn routes_of(network: &Network, table: &Id) -> Option<String> {
    let routes = &network.route_table(table)?.routes.items;
    let routes: Vec<String> =
        routes.iter().map(|it| format!("{} goes to {}", prefix(it), it.next_hop_words())).collect();
    (!routes.is_empty()).then(|| format!("By them {}.", first_of(MOST, routes.iter().map(String::as_str))))
}

/// Says what else a group or a table is at, where it is at more than one place.
fn counts_for(what: &str, places: impl IntoIterator<Item = String>) -> Option<String> {
    let places: Vec<String> = places.into_iter().collect();
    (1 < places.len()).then(|| format!("The {what} counts for {}.", places.join(", ")))
}

fn of_changed(from: &Item, to: &Item) -> Vec<String> {
    match (from, to) {
        (Item::Connection(_), Item::Connection(it)) => {
            vec![format!("The endpoint {} carries packets to the server from then on.", name(it.endpoint.as_ref()))]
        }
        (Item::Peering(before), Item::Peering(after)) => changed_peering(before, after),
        (Item::Route(table, before), Item::Route(_, after)) => vec![format!(
            "All that goes to {} from the subnets of {} goes to {} then: {}.",
            prefix(after),
            table.name(),
            after.next_hop_words(),
            hop(before)
        )],
        (Item::Alias(_), Item::Alias(it)) => vec![led_elsewhere(it), AS_BEFORE.to_owned()],
        (Item::Record(before), Item::Record(after)) => {
            let gone = before.addresses.iter().filter(|it| !after.addresses.contains(it));
            let old = gone.map(ToString::to_string).collect::<Vec<_>>().join(", ");
            vec![format!("Every VNet that is linked to the zone leaves {old}."), AS_BEFORE.to_owned()]
        }
        (Item::ServiceEndpoints(_, before), Item::ServiceEndpoints(subnet, _)) => [format!(
            "Connections from {} to Azure's databases break once, and come from its private addresses then: firewall rules \
             for its public address no longer fit.",
            subnet.name()
        )]
        .into_iter()
        .chain(before.known().filter(|it| !it.is_empty()).map(|_| {
            format!(
                "{UNDO}sets the list of {} by the names that it has now: what was added since, and what is set at one of them \
                 (networkIdentifier), is lost. Note it before.",
                subnet.name()
            )
        }))
        .collect(),
        (Item::RouteTable(..), Item::RouteTable(subnet, _)) => {
            vec![format!("Everything in {} goes by the routes of the table, not only this connection.", subnet.name())]
        }
        (Item::Propagation(..), Item::Propagation(table, _)) => vec![format!(
            "Every subnet of {} takes the routes of gateways then, past what its own wider routes lead through.",
            table.name()
        )],
        (Item::IpForwarding(..), Item::IpForwarding(nic, _)) => vec![format!(
            "{} takes packets that are not for itself. Its operating system has to pass them on too.",
            nic.name()
        )],
        (Item::ZoneLink(_), Item::ZoneLink(it)) => vec![format!(
            "{} asks public DNS for every name of the zone that has no record there.",
            name(it.vnet.as_ref())
        )],
        (Item::ServerState(..), Item::ServerState(server, _)) => {
            vec![format!("{} costs money again, and takes some minutes to start.", server.name())]
        }
        (Item::SecurityRule(_, rule), Item::SecurityRule(..)) => {
            vec![format!(
                "{} keeps its place among the other rules. Its number is the next change's, which is refused before this one \
                 is made.",
                rule.name
            )]
        }
        (Item::SourceHost(..), Item::SourceHost(_, Fact::Known(host))) => by_address(host),
        _ => Vec::new(),
    }
}

/// What holds of every name that leads elsewhere than before.
const AS_BEFORE: &str = "Who has asked before keeps the old answer until its time to live is over.";

#[cfg(test)]
mod tests {
    use super::of;
    use crate::network::{
        Edit, Fact, Id, Item, Network, ServiceEndpoint, VnetRule,
        testing::{all_right, origin, route, subnet_id, subnet_mut},
    };

    /// A network with a table at the subnet of the target, and the edit that gives it that.
    fn given_a_table() -> (Network, Edit) {
        let subnet = subnet_id("vnet-new", "db");
        let mut network = all_right();
        route(&mut network, "vnet-new", &["0.0.0.0/0 VirtualAppliance 10.9.0.4"]);
        let table = std::mem::replace(&mut subnet_mut(&mut network, "vnet-new").route_table, Fact::None);
        let edit =
            Edit::Update { from: Item::RouteTable(subnet.clone(), Fact::None), to: Item::RouteTable(subnet, table) };
        (network, edit)
    }

    fn with_another_server(mut network: Network) -> Network {
        let own = network.servers.iter().find(|it| it.origin.id.name() == "orders-new").expect("it is in the network");
        let mut beside = own.clone();
        beside.origin = origin("Microsoft.DBforPostgreSQL/flexibleServers", "billing");
        network.servers.push(beside);
        network
    }

    fn rule_for(subnet: Id) -> Edit {
        let origin = origin("Microsoft.DBforPostgreSQL/servers", "orders-old/virtualNetworkRules/db");
        Edit::Create { item: Item::VnetRule(VnetRule { origin, subnet: Some(subnet), state: None }), at: None }
    }

    #[test]
    fn what_counts_for_a_subnet_names_its_servers_where_there_is_another() {
        let (network, table) = given_a_table();
        let subnet = subnet_id("vnet-new", "db");
        let services = |services| Item::ServiceEndpoints(subnet.clone(), Fact::Known(services));
        let sql = vec![ServiceEndpoint::made("Microsoft.Sql")];
        let endpoints = Edit::Update { from: services(Vec::new()), to: services(sql) };
        let counts = |edit: &Edit, network| of(edit, network, &[]).into_iter().filter(|it| it.starts_with("It counts"));
        let with_another = with_another_server(network.clone());
        for edit in [table, endpoints, rule_for(subnet)] {
            assert_eq!(counts(&edit, &network).count(), 0, "{edit:?}");
            let said: Vec<String> = counts(&edit, &with_another).collect();
            assert_eq!(said, ["It counts for all servers in db: orders-new, billing."], "{edit:?}");
        }
    }

    #[test]
    fn where_a_table_leads_is_said_with_it() {
        let (network, edit) = given_a_table();
        let said = of(&edit, &network, &[]);
        assert!(said.contains(&"By them 0.0.0.0/0 goes to VirtualAppliance 10.9.0.4.".to_owned()), "{said:?}");
    }
}
