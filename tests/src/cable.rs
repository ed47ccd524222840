//! The cable between a browser and a site, which a test pulls out.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::site::Site;

/// A way to a site that can be cut, for whatever asks: a browser that is told to be offline lets its workers go on.
#[derive(Debug)]
pub struct Cable {
    state: Arc<State>,
    address: SocketAddr,
    mount: String,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    site: String,
    is_out: AtomicBool,
    is_ended: AtomicBool,
    streams: Mutex<Vec<TcpStream>>,
}

impl Cable {
    /// Plugs a cable into a site.
    #[must_use]
    pub fn to(site: &Site) -> Self {
        let url = site.url("");
        let (site, mount) = url.trim_start_matches("http://").split_once('/').expect("a site is mounted below /");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine is free");
        let address = listener.local_addr().expect("it is bound");
        let state = Arc::new(State {
            site: site.to_owned(),
            is_out: AtomicBool::new(false),
            is_ended: AtomicBool::new(false),
            streams: Mutex::default(),
        });
        let accepting = Arc::clone(&state);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.is_ended.load(Ordering::SeqCst) {
                    return;
                }
                // A connection that comes to nothing is what a test of a broken network is about.
                let _ = stream.and_then(|stream| accepting.connect(stream));
            }
        });
        Self { state, address, mount: format!("/{mount}"), thread: Some(thread) }
    }

    /// The address of a file of the site, by way of this cable.
    #[must_use]
    pub fn url(&self, file: &str) -> String {
        format!("http://{}{}{file}", self.address, self.mount)
    }

    /// Pulls the cable out: what is open ends, and what comes is dropped.
    pub fn pull_out(&self) {
        self.state.is_out.store(true, Ordering::SeqCst);
        self.state.end_all();
    }

    /// Plugs it in again.
    pub fn plug_in(&self) {
        self.state.is_out.store(false, Ordering::SeqCst);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.state.is_ended.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for somebody to come.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.state.end_all();
    }
}

impl State {
    fn connect(&self, browser: TcpStream) -> io::Result<()> {
        if self.is_out.load(Ordering::SeqCst) {
            return Ok(());
        }
        let site = TcpStream::connect(&self.site)?;
        {
            let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
            streams.extend([browser.try_clone()?, site.try_clone()?]);
        }
        carry(browser.try_clone()?, site.try_clone()?);
        carry(site, browser);
        Ok(())
    }

    fn end_all(&self) {
        for stream in self.streams.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // It may have ended by itself.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Carries what comes from one end to the other, until either ends.
fn carry(mut from: TcpStream, mut to: TcpStream) {
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
}
