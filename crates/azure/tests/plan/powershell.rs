//! The runbook in PowerShell, as its parser reads it: each step does what it does in bash, which `runbook` runs, and nothing
//! else can run.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use pgreach_formats::{Shell, runbook};
use pgreach_rules::{Config, Owner, Report, Status, StepKey, evaluate, preset::PRESETS};
use tree_sitter::Node;

use crate::{
    each, parse, report,
    runbook::{HOSTILE, PLANNED, renamed},
};

/// Where a script stops being about one migration.
const MACHINE: &str = "# How it works.";

/// The words of each function of a script that is about its migration, in their order.
type Functions = BTreeMap<String, Vec<String>>;

fn own_part(script: &str) -> &str {
    script.split(MACHINE).next().expect("a first part")
}

fn machine(script: &str) -> &str {
    &script[script.find(MACHINE).expect("a machine")..]
}

/// The variables that a script in PowerShell names, in small letters.
fn variables(script: &str) -> Result<BTreeSet<String>, String> {
    let tree = parse::tree(script, &tree_sitter_powershell::LANGUAGE.into())?;
    let all = all(tree.root_node(), &["variable", "braced_variable"]).into_iter();
    Ok(all.map(|it| script[it.byte_range()].trim_matches(['$', '{', '}']).to_lowercase()).collect())
}

/// Reads PowerShell, as far as runbooks have it.
fn powershell(script: &str) -> Result<Functions, String> {
    let tree = parse::tree(script, &tree_sitter_powershell::LANGUAGE.into())?;
    let mut functions = Functions::new();
    for node in all(tree.root_node(), &["function_statement"]) {
        let [name] = all(node, &["function_name"])[..] else { return Err("a function has one name".to_owned()) };
        let mut words = Vec::new();
        statements(script, node, &mut words)?;
        if functions.insert(script[name.byte_range()].to_owned(), words).is_some() {
            return Err(format!("two functions {}", &script[name.byte_range()]));
        }
    }
    Ok(functions)
}

/// What stands after a call that may say no, and then ends the function.
const OR_END: &str = "<or end>";

/// What stands after a call that keeps what follows from being done.
const OR: &str = "<or>";

/// The words of the calls in a node, with what happens after a no.
fn statements(script: &str, node: Node, words: &mut Vec<String>) -> Result<(), String> {
    if node.kind() == "command" {
        words.extend(words_of(script, node));
        return Ok(());
    }
    let mut cursor = node.walk();
    let children: Vec<Node> = node.children(&mut cursor).collect();
    if node.kind() != "if_statement" {
        return children.into_iter().try_for_each(|it| statements(script, it, words));
    }
    let source = &script[node.byte_range()];
    let condition = children.iter().find(|it| it.kind() == "pipeline").ok_or("no condition")?;
    let body = children.iter().find(|it| it.kind() == "statement_block").ok_or("no body")?;
    let (asked, done) = (script[condition.byte_range()].trim(), script[body.byte_range()].trim());
    match (asked.strip_prefix("-not ").ok_or_else(|| format!("another condition: {source}"))?, done) {
        // Only the call before it says whether it goes on, and az is called in no condition.
        ("$goes_on", "{ return }") if words.iter().any(|it| it == "run") => words.push(OR_END.to_owned()),
        (call, "{ return }") if !call.starts_with("(run ") => {
            statements(script, *condition, words)?;
            words.push(OR_END.to_owned());
        }
        (call, _) if call.starts_with("(lacks ") => {
            statements(script, *condition, words)?;
            words.push(OR.to_owned());
            statements(script, *body, words)?;
        }
        _ => return Err(format!("another condition: {source}")),
    }
    Ok(())
}

/// The nodes of some kinds, in the order in which they stand there.
fn all<'t>(node: Node<'t>, kinds: &[&str]) -> Vec<Node<'t>> {
    let own = kinds.contains(&node.kind()).then_some(node);
    let mut cursor = node.walk();
    let below: Vec<Node> = node.children(&mut cursor).flat_map(|it| all(it, kinds)).collect();
    own.into_iter().chain(below).collect()
}

/// The words of a command, each as the text that it comes to.
fn words_of(script: &str, command: Node) -> Vec<String> {
    let mut words = Vec::new();
    let mut cursor = command.walk();
    for part in command.children(&mut cursor) {
        if part.kind() == "command_elements" {
            let mut cursor = part.walk();
            let elements = part.children(&mut cursor).filter(|it| it.kind() != "command_argument_sep");
            words.extend(elements.map(|it| value(script, it)));
        } else {
            words.push(script[part.byte_range()].to_owned());
        }
    }
    words
}

/// What an element of a command comes to.
fn value(script: &str, node: Node) -> String {
    let source = &script[node.byte_range()];
    match node.kind() {
        "verbatim_string_characters" => {
            let inner = source.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).expect("two quotes");
            inner.replace("''", "'")
        }
        "command" => {
            let [name, text] = &words_of(script, node)[..] else { panic!("no text: {source}") };
            assert_eq!(name, "text", "{source}");
            unescaped(text)
        }
        "," => "\n".to_owned(),
        "(" | ")" | "+" => String::new(),
        _ if node.child_count() == 0 => source.trim().to_owned(),
        _ if node.kind() == "variable" => source.to_owned(),
        _ => {
            let mut cursor = node.walk();
            node.children(&mut cursor).map(|it| value(script, it)).collect()
        }
    }
}

/// What `[regex]::Unescape` makes of a text with backslashes and numbers in it.
fn unescaped(text: &str) -> String {
    let (mut units, mut rest) = (Vec::new(), text);
    while let Some((before, escaped)) = rest.split_once('\\') {
        units.extend(before.encode_utf16());
        rest = if let Some(after) = escaped.strip_prefix('u') {
            units.push(u16::from_str_radix(&after[..4], 16).expect("a number"));
            &after[4..]
        } else {
            units.push(u16::from(b'\\'));
            escaped.strip_prefix('\\').expect("a backslash")
        };
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).expect("a text")
}

/// Reads bash, as far as runbooks have it.
fn bash(script: &str) -> Functions {
    let mut functions = Functions::new();
    let mut rest = script;
    while let Some((before, after)) = rest.split_once("() {\n") {
        let name = before.rsplit('\n').next().expect("a line");
        let (body, after) = after.split_once("\n}\n").expect("an end");
        let mut words = shlex::split(&body.replace(" \\\n", " ")).unwrap_or_else(|| panic!("words: {body}"));
        let or_end = ["||", "return", "0"].map(str::to_owned);
        while let Some(at) = words.iter().position(|it| it == "||") {
            let (length, word) = if words[at..].starts_with(&or_end) { (3, OR_END) } else { (1, OR) };
            words.splice(at..at + length, [word.to_owned()]);
        }
        functions.insert(name.to_owned(), words);
        rest = after;
    }
    functions
}

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
    let expected = self::bash(own_part(&bash));
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
