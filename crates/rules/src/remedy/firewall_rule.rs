//! Azure Firewalls whose rules drop the packets of a connection.

use ipnet::Ipv4Net;

use crate::{
    Party,
    network::{
        AzureFirewall, Change, Context, Edit, Fact, FirewallPolicy, Item, LOWEST, NetworkRule, PortRange,
        RuleCollection, RuleEnd, RuleGroup,
    },
    remedy::{Way, free_name, part_of, succeeded},
};

/// The number where there is no other one: with room before it and after it.
const ALONE: u32 = 1000;

/// What the new collection is called.
const NAME: &str = "allow-migration";

/// A rule for this connection alone, before the other ones of a firewall: a way for each firewall. What is there stays as it
/// is.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for it in context.network.joins.firewalls.iter().flat_map(|it| alternatives(context, party, it)) {
        // Two firewalls may have one policy.
        if ways.iter().all(|other| *other != [it.clone()]) {
            ways.push(vec![it]);
        }
    }
    ways
}

/// The change that has a firewall pass the connection; none where nothing can.
pub(super) fn passed_by(context: &Context<'_>, party: Party, firewall: &AzureFirewall) -> Option<Change> {
    alternatives(context, party, firewall).into_iter().next()
}

/// A rule collection group of its policy, or of that which the policy inherits from, whose rules come first; a collection of
/// its own where it has no policy.
fn alternatives(context: &Context<'_>, party: Party, firewall: &AzureFirewall) -> Vec<Change> {
    let Some(rule) = rule(context, party) else { return Vec::new() };
    let joins = &context.network.joins;
    match &firewall.policy {
        Fact::Known(id) => {
            let own = joins.policy(id);
            let base = own.and_then(|it| joins.policy(it.base.known()?));
            own.into_iter().chain(base).filter_map(|it| before_groups(it, rule.clone())).collect()
        }
        Fact::None => before_collections(firewall, rule).into_iter().collect(),
        Fact::Unknown => Vec::new(),
    }
}

/// A rule for the connection to a party.
fn rule(context: &Context<'_>, party: Party) -> Option<NetworkRule> {
    let near = context.client_attachment().ok()?;
    let nets = context.destination(party).and_then(|it| context.destination_nets(&it)).ok()?;
    Some(NetworkRule {
        name: format!("allow-migration-to-{}", party.word()),
        protocols: Some(vec!["tcp".to_owned()]),
        sources: Some(ends(&near.subnet.prefixes)),
        source_groups: Vec::new(),
        destinations: Some(ends(&nets)),
        destination_groups: Vec::new(),
        hosts: Vec::new(),
        ports: Some(vec![PortRange { from: context.port(party), to: context.port(party) }]),
    })
}

fn ends(nets: &[Ipv4Net]) -> Vec<RuleEnd> {
    nets.iter().map(|it| RuleEnd::Range(it.network(), it.broadcast())).collect()
}

/// The number before all of these; none where no number is free there, or one is not known.
fn before(numbers: impl Iterator<Item = Option<u32>>) -> Option<u32> {
    let numbers = numbers.collect::<Option<Vec<_>>>()?;
    numbers.iter().min().map_or(Some(ALONE), |it| it.checked_sub(1)).filter(|it| LOWEST <= *it)
}

/// A group with one rule before all groups of a policy.
fn before_groups(policy: &FirewallPolicy, rule: NetworkRule) -> Option<Change> {
    // The list that says which numbers are taken is not all there.
    if !policy.groups.complete {
        return None;
    }
    let name = free_name("migration", policy.groups.items.iter().map(|it| it.origin.id.name()));
    let collection = RuleCollection {
        name: NAME.to_owned(),
        priority: Some(LOWEST),
        allow: Some(true),
        rules: vec![rule],
        provisioning: Fact::None,
    };
    let group = RuleGroup {
        origin: part_of(&policy.origin, "ruleCollectionGroups", &name)?,
        priority: Some(before(policy.groups.items.iter().map(|it| it.priority))?),
        collections: Fact::Known(vec![collection]),
        provisioning: succeeded(),
    };
    Some(Edit::create(Item::RuleGroup(group)).into())
}

/// A collection with one rule before all collections of network rules of a firewall.
fn before_collections(firewall: &AzureFirewall, rule: NetworkRule) -> Option<Change> {
    let collections = firewall.collections.known()?;
    let collection = RuleCollection {
        name: free_name(NAME, collections.iter().map(|it| it.name.as_str())),
        priority: Some(before(collections.iter().map(|it| it.priority))?),
        allow: Some(true),
        rules: vec![rule],
        provisioning: succeeded(),
    };
    Some(Edit::create(Item::RuleCollection(firewall.origin.id.clone(), collections.len(), collection)).into())
}
