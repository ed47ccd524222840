//! States and plans of Terraform and `OpenTofu`, translated to what Azure's API would print, so that what follows is one way.
//!
//! What a state says of a resource is what the provider read at its last refresh, and few of its members: what it leaves out
//! is unknown. A plan says what there will be; what is known only after it was applied is unknown too.
//!
//! Sources: "JSON Output Format" (Terraform 1.9), the format 4 of states, the schemas of azurerm 4 and azapi 2.

mod ids;
mod plan;
mod types;

use pgreach_network::{Id, ServerKind};
use serde_json::{Map, Value, json};

use self::types::{As, Field, TYPES};
use super::{
    document::{INCOMPLETE, PLANNED},
    notes::{Notes, agreeing},
    planned::Planned,
    servers::tier_of_sku,
};

/// Whether a text may be a state or a plan, by its first members; a program that sorts members puts others first.
pub(super) fn is_one(text: &str) -> bool {
    let start = text.get(..text.floor_char_boundary(2000)).unwrap_or_default();
    let members = ["\"terraform_version\"", "\"format_version\"", "\"lineage\""];
    start.starts_with('{') && members.iter().any(|it| start.contains(it))
}

/// A state or plan as Azure's API would print it.
pub(super) struct Translated {
    /// Its resources, one document after another.
    pub(super) text: String,
    /// What a plan does with what other files may hold.
    pub(super) planned: Vec<Planned>,
    /// The ids that resources will have, where it is not known in which subscription.
    pub(super) without_subscription: Vec<Id>,
}

/// The resources of a state or plan as Azure's API would print them; `None` where it is none.
pub(super) fn translated(text: &str, notes: &Notes) -> Option<Translated> {
    let document: Value = serde_json::from_str(text).ok()?;
    document.get("terraform_version")?;
    let mut resources = Vec::new();
    if let Some(listed) = document.get("resources").and_then(Value::as_array) {
        of_state(listed, &mut resources);
    }
    let is_plan = document.get("planned_values").is_some();
    let values = document.get("planned_values").or_else(|| document.get("values"));
    if let Some(root) = values.and_then(|it| it.get("root_module")) {
        of_module(root, &mut resources);
    }
    let (mut planned, mut documents) = (Vec::new(), Vec::new());
    if is_plan {
        let scopes = ids::Scopes::of(&document);
        let unknown = ids::complete(&document, &mut resources, &scopes);
        for it in &mut resources {
            it.hide(unknown.get(it.address));
        }
        (planned, documents) = plan::changes(&document, &resources, &scopes, notes.file);
        documents.push(json!({ "data": [], "resultTruncated": PLANNED }));
    }
    documents.extend(self::documents(&resources, notes));
    notes.partial(if is_plan {
        "A plan of Terraform says what there will be, as far as that is known before it is applied."
    } else {
        "A state of Terraform says what there was when it was last refreshed."
    });
    let ids = resources.iter().filter_map(|it| it.text("id").and_then(Id::parse));
    let without_subscription = ids.filter(|it| is_plan && it.subscription().is_none()).collect();
    let text = documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    Some(Translated { text, planned, without_subscription })
}

/// Whether any part of a value is marked.
fn is_marked(mark: &Value) -> bool {
    match mark {
        Value::Bool(flag) => *flag,
        Value::Array(items) => items.iter().any(is_marked),
        Value::Object(members) => members.values().any(is_marked),
        _ => false,
    }
}

/// Blocks of which what is not said is unknown: a part of them may be left out alone.
const OPEN_BLOCKS: [&str; 2] = ["private_service_connection", "ip_configuration"];

/// Takes out of a block what is marked, and whether nothing else than that is missing by it.
fn hide_within(name: &str, value: &mut Value, marks: &Value) -> bool {
    let (Value::Array(blocks), Value::Array(marks)) = (value, marks) else { return false };
    let mut is_all = true;
    for (block, marks) in blocks.iter_mut().zip(marks) {
        let (Value::Object(block), Value::Object(marks)) = (block, marks) else {
            is_all &= !is_marked(marks);
            continue;
        };
        for marked in marks.iter().filter(|it| is_marked(it.1)).map(|it| it.0) {
            block.remove(marked);
            // What Azure calls a block counts nowhere.
            is_all &= OPEN_BLOCKS.contains(&name) || marked == "id";
        }
    }
    is_all
}

/// One instance of a resource as Terraform has it.
struct Instance<'t> {
    address: &'t str,
    kind: &'t str,
    values: Map<String, Value>,
}

