//! Situations to write, ordinary and hostile.
#![allow(dead_code, reason = "each test uses its part of it")]

use pgreach_formats::{Evaluation, Format};
use pgreach_rules::{
    Config, Date, Evidence, Exception, Export, FixForm, Form, Need, Report, Setting, SettingReport, Status, StepKey,
    evaluate,
};
use proptest::{collection::btree_map, option, prelude::*, sample::select};

/// Where the page is, as far as these tests are concerned.
pub(crate) const PAGE: &str = "https://docs.example/pgreach/index.html";

/// What a format makes of a Config.
pub(crate) fn written(format: &Format, config: &Config) -> String {
    written_of(format, config, &evaluate(config))
}

/// What a format makes of a report.
fn written_of(format: &Format, config: &Config, report: &Report) -> String {
    let (page, input) = (Some(PAGE), Some("infra/migration.json"));
    format.write(&Evaluation { config, report, page, input, fix_as: FixForm::Az, day: None, drawing: None }, None)
}

/// The same where Azure shows something of every step and a setting, in which all is called so.
pub(crate) fn written_with_evidence(format: &Format, config: &Config, name: &str) -> String {
    let name = name.to_owned();
    let shown = || {
        let [resource, property, value] = [&name, &name, &name].map(Clone::clone);
        vec![Evidence { resource, property, value, id: None, file: Some(name.clone()) }; 2]
    };
    let mut report = evaluate(config);
    for step in &mut report.steps {
        step.evidence = shown();
        step.note = Some(format!("{name} is not in the files."));
        step.needs = vec![Need { export: Export::Vnet, resource: name.clone() }];
    }
    let (setting, conflict) = (Setting::SourceName, Some(name.clone()));
    report.settings = vec![SettingReport { setting, value: name.clone(), evidence: shown(), conflict }];
    written_of(format, config, &report)
}

/// A name made of what could break out of a form. Some could not come in by the strict door; a form does not rely on it.
pub(crate) fn hostile_name() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "`",
        "```",
        "````\n",
        "<script>alert(1)</script>",
        "</title>",
        "</style>",
        "</code></pre>",
        "]]>",
        "<!--",
        "-->",
        "&lt;",
        "&",
        "\"",
        "'",
        "|",
        "\\",
        "](https://evil.example)",
        "![x](y)",
        "[a][b]",
        "**",
        "__",
        "~~",
        "# ",
        "- ",
        "1. ",
        "> ",
        "---",
        "===",
        "$$",
        "{0}",
        "{{",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\0",
        "\u{b}",
        "\u{fffe}",
        "\u{a0}",
        "\u{2028}",
        "<b",
        "a",
        "orders",
        " ",
        "    ",
        ":",
        "{#x}",
        "^",
        "ü",
        "漢",
        "$(reboot)",
        ".postgres.database.azure.com",
    ];
    proptest::collection::vec(select(PIECES), 1..8).prop_map(|it| it.concat())
}

/// Any Config whose names are hostile, and the same with harmless names.
pub(crate) fn hostile() -> impl Strategy<Value = (Config, Config)> {
    let value = |setting: Setting| -> BoxedStrategy<(Setting, Option<String>)> {
        let text = match setting.form() {
            Form::Choice(words) => select(words).prop_map(str::to_owned).boxed(),
            Form::Flag => any::<bool>().prop_map(|it| it.to_string()).boxed(),
            Form::Port => (1_u16..).prop_map(|it| it.to_string()).boxed(),
            Form::Address => Just("db.harmless.example".to_owned()).boxed(),
            // Target and runtime server have two names: one server that is both is a fault.
            Form::Name => Just(format!("harmless-{}", setting.word().replace('.', "-"))).boxed(),
        };
        option::weighted(0.8, text).prop_map(move |it| (setting, it)).boxed()
    };
    let settings: Vec<_> = Setting::ALL.iter().map(|it| value(*it)).collect();
    let keys: Vec<StepKey> = StepKey::all().collect();
    let answers = btree_map(select(keys.clone()), select(Status::ALL), 0..20);
    let exceptions = btree_map(select(keys), (hostile_name(), any::<bool>()), 0..6);
    let server = |it: &str| it.rsplit('/').next().unwrap_or_default().split('.').next().map(str::to_ascii_lowercase);
    let names = [hostile_name(), hostile_name(), hostile_name()]
        .prop_filter("target and runtime server are two", move |[_, target, runtime]| {
            server(target) != server(runtime)
        });
    (settings, answers, exceptions, names).prop_map(|(settings, answers, exceptions, names)| {
        let today = Date::parse("2026-06-15");
        let mut harmless = Config { answers: answers.into_iter().collect(), today, ..Config::default() };
        for (setting, text) in settings {
            if let Some(text) = text {
                setting.set(&mut harmless, &text).expect("a generated value is good");
            }
        }
        // Whether a name has to be resolved depends on the name, unless something else is connected to.
        if harmless.source.name.is_some() {
            harmless.source.address.get_or_insert_with(|| "db.harmless.example".to_owned());
        }
        let mut hostile = harmless.clone();
        for (key, (reason, counts)) in exceptions {
            let expires = Date::parse(if counts { "2026-12-31" } else { "2026-01-01" }).expect("a day");
            harmless.exceptions.insert(key, Exception { reason: "harmless".to_owned(), expires });
            hostile.exceptions.insert(key, Exception { reason, expires });
        }
        let [source, target, runtime] = names;
        hostile.source.name = hostile.source.name.map(|_| source);
        // Two servers, whatever the names: one that is both is another situation.
        hostile.target.name = hostile.target.name.map(|_| target + "w");
        hostile.runtime.name = hostile.runtime.name.map(|_| runtime + "q");
        (hostile, harmless)
    })
}

/// The names that a form of this Config must show.
pub(crate) fn names(config: &Config) -> impl Iterator<Item = &String> {
    let runtime = config.runtime.name.as_ref().filter(|_| config.runtime.used != Some(false));
    [config.source.name.as_ref(), config.target.name.as_ref(), runtime].into_iter().flatten()
}
