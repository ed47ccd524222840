//! The report as a file: what the page hands over is what the crate of the forms writes.

use std::fs;
use std::path::Path;

use pgreach_formats::{Evaluation, FILES, Format, HTML, MARKDOWN, RUNBOOK, RUNBOOK_FOR_POWERSHELL};
use pgreach_rules::{FixForm, Owner, evaluate_with, find_with_plan, link, network::Network};
use pgreach_tests::{Browser, Site, dist, in_both, saved, single_file};
use tempfile::TempDir;

const STATE: &str = "v=1&source.kind=single-server&source.access=private&source.name=orders%20%7C%20%60old%60&target.access=vnet-integrated&runtime.used=false&source/peering=fail&source/a-record=fail";

/// What a file should hold that a page at this address hands over.
fn expected(format: &Format, page: &str, day: &str) -> String {
    written(format, page, day, None)
}

fn written(format: &Format, page: &str, day: &str, owner: Option<Owner>) -> String {
    let (config, unread) = link::read(STATE);
    assert_eq!(unread, []);
    let report = evaluate_with(&config, &find_with_plan(&config, &mut Network::default()));
    // A document that is saved says of which day it is.
    let export = Evaluation {
        config: &config,
        report: &report,
        page: Some(page),
        input: None,
        fix_as: FixForm::Az,
        day: Some(day),
        drawing: None,
    };
    format.write(&export, owner)
}

/// The day by the clock of the browser.
fn today(browser: &Browser) -> String {
    let today = "new Date(Date.now() - 60000 * new Date().getTimezoneOffset()).toISOString().slice(0, 10)";
    browser.eval(today).as_str().unwrap_or_default().to_owned()
}

/// Asserts that the file of this name holds what it should, once it is there.
#[track_caller]
fn arrived(folder: &Path, file: &str, whole: &str) {
    assert_eq!(saved(folder, |name, text| name == file && whole.len() <= text.len()), whole, "{file}");
}

/// Saves every form from the page that is open, and looks at the files.
#[track_caller]
fn saves_every_form(browser: &Browser, page: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    browser.save_downloads_in(folder.path());
    open_dialog(browser);
    // One more is the Config with what was read.
    let count = 1 + FILES.len();
    browser.wait_for(&format!("document.querySelectorAll('#download li [data-format]').length === {count}"));
    // A file says which servers it is about, and when it was made.
    let today = today(browser);
    let named = |name: &str| name.replacen('.', &format!("-orders-old-{today}."), 1);
    for format in FILES {
        browser.click(&format!("#download li [data-format={}]", format.word));
        arrived(folder.path(), &named(format.file_name), &expected(format, page, &today));
    }
    for (runbook, file) in [(&RUNBOOK, "pgreach-runbook-dns.sh"), (&RUNBOOK_FOR_POWERSHELL, "pgreach-runbook-dns.ps1")]
    {
        browser.click(&format!("#download [data-owner=dns][data-format={}]", runbook.word));
        arrived(folder.path(), &named(file), &written(runbook, page, &today, Some(Owner::Dns)));
    }
}

fn open_dialog(browser: &Browser) {
    browser.click("nav button:nth-of-type(4)");
    browser.wait_for("document.querySelector('#download')?.open");
}

#[test]
fn saves_what_the_command_writes() {
    let site = Site::under("/docs/pgreach/", dist());
    in_both(|browser| {
        let page = site.url("index.html");
        browser.open(&format!("{page}#{STATE}"));
        browser.wait_until_kept();
        let _ = site.requests();
        saves_every_form(browser, &page);
        assert_eq!(site.requests(), [""; 0]);
    });
}

#[test]
fn saves_from_one_file_without_a_network() {
    in_both(|browser| {
        browser.go_offline();
        browser.open(&format!("{}#{STATE}", single_file()));
        saves_every_form(browser, &single_file());
    });
}

