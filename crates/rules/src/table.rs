//! The table that chooses the scenario: eleven rows, of which the first one that fits applies.

use crate::{
    ServerAccess, SourceAccess, TargetKind,
    keyword::keyword,
    scenario::{self, Scenario},
};

keyword! {
    /// What the documents say of a combination.
    Support {
        /// A document describes it and says that it works.
        Supported = "supported", "Supported";
        /// A document says that it does not work.
        Unsupported = "unsupported", "Not supported";
        /// No document decides it.
        Undocumented = "undocumented", "Not documented";
    }
}

/// One row of the table that chooses the scenario. The first row that fits applies.
#[derive(Debug)]
pub struct Combination {
    source: Route,
    target: &'static [ServerAccess],
    runtime: Option<bool>,
    /// Whether it is about a flexible server of its own, and not about a cluster or a replica.
    ordinary: bool,
    /// The scenario.
    pub scenario: &'static Scenario,
    pub(crate) support: For,
}

/// Which sources a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Any,
    /// In private access, or a public server of Azure's whose connection runs through its private endpoint.
    ByPrivateWay,
    /// A public server of Azure's with a private endpoint.
    PublicWithEndpoint,
    Private,
    Public,
    /// What the rows above leave: public, without a way through a private endpoint.
    Other,
}

/// For which sources a row's support holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// The same for each.
    Each(Support),
    /// Supported for a single server, undocumented for any other source.
    OnlySingle,
}

const PUBLIC_OF_EITHER_KIND: &[ServerAccess] = &[ServerAccess::Public, ServerAccess::PublicAndPrivateEndpoint];

/// The table. "Private route" is a source in private access, or a public single server with a private endpoint.
#[rustfmt::skip]
pub static ROWS: [Combination; 11] = {
    use For::{Each, OnlySingle};
    use Route::{Any, ByPrivateWay, Other, Private, Public, PublicWithEndpoint};
    use ServerAccess::{None as Nothing, PrivateEndpoint, PublicAndPrivateEndpoint, VnetIntegrated};
    use Support::{Supported, Undocumented, Unsupported};
    [
        Combination { source: Any,                target: ServerAccess::ALL,           runtime: None,        ordinary: false, scenario: &scenario::unsupported_target::SCENARIO,            support: Each(Unsupported) },
        Combination { source: Any,                target: &[Nothing],                  runtime: None,        ordinary: true,  scenario: &scenario::unreachable_target::SCENARIO,            support: Each(Unsupported) },
        Combination { source: ByPrivateWay,       target: &[PrivateEndpoint],          runtime: None,        ordinary: true,  scenario: &scenario::private_to_endpoint::SCENARIO,           support: Each(Supported) },
        Combination { source: ByPrivateWay,       target: &[PublicAndPrivateEndpoint], runtime: Some(true),  ordinary: true,  scenario: &scenario::private_to_endpoint::SCENARIO,           support: Each(Supported) },
        Combination { source: Other,              target: &[PrivateEndpoint],          runtime: None,        ordinary: true,  scenario: &scenario::public_to_endpoint::SCENARIO,            support: Each(Undocumented) },
        Combination { source: PublicWithEndpoint, target: &[VnetIntegrated],           runtime: None,        ordinary: true,  scenario: &scenario::public_endpoint_to_vnet::SCENARIO,       support: Each(Supported) },
        Combination { source: Private,            target: &[VnetIntegrated],           runtime: None,        ordinary: true,  scenario: &scenario::private_to_vnet::SCENARIO,               support: Each(Supported) },
        Combination { source: Other,              target: &[VnetIntegrated],           runtime: None,        ordinary: true,  scenario: &scenario::public_to_vnet::SCENARIO,                support: OnlySingle },
        Combination { source: Private,            target: PUBLIC_OF_EITHER_KIND,       runtime: Some(true),  ordinary: true,  scenario: &scenario::private_to_public_via_runtime::SCENARIO, support: Each(Undocumented) },
        Combination { source: Private,            target: PUBLIC_OF_EITHER_KIND,       runtime: Some(false), ordinary: true,  scenario: &scenario::private_to_public::SCENARIO,             support: Each(Unsupported) },
        Combination { source: Public,             target: PUBLIC_OF_EITHER_KIND,       runtime: None,        ordinary: true,  scenario: &scenario::public_to_public::SCENARIO,              support: Each(Supported) },
    ]
};

/// One way of filling in what is not known.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is one question with two answers")]
pub(crate) struct Filled {
    pub single: bool,
    pub access: SourceAccess,
    pub endpoint: bool,
    pub target: ServerAccess,
    pub runtime: bool,
    /// Whether the target is a flexible server of its own.
    pub ordinary: bool,
}

impl Combination {
    /// Which sources it is about, in words.
    #[must_use]
    pub const fn source_words(&self) -> &'static str {
        match self.source {
            Route::Any => "Any source",
            Route::ByPrivateWay => "Private, or a public server of Azure with a private endpoint",
            Route::PublicWithEndpoint => "Public single or flexible server with a private endpoint",
            Route::Private => "Private",
            Route::Public => "Public",
            Route::Other => "Any other: public",
        }
    }

    /// Which targets it is about, in words.
    #[must_use]
    pub fn target_words(&self) -> String {
        if !self.ordinary {
            return format!("{}, or {}", TargetKind::ElasticCluster.label(), TargetKind::ReadReplica.label());
        }
        self.target.iter().map(|it| it.label()).collect::<Vec<_>>().join(", or ")
    }

    /// Whether it is about a runtime server, in words.
    #[must_use]
    pub const fn runtime_words(&self) -> &'static str {
        match self.runtime {
            None => "With or without",
            Some(true) => "With",
            Some(false) => "Without",
        }
    }

    /// What the documents say, in words.
    #[must_use]
    pub const fn support_words(&self) -> &'static str {
        match self.support {
            For::Each(support) => support.label(),
            For::OnlySingle => "Supported for a single server, else not documented",
        }
    }

    pub(crate) fn fits(&self, filled: Filled) -> bool {
        let public_with_endpoint = filled.access.is_public() && filled.endpoint;
        let source = match self.source {
            Route::Any | Route::Other => true,
            Route::ByPrivateWay => !filled.access.is_public() || public_with_endpoint,
            Route::PublicWithEndpoint => public_with_endpoint,
            Route::Private => !filled.access.is_public(),
            Route::Public => filled.access.is_public(),
        };
        source
            && self.ordinary == filled.ordinary
            && self.target.contains(&filled.target)
            && self.runtime.is_none_or(|it| it == filled.runtime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_filling_in_has_a_row() {
        for &access in SourceAccess::ALL {
            for &target in ServerAccess::ALL {
                for bits in 0..8 {
                    let [single, endpoint, runtime] = [bits & 1 != 0, bits & 2 != 0, bits & 4 != 0];
                    for ordinary in [true, false] {
                        let filled = Filled { single, access, endpoint, target, runtime, ordinary };
                        assert!(ROWS.iter().any(|row| row.fits(filled)));
                    }
                }
            }
        }
    }
}
