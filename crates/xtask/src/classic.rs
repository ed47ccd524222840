//! Wasm joined to JavaScript that a classic script can hold: a module cannot be loaded from a file, because browsers give
//! each file an origin of its own.

use std::num::NonZeroU64;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zopfli::{Format, Options};

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

/// What wasm-bindgen wrote, as the function `glue`, whose text can also make a worker, and its result `wasm_bindgen`, which
/// starts the program and then has what it exports.
pub(crate) fn glue(script: &str) -> String {
    // Nobody reads it, and its indentation is a fifth of it. None of its texts has more than one line.
    let script = script.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    format!("function glue() {{\n{script}\nreturn wasm_bindgen;\n}}\nconst wasm_bindgen = glue();\n")
}

/// The function `inflated`, which gives wasm as a server would send it.
pub(crate) fn inflated(wasm: &[u8]) -> Result<String> {
    // More rounds take longer and save next to nothing.
    let options = Options { iteration_count: NonZeroU64::MIN.saturating_add(4), ..Options::default() };
    let mut deflated = Vec::new();
    zopfli::compress(options, Format::Zlib, wasm, &mut deflated)?;
    let wasm = BASE64.encode(deflated);
    Ok(format!(
        r#"
function inflated() {{
  if (typeof DecompressionStream === "undefined")
    throw new Error("This saved file needs a browser from 2023 or later: this one has no DecompressionStream.");
  const deflated = new Blob([Uint8Array.from(atob("{wasm}"), (it) => it.charCodeAt(0))]);
  const inflated = deflated.stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(inflated, {{ headers: {{ "Content-Type": "application/wasm" }} }});
}}
"#
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

    use super::{BASE64, inflated, script_text};

    #[test]
    fn the_script_does_not_end_within_its_own_strings() {
        let script = script_text("const end = '</script><!--';");
        assert_eq!(script, r"const end = '<\/script><\!--';");
    }

    #[test]
    fn the_wasm_is_deflated() {
        let script = inflated(&[7; 9_000]).expect("memory is writable");
        let (_, wasm) = script.split_once(r#"atob(""#).expect("it is there");
        let (wasm, _) = wasm.split_once('"').expect("it ends");
        assert!(wasm.len() < 300, "{}", wasm.len());
        let mut inflated = Vec::new();
        let wasm = BASE64.decode(wasm).expect("it is encoded");
        ZlibDecoder::new(&wasm[..]).read_to_end(&mut inflated).expect("it is deflated");
        assert_eq!(inflated, [7; 9_000]);
    }
}
