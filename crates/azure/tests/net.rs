//! The net under all steps: less than a whole topology never says more than all of it, and what stands in the files and
//! is not read is never passed over.

#[allow(dead_code, unused_imports, reason = "only the topologies and their faults are used here")]
mod topology;

use std::{env, num::NonZero, thread};

use pgreach_azure::read;
use pgreach_rules::{
    Config, Report, Status, Verdict, evaluate_with, find,
    network::{Id, Listing, Network, Origin, Unread},
};
use serde_json::{Value, json};
use topology::{Topology, breaks, forms::Form, id, whole};

fn config(topology: &Topology) -> Config {
    let mut config = Config::default();
    for setting in &topology.told {
        let (path, value) = setting.split_once('=').expect("path=value");
        config.set(path, value).expect("a good setting");
    }
    config
}

fn network(topology: &Topology) -> Network {
    let files: Vec<(&str, String)> =
        topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network
}

fn report(topology: &Topology, network: &Network) -> Report {
    let config = config(topology);
    evaluate_with(&config, &find(&config, network))
}

fn verdict(topology: &Topology) -> Verdict {
    report(topology, &network(topology)).verdict
}

/// The resources of a topology that stand for themselves, and the subnets in them.
fn resources(topology: &Topology) -> Vec<Id> {
    let items = || topology.files.iter().flat_map(|it| &it.items);
    let subnets = items().filter_map(|it| it["properties"]["subnets"].as_array()).flatten();
    items().chain(subnets).filter_map(|it| Id::parse(it["id"].as_str()?)).filter(|it| !is_part(it)).collect()
}

/// Whether it is a part that no other resource names.
fn is_part(id: &Id) -> bool {
    id.parent().is_some() && !id.kind().ends_with("/subnets")
}

/// Types of Microsoft.Network that leave READY standing, as they can do nothing to a connection.
///
/// Source of both lists: "Microsoft.Network resource types" (Microsoft Learn, ARM template reference, 2025-10).
const HARMLESS: &[&str] = &[
    "applicationGateways",
    "applicationGateways/privateEndpointConnections",
    "ApplicationGatewayWebApplicationFirewallPolicies",
    "applicationSecurityGroups",
    "bastionHosts",
    "customIpPrefixes",
    "ddosCustomPolicies",
    "ddosProtectionPlans",
    "dscpConfigurations",
    "frontDoors",
    "frontDoors/rulesEngines",
    "FrontDoorWebApplicationFirewallPolicies",
    "IpAllocations",
    "ipGroups",
    "NetworkExperimentProfiles",
    "NetworkExperimentProfiles/Experiments",
    "networkIntentPolicies",
    "networkInterfaces/tapConfigurations",
    "networkManagers/ipamPools",
    "networkManagers/ipamPools/staticCidrs",
    "networkManagers/verifierWorkspaces",
    "networkManagers/verifierWorkspaces/reachabilityAnalysisIntents",
    "networkProfiles",
    "networkWatchers",
    "networkWatchers/connectionMonitors",
    "networkWatchers/flowLogs",
    "networkWatchers/packetCaptures",
    "networkWatchers/pingMeshes",
    "publicIPAddresses",
    "publicIPPrefixes",
    "serviceEndpointPolicies",
    "serviceEndpointPolicies/serviceEndpointPolicyDefinitions",
    "virtualNetworkTaps",
];

