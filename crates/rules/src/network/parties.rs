//! Which server, or which virtual machine by its network interface, the settings mean as a party.

use std::net::Ipv4Addr;

use crate::{
    Config, Party, SourceKind,
    network::{Id, Network, Nic, Server, ServerKind, is},
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
    let Some(name) = config.name(party) else { return Vec::new() };
    let fits = |it: &&Server| {
        it.origin.id.name().eq_ignore_ascii_case(name)
            || it.origin.id.text().eq_ignore_ascii_case(name)
            || is(it.host.as_deref(), name)
            // A template has no host name.
            || it.host.is_none() && azure_label(name).is_some_and(|it_name| it.origin.id.name().eq_ignore_ascii_case(it_name))
    };
    let single = network.servers.iter().filter(|it| it.kind == ServerKind::Single).filter(fits);
    let flexible = network.servers.iter().filter(|it| it.kind == ServerKind::Flexible).filter(fits);
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
    rest.to_ascii_lowercase().contains("postgres.database.").then_some(label)
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
        let is_named = |id: &Id| id.name().eq_ignore_ascii_case(name) || id.text().eq_ignore_ascii_case(name);
        let is_at = |it: &Nic| address.is_some() && it.addresses.iter().any(|it| it.address == address);
        it.machine.as_ref().is_some_and(|machine| is_named(machine) || is_named(&it.origin.id) || is_at(it))
    };
    let mut found = network.nics.iter().filter(fits);
    let first = found.next()?;
    // With two network interfaces, or the same address in two networks, it is not known which one answers.
    found.next().is_none().then_some(first)
}

/// The network interface of the one virtual machine that has an address. Only of what is said to be one: many networks have
/// the same addresses.
pub(super) fn machine_at<'a>(config: &Config, network: &'a Network, address: Ipv4Addr) -> Option<&'a Nic> {
    let is_there = |it: &&Nic| it.machine.is_some() && it.addresses.iter().any(|it| it.address == Some(address));
    let mut found = network.nics.iter().filter(is_there);
    let first = found.next().filter(|_| config.source.kind == Some(SourceKind::AzureVm))?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::network::testing::{all_right, config, machine};

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
