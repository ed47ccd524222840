//! Many migrations at once: which there are, what each comes to, and how that is written.

use std::{collections::HashMap, path::Path};

use pgreach_azure::FileReading;
use pgreach_fleet::{
    Baseline, Fleet, FleetMigration, HEADS, Judged, Listed, Pair, Proposal, RedactedPairs, Row, SharedPlan, Since,
    can_be_listed, csv, few_of, judge_all, list_as_csv, list_as_json, propose, read_list, redact, shared,
};
use pgreach_formats::{Evaluation, fleet as forms};
use pgreach_rules::{
    Config, ConfigError, FixForm, Party, Verdict,
    network::{is_same, servers},
};

use crate::{
    Trouble,
    arguments::{self, FailOn, FleetFormat},
    input::{self, Given},
    lines::in_one_line,
    names, output,
    place::Place,
    redacted,
    refused::{A_CONFIG, Refused},
    text_fleet::TextFleet,
    unprinted,
};

/// So many faults of a list are said, each in a line.
const SAID: usize = 50;

/// The pairs that the exports allow, as a list for others or for `--pairs`.
pub(crate) fn proposed(arguments: &arguments::Fleet, given: Given) -> Result<Vec<u8>, Trouble> {
    let RedactedPairs { list, unpaired, .. } = listed(arguments, given)?;
    if !unpaired.is_empty() {
        let names: Vec<String> = unpaired.iter().map(|it| in_one_line(it)).collect();
        output::warn(&format_args!("in no pair: {}", few_of(&names, "all with --format json, without --propose")));
    }
    let (pairs, unlisted): (Vec<Pair>, Vec<Pair>) = list.into_iter().map(|it| it.0).partition(can_be_listed);
    if !unlisted.is_empty() {
        let names: Vec<String> =
            unlisted.iter().map(|it| format!("{} → {}", in_one_line(&it.source), in_one_line(&it.target))).collect();
        output::warn(&format_args!("left out, for no list can hold such names: {}", names.join(", ")));
    }
    match arguments.format {
        None | Some(FleetFormat::Csv) => Ok(list_as_csv(&pairs).into()),
        Some(FleetFormat::Json) => Ok(list_as_json(&pairs).into()),
        Some(_) => Err(Trouble::Usage(arguments::conflict("fleet", "--propose is written as csv or json"))),
    }
}

/// The migrations of the list, else those that the exports allow, under other names where that was asked for.
fn listed(arguments: &arguments::Fleet, given: Given) -> Result<RedactedPairs, Trouble> {
    let (list, unpaired) = if let Some(path) = &arguments.pairs {
        (read_pairs(path, &given)?, Vec::new())
    } else {
        let Proposal { pairs, unpaired } = propose(&given.config, &given.network);
        let with_config = |it: Pair| {
            let config = it.config(&given.config);
            (it, config)
        };
        (pairs.into_iter().map(with_config).collect(), unpaired)
    };
    if arguments.sharing.redact {
        let key = redacted::key().map_err(Trouble::Input)?;
        return Ok(redact(list, &unpaired, &given.network, key));
    }
    Ok(RedactedPairs { list, unpaired, network: given.network })
}

