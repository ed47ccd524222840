//! Every screen and every way of looking: a phone, a keyboard, a contrast theme, a printer, a frame.

use pgreach_tests::{Browser, EXPORT, Look, Site, dist, in_both, in_both_as};
use serde_json::json;

const RUNTIME: &str = "index.html#v=1&source.kind=single-server&source.access=private&source.privateEndpoint=true&target.access=private-endpoint&runtime.used=true&runtime.access=vnet-integrated&source/peering=fail&source/nsg=pass";

/// The elements of a selector that are shown, each as what an expression of `it` says.
#[track_caller]
fn shown(browser: &Browser, css: &str, says: &str) -> Vec<String> {
    let list = browser.eval(&format!(
        "[...document.querySelectorAll({})].filter((it) => it.checkVisibility({{ visibilityProperty: true }})).map((it) => {says})
            .filter(Boolean)",
        json!(css)
    ));
    list.as_array().into_iter().flatten().map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}

#[track_caller]
fn verdict_is_in_sight(browser: &Browser, what: &str) {
    browser.wait_for("document.activeElement.id === 'verdict'");
    let place = browser.eval("document.querySelector('#verdict').getBoundingClientRect().top");
    assert!(place.as_f64().is_some_and(|it| (0.0..500.0).contains(&it)), "{what}: the verdict is at {place}");
}

#[test]
fn on_a_phone_a_situation_leads_to_its_verdict() {
    let site = Site::under("/", dist());
    in_both_as(Look::PHONE, |browser| {
        let count = {
            browser.open(&site.url("index.html"));
            browser.wait_until_whole();
            browser.count(".start [data-preset]")
        };
        for place in 1..=count {
            browser.visit("about:blank");
            browser.open(&site.url("index.html"));
            browser.wait_until_whole();
            browser.click(&format!(".start li:nth-child({place}) [data-preset]"));
            verdict_is_in_sight(browser, &format!("situation {place}"));
        }
        // From the files and the form too, by the line that stays in sight.
        let _ = browser.eval("scrollTo(0, 0)");
        let in_sight = "(({ top, bottom }) => 0 <= top && bottom <= innerHeight)(document.querySelector('.entered > .bar').getBoundingClientRect())";
        assert_eq!(browser.eval(in_sight), true, "above the form");
        let _ = browser.eval("scrollTo(0, 0)");
        browser.click(".entered > .bar");
        verdict_is_in_sight(browser, "the bar");
    });
}

#[test]
fn on_a_phone_nothing_moves_at_an_answer() {
    let site = Site::under("/", dist());
    in_both_as(Look::PHONE, |browser| {
        browser.open(&site.url("index.html"));
        assert_eq!(browser.texts(".question"), ["Can this PostgreSQL migration to Azure connect?"]);
        // A browser that keeps things in place by scrolling would hide what moves.
        let _ = browser.eval(
            "document.adoptedStyleSheets.push((() => { const it = new CSSStyleSheet();
            it.replaceSync('* { overflow-anchor: none !important }'); return it; })())",
        );
        let top =
            || browser.eval("document.querySelector('#source-access-private').getBoundingClientRect().top").as_f64();
        browser.click(".fold-settings summary");
        browser.click("#source-access-unknown");
        let before = top().unwrap_or_default();
        let _ = browser.eval("document.querySelector('#source-access-private').click()");
        browser.wait_for("!document.querySelector('.start')");
        let after = top().unwrap_or_default();
        assert!((after - before).abs() < 2.0, "the control that is tapped goes from {before} to {after}");
    });
}

#[test]
fn on_a_phone_targets_are_as_large_as_a_finger() {
    let site = Site::under("/", dist());
    in_both_as(Look::PHONE, |browser| {
        let small = "(({ width, height }) => height < 43.5 && it.localName + '.' + it.className + '#' + it.id + ' '
            + it.textContent.slice(0, 30) + ' ' + Math.round(width) + ' x ' + Math.round(height))
            (it.getBoundingClientRect())";
        let targets = "button:not(.skip), .button, select, summary, input[type=text], .segments label, footer a";
        for state in ["index.html", RUNTIME] {
            browser.visit("about:blank");
            browser.open(&site.url(state));
            browser.wait_until_whole();
            assert_eq!(shown(browser, targets, small), [""; 0], "{state}");
        }
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#files .said", "2 files read");
        assert_eq!(shown(browser, targets, small), [""; 0], "with files");
    });
}

