//! The entry `pgreach/azure` of the npm package in Node.js: it reads and decides as the native programs do.

use pgreach_rules::{Config, evaluate_with, find_with_plan};
use pgreach_tests::{BROKEN, EXPORT, Project, SECRET};
use serde_json::{Value, json};

/// What a person may say of the migration, from nothing to what the export contradicts.
const CONFIGS: [&str; 6] = [
    "{}",
    r#"{"source": {"name": "orders-old"}, "target": {"name": "orders-new"}, "runtime": {"used": false}}"#,
    r#"{"source": {"name": "ORDERS-OLD"}, "target": {"name": "orders-new"}, "runtime": {"used": true, "name": "orders-new"}}"#,
    r#"{"source": {"kind": "azure-vm", "access": "public"}, "target": {"name": "orders-new", "access": "public"}}"#,
    r#"{"source": {"name": "somebody else's"}, "target": {"name": "orders-new"}, "runtime": {"used": false}}"#,
    r#"{"source": {"name": "orders-old"}, "target": {"name": "orders-new"}, "runtime": {"used": false}, "today": "2026-11-21",
        "answers": {"source/peering": "pass", "source/a-record": "fail"},
        "exceptions": {"source/nsg": {"reason": "opened on the day", "expires": "2026-12-31"}}}"#,
];

/// A project with the export, a file beside it, and a script.
fn project(script: &str) -> Project {
    let project = EXPORT.iter().chain([&BROKEN]).fold(Project::with_package(), |it, (name, text)| it.with(name, text));
    project.with("script.mjs", format!("{START}{script}"))
}

/// What every script has: the files of the export, and a Config that names its servers.
const START: &str = r#"
import assert from "node:assert/strict";
import { readFileSync, renameSync } from "node:fs";
import { inspect } from "node:util";
import { ConfigError, readAzure } from "pgreach/azure";

const file = (name) => ({ name, content: readFileSync(name, "utf8") });
const files = ["servers.json", "networks.json", "migration.json"].map(file);
const config = { source: { name: "orders-old" }, target: { name: "orders-new" }, runtime: { used: false } };
"#;

#[test]
fn says_byte_for_byte_what_the_native_programs_say() {
    let every = [EXPORT[0], EXPORT[1], EXPORT[2], BROKEN];
    let mut cases = Vec::new();
    for chosen in 0..1 << every.len() {
        let files: Vec<_> =
            every.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1).map(|(_, it)| *it).collect();
        let mut import = pgreach_azure::read(files.iter().map(|(name, text)| (*name, text.as_bytes())));
        let reports = CONFIGS.map(|config| {
            let entered = Config::from_json(config).expect("a Config");
            let report = evaluate_with(&entered, &find_with_plan(&entered, &mut import.network));
            json!([config, serde_json::to_string(&report).expect("JSON")])
        });
        let names: Vec<&str> = files.iter().map(|it| it.0).collect();
        let resources = serde_json::to_string(&pgreach_azure::write(&import.network)).expect("JSON");
        cases.push(json!({ "names": names, "reports": reports, "resources": resources }));
    }
    let script = r#"
        // Text, bytes, and what PowerShell writes.
        const forms = [
            (text) => text,
            (text) => new TextEncoder().encode(text),
            (text) => Buffer.from("\ufeff" + text, "utf16le"),
        ];
        const native = JSON.parse(readFileSync("native.json", "utf8"));
        for (const { names, reports, resources } of native) {
            for (const form of forms) {
                const azure = await readAzure(names.map(file).map((it) => ({ ...it, content: form(it.content) })));
                for (const [config, report] of reports) {
                    const given = JSON.parse(config);
                    assert.equal(JSON.stringify(azure.check(given)), report);
                    assert.deepEqual(given, JSON.parse(config), "what is given is left alone");
                }
                assert.equal(JSON.stringify(azure.resources), resources);
                assert.equal(azure.resources, azure.resources);
            }
        }
        console.log(native.length);
    "#;
    assert_eq!(project(script).with("native.json", json!(cases).to_string()).node("script.mjs").trim(), "16");
}

#[test]
fn decides_by_the_export_and_says_what_decided() {
    let script = r#"
        const azure = await readAzure(files);
        const report = azure.check(config);
        const step = (key) => report.steps.find((it) => it.key === key);
        const entered = { verdict: report.verdict, fixes: report.fixes };
        for (const key of ["source/peering", "source/nsg"])
            entered[key] = step(key).evidence.slice(0, 1).map((it) => [step(key).decidedBy, it.resource, it.property, it.value, it.file]);
        entered.needs = step("source/a-record").needs;
        console.log(JSON.stringify(entered));
    "#;
    let entered: Value = serde_json::from_str(&project(script).node("script.mjs")).expect("JSON");
    let rule = "priority 100, Deny, Tcp, * → 10.21.0.0/16:5432";
    assert_eq!(
        entered,
        json!({
            "verdict": "blocked",
            "fixes": ["source/peering", "source/nsg"],
            "source/peering": [["evidence", "new-net", "virtualNetworkPeerings", "none to old-net", "networks.json"]],
            "source/nsg": [["evidence", "new-guard", "securityRules[deny-far]", rule, "networks.json"]],
            "needs": [{ "export": "zone", "resource": "privatelink.postgres.database.azure.com" }],
        })
    );
}