/// Types that can overrule a step. Those that pgreach reads by now are left out by the test itself.
const HARMFUL: &[&str] = &[
    "azureFirewalls",
    "connections/sharedKeys",
    "dnsForwardingRulesets",
    "dnsForwardingRulesets/forwardingRules",
    "dnsForwardingRulesets/virtualNetworkLinks",
    "dnsResolverDomainLists",
    "dnsResolverPolicies",
    "dnsResolverPolicies/dnsSecurityRules",
    "dnsResolverPolicies/virtualNetworkLinks",
    "dnsResolvers",
    "dnsResolvers/inboundEndpoints",
    "dnsResolvers/outboundEndpoints",
    "dnsZones",
    "dnsZones/A",
    "dnsZones/CNAME",
    "expressRouteCircuits",
    "expressRouteCircuits/authorizations",
    "expressRouteCircuits/peerings",
    "expressRouteCircuits/peerings/connections",
    "expressRouteCrossConnections",
    "expressRouteCrossConnections/peerings",
    "expressRouteGateways",
    "expressRouteGateways/expressRouteConnections",
    "expressRoutePorts",
    "expressRoutePorts/authorizations",
    "firewallPolicies",
    "firewallPolicies/firewallPolicyDrafts",
    "firewallPolicies/ruleCollectionGroups",
    "firewallPolicies/ruleCollectionGroups/ruleCollectionGroupDrafts",
    "firewallPolicies/ruleGroups",
    "firewallPolicies/signatureOverrides",
    "interconnectGroups",
    "loadBalancers",
    "loadBalancers/backendAddressPools",
    "loadBalancers/inboundNatRules",
    "natGateways",
    "networkManagerConnections",
    "networkManagers",
    "networkManagers/connectivityConfigurations",
    "networkManagers/networkGroups",
    "networkManagers/networkGroups/staticMembers",
    "networkManagers/routingConfigurations",
    "networkManagers/routingConfigurations/ruleCollections",
    "networkManagers/routingConfigurations/ruleCollections/rules",
    "networkManagers/scopeConnections",
    "networkManagers/securityAdminConfigurations",
    "networkManagers/securityAdminConfigurations/ruleCollections",
    "networkManagers/securityAdminConfigurations/ruleCollections/rules",
    "networkManagers/securityUserConfigurations",
    "networkManagers/securityUserConfigurations/ruleCollections",
    "networkManagers/securityUserConfigurations/ruleCollections/rules",
    "networkSecurityPerimeters",
    "networkSecurityPerimeters/linkReferences",
    "networkSecurityPerimeters/links",
    "networkSecurityPerimeters/loggingConfigurations",
    "networkSecurityPerimeters/profiles",
    "networkSecurityPerimeters/profiles/accessRules",
    "networkSecurityPerimeters/resourceAssociations",
    "networkVirtualAppliances",
    "networkVirtualAppliances/inboundSecurityRules",
    "networkVirtualAppliances/networkVirtualApplianceConnections",
    "networkVirtualAppliances/virtualApplianceSites",
    "p2svpnGateways",
    "privateLinkServices",
    "privateLinkServices/privateEndpointConnections",
    "routeFilters",
    "routeFilters/routeFilterRules",
    "routeMaps",
    "securityPartnerProviders",
    "serviceGateways",
    "trafficmanagerprofiles",
    "trafficmanagerprofiles/azureEndpoints",
    "trafficmanagerprofiles/externalEndpoints",
    "virtualHubs",
    "virtualHubs/bgpConnections",
    "virtualHubs/hubRouteTables",
    "virtualHubs/hubVirtualNetworkConnections",
    "virtualHubs/ipConfigurations",
    "virtualHubs/routeMaps",
    "virtualHubs/routeTables",
    "virtualHubs/routingIntent",
    "virtualNetworkAppliances",
    "virtualNetworkGateways/natRules",
    "virtualNetworks/taggedTrafficConsumers",
    "virtualRouters",
    "virtualRouters/peerings",
    "virtualWans",
    "virtualWans/p2sVpnServerConfigurations",
    "vpnGateways",
    "vpnGateways/natRules",
    "vpnGateways/vpnConnections",
    "vpnServerConfigurations",
    "vpnServerConfigurations/configurationPolicyGroups",
    "vpnSites",
];

/// A resource of a type that parts another one, as a tool prints it.
fn naming(kind: &str, named: &str) -> Value {
    let parts: Vec<String> = (1..=kind.matches('/').count() + 1).map(|it| format!("n{it}")).collect();
    let (first, rest) = kind.split_once('/').unwrap_or((kind, ""));
    let rest = rest.split('/').zip(parts.iter().skip(1)).map(|(kind, name)| format!("/{kind}/{name}"));
    let id = id("Microsoft.Network", first) + "/n1" + &rest.collect::<String>();
    json!({
        "id": id,
        "name": parts.join("/"),
        "type": format!("Microsoft.Network/{kind}"),
        "properties": { "provisioningState": "Succeeded", "anything": [{ "reference": { "id": named } }] },
    })
}

/// What is read of it, where it is of a type that is not.
fn unread(kind: &str, named: &str) -> Option<Unread> {
    let text = naming(kind, named).to_string();
    read([("unread.json", text.as_bytes())]).network.unread.pop()
}

/// The topologies of which all is well.
fn ready() -> Vec<Topology> {
    whole::all().into_iter().filter(|it| verdict(it) == Verdict::Ready).collect()
}

