//! The HTML document of a fleet, as people open it from a mail or a file share.

use std::{collections::BTreeMap, fs};

use pgreach_azure::read;
use pgreach_fixtures::tenant::tenant;
use pgreach_fleet::{Fleet, FleetMigration, HEADS, Row, html, judge_all, propose, shared};
use pgreach_rules::{Config, Verdict};
use pgreach_tests::{Browser, Look, in_both, in_both_as};
use tempfile::TempDir;

/// The document of thirty migrations, and how many there are of each verdict.
fn document() -> (TempDir, String, BTreeMap<&'static str, u64>) {
    let tenant = tenant(1, 6, 5);
    let network = read(tenant.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()))).network;
    let mut config = Config::default();
    config.set("runtime.used", "false").expect("a good setting");
    let pairs = propose(&config, &network).pairs;
    let list: Vec<_> = pairs.into_iter().map(|it| (it.clone(), it.config(&config))).collect();
    let migrations = judge_all(&list, &network, FleetMigration::of);
    let rows: Vec<Row> = migrations.iter().map(|it| it.row.clone()).collect();
    let configs: Vec<Config> = list.into_iter().map(|it| it.1).collect();
    let fleet = Fleet::new(migrations, shared(&rows, &configs, &network), Vec::new()).standing_in(&network);
    let count = |verdict| rows.iter().filter(|it| it.verdict == verdict).count() as u64;
    let counts = [Verdict::Ready, Verdict::Blocked, Verdict::Undecided].map(|it| (it.label(), count(it)));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("fleet.html");
    fs::write(&file, html(&fleet, None)).expect("it is written");
    (folder, format!("file://{}", file.display()), counts.into())
}

const SHOWN: &str = "#migrations tbody tr:not([hidden])";

fn column(browser: &Browser, number: usize) -> Vec<String> {
    browser.texts(&format!("{SHOWN} td:nth-child({number})"))
}

/// A browser may tell the page of a choice after it has told the test.
fn wait_for_rows(browser: &Browser, count: u64) {
    browser.wait_for(&format!("document.querySelector('#filters output').textContent === '{count} of 30'"));
}

#[test]
fn it_is_sorted_and_filtered_and_asks_for_nothing() {
    let (_folder, url, counts) = document();
    let all: u64 = counts.values().sum();
    in_both(|browser| {
        browser.visit(&url);
        assert_eq!((all, browser.count(SHOWN)), (30, 30));
        for (place, verdict) in [(1, "Blocked"), (0, "Ready")] {
            browser.choose("#filters label:nth-of-type(1) select", &format!("{} {verdict}", ["✓", "✗"][place]));
            wait_for_rows(browser, counts[verdict]);
            assert_eq!(browser.count(SHOWN), counts[verdict], "{verdict}");
        }
        browser.choose("#filters label:nth-of-type(1) select", "");
        wait_for_rows(browser, 30);
        browser.fill("#filters input", "APP1-");
        wait_for_rows(browser, 1);
        assert_eq!(column(browser, 1), ["app1-old"]);
        browser.fill("#filters input", "app2");
        wait_for_rows(browser, 11);
        browser.click("#migrations th:nth-child(1) button");
        let names = column(browser, 1);
        assert_eq!(names[..3], ["app2-old", "app20-old", "app21-old"], "numbers are sorted as numbers");
        browser.click("#migrations th:nth-child(1) button");
        assert_eq!(column(browser, 1), names.into_iter().rev().collect::<Vec<_>>());
        assert_eq!(browser.attribute("#migrations th:nth-child(1)", "aria-sort").as_deref(), Some("descending"));
        assert_eq!(browser.axe(), [""; 0]);
        assert_eq!(browser.resources(), [""; 0]);
        // Its policy holds against what may come into it.
        let _ = browser.eval(
            "void document.body.append(Object.assign(document.createElement('script'), { text: 'window.came = 1' }))",
        );
        assert_eq!(browser.eval("String(window.came)"), "undefined");
        let _ = browser.errors();
    });
}

#[test]
fn it_reads_well_on_a_phone_in_the_dark_on_paper_and_without_scripts() {
    let (_folder, url, _) = document();
    in_both_as(Look::PHONE.dark(), |browser| {
        browser.visit(&url);
        assert_eq!(browser.axe(), [""; 0]);
        let wider = browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wider, 0, "it scrolls sideways");
        for (number, head) in (1..).zip(HEADS) {
            let said =
                format!("getComputedStyle(document.querySelector('#migrations td:nth-child({number})'), '::before')");
            assert_eq!(browser.eval(&format!("{said}.content")), format!("\"{head}\""));
        }
        assert_eq!(browser.eval("getComputedStyle(document.querySelector('.wrong')).color"), "rgb(255, 143, 134)");
    });
    in_both(|browser| {
        browser.visit(&url);
        browser.show_as_printed();
        assert_eq!(browser.eval("getComputedStyle(document.querySelector('#filters')).display"), "none");
    });
    let without_scripts = Browser::chromium(Look::DESK);
    without_scripts.switch_scripts_off();
    without_scripts.visit(&url);
    let table = without_scripts.text("#migrations");
    assert!((0..30).all(|it| table.contains(&format!("app{it}-old"))), "{table}");
    assert_eq!(without_scripts.text("#filters"), "");
}
