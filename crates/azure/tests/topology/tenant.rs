//! A tenant: hubs with the zone of private endpoints, spokes whose targets share a subnet, three subscriptions, and many
//! migrations, with faults planted in what they share. What each comes to is known.
//!
//! The sources' endpoints are in the hub, each target is in a spoke that is peered with it.

use serde_json::{Value, json};

use super::{
    dns::{ZONE, links, record, soa, with_record_sets, zone, zone_group},
    networks::{delegated, endpoint, guarded, half, nic, route_table, routed, subnet, vnet},
    security::{deny, group, rule},
    servers::{integrated, single},
};

/// What is planted in a spoke, in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing, but that the last of its sources has an old record.
    Record,
    /// The zone in the hub is not linked to it.
    Link,
    /// The hub's half of the peering was never made.
    Peering,
    /// The security group of its subnet denies PostgreSQL.
    Deny,
    /// Two at once: of the zone and of the security group.
    LinkAndDeny,
    /// The security group is in no file.
    NotRead,
}

/// All that can be planted in a spoke.
pub(crate) const FAULTS: [Fault; 6] =
    [Fault::Record, Fault::Link, Fault::Peering, Fault::Deny, Fault::LinkAndDeny, Fault::NotRead];

/// A migration of the tenant, and what it comes to.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) verdict: &'static str,
    /// The step of the first cause, and whose it is.
    pub(crate) cause: Option<(&'static str, &'static str)>,
    /// The resources to change so that it is ready, each by the end of its id; of one that is undecided none.
    pub(crate) changes: Vec<String>,
}

/// The files of a tenant, each a list, and its migrations.
pub(crate) struct Tenant {
    pub(crate) files: Vec<(String, String)>,
    pub(crate) known: Vec<Known>,
}

const GROUP: &str = "/subscriptions/6b3d1f52-08c4-4c17-9a50-7de2f41c9e83/resourceGroups/rg-orders/providers";

/// The subscriptions: of the hubs, and of every other spoke.
const SUBSCRIPTIONS: [&str; 3] = [
    "0a6c2b1e-7d40-4f93-8e15-c2d9b8a47f01",
    "1f83d5a7-29be-4c06-b7d1-64e0a9c3582d",
    "2e94c6b8-3acf-4d17-98e2-75f1bad46930",
];

/// A tenant of so many hubs, spokes of each, and migrations into each spoke.
pub(crate) fn tenant(hubs: usize, spokes: usize, each: usize) -> Tenant {
    assert!(hubs < 90 && hubs * spokes < 4096 && spokes * each < 32_000, "there are so many addresses");
    let mut made = Tenant { files: Vec::new(), known: Vec::new() };
    for hub in 0..hubs {
        let faults: Vec<Fault> = (0..spokes).map(|spoke| FAULTS[(hub * spokes + spoke) % FAULTS.len()]).collect();
        made.add_hub(hub, &faults, each);
    }
    made
}

/// A tenant of one hub with a spoke for each of these faults.
pub(crate) fn tenant_with(faults: &[Fault], each: usize) -> Tenant {
    let mut made = Tenant { files: Vec::new(), known: Vec::new() };
    made.add_hub(0, faults, each);
    made
}

