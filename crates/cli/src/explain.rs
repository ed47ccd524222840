//! Says what an error text means, for people and programs.

use std::{
    fmt::{self, Display, Formatter},
    io::{self, IsTerminal, Read},
};

use pgreach_rules::{
    Explanation, StepKey, check::CATALOGUE, evaluate_with, explain, find, general_path, message::LONGEST,
};
use serde::Serialize;

use crate::{
    input::Given,
    lines::{WIDTH, paragraph, plain},
    output,
    refused::Refused,
};

/// The most steps that are listed: who looks at more reads the report.
const LISTED: usize = 8;

/// The text that the arguments give, or standard input where they say `-` or nothing; none where nothing is piped in.
pub(crate) fn text(words: &[String]) -> Result<Option<String>, Refused> {
    let is_piped = words.is_empty() || words == ["-"];
    if !is_piped {
        return Ok(Some(words.join(" ")));
    }
    if words.is_empty() && io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    io::stdin()
        .lock()
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| Refused::Unreadable("standard input".to_owned(), error))?;
    if LONGEST < bytes.len() {
        output::warn(&format_args!("standard input: only its first {} KiB are looked at", LONGEST / 1024));
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The errors of a text, each explained, or where to look when none is known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Explained {
    /// The errors that are known, in the order of the text.
    errors: Vec<Explanation>,
    /// Where none is known: the steps of the migration to look at, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    general_path: Option<Vec<StepKey>>,
}

impl Explained {
    pub(crate) fn new(text: &str, given: &Given) -> Self {
        let findings = find(&given.config, &given.network);
        let config = findings.applied(&given.config).into_owned();
        let errors = explain(text, &config, &findings);
        let general_path = errors.is_empty().then(|| general_path(&evaluate_with(&given.config, &findings)));
        Self { errors, general_path }
    }

    /// Whether an error of the text is known.
    pub(crate) fn is_known(&self) -> bool {
        !self.errors.is_empty()
    }
}

impl Display for Explained {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, it) in self.errors.iter().enumerate() {
            if 0 < index {
                out.write_str("\n")?;
            }
            error(it, out)?;
        }
        let Some(steps) = &self.general_path else { return Ok(()) };
        out.write_str(&paragraph(
            "",
            "",
            "No error that pgreach knows, so the text says nothing that it would stand for. A connection passes these stages, \
             and each can be tried from a VM in the client's network:",
            WIDTH,
        ))?;
        for stage in [
            "1. The name resolves, and to the address that is meant: nslookup SERVER",
            "2. The port takes the connection: nc -vz SERVER 5432, or Test-NetConnection SERVER -Port 5432",
            "3. PostgreSQL answers, over TLS, and admits the address and the login: psql \"host=SERVER sslmode=require\"",
        ] {
            out.write_str(&paragraph("  ", "     ", stage, WIDTH))?;
        }
        match &steps[..] {
            [] => writeln!(out, "\n`pgreach check` says which steps a migration has."),
            steps => {
                writeln!(out, "\nSteps of this migration that fail or are not known, in the order of a connection:")?;
                list(steps, out)
            }
        }
    }
}

fn error(it: &Explanation, out: &mut Formatter<'_>) -> fmt::Result {
    writeln!(out, "{}", it.id)?;
    let mut say = |label: &str, text: &str| out.write_str(&paragraph(&format!("  {label}"), "    ", text, WIDTH));
    say("", it.meaning)?;
    let end = it.connection.map(|it| format!("client → {}", it.word()));
    match (end, it.server.as_deref().map(plain)) {
        (Some(end), Some(server)) => say("Connection: ", &format!("{end} ({server})"))?,
        (Some(end), None) => say("Connection: ", &end)?,
        (None, Some(server)) => {
            say("Connection: ", &format!("to {server}. With --source or --target, pgreach knows which end that is"))?;
        }
        (None, None) => {}
    }
    if let Some(address) = &it.address {
        say("Address: ", address)?;
    }
    if let Some(proven) = it.proven_words() {
        say("", &proven)?;
    }
    say("What to do: ", it.advice)?;
    for (setting, value) in &it.settings {
        say("Proven setting: ", &format!("--set {}={}", setting.word(), plain(value)))?;
    }
    if it.steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "  Look at these steps first:")?;
    list(&it.steps, out)
}

/// Steps by their keys, with the name of each check.
fn list(steps: &[StepKey], out: &mut Formatter<'_>) -> fmt::Result {
    for key in steps.iter().take(LISTED) {
        let name = CATALOGUE.iter().find(|it| it.keys.contains(&key.word())).map_or("", |it| it.name);
        writeln!(out, "    {:<26} {name}", key.word())?;
    }
    match steps.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "    and {more} more"),
    }
}
