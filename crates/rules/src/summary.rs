//! The sentence that a Report begins with.

use std::sync::Arc;

use crate::{
    NotChecked, Party, Question, Status, Step, Verdict,
    network::MigrationTest,
    text::{Text, TextParams},
};

/// The answer in one sentence.
pub(crate) fn summary(
    about: Option<&'static str>,
    verdict: Verdict,
    steps: &[Step],
    questions: &[Question],
    not_checked: &[NotChecked],
    params: &Arc<TextParams>,
) -> String {
    let text = |template| Text::new(template, params.clone(), Party::Source).to_string();
    let mut holding = steps.iter().filter(|it| it.counts());
    match (about, verdict) {
        (None, _) => {
            let question = if let Some(Question::Setting(setting)) = questions.first() { setting.label() } else { "" };
            format!("The section of the guide depends on this: {question}")
        }
        (Some(about), Verdict::Unsupported) => text(about),
        (_, Verdict::Blocked) => {
            holding.find(|it| it.status == Status::Fail).map_or_else(String::new, |it| it.failure().to_string())
        }
        (_, Verdict::Ready) if steps.iter().any(|it| it.holds_back() && it.is_accepted()) => {
            text("Nothing holds {client} back but what you accept as it is: pgreach cannot promise that it connects.")
        }
        (_, Verdict::Ready) => {
            let said = if holding.any(|it| it.documented) {
                "{Client} can connect: every hop that was looked at passes."
            } else if params.client.is_none() {
                "No action needed, as long as no runtime server is used: the migration service connects {target} to \
                 {source} by itself."
            } else {
                "No action needed: the migration service connects {target} to {source} by itself."
            };
            let mut names: Vec<&str> = not_checked.iter().map(|it| it.name).collect();
            names.dedup();
            format!("{} Not checked: {}.", text(said), names.join(", "))
        }
        (Some(_), Verdict::Undecided) => undecided(steps, questions),
    }
}

/// Says of a report that is undecided where all that was read is well why it is.
pub(crate) fn broken(steps: &[Step]) -> String {
    const WHY: &str = ", but a file ends before its end or says two things of one member. Export it again: what is missing could block.";
    [no_fault(steps), WHY].concat()
}

/// Says the same where a list in these files goes on elsewhere.
///
/// Source: `az … list` follows every `nextLink`; "Work with large result sets in Azure Resource Graph" (2024-03) for pages of a query.
pub(crate) fn cut(files: &[String], steps: &[Step]) -> Option<String> {
    let (first, more) = files.split_first()?;
    let place = match more.len() {
        0 => format!("{first} is only a part of a list"),
        others => format!("{first} and {others} more are only parts of lists"),
    };
    Some(format!(
        "{}, but {place}: a zone, rule or route in the rest could block. Export it whole: az … list prints every page, az graph query the next one with --skip-token.",
        no_fault(steps)
    ))
}

/// What to say of a test that failed beside files without a fault: one of the two is old, or something is in no file.
pub(crate) fn contradiction(test: &MigrationTest, steps: &[Step]) -> String {
    let time = test.time.as_deref().map_or_else(String::new, |it| [" at ", it].concat());
    format!(
        "{}, but the migration service's own test of these connections failed{time}. If something was put \
         right since, start a migration with the option Validate, and export it again once it succeeds.",
        no_fault(steps)
    )
}

/// What is known while nothing that blocks is: beside a warning it is no lie either.
fn no_fault(steps: &[Step]) -> &'static str {
    let is_warning = |it: &Step| it.status == Status::Fail && !it.is_accepted();
    if steps.iter().any(is_warning) { "Nothing that blocks is known" } else { "No fault is known" }
}

fn undecided(steps: &[Step], questions: &[Question]) -> String {
    let unknown = steps.iter().filter(|it| it.counts() && it.status == Status::Unknown).count();
    let known = no_fault(steps);
    let so_far = match unknown {
        0 => [known, "."].concat(),
        1 => [known, ", but 1 step that can block is not known."].concat(),
        _ => format!("{known}, but {unknown} steps that can block are not known."),
    };
    let next = questions.iter().find_map(|it| match it {
        Question::Setting(setting) => Some(setting.label().to_owned()),
        Question::Step(key) => {
            let step = steps.iter().find(|it| it.key == *key)?;
            step.holds_back().then(|| format!("Check next whether this holds: {}.", step.title()))
        }
    });
    match next {
        Some(next) => format!("{so_far} {next}"),
        None => format!("{so_far} No guide describes this combination, so pgreach cannot promise that it works."),
    }
}
