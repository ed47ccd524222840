//! The page's version, its build and the hashes of its files, in everything that is published.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::html::{self, ContentType};
use crate::{assets, csp};

const PAGE: &str = "index.html";
const SINGLE_FILE: &str = "pgreach.html";
const SUMS: &str = "SHA256SUMS";
/// How much of its hash names a build.
const BUILD_DIGITS: usize = 12;

const WORKER: &str = "service-worker.js";
/// The worker that keeps the page at hand without a network, as it is in the repository.
const WORKER_TEXT: &str = include_str!("../../../web/service-worker.js");
/// What is published in its place where it would only be in the way.
const NO_WORKER_TEXT: &str = include_str!("../../../web/no-service-worker.js");

/// Stamps a folder again after its page was changed, as if it were built as it is now; the tests make the next version of the
/// page so.
///
/// # Errors
///
/// Where the page has no place for what is written, or names a file that is not there.
pub fn stamp_again(folder: &Path) -> Result<()> {
    let page = folder.join(PAGE);
    fs::write(&page, csp::renew_script_hashes(&fs::read_to_string(&page)?)?)?;
    stamp(folder, true)
}

/// Writes version, build and hashes into the page and the saved file, and the worker and the list of hashes next to them.
///
/// The build is a hash of everything that is published but for the places where the build itself stands, so it says of two
/// pages whether they are the same. All else that is published has to be in the folder by now.
pub(crate) fn stamp(folder: &Path, with_worker: bool) -> Result<()> {
    let unstamped = |name: &str| -> Result<String> {
        let html = fs::read_to_string(folder.join(name)).with_context(|| format!("{name} is not readable"))?;
        let html = fill(&html, "data-version", env!("CARGO_PKG_VERSION"))?;
        fill(&html, "data-build", "")
    };
    let page = fill(&unstamped(PAGE)?, "data-sha256", "")?;
    let single_file = unstamped(SINGLE_FILE)?;
    for name in [PAGE, SINGLE_FILE, WORKER, SUMS] {
        remove(&folder.join(name))?;
    }
    let mut hashes = hashes(folder)?;
    let build = build(&hashes, &[&page, &single_file, if with_worker { WORKER_TEXT } else { NO_WORKER_TEXT }]);

    let mut write = |name: &str, text: &str| -> Result<String> {
        fs::write(folder.join(name), text)?;
        let hash = hash(text.as_bytes());
        hashes.insert(name.to_owned(), hash.clone());
        Ok(hash)
    };
    let single_file_hash = write(SINGLE_FILE, &fill(&single_file, "data-build", &build)?)?;
    let page = fill(&fill(&page, "data-build", &build)?, "data-sha256", &single_file_hash)?;
    write(PAGE, &page)?;
    let kept = || assets::kept(&page, |file| fs::read_to_string(folder.join(file)));
    let worker = if with_worker { worker(WORKER_TEXT, &build, kept()?, &hashes)? } else { NO_WORKER_TEXT.to_owned() };
    hashes.insert(WORKER.to_owned(), hash(worker.as_bytes()));
    fs::write(folder.join(WORKER), worker)?;
    fs::write(folder.join(SUMS), sums(&hashes))?;
    Ok(())
}

/// The SHA-256 of every file in a folder, by its path from there, with `/`.
fn hashes(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut hashes = BTreeMap::new();
    for path in files(folder)? {
        let parts: Vec<_> = path.strip_prefix(folder)?.iter().map(|part| part.to_string_lossy()).collect();
        hashes.insert(parts.join("/"), hash(&fs::read(&path)?));
    }
    Ok(hashes)
}

/// Every file in a folder and in the folders within it.
///
/// # Errors
///
/// Where one of the folders is not readable.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} is not readable", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { files.extend(self::files(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

fn build(hashes: &BTreeMap<String, String>, texts: &[&str]) -> String {
    let mut contents = sums(hashes);
    for text in texts {
        contents.push_str(&hash(text.as_bytes()));
    }
    hash(contents.as_bytes())[..BUILD_DIGITS].to_owned()
}

/// The worker with its two constants.
fn worker(text: &str, build: &str, kept: Vec<String>, hashes: &BTreeMap<String, String>) -> Result<String> {
    let mut files = BTreeMap::new();
    for name in kept.into_iter().chain([PAGE.to_owned()]) {
        let hash = hashes.get(&name).with_context(|| format!("{PAGE} names {name}, which is not published"))?;
        files.insert(name, hash);
    }
    let constants =
        [("const BUILD = ", serde_json::to_string(build)?), ("const FILES = ", serde_json::to_string_pretty(&files)?)];
    let mut worker = String::with_capacity(text.len());
    let mut filled = 0;
    for line in text.lines() {
        match constants.iter().find(|(declaration, _)| line.starts_with(declaration)) {
            Some((declaration, value)) => {
                filled += 1;
                worker.extend([declaration, value.as_str(), ";\n"]);
            }
            None => worker.extend([line, "\n"]),
        }
    }
    ensure!(filled == constants.len(), "{} has {filled} of its {} constants", WORKER, constants.len());
    Ok(worker)
}

/// The page with a value in place of the text of the elements that have an attribute.
fn fill(html: &str, attribute: &str, value: &str) -> Result<String> {
    let mut places = 0;
    let html = html::changed(html, &format!("[{attribute}]"), |it| {
        places += 1;
        it.set_inner_content(value, ContentType::Text);
        Ok(())
    })?;
    ensure!(places > 0, "the page has no element marked {attribute}");
    Ok(html)
}

