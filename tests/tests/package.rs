//! The npm package, installed into projects as people make them: Node.js, TypeScript, Vite, a page without a bundler.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use pgreach_rules::{Config, ConfigError, evaluate, list};
use pgreach_tests::{Site, in_both, package, package_tool};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the page of a careful site allows.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";

/// Shows a verdict, and that an error is one of the package's own.
const PAGE_SCRIPT: &str = r#"
const report = check({ source: { access: "private" }, target: { access: "vnet-integrated" } });
try {
  check({ sorce: {} });
} catch (error) {
  const own = error instanceof ConfigError;
  document.querySelector("p").textContent = `${version} ${report.verdict} ${report.scenario.id} ${error.path} ${own}`;
}
document.documentElement.dataset.ready = "";
"#;

fn page(script: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><title>Page</title><link rel="icon" href="data:,"><p></p>
           <script type="module" src="{script}"></script></html>"#
    )
}

fn page_says() -> String {
    format!("{} undecided private-to-vnet sorce true", env!("CARGO_PKG_VERSION"))
}

/// A project that has installed the package and nothing else.
struct Project(TempDir);

impl Project {
    /// Installed without a network: the package needs no other.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let project = Self(folder).with("package.json", r#"{ "private": true }"#);
        let flags = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
        said(project.command("npm").args(flags).arg(package()));
        project
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn with(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path().join(file), content).expect("a file is written");
        self
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        command
    }

    fn node(&self, file: &str) -> String {
        said(self.command("node").arg(file))
    }

    fn installed(&self) -> PathBuf {
        self.path().join("node_modules/pgreach")
    }
}

/// What a program writes; it must succeed.
fn said(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{command:?}: {out}{}", String::from_utf8_lossy(&output.stderr));
    out
}

/// The situations of the rules' own tests, as text.
fn cases() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/rules/tests/cases");
    let files = fs::read_dir(folder).expect("the rules have cases").map(|it| it.expect("a case").path());
    let cases: Vec<String> = files.map(|it| fs::read_to_string(it).expect("a case")).collect();
    assert!(20 < cases.len());
    cases
}

fn native(config: &str) -> String {
    let config = Config::from_json(config).expect("a Config");
    serde_json::to_string(&evaluate(&config)).expect("a report is JSON")
}

