//! The expressions of an ARM template, as far as they can be resolved without Azure.
//!
//! Parameters have the values that a file or an outer template gives, else their defaults. What only a deployment knows, as
//! `uniqueString()`, stays unresolved, and so does all that is made of it.

mod deployments;
mod expanded;
mod expression;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

pub(super) use self::expanded::Expanded;
use self::{deployments::Deployment, expression::Reader};
use super::key::Key;
use super::node::{Node, Object, Read, Source};
use super::readings::Readings;
use super::unresolved::{is_unresolved_text, unresolved};

/// How deep expressions and values may stand within each other.
const DEEPEST: usize = 160;

/// How many resources or items one loop may make: Azure's own limit.
///
/// Source: "Resource iteration in ARM templates", Copy limits (2025).
const MOST_COPIES: usize = 800;

/// The parameters and variables of a template, and where its resources are.
pub(super) struct Scope<'s, 'p> {
    source: &'s Source<'p>,
    /// By their names in lower case.
    parameters: HashMap<String, Parameter>,
    variables: Map<String, Value>,
    /// The templates within it, whose outputs it may use.
    deployments: Vec<Deployment>,
    /// What those come to that were asked for, by their places.
    outputs: RefCell<HashMap<usize, Value>>,
    /// What stands before `/providers/` in ids of its resources: nothing where the group is not known.
    pub(super) group: String,
    /// The loops that what is being resolved stands in.
    loops: RefCell<Vec<Loop>>,
    depth: Cell<usize>,
}

enum Parameter {
    /// A value in which nothing is left to be resolved.
    Given(Value),
    Default(Value),
}

/// One turn of a `copy`.
#[derive(Clone)]
pub(super) struct Loop {
    name: String,
    index: usize,
    is_of_resource: bool,
}

impl<'s, 'p> Scope<'s, 'p> {
    /// What has no template around it.
    pub(super) fn none(source: &'s Source<'p>) -> Self {
        Self {
            source,
            parameters: HashMap::new(),
            variables: Map::new(),
            deployments: Vec::new(),
            outputs: RefCell::default(),
            group: String::new(),
            loops: RefCell::default(),
            depth: Cell::default(),
        }
    }

    /// The parameters have the values that files gave them so far; of the others the default counts.
    pub(super) fn new(template: &mut Object<'_>, source: &'s Source<'p>, file: usize, readings: &mut Readings) -> Self {
        let given = |name: &str| readings.given.get(name).cloned();
        let (scope, by_default) = Self::none(source).of(template, given);
        readings.by_default.extend(by_default.into_iter().map(|it| (file, it)));
        scope
    }

    /// The scope of a template within this one, which gives it these parameters.
    pub(super) fn inner(&self, template: &mut Object<'_>, given: Option<Node<'_>>, group: &str) -> Self {
        let given = match given {
            Some(Node::Plain(Value::Object(given))) => given,
            _ => Map::new(),
        };
        let given = self.given(&given);
        let (scope, _) = Self::none(self.source).of(template, |name| given.get(name).cloned());
        Self { group: group.to_owned(), ..scope }
    }

    /// The values that this template gives to the parameters of one within it.
    fn given(&self, given: &Map<String, Value>) -> HashMap<String, Value> {
        let value = |(name, it): (&String, &Value)| {
            let value = it.as_object().and_then(|it| member(it, "value"));
            let value = value.map_or_else(unresolved, |it| self.kept(self.evaluated(it)));
            (name.to_ascii_lowercase(), value)
        };
        given.iter().map(value).collect()
    }

    /// This scope with the parameters and variables of a template, and the parameters that have their defaults.
    fn of(mut self, template: &mut Object<'_>, given: impl Fn(&str) -> Option<Value>) -> (Self, Vec<String>) {
        self.deployments = deployments::within(template);
        let mut members = |key| match template.take(key) {
            Some(Node::Plain(Value::Object(members))) => members,
            _ => Map::new(),
        };
        let (parameters, variables) = (members(Key::Parameters), members(Key::Variables));
        self.declared(parameters, variables, given)
    }

