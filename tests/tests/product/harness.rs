//! The harness itself: a test that passes on it has really looked.

use std::fs;

use pgreach_fixtures::tenant::export;
use pgreach_tests::{Driver, Look, Site, chord, errors_written, in_all, in_both, in_both_as};
use tempfile::TempDir;

const PAGE: &str = r#"<!doctype html>
<html lang="en"><title>Page</title><link rel="icon" href="data:,">
<style>@media print { button { display: none } }</style>
<main><h1>Page</h1>
<label>Name <input id="who"></label>
<label>Kind <select id="kind"><option value="a">A</option><option value="b">B</option></select></label>
<button id="go">Go</button><p id="result"></p></main>
<script>
  document.documentElement.dataset.ready = "";
  go.onclick = () => setTimeout(() => {
    navigator.clipboard.writeText("copied");
    result.textContent = `${who.value} ${kind.value}`;
  }, 100);
</script>"#;

/// Serves one page, for as long as its folder is kept.
fn serve(html: &str) -> (Site, TempDir) {
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    fs::write(folder.path().join("index.html"), html).expect("it is writable");
    (Site::under("/", folder.path().to_owned()), folder)
}

#[test]
fn a_person_acts_and_sees() {
    let (site, _folder) = serve(PAGE);
    in_both(|browser| {
        browser.open(&site.url("#here"));
        assert_eq!(browser.url(), site.url("#here"));
        assert_eq!(site.requests(), ["/"]);
        browser.fill("#who", "first");
        browser.choose("#kind", "b");
        browser.click("#go");
        browser.wait_for_text("p", "first b");
        browser.click("#who");
        browser.press("Control+a");
        browser.type_text("second");
        browser.press("Tab");
        browser.wait_for_focus("#kind");
        browser.press("Shift+Tab");
        browser.wait_for_focus("#who");
        browser.click("#go");
        browser.wait_for_text("p", "second b");
        assert_eq!(browser.clipboard(), "copied");
        assert_eq!(browser.axe(), [""; 0]);
        browser.show_as_printed();
        assert_eq!(browser.texts("button"), [""; 0]);
    });
}

#[test]
fn a_screen_is_as_it_is_asked_for() {
    let (site, _folder) = serve(PAGE);
    for (look, expected) in [(Look::DESK, "[1280,900,false]"), (Look::PHONE.dark(), "[390,844,true]")] {
        in_both_as(look, |browser| {
            browser.open(&site.url(""));
            let seen = browser.eval("[innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]");
            assert_eq!(seen.to_string(), expected);
        });
    }
}

#[test]
fn whatever_goes_wrong_is_on_the_console() {
    let (site, _folder) = serve(
        r#"<!doctype html><html lang="en" data-ready><link rel="icon" href="data:,">
        <body style="top: 0"><script>
        console.log("fine");
        console.error("said");
        setTimeout(() => { throw new Error("thrown") });
        Promise.reject(new Error("rejected"));
        setTimeout(() => { window.isOver = true }, 50);
        </script>"#,
    );
    site.add_header("Content-Security-Policy", "style-src 'none'");
    in_both(|browser| {
        browser.open(&site.url(""));
        browser.wait_for("window.isOver");
        let errors = browser.errors();
        for what in ["said", "thrown", "rejected", "Content"] {
            let times = errors.iter().filter(|error| error.contains(what)).count();
            assert_eq!(times, 1, "{what}: {errors:#?}");
        }
        assert_eq!(browser.errors(), [""; 0]);
    });
}

