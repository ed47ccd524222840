//! Says in words what became of the files, and lists the servers to choose from.

use pgreach_azure::{FileReading, Found, FoundKind, Import, servers};
use pgreach_fleet::{Proposal, propose};
use pgreach_messages::{Choice, File, Summary};
use pgreach_rules::{Config, link};

use crate::saved::Kind;

/// How many of a kind are named one by one.
const SHOWN: usize = 8;

/// What there is to say of an import of files that turned out to be these.
///
/// `again` has, for each file that was read as Azure's, those before it most of whose resources it describes again.
pub(crate) fn of(import: &Import, kinds: &[Kind], again: &[Vec<usize>]) -> Summary {
    let mut readings = import.files.iter();
    let mut files: Vec<File> = kinds.iter().map(|it| file(it, &mut readings)).collect();
    // A Config without resources was not read as Azure's, so it has no place among those.
    let places: Vec<usize> = (0..).zip(kinds).filter(|(_, kind)| kind.has_resources()).map(|(at, _)| at).collect();
    for (at, before) in places.iter().zip(again) {
        if let Some(file) = files.get_mut(*at) {
            file.again = before.iter().filter_map(|it| places.get(*it).copied()).collect();
        }
    }
    let Proposal { pairs, unpaired } = propose(&Config::default(), &import.network);
    let pair = match pairs.as_slice() {
        [it] if unpaired.len() < 2 => Some([it.source.clone(), it.target.clone()]),
        _ => None,
    };
    Summary {
        files,
        sources: servers(&import.network).map(choice).collect(),
        targets: servers(&import.network).filter(|it| it.kind == FoundKind::FlexibleServer).map(choice).collect(),
        pairs: pairs.len(),
        pair,
    }
}

/// What became of a file; of one with resources, the next reading says it.
fn file<'a>(kind: &Kind, readings: &mut impl Iterator<Item = &'a FileReading>) -> File {
    let mut entered = File::default();
    let mut read = Vec::new();
    match kind {
        Kind::Refused(error) => {
            entered.errors.push(error.to_string());
            return entered;
        }
        Kind::Config(config, _) => {
            read.push("settings and answers of pgreach".to_owned());
            entered.state = Some(link::write(config, true));
        }
        Kind::Azure => {}
    }
    if kind.has_resources()
        && let Some(reading) = readings.next()
    {
        read.extend(reading.read.iter().map(|(what, count)| counted(*count, what)));
        let ignored: Vec<String> = reading.ignored.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        entered.ignored = short(&ignored, "kind").join(", ");
        entered.partial = short(&reading.partial, "gap");
        entered.errors = short(&reading.errors.iter().map(|it| of_page(&it.to_string())).collect::<Vec<_>>(), "error");
    }
    entered.read = if read.is_empty() && !entered.errors.is_empty() {
        String::new()
    } else if read.is_empty() {
        "Nothing in it that a check looks at".to_owned()
    } else {
        read.join(", ")
    };
    entered
}

/// What is said of a file in the words of the page, where a button makes the script that `pgreach collect` writes.
fn of_page(error: &str) -> String {
    error.replace(
        "what Azure's tools print, as by the script of pgreach collect",
        "what the script of “Make an export” prints",
    )
}

/// The first few, and how many more there are.
fn short(all: &[String], what: &str) -> Vec<String> {
    let mut shown: Vec<String> = all.iter().take(SHOWN).cloned().collect();
    if SHOWN < all.len() {
        shown.push(format!("and {}", counted(all.len() - SHOWN, &format!("more {what}"))));
    }
    shown
}

/// "1 virtual network", "3 virtual networks".
fn counted(count: usize, what: &str) -> String {
    match what.as_bytes() {
        _ if count == 1 => format!("{count} {what}"),
        [.., b's'] => format!("{count} {what}"),
        [.., b'c' | b't', b'y'] => format!("{count} {}ies", what.get(..what.len() - 1).unwrap_or_default()),
        _ => format!("{count} {what}s"),
    }
}

