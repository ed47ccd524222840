//! Tests the command on what Azure prints, and `pgreach collect`, which writes the script that exports it.

mod desk;

use std::{fs, io::Write, process::Output};

use desk::{Desk, err, out, status};
use pgreach_azure::collect::script;
use pgreach_formats::FORMATS;
use pgreach_rules::{Config, Shell, evaluate_with, find};

const SINGLE: &str = r#"{
  "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/orders-old",
  "name": "orders-old", "type": "Microsoft.DBforPostgreSQL/servers",
  "sku": { "name": "GP_Gen5_2", "tier": "GeneralPurpose" },
  "properties": {
    "fullyQualifiedDomainName": "orders-old.postgres.database.azure.com", "userVisibleState": "Ready",
    "publicNetworkAccess": "Disabled", "administratorLoginPassword": "hunter2",
    "privateEndpointConnections": [{
      "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/orders-old/privateEndpointConnections/c",
      "properties": {
        "privateEndpoint": { "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe" },
        "privateLinkServiceConnectionState": { "status": "Approved" }, "provisioningState": "Ready"
      }
    }]
  }
}"#;

const FLEXIBLE: &str = r#"[{
  "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new",
  "name": "orders-new", "type": "Microsoft.DBforPostgreSQL/flexibleServers", "state": "Ready",
  "fullyQualifiedDomainName": "orders-new.postgres.database.azure.com",
  "network": {
    "publicNetworkAccess": "Disabled",
    "delegatedSubnetResourceId": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-b/subnets/db"
  }
}, { "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/disks/d", "name": "d" }]"#;

const WHO: [&str; 6] = ["--source", "orders-old", "--target", "orders-new", "--set", "runtime.used=false"];

fn check(desk: &Desk, arguments: &[&str]) -> Output {
    desk.pgreach(&[&["check"], arguments, &WHO].concat())
}

fn desk() -> Desk {
    let desk = Desk::new().with("single.json", SINGLE).with("flexible.json", FLEXIBLE);
    for folder in ["exports", "exports/.git", "exports/deeper"] {
        fs::create_dir(desk.0.path().join(folder)).expect("a folder");
    }
    desk.with("exports/b.json", FLEXIBLE)
        .with("exports/deeper/a.JSON", SINGLE)
        .with("exports/notes.txt", "not JSON")
        .with("exports/.hidden.json", "not JSON")
        .with("exports/.git/c.json", "not JSON")
}

/// The text in one line, without the names of the files.
fn without_files(output: &Output) -> String {
    let text = out(output).split_whitespace().collect::<Vec<_>>().join(" ");
    ["flexible.json", "single.json", "all.json", "standard input"]
        .iter()
        .fold(text, |text, it| text.replace(&format!(" ({it})"), ""))
}

