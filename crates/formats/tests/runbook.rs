//! The runbook, read by bash and `ShellCheck`, and run with programs that only write down how they were called.
//!
//! Longer than 500 lines: all of it drives one script, at one desk.

use std::{
    collections::BTreeSet,
    env, fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use pgreach_fixtures::cases;
use pgreach_formats::runbook;
use pgreach_rules::{
    Config, Owner, Report, Shell, Status, Step, StepKey, StepMap, evaluate, preset::PRESETS, text::Commands,
};
use proptest::{collection::vec, prelude::*, sample::select};
use tempfile::TempDir;

const MACHINE: &str = "# How it works.";
const TOOLS: [&str; 5] = ["az", "aws", "gcloud", "nslookup", "psql"];

/// A preset in which every step fails that can.
fn all_fails(preset: &str) -> Config {
    let preset = PRESETS.iter().find(|it| it.id == preset).unwrap_or_else(|| panic!("no preset {preset}"));
    let mut config = preset.config().expect("a Config");
    config.answers = StepKey::all().map(|key| (key, Status::Fail)).collect();
    config
}

fn owners() -> impl Iterator<Item = Option<Owner>> {
    std::iter::once(None).chain(Owner::ALL.iter().copied().map(Some))
}

fn written(config: &Config, owner: Option<Owner>) -> String {
    runbook(config, &evaluate(config), owner, Shell::Bash)
}

/// What is about this migration, without what is the same in every runbook.
fn own_part(config: &Config, owner: Option<Owner>) -> String {
    let script = written(config, owner);
    let part = script.split(MACHINE).next().expect("a first part");
    let part = part.replace(evaluate(config).rules, "VERSION");
    // What names the record is of the script, and of the compiler's hash function.
    let (before, record) = part.split_once("record=${0%.sh}-").expect("a record");
    format!("{before}record=${{0%.sh}}-HASH{}", &record[8..])
}

/// A folder with a runbook and with programs that write down how they were called.
struct Desk {
    folder: TempDir,
    bash: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let bash = env::split_paths(&env::var_os("PATH").expect("a PATH"))
            .map(|it| it.join("bash"))
            .find(|it| it.is_file())
            .expect("bash is on the PATH");
        let desk = Self { folder: tempfile::tempdir().expect("a folder"), bash };
        fs::create_dir(desk.programs()).expect("a folder for programs");
        for tool in TOOLS {
            desk.program(tool, "");
        }
        let date = format!("#!{}\nprintf '%s\\n' 2026-11-28T02:00:00Z\n", desk.bash.display());
        desk.executable("date", &date);
        desk
    }

    /// A program that writes down its words, and then does something more.
    fn program(&self, name: &str, more: &str) {
        let bash = self.bash.display();
        let script = format!(
            "#!{bash}\nprintf '%s\\0' \"${{0##*/}}\" \"$@\" >>'{}'\nprintf '\\n\\0' >>'{0}'\n{more}\n",
            self.calls().display()
        );
        self.executable(name, &script);
    }

    fn executable(&self, name: &str, script: &str) {
        let file = self.programs().join(name);
        fs::write(&file, script).expect("a program is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it may run");
    }

    fn programs(&self) -> PathBuf {
        self.folder.path().join("programs")
    }

    fn calls(&self) -> PathBuf {
        self.folder.path().join("calls")
    }

    /// Runs a script, with nothing but those programs on its PATH.
    fn run(&self, script: &str, mode: &str, answers: &str) -> Run {
        let file = self.folder.path().join("runbook.sh");
        fs::write(&file, script).expect("the runbook is written");
        fs::write(self.calls(), "").expect("nothing was called yet");
        let mut child = Command::new(&self.bash)
            .args([Path::new("runbook.sh"), Path::new(mode)])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", self.programs())
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("bash starts");
        // A script that stops early reads no more.
        let _ = child.stdin.take().expect("a pipe").write_all(answers.as_bytes());
        let Output { status, stdout, stderr } = child.wait_with_output().expect("bash ends");
        let all = fs::read_dir(self.folder.path()).expect("the folder").map(|it| it.expect("an entry").path());
        let other = all.filter(|it| it.extension().is_none_or(|it| it != "record"));
        let files: BTreeSet<_> = other.filter_map(|it| it.file_name().map(ToOwned::to_owned)).collect();
        assert_eq!(files, ["calls", "programs", "runbook.sh"].map(Into::into).into(), "something wrote a file");
        let calls = fs::read(self.calls()).expect("the calls");
        Run {
            status: status.code().expect("it ends by itself"),
            said: String::from_utf8(stdout).expect("UTF-8"),
            complained: String::from_utf8(stderr).expect("UTF-8"),
            calls: calls_in(&calls),
        }
    }
}

