//! Puts a migration under other names, so that it can be shown to others.
//!
//! | what | becomes |
//! |---|---|
//! | a name: of a server, subscription, resource group, resource or rule | a word and a number: `vnet-2` |
//! | a host name, zone or record | the same, label by label; the clouds' own domains stay |
//! | an id | the same id of those names |
//! | an address or range | another one, see [`addresses`] |
//! | a file | `file-1.json` |
//! | the reason of an exception | [`NO_REASON`]: it is a person's own text, and may say anything |
//!
//! The same text, in any case, always becomes the same one, two texts never do, and nothing changes its place. So what
//! was equal, contained or overlapping still is, and the checks find the same. Locations, tiers, states, ports, service
//! tags, days and answers stay: Azure or pgreach made them, and the checks need them.

mod addresses;
mod cloud;
mod ids;
mod joins;
mod names;
mod network;
mod places;

use pgreach_network::Network;
use pgreach_rules::Config;

use addresses::Addresses;
use names::Names;
use places::Places;

/// What stands where the reason of an exception stood.
pub const NO_REASON: &str = "The reason is left out";

/// What the pseudonyms of addresses depend on. With it they can be taken back, so each sharing takes a new random
/// one and keeps it from everybody.
#[derive(Clone, Copy)]
pub struct PseudonymKey(pub [u8; 16]);

/// Puts a migration under other names. What is evaluated of the two together has the same conclusion.
///
/// Resources of the Config may hold what no check reads, so what was understood of them ([`crate::write`]) takes their
/// place. A Config without resources stays without.
#[must_use]
pub fn redact(config: &Config, network: &Network, key: PseudonymKey) -> (Config, Network) {
    let (configs, network) = redact_all(std::slice::from_ref(config), network, key);
    let mut masked = configs.into_iter().next().unwrap_or_default();
    if !config.resources.is_empty() {
        masked.resources = crate::write(&network);
    }
    (masked, network)
}

/// Several migrations in one network under other names, each name the same in all of them. Configs keep no resources: the
/// network holds what was understood of them.
#[must_use]
pub fn redact_all(configs: &[Config], network: &Network, key: PseudonymKey) -> (Vec<Config>, Network) {
    // The first walk learns what there is: a name in the files is no pseudonym.
    let mut learning = Mask::new(key);
    for config in configs {
        learning.config(config);
    }
    learning.network(&mut network.clone());
    let mut mask = Mask { names: learning.names.avoiding(), places: learning.places.known(), ..Mask::new(key) };
    let mut masked = |it: &Config| Config { resources: Vec::new(), ..mask.config(it) };
    let configs = configs.iter().map(&mut masked).collect();
    let mut network = network.clone();
    mask.network(&mut network);
    (configs, network)
}

/// What puts other names in place of the real ones.
struct Mask {
    names: Names,
    addresses: Addresses,
    places: Places,
}

impl Mask {
    fn new(key: PseudonymKey) -> Self {
        Self { names: Names::default(), addresses: Addresses::new(key), places: Places::default() }
    }

    fn config(&mut self, config: &Config) -> Config {
        let mut config = config.clone();
        for name in [&mut config.source.name, &mut config.target.name, &mut config.runtime.name].into_iter().flatten() {
            self.text("server", name);
        }
        for address in [&mut config.source.address, &mut config.target.address].into_iter().flatten() {
            self.text("server", address);
        }
        let keys: Vec<_> = config.exceptions.keys().copied().collect();
        for key in keys {
            if let Some(exception) = config.exceptions.get(&key).cloned() {
                let reason = NO_REASON.to_owned();
                config.exceptions.insert(key, pgreach_rules::Exception { reason, ..exception });
            }
        }
        config
    }
}
