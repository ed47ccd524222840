//! The resources that a template comes to: in loops, within each other, and in templates within it.

use std::rc::Rc;

use super::{Loop, Scope, id_of};
use crate::read::{
    key::Key,
    node::{Node, Object, objects_of},
};

/// The resources of one template.
#[derive(Default)]
pub(in crate::read) struct Expanded<'a> {
    /// Each with its id and full type.
    pub(in crate::read) identified: Vec<Object<'a>>,
    /// How many have something that only Azure can resolve.
    pub(in crate::read) unidentified: usize,
    /// What the first of these is called that may change a network or a server.
    pub(in crate::read) changing: Option<String>,
    /// What the first of them are called.
    pub(in crate::read) which: Vec<String>,
    /// How many are only referred to.
    pub(in crate::read) references: usize,
    /// How many have a condition that is false.
    pub(in crate::read) undeployed: usize,
}

/// The providers, in lower case, of what may change what a migration goes through, templates within templates among them.
const CHANGING: [&str; 3] = ["microsoft.network/", "microsoft.dbforpostgresql/", "microsoft.resources/"];

type Waiting<'a, 's, 'p> = Vec<(Object<'a>, Context<'s, 'p>)>;

impl<'a> Expanded<'a> {
    pub(in crate::read) fn of(resources: Vec<Object<'a>>, scope: Scope<'_, '_>) -> Self {
        let mut expanded = Self::default();
        let context = Context { scope: Rc::new(scope), group: String::new().into(), loops: Vec::new(), parent: None };
        let mut waiting: Waiting<'a, '_, '_> = resources.into_iter().rev().map(|it| (it, context.clone())).collect();
        while let Some((mut object, context)) = waiting.pop() {
            context.scope.within(&context.loops);
            let Some(turns) = context.scope.turns(&mut object) else {
                expanded.is_unidentified(&object);
                continue;
            };
            let last = turns.len().saturating_sub(1);
            let mut within = Vec::new();
            for (turn, loops) in turns.into_iter().enumerate() {
                let object = if turn == last { std::mem::take(&mut object) } else { object.clone() };
                expanded.add(object, Context { loops, ..context.clone() }, &mut within);
            }
            waiting.extend(within.into_iter().rev());
        }
        expanded
    }

    fn is_unidentified(&mut self, object: &Object<'_>) {
        self.unidentified += 1;
        // A part of another resource, in it, has a type without a provider.
        let kind = object.text(Key::Type).unwrap_or_default().to_ascii_lowercase();
        let is_changing = CHANGING.iter().any(|it| kind.starts_with(it)) || !kind.contains('.');
        if is_changing && self.changing.is_none() {
            self.changing = Some(called(object).unwrap_or_else(|| "a resource".to_owned()));
        }
        if self.which.len() < 3 {
            self.which.extend(called(object));
        }
    }

    /// Adds one resource. What is within it is next.
    fn add<'s, 'p>(&mut self, mut object: Object<'a>, context: Context<'s, 'p>, within: &mut Waiting<'a, 's, 'p>) {
        context.scope.within(&context.loops);
        let children = objects_of(object.take(Key::Resources));
        let nested = is_deployment(&object).then(|| (object.take(Key::Template), object.take(Key::Parameters)));
        context.scope.resolve_members(&mut object);
        let is_deployed = match object.get(Key::Condition) {
            None => Some(true),
            Some(Node::Flag(flag)) => Some(*flag),
            Some(_) => None,
        };
        if let Some((template, given)) = nested {
            let inner = match (is_deployed, template) {
                (Some(false), _) => {
                    self.undeployed += 1;
                    return;
                }
                (Some(true), Some(Node::Object(template))) => context.nested(&object, template, given),
                _ => None,
            };
            match inner {
                Some((resources, inner)) => within.extend(resources.into_iter().map(|it| (it, inner.clone()))),
                None => self.is_unidentified(&object),
            }
            return;
        }
        let place = place(&object, context.parent.as_ref());
        if matches!(object.get(Key::Existing), Some(Node::Flag(true))) {
            self.references += 1;
        } else if is_deployed == Some(false) {
            self.undeployed += 1;
        } else if let (Some(true), Some((kind, name))) = (is_deployed, &place)
            && let Some(id) = id_of(kind, name)
        {
            object.set(Key::Id, false, Node::Text(format!("{}{id}", context.group).into()));
            object.set(Key::Type, false, Node::Text(kind.clone().into()));
            self.identified.push(object);
        } else {
            self.is_unidentified(&object);
        }
        if place.is_some() {
            let context = Context { parent: place, ..context };
            within.extend(children.into_iter().map(|it| (it, context.clone())));
        }
    }
}

