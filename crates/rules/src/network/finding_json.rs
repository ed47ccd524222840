//! Findings as JSON, the way that one program hands them to another.

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

use super::{BranchFindings, Export, Finding, Findings, MigrationTest, Need, SettingFinding};
use crate::{BranchSetting, Evidence, Setting, Status, StepKey, StepMap};

impl Findings {
    /// Reads what was written as JSON.
    ///
    /// # Errors
    /// Where it is not what findings are written as: then nothing of it counts.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(FindingsText::into)
    }
}

impl From<FindingsText> for Findings {
    fn from(FindingsText { settings, steps, branches, migration_test, broken }: FindingsText) -> Self {
        let settings = settings.into_iter().map(|it| {
            let SettingText { setting, value, evidence } = it;
            SettingFinding { setting, value, evidence: evidence.into_iter().map(Evidence::from).collect() }
        });
        Self {
            settings: settings.collect(),
            steps: steps.0,
            branches: branches.into_iter().flatten().map(BranchText::into).collect(),
            migration_test,
            broken,
        }
    }
}

impl From<BranchText> for BranchFindings {
    fn from(BranchText { settings, findings }: BranchText) -> Self {
        Self { settings: settings.into_iter().map(|it| it.0).collect(), findings: findings.into() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingsText {
    settings: Vec<SettingText>,
    steps: Steps,
    #[serde(default)]
    migration_test: Option<MigrationTest>,
    #[serde(default)]
    broken: bool,
    branches: Option<Vec<BranchText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BranchText {
    settings: Vec<BranchSettingText>,
    findings: FindingsText,
}

/// A setting and one of the values of its list.
struct BranchSettingText(BranchSetting);

impl<'de> Deserialize<'de> for BranchSettingText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Pair {
            #[serde(deserialize_with = "setting")]
            setting: Setting,
            value: String,
        }
        let Pair { setting, value } = Pair::deserialize(deserializer)?;
        let known = setting.choices().iter().find(|(word, _)| *word == value);
        let (value, _) = known.ok_or_else(|| D::Error::custom("a value that the setting does not have"))?;
        Ok(Self(BranchSetting { setting, value }))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingText {
    #[serde(deserialize_with = "setting")]
    setting: Setting,
    value: String,
    evidence: Vec<EvidenceText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingText {
    #[serde(deserialize_with = "status")]
    status: Status,
    evidence: Vec<EvidenceText>,
    note: Option<String>,
    needs: Vec<NeedText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceText {
    resource: String,
    property: String,
    value: String,
    id: Option<String>,
    file: Option<String>,
}

impl From<EvidenceText> for Evidence {
    fn from(EvidenceText { resource, property, value, id, file }: EvidenceText) -> Self {
        Self { resource, property, value, id, file }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedText {
    #[serde(deserialize_with = "export")]
    export: Export,
    resource: String,
}

struct Steps(StepMap<Finding>);

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(StepsVisitor).map(Self)
    }
}

struct StepsVisitor;

impl<'de> Visitor<'de> for StepsVisitor {
    type Value = StepMap<Finding>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a finding for each of some steps")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut steps = StepMap::default();
        while let Some((key, text)) = map.next_entry::<String, FindingText>()? {
            let key = StepKey::parse(&key).ok_or_else(|| A::Error::custom("a step that there is not"))?;
            let FindingText { status, evidence, note, needs } = text;
            let evidence = evidence.into_iter().map(Evidence::from).collect();
            let needs = needs.into_iter().map(|NeedText { export, resource }| Need { export, resource }).collect();
            steps.insert(key, Finding { status, evidence, note, needs });
        }
        Ok(steps)
    }
}

fn setting<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Setting, D::Error> {
    word(deserializer, Setting::from_word)
}

fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Status, D::Error> {
    word(deserializer, Status::from_word)
}

fn export<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Export, D::Error> {
    word(deserializer, Export::from_word)
}

/// One of the words of a closed list.
fn word<'de, D: Deserializer<'de>, T>(deserializer: D, from: impl Fn(&str) -> Option<T>) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    from(&word).ok_or_else(|| D::Error::custom(format!("{word} is no word of this list")))
}

#[cfg(test)]
mod tests {
    use crate::network::{Findings, find, testing};

    #[test]
    fn findings_come_back_as_they_were_written() {
        for config in [testing::direct(), testing::via_runtime(), testing::config(&["source.name=nowhere"])] {
            let mut network = testing::all_right();
            network.migrations.push(testing::migration(None));
            network.migrations[0].state = Some("Succeeded".to_owned());
            let findings = find(&config, &network);
            let json = serde_json::to_string(&findings).expect("they are writable");
            assert_eq!(Findings::from_json(&json).expect("they are readable"), findings);
        }
    }

    #[test]
    fn what_is_not_written_so_is_refused_as_a_whole() {
        for text in [
            "",
            "{}",
            r#"{"settings": []}"#,
            r#"{"settings": [], "steps": {}, "more": 1}"#,
            r#"{"settings": [], "steps": {"source/nonsense": {"status": "pass", "evidence": [], "needs": []}}}"#,
            r#"{"settings": [], "steps": {"source/nsg": {"status": "fine", "evidence": [], "needs": []}}}"#,
            r#"{"settings": [{"setting": "source.colour", "value": "red", "evidence": []}], "steps": {}}"#,
        ] {
            assert!(Findings::from_json(text).is_err(), "{text}");
        }
    }
}