#[test]
fn says_byte_for_byte_what_the_native_rules_say() {
    let reports: Vec<[String; 2]> = cases().into_iter().map(|it| [native(&it), it]).collect();
    let lists = json!({
        "reports": reports,
        "checks": serde_json::to_string(&list::checks()).expect("JSON"),
        "scenarios": serde_json::to_string(&list::scenarios()).expect("JSON"),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let project = Project::new().with("native.json", lists.to_string()).with(
        "compare.mjs",
        r#"
        import assert from "node:assert/strict";
        import { readFileSync } from "node:fs";
        import { check, checks, scenarios, version } from "pgreach";

        const native = JSON.parse(readFileSync("native.json", "utf8"));
        const same = (value, text) => {
            assert.equal(JSON.stringify(value), text);
            // No undefined that JSON would hide, and plain objects throughout.
            assert.deepEqual(value, JSON.parse(text));
        };
        for (const [report, config] of native.reports) {
            const given = JSON.parse(config);
            same(check(given), report);
            assert.deepEqual(given, JSON.parse(config), "what is given is left alone");
        }
        same(checks(), native.checks);
        same(scenarios(), native.scenarios);
        assert.equal(version, native.version);
        assert.equal(check({}).rules, version);
        console.log(native.reports.length);
        "#,
    );
    assert_eq!(project.node("compare.mjs").trim(), cases().len().to_string());
}

#[test]
fn refuses_what_the_native_door_refuses_in_the_same_words() {
    let mut refusals = Vec::new();
    for config in [
        "[]",
        "5",
        "null",
        r#""{}""#,
        r#"{"version": 2}"#,
        r#"{"sorce": {}}"#,
        r#"{"source": {"access": "Private"}}"#,
        r#"{"source": {"port": 65536}}"#,
        r#"{"source": {"port": "5432"}}"#,
        r#"{"source": {"name": {"password": "hunter2"}}}"#,
        r#"{"source": "postgres://u:hunter2@h"}"#,
        r#"{"runtime": {"used": "true"}}"#,
        r#"{"answers": {"source/magic": "pass"}}"#,
        r#"{"answers": {"source/peering": "ok"}}"#,
        r#"{"resources": [{}, 1]}"#,
    ] {
        let error = Config::from_json(config).expect_err(config);
        let ConfigError { path, found, expected, .. } = &error;
        // A position in a text that nobody has seen would mislead.
        let message = ConfigError { position: None, ..error.clone() }.to_string();
        refusals.push(json!([config, { "path": path, "found": found, "expected": expected }, message]));
    }
    let project = Project::new().with("refusals.json", json!(refusals).to_string()).with(
        "refuse.mjs",
        r#"
        import assert from "node:assert/strict";
        import { readFileSync } from "node:fs";
        import { check, ConfigError } from "pgreach";

        for (const [config, parts, message] of JSON.parse(readFileSync("refusals.json", "utf8"))) {
            assert.throws(() => check(JSON.parse(config)), (error) => {
                assert.ok(error instanceof ConfigError && error instanceof Error);
                assert.equal(error.name, "ConfigError");
                assert.equal(error.message, message);
                assert.deepEqual({ ...error }, parts);
                assert.ok(!error.stack.includes("hunter2"));
                return true;
            });
        }
        "#,
    );
    project.node("refuse.mjs");
}

/// JSON.stringify would leave these out or write something else in their place, in silence.
#[test]
fn refuses_what_json_cannot_hold_and_works_on() {
    let project = Project::new().with(
        "misuse.mjs",
        r#"
        import { check, ConfigError } from "pgreach";

        const cycle = { resources: [{}] };
        cycle.resources[0].owner = cycle;
        for (const config of [
            undefined,
            5432n,
            () => "hunter2",
            Promise.resolve({}),
            cycle,
            { source: { port: 5432n } },
            { source: { port: Number("hunter2") } },
            { source: { kind: Symbol("hunter2") } },
            { source: { name: "hunter2 \ud800" } },
            { answers: new Map([["source/peering", "fail"]]) },
            { ["a\nb"]: 1n },
        ]) {
            try {
                console.log("taken", check(config));
            } catch (error) {
                console.log(error instanceof ConfigError ? error.message : error);
            }
        }
        const own = new RangeError("of the person's own getter");
        try {
            check({ get source() { throw own; } });
        } catch (error) {
            console.log(error === own);
        }
        let deep = {};
        for (let i = 0; i < 1e6; i++) deep = { deep };
        try {
            check({ resources: [deep] });
        } catch (error) {
            console.log(error.name);
        }
        const twice = { id: "vnet-a" };
        console.log(check({ source: { name: undefined }, resources: [twice, twice] }).unused[0].reason.slice(0, 7));
        "#,
    );
    let json = "expected null, true, false, a number, a text, a list or a plain object";
    let expected = [
        r#"found undefined, expected a Config, as { source: { kind: "single-server" } }"#.to_owned(),
        format!("found a BigInt, {json}"),
        format!("found a function, {json}"),
        format!("found an object of another kind (Promise), {json}"),
        format!("resources[0].owner: found an object that contains itself, {json}"),
        format!("source.port: found a BigInt, {json}"),
        format!("source.port: found NaN, {json}"),
        format!("source.kind: found a symbol, {json}"),
        format!("source.name: found a text with half of a character, {json}"),
        format!("answers: found an object of another kind (Map), {json}"),
        format!("a\u{fffd}b: found a BigInt, {json}"),
        "true".to_owned(),
        "RangeError".to_owned(),
        "2 given".to_owned(),
    ];
    assert_eq!(project.node("misuse.mjs").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn is_there_for_require_too() {
    let project = Project::new().with(
        "old.cjs",
        r#"console.log(require("pgreach").check({}).verdict, require("pgreach/package.json").version)"#,
    );
    let version = said(project.command("node").arg("--version"));
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|it| it.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if major == 22 && minor < 12 {
        return; // As the README of the package says.
    }
    assert_eq!(project.node("old.cjs").trim(), format!("undecided {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_example_of_its_readme_says_what_it_shows() {
    let project = Project::new();
    let readme = fs::read_to_string(project.installed().join("README.md")).expect("it has a README");
    let examples: Vec<&str> = readme.split("```js\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(examples.len(), 2);
    let mut project = project;
    for example in examples {
        let shown = example.lines().filter(|it| it.contains("console.log(")).filter_map(|it| it.split_once(" // "));
        let shown: Vec<&str> = shown.map(|(_, said)| said).collect();
        project = project.with("example.mjs", example);
        assert_eq!(project.node("example.mjs").lines().collect::<Vec<_>>(), shown, "{example}");
    }
    let (_, config) = readme.split_once("```json\n").expect("it has a Config");
    let (config, _) = config.split_once("```").expect("the block ends");
    Config::from_json(config).expect("it is a Config");
    let schema: Value = serde_json::from_str(config).expect("JSON");
    assert!(project.path().join(schema["$schema"].as_str().expect("a path")).is_file());
}

#[test]
fn has_the_files_and_the_schemas_that_it_says() {
    let project = Project::new();
    let mut files = Vec::new();
    for folder in ["", "schema"] {
        for entry in fs::read_dir(project.installed().join(folder)).expect("a folder").map(|it| it.expect("an entry")) {
            if entry.path().is_file() {
                files.push(Path::new(folder).join(entry.file_name()).display().to_string());
            }
        }
    }
    files.sort();
    assert_eq!(
        files,
        [
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "browser.js",
            "config.js",
            "index.d.ts",
            "node.js",
            "package.json",
            "pgreach.js",
            "pgreach_bg.wasm",
            "schema/config.schema.json",
            "schema/report.schema.json",
            "types.d.ts",
        ]
    );
    for (name, schema) in [("config", pgreach_rules::schema::config()), ("report", pgreach_rules::schema::report())] {
        for folder in [project.installed(), pgreach_tests::dist()] {
            let file = folder.join(format!("schema/{name}.schema.json"));
            let published: Value = serde_json::from_str(&fs::read_to_string(file).expect("a schema")).expect("JSON");
            assert_eq!(published, schema);
        }
    }
}

/// The same files make the same package, whenever and wherever they were written.
#[test]
fn is_packed_the_same_again() {
    let project = Project::new();
    let copy = project.path().join("copy");
    said(Command::new("cp").arg("-R").arg(project.installed()).arg(&copy));
    said(project.command("npm").args(["pack", "--offline", "--silent", "./copy"]));
    let again = project.path().join(package().file_name().expect("a file"));
    assert!(fs::read(package()).expect("it is there") == fs::read(again).expect("it was packed"));
}

const RIGHT: &str = r#"
import { check, checks, ConfigError, scenarios, version } from "pgreach";
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
    resources: [{ id: "/subscriptions/0", properties: { deep: [1] } }],
};
const report: Report = check(config);
const verdict: Verdict = report.verdict;
const failing: Step[] = report.steps.filter((it) => it.status === "fail");
const section: string | undefined = report.scenario?.section.url;
const fault: StepKey | undefined = report.legs[0]?.fault;
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
"#;

/// A line that compiles after all has no error to expect, which is one.
const WRONG: &str = r#"
import { check, checks, ConfigError, version } from "pgreach";
// @ts-expect-error: there is no such export
import { readAzur } from "pgreach";
// @ts-expect-error: the module starts by itself
import init from "pgreach";

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
"#;

#[test]
fn its_types_let_right_use_compile_and_no_other() {
    let cases = cases();
    let mut all = String::from("import type { Config, Report, CheckInfo, ScenarioInfo } from \"pgreach\";\n");
    for (index, case) in cases.iter().enumerate() {
        let _ = writeln!(all, "const c{index}: Config = {case};\nconst r{index}: Report = {};", native(case));
    }
    let lists = [("CheckInfo", json!(list::checks())), ("ScenarioInfo", json!(list::scenarios()))];
    for (name, list) in lists {
        let _ = writeln!(all, "const list{name}: {name}[] = {list};");
    }
    let project = Project::new().with("all.mts", all).with("right.mts", RIGHT).with("wrong.mts", WRONG);
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

#[test]
fn exports_what_its_types_declare() {
    let project = Project::new().with(
        "exports.mjs",
        r#"import * as pgreach from "pgreach"; console.log(Object.keys(pgreach).sort().join("\n"));"#,
    );
    let types = fs::read_to_string(project.installed().join("index.d.ts")).expect("it has types");
    let declared = types.lines().filter_map(|it| {
        let it =
            ["export function ", "export const ", "export class "].iter().find_map(|start| it.strip_prefix(start))?;
        it.split(|it: char| !it.is_alphanumeric()).next()
    });
    let mut declared: Vec<&str> = declared.collect();
    declared.sort_unstable();
    assert_eq!(project.node("exports.mjs").lines().collect::<Vec<_>>(), declared);
}

#[test]
fn runs_in_a_page_that_vite_has_built() {
    let script = format!("import {{ check, ConfigError, version }} from \"pgreach\";\n{PAGE_SCRIPT}");
    let project = Project::new().with("main.js", script).with("index.html", page("./main.js"));
    said(project.command("node").arg(package_tool("vite/bin/vite.js")).args([
        "build",
        "--base",
        "./",
        "--logLevel",
        "warn",
    ]));
    let site = Site::under("/some/path/", project.path().join("dist"));
    site.add_header("Content-Security-Policy", POLICY);
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        assert_eq!(browser.text("p"), page_says());
    });
}

#[test]
fn runs_in_a_page_without_a_bundler() {
    let script =
        format!("import {{ check, ConfigError, version }} from \"./node_modules/pgreach/browser.js\";\n{PAGE_SCRIPT}");
    let project = Project::new().with("main.js", script).with("index.html", page("./main.js"));
    let site = Site::under("/some/path/", project.path().to_owned());
    site.add_header("Content-Security-Policy", POLICY);
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        assert_eq!(browser.text("p"), page_says());
        let loaded = browser.resources();
        assert!(loaded.iter().all(|it| it.starts_with(&site.url(""))), "{loaded:?}");
    });
}
