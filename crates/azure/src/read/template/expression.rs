//! One expression of a template: how it is written, and the functions that need nothing but their arguments.
//!
//! Source: "ARM template functions" (2025). Where a function is not here, or an argument is none that it takes, what it
//! comes to is not known.

use serde_json::{Map, Value, json};

use super::{Scope, id_of, member};
use crate::read::unresolved::{OWN, is_unresolved, is_unresolved_text, unresolved};

/// How long a resolved text may be.
const LONGEST: usize = 4096;

/// Reads one expression.
pub(super) struct Reader<'e, 't, 's, 'p> {
    rest: &'e str,
    scope: &'t Scope<'s, 'p>,
}

impl<'e, 't, 's, 'p> Reader<'e, 't, 's, 'p> {
    pub(super) const fn new(text: &'e str, scope: &'t Scope<'s, 'p>) -> Self {
        Self { rest: text, scope }
    }

    /// The value of all of the text; `None` where it is no expression.
    pub(super) fn whole(mut self) -> Option<Value> {
        self.expression().filter(|_| self.rest.trim().is_empty())
    }

    fn expression(&mut self) -> Option<Value> {
        let mut is_one = false;
        let scope = self.scope;
        let value = scope.deeper(|| {
            let value = self.written();
            is_one = value.is_some();
            value.unwrap_or_else(unresolved)
        });
        is_one.then_some(value)
    }

    fn written(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix('\'') {
            return self.literal(rest);
        }
        let end = self.rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '-').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.trim_start();
        let Some(rest) = self.rest.strip_prefix('(') else { return Some(word.parse::<i64>().ok()?.into()) };
        self.rest = rest;
        let arguments = self.arguments()?;
        let mut value = self.call(&word.to_ascii_lowercase(), &arguments).unwrap_or_else(unresolved);
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix('.') {
                let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(rest.len());
                let (name, rest) = rest.split_at_checked(end).filter(|it| !it.0.is_empty())?;
                self.rest = rest;
                value = part(&value, &name.into());
            } else if let Some(rest) = self.rest.strip_prefix('[') {
                self.rest = rest;
                let index = self.expression()?;
                self.rest = self.rest.trim_start().strip_prefix(']')?;
                value = part(&value, &index);
            } else {
                return Some(value);
            }
        }
    }

    /// A text in quotes, in which a quote is written twice.
    fn literal(&mut self, mut rest: &'e str) -> Option<Value> {
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
        Some(text.into())
    }

    fn arguments(&mut self) -> Option<Vec<Value>> {
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

    /// What needs the template, and what may come to something though an argument is unresolved.
    fn call(&self, function: &str, arguments: &[Value]) -> Option<Value> {
        match (function, arguments) {
            ("parameters", [Value::String(name)]) => Some(self.scope.parameter(name)),
            ("variables", [Value::String(name)]) => Some(self.scope.variable(name)),
            ("copyindex", []) => Some(self.scope.index(None)?.into()),
            ("copyindex", [Value::Number(more)]) => sum(self.scope.index(None)?, more.as_i64()?),
            ("copyindex", [Value::String(name)]) => Some(self.scope.index(Some(name))?.into()),
            ("copyindex", [Value::String(name), more]) => sum(self.scope.index(Some(name))?, more.as_i64()?),
            ("resourcegroup", []) => Some(json!({ "name": self.group() })),
            ("subscription", []) => Some(json!({ "subscriptionId": self.subscription() })),
            ("resourceid", ids) => {
                ids.iter().map(Value::as_str).collect::<Option<Vec<_>>>().and_then(|it| self.resource_id(&it))
            }
            ("extensionresourceid", [Value::String(scope), ids @ ..]) => {
                let ids: Vec<&str> = ids.iter().map(Value::as_str).collect::<Option<_>>()?;
                let (kind, names) = ids.split_first()?;
                Some(format!("{scope}{}", id_of(kind, &names.join("/"))?).into())
            }
            // As Bicep writes the scope of a module for another group.
            ("format", [Value::String(pattern), Value::String(subscription), Value::String(group)])
                if pattern == "/subscriptions/{0}/resourceGroups/{1}" && subscription.chars().eq([OWN]) =>
            {
                let is_own = group.chars().eq([OWN]);
                Some(if is_own { self.scope.group.clone() } else { format!("/resourceGroups/{group}") }.into())
            }
            ("reference", [Value::String(of), how @ ..]) => {
                let is_full = how.get(1).and_then(Value::as_str).is_some_and(|it| it.eq_ignore_ascii_case("full"));
                let outputs = json!({ "outputs": self.scope.outputs(of)? });
                Some(if is_full { json!({ "properties": outputs }) } else { outputs })
            }
            ("if", [Value::Bool(is), one, other]) => Some(if *is { one } else { other }.clone()),
            ("and", flags) if flags.contains(&false.into()) => Some(false.into()),
            ("or", flags) if flags.contains(&true.into()) => Some(true.into()),
            ("createarray", items) => Some(items.into()),
            ("concat", [Value::Array(_), ..]) => {
                let lists = arguments.iter().map(Value::as_array).collect::<Option<Vec<_>>>()?;
                Some(lists.into_iter().flatten().cloned().collect())
            }
            ("createobject", members) => {
                let (pairs, []) = members.as_chunks::<2>() else { return None };
                let pair = |[name, value]: &[Value; 2]| Some((name.as_str()?.to_owned(), value.clone()));
                let members = pairs.iter().map(pair).collect::<Option<Map<_, _>>>()?;
                (!members.keys().any(|it| is_unresolved_text(it))).then_some(Value::Object(members))
            }
            _ if arguments.iter().any(is_unresolved) => None,
            _ => called(function, arguments),
        }
    }

    /// The group that is deployed to, as far as it has a name.
    fn group(&self) -> String {
        let mut parts = self.scope.group.split('/').skip_while(|it| !it.eq_ignore_ascii_case("resourceGroups"));
        parts.nth(1).map_or_else(|| OWN.into(), str::to_owned)
    }

    fn subscription(&self) -> String {
        let mut parts = self.scope.group.split('/').skip_while(|it| !it.eq_ignore_ascii_case("subscriptions"));
        parts.nth(1).map_or_else(|| OWN.into(), str::to_owned)
    }

    /// `resourceId([subscription], [group], type, name…)`.
    fn resource_id(&self, arguments: &[&str]) -> Option<Value> {
        let at = arguments.iter().position(|it| it.contains('/'))?;
        let (scope, rest) = arguments.split_at_checked(at)?;
        let (kind, names) = rest.split_first()?;
        let is_own = |it: &str| it.chars().eq([OWN]);
        let own = &self.scope.group;
        let scope = match *scope {
            [] => own.clone(),
            [group] | [_, group] if is_own(group) && scope.first().is_some_and(|it| is_own(it)) => own.clone(),
            [group] => format!("/resourceGroups/{group}"),
            [subscription, group] if is_own(subscription) => format!("/resourceGroups/{group}"),
            [subscription, group] => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
            _ => return None,
        };
        let id = format!("{scope}{}", id_of(kind, &names.join("/"))?);
        (!is_unresolved_text(&id)).then(|| id.into())
    }
}