/// What running a runbook did.
#[derive(Debug)]
struct Run {
    status: i32,
    said: String,
    complained: String,
    /// The calls, each as its words, without the look at the subscription.
    calls: Vec<Vec<String>>,
}

fn calls_in(bytes: &[u8]) -> Vec<Vec<String>> {
    let words = bytes.split(|it| *it == 0).map(|it| String::from_utf8(it.to_vec()).expect("UTF-8"));
    let (mut calls, mut call) = (Vec::new(), Vec::new());
    for word in words {
        if word == "\n" && !call.is_empty() {
            calls.push(std::mem::take(&mut call));
        } else {
            call.push(word);
        }
    }
    calls.retain(|it: &Vec<String>| !it.starts_with(&["az", "account"].map(str::to_owned)));
    calls
}

/// The script with every blank filled in, with its own name.
fn filled_in(script: &str) -> String {
    filled_in_with(script, str::to_owned)
}

fn filled_in_with(script: &str, value: impl Fn(&str) -> String) -> String {
    let (own, machine) = script.split_at(script.find(MACHINE).expect("the machine"));
    let lines =
        own.split_inclusive('\n').map(|line| match line.split_once("=''").or_else(|| line.split_once("='-'")) {
            Some((blank, rest)) if blank.bytes().all(|it| it.is_ascii_uppercase() || it == b'_') => {
                format!("{blank}='{}'{rest}", value(blank))
            }
            _ => line.to_owned(),
        });
    lines.collect::<String>() + machine
}

fn words(commands: &Commands) -> Vec<Vec<String>> {
    commands.iter().map(|it| shlex::split(&it).expect("shell words")).collect()
}

/// Calls without those that were there before: no step changes twice what two need.
fn once(calls: impl IntoIterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let mut once: Vec<Vec<String>> = Vec::new();
    for call in calls {
        if !once.contains(&call) {
            once.push(call);
        }
    }
    once
}

/// Everything that changes something, in the order to fix.
fn changes(report: &Report) -> Vec<Vec<String>> {
    once(report.to_fix().into_iter().flat_map(|it| words(&it.fix().commands)))
}

/// What takes away what was made for the migration.
fn cleanup(report: &Report) -> Vec<Vec<String>> {
    report.cleanup.iter().flat_map(|it| words(&it.commands)).collect()
}

fn yes() -> String {
    "y\n".repeat(200)
}

#[test]
fn some_runbooks() {
    insta::assert_snapshot!("vnets-not-peered", own_part(&cases::config("vnets-not-peered"), None));
    insta::assert_snapshot!(
        "security-group-closed",
        own_part(&cases::config("rds-public-security-group-closed"), None)
    );
    insta::assert_snapshot!("nothing-to-fix", own_part(&cases::config("private-single-to-vnet-all-right"), None));
    insta::assert_snapshot!("not-supported", own_part(&cases::config("private-single-to-public"), None));
    insta::assert_snapshot!(
        "every-step-for-the-dns-team",
        own_part(&all_fails("endpoint-to-endpoint"), Some(Owner::Dns))
    );
}

