//! Every combination of settings, unknown ones included, held against the table of the contract.
//!
//! The table, the filling in of unknowns and the verdicts are written here a second time, from the contract and not
//! from the code, so that a misreading must be made twice to go unseen.

use std::collections::BTreeSet;

use pgreach_rules::{Config, evaluate};
use serde_json::{Value, json};

/// The scenarios in the order of the contract: the first row that fits gives the scenario.
///
/// `any` stands for "other" too, because the rows above have taken what that leaves out. Row 7 of the contract is two
/// rows here, since its support depends on the kind.
#[rustfmt::skip] // It is read as a table.
static TABLE: [Row; 11] = [
    //  source                target     runtime      id                               support
    row(any,                  NONE,      None,        "unreachable-target",            "unsupported"),
    row(private_route,        ENDPOINT,  None,        "private-to-endpoint",           "supported"),
    row(private_route,        BOTH,      Some(true),  "private-to-endpoint",           "supported"),
    row(any,                  ENDPOINT,  None,        "public-to-endpoint",            "undocumented"),
    row(public_with_endpoint, VNET,      None,        "public-endpoint-to-vnet",       "supported"),
    row(private,              VNET,      None,        "private-to-vnet",               "supported"),
    row(single_server,        VNET,      None,        "public-to-vnet",                "supported"),
    row(any,                  VNET,      None,        "public-to-vnet",                "undocumented"),
    row(private,              EITHER,    Some(true),  "private-to-public-via-runtime", "undocumented"),
    row(private,              EITHER,    Some(false), "private-to-public",             "unsupported"),
    row(public,               EITHER,    None,        "public-to-public",              "supported"),
];

const NONE: &[&str] = &["none"];
const ENDPOINT: &[&str] = &["private-endpoint"];
const BOTH: &[&str] = &["public-and-private-endpoint"];
const VNET: &[&str] = &["vnet-integrated"];
/// "Public of either kind".
const EITHER: &[&str] = &["public", "public-and-private-endpoint"];

const SINGLE: &str = "single-server";
const ON_PREMISES: &str = "on-premises";
const SOURCE_ACCESSES: [&str; 2] = ["public", "private"];
const TARGET_ACCESSES: [&str; 5] =
    ["none", "private-endpoint", "public-and-private-endpoint", "vnet-integrated", "public"];

#[test]
fn every_setting_gives_what_the_table_says() {
    let all = every_setting();
    let (mut n_verdicts, mut n_agreed) = (0, 0);
    for settings in &all {
        let config = settings.config();
        let found = essence(&report(&config));
        let expected = settings.expected();
        if let Some(is_blocked) = settings.agreed(&report(&config)) {
            assert!(is_blocked, "blocked whatever is filled in: {config}\nfound: {found}");
            n_agreed += 1;
            continue;
        }
        for (field, value) in expected.as_object().expect("expectations are named by field") {
            assert!(found[field] == *value, "{field} of {config}\nexpected: {expected}\nfound: {found}");
        }
        n_verdicts += usize::from(expected.get("verdict").is_some());
    }
    assert!(0 < n_agreed, "some are blocked whatever is filled in");
    let n_verdicts = n_verdicts + n_agreed;
    // The contract leaves 42 verdicts open: 40 with a runtime outside of any VNet, 2 with a closed source.
    assert_eq!((all.len(), n_verdicts), (1944, 1902), "settings and verdicts compared");
}

/// An endpoint that is noted for another kind is unused, so it must not change anything either.
#[test]
fn every_other_kind_reads_like_on_premises() {
    let other_kinds = [
        "azure-vm",
        "aws-rds",
        "aws-aurora",
        "aws-ec2",
        "gcp-cloud-sql",
        "gcp-alloydb",
        "gcp-compute",
        "edb",
        "other",
        ON_PREMISES,
    ];
    let mut on_premises = every_setting();
    on_premises.retain(|it| it.kind == Some(ON_PREMISES) && it.endpoint.is_none());
    assert_eq!(on_premises.len(), 162, "settings to read alike");
    for settings in on_premises {
        let expected = essence(&report(&settings.config()));
        let mut alike = vec![settings];
        vary(&mut alike, &other_kinds.map(Some), |it, kind| it.kind = kind);
        vary(&mut alike, &unknown_or(&[true, false]), |it, endpoint| it.endpoint = endpoint);
        for config in alike.iter().map(Settings::config) {
            let found = essence(&report(&config));
            assert!(found == expected, "{config}\nexpected: {expected}\nfound: {found}");
        }
    }
}

