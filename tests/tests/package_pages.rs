//! The npm package in pages: built by Vite, and without a bundler.

use pgreach_tests::{Project, Site, in_both, package_tool, said};

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

#[test]
fn runs_in_a_page_that_vite_has_built() {
    let script = format!("import {{ check, ConfigError, version }} from \"pgreach\";\n{PAGE_SCRIPT}");
    let project = Project::with_package().with("main.js", script).with("index.html", page("./main.js"));
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
    let project = Project::with_package().with("main.js", script).with("index.html", page("./main.js"));
    let site = Site::under("/some/path/", project.path().to_owned());
    site.add_header("Content-Security-Policy", POLICY);
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        assert_eq!(browser.text("p"), page_says());
        let loaded = browser.resources();
        assert!(loaded.iter().all(|it| it.starts_with(&site.url(""))), "{loaded:?}");
    });
}
