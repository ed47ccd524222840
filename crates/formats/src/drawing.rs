//! The networks of a migration as an SVG picture and, with the same content, as an HTML list.
//!
//! The picture runs from top to bottom, so that it fits a phone: networks are frames within frames, and each connection is a
//! line through its stages. Colours are the page's, with others beside them for a file of its own. Text is never cut; it
//! takes as many lines as it needs.

use std::fmt::Write as _;

use pgreach_rules::{Drawing, Frame, Status, StepKey, Stop};

use crate::{
    markup::{push, push_text},
    shape::Shape,
};

/// Where the steps of a drawing are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Each stage leads to its step in the page, by the step's `id` there.
    Page,
    /// It is a picture of its own.
    None,
}

/// The drawing as an SVG picture that is `width` pixels wide where it is not scaled; with a `title`, in a file of its own.
///
/// Names are escaped. The picture has no scripts, and nothing is fetched for it.
#[must_use]
pub fn svg(drawing: &Drawing, width: u16, title: &str, links: Links) -> String {
    let mut canvas = Canvas::new(f64::from(width));
    if links == Links::None {
        canvas.y = 8.0;
        canvas.text(title, 12.0, Font::NAME, "var(--ink, #18212c)");
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

/// The `id` that a step has in the page.
fn anchor(step: StepKey) -> String {
    step.word().replace('/', "-")
}

/// The drawing as an HTML list in which what is in a network is an item below it.
#[must_use]
pub fn list(drawing: &Drawing) -> String {
    let mut out = String::from("<ul>");
    let mut open: &[Frame] = &[];
    for stop in &drawing.stops {
        let same = same_frames(open, &stop.frames);
        for _ in same..open.len() {
            out.push_str("</ul></li>");
        }
        for frame in stop.frames.iter().skip(same) {
            out.push_str("<li>");
            push_text(&mut out, &frame_words(frame));
            out.push_str("<ul>");
        }
        open = &stop.frames;
        out.push_str("<li>");
        push_text(&mut out, &said(stop));
        out.push_str("</li>");
    }
    for _ in open {
        out.push_str("</ul></li>");
    }
    out.push_str("</ul>");
    out
}

/// All of a stage in one sentence or two.
fn said(stop: &Stop) -> String {
    let mut said = format!("{}: {}. {}", heading(stop), stop.hop.status.label().to_lowercase(), stop.hop.text);
    if !stop.facts.is_empty() {
        let _ = write!(said, " ({})", stop.facts.join(", "));
    }
    said
}

/// What a stage is called: its step, and the resource that decides it.
fn heading(stop: &Stop) -> String {
    let mut heading: String = stop.name.chars().take(1).flat_map(char::to_uppercase).collect();
    heading.extend(stop.name.chars().skip(1));
    if let Some(resource) = &stop.hop.resource {
        heading.extend([": ", resource]);
    }
    heading
}

fn frame_words(frame: &Frame) -> String {
    format!("{} {} {}", frame.kind.label(), frame.name, frame.ranges.join(", ")).trim_end().to_owned()
}

/// How many frames, from the outermost, are the same.
fn same_frames(open: &[Frame], wanted: &[Frame]) -> usize {
    open.iter().zip(wanted).take_while(|(one, other)| one == other).count()
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

/// What is drawn, from the top: frames lie below lines, lines below marks and texts.
struct Canvas {
    width: f64,
    y: f64,
    frames: String,
    lines: String,
    stops: String,
    /// The frames that are open, with where each began.
    open: Vec<(Frame, f64)>,
    /// Where the mark before stands, which the line comes from.
    last: Option<f64>,
}

impl Canvas {
    const fn new(width: f64) -> Self {
        Self {
            width,
            y: 4.0,
            frames: String::new(),
            lines: String::new(),
            stops: String::new(),
            open: Vec::new(),
            last: None,
        }
    }

    /// Closes and opens frames until these are open.
    fn stand_in(&mut self, wanted: &[Frame]) {
        let open: Vec<Frame> = self.open.iter().map(|(it, _)| it.clone()).collect();
        let same = same_frames(&open, wanted);
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
        self.open.push((frame.clone(), self.y));
        self.y += 6.0;
        let mut x = TEXT;
        // Where nothing is above it, the heading of a frame may begin at its edge.
        if self.last.is_none() && self.open.len() == 1 {
            x = 12.0;
        }
        self.text(&frame_words(frame), x, Font::NAME, "var(--soft, #536072)");
        self.y += 2.0;
    }

    fn close(&mut self) {
        let Some((_, top)) = self.open.pop() else { return };
        let inset = 2.0 + INSET * f64::from(u8::try_from(self.open.len()).unwrap_or(2));
        self.y += 6.0;
        let fill = if self.open.is_empty() { "var(--code, #f3f5f8)" } else { "var(--panel, #fff)" };
        // A frame is written before those within it, so that these lie on it.
        let frame = format!(
            "<rect x=\"{inset}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"7\" fill=\"{fill}\" stroke=\"var(--line, #c3cad5)\"/>",
            2.0f64.mul_add(-inset, self.width),
            self.y - top,
        );
        if self.open.is_empty() {
            // The frames within it have been written since the last outermost one.
            let within = self.frames.rfind("<!---->").map_or(0, |it| it + "<!---->".len());
            self.frames.insert_str(within, &frame);
            self.frames.push_str("<!---->");
        } else {
            self.frames.push_str(&frame);
        }
        self.y += 2.0;
    }

    /// Writes a text from here down.
    fn text(&mut self, text: &str, x: f64, font: Font, colour: &str) {
        let most = self.width - x - 2.0 - INSET * 2.0;
        for line in font.lines(text, most) {
            self.y += font.size * 1.32;
            let _ = write!(
                self.stops,
                "<text x=\"{x}\" y=\"{:.1}\" font-size=\"{}\" font-weight=\"{}\" fill=\"{colour}\">",
                self.y - 3.0,
                font.size,
                font.weight,
            );
            push_text(&mut self.stops, &line);
            self.stops.push_str("</text>");
        }
    }

    fn stop(&mut self, stop: &Stop, before: Option<&Stop>, next: Option<&Stop>, links: Links) {
        self.y += 8.0;
        let middle = self.y + 9.0;
        self.line_to(middle, stop, before);
        match links {
            Links::Page => {
                push(&mut self.stops, &["<a href=\"#\" data-goes=\"", &anchor(stop.hop.step), "\" aria-label=\""]);
                push_text(&mut self.stops, &said(stop));
                self.stops.push_str("\">");
            }
            Links::None => self.stops.push_str("<g>"),
        }
        let top = self.y;
        let mark = self.stops.len();
        self.text(&heading(stop), TEXT, Font::NAME, "var(--ink, #18212c)");
        if !stop.facts.is_empty() {
            self.text(&stop.facts.join(", "), TEXT, Font::FACT, "var(--soft, #536072)");
        }
        if matches!(stop.hop.status, Status::Fail | Status::Unknown) {
            self.text(&stop.hop.text.to_string(), TEXT, Font::FACT, colour(stop.hop.status));
        }
        // What can be pressed is as large as all that belongs to it.
        let area = format!(
            "<rect x=\"14\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"5\" fill=\"transparent\"/>",
            self.width - 14.0 - 2.0 - INSET * 2.0,
            self.y - top + 4.0
        );
        let sign = sign(stop.hop.status, middle);
        self.stops.insert_str(mark, &[area, sign].concat());
        self.stops.push_str(if links == Links::Page { "</a>" } else { "</g>" });
        let is_end = if stop.is_upward { before.is_none() } else { next.is_none() };
        if is_end && stop.is_upward {
            self.arrow(middle, -1.0);
        } else if is_end {
            self.arrow(middle, 1.0);
        }
        self.last = Some(middle);
    }

    /// The line from the stage above to this one: whole where a connection comes so far.
    fn line_to(&mut self, middle: f64, stop: &Stop, before: Option<&Stop>) {
        let (Some(from), Some(before)) = (self.last, before) else { return };
        // A line that goes up comes as far as the stage above.
        let is_reached = if before.is_upward { before.is_reached } else { stop.is_reached };
        let look = if is_reached {
            "stroke=\"var(--right, #17693b)\" stroke-width=\"3\""
        } else {
            "stroke=\"var(--aside, #536072)\" stroke-width=\"2\" stroke-dasharray=\"3 5\""
        };
        let _ = write!(self.lines, "<line x1=\"{RAIL}\" y1=\"{from:.1}\" x2=\"{RAIL}\" y2=\"{middle:.1}\" {look}/>");
    }

    /// A head on the line where a connection ends.
    fn arrow(&mut self, middle: f64, down: f64) {
        let (tip, back) = (down.mul_add(-11.0, middle), down.mul_add(-19.0, middle));
        let _ = write!(
            self.lines,
            "<path d=\"M{RAIL} {tip:.1}L{} {back:.1}H{}Z\" fill=\"var(--ink, #18212c)\"/>",
            RAIL - 6.0,
            RAIL + 6.0
        );
    }

    fn finish(self, title: &str, links: Links) -> String {
        let (width, height) = (self.width, self.y + 6.0);
        let mut out = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height:.0}\" ");
        let font = "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif\"";
        if links == Links::None {
            // A file of its own has its size, and paper below it.
            let _ = write!(out, "width=\"{width}\" height=\"{height:.0}\" role=\"img\" {font}><title>");
            push_text(&mut out, title);
            out.push_str("</title><rect width=\"100%\" height=\"100%\" fill=\"var(--panel, #fff)\"/>");
        } else {
            let _ = write!(out, "role=\"group\" aria-label=\"");
            push_text(&mut out, title);
            let _ = write!(out, "\" {font}>");
        }
        let frames = self.frames.replace("<!---->", "");
        push(&mut out, &[&frames, &self.lines, &self.stops, "</svg>"]);
        out
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
fn sign(status: Status, middle: f64) -> String {
    let colour = colour(status);
    let path = match Shape::from(status) {
        Shape::Right => "M-4 0L-1 3.5L4.5 -3.5",
        Shape::Wrong => "M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5",
        Shape::Unknown => "M-2.6 -2.2A2.7 2.7 0 1 1 0 0.9V1.8M0 4.4V4.5",
        Shape::NotApplicable => "M-3.5 0H3.5",
    };
    format!(
        "<g transform=\"translate({RAIL} {middle:.1})\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-linecap=\"round\">\
         <circle r=\"9\" fill=\"var(--panel, #fff)\"/><path d=\"{path}\"/></g>"
    )
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Drawing, Frame, FrameKind, Hop, HopKind, HopText, Party, Status, StepKey, Stop};

    use super::{Font, Links, list, svg};

    fn stop(name: &str, status: Status) -> Stop {
        let frame = Frame { kind: FrameKind::Vnet, name: name.to_owned(), ranges: vec!["10.0.0.0/16".to_owned()] };
        Stop {
            frames: vec![frame],
            connection: Party::Source,
            is_upward: false,
            is_reached: true,
            name: "peering",
            hop: Hop {
                kind: HopKind::Interconnect,
                resource: Some(name.to_owned()),
                step: StepKey::parse("source/peering").expect("a step"),
                status,
                text: HopText::Shown(name.to_owned()),
            },
            facts: vec![name.to_owned()],
        }
    }

    #[test]
    fn a_name_is_text_and_nothing_else() {
        for name in ["<script>alert(1)</script>", "\"><a href=\"x", "&amp;", "a\u{0}b", "漢字"] {
            let drawing = Drawing { stops: vec![stop(name, Status::Fail)] };
            for links in [Links::Page, Links::None] {
                let picture = svg(&drawing, 340, name, links);
                let parsed = roxmltree::Document::parse(&picture).expect("XML");
                let tags = ["svg", "rect", "text", "g", "a", "circle", "path", "line", "title"];
                for node in parsed.descendants().filter(roxmltree::Node::is_element) {
                    assert!(tags.contains(&node.tag_name().name()), "{picture}");
                    assert!(node.attributes().all(|it| !it.name().starts_with("on")), "{picture}");
                }
            }
            let listed = list(&drawing);
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
        assert!(svg(&drawing, 340, "", Links::Page).contains("data-goes=\"source-peering\""));
        assert!(!svg(&drawing, 340, "", Links::None).contains("href"));
    }
}
