//! Reads what the commands of AWS and Google Cloud print, and recognises it by its lists or by the kinds that it says.
//!
//! It stands beside what Azure's tools print, in the same folder or file, so it is read here: what becomes of a file is said
//! once.

use pgreach_network::{
    CloudKind, CloudResource, Network,
    cloud::{Members, Shape, add, kept},
};
use serde_json::Value;

use super::notes::Notes;

/// What says where the next page begins. It may stand before a list of AWS.
const MARKERS: [&str; 2] = ["Marker", "NextToken"];

/// What AWS's libraries put beside a list, of the request.
const ABOUT_THE_REQUEST: &str = "ResponseMetadata";

/// Lists of AWS that no check looks at.
const PASSED_OVER: [&str; 13] = [
    "Addresses",
    "CustomerGateways",
    "DBProxies",
    "DBSubnetGroups",
    "InternetGateways",
    "NatGateways",
    "NetworkInterfaces",
    "TransitGatewayRouteTables",
    "TransitGateways",
    "VpcEndpoints",
    "VpcPeeringConnections",
    "Vpcs",
    "VpnGateways",
];

/// Where one of AWS's lists begins, or Google's first resource says what it is, at the latest.
const START: usize = 3000;

/// What each resource of Google Cloud has.
const GOOGLE: [&str; 4] = ["\"sql#instance", "\"compute#", "\"projects/", "\"firewallPolicys\""];

/// The list in which the routes of a transit gateway stand. Azure PowerShell calls those of a route table the same.
const ROUTES: &str = "Routes";

/// What AWS puts beside them, whether there are more or not.
const MORE_ROUTES: &str = "AdditionalRoutesAvailable";

/// Whether a list holds routes of a transit gateway.
fn is_of_transit_gateway(list: &str, start: &str) -> bool {
    list == ROUTES && (start.contains("\"TransitGatewayAttachments\"") || start.contains(MORE_ROUTES))
}

/// Whether a document begins with one of AWS's lists, after no more than the marker of a page.
fn is_of_aws(start: &str) -> bool {
    let mut rest = start.strip_prefix('{');
    while let Some((member, after)) = rest.and_then(|it| it.trim_start().strip_prefix('"')?.split_once('"')) {
        let after = after.trim_start_matches(|it: char| it == ':' || it.is_whitespace());
        let is_read = CloudKind::ALL.iter().any(|it| it.is_of_aws() && it.list() == member);
        if is_read || PASSED_OVER.contains(&member) || is_of_transit_gateway(member, start) {
            return after.starts_with('[');
        }
        rest = match member {
            ABOUT_THE_REQUEST => after_object(after),
            _ => Some(after).filter(|_| MARKERS.contains(&member)),
        }
        .and_then(|it| it.split_once(','))
        .map(|it| it.1);
    }
    false
}

/// What stands after the object that a text begins with.
fn after_object(text: &str) -> Option<&str> {
    let mut objects = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    objects.next()?.ok()?;
    text.get(objects.byte_offset()..)
}

