//! Finds whose connections break by changes of names: servers in the files that a VNet finds now, and not after them.

use std::net::Ipv4Addr;

use super::{Context, is_endpoint_zone, link_to};
use crate::{
    Config,
    network::{
        ARecord, Change, Edit, Fact, Id, Item, Key, Network, RecordSet, Server, Zone, first_of, hold,
        resolve::{Answer, is_below, resolve, resolve_by_azure},
    },
};

/// The most servers that a sentence names.
const MOST: usize = 10;

/// A name that a VNet asks for.
struct Question {
    vnet: Id,
    /// Whether it asks its own DNS servers; else Azure, as whoever asks by way of it does.
    by_its_servers: bool,
    server: Id,
}

/// What a VNet finds under the name of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// The public address of a server that takes connections there, or the VNet-integrated server.
    Itself,
    /// Private endpoints of the server.
    Endpoints(Vec<Ipv4Addr>),
    /// No address.
    Nothing,
    /// Something that the files do not show to be the server.
    Unclear,
}

/// How much worse it is after changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worse {
    Nowhere,
    Unclear,
    Apart,
}

/// Returns whose connections changes break, or may break, a sentence each; the network is as it was afterwards. Empty where
/// they cannot be made.
pub(crate) fn cut_off(network: &mut Network, changes: &[Change]) -> Vec<String> {
    let mut of_vnets: Vec<(Id, Worse, Vec<String>)> = Vec::new();
    for (question, worse) in harmed(network, changes, usize::MAX) {
        let name = question.server.name().to_owned();
        match of_vnets.iter_mut().find(|(vnet, how, _)| *vnet == question.vnet && *how == worse) {
            Some((.., names)) => names.push(name),
            None => of_vnets.push((question.vnet, worse, vec![name])),
        }
    }
    of_vnets.iter().map(|(vnet, worse, names)| sentence(vnet.name(), *worse, names)).collect()
}

/// Whether changes break connections of anybody, or may; the network is as it was afterwards.
pub(crate) fn cuts_off(network: &mut Network, changes: &[Change]) -> bool {
    !harmed(network, changes, 1).is_empty()
}

/// The first questions that changes harm the answers of.
fn harmed(network: &mut Network, changes: &[Change], most: usize) -> Vec<(Question, Worse)> {
    let mut questions = Vec::new();
    for edit in changes.iter().flat_map(|it| [&it.edit].into_iter().chain(&it.consequences)) {
        add_questions(&mut questions, network, edit);
    }
    harmed_of(questions, network, changes, most)
}

/// The first of some questions that changes harm the answers of.
fn harmed_of(
    questions: Vec<Question>,
    network: &mut Network,
    changes: &[Change],
    most: usize,
) -> Vec<(Question, Worse)> {
    // Only what is found now can be lost.
    let found: Vec<(Question, Found)> = questions
        .into_iter()
        .filter_map(|it| Some((found(network, &it)?, it)))
        .filter(|(now, _)| matches!(now, Found::Itself | Found::Endpoints(_)))
        .map(|(now, question)| (question, now))
        .collect();
    if found.is_empty() {
        return Vec::new();
    }
    let mut inverses = Vec::with_capacity(changes.len());
    for change in changes {
        inverses.extend(change.make(network));
    }
    let mut harmed = Vec::new();
    if inverses.len() == changes.len() {
        let worse = found.into_iter().filter_map(|(question, now)| Some((worse(network, &question, &now)?, question)));
        harmed.extend(worse.map(|(worse, question)| (question, worse)).take(most));
    }
    for inverse in inverses.iter().rev() {
        // What was just made can be taken back.
        let _: Option<Change> = inverse.make(network);
    }
    harmed
}

