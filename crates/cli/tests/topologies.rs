//! Whole migrations as Azure prints them, given to the command: what every form shows of them, and what others may see.
//!
//! Longer than 500 lines: every promise of one command over the topologies.

mod desk;

use std::{collections::BTreeSet, fs};

use desk::{Desk, err, out, status};
use pgreach_fixtures::{
    tenant::{self, FAULTS, Fault},
    topology::{Topology, breaks, estate::estate, forms::Form, whole},
};
use pgreach_formats::{FORMATS, in_form, needed, seen, setting_shown};
use pgreach_rules::{
    ChangeText, Config, FixForm, Report, Status, Verdict, evaluate_with, find, find_with_plan,
    network::{Change, Network},
    plan_of_changes,
};
use serde_json::{Value, json};

/// Every whole topology.
fn sound() -> Vec<(&'static str, Topology)> {
    whole::all().into_iter().map(|it| ("whole", it)).collect()
}

/// Every topology with something wrong or missing.
fn broken() -> Vec<(&'static str, Topology)> {
    let rows = breaks::FAULTS.iter().chain([&breaks::MISSING, &breaks::CUT]).copied().flatten();
    rows.map(|(whole, what, change, _)| {
        let mut topology = whole();
        change(&mut topology);
        (*what, topology)
    })
    .collect()
}

/// A topology in a folder, and what is said of it.
struct Migration {
    desk: Desk,
    arguments: Vec<String>,
}

impl Migration {
    fn new(topology: &Topology) -> Self {
        let desk = Desk::new();
        fs::create_dir(desk.0.path().join("export")).expect("a folder");
        let desk = topology
            .files
            .iter()
            .fold(desk, |desk, file| desk.with(&format!("export/{}", file.name), Form::Arm.print(file).to_string()));
        let entered = topology.settings.iter().flat_map(|it| ["--set".to_owned(), (*it).to_owned()]);
        Self { desk, arguments: std::iter::once("export".to_owned()).chain(entered).collect() }
    }

    /// What the command prints of it; a task and options come before.
    fn says(&self, task: &[&str]) -> String {
        let arguments = self.arguments.iter().map(String::as_str);
        let output = self.desk.pgreach(&task.iter().copied().chain(arguments).collect::<Vec<_>>());
        assert_eq!(err(&output), "");
        out(&output).to_owned()
    }

    /// The report of a Config, or of a topology with its redacted or saved self.
    fn report_of(&self, config: &str) -> Value {
        json_of(out(&self.desk.pgreach(&["check", config, "--format", "json"])))
    }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The report of a topology, concluded here and not by the command.
fn report(topology: &Topology, entered: &[&str]) -> Report {
    let mut files: Vec<(String, String)> =
        topology.files.iter().map(|it| (format!("export/{}", it.name), Form::Arm.print(it).to_string())).collect();
    files.sort();
    let mut network = pgreach_azure::read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
    let mut config = topology.config();
    for (path, value) in entered.iter().map(|it| it.split_once('=').expect("path=value")) {
        config.set(path, value).expect("a good setting");
    }
    evaluate_with(&config, &find_with_plan(&config, &mut network))
}

/// A text without markup, escapes, line breaks and spaces.
fn bare(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric() || "./=".contains(*it)).collect()
}

