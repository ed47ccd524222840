//! Concludes a report from the settings, the answers and the findings as they stand.

use std::{num::NonZeroU8, sync::Arc};

use crate::{
    Accepted, Alternative, CONTRACT_VERSION, Config, Connection, ConnectionStatus, DecidedBy, NotChecked, Owner, Party,
    Question, Report, ScenarioReport, Setting, SettingReport, SourceKind, Status, Step, StepKey, Support, Unused,
    Verdict,
    check::{Applies, Case, Check, Words, dns::name, runtime},
    choose::{Known, Possible},
    findings::Findings,
    guide::{self, Link, RUNTIME_SERVER_ALL, Section},
    network::is_same,
    report::is_on,
    scenario::{AlternativeWords, Scenario, ScenarioStep, unsupported_target},
    summary::{self, contradiction, summary},
    text::{Commands, Text, TextParams},
    trace::trace,
};

/// Concludes a report from the settings as they stand, without a look at what those that are not known could be.
pub(crate) fn conclude(entered: &Config, findings: &Findings) -> Report {
    let config = &*findings.applied(entered);
    let known = Known::from(config);
    let possible = known.possible();
    let scenarios = possible.scenarios();
    let (scenario, candidates) = match scenarios[..] {
        [scenario] => (Some(scenario), Vec::new()),
        _ => (None, scenarios.iter().map(|it| it.id).collect()),
    };
    let support = scenario.map(|_| possible.support());
    let params = Arc::new(TextParams::new(config, client(config)).filled_in(&findings.blanks));
    let case = scenario.map(|it| Case { config, findings, target_in_vnet: it.target_in_vnet });
    let steps = scenario.zip(case.as_ref()).map_or_else(Vec::new, |(scenario, case)| steps(case, scenario, &params));
    let mut connections = connections(config, support, &steps, &params);
    let not_checked = scenario.zip(case.as_ref()).map_or_else(Vec::new, |(it, case)| not_checked(case, it, &params));
    let mut verdict = verdict(support, &connections, &steps);
    let contradicted = findings.migration_test.as_ref().filter(|it| it.contradicts && verdict == Verdict::Ready);
    // What all steps that pass rest on: that there is nothing else.
    let doubt = match contradicted {
        Some(test) => Some(contradiction(test, &steps)),
        None if verdict != Verdict::Ready => None,
        None if findings.broken => Some(summary::broken(&steps)),
        None => summary::cut(&findings.cut, &steps),
    };
    if doubt.is_some() {
        verdict = Verdict::Undecided;
        connections
            .iter_mut()
            .filter(|it| it.status == ConnectionStatus::Reachable)
            .for_each(|it| it.status = ConnectionStatus::Unknown);
    }
    let questions = match scenario {
        None => known.narrowing().into_iter().map(Question::Setting).collect(),
        Some(_) if verdict == Verdict::Unsupported => Vec::new(),
        Some(_) => questions(config, possible, &steps),
    };
    Report {
        version: CONTRACT_VERSION,
        rules: env!("CARGO_PKG_VERSION"),
        verdict,
        summary: doubt.unwrap_or_else(|| {
            summary(scenario.map(|it| about(it, config)), verdict, &steps, &questions, &not_checked, &params)
        }),
        not_checked,
        branches: Vec::new(),
        scenario: scenario.zip(support).map(|(scenario, support)| ScenarioReport {
            id: scenario.id,
            title: scenario.title,
            support,
            about: Text::new(about(scenario, config), params.clone(), Party::Source),
            section: (scenario.section)(config.source.kind),
            continues: scenario.continues,
        }),
        candidates,
        connections,
        fixes: fixes(&steps),
        questions,
        alternatives: scenario.map_or_else(Vec::new, |scenario| alternatives(config, scenario, &params)),
        // Before the migration is known nothing is known to be left over.
        cleanup: scenario.map_or_else(Vec::new, |_| cleanup(config, &steps, &params)),
        next: if verdict == Verdict::Ready { vec![Link(tutorial(config.source.kind))] } else { Vec::new() },
        migration_test: findings.migration_test.clone(),
        plan: findings.plan.clone(),
        left: findings.left.clone(),
        to_fill_in: findings.to_fill_in.clone(),
        settings: findings.settings.iter().map(|it| SettingReport::new(it, entered)).collect(),
        not_read: findings.not_read.clone(),
        unused: unused(config, scenario, &steps),
        steps,
    }
}