    /// This scope with what a template declares, as [`Self::of`] returns it.
    fn declared(
        mut self,
        parameters: Map<String, Value>,
        variables: Map<String, Value>,
        given: impl Fn(&str) -> Option<Value>,
    ) -> (Self, Vec<String>) {
        let mut by_default = Vec::new();
        for (name, declared) in parameters {
            let declared = declared.as_object();
            let text = |name| declared.and_then(|it| member(it, name)).and_then(Value::as_str);
            // A secret is no part of what was read.
            if text("type").is_some_and(|it| it.to_ascii_lowercase().starts_with("secure")) {
                continue;
            }
            let name = name.to_ascii_lowercase();
            let parameter = given(&name).map_or_else(
                || {
                    by_default.push(name.clone());
                    // A parameter without a default is known to the deployment only: its declaration is no value.
                    let default = declared.and_then(|it| member(it, "defaultValue")).cloned();
                    default.map_or_else(|| Parameter::Given(unresolved()), Parameter::Default)
                },
                Parameter::Given,
            );
            self.parameters.insert(name, parameter);
        }
        self.variables = variables;
        (self, by_default)
    }

    /// The loops that what is being resolved stands in.
    pub(super) fn loops(&self) -> Vec<Loop> {
        self.loops.borrow().clone()
    }

    /// Goes on within these loops.
    pub(super) fn within(&self, loops: &[Loop]) {
        *self.loops.borrow_mut() = loops.to_vec();
    }

    /// Replaces every expression in a value by what it comes to.
    pub(super) fn resolve(&self, node: &mut Node<'_>) {
        match node {
            Node::Text(text) => {
                if let Some(value) = self.value(text) {
                    *node = self.node(value);
                }
            }
            Node::List(items) => items.iter_mut().for_each(|it| self.resolve(it)),
            Node::Object(object) => self.resolve_members(object),
            Node::Null | Node::Flag(_) | Node::Number(_) | Node::Named(_) | Node::Plain(_) | Node::Unresolved => {}
        }
    }

    /// Resolves every member of an object, as [`Self::resolve`] does a value. `properties` that come to an object are
    /// its members, and what `copy` makes are members, too.
    pub(super) fn resolve_members(&self, object: &mut Object<'_>) {
        let mut copies = Vec::new();
        for key in [Key::Copy, Key::PgreachCopies] {
            if matches!(object.get(key), Some(Node::List(_)))
                && let Some(Node::List(items)) = object.take(key)
            {
                copies.extend(items);
            }
        }
        object.nodes_mut().for_each(|it| self.resolve(it));
        // What they make is resolved with each turn, and what it comes to is no expression again.
        for it in copies {
            if self.copied(object, it).is_none() {
                object.set(Key::PgreachCopies, true, Node::Unresolved);
            }
        }
        if let Some(properties) = object.take(Key::Properties) {
            object.set_properties(properties);
        }
    }

