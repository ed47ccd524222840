//! Every page is HTML as the standard has it, as published and as it is while it runs.

use std::fs;

use pgreach_tests::{Browser, Look, Site, dist, nu, pages};

const STATES: [(&str, &str); 4] = [
    ("empty.html", ""),
    ("refused.html", "v=1&source.access=private&source.port=none&nonsense=1"),
    (
        "all-steps.html",
        "v=1&source.kind=single-server&source.access=private&target.access=private-endpoint&runtime.used=true\
         &runtime.access=vnet-integrated&source/peering=fail&source/nsg=pass&source/a-record=not-applicable",
    ),
    ("ways-out.html", "v=1&source.kind=single-server&source.access=private&target.access=public&runtime.used=false"),
];

#[test]
fn as_published() {
    assert_eq!(nu(&pages()), [""; 0]);
}

#[test]
fn as_it_runs() {
    let site = Site::under("/", dist());
    let browser = Browser::chromium(Look::DESK);
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let mut files = Vec::new();
    for (name, state) in STATES {
        browser.visit("about:blank");
        browser.open(&site.url(&format!("index.html#{state}")));
        let html = browser.eval("document.documentElement.outerHTML");
        let file = folder.path().join(name);
        fs::write(&file, format!("<!doctype html>\n{}", html.as_str().unwrap_or_default())).expect("it is writable");
        files.push(file);
    }
    assert_eq!(nu(&files), [""; 0]);
}

#[test]
fn what_is_wrong_is_found() {
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let file = folder.path().join("wrong.html");
    fs::write(&file, "<!doctype html>\n<html lang=en><title>Page</title><p><div></p>").expect("it is writable");
    let found = nu(&[file]);
    assert!(found.iter().any(|line| line.starts_with("wrong.html:2: ")), "{found:#?}");
}
