//! axe-core finds nothing in any state of the page, in both themes and on both widths.

use pgreach_tests::{Browser, Look, Site, dist, in_both_as};

const STATES: [&str; 6] = [
    "",
    "v=1&source.access=private&nonsense=1",
    "v=1&source.kind=single-server&source.access=private&source.privateEndpoint=true&target.access=private-endpoint&runtime.used=true&runtime.access=public&source/peering=fail&source/nsg=pass&source/a-record=not-applicable",
    "v=1&source.kind=single-server&source.access=private&target.access=public&runtime.used=false",
    "v=1&source.kind=single-server&source.access=public&target.access=public&runtime.used=false",
    "v=1&source.kind=aws-rds&source.access=private&target.access=vnet-integrated&source/vnet-rule=pass",
];

fn is_clean(look: Look) {
    let site = Site::under("/", dist());
    in_both_as(look, |browser: &Browser| {
        for state in STATES {
            browser.visit("about:blank");
            browser.open(&site.url(&format!("index.html#{state}")));
            assert_eq!(browser.axe(), [""; 0], "#{state}");
            let wider = browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(wider, 0, "#{state} scrolls sideways");
            let narrowest =
                browser.eval("Math.min(220, ...[...document.querySelectorAll('.claim')].map((it) => it.clientWidth))");
            assert_eq!(narrowest, 220, "#{state} squeezes the title of a step");
        }
        for id in ["examples", "paste", "share", "download", "export"] {
            let _ = browser.eval(&format!("document.querySelector('[data-opens={id}]').click()"));
            browser.wait_for(&format!("60 < document.querySelector('#{id}')?.textContent.length"));
            assert_eq!(browser.axe(), [""; 0], "the dialog {id}");
            let _ = browser.eval(&format!("document.querySelector('#{id}').close()"));
        }
        let _ = browser.eval("document.querySelector('#combinations').open = true");
        assert_eq!(browser.axe(), [""; 0], "the table");
    });
}

#[test]
fn on_a_desk_in_the_light() {
    is_clean(Look::DESK);
}

#[test]
fn on_a_desk_in_the_dark() {
    is_clean(Look::DESK.dark());
}

#[test]
fn on_a_tablet() {
    is_clean(Look { width: 900, ..Look::DESK });
}

#[test]
fn on_a_phone_in_the_light() {
    is_clean(Look::PHONE);
}

#[test]
fn on_a_phone_in_the_dark() {
    is_clean(Look::PHONE.dark());
}
