//! The expressions of an ARM template, as far as they can be resolved without Azure.
//!
//! Parameters have their default values. What only a deployment knows, as `uniqueString()`, stays unresolved.

use std::cell::Cell;

use super::key::Key;
use super::node::{Node, Object};
use super::readings::Readings;

/// The parameters and variables of a template.
#[derive(Default)]
pub(super) struct Scope<'a> {
    parameters: Vec<(String, Node<'a>)>,
    variables: Vec<(String, Node<'a>)>,
    /// How many more values lists and objects of variables may be copied into the resources.
    room: Cell<usize>,
    /// How deep the copying is in variables that name others.
    depth: Cell<usize>,
}

/// How long a resolved text may be, and how many steps one expression may take: variables can grow without end.
const LONGEST: usize = 4096;
const STEPS: usize = 200;

/// How many values all lists and objects of variables of one template may come to, and how deep they may name others.
const ROOM: usize = 200_000;
const DEEPEST: usize = 8;

impl<'a> Scope<'a> {
    /// The parameters have the values that files gave them so far; of the others the default counts.
    pub(super) fn new(template: &mut Object<'a>, file: usize, readings: &mut Readings) -> Self {
        let mut named = |key| match template.take(key) {
            Some(Node::Named(named)) => named,
            _ => Vec::new(),
        };
        let is_open = |it: &(String, Node<'a>)| match &it.1 {
            Node::Object(parameter) => {
                !parameter.text(Key::Type).is_some_and(|it| it.to_ascii_lowercase().starts_with("secure"))
            }
            _ => true,
        };
        let mut parameters: Vec<_> = named(Key::Parameters).into_iter().filter(is_open).collect();
        for (name, node) in &mut parameters {
            let name = name.to_ascii_lowercase();
            if let Some(value) = readings.given.get(&name) {
                *node = value.clone();
                continue;
            }
            // A parameter without a default is known to the deployment only: its declaration is no value.
            if let Node::Object(declared) = node {
                *node = declared.take(Key::DefaultValue).unwrap_or(Node::Unresolved);
            }
            readings.by_default.push((file, name));
        }
        Self { parameters, variables: named(Key::Variables), room: Cell::new(ROOM), depth: Cell::new(0) }
    }

    /// Replaces every expression in a value by what it comes to.
    pub(super) fn resolve(&self, node: &mut Node<'a>) {
        match node {
            Node::Text(text) => {
                if let Some(value) = self.value(text, &Cell::new(STEPS)) {
                    *node = value;
                }
            }
            Node::List(items) => items.iter_mut().for_each(|it| self.resolve(it)),
            Node::Object(object) => self.resolve_members(object),
            Node::Null | Node::Flag(_) | Node::Number(_) | Node::Named(_) | Node::Unresolved => {}
        }
    }

    /// The same with every member of an object. `properties` that come to an object are its members.
    pub(super) fn resolve_members(&self, object: &mut Object<'a>) {
        object.nodes_mut().for_each(|it| self.resolve(it));
        if let Some(properties) = object.take(Key::Properties) {
            object.set_properties(properties);
        }
    }

    /// A copy of a list or object of a variable, with what its own expressions come to.
    fn copy(&self, node: &Node<'a>) -> Option<Node<'a>> {
        let room = self.room.get().checked_sub(node.size(self.room.get()));
        self.room.set(room.unwrap_or_default());
        room?;
        let depth = self.depth.get();
        if DEEPEST <= depth {
            return None;
        }
        self.depth.set(depth + 1);
        let mut copy = node.clone();
        self.resolve(&mut copy);
        self.depth.set(depth);
        Some(copy)
    }

    /// What a text comes to, or `None` where it is no expression.
    fn value(&self, text: &str, steps: &Cell<usize>) -> Option<Node<'a>> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        if let Some(literal) = text.strip_prefix("[[") {
            return Some(Node::Text(format!("[{literal}").into()));
        }
        let mut reader = Reader { rest: inner, scope: self, steps };
        let value = reader.expression().filter(|_| reader.rest.trim().is_empty());
        Some(value.unwrap_or(Node::Unresolved))
    }

    /// The value of a parameter or a variable.
    fn named(&self, named: &[(String, Node<'a>)], name: &str, steps: &Cell<usize>) -> Option<Node<'a>> {
        let (_, node) = named.iter().find(|(it, _)| it.eq_ignore_ascii_case(name))?;
        match node {
            Node::Text(text) => self.value(text, steps).or_else(|| Some(node.clone())),
            Node::Null | Node::Flag(_) | Node::Number(_) => Some(node.clone()),
            Node::List(_) | Node::Object(_) => self.copy(node),
            _ => None,
        }
    }
}

/// Reads one expression.
struct Reader<'e, 's, 'a> {
    rest: &'e str,
    scope: &'s Scope<'a>,
    steps: &'s Cell<usize>,
}

impl<'e, 'a> Reader<'e, '_, 'a> {
    fn expression(&mut self) -> Option<Node<'a>> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix('\'') {
            return self.literal(rest);
        }
        let end = self.rest.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.trim_start();
        let Some(rest) = self.rest.strip_prefix('(') else { return Some(Node::Number(word.parse().ok()?)) };
        self.rest = rest;
        let arguments = self.arguments()?;
        // A member or an item of what a function gives, as resourceGroup().location.
        if self.rest.trim_start().starts_with(['.', '[']) {
            return None;
        }
        self.call(&word.to_ascii_lowercase(), &arguments)
    }

    /// A text in quotes, in which a quote is written twice.
    fn literal(&mut self, mut rest: &'e str) -> Option<Node<'a>> {
        let mut text = String::new();
        loop {
            let (part, after) = rest.split_once('\'')?;
            text.push_str(part);
            rest = after;
            let Some(after) = rest.strip_prefix('\'') else { break };
            text.push('\'');
            rest = after;
        }
        self.rest = rest;
        Some(Node::Text(text.into()))
    }

    fn arguments(&mut self) -> Option<Vec<Node<'a>>> {
        let mut arguments = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix(')') {
                self.rest = rest;
                return Some(arguments);
            }
            if !arguments.is_empty() {
                self.rest = self.rest.strip_prefix(',')?;
            }
            arguments.push(self.expression()?);
        }
    }

    fn call(&self, function: &str, arguments: &[Node<'a>]) -> Option<Node<'a>> {
        if let ("parameters" | "variables", [name]) = (function, arguments) {
            let named = if function == "parameters" { &self.scope.parameters } else { &self.scope.variables };
            return self.scope.named(named, name.text()?, self.steps).filter(|it| !matches!(it, Node::Unresolved));
        }
        let texts = arguments.iter().map(as_text).collect::<Option<Vec<String>>>()?;
        let text = match (function, texts.as_slice()) {
            ("concat", texts) => texts.concat(),
            ("format", [pattern, values @ ..]) => format(pattern, values)?,
            ("resourceid", texts) => resource_id(texts)?,
            ("tolower", [text]) => text.to_ascii_lowercase(),
            ("toupper", [text]) => text.to_ascii_uppercase(),
            _ => return None,
        };
        (text.len() <= LONGEST).then(|| Node::Text(text.into()))
    }
}

fn as_text(node: &Node<'_>) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone().into_owned()),
        Node::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `format('{0}-{1}', a, b)`, without the formats of numbers.
fn format(pattern: &str, values: &[String]) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (index, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(values.get(index.parse::<usize>().ok()?)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// `resourceId([subscription], [group], type, name…)`.
fn resource_id(arguments: &[String]) -> Option<String> {
    let at = arguments.iter().position(|it| it.contains('/'))?;
    let (scope, rest) = arguments.split_at_checked(at)?;
    let (kind, names) = rest.split_first()?;
    let scope = match scope {
        [] => String::new(),
        [group] => format!("/resourceGroups/{group}"),
        [subscription, group] => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
        _ => return None,
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Some(format!("{scope}{}", id_of(kind, &names.join("/"))?))
}

/// The id of a template's resource, of its type and name: without subscription and resource group.
pub(super) fn id_of(kind: &str, name: &str) -> Option<String> {
    let (provider, types) = kind.split_once('/')?;
    let (types, names) = (types.split('/'), name.split('/'));
    if types.clone().count() != names.clone().count() {
        return None;
    }
    let mut id = format!("/providers/{provider}");
    for (kind, name) in types.zip(names) {
        if kind.is_empty() || name.is_empty() {
            return None;
        }
        id.push('/');
        id.push_str(kind);
        id.push('/');
        id.push_str(name);
    }
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::{Node, Object, Readings, STEPS, Scope};
    use crate::read::key::Key;
    use std::cell::Cell;

    fn resolved(text: &str) -> Option<String> {
        let named = |names: &[(&str, &str)]| {
            Node::Named(
                names
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), Node::Text((*value).to_owned().into())))
                    .collect(),
            )
        };
        let mut template = Object::default();
        template.set(Key::Parameters, false, named(&[("vnet", "vnet-a"), ("unique", "[uniqueString('a')]")]));
        let loops =
            [("both", "[concat(parameters('vnet'), '-b')]"), ("a", "[variables('b')]"), ("b", "[variables('a')]")];
        let grows = [("v0", ""), ("v1", "[concat(variables('v0'), variables('v0'), variables('v0'))]")];
        template.set(Key::Variables, false, named(&[&loops[..], &grows[..]].concat()));
        match Scope::new(&mut template, 0, &mut Readings::default()).value(text, &Cell::new(STEPS)) {
            None => Some(text.to_owned()),
            Some(Node::Text(text)) => Some(text.into_owned()),
            Some(_) => None,
        }
    }

    #[test]
    fn expressions() {
        for (text, expected) in [
            ("plain", Some("plain")),
            ("[[not an expression]", Some("[not an expression]")),
            ("[parameters('VNET')]", Some("vnet-a")),
            ("[ concat( parameters('vnet') , '/sub''net', 1 ) ]", Some("vnet-a/sub'net1")),
            ("[format('{0}-{1}', variables('both'), toLower('X'))]", Some("vnet-a-b-x")),
            ("[variables('v1')]", Some("")),
            (
                "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('vnet'), 'db')]",
                Some("/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/db"),
            ),
            (
                "[resourceId('rg-b', 'Microsoft.Network/virtualNetworks', 'vnet-b')]",
                Some("/resourceGroups/rg-b/providers/Microsoft.Network/virtualNetworks/vnet-b"),
            ),
            ("[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-a')]", None),
            ("[parameters('unique')]", None),
            ("[parameters('missing')]", None),
            ("[resourceGroup().location]", None),
            ("[variables('a')]", None),
            ("[format('{9}', 'a')]", None),
            ("[concat('a']", None),
            ("[concat('a') 'b']", None),
            ("[]", None),
        ] {
            assert_eq!(resolved(text).as_deref(), expected, "{text}");
        }
    }
}