/// The report of all migrations in the form that was asked for, and the exit status.
pub(crate) fn judged(arguments: &arguments::Fleet, given: Given) -> Result<(Vec<u8>, u8), Trouble> {
    let baseline = arguments.baseline.as_deref().map(read_baseline).transpose()?;
    let form = arguments.format.unwrap_or_default();
    let missing = missing(arguments, &given.files);
    if matches!(form, FleetFormat::Csv | FleetFormat::Sarif | FleetFormat::Junit) {
        // These forms have no place for it.
        for it in &missing {
            output::warn(it);
        }
    }
    let RedactedPairs { list, unpaired, network } = listed(arguments, given)?;
    let today = input::today();
    let list: Vec<(Pair, Config)> = list.into_iter().map(|(pair, config)| (pair, config.on(today))).collect();
    let write_each: Option<fn(&[forms::Named<'_>]) -> String> = match form {
        FleetFormat::Sarif => Some(forms::sarif),
        FleetFormat::Junit => Some(forms::junit),
        _ => None,
    };
    if let Some(write) = write_each {
        let all = judge_all(&list, &network, |it| it);
        let migrations: Vec<FleetMigration> = all.iter().cloned().map(FleetMigration::of).collect();
        let since = compared(arguments, baseline.as_ref(), &migrations)?;
        let input = input::first_file(&arguments.input).filter(|_| !arguments.sharing.redact);
        let worse = |place: &usize| since.as_ref().is_none_or(|it| it.worse.iter().any(|(worse, _)| worse == place));
        let named = all.iter().zip(&migrations).enumerate().filter(|(place, _)| worse(place));
        let named: Vec<forms::Named<'_>> = named
            .map(|(_, (Judged { report, config, .. }, migration))| forms::Named {
                name: migration.name(),
                export: Evaluation {
                    config,
                    report,
                    page: None,
                    input: input.as_deref(),
                    fix_as: FixForm::Az,
                    day: None,
                    drawing: None,
                },
            })
            .collect();
        let status = status(arguments.fail_on, &migrations, since.as_ref());
        return Ok((write(&named).into(), status));
    }
    let migrations = judge_all(&list, &network, FleetMigration::of);
    let is_planned = !arguments.no_plan && form != FleetFormat::Csv;
    let plan = if is_planned {
        let rows: Vec<Row> = migrations.iter().map(|it| it.row.clone()).collect();
        let configs: Vec<Config> = list.into_iter().map(|it| it.1).collect();
        shared(&rows, &configs, &network)
    } else {
        SharedPlan::default()
    };
    let fleet = Fleet::new(migrations, plan, unpaired).standing_in(&network).of_files(missing);
    let since = compared(arguments, baseline.as_ref(), &fleet.migrations)?;
    let status = status(arguments.fail_on, &fleet.migrations, since.as_ref());
    let text = TextFleet { fleet: &fleet, since: since.as_ref() };
    let shown = fleet.shown(since.as_ref());
    let bytes = match form {
        FleetFormat::Json => output::rendered(arguments::Format::Json, &fleet, &"").map_err(unprinted)?,
        FleetFormat::Csv => csv(&HEADS, shown.iter().map(|it| it.row.cells())).into(),
        FleetFormat::Markdown => pgreach_fleet::markdown(&fleet, since.as_ref()).into(),
        FleetFormat::Html => pgreach_fleet::html(&fleet, since.as_ref()).into(),
        _ => text.to_string().into(),
    };
    Ok((bytes, status))
}

/// What is missing in the files, a sentence each. Under other names it is not said what, which may be in the file's own words.
fn missing(arguments: &arguments::Fleet, files: &[FileReading]) -> Vec<String> {
    let said = input::partial(files, 1 < files.len());
    if arguments.sharing.redact && !said.is_empty() {
        return vec!["Something is missing in the files.".to_owned()];
    }
    said
}

/// What became of the migrations since the baseline. One that has none of them says nothing of any: it is of another fleet.
fn compared(
    arguments: &arguments::Fleet,
    baseline: Option<&Baseline>,
    migrations: &[FleetMigration],
) -> Result<Option<Since>, Trouble> {
    let since = baseline.map(|it| it.since(migrations));
    match (&arguments.baseline, &since) {
        (Some(path), Some(since)) if !migrations.is_empty() && since.new.len() == migrations.len() => {
            let name = in_one_line(&path.display().to_string());
            let fault = format!("{name}: found none of these migrations, expected a former report of the same fleet");
            Err(Trouble::Faults(vec![fault]))
        }
        _ => Ok(since),
    }
}

/// The exit status: of the verdict that is furthest from ready, of those that count.
fn status(fail_on: FailOn, migrations: &[FleetMigration], since: Option<&Since>) -> u8 {
    let counts = |place: usize| since.is_none_or(|it| it.worse.iter().any(|(worse, _)| *worse == place));
    let all: Vec<&FleetMigration> =
        migrations.iter().enumerate().filter(|(place, _)| counts(*place)).map(|(_, it)| it).collect();
    let fails =
        |it: &&FleetMigration| it.has_expired || matches!(it.row.verdict, Verdict::Blocked | Verdict::Unsupported);
    if all.iter().any(fails) {
        return 1;
    }
    let is_open = all.iter().any(|it| it.row.verdict == Verdict::Undecided) && fail_on == FailOn::Undecided;
    // Where no migration is found, nothing is known of any.
    if is_open || migrations.is_empty() { crate::NOT_KNOWN } else { 0 }
}

/// The name and the text of a file that is no export; where it has none, what it should be is said.
fn read_text(path: &Path, expected: &str) -> Result<(String, String), Trouble> {
    let place = if path.as_os_str() == "-" { Place::StandardInput } else { Place::File(path.to_owned()) };
    let name = place.name();
    let bytes = place.bytes().map_err(|error| Trouble::Input(Refused::Unreadable(name.clone(), error)))?;
    let text = input::text(&bytes).map_err(|error| {
        let expected = if error.expected == A_CONFIG { expected.to_owned() } else { error.expected.clone() };
        Trouble::Input(Refused::Wrong(name.clone(), ConfigError { expected, ..error }))
    })?;
    Ok((in_one_line(&name), text.into_owned()))
}

fn read_baseline(path: &Path) -> Result<Baseline, Trouble> {
    let expected = "what `pgreach fleet --format json` of this version writes";
    let (name, text) = read_text(path, expected)?;
    Baseline::read(&text).map_err(|found| Trouble::Faults(vec![format!("{name}: {found}, expected {expected}")]))
}

/// The migrations of a list, each with what is said of all; where something is wrong with it, everything that is.
fn read_pairs(path: &Path, given: &Given) -> Result<Vec<(Pair, Config)>, Trouble> {
    let (name, text) = read_text(path, "a list of pairs, as `pgreach fleet --propose` writes it")?;
    let faults = |all: Vec<String>| {
        let more = all.len().saturating_sub(SAID);
        let mut said: Vec<String> = all.into_iter().take(SAID).collect();
        said.extend((0 < more).then(|| format!("{name}: {more} more of the kind")));
        Trouble::Faults(said)
    };
    let list = read_list(&text).map_err(|all| faults(all.iter().map(|it| format!("{name}: {it}")).collect()))?;
    let common = given.entered.for_all();
    let [source, target] = [&given.config.source.name, &given.config.target.name];
    let is_wanted = |name: &Option<String>, own: &str| name.as_ref().is_none_or(|it| is_same(it, own));
    let (mut pairs, mut wrong, mut lines) = (Vec::new(), Vec::new(), HashMap::new());
    let mut into: Vec<(String, Vec<usize>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for Listed { line, pair, config } in list {
        if !is_wanted(source, &pair.source) || !is_wanted(target, &pair.target) {
            continue;
        }
        let place = format!("{name}: line {line}");
        let mut entered = common.clone();
        let read =
            entered.add_file(&place, config).and_then(|()| names::check(&entered.config, &given.network, &given.files));
        match read {
            Ok(()) => {
                let servers = servers_of(&entered.config, given);
                let [_, target] = servers.clone();
                let at = *places.entry(target).or_insert(into.len());
                match into.get_mut(at) {
                    Some((_, lines)) => lines.push(line),
                    None => into.push((pair.target.clone(), vec![line])),
                }
                if let Some(before) = lines.insert(servers, line) {
                    let [source, target] = [&pair.source, &pair.target].map(|it| in_one_line(it));
                    wrong.push(format!(
                        "{place}: found {source} → {target}, the servers of line {before} by other names, expected each \
                         pair once"
                    ));
                }
                pairs.push((pair, entered.config));
            }
            Err(Refused::Name(message)) => wrong.push(format!("{place}: {}", names::in_a_line(&message))),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if !wrong.is_empty() {
        return Err(faults(wrong));
    }
    if pairs.is_empty() {
        return Err(Trouble::Faults(vec![format!("{name}: no pair has the servers of --source and --target")]));
    }
    // Several databases may go into one server; where that is a slip, it is one that no rule can find.
    for (target, lines) in into.iter().filter(|it| 1 < it.1.len()).take(SAID) {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        output::warn(&format_args!("{name}: {} is the target of lines {}", in_one_line(target), lines.join(", ")));
    }
    Ok(pairs)
}

/// Source and target, whatever they are called: by their ids where the files hold them, else by their names.
fn servers_of(config: &Config, given: &Given) -> [String; 2] {
    [Party::Source, Party::Target].map(|party| match servers(config, &given.network, party)[..] {
        [only] => only.origin.id.text().to_ascii_lowercase(),
        _ => config.name(party).unwrap_or_default().to_ascii_lowercase(),
    })
}
