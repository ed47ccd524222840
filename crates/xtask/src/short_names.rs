//! The names by which a program and its JavaScript know each other, cut short: wasm-bindgen's hold a hash each, which no
//! compression makes smaller, and nobody else uses them.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{CustomSectionReader, Export, Imports, Parser};

/// What the names that wasm-bindgen makes begin with.
const START: &str = "__w";

/// The module and its wasm with short names in place of wasm-bindgen's.
pub(crate) fn shortened(module: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let names: Vec<&str> =
        words(module).filter(|it| it.starts_with(START)).collect::<BTreeSet<_>>().into_iter().collect();
    ensure!(!names.is_empty(), "the module that starts the page has no names of wasm-bindgen's");
    let mut short = Module::new();
    let mut renaming = Renaming { names: &names };
    renaming.parse_core_module(&mut short, Parser::new(0), wasm).context("the page's wasm cannot be read")?;
    let short = short.finish();
    let is_left = names.iter().find(|name| short.windows(name.len()).any(|it| it == name.as_bytes()));
    ensure!(is_left.is_none(), "the page's wasm still has the name {}", is_left.unwrap_or(&""));
    let mut text = String::with_capacity(module.len());
    for piece in pieces(module) {
        text.push_str(&renaming.short(piece));
    }
    Ok((text, short))
}

struct Renaming<'a> {
    /// In the order of their numbers.
    names: &'a [&'a str],
}

impl Renaming<'_> {
    /// What stands for a name: `$` and its number; any other text is itself.
    fn short(&self, name: &str) -> String {
        self.names.binary_search(&name).map_or_else(|_| name.to_owned(), |number| format!("${number}"))
    }
}

impl Reencode for Renaming<'_> {
    type Error = std::convert::Infallible;

    fn parse_imports(
        &mut self,
        section: &mut ImportSection,
        imports: Imports<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        match imports {
            Imports::Single(_, import) => {
                let ty = self.entity_type(import.ty)?;
                section.import(import.module, &self.short(import.name), ty);
                Ok(())
            }
            others => utils::parse_imports(self, section, others),
        }
    }

    /// Leaves out what is for tools only.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        Ok(())
    }

    fn parse_export(
        &mut self,
        exports: &mut ExportSection,
        export: Export<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        let name = self.short(export.name);
        utils::parse_export(self, exports, Export { name: &name, ..export })
    }
}

/// A script cut into its words and what stands between them.
fn pieces(script: &str) -> impl Iterator<Item = &str> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '$');
    let mut rest = script;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|it| is_word(it) != is_word(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn words(script: &str) -> impl Iterator<Item = &str> {
    pieces(script).filter(|it| it.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_'))
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_script_is_cut_at_its_words() {
        let script = "a.__wbg_log_12=function(){b.c()}";
        assert_eq!(pieces(script).collect::<String>(), script);
        assert!(pieces(script).any(|it| it == "__wbg_log_12"));
    }
}
