//! The forms in which Azure's tools print the same list.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::File;

/// A tool's way to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// What the management API answers.
    Arm,
    /// `az … list -o json`.
    Cli,
    /// `az graph query`, and the CLI's lists for what has no rows there.
    Graph,
    /// `Get-Az… | ConvertTo-Json`.
    PowerShell,
    /// The API of Resource Graph, asked for a table.
    Table,
    /// What the portal's Resource Graph Explorer downloads.
    Csv,
}

impl Form {
    /// The tools that differ in what they print.
    pub(crate) const ALL: [Self; 4] = [Self::Arm, Self::Cli, Self::Graph, Self::PowerShell];

    /// Those that print the rows of Resource Graph otherwise.
    pub(crate) const OF_ROWS: [Self; 2] = [Self::Table, Self::Csv];

    /// The text of a file as this tool prints it.
    pub(crate) fn text(self, file: &File) -> String {
        let graph = || Self::Graph.print(file);
        let rows = match self {
            Self::Table | Self::Csv => graph()["data"].as_array().cloned(),
            _ => None,
        };
        let Some(rows) = rows else { return self.print(file).to_string() };
        let columns: BTreeSet<&String> = rows.iter().filter_map(Value::as_object).flat_map(|it| it.keys()).collect();
        if self == Self::Table || rows.is_empty() {
            let cells = |row: &Value| columns.iter().map(|it| row[it.as_str()].clone()).collect();
            let mut result = graph();
            result["data"] = json!({
                "columns": columns.iter().map(|it| json!({"name": it})).collect::<Value>(),
                "rows": rows.iter().map(cells).collect::<Vec<Value>>(),
            });
            return result.to_string();
        }
        let quoted = |it: &str| format!("\"{}\"", it.replace('"', "\"\""));
        let line = |cells: Vec<String>| cells.join(",") + "\r\n";
        let cell = |value: &Value| value.as_str().map_or_else(|| quoted(&value.to_string()), quoted);
        let head = line(columns.iter().map(|it| quoted(it)).collect());
        let row = |row: &Value| line(columns.iter().map(|it| cell(&row[it.as_str()])).collect());
        head + &rows.iter().map(row).collect::<String>()
    }

    /// A file as this tool prints it.
    pub(crate) fn print(self, file: &File) -> Value {
        match self {
            Self::Arm if file.is_cut => json!({ "value": file.items, "nextLink": NEXT }),
            Self::Arm => json!({ "value": file.items }),
            Self::Graph if file.items.iter().all(has_row) => {
                let rows: Vec<Value> = file.items.iter().map(row).collect();
                let mut result = json!({
                    "count": rows.len(),
                    "data": rows,
                    "totalRecords": rows.len() + usize::from(file.is_cut),
                    "resultTruncated": file.is_cut.to_string(),
                });
                if file.is_cut {
                    result["skipToken"] = "ew0KICAiJGlkIjogIjEi".into();
                }
                result
            }
            Self::Cli | Self::Graph | Self::Table | Self::Csv => file.items.iter().map(flat).collect(),
            Self::PowerShell => file.items.iter().map(|it| pascal(&flat(it))).collect(),
        }
    }
}

const NEXT: &str =
    "https://management.azure.com/subscriptions/6b3d1f52/resources?api-version=2024-01-01&$skiptoken=abc";

/// Whether Resource Graph has rows for a resource: for those of their own, and for the links of zones.
fn has_row(item: &Value) -> bool {
    let kind = item["type"].as_str().unwrap_or_default();
    // Source: "Azure Resource Graph table and resource type reference" (2025-05), those of Microsoft.Network.
    kind.matches('/').count() == 1
        || ["privateDnsZones/virtualNetworkLinks", "dnsResolvers/inboundEndpoints"].iter().any(|it| kind.ends_with(it))
}

