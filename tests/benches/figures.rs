//! Measures evaluation in the browser, beside what it costs natively and what the browser does with the same JSON.

#![expect(clippy::print_stdout, reason = "the table is what the benchmark is for")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pgreach_bench::{evaluate_and_write_many, evaluate_many, imported, read_export, read_many};
use pgreach_fixtures::tenant::export;
use pgreach_tests::{Browser, Look, Site, dist};
use serde_json::json;

/// The longest documented scenario, half answered.
const CONFIG: &str = include_str!("config.json");

/// The settings of the same on the page.
const LINK: &str = "#v=1&source.kind=single-server&source.access=private&source.privateEndpoint=true\
                    &target.access=private-endpoint&runtime.used=true&runtime.access=vnet-integrated";

/// So many times in a row, so that the browser's coarse clock does not matter.
const TIMES: u32 = 2000;
/// So many rows, of which the middle one counts.
const ROWS: usize = 15;

/// What one evaluation may take in the browser, in microseconds.
const EVALUATION: f64 = 10.0;
/// What one evaluation may take with its Report written as JSON.
const WRITING: f64 = 100.0;
/// How many times as long as `JSON.parse` of the same bytes an export of 10 MB may take to read and evaluate.
const READING: f64 = 3.0;
/// How many times its size of memory an export may take, the file itself among it.
const MEMORY: f64 = 5.0;
/// How many times as long as finding a plan may take.
const PLAN: f64 = 30.0;
/// What may pass from an input to its painted result, in milliseconds.
const PAINTED: f64 = 16.0;

/// Starts the module that `cargo xtask bench` has built next to this page.
const PAGE: &str = r#"<!doctype html><html lang="en"><link rel="icon" href="data:,"><script src="bench.js"></script>
<script>
  let memory;
  wasm_bindgen({ module_or_path: "bench_bg.wasm" }).then((program) => {
    memory = program.memory;
    document.documentElement.dataset.ready = ""; });
</script>"#;

fn main() {
    let module = env::var_os("PGREACH_BENCH").map(PathBuf::from);
    let module = module.expect("PGREACH_BENCH is not set: run `cargo xtask bench`, which builds what it measures");
    let browser = Browser::chromium(Look::DESK);
    println!("Microseconds for one time, the middle of {ROWS} rows of {TIMES}:\n");
    println!("{:<44}{:>12}{:>12}{:>10}", "", "Chromium", "native", "ratio");
    // What evaluates is loaded first, what writes and reads once the page has started; they are built each in its way.
    evaluation(&browser, &module.join("web"));
    writing(&browser, &module.join("later"));
    println!();
    input(&browser);
    println!();
    plan();
    println!();
    exports(&module.join("later"));
}

/// What a plan costs beside what is found without one; `plan_cost`, an example of pgreach-azure, has more networks.
fn plan() {
    let mut migration = imported(export(1_000_000).as_bytes());
    let timed = |work: &mut dyn FnMut()| {
        let rows = (0..ROWS).map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        });
        middle(rows.collect())
    };
    let (found, planned) = (timed(&mut || migration.find()), timed(&mut || migration.find_with_plan()));
    println!(
        "Milliseconds natively for what 1 MB shows, the middle of {ROWS} rows: {found:.2}, with a plan {planned:.2}"
    );
    println!(
        "a plan takes {:.1} times as long, whose budget is {PLAN}: {}",
        planned / found,
        verdict(planned / found, PLAN)
    );
}

/// Exports of a tenant, of the size that is common and of the largest that has to work.
fn exports(module: &Path) {
    const MB: usize = 1_000_000;
    println!("Milliseconds to read an export and evaluate the migration in it, the middle of some rows:\n");
    println!("{:<44}{:>12}{:>12}{:>12}{:>10}", "", "JSON.parse", "Chromium", "native", "memory");
    for (size, rows) in [(10, 9), (100, 1)] {
        let export = export(size * MB);
        fs::write(module.join("export.json"), &export).expect("the folder of the module is writable");
        let site = Site::under("/", module.to_owned());
        // A browser of its own, so that the memory is what this export takes.
        let browser = Browser::chromium(Look::DESK);
        browser.open(&site.url(""));
        let measured = browser.eval(&format!(
            "(async () => {{
                const bytes = new Uint8Array(await (await fetch('export.json')).arrayBuffer());
                const text = new TextDecoder().decode(bytes);
                const timed = (work) => {{ const start = performance.now(); work(); return performance.now() - start; }};
                const middle = (work) => Array.from({{ length: {rows} }}, () => timed(work)).sort((a, b) => a - b)[{rows} >> 1];
                const read = middle(() => wasm_bindgen.read_export(bytes));
                return [middle(() => JSON.parse(text)), read, memory.buffer.byteLength];
            }})()"
        ));
        let figure = |index: usize| measured[index].as_f64().expect("a figure");
        let (parsed, read, memory) = (figure(0), figure(1), figure(2));
        let native = (0..rows).map(|_| {
            let start = Instant::now();
            assert!(0 < read_export(export.as_bytes()));
            start.elapsed().as_secs_f64() * 1e3
        });
        let native = middle(native.collect());
        #[expect(clippy::cast_precision_loss, reason = "no export has 2^52 bytes")]
        let file = export.len() as f64;
        // The file is in memory a second time, as the browser gives it to the program.
        let memory = (memory + file) / file;
        println!("{:<44}{parsed:>12.0}{read:>12.0}{native:>12.0}{memory:>9.1}×", format!("{size} MB"));
        println!(
            "reading is {:.1} times JSON.parse, whose budget is {READING}: {}; memory {MEMORY}: {}",
            read / parsed,
            verdict(read / parsed, READING),
            verdict(memory, MEMORY)
        );
    }
}

