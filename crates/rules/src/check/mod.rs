//! The checks: one file each, with what it decides and its words.
//!
//! A folder is a family: `access` (the server's own rules), `endpoint` (where the destination answers), `reach` (how
//! packets get there), `dns` (how its name is found), `runtime` (the server between). A check is one file and one word in
//! the list of this one; `cargo xtask new-check` writes both. Then the scenarios list it that need it.

pub mod access;
pub mod dns;
pub mod endpoint;
pub mod reach;
pub mod runtime;

use crate::{
    Config, Evidence, Finding, Findings, HopKind, Owner, Party, Setting, Severity, SourceAccess, SourceKind, Status,
    StepKey, guide::Section, host::is_foreign, network::Context, outcome::Decided,
};

/// One condition that a connection depends on.
///
/// A check is data and pure functions. It reads the settings, and what resources show of them, and never another check's
/// outcome, so checks can be looked at in any order.
#[derive(Debug)]
pub struct Check {
    /// Stable kebab-case name, the last part of its keys.
    pub id: &'static str,
    /// What people call it, in two words: what a drawing has room for.
    pub name: &'static str,
    /// Its keys, one for each party or connection that it can be asked about.
    pub keys: &'static [&'static str],
    /// What a failure does.
    pub severity: Severity,
    /// The stage of a connection that it decides.
    pub hop: HopKind,
    /// The setting that says the same, which is then asked for in its place.
    pub same_as: Option<Setting>,
    /// Whether it matters in this case.
    pub(crate) applies: fn(&Case<'_>, Party) -> Applies,
    /// What the settings alone say, where they do.
    pub(crate) settled: fn(&Case<'_>, Party) -> Option<Status>,
    /// The words for this case.
    pub(crate) words: fn(&Case<'_>, Party) -> &'static Words,
    /// Every variant of the words.
    pub variants: &'static [&'static Words],
}

/// A check is one static: it is no other that says the same.
impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Check {
    /// Its keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = StepKey> {
        self.keys.iter().copied().map(StepKey)
    }

    /// The key for a party.
    #[must_use]
    pub fn key(&self, party: Party) -> Option<StepKey> {
        self.keys().find(|it| it.party() == party)
    }
}

/// What a check says, as templates (see [`crate::text::TextParams`] for their parameters).
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// The condition, as a claim that can be true or false.
    pub title: &'static str,
    /// What a failure means, as a sentence.
    pub failure: &'static str,
    /// Why it matters to this connection.
    pub why: &'static str,
    /// Who can look it up and fix it.
    pub owner: Owner,
    /// Where the portal shows it.
    pub verify: &'static [&'static str],
    /// The commands that show it.
    pub verify_commands: &'static [&'static str],
    /// How to fix it in the portal.
    pub fix: &'static [&'static str],
    /// The commands that fix it.
    pub fix_commands: &'static [&'static str],
    /// What the change opens or risks while it stands.
    pub security_impact: Option<&'static str>,
    /// How to take the change back after the migration in the portal, or why it stays.
    pub undo: &'static [&'static str],
    /// The commands that take it back.
    pub undo_commands: &'static [&'static str],
    /// When it does not apply, where a person may have to say so.
    pub not_applicable_label: Option<&'static str>,
    /// What to read.
    pub references: &'static [&'static Section],
}

/// Whether a check matters in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applies {
    Yes,
    No,
    /// That depends on a setting that is not known.
    If(Setting),
}

/// The settings of one migration, as a check sees them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    pub config: &'a Config,
    /// What resources show.
    pub findings: &'a Findings,
    /// Whether the target connects to and answers inside a virtual network.
    pub target_in_vnet: bool,
}

impl<'a> Case<'a> {
    /// What resources show of a check's step about a party.
    pub(crate) fn found(&self, check: &Check, party: Party) -> Option<&'a Finding> {
        self.findings.steps.get(&check.key(party)?)
    }

    /// What that step fails by first, where resources show that it does.
    pub(crate) fn failed_by(&self, check: &Check, party: Party) -> Option<&'a Evidence> {
        self.found(check, party).filter(|it| it.status == Status::Fail)?.evidence.first()
    }

    /// Whether a person says that the source has no private endpoint. Where resources say so, they say what that means.
    pub(crate) fn is_entered_without_endpoint(&self) -> bool {
        let shown = self.findings.setting(Setting::SourcePrivateEndpoint);
        self.config.source.private_endpoint == Some(false) && shown.is_none()
    }

    /// Whether the source is a single server, where that is known.
    pub(crate) fn single(&self) -> Option<bool> {
        self.config.source.kind.map(|it| it == SourceKind::SingleServer)
    }

    /// Whether a runtime server is used, where that is known.
    pub(crate) fn runtime(&self) -> Option<bool> {
        self.config.runtime.used
    }
}

pub(crate) fn always(_: &Case<'_>, _: Party) -> Applies {
    Applies::Yes
}

