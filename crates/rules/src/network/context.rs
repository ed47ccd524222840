//! One migration in its network: which resources are the parties, from where the client connects, and where the destination
//! answers.

use std::{
    cell::RefCell,
    net::{Ipv4Addr, Ipv6Addr},
};

use ipnet::Ipv4Net;

use crate::{
    Config, Evidence, Export, Party, SourceKind,
    network::{
        Attachment, Fact, GatewayConnection, Id, Network, Nic, PrivateEndpoint, RouteTable, Server, ServerKind, is,
        migrations::{migrations, runtime_property},
        parties::{machine, machine_at, servers, virtual_machine},
    },
    outcome::{Decided, Reason, Undecided},
    text::DEFAULT_PORT,
};

/// One migration in its network.
pub(crate) struct Context<'a> {
    /// The settings, as resources and the person say them together.
    pub config: &'a Config,
    /// What was read.
    pub network: &'a Network,
    /// What [`Context::endpoint`] found, as most checks ask for it: the address of the server in memory, and the place of its
    /// endpoint in the network.
    pub(super) found_endpoints: RefCell<Vec<(usize, Decided<usize>)>>,
}

/// Where the destination of a connection answers.
#[derive(Clone, Copy)]
pub(crate) enum Destination<'a> {
    /// At a private endpoint.
    Endpoint(&'a PrivateEndpoint),
    /// In the delegated subnet of a VNet-integrated server.
    Integrated(&'a Server, &'a Id),
    /// At a virtual machine's network interface.
    Machine(&'a Nic),
    /// At an address outside of Azure, or of something in Azure that was not read.
    Address(Ipv4Addr),
    /// At a public address, which no export shows.
    Public,
}

impl<'a> Context<'a> {
    pub(crate) const fn new(config: &'a Config, network: &'a Network) -> Self {
        Self { config, network, found_endpoints: RefCell::new(Vec::new()) }
    }

    /// Who opens the connections.
    pub(crate) fn client(&self) -> Decided<Party> {
        match self.config.runtime.used {
            Some(true) => Ok(Party::Runtime),
            Some(false) => Ok(Party::Target),
            None => Err(Undecided::new(
                Reason::NotSaid,
                "It is not known whether a runtime server is used, so not who opens the connection.",
            )),
        }
    }

    /// The runtime server that the migrations name, and what shows it.
    pub(crate) fn chosen_runtime(&self) -> Option<(&'a Id, Evidence)> {
        let migrations = migrations(self.config, self.network);
        let (migration, id) = migrations.into_iter().find_map(|it| Some((it, it.runtime.known()?)))?;
        Some((id, migration.origin.shows(self.network, runtime_property(migration), id.text())))
    }

    /// The TCP port on which a party answers.
    pub(crate) fn port(&self, party: Party) -> u16 {
        match party {
            Party::Source => self.config.source.port.unwrap_or(DEFAULT_PORT),
            Party::Target | Party::Runtime => DEFAULT_PORT,
        }
    }

    /// The resource that a party is.
    pub(crate) fn server(&self, party: Party) -> Decided<&'a Server> {
        let is_single = party == Party::Source && self.config.source.kind != Some(SourceKind::FlexibleServer);
        let kind = if is_single { Export::SingleServer } else { Export::FlexibleServer };
        let Some(name) = self.config.name(party) else {
            let label = party.label().to_lowercase();
            return Err(Undecided::new(Reason::NotSaid, format!("It is not said which server is the {label}."))
                .needing(kind, ""));
        };
        match servers(self.config, self.network, party)[..] {
            [only] => Ok(only),
            [] => Err(Undecided::new(Reason::Missing, format!("No file holds {name}.")).needing(kind, name)),
            _ => Err(Undecided::new(
                Reason::Ambiguous,
                format!("The files hold more than one server called {name}: say its id."),
            )),
        }
    }

    /// The subnet that the client connects from.
    pub(crate) fn client_subnet(&self) -> Decided<(&'a Server, &'a Id)> {
        let server = self.server(self.client()?)?;
        match &server.delegated_subnet {
            Fact::Known(subnet) => Ok((server, subnet)),
            Fact::None => Err(Undecided::new(
                Reason::Outside,
                format!("{} is in no subnet, so it connects from none.", server.origin.name()),
            )
            .showing([server.origin.shows(self.network, "network.delegatedSubnetResourceId", "none")])),
            Fact::Unknown => Err(Undecided::new(
                Reason::Missing,
                format!("The files do not say which subnet {} is in.", server.origin.name()),
            )
            .needing(Export::FlexibleServer, server.origin.id.text())),
        }
    }

    /// Where the client connects from.
    pub(crate) fn client_attachment(&self) -> Decided<Attachment<'a>> {
        let (_, subnet) = self.client_subnet()?;
        self.side(subnet)
    }

    /// The virtual network and subnet of a subnet's id.
    pub(crate) fn side(&self, subnet: &Id) -> Decided<Attachment<'a>> {
        let missing = |what: String| Undecided::new(Reason::Missing, format!("The {what} is not in the files."));
        let name = subnet.name();
        let vnet_id = subnet.parent().ok_or_else(|| missing(format!("VNet of subnet {name}")))?;
        let vnet = self
            .network
            .vnet(&vnet_id)
            .ok_or_else(|| missing(format!("VNet {}", vnet_id.name())).needing(Export::Vnet, vnet_id.text()))?;
        // Subnets of several networks have one name.
        let missing = || missing(format!("subnet {name} of {}", vnet_id.name())).needing(Export::Vnet, vnet_id.text());
        let found = vnet.subnets.items.iter().find(|it| it.origin.id == *subnet);
        let subnet = found.ok_or_else(missing)?;
        Ok(Attachment { vnet, subnet })
    }

    /// Where a party answers the client.
    pub(crate) fn destination(&self, party: Party) -> Decided<Destination<'a>> {
        let in_azure = |it| matches!(it, SourceKind::SingleServer | SourceKind::FlexibleServer);
        if party == Party::Source && !self.config.source.kind.is_some_and(in_azure) {
            return self.other_source();
        }
        let server = self.server(party)?;
        match &server.delegated_subnet {
            Fact::Known(subnet) => return Ok(Destination::Integrated(server, subnet)),
            Fact::Unknown if server.kind == ServerKind::Flexible => {
                return Err(Undecided::new(
                    Reason::Missing,
                    format!("The files do not say how {} is reached.", server.origin.name()),
                )
                .needing(Export::FlexibleServer, server.origin.id.text()));
            }
            Fact::Unknown | Fact::None => {}
        }
        if server.public_access == Fact::Known(true) && self.has_no_endpoint(server) {
            return Ok(Destination::Public);
        }
        self.endpoint(server).map(Destination::Endpoint)
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
    fn other_source(&self) -> Decided<Destination<'a>> {
        if self.config.source.kind.is_none() {
            return Err(Undecided::new(Reason::NotSaid, "It is not known what the source is."));
        }
        if let Some(nic) = machine(self.config, self.network) {
            let given = self.given_host(Party::Source).ok().flatten().and_then(|(host, _)| self.address_of(host));
            let elsewhere = given.filter(|it| nic.addresses.iter().all(|own| own.address != Some(*it)));
            return Ok(elsewhere.map_or(Destination::Machine(nic), Destination::Address));
        }
        let name = self.source_host()?.map_or("", |(host, _)| host);
        if let Some(address) = self.address_of(name) {
            let nic = machine_at(self.config, self.network, address);
            return Ok(nic.map_or(Destination::Address(address), Destination::Machine));
        }
        let unread = virtual_machine(self.config, self.network).and_then(|it| Some((it, it.nics.known()?)));
        if let Some((machine, nics)) = unread {
            let machine = machine.origin.name();
            return Err(match nics.as_slice() {
                [only] => Undecided::new(
                    Reason::Missing,
                    format!("The network interface {} of {machine} is not in the files.", only.name()),
                )
                .needing(Export::Nic, only.text()),
                _ => Undecided::new(
                    Reason::Ambiguous,
                    format!(
                        "{machine} has {} network interfaces, and it is not known which of them is connected to.",
                        nics.len()
                    ),
                )
                .needing(Export::Nic, name),
            });
        }
        let open = match name {
            "" => Undecided::new(Reason::NotSaid, "It is not said which server the source is."),
            _ if name.parse::<Ipv6Addr>().is_ok() => Undecided::new(
                Reason::NotRead,
                format!(
                    "{name} is an address of IPv6, and only those of IPv4 are followed: name the source by its IPv4 address."
                ),
            ),
            _ => Undecided::new(
                Reason::Outside,
                format!("The address of {name} is not known: only an address can be followed through a network."),
            ),
        };
        let is_machine = self.config.source.kind == Some(SourceKind::AzureVm);
        Err(if is_machine { open.needing(Export::Nic, name) } else { open })
    }
}

