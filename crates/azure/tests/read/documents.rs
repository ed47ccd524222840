//! Files: encodings, several documents, pages, queries, our own envelopes, and what is noted of each.

use pgreach_azure::{Reader, is_config, read};
use pgreach_network::Fact;
use serde_json::{Value, json};

use crate::compose::{
    FLEXIBLE, SINGLE, ZONE, all, firewall_rule, flexible_server, id, import, lines, link, network, nic, single_server,
    vnet, zone,
};

#[test]
fn every_encoding() {
    let text = vnet().to_string();
    let expected = import(&text).network;
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    for bytes in [
        marked(b"\xef\xbb\xbf", text.clone().into()),
        marked(b"\xff\xfe", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        marked(b"\xfe\xff", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        assert_eq!(read([("export.json", bytes.as_slice())]).network, expected);
    }
}

#[test]
fn documents_one_after_another() {
    let (one, other) = (vnet().to_string(), nic().to_string());
    let expected = import(&format!("[{one}, {other}]")).network;
    for text in [format!("{one}{other}"), format!("\u{feff}{one}\r\n\u{feff}{other}\n"), format!("[{one}] [{other}]")] {
        assert_eq!(import(&text).network, expected);
    }
}

#[test]
fn what_was_read_is_counted() {
    let disk = json!({"id": id("Microsoft.Compute/disks", "d"), "type": "Microsoft.Compute/disks"});
    let import = import(&json!([vnet(), nic(), nic(), disk, disk, {"name": "what is it"}]).to_string());
    let file = &import.files[0];
    assert_eq!(file.name, "export.json");
    assert_eq!(file.read, [("virtual network", 1), ("network interface", 2)]);
    assert_eq!(file.ignored, [("microsoft.compute/disks".to_owned(), 2), ("no type".to_owned(), 1)]);
    assert!(file.partial.is_empty() && file.errors.is_empty());
}

#[test]
fn a_list_under_other_names_is_said_to_be_one() {
    let by = "a list that does not say what its resources are, as --query or --format leaves it";
    for (list, found) in [
        (json!([{"Id": "sg-0123", "Vpc": "vpc-1"}, {"Id": "sg-4", "Vpc": "vpc-1"}]), vec![by]),
        (json!([{"Name": "vnet-a", "Prefix": ["10.0.0.0/16"]}]), vec![by]),
        (json!([{"n": "orders", "s": "RUNNABLE"}]), vec![by]),
        (json!([{"name": "what is it"}, nic()]), vec![]),
        (json!([]), vec![]),
    ] {
        let import = import(&list.to_string());
        let said: Vec<&str> = import.files[0].errors.iter().map(|it| it.found.as_str()).collect();
        assert_eq!(said, found, "{list}");
    }
}

#[test]
fn what_is_cut_short_proves_no_absence() {
    let row = || json!([nic()]);
    for (what, value, expected) in [
        ("all of it", json!({"value": row()}), false),
        (
            "all rows",
            json!({"data": row(), "count": 1, "totalRecords": 1, "resultTruncated": "false", "$skipToken": null}),
            false,
        ),
        ("a next page", json!({"nextLink": "https://management.azure.com/", "value": row()}), true),
        ("truncated, as a text", json!({"data": row(), "resultTruncated": "true"}), true),
        ("truncated, by the CLI", json!({"data": row(), "result_truncated": true}), true),
        ("a token for more", json!({"data": row(), "$skipToken": "abc"}), true),
        ("a token of the CLI", json!({"data": row(), "skip_token": "abc"}), true),
        ("a token of Az PowerShell", json!({"Data": row(), "SkipToken": "abc"}), true),
        ("more in all", json!({"data": row(), "count": 1, "totalRecords": 7}), true),
        ("more in all, by the CLI", json!({"data": row(), "total_records": 7}), true),
    ] {
        let import = import(&value.to_string());
        assert_eq!(import.network.truncated, expected, "{what}");
        assert_eq!(import.files[0].partial.len(), usize::from(expected), "{what}");
        assert_eq!(import.network.nics.len(), 1, "{what}");
    }
    // All pages of a query are the query, and no page is there twice.
    let page = |rows: usize, token: Option<&str>| {
        let rows: Vec<Value> = std::iter::repeat_n(nic(), rows).collect();
        json!({"data": rows, "count": rows.len(), "totalRecords": 5, "skipToken": token}).to_string()
    };
    let (first, again, last) = (page(3, Some("a")), page(2, Some("a")), page(2, None));
    for (pages, is_cut) in [([&first, &last], false), ([&last, &first], false), ([&first, &again], true)] {
        let network = import(&pages.map(String::as_str).concat()).network;
        assert_eq!((network.truncated, !network.cut.is_empty()), (is_cut, is_cut), "{pages:?}");
    }
    // What is never read may go on.
    let disk = "/subscriptions/1/resourceGroups/a/providers/Microsoft.Compute/disks/d";
    let page = json!({"nextLink": "https://management.azure.com/", "value": [{"id": disk}]});
    assert!(import(&page.to_string()).network.cut.is_empty());
    // A next page of children can leave out only children.
    let page =
        json!({"nextLink": "https://management.azure.com/", "value": [firewall_rule(SINGLE, "orders-old", "a")]});
    let import = import(&page.to_string());
    assert!(!import.network.truncated && import.files[0].partial.len() == 1);
}

fn envelope(export: &str, of: &str, output: &Value) -> Value {
    json!({"pgreach": 1, "command": "az …", "export": export, "of": of, "output": output})
}

#[test]
fn an_envelope_says_whose_an_empty_list_is() {
    let zone_id = id(ZONE, "privatelink.postgres.database.azure.com");
    let server = single_server();
    let with = |export: &str, of: &str| {
        let network = import(&lines(&[server.clone(), zone_without_count(), envelope(export, of, &json!([]))])).network;
        let (server, zone) = (&network.servers[0], &network.zones[0]);
        let full =
            [server.firewall_rules.complete, server.vnet_rules.complete, zone.links.complete, zone.records.complete];
        assert_eq!((network.servers.len(), network.zones.len()), (1, 1), "{export}");
        full
    };
    let server_id = id(SINGLE, "orders-old");
    assert_eq!(with("firewall-rules", &server_id), [true, false, false, false]);
    assert_eq!(with("firewall-rules", "ORDERS-OLD"), [true, false, false, false]);
    assert_eq!(with("vnet-rules", &server_id.to_uppercase()), [false, true, false, false]);
    assert_eq!(with("zone-links", &zone_id), [false, false, true, false]);
    assert_eq!(with("zone-records", "privatelink.postgres.database.azure.com"), [false, false, false, true]);
    assert_eq!(with("firewall-rules", "another"), [false; 4]);
    assert_eq!(with("migration", &server_id), [false; 4]);
}

fn zone_without_count() -> Value {
    let mut zone = zone(0);
    zone["properties"].as_object_mut().expect("an object").remove("numberOfVirtualNetworkLinks");
    zone
}

#[test]
fn an_envelope_holds_whatever_a_command_printed() {
    let server_id = id(SINGLE, "orders-old");
    let rules = |network: pgreach_network::Network| {
        let rules = &network.servers[0].firewall_rules;
        (rules.items.len(), rules.complete)
    };
    let rule = firewall_rule(SINGLE, "orders-old", "a");
    let only_names = json!([{"name": "a", "startIpAddress": "1.2.3.4", "endIpAddress": "1.2.3.4"}]);
    let of_other = json!([firewall_rule(SINGLE, "another", "a")]);
    for (what, output, expected) in [
        ("a list", json!([rule]), (1, true)),
        ("a page", json!({"value": [rule], "nextLink": null}), (1, true)),
        ("a page with a next one", json!({"value": [rule], "nextLink": "https://management.azure.com/"}), (1, false)),
        ("one of them", rule, (1, false)),
        ("names without ids", only_names, (1, true)),
        ("those of another server", of_other, (1, false)),
    ] {
        assert_eq!(rules(network(&envelope("firewall-rules", &server_id, &output))), expected, "{what}");
    }
    let read = network(&envelope("flexible-server", "orders-new", &flexible_server()));
    assert_eq!(read.servers[0].origin.name(), "orders-new");
}

#[test]
fn a_command_that_failed_is_named() {
    let vnet_id = id(crate::compose::VNET, "vnet-a");
    for document in [
        json!({"pgreach": 1, "export": "vnet", "of": vnet_id, "command": "az …", "error": "hunter2"}),
        json!({"pgreach": 1, "export": "vnet", "of": vnet_id, "command": "az …", "output": null}),
        json!({"pgreach": 1, "export": "vnet", "of": vnet_id, "command": "az …"}),
    ] {
        let import = import(&document.to_string());
        assert!(import.network.truncated);
        assert_eq!(import.files[0].partial, ["The command for the virtual network vnet-a printed nothing or failed."]);
    }
}

#[test]
fn a_command_that_failed_and_was_run_again_is_not_missed() {
    let vnet_id = id(crate::compose::VNET, "vnet-a");
    let failed = json!({"pgreach": 1, "export": "vnet", "of": vnet_id, "command": "az show a", "error": "failed"});
    for (command, is_missed) in [("az show a", false), ("az show b", true), ("", true)] {
        let again = json!({"pgreach": 1, "export": "vnet", "of": vnet_id, "command": command, "output": vnet()});
        for text in [format!("{failed}\n{again}"), format!("{again}{failed}")] {
            let import = import(&text);
            assert_eq!(import.network.truncated, is_missed, "{text}");
            assert_eq!(import.files[0].partial.len(), usize::from(is_missed), "{text}");
        }
    }
}

#[test]
fn an_empty_list_of_ours_says_what_it_is_of() {
    let empty = |export: &str, output: Value| {
        let text = json!({"pgreach": 1, "export": export, "of": "orders-new", "command": "az …", "output": output});
        import(&text.to_string()).files[0].partial.len()
    };
    assert_eq!(empty("migration", json!({"value": []})), 0);
    assert_eq!(empty("connections", json!([])), 0);
    assert_eq!(empty("something", json!([])), 1);
}

#[test]
fn files_are_known_by_their_place() {
    let (one, other) = (vnet().to_string(), json!([nic(), link("a")]).to_string());
    let import = read([("a.json", one.as_bytes()), ("b.json", other.as_bytes())]);
    assert_eq!(import.network.files, ["a.json", "b.json"]);
    assert_eq!(import.files.len(), 2);
    assert_eq!((import.network.vnets[0].origin.file, import.network.nics[0].origin.file), (0, 1));
    assert_eq!(import.network.zones[0].links.items[0].origin.file, 1);
}

#[test]
fn progress_is_told_in_bytes_of_the_file() {
    let text = json!(vec![vnet(); 2000]).to_string();
    let utf_16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &utf_16] {
        let mut reported = Vec::new();
        Reader::new().add("large.json", bytes, &mut |it| reported.push(it));
        assert!(reported.is_sorted() && reported.last() == Some(&bytes.len()));
        let steps = reported.windows(2).map(|it| it[1] - it[0]).max();
        assert!(bytes.len() / (1024 * 1024) < reported.len() && steps < Some(1024 * 1024), "{reported:?}");
    }
}

#[test]
fn a_config_is_told_from_what_azure_prints() {
    for (text, expected) in [
        ("{}", true),
        (r#"{"$schema": "./config.schema.json"}"#, true),
        (r#"{"version": 1, "source": {"kind": "single-server"}}"#, true),
        ("\u{feff}{\"$schema\": \"x\", \"answers\": {}}", true),
        // So that the error of a Config names what is wrong.
        (r#"{"version": 1, "sourc": {}}"#, true),
        (r#"{"source": {"kind": "#, true),
        (r#"{"version": 1, "resources": []}"#, true),
        ("[]", false),
        ("{}\n[]", false),
        ("", false),
        (r#"{"value": []}"#, false),
        (r#"{"what": 1}"#, false),
        (r#"{"resources": [], "contentVersion": "1.0.0.0"}"#, false),
        (r#"{"version": "11", "id": "/subscriptions/s1"}"#, false),
        (r#"{"pgreach": 1, "output": []}"#, false),
        (r#"{"version": 3, "deployment": {"manifest": {}, "resources": []}}"#, false),
    ] {
        assert_eq!(is_config(text), expected, "{text}");
    }
    for resource in all() {
        assert!(!is_config(&resource.to_string()) && !is_config(&crate::compose::as_cli(&resource).to_string()));
    }
}

#[test]
fn an_empty_list_alone_proves_nothing() {
    let import = import("[]");
    assert_eq!(import.files[0].partial, ["An empty list does not say what it is empty of."]);
    let read = network(&json!({"resources": [[], single_server(), firewall_rule(FLEXIBLE, "orders-new", "a")]}));
    assert!(read.servers.iter().all(|it| !it.firewall_rules.complete));
    assert_eq!(read.servers[1].public_access, Fact::Unknown);
}

/// A network that will be as this deployment makes it, and what else a what-if result says.
#[test]
fn what_would_be_after_a_deployment() {
    let after = |name: &str| {
        json!({
            "apiVersion": "2024-05-01", "type": "Microsoft.Network/virtualNetworks", "name": name,
            "id": format!("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/{name}"),
            "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "dhcpOptions": "[reference('a').dns]"},
        })
    };
    let change =
        |kind: &str, before: Value, after: Value| json!({"changeType": kind, "before": before, "after": after});
    for (change, is_read, is_truncated) in [
        (change("Create", json!(null), after("vnet-a")), true, false),
        (change("Modify", after("vnet-b"), after("vnet-a")), true, false),
        (change("NoChange", after("vnet-a"), after("vnet-a")), true, false),
        (change("Ignore", after("vnet-a"), json!(null)), true, false),
        (change("Delete", after("vnet-a"), json!(null)), false, false),
        (change("Unsupported", json!(null), after("vnet-a")), false, true),
        (json!({"changeType": "Deploy", "resourceId": "/subscriptions/s"}), false, true),
        (json!({"changeType": "Create", "resourceId": "/subscriptions/s"}), false, true),
    ] {
        let result = json!({"changes": [change], "error": null, "status": "Succeeded"});
        let import = import(&result.to_string());
        assert!(import.network.planned, "{change}");
        let names: Vec<&str> = import.network.vnets.iter().map(|it| it.origin.id.name()).collect();
        assert_eq!(
            (names, import.network.truncated),
            (if is_read { vec!["vnet-a"] } else { vec![] }, is_truncated),
            "{change}"
        );
        assert_eq!(import.files[0].errors, [], "{change}");
        for vnet in &import.network.vnets {
            assert!(vnet.dns_servers.is_unknown() && !vnet.subnets.complete && !vnet.peerings.complete);
        }
    }
    let failed = json!({"changes": [], "error": {"code": "InvalidTemplate"}, "status": "Failed"});
    assert!(import(&failed.to_string()).network.truncated);
}
