//! Tests what is to be changed where nothing was read, and a person says which steps fail.

use std::{collections::BTreeSet, fmt::Write as _, net::Ipv4Addr};

use pgreach_rules::{
    ChangeText, Config, FixForm, Report, Status, StepKey, Verdict, evaluate, evaluate_with, find_with_plan,
    network::Network,
    text::{Piece, pieces},
};
use proptest::{collection::btree_map, option, prelude::*, sample::select};

/// Kinds of source, their accesses, and whether a single server has a private endpoint.
const SOURCES: [(&str, &str, &str); 10] = [
    ("single-server", "private", "true"),
    ("single-server", "public", "false"),
    ("single-server", "public", "true"),
    ("azure-flexible-server", "vnet-integrated", ""),
    ("azure-flexible-server", "private-endpoint", ""),
    ("azure-flexible-server", "public", ""),
    ("azure-flexible-server", "public-and-private-endpoint", ""),
    ("azure-vm", "private", ""),
    ("on-premises", "private", ""),
    ("aws-rds", "public", ""),
];

const TARGETS: [&str; 4] = ["vnet-integrated", "private-endpoint", "public", "public-and-private-endpoint"];

fn config(settings: &[(&str, &str)]) -> Config {
    let mut config = Config::default();
    for (path, value) in settings.iter().filter(|(_, value)| !value.is_empty()) {
        config.set(path, value).unwrap_or_else(|it| panic!("{path}={value}: {it}"));
    }
    config
}

/// Settings without names.
fn situation((kind, access, endpoint): (&str, &str, &str), target: &str, runtime: bool) -> Config {
    let used = if runtime { "true" } else { "false" };
    config(&[
        ("source.kind", kind),
        ("source.access", access),
        ("source.privateEndpoint", endpoint),
        ("target.access", target),
        ("runtime.used", used),
    ])
}

fn situations() -> impl Iterator<Item = (String, Config)> {
    SOURCES.into_iter().flat_map(|source| {
        TARGETS.into_iter().flat_map(move |target| {
            [false, true].into_iter().map(move |runtime| {
                let (kind, access, endpoint) = source;
                let endpoint = if endpoint == "true" && access == "public" { " with a private endpoint" } else { "" };
                let by = if runtime { " by a runtime server" } else { "" };
                (format!("{kind}, {access}{endpoint} → {target}{by}"), situation(source, target, runtime))
            })
        })
    })
}

/// What is concluded without any file.
fn report(config: &Config) -> Report {
    evaluate_with(config, &find_with_plan(config, &mut Network::default()))
}

fn with(config: &Config, key: StepKey, answer: Status) -> Config {
    let mut config = config.clone();
    config.answers.insert(key, answer);
    config
}

/// Every change of a report.
fn changes(report: &Report) -> impl Iterator<Item = &ChangeText> {
    let of_ways = report.steps.iter().flat_map(|it| &it.changes).flat_map(|it| &it.changes);
    report.plan.iter().map(|it| &it.change).chain(of_ways)
}

/// The steps that no change of Azure puts right, or that no document says how.
const IN_WORDS: [&str; 12] = [
    "runtime/required",
    "runtime/not-needed",
    "runtime/vnet-integrated",
    "source/admission",
    "source/port",
    "source/pooler",
    "source/tls",
    "source/certificate-name",
    "target/subnet-needs",
    "runtime/subnet-needs",
    "source/hybrid-connection",
    "source/name",
];

#[test]
fn every_step_that_a_change_puts_right_has_its_changes() {
    let (mut said, mut without) = (String::new(), BTreeSet::new());
    for key in StepKey::all() {
        let reports = situations().map(|(name, config)| (name, report(&with(&config, key, Status::Fail))));
        let has_changes = |it: &(String, Report)| it.1.step(key).is_some_and(|it| !it.changes.is_empty());
        let Some((name, report)) = reports.into_iter().find(has_changes) else {
            without.insert(key.word());
            continue;
        };
        let _ = writeln!(said, "{}: {name}", key.word());
        for way in &report.step(key).expect("the step").changes {
            let _ = writeln!(said, "  {}", way.presumes.as_deref().expect("nothing was read"));
            for it in &way.changes {
                let _ = writeln!(said, "    {} ({})", it.title, it.owner.word());
                for (mark, forms) in [("+", &it.apply), ("-", &it.undo)] {
                    forms.az.iter().for_each(|it| writeln!(said, "      {mark} {it}").expect("a text"));
                }
            }
        }
    }
    insta::assert_snapshot!("changes", said);
    let in_words: BTreeSet<&str> = IN_WORDS.into_iter().chain(["target/name"]).collect();
    assert_eq!(without, in_words);
}

