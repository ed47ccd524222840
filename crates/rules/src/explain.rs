//! Explains a pasted error text: which connection failed, what the text proves, and where to look first in a migration.

use std::collections::BTreeMap;

use serde::Serialize;

use pgreach_network::sort_by_number;

use crate::{
    Config, Findings, Party, Report, Setting, Status, StepKey, evaluate_with,
    message::{Reached, Recognised, recognise},
};

/// What one error in a text means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// How people name the error: its code, or its first words.
    pub id: &'static str,
    /// What it means, as sentences.
    pub meaning: &'static str,
    /// What to do, as sentences.
    pub advice: &'static str,
    /// The server that the text names, as it stands there.
    pub server: Option<String>,
    /// Which end of the migration that server is, where it is known: the connection that failed leads there.
    pub connection: Option<Party>,
    /// What the addresses in the text mean, as sentences.
    pub address: Option<String>,
    /// What the error proves to work, for the machine that it appeared on; the first stage first.
    pub proven: Vec<Reached>,
    /// The steps to look at first, of those that this migration has; all that the error can come from, where it is not
    /// known which it has.
    pub steps: Vec<StepKey>,
    /// The settings that the text proves, by their paths.
    #[serde(serialize_with = "by_path")]
    pub settings: Vec<(Setting, String)>,
}

fn by_path<S: serde::Serializer>(settings: &[(Setting, String)], serializer: S) -> Result<S::Ok, S::Error> {
    let settings: BTreeMap<&str, &str> = settings.iter().map(|(it, value)| (it.word(), value.as_str())).collect();
    settings.serialize(serializer)
}

/// Explains each error in a text that pgreach knows, in the order of the text; none where it knows none.
///
/// What the text proves counts as if it was entered, where nothing else was.
#[must_use]
pub fn explain(text: &str, config: &Config, findings: &Findings) -> Vec<Explanation> {
    let recognised = recognise(text, config);
    let mut known = config.clone();
    for (setting, value) in recognised.iter().flat_map(|it| &it.settings) {
        if setting.get(&known).is_none() {
            // A value that does not fit, as a name that is too long, stays in the text.
            let _ = setting.set(&mut known, value);
        }
    }
    let report = evaluate_with(&known, findings);
    recognised.iter().map(|it| Explanation::new(it, &known, &report)).collect()
}

/// Returns the steps of a report to look at where an error is not known: what fails, then what is not known, in the order in
/// which a connection passes them.
#[must_use]
pub fn general_path(report: &Report) -> Vec<StepKey> {
    let with = |status: Status| report.steps.iter().filter(move |it| it.status == status).map(|it| it.key);
    with(Status::Fail).chain(with(Status::Unknown)).collect()
}

impl Explanation {
    fn new(recognised: &Recognised, config: &Config, report: &Report) -> Self {
        let message = recognised.message;
        let all: Vec<StepKey> = recognised.steps(config).into_iter().filter_map(StepKey::parse).collect();
        let status = |key: &StepKey| report.step(*key).map(|it| it.status);
        let is_listed = |key: &StepKey| report.not_checked.iter().any(|it| it.step == Some(*key));
        let is_had = |key: &StepKey| status(key).is_some_and(|it| it != Status::NotApplicable) || is_listed(key);
        let mut steps: Vec<StepKey> = all.iter().copied().filter(is_had).collect();
        // What is known to fail comes first, and what passes last.
        sort_by_number(&mut steps, |it| match status(it) {
            Some(Status::Fail) => 0,
            Some(Status::Pass) => 2,
            _ => 1,
        });
        if report.scenario.is_none() || steps.is_empty() {
            steps = all;
        }
        Self {
            id: message.id,
            meaning: message.meaning,
            advice: message.advice,
            server: recognised.server.clone(),
            connection: recognised.party,
            address: recognised.about_address(config),
            proven: recognised.proven(),
            steps,
            settings: recognised.settings.clone(),
        }
    }

    /// Returns what is proven as a sentence, where something is.
    #[must_use]
    pub fn proven_words(&self) -> Option<String> {
        let labels: Vec<&str> = self.proven.iter().map(|it| it.label()).collect();
        let (last, rest) = labels.split_last()?;
        let listed = if rest.is_empty() { (*last).to_owned() } else { format!("{}, and {last}", rest.join(", ")) };
        Some(format!("Proven for the machine that it appeared on: {listed}."))
    }
}
