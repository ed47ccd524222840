//! The checker in other people's pages: a link, an iframe, an element.
//!
//! Longer than 500 lines: every promise of one part of the page.

use std::fs;

use pgreach_rules::{Config, Setting};
use pgreach_tests::{Browser, Look, Site, dist, in_both, in_both_as};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A situation written by hand: the virtual networks are not peered.
const NOT_PEERED: &str =
    "v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&source/peering=fail";
const SANDBOX: &str = "allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox";
const FRAME: &str = "document.querySelector('iframe')";
const ELEMENTS_FRAME: &str = "document.querySelector('pg-reach').shadowRoot.querySelector('iframe')";

/// A site on an origin of its own, and the page that stands in it.
struct Host {
    site: Site,
    folder: TempDir,
}

impl Host {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        Self { site: Site::under("/wiki/", folder.path().to_owned()), folder }
    }

    fn origin(&self) -> String {
        self.site.url("").trim_end_matches("/wiki/").to_owned()
    }

    /// Writes the page, with everything that it hears in `window.heard`.
    fn shows(&self, body: &str) {
        self.write(
            "index.html",
            &format!(
                "<!doctype html><html lang=\"en\"><title>Wiki</title><link rel=\"icon\" href=\"data:,\">
                <script src=\"host.js\"></script><main><h1>Wiki</h1>{body}</main>"
            ),
        );
        self.write(
            "host.js",
            "window.heard = []; window.events = [];
            addEventListener('message', ({ data, origin }) => heard.push({ ...data, origin }));
            for (const type of ['ready', 'report', 'resize', 'error'])
                document.addEventListener(type, ({ detail }) => events.push({ type, ...detail }), true);
            window.last = (type) => heard.findLast((it) => it.type === type);
            window.tell = (message) => document.querySelector('iframe').contentWindow.postMessage(message, '*');",
        );
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.path().join(file), text).expect("it is writable");
    }

    fn open(&self, browser: &Browser) {
        browser.visit("about:blank");
        browser.visit(&self.site.url(""));
    }
}

fn pgreach() -> Site {
    Site::under("/tools/pgreach/", dist())
}

fn origin(site: &Site) -> String {
    site.url("").trim_end_matches("/tools/pgreach/").to_owned()
}

fn iframe(address: &str) -> String {
    format!(
        "<iframe src=\"{address}\" sandbox=\"{SANDBOX}\" allow=\"clipboard-write\" width=\"100%\" height=\"500\"></iframe>"
    )
}

#[test]
fn the_same_fragment_opens_in_a_link_an_iframe_and_an_element() {
    let (pgreach, host) = (pgreach(), Host::new());
    let page = pgreach.url("index.html");
    host.shows(&format!(
        "<a href=\"{page}#{NOT_PEERED}\">Check</a> {}
        <script src=\"{}\" async></script><pg-reach fragment=\"{NOT_PEERED}\"><a href=\"#\">Check</a></pg-reach>",
        iframe(&format!("{page}#{NOT_PEERED}&embed=1")),
        pgreach.url("pg-reach.js"),
    ));
    in_both(|browser| {
        host.open(browser);
        for frame in [FRAME, ELEMENTS_FRAME] {
            browser.within(frame, || {
                browser.wait_for_text("#verdict", "are not peered");
                assert_eq!(browser.texts(".top, .brand, nav, .presets, footer, #combinations"), [""; 0], "no chrome");
                let link = browser.attribute(".credit a", "href");
                assert_eq!(link.as_deref(), Some(format!("{page}#{NOT_PEERED}").as_str()));
            });
        }
        browser.wait_for("document.querySelector('pg-reach').report?.verdict === 'blocked'");
        browser.click("a");
        browser.wait_for_text("#verdict", "are not peered");
        assert_eq!(browser.count(".top"), 1, "the whole page");
    });
}

