//! Prints what evaluating, reading exports and judging a tenant cost natively, in time and memory, each at three sizes.
//!
//! `cargo run --release -p pgreach-tests --example natively`
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::{
    env, fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Instant,
};

use pgreach_azure::Reader;
use pgreach_fixtures::tenant::{export, machines, tenant};
use pgreach_fleet::{Pair, Row, judge_all, propose, shared};
use pgreach_rules::{Config, evaluate, evaluate_with, find_with_plan, network::Network};

/// The longest documented scenario, half answered.
const CONFIG: &str = include_str!("../benches/config.json");

const MB: usize = 1_000_000;

/// What a hundred thousand Configs may take on two threads, in seconds.
const CONFIGS: f64 = 0.5;

/// Tenants a hundred times as large as the first: hubs, spokes of each, migrations into each spoke, and virtual machines.
const TENANTS: [[usize; 4]; 3] = [[1, 30, 1, 340], [10, 30, 1, 3400], [10, 30, 10, 34_000]];

fn main() {
    // Each is measured in a program of its own: the memory of one is never given back to the next.
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["read", file] => read_one(Path::new(file)),
        ["judge", folder] => judge_in(Path::new(folder)),
        _ => all(),
    }
}

fn all() {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let config = Config::from_json(CONFIG).expect("the config is well-formed");
                for _ in 0..50_000 {
                    black_box(evaluate(black_box(&config)));
                }
            });
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    let is_held = if seconds <= CONFIGS { "held" } else { "OVER BUDGET" };
    println!("100,000 Configs on two threads: {seconds:.2} s, whose budget is {CONFIGS} s: {is_held}\n");

    let folder = tempfile::tempdir().expect("a folder");
    println!("An export in one file, with the migration in it:\n");
    for size in [10, 100, 500] {
        let file = folder.path().join("export.json");
        fs::write(&file, export(size * MB)).expect("the folder is writable");
        again(&["read".as_ref(), file.as_ref()]);
    }

    println!("\nTenants, with what to change for all migrations in them:\n");
    for (number, [hubs, spokes, each, count]) in TENANTS.into_iter().enumerate() {
        let folder = folder.path().join(number.to_string());
        fs::create_dir(&folder).expect("the folder is writable");
        for (name, text) in tenant(hubs, spokes, each).files.into_iter().chain([machines(hubs, spokes, count)]) {
            let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            // As the Azure CLI prints it, which is what is read most.
            let text = serde_json::to_string_pretty(&value).expect("JSON");
            fs::write(folder.join(name), text).expect("the folder is writable");
        }
        again(&["judge".as_ref(), folder.as_ref()]);
    }
}

/// Runs this program for one figure.
fn again(arguments: &[&Path]) {
    let program = env::current_exe().expect("this program has a path");
    let status = Command::new(program).args(arguments).stdin(Stdio::null()).status().expect("it starts");
    assert!(status.success(), "{status}");
}

/// Reads an export and judges the migration in it.
fn read_one(file: &Path) {
    let start = Instant::now();
    let (size, mut network) = network_of(&[file.to_owned()]);
    let mut config = Config::default();
    for (path, value) in [("source.name", "app0-old"), ("target.name", "app0-new"), ("runtime.used", "false")] {
        config.set(path, value).expect("a good setting");
    }
    let findings = find_with_plan(&config, &mut network);
    assert!(evaluate_with(&config, &findings).scenario.is_some(), "the servers are in the export");
    let seconds = start.elapsed().as_secs_f64();
    println!("{:>6.0} MB: {seconds:>6.2} s, {}", in_mb(size), memory(size));
}

/// Reads the files of a tenant, judges its migrations, and finds what to change for all.
fn judge_in(folder: &Path) {
    let start = Instant::now();
    let mut files: Vec<_> = fs::read_dir(folder).expect("a folder").map(|it| it.expect("a file").path()).collect();
    files.sort();
    let (size, network) = network_of(&files);
    let read = start.elapsed().as_secs_f64();
    let mut entered = Config::default();
    entered.set("runtime.used", "false").expect("a good setting");
    let pairs = propose(&entered, &network).pairs;
    let with_config = |it: Pair| (it.clone(), it.config(&entered));
    let list: Vec<(Pair, Config)> = pairs.into_iter().map(with_config).collect();
    let rows: Vec<Row> = judge_all(&list, &network, |it| it.row);
    let judged = start.elapsed().as_secs_f64();
    let configs: Vec<Config> = list.into_iter().map(|it| it.1).collect();
    let changes = shared(&rows, &configs, &network).changes.len();
    let planned = start.elapsed().as_secs_f64();
    println!(
        "{:>6} pairs, {:>6} resources, {:>4.0} MB: read after {read:>5.2} s, judged after {judged:>5.2} s, {changes} changes found \
         for all after {planned:>5.2} s, {}",
        rows.len(),
        resources(&network),
        in_mb(size),
        memory(size)
    );
}

/// So many bytes of files, and what was read of them. Each file is forgotten once it is read, as the command does it.
fn network_of(files: &[PathBuf]) -> (usize, Network) {
    let (mut size, mut reader) = (0, Reader::new());
    for file in files {
        let bytes = fs::read(file).expect("a file");
        size += bytes.len();
        reader.add(&file.display().to_string(), &bytes, &mut |_| ());
    }
    (size, reader.finish().network)
}

/// The resources that a tenant has most of.
fn resources(network: &Network) -> usize {
    let within: usize = network.zones.iter().map(|it| it.records.items.len() + it.links.items.len()).sum();
    let joined = network.vnets.len() + network.security_groups.len() + network.route_tables.len();
    let reached = network.endpoints.len() + network.zone_groups.len() + network.zones.len() + within;
    network.servers.len() + network.nics.len() + network.machines.len() + joined + reached
}

fn in_mb(bytes: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no export has 2^52 bytes")]
    let bytes = bytes as f64;
    bytes / 1e6
}

/// The most memory that this program had, beside the size of what it read.
fn memory(size: usize) -> String {
    // The kernel says it in kB of 1024 bytes.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|it| it.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    most.map_or("memory not known here".to_owned(), |most: usize| {
        format!("{:.0} MB of memory, {:.1} times the files", in_mb(most * 1024), in_mb(most * 1024) / in_mb(size))
    })
}