/// Whether a VNet finds a server at its public address that it would no longer find, were it linked to a zone of private
/// endpoints.
pub(crate) fn hides_public(network: &Network, zone: &Zone, vnet: &Id) -> bool {
    let is_missing = |it: &Server| {
        let name = it.host.as_deref().and_then(|it| it.split_once('.')).map_or("", |it| it.0);
        is_endpoint_zone(it, zone.origin.id.name()) && zone.record(name).is_none() && zone.alias(name).is_none()
    };
    let is_found = |it: &Server| {
        let question = Question { vnet: vnet.clone(), by_its_servers: false, server: it.origin.id.clone() };
        found(network, &question) == Some(Found::Itself)
    };
    let mut servers = network.servers.iter().filter(|it| may_be_public(it) && may_have_endpoint(it));
    servers.any(|it| is_missing(it) && is_found(it))
}

/// The questions that an edit may change the answers of.
fn add_questions(questions: &mut Vec<Question>, network: &Network, edit: &Edit) {
    let mut add = |vnet: &Id, by_its_servers, server: &Server| {
        let is_it = |it: &Question| it.vnet == *vnet && it.server == server.origin.id;
        if !questions.iter().rev().take(MOST).any(is_it) {
            questions.push(Question { vnet: vnet.clone(), by_its_servers, server: server.origin.id.clone() });
        }
    };
    let mut of_record = |zone: &Id, name: &str| {
        let Some(zone) = network.zone(zone) else { return };
        for server in named(network, zone, name) {
            for vnet in zone.links.items.iter().filter_map(|it| it.vnet.as_ref()) {
                add(vnet, false, server);
            }
        }
    };
    match edit.item() {
        Item::Record(ARecord { origin, .. }) | Item::Alias(RecordSet { origin, .. }) => {
            if let Some(zone) = origin.id.parent() {
                of_record(&zone, origin.id.name());
            }
        }
        Item::ZoneGroup(it) => {
            for entry in &it.zones {
                let Some(zone) = &entry.zone else { continue };
                entry.records.iter().for_each(|(name, _)| of_record(zone, name));
            }
        }
        Item::ZoneLink(it) => {
            let (Some(vnet), Some(zone)) = (&it.vnet, it.origin.id.parent()) else { return };
            let is_linked = network.zone(&zone).is_some_and(|it| link_to(it, vnet).is_some());
            let domains = if is_linked { vec![zone.name()] } else { domains(network, vnet, zone.name()) };
            let may_be_found = |it: &&Server| may_be_public(it) || domains.iter().any(|of| may_be_in(it, of));
            // That is asked first, because it is quick where a VNet has no domains: a tenant has thousands of servers.
            let servers = network.servers.iter().filter(may_be_found).filter(|it| may_be_in(it, zone.name()));
            servers.for_each(|it| add(vnet, false, it));
        }
        Item::DnsServers(vnet, _) => network.servers.iter().for_each(|it| add(vnet, true, it)),
        _ => {}
    }
}

/// The servers that a record of a zone is for, by its name.
fn named<'a>(network: &'a Network, zone: &Zone, name: &str) -> Vec<&'a Server> {
    let host = format!("{name}.{}", zone.origin.id.name());
    let public = host.replacen(".privatelink.", ".", 1);
    network.servers.by_any([Key::Name(&host), Key::Name(&public)])
}

/// The domains that may hold what a zone holds too, and of which Azure tells a VNet more than public DNS says: of the zones and
/// of the rules that it is linked to. A hub is linked to hundreds that each hold one server's own names.
fn domains<'a>(network: &'a Network, vnet: &Id, zone: &str) -> Vec<&'a str> {
    let public = zone.split_once('.').filter(|it| it.0.eq_ignore_ascii_case("privatelink")).map_or(zone, |it| it.1);
    let zones = network.zones.by(Key::Mention(vnet)).map(|it| it.origin.id.name());
    let rulesets = network.rulesets.iter().filter(|it| it.links.iter().any(|it| it.vnet.as_ref() == Some(vnet)));
    let all = zones.chain(rulesets.flat_map(|it| &it.rules.items).filter_map(|it| it.domain.as_deref()));
    all.filter(|it| is_below(public, it) || is_below(it, zone)).collect()
}

