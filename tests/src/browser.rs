//! A browser, and what a person does and sees in it.
//!
//! Longer than 500 lines: what a test does with a page, a function for each.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::Driver;
use crate::look::Look;
use crate::seat::Seat;
use crate::session::{Refusal, Session};
use crate::webkit::{self, Screen};
use crate::{axe, chromium, firefox, keys};

/// How long a page may take to start, or to show what it was asked for, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

/// The key under which `WebDriver` names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser of its own for one test, with nothing left over from another; it ends when it is dropped.
///
/// Every step that cannot be done, or does not come true in time, fails the test and says what the console has reported.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    look: Look,
    session: Session,
    // Dropped after the session has ended, and in this order.
    driver: Driver,
    _screen: Option<Screen>,
    _folder: TempDir,
    _seat: Seat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Chromium,
    Firefox,
    WebKit,
}

/// Starting and ending.
impl Browser {
    /// Starts Chromium.
    #[must_use]
    pub fn chromium(look: Look) -> Self {
        Self::start(Kind::Chromium, look)
    }

    /// Starts Firefox.
    #[must_use]
    pub fn firefox(look: Look) -> Self {
        Self::start(Kind::Firefox, look)
    }

    /// Starts `WebKit`.
    #[must_use]
    pub fn webkit(look: Look) -> Self {
        Self::start(Kind::WebKit, look)
    }

    fn start(kind: Kind, look: Look) -> Self {
        let seat = Seat::take();
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        let screen = (kind == Kind::WebKit).then(Screen::start);
        let (driver, capabilities) = match kind {
            Kind::Chromium => (chromium::driver(folder.path()), chromium::capabilities(folder.path())),
            Kind::Firefox => (firefox::driver(folder.path()), firefox::capabilities()),
            Kind::WebKit => {
                let screen = screen.as_ref().expect("it was just started");
                (webkit::driver(folder.path(), screen, look), webkit::capabilities())
            }
        };
        let session = Session::start(&driver.address, &capabilities).unwrap_or_else(|refusal| {
            panic!("{kind} does not start: {refusal}; its driver said: {:#?}", driver.take_lines());
        });
        let browser = Self { kind, look, session, driver, _screen: screen, _folder: folder, _seat: seat };
        browser.done(match kind {
            Kind::Chromium => chromium::wear(&browser.session, look),
            Kind::Firefox => firefox::wear(&browser.session, look),
            Kind::WebKit => webkit::wear(&browser.session, look),
        });
        browser
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ended by its driver, a browser leaves nothing behind; a driver that does not answer is killed next.
        let _ = self.session.end();
    }
}

