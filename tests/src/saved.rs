//! Files that a browser saves: it writes them bit by bit, and some time after it was asked to.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How long a file may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for a file in this folder whose name and text are as they should be, and returns its text. Whether the text is there
/// as a whole is for `is_it` to say.
#[track_caller]
pub fn saved(folder: &Path, is_it: impl Fn(&str, &str) -> bool) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut seen = Vec::new();
        for file in fs::read_dir(folder).expect("the folder is readable").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            // One that is just being renamed is there the next time.
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            if is_it(&name, &text) {
                return text;
            }
            seen.push((name, text.len()));
        }
        assert!(Instant::now() < deadline, "the file is not saved; what is there, with its length: {seen:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
