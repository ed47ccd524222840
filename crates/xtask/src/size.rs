//! Weighs the page against what it may weigh.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use pgreach_bundle::{assets, files, lazy_module};
use pgreach_tools::process::say;
use pgreach_tools::workspace;

use crate::bundle;
use crate::package::{self, ENTRIES};

/// What may be sent for the first look at the page, in bytes after brotli.
const FIRST_LOAD: usize = 180_000;
/// What the page as one file may weigh on a disk, in bytes. The aim is a megabyte of 1,000,000: it was held until the readers
/// of Terraform, of PostgreSQL's own files and of templates with their parameters came into it. Since then the fixes for AWS and
/// Google Cloud, transit gateways, outputs of modules, the page's drawing and plan, the fleet on the page, archives and the
/// examples have added most of the rest; what plans delete and create, the messages of PostgreSQL in nine languages, and what an
/// endpoint made anew is to keep 66 kB; the drawing of networks as networks, and lists that go on, 37 kB; the
/// routes that gateways bring, looks before every change, and comparing for each answer, 27 kB; the documents of a fleet with its
/// map, and what a change breaks for others, 44 kB; what poolers, logins and sessions say, sources found by what their cloud calls
/// them, and the lines that a terminal and a file share, 12 kB.
const SINGLE_FILE: usize = 1_482_000;

