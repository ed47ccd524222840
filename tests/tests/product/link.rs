//! The page's state is its address.

use std::fs;

use pgreach_tests::{Site, dist, in_all, in_both};

#[test]
fn a_link_written_by_hand_opens_the_page_as_it_says() {
    let site = Site::under("/docs/tools/pgreach/", dist());
    in_all(|browser| {
        browser.open(&site.url(
            "index.html#source/peering=fail&target.access=vnet-integrated&source.access=private&source.kind=single-server",
        ));
        browser.wait_for_text("#verdict", "are not peered");
        assert_eq!(browser.eval("document.querySelector('#target-access').value"), "vnet-integrated");
        assert_eq!(browser.eval("document.querySelector('#source-access-private').checked"), true);
    });
}

#[test]
fn back_and_forward_undo_and_redo() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        // A choice is a step of the history once the address has it, which comes after the verdict.
        browser.choose("#target-access", "none");
        browser.wait_for_text(".verdict .pill", "Not supported");
        browser.wait_for("location.hash === '#v=1&target.access=none'");
        browser.choose("#target-access", "public");
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.wait_for("location.hash === '#v=1&target.access=public'");
        browser.fill("#target-name", "orders-new");
        browser.back();
        browser.wait_for_text(".verdict .pill", "Not supported");
        assert_eq!(browser.eval("document.querySelector('#target-access').value"), "none");
        assert_eq!(
            browser.eval("document.querySelector('#target-name').value"),
            "orders-new",
            "what was typed is not lost"
        );
        browser.back();
        browser.wait_for_text("#start", "Or start from a situation like yours");
        let _ = browser.eval("history.go(2)");
        browser.wait_for("location.hash === '#v=1&target.access=public'");
        browser.wait_for("document.querySelector('#target-access').value === 'public'");
    });
}

#[test]
fn a_reload_keeps_the_state_and_no_name() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.choose("#source-kind", "azure-vm");
        browser.fill("#source-name", "secret-project");
        browser.wait_for("location.hash === '#v=1&source.kind=azure-vm'");
        browser.reload();
        browser.wait_for("document.querySelector('#source-kind')?.value === 'azure-vm'");
        assert_eq!(browser.eval("document.querySelector('#source-name').value"), "");
        assert_eq!(browser.eval("localStorage.length + sessionStorage.length + document.cookie.length"), 0);
        browser.fill("#source-name", "orders-old");
        browser.click("nav button:nth-of-type(3)");
        browser.click("#share-names");
        browser.wait_for("location.hash === '#v=1&source.kind=azure-vm&source.name=orders-old'");
        browser.wait_for_text("#share-link", "&source.name=orders-old");
    });
}

#[test]
fn a_link_that_cannot_be_read_says_why_and_loses_nothing() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html#v=1&source.access=privat&target.access=public&x=%FF"));
        browser.wait_for_text(".notes", "source.access=privat");
        browser.wait_for_text(".notes", "expected one of public, private");
        browser.wait_for_text(".notes", "x=%FF");
        assert_eq!(browser.eval("document.querySelector('#target-access').value"), "public");
        browser.choose("#target-access", "none");
        browser.wait_for("location.hash.endsWith('&source.access=privat&x=%FF')");
        browser.click(".notes button");
        browser.wait_for("location.hash === '#v=1&target.access=none'");
    });
}

#[test]
fn nothing_is_requested_after_the_page_has_loaded_but_what_the_browser_keeps_of_it() {
    let site = Site::under("/", dist());
    let worker = fs::read_to_string(dist().join("service-worker.js")).expect("it is published");
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_kept();
        // The page and its parts, once to start and once to keep them; the address carries nothing.
        for path in site.requests() {
            let file = path.trim_start_matches('/');
            let is_part = worker.contains(&format!("\"{file}\": \""));
            assert!(is_part || file == "service-worker.js", "{file} is no part of the page");
        }
        let loaded = browser.resources();
        browser.click(".start [data-preset='not-peered']");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.click("#source-nsg-fail");
        browser.wait_for("location.hash.includes('source/nsg=fail')");
        browser.fill("#source-name", "orders-old");
        browser.click("[data-step='source/nsg'] .instructions .copy");
        browser.back();
        browser.wait_for("document.querySelector('#source-nsg-unknown').checked");
        assert_eq!(browser.resources(), loaded);
        assert_eq!(site.requests(), [""; 0]);
    });
}
