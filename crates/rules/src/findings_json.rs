//! Reads findings from the JSON that one program hands to another.
//!
//! The page waits for this code. A reader of all of JSON would weigh a tenth of the page, most of it for numbers, of which
//! findings have places in a list only: so this one knows these, texts, lists, objects, `true`, `false` and `null`, as `serde_json` writes them.

use crate::{
    Blank, BranchFindings, BranchSetting, ChangeText, Evidence, Export, Finding, Findings, FixWay, Forms, HopKind,
    Left, Look, Need, NotReadFile, Owner, PlannedChange, Reason, Setting, SettingFinding, Stage, Status, StepKey,
    StepMap, Verdict,
    network::MigrationTest,
    text::{BlankValue, Commands},
};

/// Says that a text is not what findings are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFindings;

impl Findings {
    /// Reads what was written as JSON.
    ///
    /// # Errors
    /// Where it is not what findings are written as: then nothing of it counts.
    pub fn from_json(text: &str) -> Result<Self, NotFindings> {
        let mut reader = Reader(text);
        let findings = reader.value(DEEPEST).and_then(findings).ok_or(NotFindings)?;
        if reader.next().is_none() { Ok(findings) } else { Err(NotFindings) }
    }
}

/// How deep values may lie in each other; findings are less than half as deep.
const DEEPEST: usize = 24;

fn findings(json: Json) -> Option<Findings> {
    let mut it = Members::of(json)?;
    let migration_test = match it.take("migration_test") {
        Some(json) => Some(migration_test(json)?),
        None => None,
    };
    let mut flag = |name| match it.take(name) {
        Some(Json::Flag(flag)) => Some(flag),
        Some(_) => None,
        None => Some(false),
    };
    let (broken, is_planned) = (flag("broken")?, flag("planned")?);
    let mut steps = StepMap::default();
    for (key, json) in it.by_step("steps", true) {
        steps.insert(key, finding(json)?);
    }
    let mut ways = StepMap::default();
    for (key, json) in it.by_step("ways", false) {
        let Json::List(list) = json else { return None };
        ways.insert(key, it.made(list, way));
    }
    let settings = it.list("settings", setting_finding);
    let (branches, blanks) = (it.optional_list("branches", branch), it.optional_list("blanks", blank));
    let cut = it.optional_list("cut", text);
    let (plan, left) = (it.optional_list("plan", planned), it.optional_list("left", left));
    let (to_fill_in, not_read) = (it.optional_list("to_fill_in", to_fill_in), it.optional_list("not_read", not_read));
    it.end(Findings {
        settings,
        steps,
        migration_test,
        blanks,
        broken,
        cut,
        planned: is_planned,
        not_read,
        branches,
        ways,
        plan,
        left,
        to_fill_in,
    })
}

fn not_read(json: Json) -> Option<NotReadFile> {
    let mut it = Members::of(json)?;
    let (file, found, expected) = (it.text("file"), it.text("found"), it.text("expected"));
    it.end(NotReadFile { file, found, expected })
}

fn setting_finding(json: Json) -> Option<SettingFinding> {
    let mut it = Members::of(json)?;
    let setting = Setting::from_word(&it.text("setting"))?;
    let (value, evidence) = (it.text("value"), it.list("evidence", evidence));
    it.end(SettingFinding { setting, value, evidence })
}

fn finding(json: Json) -> Option<Finding> {
    let mut it = Members::of(json)?;
    let status = Status::from_word(&it.text("status"))?;
    let reason = match it.optional_text("reason") {
        Some(word) => Some(Reason::from_word(&word)?),
        None => None,
    };
    let (evidence, needs) = (it.list("evidence", evidence), it.list("needs", need));
    let (note, stages) = (it.optional_text("note"), it.optional_list("stages", stage));
    it.end(Finding { status, evidence, note, reason, needs, stages })
}

fn way(json: Json) -> Option<FixWay> {
    let mut it = Members::of(json)?;
    let after = Verdict::from_word(&it.text("after"))?;
    let changes = it.list("changes", |json| {
        let mut it = Members::of(json)?;
        let change = change(&mut it)?;
        it.end(change)
    });
    let presumes = it.optional_text("presumes");
    it.end(FixWay { presumes, changes, after })
}

fn planned(json: Json) -> Option<PlannedChange> {
    let mut it = Members::of(json)?;
    let (step, after) = (StepKey::parse(&it.text("step"))?, Verdict::from_word(&it.text("after"))?);
    let change = change(&mut it)?;
    let needs = it.list("needs", |json| if let Json::Number(number) = json { Some(number) } else { None });
    let (summary, presumes) = (it.text("summary"), it.optional_text("presumes"));
    it.end(PlannedChange { step, presumes, change, needs, after, summary })
}

