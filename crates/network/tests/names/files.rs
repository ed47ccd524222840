//! Makes of a world the network that its files show.

use pgreach_network::{
    ARecord, AzureFirewall, EndpointConnection, EndpointService, Fact, FirewallPolicy, ForwardingRule, Id,
    InboundEndpoint, Listing, Network, Origin, Peering, PrivateEndpoint, RecordSet, Ruleset, RulesetLink, Server,
    ServerKind, Vnet, Zone, ZoneLink, testing::id,
};

use crate::world::{OWN, Parts, Said, Settings, World};

pub(crate) fn vnet_id(place: usize) -> Id {
    id("Microsoft.Network/virtualNetworks", &format!("vnet-{place}"))
}

fn subnet_id(vnet: usize, name: &str) -> Id {
    id("Microsoft.Network/virtualNetworks", &format!("vnet-{vnet}/subnets/{name}"))
}

pub(crate) fn zone_id(world: &World, place: usize) -> Id {
    let zone = &world.zones[place];
    let of = id("Microsoft.Network/privateDnsZones", zone.name);
    if zone.twin { Id::parse(&of.text().replace("/rg/", "/rg-two/")).expect("an id") } else { of }
}

fn origin(id: Id) -> Origin {
    Origin { id, file: 0 }
}

fn part(of: &Id, rest: &str) -> Origin {
    origin(Id::parse(&format!("{}/{rest}", of.text())).expect("an id"))
}

fn fact<T: Clone>(said: &Said<T>) -> Fact<T> {
    if said.said { Fact::Known(said.is.clone()) } else { Fact::Unknown }
}

fn texts(said: &Said<Vec<&'static str>>) -> Fact<Vec<String>> {
    fact(said).map(|it| it.into_iter().map(str::to_owned).collect())
}

fn listing<T, U>(parts: &Parts<T>, read: impl FnMut((usize, &T)) -> U) -> Listing<U> {
    Listing { items: parts.shown().enumerate().map(read).collect(), complete: parts.listed }
}

fn provisioning(done: bool) -> String {
    if done { "Succeeded" } else { "Failed" }.to_owned()
}

pub(crate) fn files(world: &World) -> Network {
    let mut network = Network {
        files: vec!["network.json".to_owned()],
        vnets: (0..world.vnets.len()).filter(|it| world.vnets[*it].read).map(|it| vnet(world, it)).collect(),
        zones: (0..world.zones.len()).filter(|it| world.zones[*it].read).map(|it| zone(world, it)).collect(),
        rulesets: world.rulesets.iter().enumerate().map(ruleset).collect(),
        inbound_endpoints: world
            .resolvers
            .iter()
            .enumerate()
            .map(|(place, it)| InboundEndpoint {
                origin: origin(id("Microsoft.Network/dnsResolvers", &format!("r{place}/inboundEndpoints/in"))),
                addresses: vec![it.address.parse().expect("an address")],
                subnet: it.vnet.said.then(|| subnet_id(it.vnet.is, "dns")),
                provisioning: Fact::Known(provisioning(it.done)),
            })
            .collect(),
        servers: world.servers.iter().map(server).collect(),
        endpoints: world.servers.iter().filter_map(endpoint).collect(),
        ..Network::default()
    };
    for (place, firewall) in world.firewalls.iter().enumerate() {
        let name = format!("policy-{place}");
        let policy_id = id("Microsoft.Network/firewallPolicies", &name);
        network.joins.firewalls.push(AzureFirewall {
            origin: origin(id("Microsoft.Network/azureFirewalls", &format!("fw-{place}"))),
            addresses: vec![firewall.address.parse().expect("an address")],
            subnet: Some(subnet_id(firewall.vnet, "AzureFirewallSubnet")),
            hub: None,
            public_addresses: Vec::new(),
            policy: Fact::Known(policy_id.clone()),
            collections: Fact::None,
            private_ranges: Fact::None,
            provisioning: Fact::None,
        });
        let policy = &firewall.policy;
        let parent_id = id("Microsoft.Network/firewallPolicies", &format!("{name}-parent"));
        if policy.said {
            let base = policy.is.parent.as_ref().map_or(Fact::None, |_| Fact::Known(parent_id.clone()));
            network.joins.policies.push(firewall_policy(policy_id, base, policy.is.own.as_ref()));
        }
        if let Some(Said { is, said: true }) = &policy.is.parent {
            network.joins.policies.push(firewall_policy(parent_id, Fact::None, is.as_ref()));
        }
    }
    network
}

