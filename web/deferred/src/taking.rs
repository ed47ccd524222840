//! Takes files and texts as they come to the page: picked, dropped or pasted.

use gloo::{
    events::{EventListener, EventListenerOptions, EventListenerPhase},
    utils::{document, window},
};
use js_sys::{Array, Promise};
use pgreach_messages::Handed;
use pgreach_rules::{Config, message::recognise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Element, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry, HtmlDialogElement, HtmlInputElement,
};
use yew::Callback;

use crate::{browser, checker::ToChecker, message::Message};

/// The page's own pickers.
const PICKERS: [&str; 2] = ["pick", "pick-folder"];

/// Listens for what is picked, and for what is dropped and pasted anywhere on the page. Takes what was picked before.
pub(crate) fn listeners(send: &Callback<Message>) -> Vec<EventListener> {
    let options = EventListenerOptions { phase: EventListenerPhase::Bubble, passive: false };
    let over = EventListener::new_with_options(&window(), "dragover", options, |event| {
        if let Some(data) = files_of(event) {
            event.prevent_default();
            data.set_drop_effect("copy");
            show_drop(true);
        }
    });
    let leave = EventListener::new(&window(), "dragleave", |event| {
        // Into another element it goes on.
        if event.dyn_ref::<DragEvent>().is_some_and(|it| it.related_target().is_none()) {
            show_drop(false);
        }
    });
    let on_drop = send.clone();
    let dropped = EventListener::new_with_options(&window(), "drop", options, move |event| {
        show_drop(false);
        if let Some(data) = files_of(event) {
            event.prevent_default();
            let send = on_drop.clone();
            // What was dropped can be asked for only at once.
            let (entries, files) = (entries(&data), data.files().map(|it| listed(&it)).unwrap_or_default());
            spawn_local(async move { send.emit(Message::Taken(within_all(entries, files).await, None)) });
        }
    });
    for input in PICKERS.into_iter().filter_map(browser::by_id) {
        take_picked(&input, send);
    }
    let on_pick = send.clone();
    let changed = EventListener::new(&window(), "change", move |event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        if let Some(input) = target.filter(|it| PICKERS.contains(&it.id().as_str())) {
            take_picked(&input, &on_pick);
        }
    });
    let send = send.clone();
    let pasted = EventListener::new_with_options(&window(), "paste", options, move |event| {
        if event.dyn_ref::<ClipboardEvent>().is_some_and(|it| paste(it, &send)) {
            event.prevent_default();
        }
    });
    let unfolded = EventListener::new(&window(), "click", |event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let button = target.and_then(|it| it.closest("[data-goes]").ok().flatten());
        let ids = button.and_then(|it| it.get_attribute("data-goes")).unwrap_or_default();
        // On a phone both are folded.
        for (place, fold) in [(".settings", ".fold-settings"), (".files", ".fold-files")] {
            let is_in = |it: &str| browser::by_id(it).is_some_and(|it| it.closest(place).ok().flatten().is_some());
            if ids.split(' ').any(is_in)
                && let Some(fold) = document().query_selector(fold).ok().flatten()
            {
                let _ = fold.set_attribute("open", "");
            }
        }
    });
    vec![changed, over, leave, dropped, pasted, unfolded]
}

fn show_drop(is_over: bool) {
    if let Some(root) = document().document_element() {
        let _ = if is_over { root.set_attribute("data-drop", "") } else { root.remove_attribute("data-drop") };
    }
}

/// What is dragged, if there are files in it.
fn files_of(event: &web_sys::Event) -> Option<DataTransfer> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    data.types().includes(&"Files".into(), 0).then_some(data)
}

/// Takes what is pasted, unless a field of the page does; says whether it did.
fn paste(event: &ClipboardEvent, send: &Callback<Message>) -> bool {
    let Some(data) = event.clipboard_data() else { return false };
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    // The box for it takes what the page would take anywhere else.
    let field = target.and_then(|it| it.closest("input, textarea:not(#given), select").ok().flatten());
    let open = document().query_selector("dialog[open]").ok().flatten();
    let files = data.files().map(|it| listed(&it)).unwrap_or_default();
    if !files.is_empty() && field.as_ref().is_none_or(|it| it.id() == "error-text") {
        if let Some(open) = open.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) {
            open.close();
        }
        send.emit(Message::Taken(files, None));
        return true;
    }
    let text = data.get_data("text/plain").unwrap_or_default();
    if field.is_some() || text.trim().is_empty() || open.as_ref().is_some_and(|it| it.id() != "paste") {
        return false;
    }
    send.emit(match Given::of(&text) {
        Given::Export if open.is_none() => Message::Pasted(text),
        Given::Link(state) if open.is_none() => Message::ForChecker(ToChecker::Entered(state.to_owned())),
        _ => Message::Entered(text),
    });
    true
}

