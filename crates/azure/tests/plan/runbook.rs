//! The runbook of a plan, run by bash; what it calls `az` is what plays Azure.

use std::{
    env,
    fs::{self, File},
    io::{Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use pgreach_formats::runbook;
use pgreach_rules::{Owner, PlannedChange, Report, Shell};
use serde_json::Value;
use tempfile::TempDir;

use super::{azure, broken, decided, each, faults, is_by_hand, leads_to, look, outcome, report};
use pgreach_fixtures::topology::Topology;

/// The file that a runbook is saved in.
const SCRIPT: &str = "runbook.sh";
const STOPPED: &str = "this is not as it was when this file was written";

/// A folder with a runbook, and with an `az` that asks what plays Azure.
struct Desk {
    folder: TempDir,
    bash: PathBuf,
}

/// What running a runbook did.
#[derive(Debug)]
struct Run {
    status: i32,
    said: String,
    complained: String,
    /// The commands that changed something, in their order.
    changes: Vec<String>,
}

impl Desk {
    fn new(script: &str) -> Self {
        let bash = env::split_paths(&env::var_os("PATH").expect("a PATH"))
            .map(|it| it.join("bash"))
            .find(|it| it.is_file())
            .expect("bash is on the PATH");
        let desk = Self { folder: tempfile::tempdir().expect("a folder"), bash };
        desk.write(SCRIPT, script);
        fs::create_dir(desk.path("programs")).expect("a folder for programs");
        for pipe in ["asked", "answered"] {
            let made = Command::new("mkfifo").arg(desk.path(pipe)).status().expect("mkfifo runs");
            assert!(made.success(), "{pipe} is made");
        }
        desk.program(
            "az",
            &format!(
                "printf '%s\\0' \"$@\" >'{}'\n{{ read -r status\n[[ $status == 0 ]] || exec >&2\n\
                 while IFS= read -r line; do printf '%s\\n' \"$line\"; done; }} <'{}'\nexit \"$status\"",
                desk.path("asked").display(),
                desk.path("answered").display()
            ),
        );
        desk.program("date", "printf '%s\\n' 2026-11-28T02:00:00Z");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("it is written");
    }

    fn program(&self, name: &str, what: &str) {
        let file = format!("programs/{name}");
        self.write(&file, &format!("#!{}\n{what}\n", self.bash.display()));
        fs::set_permissions(self.path(&file), fs::Permissions::from_mode(0o755)).expect("it may run");
    }

    /// Runs it with an answer to every question; `refuses` says which commands Azure does not take.
    fn run(&self, azure: &mut Topology, mode: &str, answer: &str, refuses: impl Fn(&str) -> bool + Send) -> Run {
        let mut child = Command::new(&self.bash)
            .args([SCRIPT, mode])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", self.path("programs"))
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("bash starts");
        // A script that stops early reads no more.
        let _ = child.stdin.take().expect("a pipe").write_all(answer.repeat(100).as_bytes());
        let (asked, answered) = (self.path("asked"), self.path("answered"));
        thread::scope(|scope| {
            let azure = scope.spawn(|| serve(azure, &asked, &answered, refuses));
            let Output { status, stdout, stderr } = child.wait_with_output().expect("bash ends");
            // Nothing asked for is the end.
            drop(File::options().write(true).open(&asked).expect("the pipe"));
            Run {
                status: status.code().expect("it ends by itself"),
                said: String::from_utf8(stdout).expect("UTF-8"),
                complained: String::from_utf8(stderr).expect("UTF-8"),
                changes: azure.join().expect("Azure stands"),
            }
        })
    }

    /// The names of what is in the folder, but for what was put there first.
    fn left_behind(&self) -> Vec<String> {
        let all = fs::read_dir(self.folder.path()).expect("the folder");
        let names = all.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned());
        names.filter(|it| !["programs", "asked", "answered", SCRIPT].contains(&it.as_str())).collect()
    }
}

/// Answers until nothing is asked any more, and returns what changed something.
fn serve(azure: &mut Topology, asked: &Path, answered: &Path, refuses: impl Fn(&str) -> bool) -> Vec<String> {
    let mut changes = Vec::new();
    loop {
        let mut words = String::new();
        File::open(asked).and_then(|mut it| it.read_to_string(&mut words)).expect("a question");
        if words.is_empty() {
            return changes;
        }
        let words: Vec<&str> = words.trim_end_matches('\0').split('\0').collect();
        let command = shlex::try_join(["az"].into_iter().chain(words.iter().copied())).expect("words");
        let is_look = words.contains(&"get") || words.contains(&"list");
        let done = if refuses(&command) {
            Err("Azure says no".to_owned())
        } else if is_look {
            look::print(azure, &command)
        } else {
            azure::run(azure, &command).map(|()| String::new())
        };
        if !is_look && done.is_ok() {
            changes.push(command);
        }
        let (status, text) = match &done {
            Ok(text) => (0, text),
            Err(text) => (1, text),
        };
        let answer = if text.is_empty() { format!("{status}\n") } else { format!("{status}\n{text}\n") };
        fs::write(answered, answer).expect("an answer");
    }
}

fn taken(_: &str) -> bool {
    false
}

fn written(topology: &Topology, report: &Report, owner: Option<Owner>) -> String {
    runbook(&topology.config(), report, owner, Shell::Bash)
}

/// The faults that have a plan, each with its topology and its report.
pub(crate) static PLANNED: LazyLock<Vec<(String, Topology, Report)>> = LazyLock::new(|| {
    let all = faults().into_iter().map(|row| {
        let topology = broken(&[row]).expect("one fault");
        let report = report(&topology);
        (format!("{}: {}", topology.name, row.1), topology, report)
    });
    all.filter(|it| !it.2.plan.is_empty()).collect()
});

/// What is wrong with a runbook that is run, run again, taken back, and taken back again.
fn wrong_with(topology: &Topology, before: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let desk = Desk::new(&written(topology, before, None));
    let mut azure = topology.clone();
    let mut run = |azure: &mut Topology, mode| {
        let run = desk.run(azure, mode, "y\n", taken);
        if run.status != 0 || !run.complained.is_empty() {
            wrong.push(format!("{mode} ends {}: {}\n{}", run.status, run.complained, run.said));
        }
        run.changes
    };
    let commands: Vec<String> = before.plan.iter().flat_map(|it| it.change.apply.az.iter()).collect();
    let count = run(&mut azure, "apply").len();
    // What no command does, the person does who was asked whether it is done.
    for it in before.plan.iter().filter(|it| is_by_hand(&it.change)) {
        azure::by_hand(&mut azure, &it.change.portal[0]).expect("the portal does it");
    }
    let after = report(&azure).verdict;
    let again = run(&mut azure, "apply");
    run(&mut azure, "undo");
    let back = decided(&report(&azure));
    let twice = run(&mut azure, "undo");
    if count != commands.len() {
        wrong.push(format!("{count} of {} commands were run", commands.len()));
    }
    if !leads_to(before, after) {
        wrong.push(format!("{after:?} after it, and {:?} was planned", outcome(before)));
    }
    for (what, changes) in [("applying", again), ("undoing", twice)] {
        // What is final is not taken back, so it stays in the record.
        if !changes.is_empty() {
            wrong.push(format!("{what} twice changes something: {changes:#?}"));
        }
    }
    if before.plan.iter().all(|it| !it.change.undo.az.is_empty()) && back != decided(before) {
        wrong.push("undo does not lead back".to_owned());
    }
    let left = desk.left_behind();
    if left.len() != 1 || !left[0].ends_with(".record") {
        wrong.push(format!("it leaves {left:?}"));
    }
    wrong
}

#[test]
fn a_runbook_puts_right_what_is_wrong_and_takes_it_back() {
    let wrong = each(&PLANNED, |(name, topology, report)| {
        wrong_with(topology, report).into_iter().map(|it| format!("{name}: {it}")).collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// Undo where every question is answered with yes, but Enter means what it means where the target lives on a change.
#[test]
fn what_the_target_lives_on_stays_unless_the_migration_is_given_up() {
    const QUESTION: &str = "ask '  Is the migration given up?'";
    let (mut stay, mut go) = (0, 0);
    for (name, topology, before) in &*PLANNED {
        let script = written(topology, before, None);
        let lives_on = |it: &&PlannedChange| it.change.given_up().is_some();
        let desk = Desk::new(&script.replace(QUESTION, &format!("{QUESTION} <<<''")));
        let mut azure = topology.clone();
        let apply = desk.run(&mut azure, "apply", "y\n", taken);
        assert_eq!(apply.status, 0, "{name}: {}", apply.said);
        let undo = desk.run(&mut azure, "undo", "y\n", taken);
        assert_eq!((undo.status, undo.complained.as_str()), (0, ""), "{name}: {}", undo.said);
        let words = |it: &str| shlex::split(it).expect("words");
        let undone: Vec<_> = undo.changes.iter().map(|it| words(it)).collect();
        for (is_kept, planned) in before.plan.iter().map(|it| (lives_on(&it), it)) {
            for command in planned.change.undo.az.iter() {
                assert_eq!(undone.contains(&words(&command)), !is_kept, "{name}: {command}");
                *(if is_kept { &mut stay } else { &mut go }) += 1;
            }
        }
        let asked = before.plan.iter().filter(lives_on).count();
        assert_eq!(undo.said.matches("Is the migration given up?").count(), asked, "{name}");
    }
    assert!(1 < stay && 20 < go, "{stay} stay, {go} go");
}

#[test]
fn it_asks_for_nothing_that_the_files_hold() {
    for (name, topology, report) in &*PLANNED {
        let script = written(topology, report, None);
        let blanks: Vec<&str> = script.lines().filter(|it| it.contains("=''  ")).collect();
        assert!(blanks.is_empty(), "{name}: {blanks:#?}");
    }
}

#[test]
fn what_is_not_as_it_was_stops_it_before_anything_is_changed() {
    for (name, topology, before) in PLANNED.iter().filter(|it| !is_by_hand(&it.2.plan[0].change)) {
        let desk = Desk::new(&written(topology, before, None));
        // Somebody made the first change and then another one: neither the old nor the new value is there.
        let mut script = fs::read_to_string(desk.path(SCRIPT)).expect("the script");
        let look = before.plan[0].change.look.as_ref().expect("a look");
        script = script.replacen(&pgreach_rules::text::quoted(&look.before), "'[[\"another\"]]'", 1);
        script = script.replacen(&pgreach_rules::text::quoted(&look.after), "'[[\"one\"]]'", 1);
        desk.write(SCRIPT, &script);
        let mut azure = topology.clone();
        let run = desk.run(&mut azure, "apply", "y\n", taken);
        assert_eq!((run.status, run.changes.len()), (1, 0), "{name}: {run:#?}");
        assert!(run.complained.contains(STOPPED), "{name}: {}", run.complained);
        assert_eq!(decided(&report(&azure)), decided(before), "{name}");
    }
}

#[test]
fn no_changes_nothing_and_leaves_out_what_needs_it() {
    for (name, topology, before) in &*PLANNED {
        let desk = Desk::new(&written(topology, before, None));
        let mut azure = topology.clone();
        let run = desk.run(&mut azure, "apply", "n\n", taken);
        assert_eq!(run.changes, Vec::<String>::new(), "{name}");
        let needs = before.plan.iter().filter(|it| !it.needs.is_empty()).count();
        // A later change may not be as it was to be without the earlier ones; then it stops.
        assert!(
            run.status == 1 || run.said.matches("Left out: it needs step").count() == needs,
            "{name}: {}",
            run.said
        );
        let undo = desk.run(&mut azure, "undo", "y\n", taken);
        assert_eq!((undo.status, undo.changes.len()), (0, 0), "{name}: {undo:#?}");
    }
}

#[test]
fn what_was_done_before_a_command_failed_is_taken_back() {
    let mut several = 0;
    for (name, topology, before) in &*PLANNED {
        let commands: Vec<String> = before.plan.iter().flat_map(|it| it.change.apply.az.iter()).collect();
        let Some(last) = commands.last().filter(|_| 1 < commands.len()) else { continue };
        let is_final = before.plan.iter().any(|it| it.change.undo.az.is_empty());
        several += 1;
        let desk = Desk::new(&written(topology, before, None));
        let mut azure = topology.clone();
        let last = shlex::split(last).expect("words");
        let run = desk.run(&mut azure, "apply", "y\n", |it| shlex::split(it).expect("words") == last);
        assert_eq!((run.status, run.changes.len()), (1, commands.len() - 1), "{name}: {run:#?}");
        assert!(run.complained.contains("This failed, in step"), "{name}: {}", run.complained);
        let undo = desk.run(&mut azure, "undo", "y\n", taken);
        assert_eq!((undo.status, undo.complained.as_str()), (0, ""), "{name}: {}", undo.said);
        assert!(is_final || decided(&report(&azure)) == decided(before), "{name}: undo does not lead back");
    }
    assert!(10 < several, "{several} plans have several commands");
}

#[test]
fn each_team_sees_by_itself_that_the_others_are_done() {
    let mut several = 0;
    for (name, topology, before) in &*PLANNED {
        let mut owners: Vec<Owner> = before.plan.iter().map(|it| it.change.owner).collect();
        owners.dedup();
        let is_in_turns = (1..owners.len()).any(|at| owners[..at].contains(&owners[at]));
        if owners.len() < 2 || is_in_turns {
            continue;
        }
        several += 1;
        let mut azure = topology.clone();
        for &owner in &owners {
            let desk = Desk::new(&written(topology, before, Some(owner)));
            let run = desk.run(&mut azure, "apply", "y\n", taken);
            assert_eq!((run.status, run.complained.as_str()), (0, ""), "{name}: {}", run.said);
            assert!(!run.said.contains("Done, or not needed for your part?"), "{name}: {}", run.said);
        }
        for it in before.plan.iter().filter(|it| is_by_hand(&it.change)) {
            azure::by_hand(&mut azure, &it.change.portal[0]).expect("the portal does it");
        }
        let after = report(&azure);
        assert!(leads_to(before, after.verdict), "{name}: {:?}, and comes to {}", outcome(before), after.summary);
    }
    assert!(0 < several, "no plan is of several teams");
}

/// What tries to break out of quotes, comments, lines and words, of bash and of `JMESPath`.
pub(crate) const HOSTILE: [&str; 8] = [
    "n$(touch out)",
    "n`touch out`",
    "n'; touch out; '",
    "n\"; touch out; \"",
    "n'\"$HOME\"'",
    "n ${PATH} *",
    "n\r\n#é~",
    "SOURCE_RG",
];

/// Puts another name in the place of one, wherever it stands in the texts of a value.
pub(crate) fn renamed(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) => *text = text.replace(from, to),
        Value::Array(items) => items.iter_mut().for_each(|it| renamed(it, from, to)),
        Value::Object(members) => members.values_mut().for_each(|it| renamed(it, from, to)),
        _ => {}
    }
}

#[test]
fn no_name_of_a_resource_runs() {
    let mut drawn = Vec::new();
    for name in ["vnet-new", "nsg-db", "rt-db", "pe-old", "privatelink.postgres", "endpoints"] {
        let named = PLANNED.iter().filter(|(_, topology, report)| written(topology, report, None).contains(name));
        for (what, topology, before) in named.step_by(7).take(3) {
            drawn.extend(HOSTILE.map(|hostile| (name, hostile, what, topology, before)));
        }
    }
    let tried = AtomicUsize::new(0);
    let wrong = each(&drawn, |(name, hostile, what, topology, before)| {
        let mut topology = (*topology).clone();
        topology.files.iter_mut().flat_map(|it| &mut it.items).for_each(|it| renamed(it, name, hostile));
        let again = report(&topology);
        // A name that no resource can have is not read, and there may be another plan then.
        if again.plan.len() != before.plan.len() {
            return Vec::new();
        }
        tried.fetch_add(1, Ordering::Relaxed);
        let wrong = wrong_with(&topology, &again).into_iter();
        wrong.map(|it| format!("{what}, where {name} is {hostile:?}: {it}")).collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    let tried = tried.into_inner();
    assert!(50 < tried, "only {tried} of {} runbooks", drawn.len());
}