/// Going somewhere.
impl Browser {
    /// Opens the page and waits until it says that it is ready, by `data-ready` on its root element.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.visit(url);
        self.poll("the page is not ready", || self.is_true("document.documentElement?.dataset.ready !== undefined"));
    }

    /// Waits until the page that is open has loaded all of itself, its parts that come after the start too.
    #[track_caller]
    pub fn wait_until_whole(&self) {
        let whole = "document.documentElement?.dataset.whole !== undefined";
        self.poll_for(3 * PATIENCE, "the page does not load all of itself", || self.is_true(whole));
    }

    /// Waits until the browser keeps the page that is open, to have it without a network.
    #[track_caller]
    pub fn wait_until_kept(&self) {
        // Below another pgreach, that one's is found until there is one of its own.
        let state = "navigator.serviceWorker.getRegistration()
            .then((it) => it?.scope === new URL('.', location.href).href && it.active?.state)";
        // Both come after the page, and are in no hurry.
        self.wait_until_whole();
        self.poll_for(3 * PATIENCE, "the browser does not keep the page", || self.eval(state) == "activated");
    }

    /// Lets a page that its service worker answers for load all of itself before it is left.
    ///
    /// Who leaves it before that ends requests that the worker is about to answer, which Firefox reports as a fault of the
    /// worker. A page of which parts are withheld never gets there, and is left all the same.
    fn let_it_load(&self) {
        let is_loading = "navigator.serviceWorker?.controller && document.documentElement?.dataset.ready !== undefined
            && document.documentElement.dataset.whole === undefined";
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.kind, Kind::Firefox) && self.is_true(is_loading) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Opens whatever is at an address, and waits for no more than its loading.
    #[track_caller]
    pub fn visit(&self, url: &str) {
        self.let_it_load();
        self.done(self.session.post("url", &json!({ "url": url })));
        self.listen();
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        self.let_it_load();
        self.done(self.session.post("refresh", &json!({})));
        self.listen();
    }

    /// Goes back as by the browser's own button.
    #[track_caller]
    pub fn back(&self) {
        self.let_it_load();
        self.done(self.session.post("back", &json!({})));
        self.listen();
    }

    #[track_caller]
    fn listen(&self) {
        if matches!(self.kind, Kind::WebKit) {
            self.done(webkit::listen(&self.session));
        }
    }

    /// The address as the browser shows it.
    #[track_caller]
    #[must_use]
    pub fn url(&self) -> String {
        text(&self.done(self.session.get("url")))
    }

    /// Switches the network off, for the rest of the test.
    #[track_caller]
    pub fn go_offline(&self) {
        self.done(match self.kind {
            Kind::Chromium => chromium::go_offline(&self.session),
            Kind::Firefox => firefox::go_offline(&self.session),
            Kind::WebKit => self.cannot("switch the network off"),
        });
    }

    /// Switches the scripts of pages off, for those that are opened from now on.
    #[track_caller]
    pub fn switch_scripts_off(&self) {
        self.done(match self.kind {
            Kind::Chromium => chromium::switch_scripts_off(&self.session),
            Kind::Firefox => firefox::switch_scripts_off(&self.session),
            Kind::WebKit => self.cannot("switch scripts off"),
        });
    }

    /// Keeps what is downloaded in a folder.
    #[track_caller]
    pub fn save_downloads_in(&self, folder: &Path) {
        self.done(match self.kind {
            Kind::Chromium => chromium::save_downloads_in(&self.session, folder),
            Kind::Firefox => firefox::save_downloads_in(&self.session, folder),
            Kind::WebKit => self.cannot("choose where downloads go"),
        });
    }

    /// Leaves an origin this much room to keep things, as on a full disk; called before anything of it is opened.
    #[track_caller]
    pub fn limit_storage(&self, origin: &str, bytes: u32) {
        self.done(match self.kind {
            Kind::Chromium => chromium::limit_storage(&self.session, origin, bytes),
            Kind::Firefox => firefox::limit_storage(&self.session, bytes),
            Kind::WebKit => self.cannot("limit what is kept"),
        });
    }

    /// The tab that all of this happens in.
    #[track_caller]
    #[must_use]
    pub fn tab(&self) -> String {
        text(&self.done(self.session.get("window")))
    }

    /// Goes on in another tab, whose name [`Browser::tab`] has told.
    #[track_caller]
    pub fn go_to_tab(&self, tab: &str) {
        self.done(self.session.post("window", &json!({ "handle": tab })));
    }

    /// Goes on in a new tab.
    #[track_caller]
    pub fn new_tab(&self) {
        let tab = self.done(self.session.post("window/new", &json!({ "type": "tab" })));
        self.go_to_tab(tab["handle"].as_str().unwrap_or_default());
    }

    /// Has the browser overrule the colours of pages, as a person with a contrast theme has it.
    #[track_caller]
    pub fn force_colours(&self) {
        self.done(match self.kind {
            Kind::Chromium => chromium::force_colours(&self.session, self.look.theme),
            Kind::Firefox => firefox::force_colours(&self.session),
            Kind::WebKit => self.cannot("overrule colours"),
        });
    }

    /// How many sheets of A4 the page is printed on.
    #[track_caller]
    #[must_use]
    pub fn printed_pages(&self) -> usize {
        // What a person prints is announced to the page a moment before.
        let _ = self.eval(
            "(async () => { dispatchEvent(new Event('beforeprint')); await new Promise((done) => setTimeout(done, 200)) })()",
        );
        let sheet = json!({ "page": { "width": 21.0, "height": 29.7 }, "background": false });
        let pdf = self.done(self.session.post("print", &sheet));
        let pdf = BASE64.decode(text(&pdf)).expect("a driver encodes what it prints");
        let pages = pdf.windows(11).zip(pdf.get(11..).unwrap_or_default());
        let count = pages.filter(|(it, next)| *it == b"/Type /Page" && **next != b's').count();
        assert_ne!(count, 0, "the pages of this PDF cannot be counted");
        count
    }

    /// Shows the page as it is printed, until another is opened.
    #[track_caller]
    pub fn show_as_printed(&self) {
        self.done(match self.kind {
            Kind::Chromium => chromium::print_medium(&self.session, self.look.theme),
            Kind::Firefox => firefox::print_medium(&self.session),
            Kind::WebKit => self.cannot("show the medium print"),
        });
    }
}