#[test]
fn tells_what_became_of_each_file_and_which_servers_there_are() {
    let script = r#"
        const machine = (group, card) => ({
            id: `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.Network/networkInterfaces/${card}`,
            type: "Microsoft.Network/networkInterfaces",
            properties: { virtualMachine: { id: `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/pg` } },
        });
        const twin = {
            id: "/subscriptions/s/resourceGroups/other/providers/Microsoft.DBforPostgreSQL/flexibleServers/Orders-New",
            type: "Microsoft.DBforPostgreSQL/flexibleServers",
        };
        const more = { name: "more.json", content: JSON.stringify([machine("g", "a"), machine("g", "b"), twin]) };
        const { files: read, servers } = await readAzure([...files, file("broken.json"), more]);
        const entered = read.map(({ name, ...it }) => [name, it]);
        const chosen = servers.map((it) => [it.kind, it.name.split("/").pop(), it.name === it.id, it.location]);
        console.log(JSON.stringify({ files: Object.fromEntries(entered.slice(0, 4)), chosen }));
    "#;
    let entered: Value = serde_json::from_str(&project(script).node("script.mjs")).expect("JSON");
    let networks = json!({ "virtual network": 2, "network security group": 1, "private endpoint": 1 });
    assert_eq!(
        entered["files"],
        json!({
            "servers.json": { "read": { "single server": 1, "flexible server": 1 }, "ignored": {}, "partial": [], "errors": [] },
            "networks.json": { "read": networks, "ignored": { "microsoft.compute/disks": 1 }, "partial": [], "errors": [] },
            "migration.json": { "read": { "migration": 1 }, "ignored": {}, "partial": [], "errors": [] },
            "broken.json": { "read": {}, "ignored": {}, "partial": [], "errors": entered["files"]["broken.json"]["errors"] },
        })
    );
    let errors = &entered["files"]["broken.json"]["errors"];
    assert!(errors.as_array().is_some_and(|it| !it.is_empty()), "{errors}");
    assert_eq!(
        entered["chosen"],
        json!([
            ["single-server", "orders-old", false, "westeurope"],
            ["flexible-server", "orders-new", true, "westeurope"],
            ["flexible-server", "Orders-New", true, null],
            ["azure-vm", "pg", false, null],
        ])
    );
}