/// How a server of a kind is migrated, once it can be reached.
///
/// Source: the tutorials of the migration service, one for each source type. Those of the single server were taken away, and
/// lead to its overview.
const fn tutorial(kind: Option<SourceKind>) -> &'static Section {
    match kind {
        Some(
            SourceKind::OnPremises
            | SourceKind::AzureVm
            | SourceKind::AwsEc2
            | SourceKind::GcpCompute
            | SourceKind::Other,
        ) => &guide::SELF_RUN_ALL,
        Some(SourceKind::AwsRds) => &guide::FROM_RDS_ALL,
        Some(SourceKind::AwsAurora) => &guide::FROM_AURORA_ALL,
        Some(SourceKind::GcpCloudSql) => &guide::FROM_CLOUD_SQL_ALL,
        Some(SourceKind::GcpAlloydb) => &guide::FROM_ALLOYDB_ALL,
        Some(SourceKind::Edb) => &guide::FROM_EDB_ALL,
        Some(SourceKind::SingleServer | SourceKind::FlexibleServer) | None => &guide::OVERVIEW_ALL,
    }
}

/// Returns the client: the runtime server if one is used, else the target.
///
/// Source: the copy runs on the target, or on the runtime server ("Migration runtime server", 2025-07-21).
fn client(config: &Config) -> Option<Party> {
    config.runtime.used.map(|used| if used { Party::Runtime } else { Party::Target })
}

