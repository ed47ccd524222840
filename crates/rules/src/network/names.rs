//! Finds who answers the client when it asks for a server's name: its DNS servers, the name's zone, the link to it.

use std::net::Ipv4Addr;

use crate::{
    Evidence, Export, Party, Setting,
    host::{is_ordinary, is_same_host},
    network::{
        ARecord, Context, Fact, Id, Key, Migration, PrivateEndpoint, RecordSet, Server, ServerKind, Zone, ZoneLink, is,
        listed,
        migrations::{custom_name, given_by, migrations},
        resolve::{AZURE_DNS, Answer, Resolution, resolve},
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// So many zones of one name are not counted.
const MANY: usize = 100;

/// Whom the client's virtual network asks for names.
#[derive(Debug, Clone)]
pub(crate) enum Resolver {
    /// Azure itself, which looks into the private zones that are linked to that network.
    Azure(Evidence),
    /// Other servers, which answer by what they are: an inbound endpoint, a firewall, or something that is in no export.
    Custom(Evidence),
}

/// What the client connects to.
#[derive(Debug, Clone)]
pub(crate) enum ConnectsTo {
    /// The server's own name.
    Name,
    /// An address that a migration or a person gives in its place, or that a name given so leads to.
    Address(Ipv4Addr, Evidence),
}

/// A zone in which the name of a server behind a private endpoint is looked up.
#[derive(Debug, Clone)]
pub(crate) struct PrivateZoneMatch<'a> {
    pub zone: &'a Zone,
    /// The server's name in it.
    pub record: String,
    /// Which one was judged, where several have its name.
    pub note: Option<String>,
}

impl<'a> PrivateZoneMatch<'a> {
    /// The record that answers for the server.
    pub(crate) fn answer(&self) -> Option<&'a ARecord> {
        answer(self.zone, &self.record)
    }
}

/// The record of a zone that answers for a name.
pub(crate) fn answer<'a>(zone: &'a Zone, name: &str) -> Option<&'a ARecord> {
    let of = |name: &str| zone.record(name);
    // A wildcard answers for every name that has no record.
    of(name).or_else(|| of("*"))
}

impl<'a> Context<'a> {
    /// Whether a person says that something else is connected to than a migration that is not over.
    fn contradicts(&self, party: Party, migration: &Migration) -> bool {
        let Some(entered) = self.config.address(party).filter(|_| !migration.is_over()) else { return false };
        match given_by(migration, party) {
            Fact::Known(host) => !is_same_host(entered, host),
            Fact::None => {
                let server = self.server(party).ok();
                let own = server.and_then(|it| it.host.as_deref()).or_else(|| self.config.name(party));
                own.is_none_or(|it| !is_same_host(entered, it))
            }
            Fact::Unknown => false,
        }
    }

    /// What is connected to in place of a party's own name, and what says so: the migrations in the files, and a person
    /// where those leave it to them. Migrations that differ leave it undecided.
    pub(crate) fn given_host(&self, party: Party) -> Decided<Option<(&'a str, Evidence)>> {
        let Some((setting, property)) = custom_name(party) else { return Ok(None) };
        let entered = self.config.address(party).map(|it| (it, said(party, setting, it)));
        let migrations = migrations(self.config, self.network);
        let Some(first) = migrations.first() else { return Ok(entered) };
        let host = |it| given_by(it, party);
        if migrations.iter().any(|it| host(it) != host(first)) {
            let differ =
                || Undecided::new(Reason::Contradiction, "The migrations in the files differ in what they connect to.");
            return entered.map(Some).ok_or_else(differ);
        }
        match host(first) {
            Fact::Known(host) if entered.as_ref().is_none_or(|(it, _)| is_same_host(it, host)) => {
                Ok(Some((host, first.origin.shows(self.network, property, host))))
            }
            Fact::Known(_) | Fact::None if self.contradicts(party, first) => {
                let name = first.origin.name();
                let says = host(first).known().map_or("the server's own name", |it| it);
                let person = entered.as_ref().map_or("", |(it, _)| it);
                let open = Undecided::new(
                    Reason::Contradiction,
                    format!("The migration {name}, which is not over, connects to {says}, and {person} is specified."),
                );
                let shown = first.origin.shows(self.network, property, host(first).known().map_or("none", |it| it));
                Err(open.showing([shown]).showing(entered.map(|(_, it)| it)))
            }
            // What the settings take from the files stands in them already.
            Fact::Known(_) | Fact::None => Ok(entered),
            Fact::Unknown if entered.is_some() => Ok(entered),
            // Migrations that were exported before this was asked for do not say it of the target.
            Fact::Unknown => {
                let open = Undecided::new(
                    Reason::Missing,
                    format!(
                        "The files do not say whether {} connects to another name than the {}'s own.",
                        first.origin.name(),
                        party.label().to_lowercase()
                    ),
                );
                Err(match first.origin.id.parent() {
                    Some(server) => open.needing(Export::Migration, server.text()),
                    None => open,
                })
            }
        }
    }

