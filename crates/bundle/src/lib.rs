//! Finishes the page after Trunk has built it, and before it is published or served: makes parts short, writes the
//! saved file, the content security policy and the hashes.

pub mod assets;
mod csp;
mod documents;
mod fingerprint;
mod html;
mod inline_wasm;
pub mod lazy_module;
mod minify;
mod scenarios;
mod schemas;
mod short_names;
mod single_file;

use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pgreach_formats::check_page;
use sha2::{Digest, Sha384};

pub use crate::fingerprint::{files, stamp_again};
use crate::inline_wasm::script_text;
use crate::lazy_module::named_by;
pub use crate::schemas::write_schemas;

/// What stands in `index.html` for the table of scenarios, for browsers without WebAssembly.
const SCENARIOS: &str = "<!-- scenarios -->";

/// What a page is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be published: built for size and speed, kept by a browser for offline use, and there as one file too.
    Publish,
    /// To be worked on: built in a third of the time, and never what a browser has kept.
    Develop,
}

/// What stands in place of the page as one file where a page is worked on: it would take as long as all the rest.
const NO_SINGLE_FILE: &str = "<!doctype html><html lang=\"en\"><title>Not built</title>
<p>This page is being worked on: <code>cargo xtask bundle</code> makes the page as one file.
pgreach <b data-version></b>, build <b data-build></b></p></html>";

/// Finishes the page in the folder that Trunk is about to publish, and writes the documents, the schemas and the pages of
/// the checks next to it, and the page as one file where it is published.
///
/// # Errors
///
/// Where a program cannot be built, or the page or what it names is not as `index.html` of the repository has it.
pub fn finish_page(folder: &Path, purpose: Purpose) -> Result<()> {
    let index = folder.join("index.html");
    let page = finish(&with_short_parts(&fs::read_to_string(&index)?, folder)?, &scenarios::scenarios_table())?;
    let profile = match purpose {
        Purpose::Publish => "later",
        Purpose::Develop => "served",
    };
    // Each is one program, and the compiler joins a program on one core.
    let (later, single) = thread::scope(|scope| {
        let later = scope.spawn(|| lazy_module::publish(folder, profile));
        let single = match purpose {
            Purpose::Publish => single_file::build(&page, folder),
            Purpose::Develop => Ok(NO_SINGLE_FILE.to_owned()),
        };
        (later.join(), single)
    });
    let later = later.unwrap_or_else(|panic| resume_unwind(panic))?;
    fs::write(&index, naming(&page, &later)?)?;
    write_schemas(folder)?;
    documents::publish(folder)?;
    write_check_pages(folder)?;
    fs::write(folder.join("pgreach.html"), single?)?;
    // Comes last: it is about everything that is in the folder.
    fingerprint::stamp(folder, purpose == Purpose::Publish)
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
    let attribute = lazy_module::ATTRIBUTE;
    let place = format!(" {attribute}=\"\"");
    ensure!(page.matches(&place).count() == 1, "index.html has not{place} once");
    Ok(page.replace(&place, &format!(" {attribute}=\"{module}\"")))
}

fn finish(html: &str, scenarios: &str) -> Result<String> {
    // A browser hashes a script with the line ends that it made of the file's.
    let html = html.replace("\r\n", "\n");
    let places = html.matches(SCENARIOS).count();
    ensure!(places == 1, "index.html has {places} places marked {SCENARIOS}, where one is expected");
    csp::allow_scripts(&with_short_scripts(&html.replace(SCENARIOS, scenarios))?)
}

/// The page with what starts it made short: its style sheet and its module minified, and the names that the module shares
/// with its wasm. They get names of their own, because Trunk's name a file by what it was.
fn with_short_parts(html: &str, folder: &Path) -> Result<String> {
    let (module, wasm) = (Preloaded::find(html, "modulepreload")?, Preloaded::find(html, "preload")?);
    let text = fs::read_to_string(folder.join(&module.file))?;
    let (text, bytes) = short_names::shortened(&text, &fs::read(folder.join(&wasm.file))?)?;
    let html = wasm.replaced(html, folder, &bytes, "_bg.wasm")?;
    let sheet = Preloaded::find(&html, "stylesheet")?;
    let style = minify::style(&fs::read_to_string(folder.join(&sheet.file))?);
    let html = sheet.replaced(&html, folder, style.as_bytes(), ".css")?;
    module.replaced(&html, folder, minify::module(&text)?.as_bytes(), ".js")
}

/// A file that the page asks for before it is needed.
struct Preloaded {
    file: String,
    integrity: String,
}

impl Preloaded {
    fn find(html: &str, rel: &str) -> Result<Self> {
        let links = html::read(html, &format!("link[rel~='{rel}']"), |it| {
            it.get_attribute("href").zip(it.get_attribute("integrity"))
        })?;
        let [link] = links.as_slice() else { bail!("the page has {} links {rel}, where one is expected", links.len()) };
        let (address, integrity) = link.clone().with_context(|| format!("the link {rel} has no hash"))?;
        Ok(Self { file: address.trim_start_matches("./").to_owned(), integrity })
    }

    /// The page with another file in its place.
    fn replaced(&self, html: &str, folder: &Path, bytes: &[u8], end: &str) -> Result<String> {
        let (stem, _) = self.file.rsplit_once('-').with_context(|| format!("{} has no hash in its name", self.file))?;
        let digest = Sha384::digest(bytes);
        let name = named_by(&format!("{stem}-"), &digest) + end;
        fs::remove_file(folder.join(&self.file))?;
        fs::write(folder.join(&name), bytes)?;
        let hash = format!("sha384-{}", BASE64.encode(digest));
        Ok(html.replace(&self.integrity, &hash).replace(&self.file, &name))
    }
}

/// The page with its own scripts minified.
fn with_short_scripts(html: &str) -> Result<String> {
    let html = html::with_texts(html, "script[type=module]", |it| Ok(script_text(&minify::module(it)?)))?;
    html::with_texts(&html, "script:not([type=module])", |it| Ok(script_text(&minify::script(it)?)))
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
