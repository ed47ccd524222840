//! Measures how wide a text is, and breaks it into the lines in which it fits.

use crate::element::Element;

/// A size of letters, in pixels, and how wide one is at most on average.
#[derive(Debug, Clone, Copy)]
pub struct Font {
    pub(super) size: f64,
    pub(super) weight: &'static str,
}

impl Font {
    /// For the name of what is drawn.
    pub const NAME: Self = Self { size: 13.5, weight: "650" };
    /// For what is said of it.
    pub const FACT: Self = Self { size: 12.5, weight: "400" };

    /// A line of text that begins at a point.
    #[must_use]
    pub fn text(self, text: impl Into<String>, x: f64, y: f64, colour: &str) -> Element {
        Element::new("text")
            .at([("x", x), ("y", y), ("font-size", self.size)])
            .with("font-weight", self.weight)
            .with("fill", colour)
            .saying(text)
    }

    /// How wide a letter is, estimated for the widest of the fonts that systems have for their own texts, because the
    /// font of a reader is not known here.
    pub(super) fn width_of(self, letter: char) -> f64 {
        let of_size = match letter {
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '\'' | ' ' | 'I' => 0.36,
            'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 0.44,
            'm' | 'w' | 'M' | 'W' => 0.99,
            _ if letter.is_ascii_lowercase() || letter.is_ascii_digit() => 0.65,
            _ if letter.is_ascii() => 0.78,
            _ => 1.05,
        };
        // Bold letters are wider by about a tenth.
        of_size * self.size * if self.weight == "400" { 1.0 } else { 1.12 }
    }

    fn width(self, text: &str) -> f64 {
        text.chars().map(|it| self.width_of(it)).sum()
    }

    /// Texts after each other, with a dot between those that stand in one line; `most` is how wide a line may be, by its
    /// number.
    pub(super) fn flow(self, texts: &[&str], most: impl Fn(u16) -> f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let number = |lines: &[String]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
        for text in texts {
            let room = most(number(&lines).saturating_sub(1));
            if let Some(line) = lines.last_mut()
                && self.width(line) + self.width(" · ") + self.width(text) <= room
            {
                line.extend([" · ", text]);
                continue;
            }
            let mut rest: &str = text;
            while !rest.is_empty() {
                let line = self.lines(rest, most(number(&lines))).into_iter().next().unwrap_or_default();
                rest = rest.get(line.len()..).unwrap_or_default();
                lines.push(line);
            }
        }
        lines
    }

    /// A text in lines of at most this width. A word that does not fit in a line is broken, after a dot, slash or dash where
    /// there is one.
    #[must_use]
    pub fn lines(self, text: &str, most: f64) -> Vec<String> {
        let width = |text: &str| self.width(text);
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_inclusive(' ') {
            let fits = |line: &str, part: &str| width(line) + width(part.trim_end()) <= most;
            if !line.is_empty() && !fits(&line, word) {
                lines.push(std::mem::take(&mut line));
            }
            if fits(&line, word) {
                line.push_str(word);
                continue;
            }
            for part in word.split_inclusive(['.', '/', '-']) {
                if !line.is_empty() && !fits(&line, part) {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in part.chars() {
                    if !line.is_empty() && most < width(&line) + self.width_of(letter) {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(letter);
                }
            }
        }
        lines.push(line);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::Font;

    #[test]
    fn no_line_is_wider_than_its_place_and_no_letter_is_lost() {
        let width = |font: Font, text: &str| text.chars().map(|it| font.width_of(it)).sum::<f64>();
        for text in [
            "",
            "a",
            "privatelink.postgres.database.azure.com/orders-old",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
            "one  two three four",
        ] {
            for most in [20.0, 90.0, 500.0] {
                let lines = Font::NAME.lines(text, most);
                assert_eq!(lines.concat(), text);
                assert_eq!(Font::NAME.flow(&[text], |_| most).concat(), text);
                assert!(lines.iter().all(|it| width(Font::NAME, it.trim_end()) <= most), "{lines:?}");
            }
        }
    }
}
