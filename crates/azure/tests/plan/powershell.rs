//! The runbook in PowerShell, as its parser reads it: each step does what it does in bash, which `runbook` runs, and nothing
//! else can run.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
};

use pgreach_formats::runbook;
use pgreach_rules::{Config, Owner, Report, Shell, Status, StepKey, evaluate, preset::PRESETS};

use crate::{
    each, parse, report,
    runbook::{HOSTILE, PLANNED, renamed},
    scripts::{self, machine, own_part, powershell, variables},
};

/// The functions that are given texts for a person, and how many words of them are that at most.
const PROSE: &[(&str, usize)] = &[("say", 1), ("step", 3), ("cleanup", 1), ("wait_for", 3), ("finish", 1)];

/// The words with the signs of sentences in ASCII, and the sentences on one line.
fn in_ascii(words: &[String]) -> Vec<String> {
    let mut prose = 0_usize;
    let plain = words.iter().map(|word| {
        let is_prose = 0 < prose;
        prose = prose.saturating_sub(1);
        if let Some((_, words)) = PROSE.iter().find(|it| !is_prose && it.0 == word) {
            prose = *words;
        }
        if !is_prose {
            return word.clone();
        }
        let text = word.replace('→', "->").replace('…', "...").replace('–', "-");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    plain.collect()
}

/// What is wrong with the runbook in PowerShell: another step than in bash, or what is neither a text nor known.
fn wrong_with(config: &Config, report: &Report, owner: Option<Owner>) -> Vec<String> {
    let [bash, powershell_text] = Shell::ALL.map(|it| runbook(config, report, owner, it));
    let own = own_part(&powershell_text);
    let mut wrong = Vec::new();
    if !powershell_text.is_ascii() {
        wrong.push("it is no ASCII".to_owned());
    }
    // Every text in it is verbatim, or this does not read it.
    if let Err(it) = parse::powershell(own) {
        wrong.push(it);
    }
    let own = match powershell(own) {
        Err(it) => return [wrong, vec![it]].concat(),
        Ok(it) => it,
    };
    let expected = scripts::bash(own_part(&bash));
    if !own.keys().eq(expected.keys()) {
        wrong.push(format!("it has {:?}, bash {:?}", own.keys(), expected.keys()));
    }
    for (name, words) in &own {
        let (words, expected) = (in_ascii(words), expected.get(name).map(|it| in_ascii(it)).unwrap_or_default());
        if words != expected {
            wrong.push(format!("{name}: {words:#?}, and in bash {expected:#?}"));
        }
    }
    wrong
}

/// What is written where nothing was read: presets in which every step fails that can.
fn without_files() -> Vec<Config> {
    let all_fail = |it: &pgreach_rules::preset::Preset| {
        let mut config = it.config().expect("a Config");
        config.answers = StepKey::all().map(|key| (key, Status::Fail)).collect();
        config
    };
    PRESETS.iter().map(all_fail).collect()
}

#[test]
fn each_step_is_what_it_is_in_bash() {
    let planned = each(&PLANNED, |(name, topology, report)| {
        let owners = std::iter::once(None).chain(Owner::ALL.iter().copied().map(Some));
        let wrong = owners.flat_map(|owner| wrong_with(&topology.config(), report, owner));
        wrong.map(|it| format!("{name}: {it}")).collect()
    });
    assert!(planned.is_empty(), "{} times:\n{}", planned.len(), planned.join("\n"));
    for config in without_files() {
        for owner in std::iter::once(None).chain(Owner::ALL.iter().copied().map(Some)) {
            let wrong = wrong_with(&config, &evaluate(&config), owner);
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    }
}

#[test]
fn names_stay_texts() {
    let mut drawn = Vec::new();
    for name in ["vnet-new", "nsg-db", "rt-db", "pe-old", "privatelink.postgres", "endpoints"] {
        let is_named = |it: &Report| it.plan.iter().any(|it| it.change.resource.contains(name));
        let named = PLANNED.iter().filter(|it| is_named(&it.2)).take(4);
        let more =
            ["a\u{2019}; touch out; \u{2018}", "a'; touch out #", "\u{1f418}\\u0027; touch out", "007", "-e", "é"];
        drawn.extend(named.flat_map(|it| HOSTILE.into_iter().chain(more).map(move |hostile| (name, hostile, it))));
    }
    let tried = AtomicUsize::new(0);
    let wrong = each(&drawn, |(name, hostile, (what, topology, _))| {
        let mut topology = topology.clone();
        topology.files.iter_mut().flat_map(|it| &mut it.items).for_each(|it| renamed(it, name, hostile));
        let report = report(&topology);
        tried.fetch_add(usize::from(!report.plan.is_empty()), Ordering::Relaxed);
        let script = runbook(&topology.config(), &report, None, Shell::PowerShell);
        let code = parse::powershell(own_part(&script)).map_or_else(|it| it, |it| it.code);
        let runs = code.contains("touch").then(|| format!("it would run: {code}"));
        let wrong = wrong_with(&topology.config(), &report, None).into_iter().chain(runs);
        wrong.map(|it| format!("{what}, where {name} is {hostile:?}: {it}")).collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    let tried = tried.into_inner();
    assert!(100 < tried, "only {tried} of {} runbooks", drawn.len());
}

/// The functions that only one of the two has: how a text is written, and how a program is called.
const OF_ITS_OWN: [&[&str]; 2] = [&[], &["call", "has_record", "text", "value_of"]];

#[test]
fn both_have_the_same_functions_which_say_the_same() {
    let config = &without_files()[0];
    let [bash, powershell_text] = Shell::ALL.map(|it| runbook(config, &evaluate(config), None, it));
    let (bash, of_powershell) = (machine(&bash), machine(&powershell_text));
    let names = |text: &str, start: &str, end: &str| {
        let lines = text.lines().filter_map(|it| it.strip_prefix(start)?.split_once(end));
        lines.map(|it| it.0.to_owned()).filter(|it| !it.contains(' ')).collect::<BTreeSet<_>>()
    };
    let own = [names(bash, "", "() {"), names(of_powershell, "function ", " {")];
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!([only(&own[0], &own[1]), only(&own[1], &own[0])], OF_ITS_OWN.map(<[_]>::to_vec));

    // Every sentence of bash's is in PowerShell's.
    let quotes = bash.lines().filter(|it| !it.trim_start().starts_with('#')).flat_map(|line| {
        let line = line.split("\" \\").next().unwrap_or(line);
        ['\'', '"'].map(|quote| line.split(quote).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).concat()
    });
    let sentences: Vec<String> = quotes.filter(|it| 3 < it.split_whitespace().count()).collect();
    assert!(25 < sentences.len(), "only {sentences:#?}");
    let said = of_powershell.replace("`:", ":");
    // What has a variable in it stands differently there, and how the two are started.
    let other: Vec<String> = sentences.into_iter().filter(|it| !said.contains(it.as_str())).collect();
    insta::assert_snapshot!("sentences", other.join("\n"));
}

/// Source: "`about_Automatic_Variables`" (PowerShell 7.5); they are named in capitals or small letters alike.
const AUTOMATIC: &[&str] = &[
    "args",
    "consolefilename",
    "enabledexperimentalfeatures",
    "error",
    "event",
    "eventargs",
    "eventsubscriber",
    "executioncontext",
    "false",
    "foreach",
    "home",
    "host",
    "input",
    "iscoreclr",
    "islinux",
    "ismacos",
    "iswindows",
    "lastexitcode",
    "matches",
    "myinvocation",
    "nestedpromptlevel",
    "null",
    "pid",
    "profile",
    "psboundparameters",
    "pscmdlet",
    "pscommandpath",
    "psculture",
    "psdebugcontext",
    "psedition",
    "pshome",
    "psitem",
    "psscriptroot",
    "pssenderinfo",
    "psuiculture",
    "psversiontable",
    "pwd",
    "sender",
    "shellid",
    "stacktrace",
    "switch",
    "this",
    "true",
];

#[test]
fn what_a_person_fills_in_is_no_other_variable() {
    let mut blanks = BTreeSet::new();
    for config in without_files() {
        let script = runbook(&config, &evaluate(&config), None, Shell::PowerShell);
        let own = variables(own_part(&script)).expect("it parses");
        let machine = variables(machine(&script)).expect("it parses");
        let own: Vec<String> =
            own.into_iter().filter(|it| !["pscommandpath", "record", "mode"].contains(&it.as_str())).collect();
        let taken: Vec<&String> = own
            .iter()
            .filter(|it| machine.contains(*it) && *it != "shared_key" || AUTOMATIC.contains(&it.as_str()))
            .collect();
        assert!(taken.is_empty(), "{taken:?}");
        blanks.extend(own);
    }
    assert!(40 < blanks.len(), "only {blanks:?}");
}

#[test]
fn a_whole_script() {
    let has_body = |it: &Report| it.plan.iter().any(|it| it.change.apply.az.iter().any(|it| it.contains("--body")));
    let longest = PLANNED.iter().filter(|it| has_body(&it.2)).max_by_key(|it| it.2.plan.len());
    let (_, topology, report) = longest.expect("a plan with a body");
    let script = runbook(&topology.config(), report, None, Shell::PowerShell);
    // What names the record is of the compiler's hash function.
    let (before, after) = script.split_once("+ '-").expect("a record");
    let written = |rules: &str| format!("Written by pgreach, rules {rules}.");
    let script = format!("{before}+ '-HASH{}", &after[8..]);
    insta::assert_snapshot!(script.replace(&written(report.rules), &written("VERSION")));
}
