//! pgreach without its server: a browser keeps one whole version of it, and never parts of two.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use pgreach_tests::{Browser, Cable, Look, Release, Site, dist, in_both, saved};
use serde_json::Value;

/// Opens the page and waits until the browser keeps all of it.
#[track_caller]
fn open_to_keep(browser: &Browser, url: &str) {
    browser.open(url);
    browser.wait_until_kept();
}

/// Waits for what is not to be seen in the page.
#[track_caller]
fn until(is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < deadline, "it does not come true");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Opens the page anew: a browser takes another fragment of the same page for a place in it.
#[track_caller]
fn open_anew(browser: &Browser, url: &str) {
    browser.visit("about:blank");
    browser.open(url);
    browser.wait_until_whole();
}

/// Loads the page again as a person does: what drivers do for that passes by the worker in Firefox.
#[track_caller]
fn reload(browser: &Browser) {
    let _ = browser.eval("(() => { window.isOld = true; setTimeout(() => location.reload()); })()");
    until(|| browser.eval("!window.isOld && document.documentElement?.dataset.ready !== undefined") == true);
    browser.wait_until_whole();
}

/// Has the browser look for a new version, and returns what became of it: `installed`, `redundant` if it was refused, or
/// `none`.
#[track_caller]
fn look_for_update(browser: &Browser) -> &'static str {
    let _ = browser.eval(
        "navigator.serviceWorker.getRegistration().then((it) => it.update()).then((it) => {
            window.found = it.installing ?? it.waiting;
        })",
    );
    let state = || browser.eval("window.found?.state ?? 'none'");
    until(|| state() != "installing");
    ["none", "installed", "redundant"].into_iter().find(|known| state() == *known).unwrap_or("activated")
}

/// What the browser keeps: the builds of this page's scope.
#[track_caller]
fn kept_builds(browser: &Browser) -> Vec<String> {
    let names = browser.eval("caches.keys()");
    let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(|name| name.rsplit(' ').next().unwrap_or_default().to_owned()).collect()
}

/// Runs JavaScript on the cache of the only build that is kept, with `file(name)` for the address of a file.
#[track_caller]
fn in_cache(browser: &Browser, js: &str) -> Value {
    browser.eval(&format!(
        "(async () => {{
            const [name] = await caches.keys();
            const cache = await caches.open(name);
            const file = (name) => new URL(name, location.href).href;
            {js}
        }})()"
    ))
}

/// Puts other bytes in the place of a file that is kept.
#[track_caller]
fn damage(browser: &Browser, file: &str) {
    let _ = in_cache(browser, &format!("await cache.put(file('{file}'), new Response('damaged'))"));
}

#[track_caller]
fn shown_build(browser: &Browser) -> String {
    browser.text("footer [data-build]")
}

fn wasm(release: &Release) -> String {
    release.part_names().into_iter().find(|name| name.contains(".wasm")).expect("it has one")
}

#[test]
fn a_page_that_was_opened_once_opens_without_its_server() {
    let release = Release::built();
    let site = Site::under("/docs/pgreach/", release.folder());
    in_both(|browser| {
        let cable = Cable::to(&site);
        open_to_keep(browser, &cable.url("index.html#v=1&target.access=none"));
        cable.pull_out();
        reload(browser);
        browser.wait_for_text(".verdict .pill", "Not supported");
        open_anew(browser, &cable.url("#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&source/peering=fail"));
        browser.wait_for_text("#verdict", "are not peered");
        browser.click("#source-peering-pass");
        browser.wait_for("location.hash.endsWith('source/peering=pass')");
        assert_eq!(shown_build(browser), release.build());
    });
}

#[test]
fn the_saved_file_comes_from_its_link_with_and_without_the_server() {
    let site = Site::under("/", dist());
    let built = fs::read_to_string(dist().join("pgreach.html")).expect("it is built");
    in_both(|browser| {
        for is_connected in [true, false] {
            let cable = Cable::to(&site);
            let downloads = tempfile::tempdir().expect("the folder for temporary files is writable");
            browser.save_downloads_in(downloads.path());
            open_to_keep(browser, &cable.url(""));
            if !is_connected {
                cable.pull_out();
                reload(browser);
            }
            browser.click("footer a[download]");
            let saved = saved(downloads.path(), |name, text| name == "pgreach.html" && built.len() <= text.len());
            assert!(saved == built, "{browser} has saved other bytes");
        }
    });
}

