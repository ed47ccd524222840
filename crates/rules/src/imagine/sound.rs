//! A network in which every step of a migration holds, as far as Azure has part in it: made from settings alone.
//!
//! Each server in Azure stands in a virtual network of its own, the one that answers at a private endpoint with that endpoint,
//! and everything is in the files, so that nothing is unknown but what no file holds.
//!
//! Longer than 500 lines: what is sound of each kind of resource.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::{
    Config, Party, ServerAccess, SourceAccess, SourceKind,
    imagine::names::Names,
    network::{
        ARecord, EndpointConnection, EndpointService, Fact, FirewallRule, Gateway, GatewayConnection, Id, Listing,
        LocalGateway, NatGateway, Network, Nic, NicAddress, Origin, Peering, PrivateEndpoint, PublicAddress, RecordSet,
        RouteTable, SQL_SERVICE, SecurityGroup, Server, ServerKind, ServiceEndpoint, Subnet, TableListing, Vnet,
        VnetRule, Zone, ZoneGroup, ZoneGroupEntry, ZoneLink, azure_label, endpoint_zone_name, security::default_rules,
    },
};

/// Where a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In its delegated subnet.
    Integrated,
    /// At its private endpoint alone.
    Endpoint,
    /// At a private endpoint, and at a public address.
    Both,
    /// At a public address of the service.
    Public,
    /// At the network interface of a virtual machine.
    Machine,
    /// At a private address outside of Azure.
    Site,
    /// At a public address that is not the service's.
    Elsewhere,
}

impl Place {
    /// Where the settings say that a party answers; none where they do not say it, or nothing can connect.
    fn of(config: &Config, party: Party) -> Option<Self> {
        let access = match party {
            Party::Source => return Self::of_source(config),
            Party::Target => config.target.access?,
            // No other access lets a runtime server connect, so none is asked for where it is used.
            Party::Runtime => config.runtime.access.unwrap_or(ServerAccess::VnetIntegrated),
        };
        match access {
            ServerAccess::VnetIntegrated => Some(Self::Integrated),
            ServerAccess::PrivateEndpoint => Some(Self::Endpoint),
            ServerAccess::PublicAndPrivateEndpoint => Some(Self::Both),
            ServerAccess::Public => Some(Self::Public),
            ServerAccess::None => None,
        }
    }

    fn of_source(config: &Config) -> Option<Self> {
        use SourceAccess::{Private, PrivateEndpoint, Public, PublicAndPrivateEndpoint, VnetIntegrated};
        let has_endpoint = config.source.private_endpoint;
        match (config.source.kind?, config.source.access?) {
            (SourceKind::SingleServer, Private) | (SourceKind::FlexibleServer, PrivateEndpoint) => Some(Self::Endpoint),
            (SourceKind::SingleServer, Public) => Some(if has_endpoint? { Self::Both } else { Self::Public }),
            (SourceKind::FlexibleServer, VnetIntegrated) => Some(Self::Integrated),
            (SourceKind::FlexibleServer, PublicAndPrivateEndpoint) => Some(Self::Both),
            (SourceKind::FlexibleServer, Public) => Some(Self::Public),
            (SourceKind::SingleServer | SourceKind::FlexibleServer, _) => None,
            (_, Public) => Some(Self::Elsewhere),
            (SourceKind::AzureVm, Private) => Some(Self::Machine),
            (_, Private) => Some(Self::Site),
            _ => None,
        }
    }

    const fn is_in_a_vnet(self) -> bool {
        matches!(self, Self::Integrated | Self::Endpoint | Self::Both | Self::Machine)
    }

    const fn has_rules(self) -> bool {
        matches!(self, Self::Public | Self::Both)
    }
}