/// What a scenario means, which may depend on what the target is.
fn about(scenario: &'static Scenario, config: &Config) -> &'static str {
    if scenario.id == unsupported_target::SCENARIO.id { unsupported_target::about(config) } else { scenario.about }
}

fn steps(case: &Case<'_>, scenario: &'static Scenario, params: &Arc<TextParams>) -> Vec<Step> {
    // A section that expects a runtime server speaks of it, used or not.
    let params = &if scenario.expects_runtime && params.client != Some(Party::Runtime) {
        Arc::new(params.opened_by(Party::Runtime))
    } else {
        params.clone()
    };
    // Steps are large, and a list that grows moves them each time.
    let mut steps = Vec::with_capacity(scenario.steps.len());
    steps.extend(scenario.steps.iter().filter_map(|it| step(case, it, params)));
    steps
}

/// What no step of this report looks at: steps that are there only where something was read or said, and what pgreach never
/// looks at.
fn not_checked(case: &Case<'_>, scenario: &'static Scenario, params: &Arc<TextParams>) -> Vec<NotChecked> {
    let Case { config, findings, .. } = *case;
    let is_left_out = |it: &&ScenarioStep| {
        // A name is a step only where one is known.
        let is_name = *it.check == name::CHECK;
        if !it.evidence_only {
            return is_name && name::is_unknown(config, it.party);
        }
        let key = it.check.key(it.party);
        let is_there = key.is_some_and(|key| {
            findings.steps.get(&key).is_some() || config.answers.get(&key).is_some_and(|it| *it != Status::Unknown)
        });
        !is_there && (it.when)(config) != Applies::No && (it.check.applies)(case, it.party) != Applies::No
    };
    let left_out = scenario.steps.iter().filter(is_left_out).map(|it| NotChecked {
        step: it.check.key(it.party),
        name: it.check.name,
        title: Text::new(words_of(it.check, case, it.party).title, params.clone(), it.party),
    });
    let never =
        NotChecked { step: None, name: "login", title: Text::new(NEVER_CHECKED, params.clone(), Party::Source) };
    let planned = findings.planned.then(|| NotChecked {
        step: None,
        name: "the plan or template being applied",
        title: Text::new(PLANNED, params.clone(), Party::Source),
    });
    left_out.chain([never]).chain(planned).collect()
}

/// What a report rests on whose files plan something.
const PLANNED: &str = "The plan or template in the files is applied as it stands";

/// What comes after a connection is made.
const NEVER_CHECKED: &str =
    "The login to {source} and {target}, its privileges, and what the databases hold fit the migration";

fn step(case: &Case<'_>, listed: &ScenarioStep, params: &Arc<TextParams>) -> Option<Step> {
    let Case { config, findings, .. } = *case;
    let (check, party) = (listed.check, listed.party);
    let key = check.key(party)?;
    let answer = config.answers.get(&key).copied().filter(|&it| it != Status::Unknown);
    let finding = findings.steps.get(&key);
    if listed.evidence_only && finding.is_none() && answer.is_none() {
        return None;
    }
    let applies = match (listed.when)(config) {
        Applies::No => return None,
        Applies::Yes => (check.applies)(case, party),
        applies @ Applies::If(_) => applies,
    };
    let settled = match applies {
        Applies::No => Some(Status::NotApplicable),
        Applies::Yes => (check.settled)(case, party),
        Applies::If(_) => None,
    };
    let finding = finding.filter(|_| applies == Applies::Yes);
    let shown = finding.map(|it| it.status).filter(|&it| it != Status::Unknown);
    let same = check.same_as.and_then(|it| findings.setting(it));
    let (status, decided_by) = match (settled, answer) {
        _ if shown.is_some() => (shown?, DecidedBy::Evidence),
        (Some(settled), _) if same.is_some() => (settled, DecidedBy::Evidence),
        // Two claims of one person that differ: the fault stands until one of them is taken back.
        (Some(Status::Pass), Some(Status::Fail)) => (Status::Fail, DecidedBy::Answer),
        (Some(settled), _) => (settled, DecidedBy::Scenario),
        // A fault in what may not matter at all blocks nothing yet.
        (None, Some(Status::Fail)) if applies != Applies::Yes => (Status::Unknown, DecidedBy::Nothing),
        (None, Some(answer)) => (answer, DecidedBy::Answer),
        (None, None) => (Status::Unknown, DecidedBy::Nothing),
    };
    Some(Step {
        key,
        name: check.name,
        status,
        same_as: check.same_as,
        severity: check.severity,
        hop: check.hop,
        decided_by,
        evidence: finding.map(|it| it.evidence.clone()).or(same.map(|it| it.evidence.clone())).unwrap_or_default(),
        note: finding.and_then(|it| it.note.clone()),
        reason: finding.and_then(|it| it.reason),
        stages: finding.map_or_else(Vec::new, |it| it.stages.clone()),
        needs: finding.map_or_else(Vec::new, |it| it.needs.clone()),
        is_tried_in_vain: status == Status::Fail && findings.ways.get(&key).is_some_and(Vec::is_empty),
        changes: findings.ways.get(&key).filter(|_| status == Status::Fail).cloned().unwrap_or_default(),
        documented: listed.documented,
        guide_step: listed
            .number
            .map(NonZeroU8::get)
            .filter(|_| matches!(config.source.kind, None | Some(SourceKind::SingleServer))),
        depends_on: match applies {
            Applies::If(setting) if status == Status::Unknown => Some(setting),
            _ => None,
        },
        conflict: shown
            .or(settled)
            .zip(answer)
            .filter(|(other, answer)| other != answer)
            .map(|(other, answer)| if status == answer { other } else { answer }),
        exception: config
            .exceptions
            .get(&key)
            .filter(|_| matches!(status, Status::Fail | Status::Unknown))
            .map(|it| Accepted::on(it, config.today)),
        words: words_of(check, case, party),
        params: params.clone(),
    })
}

/// The words of a check in this case: one of its variants, which are what its page and the catalogue are written from.
fn words_of(check: &Check, case: &Case<'_>, party: Party) -> &'static Words {
    let words = (check.words)(case, party);
    debug_assert!(
        check.variants.contains(&words),
        "{}: `words` gives what `variants` lacks: {}",
        check.id,
        words.title
    );
    words
}

fn connections(config: &Config, support: Option<Support>, steps: &[Step], params: &TextParams) -> Vec<Connection> {
    let uses_runtime = config.runtime.used == Some(true);
    let to = |party: Party| {
        let holding = || steps.iter().filter(|it| it.holds_back() && is_on(it.key, party, uses_runtime));
        // What is accepted blocks nothing, and makes nothing known.
        let status = |it: &Step| if it.is_accepted() { Status::Unknown } else { it.status };
        let mut connection = Connection {
            id: party,
            from: params.client,
            to: party,
            port: params.port(party),
            status: connection_status(
                support,
                // Where the guide names any condition at all, it matters who opens the connection.
                params.client.is_some() || holding().all(|it| !it.documented),
                &holding().map(status).collect::<Vec<_>>(),
            ),
            failure: holding().find(|it| status(it) == Status::Fail).map(|it| it.key),
            trace: Vec::new(),
        };
        connection.trace = trace(&connection, steps, uses_runtime);
        connection
    };
    let mut connections = vec![to(Party::Source)];
    if uses_runtime {
        connections.push(to(Party::Target));
    }
    connections
}

/// Whether a connection can be made, from the steps on it without which it cannot.
fn connection_status(support: Option<Support>, has_client: bool, holding: &[Status]) -> ConnectionStatus {
    match support {
        Some(Support::Unsupported) => ConnectionStatus::Blocked,
        _ if holding.contains(&Status::Fail) => ConnectionStatus::Blocked,
        Some(Support::Supported) if has_client && !holding.contains(&Status::Unknown) => ConnectionStatus::Reachable,
        _ => ConnectionStatus::Unknown,
    }
}

fn verdict(support: Option<Support>, connections: &[Connection], steps: &[Step]) -> Verdict {
    // With nothing left but what is accepted, the person has decided what pgreach cannot.
    let is_settled = || {
        let mut counting = steps.iter().filter(|it| it.counts());
        support == Some(Support::Supported)
            && connections.iter().all(|it| it.from.is_some())
            && steps.iter().any(|it| it.holds_back() && it.is_accepted())
            && counting.all(|it| matches!(it.status, Status::Pass | Status::NotApplicable))
    };
    if support == Some(Support::Unsupported) {
        Verdict::Unsupported
    } else if connections.iter().any(|it| it.status == ConnectionStatus::Blocked) {
        Verdict::Blocked
    } else if connections.iter().all(|it| it.status == ConnectionStatus::Reachable) || is_settled() {
        Verdict::Ready
    } else {
        Verdict::Undecided
    }
}

/// What to fix: what holds the migration back, then what does not, each in the order of the steps.
fn fixes(steps: &[Step]) -> Vec<StepKey> {
    let failing = |holds_back: bool| {
        let is_it = move |it: &&Step| it.status == Status::Fail && !it.is_accepted() && it.holds_back() == holds_back;
        steps.iter().filter(is_it).map(|it| it.key)
    };
    failing(true).chain(failing(false)).collect()
}

/// What to find out where the scenario is known: what decides whether a step applies, then what holds back, then the
/// rest.
fn questions(config: &Config, possible: Possible, steps: &[Step]) -> Vec<Question> {
    let unknown = || steps.iter().filter(|it| it.status == Status::Unknown && !it.is_accepted());
    let waited_for = |setting| unknown().any(|it| it.depends_on == Some(setting));
    let is_first = |setting| match setting {
        Setting::SourceKind => possible.support_depends_on_kind() || waited_for(setting),
        Setting::RuntimeUsed => config.runtime.used.is_none(),
        _ => waited_for(setting),
    };
    let settings = Setting::ALL.iter().copied().filter(|it| is_first(*it));
    let open = |holds_back: bool| unknown().filter(move |it| it.holds_back() == holds_back);
    // Steps that the files leave open for one reason are settled by one look: the first of them is asked. Azure does not
    // tell names apart by case, and the tools print one name in several.
    let mut asked: Vec<&Step> = Vec::new();
    for it in open(true).chain(open(false)) {
        let is_same = |note: &str| it.note.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(note));
        if !asked.iter().filter_map(|it| it.note.as_deref()).any(is_same) {
            asked.push(it);
        }
    }
    let steps = asked.into_iter().map(|it| match it.same_as {
        Some(setting) if setting.get(config).is_none() => Question::Setting(setting),
        _ => Question::Step(it.key),
    });
    let mut questions: Vec<Question> = Vec::new();
    for it in settings.map(Question::Setting).chain(steps) {
        if !questions.contains(&it) {
            questions.push(it);
        }
    }
    questions
}

fn alternatives(config: &Config, scenario: &'static Scenario, params: &Arc<TextParams>) -> Vec<Alternative> {
    let text = |template| Text::new(template, params.clone(), Party::Source);
    let way = |words: &&'static AlternativeWords| Alternative {
        title: text(words.title),
        about: text(words.about),
        owner: None,
        commands: Commands::new(words.commands, params.clone(), Party::Source),
        undo: Commands::new(words.undo_commands, params.clone(), Party::Source),
        references: words.references.iter().copied().map(Link).collect(),
    };
    scenario.alternatives.iter().filter(|it| it.sources.include(config)).map(way).collect()
}