/// A change in words, whose members stand among others.
fn change(it: &mut Members) -> Option<ChangeText> {
    let owner = Owner::from_word(&it.text("owner"))?;
    let look = match it.take("look") {
        Some(json) => Some(look(json)?),
        None => None,
    };
    let (title, resource) = (it.text("title"), it.text("resource"));
    let (apply, undo) = (it.forms("apply"), it.forms("undo"));
    let (portal, impact) = (it.optional_list("portal", text), it.list("impact", text));
    Some(ChangeText { title, resource, owner, apply, undo, portal, look, impact })
}

fn forms(json: Json) -> Option<Forms> {
    let mut it = Members::of(json)?;
    let (az, powershell) = (it.list("az", text), it.optional_list("powershell", text));
    let (bicep, terraform) = (it.optional_text("bicep"), it.optional_text("terraform"));
    it.end(Forms { az: Commands::filled(az), powershell: Commands::filled(powershell), bicep, terraform })
}

fn look(json: Json) -> Option<Look> {
    let mut it = Members::of(json)?;
    let (az, before, after) = (it.text("az"), it.text("before"), it.text("after"));
    it.end(Look { az, before, after })
}

fn left(json: Json) -> Option<Left> {
    let mut it = Members::of(json)?;
    let (step, status) = (StepKey::parse(&it.text("step"))?, Status::from_word(&it.text("status"))?);
    let why = it.text("why");
    it.end(Left { step, status, why })
}

fn to_fill_in(json: Json) -> Option<Blank> {
    let mut it = Members::of(json)?;
    let (word, meaning) = (it.text("word"), it.text("meaning"));
    it.end(Blank { word, meaning })
}

fn blank(json: Json) -> Option<BlankValue> {
    let mut it = Members::of(json)?;
    let (blank, value) = (it.text("blank"), it.text("value"));
    it.end(BlankValue { blank, value })
}

fn stage(json: Json) -> Option<Stage> {
    let mut it = Members::of(json)?;
    let (hop, status) = (HopKind::from_word(&it.text("hop"))?, Status::from_word(&it.text("status"))?);
    let (resource, text) = (it.optional_text("resource"), it.text("text"));
    it.end(Stage { hop, status, resource, text })
}

fn evidence(json: Json) -> Option<Evidence> {
    let mut it = Members::of(json)?;
    let (resource, property, value) = (it.text("resource"), it.text("property"), it.text("value"));
    let (id, file) = (it.optional_text("id"), it.optional_text("file"));
    it.end(Evidence { resource, property, value, id, file })
}

fn need(json: Json) -> Option<Need> {
    let mut it = Members::of(json)?;
    let export = Export::from_word(&it.text("export"))?;
    let resource = it.text("resource");
    it.end(Need { export, resource })
}

fn migration_test(json: Json) -> Option<MigrationTest> {
    let mut it = Members::of(json)?;
    let Json::Flag(contradicts) = it.take("contradicts")? else { return None };
    let (migration, state) = (it.text("migration"), it.text("state"));
    let (message, time) = (it.optional_text("message"), it.optional_text("time"));
    it.end(MigrationTest { migration, state, message, time, contradicts })
}

fn branch(json: Json) -> Option<BranchFindings> {
    let mut it = Members::of(json)?;
    let findings = findings(it.take("findings")?)?;
    let settings = it.list("settings", branch_setting);
    it.end(BranchFindings { settings, findings })
}

/// A setting and one of the values of its list.
fn branch_setting(json: Json) -> Option<BranchSetting> {
    let mut it = Members::of(json)?;
    let (setting, value) = (Setting::from_word(&it.text("setting"))?, it.text("value"));
    let (value, _) = setting.choices().iter().find(|(word, _)| *word == value)?;
    it.end(BranchSetting { setting, value })
}

fn text(json: Json) -> Option<String> {
    if let Json::Text(text) = json { Some(text) } else { None }
}

/// A value.
enum Json {
    Null,
    Flag(bool),
    /// A place in a list, the only number that findings have.
    Number(usize),
    Text(String),
    List(Vec<Json>),
    Members(Vec<(String, Json)>),
}

/// The members of an object that are not taken yet, and whether one that was taken is not there or something else: that is
/// said once, in the end, because to leave at each of them is most of the code.
struct Members {
    rest: Vec<(String, Json)>,
    is_wrong: bool,
}

impl Members {
    fn of(json: Json) -> Option<Self> {
        if let Json::Members(rest) = json { Some(Self { rest, is_wrong: false }) } else { None }
    }

    fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.rest.iter().position(|it| it.0 == name)?;
        Some(self.rest.swap_remove(at).1)
    }

    /// Returns the text, or an empty one where that is wrong.
    fn text(&mut self, name: &str) -> String {
        let text = self.optional_text(name);
        self.is_wrong |= text.is_none();
        text.unwrap_or_default()
    }

    /// Returns the text, or none where it is `null` or not there.
    fn optional_text(&mut self, name: &str) -> Option<String> {
        match self.take(name) {
            None | Some(Json::Null) => None,
            Some(Json::Text(text)) => Some(text),
            Some(_) => {
                self.is_wrong = true;
                None
            }
        }
    }

    /// Returns the items of a list; none where it is wrong, or is not there and need not be.
    fn items(&mut self, name: &str, is_needed: bool) -> Vec<Json> {
        match self.take(name) {
            Some(Json::List(list)) => return list,
            None if !is_needed => {}
            _ => self.is_wrong = true,
        }
        Vec::new()
    }

    /// Returns what is made of items, and leaves out what is wrong.
    fn made<T>(&mut self, items: Vec<Json>, of: fn(Json) -> Option<T>) -> Vec<T> {
        // To collect them is more code for each kind of value.
        let mut made = Vec::new();
        for it in items {
            match of(it) {
                Some(it) => made.push(it),
                None => self.is_wrong = true,
            }
        }
        made
    }

    /// Returns the list, without what is wrong.
    fn list<T>(&mut self, name: &str, of: fn(Json) -> Option<T>) -> Vec<T> {
        let items = self.items(name, true);
        self.made(items, of)
    }

    /// Returns the list, or an empty one where it is not there.
    fn optional_list<T>(&mut self, name: &str, of: fn(Json) -> Option<T>) -> Vec<T> {
        let items = self.items(name, false);
        self.made(items, of)
    }

    /// Returns what stands by steps; none where it is wrong, or is not there and need not be.
    fn by_step(&mut self, name: &str, is_needed: bool) -> Vec<(StepKey, Json)> {
        let members = match self.take(name) {
            Some(Json::Members(members)) => members,
            it => {
                self.is_wrong |= is_needed || it.is_some();
                Vec::new()
            }
        };
        let mut by_step = Vec::new();
        for (key, json) in members {
            match StepKey::parse(&key) {
                Some(key) => by_step.push((key, json)),
                None => self.is_wrong = true,
            }
        }
        by_step
    }

    /// Returns forms, or empty ones where that is wrong.
    fn forms(&mut self, name: &str) -> Forms {
        let forms = self.take(name).and_then(forms);
        self.is_wrong |= forms.is_none();
        forms.unwrap_or_else(|| Forms::az(Vec::new()))
    }

    /// Returns what was made of the members, if that was all of them, each once and right.
    fn end<T>(self, made: T) -> Option<T> {
        (self.rest.is_empty() && !self.is_wrong).then_some(made)
    }
}

