//! Without the checker the page has the table, and reads what may be the matter.

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
    let site = Site::under("/", dist());
    let page = fs::read_to_string(dist().join("index.html")).expect("the page is built");
    let (_, script) = page.split_once("from\"./").expect("the page imports the checker");
    let (script, _) = script.split_once('"').expect("its name ends");
    site.replace(script, "export default () => new Promise(() => {});".to_owned());
    // What is loaded beforehand is compared with what was published.
    site.replace("index.html", page.replace("rel=\"modulepreload\"", "rel=\"license\""));
    in_both(|browser| {
        browser.visit(&site.url("index.html"));
        browser.wait_for_text("#combinations table", "Any source");
        browser.wait_for_text(".late", "The checker has not started yet");
        assert_eq!(browser.texts("#trouble"), [""; 0], "nothing has failed");
    });
}
