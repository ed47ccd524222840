//! What is done to the page after Trunk has built it, and before it is published or served.
//!
//! Trunk runs this as a hook, so that a page that is served for development is the page that is published.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{exchange, package, policy, scenarios, single_file, stamp};

/// The variable of the environment that says that the page is served for development.
pub(crate) const IS_SERVED: &str = "PGREACH_IS_SERVED";

/// Where `index.html` names the program of `web/exchange`; the saved file has it in itself.
const EXCHANGE: &str = "<body data-exchange>";

/// What stands in `index.html` for the table of scenarios, which is there for whoever has no WebAssembly.
const SCENARIOS: &str = "<!-- scenarios -->";

/// Finishes the page in the folder that Trunk is about to publish, and writes the page as one file and the schemas next to it.
pub(crate) fn run() -> Result<ExitCode> {
    let folder = env::var_os("TRUNK_STAGING_DIR").context("this is Trunk's hook: run `cargo xtask bundle`")?;
    let folder = PathBuf::from(folder);
    let index = folder.join("index.html");
    let page = finish(&fs::read_to_string(&index)?, &scenarios::scenarios_table())?;
    let exchange = exchange::publish(&folder)?;
    fs::write(&index, name_exchange(&page, &exchange)?)?;
    package::write_schemas(&folder)?;
    let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    fs::write(folder.join("pgreach.html"), single_file::build(&page, &folder, is_release)?)?;
    // Comes last: it is about everything that is in the folder. What a browser keeps would hide what is being worked on.
    stamp::stamp(&folder, env::var_os(IS_SERVED).is_none())?;
    Ok(ExitCode::SUCCESS)
}

/// The page with the name of the program that it loads once it has started.
fn name_exchange(page: &str, module: &str) -> Result<String> {
    ensure!(page.matches(EXCHANGE).count() == 1, "index.html has not {EXCHANGE} once");
    Ok(page.replace(EXCHANGE, &format!("<body data-exchange=\"{module}\">")))
}

fn finish(html: &str, scenarios: &str) -> Result<String> {
    // A browser hashes a script with the line ends that it made of the file's.
    let html = html.replace("\r\n", "\n");
    let places = html.matches(SCENARIOS).count();
    ensure!(places == 1, "index.html has {places} places marked {SCENARIOS}, where one is expected");
    policy::allow_scripts(&html.replace(SCENARIOS, scenarios))
}

#[cfg(test)]
mod tests {
    use super::finish;

    const POLICY: &str = r#"<meta http-equiv="Content-Security-Policy" content="script-src 'script-hashes'">"#;

    #[test]
    fn the_scenarios_take_the_place_of_their_marker() {
        let page =
            finish(&format!("{POLICY}\r\n<main><!-- scenarios --></main>"), "<table></table>").expect("it is whole");
        assert!(page.ends_with("\n<main><table></table></main>"), "{page}");
    }

    #[test]
    fn a_page_without_the_marker_is_refused() {
        let error = finish(POLICY, "").expect_err("it has no marker").to_string();
        assert_eq!(error, "index.html has 0 places marked <!-- scenarios -->, where one is expected");
    }
}
