//! Unpacks the program in the page as one file.
//!
//! Browsers unpack what is deflated. LZMA makes a fifth less of the page's program, so that the file can hold it in Base64,
//! which every tool reads, and this beside it.

use std::io::Read;

use lzma_rust2::LzmaReader;
use wasm_bindgen::prelude::wasm_bindgen;

/// How much memory it may take, in KiB: more than the program is packed with.
const MEMORY: u32 = 1 << 13;

/// The bytes that were packed, in the format `.lzma`.
///
/// # Errors
/// What is wrong with them.
#[wasm_bindgen]
pub fn unpacked(packed: &[u8]) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let reader = LzmaReader::new_mem_limit(packed, MEMORY, None);
    reader.and_then(|mut it| it.read_to_end(&mut bytes)).map_err(|error| error.to_string())?;
    Ok(bytes)
}