#[test]
fn there_are_many_types() {
    assert!(100 < HARMLESS.len() + HARMFUL.len());
    assert!(5 < ready().len());
}

#[test]
fn what_is_not_read_and_concerns_a_connection_leaves_nothing_ready() {
    let mut wrong = Vec::new();
    for topology in ready() {
        let whole = network(&topology);
        for named in resources(&topology) {
            let before = report(&topology, &whole);
            for kind in HARMFUL {
                // It changes the address that a public server sees, and no packet between private addresses.
                //
                // Source: "What is Azure NAT Gateway?" (Microsoft Learn, 2025-10): outbound to the internet.
                if *kind == "natGateways" && !before.steps.iter().any(|it| it.key.word().ends_with("/firewall")) {
                    continue;
                }
                let Some(unread) = unread(kind, named.text()) else { continue };
                let mut network = whole.clone();
                network.unread.push(unread);
                let after = report(&topology, &network);
                if after.verdict != Verdict::Undecided {
                    wrong.push(format!("{}, {kind} names {}", topology.name, named.text()));
                }
                let fails = |it: &Report| it.steps.iter().filter(|it| it.status == Status::Fail).count();
                assert_eq!(fails(&before), fails(&after), "{kind} makes nothing fail");
            }
        }
    }
    assert!(wrong.is_empty(), "{} times READY stands:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_can_do_nothing_changes_nothing() {
    for topology in ready() {
        let whole = network(&topology);
        let before = serde_json::to_value(report(&topology, &whole)).expect("JSON");
        let mut network = whole.clone();
        for named in resources(&topology) {
            network.unread.extend(HARMLESS.iter().filter_map(|kind| unread(kind, named.text())));
        }
        assert_eq!(serde_json::to_value(report(&topology, &network)).expect("JSON"), before, "{}", topology.name);
    }
}

#[test]
fn what_concerns_other_things_changes_nothing() {
    for topology in ready() {
        let whole = network(&topology);
        let before = serde_json::to_value(report(&topology, &whole)).expect("JSON");
        let mut network = whole.clone();
        let elsewhere = id("Microsoft.Network/virtualNetworks", "vnet-elsewhere/subnets/db");
        network.unread.extend(HARMFUL.iter().filter_map(|kind| unread(kind, &elsewhere)));
        assert_eq!(serde_json::to_value(report(&topology, &network)).expect("JSON"), before, "{}", topology.name);
    }
}

#[test]
fn what_a_resource_of_the_way_names_counts_too() {
    let mut topology = whole::private_to_vnet();
    let gateway = id("Microsoft.Network/securityPartnerProviders", "inspector");
    topology.set("vnet-new", "subnets[db].somethingNew", json!({ "id": gateway }));
    let bare = json!({ "id": gateway, "type": "Microsoft.Network/securityPartnerProviders", "properties": {} });
    assert_eq!(verdict(&topology), Verdict::Ready, "what is in no file is not judged");
    topology.add("vnets.json", bare);
    for form in Form::ALL {
        let files: Vec<(&str, String)> =
            topology.files.iter().map(|it| (it.name, form.print(it).to_string())).collect();
        let network = read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network;
        let report = report(&topology, &network);
        assert_eq!(report.verdict, Verdict::Undecided, "{form:?}");
        let note = report.steps.iter().find_map(|it| it.note.clone()).expect("a reason");
        assert!(note.starts_with("pgreach does not read securitypartnerproviders inspector"), "{note}");
    }
}

#[test]
fn too_many_mentions_may_be_of_anything() {
    let origin = Origin { id: Id::parse(&id("Microsoft.Network/vpnGateways", "many")).expect("an id"), file: 0 };
    let mentions = Listing::all(Vec::new());
    let mut unread = Unread { origin, kind: "microsoft.network/vpngateways".to_owned(), mentions };
    let topology = whole::private_to_vnet();
    let mut network = network(&topology);
    for number in 0..=Unread::MOST {
        let named = id("Microsoft.Network/virtualNetworks", &format!("vnet-{number}-elsewhere"));
        unread.mention(Id::parse(&named).expect("an id"));
    }
    network.unread.push(unread);
    assert_eq!(report(&topology, &network).verdict, Verdict::Undecided);
}

/// A way to a value in JSON, from outside to inside.
type Path = Vec<Part>;

#[derive(Debug, Clone)]
enum Part {
    Member(String),
    Item(usize),
}

/// Every resource that stands for itself, every list, and every other member of a topology's file that can be left out.
fn parts(file: &topology::File) -> Vec<Path> {
    let mut paths = Vec::new();
    for (place, item) in file.items.iter().enumerate() {
        let here = vec![Part::Item(place)];
        members(item, &here, &mut paths);
        if item["type"].as_str().is_some_and(|it| it.matches('/').count() == 1) {
            paths.push(here);
        }
    }
    paths
}

fn members(value: &Value, here: &Path, paths: &mut Vec<Path>) {
    let with = |part| [here.as_slice(), &[part]].concat();
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = with(Part::Member(key.clone()));
                members(value, &path, paths);
                if !OPTIONAL.contains(&key.as_str()) {
                    paths.push(path);
                }
            }
        }
        // An item of a list that Azure prints whole is no less than is known, but another world.
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                members(item, &with(Part::Item(place)), paths);
            }
        }
        _ => {}
    }
}

