//! Tests what an editor makes of the schema of a Config: the JSON service of Visual Studio Code and others.

use pgreach_tests::{Project, package_tool, said};
use serde_json::{Value, json};

/// Asks the service for what it offers at `|`, and for what it holds wrong in the whole.
const ASK: &str = r#"
const { readFileSync } = require("node:fs");
const { pathToFileURL } = require("node:url");
const { getLanguageService, TextDocument } = require(process.argv[2]);

const service = getLanguageService({
    schemaRequestService: async (address) => readFileSync(new URL(address), "utf8"),
    workspaceContext: { resolveRelativePath: (path, file) => new URL(path, file).href },
});
const schema = JSON.parse(readFileSync("node_modules/pgreach/schema/config.schema.json", "utf8"));
service.configure({ schemas: [{ uri: "urn:pgreach:config:1", fileMatch: ["*"], schema }] });

async function ask(text) {
    const document = TextDocument.create(pathToFileURL("pgreach.json").href, "json", 1, text.replace("|", ""));
    const json = service.parseJSONDocument(document);
    const { items } = await service.doComplete(document, document.positionAt(text.indexOf("|")), json);
    const wrong = await service.doValidation(document, json, { schemaValidation: "error" });
    return { offered: items.map((it) => [it.label, it.documentation ?? ""]), wrong: wrong.map((it) => it.message) };
}

Promise.all(JSON.parse(readFileSync("texts.json", "utf8")).map(ask)).then((all) => console.log(JSON.stringify(all)));
"#;

fn ask(texts: &[&str]) -> Vec<Value> {
    let service = package_tool("vscode-json-languageservice");
    let project = Project::with_package().with("ask.cjs", ASK).with("texts.json", json!(texts).to_string());
    let answer = said(project.command("node").arg("ask.cjs").arg(service));
    serde_json::from_str(&answer).expect("the answers")
}

#[test]
fn completes_keys_and_words_and_says_what_they_mean() {
    let places = [
        ("{|}", "source", "What is known of the server that the data comes from."),
        (r#"{ "source": {|} }"#, "kind", "What is the source server?"),
        (
            r#"{ "runtime": {|} }"#,
            "used",
            "Does the migration use a runtime server? Migration wizard → Runtime server tab → Use runtime server.",
        ),
        (r#"{ "source": { "kind": | } }"#, r#""aws-rds""#, "Amazon RDS for PostgreSQL."),
        (
            r#"{ "target": { "access": "|" } }"#,
            r#""none""#,
            "Public access disabled and no private endpoint: nothing can connect.",
        ),
        (r#"{ "answers": {|} }"#, "source/private-endpoint", "The source has an approved private endpoint"),
        (r#"{ "answers": { "source/nsg": | } }"#, r#""fail""#, "The condition does not hold."),
    ];
    for ((text, label, meaning), answer) in places.iter().zip(ask(&places.map(|(text, ..)| text))) {
        let offered = answer["offered"].as_array().expect("a list");
        assert!(offered.contains(&json!([label, meaning])), "{label} is not offered in {text}: {offered:#?}");
    }
}

#[test]
fn underlines_what_the_strict_door_refuses() {
    let texts = [
        r#"{ "source": { "kind": "edb", "name": null }, "answers": {} }|"#,
        r#"{ "$schema": "./node_modules/pgreach/schema/config.schema.json", "target": { "name": "a" } }|"#,
        r#"{ "$schema": "./node_modules/pgreach/schema/config.schema.json", "sorce": {} }|"#,
        r#"{ "sorce": {} }|"#,
        r#"{ "source": { "access": "Private" } }|"#,
        r#"{ "source": { "port": 65536 } }|"#,
        r#"{ "answers": { "source/nsg": "ok" } }|"#,
    ];
    let wrong: Vec<Value> = ask(&texts).into_iter().map(|it| it["wrong"].clone()).collect();
    assert_eq!(
        json!(wrong),
        json!([
            [],
            [],
            ["Property sorce is not allowed."],
            ["Property sorce is not allowed."],
            [
                r#"Value is not accepted. Valid values: "public", "private", "vnet-integrated", "private-endpoint", "public-and-private-endpoint", "none"."#
            ],
            ["Value is above the maximum of 65535."],
            [r#"Value is not accepted. Valid values: "pass", "fail", "unknown", "not-applicable"."#],
        ])
    );
}