/// Every text in a JSON document.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|it| texts(it, found)),
        Value::Object(members) => members.iter().for_each(|(key, it)| {
            found.push(key.clone());
            texts(it, found);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a person reads of a form.
fn read_of(format: &str, text: &str) -> String {
    match format {
        "sarif" => {
            let mut found = Vec::new();
            texts(&json_of(text), &mut found);
            bare(&found.join(" "))
        }
        "html" | "junit" => {
            let text = if format == "html" {
                text.split('<').map(|it| it.split_once('>').map_or(it, |it| it.1)).collect()
            } else {
                text.to_owned()
            };
            bare(&["&amp;", "&lt;", "&gt;", "&quot;"].iter().fold(text, |text: String, it| text.replace(it, " ")))
        }
        _ => bare(text),
    }
}

#[test]
fn an_older_export_is_compared_step_by_step() {
    let (whole, broken) = {
        let (of, _, change, _) = breaks::FAULTS[1][0];
        let (whole, mut broken) = (of(), of());
        change(&mut broken);
        (whole, broken)
    };
    let desk = |topology: &Topology, folder: &str, desk: Desk| {
        fs::create_dir(desk.0.path().join(folder)).expect("a folder");
        topology
            .files
            .iter()
            .fold(desk, |desk, file| desk.with(&format!("{folder}/{}", file.name), Form::Arm.print(file).to_string()))
    };
    let desk = desk(&whole, "after", desk(&broken, "before", Desk::new()));
    let entered: Vec<&str> = whole.settings.iter().flat_map(|it| ["--set", it]).collect();
    let compared = |before: &str, after: &str, more: &[&str]| {
        desk.pgreach(&[&["check", "--before", before, after], entered.as_slice(), more].concat())
    };
    let fixed = compared("before", "after", &[]);
    insta::assert_snapshot!(out(&fixed), @"
    Before:  Blocked. orders-new cannot reach orders-old: the peering of their VNets does not work.
    Now:     Ready. orders-new can connect: every hop that was looked at passes. Not checked: login.

    Fixed (1)
    - peering, source: failed → passed  [source/peering]

    13 steps are as they were.
    ");
    assert_eq!((status(&fixed), err(&fixed)), (0, ""));
    let alone = desk.pgreach(&["check", "--before", "before", "--set", "runtime.used=false"]);
    assert_eq!(alone.status.code(), Some(2), "nothing is compared with nothing");
    // What nobody has answered yet is compared with each answer.
    let open =
        desk.pgreach(&["check", "--before", "before", "after", "--source", "orders-old", "--target", "orders-new"]);
    insta::assert_snapshot!(out(&open), @"
    Before:  Undecided. Without a runtime server, this blocks: orders-new cannot reach orders-old:
             the peering of their VNets does not work. Does the migration use a runtime server?
    Now:     Undecided. No fault is known, but 5 steps that can block are not known. Does the
             migration use a runtime server?

    With a runtime server
    Before:  Undecided. Nothing that blocks is known, but 12 steps that can block are not known.
             Check next whether this holds: The runtime server is running.
    Now:     Undecided. Nothing that blocks is known, but 12 steps that can block are not known.
             Check next whether this holds: The runtime server is running.

    Still failing (1)
    - runtime server, runtime server: failed  [runtime/not-needed]
      A runtime server is used although orders-new can reach orders-old without one.

    22 steps are as they were.

    Without a runtime server
    Before:  Blocked. orders-new cannot reach orders-old: the peering of their VNets does not work.
    Now:     Ready. orders-new can connect: every hop that was looked at passes. Not checked: login.

    Fixed (1)
    - peering, source: failed → passed  [source/peering]

    13 steps are as they were.
    ");
    let again = compared("after", "before", &["--format", "json"]);
    assert_eq!(status(&again), 1);
    let json = json_of(out(&again));
    assert_eq!([&json["before"]["verdict"], &json["after"]["verdict"]], ["ready", "blocked"]);
    let new: Vec<&Value> =
        json["steps"].as_array().expect("a list").iter().filter(|it| it["became"] == "new").collect();
    assert_eq!(new.len(), 1, "{json}");
    let other = compared("before", "after", &["--format", "html"]);
    assert_eq!((status(&other), out(&other)), (2, ""));
    assert!(err(&other).contains("--before is written as text or json"), "{}", err(&other));
    let in_form = compared("before", "after", &["--fix-as", "terraform"]);
    assert_eq!((status(&in_form), out(&in_form)), (2, ""));
    assert!(err(&in_form).contains("give no --fix-as with it"), "{}", err(&in_form));
}

#[test]
fn fixes_are_in_the_form_that_was_asked_for() {
    let mut shown = BTreeSet::new();
    // Not every fault, because a change reads the same wherever it is needed.
    for (what, topology) in broken().into_iter().step_by(9) {
        let report = report(&topology, &[]);
        let migration = Migration::new(&topology);
        for form in FixForm::ALL {
            for format in ["text", "markdown", "html"] {
                let read = read_of(format, &migration.says(&["check", "--fix-as", form.word(), "--format", format]));
                let ways = report.steps.iter().filter(|it| !it.is_accepted()).flat_map(|it| &it.changes);
                for change in ways.flat_map(|it| &it.changes) {
                    let (_, apply, instead) = in_form(&change.apply, *form);
                    let (_, undo, _) = in_form(&change.undo, *form);
                    let mut said: Vec<String> = apply.lines().chain(undo.lines()).map(str::to_owned).collect();
                    shown.insert((form.word(), instead.is_some()));
                    said.extend(instead.into_iter().chain(change.portal.iter().cloned()));
                    for line in said {
                        let line = bare(&line);
                        assert!(read.contains(&line), "{what}, {format} as {}: {line} is not in {read}", form.word());
                    }
                }
            }
        }
        let json = |form: &str| migration.says(&["check", "--fix-as", form, "--format", "json"]);
        assert_eq!(json("az"), json("terraform"), "{what}: JSON has every form");
    }
    let forms = [("az", false), ("powershell", false), ("bicep", false), ("terraform", false)];
    assert_eq!(shown, forms.into_iter().chain([("bicep", true), ("terraform", true)]).collect());
}

#[test]
fn every_form_shows_what_azure_shows() {
    let against = [
        "source.access=public",
        "source/a-record=fail",
        "source/private-endpoint=fail",
        "source/peering=fail",
        "source/nsg=fail",
    ];
    let is_shown = |it: &Topology| !it.settings.iter().any(|it| it.starts_with("source.access="));
    let conflicting = sound().into_iter().filter(|(_, it)| is_shown(it));
    let conflicting = conflicting.map(|(_, it)| ("with answers against it", it, &against[..]));
    let broken = broken().into_iter().map(|(what, it)| (what, it, &[][..]));
    let mut conflicts = 0;
    for (index, (what, topology, entered)) in conflicting.chain(broken).enumerate() {
        let report = report(&topology, entered);
        let mut migration = Migration::new(&topology);
        migration.arguments.extend(entered.iter().flat_map(|it| ["--set".to_owned(), (*it).to_owned()]));
        assert_eq!(
            migration.says(&["check", "--format", "json"]),
            serde_json::to_string_pretty(&report).expect("JSON") + "\n",
            "{what}"
        );
        conflicts += report.steps.iter().filter(|it| it.conflict.is_some()).count();
        // The forms take turns, but for those with answers.
        let forms =
            FORMATS.iter().enumerate().filter(|(turn, _)| !entered.is_empty() || index % FORMATS.len() == *turn);
        for format in std::iter::once("text").chain(forms.map(|(_, it)| it.word)) {
            let text = migration.says(&["check", "--format", format]);
            let read = read_of(format, &text);
            let has = |it: &str| assert!(read.contains(&bare(it)), "{format} of {what} lacks {it}:\n{text}");
            for step in &report.steps {
                // A viewer of code takes each result for an alert.
                if format == "sarif" && !matches!(step.status, Status::Fail | Status::Unknown) {
                    continue;
                }
                step.evidence.iter().for_each(|it| has(&seen(it)));
                if let Some(note) = &step.note {
                    has(note);
                }
                if let Some(needed) = needed(step) {
                    has(&needed);
                }
                if let Some(words) = step.conflict_words() {
                    has(&words);
                }
            }
            for setting in &report.settings {
                has(setting.setting.word());
                setting.evidence.iter().for_each(|it| has(&seen(it)));
                if let Some(conflict) = &setting.conflict {
                    assert!(setting_shown(setting).contains(conflict));
                    has(&format!("You specified {conflict}, but evidence shows {}. Evidence decides.", setting.value));
                }
            }
        }
    }
    assert!(20 < conflicts, "{conflicts}");
}

/// What a report concludes, without a name in it.
fn conclusion(report: &Value) -> Value {
    let of = |value: &Value, keys: &[&str]| keys.iter().map(|it| value[it].clone()).collect::<Vec<_>>();
    let steps = report["steps"].as_array().expect("steps").iter().map(|step| {
        let needs: Vec<_> = step["needs"].as_array().into_iter().flatten().map(|it| it["export"].clone()).collect();
        json!([of(step, &["key", "status", "severity", "decidedBy", "conflict"]), needs])
    });
    let settings = report["settings"].as_array().into_iter().flatten().map(|it| it["setting"].clone());
    json!({
        "all": of(report, &["verdict", "candidates", "questions", "fixes"]),
        "scenario": report["scenario"]["id"],
        "steps": steps.collect::<Vec<_>>(),
        "settings": settings.collect::<Vec<_>>(),
    })
}

/// What looks like somebody's own name and is one of Azure's.
const AZURES: [&str; 3] =
    ["privatelink-postgres-database-azure-com", "privatelink.postgres.database.azure.com", "168.63.129.16"];

/// The names, parts of ids and addresses in what Azure printed that are somebody's own. A range may become another range of
/// somebody's by chance, so only addresses of hosts are looked for.
fn own_words(topology: &Topology) -> BTreeSet<String> {
    let is_own = |it: &&str| {
        let has_sign = it.contains('-') && it.contains(char::is_alphabetic)
            || it.contains('.') && it.contains(|it: char| it.is_ascii_digit());
        has_sign && 4 < it.len() && !it.ends_with(".0") && !AZURES.contains(it)
    };
    let mut found = Vec::new();
    topology.files.iter().flat_map(|it| &it.items).for_each(|it| texts(it, &mut found));
    found.iter().flat_map(|it| it.split(['/', ' ', '[', ']'])).filter(is_own).map(str::to_owned).collect()
}

#[test]
fn others_see_the_same_conclusion_and_no_name() {
    for (index, (what, topology)) in sound().into_iter().chain(broken()).enumerate() {
        let migration = Migration::new(&topology);
        let expected = conclusion(&json_of(&migration.says(&["check", "--format", "json"])));
        let redacted = migration.says(&["check", "--redact", "--format", "json"]);
        assert_eq!(conclusion(&json_of(&redacted)), expected, "{what}");
        for (task, file) in [(&["read"][..], "saved.json"), (&["read", "--redact"], "shared.json")] {
            let written = migration.says(task);
            fs::write(migration.desk.0.path().join(file), &written).expect("a file");
            assert_eq!(conclusion(&migration.report_of(file)), expected, "{what}, {file}");
        }
        if 30 < index && index % 10 != 0 {
            continue;
        }
        let own = own_words(&topology);
        let shown = fs::read_to_string(migration.desk.0.path().join("shared.json")).expect("a file");
        let forms = ["text", "markdown", "html", "sarif", "junit"];
        let forms = forms.map(|it| migration.says(&["check", "--redact", "--format", it]));
        for text in forms.iter().chain([&shown, &redacted]) {
            let text = text.replace('\\', "");
            let words: BTreeSet<&str> = text.split(|it: char| !it.is_alphanumeric() && !"-.".contains(it)).collect();
            let left: Vec<_> = own.iter().filter(|it| words.contains(it.as_str())).collect();
            assert!(left.is_empty(), "{what}: {left:?}");
        }
    }
}

/// An estate of so many migrations in a folder.
fn desk_with_estate(count: usize) -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.0.path().join("export")).expect("a folder");
    estate(count).iter().fold(desk, |desk, (name, text)| desk.with(&format!("export/{name}"), text))
}

#[test]
fn an_estate_is_a_table_of_its_pairs() {
    let desk = desk_with_estate(30);
    let output = desk.pgreach(&["fleet", "export", "--set", "runtime.used=false"]);
    assert_eq!((err(&output), status(&output)), ("", 1));
    // The others are as these.
    insta::assert_snapshot!(out(&output).split("Ready          app05-old").next().expect("the first five"));
    let csv = desk_with_estate(5).pgreach(&["fleet", "export", "--set", "runtime.used=false", "--format", "csv"]);
    insta::assert_snapshot!("the-same-for-a-spreadsheet", out(&csv).replace('\r', ""));
}

#[test]
fn a_pair_in_the_table_is_what_it_is_alone() {
    let desk = desk_with_estate(5);
    for entered in [&["--set", "runtime.used=false"][..], &["--set", "runtime.used=true"], &[]] {
        let table = json_of(out(&desk.pgreach(&[&["fleet", "export", "--format", "json"], entered].concat())));
        let rows = table["migrations"].as_array().expect("rows");
        assert_eq!(rows.len(), 5);
        for row in rows {
            let [source, target] = ["source", "target"].map(|it| row[it].as_str().expect("a name"));
            let names = ["check", "export", "--source", source, "--target", target, "--format", "json"];
            let report = json_of(out(&desk.pgreach(&[&names, entered].concat())));
            assert_eq!(row["verdict"], report["verdict"], "{source}");
            is_first_cause(&row["cause"], &report);
        }
    }
}

/// A topology in a folder, without what is entered of it.
fn desk_with(topology: &Topology) -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.0.path().join("export")).expect("a folder");
    let files = topology.files.iter().map(|it| (format!("export/{}", it.name), Form::Arm.print(it).to_string()));
    files.fold(desk, |desk, (name, text)| desk.with(&name, &text))
}

