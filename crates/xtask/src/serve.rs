//! The page served on this machine, built again on every change.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use pgreach_tools::process::say;
use pgreach_tools::workspace;

use crate::bundle;

/// Where to serve.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The port to serve on; without it, 8080 or the next that is free
    #[arg(long)]
    port: Option<u16>,
}

/// Serves the page until it is interrupted.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let port = options.port.or_else(|| (8080..8180).find(|port| is_free(*port)));
    let port = port.context("no port from 8080 to 8179 is free: name one with --port")?;
    ensure!(is_free(port), "port {port} is taken: name another with --port");
    pgreach_tools::for_building()?;
    // Not into dist, so that the page can be bundled and tested while it is being served.
    let dist = workspace::target()?.join("serve");
    say("building the page; it is built again on every change, and Ctrl-C ends");
    let mut trunk = bundle::trunk()?;
    // Reloading by itself would take an inline script and a connection that the page's own policy forbids.
    trunk
        .args(["serve", "--no-autoreload", "--no-spa", "--disable-address-lookup"])
        .args(["--address", "127.0.0.1", "--port", &port.to_string(), "--dist"])
        .arg(&dist)
        .env(bundle::IS_SERVED, "");
    // Trunk ends with this command, however that ends.
    let is_ended = Arc::new(AtomicBool::new(false));
    let end = Arc::clone(&is_ended);
    ctrlc::set_handler(move || end.store(true, Ordering::Relaxed))?;
    let mut trunk = trunk.current_dir(workspace::root()).spawn().context("trunk could not be started")?;
    let mut is_announced = false;
    while !is_ended.load(Ordering::Relaxed) {
        if let Some(status) = trunk.try_wait()? {
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        if !is_announced && dist.join("index.html").is_file() && answers(port) {
            is_announced = true;
            say(&format!("pgreach is at http://127.0.0.1:{port}/"));
        }
        thread::sleep(Duration::from_millis(100));
    }
    trunk.kill()?;
    trunk.wait()?;
    Ok(ExitCode::SUCCESS)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
