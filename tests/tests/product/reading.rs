//! A long report is short to read: what passes is folded, a team finds its part, and nothing is cut or out of its order.

use pgreach_tests::{Site, dist, in_both};

const RUNTIME: &str = "index.html#v=1&source.kind=single-server&source.access=private&source.privateEndpoint=true&target.access=private-endpoint&runtime.used=true&runtime.access=vnet-integrated";

#[test]
fn what_passes_is_folded_with_its_count_and_its_names() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser
            .open(&site.url(&format!("{RUNTIME}&source/nsg=pass&source/peering=pass&target/peering=not-applicable")));
        browser.wait_for_text(".passed > summary", "peering");
        assert!(browser.text(".passed > summary").starts_with("Passed"));
        let count = browser.count(".passed [data-step]");
        assert_eq!(browser.text(".passed .count"), count.to_string());
        assert_eq!(browser.texts(".passed h3, .not-applicable h3"), [""; 0]);
        browser.click(".passed > summary");
        browser.wait_for(&format!(
            "{count} === [...document.querySelectorAll('.passed h3')].filter((it) => it.checkVisibility()).length"
        ));
        assert!(!browser.texts(".to-check h3").is_empty(), "what is unknown is not folded");
        // What leads to a folded step unfolds it.
        browser.click(".not-applicable > summary");
        browser.click(".not-applicable > summary");
        let _ = browser.eval("document.querySelectorAll('details.trace').forEach((it) => { it.open = true; })");
        browser.click(".passed > summary");
        browser.click("[data-trace] [data-goes='step-source-nsg']");
        browser.wait_for("document.activeElement.id === 'step-source-nsg'");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn the_list_is_narrowed_to_a_team_and_to_a_connection() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(RUNTIME));
        browser.wait_until_whole();
        browser.unfold_steps();
        let shown = || {
            browser
                .eval(
                    "[...document.querySelectorAll('[data-step]')].filter((it) => it.checkVisibility())
            .map((it) => it.dataset.owner + ' ' + it.dataset.step)",
                )
                .as_array()
                .cloned()
                .unwrap_or_default()
        };
        let all = shown();
        let of = |part: &str| all.iter().filter(|it| it.as_str().is_some_and(|it| it.contains(part))).count();
        for owner in ["network", "dns", "database"] {
            browser.choose("#only", owner);
            browser.wait_for(&format!("document.querySelector('#only').value === '{owner}'"));
            let seen = shown();
            assert!(!seen.is_empty() && seen.len() < all.len());
            assert!(seen.iter().all(|it| it.as_str().is_some_and(|it| it.starts_with(owner))), "{seen:?}");
            // What is counted elsewhere is counted of all teams.
            assert_eq!(browser.texts(".steps-group .count"), [""; 0]);
        }
        browser.choose("#only", "");
        browser.choose("#only-to", "target");
        browser.wait_for("document.querySelector('#only-to').value === 'target'");
        assert_eq!(shown().len(), all.len() - of(" source/"));
        // What leads to a step that is left out shows it again.
        let _ = browser.eval("document.querySelectorAll('details.trace').forEach((it) => { it.open = true; })");
        browser.click("[data-trace=source] [data-goes^='step-source']");
        browser.wait_for("document.activeElement.id.startsWith('step-source')");
        assert_eq!(browser.eval("document.querySelector('#only-to').value"), "");
    });
}

#[test]
fn cleanup_comes_last() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(RUNTIME));
        browser.wait_for_text(".cleanup", "Cleanup");
        let top =
            |css: &str| browser.eval(&format!("document.querySelector('{css}').getBoundingClientRect().top")).as_f64();
        assert!(top(".steps") < top(".cleanup"));
        assert_eq!(browser.eval("/ delete /.test(document.querySelector('.section').textContent)"), false);
    });
}

#[test]
fn a_name_is_never_cut() {
    let site = Site::under("/", dist());
    let name = "orders-production-westeurope-blue-0001-and-its-replica-for-2026";
    in_both(|browser| {
        for width in ["across", "down"] {
            browser.visit("about:blank");
            browser.open(&site.url(&format!("{RUNTIME}&source.name={name}&target.name=short")));
            browser.wait_until_whole();
            let drawn = browser.eval(&format!(
                "[...document.querySelectorAll('.drawing.{width} .name')].map((it) => it.textContent).join('|')"
            ));
            assert!(drawn.as_str().is_some_and(|it| it.contains(name) && !it.contains('…')), "{drawn}");
        }
        // It stays within its box.
        let outside = browser.eval(
            "[...document.querySelectorAll('.drawing.across g:has(.server)')].filter((it) => {
                const box = it.querySelector('.server').getBoundingClientRect();
                return [...it.querySelectorAll('.name, .name ~ .soft')].some((text) => {
                    const { left, right, top, bottom } = text.getBoundingClientRect();
                    return text.textContent && (left < box.left || box.right < right || top < box.top || box.bottom < bottom);
                });
            }).length",
        );
        assert_eq!(outside, 0);
    });
}

#[test]
fn a_hint_speaks_of_the_kind_of_source_that_is_meant() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        for (kind, says, not) in [
            ("single-server", "Single server: Connection security", "nothing"),
            ("azure-flexible-server", "Flexible server: Networking", "Single server"),
            ("aws-rds", "Any other source: private if it has no public address", "server:"),
        ] {
            browser.choose("#source-kind", kind);
            browser.wait_for_text("#source-access-about", says);
            assert!(!browser.text("#source-access-about").contains(not), "{kind}");
        }
    });
}