/// The runtime server may have been created for the migration. A step that has one made takes it back itself, and what is
/// the source or the target by its name is no server to delete.
fn cleanup(config: &Config, steps: &[Step], params: &Arc<TextParams>) -> Vec<Alternative> {
    let makes_one = [&runtime::required::CHECK, &runtime::vnet_integrated::CHECK].map(|it| it.key(Party::Runtime));
    let is_made = steps.iter().any(|it| it.status == Status::Fail && makes_one.contains(&Some(it.key)));
    let name = config.name(Party::Runtime);
    let is_end = |party| name.zip(config.name(party)).is_some_and(|(one, other)| is_same(one, other));
    if config.runtime.used != Some(true) || is_made || [Party::Source, Party::Target].into_iter().any(is_end) {
        return Vec::new();
    }
    let text = |template| Text::new(template, params.clone(), Party::Runtime);
    let delete = if name.is_some() { &[runtime::DELETE_USED] } else { &[runtime::DELETE_UNNAMED] };
    vec![Alternative {
        title: text("{Runtime} can go, if it was created for this migration only"),
        about: text(runtime::AFTERWARDS),
        owner: Some(Owner::Database),
        commands: Commands::new(delete, params.clone(), Party::Runtime),
        undo: Commands::new(&[], params.clone(), Party::Runtime),
        references: vec![Link(&RUNTIME_SERVER_ALL)],
    }]
}

