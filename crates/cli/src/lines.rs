//! Texts as lines of a terminal.

/// The longest line of prose. Commands and addresses are never broken: they are for copying.
pub(crate) const WIDTH: usize = 96;

/// One text in lines of a width, the first and the following with a start of their own; each ends with a line break.
pub(crate) fn paragraph(first: &str, following: &str, text: &str, width: usize) -> String {
    // All is said that another crate's wish for a feature of this one would change.
    let options = textwrap::Options::new(width)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .initial_indent(first)
        .subsequent_indent(following)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let mut lines = textwrap::wrap(text, options).join("\n");
    lines.push('\n');
    lines
}

/// A text from outside, fit for a terminal: no line breaks, no control characters.
pub(crate) fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_control() { line.extend(it.escape_default()) } else { line.push(it) }
    }
    line
}

/// A name or path from outside, fit for a terminal, and not endless.
pub(crate) fn in_one_line(text: &str) -> String {
    const SHOWN: usize = 200;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => plain(text.get(..end).unwrap_or_default()) + "…",
        None => plain(text),
    }
}
