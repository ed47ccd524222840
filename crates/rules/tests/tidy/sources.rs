//! Reads what the sources of the product hold: the public types that they make, and the texts between double quotes.

use std::{path::Path, sync::OnceLock};

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Ident, ItemMacro, ItemMod, LitStr, Macro, Visibility,
    parse::{Parse, ParseStream},
    visit::{self, Visit},
};

use super::{files, modules::is_for_tests, name, read};

/// A file, without its tests.
#[derive(Default)]
pub(crate) struct Source {
    /// Its path from the folder of the workspace.
    pub(crate) path: String,
    /// The names of its public types.
    pub(crate) types: Vec<String>,
    /// What stands between double quotes.
    pub(crate) texts: Vec<String>,
}

/// Every source of the product, read once.
pub(crate) fn sources() -> &'static [Source] {
    static SOURCES: OnceLock<Vec<Source>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let files = files("crates", "rs").into_iter().chain(files("web", "rs"));
        files.filter(|it| name(it).contains("/src/")).map(|it| Source::read(&it)).collect()
    })
}

impl Source {
    fn read(file: &Path) -> Self {
        let mut source = Self { path: name(file), ..Self::default() };
        source.visit_file(&syn::parse_file(&read(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        source
    }

    fn add(&mut self, visibility: &Visibility, name: &Ident) {
        if matches!(visibility, Visibility::Public(_)) {
            self.types.push(name.to_string());
        }
    }

    fn add_texts(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(it) => self.add_texts(it.stream()),
                TokenTree::Literal(it) => {
                    if let Ok(text) = syn::parse_str::<LitStr>(&it.to_string()) {
                        self.texts.push(text.value());
                    }
                }
                _ => {}
            }
        }
    }
}

/// What `keyword!` begins with: the name of the type that it makes.
struct Keyword(Ident);

impl Parse for Keyword {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        let name = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self(name))
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item_mod(&mut self, it: &'ast ItemMod) {
        if !is_for_tests(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    /// Nothing: comments are attributes, too.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_item_struct(&mut self, it: &'ast syn::ItemStruct) {
        self.add(&it.vis, &it.ident);
    }

    fn visit_item_enum(&mut self, it: &'ast syn::ItemEnum) {
        self.add(&it.vis, &it.ident);
    }

    fn visit_item_trait(&mut self, it: &'ast syn::ItemTrait) {
        self.add(&it.vis, &it.ident);
        visit::visit_item_trait(self, it);
    }

    fn visit_item_type(&mut self, it: &'ast syn::ItemType) {
        self.add(&it.vis, &it.ident);
    }

    fn visit_item_macro(&mut self, it: &'ast ItemMacro) {
        if it.mac.path.is_ident("keyword")
            && let Ok(Keyword(name)) = it.mac.parse_body()
        {
            self.types.push(name.to_string());
        }
        visit::visit_item_macro(self, it);
    }

    fn visit_lit_str(&mut self, it: &'ast LitStr) {
        self.texts.push(it.value());
    }

    fn visit_macro(&mut self, it: &'ast Macro) {
        // Comments in a macro are no attributes yet.
        self.add_texts(without_comments(it.tokens.clone()));
    }
}

/// The tokens without the attributes among them, which comments are.
fn without_comments(tokens: TokenStream) -> TokenStream {
    let mut is_after_hash = false;
    let mut kept = TokenStream::new();
    for token in tokens {
        let is_attribute = is_after_hash && matches!(token, TokenTree::Group(_));
        is_after_hash = matches!(&token, TokenTree::Punct(it) if it.as_char() == '#');
        if !is_attribute {
            let token = match token {
                TokenTree::Group(it) => {
                    TokenTree::Group(proc_macro2::Group::new(it.delimiter(), without_comments(it.stream())))
                }
                other => other,
            };
            kept.extend([token]);
        }
    }
    kept
}
