//! Only what the steps of a report still want, each with the steps that it is for.

use std::{iter, net::Ipv4Addr};

use pgreach_network::Id;
use pgreach_rules::{Config, Export, Need, Party, Report};

use super::{
    Line::{self, Call, Each, End, Let, Why},
    ROLE, Script, azure_name, clouds, is_plain, names, plain, plan, server_name, title,
};

const ABOUT: &[&str] = &[READS, ROLE];

const ABOUT_CLOUDS: &[&str] = &[READS, ROLE, clouds::ABOUT];

const READS: &str = "Read it before you run it. Every az command below is a show, a list or a GET: nothing is changed. What they print \
     is added to one file, pgreach-export.json, in the folder where you run this, and goes nowhere else. No key and no \
     password is asked for. A command that fails is noted in the file, and the rest goes on.";

const LEFT_OUT: &str = "(Left out: that is no name that a resource of Azure has.)";

const NOTHING: &[&str] = &["No step needs anything that Azure could print: there is nothing to run."];

pub(super) fn script(config: &Config, report: &Report) -> Script {
    let needs = needs(report);
    let title = title(config);
    let there = clouds::wanted(config, report);
    if needs.is_empty() && there.is_empty() {
        return Script { title, about: NOTHING, adds: true, ..Script::default() };
    }
    // A step that does not know a server's name needs "the" server: then the person has to say which.
    let (nameless, named): (Vec<_>, Vec<_>) = needs.into_iter().partition(|(want, _)| want.resource.is_empty());
    let mut lines = Vec::new();
    let mut asked = names(config);
    asked.retain(|it| nameless.iter().any(|(want, _)| is_variable_of(want.export, it.variable)));
    if !asked.is_empty() {
        lines.push(Why(format!("The servers, for {}.", steps(nameless.iter().map(|(_, keys)| keys)))));
        lines.push(Each("server", "servers"));
        lines.extend(plan::servers());
        lines.push(End);
    }
    for (want, keys) in named {
        lines.push(Why(format!("{}, for {}.", sentence(&want), steps([&keys]))));
        lines.extend(lines_for(&want));
    }
    let about = if there.is_empty() { ABOUT } else { ABOUT_CLOUDS };
    lines.extend(there);
    if !lines.iter().any(|it| matches!(it, Call(_))) {
        return Script { title, about: &[LEFT_OUT], adds: true, ..Script::default() };
    }
    Script { title, about, names: asked, lines, adds: true, ..Script::default() }
}

/// Each export once, with the steps that want it.
fn needs(report: &Report) -> Vec<(Need, Vec<&'static str>)> {
    let mut needs: Vec<(Need, Vec<&str>)> = Vec::new();
    for step in report.to_verify() {
        for want in &step.needs {
            let same = |it: &Need| it.export == want.export && it.resource.eq_ignore_ascii_case(&want.resource);
            match needs.iter_mut().find(|(it, _)| same(it)) {
                Some((_, keys)) => keys.push(step.key.word()),
                None => needs.push((want.clone(), vec![step.key.word()])),
            }
        }
    }
    needs
}

fn steps<'a>(keys: impl IntoIterator<Item = &'a Vec<&'static str>>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for key in keys.into_iter().flatten() {
        if !all.contains(key) {
            all.push(key);
        }
    }
    all.join(", ")
}

fn sentence(want: &Need) -> String {
    let words = plain(&want.words());
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| iter::once(first.to_ascii_uppercase()).chain(rest).collect())
}

fn is_variable_of(export: Export, variable: &str) -> bool {
    let party = if export == Export::SingleServer { Party::Source } else { Party::Target };
    let of_source = variable.starts_with(Party::Source.word());
    matches!(export, Export::SingleServer | Export::FlexibleServer) && of_source == (party == Party::Source)
}

/// What exports one want; only a comment where its name is none that a script may hold.
fn lines_for(want: &Need) -> Vec<Line> {
    let lines = if want.export == Export::ServiceTags {
        let region = want.resource.replace(' ', "").to_ascii_lowercase();
        is_plain(&region, "").then(|| with("id", &region, plan::export(want.export, false)))
    } else if let Some(id) = Id::parse(&want.resource) {
        is_plain(id.text(), "/-_.()").then(|| with("id", id.text(), by_id(want.export, &id.kind())))
    } else if let Ok(address) = want.resource.parse::<Ipv4Addr>() {
        let only = format!("[?ipConfigurations[?privateIPAddress=='{address}']]");
        (want.export == Export::Nic).then(|| with("only", &only, plan::nics_of_address()))
    } else {
        by_name(want)
    };
    lines.unwrap_or_else(|| vec![Why(LEFT_OUT.to_owned())])
}

fn by_id(export: Export, kind: &str) -> Vec<Line> {
    match (export, kind) {
        // Of a zone that was not read, nothing was.
        (Export::Zone, _) => plan::zone(),
        (Export::DnsPolicy, _) => plan::dns_policy(),
        (Export::Connections, "microsoft.network/virtualnetworks") => plan::connections_of_vnet(),
        (_, kind) => plan::export(export, kind == "microsoft.dbforpostgresql/flexibleservers"),
    }
}

/// What steps know by name only: servers, machines and zones.
fn by_name(want: &Need) -> Option<Vec<Line>> {
    let (name, lines) = match want.export {
        Export::SingleServer | Export::FlexibleServer => (server_name(&want.resource), plan::servers()),
        Export::Nic | Export::Machine => (azure_name(&want.resource), plan::nics()),
        Export::Zone | Export::ZoneLinks | Export::ZoneRecords => (azure_name(&want.resource), plan::zones()),
        _ => (None, Vec::new()),
    };
    name.map(|it| with("server", it, lines))
}

fn with(variable: &'static str, value: &str, lines: Vec<Line>) -> Vec<Line> {
    iter::once(Let(variable, value.to_owned())).chain(lines).collect()
}
