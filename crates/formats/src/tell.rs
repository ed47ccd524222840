//! What a report says that none of its steps does: who is who, who dials whom, and how the servers fit together.

use pgreach_rules::{Config, Leg, Party, Report, ServerAccess, SourceAccess, SourceKind, Status, Support, Verdict};

/// What is known of a party; `not known` where that is nothing.
#[must_use]
pub fn known_of(config: &Config, party: Party) -> String {
    let Config { source, target, runtime, .. } = config;
    let facts = match party {
        Party::Source => [
            source.name.as_deref(),
            source.kind.map(SourceKind::label),
            source.access.map(|it| match it {
                SourceAccess::Public => "public access",
                SourceAccess::Private => "private access",
            }),
            source
                .private_endpoint
                .filter(|_| source.kind == Some(SourceKind::SingleServer))
                .map(|has| if has { "private endpoint" } else { "no private endpoint" }),
        ],
        Party::Target => [target.name.as_deref(), target.access.map(ServerAccess::label), None, None],
        // Of one that is not used, nothing more matters.
        Party::Runtime if runtime.used == Some(false) => [Some("not used"), None, None, None],
        Party::Runtime => {
            let used = match runtime.used {
                None => Some("not known whether used"),
                Some(_) => runtime.name.is_none().then_some("used"),
            };
            [runtime.name.as_deref(), used, runtime.access.map(ServerAccess::label), None]
        }
    };
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    if facts.is_empty() { "not known".to_owned() } else { facts.join(", ") }
}

/// Who dials whom, and on which port.
#[must_use]
pub fn way_of(config: &Config, leg: &Leg) -> String {
    let called = |party: Party| {
        config.name(party).unwrap_or(match party {
            Party::Source => "source",
            Party::Target => "target",
            Party::Runtime => "runtime server",
        })
    };
    let from = leg.from.map_or("target or runtime server", called);
    [from, " → ", called(leg.to), ", TCP ", &leg.port.to_string()].concat()
}

/// What is wrong (`true`) or not known of the servers together, and no step says it.
pub(crate) fn combination(report: &Report) -> Option<(bool, &str)> {
    let is_open = |it: &pgreach_rules::Step| it.status == Status::Unknown && it.holds_back() && !it.is_accepted();
    match (report.verdict, report.scenario.as_ref().map(|it| it.support)) {
        (Verdict::Unsupported, _) => Some((true, &report.summary)),
        (_, Some(Support::Undocumented)) => Some((false, "No document decides this combination.")),
        // A setting is what keeps it undecided, and the summary asks for it.
        (Verdict::Undecided, _) if !report.steps.iter().any(is_open) => Some((false, &report.summary)),
        _ => None,
    }
}
