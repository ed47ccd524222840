//! Bytes as text, in the encodings that Azure's tools and the shells around them write.

use std::borrow::Cow;

use pgreach_rules::ConfigError;

use super::foreign::archive;

/// Text in UTF-8, or in UTF-16, as `>` in Windows PowerShell writes it: with its byte order mark, which is left out, or
/// JSON without it.
///
/// # Errors
/// For bytes that are no text, at the place where they begin.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, ConfigError> {
    if let Some(error) = archive(bytes) {
        return Err(error);
    }
    match bytes {
        [0xff, 0xfe, rest @ ..] => from_utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => from_utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => from_utf8(rest),
        [b'{' | b'[', 0, ..] => from_utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
        _ => from_utf8(bytes),
    }
}

fn from_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, ConfigError> {
    match str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(refused) => {
            let valid = bytes.get(..refused.valid_up_to()).unwrap_or_default();
            Err(no_text(&String::from_utf8_lossy(valid)))
        }
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ConfigError> {
    let (pairs, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(pairs.len());
    for it in char::decode_utf16(pairs.iter().copied().map(unit)) {
        let Ok(it) = it else { return Err(no_text(&text)) };
        text.push(it);
    }
    if rest.is_empty() { Ok(text) } else { Err(no_text(&text)) }
}

/// The error at the end of what could be read.
fn no_text(read: &str) -> ConfigError {
    ConfigError {
        path: String::new(),
        position: Some(end_of(read)),
        found: "bytes that are no text".to_owned(),
        expected: "JSON in UTF-8, or in UTF-16 with a byte order mark".to_owned(),
    }
}

/// A text without the colours that `az -o jsonc` gives it, which stay where its output is written into a file.
///
/// Source: ECMA-48, 5.4: a control sequence is ESC, [, parameters, and one letter from @ to ~.
pub(super) fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let sequence = part.strip_prefix('[').and_then(|it| it.split_once(|it: char| ('@'..='~').contains(&it)));
        plain.push_str(sequence.map_or(part, |it| it.1));
    }
    plain
}

/// Line and column, from 1, of what follows a text.
pub(super) fn end_of(read: &str) -> (usize, usize) {
    let column = read.len() - read.rfind('\n').map_or(0, |it| it + 1) + 1;
    (read.matches('\n').count() + 1, column)
}

#[cfg(test)]
mod tests {
    use super::{text, without_colours};

    #[test]
    fn every_encoding_gives_the_same_text() {
        let words = "{\"name\": \"büro\"}\n";
        let units = || words.encode_utf16();
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for bytes in [
            words.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", words.into()),
            marked(b"\xff\xfe", units().flat_map(u16::to_le_bytes).collect()),
            marked(b"\xfe\xff", units().flat_map(u16::to_be_bytes).collect()),
            units().flat_map(u16::to_le_bytes).collect(),
        ] {
            assert_eq!(text(&bytes).as_deref(), Ok(words));
        }
    }

    #[test]
    fn colours_are_left_out() {
        let text = "[\n {\n  \u{1b}[94m\"name\"\u{1b}[39;49;00m: \u{1b}[33m\"v\"\u{1b}[0m}]\u{1b}";
        assert_eq!(without_colours(text), "[\n {\n  \"name\": \"v\"}]");
    }

    #[test]
    fn what_is_no_text_is_refused_where_it_begins() {
        for (bytes, position) in
            [(&b"{\n \xff"[..], (2, 2)), (b"\xff\xfe{\0\0\xd8{\0", (1, 2)), (b"\xfe\xff\0{\0", (1, 2))]
        {
            assert_eq!(text(bytes).map_err(|it| it.position), Err(Some(position)), "{bytes:?}");
        }
    }
}