    /// Sets the member that a `copy` makes; `None` where that is not known.
    fn copied<'a>(&self, object: &mut Object<'a>, copy: Node<'a>) -> Option<()> {
        let Node::Object(mut copy) = copy else { return None };
        let name = copy.text(Key::Name)?.to_owned();
        let key = Key::parse(&name)?;
        let mut count = copy.take(Key::Count)?;
        self.resolve(&mut count);
        let input = copy.take(Key::Input)?;
        // Expressions may come to a list that no JSON of this length could hold.
        let size = input.size(self.source.work());
        let mut items = Vec::new();
        for index in 0..copies(&count)? {
            self.source.takes(size).then_some(())?;
            let mut item = input.clone();
            self.turn(Loop { name: name.to_ascii_lowercase(), index, is_of_resource: false }, || {
                self.resolve(&mut item);
            });
            items.push(item);
        }
        object.set(key, true, Node::List(items));
        Some(())
    }

    fn turn<T>(&self, turn: Loop, work: impl FnOnce() -> T) -> T {
        self.loops.borrow_mut().push(turn);
        let done = work();
        self.loops.borrow_mut().pop();
        done
    }

    /// Each of the loops that a resource's own `copy` makes; `None` where only Azure knows how many.
    pub(super) fn turns(&self, object: &mut Object<'_>) -> Option<Vec<Vec<Loop>>> {
        let loops = self.loops();
        if !matches!(object.get(Key::Copy), Some(Node::Object(_))) {
            return Some(vec![loops]);
        }
        let Some(Node::Object(mut copy)) = object.take(Key::Copy) else { return None };
        let name = copy.text(Key::Name)?.to_ascii_lowercase();
        let mut count = copy.take(Key::Count)?;
        self.resolve(&mut count);
        let turn = |index| {
            let mut loops = loops.clone();
            loops.push(Loop { name: name.clone(), index, is_of_resource: true });
            loops
        };
        let count = copies(&count)?;
        let size = object.size(self.source.work()).saturating_mul(count);
        self.source.takes(size).then(|| (0..count).map(turn).collect())
    }

    /// A value as what is read.
    fn node<'a>(&self, value: Value) -> Node<'a> {
        match value {
            Value::String(text) if is_unresolved_text(&text) => Node::Unresolved,
            Value::String(text) => Node::Text(text.into()),
            value => {
                let mut node = Read::new(self.source).deserialize(value).unwrap_or(Node::Unresolved);
                mark(&mut node);
                node
            }
        }
    }

    /// What a text comes to, or `None` where it is no expression.
    fn value(&self, text: &str) -> Option<Value> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        if let Some(literal) = text.strip_prefix("[[") {
            return Some(Value::String(format!("[{literal}")));
        }
        Some(Reader::new(inner, self).whole().unwrap_or_else(unresolved))
    }

    /// A value with what all expressions in it come to.
    fn evaluated(&self, value: &Value) -> Value {
        self.deeper(|| match value {
            Value::String(text) => self.value(text).unwrap_or_else(|| value.clone()),
            Value::Array(items) => items.iter().map(|it| self.evaluated(it)).collect(),
            Value::Object(members) => {
                let is_copy = |(name, it): &(&String, &Value)| name.eq_ignore_ascii_case("copy") && it.is_array();
                let mut all: Map<String, Value> = members
                    .iter()
                    .filter(|it| !is_copy(it))
                    .map(|(name, it)| (name.clone(), self.evaluated(it)))
                    .collect();
                for copy in members.iter().find(is_copy).and_then(|it| it.1.as_array()).into_iter().flatten() {
                    if let Some(name) = copy.get("name").and_then(Value::as_str) {
                        all.insert(name.to_owned(), self.looped(copy));
                    }
                }
                Value::Object(all)
            }
            other => other.clone(),
        })
    }

    /// The list that one item of a `copy` makes.
    fn looped(&self, copy: &Value) -> Value {
        let text = |name| copy.get(name).and_then(Value::as_str);
        let (Some(name), Some(input)) = (text("name"), copy.get("input")) else { return unresolved() };
        let count = copy.get("count").map(|it| self.evaluated(it)).as_ref().and_then(Value::as_u64);
        let Some(count) = count.and_then(|it| usize::try_from(it).ok()).filter(|it| *it <= MOST_COPIES) else {
            return unresolved();
        };
        let name = name.to_ascii_lowercase();
        let turn = |index| Loop { name: name.clone(), index, is_of_resource: false };
        (0..count).map(|index| self.turn(turn(index), || self.evaluated(input))).collect()
    }

    /// One level deeper, as long as there is room for it.
    fn deeper(&self, work: impl FnOnce() -> Value) -> Value {
        let depth = self.depth.get();
        if DEEPEST <= depth || !self.source.takes(1) {
            return unresolved();
        }
        self.depth.set(depth + 1);
        let value = work();
        self.depth.set(depth);
        value
    }

    /// A value that may be kept: not too much, and not too deep.
    fn kept(&self, value: Value) -> Value {
        match size(&value, DEEPEST) {
            Some(size) if self.source.takes(size) => value,
            _ => unresolved(),
        }
    }

    fn parameter(&self, name: &str) -> Value {
        match self.parameters.get(&name.to_ascii_lowercase()) {
            Some(Parameter::Given(value)) => self.kept(value.clone()),
            Some(Parameter::Default(value)) => self.kept(self.evaluated(value)),
            None => unresolved(),
        }
    }

    fn variable(&self, name: &str) -> Value {
        if let Some(value) = member(&self.variables, name) {
            return self.kept(self.evaluated(value));
        }
        let copies = member(&self.variables, "copy").and_then(Value::as_array);
        let is_named =
            |it: &&Value| it.get("name").and_then(Value::as_str).is_some_and(|it| it.eq_ignore_ascii_case(name));
        copies.into_iter().flatten().find(is_named).map_or_else(unresolved, |it| self.kept(self.looped(it)))
    }

    /// The turn of a loop: of the resource's own, where it is not named.
    fn index(&self, name: Option<&str>) -> Option<usize> {
        let loops = self.loops.borrow();
        let is_it = |it: &&Loop| name.map_or(it.is_of_resource, |name| it.name.eq_ignore_ascii_case(name));
        loops.iter().rev().find(is_it).map(|it| it.index)
    }
}

