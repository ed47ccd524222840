//! A test, run in both browsers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::browser::Browser;
use crate::look::Look;

/// Runs a test in Chromium and in Firefox, on a light screen on a desk.
pub fn in_both(test: impl Fn(&Browser)) {
    in_both_as(Look::DESK, test);
}

/// Runs a test in Chromium and in Firefox, on a screen of this look.
///
/// A browser that the test leaves with an error on its console fails it; [`Browser::errors`] takes those that it expects.
pub fn in_both_as(look: Look, test: impl Fn(&Browser)) {
    let in_chromium = passes(|| Browser::chromium(look), &test);
    let in_firefox = passes(|| Browser::firefox(look), &test);
    match (in_chromium, in_firefox) {
        (true, true) => {}
        (false, true) => panic!("fails in Chromium, not in Firefox; why is said above"),
        (true, false) => panic!("fails in Firefox, not in Chromium; why is said above"),
        (false, false) => panic!("fails in Chromium and in Firefox; why is said above"),
    }
}

fn passes(start: impl FnOnce() -> Browser, test: impl Fn(&Browser)) -> bool {
    catch_unwind(AssertUnwindSafe(|| {
        let browser = start();
        test(&browser);
        let errors = browser.errors();
        assert!(errors.is_empty(), "{browser} has errors on its console: {errors:#?}");
    }))
    .is_ok()
}
