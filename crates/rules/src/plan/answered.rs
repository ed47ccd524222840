//! Plans what to change where nothing was read: a network is imagined in which the steps fail that a person says fail.

use std::sync::Arc;

use super::trial::{Answers, Presumed, Trial};
use crate::{
    Config, Findings, Report, Step, StepKey,
    change::unread,
    evaluate::evaluate_with,
    find::find_to_conclude,
    imagine::{Imagined, Words, faults, imagined},
    network::{Change, Context, Direction, Edit, Item},
    planned::{Blank, ChangeText, FixWay, Left, PlannedChange},
    remedy::Way,
    step::{DecidedBy, Party},
    text::{Text, TextParams},
};

/// What is made of answers alone.
pub(super) struct Answered {
    pub(super) ways: Vec<(StepKey, Vec<FixWay>)>,
    pub(super) plan: Vec<PlannedChange>,
    /// What does not hold once the plan is carried out; none where there is none.
    pub(super) left: Option<Vec<Left>>,
    pub(super) to_fill_in: Vec<Blank>,
}

/// What is tried in an imagined network, beside what was tried in the one that was read; `after` is what that one shows once
/// its plan is carried out.
pub(super) fn imagine(config: &Config, report: &Report, findings: &Findings, after: &Findings) -> Option<Answered> {
    let is_open = |it: &&Step| it.decided_by == DecidedBy::Answer && findings.ways.get(&it.key).is_none();
    let open: Vec<StepKey> = report.to_fix().into_iter().filter(is_open).map(|it| it.key).collect();
    if open.is_empty() {
        return None;
    }
    let applied = findings.applied(config);
    let known = findings.blanks.as_slice();
    let Imagined { config: settings, mut network, names } = imagined(&applied, known)?;
    let right = evaluate_with(&settings, &find_to_conclude(&settings, &network));
    let by_settings: Vec<StepKey> = right.to_fix().into_iter().map(|it| it.key).collect();
    let client = if settings.runtime.used == Some(true) { Party::Runtime } else { Party::Target };
    let params = Arc::new(TextParams::new(&applied, Some(client)));
    let (mut words, mut presumed): (Words<'_>, Vec<Presumed>) = (Words::new(&names), Vec::new());
    let mut ways = Vec::new();
    let answers = Answers { config, findings, by_settings: &by_settings, put: Vec::new() };
    for key in open {
        let mut of_step: Vec<FixWay> = Vec::new();
        for fault in faults(&Context::new(&settings, &network), &names, key) {
            let words_of = Text::new(fault.presumes, params.clone(), key.party()).to_string();
            let it = Presumed { key, words: words_of, fault };
            let Some(mut trial) = Trial::presuming(&settings, &mut network, &answers, &[&it]) else { continue };
            let before = trial.seen();
            let tried: Vec<Way> = trial.ways(key, &before);
            let described = tried.iter().filter_map(|way| Some((way, trial.described(way)?)));
            let described: Vec<FixWay> = described
                .map(|(way, described)| FixWay {
                    presumes: Some(it.words.clone()),
                    ..written(&mut words, key, way, described)
                })
                .collect();
            trial.end();
            if !described.is_empty() {
                presumed.push(it);
            }
            of_step.extend(described);
        }
        if !of_step.is_empty() {
            ways.push((key, of_step));
        }
    }
    // Of each step the first that can be wrong together with those before it.
    let answers = Answers { findings: after, ..answers };
    let mut together: Vec<&Presumed> = Vec::new();
    for it in &presumed {
        let more = [together.as_slice(), &[it]].concat();
        let is_new = together.iter().all(|before| before.key != it.key);
        let trial = if is_new { Trial::presuming(&settings, &mut network, &answers, &more) } else { None };
        if let Some(trial) = trial {
            trial.end();
            together = more;
        }
    }
    let (mut plan, mut left) = (Vec::new(), None);
    let trial = Trial::presuming(&settings, &mut network, &answers, &together).filter(|_| !together.is_empty());
    if let Some(mut trial) = trial {
        let (planned, open, _) = trial.plan_of_changes();
        let first = findings.plan.len();
        for (change, it) in planned {
            let of_step = together.iter().find(|of| of.key == it.step).map(|it| it.words.clone());
            plan.push(PlannedChange {
                presumes: of_step,
                change: in_words(&mut words, it.step, &change, it.change),
                needs: it.needs.iter().map(|place| first + place).collect(),
                ..it
            });
        }
        left = Some(open);
    }
    Some(Answered { ways, plan, left, to_fill_in: words.into_blanks() })
}

/// A way with words in place of what stands for them.
fn written(words: &mut Words<'_>, key: StepKey, way: &[Change], described: FixWay) -> FixWay {
    let each = way.iter().zip(described.changes).map(|(change, text)| in_words(words, key, change, text));
    FixWay { changes: each.collect(), ..described }
}

/// A change with words in place of what stands for them, and what is not known of it because nothing was read.
fn in_words(words: &mut Words<'_>, key: StepKey, change: &Change, mut text: ChangeText) -> ChangeText {
    text.impact.push(unread(&change.edit).to_owned());
    let number = number(key, change);
    words.change(text, number.as_ref().map(|(number, word)| (*number, word.as_str())))
}

/// The number of a new rule of a security group, of which nobody has said which ones are free, and the word for it.
fn number(key: StepKey, change: &Change) -> Option<(u16, String)> {
    let Edit::Create { item: Item::SecurityRule(_, rule), .. } = &change.edit else { return None };
    let is_question = rule.destination_ports.as_ref().is_some_and(|it| it.iter().any(|it| it.from == 53));
    let party = key.party().word().to_ascii_uppercase();
    let word = match rule.direction {
        _ if is_question => "DNS_RULE_PRIORITY".to_owned(),
        Some(Direction::Inbound) => format!("{party}_INBOUND_PRIORITY"),
        _ => format!("{party}_RULE_PRIORITY"),
    };
    Some((rule.priority?, word))
}
