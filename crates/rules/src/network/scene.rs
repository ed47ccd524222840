//! One migration in its network: which resources are the parties, from where the actor dials, and where the far end
//! answers.

use std::net::Ipv4Addr;

use crate::{
    Config, Evidence, Party, SourceKind,
    network::{Export, Fact, Finding, Id, Network, Nic, PrivateEndpoint, Server, ServerKind, Subnet, Vnet, Zone},
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
        server(self.config, self.network, party)
            .ok_or_else(|| Finding::open(format!("No file holds {name}.")).wanting(kind, name))
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
        match (self.endpoint(server), server.public_access) {
            (Ok(endpoint), _) => Ok(Far::Endpoint(endpoint)),
            (Err(_), Fact::Known(true)) if server.endpoint_connections.complete => Ok(Far::Public),
            (Err(open), _) => Err(open),
        }
    }

    /// A source that is no single server: a machine in Azure, or an address.
    fn other_source(&self) -> Judged<Far<'a>> {
        if self.config.source.kind.is_none() {
            return Err(Finding::open("It is not known what the source is."));
        }
        if let Some(nic) = machine(self.config, self.network) {
            return Ok(Far::Machine(nic));
        }
        let name = self.config.source.name.as_deref().unwrap_or_default();
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
    /// There may be several. What the actor's DNS answers decides; without that, one in the actor's VNet, then one in a
    /// VNet that is peered with it, then the first that is approved.
    pub(crate) fn endpoint(&self, server: &'a Server) -> Judged<&'a PrivateEndpoint> {
        let endpoints = self.endpoints(server);
        let [first, ..] = endpoints[..] else {
            let name = server.origin.name();
            let of_connection = server
                .endpoint_connections
                .items
                .iter()
                .filter(|it| is(it.status.as_deref(), "Approved"))
                .find_map(|it| it.endpoint.as_ref());
            return Err(match of_connection {
                Some(id) => Finding::open(format!("The private endpoint {} of {name} is not in the files.", id.name()))
                    .wanting(Export::PrivateEndpoint, id.text()),
                None => Finding::open(format!("No approved private endpoint of {name} is in the files."))
                    .wanting(Export::EndpointConnections, server.origin.id.text()),
            });
        };
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

    /// The private endpoints that lead to a server: the approved ones, or all of them where none is.
    pub(crate) fn endpoints(&self, server: &Server) -> Vec<&'a PrivateEndpoint> {
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

    /// The addresses of a private endpoint, from itself, its zone groups or its network cards; empty where none was read.
    pub(crate) fn addresses(&self, endpoint: &PrivateEndpoint) -> Vec<Ipv4Addr> {
        if !endpoint.addresses.is_empty() {
            return endpoint.addresses.clone();
        }
        let mut found: Vec<Ipv4Addr> = Vec::new();
        let cards = endpoint.nics.iter().filter_map(|it| self.network.nic(it));
        let on_cards = cards.flat_map(|it| &it.addresses).filter_map(|it| it.address);
        let in_groups = self.zone_groups(endpoint).into_iter().flat_map(|it| &it.zones).flat_map(|it| &it.records);
        for it in on_cards.chain(in_groups.flat_map(|(_, addresses)| addresses.iter().copied())) {
            if !found.contains(&it) {
                found.push(it);
            }
        }
        found
    }

    /// The one address of a private endpoint.
    pub(crate) fn endpoint_address(&self, endpoint: &PrivateEndpoint) -> Judged<Ipv4Addr> {
        match self.addresses(endpoint)[..] {
            [address] => Ok(address),
            [] => {
                let open = Finding::open(format!(
                    "The address of the private endpoint {} is not in the files.",
                    endpoint.origin.name()
                ));
                Err(match endpoint.nics.first() {
                    Some(nic) => open.wanting(Export::Nic, nic.text()),
                    None => open.wanting(Export::PrivateEndpoint, endpoint.origin.id.text()),
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

    /// The name of the private DNS zone in which a private endpoint of a server is registered, as
    /// `privatelink.postgres.database.azure.com`, and the server's name in it.
    ///
    /// Source: "Azure Private Endpoint private DNS zone values" (2023-10), `privatelink.` before the cloud's own suffix.
    pub(crate) fn endpoint_zone_name(&self, server: &Server) -> Judged<(String, String)> {
        let host = server.host.as_deref().and_then(|it| it.trim_end_matches('.').split_once('.'));
        let (name, suffix) = host
            .ok_or_else(|| Finding::open(format!("The host name of {} is not in the files.", server.origin.name())))?;
        Ok((format!("privatelink.{}", suffix.to_ascii_lowercase()), name.to_ascii_lowercase()))
    }

    /// The zones of a name, in any case. More than one may be, in several resource groups.
    pub(crate) fn zones(&self, name: &str) -> Vec<&'a Zone> {
        self.network.zones.iter().filter(|it| it.origin.id.name().eq_ignore_ascii_case(name)).collect()
    }

    /// What the zone that the actor's VNet is linked to answers for a server's name at a private endpoint.
    fn answered(&self, server: &Server) -> Option<Ipv4Addr> {
        let (zone, name) = self.endpoint_zone_name(server).ok()?;
        let (_, subnet) = self.actor_subnet().ok()?;
        let vnet = subnet.parent();
        let linked = self.zones(&zone).into_iter().find(|it| it.links.items.iter().any(|it| it.vnet == vnet))?;
        let record = linked.records.items.iter().find(|it| it.origin.id.name().eq_ignore_ascii_case(&name))?;
        record.addresses.first().copied()
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
    let name = config.name(party)?;
    let fits = |it: &&Server| {
        it.origin.id.name().eq_ignore_ascii_case(name)
            || it.origin.id.text().eq_ignore_ascii_case(name)
            || is(it.host.as_deref(), name)
    };
    let single = network.servers.iter().filter(|it| it.kind == ServerKind::Single).filter(fits);
    let flexible = network.servers.iter().filter(|it| it.kind == ServerKind::Flexible).filter(fits);
    let mut found: Vec<&Server> = match party {
        Party::Source => single.collect(),
        Party::Target | Party::Runtime => Vec::new(),
    };
    if found.is_empty() {
        found = flexible.collect();
    }
    // A server's name is one in all of Azure, so two of one name are a template beside the real one: neither is it.
    match found[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// The network card of the virtual machine that a Config names as the source: by the machine's name, the card's, or an
/// address of it.
pub(super) fn machine<'a>(config: &Config, network: &'a Network) -> Option<&'a Nic> {
    if config.source.kind.is_some_and(|it| it != SourceKind::AzureVm) {
        return None;
    }
    let name = config.source.name.as_deref()?;
    let address = name.parse::<Ipv4Addr>().ok();
    let fits = |it: &&Nic| {
        let is_named = |id: &Id| id.name().eq_ignore_ascii_case(name) || id.text().eq_ignore_ascii_case(name);
        it.machine.as_ref().is_some_and(is_named)
            || is_named(&it.origin.id)
            || address.is_some() && it.addresses.iter().any(|it| it.address == address)
    };
    let mut found = network.nics.iter().filter(fits);
    let first = found.next()?;
    // With two cards, or the same address in two networks, nobody knows which one answers.
    found.next().is_none().then_some(first)
}
