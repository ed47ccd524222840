//! The networks of a migration as an SVG picture and, with the same content, as an HTML list.
//!
//! The picture runs from top to bottom, so that it fits a phone: networks are frames within frames, and each connection is a
//! line through its stages. Colours are the page's, with others beside them for a file of its own. Text is never cut; it
//! takes as many lines as it needs.

use pgreach_rules::{Drawing, Frame, Status, Stop};

use crate::{element::Element, shape::Shape};

/// How wide a drawing is made where there is room, in pixels: what the right half of a desk has, and a page of paper.
pub const WIDTH: u16 = 720;

/// Where the steps of a drawing are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Each stage leads to its step in the page, by the step's `id` there.
    Page,
    /// It is a picture of its own.
    None,
}

/// The drawing as an SVG picture that is `width` pixels wide where it is not scaled; `title` says what it shows.
///
/// It has no scripts, and nothing is fetched for it.
#[must_use]
pub fn svg(drawing: &Drawing, width: u16, title: &str, links: Links) -> Element {
    let mut canvas = Canvas::new(f64::from(width));
    if links == Links::None {
        canvas.y = 8.0;
        let caption = canvas.text(title, 12.0, Font::NAME, INK);
        canvas.stops.extend(caption);
    }
    for (at, stop) in drawing.stops.iter().enumerate() {
        let next = drawing.stops.get(at + 1);
        let before = at.checked_sub(1).and_then(|it| drawing.stops.get(it));
        canvas.stand_in(&stop.frames);
        canvas.stop(stop, before, next, links);
    }
    canvas.stand_in(&[]);
    canvas.finish(title, links)
}

/// The drawing as an HTML list in which what is in a network is an item below it.
#[must_use]
pub fn list(drawing: &Drawing) -> Element {
    items(&drawing.stops, 0)
}

/// Stages that are in the same frames down to a depth, as a list.
fn items(stops: &[Stop], depth: usize) -> Element {
    let same = |one: &Stop, other: &Stop| match (one.frames.get(depth), other.frames.get(depth)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    };
    let item = |together: &[Stop]| {
        let frame = together.first().and_then(|it| it.frames.get(depth));
        let item = Element::new("li");
        match frame {
            Some(frame) => item.saying(frame_words(frame)).holding([items(together, depth + 1)]),
            None => item.saying(together.iter().map(said).collect::<String>()),
        }
    };
    Element::new("ul").holding(stops.chunk_by(same).map(item))
}

/// All of a stage in one sentence or two.
fn said(stop: &Stop) -> String {
    let mut said = format!("{}: {}. {}", heading(stop), stop.status.label().to_lowercase(), stop.text);
    if !stop.facts.is_empty() {
        said.extend([" (", &stop.facts.join(", "), ")"]);
    }
    said
}

/// What a stage is called: its step, and the resource that decides it.
fn heading(stop: &Stop) -> String {
    let mut heading: String = stop.name.chars().take(1).flat_map(char::to_uppercase).collect();
    heading.extend(stop.name.chars().skip(1));
    if let Some(resource) = &stop.resource {
        heading.extend([": ", resource]);
    }
    heading
}

fn frame_words(frame: &Frame) -> String {
    format!("{} {} {}", frame.kind.label(), frame.name, frame.ranges.join(", ")).trim_end().to_owned()
}

/// A size of letters, in pixels, and how wide one is at most on average.
#[derive(Clone, Copy)]
struct Font {
    size: f64,
    weight: &'static str,
}

impl Font {
    const NAME: Self = Self { size: 13.5, weight: "650" };
    const FACT: Self = Self { size: 12.5, weight: "400" };

