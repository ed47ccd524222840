//! What the AWS CLI prints, recognised by the lists that it holds.
//!
//! It stands beside what Azure's tools print, in the same folder or file, so it is read here: what becomes of a file is said
//! once.

use pgreach_network::{Network, aws::Aws};

use super::notes::Notes;

/// The lists that are read, each by the member that holds it, with what people call one of its items.
const LISTS: [(&str, &str); 7] = [
    ("DBInstances", "database instance in AWS"),
    ("DBClusters", "database cluster in AWS"),
    ("Reservations", "EC2 instance"),
    ("SecurityGroups", "security group in AWS"),
    ("RouteTables", "route table in AWS"),
    ("NetworkAcls", "network ACL in AWS"),
    ("VpnConnections", "VPN connection in AWS"),
];

/// What says where the next page begins. It may stand before a list.
const MARKERS: [&str; 2] = ["\"Marker\":", "\"NextToken\":"];

/// Where one of the lists begins, at the latest.
const START: usize = 1000;

/// Whether a document without its spaces begins with one of the lists, after no more than the marker of a page.
fn is_one(start: &str) -> bool {
    let Some(mut rest) = start.strip_prefix('{') else { return false };
    loop {
        let mut members = LISTS.iter().map(|it| it.0).chain(["RouteTablesOf"]);
        if members.any(|it| rest.starts_with(&format!("\"{it}\":["))) {
            return true;
        }
        match rest.split_once(',') {
            Some((member, after)) if MARKERS.iter().any(|it| member.starts_with(it)) => rest = after,
            _ => return false,
        }
    }
}

/// Reads a JSON document, where it is one of these, and returns what stands after it.
pub(super) fn document<'t>(text: &'t str, notes: &Notes, network: &mut Network) -> Option<&'t str> {
    // It would make what the page and npm load a fourteenth larger: there, a source in AWS is asked about.
    if cfg!(target_family = "wasm") {
        return None;
    }
    let start = text.get(..text.floor_char_boundary(START))?;
    let start: String = start.chars().filter(|it| !it.is_whitespace()).collect();
    if !is_one(&start) {
        return None;
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Aws>();
    let Ok(aws) = documents.next()? else {
        network.truncated = true;
        // What could not be read may be a secret.
        notes.error("", "a list of AWS that cannot be read", "JSON as the AWS CLI prints it, whole");
        return Some("");
    };
    let counts = [
        aws.instances.len(),
        aws.clusters.len(),
        aws.machines().count(),
        aws.security_groups.len(),
        aws.route_tables.len(),
        aws.acls.len(),
        aws.vpn_connections.len(),
    ];
    for ((_, words), count) in LISTS.iter().zip(counts) {
        for _ in 0..count {
            notes.read(words);
        }
    }
    network.aws.add(aws, notes.file);
    text.get(documents.byte_offset()..)
}