#[test]
fn what_goes_wrong_once_a_page_is_open_fails_a_test_in_every_browser() {
    let (site, _folder) = serve(
        r#"<!doctype html><html lang="en" data-ready><link rel="icon" href="data:,"><body><button>Go</button><script>
        document.querySelector("button").onclick = () => {
            console.error("said");
            setTimeout(() => { throw new Error("thrown") });
            Promise.reject(new Error("rejected"));
            setTimeout(() => { window.isOver = true }, 50);
        };
        </script>"#,
    );
    in_all(|browser| {
        browser.open(&site.url(""));
        assert_eq!(browser.errors(), [""; 0]);
        browser.click("button");
        browser.wait_for("window.isOver");
        let errors = browser.errors();
        for what in ["said", "thrown", "rejected"] {
            assert!(errors.iter().any(|error| error.contains(what)), "{browser}: {what}: {errors:#?}");
        }
    });
}

#[test]
fn without_a_network_nothing_is_reached() {
    let (site, _folder) = serve(PAGE);
    in_both(|browser| {
        browser.open(&site.url(""));
        browser.go_offline();
        assert_eq!(browser.eval("fetch('?again').then(() => 'reached', () => 'not reached')"), "not reached");
        let _ = browser.errors();
    });
}

#[test]
fn without_scripts_a_page_is_what_its_file_says() {
    let (site, _folder) = serve(&PAGE.replace("</main>", "<noscript>No scripts</noscript></main>"));
    in_both(|browser| {
        browser.switch_scripts_off();
        browser.visit(&site.url(""));
        browser.wait_for_text("main", "No scripts");
        assert_eq!(browser.text("h1"), "Page");
        assert_eq!(browser.attribute("html", "data-ready"), None);
    });
}

#[test]
fn a_driver_that_ends_for_want_of_a_port_is_started_again() {
    let folder = tempfile::tempdir().expect("there is room");
    let script = folder.path().join("driver");
    // Ends the first time, as Chromium's driver does where its port is in use, and listens the second time.
    let text = "if test -e \"$TMPDIR/was-here\"; then echo listening on 4711; else touch \"$TMPDIR/was-here\"; fi";
    fs::write(&script, text).expect("there is room");
    let script = script.display().to_string();
    let driver = Driver::start("sh", &[&script], folder.path(), "listening on ");
    assert_eq!(driver.address, "http://127.0.0.1:4711");
}

#[test]
#[should_panic(expected = "did not say where it listens, but: [[\"no port\"]")]
fn what_a_driver_said_that_never_listens_is_shown() {
    let folder = tempfile::tempdir().expect("there is room");
    drop(Driver::start("echo", &["no port"], folder.path(), "listening on "));
}

#[test]
fn only_what_the_page_says_is_an_error_of_the_page() {
    let said = [
        r#"console.log: "fine""#,
        "console.error: RSLoader: ",
        r#"console.error: "panicked: here""#,
        r#"console.error: (new Error("no", "a.js", 1))"#,
        r#"console.error: 7 "b: c""#,
    ];
    let errors: Vec<String> = errors_written(said.map(str::to_owned).to_vec()).collect();
    assert_eq!(errors, said[2..]);
}

#[test]
fn keys_are_let_go_in_the_reverse_order() {
    let actions = chord("Shift+Tab");
    let actions: Vec<String> =
        actions["actions"][0]["actions"].as_array().expect("a list").iter().map(ToString::to_string).collect();
    let (shift, tab) = ('\u{e008}', '\u{e004}');
    assert_eq!(
        actions,
        [
            format!(r#"{{"type":"keyDown","value":"{shift}"}}"#),
            format!(r#"{{"type":"keyDown","value":"{tab}"}}"#),
            format!(r#"{{"type":"keyUp","value":"{tab}"}}"#),
            format!(r#"{{"type":"keyUp","value":"{shift}"}}"#),
        ]
    );
}

#[test]
fn it_is_json_of_the_size_asked_for() {
    let export = export(100_000);
    assert!((100_000..120_000).contains(&export.len()), "{}", export.len());
    let resources: Vec<serde_json::Value> = serde_json::from_str(&export).expect("it is JSON");
    assert!(resources.iter().all(|it| it["id"].is_string() && it["type"].is_string()));
}
