//! The ids that resources of a plan will have: Azure makes an id of the type, the resource group and the name.
//!
//! What a plan creates has no id before it is applied, and what names it is not known either. The plan's `configuration` says
//! which resource an expression refers to. Source: "JSON Output Format" (Terraform 1.9), expression representation.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{AZAPI, Instance, types::TYPES};

/// Types of azurerm whose members are not read, and their types in Azure: their ids join what is.
const OTHERS: &[(&str, &str)] = &[
    ("azurerm_application_security_group", "Microsoft.Network/applicationSecurityGroups"),
    ("azurerm_express_route_circuit", "Microsoft.Network/expressRouteCircuits"),
    ("azurerm_firewall", "Microsoft.Network/azureFirewalls"),
    ("azurerm_firewall_policy", "Microsoft.Network/firewallPolicies"),
    ("azurerm_ip_group", "Microsoft.Network/ipGroups"),
    ("azurerm_lb", "Microsoft.Network/loadBalancers"),
    ("azurerm_local_network_gateway", "Microsoft.Network/localNetworkGateways"),
    ("azurerm_nat_gateway", "Microsoft.Network/natGateways"),
    ("azurerm_network_manager", "Microsoft.Network/networkManagers"),
    ("azurerm_private_dns_resolver", "Microsoft.Network/dnsResolvers"),
    ("azurerm_private_dns_resolver_dns_forwarding_ruleset", "Microsoft.Network/dnsForwardingRulesets"),
    ("azurerm_public_ip", "Microsoft.Network/publicIPAddresses"),
    ("azurerm_public_ip_prefix", "Microsoft.Network/publicIPPrefixes"),
    ("azurerm_virtual_hub", "Microsoft.Network/virtualHubs"),
    ("azurerm_virtual_network_gateway", "Microsoft.Network/virtualNetworkGateways"),
    ("azurerm_virtual_network_gateway_connection", "Microsoft.Network/connections"),
    ("azurerm_virtual_wan", "Microsoft.Network/virtualWans"),
];

/// The attributes that name what a resource is a part of.
const PARENTS: [&str; 6] = [
    "virtual_network_name",
    "network_security_group_name",
    "route_table_name",
    "private_dns_zone_name",
    "zone_name",
    "server_name",
];

/// What such an attribute of a type that is not read may name.
const NAMED: [(&str, &str); 9] = [
    ("virtual_network_name", "Microsoft.Network/virtualNetworks"),
    ("network_security_group_name", "Microsoft.Network/networkSecurityGroups"),
    ("route_table_name", "Microsoft.Network/routeTables"),
    ("private_dns_zone_name", "Microsoft.Network/privateDnsZones"),
    ("zone_name", "Microsoft.Network/privateDnsZones"),
    ("server_name", "Microsoft.DBforPostgreSQL/flexibleServers"),
    ("server_name", "Microsoft.DBforPostgreSQL/servers"),
    ("azure_firewall_name", "Microsoft.Network/azureFirewalls"),
    ("firewall_policy_name", "Microsoft.Network/firewallPolicies"),
];

/// What a resource is a part of by the name and the group of that, as ids without a subscription.
pub(super) fn parents(instance: &Instance<'_>) -> Vec<String> {
    let Some(group) = instance.text("resource_group_name") else { return Vec::new() };
    let named = NAMED.iter().filter_map(|(attribute, kind)| Some((kind, instance.text(attribute)?)));
    named.map(|(kind, name)| format!("/resourceGroups/{group}/providers/{kind}/{name}")).collect()
}

/// The subscriptions that the resources of a plan go to.
pub(super) struct Scopes<'t> {
    document: &'t Value,
    /// The only one that the plan's ids name.
    only: Option<String>,
}

impl<'t> Scopes<'t> {
    pub(super) fn of(document: &'t Value) -> Self {
        let mut named = HashSet::new();
        for part in ["planned_values", "prior_state", "resource_changes", "values", "resources"] {
            document.get(part).into_iter().for_each(|it| subscriptions(it, &mut named));
        }
        let only = named.iter().next().filter(|_| named.len() == 1).cloned();
        Self { document, only }
    }