#[test]
fn every_runbook_passes_bash_and_shellcheck() {
    let folder = tempfile::tempdir().expect("a folder");
    let all_fail = PRESETS.iter().map(|it| (format!("all-fails-{}", it.id), all_fails(it.id)));
    let mut files = Vec::new();
    for (name, config) in cases::configs().into_iter().chain(all_fail) {
        for owner in owners() {
            let file = folder.path().join(format!("{name}-{}.sh", owner.map_or("all", Owner::word)));
            fs::write(&file, written(&config, owner)).expect("the runbook is written");
            let read = Command::new("bash").arg("-n").arg(&file).output().expect("bash is on the PATH");
            assert!(read.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&read.stderr));
            // A team's part is made of the same pieces; ShellCheck takes its time.
            if owner.is_none() || name == "all-fails-endpoint-to-endpoint" {
                files.push(file);
            }
        }
    }
    assert!(30 < files.len(), "only {} runbooks", files.len());
    let read = Command::new("shellcheck").arg("--severity=style").args(&files).output();
    let read = read.expect("shellcheck is on the PATH (`cargo xtask test` installs it)");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stdout));
}

#[test]
fn apply_looks_then_asks_then_changes_step_by_step() {
    let desk = Desk::new();
    for config in cases::configs().into_values().chain(PRESETS.iter().map(|it| all_fails(it.id))) {
        let report = evaluate(&config);
        let run = desk.run(&filled_in(&written(&config, None)), "apply", &yes());
        assert_eq!((run.status, run.complained.as_str()), (0, ""), "{}", run.said);

        let looks = report.to_fix().iter().map(|it| it.verify().commands.iter().count()).sum::<usize>();
        let changes = changes(&report);
        assert_eq!(run.calls.len(), looks + changes.len(), "{:?}", run.calls);
        assert_eq!(
            run.calls.iter().filter(|it| changes.contains(it)).collect::<Vec<_>>(),
            changes.iter().collect::<Vec<_>>()
        );
        for step in report.to_fix() {
            let place = |call: &Vec<String>| run.calls.iter().position(|it| it == call).expect("it was called");
            // What several steps look at says nothing of one of them.
            let is_own = |it: &&Vec<String>| run.calls.iter().filter(|call| call == it).count() == 1;
            let looks: Vec<usize> = words(&step.verify().commands).iter().filter(is_own).map(place).collect();
            let changes: Vec<usize> = words(&step.fix().commands).iter().map(place).collect();
            // A change that another step made before this one is the exception.
            let own = changes.iter().filter(|it| looks.first() < Some(it)).count();
            assert!(
                looks.iter().all(|look| changes.iter().filter(|it| look < it).count() == own),
                "{}",
                step.key.word()
            );
        }
        let by_hand = report.to_fix().iter().filter(|it| it.fix().commands.is_empty()).count();
        assert_eq!(run.said.matches("[y/N]").count(), changes.len() + by_hand, "{}", run.said);
    }
}

#[test]
fn no_changes_nothing() {
    let desk = Desk::new();
    let config = all_fails("endpoint-to-endpoint");
    let report = evaluate(&config);
    let run = desk.run(&filled_in(&written(&config, None)), "apply", &"n\n".repeat(200));
    assert_eq!(run.status, 0, "{run:?}");
    assert!(!run.calls.is_empty());
    assert!(run.calls.iter().all(|it| !changes(&report).contains(it)), "{:?}", run.calls);
    assert!(run.said.contains("Not run, or done by hand:\n  step 1\n  step 2\n"), "{}", run.said);
    // Somebody who answers nothing says no.
    let run = desk.run(&filled_in(&written(&config, None)), "apply", "");
    assert_eq!(run.status, 1);
    assert!(run.calls.iter().all(|it| !changes(&report).contains(it)), "{:?}", run.calls);
}

