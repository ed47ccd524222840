//! The names in a program that no person reads, cut short. Those by which it and its JavaScript know each other hold a hash
//! each, which no compression makes smaller; those of the sources of libraries only say where in them a panic would be.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{DataSection, ExportSection, ImportSection, Module};
use wasmparser::{CustomSectionReader, Data, Export, Imports, Parser};

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

    fn parse_data(
        &mut self,
        data: &mut DataSection,
        datum: Data<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Self::Error>> {
        let bytes = without_sources(datum.data);
        utils::parse_data(self, data, Data { data: &bytes, ..datum })
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

/// What the path of a library's source has in it, the compiler's own and those of the registry.
const SOURCES: [&[u8]; 2] = [b"/rustc/", b"/registry/src/"];

/// Data with spaces in place of the paths of libraries' sources, which are as long.
fn without_sources(data: &[u8]) -> Vec<u8> {
    let mut bytes = data.to_vec();
    for start in SOURCES {
        let places: Vec<usize> = (0..data.len()).filter(|at| data[*at..].starts_with(start)).collect();
        for at in places {
            let is_path = |it: &u8| it.is_ascii_alphanumeric() || b"/._-".contains(it);
            let length = data[at..].iter().take_while(|it| is_path(it)).count();
            let path = &data[at..at + length];
            if let Some(end) = path.windows(3).position(|it| it == b".rs") {
                bytes[at..at + end + 3].fill(b' ');
            }
        }
    }
    bytes
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
    use super::{pieces, without_sources};

    #[test]
    fn the_path_of_a_library_is_left_out_and_nothing_beside_it() {
        let data = b"overflow/rustc/abc/library/core/src/fmt.rsweb/src/app.rs, /registry/src/index/yew/src/lib.rs.";
        let left = String::from_utf8(without_sources(data)).expect("UTF-8");
        assert_eq!(left.split_whitespace().collect::<Vec<_>>(), ["overflow", "web/src/app.rs,", "."]);
        assert_eq!(left.len(), data.len());
    }

    #[test]
    fn a_script_is_cut_at_its_words() {
        let script = "a.__wbg_log_12=function(){b.c()}";
        assert_eq!(pieces(script).collect::<String>(), script);
        assert!(pieces(script).any(|it| it == "__wbg_log_12"));
    }
}
