//! Tests that looking up which changes need which others finds what comparing each with each finds.

use pgreach_network::{Change, needs_among};
use pgreach_rules::plan_of_changes;

use crate::{broken, faults, read_network};

#[test]
fn what_many_changes_need_is_looked_up_as_each_says_of_each() {
    // The faults of a topology are about the same resources, so that the change of one is needed for that of another, and what
    // takes a change back comes before it as well as after it.
    let mut all: Vec<Change> = Vec::new();
    for row in faults() {
        let topology = broken(&[row]).expect("one fault");
        let mut network = read_network(&topology);
        for (change, _) in plan_of_changes(&topology.config(), &mut network) {
            let inverse = change.make(&mut network).expect("what was planned can be made");
            for it in [change, inverse] {
                if !all.contains(&it) {
                    all.push(it);
                }
            }
        }
    }
    let changes: Vec<&Change> = all.iter().collect();
    let found = needs_among(&changes);
    let mut pairs = 0;
    for (change, found) in changes.iter().zip(&found) {
        let compared = changes.iter().enumerate().filter(|(_, other)| *change != **other && change.needs(other));
        let compared: Vec<usize> = compared.map(|(at, _)| at).collect();
        assert_eq!(*found, compared, "{change:?}");
        pairs += compared.len();
    }
    assert!(200 < changes.len() && 400 < pairs, "{} changes, {pairs} pairs", changes.len());
}