    /// The subscription of a resource, by its address.
    fn subscription(&self, address: &str) -> Option<String> {
        let configured = Configured::of(self.document, address);
        let key = configured.resource.and_then(|it| it.get("provider_config_key")?.as_str());
        let providers = self.document.pointer("/configuration/provider_config").and_then(Value::as_object);
        let provider = key.and_then(|key| providers?.get(key)).or_else(|| {
            let mut all = providers?.values().filter(|it| it.get("name").and_then(Value::as_str) == Some("azurerm"));
            all.next().filter(|_| all.next().is_none())
        });
        let said = provider.and_then(|it| it.pointer("/expressions/subscription_id"));
        let constant = said.and_then(|it| it.get("constant_value")?.as_str());
        let variable = || {
            let name = said?.pointer("/references/0")?.as_str()?.strip_prefix("var.")?;
            self.document.get("variables")?.get(name)?.get("value")?.as_str()
        };
        // One that is said and not known is not the one that others name.
        match constant.or_else(variable) {
            None if said.is_some() => None,
            None => self.only.clone(),
            Some(it) => Some(it.to_owned()),
        }
    }

    /// Gives a resource the id that it will have, where it has none.
    pub(super) fn identify(&self, instance: &mut Instance<'_>) {
        if instance.text("id").is_some() {
            return;
        }
        if let Some(id) = self.id(instance) {
            instance.values.insert("id".to_owned(), id.into());
        }
    }

    fn id(&self, instance: &Instance<'_>) -> Option<String> {
        let name = instance.text("name").filter(|it| !it.contains('/'))?;
        if AZAPI.contains(&instance.kind) {
            let kind = instance.text("type")?.split('@').next()?;
            let parent = instance.text("parent_id")?.trim_end_matches('/');
            return Some(match kind.split('/').count() {
                2 => format!("{parent}/providers/{kind}/{name}"),
                _ => format!("{parent}/{}/{name}", kind.rsplit('/').next()?),
            });
        }
        let kind =
            TYPES.iter().map(|it| (it.0, it.1)).chain(OTHERS.iter().copied()).find(|it| it.0 == instance.kind)?.1;
        let mut parts = kind.split('/');
        let (provider, whole, part) = (parts.next()?, parts.next()?, parts.next());
        if let Some(part) = part.filter(|_| instance.values.contains_key("server_id")) {
            return Some(format!("{}/{part}/{name}", instance.text("server_id")?));
        }
        let group = instance.text("resource_group_name")?;
        let scope = self.subscription(instance.address).map(|it| format!("/subscriptions/{it}")).unwrap_or_default();
        let within = format!("{scope}/resourceGroups/{group}/providers/{provider}/{whole}");
        match part {
            None => Some(format!("{within}/{name}")),
            Some(part) => {
                let parent = PARENTS.iter().find_map(|it| instance.text(it))?;
                Some(format!("{within}/{parent}/{part}/{name}"))
            }
        }
    }
}

/// The subscriptions that ids name.
fn subscriptions(value: &Value, named: &mut HashSet<String>) {
    match value {
        Value::String(text) => {
            if let Some(id) = text.strip_prefix("/subscriptions/").and_then(|it| it.split('/').next()) {
                named.insert(id.to_ascii_lowercase());
            }
        }
        Value::Array(items) => items.iter().for_each(|it| subscriptions(it, named)),
        Value::Object(members) => members.values().for_each(|it| subscriptions(it, named)),
        _ => {}
    }
}

/// A resource in the configuration, in the modules that lead to it.
struct Configured<'t> {
    /// The modules, from the root to the one that it stands in, each with the call that leads there.
    modules: Vec<(&'t Value, Option<&'t Value>)>,
    resource: Option<&'t Value>,
}

impl<'t> Configured<'t> {
    fn of(document: &'t Value, address: &str) -> Self {
        let (module, own) = split(address);
        let mut modules: Vec<(&Value, Option<&Value>)> =
            document.pointer("/configuration/root_module").map(|it| (it, None)).into_iter().collect();
        for name in steps(&plain(module)) {
            let call = modules.last().and_then(|it| it.0.get("module_calls")?.get(name));
            let Some(inner) = call.and_then(|it| it.get("module")) else { return Self { modules, resource: None } };
            modules.push((inner, call));
        }
        let own = plain(own);
        let resources = modules.last().and_then(|it| it.0.get("resources")?.as_array()).into_iter().flatten();
        let resource = resources.into_iter().find(|it| it.get("address").and_then(Value::as_str) == Some(&own));
        Self { modules, resource }
    }
}

