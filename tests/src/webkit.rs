//! Does in `WebKit` what each browser does in its own way: the engine of Safari, as Debian's `WebKitGTK` has it.
//!
//! Its driver speaks the standard and little more: what a test needs beside that, as downloads, the clipboard, or the network
//! switched off, is tested in the other two.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::built;
use crate::driver::Driver;
use crate::look::{Look, Theme};
use crate::session::{Refusal, Session};

/// A screen that nobody sees: this browser has no way to run without one.
#[derive(Debug)]
pub(crate) struct Screen {
    process: Child,
    name: String,
}

impl Screen {
    pub(crate) fn start() -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"]);
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("Xvfb could not be started ({error}): run `cargo xtask test`"));
        let mut number = String::new();
        let stdout = process.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut number).expect("Xvfb says which screen it is");
        Self { process, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn driver(folder: &Path, screen: &Screen, look: Look) -> Driver {
    let theme = if look.theme == Theme::Dark { "Adwaita:dark" } else { "Adwaita" };
    let folder_of = |name: &str| folder.join(name).into_os_string();
    Driver::start_silent(
        "WebKitWebDriver",
        &[
            ("DISPLAY", (&screen.name).into()),
            ("GTK_THEME", theme.into()),
            ("XDG_CACHE_HOME", folder_of("cache")),
            ("XDG_DATA_HOME", folder_of("data")),
            // Neither a graphics card nor a desktop is there.
            ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
            ("NO_AT_BRIDGE", "1".into()),
        ],
        folder,
    )
}

pub(crate) fn capabilities() -> Value {
    json!({
        "webkitgtk:browserOptions": {
            "binary": built::path("PGREACH_WEBKIT"),
            "args": ["--automation"],
        },
    })
}

/// The page is as large as the window without its bars, which do not let it become as narrow as a phone.
pub(crate) fn wear(session: &Session, look: Look) -> Result<(), Refusal> {
    let resize = |width: u32, height: u32| session.post("window/rect", &json!({ "width": width, "height": height }));
    resize(look.width, look.height)?;
    let page = session.run("return [innerWidth, innerHeight]", &[])?;
    let bars = |side: usize, whole: u32| {
        u32::try_from(page[side].as_u64().unwrap_or_default()).map_or(0, |it| whole.saturating_sub(it))
    };
    resize(look.width + bars(0, look.width), look.height + bars(1, look.height)).map(drop)
}

/// Keeps what the page that was just opened reports as an error from now on: neither the driver nor the browser tells what is
/// on the console, and what was reported before is in the other two browsers' consoles.
pub(crate) fn listen(session: &Session) -> Result<(), Refusal> {
    session
        .run(
            "const errors = globalThis.reportedErrors = [];
            addEventListener('error', (it) => errors.push(`${it.message} (${it.filename}:${it.lineno})`));
            addEventListener('unhandledrejection', (it) => errors.push(`unhandled: ${it.reason}`));
            addEventListener('securitypolicyviolation', (it) => errors.push(`${it.violatedDirective}: ${it.blockedURI}`));
            const write = console.error;
            console.error = (...said) => { errors.push(said.join(' ')); write(...said); };",
            &[],
        )
        .map(drop)
}

/// What the page has reported as an error since the last call, or since it was opened.
pub(crate) fn take_errors(session: &Session) -> Result<Vec<String>, Refusal> {
    let errors = session.run("return globalThis.reportedErrors?.splice(0) ?? []", &[])?;
    Ok(errors.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect())
}

pub(crate) fn screenshot(session: &Session) -> Result<Value, Refusal> {
    session.get("screenshot")
}