#[test]
fn where_nothing_says_the_runtime_server_the_table_says_what_each_comes_to() {
    let mut public = whole::public_to_public();
    public.lose("migrations.json");
    for (what, desk) in [
        ("estate", desk_with_estate(5)),
        // Its runtime server is the only other server in the files.
        ("mover", desk_with(&whole::private_to_vnet_with_runtime())),
        // It is ready as long as no runtime server is used.
        ("public", desk_with(&public)),
    ] {
        let text = desk.pgreach(&["fleet", "export", "--no-plan"]);
        insta::assert_snapshot!(format!("each-runtime-server-of-{what}"), out(&text));
        let table = json_of(out(&desk.pgreach(&["fleet", "export", "--format", "json"])));
        let mut compared = 0;
        for row in table["migrations"].as_array().expect("rows") {
            for value in row["byRuntime"].as_array().into_iter().flatten() {
                let [source, target] = ["source", "target"].map(|it| row[it].as_str().expect("a name"));
                let used = format!("runtime.used={}", value["runtime"]["used"]);
                let named = value["runtime"]["name"].as_str().map(|it| format!("runtime.name={it}"));
                let entered = std::iter::once(used).chain(named).flat_map(|it| ["--set".to_owned(), it]);
                let entered: Vec<String> = entered.collect();
                let arguments = ["check", "export", "--source", source, "--target", target, "--format", "json"];
                let all: Vec<&str> = arguments.into_iter().chain(entered.iter().map(String::as_str)).collect();
                let report = json_of(out(&desk.pgreach(&all)));
                assert_eq!(value["verdict"], report["verdict"], "{source}: {entered:?}");
                is_first_cause(&value["cause"], &report);
                compared += 1;
            }
        }
        assert!(0 < compared, "{what}");
    }
}

