//! Takes the picture of the page that README.md shows, for `cargo xtask picture`.

use std::path::Path;

use pgreach_tests::{Browser, Look, single_file};

fn main() {
    let browser = Browser::chromium(Look { height: 1180, ..Look::DESK });
    browser.open(&format!(
        "{}#v=1&source.kind=single-server&source.access=private&source.name=orders-old&target.access=vnet-integrated\
         &target.name=orders-new&runtime.used=false&source/private-endpoint=pass&target/delegated-subnet=pass\
         &source/peering=fail",
        single_file()
    ));
    browser.wait_for_text("#verdict", "are not peered");
    // The picture ends below the first step, with the screen: what follows looks the same.
    let _ =
        browser.eval("document.querySelectorAll('.steps-group:not(.to-mend), .static').forEach((it) => it.remove())");
    // Laid out anew before it is measured.
    let _ = browser.eval("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 200))");
    browser.screenshot(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/screenshot.png"));
}
