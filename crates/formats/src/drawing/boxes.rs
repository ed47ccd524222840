//! The boxes of a drawing: networks, and what is in them.

use pgreach_rules::{Drawing, Mark, Part, Status};

use super::{
    EDGE, Links, PANEL, PAPER,
    icon::{colour, icon, sign},
    layout::{Block, Layout, Rect},
    mark_words,
};
use crate::element::Element;

/// The networks: their frames, and what is written in their heads.
pub(super) struct Networks {
    pub frames: Vec<Element>,
    pub texts: Vec<Element>,
}

/// The networks, and what stands in them.
pub(super) fn boxes(drawing: &Drawing, layout: &Layout, links: Links) -> (Networks, Vec<Element>) {
    let mut networks = Networks { frames: Vec::new(), texts: Vec::new() };
    let mut leaves = Vec::new();
    for (at, part) in drawing.parts.iter().enumerate() {
        let Some(block) = layout.block(at) else { continue };
        let whole = Element::new("title").saying(title(part));
        let is_end = drawing.ways.iter().any(|it| it.end == Some(at));
        let frame = frame(part, block, is_end).holding([whole]);
        let fill = if part.kind.is_network() { if part.within.is_none() { PAPER } else { PANEL } } else { "none" };
        let inside = [icon(part.kind, block.spine, block.port - 4.0, fill)];
        let inside = inside.into_iter().chain(block.texts.iter().cloned()).chain(marks(part, block, links));
        if part.kind.is_network() {
            networks.frames.push(frame);
            networks.texts.extend(inside);
        } else {
            leaves.push(Element::new("g").holding([frame]).holding(inside));
        }
    }
    (networks, leaves)
}

/// All that is written in a part, in one line.
fn title(part: &Part) -> String {
    let facts = part.facts.iter().map(String::as_str);
    let words: Vec<&str> =
        [part.kind.label(), &part.name].into_iter().chain(facts).filter(|it| !it.is_empty()).collect();
    words.join(" · ")
}

fn frame(part: &Part, block: &Block, is_end: bool) -> Element {
    let is_outer = part.within.is_none() && part.kind.is_network();
    let round = if part.kind.is_join() { 16.0 } else { 7.0 };
    let rect = rectangle(block.rect).at([("rx", round)]);
    let worst =
        part.marks.iter().map(|it| it.status).filter(|it| *it != Status::Pass).max_by_key(|it| *it == Status::Fail);
    if let Some(status) = worst.filter(|_| is_end) {
        let rect = rect.with("stroke", colour(status.into())).with("stroke-width", "2");
        rect.with("fill", if part.kind.is_network() { PANEL } else { soft(status) })
    } else {
        let rect = rect.with("stroke", EDGE).with("stroke-width", if is_outer { "1.5" } else { "1" });
        rect.with("fill", if is_outer { PAPER } else { PANEL })
    }
}

/// The paper of what a connection ends at.
const fn soft(status: Status) -> &'static str {
    match status {
        Status::Fail => "var(--wrong-soft, #fcebe9)",
        _ => "var(--open-soft, #fdf3dc)",
    }
}

fn rectangle(rect: Rect) -> Element {
    Element::new("rect").at([("x", rect.x), ("y", rect.y), ("width", rect.width), ("height", rect.height)])
}

/// The marks of a part, each of which leads to its step.
fn marks<'a>(part: &'a Part, block: &'a Block, links: Links) -> impl Iterator<Item = Element> {
    part.marks.iter().zip(&block.marks).map(move |(mark, (x, y, area))| {
        // What has one mark can be pressed as a whole.
        let is_whole = part.marks.len() == 1 && !part.kind.is_network();
        let area = if is_whole { block.rect } else { *area };
        let group = match links {
            Links::Page => Element::new("a")
                .with("href", "#")
                .with("data-goes", mark.steps.first().map(|it| it.anchor()).unwrap_or_default())
                .with("aria-label", label(part, mark)),
            Links::None => Element::new("g"),
        };
        let hit = rectangle(area).at([("rx", 6.0)]).with("class", "hit").with("fill", "transparent");
        group.holding([Element::new("title").saying(mark_words(mark)), hit, sign(mark.status.into(), *x, *y, false)])
    })
}

/// The name of a mark for those who do not see it: its step, what is known of it, and where.
fn label(part: &Part, mark: &Mark) -> String {
    let name = if part.name.is_empty() { part.kind.label() } else { &part.name };
    format!("{}, {}: {} ({name})", mark.name, mark.parties(), mark.status.label().to_lowercase())
}
