//! The same resource in every form is the same.

use serde_json::{Value, json};

use crate::compose::{all, as_cli, as_powershell, as_row, network};

#[test]
fn every_form_of_a_resource_is_read_alike() {
    for resource in all() {
        let expected = network(&resource);
        let kind = resource["type"].as_str().expect("a type");
        for (form, value) in [
            ("the CLI", as_cli(&resource)),
            ("Resource Graph", as_row(&resource)),
            ("Az PowerShell", as_powershell(&resource)),
            ("a Config", json!({"version": 1, "resources": [resource]})),
        ] {
            assert_eq!(network(&value), expected, "{form}: {kind}");
        }
        let text = resource.to_string();
        for (form, value) in [("upper case", text.to_uppercase()), ("lower case", text.to_lowercase())] {
            let value: Value = serde_json::from_str(&value.replace("TRUE", "true").replace("FALSE", "false"))
                .expect("it is still JSON");
            let read = network(&value);
            assert_eq!(format!("{read:?}").to_lowercase(), format!("{expected:?}").to_lowercase(), "{form}: {kind}");
        }
    }
}

#[test]
fn a_type_that_is_not_said_is_seen_by_the_id() {
    for mut resource in all() {
        let expected = network(&resource);
        resource.as_object_mut().expect("an object").remove("type");
        assert_eq!(network(&resource), expected, "{resource}");
    }
}

#[test]
fn a_list_of_different_things_is_read_as_each_of_them_alone() {
    let all = all();
    let rows: Vec<Value> = all.iter().map(as_row).collect();
    let flat: Vec<Value> = all.iter().map(as_cli).collect();
    let expected = network(&json!(all));
    assert_eq!(expected.servers.len(), 2);
    for value in [
        json!({"value": all}),
        json!({"value": flat, "nextLink": null}),
        json!({"Count": all.len(), "value": all}),
        json!({"count": rows.len(), "data": rows, "resultTruncated": "false", "totalRecords": rows.len()}),
        json!({"data": rows, "skip_token": null, "total_records": rows.len(), "count": rows.len()}),
        json!({"resources": all}),
        json!({"version": 1, "source": {"kind": "single-server"}, "resources": [{"value": all}]}),
    ] {
        assert_eq!(network(&value), expected, "{value}");
    }
    let lines: String = all.iter().map(|it| format!("{it}\n")).collect();
    assert_eq!(crate::compose::import(&lines).network, expected);
}
