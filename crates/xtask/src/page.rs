//! What is done to the page after Trunk has built it, and before it is published or served.
//!
//! Trunk runs this as a hook, so that a page that is served for development is the page that is published.

use std::env;
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pgreach_formats::check_page;
use sha2::{Digest, Sha384};

use crate::classic::script_text;
use crate::html::{splice, tags};
use crate::later::named_by;
use crate::{later, minify, package, policy, scenarios, short_names, single_file, stamp};

/// The variable of the environment that says that the page is served for development.
pub(crate) const IS_SERVED: &str = "PGREACH_IS_SERVED";

/// What stands in `index.html` for the table of scenarios, for browsers without WebAssembly.
const SCENARIOS: &str = "<!-- scenarios -->";

/// Finishes the page in the folder that Trunk is about to publish, and writes the page as one file, the schemas and the
/// pages of the checks next to it.
pub(crate) fn run() -> Result<ExitCode> {
    let folder = env::var_os("TRUNK_STAGING_DIR").context("this is Trunk's hook: run `cargo xtask bundle`")?;
    let folder = PathBuf::from(folder);
    let index = folder.join("index.html");
    let page = finish(&with_short_parts(&fs::read_to_string(&index)?, &folder)?, &scenarios::scenarios_table())?;
    // Each is one program, and the compiler joins a program on one core.
    let (later, single) = thread::scope(|scope| {
        let later = scope.spawn(|| later::publish(&folder));
        let single = single_file::build(&page, &folder);
        (later.join(), single)
    });
    let later = later.unwrap_or_else(|panic| resume_unwind(panic))?;
    fs::write(&index, naming(&page, &later)?)?;
    package::write_schemas(&folder)?;
    write_check_pages(&folder)?;
    fs::write(folder.join("pgreach.html"), single?)?;
    // Comes last: it is about everything that is in the folder. What a browser keeps would hide what is being worked on.
    stamp::stamp(&folder, env::var_os(IS_SERVED).is_none())?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the pages of the checks, where those of a report lead to them.
fn write_check_pages(folder: &Path) -> Result<()> {
    let folder = folder.join(check_page::FOLDER);
    fs::create_dir_all(&folder)?;
    for (name, page) in check_page::html_files() {
        fs::write(folder.join(name), page)?;
    }
    Ok(())
}

/// The page with the name of the program that it loads once it has started; the saved file has it in itself.
fn naming(page: &str, module: &str) -> Result<String> {
    let attribute = later::ATTRIBUTE;
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

/// The page with what starts it made short: its style sheet and its module minified, and the names that the module shares
/// with its wasm. They get names of their own, because Trunk's name a file by what it was.
fn with_short_parts(html: &str, folder: &Path) -> Result<String> {
    let (module, wasm) = (Preloaded::find(html, "modulepreload")?, Preloaded::find(html, "preload")?);
    let text = fs::read_to_string(folder.join(module.file))?;
    let (text, bytes) = short_names::shortened(&text, &fs::read(folder.join(wasm.file))?)?;
    let html = wasm.replaced(html, folder, &bytes, "_bg.wasm")?;
    let sheet = Preloaded::find(&html, "stylesheet")?;
    let style = minify::style(&fs::read_to_string(folder.join(sheet.file))?);
    let html = sheet.replaced(&html, folder, style.as_bytes(), ".css")?;
    module.replaced(&html, folder, minify::module(&text)?.as_bytes(), ".js")
}

/// A file that the page asks for before it is needed.
struct Preloaded<'a> {
    file: &'a str,
    integrity: &'a str,
}

impl<'a> Preloaded<'a> {
    fn find(html: &'a str, rel: &str) -> Result<Self> {
        let links: Vec<_> = tags(html).into_iter().filter(|it| it.has_word("rel", rel)).collect();
        let [link] = links.as_slice() else { bail!("the page has {} links {rel}, where one is expected", links.len()) };
        // The text of an attribute is a part of the page.
        let (address, integrity) = (link.attribute("href"), link.attribute("integrity"));
        let (address, integrity) = address.zip(integrity).with_context(|| format!("the link {rel} has no hash"))?;
        let part = |text: &str| html.find(text).and_then(|at| html.get(at..at + text.len()));
        let (file, integrity) =
            part(address.trim_start_matches("./")).zip(part(integrity)).context("it stands there")?;
        Ok(Self { file, integrity })
    }

    /// The page with another file in its place.
    fn replaced(&self, html: &str, folder: &Path, bytes: &[u8], end: &str) -> Result<String> {
        let (stem, _) = self.file.rsplit_once('-').with_context(|| format!("{} has no hash in its name", self.file))?;
        let digest = Sha384::digest(bytes);
        let name = named_by(&format!("{stem}-"), &digest) + end;
        fs::remove_file(folder.join(self.file))?;
        fs::write(folder.join(&name), bytes)?;
        let hash = format!("sha384-{}", BASE64.encode(digest));
        Ok(html.replace(self.integrity, &hash).replace(self.file, &name))
    }
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

    use super::{Preloaded, SCENARIOS, finish};

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
    fn a_preloaded_file_is_replaced_under_a_name_of_its_own() {
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        fs::write(folder.path().join("page-0123.js"), "old").expect("it is writable");
        let html = r#"<link rel="modulepreload" href="./page-0123.js" integrity="sha384-old"><script type="module">import s from"./page-0123.js"</script>"#;
        let module = Preloaded::find(html, "modulepreload").expect("it has one");
        let page = module.replaced(html, folder.path(), b"new", ".js").expect("the folder is writable");
        let (_, name) = page.split_once("href=\"./").expect("it is there");
        let (name, _) = name.split_once('"').expect("it ends");
        assert_eq!(fs::read(folder.path().join(name)).expect("it was written"), b"new");
        let hash = BASE64.encode(Sha384::digest("new"));
        assert_eq!(page, html.replace("page-0123.js", name).replace("sha384-old", &format!("sha384-{hash}")));
        assert!(!folder.path().join("page-0123.js").exists());
        assert!(Preloaded::find(html, "preload").is_err());
    }

    #[test]
    fn a_page_without_the_marker_is_refused() {
        let error = finish(POLICY, "").expect_err("it has no marker").to_string();
        assert_eq!(error, "index.html has 0 places marked <!-- scenarios -->, where one is expected");
    }
}
