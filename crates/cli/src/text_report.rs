//! The report as an engineer would paste it into a ticket: plain text, the failing steps first.
//!
//! Longer than 500 lines: the parts of one document in their order.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
};

use anstyle::{AnsiColor, Style};
use pgreach_azure::FileReading;
use pgreach_formats::{
    Sign, blank, heading as headings, in_form, known_of, left, needed, not_read, seen, setting_shown, way_of,
};
use pgreach_rules::{
    Accepted, Alternative, Config, DecidedBy, Evidence, FixForm, FixWay, Forms, Instructions, Party, Question, Report,
    ScenarioReport, Setting, SettingReport, Status, Step,
    guide::{Link, Section},
    scenario::SCENARIOS,
    text::Commands,
};

use crate::{
    input::partial,
    lines::{WIDTH, paragraph, plain},
};

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// A report, and what it was concluded from.
pub(crate) struct TextReport<'a> {
    config: &'a Config,
    report: &'a Report,
    /// What became of each file that Azure printed.
    files: &'a [FileReading],
    /// The form of what is made of an export.
    fix_as: FixForm,
    /// In the order to fix them.
    failing: Vec<&'a Step>,
    /// In the order to find them out.
    unknown: Vec<&'a Step>,
    /// What to read, each once: it is cited by its number, so that long addresses stay out of the steps.
    sources: Vec<&'static Section>,
}

impl<'a> TextReport<'a> {
    pub(crate) fn new(config: &'a Config, report: &'a Report, files: &'a [FileReading], fix_as: FixForm) -> Self {
        let (failing, unknown) = (report.to_fix(), report.to_verify());
        let in_steps = failing.iter().chain(&unknown).flat_map(|it| it.references());
        let in_ways = report.alternatives.iter().chain(&report.cleanup).flat_map(|it| it.references.iter().copied());
        let mut sources = Vec::new();
        for Link(section) in in_ways.chain(in_steps) {
            if !sources.contains(&section) {
                sources.push(section);
            }
        }
        Self { config, report, files, fix_as, failing, unknown, sources }
    }
}

impl Display for TextReport<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.verdict(out)?;
        self.parties(out)?;
        self.reading(out)?;
        match &self.report.scenario {
            Some(scenario) => scenario_and_section(out, scenario, &self.report.summary)?,
            None => self.candidates(out)?,
        }
        self.branches(out)?;
        self.alternatives(out, headings::ALTERNATIVES, &self.report.alternatives)?;
        self.next(out)?;
        self.plan(out)?;
        self.open_steps(out, headings::TO_FIX, &self.failing)?;
        self.questions(out)?;
        self.open_steps(out, headings::UNKNOWN, &self.unknown)?;
        self.accepted(out)?;
        self.alternatives(out, headings::CLEANUP, &self.report.cleanup)?;
        self.settled(out, headings::PASSED, Status::Pass)?;
        self.settled(out, headings::NOT_APPLICABLE, Status::NotApplicable)?;
        self.traces(out)?;
        self.not_checked(out)?;
        self.settings(out)?;
        self.not_read(out)?;
        self.unused(out)?;
        self.list_of_sources(out)?;
        self.footer(out)
    }
}

