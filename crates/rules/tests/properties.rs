//! Tests what holds for every Config.

use pgreach_rules::{
    Branch, Config, ConnectionStatus, Date, Exception, Question, Setting, Severity, Status, StepKey, StepMap, Support,
    Verdict, evaluate, link,
};
use proptest::{collection::btree_map, option, prelude::*, sample::select};

/// A value of each setting, as text, or nothing.
fn settings() -> impl Strategy<Value = Vec<(Setting, Option<String>)>> {
    let value = |setting: Setting| -> BoxedStrategy<(Setting, Option<String>)> {
        let text = match setting.form() {
            pgreach_rules::Form::Choice(words) => select(words).prop_map(str::to_owned).boxed(),
            pgreach_rules::Form::Flag => any::<bool>().prop_map(|it| it.to_string()).boxed(),
            pgreach_rules::Form::Port => (1_u16..).prop_map(|it| it.to_string()).boxed(),
            pgreach_rules::Form::Address => "(10\\.[1-9]\\.0\\.[1-9]|[a-z][a-z0-9]{0,9}(\\.[a-z]{2,9}){0,3})".boxed(),
            // A text with a user before a host is read as an address.
            pgreach_rules::Form::Name => "[^\\p{C}\\p{Z}@:][^\\p{C}@:]{0,60}".boxed(),
        };
        option::of(text).prop_map(move |it| (setting, it)).boxed()
    };
    Setting::ALL.iter().map(|it| value(*it)).collect::<Vec<_>>()
}

fn date() -> impl Strategy<Value = Date> {
    (2026_u16..2029, 1_u8..=12, 1_u8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).expect("a day"))
}

fn exception() -> impl Strategy<Value = Exception> {
    ("[^\\p{C}\\p{Z}]([^\\p{C}]{0,60}[^\\p{C}\\p{Z}])?", date())
        .prop_map(|(reason, expires)| Exception { reason, expires })
}

fn config() -> impl Strategy<Value = Config> {
    let keys: Vec<StepKey> = StepKey::all().collect();
    let answers = btree_map(select(keys.clone()), select(Status::ALL), 0..20);
    let exceptions = btree_map(select(keys), exception(), 0..4);
    (settings(), answers, exceptions, option::of(date())).prop_map(|(settings, answers, exceptions, today)| {
        let (answers, exceptions) = (answers.into_iter().collect(), exceptions.into_iter().collect());
        let mut config = Config { answers, exceptions, today, ..Config::default() };
        for (setting, text) in settings {
            if let Some(text) = text {
                setting.set(&mut config, &text).unwrap_or_else(|it| panic!("{text:?}: {it}"));
            }
        }
        config
    })
}