/// What a text is that a person gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Given<'a> {
    /// What a tool prints: JSON, or a table, of which the reader says how to print it again.
    Export,
    /// A link to a page of pgreach, with this state.
    Link(&'a str),
    /// What may be an error message.
    Message,
}

impl<'a> Given<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let is_rule = |line: &str| line.contains("---") && line.chars().all(|it| it == '-' || it == ' ');
        let is_table = || text.trim().lines().nth(1).is_some_and(|it| is_rule(it.trim()));
        match text.trim().split_once('#') {
            Some((_, state)) if state.starts_with("v=") && !state.contains(char::is_whitespace) => Self::Link(state),
            // What is JSON may be an error message, too.
            _ if (is_json(text) && !is_error(text)) || is_table() => Self::Export,
            _ => Self::Message,
        }
    }
}

/// Whether a text looks like JSON as Azure's tools print it: a list or an object that has something in it, or nothing.
pub(crate) fn is_json(text: &str) -> bool {
    let mut significant = text.chars().filter(|it| !it.is_whitespace());
    let first = significant.next();
    matches!(first, Some('{' | '[')) && matches!(significant.next(), Some('"' | '{' | '[' | '}' | ']'))
}

/// Whether a text in JSON is an error that pgreach knows, as Azure or a log says it. What is exported has ids.
pub(crate) fn is_error(text: &str) -> bool {
    !text.contains("\"id\"") && !recognise(text, &Config::default()).is_empty()
}

/// Whether JSON begins in a line of a text: a tool may have said something before it.
pub(crate) fn has_json(text: &str) -> bool {
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(lines).any(|at| text.get(at..).is_some_and(is_json))
}

/// Whether the JSON that begins in a line of a text comes to its end.
pub(crate) fn is_whole(text: &str) -> bool {
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    let json = std::iter::once(0).chain(lines).filter_map(|at| text.get(at..)).find(|it| is_json(it));
    json.is_some_and(|it| {
        serde_json::Deserializer::from_str(it).into_iter::<serde_json::Value>().next().is_some_and(|it| it.is_ok())
    })
}

/// So long a text may be the error message that a person has dropped as a file, in bytes.
const LONGEST_ERROR: f64 = 200_000.0;

/// Takes the texts of errors out of files: what pgreach knows of what they say, as if it were pasted.
pub(crate) async fn errors_of(files: Vec<Handed>) -> (Vec<Handed>, Option<String>) {
    let (mut rest, mut errors) = (Vec::new(), Vec::new());
    for it in files {
        let is_short = it.file.size() <= LONGEST_ERROR;
        let is_table = it.name.to_ascii_lowercase().ends_with(".csv");
        let text = if is_short && !is_table { text_of(&it).await.filter(|it| is_error_alone(it)) } else { None };
        match text {
            Some(text) => errors.push(text),
            None => rest.push(it),
        }
    }
    (rest, (!errors.is_empty()).then(|| errors.join("\n")))
}

/// Whether all of a file is an error: settings and answers of pgreach may quote one, and so may a part of an export.
fn is_error_alone(text: &str) -> bool {
    let has = |member: &str| text.contains(member);
    let is_more = has_json(text) && (!has("\"message\"") || has("\"source\"") || has("\"properties\""));
    !is_more && is_error(text)
}

/// What is in a file, where it is text.
async fn text_of(file: &Handed) -> Option<String> {
    let bytes = JsFuture::from(file.file.array_buffer()).await.ok()?;
    String::from_utf8(js_sys::Uint8Array::new(&bytes).to_vec()).ok()
}

fn take_picked(picker: &Element, send: &Callback<Message>) {
    let files = picker.dyn_ref().map(picked).unwrap_or_default();
    if !files.is_empty() {
        send.emit(Message::Taken(files, None));
    }
}

/// What was picked. The same file can be picked again.
pub(crate) fn picked(input: &HtmlInputElement) -> Vec<Handed> {
    let files = input.files().map(|it| listed(&it)).unwrap_or_default();
    let is_folder = input.id() == "pick-folder";
    input.set_value("");
    files.into_iter().filter(|it| !is_folder || is_export(&it.name)).collect()
}

fn listed(files: &FileList) -> Vec<Handed> {
    (0..files.length()).filter_map(|at| files.get(at)).map(|it| handed(&it, None)).collect()
}

/// A file, by the path that it has in the folder that was picked or dropped.
fn handed(file: &File, path: Option<String>) -> Handed {
    let relative = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|it| it.as_string());
    let name = path.or(relative).filter(|it| !it.is_empty()).unwrap_or_else(|| file.name());
    Handed { name, file: file.clone().into() }
}

/// Of a folder, only files that may be an export are looked at.
fn is_export(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    ending.is_some_and(|it| it == "json" || it == "txt")
}

/// What was dropped, as files and folders.
fn entries(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    (0..items.length()).filter_map(|at| items.get(at)?.webkit_get_as_entry().ok().flatten()).collect()
}

