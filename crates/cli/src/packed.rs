//! Unpacks gzip and the zip that the portal downloads, and turns YAML (`-o yaml`) into the JSON that it holds.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use pgreach_rules::ConfigError;
use zip::ZipArchive;

use crate::refused::error;

/// Twice the largest export of a tenant in one file; a device or an endless pipe passes it.
pub(crate) const LIMIT: u64 = 1024 * 1024 * 1024;

/// How many files of an archive are read.
const MOST: usize = 1000;

const TOO_MUCH: &str = "less: the files that are exports, unpacked";

/// The files of an archive, by their names in it.
type Files = Vec<(String, Vec<u8>)>;

/// Whether a file of a folder would be read where a person names it.
pub(crate) fn is_one(name: &str, start: &[u8]) -> bool {
    let found = pgreach_azure::recognized(name, start).map(|it| it.found);
    matches!(found.as_deref(), Some("a zip archive" | "a file that gzip packed" | "YAML"))
}

/// Bytes as they were before gzip packed them; `None` where it did not.
///
/// # Errors
/// For what is cut short, and for more than the limit.
pub(crate) fn gunzipped(bytes: &[u8]) -> Option<Result<Vec<u8>, ConfigError>> {
    gunzipped_up_to(LIMIT, bytes)
}

fn gunzipped_up_to(limit: u64, bytes: &[u8]) -> Option<Result<Vec<u8>, ConfigError>> {
    bytes.starts_with(&[0x1f, 0x8b]).then(|| {
        let mut unpacked = Vec::new();
        match MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut unpacked) {
            Ok(_) if unpacked.len() as u64 <= limit => Ok(unpacked),
            Ok(_) => Err(error(None, format!("more than {} MiB, packed by gzip", limit / 1024 / 1024), TOO_MUCH)),
            Err(_) => Err(error(None, "a file that gzip packed, which is not whole", "the whole file")),
        }
    })
}

/// The files of an archive that can be an export or a Config, by their names; `None` where it is no archive, or one that a
/// program made for itself.
///
/// # Errors
/// For an archive that is cut short, and for more than the limit.
pub(crate) fn unzipped(bytes: &[u8]) -> Option<Result<Files, ConfigError>> {
    is_one("", bytes.get(..bytes.len().min(4096)).unwrap_or_default()).then_some(())?;
    bytes.starts_with(b"PK\x03\x04").then(|| entries(LIMIT, bytes))
}

fn entries(limit: u64, bytes: &[u8]) -> Result<Files, ConfigError> {
    let torn = || error(None, "a zip archive, which is not whole or has a password", "the files in it, unpacked");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| torn())?;
    let mut files = Vec::new();
    let mut room = limit;
    for place in 0..archive.len() {
        let file = archive.by_index(place).map_err(|_| torn())?;
        let name = file.name().map_err(|_| torn())?.into_owned();
        let is_export =
            [".json", ".yaml", ".yml", ".csv", ".tfstate"].iter().any(|it| name.to_ascii_lowercase().ends_with(it));
        // What macOS puts beside each file has its name, too.
        if !file.is_file() || !is_export || name.starts_with("__MACOSX/") {
            continue;
        }
        let mut unpacked = Vec::new();
        file.take(room + 1).read_to_end(&mut unpacked).map_err(|_| torn())?;
        let left = room.checked_sub(unpacked.len() as u64).filter(|_| files.len() < MOST);
        let many = || format!("a zip archive of more than {} MiB or {MOST} files", limit / 1024 / 1024);
        room = left.ok_or_else(|| error(None, many(), TOO_MUCH))?;
        files.push((name, unpacked));
    }
    if files.is_empty() {
        return Err(error(None, "a zip archive without an export", "one with template.json, or other JSON"));
    }
    Ok(files)
}

/// YAML as JSON; `None` where it is none.
pub(crate) fn from_yaml(name: &str, text: &str) -> Option<String> {
    let start = text.get(..text.floor_char_boundary(4096))?;
    let start = start.rsplit_once('\n').map_or(start, |it| it.0);
    let is_yaml = pgreach_azure::recognized(name, start.as_bytes()).is_some_and(|it| it.found == "YAML");
    let documents: Vec<serde_json::Value> = is_yaml.then(|| serde_saphyr::from_multiple(text).ok()).flatten()?;
    let documents: Vec<String> = documents.iter().map(ToString::to_string).collect();
    Some(documents.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::{Compression, write::GzEncoder};
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::{entries, from_yaml, gunzipped, gunzipped_up_to, unzipped};

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a file is begun");
            writer.write_all(bytes).expect("it is written");
        }
        writer.finish().expect("it is ended").into_inner()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
        writer.write_all(bytes).expect("it is written");
        writer.finish().expect("it is ended")
    }

    #[test]
    fn exports_are_unpacked() {
        let files: &[(&str, &[u8])] = &[
            ("template.json", b"{}"),
            ("deploy.ps1", b"no"),
            ("__MACOSX/template.json", b"no"),
            ("in/a.yaml", b"a: b"),
        ];
        let archive = zip(files);
        let names: Vec<String> =
            unzipped(&archive).expect("an archive").expect("it is whole").into_iter().map(|it| it.0).collect();
        assert_eq!(names, ["template.json", "in/a.yaml"]);
        assert_eq!(gunzipped(&gzip(b"[]")), Some(Ok(b"[]".to_vec())));
        assert_eq!((unzipped(b"{}"), gunzipped(b"{}")), (None, None));
    }

    #[test]
    fn what_is_torn_or_too_much_is_refused() {
        const MIB: u64 = 1024 * 1024;
        let zeros = vec![0; usize::try_from(MIB).expect("it fits") * 2 / 3];
        let archive = zip(&[("a.json", b"{}")]);
        let packed = gzip(b"[]");
        let (half, no_end) = (archive.len() / 2, packed.len() - 4);
        for (found, bytes) in [
            ("a zip archive, which is not whole or has a password", archive.get(..half).unwrap_or_default().to_vec()),
            ("a zip archive without an export", zip(&[("a.png", b"")])),
            ("a zip archive of more than 1 MiB or 1000 files", zip(&[("a.json", &zeros), ("b.json", &zeros)])),
            ("a file that gzip packed, which is not whole", packed.get(..no_end).unwrap_or_default().to_vec()),
            ("more than 1 MiB, packed by gzip", gzip(&zeros.repeat(2))),
        ] {
            let refused = match gunzipped_up_to(MIB, &bytes) {
                Some(unpacked) => unpacked.map(drop),
                None => entries(MIB, &bytes).map(drop),
            };
            assert_eq!(refused.err().map(|it| it.found).as_deref(), Some(found));
        }
    }

    #[test]
    fn yaml_is_json_in_another_form() {
        let text = "addressSpace:\n  addressPrefixes:\n  - 10.0.0.0/16\nid: /s/1\nname: '007'\non: null\n";
        let json = r#"{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"id":"/s/1","name":"007","on":null}"#;
        assert_eq!(from_yaml("a.txt", text).as_deref(), Some(json));
        let grows = "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n";
        let grows = (0..12).fold(grows.to_owned(), |text, it| {
            let (from, to) = (char::from(b'b' + it), char::from(b'c' + it));
            text + &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 16].join(", "))
        });
        assert_eq!(from_yaml("a.yaml", &grows), None, "it would fill any memory");
        assert_eq!(from_yaml("a.txt", "{}"), None);
    }
}
