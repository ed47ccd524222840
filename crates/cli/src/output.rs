//! The way out: standard output for what was asked, standard error for the one line that says what went wrong.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use serde::Serialize;

use crate::{REFUSED, arguments::Format};

/// Writes a value as JSON, or its text, with colours only where a terminal shows them.
pub(crate) fn print(format: Format, value: &impl Serialize, text: &impl Display) -> io::Result<()> {
    match format {
        Format::Text => write(text.to_string().as_bytes()),
        Format::Json => {
            let mut json = serde_json::to_vec_pretty(value)?;
            json.push(b'\n');
            write(&json)
        }
    }
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
    let _ = writeln!(anstream::stderr().lock(), "pgreach: {reason}");
    ExitCode::from(REFUSED)
}
