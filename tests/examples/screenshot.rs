//! Takes the picture of the page that README.md shows, for `cargo xtask picture`.

use std::path::Path;

use pgreach_tests::{Browser, Look, single_file};

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the project");
    let browser = Browser::chromium(Look { height: 1700, ..Look::DESK });
    browser.open(&single_file());
    browser.wait_until_whole();
    // The first export that the page itself offers to try.
    browser.click("#files [data-opens=examples]");
    browser.click("[data-sample='one-half.json']");
    browser.wait_for_text(".verdict .pill", "Blocked");
    browser.wait_for("document.querySelector('#networks svg') && document.querySelector('#plan li')");
    // The picture ends below the drawing: what follows is longer than a reader of it.
    let _ = browser.eval("document.querySelectorAll('.path, .section, .steps, .static').forEach((it) => it.remove())");
    // Laid out anew before it is measured.
    let _ = browser.eval("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 200))");
    browser.screenshot(&project.join("web/screenshot.png"));
}
