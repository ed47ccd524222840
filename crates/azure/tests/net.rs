//! The net under all steps: what stands in the files and is not read is never passed over.

use pgreach_azure::read;
use pgreach_fixtures::topology::{Topology, forms::Form, id, whole};
use pgreach_network::{Id, Listing, Network, Origin, Unread};
use pgreach_rules::{Report, Status, Verdict, evaluate_with, find};
use serde_json::{Value, json};

fn network(topology: &Topology) -> Network {
    let files: Vec<(&str, String)> =
        topology.files.iter().map(|it| (it.name, Form::Arm.print(it).to_string())).collect();
    read(files.iter().map(|(name, text)| (*name, text.as_bytes()))).network
}

fn report(topology: &Topology, network: &Network) -> Report {
    let config = topology.config();
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
