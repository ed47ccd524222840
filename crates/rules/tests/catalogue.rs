//! Tests what must hold for every check, scenario and document, however many there will be.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use pgreach_rules::{
    Config, Setting, Step, StepKey,
    check::{CATALOGUE, Check, Words},
    evaluate,
    guide::{DOCUMENTS, Section},
    preset::PRESETS,
    scenario::SCENARIOS,
    table::ROWS,
    text::PARAMETERS,
};

fn is_kebab(text: &str) -> bool {
    let mut parts = text.split('-');
    parts.all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit()))
}

fn every_words() -> impl Iterator<Item = (&'static Check, &'static Words)> {
    CATALOGUE.iter().flat_map(|check| check.variants.iter().map(move |words| (*check, *words)))
}

fn commands_of(words: &'static Words) -> impl Iterator<Item = &'static str> {
    [words.verify_commands, words.fix_commands, words.undo_commands].into_iter().flatten().copied()
}

#[test]
fn every_id_is_kebab_case_and_its_own() {
    let checks: Vec<&str> = CATALOGUE.iter().map(|it| it.id).collect();
    let scenarios: Vec<&str> = SCENARIOS.iter().map(|it| it.id).collect();
    let presets: Vec<&str> = PRESETS.iter().map(|it| it.id).collect();
    let keys: Vec<&str> = StepKey::all().map(StepKey::word).collect();
    for ids in [&checks, &scenarios, &presets] {
        assert!(ids.iter().all(|it| is_kebab(it)), "{ids:?}");
    }
    for ids in [checks, scenarios, presets, keys] {
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    }
}

#[test]
fn every_key_is_a_party_and_the_id() {
    for check in CATALOGUE {
        for key in check.keys {
            let (party, id) = key.split_once('/').expect(key);
            assert!(["source", "target", "runtime"].contains(&party) && id == check.id, "{key}");
        }
    }
}

#[test]
fn every_file_is_the_check_that_it_is_named_for() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
    let mut files = BTreeSet::new();
    for family in fs::read_dir(checks).expect("the folder of checks").map(|it| it.expect("an entry").path()) {
        for file in fs::read_dir(family).into_iter().flatten().map(|it| it.expect("an entry").path()) {
            let stem = file.file_stem().and_then(|it| it.to_str()).expect("a file name").replace('_', "-");
            files.extend((stem != "mod").then_some(stem));
        }
    }
    assert_eq!(files, CATALOGUE.iter().map(|it| it.id.to_owned()).collect());
}

#[test]
fn every_step_of_a_scenario_is_in_the_catalogue_and_the_other_way_round() {
    let mut listed = BTreeSet::new();
    for scenario in SCENARIOS {
        for step in scenario.steps {
            let key = step.check.key(step.party).unwrap_or_else(|| panic!("{}: {step:?}", scenario.id));
            assert!(StepKey::parse(key.word()).is_some(), "{}", key.word());
            listed.insert(key);
        }
    }
    assert_eq!(listed, StepKey::all().collect());
    for row in &ROWS {
        assert!(SCENARIOS.iter().any(|it| it.id == row.scenario.id), "{}", row.scenario.id);
    }
}

