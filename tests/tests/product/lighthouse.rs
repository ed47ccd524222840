//! Lighthouse has nothing to say against the page, nor against the page on which a link opens a report.
//!
//! What it says of performance is printed and not asserted: it is a time, and depends on what the machine does meanwhile.

use std::io::{Write as _, stderr};

use pgreach_tests::{Device, Site, dist, lighthouse};

const REPORT: &str = "#v=1&source.kind=single-server&source.access=private&target.access=private-endpoint\
    &runtime.used=true&runtime.access=vnet-integrated&source/peering=fail&source/nsg=pass";

/// The bar that sticks to the bottom of a phone's screen covers what is below it, until the person scrolls.
const COVERED: &[&str] = &["target-size"];

fn is_praised(link: &str, device: Device, left_out: &[&str]) {
    let site = Site::hosted(dist());
    let audited = lighthouse(&site.url(link), device, left_out);
    for category in ["accessibility", "best-practices", "seo"] {
        assert_eq!((audited.score(category), audited.losses(category)), (100, vec![]), "{category}");
    }
    let _ = writeln!(stderr(), "{device:?}, {link:?}: performance {}", audited.score("performance"));
}

#[test]
fn on_a_phone() {
    is_praised("", Device::Phone, &[]);
}

#[test]
fn on_a_desk() {
    is_praised("", Device::Desk, &[]);
}

#[test]
fn on_a_phone_with_a_report() {
    is_praised(REPORT, Device::Phone, COVERED);
}

#[test]
fn on_a_desk_with_a_report() {
    is_praised(REPORT, Device::Desk, &[]);
}
