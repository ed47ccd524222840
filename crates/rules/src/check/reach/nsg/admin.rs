//! Finds which rules of Virtual Network Manager come before the security groups of a VNet: those in effect, and those
//! of which it is not known whether they are.
//!
//! Source: "Security admin rules in Azure Virtual Network Manager" (concept-security-admins.md, 2025-02): order of evaluation;
//! private endpoints are left out. "Configuration deployments" (concept-deployments.md, 2025-03).

use crate::{
    Evidence, Export,
    check::reach::peering::holds,
    network::{
        AdminParent, Context, Direction, Id, Network, PlannedRule, SecurityRule, in_words,
        security::{AdminRule, Decision, Packets, Tags, touches},
    },
    outcome::{Decided, Reason, Undecided},
};

/// What a manager says of a VNet.
#[derive(Default)]
pub(super) struct Admin<'a> {
    /// The rules in effect.
    pub rules: Vec<AdminRule>,
    /// What shows each of these.
    shown: Vec<Evidence>,
    /// Rules that may be in effect too.
    planned: Vec<&'a PlannedRule>,
    /// A configuration or a rule collection of which no file holds the rules.
    unlisted: Option<&'a AdminParent>,
    vnet: Option<Id>,
}

impl<'a> Admin<'a> {
    /// What is known of a VNet; an error where two lists of it differ.
    pub(super) fn of(context: &Context<'a>, vnet: &Id) -> Decided<Self> {
        let network = context.network;
        let joins = &network.joins;
        let mut exact = joins.effective_admin_rules.iter().filter(|it| it.vnet.as_ref() == Some(vnet));
        let shows = |it: &PlannedRule| {
            let mut words = in_words(&it.rule.rule);
            if it.rule.is_final {
                words = words.replacen("Allow", "AlwaysAllow", 1);
            }
            it.origin.shows(network, "securityAdminRule", words)
        };
        if let Some(list) = exact.next() {
            if exact.next().is_some() {
                return Err(Undecided::new(
                    Reason::Contradiction,
                    format!("The files hold two lists of the security admin rules of {}.", vnet.name()),
                )
                .needing(Export::EffectiveAdminRules, vnet.text()));
            }
            let rules = list.items.iter().map(|it| it.rule.clone()).collect();
            return Ok(Self { rules, shown: list.items.iter().map(shows).collect(), ..Self::default() });
        }
        let is_in = |it: &&PlannedRule| it.groups.iter().any(|group| holds(&joins.members, group, vnet));
        let lists = || joins.effective_admin_rules.iter().filter(|it| it.vnet.is_none()).flat_map(|it| &it.items);
        let in_effect: Vec<&PlannedRule> = lists().filter(is_in).collect();
        if let Some(of_card) = of_a_card(network, vnet).filter(|_| in_effect.is_empty()) {
            let rules = of_card.iter().map(|it| AdminRule { rule: (*it).clone(), is_final: false }).collect();
            let evidence = of_card.iter().map(|it| Evidence {
                resource: vnet.name().to_owned(),
                property: format!("effectiveSecurityRules[{}]", it.name),
                value: in_words(it),
                id: Some(vnet.text().to_owned()),
                file: None,
            });
            return Ok(Self { rules, shown: evidence.collect(), ..Self::default() });
        }
        let is_unlisted = |it: &&PlannedRule| in_effect.iter().all(|other| other.origin.id != it.origin.id);
        Ok(Self {
            rules: in_effect.iter().map(|it| it.rule.clone()).collect(),
            shown: in_effect.iter().map(|it| shows(it)).collect(),
            // What is in effect for another group may be for this VNet too.
            planned: joins.admin_rules.iter().chain(lists()).filter(is_unlisted).collect(),
            unlisted: joins.unlisted().next(),
            vnet: Some(vnet.clone()),
        })
    }

    /// The rules that may be in effect.
    pub(super) fn planned(&self) -> impl Iterator<Item = &SecurityRule> {
        self.planned.iter().map(|it| &it.rule.rule)
    }

    /// What shows a rule that decided, where it is one of these.
    pub(super) fn shown(&self, rule: &SecurityRule) -> Option<Evidence> {
        let at = self.rules.iter().position(|it| std::ptr::eq(&raw const it.rule, rule))?;
        self.shown.get(at).cloned()
    }

