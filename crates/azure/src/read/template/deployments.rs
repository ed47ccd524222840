//! Works out what the templates within a template give back: `reference(…).outputs`, as Bicep writes `module.outputs`.
//!
//! Source: "ARM template functions", reference (2025), and "Link templates for deployment", Get values from linked template.

use serde_json::{Map, Value};

use super::{Scope, expanded::is_deployment, member};
use crate::read::{
    key::Key,
    node::{Node, Object},
    unresolved::{is_unresolved_text, unresolved},
};

/// The type of a template within a template.
const TYPE: &str = "/Microsoft.Resources/deployments/";

/// A template within another, as far as its outputs need it.
#[derive(Clone)]
pub(super) struct Deployment {
    /// Its name in a template whose resources have some.
    symbol: Option<String>,
    name: Option<String>,
    condition: Option<String>,
    /// The resource group that it is for, and its subscription, where it says any.
    group: Option<String>,
    subscription: Option<String>,
    /// Whether its expressions are its own, and not those of the outer template.
    is_inner: bool,
    given: Map<String, Value>,
    parameters: Map<String, Value>,
    variables: Map<String, Value>,
    outputs: Map<String, Value>,
    within: Vec<Self>,
}

/// The templates within a template, but for those in loops.
pub(super) fn within(template: &Object<'_>) -> Vec<Deployment> {
    let resources: Vec<(Option<&String>, &Node<'_>)> = match template.get(Key::Resources) {
        Some(Node::List(items)) => items.iter().map(|it| (None, it)).collect(),
        Some(Node::Named(named)) => named.iter().map(|(name, it)| (Some(name), it)).collect(),
        _ => Vec::new(),
    };
    resources.into_iter().filter_map(|(symbol, it)| deployment(symbol, it.object()?)).collect()
}

fn deployment(symbol: Option<&String>, object: &Object<'_>) -> Option<Deployment> {
    if !is_deployment(object) || object.has(Key::Copy) {
        return None;
    }
    let template = object.get(Key::Template)?.object()?;
    let plain = |object: &Object<'_>, key| match object.get(key) {
        Some(Node::Plain(Value::Object(members))) => members.clone(),
        _ => Map::new(),
    };
    let text = |key| object.text(key).map(str::to_owned);
    let condition = match object.get(Key::Condition) {
        None | Some(Node::Flag(true)) => None,
        Some(Node::Text(text)) => Some(text.clone().into_owned()),
        Some(_) => return None,
    };
    let options = object.get(Key::ExpressionEvaluationOptions).and_then(Node::object);
    let outputs = plain(template, Key::Outputs);
    // Most have none, and what they declare is long.
    if outputs.is_empty() || object.has(Key::Scope) {
        return None;
    }
    Some(Deployment {
        symbol: symbol.cloned(),
        name: text(Key::Name),
        condition,
        group: text(Key::ResourceGroup),
        subscription: text(Key::SubscriptionId),
        is_inner: options.and_then(|it| it.text(Key::Scope)).is_some_and(|it| it.eq_ignore_ascii_case("inner")),
        given: plain(object, Key::Parameters),
        parameters: plain(template, Key::Parameters),
        variables: plain(template, Key::Variables),
        outputs,
        within: within(template),
    })
}

impl Scope<'_, '_> {
    /// The outputs of the template within this one that is called so, or has this id: each with its value. `None` where that
    /// is not known.
    pub(super) fn outputs(&self, of: &str) -> Option<Value> {
        let name = match of.to_ascii_lowercase().find(&TYPE.to_ascii_lowercase()) {
            Some(at) => of.get(at + TYPE.len()..)?,
            None => of,
        };
        let loops = std::mem::take(&mut *self.loops.borrow_mut());
        let is_called = |it: &Deployment| {
            let own = it.name.as_ref().map(|it| self.text_of(it));
            it.symbol.as_deref() == Some(of) || own.flatten().is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        let mut found = self.deployments.iter().enumerate().filter(|(_, it)| is_called(it));
        let first = found.next().filter(|_| found.next().is_none());
        let outputs = first.map(|(place, it)| {
            let known = self.outputs.borrow().get(&place).cloned();
            known.unwrap_or_else(|| {
                // Two that use the outputs of each other come to nothing.
                self.outputs.borrow_mut().insert(place, unresolved());
                let outputs = self.kept(self.outputs_of(it).unwrap_or_else(unresolved));
                self.outputs.borrow_mut().insert(place, outputs.clone());
                outputs
            })
        });
        self.within(&loops);
        outputs
    }

    fn outputs_of(&self, deployment: &Deployment) -> Option<Value> {
        if let Some(condition) = &deployment.condition
            && self.value(condition) != Some(true.into())
        {
            return None;
        }
        let inner = deployment.is_inner.then(|| {
            let named = |it: &Option<String>| it.as_ref().map(|it| self.text_of(it));
            let group = match (named(&deployment.subscription), named(&deployment.group)) {
                (None, None) => self.group.clone(),
                (None, Some(Some(group))) => format!("/resourceGroups/{group}"),
                (Some(Some(subscription)), Some(Some(group))) => {
                    format!("/subscriptions/{subscription}/resourceGroups/{group}")
                }
                _ => return None,
            };
            let given = self.given(&deployment.given);
            let (parameters, variables) = (deployment.parameters.clone(), deployment.variables.clone());
            let (mut scope, _) =
                Scope::none(self.source).declared(parameters, variables, |name| given.get(name).cloned());
            scope.group = group;
            scope.deployments.clone_from(&deployment.within);
            Some(scope)
        });
        let scope = match &inner {
            None => self,
            Some(inner) => inner.as_ref()?,
        };
        let output = |(name, it): (&String, &Value)| {
            let it = it.as_object()?;
            let kind = member(it, "type").and_then(Value::as_str).unwrap_or_default();
            // A secret is no part of what was read.
            let is_secret = kind.to_ascii_lowercase().starts_with("secure");
            let value = member(it, "value").filter(|_| !is_secret).map_or_else(unresolved, |it| scope.evaluated(it));
            Some((name.clone(), serde_json::json!({ "value": scope.kept(value) })))
        };
        Some(Value::Object(deployment.outputs.iter().filter_map(output).collect()))
    }

    /// What a text of a template comes to, where that is a text that is known.
    fn text_of(&self, text: &str) -> Option<String> {
        match self.value(text) {
            None => Some(text.to_owned()),
            Some(Value::String(text)) if !is_unresolved_text(&text) => Some(text),
            Some(_) => None,
        }
    }
}
