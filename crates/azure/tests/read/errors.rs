//! Tests that what cannot be read is reported: where, what was found, what was expected. The rest is used, and no
//! secret is shown.

use pgreach_azure::{Import, read};
use serde_json::json;

use crate::compose::{all, id, import, lines, nic, vnet};

fn reported(import: &Import) -> Vec<String> {
    import.files.iter().flat_map(|it| &it.errors).map(ToString::to_string).collect()
}

#[test]
fn text_that_is_no_json_has_a_place() {
    const EXPECTED: &str = "expected JSON that an Azure tool printed";
    const EXPORT: &str = "expected what Azure's tools print, as by the script of pgreach collect";
    const CUT: &str =
        "found JSON that is cut off: it ends here, expected the whole file: run its command again, to the end";
    for (text, error) in [
        ("", format!("found nothing, {EXPECTED}")),
        (" \n", format!("found nothing, {EXPECTED}")),
        ("{\n \"id\": hunter2}", format!("line 2, column 8: found text that is not JSON, {EXPORT}")),
        ("[{}", format!("line 1, column 3: {CUT}")),
        ("[{\"id\": \"/subscr", format!("line 1, column 16: {CUT}")),
        ("{\"value\": [{\"id\": 1}", format!("line 1, column 20: {CUT}")),
        ("{\"value\":", format!("line 1, column 9: {CUT}")),
        ("[]\n[]  ]", format!("line 2, column 5: found text that is not JSON, {EXPORT}")),
        (
            "ERROR: hunter2",
            "found an error message or a log, expected what the command prints when it succeeds; pgreach explain takes messages"
                .to_owned(),
        ),
        (
            "hunter2",
            "found values without their names (psql -t, -o tsv), expected the table with its head, as psql prints it without -t, or \
             JSON"
                .to_owned(),
        ),
        ("so hunter2 it is", format!("line 1, column 1: found text that is not JSON, {EXPORT}")),
        ("\"hunter2\"", "found a text, expected a resource as an Azure tool prints it".to_owned()),
        ("[17]", "found a number, expected a resource as an Azure tool prints it".to_owned()),
        ("{\"hunter2\": 2}", "found an object, expected a resource as an Azure tool prints it".to_owned()),
    ] {
        assert_eq!(reported(&import(text)), [error], "{text}");
    }
    let deep = "[".repeat(5000);
    assert!(reported(&import(&deep))[0].contains("found JSON nested too deeply, expected"));
    let import = read([("a.json", &b"{\"a\xff"[..])]);
    assert_eq!(
        reported(&import),
        ["line 1, column 4: found bytes that are no text, expected JSON in UTF-8, or in UTF-16 with a byte order mark"]
    );
}

#[test]
fn a_command_that_was_copied_with_its_answer_is_left_out() {
    let good = nic().to_string();
    for prompt in ["$ az network nic show", "me@host:~$ az x", "PS C:\\> az x", "# az x", "> az x", "% az x"] {
        let import = import(&format!("{prompt}\n{good}\n{prompt}\n{good}\n"));
        assert_eq!((import.network.nics.len(), reported(&import)), (1, vec![]), "{prompt}");
    }
}

#[test]
fn the_rest_is_used() {
    let good = nic().to_string();
    for text in
        [format!("{good}\n{{"), format!("[{good}, {{"), format!("{{\"value\": [{good}], "), format!("[7, {good}]")]
    {
        let import = import(&text);
        assert_eq!((import.network.nics.len(), reported(&import).len()), (1, 1), "{text}");
    }
    // What stood behind the fault is missing.
    assert!(import(&format!("[{good}, {{")).network.truncated);
}

#[test]
fn a_member_of_another_type_is_an_error_and_unknown() {
    let mut vnet = vnet();
    let properties = &mut vnet["properties"];
    properties["addressSpace"]["addressPrefixes"] = json!(["10.1.0.0/16", "hunter2"]);
    properties["dhcpOptions"] = json!(17);
    properties["subnets"][0]["properties"]["networkSecurityGroup"] = json!(true);
    properties["virtualNetworkPeerings"][0]["properties"]["allowVirtualNetworkAccess"] = json!("hunter2");
    let import = import(&vnet.to_string());
    assert_eq!(
        reported(&import),
        [
            "vnet-a.addressPrefixes: found a list, expected a list of address ranges, as 10.0.0.0/16",
            "vnet-a.dhcpOptions: found a number, expected an object",
            "db.networkSecurityGroup: found true or false, expected an id, or an object with one",
            "to-b.allowVirtualNetworkAccess: found a text, expected true or false",
        ]
    );
    let vnet = &import.network.vnets[0];
    assert!(vnet.prefixes.is_unknown() && vnet.dns_servers.is_unknown());
    assert!(vnet.subnets.items[0].security_group.is_unknown() && vnet.peerings.items[0].allow_access.is_unknown());
}

