//! Many pairs in one export: what each comes to after one drop, and what they come to together.

use pgreach_azure::read;
use pgreach_fixtures::{
    tenant::tenant,
    topology::{
        estate::{estate, in_one},
        forms::Form,
        whole::private_to_vnet_with_runtime,
    },
};
use pgreach_fleet::{Fleet, FleetMigration, HEADS, SharedPlan, csv, judge_all, propose, shared, together};
use pgreach_formats::{Element, Node};
use pgreach_rules::Config;
use pgreach_tests::{Browser, Look, Site, dist, in_all, in_both, in_both_as, saved};

#[track_caller]
fn value(browser: &Browser, css: &str) -> String {
    browser.eval(&format!("document.querySelector('{css}').value")).as_str().unwrap_or_default().to_owned()
}

/// What a pair comes to, as its row says it, in the order of the columns.
#[track_caller]
fn row(browser: &Browser, source: &str) -> Vec<String> {
    let cells = format!(
        "JSON.stringify([...document.querySelectorAll('.pairs tbody tr')].map((it) => [...it.cells].map((it) => it.innerText.trim()))
            .find((it) => it[0].startsWith('{source}')) ?? [])"
    );
    serde_json::from_str(browser.eval(&cells).as_str().unwrap_or_default()).expect("cells")
}

/// Thirty pairs, of which the files say everything but whether a runtime server is used.
fn give_thirty(browser: &Browser, site: &Site) {
    browser.open(&site.url("index.html"));
    browser.give("#pick", &[("export.json", &in_one(&estate(30)))]);
    browser.wait_for("document.querySelectorAll('.pairs tbody tr').length === 30");
}

/// Counts what a person does from here on: each click, choice, key and drop.
fn count_interactions(browser: &Browser) {
    let _ = browser.eval(
        "(() => {
            window.interactions = 0;
            for (const it of ['click', 'change', 'keydown', 'drop', 'paste'])
                addEventListener(it, () => { window.interactions += 1; }, { capture: true });
        })()",
    );
}

#[test]
fn thirty_pairs_have_their_verdicts_after_one_interaction() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        count_interactions(browser);
        browser.give("#pick", &[("export.json", &in_one(&estate(30)))]);
        browser.wait_for("document.querySelectorAll('.pairs tbody tr').length === 30");
        browser.wait_for_text(".pairs", &format!("Without a runtime server: {JUDGED}"));
        // Nothing says whether a runtime server is used: the verdict for each is told, and none is taken for certain.
        let rows = [
            ("app00-old", "Ready without a runtime server\nUndecided with a runtime server"),
            ("app01-old", "Blocked without a runtime server\nUndecided with a runtime server"),
            ("app03-old", "Undecided"),
        ];
        for (source, verdicts) in rows {
            assert_eq!(row(browser, source)[3], verdicts);
        }
        let cause = "Without a runtime server, this blocks: app01-new cannot reach app01-old";
        assert!(row(browser, "app01-old")[4].starts_with(cause), "{:?}", row(browser, "app01-old"));
        assert_eq!(row(browser, "app01-old")[5], "Network team");
        // What is not known of many is asked once, above them, and the headline counts them.
        let asked = "Does the migration use a runtime server?";
        assert!(row(browser, "app01-old")[4].matches(asked).count() == 0, "{:?}", row(browser, "app01-old"));
        browser.wait_for_text(".pairs .runtime-asked", asked);
        browser.wait_for_text("#verdict", "30 pairs: ");
        assert_eq!(browser.eval("window.interactions"), 1);
        assert_eq!(browser.axe(), [""; 0]);
        // Those that are blocked as long as none is used.
        browser.choose("#pairs-verdict", "blocked");
        browser.wait_for_text(".pairs .counts", "18 of 30 shown.");
        // What is chosen narrows it.
        browser.choose("#pairs-verdict", "");
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".pairs .counts", JUDGED);
        assert_eq!(row(browser, "app01-old")[3], "Blocked");
    });
}

#[test]
fn a_runtime_server_in_the_files_is_looked_at_before_it_is_chosen() {
    let site = Site::under("/", dist());
    let topology = private_to_vnet_with_runtime();
    let files: Vec<_> = topology.files.iter().map(|it| Form::Arm.print(it).to_string()).collect();
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &[("export.json", &files.join("\n"))]);
        // The only pair is taken, and what is left is asked in one click.
        browser.wait_for_text(".is-runtime", "Yes, mover");
        assert_eq!(browser.count(".pairs tbody tr"), 0);
        browser.click(".is-runtime button:first-child");
        browser.wait_for_text(".verdict .pill", "Ready");
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".verdict .pill", "Blocked");
    });
}

