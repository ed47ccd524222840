//! The types of the npm package, held against the compiler of TypeScript.

use std::fmt::Write as _;

use pgreach_fixtures::cases;
use pgreach_rules::list;
use pgreach_tests::{Project, native_report, package_tool, said};
use serde_json::json;

const RIGHT: &str = r#"
import { check, checks, ConfigError, scenarios, version } from "pgreach";
import { ConfigError as OwnError, readAzure } from "pgreach/azure";
import type { Azure, AzureFile, AzureFileRead, AzureServer } from "pgreach/azure";
import type { CheckInfo, Config, Report, ScenarioInfo, SourceKind, Status, Step, StepKey, Verdict } from "pgreach";

const kind: SourceKind = "aws-rds";
const answers: { [key in StepKey]?: Status } = { "source/nsg": "pass" };
const config: Config = {
    $schema: "./config.schema.json",
    version: 1,
    source: { kind, access: "private", privateEndpoint: null, name: "a", port: 5432 },
    target: { access: "none" },
    runtime: { used: false, access: "public" },
    answers,
    exceptions: { "source/a-record": { reason: "Kept by hand", expires: "2026-12-31" } },
    today: "2026-11-21",
    resources: [{ id: "/subscriptions/0", properties: { deep: [1] } }],
};
const report: Report = check(config);
const verdict: Verdict = report.verdict;
const failing: Step[] = report.steps.filter((it) => it.status === "fail");
const section: string | undefined = report.scenario?.section.url;
const failure: StepKey | undefined = report.connections[0]?.failure;
const lists: [CheckInfo[], ScenarioInfo[]] = [checks(), scenarios()];
const command: string | undefined = failing[0]?.fix.commands[0];
try {
    check({});
} catch (error) {
    if (error instanceof ConfigError) {
        const parts: string[] = [error.path, error.found, error.expected, error.message];
        const name: "ConfigError" = error.name;
    }
}
const rules: string = version;

const azure: Azure = await readAzure([{ name: "a", content: "[]" }, { name: "b", content: new Uint8Array(1) }]);
const decided: Report = azure.check(config);
const seen: string | undefined = decided.steps[0]?.evidence[0]?.value;
const choices: [string, "single-server" | "flexible-server" | "azure-vm"][] = azure.servers.map((it) => [it.name, it.kind]);
const networks: number | undefined = azure.files[0]?.read["virtual network"];
const said: string[] | undefined = azure.files[0]?.errors;
const saved: Config = { ...config, resources: azure.resources };
const shared: { config: Config; azure: Azure } = azure.redact(config);
const again: Report = shared.azure.check(shared.config);
const same: typeof ConfigError = OwnError;
"#;

/// A line that compiles after all has no error to expect, which is one.
const WRONG: &str = r#"
import { check, checks, ConfigError, version } from "pgreach";
// @ts-expect-error: there is no such export
import { readAzure as misplaced } from "pgreach";
// @ts-expect-error: the module starts by itself
import init from "pgreach";
import { readAzure, type Azure } from "pgreach/azure";
// @ts-expect-error: it checks by what was read
import { check as other } from "pgreach/azure";
// @ts-expect-error: no file for everybody
import { reading } from "pgreach/azure/reading.js";

// @ts-expect-error: a Config is needed
check();
// @ts-expect-error: text is no Config
check("{}");
// @ts-expect-error: an unknown key
check({ sorce: {} });
// @ts-expect-error: an unknown key of a party
check({ target: { kind: "edb" } });
// @ts-expect-error: no such word
check({ source: { access: "Private" } });
// @ts-expect-error: no text for a port
check({ source: { port: "5432" } });
// @ts-expect-error: no such step
check({ answers: { "source/magic": "pass" } });
// @ts-expect-error: no such answer
check({ answers: { "source/peering": "ok" } });
// @ts-expect-error: an exception ends on a day
check({ exceptions: { "source/nsg": { reason: "why" } } });
// @ts-expect-error: another version
check({ version: 2 });
// @ts-expect-error: resources are a list of objects
check({ resources: [1] });
// @ts-expect-error: there may be no scenario
check({}).scenario.id;
// @ts-expect-error: no such verdict
check({}).verdict === "fine";
// @ts-expect-error: nothing of the kind in a report
check({}).colour;
// @ts-expect-error: it takes nothing
checks({});
// @ts-expect-error: it is no function
version();
// @ts-expect-error: only the package makes them
new ConfigError();

// @ts-expect-error: files are needed
readAzure();
// @ts-expect-error: a list of them
readAzure({ name: "a", content: "[]" });
// @ts-expect-error: each with a name
readAzure([{ content: "[]" }]);
// @ts-expect-error: and its content
readAzure([{ name: "a", text: "[]" }]);
// @ts-expect-error: a text or bytes
readAzure([{ name: "a", content: [1] }]);
// @ts-expect-error: it is waited for
readAzure([]).check({});
declare const azure: Azure;
// @ts-expect-error: a Config is needed
azure.check();
// @ts-expect-error: an unknown key
azure.check({ sorce: {} });
// @ts-expect-error: it is what was read
azure.files = [];
// @ts-expect-error: nothing of the kind
azure.network;
// @ts-expect-error: there may be no such server
azure.servers[0].name;
// @ts-expect-error: no such kind
azure.servers.filter((it) => it.kind === "mainframe");
// @ts-expect-error: a pair
azure.redact({}).check({});
"#;

#[test]
fn its_types_let_right_use_compile_and_no_other() {
    let cases = cases::texts();
    let mut all = String::from("import type { Config, Report, CheckInfo, ScenarioInfo } from \"pgreach\";\n");
    for (index, case) in cases.values().enumerate() {
        let _ = writeln!(all, "const c{index}: Config = {case};\nconst r{index}: Report = {};", native_report(case));
    }
    let lists = [("CheckInfo", json!(list::checks())), ("ScenarioInfo", json!(list::scenarios()))];
    for (name, list) in lists {
        let _ = writeln!(all, "const list{name}: {name}[] = {list};");
    }
    let project = Project::with_package().with("all.mts", all).with("right.mts", RIGHT).with("wrong.mts", WRONG);
    for module in [["nodenext", "nodenext"], ["esnext", "bundler"]] {
        let [module, resolution] = module;
        said(
            project
                .command("node")
                .arg(package_tool("typescript/bin/tsc"))
                .args(["--strict", "--noEmit", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"])
                .args(["--target", "es2022", "--lib", "es2022", "--types", "", "--module", module])
                .args(["--moduleResolution", resolution, "all.mts", "right.mts", "wrong.mts"]),
        );
    }
}