/// The names of the modules in an address without indices: `module.a.module.b`.
fn steps(module: &str) -> Vec<&str> {
    module.split('.').skip(1).step_by(2).collect()
}

/// The module of an address, and what follows: `module.a["x"]` and `azurerm_subnet.db`.
fn split(address: &str) -> (&str, &str) {
    let mut at = 0;
    while let Some(rest) = address.get(at..).filter(|it| it.starts_with("module.")) {
        let name = rest.get("module.".len()..).unwrap_or_default();
        at += "module.".len() + end(name) + 1;
    }
    match address.get(at..) {
        Some(own) => (address.get(..at.saturating_sub(1)).unwrap_or_default(), own),
        None => ("", address),
    }
}

/// Where the first dot stands that is not within an index.
fn end(text: &str) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// An address without its indices.
fn plain(address: &str) -> String {
    let (mut plain, mut is_quoted, mut is_escaped, mut depth) = (String::new(), false, false, 0_usize);
    for letter in address.chars() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' if 0 < depth => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth = depth.saturating_sub(1),
            letter if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

/// The ids that the resources of a plan have, by their addresses and by these without indices.
struct Known {
    exact: HashMap<String, String>,
    plain: HashMap<String, Vec<String>>,
}

impl Known {
    fn of(resources: &[Instance<'_>]) -> Self {
        let mut known = Self { exact: HashMap::new(), plain: HashMap::new() };
        for it in resources {
            // One that has none yet is still one of several.
            let id = it.text("id").unwrap_or_default();
            known.exact.insert(it.address.to_owned(), id.to_owned());
            known.plain.entry(plain(it.address)).or_default().push(id.to_owned());
        }
        known
    }

    /// The id of what an address without indices of its modules names: one resource.
    fn id(&self, module: &str, own: &str) -> Option<&str> {
        let prefix = if module.is_empty() { String::new() } else { format!("{module}.") };
        let id = self.exact.get(&format!("{prefix}{own}")).or_else(|| {
            let [only] = self.plain.get(&plain(&format!("{prefix}{own}")))?.as_slice() else { return None };
            Some(only)
        });
        id.map(String::as_str).filter(|it| !it.is_empty())
    }
}

/// Gives each resource of a plan its id, and puts ids into what refers to others; returns what is still only known once the plan
/// is applied, by address.
pub(super) fn complete<'t>(
    document: &'t Value,
    resources: &mut [Instance<'t>],
    scopes: &Scopes<'_>,
) -> HashMap<&'t str, Value> {
    let mut unknown: HashMap<&str, Value> = HashMap::new();
    for change in document.get("resource_changes").and_then(Value::as_array).into_iter().flatten() {
        if let (Some(address), Some(marks)) =
            (change.get("address").and_then(Value::as_str), change.pointer("/change/after_unknown"))
        {
            unknown.insert(address, marks.clone());
        }
    }
    // A part may have to wait for the id of what it is a part of, and that is all.
    for _ in 0..3 {
        for it in resources.iter_mut() {
            scopes.identify(it);
        }
        let known = Known::of(resources);
        for instance in resources.iter_mut() {
            let Some(marks) = unknown.get_mut(instance.address).and_then(Value::as_object_mut) else { continue };
            let configured = Configured::of(document, instance.address);
            let Some(expressions) = configured.resource.and_then(|it| it.get("expressions")) else { continue };
            let (module, _) = split(instance.address);
            let resolve = |it: &Value| referred(it, &configured.modules, module, &known, 0);
            fill(&mut instance.values, marks, expressions, &resolve);
        }
    }
    unknown
}

/// Puts the ids of what is referred to where they are not known, and takes the marks away.
fn fill(
    values: &mut serde_json::Map<String, Value>,
    marks: &mut serde_json::Map<String, Value>,
    expressions: &Value,
    resolve: &dyn Fn(&Value) -> Option<Vec<String>>,
) {
    let mut done = Vec::new();
    for (name, mark) in marks.iter_mut() {
        let Some(expression) = expressions.get(name) else { continue };
        let is_one = name.ends_with("_id") && *mark == Value::Bool(true);
        let is_several = name.ends_with("_ids") && super::is_marked(mark);
        if is_one || is_several {
            let Some(ids) = resolve(expression) else { continue };
            let expected = mark.as_array().map(Vec::len);
            if is_one && ids.len() == 1 {
                values.insert(name.clone(), ids.into_iter().collect());
                if let Some(Value::Array(items)) = values.get_mut(name)
                    && let Some(id) = items.pop()
                {
                    values.insert(name.clone(), id);
                }
            } else if is_several && expected.is_none_or(|it| it == ids.len()) {
                values.insert(name.clone(), ids.into_iter().collect());
            } else {
                continue;
            }
            done.push(name.clone());
            continue;
        }
        // Blocks, each with its expressions.
        if let (Value::Array(marks), Some(Value::Array(blocks)), Value::Array(expressions)) =
            (mark, values.get_mut(name), expression)
            && marks.len() == blocks.len()
            && blocks.len() == expressions.len()
        {
            for ((marks, block), expressions) in marks.iter_mut().zip(blocks).zip(expressions) {
                if let (Value::Object(marks), Value::Object(block)) = (marks, block) {
                    fill(block, marks, expressions, resolve);
                }
            }
        }
    }
    for it in &done {
        marks.remove(it);
    }
}

/// The ids of the resources that an expression names and nothing besides; `None` where it is not only these.
fn referred(
    expression: &Value,
    modules: &[(&Value, Option<&Value>)],
    module: &str,
    known: &Known,
    depth: usize,
) -> Option<Vec<String>> {
    const MOST: usize = 20;
    let references: Vec<&str> = expression.get("references")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let (own, above) = modules.split_last()?;
    if MOST < depth {
        return None;
    }
    let mut ids: Vec<String> = Vec::new();
    // Each is followed by what it is a part of: `azurerm_subnet.db.id`, `azurerm_subnet.db`.
    let mut covered: Vec<&str> = Vec::new();
    for it in references {
        if covered.iter().any(|whole| {
            whole.starts_with(it) && whole.get(it.len()..).is_some_and(|rest| rest.starts_with(['.', '[']))
        }) {
            continue;
        }
        covered.push(it);
        if let Some(name) = it.strip_prefix("var.") {
            let outer = module.rsplit_once("module.").map_or("", |it| it.0.trim_end_matches('.'));
            let given = own.1?.get("expressions")?.get(name)?;
            ids.extend(referred(given, above, outer, known, depth + 1)?);
        } else if let Some(rest) = it.strip_prefix("module.") {
            let call = rest.get(..end(rest))?;
            let output = rest.get(call.len() + 1..)?;
            let called = own.0.get("module_calls")?.get(plain(call))?;
            let inner = called.get("module")?;
            let said = inner.get("outputs")?.get(output)?.get("expression")?;
            let prefix = if module.is_empty() { String::new() } else { format!("{module}.") };
            let mut modules = modules.to_vec();
            modules.push((inner, Some(called)));
            ids.extend(referred(said, &modules, &format!("{prefix}module.{call}"), known, depth + 1)?);
        } else {
            ids.push(known.id(module, it.strip_suffix(".id")?)?.to_owned());
        }
    }
    (!ids.is_empty()).then_some(ids)
}

#[cfg(test)]
mod tests {
    use super::{plain, split};

    #[test]
    fn an_address_is_taken_apart() {
        for (address, expected) in [
            ("azurerm_subnet.db", ("", "azurerm_subnet.db")),
            ("azurerm_subnet.db[\"a.b\"]", ("", "azurerm_subnet.db[\"a.b\"]")),
            ("module.net.azurerm_subnet.db[0]", ("module.net", "azurerm_subnet.db[0]")),
            ("module.a[\"x.y]\"].module.b.azurerm_subnet.db", ("module.a[\"x.y]\"].module.b", "azurerm_subnet.db")),
        ] {
            assert_eq!(split(address), expected);
        }
        assert_eq!(
            plain("module.a[\"x.y]\\\"\"].module.b[0].azurerm_subnet.db[1]"),
            "module.a.module.b.azurerm_subnet.db"
        );
    }
}