/// Doing something. What is acted on may still be coming: each waits for it.
impl Browser {
    /// Clicks on an element, in the middle of the screen: at its edge something that sticks there may cover it.
    ///
    /// A driver presses where it has found the element a moment before, so that is done once it stands still. A page that is
    /// not in front draws nothing, and is not waited for.
    #[track_caller]
    pub fn click(&self, css: &str) {
        let stands_still = "(async () => {
            document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' });
            const place = () => JSON.stringify(document.querySelector(arguments[0])?.getBoundingClientRect());
            const drawn = () => new Promise((go) => { requestAnimationFrame(go); setTimeout(go, 100); });
            for (let before, now = place(), left = 50; now !== before && left > 0; left -= 1) {
                await drawn();
                [before, now] = [now, place()];
            }
        })()";
        let _ = self.with(css, stands_still);
        self.act(css, |element| self.session.post(&format!("element/{element}/click"), &json!({})));
    }

    /// Writes into an input in place of what it holds.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        self.act(css, |element| self.session.post(&format!("element/{element}/clear"), &json!({})));
        self.act(css, |element| self.session.post(&format!("element/{element}/value"), &json!({ "text": text })));
    }

    /// Picks files from the disk, as the dialog of a file input does.
    #[track_caller]
    pub fn upload(&self, css: &str, files: &[PathBuf]) {
        let files: Vec<_> = files.iter().map(|it| it.to_string_lossy()).collect();
        let text = json!({ "text": files.join("\n") });
        self.act(css, |element| self.session.post(&format!("element/{element}/value"), &text));
    }

    /// Chooses an option of a `select` by its value.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        // An option has no place of its own to bring into sight.
        let _ = self.with(css, "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })");
        self.click(&format!("{css} option[value='{value}']"));
    }

    /// Presses keys together, by the names that JavaScript has for them: `Tab`, `Shift+Tab`, `Space`, `a`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        self.done(self.session.post("actions", &keys::chord(keys)));
    }

    /// Types a text to whatever has the focus.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        self.done(self.session.post("actions", &keys::typing(text)));
    }

    /// Hands files to a file input, made in the page: each with its name and its text.
    #[track_caller]
    pub fn give(&self, css: &str, files: &[(&str, &str)]) {
        self.wait_for("document.querySelector('#files fieldset')?.disabled === false");
        let _ = self.eval(&format!(
            "(() => {{
                const data = new DataTransfer();
                for (const [name, text] of {}) data.items.add(new File([text], name));
                const input = document.querySelector({});
                input.files = data.files;
                input.dispatchEvent(new Event('change', {{ bubbles: true }}));
            }})()",
            json!(files),
            json!(css)
        ));
    }

    /// Pastes a text to an element, as the keyboard does; says whether the page has taken it.
    #[track_caller]
    #[must_use]
    pub fn paste(&self, css: &str, text: &str) -> bool {
        self.eval(&format!(
            "(() => {{
                const data = new DataTransfer();
                data.setData('text/plain', {0});
                return !document.querySelector({1}).dispatchEvent(new ClipboardEvent('paste', {{
                    bubbles: true, cancelable: true, clipboardData: data,
                    // As Firefox has it.
                    dataType: 'text/plain', data: {0} }}));
            }})()",
            json!(text),
            json!(css)
        )) == true
    }

    /// Unfolds the groups of steps that are folded.
    #[track_caller]
    pub fn unfold_steps(&self) {
        let _ = self.eval("document.querySelectorAll('details.steps-group').forEach((it) => { it.open = true; })");
    }

    /// Does something within a frame; a JavaScript expression says which element it is, and is waited for.
    #[track_caller]
    pub fn within<T>(&self, frame: &str, act: impl FnOnce() -> T) -> T {
        self.wait_for(frame);
        let element = self.eval(frame);
        self.done(self.session.post("frame", &json!({ "id": element })));
        let result = act();
        self.done(self.session.post("frame", &json!({ "id": null })));
        result
    }

    /// What a JavaScript expression comes to in the page; a promise is waited for.
    #[track_caller]
    #[must_use]
    pub fn eval(&self, js: &str) -> Value {
        self.done(self.session.run(&format!("return ({js})"), &[]))
    }
}

