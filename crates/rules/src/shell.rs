//! Names the shells that scripts are written for.

/// A shell that people have where Azure's command line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// Bash 3.2 and later: Linux, macOS, the Cloud Shell.
    Bash,
    /// Windows `PowerShell` 5.1 and `PowerShell` 7.
    PowerShell,
}

impl Shell {
    /// Every shell.
    pub const ALL: [Self; 2] = [Self::Bash, Self::PowerShell];

    /// What the name of a script of it ends with, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Bash => "sh",
            Self::PowerShell => "ps1",
        }
    }
}
