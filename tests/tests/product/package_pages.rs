//! The npm package in pages: built by Vite, and without a bundler.

use std::path::PathBuf;

use pgreach_tests::{EXPORT, Project, Site, in_both, package_tool, said};
use serde_json::{Value, json};

/// What the page of a careful site allows.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";

/// Shows a verdict, and that an error is one of the package's own; when it is asked, also what an export shows.
const PAGE_SCRIPT: &str = r#"
const report = check({ source: { access: "private" }, target: { access: "vnet-integrated" } });
try {
  check({ sorce: {} });
} catch (error) {
  const own = error instanceof ConfigError;
  document.querySelector("p").textContent = `${version} ${report.verdict} ${report.scenario.id} ${error.path} ${own}`;
}
document.querySelector("button").addEventListener("click", async () => {
  const azure = await readAzure(files);
  const report = azure.check({ source: { name: "orders-old" }, target: { name: "orders-new" }, runtime: { used: false } });
  const { config } = azure.redact({ target: { name: azure.servers[1].name } });
  document.querySelector("output").textContent = `${report.verdict} ${report.fixes} ${config.target.name}`;
});
document.documentElement.dataset.ready = "";
"#;

/// A project with a page that uses the package from two places.
fn project(main: &str, azure: &str) -> Project {
    let files: Vec<Value> = EXPORT.iter().map(|(name, text)| json!({ "name": name, "content": text })).collect();
    let imports = format!(
        "import {{ check, ConfigError, version }} from \"{main}\";\nimport {{ readAzure }} from \"{azure}\";\nconst files = {};",
        json!(files)
    );
    let page = r#"<!doctype html><html lang="en"><title>Page</title><link rel="icon" href="data:"><p></p><output></output>
        <button>Read</button><script type="module" src="./main.js"></script></html>"#;
    Project::with_package().with("main.js", imports + PAGE_SCRIPT).with("index.html", page)
}

/// The page in a folder runs in both browsers, and loads what reads exports when it is asked to read one.
fn runs(folder: PathBuf) {
    let site = Site::under("/some/path/", folder);
    site.add_header("Content-Security-Policy", POLICY);
    in_both(|browser| {
        let readers = || browser.resources().iter().filter(|it| it.contains("pgreach_azure_bg")).count();
        browser.open(&site.url("index.html"));
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(browser.text("p"), format!("{version} undecided private-to-vnet sorce true"));
        assert_eq!(readers(), 0);
        for _ in 0..2 {
            browser.click("button");
            browser.wait_for_text("output", "blocked source/peering,source/nsg server-1");
        }
        assert_eq!(readers(), 1);
        let loaded = browser.resources();
        assert!(loaded.iter().all(|it| it.starts_with(&site.url(""))), "{loaded:?}");
    });
}

#[test]
fn runs_in_a_page_that_vite_has_built() {
    let project = project("pgreach", "pgreach/azure");
    let vite = package_tool("vite/bin/vite.js");
    said(project.command("node").arg(vite).args(["build", "--base", "./", "--logLevel", "warn"]));
    runs(project.path().join("dist"));
}

#[test]
fn runs_in_a_page_without_a_bundler() {
    let folder = "./node_modules/pgreach";
    let project = project(&format!("{folder}/browser.js"), &format!("{folder}/azure/browser.js"));
    runs(project.path().to_owned());
}
