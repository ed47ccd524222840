//! A step that somebody accepts as it is, until a day.

use pgreach_tests::{Site, dist, in_both};

const FAILING: &str = "index.html#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated\
    &runtime.used=false&source/private-endpoint=pass&target/delegated-subnet=pass&source/peering=pass&source/nsg=pass\
    &source/zone-link-client=fail&source/a-record=pass\
    &exceptions.source/zone-link-client=2026-12-31%20A%20forwarder%20answers";

#[test]
fn an_exception_in_a_link_counts_up_to_its_day() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(&format!("{FAILING}&today=2026-12-31")));
        browser.wait_for_text(".verdict .pill", "Ready");
        browser.wait_for_text("#verdict", "pgreach cannot promise that it connects");
        browser.wait_for_text(".steps-group.accepted", "Accepted until 2026-12-31: A forwarder answers");
        assert_eq!(browser.attribute("[data-connection='source']", "data-status").as_deref(), Some("unknown"));
        assert_eq!(browser.count("[data-step='source/zone-link-client'][data-status='fail']"), 1);

        // What the link came with stays in it.
        browser.unfold_steps();
        browser.click("#source-nsg-unknown");
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.wait_for("location.hash.includes('exceptions.source/zone-link-client=2026-12-31')");

        browser.open(&site.url(&format!("{FAILING}&today=2027-01-01")));
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser
            .wait_for_text("[data-step='source/zone-link-client']", "Was accepted until 2026-12-31, which has passed");
    });
}

#[test]
fn without_a_day_in_the_link_the_clock_of_the_browser_counts() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        for (day, verdict) in [("2020-01-31", "Blocked"), ("9999-12-31", "Ready")] {
            browser.open(&site.url(&FAILING.replace("2026-12-31", day)));
            browser.wait_for_text(".verdict .pill", verdict);
        }
    });
}