    /// How wide a letter is, estimated for the widest of the fonts that systems have for their own texts, because the
    /// font of a reader is not known here.
    fn width_of(self, letter: char) -> f64 {
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

    /// A text in lines of at most this width. A word that does not fit in a line is broken, after a dot, slash or dash where
    /// there is one.
    fn lines(self, text: &str, most: f64) -> Vec<String> {
        let width = |text: &str| text.chars().map(|it| self.width_of(it)).sum::<f64>();
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

/// Where the line of the connections runs, and where texts begin.
const RAIL: f64 = 34.0;
const TEXT: f64 = 56.0;
/// How far a frame stands within the one around it.
const INSET: f64 = 7.0;

/// Colours of the page, with those of light paper for a file of its own.
const INK: &str = "var(--ink, #18212c)";
const SOFT: &str = "var(--soft, #536072)";
const PANEL: &str = "var(--panel, #fff)";

/// What is drawn, from the top: frames lie below lines, lines below marks and texts.
struct Canvas {
    width: f64,
    y: f64,
    frames: Vec<Element>,
    lines: Vec<Element>,
    stops: Vec<Element>,
    /// The frames that are open, with where each began, and its place among the frames.
    open: Vec<(Frame, f64, usize)>,
    /// Where the mark before stands, which the line comes from.
    last: Option<f64>,
}

impl Canvas {
    fn new(width: f64) -> Self {
        let (frames, lines, stops, open) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { width, y: 4.0, frames, lines, stops, open, last: None }
    }

    /// Closes and opens frames until these are open.
    fn stand_in(&mut self, wanted: &[Frame]) {
        let same = self.open.iter().zip(wanted).take_while(|((one, ..), other)| one == *other).count();
        let is_closed = same < self.open.len();
        while same < self.open.len() {
            self.close();
        }
        if is_closed {
            self.y += 14.0;
        }
        for frame in wanted.iter().skip(same) {
            self.begin(frame);
        }
    }

    fn begin(&mut self, frame: &Frame) {
        self.y += 6.0;
        self.open.push((frame.clone(), self.y, self.frames.len()));
        // It lies below those within it, so it comes before them; how high it is, is known when it is closed.
        self.frames.push(Element::new("rect"));
        self.y += 6.0;
        // The line of a connection is left of a heading, where there is one above it.
        let x = if self.last.is_none() && self.open.len() == 1 { 12.0 } else { TEXT };
        let heading = self.text(&frame_words(frame), x, Font::NAME, SOFT);
        self.stops.extend(heading);
        self.y += 2.0;
    }

    fn close(&mut self) {
        let Some((_, top, place)) = self.open.pop() else { return };
        let inset = 2.0 + INSET * f64::from(u8::try_from(self.open.len()).unwrap_or(2));
        self.y += 6.0;
        let fill = if self.open.is_empty() { "var(--code, #f3f5f8)" } else { PANEL };
        let width = 2.0f64.mul_add(-inset, self.width);
        if let Some(frame) = self.frames.get_mut(place) {
            *frame = Element::new("rect")
                .at([("x", inset), ("y", top), ("width", width), ("height", self.y - top), ("rx", 7.0)])
                .with("fill", fill)
                .with("stroke", "var(--line, #c3cad5)");
        }
        self.y += 2.0;
    }

    /// A text from here down.
    fn text(&mut self, text: &str, x: f64, font: Font, colour: &str) -> Vec<Element> {
        let most = self.width - x - 2.0 - INSET * 2.0;
        let mut written = Vec::new();
        for line in font.lines(text, most) {
            self.y += font.size * 1.32;
            written.push(
                Element::new("text")
                    .at([("x", x), ("y", self.y - 3.0), ("font-size", font.size)])
                    .with("font-weight", font.weight)
                    .with("fill", colour)
                    .saying(line),
            );
        }
        written
    }

    fn stop(&mut self, stop: &Stop, before: Option<&Stop>, next: Option<&Stop>, links: Links) {
        self.y += 8.0;
        let top = self.y;
        let middle = self.y + 9.0;
        self.line_to(middle, stop, before);
        let mut texts = self.text(&heading(stop), TEXT, Font::NAME, INK);
        if !stop.facts.is_empty() {
            texts.extend(self.text(&stop.facts.join(", "), TEXT, Font::FACT, SOFT));
        }
        if matches!(stop.status, Status::Fail | Status::Unknown) {
            texts.extend(self.text(&stop.text, TEXT, Font::FACT, colour(stop.status)));
        }
        let group = match links {
            Links::Page => Element::new("a").with("href", "#").with("data-goes", stop.step.anchor()),
            Links::None => Element::new("g"),
        };
        // What can be pressed is as large as all that belongs to it.
        let width = 2.0f64.mul_add(-INSET, self.width) - 16.0;
        let area = Element::new("rect")
            .at([("x", 14.0), ("y", top), ("width", width), ("height", self.y - top + 4.0), ("rx", 5.0)])
            .with("fill", "transparent");
        self.stops.push(group.holding([area, sign(stop.status, middle)]).holding(texts));
        match (stop.is_upward, before, next) {
            // Where there is one stage, no line leads to it.
            (true, None, Some(_)) => self.arrow(middle, 1.0),
            (false, Some(_), None) => self.arrow(middle, -1.0),
            _ => {}
        }
        self.last = Some(middle);
    }

    /// The line from the stage above to this one: whole where a connection comes so far.
    fn line_to(&mut self, middle: f64, stop: &Stop, before: Option<&Stop>) {
        let (Some(from), Some(before)) = (self.last, before) else { return };
        // A line that goes up comes as far as the stage above.
        let is_reached = if before.is_upward { before.is_reached } else { stop.is_reached };
        let line = Element::new("line").at([("x1", RAIL), ("y1", from), ("x2", RAIL), ("y2", middle)]);
        self.lines.push(if is_reached {
            line.with("stroke", "var(--right, #17693b)").with("stroke-width", "3")
        } else {
            line.with("stroke", "var(--aside, #536072)").with("stroke-width", "2").with("stroke-dasharray", "3 5")
        });
    }

    /// A head on the line where a connection ends; `side` is 1 below the mark, and -1 above it.
    fn arrow(&mut self, middle: f64, side: f64) {
        let (tip, back) = (side.mul_add(11.0, middle), side.mul_add(19.0, middle));
        let path = format!("M{RAIL} {tip:.1}L{} {back:.1}H{}Z", RAIL - 6.0, RAIL + 6.0);
        self.lines.push(Element::new("path").with("d", path).with("fill", INK));
    }

    fn finish(self, title: &str, links: Links) -> Element {
        let (width, height) = (self.width, (self.y + 6.0).round());
        let svg = Element::new("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("viewBox", format!("0 0 {width} {height}"))
            .with("font-family", "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif");
        let svg = match links {
            Links::Page => svg.with("role", "group").with("aria-label", title),
            // A file of its own has its size, and paper below it.
            Links::None => svg.at([("width", width), ("height", height)]).with("role", "img").holding([
                Element::new("title").saying(title),
                Element::new("rect").with("width", "100%").with("height", "100%").with("fill", PANEL),
            ]),
        };
        svg.holding(self.frames).holding(self.lines).holding(self.stops)
    }
}

const fn colour(status: Status) -> &'static str {
    match status {
        Status::Pass => "var(--right, #17693b)",
        Status::Fail => "var(--wrong, #b3261e)",
        Status::Unknown => "var(--open, #805300)",
        Status::NotApplicable => "var(--aside, #536072)",
    }
}

/// The sign of a status in a circle on the line. It is drawn, because not every font has it.
fn sign(status: Status, middle: f64) -> Element {
    let path = match Shape::from(status) {
        Shape::Right => "M-4 0L-1 3.5L4.5 -3.5",
        Shape::Wrong => "M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5",
        Shape::Unknown => "M-2.6 -2.2A2.7 2.7 0 1 1 0 0.9V1.8M0 4.4V4.5",
        Shape::NotApplicable => "M-3.5 0H3.5",
    };
    Element::new("g")
        .with("role", "img")
        .with("aria-label", status.label())
        .with("transform", format!("translate({RAIL} {middle:.1})"))
        .with("fill", "none")
        .with("stroke", colour(status))
        .with("stroke-width", "2")
        .with("stroke-linecap", "round")
        .holding([Element::new("circle").with("r", "9").with("fill", PANEL), Element::new("path").with("d", path)])
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Drawing, Frame, FrameKind, HopKind, Party, Status, StepKey, Stop};

    use super::{Font, Links, list, svg};

    fn stop(name: &str, status: Status) -> Stop {
        let frame = Frame { kind: FrameKind::Vnet, name: name.to_owned(), ranges: vec!["10.0.0.0/16".to_owned()] };
        Stop {
            frames: vec![frame],
            connection: Party::Source,
            is_upward: false,
            is_reached: true,
            kind: HopKind::Interconnect,
            step: StepKey::parse("source/peering").expect("a step"),
            name: "peering".to_owned(),
            status,
            resource: Some(name.to_owned()),
            text: name.to_owned(),
            facts: vec![name.to_owned()],
        }
    }

    #[test]
    fn a_name_is_text_and_nothing_else() {
        for name in ["<script>alert(1)</script>", "\"><a href=\"x", "&amp;", "a\u{0}b", "漢字"] {
            let drawing = Drawing { stops: vec![stop(name, Status::Fail)] };
            for links in [Links::Page, Links::None] {
                let picture = svg(&drawing, 340, name, links).write();
                let parsed = roxmltree::Document::parse(&picture).expect("XML");
                let tags = ["svg", "rect", "text", "g", "a", "circle", "path", "line", "title"];
                for node in parsed.descendants().filter(roxmltree::Node::is_element) {
                    assert!(tags.contains(&node.tag_name().name()), "{picture}");
                    assert!(node.attributes().all(|it| !it.name().starts_with("on")), "{picture}");
                }
            }
            let listed = list(&drawing).write();
            let parsed = roxmltree::Document::parse(&listed).expect("XML");
            assert!(parsed.descendants().filter(roxmltree::Node::is_element).all(|it| it.tag_name().name().len() == 2));
        }
    }

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
                assert!(lines.iter().all(|it| width(Font::NAME, it.trim_end()) <= most), "{lines:?}");
            }
        }
    }

    #[test]
    fn a_stage_leads_to_its_step_in_the_page_and_nowhere_in_a_file() {
        let drawing = Drawing { stops: vec![stop("vnet", Status::Pass)] };
        assert!(svg(&drawing, 340, "", Links::Page).write().contains("data-goes=\"step-source-peering\""));
        assert!(!svg(&drawing, 340, "", Links::None).write().contains("href"));
    }
}
