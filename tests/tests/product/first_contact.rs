//! The first minute: what a person pastes or picks leads somewhere, wherever it is put.

use std::fs;

use pgreach_tests::{Site, dist, in_all, in_both, saved};

const PRIVATE: &str =
    "index.html#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false";

const NOT_REACHED: &str = "603000: Connection to the server 'orders-old' failed.";

#[test]
fn the_box_for_what_is_pasted_has_the_focus() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        for opener in [".top [data-opens=paste]", "#files [data-opens=paste]"] {
            browser.click(opener);
            browser.wait_for_focus("#error-text");
            browser.press("Escape");
            browser.wait_for("!document.querySelector('dialog[open]')");
        }
    });
}

#[test]
fn one_paste_takes_an_error_message_or_an_export() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        // On the page: JSON is read, an error message opens the dialog that explains it.
        assert!(browser.paste("body", "ST008: Connectivity attempt to source single server failed"));
        browser.wait_for_text("#error-means", "ST008");
        assert_eq!(browser.count("#error-means .import"), 0);
        assert_eq!(browser.count(".read li"), 0);
        // In the dialog, whatever has the focus: the text comes into the box, and nothing is read behind it.
        assert!(browser.paste("#paste .dialog-head button", "[{\"id\": \"/subscriptions/a\"}]"));
        browser.wait_for_text("#error-means", "This is JSON");
        assert_eq!(browser.count(".read li"), 0);
        browser.click("#error-means .import");
        browser.wait_for("!document.querySelector('dialog[open]') && document.querySelector('.read li')");
        assert_eq!(browser.eval("document.querySelector('#error-text').value"), "", "it is not read twice");
        assert!(browser.paste("body", "{\"id\": \"/subscriptions/a\"}"));
        browser.wait_for("document.querySelectorAll('.read li').length === 2");
        // What a log begins its lines with is no JSON.
        assert!(browser.paste("body", "[2026-11-28 02:10:00] FATAL: password authentication failed"));
        browser.wait_for_text("#error-means", "refused the password");
        // Another dialog takes nothing.
        browser.press("Escape");
        browser.click("[data-opens=share]");
        browser.wait_for("document.querySelector('#share')?.open");
        assert!(!browser.paste("#share .dialog-head button", "[{\"id\": \"/subscriptions/a\"}]"));
        assert_eq!(browser.count(".read li"), 2);
    });
}

#[test]
fn an_error_message_stays_and_leads_to_its_steps() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url(PRIVATE));
        browser.wait_until_whole();
        let order = "[...document.querySelectorAll('.to-check [data-step]')].map((it) => it.dataset.step)";
        let before = browser.eval(order);
        assert!(
            browser
                .paste("body", "could not translate host name \"orders-old.postgres.database.azure.com\" to address")
        );
        browser.wait_for_text("#error-means", "orders-old");
        browser.click("#error-means > .apply");
        browser.wait_for("!document.querySelector('dialog[open]')");
        browser.wait_for("document.activeElement.id === 'error'");
        let marked = browser.eval(
            "[...document.querySelectorAll('[data-step]')].filter((it) => /Your error points here/.test(it.textContent))
                .map((it) => it.dataset.step)",
        );
        let (marked, after) = (marked.as_array().expect("a list").clone(), browser.eval(order));
        assert!(marked.iter().any(|it| it == "source/zone-link-client"), "{marked:?}");
        assert_ne!(before, after);
        let after = after.as_array().expect("a list");
        assert_eq!(after[..marked.len()], marked[..], "what it points to comes first");
        // Each is a way to its step.
        browser.click(".notes [data-goes='step-source-zone-link-client']");
        browser.wait_for("document.activeElement.id === 'step-source-zone-link-client'");
        assert_eq!(browser.axe(), [""; 0]);
        browser.click(".notes > button");
        browser.wait_for("!document.querySelector('#error') && !/Your error points/.test(document.body.textContent)");
        assert_eq!(&browser.eval(order), &before);
    });
}

