//! Unpacks the program in the page as one file.
//!
//! Browsers unpack what is deflated, and read Base64. LZMA makes a fifth less of the page's program, and Z85, the encoding of
//! `ZeroMQ` (RFC 32), a sixteenth less of that: with this beside it, the file holds more in its megabyte.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::{borrow::ToOwned, string::String, vec, vec::Vec};

use lzma_rust2::LzmaReader;
// The crate has a trait of its own where there is no standard library.
#[cfg(target_arch = "wasm32")]
use lzma_rust2::Read;
#[cfg(not(target_arch = "wasm32"))]
use std::io::Read;
use wasm_bindgen::prelude::wasm_bindgen;

/// How much memory it may take, in KiB: more than the program is packed with.
const MEMORY: u32 = 1 << 13;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The `size` bytes that were packed, in the format `.lzma` as Z85.
///
/// # Errors
/// That they are not.
#[wasm_bindgen]
pub fn unpacked(packed: &str, size: usize) -> Result<Vec<u8>, String> {
    let packed = decoded(packed).ok_or_else(|| "the file is damaged".to_owned())?;
    let mut bytes = vec![0; size];
    let read = LzmaReader::new_mem_limit(&*packed, MEMORY, None).and_then(|mut it| it.read_exact(&mut bytes));
    read.map(|()| bytes).map_err(|_| "the file is damaged".to_owned())
}

/// The bytes of a text in Z85; none where it is no such text. The crate for it needs the standard library.
fn decoded(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8; 85] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    let mut bytes = Vec::with_capacity(text.len() / 5 * 4);
    for five in text.as_bytes().chunks(5) {
        let mut number = 0_u32;
        for letter in five {
            let digit = LETTERS.iter().position(|it| it == letter)?;
            number = number.checked_mul(85)?.checked_add(u32::try_from(digit).ok()?)?;
        }
        if five.len() < 5 {
            return None;
        }
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decoded, unpacked};

    #[test]
    fn it_reads_what_others_write() {
        let bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        assert_eq!(decoded(&z85::encode(&bytes)), Some(bytes));
        assert_eq!(decoded("HelloWorld"), Some(vec![0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]), "RFC 32");
    }

    #[test]
    fn what_is_damaged_is_told() {
        for text in ["Hell", "Hel\"o", "#####", "HelloWorld", ""] {
            assert!(unpacked(text, 8).is_err(), "{text}");
        }
    }
}