/// Seeing something.
impl Browser {
    /// The text of the first element that fits, as it is rendered; waits for the element.
    #[track_caller]
    #[must_use]
    pub fn text(&self, css: &str) -> String {
        text(&self.act(css, |element| self.session.get(&format!("element/{element}/text"))))
    }

    /// The texts of all elements that fit and are shown, as they are rendered at this moment.
    #[track_caller]
    #[must_use]
    pub fn texts(&self, css: &str) -> Vec<String> {
        let shown = "Array.from(document.querySelectorAll(arguments[0]))
            .filter((it) => it.checkVisibility({ visibilityProperty: true }))
            .map((it) => it.innerText || it.textContent)";
        self.with(css, shown).as_array().into_iter().flatten().map(text).collect()
    }

    /// How many elements fit at this moment.
    #[track_caller]
    #[must_use]
    pub fn count(&self, css: &str) -> u64 {
        self.with(css, "document.querySelectorAll(arguments[0]).length").as_u64().unwrap_or_default()
    }

    /// An attribute of the first element that fits; waits for the element.
    #[track_caller]
    #[must_use]
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let value = self.act(css, |element| self.session.get(&format!("element/{element}/attribute/{name}")));
        value.as_str().map(str::to_owned)
    }

    /// Waits until a JavaScript expression is true in the page.
    #[track_caller]
    pub fn wait_for(&self, js: &str) {
        self.poll(&format!("{js} does not come true"), || self.is_true(js));
    }

    /// Waits until an element that fits is shown and its text contains this one.
    #[track_caller]
    pub fn wait_for_text(&self, css: &str, expected: &str) {
        let mut seen = Vec::new();
        let is_there = |texts: &[String]| texts.iter().any(|text| text.contains(expected));
        let deadline = Instant::now() + PATIENCE;
        while !is_there(&seen) {
            if Instant::now() > deadline {
                self.fail(&format!("{css} does not come to say {expected:?}, but {seen:?}"));
            }
            seen = self.texts(css);
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What has the focus: an element's `id` if it has one, else its name and text.
    #[track_caller]
    #[must_use]
    pub fn focused(&self) -> String {
        let describe = "(() => { const it = document.activeElement;
            return it.id ? '#' + it.id : `${it.localName} ${it.innerText || it.value || ''}`.trim() })()";
        text(&self.eval(describe))
    }

    /// Waits until what [`Browser::focused`] says begins with this.
    #[track_caller]
    pub fn wait_for_focus(&self, expected: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.focused().starts_with(expected) {
            if Instant::now() > deadline {
                self.fail(&format!("{expected:?} does not come to have the focus, but {:?}", self.focused()));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The addresses of everything that the page has loaded or tried to, itself excepted.
    #[track_caller]
    #[must_use]
    pub fn resources(&self) -> Vec<String> {
        let names = self.eval("performance.getEntriesByType('resource').map((it) => it.name)");
        names.as_array().into_iter().flatten().map(text).collect()
    }

    /// What was copied last.
    #[track_caller]
    #[must_use]
    pub fn clipboard(&self) -> String {
        text(&self.done(match self.kind {
            Kind::Chromium => chromium::clipboard(&self.session),
            Kind::Firefox => firefox::clipboard(&self.session),
            Kind::WebKit => self.cannot("read what was copied"),
        }))
    }

    /// What the console has reported as errors since the last call: exceptions, failed loads, violations of the policy, and
    /// what the page itself reports so.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        let errors = match self.kind {
            Kind::Chromium => chromium::take_errors(&self.session),
            Kind::Firefox => firefox::take_errors(&self.session, &self.driver),
            Kind::WebKit => webkit::take_errors(&self.session),
        };
        errors.unwrap_or_else(|refusal| vec![format!("the console cannot be read: {refusal}")])
    }

    /// Why the page could not be installed like a program; Firefox installs none, and so has no reasons.
    #[track_caller]
    #[must_use]
    pub fn reasons_against_installing(&self) -> Vec<String> {
        self.done(match self.kind {
            Kind::Chromium => chromium::reasons_against_installing(&self.session),
            Kind::Firefox | Kind::WebKit => Ok(Vec::new()),
        })
    }

    /// What axe-core finds that would shut people out: a line for each element, with the rule that it breaks.
    #[track_caller]
    #[must_use]
    pub fn axe(&self) -> Vec<String> {
        self.done(axe::violations(&self.session))
    }

    /// Writes a picture of the whole page, below the fold too, as a PNG.
    #[track_caller]
    pub fn screenshot(&self, path: &Path) {
        let png = self.done(match self.kind {
            Kind::Chromium => chromium::screenshot(&self.session),
            Kind::Firefox => firefox::screenshot(&self.session),
            Kind::WebKit => webkit::screenshot(&self.session),
        });
        let png = BASE64.decode(text(&png)).expect("a driver encodes its screenshots");
        fs::write(path, png).unwrap_or_else(|error| panic!("{} is not writable: {error}", path.display()));
    }
}