/// Reads a JSON document, where it is one of these, and returns what stands after it.
pub(super) fn document<'t>(text: &'t str, notes: &Notes, network: &mut Network) -> Option<&'t str> {
    let start = text.get(..text.floor_char_boundary(START))?;
    // Of a thousand empty documents none is searched.
    if !start.trim_start_matches(|it: char| matches!(it, '{' | '[') || it.is_whitespace()).starts_with('"') {
        return None;
    }
    let is_of_aws = is_of_aws(start);
    if !is_of_aws && !GOOGLE.iter().any(|it| start.contains(it)) {
        return None;
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    match documents.next()? {
        Ok(Value::Object(mut document)) if is_of_aws => {
            let is_cut = MARKERS.iter().any(|it| document.get(*it).is_some_and(|it| !it.is_null()))
                || document.get(MORE_ROUTES) == Some(&Value::Bool(true));
            if is_cut {
                notes.partial("A list of AWS is cut: it goes on on another page, which the AWS CLI prints by itself.");
                network.truncated = true;
                network.cut.push(notes.file);
            }
            if is_of_transit_gateway(ROUTES, start)
                && let Some(routes) = document.remove(ROUTES)
            {
                document.insert(CloudKind::TransitGatewayRoutes.list().to_owned(), routes);
            }
            for kind in CloudKind::ALL.into_iter().filter(|it| it.is_of_aws()) {
                let Some(Value::Array(mut items)) = document.remove(kind.list()) else { continue };
                // A list that is cut has not all of a VPC.
                if is_cut && kind == CloudKind::WholeVpc {
                    continue;
                }
                // They are in the reservations that they were started with.
                if kind == CloudKind::Ec2Instance {
                    let instances = items.iter_mut().filter_map(|it| it.get_mut("Instances")?.as_array_mut());
                    items = instances.flat_map(std::mem::take).collect();
                }
                for it in items {
                    resource(it, kind, notes, network);
                }
            }
            for list in PASSED_OVER.into_iter().filter(|it| document.contains_key(*it)) {
                notes.ignored(&format!("AWS/{list}"));
                leaves_open(list, notes);
            }
        }
        Ok(document) if !is_of_aws => {
            let items = if let Value::Array(items) = document { items } else { vec![document] };
            if !items.iter().any(is_of_google) {
                return None;
            }
            for it in items {
                if let Some(kind) = google_kind(&it) {
                    resource(it, kind, notes, network);
                    continue;
                }
                let kind = it.text("kind").or_else(|| unkind(&it)).unwrap_or("a resource of Google Cloud");
                notes.ignored(kind);
                leaves_open(kind, notes);
            }
        }
        _ if !is_of_aws => return None,
        _ => {
            network.truncated = true;
            // What could not be read may be a secret.
            notes.error("", "a list of AWS that cannot be read", "JSON as the AWS CLI prints it, whole");
            return Some("");
        }
    }
    text.get(documents.byte_offset()..)
}

/// Says of a list that seems to show a way why it decides nothing.
///
/// Sources: "Route tables" (Amazon VPC user guide); "Transit gateway route tables" (Amazon VPC transit gateways); "Routes"
/// (Google Cloud VPC): `gcloud compute routes list` lacks dynamic routes.
fn leaves_open(list: &str, notes: &Notes) {
    let why = match list {
        "CustomerGateways" | "InternetGateways" | "NatGateways" | "TransitGateways" | "VpnGateways" => {
            "which of these packets take, aws ec2 describe-route-tables says"
        }
        "TransitGatewayRouteTables" => {
            "it has no routes, and those that search-transit-gateway-routes prints do not say of which of them they are"
        }
        "compute#route" => "it lacks the routes that Cloud Routers learn, one of which may be narrower",
        _ => return,
    };
    notes.partial(format!("A list of {list} decides nothing: {why}."));
}

fn is_of_google(it: &Value) -> bool {
    let says = |kind: &str| kind.starts_with("sql#") || kind.starts_with("compute#");
    it.text("kind").is_some_and(says) || google_kind(it).is_some() || unkind(it).is_some()
}

/// What a list of Google Cloud is that says no kind, and that no check looks at.
fn unkind(it: &Value) -> Option<&'static str> {
    match () {
        () if it.text("service").is_some_and(|it| it.starts_with("services/")) => Some("compute#servicesPeering"),
        () => None,
    }
}

/// What a resource of Google Cloud is. AlloyDB says it by its path.
fn google_kind(it: &Value) -> Option<CloudKind> {
    if let Some(kind) = it.text("kind") {
        return CloudKind::ALL.into_iter().find(|it| !it.is_of_aws() && it.list() == kind);
    }
    if it.list("firewallPolicys").is_some() {
        return Some(CloudKind::EffectiveFirewalls);
    }
    let parts: Vec<&str> = it.text("name")?.split('/').collect();
    match parts[..] {
        ["projects", _, "locations", _, "clusters", _] => Some(CloudKind::AlloyDbCluster),
        ["projects", _, "locations", _, "clusters", _, "instances", _] => Some(CloudKind::AlloyDbInstance),
        _ => None,
    }
}

fn resource(json: Value, kind: CloudKind, notes: &Notes, network: &mut Network) {
    let is_id = kind == CloudKind::WholeVpc;
    let (kept, refused) = kept(json, if is_id { Shape::Id } else { Shape::Parts });
    for member in refused.iter().filter(|it| !it.is_empty()) {
        notes.error(member, "a value of another kind", &format!("what its own command prints of one {}", kind.words()));
    }
    match kept.filter(|it| it.is_string() == is_id) {
        Some(json) => {
            notes.read(kind.words());
            add(&mut network.clouds, CloudResource { kind, file: notes.file, json });
        }
        None => notes.error(kind.list(), "something else than it is there", kind.words()),
    }
}
