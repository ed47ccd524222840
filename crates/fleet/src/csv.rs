//! Rows as comma-separated values that a spreadsheet opens.

/// Writes rows of cells as comma-separated values with the line ends of RFC 4180, the heads first.
///
/// A name that begins as a formula is preceded by an apostrophe: a spreadsheet would carry it out.
#[must_use]
pub fn csv<const CELLS: usize>(heads: &[&str; CELLS], rows: impl IntoIterator<Item = [String; CELLS]>) -> String {
    let mut text = String::new();
    line(&mut text, heads);
    for cells in rows {
        line(&mut text, &cells);
    }
    text
}

fn line(text: &mut String, cells: &[impl AsRef<str>]) {
    for (at, cell) in cells.iter().map(AsRef::as_ref).enumerate() {
        if 0 < at {
            text.push(',');
        }
        text.push('"');
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
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
