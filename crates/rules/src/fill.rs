//! Filling in one or two settings that are not known, in each way.

use crate::{BranchSetting, Config, ServerAccess, Setting, choose::Known};

/// The most ways of filling in that are worth a look: more than these say less than the question does.
const MOST: usize = 10;

/// Every way of filling in the settings that are not known and matter, where these are one or two with few values; else
/// none.
pub(crate) fn assignments(config: &Config) -> Vec<Vec<BranchSetting>> {
    let known = Known::from(config);
    let mut open = known.narrowing();
    if config.runtime.used.is_none() && !open.contains(&Setting::RuntimeUsed) && !is_unreachable(config) {
        open.push(Setting::RuntimeUsed);
    }
    // What a source is has many values, which can be seen at once; and until it is known, so are not all values that its
    // access may have: what holds for some of them holds for nothing.
    let is_source_open = config.source.kind.is_none() && open.contains(&Setting::SourceAccess);
    if open.is_empty() || 2 < open.len() || open.contains(&Setting::SourceKind) || is_source_open {
        return Vec::new();
    }
    let mut all: Vec<Vec<BranchSetting>> = vec![Vec::new()];
    for setting in open {
        let one = |value: &(&'static str, &'static str)| BranchSetting { setting, value: value.0 };
        let with = |before: &Vec<BranchSetting>| {
            let before = before.clone();
            setting.offered(config).iter().map(move |it| before.iter().cloned().chain([one(it)]).collect())
        };
        all = all.iter().flat_map(with).collect();
    }
    if MOST < all.len() { Vec::new() } else { all }
}

/// Whether no runtime server could make the target reachable.
fn is_unreachable(config: &Config) -> bool {
    config.target.access == Some(ServerAccess::None)
}

/// The Config with a branch filled in.
pub(crate) fn filled(config: &Config, branch: &[BranchSetting]) -> Config {
    let mut config = config.clone();
    for it in branch {
        // A value of the setting's own list fits.
        let _ = it.setting.set(&mut config, it.value);
    }
    config
}
