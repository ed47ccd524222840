//! Many migrations under other names, for others to see.

use pgreach_azure::{PseudonymKey, redact_all};
use pgreach_network::Network;
use pgreach_rules::{Config, Party};

use crate::Pair;

/// Migrations, what is in none of them and the network that they are in, under the same other names.
#[derive(Debug)]
pub struct RedactedPairs {
    /// The migrations, each with what was entered of it.
    pub list: Vec<(Pair, Config)>,
    /// The servers in no pair.
    pub unpaired: Vec<String>,
    /// What the network shows.
    pub network: Network,
}

/// Migrations under other names: what is concluded of them stays. They are to be paired before, because what pairs them may be
/// their names.
#[must_use]
pub fn redact(list: Vec<(Pair, Config)>, unpaired: &[String], network: &Network, key: PseudonymKey) -> RedactedPairs {
    // A name alone becomes what it becomes in a Config.
    let alone = |name: &String| {
        let mut config = Config::default();
        config.source.name = Some(name.clone());
        config
    };
    let real: Vec<Config> = list.iter().map(|it| it.1.clone()).chain(unpaired.iter().map(alone)).collect();
    let (mut configs, network) = redact_all(&real, network, key);
    let unpaired = configs.split_off(list.len()).into_iter().filter_map(|it| it.source.name).collect();
    let pair = |(pair, config): (Pair, Config)| {
        let [source, target] = [Party::Source, Party::Target].map(|it| config.name(it).unwrap_or_default().to_owned());
        (Pair { source, target, ..pair }, config)
    };
    let list = list.into_iter().map(|it| it.0).zip(configs).map(pair).collect();
    RedactedPairs { list, unpaired, network }
}
