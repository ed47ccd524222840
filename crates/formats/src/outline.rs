//! The report as a document: what Markdown and HTML both say, in one order.

use pgreach_rules::{
    Ask, DecidedBy, Party, Report, ScenarioReport, Status, Step, Support, Way,
    guide::{Document, Link, Section},
    scenario::SCENARIOS,
    text::Commands,
};

use crate::{Export, known_of, shape::Shape, way_of};

/// A part of the document.
#[derive(Debug)]
pub(crate) enum Block {
    /// A heading of a level from 1 to 4.
    Heading(u8, Line),
    Paragraph(Line),
    List(Vec<Line>),
    /// Commands to copy, each one line.
    Commands(Vec<String>),
}

/// A line of prose, which a form may break.
pub(crate) type Line = Vec<Span>;

/// A part of a line.
#[derive(Debug)]
pub(crate) enum Span {
    Text(String),
    Strong(String),
    Code(String),
    /// A state: its sign and its word.
    State(Shape, &'static str),
    /// A text and the address that it leads to.
    Link(String, String),
}

fn text(text: impl Into<String>) -> Span {
    Span::Text(text.into())
}

fn strong(text: impl Into<String>) -> Span {
    Span::Strong(text.into())
}

fn code(word: impl Into<String>) -> Span {
    Span::Code(word.into())
}

fn link(section: &Section) -> Span {
    Span::Link(section.title.to_owned(), section.url())
}

/// The document.
pub(crate) fn outline(export: &Export<'_>) -> Vec<Block> {
    let Export { report, .. } = export;
    let mut outline = Outline { report, blocks: Vec::new(), documents: Vec::new() };
    outline.heading(1, vec![Span::State(Shape::from(report.verdict), report.verdict.label())]);
    outline.paragraph(vec![strong(&report.summary)]);
    outline.told(export);
    match &report.scenario {
        Some(scenario) => outline.scenario(scenario),
        None => outline.candidates(),
    }
    outline.steps("To mend, in this order", "Mend", &report.to_mend());
    outline.questions();
    outline.steps("To find out, most deciding first", "If it does not hold, mend", &report.to_find_out());
    outline.settled();
    outline.ways();
    outline.links("Next", &report.next);
    outline.unused();
    outline.documents();
    outline.origin(export);
    outline.blocks
}

struct Outline<'a> {
    report: &'a Report,
    blocks: Vec<Block>,
    /// What was linked to, each once.
    documents: Vec<&'static Document>,
}

