//! The way out: standard output for what was asked, standard error for the one line that says what went wrong.

use std::{
    fmt::Display,
    fs::File,
    io::{self, ErrorKind, Write},
    path::Path,
    process::ExitCode,
};

use serde::Serialize;

use crate::{REFUSED, arguments::Format};

/// Writes a value as JSON, or its text, with colours only where a terminal shows them.
pub(crate) fn print(format: Format, value: &impl Serialize, text: &impl Display) -> io::Result<()> {
    write(&rendered(format, value, text)?)
}

/// A value as JSON, or its text.
pub(crate) fn rendered(format: Format, value: &impl Serialize, text: &impl Display) -> io::Result<Vec<u8>> {
    match format {
        Format::Text => Ok(text.to_string().into_bytes()),
        Format::Json => {
            let mut json = serde_json::to_vec_pretty(value)?;
            json.push(b'\n');
            Ok(json)
        }
    }
}

/// Writes bytes to a file, without colours.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    anstream::StripStream::new(File::create(path)?).write_all(bytes)
}

/// Writes bytes to standard output. A reader that has seen enough, as `head`, is no error.
pub(crate) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// Says in one line why nothing was concluded.
pub(crate) fn complain(reason: &impl Display) -> ExitCode {
    // Where even this cannot be written, the exit status has to do.
    warn(reason);
    ExitCode::from(REFUSED)
}

/// Says in one line what was left out.
pub(crate) fn warn(what: &impl Display) {
    // Where this cannot be written, no reader is left.
    let _ = writeln!(anstream::stderr().lock(), "pgreach: {what}");
}
