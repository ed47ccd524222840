//! Holds what the tables beside the checks are written with.

use crate::{Config, Status, StepKey, evaluate};

/// A case in short: `case("single-server", "private", "vnet-integrated").runtime(true).answer("fail")`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Situation {
    settings: Vec<(&'static str, &'static str)>,
    answer: Option<&'static str>,
}

/// Kind and access of the source and access of the target; `?` is not known.
pub(crate) fn case(kind: &'static str, access: &'static str, target: &'static str) -> Situation {
    Situation::default().with("source.kind", kind).with("source.access", access).with("target.access", target)
}

impl Situation {
    fn with(mut self, path: &'static str, value: &'static str) -> Self {
        self.settings.retain(|(it, _)| *it != path);
        if value != "?" {
            self.settings.push((path, value));
        }
        self
    }

    /// Whether the source has a private endpoint.
    pub(crate) fn endpoint(self, has: bool) -> Self {
        self.with("source.privateEndpoint", if has { "true" } else { "false" })
    }

    /// Whether a runtime server is used.
    pub(crate) fn runtime(self, used: bool) -> Self {
        self.with("runtime.used", if used { "true" } else { "false" })
    }

    /// A runtime server is used, with this access.
    pub(crate) fn mover(self, access: &'static str) -> Self {
        self.runtime(true).with("runtime.access", access)
    }

    /// The source's name.
    pub(crate) fn named(self, name: &'static str) -> Self {
        self.with("source.name", name)
    }

    /// What is connected to in place of the source's own name.
    pub(crate) fn at(self, address: &'static str) -> Self {
        self.with("source.address", address)
    }

    /// What is connected to in place of the target's own name.
    pub(crate) fn target_at(self, address: &'static str) -> Self {
        self.with("target.address", address)
    }

    /// The port of the source.
    pub(crate) fn port(self, port: &'static str) -> Self {
        self.with("source.port", port)
    }

    /// The TLS mode of the migration.
    pub(crate) fn tls(self, mode: &'static str) -> Self {
        self.with("tls", mode)
    }

    /// What a person says of the step in question.
    pub(crate) fn answer(self, answer: &'static str) -> Self {
        Self { answer: Some(answer), ..self }
    }
}

/// Asserts the status of one step in each situation; `absent` where the scenario does not have it.
#[track_caller]
pub(crate) fn statuses(key: &str, table: &[(Situation, &str)]) {
    for (situation, expected) in table {
        let mut config = Config::default();
        for (path, value) in &situation.settings {
            config.set(path, value).expect("a good setting");
        }
        if let Some(answer) = situation.answer {
            config.set(key, answer).expect("a good answer");
        }
        let report = evaluate(&config);
        let found =
            report.step(StepKey::parse(key).expect("a known step")).map_or("absent", |it| Status::word(it.status));
        assert_eq!(found, *expected, "{key} in {situation:?}");
    }
}
