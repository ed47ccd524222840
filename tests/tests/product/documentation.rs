//! Documentation sites as teams build them, with pgreach in them: the ones in `tests/mkdocs` and `tests/docusaurus`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgreach_tests::{Site, dist, docusaurus, in_both, mkdocs, source};
use tempfile::TempDir;

const ELEMENTS_FRAME: &str = "document.querySelector('pg-reach')?.shadowRoot?.querySelector('iframe')";
const NOTE: &str = "document.querySelector('pg-reach').shadowRoot?.querySelector('[part=note]').textContent";

/// Copies a site's sources, with the address of pgreach in place of the one that stands there for it.
fn copy(from: &Path, to: &Path, pgreach: &str) {
    fs::create_dir_all(to).expect("it is writable");
    for entry in fs::read_dir(from).expect("the sources are there") {
        let entry = entry.expect("it is readable");
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied, pgreach);
        } else {
            let text = fs::read_to_string(&path).expect("it is a text");
            fs::write(copied, text.replace("https://pgreach.example/", pgreach)).expect("it is writable");
        }
    }
}

/// Builds a site and returns the folder of what was built, which lasts as long as the other.
fn built(sources: &str, pgreach: &Site, build: impl FnOnce(&Path, &Path) -> Command) -> (PathBuf, TempDir) {
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let (copied, site) = (folder.path().join("sources"), folder.path().join("site"));
    copy(&source(sources), &copied, &pgreach.url(""));
    let output = build(&copied, &site).current_dir(&copied).output().expect("the generator can be started");
    let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
    assert!(output.status.success(), "{sources} is not built: {said}");
    (site, folder)
}

/// The page shows the same verdict in all three ways, and the element passes it to the page.
fn shows_pgreach(site: &Path, pgreach: &Site) {
    let origin = pgreach.url("").replace("/tools/pgreach/", "");
    // What the generator itself needs, and what pgreach does: its script and its frame.
    let policy = |frame: &str| {
        format!(
            "default-src 'self'; script-src 'self' 'unsafe-inline' {origin}; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data:; font-src 'self' data:; {frame}"
        )
    };
    let host = Site::under("/", site.to_owned());
    host.add_header("Content-Security-Policy", &policy(&format!("frame-src {origin}")));
    in_both(|browser| {
        browser.visit(&host.url(""));
        browser.wait_for("document.querySelector('pg-reach').report?.verdict === 'blocked'");
        for frame in ["document.querySelector('iframe')", ELEMENTS_FRAME] {
            browser.within(frame, || {
                browser.wait_for_text("#verdict", "are not peered");
                assert_eq!(browser.texts(".top"), [""; 0]);
            });
        }
        let _ = browser.eval(
            "document.querySelector('pg-reach').addEventListener('report', ({ detail }) => window.entered = detail)",
        );
        browser.within(ELEMENTS_FRAME, || browser.choose("#target-access", "none"));
        browser.wait_for("window.entered?.report.verdict === 'unsupported'");
        // As the switch of the site does it.
        let _ =
            browser.eval("document.documentElement.dataset.theme = document.documentElement.dataset.bsTheme = 'dark'");
        let is_dark = "getComputedStyle(document.documentElement).colorScheme === 'dark'";
        if browser.eval(is_dark) == true {
            browser.within(ELEMENTS_FRAME, || browser.wait_for(is_dark));
        }
        let errors = browser.errors();
        assert!(errors.iter().all(|it| it.contains("favicon.ico")), "{errors:#?}");
        let link = browser.attribute("a[href*='source/peering=fail']", "href").expect("it has an address");
        browser.open(&link);
        browser.wait_for_text("#verdict", "are not peered");
    });
    let host = Site::under("/", site.to_owned());
    host.add_header("Content-Security-Policy", &policy(""));
    in_both(|browser| {
        browser.visit(&host.url(""));
        browser.wait_for(&format!("{NOTE}?.includes('lacks frame-src {origin}.')"));
        browser.wait_for_text("pg-reach a", "Check your network");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported the violation");
    });
}

#[test]
fn made_with_mkdocs() {
    let pgreach = Site::under("/tools/pgreach/", dist());
    let (site, _folder) = built("mkdocs", &pgreach, |_, site| {
        let mut command = Command::new(mkdocs());
        command.args(["-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir"]).arg(site);
        command
    });
    shows_pgreach(&site, &pgreach);
}

#[test]
fn made_with_docusaurus() {
    let pgreach = Site::under("/tools/pgreach/", dist());
    let (site, _folder) = built("docusaurus", &pgreach, |sources, site| {
        std::os::unix::fs::symlink(docusaurus(), sources.join("node_modules")).expect("a link can be made");
        let mut command = Command::new("node");
        let program = docusaurus().join("@docusaurus/core/bin/docusaurus.mjs");
        command.arg(program).args(["build", "--out-dir"]).arg(site);
        // Nothing over the network, and nothing left over from a build for another address.
        command.env("NO_UPDATE_NOTIFIER", "1").env("DOCUSAURUS_NO_PERSISTENT_CACHE", "true");
        command
    });
    shows_pgreach(&site, &pgreach);
}
