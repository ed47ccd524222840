//! Names on the command line: which are taken, and which are errors that say what is there.

mod desk;

use desk::{Desk, err, out, status};
use serde_json::json;

fn server(kind: &str, group: &str, name: &str) -> serde_json::Value {
    let id = format!("/subscriptions/s/resourceGroups/{group}/providers/Microsoft.DBforPostgreSQL/{kind}/{name}");
    let host = format!("{name}.postgres.database.azure.com");
    json!({
        "id": id, "name": name, "type": format!("Microsoft.DBforPostgreSQL/{kind}"), "location": "westeurope",
        "properties": { "fullyQualifiedDomainName": host }
    })
}

/// A retired single server and two flexible ones, and exports that hold less or more.
fn desk() -> Desk {
    let old = server("servers", "rg-mig", "orders-old");
    let new = server("flexibleServers", "rg-mig", "orders-new");
    let mover = server("flexibleServers", "rg-mig", "mover");
    let twin = server("flexibleServers", "rg-other", "orders-new");
    let vnet = json!({
        "id": "/subscriptions/s/resourceGroups/rg-mig/providers/Microsoft.Network/virtualNetworks/vnet-a",
        "name": "vnet-a", "type": "Microsoft.Network/virtualNetworks", "properties": {}
    });
    Desk::new()
        .with("all.json", json!([old, new, mover]).to_string())
        .with("pair.json", json!([old, new]).to_string())
        .with("twins.json", json!([old, new, twin]).to_string())
        .with("target.json", json!([new]).to_string())
        .with("networks.json", json!([vnet]).to_string())
        .with("unused.json", r#"{"runtime": {"used": false, "name": "mover"}}"#)
        .with("url.json", r#"{"source": {"name": "postgres://me:s3cret@orders-old:6432/db"}}"#)
}

fn check(desk: &Desk, arguments: &str) -> (i32, String, String) {
    let arguments: Vec<&str> = ["check"].into_iter().chain(arguments.split(' ')).collect();
    let output = desk.pgreach(&arguments);
    (status(&output), out(&output).to_owned(), err(&output).to_owned())
}

#[test]
fn a_name_that_the_files_contradict_is_an_error_that_says_what_is_there() {
    let desk = desk();
    for (arguments, says) in [
        (
            "all.json --source order-old --target orders-new",
            "source.name: \"order-old\": no file holds it. Did you mean orders-old?",
        ),
        ("all.json --source orders-old --target orders-nwe", "Did you mean orders-new?"),
        ("all.json --source orders-old --target orders-nwe", "\n  mover: flexible server, resource group rg-mig"),
        ("all.json --source payroll --target orders-new", "\n  orders-old: single server, resource group rg-mig"),
        ("all.json --source orders-old --target orders-new --runtime movr", "Did you mean mover?"),
        (
            "pair.json --source orders-old --target orders-new --runtime movr",
            "runtime.name: \"movr\": no file holds it.",
        ),
        (
            "pair.json --source orders-old --target orders-new --runtime movr",
            "In the files:\n  orders-old: single server, resource group rg-mig\n  orders-new: flexible server",
        ),
        ("all.json --source orders-new --target orders-old", "source and target are swapped"),
        ("all.json --source orders-old --target orders-old", "is the source already"),
        ("all.json --source orders-new --target orders-new", "is the target too"),
        ("all.json --source orders-old --target orders-new --runtime orders-new", "is the runtime too"),
        ("twins.json --source orders-old --target orders-new", "/resourceGroups/rg-other/"),
        (
            "networks.json --source vnet-a --target orders-new",
            "\"vnet-a\" is a virtual network in the files, and no server.",
        ),
        (
            "networks.json all.json --source /subscriptions/s/resourceGroups/rg-mig/providers/Microsoft.Network/virtualNetworks/VNET-a",
            "is a virtual network in the files, and no server. Correct the name",
        ),
        ("unused.json", "runtime.used: found false"),
        ("all.json --source orders-old:6432 --target orders-new --set source.port=5432", "source.port"),
        ("url.json --set source.port=x --set target.access=public", "source.port"),
        ("networks.json --runtime mover --set runtime.used=false", "runtime.used"),
        ("networks.json --source postgres://me:s3/cret@db", "in which there is no host"),
    ] {
        let (status, out, err) = check(&desk, arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments}");
        assert!(err.contains(says) && !err.contains("s3"), "{arguments}: {err}");
    }
}

#[test]
fn a_name_that_may_be_elsewhere_is_no_error() {
    let desk = desk();
    for arguments in [
        "all.json --source db.corp.local --target orders-new",
        "all.json --source 10.0.0.4 --target orders-new",
        "all.json --source db01 --target orders-new --set source.kind=on-premises",
        "networks.json --source vnet-a --target orders-new --set source.kind=on-premises",
        // The only server there is the target.
        "target.json --source db01 --target orders-new",
        // There is nothing to compare with.
        "networks.json --source orders-old --target orders-new",
    ] {
        let (status, _, err) = check(&desk, arguments);
        assert!(status != 2 && err.is_empty(), "{arguments}: {err}");
    }
}

#[test]
fn a_name_is_taken_as_people_write_it() {
    let desk = desk();
    for name in [
        "ORDERS-old",
        "orders-old.postgres.database.azure.com.",
        "orders-old.privatelink.postgres.database.azure.com",
        "me@orders-old",
        "postgres://me:s3cret@orders-old.postgres.database.azure.com/db?sslmode=require",
    ] {
        let (status, out, err) = check(&desk, &format!("all.json --source {name} --target orders-new --format json"));
        assert!(status != 2 && err.is_empty(), "{name}: {err}");
        assert!(out.contains("single-server") && !out.contains("s3cret"), "{name}: {out}");
    }
    let (_, out, _) = check(&desk, "url.json --set target.access=public");
    assert!(out.contains("6432") && !out.contains("s3cret"), "{out}");
}

#[test]
fn servers_without_names_are_listed() {
    let (status, _, err) = check(&desk(), "all.json");
    assert_eq!(status, 3);
    assert!(err.contains("add --source NAME and --target NAME. In the files:\n  orders-old: single server"), "{err}");
}

#[test]
fn an_address_is_taken_out_of_a_url() {
    let desk = Desk::new();
    let set =
        ["source.kind=on-premises", "source.access=private", "target.access=vnet-integrated", "runtime.used=false"];
    let read = |address: &str| {
        let mut arguments = vec!["check", "--format", "json"];
        for it in set.iter().copied().chain([address]) {
            arguments.extend(["--set", it]);
        }
        let output = desk.pgreach(&arguments);
        assert!(!out(&output).contains("s3cret"), "a password is shown");
        serde_json::from_str::<serde_json::Value>(out(&output)).expect("a report")
    };
    let has_name = |report: &serde_json::Value| {
        report["steps"].as_array().expect("steps").iter().any(|it| it["key"] == "source/name")
    };
    let by_name = read("source.address=postgres://me:s3cret@db01.corp.example:6432/app");
    assert_eq!((&by_name["connections"][0]["port"], has_name(&by_name)), (&json!(6432), true));
    let by_address = read("source.address=postgres://me:s3cret@10.1.0.4/app");
    assert_eq!((&by_address["connections"][0]["port"], has_name(&by_address)), (&json!(5432), false));
}
