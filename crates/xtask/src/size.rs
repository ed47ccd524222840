//! What the page weighs, against what it may weigh.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::{bundle, package, workspace};

/// What may be sent for the first look at the page, in bytes after brotli.
const FIRST_LOAD: usize = 150_000;
/// What the page as one file may weigh on a disk, in bytes.
const SINGLE_FILE: usize = 600_000;

/// A file of the page.
#[derive(Debug, PartialEq, Eq)]
struct Weight {
    file: String,
    raw: usize,
    brotli: usize,
}

/// Builds the page and the npm package, prints their weights and fails if one is over its budget.
pub(crate) fn run() -> Result<ExitCode> {
    bundle::build()?;
    package::build()?;
    Ok(if check()? & package::check()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the weights of the page in `dist` and returns whether they are within their budgets.
#[expect(clippy::print_stdout, reason = "the table is what the command is for")]
pub(crate) fn check() -> Result<bool> {
    let (table, is_within) = table(&weigh(&workspace::dist())?);
    print!("{table}");
    Ok(is_within)
}

fn weigh(folder: &Path) -> Result<Vec<Weight>> {
    let mut weights = Vec::new();
    for entry in fs::read_dir(folder).context("there is no page in dist")? {
        let path = entry?.path();
        if path.is_dir() {
            // The schemas: the page does not fetch them.
            continue;
        }
        let bytes = fs::read(&path)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        weights.push(Weight { file, raw: bytes.len(), brotli: brotli(&bytes)? });
    }
    weights.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(weights)
}

/// The table as text, and whether every weight is within its budget.
fn table(weights: &[Weight]) -> (String, bool) {
    let is_single = |weight: &&Weight| weight.file == "pgreach.html";
    // What other pages load of it.
    let is_for_others = |weight: &&Weight| weight.file.starts_with("embed.") || weight.file.starts_with("pg-reach.");
    let fetched = || weights.iter().filter(|weight| !is_single(weight) && !is_for_others(weight));
    let (raw, brotli) = (fetched().map(|it| it.raw).sum(), fetched().map(|it| it.brotli).sum());
    let mut lines = vec![format!("{:<40}{:>12}{:>12}   budget", "file (1 kB = 1000 bytes)", "raw", "brotli")];
    lines.extend(fetched().map(|it| line(&it.file, it.raw, it.brotli, "")));
    lines.push(line("first load", raw, brotli, &verdict(brotli, FIRST_LOAD, "brotli")));
    let mut is_within = brotli <= FIRST_LOAD;
    for single in weights.iter().filter(is_single) {
        lines.push(line(&single.file, single.raw, single.brotli, &verdict(single.raw, SINGLE_FILE, "raw")));
        is_within &= single.raw <= SINGLE_FILE;
    }
    (lines.join("\n") + "\n", is_within)
}

pub(crate) fn line(file: &str, raw: usize, brotli: usize, verdict: &str) -> String {
    format!("{file:<40}{:>12}{:>12}   {verdict}", kilobytes(raw), kilobytes(brotli)).trim_end().to_owned()
}

pub(crate) fn verdict(weight: usize, budget: usize, which: &str) -> String {
    let word = if weight <= budget { "held" } else { "OVER BUDGET" };
    format!("{} {which}: {word}", kilobytes(budget))
}

/// Rounded up, so that what is over a budget never looks as if it were not.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

pub(crate) fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut compressed = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressed.write_all(bytes)?;
    Ok(compressed.into_inner().len())
}

#[cfg(test)]
mod tests {
    use super::{Weight, table};

    fn weights(wasm: usize, single: usize) -> Vec<Weight> {
        let weight = |file: &str, raw, brotli| Weight { file: file.to_owned(), raw, brotli };
        vec![weight("index.html", 900, 350), weight("page.wasm", 3 * wasm, wasm), weight("pgreach.html", single, 7)]
    }

    #[test]
    fn what_is_fetched_is_summed_and_the_one_file_stands_alone() {
        let (table, is_within) = table(&weights(149_650, 600_000));
        assert!(is_within, "{table}");
        assert_eq!(
            table,
            "file (1 kB = 1000 bytes)                         raw      brotli   budget\n\
             index.html                                    0.9 kB      0.4 kB\n\
             page.wasm                                   449.0 kB    149.7 kB\n\
             first load                                  449.9 kB    150.0 kB   150.0 kB brotli: held\n\
             pgreach.html                                600.0 kB      0.1 kB   600.0 kB raw: held\n"
        );
    }

    #[test]
    fn one_byte_over_a_budget_is_over() {
        for weights in [weights(149_651, 1), weights(1, 600_001)] {
            let (table, is_within) = table(&weights);
            assert!(!is_within && table.contains(": OVER BUDGET"), "{table}");
        }
    }
}