fn evaluation(browser: &Browser, module: &Path) {
    let _site = started(browser, module);
    let evaluated = measured(browser, &format!("wasm_bindgen.evaluate_many(config, {TIMES})"));
    let parsed = measured(browser, &format!("for (let i = 0; i < {TIMES}; i++) JSON.parse(config)"));
    row("evaluate", evaluated, Some(natively(evaluate_many)));
    row(
        "read the Config from JSON",
        measured(browser, &format!("wasm_bindgen.read_many(config, {TIMES})")),
        Some(natively(read_many)),
    );
    row("JSON.parse of the same JSON", parsed, None);
    println!(
        "\nevaluate is {:.1} times JSON.parse; its budget is {EVALUATION} µs: {}\n",
        evaluated / parsed,
        verdict(evaluated, EVALUATION)
    );
}

fn writing(browser: &Browser, module: &Path) {
    let _site = started(browser, module);
    let written = measured(browser, &format!("wasm_bindgen.evaluate_and_write_many(config, {TIMES})"));
    row("evaluate, and write the Report as JSON", written, Some(natively(evaluate_and_write_many)));
    println!("its budget is {WRITING} µs: {}", verdict(written, WRITING));
}

/// Serves a module and starts it. It goes on while it is served.
fn started(browser: &Browser, module: &Path) -> Site {
    fs::write(module.join("index.html"), PAGE).expect("the folder of the module is writable");
    let site = Site::under("/", module.to_owned());
    browser.open(&site.url(""));
    site
}

/// What one time of some loops of [`TIMES`] takes in the browser, in microseconds: the middle row.
fn measured(browser: &Browser, loops: &str) -> f64 {
    let config = json!(CONFIG);
    let script = format!(
        "(() => {{
            const config = {config};
            const row = () => {{ const start = performance.now(); {loops}; return (performance.now() - start) * 1000 / {TIMES}; }};
            row();
            return Array.from({{ length: {ROWS} }}, row);
        }})()"
    );
    middle(browser.eval(&script).as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect())
}

/// On the page itself, with the longest scenario: its choices are made one at a time, each from the same state, and timed until
/// the result is painted.
fn input(browser: &Browser) {
    let site = Site::under("/", dist());
    browser.open(&site.url(LINK));
    // What loads in the background would be measured with it.
    browser.wait_until_kept();
    // Begun with a frame, so that what is measured is the page's work and not how long the screen takes to come round again.
    let script = "(async () => {
        const link = location.hash;
        const frame = () => new Promise(requestAnimationFrame);
        const changed = () => new Promise((done) => {
            const all = { attributes: true, characterData: true, childList: true, subtree: true };
            new MutationObserver((_, it) => { it.disconnect(); done(performance.now()); }).observe(document.body, all);
        });
        const painted = () => new Promise((done) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            port2.postMessage(0);
        });
        const make = (choice) => {
            if (choice.localName !== 'select') return choice.click();
            choice.selectedIndex = (choice.selectedIndex + 1) % choice.length;
            choice.dispatchEvent(new Event('change', { bubbles: true }));
        };
        const made = [];
        while (made.length < 100) {
            location.hash = link;
            for (let i = 0; i < 3; i++) await frame();
            const choices = [...document.querySelectorAll('main input[type=radio], main select')]
                .filter((it) => it.checkVisibility() && !it.disabled && !it.checked);
            if (choices.length === 0) break;
            // A stride that visits them all before it comes back to one.
            const choice = choices[(made.length * 7) % choices.length];
            await frame();
            const seen = changed();
            const start = performance.now();
            make(choice);
            const changedAt = await Promise.race([seen, frame().then(frame)]);
            await painted();
            made.push([changedAt - start, performance.now() - start, `${choice.id || choice.name} ${choice.value}`]);
        }
        return made;
    })()";
    let made = browser.eval(script);
    let column = |index: usize| -> Vec<f64> {
        let mut times: Vec<f64> = made.as_array().into_iter().flatten().filter_map(|it| it[index].as_f64()).collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let (changed, painted) = (column(0), column(1));
    if painted.len() < 100 {
        println!("The page has no choices to measure.");
        return;
    }
    let last = made.as_array().into_iter().flatten().find(|it| it[1] == painted[99]);
    println!("Milliseconds from a choice on the page, of 100 times:\n");
    println!("{:<44}{:>12}{:>12}{:>10}", "", "middle", "95th", "last");
    for (what, times) in [("until the page has changed", &changed), ("until its result is painted", &painted)] {
        println!("{what:<44}{:>12.1}{:>12.1}{:>10.1}", times[49], times[94], times[99]);
    }
    println!("\nthe budget of the 95th is {PAINTED} ms: {}", verdict(painted[94], PAINTED));
    println!("the last was {}", last.map_or("unknown", |it| it[2].as_str().unwrap_or_default()));
}

fn natively(run: impl Fn(&str, u32)) -> f64 {
    let rows = (0..ROWS).map(|_| {
        let start = Instant::now();
        run(CONFIG, TIMES);
        start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
    });
    middle(rows.collect())
}

fn middle(mut rows: Vec<f64>) -> f64 {
    rows.sort_by(f64::total_cmp);
    rows[rows.len() / 2]
}

fn row(what: &str, browser: f64, native: Option<f64>) {
    let (native, ratio) =
        native.map_or_else(Default::default, |native| (format!("{native:.2}"), format!("{:.1}", browser / native)));
    println!("{what:<44}{browser:>12.2}{native:>12}{ratio:>10}");
}

fn verdict(figure: f64, budget: f64) -> &'static str {
    if figure <= budget { "held" } else { "OVER BUDGET" }
}
