//! No page's content security policy leaves a way around it.

use std::fs;
use std::io::{Write as _, stderr};

use pgreach_tests::{findings, pages, policy};

const BAD: [&str; 4] = ["HIGH", "HIGH_MAYBE", "MEDIUM", "SYNTAX"];

#[test]
fn of_every_page_is_without_a_gap() {
    let mut bad = Vec::new();
    for page in pages() {
        let html = fs::read_to_string(&page).expect("the page is readable");
        for finding in findings(policy(&html)) {
            let line = format!("{}: {finding}", page.file_name().unwrap_or_default().display());
            // Shown also where the test passes: the rest is for a person to judge.
            let _ = writeln!(stderr(), "{line}");
            if BAD.contains(&finding.severity.as_str()) {
                bad.push(line);
            }
        }
    }
    assert_eq!(bad, [""; 0]);
}

#[test]
fn a_gap_is_found() {
    let found = findings("script-src 'self' 'unsafe-inline'");
    assert!(found.iter().any(|it| it.severity == "HIGH" && it.to_string().contains("'unsafe-inline'")), "{found:#?}");
}
