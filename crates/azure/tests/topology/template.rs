//! The same resources as templates: with every name in it, and with names from a file of parameters and modules for its parts.

use serde_json::{Map, Value, json};

use super::Topology;

impl Topology {
    /// Everything in its files as one template, in which every name is written out.
    pub(crate) fn template(&self) -> Value {
        let name = |it: &str| format!("'{it}'");
        let resources: Vec<Value> = self.files.iter().flat_map(|it| &it.items).map(|it| defined(it, &name)).collect();
        whole(&json!({}), &json!({}), &resources.into())
    }

    /// The same as the files of a deployment: values of parameters, and a template whose names are all parameters, with a
    /// module for each list, as `az bicep build` prints it.
    pub(crate) fn deployment(&self) -> [(&'static str, Value); 2] {
        let names = std::cell::RefCell::new(Vec::<String>::new());
        let name = |it: &str| {
            let mut names = names.borrow_mut();
            let at = names.iter().position(|known| known == it).unwrap_or_else(|| {
                names.push(it.to_owned());
                names.len() - 1
            });
            format!("parameters('names')[{at}]")
        };
        let module = |(at, items): (usize, &Vec<Value>)| {
            let resources = items.iter().enumerate().map(|(at, it)| {
                let mut resource = defined(it, &name);
                resource["condition"] = "[not(empty(parameters('names')))]".into();
                (format!("it{at}"), resource)
            });
            let template =
                whole(&json!({"names": {"type": "array"}}), &json!({}), &resources.collect::<Map<_, _>>().into());
            json!({
                "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": format!("module{at}"),
                "properties": {
                    "expressionEvaluationOptions": {"scope": "inner"}, "mode": "Incremental",
                    "parameters": {"names": {"value": "[variables('names')]"}}, "template": template,
                },
            })
        };
        let modules: Vec<Value> = self.files.iter().map(|it| &it.items).enumerate().map(module).collect();
        let names = names.into_inner();
        let parameter = |(at, name): (usize, &String)| (format!("p{at}"), json!({"value": name}));
        let given: Map<String, Value> = names.iter().enumerate().map(parameter).collect();
        let declared: Map<String, Value> =
            given.keys().map(|it| (it.clone(), json!({"type": "string", "defaultValue": "another"}))).collect();
        let all: Value = (0..names.len()).map(|it| format!("[parameters('p{it}')]")).collect();
        [
            ("main.parameters.json", json!({"contentVersion": "1.0.0.0", "parameters": given})),
            ("main.json", whole(&declared.into(), &json!({"names": all}), &modules.into())),
        ]
    }
}

fn whole(parameters: &Value, variables: &Value, resources: &Value) -> Value {
    json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "parameters": parameters, "variables": variables, "resources": resources,
    })
}

/// A resource as a template defines it.
fn defined(item: &Value, name: &dyn Fn(&str) -> String) -> Value {
    let mut resource = item.clone();
    let id = resource["id"].take();
    let (_, names) = parts(id.as_str().expect("an id")).expect("an id in full");
    let members = resource.as_object_mut().expect("a resource");
    members.retain(|key, _| !matches!(key.as_str(), "id" | "etag"));
    let names: Vec<String> = names.iter().map(|it| name(it)).collect();
    let places: Vec<String> = (0..names.len()).map(|it| format!("{{{it}}}")).collect();
    members.insert("name".to_owned(), format!("[format('{}', {})]", places.join("/"), names.join(", ")).into());
    for (_, member) in members.iter_mut().filter(|it| it.0 == "properties") {
        refer(member, name);
    }
    resource
}

/// Writes every id as a template does.
fn refer(value: &mut Value, name: &dyn Fn(&str) -> String) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| refer(it, name)),
        Value::Object(members) => members.values_mut().for_each(|it| refer(it, name)),
        Value::String(text) => {
            if let Some((kind, names)) = parts(text) {
                let names: Vec<String> = names.iter().map(|it| name(it)).collect();
                *text = format!("[resourceId('{kind}', {})]", names.join(", "));
            }
        }
        _ => {}
    }
}

/// The type and the names of an id.
fn parts(id: &str) -> Option<(String, Vec<&str>)> {
    let rest = id.strip_prefix("/subscriptions/")?.split_once("/providers/")?.1;
    let (provider, rest) = rest.split_once('/')?;
    let parts: Vec<&str> = rest.split('/').collect();
    let kinds: Vec<&str> = parts.iter().step_by(2).copied().collect();
    Some((format!("{provider}/{}", kinds.join("/")), parts.iter().skip(1).step_by(2).copied().collect()))
}
