//! Does in Firefox what each browser does in its own way.
//!
//! Much of it is done by scripts in the browser itself instead of in the page, which geckodriver allows on request.

use std::path::Path;

use serde_json::{Value, json};

use crate::built;
use crate::driver::Driver;
use crate::look::{Look, Theme};
use crate::session::{Refusal, Session};

/// What Firefox is told to write after everything that a page has written, for that arrives on a way of its own.
const END: &str = "pgreach: end of the console";

pub(crate) fn driver(folder: &Path) -> Driver {
    let arguments = ["--port", "0", "--websocket-port", "0", "--allow-system-access"];
    Driver::start("geckodriver", &arguments, folder, "Listening on 127.0.0.1:")
}

pub(crate) fn capabilities() -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": built::path("PGREACH_FIREFOX"),
            "args": ["-headless"],
            "prefs": {
                // What pages say on the console is written to standard output.
                "devtools.console.stdout.chrome": false,
                "devtools.console.stdout.content": true,
                // Nothing of its own over the network, which would end in messages of its own.
                "app.normandy.enabled": false,
                "services.settings.server": "data:,#remote-settings-dummy/v1",
                "browser.safebrowsing.malware.enabled": false,
                "browser.safebrowsing.phishing.enabled": false,
                "extensions.systemAddon.update.enabled": false,
                // Nothing before there is a page: neither a first tab of news, nor processes for tabs that no test opens.
                "browser.newtab.preload": false,
                "browser.newtabpage.enabled": false,
                "browser.startup.page": 0,
                "dom.ipc.processPrelaunch.enabled": false,
                // A proxy where nothing listens, for when the network is switched off.
                "network.proxy.allow_hijacking_localhost": true,
                "network.proxy.http": "127.0.0.1",
                "network.proxy.http_port": 9,
                "network.proxy.ssl": "127.0.0.1",
                "network.proxy.ssl_port": 9,
            },
        },
    })
}

/// A window cannot be as narrow as a phone unless Firefox is told that it may be.
pub(crate) fn wear(session: &Session, look: Look) -> Result<(), Refusal> {
    let theme = i32::from(look.theme == Theme::Light);
    let bars = in_browser(
        session,
        "document.documentElement.style.minWidth = 0;
        Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', arguments[0]);
        return window.outerHeight - gBrowser.selectedBrowser.clientHeight;",
        &[json!(theme)],
    )?;
    let height = u64::from(look.height) + bars.as_u64().unwrap_or_default();
    session.post("window/rect", &json!({ "width": look.width, "height": height })).map(drop)
}

pub(crate) fn print_medium(session: &Session) -> Result<(), Refusal> {
    in_browser(session, "gBrowser.selectedBrowser.browsingContext.mediumOverride = 'print';", &[]).map(drop)
}

pub(crate) fn force_colours(session: &Session) -> Result<(), Refusal> {
    in_browser(session, "Services.prefs.setIntPref('browser.display.document_color_use', 2);", &[]).map(drop)
}

pub(crate) fn go_offline(session: &Session) -> Result<(), Refusal> {
    // As if the cable were pulled, this machine would still reach itself: hence the proxy.
    in_browser(session, "Services.prefs.setIntPref('network.proxy.type', 1);", &[]).map(drop)
}

pub(crate) fn switch_scripts_off(session: &Session) -> Result<(), Refusal> {
    in_browser(session, "Services.prefs.setBoolPref('javascript.enabled', false);", &[]).map(drop)
}

/// What the console has reported as an error since the last call; failed loads and the policy's violations are among it.
pub(crate) fn take_errors(session: &Session, driver: &Driver) -> Result<Vec<String>, Refusal> {
    let errors = in_browser(
        session,
        "const errors = Services.console.getMessageArray().filter((message) =>
            message instanceof Ci.nsIScriptError
            && (!(message.flags & Ci.nsIScriptError.warningFlag) || message.category === 'Script Loader')
            && (message.category.startsWith('CSP') || /^(file|https?|blob):/.test(message.sourceName)));
        Services.console.reset();
        dump(arguments[0] + '\\n');
        return errors.map((error) => `${error.errorMessage} (${error.sourceName}:${error.lineNumber})`);",
        &[json!(END)],
    )?;
    driver.wait_for_line(END);
    let reported = errors.as_array().into_iter().flatten().filter_map(|error| error.as_str().map(str::to_owned));
    Ok(reported.chain(errors_written(driver.take_lines())).collect())
}

pub(crate) fn screenshot(session: &Session) -> Result<Value, Refusal> {
    session.get("moz/screenshot/full")
}

pub(crate) fn clipboard(session: &Session) -> Result<Value, Refusal> {
    in_browser(session, "return navigator.clipboard.readText();", &[])
}

pub(crate) fn save_downloads_in(session: &Session, folder: &Path) -> Result<(), Refusal> {
    let script = "Services.prefs.setIntPref('browser.download.folderList', 2);
        Services.prefs.setStringPref('browser.download.dir', arguments[0]);";
    in_browser(session, script, &[json!(folder)]).map(drop)
}

/// Its storage learns of its limit when it starts, which it has done by now: it is started anew.
pub(crate) fn limit_storage(session: &Session, bytes: u32) -> Result<(), Refusal> {
    let script = "Services.prefs.setBoolPref('dom.quotaManager.testing', true);
        Services.prefs.setIntPref('dom.quotaManager.temporaryStorage.fixedLimit', arguments[0]);
        return new Promise((done) => { Services.qms.reset().callback = () => done(); });";
    in_browser(session, script, &[json!(bytes.div_ceil(1024))]).map(drop)
}

/// What the page has written with `console.error`.
pub fn errors_written(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().filter(|line| line.strip_prefix("console.error: ").is_some_and(is_of_a_page))
}

/// Firefox's own messages begin with the bare name of one of its parts; a page's are values, and so its strings are quoted.
fn is_of_a_page(message: &str) -> bool {
    message
        .split_once(':')
        .is_none_or(|(name, _)| !name.chars().all(|it| it.is_ascii_alphanumeric() || "._-".contains(it)))
}

/// Runs the body of a function in the browser's own window.
fn in_browser(session: &Session, script: &str, arguments: &[Value]) -> Result<Value, Refusal> {
    session.post("moz/context", &json!({ "context": "chrome" }))?;
    let result = session.run(script, arguments);
    session.post("moz/context", &json!({ "context": "content" }))?;
    result
}
