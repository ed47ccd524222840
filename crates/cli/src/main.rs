//! The command `pgreach`: the rules on files and options, with an exit status for scripts.

mod arguments;
mod comparison;
mod entered;
mod explain;
mod fleet;
mod input;
mod lines;
mod list;
mod names;
mod output;
mod packed;
mod place;
mod redacted;
mod refused;
mod text_fleet;
mod text_page;
mod text_report;
mod toml;

use std::{path::Path, process::ExitCode};

use clap::{CommandFactory, Parser};
use pgreach_azure::collect;
use pgreach_formats::{
    Evaluation, check_page,
    drawing::{Links, WIDTH, svg},
};
use pgreach_rules::{Config, FixForm, Report, Verdict, compare_networks, draw};

use crate::{
    arguments::{
        Arguments, Check, Collect, Document, Explain, Fleet, Format, Input, Read, ReportFormat, ScenariosFormat,
        Sharing, Task,
    },
    input::Given,
    refused::Refused,
    text_report::TextReport,
};

/// Bad usage, or an input or output that cannot be read or written.
const REFUSED: u8 = 2;

/// Too little is known to say anything.
const NOT_KNOWN: u8 = 3;

fn main() -> ExitCode {
    let done = Arguments::try_parse().map_err(Trouble::Usage).and_then(|arguments| run(arguments.task));
    match done {
        Ok(status) => ExitCode::from(status),
        Err(Trouble::Usage(usage)) => {
            // Where even this cannot be written, no reader is left.
            let _ = usage.print();
            ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(REFUSED))
        }
        Err(Trouble::Input(refused)) => output::complain(&refused),
        Err(Trouble::Faults(faults)) => {
            for it in faults {
                output::warn(&it);
            }
            ExitCode::from(REFUSED)
        }
        Err(Trouble::Output(place, error)) => output::complain(&format_args!("{place}: cannot be written: {error}")),
    }
}

/// Why the command could not do what was asked.
enum Trouble {
    /// The arguments; `--help` and `--version` come this way too.
    Usage(clap::Error),
    Input(Refused),
    /// What is wrong with an input, each in a line of its own.
    Faults(Vec<String>),
    Output(String, std::io::Error),
}

fn run(task: Task) -> Result<u8, Trouble> {
    match task {
        Task::Check(check) => return run_check(&check),
        Task::Fleet(arguments) => return run_fleet(&arguments),
        Task::Runbook(arguments) => {
            let (config, report) = given("runbook", &arguments.input)?.concluded();
            output::write(pgreach_formats::runbook(&config, &report, arguments.owner, arguments.shell()).as_bytes())
        }
        Task::Collect(arguments) => return run_collect(&arguments).map(|()| 0),
        Task::Read(arguments) => return run_read(&arguments).map(|()| 0),
        Task::Explain(arguments) => return run_explain(&arguments),
        Task::Scenarios { format } => {
            let scenarios = pgreach_rules::list::scenarios();
            match format {
                ScenariosFormat::Text => output::print(Format::Text, &scenarios, &list::Scenarios(&scenarios)),
                ScenariosFormat::Json => output::print(Format::Json, &scenarios, &list::Scenarios(&scenarios)),
                ScenariosFormat::Markdown => output::write(list::scenarios_in_markdown().as_bytes()),
            }
        }
        Task::Checks { check: None, format } => {
            let checks = pgreach_rules::list::checks();
            output::print(format, &checks, &list::Checks(&checks))
        }
        Task::Checks { check: Some(check), format: Format::Text } => {
            output::write(text_page::text(&check_page::document(check, None)).as_bytes())
        }
        Task::Checks { check: Some(check), format } => {
            let mut checks = pgreach_rules::list::checks();
            checks.retain(|it| check.keys.contains(&it.key.word()));
            output::print(format, &checks, &"")
        }
        Task::Schema { document } => {
            let schema = match document {
                Document::Config => pgreach_rules::schema::config(),
                Document::Report => pgreach_rules::schema::report(),
            };
            output::print(Format::Json, &schema, &"")
        }
        Task::Completions { shell } => {
            // Into memory first: written straight to a closed pipe, the generator panics.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "pgreach", &mut script);
            output::write(&script)
        }
    }
    .map(|()| 0)
    .map_err(unprinted)
}