/// What `sha256sum --check` reads.
fn sums(hashes: &BTreeMap<String, String>) -> String {
    let mut sums = String::new();
    for (name, hash) in hashes {
        // Writing to a String cannot fail.
        let _ = writeln!(sums, "{hash}  {name}");
    }
    sums
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

fn remove(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_file(path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::{hash, stamp, worker};

    const PAGE: &str = r#"<link rel="stylesheet" href="./page.css"><script>"<i data-build></i>"</script>
<p>pgreach <b data-version>0</b>, build <b data-build>old</b> <a href="pgreach.html" download>Save</a> <code data-sha256></code></p>"#;
    const SINGLE_FILE: &str = "<p>pgreach <b data-version></b>, build <b data-build></b></p>";

    fn folder() -> TempDir {
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        fs::create_dir(folder.path().join("schema")).expect("it is writable");
        for (name, text) in
            [("index.html", PAGE), ("pgreach.html", SINGLE_FILE), ("page.css", "p{}"), ("schema/config.json", "{}")]
        {
            fs::write(folder.path().join(name), text).expect("it is writable");
        }
        folder
    }

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).expect("it was written")
    }

    fn build(folder: &Path) -> String {
        let worker = read(folder, "service-worker.js");
        let (_, build) = worker.split_once("const BUILD = \"").expect("it has one");
        build[..12].to_owned()
    }

    #[test]
    fn version_build_and_hash_stand_where_the_page_has_places_for_them() {
        let folder = folder();
        stamp(folder.path(), true).expect("it is whole");
        let (build, version) = (build(folder.path()), env!("CARGO_PKG_VERSION"));
        let single_file = read(folder.path(), "pgreach.html");
        assert_eq!(
            single_file,
            format!("<p>pgreach <b data-version>{version}</b>, build <b data-build>{build}</b></p>")
        );
        let page = read(folder.path(), "index.html");
        assert!(page.contains(&format!("build <b data-build>{build}</b>")), "{page}");
        assert!(page.contains(&format!("<code data-sha256>{}</code>", hash(single_file.as_bytes()))), "{page}");
        assert!(page.contains(r#"<script>"<i data-build></i>"</script>"#), "a script keeps its hash: {page}");
    }

    #[test]
    fn the_worker_knows_what_the_page_is_made_of_and_nothing_else() {
        let folder = folder();
        stamp(folder.path(), true).expect("it is whole");
        let worker = read(folder.path(), "service-worker.js");
        for (name, is_known) in
            [("index.html", true), ("page.css", true), ("pgreach.html", true), ("schema/config.json", false)]
        {
            let entry = format!("\"{name}\": \"{}\"", hash(read(folder.path(), name).as_bytes()));
            assert_eq!(worker.contains(&entry), is_known, "{entry}: {worker}");
        }
    }

    #[test]
    fn the_list_of_hashes_has_everything_but_itself() {
        let folder = folder();
        stamp(folder.path(), true).expect("it is whole");
        let sums = read(folder.path(), "SHA256SUMS");
        let names: Vec<&str> = sums.lines().map(|line| &line[66..]).collect();
        assert_eq!(names, ["index.html", "page.css", "pgreach.html", "schema/config.json", "service-worker.js"]);
        assert!(sums.contains(&format!("{}  page.css\n", hash(b"p{}"))), "{sums}");
    }

    #[test]
    fn the_same_contents_are_the_same_build_and_a_changed_byte_is_another() {
        let folder = folder();
        stamp(folder.path(), true).expect("it is whole");
        let (first, sums) = (build(folder.path()), read(folder.path(), "SHA256SUMS"));
        stamp(folder.path(), true).expect("it is whole");
        assert_eq!((build(folder.path()), read(folder.path(), "SHA256SUMS")), (first.clone(), sums));
        let mut builds = vec![first];
        for (name, text) in
            [("page.css", "p{ }"), ("schema/config.json", "{ }"), ("index.html", &PAGE.replace("Save", "Keep"))]
        {
            fs::write(folder.path().join(name), text).expect("it is writable");
            stamp(folder.path(), true).expect("it is whole");
            let build = build(folder.path());
            assert!(!builds.contains(&build), "{name} is another build");
            builds.push(build);
        }
    }

    #[test]
    fn a_page_that_is_served_for_development_has_no_worker() {
        let folder = folder();
        stamp(folder.path(), false).expect("it is whole");
        assert!(!read(folder.path(), "service-worker.js").contains("fetch"), "it answers nothing");
    }

    #[test]
    fn a_page_without_a_place_or_a_part_is_refused() {
        for (page, complaint) in [
            (PAGE.replace(" data-build>old", ">old"), "the page has no element marked data-build"),
            (PAGE.replace("page.css", "gone.css"), "index.html names gone.css, which is not published"),
        ] {
            let folder = folder();
            fs::write(folder.path().join("index.html"), page).expect("it is writable");
            assert_eq!(stamp(folder.path(), true).expect_err("it is not whole").to_string(), complaint);
        }
    }

    #[test]
    fn a_worker_without_its_constants_is_refused() {
        let hashes = [("index.html".to_owned(), hash(b""))].into();
        let error = worker("const BUILD = 1;\n", "", Vec::new(), &hashes).expect_err("it has one").to_string();
        assert_eq!(error, "service-worker.js has 1 of its 2 constants");
    }
}