#[test]
fn an_error_message_about_either_end_asks_which_end_it_names() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        assert!(browser.paste("body", NOT_REACHED));
        browser.wait_for_text("#error-means", "Is that your source or your target?");
        browser.click("#error-means .acts button:first-child");
        browser.wait_for_text(".notes", "Your error: 603000");
        // The text stays, and so do the names of its steps, before there are any.
        browser.wait_for_text(".notes blockquote", "603000");
        browser.wait_for_text(".notes li", "Source: firewall");
        assert_eq!(
            browser.count(".verdict .acts button[data-goes=verdict]"),
            5,
            "what is asked stands once, with its answers"
        );
        assert_eq!(browser.eval("document.querySelector('#source-name').value"), "orders-old");
        browser.choose("#source-kind", "single-server");
        browser.click("#source-access-private");
        browser.choose("#target-access", "private-endpoint");
        browser.click("#runtime-used-true");
        browser.wait_for_text(".notes li", "peering · Source");
        let targets = browser.texts(".notes li").into_iter().filter(|it| it.contains("Target")).count();
        assert_eq!(targets, 0, "it does not name the target");
    });
}

#[test]
fn every_known_message_leaves_something_on_the_page() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        for text in ["603000", "603100", "ST008", "603001", "too many clients already"] {
            assert!(browser.paste("body", text));
            browser.click("#error-means .apply");
            browser.wait_for("document.activeElement.id === 'error'");
            assert!(browser.text("#error").starts_with("Your error: "), "{text}");
            browser.click(".notes > button");
        }
    });
}

#[test]
fn whoever_goes_elsewhere_keeps_the_focus_there() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        assert!(browser.paste("body", "603000"));
        browser.click("#error-means .apply");
        browser.wait_for("document.activeElement.id === 'error'");
        // As on a machine that is busy: the page comes to moving the focus to the verdict when a dialog is open.
        let _ = browser.eval("window.at = setTimeout");
        let _ = browser.eval("window.setTimeout = (act, wait, ...given) => at(act, wait + 500, ...given)");
        let _ = browser.eval("window.removed = performance.now()");
        browser.click(".notes > button");
        assert!(browser.paste("body", "603100"));
        browser.wait_for("document.activeElement.id === 'error-text'");
        let _ = browser.eval("window.setTimeout = at");
        browser.wait_for("removed + 1300 < performance.now()");
        browser.click("#error-means .apply");
        browser.wait_for("document.activeElement.id === 'error'");
        browser.wait_for("removed + 2500 < performance.now()");
        assert_eq!(browser.eval("document.activeElement.id"), "error");
    });
}

#[test]
fn a_question_leads_to_its_control() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        for (state, control) in [
            ("", "target-access"),
            ("v=1&target.access=vnet-integrated&source.kind=single-server", "source-access-public"),
            ("v=1&target.access=vnet-integrated&source.kind=single-server&source.access=private", "runtime-used-true"),
        ] {
            browser.visit("about:blank");
            browser.open(&site.url(&format!("index.html#{state}")));
            browser.wait_until_whole();
            browser.click(".verdict [data-goes]:not([data-goes=verdict])");
            browser.wait_for(&format!("document.activeElement.id === '{control}'"));
            browser.wait_for("document.activeElement.closest('.field').classList.contains('next')");
        }
    });
}