    /// Why a decision may be another one, where a rule that may be in effect would make it so.
    pub(super) fn doubt(
        &self,
        network: &Network,
        decision: &Decision<'_>,
        direction: Direction,
        packets: &Packets,
        tags: &Tags,
    ) -> Option<Undecided> {
        if let Some((parent, vnet)) = self.unlisted.zip(self.vnet.as_ref()) {
            let words = format!(
                "The security admin rules of {} are not in the files, and would come before the security groups of {}.",
                parent.origin.id.name(),
                vnet.name()
            );
            return Some(Undecided::new(Reason::Missing, words).needing(Export::EffectiveAdminRules, vnet.text()));
        }
        let agrees = |it: &AdminRule| match decision {
            Decision::Allow(_) => it.rule.allow == Some(true),
            Decision::Deny(_) => it.rule.allow.is_some() && !it.is_final,
            Decision::Open(_) => true,
        };
        let other =
            self.planned.iter().find(|it| !agrees(&it.rule) && touches(&it.rule.rule, direction, packets, tags))?;
        let vnet = self.vnet.as_ref()?;
        let shown = other.origin.shows(network, "securityAdminRule", in_words(&other.rule.rule));
        Some(
            Undecided::new(Reason::Missing, format!(
                "The security admin rule {} would come before the security groups of {}: whether its configuration is deployed \
                 there is not in the files.",
                other.origin.id.name(),
                vnet.name()
            ))
            .showing([shown])
            .needing(Export::EffectiveAdminRules, vnet.text()),
        )
    }
}

/// The manager's rules as Azure computed them for a network interface in a VNet, where they were read.
fn of_a_card<'a>(network: &'a Network, vnet: &Id) -> Option<Vec<&'a SecurityRule>> {
    let is_here = |id: &Id| id.parent().as_ref() == Some(vnet);
    let list = network
        .effective_rules
        .iter()
        .filter(|it| it.has_admin_rules && it.security_group.is_none() && !it.rules.is_empty())
        .find(|it| {
            let nic = it.nic.as_ref().and_then(|it| network.nic(it));
            let of_nic = nic.into_iter().flat_map(|it| &it.addresses).filter_map(|it| it.subnet.as_ref());
            it.subnet.iter().chain(of_nic).any(is_here)
        })?;
    Some(list.rules.iter().collect())
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            AdminParent, Effective, Network, PlannedRule,
            security::AdminRule,
            testing::{direct, found, guard, origin, rule, vnet_id},
        },
    };

    const SEC: &str = "avnm/securityAdminConfigurations/sec";

    fn parents(network: &mut Network) {
        for name in [SEC.to_owned(), format!("{SEC}/ruleCollections/rc")] {
            network
                .joins
                .admin_parents
                .push(AdminParent { origin: origin("Microsoft.Network/networkManagers", &name) });
        }
    }

    /// A rule of the collection about a port that no connection has.
    fn harmless(network: &mut Network) {
        let name = format!("{SEC}/ruleCollections/rc/rules/no-rdp");
        network.joins.admin_rules.push(PlannedRule {
            origin: origin("Microsoft.Network/networkManagers", &name),
            rule: AdminRule { rule: rule("no-rdp", "1 in deny tcp * * > * 3389"), is_final: false },
            groups: Vec::new(),
        });
    }

    fn in_effect(network: &mut Network) {
        for vnet in ["vnet-new", "vnet-old"] {
            let (vnet, items) = (Some(vnet_id(vnet)), Vec::new());
            network.joins.effective_admin_rules.push(Effective { file: 0, vnet, items });
        }
    }

    #[test]
    fn a_configuration_whose_rules_were_not_read_may_overrule_the_groups() {
        found(
            &direct(),
            "source/nsg",
            &[
                ("no configuration", |_| {}, Pass),
                ("its rules were not read", parents, Unknown),
                (
                    "nor where a group denies it: it may be allowed always",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny tcp * * > * 5432"]);
                        parents(it);
                    },
                    Unknown,
                ),
                (
                    "its collections were not read",
                    |it| {
                        parents(it);
                        it.joins.admin_parents.pop();
                    },
                    Unknown,
                ),
                (
                    "its rules were read",
                    |it| {
                        parents(it);
                        harmless(it);
                    },
                    Pass,
                ),
                (
                    "it was read that nothing is in effect",
                    |it| {
                        parents(it);
                        in_effect(it);
                    },
                    Pass,
                ),
                (
                    "so that a group that denies it decides",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny tcp * * > * 5432"]);
                        parents(it);
                        in_effect(it);
                    },
                    Fail,
                ),
            ],
        );
    }
}
