//! Every situation that the page offers shows its section, its steps and its verdict.

use pgreach_fixtures::cases;
use pgreach_rules::{Report, Status, evaluate, preset::PRESETS};
use pgreach_tests::{Browser, Site, dist, in_both};

/// What the page says of a report, held against the report itself.
#[track_caller]
fn shows(browser: &Browser, report: &Report) {
    // The headline is its first sentence, and what it goes on with stands below.
    browser.wait_for_text("#verdict", &report.summary.replacen(". ", ".\n", 1));
    browser.wait_for_text(".verdict .pill", report.verdict.label());
    let scenario = report.scenario.as_ref().expect("a preset has a scenario");
    browser.wait_for_text("#section", scenario.section.title);
    let link = browser.attribute(".section a", "href").unwrap_or_default();
    assert_eq!(link, scenario.section.url());
    browser.unfold_steps();
    let mut shown: Vec<String> = Vec::new();
    for step in &report.steps {
        let item = format!(".step[data-step='{}']", step.key.word());
        assert_eq!(browser.attribute(&item, "data-status").as_deref(), Some(step.status.word()), "{item}");
        let claim = if step.status == Status::Fail { &step.failure() } else { &step.title() };
        browser.wait_for_text(&format!("{item} h3"), &claim.to_string());
        shown.push(step.key.word().to_owned());
    }
    assert_eq!(browser.count(".step[data-step]"), shown.len() as u64);
    let connections = browser.texts(".connections li");
    assert_eq!(connections.len(), report.connections.len());
    for connection in &report.connections {
        let item = format!("[data-connection='{}']", connection.to.word());
        assert_eq!(browser.attribute(&item, "data-status").as_deref(), Some(connection.status.word()), "{item}");
    }
    assert_eq!(browser.texts(".alternatives h4").len(), report.alternatives.len() + report.cleanup.len());
}

#[test]
fn each_preset_shows_its_section_and_steps() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        for (place, preset) in PRESETS.iter().enumerate() {
            // The first from the start of the page, where nothing is known; the others from the dialog.
            if place == 0 {
                browser.click(&format!(".start [data-preset='{}']", preset.id));
            } else {
                browser.click("nav button");
                browser.click(&format!("#examples [data-preset='{}']", preset.id));
                browser.wait_for("!document.querySelector('dialog[open]')");
            }
            shows(browser, &evaluate(&preset.config().expect(preset.id)));
        }
    });
}

#[test]
fn every_case_of_the_rules_looks_the_same_in_the_page() {
    let site = Site::under("/", dist());
    let mut seen = 0;
    let mut reports = Vec::new();
    for mut config in cases::configs().into_values() {
        config.resources.clear();
        let report = evaluate(&config);
        if report.scenario.is_some() {
            reports.push((pgreach_rules::link::write(&config, true), report));
        }
    }
    in_both(|browser| {
        for (link, report) in &reports {
            browser.visit("about:blank");
            browser.open(&site.url(&format!("index.html#{link}")));
            shows(browser, report);
        }
    });
    seen += reports.len();
    assert!(20 < seen, "only {seen} cases were looked at");
}