impl Instance<'_> {
    /// Leaves out each member of which any part is marked: as sensitive, or as unknown until it is applied.
    fn hide(&mut self, marks: Option<&Value>) {
        for (name, marks) in marks.and_then(Value::as_object).into_iter().flatten().filter(|it| is_marked(it.1)) {
            // An id that it will have is not the plan's word.
            let is_made = name == "id" && self.values.contains_key("id");
            if !is_made && !self.values.get_mut(name).is_some_and(|it| hide_within(name, it, marks)) {
                self.values.remove(name);
            }
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str).filter(|it| !it.is_empty())
    }
}

/// The resources of a state of format 4.
fn of_state<'t>(listed: &'t [Value], resources: &mut Vec<Instance<'t>>) {
    for resource in listed {
        let kind = resource.get("type").and_then(Value::as_str).unwrap_or_default();
        for listed in resource.get("instances").and_then(Value::as_array).into_iter().flatten() {
            let values = listed.get("attributes").and_then(Value::as_object).cloned().unwrap_or_default();
            let mut instance = Instance { address: "", kind, values };
            for path in listed.get("sensitive_attributes").and_then(Value::as_array).into_iter().flatten() {
                if let Some(name) = path.pointer("/0/value").and_then(Value::as_str) {
                    instance.values.remove(name);
                }
            }
            resources.push(instance);
        }
    }
}

/// The resources of a module and of those that it calls, as `terraform show -json` prints them.
fn of_module<'t>(module: &'t Value, resources: &mut Vec<Instance<'t>>) {
    let text = |it: &'t Value, name: &str| it.get(name).and_then(Value::as_str).unwrap_or_default();
    for resource in module.get("resources").and_then(Value::as_array).into_iter().flatten() {
        let values = resource.get("values").and_then(Value::as_object).cloned().unwrap_or_default();
        let mut instance = Instance { address: text(resource, "address"), kind: text(resource, "type"), values };
        instance.hide(resource.get("sensitive_values"));
        resources.push(instance);
    }
    for child in module.get("child_modules").and_then(Value::as_array).into_iter().flatten() {
        of_module(child, resources);
    }
}

/// The resources as documents of Azure's API.
fn documents(resources: &[Instance<'_>], notes: &Notes) -> Vec<Value> {
    let mut documents: Vec<Value> = Vec::new();
    let mut without_id = 0_usize;
    for resource in resources {
        if let Some(association) = ASSOCIATIONS.iter().find(|it| it.kind == resource.kind) {
            documents.extend(association.translated(resource));
            continue;
        }
        let Some(id) = resource.text("id").and_then(Id::parse) else {
            let is_of_azure = resource.kind.starts_with("azurerm_") || AZAPI.contains(&resource.kind);
            // A resource group and what else has an id of another form has it.
            without_id += usize::from(is_of_azure && resource.kind != GROUP && resource.text("id").is_none());
            if let Some((_, cloud)) = OTHER_CLOUDS.iter().find(|it| resource.kind.starts_with(it.0)) {
                notes.ignored(&format!("Terraform/{}", resource.kind));
                notes.partial(format!(
                    "Its resources of {cloud} are not read: what {cloud}'s own commands print of them is, as by the script of pgreach collect."
                ));
            }
            continue;
        };
        if AZAPI.contains(&resource.kind) {
            documents.push(azapi(resource, &id));
            continue;
        }
        match TYPES.iter().find(|it| it.0 == resource.kind) {
            Some((_, kind, fields)) => documents.extend(whole(resource, &id, kind, fields, resources)),
            // What is not read can overrule what is: it stays, with all that it names.
            None => {
                documents.push(json!({ "id": id.text(), "type": id.kind(), "pgreachMentions": mentions(resource) }));
            }
        }
    }
    if without_id != 0 {
        notes.partial(format!(
            "{without_id} of its resources {} only when the plan is applied, so that nothing can be said of {} yet.",
            agreeing(without_id, "gets its id", "get their ids"),
            agreeing(without_id, "it", "them"),
        ));
        documents.push(json!({ "data": [], "resultTruncated": INCOMPLETE }));
    }
    documents
}

/// A resource that is read, and what stands in it and is a resource of its own.
fn whole(resource: &Instance<'_>, id: &Id, kind: &str, fields: &[Field], all: &[Instance<'_>]) -> Vec<Value> {
    let mut properties = object(&resource.values, fields);
    // Like a template, it says no states; and what it leaves out is unknown.
    properties.insert("provisioningState".to_owned(), Value::Null);
    properties.insert("pgreachPartial".to_owned(), true.into());
    let mut document = named(resource, id, kind);
    document.insert("properties".to_owned(), properties.into());
    let is_single = kind.eq_ignore_ascii_case("Microsoft.DBforPostgreSQL/servers");
    let server = if is_single { ServerKind::Single } else { ServerKind::Flexible };
    if let Some(tier) = resource.text("sku_name").and_then(|it| tier_of_sku(server, it)) {
        document.insert("sku".to_owned(), json!({ "tier": tier }));
    }
    let mut documents = vec![document.into()];
    for types::Children { within, attribute, fields, segment, apart, is_whole } in types::CHILDREN {
        let listed = Some(resource).filter(|it| it.kind == *within).and_then(|it| it.values.get(*attribute));
        let Some(items) = listed.and_then(Value::as_array) else { continue };
        let child = |it: &Value| -> Option<Value> {
            let members = it.as_object()?;
            let name = members.get("name").and_then(Value::as_str)?;
            let mut properties = object(members, fields);
            if !is_whole {
                properties.insert("provisioningState".to_owned(), Value::Null);
                properties.insert("pgreachPartial".to_owned(), true.into());
            }
            let id = format!("{}/{segment}/{name}", id.text());
            // What is a resource of its own is said there; its block may be older.
            let is_apart = || all.iter().any(|it| *apart == Some(it.kind) && it.text("id") == Some(&id));
            (*is_whole || !is_apart()).then(|| json!({ "id": id, "properties": properties }))
        };
        let children: Vec<Value> = items.iter().filter_map(child).collect();
        // Of an empty list, and where rules are resources of their own, others may have been made elsewhere.
        let is_all = *is_whole
            && !children.is_empty()
            && children.len() == items.len()
            && apart.is_some_and(|apart| !all.iter().any(|it| it.kind == apart));
        if is_all {
            documents.push(json!({ "pgreach": 1, "export": segment, "of": id.text(), "output": children }));
        } else {
            documents.extend(children);
        }
    }
    documents
}

