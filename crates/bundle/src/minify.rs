//! JavaScript and style sheets without what only their readers need.

use anyhow::{Result, ensure};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_compat::EngineTargets;
use oxc_minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// A classic script, which may leave names for other scripts.
pub(crate) fn script(text: &str) -> Result<String> {
    minified(text, SourceType::script())
}

/// A module.
pub(crate) fn module(text: &str) -> Result<String> {
    minified(text, SourceType::mjs())
}

/// A style sheet without its comments and indents. What a parser of CSS saves beyond that is not worth its minute of every
/// first build.
pub(crate) fn style(text: &str) -> String {
    let mut parts = text.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let plain = parts.filter_map(|it| it.split_once("*/")).fold(first, |plain, (_, rest)| plain + rest);
    plain.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

fn minified(text: &str, kind: SourceType) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, kind).parse();
    if let Some(error) = parsed.diagnostics.first() {
        anyhow::bail!("this is no JavaScript: {error}:\n{text:.2000}");
    }
    let mut program = parsed.program;
    // What says to an old browser that it is too old must be read by it.
    let target = EngineTargets::from_target("es2015").map_err(anyhow::Error::msg)?;
    let compress = Some(CompressOptions { target, ..CompressOptions::smallest() });
    let minified =
        Minifier::new(MinifierOptions { compress, ..MinifierOptions::default() }).minify(&allocator, &mut program);
    let written = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(minified.scoping)
        .with_private_member_mappings(minified.class_private_mappings)
        .build(&program);
    ensure!(!written.code.is_empty() || text.trim().is_empty(), "nothing is left of this script:\n{text:.2000}");
    Ok(written.code)
}

#[cfg(test)]
mod tests {
    use super::{module, script, style};

    #[test]
    fn names_and_comments_are_for_who_reads_the_source() {
        let short = script("// Why.\n(function () {\n  var first = f(); /* Why. */\n  g(first, first);\n})();")
            .expect("JavaScript");
        assert_eq!(short, "(function(){var e=f();g(e,e)})();");
    }

    #[test]
    fn what_others_may_use_keeps_its_name() {
        assert_eq!(script("function start(where) { go(where); }").expect("JavaScript"), "function start(e){go(e)}");
        assert!(
            module("function start(){ go(); }\nexport default start;").expect("JavaScript").contains("export default")
        );
    }

    #[test]
    fn no_newer_language_is_used_than_the_source_does() {
        assert_eq!(
            script("w = w || f(); v = w === null || w === undefined ? 1 : w;")
                .expect("JavaScript")
                .matches('?')
                .count(),
            1
        );
    }

    #[test]
    fn a_style_sheet_loses_comments_and_indents() {
        let short = style("/* Why. */\np {\n  margin: 0; /* None. */\n\n  grid-template:\n    \"a b\";\n}\n");
        assert_eq!(short, "p {\nmargin: 0;\ngrid-template:\n\"a b\";\n}");
    }

    #[test]
    fn what_is_no_javascript_is_an_error() {
        assert!(script("function {").is_err());
    }
}