impl Outline<'_> {
    fn heading(&mut self, level: u8, line: Line) {
        self.blocks.push(Block::Heading(level, line));
    }

    fn title(&mut self, title: &str) {
        self.heading(2, vec![text(title)]);
    }

    fn paragraph(&mut self, line: Line) {
        self.blocks.push(Block::Paragraph(line));
    }

    /// A list, with its title, unless it is empty.
    fn list(&mut self, title: &str, lines: Vec<Line>) {
        if !lines.is_empty() {
            self.title(title);
            self.blocks.push(Block::List(lines));
        }
    }

    fn commands(&mut self, commands: &Commands) {
        if !commands.is_empty() {
            self.blocks.push(Block::Commands(commands.iter().collect()));
        }
    }

    fn read(&mut self, section: &'static Section) -> Span {
        if !self.documents.contains(&section.document) {
            self.documents.push(section.document);
        }
        link(section)
    }

    fn references(&mut self, references: &[Link]) {
        let mut line = vec![text("Read: ")];
        for (index, Link(section)) in references.iter().enumerate() {
            if 0 < index {
                line.push(text(" · "));
            }
            line.push(self.read(section));
        }
        if 1 < line.len() {
            self.paragraph(line);
        }
    }

    /// Who is who, and the connections between them.
    fn told(&mut self, export: &Export<'_>) {
        let parties = [Party::Source, Party::Target, Party::Runtime]
            .map(|it| vec![strong(it.label()), text(": "), text(known_of(export.config, it))]);
        let legs = self.report.legs.iter().map(|leg| {
            let mut line = vec![
                strong("Connection"),
                text(": "),
                text(way_of(export.config, leg)),
                text(": "),
                Span::State(Shape::from(leg.status), leg.status.label()),
            ];
            if let Some(step) = leg.fault.and_then(|it| self.report.step(it)) {
                line.extend([text(", "), text(step.name)]);
            }
            line
        });
        let lines = parties.into_iter().chain(legs).collect();
        self.blocks.push(Block::List(lines));
    }

    fn scenario(&mut self, scenario: &ScenarioReport) {
        self.title(scenario.title);
        self.paragraph(vec![code(scenario.id), text(" · "), text(scenario.support.label())]);
        // Of an unsupported combination, this is the summary.
        if scenario.support != Support::Unsupported {
            self.paragraph(vec![text(scenario.about.to_string())]);
        }
        let mut line = vec![text("Guide: "), self.read(scenario.section)];
        if let Some(note) = scenario.section.note() {
            line.extend([text(". "), text(note)]);
        }
        self.paragraph(line);
        if let Some(section) = scenario.continues {
            let line = vec![text("It goes on in: "), self.read(section)];
            self.paragraph(line);
        }
    }

    fn candidates(&mut self) {
        let possible = SCENARIOS.iter().filter(|it| self.report.candidates.contains(&it.id));
        let lines = possible.map(|it| vec![code(it.id), text(": "), text(it.title)]).collect();
        self.list("Still possible", lines);
    }

    /// What to ask of the settings.
    fn questions(&mut self) {
        let settings = self.report.ask.iter().filter_map(|it| match it {
            Ask::Setting(setting) => Some(setting),
            Ask::Step(_) => None,
        });
        let lines = settings.map(|it| {
            let mut line = vec![strong(it.label()), text(" ")];
            if !it.portal().is_empty() {
                line.extend([text(it.portal()), text(" ")]);
            }
            line.extend([code(it.word()), text(": "), text(it.expected())]);
            line
        });
        let lines = lines.collect();
        self.list("Questions, most deciding first", lines);
    }

    fn steps(&mut self, title: &str, mend: &str, steps: &[&Step]) {
        if !steps.is_empty() {
            self.title(title);
        }
        for (number, step) in (1_usize..).zip(steps) {
            let fails = step.status == Status::Fail;
            // Beside a cross, a claim would say the opposite of the truth.
            let claim = if fails { &step.fault } else { &step.title };
            self.heading(
                3,
                vec![
                    text([&number.to_string(), ". "].concat()),
                    Span::State(Shape::from(step.status), step.status.label()),
                    text(": "),
                    text(claim.to_string()),
                ],
            );
            self.step(mend, step, fails);
        }
    }

    fn step(&mut self, mend: &str, step: &Step, fails: bool) {
        let mut facts = vec![code(step.key.word())];
        let decided_by = (step.decided_by != DecidedBy::Nothing).then(|| step.decided_by.label());
        for (start, fact) in [
            ("", Some(step.severity.label())),
            ("", Some(step.owner.label())),
            ("decided by ", decided_by),
            ("", (!step.documented).then_some("beyond the guide")),
        ] {
            facts.extend(fact.map(|it| text([" · ", start, it].concat())));
        }
        self.paragraph(facts);
        if fails {
            self.paragraph(vec![text("Should be: "), text(step.title.to_string())]);
        }
        self.paragraph(vec![text(step.why.to_string())]);
        for it in &step.evidence {
            self.paragraph(vec![
                text("Seen: "),
                text(&it.resource),
                text(", "),
                code(&it.property),
                text(" = "),
                code(&it.value),
            ]);
        }
        if let Some(setting) = step.waits_for {
            self.paragraph(vec![text("Whether it applies hangs on "), code(setting.word())]);
        }
        if let Some(conflict) = step.conflict_words() {
            self.paragraph(vec![text(conflict)]);
        }
        if let Some(aside) = step.aside.filter(|_| !fails) {
            self.paragraph(vec![text("Does not apply: "), text(aside)]);
        }
        self.way("Find out", &step.find);
        self.way(mend, &step.fix);
        self.references(&step.references);
    }

    fn way(&mut self, title: &str, way: &Way) {
        if way.portal.is_empty() && way.commands.is_empty() {
            return;
        }
        self.heading(4, vec![text(title)]);
        if !way.portal.is_empty() {
            self.blocks.push(Block::List(way.portal.iter().map(|it| vec![Span::Text(it)]).collect()));
        }
        self.commands(&way.commands);
    }

    /// What needs nothing more, in a line each.
    fn settled(&mut self) {
        let settled = self.report.steps.iter().filter(|it| matches!(it.status, Status::Pass | Status::NotApplicable));
        let lines = settled.map(|step| {
            let mut line = vec![
                Span::State(Shape::from(step.status), step.status.label()),
                text(": "),
                text(step.title.to_string()),
                text(" "),
                code(step.key.word()),
            ];
            if let Some(conflict) = step.conflict_words() {
                line.extend([text(" "), text(conflict)]);
            }
            line
        });
        let lines = lines.collect();
        self.list("Settled", lines);
    }

    fn ways(&mut self) {
        let report = self.report;
        if !report.ways.is_empty() {
            self.title("What can be done instead");
        }
        for way in &report.ways {
            self.heading(3, vec![text(way.title.to_string())]);
            self.paragraph(vec![text(way.about.to_string())]);
            self.commands(&way.commands);
            self.references(&way.references);
        }
    }

    fn links(&mut self, title: &str, links: &[Link]) {
        let lines = links.iter().map(|it| vec![self.read(it.0)]).collect();
        self.list(title, lines);
    }

    fn unused(&mut self) {
        let lines = self.report.unused.iter().map(|it| vec![code(&it.path), text(": "), text(&it.reason)]).collect();
        self.list("Given, but not used", lines);
    }

    /// The revisions that the rules were read from: a guide that has changed since may say something else.
    fn documents(&mut self) {
        let lines = std::mem::take(&mut self.documents).into_iter().map(|it| {
            let link = Span::Link(it.title.to_owned(), it.url.to_owned());
            vec![link, text(", "), text(it.revision)]
        });
        let lines = lines.collect();
        self.list("The guides, as they were read", lines);
    }

    /// Where the report comes from, and how to get there again.
    fn origin(&mut self, export: &Export<'_>) {
        if self.blocks.iter().any(|it| matches!(it, Block::Commands(_))) {
            self.paragraph(vec![text(TO_FILL_IN)]);
        }
        let start = text(["pgreach, rules ", self.report.rules, ". "].concat());
        self.paragraph(if export.page.is_some() {
            vec![start, Span::Link("Open this state in pgreach".to_owned(), export.link())]
        } else {
            vec![start, text("This state, for the end of the address of a pgreach page: "), code(export.link())]
        });
    }
}

const TO_FILL_IN: &str = "Fill in the words in capitals in the commands; those that end in _RG are resource groups.";
