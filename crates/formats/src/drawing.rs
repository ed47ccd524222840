//! The networks of a migration as an SVG picture and, with the same content, as an HTML list.
//!
//! Networks are boxes, and what is in them boxes within these; each connection is a line from box to box, green as far as it
//! comes. Where there is room, the client is on the left and the servers are on the right; on a phone all stand below each
//! other. Colours are the page's, with others beside them for a file of its own. Text is never cut; it takes as many lines
//! as it needs.

mod boxes;
mod font;
mod icon;
mod layout;
mod lines;
mod list;

use pgreach_rules::{Drawing, Mark};

use self::layout::Layout;
use crate::element::Element;

pub use font::Font;
pub use icon::{colour, sign};
pub use list::list;

/// How wide a drawing is made where there is room, in pixels: what the right half of a desk has, and a page of paper.
pub const WIDTH: u16 = 720;

/// Below this width all stands below each other, and what can be pressed is as large as a finger.
const NARROW: f64 = 600.0;

/// Where the steps of a drawing are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Each mark leads to its step in the page, by the step's `id` there.
    Page,
    /// It is a picture of its own.
    None,
}

/// The colour of letters: as all of these the page's, with that of light paper for a file of its own.
pub const INK: &str = "var(--ink, #18212c)";
/// The colour of what is said beside.
pub const SOFT: &str = "var(--soft, #536072)";
/// What a box is filled with.
pub const PANEL: &str = "var(--panel, #fff)";
/// What a box with others in it is filled with.
pub const PAPER: &str = "var(--code, #f3f5f8)";
/// The edge of a box.
pub const EDGE: &str = "var(--edge, #8a94a3)";

/// The drawing as an SVG picture that is `width` pixels wide where it is not scaled; `title` says what it shows.
///
/// It has no scripts, and nothing is fetched for it.
#[must_use]
pub fn svg(drawing: &Drawing, width: u16, title: &str, links: Links) -> Element {
    let width = f64::from(width);
    let mut top = 2.0;
    let mut caption = Vec::new();
    if links == Links::None {
        top = 10.0;
        for line in Font::NAME.lines(title, width - 8.0) {
            top += 18.0;
            caption.push(Font::NAME.text(line, 4.0, top, INK));
        }
        top += 12.0;
    }
    let layout = Layout::of(drawing, width, top);
    let (over, under) = lines::lines(drawing, &layout);
    let svg = picture(width, layout.height);
    let svg = match links {
        Links::Page => svg.with("role", "group").with("aria-label", title),
        // A file of its own has its size, and paper below it.
        Links::None => svg.at([("width", width), ("height", layout.height)]).with("role", "img").holding([
            Element::new("title").saying(title),
            Element::new("rect").with("width", "100%").with("height", "100%").with("fill", PANEL),
        ]),
    };
    let (networks, leaves) = boxes::boxes(drawing, &layout, links);
    // Lines lie above the networks that they cross, and below what they lead to.
    svg.holding(caption).holding(networks.frames).holding(under).holding(networks.texts).holding(leaves).holding(over)
}

/// An empty picture of this size, in pixels where it is not scaled, with the letters of the reader's system.
#[must_use]
pub fn picture(width: f64, height: f64) -> Element {
    Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("viewBox", format!("0 0 {width} {height:.0}"))
        .with("font-family", "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif")
}

/// What a mark says, with the name of its step.
fn mark_words(mark: &Mark) -> String {
    format!("{}, {}: {}. {}", mark.name, mark.parties(), mark.status.label().to_lowercase(), mark.text)
}

#[cfg(test)]
mod tests;