#[test]
fn on_a_desk_no_target_is_too_small() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(RUNTIME));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#files .said", "2 files read");
        let small = "it.getBoundingClientRect().height < 23.9 && it.className + ' ' + it.textContent";
        assert_eq!(shown(browser, "button:not(.link, .skip), .button, select", small), [""; 0]);
    });
}

#[test]
fn by_keyboard_the_verdict_is_one_step_away_and_the_focus_is_never_lost() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(RUNTIME));
        browser.press("Tab");
        browser.wait_for_focus("button To the verdict");
        browser.press("Enter");
        browser.wait_for("document.activeElement.id === 'verdict'");
        browser.click(".top [data-opens=examples]");
        browser.click("#examples [data-preset=not-peered]");
        verdict_is_in_sight(browser, "an example");
        browser.wait_until_whole();
        browser.click(".forget");
        browser.wait_for("document.activeElement.textContent === 'Undo'");
        browser.click("#undo button:not(.main)");
        browser.wait_for("document.activeElement.id === 'verdict'");
        browser.click(".start [data-preset=not-peered]");
        browser.wait_for("document.activeElement.id === 'verdict'");
        browser.click(".steps > .bar");
        verdict_is_in_sight(browser, "the bar");
    });
}

#[test]
fn what_is_named_has_a_name_of_its_own() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(RUNTIME));
        for (css, name) in [
            ("summary", "it.textContent"),
            (".settings select, .settings input[type=text]", "it.labels[0].textContent"),
            ("fieldset legend", "it.textContent"),
        ] {
            let mut names = shown(browser, css, name);
            let count = names.len();
            assert!(2 < count, "{css}");
            names.sort();
            names.dedup();
            assert_eq!(names.len(), count, "{css}: {names:#?}");
        }
    });
}

#[test]
fn with_forced_colours_everything_that_is_written_can_be_read() {
    let site = Site::under("/", dist());
    for look in [Look::DESK, Look::DESK.dark()] {
        in_both_as(look, |browser| {
            browser.force_colours();
            browser.open(&site.url(RUNTIME));
            browser.wait_for_text("[data-step='source/peering'] mark", "_");
            let faint = "(() => {
                const own = [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
                const light = (colour) => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
                    return { a, l: [r, g, b].map((it) => it / 255).map((it) => it <= .04045 ? it / 12.92 : ((it + .055) / 1.055) ** 2.4)
                        .reduce((sum, it, at) => sum + it * [.2126, .7152, .0722][at], 0) }; };
                let behind = it; while (behind && light(getComputedStyle(behind).backgroundColor).a === 0) behind = behind.parentElement;
                const base = behind ? light(getComputedStyle(behind).backgroundColor).l : matchMedia('(prefers-color-scheme: dark)').matches ? 0 : 1;
                const text = light(getComputedStyle(it).color).l;
                const contrast = (Math.max(base, text) + .05) / (Math.min(base, text) + .05);
                return own && contrast < 3 && it.localName + '.' + it.className + ' ' + it.textContent.slice(0, 40) + ' ' + contrast;
            })()";
            assert_eq!(
                shown(browser, "main *:not(svg *, option, button:disabled), header *:not(button:disabled)", faint),
                [""; 0]
            );
        });
    }
}

#[test]
fn a_printed_report_begins_with_its_verdict_and_has_no_controls() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        let page = site.url(RUNTIME);
        browser.open(&page);
        browser.wait_until_whole();
        let _ = browser.eval("dispatchEvent(new Event('beforeprint'))");
        browser.show_as_printed();
        let controls = "button:not(.link), .button, select, input:not([type=radio]), textarea, .start, dialog";
        assert_eq!(shown(browser, controls, "it.outerHTML"), [""; 0]);
        let top =
            |css: &str| browser.eval(&format!("document.querySelector('{css}').getBoundingClientRect().top")).as_f64();
        assert!(top(".verdict") < top(".settings") && top(".settings") < top(".steps"));
        // When and where it was, and what a cut-off control would not show.
        let printed = browser.text("#printed");
        let day = browser.eval("new Date().getFullYear() + '-'").as_str().unwrap_or_default().to_owned();
        assert!(printed.contains(&day) && printed.contains("#v=1&source.kind=single-server"), "{printed}");
        let text = |id: &str| {
            browser.eval(&format!(
                "getComputedStyle(document.querySelector('#{id}').closest('.field'), '::after').content + ''"
            ))
        };
        browser.wait_for("document.querySelector('#runtime-access').closest('.field').dataset.printed");
        let said = browser.eval("document.querySelector('#runtime-access').closest('.field').dataset.printed");
        assert_eq!(said, "Private access (VNet integration)");
        assert_ne!(text("runtime-access"), "none");
        assert_eq!(shown(browser, ".field[data-printed='']", "it.textContent"), [""; 0], "what is empty is left out");
    });
}