fn sum(one: usize, other: i64) -> Option<Value> {
    Some(i64::try_from(one).ok()?.checked_add(other)?.into())
}

/// A member of an object, or an item of a list.
fn part(value: &Value, index: &Value) -> Value {
    let part = match (value, index) {
        (Value::Object(members), Value::String(name)) => member(members, name),
        (Value::Array(items), Value::Number(_)) => index.as_u64().and_then(|it| items.get(usize::try_from(it).ok()?)),
        _ => None,
    };
    part.cloned().unwrap_or_else(unresolved)
}

/// What a function comes to that needs nothing but its arguments.
fn called(function: &str, arguments: &[Value]) -> Option<Value> {
    use Value::{Array, Bool, Null, Object, String as Text};
    Some(match (function, arguments) {
        ("true", []) => true.into(),
        ("false", []) => false.into(),
        ("null", []) => Null,
        ("equals", [one, other]) => (one == other).into(),
        ("not", [Bool(flag)]) => (!flag).into(),
        ("and", [_, _, ..]) if arguments.iter().all(Value::is_boolean) => true.into(),
        ("or", [_, _, ..]) if arguments.iter().all(Value::is_boolean) => false.into(),
        ("bool", [Bool(flag)]) => (*flag).into(),
        ("bool", [Text(text)]) => text.to_ascii_lowercase().parse::<bool>().ok()?.into(),
        ("coalesce", values) => values.iter().find(|it| !it.is_null()).cloned().unwrap_or(Null),
        ("empty", [value]) => match value {
            Null => true,
            Text(text) => text.is_empty(),
            Array(items) => items.is_empty(),
            Object(members) => members.is_empty(),
            _ => return None,
        }
        .into(),
        ("length", [value]) => match value {
            Text(text) => text.encode_utf16().count(),
            Array(items) => items.len(),
            Object(members) => members.len(),
            _ => return None,
        }
        .into(),
        ("contains", [value, part]) => match (value, part) {
            (Text(text), Text(part)) => text.contains(part.as_str()),
            (Array(items), part) => items.contains(part),
            (Object(members), Text(name)) => member(members, name).is_some(),
            _ => return None,
        }
        .into(),
        ("array", [Array(items)]) => items.as_slice().into(),
        ("array", [other]) => vec![other.clone()].into(),
        ("first", [Array(items)]) => items.first()?.clone(),
        ("last", [Array(items)]) => items.last()?.clone(),
        ("take", [Array(items), count]) => items.get(..place(count)?.min(items.len()))?.into(),
        ("skip", [Array(items), count]) => items.get(place(count)?.min(items.len())..)?.into(),
        // Azure's own limit.
        ("range", [first, count]) => {
            let (first, count) = (first.as_i64()?, count.as_i64().filter(|it| (0..=10_000).contains(it))?);
            (first..first.checked_add(count)?).collect()
        }
        ("split", [Text(text), Text(by)]) if !by.is_empty() => text.split(by.as_str()).collect(),
        ("add", [one, other]) => one.as_i64()?.checked_add(other.as_i64()?)?.into(),
        ("sub", [one, other]) => one.as_i64()?.checked_sub(other.as_i64()?)?.into(),
        ("mul", [one, other]) => one.as_i64()?.checked_mul(other.as_i64()?)?.into(),
        ("div", [one, other]) => one.as_i64()?.checked_div(other.as_i64()?)?.into(),
        ("mod", [one, other]) => one.as_i64()?.checked_rem(other.as_i64()?)?.into(),
        ("int", [Text(text)]) => text.parse::<i64>().ok()?.into(),
        ("int", [Value::Number(number)]) => number.as_i64()?.into(),
        ("less", [one, other]) => (one.as_i64()? < other.as_i64()?).into(),
        ("lessorequals", [one, other]) => (one.as_i64()? <= other.as_i64()?).into(),
        ("greater", [one, other]) => (other.as_i64()? < one.as_i64()?).into(),
        ("greaterorequals", [one, other]) => (other.as_i64()? <= one.as_i64()?).into(),
        ("startswith", [Text(text), Text(start)]) => text.to_lowercase().starts_with(&start.to_lowercase()).into(),
        ("endswith", [Text(text), Text(end)]) => text.to_lowercase().ends_with(&end.to_lowercase()).into(),
        _ => return worded(function, arguments),
    })
}