#[test]
fn the_page_and_the_saved_file_say_which_build_they_are() {
    let release = Release::built();
    let site = Site::under("/", release.folder());
    in_both(|browser| {
        browser.open(&site.url(""));
        let footer = browser.text("footer");
        assert!(footer.contains(&format!("pgreach 0.1.0, build {}", release.build())), "{footer}");
        let hash = browser.eval(
            "fetch('pgreach.html').then((it) => it.arrayBuffer()).then((it) => crypto.subtle.digest('SHA-256', it))
                .then((it) => Array.from(new Uint8Array(it), (it) => it.toString(16).padStart(2, '0')).join(''))",
        );
        assert!(footer.contains(&format!("SHA-256 is {}.", hash.as_str().unwrap_or_default())), "{footer}: {hash}");
        browser.open(&format!("file://{}", release.path().join("pgreach.html").display()));
        let footer = browser.text("footer");
        assert!(footer.contains("This is the saved file"), "{footer}");
        assert!(footer.contains(&format!("pgreach 0.1.0, build {}", release.build())), "{footer}");
        assert_eq!(browser.count("footer a, #update, link[rel=manifest], script[src]"), 0);
    });
}

#[test]
fn a_new_version_is_told_and_loaded_on_request_only() {
    let old = Release::built();
    let next = old.next();
    in_both(|browser| {
        let release = Release::built();
        let site = Site::under("/pgreach/", release.folder());
        let url = site.url("#v=1&target.access=none");
        open_to_keep(browser, &url);
        assert_eq!(browser.texts("#update p"), [""; 0], "the first version is no news");
        release.replace_with(&next);
        reload(browser);
        browser.wait_for_text("#update", "A new version of pgreach is ready");
        open_anew(browser, &url);
        browser.wait_for_text("#update", "A new version of pgreach is ready");
        assert_eq!(shown_build(browser), old.build(), "the new one was not asked for");
        assert_eq!(browser.axe(), [""; 0]);
        browser.click("#update button:not(.main)");
        browser.wait_for("document.querySelector('#update p').hidden");
        reload(browser);
        browser.wait_for_text("#update", "A new version of pgreach is ready");
        browser.click("#update .main");
        browser.wait_for_text("footer", "The next version");
        browser.wait_for_text(".verdict .pill", "Not supported");
        assert_eq!(browser.url(), url, "the settings are kept");
        assert_eq!(shown_build(browser), next.build());
        assert_eq!(kept_builds(browser), [next.build()], "the old version is forgotten");
        assert_eq!(browser.texts("#update p"), [""; 0]);
    });
}

#[test]
fn every_tab_is_told_and_each_loads_the_new_version_when_asked_there() {
    let old = Release::built();
    let next = old.next();
    in_both(|browser| {
        let release = Release::built();
        let site = Site::under("/", release.folder());
        open_to_keep(browser, &site.url(""));
        reload(browser);
        browser.fill("#source-name", "orders-old");
        let first = browser.tab();
        browser.new_tab();
        browser.open(&site.url(""));
        release.replace_with(&next);
        assert_eq!(look_for_update(browser), "installed");
        browser.wait_for_text("#update", "A new version");
        browser.click("#update .main");
        browser.wait_for_text("footer", "The next version");
        browser.go_to_tab(&first);
        browser.wait_for_text("#update", "A new version");
        assert_eq!(shown_build(browser), old.build());
        assert_eq!(browser.eval("document.querySelector('#source-name').value"), "orders-old", "nothing typed is lost");
        browser.click("#update .main");
        browser.wait_for_text("footer", "The next version");
    });
}

#[test]
fn an_update_that_is_not_over_changes_nothing_and_later_goes_on() {
    let old = Release::built();
    let next = old.next();
    let the_page = vec!["index.html".to_owned(), "service-worker.js".to_owned(), "pgreach.html".to_owned()];
    let all_but_the_page =
        [next.part_names(), vec!["service-worker.js".to_owned(), "pgreach.html".to_owned()]].concat();
    for half in [the_page, all_but_the_page] {
        in_both(|browser| {
            let release = Release::built();
            let site = Site::under("/", release.folder());
            let url = site.url("#v=1&target.access=none");
            open_to_keep(browser, &url);
            release.take_from(&next, &half);
            assert_eq!(look_for_update(browser), "redundant", "{half:?}");
            open_anew(browser, &url);
            browser.wait_for_text(".verdict .pill", "Not supported");
            assert_eq!((shown_build(browser), kept_builds(browser)), (old.build(), vec![old.build()]), "{half:?}");
            assert_eq!(browser.texts("#update p"), [""; 0]);
            release.replace_with(&next);
            reload(browser);
            browser.wait_for_text("#update", "A new version");
            browser.click("#update .main");
            browser.wait_for_text("footer", "The next version");
            browser.wait_for_text(".verdict .pill", "Not supported");
            let _ = browser.errors();
        });
    }
}

