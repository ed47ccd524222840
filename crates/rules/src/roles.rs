//! Tells whether one server has two roles in a migration: then no verdict on it means anything.

use crate::{Config, ConnectionStatus, Party, Report, SourceKind, Verdict, network::azure_label};

/// Returns the two roles of the one server that a Config names twice, the first in the order of source, target and runtime.
///
/// Flexible servers have names that no two of them share; a source of another kind may have the name of one. A source whose kind
/// is not known counts as the server that it is called by.
#[must_use]
pub fn twice(config: &Config) -> Option<[Party; 2]> {
    use Party::{Runtime, Source, Target};
    let may_be_one = |party| party != Source || matches!(config.source.kind, None | Some(SourceKind::FlexibleServer));
    [[Source, Target], [Source, Runtime], [Target, Runtime]].into_iter().find(|[one, other]| {
        let names = config.name(*one).zip(config.name(*other));
        may_be_one(*one) && names.is_some_and(|(one, other)| is_one(one, other))
    })
}

/// Takes back what was concluded of a server beside itself: it says nothing of a migration. That a target is its own runtime
/// server is a fault of one: where it blocks, a step says what Azure says.
pub(crate) fn unless_twice(report: &mut Report, config: &Config) {
    let Some(roles) = twice(config) else { return };
    // What puts another name right is no change of a network.
    report.plan.clear();
    report.left.clear();
    report.to_fill_in.clear();
    for step in &mut report.steps {
        step.changes.clear();
    }
    if roles == [Party::Target, Party::Runtime] && report.verdict == Verdict::Blocked {
        return;
    }
    (report.verdict, report.summary) = (Verdict::Undecided, sentence(config, roles));
    for it in &mut report.connections {
        (it.status, it.failure) = (ConnectionStatus::Unknown, None);
    }
    report.branches.clear();
    report.questions.clear();
    report.next.clear();
}

/// Returns the sentence in place of a verdict.
fn sentence(config: &Config, [one, other]: [Party; 2]) -> String {
    // The tables of all other letters would be 5 kB of the page's first load.
    let label = |party: Party| party.label().to_ascii_lowercase();
    let name = config.name(one).map(called).unwrap_or_default();
    let said = [
        name,
        " is the ",
        &label(one),
        " and the ",
        &label(other),
        ". One server has one role: correct one of the names.",
    ];
    said.concat()
}

/// Whether two names are of one server: by its name, its host name or its id. Two ids say by themselves whether they are one.
fn is_one(one: &str, other: &str) -> bool {
    // An id begins with a slash.
    if one.starts_with('/') && other.starts_with('/') {
        return one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'));
    }
    called(one).eq_ignore_ascii_case(called(other))
}

/// The name of a server without what stands around it in an id or a host name.
fn called(name: &str) -> &str {
    let name = name.trim_end_matches('/');
    azure_label(name).unwrap_or_else(|| name.rsplit('/').next().unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use crate::{
        ConnectionStatus, Party, Verdict, evaluate, evaluate_with, find,
        network::testing::{self, config},
        twice,
    };

    const ID: &str = "/subscriptions/s/resourceGroups/a/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders";

    #[test]
    fn one_server_has_one_role() {
        use Party::{Runtime, Source, Target};
        let other_id = ID.replace("/a/", "/b/");
        for (source, target, runtime, kind, expected) in [
            ("orders", "orders", "", "", Some([Source, Target])),
            ("orders", "ORDERS", "", "azure-flexible-server", Some([Source, Target])),
            ("orders.postgres.database.azure.com", "orders", "", "azure-flexible-server", Some([Source, Target])),
            (ID, "orders", "", "azure-flexible-server", Some([Source, Target])),
            ("orders", ID, "", "", Some([Source, Target])),
            (ID, &*other_id, "", "azure-flexible-server", None),
            ("orders", "new", "Orders", "azure-flexible-server", Some([Source, Runtime])),
            ("old", "orders", "orders.postgres.database.azure.com", "single-server", Some([Target, Runtime])),
            // A retired single server's name may be a flexible one's now, and a machine may be called anything.
            ("orders", "orders", "", "single-server", None),
            ("orders", "orders", "", "on-premises", None),
            ("old", "orders", "rt", "", None),
            ("", "orders", "", "", None),
            ("10.0.0.4", "orders", "", "", None),
        ] {
            let entries =
                [("source.name", source), ("target.name", target), ("runtime.name", runtime), ("source.kind", kind)];
            let entries: Vec<String> =
                entries.iter().filter(|it| !it.1.is_empty()).map(|(path, value)| format!("{path}={value}")).collect();
            let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
            assert_eq!(twice(&config(&entries)), expected, "{entries:?}");
        }
    }

    #[test]
    fn a_server_in_two_roles_has_no_verdict_whatever_is_known_beside() {
        let ready =
            ["source.kind=azure-flexible-server", "source.access=public", "target.access=public", "runtime.used=false"];
        let blocked = [
            "source.kind=azure-flexible-server",
            "source.access=vnet-integrated",
            "target.access=vnet-integrated",
            "runtime.used=false",
            "source/peering=fail",
        ];
        let unsupported =
            ["source.kind=azure-flexible-server", "source.access=vnet-integrated", "target.access=public"];
        for settings in [&ready[..], &blocked, &unsupported, &[]] {
            let named = |target| [settings, &["source.name=orders", target]].concat();
            let report = evaluate(&config(&named("target.name=orders")));
            assert_eq!(report.verdict, Verdict::Undecided, "{settings:?}");
            assert_eq!(
                report.summary,
                "orders is the source and the target. One server has one role: correct one of the names."
            );
            assert!(report.connections.iter().all(|it| it.status == ConnectionStatus::Unknown && it.failure.is_none()));
            assert!(report.branches.is_empty() && report.plan.is_empty() && report.questions.is_empty());
            assert!(!evaluate(&config(&named("target.name=new"))).summary.contains("one role"), "{settings:?}");
        }
    }

    #[test]
    fn what_files_show_of_it_makes_no_verdict_either() {
        let mut network = testing::all_right();
        let via = testing::via_runtime();
        let target = via.target.name.clone().unwrap_or_default();
        let report = evaluate_with(&via, &find(&via, &network));
        assert!(!report.summary.contains("one role"), "{}", report.summary);
        let source = crate::Source { name: Some(target.clone()), ..via.source.clone() };
        let same = crate::Config { source, ..via.clone() };
        let report = evaluate_with(&same, &crate::find_with_plan(&same, &mut network));
        assert_eq!((report.verdict, report.plan.len()), (Verdict::Undecided, 0));
        assert!(report.summary.contains("is the source and the target. One server has one role"), "{}", report.summary);
        // Of the target as its own runtime server there is a step, which says what Azure says.
        let own = crate::Config { runtime: crate::Runtime { name: Some(target), ..via.runtime.clone() }, ..via };
        let report = evaluate_with(&own, &crate::find_with_plan(&own, &mut network));
        assert_eq!(report.verdict, Verdict::Blocked);
        assert!(report.summary.contains("as its own runtime server, which Azure refuses"), "{}", report.summary);
    }
}
