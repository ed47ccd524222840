//! The browsers that the tests run in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::packages::{self, Package, said};

/// The browsers' programs.
#[derive(Debug)]
pub(crate) struct Browsers {
    /// Chromium, or a browser made of it that answers to the same driver.
    pub(crate) chromium: PathBuf,
    pub(crate) firefox: PathBuf,
    /// The browser around `WebKit` that its driver starts; there is one on Linux only.
    pub(crate) webkit: Option<PathBuf>,
}

static PACKAGES: [Package; 6] = [
    Package { what: "Chromium", name: "chromium", is_there: || chromium().is_some() },
    Package {
        what: "chromedriver of the same version as Chromium",
        name: "chromium-driver",
        is_there: || crate::find("chromedriver").is_some(),
    },
    Package { what: "Firefox", name: "firefox-esr", is_there: || firefox().is_some() },
    Package {
        what: "WebKitGTK and its WebDriver",
        name: "webkit2gtk-driver",
        is_there: || !HAS_WEBKIT || crate::find("WebKitWebDriver").is_some() && webkit().is_some(),
    },
    Package {
        what: "a screen that nobody sees, for WebKitGTK",
        name: "xvfb",
        is_there: || !HAS_WEBKIT || crate::find("Xvfb").is_some(),
    },
    Package { what: "a font", name: "fonts-dejavu-core", is_there: has_font },
];

/// `WebKit`'s driver is made for Linux; the one of macOS starts windows that a person sees.
const HAS_WEBKIT: bool = cfg!(target_os = "linux");

/// Makes sure of the browsers.
pub(crate) fn install() -> Result<Browsers> {
    packages::install(&PACKAGES, "the tests in browsers need")?;
    Ok(Browsers {
        chromium: chromium().context("no Chromium")?,
        firefox: firefox().context("no Firefox")?,
        webkit: webkit(),
    })
}

fn chromium() -> Option<PathBuf> {
    usual(
        &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    )
}

fn firefox() -> Option<PathBuf> {
    usual(&["firefox", "firefox-esr"], "/Applications/Firefox.app/Contents/MacOS/firefox")
}

/// The browser that `WebKitGTK` brings along stands beside its other programs, in a folder for each kind of machine.
fn webkit() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|it| it.path());
    let folders = folders.chain([PathBuf::from("/usr/libexec")]);
    let mut browsers = folders.map(|it| it.join("webkit2gtk-4.1/MiniBrowser"));
    browsers.find(|it| HAS_WEBKIT && it.is_file())
}

/// A program under one of its usual names, or where macOS keeps it.
fn usual(names: &[&str], bundle: &str) -> Option<PathBuf> {
    let bundle = Path::new(bundle);
    names.iter().find_map(|name| crate::find(name)).or_else(|| bundle.is_file().then(|| bundle.into()))
}

fn has_font() -> bool {
    // Only Linux comes without fonts; where fontconfig is absent, so are they.
    !cfg!(target_os = "linux") || said(&mut Command::new("fc-list")).is_some_and(|output| !output.stdout.is_empty())
}
