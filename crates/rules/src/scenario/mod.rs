//! The scenarios: which documented combination the settings amount to, and which steps it has.
//!
//! One file each, with its steps in the order of its section. [`ROWS`] is the table that chooses.

pub mod private_to_endpoint;
pub mod private_to_public;
pub mod private_to_public_via_runtime;
pub mod private_to_vnet;
pub mod public_endpoint_to_vnet;
pub mod public_to_endpoint;
pub mod public_to_public;
pub mod public_to_vnet;
pub mod unreachable_target;
mod way;

use crate::{
    Config, Party, ServerAccess, Setting, SourceAccess, SourceKind, Support,
    check::{Applies, Check},
    guide::Section,
};

/// One combination that the documents decide, or leave open.
#[derive(Debug)]
pub struct Scenario {
    /// Stable kebab-case name.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it means for the migration.
    pub about: &'static str,
    /// The section of a guide that applies to a kind of source.
    pub section: fn(Option<SourceKind>) -> &'static Section,
    /// The section that the first one sends its reader on to.
    pub continues: Option<&'static Section>,
    /// Its steps, in the order of the section.
    pub steps: &'static [Listed],
    /// Whether the target dials and answers inside a virtual network.
    pub target_in_vnet: bool,
    /// Whether its section expects a runtime server, used or not.
    pub expects_runtime: bool,
    /// What can be done where it does not work as it is.
    pub ways: &'static [&'static WayWords],
}

/// Which sources a way out is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// Any source.
    Any,
    /// A single server.
    SingleServer,
    /// Any source but a single server.
    Others,
}

impl Sources {
    /// Whether they include this kind; one that is not known is taken for any but a single server.
    pub(crate) fn include(self, kind: Option<SourceKind>) -> bool {
        let is_single = kind == Some(SourceKind::SingleServer);
        match self {
            Self::Any => true,
            Self::SingleServer => is_single,
            Self::Others => !is_single,
        }
    }
}

/// A way out, as templates.
#[derive(Debug)]
pub struct WayWords {
    /// Whom it is for.
    pub sources: Sources,
    /// What it is.
    pub title: &'static str,
    /// What it takes and what it changes.
    pub about: &'static str,
    /// Commands for it.
    pub commands: &'static [&'static str],
    /// What to read.
    pub references: &'static [&'static Section],
}

/// A check in a scenario.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// The party or leg that it is asked about.
    pub party: Party,
    /// The check.
    pub check: &'static Check,
    /// Whether the guides ask for it.
    pub documented: bool,
    /// Whether it is there with these settings. Where it is not, it is left out.
    pub(crate) when: fn(&Config) -> Applies,
}

impl Listed {
    /// Says that the guides do not mention it.
    const fn beyond(self) -> Self {
        Self { documented: false, ..self }
    }

    /// Says with which settings it is there.
    const fn when(self, when: fn(&Config) -> Applies) -> Self {
        Self { when, ..self }
    }

    /// Says that it is there only where a runtime server is used, which these sections do not expect.
    const fn with_runtime(self) -> Self {
        self.beyond().when(runtime_used)
    }
}

fn runtime_used(config: &Config) -> Applies {
    if config.runtime.used == Some(true) { Applies::Yes } else { Applies::No }
}

/// For what a single server does not have.
fn other_source(config: &Config) -> Applies {
    match config.source.kind {
        Some(SourceKind::SingleServer) => Applies::No,
        Some(_) => Applies::Yes,
        None => Applies::If(Setting::SourceKind),
    }
}

const fn listed(party: Party, check: &'static Check) -> Listed {
    Listed { party, check, documented: true, when: |_| Applies::Yes }
}

const fn source(check: &'static Check) -> Listed {
    listed(Party::Source, check)
}

const fn target(check: &'static Check) -> Listed {
    listed(Party::Target, check)
}

const fn runtime(check: &'static Check) -> Listed {
    listed(Party::Runtime, check)
}

