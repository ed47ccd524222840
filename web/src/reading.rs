//! What became of the person's files, and what they show, as `web/reader/page.js` tells it: in lines of text, because the code
//! for anything more would weigh more than all of this.

use pgreach_rules::{
    Evidence, Setting, Status, StepKey,
    network::{Export, Finding, Findings, Need, SettingFinding},
};

/// What became of the files, as far as the report depends on it: a number, because others may look the same, and `none`,
/// `reading` or `read`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading(pub(crate) String);

impl Reading {
    /// Whether there are files.
    pub(crate) fn has_files(&self) -> bool {
        !self.0.is_empty() && !self.0.ends_with("none")
    }

    /// Whether they are read: until then they show nothing.
    pub(crate) fn is_read(&self) -> bool {
        self.0.ends_with(" read")
    }
}

/// The question in the first line, and what the files show of it: a line for each setting, step, export that is needed and
/// property, its parts between tabs. Exports and properties follow the setting or step that they belong to.
pub(crate) fn findings(text: &str) -> (&str, Findings) {
    let (question, lines) = text.split_once('\n').unwrap_or((text, ""));
    let mut findings = Findings::default();
    let mut steps: Vec<(StepKey, Finding)> = Vec::new();
    for line in lines.lines() {
        let mut parts = line.split('\t');
        let mut next = || parts.next().unwrap_or_default();
        match next() {
            "setting" => {
                if let Some(setting) = Setting::from_word(next()) {
                    findings.settings.push(SettingFinding { setting, value: next().to_owned(), evidence: Vec::new() });
                }
            }
            "step" => {
                if let (Some(key), Some(status)) = (StepKey::parse(next()), Status::from_word(next())) {
                    steps.push((key, Finding { status, evidence: Vec::new(), note: some(next()), needs: Vec::new() }));
                }
            }
            "want" => {
                if let (Some(export), Some((_, step))) = (Export::from_word(next()), steps.last_mut()) {
                    step.needs.push(Need { export, resource: next().to_owned() });
                }
            }
            _ => {
                let evidence = Evidence {
                    resource: next().to_owned(),
                    property: next().to_owned(),
                    value: next().to_owned(),
                    id: some(next()),
                    file: some(next()),
                };
                match (steps.last_mut(), findings.settings.last_mut()) {
                    (Some((_, step)), _) => step.evidence.push(evidence),
                    (None, Some(setting)) => setting.evidence.push(evidence),
                    _ => {}
                }
            }
        }
    }
    findings.steps = steps.into_iter().collect();
    (question, findings)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_come_in_lines() {
        let text = "v=1&source.name=orders\n\
            setting\tsource.kind\tsingle-server\nproperty\torders\ttype\tservers\t/a\ta.json\n\
            step\tsource/peering\tfail\t\nproperty\tvnet-a\tpeeringState\tInitiated\t\t\n\
            step\tsource/nsg\tunknown\tThe rules are not in the files.\nwant\tsecurity-group\tnsg-a";
        let (question, findings) = findings(text);
        assert_eq!(question, "v=1&source.name=orders");
        let kind = findings.setting(Setting::SourceKind).expect("it is there");
        assert_eq!((kind.value.as_str(), kind.evidence[0].file.as_deref()), ("single-server", Some("a.json")));
        let step = |key| findings.steps.get(&StepKey::parse(key).expect("a step")).expect("it is there");
        assert_eq!(
            (step("source/peering").status, step("source/peering").evidence[0].value.as_str()),
            (Status::Fail, "Initiated")
        );
        assert_eq!(step("source/peering").evidence[0].id, None);
        let nsg = step("source/nsg");
        assert_eq!(nsg.note.as_deref(), Some("The rules are not in the files."));
        assert_eq!(nsg.needs, [Need { export: Export::SecurityGroup, resource: "nsg-a".to_owned() }]);
    }

    #[test]
    fn files_count_once_they_are_read() {
        for (text, has_files, is_read) in
            [("", false, false), ("3 none", false, false), ("4 reading", true, false), ("4 read", true, true)]
        {
            let reading = Reading(text.to_owned());
            assert_eq!((reading.has_files(), reading.is_read()), (has_files, is_read), "{text}");
        }
    }
}
