//! The report as a document: what Markdown and HTML both say, in one order.
//!
//! Longer than 500 lines: the parts of one document in their order.

use pgreach_rules::{
    Accepted, Alternative, DecidedBy, Evidence, FixForm, FixWay, Forms, Instructions, Party, Question, Report,
    ScenarioReport, Status, Step, Support,
    guide::{Document, Link, Section},
    scenario::SCENARIOS,
    text::Commands,
};

use crate::{
    Evaluation, ONE_FACT, blank, heading, in_form, known_of, left, needed, not_read, one_fact, setting_conflict,
    sign::Sign, way_of,
};

/// What a line is. Items in a row are one list, lines of code in a row are one block to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A heading of a level from 1 to 4.
    Heading(usize),
    /// A sentence or more.
    Paragraph,
    /// An item of a list.
    Item,
    /// A line of code, in what Markdown calls its language.
    Code(&'static str),
}

/// What writes the document: it hears of each line as it starts, and then of its parts.
pub trait Renderer {
    /// A line starts.
    fn start(&mut self, kind: LineKind);
    /// The line goes on.
    fn put(&mut self, style: Style, text: &str);
    /// What follows stands below, still in the same item.
    fn go_on_below(&mut self);
    /// The line goes on with a state: its sign and its word.
    fn state(&mut self, sign: Sign, word: &str);
    /// A part begins that is read where it is asked for, under this title. A form that can't fold has a heading for it.
    fn fold(&mut self, title: &str) {
        self.start(Heading(2));
        self.put(Style::Plain, title);
    }
    /// That part ends.
    fn unfold(&mut self) {}
    /// The line goes on with a text that leads to an address.
    fn link(&mut self, text: &str, url: &str);
}

/// How a part of a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// Set off from what stands around it.
    Strong,
    /// A word of a program.
    Code,
}

use LineKind::{Code, Heading, Item, Paragraph};

/// Walks the document for a renderer.
pub(crate) fn outline(export: &Evaluation<'_>, form: &mut dyn Renderer) {
    let report = export.report;
    let mut outline = Outline { report, form, fix_as: export.fix_as, documents: Vec::new(), blanks: Vec::new() };
    outline.start(Heading(1));
    outline.form.state(Sign::from(report.verdict), report.verdict.label());
    outline.start(Paragraph);
    outline.strong(&report.summary);
    outline.parties(export);
    match &report.scenario {
        Some(scenario) => outline.scenario(scenario),
        None => outline.candidates(),
    }
    outline.branches();
    outline.plan();
    outline.steps(heading::TO_FIX, &report.to_fix());
    outline.questions();
    outline.steps(heading::UNKNOWN, &report.to_verify());
    outline.accepted();
    outline.settled(heading::PASSED, Status::Pass);
    outline.settled(heading::NOT_APPLICABLE, Status::NotApplicable);
    outline.traces(export);
    outline.not_checked();
    outline.settings();
    outline.alternatives(heading::ALTERNATIVES, &report.alternatives);
    outline.alternatives(heading::CLEANUP, &report.cleanup);
    outline.blanks();
    outline.next();
    outline.not_read();
    outline.unused();
    outline.documents();
    outline.origin(export);
}

/// The language of the commands for a terminal.
pub(crate) const SHELL: &str = "sh";

/// What readers of Markdown call the language of a form.
const fn language(form: FixForm) -> &'static str {
    match form {
        FixForm::Az => SHELL,
        FixForm::PowerShell => "powershell",
        FixForm::Bicep => "bicep",
        FixForm::Terraform => "hcl",
    }
}

struct Outline<'a> {
    report: &'a Report,
    form: &'a mut dyn Renderer,
    /// What was linked to, each once.
    documents: Vec<&'static Document>,
    /// The form of what is made of an export.
    fix_as: FixForm,
    /// The words to be filled in in the commands so far.
    blanks: Vec<String>,
}

