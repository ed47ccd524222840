//! Describes a person's screen.

/// What a person's screen is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether the person prefers light or dark.
    pub theme: Theme,
    /// The width of the page in CSS pixels.
    pub width: u32,
    /// The height of the page in CSS pixels.
    pub height: u32,
}

/// What a person's system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Look {
    /// A light screen on a desk.
    pub const DESK: Self = Self { theme: Theme::Light, width: 1280, height: 900 };
    /// A light screen of a phone.
    pub const PHONE: Self = Self { theme: Theme::Light, width: 390, height: 844 };

    /// This screen in the dark.
    #[must_use]
    pub const fn dark(self) -> Self {
        Self { theme: Theme::Dark, ..self }
    }
}