#[test]
fn an_error_page_of_a_proxy_is_no_version() {
    let release = Release::built();
    fs::write(release.path().join(wasm(&release)), "<title>Please log in</title>").expect("it is writable");
    let site = Site::under("/", release.folder());
    in_both(|browser| {
        browser.visit(&site.url(""));
        let refused = "navigator.serviceWorker.getRegistration().then((it) =>
            it?.active || it?.waiting || it?.installing ? 'trying' : 'refused')";
        until(|| site.requests().contains(&"/service-worker.js".to_owned()));
        until(|| browser.eval(refused) == "refused");
        assert_eq!(kept_builds(browser), [""; 0]);
        let _ = browser.errors();
    });
}

#[test]
fn what_is_damaged_or_missing_is_mended_from_the_server() {
    let release = Release::built();
    let site = Site::under("/", release.folder());
    in_both(|browser| {
        let cable = Cable::to(&site);
        open_to_keep(browser, &cable.url(""));
        for file in ["index.html".to_owned(), wasm(&release), "pgreach.html".to_owned()] {
            for remove in [false, true] {
                if remove {
                    assert_eq!(in_cache(browser, &format!("return cache.delete(file('{file}'))")), true);
                } else {
                    damage(browser, &file);
                }
                let _ = site.requests();
                open_anew(browser, &cable.url(""));
                assert_eq!(shown_build(browser), release.build());
                let requests = site.requests();
                assert!(requests.contains(&format!("/{file}")), "{file}: {requests:?}");
                // Whole again, it needs no server.
                cable.pull_out();
                open_anew(browser, &cable.url(""));
                cable.plug_in();
            }
        }
        let _ = browser.eval("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))");
        open_anew(browser, &cable.url(""));
        cable.pull_out();
        open_anew(browser, &cable.url(""));
        let _ = browser.errors();
    });
}

#[test]
fn what_cannot_be_mended_without_the_server_is_said_with_the_way_out() {
    let release = Release::built();
    let site = Site::under("/", release.folder());
    in_both(|browser| {
        let cable = Cable::to(&site);
        let url = cable.url("#v=1&target.access=none");
        open_to_keep(browser, &url);
        damage(browser, &wasm(&release));
        cable.pull_out();
        browser.visit("about:blank");
        browser.visit(&url);
        browser.wait_for_text("body", "Reload this page once there is a network");
        browser.wait_for_text("body", "open that file: it needs no network");
        assert_eq!(browser.axe(), [""; 0]);
        cable.plug_in();
        reload(browser);
        browser.wait_for_text(".verdict .pill", "Not supported");
        let _ = browser.errors();
    });
}

#[test]
fn what_is_damaged_is_never_mended_with_parts_of_another_version() {
    let old = Release::built();
    let next = old.next();
    in_both(|browser| {
        for file in ["index.html".to_owned(), wasm(&old)] {
            let release = Release::built();
            let site = Site::under("/", release.folder());
            let cable = Cable::to(&site);
            let url = cable.url("#v=1&target.access=none");
            open_to_keep(browser, &url);
            release.replace_with(&next);
            damage(browser, &file);
            open_anew(browser, &url);
            browser.wait_for_text("footer", "The next version");
            browser.wait_for_text(".verdict .pill", "Not supported");
            assert_eq!(shown_build(browser), next.build());
            // What the browser keeps from then on is the next version, all of it.
            until(|| kept_builds(browser) == [next.build()]);
            until(|| {
                browser.eval(
                    "navigator.serviceWorker.getRegistration()
                        .then((it) => !it.installing && !it.waiting && it.active.state === 'activated')",
                ) == true
            });
            assert_eq!(browser.texts("#update p"), [""; 0], "the page is the next version already");
            cable.pull_out();
            open_anew(browser, &url);
            assert_eq!(shown_build(browser), next.build());
            assert_eq!(kept_builds(browser), [next.build()]);
        }
        let _ = browser.errors();
    });
}

#[test]
fn without_room_to_keep_anything_the_page_works_and_does_not_complain() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.limit_storage(site.url("").trim_end_matches('/'), 300_000);
        browser.open(&site.url("#v=1&target.access=none"));
        let kept = browser.eval(
            "caches.open('other')
                .then((it) => it.put('/', new Response(Uint8Array.from({ length: 1e6 }, () => 256 * Math.random()))))
                .then(() => 'kept', (it) => it.name)",
        );
        assert_ne!(kept, "kept", "there is no room");
        until(|| site.requests().contains(&"/pgreach.html".to_owned()));
        until(|| {
            browser.eval("navigator.serviceWorker.getRegistration().then((it) => !it?.installing && !it?.active)")
                == true
        });
        // Of the other one, which has no room either, the browser keeps what it likes.
        let ours: Vec<_> = kept_builds(browser).into_iter().filter(|it| it != "other").collect();
        assert_eq!(ours, [""; 0], "nothing is left over");
        browser.wait_for_text(".verdict .pill", "Not supported");
        assert!(browser.attribute("#trouble", "hidden").is_some());
        reload(browser);
        browser.wait_for_text(".verdict .pill", "Not supported");
    });
}

