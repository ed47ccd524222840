//! The command line: what may be asked of pgreach, and the help that says so.
//!
//! Longer than 500 lines: the whole command line is one declaration.

use std::{fmt::Write, path::PathBuf};

use clap::{
    Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use clap_complete::Shell as CompletedShell;
use pgreach_azure::collect;
use pgreach_formats::FORMATS;
use pgreach_rules::{
    FixForm, Owner, Setting, Shell, SourceKind, Status,
    check::{CATALOGUE, Check as CatalogueCheck},
};

use crate::lines::paragraph;

/// Can this PostgreSQL migration to Azure connect?
///
/// pgreach says whether the server that opens the connections of a migration to Azure Database for PostgreSQL
/// flexible server can reach the other ends, and if not, which section of the guide applies and what has to be done.
/// It reads what you tell it and connects to nothing.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Task,
}

// A test runs every example.
const EXAMPLES: &str = "\
Examples:
  # What you know in a file, or in several
  pgreach check migration.json
  pgreach check database.json network.json

  # What you know in options; the report says what to check next
  pgreach check --set source.access=private --set target.access=vnet-integrated

  # An Azure export: a script that makes it, for you to read and run
  pgreach collect --source orders-old --target orders-new

  # The same to show to others, under other names
  pgreach check migration.json --redact --format html --output report.html

  # All migrations of an estate at once
  pgreach fleet exports/

  # What an error text means
  pgreach explain 603000

  # Every step that can be answered, by its key; and all about one check
  pgreach checks
  pgreach checks peering

  # Tab completion for this shell
  source <(pgreach completions bash)";

const CHECK_EXAMPLES: &str = "\
Examples:
  pgreach check migration.json --set source/peering=fail
  pgreach check --set source.access=public --set target.access=public \\
    --set runtime.used=false
  pgreach check pgreach-export.json --source orders-old --target orders-new
  pgreach check migration.json exports/ --format json
  pgreach check migration.json exports/ --fix-as terraform
  pgreach check migration.json --format html --output report.html
  pgreach check --before pgreach-export.json 'pgreach-export (1).json'
  echo '{
    \"source\": { \"kind\": \"single-server\", \"access\": \"private\" },
    \"target\": { \"access\": \"vnet-integrated\" },
    \"runtime\": { \"used\": false },
    \"answers\": { \"source/peering\": \"fail\" }
  }' | pgreach check";

const COLLECT_HELP: &str = "\
The script runs only az commands that show, list, get or query, and writes pgreach-export.json. Give
that to pgreach, or drop it on the page. Keys and passwords are not asked for.

Exit status:
  0  a script was written, also where nothing is needed
  2  bad usage, or unreadable input: one line on standard error

Examples:
  pgreach collect --source orders-old --target orders-new > pgreach-collect.sh
  # Read it, then
  bash pgreach-collect.sh
  pgreach check pgreach-export.json --source orders-old --target orders-new

  # Only what the check still needs, which is added to the file
  pgreach collect pgreach-export.json --source orders-old --target orders-new --minimal

  # A source in another cloud: the script asks for it there, too
  pgreach collect --source-kind aws-rds --source orders-old --target orders-new

  # What all migrations need, of a management group
  pgreach collect --fleet --management-group mg-data > pgreach-collect.sh
  bash pgreach-collect.sh
  pgreach fleet pgreach-export.json

`pgreach check --help` lists the settings.";

const READ_HELP: &str = "\
What check concludes from it is the same. It has no keys and no passwords, and of the resources
only what a check looks at. `pgreach check --help` lists the settings.

Exit status:
  0  a Config was written
  2  bad usage, or unreadable input: one line on standard error

Examples:
  pgreach read exports/ --source orders-old --target orders-new > migration.json
  pgreach check migration.json

  # To ask others, who need not know what your servers are called
  pgreach read migration.json --redact --output shared.json";

const FLEET_HELP: &str = "\
Which migrations there are says a list of pairs, --pairs. Without one it follows from the migrations
in the exports; from names that are alike, as orders-old and orders-new; from a tag migration,
workload, app or application, where one source and one target have it with the same value; else,
where there are few, every source goes with every target. A server has one role. --source and
--target keep the pairs of one server.

A list is CSV or JSON. Its columns are source, target, runtime, every setting, answer and exception
by its path, as source.kind, source/peering and exceptions.source/nsg, and note, which is not read:

  source,target,runtime,runtime.used
  orders-old,orders-new,,false
  10.20.0.15,crm-new,mover,

