//! One migration in its network: which resources are the parties, from where the actor dials, and where the far end
//! answers.

use std::net::Ipv4Addr;

use crate::{
    Config, Evidence, Party, SourceKind,
    network::{
        Dialled, Export, Fact, Finding, Id, Network, Nic, Origin, PrivateEndpoint, Server, ServerKind, Subnet, Vnet,
    },
    text::DEFAULT_PORT,
};

/// What evidence says of a step: a finding that decides it or, as the error, one that says why none can.
pub(crate) type Judged<T = Finding> = Result<T, Finding>;

/// One migration in its network.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The settings, as resources and the person say them together.
    pub config: &'a Config,
    /// What was read.
    pub network: &'a Network,
}

/// Where a server with a subnet of its own stands.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub vnet: &'a Vnet,
    pub subnet: &'a Subnet,
}

/// Where the far end of a leg answers.
#[derive(Clone, Copy)]
pub(crate) enum Far<'a> {
    /// At a private endpoint.
    Endpoint(&'a PrivateEndpoint),
    /// In the delegated subnet of a VNet-integrated server.
    Integrated(&'a Server, &'a Id),
    /// At a virtual machine's network card.
    Machine(&'a Nic),
    /// At an address outside of Azure, or of something in Azure that was not read.
    Address(Ipv4Addr),
    /// At a public address, which no export shows.
    Public,
}

impl<'a> Scene<'a> {
    pub(crate) const fn new(config: &'a Config, network: &'a Network) -> Self {
        Self { config, network }
    }

    /// Who opens the connections.
    pub(crate) fn actor(&self) -> Judged<Party> {
        match self.config.runtime.used {
            Some(true) => Ok(Party::Runtime),
            Some(false) => Ok(Party::Target),
            None => Err(Finding::open("It is not known whether a runtime server is used, so not who dials.")),
        }
    }

    /// The runtime server that the migrations name, and what shows it.
    pub(crate) fn chosen_runtime(&self) -> Option<(&'a Id, Evidence)> {
        let migrations = super::settings::migrations(self.config, self.network);
        let (migration, id) = migrations.into_iter().find_map(|it| Some((it, it.runtime.known()?)))?;
        Some((id, migration.origin.shows(self.network, super::settings::runtime_property(migration), id.text())))
    }

    /// The TCP port on which a party answers.
    pub(crate) fn port(&self, party: Party) -> u16 {
        match party {
            Party::Source => self.config.source.port.unwrap_or(DEFAULT_PORT),
            Party::Target | Party::Runtime => DEFAULT_PORT,
        }
    }

    /// The resource that a party is.
    pub(crate) fn server(&self, party: Party) -> Judged<&'a Server> {
        let kind = if party == Party::Source { Export::SingleServer } else { Export::FlexibleServer };
        let Some(name) = self.config.name(party) else {
            let label = party.label().to_lowercase();
            return Err(Finding::open(format!("It is not said which server is the {label}.")).wanting(kind, ""));
        };
        match servers(self.config, self.network, party)[..] {
            [only] => Ok(only),
            [] => Err(Finding::open(format!("No file holds {name}.")).wanting(kind, name)),
            _ => Err(Finding::open(format!("The files hold more than one server called {name}: say its id."))),
        }
    }

    /// The subnet that the actor dials from.
    pub(crate) fn actor_subnet(&self) -> Judged<(&'a Server, &'a Id)> {
        let server = self.server(self.actor()?)?;
        match &server.delegated_subnet {
            Fact::Known(subnet) => Ok((server, subnet)),
            Fact::None => {
                Err(Finding::open(format!("{} is in no subnet, so it dials from none.", server.origin.name()))
                    .showing([server.origin.shows(self.network, "network.delegatedSubnetResourceId", "none")]))
            }
            Fact::Unknown => Err(Finding::open(format!("The subnet of {} is not in the files.", server.origin.name()))
                .wanting(Export::FlexibleServer, server.origin.id.text())),
        }
    }

    /// Where the actor dials from.
    pub(crate) fn actor_side(&self) -> Judged<Side<'a>> {
        let (_, subnet) = self.actor_subnet()?;
        self.side(subnet)
    }

    /// The virtual network and subnet of a subnet's id.
    pub(crate) fn side(&self, subnet: &Id) -> Judged<Side<'a>> {
        let missing = |what: &str| Finding::open(format!("The {what} {} is not in the files.", subnet.name()));
        let vnet_id = subnet.parent().ok_or_else(|| missing("VNet of subnet"))?;
        let vnet = self.network.vnet(&vnet_id).ok_or_else(|| {
            Finding::open(format!("The VNet {} is not in the files.", vnet_id.name()))
                .wanting(Export::Vnet, vnet_id.text())
        })?;
        let found = vnet.subnets.items.iter().find(|it| it.origin.id == *subnet);
        let subnet = found.ok_or_else(|| missing("subnet").wanting(Export::Vnet, vnet_id.text()))?;
        Ok(Side { vnet, subnet })
    }

    /// Where a party answers the actor.
    pub(crate) fn far(&self, party: Party) -> Judged<Far<'a>> {
        if party == Party::Source && self.config.source.kind != Some(SourceKind::SingleServer) {
            return self.other_source();
        }
        let server = self.server(party)?;
        match &server.delegated_subnet {
            Fact::Known(subnet) => return Ok(Far::Integrated(server, subnet)),
            Fact::Unknown if server.kind == ServerKind::Flexible => {
                return Err(Finding::open(format!("The files do not say how {} is reached.", server.origin.name()))
                    .wanting(Export::FlexibleServer, server.origin.id.text()));
            }
            Fact::Unknown | Fact::None => {}
        }
        if server.public_access == Fact::Known(true) && self.has_no_endpoint(server) {
            return Ok(Far::Public);
        }
        self.endpoint(server).map(Far::Endpoint)
    }

    /// Whether it is certain that no private endpoint of a server is approved.
    fn has_no_endpoint(&self, server: &'a Server) -> bool {
        let connections = &server.endpoint_connections;
        let is_closed = |status: Option<&str>| status.is_some_and(|it| !is(Some(it), "Approved"));
        connections.complete
            && connections.items.iter().all(|it| is_closed(it.status.as_deref()))
            && self.endpoints(server).iter().all(|it| is_closed(self.endpoint_status(server, it).map(|(it, _)| it)))
    }

    /// A source that is no single server: a machine in Azure, or an address.
    fn other_source(&self) -> Judged<Far<'a>> {
        if self.config.source.kind.is_none() {
            return Err(Finding::open("It is not known what the source is."));
        }
        if let Some(nic) = machine(self.config, self.network) {
            return Ok(Far::Machine(nic));
        }
        let told = self.config.source.name.as_deref().unwrap_or_default();
        let name = self.source_host()?.map_or(told, |(_, host)| host);
        if let Ok(address) = name.parse() {
            return Ok(Far::Address(address));
        }
        let open = match name {
            "" => Finding::open("It is not said which server the source is."),
            _ => Finding::open(format!(
                "The address of {name} is not known: only an address can be followed through a network."
            )),
        };
        let is_machine = self.config.source.kind == Some(SourceKind::AzureVm);
        Err(if is_machine { open.wanting(Export::Nic, name) } else { open })
    }

    /// The private endpoint of a server that the actor's packets go to.
    ///
    /// There may be several. The address that the migration dials decides; then what the zone of the server's name
    /// answers; without that, one in the actor's VNet, then one in a VNet that is peered with it, then the first that is
    /// approved.
    pub(crate) fn endpoint(&self, server: &'a Server) -> Judged<&'a PrivateEndpoint> {
        let endpoints = self.endpoints(server);
        let name = server.origin.name();
        let is_approved = |it: &PrivateEndpoint| is(self.endpoint_status(server, it).map(|(it, _)| it), "Approved");
        if let (false, Some(id)) = (endpoints.iter().any(|it| is_approved(it)), self.endpoint_elsewhere(server)) {
            return Err(Finding::open(format!("The private endpoint {} of {name} is not in the files.", id.name()))
                .wanting(Export::PrivateEndpoint, id.text()));
        }
        let [first, ..] = endpoints[..] else {
            return Err(Finding::open(format!("No approved private endpoint of {name} is in the files."))
                .wanting(Export::EndpointConnections, server.origin.id.text()));
        };
        if let Some(dialled) = self.dialled_endpoint(server, &endpoints) {
            return dialled;
        }
        if endpoints.len() == 1 {
            return Ok(first);
        }
        let vnet_of = |it: &PrivateEndpoint| it.subnet.as_ref().and_then(Id::parent);
        let answered = self.answered(server);
        let by_answer = endpoints.iter().find(|it| answered.is_some_and(|at| self.addresses(it).contains(&at)));
        let actor_vnet = self.actor_side().ok().map(|it| it.vnet);
        let in_vnet =
            || endpoints.iter().find(|it| actor_vnet.is_some_and(|vnet| vnet_of(it).as_ref() == Some(&vnet.origin.id)));
        let peered = || {
            endpoints.iter().find(|it| {
                actor_vnet.is_some_and(|vnet| vnet.peerings.items.iter().any(|half| half.remote == vnet_of(it)))
            })
        };
        Ok(by_answer.or_else(in_vnet).or_else(peered).copied().unwrap_or(first))
    }

    /// The endpoint at the address that the migration dials in place of the server's name, where it dials one.
    fn dialled_endpoint(
        &self,
        server: &'a Server,
        endpoints: &[&'a PrivateEndpoint],
    ) -> Option<Judged<&'a PrivateEndpoint>> {
        let source = self.server(Party::Source).ok().filter(|it| it.origin.id == server.origin.id)?;
        let (address, evidence) = match self.dialled(Party::Source, source) {
            Ok(Dialled::Address(address, evidence)) => (address, evidence),
            Ok(Dialled::Name) => return None,
            // Which one another name leads to, nobody knows; where there is only one, it hardly leads elsewhere.
            Err(open) => return (1 < endpoints.len()).then_some(Err(open)),
        };
        if let Some(it) = endpoints.iter().find(|it| self.addresses(it).contains(&address)) {
            return Some(Ok(it));
        }
        match endpoints {
            [only] if self.addresses(only).is_empty() => None,
            _ => {
                let name = server.origin.name();
                let open = Finding::open(format!(
                    "The migration dials {address}, and no private endpoint of {name} in the files has that address."
                ));
                Some(Err(open.showing([evidence])))
            }
        }
    }

    /// A private endpoint that the server has approved and that no file holds.
    pub(crate) fn endpoint_elsewhere(&self, server: &'a Server) -> Option<&'a Id> {
        let approved = server.endpoint_connections.items.iter().filter(|it| is(it.status.as_deref(), "Approved"));
        approved.filter_map(|it| it.endpoint.as_ref()).find(|it| self.network.endpoint(it).is_none())
    }

    /// The private endpoints that lead to a server: the approved ones, or all of them where none is.
    pub(crate) fn endpoints(&self, server: &'a Server) -> Vec<&'a PrivateEndpoint> {
        let leads = |it: &&PrivateEndpoint| {
            it.services.iter().any(|it| it.service.as_ref() == Some(&server.origin.id))
                || server.endpoint_connections.items.iter().any(|other| other.endpoint.as_ref() == Some(&it.origin.id))
        };
        let all: Vec<&PrivateEndpoint> = self.network.endpoints.iter().filter(leads).collect();
        let approved: Vec<&PrivateEndpoint> = all
            .iter()
            .copied()
            .filter(|it| is(self.endpoint_status(server, it).map(|(status, _)| status), "Approved"))
            .collect();
        if approved.is_empty() { all } else { approved }
    }

    /// The state of the connection between a private endpoint and a server, and what shows it. The server's side
    /// decides; the endpoint's own is the same where both were read.
    pub(crate) fn endpoint_status(
        &self,
        server: &'a Server,
        endpoint: &'a PrivateEndpoint,
    ) -> Option<(&'a str, Evidence)> {
        const PROPERTY: &str = "privateLinkServiceConnectionState.status";
        let at_server =
            server.endpoint_connections.items.iter().find(|it| it.endpoint.as_ref() == Some(&endpoint.origin.id));
        let at_server = at_server.and_then(|it| Some((it.status.as_deref()?, &it.origin)));
        let at_endpoint = || {
            let service = endpoint.services.iter().find(|it| it.service.as_ref() == Some(&server.origin.id))?;
            Some((service.status.as_deref()?, &endpoint.origin))
        };
        let (status, origin) = at_server.or_else(at_endpoint)?;
        Some((status, origin.shows(self.network, PROPERTY, status)))
    }

    /// The addresses of a private endpoint; empty where none was read.
    pub(crate) fn addresses(&self, endpoint: &'a PrivateEndpoint) -> Vec<Ipv4Addr> {
        self.addresses_shown(endpoint).into_iter().map(|(address, _)| address).collect()
    }

    /// The addresses of a private endpoint, each with what shows it: its network card, else itself, else what its zone
    /// group wrote, which may be old.
    pub(crate) fn addresses_shown(&self, endpoint: &'a PrivateEndpoint) -> Vec<(Ipv4Addr, Evidence)> {
        type Shown<'a> = (&'a Origin, &'static str, Ipv4Addr);
        let cards = endpoint.nics.iter().filter_map(|it| self.network.nic(it));
        let on_cards = cards.flat_map(|nic| {
            let addresses = nic.addresses.iter().filter_map(|it| it.address);
            addresses.map(|it| (&nic.origin, "ipConfigurations[].privateIPAddress", it))
        });
        let own = endpoint.addresses.iter().map(|it| (&endpoint.origin, "customDnsConfigs[].ipAddresses", *it));
        let in_groups = self.zone_groups(endpoint).into_iter().flat_map(|group| {
            let addresses = group.zones.iter().flat_map(|it| &it.records).flat_map(|(_, addresses)| addresses);
            addresses.map(|it| (&group.origin, "privateDnsZoneConfigs[].recordSets[].ipAddresses", *it))
        });
        let mut read: Vec<Shown<'_>> = on_cards.collect();
        if read.is_empty() {
            read = own.collect();
        }
        if read.is_empty() {
            read = in_groups.collect();
        }
        let mut shown: Vec<(Ipv4Addr, Evidence)> = Vec::new();
        for (origin, property, address) in read {
            if shown.iter().all(|(other, _)| *other != address) {
                shown.push((address, origin.shows(self.network, property, address.to_string())));
            }
        }
        shown
    }

    /// The one address of a private endpoint.
    pub(crate) fn endpoint_address(&self, endpoint: &'a PrivateEndpoint) -> Judged<Ipv4Addr> {
        match self.addresses(endpoint)[..] {
            [address] => Ok(address),
            [] => {
                let name = endpoint.origin.name();
                Err(match endpoint.nics.first() {
                    Some(nic) => {
                        Finding::open(format!("The address of the private endpoint {name} is not in the files."))
                            .wanting(Export::Nic, nic.text())
                    }
                    None => Finding::open(format!(
                        "The files hold the private endpoint {name} without its address and its network card."
                    ))
                    .wanting(Export::PrivateEndpoint, endpoint.origin.id.text()),
                })
            }
            _ => Err(Finding::open(format!("The private endpoint {} has several addresses.", endpoint.origin.name()))),
        }
    }

    /// The zone groups of a private endpoint. Azure's own example names another parent type, so the name decides.
    pub(crate) fn zone_groups(&self, endpoint: &PrivateEndpoint) -> Vec<&'a super::ZoneGroup> {
        let of = |it: &&super::ZoneGroup| {
            it.origin.id.parent().is_some_and(|parent| {
                parent == endpoint.origin.id
                    || parent.kind() != endpoint.origin.id.kind()
                        && parent.name().eq_ignore_ascii_case(endpoint.origin.id.name())
                        && parent.resource_group() == endpoint.origin.id.resource_group()
            })
        };
        self.network.zone_groups.iter().filter(of).collect()
    }
}

/// Whether a value that Azure prints is this one, whatever its case.
pub(crate) fn is(value: Option<&str>, word: &str) -> bool {
    value.is_some_and(|it| it.eq_ignore_ascii_case(word))
}

/// The server that a Config names as a party: by its name, its host name or its id.
///
/// A retired single server's name may be a flexible server's now, so the source is a single server first.
pub(super) fn server<'a>(config: &Config, network: &'a Network, party: Party) -> Option<&'a Server> {
    // A server's name is one in all of Azure, so two of one name are a template beside the real one: neither is it.
    match servers(config, network, party)[..] {
        [only] => Some(only),
        _ => None,
    }
}

