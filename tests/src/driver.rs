//! The program that drives a browser.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a driver may take to say where it listens.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a driver is started before a test gives up on it.
const STARTS: usize = 5;

/// A running driver, which ends when it is dropped.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    lines: Arc<Mutex<Vec<String>>>,
    /// Where it listens.
    pub address: String,
}

impl Driver {
    /// Starts a driver, which keeps its files in `folder`, and waits for the line that ends with the port it has chosen, after
    /// `announcement`.
    ///
    /// Chromium's driver takes a port that is free for one family of addresses and ends where the other family has it in use.
    /// That is chance, and so a driver that does not come to listen is started again.
    #[must_use]
    pub fn start(program: &str, arguments: &[&str], folder: &Path, announcement: &'static str) -> Self {
        let mut said = Vec::new();
        for _ in 0..STARTS {
            match Self::start_once(program, arguments, folder, announcement) {
                Ok(driver) => return driver,
                Err(lines) => said.push(lines),
            }
        }
        panic!("{program} did not say where it listens, but: {said:?}");
    }

    /// Starts a driver that does not say where it listens, on a port that is free, and waits until it answers there.
    #[must_use]
    pub(crate) fn start_silent(program: &str, environment: &[(&str, OsString)], folder: &Path) -> Self {
        let mut said = Vec::new();
        for _ in 0..STARTS {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
            let port = listener.local_addr().expect("it listens").port();
            drop(listener);
            let mut command = Command::new(program);
            command.arg(format!("--port={port}")).envs(environment.iter().map(|(name, value)| (name, value)));
            let (sender, _ports) = mpsc::channel();
            let driver = Self::spawn(command, folder, None, &sender, port);
            let deadline = Instant::now() + PATIENCE;
            while Instant::now() < deadline {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                    return driver;
                }
                thread::sleep(Duration::from_millis(20));
            }
            said.push(driver.take_lines());
        }
        panic!("{program} does not listen, but says: {said:?}");
    }

    /// A driver that listens, or what it said where it does not.
    fn start_once(
        program: &str,
        arguments: &[&str],
        folder: &Path,
        announcement: &'static str,
    ) -> Result<Self, Vec<String>> {
        let mut command = Command::new(program);
        command.args(arguments);
        let (sender, ports) = mpsc::channel();
        let mut driver = Self::spawn(command, folder, Some(announcement), &sender, 0);
        drop(sender);
        // A driver that ends closes both streams, so no sender is left and this does not wait.
        let Ok(port) = ports.recv_timeout(PATIENCE) else { return Err(driver.take_lines()) };
        driver.address = address(port);
        Ok(driver)
    }

    /// Starts it. What it says after the announcement, where there is one, is the port that it has chosen; else `port` is.
    fn spawn(
        mut command: Command,
        folder: &Path,
        announcement: Option<&'static str>,
        ports: &Sender<u16>,
        port: u16,
    ) -> Self {
        // No driver clears away everything that its browser leaves behind.
        command.env("TMPDIR", folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap_or_else(|error| {
            let program = command.get_program().display();
            panic!("{program} could not be started ({error}): run `cargo xtask test`, which installs it");
        });
        let lines = Arc::default();
        read(process.stdout.take().expect("it is piped"), &lines, announcement, ports.clone());
        read(process.stderr.take().expect("it is piped"), &lines, announcement, ports.clone());
        Self { process, lines, address: address(port) }
    }

    /// What the driver and its browser have written since the last call.
    pub(crate) fn take_lines(&self) -> Vec<String> {
        std::mem::take(&mut self.lines())
    }

    /// Waits until the browser has written this line; everything that it wrote before is there by then.
    pub(crate) fn wait_for_line(&self, expected: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.lines().iter().any(|line| line == expected) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn address(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Keeps what a stream says, and sends on the port that it announces.
fn read(
    stream: impl Read + Send + 'static,
    lines: &Arc<Mutex<Vec<String>>>,
    announcement: Option<&'static str>,
    ports: Sender<u16>,
) {
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            if let Some((_, port)) = announcement.and_then(|it| text.split_once(it))
                && let Ok(port) = port.trim_end_matches('.').parse()
            {
                // A second port is not waited for.
                let _ = ports.send(port);
            }
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            line.clear();
        }
    });
}