impl TextReport<'_> {
    fn verdict(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (mark, style) = mark(self.report.verdict);
        let label = self.report.verdict.label().to_uppercase();
        writeln!(out, "{style}{mark} {label}{style:#}")?;
        out.write_str(&paragraph("", "", &self.report.summary, WIDTH))
    }

    /// Who is who, so that the report can be read without the Config.
    fn parties(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str("\n")?;
        for party in [Party::Source, Party::Target, Party::Runtime] {
            let start = format!("{:<16}", party.label());
            out.write_str(&paragraph(&start, &" ".repeat(16), &known_of(self.config, party), WIDTH))?;
        }
        self.report.connections.iter().try_for_each(|connection| {
            let (mark, style) = mark(connection.status);
            let status = connection.status.label().to_lowercase();
            writeln!(out, "{:<16}{}: {style}{mark} {status}{style:#}", "Connection", way_of(self.config, connection))
        })?;
        match &self.report.migration_test {
            Some(test) => {
                let start = format!("{:<16}", "Service's test");
                out.write_str(&paragraph(&start, &" ".repeat(16), &plain(&test.words()), WIDTH))
            }
            None => Ok(()),
        }
    }

    /// The verdict for each value that the unknown settings can take.
    fn branches(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, branch) in self.report.branches.iter().enumerate() {
            if index == 0 {
                heading(out, headings::BRANCHES)?;
            }
            let (mark, style) = mark(branch.verdict);
            let words = branch.words();
            let verdict = branch.verdict.label();
            let start = format!("{style}{mark} {verdict}{style:#} ");
            out.write_str(&paragraph(&start, "  ", &plain(&format!("{words}: {}", branch.summary)), WIDTH))?;
        }
        Ok(())
    }

    /// The hops of each connection, in order.
    fn traces(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for connection in self.report.connections.iter().filter(|it| !it.trace.is_empty()) {
            heading(out, &format!("{}: {}", headings::TRACE, way_of(self.config, connection)))?;
            for hop in &connection.trace {
                let (mark, style) = mark(hop.status);
                let start = format!("{style}{mark}{style:#} {:<23} ", hop.kind.label());
                let resource = hop.resource.as_ref().map_or_else(String::new, |it| format!(" ({it})"));
                let text = plain(&format!("{}{resource}", hop.text));
                out.write_str(&paragraph(&start, &" ".repeat(26), &text, WIDTH))?;
            }
        }
        Ok(())
    }

    /// What the verdict does not cover.
    fn not_checked(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, it) in self.report.not_checked.iter().enumerate() {
            if index == 0 {
                heading(out, headings::NOT_CHECKED_LIST)?;
            }
            out.write_str(&paragraph("– ", "  ", &plain(&format!("{}.", it.title)), WIDTH))?;
        }
        Ok(())
    }

    /// What was read of the Azure export, so that what is missing is not taken for what does not exist.
    fn reading(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if self.files.is_empty() {
            return Ok(());
        }
        let read = counted(self.files.iter().flat_map(|it| &it.read).map(|(kind, count)| (*kind, *count)));
        // A count and its kind stay in one line.
        let read: Vec<String> = read.iter().map(|(kind, count)| plural(kind, *count).replace(' ', TOGETHER)).collect();
        let read = if read.is_empty() { "nothing that a check looks at".to_owned() } else { read.join(", ") };
        let ignored =
            counted(self.files.iter().flat_map(|it| &it.ignored).map(|(kind, count)| (kind.as_str(), *count)));
        let ignored: Vec<String> =
            ignored.iter().map(|(kind, count)| unread(kind, *count).replace(' ', TOGETHER)).collect();
        let partial = partial(self.files, self.names_files());
        let mut row = |label: &str, text: &str| {
            let lines = paragraph(&format!("{label:<16}"), &" ".repeat(16), &plain(text), WIDTH);
            out.write_str(&lines.replace(TOGETHER, " "))
        };
        row("Read", &read)?;
        if !ignored.is_empty() {
            row("Ignored", &ignored.join(", "))?;
        }
        partial.iter().try_for_each(|it| row("Partial", it))
    }

    /// The settings that evidence shows, and where the person specified something else.
    fn settings(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, setting) in self.report.settings.iter().enumerate() {
            if index == 0 {
                heading(out, headings::SETTINGS)?;
            }
            let shown = SettingReport { evidence: self.evidence(&setting.evidence), ..setting.clone() };
            let text = format!("{} = {}", setting.setting.word(), setting_shown(&shown));
            out.write_str(&paragraph("", "  ", &plain(&text), WIDTH))?;
        }
        Ok(())
    }

    /// Where there is one file, no line need name it.
    const fn names_files(&self) -> bool {
        1 < self.files.len()
    }

    /// What shows something.
    fn evidence(&self, evidence: &[Evidence]) -> Vec<Evidence> {
        let file = |it: &Evidence| it.file.clone().filter(|_| self.names_files());
        evidence.iter().map(|it| Evidence { file: file(it), ..it.clone() }).collect()
    }

    /// The evidence of a step, and what has to be known of it.
    fn shown(&self, out: &mut Formatter<'_>, step: &Step, start: &str) -> fmt::Result {
        let following = format!("{start}  ");
        for it in self.evidence(&step.evidence) {
            out.write_str(&paragraph(
                start,
                &following,
                &plain(&format!("{}: {}", headings::EVIDENCE, seen(&it))),
                WIDTH,
            ))?;
        }
        step.note.iter().try_for_each(|it| out.write_str(&paragraph(start, start, &plain(it), WIDTH)))
    }

    fn candidates(&self, out: &mut Formatter<'_>) -> fmt::Result {
        heading(out, headings::CANDIDATES)?;
        let titles = SCENARIOS.iter().filter(|it| self.report.candidates.contains(&it.id));
        let width = self.report.candidates.iter().map(|it| it.len()).max().unwrap_or_default();
        for scenario in titles {
            let start = format!("{:<width$}  ", scenario.id);
            out.write_str(&paragraph(&start, &" ".repeat(start.len()), scenario.title, WIDTH))?;
        }
        Ok(())
    }

    fn next(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, Link(section)) in self.report.next.iter().enumerate() {
            if index == 0 {
                heading(out, "Next")?;
            }
            writeln!(out, "{}\n  {}", section.title, section.url())?;
        }
        Ok(())
    }

    fn alternatives(&self, out: &mut Formatter<'_>, title: &str, alternatives: &[Alternative]) -> fmt::Result {
        for (index, alternative) in alternatives.iter().enumerate() {
            if index == 0 {
                heading(out, title)?;
            } else {
                out.write_str("\n")?;
            }
            writeln!(out, "{}. {BOLD}{}{BOLD:#}", index + 1, alternative.title)?;
            out.write_str(&indented(&alternative.about.to_string()))?;
            commands(out, &alternative.commands)?;
            if !alternative.undo.is_empty() {
                writeln!(out, "   {BOLD}{}:{BOLD:#}", headings::UNDO)?;
                commands(out, &alternative.undo)?;
            }
            self.cited(out, &alternative.references)?;
        }
        Ok(())
    }

    fn open_steps(&self, out: &mut Formatter<'_>, title: &str, steps: &[&Step]) -> fmt::Result {
        let Some(first) = steps.first() else { return Ok(()) };
        heading(out, title)?;
        if first.status == Status::Unknown {
            out.write_str(&paragraph("", "", TO_ANSWER, WIDTH))?;
            out.write_str("\n")?;
        }
        for (index, step) in steps.iter().enumerate() {
            if 0 < index {
                out.write_str("\n")?;
            }
            let (mark, style) = mark(step.status);
            // A failing step is headed by what is wrong, never by the condition that should hold.
            let claim = if step.status == Status::Fail { &step.failure() } else { &step.title() };
            let title = format!("{style}{mark} {}{style:#}: {BOLD}{claim}{BOLD:#}", step.status.label());
            out.write_str(&paragraph(&format!("{}. ", index + 1), "   ", &title, WIDTH))?;
            self.open_step(out, step)?;
        }
        Ok(())
    }

    fn open_step(&self, out: &mut Formatter<'_>, step: &Step) -> fmt::Result {
        let mut facts =
            vec![step.key.word().to_owned(), step.severity.label().to_owned(), step.owner().label().to_owned()];
        if step.decided_by != DecidedBy::Nothing {
            facts.push(format!("decided by {}", step.decided_by.label()));
        }
        if !step.documented || step.guide_step.is_some() {
            facts.push(step.place_in_guide());
        }
        writeln!(out, "   {FAINT}{}{FAINT:#}", facts.join(" · "))?;
        if step.status == Status::Fail {
            out.write_str(&indented(&format!("{}: {}", headings::SHOULD_BE, step.title())))?;
        }
        out.write_str(&indented(&step.why().to_string()))?;
        self.shown(out, step, "   ")?;
        let needed = needed(step).map(|it| plain(&it));
        let waits = step.depends_on.map(|it| format!("Whether it applies depends on {}.", it.word()));
        let unknown = step.status == Status::Unknown;
        let same = step.same_as.filter(|_| unknown).map(|it| format!("The setting {} says the same.", it.word()));
        let exception = step.exception.as_ref().map(Accepted::words);
        let aside = step
            .not_applicable_label()
            .filter(|_| unknown)
            .map(|it| format!("Not applicable if: {}.", first_lower(it)));
        for line in
            needed.into_iter().chain(waits).chain(same).chain(aside).chain(exception).chain(step.conflict_words())
        {
            out.write_str(&indented(&line))?;
        }
        // What evidence decides need not be checked.
        if step.decided_by != DecidedBy::Evidence {
            instructions(out, headings::VERIFY, &step.verify())?;
        }
        if !step.changes.is_empty() {
            ways(out, &step.changes, self.report.plan.len(), self.fix_as)?;
            if step.changes.iter().any(|it| it.presumes.is_some()) {
                let commands = Commands::filled(Vec::new());
                instructions(out, headings::OTHERWISE, &Instructions { commands, ..step.fix() })?;
            }
            return self.cited(out, &step.references());
        }
        instructions(out, headings::FIX, &step.fix())?;
        if step.status == Status::Fail {
            if let Some(impact) = &step.security_impact() {
                out.write_str(&indented(&format!("{BOLD}{}:{BOLD:#} {impact}", headings::SECURITY_IMPACT)))?;
            }
            instructions(out, headings::UNDO, &step.undo())?;
        }
        self.cited(out, &step.references())
    }

    /// The changes in an order that works, with the verdict after each.
    fn plan(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (number, planned) in (1_usize..).zip(&self.report.plan) {
            if number == 1 {
                heading(out, headings::PLAN)?;
            }
            let text = format!("{} ({})", planned.change.title, planned.change.owner.label());
            out.write_str(&paragraph(&format!("{number}. "), "   ", &plain(&text), WIDTH))?;
            let before = self.report.plan.get(number.wrapping_sub(2)).and_then(|it| it.presumes.as_ref());
            let presumes = planned.presumes.as_ref().filter(|it| before != Some(it));
            presumed(out, presumes.map(String::as_str), "   ")?;
            let (mark, style) = mark(planned.after);
            let text = format!("{}: {}. {}", headings::AFTER, planned.after.label(), planned.summary);
            write!(out, "   {style}{mark}{style:#} {}", paragraph("", "     ", &plain(&text), WIDTH - 5))?;
        }
        let (title, left) = left(self.report);
        for (index, left) in left.into_iter().enumerate() {
            if index == 0 && self.report.plan.is_empty() {
                heading(out, title)?;
            } else if index == 0 {
                writeln!(out, "\n{title}:")?;
            }
            let (mark, style) = mark(left.status);
            let text = format!("{}: {}", left.step.word(), left.why);
            write!(out, "{style}{mark}{style:#} {}", paragraph("", "  ", &plain(&text), WIDTH - 2))?;
        }
        Ok(())
    }

    /// What a person takes responsibility for: the step, until when and why.
    fn accepted(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, step) in self.report.accepted().enumerate() {
            if index == 0 {
                heading(out, headings::ACCEPTED)?;
            }
            let (mark, style) = mark(step.status);
            let words = step.exception.as_ref().map(Accepted::words).unwrap_or_default();
            let text = format!("{}: {} ({}). {words}", step.status.label(), step.title(), step.key.word());
            write!(out, "{style}{mark}{style:#} {}", paragraph("", "  ", &text, WIDTH - 2))?;
        }
        Ok(())
    }

    /// The steps of a status that asks for nothing, a line each.
    fn settled(&self, out: &mut Formatter<'_>, title: &str, status: Status) -> fmt::Result {
        let settled = self.report.steps.iter().filter(|it| it.status == status);
        for (index, step) in settled.enumerate() {
            if index == 0 {
                heading(out, title)?;
            }
            let (mark, style) = mark(step.status);
            let conflict = step.conflict_words().map_or_else(String::new, |it| format!(" {it}"));
            let text = format!("{}: {} ({}).{conflict}", step.status.label(), step.title(), step.key.word());
            // Coloured after wrapping, so that the colours do not count as width.
            let lines = paragraph("", "  ", &text, WIDTH - 2);
            write!(out, "{style}{mark}{style:#} {lines}")?;
            self.shown(out, step, "  ")?;
        }
        Ok(())
    }

    fn questions(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let settings = self.report.questions.iter().filter_map(|it| match it {
            Question::Setting(setting) => Some(*setting),
            Question::Step(_) => None,
        });
        for (index, setting) in settings.enumerate() {
            if index == 0 {
                heading(out, headings::QUESTIONS)?;
            } else {
                out.write_str("\n")?;
            }
            writeln!(out, "{}. {BOLD}{}{BOLD:#}", index + 1, setting.label())?;
            if !setting.portal().is_empty() {
                out.write_str(&indented(setting.portal()))?;
            }
            let values = values(setting, self.config);
            let width = values.iter().map(|(word, _)| word.len()).max().unwrap_or_default();
            for (word, label) in values {
                writeln!(out, "   --set {}={word:<width$}  {label}", setting.word())?;
            }
        }
        Ok(())
    }

    fn not_read(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, it) in self.report.not_read.iter().enumerate() {
            if index == 0 {
                heading(out, headings::NOT_READ)?;
            }
            out.write_str(&paragraph("", "  ", &plain(&format!("{}: {}", it.file, not_read(it))), WIDTH))?;
        }
        Ok(())
    }

    fn unused(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, unused) in self.report.unused.iter().enumerate() {
            if index == 0 {
                heading(out, headings::UNUSED)?;
            }
            out.write_str(&paragraph("", "  ", &format!("{}: {}", unused.path, unused.reason), WIDTH))?;
        }
        Ok(())
    }

    /// What to read of one step, by its numbers.
    fn cited(&self, out: &mut Formatter<'_>, references: &[Link]) -> fmt::Result {
        let is_cited = |section: &&Section| references.iter().any(|it| it.0 == *section);
        let numbers: Vec<String> = (1..)
            .zip(&self.sources)
            .filter(|(_, section)| is_cited(section))
            .map(|(number, _)| format!("[{number}]"))
            .collect();
        if numbers.is_empty() { Ok(()) } else { writeln!(out, "   {BOLD}Read:{BOLD:#} {}", numbers.join(" ")) }
    }

    fn list_of_sources(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (number, source) in (1..).zip(&self.sources) {
            if number == 1 {
                heading(out, "Guides")?;
            }
            let start = format!("{:<5}", format!("[{number}]"));
            out.write_str(&paragraph(&start, "     ", source.title, WIDTH))?;
            writeln!(out, "     {}", source.url())?;
        }
        Ok(())
    }

    fn footer(&self, out: &mut Formatter<'_>) -> fmt::Result {
        // What was made of resources has nothing to fill in.
        let is_open = |it: &&&Step| it.changes.iter().all(|it| it.presumes.is_some());
        let in_steps = self.failing.iter().chain(&self.unknown).filter(is_open).flat_map(|it| it.commands());
        let ways = self.report.alternatives.iter().chain(&self.report.cleanup);
        let in_ways = ways.flat_map(|it| [it.commands.clone(), it.undo.clone()]);
        let mut blanks = blank::blanks(in_steps.chain(in_ways));
        let of_changes = self.report.to_fill_in.iter().map(|it| &it.word).filter(|it| !blanks.contains(it));
        blanks.extend(of_changes.cloned().collect::<Vec<_>>());
        for (index, it) in blanks.iter().enumerate() {
            if index == 0 {
                heading(out, headings::BLANKS)?;
            }
            out.write_str(&paragraph(&format!("{it:<26} "), &" ".repeat(27), &blank::meaning(it), WIDTH))?;
        }
        out.write_str("\n")?;
        if self.unknown.iter().any(|it| !it.needs.is_empty()) {
            out.write_str(&paragraph("", "", TO_EXPORT, WIDTH))?;
        }
        writeln!(out, "{FAINT}pgreach {}, rules {}{FAINT:#}", env!("CARGO_PKG_VERSION"), self.report.rules)
    }
}

