//! The texts that tools print of a machine, each recognised by its first lines.

mod chains;
mod firewalld;
mod iptables;
mod nft;
mod sockets;
mod ufw;

use pgreach_network::{Network, Sockets};

use crate::read::{notes::Notes, postgres};

/// Reads a text, where it is one of these; else it is another reader's.
pub(in crate::read) fn read(text: &str, notes: &Notes, network: &mut Network) -> bool {
    if text.trim_start().starts_with(['{', '[']) {
        return false;
    }
    if let Some((is_whole, listening)) = sockets::read(text) {
        notes.read("list of sockets");
        if !is_whole {
            notes.partial(
                "The list of sockets has no heading: it may have been filtered, and what it lacks is not known.",
            );
        }
        network.self_run.sockets.push(Sockets { file: notes.file, is_whole, listening });
        return true;
    }
    let file = notes.file;
    let firewalls = ufw::read(text, file)
        .or_else(|| firewalld::read(text, file))
        .or_else(|| nft::read(text, file))
        .or_else(|| iptables::read(text, file));
    let Some(firewalls) = firewalls else { return false };
    notes.read("firewall of a machine");
    if firewalls.iter().flat_map(|it| &it.rules).any(|it| !it.is_certain || it.admits.is_none()) {
        notes.partial("Some of its rules have conditions that pgreach does not read: whether they fit is not known.");
    }
    network.self_run.host_firewalls.extend(firewalls);
    true
}

/// The first lines that say something: before them may stand the command that printed them.
fn heads(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).take(3)
}
