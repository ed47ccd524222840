//! A test, run in each browser.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::browser::Browser;
use crate::look::Look;

/// A browser's name and how it is started.
type Start = (&'static str, fn(Look) -> Browser);

const CHROMIUM: Start = ("Chromium", Browser::chromium);
const FIREFOX: Start = ("Firefox", Browser::firefox);
/// Only Linux has its driver.
const WEBKIT: Option<Start> = if cfg!(target_os = "linux") { Some(("WebKit", Browser::webkit)) } else { None };

/// Runs a test in Chromium, Firefox and `WebKit`, on a light screen on a desk.
pub fn in_all(test: impl Fn(&Browser)) {
    in_all_as(Look::DESK, test);
}

/// Runs a test in Chromium, Firefox and `WebKit`, on a screen of this look.
///
/// A browser that the test leaves with an error on its console fails it; [`Browser::errors`] takes those that it expects.
pub fn in_all_as(look: Look, test: impl Fn(&Browser)) {
    run([CHROMIUM, FIREFOX].into_iter().chain(WEBKIT), look, test);
}

/// Runs a test that asks more of a driver than `WebKit`'s can, in Chromium and in Firefox, on a light screen on a desk.
pub fn in_both(test: impl Fn(&Browser)) {
    in_both_as(Look::DESK, test);
}

/// Runs a test that asks more of a driver than `WebKit`'s can, in Chromium and in Firefox, on a screen of this look.
///
/// A browser that the test leaves with an error on its console fails it; [`Browser::errors`] takes those that it expects.
pub fn in_both_as(look: Look, test: impl Fn(&Browser)) {
    run([CHROMIUM, FIREFOX], look, test);
}

/// Runs it in every one, whatever the others say, and fails with the names of those that it failed in.
fn run(browsers: impl IntoIterator<Item = Start>, look: Look, test: impl Fn(&Browser)) {
    let failed = browsers.into_iter().filter(|(_, start)| !passes(|| start(look), &test)).map(|(name, _)| name);
    let failed: Vec<_> = failed.collect();
    assert!(failed.is_empty(), "fails in {}; why is said above", failed.join(" and "));
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