/// The network, and the Config with a name for each server; none where the settings do not say where the servers are.
pub(super) fn sound(config: &Config, names: &mut Names) -> Option<(Config, Network)> {
    let client = if config.runtime.used? { Party::Runtime } else { Party::Target };
    let config_named = named(config, names);
    let mut sound = Sound { config: config_named, names, client, network: Network::default(), servers: Vec::new() };
    sound.network.files.push(String::new());
    let parties = [Party::Source, Party::Target, Party::Runtime];
    let parties = parties.into_iter().filter(|it| *it != Party::Runtime || client == Party::Runtime);
    let placed = parties.map(|it| Some((it, Place::of(config, it)?))).collect::<Option<Vec<_>>>()?;
    for &(party, place) in &placed {
        sound.party(party, place)?;
    }
    sound.client_connects(&placed)?;
    sound.zones_of_endpoints(&placed)?;
    sound.own_zones_linked(&placed)?;
    Some((sound.config, sound.network))
}

/// The Config with a name for each server in Azure, and an address for what is outside.
fn named(config: &Config, names: &mut Names) -> Config {
    let mut config = config.clone();
    let place = Place::of(&config, Party::Source);
    if place == Some(Place::Site)
        && !is_address(config.source.name.as_deref())
        && !is_address(config.source.address.as_deref())
    {
        config.source.address = Some(names.address(SITE, 4, "SOURCE_IP").to_string());
    }
    for (word, name) in [
        ("SOURCE", &mut config.source.name),
        ("TARGET", &mut config.target.name),
        ("RUNTIME", &mut config.runtime.name),
    ] {
        name.get_or_insert_with(|| names.named(word));
    }
    config
}

fn is_address(text: Option<&str>) -> bool {
    text.is_some_and(|it| it.parse::<Ipv4Addr>().is_ok())
}

/// The places of the hub and of what is outside of Azure among the networks.
const HUB: u8 = 3;
const SITE: u8 = 4;

struct Sound<'a> {
    config: Config,
    names: &'a mut Names,
    client: Party,
    network: Network,
    /// The servers in Azure, by the party that each is.
    servers: Vec<(Party, Id)>,
}

fn origin(id: Id) -> Origin {
    Origin { id, file: 0 }
}

fn part(whole: &Id, kind: &str, name: &str) -> Option<Id> {
    Id::parse(&format!("{}/{kind}/{name}", whole.text()))
}

fn succeeded() -> Fact<String> {
    Fact::Known("Succeeded".to_owned())
}

/// A zone with these records, which no virtual network is linked to.
fn zone(id: &Id, records: Vec<ARecord>) -> Option<Zone> {
    let soa = RecordSet { origin: origin(part(id, "SOA", "@")?), target: None, ttl: None };
    Some(Zone {
        origin: origin(id.clone()),
        provisioning: succeeded(),
        links: Listing::all(Vec::new()),
        records: TableListing::all(records),
        others: Listing::all(vec![soa]),
    })
}

/// The words for the subscription, the resource group and the name of something, as `SOURCE_VNET`.
fn words(party: &str, what: &str) -> [String; 3] {
    let network = format!("{party}_VNET_SUBSCRIPTION");
    [network, format!("{party}_{what}_RG"), format!("{party}_{what}")]
}

/// The number of a party's network among all.
const fn number(party: Party) -> u8 {
    match party {
        Party::Source => 0,
        Party::Target => 1,
        Party::Runtime => 2,
    }
}

