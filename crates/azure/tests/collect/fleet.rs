//! The script for all migrations, run with an `az` that plays Azure and its Resource Graph.

use std::{collections::BTreeSet, fs, path::Path};

use pgreach_azure::{
    collect::{EXPORT_FILE, Scope, fleet_script, script},
    read,
};
use pgreach_network::Network;
use pgreach_rules::{Report, Shell, evaluate_with, find};
use serde_json::{Value, json};

use super::{Answers, Desk, HOSTILE, PARTS, Run, azure, only_reads, orders};

fn whole() -> String {
    fleet_script(&Scope::default(), Shell::Bash)
}

/// What is left of it where it asks for network interfaces alone.
fn short() -> String {
    let script = whole();
    let (first, rest) = script.split_once("collect() {\n").expect("what it does");
    let (own, machine) = rest.split_once("\n}\n\n# How it works.").expect("how it works");
    let query = own.lines().find(|it| it.contains("('microsoft.network/networkinterfaces')")).expect("the query");
    format!("{first}collect() {{\n{query}\n}}\n\n# How it works.{machine}")
}

/// The types that each query of the script asks for.
fn queries() -> Vec<Vec<String>> {
    let script = whole();
    let types = script.lines().filter_map(|it| it.trim_start().strip_prefix("query ")).map(|it| {
        let (_, rest) = it.split_once("in~ (").expect("types");
        let (types, _) = rest.split_once(')').expect("their end");
        types.split(", ").map(|it| it.trim_matches('\'').to_owned()).collect()
    });
    types.collect()
}

/// What Resource Graph answers, as `az rest` prints it.
fn page(rows: &[Value], total: usize, token: Option<&str>) -> String {
    let mut page = json!({ "count": rows.len(), "data": rows, "facets": [], "totalRecords": total });
    page["resultTruncated"] = if token.is_some() { "true".into() } else { "false".into() };
    if let Some(token) = token {
        page["$skipToken"] = token.into();
    }
    serde_json::to_string_pretty(&page).expect("JSON")
}

/// The rows that Resource Graph has of the resources that the commands would show.
fn rows(of: &[String]) -> Vec<Value> {
    let mut rows: Vec<Value> = Vec::new();
    for (_, answer) in azure() {
        let Ok(mut row) = serde_json::from_str::<Value>(&answer) else { continue };
        let Some(kind) = row["type"].as_str().map(str::to_ascii_lowercase) else { continue };
        row["type"] = kind.clone().into();
        if of.contains(&kind) && !rows.iter().any(|it| it["id"] == row["id"]) {
            rows.push(row);
        }
    }
    rows
}

/// The pattern of a call for the rows of types: of the first page, or of the one after a token.
fn call_for(types: &[String], token: &str) -> String {
    let next = if token.is_empty() { "0}}" } else { token };
    format!("rest --method post *?{}?*{next}*", types.first().expect("a type"))
}

/// The same Azure as of one migration, with Resource Graph.
fn graph() -> Answers {
    let pages = queries().into_iter().map(|types| {
        let rows = rows(&types);
        (call_for(&types, ""), page(&rows, rows.len(), None))
    });
    let others = [("network private-dns link vnet list *", "[]"), ("network private-dns record-set list *", "[]")];
    let others = others.map(|(call, answer)| (call.to_owned(), answer.to_owned()));
    pages.chain(azure()).chain(others).collect()
}

/// The Azure of [`graph`], but that these calls are answered otherwise.
fn but(answers: &[(String, String)]) -> Answers {
    answers.iter().cloned().chain(graph()).collect()
}

fn network(run: &Run) -> Network {
    let import = read([(EXPORT_FILE, run.text.as_bytes())]);
    assert_eq!(import.files[0].errors, [], "{:?}", import.files);
    import.network
}

fn report(run: &Run) -> Report {
    evaluate_with(&orders(), &find(&orders(), &network(run)))
}

fn statuses(report: &Report) -> Vec<(&'static str, pgreach_rules::Status)> {
    report.steps.iter().map(|it| (it.key.word(), it.status)).collect()
}

fn nics() -> Vec<String> {
    vec!["microsoft.network/networkinterfaces".to_owned()]
}

fn nic(name: &str) -> Value {
    let id = super::id("s1", &format!("Microsoft.Network/networkInterfaces/{name}"));
    json!({ "id": id, "name": name, "type": "microsoft.network/networkinterfaces", "tags": { "$skipToken": "no" },
        "properties": { "provisioningState": "Succeeded", "ipConfigurations": [] } })
}

fn entries(work: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(work).expect("the folder").map(|it| it.expect("an entry").file_name());
    entries.map(|it| it.into_string().expect("UTF-8")).collect()
}