/// What they come to without a runtime server.
const JUDGED: &str = "6 ready, 18 blocked, 6 undecided.";

#[test]
fn of_thirty_pairs_each_is_opened_by_a_click() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        give_thirty(browser, &site);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".pairs .counts", JUDGED);
        let cause = "app01-new cannot reach app01-old: the peering of their VNets does not work.";
        assert_eq!(row(browser, "app01-old")[1..], ["app01-new", "None", "Blocked", cause, "Network team"]);
        assert_eq!(browser.axe(), [""; 0]);
        // The report of a pair is what its row says.
        browser.click(".pairs [data-source=app01-old] button");
        browser.wait_for_text("#verdict", cause);
        browser.wait_for("document.activeElement.id === 'verdict'");
        assert_eq!([value(browser, "#found-source"), value(browser, "#found-target")], ["app01-old", "app01-new"]);
        assert_eq!(browser.count(".pairs"), 0);
        browser.click("#pairs .all-pairs");
        browser.wait_for_text(".pairs .counts", JUDGED);
        browser.wait_for("document.activeElement.classList.contains('opened')");
        browser.wait_for_focus("button app01-old");
        assert_eq!(value(browser, "#found-source"), "");
        // A server that is chosen leaves its pairs.
        browser.choose("#found-source", "app04-old");
        browser.wait_for("document.querySelectorAll('.pairs tbody tr').length === 1");
        browser.choose("#found-target", "app04-new");
        browser.wait_for("!document.querySelector('.pairs')");
        browser.wait_for_text("#verdict", "A network security group blocks app04-new");
    });
}

#[test]
fn back_leads_from_a_pair_to_all_of_them_as_they_were() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        give_thirty(browser, &site);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".pairs .counts", JUDGED);
        browser.choose("#pairs-verdict", "blocked");
        browser.wait_for_text(".pairs .counts", "18 of 30 shown.");
        browser.click(".pairs tbody tr:nth-child(1) button");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.wait_for("document.activeElement.id === 'verdict' && !document.querySelector('.pairs')");
        let (shown, verdict) = (value(browser, "#found-source"), browser.text("#verdict"));
        browser.back();
        browser.wait_for_text(".pairs .counts", "18 of 30 shown.");
        assert_eq!(
            (value(browser, "#pairs-verdict"), value(browser, "#found-source")),
            ("blocked".to_owned(), String::new())
        );
        browser.wait_for("document.activeElement.classList.contains('opened')");
        let _ = browser.eval("history.forward()");
        browser.wait_for_text("#verdict", &verdict);
        assert_eq!(value(browser, "#found-source"), shown);
        // The way back that is shown is one step, too.
        browser.click("#pairs .all-pairs");
        browser.wait_for_text(".pairs .counts", "18 of 30 shown.");
        browser.back();
        browser.wait_for_text("#verdict", &verdict);
    });
}

/// The rows that are shown, so many, as the page saves them.
#[track_caller]
fn saved_rows(browser: &Browser, count: usize) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    browser.save_downloads_in(folder.path());
    browser.click(".pairs .csv");
    let today = "new Date(Date.now() - 60000 * new Date().getTimezoneOffset()).toISOString().slice(0, 10)";
    let file = format!("pgreach-pairs-{}.csv", browser.eval(today).as_str().unwrap_or_default());
    saved(folder.path(), |name, text| name == file && count < text.lines().count())
}

#[test]
fn pairs_are_sorted_filtered_and_taken_away() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        give_thirty(browser, &site);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".pairs .counts", JUDGED);
        let first = || browser.text(".pairs tbody td");
        // What is to be done comes first.
        assert!(first().starts_with("app01-old"), "{}", first());
        browser.click(".pairs th:nth-child(1) button");
        browser.wait_for("document.querySelector('.pairs [aria-sort=ascending]').cellIndex === 0");
        assert!(first().starts_with("app00-old"), "{}", first());
        browser.click(".pairs th:nth-child(1) button");
        browser.wait_for("document.querySelector('.pairs [aria-sort=descending]').cellIndex === 0");
        assert!(first().starts_with("app29-old"), "{}", first());
        browser.click(".pairs th:nth-child(6) button");
        browser.wait_for("document.querySelector('.pairs [aria-sort=ascending]').cellIndex === 5");
        browser.choose("#pairs-owner", "dns");
        browser.wait_for_text(".pairs .counts", "6 of 30 shown. 6 ready, 18 blocked, 6 undecided.");
        browser.choose("#pairs-verdict", "ready");
        browser.wait_for_text(".pairs .counts", "0 of 30 shown.");
        browser.choose("#pairs-owner", "");
        browser.wait_for_text(".pairs .counts", "6 of 30 shown.");
        let text = saved_rows(browser, 6);
        let ready = "\"app00-old\",\"app00-new\",\"None\",\"Ready\",";
        assert!(text.starts_with("\"Source\",\"Target\",") && text.contains(ready), "{text}");
        assert_eq!(text.lines().count(), 7);
    });
}