/// How good a verdict is for the person.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Unsupported => 0,
        Verdict::Blocked => 1,
        Verdict::Undecided => 2,
        Verdict::Ready => 3,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_config_gives_the_same_bytes(config in config()) {
        let bytes = |config: &Config| serde_json::to_string(&evaluate(config)).expect("a report is JSON");
        let again = Config::from_json(&config.to_json()).expect("it is a Config");
        prop_assert_eq!(bytes(&config), bytes(&again));
    }

    #[test]
    fn json_and_link_give_back_what_they_were_given(config in config()) {
        prop_assert_eq!(Config::from_json(&config.to_json()), Ok(config.clone()));
        let (read, unread) = link::read(&link::write(&config, true));
        prop_assert_eq!(unread, vec![]);
        prop_assert_eq!(read, config);
    }

    #[test]
    fn a_link_holds_no_name_unless_asked(config in config()) {
        let (read, _) = link::read(&link::write(&config, false));
        prop_assert_eq!((&read.source.name, &read.target.name, &read.runtime.name), (&None, &None, &None));
        prop_assert_eq!((&read.source.address, &read.target.address), (&None, &None));
        prop_assert!(read.exceptions.is_empty(), "a reason is a person's own words");
    }

    #[test]
    fn a_pass_never_makes_it_worse_and_a_fail_never_better(config in config(), key in select(StepKey::all().collect::<Vec<_>>())) {
        let with = |answer| {
            let mut config = config.clone();
            config.answers.insert(key, answer);
            rank(evaluate(&config).verdict)
        };
        prop_assert!(with(Status::Unknown) <= with(Status::Pass));
        prop_assert!(with(Status::Fail) <= with(Status::Unknown));
    }

    #[test]
    fn filling_in_a_setting_never_takes_a_claim_back(config in config(), (setting, text) in settings().prop_flat_map(select)) {
        // What was said to fail with less known still fails with more: "not known" was never read as "no".
        let Some(text) = text else { return Ok(()) };
        // Where these are not entered, the usual value is meant.
        let usual = [Setting::SourcePort, Setting::TargetKind, Setting::Tls, Setting::SourceAddress, Setting::TargetAddress];
        if usual.contains(&setting) {
            return Ok(());
        }
        let (mut less, mut more) = (config.clone(), config);
        setting.clear(&mut less);
        setting.set(&mut more, &text).expect("a generated value is good");
        let (before, after) = (evaluate(&less), evaluate(&more));
        if before.verdict != Verdict::Undecided {
            // Exactly one row is decided by the guide before the runtime server is known: nothing is to be done there.
            let at_once = before.verdict == Verdict::Ready && before.steps.is_empty();
            let is_no = |it: Verdict| matches!(it, Verdict::Blocked | Verdict::Unsupported);
            prop_assert!(before.verdict == after.verdict || is_no(before.verdict) && is_no(after.verdict) || at_once, "{} became {}", before.verdict.word(), after.verdict.word());
        }
    }

    #[test]
    fn verdict_legs_and_steps_agree(config in config()) {
        let report = evaluate(&config);
        let holding = || report.steps.iter().filter(|it| matches!(it.severity, Severity::Blocker | Severity::Error));
        let connections = |status| report.connections.iter().filter(|it| it.status == status).count();
        match report.verdict {
            Verdict::Unsupported => prop_assert_eq!(connections(ConnectionStatus::Blocked), report.connections.len()),
            Verdict::Blocked => {
                prop_assert!(0 < connections(ConnectionStatus::Blocked));
                let is_no = |it: &Branch| matches!(it.verdict, Verdict::Blocked | Verdict::Unsupported);
                let agree = !report.branches.is_empty() && report.branches.iter().all(is_no);
                prop_assert!(holding().any(|it| it.status == Status::Fail) || agree);
            }
            Verdict::Ready => {
                prop_assert!(connections(ConnectionStatus::Reachable) == report.connections.len() || holding().any(pgreach_rules::Step::is_accepted));
                prop_assert!(holding().all(|it| matches!(it.status, Status::Pass | Status::NotApplicable) || it.is_accepted()));
                prop_assert_eq!(report.scenario.as_ref().map(|it| it.support), Some(Support::Supported));
            }
            Verdict::Undecided => {
                prop_assert_eq!(connections(ConnectionStatus::Blocked), 0);
                prop_assert!(0 < connections(ConnectionStatus::Unknown));
            }
        }
        prop_assert_eq!(report.scenario.is_none(), !report.candidates.is_empty());
        prop_assert!(!report.summary.is_empty());
    }

    #[test]
    fn nothing_is_a_pass_that_nobody_told(config in config()) {
        let report = evaluate(&Config { answers: StepMap::default(), ..config });
        for step in report.steps.iter().filter(|it| it.status == Status::Pass) {
            // Settings say these; a server's own name, which the last one asks, is the usual value.
            let by_settings = ["runtime/required", "runtime/vnet-integrated", "source/tls", "source/certificate-name"];
            prop_assert!(by_settings.contains(&step.key.word()), "{}", step.key.word());
        }
    }

    #[test]
    fn an_exception_changes_no_status_and_counts_only_until_its_day(config in config()) {
        let report = evaluate(&config);
        let without = evaluate(&Config { exceptions: StepMap::default(), ..config.clone() });
        let statuses = |report: &pgreach_rules::Report| report.steps.iter().map(|it| (it.key, it.status)).collect::<Vec<_>>();
        prop_assert_eq!(statuses(&report), statuses(&without));
        for step in report.accepted() {
            prop_assert!(matches!(step.status, Status::Fail | Status::Unknown));
            prop_assert!(config.today.is_some_and(|today| today <= config.exceptions.get(&step.key).expect("an exception").expires));
            prop_assert!(!report.fixes.contains(&step.key));
            prop_assert!(!report.questions.contains(&Question::Step(step.key)));
        }
        let branches = |report: &pgreach_rules::Report| report.branches.iter().map(|it| (it.verdict, it.summary.clone())).collect::<Vec<_>>();
        if report.accepted().next().is_none() && branches(&report) == branches(&without) {
            prop_assert_eq!(report.verdict, without.verdict);
            prop_assert_eq!(report.summary, without.summary);
        }
    }

    #[test]
    fn every_exception_is_used_or_told(config in config()) {
        let report = evaluate(&config);
        for key in config.exceptions.keys() {
            let entered = report.unused.iter().any(|it| it.path == format!("exceptions.{}", key.word()));
            let used = report.step(*key).is_some_and(|step| step.exception.is_some());
            prop_assert!(entered != used, "{}", key.word());
        }
    }

    #[test]
    fn every_answer_is_used_or_told(config in config()) {
        let report = evaluate(&config);
        for (key, answer) in &config.answers {
            let entered = report.unused.iter().any(|it| it.path == format!("answers.{}", key.word()));
            let used = report.step(*key).is_some_and(|step| {
                *answer == Status::Unknown || step.status == *answer || step.conflict == Some(*answer) || step.depends_on.is_some()
            });
            prop_assert!(entered != used, "{}", key.word());
        }
    }

    #[test]
    fn no_explanation_says_a_secret_again(secret in "s3cr3t[a-zA-Z0-9@:/.?-]{4,12}", form in 0_usize..7, error in 0_usize..4) {
        let held = [
            format!("postgres://mover:{secret}@orders-old.postgres.database.azure.com:5432/orders"),
            format!("host=orders-old password={secret} user=mover"),
            format!("PGPASSWORD={secret} psql"),
            format!("https://x.blob.core.windows.net/c?sv=2024&sig={secret}"),
            format!("Server=orders-old;Password={secret};"),
            format!("jdbc:postgresql://orders-old/orders?user=mover&password={secret}"),
            format!("failed to connect to `postgres://mover:{secret}@10.1.0.4/orders`"),
        ];
        let errors = ["Connection refused", "no such host", "password authentication failed", "duplicate key"];
        let text = format!("{} failed: {}", held[form], errors[error]);
        let said = pgreach_rules::explain(&text, &Config::default(), &pgreach_rules::Findings::default());
        prop_assert!(!format!("{said:?}").contains("s3cr3t"), "{text}: {said:?}");
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC*", json in "[\\{\\}\\[\\]\":,a-z0-9./ ]{0,60}") {
        let _ = Config::from_json(&text);
        let _ = Config::from_json(&json);
        let _ = link::read(&text);
        let _ = link::read(&json);
        let _ = pgreach_rules::message::recognise(&text, &Config::default());
    }
}