fn firewall_policy(id: Id, base: Fact<Id>, settings: Option<&Settings>) -> FirewallPolicy {
    FirewallPolicy {
        origin: origin(id),
        base,
        dns_proxy: settings.map_or(Fact::None, |it| fact(&it.proxy)),
        dns_servers: settings.map_or(Fact::None, |it| texts(&it.servers)),
        private_ranges: Fact::None,
        groups: Listing::default(),
        provisioning: Fact::None,
    }
}

fn vnet(world: &World, place: usize) -> Vnet {
    let of = &world.vnets[place];
    let vnet = vnet_id(place);
    let peering = |other: usize, connected: bool, access: bool| Peering {
        origin: part(&vnet, &format!("virtualNetworkPeerings/to-{other}")),
        remote: Some(vnet_id(other)),
        state: Some(if connected { "Connected" } else { "Disconnected" }.to_owned()),
        provisioning: Fact::Known("Succeeded".to_owned()),
        sync_level: Some("FullyInSync".to_owned()),
        allow_access: Fact::Known(access),
        allow_forwarded: Fact::Known(false),
        allow_gateway_transit: Fact::Known(false),
        use_remote_gateways: Fact::Known(false),
        remote_prefixes: Fact::Unknown,
        complete_vnets: Fact::None,
        local_subnets: Vec::new(),
        remote_subnets: Vec::new(),
        only_ipv6: Fact::None,
    };
    let peerings = world.peerings.iter().filter_map(|it| match it.between {
        (one, other) if one == place => Some(peering(other, it.connected, it.access)),
        (other, one) if one == place => Some(peering(other, it.connected, it.access)),
        _ => None,
    });
    Vnet {
        origin: origin(vnet.clone()),
        provisioning: Fact::Known("Succeeded".to_owned()),
        location: Some("westeurope".to_owned()),
        prefixes: Fact::Unknown,
        dns_servers: match &of.dns {
            // Azure prints either.
            Said { is, said: true } if is.is_empty() && place.is_multiple_of(2) => Fact::None,
            it => texts(it),
        },
        subnets: Listing::default(),
        peerings: if of.peerings_listed { Listing::all(peerings.collect()) } else { Listing::default() },
    }
}

fn zone(world: &World, place: usize) -> Zone {
    let of = &world.zones[place];
    let zone = zone_id(world, place);
    let soa = RecordSet { origin: part(&zone, "SOA/@"), target: None, ttl: None };
    let mut others = listing(&of.others, |(place, it)| {
        let kind = match it.leads {
            Some(_) => "CNAME",
            None if place.is_multiple_of(2) => "TXT",
            None => "AAAA",
        };
        let origin = part(&zone, &format!("{kind}/{}", it.label));
        RecordSet { origin, target: it.leads.map(str::to_owned), ttl: None }
    });
    if others.complete {
        others.items.push(soa);
    }
    Zone {
        provisioning: Fact::Known("Succeeded".to_owned()),
        links: listing(&of.links, |(place, it)| ZoneLink {
            origin: part(&zone, &format!("virtualNetworkLinks/l{place}")),
            vnet: it.vnet.said.then(|| vnet_id(it.vnet.is)),
            // A link that is not done is so in one way or the other.
            state: it
                .done
                .said
                .then(|| if it.done.is || !place.is_multiple_of(2) { "Completed" } else { "InProgress" }.to_owned()),
            provisioning: Fact::Known(provisioning(!it.done.said || it.done.is || place.is_multiple_of(2))),
            resolution_policy: fact(&it.redirects).map(|it| if it { "NxDomainRedirect" } else { "Default" }.to_owned()),
            registers: Fact::None,
        }),
        records: listing(&of.a, |(place, it)| ARecord {
            origin: part(&zone, &format!("A/{}", it.label)),
            addresses: vec![[10, 9, 9, u8::try_from(place).expect("few")].into()],
        })
        .into(),
        others,
        origin: origin(zone),
    }
}

