//! Places each part of a drawing, and decides what is written in it.

use pgreach_rules::{Drawing, Part, PartKind, Side, Status};

use super::{Font, INK, NARROW, SOFT, icon::colour};
use crate::element::Element;

/// How far the parts of a network stand within it, and how far from each other: a line is seen between them.
const INSET: f64 = 7.0;
const GAP: f64 = 20.0;
/// From the side of a column to the middle of the icons in it, where lines run down, and from there to the texts.
const SPINE: f64 = 30.0;
const TEXT: f64 = 17.0;
/// Between two columns, and how wide the one between the ends is.
const BETWEEN: f64 = 30.0;
const MIDDLE: f64 = 186.0;
/// Between two lines to zones, and what is kept free for each.
pub(super) const RAIL: f64 = 12.0;

#[derive(Debug, Clone, Copy)]
pub(super) struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub(super) fn right(self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.height
    }

    pub(super) fn spans(self, y: f64) -> bool {
        self.y + 8.0 < y && y < self.bottom() - 8.0
    }
}

/// A part in its place.
pub(super) struct Block {
    pub rect: Rect,
    /// The outermost part that it is in, or itself.
    pub outermost: usize,
    pub column: usize,
    /// Where lines run down through it, and where they come in from the side.
    pub spine: f64,
    pub port: f64,
    pub texts: Vec<Element>,
    /// The middles of its marks, and what can be pressed of each.
    pub marks: Vec<(f64, f64, Rect)>,
}

/// The lines of a zone: from it down to `bus`, and from there to the client at `x`.
pub(super) struct Rail {
    pub zone: usize,
    pub x: f64,
    pub bus: f64,
    /// Where the line leaves the zone: below it, or to the side where others stand below it.
    pub from: (f64, f64),
    pub is_aside: bool,
}

pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub is_narrow: bool,
    pub blocks: Vec<Option<Block>>,
    pub rails: Vec<Rail>,
}

/// A column that parts are put into from the top.
#[derive(Clone, Copy)]
struct Column {
    number: usize,
    x: f64,
    width: f64,
}

struct Maker<'a> {
    drawing: &'a Drawing,
    layout: Layout,
    /// How large what can be pressed is at least.
    pitch: f64,
    /// The networks of the client, in whose heads the lines to the zones run.
    crossed: Vec<usize>,
    reserved: f64,
}

impl Layout {
    pub(super) fn of(drawing: &Drawing, width: f64, top: f64) -> Self {
        let is_narrow = width < NARROW;
        let blocks = drawing.parts.iter().map(|_| None).collect();
        let layout = Self { width, height: top, is_narrow, blocks, rails: Vec::new() };
        // A finger takes 44 pixels, where a scroll bar narrows the drawing too.
        let pitch = if is_narrow { 46.0 } else { 26.0 };
        let mut maker = Maker { drawing, layout, pitch, crossed: Vec::new(), reserved: 0.0 };
        maker.make(top);
        maker.layout
    }

    pub(super) fn block(&self, part: usize) -> Option<&Block> {
        self.blocks.get(part)?.as_ref()
    }
}

