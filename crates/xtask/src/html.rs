//! As much of HTML as it takes to find the tags of our own page.

use std::ops::Range;

/// A start tag, and what it encloses if that is text that no browser reads as HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// The name in lower case.
    pub(crate) name: String,
    /// From `<` to `>`; for a script or a style to the `>` of its end tag.
    pub(crate) span: Range<usize>,
    /// The bytes between the tags of a script or a style, else empty.
    pub(crate) text: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute as it is written; an attribute without a value has an empty one.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
            let (found, after) = rest.split_at(end);
            if found.is_empty() {
                return None;
            }
            let value;
            (value, rest) =
                after.trim_start().strip_prefix('=').map_or(("", after), |after| quoted(after.trim_start()));
            if found.eq_ignore_ascii_case(name) {
                return Some(value);
            }
        }
    }

    /// Whether one of the space-separated words of an attribute is this one.
    pub(crate) fn has_word(&self, name: &str, word: &str) -> bool {
        self.attribute(name).is_some_and(|value| value.split_ascii_whitespace().any(|it| it == word))
    }
}

/// The start tags of a page in order, none of those within comments, scripts and styles.
pub(crate) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(offset) = html[at..].find('<') {
        let start = at + offset;
        if html[start..].starts_with("<!--") {
            at = html[start..].find("-->").map_or(html.len(), |end| start + end + 3);
            continue;
        }
        let after = &html[start + 1..];
        if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let name_length = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(after.len());
        let name = after[..name_length].to_ascii_lowercase();
        let attributes = &after[name_length..];
        let attributes = &attributes[..end_of_tag(attributes)];
        let open = (start + 1 + name_length + attributes.len() + 1).min(html.len());
        let mut tag = Tag { name, span: start..open, text: "", attributes };
        if matches!(tag.name.as_str(), "script" | "style") {
            let end = format!("</{}", tag.name);
            let close = html[open..].to_ascii_lowercase().find(&end).map_or(html.len(), |end| open + end);
            tag.text = &html[open..close];
            tag.span.end = html[close..].find('>').map_or(html.len(), |end| close + end + 1);
        }
        at = tag.span.end;
        tags.push(tag);
    }
    tags
}

/// The page with some of its parts replaced; the parts are in order.
pub(crate) fn splice(html: &str, parts: &[(Range<usize>, String)]) -> String {
    let mut spliced = String::with_capacity(html.len());
    let mut at = 0;
    for (span, text) in parts {
        spliced.push_str(&html[at..span.start]);
        spliced.push_str(text);
        at = span.end;
    }
    spliced.push_str(&html[at..]);
    spliced
}

/// How many bytes of attributes there are before the `>` that is not within quotes.
fn end_of_tag(attributes: &str) -> usize {
    let mut quote = None;
    for (index, it) in attributes.char_indices() {
        match (quote, it) {
            (None, '>') => return index,
            (None, '"' | '\'') => quote = Some(it),
            (Some(open), it) if open == it => quote = None,
            _ => {}
        }
    }
    attributes.len()
}

/// The attribute's value at the start of `text`, and what follows it.
fn quoted(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(value) = text.strip_prefix(quote) {
            return value.split_once(quote).unwrap_or((value, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::{splice, tags};

    #[test]
    fn finds_tags_and_leaves_out_what_only_looks_like_them() {
        let html = "<!doctype html><!-- <script>no</script> --><p title='a > b'>1 < 2</p>\
                    <SCRIPT>if (a<b) '<p>'</SCRIPT ><style>p>a{}</style><br/>";
        let found: Vec<_> = tags(html).into_iter().map(|tag| (&html[tag.span], tag.text)).collect();
        assert_eq!(
            found,
            [
                ("<p title='a > b'>", ""),
                ("<SCRIPT>if (a<b) '<p>'</SCRIPT >", "if (a<b) '<p>'"),
                ("<style>p>a{}</style>", "p>a{}"),
                ("<br/>", ""),
            ],
        );
    }

    #[test]
    fn reads_attributes_however_they_are_written() {
        let tags = tags(r#"<link crossorigin REL="preload icon" href='./a b' as=style data-x = "<>"/>"#);
        let [tag] = &tags[..] else { panic!("one tag") };
        for (name, value) in [
            ("crossorigin", Some("")),
            ("rel", Some("preload icon")),
            ("href", Some("./a b")),
            ("as", Some("style")),
            ("data-x", Some("<>")),
            ("src", None),
        ] {
            assert_eq!(tag.attribute(name), value, "{name}");
        }
        assert!(tag.has_word("rel", "icon"));
        assert!(!tag.has_word("rel", "ico"));
    }

    #[test]
    fn replaces_parts_and_keeps_the_rest() {
        assert_eq!(splice("abcdef", &[(1..2, "BB".to_owned()), (4..6, String::new())]), "aBBcd");
    }
}