impl Tenant {
    fn add_hub(&mut self, hub: usize, faults: &[Fault], each: usize) {
        let spokes = faults.len();
        let own = format!("vnet-hub{hub}");
        let (mut servers, mut joined, mut zones, mut peerings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut linked, mut records) = (vec![own.clone()], vec![soa(ZONE)]);
        for (spoke, fault) in faults.iter().copied().enumerate() {
            let (name, net) = (format!("vnet-hub{hub}-s{spoke}"), spoke_net(hub * spokes + spoke));
            if fault != Fault::Peering {
                peerings.push(half(&own, &name, &net));
            }
            if !matches!(fault, Fault::Link | Fault::LinkAndDeny) {
                linked.push(name.clone());
            }
            joined.extend(spoke_of(hub, &name, &net, fault));
            for at in 0..each {
                let app = format!("app{}", (hub * spokes + spoke) * each + at);
                let number = spoke * each + at;
                let address = format!("10.{hub}.{}.{}", number / 250, 4 + number % 250);
                let is_old = fault == Fault::Record && at + 1 == each;
                let said = if is_old { format!("10.{hub}.127.250") } else { address.clone() };
                records.push(record(ZONE, &format!("{app}-old"), &said));
                servers.extend(migration(hub, &app, &address, &name));
                zones.extend(target_zone(&app, &name, &net));
                self.known.push(known(&app, &name, &own, fault, is_old));
            }
        }
        let endpoints = subnet(&own, "endpoints", &format!("10.{hub}.0.0/17"));
        joined.push(vnet(&own, &format!("10.{hub}.0.0/16"), vec![endpoints], peerings));
        zones.push(with_record_sets(zone(ZONE, linked.len()), records.len()));
        zones.extend(links(ZONE, &linked.iter().map(String::as_str).collect::<Vec<_>>()));
        zones.extend(records);
        for (kind, items) in [("servers", servers), ("networks", joined), ("zones", zones)] {
            self.files.push((format!("hub{hub}-{kind}.json"), placed(&json!({ "value": items }).to_string(), hub)));
        }
    }
}

fn spoke_net(number: usize) -> String {
    format!("172.{}.{}.0/24", 16 + number / 256, number % 256)
}

/// A spoke's VNet, route table and, where it can be read, security group.
fn spoke_of(hub: usize, name: &str, net: &str, fault: Fault) -> Vec<Value> {
    let (own, guard, table) = (format!("vnet-hub{hub}"), group_of(name), name.replace("vnet-", "rt-"));
    let mut peering = half(name, &own, &format!("10.{hub}.0.0/16"));
    if fault == Fault::Peering {
        peering["properties"]["peeringState"] = "Initiated".into();
    }
    let database = routed(guarded(delegated(name, "db", net), &guard), &table);
    let mut items = vec![vnet(name, net, vec![database], vec![peering]), route_table(&table)];
    let out = |name: &str, number, to: &str, port| {
        rule(&guard, name, number, "Outbound", "Allow", ("VirtualNetwork", to, port))
    };
    let mut rules = vec![
        out("allow-postgres-out", 200, &format!("10.{hub}.0.0/17"), "5432"),
        out("allow-storage-out", 210, "Storage", "443"),
    ];
    if matches!(fault, Fault::Deny | Fault::LinkAndDeny) {
        rules.push(deny(&guard, "Outbound", &format!("10.{hub}.0.0/16"), "5432"));
    }
    if fault != Fault::NotRead {
        items.push(group(&guard, rules));
    }
    items
}

fn group_of(spoke: &str) -> String {
    spoke.replace("vnet-", "nsg-")
}

/// A single server with its endpoint in the hub, and a target in a spoke.
fn migration(hub: usize, app: &str, address: &str, spoke: &str) -> Vec<Value> {
    let [old, new, endpoint_of] = [format!("{app}-old"), format!("{app}-new"), format!("{app}-pe")];
    let hub = format!("vnet-hub{hub}");
    vec![
        single(&old, "Disabled", &[&endpoint_of]),
        integrated(&new, spoke, "db"),
        endpoint(&endpoint_of, &format!("servers/{old}"), &hub, "endpoints"),
        nic(&format!("{endpoint_of}-nic"), &hub, "endpoints", address),
        zone_group(&endpoint_of, &old, address),
    ]
}

/// The zone of a target itself.
fn target_zone(app: &str, spoke: &str, net: &str) -> Vec<Value> {
    let zone_name = format!("{app}-new.private.postgres.database.azure.com");
    let mut items = vec![zone(&zone_name, 1)];
    items.extend(links(&zone_name, &[spoke]));
    items.push(record(&zone_name, "c1d2e3f4a5b6", &net.replace(".0/24", ".4")));
    items
}