/// What is still to be read.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    /// Returns the next character that is no space.
    fn next(&mut self) -> Option<char> {
        self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n']);
        self.0.chars().next()
    }

    /// Passes over a text, if it is next.
    fn pass(&mut self, text: &str) -> bool {
        let _ = self.next();
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        match self.next()? {
            '"' => self.text().map(Json::Text),
            '[' => self.several("[", "]", |it| it.value(depth)).map(Json::List),
            '{' => self.several("{", "}", |it| it.member(depth)).map(Json::Members),
            't' => self.pass("true").then_some(Json::Flag(true)),
            'f' => self.pass("false").then_some(Json::Flag(false)),
            '0'..='9' => self.number().map(Json::Number),
            _ => self.pass("null").then_some(Json::Null),
        }
    }

    fn number(&mut self) -> Option<usize> {
        let end = self.0.find(|it: char| !it.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits.parse().ok()
    }

    fn member(&mut self, depth: usize) -> Option<(String, Json)> {
        let key = self.text()?;
        if self.pass(":") { Some((key, self.value(depth)?)) } else { None }
    }

    /// Reads what stands between two signs, with commas.
    fn several<T>(&mut self, start: &str, end: &str, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut several = Vec::new();
        let _ = self.pass(start);
        if self.pass(end) {
            return Some(several);
        }
        loop {
            several.push(read(self)?);
            if self.pass(end) {
                return Some(several);
            }
            if !self.pass(",") {
                return None;
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        if !self.pass("\"") {
            return None;
        }
        loop {
            let (plain, rest) = self.0.split_at(self.0.find(['"', '\\'])?);
            text.push_str(plain);
            let mut signs = rest.chars();
            let is_end = signs.next() == Some('"');
            if is_end {
                self.0 = signs.as_str();
                return Some(text);
            }
            let escaped = signs.next()?;
            self.0 = signs.as_str();
            text.push(match escaped {
                'u' => self.code()?,
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                it @ ('"' | '\\' | '/') => it,
                _ => return None,
            });
        }
    }

    /// Reads the four digits of a character. Sides of a pair are never written so.
    fn code(&mut self) -> Option<char> {
        let (digits, rest) = self.0.split_at_checked(4)?;
        self.0 = rest;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::NotFindings;
    use crate::{
        Evidence, Findings, Setting, SettingFinding, find, find_with_plan,
        network::{Network, NotRead, testing},
    };

    #[test]
    fn findings_come_back_as_they_were_written() {
        for config in [testing::direct(), testing::via_runtime(), testing::config(&["source.name=nowhere"])] {
            let mut network = testing::all_right();
            network.migrations.push(testing::migration(None));
            network.migrations[0].state = Some("Succeeded".to_owned());
            network.not_read.push(NotRead { file: 0, found: "an archive".to_owned(), expected: "JSON".to_owned() });
            let findings = find(&config, &network);
            for json in [serde_json::to_string(&findings), serde_json::to_string_pretty(&findings)] {
                assert_eq!(Findings::from_json(&json.expect("they are writable")).as_ref(), Ok(&findings));
            }
        }
    }

    #[test]
    fn changes_come_back_as_they_were_written() {
        let peering = [
            "source.kind=single-server",
            "source.access=private",
            "target.access=vnet-integrated",
            "runtime.used=false",
            "source/peering=fail",
        ];
        let of_answers = find_with_plan(&testing::config(&peering), &mut Network::default());
        assert!(!of_answers.to_fill_in.is_empty() && !of_answers.ways.is_empty());
        let mut network = testing::all_right();
        testing::not_peered(&mut network);
        let of_resources = find_with_plan(&testing::direct(), &mut network);
        assert!(!of_resources.plan.is_empty());
        for findings in [of_answers, of_resources] {
            let json = serde_json::to_string(&findings).expect("they are writable");
            assert_eq!(Findings::from_json(&json), Ok(findings));
        }
    }

    #[test]
    fn every_character_comes_back() {
        let all: String = (0..0x300).chain(0x1f600..0x1f610).filter_map(char::from_u32).collect();
        let (value, id) = (format!("{all}\\u0041\"\\"), Some("\u{2028}".to_owned()));
        let evidence = vec![Evidence { resource: all.clone(), property: all, value, id, file: None }];
        let setting = SettingFinding { setting: Setting::SourceName, value: "\u{7f}\0/".to_owned(), evidence };
        let findings = Findings { settings: vec![setting], ..Findings::default() };
        let json = serde_json::to_string(&findings).expect("they are writable");
        assert_eq!(Findings::from_json(&json), Ok(findings));
    }

    #[test]
    fn what_is_not_written_so_is_refused_as_a_whole() {
        for text in [
            "",
            "{}",
            r#"{"settings": []}"#,
            r#"{"settings": [], "steps": {}, "more": null}"#,
            r#"{"settings": [], "settings": [], "steps": {}}"#,
            r#"{"settings": [], "steps": {}} {}"#,
            r#"{"settings": [], "steps": {}"#,
            r#"{"settings": [,], "steps": {}}"#,
            r#"{"settings": [] "steps": {}}"#,
            r#"{"settings": [], "steps": {}, "branches": 1}"#,
            r#"{"settings": [], "steps": {}, "migration_test": {"migration": "m", "state": "Failed"}}"#,
            r#"{"settings": [], "steps": {"source/nonsense": {"status": "pass", "evidence": [], "needs": []}}}"#,
            r#"{"settings": [], "steps": {"source/nsg": {"status": "fine", "evidence": [], "needs": []}}}"#,
            r#"{"settings": [], "steps": {"source/nsg": {"status": "pass", "evidence": [], "needs": [], "note": []}}}"#,
            r#"{"settings": [{"setting": "source.colour", "value": "red", "evidence": []}], "steps": {}}"#,
            r#"{"settings": [{"setting": "source.name", "value": "\ud83d\ude00", "evidence": []}], "steps": {}}"#,
            r#"{"settings": [{"setting": "source.name", "value": "\x", "evidence": []}], "steps": {}}"#,
        ] {
            assert_eq!(Findings::from_json(text), Err(NotFindings), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Findings::from_json(&deep), Err(NotFindings));
    }
}
