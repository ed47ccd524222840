//! Looks whether what is in sight stays where it is: whoever is about to press something presses that.

use std::fs;
use std::path::Path;

use pgreach_tests::{Browser, Look, Site, dist, in_both, in_both_as};
use serde_json::Value;
use tempfile::TempDir;

/// The page at first, undecided by one answer, and blocked with a plan.
const STATES: [&str; 3] = [
    "",
    "#v=1&source.kind=single-server&source.access=private&target.access=private-endpoint",
    "#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false&source/peering=fail&source/a-record=fail",
];

/// The page, whose part that is loaded later never comes to its end.
fn without_an_end() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("icons")).expect("it is writable");
    let files = [dist(), dist().join("icons")].map(|it| fs::read_dir(it).expect("it is built"));
    for file in files.into_iter().flatten().flatten().filter(|it| it.path().is_file()) {
        let copy = folder.path().join(file.path().strip_prefix(dist()).expect("it is in there"));
        let is_later = file.file_name().to_string_lossy().starts_with("pgreach-deferred-");
        if is_later && copy.extension() == Some("js".as_ref()) {
            fs::write(copy, "await new Promise(() => {});").expect("it is written");
        } else {
            fs::copy(file.path(), copy).expect("it is written");
        }
    }
    folder
}

/// Each thing in sight that is read first or can be pressed, and where it stands.
fn in_sight(browser: &Browser) -> Value {
    browser.eval(
        "Array.from(document.querySelectorAll('button, h1, h2, h3, input, select, textarea, summary, .pill, .drawing'))
            .map((it) => [it, it.getBoundingClientRect()])
            .filter(([it, at]) => it.checkVisibility() && at.top >= 0 && at.top < innerHeight)
            .map(([it, at]) => [it.id || it.textContent.trim().slice(0, 40), Math.round(at.left), Math.round(at.top)].join(' '))",
    )
}

/// What was in sight and stands elsewhere now.
fn moved(before: &Value, after: &Value) -> Vec<String> {
    let [before, after] = [before, after].map(|it| it.as_array().expect("a list"));
    before.iter().filter(|it| !after.contains(it)).map(ToString::to_string).collect()
}

fn waits_and_then_is_whole(browser: &Browser, waiting: &Path, look: Look) {
    let (waiting, whole) = (Site::under("/", waiting.to_owned()), Site::under("/", dist()));
    for state in STATES {
        browser.open(&waiting.url(&format!("index.html{state}")));
        let before = in_sight(browser);
        browser.open(&whole.url(&format!("index.html{state}")));
        browser.wait_until_whole();
        // Firefox reports that the first was left before it came to its end.
        let _ = browser.errors();
        assert_eq!(moved(&before, &in_sight(browser)), [""; 0], "{look:?} {state}");
    }
}

#[test]
fn what_is_loaded_later_moves_nothing() {
    let folder = without_an_end();
    for look in [Look::DESK, Look::PHONE] {
        in_both_as(look, |browser| waits_and_then_is_whole(browser, folder.path(), look));
    }
}

#[test]
fn what_a_dialog_shows_later_moves_nothing_in_it() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(&format!("index.html{}", STATES[2])));
        browser.wait_until_whole();
        browser.click("[data-opens=download]");
        let place = || browser.eval("document.querySelector('#masked').getBoundingClientRect().top");
        browser.wait_for_text("#download .teams", "The runbook for one team");
        let with_teams = place();
        browser.click("#masked");
        browser.wait_for("!document.querySelector('#download .teams button')");
        assert_eq!(place(), with_teams);
    });
}
