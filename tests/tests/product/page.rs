//! The page starts wherever it is put, and says something useful where it cannot start.

use std::fs;

use pgreach_rules::table::ROWS;
use pgreach_tests::{Site, dist, in_all, in_both, single_file};

#[test]
fn starts_under_any_path() {
    let site = Site::under("/some/deep/path/", dist());
    in_both(|browser| {
        browser.open(&site.url(""));
        let requests = site.requests();
        assert!(requests.iter().all(|path| path.starts_with("/some/deep/path/")), "{requests:?}");
    });
}

#[test]
fn starts_from_one_file_without_a_network_and_does_everything() {
    in_both(|browser| {
        browser.go_offline();
        browser.open(&single_file());
        assert_eq!(browser.resources(), [""; 0]);
        browser.click(".start [data-preset='private-to-private']");
        browser.click("#source-zone-link-client-fail");
        browser.wait_for_text("#verdict", "its VNet is not linked to the zone");
        browser.wait_for("location.hash.endsWith('&source/zone-link-client=fail')");
        browser.click("[data-step='source/zone-link-client'] .copy");
        browser.wait_for_text("[data-step='source/zone-link-client'] .copy", "Copied");
        browser.back();
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.reload();
        browser.wait_for_text("#section", "Private access in source and private access in target");
        assert_eq!(browser.resources(), [""; 0]);
    });
}

#[test]
fn the_saved_file_unpacks_itself_in_a_browser_that_unpacks_nothing() {
    let file = fs::read_to_string(dist().join("pgreach.html")).expect("the file is built");
    // The file's own policy would not let a script take something away.
    let (before, policy) = file.split_once("<meta http-equiv=").expect("there is a policy");
    let (_, after) = policy.split_once('>').expect("it ends");
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let old = folder.path().join("pgreach.html");
    fs::write(&old, format!("{before}<script>delete self.DecompressionStream</script>{after}"))
        .expect("it is writable");
    in_all(|browser| {
        browser.open(&format!("file://{}", old.display()));
        browser.wait_until_whole();
        assert_eq!(browser.errors(), [""; 0]);
    });
}

#[test]
fn shows_the_table_of_scenarios_without_scripts() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.switch_scripts_off();
        browser.visit(&site.url("index.html"));
        let table = browser.text("#combinations table");
        for row in &ROWS {
            for words in [row.source_words(), row.support_words(), (row.scenario.section)(None).title] {
                assert!(table.contains(words), "{words} is not in the table");
            }
        }
        assert!(browser.text(".before-start").contains("JavaScript is off"));
        assert_eq!(browser.attribute("#combinations a", "target").as_deref(), Some("_blank"));
    });
}

#[test]
fn folds_the_table_once_it_runs() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        assert_eq!(browser.texts("#combinations table"), [""; 0]);
        browser.click("#combinations summary");
        browser.wait_for_text("#combinations table", "Any source");
    });
}

#[test]
fn names_the_header_that_a_policy_of_the_host_lacks() {
    let site = Site::under("/", dist());
    site.add_header("Content-Security-Policy", "script-src 'self' 'unsafe-inline'");
    in_both(|browser| {
        browser.visit(&site.url("index.html"));
        browser.wait_for_text("#trouble", "It must allow: script-src 'self' 'wasm-unsafe-eval'");
        assert!(browser.text("#combinations table").contains("Any source"), "the table is there all the same");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported the violation");
    });
}

#[test]
fn allows_no_inline_script_but_its_own() {
    let page = fs::read_to_string(dist().join("index.html")).expect("the page is built");
    for (name, page) in [
        ("index.html", page),
        ("pgreach.html", fs::read_to_string(dist().join("pgreach.html")).expect("the file is built")),
    ] {
        let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").expect("there is a policy");
        let (policy, _) = policy.split_once('"').expect("the policy ends");
        assert!(policy.starts_with("default-src 'none'"), "{name}: {policy}");
        assert!(policy.contains("'sha256-") && policy.contains("'wasm-unsafe-eval'"), "{name}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{name}: {policy}");
        assert!(!page.contains(" style=\"") && !page.contains("onclick="), "{name} has inline styles or handlers");
    }
}

#[test]
fn prints_everything_unfolded() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false&source/nsg=pass"));
        browser.wait_until_whole();
        let folded = browser.count("details.more:not([open])");
        assert!(0 < folded);
        let commands = browser.count(".command");
        let _ = browser.eval("dispatchEvent(new Event('beforeprint'))");
        browser.wait_for("!document.querySelector('.to-check details.more:not([open])')");
        assert_eq!(browser.count(".passed details.more[open]"), 0, "what has passed stays short");
        assert!(4 * commands < browser.count(".command"), "what is folded is printed too");
        browser.show_as_printed();
        assert_eq!(browser.texts("nav button, .copy, footer"), [""; 0], "nothing to press is printed");
        let _ = browser.eval("dispatchEvent(new Event('afterprint'))");
        browser.wait_for(&format!("document.querySelectorAll('details.more:not([open])').length === {folded}"));
    });
}