impl Maker<'_> {
    fn part(&self, at: usize) -> Option<&Part> {
        self.drawing.parts.get(at)
    }

    fn bottom_of(&self, part: usize) -> f64 {
        self.layout.block(part).map_or(0.0, |it| it.rect.bottom())
    }

    /// The outermost parts on a side, in the order in which the connections come to them.
    fn tops(&self, side: Side, row: Option<usize>) -> Vec<usize> {
        let parts = self.drawing.parts.iter().enumerate();
        let here =
            parts.filter(|(_, it)| it.within.is_none() && it.side == side && row.is_none_or(|row| row == it.row));
        let mut found: Vec<([usize; 2], usize)> = here.map(|(at, _)| (self.order(at), at)).collect();
        found.sort_by_key(|it| *it);
        found.into_iter().map(|it| it.1).collect()
    }

    /// When the connections come to a part; a network that they only cross comes after what leads into it.
    fn order(&self, top: usize) -> [usize; 2] {
        let own = self.first_station(top);
        let leads = self.drawing.parts.iter().enumerate().filter(|it| it.1.kind.is_join() && it.1.joins.contains(&top));
        match leads.map(|(at, _)| self.first_station(at)).min() {
            Some(first) if own == usize::MAX => [first, 1],
            _ => [own, 0],
        }
    }

    /// When a connection comes first to a part, or to one in it.
    fn first_station(&self, top: usize) -> usize {
        let is_here = |part: usize| {
            let mut at = Some(part);
            while let Some(it) = at {
                if it == top {
                    return true;
                }
                at = self.part(it).and_then(|it| it.within);
            }
            false
        };
        let first = |it: &pgreach_rules::Way| it.stations.iter().position(|it| is_here(it.part));
        self.drawing.ways.iter().filter_map(first).min().unwrap_or(usize::MAX)
    }

    fn make(&mut self, top: f64) {
        let names = self.tops(Side::Names, None);
        let start = self.drawing.ways.first().and_then(|it| it.stations.first()).map(|it| it.part);
        let asked: Vec<usize> = names.iter().copied().filter(|it| self.has_line(*it)).collect();
        let mut at = start;
        while let Some(it) = at {
            at = self.part(it).and_then(|it| it.within);
            self.crossed.extend(at);
        }
        self.reserved = f64::from(u16::try_from(asked.len()).unwrap_or(3)) * RAIL;
        if !asked.is_empty() {
            self.reserved += 4.0 + INSET * 2.0;
        }
        let below = self.names(&names, &asked, top);
        if self.layout.is_narrow {
            self.narrow(below);
        } else {
            self.wide(below);
        }
        let server = start.and_then(|it| self.layout.block(it)).map(|it| it.rect);
        for (at, rail) in self.layout.rails.iter_mut().enumerate() {
            let back = f64::from(u16::try_from(at).unwrap_or(0)) * RAIL;
            rail.x = server.map_or(0.0, Rect::right) - 8.0 - back;
        }
        let bottom = self.layout.blocks.iter().flatten().map(|it| it.rect.bottom()).fold(top, f64::max);
        self.layout.height = bottom.ceil() + 3.0;
    }

    /// Whether a line leads to a zone: it is linked, or asked.
    fn has_line(&self, zone: usize) -> bool {
        let is_station = self.drawing.ways.iter().flat_map(|it| &it.stations).any(|it| it.part == zone);
        is_station || self.part(zone).is_some_and(|it| !it.joins.is_empty())
    }

    /// Puts the zones above all else, and returns where the rest begins.
    fn names(&mut self, names: &[usize], asked: &[usize], top: f64) -> f64 {
        if names.is_empty() {
            return top;
        }
        let width = self.layout.width;
        let is_side_by_side = !self.layout.is_narrow && names.len() == 2;
        let lines = f64::from(u16::try_from(asked.len()).unwrap_or(3));
        // Lines from the upper ones pass the lower ones on their right.
        let margin = if is_side_by_side || names.len() < 2 || asked.is_empty() { 0.0 } else { 6.0 + 8.0 * lines };
        let mut y = top;
        for (at, zone) in names.iter().enumerate() {
            if is_side_by_side {
                let half = (width - BETWEEN) / 2.0;
                let x = if at == 0 { 1.0 } else { 1.0 + half + BETWEEN };
                self.put(*zone, Column { number: 0, x, width: half - 2.0 }, top, 0);
                y = y.max(self.bottom_of(*zone));
            } else {
                if at > 0 {
                    y += 8.0;
                }
                self.put(*zone, Column { number: 0, x: 1.0, width: width - 2.0 - margin }, y, 0);
                y = self.bottom_of(*zone);
            }
        }
        let mut bus = y + 12.0;
        for (at, zone) in asked.iter().enumerate() {
            let Some(rect) = self.layout.block(*zone).map(|it| it.rect) else { continue };
            let is_aside = margin > 0.0 && Some(zone) != names.last();
            let out = f64::from(u16::try_from(at).unwrap_or(0));
            let from = if is_aside {
                (rect.right(), width - 4.0 - out * 8.0)
            } else {
                (rect.bottom(), rect.x + rect.width.min(220.0) - 40.0)
            };
            self.layout.rails.push(Rail { zone: *zone, x: 0.0, bus, from, is_aside });
            bus += 8.0;
        }
        if asked.is_empty() { y + GAP } else { bus + 8.0 }
    }

    fn narrow(&mut self, top: f64) {
        let rows = self.drawing.ways.len();
        // A second connection passes what the first one leads to.
        let margin = if rows > 1 { 14.0 } else { 0.0 };
        let column = Column { number: 0, x: 1.0, width: self.layout.width - 2.0 - margin };
        let mut order = self.tops(Side::Client, None);
        for row in 0..rows {
            order.extend(self.tops(Side::Between, Some(row)));
            order.extend(self.tops(Side::Server, Some(row)));
        }
        let mut y = top;
        for part in order {
            self.put(part, column, y, 0);
            y = self.bottom_of(part) + GAP;
        }
    }

    fn wide(&mut self, top: f64) {
        let width = self.layout.width - 2.0;
        let has_middle = !self.tops(Side::Between, None).is_empty();
        let (side, middle) = if has_middle {
            ((width - MIDDLE - BETWEEN * 2.0) / 2.0, MIDDLE)
        } else {
            ((width - BETWEEN * 2.0) / 2.0, 0.0)
        };
        let left = Column { number: 0, x: 1.0, width: side };
        let between = Column { number: 1, x: 1.0 + side + BETWEEN, width: middle };
        let right = Column { number: 2, x: 1.0 + width - side, width: side };
        let mut y = top;
        for part in self.tops(Side::Client, None) {
            self.put(part, left, y, 0);
            y = self.bottom_of(part) + GAP;
        }
        let (mut low, mut middle_y) = (top, top);
        for row in 0..self.drawing.ways.len().max(1) {
            let row_top = low;
            for part in self.tops(Side::Server, Some(row)) {
                self.put(part, right, low, 0);
                low = self.bottom_of(part) + GAP;
            }
            middle_y = middle_y.max(row_top + 22.0);
            for part in self.tops(Side::Between, Some(row)) {
                self.put(part, between, middle_y, 0);
                middle_y = self.bottom_of(part) + GAP;
            }
            low = low.max(middle_y) + 4.0;
        }
        // The client's network is as high as what it leads to, so that lines to it run straight.
        let bottom = self.layout.blocks.iter().flatten().filter(|it| it.column > 0).map(|it| it.rect.bottom());
        let bottom = bottom.fold(0.0, f64::max);
        if let [only] = self.tops(Side::Client, None)[..]
            && self.part(only).is_some_and(|it| it.kind.is_network())
            && let Some(Some(block)) = self.layout.blocks.get_mut(only)
        {
            block.rect.height = block.rect.height.max(bottom - block.rect.y);
        }
    }

    /// Puts a part, with all that is in it, from a height down.
    fn put(&mut self, at: usize, column: Column, y: f64, depth: u8) {
        let Some(part) = self.part(at) else { return };
        let is_network = part.kind.is_network();
        let inside = self.drawing.parts.iter().enumerate().filter(|it| it.1.within == Some(at));
        let mut children: Vec<(usize, usize)> = inside.map(|(at, _)| (self.first_station(at), at)).collect();
        children.sort_by_key(|it| *it);
        // What is in no network is as wide as what is.
        let levels = if is_network || column.number == 1 || part.side == Side::Names { f64::from(depth) } else { 2.0 };
        let (x, width) = (INSET.mul_add(levels, column.x), (INSET * 2.0).mul_add(-levels, column.width));
        let spine = column.x + SPINE;
        let mut block = Block {
            rect: Rect { x, y, width, height: 0.0 },
            outermost: self.outermost(at),
            column: column.number,
            spine,
            port: y + 23.0,
            texts: Vec::new(),
            marks: Vec::new(),
        };
        let reserved = if self.crossed.contains(&at) { self.reserved - INSET * f64::from(depth) } else { 0.0 };
        let height = self.write(part, &mut block, reserved);
        let mut bottom = y + height;
        if is_network {
            for (place, (_, child)) in children.iter().enumerate() {
                bottom += if place == 0 { 3.0 } else { GAP };
                self.put(*child, column, bottom, depth + 1);
                bottom = self.bottom_of(*child);
            }
            bottom += if children.is_empty() { 3.0 } else { INSET + 1.0 };
        }
        block.rect.height = bottom - y;
        if let Some(place) = self.layout.blocks.get_mut(at) {
            *place = Some(block);
        }
    }

    fn outermost(&self, mut at: usize) -> usize {
        while let Some(within) = self.part(at).and_then(|it| it.within) {
            at = within;
        }
        at
    }

    /// Writes what a part is and places its marks; returns how high that is.
    fn write(&self, part: &Part, block: &mut Block, reserved: f64) -> f64 {
        let rect = block.rect;
        let count = f64::from(u16::try_from(part.marks.len()).unwrap_or(9));
        let left = block.spine + TEXT;
        let right = rect.right() - 4.0 - reserved;
        let is_below = count * self.pitch > (right - left) * 0.52;
        // Beside the marks there is less room than below them.
        let beside = if part.marks.is_empty() || is_below { 0.0 } else { rect.y + self.pitch };
        let room = |y: f64| if y < beside { right - left - count * self.pitch } else { right - left };
        let name = if part.name.is_empty() { part.kind.label() } else { &part.name };
        let mut y = rect.y + 5.0;
        let mut say = |texts: &[&str], font: Font, colour: &str| {
            for line in font.flow(texts, |line| room(f64::from(line).mul_add(font.size * 1.3, y))) {
                y += font.size * 1.3;
                block.texts.push(font.text(line, left, y - 3.0, colour));
            }
        };
        say(&[name], Font::NAME, INK);
        // A server says itself what it is.
        let kind = (!part.name.is_empty() && part.kind != PartKind::Server).then(|| part.kind.label());
        let facts: Vec<&str> = kind.into_iter().chain(part.facts.iter().map(String::as_str)).collect();
        if part.kind.is_join() {
            for fact in facts {
                say(&[fact], Font::FACT, SOFT);
            }
        } else {
            say(&facts, Font::FACT, SOFT);
        }
        y += 4.0;
        if !part.marks.is_empty() {
            let (top, begin) = if is_below { (y, left - 4.0) } else { (rect.y + 1.0, right - count * self.pitch) };
            let mut x = begin;
            for _ in &part.marks {
                let area = Rect { x, y: top, width: self.pitch, height: self.pitch };
                block.marks.push((x + self.pitch / 2.0, top + self.pitch / 2.0, area));
                x += self.pitch;
            }
            y = y.max(top + self.pitch + 1.0);
        }
        // Why it is not right is said where that is.
        let mut said: Vec<&str> = Vec::new();
        for mark in part.marks.iter().filter(|it| it.status == Status::Fail) {
            if !said.contains(&mark.text.as_str()) {
                said.push(&mark.text);
                for line in Font::FACT.lines(&mark.text, rect.right() - 8.0 - left) {
                    y += Font::FACT.size * 1.3;
                    block.texts.push(Font::FACT.text(line, left, y - 4.0, colour(mark.status.into())));
                }
            }
        }
        (y - rect.y + 3.0).max(34.0)
    }
}
