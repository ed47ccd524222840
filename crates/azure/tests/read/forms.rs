//! Tests that a resource is read alike in every form.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::compose::{all, as_cli, as_powershell, as_row, lines, network};

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
fn what_shells_and_tables_do_to_an_export_is_undone() {
    let all = all();
    let expected = network(&json!(all));
    let text = serde_json::to_string_pretty(&all).expect("JSON");
    let coloured = text.replace("\"name\"", "\u{1b}[94m\"name\"\u{1b}[39;49;00m");
    assert_ne!(coloured, text);
    assert_eq!(crate::compose::import(&coloured).network, expected, "az -o jsonc");
    for divides in [',', ';', '\t'] {
        let cell =
            |it: &Value| format!("\"{}\"", it.as_str().map_or(it.to_string(), str::to_owned).replace('"', "\"\""));
        let columns = ["id", "name", "type", "properties"];
        let row = |it: &Value| columns.map(|column| cell(&it[column])).join(&divides.to_string());
        let head = columns.join(&divides.to_string());
        let rows: Vec<String> = all.iter().map(|it| row(&as_row(it))).collect();
        let import = crate::compose::import(&format!("{head}\n{}\n", rows.join("\n")));
        assert_eq!(import.files[0].errors, [], "{divides:?}");
        assert_eq!(import.network.servers.len(), expected.servers.len(), "{divides:?}");
        assert_eq!(import.network.vnets.len(), expected.vnets.len(), "{divides:?}");
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
        table(&rows),
        json!({"resources": all}),
        json!({"version": 1, "source": {"kind": "single-server"}, "resources": [{"value": all}]}),
    ] {
        assert_eq!(network(&value), expected, "{value}");
    }
    assert_eq!(crate::compose::import(&lines(&all)).network, expected);
    for (form, text) in [("CSV", csv(&rows)), ("CSV with a byte order mark", format!("\u{feff}{}", csv(&rows)))] {
        let import = crate::compose::import(&text);
        assert_eq!((import.network, &import.files[0].errors[..]), (expected.clone(), &[][..]), "{form}");
    }
}

/// Every column that a row has.
fn columns(rows: &[Value]) -> BTreeSet<&String> {
    rows.iter().filter_map(Value::as_object).flat_map(|it| it.keys()).collect()
}

/// What the API of Resource Graph answers where it is asked for a table.
fn table(rows: &[Value]) -> Value {
    let columns = columns(rows);
    let cells: Vec<Value> =
        rows.iter().map(|row| columns.iter().map(|it| row[it.as_str()].clone()).collect()).collect();
    let columns: Vec<Value> = columns.iter().map(|it| json!({"name": it, "type": "string"})).collect();
    json!({"totalRecords": rows.len(), "count": rows.len(), "data": {"columns": columns, "rows": cells}, "resultTruncated": "false"})
}

/// What the explorer of the portal downloads.
fn csv(rows: &[Value]) -> String {
    let columns = columns(rows);
    let quoted = |it: &str| format!("\"{}\"", it.replace('"', "\"\""));
    let cell = |value: &Value| match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    };
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let head = line(columns.iter().map(|it| quoted(it)).collect());
    head + &rows.iter().map(|row| line(columns.iter().map(|it| cell(&row[it.as_str()])).collect())).collect::<String>()
}

#[test]
fn what_of_a_csv_file_cannot_be_read_is_not_known() {
    let rows: Vec<Value> = all().iter().map(as_row).collect();
    let whole = csv(&rows);
    // Excel keeps 32,767 letters of a cell, and another program may cut the file.
    let cut_cell = whole.replace("\"\"provisioningState\"\":\"\"Succeeded\"\"}\"", "\"\"provisioningState\"\"\"");
    assert_ne!(cut_cell, whole);
    for (text, is_torn) in [(cut_cell, false), (whole.clone() + "a,b\r\n", true), (whole, false)] {
        let import = crate::compose::import(&text);
        assert_eq!((import.network.truncated, !import.files[0].errors.is_empty()), (is_torn, is_torn));
        assert_eq!(import.network.servers.len(), 2);
    }
}