/// The cause is what the report says first.
fn is_first_cause(cause: &Value, report: &Value) {
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let step = list("steps").into_iter().find(|it| it["key"] == cause["step"]).unwrap_or_default();
    let is_known_in_a_case = list("branches").iter().any(|it| !it["failure"].is_null());
    let (status, text) = (report["verdict"].as_str(), cause["text"].as_str().unwrap_or_default());
    if status == Some("ready") {
        assert_eq!(*cause, Value::Null);
    } else if status == Some("blocked") && step["status"] == "fail" {
        assert_eq!((&cause["text"], &cause["owner"]), (&step["failure"], &step["owner"]));
        assert!(list("connections").iter().any(|it| it["failure"] == cause["step"] && it["id"] == cause["connection"]));
    } else if status == Some("undecided") && step["status"] == "unknown" && !is_known_in_a_case {
        assert_eq!(text, format!("Not known: {}.", step["title"].as_str().unwrap_or_default()));
        assert_eq!(cause["owner"], step["owner"]);
    } else {
        // The whole sentence, or the question that it ends with.
        assert!(!text.is_empty() && report["summary"].as_str().unwrap_or_default().ends_with(text), "{cause}");
    }
}

#[test]
fn topologies_are_in_a_table_what_they_are_alone() {
    // Every fifth: of all, their plans take half a minute.
    for (what, topology) in sound().into_iter().chain(broken()).step_by(5) {
        let alone = report(&topology, &[]);
        let files: Vec<(String, String)> =
            topology.files.iter().map(|it| (it.name.to_owned(), Form::Arm.print(it).to_string())).collect();
        let mut network =
            pgreach_azure::read(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
        let config = topology.config();
        let pairs = pgreach_fleet::propose(&config, &network).pairs;
        let [pair] = &pairs[..] else { panic!("{what}: {pairs:?}") };
        let row = pgreach_fleet::judge(pair, &pair.config(&config), &[], &mut network);
        assert_eq!(row.verdict, alone.verdict, "{what}");
        is_first_cause(&serde_json::to_value(&row.cause).expect("JSON"), &serde_json::to_value(&alone).expect("JSON"));
    }
}

#[test]
fn the_exit_status_of_a_table_is_of_what_is_furthest_from_ready() {
    let desk = desk_with_estate(5);
    for (task, expected) in [
        ("fleet export --set runtime.used=false --source app00-old", 0),
        ("fleet export --set runtime.used=false --source app03-old", 3),
        ("fleet export --set runtime.used=false --target app01-new", 1),
        ("fleet export --set runtime.used=false", 1),
        ("fleet export/00-vnets.json", 3),
        ("fleet nowhere", 2),
    ] {
        let output = desk.pgreach(&task.split(' ').collect::<Vec<_>>());
        assert_eq!(status(&output), expected, "{task}: {}{}", out(&output), err(&output));
    }
}

/// The fleet of a tenant as JSON.
fn fleet_of(desk: &Desk, arguments: &[&str]) -> Value {
    let all = [&["fleet", "export", "--set", "runtime.used=false", "--format", "json"], arguments].concat();
    json_of(out(&desk.pgreach(&all)))
}

/// A tenant in a folder, and what each of its migrations comes to.
fn desk_with_tenant(hubs: usize, spokes: usize, each: usize) -> (Desk, Vec<tenant::Known>) {
    let tenant = tenant::tenant(hubs, spokes, each);
    let desk = Desk::new();
    fs::create_dir(desk.0.path().join("export")).expect("a folder");
    let desk = tenant.files.iter().fold(desk, |desk, (name, text)| desk.with(&format!("export/{name}"), text));
    (desk, tenant.known)
}

/// What changes do for the migrations of a fleet: those that are ready once all of them are made; none where Azure would
/// refuse one.
fn ready_after(changes: &[&Change], configs: &[Config], network: &Network) -> Option<BTreeSet<usize>> {
    let mut network = network.clone();
    let mut rest = changes.to_vec();
    while !rest.is_empty() {
        let next = rest.iter().position(|it| !it.is_refused(&network) && it.make(&mut network).is_some())?;
        rest.remove(next);
    }
    let is_ready = |config: &Config| evaluate_with(config, &find(config, &network)).verdict == Verdict::Ready;
    Some((0..configs.len()).filter(|at| is_ready(&configs[*at])).collect())
}

/// Each order of so many.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let with = |it: &Vec<usize>, at: usize| [&it[..at], &[count - 1], &it[at..]].concat();
    orders(count - 1).iter().flat_map(|it| (0..count).map(move |at| with(it, at))).collect()
}

