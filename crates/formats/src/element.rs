//! A tree of markup, to be written as a text, or built in a browser that allows no texts for it.

use crate::markup::{push, push_text};

/// An element of SVG or HTML.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its name.
    pub name: &'static str,
    /// Its attributes. A value is text, and is escaped where it is written.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it, in order.
    pub children: Vec<Node>,
}

/// What an element can hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Text.
    Text(String),
}

impl Element {
    /// An empty one.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new() }
    }

    /// This element with an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// This element with numbers as attributes, to a tenth.
    #[must_use]
    pub fn at<const N: usize>(self, numbers: [(&'static str, f64); N]) -> Self {
        numbers.into_iter().fold(self, |it, (name, number)| it.with(name, ((number * 10.0).round() / 10.0).to_string()))
    }

    /// This element with more in it.
    #[must_use]
    pub fn holding(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// This element with a text in it.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// It as a text, which is XML, and HTML where all its elements are.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::new();
        self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut String) {
        push(out, &["<", self.name]);
        for (name, value) in &self.attributes {
            push(out, &[" ", name, "=\""]);
            push_text(out, value);
            out.push('"');
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(it) => it.write_to(out),
                Node::Text(text) => push_text(out, text),
            }
        }
        push(out, &["</", self.name, ">"]);
    }
}
