//! Scaffolds a check: its file, from a template, and its words in the two lists that it stands in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use clap::builder::PossibleValuesParser;
use pgreach_rules::check::{CATALOGUE, FAMILIES};
use pgreach_tools::process::say;
use pgreach_tools::workspace;

const TEMPLATE: &str = include_str!("new_check/check.rs.template");

/// Where the checks are, from the folder of the workspace.
const CHECKS: &str = "crates/rules/src/check";

/// Which check to begin.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The family, which is the folder that the check goes into
    #[arg(value_parser = families())]
    family: String,
    /// Its id, in kebab case: what is wrong or what is needed, as zone-group
    id: String,
}

fn families() -> PossibleValuesParser {
    FAMILIES.iter().map(|it| it.id).collect::<Vec<_>>().into()
}

/// Writes what a new check begins with, and says what is to be done next.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let file = scaffold(&workspace::root().join(CHECKS), &options.family, &options.id)?;
    let file = file.strip_prefix(workspace::root()).unwrap_or(&file).display();
    say(&format!("{file}: fill it in, and list the check in the scenarios that need it, in crates/rules/src/scenario"));
    say("then: cargo test -p pgreach-rules, whose tests fail until it is whole; CONTRIBUTING.md has the rest");
    Ok(ExitCode::SUCCESS)
}

/// Writes the file of a check and names it in the lists. Nothing is written where one of them is not as expected.
fn scaffold(checks: &Path, family: &str, id: &str) -> Result<PathBuf> {
    let is_word = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let is_kebab = id.split('-').all(is_word) && id.starts_with(|it: char| it.is_ascii_lowercase());
    ensure!(is_kebab, "`{id}` is no id of a check: words of small letters with hyphens between, as zone-group");
    ensure!(CATALOGUE.iter().all(|it| it.id != id), "there is a check {id} already: choose another id");
    let module = id.replace('-', "_");
    let file = checks.join(family).join(&module).with_extension("rs");
    ensure!(!file.exists(), "{} is there already: choose another id", file.display());

    let (modules, list) = (checks.join(family).join("mod.rs"), checks.join("mod.rs"));
    let with_module = declared(&read(&modules)?, &module)
        .with_context(|| format!("{} declares no modules as `pub mod name;`", modules.display()))?;
    let with_word = listed(&read(&list)?, family, &module)
        .with_context(|| format!("{} has no family `{family} = … {{` in its list", list.display()))?;
    fs::write(&file, TEMPLATE.replace("{id}", id).replace("{name}", &id.replace('-', " ")))?;
    fs::write(&modules, with_module)?;
    fs::write(&list, with_word)?;
    Ok(file)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} is not readable", file.display()))
}

/// The module of a family with one more below it, among the others by the alphabet.
fn declared(text: &str, module: &str) -> Option<String> {
    let line = format!("pub mod {module};\n");
    let others: Vec<&str> = text.split_inclusive('\n').filter(|it| it.starts_with("pub mod ")).collect();
    if let Some(next) = others.iter().find(|it| line.as_str() < **it) {
        return Some(text.replacen(next, &(line + next), 1));
    }
    let last = others.last()?;
    Some(text.replacen(last, &((*last).to_owned() + &line), 1))
}

/// The list of checks with one more at the end of its family, decided by resources as one.
fn listed(text: &str, family: &str, module: &str) -> Option<String> {
    let start = text.find(&format!("\n    {family} = "))? + 1;
    let end = start + text[start..].find("\n    }\n")? + 1;
    Some([&text[..end], "        ", module, ": Whole,\n", &text[end..]].concat())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use tempfile::TempDir;

    use super::*;

    /// A copy of the checks.
    fn copy() -> TempDir {
        let copy = tempfile::tempdir().expect("the folder for temporary files is writable");
        let checks = workspace::root().join(CHECKS);
        for file in pgreach_bundle::files(&checks).expect("the checks are readable") {
            let to = copy.path().join(file.strip_prefix(&checks).expect("it is below"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("it is writable");
            fs::copy(&file, to).expect("it is copied");
        }
        copy
    }

    #[test]
    fn a_new_check_of_each_family_is_rust_and_stands_in_the_lists() {
        let copy = copy();
        for family in FAMILIES {
            for id in ["aaa", "new-check-2", "zzz"] {
                let id = format!("{id}-{}", family.id);
                let file = scaffold(copy.path(), family.id, &id).expect("it is new");
                let text = read(&file).expect("it is written");
                syn::parse_file(&text).unwrap_or_else(|error| panic!("{id}: {error}"));
                assert!(text.contains(&format!("id: \"{id}\"")) && !text.contains("{id}"), "{text}");
            }
        }
        let list = read(&copy.path().join("mod.rs")).expect("it is readable");
        for family in FAMILIES {
            let modules = read(&copy.path().join(family.id).join("mod.rs")).expect("it is readable");
            for module in ["aaa", "new_check_2", "zzz"].map(|it| format!("{it}_{}", family.id)) {
                assert_eq!(modules.matches(&format!("pub mod {module};\n")).count(), 1, "{modules}");
                assert_eq!(list.matches(&format!("\n        {module}: Whole,\n")).count(), 1, "{list}");
            }
        }
        // All of it is written as the rest is, which rustfmt sees from the list on; it names what it cannot parse.
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024", "--config-path"]).arg(workspace::root());
        let output = rustfmt.arg(copy.path().join("mod.rs")).output().expect("the toolchain has rustfmt");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
    }

    #[test]
    fn what_cannot_be_a_check_is_refused_and_writes_nothing() {
        let copy = copy();
        let before = read(&copy.path().join("mod.rs")).expect("it is readable");
        for (id, complaint) in [
            ("Zone", "`Zone` is no id of a check: words of small letters with hyphens between, as zone-group"),
            ("zone--a", "`zone--a` is no id of a check: words of small letters with hyphens between, as zone-group"),
            ("../zone", "`../zone` is no id of a check: words of small letters with hyphens between, as zone-group"),
            ("2nd", "`2nd` is no id of a check: words of small letters with hyphens between, as zone-group"),
            ("", "`` is no id of a check: words of small letters with hyphens between, as zone-group"),
            ("peering", "there is a check peering already: choose another id"),
        ] {
            assert_eq!(scaffold(copy.path(), "dns", id).expect_err(id).to_string(), complaint);
        }
        assert_eq!(read(&copy.path().join("mod.rs")).expect("it is readable"), before);
        assert!(scaffold(copy.path(), "dns", "twice").is_ok());
        assert!(scaffold(copy.path(), "dns", "twice").is_err());
    }
}
