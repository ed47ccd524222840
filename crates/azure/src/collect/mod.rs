//! The script that makes the export: it runs `az` commands that only read, and writes what they print to one file.
//!
//! A script is the same `Line`s in either shell: what it runs is decided once, in `plan` and `wanted`. Calls are
//! words that bash and PowerShell read alike. The functions that they call are in `machine.sh` and `machine.ps1`, and in
//! `servers` or `fleet` of the same kind: a fleet's script asks for much more, and goes on where it was stopped.

mod bash;
mod clouds;
mod fleet;
mod plan;
mod powershell;
mod wanted;

use pgreach_rules::{Config, Party, Report, Shell, SourceKind};

use self::fleet::Fleet;

/// The file that every script writes, in the folder that it is run in.
pub const EXPORT_FILE: &str = "pgreach-export.json";

/// What a script of this shell is called.
#[must_use]
pub fn file_name(shell: Shell) -> String {
    format!("pgreach-collect.{}", shell.extension())
}

/// The script that exports what a migration needs; with a report, only what its steps still want, which it adds to the
/// file that is there.
#[must_use]
pub fn script(config: &Config, shell: Shell, only: Option<&Report>) -> String {
    let script = match only {
        None => {
            let there = clouds::lines(config);
            Script {
                title: title(config),
                about: if there.is_empty() { ABOUT } else { ABOUT_CLOUDS },
                names: names(config),
                lines: [plan::everything(hosts(config)), there].concat(),
                ..Script::default()
            }
        }
        Some(report) => wanted::script(config, report),
    };
    script.write(shell)
}

/// Where a fleet's servers are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// The ids of subscriptions; none: all that a person can read.
    pub subscriptions: Vec<String>,
    /// The name of a management group, which goes before subscriptions.
    pub management_group: Option<String>,
}

impl Scope {
    /// Whether a text may be the id of a subscription or the name of a management group. Nothing else goes into a script.
    #[must_use]
    pub fn is_name(text: &str) -> bool {
        is_plain(text, "-_.()")
    }
}

/// The script that exports what all migrations in a scope need: what Resource Graph holds, and by single calls what it lacks.
/// Names that are none are left out.
#[must_use]
pub fn fleet_script(scope: &Scope, shell: Shell) -> String {
    fleet::script(scope).write(shell)
}

/// What a script is, whatever the shell.
#[derive(Default)]
struct Script {
    title: String,
    /// What its reader should know first, a paragraph each.
    about: &'static [&'static str],
    /// The variables that hold names of servers, to be looked for.
    names: Vec<Name>,
    lines: Vec<Line>,
    /// Whether what it exports is added to the file, in place of a new one.
    adds: bool,
    /// Where it looks for the servers, where it looks for all.
    of_fleet: Option<Fleet>,
}

impl Script {
    fn write(&self, shell: Shell) -> String {
        match shell {
            Shell::Bash => bash::write(self),
            Shell::PowerShell => powershell::write(self),
        }
    }
}

/// A variable that holds the name of a server.
struct Name {
    variable: &'static str,
    /// What to fill in.
    about: &'static str,
    value: String,
    /// Whether the script refuses to start without it.
    needed: bool,
}