#[test]
fn undo_goes_backwards_and_takes_the_runtime_server_last() {
    let desk = Desk::new();
    for config in cases::configs().into_values().chain(PRESETS.iter().map(|it| all_fails(it.id))) {
        let report = evaluate(&config);
        // What two steps need is taken back with the one that made it.
        let mut made = Vec::new();
        let mut steps: Vec<Vec<Vec<String>>> = Vec::new();
        for step in report.to_fix() {
            let own: Vec<_> = words(&step.undo().commands).into_iter().filter(|it| !made.contains(it)).collect();
            made.extend(own.clone());
            steps.push(own);
        }
        let expected: Vec<_> = steps.into_iter().rev().flatten().chain(cleanup(&report)).collect();
        let script = filled_in(&written(&config, None));
        desk.run(&script, "apply", &yes());
        let run = desk.run(&script, "undo", &yes());
        assert_eq!((run.status, run.complained.as_str()), (0, ""), "{}", run.said);
        assert_eq!(run.calls, expected);
        // It is undone once; what no runbook made is asked for again.
        let again = desk.run(&script, "undo", &yes());
        assert_eq!(again.calls, cleanup(&report));
    }
    let script = filled_in(&written(&cases::config("runtime-vnet-not-linked-to-the-source-zone"), None));
    let run = desk.run(&script, "undo", &yes());
    let last = run.calls.last().expect("a call").join(" ");
    assert!(last.starts_with("az postgres flexible-server delete "), "{last}");
    let run = desk.run(&script, "undo", "n\n");
    assert_eq!((run.status, run.calls), (1, Vec::<Vec<String>>::new()));
}

#[test]
fn it_refuses_to_start_while_a_value_is_empty() {
    let desk = Desk::new();
    let config = cases::config("vnets-not-peered");
    let script = written(&config, None);
    for mode in ["apply", "undo"] {
        let run = desk.run(&script, mode, &yes());
        assert_eq!((run.status, run.said.as_str(), run.calls.len()), (1, "", 0), "{mode}");
        assert!(run.complained.contains("Still empty at the top of this file: "), "{}", run.complained);
    }
    let without = |left_out: &'static str| {
        filled_in_with(&script, move |blank| if blank == left_out { String::new() } else { blank.to_owned() })
    };
    let run = desk.run(&without("SOURCE_VNET_ID"), "apply", &yes());
    assert!(run.complained.contains("this file: SOURCE_VNET_ID\n"), "{}", run.complained);
    // What only apply needs does not keep undo from starting.
    assert_eq!(desk.run(&without("SOURCE_VNET_ID"), "undo", &yes()).status, 0);
}

#[test]
fn no_server_is_deleted_but_the_runtime_server() {
    const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new";
    const HOST: &str = "orders-new.postgres.database.azure.com";
    let desk = Desk::new();
    let used = |names: [Option<&str>; 3]| {
        let mut config = all_fails("endpoint-to-endpoint");
        config.answers = StepMap::default();
        [config.source.name, config.target.name, config.runtime.name] = names.map(|it| it.map(str::to_owned));
        config
    };
    let made = |target: &str| {
        let mut config = all_fails("endpoint-to-endpoint");
        config.runtime.used = Some(false);
        config.target.name = Some(target.to_owned());
        config
    };
    let unnamed = used([Some("orders-old"), Some("orders-new"), None]);
    // What is deleted; none where the script refuses to start.
    for (config, typed, deleted) in [
        (used([Some("orders-old"), Some("orders-new"), Some("rt1")]), "orders-new", Some(Some("rt1"))),
        (used([Some("orders-old"), Some("orders-new"), Some("Orders-New")]), "orders-new", Some(None)),
        (unnamed.clone(), "rt1", Some(Some("rt1"))),
        (unnamed.clone(), "-", Some(None)),
        (unnamed.clone(), "orders-new", None),
        (unnamed.clone(), "ORDERS-New", None),
        (unnamed.clone(), "orders-old", None),
        (unnamed.clone(), HOST, None),
        (unnamed.clone(), ID, None),
        (unnamed, "orders-new-2", Some(Some("orders-new-2"))),
        (used([Some("orders-old"), Some(HOST), None]), "orders-new", None),
        (used([Some("orders-old"), Some(ID), None]), "orders-new", None),
        (made("orders-new"), "orders-new", None),
        (made("orders-new"), "rt1", Some(Some("rt1"))),
    ] {
        let script = filled_in_with(&written(&config, None), |blank| {
            if ["NEW_RUNTIME", "RUNTIME_TO_DELETE"].contains(&blank) { typed.to_owned() } else { blank.to_owned() }
        });
        for mode in ["apply", "undo"] {
            let run = desk.run(&script, mode, &yes());
            let is_delete =
                |it: &&Vec<String>| it.starts_with(&["az", "postgres", "flexible-server", "delete"].map(str::to_owned));
            let gone: Vec<&str> = run
                .calls
                .iter()
                .filter(is_delete)
                .map(|it| it[it.iter().position(|it| it == "-n").expect("a name") + 1].as_str())
                .collect();
            let expected: Vec<&str> = deleted.flatten().filter(|_| mode == "undo").into_iter().collect();
            assert_eq!(gone, expected, "{mode} {typed}: {run:?}");
            if deleted.is_none() && (mode == "undo" || config.runtime.used == Some(false)) {
                assert_eq!((run.status, run.calls.len(), run.complained.trim().lines().count()), (1, 0, 1), "{run:?}");
                assert!(run.complained.contains("no runtime server. This file never deletes it"), "{}", run.complained);
            } else {
                assert_eq!((run.status, run.complained.as_str()), (0, ""), "{mode} {typed}");
            }
        }
    }
    // Ends without a name are what is filled in for them.
    let script = filled_in_with(&written(&used([None, None, None]), None), |_| "same".to_owned());
    let asks_for_target = script.contains("\nTARGET=");
    assert_eq!(desk.run(&script, "undo", &yes()).status, i32::from(asks_for_target));
}