/// A server as it is chosen. Of two that have one name, the resource group tells which.
fn choice(it: Found<'_>) -> Choice {
    let kind = match it.kind {
        FoundKind::SingleServer => "single server",
        FoundKind::FlexibleServer => "flexible server",
        FoundKind::Machine => "virtual machine",
    };
    let place = if it.has_namesake { it.id.resource_group() } else { it.location };
    let label = [Some(it.id.name()), Some(kind), place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Choice { value: it.called().to_owned(), label }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What is read of resources, each by its group, its type and its name.
    fn read(resources: &[(&str, &str, &str)]) -> Summary {
        let resource = |(group, kind, name): &(&str, &str, &str)| {
            let id = format!("/subscriptions/s/resourceGroups/{group}/providers/{kind}/{name}");
            let machine = format!("/subscriptions/s/resourceGroups/{group}/providers/{MACHINE}/pg-vm");
            json!({ "id": id, "name": name, "type": kind, "location": "westeurope", "virtualMachine": { "id": machine } })
        };
        let export = resources.iter().map(resource).collect::<Value>().to_string();
        of(&pgreach_azure::read([("export.json", export.as_bytes())]), &[], &[])
    }

    const SINGLE: &str = "Microsoft.DBforPostgreSQL/servers";
    const FLEXIBLE: &str = "Microsoft.DBforPostgreSQL/flexibleServers";
    const NIC: &str = "Microsoft.Network/networkInterfaces";
    const MACHINE: &str = "Microsoft.Compute/virtualMachines";

    fn labels(choices: &[Choice]) -> Vec<(&str, &str)> {
        choices.iter().map(|it| (it.value.rsplit('/').next().unwrap_or_default(), it.label.as_str())).collect()
    }

    #[test]
    fn every_server_can_be_the_source_and_flexible_ones_the_others() {
        let summary = read(&[("a", FLEXIBLE, "new"), ("a", SINGLE, "old"), ("a", NIC, "nic"), ("a", NIC, "other")]);
        let new = ("new", "new · flexible server · westeurope");
        let old = ("old", "old · single server · westeurope");
        assert_eq!(labels(&summary.sources), [old, new, ("pg-vm", "pg-vm · virtual machine")]);
        assert_eq!(labels(&summary.targets), [new]);
    }

    #[test]
    fn servers_of_one_name_are_told_apart() {
        let summary = read(&[("blue", FLEXIBLE, "db"), ("green", FLEXIBLE, "DB")]);
        assert!(summary.targets.iter().all(|it| it.value.starts_with("/subscriptions/")), "{:?}", summary.targets);
        assert_eq!(summary.targets[1].label, "DB · flexible server · green");
    }

    #[test]
    fn a_file_is_told_in_lines() {
        let reading = FileReading {
            name: "a.json".to_owned(),
            read: vec![("virtual network", 2), ("private endpoint", 1)],
            ignored: (0..10).map(|it| (format!("microsoft.compute/{it}"), 1)).collect(),
            partial: vec!["There is a next page.".to_owned()],
            errors: Vec::new(),
        };
        let file = file(&Kind::Azure, &mut [reading].iter());
        assert_eq!(file.read, "2 virtual networks, 1 private endpoint");
        assert!(file.ignored.ends_with("1 microsoft.compute/7, and 2 more kinds"), "{}", file.ignored);
        assert_eq!((file.partial.len(), file.errors.len()), (1, 0));
    }

    #[test]
    fn each_file_is_told_of_by_its_own_reading() {
        let reading = FileReading { read: vec![("subnet", 1)], ..FileReading::default() };
        let import = Import { files: vec![reading.clone(), reading], ..Import::default() };
        let config = || Box::new(Config::from_json(r#"{"source": {"name": "a"}}"#).expect("it is a Config"));
        let refused = Config::from_json("{").expect_err("it is none");
        let kinds = [Kind::Config(config(), false), Kind::Azure, Kind::Refused(refused), Kind::Config(config(), true)];
        // The second of Azure's describes the first again; the first file was not read as Azure's.
        let files = of(&import, &kinds, &[vec![], vec![0]]).files;
        let read: Vec<&str> = files.iter().map(|it| it.read.as_str()).collect();
        let settings = "settings and answers of pgreach";
        assert_eq!(read, [settings, "1 subnet", "", &format!("{settings}, 1 subnet")]);
        assert_eq!(files[3].state.as_deref(), Some("v=1&source.name=a"));
        assert_eq!(files[2].errors.len(), 1);
        assert_eq!(files.iter().map(|it| it.again.clone()).collect::<Vec<_>>(), [vec![], vec![], vec![], vec![1]]);
    }
}