/// A record whose addresses cannot all be read is not one with the others, nor one with none.
#[test]
fn a_record_is_read_whole_or_not_at_all() {
    for (addresses, expected) in [
        (json!([{"ipv4Address": "10.1.0.4"}]), Some(1)),
        (json!([]), Some(0)),
        (json!([null]), None),
        (json!([{"ipv4Address": "10.1.0.4"}, {}]), None),
        (json!([{"ipv4Address": "hunter2"}]), None),
        (json!("10.1.0.4"), None),
    ] {
        let mut record = crate::compose::record("A", "orders-old");
        record["properties"]["aRecords"] = addresses.clone();
        let import = import(&record.to_string());
        let read = import.network.zones[0].records.items.first().map(|it| it.addresses.len());
        assert_eq!(read, expected, "{addresses}");
        assert_eq!(reported(&import).is_empty(), expected.is_some(), "{addresses}");
    }
}

#[test]
fn an_error_of_azure_is_told_as_one() {
    let answer = json!({"error": {"code": "AuthorizationFailed", "message": "someone may not read hunter2"}});
    assert_eq!(
        reported(&import(&answer.to_string())),
        ["error: found an error that Azure answered, expected a resource"]
    );
}

#[test]
fn errors_do_not_flood() {
    let import = import(&json!((0..10_000).map(|it| json!([it])).collect::<Vec<_>>()).to_string());
    assert!(reported(&import).len() <= 20);
    let many: Vec<_> = (0..5000).map(|it| json!({"id": id(&format!("Microsoft.X/t{it}"), "a")})).collect();
    let import = crate::compose::import(&json!(many).to_string());
    assert!(import.files[0].ignored.len() <= 200);
    assert_eq!(import.files[0].ignored.iter().map(|(_, count)| count).sum::<usize>(), 5000);
}

/// Every place where a secret was seen in an export, and some where it may be by mistake.
#[test]
fn a_secret_appears_nowhere() {
    const SECRET: &str = "hunter2";
    let secret = || json!(SECRET);
    let mut documents = all();
    for it in &mut documents {
        let object = it.as_object_mut().expect("an object");
        object.insert("secretParameters".to_owned(), json!({"adminCredentials": {"sourceServerPassword": SECRET}}));
        object.insert("tags".to_owned(), json!({"password": SECRET}));
        let properties = object.get_mut("properties").and_then(|it| it.as_object_mut()).expect("an object");
        for key in ["sharedKey", "administratorLoginPassword", "connectionString", "authorizationKey", "accessToken"] {
            properties.insert(key.to_owned(), secret());
        }
    }
    documents.extend([
        json!({"sourceDbServerResourceId": format!("db.corp.example:5432@{SECRET}"), "secretParameters": SECRET}),
        json!({"sourceDbServerResourceId": format!("someone:{SECRET}@db.corp.example:5432")}),
        json!({"sourceDbServerResourceId": format!("postgres://someone:{SECRET}@db.corp.example/x")}),
        json!({
            "sourceDbServerResourceId": "10.0.0.1:5432@x",
            "sourceDbServerFullyQualifiedDomainName": format!("someone:{SECRET}@db"),
        }),
        json!({
            "contentVersion": "1.0.0.0",
            "parameters": {
                "adminPassword": {"type": "securestring", "defaultValue": SECRET},
                "other": {"type": "secureString", "defaultValue": SECRET},
            },
            "variables": {"sharedKey": SECRET},
            "resources": [{
                "type": "Microsoft.Network/connections", "apiVersion": "2024-01-01", "name": "c",
                "properties": {"sharedKey": "[parameters('adminPassword')]", "connectionStatus": "[variables('sharedKey')]",
                    "connectionType": "[parameters('other')]"},
            }],
        }),
        json!({"pgreach": 1, "export": "vnet", "of": "vnet-a", "command": SECRET, "error": SECRET}),
        json!({"error": {"message": SECRET}}),
        json!([SECRET]),
        secret(),
        json!({"id": 5, "type": SECRET, "name": [SECRET]}),
    ]);
    let mut text = lines(&documents);
    text.push_str("{\"sharedKey\": \"hunter2\" \"hunter2");
    let import = import(&text);
    assert!(import.files[0].errors.len() >= 3);
    let shown = format!("{import:?} {}", reported(&import).join("\n"));
    assert!(!shown.contains(SECRET), "{shown}");
}
