//! The right to run a browser: few run at once, so that none is starved into a timeout.

use std::sync::{Condvar, Mutex, PoisonError};

/// A browser takes about a processor; the smallest machine that builds the project has two.
const SEATS: usize = 2;

static FREE: Mutex<usize> = Mutex::new(SEATS);
static LEFT: Condvar = Condvar::new();

/// The right to run one browser, given back when it is dropped.
///
/// A test that takes a second while it holds the first may wait for ever.
#[derive(Debug)]
pub(crate) struct Seat;

impl Seat {
    /// Waits until there is one.
    pub(crate) fn take() -> Self {
        let free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = LEFT.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Self
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        *FREE.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        LEFT.notify_one();
    }
}
