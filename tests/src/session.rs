//! A conversation with a driver in the words of `WebDriver`, the standard that the drivers of all browsers speak.
//!
//! It is written out here rather than taken from a `WebDriver` crate: those are asynchronous, and half of what the tests need
//! (themes, narrow windows, the network off, the console) is each browser's own and in none of them.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

/// Longer than anything a browser does for a test, its start on a busy machine too.
const PATIENCE: Duration = Duration::from_mins(2);

/// A screenshot of a long page.
const LARGEST_ANSWER: u64 = 200_000_000;

/// A browser's window as its driver shows it.
#[derive(Debug)]
pub(crate) struct Session {
    agent: Agent,
    address: String,
}

/// What a driver says when it cannot do what it was asked to.
#[derive(Debug)]
pub(crate) struct Refusal {
    kind: String,
    message: String,
}

impl Session {
    /// Starts a browser.
    pub(crate) fn start(driver: &str, capabilities: &Value) -> Result<Self, Refusal> {
        // The driver is on this machine, whatever proxy the environment names.
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).proxy(None);
        let mut session = Self { agent: config.build().into(), address: driver.to_owned() };
        let answer = session.post("session", &json!({ "capabilities": { "alwaysMatch": capabilities } }))?;
        let id = answer["sessionId"].as_str().unwrap_or_default();
        session.address = format!("{driver}/session/{id}");
        Ok(session)
    }

    /// Asks for something.
    pub(crate) fn get(&self, path: &str) -> Result<Value, Refusal> {
        read(self.agent.get(self.url(path)).call())
    }

    /// Has the browser do something.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, Refusal> {
        read(self.agent.post(self.url(path)).content_type("application/json").send(body.to_string()))
    }

    /// Ends the browser.
    pub(crate) fn end(&self) -> Result<Value, Refusal> {
        read(self.agent.delete(&self.address).call())
    }

    /// Runs the body of a function in the page, waiting for what it promises.
    pub(crate) fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, Refusal> {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }
}

fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, Refusal> {
    let text =
        response.and_then(|mut response| response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string());
    let text = text.map_err(|error| Refusal { kind: "no answer".to_owned(), message: error.to_string() })?;
    let mut answer: Value = serde_json::from_str(&text).unwrap_or_default();
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(kind) => {
            let message = value["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
            Err(Refusal { kind: kind.to_owned(), message: message.to_owned() })
        }
        None => Ok(value),
    }
}

impl Refusal {
    /// Whether the same may be possible in a moment: what it is about is not there yet, or is just being replaced.
    pub(crate) fn may_pass(&self) -> bool {
        const PASSING: [&str; 4] =
            ["no such element", "stale element reference", "element click intercepted", "element not interactable"];
        PASSING.contains(&self.kind.as_str())
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.message)
    }
}
