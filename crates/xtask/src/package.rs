//! The npm package, as it is published.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use pgreach_bundle::write_schemas;
use pgreach_rules::schema;
use pgreach_tools::process::{output, say};
use pgreach_tools::{wasm, workspace};

/// The entries of the package, each a wasm of its own that is loaded only where its entry is used.
pub(crate) const ENTRIES: [Entry; 2] = [
    Entry { package: "pgreach-wasm", folder: "", name: "pgreach", budget: 137_500 },
    Entry { package: "pgreach-wasm-azure", folder: "azure", name: "pgreach_azure", budget: 868_000 },
];

/// An entry of the package.
pub(crate) struct Entry {
    /// The package of the workspace that it is built from.
    package: &'static str,
    /// Its folder within the package.
    folder: &'static str,
    /// What its wasm and the JavaScript that starts it are called.
    name: &'static str,
    /// What its wasm may weigh, in bytes after brotli.
    pub(crate) budget: usize,
}

/// The version in the package's `package.json`, in whose place the workspace's is put.
const NO_VERSION: &str = r#""version": "0.0.0""#;

/// Builds the package into `target/package` and returns the file that npm installs.
pub(crate) fn build() -> Result<PathBuf> {
    let npm = pgreach_tools::for_packaging()?;
    say("building the npm package");
    let home = workspace::target()?.join("package");
    if home.exists() {
        // What is no longer part of the package would be packed with it.
        fs::remove_dir_all(&home)?;
    }
    let folder = home.join("pgreach");
    for entry in &ENTRIES {
        entry.build(&folder)?;
    }
    for file in ["browser.js", "config.js", "index.d.ts", "node.js", "README.md"] {
        copy(&format!("crates/wasm/npm/{file}"), &folder)?;
    }
    for file in ["browser.js", "index.d.ts", "node.js", "reading.js"] {
        copy(&format!("crates/wasm-azure/npm/{file}"), &folder.join("azure"))?;
    }
    copy("LICENSE-APACHE", &folder)?;
    copy("LICENSE-MIT", &folder)?;
    fs::write(folder.join("package.json"), manifest()?)?;
    fs::write(folder.join("types.d.ts"), types(&npm, &home)?)?;
    write_schemas(&folder)?;
    pack(&folder, &home)
}

impl Entry {
    /// Its wasm within the package.
    pub(crate) fn wasm(&self) -> PathBuf {
        Path::new(self.folder).join(format!("{}_bg.wasm", self.name))
    }

    /// Builds its wasm, and the JavaScript that starts it, into its folder within `package`.
    fn build(&self, package: &Path) -> Result<()> {
        let wasm = wasm::build(self.package, &["--lib"], "web")?;
        wasm::join(&wasm, &package.join(self.folder), self.name, &["web", "--omit-default-module-path"])
    }
}

fn copy(file: &str, folder: &Path) -> Result<()> {
    let file = workspace::root().join(file);
    let name = file.file_name().unwrap_or_default();
    fs::copy(&file, folder.join(name)).with_context(|| file.display().to_string())?;
    Ok(())
}

fn manifest() -> Result<String> {
    let manifest = fs::read_to_string(workspace::root().join("crates/wasm/npm/package.json"))?;
    ensure!(manifest.matches(NO_VERSION).count() == 1, "crates/wasm/npm/package.json has not {NO_VERSION} once");
    Ok(manifest.replace(NO_VERSION, &format!(r#""version": "{}""#, env!("CARGO_PKG_VERSION"))))
}

/// The types of TypeScript, made from the schemas.
fn types(npm: &Path, home: &Path) -> Result<String> {
    let schema = home.join("types.json");
    fs::write(&schema, schema::types().to_string())?;
    let types = output(
        Command::new("node")
            .env("PATH", pgreach_tools::search_path()?)
            .arg(npm.join("json-schema-to-typescript/dist/src/cli.js"))
            .args(["--unreachableDefinitions", "--no-additionalProperties", "--style.printWidth=120"])
            .args(["--bannerComment", "// Made from the JSON Schemas.", "--input"])
            .arg(schema),
    )?;
    Ok(without_origins(&types))
}

/// The types without the generator's remark on where in the schema each one stood.
fn without_origins(types: &str) -> String {
    let mut parts = types.split("\n *\n * This interface was referenced by ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.find("\n */").map_or(part, |end| &part[end..]));
    }
    plain
}

/// Packs the folder as `npm publish` would.
fn pack(folder: &Path, home: &Path) -> Result<PathBuf> {
    let packed = output(
        Command::new("npm")
            .env("PATH", pgreach_tools::search_path()?)
            .args(["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination"])
            .arg(home)
            .arg(folder),
    )?;
    let packed: serde_json::Value = serde_json::from_str(&packed).context("npm pack says what it has packed")?;
    let name = packed[0]["filename"].as_str().context("npm pack names no file")?;
    Ok(home.join(name))
}

#[cfg(test)]
mod tests {
    use super::without_origins;

    #[test]
    fn a_type_says_what_it_is_and_not_where_it_stood() {
        let types = "/**\n * A name.\n *\n * This interface was referenced by `Report`'s JSON-Schema\n * via the \
                     `definition` \"Name\".\n */\nexport type Name = string;\n";
        assert_eq!(without_origins(types), "/**\n * A name.\n */\nexport type Name = string;\n");
    }
}