impl Outline<'_> {
    fn start(&mut self, kind: LineKind) {
        self.form.start(kind);
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.form.put(Style::Plain, text);
    }

    #[inline(never)]
    fn strong(&mut self, text: &str) {
        self.form.put(Style::Strong, text);
    }

    #[inline(never)]
    fn code(&mut self, word: &str) {
        self.form.put(Style::Code, word);
    }

    /// One text as a line.
    #[inline(never)]
    fn line(&mut self, kind: LineKind, text: &str) {
        self.start(kind);
        self.text(text);
    }

    /// A title before the first of several.
    fn title(&mut self, index: usize, title: &str) {
        if index == 0 {
            self.line(Heading(2), title);
        }
    }

    /// A link, which the list of the guides at the end is made of.
    fn link(&mut self, section: &'static Section) {
        self.form.link(section.title, &section.url());
        if !self.documents.contains(&section.document) {
            self.documents.push(section.document);
        }
    }

    /// Who is who, and the connections between them.
    fn parties(&mut self, export: &Evaluation<'_>) {
        for &party in Party::ALL {
            self.start(Item);
            self.strong(party.label());
            self.text(": ");
            self.text(&known_of(export.config, party));
        }
        for connection in &self.report.connections {
            self.start(Item);
            self.strong("Connection");
            self.text(": ");
            self.text(&way_of(export.config, connection));
            self.text(": ");
            self.form.state(Sign::from(connection.status), connection.status.label());
            if let Some(step) = connection.failure.and_then(|it| self.report.step(it)) {
                self.text(", ");
                self.text(step.name);
            }
        }
        self.migration_test();
    }

    /// What the migration service found itself.
    fn migration_test(&mut self) {
        if let Some(test) = &self.report.migration_test {
            self.start(Item);
            self.strong("Migration service's own test");
            self.text(": ");
            self.text(&test.words());
        }
    }

    fn scenario(&mut self, scenario: &ScenarioReport) {
        self.line(Heading(2), scenario.title);
        self.start(Paragraph);
        self.code(scenario.id);
        self.text(" · ");
        self.text(scenario.support.label());
        // Of an unsupported combination, this is the summary.
        if scenario.support != Support::Unsupported {
            self.line(Paragraph, &scenario.about.to_string());
        }
        self.line(Paragraph, "Guide: ");
        self.link(scenario.section);
        if let Some(note) = scenario.section.note() {
            self.line(Paragraph, note);
        }
        if let Some(section) = scenario.continues {
            self.line(Paragraph, "It goes on in: ");
            self.link(section);
        }
    }

    fn references(&mut self, references: &[Link]) {
        for (index, Link(section)) in references.iter().enumerate() {
            if index == 0 {
                self.line(Paragraph, "Read: ");
            } else {
                self.text(" · ");
            }
            self.link(section);
        }
    }

    fn candidates(&mut self) {
        let possible = SCENARIOS.iter().filter(|it| self.report.candidates.contains(&it.id));
        for (index, it) in possible.enumerate() {
            self.title(index, heading::CANDIDATES);
            self.start(Item);
            self.code(it.id);
            self.text(": ");
            self.text(it.title);
        }
    }

    /// The verdict for each value that the unknown settings can take.
    fn branches(&mut self) {
        for (index, branch) in self.report.branches.iter().enumerate() {
            self.title(index, heading::BRANCHES);
            self.start(Item);
            self.form.state(Sign::from(branch.verdict), branch.verdict.label());
            self.text(" ");
            self.text(&branch.words());
            self.text(": ");
            self.text(&branch.summary);
        }
    }

    /// The hops of each connection, in order.
    fn traces(&mut self, export: &Evaluation<'_>) {
        let report = self.report;
        for connection in report.connections.iter().filter(|it| !it.trace.is_empty()) {
            self.form.fold(&[heading::TRACE, ": ", &way_of(export.config, connection)].concat());
            for hop in &connection.trace {
                self.start(Item);
                self.form.state(Sign::from(hop.status), hop.kind.label());
                self.text(": ");
                self.text(&hop.text.to_string());
                if let Some(resource) = &hop.resource {
                    self.text(" ");
                    self.code(resource);
                }
            }
            self.form.unfold();
        }
    }

    /// What the verdict does not cover.
    fn not_checked(&mut self) {
        for (index, it) in self.report.not_checked.iter().enumerate() {
            self.title(index, heading::NOT_CHECKED_LIST);
            self.line(Item, &it.title.to_string());
        }
    }

    /// What to ask of the settings.
    fn questions(&mut self) {
        let mut index = 0;
        for it in &self.report.questions {
            let Question::Setting(setting) = it else { continue };
            self.title(index, heading::QUESTIONS);
            self.start(Item);
            self.strong(setting.label());
            self.text(" ");
            if !setting.portal().is_empty() {
                self.text(setting.portal());
                self.text(" ");
            }
            self.code(setting.word());
            self.text(": ");
            self.text(&setting.expected());
            index += 1;
        }
    }

    fn steps(&mut self, title: &str, steps: &[&Step]) {
        for (index, step) in steps.iter().enumerate() {
            self.title(index, title);
            let fails = step.status == Status::Fail;
            let title = step.title().to_string();
            self.line(Heading(3), &(index + 1).to_string());
            self.text(". ");
            self.form.state(Sign::from(step.status), step.status.label());
            self.text(": ");
            // Beside a cross, a claim would say the opposite of the truth.
            self.text(if fails { step.failure().to_string() } else { title.clone() }.as_str());
            self.facts(step);
            if fails {
                self.line(Paragraph, heading::SHOULD_BE);
                self.text(": ");
                self.text(&title);
            }
            if let Some(other) = one_fact(self.report, step) {
                self.line(Paragraph, ONE_FACT);
                self.code(other.key.word());
                continue;
            }
            self.line(Paragraph, &step.why().to_string());
            for it in &step.evidence {
                self.line(Paragraph, heading::EVIDENCE);
                self.text(": ");
                self.evidence(it);
            }
            for text in step.note.iter().cloned().chain(needed(step)) {
                self.line(Paragraph, &text);
            }
            if let Some(setting) = step.depends_on {
                self.line(Paragraph, "Whether it applies depends on ");
                self.code(setting.word());
            }
            if let Some(exception) = &step.exception {
                self.line(Paragraph, &exception.words());
            }
            if let Some(conflict) = step.conflict_words() {
                self.line(Paragraph, &conflict);
            }
            if let Some(aside) = step.not_applicable_label().filter(|_| !fails) {
                self.line(Paragraph, "Not applicable: ");
                self.text(aside);
            }
            // What evidence decides need not be checked.
            if step.decided_by != DecidedBy::Evidence {
                self.instructions(heading::VERIFY, &step.verify());
            }
            if step.changes.is_empty() {
                self.instructions(heading::FIX, &step.fix());
                if let Some(impact) = &step.security_impact() {
                    self.line(Paragraph, heading::SECURITY_IMPACT);
                    self.text(": ");
                    self.text(&impact.to_string());
                }
                self.instructions(heading::UNDO, &step.undo());
            } else {
                self.ways(&step.changes);
                // What is filled in takes the place of what holds for any network.
                if step.changes.iter().any(|it| it.presumes.is_some()) {
                    self.portal(heading::OTHERWISE, &step.fix());
                } else if step.changes.iter().flat_map(|it| &it.changes).any(|it| it.portal.is_empty()) {
                    self.portal(heading::IN_THE_PORTAL, &step.fix());
                }
            }
            self.references(&step.references());
        }
    }

    /// The resource, and the property that shows it.
    fn evidence(&mut self, evidence: &Evidence) {
        self.text(&evidence.resource);
        self.text(", ");
        self.code(&evidence.property);
        self.text(" = ");
        self.code(&evidence.value);
        if let Some(file) = &evidence.file {
            self.text(" (");
            self.code(file);
            self.text(")");
        }
    }

    /// The settings that evidence shows, and where a person specified something else.
    fn settings(&mut self) {
        if self.report.settings.is_empty() {
            return;
        }
        self.form.fold(heading::SETTINGS);
        for setting in &self.report.settings {
            self.start(Item);
            self.code(setting.setting.word());
            self.text(" = ");
            self.code(&setting.value);
            for it in &setting.evidence {
                self.text(" · ");
                self.evidence(it);
            }
            if let Some(conflict) = setting_conflict(setting) {
                self.text(" · ");
                self.strong(&conflict);
            }
        }
        self.form.unfold();
    }

    fn facts(&mut self, step: &Step) {
        self.start(Paragraph);
        self.code(step.key.word());
        self.text(" · ");
        self.text(step.severity.label());
        self.text(" · ");
        self.text(step.owner().label());
        if step.decided_by != DecidedBy::Nothing {
            self.text(" · decided by ");
            self.text(step.decided_by.label());
        }
        if !step.documented || step.guide_step.is_some() {
            self.text(" · ");
            self.text(&step.place_in_guide());
        }
    }

    fn instructions(&mut self, title: &str, instructions: &Instructions) {
        if instructions.portal.is_empty() && instructions.commands.is_empty() {
            return;
        }
        self.portal(title, instructions);
        self.commands(&instructions.commands);
    }

    fn portal(&mut self, title: &str, instructions: &Instructions) {
        self.line(Heading(4), title);
        for text in instructions.portal.iter() {
            self.line(Item, &text);
        }
    }

    /// The changes in an order that works, with the verdict after each.
    fn plan(&mut self) {
        for (index, planned) in self.report.plan.iter().enumerate() {
            self.title(index, heading::PLAN);
            // It has a number already.
            self.start(Paragraph);
            self.strong(&format!("{}. {}", index + 1, planned.change.title));
            self.text(" · ");
            self.text(planned.change.owner.label());
            self.text(" · ");
            self.code(planned.step.word());
            self.form.go_on_below();
            if let Some(presumes) = &planned.presumes {
                self.text(heading::PRESUMED);
                self.text(": ");
                self.text(presumes);
                self.form.go_on_below();
            }
            self.text(heading::AFTER);
            self.text(": ");
            self.form.state(Sign::from(planned.after), planned.after.label());
            self.text(". ");
            self.text(&planned.summary);
        }
        let (heading, left) = left(self.report);
        for (index, left) in left.into_iter().enumerate() {
            if index == 0 {
                self.line(Heading(if self.report.plan.is_empty() { 2 } else { 3 }), heading);
            }
            self.start(Item);
            self.form.state(Sign::from(left.status), left.status.label());
            self.text(" · ");
            self.code(left.step.word());
            self.text(": ");
            self.text(&left.why);
        }
    }

    /// The ways to put a step right, each with its changes.
    fn ways(&mut self, ways: &[FixWay]) {
        for (index, way) in ways.iter().enumerate() {
            self.line(Heading(4), if index == 0 { heading::FIX } else { heading::OR });
            if let Some(presumes) = &way.presumes {
                self.text(heading::IF_SO);
                self.text(": ");
                self.text(presumes);
            }
            for change in &way.changes {
                self.line(Item, &change.title);
                self.text(" · ");
                self.text(change.owner.label());
                for impact in &change.impact {
                    self.form.go_on_below();
                    self.text(impact);
                }
                for words in &change.portal {
                    self.form.go_on_below();
                    self.text(heading::IN_THE_PORTAL);
                    self.text(": ");
                    self.text(words);
                }
                self.in_form(&change.apply);
            }
            let is_all = self.report.plan.len() <= way.changes.len();
            self.line(Paragraph, if is_all { heading::AFTER } else { heading::AFTER_ALONE });
            self.text(": ");
            self.form.state(Sign::from(way.after), way.after.label());
            if way.changes.iter().any(|it| !it.undo.az.is_empty()) {
                self.line(Heading(4), heading::UNDO);
                for change in way.changes.iter().rev().filter(|it| !it.undo.az.is_empty()) {
                    // Each module stands alone.
                    if self.fix_as != FixForm::Az {
                        self.line(Item, &format!("{}: {}", heading::TAKE_BACK, change.title));
                    }
                    self.in_form(&change.undo);
                }
            }
        }
    }

    /// A change in the form that was asked for.
    fn in_form(&mut self, forms: &Forms) {
        let (form, text, said) = in_form(forms, self.fix_as);
        if let Some(said) = said {
            self.form.go_on_below();
            self.text(&said);
        }
        for line in text.lines() {
            self.line(Code(language(form)), line);
        }
    }

    fn commands(&mut self, commands: &Commands) {
        for blank in blank::blanks([commands]) {
            if !self.blanks.contains(&blank) {
                self.blanks.push(blank);
            }
        }
        for command in commands.iter() {
            self.line(Code(SHELL), &command);
        }
    }

    /// What a person takes responsibility for: the step, until when and why.
    fn accepted(&mut self) {
        for (index, step) in self.report.accepted().enumerate() {
            self.title(index, heading::ACCEPTED);
            self.in_a_line(step, step.exception.as_ref().map(Accepted::words));
        }
    }

    /// The steps of a status that asks for nothing, a line each.
    fn settled(&mut self, title: &str, status: Status) {
        let settled: Vec<&Step> = self.report.steps.iter().filter(|it| it.status == status).collect();
        if settled.is_empty() {
            return;
        }
        self.form.fold(title);
        for step in settled {
            self.in_a_line(step, step.conflict_words());
            for it in &step.evidence {
                self.form.go_on_below();
                self.text(heading::EVIDENCE);
                self.text(": ");
                self.evidence(it);
            }
            if let Some(note) = &step.note {
                self.form.go_on_below();
                self.text(note);
            }
        }
        self.form.unfold();
    }

    fn in_a_line(&mut self, step: &Step, note: Option<String>) {
        self.start(Item);
        self.form.state(Sign::from(step.status), step.status.label());
        self.text(": ");
        self.text(&step.title().to_string());
        self.text(" ");
        self.code(step.key.word());
        if let Some(note) = note {
            self.text(" ");
            self.text(&note);
        }
    }

    fn alternatives(&mut self, title: &str, alternatives: &[Alternative]) {
        for (index, alternative) in alternatives.iter().enumerate() {
            self.title(index, title);
            self.line(Heading(3), &alternative.title.to_string());
            self.line(Paragraph, &alternative.about.to_string());
            self.commands(&alternative.commands);
            if !alternative.undo.is_empty() {
                self.line(Paragraph, heading::UNDO);
                self.text(":");
                self.commands(&alternative.undo);
            }
            self.references(&alternative.references);
        }
    }

    fn next(&mut self) {
        for (index, Link(section)) in self.report.next.iter().enumerate() {
            self.title(index, "Next");
            self.start(Item);
            self.link(section);
        }
    }

    /// The files whose content is missing.
    fn not_read(&mut self) {
        for (index, it) in self.report.not_read.iter().enumerate() {
            self.title(index, heading::NOT_READ);
            self.start(Item);
            self.code(&it.file);
            self.text(": ");
            self.text(&not_read(it));
        }
    }

    fn unused(&mut self) {
        for (index, it) in self.report.unused.iter().enumerate() {
            self.title(index, heading::UNUSED);
            self.start(Item);
            self.code(&it.path);
            self.text(": ");
            self.text(&it.reason);
        }
    }

    /// The revisions that the rules were read from: a guide that has changed since may say something else.
    fn documents(&mut self) {
        let documents = std::mem::take(&mut self.documents).into_iter().filter(|it| !it.revision.is_empty());
        for (index, it) in documents.enumerate() {
            self.title(index, "The guides, and the revisions that these rules were read from");
            self.start(Item);
            self.form.link(it.title, it.url);
            self.text(", ");
            self.text(it.revision);
        }
    }

    /// The words that a person fills in.
    fn blanks(&mut self) {
        let mut blanks = std::mem::take(&mut self.blanks);
        let of_changes = self.report.to_fill_in.iter().map(|it| &it.word).filter(|it| !blanks.contains(it));
        blanks.extend(of_changes.cloned().collect::<Vec<_>>());
        for (index, it) in blanks.into_iter().enumerate() {
            self.title(index, heading::BLANKS);
            self.start(Item);
            self.code(&it);
            self.text(": ");
            self.text(&blank::meaning(&it));
        }
    }

    /// Where the report comes from, and how to get there again.
    fn origin(&mut self, export: &Evaluation<'_>) {
        self.line(Heading(2), "About this report");
        self.line(Paragraph, "Made by pgreach, rules ");
        self.text(self.report.rules);
        if let Some(day) = export.day {
            self.text(", on ");
            self.text(day);
        }
        self.text(".");
        let link = export.link();
        if export.page.is_some() {
            self.start(Paragraph);
            self.form.link("Open this state in pgreach", &link);
        } else {
            self.line(Paragraph, "This state, for the end of the address of a pgreach page: ");
            self.code(&link);
        }
    }
}