#[test]
fn several_on_one_origin_leave_each_other_alone() {
    let first = Release::built();
    let second = first.next();
    let third = second.next();
    in_both(|browser| {
        let both = tempfile::tempdir().expect("the folder for temporary files is writable");
        first.publish(both.path());
        second.publish(&both.path().join("a"));
        fs::write(both.path().join("a/other.html"), "<title>Other</title>another page").expect("it is writable");
        let site = Site::under("/", both.path().to_owned());
        let cable = Cable::to(&site);
        open_to_keep(browser, &cable.url("index.html"));
        open_to_keep(browser, &cable.url("a/index.html"));
        let mut builds = kept_builds(browser);
        builds.sort();
        let mut expected = [first.build(), second.build()];
        expected.sort();
        assert_eq!(builds, expected);
        // An update of one is none of the other.
        third.publish(both.path());
        open_anew(browser, &cable.url("index.html"));
        browser.wait_for_text("#update", "A new version");
        browser.click("#update .main");
        browser
            .wait_for(&format!("document.querySelector('footer [data-build]')?.textContent === '{}'", third.build()));
        // What is not of the page is not kept.
        browser.visit(&cable.url("a/other.html"));
        cable.pull_out();
        assert_eq!(browser.eval("fetch('other.html').then(() => 'there', () => 'not there')"), "not there");
        for (path, release) in [("index.html", &third), ("a/index.html", &second)] {
            open_anew(browser, &cable.url(path));
            assert_eq!(shown_build(browser), release.build());
        }
        let _ = browser.errors();
    });
}

#[test]
fn nothing_that_a_person_enters_is_kept() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        open_to_keep(browser, &site.url(""));
        reload(browser);
        browser.choose("#source-kind", "azure-vm");
        browser.fill("#source-name", "secret-project");
        browser.wait_for("location.hash === '#v=1&source.kind=azure-vm'");
        let all = browser.eval(
            "(async () => {
                const all = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
                all.push(JSON.stringify(await indexedDB.databases()));
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) {
                        all.push(name, request.url, await cache.match(request).then((it) => it.text()));
                    }
                }
                return all.join('\\n');
            })()",
        );
        let all = all.as_str().unwrap_or_default();
        assert!(all.contains("pgreach-web"), "the page itself is kept");
        assert!(!all.contains("secret-project") && !all.contains("source.kind=azure-vm"));
        let empty = browser.eval("localStorage.length + sessionStorage.length + document.cookie.length");
        assert_eq!(empty, 0);
    });
}

#[test]
fn within_a_page_of_another_site_nothing_is_kept() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("#v=1&target.access=none&embed=1"));
        let _ = browser.eval("new Promise((done) => setTimeout(done, 500))");
        assert_eq!(browser.eval("navigator.serviceWorker.getRegistrations().then((it) => it.length)"), 0);
    });
}

#[test]
fn the_server_for_development_takes_an_earlier_worker_away() {
    let worker = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/no-service-worker.js");
    let next = Release::built().next();
    in_both(|browser| {
        let release = Release::built();
        let site = Site::under("/", release.folder());
        open_to_keep(browser, &site.url(""));
        release.replace_with(&next);
        fs::copy(worker, release.path().join("service-worker.js")).expect("it is writable");
        assert_ne!(look_for_update(browser), "none");
        until(|| kept_builds(browser).is_empty());
        reload(browser);
        browser.wait_for_text("footer", "The next version");
        assert_eq!(browser.eval("navigator.serviceWorker.controller"), Value::Null);
    });
}

#[test]
fn installs_like_a_program_under_any_path() {
    for mount in ["/", "/some/deep/path/"] {
        let site = Site::under(mount, dist());
        let browser = Browser::chromium(Look::DESK);
        browser.open(&site.url("index.html"));
        assert_eq!(browser.reasons_against_installing(), [""; 0], "{mount}");
        let manifest = fs::read_to_string(dist().join("manifest.webmanifest")).expect("it is published");
        let manifest: Value = serde_json::from_str(&manifest).expect("it is JSON");
        for icon in manifest["icons"].as_array().into_iter().flatten() {
            let file = icon["src"].as_str().unwrap_or_default();
            assert!(dist().join(file).is_file(), "{file} is published");
        }
        assert_eq!(browser.errors(), [""; 0]);
    }
}