#[test]
fn what_is_answered_of_a_pair_stays_with_it() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        give_thirty(browser, &site);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".pairs .counts", JUDGED);
        assert_eq!(row(browser, "app03-old")[3], "Undecided");
        browser.click(".pairs [data-source=app03-old] button");
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.wait_for("document.querySelector('#source-nsg-fail')");
        let _ = browser.eval("document.querySelector('#source-nsg-fail').click()");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.click("#pairs .all-pairs");
        browser.wait_for_text(".pairs .counts", "6 ready, 19 blocked, 5 undecided.");
        assert_eq!(row(browser, "app03-old")[3], "Blocked");
        browser.click(".pairs [data-source=app08-old] button");
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.click("#pairs .all-pairs");
        browser.click(".pairs [data-source=app03-old] button");
        browser.wait_for_text(".verdict .pill", "Blocked");
    });
}

/// What the command says of the thirty, without a runtime server or with nothing said of one.
fn by_the_command(used: Option<&str>) -> Fleet {
    let export = in_one(&estate(30));
    let network = read([("export.json", export.as_bytes())]).network;
    let mut config = Config::default();
    used.map(|it| config.set("runtime.used", it)).transpose().expect("a good setting");
    let list: Vec<_> =
        propose(&config, &network).pairs.into_iter().map(|it| (it.clone(), it.config(&config))).collect();
    let migrations = judge_all(&list, &network, FleetMigration::of);
    let rows: Vec<_> = migrations.iter().map(|it| it.row.clone()).collect();
    let configs: Vec<Config> = list.into_iter().map(|it| it.1).collect();
    let plan = if used.is_some() { shared(&rows, &configs, &network) } else { SharedPlan::default() };
    Fleet::new(migrations, plan, Vec::new()).standing_in(&network)
}

fn words(element: &Element) -> String {
    let words = |it: &Node| match it {
        Node::Element(it) => words(it),
        Node::Text(text) => text.clone(),
    };
    element.children.iter().map(words).collect()
}

#[test]
fn what_all_pairs_come_to_together_is_what_the_command_says() {
    let site = Site::under("/", dist());
    let fleets = [None, Some("false")].map(by_the_command);
    assert!(fleets[1].outlook().starts_with("After "), "{}", fleets[1].outlook());
    in_both(|browser| {
        give_thirty(browser, &site);
        for fleet in &fleets {
            let expected: String = together(fleet, &fleet.plan_in_words(), "h3").iter().map(words).collect();
            let said = "document.querySelector('.fleet')?.textContent.replace(/^[^]*(?=First causes)/, '')";
            browser.wait_for(&format!("{said} === {}", serde_json::json!(expected)));
            let rows = csv(&HEADS, fleet.migrations.iter().map(|it| it.row.cells()));
            // The page has what is blocked first, the command the order of the list.
            let sorted = |rows: &str| {
                let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            assert_eq!(sorted(saved_rows(browser, 30).trim_start_matches('\u{feff}')), sorted(&rows));
            browser.choose("#found-runtime", "-");
            browser.wait_for_text(".pairs .counts", JUDGED);
        }
        // Many changes are folded, by who makes them.
        browser.click(".fleet details:has(ol) > summary");
        browser.click(".fleet ol summary");
        browser.wait_for_text(".fleet ol pre", "az ");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn under_pseudonyms_no_name_is_left() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        give_thirty(browser, &site);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".fleet", "What to change");
        let all = "document.querySelector('#pairs').textContent";
        let named = format!("/app\\d\\d|vnet-|nsg-db|rg-/.test({all})");
        assert_eq!(browser.eval(&named), true);
        browser.click("#pairs-masked");
        browser.wait_for_text(".pairs tbody", "server-1");
        browser.wait_for_text(".fleet", "What to change");
        browser.wait_for_text(".fleet", "Where they stand");
        assert_eq!(browser.texts(".pairs .counts"), [JUDGED]);
        let left =
            browser.eval(&format!("{all}.match(/app\\d\\d|vnet-new|vnet-old|nsg-db|nsg-endpoints|rg-app|pe-old/)"));
        assert!(left.is_null(), "{left}");
        let rows = saved_rows(browser, 30);
        assert!(rows.contains("server-1") && !rows.contains("app0"), "{rows}");
        // A report has no such names on the page.
        assert_eq!(browser.count(".pairs td button"), 0);
        browser.click("#pairs-masked");
        browser.wait_for_text(".pairs tbody button", "app00-old");
    });
}

