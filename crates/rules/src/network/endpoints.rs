//! The private endpoints of a server: which one the packets go to, in which state it is, and at which address.

use std::{net::Ipv4Addr, ptr};

use crate::{
    Evidence, Export, Party,
    network::{ConnectsTo, Context, Id, Key, Origin, PrivateEndpoint, Server, ZoneGroup, is},
    outcome::{Decided, Reason, Undecided},
};

impl<'a> Context<'a> {
    /// The private endpoint of a server that the client's packets go to.
    ///
    /// There may be several. The address that the migration connects to decides; then what the zone of the server's name
    /// answers; without that, one in the client's VNet, then one in a VNet that is peered with it, then the first that is
    /// approved.
    pub(crate) fn endpoint(&self, server: &'a Server) -> Decided<&'a PrivateEndpoint> {
        let all = &self.network.endpoints;
        let asked = ptr::from_ref(server).addr();
        let known = self.found_endpoints.borrow().iter().find(|it| it.0 == asked).map(|it| it.1.clone());
        if let Some(place) = known {
            match place.map(|it| all.get(it)) {
                Ok(Some(endpoint)) => return Ok(endpoint),
                Err(open) => return Err(open),
                Ok(None) => {}
            }
        }
        let found = self.find_endpoint(server);
        let place = |endpoint: &PrivateEndpoint| all.iter().position(|it| ptr::eq(it, endpoint)).unwrap_or(usize::MAX);
        self.found_endpoints.borrow_mut().push((asked, found.clone().map(place)));
        found
    }

    fn find_endpoint(&self, server: &'a Server) -> Decided<&'a PrivateEndpoint> {
        let endpoints = self.endpoints(server);
        let name = server.origin.name();
        if let (false, Some(id)) =
            (endpoints.iter().any(|it| self.is_approved(server, it)), self.endpoint_elsewhere(server))
        {
            return Err(Undecided::new(
                Reason::Missing,
                format!("The private endpoint {} of {name} is not in the files.", id.name()),
            )
            .needing(Export::PrivateEndpoint, id.text()));
        }
        let [first, ..] = endpoints[..] else {
            return Err(Undecided::new(
                Reason::Missing,
                format!("No approved private endpoint of {name} is in the files."),
            )
            .needing(Export::EndpointConnections, server.origin.id.text()));
        };
        if let Some(connected) = self.connected_endpoint(server, &endpoints) {
            return connected;
        }
        let vnet_of = |it: &PrivateEndpoint| it.subnet.as_ref().and_then(Id::parent);
        let answered = self.answered(server);
        let by_answer = endpoints.iter().find(|it| answered.is_some_and(|at| self.addresses(it).contains(&at)));
        if let Some(it) = by_answer {
            return Ok(it);
        }
        // Another one may be the one that answers: one that is in no file, or whose address is in none.
        if let Some(id) = self.endpoint_elsewhere(server) {
            return Err(Undecided::new(
                Reason::Missing,
                format!("The private endpoint {} of {name} is not in the files.", id.name()),
            )
            .needing(Export::PrivateEndpoint, id.text()));
        }
        if endpoints.len() == 1 {
            return Ok(first);
        }
        if let Some(it) = endpoints.iter().find(|it| self.addresses(it).is_empty()) {
            self.endpoint_address(it)?;
        }
        let client_vnet = self.client_attachment().ok().map(|it| it.vnet);
        let in_vnet = || {
            endpoints.iter().find(|it| client_vnet.is_some_and(|vnet| vnet_of(it).as_ref() == Some(&vnet.origin.id)))
        };
        let peered = || {
            endpoints.iter().find(|it| {
                client_vnet.is_some_and(|vnet| vnet.peerings.items.iter().any(|half| half.remote == vnet_of(it)))
            })
        };
        Ok(in_vnet().or_else(peered).copied().unwrap_or(first))
    }

    /// The endpoint at the address that the migration connects to in place of the server's name, where it connects to one.
    fn connected_endpoint(
        &self,
        server: &'a Server,
        endpoints: &[&'a PrivateEndpoint],
    ) -> Option<Decided<&'a PrivateEndpoint>> {
        let is_it = |party: &Party| self.server(*party).is_ok_and(|it| it.origin.id == server.origin.id);
        let party = [Party::Source, Party::Target].into_iter().find(is_it)?;
        let (address, evidence) = match self.connects_to(party, server) {
            Ok(ConnectsTo::Address(address, evidence)) => (address, evidence),
            Ok(ConnectsTo::Name) => return None,
            // Which one another name leads to, it is not known; where there is only one, it hardly leads elsewhere.
            Err(open) => return (1 < endpoints.len()).then_some(Err(open)),
        };
        if let Some(it) = endpoints.iter().find(|it| self.addresses(it).contains(&address)) {
            return Some(Ok(it));
        }
        match endpoints {
            [only] if self.addresses(only).is_empty() => None,
            _ => {
                let name = server.origin.name();
                let open = Undecided::new(
                    Reason::Ambiguous,
                    format!(
                        "The migration connects to {address}, and no private endpoint of {name} in the files has that address."
                    ),
                );
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
        let listed = server.endpoint_connections.iter().filter_map(|it| it.endpoint.as_ref()).map(Key::Id);
        let mut all = self.network.endpoints.by_any(listed.chain([Key::Mention(&server.origin.id)]));
        all.retain(leads);
        let approved: Vec<&PrivateEndpoint> = all.iter().copied().filter(|it| self.is_approved(server, it)).collect();
        if approved.is_empty() { all } else { approved }
    }

    /// The private endpoints by which a server takes connections.
    pub(crate) fn approved_endpoints(&self, server: &'a Server) -> Vec<&'a PrivateEndpoint> {
        self.endpoints(server).into_iter().filter(|it| self.is_approved(server, it)).collect()
    }

    fn is_approved(&self, server: &Server, endpoint: &PrivateEndpoint) -> bool {
        is(self.endpoint_status(server, endpoint).map(|(status, _)| status), "Approved")
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

    /// The addresses of a private endpoint, each with what shows it: what its network interface and itself say, which are
    /// the same where they are of one time, else what its zone group wrote, which may be old.
    pub(crate) fn addresses_shown(&self, endpoint: &'a PrivateEndpoint) -> Vec<(Ipv4Addr, Evidence)> {
        let in_groups = || {
            let zones =
                self.zone_groups(endpoint).into_iter().flat_map(|group| group.zones.iter().map(move |it| (group, it)));
            zones.flat_map(|(group, zone)| {
                let addresses = zone.records.iter().flat_map(|(_, addresses)| addresses);
                addresses.map(|it| (&group.origin, "privateDnsZoneConfigs[].recordSets[].ipAddresses", *it))
            })
        };
        let mut read: Vec<AddressShown<'_>> = self.nic_addresses(endpoint).chain(own_addresses(endpoint)).collect();
        if read.is_empty() {
            read = in_groups().collect();
        }
        let mut shown: Vec<(Ipv4Addr, Evidence)> = Vec::new();
        for (origin, property, address) in read {
            if shown.iter().all(|(other, _)| *other != address) {
                shown.push((address, origin.shows(self.network, property, address.to_string())));
            }
        }
        shown
    }

    /// What the network interfaces of a private endpoint say of its address.
    fn nic_addresses(&self, endpoint: &'a PrivateEndpoint) -> impl Iterator<Item = AddressShown<'a>> {
        let nics = endpoint.nics.iter().filter_map(|it| self.network.nic(it));
        nics.flat_map(|nic| {
            let addresses = nic.addresses.iter().filter_map(|it| it.address);
            addresses.map(|it| (&nic.origin, "ipConfigurations[].privateIPAddress", it))
        })
    }

    /// What shows that a private endpoint has an address, where it has; undecided where the files hold others of it too:
    /// an endpoint of a server has one, so that some of these are old.
    pub(crate) fn has_address(&self, endpoint: &'a PrivateEndpoint, address: Ipv4Addr) -> Decided<Option<Evidence>> {
        let shown = self.addresses_shown(endpoint).into_iter().find(|(it, _)| *it == address);
        shown.map(|(_, it)| self.endpoint_address(endpoint).map(|_| it)).transpose()
    }

    /// The one address of a private endpoint.
    pub(crate) fn endpoint_address(&self, endpoint: &'a PrivateEndpoint) -> Decided<Ipv4Addr> {
        match self.addresses(endpoint)[..] {
            [address] => Ok(address),
            [] => {
                let name = endpoint.origin.name();
                Err(match endpoint.nics.first() {
                    Some(nic) => Undecided::new(
                        Reason::Missing,
                        format!("The address of the private endpoint {name} is not in the files."),
                    )
                    .needing(Export::Nic, nic.text()),
                    None => Undecided::new(
                        Reason::Missing,
                        format!(
                            "The files hold the private endpoint {name} without its address and its network interface."
                        ),
                    )
                    .needing(Export::PrivateEndpoint, endpoint.origin.id.text()),
                })
            }
            _ => {
                let name = endpoint.origin.name();
                let is_of_nic = |address: Ipv4Addr| self.nic_addresses(endpoint).any(|(_, _, it)| it == address);
                let differs = own_addresses(endpoint).any(|(_, _, it)| !is_of_nic(it));
                let both = differs && self.nic_addresses(endpoint).next().is_some();
                let open = if both {
                    let words = format!(
                        "The files hold two addresses of the private endpoint {name}: its own and its network interface's."
                    );
                    Undecided::new(Reason::Contradiction, words)
                        .needing(Export::PrivateEndpoint, endpoint.origin.id.text())
                } else {
                    Undecided::new(Reason::Ambiguous, format!("The private endpoint {name} has several addresses."))
                };
                Err(open.showing(self.addresses_shown(endpoint).into_iter().map(|(_, it)| it)))
            }
        }
    }

    /// The zone groups of a private endpoint. Azure's own example names another parent type, so the name decides.
    pub(crate) fn zone_groups(&self, endpoint: &PrivateEndpoint) -> Vec<&'a ZoneGroup> {
        let of = |it: &&ZoneGroup| {
            it.origin.id.parent().is_some_and(|parent| {
                parent == endpoint.origin.id
                    || parent.kind() != endpoint.origin.id.kind()
                        && parent.name().eq_ignore_ascii_case(endpoint.origin.id.name())
                        && parent.resource_group() == endpoint.origin.id.resource_group()
            })
        };
        let id = &endpoint.origin.id;
        let mut groups = self.network.zone_groups.by_any([Key::Mention(id), Key::MentionedName(id.name())]);
        groups.retain(of);
        groups
    }
}

/// An address of a private endpoint, with the resource and the property that show it.
type AddressShown<'a> = (&'a Origin, &'static str, Ipv4Addr);

/// What a private endpoint says of its address itself.
fn own_addresses(endpoint: &PrivateEndpoint) -> impl Iterator<Item = AddressShown<'_>> {
    endpoint.addresses.iter().map(|it| (&endpoint.origin, "customDnsConfigs[].ipAddresses", *it))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use crate::{
        Party,
        network::{
            Context, Fact, Listing, Network, Nic, NicAddress,
            testing::{all_right, direct, migration, origin, subnet_id},
        },
    };

    /// The endpoint of the source that the packets go to, or why that is not known.
    fn chosen(change: fn(&mut Network)) -> String {
        let mut network = all_right();
        change(&mut network);
        let entered = direct();
        let context = Context::new(&entered, &network);
        match context.server(Party::Source).and_then(|it| context.endpoint(it)) {
            Ok(it) => it.origin.name(),
            Err(open) => open.words,
        }
    }

    /// A second approved endpoint of the source, 10.2.1.4, in the client's own VNet.
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
        assert_eq!(chosen(one_nearby), "pe-old");
        let near = |it: &mut Network| {
            one_nearby(it);
            records(it, [10, 2, 1, 4]);
        };
        assert_eq!(chosen(near), "pe-near");
        assert_eq!(
            chosen(|it| {
                one_nearby(it);
                it.zones[0].links = Listing::default();
            }),
            "pe-old",
            "its link was not read"
        );
        assert_eq!(
            chosen(|it| {
                one_nearby(it);
                it.zones.clear();
            }),
            "pe-near",
            "no record was read"
        );
    }

    #[test]
    fn an_address_that_is_connected_to_goes_before_the_record() {
        assert_eq!(
            chosen(|it| {
                one_nearby(it);
                it.migrations.push(migration(Some("10.2.1.4")));
            }),
            "pe-near"
        );
        assert_eq!(
            chosen(|it| {
                one_nearby(it);
                records(it, [10, 2, 1, 4]);
                it.migrations.push(migration(Some("10.1.0.4")));
            }),
            "pe-old"
        );
        let no_such =
            "The migration connects to 10.1.0.9, and no private endpoint of orders-old in the files has that address.";
        assert_eq!(chosen(|it| it.migrations.push(migration(Some("10.1.0.9")))), no_such);
        assert_eq!(
            chosen(|it| {
                it.endpoints[0].addresses.clear();
                it.zone_groups.clear();
                it.migrations.push(migration(Some("10.1.0.9")));
            }),
            "pe-old",
            "whose address was not read"
        );
        assert_eq!(
            chosen(|it| {
                one_nearby(it);
                it.migrations.push(migration(Some("db.example.com")));
            }),
            "The migration connects to db.example.com, and no file says where that name leads."
        );
    }

    #[test]
    fn an_endpoint_and_its_network_interface_say_its_address() {
        let mut network = all_right();
        network.nics.push(Nic {
            origin: origin("Microsoft.Network/networkInterfaces", "pe-old-nic"),
            provisioning: Fact::Known("Succeeded".to_owned()),
            machine: None,
            addresses: vec![NicAddress { address: Some([10, 1, 0, 7].into()), subnet: None, groups: Fact::None }],
            security_group: Fact::None,
            dns_servers: Fact::None,
            ip_forwarding: Fact::None,
        });
        let entered = direct();
        let addresses = |network: &Network| Context::new(&entered, network).addresses(&network.endpoints[0]);
        assert_eq!(addresses(&network), [Ipv4Addr::new(10, 1, 0, 7), Ipv4Addr::new(10, 1, 0, 4)]);
        network.nics.clear();
        assert_eq!(addresses(&network), [Ipv4Addr::new(10, 1, 0, 4)]);
        network.endpoints[0].addresses.clear();
        assert_eq!(addresses(&network), [Ipv4Addr::new(10, 1, 0, 4)], "from the zone group");
        network.zone_groups.clear();
        assert!(addresses(&network).is_empty());
    }
}
