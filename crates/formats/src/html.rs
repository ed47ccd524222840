//! The report as one document for a mail, a file share or a printer: no scripts, nothing to be fetched.

use crate::{
    Export,
    markup::push_text,
    outline::{Block, Line, Span, outline},
};

/// The report as HTML. Its policy allows its own style and nothing else.
pub(crate) fn write(export: &Export<'_>) -> String {
    let mut out = String::from(HEAD);
    for part in [export.report.verdict.label(), ". ", &export.report.summary] {
        push_text(&mut out, part);
    }
    for part in ["</title>\n<style>", STYLE, "</style>\n</head>\n<body>\n<main>\n"] {
        out.push_str(part);
    }
    for block in outline(export) {
        match block {
            Block::Heading(level, line) => push_element(&mut out, &["h", &level.to_string()].concat(), &line),
            Block::Paragraph(line) => push_element(&mut out, "p", &line),
            Block::List(lines) => {
                out.push_str("<ul>\n");
                for line in &lines {
                    push_element(&mut out, "li", line);
                }
                out.push_str("</ul>\n");
            }
            Block::Commands(commands) => {
                out.push_str("<pre><code>");
                push_text(&mut out, &commands.join("\n"));
                out.push_str("</code></pre>\n");
            }
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn push_element(out: &mut String, name: &str, line: &Line) {
    for part in ["<", name, ">"] {
        out.push_str(part);
    }
    for span in line {
        match span {
            Span::Text(text) => push_text(out, text),
            Span::Strong(text) => push_inside(out, "<b>", text, "</b>"),
            Span::Code(word) => push_inside(out, "<code>", word, "</code>"),
            Span::State(shape, word) => {
                for part in ["<b class=\"", shape.class(), "\">", shape.sign(), " ", word, "</b>"] {
                    out.push_str(part);
                }
            }
            Span::Link(text, url) => {
                push_inside(out, "<a href=\"", url, "\" rel=\"noreferrer\">");
                push_inside(out, "", text, "</a>");
            }
        }
    }
    for part in ["</", name, ">\n"] {
        out.push_str(part);
    }
}

fn push_inside(out: &mut String, before: &str, text: &str, after: &str) {
    out.push_str(before);
    push_text(out, text);
    out.push_str(after);
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
