//! The files that the page is made of, by what its own `index.html` says.

use std::collections::BTreeSet;
use std::io;

use anyhow::{Context, Result};

use crate::html;
use crate::lazy_module::{ATTRIBUTE, wasm_of};

/// What names a file that is needed to run: the element, and the attribute that has the address.
const START: &[(&str, &str)] = &[
    ("script[src]", "src"),
    ("link[rel~=stylesheet]", "href"),
    ("link[rel~=preload]", "href"),
    ("link[rel~=modulepreload]", "href"),
];

/// What names a file that may be needed of the page later on.
const LATER: &[(&str, &str)] = &[
    ("link[rel~=manifest]", "href"),
    ("link[rel~=icon]", "href"),
    ("link[rel~=apple-touch-icon]", "href"),
    ("a[download]", "href"),
];

/// What a browser fetches to start the page, beyond the page itself.
///
/// # Errors
///
/// Where the page is no HTML.
pub fn loaded(page: &str) -> Result<Vec<String>> {
    Ok(named(page, START)?.into_iter().collect())
}

/// What is kept to have the whole page at hand without a network, beyond the page itself: what it loads, its manifest with
/// the icons, and the saved file that it offers.
///
/// # Errors
///
/// Where the page is no HTML, or the manifest that it names is not there or no JSON.
pub fn kept(page: &str, read: impl Fn(&str) -> io::Result<String>) -> Result<Vec<String>> {
    let mut files = named(page, START)?;
    files.extend(named(page, LATER)?);
    for manifest in files.clone().iter().filter(|file| file.ends_with(".webmanifest")) {
        let text = read(manifest).with_context(|| format!("the page names {manifest}"))?;
        let manifest: serde_json::Value = serde_json::from_str(&text).with_context(|| manifest.clone())?;
        let icons = manifest["icons"].as_array().into_iter().flatten();
        files.extend(icons.filter_map(|icon| icon["src"].as_str().map(str::to_owned)));
    }
    // The program that the page loads once it has started.
    for module in html::read(page, &format!("[{ATTRIBUTE}]"), |it| it.get_attribute(ATTRIBUTE))?.into_iter().flatten() {
        if !module.is_empty() {
            files.extend([wasm_of(&module), module]);
        }
    }
    Ok(files.into_iter().collect())
}

/// The files that elements name, each once.
fn named(page: &str, places: &[(&str, &str)]) -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    for (selector, attribute) in places {
        let addresses = html::read(page, selector, |it| it.get_attribute(attribute))?;
        let addresses = addresses.into_iter().flatten().filter(|it| !it.starts_with("data:"));
        files.extend(addresses.map(|it| it.trim_start_matches("./").to_owned()));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{kept, loaded};

    const PAGE: &str = r#"<link rel="icon" href="data:,"><link rel="manifest" href="page.webmanifest"><link rel="license" href="LICENSE">
<link rel="stylesheet" href="./page.css"><link rel="modulepreload" href="./page.js"><link rel="preload" href="./page.wasm">
<script>inline()</script><script src="page.js"></script><a href="other.html"></a><a href="page.html" download></a>"#;

    #[test]
    fn what_starts_the_page_is_told_from_what_is_wanted_later() {
        assert_eq!(loaded(PAGE).expect("it is HTML"), ["page.css", "page.js", "page.wasm"]);
        let manifest = |_: &str| Ok(r#"{ "icons": [{ "src": "icon.png" }] }"#.to_owned());
        let kept = kept(PAGE, manifest).expect("the manifest is readable");
        assert_eq!(kept, ["icon.png", "page.css", "page.html", "page.js", "page.wasm", "page.webmanifest"]);
    }
}