#[test]
fn saves_from_a_frame_that_may_run_scripts_and_download_and_nothing_else() {
    let site = Site::under("/", dist());
    // In such a frame the page has no origin, so it can load nothing: it has to be the one file.
    let page = site.url("pgreach.html");
    let hosting = Site::framing(&format!("{page}#{STATE}"), "allow-scripts allow-downloads");
    in_both(|browser| {
        browser.visit(&hosting.url("host.html"));
        browser.within("document.querySelector('iframe')", || {
            browser.wait_for("document.documentElement.dataset.ready !== undefined");
            saves_every_form(browser, &page);
        });
    });
}

/// The page without what it loads once it has started.
fn without_what_is_loaded_later() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in fs::read_dir(dist()).expect("it is built").flatten() {
        let name = file.file_name();
        let is_wanted = !name.to_string_lossy().starts_with("pgreach-deferred-") && file.path().is_file();
        if is_wanted {
            fs::copy(file.path(), folder.path().join(name)).expect("it is written");
        }
    }
    folder
}

#[test]
fn says_so_where_the_part_that_writes_cannot_be_had() {
    let folder = without_what_is_loaded_later();
    let site = Site::under("/", folder.path().to_owned());
    in_both(|browser| {
        browser.open(&site.url(&format!("index.html#{STATE}")));
        browser.wait_for_text("#later", "Part of the page could not be loaded");
        // Asked again, it says so again, and the rest of the page works.
        browser.click("[data-opens=download]");
        browser.wait_for_text("#later", "Part of the page could not be loaded");
        browser.wait_for_text(".verdict .pill", "Blocked");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported what is missing");
    });
}

#[test]
fn files_that_come_before_their_reader_wait_for_it() {
    let folder = without_what_is_loaded_later();
    let site = Site::under("/", folder.path().to_owned());
    in_both(|browser| {
        for file in fs::read_dir(folder.path()).expect("a folder").flatten() {
            if file.file_name().to_string_lossy().starts_with("pgreach-deferred-") {
                fs::remove_file(file.path()).expect("it is writable");
            }
        }
        browser.open(&site.url("index.html"));
        browser.wait_for_text("#later", "without which no file is read");
        let _ = browser.eval("document.querySelector('#later p').textContent = ''");
        let _ = browser.eval(
            "(() => { const data = new DataTransfer(); data.items.add(new File(['[]'], 'all.json'));
            dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); })()",
        );
        browser.wait_for_text("#later", "without which no file is read");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported what is missing");
        // Once it can be had, it reads them.
        for file in fs::read_dir(dist()).expect("it is built").flatten() {
            if file.file_name().to_string_lossy().starts_with("pgreach-deferred-") {
                fs::copy(file.path(), folder.path().join(file.file_name())).expect("it is written");
            }
        }
        browser.click("[data-opens=download]");
        browser.wait_for_text("#files .said", "1 file read");
        let _ = browser.errors();
    });
}

#[test]
fn copies_markdown_for_a_ticket() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        let page = site.url("index.html");
        browser.open(&format!("{page}#{STATE}"));
        browser.wait_until_kept();
        open_dialog(browser);
        browser.wait_for_text("#download .teams", "The runbook for one team");
        browser.click("#copy-markdown");
        browser.wait_for_text("#download [role=status]", "Copied");
        assert_eq!(browser.clipboard().replace("\r\n", "\n"), expected(&MARKDOWN, &page, &today(browser)));
        browser.wait_for_focus("#copy-markdown");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn what_is_saved_reads_well_and_asks_for_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    fs::write(&file, expected(&HTML, "https://docs.example/", "2026-12-31")).expect("it is written");
    in_both(|browser| {
        browser.visit(&format!("file://{}", file.display()));
        assert_eq!(browser.text("h1"), "✗ Blocked");
        // An allowed style is applied; its hash is in the document's own policy.
        assert_eq!(browser.eval("getComputedStyle(document.querySelector('.wrong')).color"), "rgb(179, 38, 30)");
        assert_eq!(browser.axe(), [""; 0]);
        assert_eq!(browser.resources(), [""; 0]);
    });
}