#[test]
fn with_all_else_right_the_plan_leads_to_ready() {
    let config = situation(SOURCES[0], "vnet-integrated", false);
    let mut config = report(&config).steps.iter().fold(config, |it, step| with(&it, step.key, Status::Pass));
    for key in ["source/peering", "source/a-record", "source/nsg"] {
        config.set(key, "fail").expect("a step");
    }
    let found = report(&config);
    assert_eq!(found.verdict, Verdict::Blocked);
    let planned: Vec<(&str, &str)> = found.plan.iter().map(|it| (it.step.word(), it.after.word())).collect();
    assert_eq!(
        planned,
        [
            ("source/peering", "blocked"),
            ("source/peering", "blocked"),
            ("source/nsg", "blocked"),
            ("source/a-record", "ready"),
        ]
    );
    assert_eq!(found.left, []);
    // With one step not known, no plan says more than that.
    config.set("source/private-endpoint", "unknown").expect("a step");
    let found = report(&config);
    assert_eq!(found.plan.last().map(|it| it.after), Some(Verdict::Undecided));
    assert_eq!(found.left.iter().map(|it| it.step.word()).collect::<Vec<_>>(), ["source/private-endpoint"]);
}

#[test]
fn where_the_settings_do_not_say_who_connects_to_what_there_is_no_change() {
    for (path, word) in [("runtime.used", ""), ("source.kind", ""), ("target.access", "none")] {
        let mut settings = vec![
            ("source.kind", "single-server"),
            ("source.access", "private"),
            ("target.access", "vnet-integrated"),
            ("runtime.used", "false"),
            ("source/peering", "fail"),
        ];
        assert!(!report(&config(&settings)).plan.is_empty());
        settings.retain(|it| it.0 != path);
        settings.push((path, word));
        let report = report(&config(&settings));
        assert_eq!(changes(&report).count(), 0, "{path}");
        assert_eq!(report.to_fill_in, [], "{path}");
        if let Some(step) = report.steps.iter().find(|it| it.key.word() == "source/peering") {
            assert!(!step.fix().portal.is_empty(), "{path}: the words stay");
        }
    }
}

#[test]
fn where_one_server_has_two_roles_no_step_has_a_change() {
    let mut config = config(&[
        ("source.kind", "single-server"),
        ("source.access", "public"),
        ("source.privateEndpoint", "true"),
        ("target.access", "private-endpoint"),
        ("target.name", "orders-new"),
        ("runtime.used", "false"),
        ("source/zone-group", "fail"),
    ]);
    let found = report(&config);
    assert!(changes(&found).count() != 0 && !found.to_fill_in.is_empty());
    // As a link may have it.
    config.runtime.name = Some("orders-new".to_owned());
    let found = report(&config);
    assert_eq!((changes(&found).count(), found.to_fill_in.as_slice()), (0, &[][..]));
}

#[test]
fn a_name_that_is_said_stands_in_each_form() {
    let id = "/subscriptions/s1/resourceGroups/rg-old/providers/Microsoft.DBforPostgreSQL/servers/orders-old";
    for (name, shown) in [
        ("orders-old", "SOURCE_RG/providers/Microsoft.DBforPostgreSQL/servers/orders-old/"),
        ("orders-old.postgres.database.chinacloudapi.cn", "Microsoft.DBforPostgreSQL/servers/orders-old/"),
        (id, id),
        ("ORDERS", "Microsoft.DBforPostgreSQL/servers/ORDERS/"),
    ] {
        let mut config = situation(SOURCES[0], "vnet-integrated", false);
        config.set("source.name", name).expect("a name");
        config.set("source/private-endpoint", "fail").expect("a step");
        let report = report(&config);
        let command = report.plan[0].change.apply.az.iter().next().expect("a command");
        let words = shlex::split(&command).expect("words of bash");
        assert!(words.iter().any(|it| it.contains(shown)), "{command}");
        let asked: Vec<&str> = report.to_fill_in.iter().map(|it| it.word.as_str()).collect();
        assert!(!asked.contains(&"SOURCE") && !asked.contains(&"ORDERS"), "{asked:?}");
    }
}

