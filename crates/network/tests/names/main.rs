//! Names, resolved a second time: by a resolver that walks through a world of which everything is known.
//!
//! Nothing here is shared with `resolve` but the data. What `resolve` says of a world that the files tell all of is what the
//! resolver gets there. Where they leave parts out, what it is certain of holds in every world of which the files say the
//! same.
//!
//! `PROPTEST_CASES` sets how many worlds are tried.

mod draw;
mod files;
mod simulate;
mod world;

use std::collections::BTreeMap;

use pgreach_network::{
    Network,
    resolve::{Answer, Gap, resolve},
};
use proptest::{collection::vec, prelude::*, test_runner::TestCaseResult};

use draw::Draw;
use simulate::{DESPITE_A_RULE, Got, simulate, ways};
use world::World;

/// What `resolve` says, in the words of the simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Certain(Got),
    NothingOrPublic,
    Unknown(String),
}

fn said(world: &World, network: &Network, name: &str) -> Said {
    let answer = resolve(network, &files::vnet_id(0), name).answer;
    Said::Certain(match answer {
        Answer::Record(record) => {
            let zone = record.origin.id.parent().expect("a record is in a zone");
            let place = (0..world.zones.len()).find(|it| files::zone_id(world, *it) == zone).expect("a known zone");
            Got::Record(place, record.origin.id.name().to_owned())
        }
        Answer::Own(_) => Got::Own,
        Answer::Public(server) => {
            let host = world.servers.iter().find(|it| server.host.as_deref() == Some(it.host)).expect("a known server");
            Got::Public(host.host)
        }
        Answer::Nothing => Got::Nothing,
        Answer::Open(Gap::NoProxy(_)) => Got::Silent,
        Answer::NothingOrPublic => return Said::NothingOrPublic,
        Answer::Open(gap) => {
            let gap = format!("{gap:?}");
            let name: String = gap.chars().take_while(|it| it.is_alphabetic()).collect();
            return Said::Unknown(name);
        }
    })
}

fn word(got: &Got) -> &'static str {
    match got {
        Got::Record(..) => "record",
        Got::Own => "own",
        Got::Public(_) => "public",
        Got::Nothing => "nothing",
        Got::Silent => "silent",
        Got::NotKnowable => "not knowable",
    }
}

/// On a world of which the files say everything, both get the same. What the documents warn of is not certain.
fn agree(world: &World, name: &str) -> TestCaseResult {
    let network = files::files(world);
    let (got, ways) = ways(world, name);
    let is_open = got == Got::NotKnowable || ways.contains(DESPITE_A_RULE);
    let said = said(world, &network, name);
    let is_right = match &said {
        Said::Certain(it) => *it == got && !is_open,
        Said::Unknown(_) => is_open,
        Said::NothingOrPublic => false,
    };
    prop_assert!(is_right, "{name}: said {said:?}, got {got:?} in {world:?}");
    Ok(())
}

/// How many worlds are tried of which the files say the same.
const COMPLETIONS: usize = 8;

/// What is got in worlds of which the files say the same as of this one.
fn possible(world: &World, name: &str, seed: u64) -> Vec<(World, Got)> {
    let mut draw = Draw::Seed(seed);
    let drawn = (0..4 * COMPLETIONS).map(|_| draw::complete(world, &mut draw));
    std::iter::once(world.clone())
        .chain(drawn)
        .filter(World::can_be)
        .take(COMPLETIONS)
        .map(|it| {
            let got = simulate(&it, name);
            (it, got)
        })
        .collect()
}

/// What is certain holds in each of them.
fn holds(world: &World, name: &str, seed: u64) -> TestCaseResult {
    let said = said(world, &files::files(world), name);
    if matches!(said, Said::Unknown(_)) {
        return Ok(());
    }
    for (completed, got) in possible(world, name, seed) {
        let is_so = match &said {
            Said::Certain(it) => *it == got,
            Said::NothingOrPublic => matches!(got, Got::Nothing | Got::Public(_) | Got::NotKnowable),
            Said::Unknown(_) => true,
        };
        prop_assert!(is_so, "{name}: said {said:?}, got {got:?} in {completed:?}of which the files say {world:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(2_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_known_world_is_resolved_as_it_is(tape in vec(any::<u16>(), 0..160)) {
        let (world, name) = draw::world(&mut Draw::Tape(tape.iter()), false);
        agree(&world, name)?;
    }

    #[test]
    fn what_is_certain_holds_in_every_world_that_the_files_fit(tape in vec(any::<u16>(), 0..240), seed in any::<u64>()) {
        let (world, name) = draw::world(&mut Draw::Tape(tape.iter()), true);
        holds(&world, name, seed)?;
    }
}

/// The ways by which an answer is got.
const WAYS: &[&str] = &[
    "alias",
    "another zone than the own",
    "fallback",
    "firewall",
    "firewall's servers",
    "longest zone",
    "no data",
    "parent policy",
    "resolver",
    "rule",
    "wildcard",
];

/// The worlds above are such that every kind of answer occurs in them, often. How often `resolve` leaves open what every
/// world that was tried agrees on is only printed: the documents may still leave a doubt.
#[test]
#[expect(clippy::print_stdout, reason = "the share is for people to read")]
fn every_kind_of_answer_occurs() {
    const WORLDS: u64 = 8_000;
    let (mut known, mut partial): (BTreeMap<&str, u32>, BTreeMap<String, u32>) = Default::default();
    // By which ways answers are got that are known.
    let mut by: BTreeMap<&str, u32> = BTreeMap::new();
    let mut needless: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..WORLDS {
        let (world, name) = draw::world(&mut Draw::Seed(seed), false);
        let (got, ways) = ways(&world, name);
        *known.entry(word(&got)).or_default() += 1;
        if got != Got::NotKnowable {
            for way in ways {
                *by.entry(way).or_default() += 1;
            }
        }
        let (world, name) = draw::world(&mut Draw::Seed(seed), true);
        let said = said(&world, &files::files(&world), name);
        let kind = match &said {
            Said::Certain(it) => word(it).to_owned(),
            Said::NothingOrPublic => "nothing or public".to_owned(),
            Said::Unknown(_) => "unknown".to_owned(),
        };
        *partial.entry(kind).or_default() += 1;
        if let Said::Unknown(gap) = said {
            let each = possible(&world, name, seed);
            let is_one = each.iter().all(|(_, it)| *it == each[0].1 && *it != Got::NotKnowable);
            if 3 < each.len() && is_one {
                *needless.entry(gap).or_default() += 1;
            }
        }
    }
    println!("Known worlds: {known:?}\nBy: {by:?}\nPartial worlds: {partial:?}");
    println!("Left open though {COMPLETIONS} worlds agree, of {WORLDS}: {needless:?}");
    for kind in ["record", "own", "public", "nothing", "silent", "not knowable"] {
        assert!(known.get(kind).is_some_and(|it| 60 <= *it), "{kind}: {known:?}");
    }
    for way in WAYS {
        assert!(by.get(way).is_some_and(|it| 5 <= *it), "{way}: {by:?}");
    }
    for kind in ["record", "own", "public", "nothing", "silent", "nothing or public", "unknown"] {
        assert!(partial.get(kind).is_some_and(|it| 10 <= *it), "{kind}: {partial:?}");
    }
}
