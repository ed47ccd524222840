//! Reads texts with the parsers of PowerShell, Bicep and HCL: whether a text is one, and what its strings say.

use hcl::{Body, Expression, Structure};
use serde_json::{Map, Value};
use tree_sitter::{Language, Node, Parser, Tree};

/// What a text says.
pub(crate) struct Said {
    /// The strings, without quotes and escapes.
    pub(crate) strings: Vec<String>,
    /// All that is neither in a string nor in a comment.
    pub(crate) code: String,
}

/// The tree of a text; where it does not parse, it itself.
pub(crate) fn tree(text: &str, language: &Language) -> Result<Tree, String> {
    let mut parser = Parser::new();
    parser.set_language(language).expect("the grammar fits");
    let tree = parser.parse(text, None).expect("a tree");
    if tree.root_node().has_error() { Err(format!("it does not parse: {text}")) } else { Ok(tree) }
}

/// Every node of some kinds, the outermost of each; and the text without them.
fn taken<'t>(node: Node<'t>, text: &str, kinds: &[&str], found: &mut Vec<Node<'t>>, rest: &mut String) {
    if kinds.contains(&node.kind()) {
        found.push(node);
        return;
    }
    if node.child_count() == 0 {
        rest.push_str(&text[node.byte_range()]);
        rest.push(' ');
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        taken(child, text, kinds, found, rest);
    }
}

/// Reads PowerShell. All of its strings are between single quotes, where nothing is run.
pub(crate) fn powershell(text: &str) -> Result<Said, String> {
    let tree = tree(text, &tree_sitter_powershell::LANGUAGE.into())?;
    let (mut found, mut code) = (Vec::new(), String::new());
    let kinds = ["verbatim_string_characters", "expandable_string_literal", "comment"];
    taken(tree.root_node(), text, &kinds, &mut found, &mut code);
    let strings = found.into_iter().filter(|it| it.kind() != "comment").map(|it| {
        let (kind, it) = (it.kind(), &text[it.byte_range()]);
        let inner = it.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).map(|it| it.replace("''", "'"));
        inner.ok_or_else(|| format!("a {kind}: {it}"))
    });
    Ok(Said { strings: strings.collect::<Result<_, _>>()?, code })
}

/// A resource of a Bicep module.
pub(crate) struct Resource {
    pub(crate) symbol: String,
    /// The type and the version of its API.
    pub(crate) kind: String,
    pub(crate) is_there: bool,
    pub(crate) body: Value,
}

/// Reads a Bicep module: its resources, each with what it says.
pub(crate) fn bicep(text: &str) -> Result<(Vec<Resource>, Said), String> {
    let tree = tree(text, &tree_sitter_bicep::LANGUAGE.into())?;
    let (mut found, mut code) = (Vec::new(), String::new());
    taken(tree.root_node(), text, &["string", "comment"], &mut found, &mut code);
    let strings = found.into_iter().filter(|it| it.kind() == "string").map(|it| bicep_string(text, it));
    let said = Said { strings: strings.collect::<Result<_, _>>()?, code };
    let mut cursor = tree.root_node().walk();
    let declared = tree.root_node().named_children(&mut cursor).filter(|it| it.kind() != "comment");
    let resources = declared.map(|node| {
        if node.kind() != "resource_declaration" {
            return Err(format!("a {}: {text}", node.kind()));
        }
        let mut cursor = node.walk();
        let parts: Vec<Node> = node.children(&mut cursor).collect();
        let of = |kind: &str| parts.iter().find(|it| it.kind() == kind).copied().ok_or_else(|| format!("no {kind}"));
        Ok(Resource {
            symbol: text[of("identifier")?.byte_range()].to_owned(),
            kind: bicep_string(text, of("string")?)?,
            is_there: of("existing").is_ok(),
            body: bicep_value(text, of("object")?)?,
        })
    });
    Ok((resources.collect::<Result<_, _>>()?, said))
}

fn bicep_value(text: &str, node: Node) -> Result<Value, String> {
    let mut cursor = node.walk();
    let mut inner = node.named_children(&mut cursor);
    let source = &text[node.byte_range()];
    Ok(match node.kind() {
        "string" => bicep_string(text, node)?.into(),
        "number" => source.parse::<i64>().map_err(|it| it.to_string())?.into(),
        "boolean" => (source == "true").into(),
        "array" => inner.map(|it| bicep_value(text, it)).collect::<Result<Vec<_>, _>>()?.into(),
        "object" => {
            let members = inner.map(|it| {
                let (Some(name), Some(value)) = (it.named_child(0), it.named_child(1)) else {
                    return Err(format!("no member: {source}"));
                };
                Ok((text[name.byte_range()].to_owned(), bicep_value(text, value)?))
            });
            members.collect::<Result<Map<_, _>, _>>()?.into()
        }
        // The symbol of another resource.
        "identifier" => format!("<{source}>").into(),
        "expression" | "primary_expression" => bicep_value(text, inner.next().ok_or("nothing")?)?,
        other => return Err(format!("a {other}: {source}")),
    })
}

/// A string without its quotes and escapes.
///
/// Source: "Data types in Bicep", strings.
fn bicep_string(text: &str, node: Node) -> Result<String, String> {
    let source = &text[node.byte_range()];
    let wrong = || format!("no plain string: {source}");
    let inner = source.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).ok_or_else(wrong)?;
    let (mut said, mut rest) = (String::new(), inner);
    while let Some(it) = rest.chars().next() {
        rest = &rest[it.len_utf8()..];
        if it == '\'' || it == '\n' || it == '$' && rest.starts_with('{') {
            return Err(wrong());
        }
        if it != '\\' {
            said.push(it);
            continue;
        }
        let escape = rest.chars().next().ok_or_else(wrong)?;
        rest = &rest[1..];
        said.push(match escape {
            '\\' | '\'' | '$' => escape,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (digits, after) = rest.strip_prefix('{').and_then(|it| it.split_once('}')).ok_or_else(wrong)?;
                rest = after;
                u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or_else(wrong)?
            }
            _ => return Err(wrong()),
        });
    }
    Ok(said)
}

/// Reads Terraform: its blocks, and what they say.
pub(crate) fn terraform(text: &str) -> Result<(Body, Said), String> {
    let body = hcl::parse(text).map_err(|it| format!("{it}: {text}"))?;
    let mut said = Said { strings: Vec::new(), code: String::new() };
    gather(&body, &mut said)?;
    Ok((body, said))
}

fn gather(body: &Body, said: &mut Said) -> Result<(), String> {
    for structure in body {
        match structure {
            Structure::Attribute(it) => {
                said.code.push_str(it.key());
                say(it.expr(), said)?;
            }
            Structure::Block(it) => {
                said.code.push_str(it.identifier());
                gather(it.body(), said)?;
            }
        }
    }
    Ok(())
}

fn say(value: &Expression, said: &mut Said) -> Result<(), String> {
    match value {
        Expression::String(it) => said.strings.push(it.clone()),
        Expression::Bool(_) | Expression::Number(_) => {}
        Expression::Array(items) => items.iter().try_for_each(|it| say(it, said))?,
        // A block by its name, as what comes before another one.
        Expression::Traversal(it) if is_block(it) => {}
        other => return Err(format!("neither a value nor a list of values: {other:?}")),
    }
    Ok(())
}

/// Whether it is `kind.label`, and nothing that would be computed.
fn is_block(it: &hcl::Traversal) -> bool {
    matches!(it.expr, Expression::Variable(_)) && matches!(it.operators[..], [hcl::TraversalOperator::GetAttr(_)])
}