/// What a function comes to that makes a text.
fn worded(function: &str, arguments: &[Value]) -> Option<Value> {
    if let ("join", [Value::Array(items), Value::String(by)]) = (function, arguments) {
        let texts = items.iter().map(as_text).collect::<Option<Vec<String>>>()?;
        return Some(texts.join(by).into());
    }
    let texts = arguments.iter().map(as_text).collect::<Option<Vec<String>>>()?;
    let at = |text: &str, from: usize, to: usize| text.get(from..to.min(text.len())).map(str::to_owned);
    let text = match (function, texts.as_slice()) {
        ("concat", texts) => texts.concat(),
        ("format", [pattern, values @ ..]) => format(pattern, values)?,
        ("tolower", [text]) => text.to_lowercase(),
        ("toupper", [text]) => text.to_uppercase(),
        ("string", [text]) => text.clone(),
        ("trim", [text]) => text.trim().to_owned(),
        ("replace", [text, old, new]) if !old.is_empty() => text.replace(old.as_str(), new),
        ("take" | "skip" | "substring", [text, ..]) if !text.is_ascii() => return None,
        ("take", [text, _]) => at(text, 0, place(arguments.get(1)?)?)?,
        ("skip", [text, _]) => at(text, place(arguments.get(1)?)?.min(text.len()), text.len())?,
        ("substring", [text, _]) => at(text, place(arguments.get(1)?)?, text.len())?,
        ("substring", [text, _, _]) => {
            let from = place(arguments.get(1)?)?;
            text.get(from..from.checked_add(place(arguments.get(2)?)?)?)?.to_owned()
        }
        _ => return None,
    };
    (text.len() <= LONGEST).then(|| text.into())
}

/// A number of letters or items: below zero it counts as none.
fn place(value: &Value) -> Option<usize> {
    usize::try_from(value.as_i64()?.max(0)).ok()
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => number.as_i64().map(|it| it.to_string()),
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
    (!text.contains('}')).then_some(text)
}