#[test]
fn the_verdict_is_that_of_the_export_of_one_migration() {
    let one = Desk::new(&but(&[])).run(&script(&orders(), Shell::Bash, None));
    let all = Desk::new(&but(&[])).run(&whole());
    assert_eq!(all.status, 0, "{all:#?}");
    assert_eq!(statuses(&report(&all)), statuses(&report(&one)), "{}", all.complained);
    assert_eq!(report(&all).verdict, report(&one).verdict);
    for call in all.calls.iter().filter(|it| !it.starts_with("sleep ") && !it.starts_with("account show")) {
        assert!(only_reads(&call.split(' ').collect::<Vec<_>>()), "{call}");
    }
    let calls: BTreeSet<&String> = all.calls.iter().filter(|it| !it.starts_with("sleep ")).collect();
    assert_eq!(calls.len(), all.calls.iter().filter(|it| !it.starts_with("sleep ")).count(), "nothing twice");
}

#[test]
fn of_many_servers_a_command_asks_only_for_what_resource_graph_lacks() {
    let run = Desk::new(&graph()).run(&whole());
    let mut words: Vec<String> = run
        .calls
        .iter()
        .map(|it| it.split(" --").next().expect("words").to_owned())
        .filter(|it| it != "rest")
        .collect();
    words.sort();
    words.dedup();
    insta::assert_snapshot!(words.join("\n"), @"
    account show
    network list-service-tags
    network manager list-effective-connectivity-config
    network manager list-effective-security-admin-rule
    network private-dns link vnet list
    network private-dns record-set list
    network private-endpoint dns-zone-group list
    network vnet-gateway show
    network vpn-connection list
    ");
}

#[test]
fn pages_are_read_as_one() {
    let token = "ew0KICAiJGlkIjogIjEi==";
    let two = [
        (call_for(&nics(), "0}}"), page(&[nic("a"), nic("pe-nic")], 3, Some(token))),
        (call_for(&nics(), token), page(&[nic("b")], 3, None)),
    ];
    let run = Desk::new(&but(&two)).run(&short());
    let network = network(&run);
    assert_eq!((network.nics.len(), network.truncated), (3, false), "{run:#?}");
    assert!(run.calls.iter().any(|it| it == "sleep 0.4"), "it asks no faster than it may");

    for (what, total, second) in [
        ("a row is in no page", 4, page(&[nic("b")], 4, None)),
        ("a page is missing", 3, "#!exit 1".to_owned()),
        ("the end is cut off", 3, page(&[nic("b")], 3, None).replace("\"false\"", "\"true\"")),
    ] {
        let first = (call_for(&nics(), "0}}"), page(&[nic("a"), nic("pe-nic")], total, Some(token)));
        let run = Desk::new(&but(&[first, (call_for(&nics(), token), second)])).run(&short());
        assert_eq!((run.status, self::network(&run).truncated), (0, true), "{what}");
    }
}

#[test]
fn where_rows_came_between_the_pages_the_next_run_asks_for_them_anew() {
    let work = tempfile::tempdir().expect("a folder");
    let token = "ew0KICAiJGlkIjogIjEi==";
    let pages = |total: usize| {
        let first = (call_for(&nics(), "0}}"), page(&[nic("a"), nic("pe-nic")], total, Some(token)));
        Desk::new(&but(&[first, (call_for(&nics(), token), page(&[nic("b")], total, None))]))
    };
    let first = pages(4).run_in(&short(), work.path());
    assert!(network(&first).truncated && network(&first).nics.len() == 3, "{first:#?}");
    let second = pages(3).run_in(&short(), work.path());
    assert_eq!(second.calls.iter().filter(|it| it.starts_with("rest ")).count(), 2, "{second:#?}");
    assert!(!network(&second).truncated && network(&second).nics.len() == 3);
}

#[test]
fn where_azure_is_asked_too_much_it_waits_as_long_as_azure_says() {
    let fails_twice = |said: &str| {
        let times = "again=$(cat again 2>/dev/null); printf x >>again";
        let page = page(&rows(&nics()), rows(&nics()).len(), None).replace('\'', "");
        format!("#!{times}; if [[ ${{#again}} -lt 2 ]]; then echo '{said}' >&2; exit 1; fi; printf '%s' '{page}'")
    };
    for (said, waited) in [
        (r#"Too Many Requests({"error":{"code":"RateLimiting"}})"#, ["sleep 5", "sleep 10"]),
        ("ERROR: (429) Retry-After: 17", ["sleep 17", "sleep 17"]),
    ] {
        let desk = Desk::new(&but(&[(call_for(&nics(), ""), fails_twice(said))]));
        let work = tempfile::tempdir().expect("a folder");
        let run = desk.run_in(&short(), work.path());
        let waits: Vec<&String> = run.calls.iter().filter(|it| it.starts_with("sleep ")).collect();
        assert_eq!(waits, waited, "{run:#?}");
        assert!(!network(&run).truncated);
    }
    // One that never ends is a failure like others.
    let desk = Desk::new(&but(&[(call_for(&nics(), ""), "#!echo 'Too Many Requests' >&2; exit 1".to_owned())]));
    let run = desk.run(&short());
    let waits: Vec<&String> = run.calls.iter().filter(|it| it.starts_with("sleep ")).collect();
    assert_eq!(waits, ["sleep 5", "sleep 10", "sleep 20", "sleep 40", "sleep 80", "sleep 160"]);
    assert!(network(&run).truncated);
}

#[test]
fn what_failed_passes_nothing_and_is_asked_for_again_alone() {
    let work = tempfile::tempdir().expect("a folder");
    let records = "network private-dns record-set list *".to_owned();
    let broken = but(&[(records, "#!exit 1".to_owned())]);
    let first = Desk::new(&broken).run_in(&whole(), work.path());
    assert_eq!(first.status, 0, "{first:#?}");
    assert!(network(&first).truncated && entries(work.path()).contains(PARTS));
    let passes =
        |run: &Run| statuses(&report(run)).into_iter().filter(|it| it.1 == pgreach_rules::Status::Pass).collect();
    let undisturbed = Desk::new(&graph()).run(&whole());
    let (few, all): (BTreeSet<_>, BTreeSet<_>) = (passes(&first), passes(&undisturbed));
    assert!(few.is_subset(&all) && few.len() < all.len(), "{few:?}\n{all:?}");

    let second = Desk::new(&graph()).run_in(&whole(), work.path());
    let asked: Vec<&String> = second.calls.iter().filter(|it| !it.starts_with("account show")).collect();
    assert!(
        !asked.is_empty() && asked.iter().all(|it| it.starts_with("network private-dns record-set list ")),
        "{asked:#?}"
    );
    assert_eq!(statuses(&report(&second)), statuses(&report(&undisturbed)));
    assert_eq!(entries(work.path()), [EXPORT_FILE.to_owned()].into());
}

#[test]
fn what_the_azure_cli_has_no_command_for_is_missing_and_the_run_ends() {
    for said in [
        "ERROR: \"manager\" is misspelled or not recognized by the system.",
        "ERROR: The command requires the extension virtual-network-manager. Unable to prompt for extension install confirmation.",
    ] {
        let work = tempfile::tempdir().expect("a folder");
        let lacks = but(&[("network manager *".to_owned(), format!("#!echo '{said}' >&2; exit 2"))]);
        let run = Desk::new(&lacks).run_in(&whole(), work.path());
        assert_eq!(run.status, 0, "{run:#?}");
        assert_eq!(entries(work.path()), [EXPORT_FILE.to_owned()].into(), "nothing is left to be asked for");
        assert!(run.said.contains("az extension add --name virtual-network-manager"), "{run:#?}");
        assert!(!run.said.contains("commands failed"), "{run:#?}");
        assert!(network(&run).truncated, "what it would say is not known");
    }
}

#[test]
fn a_run_that_was_stopped_leaves_what_it_has_and_the_next_goes_on() {
    let work = tempfile::tempdir().expect("a folder");
    // As Ctrl-C does, which both get.
    let stops = but(&[(call_for(&nics(), ""), "#!kill -INT $PPID $$".to_owned())]);
    let first = Desk::new(&stops).run_in(&whole(), work.path());
    assert_eq!(first.status, 130, "{first:#?}");
    assert!(network(&first).truncated && !network(&first).servers.is_empty());
    // As where the disk was full: half a line of what was asked.
    let asked = work.path().join(PARTS).join("asked");
    let text = fs::read_to_string(&asked).expect("what was asked");
    fs::write(&asked, text.clone() + "az rest --met").expect("it is written");
    let second = Desk::new(&graph()).run_in(&whole(), work.path());
    let again: BTreeSet<String> = second.calls.iter().map(|it| format!("az {it}")).collect();
    assert!(text.lines().all(|it| !again.contains(&format!("{it} --output json"))), "{again:#?}");
    assert_eq!(statuses(&report(&second)), statuses(&report(&Desk::new(&graph()).run(&whole()))));
}

#[test]
fn it_looks_where_it_is_told_to() {
    let asked = |scope: &Scope| {
        let run = Desk::new(&graph()).run(&fleet_script(scope, Shell::Bash));
        let call = run.calls.into_iter().find(|it| it.starts_with("rest --method post")).expect("a query");
        let (_, body) = call.split_once("--body ").expect("a body");
        let body: Value = serde_json::from_str(body.trim_end_matches(" --output json")).expect("JSON");
        (body["subscriptions"].clone(), body["managementGroups"].clone())
    };
    let scope = |subscriptions: &[&str], group: Option<&str>| Scope {
        subscriptions: subscriptions.iter().map(|it| (*it).to_owned()).collect(),
        management_group: group.map(str::to_owned),
    };
    assert_eq!(asked(&scope(&[], None)), (Value::Null, Value::Null));
    assert_eq!(asked(&scope(&["s1", "s2"], None)), (json!(["s1", "s2"]), Value::Null));
    assert_eq!(asked(&scope(&["s1"], Some("mg-data"))), (Value::Null, json!(["mg-data"])));
}

#[test]
fn nothing_goes_into_it_that_is_no_name() {
    for shell in Shell::ALL {
        for name in HOSTILE {
            let scope = Scope { subscriptions: vec![(*name).to_owned()], management_group: Some((*name).to_owned()) };
            assert_eq!(fleet_script(&scope, shell), fleet_script(&Scope::default(), shell), "{name}");
        }
    }
}
