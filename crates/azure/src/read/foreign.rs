//! What is no JSON of Azure's tools: what stands before it in a file, and what people have instead of it.

use pgreach_rules::ConfigError;

/// What a state or plan of Terraform is beside exports that are read.
pub(super) fn of_terraform(text: &str) -> Option<ConfigError> {
    let is_one = super::terraform::is_one(text.trim_start());
    is_one.then(|| {
        error("", "a state or plan of Terraform", "its own name: of a folder, only files that end in .json are read")
    })
}

/// What to give in place of a table, YAML or CSV.
const JSON: &str = "JSON: give the Azure CLI -o json";

/// The text from where its JSON begins. Before it stands what a tool has written to standard error, in whole lines, and
/// `2>&1` has put into the file.
pub(super) fn from_json(text: &str) -> Option<&str> {
    let mut before = 0;
    for line in text.split_inclusive('\n') {
        let begins = line.trim_start();
        let next = |opening: char| begins.strip_prefix(opening).map(str::trim_start);
        // "[Warning] …" is a line of words.
        let is_list = next('[').is_some_and(|it| it.is_empty() || it.starts_with(['{', '[', ']', '"']));
        let is_object = next('{').is_some_and(|it| it.is_empty() || it.starts_with(['"', '}']));
        if is_list || is_object {
            return text.get(before..);
        }
        before += line.len();
    }
    None
}

/// What bytes are that are no text, by their first.
pub(super) fn archive(bytes: &[u8]) -> Option<ConfigError> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Some(error(
            "",
            "a zip archive",
            "the files in it, unpacked, as template.json of the portal's Export template",
        )),
        [0x1f, 0x8b, ..] => Some(error("", "a file that gzip packed", "the file in it, unpacked")),
        _ => None,
    }
}

/// What a text is that Azure's tools did not print as JSON, by its file's name and its first lines.
pub(super) fn other(name: &str, text: &str) -> Option<ConfigError> {
    const EXPORT: &str = "what Azure's tools print, as by the script of pgreach collect";
    let has_ending = |it: &str| name.len() > it.len() && name.to_ascii_lowercase().ends_with(it);
    let text = text.trim_start();
    let start: String = text.chars().take(2000).collect();
    if start.starts_with('{') {
        if start.contains("\"changes\"") && start.contains("\"changeType\"") {
            return Some(error(
                "changes",
                "what a deployment would change (what-if), which pgreach does not read",
                EXPORT,
            ));
        }
        return None;
    }
    if start.starts_with('[') {
        return None;
    }
    if has_ending(".bicep") || has_ending(".bicepparam") {
        return Some(error("", "a Bicep file", "the template that az bicep build makes of it"));
    }
    if has_ending(".tf") || has_ending(".tfvars") || has_ending(".hcl") {
        return Some(error("", "a file of Terraform, which pgreach does not read", EXPORT));
    }
    let lines = || start.lines().filter(|it| !it.trim().is_empty());
    let is_member = |it: &str| {
        let it = it.trim_start().trim_start_matches("- ");
        it.split_once(':').is_some_and(|(name, rest)| {
            let is_name = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-".contains(&it));
            is_name && (rest.is_empty() || rest.starts_with(' '))
        })
    };
    let is_rule = |it: &str| it.contains("--") && it.bytes().all(|it| b"- ".contains(&it));
    let first = lines().next()?;
    if lines().nth(1).is_some_and(is_rule) {
        return Some(error("", "a table", JSON));
    }
    if has_ending(".csv") || first.matches(',').count() > 1 && first.to_ascii_lowercase().contains("id") {
        return Some(error("", "a CSV file", "JSON, as az graph query prints it"));
    }
    if first == "---" || lines().nth(1).is_some() && lines().take(4).all(is_member) {
        return Some(error("", "YAML", JSON));
    }
    first.contains('\t').then(|| error("", "text with tabs (-o tsv)", JSON))
}

fn error(path: &str, found: &str, expected: &str) -> ConfigError {
    ConfigError { path: path.to_owned(), position: None, found: found.to_owned(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{archive, from_json, other};

    #[test]
    fn json_begins_after_lines_of_words() {
        for (text, expected) in [
            ("WARNING: preview\n{\"id\": 1}", Some("{\"id\": 1}")),
            ("[Warning] old\nmore {}\n[\n  {}]", Some("[\n  {}]")),
            ("id: a\nname: b\n", None),
            ("", None),
        ] {
            assert_eq!(from_json(text), expected, "{text}");
        }
    }

    #[test]
    fn what_it_is() {
        for (name, text, found) in [
            ("a.yaml", "id: /subscriptions/1\nname: a\n", Some("YAML")),
            ("a.txt", "- id: /subscriptions/1\n  name: a\n", Some("YAML")),
            ("a.txt", "Name    Location\n------  --------\na  b\n", Some("a table")),
            ("a.csv", "id,name,type\n", Some("a CSV file")),
            ("main.bicep", "resource a 'b' = {\n}\n", Some("a Bicep file")),
            ("main.tf", "resource \"a\" \"b\" {\n}\n", Some("a file of Terraform")),
            ("a.json", "{\"id\": 1}", None),
            ("a.json", "nonsense", None),
        ] {
            let is = other(name, text).map(|it| it.found);
            assert_eq!(is.as_deref().map(|it| it.split(',').next().unwrap_or(it)), found, "{name}: {text}");
        }
        assert_eq!(archive(b"PK\x03\x04").map(|it| it.found).as_deref(), Some("a zip archive"));
        assert_eq!(archive(b"{}"), None);
    }
}