/// Every subset of the changes that the migrations need is tried, and every order of those that the plan has.
#[test]
fn no_fewer_changes_and_no_other_order_do_as_much_for_a_small_estate() {
    let mut rng = fastrand::Rng::with_seed(14);
    let mut tried = 0;
    for _ in 0..6 {
        let faults: Vec<Fault> = (0..3).map(|_| FAULTS[rng.usize(..FAULTS.len())]).collect();
        let tenant = tenant::tenant_with(&faults, 1);
        let files = tenant.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
        let network = pgreach_azure::read(files).network;
        let mut entered = Config::default();
        entered.set("runtime.used", "false").expect("a good setting");
        let pairs = pgreach_fleet::propose(&entered, &network).pairs;
        let with_config = |it: pgreach_fleet::Pair| (it.config(&entered), it);
        let list = pairs.into_iter().map(with_config).map(|(config, it)| (it, config)).collect::<Vec<_>>();
        let rows = pgreach_fleet::judge_all(&list, &network, |it| it.row);
        let configs: Vec<Config> = list.into_iter().map(|it| it.1).collect();
        let plan = pgreach_fleet::shared(&rows, &configs, &network);
        // What each migration needs by itself: the same change once.
        let mut changes: Vec<(Change, ChangeText)> = Vec::new();
        for config in &configs {
            for (change, planned) in plan_of_changes(config, &mut network.clone()) {
                if changes.iter().all(|(it, _)| *it != change) {
                    changes.push((change, planned.change));
                }
            }
        }
        assert!(changes.len() <= 6, "{faults:?}");
        let of = |mask: usize| (0..changes.len()).filter(|at| mask & 1 << at != 0).collect::<Vec<_>>();
        let ready: Vec<Option<BTreeSet<usize>>> = (0..1 << changes.len())
            .map(|mask| ready_after(&of(mask).iter().map(|at| &changes[*at].0).collect::<Vec<_>>(), &configs, &network))
            .collect();
        let place = |text: &ChangeText| changes.iter().position(|(_, it)| it == text).expect("it is of a migration");
        let planned: Vec<usize> = plan.changes.iter().map(|it| place(&it.change)).collect();
        let mask = |places: &[usize]| places.iter().fold(0_usize, |mask, it| mask | 1 << it);
        let count = |mask: usize| ready[mask].as_ref().map_or(0, BTreeSet::len);
        let most = (0..ready.len()).map(count).max().expect("a set");
        assert_eq!(count(mask(&planned)), most, "{faults:?}");
        let fewest =
            (0..ready.len()).filter(|it| count(*it) == most).map(usize::count_ones).min().expect("one has most");
        assert_eq!(planned.len(), fewest as usize, "{faults:?}");
        for at in 0..configs.len() {
            let needing = plan.changes.iter().zip(&planned).filter(|(it, _)| it.needed_by.contains(&at));
            let needed = mask(&needing.map(|(_, place)| *place).collect::<Vec<_>>());
            let helps = |mask: usize| ready[mask].as_ref().is_some_and(|it| it.contains(&at));
            let subsets = (0..needed).filter(|it| it & !needed == 0);
            assert!(needed == 0 || helps(needed) && !subsets.into_iter().any(helps), "{faults:?}: {at}");
        }
        // How long the migrations wait altogether, change by change.
        let waited =
            |order: &[usize]| -> usize { (0..order.len()).map(|made| most - count(mask(&order[..made]))).sum() };
        let others = orders(planned.len()).into_iter().map(|it| it.iter().map(|at| planned[*at]).collect::<Vec<_>>());
        let best = others.map(|it| waited(&it)).min().expect("an order");
        assert_eq!((waited(&planned), plan.order == pgreach_fleet::Order::Exact), (best, true), "{faults:?}");
        tried += planned.len();
    }
    assert!(6 < tried, "few faults were planted: {tried}");
}