/// How often a loop turns.
fn copies(count: &Node<'_>) -> Option<usize> {
    match count {
        Node::Number(count) => usize::try_from(*count).ok().filter(|it| *it <= MOST_COPIES),
        _ => None,
    }
}

/// The member of an object, whatever the case of its name.
fn member<'v>(members: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    members.get(name).or_else(|| members.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1))
}

/// How many values a value is made of, each kilobyte of a text counted as one more; `None` where it is deeper.
fn size(value: &Value, deepest: usize) -> Option<usize> {
    let deeper = deepest.checked_sub(1)?;
    let sum = |mut all: &mut dyn Iterator<Item = &Value>| {
        (&mut all).map(|it| size(it, deeper)).try_fold(1_usize, |sum, it| Some(sum + it?))
    };
    match value {
        Value::String(text) => Some(1 + text.len() / 1024),
        Value::Array(items) => sum(&mut items.iter()),
        Value::Object(members) => sum(&mut members.values()),
        _ => Some(1),
    }
}

/// Replaces what stands for a value that only Azure can resolve.
fn mark(node: &mut Node<'_>) {
    match node {
        Node::Text(text) if is_unresolved_text(text) => *node = Node::Unresolved,
        Node::List(items) => items.iter_mut().for_each(mark),
        Node::Object(object) => {
            object.nodes_mut().for_each(mark);
        }
        _ => {}
    }
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
    use serde_json::{Value, json};

    use super::{Loop, Node, Object, Readings, Scope, Source};
    use crate::read::key::Key;
    use crate::read::unresolved::is_unresolved;

    /// What a text of a template comes to; `None` where only Azure knows.
    fn resolved(text: &str) -> Option<Value> {
        let mut template = Object::default();
        let parameters = json!({
            "vnet": {"defaultValue": "vnet-a"}, "unique": {"defaultValue": "[uniqueString('a')]"},
            "dns": {"defaultValue": {"Servers": ["10.0.0.4", "10.0.0.5"]}}, "bare": {"type": "string"},
            "password": {"type": "securestring", "defaultValue": "never"}, "literal": {"defaultValue": "[[a]"},
        });
        let variables = json!({
            "both": "[concat(parameters('vnet'), '-b')]", "a": "[variables('b')]", "b": "[variables('a')]",
            "names": ["[parameters('vnet')]", "[parameters('unique')]"],
            "copy": [{"name": "subnets", "count": 2, "input": "[format('db{0}', copyIndex('subnets', 1))]"}],
            "within": {"copy": [{"name": "of", "count": "[length(variables('subnets'))]", "input": {"at": "[copyIndex('of')]"}}]},
        });
        template.set(Key::Parameters, false, Node::Plain(parameters));
        template.set(Key::Variables, false, Node::Plain(variables));
        let progress: &mut dyn FnMut(usize) = &mut |_| {};
        let source = Source::new("", 0, progress);
        let scope = Scope::new(&mut template, &source, 0, &mut Readings::default());
        scope.within(&[Loop { name: "each".to_owned(), index: 3, is_of_resource: true }]);
        Some(scope.value(text).unwrap_or_else(|| text.into())).filter(|it| !is_unresolved(it))
    }

    #[test]
    fn expressions() {
        for (text, expected) in [
            ("plain", json!("plain")),
            ("[[not an expression]", json!("[not an expression]")),
            ("[parameters('VNET')]", json!("vnet-a")),
            ("[parameters('literal')]", json!("[a]")),
            ("[ concat( parameters('vnet') , '/sub''net', 1 ) ]", json!("vnet-a/sub'net1")),
            ("[format('{0}-{1}', variables('both'), toLower('X'))]", json!("vnet-a-b-x")),
            (
                "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('vnet'), 'db')]",
                json!("/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/db"),
            ),
            (
                "[resourceId('rg-b', 'Microsoft.Network/virtualNetworks', 'vnet-b')]",
                json!("/resourceGroups/rg-b/providers/Microsoft.Network/virtualNetworks/vnet-b"),
            ),
            (
                "[resourceId(subscription().subscriptionId, resourceGroup().name, 'Microsoft.Network/virtualNetworks', 'v')]",
                json!("/providers/Microsoft.Network/virtualNetworks/v"),
            ),
            ("[parameters('dns').servers[1]]", json!("10.0.0.5")),
            ("[variables('names')[0]]", json!("vnet-a")),
            ("[variables('subnets')]", json!(["db1", "db2"])),
            ("[variables('within').of]", json!([{"at": 0}, {"at": 1}])),
            ("[copyIndex()]", json!(3)),
            ("[copyIndex('each', 2)]", json!(5)),
            ("[if(equals(parameters('vnet'), 'vnet-a'), 'yes', uniqueString('a'))]", json!("yes")),
            ("[and(false(), equals(uniqueString('a'), 'b'))]", json!(false)),
            ("[not(empty(createArray(uniqueString('a'))))]", json!(null)),
            ("[concat(createArray('a'), createArray('b'))]", json!(["a", "b"])),
            ("[substring('abcdef', 1, 2)]", json!("bc")),
            ("[replace(first(split('a.b', '.')), 'a', 'x')]", json!("x")),
            ("[add(mul(2, -3), 10)]", json!(4)),
            ("[contains(createObject('A', 1), 'a')]", json!(true)),
            ("[last(range(1, 4))]", json!(4)),
        ] {
            assert_eq!(resolved(text).unwrap_or(Value::Null), expected, "{text}");
        }
    }

    #[test]
    fn what_only_azure_can_resolve() {
        for text in [
            "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-a')]",
            "[parameters('unique')]",
            "[concat(parameters('unique'), 'a')]",
            "[parameters('bare')]",
            "[parameters('password')]",
            "[parameters('missing')]",
            "[parameters('dns').missing]",
            "[variables('names')[1]]",
            "[variables('names')[2]]",
            "[resourceGroup().location]",
            "[resourceGroup().name]",
            "[concat(resourceGroup().name, 'a')]",
            "[equals(resourceGroup().name, 'a')]",
            "[environment().suffixes.storage]",
            "[variables('a')]",
            "[format('{9}', 'a')]",
            "[format('{0:D2}', 1)]",
            "[if(equals(uniqueString('a'), 'b'), 'c', 'd')]",
            "[take('é', 1)]",
            "[add(9223372036854775807, 1)]",
            "[div(1, 0)]",
            "[copyIndex('other')]",
            "[concat('a']",
            "[concat('a') 'b']",
            "[]",
        ] {
            assert_eq!(resolved(text), None, "{text}");
        }
    }
}
