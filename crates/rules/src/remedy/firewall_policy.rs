//! Azure Firewalls whose policies drop the packets of a connection.

use ipnet::Ipv4Net;

use crate::{
    Party,
    network::{
        AzureFirewall, Change, Context, Edit, Fact, FirewallPolicy, Item, NetworkRule, PortRange, RuleCollection,
        RuleEnd, RuleGroup,
    },
    remedy::{Way, free_name, part_of, succeeded},
};

/// The lowest number that a rule collection group, or a collection in it, may have.
///
/// Source: "Azure Firewall Policy rule sets" (policy-rule-sets.md): lower numbers come first, from 100 to 65,000.
const FIRST: u32 = 100;

/// The number of a group where there is no other one: with room before it and after it.
const ALONE: u32 = 1000;

/// A rule collection group for this connection alone, before the other ones of a firewall's policy: a way for each policy,
/// and one for that which it inherits from, whose rules come first. What is in the groups that are there stays as it is.
pub(super) fn ways(context: &Context<'_>, party: Party) -> Vec<Way> {
    let Ok(near) = context.client_attachment() else { return Vec::new() };
    let destination = context.destination(party).and_then(|it| context.destination_nets(&it));
    let Ok(nets) = destination else { return Vec::new() };
    let joins = &context.network.joins;
    let of = |it: &AzureFirewall| joins.policy(it.policy.known()?);
    let mut policies: Vec<&FirewallPolicy> = Vec::new();
    for it in joins.firewalls.iter().filter_map(of) {
        let base = it.base.known().and_then(|it| joins.policy(it));
        policies.extend([it].into_iter().chain(base));
    }
    let rule = NetworkRule {
        name: format!("allow-migration-to-{}", party.word()),
        protocols: Some(vec!["tcp".to_owned()]),
        sources: Some(ends(&near.subnet.prefixes)),
        source_groups: Vec::new(),
        destinations: Some(ends(&nets)),
        destination_groups: Vec::new(),
        hosts: Vec::new(),
        ports: Some(vec![PortRange { from: context.port(party), to: context.port(party) }]),
    };
    policies.into_iter().filter_map(|it| Some(vec![before_others(it, rule.clone())?])).collect()
}

fn ends(nets: &[Ipv4Net]) -> Vec<RuleEnd> {
    nets.iter().map(|it| RuleEnd::Range(it.network(), it.broadcast())).collect()
}

/// A group with one rule before all groups of a policy; none where no number is free there, or one is not known.
fn before_others(policy: &FirewallPolicy, rule: NetworkRule) -> Option<Change> {
    // The list that says which numbers are taken is not all there.
    if !policy.groups.complete {
        return None;
    }
    let numbers = policy.groups.items.iter().map(|it| it.priority).collect::<Option<Vec<_>>>()?;
    let priority = numbers.iter().min().map_or(Some(ALONE), |it| it.checked_sub(1)).filter(|it| FIRST <= *it)?;
    let name = free_name("migration", policy.groups.items.iter().map(|it| it.origin.id.name()));
    let collection = RuleCollection {
        name: "allow-migration".to_owned(),
        priority: Some(FIRST),
        allow: Some(true),
        rules: vec![rule],
    };
    let group = RuleGroup {
        origin: part_of(&policy.origin, "ruleCollectionGroups", &name)?,
        priority: Some(priority),
        collections: Fact::Known(vec![collection]),
        provisioning: succeeded(),
    };
    Some(Edit::create(Item::RuleGroup(group)).into())
}