impl<'a> Context<'a> {
    /// The route table of a subnet, where it has one.
    pub(crate) fn route_table(&self, side: Attachment<'a>) -> Decided<Option<&'a RouteTable>> {
        match &side.subnet.route_table {
            Fact::None => Ok(None),
            Fact::Known(id) => self.network.route_table(id).map(Some).ok_or_else(|| {
                Undecided::new(Reason::Missing, format!("The route table {} is not in the files.", id.name()))
                    .needing(Export::RouteTable, id.text())
            }),
            Fact::Unknown => {
                let name = side.subnet.origin.name();
                Err(Undecided::new(Reason::Missing, format!("The files do not say whether {name} has a route table."))
                    .needing(Export::Vnet, side.vnet.origin.id.text()))
            }
        }
    }
}

impl<'a> Context<'a> {
    /// The connections whose destination network holds the source's address.
    pub(crate) fn connections_to_source(&self) -> Vec<&'a GatewayConnection> {
        let Ok(Destination::Address(address)) = self.destination(Party::Source) else { return Vec::new() };
        let address = Ipv4Net::from(address);
        let leads = |it: &&GatewayConnection| {
            let prefixes = self.network.local_gateway(it).and_then(|it| it.prefixes.known());
            prefixes.is_some_and(|it| it.iter().any(|it| it.contains(&address)))
        };
        self.network.sites().filter(leads).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Context, Destination};
    use crate::{
        Config, Party,
        network::{
            Fact, Id, Listing, Network,
            testing::{all_right, config, direct, id, migration, via_runtime},
        },
    };

