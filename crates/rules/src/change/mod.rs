//! A change in words and as commands.

mod arm;
mod az;
mod bicep;
mod cloud;
mod impact;
pub(crate) mod lasting;
mod look;
mod portal;
mod powershell;
mod terraform;

pub(crate) use impact::unread;

use crate::{
    Owner,
    network::{
        ARecord, Change, Direction, Edit, Fact, Id, Item, Migration, Network, Peering, RecordSet, RuleCollection,
        RuleGroup, SecurityRule, ZoneLink, in_words, is,
    },
    planned::{ChangeText, Forms},
    text::Commands,
};

/// A change with everything filled in; `before` is the network that it is made in, after the changes of `made`.
pub(crate) fn described(change: &Change, before: &Network, made: &[Change]) -> ChangeText {
    let stays = impact::stays(&change.edit).is_some();
    let undo = if stays { Forms::az(Vec::new()) } else { undo(change) };
    let mut impact = impact::of(&change.edit, before, made);
    impact.extend(replaced(change).map(impact::made_again));
    let mut apply = forms(&change.edit);
    let needed: Vec<&Edit> = made.iter().filter(|it| change.needs(it)).map(|it| &it.edit).collect();
    apply.terraform = apply.terraform.map(|it| terraform::after(it, &needed));
    ChangeText {
        title: title(&change.edit),
        resource: resource(change.edit.item()),
        owner: owner(change.edit.item()),
        apply,
        undo,
        look: look::of(&change.edit),
        portal: portal::words(&change.edit, made),
        impact,
    }
}

/// What takes a change back.
fn undo(change: &Change) -> Forms {
    let mut undo = forms(&change.edit.inverse(None));
    for it in replaced(change) {
        undo.az = Commands::filled(undo.az.iter().chain(az::record_again(it)).collect());
        undo.powershell = Commands::filled(undo.powershell.iter().chain(powershell::record_again(it)).collect());
    }
    undo
}

/// The records that a zone group takes over, and takes along when it is deleted.
fn replaced(change: &Change) -> impl Iterator<Item = &ARecord> {
    let is_group = matches!(&change.edit, Edit::Create { item: Item::ZoneGroup(_), .. });
    change.consequences.iter().filter(move |_| is_group).filter_map(|it| match it {
        Edit::Update { from: Item::Record(before), .. } => Some(before),
        _ => None,
    })
}

fn forms(edit: &Edit) -> Forms {
    if let Item::Cloud(_) = edit.item() {
        // They are the same in every shell.
        let commands = Commands::filled(cloud::commands(edit));
        return Forms { az: commands.clone(), powershell: commands, bicep: None, terraform: None };
    }
    Forms {
        az: Commands::filled(az::commands(edit)),
        powershell: Commands::filled(powershell::commands(edit)),
        bicep: bicep::module(edit),
        terraform: terraform::blocks(edit),
    }
}

/// The id of the resource that an item is, or is a property of.
fn resource(item: &Item) -> String {
    match item {
        Item::SecurityRule(group, rule) => format!("{}/securityRules/{}", group.text(), rule.name),
        Item::Route(table, route) => format!("{}/routes/{}", table.text(), route.name),
        // Its name is still to be chosen; it is a part of the target.
        Item::Migration(it) => it.target.as_ref().map_or_else(String::new, |it| it.text().to_owned()),
        Item::Cloud(it) => cloud::id(it).to_owned(),
        _ => item.id().map_or_else(String::new, |it| it.text().to_owned()),
    }
}

/// Who makes a change of such an item.
///
/// Source: "Approve private endpoint connections across subscriptions" (2025-01-29): network administrators make endpoints,
/// database administrators approve them.
pub(crate) const fn owner(item: &Item) -> Owner {
    match item {
        Item::Endpoint(_)
        | Item::Subnet(_)
        | Item::Peering(_)
        | Item::HubConnection(_)
        | Item::RuleGroup(_)
        | Item::RuleCollection(..)
        | Item::SecurityRule(..)
        | Item::EffectiveRules(_)
        | Item::Table(_)
        | Item::Route(..)
        | Item::ServiceEndpoints(..)
        | Item::Delegations(..)
        | Item::RouteTable(..)
        | Item::Propagation(..)
        | Item::IpForwarding(..)
        | Item::DnsServers(..) => Owner::Network,
        Item::ZoneLink(_) | Item::ZoneGroup(_) | Item::Ungrouped(_) | Item::Record(_) | Item::Alias(_) => Owner::Dns,
        Item::Connection(_)
        | Item::FirewallRule(_)
        | Item::VnetRule(_)
        | Item::ServerState(..)
        | Item::Migration(_)
        | Item::SourceHost(..) => Owner::Database,
        Item::Cloud(_) => Owner::OtherCloud,
    }
}

/// The name of the resource that an id is a part of.
fn whole(id: &Id) -> String {
    id.parent().map_or_else(String::new, |it| it.name().to_owned())
}

fn remote(peering: &Peering) -> &str {
    peering.remote.as_ref().map_or("another VNet", Id::name)
}