/// Every scenario, in the order of the table.
pub static SCENARIOS: &[&Scenario] = &[
    &unreachable_target::SCENARIO,
    &private_to_endpoint::SCENARIO,
    &public_to_endpoint::SCENARIO,
    &public_endpoint_to_vnet::SCENARIO,
    &private_to_vnet::SCENARIO,
    &public_to_vnet::SCENARIO,
    &private_to_public_via_runtime::SCENARIO,
    &private_to_public::SCENARIO,
    &public_to_public::SCENARIO,
];

/// One row of the table that chooses the scenario. The first row that fits applies.
#[derive(Debug)]
pub struct Row {
    source: Route,
    target: &'static [ServerAccess],
    runtime: Option<bool>,
    /// The scenario.
    pub scenario: &'static Scenario,
    support: For,
}

/// Which sources a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Any,
    /// In private access, or a public single server whose connection runs through its private endpoint.
    ByPrivateWay,
    /// A public single server with a private endpoint.
    PublicWithEndpoint,
    Private,
    Public,
    /// What the rows above leave: public, without a way through a private endpoint.
    Other,
}

/// For which sources a row's support holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// The same for each.
    Each(Support),
    /// Supported for a single server, undocumented for any other source.
    OnlySingle,
}

const PUBLIC_OF_EITHER_KIND: &[ServerAccess] = &[ServerAccess::Public, ServerAccess::PublicAndPrivateEndpoint];

/// The table. "Private route" is a source in private access, or a public single server with a private endpoint.
#[rustfmt::skip]
pub static ROWS: [Row; 10] = {
    use For::{Each, OnlySingle};
    use Route::{Any, ByPrivateWay, Other, Private, Public, PublicWithEndpoint};
    use ServerAccess::{None as Nothing, PrivateEndpoint, PublicAndPrivateEndpoint, VnetIntegrated};
    use Support::{Supported, Undocumented, Unsupported};
    [
        Row { source: Any,                target: &[Nothing],                  runtime: None,        scenario: &unreachable_target::SCENARIO,            support: Each(Unsupported) },
        Row { source: ByPrivateWay,       target: &[PrivateEndpoint],          runtime: None,        scenario: &private_to_endpoint::SCENARIO,           support: Each(Supported) },
        Row { source: ByPrivateWay,       target: &[PublicAndPrivateEndpoint], runtime: Some(true),  scenario: &private_to_endpoint::SCENARIO,           support: Each(Supported) },
        Row { source: Other,              target: &[PrivateEndpoint],          runtime: None,        scenario: &public_to_endpoint::SCENARIO,            support: Each(Undocumented) },
        Row { source: PublicWithEndpoint, target: &[VnetIntegrated],           runtime: None,        scenario: &public_endpoint_to_vnet::SCENARIO,       support: Each(Supported) },
        Row { source: Private,            target: &[VnetIntegrated],           runtime: None,        scenario: &private_to_vnet::SCENARIO,               support: Each(Supported) },
        Row { source: Other,              target: &[VnetIntegrated],           runtime: None,        scenario: &public_to_vnet::SCENARIO,                support: OnlySingle },
        Row { source: Private,            target: PUBLIC_OF_EITHER_KIND,       runtime: Some(true),  scenario: &private_to_public_via_runtime::SCENARIO, support: Each(Undocumented) },
        Row { source: Private,            target: PUBLIC_OF_EITHER_KIND,       runtime: Some(false), scenario: &private_to_public::SCENARIO,             support: Each(Unsupported) },
        Row { source: Public,             target: PUBLIC_OF_EITHER_KIND,       runtime: None,        scenario: &public_to_public::SCENARIO,              support: Each(Supported) },
    ]
};

/// One way of filling in what is not known.
#[derive(Clone, Copy)]
struct Filled {
    single: bool,
    access: SourceAccess,
    endpoint: bool,
    target: ServerAccess,
    runtime: bool,
}