    /// What the client connects to. A migration may name something else than the server's own name, which then always counts.
    pub(crate) fn connects_to(&self, party: Party, server: &Server) -> Decided<ConnectsTo> {
        let Some((host, evidence)) = self.given_host(party)? else { return Ok(ConnectsTo::Name) };
        // The privatelink name is the one that public DNS sends the server's own name on to, where it may have endpoints.
        let has_none = matches!(server.delegated_subnet, Fact::Known(_));
        let own = host.to_ascii_lowercase();
        let own = if has_none { own } else { own.replacen(".privatelink.postgres.", ".postgres.", 1) };
        if server.host.as_deref().is_some_and(|it| is_same_host(it, &own)) {
            return Ok(ConnectsTo::Name);
        }
        match self.address_of(host) {
            Some(address) => Ok(ConnectsTo::Address(address, evidence)),
            None => Err(Undecided::new(
                Reason::Outside,
                format!("The migration connects to {host}, and no file says where that name leads."),
            )
            .showing([evidence])),
        }
    }

    /// What says that the client connects to an ordinary name in place of a server's own, where the files say where that
    /// leads: a step of its own judges it then. Where they do not, it may lead on to the server's own name.
    pub(crate) fn other_name(&self, party: Party) -> Option<Evidence> {
        let (host, evidence) = self.given_host(party).ok()??;
        let vnet = self.client_vnet().ok().filter(|_| is_ordinary(host))?;
        let answer = resolve(self.network, &vnet, host).answer;
        matches!(answer, Answer::Record(_) | Answer::Nothing).then_some(evidence)
    }

    /// What the client connects to at a source outside of Azure's database service, and what says so.
    pub(crate) fn source_host(&self) -> Decided<Option<(&'a str, Evidence)>> {
        let named = self.config.source.name.as_deref();
        let own = named.map(|it| (it, said(Party::Source, Setting::SourceName, it)));
        Ok(self.given_host(Party::Source)?.or(own))
    }

    /// The one address that a host is, or that its name leads to from the client's virtual network.
    pub(super) fn address_of(&self, host: &str) -> Option<Ipv4Addr> {
        if let Ok(address) = host.parse() {
            return Some(address);
        }
        let vnet = self.client_vnet().ok().filter(|_| is_ordinary(host))?;
        match resolve(self.network, &vnet, host).answer {
            Answer::Record(record) => match record.addresses[..] {
                [address] => Some(address),
                _ => None,
            },
            _ => None,
        }
    }

    /// The id of the virtual network that the client connects from.
    pub(crate) fn client_vnet(&self) -> Decided<Id> {
        let (server, subnet) = self.client_subnet()?;
        subnet.parent().ok_or_else(|| {
            Undecided::new(Reason::Missing, format!("The VNet of {} is not named.", server.origin.name()))
        })
    }

