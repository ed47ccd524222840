//! Finds what a network shows of a migration, check by check.

mod blanks;
mod policies;
mod public_way;
mod unread;

use self::{policies::DnsPolicies, public_way::PublicWay, unread::Net};
use crate::{
    Config, Party, StepMap,
    check::{EVIDENCE, EvidenceFn},
    fill::{assignments, filled},
    findings::{BranchFindings, Findings, NotReadFile},
    network::{Context, Network, migration_test, settings},
    outcome::{Decided, Finding},
};

pub use self::unread::is_listed_type;

/// The parties, in the order in which what holds for each of them is kept.
const PARTIES: [Party; 3] = [Party::Source, Party::Target, Party::Runtime];

/// The place of a party among [`PARTIES`].
fn place(party: Party) -> usize {
    PARTIES.iter().position(|it| *it == party).unwrap_or_default()
}

/// What a network shows of a migration. Empty where nothing was imported.
#[must_use]
pub fn find(config: &Config, network: &Network) -> Findings {
    if network.is_empty() {
        return Findings::default();
    }
    let mut findings = find_to_conclude(config, network);
    findings.blanks = blanks::blanks(&Context::new(&findings.applied(config), network));
    findings.not_read = network
        .not_read
        .iter()
        .map(|it| NotReadFile {
            file: network.files.get(it.file).cloned().unwrap_or_default(),
            found: it.found.clone(),
            expected: it.expected.clone(),
        })
        .collect();
    findings
}

/// What [`find()`] finds, without what changes no conclusion: the words of commands, and the files that could not be
/// read.
pub(crate) fn find_to_conclude(config: &Config, network: &Network) -> Findings {
    let mut findings = find_for(config, network);
    let config = findings.applied(config).into_owned();
    findings.branches = assignments(&config)
        .into_iter()
        .map(|settings| BranchFindings { findings: find_for(&filled(&config, &settings), network), settings })
        .collect();
    findings
}

/// What a network shows of a migration with the settings as they stand.
fn find_for(config: &Config, network: &Network) -> Findings {
    let settings = settings(config, network);
    let cut = network.cut.iter().filter_map(|it| network.files.get(*it).cloned()).collect();
    let findings = Findings { settings, broken: network.broken, cut, planned: network.planned, ..Findings::default() };
    let entered = findings.applied(config);
    let context = Context::new(&entered, network);
    let net = Net::of(&context);
    let policies = DnsPolicies::of(&context);
    let public = PublicWay::of(&context);
    let mut steps = StepMap::default();
    for (check, evidence) in EVIDENCE {
        for key in check.keys() {
            let resting = |decided: Decided| {
                let decided = decided.and_then(|it| context.resting(it));
                public.under(check, key.party(), policies.under(check, key.party(), decided))
            };
            let finding = match evidence {
                EvidenceFn::Whole(decide) => resting(decide(&context, key.party())).into(),
                EvidenceFn::WhereSaid(decide) => match decide(&context, key.party()) {
                    Some(decided) => resting(decided).into(),
                    None => continue,
                },
                EvidenceFn::Stages(decide) => match decide(&context, key.party()) {
                    Ok(stages) => Finding::of_stages(stages.into_iter().map(|(hop, it)| (hop, resting(it))).collect()),
                    Err(undecided) => resting(Err(undecided)).into(),
                },
            };
            steps.insert(key, net.under(check, key.party(), finding));
        }
    }
    let migration_test = migration_test(&entered, network);
    Findings { steps, migration_test, ..findings }
}
