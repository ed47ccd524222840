//! Whoever waits for the checker in vain has the table, and reads what may be the matter.

use std::ffi::OsStr;
use std::fs;

use pgreach_tests::{Site, dist, in_both};

#[test]
fn shows_the_table_where_a_policy_of_the_host_stops_every_script() {
    let site = Site::under("/", dist());
    site.add_header("Content-Security-Policy", "script-src 'none'");
    in_both(|browser| {
        browser.visit(&site.url("index.html"));
        assert!(browser.text("#combinations table").contains("Any source"), "the table waits for nothing");
        browser.wait_for_text(".late", "the site's Content-Security-Policy must allow");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported the violation");
    });
}

#[test]
fn shows_the_table_where_the_checker_does_not_come() {
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    for file in fs::read_dir(dist()).expect("the page is built").flatten() {
        let copy = folder.path().join(file.file_name());
        match file.path().extension().and_then(OsStr::to_str) {
            Some("js") => fs::write(copy, "export default () => new Promise(() => {});").expect("it is writable"),
            // Loading beforehand compares the script with what was published.
            Some("html") => {
                let page = fs::read_to_string(file.path()).expect("it is readable");
                fs::write(copy, page.replace("rel=\"modulepreload\"", "rel=\"license\"")).expect("it is writable");
            }
            _ => drop(fs::copy(file.path(), copy).expect("it is writable")),
        }
    }
    let site = Site::under("/", folder.path().to_owned());
    in_both(|browser| {
        browser.visit(&site.url("index.html"));
        browser.wait_for_text("#combinations table", "Any source");
        browser.wait_for_text(".late", "The checker has not started yet");
        assert_eq!(browser.texts("#trouble"), [""; 0], "nothing has failed");
    });
}