fn ruleset((place, of): (usize, &crate::world::Ruleset)) -> Ruleset {
    let ruleset = id("Microsoft.Network/dnsForwardingRulesets", &format!("rules-{place}"));
    Ruleset {
        rules: listing(&of.rules, |(place, it)| ForwardingRule {
            origin: part(&ruleset, &format!("forwardingRules/r{place}")),
            domain: it.domain.said.then(|| it.domain.is.to_owned()),
            servers: texts(&it.servers),
            state: it.enabled.said.then(|| if it.enabled.is { "Enabled" } else { "Disabled" }.to_owned()),
        }),
        links: listing(&of.links, |(place, it)| RulesetLink {
            origin: part(&ruleset, &format!("virtualNetworkLinks/l{place}")),
            vnet: it.vnet.said.then(|| vnet_id(it.vnet.is)),
            provisioning: Fact::Known(provisioning(it.done)),
        }),
        origin: origin(ruleset),
    }
}

fn server_id(of: &crate::world::Server) -> Id {
    let name = of.host.split('.').next().unwrap_or_default();
    id("Microsoft.DBforPostgreSQL/flexibleServers", name)
}

fn endpoint_id(of: &crate::world::Server) -> Id {
    id("Microsoft.Network/privateEndpoints", &format!("pe-{}", server_id(of).name()))
}

fn status(approved: bool) -> String {
    if approved { "Approved" } else { "Pending" }.to_owned()
}

fn server(of: &crate::world::Server) -> Server {
    let server = server_id(of);
    let integrated = |it: Id| match of.integrated {
        Said { said: false, .. } => Fact::Unknown,
        Said { is: true, .. } => Fact::Known(it),
        Said { is: false, .. } => Fact::None,
    };
    Server {
        kind: ServerKind::Flexible,
        host: Some(of.host.to_owned()),
        location: None,
        tier: None,
        state: Some("Ready".to_owned()),
        replication_role: None,
        cluster_size: None,
        tls_enforced: Fact::Unknown,
        public_access: Fact::Unknown,
        delegated_subnet: integrated(subnet_id(0, "db")),
        private_dns_zone: integrated(id("Microsoft.Network/privateDnsZones", OWN)),
        endpoint_connections: listing(&of.connections, |(place, approved)| EndpointConnection {
            origin: part(&server, &format!("privateEndpointConnections/c{place}")),
            endpoint: Some(endpoint_id(of)),
            status: Some(status(*approved)),
            groups: Fact::Unknown,
            provisioning: Fact::None,
        }),
        firewall_rules: Listing::default(),
        vnet_rules: Listing::default(),
        origin: origin(server),
    }
}

fn endpoint(of: &crate::world::Server) -> Option<PrivateEndpoint> {
    Some(PrivateEndpoint {
        origin: origin(endpoint_id(of)),
        location: None,
        subnet: None,
        provisioning: Fact::Known(provisioning(true)),
        services: vec![EndpointService {
            service: Some(server_id(of)),
            groups: Fact::Unknown,
            status: Some(status(of.endpoint?)),
        }],
        addresses: Vec::new(),
        nics: Vec::new(),
        groups: Fact::None,
        nic_name: Fact::None,
    })
}