/// How resources of other clouds begin in Terraform, of which only what their own command lines print is read.
const OTHER_CLOUDS: [(&str, &str); 3] = [("aws_", "AWS"), ("awscc_", "AWS"), ("google_", "Google Cloud")];

/// What every resource has: its id, its type, and its location where that is known.
fn named(resource: &Instance<'_>, id: &Id, kind: &str) -> Map<String, Value> {
    let mut document = Map::new();
    document.insert("id".to_owned(), id.text().into());
    document.insert("type".to_owned(), kind.into());
    if let Some(location) = resource.text("location") {
        document.insert("location".to_owned(), location.into());
    }
    document
}

/// What azurerm calls a resource group, of which nothing is read.
const GROUP: &str = "azurerm_resource_group";

/// What joins a resource with another one: it is translated to a member of the first.
struct Association {
    /// Its type in Terraform.
    kind: &'static str,
    /// The attribute that names the resource, and the type of that in Azure.
    of: (&'static str, &'static str),
    /// The attribute that names the other one, and the member of the first that names it in Azure.
    with: (&'static str, &'static str),
}

const SUBNET: (&str, &str) = ("subnet_id", "Microsoft.Network/virtualNetworks/subnets");

const ASSOCIATIONS: &[Association] = &[
    Association {
        kind: "azurerm_subnet_network_security_group_association",
        of: SUBNET,
        with: ("network_security_group_id", "networkSecurityGroup"),
    },
    Association { kind: "azurerm_subnet_route_table_association", of: SUBNET, with: ("route_table_id", "routeTable") },
    Association { kind: "azurerm_subnet_nat_gateway_association", of: SUBNET, with: ("nat_gateway_id", "natGateway") },
    Association {
        kind: "azurerm_network_interface_security_group_association",
        of: ("network_interface_id", "Microsoft.Network/networkInterfaces"),
        with: ("network_security_group_id", "networkSecurityGroup"),
    },
];

impl Association {
    fn translated(&self, resource: &Instance<'_>) -> Option<Value> {
        let (of, with) = (resource.text(self.of.0)?, resource.text(self.with.0)?);
        let mut properties = Map::new();
        properties.insert(self.with.1.to_owned(), json!({ "id": with }));
        properties.insert("pgreachPartial".to_owned(), true.into());
        Some(json!({ "id": of, "type": self.of.1, "properties": properties }))
    }
}

/// What azapi calls a resource that it makes, and one that it changes.
const AZAPI: [&str; 2] = ["azapi_resource", "azapi_update_resource"];