#[test]
fn what_azure_shows_decides_and_is_entered() {
    let output = check(&desk(), &["single.json", "flexible.json"]);
    assert_eq!((status(&output), err(&output)), (3, ""));
    let text = out(&output);
    for said in [
        "Source          orders-old, Azure single server, private access, private endpoint\n",
        "Target          orders-new, Private access (VNet integration)\n",
        "Read            1 flexible server, 1 single server\n",
        "Ignored         1 microsoft.compute/disks\n",
        "source.access = private · orders-old, publicNetworkAccess = Disabled (single.json)\n",
        "To settle it, export ",
        "pgreach collect --minimal",
    ] {
        assert!(text.contains(said), "it lacks {said}:\n{text}");
    }
    let json = check(&desk(), &["single.json", "flexible.json", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(report["settings"][0]["setting"], "source.kind");
    assert_eq!(report["settings"][0]["evidence"][0]["file"], "single.json");
}

#[test]
fn it_is_the_same_from_files_a_folder_one_file_and_a_config() {
    let desk = desk().with("all.json", format!("{SINGLE}\n{FLEXIBLE}\n")).with(
        "config.json",
        format!(
            r#"{{"version": 1, "resources": [{SINGLE}, {}]}}"#,
            FLEXIBLE.trim_start_matches('[').trim_end_matches(']')
        ),
    );
    let expected = without_files(&check(&desk, &["single.json", "flexible.json"]));
    for files in [&["flexible.json", "single.json"][..], &["all.json"]] {
        let output = check(&desk, files);
        assert_eq!((status(&output), err(&output)), (3, ""), "{files:?}");
        assert_eq!(without_files(&output), expected, "{files:?}");
    }
    let folder = check(&desk, &["exports"]);
    assert_eq!((status(&folder), err(&folder)), (3, ""), "what is hidden is not read");
    assert!(out(&folder).contains("(exports/deeper/a.JSON)") && out(&folder).contains("(exports/b.json)"));
    let config = check(&desk, &["config.json"]);
    assert_eq!((status(&config), err(&config)), (3, ""));
    let text = without_files(&config);
    assert!(!text.contains("but not used") && text.contains("publicNetworkAccess = Disabled"), "{text}");
    let piped = desk.piped(&[&["check", "-"][..], &WHO].concat(), format!("{SINGLE}{FLEXIBLE}").as_bytes());
    assert_eq!(without_files(&piped), without_files(&check(&desk, &["all.json"])));
}

#[test]
fn where_a_person_says_something_else_evidence_decides() {
    let desk = desk();
    let output = check(&desk, &["single.json", "flexible.json", "--set", "source.access=public"]);
    assert!(out(&output).contains("private access, private endpoint\n"), "{}", out(&output));
    let text = without_files(&output);
    assert!(text.contains("You specified public, but evidence shows private. Evidence decides."), "{text}");
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_used() {
    let cut = format!("{FLEXIBLE}\n{{\"id\": ");
    let desk = desk()
        .with("cut-short.json", cut)
        .with("no-json.json", "not json")
        .with("table.txt", "NAME    LOCATION\norders  europe-west1\n")
        .with("exports/d.json", "not json");
    let output = check(&desk, &["single.json", "cut-short.json"]);
    assert_eq!(status(&output), 3);
    assert!(err(&output).starts_with("pgreach: cut-short.json: line 10, column "), "{}", err(&output));
    assert!(err(&output).ends_with("; the rest is used\n") && err(&output).lines().count() == 1, "{}", err(&output));
    assert!(out(&output).contains("orders-new, Private access (VNet integration)"), "{}", out(&output));
    // A file that was named is one that the person counts on, so the status is no verdict's; in a folder, anything may lie.
    for (file, begins) in [
        ("no-json.json", "line 1, column 2: found text that is not JSON"),
        ("table.txt", "found a table, as gcloud prints it, expected JSON: "),
    ] {
        let output = check(&desk, &["single.json", file]);
        assert_eq!(status(&output), 2);
        assert!(out(&output).contains("orders-old"), "{}", out(&output));
        let told = err(&output);
        assert!(told.starts_with(&format!("pgreach: {file}: {begins}")), "{told}");
        assert!(told.ends_with("; the rest is used\n") && told.lines().count() == 1, "{told}");
        // What another document would be made of has to be whole.
        let output = desk.pgreach(&["read", "single.json", file]);
        assert_eq!((status(&output), out(&output)), (2, ""));
        assert!(!err(&output).contains("the rest is used"), "{}", err(&output));
    }
    let desk = desk.with("exports/e.json", b"PK\x03\xff").with("exports/f.json", "");
    let output = check(&desk, &["exports"]);
    assert_eq!(status(&output), 3);
    let reported: Vec<&str> = err(&output).lines().collect();
    assert_eq!(reported.len(), 3, "{reported:?}");
    for (line, start) in
        reported.iter().zip(["d.json: line 1, column 2: ", "e.json: line 1, column 4: ", "f.json: found nothing"])
    {
        assert!(
            line.starts_with(&format!("pgreach: exports/{start}")) && line.ends_with("; the rest is used"),
            "{line}"
        );
    }
    assert!(out(&output).contains("orders-new, Private access (VNet integration)"), "{}", out(&output));
    // What Azure answers in place of a resource is reported as what it is.
    let desk = desk.with("refused.json", r#"{"error": {"code": "AuthorizationFailed", "message": "hunter2"}}"#);
    let output = check(&desk, &["refused.json"]);
    let expected = "pgreach: refused.json: error: found an error that Azure answered, expected a resource\n";
    assert_eq!((status(&output), err(&output)), (2, expected));
}

#[test]
fn a_report_names_each_file_that_could_not_be_read() {
    let desk = desk()
        .with("exports/d.json", "not json: hunter2")
        .with("exports/e.json", b"PK\x03\xff")
        .with("exports/cut.json", format!("{FLEXIBLE}\n{{\"password\": \"hunter2\", \"id\": "))
        .with("exports/main.tf", "resource \"azurerm_virtual_network\" \"b\" {\n  name = \"hunter2\"\n}\n");
    let report = |format: &str| {
        let output = desk.pgreach(&[&["check", "exports", "--format", format], &WHO[..]].concat());
        assert!(!out(&output).contains("hunter2"), "{}", out(&output));
        out(&output).to_owned()
    };
    let json: serde_json::Value = serde_json::from_str(&report("json")).expect("JSON");
    let not_read: Vec<[&str; 2]> = json["notRead"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| ["file", "found"].map(|key| it[key].as_str().expect("a text")))
        .collect();
    insta::assert_debug_snapshot!(not_read);
    for format in ["text", "markdown", "html"] {
        let text = report(format);
        let missing: Vec<&str> = ["Files that cannot be read", "d.json", "e.json", "cut.json", "main.tf"]
            .into_iter()
            .filter(|it| !text.contains(it))
            .collect();
        assert!(missing.is_empty(), "{format} lacks {missing:?}:\n{text}");
    }
}

#[cfg(unix)]
#[test]
fn what_else_lies_in_a_folder_is_named() {
    let desk = desk()
        .with("exports/main.tf", "resource \"a\" \"b\" {\n}\n")
        .with("exports/vnet.yaml", "id: /subscriptions/1\nname: a\n")
        .with("exports/workflow.yml", "# ours\non: [push]\n\t- a\n")
        .with("exports/ExportedTemplate.zip", b"PK\x03\x04\xff\n")
        .with("exports/notes.md", "words")
        .with("exports/deeper/terraform.tfstate", "{\"version\": 4, \"terraform_version\": \"1.9\"}");
    let exports = desk.0.path().join("exports");
    std::os::unix::fs::symlink("/nowhere", exports.join("gone.json")).expect("a link is made");
    let pipe = std::process::Command::new("mkfifo").arg(exports.join("pipe.json")).status();
    assert!(pipe.expect("mkfifo is there").success());
    let output = check(&desk, &["exports"]);
    assert_eq!(status(&output), 3);
    let lines: Vec<&str> = err(&output).lines().collect();
    for (name, what) in [
        ("gone.json", "a file that cannot be read (No such file"),
        ("pipe.json", "a file that cannot be read (a pipe, socket or device)"),
        ("main.tf", "a file of Terraform"),
        ("vnet.yaml", "YAML"),
        ("ExportedTemplate.zip", "a zip archive"),
        ("deeper/terraform.tfstate", "a state or plan of Terraform"),
    ] {
        let start = format!("pgreach: exports/{name}: ");
        let found: Vec<&&str> = lines.iter().filter(|it| it.starts_with(&start)).collect();
        assert!(matches!(found.as_slice(), [it] if it.contains(&format!("found {what}"))), "{name}: {lines:?}");
    }
    assert_eq!(lines.len(), 6, "nothing is said of what could be anything: {lines:?}");
    // Without an export beside it, the archive is the answer.
    fs::create_dir(desk.0.path().join("portal")).expect("a folder is made");
    let desk = desk.with("portal/ExportedTemplate.zip", b"PK\x03\x04");
    let output = check(&desk, &["portal"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("portal/ExportedTemplate.zip: found a zip archive"), "{}", err(&output));
}

/// What the portal downloads, and what else holds an export, without being unpacked first.
#[test]
fn what_is_packed_or_in_yaml_is_read_as_it_is() {
    let template = r#"{"contentVersion": "1.0.0.0", "parameters": {"name": {"type": "string", "defaultValue": "by-default"}},
        "resources": [{"type": "Microsoft.DBforPostgreSQL/flexibleServers", "apiVersion": "2024-08-01",
            "name": "[parameters('name')]", "properties": {}}]}"#;
    let values = r#"{"contentVersion": "1.0.0.0", "parameters": {"name": {"value": "by-value"}}}"#;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("ExportedTemplate/template.json", template), ("ExportedTemplate/parameters.json", values)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file is begun");
        archive.write_all(text.as_bytes()).expect("it is written");
    }
    let archive = archive.finish().expect("it is ended").into_inner();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(template.as_bytes()).expect("it is written");
    let yaml = "id: /subscriptions/s/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/by-yaml\n\
        type: Microsoft.DBforPostgreSQL/flexibleServers\nname: by-yaml\n";
    let desk = desk()
        .with("portal.zip", archive)
        .with("packed.json.gz", gzip.finish().expect("it is ended"))
        .with("az.yaml", yaml)
        .with("bad.zip", b"PK\x03\x04\xff\n");
    for (file, name) in [("portal.zip", "by-value"), ("packed.json.gz", "by-default"), ("az.yaml", "by-yaml")] {
        let output = desk.pgreach(&["read", file]);
        assert!(out(&output).contains(name), "{file}: {} {}", out(&output), err(&output));
    }
    let output = desk.pgreach(&["read", "bad.zip"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).starts_with("pgreach: bad.zip: found a zip archive, which is not whole"), "{}", err(&output));
}

/// Values count in the template that they are given with, whatever the file is called and wherever it stands.
#[test]
fn values_of_parameters_count_in_any_order() {
    let template = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0", "parameters": {"name": {"type": "string", "defaultValue": "by-default"}},
        "resources": [{"type": "Microsoft.DBforPostgreSQL/flexibleServers", "apiVersion": "2024-08-01",
            "name": "[parameters('name')]", "properties": {}}]}"#;
    let values = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
        "contentVersion": "1.0.0.0", "parameters": {"name": {"value": "by-value"}}}"#;
    let desk = desk().with("template.json", template).with("values.json", values);
    for files in [["template.json", "values.json"], ["values.json", "template.json"]] {
        let output = desk.pgreach(&[&["read"], &files[..]].concat());
        let text = out(&output);
        assert!(text.contains("by-value") && !text.contains("by-default"), "{files:?}: {text} {}", err(&output));
    }
}

/// A Config that an editor has only begun.
#[test]
fn a_schema_alone_is_a_config() {
    let desk = desk().with("begun.json", r#"{"$schema": "./config.schema.json"}"#);
    let output = check(&desk, &["begun.json", "single.json"]);
    assert_eq!((status(&output), err(&output)), (3, ""));
}

#[test]
fn every_form_shows_the_evidence() {
    let desk = desk();
    for format in FORMATS {
        let output = check(&desk, &["single.json", "flexible.json", "--format", format.word]);
        let text = out(&output).replace("\\_", "_");
        let shown = ["To settle it, export", "The VNet vnet-b is not in the files."];
        assert!(shown.iter().all(|it| text.contains(it)), "{}: {text}", format.word);
    }
    for format in ["markdown", "html"] {
        let output =
            check(&desk, &["single.json", "flexible.json", "--format", format, "--set", "source.access=public"]);
        let text = out(&output);
        assert!(text.contains("Settings from evidence") && text.contains("publicNetworkAccess"), "{text}");
        assert!(text.contains("You specified public, but evidence shows private. Evidence decides."), "{text}");
    }
}

#[test]
fn the_networks_are_drawn_with_what_stops_the_connection() {
    let drawn = check(&desk(), &["single.json", "flexible.json", "--format", "svg"]);
    let picture = roxmltree::Document::parse(out(&drawn)).expect("XML");
    let texts: Vec<_> = picture.descendants().filter(|it| it.tag_name().name() == "text").collect();
    let said = texts.iter().filter_map(roxmltree::Node::text).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(said);
}

#[test]
fn no_secret_is_shown() {
    let desk = desk().with("cut-short.json", SINGLE.trim_end_matches(['}', '\n', ' ']));
    for files in [&["single.json", "flexible.json"][..], &["cut-short.json"]] {
        for format in ["text", "json", "markdown", "html", "sarif", "junit", "svg"] {
            let output = check(&desk, &[files, &["--format", format]].concat());
            assert!(!out(&output).contains("hunter2") && !err(&output).contains("hunter2"), "{format} of {files:?}");
        }
    }
}

#[test]
fn what_is_read_is_a_config_of_its_own() {
    let toml = "[exceptions.\"source/zone-group\"]\nreason = \"Contoso keeps the records\"\nexpires = 2026-12-31\n";
    let desk = desk().with("accepted.toml", toml);
    let output = desk.pgreach(&[&["read", "single.json", "flexible.json", "accepted.toml"][..], &WHO].concat());
    assert_eq!((status(&output), err(&output)), (0, ""));
    let config = Config::from_json(out(&output)).expect("a Config");
    assert_eq!((config.source.name.as_deref(), config.exceptions.iter().count()), (Some("orders-old"), 1));
    // What Azure shows of the settings stays in the resources, which go on to decide them.
    assert_eq!((config.source.access, config.today), (None, None));
    assert!(!out(&output).contains("hunter2") && !out(&output).contains("/disks/"), "{}", out(&output));
    let desk = desk.with("saved.json", &output.stdout);
    let files = ["single.json", "flexible.json", "accepted.toml"];
    let said = |files: &[&str]| {
        let text = without_files(&check(&desk, files));
        text.split_once(" Private source, ").expect("the scenario").1.to_owned()
    };
    assert_eq!(said(&["saved.json"]), said(&files));
    let nothing = desk.piped(&["read"], b"");
    assert_eq!((status(&nothing), out(&nothing)), (2, ""));
    assert!(err(&nothing).starts_with("pgreach: standard input: found nothing, "), "{}", err(&nothing));
}

#[test]
fn what_others_see_names_no_file_and_no_reason() {
    let toml = "[exceptions.\"source/peering\"]\nreason = \"Contoso allows it\"\nexpires = 2026-12-31\n";
    let more = r#"{"value": [{"id": "/subscriptions/s/resourceGroups/rg/providers/Contoso.Own/things/t"}], "nextLink": "contoso"}"#;
    let desk = desk()
        .with(
            "contoso.json",
            format!(
                "{SINGLE}{more}{{\"pgreach\": 1, \"export\": \"vnet\", \"of\": \"contoso\", \"error\": \"failed\"}}"
            ),
        )
        .with("contoso.toml", toml);
    let files = ["contoso.json", "flexible.json", "contoso.toml"];
    assert!(out(&check(&desk, &files)).contains("contoso"), "{}", out(&check(&desk, &files)));
    for format in ["text", "json", "markdown", "html", "sarif", "junit", "svg"] {
        let output = check(&desk, &[&files[..], &["--redact", "--format", format]].concat());
        assert_eq!((status(&output), err(&output)), (3, ""));
        let text = out(&output).to_lowercase();
        for own in ["contoso", "orders", "flexible.json", "vnet-b", "/rg/"] {
            assert!(!text.contains(own), "{own} in {format}: {text}");
        }
    }
    let text = check(&desk, &[&files[..], &["--redact"]].concat());
    for said in ["Ignored         2 of other types\n", "Partial         file-1.json: 2 things are missing in it.\n"] {
        assert!(out(&text).contains(said), "it lacks {said}:\n{}", out(&text));
    }
    let shared = desk.pgreach(&[&["read", "--redact"], &files[..], &WHO].concat());
    assert!(!out(&shared).to_lowercase().contains("contoso") && !out(&shared).contains("orders"), "{}", out(&shared));
}

#[test]
fn nothing_in_an_export_moves_the_cursor() {
    const ESCAPE: &str = "\\u001b[2J\\u0007\\u0085\\n";
    let single = SINGLE.replace("Disabled", &format!("Dis{ESCAPE}abled")).replace("/pe\"", &format!("/pe{ESCAPE}\""));
    let flexible = FLEXIBLE.replace("/disks/", &format!("/disks{ESCAPE}/")).replace("vnet-b", &format!("vnet{ESCAPE}"));
    let name = "flex\u{1b}[2J.json";
    let desk = Desk::new().with("single.json", single).with(name, flexible + "{");
    let output = check(&desk, &["single.json", name]);
    assert!(!err(&output).is_empty() && out(&output).contains("vnet\\u{1b}[2J"), "{}", out(&output));
    for text in [out(&output), err(&output)] {
        assert!(text.chars().all(|it| it == '\n' || !it.is_control()), "{text:?}");
    }
}

/// What the options say.
fn entered() -> Config {
    let mut config = Config::default();
    for (path, value) in [("source.name", "orders-old"), ("target.name", "orders-new"), ("runtime.used", "false")] {
        config.set(path, value).expect("a good setting");
    }
    config
}

#[test]
fn collect_writes_the_script_for_either_shell() {
    let desk = desk();
    for (word, shell) in [("bash", Shell::Bash), ("powershell", Shell::PowerShell)] {
        let output = desk.pgreach(&[&["collect", "--shell", word][..], &WHO].concat());
        assert_eq!((status(&output), err(&output)), (0, ""));
        assert_eq!(out(&output), script(&entered(), shell, None));
    }
    let saved = desk.pgreach(&[&["collect", "--shell", "bash", "--output", "collect.sh"][..], &WHO].concat());
    assert_eq!((status(&saved), out(&saved)), (0, ""));
    let saved = fs::read_to_string(desk.0.path().join("collect.sh")).expect("a script");
    assert_eq!(saved, script(&entered(), Shell::Bash, None));
    let blank = desk.piped(&["collect", "--shell", "bash"], b"");
    assert_eq!((status(&blank), out(&blank)), (0, script(&Config::default(), Shell::Bash, None).as_str()));
}

#[test]
fn collect_takes_what_the_source_is() {
    let desk = Desk::new();
    let collected = |more: &[&str]| desk.pgreach(&[&["collect", "--shell", "bash"], more].concat());
    let [by_kind, by_setting] =
        [["--source-kind", "aws-rds"], ["--set", "source.kind=aws-rds"]].map(|it| collected(&it));
    assert_eq!((status(&by_kind), err(&by_kind), out(&by_kind)), (0, "", out(&by_setting)));
    assert!(out(&by_kind).contains("also aws rds describe-db-instances"), "{}", out(&by_kind));
    let both = collected(&["--source-kind", "aws-rds", "--set", "source.kind=edb"]);
    assert!(status(&both) == 2 && err(&both).contains("source.kind"), "{}", err(&both));
    let unknown = collected(&["--source-kind", "aws-rsd"]);
    assert!(status(&unknown) == 2 && err(&unknown).contains("aws-rds"), "{}", err(&unknown));
}

#[test]
fn collect_minimal_asks_for_what_the_files_do_not_show() {
    let desk = desk();
    let minimal = |files: &[&str]| desk.pgreach(&[&["collect", "--shell", "bash", "--minimal"], files, &WHO].concat());
    let output = minimal(&["single.json", "flexible.json"]);
    assert_eq!((status(&output), err(&output)), (0, ""));
    let import = pgreach_azure::read([("single.json", SINGLE.as_bytes()), ("flexible.json", FLEXIBLE.as_bytes())]);
    let findings = find(&entered(), &import.network);
    let report = evaluate_with(&entered(), &findings);
    assert_eq!(out(&output), script(&findings.applied(&entered()), Shell::Bash, Some(&report)));
    assert!(out(&output).contains("/virtualNetworks/vnet-b'\n  get vnet "), "{}", out(&output));
    assert!(!out(&output).contains("get single-server"), "{}", out(&output));
    // Before the first export, everything is missing.
    assert_eq!(out(&minimal(&[])), script(&entered(), Shell::Bash, None));
}

#[test]
fn collect_refuses_what_check_refuses() {
    let desk = desk().with("no-json.json", "not json");
    for input in [&["missing.json"][..], &["no-json.json"], &["--set", "source.access=open"]] {
        let [collect, check] = ["collect", "check"].map(|it| desk.pgreach(&[&[it], input].concat()));
        assert_eq!((status(&collect), out(&collect), err(&collect)), (2, "", err(&check)));
    }
}

#[test]
fn its_help() {
    let output = desk().pgreach(&["collect", "--help"]);
    assert_eq!((status(&output), err(&output)), (0, ""));
    insta::assert_snapshot!(out(&output));
}
