//! The files that the page is made of, by what its own `index.html` says.

use std::io;

use anyhow::{Context, Result};

use crate::html::{Tag, tags};
use crate::later::{ATTRIBUTE, wasm_of};

/// Whether a file is needed to run, or for what may be needed of the page later on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Start,
    Later,
}

/// What a browser fetches to start the page, beyond the page itself.
pub(crate) fn loaded(page: &str) -> Vec<String> {
    named(page, &[Need::Start])
}

/// What is kept to have the whole page at hand without a network, beyond the page itself: what it loads, its manifest with
/// the icons, and the saved file that it offers.
pub(crate) fn kept(page: &str, read: impl Fn(&str) -> io::Result<String>) -> Result<Vec<String>> {
    let mut files = named(page, &[Need::Start, Need::Later]);
    for manifest in files.clone().iter().filter(|file| file.ends_with(".webmanifest")) {
        let text = read(manifest).with_context(|| format!("the page names {manifest}"))?;
        let manifest: serde_json::Value = serde_json::from_str(&text).with_context(|| manifest.clone())?;
        let icons = manifest["icons"].as_array().into_iter().flatten();
        files.extend(icons.filter_map(|icon| icon["src"].as_str().map(str::to_owned)));
    }
    files.extend(later(page));
    files.sort();
    Ok(files)
}

/// The program that the page loads once it has started: its module and its wasm.
fn later(page: &str) -> Vec<String> {
    let module = tags(page).into_iter().find_map(|tag| tag.attribute(ATTRIBUTE).map(str::to_owned));
    module.filter(|it| !it.is_empty()).map(|it| vec![wasm_of(&it), it]).unwrap_or_default()
}

fn named(page: &str, needs: &[Need]) -> Vec<String> {
    let mut files = Vec::new();
    for (need, address) in tags(page).iter().filter_map(part) {
        let file = address.trim_start_matches("./").to_owned();
        if needs.contains(&need) && !address.starts_with("data:") && !files.contains(&file) {
            files.push(file);
        }
    }
    files.sort();
    files
}

fn part<'a>(tag: &'a Tag) -> Option<(Need, &'a str)> {
    let has_rel = |words: &[&str]| words.iter().any(|word| tag.has_word("rel", word));
    let need = match tag.name.as_str() {
        "script" => return Some((Need::Start, tag.attribute("src")?)),
        "link" if has_rel(&["stylesheet", "preload", "modulepreload"]) => Need::Start,
        "link" if has_rel(&["manifest", "icon", "apple-touch-icon"]) => Need::Later,
        "a" if tag.attribute("download").is_some() => Need::Later,
        _ => return None,
    };
    Some((need, tag.attribute("href")?))
}

#[cfg(test)]
mod tests {
    use super::{kept, loaded};

    const PAGE: &str = r#"<link rel="icon" href="data:,"><link rel="manifest" href="page.webmanifest"><link rel="license" href="LICENSE">
<link rel="stylesheet" href="./page.css"><link rel="modulepreload" href="./page.js"><link rel="preload" href="./page.wasm">
<script>inline()</script><script src="page.js"></script><a href="other.html"></a><a href="page.html" download></a>"#;

    #[test]
    fn what_starts_the_page_is_told_from_what_is_wanted_later() {
        assert_eq!(loaded(PAGE), ["page.css", "page.js", "page.wasm"]);
        let manifest = |_: &str| Ok(r#"{ "icons": [{ "src": "icon.png" }] }"#.to_owned());
        let kept = kept(PAGE, manifest).expect("the manifest is readable");
        assert_eq!(kept, ["icon.png", "page.css", "page.html", "page.js", "page.wasm", "page.webmanifest"]);
    }
}