#[test]
fn a_search_for_changes_goes_on_in_steps_and_says_how_far_it_is() {
    let asked = tenant::tenant(2, 6, 3);
    let files = asked.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
    let network = pgreach_azure::read(files).network;
    let mut entered = Config::default();
    entered.set("runtime.used", "false").expect("a good setting");
    let pairs = pgreach_fleet::propose(&entered, &network).pairs;
    let list: Vec<_> = pairs.into_iter().map(|it| (it.clone(), it.config(&entered))).collect();
    let rows = pgreach_fleet::judge_all(&list, &network, |it| it.row);
    let configs: Vec<Config> = list.into_iter().map(|it| it.1).collect();
    let mut planning = pgreach_fleet::Planning::new(&rows[..], &configs[..], &network);
    let mut said = vec![planning.progress()];
    while planning.advance() {
        said.push(planning.progress());
    }
    let all = 3 * rows.len();
    assert!(said.is_sorted() && said.iter().all(|it| it.1 == all), "{said:?}");
    assert_eq!((said[0], planning.progress()), ((0, all), (all, all)));
    // What comes after the last migration was looked at has steps of its own.
    assert!(rows.len() + 4 < said.len(), "{said:?}");
    let plan = planning.finish();
    assert!(plan == pgreach_fleet::shared(&rows, &configs, &network) && !plan.changes.is_empty());
}

