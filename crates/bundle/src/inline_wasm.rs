//! Wasm joined to JavaScript that a classic script can hold: a module cannot be loaded from a file, because browsers give
//! each file an origin of its own.

use std::fs;
use std::io::Write;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lzma_rust2::{LzmaOptions, LzmaWriter};

use pgreach_tools::wasm::{self, CLASSIC};
use pgreach_tools::workspace;

/// What wasm-bindgen wrote, as the function `glue`, whose text can also make a worker, and its result `wasm_bindgen`, which
/// starts the program and then has what it exports.
pub(crate) fn glue(script: &str) -> String {
    format!("function glue() {{\n{script}\nreturn wasm_bindgen;\n}}\nconst wasm_bindgen = glue();\n")
}

/// The promise `program` of wasm that is compiled, once for whoever starts it. It is packed, and what unpacks it, `web/unpack`, stands
/// beside it: a fifth less than what browsers can unpack themselves.
pub(crate) fn program(wasm: &[u8]) -> Result<String> {
    let joined = workspace::target()?.join("pgreach-unpack");
    wasm::join(&wasm::build("pgreach-unpack", &["--lib"], "saved")?, &joined, "unpack", &CLASSIC)?;
    let glue = fs::read_to_string(joined.join("unpack.js"))?;
    let unpack = BASE64.encode(fs::read(joined.join("unpack_bg.wasm"))?);
    let (packed, size) = (z85::encode(packed(wasm)?), wasm.len());
    Ok(format!(
        r#"
const unpack = (function () {{
{glue}
return wasm_bindgen;
}})();
const program = (async () => {{
  await unpack({{ module_or_path: Uint8Array.from(atob("{unpack}"), (it) => it.charCodeAt(0)) }});
  return WebAssembly.compile(unpack.unpacked("{packed}", {size}));
}})();
"#
    ))
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    // Code has no period that its bytes stand in, and a byte follows from the upper half of the one before. What unpacks it
    // takes this much memory.
    let options = LzmaOptions { lc: 4, pb: 0, dict_size: 1 << 22, ..LzmaOptions::with_preset(9) };
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(bytes.len() as u64))?;
    writer.write_all(bytes)?;
    let mut packed = writer.finish()?;
    // Four bytes are five letters; what is behind the end is not read.
    packed.resize(packed.len().next_multiple_of(4), 0);
    Ok(packed)
}

/// A script that HTML does not end early: within its strings, `<\/script` is the same text.
pub(crate) fn script_text(script: &str) -> String {
    script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use lzma_rust2::LzmaReader;

    use super::{packed, script_text};

    #[test]
    fn the_script_does_not_end_within_its_own_strings() {
        let script = script_text("const end = '</script><!--';");
        assert_eq!(script, r"const end = '<\/script><\!--';");
    }

    #[test]
    fn what_is_packed_is_smaller_and_comes_back() {
        let wasm: Vec<u8> = (0..9_000_u32).map(|it| (it / 30).to_le_bytes()[0] ^ 0x5a).collect();
        let packed = packed(&wasm).expect("memory is writable");
        assert!(packed.len() < wasm.len() / 4, "{}", packed.len());
        let mut unpacked = Vec::new();
        let reader = LzmaReader::new_mem_limit(&*packed, 1 << 17, None);
        reader.and_then(|mut it| it.read_to_end(&mut unpacked)).expect("it was just packed");
        assert_eq!(unpacked, wasm);
    }
}
