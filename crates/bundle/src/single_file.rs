//! The page as one file, which opens from a disk with the network off.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pgreach_tools::wasm::{self, CLASSIC};
use pgreach_tools::workspace;

use crate::html::{self, ContentType};
use crate::inline_wasm::{self, script_text};
use crate::{csp, lazy_module, minify};

/// Puts everything that the finished page in `folder` loads into the page itself.
///
/// Its two programs are built as one: each has the rules in it, and a file has no parts to load later.
pub(crate) fn build(page: &str, folder: &Path) -> Result<String> {
    let wasm = wasm::build("pgreach-web", &["--features", "whole"], "saved")?;
    let joined = workspace::target()?.join("pgreach-single-file");
    wasm::join(&wasm, &joined, "pgreach", &CLASSIC)?;
    let (glue, wasm) = (fs::read_to_string(joined.join("pgreach.js"))?, fs::read(joined.join("pgreach_bg.wasm"))?);
    let script = start(&glue, &inline_wasm::program(&wasm)?, &lazy_module::script()?);
    let script = script_text(&minify::script(&script)?);
    inline(page, &script, |path| fs::read(folder.join(path)).with_context(|| format!("the page loads {path}")))
}

/// The script that starts the page, and has what `web/later.js` loads elsewhere.
fn start(glue: &str, program: &str, later: &str) -> String {
    let glue = inline_wasm::glue(glue);
    // As Trunk's own script does, it leaves a failure to be seen as an unhandled rejection.
    format!(
        r#"(function () {{
{glue}{program}
{later}window.pgreachWithin = () => start({{ module_or_path: program }});
wasm_bindgen({{ module_or_path: program }}).then((wasm) => dispatchEvent(new CustomEvent("TrunkApplicationStarted", {{ detail: {{ wasm }} }})));
}})();
"#
    )
}

/// The page with its styles and icons inlined, and `start` in place of the module that starts it.
///
/// What is marked `data-hosted` in the page makes sense on a server only, and what is hidden and marked `data-saved` in the
/// one file only.
fn inline(page: &str, start: &str, read: impl Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let is_trunks = |it: &String| it.contains("TrunkApplicationStarted");
    let modules = html::texts(page, "script[type=module]")?;
    ensure!(modules.iter().all(is_trunks), "the page has a module other than Trunk's");
    // What is marked goes first: within it there is nothing to inline.
    let page = html::all_changed(
        page,
        vec![
            (
                "[data-hosted], link[rel~=preload], link[rel~=modulepreload], script[type=module]",
                Box::new(|it| {
                    it.remove();
                    Ok(())
                }),
            ),
            (
                "[data-saved]",
                Box::new(|it| {
                    it.remove_attribute("data-saved");
                    it.remove_attribute("hidden");
                    Ok(())
                }),
            ),
        ],
    )?;
    let text = |address: String| -> Result<String> { Ok(String::from_utf8(read(&address)?)?) };
    let page = html::all_changed(
        &page,
        vec![
            (
                "link[rel~=stylesheet]",
                Box::new(|it| {
                    let address = it.get_attribute("href").unwrap_or_default();
                    let style = text(address.clone())?;
                    ensure!(is_whole(&style), "{address} loads something else, which one file cannot");
                    let media =
                        it.get_attribute("media").map(|media| format!(r#" media="{media}""#)).unwrap_or_default();
                    it.replace(&format!("<style{media}>{style}</style>"), ContentType::Html);
                    Ok(())
                }),
            ),
            (
                "link[rel~=icon]:not([href^='data:'])",
                Box::new(|it| {
                    let address = it.get_attribute("href").unwrap_or_default();
                    let is_svg = Path::new(&address).extension().is_some_and(|extension| extension == "svg");
                    let kind = if is_svg { "svg+xml" } else { "png" };
                    let image = BASE64.encode(read(&address)?);
                    it.replace(
                        &format!(r#"<link rel="icon" href="data:image/{kind};base64,{image}">"#),
                        ContentType::Html,
                    );
                    Ok(())
                }),
            ),
            (
                "script[src]",
                Box::new(|it| {
                    let script = text(it.get_attribute("src").unwrap_or_default())?;
                    it.replace(&format!("<script>{}</script>", script_text(&script)), ContentType::Html);
                    Ok(())
                }),
            ),
            // At the end, because a classic script runs at once, and the page is to be there by then.
            (
                "body",
                Box::new(|it| {
                    it.append(&format!("<script>{start}</script>\n"), ContentType::Html);
                    Ok(())
                }),
            ),
        ],
    )?;
    csp::allow_inline_only(&page)
}

/// Whether a style needs no other file.
fn is_whole(style: &str) -> bool {
    let mut addresses =
        style.match_indices("url(").map(|(at, url)| style[at + url.len()..].trim_start_matches(['"', '\'']));
    addresses.all(|address| address.starts_with("data:") || address.starts_with('#')) && !style.contains("@import")
}

#[cfg(test)]
mod tests {
    use anyhow::{Result, bail};

    use super::{inline, is_whole};
    use crate::csp::hash;

    const PAGE: &str = r#"<head><meta http-equiv="Content-Security-Policy" content="script-src 'self' 'wasm-unsafe-eval'">
<link rel="stylesheet" href="./page.css" media="all"><link rel="icon" href="icon.svg"><link rel="license" href="./LICENSE">
<link rel="manifest" href="page.json" data-hosted><link rel="modulepreload" href="./page.js"><link rel="preload" href="./page.wasm" as="fetch">
<script type="module">import init from './page.js'; "TrunkApplicationStarted"</script><script>watch()</script>
</head><body><p></p><script data-hosted>register()</script><p data-hosted><a href="p.html"><img src="p.png"></a></p><p data-saved hidden>Saved</p></body>"#;

    fn read(path: &str) -> Result<Vec<u8>> {
        Ok(match path {
            "./page.css" => b"p{}".to_vec(),
            "icon.svg" => b"<svg/>".to_vec(),
            _ => bail!("{path}"),
        })
    }

    #[test]
    fn everything_that_is_loaded_is_inlined_and_what_needs_a_server_left_out() {
        let single = inline(PAGE, "go()", read).expect("all is there");
        let (watch, go) = (hash("watch()"), hash("go()"));
        let expected = format!(
            r#"<head><meta http-equiv="Content-Security-Policy" content="script-src 'wasm-unsafe-eval' {watch} {go}">
<style media="all">p{{}}</style><link rel="icon" href="data:image/svg+xml;base64,PHN2Zy8+"><link rel="license" href="./LICENSE">

<script>watch()</script>
</head><body><p></p><p>Saved</p><script>go()</script>
</body>"#
        );
        assert_eq!(single, expected);
    }

    #[test]
    fn a_module_that_is_not_trunks_is_refused() {
        assert!(inline("<script type=module>other()</script></body>", "", read).is_err());
    }

    #[test]
    fn a_style_that_loads_something_is_refused() {
        for (style, is_fine) in [
            ("p{background:url(data:,)}", true),
            ("p{background:url('data:,')}", true),
            ("p{background:url(a.png)}", false),
            ("p{background:url(data:,),url(\"/a.png\")}", false),
            ("@import 'a.css';", false),
        ] {
            assert_eq!(is_whole(style), is_fine, "{style}");
        }
    }
}