const TO_ANSWER: &str = "Answer with --set KEY=pass, fail or not-applicable, or in the answers of the Config.";
const TO_EXPORT: &str = "pgreach collect --minimal, with the same files and options, writes a script that adds to the export what is needed.";

fn scenario_and_section(out: &mut Formatter<'_>, scenario: &ScenarioReport, summary: &str) -> fmt::Result {
    heading(out, scenario.title)?;
    writeln!(out, "{FAINT}{}, {}{FAINT:#}", scenario.id, scenario.support.label().to_lowercase())?;
    let about = scenario.about.to_string();
    // Of an unsupported combination, this is the summary.
    if about != summary {
        out.write_str(&paragraph("", "", &about, WIDTH))?;
    }
    section(out, "Guide: ", scenario.section)?;
    scenario.continues.map_or(Ok(()), |it| section(out, "It goes on in: ", it))
}

/// A space at which no line breaks.
const TOGETHER: &str = "\u{a0}";

/// Each kind once, with how many there are.
fn counted<'a>(kinds: impl Iterator<Item = (&'a str, usize)>) -> BTreeMap<&'a str, usize> {
    let mut counted = BTreeMap::new();
    for (kind, count) in kinds {
        *counted.entry(kind).or_default() += count;
    }
    counted
}

/// How many of a kind, in words.
fn plural(kind: &str, count: usize) -> String {
    // "subnet in AWS": where it is follows what it is.
    let at = [" in ", " of "].iter().filter_map(|it| kind.find(it)).min().unwrap_or(kind.len());
    let (thing, place) = kind.split_at(at);
    let ending = if count == 1 || thing.ends_with('s') { "" } else { "s" };
    format!("{count} {thing}{ending}{place}")
}

