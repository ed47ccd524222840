//! Finds the server, or the virtual machine by its network interface, that the settings mean as a party.

use std::net::Ipv4Addr;

use crate::{
    Config, Party, SourceKind,
    network::{Id, Key, Machine, Network, Nic, Server, ServerKind, is},
    search::place_of,
};

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

/// Returns the servers that a party's name in a Config fits: by name, host name or id.
#[must_use]
pub fn servers<'a>(config: &Config, network: &'a Network, party: Party) -> Vec<&'a Server> {
    // An id may end with a slash.
    let Some(name) = config.name(party).map(|it| it.trim_end_matches('/')) else { return Vec::new() };
    let fits = |it: &&Server| {
        it.origin.id.name().eq_ignore_ascii_case(name)
            || it.origin.id.text().eq_ignore_ascii_case(name)
            || is(it.host.as_deref(), name)
            // A template has no host name.
            || it.host.is_none() && azure_label(name).is_some_and(|it_name| it.origin.id.name().eq_ignore_ascii_case(it_name))
    };
    let id = Id::parse(name);
    let keys = [Some(name), azure_label(name)].into_iter().flatten().map(Key::Name).chain(id.as_ref().map(Key::Id));
    let mut all = network.servers.by_any(keys);
    all.retain(fits);
    let of_kind = |kind: ServerKind| all.iter().copied().filter(move |it| it.kind == kind);
    let (single, flexible) = (of_kind(ServerKind::Single), of_kind(ServerKind::Flexible));
    let found: Vec<&Server> = match party {
        Party::Source if config.source.kind == Some(SourceKind::FlexibleServer) => Vec::new(),
        Party::Source => single.collect(),
        Party::Target | Party::Runtime => Vec::new(),
    };
    // A server outside of Azure may bear the name of any flexible server.
    let is_elsewhere = party == Party::Source
        && !matches!(
            config.source.kind,
            None | Some(SourceKind::SingleServer | SourceKind::FlexibleServer | SourceKind::Other)
        );
    if found.is_empty() && !is_elsewhere { flexible.collect() } else { found }
}

/// Returns the first label of a host name that only a PostgreSQL server of Azure has.
#[must_use]
pub fn azure_label(name: &str) -> Option<&str> {
    let (label, rest) = name.split_once('.')?;
    // Sovereign clouds end otherwise: postgres.database.chinacloudapi.cn, postgres.database.usgovcloudapi.net.
    place_of("postgres.database.", &rest.to_ascii_lowercase()).map(|_| label)
}

/// The network interface of the virtual machine that a Config names as the source: by the machine's name, the network interface's, or, of
/// what is entered to be one, an address of it. Many networks have the same addresses.
pub(crate) fn machine<'a>(config: &Config, network: &'a Network) -> Option<&'a Nic> {
    if config.source.kind.is_some_and(|it| it != SourceKind::AzureVm) {
        return None;
    }
    let name = config.source.name.as_deref()?;
    let address = name.parse::<Ipv4Addr>().ok().filter(|_| config.source.kind.is_some());
    let fits = |it: &&Nic| {
        let is_at = |it: &Nic| address.is_some() && it.addresses.iter().any(|it| it.address == address);
        it.machine.as_ref().is_some_and(|machine| names(name, machine) || names(name, &it.origin.id) || is_at(it))
    };
    let id = Id::parse(name);
    let by_id = id.iter().flat_map(|it| [Key::Id(it), Key::Mention(it)]);
    let keys = [Key::Name(name), Key::MentionedName(name)].into_iter().chain(by_id).chain(address.map(Key::Address));
    let mut found = network.nics.by_any(keys).into_iter().filter(fits);
    let first = found.next()?;
    // With two network interfaces, or the same address in two networks, it is not known which one answers.
    let is_alone = found.next().is_none();
    let is_by_machine = first.machine.as_ref().is_some_and(|it| names(name, it));
    (is_alone && !(is_by_machine && network.has_other_nics(first))).then_some(first)
}

/// Whether a name is a resource's, or its id.
fn names(name: &str, id: &Id) -> bool {
    id.name().eq_ignore_ascii_case(name) || id.text().eq_ignore_ascii_case(name)
}

/// The virtual machine that the source is, where it was read.
pub(crate) fn virtual_machine<'a>(config: &Config, network: &'a Network) -> Option<&'a Machine> {
    if config.source.kind != Some(SourceKind::AzureVm) {
        return None;
    }
    let name = config.source.name.as_deref()?;
    let by_nic = machine(config, network).and_then(|it| network.machine(it.machine.as_ref()?));
    let id = Id::parse(name);
    let mut named = network.machines.by_any([Key::Name(name)].into_iter().chain(id.as_ref().map(Key::Id))).into_iter();
    let first = named.next();
    by_nic.or(first.filter(|_| named.next().is_none()))
}

/// The network interface of the one virtual machine that has an address. Only of what is said to be one: many networks have
/// the same addresses.
pub(super) fn machine_at<'a>(config: &Config, network: &'a Network, address: Ipv4Addr) -> Option<&'a Nic> {
    let mut found = network.nics.by(Key::Address(address)).filter(|it| it.machine.is_some());
    let first = found.next().filter(|_| config.source.kind == Some(SourceKind::AzureVm))?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::network::{
        Fact, Machine,
        testing::{all_right, config, id, machine, origin},
    };

    #[test]
    fn a_machine_with_a_network_interface_that_was_not_read_is_not_known_by_its_name() {
        let card = |name: &str| id("Microsoft.Network/networkInterfaces", name);
        for (source, nics, is_known) in [
            ("db-vm", Fact::Known(vec![card("db-nic")]), true),
            ("db-vm", Fact::Known(vec![card("db-nic"), card("other")]), false),
            ("db-vm", Fact::Known(vec![card("other")]), false),
            ("db-vm", Fact::Unknown, true),
            ("db-nic", Fact::Known(vec![card("db-nic"), card("other")]), true),
            ("10.1.0.7", Fact::Known(vec![card("db-nic"), card("other")]), true),
        ] {
            let mut network = all_right();
            machine(&mut network);
            let origin = origin("Microsoft.Compute/virtualMachines", "db-vm");
            network.machines.push(Machine { origin, power: Vec::new(), nics: nics.clone() });
            let config = config(&[&format!("source.name={source}"), "source.kind=azure-vm"]);
            assert_eq!(super::machine(&config, &network).is_some(), is_known, "{source} {nics:?}");
        }
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
        assert!(!at(&["source.name=10.1.0.7", "source.kind=azure-vm"], false), "a private endpoint has a NIC too");
        assert!(!at(&["source.name=db-nic"], false));
    }
}
