//! Builds the document of a report: the verdict, what to do, then why.

mod step;

use pgreach_rules::{
    Accepted, Alternative, Config, Evidence, FixForm, Party, Question, Report, ScenarioReport, Setting, Status, Step,
    Support,
    guide::{self, Link, Section},
    scenario::SCENARIOS,
    text::Commands,
};

use crate::{
    Evaluation, blank,
    document::{
        DocumentBody,
        LineKind::{Code, Folded, Heading, Item, Paragraph},
    },
    heading, known_of, not_read, setting_conflict, way_of,
};

/// Tells who reads a report: some of it is for one of them only.
#[derive(Debug, Clone, Copy)]
pub enum Audience<'a> {
    /// Reads a file, later and elsewhere: it links to the state in which pgreach opens.
    File,
    /// Reads what the command prints, and can give it more options: it names them.
    Terminal {
        /// What became of the files, as labels and texts.
        read: &'a [(&'static str, String)],
        /// Whether it says of what is shown which file shows it: where there is one file, no line need name it.
        names_files: bool,
    },
}

impl Evaluation<'_> {
    /// Returns the report as a document.
    #[must_use]
    pub fn document(&self, audience: Audience<'_>) -> DocumentBody {
        let report = self.report;
        let (to, fix_as) = (DocumentBody::default(), self.fix_as);
        let mut builder = Builder { report, audience, to, fix_as, documents: Vec::new(), blanks: Vec::new() };
        builder.to.start(Heading(1));
        builder.to.state(report.verdict, report.verdict.label());
        builder.to.start(Paragraph);
        builder.to.strong(&report.summary);
        builder.parties(self);
        match &report.scenario {
            Some(scenario) => builder.scenario(scenario),
            None => builder.candidates(),
        }
        // What to do.
        builder.branches();
        builder.alternatives(heading::ALTERNATIVES, &report.alternatives);
        builder.next();
        builder.plan();
        builder.steps(heading::TO_FIX, &report.to_fix());
        builder.questions(self.config);
        builder.steps(heading::UNKNOWN, &report.to_verify());
        builder.accepted();
        builder.alternatives(heading::CLEANUP, &report.cleanup);
        builder.blanks();
        // Why.
        builder.settled(heading::PASSED, Status::Pass);
        builder.settled(heading::NOT_APPLICABLE, Status::NotApplicable);
        builder.traces(self);
        builder.not_checked();
        builder.settings();
        builder.not_read();
        builder.unused();
        builder.documents();
        builder.origin(self);
        builder.to
    }
}

/// The language of the commands for a terminal.
pub(crate) const SHELL: &str = "sh";

struct Builder<'a> {
    report: &'a Report,
    audience: Audience<'a>,
    /// What is built.
    to: DocumentBody,
    /// What was linked to, each once.
    documents: Vec<&'static guide::Document>,
    /// The form of what is made of an export.
    fix_as: FixForm,
    /// The words to be filled in in the commands so far.
    blanks: Vec<String>,
}