    /// Whom the client's virtual network asks for names.
    pub(crate) fn resolver(&self) -> Decided<Resolver> {
        let id = self.client_vnet()?;
        let needing = |reason: String| Undecided::new(Reason::Missing, reason).needing(Export::Vnet, id.text());
        let vnet =
            self.network.vnet(&id).ok_or_else(|| needing(format!("The VNet {} is not in the files.", id.name())))?;
        let shows = |value: String| vnet.origin.shows(self.network, "dhcpOptions.dnsServers", value);
        let none = Vec::new();
        let servers = match &vnet.dns_servers {
            Fact::Unknown => return Err(needing(format!("The DNS servers of {} are not in the files.", id.name()))),
            Fact::None => &none,
            Fact::Known(servers) => servers,
        };
        Ok(match servers.first().map(String::as_str) {
            None => Resolver::Azure(shows("none".to_owned())),
            // The first is asked first; another one only where it does not answer.
            Some(AZURE_DNS) => Resolver::Azure(shows(servers.join(", "))),
            Some(_) => Resolver::Custom(shows(servers.join(", "))),
        })
    }

    /// What the client's virtual network gets for a server's name.
    pub(crate) fn resolved(&self, server: &Server) -> Option<Resolution<'a>> {
        let vnet = self.client_vnet().ok()?;
        Some(resolve(self.network, &vnet, server.host.as_deref()?))
    }

    /// Whether another answer may count than the one of a zone of private endpoints: where the files leave open what the
    /// client's VNet gets, and hold an alias in place of the record, or another zone that the name stands below.
    pub(crate) fn may_answer_otherwise(&self, server: &Server, zone: &Zone) -> bool {
        let is_open = self.resolved(server).is_some_and(|it| matches!(it.answer, Answer::Open(_)));
        let (Ok((suffix, record)), Some(host)) = (endpoint_zone_name(server), server.host.as_deref()) else {
            return is_open;
        };
        let names = [host.trim_end_matches('.').to_ascii_lowercase(), format!("{record}.{suffix}")];
        let is_below = |zone: &str| {
            let zone = zone.to_ascii_lowercase();
            names.iter().any(|it| it.strip_suffix(&zone).is_some_and(|it| it.is_empty() || it.ends_with('.')))
        };
        let vnet = self.client_vnet().ok();
        let may_be_linked = |it: &Zone| {
            !it.links.complete || it.links.iter().any(|it| it.vnet.is_none() || vnet.is_none() || it.vnet == vnet)
        };
        let is_alias =
            |it: &RecordSet| it.origin.id.kind().ends_with("/cname") && is(Some(it.origin.id.name()), &record);
        let is_other =
            |it: &&Zone| it.origin.id != zone.origin.id && is_below(it.origin.id.name()) && may_be_linked(it);
        let above = || names.iter().flat_map(|it| self.network.zones_above(it));
        is_open && (zone.others.iter().any(is_alias) || above().any(|it| is_other(&it)))
    }

    /// The zones of a name, in any case. More than one may be, in several resource groups.
    pub(crate) fn zones(&self, name: &str) -> Vec<&'a Zone> {
        self.zones_called(name).collect()
    }

    /// The same, each where it is asked for.
    pub(crate) fn zones_called(&self, name: &str) -> impl Iterator<Item = &'a Zone> {
        self.network.zones.by(Key::Name(name)).filter(move |it| is_called(it, name))
    }

    /// The first zone of a name that a virtual network is linked to.
    pub(crate) fn zone_linked_to(&self, name: &str, vnet: &Id) -> Option<&'a Zone> {
        self.network.zones.by(Key::Mention(vnet)).find(|it| is_called(it, name))
    }

    /// The zone of a server's private endpoint: the one that the client's VNet is linked to, for that is the one that
    /// answers; else the one that the endpoint is attached to; else one that has a record for the server and may be linked.
    ///
    /// A zone that is none of these says nothing: the one that answers may be in another subscription.
    pub(crate) fn registry(
        &self,
        server: &Server,
        endpoint: Option<&'a PrivateEndpoint>,
    ) -> Decided<PrivateZoneMatch<'a>> {
        self.registry_of(server, endpoint.as_slice())
    }

    /// The zone that [`Self::registry`] finds, where any of these endpoints may be the one.
    fn registry_of(&self, server: &Server, endpoints: &[&'a PrivateEndpoint]) -> Decided<PrivateZoneMatch<'a>> {
        let (name, record) = endpoint_zone_name(server)?;
        // Thousands of zones may have the name, one for each VNet: none of them is looked at that need not be.
        let named = || self.zones_called(&name);
        let has_several = named().nth(1).is_some();
        let vnet = self.client_vnet().ok();
        let attached = endpoints.iter().flat_map(|it| self.zone_groups(it)).flat_map(|it| &it.zones);
        let attached: Vec<&Id> =
            attached.filter_map(|it| it.zone.as_ref()).filter(|it| is(Some(it.name()), &name)).collect();
        let linked = vnet.as_ref().and_then(|it| self.zone_linked_to(&name, it));
        // Those of which it is not known whether the client's VNet is linked to them.
        let unread =
            || self.network.zones.by(Key::UnreadMention).filter(|it| is_called(it, &name) && !it.links.complete);
        if has_several && linked.is_none() {
            let mut unread = unread().peekable();
            if vnet.is_none() || unread.peek().is_some() {
                let open = Undecided::new(
                    Reason::Ambiguous,
                    format!(
                        "{} zones are called {name}, and it is not known which of them the client's VNet is linked to.",
                        counted(named())
                    ),
                );
                return Err(unread.fold(open, |it, zone| it.needing(Export::ZoneLinks, zone.origin.id.text())));
            }
        }
        let registry = |zone| PrivateZoneMatch { zone, record: record.clone(), note: None };
        let of_endpoint = || {
            let mut all = self.network.zones.by_any(attached.iter().map(|it| Key::Id(it)));
            all.retain(|it| is_called(it, &name));
            all.first().copied()
        };
        // One that the client's VNet is surely not linked to proves nothing by its record: it may be a leftover.
        let has_record = |it: &&'a Zone| registry(*it).answer().is_some();
        let by_record = || match vnet {
            _ if !attached.is_empty() => None,
            Some(_) => unread().find(has_record),
            None => named().find(has_record),
        };
        let (zone, why) = linked
            .map(|it| (it, "the client's VNet is linked to it"))
            .or_else(|| Some((of_endpoint()?, "the private endpoint is attached to it")))
            .or_else(|| Some((by_record()?, "it has a record for the server")))
            .ok_or_else(|| match (attached.first(), named().next().is_none()) {
                (Some(id), _) => Undecided::new(Reason::Missing, format!(
                    "The zone {name} that the private endpoint is attached to is not in the files."
                ))
                .needing(Export::Zone, id.text()),
                (None, true) => {
                    Undecided::new(Reason::Missing, format!("No zone {name} is in the files.")).needing(Export::Zone, name.clone())
                }
                (None, false) => {
                    let open = Undecided::new(Reason::Ambiguous, format!(
                        "The zone {name} in the files is not linked to the client's VNet, and not known to be attached to the \
                         private endpoint: another zone of that name may be meant."
                    ))
                    .needing(Export::Zone, name.clone());
                    let unread = endpoints.iter().filter(|it| self.zone_groups(it).is_empty());
                    unread.fold(open, |open, it| open.needing(Export::ZoneGroups, it.origin.id.text()))
                }
            })?;
        let note = has_several.then(|| {
            let group = zone.origin.id.resource_group().unwrap_or("no resource group");
            format!("{} zones are called {name}. The one in {group} was judged: {why}.", counted(named()))
        });
        Ok(PrivateZoneMatch { note, ..registry(zone) })
    }

    /// What the zone of a server's private endpoints answers for its name, once the client's VNet is linked to it: whether
    /// it is, another step says.
    pub(super) fn answered(&self, server: &'a Server) -> Option<Ipv4Addr> {
        self.registry_of(server, &self.endpoints(server)).ok()?.answer()?.addresses.first().copied()
    }

    /// Whether a zone answers a virtual network.
    pub(crate) fn linked(&self, zone: &'a Zone, vnet: &Id) -> Decided {
        let zone_name = zone.origin.id.name();
        if let Some(link) = link_to(zone, vnet) {
            let name = link.origin.id.name();
            let shows = |property, value: &str| link.origin.shows(self.network, property, value);
            let of = shows("virtualNetwork.id", link.vnet.as_ref().map_or("", Id::text));
            let state = link.state.as_deref();
            let evidence = [of].into_iter().chain(state.map(|it| shows("virtualNetworkLinkState", it)));
            return match state {
                it if is(it, "Completed") => {
                    let again = (Export::ZoneLinks, &zone.origin.id);
                    let pass = Outcome::passed_by(evidence)?;
                    self.provisioned(&link.origin, &link.provisioning, again, pass)
                }
                Some(_) => Err(Undecided::new(
                    Reason::Changing,
                    format!("The link {name} is not complete yet: wait, then export it again."),
                )
                .showing(evidence)
                .needing(Export::ZoneLinks, zone.origin.id.text())),
                None => {
                    Err(Undecided::new(Reason::Missing, format!("The state of the link {name} is not in the files."))
                        .showing(evidence)
                        .needing(Export::ZoneLinks, zone.origin.id.text()))
                }
            };
        }
        let linked: Option<Vec<&str>> = zone.links.items.iter().map(|it| it.vnet.as_ref().map(Id::name)).collect();
        match linked.filter(|_| zone.links.complete) {
            Some(names) => Ok(Outcome::fail(zone.origin.shows(self.network, "virtualNetworkLinks", listed(names)))),
            None => Err(Undecided::new(
                Reason::Missing,
                format!(
                    "No link of {zone_name} to {} is in the files, and they may not hold all of its links.",
                    vnet.name()
                ),
            )
            .needing(Export::ZoneLinks, zone.origin.id.text())),
        }
    }
}

/// The name of the private DNS zone in which a private endpoint of a server is registered, as
/// `privatelink.postgres.database.azure.com`, and the server's name in it.
///
/// Source: "Azure Private Endpoint private DNS zone values" (2023-10), `privatelink.` before the cloud's own suffix.
pub(crate) fn endpoint_zone_name(server: &Server) -> Decided<(String, String)> {
    let host = server.host.as_deref().and_then(|it| it.trim_end_matches('.').split_once('.'));
    let (name, suffix) = host.ok_or_else(|| {
        let kind = match server.kind {
            ServerKind::Single => Export::SingleServer,
            ServerKind::Flexible => Export::FlexibleServer,
        };
        Undecided::new(Reason::Missing, format!("The host name of {} is not in the files.", server.origin.name()))
            .needing(kind, server.origin.id.text())
    })?;
    Ok((format!("privatelink.{}", suffix.to_ascii_lowercase()), name.to_ascii_lowercase()))
}

/// Whether the private endpoints of a server have their names in a zone of this name: that of [`endpoint_zone_name`].
pub(crate) fn is_endpoint_zone(server: &Server, zone: &str) -> bool {
    let is_suffix = |of: &str| {
        let host = server.host.as_deref().map(|it| it.trim_end_matches('.'));
        is(host.and_then(|it| it.split_once('.')).map(|it| it.1), of)
    };
    zone.split_once('.').is_some_and(|(first, rest)| is(Some(first), "privatelink") && is_suffix(rest))
}

/// What a person says of a party.
fn said(party: Party, setting: Setting, value: &str) -> Evidence {
    Evidence {
        resource: party.label().to_owned(),
        property: setting.word().to_owned(),
        value: value.to_owned(),
        id: None,
        file: None,
    }
}

/// Whether a zone has a name, in any case.
fn is_called(zone: &Zone, name: &str) -> bool {
    zone.origin.id.name().eq_ignore_ascii_case(name)
}

/// How many zones there are, of which each may have thousands of namesakes.
fn counted<'a>(zones: impl Iterator<Item = &'a Zone>) -> String {
    match zones.take(MANY).count() {
        MANY => "Many".to_owned(),
        few => few.to_string(),
    }
}

/// The link of a zone to a virtual network.
pub(crate) fn link_to<'a>(zone: &'a Zone, vnet: &Id) -> Option<&'a ZoneLink> {
    zone.links.items.iter().find(|it| it.vnet.as_ref() == Some(vnet))
}