#[test]
fn every_report_keeps_the_promises_of_the_contract() {
    for settings in every_setting() {
        let config = settings.config();
        let report = report(&config);
        let promise = |kept: bool, what: &str| assert!(kept, "{what}\n{config}\nfound: {report}");
        let has_scenario = !report["scenario"].is_null();
        let support = &report["scenario"]["support"];
        let steps = list(&report["steps"]);
        let ask = list(&report["questions"]);

        promise(report_text(&config) == report_text(&config), "the same bytes every time");
        promise(has_scenario == list(&report["candidates"]).is_empty(), "a scenario or else candidates");
        promise(report["verdict"] != "ready" || support == "supported", "ready only where it is supported");
        let verdict = verdict_of(&report);
        promise(report["verdict"] == verdict, &format!("{verdict}, as the steps say"));

        // No step was answered and nothing was imported, so only the settings can have decided a step.
        for step in steps {
            let is_decided = step["status"] == "pass" || step["status"] == "fail";
            promise(
                !is_decided || step["decidedBy"] == "scenario",
                &format!("{} is decided by the scenario or stays unknown", step["key"]),
            );
        }

        // What is undocumented stays undecided however much is known: then nothing is left to ask.
        let is_all_known = support == "undocumented"
            && settings.rows().len() == 1
            && steps.iter().all(|step| step["status"] != "unknown");
        promise(verdict != "undecided" || is_all_known || !ask.is_empty(), "undecided comes with a question");
        let asked: Vec<&str> = ask.iter().filter_map(Value::as_str).collect();
        promise(
            has_scenario || asked.first().is_some_and(|it| is_setting(it)),
            "the first question for a scenario is a setting",
        );
        for path in asked.into_iter().filter(|it| is_setting(it)) {
            let pointer = format!("/{}", path.replace('.', "/"));
            promise(config.pointer(&pointer).is_none(), &format!("{path} is given, not asked"));
        }
    }
}

/// One row of the table: what it asks of the settings, and what it says of those that fit.
struct Row {
    source: fn(&Settings) -> bool,
    target: &'static [&'static str],
    runtime: Option<bool>,
    id: &'static str,
    support: &'static str,
}

const fn row(
    source: fn(&Settings) -> bool,
    target: &'static [&'static str],
    runtime: Option<bool>,
    id: &'static str,
    support: &'static str,
) -> Row {
    Row { source, target, runtime, id, support }
}

impl Row {
    /// Whether settings without an unknown fit this row.
    fn fits(&self, settings: &Settings) -> bool {
        (self.source)(settings)
            && settings.target.is_some_and(|it| self.target.contains(&it))
            && (self.runtime.is_none() || self.runtime == settings.runtime)
    }
}

fn any(_: &Settings) -> bool {
    true
}

fn public(settings: &Settings) -> bool {
    settings.access == Some("public")
}

fn private(settings: &Settings) -> bool {
    settings.access == Some("private")
}

fn single_server(settings: &Settings) -> bool {
    settings.kind == Some("single-server")
}

fn public_with_endpoint(settings: &Settings) -> bool {
    public(settings) && single_server(settings) && settings.endpoint == Some(true)
}

/// Private too, because the connection to a public single server with an endpoint runs through the endpoint.
fn private_route(settings: &Settings) -> bool {
    private(settings) || public_with_endpoint(settings)
}

/// What a Config says of the parties; `None` is not known.
#[derive(Clone, Copy, Default)]
struct Settings {
    kind: Option<&'static str>,
    access: Option<&'static str>,
    endpoint: Option<bool>,
    target: Option<&'static str>,
    runtime: Option<bool>,
    runtime_access: Option<&'static str>,
}

impl Settings {
    /// The Config that says this much and leaves out the rest.
    fn config(&self) -> Value {
        let mut config = json!({ "version": 1 });
        for (party, key, value) in [
            ("source", "kind", self.kind.map(Value::from)),
            ("source", "access", self.access.map(Value::from)),
            ("source", "privateEndpoint", self.endpoint.map(Value::from)),
            ("target", "access", self.target.map(Value::from)),
            ("runtime", "used", self.runtime.map(Value::from)),
            ("runtime", "access", self.runtime_access.map(Value::from)),
        ] {
            if let Some(value) = value {
                config[party][key] = value;
            }
        }
        config
    }