#[test]
fn a_plan_that_answers_lead_to_stands_above_what_it_mends() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        browser.click(".start [data-preset=not-peered]");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.wait_for("document.querySelector('.plan ol li')");
        let top =
            |css: &str| browser.eval(&format!("document.querySelector('{css}').getBoundingClientRect().top")).as_f64();
        assert!(top(".verdict") < top(".plan") && top(".plan") < top(".path") && top(".path") < top(".steps"));
    });
}

#[test]
fn a_report_that_is_blocked_by_its_settings_is_printed_on_three_pages() {
    let site = Site::under("/", dist());
    let browser = Browser::chromium(Look::DESK);
    browser.open(&site.url(RUNTIME));
    browser.wait_until_whole();
    browser.wait_for_text(".verdict .pill", "Blocked");
    let pages = browser.printed_pages();
    assert!(pages <= 3, "{pages} pages");
}

#[test]
fn a_blocked_report_with_its_plan_is_printed_on_three_pages() {
    let site = Site::under("/", dist());
    // Firefox packs the pages of a PDF, so they can't be counted.
    let browser = Browser::chromium(Look::DESK);
    browser.open(&site.url("index.html"));
    browser.give("#pick", &EXPORT[..2]);
    browser.wait_for_text("#files .said", "2 files read");
    browser.choose("#found-runtime", "-");
    browser.wait_for_text(".verdict .pill", "Blocked");
    browser.wait_for("1 < document.querySelectorAll('.plan li').length");
    let pages = browser.printed_pages();
    assert!(pages <= 3, "{pages} pages");
    browser.show_as_printed();
    let _ = browser.eval("dispatchEvent(new Event('beforeprint'))");
    browser.wait_for("document.querySelector('.to-fix .instruction:last-of-type .command')");
    // The plan and what fails with its commands are on them; of what passes, the name.
    for css in [".plan strong", ".to-fix .command", ".passed summary .meta"] {
        assert_ne!(shown(&browser, css, "it.textContent"), [""; 0], "{css}");
    }
    assert_eq!(shown(&browser, ".passed li, .plan input", "it.outerHTML"), [""; 0]);
}

#[test]
fn one_fact_of_two_connections_is_said_once_and_printed_on_three_pages() {
    let site = Site::under("/", dist());
    let browser = Browser::chromium(Look::DESK);
    browser.open(&site.url("index.html"));
    browser.wait_until_whole();
    browser.click("nav [data-opens=examples]");
    browser.click("#examples [data-sample='runtime-server.json']");
    browser.wait_for_text(".verdict .pill", "Blocked");
    browser.wait_for("1 < document.querySelectorAll('.plan li').length");
    browser.wait_for_text("#step-target-zone-link-client", "The same fact on the other connection");
    assert_eq!(browser.count("#step-target-zone-link-client :is(.command, .evidence)"), 0);
    // How a step is put right stands in the plan, and once.
    assert_eq!(browser.count("#step-source-zone-link-client .instruction:has(h4) + .instruction .command"), 0);
    browser.click("#step-source-zone-link-client .instruction .link");
    browser.wait_for("document.activeElement.matches('.plan .how[open] > summary')");
    let pages = browser.printed_pages();
    assert!(pages <= 3, "{pages} pages");
    // A filter shows no number of what it hides.
    assert_ne!(browser.texts(".steps-group .count"), [""; 0]);
    browser.choose("#only", "dns");
    browser.wait_for("getComputedStyle(document.querySelector('.steps-group .count')).display === 'none'");
    assert_eq!(browser.texts(".steps-group .count"), [""; 0]);
}

#[test]
fn in_another_page_the_verdict_comes_first() {
    let site = Site::under("/", dist());
    in_both_as(Look { width: 900, ..Look::DESK }, |browser| {
        browser.open(&site.url(&format!("{RUNTIME}&embed=1")));
        let top = browser.eval("document.querySelector('.verdict').getBoundingClientRect().top");
        assert!(top.as_f64().is_some_and(|it| it < 120.0), "the verdict is at {top}");
    });
}

