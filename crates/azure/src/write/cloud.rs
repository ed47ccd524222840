//! Resources of another cloud, as its own command prints them.

use pgreach_network::{CloudKind, CloudResource};
use serde_json::{Value, json};

/// A resource, in a list as AWS prints it, or by itself as Google does.
pub(super) fn resource(resource: &CloudResource) -> Value {
    let CloudResource { kind, file: _, json } = resource;
    match kind {
        CloudKind::Ec2Instance => json!({ kind.list(): [{ "Instances": [json] }] }),
        _ if kind.is_of_aws() => json!({ kind.list(): [json] }),
        _ => json.clone(),
    }
}