fn known(app: &str, spoke: &str, hub: &str, fault: Fault, is_old: bool) -> Known {
    let link = format!("{ZONE}/virtualNetworkLinks/{spoke}");
    let rule = format!("{}/securityRules/", group_of(spoke));
    let half = format!("{hub}/virtualNetworkPeerings/");
    let (verdict, cause, changes) = match fault {
        Fault::Record if is_old => ("blocked", Some(("source/a-record", "dns")), vec![format!("{ZONE}/A/{app}-old")]),
        Fault::Record => ("ready", None, Vec::new()),
        Fault::Link => ("blocked", Some(("source/zone-link-client", "dns")), vec![link]),
        Fault::Peering => ("blocked", Some(("source/peering", "network")), vec![half]),
        Fault::Deny => ("blocked", Some(("source/nsg", "network")), vec![rule]),
        Fault::LinkAndDeny => ("blocked", Some(("source/nsg", "network")), vec![rule, link]),
        Fault::NotRead => ("undecided", Some(("source/nsg", "network")), Vec::new()),
    };
    Known { source: format!("{app}-old"), target: format!("{app}-new"), verdict, cause, changes }
}

/// So many virtual machines with their network interfaces, in the spokes of a tenant: what is there besides migrations.
pub(crate) fn machines(hubs: usize, spokes: usize, count: usize) -> (String, String) {
    let mut items = Vec::with_capacity(2 * count);
    for at in 0..count {
        let spoke = at % (hubs * spokes);
        let (hub, machine) = (spoke / spokes, format!("vm{at}"));
        let vnet = format!("vnet-hub{hub}-s{}", spoke % spokes);
        let address = spoke_net(spoke).replace(".0/24", &format!(".{}", 100 + at / (hubs * spokes) % 150));
        let mut card = nic(&format!("{machine}-nic"), &vnet, "db", &address);
        card["properties"]["virtualMachine"] =
            json!({ "id": format!("{GROUP}/Microsoft.Compute/virtualMachines/{machine}") });
        items.push(card);
        items.push(json!({
            "id": format!("{GROUP}/Microsoft.Compute/virtualMachines/{machine}"),
            "name": machine,
            "type": "Microsoft.Compute/virtualMachines",
            "location": "westeurope",
            "properties": {
                "vmId": format!("9c1f7d52-3b8e-4a60-8f2d-{at:012}"),
                "provisioningState": "Succeeded",
                "hardwareProfile": { "vmSize": "Standard_D4s_v5" },
                "storageProfile": {
                    "imageReference": { "publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest" },
                    "osDisk": { "osType": "Linux", "name": format!("{machine}-os"), "createOption": "FromImage", "diskSizeGB": 128 },
                    "dataDisks": (0..4).map(|lun| json!({
                        "lun": lun,
                        "name": format!("{machine}-data{lun}"),
                        "createOption": "Attach",
                        "caching": "ReadOnly",
                        "managedDisk": { "id": format!("{GROUP}/Microsoft.Compute/disks/{machine}-data{lun}") },
                    })).collect::<Vec<_>>(),
                },
                "osProfile": { "computerName": machine, "adminUsername": "ops", "linuxConfiguration": { "disablePasswordAuthentication": true } },
                "networkProfile": { "networkInterfaces": [{ "id": format!("{GROUP}/Microsoft.Network/networkInterfaces/{machine}-nic") }] },
            },
            "tags": { "costCenter": "4711", "owner": format!("team-{}", at % 40), "environment": "production" },
        }));
    }
    ("machines.json".to_owned(), placed(&json!({ "value": items }).to_string(), 0))
}

/// The text with each resource in its subscription and group, by its name: what is no app's and no spoke's is the hub's.
fn placed(text: &str, hub: usize) -> String {
    let mut parts = text.split(GROUP);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // As `/Microsoft.Network/virtualNetworks/vnet-hub0-s1/subnets/db`.
        let name = part.split(['/', '"']).nth(3).expect("a name");
        let app = name.strip_prefix("app").and_then(|it| it.split('-').next()).map(|it| format!("rg-app{it}"));
        let spoke = name.rsplit_once("-s").map(|(_, number)| (number, format!("rg-hub{hub}-s{number}")));
        let (subscription, group) = match (app, spoke) {
            (Some(app), _) => (SUBSCRIPTIONS[1], app),
            (None, Some((number, spoke))) => (SUBSCRIPTIONS[1 + number.parse::<usize>().expect("a number") % 2], spoke),
            (None, None) => (SUBSCRIPTIONS[0], format!("rg-hub{hub}")),
        };
        out += &["/subscriptions/", subscription, "/resourceGroups/", &group, "/providers", part].concat();
    }
    out
}
