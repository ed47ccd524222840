//! Rows as comma-separated values that a spreadsheet opens.

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Writes rows of cells as comma-separated values with the line ends of RFC 4180, the heads first.
///
/// A name that begins as a formula is preceded by an apostrophe: a spreadsheet would carry it out.
#[must_use]
pub fn csv<const CELLS: usize>(heads: &[&str; CELLS], rows: impl IntoIterator<Item = [String; CELLS]>) -> String {
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    let mut rows = rows.into_iter().map(|cells| cells.map(no_formula));
    // Memory takes every row, and each has as many cells as the first.
    let written = writer.write_record(heads).and_then(|()| rows.try_for_each(|it| writer.write_record(&it)));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn no_formula(mut cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        cell.insert(0, '\'');
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn no_cell_leaves_its_place_or_is_a_formula() {
        let row = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
        let rows = [
            row("a, b", "says \"no\""),
            row("two\nlines", ""),
            row("=cmd|' /C calc'!A0", "+1"),
            row("-1", "@SUM(A1)"),
            row("\t=1", "a=1"),
        ];
        let lines = [
            "\"One\",\"Other\"\r\n",
            "\"a, b\",\"says \"\"no\"\"\"\r\n",
            "\"two\nlines\",\"\"\r\n",
            "\"'=cmd|' /C calc'!A0\",\"'+1\"\r\n",
            "\"'-1\",\"'@SUM(A1)\"\r\n",
            "\"'\t=1\",\"a=1\"\r\n",
        ];
        assert_eq!(csv(&["One", "Other"], rows), lines.concat());
    }
}
