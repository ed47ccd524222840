//! Draws where the migrations of a fleet stand, as an SVG picture: hubs with the networks that are peered with them, each with a
//! square for every migration in it, in the colour of its verdict.
//!
//! What comes to the same stands together, behind a sign and a word: the colour alone says nothing that they do not.

use std::fmt::Write as _;

use pgreach_formats::{
    Element, Sign,
    drawing::{EDGE, Font, INK, PANEL, PAPER, SOFT, WIDTH, colour, picture, sign},
};

use crate::{FleetMigration, Group, Place, title_of};

/// How wide the picture is made where there is room, and on a phone, in pixels.
pub(crate) const WIDTHS: [u16; 2] = [WIDTH, 358];

/// From the side of a box to what is in it, and between two boxes.
const INSET: f64 = 10.0;
const GAP: f64 = 10.0;
/// From the side of a box to the words beside a sign.
const WORDS: f64 = 36.0;
/// How wide a network is at least, where several stand beside each other.
const LEAST: f64 = 200.0;
/// The side of a square, and from one to the next.
const SQUARE: f64 = 8.0;
const STEP: f64 = 11.0;

/// The map of an estate as a picture that is `width` pixels wide where it is not scaled; `title` says what it shows.
///
/// It has no scripts, and nothing is fetched for it. Its size grows with the networks and the migrations in them.
#[must_use]
pub fn map(estate: &[Place], migrations: &[FleetMigration], width: u16, title: &str) -> Element {
    let mut map = Map { migrations, frames: Vec::new(), inside: Vec::new() };
    let width = f64::from(width);
    let mut top = 1.0;
    // Hubs are as wide as the picture; the others stand below them beside each other.
    let (hubs, others): (Vec<&Place>, Vec<&Place>) = estate.iter().partition(|it| !it.spokes.is_empty());
    for hub in hubs {
        top = map.place(hub, [1.0, top, width - 2.0]) + GAP;
    }
    let bottom = map.beside(&others, [1.0, top, width - 2.0]);
    let height = (bottom.max(top - GAP) + 1.0).round();
    picture(width, height)
        .at([("width", width), ("height", height)])
        .with("role", "img")
        .holding([Element::new("title").saying(title)])
        .holding(map.frames)
        .holding(map.inside)
}

struct Map<'a> {
    migrations: &'a [FleetMigration],
    /// The boxes, each before those that stand in it.
    frames: Vec<Element>,
    inside: Vec<Element>,
}

impl Map<'_> {
    /// Draws networks beside each other, each where there is room first; says how far down they come.
    fn beside(&mut self, places: &[&Place], [left, top, width]: [f64; 3]) -> f64 {
        let mut count = 1.0;
        let mut columns = vec![top];
        while columns.len() < places.len() && LEAST * (count + 1.0) + GAP * count <= width {
            count += 1.0;
            columns.push(top);
        }
        let each = (width - GAP * (count - 1.0)) / count;
        for place in places {
            let mut x = left;
            let (mut at, mut shortest) = ((left, 0), f64::INFINITY);
            for (number, bottom) in columns.iter().enumerate() {
                if *bottom < shortest {
                    (at, shortest) = ((x, number), *bottom);
                }
                x += each + GAP;
            }
            let bottom = self.place(place, [at.0, shortest, each]) + GAP;
            if let Some(it) = columns.get_mut(at.1) {
                *it = bottom;
            }
        }
        columns.into_iter().fold(top, f64::max) - GAP
    }

    /// Draws a network and what stands in it; says how far down it comes.
    fn place(&mut self, place: &Place, [left, top, width]: [f64; 3]) -> f64 {
        let frame = self.frames.len();
        self.frames.push(Element::new("rect"));
        let room = width - 2.0 * INSET;
        let mut y = top + 4.0;
        for line in Font::NAME.lines(place.name(), room) {
            y += 17.0;
            self.inside.push(Font::NAME.text(line, left + INSET, y, INK));
        }
        if !place.ranges.is_empty() {
            for line in Font::FACT.lines(&place.ranges.join(", "), room) {
                y += 16.0;
                self.inside.push(Font::FACT.text(line, left + INSET, y, SOFT));
            }
        }
        for group in &place.groups {
            y = self.group(group, [left, y + 8.0, width]);
        }
        if !place.spokes.is_empty() {
            let spokes: Vec<&Place> = place.spokes.iter().collect();
            y = self.beside(&spokes, [left + INSET, y + GAP, room]);
        }
        let bottom = y + INSET;
        let (stroke, fill) = match place.worst() {
            _ if !place.spokes.is_empty() => (EDGE, PAPER),
            Some(worst) => (colour(worst), PANEL),
            None => (EDGE, PANEL),
        };
        if let Some(it) = self.frames.get_mut(frame) {
            *it = Element::new("rect")
                .at([("x", left), ("y", top), ("width", width), ("height", bottom - top), ("rx", 7.0)])
                .with("fill", fill)
                .with("stroke", stroke)
                .with("stroke-width", "1.5");
        }
        bottom
    }

    /// Draws migrations that come to the same: how many, what they come to and why, a square for each, and which they are,
    /// by their sources.
    fn group(&mut self, group: &Group, [left, top, width]: [f64; 3]) -> f64 {
        let of = Sign::from(group.verdict);
        let why = group.step.as_ref().map_or_else(String::new, |it| format!(": {}", title_of(it)));
        let words = format!("{} {}{why}", group.migrations.len(), group.verdict.label().to_lowercase());
        let (x, room) = (left + WORDS, width - WORDS - INSET);
        let mut y = top;
        let mut inside = vec![sign(of, left + INSET + 9.0, top + 10.0, false)];
        for line in Font::FACT.lines(&words, room) {
            y += 15.0;
            inside.push(Font::FACT.text(line, x, y, INK));
        }
        let (mut path, mut at) = (String::new(), [x, y + 6.0]);
        for _ in &group.migrations {
            if x + room < at[0] + SQUARE {
                at = [x, at[1] + STEP];
            }
            // A text takes whatever is written into it.
            let _ = write!(path, "M{:.1} {:.1}h{SQUARE}v{SQUARE}h-{SQUARE}z", at[0], at[1]);
            at[0] += STEP;
        }
        y = at[1] + SQUARE;
        inside.push(Element::new("path").with("class", "squares").with("d", path).with("fill", colour(of)));
        // There is no room for both servers of each.
        for line in Font::FACT.lines(&group.names(self.migrations, |it| it.row.source.clone()), room) {
            y += 16.0;
            inside.push(Font::FACT.text(line, x, y, SOFT));
        }
        self.inside.push(Element::new("g").holding(inside));
        y
    }
}

