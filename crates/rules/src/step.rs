//! Defines what is said of any step: its key, whose it is, how much it weighs, and what is known of it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::keyword::keyword;

keyword! {
    /// What is known of one condition; as an answer, what a person says of it.
    Status {
        /// The condition holds.
        Pass = "pass", "Passed";
        /// The condition does not hold.
        Fail = "fail", "Failed";
        /// Not known.
        Unknown = "unknown", "Unknown";
        /// The condition does not matter here.
        NotApplicable = "not-applicable", "Not applicable";
    }
}

keyword! {
    /// What settled a step.
    DecidedBy {
        /// A person's answer.
        Answer = "answer", "your answer";
        /// An imported resource.
        Evidence = "evidence", "evidence";
        /// The settings.
        Scenario = "scenario", "the settings";
        /// Nothing yet.
        Nothing = "nothing", "nothing yet";
    }
}

keyword! {
    /// What a failing step does to the migration.
    Severity {
        /// The connection cannot be made.
        Blocker = "blocker", "Blocker";
        /// The connection is likely to break.
        Error = "error", "Error";
        /// The guide asks for it; this connection does not depend on it.
        Warning = "warning", "Warning";
        /// Good to know.
        Info = "info", "Note";
    }
}

keyword! {
    /// Who can look the fact up and fix it.
    Owner {
        /// The people who run virtual networks, gateways and firewalls.
        Network = "network", "Network team";
        /// The people who run zones and records.
        Dns = "dns", "DNS team";
        /// The people who run the database servers.
        Database = "database", "Database team";
        /// The people who run the other cloud.
        OtherCloud = "other-cloud", "Team of the other cloud";
    }
}

keyword! {
    /// One of the three servers, and the first part of a step's key.
    Party {
        /// The server that the data comes from.
        Source = "source", "Source";
        /// The server that the data goes to.
        Target = "target", "Target";
        /// The server between them.
        Runtime = "runtime", "Runtime server";
    }
}

/// The name of a step: the party whose connection it is on, and the check, as `source/peering`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepKey(pub(crate) &'static str);

impl StepKey {
    /// The key as it stands in JSON, links and options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.0
    }

    /// The id of what shows the step on a page, for what leads to it. The fragment of the page's address is its state, so no
    /// link can.
    #[must_use]
    pub fn anchor(self) -> String {
        format!("step-{}", self.0.replace('/', "-"))
    }

    /// The id of what shows on a page how the plan puts the step right.
    #[must_use]
    pub fn planned(self) -> String {
        ["plan-", &self.anchor()].concat()
    }

    /// The party that the key names.
    #[must_use]
    pub const fn party(self) -> Party {
        // The first letters of the three differ, and this is asked some hundred times for each report.
        match self.0.as_bytes().first() {
            Some(b't') => Party::Target,
            Some(b'r') => Party::Runtime,
            _ => Party::Source,
        }
    }
}

impl Serialize for StepKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for StepKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::parse(&word).ok_or_else(|| D::Error::custom(format_args!("no step is called {word}")))
    }
}
