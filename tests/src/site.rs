//! A web server for a folder, which remembers what it was asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tiny_http::{Header, Request, Response, Server};

use crate::built::dist;

/// A folder served over HTTP on this machine until it is dropped.
#[derive(Debug)]
pub struct Site {
    state: Arc<State>,
    address: String,
    thread: Option<JoinHandle<()>>,
}

struct State {
    server: Server,
    folder: PathBuf,
    mount: String,
    headers: Mutex<Vec<(String, String)>>,
    replaced: Mutex<BTreeMap<String, String>>,
    /// The files as they are sent to a browser that takes brotli, if they are.
    compressed: BTreeMap<String, Vec<u8>>,
    requests: Mutex<Vec<String>>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("folder", &self.folder).field("mount", &self.mount).finish_non_exhaustive()
    }
}

impl Site {
    /// Serves a folder under a path, which begins and ends with `/`; everything outside of it is not found.
    #[must_use]
    pub fn under(mount: &str, folder: PathBuf) -> Self {
        Self::start(mount, folder, BTreeMap::new())
    }

    /// Another site, whose page `host.html` shows an address in a frame that may do no more than this.
    #[must_use]
    pub fn framing(address: &str, sandbox: &str) -> Self {
        let site = Self::under("/", dist());
        site.replace(
            "host.html",
            format!(
                "<!doctype html><title>Host</title><link rel=icon href=data:,><iframe width=1000 height=800 \
                 sandbox='{sandbox}' src='{address}'></iframe>"
            ),
        );
        site
    }

    /// Serves a folder as a static host does: compressed, and with leave to keep it for a while.
    #[must_use]
    pub fn hosted(folder: PathBuf) -> Self {
        let compressed = compress(&folder);
        let site = Self::start("/", folder, compressed);
        // What GitHub Pages says of every file.
        site.add_header("Cache-Control", "max-age=600");
        site.add_header("Vary", "Accept-Encoding");
        site
    }

    fn start(mount: &str, folder: PathBuf, compressed: BTreeMap<String, Vec<u8>>) -> Self {
        assert!(mount.starts_with('/') && mount.ends_with('/'), "{mount} does not begin and end with /");
        let server = Server::http("127.0.0.1:0").expect("a port of this machine is free");
        let address = format!("http://{}", server.server_addr());
        let state = Arc::new(State {
            server,
            folder,
            mount: mount.to_owned(),
            headers: Mutex::default(),
            replaced: Mutex::default(),
            compressed,
            requests: Mutex::default(),
        });
        let answering = Arc::clone(&state);
        let thread = thread::spawn(move || {
            for request in answering.server.incoming_requests() {
                // A browser that goes away before it has its answer is no matter of the test's.
                let _ = answering.answer(request);
            }
        });
        wake(&state, address.trim_start_matches("http://"));
        Self { state, address, thread: Some(thread) }
    }

    /// The address of a file in the folder.
    #[must_use]
    pub fn url(&self, file: &str) -> String {
        format!("{}{}{file}", self.address, self.state.mount)
    }

    /// From now on every answer has this header too.
    pub fn add_header(&self, name: &str, value: &str) {
        lock(&self.state.headers).push((name.to_owned(), value.to_owned()));
    }

    /// From now on a file holds this text, whatever is in the folder.
    pub fn replace(&self, file: &str, text: String) {
        lock(&self.state.replaced).insert(file.to_owned(), text);
    }

    /// The paths that were asked for since the last call, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state.requests))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.state.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl State {
    fn answer(&self, request: Request) -> std::io::Result<()> {
        lock(&self.requests).push(request.url().to_owned());
        let path = request.url().split('?').next().unwrap_or_default();
        let file = path.strip_prefix(&self.mount).map(|file| if file.is_empty() { "index.html" } else { file });
        let compressed = file.and_then(|file| self.compressed.get(file)).filter(|_| takes_brotli(&request));
        let bytes = file.and_then(|file| compressed.cloned().or_else(|| self.read(file)));
        let (Some(file), Some(bytes)) = (file, bytes) else {
            return request.respond(Response::empty(404));
        };
        let mut response = Response::from_data(bytes).with_header(header("Content-Type", content_type(file)));
        if compressed.is_some() {
            response.add_header(header("Content-Encoding", "br"));
        }
        for (name, value) in lock(&self.headers).iter() {
            response.add_header(header(name, value));
        }
        request.respond(response)
    }

    fn read(&self, file: &str) -> Option<Vec<u8>> {
        if let Some(text) = lock(&self.replaced).get(file) {
            return Some(text.clone().into_bytes());
        }
        let is_inside = Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
        if is_inside { fs::read(self.folder.join(file)).ok() } else { None }
    }
}

/// The files of a folder, each compressed beforehand: a host does not compress anew for every answer.
fn compress(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).expect("the folder is readable").flatten();
    let compress = |path: PathBuf| {
        let mut compressed = brotli::CompressorWriter::new(Vec::new(), 4096, 9, 22);
        compressed.write_all(&fs::read(path).ok()?).expect("memory is writable");
        Some(compressed.into_inner())
    };
    files.filter_map(|file| Some((file.file_name().into_string().ok()?, compress(file.path())?))).collect()
}

fn takes_brotli(request: &Request) -> bool {
    let mut headers = request.headers().iter();
    headers.any(|header| header.field.equiv("Accept-Encoding") && header.value.as_str().contains("br"))
}

/// Keeps connections from waiting for ever.
///
/// Of several that come at once, the server may leave one to a thread that has just taken another (`tiny_http` counts the idle
/// ones before they wake), until the next one comes: here it is.
fn wake(state: &Arc<State>, address: &str) {
    let (state, address) = (Arc::downgrade(state), address.to_owned());
    thread::spawn(move || {
        while state.strong_count() > 0 {
            // There is no answer once the site is gone.
            let _ = TcpStream::connect(&address);
            thread::sleep(Duration::from_millis(50));
        }
    });
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).unwrap_or_else(|()| panic!("{name}: {value} is no header"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