/// One line of a script.
#[derive(Debug, Clone)]
enum Line {
    /// A comment: what the following lines are for.
    Why(String),
    /// What follows, up to the end, is done for each item of a list, which is in the variable.
    Each(&'static str, &'static str),
    /// The end of what is done for each.
    End,
    /// A call of one of the script's own functions.
    Call(String),
    /// What a function prints is added to a list.
    Add(&'static str, &'static str),
    /// A text in a variable.
    Let(&'static str, String),
}

const ABOUT: &[&str] = &[READS, ROLE];

const ABOUT_CLOUDS: &[&str] = &[READS, ROLE, clouds::ABOUT];

const READS: &str = "Read it before you run it. Every az command below is a show, a list or a GET: nothing is changed. What they print \
     goes into one file, pgreach-export.json, in the folder where you run this, and nowhere else. No key and no \
     password is asked for. A command that fails is noted in the file, and the rest goes on.";

const ROLE: &str = "It needs the Reader role on the servers, their networks and their DNS zones, and az login.";

fn title(config: &Config) -> String {
    let called =
        |party: Party| config.name(party).map_or_else(|| format!("the {}", party.label().to_ascii_lowercase()), plain);
    format!("What Azure knows of one PostgreSQL migration: from {} to {}", called(Party::Source), called(Party::Target))
}

/// A text for a comment: one line, and in ASCII, which every version of either shell reads alike.
fn plain(text: &str) -> String {
    text.replace(|it: char| !it.is_ascii() || it.is_ascii_control(), "?")
}

/// The servers to look for. A source outside of Azure is not one of them.
fn names(config: &Config) -> Vec<Name> {
    let value = |party| config.name(party).and_then(server_name).unwrap_or_default().to_owned();
    let mut names = Vec::new();
    let kind = config.source.kind;
    if matches!(
        kind,
        None | Some(SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::AzureVm | SourceKind::Other)
    ) {
        let needed = matches!(kind, Some(SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::AzureVm));
        let about = "The source: a PostgreSQL server or a virtual machine";
        names.push(Name { variable: "source_server", about, value: value(Party::Source), needed });
    }
    let about = "The target: a flexible server";
    names.push(Name { variable: "target_server", about, value: value(Party::Target), needed: true });
    if config.runtime.used != Some(false) {
        let needed = config.runtime.used == Some(true);
        let about = "The runtime server, where one is used";
        names.push(Name { variable: "runtime_server", about, value: value(Party::Runtime), needed });
    }
    names
}

/// The names of the parties that are host names, a space between: private zones may answer for them.
fn hosts(config: &Config) -> String {
    let hosts = [Party::Source, Party::Target].into_iter().filter_map(|it| config.name(it));
    let hosts = hosts.map(|it| it.trim_end_matches('.')).filter(|it| it.contains('.') && is_plain(it, "-_."));
    hosts.collect::<Vec<_>>().join(" ")
}

/// The name of a server in Azure that a text is, where it may be one: a host name's first part, an id's last.
fn server_name(text: &str) -> Option<&str> {
    let name = text.rsplit('/').next().unwrap_or_default();
    azure_name(name.split(".postgres.database.").next().unwrap_or_default())
}

/// The name of a resource in Azure that a text is, where it may be one.
///
/// Nothing else goes into a script. Quotes keep a shell from running a text, but `az` on Windows is a batch file, which
/// reads its words once more, and Windows `PowerShell` reads a script without a mark as ANSI.
fn azure_name(text: &str) -> Option<&str> {
    is_plain(text, "-_.").then_some(text)
}

fn is_plain(text: &str, more: &str) -> bool {
    let fits = |it: char| it.is_ascii_alphanumeric() || more.contains(it);
    !text.is_empty() && !text.starts_with('-') && text.chars().all(fits)
}

/// Lines of a width, each with a start.
fn comment(text: &str, start: &str) -> String {
    const WIDTH: usize = 110;
    let mut lines = String::new();
    let mut line = start.to_owned();
    for word in text.split(' ') {
        if start.len() < line.len() && WIDTH < line.chars().count() + 1 + word.chars().count() {
            lines.push_str(&line);
            lines.push('\n');
            start.clone_into(&mut line);
        }
        if start.len() < line.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines + &line + "\n"
}

/// The lists that are added to, in the order of their first use.
fn lists(lines: &[Line]) -> Vec<&'static str> {
    let mut lists = Vec::new();
    for line in lines {
        if let Line::Add(list, _) = line
            && !lists.contains(list)
        {
            lists.push(*list);
        }
    }
    lists
}

/// Each line with its indent.
fn indented(lines: &[Line]) -> impl Iterator<Item = (String, &Line)> {
    let mut depth = 1;
    lines.iter().map(move |line| {
        if matches!(line, Line::End) {
            depth -= 1;
        }
        let indent = "  ".repeat(depth);
        if matches!(line, Line::Each(..)) {
            depth += 1;
        }
        (indent, line)
    })
}
