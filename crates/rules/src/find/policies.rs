//! DNS security policies above the steps of a name: a policy that blocks the name fails the step, and one that may block
//! it leaves the step undecided.

use pgreach_network::{DnsName, Filtered, Id, filtered};

use super::{PARTIES, place};
use crate::{
    Export, Party,
    check::{
        Check,
        dns::{dns_servers, name},
    },
    network::{ConnectsTo, Context},
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// What the policies do with the questions for each party's name.
pub(super) struct DnsPolicies {
    held: [Option<Decided>; 3],
}

impl DnsPolicies {
    pub(super) fn of(context: &Context<'_>) -> Self {
        if context.network.dns_policies.is_empty() {
            return Self { held: [None, None, None] };
        }
        let held = |party| {
            let server = context.server(party).ok()?;
            // Where an address is given, no name is asked for.
            if let Ok(ConnectsTo::Address(..)) = context.connects_to(party, server) {
                return None;
            }
            match context.resolved(server) {
                Some(resolution) => context.held_by_policy(&resolution.asked),
                // Of a name that no file says, it may be any.
                None => context.held_by_policy(&[(context.client_vnet().ok()?, DnsName::below(""))]),
            }
        };
        Self { held: PARTIES.map(held) }
    }

    /// What evidence says of a check, with what a policy does to it.
    pub(super) fn under(&self, check: &Check, party: Party, decided: Decided) -> Decided {
        let place = place(party);
        let Some(Some(held)) = self.held.get(place) else { return decided };
        let is_of_name = [&dns_servers::CHECK, &name::CHECK].contains(&check);
        let is_worse = match &decided {
            Ok(outcome) => outcome.is_pass(),
            Err(_) => held.is_ok(),
        };
        if is_of_name && is_worse { held.clone().showing(decided.into_evidence()) } else { decided }
    }
}

impl Context<'_> {
    /// What a DNS security policy does to the questions that Azure is asked, in order: a fault where it surely blocks the
    /// first, undecided where it may block one; `None` where all are answered.
    ///
    /// Only the client's own question is decided. Whether a policy looks at the names that an alias leads to, and at what
    /// comes through an inbound endpoint, no document says.
    pub(crate) fn held_by_policy(&self, asked: &[(Id, DnsName)]) -> Option<Decided> {
        let client = self.client_vnet().ok()?;
        let mut questions = asked.iter().enumerate();
        questions.find_map(|(place, (vnet, name))| {
            let doubt = |policy: &str| {
                Undecided::new(Reason::Missing, format!("The DNS security policy {policy} may block {name} in {}.", vnet.name()))
            };
            match filtered(self.network, vnet, name) {
                Filtered::Answered => None,
                Filtered::Unknown(policy) => {
                    Some(Err(doubt(&policy.origin.name()).needing(Export::DnsPolicy, policy.origin.id.text())))
                }
                Filtered::Blocked { link, rule, domain } => {
                    let to = link.vnet.as_ref().map_or("", Id::text);
                    let evidence = [
                        Some(rule.origin.shows(self.network, "action.actionType", "Block")),
                        domain.map(|(list, it)| list.origin.shows(self.network, "domains", it)),
                        Some(link.origin.shows(self.network, "virtualNetwork.id", to)),
                    ];
                    let evidence = evidence.into_iter().flatten();
                    let policy = rule.origin.id.parent();
                    let policy = policy.as_ref().map_or("", Id::name);
                    Some(if place == 0 && *vnet == client {
                        Outcome::failed_by(evidence).noting(format!(
                            "The DNS security policy {policy} blocks {name} in {}: a rule before it must allow the name.",
                            vnet.name()
                        ))
                    } else {
                        Err(doubt(policy).showing(evidence))
                    })
                }
            }
        })
    }
}
