//! A step that people accept as it is: with a reason, and until a day.

use std::fmt;

use serde::Serialize;

use crate::{ConfigError, Date, config_error::quoted, keyword::keyword};

/// The longest reason that is taken, in characters.
pub const REASON_LIMIT: usize = 300;

const A_REASON: &str = "why the step is accepted, in one line of up to 300 characters";
const A_DAY: &str = "a day, as 2026-12-31";

/// Why a step is accepted, as a type of its own in the schema.
#[cfg(feature = "schema")]
pub(crate) struct ExceptionReason;

/// What a person accepts of a step, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Exception {
    /// Why, in the person's words.
    #[cfg_attr(feature = "schema", schemars(with = "ExceptionReason"))]
    pub reason: String,
    /// The last day on which it counts.
    pub expires: Date,
}

impl Exception {
    /// Reads one from its day and its reason, as `2026-12-31 Records are kept by hand`.
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, ConfigError> {
        let wrong =
            || ConfigError::new(path, quoted(text), "a day and a reason, as 2026-12-31 Records are kept by hand");
        let (expires, reason) = text.split_once(' ').ok_or_else(wrong)?;
        Ok(Self { reason: self::reason(path, reason)?, expires: day(path, expires)? })
    }
}

/// The text that a link or an option carries: the day, and the reason.
impl fmt::Display for Exception {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.expires, self.reason)
    }
}

/// The day that a text says.
pub(crate) fn day(path: &str, text: &str) -> Result<Date, ConfigError> {
    Date::parse(text).ok_or_else(|| ConfigError::new(path, quoted(text), A_DAY))
}

/// A reason, if a text is one.
pub(crate) fn reason(path: &str, text: &str) -> Result<String, ConfigError> {
    let trimmed = text.trim();
    if trimmed.is_empty() || REASON_LIMIT < trimmed.chars().count() || trimmed.chars().any(char::is_control) {
        return Err(ConfigError::new(path, quoted(text), A_REASON));
    }
    Ok(trimmed.to_owned())
}

/// What is accepted where a key of an exception stands.
pub(crate) fn expected(key: &str) -> &'static str {
    if key == "reason" { A_REASON } else { A_DAY }
}

keyword! {
    /// Whether an exception counts on the day of the report.
    ExceptionState {
        /// It counts: the step holds nothing back.
        Accepted = "accepted", "Accepted";
        /// Its last day has passed: the step is what it is.
        Expired = "expired", "Acceptance expired";
        /// The day is not known: it does not count.
        Undated = "undated", "Acceptance not counted: the day is not known";
    }
}

/// An exception on a step that needs one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Accepted {
    /// Whether it counts.
    pub state: ExceptionState,
    /// Why, in the person's words.
    pub reason: String,
    /// The last day on which it counts.
    pub expires: Date,
}

impl Accepted {
    pub(crate) fn on(exception: &Exception, today: Option<Date>) -> Self {
        let state = match today {
            None => ExceptionState::Undated,
            Some(today) if today <= exception.expires => ExceptionState::Accepted,
            Some(_) => ExceptionState::Expired,
        };
        Self { state, reason: exception.reason.clone(), expires: exception.expires }
    }

    /// What to say of it, as a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { state, reason, expires } = self;
        match state {
            ExceptionState::Accepted => format!("Accepted until {expires}: {reason}"),
            ExceptionState::Expired => format!("Was accepted until {expires}, which has passed: {reason}"),
            ExceptionState::Undated => {
                format!("Accepted until {expires}, which does not count, because the day is not known: {reason}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Config, Date, ExceptionState, StepKey, evaluate};

    #[test]
    fn a_day_that_nobody_told_lets_no_exception_count() {
        let mut config = Config::default();
        for (path, text) in [
            ("source.kind", "single-server"),
            ("source.access", "private"),
            ("target.access", "vnet-integrated"),
            ("source/peering", "fail"),
            ("exceptions.source/peering", "2026-12-31 A gateway joins the two"),
        ] {
            config.set(path, text).expect("a good value");
        }
        let state = |config: &Config| {
            let report = evaluate(config);
            let step = report.step(StepKey::parse("source/peering")?)?;
            Some((step.exception.as_ref()?.state, report.fixes.len()))
        };
        assert_eq!(state(&config), Some((ExceptionState::Undated, 1)));
        let on = |text| config.clone().on(Date::parse(text).expect("a day"));
        assert_eq!(state(&on("2026-12-31")), Some((ExceptionState::Accepted, 0)));
        assert_eq!(state(&on("2027-01-01")), Some((ExceptionState::Expired, 1)));
    }
}