impl Browser {
    /// Finds an element and does something with it, again if it is not there yet or is replaced meanwhile.
    #[track_caller]
    fn act(&self, css: &str, act: impl Fn(&str) -> Result<Value, Refusal>) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.session.post("element", &json!({ "using": "css selector", "value": css }));
            let done = found.and_then(|element| act(element[ELEMENT].as_str().unwrap_or_default()));
            match done {
                Ok(value) => return value,
                Err(refusal) if !refusal.may_pass() || Instant::now() > deadline => {
                    self.fail(&format!("{css}: {refusal}"))
                }
                Err(_) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    #[track_caller]
    fn with(&self, css: &str, js: &str) -> Value {
        self.done(self.session.run(&format!("return {js}"), &[json!(css)]))
    }

    #[track_caller]
    fn is_true(&self, js: &str) -> bool {
        self.eval(&format!("!!({js})")) == true
    }

    #[track_caller]
    fn poll(&self, complaint: &str, is_done: impl Fn() -> bool) {
        self.poll_for(PATIENCE, complaint, is_done);
    }

    #[track_caller]
    fn poll_for(&self, patience: Duration, complaint: &str, is_done: impl Fn() -> bool) {
        let deadline = Instant::now() + patience;
        while !is_done() {
            if Instant::now() > deadline {
                self.fail(&format!("{complaint} within {} s", patience.as_secs()));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    fn done<T>(&self, result: Result<T, Refusal>) -> T {
        match result {
            Ok(value) => value,
            Err(refusal) => self.fail(&refusal.to_string()),
        }
    }

    /// Says that a test asks more of `WebKit`'s driver than it can: the test is for the other two.
    #[track_caller]
    fn cannot(&self, what: &str) -> ! {
        self.fail(&format!("its driver has no way to {what}; run the test in the other two"))
    }

    #[track_caller]
    fn fail(&self, complaint: &str) -> ! {
        let errors = self.errors();
        let said = if errors.is_empty() { "nothing".to_owned() } else { format!("{errors:#?}") };
        panic!("{self}: {complaint} (the console reported {said})");
    }
}

impl Display for Browser {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Display for Kind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
