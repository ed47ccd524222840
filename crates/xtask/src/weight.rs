//! What a file weighs, and how a table says it.

use std::io::Write;

use anyhow::Result;

/// A line of the table.
pub(crate) fn line(file: &str, raw: usize, brotli: usize, verdict: &str) -> String {
    format!("{file:<40}{:>12}{:>12}   {verdict}", kilobytes(raw), kilobytes(brotli)).trim_end().to_owned()
}

/// What a budget says of a weight.
pub(crate) fn verdict(weight: usize, budget: usize, which: &str) -> String {
    let word = if weight <= budget { "held" } else { "OVER BUDGET" };
    format!("{} {which}: {word}", kilobytes(budget))
}

/// Rounded up, so that what is over a budget never looks as if it were not.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

/// What bytes weigh after brotli, as a host compresses what it serves.
pub(crate) fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut compressed = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    compressed.write_all(bytes)?;
    Ok(compressed.into_inner().len())
}
