//! What is done to the page after Trunk has built it, and before it is published or served.
//!
//! Trunk runs this as a hook, so that a page that is served for development is the page that is published.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha384};

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
    let page = finish(&with_short_glue(&fs::read_to_string(&index)?, &folder)?, &scenarios::scenarios_table())?;
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

/// The page with the module that starts it minified, under a name of its own: Trunk's names a file by what it was.
fn with_short_glue(html: &str, folder: &Path) -> Result<String> {
    let modules: Vec<_> = tags(html).into_iter().filter(|it| it.has_word("rel", "modulepreload")).collect();
    let [module] = modules.as_slice() else {
        bail!("the page preloads {} modules, where one is expected", modules.len())
    };
    let (address, integrity) = (module.attribute("href"), module.attribute("integrity"));
    let (address, integrity) = address.zip(integrity).context("the module that starts the page has no hash")?;
    let file = address.trim_start_matches("./");
    let short = minify::module(&fs::read_to_string(folder.join(file))?)?;
    let (stem, _) = file.rsplit_once('-').with_context(|| format!("{file} has no hash in its name"))?;
    let digest = Sha384::digest(&short);
    let name = digest.iter().take(8).fold(format!("{stem}-"), |name, byte| format!("{name}{byte:02x}")) + ".js";
    fs::remove_file(folder.join(file))?;
    fs::write(folder.join(&name), &short)?;
    Ok(html.replace(integrity, &format!("sha384-{}", BASE64.encode(digest))).replace(file, &name))
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
    use std::fs;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use sha2::{Digest, Sha384};

    use super::{SCENARIOS, finish, with_short_glue};

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
    fn the_module_that_starts_the_page_is_minified_under_a_name_of_its_own() {
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        fs::write(folder.path().join("page-0123.js"), "// Why.\nexport default function start() { go(); }\n")
            .expect("it is writable");
        let html = r#"<link rel="modulepreload" href="./page-0123.js" integrity="sha384-old"><script type="module">import s from"./page-0123.js"</script>"#;
        let page = with_short_glue(html, folder.path()).expect("it has one");
        let (_, name) = page.split_once("href=\"./").expect("it is there");
        let (name, _) = name.split_once('"').expect("it ends");
        let text = fs::read_to_string(folder.path().join(name)).expect("it was written");
        assert_eq!(text, "export default function e(){go()}");
        let hash = BASE64.encode(Sha384::digest(&text));
        assert_eq!(page, html.replace("page-0123.js", name).replace("sha384-old", &format!("sha384-{hash}")));
        assert!(!folder.path().join("page-0123.js").exists());
    }

    #[test]
    fn a_page_without_the_marker_is_refused() {
        let error = finish(POLICY, "").expect_err("it has no marker").to_string();
        assert_eq!(error, "index.html has 0 places marked <!-- scenarios -->, where one is expected");
    }
}