/// Whether a server's name, or what public DNS makes of it, may be in a domain.
fn may_be_in(server: &Server, domain: &str) -> bool {
    let domain = domain.trim_matches('.');
    let host = server.host.as_deref().unwrap_or_default().trim_end_matches('.');
    // A zone may be of one endpoint alone.
    let is_of_one = || {
        let (own, zone) = domain.split_once('.').unwrap_or_default();
        is_endpoint_zone(server, zone) && host.split_once('.').is_some_and(|it| it.0.eq_ignore_ascii_case(own))
    };
    is_below(host, domain)
        || server.private_dns_zone.known().is_some_and(|it| is_below(it.name(), domain))
        || may_have_endpoint(server) && (is_endpoint_zone(server, domain) || is_of_one())
}

fn may_have_endpoint(server: &Server) -> bool {
    !server.endpoint_connections.complete || !server.endpoint_connections.items.is_empty()
}

fn may_be_public(server: &Server) -> bool {
    server.public_access != Fact::Known(false) && !matches!(server.delegated_subnet, Fact::Known(_))
}

/// What a VNet finds; none where the server has no name.
fn found(network: &Network, question: &Question) -> Option<Found> {
    let server = network.servers.of_id(&question.server)?;
    let (vnet, host) = (&question.vnet, server.host.as_deref()?);
    let ask = if question.by_its_servers { resolve } else { resolve_by_azure };
    Some(match ask(network, vnet, host).answer {
        Answer::Public(it) if it.origin.id == server.origin.id && may_be_public(it) => Found::Itself,
        Answer::Own(zone) if server.private_dns_zone.known() == Some(&zone.origin.id) => Found::Itself,
        Answer::Record(record) => {
            let config = Config::default();
            let context = Context::new(&config, network);
            let own: Vec<Ipv4Addr> =
                context.approved_endpoints(server).into_iter().flat_map(|it| context.addresses(it)).collect();
            let is_own = !record.addresses.is_empty() && record.addresses.iter().all(|it| own.contains(it));
            if is_own { Found::Endpoints(record.addresses.clone()) } else { Found::Unclear }
        }
        Answer::Nothing => Found::Nothing,
        Answer::Public(_) | Answer::Own(_) | Answer::NothingOrPublic | Answer::Open(_) => Found::Unclear,
    })
}

/// How much worse what a VNet finds is than before; none where it is not.
fn worse(network: &Network, question: &Question, before: &Found) -> Option<Worse> {
    match found(network, question)? {
        Found::Nothing => Some(Worse::Nowhere),
        Found::Unclear => Some(Worse::Unclear),
        Found::Itself => None,
        after if after == *before => None,
        Found::Endpoints(now) => {
            let reached = network.vnet(&question.vnet).map(|it| network.reached(it, &it.origin.id)).unwrap_or_default();
            let is_reached = |it: &Ipv4Addr| hold(&reached, (*it).into());
            let was_apart = matches!(before, Found::Endpoints(old) if !old.iter().all(is_reached));
            (!was_apart && !now.iter().all(is_reached)).then_some(Worse::Apart)
        }
    }
}

