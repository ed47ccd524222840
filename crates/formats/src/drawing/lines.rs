//! The lines of a drawing: how the connections run, and which networks are joined.

use std::fmt::Write;

use pgreach_rules::{Drawing, Mark, PartKind, Side, Station, Status, Way};

use super::{
    EDGE,
    icon::sign,
    layout::{Block, Layout, RAIL, Rail},
};
use crate::element::Element;

/// The colours of a line as far as a connection comes, and of one beyond.
const REACHED: &str = "var(--right, #17693b)";
const BEYOND: &str = "var(--aside, #536072)";

/// The corners of a line.
type Corners = Vec<(f64, f64)>;

/// What lies above the boxes, and what lies below them: the signs at which a connection ends, and the lines.
pub(super) fn lines(drawing: &Drawing, layout: &Layout) -> (Vec<Element>, Vec<Element>) {
    let (mut over, mut under) = (Vec::new(), Vec::new());
    under.extend(pipes(drawing, layout));
    let count = drawing.ways.len();
    let mut signs: Vec<(Status, f64, f64)> = Vec::new();
    for (row, way) in drawing.ways.iter().enumerate() {
        // Two connections run beside each other.
        let lane = if count < 2 {
            0.0
        } else if row == 0 {
            -3.5
        } else {
            3.5
        };
        let mut before: Option<&Station> = None;
        let mut is_ended = false;
        let first = way.stations.first();
        for station in &way.stations {
            let Some(part) = drawing.parts.get(station.part) else { continue };
            let corners = if part.side == Side::Names {
                first.and_then(|first| to_name(layout, first.part, station.part, lane))
            } else {
                let from = before.replace(station);
                from.and_then(|from| between(drawing, layout, from.part, station.part, lane))
            };
            let Some(corners) = corners else { continue };
            let is_last = way.stations.last().is_some_and(|it| it.part == station.part);
            let is_first = !station.is_reached && !is_ended;
            let ends_here = way.end == Some(station.part) && station.is_reached;
            // A network in which it ends has no line of its own: the line into it or out of it has the sign.
            let ends_within = is_first && way.end.is_some_and(|end| is_within(drawing, station.part, end));
            under.extend(line(&corners, station.is_reached || ends_within, is_last));
            if !is_ended && (ends_here || is_first) {
                is_ended = true;
                let status = status_at(drawing, way);
                let place = if ends_here || ends_within { end(&corners) } else { begin(&corners) };
                // Two connections that end alike at one part have one sign.
                let is_there =
                    |(x, y): &(f64, f64)| signs.iter().any(|it| it.0 == status && (it.1 - x).hypot(it.2 - y) < 18.0);
                if let Some((x, y)) = place.filter(|it| !is_there(it)) {
                    signs.push((status, x, y));
                    over.push(sign(status.into(), x, y, true));
                }
            }
        }
    }
    (over, under)
}

/// Whether a part is in a network, at any depth.
fn is_within(drawing: &Drawing, part: usize, network: usize) -> bool {
    let mut at = drawing.parts.get(part).and_then(|it| it.within);
    while let Some(it) = at {
        if it == network {
            return true;
        }
        at = drawing.parts.get(it).and_then(|it| it.within);
    }
    false
}

/// What is known where a connection ends.
fn status_at(drawing: &Drawing, way: &Way) -> Status {
    let marks = way.end.and_then(|it| drawing.parts.get(it)).into_iter().flat_map(|it| &it.marks);
    let is_failed = |it: &Mark| it.status == Status::Fail && it.connections.contains(&way.to);
    if marks.into_iter().any(is_failed) { Status::Fail } else { Status::Unknown }
}

/// What joins two networks, and a zone and a network, where no connection runs over it: thin lines.
fn pipes(drawing: &Drawing, layout: &Layout) -> Vec<Element> {
    let mut pipes = Vec::new();
    for (at, part) in drawing.parts.iter().enumerate() {
        let Some(block) = layout.block(at) else { continue };
        if matches!(part.kind, PartKind::Zone) {
            let is_passed = drawing.ways.iter().flat_map(|it| &it.stations).any(|it| it.part == at);
            let start = drawing.ways.first().and_then(|it| it.stations.first());
            let corners =
                start.filter(|_| !part.joins.is_empty() && !is_passed).and_then(|it| to_name(layout, it.part, at, 0.0));
            pipes.extend(corners.map(|it| path(&it).with("stroke", EDGE).with("stroke-width", "1.5")));
        }
        if !part.kind.is_join() {
            continue;
        }
        for end in &part.joins {
            let Some(other) = layout.block(*end).and_then(|it| layout.block(it.outermost)) else { continue };
            let corners = if other.column == block.column {
                let x = block.spine;
                if other.rect.y > block.rect.y {
                    vec![(x, block.rect.bottom()), (x, other.rect.y)]
                } else {
                    vec![(x, other.rect.bottom()), (x, block.rect.y)]
                }
            } else if other.rect.spans(block.port) {
                let x = if other.column < block.column {
                    (other.rect.right(), block.rect.x)
                } else {
                    (block.rect.right(), other.rect.x)
                };
                vec![(x.0, block.port), (x.1, block.port)]
            } else {
                continue;
            };
            let is_near = corners
                .iter()
                .zip(corners.iter().skip(1))
                .all(|(a, b)| (a.1 - b.1).abs() < 40.0 && (a.0 - b.0).abs() < 60.0);
            if is_near {
                pipes.push(
                    path(&corners)
                        .with("class", "pipe")
                        .with("stroke", "var(--line, #d8dde5)")
                        .with("stroke-width", "16"),
                );
            }
        }
    }
    pipes
}

