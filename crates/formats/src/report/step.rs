//! Writes the steps of a report that ask for something, and the plan that puts them right.

use pgreach_rules::{ChangeText, DecidedBy, FixForm, FixWay, Forms, Instructions, Status, Step};

use super::{Audience, Builder, SHELL};
use crate::{
    ONE_FACT,
    document::LineKind::{Code, Heading, Item, Paragraph},
    heading, in_form, left, needed, one_fact,
};

const TO_ANSWER: &str = "Answer with --set KEY=pass, fail or not-applicable, or in the answers of the Config.";
const TO_EXPORT: &str = "pgreach collect --minimal, with the same files and options, writes a script that adds to the export what is needed.";

/// What readers of Markdown call the language of a form.
const fn language(form: FixForm) -> &'static str {
    match form {
        FixForm::Az => SHELL,
        FixForm::PowerShell => "powershell",
        FixForm::Bicep => "bicep",
        FixForm::Terraform => "hcl",
    }
}

impl Builder<'_> {
    pub(super) fn steps(&mut self, title: &str, steps: &[&Step]) {
        for (index, step) in steps.iter().enumerate() {
            self.title(index, title);
            if let (0, Status::Unknown, Audience::Terminal { .. }) = (index, step.status, self.audience) {
                self.to.line(Paragraph, TO_ANSWER);
                if steps.iter().any(|it| !it.needs.is_empty()) {
                    self.to.line(Paragraph, TO_EXPORT);
                }
            }
            let fails = step.status == Status::Fail;
            let title = step.title().to_string();
            self.numbered(index);
            self.to.state(step.status, step.status.label());
            self.to.text(": ");
            // Beside a cross, a claim would say the opposite of the truth.
            self.to.text(if fails { step.failure().to_string() } else { title.clone() }.as_str());
            self.facts(step);
            if fails {
                self.said(heading::SHOULD_BE);
                self.to.text(&title);
            }
            if let Some(other) = one_fact(self.report, step) {
                self.to.line(Paragraph, ONE_FACT);
                self.to.code(other.key.word());
                continue;
            }
            self.to.line(Paragraph, &step.why().to_string());
            for it in &step.evidence {
                self.said(heading::EVIDENCE);
                self.evidence(it);
            }
            for text in step.note.iter().cloned().chain(needed(step)) {
                self.to.line(Paragraph, &text);
            }
            if let Some(setting) = step.depends_on {
                self.to.line(Paragraph, "Whether it applies depends on ");
                self.to.code(setting.word());
                self.to.text(".");
            }
            if let Some(setting) = step.same_as.filter(|_| !fails) {
                self.to.line(Paragraph, "The setting ");
                self.to.code(setting.word());
                self.to.text(" says the same.");
            }
            if let Some(exception) = &step.exception {
                self.to.line(Paragraph, &exception.words());
            }
            if let Some(conflict) = step.conflict_words() {
                self.to.line(Paragraph, &conflict);
            }
            if let Some(aside) = step.not_applicable_label().filter(|_| !fails) {
                self.to.line(Paragraph, "Not applicable if: ");
                self.to.text(aside);
                self.to.text(".");
            }
            // What evidence decides need not be checked.
            if step.decided_by != DecidedBy::Evidence {
                self.instructions(heading::VERIFY, &step.verify());
            }
            if step.changes.is_empty() {
                self.instructions(heading::FIX, &step.fix());
                if let Some(impact) = &step.security_impact() {
                    self.said(heading::SECURITY_IMPACT);
                    self.to.text(&impact.to_string());
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

    fn facts(&mut self, step: &Step) {
        self.to.start(Paragraph);
        self.to.code(step.key.word());
        self.to.text(" · ");
        self.to.text(step.severity.label());
        self.to.text(" · ");
        self.to.text(step.owner().label());
        if step.decided_by != DecidedBy::Nothing {
            self.to.text(" · decided by ");
            self.to.text(step.decided_by.label());
        }
        if !step.documented || step.guide_step.is_some() {
            self.to.text(" · ");
            self.to.text(&step.place_in_guide());
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
        self.to.line(Heading(4), title);
        for text in instructions.portal.iter() {
            self.to.line(Item, &text);
        }
    }

    /// The changes in an order that works, with the verdict after each.
    pub(super) fn plan(&mut self) {
        let mut presumed = None;
        for (index, planned) in self.report.plan.iter().enumerate() {
            self.title(index, heading::PLAN);
            self.numbered(index);
            self.to.text(&planned.change.title);
            self.to.start(Paragraph);
            self.to.code(planned.step.word());
            self.to.text(" · ");
            self.to.text(planned.change.owner.label());
            // Of changes that presume the same, the first says so.
            if let Some(presumes) = planned.presumes.as_ref().filter(|it| presumed.replace(*it) != Some(*it)) {
                self.said(heading::PRESUMED);
                self.to.text(presumes);
            }
            self.said(heading::AFTER);
            self.to.state(planned.after, planned.after.label());
            self.to.text(". ");
            self.to.text(&planned.summary);
        }
        let (heading, left) = left(self.report);
        for (index, left) in left.into_iter().enumerate() {
            if index == 0 {
                self.to.line(Heading(if self.report.plan.is_empty() { 2 } else { 3 }), heading);
            }
            self.to.start(Item);
            self.to.state(left.status, left.status.label());
            self.to.text(" · ");
            self.to.code(left.step.word());
            self.to.text(": ");
            self.to.text(&left.why);
        }
    }

    /// The ways to put a step right, each with its changes.
    fn ways(&mut self, ways: &[FixWay]) {
        for (index, way) in ways.iter().enumerate() {
            self.to.line(Heading(4), if index == 0 { heading::FIX } else { heading::OR });
            if let Some(presumes) = &way.presumes {
                self.label(heading::IF_SO);
                self.to.text(presumes);
            }
            for change in &way.changes {
                self.to.line(Item, &change.title);
                self.to.text(" · ");
                self.to.text(change.owner.label());
                for impact in &change.impact {
                    self.to.go_on_below();
                    self.to.text(impact);
                }
                for words in &change.portal {
                    self.to.go_on_below();
                    self.label(heading::IN_THE_PORTAL);
                    self.to.text(words);
                }
                self.in_form(&change.apply);
            }
            let is_all = self.report.plan.len() <= way.changes.len();
            self.said(if is_all { heading::AFTER } else { heading::AFTER_ALONE });
            self.to.state(way.after, way.after.label());
            // What the target lives on needs nothing of the rest, which can go before it.
            for (title, is_given_up) in [(heading::UNDO, false), (heading::GIVE_UP, true)] {
                let is_here = |it: &&ChangeText| !it.undo.az.is_empty() && it.given_up().is_some() == is_given_up;
                for (index, change) in way.changes.iter().rev().filter(is_here).enumerate() {
                    if index == 0 {
                        self.to.line(Heading(4), title);
                    }
                    // Each module stands alone.
                    if self.fix_as != FixForm::Az {
                        self.to.start(Item);
                        self.label(heading::TAKE_BACK);
                        self.to.text(&change.title);
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
            self.to.go_on_below();
            self.to.text(&said);
        }
        for line in text.lines() {
            self.to.line(Code(language(form)), line);
        }
    }
}
