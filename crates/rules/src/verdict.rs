//! The answer to the question that pgreach is there for.

use crate::keyword::keyword;

keyword! {
    /// The answer to "can this migration connect?".
    Verdict {
        /// Every condition holds.
        Ready = "ready", "Ready";
        /// A condition fails without which nothing can connect.
        Blocked = "blocked", "Blocked";
        /// The migration service does not support this combination.
        Unsupported = "unsupported", "Not supported";
        /// Too little is known to say.
        Undecided = "undecided", "Undecided";
    }
}