    /// Where a party answers, in a word, or why that is not known.
    fn destination(config: &Config, party: Party, change: fn(&mut Network)) -> String {
        let mut network = all_right();
        change(&mut network);
        match Context::new(config, &network).destination(party) {
            Ok(Destination::Endpoint(it)) => format!("endpoint {}", it.origin.name()),
            Ok(Destination::Integrated(_, subnet)) => format!("subnet {}", subnet.name()),
            Ok(Destination::Machine(nic)) => format!("NIC {}", nic.origin.name()),
            Ok(Destination::Address(address)) => address.to_string(),
            Ok(Destination::Public) => "public".to_owned(),
            Err(open) => open.words,
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
        let mut entered = direct();
        entered.source.kind = Some(crate::SourceKind::SingleServer);
        let source = |change| destination(&entered, Party::Source, change);
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
        assert_eq!(destination(&entered, Party::Target, |_| {}), "subnet db");
        assert_eq!(destination(&via_runtime(), Party::Target, |_| {}), "endpoint pe-far");
    }

    #[test]
    fn another_source_answers_at_an_address() {
        let entered = |name: &str| config(&["source.kind=on-premises", &format!("source.name={name}")]);
        assert_eq!(destination(&entered("10.9.0.4"), Party::Source, |_| {}), "10.9.0.4");
        let open = "The address of db.corp.local is not known: only an address can be followed through a network.";
        assert_eq!(destination(&entered("db.corp.local"), Party::Source, |_| {}), open);
        let open =
            "fd00::5 is an address of IPv6, and only those of IPv4 are followed: name the source by its IPv4 address.";
        assert_eq!(destination(&entered("fd00::5"), Party::Source, |_| {}), open);
        let given = |it: &mut Network| {
            it.migrations.push(crate::network::Migration { source: None, ..migration(Some("10.9.0.5")) });
        };
        assert_eq!(destination(&entered("db.corp.local"), Party::Source, given), "10.9.0.5");
    }

    #[test]
    fn two_servers_of_one_name_are_none() {
        let mut network = all_right();
        network.servers.push(network.servers[0].clone());
        let path = "/subscriptions/s2/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/orders-old";
        network.servers[0].origin.id = Id::parse(path).expect("an id");
        let entered = config(&["source.name=orders-old"]);
        let open = Context::new(&entered, &network).server(Party::Source).expect_err("it is not known which");
        assert_eq!(open.words, "The files hold more than one server called orders-old: say its id.");
        let by_id = config(&[&format!("source.name={path}")]);
        assert!(Context::new(&by_id, &network).server(Party::Source).is_ok());
    }
}