/// The files of what was dropped, folders looked through.
async fn within_all(entries: Vec<FileSystemEntry>, files: Vec<Handed>) -> Vec<Handed> {
    if !entries.iter().any(FileSystemEntry::is_directory) {
        return files;
    }
    let mut all = Vec::new();
    let mut rest: Vec<(FileSystemEntry, bool)> = entries.into_iter().rev().map(|it| (it, false)).collect();
    while let Some((entry, is_in_folder)) = rest.pop() {
        if entry.is_directory() {
            rest.extend(within(entry.unchecked_into()).await.into_iter().rev().map(|it| (it, true)));
        } else if !is_in_folder || is_export(&entry.name()) {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            all.extend(file(entry.unchecked_into()).await.map(|it| handed(&it, Some(path))));
        }
    }
    all
}

/// What is in a folder, which hands out its entries some at a time.
async fn within(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let (reader, mut all) = (folder.create_reader(), Vec::new());
    loop {
        let some = called_back(|done, failed| {
            let _ = reader.read_entries_with_callback_and_callback(done, failed);
        });
        let some = some.await.map(|it| Array::from(&it)).unwrap_or_default();
        if some.length() == 0 {
            return all;
        }
        all.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn file(entry: FileSystemFileEntry) -> Option<File> {
    let file = called_back(|done, failed| entry.file_with_callback_and_callback(done, failed));
    file.await?.dyn_into().ok()
}

/// What something calls back with; none where it fails.
async fn called_back(work: impl Fn(&js_sys::Function, &js_sys::Function)) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| work(&resolve, &reject));
    JsFuture::from(promise).await.ok()
}

#[cfg(test)]
mod tests {
    use super::{Given, has_json, is_error, is_error_alone, is_export, is_json, is_whole};

    #[test]
    fn a_text_is_taken_for_what_it_is() {
        for (text, given) in [
            ("[{\"id\": \"/subscriptions/s\"}]", Given::Export),
            ("Name        State\n----------  -------\norders-new  Ready\n", Given::Export),
            (" https://example.net/pgreach/#v=1&runtime.used=false\n", Given::Link("v=1&runtime.used=false")),
            ("ST008", Given::Message),
            ("{\"code\": \"603000\"}", Given::Message),
            ("could not connect, see https://example.net/#v=1 for more", Given::Message),
            ("FATAL: no entry\n--- end ---", Given::Message),
        ] {
            assert_eq!(Given::of(text), given, "{text}");
        }
    }

    #[test]
    fn what_azure_prints_is_told_from_a_message() {
        for (text, json) in [
            ("[{\"id\": 1}]", true),
            (" {\n \"value\": []", true),
            ("[]", true),
            ("{}", true),
            ("[ERROR] could not connect", false),
            ("{source} is not reachable", false),
            ("ST008", false),
        ] {
            assert_eq!(is_json(text), json, "{text}");
        }
        for (text, whole) in [
            ("[{\"id\": 1}]", true),
            ("WARNING: it\n{}\n", true),
            ("{\"a\":", false),
            ("[{\"id\": 1}", false),
            ("a", false),
        ] {
            assert_eq!(is_whole(text), whole, "{text}");
        }
        assert!(has_json("WARNING: an extension is in preview\n[\n {}]"));
        assert!(!has_json("it has failed\n{source}"));
    }

    #[test]
    fn an_error_in_json_is_no_export() {
        for (text, error) in [
            (
                r#"{"error": {"code": "603000", "message": "603000: Connection to the server 'orders-old' failed."}}"#,
                true,
            ),
            (r#"{"time": "02:10", "message": "FATAL: password authentication failed for user \"a\""}"#, true),
            (r#"[{"id": "/subscriptions/a", "tags": {"note": "603000"}}]"#, false),
            (r#"{"message": "all is well"}"#, false),
        ] {
            assert_eq!(is_error(text), error, "{text}");
        }
    }

    #[test]
    fn a_file_is_an_error_where_it_is_nothing_else() {
        for (text, error) in [
            ("02:10 ERROR 603000: Connection to the server 'orders-old' failed.", true),
            (r#"{"error": {"code": "603000", "message": "603000: Connection to the server failed."}}"#, true),
            (r#"{"source": {"name": "a"}, "message": "FATAL: password authentication failed for user"}"#, false),
            (r#"[{"name": "a", "properties": {"message": "603000"}}]"#, false),
            (r#"{"note": "FATAL: password authentication failed for user"}"#, false),
            ("nothing of the kind", false),
        ] {
            assert_eq!(is_error_alone(text), error, "{text}");
        }
    }

    #[test]
    fn of_a_folder_only_exports_are_looked_at() {
        for (name, wanted) in [("a/export.JSON", true), ("a.txt", true), ("a.png", false), ("json", false)] {
            assert_eq!(is_export(name), wanted, "{name}");
        }
    }
}