impl Row {
    /// Which sources it is about, in words.
    #[must_use]
    pub const fn source_words(&self) -> &'static str {
        match self.source {
            Route::Any => "Any source",
            Route::ByPrivateWay => "Private, or a public single server with a private endpoint",
            Route::PublicWithEndpoint => "Public single server with a private endpoint",
            Route::Private => "Private",
            Route::Public => "Public",
            Route::Other => "Any other: public",
        }
    }

    /// Which targets it is about, in words.
    #[must_use]
    pub fn target_words(&self) -> String {
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

    fn fits(&self, filled: Filled) -> bool {
        let public_with_endpoint = filled.single && filled.access == SourceAccess::Public && filled.endpoint;
        let source = match self.source {
            Route::Any | Route::Other => true,
            Route::ByPrivateWay => filled.access == SourceAccess::Private || public_with_endpoint,
            Route::PublicWithEndpoint => public_with_endpoint,
            Route::Private => filled.access == SourceAccess::Private,
            Route::Public => filled.access == SourceAccess::Public,
        };
        source && self.target.contains(&filled.target) && self.runtime.is_none_or(|it| it == filled.runtime)
    }
}

/// The settings that choose a scenario, as far as they are known.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    single: Option<bool>,
    access: Option<SourceAccess>,
    endpoint: Option<bool>,
    target: Option<ServerAccess>,
    runtime: Option<bool>,
}

impl From<&Config> for Known {
    fn from(config: &Config) -> Self {
        Self {
            single: config.source.kind.map(|it| it == SourceKind::SingleServer),
            access: config.source.access,
            endpoint: config.source.private_endpoint,
            target: config.target.access,
            runtime: config.runtime.used,
        }
    }
}

impl Known {
    /// Tries every way of filling in what is not known.
    pub(crate) fn possible(self) -> Possible {
        const EITHER: &[bool] = &[true, false];
        let mut possible = Possible { rows: 0, all_supported: true, any_supported: false };
        for &single in choices(self.single.as_ref(), EITHER) {
            for &access in choices(self.access.as_ref(), SourceAccess::ALL) {
                for &endpoint in choices(self.endpoint.as_ref(), EITHER) {
                    for &target in choices(self.target.as_ref(), ServerAccess::ALL) {
                        for &runtime in choices(self.runtime.as_ref(), EITHER) {
                            possible.add(Filled { single, access, endpoint, target, runtime });
                        }
                    }
                }
            }
        }
        possible
    }

    /// Whether another value of a setting could make another scenario of it.
    pub(crate) fn hangs_on(self, setting: Setting) -> bool {
        let open = match setting {
            Setting::SourcePrivateEndpoint => Self { endpoint: None, ..self },
            Setting::RuntimeUsed => Self { runtime: None, ..self },
            _ => self,
        };
        let rows: Vec<u16> = open.fillings(setting).into_iter().map(|it| it.possible().rows).collect();
        rows.windows(2).any(|pair| pair.first() != pair.last())
    }

    /// Every way of filling in one setting, if it is one of these and not known.
    fn fillings(self, setting: Setting) -> Vec<Self> {
        let either = |fill: fn(Self, bool) -> Self| vec![fill(self, true), fill(self, false)];
        match setting {
            Setting::SourceKind if self.single.is_none() => either(|it, to| Self { single: Some(to), ..it }),
            Setting::SourceAccess if self.access.is_none() => {
                SourceAccess::ALL.iter().map(|&to| Self { access: Some(to), ..self }).collect()
            }
            Setting::SourcePrivateEndpoint if self.endpoint.is_none() => {
                either(|it, to| Self { endpoint: Some(to), ..it })
            }
            Setting::TargetAccess if self.target.is_none() => {
                ServerAccess::ALL.iter().map(|&to| Self { target: Some(to), ..self }).collect()
            }
            Setting::RuntimeUsed if self.runtime.is_none() => either(|it, to| Self { runtime: Some(to), ..it }),
            _ => Vec::new(),
        }
    }