    /// The rows that the ways of filling in the unknown settings lead to, in the table's order.
    ///
    /// One kind stands for all but the single server, and the runtime's access chooses no row.
    fn rows(&self) -> Vec<&'static Row> {
        let mut all = vec![*self];
        vary(&mut all, &known_or(self.kind, &[SINGLE, ON_PREMISES]), |it, kind| it.kind = kind);
        vary(&mut all, &known_or(self.access, &SOURCE_ACCESSES), |it, access| it.access = access);
        vary(&mut all, &known_or(self.endpoint, &[true, false]), |it, has| it.endpoint = has);
        vary(&mut all, &known_or(self.target, &TARGET_ACCESSES), |it, access| it.target = access);
        vary(&mut all, &known_or(self.runtime, &[true, false]), |it, used| it.runtime = used);
        let reached: BTreeSet<usize> =
            all.iter().map(|it| TABLE.iter().position(|row| row.fits(it)).expect("some row always fits")).collect();
        reached.into_iter().map(|index| &TABLE[index]).collect()
    }

    /// What the contract says of the Report, by field; a field that it does not fix is left out.
    fn expected(&self) -> Value {
        let rows = self.rows();
        let mut ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
        ids.dedup();
        let [id] = ids[..] else {
            return json!({ "scenario": null, "candidates": ids, "verdict": "undecided" });
        };
        // Support is never guessed: it is claimed only where every way of filling in claims it.
        let is_agreed = rows.iter().all(|row| row.support == rows[0].support);
        let support = if is_agreed { rows[0].support } else { "undocumented" };
        let scenario = json!({ "id": id, "support": support });
        let mut expected = json!({ "scenario": scenario, "candidates": [], "connections": self.connections() });
        if let Some(verdict) = self.verdict(id, support) {
            expected["verdict"] = json!(verdict);
        }
        expected
    }

    /// Where a report answers for each way of filling in what is not known: whether it says blocked only where each is.
    fn agreed(&self, report: &Value) -> Option<bool> {
        let branches = report.get("branches")?;
        let filled = |branch: &Value| {
            let mut settings = *self;
            for it in list(&branch["settings"]) {
                let value = it["value"].as_str().expect("a value");
                let word =
                    |of: &[&'static str]| of.iter().copied().find(|it| *it == value).expect("a value of the contract");
                match it["setting"].as_str().expect("a setting") {
                    "source.access" => settings.access = Some(word(&SOURCE_ACCESSES)),
                    "source.privateEndpoint" => settings.endpoint = Some(value == "true"),
                    "target.access" => settings.target = Some(word(&TARGET_ACCESSES)),
                    "runtime.used" => settings.runtime = Some(value == "true"),
                    other => panic!("{other} is filled in"),
                }
            }
            settings
        };
        let is_no = |verdict: &str| verdict == "blocked" || verdict == "unsupported";
        for branch in list(branches) {
            // What the contract does not fix is taken as it is.
            if let Some(expected) = filled(branch).expected().get("verdict") {
                assert_eq!(branch["verdict"], *expected, "{branch}");
            }
        }
        let all_no = list(branches).iter().all(|it| is_no(it["verdict"].as_str().expect("a verdict")));
        let says_blocked = report["verdict"] == "blocked";
        if says_blocked || all_no { Some(says_blocked && all_no) } else { None }
    }

    fn connections(&self) -> Value {
        match self.runtime {
            Some(true) => json!([
                { "id": "source", "from": "runtime", "to": "source" },
                { "id": "target", "from": "runtime", "to": "target" },
            ]),
            Some(false) => json!([{ "id": "source", "from": "target", "to": "source" }]),
            None => json!([{ "id": "source", "from": null, "to": "source" }]),
        }
    }

    /// The verdict before anybody answered anything, or `None` where the contract does not fix it.
    fn verdict(&self, id: &str, support: &str) -> Option<&'static str> {
        // `source/private-endpoint` fails: there is no other way in.
        let is_closed = single_server(self) && private(self) && self.endpoint == Some(false);
        // A runtime that is not in a VNet: `runtime/vnet-integrated` fails where it is a step.
        let is_outside = self.runtime == Some(true) && self.runtime_access.is_some_and(|it| it != "vnet-integrated");
        match id {
            _ if support == "unsupported" => Some("unsupported"),
            "private-to-endpoint" | "private-to-vnet" if is_closed => Some("blocked"),
            // `runtime/required` fails.
            "private-to-endpoint" if self.runtime == Some(false) => Some("blocked"),
            "private-to-endpoint" if is_outside => Some("blocked"),
            "public-to-public" if single_server(self) && self.runtime != Some(true) => Some("ready"),
            "public-to-public" => Some("undecided"),
            // The contract lists no steps for it, so none that must fail.
            "private-to-public-via-runtime" if is_closed => None,
            // A connection needs private reach that the runtime lacks, but the contract has no step that says so.
            _ if is_outside => None,
            _ => Some("undecided"),
        }
    }
}