/// How many questions of the first report on until there is a verdict, where each step is as `holds` says.
fn asked(mut config: Config, holds: impl Fn(StepKey) -> bool) -> usize {
    for count in 0.. {
        let report = evaluate(&config);
        let next = report.questions.first().filter(|_| report.verdict == Verdict::Undecided);
        match next {
            None => return count,
            Some(Question::Step(key)) => {
                let status = if holds(*key) { Status::Pass } else { Status::Fail };
                config.answers.insert(*key, status);
            }
            Some(Question::Setting(setting)) => {
                let (word, _) = setting.offered(&config)[0];
                setting.set(&mut config, word).expect("an offered value");
            }
        }
    }
    unreachable!("each question is asked once")
}

#[test]
fn one_question_at_a_time_asks_on_average_for_at_most_half_of_the_steps() {
    // Every way in which the first ten steps can stand, and the others with them.
    const STEPS: u32 = 10;
    for preset in pgreach_rules::preset::PRESETS {
        let config = preset.config().expect("a situation");
        let keys: Vec<StepKey> = evaluate(&config).steps.iter().map(|it| it.key).collect();
        let total: usize = (0..1 << STEPS)
            .map(|bits: u32| {
                asked(config.clone(), |key| {
                    let at = keys.iter().position(|it| *it == key).unwrap_or_default();
                    bits >> (at % STEPS as usize) & 1 == 1
                })
            })
            .sum();
        let half = (keys.len() << STEPS) / 2;
        // Of two or three steps no order of questions asks for half: the first is always asked, the second if it holds.
        let best = (2 << STEPS) - ((2 << STEPS) >> keys.len());
        assert!(total <= half.max(best), "{}: {total} of {} questions", preset.id, 2 * half);
    }
}
