//! Chooses the scenarios that remain with what is known, and the settings to ask for to be left with one.

use crate::{
    Config, ServerAccess, Setting, SourceAccess, SourceKind, Support, TargetKind,
    scenario::Scenario,
    table::{Combination, Filled, For, ROWS},
};

/// The settings that choose a scenario, as far as they are known.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    single: Option<bool>,
    flexible: bool,
    access: Option<SourceAccess>,
    endpoint: Option<bool>,
    target: Option<ServerAccess>,
    runtime: Option<bool>,
    ordinary: bool,
}

impl From<&Config> for Known {
    fn from(config: &Config) -> Self {
        Self {
            single: config.source.kind.map(|it| it == SourceKind::SingleServer),
            flexible: config.source.kind == Some(SourceKind::FlexibleServer),
            access: config.source.access,
            endpoint: config.source.private_endpoint,
            target: config.target.access,
            runtime: config.runtime.used,
            // The form does not ask for it: hardly any target is another one.
            ordinary: config.target.kind.is_none_or(|it| it == TargetKind::FlexibleServer),
        }
    }
}

impl Known {
    /// Tries every way of filling in what is not known.
    pub(crate) fn possible(self) -> Possible {
        const EITHER: &[bool] = &[true, false];
        let mut possible = Possible { rows: 0, all_supported: true, any_supported: false };
        for &single in choices(self.single.as_ref(), EITHER) {
            for &access in choices(self.access.as_ref(), self.accesses()) {
                for &endpoint in choices(self.endpoint.as_ref(), EITHER) {
                    for &target in choices(self.target.as_ref(), ServerAccess::ALL) {
                        for &runtime in choices(self.runtime.as_ref(), EITHER) {
                            let is_both = access == SourceAccess::PublicAndPrivateEndpoint;
                            let endpoint = if self.flexible { is_both } else { single && (endpoint || is_both) };
                            let ordinary = self.ordinary;
                            possible.add(Filled { single, access, endpoint, target, runtime, ordinary });
                        }
                    }
                }
            }
        }
        possible
    }

    /// From where the source may be reached, as far as scenarios differ by it.
    const fn accesses(self) -> &'static [SourceAccess] {
        use SourceAccess::{Private, Public, PublicAndPrivateEndpoint, VnetIntegrated};
        if self.flexible { &[Public, VnetIntegrated, PublicAndPrivateEndpoint] } else { &[Public, Private] }
    }

    /// Whether another value of a setting could make another scenario of it.
    pub(crate) fn depends_on(self, setting: Setting) -> bool {
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
                self.accesses().iter().map(|&to| Self { access: Some(to), ..self }).collect()
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

    fn rows(self) -> impl Iterator<Item = &'static Combination> {
        ROWS.iter().enumerate().filter(move |(index, _)| self.rows & (1 << index) != 0).map(|(_, row)| row)
    }

    /// The scenarios that remain, in the order of the table, each once.
    pub(crate) fn scenarios(self) -> Vec<&'static Scenario> {
        let mut scenarios: Vec<&'static Scenario> = self.rows().map(|it| it.scenario).collect();
        scenarios.dedup_by_key(|it| it.id);
        scenarios
    }

    /// Whether the documents support one kind of source and not the other.
    pub(crate) fn support_depends_on_kind(self) -> bool {
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

impl Setting {
    /// Whether a form should ask for it, with what is known so far: a question that changes nothing is not asked.
    #[must_use]
    pub fn matters(self, config: &Config) -> bool {
        let known = Known::from(config);
        match self {
            // Only a single server has this setting; in private access it is a step of the guide instead.
            Self::SourcePrivateEndpoint => {
                // In private access "yes" decides nothing, and stands beside a step that may say no.
                let is_step = config.source.access == Some(SourceAccess::Private);
                config.source.kind == Some(SourceKind::SingleServer)
                    && (known.depends_on(self)
                        || config.source.private_endpoint.is_some_and(|has_one| !has_one || !is_step))
            }
            Self::RuntimeAccess | Self::RuntimeName => config.runtime.used == Some(true),
            // Hardly ever another one, and then the files say so.
            Self::TargetKind => config.target.kind.is_some_and(|it| it != TargetKind::FlexibleServer),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