#[test]
fn of_many_pairs_what_to_change_is_worked_out_on_demand_and_can_be_stopped() {
    let site = Site::under("/", dist());
    let files = tenant(2, 12, 8).files;
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &files);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".fleet .plan-all", "Work out what to change for all");
        browser.click(".fleet .plan-all");
        browser.wait_for_text(".fleet", "Working out what to change for all: ");
        let _ = browser.eval("document.querySelector('.fleet > div p button').click()");
        browser.wait_for("document.querySelector('.fleet .plan-all')");
        // What was found is not lost.
        browser.click(".fleet .plan-all");
        browser.wait_for_text(".fleet", "160 of 192 are ready");
        assert_eq!(browser.count(".pairs tbody tr"), 192);
        // One change helps all migrations of a network. Many are folded, by who makes them.
        let _ = browser.eval("document.querySelectorAll('.fleet details').forEach((it) => { it.open = true; })");
        browser.wait_for_text(".fleet ol", "8 migrations need it; 8 more ready.");
    });
}

#[test]
fn on_a_phone_pairs_are_cards_within_the_page() {
    let site = Site::under("/", dist());
    in_both_as(Look::PHONE.dark(), |browser| {
        give_thirty(browser, &site);
        browser.wait_for_text(".pairs .counts", "30 undecided.");
        // The heads stand above all cards, so each cell says its own.
        let heads =
            "[...document.querySelectorAll('.pairs tbody tr:first-child td')].map((it) => it.dataset.label).join()";
        assert_eq!(browser.eval(heads), "Source,Target,Runtime server,Verdict,First cause,Owner");
        assert_eq!(browser.eval("document.documentElement.scrollWidth - innerWidth <= 0"), true);
        let small = "[...document.querySelectorAll('.pairs :is(button, select)')].filter((it) => it.getBoundingClientRect().height < 44).length";
        assert_eq!(browser.eval(small), 0);
        assert_eq!(browser.axe(), [""; 0]);
        browser.click(".runtime-asked button:last-of-type");
        browser.wait_for_text(".fleet", "What to change");
        browser.wait_for_text(".fleet", "Where they stand");
        let _ = browser.eval("document.querySelectorAll('.fleet details').forEach((it) => { it.open = true; })");
        assert_eq!(browser.eval("document.documentElement.scrollWidth - innerWidth <= 0"), true);
        assert_eq!(browser.eval(&small.replace(".pairs :is(button, select)", ".fleet :is(button, summary)")), 0);
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn of_many_pairs_the_runtime_server_is_answered_once_and_a_report_wants_one_of_them() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        browser.click("nav [data-opens=examples]");
        browser.click("#examples [data-sample='five-migrations.json']");
        browser.wait_for_text("h1", "5 pairs");
        // What no pair has yet is not shown below all of them.
        assert_eq!(browser.count(".steps, .path, .section"), 0);
        browser.choose("#found-runtime", "");
        browser.wait_for("document.querySelector('.runtime-asked button')");
        browser.click(".runtime-asked button:last-of-type");
        browser.wait_for("!document.querySelector('.runtime-asked')");
        browser.wait_for_text("h1", "1 ready, 3 blocked, 1 undecided");
        browser.click("nav [data-opens=download]");
        // What the command writes of many, and no report on none.
        browser.wait_for_text("#download", "All pairs as a file");
        assert_eq!(browser.count("#download [data-format=runbook]"), 0);
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        browser.save_downloads_in(folder.path());
        for (form, ending, held) in [
            ("html", "html", "<h1>5 migrations: 1 ready, 3 blocked, 1 undecided"),
            ("markdown", "md", "app04-old"),
            ("json", "json", "\"owners\""),
            ("csv", "csv", "app04-old"),
            ("sarif", "sarif", "app04-old → app04-new"),
            ("junit", "xml", "app04-old → app04-new"),
        ] {
            browser.click(&format!("#download [data-format={form}]"));
            let is_it = |name: &str| name.starts_with("pgreach-fleet-") && name.rsplit('.').next() == Some(ending);
            let _ = saved(folder.path(), |name, text| is_it(name) && text.contains(held));
        }
        browser.press("Escape");
        browser.click("nav [data-opens=share]");
        browser.wait_for_text("#share-fleet", "A link holds one migration");
    });
}