fn configs() -> impl Strategy<Value = Config> {
    let name =
        || option::of(prop_oneof!["[a-z][a-z0-9-]{2,12}", "[^\\p{C}\\p{Z}@:][^\\p{C}@:]{0,30}", "10\\.1\\.0\\.[4-9]"]);
    let address = option::of(prop_oneof!["10\\.[1-9]\\.0\\.[4-9]", "[a-z]{2,9}\\.[a-z]{2,9}"]);
    let answers = btree_map(
        select(StepKey::all().collect::<Vec<_>>()),
        prop_oneof![3 => Just(Status::Fail), 2 => Just(Status::Pass), 1 => Just(Status::NotApplicable)],
        1..12,
    );
    let settings = (select(SOURCES.to_vec()), select(TARGETS.to_vec()), any::<bool>());
    (settings, [name(), name(), name()], address, option::of(1_u16..), answers).prop_map(
        |((source, target, runtime), [old, new, mover], address, port, answers)| {
            let mut config = situation(source, target, runtime);
            (config.source.name, config.target.name, config.runtime.name) = (old, new, mover);
            (config.source.address, config.source.port) = (address, port);
            config.answers = answers.into_iter().collect();
            config
        },
    )
}

/// How good a verdict is.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Unsupported => 0,
        Verdict::Blocked => 1,
        Verdict::Undecided => 2,
        Verdict::Ready => 3,
    }
}

/// Every text of a change.
fn texts(change: &ChangeText) -> Vec<String> {
    let forms = [&change.apply, &change.undo].into_iter().flat_map(|it| FixForm::ALL.iter().map(|form| it.text(*form)));
    let look = change.look.iter().flat_map(|it| [it.az.clone(), it.before.clone(), it.after.clone()]);
    let words = [&change.title, &change.resource].into_iter().chain(&change.portal).chain(&change.impact).cloned();
    forms.chain(look).chain(words).collect()
}

/// The addresses in a text.
fn addresses(text: &str) -> impl Iterator<Item = Ipv4Addr> {
    text.split(|it: char| !it.is_ascii_digit() && it != '.').filter_map(|it| it.trim_matches('.').parse().ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_verdict_is_better_than_the_answers_allow(config in configs()) {
        let found = report(&config);
        let bare = evaluate(&config);
        prop_assert_eq!((found.verdict, &found.summary), (bare.verdict, &bare.summary), "nothing is decided by what is imagined");
        let mut all = config.clone();
        for step in found.steps.iter().filter(|it| !it.changes.is_empty()) {
            prop_assert_eq!(config.answers.get(&step.key), Some(&Status::Fail));
            prop_assert_eq!(step.status, Status::Fail);
            all.answers.insert(step.key, Status::Pass);
            let allowed = evaluate(&with(&config, step.key, Status::Pass));
            for way in &step.changes {
                prop_assert!(rank(way.after) <= rank(allowed.verdict), "{}: {:?}", step.key.word(), way.presumes);
            }
        }
        let allowed = rank(evaluate(&all).verdict);
        prop_assert!(found.plan.iter().all(|it| rank(it.after) <= allowed));
        for it in &found.plan {
            prop_assert_eq!(config.answers.get(&it.step), Some(&Status::Fail), "{}", it.step.word());
        }
    }

    #[test]
    fn every_word_has_a_meaning_and_no_name_is_invented(config in configs()) {
        let found = report(&config);
        let said: Vec<&str> = [&config.source.name, &config.source.address, &config.target.name, &config.runtime.name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let asked: Vec<&str> = found.to_fill_in.iter().map(|it| it.word.as_str()).collect();
        prop_assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "each once");
        for it in &found.to_fill_in {
            prop_assert!(!it.meaning.is_empty(), "{} means nothing", it.word);
        }
        let mut seen = String::new();
        for change in changes(&found) {
            for forms in [&change.apply, &change.undo] {
                for command in forms.az.iter() {
                    prop_assert!(shlex::split(&command).is_some(), "no words of bash: {command}");
                    for piece in pieces(&command) {
                        if let Piece::Blank(it) = piece {
                            prop_assert!(asked.contains(&it), "{it} is not listed: {command}");
                        }
                    }
                }
            }
            for text in texts(change) {
                let mut rest = text.clone();
                for it in &said {
                    rest = rest.replace(it, "");
                }
                let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
                // A mark is a number between two letters q: a name may have one of them.
                let stands_for = |it: &str| it.split('q').skip(1).collect::<Vec<_>>().split_last().is_some_and(|(_, it)| it.iter().any(|it| is_number(it)));
                let marked = rest.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
                prop_assert!(marked.into_iter().filter(|it| it.starts_with('q')).all(|it| !stands_for(it)), "{text}");
                for it in addresses(&rest) {
                    let known = [Ipv4Addr::UNSPECIFIED, Ipv4Addr::new(168, 63, 129, 16)];
                    prop_assert!(known.contains(&it), "{it} is nowhere in the settings: {text}");
                }
                seen.push_str(&text);
                seen.push('\n');
            }
        }
        for it in asked {
            prop_assert!(seen.contains(it), "{it} stands nowhere");
        }
    }
}
