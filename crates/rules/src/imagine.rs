//! A network made of settings alone, in which all is right but what a person says is not.
//!
//! Where nothing was read, a person's answer says that a step fails, and the settings say which servers there are. A network of
//! just these servers is made (`sound`), the fault is put in (`fault`), and the same rules try the same changes in it as in
//! one that was read. What nobody has said has a name that stands for it, and is shown as a word to be filled in (`names`).

mod fault;
mod names;
mod sound;

use crate::{Config, StepMap, network::Network, text::BlankValue};

pub(crate) use fault::{Fault, faults};
pub(crate) use names::{Names, Words};

/// The network in which every step holds.
pub(crate) struct Imagined {
    /// The settings, with a name for each server.
    pub(crate) config: Config,
    /// The network.
    pub(crate) network: Network,
    /// What stands for what nobody has said.
    pub(crate) names: Names,
}

/// Imagines the network of a migration, with what files show of the words in commands; none where the settings do not say
/// where its servers are.
pub(crate) fn imagined(config: &Config, known: &[BlankValue]) -> Option<Imagined> {
    let mut config = config.clone();
    // What a person says of steps and of days is no part of a network.
    config.answers = StepMap::default();
    config.exceptions = StepMap::default();
    config.resources = Vec::new();
    let mut names = Names::new(&config, known);
    let (config, network) = sound::sound(&config, &mut names)?;
    Some(Imagined { config, network, names })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{Imagined, faults, imagined};
    use crate::{
        Config, Report, SourceAccess, SourceKind, Status, StepKey, evaluate,
        evaluate::evaluate_with,
        find::find,
        network::{Change, Context, Network, testing::config},
    };

    const SOURCES: [&[&str]; 9] = [
        &["source.kind=single-server", "source.access=private"],
        &["source.kind=single-server", "source.access=public", "source.privateEndpoint=false"],
        &["source.kind=single-server", "source.access=public", "source.privateEndpoint=true"],
        &["source.kind=azure-flexible-server", "source.access=vnet-integrated"],
        &["source.kind=azure-flexible-server", "source.access=private-endpoint"],
        &["source.kind=azure-flexible-server", "source.access=public"],
        &["source.kind=azure-vm", "source.access=private"],
        &["source.kind=on-premises", "source.access=private"],
        &["source.kind=aws-rds", "source.access=public"],
    ];

    /// Settings that say where each server is.
    fn situations() -> impl Iterator<Item = Config> {
        let targets = ["vnet-integrated", "private-endpoint", "public", "public-and-private-endpoint"];
        SOURCES.into_iter().flat_map(move |source| {
            targets.into_iter().flat_map(move |target| {
                ["false", "true"].into_iter().map(move |used| {
                    let rest = [format!("target.access={target}"), format!("runtime.used={used}")];
                    config(&source.iter().copied().chain(rest.iter().map(String::as_str)).collect::<Vec<_>>())
                })
            })
        })
    }

    fn seen(config: &Config, network: &Network) -> Report {
        evaluate_with(config, &find(config, network))
    }

    #[test]
    fn in_the_imagined_network_nothing_fails_but_by_the_settings() {
        let mut said = String::new();
        for config in situations() {
            let Imagined { config: named, network, .. } =
                imagined(&config, &[]).expect("it is said where each server is");
            let (bare, seen) = (evaluate(&config), seen(&named, &network));
            assert_eq!(bare.scenario.as_ref().map(|it| it.id), seen.scenario.as_ref().map(|it| it.id));
            assert!(seen.settings.iter().all(|it| it.conflict.is_none()), "{:?}", seen.settings);
            for step in seen.steps.iter().filter(|it| it.status == Status::Fail) {
                let by_settings = bare.step(step.key).map(|it| it.status);
                assert_eq!(by_settings, Some(Status::Fail), "{} fails in {config:?}", step.key.word());
            }
            let open = seen.steps.iter().filter(|it| it.status == Status::Unknown).map(|it| it.key.word());
            let open = open.collect::<Vec<_>>().join(", ");
            let of = [config.source.kind.map(SourceKind::word), config.source.access.map(SourceAccess::word)];
            let (to, used) = (config.target.access.map_or("", |it| it.word()), config.runtime.used == Some(true));
            let by = if used { " by a runtime server" } else { "" };
            let _ = writeln!(
                said,
                "{} → {to}{by}: {}, open: {open}",
                of.map(Option::unwrap_or_default).join(", "),
                seen.verdict.word()
            );
        }
        insta::assert_snapshot!("sound", said);
    }

    #[test]
    fn a_fault_can_be_put_in_and_taken_back() {
        let mut put = 0;
        for config in situations() {
            let Imagined { config, network, names } = imagined(&config, &[]).expect("it is said where each server is");
            for key in StepKey::all() {
                for fault in faults(&Context::new(&config, &network), &names, key) {
                    let mut wrong = network.clone();
                    let inverses: Vec<Change> = fault
                        .changes
                        .iter()
                        .map(|it| it.make(&mut wrong).unwrap_or_else(|| panic!("{}: {}", key.word(), fault.presumes)))
                        .collect();
                    assert!(wrong != network, "{}: {}", key.word(), fault.presumes);
                    for it in inverses.iter().rev() {
                        it.make(&mut wrong).expect("it was just made");
                    }
                    assert!(wrong == network, "{}: {}", key.word(), fault.presumes);
                    put += 1;
                }
            }
        }
        assert!(500 < put, "only {put} faults");
    }
}