impl Sound<'_> {
    /// A part of the network of a party.
    fn id(&self, kind: &str, party: &str, what: &str) -> Option<Id> {
        let [subscription, group, name] = words(party, what);
        self.names.id(&format!("Microsoft.Network/{kind}"), [&subscription, &group, &name])
    }

    fn vnet_id(&self, party: &str) -> Option<Id> {
        self.id("virtualNetworks", party, "VNET")
    }

    fn location(&self) -> String {
        self.names.named("LOCATION")
    }

    fn party(&mut self, party: Party, place: Place) -> Option<()> {
        let word = party.word().to_ascii_uppercase();
        let subnet = if place.is_in_a_vnet() { Some(self.vnet(party, place, &word)?) } else { None };
        match place {
            Place::Machine => self.machine(&word, subnet?)?,
            Place::Site => self.site()?,
            Place::Elsewhere => {}
            Place::Integrated | Place::Endpoint | Place::Both | Place::Public => {
                let mut server = self.server(party, place, &word)?;
                match place {
                    Place::Integrated => {
                        server.delegated_subnet = Fact::Known(subnet?);
                        server.private_dns_zone = Fact::Known(self.own_zone(party, &word)?);
                    }
                    Place::Endpoint | Place::Both => self.endpoint(party, &mut server, subnet?, &word)?,
                    _ => {}
                }
                self.servers.push((party, server.origin.id.clone()));
                self.network.servers.push(server);
            }
        }
        Some(())
    }

    /// The virtual network of a party; returns its subnet.
    fn vnet(&mut self, party: Party, place: Place, word: &str) -> Option<Id> {
        let number = number(party);
        let vnet = self.vnet_id(word)?;
        let subnet = part(&vnet, "subnets", &self.names.named(&format!("{word}_SUBNET")))?;
        let mut nets = vec![self.names.net(number, 20, &format!("{word}_ROUTE_PREFIX"))?];
        let mut prefixes = vec![self.names.net(number, 24, &format!("{word}_SUBNET_PREFIX"))?];
        // An endpoint at an address that a person says is in its subnet, whatever the rest of that is.
        if let Some(said) = self.said(party) {
            nets.push(said.into());
            prefixes.push(said.into());
        }
        let group = self.id("networkSecurityGroups", word, "NSG")?;
        let table = self.id("routeTables", word, "ROUTE_TABLE")?;
        let delegations = match place {
            Place::Integrated => vec!["Microsoft.DBforPostgreSQL/flexibleServers".to_owned()],
            _ => Vec::new(),
        };
        self.network.security_groups.push(SecurityGroup {
            origin: origin(group.clone()),
            provisioning: succeeded(),
            rules: Listing::all(Vec::new()),
            default_rules: default_rules().to_vec(),
        });
        self.network.route_tables.push(RouteTable {
            origin: origin(table.clone()),
            provisioning: succeeded(),
            location: None,
            propagation_disabled: Fact::Known(false),
            routes: Listing::all(Vec::new()),
        });
        let nat_gateway = if self.client == party { Fact::Known(self.nat_gateway(word)?) } else { Fact::None };
        let mut subnets = vec![Subnet {
            origin: origin(subnet.clone()),
            provisioning: succeeded(),
            prefixes,
            security_group: Fact::Known(group),
            route_table: Fact::Known(table),
            delegations: Fact::Known(delegations),
            service_endpoints: Fact::None,
            endpoint_policies: Fact::Known("Enabled".to_owned()),
            nat_gateway,
        }];
        // A new endpoint of another server has a place beside the client.
        if self.client == party {
            let word = format!("{word}_ENDPOINT_SUBNET");
            subnets.push(Subnet {
                origin: origin(part(&vnet, "subnets", &self.names.named(&word))?),
                provisioning: succeeded(),
                prefixes: vec![self.names.next_net(number, &format!("{word}_PREFIX"))?],
                security_group: Fact::None,
                route_table: Fact::None,
                delegations: Fact::None,
                service_endpoints: Fact::None,
                endpoint_policies: Fact::Known("Disabled".to_owned()),
                nat_gateway: Fact::None,
            });
        }
        self.network.vnets.push(Vnet {
            origin: origin(vnet),
            provisioning: succeeded(),
            location: Some(self.location()),
            prefixes: Fact::Known(nets),
            dns_servers: Fact::None,
            subnets: Listing::all(subnets),
            peerings: Listing::all(Vec::new()),
        });
        Some(subnet)
    }

    /// The address that a person says the migration connects to.
    fn said(&self, party: Party) -> Option<Ipv4Addr> {
        let named = self.config.name(party).filter(|_| party == Party::Source);
        self.config.address(party).and_then(|it| it.parse().ok()).or_else(|| named?.parse().ok())
    }

    /// What gives the client its public address.
    fn nat_gateway(&mut self, word: &str) -> Option<Id> {
        let gateway = self.id("natGateways", word, "NAT_GATEWAY")?;
        let address = self.id("publicIPAddresses", word, "PUBLIC_ADDRESS")?;
        let net = Some(self.names.public(&format!("{word}_IP")).into());
        self.network.joins.public_addresses.push(PublicAddress { origin: origin(address.clone()), net });
        self.network
            .joins
            .nat_gateways
            .push(NatGateway { origin: origin(gateway.clone()), addresses: Fact::Known(vec![address]) });
        Some(gateway)
    }

    fn server(&self, party: Party, place: Place, word: &str) -> Option<Server> {
        let is_single = party == Party::Source && self.config.source.kind == Some(SourceKind::SingleServer);
        let (kind, path) = if is_single { (ServerKind::Single, "servers") } else { (ServerKind::Flexible, FLEXIBLE) };
        let said = self.config.name(party)?;
        let said_id = Id::parse(said);
        let label = match &said_id {
            Some(id) => id.name(),
            None => azure_label(said).unwrap_or(said),
        };
        let host = if azure_label(said).is_some() { said.to_owned() } else { format!("{label}{AZURE_SUFFIX}") };
        let id = if let Some(id) = said_id {
            id
        } else {
            let [subscription, group] =
                [format!("{word}_SUBSCRIPTION"), format!("{word}_RG")].map(|it| self.names.named(&it));
            // What is no name makes no id.
            let name = Some(label).filter(|it| !it.contains(['/', '?', '#']))?;
            Id::parse(&format!(
                "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DBforPostgreSQL/{path}/{name}"
            ))?
        };
        let fits = id.kind().eq_ignore_ascii_case(&format!("Microsoft.DBforPostgreSQL/{path}"));
        fits.then(|| Server {
            origin: origin(id),
            kind,
            host: Some(host),
            location: Some(self.location()),
            tier: Some("GeneralPurpose".to_owned()),
            state: Some("Ready".to_owned()),
            replication_role: None,
            cluster_size: None,
            tls_enforced: if is_single { Fact::Known(true) } else { Fact::Unknown },
            public_access: Fact::Known(place.has_rules()),
            delegated_subnet: Fact::None,
            private_dns_zone: Fact::None,
            endpoint_connections: Listing::all(Vec::new()),
            firewall_rules: Listing::all(Vec::new()),
            vnet_rules: Listing::all(Vec::new()),
        })
    }

    /// The zone of a VNet-integrated server.
    fn own_zone(&mut self, party: Party, word: &str) -> Option<Id> {
        let id = self.id_of_zone(word)?;
        let record = part(&id, "A", &self.names.named(&format!("{word}_RECORD")))?;
        let addresses = vec![self.names.address(number(party), 5, &format!("{word}_OWN_IP"))];
        let zone = zone(&id, vec![ARecord { origin: origin(record), addresses }])?;
        self.network.zones.push(zone);
        Some(id)
    }

    fn id_of_zone(&self, word: &str) -> Option<Id> {
        let [subscription, group, name] = ["_ZONE_SUBSCRIPTION", "_ZONE_RG", "_ZONE"].map(|it| format!("{word}{it}"));
        self.names.id("Microsoft.Network/privateDnsZones", [&subscription, &group, &name])
    }

    /// Links a zone to the virtual network of a party.
    fn linked(&mut self, zone: &Id, word: &str) -> Option<()> {
        let vnet = self.vnet_id(word)?;
        let link = ZoneLink {
            origin: origin(part(zone, "virtualNetworkLinks", &self.names.named(&format!("{word}_LINK")))?),
            vnet: Some(vnet.clone()),
            state: Some("Completed".to_owned()),
            provisioning: succeeded(),
            resolution_policy: Fact::Known("Default".to_owned()),
            registers: Fact::Known(false),
        };
        let zone = self.network.zones.iter_mut().find(|it| it.origin.id == *zone)?;
        if zone.links.iter().all(|it| it.vnet.as_ref() != Some(&vnet)) {
            zone.links.items.push(link);
        }
        Some(())
    }

    fn endpoint(&mut self, party: Party, server: &mut Server, subnet: Id, word: &str) -> Option<()> {
        let endpoint = self.id("privateEndpoints", word, "ENDPOINT")?;
        let connection = part(
            &server.origin.id,
            "privateEndpointConnections",
            &self.names.named(&format!("{word}_ENDPOINT_CONNECTION")),
        )?;
        let groups = Fact::Known(vec!["postgresqlServer".to_owned()]);
        let approved = Some("Approved".to_owned());
        let address = match self.said(party) {
            Some(said) => said,
            None => self.names.address(number(party), 4, &format!("{word}_ENDPOINT_IP")),
        };
        self.names.address(number(party), 9, &format!("{word}_STALE_IP"));
        server.endpoint_connections.items.push(EndpointConnection {
            origin: origin(connection),
            endpoint: Some(endpoint.clone()),
            status: approved.clone(),
            groups: groups.clone(),
            provisioning: Fact::Known("Ready".to_owned()),
        });
        let service = EndpointService { service: Some(server.origin.id.clone()), groups, status: approved };
        self.network.endpoints.push(PrivateEndpoint {
            origin: origin(endpoint),
            location: Some(self.location()),
            subnet: Some(subnet),
            provisioning: succeeded(),
            services: vec![service],
            addresses: vec![address],
            nics: Vec::new(),
            groups: Fact::None,
            nic_name: Fact::None,
        });
        Some(())
    }

    fn machine(&mut self, word: &str, subnet: Id) -> Option<()> {
        let name = self.config.source.name.clone()?;
        let is_at = name.parse::<Ipv4Addr>().ok();
        let own = if is_at.is_some() { self.names.named(word) } else { name };
        let own = Id::parse(&own).map_or(own, |it| it.name().to_owned());
        let address = match self.said(Party::Source) {
            Some(said) => said,
            None => self.names.address(number(Party::Source), 4, "SOURCE_IP"),
        };
        let [subscription, group] = ["SOURCE_SUBSCRIPTION", "SOURCE_RG"].map(|it| self.names.named(it));
        let machine = Some(own).filter(|it| !it.contains(['/', '?', '#']));
        let machine = Id::parse(&format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{}",
            machine?
        ));
        let nic =
            self.names.id("Microsoft.Network/networkInterfaces", ["SOURCE_SUBSCRIPTION", "SOURCE_RG", "SOURCE_NIC"]);
        self.network.nics.push(Nic {
            origin: origin(nic?),
            provisioning: succeeded(),
            machine: Some(machine?),
            addresses: vec![NicAddress { address: Some(address), subnet: Some(subnet), groups: Fact::None }],
            security_group: Fact::None,
            dns_servers: Fact::None,
            ip_forwarding: Fact::None,
        });
        Some(())
    }

    /// A connection to the network of a source outside of Azure, by the gateway of a hub.
    fn site(&mut self) -> Option<()> {
        let address = self.said(Party::Source)?;
        let hub = self.vnet_id("HUB")?;
        let at_gateway = part(&hub, "subnets", "GatewaySubnet")?;
        let net = self.names.net(HUB, 20, "HUB_PREFIX")?;
        let subnet_net = self.names.net(HUB, 24, "HUB_SUBNET_PREFIX")?;
        let id = |kind: &str, word: &str| {
            let group = format!("{word}_RG");
            self.names.id(&format!("Microsoft.Network/{kind}"), ["HUB_VNET_SUBSCRIPTION", &group, word])
        };
        let gateway = id("virtualNetworkGateways", "VNET_GATEWAY")?;
        let (connection, local) = (id("connections", "CONNECTION")?, id("localNetworkGateways", "LOCAL_GATEWAY")?);
        self.network.gateways.push(Gateway {
            clients: Fact::None,
            origin: origin(gateway.clone()),
            provisioning: succeeded(),
            subnet: Some(at_gateway.clone()),
        });
        self.network.gateway_connections.push(GatewayConnection {
            origin: origin(connection),
            provisioning: succeeded(),
            kind: Some("IPsec".to_owned()),
            status: Some("Connected".to_owned()),
            gateway: Some(gateway),
            remote_gateway: None,
            local_gateway: Some(local.clone()),
            bgp: Fact::Known(false),
            circuit: None,
            selectors: Fact::None,
        });
        self.network.local_gateways.push(LocalGateway {
            origin: origin(local),
            provisioning: succeeded(),
            prefixes: Fact::Known(vec![Ipv4Net::from(address)]),
        });
        let subnets = vec![Subnet {
            origin: origin(at_gateway),
            provisioning: succeeded(),
            prefixes: vec![subnet_net],
            security_group: Fact::None,
            route_table: Fact::None,
            delegations: Fact::Known(Vec::new()),
            service_endpoints: Fact::None,
            endpoint_policies: Fact::Known("Disabled".to_owned()),
            nat_gateway: Fact::None,
        }];
        self.network.vnets.push(Vnet {
            origin: origin(hub),
            provisioning: succeeded(),
            location: Some(self.location()),
            prefixes: Fact::Known(vec![net]),
            dns_servers: Fact::None,
            subnets: Listing::all(subnets),
            peerings: Listing::all(Vec::new()),
        });
        Some(())
    }

    /// The client reaches what is in virtual networks and finds its name, and what is public admits it.
    fn client_connects(&mut self, placed: &[(Party, Place)]) -> Option<()> {
        let client = self.client;
        let near = client.word().to_ascii_uppercase();
        if !placed.contains(&(client, Place::Integrated)) {
            // The address that such a client leaves with is in no file.
            let public = placed.iter().filter(|(party, place)| *party != client && place.has_rules());
            return public.into_iter().try_for_each(|(party, _)| self.admits_address(*party, &near));
        }
        for &(party, place) in placed.iter().filter(|(it, _)| *it != client) {
            let far = party.word().to_ascii_uppercase();
            match place {
                Place::Integrated | Place::Endpoint | Place::Both | Place::Machine => {
                    self.peered(&near, &far, [false, false])?;
                }
                Place::Site => self.peered(&near, "HUB", [true, true])?,
                Place::Public => self.admitted(party, &near)?,
                Place::Elsewhere => {}
            }
        }
        Some(())
    }

    /// Both sides of a peering; of the near one whether it uses gateways, of the far one whether it lets them be used.
    fn peered(&mut self, near: &str, far: &str, [uses, lets]: [bool; 2]) -> Option<()> {
        let side = |own: &str, other: &str, name: String| {
            let remote = self.vnet_id(other)?;
            let prefixes = self.network.vnet(&remote)?.prefixes.clone();
            Some(Peering {
                origin: origin(part(&self.vnet_id(own)?, "virtualNetworkPeerings", &self.names.named(&name))?),
                remote: Some(remote),
                state: Some("Connected".to_owned()),
                provisioning: succeeded(),
                sync_level: Some("FullyInSync".to_owned()),
                allow_access: Fact::Known(true),
                allow_forwarded: Fact::Known(false),
                allow_gateway_transit: Fact::Known(false),
                use_remote_gateways: Fact::Known(false),
                remote_prefixes: prefixes,
                complete_vnets: Fact::None,
                local_subnets: Vec::new(),
                remote_subnets: Vec::new(),
                only_ipv6: Fact::None,
            })
        };
        let own = Peering { use_remote_gateways: Fact::Known(uses), ..side(near, far, format!("TO_{far}_PEERING"))? };
        let other = Peering { allow_gateway_transit: Fact::Known(lets), ..side(far, near, format!("{far}_PEERING"))? };
        for side in [own, other] {
            let vnet = side.origin.id.parent();
            let vnet = self.network.vnets.iter_mut().find(|it| Some(&it.origin.id) == vnet.as_ref());
            vnet?.peerings.items.push(side);
        }
        Some(())
    }

    /// A server in public access admits the client: a single one its subnet, a flexible one its address.
    fn admitted(&mut self, party: Party, near: &str) -> Option<()> {
        if party != Party::Source || self.config.source.kind != Some(SourceKind::SingleServer) {
            return self.admits_address(party, near);
        }
        let vnet = self.vnet_id(near)?;
        let rule = self.names.named(&format!("{}_RULE", party.word()));
        let subnet = self.network.vnets.iter_mut().find(|it| it.origin.id == vnet)?.subnets.items.first_mut()?;
        subnet.service_endpoints = Fact::Known(vec![ServiceEndpoint::made(SQL_SERVICE)]);
        let subnet = Some(subnet.origin.id.clone());
        let server = self.server_of(party)?;
        let origin = origin(part(&server.origin.id, "virtualNetworkRules", &rule)?);
        server.vnet_rules.items.push(VnetRule { origin, subnet, state: Some("Ready".to_owned()) });
        Some(())
    }

    /// A firewall rule for the address that the client leaves with.
    fn admits_address(&mut self, party: Party, near: &str) -> Option<()> {
        let address = self.names.public(&format!("{near}_IP"));
        let rule = self.names.named(&format!("{}_RULE", party.word()));
        let server = self.server_of(party)?;
        let origin = origin(part(&server.origin.id, "firewallRules", &rule)?);
        server.firewall_rules.items.push(FirewallRule { origin, start: address, end: address });
        Some(())
    }

    fn server_of(&mut self, party: Party) -> Option<&mut Server> {
        let (_, id) = self.servers.iter().find(|(it, _)| *it == party)?;
        self.network.servers.iter_mut().find(|it| it.origin.id == *id)
    }

    /// The zone of each VNet-integrated server is linked to every virtual network.
    fn own_zones_linked(&mut self, placed: &[(Party, Place)]) -> Option<()> {
        let word = |party: Party| party.word().to_ascii_uppercase();
        for (owner, _) in placed.iter().filter(|(_, place)| *place == Place::Integrated) {
            let zone = self.id_of_zone(&word(*owner))?;
            for (party, _) in placed.iter().filter(|(_, place)| place.is_in_a_vnet()) {
                self.linked(&zone, &word(*party))?;
            }
        }
        Some(())
    }

    /// The zones that the names of private endpoints are found in, linked to every virtual network, and for a public server
    /// one that is linked to none.
    fn zones_of_endpoints(&mut self, placed: &[(Party, Place)]) -> Option<()> {
        let endpoints = self.network.endpoints.clone();
        let servers = self.network.servers.clone();
        for server in servers.iter().filter(|it| it.delegated_subnet == Fact::None) {
            let Ok((zone_name, record)) = endpoint_zone_name(server) else { continue };
            let leads =
                |it: &&PrivateEndpoint| it.services.iter().any(|it| it.service.as_ref() == Some(&server.origin.id));
            let endpoint = endpoints.iter().find(leads);
            let [subscription, group] = ["ZONE_SUBSCRIPTION", "ZONE_RG"].map(|it| self.names.named(it));
            let id = Id::parse(&format!(
                "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/privateDnsZones/{zone_name}"
            ))?;
            if self.network.zone(&id).is_none() {
                let zone = zone(&id, Vec::new())?;
                self.network.zones.push(zone);
            }
            let Some(endpoint) = endpoint else { continue };
            let of = ARecord { origin: origin(part(&id, "A", &record)?), addresses: endpoint.addresses.clone() };
            let zone = self.network.zones.iter_mut().find(|it| it.origin.id == id)?;
            zone.records.items.push(of);
            for (party, _) in placed.iter().filter(|(_, it)| it.is_in_a_vnet()) {
                self.linked(&id, &party.word().to_ascii_uppercase())?;
            }
            self.network.zone_groups.push(ZoneGroup {
                origin: origin(part(&endpoint.origin.id, "privateDnsZoneGroups", "default")?),
                state: Some("Succeeded".to_owned()),
                zones: vec![ZoneGroupEntry { zone: Some(id), records: vec![(record, endpoint.addresses.clone())] }],
            });
        }
        Some(())
    }
}

const FLEXIBLE: &str = "flexibleServers";

/// What Azure's public cloud appends to a server's name.
const AZURE_SUFFIX: &str = ".postgres.database.azure.com";