const PAGE: &str = "index.html";
const SINGLE_FILE_NAME: &str = "pgreach.html";

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
    Ok(if check()? & check_package()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the npm package, prints its weight and fails if it is over its budget.
pub(crate) fn run_package() -> Result<ExitCode> {
    let tarball = package::build()?;
    say(&format!("the package is {}", tarball.display()));
    Ok(if check_package()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the weights of the page in `dist` and returns whether they are within their budgets.
#[expect(clippy::print_stdout, reason = "the table is what the command is for")]
pub(crate) fn check() -> Result<bool> {
    let dist = workspace::dist();
    let page = fs::read_to_string(dist.join(PAGE)).context("there is no page in dist")?;
    let kept = assets::kept(&page, |file| fs::read_to_string(dist.join(file)))?;
    let (table, is_within) = table(&weigh(&dist)?, &assets::loaded(&page)?, &kept);
    print!("{table}");
    Ok(is_within)
}

fn weigh(folder: &Path) -> Result<Vec<Weight>> {
    let mut weights = Vec::new();
    for path in files(folder)? {
        let bytes = fs::read(&path)?;
        let file = path.strip_prefix(folder)?.to_string_lossy().into_owned();
        weights.push(Weight { file, raw: bytes.len(), brotli: brotli(&bytes)? });
    }
    weights.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(weights)
}

/// The table as text, and whether every weight is within its budget: what starts the page, what a browser then keeps of it,
/// and what is published besides.
fn table(weights: &[Weight], loaded: &[String], kept: &[String]) -> (String, bool) {
    let is_first = |it: &Weight| it.file == PAGE || loaded.contains(&it.file);
    let is_single = |it: &Weight| it.file == SINGLE_FILE_NAME;
    let sum = |is_in: &dyn Fn(&Weight) -> bool| {
        let chosen = || weights.iter().filter(|it| is_in(it));
        (chosen().map(|it| it.raw).sum(), chosen().map(|it| it.brotli).sum())
    };
    let mut lines = vec![format!("{:<40}{:>12}{:>12}   budget", "file (1 kB = 1000 bytes)", "raw", "brotli")];
    lines.extend(weights.iter().filter(|it| is_first(it)).map(|it| line(&it.file, it.raw, it.brotli, "")));
    let (raw, brotli) = sum(&is_first);
    lines.push(line("first load", raw, brotli, &verdict(brotli, FIRST_LOAD, "brotli")));
    let mut is_within = brotli <= FIRST_LOAD;
    for single in weights.iter().filter(|it| is_single(it)) {
        lines.push(line(&single.file, single.raw, single.brotli, &verdict(single.raw, SINGLE_FILE, "raw")));
        is_within &= single.raw <= SINGLE_FILE;
    }
    let rest = weights.iter().filter(|it| !is_first(it) && !is_single(it));
    lines.extend(rest.map(|it| line(&it.file, it.raw, it.brotli, "")));
    let (raw, brotli) = sum(&|it| it.file == PAGE || kept.contains(&it.file));
    let later = |it: &Weight| it.file.starts_with(lazy_module::PACKAGE);
    let (later_raw, later_brotli) = sum(&later);
    lines.push(line("loaded once the page has started", later_raw, later_brotli, ""));
    lines.push(line("kept by a browser for offline use", raw, brotli, ""));
    (lines.join("\n") + "\n", is_within)
}

/// Prints what the package weighs and returns whether it is within its budgets.
#[expect(clippy::print_stdout, reason = "the table is what the command is for")]
pub(crate) fn check_package() -> Result<bool> {
    let folder = workspace::target()?.join("package/pgreach");
    let mut is_within = true;
    for entry in &ENTRIES {
        let file = entry.wasm();
        let bytes = fs::read(folder.join(&file)).context("there is no package")?;
        let weight = brotli(&bytes)?;
        let name = format!("npm package: {}", file.display());
        println!("{}", line(&name, bytes.len(), weight, &verdict(weight, entry.budget, "brotli")));
        is_within &= weight <= entry.budget;
    }
    Ok(is_within)
}

/// A line of the table.
fn line(file: &str, raw: usize, brotli: usize, verdict: &str) -> String {
    format!("{file:<40}{:>12}{:>12}   {verdict}", kilobytes(raw), kilobytes(brotli)).trim_end().to_owned()
}

/// What a budget says of a weight.
fn verdict(weight: usize, budget: usize, which: &str) -> String {
    let word = if weight <= budget { "held" } else { "OVER BUDGET" };
    format!("{} {which}: {word}", kilobytes(budget))
}

/// Rounded up, so that what is over a budget never looks as if it were not.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

/// What bytes weigh after brotli, as a host compresses what it serves.
fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut compressed = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressed.write_all(bytes)?;
    Ok(compressed.into_inner().len())
}

#[cfg(test)]
mod tests {
    use super::{Weight, table};

    fn weights(wasm: usize, single: usize) -> Vec<Weight> {
        let weight = |file: &str, raw, brotli| Weight { file: file.to_owned(), raw, brotli };
        vec![
            weight("embed.html", 800, 200),
            weight("icon.png", 1000, 1000),
            weight("index.html", 900, 350),
            weight("page.wasm", 3 * wasm, wasm),
            weight("pgreach-deferred-1.js", 100, 50),
            weight("pgreach-deferred-1_bg.wasm", 900, 450),
            weight("pgreach.html", single, 7000),
        ]
    }

    fn table_of(weights: &[Weight]) -> (String, bool) {
        let loaded = ["page.wasm".to_owned()];
        let kept = ["icon.png", "page.wasm", "pgreach.html", "pgreach-deferred-1_bg.wasm"].map(str::to_owned);
        table(weights, &loaded, &kept)
    }

    #[test]
    fn what_starts_the_page_is_summed_and_the_rest_stands_apart() {
        let (table, is_within) = table_of(&weights(179_650, 1_482_000));
        assert!(is_within, "{table}");
        assert_eq!(
            table,
            "file (1 kB = 1000 bytes)                         raw      brotli   budget\n\
             index.html                                    0.9 kB      0.4 kB\n\
             page.wasm                                   539.0 kB    179.7 kB\n\
             first load                                  539.9 kB    180.0 kB   180.0 kB brotli: held\n\
             pgreach.html                               1482.0 kB      7.0 kB   1482.0 kB raw: held\n\
             embed.html                                    0.8 kB      0.2 kB\n\
             icon.png                                      1.0 kB      1.0 kB\n\
             pgreach-deferred-1.js                         0.1 kB      0.1 kB\n\
             pgreach-deferred-1_bg.wasm                    0.9 kB      0.5 kB\n\
             loaded once the page has started              1.0 kB      0.5 kB\n\
             kept by a browser for offline use          2023.8 kB    188.5 kB\n"
        );
    }

    #[test]
    fn one_byte_over_a_budget_is_over() {
        for weights in [weights(179_651, 1), weights(1, 1_482_001)] {
            let (table, is_within) = table_of(&weights);
            assert!(!is_within && table.contains(": OVER BUDGET"), "{table}");
        }
    }
}