#[test]
fn an_element_says_in_attributes_what_a_link_says() {
    let (pgreach, host) = (pgreach(), Host::new());
    // What a module from another site needs, and a script does not.
    pgreach.add_header("Access-Control-Allow-Origin", "*");
    host.shows(&format!(
        "<script type=\"module\" src=\"{}\"></script>
        <pg-reach source-kind=\"single-server\" source-access=\"public\" source-private-endpoint=\"true\"
            source-name=\"a &amp; b\" target-access=\"vnet-integrated\" answers=\"source/peering=pass source/nsg=fail\">
        </pg-reach>",
        pgreach.url("pg-reach.js"),
    ));
    in_both(|browser| {
        host.open(browser);
        browser.wait_for("document.querySelector('pg-reach')?.report");
        assert_eq!(
            browser.eval("document.querySelector('pg-reach').config"),
            json!({
                "version": 1,
                "source": { "kind": "single-server", "access": "public", "privateEndpoint": true, "name": "a & b" },
                "target": { "access": "vnet-integrated" },
                "answers": { "source/peering": "pass", "source/nsg": "fail" },
            })
        );
        let _ = browser.eval("document.querySelector('pg-reach').setAttribute('source-access', 'private')");
        browser.wait_for("document.querySelector('pg-reach').config.source.access === 'private'");
        let entered = r#"{"source":{"port":5433}}"#;
        let _ = browser.eval(&format!("document.querySelector('pg-reach').config = {entered}"));
        browser.wait_for("events.findLast((it) => it.type === 'report').config.source.port === 5433");
        browser.within(ELEMENTS_FRAME, || {
            browser.wait_for("document.querySelector('#source-port').value === '5433'");
            browser.wait_for("!location.hash.includes('name')");
        });
        let _ = browser.eval("document.querySelector('pg-reach').config = { source: { kind: 'mainframe' } }");
        browser.wait_for("events.findLast((it) => it.type === 'error')?.path === 'source.kind'");
    });
}

#[test]
fn the_element_knows_every_setting() {
    let script = fs::read_to_string(dist().join("pg-reach.js")).expect("it is published");
    for setting in Setting::WORDS {
        let mut attribute = String::new();
        for it in setting.chars() {
            match it {
                '.' => attribute.push('-'),
                it if it.is_ascii_uppercase() => attribute.extend(['-', it.to_ascii_lowercase()]),
                it => attribute.push(it),
            }
        }
        assert!(script.contains(&format!("\"{attribute}\"")), "{attribute}");
    }
}

#[test]
fn a_host_hears_and_is_heard() {
    let (pgreach, host) = (pgreach(), Host::new());
    let address = format!("{}#{NOT_PEERED}&embed=1&host={}", pgreach.url("index.html"), host.origin());
    host.shows(&iframe(&address));
    in_both(|browser| {
        host.open(browser);
        browser.wait_for("last('report')");
        assert_eq!(browser.eval("[...new Set(heard.map((it) => it.origin))]"), json!([origin(&pgreach)]));
        assert_eq!(browser.eval("heard.filter((it) => it.type !== 'resize').map((it) => it.type)[0]"), "ready");
        assert_eq!(browser.eval("last('ready').version"), env!("CARGO_PKG_VERSION"));
        assert_eq!(browser.eval("last('report').report.verdict"), "blocked");
        assert_eq!(browser.eval("last('report').config.answers"), json!({ "source/peering": "fail" }));
        browser.within(FRAME, || {
            let name = host.origin().replace("http://", "");
            browser.wait_for_text(".credit", &format!("{name} sees what you enter here"));
            browser.fill("#source-name", "orders-old");
            browser.choose("#target-access", "none");
        });
        browser.wait_for("last('report').report.verdict === 'unsupported'");
        assert_eq!(browser.eval("last('report').config.source.name"), "orders-old");
        let _ = browser.eval("tell({ pgreach: 1, type: 'theme', theme: 'dark' })");
        browser.within(FRAME, || {
            browser.wait_for("document.documentElement.dataset.theme === 'dark'");
            browser.wait_for("location.hash.includes('&theme=dark')");
            assert!(browser.url().ends_with("/wiki/"), "Back belongs to the host");
        });
        let _ = browser.eval("tell({ pgreach: 1, type: 'theme', theme: 'system' })");
        browser.within(FRAME, || browser.wait_for("!('theme' in document.documentElement.dataset)"));
    });
}

