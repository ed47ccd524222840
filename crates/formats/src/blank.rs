//! The words in commands that a person fills in, as `SOURCE_RG`, and what they mean.

use std::borrow::Borrow;

pub use pgreach_rules::blank::meaning;
use pgreach_rules::text::{Commands, Piece, pieces};

/// The words to be filled in in some commands, each once, in the order in which they stand there.
#[must_use]
pub fn blanks(commands: impl IntoIterator<Item = impl Borrow<Commands>>) -> Vec<String> {
    let mut blanks: Vec<String> = Vec::new();
    for line in commands.into_iter().flat_map(|it| it.borrow().iter().collect::<Vec<_>>()) {
        for piece in pieces(&line) {
            if let Piece::Blank(blank) = piece
                && blanks.iter().all(|it| it != blank)
            {
                blanks.push(blank.to_owned());
            }
        }
    }
    blanks
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pgreach_rules::check::CATALOGUE;

    use pgreach_rules::text::{Piece, pieces};

    use super::meaning;

    #[test]
    fn every_blank_of_every_check_has_a_meaning() {
        let mut blanks = BTreeSet::new();
        for words in CATALOGUE.iter().flat_map(|it| it.variants) {
            for template in [words.verify_commands, words.fix_commands, words.undo_commands].into_iter().flatten() {
                for (client, far) in [("TARGET", "SOURCE"), ("RUNTIME", "TARGET"), ("TARGET_OR_RUNTIME", "SOURCE")] {
                    let line =
                        template.replace("{CLIENT}", client).replace("{DESTINATION}", far).replace(['{', '}'], "");
                    let found = pieces(&line).filter_map(|it| if let Piece::Blank(it) = it { Some(it) } else { None });
                    blanks.extend(found.map(str::to_owned));
                }
            }
        }
        assert!(30 < blanks.len(), "only {blanks:?}");
        blanks.retain(|it| meaning(it).is_empty());
        assert!(blanks.is_empty(), "{blanks:?}");
    }
}