/// For what only a single server has, at the source; the target has it in any scenario that lists it.
pub(crate) fn single_source(case: &Case<'_>, party: Party) -> Applies {
    match case.single() {
        _ if party != Party::Source => Applies::Yes,
        Some(true) => Applies::Yes,
        Some(false) => Applies::No,
        None => Applies::If(Setting::SourceKind),
    }
}

/// For what only a server behind a private endpoint has, at the source; the target has it in any scenario that lists it.
pub(crate) fn endpoint_source(case: &Case<'_>, party: Party) -> Applies {
    use SourceAccess::{None as Nothing, Private, PrivateEndpoint, PublicAndPrivateEndpoint};
    match (case.config.source.kind, case.config.source.access) {
        (Some(SourceKind::FlexibleServer), access) if party == Party::Source => match access {
            Some(PrivateEndpoint | PublicAndPrivateEndpoint | Nothing) => Applies::Yes,
            // It may as well be in a delegated subnet.
            None | Some(Private) => Applies::If(Setting::SourceAccess),
            Some(_) => Applies::No,
        },
        _ => single_source(case, party),
    }
}

/// For what only a server has whose name is in a private zone of Azure's, at the source.
pub(crate) fn private_zone_source(case: &Case<'_>, party: Party) -> Applies {
    match (case.config.source.kind, case.config.source.access) {
        (Some(SourceKind::FlexibleServer), access) if party == Party::Source => {
            if access == Some(SourceAccess::Public) { Applies::No } else { Applies::Yes }
        }
        _ => single_source(case, party),
    }
}

/// Settles what only a server's own name needs, where the client connects to something else: an address, which no name
/// leads to, or another name, which is a step of its own.
pub(crate) fn settled_by_address(case: &Case<'_>, party: Party) -> Option<Status> {
    let is_other = is_foreign(case.config.address(party)?);
    // Where files were read, they say whether it is the server's, or leads on to the server's own name.
    (is_other && case.findings.steps.keys().next().is_none()).then_some(Status::NotApplicable)
}

pub(crate) fn never_settled(_: &Case<'_>, _: Party) -> Option<Status> {
    None
}

/// The checks of one kind.
#[derive(Debug)]
pub struct Family {
    /// The folder that they are in.
    pub id: &'static str,
    /// What they are about.
    pub about: &'static str,
    /// Its checks.
    pub checks: &'static [&'static Check],
}

/// Makes of one list all that is known of the checks together: the families, every check, and how resources decide it.
macro_rules! catalogue {
    ($($family:ident = $about:literal { $($check:ident $(: $evidence:ident)?,)+ })+) => {
        /// Every family of checks.
        pub static FAMILIES: &[Family] = &[
            $(Family { id: stringify!($family), about: $about, checks: &[$(&$family::$check::CHECK,)+] },)+
        ];

        /// Every check.
        pub static CATALOGUE: &[&Check] = &[$($(&$family::$check::CHECK,)+)+];

        /// Every check that resources can decide. What the other steps of the runtime server ask is a setting, and
        /// resources show it there.
        pub(crate) static EVIDENCE: &[(&Check, EvidenceFn)] =
            &[$($($((&$family::$check::CHECK, EvidenceFn::$evidence($family::$check::evidence)),)?)+)+];
    };
}

// A check stands here under its family, with the form of its evidence where resources decide it.
catalogue! {
    runtime = "The server between" {
        required: WhereSaid,
        not_needed,
        vnet_integrated: Whole,
    }
    access = "The server's own rules" {
        vnet_rule: Whole,
        service_endpoint: Whole,
        firewall: Whole,
        admission: WhereSaid,
        port,
        pooler,
        tls: Whole,
        certificate_name: Whole,
    }
    endpoint = "Where the destination answers" {
        private_endpoint: Whole,
        delegated_subnet: Whole,
        subnet_needs: Whole,
        server_state: WhereSaid,
    }
    reach = "How packets get there" {
        hybrid_connection: Whole,
        peering: Whole,
        nsg: Stages,
        route: Stages,
    }
    dns = "How the name of the destination is found" {
        server_zone_links: Whole,
        dns_servers: Whole,
        name: Whole,
        zone_group: Whole,
        zone_link_client: Whole,
        zone_link_endpoint: Whole,
        a_record: Whole,
        shadowing_zone: Whole,
    }
}

impl StepKey {
    /// The step that a text names, if there is such a step.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|it| it.0 == text)
    }

    /// Every step, each once, in the order of the catalogue of checks.
    pub fn all() -> impl Iterator<Item = Self> {
        CATALOGUE.iter().flat_map(|check| check.keys).copied().map(Self)
    }
}

/// How resources decide a check. It is no part of [`Check`]: a program that reads no resources carries none of it.
pub(crate) enum EvidenceFn {
    /// As one.
    Whole(fn(&Context<'_>, Party) -> Decided),
    /// As one, where the files say anything of it at all.
    WhereSaid(fn(&Context<'_>, Party) -> Option<Decided>),
    /// Each stage of the connection by itself. All of them must hold.
    Stages(fn(&Context<'_>, Party) -> Decided<Vec<StageOutcome>>),
}

/// What resources decide of one stage.
pub(crate) type StageOutcome = (HopKind, Decided);