#[test]
fn a_message_that_does_not_fit_is_answered_and_changes_nothing() {
    let (pgreach, host) = (pgreach(), Host::new());
    let address = format!("{}#{NOT_PEERED}&embed=1&host={}", pgreach.url("index.html"), host.origin());
    host.shows(&iframe(&address));
    in_both(|browser| {
        host.open(browser);
        browser.wait_for("last('report')");
        for (message, said) in [
            (r#"{"pgreach":2,"type":"config"}"#, "pgreach: found 2, expected 1, the version of the messages"),
            (r#"{"pgreach":1,"type":"open"}"#, "type: found \"open\", expected config or theme"),
            (r#"{"pgreach":1,"type":"config"}"#, "config: found nothing, expected an object"),
            (r#"{"pgreach":1,"type":"theme","theme":"blue"}"#, "theme: found \"blue\", expected light, dark or system"),
        ] {
            let _ = browser.eval(&format!("(heard.length = 0, tell({message}))"));
            browser.wait_for("last('error')");
            assert_eq!(browser.eval("last('error').message"), said);
        }
        let _ = browser.eval("(heard.length = 0, tell('pgreach'), tell(null), tell({ type: 'config', config: {} }))");
        let _ = browser.eval("tell({ pgreach: 1, type: 'open' })");
        browser.wait_for("heard.length");
        assert_eq!(browser.eval("heard.map((it) => it.path)"), json!(["type"]), "what is not meant is not answered");
        browser.within(FRAME, || browser.wait_for_text("#verdict", "are not peered"));
    });
}

/// What a host passes is taken where the one strict door takes it, with the same result, and refused at the same place.
#[test]
fn a_config_is_taken_where_a_file_would_be() {
    let cases = [
        "{}",
        r#"{"source.kind":"edb"}"#,
        r#"{"version":1,"source":{"kind":"edb","access":"private","name":"a=b&c%20#é","port":1},"runtime":{"used":false}}"#,
        r#"{"source":{"privateEndpoint":true,"kind":"single-server","name":null},"answers":{"source/peering":"not-applicable"}}"#,
        r#"{"exceptions":{"source/peering":{"reason":"By a gateway, 2 of them","expires":"2026-12-31"}},"today":"2026-01-02"}"#,
        r#"{"answers":{},"resources":[]}"#,
        r#"{"version":2}"#,
        r#"{"version":"1"}"#,
        "[]",
        r#"{"sources":{}}"#,
        r#"{"source/peering":"fail"}"#,
        r#"{"source":"edb"}"#,
        r#"{"source":{"kinds":"edb"}}"#,
        r#"{"source":{"kind":["edb"]}}"#,
        r#"{"source":{"kind":"mainframe"}}"#,
        r#"{"source":{"privateEndpoint":"true"}}"#,
        r#"{"source":{"port":"5432"}}"#,
        r#"{"source":{"port":5432.5}}"#,
        r#"{"source":{"port":70000}}"#,
        r#"{"source":{"name":5}}"#,
        r#"{"source":{"name":"a\nb"}}"#,
        r#"{"answers":{"source/magic":"pass"}}"#,
        r#"{"answers":{"source.kind":"edb"}}"#,
        r#"{"answers":{"source/peering":true}}"#,
        r#"{"answers":{"source/peering":null}}"#,
        r#"{"exceptions":{"source/peering":{"reason":"why","expires":"tomorrow"}}}"#,
        r#"{"exceptions":{"source/peering":{"reason":"why","expires":"2026-12-31","by":"me"}}}"#,
        r#"{"exceptions":{"source/peering":"2026-12-31 why"}}"#,
        r#"{"today":5}"#,
    ];
    let (pgreach, host) = (pgreach(), Host::new());
    let address = format!("{}#{NOT_PEERED}&embed=1&host={}", pgreach.url("index.html"), host.origin());
    host.shows(&iframe(&address));
    in_both(|browser| {
        host.open(browser);
        browser.wait_for("last('report')");
        for (index, case) in cases.into_iter().enumerate() {
            let before = browser.eval("last('report').config");
            let entered = format!(
                "(heard.splice(0, heard.length, last('report')), tell({{ pgreach: 1, type: 'config', config: {case} }}))"
            );
            let _ = browser.eval(&entered);
            browser.wait_for("1 < heard.filter((it) => it.type !== 'resize').length");
            match Config::from_json(case) {
                Ok(config) => {
                    let config: Value = serde_json::from_str(&config.to_json()).expect("it is JSON");
                    assert_eq!(browser.eval("last('report').config"), config, "{case}");
                }
                Err(error) => {
                    let path = if error.path.is_empty() { "config" } else { &error.path };
                    let said = browser.eval("last('error')?.path");
                    assert_eq!(said, path, "{case}");
                    assert_eq!(browser.eval("last('report').config"), before, "{case}");
                }
            }
            // Somewhere else for the next one to start from.
            let next =
                format!("tell({{ pgreach: 1, type: 'config', config: {{ source: {{ port: {} }} }} }})", 1000 + index);
            let _ = browser.eval(&format!("(heard.length = 0, {next})"));
            browser.wait_for("last('report')");
        }
    });
}

#[test]
fn another_origin_is_neither_told_nor_heard() {
    let (pgreach, host) = (pgreach(), Host::new());
    let page = format!("{}#{NOT_PEERED}&embed=1", pgreach.url("index.html"));
    let entered = "tell({ pgreach: 1, type: 'config', config: { target: { access: 'none' } } })";
    in_both(|browser| {
        for (address, heard) in
            [(page.clone(), json!(["resize"])), (format!("{page}&host=https://docs.example"), json!([]))]
        {
            host.shows(&iframe(&address));
            host.open(browser);
            browser.within(FRAME, || browser.wait_for_text("#verdict", "are not peered"));
            let _ = browser.eval(entered);
            browser.within(FRAME, || {
                browser.click("#source-nsg-fail");
                browser.wait_for("location.hash.includes('source/nsg=fail')");
                browser.wait_for_text("#verdict", "are not peered");
                assert!(!browser.text(".credit").contains("sees") || address.contains("docs.example"));
            });
            assert_eq!(browser.eval("[...new Set(heard.map((it) => it.type))]"), heard, "{address}");
        }
        // Only the page that frames it is listened to, not another frame of the same origin.
        host.shows(&format!("{}<iframe></iframe>", iframe(&format!("{page}&host={}", host.origin()))));
        host.open(browser);
        browser.wait_for("last('report')");
        let _ = browser.eval("heard.length = 0");
        let _ = browser.eval(&format!(
            "new frames[1].Function(`parent.frames[0].postMessage({{ pgreach: 1, type: 'config', config: {{}} }}, '{}')`)()",
            origin(&pgreach)
        ));
        let _ = browser.eval("tell({ pgreach: 1, type: 'open' })");
        browser.wait_for("last('error')");
        assert_eq!(browser.eval("heard.map((it) => it.path)"), json!(["type"]));
        // The browser says on the console that it did not deliver what was for another origin.
        let errors = browser.errors();
        assert!(errors.iter().all(|it| it.contains("docs.example") || it.contains("postMessage")), "{errors:#?}");
    });
}

#[test]
fn an_element_is_as_high_as_its_content() {
    let (pgreach, host) = (pgreach(), Host::new());
    host.shows(&format!(
        "<meta name=\"viewport\" content=\"width=device-width\"><script src=\"{}\" async></script>
        <pg-reach fragment=\"{NOT_PEERED}\"></pg-reach>",
        pgreach.url("pg-reach.js"),
    ));
    let fits =
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth
        && innerHeight <= document.body.getBoundingClientRect().height + 2";
    for look in [Look::PHONE, Look { width: 900, ..Look::DESK }, Look::DESK] {
        in_both_as(look, |browser| {
            host.open(browser);
            browser.wait_for("document.querySelector('pg-reach')?.report");
            browser.within(ELEMENTS_FRAME, || {
                browser.wait_for(fits);
                let before = browser.eval("innerHeight").as_u64();
                let _ = browser.eval("document.querySelectorAll('main details').forEach((it) => (it.open = !it.open))");
                browser.wait_for(&format!("{} !== innerHeight", before.unwrap_or_default()));
                browser.wait_for(fits);
                browser.choose("#target-access", "none");
                browser.wait_for_text(".verdict .pill", "Not supported");
                browser.wait_for(fits);
            });
        });
    }
}

#[test]
fn the_theme_is_the_one_that_was_asked_for() {
    let (pgreach, host) = (pgreach(), Host::new());
    let is_dark = "getComputedStyle(document.body).backgroundColor === 'rgb(14, 19, 25)'";
    for (look, theme, expected) in
        [(Look::DESK, "dark", true), (Look::DESK.dark(), "light", false), (Look::DESK.dark(), "blue", true)]
    {
        host.shows(&iframe(&format!("{}#v=1&theme={theme}&embed=1", pgreach.url("index.html"))));
        in_both_as(look, |browser| {
            host.open(browser);
            browser.within(FRAME, || {
                browser.wait_for("'ready' in document.documentElement.dataset");
                assert_eq!(browser.eval(is_dark), expected, "{theme}");
                let said = if theme == "blue" { "expected light or dark" } else { "" };
                assert!(browser.texts(".notes").concat().contains(said));
            });
        });
    }
    host.shows(&format!(
        "<script src=\"{}\" async></script><pg-reach theme=\"host\"></pg-reach>",
        pgreach.url("pg-reach.js"),
    ));
    in_both(|browser| {
        host.open(browser);
        browser.wait_for("document.querySelector('pg-reach')?.report");
        browser.within(ELEMENTS_FRAME, || browser.wait_for(&format!("!({is_dark})")));
        let _ = browser.eval("document.documentElement.style.colorScheme = 'dark'");
        browser.within(ELEMENTS_FRAME, || browser.wait_for(is_dark));
    });
}

#[test]
fn under_a_strict_policy_of_the_host_everything_works() {
    let (pgreach, host) = (pgreach(), Host::new());
    let origin = origin(&pgreach);
    host.site.add_header(
        "Content-Security-Policy",
        &format!("default-src 'none'; script-src 'self' {origin}; frame-src {origin}; img-src data:"),
    );
    host.shows(&format!(
        "<script src=\"{}\" async></script><pg-reach fragment=\"{NOT_PEERED}\"></pg-reach>",
        pgreach.url("pg-reach.js"),
    ));
    in_both(|browser| {
        host.open(browser);
        browser.wait_for("document.querySelector('pg-reach')?.report?.verdict === 'blocked'");
        browser.within(ELEMENTS_FRAME, || {
            browser.wait_for("document.documentElement.scrollHeight <= innerHeight");
            browser.click(".steps .copy");
            browser.wait_for_text(".steps .copy", "Copied");
        });
    });
}

#[test]
fn what_stands_in_the_element_stays_where_it_is_not_allowed() {
    let pgreach = pgreach();
    let element = format!(
        "<script src=\"{}\" async></script><pg-reach><a id=\"instead\" href=\"#\">Check by hand</a></pg-reach>",
        pgreach.url("pg-reach.js"),
    );
    let note = "document.querySelector('pg-reach').shadowRoot?.querySelector('[part=note]').textContent";
    let host = Host::new();
    host.site.add_header(
        "Content-Security-Policy",
        &format!("default-src 'none'; script-src 'self' {}; img-src data:", origin(&pgreach)),
    );
    host.shows(&element);
    in_both(|browser| {
        host.open(browser);
        browser.wait_for(&format!("{note}?.includes('of this site lacks frame-src {}.')", origin(&pgreach)));
        assert_eq!(browser.text("#instead"), "Check by hand");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported the violation");
    });
    let host = Host::new();
    host.site.add_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; img-src data:");
    host.shows(&element);
    in_both(|browser| {
        host.open(browser);
        assert_eq!(browser.text("#instead"), "Check by hand", "not even the script is allowed");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported the violation");
    });
    pgreach.add_header("X-Frame-Options", "DENY");
    let host = Host::new();
    host.shows(&element);
    in_both(|browser| {
        host.open(browser);
        browser.wait_for(&format!("{note}?.includes('does not allow this site to frame it (X-Frame-Options')"));
        assert_eq!(browser.text("#instead"), "Check by hand");
        let _ = browser.errors();
    });
}

#[test]
fn a_wiki_that_allows_no_scripts_shows_an_iframe() {
    let (pgreach, host) = (pgreach(), Host::new());
    let policy = format!("default-src 'none'; frame-src {}; img-src data:", origin(&pgreach));
    host.site.add_header("Content-Security-Policy", &policy);
    for page in ["index.html", "pgreach.html"] {
        let address = pgreach.url(&format!("{page}#{NOT_PEERED}&embed=1"));
        host.write(
            "index.html",
            &format!(
                "<!doctype html><html lang=\"en\"><title>Wiki</title><link rel=\"icon\" href=\"data:,\">{}",
                iframe(&address)
            ),
        );
        in_both(|browser| {
            host.open(browser);
            browser.within(FRAME, || {
                browser.wait_for_text("#verdict", "are not peered");
                browser.choose("#target-access", "none");
                browser.wait_for_text(".verdict .pill", "Not supported");
                browser.wait_for("location.hash.includes('target.access=none') && location.hash.includes('&embed=1')");
                assert!(!browser.text(".credit").contains("sees"));
            });
        });
    }
}

#[test]
fn what_is_copied_from_the_page_works_in_another() {
    let (pgreach, host) = (pgreach(), Host::new());
    in_both(|browser| {
        browser.open(&pgreach.url(&format!("index.html#{NOT_PEERED}")));
        browser.fill("#source-name", "orders-old");
        let share = "[...document.querySelectorAll('nav button')].find((it) => it.textContent === 'Share').click()";
        let _ = browser.eval(share);
        browser.click("#share .more summary");
        browser.wait_for_text("#share-element", "<pg-reach");
        let codes = browser.texts("#share code");
        let [_, iframe, element] = &codes[..] else { panic!("{codes:?}") };
        assert!(!codes.concat().contains("orders-old"), "names stay out until asked");
        host.shows(&format!("{iframe}{element}"));
        browser.click("#share-names");
        browser.wait_for_text("#share code", "source-name=\"orders-old\"");
        browser.click("#share .command:has(#share-element) .copy");
        assert_eq!(browser.clipboard(), browser.texts("#share code")[2]);
        host.open(browser);
        for frame in [FRAME, ELEMENTS_FRAME] {
            browser.within(frame, || browser.wait_for_text("#verdict", "are not peered"));
        }
    });
    in_both(|browser| {
        browser.open(&format!("{}#{NOT_PEERED}", pgreach_tests::single_file()));
        let _ = browser.eval("document.querySelector('[data-opens=share]').click()");
        browser.wait_for_text("#share", "Put the address of a published one in place of https://pgreach.example.");
        browser.click("#share .more summary");
        let codes = browser.texts("#share code");
        assert!(codes[0].starts_with("https://pgreach.example/index.html#"), "no path of this machine: {codes:?}");
        assert!(codes[2].contains("src=\"https://pgreach.example/pg-reach.js\""));
    });
}

fn example_is_clean(look: Look) {
    let pgreach = pgreach();
    in_both_as(look, |browser| {
        browser.visit(&pgreach.url("embed.html"));
        browser.wait_for_text("#log", "report: blocked");
        browser.wait_for_text("#log", "resize:");
        assert_eq!(browser.axe(), [""; 0]);
        assert_eq!(browser.eval("document.documentElement.scrollWidth - innerWidth <= 0"), true);
        browser.within(ELEMENTS_FRAME, || {
            browser.wait_for_text("#verdict", "not peered");
            assert_eq!(browser.axe(), [""; 0], "embedded");
        });
        browser.click("#refused");
        browser.wait_for_text("#log", "error: source.kind: found \"mainframe\", expected one of single-server");
        browser.click("#entered");
        browser.wait_for_text("#log", "report: unsupported");
        browser.choose("#theme", "dark");
        browser.within(ELEMENTS_FRAME, || {
            browser.wait_for("document.documentElement.dataset.theme === 'dark'");
            assert_eq!(browser.axe(), [""; 0], "embedded in the dark");
        });
        let _ = browser.eval("document.querySelector('iframe').scrollIntoView()");
        browser.within(FRAME, || browser.wait_for_text("#verdict", ""));
    });
}

#[test]
fn the_example_is_accessible_on_a_desk() {
    example_is_clean(Look::DESK);
}

#[test]
fn the_example_is_accessible_on_a_phone_in_the_dark() {
    example_is_clean(Look::PHONE.dark());
}
