//! Ready-made situations: one for every documented scenario, as a person would find it.

use crate::{Config, ConfigError, link};

/// A situation to start from.
#[derive(Debug)]
pub struct Preset {
    /// Stable kebab-case name.
    pub id: &'static str,
    /// What a person would call it.
    pub title: &'static str,
    /// What is the matter, in a few words.
    pub about: &'static str,
    /// The Config, as a link's fragment.
    pub link: &'static str,
}

impl Preset {
    /// The Config of this situation.
    ///
    /// # Errors
    /// Never for the presets of this crate: a test reads them all.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let (config, unread) = link::read(self.link);
        unread.into_iter().next().map_or(Ok(config), |it| Err(it.error))
    }
}

/// Every preset, the commonest troubles first.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "private-to-private",
        title: "Private single server → VNet target",
        about: "The seven steps of the guide, nothing checked yet",
        link: "source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false",
    },
    Preset {
        id: "not-peered",
        title: "Private single server → VNet target, not peered",
        about: "ST008 with its commonest cause",
        link: "source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false&source/private-endpoint=pass&target/delegated-subnet=pass&source/peering=fail",
    },
    Preset {
        id: "endpoint-to-endpoint",
        title: "Private single server → private endpoint",
        about: "Through a runtime server: two connections",
        link: "source.kind=single-server&source.access=private&target.access=private-endpoint&runtime.used=true&runtime.access=vnet-integrated",
    },
    Preset {
        id: "no-runtime",
        title: "Private single server → private endpoint, no runtime server",
        about: "Cannot work: the fix is to add one",
        link: "source.kind=single-server&source.access=private&target.access=private-endpoint&runtime.used=false",
    },
    Preset {
        id: "public-to-vnet",
        title: "Public single server → VNet target",
        about: "The source must allow the target's subnet",
        link: "source.kind=single-server&source.access=public&source.privateEndpoint=false&target.access=vnet-integrated&runtime.used=false",
    },
    Preset {
        id: "public-endpoint-to-vnet",
        title: "Public single server with an endpoint → VNet target",
        about: "The connection runs through the private endpoint",
        link: "source.kind=single-server&source.access=public&source.privateEndpoint=true&target.access=vnet-integrated&runtime.used=false",
    },
    Preset {
        id: "private-to-public",
        title: "Private single server → public target",
        about: "Not supported: what to do instead",
        link: "source.kind=single-server&source.access=private&target.access=public&runtime.used=false",
    },
    Preset {
        id: "public-to-public",
        title: "Public single server → public target",
        about: "No action needed",
        link: "source.kind=single-server&source.access=public&target.access=public&runtime.used=false",
    },
    Preset {
        id: "on-premises",
        title: "On-premises over a VPN → VNet target",
        about: "No private endpoint and no zone at the source",
        link: "source.kind=on-premises&source.access=private&target.access=vnet-integrated&runtime.used=false",
    },
    Preset {
        id: "on-premises-runtime",
        title: "On-premises → private endpoint",
        about: "Through a runtime server",
        link: "source.kind=on-premises&source.access=private&target.access=private-endpoint&runtime.used=true&runtime.access=vnet-integrated",
    },
    Preset {
        id: "aws-public",
        title: "Public Amazon RDS → public target",
        about: "The security group must admit the target",
        link: "source.kind=aws-rds&source.access=public&target.access=public&runtime.used=false",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate;

    #[test]
    fn every_preset_has_the_scenario_that_it_is_for() {
        let scenarios: Vec<_> = PRESETS
            .iter()
            .map(|it| {
                let report = evaluate(&it.config().expect(it.id));
                (it.id, report.scenario.expect(it.id).id, report.verdict.word())
            })
            .collect();
        assert_eq!(
            scenarios,
            [
                ("private-to-private", "private-to-vnet", "undecided"),
                ("not-peered", "private-to-vnet", "blocked"),
                ("endpoint-to-endpoint", "private-to-endpoint", "undecided"),
                ("no-runtime", "private-to-endpoint", "blocked"),
                ("public-to-vnet", "public-to-vnet", "undecided"),
                ("public-endpoint-to-vnet", "public-endpoint-to-vnet", "undecided"),
                ("private-to-public", "private-to-public", "unsupported"),
                ("public-to-public", "public-to-public", "ready"),
                ("on-premises", "private-to-vnet", "undecided"),
                ("on-premises-runtime", "private-to-endpoint", "undecided"),
                ("aws-public", "public-to-public", "undecided"),
            ]
        );
    }
}
