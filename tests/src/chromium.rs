//! Does in Chromium what each browser does in its own way.

use std::path::Path;

use serde_json::{Value, json};

use crate::built;
use crate::driver::Driver;
use crate::look::{Look, Theme};
use crate::session::{Refusal, Session};

pub(crate) fn driver(folder: &Path) -> Driver {
    Driver::start("chromedriver", &["--port=0"], folder, "started successfully on port ")
}

pub(crate) fn capabilities(folder: &Path) -> Value {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": built::path("PGREACH_CHROMIUM"),
            "args": [
                "--headless",
                // It refuses to run as root with its sandbox, and containers have little shared memory.
                "--no-sandbox", "--disable-dev-shm-usage",
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
                profile,
            ],
        },
    })
}

/// A window cannot be as narrow as a phone, the page in it can.
pub(crate) fn wear(session: &Session, look: Look) -> Result<(), Refusal> {
    let Look { width, height, .. } = look;
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    command(session, "Emulation.setDeviceMetricsOverride", &metrics)?;
    emulate_media(session, "", look.theme)
}

pub(crate) fn print_medium(session: &Session, theme: Theme) -> Result<(), Refusal> {
    emulate_media(session, "print", theme)
}

pub(crate) fn force_colours(session: &Session, theme: Theme) -> Result<(), Refusal> {
    let scheme = if theme == Theme::Dark { "dark" } else { "light" };
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "forced-colors", "value": "active" },
    ]);
    command(session, "Emulation.setEmulatedMedia", &json!({ "features": features })).map(drop)
}

pub(crate) fn go_offline(session: &Session) -> Result<(), Refusal> {
    let conditions = json!({ "offline": true, "latency": 0, "throughput": 0 });
    session.post("chromium/network_conditions", &json!({ "network_conditions": conditions })).map(drop)
}

pub(crate) fn switch_scripts_off(session: &Session) -> Result<(), Refusal> {
    command(session, "Emulation.setScriptExecutionDisabled", &json!({ "value": true })).map(drop)
}

/// What the console has reported as an error since the last call; failed loads and the policy's violations are among it.
pub(crate) fn take_errors(session: &Session) -> Result<Vec<String>, Refusal> {
    let entries = session.post("se/log", &json!({ "type": "browser" }))?;
    let entries = entries.as_array().into_iter().flatten();
    let severe = entries.filter(|entry| entry["level"] == "SEVERE");
    Ok(severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect())
}

/// The whole page as a PNG in base64, below the fold too.
pub(crate) fn screenshot(session: &Session) -> Result<Value, Refusal> {
    let mut shot = command(session, "Page.captureScreenshot", &json!({ "captureBeyondViewport": true }))?;
    Ok(shot["data"].take())
}

pub(crate) fn clipboard(session: &Session) -> Result<Value, Refusal> {
    session.post("permissions", &json!({ "descriptor": { "name": "clipboard-read" }, "state": "granted" }))?;
    session.run("return navigator.clipboard.readText()", &[])
}

pub(crate) fn save_downloads_in(session: &Session, folder: &Path) -> Result<(), Refusal> {
    command(session, "Browser.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": folder })).map(drop)
}

pub(crate) fn limit_storage(session: &Session, origin: &str, bytes: u32) -> Result<(), Refusal> {
    command(session, "Storage.overrideQuotaForOrigin", &json!({ "origin": origin, "quotaSize": bytes })).map(drop)
}

/// Why the page could not be installed like a program.
pub(crate) fn reasons_against_installing(session: &Session) -> Result<Vec<String>, Refusal> {
    let manifest = command(session, "Page.getAppManifest", &json!({}))?;
    let reasons = command(session, "Page.getInstallabilityErrors", &json!({}))?;
    let found = [&manifest["errors"], &reasons["installabilityErrors"]];
    Ok(found.into_iter().filter_map(Value::as_array).flatten().map(ToString::to_string).collect())
}

fn emulate_media(session: &Session, medium: &str, theme: Theme) -> Result<(), Refusal> {
    let scheme = if theme == Theme::Dark { "dark" } else { "light" };
    let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
    command(session, "Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features })).map(drop)
}

fn command(session: &Session, name: &str, parameters: &Value) -> Result<Value, Refusal> {
    session.post("goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
}
