//! Proposes what to change in a network where a step fails: candidates, made from the resources that the step is about.
//!
//! A candidate may do too much, and may not help: [`crate::plan`] tries each, leaves out what is not needed, and keeps what
//! the rules find to help. So nothing here decides, and nothing of it is shown that was not tried.

mod access;
mod cloud;
mod dns;
mod endpoint;
mod firewall_rule;
mod migration;
mod nsg;
mod peering;
mod place;
mod route;
mod sides;
mod virtual_hub;
mod zone_link;

use crate::{
    Party, StepKey,
    check::{self, Check},
    network::{Change, Context, Fact, Id, Origin},
};

/// One way to put a step right: changes in an order that works.
pub(crate) type Way = Vec<Change>;

/// The ways that a check may be put right for a party, the one that changes least first.
type Ways = fn(&Context<'_>, Party) -> Vec<Way>;

static WAYS: &[(&Check, Ways)] = &[
    (&check::access::vnet_rule::CHECK, access::vnet_rule),
    (&check::access::service_endpoint::CHECK, access::service_endpoint),
    (&check::access::firewall::CHECK, access::firewall),
    (&check::endpoint::private_endpoint::CHECK, endpoint::connection),
    (&check::endpoint::delegated_subnet::CHECK, endpoint::delegation),
    (&check::endpoint::server_state::CHECK, endpoint::state),
    (&check::reach::hybrid_connection::CHECK, cloud::leads_back),
    (&check::reach::peering::CHECK, peering::ways),
    (&check::reach::nsg::CHECK, nsg::ways),
    (&check::reach::route::CHECK, route::ways),
    (&check::dns::dns_servers::CHECK, dns::dns_servers),
    (&check::dns::server_zone_links::CHECK, dns::server_zone_links),
    (&check::dns::zone_group::CHECK, dns::zone_group),
    (&check::dns::zone_link_client::CHECK, dns::zone_link_client),
    (&check::dns::zone_link_endpoint::CHECK, dns::zone_link_endpoint),
    (&check::dns::a_record::CHECK, dns::a_record),
    (&check::dns::shadowing_zone::CHECK, dns::shadowing_zone),
];

/// The ways that may put a step right.
pub(crate) fn ways(context: &Context<'_>, key: StepKey) -> Vec<Way> {
    let of = WAYS.iter().find(|(check, _)| check.keys().any(|it| it == key));
    let ways = of.map(|(_, ways)| ways(context, key.party())).unwrap_or_default();
    ways.into_iter().filter(|it| !it.is_empty()).collect()
}

/// What a way goes past, where packets are led through it, and so past what that one inspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Past {
    /// Nothing.
    Nothing,
    /// An appliance of which no file says what it drops.
    Appliance,
    /// An Azure Firewall that the files hold: what it drops, its owner has decided.
    Firewall,
}

/// What a way goes past.
pub(crate) fn goes_past(context: &Context<'_>, key: StepKey, way: &[Change]) -> Past {
    peering::goes_past(context, key.party(), way)
}

/// Where a new part of a resource is: `kind` is its type within the resource, as `virtualNetworkPeerings`.
fn part_of(whole: &Origin, kind: &str, name: &str) -> Option<Origin> {
    Some(Origin { id: Id::parse(&format!("{}/{kind}/{name}", whole.id.text()))?, file: whole.file })
}

/// The most letters that the names of all that is made have in Azure, but for private endpoints.
///
/// Source: "Naming rules and restrictions for Azure resources" (resource-name-rules.md), Microsoft.Network: 80 for route tables,
/// routes, security rules, subnets, peerings, links of zones, connections of hubs and rule collection groups; 64 for private
/// endpoints. The last letter is a letter, a digit or an underscore.
const LONGEST: usize = 80;

/// A name that none of those has: as it is, or with a number.
fn free_name<'a>(name: &str, taken: impl IntoIterator<Item = &'a str>) -> String {
    free_name_within(LONGEST, name, taken)
}

/// A name as [`free_name`] makes it, of so many letters at most: what is too long is cut.
fn free_name_within<'a>(longest: usize, name: &str, taken: impl IntoIterator<Item = &'a str>) -> String {
    let taken: Vec<&str> = taken.into_iter().collect();
    let is_free = |name: &String| taken.iter().all(|it| !it.eq_ignore_ascii_case(name));
    let with = |ending: String| {
        let room = longest.saturating_sub(ending.len());
        if name.len() <= room {
            return format!("{name}{ending}");
        }
        let cut: String = name.chars().take(room).collect();
        format!("{}{ending}", cut.trim_end_matches(|it: char| !it.is_alphanumeric() && it != '_'))
    };
    let numbered = (2..).map(|number: u32| with(format!("-{number}")));
    [with(String::new())].into_iter().chain(numbered).find(is_free).unwrap_or_default()
}

/// The only word for something that Azure has done.
fn succeeded() -> Fact<String> {
    Fact::Known("Succeeded".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, free_name, free_name_within};

    #[test]
    fn a_name_is_cut_to_what_azure_takes_and_stays_its_own() {
        let long = format!("migration-{}", "a".repeat(LONGEST));
        let first = free_name(&long, []);
        assert_eq!(first, long[..LONGEST]);
        let second = free_name(&long, [first.as_str()]);
        assert_eq!(second, format!("{}-2", &long[..LONGEST - 2]));
        assert_eq!(free_name(&long[..LONGEST], []), long[..LONGEST], "one that fits stays as it is");
        assert_eq!(free_name("short", ["SHORT", "short-2"]), "short-3");
        assert_eq!(free_name_within(12, "migration-a-b", []), "migration-a", "no name ends in a hyphen");
    }
}
