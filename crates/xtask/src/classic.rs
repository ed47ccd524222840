//! Wasm joined to JavaScript that a classic script can hold: a module cannot be loaded from a file, because browsers give
//! each file an origin of its own.

use std::num::NonZeroU64;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
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
    format!("function glue() {{\n{script}\nreturn wasm_bindgen;\n}}\nconst wasm_bindgen = glue();\n")
}

/// The function `inflated`, which gives wasm as a server would send it.
pub(crate) fn inflated(wasm: &[u8]) -> Result<String> {
    // More rounds take longer and save next to nothing.
    let options = Options { iteration_count: NonZeroU64::MIN.saturating_add(4), ..Options::default() };
    let mut deflated = Vec::new();
    zopfli::compress(options, Format::Zlib, wasm, &mut deflated)?;
    let (length, text) = (deflated.len(), text(&deflated));
    Ok(format!(
        r#"
function inflated() {{
  if (typeof DecompressionStream === "undefined")
    throw new Error("This saved file needs a browser from 2023 or later: this one has no DecompressionStream.");
  const text = "{text}";
  const deflated = new Uint8Array({length});
  const digit = (at) => {{
    const code = text.charCodeAt(at);
    return (code === 32 ? 60 : code === 33 ? 92 : code) - 35;
  }};
  for (let at = 0, to = 0, bits = 0, count = 0; at < text.length; at += 2) {{
    bits |= (digit(at) * 91 + digit(at + 1)) << count;
    for (count += 13; 7 < count; count -= 8, bits >>= 8) deflated[to++] = bits;
  }}
  const inflated = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(inflated, {{ headers: {{ "Content-Type": "application/wasm" }} }});
}}
"#
    ))
}

/// Bytes as text that a string of a script can hold, 13 bits in two letters: an eighth less than Base64, which takes 16.
fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 13 * 16 + 4);
    let (mut bits, mut count) = (0_u32, 0);
    // The last letters may need bits that are not looked at.
    for byte in bytes.iter().copied().chain([0, 0]) {
        bits |= u32::from(byte) << count;
        count += 8;
        if 13 <= count {
            let value = bits & 0x1fff;
            text.extend([letter(value / 91), letter(value % 91)]);
            bits >>= 13;
            count -= 13;
        }
    }
    text
}

/// One of 91 letters. None of them ends a string, escapes anything or begins a tag.
fn letter(digit: u32) -> char {
    match char::from_u32(digit + 35) {
        Some('<') => ' ',
        Some('\\') => '!',
        letter => letter.unwrap_or_default(),
    }
}

/// A script that HTML does not end early: within its strings, `<\/script` is the same text.
pub(crate) fn script_text(script: &str) -> String {
    script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;

    use super::{inflated, script_text};

    #[test]
    fn the_script_does_not_end_within_its_own_strings() {
        let script = script_text("const end = '</script><!--';");
        assert_eq!(script, r"const end = '<\/script><\!--';");
    }

    /// What the script does with the text.
    fn bytes(text: &str) -> Vec<u8> {
        let digit = |it: u8| {
            u32::from(if it == b' ' {
                b'<'
            } else if it == b'!' {
                b'\\'
            } else {
                it
            }) - 35
        };
        let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
        for pair in text.as_bytes().chunks(2) {
            bits |= (digit(pair[0]) * 91 + digit(pair[1])) << count;
            count += 13;
            while 8 <= count {
                bytes.push(bits.to_le_bytes()[0]);
                bits >>= 8;
                count -= 8;
            }
        }
        bytes
    }

    #[test]
    fn the_wasm_is_deflated() {
        let wasm: Vec<u8> = (0..9_000_u32).map(|it| (it / 30).to_le_bytes()[0] ^ 0x5a).collect();
        let script = inflated(&wasm).expect("memory is writable");
        let (_, text) = script.split_once("const text = \"").expect("it is there");
        let (text, _) = text.split_once('"').expect("it ends");
        assert!(text.len() < 9_000 && !text.contains(['\\', '<', '\n']), "{text}");
        let (_, length) = script.split_once("new Uint8Array(").expect("it is there");
        let length = length.split(')').next().and_then(|it| it.parse::<usize>().ok()).expect("a number");
        let bytes = bytes(text);
        assert!((length..length + 2).contains(&bytes.len()), "{} for {length}", bytes.len());
        let mut inflated = Vec::new();
        ZlibDecoder::new(&bytes[..length]).read_to_end(&mut inflated).expect("it is deflated");
        assert_eq!(inflated, wasm);
    }
}
