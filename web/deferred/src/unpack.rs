//! Unpacks what people hand over: the zip that the portal downloads, and gzip.
//!
//! The browser inflates. Of a zip only the list of its files is read here, and each of them is handed to the browser as gzip,
//! whose end says how long it is and what it adds up to: so the browser notices whatever is damaged.
//!
//! Sources: RFC 1952, the gzip file format; APPNOTE.TXT of PKWARE, the zip file format, 4.3.7, 4.3.12 and 4.3.16.

use js_sys::{Array, Uint8Array};
use pgreach_messages::Handed;
use pgreach_rules::ConfigError;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader, ReadableStreamReadResult, ReadableWritablePair};

#[wasm_bindgen]
extern "C" {
    /// What inflates. web-sys has it among what may still change there.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// How many bytes a file or an archive may have once it is unpacked, as for the command.
const LIMIT: f64 = 256.0 * 1024.0 * 1024.0;

/// How many files of an archive are read.
const MOST: usize = 1000;

/// What the directory of a zip ends with: 22 bytes, and a comment of up to 65,535.
const END: f64 = 22.0 + 65_535.0;

/// Files as they were before they were packed, each with why it is none where it could not be unpacked.
pub(crate) async fn unpacked(taken: Vec<Handed>) -> Vec<(Handed, Option<String>)> {
    let mut all = Vec::new();
    for it in taken {
        match within(&it).await {
            Ok(files) => all.extend(files.into_iter().map(|it| (it, None))),
            Err((found, expected)) => {
                let error = ConfigError {
                    path: String::new(),
                    position: None,
                    found: found.to_owned(),
                    expected: expected.to_owned(),
                };
                all.push((it, Some(error.to_string())));
            }
        }
    }
    all
}

/// What was found and what would be accepted.
type Refused = (&'static str, &'static str);

const NOT_WHOLE: Refused =
    ("a zip archive, which is not whole or has a password", "the files in it, unpacked by something else");
const TOO_MUCH: Refused = ("more than 256 MiB or 1000 files, packed", "less: the files that are exports, unpacked");
const NO_EXPORT: Refused = ("a zip archive without an export", "one with template.json, or other JSON");
const TORN: Refused = ("a file that gzip packed, which is not whole", "the whole file");

/// The files in a file: itself, where it is not packed.
async fn within(Handed { name, file }: &Handed) -> Result<Vec<Handed>, Refused> {
    let mut file = file.clone();
    let mut start = bytes(&file, 0.0, 4096.0).await.unwrap_or_default();
    if start.starts_with(&[0x1f, 0x8b]) {
        file = inflated(&file, LIMIT, TORN).await?;
        start = bytes(&file, 0.0, 4096.0).await.unwrap_or_default();
    }
    // A program may have made an archive for itself, as Excel does.
    if pgreach_azure::recognized(name, &start).is_none_or(|it| it.found != "a zip archive") {
        return Ok(vec![Handed { name: name.clone(), file }]);
    }
    let mut files = Vec::new();
    let mut room = LIMIT;
    for entry in entries(&file).await.ok_or(NOT_WHOLE)? {
        room -= entry.length;
        if room < 0.0 || MOST <= files.len() {
            return Err(TOO_MUCH);
        }
        let packed = entry.packed(&file).await.ok_or(NOT_WHOLE)?;
        let file = if entry.is_deflated { inflated(&packed, entry.length, NOT_WHOLE).await? } else { packed };
        files.push(Handed { name: format!("{name}/{}", entry.name), file });
    }
    // A template is read with the values of its parameters.
    files.sort_by_key(|it| !it.name.ends_with("parameters.json"));
    if files.is_empty() { Err(NO_EXPORT) } else { Ok(files) }
}

/// A file of an archive, as its directory has it.
struct Entry {
    name: String,
    is_deflated: bool,
    checksum: [u8; 4],
    /// How many bytes it has, packed and unpacked.
    packed_length: f64,
    length: f64,
    /// Where it starts, with a header.
    start: f64,
}

/// The files of an archive that can be an export; none where its directory cannot be read.
async fn entries(file: &Blob) -> Option<Vec<Entry>> {
    let size = file.size();
    let end = bytes(file, (size - END).max(0.0), size).await?;
    let at = end.windows(4).rposition(|it| it == b"PK\x05\x06")?;
    let (length, start) = (number(&end, at + 12)?, number(&end, at + 16)?);
    let directory = bytes(file, start, start + length).await?;
    let mut rest = directory.as_slice();
    let mut entries = Vec::new();
    while let Some(header) = rest.strip_prefix(b"PK\x01\x02") {
        let name_length = short(header, 24)?;
        let name = String::from_utf8_lossy(header.get(42..42 + name_length)?).into_owned();
        rest = header.get(42 + name_length + short(header, 26)? + short(header, 28)?..)?;
        let lower = name.to_ascii_lowercase();
        let is_export = [".json", ".csv", ".tfstate", ".yaml", ".yml"].iter().any(|it| lower.ends_with(it));
        // What macOS puts beside each file has its name, too.
        if !is_export || name.starts_with("__MACOSX/") {
            continue;
        }
        let has_password = short(header, 4)? % 2 == 1;
        let method = short(header, 6)?;
        if has_password || ![STORED, DEFLATED].contains(&method) {
            return None;
        }
        entries.push(Entry {
            name,
            is_deflated: method == DEFLATED,
            checksum: header.get(12..16)?.try_into().ok()?,
            packed_length: number(header, 16)?,
            length: number(header, 20)?,
            start: number(header, 38)?,
        });
    }
    (!directory.is_empty()).then_some(entries)
}

const STORED: usize = 0;
const DEFLATED: usize = 8;

impl Entry {
    /// Its bytes, as gzip has them where they are deflated; none where they are not there.
    async fn packed(&self, file: &Blob) -> Option<Blob> {
        let header = bytes(file, self.start, self.start + 30.0).await?;
        header.starts_with(b"PK\x03\x04").then_some(())?;
        let lengths = u32::try_from(30 + short(&header, 26)? + short(&header, 28)?).ok()?;
        let start = self.start + f64::from(lengths);
        let end = start + self.packed_length;
        let body = file.slice_with_f64_and_f64(start, end).ok().filter(|_| end <= file.size())?;
        if !self.is_deflated {
            return Some(body);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was read as a u32")]
        let length = (self.length as u32).to_le_bytes();
        let head = Uint8Array::from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255].as_slice());
        let tail = Uint8Array::from([self.checksum, length].concat().as_slice());
        Blob::new_with_blob_sequence(&Array::of3(&head, &body, &tail)).ok()
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

fn number(bytes: &[u8], at: usize) -> Option<f64> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?).into())
}