Settings hold for all pairs, as runtime.used=false, and decide over the list; where it is not said
whether a runtime server is used, the verdict is what holds with one and without. Other answers and
exceptions than those of the list are about one migration and are left out. `pgreach check --help`
lists the settings.

What to change is found for each blocked migration, made for all together in a copy of what was
read, and judged again in that. It takes most of the time.

Exit status:
  0  every migration is ready
  1  a migration is blocked or not supported, or an exception has expired
  2  bad usage, or input of which nothing can be used: a line for each fault on standard error
  3  none is blocked, and a migration is undecided, or there is none
With --fail-on blocked, an undecided migration is no failure. With --baseline, the status is of the
migrations that got worse, or that another step blocks than before; one that is new, or no longer
there, is counted and fails nothing.

Examples:
  pgreach fleet exports/
  # The pairs as a list, for you to correct and complete
  pgreach fleet exports/ --propose > pairs.csv
  pgreach fleet exports/ --pairs pairs.csv
  pgreach fleet exports/ --format html --output fleet.html
  # In a pipeline: what last night's change broke
  pgreach fleet exports/ --format json --output monday.json
  pgreach fleet exports/ --baseline monday.json
  # The whole report of one of them
  pgreach check exports/ --source orders-old --target orders-new";

const RUNBOOK_HELP: &str = "\
Exit status:
  0  a runbook was written, also where there is nothing to fix
  2  bad usage, or unreadable input: one line on standard error

Examples:
  pgreach runbook migration.json > runbook.sh
  pgreach runbook migration.json --owner network > network.sh

  # Read it, fill in its first lines, then
  bash runbook.sh apply
  # and after the migration
  bash runbook.sh undo

  # On Windows
  pgreach runbook migration.json --shell powershell > runbook.ps1
  .\\runbook.ps1 apply

`pgreach check --help` lists the settings.";

const EXPLAIN_HELP: &str = "\
The text goes nowhere, and nothing of it is printed but names of servers and addresses.

Exit status:
  0  every error that was found in the text is explained
  2  bad usage, or unreadable input: one line on standard error
  3  no error that pgreach knows: the general path is printed

Examples:
  pgreach explain 603000 --source orders-old --target orders-new
  pgreach explain 'connection to server at \"10.1.0.4\", port 5432 failed: Connection refused'
  psql \"host=orders-old.postgres.database.azure.com\" 2>&1 | pgreach explain
  pgreach explain - --config migration.json --format json < error.txt

`pgreach check --help` lists the settings.";

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Say whether a migration can connect, and what has to be done if not
    Check(Check),
    /// Say of many migrations at once which can connect, what blocks the others, and what to change for most of them
    Fleet(Fleet),
    /// Write a script that exports from Azure what a check looks at, for you to read and run
    ///
    /// It finds the resources from the names of the servers. What is not specified is left blank, for you to fill in.
    Collect(Collect),
    /// Write all that was given as one Config, to keep or to share
    ///
    /// It holds what you specified and what was read of the exports, so the exports are not needed any more.
    Read(Read),
    /// Write what has to be fixed as one script, with its undo, for you to read and run
    ///
    /// The script looks before each change, shows it and asks; pgreach itself never runs anything. Keep it: `undo`
    /// undoes the changes after the migration.
    Runbook(Runbook),
    /// Say what an error text means: which connection failed, what works, and where to look first
    Explain(Explain),
    /// List the combinations of servers, what the guides say of each, and where
    Scenarios {
        /// How to print the list
        #[arg(long, value_enum, default_value_t)]
        format: ScenariosFormat,
    },
    /// List the steps by their keys: what must hold, how bad a failure is, and who can fix it
    ///
    /// Of one check, print its page: why it breaks a migration, how to check and to fix it, examples, and sources.
    Checks {
        /// The check, by its id or the key of a step, as peering or source/peering
        #[arg(value_parser = checks(), hide_possible_values = true)]
        check: Option<&'static CatalogueCheck>,
        /// How to print the list
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print the JSON Schema of a Config or a report, for editors and programs
    Schema {
        /// The document that it is of
        document: Document,
    },
    /// Print a script that completes pgreach's arguments in a shell
    Completions {
        /// The shell
        shell: CompletedShell,
    },
}

#[derive(Debug, Args)]
#[command(after_long_help = check_help())]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) input: Input,

    /// How to write the report
    #[arg(long, default_value = "text", value_parser = report_formats())]
    pub(crate) format: ReportFormat,

    /// Form of the fixes that are made of an export, in text, Markdown and HTML; JSON has all of them
    ///
    /// A change without the form, as an approval in Bicep, is shown with the Azure CLI, and the report says so.
    #[arg(long, default_value = FixForm::Az.word(), value_name = "FORM", value_parser = fix_forms())]
    pub(crate) fix_as: FixForm,

    /// Older export of the same, to compare with: what is fixed, new and the same since; as text or JSON
    ///
    /// Give it once for each file or folder. Settings and answers are those of the FILEs and options, for both; the exit
    /// status is of the FILEs.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) before: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) sharing: Sharing,

    /// File to write the report to, in place of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_long_help = FLEET_HELP)]