#[test]
fn what_decides_most_is_answered_beside_its_question() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_for_text(".verdict", "connectivity method");
        let top = || browser.eval("document.querySelector('.verdict').getBoundingClientRect().top").as_f64();
        let before = top();
        let answers = "[...document.querySelectorAll('.verdict .acts [data-goes=verdict]')]";
        let _ = browser.eval(&format!("{answers}.find((it) => /VNet/.test(it.textContent)).click()"));
        browser.wait_for("location.hash.includes('target.access=vnet-integrated')");
        browser.wait_for("document.activeElement.id === 'verdict'");
        assert_eq!(top(), before, "what is in sight stays where it is");
        // To the last setting.
        for _ in 0..6 {
            let _ = browser.eval(&format!("{answers}[0]?.click()"));
        }
        browser.wait_for("document.querySelector('.step')");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn an_error_in_json_is_explained_and_not_imported() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        assert!(browser.paste(
            "body",
            r#"{"error": {"code": "603000", "message": "603000: Connection to the server 'orders-old' failed."}}"#
        ));
        browser.wait_for_text("#error-means", "Is that your source or your target?");
        assert_eq!(browser.count(".read li"), 0);
        // At the end of a long log, too.
        let log =
            "2026-11-28T02:10:00Z INFO a table is copied\n".repeat(4_000) + "FATAL: password authentication failed";
        browser.press("Escape");
        assert!(browser.paste("body", &log));
        browser.wait_for_text("#error-means", "refused the password");
    });
}

#[test]
fn it_says_that_it_loads_and_offers_another_try() {
    let site = Site::under("/", dist());
    let page = fs::read_to_string(dist().join("index.html")).expect("it is built");
    let (before, after) = page.split_once("pgreach-web-").expect("it names its module");
    site.replace("missing.html", format!("{before}no-{after}").replace("pgreach-web-", "no-web-"));
    in_both(|browser| {
        browser.visit(&site.url("missing.html"));
        browser.wait_for_text("#trouble", "The checker could not start.");
        assert_eq!(browser.text("#trouble button"), "Try again");
        assert_eq!(browser.texts(".loading"), [""; 0]);
        browser.click("#trouble button");
        browser.wait_for_text("#trouble", "The checker could not start.");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported what is missing");
        // Before anything has failed.
        let _ = browser.eval("document.querySelector('#trouble').hidden = true");
        assert_eq!(browser.texts(".loading"), ["Loading the checker …"]);
    });
}

#[test]
fn the_box_on_the_page_takes_what_is_typed_and_what_is_pasted() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        assert_eq!(browser.count(".verdict .pill"), 0, "nothing is judged before anything is known");
        browser.fill("#given", "603000");
        browser.click("#files [data-opens=paste]");
        // It is read at once, and what is asked next stands beside it.
        browser.wait_for_text("#pointed", "Your error: 603000");
        browser.wait_for("document.activeElement.id === 'error'");
        assert_eq!(browser.count("dialog[open]"), 0);
        assert_eq!(browser.eval("document.querySelector('#given').value"), "", "it is in one place");
        browser.wait_for_text("#verdict", "The section of the guide depends on this: ");
        browser.wait_for_text("#pointed", "Look at these steps first");
        assert_eq!(browser.axe(), [""; 0]);
        browser.click(".verdict .acts [data-goes=verdict]");
        browser.wait_for("location.hash.includes('=')");
        browser.fill("#given", "{\"a\":");
        browser.click("#files [data-opens=paste]");
        browser.wait_for_text(".read li", "found JSON that is cut off");
        browser.click(".read li .acts > button");
        browser.wait_for("!document.querySelector('.read li')");
        browser.click(".top [data-opens=paste]");
        browser.fill("#error-text", "{\"a\":");
        browser.wait_for_text("#error-means", "is not whole");
        browser.press("Escape");
        browser.wait_for("!document.querySelector('dialog[open]')");
        browser.fill("#given", "nothing of the kind");
        browser.click("#files [data-opens=paste]");
        browser.wait_for_text("#pointed", "Your error: not one that pgreach knows");
        assert!(browser.paste("#given", "ST008: Connectivity attempt to source single server failed"));
        browser.wait_for_text("#error-means", "ST008");
        browser.press("Escape");
        browser.wait_for("!document.querySelector('dialog[open]')");
        assert!(browser.paste("#given", "{\"id\": \"/subscriptions/a\"}"));
        browser.wait_for("document.querySelectorAll('.read li').length === 1");
    });
}