fn unprinted(error: std::io::Error) -> Trouble {
    Trouble::Output("standard output".to_owned(), error)
}

/// What the person gave, or, alone at a terminal, how to give it.
fn given(task: &str, input: &Input) -> Result<Given, Trouble> {
    is_given(task, input)?;
    read(input, true)
}

/// Refuses to wait for what nobody pipes.
fn is_given(task: &str, input: &Input) -> Result<(), Trouble> {
    if input.says_nothing() && input::nobody_pipes() && !input::has_project() {
        return Err(Trouble::Usage(arguments::nothing_given(task)));
    }
    Ok(())
}

/// What the person gave. What could not be read is reported, and the rest used; but not where all of a file cannot.
fn read(input: &Input, may_ask: bool) -> Result<Given, Trouble> {
    let given = whole(input, may_ask)?;
    tell(&given, may_ask);
    Ok(given)
}

/// What the person gave, with something of each file.
fn whole(input: &Input, may_ask: bool) -> Result<Given, Trouble> {
    let mut given = input::read(input, may_ask).map_err(Trouble::Input)?;
    given.refused.take().map_or(Ok(given), |it| Err(Trouble::Input(it)))
}

/// Reports what could not be read, and what is missing.
fn tell(given: &Given, may_ask: bool) {
    given.left_out().for_each(|it| output::warn(&it));
    if may_ask && let Some(missing) = names::missing(&given.config, &given.network) {
        output::warn(&missing);
    }
}

/// Writes to the file that was asked for, else to standard output.
fn write(output: Option<&Path>, bytes: &[u8]) -> Result<(), Trouble> {
    let Some(path) = output else { return output::write(bytes).map_err(unprinted) };
    let place = lines::in_one_line(&path.display().to_string());
    output::save(path, bytes).map_err(|error| Trouble::Output(place, error))
}

fn run_collect(collect: &Collect) -> Result<(), Trouble> {
    if collect.fleet {
        let scope = collect::Scope {
            subscriptions: collect.subscription.clone(),
            management_group: collect.management_group.clone(),
        };
        return write(collect.output.as_deref(), collect::fleet_script(&scope, collect.shell()).as_bytes());
    }
    // A script can be had before anything is known, so nothing is waited for.
    let mut given = read(&collect.input(), false)?;
    let (config, report) = given.concluded();
    // Before the first export, everything is missing.
    let only = (collect.minimal && !given.network.is_empty()).then_some(&report);
    write(collect.output.as_deref(), collect::script(&config, collect.shell(), only).as_bytes())
}

/// What others may see of it, where that was asked.
fn to_share(given: Given, sharing: &Sharing) -> Result<Given, Trouble> {
    if sharing.redact { redacted::redacted(&given).map_err(Trouble::Input) } else { Ok(given) }
}

fn run_read(read: &Read) -> Result<(), Trouble> {
    let given = to_share(given("read", &read.input)?, &read.sharing)?;
    let config = Config { resources: pgreach_azure::write(&given.network), ..given.config };
    write(read.output.as_deref(), (config.to_json() + "\n").as_bytes())
}

fn run_fleet(arguments: &Fleet) -> Result<u8, Trouble> {
    is_given("fleet", &arguments.input)?;
    // Which servers are meant is what this finds out.
    let given = whole(&arguments.input, true)?;
    given.left_out().for_each(|it| output::warn(&it));
    if !given.config.answers.is_empty() || !given.config.exceptions.is_empty() {
        output::warn(
            &"answers and exceptions are about one migration: `fleet` takes those of --pairs alone, `check` counts them",
        );
    }
    if arguments.propose {
        let bytes = fleet::proposed(arguments, given)?;
        return write(arguments.output.as_deref(), &bytes).map(|()| 0);
    }
    let (bytes, status) = fleet::judged(arguments, given)?;
    write(arguments.output.as_deref(), &bytes)?;
    Ok(status)
}

