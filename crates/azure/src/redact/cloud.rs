//! Every name and address of what was read of another cloud, by what each member is. What an id is, its start says, and that
//! stays; so do the regions and the words that make a path.

use pgreach_network::{
    CloudResource,
    cloud::{Shape, ipv4, shape},
};
use serde_json::Value;

use super::Mask;

/// How ids of AWS begin, and so what they are ids of.
const STARTS: [&str; 15] =
    ["acl", "eigw", "eni", "i", "igw", "nat", "pcx", "pl", "rtb", "sg", "subnet", "tgw", "vgw", "vpc", "vpce"];

/// What Google Cloud's paths are made of, and the peerings of its services, which are called the same everywhere.
const WORDS: [&str; 15] = [
    "cloudsql-postgres-googleapis-com",
    "clusters",
    "firewalls",
    "global",
    "instances",
    "locations",
    "networks",
    "projects",
    "regions",
    "routes",
    "servicenetworking-googleapis-com",
    "subnetworks",
    "v1",
    "vpnTunnels",
    "zones",
];

impl Mask {
    pub(super) fn cloud_resource(&mut self, resource: &mut CloudResource) {
        let CloudResource { kind: _, file: _, json } = resource;
        // The only one that is no object is the id of a VPC.
        self.cloud_value(json, Shape::Id);
    }

    fn cloud_value(&mut self, value: &mut Value, what: Shape) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    // Of tags, only the one called Name is kept.
                    if member == "Key" {
                        continue;
                    }
                    // What is not listed has not been kept.
                    self.cloud_value(value, shape(member).unwrap_or(Shape::Server));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|it| self.cloud_value(it, what)),
            Value::String(text) => match what {
                Shape::Parts | Shape::Flag | Shape::Number | Shape::Word => {}
                Shape::Server => self.text("server", text),
                Shape::Id => self.aws_id(text),
                Shape::Path => self.google_path(text),
                Shape::Range => {
                    *text = match ipv4(text) {
                        Some(net) => self.addresses.net(net).to_string(),
                        None => "::/0".to_owned(),
                    };
                }
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn aws_id(&mut self, id: &mut String) {
        // The route within a VPC.
        if id == "local" {
            return;
        }
        let what = id.split_once('-').and_then(|(start, _)| STARTS.iter().find(|it| **it == start));
        *id = self.names.name(what.unwrap_or(&"resource"), id);
    }

    fn google_path(&mut self, path: &mut String) {
        let mut before = "";
        let parts = path.split('/').map(|part| {
            let is_place = matches!(before, "locations" | "regions" | "zones");
            before = part;
            if is_place || WORDS.contains(&part) { part.to_owned() } else { self.names.name("resource", part) }
        });
        *path = parts.collect::<Vec<_>>().join("/");
    }
}
