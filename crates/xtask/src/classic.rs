//! Wasm joined to JavaScript that a classic script can hold: a module cannot be loaded from a file, because browsers give
//! each file an origin of its own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::{process, tools};

/// Writes `<name>.js` and `<name>_bg.wasm` into a folder.
pub(crate) fn join(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    process::run(
        Command::new(tools::path_of("wasm-bindgen")?)
            .args(["--target", "no-modules", "--no-typescript", "--out-name", name, "--out-dir"])
            .arg(folder)
            .arg(wasm),
    )
}

/// A program as a part of a classic script: the function `start`, which starts it, and `wasm_bindgen`, which then has what
/// it exports.
pub(crate) fn program(wasm: &Path, joined: &Path) -> Result<String> {
    join(wasm, joined, "pgreach")?;
    deflated(&fs::read_to_string(joined.join("pgreach.js"))?, &fs::read(joined.join("pgreach_bg.wasm"))?)
}

/// The same from wasm-bindgen's JavaScript and the wasm itself.
fn deflated(glue: &str, wasm: &[u8]) -> Result<String> {
    let inflated = inflated(wasm)?;
    Ok(script_text(&format!(
        r#"
{glue}
const start = async () => {{
  if (typeof DecompressionStream === "undefined")
    throw new Error("This saved file needs a browser from 2023 or later: this one has no DecompressionStream.");
  return wasm_bindgen({{ module_or_path: {inflated} }});
}};
"#
    )))
}

/// An expression for wasm as a server would send it, where the page has started, and so has `DecompressionStream`.
pub(crate) fn inflated(wasm: &[u8]) -> Result<String> {
    let mut deflated = ZlibEncoder::new(Vec::new(), Compression::best());
    deflated.write_all(wasm)?;
    let wasm = BASE64.encode(deflated.finish()?);
    Ok(format!(
        r#"new Response(new Blob([Uint8Array.from(atob("{wasm}"), (it) => it.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("deflate")), {{ headers: {{ "Content-Type": "application/wasm" }} }})"#
    ))
}

/// A script that HTML does not end early: within its strings, `<\/script` is the same text.
pub(crate) fn script_text(script: &str) -> String {
    script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use base64::Engine as _;
    use flate2::read::ZlibDecoder;

    use super::{BASE64, deflated};

    #[test]
    fn the_script_does_not_end_within_its_own_strings() {
        let script = deflated("const end = '</script><!--';", &[]).expect("memory is writable");
        assert!(script.contains(r"const end = '<\/script><\!--';"), "{script}");
    }

    #[test]
    fn the_wasm_is_deflated() {
        let script = deflated("", &[7; 9_000]).expect("memory is writable");
        let (_, wasm) = script.split_once(r#"atob(""#).expect("it is there");
        let (wasm, _) = wasm.split_once('"').expect("it ends");
        assert!(wasm.len() < 300, "{}", wasm.len());
        let mut inflated = Vec::new();
        let wasm = BASE64.decode(wasm).expect("it is encoded");
        ZlibDecoder::new(&wasm[..]).read_to_end(&mut inflated).expect("it is deflated");
        assert_eq!(inflated, [7; 9_000]);
    }
}
