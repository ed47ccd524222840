//! An estate: the same migration many times, each in a resource group of its own, with what is wrong in some of them.

use serde_json::Value;

use super::{
    Topology,
    breaks::{FAULTS, MISSING},
    forms::Form,
    whole::private_to_vnet,
};

/// What is wrong in a migration, in turn; what is not there is in no file. The steps tell whose it is.
const WRONG: [&str; 5] = [
    "",
    "the far half was never made",
    "the zone is not linked to the target's network",
    "security groups",
    "the target may not connect",
];

/// The files of so many migrations, each from `app<number>-old` to `app<number>-new`, without what a person says.
pub(crate) fn estate(count: usize) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for number in 0..count {
        let mut topology = private_to_vnet();
        change(&mut topology, WRONG[number % WRONG.len()]);
        for file in &topology.files {
            let text = Form::Arm.print(file).to_string();
            let text = text
                .replace("rg-orders", &format!("rg-app{number:02}"))
                .replace("orders-", &format!("app{number:02}-"));
            files.push((format!("{number:02}-{}", file.name), text));
        }
    }
    files
}

/// The same as one file.
pub(crate) fn in_one(files: &[(String, String)]) -> String {
    let lists = files.iter().map(|(_, text)| serde_json::from_str::<Value>(text).expect("it is JSON"));
    lists.map(|it| it.to_string()).collect::<Vec<_>>().join("\n")
}

fn change(topology: &mut Topology, wrong: &str) {
    let mut rows = FAULTS.iter().copied().chain([MISSING]).flatten();
    if let Some((_, _, change, _)) = rows.find(|(_, what, ..)| *what == wrong) {
        change(topology);
    } else {
        assert_eq!(wrong, "", "there is such a fault");
    }
}