/// Writes a tenant to measure with, as many migrations as `HUBS,SPOKES,EACH` multiply to, and as many virtual machines as
/// the fourth number says, into a folder: `TENANT=10,30,10,16000 FOLDER=/tmp/tenant cargo test … -- --ignored tenant_to_measure`.
#[test]
#[ignore = "it writes files to measure with, and tests nothing"]
fn tenant_to_measure() {
    let (numbers, folder) = (std::env::var("TENANT").expect("TENANT"), std::env::var("FOLDER").expect("FOLDER"));
    let numbers: Vec<usize> = numbers.split(',').map(|it| it.parse().expect("a number")).collect();
    let [hubs, spokes, each, machines] = numbers[..] else { panic!("four numbers") };
    let tenant = tenant::tenant(hubs, spokes, each);
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in tenant.files.into_iter().chain([tenant::machines(hubs, spokes, machines)]) {
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        fs::write(format!("{folder}/{name}"), text).expect("a file");
    }
}

/// The migrations that a list of places names.
fn places(list: &Value) -> BTreeSet<usize> {
    let place = |it: &Value| usize::try_from(it.as_u64().expect("a place")).expect("a place");
    list.as_array().expect("places").iter().map(place).collect()
}

#[test]
fn a_tenant_is_judged_and_put_right_as_it_was_made() {
    let (desk, known) = desk_with_tenant(2, 6, 2);
    let fleet = fleet_of(&desk, &[]);
    let list = |it: &Value| it.as_array().expect("a list").clone();
    let (migrations, changes) = (list(&fleet["migrations"]), list(&fleet["plan"]["changes"]));
    assert_eq!(migrations.len(), known.len());
    let known_of = |row: &Value| known.iter().find(|it| row["source"] == it.source).expect("it is of the tenant");
    let is_for = |resource: &Value, end: &String| {
        let resource = resource.as_str().expect("an id").to_ascii_lowercase();
        // The plan makes up names, as `migration-vnet-hub0-s1` for the link to vnet-hub0-s1.
        let end = end.to_ascii_lowercase();
        let (parent, name) = end.rsplit_once('/').expect("a resource in another one");
        resource.contains(&format!("/{parent}/")) && resource.ends_with(name)
    };
    for (place, row) in migrations.iter().enumerate() {
        let it = known_of(row);
        assert_eq!((&row["target"], &row["verdict"]), (&json!(it.target), &json!(it.verdict)), "{}", it.source);
        let cause = it.cause.map(|(step, owner)| (json!(step), json!(owner)));
        let said = row.get("cause").map(|it| (it["step"].clone(), it["owner"].clone()));
        assert_eq!(said, cause, "{}", it.source);
        let needed: Vec<_> = changes.iter().filter(|it| places(&it["neededBy"]).contains(&place)).collect();
        assert_eq!(needed.len(), it.changes.len(), "{}: {needed:?}", it.source);
        for end in &it.changes {
            assert!(needed.iter().any(|it| is_for(&it["resource"], end)), "{}: {end}", it.source);
        }
    }
    // A rule lets one source through and is of one migration; the others are shared. None is there that no migration needs.
    let is_rule = |end: &&String| end.ends_with("/securityRules/");
    let (rules, others): (Vec<_>, Vec<_>) = known.iter().flat_map(|it| &it.changes).partition(is_rule);
    assert_eq!(changes.len(), rules.len() + others.iter().collect::<BTreeSet<_>>().len());
    // Each migration is ready as soon as all is made that it needs.
    let (mut made, mut ready) = (BTreeSet::new(), BTreeSet::new());
    for (at, change) in changes.iter().enumerate() {
        made.insert(at);
        ready.extend(places(&change["ready"]));
        let is_ready = |place: &usize| {
            let mut needed =
                (0..changes.len()).filter(|at| places(&changes[*at]["neededBy"]).contains(place)).peekable();
            needed.peek().is_some() && needed.all(|at| made.contains(&at))
        };
        assert_eq!(ready, (0..migrations.len()).filter(is_ready).collect::<BTreeSet<_>>());
    }
    assert_eq!(fleet["plan"]["left"], json!([]));
    assert!(fleet["plan"]["least"] == true && fleet["plan"]["order"] == "exact");
}