pub(crate) struct Fleet {
    #[command(flatten)]
    pub(crate) input: Input,

    /// List of the migrations, as CSV or JSON: source, target, runtime, and settings by name
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) pairs: Option<PathBuf>,

    /// Write the pairs that the exports allow as a list for --pairs, as CSV or JSON, and judge none
    #[arg(long, conflicts_with_all = ["pairs", "baseline", "fail_on", "no_plan"])]
    pub(crate) propose: bool,

    /// How to write the report; text, but of a proposal csv
    #[arg(long, value_enum)]
    pub(crate) format: Option<FleetFormat>,

    /// What fails, by the exit status: what is blocked, or what is undecided too
    #[arg(long, value_enum, default_value_t, value_name = "VERDICT")]
    pub(crate) fail_on: FailOn,

    /// Former report of --format json: say what got worse since, and fail on that alone
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "redact")]
    pub(crate) baseline: Option<PathBuf>,

    /// Leave out what to change, which takes most of the time
    #[arg(long)]
    pub(crate) no_plan: bool,

    #[command(flatten)]
    pub(crate) sharing: Sharing,

    /// File to write the report to, in place of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

/// How the report of a fleet is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FleetFormat {
    /// For people
    #[default]
    Text,
    /// For programs, and for --baseline
    Json,
    /// For a spreadsheet: the migrations alone
    Csv,
    /// For a ticket, a pull request or a wiki
    Markdown,
    /// For a mail or a browser: one file, with a table to sort and filter
    Html,
    /// For code scanning: a result for each step that fails or is not known, in each migration
    Sarif,
    /// For the test report of a pipeline: a suite for each migration, a test case for each step
    Junit,
}

/// What fails, by the exit status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// What is blocked or not supported
    Blocked,
    /// What is undecided too
    #[default]
    Undecided,
}

/// Who is to see what is written.
#[derive(Debug, Args)]
pub(crate) struct Sharing {
    /// Write other names, ids and addresses in place of the real ones, to share it
    ///
    /// What is concluded is the same. One name always becomes the same other one; the next time, addresses become
    /// others. Reasons of exceptions are left out.
    #[arg(long)]
    pub(crate) redact: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = READ_HELP)]
pub(crate) struct Read {
    #[command(flatten)]
    pub(crate) input: Input,

    #[command(flatten)]
    pub(crate) sharing: Sharing,

    /// File to write the Config to, in place of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_long_help = RUNBOOK_HELP)]
pub(crate) struct Runbook {
    #[command(flatten)]
    pub(crate) input: Input,

    /// Write only the part of one team; it names what to wait for
    #[arg(long, value_name = "TEAM", value_parser = team())]
    pub(crate) owner: Option<Owner>,

    /// What runs the script; bash, but on Windows powershell
    #[arg(long, value_enum)]
    shell: Option<ScriptShell>,
}

impl Runbook {
    /// The shell that was asked for, else the one of this system.
    pub(crate) fn shell(&self) -> Shell {
        ScriptShell::or_own(self.shell)
    }
}

#[derive(Debug, Args)]
#[command(after_long_help = COLLECT_HELP)]
pub(crate) struct Collect {
    #[command(flatten)]
    input: Input,

    /// What the source is, as --set source.kind=KIND: one in AWS or Google Cloud is asked for there
    #[arg(long, value_name = "KIND", value_parser = source_kinds())]
    source_kind: Option<String>,

    /// What runs the script; bash, but on Windows powershell
    #[arg(long, value_enum)]
    shell: Option<ScriptShell>,

    /// Export only what the steps still want that the FILEs do not decide, and add it to the file
    #[arg(long)]
    pub(crate) minimal: bool,

    /// Export what all migrations need, for `pgreach fleet`: of every subscription that you can read
    ///
    /// Resource Graph is asked for what it holds, page by page, and single commands for the rest. Stopped and run again, the
    /// script goes on where it was.
    #[arg(long, conflicts_with_all = ["files", "set", "source", "source_kind", "target", "runtime", "minimal"])]
    pub(crate) fleet: bool,