/// How many of a type that no check looks at, in words.
fn unread(kind: &str, count: usize) -> String {
    let with = if kind == "no type" { "with " } else { "" };
    format!("{count} {with}{kind}")
}

/// The sign of a state, and how it looks.
fn mark(state: impl Into<Sign>) -> (&'static str, Style) {
    let sign = state.into();
    let style = match sign {
        Sign::Right => AnsiColor::Green.on_default(),
        Sign::Wrong => AnsiColor::Red.on_default().bold(),
        Sign::Unknown => AnsiColor::Yellow.on_default().bold(),
        Sign::NotApplicable => FAINT,
    };
    (sign.character(), style)
}

/// The values to choose from, or an example of what may stand.
fn values(setting: Setting, config: &Config) -> &'static [(&'static str, &'static str)] {
    match setting.offered(config) {
        [] if setting == Setting::SourcePort => &[("5432", "or another port")],
        [] => &[("NAME", "")],
        choices => choices,
    }
}

fn heading(out: &mut Formatter<'_>, title: &str) -> fmt::Result {
    writeln!(out, "\n{BOLD}{title}{BOLD:#}\n{}", "-".repeat(title.chars().count()))
}

fn section(out: &mut Formatter<'_>, start: &str, section: &Section) -> fmt::Result {
    let document = section.document;
    let title = if section.title == document.title {
        format!("{}, {}", document.title, document.revision)
    } else {
        format!("\"{}\" in {}, {}", section.title, document.title, document.revision)
    };
    out.write_str(&paragraph(start, "  ", &title, WIDTH))?;
    writeln!(out, "  {}", section.url())
}