/// What the Config holds that the conclusion does not rest on. It is kept, so the report lists it.
fn unused(config: &Config, scenario: Option<&'static Scenario>, steps: &[Step]) -> Vec<Unused> {
    let mut unused = Vec::new();
    let mut push = |path: String, reason: String| unused.push(Unused { path, reason });
    if config.source.private_endpoint.is_some() && config.source.kind.is_some_and(|it| it != SourceKind::SingleServer) {
        push(Setting::SourcePrivateEndpoint.word().to_owned(), "only a single server has this setting".to_owned());
    }
    if config.source.access.is_some_and(|it| !it.is_general())
        && config.source.kind.is_some_and(|it| it != SourceKind::FlexibleServer)
    {
        let reason = "only a flexible server has these kinds of access".to_owned();
        push(Setting::SourceAccess.word().to_owned(), reason);
    }
    if config.runtime.access.is_some() && config.runtime.used == Some(false) {
        push(Setting::RuntimeAccess.word().to_owned(), "no runtime server is used".to_owned());
    }
    let absent = match scenario {
        Some(scenario) => format!("the scenario {} does not have this step with these settings", scenario.id),
        None => "the scenario is not known yet".to_owned(),
    };
    for key in config.answers.keys().filter(|key| steps.iter().all(|it| it.key != **key)) {
        push(format!("answers.{}", key.word()), absent.clone());
    }
    for key in config.exceptions.keys() {
        let reason = match steps.iter().find(|it| it.key == *key) {
            Some(step) if step.exception.is_some() => continue,
            Some(step) if step.status == Status::Pass => "the step holds and needs no exception".to_owned(),
            Some(_) => "the step does not apply and needs no exception".to_owned(),
            None => absent.clone(),
        };
        push(format!("exceptions.{}", key.word()), reason);
    }
    if config.today.is_some() && config.exceptions.is_empty() {
        push("today".to_owned(), "only exceptions depend on the day".to_owned());
    }
    if !config.resources.is_empty() {
        let count = config.resources.len();
        push("resources".to_owned(), format!("{count} given, but not read"));
    }
    unused
}