    /// Id of a subscription to look in, with --fleet; give it once for each
    #[arg(long, value_name = "ID", requires = "fleet", value_parser = scope_name)]
    pub(crate) subscription: Vec<String>,

    /// Name of a management group to look in, with --fleet
    #[arg(long, value_name = "NAME", requires = "fleet", conflicts_with = "subscription", value_parser = scope_name)]
    pub(crate) management_group: Option<String>,

    /// File to write the script to, in place of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_long_help = EXPLAIN_HELP)]
pub(crate) struct Explain {
    /// Error text of PostgreSQL, a client, the migration service or Azure, whole or a part; `-` for standard input
    ///
    /// It may hold several errors, be wrapped, or be quoted as JSON. Without a TEXT, standard input is read.
    #[arg(value_name = "TEXT")]
    pub(crate) text: Vec<String>,

    /// Config or export of the migration that the text is of, so that the steps are its own
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Vec<PathBuf>,

    /// Setting or answer of the migration, as source.access=private
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,

    /// Name, id or host name of the source
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,

    /// Name, id or host name of the target
    #[arg(long, value_name = "NAME")]
    pub(crate) target: Option<String>,

    /// Name, id or host name of the runtime server; with a name, one is used
    #[arg(long, value_name = "NAME")]
    pub(crate) runtime: Option<String>,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

impl Explain {
    /// What is said of the migration.
    pub(crate) fn input(&self) -> Input {
        Input {
            files: self.config.clone(),
            set: self.set.clone(),
            source: self.source.clone(),
            target: self.target.clone(),
            runtime: self.runtime.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScriptShell {
    /// Bash 3.2 and later, as in the Cloud Shell
    Bash,
    /// Windows PowerShell 5.1 and PowerShell 7
    Powershell,
}

impl ScriptShell {
    /// The shell that was asked for, else the one of this system.
    fn or_own(asked: Option<Self>) -> Shell {
        match asked {
            Some(Self::Powershell) => Shell::PowerShell,
            None if cfg!(windows) => Shell::PowerShell,
            Some(Self::Bash) | None => Shell::Bash,
        }
    }
}

impl Collect {
    /// What the script is written from.
    pub(crate) fn input(&self) -> Input {
        let kind = self.source_kind.iter().map(|it| format!("{}={it}", Setting::SourceKind.word()));
        Input { set: kind.chain(self.input.set.iter().cloned()).collect(), ..self.input.clone() }
    }

    /// The shell that was asked for, else the one of this system.
    pub(crate) fn shell(&self) -> Shell {
        ScriptShell::or_own(self.shell)
    }
}

/// A kind of source, by its word.
fn source_kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(SourceKind::ALL.iter().map(|it| PossibleValue::new(it.word()).help(it.label())))
}

/// The id of a subscription or the name of a management group, which goes into a script.
fn scope_name(text: &str) -> Result<String, &'static str> {
    let expected = "expected letters, digits, - _ . ( and ) alone, as in an id of Azure";
    collect::Scope::is_name(text).then(|| text.to_owned()).ok_or(expected)
}

/// A check, by its id or by a key.
fn checks() -> impl TypedValueParser<Value = &'static CatalogueCheck> {
    let checks = CATALOGUE.iter().map(|it| PossibleValue::new(it.id).aliases(it.keys));
    PossibleValuesParser::new(checks).try_map(|word| {
        CATALOGUE.iter().copied().find(|it| it.id == word || it.keys.contains(&&*word)).ok_or("no such check")
    })
}

fn team() -> impl TypedValueParser<Value = Owner> {
    PossibleValuesParser::new(Owner::WORDS).try_map(|it| Owner::from_word(&it).ok_or("no such team"))
}

/// What a report is concluded from.
#[derive(Debug, Clone, Args)]
pub(crate) struct Input {
    /// Config or export to read, or a folder of them; `-` for standard input
    ///
    /// A Config is a JSON document, or TOML in a file that ends in .toml, with the settings, answers and exceptions
    /// below. Of several, a later one may add what the earlier ones left open; two that differ are an error.
    /// An export is whatever Azure tools print as JSON: the file that `pgreach collect` makes, az -o json, az rest,
    /// az graph query, az group export, Az PowerShell. It decides what it shows. What of it cannot be read is reported on
    /// standard error, and the rest is used. Of a folder, every .json in and below it is read, but nothing hidden.
    /// Without a FILE and without --set, `check`, `fleet`, `read` and `runbook` read standard input. A file pgreach.toml in the
    /// folder where the command runs is always read.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,

    /// Setting or answer, as source.access=private or source/peering=fail; overrides Configs, but not what exports show
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,