fn sentence(vnet: &str, worse: Worse, names: &[String]) -> String {
    let servers = first_of(MOST, names.iter().map(String::as_str));
    let (name, leads) = if names.len() == 1 { ("its name", "leads") } else { ("their names", "lead") };
    match worse {
        Worse::Nowhere => {
            format!("Breaks connections from {vnet} to {servers}: {name} {leads} to no address then.")
        }
        Worse::Unclear => format!(
            "May break connections from {vnet} to {servers}: {name}, which {leads} there now, {leads} elsewhere then, or \
             where the files do not say."
        ),
        Worse::Apart => format!(
            "May break connections from {vnet} to {servers}: {name} {leads} to a private endpoint then, and nothing in the \
             files joins {vnet} with that."
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::{Question, Worse, cut_off, harmed, harmed_of, hides_public};
    use crate::network::{
        ARecord, Change, Edit, Fact, Id, Item, Network, Server, ZoneGroup, ZoneGroupEntry, ZoneLink, link_to,
        testing::{ZONE, all_right, id, origin, record_set, vnet_id, zone},
    };

    /// A network with a server beside those of the migration that is found at a public address, though it has an endpoint.
    fn with_another() -> Network {
        let mut network = all_right();
        let old = network.servers[0].clone();
        network.servers.push(Server {
            origin: origin("Microsoft.DBforPostgreSQL/servers", "hr"),
            host: Some("hr.postgres.database.azure.com".to_owned()),
            public_access: Fact::Known(true),
            ..old
        });
        network
    }

    /// The network without a link of a VNet to the zone of endpoints, and what makes it again.
    fn unlinked(mut network: Network, vnet: &str) -> (Network, ZoneLink) {
        let link = link_to(&network.zones[0], &vnet_id(vnet)).expect("a link").clone();
        network.zones[0].links.items.retain(|it| *it != link);
        (network, link)
    }

    fn broken(network: &Network, edit: Edit) -> Vec<String> {
        let mut after = network.clone();
        let broken = cut_off(&mut after, &[Change::from(edit)]);
        assert!(after == *network, "what is tried is taken back");
        broken
    }

    #[test]
    fn a_zone_hides_who_is_found_publicly_and_not_in_it() {
        let (network, link) = unlinked(with_another(), "vnet-new");
        assert!(hides_public(&network, &network.zones[0], &vnet_id("vnet-new")));
        let said = broken(&network, Edit::create(Item::ZoneLink(link.clone())));
        assert_eq!(said, ["Breaks connections from vnet-new to hr: its name leads to no address then."]);
        let policy = Fact::Known("NxDomainRedirect".to_owned());
        let falling_back = ZoneLink { resolution_policy: policy, ..link };
        assert_eq!(broken(&network, Edit::create(Item::ZoneLink(falling_back))), <[String; 0]>::default());
        let (without, link) = unlinked(all_right(), "vnet-new");
        assert!(!hides_public(&without, &without.zones[0], &vnet_id("vnet-new")));
        assert_eq!(broken(&without, Edit::create(Item::ZoneLink(link))), <[String; 0]>::default());
    }

    /// The same is found when every server is asked, whatever else the VNet is linked to.
    #[test]
    fn whoever_is_not_asked_is_not_harmed() {
        let vnet = vnet_id("vnet-new");
        let names = ["orders-old", "hr"].map(|it| format!("{it}.{ZONE}"));
        let mut count = 0;
        for other in [
            "privatelink.blob.core.windows.net",
            "com",
            "database.azure.com",
            "postgres.database.azure.com",
            ZONE,
            "orders-old.postgres.database.azure.com",
            "hr.postgres.database.azure.com",
            "orders-old.privatelink.postgres.database.azure.com",
            "hr.privatelink.postgres.database.azure.com",
            "other.private.postgres.database.azure.com",
        ] {
            let (mut network, link) = unlinked(with_another(), "vnet-new");
            // The other zone has what the zone of endpoints lacks, and leads there as public DNS does.
            network.zones[0].records.items = Vec::new().into();
            let below = |name: &str| name.strip_suffix(&format!(".{other}")).map(str::to_owned);
            let address = Ipv4Addr::new(10, 1, 0, 4);
            let in_it: Vec<String> = names.iter().filter_map(|it| below(it)).chain(["@".to_owned()]).collect();
            let in_it: Vec<_> = in_it.iter().map(|it| (it.as_str(), address)).collect();
            let mut other_zone = zone(other, &["vnet-new"], &in_it);
            let aliases = names.iter().filter_map(|it| Some((below(&it.replace("privatelink.", ""))?, it)));
            let aliases = aliases.map(|(name, it)| record_set(other, "CNAME", &name, Some(it)));
            other_zone.others.items.extend(aliases);
            other_zone.origin.id = Id::parse(&other_zone.origin.id.text().replace("/rg/", "/other/")).expect("an id");
            network.zones.push(other_zone);
            let links = network.zones.iter().filter_map(|it| link_to(it, &vnet)).cloned();
            let edits: Vec<Edit> = links.map(|it| Edit::Delete(Item::ZoneLink(it))).collect();
            for edit in [vec![Edit::create(Item::ZoneLink(link))], edits].concat() {
                let changes = [Change::from(edit)];
                let ask =
                    |it: &Server| Question { vnet: vnet.clone(), by_its_servers: false, server: it.origin.id.clone() };
                let everybody = network.servers.iter().map(ask).collect();
                let names = |it: Vec<(Question, Worse)>| -> Vec<_> {
                    it.into_iter().map(|(it, worse)| (it.server.name().to_owned(), worse)).collect()
                };
                let expected = names(harmed_of(everybody, &mut network, &changes, usize::MAX));
                count += expected.len();
                assert_eq!(names(harmed(&mut network, &changes, usize::MAX)), expected, "{other}: {changes:?}");
            }
        }
        assert!(9 < count, "{count}: there are some to be left out");
    }

    #[test]
    fn a_link_that_goes_takes_the_names_of_others_along() {
        let network = all_right();
        let link = link_to(&network.zones[0], &vnet_id("vnet-new")).expect("a link").clone();
        let said = broken(&network, Edit::Delete(Item::ZoneLink(link)));
        assert_eq!(
            said,
            [
                "May break connections from vnet-new to orders-old, orders-far: their names, which lead there now, lead elsewhere \
              then, or where the files do not say."
            ]
        );
    }

    #[test]
    fn a_record_is_left_by_whoever_reaches_only_the_old_address() {
        let mut network = all_right();
        let before = network.zones[0].records.items[0].clone();
        // Another endpoint of the same server, in a VNet that is peered with one of the others alone.
        let mut other = network.endpoints[0].clone();
        (other.origin, other.nics) = (origin("Microsoft.Network/privateEndpoints", "pe-two"), Vec::new());
        other.subnet = network.endpoints[1].subnet.clone();
        other.addresses = vec!["10.4.0.9".parse().expect("an address")];
        network.endpoints.push(other.clone());
        let mut connection = network.servers[0].endpoint_connections.items[0].clone();
        connection.endpoint = Some(other.origin.id);
        network.servers[0].endpoint_connections.items.push(connection);
        let after = ARecord { addresses: other.addresses, ..before.clone() };
        let said =
            broken(&network, Edit::Update { from: Item::Record(before.clone()), to: Item::Record(after.clone()) });
        let [old, new] = &said[..] else { panic!("{said:?}") };
        for (said, vnet) in [(old, "vnet-old"), (new, "vnet-new")] {
            assert!(said.starts_with(&format!("May break connections from {vnet} to orders-old: ")), "{said}");
        }
        // A zone group that writes it does the same.
        let group = ZoneGroup {
            origin: origin("Microsoft.Network/privateEndpoints", "pe-two/privateDnsZoneGroups/default"),
            state: Some("Succeeded".to_owned()),
            zones: vec![ZoneGroupEntry {
                zone: Some(id("Microsoft.Network/privateDnsZones", ZONE)),
                records: vec![("orders-old".to_owned(), after.addresses.clone())],
            }],
        };
        let change = Change::from(Edit::create(Item::ZoneGroup(group)))
            .with(Edit::Update { from: Item::Record(before), to: Item::Record(after) });
        assert_eq!(cut_off(&mut network, &[change]), said);
    }
}
