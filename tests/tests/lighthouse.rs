//! Lighthouse has nothing to say against the page, nor against the page on which a link opens a report.
//!
//! What it says of performance depends on the machine: it measures here and works out what a slow phone would take. A machine
//! that does something else meanwhile only ever makes the page look slower, by ten points and more, so the best of a few runs is
//! the nearest to the truth. On a quiet machine they differ by a point. A page that shifts, grows or blocks fails them all.

use std::io::{Write as _, stderr};

use pgreach_tests::{Device, Site, dist, lighthouse};

/// Enough for a busy machine to have a quiet moment.
const RUNS: usize = 10;

const REPORT: &str = "#v=1&source.kind=single-server&source.access=private&target.access=private-endpoint\
    &runtime.used=true&runtime.access=vnet-integrated&source/peering=fail&source/nsg=pass";

/// The bar that sticks to the bottom of a phone's screen covers what is below it, until the person scrolls.
const COVERED: &[&str] = &["target-size"];

fn is_praised(link: &str, device: Device, left_out: &[&str], performance: u64) {
    let site = Site::hosted(dist());
    let mut slow = Vec::new();
    while slow.len() < RUNS {
        let audited = lighthouse(&site.url(link), device, left_out);
        for category in ["accessibility", "best-practices", "seo"] {
            assert_eq!((audited.score(category), audited.losses(category)), (100, vec![]), "{category}");
        }
        let score = audited.score("performance");
        // Shown also where the test passes.
        let _ = writeln!(stderr(), "{device:?}, {link:?}: performance {score}");
        if performance <= score {
            return;
        }
        slow.push((score, audited.losses("performance")));
    }
    panic!("no run comes to {performance}: {slow:#?}");
}

#[test]
fn on_a_phone() {
    is_praised("", Device::Phone, &[], 98);
}

#[test]
fn on_a_desk() {
    is_praised("", Device::Desk, &[], 98);
}

/// From 90 on a figure is green, and a thousand elements take a slow phone a while.
#[test]
fn on_a_phone_with_a_report() {
    is_praised(REPORT, Device::Phone, COVERED, 90);
}

#[test]
fn on_a_desk_with_a_report() {
    is_praised(REPORT, Device::Desk, &[], 98);
}
