//! Lighthouse has nothing to say against the page, nor against a page that a link opens on a report.
//!
//! It simulates a slow network and a slow processor out of what it measures on this machine, so a machine that does much else
//! makes the page look slow. The figure for performance is therefore the middle of five runs, as Lighthouse itself advises; the
//! others do not depend on the machine, and each run has to reach them.

use pgreach_tests::{Device, Site, dist, lighthouse};

const RUNS: usize = 5;
const PERFORMANCE: u64 = 98;

const REPORT: &str = "#v=1&source.kind=single-server&source.access=private&target.access=private-endpoint\
    &runtime.used=true&runtime.access=vnet-integrated&source/peering=fail&source/nsg=pass";

#[expect(clippy::print_stdout, reason = "the scores are what a person wants to know, also where they are high enough")]
fn is_praised(file: &str, device: Device) {
    let site = Site::hosted(dist());
    let (mut reached, mut missed) = (0, Vec::new());
    // The middle one has reached what most have reached.
    while reached <= RUNS / 2 && missed.len() <= RUNS / 2 {
        let audited = lighthouse(&site.url(file), device);
        for category in ["accessibility", "best-practices", "seo"] {
            let losses = audited.losses(category);
            assert_eq!((audited.score(category), losses), (100, vec![]), "{category} of {file:?}");
        }
        let performance = audited.score("performance");
        println!("{file:?} on a {device:?}: performance {performance}");
        if performance < PERFORMANCE {
            missed.push((performance, audited.losses("performance")));
        } else {
            reached += 1;
        }
    }
    assert!(missed.len() <= RUNS / 2, "most runs on {file:?} are below {PERFORMANCE}: {missed:#?}");
}

#[test]
fn on_a_phone() {
    is_praised("", Device::Phone);
}

#[test]
fn on_a_desk() {
    is_praised("", Device::Desk);
}

#[test]
fn on_a_phone_with_a_report() {
    is_praised(REPORT, Device::Phone);
}

#[test]
fn on_a_desk_with_a_report() {
    is_praised(REPORT, Device::Desk);
}