/// From the client up to a zone, over the line that links it.
fn to_name(layout: &Layout, client: usize, zone: usize, lane: f64) -> Option<Corners> {
    let client = layout.block(client)?.rect;
    let block = layout.block(zone)?.rect;
    let Rail { x, bus, from, is_aside, .. } = layout.rails.iter().find(|it| it.zone == zone)?;
    let x = x + lane;
    Some(if *is_aside {
        let out = from.1 + lane / 2.0;
        let port = layout.block(zone)?.port;
        vec![(x, client.y), (x, *bus), (out, *bus), (out, port), (block.right(), port)]
    } else {
        // Straight up, where the zone is above.
        let is_above = block.x + 12.0 < x && x < block.right() - 12.0;
        let out = if is_above { x } else { from.1 + lane };
        vec![(x, client.y), (x, *bus), (out, *bus), (out, block.bottom())]
    })
}

/// From a part to the next one.
fn between(drawing: &Drawing, layout: &Layout, from: usize, to: usize, lane: f64) -> Option<Corners> {
    let (one, other) = (layout.block(from)?, layout.block(to)?);
    if one.column == other.column {
        let (top, bottom) = (one.rect.bottom(), other.rect.y);
        let is_between = |at: usize, it: &Block| {
            let is_leaf = drawing.parts.get(at).is_some_and(|it| !it.kind.is_network());
            is_leaf && it.column == one.column && top <= it.rect.y && it.rect.bottom() <= bottom
        };
        let blocks = layout.blocks.iter().enumerate();
        let is_free = !blocks.filter_map(|(at, it)| Some((at, it.as_ref()?))).any(|(at, it)| is_between(at, it));
        let x = one.spine + lane;
        if top <= bottom && (is_free || one.outermost == other.outermost) {
            return Some(vec![(x, top), (x, bottom)]);
        }
        // Past what stands between, at the side.
        let out = one.rect.right().max(other.rect.right()) + INDENT;
        let out = if layout.is_narrow { layout.width - 4.0 } else { out };
        return Some(vec![
            (one.rect.right(), one.port),
            (out, one.port),
            (out, other.port),
            (other.rect.right(), other.port),
        ]);
    }
    let (start, end) = (one.port + lane, other.port + lane);
    let is_join = |at: usize| drawing.parts.get(at).is_some_and(|it| it.kind.is_join());
    let outer = |block: &Block| layout.block(block.outermost).map(|it| it.rect);
    let forward = one.column < other.column;
    let (from_x, to_x) = if forward { (one.rect.right(), other.rect.x) } else { (one.rect.x, other.rect.right()) };
    // A line turns within a network where what it leads to begins at that network's side.
    let turn = match (outer(one), outer(other)) {
        (Some(near), _) if is_join(to) && near.spans(other.port) && near.right() > one.rect.right() => {
            near.right() - 7.0
        }
        (_, Some(far)) if is_join(from) && far.spans(one.port) && far.x < other.rect.x => far.x + 7.0,
        _ if forward => other.rect.x.min(outer(other).map_or(other.rect.x, |it| it.x)) - 15.0,
        _ => f64::midpoint(from_x, to_x),
    };
    let turn = turn - lane;
    Some(vec![(from_x, start), (turn, start), (turn, end), (to_x, end)])
}

const INDENT: f64 = RAIL / 2.0;

/// A line as far as a connection comes, or beyond; the last one of a connection has a head.
fn line(corners: &Corners, is_reached: bool, is_last: bool) -> Vec<Element> {
    let colour = if is_reached { REACHED } else { BEYOND };
    let mut corners = corners.clone();
    let mut drawn = Vec::new();
    if is_last && let [.., before, last] = corners.as_mut_slice() {
        let (x, y) = *last;
        let (dx, dy) = ((x - before.0).signum(), (y - before.1).signum());
        let (dx, dy) = if (x - before.0).abs() < 0.1 { (0.0, dy) } else { (dx, 0.0) };
        let (back_x, back_y) = (dx.mul_add(-9.0, x), dy.mul_add(-9.0, y));
        let head = format!(
            "M{x:.1} {y:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            dy.mul_add(5.5, back_x),
            dx.mul_add(5.5, back_y),
            dy.mul_add(-5.5, back_x),
            dx.mul_add(-5.5, back_y)
        );
        drawn.push(Element::new("path").with("class", "head").with("d", head).with("fill", colour));
        *last = (dx.mul_add(-6.0, x), dy.mul_add(-6.0, y));
    }
    let line = path(&corners).with("class", "way").with("stroke", colour);
    drawn.push(if is_reached {
        line.with("stroke-width", "3")
    } else {
        line.with("stroke-width", "2").with("stroke-dasharray", "3 4")
    });
    drawn
}

fn path(corners: &[(f64, f64)]) -> Element {
    let mut path = String::new();
    for (at, (x, y)) in corners.iter().enumerate() {
        // A text takes all that is written to it.
        let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    Element::new("path").with("d", path).with("fill", "none").with("stroke-linejoin", "round")
}

/// Where the sign stands at which a connection ends: on the line, before what it leads to.
fn end(corners: &Corners) -> Option<(f64, f64)> {
    let [.., before, last] = corners.as_slice() else { return None };
    Some(beside(*before, *last))
}

/// Where it stands if a connection ends in the network that the line comes from.
fn begin(corners: &Corners) -> Option<(f64, f64)> {
    let [first, next, ..] = corners.as_slice() else { return None };
    Some(beside(*next, *first))
}

fn beside(before: (f64, f64), last: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (last.0 - before.0, last.1 - before.1);
    let back = 10.0;
    if dx.abs() < 0.1 {
        (last.0, dy.signum().mul_add(-back, last.1))
    } else {
        (dx.signum().mul_add(-back, last.0), last.1)
    }
}