/// A resource of azapi: what Azure answered, where all of it was kept, else what was asked for, and what was kept of the answer.
fn azapi(resource: &Instance<'_>, id: &Id) -> Value {
    let json = |name: &str| -> Option<Value> {
        let value = resource.values.get(name)?;
        // A member of any type stands beside its type in a state.
        let value = value.get("value").filter(|_| value.get("type").is_some()).unwrap_or(value);
        match value {
            Value::String(text) => serde_json::from_str(text).ok(),
            value => Some(value.clone()),
        }
    };
    let kind = resource.text("type").and_then(|it| it.split('@').next()).map_or_else(|| id.kind(), str::to_owned);
    // An answer of which members were chosen has not all of these, or not all that was asked for.
    let (body, output) = (json("body"), json("output"));
    let has = |it: &Value, path: &str| it.pointer(path).is_some();
    let is_answer = output
        .as_ref()
        .is_some_and(|it| ["/id", "/name", "/type", "/properties/provisioningState"].iter().all(|path| has(it, path)))
        && body.as_ref().zip(output.as_ref()).is_none_or(|(body, output)| holds(output, body));
    let mut document = Map::new();
    for members in [body.filter(|_| !is_answer), output].into_iter().flatten() {
        merge(&mut document, members);
    }
    document.append(&mut named(resource, id, &kind));
    if let Some(Value::Object(properties)) = document.get_mut("properties").filter(|_| !is_answer) {
        properties.insert("pgreachPartial".to_owned(), true.into());
    }
    document.into()
}

/// Whether what Azure answered has every member that was asked for, but for secrets, which it never prints.
fn holds(answer: &Value, asked: &Value) -> bool {
    let is_secret = |name: &str| ["password", "key", "secret"].iter().any(|it| name.to_ascii_lowercase().contains(it));
    match (answer, asked) {
        (Value::Object(answer), Value::Object(asked)) => asked
            .iter()
            .filter(|(name, _)| !is_secret(name))
            .all(|(name, it)| answer.get(name).is_some_and(|answer| holds(answer, it))),
        _ => true,
    }
}

/// Puts members over those that are there, object by object.
fn merge(document: &mut Map<String, Value>, members: Value) {
    let Value::Object(members) = members else { return };
    for (name, value) in members {
        match document.get_mut(&name) {
            Some(Value::Object(before)) if value.is_object() => merge(before, value),
            _ => {
                document.insert(name, value);
            }
        }
    }
}