#[test]
fn a_list_of_pairs_says_the_same_as_what_it_was_proposed_from() {
    let (desk, known) = desk_with_tenant(1, 6, 1);
    let whole = fleet_of(&desk, &[]);
    for form in ["csv", "json"] {
        let list = desk.pgreach(&["fleet", "export", "--propose", "--format", form]);
        assert_eq!((err(&list), status(&list)), ("", 0));
        fs::write(desk.0.path().join("pairs"), out(&list)).expect("a file");
        let mut listed = fleet_of(&desk, &["--pairs", "pairs"]);
        for it in listed["migrations"].as_array_mut().expect("migrations") {
            it["foundBy"] = json!("name");
        }
        assert_eq!(listed, whole, "{form}");
        // Others see as much under other names: the list has the real ones, and the pairs were found by them.
        let concluded = |fleet: &Value| -> Vec<[Value; 3]> {
            let rows = fleet["migrations"].as_array().expect("migrations");
            rows.iter()
                .map(|it| [&it["verdict"], &it["cause"]["step"], &it["runtime"]["used"]].map(Clone::clone))
                .collect()
        };
        for more in [&[][..], &["--pairs", "pairs"]] {
            let shared = fleet_of(&desk, &[more, &["--redact"]].concat());
            assert_eq!(concluded(&shared), concluded(&whole), "{more:?}");
            let text = shared.to_string();
            let shown = known.iter().flat_map(|it| [&it.source, &it.target]).find(|it| text.contains(it.as_str()));
            assert_eq!(shown, None, "{more:?}");
        }
    }
    // What a row says is of that migration alone: who may know better answers the step.
    let row = |it: &tenant::Known| format!("{},{},pass\n", it.source, it.target);
    let rows: String = known.iter().filter(|it| it.verdict == "undecided").map(row).collect();
    fs::write(desk.0.path().join("pairs"), format!("source,target,source/nsg\n{rows}")).expect("a file");
    let answered = fleet_of(&desk, &["--pairs", "pairs"]);
    assert_eq!(answered["migrations"].as_array().map(Vec::len), Some(1));
    assert_eq!(answered["migrations"][0]["verdict"], "ready");
    // Each name that no file has is named with the one that is meant.
    fs::write(desk.0.path().join("pairs"), "source,target\napp0-odl,app0-new\napp1-old,app1-nwe\n").expect("a file");
    let refused = desk.pgreach(&["fleet", "export", "--pairs", "pairs"]);
    assert_eq!((out(&refused), status(&refused)), ("", 2));
    insta::assert_snapshot!("names-of-a-list-that-no-file-has", err(&refused));
}

#[test]
fn a_pipeline_fails_on_what_got_worse() {
    let (desk, known) = desk_with_tenant(1, 6, 1);
    let monday = fleet_of(&desk, &[]);
    let written = |name: &str, fleet: &Value| fs::write(desk.0.path().join(name), fleet.to_string()).expect("a file");
    written("same.json", &monday);
    let mut better = monday.clone();
    let blocked = known.iter().find(|it| it.verdict == "blocked").expect("one is");
    for it in better["migrations"].as_array_mut().expect("migrations") {
        if it["source"] == blocked.source {
            it["verdict"] = json!("ready");
        }
    }
    written("better.json", &better);
    let mut other = monday;
    other["migrations"] = json!([{ "source": "a", "target": "b", "verdict": "ready" }]);
    written("other.json", &other);
    let run = |arguments: &str| desk.pgreach(&arguments.split(' ').collect::<Vec<_>>());
    let all = "fleet export --set runtime.used=false --no-plan";
    for (more, expected) in [
        ("--format csv", 1),
        ("--baseline same.json", 0),
        ("--baseline better.json", 1),
        ("--baseline other.json", 2),
        ("--baseline export/hub0-zones.json", 2),
        ("--baseline same.json --redact", 2),
        ("--pairs same.json --propose", 2),
    ] {
        let output = run(&format!("{all} {more}"));
        assert_eq!(status(&output), expected, "{more}: {}", err(&output));
    }
    let undecided = known.iter().find(|it| it.verdict == "undecided").expect("one is");
    let one = format!("{all} --source {}", undecided.source);
    assert_eq!(status(&run(&one)), 3);
    assert_eq!(status(&run(&format!("{one} --fail-on blocked"))), 0);
    assert_eq!(status(&run("fleet export/hub0-zones.json --fail-on blocked")), 3, "nothing is known of none");
    let worse = run(&format!("{all} --baseline better.json"));
    insta::assert_snapshot!("what-got-worse", out(&worse));
}

#[test]
fn a_fleet_in_each_form_has_every_migration() {
    let (desk, known) = desk_with_tenant(1, 6, 1);
    let says = |form: &str| {
        let output = desk.pgreach(&["fleet", "export", "--set", "runtime.used=false", "--format", form]);
        assert_eq!((err(&output), status(&output)), ("", 1), "{form}");
        out(&output).replace('\r', "")
    };
    for form in ["text", "csv", "markdown", "html", "sarif", "junit"] {
        // Markdown has backslashes where a sign could be markup.
        let text = says(form).replace('\\', "");
        for it in &known {
            let is_open = it.verdict != "ready";
            assert!(text.contains(&it.source) || form == "sarif" && !is_open, "{form}: {}", it.source);
        }
    }
    insta::assert_snapshot!("a-fleet-as-text", says("text"));
    insta::assert_snapshot!("a-fleet-as-markdown", says("markdown"));
    let sarif = json_of(&says("sarif"));
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let fingerprints: BTreeSet<&str> =
        results.iter().filter_map(|it| it["partialFingerprints"]["pgreachStep/v1"].as_str()).collect();
    assert_eq!(fingerprints.len(), results.len(), "none is taken for that of another migration");
    assert_eq!(says("junit").matches("<testsuite ").count(), known.len());
    let html = says("html");
    assert!(!html.contains("src=") && !html.contains("href=") && html.matches("<script").count() == 1);
}