    /// Name, id, host name or postgres:// URL of the source; overrides the files
    ///
    /// It chooses the server in the exports, and stands in sentences and commands. A port beside it sets source.port;
    /// of a URL only host and port are kept. A name that the exports contradict is an error that lists their servers:
    /// where they hold servers that could be meant and none has the name. A source that is not an Azure server needs
    /// an address, a host name or its source.kind.
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,

    /// Name, id or host name of the target
    #[arg(long, value_name = "NAME")]
    pub(crate) target: Option<String>,

    /// Name, id or host name of the runtime server; with a name, one is used
    #[arg(long, value_name = "NAME")]
    pub(crate) runtime: Option<String>,
}

impl Input {
    /// Files alone.
    pub(crate) fn of_files(files: &[PathBuf]) -> Self {
        Self { files: files.to_vec(), set: Vec::new(), source: None, target: None, runtime: None }
    }

    /// Whether everything is left to standard input.
    pub(crate) const fn says_nothing(&self) -> bool {
        self.files.is_empty() && self.set.is_empty()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScenariosFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For a document: the table that chooses, and what each document says, row by row
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    /// What `check` reads
    Config,
    /// What `check --format json` prints
    Report,
}

/// How a report is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ReportFormat {
    /// As any other value.
    Plain(Format),
    /// In a form of its own.
    Export(&'static pgreach_formats::Format),
    /// As a picture of the networks, with each stage of the connections in its place.
    Drawing,
}

/// The word of a drawing among the formats.
const DRAWING: &str = "svg";

/// What a report can be written as: what any list can, and the forms of reports.
fn report_formats() -> impl TypedValueParser<Value = ReportFormat> {
    let plain = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let forms = FORMATS.iter().map(|it| PossibleValue::new(it.word).help(it.about));
    let drawing = PossibleValue::new(DRAWING).help("A picture of the networks, with each connection stage by stage");
    let formats = plain.chain(forms).chain([drawing]);
    PossibleValuesParser::new(formats).map(|word| match FORMATS.iter().find(|it| it.word == word) {
        Some(form) => ReportFormat::Export(form),
        None if word == DRAWING => ReportFormat::Drawing,
        None => ReportFormat::Plain(Format::from_str(&word, false).unwrap_or_default()),
    })
}

fn fix_forms() -> impl TypedValueParser<Value = FixForm> {
    let forms = FixForm::ALL.iter().map(|it| PossibleValue::new(it.word()).help(it.label()));
    PossibleValuesParser::new(forms).try_map(|it| FixForm::from_word(&it).ok_or("no such form"))
}

/// The usage error for a command alone at a terminal that would wait for standard input.
pub(crate) fn nothing_given(task: &str) -> clap::Error {
    missing(task, "nothing to check: give a FILE, or say what you know, as --set source.access=private")
}

/// The usage error for two things that do not go together.
pub(crate) fn conflict(task: &str, words: &str) -> clap::Error {
    usage(task, ErrorKind::ArgumentConflict, words)
}

/// The usage error for something that has to be given.
pub(crate) fn missing(task: &str, words: &str) -> clap::Error {
    usage(task, ErrorKind::MissingRequiredArgument, words)
}

fn usage(task: &str, kind: ErrorKind, words: &str) -> clap::Error {
    let mut command = Arguments::command();
    command.build();
    let mut task = command.find_subcommand(task).cloned().unwrap_or(command);
    task.error(kind, words)
}

const EXCEPTIONS: &str = "Exceptions: exceptions.KEY=DAY REASON accepts a step as it is, up to and with that day, as \
    'exceptions.source/zone-group=2026-12-31 Records are kept by hand'. today=DAY judges them by another day than today.";

/// What `pgreach check --help` says below the options.
fn check_help() -> String {
    const WIDTH: usize = 78;
    let mut help = String::from("Settings:\n");
    for setting in Setting::ALL {
        let label = format!("  {:<23} ", setting.word());
        // Writing to a String cannot fail.
        let _ = help.write_str(&paragraph(&label, &" ".repeat(label.len()), &setting.expected(), WIDTH));
    }
    let answers =
        format!("Answers: a key from `pgreach checks`, as source/peering, with {}.", Status::WORDS.join(", "));
    let _ = write!(
        help,
        "\n{}{}\nExit status:\n  0  ready\n  1  blocked, not supported, or an exception has expired\n  2  bad usage, or input of which nothing can be used: one line \
         on standard error\n  3  undecided: too little is known\n\n{CHECK_EXAMPLES}",
        paragraph("", "  ", &answers, WIDTH),
        paragraph("", "  ", EXCEPTIONS, WIDTH),
    );
    help
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