#[test]
fn every_dialog_begins_at_one_height_and_a_press_beside_it_closes_it() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(RUNTIME));
        browser.wait_until_whole();
        for id in ["examples", "paste", "share", "download", "export"] {
            let _ = browser.eval(&format!("document.querySelector('[data-opens={id}]').click()"));
            browser.wait_for(&format!("document.querySelector('#{id}').open"));
            // What comes into it later makes it longer below, and moves nothing that is in it.
            let place = browser.eval(&format!(
                "(({{ top, left, right }}) => [Math.round(top - Math.min(96, 0.08 * innerHeight)),
                    Math.round((left - (document.documentElement.clientWidth - right)) / 2)])
                (document.querySelector('#{id}').getBoundingClientRect())"
            ));
            assert_eq!(place, json!([0, 0]), "{id} is off its height, and off the middle from side to side");
            let press = |target: &str| {
                let _ = browser.eval(&format!(
                    "document.querySelector('{target}').dispatchEvent(new MouseEvent('mousedown', {{ bubbles: true }}))"
                ));
            };
            press(&format!("#{id} h2"));
            assert_eq!(browser.eval(&format!("document.querySelector('#{id}').open")), true);
            press(&format!("#{id}"));
            browser.wait_for(&format!("!document.querySelector('#{id}').open"));
        }
    });
}

#[test]
fn the_footer_leads_to_the_page_on_embedding() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_kept();
        browser.click("footer a[href='embed.html']");
        browser.wait_for_text("h1", "Embedding pgreach");
        browser.wait_for("document.readyState === 'complete'");
    });
}

#[test]
fn long_names_fit_the_narrowest_phone_with_everything_unfolded() {
    let site = Site::under("/", dist());
    let long = |text: &str| {
        ["orders-old", "orders-new", "vnet-old", "vnet-new"].iter().fold(text.to_owned(), |text, it| {
            text.replace(it, &format!("{it}-{}", "ofthedepartmentinthenorth".repeat(2)))
        })
    };
    in_both_as(Look { width: 320, ..Look::PHONE }, |browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &[("servers.json", &long(EXPORT[0].1)), ("networks.json", &long(EXPORT[1].1))]);
        browser.wait_for_text("#files .said", "2 files read");
        browser.click(".fold-files summary");
        browser.choose("#found-runtime", "-");
        browser.wait_for("1 < document.querySelectorAll('.plan ol li').length");
        let _ = browser.eval("document.querySelectorAll('main details').forEach((it) => { it.open = true; })");
        let root = "document.documentElement";
        assert_eq!(browser.eval(&format!("{root}.scrollWidth - {root}.clientWidth")), 0);
    });
}

#[test]
fn on_a_phone_the_verdict_comes_before_the_files_and_the_settings_are_folded() {
    let site = Site::under("/", dist());
    in_both_as(Look::PHONE, |browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#files .said", "2 files read");
        let top = |css: &str| {
            browser
                .eval(&format!("document.querySelector('{css}').getBoundingClientRect().top"))
                .as_f64()
                .unwrap_or(-1.0)
        };
        assert!(top(".verdict") < top("#files"), "{} {}", top(".verdict"), top("#files"));
        // They are a line, below what is to be done.
        assert_eq!(browser.eval("document.querySelector('#given').getClientRects().length"), 0);
        assert!(top("#networks") < top("#files"), "{} {}", top("#networks"), top("#files"));
        let is_shown = "document.querySelector('#source-port').getClientRects().length === 1";
        assert_eq!(browser.eval(is_shown), false);
        browser.click(".fold-settings summary");
        browser.wait_for(is_shown);
    });
}

#[test]
fn many_files_are_folded_to_their_count_unless_one_has_an_error() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        let names: Vec<String> = (0..5).map(|it| format!("part-{it}.json")).collect();
        let mut files: Vec<(&str, &str)> = names.iter().map(|it| (&**it, "[]")).collect();
        browser.give("#pick", &files);
        browser.wait_for_text(".many-files summary", "5 files read");
        browser.wait_for("!document.querySelector('.many-files').open");
        files.push(("broken.json", "{"));
        browser.give("#pick", &files);
        browser.wait_for_text(".many-files summary", "6 files");
        browser.wait_for("document.querySelector('.many-files').open");
    });
}