fn instructions(out: &mut Formatter<'_>, title: &str, instructions: &Instructions) -> fmt::Result {
    if instructions.portal.is_empty() && instructions.commands.is_empty() {
        return Ok(());
    }
    writeln!(out, "   {BOLD}{title}:{BOLD:#}")?;
    for step in instructions.portal.iter() {
        out.write_str(&paragraph("   - ", "     ", &step, WIDTH))?;
    }
    commands(out, &instructions.commands)
}

/// The ways to fix a step, each with its changes and how they are taken back.
fn ways(out: &mut Formatter<'_>, ways: &[FixWay], planned: usize, fix_as: FixForm) -> fmt::Result {
    for (index, way) in ways.iter().enumerate() {
        let start = if index == 0 { headings::FIX } else { headings::OR };
        match &way.presumes {
            Some(presumes) => {
                let text = format!("{start}{}: {presumes}", headings::IF_SO);
                out.write_str(&paragraph("   ", "   ", &plain(&text), WIDTH))?;
            }
            None => writeln!(out, "   {BOLD}{start}:{BOLD:#}")?,
        }
        for change in &way.changes {
            let text = format!("{} ({})", change.title, change.owner.label());
            out.write_str(&paragraph("   - ", "     ", &plain(&text), WIDTH))?;
            // What is presumed differs by little, and so do the ways.
            let is_said = ways.iter().take(index).any(|it| it.changes.contains(change));
            let (impact, portal) = if is_said { (&[][..], &[][..]) } else { (&change.impact[..], &change.portal[..]) };
            for impact in impact {
                out.write_str(&paragraph("     ", "     ", &plain(impact), WIDTH))?;
            }
            for words in portal {
                let words = format!("{}: {words}", headings::IN_THE_PORTAL);
                out.write_str(&paragraph("     ", "     ", &plain(&words), WIDTH))?;
            }
            change_in_form(out, &change.apply, fix_as)?;
        }
        let (mark, style) = mark(way.after);
        let after = if planned <= way.changes.len() { headings::AFTER } else { headings::AFTER_ALONE };
        writeln!(out, "     {after}: {style}{mark} {}{style:#}", way.after.label())?;
        if way.changes.iter().any(|it| !it.undo.az.is_empty()) {
            writeln!(out, "   {BOLD}{}:{BOLD:#}", headings::UNDO)?;
            for change in way.changes.iter().rev().filter(|it| !it.undo.az.is_empty()) {
                // Each module stands alone.
                if fix_as != FixForm::Az {
                    let title = format!("{}: {}", headings::TAKE_BACK, change.title);
                    out.write_str(&paragraph("   - ", "     ", &plain(&title), WIDTH))?;
                }
                change_in_form(out, &change.undo, fix_as)?;
            }
        }
    }
    Ok(())
}

/// What a change takes for what is wrong, where it takes something for it.
fn presumed(out: &mut Formatter<'_>, presumes: Option<&str>, start: &str) -> fmt::Result {
    let Some(presumes) = presumes else { return Ok(()) };
    out.write_str(&paragraph(start, start, &plain(&format!("{}: {presumes}", headings::PRESUMED)), WIDTH))
}

/// A change in the form that was asked for.
fn change_in_form(out: &mut Formatter<'_>, forms: &Forms, form: FixForm) -> fmt::Result {
    let (_, text, said) = in_form(forms, form);
    said.iter().try_for_each(|it| out.write_str(&paragraph("     ", "     ", it, WIDTH)))?;
    text.lines().try_for_each(|it| writeln!(out, "{}", format!("       {it}").trim_end()))
}

fn commands(out: &mut Formatter<'_>, commands: &Commands) -> fmt::Result {
    commands.iter().try_for_each(|command| writeln!(out, "       {command}"))
}

fn indented(text: &str) -> String {
    paragraph("   ", "   ", text, WIDTH)
}

/// The text for the middle of a sentence, except where it starts with an abbreviation.
fn first_lower(text: &str) -> String {
    let mut rest = text.chars();
    match (rest.next(), rest.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}
