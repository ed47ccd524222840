//! Does what is asked of the worker: reads the files that come, and judges the states that come by what was read.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use js_sys::{Date, Uint8Array};
use pgreach_azure::{Import, PseudonymKey, Reader, redact};
use pgreach_formats::before_and_after;
use pgreach_messages::{Asked, Compared, ComparedLine, Handed, Said, Task, TaskAnswer};
use pgreach_rules::{ComparedStep, Comparison, Config, compare_networks, find_with_plan, link, network::Network};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    drawn, fleet,
    saved::{self, Kind},
    summary,
    worker::Port,
};

/// A file comes in pieces of so many bytes, so that it is never there twice.
const PIECE: f64 = (4_u32 << 20) as f64;

thread_local! {
    /// What was read.
    static READ: Rc<RefCell<Import>> = Rc::default();
    /// What was read of earlier files, and for which reading.
    static BEFORE: RefCell<(u32, Network)> = RefCell::default();
}

/// Does what is asked, and answers.
///
/// What goes wrong beyond what an answer can say, as where memory is short, ends the program; the page is told by the
/// browser.
pub(crate) async fn perform(task: JsValue, port: &Port) {
    // It comes from the page, whose file of messages is the same.
    let Ok(Task { number, asked }) = serde_wasm_bindgen::from_value(task) else { return };
    let answer = |said| {
        if let Ok(answer) = serde_wasm_bindgen::to_value(&TaskAnswer { number, said }) {
            port.post_message(&answer);
        }
    };
    let read = READ.with(Rc::clone);
    let said = match asked {
        Asked::Read(files) => self::read(&files, &answer).await,
        Asked::Find(state) => Said::Text(findings(&config(&state), &mut read.borrow_mut().network)),
        Asked::Pairs { pairs, from } => Said::Pairs(fleet::rows(pairs, from, &mut read.borrow_mut().network)),
        Asked::Standing => Said::Standing(fleet::standing(&read.borrow().network)),
        Asked::Plan => Said::Planned(fleet::planned(&read.borrow().network)),
        Asked::Fleet(form) => Said::Text(fleet::document(form, &read.borrow().network)),
        Asked::Mask { state, key } => {
            let import = read.borrow();
            let (config, mut network) = shown(&state, Some(key), &import.network);
            let findings = findings(&config, network.to_mut());
            Said::Masked { state: link::write(&config, true), findings }
        }
        Asked::Draw { state, tried } => {
            Said::Drawn(drawn::drawn(&config(&state), &mut read.borrow_mut().network, &tried))
        }
        Asked::Compare { state, before, reading } => Said::Compared(compared(&config(&state), &before, reading).await),
        Asked::Save { state, key } => {
            let import = read.borrow();
            let (config, network) = shown(&state, key, &import.network);
            Said::Text(saved::write(config, &network))
        }
    };
    answer(said);
}

/// Reads files in place of those there were, and says how far it is.
async fn read(files: &[Handed], answer: &impl Fn(Said)) -> Said {
    READ.with(|it| it.take());
    fleet::forget();
    match imported(files, answer).await {
        Ok((mut reader, kinds)) => {
            let again = reader.described_again();
            let import = reader.finish();
            let summary = summary::of(&import, &kinds, &again);
            READ.with(|it| it.replace(import));
            Said::Read(summary)
        }
        Err((at, why)) => Said::Refused { at, why },
    }
}

/// Says what is otherwise than it was with earlier files, which are read once for one reading of the others.
async fn compared(config: &Config, before: &[Handed], reading: u32) -> Option<Box<Compared>> {
    if BEFORE.with_borrow(|it| it.0) != reading {
        let (reader, _) = imported(before, &|_| {}).await.ok()?;
        BEFORE.set((reading, reader.finish().network));
    }
    let after = READ.with(Rc::clone);
    let comparison =
        BEFORE.with_borrow_mut(|it| compare_networks((config, &mut it.1), (config, &mut after.borrow_mut().network)));
    Some(Box::new(in_lines(comparison)))
}

/// A comparison as it is shown.
fn in_lines(Comparison { before, after, steps, branches }: Comparison) -> Compared {
    let line = |it: ComparedStep| {
        let words = before_and_after(&it);
        ComparedLine { step: it.step, became: it.became, words, failure: it.failure }
    };
    let branches = branches.into_iter().map(|it| (it.given, in_lines(it.comparison))).collect();
    Compared { before, after, steps: steps.into_iter().map(line).collect(), branches }
}

/// Reads files, and says how far it is; or which of them cannot be read, and why.
async fn imported(files: &[Handed], answer: &dyn Fn(Said)) -> Result<(Reader, Vec<Kind>), (usize, String)> {
    let (mut reader, mut kinds) = (Reader::default(), Vec::new());
    let mut last = 0.0;
    for (at, Handed { name, file }) in files.iter().enumerate() {
        let size = file.size();
        // Getting a file and reading it take about as long.
        let mut progress = |done: f64| {
            if 50.0 < Date::now() - last {
                last = Date::now();
                answer(Said::Progress { at, done: done / (2.0 * size).max(1.0) });
            }
        };
        let mut bytes = Vec::new();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size that does not fit is refused"
        )]
        let room = bytes.try_reserve_exact(size as usize);
        if room.is_err() || f64::from(u32::MAX) < size {
            return Err((at, "it is too large for the memory of this browser".to_owned()));
        }
        let mut start = 0.0;
        while start < size {
            match piece(file, start).await {
                Ok(piece) => bytes.extend_from_slice(&piece.to_vec()),
                Err(error) => return Err((at, words(&error))),
            }
            progress(start);
            start += PIECE;
        }
        let (kind, resources) = saved::kind(&bytes);
        #[expect(clippy::cast_precision_loss, reason = "no file has 2^52 bytes")]
        let mut parsed = |read: usize| progress(size + read as f64);
        match resources {
            Some(resources) if resources.is_empty() => {}
            Some(resources) => reader.add(name, resources.as_bytes(), &mut parsed),
            None => reader.add(name, &bytes, &mut parsed),
        }
        kinds.push(kind);
    }
    Ok((reader, kinds))
}

/// The bytes of a file from a place on.
async fn piece(file: &web_sys::Blob, start: f64) -> Result<Uint8Array, JsValue> {
    let piece = file.slice_with_f64_and_f64(start, (start + PIECE).min(file.size()))?;
    Ok(Uint8Array::new(&JsFuture::from(piece.array_buffer()).await?))
}

/// What a browser says of an error.
pub(crate) fn words(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|it| String::from(it.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "an error of the browser".to_owned())
}

/// A state and what was read; with a key, both under other names.
fn shown<'a>(state: &str, key: Option<pgreach_messages::KeyBytes>, network: &'a Network) -> (Config, Cow<'a, Network>) {
    let config = config(state);
    match key {
        Some(key) => {
            let (config, network) = redact(&config, network, PseudonymKey(key));
            (config, Cow::Owned(network))
        }
        None => (config, Cow::Borrowed(network)),
    }
}

fn config(state: &str) -> Config {
    // The page has written it, so all of it can be read.
    link::read(state).0
}

fn findings(config: &Config, network: &mut Network) -> String {
    // They are written by their own rules, and cannot fail.
    serde_json::to_string(&find_with_plan(config, network)).unwrap_or_default()
}