    /// The settings that would narrow the candidates, the one that narrows them most first.
    pub(crate) fn narrowing(self) -> Vec<Setting> {
        let before = self.possible().scenarios().len();
        let mut narrowing: Vec<(usize, usize, Setting)> = Vec::new();
        for &setting in Setting::ALL {
            let left: Vec<usize> =
                self.fillings(setting).into_iter().map(|it| it.possible().scenarios().len()).collect();
            if left.iter().any(|&it| it < before) {
                let worst = left.iter().copied().max().unwrap_or(before);
                // In hundredths, so that lists of different lengths compare.
                let average = left.iter().sum::<usize>() * 100 / left.len();
                let found = (worst, average, setting);
                narrowing.insert(narrowing.partition_point(|it| *it < found), found);
            }
        }
        narrowing.into_iter().map(|(_, _, setting)| setting).collect()
    }
}

/// The known value alone, else all.
fn choices<'a, T>(known: Option<&'a T>, all: &'a [T]) -> &'a [T] {
    known.map_or(all, std::slice::from_ref)
}

/// What is possible with the settings that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Possible {
    /// One bit for each row of the table.
    rows: u16,
    /// Whether every way of filling in the rest is one that a document calls supported.
    all_supported: bool,
    /// Whether one way is.
    any_supported: bool,
}

impl Possible {
    fn add(&mut self, filled: Filled) {
        // The rows cover every filling; a test walks them all.
        let Some((index, row)) = ROWS.iter().enumerate().find(|(_, row)| row.fits(filled)) else { return };
        self.rows |= 1 << index;
        let supported = match row.support {
            For::Each(support) => support == Support::Supported,
            For::OnlySingle => filled.single,
        };
        self.all_supported &= supported;
        self.any_supported |= supported;
    }

    fn rows(self) -> impl Iterator<Item = &'static Row> {
        ROWS.iter().enumerate().filter(move |(index, _)| self.rows & (1 << index) != 0).map(|(_, row)| row)
    }

    /// The scenarios that remain, in the order of the table, each once.
    pub(crate) fn scenarios(self) -> Vec<&'static Scenario> {
        let mut scenarios: Vec<&'static Scenario> = self.rows().map(|it| it.scenario).collect();
        scenarios.dedup_by_key(|it| it.id);
        scenarios
    }

    /// Whether the documents support one kind of source and not the other.
    pub(crate) fn support_hangs_on_kind(self) -> bool {
        self.any_supported && !self.all_supported
    }

    /// What the documents say, never more than every filling allows.
    pub(crate) fn support(self) -> Support {
        if self.all_supported {
            Support::Supported
        } else if self.rows().all(|row| row.support == For::Each(Support::Unsupported)) {
            Support::Unsupported
        } else {
            Support::Undocumented
        }
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
                    let filled = Filled { single, access, endpoint, target, runtime };
                    assert!(ROWS.iter().any(|row| row.fits(filled)));
                }
            }
        }
    }

    #[test]
    fn asks_first_for_what_narrows_most() {
        for (settings, asked) in [
            (&[][..], &["target.access", "source.access", "runtime.used", "source.kind", "source.privateEndpoint"][..]),
            (&["target.access=vnet-integrated"], &["source.access", "source.kind", "source.privateEndpoint"]),
            (&["target.access=none"], &[]),
            (&["source.access=private", "target.access=public"], &["runtime.used"]),
            (
                &["source.kind=single-server", "source.access=public", "target.access=vnet-integrated"],
                &["source.privateEndpoint"],
            ),
        ] {
            let mut config = Config::default();
            for setting in settings {
                let (path, value) = setting.split_once('=').expect("path=value");
                config.set(path, value).expect(setting);
            }
            let paths: Vec<&str> = Known::from(&config).narrowing().into_iter().map(Setting::word).collect();
            assert_eq!(paths, asked, "{settings:?}");
        }
    }
}
