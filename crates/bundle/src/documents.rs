//! The documents of the repository as pages beside the published page: help, changes, security, licences.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use pgreach_formats::{PROSE, check_page, html_document};
use pgreach_tools::workspace;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The documents that are no guides, and so stand outside of `docs`, with the names of their pages.
const BESIDE: [(&str, &str); 3] =
    [("CHANGELOG.md", "changes.html"), ("SECURITY.md", "security.html"), ("crates/wasm/npm/README.md", "npm.html")];

/// The licences, as they are.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The guides that are read first, in this order.
const FIRST: [&str; 7] =
    ["usage.html", "exports.html", "fleet.html", "pipelines.html", "offline.html", "embedding.html", "glossary.html"];

/// The list of all pages, which the footer leads to.
const INDEX: &str = "index.html";

/// Writes the pages into `docs` of a folder, and the licences next to it.
pub(crate) fn publish(folder: &Path) -> Result<()> {
    let root = workspace::root();
    for licence in LICENCES {
        fs::copy(root.join(licence), folder.join(format!("{licence}.txt"))).context(licence)?;
    }
    let to = folder.join("docs");
    fs::create_dir_all(&to)?;
    let places = places(root)?;
    let mut index = vec!["# Help\n".to_owned()];
    // How to use it comes first, and what it has become last.
    let mut all: Vec<_> = places.iter().collect();
    all.sort_by_key(|(_, page)| FIRST.iter().position(|it| it == page).unwrap_or(FIRST.len()));
    for (document, page) in all {
        let text = fs::read_to_string(root.join(document)).with_context(|| document.display().to_string())?;
        let title =
            text.lines().find_map(|it| it.strip_prefix("# ")).with_context(|| document.display().to_string())?;
        index.push(format!("- [{title}]({page})"));
        let links = |address: &str| link(document, address, &places);
        let body = rendered(&text, &links).with_context(|| document.display().to_string())?;
        fs::write(to.join(page), document_of(title, &body))?;
    }
    index.push("- [What each check looks at](checks/index.html)".to_owned());
    let body = rendered(&index.join("\n"), &|address| Ok(address.to_owned()))?;
    fs::write(to.join(INDEX), document_of("help", &body))?;
    Ok(())
}

/// A page of this title, with the way back.
fn document_of(title: &str, body: &str) -> String {
    const BACK: &str = "<nav><a href=\"../index.html\">pgreach</a> · <a href=\"index.html\">Help</a></nav>\n";
    html_document(&[title], &[PROSE], None, &[BACK, body].concat())
}

/// The documents by their paths in the repository, each with the name of its page.
fn places(root: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut places: BTreeMap<PathBuf, String> =
        BESIDE.iter().map(|(document, page)| (PathBuf::from(document), (*page).to_owned())).collect();
    for entry in fs::read_dir(root.join("docs")).context("docs")? {
        let path = PathBuf::from("docs").join(entry?.file_name());
        if let Some(stem) = path.file_stem().filter(|_| path.extension().is_some_and(|it| it == "md")) {
            let page = format!("{}.html", stem.to_string_lossy());
            places.insert(path, page);
        }
    }
    Ok(places)
}

/// Where a link of a document leads among the pages.
fn link(document: &Path, address: &str, places: &BTreeMap<PathBuf, String>) -> Result<String> {
    if address.starts_with("https://") || address.starts_with('#') {
        return Ok(address.to_owned());
    }
    let (path, anchor) = address.find('#').map_or((address, ""), |at| address.split_at(at));
    let mut resolved = document.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => ensure!(resolved.pop(), "{address} leads out of the repository"),
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    if let Some(page) = places.get(&resolved) {
        return Ok(format!("{page}{anchor}"));
    }
    // The pages of the checks are written from their words, by these names.
    match resolved.strip_prefix(check_page::FOLDER).ok().and_then(|it| it.file_stem()) {
        Some(stem) if stem == "README" => Ok("checks/index.html".to_owned()),
        Some(stem) => Ok(format!("checks/{}.html{anchor}", stem.to_string_lossy())),
        None => bail!("it leads to {address}, which is not published"),
    }
}