/// Some bytes of a file; none where the browser cannot read them.
async fn bytes(file: &Blob, from: f64, to: f64) -> Option<Vec<u8>> {
    let part = file.slice_with_f64_and_f64(from, to).ok()?;
    Some(Uint8Array::new(&JsFuture::from(part.array_buffer()).await.ok()?).to_vec())
}

/// What gzip packed, where it is no more than so many bytes.
async fn inflated(file: &Blob, most: f64, torn: Refused) -> Result<Blob, Refused> {
    let inflater = DecompressionStream::new("gzip").map_err(|_| torn)?;
    // It has both of its ends.
    let ends: &ReadableWritablePair = inflater.unchecked_ref();
    let reader: ReadableStreamDefaultReader = file.stream().pipe_through(ends).get_reader().unchecked_into();
    let (pieces, mut length) = (Array::new(), 0.0);
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| torn)?;
        let read: ReadableStreamReadResult = read.unchecked_into();
        if read.get_done() == Some(true) {
            return Blob::new_with_u8_array_sequence(&pieces).map_err(|_| torn);
        }
        let piece: Uint8Array = read.get_value().unchecked_into();
        length += f64::from(piece.length());
        if most < length {
            // What else there is of it is not looked at.
            let _ = reader.cancel();
            return Err(TOO_MUCH);
        }
        pieces.push(&piece);
    }
}
