//! The content of a drawing as an HTML list.

use pgreach_rules::{Drawing, Part};

use super::mark_words;
use crate::element::Element;

/// The drawing as an HTML list in which what is in a network is an item below it, and then what is known there of each
/// connection.
#[must_use]
pub fn list(drawing: &Drawing) -> Element {
    items(drawing, None)
}

fn items(drawing: &Drawing, within: Option<usize>) -> Element {
    let here = drawing.parts.iter().enumerate().filter(|it| it.1.within == within);
    let item = |(at, part): (usize, &Part)| {
        let marks = part.marks.iter().map(|it| Element::new("li").saying(mark_words(it)));
        let mut below = Element::new("ul").holding(marks);
        if drawing.parts.iter().any(|it| it.within == Some(at)) {
            below = below.holding(items(drawing, Some(at)).children.into_iter().filter_map(|it| match it {
                crate::Node::Element(it) => Some(it),
                crate::Node::Text(_) => None,
            }));
        }
        let item = Element::new("li").saying(part_words(drawing, part));
        if below.children.is_empty() { item } else { item.holding([below]) }
    };
    Element::new("ul").holding(here.map(item))
}

/// What a part is, its name, what the files say of it, and what it joins.
fn part_words(drawing: &Drawing, part: &Part) -> String {
    let mut words = format!("{} {}", part.kind.label(), part.name).trim_end().to_owned();
    let ends: Vec<&str> =
        part.joins.iter().filter_map(|it| drawing.parts.get(*it)).map(|it| it.name.as_str()).collect();
    if part.kind.is_join() && !ends.is_empty() {
        words.extend([" of ", &ends.join(" and ")]);
    }
    if !part.facts.is_empty() {
        words.extend([": ", &part.facts.join(", ")]);
    }
    words
}