/// What a resource of a template stands in.
#[derive(Clone)]
struct Context<'s, 'p> {
    scope: Rc<Scope<'s, 'p>>,
    /// What stands before `/providers/` in its id.
    group: Rc<str>,
    loops: Vec<Loop>,
    /// The type and name of the resource that it is a part of.
    parent: Option<(String, String)>,
}

impl Context<'_, '_> {
    /// The resources of a template within this one, and what they stand in; `None` where it is not known which group they
    /// are deployed to.
    fn nested<'a>(
        &self,
        deployment: &Object<'_>,
        mut template: Object<'a>,
        given: Option<Node<'_>>,
    ) -> Option<(Vec<Object<'a>>, Self)> {
        let named = |key| match deployment.get(key) {
            None | Some(Node::Null) => Some(None),
            Some(Node::Text(text)) if !text.is_empty() && !text.contains('/') => Some(Some(text)),
            Some(_) => None,
        };
        let group = match (named(Key::SubscriptionId)?, named(Key::ResourceGroup)?) {
            (None, None) if !deployment.has(Key::Scope) => self.group.clone(),
            (None, Some(group)) => format!("/resourceGroups/{group}").into(),
            (Some(subscription), Some(group)) => format!("/subscriptions/{subscription}/resourceGroups/{group}").into(),
            _ => return None,
        };
        let options = deployment.get(Key::ExpressionEvaluationOptions).and_then(Node::object);
        // Where it is not said, expressions are those of the outer template.
        let inner = match options.and_then(|it| it.get(Key::Scope)) {
            None => false,
            Some(Node::Text(scope)) => scope.eq_ignore_ascii_case("inner"),
            Some(_) => return None,
        };
        let resources = objects_of(template.take(Key::Resources));
        let (scope, loops) = if inner {
            (Rc::new(self.scope.inner(&mut template, given, &group)), Vec::new())
        } else {
            (self.scope.clone(), self.loops.clone())
        };
        Some((resources, Self { scope, group, loops, parent: None }))
    }
}

/// Whether a resource is a template within the template.
pub(super) fn is_deployment(object: &Object<'_>) -> bool {
    object.text(Key::Type).is_some_and(|it| it.eq_ignore_ascii_case("Microsoft.Resources/deployments"))
}

/// The full type and name of a template's resource.
fn place(object: &Object<'_>, parent: Option<&(String, String)>) -> Option<(String, String)> {
    let (kind, name) = (object.text(Key::Type)?, object.text(Key::Name)?);
    Some(match parent {
        // The first part of a full type is a provider, as Microsoft.Network.
        Some((above, of)) if !kind.split('/').next()?.contains('.') => {
            (format!("{above}/{kind}"), format!("{of}/{name}"))
        }
        _ => (kind.to_owned(), name.to_owned()),
    })
}

/// The type and name of a template's resource, as far as they can be read, to tell which it is.
fn called(object: &Object<'_>) -> Option<String> {
    let kind = object.text(Key::Type)?;
    let name = object.text(Key::Name).unwrap_or_default();
    Some(crate::read::notes::plain(format!("{kind} {name}").trim_end()))
}
