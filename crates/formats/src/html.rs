//! The report as one document for a mail, a file share or a printer: no scripts, nothing to be fetched.

use crate::{
    Export,
    markup::{push, push_text},
    outline::{LineKind, Renderer, Style, outline},
    shape::Shape,
};

/// The report as HTML. Its policy allows its own style and nothing else.
pub(crate) fn write(export: &Export<'_>) -> String {
    document(&[export.report.verdict.label(), ". ", &export.report.summary], |it| outline(export, it))
}

/// What is written to it as a document of this title, which is put together.
pub(crate) fn document(title: &[&str], write: impl FnOnce(&mut dyn Renderer)) -> String {
    let mut out = String::from(HEAD);
    for part in title {
        push_text(&mut out, part);
    }
    push(&mut out, &["</title>\n<style>", STYLE, "</style>\n</head>\n<body>\n<main>\n"]);
    let mut html = Html { out, last: None };
    write(&mut html);
    html.between(None);
    html.out.push_str("</main>\n</body>\n</html>\n");
    html.out
}

struct Html {
    out: String,
    /// What the present line is.
    last: Option<LineKind>,
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
            Some(LineKind::Paragraph) => "<p>",
            Some(LineKind::Item | LineKind::Code(_)) if goes_on => "",
            Some(LineKind::Item) => "<ul>\n<li>",
            Some(LineKind::Code(_)) => "<pre><code>",
        };
        push(&mut self.out, &[end, start]);
        self.last = next;
    }

    fn inside(&mut self, before: &str, text: &str, after: &str) {
        self.out.push_str(before);
        push_text(&mut self.out, text);
        self.out.push_str(after);
    }
}

impl Renderer for Html {
    fn start(&mut self, kind: LineKind) {
        self.between(Some(kind));
    }

    fn put(&mut self, style: Style, text: &str) {
        let (before, after) = match style {
            Style::Plain => ("", ""),
            Style::Strong => ("<b>", "</b>"),
            Style::Code => ("<code>", "</code>"),
        };
        self.inside(before, text, after);
    }

    fn go_on_below(&mut self) {
        self.out.push_str("<br>\n");
    }

    fn state(&mut self, shape: Shape, word: &str) {
        push(&mut self.out, &["<b class=\"", shape.class(), "\">", shape.sign(), " ", word, "</b>"]);
    }

    fn link(&mut self, text: &str, url: &str) {
        self.inside("<a href=\"", url, "\" rel=\"noreferrer\">");
        self.inside("", text, "</a>");
    }
}

/// The hash in it is that of the style; a test says what it must be.
const HEAD: &str = concat!(
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ",
    "style-src 'sha256-76b5AilBftb3RDBnvC7lmX1uuMmir7LYgogsClinHE0='\">\n",
    "<title>pgreach: ",
);

const STYLE: &str = "
:root { color-scheme: light dark; }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { margin: 1.2em 0 .4em; line-height: 1.3; break-after: avoid; }
h2 { margin-top: 2em; padding-top: .8em; border-top: 1px solid #8886; }
p, ul { margin: .5em 0; }
code { font: .9em ui-monospace, Consolas, monospace; }
pre { padding: .6em .8em; border: 1px solid #8886; white-space: pre-wrap; break-inside: avoid; }
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
";

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_the_style() {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        assert!(HEAD.contains(&format!("style-src 'sha256-{hash}'")), "the style's hash is {hash}");
    }
}