/// The ids that a resource names.
fn mentions(resource: &Instance<'_>) -> Vec<String> {
    fn find(value: &Value, found: &mut Vec<String>) {
        match value {
            // An id that it will have may not say its subscription.
            Value::String(text)
                if ["/subscriptions/", "/resourceGroups/"].iter().any(|it| text.starts_with(it))
                    && Id::parse(text).is_some() =>
            {
                found.push(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|it| find(it, found)),
            Value::Object(members) => members.values().for_each(|it| find(it, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    resource.values.iter().filter(|it| it.0 != "id").for_each(|it| find(it.1, &mut found));
    found
}

/// Members as Azure's API names them. One that is not there is left out.
fn object(values: &Map<String, Value>, fields: &[Field]) -> Map<String, Value> {
    let mut object = Map::new();
    for Field(name, path, form) in fields {
        let Some(value) = values.get(*name).and_then(|it| form.translated(it)) else { continue };
        put(&mut object, path, value);
    }
    object
}

/// Sets a member below others.
fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            // Of two names of one member, the one that has a value counts.
            if !(value.is_null() && object.contains_key(path)) {
                object.insert(path.to_owned(), value);
            }
        }
        Some((first, rest)) => {
            let inner = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

impl As {
    /// A value as Azure's API would print it; `None` where it says nothing.
    fn translated(self, value: &Value) -> Option<Value> {
        let id = |it: &Value| it.as_str().filter(|it| !it.is_empty()).map(|it| json!({ "id": it }));
        let flag = |it: &Value| it.as_bool();
        Some(match self {
            Self::Same if value.as_str() == Some("") => Value::Null,
            Self::Same => value.clone(),
            Self::Id => id(value).unwrap_or_default(),
            Self::IdIfAny => id(value)?,
            Self::Ids => value.as_array()?.iter().filter_map(id).collect(),
            Self::Objects(name) => value.as_array()?.iter().map(|it| json!({ name: it })).collect(),
            Self::Switch => if flag(value)? { "Enabled" } else { "Disabled" }.into(),
            Self::Not => (!flag(value)?).into(),
            Self::Delegations => {
                let service = |it: &Value| {
                    let name = it.pointer("/service_delegation/0/name")?;
                    Some(json!({ "name": it.get("name"), "properties": { "serviceName": name } }))
                };
                value.as_array()?.iter().filter_map(service).collect()
            }
            Self::Blocks(fields) => {
                let block = |it: &Value| {
                    let members = it.as_object()?;
                    let name = members.get("name").cloned().unwrap_or_default();
                    Some(json!({ "name": name, "properties": object(members, fields) }))
                };
                value.as_array()?.iter().filter_map(block).collect()
            }
            Self::Plain(fields) => {
                value.as_array()?.iter().filter_map(|it| Some(Value::Object(object(it.as_object()?, fields)))).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use pgreach_network::Fact;
    use serde_json::{Value, json};

    const SERVER: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new";

    /// The subnet and the host of the one server, as a plan with these values, marks and unknowns has it.
    fn planned(values: &Value, sensitive: &Value, unknown: &Value) -> (Fact<String>, Option<String>) {
        let address = "module.db.azurerm_postgresql_flexible_server.it";
        let resource = json!({
            "address": address,
            "type": "azurerm_postgresql_flexible_server",
            "values": values,
            "sensitive_values": sensitive,
        });
        let plan = json!({
            "format_version": "1.2",
            "terraform_version": "1.9.1",
            "planned_values": { "root_module": { "child_modules": [{ "resources": [resource] }] } },
            "resource_changes": [{ "address": address, "change": { "after_unknown": unknown } }],
        });
        let import = crate::read([("plan.json", plan.to_string().as_bytes())]);
        assert_eq!(import.files[0].errors, []);
        let server = &import.network.servers[0];
        (server.delegated_subnet.clone().map(|it| it.name().to_owned()), server.host.clone())
    }

    #[test]
    fn what_is_known_after_apply_and_what_is_sensitive_is_unknown() {
        let subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/db";
        let values = json!({ "id": SERVER, "delegated_subnet_id": subnet, "fqdn": "zqhost.example" });
        let host = || Some("zqhost.example".to_owned());
        for (values, sensitive, unknown, expected) in [
            (values.clone(), json!({}), json!({}), (Fact::Known("db".to_owned()), host())),
            (values.clone(), json!({ "fqdn": true }), json!({}), (Fact::Known("db".to_owned()), None)),
            (values, json!({}), json!({ "delegated_subnet_id": true }), (Fact::Unknown, host())),
            (json!({ "id": SERVER, "delegated_subnet_id": null }), json!({}), json!({}), (Fact::None, None)),
            (json!({ "id": SERVER }), json!({}), json!({}), (Fact::Unknown, None)),
        ] {
            assert_eq!(planned(&values, &sensitive, &unknown), expected, "{values} {sensitive} {unknown}");
        }
    }

    #[test]
    fn an_answer_of_azapi_without_what_was_asked_for_is_not_whole() {
        const ID: &str = "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet";
        let servers = |body: &Value| {
            let output = json!({
                "id": ID,
                "name": "vnet",
                "type": "Microsoft.Network/virtualNetworks",
                "etag": "W/1",
                "properties": {
                    "provisioningState": "Succeeded",
                    "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
                    "subnets": [],
                    "virtualNetworkPeerings": [],
                },
            });
            let attributes = json!({ "id": ID, "name": "vnet", "type": "Microsoft.Network/virtualNetworks@2023-09-01", "body": body, "output": output });
            let state = json!({ "version": 4, "terraform_version": "1.9.1", "resources": [
                { "mode": "managed", "type": "azapi_resource", "name": "vnet", "instances": [{ "attributes": attributes }] },
            ] });
            let text = state.to_string();
            crate::read([("terraform.tfstate", text.as_bytes())]).network.vnets[0].dns_servers.clone()
        };
        assert_eq!(
            servers(&json!({ "properties": { "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] } } })),
            Fact::None
        );
        let asked = json!({ "properties": { "dhcpOptions": { "dnsServers": ["10.9.9.9"] } } });
        assert_eq!(servers(&asked), Fact::Known(vec!["10.9.9.9".to_owned()]));
        let other = json!({ "properties": { "ddosProtectionPlan": { "id": "x" } } });
        assert_eq!(servers(&other), Fact::Unknown);
    }

    #[test]
    fn what_has_no_id_before_it_is_applied_leaves_everything_open() {
        let plan = json!({
            "format_version": "1.2",
            "terraform_version": "1.9.1",
            "planned_values": { "root_module": { "resources": [{ "type": "azurerm_subnet", "values": { "name": "db" } }] } },
        });
        let import = crate::read([("plan.json", plan.to_string().as_bytes())]);
        assert!(
            import.network.truncated && import.files[0].partial.iter().any(|it| it.starts_with("1 of its resources"))
        );
    }
}
