//! The whole way by keyboard alone: from nothing known to a verdict, with the focus never lost.

use pgreach_tests::{Browser, Site, dist, in_both};

/// Presses Tab until this has the focus.
#[track_caller]
fn tab_to(browser: &Browser, id: &str) {
    let mut seen = Vec::new();
    for _ in 0..60 {
        browser.press("Tab");
        let focused = browser.focused();
        if focused == id {
            return;
        }
        seen.push(focused);
    }
    panic!("{id} is not reached by Tab, but {seen:#?}");
}

#[test]
fn from_nothing_to_a_verdict_by_keyboard() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html#v=1&source.kind=single-server&target.access=vnet-integrated"));
        tab_to(browser, "#source-access-unknown");
        browser.press("ArrowLeft");
        browser.wait_for("location.hash.includes('source.access=private')");
        browser.wait_for_focus("#source-access-private");
        tab_to(browser, "#runtime-used-unknown");
        browser.press("ArrowLeft");
        browser.wait_for("location.hash.includes('runtime.used=false')");
        tab_to(browser, "#source-private-endpoint-unknown");
        browser.press("ArrowLeft");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.wait_for_focus("#source-private-endpoint-fail");
        browser.press("ArrowLeft");
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.wait_for_focus("#source-private-endpoint-pass");
        // Back in the form, the list is put in order: the step is among the passed ones now.
        for _ in 0..5 {
            browser.press("Shift+Tab");
        }
        browser
            .wait_for("document.querySelector('.passed h3')?.textContent.includes('has an approved private endpoint')");
    });
}

#[test]
fn a_dialog_opens_and_closes_by_keyboard() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.press("Tab");
        browser.wait_for_focus("button To the verdict");
        browser.press("Tab");
        browser.wait_for_focus("button Examples");
        browser.press("Enter");
        browser.wait_for("document.querySelector('#examples')?.open");
        browser.press("Escape");
        browser.wait_for("!document.querySelector('#examples')?.open");
        assert_eq!(browser.focused(), "button Examples", "the focus is back where it was");
        browser.press("Enter");
        browser.wait_for("document.querySelector('#examples')?.open");
        browser.press("Tab");
        browser.press("Enter");
        browser.wait_for_text("#section", "Private access in source and private access in target");
    });
}

#[test]
fn a_change_is_announced_once_after_it_has_settled() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&source/private-endpoint=fail"));
        browser.wait_until_whole();
        let live = "[aria-live], [role=status], [role=alert]:not([hidden])";
        // The verdict, the files, the plan, four closed dialogs, what can be undone, what is being loaded, and the offer of a new version;
        // on a busy machine for a moment that a look takes long.
        browser.wait_for(&format!("document.querySelectorAll('{live}').length === 10"));
        let _ = browser.eval(&format!(
            "(window.said = [], document.querySelectorAll('{live}').forEach((it) =>
                new MutationObserver(() => said.push(it.textContent))
                    .observe(it, {{ childList: true, characterData: true, subtree: true }})))"
        ));
        browser.fill("#source-name", "orders-old");
        browser.wait_for("said.length === 1");
        assert_eq!(
            browser.eval("said[0]"),
            "Blocked. orders-old cannot be reached: it has no approved private endpoint."
        );
    });
}