/// What an edit does, as an instruction.
fn title(edit: &Edit) -> String {
    let (verb, made) = match edit {
        Edit::Create { .. } => ("Add", true),
        Edit::Delete(_) => ("Delete", false),
        Edit::Update { .. } => ("Change", true),
    };
    match edit.item() {
        Item::Connection(it) => {
            let verb = if is(it.status.as_deref(), "Approved") { "Approve" } else { verb };
            let endpoint = it.endpoint.as_ref().map_or_else(|| it.origin.id.name(), Id::name);
            format!("{verb} the connection of the private endpoint {endpoint} to {}", whole(&it.origin.id))
        }
        Item::Endpoint(it) => format!("{verb} the private endpoint {}", it.origin.id.name()),
        Item::Peering(it) => match edit {
            Edit::Update { from: Item::Peering(before), to: Item::Peering(after) } => changed_peering(before, after),
            _ => format!("{verb} the peering {} from {} to {}", it.origin.id.name(), whole(&it.origin.id), remote(it)),
        },
        Item::Subnet(it) => {
            let prefixes = it.prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("{verb} the subnet {} of {}: {prefixes}", it.origin.id.name(), whole(&it.origin.id))
        }
        Item::HubConnection(it) => {
            let (verb, word) = if made { ("Connect", "to") } else { ("Disconnect", "from") };
            let vnet = it.vnet.as_ref().map_or("a VNet", Id::name);
            format!("{verb} {vnet} {word} the virtual hub {}", whole(&it.origin.id))
        }
        Item::RuleGroup(it) => changed_rules(verb, it),
        Item::RuleCollection(firewall, _, it) => changed_collection(verb, firewall, it),
        Item::Migration(it) if made => {
            format!("Create the migration to {} with {} as the source's Custom FQDN/IP", target(it), host(it))
        }
        Item::Migration(it) => {
            format!("Create the migration to {} without a Custom FQDN/IP of the source", target(it))
        }
        Item::SecurityRule(group, rule) => changed_rule(verb, group, rule),
        Item::EffectiveRules(_) => "Have Azure compute the effective rules again".to_owned(),
        Item::Table(it) => format!("{verb} the route table {}", it.origin.id.name()),
        Item::Route(table, route) => format!("{verb} the route {} of {}", route.name, table.name()),
        Item::ZoneLink(it) => changed_link(edit, it),
        Item::ZoneGroup(it) => {
            let zones = it.zones.iter().filter_map(|it| it.zone.as_ref()).map(Id::name).collect::<Vec<_>>().join(", ");
            let verb = if made { "Attach" } else { "Detach" };
            format!("{verb} {zones} and the private endpoint {}", whole(&it.origin.id))
        }
        Item::Ungrouped(it) => format!("Detach every zone from {}", it.id.name()),
        Item::Record(it) => changed_record(edit, it),
        Item::Alias(it) => changed_alias(edit, it),
        Item::FirewallRule(it) => {
            let range = if it.start == it.end { it.start.to_string() } else { format!("{} to {}", it.start, it.end) };
            format!("{verb} the firewall rule {} for {range} at {}", it.origin.id.name(), whole(&it.origin.id))
        }
        Item::VnetRule(it) => {
            let subnet = it.subnet.as_ref().map_or_else(String::new, |it| format!("{}/{}", whole(it), it.name()));
            format!("{verb} the VNet rule {} for {subnet} at {}", it.origin.id.name(), whole(&it.origin.id))
        }
        Item::ServiceEndpoints(subnet, services) => {
            let services = services.known().into_iter().flatten().map(|it| it.service.as_str());
            let list = services.collect::<Vec<_>>().join(", ");
            let list = if list.is_empty() { "none".to_owned() } else { list };
            format!("Set the service endpoints of {}/{} to {list}", whole(subnet), subnet.name())
        }
        Item::Delegations(subnet, services) => {
            let list = services.known().map(|it| it.join(", ")).filter(|it| !it.is_empty());
            let list = list.as_deref().unwrap_or("nothing");
            format!("Delegate {}/{} to {list}", whole(subnet), subnet.name())
        }
        Item::RouteTable(subnet, Fact::Known(table)) => {
            format!("Give {}/{} the route table {}", whole(subnet), subnet.name(), table.name())
        }
        Item::RouteTable(subnet, _) => format!("Take its route table from {}/{}", whole(subnet), subnet.name()),
        Item::Propagation(table, flag) => {
            switched(table, *flag, ["Let gateway routes into", "Keep gateway routes out of"])
        }
        Item::IpForwarding(nic, flag) => {
            switched(nic, *flag, ["Turn IP forwarding off at", "Turn IP forwarding on at"])
        }
        Item::DnsServers(vnet, servers) => {
            let list = servers.known().map(|it| it.join(", ")).filter(|it| !it.is_empty());
            format!("Set the DNS servers of {} to {}", vnet.name(), list.unwrap_or_else(|| "Azure's own".to_owned()))
        }
        Item::ServerState(server, state) => {
            let verb = if is(state.as_deref(), "Ready") { "Start" } else { "Stop" };
            format!("{verb} the server {}", server.name())
        }
        Item::SourceHost(migration, Fact::Known(host)) => {
            format!("Create the migration {} anew with {host} as the source's Custom FQDN/IP", migration.name())
        }
        Item::Cloud(_) => cloud::title(edit),
        Item::SourceHost(migration, _) => {
            format!("Create the migration {} anew without a Custom FQDN/IP of the source", migration.name())
        }
    }
}

