//! What is done to the page after Trunk has built it, and before it is published or served.
//!
//! Trunk runs this as a hook, so that a page that is served for development is the page that is published.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::classic::script_text;
use crate::html::{splice, tags};
use crate::later::PARTS;
use crate::{minify, package, policy, scenarios, single_file, stamp};

/// The variable of the environment that says that the page is served for development.
pub(crate) const IS_SERVED: &str = "PGREACH_IS_SERVED";

/// What stands in `index.html` for the table of scenarios, for browsers without WebAssembly.
const SCENARIOS: &str = "<!-- scenarios -->";

/// Finishes the page in the folder that Trunk is about to publish, and writes the page as one file and the schemas next to it.
pub(crate) fn run() -> Result<ExitCode> {
    let folder = env::var_os("TRUNK_STAGING_DIR").context("this is Trunk's hook: run `cargo xtask bundle`")?;
    let folder = PathBuf::from(folder);
    let index = folder.join("index.html");
    let page = finish(&fs::read_to_string(&index)?, &scenarios::scenarios_table())?;
    let mut naming = page.clone();
    for part in PARTS {
        naming = name_part(&naming, &part.attribute(), &part.publish(&folder)?)?;
    }
    fs::write(&index, naming)?;
    package::write_schemas(&folder)?;
    fs::write(folder.join("pgreach.html"), single_file::build(&page, &folder)?)?;
    // Comes last: it is about everything that is in the folder. What a browser keeps would hide what is being worked on.
    stamp::stamp(&folder, env::var_os(IS_SERVED).is_none())?;
    Ok(ExitCode::SUCCESS)
}

/// The page with the name of a program that it loads once it has started; the saved file has it in itself.
fn name_part(page: &str, attribute: &str, module: &str) -> Result<String> {
    let place = format!(" {attribute}=\"\"");
    ensure!(page.matches(&place).count() == 1, "index.html has not{place} once");
    Ok(page.replace(&place, &format!(" {attribute}=\"{module}\"")))
}

fn finish(html: &str, scenarios: &str) -> Result<String> {
    // A browser hashes a script with the line ends that it made of the file's.
    let html = html.replace("\r\n", "\n");
    let places = html.matches(SCENARIOS).count();
    ensure!(places == 1, "index.html has {places} places marked {SCENARIOS}, where one is expected");
    policy::allow_scripts(&with_short_scripts(&html.replace(SCENARIOS, scenarios))?)
}

/// The page with its own scripts minified.
fn with_short_scripts(html: &str) -> Result<String> {
    let scripts = tags(html).into_iter().filter(|it| it.name == "script" && !it.text.is_empty());
    let short = scripts.map(|it| {
        let is_module = it.attribute("type") == Some("module");
        let text = if is_module { minify::module(it.text) } else { minify::script(it.text) }?;
        Ok((it.span.clone(), html[it.span].replace(it.text, &script_text(&text))))
    });
    Ok(splice(html, &short.collect::<Result<Vec<_>>>()?))
}

#[cfg(test)]
mod tests {
    use super::{SCENARIOS, finish};

    const POLICY: &str = r#"<meta http-equiv="Content-Security-Policy" content="script-src 'script-hashes'">"#;

    #[test]
    fn the_scenarios_take_the_place_of_their_marker() {
        let page =
            finish(&format!("{POLICY}\r\n<main><!-- scenarios --></main>"), "<table></table>").expect("it is whole");
        assert!(page.ends_with("\n<main><table></table></main>"), "{page}");
    }

    #[test]
    fn scripts_lose_what_only_their_readers_need() {
        let page = finish(
            &format!("{POLICY}<script async>\n// Why.\n  go();\n</script><script src=a></script>{SCENARIOS}"),
            "",
        );
        assert!(page.expect("it is whole").ends_with("<script async>go();</script><script src=a></script>"));
    }

    #[test]
    fn a_page_without_the_marker_is_refused() {
        let error = finish(POLICY, "").expect_err("it has no marker").to_string();
        assert_eq!(error, "index.html has 0 places marked <!-- scenarios -->, where one is expected");
    }
}