#[test]
fn what_is_pasted_before_the_rest_is_there_is_taken_once_it_is() {
    let site = Site::under("/", dist());
    let page = fs::read_to_string(dist().join("index.html")).expect("the page is built");
    site.replace("index.html", page.replace("data-deferred=\"", "data-deferred=\"missing-"));
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_for_text("#later p", "Part of the page could not be loaded");
        let _ = browser.errors();
        let _ = browser.eval("document.body.dataset.deferred = document.body.dataset.deferred.replace('missing-', '')");
        assert!(!browser.paste("#given", "ST008"), "a field takes it itself");
        assert!(browser.paste("body", "ST008: Connectivity attempt to source single server failed"));
        browser.wait_until_whole();
        browser.wait_for_text("#error-means", "ST008");
    });
}

#[test]
fn an_error_that_is_dropped_as_a_file_is_taken_as_one_that_is_pasted() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        browser.give("#pick", &[("error.txt", "603000: Connection to the server 'orders-new' failed.")]);
        browser.wait_for_text("#pointed", "Which end is orders-new?");
        assert_eq!((browser.count(".read li"), browser.count("dialog[open]")), (0, 0));
        browser.click("#pointed .acts button:nth-child(2)");
        browser.wait_for("document.querySelector('#target-name').value === 'orders-new'");
        browser.wait_for("document.querySelector('#runtime-used-true').checked");
        browser.wait_for_text("#pointed", "Target: private endpoint");
    });
}

#[test]
fn an_example_export_shows_what_it_promises_and_stands_alone() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        for (sample, place, expected) in [
            ("one-half.json", ".verdict .pill", "Blocked"),
            ("runtime-server.json", ".verdict .pill", "Blocked"),
            ("five-migrations.json", "#pairs", "app04-old"),
        ] {
            browser.open(&site.url("index.html"));
            browser.wait_until_whole();
            browser.click("#files [data-opens=examples]");
            browser.click(&format!("[data-sample='{sample}']"));
            browser.wait_for("!document.querySelector('dialog[open]')");
            browser.wait_for_text("#files .said", "1 file read");
            browser.wait_for_text(place, expected);
            browser.click("nav [data-opens=examples]");
            browser.wait_for_text("#examples", "start over first");
            assert_eq!(browser.count("#examples [data-sample]:enabled"), 0);
            browser.press("Escape");
        }
    });
}

#[test]
fn what_makes_an_export_is_saved_as_a_file() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        browser.save_downloads_in(folder.path());
        browser.click("#files [data-opens=export]");
        // Without the target's name it would stop at once; who types it and saves has it in the file.
        browser.fill("#script-source-name", "orders-old");
        browser.fill("#script-target-name", "orders-new");
        browser.wait_for_text("#script", "orders-new");
        for (shell, file) in [("bash", "pgreach-collect.sh"), ("powershell", "pgreach-collect.ps1")] {
            browser.choose("#shell", shell);
            browser.wait_for_text("#export .hint", file);
            browser.wait_for_text("#script", if shell == "bash" { "#!/usr/bin/env bash" } else { "$target_server" });
            browser.click("#save-script");
            let shown = browser.text("#script");
            let saved = saved(folder.path(), |name, text| name == file && !text.is_empty());
            assert_eq!(saved.trim().lines().next(), shown.trim().lines().next());
            assert!(
                ["source_server", "target_server"]
                    .into_iter()
                    .zip(["'orders-old'", "'orders-new'"])
                    .all(|(name, value)| saved.lines().any(|it| it.contains(name) && it.ends_with(value)))
            );
            assert_eq!(
                saved.lines().count(),
                browser.eval("document.querySelector('#script').textContent.trimEnd().split('\\n').length")
            );
        }
    });
}

#[test]
fn the_footer_leads_to_help_changes_and_licences() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        let links = browser
            .eval("[...document.querySelectorAll('footer a:not([download])')].map((it) => it.getAttribute('href'))");
        let links: Vec<&str> = links.as_array().expect("a list").iter().filter_map(|it| it.as_str()).collect();
        assert_eq!(links.len(), 5, "{links:?}");
        for link in links {
            let page = fs::read_to_string(dist().join(link)).unwrap_or_default();
            assert!(500 < page.len(), "{link} is not published");
        }
    });
}