#[cfg(test)]
mod tests {
    use pgreach_formats::{Element, Node};
    use pgreach_rules::Verdict;

    use super::{WIDTHS, map};
    use crate::{FleetMigration, FoundBy, Group, Place, Row, RuntimeServer};

    fn migrations(count: usize) -> Vec<FleetMigration> {
        let row = |at: usize| Row {
            source: format!("app{at}-old"),
            target: format!("app{at}-new"),
            found_by: FoundBy::Entered,
            runtime: RuntimeServer::default(),
            verdict: Verdict::Ready,
            cause: None,
            by_runtime: Vec::new(),
        };
        (0..count).map(|at| FleetMigration::of_row(row(at))).collect()
    }

    fn place(name: &str, groups: &[(Verdict, std::ops::Range<usize>)], spokes: Vec<Place>) -> Place {
        let group = |(verdict, migrations): &(Verdict, std::ops::Range<usize>)| Group {
            verdict: *verdict,
            step: (*verdict == Verdict::Blocked).then(|| "source/peering".to_owned()),
            migrations: migrations.clone().collect(),
        };
        let groups = groups.iter().map(group).collect();
        Place { vnet: Some(name.to_owned()), ranges: vec!["10.0.0.0/16".to_owned()], groups, spokes }
    }

    fn of_name<'a>(element: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
        if element.name == name {
            found.push(element);
        }
        for child in &element.children {
            if let Node::Element(it) = child {
                of_name(it, name, found);
            }
        }
    }

    fn number(element: &Element, name: &str) -> f64 {
        let value = element.attributes.iter().find(|it| it.0 == name).map(|it| it.1.parse());
        value.and_then(Result::ok).unwrap_or_default()
    }

    #[test]
    fn every_migration_is_a_square_in_a_box_that_no_other_box_crosses() {
        use Verdict::{Blocked, Ready, Undecided};
        let spokes = (0..7).map(|at| place(&format!("spoke-{at}"), &[(Ready, at * 4..at * 4 + 4)], Vec::new()));
        let estate = [
            place("hub", &[(Undecided, 28..29)], spokes.collect()),
            place("alone", &[(Blocked, 29..99), (Ready, 99..100)], Vec::new()),
            place("other", &[(Blocked, 100..101)], Vec::new()),
        ];
        for width in WIDTHS {
            let svg = map(&estate, &migrations(101), width, "101 migrations");
            let (mut boxes, mut squares) = (Vec::new(), Vec::new());
            of_name(&svg, "rect", &mut boxes);
            of_name(&svg, "path", &mut squares);
            let squares = squares.iter().filter(|it| it.attributes.contains(&("class", "squares".to_owned())));
            let drawn: usize = squares
                .flat_map(|it| &it.attributes)
                .filter(|it| it.0 == "d")
                .map(|it| it.1.matches('M').count())
                .sum();
            assert_eq!(drawn, 101, "{width}");
            let sides = |it: &Element| {
                let (x, y) = (number(it, "x"), number(it, "y"));
                [x, y, x + number(it, "width"), y + number(it, "height")]
            };
            assert_eq!(boxes.len(), 10, "{width}");
            let boxes: Vec<[f64; 4]> = boxes.into_iter().map(sides).collect();
            for (at, one) in boxes.iter().enumerate() {
                let whole = [0.0, 0.0, f64::from(width), number(&svg, "height")];
                let within = |inner: &[f64; 4], outer: &[f64; 4]| {
                    outer[0] <= inner[0] && outer[1] <= inner[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
                };
                assert!(within(one, &whole), "{width}: {one:?} in {whole:?}");
                for other in &boxes[at + 1..] {
                    let is_beside =
                        one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1];
                    assert!(is_beside || within(other, one), "{width}: {one:?} and {other:?}");
                }
            }
        }
    }
}