/// What Azure leaves out where it is not set, so that a file without it says that there is none.
const OPTIONAL: &[&str] = &["networkSecurityGroup", "routeTable", "delegatedSubnetResourceId", "serviceEndpoints"];

fn without(file: &topology::File, path: &Path) -> topology::File {
    let mut file = file.clone();
    let (last, before) = path.split_last().expect("a way");
    let Some((Part::Item(first), before)) = before.split_first() else {
        if let Part::Item(place) = last {
            file.items.remove(*place);
        }
        return file;
    };
    let mut here = &mut file.items[*first];
    for part in before {
        here = match part {
            Part::Member(key) => &mut here[key.as_str()],
            Part::Item(place) => &mut here[*place],
        };
    }
    if let (Part::Member(key), Some(object)) = (last, here.as_object_mut()) {
        object.remove(key);
    }
    file
}

/// How many parts of each topology are left out, one at a time: as many times more as `PGREACH_NET` says.
fn sample(is_whole: bool) -> usize {
    let times = env::var("PGREACH_NET").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
    times * if is_whole { 60 } else { 6 }
}

#[test]
fn less_never_says_more() {
    let healthy = whole::all().into_iter().map(|it| (it.name.to_owned(), it, true));
    let broken = breaks::FAULTS.iter().copied().flatten().map(|(of, what, change, _)| {
        let mut topology = of();
        change(&mut topology);
        (format!("{}, {what}", topology.name), topology, false)
    });
    let all: Vec<(String, Topology, bool)> = healthy.chain(broken).collect();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let wrong = thread::scope(|scope| {
        let some = |it: &[(String, Topology, bool)]| -> Vec<String> {
            it.iter().flat_map(|(name, it, is_whole)| said_by_less(name, it, sample(*is_whole))).collect()
        };
        let parts: Vec<_> = all.chunks(all.len().div_ceil(cores)).map(|it| scope.spawn(move || some(it))).collect();
        parts.into_iter().flat_map(|it| it.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// What less than a topology makes ready that was not, or blocked that was ready.
fn said_by_less(name: &str, topology: &Topology, most: usize) -> Vec<String> {
    let before = verdict(topology);
    let mut less: Vec<(usize, Path)> = Vec::new();
    for (place, file) in topology.files.iter().enumerate() {
        less.extend(parts(file).into_iter().map(|it| (place, it)));
    }
    // The same ones each time, and others for each topology.
    fastrand::Rng::with_seed(name.bytes().fold(7, |sum, it| sum * 31 % 1_000_003 + u64::from(it))).shuffle(&mut less);
    let mut wrong = Vec::new();
    for (place, path) in less.into_iter().take(most) {
        let mut topology = topology.clone();
        topology.files[place] = without(&topology.files[place], &path);
        let after = verdict(&topology);
        let is_wrong = match after {
            Verdict::Ready => before != Verdict::Ready,
            Verdict::Blocked => before == Verdict::Ready,
            _ => false,
        };
        if is_wrong {
            let file = topology.files[place].name;
            let report = report(&topology, &network(&topology));
            let fails =
                report.steps.iter().filter(|it| it.status == Status::Fail).map(|it| (it.key.word(), &it.evidence));
            let fails: Vec<_> = fails.collect();
            wrong.push(format!("{name}: {before:?} → {after:?} without {path:?} of {file}: {fails:?}"));
        }
    }
    wrong
}
