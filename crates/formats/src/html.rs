//! The report as one document for a mail, a file share or a printer: no scripts, nothing to be fetched.

use crate::{
    Export,
    markup::{push, push_text},
    outline::{Block, Form, Style, outline},
    shape::Shape,
};

/// The report as HTML. Its policy allows its own style and nothing else.
pub(crate) fn write(export: &Export<'_>) -> String {
    let mut out = String::from(HEAD);
    for part in [export.report.verdict.label(), ". ", &export.report.summary] {
        push_text(&mut out, part);
    }
    push(&mut out, &["</title>\n<style>", STYLE, "</style>\n</head>\n<body>\n<main>\n"]);
    let mut html = Html { out, last: None };
    outline(export, &mut html);
    html.between(None);
    html.out.push_str("</main>\n</body>\n</html>\n");
    html.out
}

struct Html {
    out: String,
    /// What the present line is.
    last: Option<Block>,
}

impl Html {
    /// What stands between the present line and the next.
    fn between(&mut self, next: Option<Block>) {
        let goes_on = self.last == next;
        let end = match self.last {
            None => "",
            Some(Block::Heading(1)) => "</h1>\n",
            Some(Block::Heading(2)) => "</h2>\n",
            Some(Block::Heading(3)) => "</h3>\n",
            Some(Block::Heading(_)) => "</h4>\n",
            Some(Block::Paragraph) => "</p>\n",
            Some(Block::Item) if goes_on => "</li>\n<li>",
            Some(Block::Item) => "</li>\n</ul>\n",
            Some(Block::Command) if goes_on => "\n",
            Some(Block::Command) => "</code></pre>\n",
        };
        let start = match next {
            None => "",
            Some(Block::Heading(1)) => "<h1>",
            Some(Block::Heading(2)) => "<h2>",
            Some(Block::Heading(3)) => "<h3>",
            Some(Block::Heading(_)) => "<h4>",
            Some(Block::Paragraph) => "<p>",
            Some(Block::Item | Block::Command) if goes_on => "",
            Some(Block::Item) => "<ul>\n<li>",
            Some(Block::Command) => "<pre><code>",
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

impl Form for Html {
    fn start(&mut self, block: Block) {
        self.between(Some(block));
    }

    fn put(&mut self, style: Style, text: &str) {
        let (before, after) = match style {
            Style::Plain => ("", ""),
            Style::Strong => ("<b>", "</b>"),
            Style::Code => ("<code>", "</code>"),
        };
        self.inside(before, text, after);
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
    "style-src 'sha256-HASH'\">\n",
    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>pgreach: ",
);

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #18212c; --soft: #f0f2f6; --line: #d8dde5; --link: #1f5fbf; --right: #17693b; --wrong: #b3261e; --open: #805300; --aside: #536072; }
@media (prefers-color-scheme: dark) {
:root { --ink: #e6ebf1; --soft: #1c242e; --line: #38434f; --link: #82b4ff; --right: #66ca8c; --wrong: #ff8f86; --open: #f0bb50; --aside: #a0acba; }
}
body { margin: 0; background: Canvas; color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, h4 { line-height: 1.3; break-after: avoid; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.25rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; }
h4 { margin: 1rem 0 .25rem; font-size: 1rem; }
p, ul { margin: .5rem 0; }
a { color: var(--link); }
code { font: .875em ui-monospace, Consolas, monospace; }
pre { margin: .5rem 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); white-space: pre-wrap; break-inside: avoid; }
.right { color: var(--right); }
.wrong { color: var(--wrong); }
.open { color: var(--open); }
.aside { color: var(--aside); }
@media print {
:root { color-scheme: light; --ink: #000; --soft: #fff; --line: #bbb; --link: #000; --right: #17693b; --wrong: #b3261e; --open: #805300; --aside: #444; }
body { font-size: 10.5pt; }
main { max-width: none; margin: 0; padding: 0; }
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
