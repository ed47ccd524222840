//! The files that a report can be: what there is to choose from, and what they are called.

use pgreach_rules::{Config, Owner, Party, Report};

/// The teams with something to fix, in the order of the steps, where there are several: each gets a runbook of its own.
pub(crate) fn teams(report: &Report) -> Vec<Owner> {
    let mut owners: Vec<Owner> = Vec::new();
    for step in report.to_fix() {
        if !owners.contains(&step.owner()) {
            owners.push(step.owner());
        }
    }
    if owners.len() < 2 { Vec::new() } else { owners }
}

/// Returns the name of a file with the servers and the day in it, before its ending.
pub(crate) fn named(file: &str, config: &Config, with_names: bool, day: &str) -> String {
    let (stem, ending) = file.split_once('.').unwrap_or((file, ""));
    let servers = [Party::Source, Party::Target].into_iter().filter_map(|it| config.name(it)).filter(|_| with_names);
    let servers: Vec<String> = servers.map(plain).filter(|it| !it.is_empty()).collect();
    let mut parts = vec![stem.to_owned()];
    if !servers.is_empty() {
        parts.push(servers.join("-to-"));
    }
    parts.push(day.to_owned());
    [&parts.join("-"), ".", ending].concat()
}

/// Returns a server's name as every file system takes it: of an id the last part, of a host name the first.
fn plain(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.split('.').next().unwrap_or(name);
    let parts = name.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty());
    parts.collect::<Vec<_>>().join("-").chars().take(63).collect()
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Owner, evaluate, link};

    use super::{named, teams};

    #[test]
    fn a_file_is_named_for_its_servers_and_its_day() {
        for (state, with_names, name) in [
            ("v=1", true, "pgreach-report-2026-11-28.md"),
            (
                "v=1&source.name=orders-old&target.name=orders-new",
                true,
                "pgreach-report-orders-old-to-orders-new-2026-11-28.md",
            ),
            ("v=1&source.name=orders-old&target.name=orders-new", false, "pgreach-report-2026-11-28.md"),
            ("v=1&source.name=db%201.example.com", true, "pgreach-report-db-1-2026-11-28.md"),
            ("v=1&target.name=%2Fsubscriptions%2Fs%2Fdb", true, "pgreach-report-db-2026-11-28.md"),
        ] {
            let (config, unread) = link::read(state);
            assert_eq!(unread, []);
            assert_eq!(named("pgreach-report.md", &config, with_names, "2026-11-28"), name, "{state}");
        }
    }

    #[test]
    fn the_runbook_is_offered_by_team_where_several_have_to_fix() {
        let settings =
            "v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false";
        for (answers, wanted) in [
            ("", &[][..]),
            ("&source/peering=fail", &[]),
            ("&source/peering=fail&source/a-record=fail", &["network", "dns"]),
        ] {
            let (config, _) = link::read(&[settings, answers].concat());
            let teams: Vec<&str> = teams(&evaluate(&config)).into_iter().map(Owner::word).collect();
            assert_eq!(teams, wanted, "{answers}");
        }
    }
}
