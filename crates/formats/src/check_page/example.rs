//! Finds situations in which a check has passed, has failed and is not known: small, and as people meet them.

use pgreach_rules::{
    Config, Report, ServerAccess, Status, StepKey, StepMap, Tls, check::Check, evaluate, preset::PRESETS,
};

/// A situation that shows what a check comes to.
#[derive(Debug)]
pub struct Example {
    /// The step.
    pub key: StepKey,
    /// What it comes to.
    pub status: Status,
    /// The situation.
    pub config: Config,
    /// What is concluded from it.
    pub report: Report,
}

/// A port of the source that some checks are about: that of a connection pooler.
const POOLER_PORT: u16 = 6432;

/// The first situation for each outcome that there is one for. The settings alone come first; where they leave the step open,
/// an answer decides it.
pub(super) fn of(check: &'static Check) -> Vec<Example> {
    [Status::Pass, Status::Fail, Status::Unknown].into_iter().filter_map(|status| first(check, status)).collect()
}

fn first(check: &'static Check, status: Status) -> Option<Example> {
    let keys: Vec<StepKey> = check.keys.iter().filter_map(|it| StepKey::parse(it)).collect();
    situations().find_map(|config| {
        keys.iter()
            .find_map(|&key| [None, Some(status)].into_iter().find_map(|answer| with(&config, key, answer, status)))
    })
}

/// The situation with this answer, if the step then comes to the status.
fn with(config: &Config, key: StepKey, answer: Option<Status>, status: Status) -> Option<Example> {
    let mut config = config.clone();
    if let Some(answer) = answer {
        config.answers.insert(key, answer);
    }
    let report = evaluate(&config);
    let shows = report.step(key).is_some_and(|it| it.status == status);
    shows.then_some(Example { key, status, config, report })
}

/// Situations to look in: those that people start from, and each with one thing more.
fn situations() -> impl Iterator<Item = Config> {
    let settled =
        PRESETS.iter().filter_map(|it| it.config().ok()).map(|it| Config { answers: StepMap::default(), ..it });
    settled.flat_map(|it| {
        let with = |change: fn(&mut Config)| {
            let mut config = it.clone();
            change(&mut config);
            config
        };
        [
            with(|_| {}),
            with(|it| it.source.port = Some(POOLER_PORT)),
            with(|it| it.tls = Some(Tls::VerifyFull)),
            with(|it| it.source.address = Some("db.corp.example".to_owned())),
            with(|it| it.runtime.used = None),
            with(|it| (it.runtime.used, it.runtime.access) = (Some(true), Some(ServerAccess::VnetIntegrated))),
        ]
    })
}