#[test]
fn the_keys_of_the_contract_are_all_there() {
    // Links, answers and reports that people have kept name steps by them.
    let keys: Vec<String> = StepKey::all().map(|it| it.word().to_owned()).collect();
    insta::assert_snapshot!(keys.join("\n"), @r"
    runtime/required
    runtime/not-needed
    runtime/vnet-integrated
    source/vnet-rule
    source/service-endpoint
    source/firewall
    target/firewall
    source/admission
    source/port
    source/pooler
    source/tls
    source/certificate-name
    source/private-endpoint
    target/private-endpoint
    target/delegated-subnet
    target/subnet-needs
    runtime/subnet-needs
    source/server-state
    target/server-state
    runtime/server-state
    source/hybrid-connection
    source/peering
    target/peering
    source/nsg
    target/nsg
    source/route
    target/route
    target/server-zone-links
    runtime/server-zone-links
    source/dns-servers
    target/dns-servers
    source/name
    target/name
    source/zone-group
    target/zone-group
    source/zone-link-client
    target/zone-link-client
    source/zone-link-endpoint
    target/zone-link-endpoint
    source/a-record
    target/a-record
    source/shadowing-zone
    target/shadowing-zone
    ");
}

#[test]
fn every_check_has_its_words() {
    for (check, words) in every_words() {
        let id = check.id;
        assert!(!words.title.ends_with('.'), "{id}: a title is a claim without a full stop: {}", words.title);
        for (what, text) in [
            ("failure", words.failure),
            ("why", words.why),
            ("securityImpact", words.security_impact.unwrap_or(words.why)),
        ] {
            assert!(text.ends_with('.') && 20 < text.len(), "{id}: {what} is a sentence: {text}");
        }
        let leaves_something = words.security_impact.is_some() || !words.fix_commands.is_empty();
        assert!(!leaves_something || !words.undo.is_empty(), "{id} says how to take back what it exposes");
        let stays = words.undo.iter().any(|it| it.starts_with("It stays"));
        let has_command = !words.undo_commands.is_empty() || words.fix_commands.is_empty() || words.undo.is_empty();
        assert!(
            stays != has_command || words.undo.is_empty(),
            "{id}: what a command makes, a command takes back, or it stays"
        );
        assert!(!words.verify.is_empty() && !words.fix.is_empty(), "{id} says how to find and how to fix it");
        let by_command = !words.verify_commands.is_empty() || !words.fix_commands.is_empty();
        assert!(by_command, "{id} has a command");
        assert!(!words.references.is_empty(), "{id} names its source");
    }
}

#[test]
fn every_text_names_only_parties_and_has_no_stray_white_space() {
    let mut texts: Vec<&str> = Vec::new();
    for (_, words) in every_words() {
        texts.extend([words.title, words.failure, words.why]);
        texts.extend(words.security_impact);
        texts.extend([words.verify, words.fix, words.undo].into_iter().flatten());
        texts.extend(commands_of(words));
    }
    for scenario in SCENARIOS {
        texts.extend([scenario.title, scenario.about]);
        for way in scenario.alternatives {
            texts.extend([way.title, way.about]);
            texts.extend([way.commands, way.undo_commands].into_iter().flatten());
        }
    }
    for text in texts {
        assert!(text.trim() == text && !text.contains("  ") && !text.contains('\n'), "{text:?}");
        for part in text.split('{').skip(1) {
            let end = part.find(|it: char| !it.is_ascii_alphabetic() && it != '_').unwrap_or(part.len());
            let (parameter, after) = part.split_at(end);
            // A query or a body of a request has braces of its own.
            let is_parameter = after.starts_with('}') || !TOOLS.iter().any(|it| text.starts_with(it));
            assert!(!is_parameter || PARAMETERS.contains(&parameter), "{{{parameter}}} in {text}");
        }
    }
}

const TOOLS: [&str; 7] = ["az", "aws", "gcloud", "nslookup", "pg_dump", "pg_restore", "psql"];

#[test]
fn every_command_is_words_of_a_shell_and_begins_with_a_known_tool() {
    let of_checks = every_words().flat_map(|(_, words)| commands_of(words));
    let of_ways = SCENARIOS
        .iter()
        .flat_map(|it| it.alternatives)
        .flat_map(|it| [it.commands, it.undo_commands])
        .flatten()
        .copied();
    for template in of_checks.chain(of_ways) {
        let line = template.replace(['{', '}'], "");
        let words = shlex::split(&line).unwrap_or_else(|| panic!("no shell words: {line}"));
        assert!(TOOLS.contains(&words[0].as_str()) && 1 < words.len(), "{line}");
    }
}

/// What a command makes under a name of pgreach's own, another one has to take away: under the same name, or it would stay.
#[test]
fn what_the_commands_make_the_undo_names_or_leaves() {
    for (check, words) in every_words() {
        for name in
            ["allow-migration", "allow-runtime", "migration-out", "migration-back", "to-source", "to-{client_role}"]
        {
            let made = words.fix_commands.iter().filter(|it| it.contains("create")).any(|it| it.contains(name));
            let taken = words.undo_commands.iter().any(|it| it.contains(name));
            let stays = words.undo.iter().any(|it| it.starts_with("It stays"));
            assert!(!made || taken || stays, "{}: {name} is left behind", check.id);
        }
    }
}

#[test]
fn no_name_runs_in_a_command() {
    let mut commands = 0;
    for preset in PRESETS {
        let mut config = preset.config().expect(preset.id);
        for name in ["source.name", "target.name", "runtime.name"] {
            config.set(name, "o'hara's $(db); rm -rf /").expect(name);
        }
        let report = evaluate(&config);
        let of_steps = report.steps.iter().flat_map(Step::commands);
        let of_ways =
            report.alternatives.iter().chain(&report.cleanup).flat_map(|it| [it.commands.clone(), it.undo.clone()]);
        for line in of_steps.chain(of_ways).flat_map(|it| it.iter().collect::<Vec<_>>()) {
            let words = shlex::split(&line).unwrap_or_else(|| panic!("no shell words: {line}"));
            assert!(TOOLS.contains(&words[0].as_str()), "{line}");
            assert!(!words.iter().any(|it| it == "rm" || it.starts_with("$(")), "a name is run: {line}");
            commands += 1;
        }
    }
    assert!(100 < commands, "only {commands} commands were looked at");
}

#[test]
fn every_document_has_a_title_a_revision_and_an_address() {
    let rows = DOCUMENTS.iter().map(|it| format!("{:<10}  {}\n  {}", it.revision, it.title, it.url));
    let table = rows.collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("documents", table);
    for document in DOCUMENTS {
        // What has changed since the rules were read from it is shown as it was.
        let is_pinned =
            document.url.starts_with("https://github.com/MicrosoftDocs/") && document.url.contains("/blob/");
        assert!(is_pinned || document.url.starts_with("https://learn.microsoft.com/"), "{}", document.url);
        assert!(!document.title.is_empty());
        let date: Vec<usize> = document.revision.split('-').map(str::len).collect();
        assert!([&[4, 2, 2][..], &[0]].contains(&date.as_slice()), "{}", document.revision);
    }
    let known = |section: &Section| DOCUMENTS.iter().any(|it| std::ptr::eq(*it, section.document));
    for (check, words) in every_words() {
        assert!(words.references.iter().all(|it| known(it)), "{}", check.id);
    }
}

#[test]
fn no_address_of_a_document_stands_elsewhere() {
    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path());
        entries.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect()
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let all = ["crates/rules/src", "crates/formats/src", "crates/azure/src", "crates/cli/src", "web/src"];
    let sources = all.iter().flat_map(|it| files(&root.join(it))).filter(|it| !it.ends_with("guide.rs"));
    for file in sources.filter(|it| it.extension().is_some_and(|it| it == "rs")) {
        let text = fs::read_to_string(&file).expect("a source");
        // A comment may say where the types of all resources are described.
        for line in text.lines().filter(|it| !it.trim_start().starts_with("//")) {
            let has_place = ["learn.microsoft.com", "github.com/MicrosoftDocs"].iter().any(|it| line.contains(it));
            assert!(!has_place, "{}: {line}", file.display());
        }
    }
}

#[test]
fn every_setting_says_what_it_takes() {
    for setting in Setting::ALL {
        assert!(setting.label().ends_with('?'), "{}", setting.word());
        assert_eq!(setting.get(&Config::default()), None);
        assert!(!setting.expected().is_empty());
    }
}