fn servers<'a>(config: &Config, network: &'a Network, party: Party) -> Vec<&'a Server> {
    let Some(name) = config.name(party) else { return Vec::new() };
    let fits = |it: &&Server| {
        it.origin.id.name().eq_ignore_ascii_case(name)
            || it.origin.id.text().eq_ignore_ascii_case(name)
            || is(it.host.as_deref(), name)
    };
    let single = network.servers.iter().filter(|it| it.kind == ServerKind::Single).filter(fits);
    let flexible = network.servers.iter().filter(|it| it.kind == ServerKind::Flexible).filter(fits);
    let found: Vec<&Server> = match party {
        Party::Source => single.collect(),
        Party::Target | Party::Runtime => Vec::new(),
    };
    // A server outside of Azure may bear the name of any flexible server.
    let is_elsewhere = party == Party::Source
        && !matches!(config.source.kind, None | Some(SourceKind::SingleServer | SourceKind::Other));
    if found.is_empty() && !is_elsewhere { flexible.collect() } else { found }
}

/// The network card of the virtual machine that a Config names as the source: by the machine's name, the card's, or, of
/// what is told to be one, an address of it. Many networks have the same addresses.
pub(super) fn machine<'a>(config: &Config, network: &'a Network) -> Option<&'a Nic> {
    if config.source.kind.is_some_and(|it| it != SourceKind::AzureVm) {
        return None;
    }
    let name = config.source.name.as_deref()?;
    let address = name.parse::<Ipv4Addr>().ok().filter(|_| config.source.kind.is_some());
    let fits = |it: &&Nic| {
        let is_named = |id: &Id| id.name().eq_ignore_ascii_case(name) || id.text().eq_ignore_ascii_case(name);
        let is_at = |it: &Nic| address.is_some() && it.addresses.iter().any(|it| it.address == address);
        it.machine.as_ref().is_some_and(|machine| is_named(machine) || is_named(&it.origin.id) || is_at(it))
    };
    let mut found = network.nics.iter().filter(fits);
    let first = found.next()?;
    // With two cards, or the same address in two networks, nobody knows which one answers.
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::{Far, Scene};
    use crate::{
        Config, Party,
        network::{
            Fact, Id, Listing, Network, Nic, NicAddress,
            testing::{all_right, config, direct, id, machine, migration, origin, subnet_id, via_runtime},
        },
    };

    /// Where a party answers, in a word, or why nobody knows.
    fn far(config: &Config, party: Party, change: fn(&mut Network)) -> String {
        let mut network = all_right();
        change(&mut network);
        match Scene::new(config, &network).far(party) {
            Ok(Far::Endpoint(it)) => format!("endpoint {}", it.origin.name()),
            Ok(Far::Integrated(_, subnet)) => format!("subnet {}", subnet.name()),
            Ok(Far::Machine(nic)) => format!("card {}", nic.origin.name()),
            Ok(Far::Address(address)) => address.to_string(),
            Ok(Far::Public) => "public".to_owned(),
            Err(open) => open.note.expect("unknown has a reason"),
        }
    }

    fn waits(network: &mut Network) {
        network.servers[0].endpoint_connections.items[0].status = Some("Pending".to_owned());
    }

    /// An approved endpoint of the source that no file holds.
    fn one_elsewhere(network: &mut Network) {
        let mut other = network.servers[0].endpoint_connections.items[0].clone();
        other.endpoint = Some(id("Microsoft.Network/privateEndpoints", "pe-hub"));
        other.status = Some("Approved".to_owned());
        network.servers[0].endpoint_connections.items.push(other);
    }

    #[test]
    fn a_server_answers_where_its_packets_go() {
        let mut told = direct();
        told.source.kind = Some(crate::SourceKind::SingleServer);
        let source = |change| far(&told, Party::Source, change);
        assert_eq!(source(|_| {}), "endpoint pe-old");
        assert_eq!(source(|it| it.servers[0].public_access = Fact::Known(true)), "endpoint pe-old");
        assert_eq!(source(waits), "endpoint pe-old");
        let public_and_waits = |it: &mut Network| {
            waits(it);
            it.servers[0].public_access = Fact::Known(true);
        };
        assert_eq!(source(public_and_waits), "public");
        let hub = "The private endpoint pe-hub of orders-old is not in the files.";
        assert_eq!(
            source(|it| {
                waits(it);
                one_elsewhere(it);
                it.servers[0].public_access = Fact::Known(true);
            }),
            hub
        );
        assert_eq!(
            source(|it| {
                one_elsewhere(it);
                it.servers[0].endpoint_connections.items.remove(0);
                it.endpoints.clear();
                it.servers[0].public_access = Fact::Known(true);
            }),
            hub
        );
        let unlisted = |it: &mut Network| {
            it.servers[0].public_access = Fact::Known(true);
            it.servers[0].endpoint_connections = Listing::default();
            it.endpoints.clear();
        };
        assert_eq!(source(unlisted), "No approved private endpoint of orders-old is in the files.");
        assert_eq!(far(&told, Party::Target, |_| {}), "subnet db");
        assert_eq!(far(&via_runtime(), Party::Target, |_| {}), "endpoint pe-far");
    }

    /// A second approved endpoint of the source, 10.2.1.4, in the actor's own VNet.
    fn one_nearby(network: &mut Network) {
        let mut connection = network.servers[0].endpoint_connections.items[0].clone();
        let mut other = network.endpoints[0].clone();
        other.origin = origin("Microsoft.Network/privateEndpoints", "pe-near");
        other.subnet = Some(subnet_id("vnet-new", "db"));
        other.addresses = vec![Ipv4Addr::new(10, 2, 1, 4)];
        connection.endpoint = Some(other.origin.id.clone());
        network.endpoints.push(other);
        network.servers[0].endpoint_connections.items.push(connection);
    }

    fn records(network: &mut Network, address: [u8; 4]) {
        network.zones[0].records.items[0].addresses = vec![address.into()];
    }

    #[test]
    fn of_several_endpoints_the_record_says_which_one() {
        let mut told = direct();
        told.source.kind = Some(crate::SourceKind::SingleServer);
        let source = |change| far(&told, Party::Source, change);
        assert_eq!(source(one_nearby), "endpoint pe-old");
        let near = |it: &mut Network| {
            one_nearby(it);
            records(it, [10, 2, 1, 4]);
        };
        assert_eq!(source(near), "endpoint pe-near");
        assert_eq!(
            source(|it| {
                one_nearby(it);
                it.zones[0].links = Listing::default();
            }),
            "endpoint pe-old",
            "its link was not read"
        );
        assert_eq!(
            source(|it| {
                one_nearby(it);
                it.zones.clear();
            }),
            "endpoint pe-near",
            "no record was read"
        );
    }

    #[test]
    fn an_address_that_is_dialled_goes_before_the_record() {
        let mut told = direct();
        told.source.kind = Some(crate::SourceKind::SingleServer);
        let source = |change| far(&told, Party::Source, change);
        assert_eq!(
            source(|it| {
                one_nearby(it);
                it.migrations.push(migration(Some("10.2.1.4")));
            }),
            "endpoint pe-near"
        );
        assert_eq!(
            source(|it| {
                one_nearby(it);
                records(it, [10, 2, 1, 4]);
                it.migrations.push(migration(Some("10.1.0.4")));
            }),
            "endpoint pe-old"
        );
        let no_such =
            "The migration dials 10.1.0.9, and no private endpoint of orders-old in the files has that address.";
        assert_eq!(source(|it| it.migrations.push(migration(Some("10.1.0.9")))), no_such);
        assert_eq!(
            source(|it| {
                it.endpoints[0].addresses.clear();
                it.zone_groups.clear();
                it.migrations.push(migration(Some("10.1.0.9")));
            }),
            "endpoint pe-old",
            "whose address was not read"
        );
        assert_eq!(
            source(|it| {
                one_nearby(it);
                it.migrations.push(migration(Some("db.example.com")));
            }),
            "The migration dials db.example.com, and no file says where that name leads."
        );
    }

    #[test]
    fn another_source_answers_at_an_address() {
        let told = |name: &str| config(&["source.kind=on-premises", &format!("source.name={name}")]);
        assert_eq!(far(&told("10.9.0.4"), Party::Source, |_| {}), "10.9.0.4");
        let open = "The address of db.corp.local is not known: only an address can be followed through a network.";
        assert_eq!(far(&told("db.corp.local"), Party::Source, |_| {}), open);
        let given = |it: &mut Network| {
            it.migrations.push(crate::network::Migration { source: None, ..migration(Some("10.9.0.5")) });
        };
        assert_eq!(far(&told("db.corp.local"), Party::Source, given), "10.9.0.5");
    }

    #[test]
    fn an_address_alone_is_no_machine() {
        let at = |settings: &[&str], is_machine: bool| {
            let mut network = all_right();
            machine(&mut network);
            if !is_machine {
                network.nics[0].machine = None;
            }
            super::machine(&config(settings), &network).is_some()
        };
        assert!(at(&["source.name=db-vm"], true));
        assert!(at(&["source.name=db-nic"], true));
        assert!(at(&["source.name=10.1.0.7", "source.kind=azure-vm"], true));
        assert!(!at(&["source.name=10.1.0.7"], true), "on premises there may be the same");
        assert!(!at(&["source.name=10.1.0.7", "source.kind=azure-vm"], false), "a private endpoint has a card too");
        assert!(!at(&["source.name=db-nic"], false));
    }

    #[test]
    fn the_network_card_knows_the_address_of_an_endpoint_best() {
        let mut network = all_right();
        network.nics.push(Nic {
            origin: origin("Microsoft.Network/networkInterfaces", "pe-old-nic"),
            machine: None,
            addresses: vec![NicAddress { address: Some([10, 1, 0, 7].into()), subnet: None, groups: Fact::None }],
            security_group: Fact::None,
            dns_servers: Fact::None,
        });
        let told = direct();
        let addresses = |network: &Network| Scene::new(&told, network).addresses(&network.endpoints[0]);
        assert_eq!(addresses(&network), [Ipv4Addr::new(10, 1, 0, 7)]);
        network.nics.clear();
        assert_eq!(addresses(&network), [Ipv4Addr::new(10, 1, 0, 4)]);
        network.endpoints[0].addresses.clear();
        assert_eq!(addresses(&network), [Ipv4Addr::new(10, 1, 0, 4)], "from the zone group");
        network.zone_groups.clear();
        assert!(addresses(&network).is_empty());
    }

    #[test]
    fn two_servers_of_one_name_are_none() {
        let mut network = all_right();
        network.servers.push(network.servers[0].clone());
        let path = "/subscriptions/s2/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/orders-old";
        network.servers[0].origin.id = Id::parse(path).expect("an id");
        let told = config(&["source.name=orders-old"]);
        let open = Scene::new(&told, &network).server(Party::Source).expect_err("nobody knows which");
        assert_eq!(open.note.as_deref(), Some("The files hold more than one server called orders-old: say its id."));
        let by_id = config(&[&format!("source.name={path}")]);
        assert!(Scene::new(&by_id, &network).server(Party::Source).is_ok());
    }
}
