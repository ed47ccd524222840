//! The report as one document for a mail, a file share or a printer: no scripts, nothing to be fetched.

use crate::{
    Evaluation,
    document::{DocumentBody, LineKind, LinePart, Style},
    drawing::{Links, WIDTH, svg},
    markup::{push, push_text},
    report::Audience,
};

/// A style or a script that stands in a document, and what allows it there.
#[derive(Debug, Clone, Copy)]
pub struct Inline {
    /// Its text.
    pub text: &'static str,
    /// The SHA-256 of the text, in base 64.
    pub hash: &'static str,
}

/// Writes an HTML document of a title, which is put together, and what stands in its `main`, which is markup already.
///
/// It fetches nothing and sends nothing: its policy allows these styles and this script beside [`SHEET`], and nothing else.
#[must_use]
pub fn html_document(title: &[&str], styles: &[Inline], script: Option<Inline>, main: &str) -> String {
    let mut out = String::with_capacity(main.len() + 8 * 1024);
    out.push_str(HEAD);
    let styles = || std::iter::once(&SHEET).chain(styles);
    for it in styles() {
        push(&mut out, &[" 'sha256-", it.hash, "'"]);
    }
    if let Some(script) = script {
        push(&mut out, &["; script-src 'sha256-", script.hash, "'"]);
    }
    out.push_str("\">\n<title>pgreach: ");
    for part in title {
        push_text(&mut out, part);
    }
    out.push_str("</title>\n");
    for it in styles() {
        push(&mut out, &["<style>", it.text, "</style>\n"]);
    }
    push(&mut out, &["</head>\n<body>\n<main>\n", main, "</main>\n"]);
    if let Some(script) = script {
        push(&mut out, &["<script>", script.text, "</script>\n"]);
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// The report as HTML. Its policy allows its own style and nothing else.
pub(crate) fn write(export: &Evaluation<'_>) -> String {
    let title = [export.report.verdict.label(), ". ", &export.report.summary];
    let mut main = main(&export.document(Audience::File));
    // Below who is who, and above what to do.
    if let Some(drawing) = export.drawing.filter(|it| !it.parts.is_empty()) {
        let at = main.find("<h2>").unwrap_or(main.len());
        main.insert_str(at, &(svg(drawing, WIDTH, "The networks", Links::None).write() + "\n"));
    }
    html_document(&title, &[PROSE], None, &main)
}

/// A document as HTML with this title, which is put together.
pub(crate) fn document(title: &[&str], document: &DocumentBody) -> String {
    html_document(title, &[PROSE], None, &main(document))
}

fn main(document: &DocumentBody) -> String {
    let mut html = Html { out: String::new(), last: None, is_folded: false };
    for line in &document.lines {
        html.between(Some(line.kind));
        line.parts.iter().for_each(|it| html.put(it));
    }
    html.between(None);
    html.out
}

struct Html {
    out: String,
    /// What the present line is.
    last: Option<LineKind>,
    /// Whether the present line stands in what can be folded.
    is_folded: bool,
}

impl Html {
    /// What stands between the present line and the next.
    fn between(&mut self, next: Option<LineKind>) {
        let goes_on = self.last == next;
        let end = match self.last {
            None => "",
            Some(LineKind::Heading(1)) => "</h1>\n",
            Some(LineKind::Heading(2)) => "</h2>\n",
            Some(LineKind::Heading(3)) => "</h3>\n",
            Some(LineKind::Heading(_)) => "</h4>\n",
            Some(LineKind::Folded) => "</h2></summary>\n",
            Some(LineKind::Paragraph) => "</p>\n",
            Some(LineKind::Item) if goes_on => "</li>\n<li>",
            Some(LineKind::Item) => "</li>\n</ul>\n",
            Some(LineKind::Code(_)) if goes_on => "\n",
            Some(LineKind::Code(_)) => "</code></pre>\n",
        };
        let start = match next {
            None => "",
            Some(LineKind::Heading(1)) => "<h1>",
            Some(LineKind::Heading(2)) => "<h2>",
            Some(LineKind::Heading(3)) => "<h3>",
            Some(LineKind::Heading(_)) => "<h4>",
            Some(LineKind::Folded) => "<details>\n<summary><h2>",
            Some(LineKind::Paragraph) => "<p>",
            Some(LineKind::Item | LineKind::Code(_)) if goes_on => "",
            Some(LineKind::Item) => "<ul>\n<li>",
            Some(LineKind::Code(_)) => "<pre><code>",
        };
        // What is folded goes up to the next heading of its level.
        let is_over = self.is_folded && matches!(next, None | Some(LineKind::Heading(1 | 2) | LineKind::Folded));
        push(&mut self.out, &[end, if is_over { "</details>\n" } else { "" }, start]);
        self.is_folded = next == Some(LineKind::Folded) || self.is_folded && !is_over;
        self.last = next;
    }

    fn inside(&mut self, before: &str, text: &str, after: &str) {
        self.out.push_str(before);
        push_text(&mut self.out, text);
        self.out.push_str(after);
    }

    fn put(&mut self, part: &LinePart) {
        match part {
            LinePart::Text(Style::Plain, text) => push_text(&mut self.out, text),
            LinePart::Text(Style::Strong, text) => self.inside("<b>", text, "</b>"),
            LinePart::Text(Style::Code, text) => self.inside("<code>", text, "</code>"),
            LinePart::State(sign, word) => {
                push(&mut self.out, &["<b class=\"", sign.class(), "\">", sign.character(), " ", word, "</b>"]);
            }
            LinePart::Link { text, url } => {
                self.inside("<a href=\"", url, "\" rel=\"noreferrer\">");
                self.inside("", text, "</a>");
            }
            LinePart::LabelEnd => self.out.push_str(": "),
            LinePart::Break => self.out.push_str("<br>\n"),
        }
    }
}

/// What a document begins with, up to the styles that its policy allows.
const HEAD: &str = concat!(
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src",
);

/// What all documents look like: the colours are those of the page.
pub const SHEET: Inline = Inline {
    hash: "JrKrWYKHJuWhIrf7FTxB3Tpgduf452hrt0tUkJQwxyY=",
    text: "
:root { color-scheme: light dark; background: Canvas; color: CanvasText; }
body { font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3, h4 { line-height: 1.3; }
pre { padding: .6em .8em; border: 1px solid #8886; white-space: pre-wrap; }
.right { color: #17693b; }
.wrong { color: #b3261e; }
.open { color: #805300; }
.aside { color: #536072; }
@media (prefers-color-scheme: dark) {
.right { color: #66ca8c; }
.wrong { color: #ff8f86; }
.open { color: #f0bb50; }
.aside { color: #a0acba; }
}
",
};

/// What a document to be read from its beginning looks like.
pub const PROSE: Inline = Inline {
    hash: "a+Z9vGreb2wIGWD3ynSWdr+N/Ex00kWGGpcgApLMFr8=",
    text: "
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1, h2, h3, h4 { margin: 1.2em 0 .4em; break-after: avoid; }
h1 { letter-spacing: -.01em; }
h2 { margin-top: 2em; padding-top: .8em; border-top: 1px solid #8886; font-size: 1.3em; }
h3 { font-size: 1.05em; }
h4 { font-size: .9em; }
p, ul { margin: .5em 0; }
ul { padding-left: 1.3em; }
code { font: .9em ui-monospace, Consolas, monospace; }
pre { break-inside: avoid; background: #8881; border-radius: 6px; }
summary { margin-top: 2em; padding-top: .8em; border-top: 1px solid #8886; cursor: pointer; }
summary h2 { display: inline; margin: 0; padding: 0; border: 0; }
table { border-collapse: collapse; }
th, td { padding: .35em .9em .35em 0; border-top: 1px solid #8886; text-align: left; vertical-align: top; }
svg { max-width: 100%; height: auto; }
nav { padding-bottom: .6em; border-bottom: 1px solid #8886; }
@media print {
body { margin: 0; max-width: none; font-size: 9pt; }
}
",
};

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_the_styles() {
        for it in [SHEET, PROSE] {
            assert_eq!(it.hash, STANDARD.encode(Sha256::digest(it.text)), "{}", it.text);
        }
    }

    #[test]
    fn the_policy_allows_nothing_else() {
        let document = html_document(&["a & b"], &[], None, "<p>here</p>\n");
        let policy = format!(
            "content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'\"",
            SHEET.hash
        );
        assert!(document.contains(&policy) && document.contains("<title>pgreach: a &amp; b</title>"), "{document}");
        let script = Inline { text: "let it;", hash: "abc" };
        let document = html_document(&[], &[], Some(script), "");
        assert!(document.contains("; script-src 'sha256-abc'\"") && document.contains("<script>let it;</script>"));
    }
}