/// A row of Resource Graph: types and resource groups in lower case, and columns that most resources leave empty.
fn row(item: &Value) -> Value {
    let mut row = json!({
        "extendedLocation": null,
        "identity": null,
        "kind": "",
        "managedBy": "",
        "plan": null,
        "resourceGroup": "rg-orders",
        "sku": null,
        "subscriptionId": "6b3d1f52-08c4-4c17-9a50-7de2f41c9e83",
        "tags": {},
        "tenantId": "e2a4c6f8-1b3d-4f57-8a9c-0d2e4f6a8b1c",
        "zones": null,
    });
    for (key, value) in item.as_object().expect("a resource") {
        if !matches!(key.as_str(), "etag" | "systemData") {
            row[key] = value.clone();
        }
    }
    row["type"] = item["type"].as_str().expect("a type").to_lowercase().into();
    row
}

/// A resource as the CLI prints it: what ARM has under `properties` one level up, the resource group beside each id, and
/// null for what is not set.
fn flat(item: &Value) -> Value {
    let mut item = flattened(item, "");
    let kind = item["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_lowercase();
    for (of, unset) in UNSET {
        if *of == kind {
            for key in *unset {
                item.as_object_mut().expect("a resource").entry(*key).or_insert(Value::Null);
            }
        }
    }
    item
}

fn flattened(value: &Value, within: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|it| flattened(it, within)).collect(),
        Value::Object(members) => {
            let mut flat = Map::new();
            let is_single = |id: &Value| id.as_str().is_some_and(|it| it.contains("/servers/"));
            // The connections that a single server lists keep theirs.
            let keeps = within == "privateEndpointConnections" && members.get("id").is_some_and(is_single);
            for (key, value) in members {
                match value {
                    Value::Object(inner) if key == "properties" && !keeps => {
                        flat.extend(inner.iter().map(|(key, value)| (renamed(key), flattened(value, key))));
                    }
                    _ => {
                        flat.insert(renamed(key), flattened(value, key));
                    }
                }
            }
            if within == "subnets" {
                for key in UNSET_IN_SUBNET {
                    flat.entry(*key).or_insert(Value::Null);
                }
            }
            if flat.get("id").is_some_and(|it| it.as_str().is_some_and(|it| it.contains("/resourceGroups/"))) {
                flat.insert("resourceGroup".to_owned(), "rg-orders".into());
            }
            Value::Object(flat)
        }
        other => other.clone(),
    }
}

/// The names that Python's own spelling changes.
fn renamed(key: &str) -> String {
    match key {
        "storageSizeGB" => "storageSizeGb",
        "storageMB" => "storageMb",
        _ => key,
    }
    .to_owned()
}

/// What the CLI prints as null where it is not set, by the last part of the type.
const UNSET: &[(&str, &[&str])] = &[
    ("servers", &["identity", "masterServerId"]),
    (
        "flexibleservers",
        &["createMode", "identity", "pointInTimeUtc", "privateEndpointConnections", "sourceServerResourceId"],
    ),
    ("migrations", &["migrationInstanceResourceId", "secretParameters", "sourceDbServerFullyQualifiedDomainName"]),
    ("virtualnetworks", &["bgpCommunities", "ddosProtectionPlan", "dhcpOptions", "encryption", "ipAllocations"]),
    ("networkinterfaces", &["auxiliaryMode", "networkSecurityGroup", "virtualMachine", "privateEndpoint"]),
    ("privateendpoints", &["applicationSecurityGroups", "extendedLocation"]),
    ("networksecuritygroups", &["flushConnection", "networkInterfaces", "subnets"]),
    ("routetables", &["subnets"]),
    ("connections", &["authorizationKey", "peer", "virtualNetworkGateway2"]),
    ("localnetworkgateways", &["bgpSettings", "fqdn"]),
];

const UNSET_IN_SUBNET: &[&str] = &[
    "addressPrefixes",
    "ipAllocations",
    "natGateway",
    "networkSecurityGroup",
    "routeTable",
    "serviceEndpointPolicies",
];

/// The same with keys as .NET spells them.
fn pascal(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(pascal).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let mut letters = key.chars();
                let first = letters.next().map(|it| it.to_ascii_uppercase());
                (first.into_iter().chain(letters).collect(), pascal(value))
            })
            .collect::<Map<String, Value>>()
            .into(),
        other => other.clone(),
    }
}