#[test]
fn refuses_misuse_with_errors_of_their_own_kinds_and_works_on() {
    let script = r#"
        const right = { name: "a.json", content: "[]" };
        for (const misuse of [undefined, null, {}, "a.json", [null], [{ content: "" }], [right, { name: "b.json" }], [{ ...right, content: [1] }],
            [{ ...right, content: new ArrayBuffer(1) }], [{ ...right, content: new Uint8Array(2 ** 31) }]]) {
            const promise = readAzure(misuse);
            await promise.then(() => console.log("taken"), (error) => console.log(String(error)));
        }
        const azure = await readAzure([]);
        for (const misuse of [undefined, { sorce: {} }, { source: { port: 5432n } }, { resources: [{}, {}] }]) {
            for (const act of ["check", "redact"]) {
                try {
                    console.log("taken", azure[act](misuse));
                } catch (error) {
                    console.log(error instanceof ConfigError && error instanceof Error, error.message);
                }
            }
        }
        console.log((await readAzure(files)).check(config).verdict, ConfigError === (await import("pgreach")).ConfigError);
    "#;
    let config = r#"found undefined, expected a Config, as { source: { kind: "single-server" } }"#;
    let sections = "expected one of version, source, target, runtime, tls, answers, exceptions, today, resources";
    let port = "source.port: found a BigInt, expected null, true, false, a number, a text, a list or a plain object";
    let resources = "resources: found 2 of them, expected none: readAzure takes them, as a file";
    let list = "TypeError: readAzure takes a list, as [{ name, content }]";
    let content = "content is neither a text nor a Uint8Array";
    let mut expected = vec![
        list.to_owned(),
        list.to_owned(),
        list.to_owned(),
        list.to_owned(),
        "TypeError: files[0].name is no text".to_owned(),
        "TypeError: files[0].name is no text".to_owned(),
        format!("TypeError: files[1].{content}"),
        format!("TypeError: files[0].{content}"),
        format!("TypeError: files[0].{content}"),
        "RangeError: a.json: there is not enough memory for its 2147483648 bytes".to_owned(),
    ];
    for refused in [config, &format!("sorce: found an unknown key, {sections}"), port, resources] {
        expected.extend([format!("true {refused}"), format!("true {refused}")]);
    }
    expected.push("blocked true".to_owned());
    assert_eq!(project(script).node("script.mjs").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn reads_the_resources_of_a_config_as_what_they_were_made_from() {
    let script = r#"
        const first = await readAzure(files);
        const saved = { ...config, resources: first.resources };
        const again = await readAzure([{ name: "pgreach.json", content: JSON.stringify(saved) }]);
        // The same, but for the names of the files.
        const report = (azure) => JSON.stringify(azure.check(config), (key, value) => (key === "file" ? undefined : value));
        assert.equal(report(again), report(first));
        assert.deepEqual(again.servers, first.servers);
        const { check } = await import("pgreach");
        assert.ok(2 < saved.resources.length);
        console.log(JSON.stringify(check({ ...saved, resources: saved.resources.slice(0, 2) }).unused));
    "#;
    let unused = project(script).node("script.mjs");
    assert_eq!(unused.trim(), r#"[{"path":"resources","reason":"2 given, but not read"}]"#);
}

#[test]
fn shows_no_secret_anywhere() {
    let script = r#"
        const azure = await readAzure([...files, file("broken.json")]);
        const all = [];
        for (const it of [azure, azure.redact(config).azure]) {
            all.push(inspect(it, { depth: Infinity, showHidden: true }), JSON.stringify(it), JSON.stringify(it.resources));
            all.push(JSON.stringify(it.check(config)), JSON.stringify(it.check({})));
        }
        for (const misuse of ["hunter2", { source: { name: { password: "hunter2" } } }, { resources: [{ sharedKey: "hunter2" }] }]) {
            try { azure.check(misuse); } catch (error) { all.push(inspect(error)); }
        }
        await readAzure([{ name: "a.json", content: { sharedKey: "hunter2" } }]).catch((error) => all.push(inspect(error)));
        console.log(all.length, all.join("\n"));
    "#;
    let all = project(script).node("script.mjs");
    assert!(all.starts_with("14 ") && all.contains("orders-old"), "{all}");
    // The script itself, in the lines of an error's stack, names none.
    assert!(!all.contains(SECRET), "{all}");
}

/// What a person shows to others says the same, under other names.
#[test]
fn gives_a_pair_with_pseudonyms_that_says_the_same() {
    let script = r#"
        const azure = await readAzure(files);
        const entered = { ...config, today: "2026-11-21", exceptions: { "source/nsg": { reason: "as Kim said", expires: "2026-12-31" } } };
        const shared = azure.redact(entered);
        const saved = { name: "shared.json", content: JSON.stringify({ ...shared.config, resources: shared.azure.resources }) };
        const read = await readAzure([saved]);
        const states = (report) => report.steps.map((it) => [it.key, it.status, it.decidedBy, it.accepted?.state]);
        const reports = [azure.check(entered), shared.azure.check(shared.config), read.check(shared.config)];
        assert.deepEqual(states(reports[1]), states(reports[0]));
        assert.deepEqual(states(reports[2]), states(reports[0]));
        assert.equal(reports[1].verdict, reports[0].verdict);
        assert.deepEqual(shared.azure.files, []);
        assert.notDeepEqual(azure.redact(entered).azure.resources, shared.azure.resources);
        console.log(JSON.stringify([shared, shared.azure.resources, reports[1]]));
    "#;
    let shared = project(script).node("script.mjs");
    for name in [
        "orders",
        "shop",
        "old-net",
        "new-net",
        "old-ends",
        "new-db",
        "to-new",
        "new-guard",
        "deny-far",
        "11111111-2222",
        "10.21.4.9",
        "servers.json",
        "networks.json",
        "Kim",
    ] {
        assert!(!shared.contains(name), "{name} is in {shared}");
    }
    assert!(shared.contains("file-1.json"), "{shared}");
}

/// A network that was away comes back.
#[test]
fn starts_when_it_is_first_asked_and_again_where_that_failed() {
    let script = r#"
        const wasm = "node_modules/pgreach/azure/pgreach_azure_bg.wasm";
        renameSync(wasm, "away.wasm");
        await readAzure([]).catch((error) => console.log(error instanceof Error, error.code));
        renameSync("away.wasm", wasm);
        const both = await Promise.all([readAzure(files), readAzure([])]);
        console.log(both.map((it) => it.servers.length).join());
        renameSync(wasm, "away.wasm");
        console.log((await readAzure([])).files.length);
    "#;
    assert_eq!(project(script).node("script.mjs"), "true ENOENT\n2,0\n0\n");
}
