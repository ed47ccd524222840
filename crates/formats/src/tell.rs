//! Words what a report says alike in every form: who is who, who connects to whom, how the servers fit together, and
//! what evidence shows of a step.

use pgreach_rules::{
    ComparedStep, Config, Connection, DecidedBy, Evidence, FixForm, Forms, Left, Need, NotReadFile, Party, Report,
    ServerAccess, SettingReport, SourceAccess, SourceKind, Status, Step, Support, Verdict,
};

use crate::heading;

/// What is known of a party; `not known` where that is nothing.
#[must_use]
pub fn known_of(config: &Config, party: Party) -> String {
    let Config { source, target, runtime, .. } = config;
    let facts = match party {
        Party::Source => [
            source.name.as_deref(),
            source.address.as_deref(),
            source.kind.map(SourceKind::label),
            source.access.map(|it| match it {
                SourceAccess::Public => "public access",
                SourceAccess::Private => "private access",
                other => other.label(),
            }),
            source
                .private_endpoint
                .filter(|_| source.kind == Some(SourceKind::SingleServer))
                .map(|has| if has { "private endpoint" } else { "no private endpoint" }),
        ],
        Party::Target => {
            [target.name.as_deref(), target.address.as_deref(), target.access.map(ServerAccess::label), None, None]
        }
        // Of one that is not used, nothing more matters.
        Party::Runtime if runtime.used == Some(false) => [Some("not used"), None, None, None, None],
        Party::Runtime => {
            let used = match runtime.used {
                None => Some("not known whether used"),
                Some(_) => runtime.name.is_none().then_some("used"),
            };
            [runtime.name.as_deref(), used, runtime.access.map(ServerAccess::label), None, None]
        }
    };
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    if facts.is_empty() { "not known".to_owned() } else { facts.join(", ") }
}

/// The steps that are not right once all is done that is known to help, and what they are headed by: beside a plan what that
/// leaves open, and without one what no command puts right.
#[must_use]
pub fn left(report: &Report) -> (&'static str, Vec<&Left>) {
    if !report.plan.is_empty() {
        return (heading::LEFT, report.left.iter().collect());
    }
    let has_command =
        |it: &Step| !it.changes.is_empty() || !it.fix().commands.is_empty() || it.decided_by != DecidedBy::Evidence;
    let is_so = |it: &&Left| {
        it.status == Status::Fail && report.steps.iter().any(|step| step.key == it.step && !has_command(step))
    };
    (heading::NO_COMMAND, report.left.iter().filter(is_so).collect())
}

/// A step in two reports: `peering, source: failed → passed`.
#[must_use]
pub fn before_and_after(step: &ComparedStep) -> String {
    let status = |it: Option<Status>| it.map_or_else(|| "no step".to_owned(), |it| it.label().to_lowercase());
    let (party, before, after) = (step.step.party().label().to_lowercase(), status(step.before), status(step.after));
    let change = if before == after { after } else { format!("{before} → {after}") };
    format!("{}, {party}: {change}", step.name)
}

/// Who connects to whom, and on which port.
#[must_use]
pub fn way_of(config: &Config, connection: &Connection) -> String {
    let called = |party: Party| {
        config.name(party).unwrap_or(match party {
            Party::Source => "source",
            Party::Target => "target",
            Party::Runtime => "runtime server",
        })
    };
    let from = connection.from.map_or("target or runtime server", called);
    [from, " → ", called(connection.to), ", TCP ", &connection.port.to_string()].concat()
}

/// A resource, its property and the value, and the file where they were read.
#[must_use]
pub fn seen(evidence: &Evidence) -> String {
    let Evidence { resource, property, value, file, .. } = evidence;
    let file = file.as_ref().map_or_else(String::new, |it| [" (", it, ")"].concat());
    [resource, ", ", property, " = ", value, &file].concat()
}

/// What to export so that evidence decides a step, where that would.
#[must_use]
pub fn needed(step: &Step) -> Option<String> {
    let words: Vec<String> = step.needs.iter().map(Need::words).collect();
    (!words.is_empty()).then(|| ["To settle it, export ", &words.join("; "), "."].concat())
}

/// Where a person specified another value of a setting than evidence shows.
#[must_use]
pub fn setting_conflict(setting: &SettingReport) -> Option<String> {
    let specified = setting.conflict.as_ref()?;
    Some(["You specified ", specified, ", but evidence shows ", &setting.value, ". Evidence decides."].concat())
}

/// What evidence shows of a setting, and where a person specified something else.
#[must_use]
pub fn setting_shown(setting: &SettingReport) -> String {
    let seen: Vec<String> = setting.evidence.iter().map(seen).collect();
    let conflict = setting_conflict(setting).map_or_else(String::new, |it| [" ", &it].concat());
    [&setting.value, ": ", &seen.join("; "), ".", &conflict].concat()
}

/// Everything that evidence shows of a step and what a person says against it, a sentence or line each.
pub(crate) fn shown(step: &Step) -> Vec<String> {
    let seen = step.evidence.iter().map(|it| [heading::EVIDENCE, ": ", &seen(it)].concat());
    seen.chain(step.note.clone()).chain(needed(step)).chain(step.conflict_words()).collect()
}

/// What is wrong (`true`) or not known of the servers together, and no step says it.
pub(crate) fn combination(report: &Report) -> Option<(bool, &str)> {
    let is_open = |it: &Step| it.status == Status::Unknown && it.holds_back() && !it.is_accepted();
    match (report.verdict, report.scenario.as_ref().map(|it| it.support)) {
        (Verdict::Unsupported, _) => Some((true, &report.summary)),
        (Verdict::Blocked, _) if report.is_blocked_whatever() => Some((true, &report.summary)),
        (_, Some(Support::Undocumented)) => Some((false, "No document decides this combination.")),
        // A setting is what keeps it undecided, and the summary asks for it.
        (Verdict::Undecided, _) if !report.steps.iter().any(is_open) => Some((false, &report.summary)),
        _ => None,
    }
}

/// The text of a change in a form. Where it has no such form it is the Azure CLI's, and a sentence says so.
#[must_use]
pub fn in_form(forms: &Forms, form: FixForm) -> (FixForm, String, Option<String>) {
    let text = forms.text(form);
    if !text.is_empty() || forms.az.is_empty() {
        return (form, text, None);
    }
    (FixForm::Az, forms.text(FixForm::Az), Some(format!("{}{}", form.label(), heading::NO_FORM)))
}

/// What a file that cannot be read is, and what would be read, in a sentence.
#[must_use]
pub fn not_read(it: &NotReadFile) -> String {
    format!("{}. Expected: {}.", it.found, it.expected)
}

/// The failing step before this one, in the order of the fixes, that is the same fact on the other connection: what puts it right
/// puts this one right too, so nothing of it need be said twice.
#[must_use]
pub fn one_fact<'a>(report: &'a Report, step: &Step) -> Option<&'a Step> {
    let before = report.fixes.iter().filter_map(|it| report.step(*it)).take_while(|it| it.key != step.key);
    let has_evidence = |it: &&Step| !it.evidence.is_empty() && !it.changes.is_empty();
    let mut before = before.filter(has_evidence);
    // What they say of the servers differs, what is to be done does not.
    before.find(|it| it.name == step.name && it.evidence == step.evidence && it.changes.first() == step.changes.first())
}

/// What is said of a step that is one fact with another, before the key of that.
pub const ONE_FACT: &str = "The same fact on the other connection. What puts it right puts this right too: ";