impl Builder<'_> {
    /// Who is who, and the connections between them.
    fn parties(&mut self, export: &Evaluation<'_>) {
        for &party in Party::ALL {
            self.labelled(party.label(), &known_of(export.config, party));
        }
        for connection in &self.report.connections {
            self.to.start(Item);
            self.to.strong("Connection");
            self.to.end_label();
            self.to.text(&way_of(export.config, connection));
            self.to.text(": ");
            self.to.state(connection.status, connection.status.label());
            if let Some(step) = connection.failure.and_then(|it| self.report.step(it)) {
                self.to.text(", ");
                self.to.text(step.name);
            }
        }
        if let Some(test) = &self.report.migration_test {
            self.labelled("Service's test", &test.words());
        }
        if let Audience::Terminal { read, .. } = self.audience {
            for (label, text) in read {
                self.labelled(label, text);
            }
        }
    }

    /// An item with a label.
    fn labelled(&mut self, label: &str, text: &str) {
        self.to.start(Item);
        self.to.strong(label);
        self.to.end_label();
        self.to.text(text);
    }

    fn scenario(&mut self, scenario: &ScenarioReport) {
        self.to.line(Heading(2), scenario.title);
        self.to.start(Paragraph);
        self.to.code(scenario.id);
        self.to.text(" · ");
        self.to.text(scenario.support.label());
        // Of an unsupported combination, this is the summary.
        if scenario.support != Support::Unsupported {
            self.to.line(Paragraph, &scenario.about.to_string());
        }
        self.guide("Guide", scenario.section);
        if let Some(note) = scenario.section.note() {
            self.to.go_on_below();
            self.to.text(note);
        }
        if let Some(section) = scenario.continues {
            self.guide("It goes on in", section);
        }
    }

    /// An item that leads to a section of a guide.
    fn guide(&mut self, label: &str, section: &'static Section) {
        self.labelled(label, "");
        self.link(section);
    }

    fn references(&mut self, references: &[Link]) {
        for (index, Link(section)) in references.iter().enumerate() {
            if index == 0 {
                self.to.line(Paragraph, "Read: ");
            } else {
                self.to.text(" · ");
            }
            self.link(section);
        }
    }

    fn candidates(&mut self) {
        let possible = SCENARIOS.iter().filter(|it| self.report.candidates.contains(&it.id));
        for (index, it) in possible.enumerate() {
            self.title(index, heading::CANDIDATES);
            self.to.start(Item);
            self.to.code(it.id);
            self.to.end_label();
            self.to.text(it.title);
        }
    }

    /// The verdict for each value that the unknown settings can take.
    fn branches(&mut self) {
        for (index, branch) in self.report.branches.iter().enumerate() {
            self.title(index, heading::BRANCHES);
            self.to.start(Item);
            self.to.state(branch.verdict, branch.verdict.label());
            self.to.text(" ");
            self.to.text(&branch.words());
            self.to.text(": ");
            self.to.text(&branch.summary);
        }
    }

    /// The hops of each connection, in order.
    fn traces(&mut self, export: &Evaluation<'_>) {
        let report = self.report;
        for connection in report.connections.iter().filter(|it| !it.trace.is_empty()) {
            self.to.line(Folded, &[heading::TRACE, ": ", &way_of(export.config, connection)].concat());
            for hop in &connection.trace {
                self.to.start(Item);
                self.to.state(hop.status, hop.kind.label());
                self.to.end_label();
                self.to.text(&hop.text.to_string());
                if let Some(resource) = &hop.resource {
                    self.to.text(" (");
                    self.to.code(resource);
                    self.to.text(")");
                }
            }
        }
    }

    /// What the verdict does not cover.
    fn not_checked(&mut self) {
        for (index, it) in self.report.not_checked.iter().enumerate() {
            self.title(index, heading::NOT_CHECKED_LIST);
            self.to.line(Item, &it.title.to_string());
        }
    }

    /// What to ask of the settings.
    fn questions(&mut self, config: &Config) {
        let mut index = 0;
        for it in &self.report.questions {
            let Question::Setting(setting) = it else { continue };
            self.title(index, heading::QUESTIONS);
            self.to.start(Item);
            self.to.strong(setting.label());
            if !setting.portal().is_empty() {
                self.to.text(" ");
                self.to.text(setting.portal());
            }
            match self.audience {
                Audience::File => {
                    self.to.text(" ");
                    self.to.code(setting.word());
                    self.to.text(": ");
                    self.to.text(&setting.expected());
                }
                Audience::Terminal { .. } => self.options(config, *setting),
            }
            index += 1;
        }
    }

    /// The resource, and the property that shows it.
    fn evidence(&mut self, evidence: &Evidence) {
        self.to.text(&evidence.resource);
        self.to.text(", ");
        self.to.code(&evidence.property);
        self.to.text(" = ");
        self.to.code(&evidence.value);
        let names_files = !matches!(self.audience, Audience::Terminal { names_files: false, .. });
        if let Some(file) = evidence.file.as_ref().filter(|_| names_files) {
            self.to.text(" (");
            self.to.code(file);
            self.to.text(")");
        }
    }

    /// The settings that evidence shows, and where a person specified something else.
    fn settings(&mut self) {
        if self.report.settings.is_empty() {
            return;
        }
        self.to.line(Folded, heading::SETTINGS);
        for setting in &self.report.settings {
            self.to.start(Item);
            self.to.code(setting.setting.word());
            self.to.text(" = ");
            self.to.code(&setting.value);
            for it in &setting.evidence {
                self.to.text(" · ");
                self.evidence(it);
            }
            if let Some(conflict) = setting_conflict(setting) {
                self.to.text(" · ");
                self.to.strong(&conflict);
            }
        }
    }

    /// The steps of a status that asks for nothing, a line each.
    fn settled(&mut self, title: &str, status: Status) {
        let settled: Vec<&Step> = self.report.steps.iter().filter(|it| it.status == status).collect();
        if settled.is_empty() {
            return;
        }
        self.to.line(Folded, title);
        for step in settled {
            self.in_a_line(step, step.conflict_words());
            for it in &step.evidence {
                self.to.go_on_below();
                self.label(heading::EVIDENCE);
                self.evidence(it);
            }
            if let Some(note) = &step.note {
                self.to.go_on_below();
                self.to.text(note);
            }
        }
    }

    /// What a person takes responsibility for: the step, until when and why.
    fn accepted(&mut self) {
        for (index, step) in self.report.accepted().enumerate() {
            self.title(index, heading::ACCEPTED);
            self.in_a_line(step, step.exception.as_ref().map(Accepted::words));
        }
    }

    fn in_a_line(&mut self, step: &Step, note: Option<String>) {
        self.to.start(Item);
        self.to.state(step.status, step.status.label());
        self.to.text(": ");
        self.to.text(&step.title().to_string());
        self.to.text(" (");
        self.to.code(step.key.word());
        self.to.text(").");
        if let Some(note) = note {
            self.to.text(" ");
            self.to.text(&note);
        }
    }

    fn alternatives(&mut self, title: &str, alternatives: &[Alternative]) {
        for (index, alternative) in alternatives.iter().enumerate() {
            self.title(index, title);
            self.numbered(index);
            self.to.text(&alternative.title.to_string());
            self.to.line(Paragraph, &alternative.about.to_string());
            self.commands(&alternative.commands);
            if !alternative.undo.is_empty() {
                self.to.line(Paragraph, heading::UNDO);
                self.to.text(":");
                self.commands(&alternative.undo);
            }
            self.references(&alternative.references);
        }
    }

    fn next(&mut self) {
        for (index, Link(section)) in self.report.next.iter().enumerate() {
            self.title(index, "Next");
            self.to.start(Item);
            self.link(section);
        }
    }

    /// The files whose content is missing.
    fn not_read(&mut self) {
        for (index, it) in self.report.not_read.iter().enumerate() {
            self.title(index, heading::NOT_READ);
            self.to.start(Item);
            self.to.code(&it.file);
            self.to.text(": ");
            self.to.text(&not_read(it));
        }
    }

    fn unused(&mut self) {
        for (index, it) in self.report.unused.iter().enumerate() {
            self.title(index, heading::UNUSED);
            self.to.start(Item);
            self.to.code(&it.path);
            self.to.text(": ");
            self.to.text(&it.reason);
        }
    }

    /// The revisions that the rules were read from: a guide that has changed since may say something else.
    fn documents(&mut self) {
        let documents = std::mem::take(&mut self.documents).into_iter().filter(|it| !it.revision.is_empty());
        for (index, it) in documents.enumerate() {
            self.title(index, "The guides, and the revisions that these rules were read from");
            self.to.start(Item);
            match self.audience {
                Audience::File => self.to.link(it.title, it.url),
                // A terminal shows addresses as they are, and those of the sections lead there too.
                Audience::Terminal { .. } => self.to.text(it.title),
            }
            self.to.text(", ");
            self.to.text(it.revision);
        }
    }

    /// The words that a person fills in.
    fn blanks(&mut self) {
        let mut blanks = std::mem::take(&mut self.blanks);
        let of_changes = self.report.to_fill_in.iter().map(|it| &it.word).filter(|it| !blanks.contains(it));
        blanks.extend(of_changes.cloned().collect::<Vec<_>>());
        for (index, it) in blanks.into_iter().enumerate() {
            self.title(index, heading::BLANKS);
            self.to.start(Item);
            self.to.code(&it);
            self.to.end_label();
            self.to.text(&blank::meaning(&it));
        }
    }

    /// Where the report comes from, and how to get there again.
    fn origin(&mut self, export: &Evaluation<'_>) {
        self.to.line(Heading(2), "About this report");
        self.to.line(Paragraph, "Made by pgreach, rules ");
        self.to.text(self.report.rules);
        if let Some(day) = export.day {
            self.to.text(", on ");
            self.to.text(day);
        }
        self.to.text(".");
        // Who is at a terminal has the files.
        if let Audience::Terminal { .. } = self.audience {
            return;
        }
        let link = export.link();
        if export.page.is_some() {
            self.to.start(Paragraph);
            self.to.link("Open this state in pgreach", &link);
        } else {
            self.to.line(Paragraph, "This state, for the end of the address of a pgreach page: ");
            self.to.code(&link);
        }
    }

    /// A heading of one of several.
    fn numbered(&mut self, index: usize) {
        self.to.line(Heading(3), &(index + 1).to_string());
        self.to.text(". ");
    }

    /// A paragraph that begins with what it is.
    fn said(&mut self, label: &str) {
        self.to.start(Paragraph);
        self.label(label);
    }

    /// What comes next, and a colon.
    fn label(&mut self, label: &str) {
        self.to.text(label);
        self.to.text(": ");
    }

    /// A title before the first of several.
    fn title(&mut self, index: usize, title: &str) {
        if index == 0 {
            self.to.line(Heading(2), title);
        }
    }

    /// A link, which the list of the guides at the end is made of.
    fn link(&mut self, section: &'static Section) {
        self.to.link(section.title, &section.url());
        if !self.documents.contains(&section.document) {
            self.documents.push(section.document);
        }
    }

    fn commands(&mut self, commands: &Commands) {
        for blank in blank::blanks([commands]) {
            if !self.blanks.contains(&blank) {
                self.blanks.push(blank);
            }
        }
        for command in commands.iter() {
            self.to.line(Code(SHELL), &command);
        }
    }

    /// The options that answer a question; of a setting without choices, an example.
    fn options(&mut self, config: &Config, setting: Setting) {
        let values = match setting.offered(config) {
            [] if setting == Setting::SourcePort => &[("5432", "or another port")][..],
            [] => &[("NAME", "")],
            choices => choices,
        };
        let width = values.iter().map(|(word, _)| word.len()).max().unwrap_or_default();
        for (word, label) in values {
            self.to.line(Code(SHELL), format!("--set {}={word:<width$}  {label}", setting.word()).trim_end());
        }
    }
}