#[test]
fn what_nobody_has_is_left_out_and_nothing_else() {
    let desk = Desk::new();
    let config = cases::config("vnets-not-peered");
    let script =
        filled_in_with(&written(&config, None), |it| if it == "SOURCE_PEERING" { "-".into() } else { it.into() });
    let run = desk.run(&script, "apply", &yes());
    assert!(run.said.contains("Left out: a command that needs SOURCE_PEERING."), "{}", run.said);
    let peerings = |verb: &str| run.calls.iter().filter(|it| it[3] == "peering" && it[4] == verb).count();
    assert_eq!((run.status, peerings("list"), peerings("create"), peerings("sync")), (0, 2, 2, 0));
}

#[test]
fn what_it_did_not_do_is_not_undone() {
    let desk = Desk::new();
    for config in cases::configs().into_values().chain(PRESETS.iter().map(|it| all_fails(it.id))) {
        let report = evaluate(&config);
        let script = filled_in(&written(&config, None));
        desk.run(&script, "apply", &"n\n".repeat(200));
        assert_eq!(desk.run(&script, "undo", &yes()).calls, cleanup(&report));
    }
}

#[test]
fn nothing_is_changed_that_cannot_be_written_down() {
    let desk = Desk::new();
    let script = filled_in(&written(&cases::config("vnets-not-peered"), None));
    let run = desk.run(&script, "apply", "");
    let record = fs::read_dir(desk.folder.path()).expect("the folder").map(|it| it.expect("an entry").path());
    let record = record.into_iter().find(|it| it.extension().is_some_and(|it| it == "record")).expect("a record");
    assert_eq!((run.status, run.calls.len()), (1, 2));
    fs::remove_file(&record).and_then(|()| fs::create_dir(&record)).expect("a folder in its place");
    let run = desk.run(&script, "apply", &yes());
    assert_eq!((run.status, run.calls.len()), (1, 0), "{run:?}");
    assert!(run.complained.contains("which cannot be written."), "{}", run.complained);
}

#[test]
fn a_command_that_fails_stops_it() {
    let desk = Desk::new();
    desk.program("az", "[[ $* != *migration-to-source* ]]");
    let run = desk.run(&filled_in(&written(&cases::config("vnets-not-peered"), None)), "apply", &yes());
    assert_eq!(run.status, 1);
    assert!(run.complained.contains("This failed, in step 1. Nothing after it was run."), "{}", run.complained);
    assert!(run.calls.last().expect("a call").contains(&"migration-to-source".to_owned()), "{:?}", run.calls);
}