fn run_explain(arguments: &Explain) -> Result<u8, Trouble> {
    let text = explain::text(&arguments.text).map_err(Trouble::Input)?.ok_or_else(|| {
        Trouble::Usage(arguments::missing("explain", "nothing to explain: give a TEXT, or pipe one in"))
    })?;
    let given = read(&arguments.input(), false)?;
    let explained = explain::Explained::new(&text, &given);
    output::print(arguments.format, &explained, &explained).map_err(unprinted)?;
    Ok(if explained.is_known() { 0 } else { NOT_KNOWN })
}

fn run_check(check: &Check) -> Result<u8, Trouble> {
    is_given("check", &check.input)?;
    let mut given = input::read(&check.input, true).map_err(Trouble::Input)?;
    tell(&given, true);
    let is_whole = given.refused.is_none();
    if !check.before.is_empty() {
        if let Some(refused) = given.refused {
            return Err(Trouble::Input(refused));
        }
        return run_compare(check, given);
    }
    given = to_share(given, &check.sharing)?;
    let (config, report) = given.concluded();
    let bytes = match check.format {
        ReportFormat::Plain(format) => {
            let (config, report, files, fix_as) = (&config, &report, &*given.files, check.fix_as);
            output::rendered(format, report, &TextReport { config, report, files, fix_as })
        }
        ReportFormat::Export(form) => {
            let input = input::first_file(&check.input).filter(|_| !check.sharing.redact);
            let drawing = draw(&config, &given.network, &report);
            let export = Evaluation {
                config: &config,
                report: &report,
                page: None,
                input: input.as_deref(),
                fix_as: check.fix_as,
                day: None,
                drawing: Some(&drawing),
            };
            Ok(form.write(&export, None).into())
        }
        ReportFormat::Drawing => {
            let drawing = draw(&config, &given.network, &report);
            Ok(svg(&drawing, WIDTH, &report.summary, Links::None).write().into())
        }
    };
    write(check.output.as_deref(), &bytes.map_err(unprinted)?)?;
    // A script that named a file may not take the answer for one that rests on it.
    Ok(if is_whole { status(&report) } else { REFUSED })
}

/// What has become of each step since an older export.
fn run_compare(check: &Check, given: Given) -> Result<u8, Trouble> {
    let ReportFormat::Plain(format) = check.format else {
        return Err(Trouble::Usage(arguments::conflict(
            "check",
            "--before is written as text or json: give no other --format with it",
        )));
    };
    if check.fix_as != FixForm::Az {
        return Err(Trouble::Usage(arguments::conflict(
            "check",
            "--before says what has changed, and no fix: give no --fix-as with it",
        )));
    }
    // Every older FILE may have been taken for one of --before.
    if check.input.files.is_empty() && !check.input.set.is_empty() {
        return Err(Trouble::Usage(arguments::missing(
            "check",
            "--before compares with what there is now: name that FILE too",
        )));
    }
    let older = whole(&Input::of_files(&check.before), false)?;
    older.left_out().for_each(|it| output::warn(&it));
    // What a person says holds for both.
    let before = Given { config: given.config.clone(), ..older };
    let [mut before, mut after] = [to_share(before, &check.sharing)?, to_share(given, &check.sharing)?];
    let (_, report) = after.concluded();
    let [older, newer] = [&before, &after].map(|it| it.config.clone().on(input::today()));
    let comparison = compare_networks((&older, &mut before.network), (&newer, &mut after.network));
    let bytes = output::rendered(format, &comparison, &comparison::Text(&comparison));
    write(check.output.as_deref(), &bytes.map_err(unprinted)?)?;
    Ok(status(&report))
}

/// The exit status of a report.
fn status(report: &Report) -> u8 {
    match report.verdict {
        Verdict::Ready if report.has_expired() => 1,
        Verdict::Ready => 0,
        Verdict::Blocked | Verdict::Unsupported => 1,
        Verdict::Undecided => NOT_KNOWN,
    }
}