fn every_setting() -> Vec<Settings> {
    let mut all = vec![Settings::default()];
    let kinds = unknown_or(&[SINGLE, ON_PREMISES, "azure-vm"]);
    vary(&mut all, &kinds, |it, kind| it.kind = kind);
    vary(&mut all, &unknown_or(&SOURCE_ACCESSES), |it, access| it.access = access);
    vary(&mut all, &unknown_or(&[true, false]), |it, has| it.endpoint = has);
    vary(&mut all, &unknown_or(&TARGET_ACCESSES), |it, access| it.target = access);
    vary(&mut all, &unknown_or(&[true, false]), |it, used| it.runtime = used);
    let accesses = unknown_or(&["vnet-integrated", "public"]);
    vary(&mut all, &accesses, |it, access| it.runtime_access = access);
    all
}

/// Takes each of the settings once with each of the values.
fn vary<T: Copy>(all: &mut Vec<Settings>, values: &[T], set: fn(&mut Settings, T)) {
    let with = |mut settings, value| {
        set(&mut settings, value);
        settings
    };
    *all = all.iter().flat_map(|it| values.iter().map(|value| with(*it, *value))).collect();
}

fn unknown_or<T: Copy>(values: &[T]) -> Vec<Option<T>> {
    [None].into_iter().chain(values.iter().copied().map(Some)).collect()
}

fn known_or<T: Copy>(known: Option<T>, values: &[T]) -> Vec<Option<T>> {
    known.map_or_else(|| values.iter().copied().map(Some).collect(), |it| vec![Some(it)])
}

fn report(config: &Value) -> Value {
    serde_json::from_str(&report_text(config)).expect("a report is JSON")
}

fn report_text(config: &Value) -> String {
    let parsed = Config::from_json(&config.to_string())
        .unwrap_or_else(|error| panic!("{config}\nexpected to parse, found: {error}"));
    serde_json::to_string(&evaluate(&parsed)).expect("a report can be written")
}

/// The fields of a Report that the settings alone decide. A field left out is no `null`.
fn essence(report: &Value) -> Value {
    let pick = |from: &Value, fields: &[&str]| -> Value {
        fields.iter().map(|it| (*it, from.get(it).cloned().unwrap_or_else(|| json!("left out")))).collect()
    };
    let scenario = &report["scenario"];
    let connections = list(&report["connections"]).iter().map(|connection| pick(connection, &["id", "from", "to"]));
    json!({
        "scenario": if scenario.is_null() { json!(null) } else { pick(scenario, &["id", "support"]) },
        "candidates": report["candidates"],
        "verdict": report["verdict"],
        "connections": connections.collect::<Vec<_>>(),
    })
}

/// The contract's rule for a verdict, applied to the scenario and the steps of the Report itself.
fn verdict_of(report: &Value) -> &'static str {
    let support = &report["scenario"]["support"];
    let holds_back = |status: &str| {
        list(&report["steps"])
            .iter()
            .any(|step| step["status"] == status && (step["severity"] == "blocker" || step["severity"] == "error"))
    };
    let branches = report.get("branches").map_or(&[][..], list);
    let is_no = |it: &Value| it["verdict"] == "blocked" || it["verdict"] == "unsupported";
    let is_blocked_whatever = !branches.is_empty() && branches.iter().all(is_no);
    if support == "unsupported" {
        "unsupported"
    } else if is_blocked_whatever || holds_back("fail") {
        "blocked"
    } else if support != "supported" || holds_back("unknown") {
        "undecided"
    } else {
        "ready"
    }
}

/// A question is the path of a setting, as `source.kind`, or the key of a step, as `source/nsg`.
fn is_setting(question: &str) -> bool {
    !question.contains('/')
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