fn changed_record(edit: &Edit, it: &ARecord) -> String {
    let addresses = it.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (name, zone) = (it.origin.id.name(), whole(&it.origin.id));
    match edit {
        Edit::Create { .. } => format!("Add the record {name} with {addresses} to {zone}"),
        Edit::Update { .. } => format!("Set the record {name} in {zone} to {addresses}"),
        Edit::Delete(_) => format!("Delete the record {name} from {zone}"),
    }
}

fn changed_alias(edit: &Edit, it: &RecordSet) -> String {
    let (name, zone, target) = (it.origin.id.name(), whole(&it.origin.id), it.target.as_deref().unwrap_or("nothing"));
    match edit {
        Edit::Create { .. } => format!("Add the CNAME record {name} with {target} to {zone}"),
        Edit::Update { .. } => format!("Set the CNAME record {name} in {zone} to {target}"),
        Edit::Delete(_) => format!("Delete the CNAME record {name} with {target} from {zone}"),
    }
}

fn changed_link(edit: &Edit, it: &ZoneLink) -> String {
    let vnet = it.vnet.as_ref().map_or("a VNet", Id::name);
    match edit {
        Edit::Update { .. } => {
            let policy = it.resolution_policy.known().map_or("Default", String::as_str);
            format!("Set the resolution policy of the link {} to {policy}", it.origin.id.name())
        }
        Edit::Create { .. } => {
            let policy = it.resolution_policy.known().filter(|it| *it != "Default");
            let policy = policy.map(|it| format!(", with the resolution policy {it}")).unwrap_or_default();
            format!("Link {} to {vnet}{policy}", whole(&it.origin.id))
        }
        Edit::Delete(_) => format!("Unlink {} from {vnet}", whole(&it.origin.id)),
    }
}

/// What a flag of a resource is set to: the words where it is not set, and where it is.
fn switched(id: &Id, flag: Fact<bool>, [off, on]: [&str; 2]) -> String {
    format!("{} {}", if flag == Fact::Known(true) { on } else { off }, id.name())
}

fn changed_peering(before: &Peering, after: &Peering) -> String {
    let name = format!("{} from {} to {}", after.origin.id.name(), whole(&after.origin.id), remote(after));
    if before.sync_level != after.sync_level {
        return format!("Synchronise the peering {name}");
    }
    if arm::has_other_subnets(before, after) {
        let lists = arm::subnets(after).map(|(list, names)| format!("{list} to {}", names.join(", ")));
        return format!("Set {} of the peering {name}", lists.collect::<Vec<_>>().join(" and "));
    }
    let flags = az::flags(before, after).into_iter().map(|(flag, value)| format!("{flag} to {value}"));
    format!("Set {} of the peering {name}", flags.collect::<Vec<_>>().join(", "))
}

/// The name of the server that a migration leads to.
fn target(it: &Migration) -> &str {
    it.target.as_ref().map_or("the target", Id::name)
}

/// What a migration connects to in place of the source's name.
fn host(it: &Migration) -> &str {
    it.source_host.known().map_or("", String::as_str)
}

/// What the rules of collections let pass, or deny, at a place among their like.
fn filtered(collections: &[RuleCollection], priority: Option<u32>) -> Option<String> {
    let mut said = Vec::new();
    for collection in collections {
        for rule in &collection.rules {
            said.push(format!(
                "priority {}, {}, {}, {} → {}:{}",
                priority?,
                arm::action(collection),
                arm::protocols(rule)?.join(", "),
                arm::ends(rule.sources.as_deref()).join(", "),
                arm::ends(rule.destinations.as_deref()).join(", "),
                arm::ports(rule.ports.as_deref()).join(", ")
            ));
        }
    }
    Some(format!(": {}", said.join("; ")))
}

fn changed_rules(verb: &str, group: &RuleGroup) -> String {
    let words = group.collections.known().and_then(|it| filtered(it, group.priority)).unwrap_or_default();
    let (name, policy) = (group.origin.id.name(), whole(&group.origin.id));
    format!("{verb} the rule collection group {name} of the firewall policy {policy}{words}")
}

fn changed_collection(verb: &str, firewall: &Id, collection: &RuleCollection) -> String {
    let words = filtered(std::slice::from_ref(collection), collection.priority).unwrap_or_default();
    format!("{verb} the network rule collection {} of the firewall {}{words}", collection.name, firewall.name())
}

fn changed_rule(verb: &str, group: &Id, rule: &SecurityRule) -> String {
    let direction = match rule.direction {
        Some(Direction::Inbound) => "inbound",
        Some(Direction::Outbound) | None => "outbound",
    };
    format!("{verb} the {direction} rule {} of {}: {}", rule.name, group.name(), in_words(rule))
}
