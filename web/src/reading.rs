//! What `web/reader/page.js` passes of the person's files: what became of them, and what they show.

use pgreach_rules::Findings;

/// What became of the files, as far as the report depends on it: a number, because others may look the same, and `none`,
/// `reading`, `read`, or `bare read` where they hold no server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading(pub(crate) String);

impl Reading {
    /// Whether there are servers in them to choose from.
    pub(crate) fn has_servers(&self) -> bool {
        self.is_read() && !self.0.ends_with("bare read")
    }

    /// Whether they are read: until then they show nothing.
    pub(crate) fn is_read(&self) -> bool {
        self.0.ends_with(" read")
    }
}

/// Reads the question in the first line, and what the files show of it as JSON. What cannot be read shows nothing.
pub(crate) fn findings(text: &str) -> (&str, Findings) {
    let (question, json) = text.split_once('\n').unwrap_or((text, ""));
    (question, Findings::from_json(json).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Export, Need, Status, StepKey};

    use super::*;

    #[test]
    fn findings_follow_their_question() {
        let json = r#"{"settings": [], "steps": {"source/nsg": {"status": "unknown", "evidence": [],
            "note": "The rules are not in the files.", "needs": [{"export": "security-group", "resource": "nsg-a"}]}}}"#;
        let text = format!("v=1&source.name=orders\n{json}");
        let (question, shown) = findings(&text);
        assert_eq!(question, "v=1&source.name=orders");
        let nsg = StepKey::parse("source/nsg").and_then(|it| shown.steps.get(&it)).expect("it is there");
        assert_eq!(nsg.status, Status::Unknown);
        assert_eq!(nsg.needs, [Need { export: Export::SecurityGroup, resource: "nsg-a".to_owned() }]);
    }

    #[test]
    fn what_cannot_be_read_shows_nothing() {
        for text in ["v=1", "v=1\n", "v=1\n{\"settings\": []}"] {
            assert_eq!(findings(text), ("v=1", Findings::default()), "{text}");
        }
    }

    #[test]
    fn files_count_once_they_are_read() {
        for (text, is_read, has_servers) in [
            ("", false, false),
            ("3 none", false, false),
            ("4 reading", false, false),
            ("4 read", true, true),
            ("4 bare read", true, false),
        ] {
            let reading = Reading(text.to_owned());
            assert_eq!((reading.is_read(), reading.has_servers()), (is_read, has_servers), "{text}");
        }
    }
}