#[test]
fn it_refuses_to_start_without_its_programs_and_without_a_mode() {
    let desk = Desk::new();
    let script = filled_in(&written(&cases::config("vnets-not-peered"), None));
    let run = desk.run(&script, "", &yes());
    assert_eq!((run.status, run.said.as_str(), run.calls.len()), (2, "", 0));
    assert!(run.complained.contains("bash runbook.sh apply "), "{}", run.complained);
    fs::remove_file(desk.programs().join("az")).expect("it is gone");
    let run = desk.run(&script, "apply", &yes());
    assert_eq!((run.status, run.complained.trim()), (1, "az is not on the PATH. Install it, or run this where it is."));
}

#[test]
fn a_team_runs_its_own_part_and_waits_for_the_others() {
    let desk = Desk::new();
    let config = all_fails("endpoint-to-endpoint");
    let report = evaluate(&config);
    for &owner in Owner::ALL {
        let script = filled_in(&written(&config, Some(owner)));
        let run = desk.run(&script, "apply", &yes());
        let own = report.to_fix().into_iter().filter(|it| it.owner() == owner).flat_map(|it| words(&it.fix().commands));
        let changes = changes(&report);
        assert_eq!(run.calls.into_iter().filter(|it| changes.contains(it)).collect::<Vec<_>>(), once(own));
    }
    let script = filled_in(&written(&config, Some(Owner::Dns)));
    assert!(!script.contains("az network vnet peering create"));
    let run = desk.run(&script, "apply", "n\n");
    assert_eq!((run.status, run.calls.len()), (1, 0));
    assert!(run.said.contains("-- Step 1 is for the Database team: "), "{}", run.said);
    // What comes after a team's last step is not waited for.
    let script = written(&config, Some(Owner::Database));
    let after = script.rfind("  apply_").expect("a step");
    assert!(!script[after..].contains("\n  wait_for "), "{script}");
}

#[test]
fn a_secret_is_asked_for_and_not_shown() {
    let desk = Desk::new();
    let config = all_fails("on-premises");
    let script = written(&config, Some(Owner::Network));
    let script = filled_in_with(&script, |it| if it == "SHARED_KEY" { String::new() } else { it.to_owned() });
    let run = desk.run(&script, "apply", &format!("hush hush\n{}", yes()));
    assert_eq!(run.status, 0, "{run:?}");
    assert!(!run.said.contains("hush") && run.said.contains("--shared-key ***"), "{}", run.said);
    assert!(run.calls.iter().any(|it| it.contains(&"hush hush".to_owned())), "{:?}", run.calls);
}

/// What tries to break out of quotes, comments, lines and words.
fn name() -> impl Strategy<Value = String> {
    let bits = [
        "'",
        "\"",
        "`",
        "$(echo x >out)",
        "${IFS}",
        ";echo x >out;",
        "\n",
        "\r",
        "#",
        "\\",
        "&",
        "|",
        ">out",
        "<",
        " ",
        "a",
        "SOURCE_RG",
        "-",
        "!",
        "*",
        "~",
        "{a,b}",
        "é",
        "\u{1b}[31m",
        "\u{202e}",
        "%s",
        "EOF",
        "=''",
        "(",
        ")",
    ];
    vec(select(bits.to_vec()), 1..8).prop_map(|it| format!("n{}", it.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_runs(names in [name(), name(), name()], preset in 0..PRESETS.len(), owner in select(owners().collect::<Vec<_>>())) {
        let mut config = all_fails(PRESETS[preset].id);
        let [source, target, runtime] = names;
        (config.source.name, config.target.name, config.runtime.name) = (Some(source), Some(target), Some(runtime));
        let report = evaluate(&config);
        let desk = Desk::new();
        let script = filled_in(&written(&config, owner));
        let known: Vec<Vec<String>> = report
            .steps
            .iter()
            .flat_map(Step::commands)
            .chain(report.cleanup.iter().map(|it| it.commands.clone()))
            .flat_map(|it| words(&it))
            .collect();
        for mode in ["apply", "undo"] {
            let run = desk.run(&script, mode, &yes());
            prop_assert_eq!((run.status, run.complained.as_str()), (0, ""), "{}", run.said);
            for call in &run.calls {
                prop_assert!(known.contains(call), "{call:?}");
            }
        }
    }
}