/// Markdown as HTML, with the ids that its links go to.
fn rendered(text: &str, link: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let mut events = Vec::new();
    // Where the heading began that is being read.
    let mut heading = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        events.push(match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url: link(&dest_url)?.into(), title, id })
            }
            Event::Html(it) | Event::InlineHtml(it) => bail!("it has HTML in it: {it}"),
            event => event,
        });
        match events.last() {
            Some(Event::Start(Tag::Heading { .. })) => heading = Some(events.len()),
            Some(Event::End(TagEnd::Heading(_))) => {
                let Some(start) = heading.take() else { continue };
                let slug = slug(&events[start..]);
                if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(start - 1) {
                    *id = Some(CowStr::from(slug));
                }
            }
            _ => {}
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    Ok(page)
}

/// The id of a heading, as GitHub makes it.
fn slug(events: &[Event<'_>]) -> String {
    let texts =
        events.iter().filter_map(|it| if let Event::Text(it) | Event::Code(it) = it { Some(&**it) } else { None });
    let text = texts.collect::<String>().to_lowercase().replace(' ', "-");
    text.chars().filter(|it| it.is_alphanumeric() || matches!(it, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{link, publish, rendered};

    #[test]
    fn links_lead_to_the_pages() {
        let places: BTreeMap<PathBuf, String> = [("docs/usage.md", "usage.html"), ("CHANGELOG.md", "changes.html")]
            .map(|(document, page)| (PathBuf::from(document), page.to_owned()))
            .into();
        for (address, expected) in [
            ("usage.md#a-file", Some("usage.html#a-file")),
            ("../CHANGELOG.md", Some("changes.html")),
            ("checks/README.md", Some("checks/index.html")),
            ("checks/reach-nsg.md", Some("checks/reach-nsg.html")),
            ("#here", Some("#here")),
            ("https://learn.microsoft.com/", Some("https://learn.microsoft.com/")),
            ("../Cargo.toml", None),
            ("../../elsewhere.md", None),
        ] {
            let found = link(Path::new("docs/exports.md"), address, &places);
            assert_eq!(found.ok().as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn headings_can_be_linked_to_and_html_is_refused() {
        let page = rendered("## In a `pipeline`, at night\n", &|it| Ok(it.to_owned())).expect("it is Markdown");
        assert_eq!(page, "<h2 id=\"in-a-pipeline-at-night\">In a <code>pipeline</code>, at night</h2>\n");
        assert!(rendered("<b>no</b>", &|it| Ok(it.to_owned())).is_err());
    }

    #[test]
    fn every_document_of_the_repository_is_published_and_its_links_lead_somewhere() {
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        publish(folder.path()).expect("its links lead to what is published");
        let docs = folder.path().join("docs");
        let read = |page: &str| fs::read_to_string(docs.join(page)).unwrap_or_default();
        let index = read("index.html");
        let links = |page: &str| -> Vec<String> {
            page.split("href=\"").skip(1).filter_map(|it| Some(it.split_once('"')?.0.to_owned())).collect()
        };
        let pages: Vec<String> = links(&index).into_iter().filter(|it| !it.contains('/')).collect();
        assert!(9 < pages.len(), "{pages:?}");
        for page in &pages {
            let text = read(page);
            assert_eq!(text.matches("<h1").count(), 1, "{page}");
            for link in links(&text) {
                if let Some((to, anchor)) = link.split_once('#').filter(|(to, _)| !to.starts_with("http")) {
                    let to = if to.is_empty() { page } else { to };
                    assert!(read(to).contains(&format!("id=\"{anchor}\"")), "{page}: {link}");
                }
            }
        }
    }
}
