//! JSON, for the forms that are made of it.

use crate::markup::push;

/// A document in the making. It is written as it is said: in the page, a type for each of its objects weighs three times
/// as much.
pub(crate) struct Json {
    out: String,
    depth: usize,
}

impl Json {
    /// An object as a document.
    pub(crate) fn document(write: impl FnOnce(&mut Self)) -> String {
        let mut json = Self { out: String::from("{"), depth: 1 };
        write(&mut json);
        json.close("}");
        json.out.push('\n');
        json.out
    }

    /// An entry of an object.
    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.quoted(value);
    }

    /// An entry of an object.
    pub(crate) fn number(&mut self, key: &str, value: usize) {
        self.key(key);
        self.out.push_str(&value.to_string());
    }

    /// An object as an entry of an object, or without a key as an item of a list.
    pub(crate) fn object(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        self.open(key, "{");
        write(self);
        self.close("}");
    }

    /// A list as an entry of an object.
    pub(crate) fn list(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        self.open(key, "[");
        write(self);
        self.close("]");
    }

    fn open(&mut self, key: &str, bracket: &str) {
        self.key(key);
        self.out.push_str(bracket);
        self.depth += 1;
    }

    fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        // What is empty has no lines.
        if !self.out.ends_with(['{', '[']) {
            self.line();
        }
        self.out.push_str(bracket);
    }

    #[inline(never)]
    fn key(&mut self, key: &str) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
        self.line();
        if !key.is_empty() {
            self.quoted(key);
            self.out.push_str(": ");
        }
    }

    #[inline(never)]
    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    fn quoted(&mut self, text: &str) {
        // A text cannot fail to be JSON.
        push(&mut self.out, &[&serde_json::to_string(text).unwrap_or_default()]);
    }
}
