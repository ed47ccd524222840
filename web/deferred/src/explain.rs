//! Says in words what a pasted error message means.

use pgreach_rules::{Config, Explanation, Findings, Party, Setting, StepKey, check::CATALOGUE};

/// A pasted error message, as it stays on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pointed {
    /// What it is called, as `ST008`; empty where there is none.
    pub title: String,
    /// The text itself, or its beginning.
    pub text: String,
    /// What it means and what to do, a paragraph each.
    pub paragraphs: Vec<String>,
    /// The keys of the steps that it points to, as `source/nsg`.
    pub steps: Vec<String>,
    /// The server that it names, where it is not known to be the source or the target.
    pub names: Option<String>,
    /// Whether only the migration service writes such a text: where it could not reach the target, a runtime server tried.
    pub is_of_service: bool,
}

/// What the page shows of a message.
#[derive(Debug)]
pub(crate) struct Explained {
    /// Paragraphs, each with the class that it looks by.
    pub paragraphs: Vec<(&'static str, String)>,
    /// The settings that it gives away, in words.
    pub gives: Vec<String>,
    /// The same as the page takes them over: the path and the value.
    pub settings: Vec<(String, String)>,
    /// What stays on the page. Without a title it is not known.
    pub stays: Pointed,
}

/// Explains a text that is not empty.
pub(crate) fn explain(text: &str, config: &Config) -> Explained {
    let all = pgreach_rules::explain(text, config, &Findings::default());
    let mut explained = match all.split_first() {
        None => unknown(),
        Some((first, others)) => {
            let mut explained = one(first, config);
            for it in others {
                explained.add(one(it, config));
            }
            explained
        }
    };
    explained.stays.text = shortened(text.trim());
    explained
}

/// So many letters of a pasted text stay in sight.
const KEPT: usize = 400;

/// A text, or its beginning where it is long.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(KEPT) {
        Some((at, _)) => [text.get(..at).unwrap_or_default(), "…"].concat(),
        None => text.to_owned(),
    }
}

/// What is said of a text that is not known.
fn unknown() -> Explained {
    let known = "No error that pgreach knows. It knows ST008, 6030xx, what Azure says of peerings, zones and endpoints, and \
                 what PostgreSQL and its clients say of a connection. Go through the steps of the report in their order.";
    Explained {
        paragraphs: vec![("", known.to_owned())],
        gives: Vec::new(),
        settings: Vec::new(),
        stays: Pointed::default(),
    }
}

impl Explained {
    /// What stays on the page, also of a text that is not known.
    pub(crate) fn to_stay(&self) -> Pointed {
        if !self.stays.title.is_empty() {
            return self.stays.clone();
        }
        let paragraphs = self.paragraphs.iter().map(|it| it.1.clone()).collect();
        Pointed { title: "not one that pgreach knows".to_owned(), paragraphs, ..self.stays.clone() }
    }

    /// Adds another error of the same text.
    fn add(&mut self, other: Self) {
        self.paragraphs.extend(other.paragraphs);
        for (given, setting) in other.gives.into_iter().zip(other.settings) {
            if !self.settings.contains(&setting) {
                self.gives.push(given);
                self.settings.push(setting);
            }
        }
        // Which server is asked for belongs to one error alone.
        self.stays.names = None;
        self.stays.is_of_service = false;
        self.stays.title = format!("{}; {}", self.stays.title, other.stays.title);
        self.stays.paragraphs.extend(other.stays.paragraphs);
        for step in other.stays.steps {
            if !self.stays.steps.contains(&step) {
                self.stays.steps.push(step);
            }
        }
    }
}

fn one(said: &Explanation, config: &Config) -> Explained {
    let steps: Vec<String> = said.steps.iter().map(|it| it.word().to_owned()).collect();
    let more = [said.proven_words(), said.address.clone()];
    // Only a text about both ends leaves the question which of them it names.
    let is_of = |party: Party| said.steps.iter().any(|it| it.party() == party);
    let is_asked = said.connection.is_none() && is_of(Party::Source) && is_of(Party::Target);
    let is_of_service = said.id.bytes().all(|it| it.is_ascii_digit());
    let stays = Pointed {
        title: said.id.to_owned(),
        text: String::new(),
        paragraphs: [said.meaning, said.advice]
            .map(str::to_owned)
            .into_iter()
            .chain(more.iter().flatten().cloned())
            .collect(),
        steps,
        names: said.server.clone().filter(|_| is_asked),
        is_of_service,
    };
    let mut paragraphs =
        vec![("over", said.id.to_owned()), ("strong", said.meaning.to_owned()), ("", said.advice.to_owned())];
    if let Some(server) = &said.server {
        paragraphs.push(("", format!("It names {server}{}", which(said.connection))));
    }
    paragraphs.extend(more.into_iter().flatten().map(|it| ("", it)));
    if !said.steps.is_empty() {
        paragraphs.push(("", format!("Look at these steps first: {}.", names(&said.steps))));
    }
    let label = |choices: &[(&str, &'static str)], value: &str| {
        choices.iter().find(|it| it.0 == value).map(|it| it.1.to_owned())
    };
    let mut proven = said.settings.clone();
    // The target is a destination only of a runtime server.
    if is_of_service && said.connection == Some(Party::Target) && config.runtime.used.is_none() {
        proven.push((Setting::RuntimeUsed, "true".to_owned()));
    }
    let gives = proven.iter().map(|(setting, value)| {
        let value = label(setting.choices(), value).unwrap_or_else(|| value.clone());
        format!("{} {value}", setting.label())
    });
    let settings = proven.iter().map(|(setting, value)| (setting.word().to_owned(), value.clone()));
    Explained { paragraphs, gives: gives.collect(), settings: settings.collect(), stays }
}

impl Pointed {
    /// This message once it is said which end it names: the settings that follow, and its steps without those of the
    /// other end.
    pub(crate) fn of_party(&self, party: Party) -> (Vec<(String, String)>, Self) {
        let (setting, other) = if party == Party::Source {
            (Setting::SourceName, Party::Target)
        } else {
            (Setting::TargetName, Party::Source)
        };
        let mut settings: Vec<(String, String)> =
            self.names.iter().map(|name| (setting.word().to_owned(), name.clone())).collect();
        if party == Party::Target && self.is_of_service {
            settings.push((Setting::RuntimeUsed.word().to_owned(), "true".to_owned()));
        }
        let mut said = Self { names: None, ..self.clone() };
        said.steps.retain(|it| !it.starts_with(&format!("{}/", other.word())));
        (settings, said)
    }
}

fn which(party: Option<Party>) -> &'static str {
    match party {
        Some(Party::Source) => ", your source: look at the connection to the source.",
        Some(Party::Target) => ", your target: the runtime server could not reach it.",
        _ => ". Is that your source or your target?",
    }
}

/// What people call the checks of these steps, each once.
fn names(keys: &[StepKey]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in keys.iter().filter_map(|key| name(key.word())) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// What people call the check of a step.
pub(crate) fn name(key: &str) -> Option<&'static str> {
    CATALOGUE.iter().find(|it| it.keys.contains(&key)).map(|it| it.name)
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{Config, Party, Setting};

    use super::{Explained, Pointed, explain};

    #[test]
    fn a_known_message_says_what_it_means_and_gives_away() {
        let mut config = Config::default();
        Setting::SourceName.set(&mut config, "orders-old").expect("a name");
        let text = "ST008: Connectivity attempt to source single server from target flexible server failed to the server 'orders-old'.";
        let said = explain(text, &config);
        let words: Vec<&str> = said.paragraphs.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(words[..2], ["ST008", "The target could not connect to the source single server."]);
        assert!(words.iter().any(|it| it.starts_with("It names orders-old, your source")), "{words:?}");
        let settings: Vec<String> = said.settings.iter().map(|(path, value)| format!("{path}={value}")).collect();
        assert_eq!(settings, ["source.kind=single-server", "runtime.used=false"]);
        assert_eq!(said.gives.len(), 2);
        assert_eq!(said.stays.title, "ST008");
        assert_eq!(said.stays.paragraphs[0], "The target could not connect to the source single server.");
    }

    #[test]
    fn every_message_that_is_known_stays_and_points_to_steps_that_there_are() {
        for message in pgreach_rules::message::messages() {
            let said = explain(message.id, &Config::default());
            if said.stays.title.is_empty() {
                // Its name is ours; nothing that is printed has it.
                continue;
            }
            for key in &said.stays.steps {
                assert!(pgreach_rules::StepKey::parse(key).is_some(), "{key} of {}", message.id);
            }
        }
        assert!(
            explain("603000", &Config::default())
                .stays
                .steps
                .starts_with(&["source/firewall", "source/admission"].map(str::to_owned))
        );
    }

    #[test]
    fn a_server_that_may_be_either_end_is_asked_for() {
        let text = "603000: Connection to the server 'orders-old' failed.";
        let mut config = Config::default();
        assert_eq!(explain(text, &config).stays.names.as_deref(), Some("orders-old"));
        let of_target = |it: &Explained| it.stays.steps.iter().any(|it| it.starts_with("target/"));
        assert!(of_target(&explain(text, &config)));
        Setting::SourceName.set(&mut config, "orders-old").expect("a name");
        let known = explain(text, &config);
        assert_eq!(known.stays.names, None);
        assert!(!of_target(&known), "{:?}", known.stays);
    }

    #[test]
    fn a_target_that_the_service_could_not_reach_was_tried_by_a_runtime_server() {
        let text = "603000: Connection to the server 'orders-new' failed.";
        let mut config = Config::default();
        let (settings, said) = explain(text, &config).stays.of_party(Party::Target);
        let settings: Vec<String> = settings.iter().map(|(path, value)| format!("{path}={value}")).collect();
        assert_eq!(settings, ["target.name=orders-new", "runtime.used=true"]);
        assert!(said.names.is_none() && said.steps.iter().all(|it| !it.starts_with("source/")), "{said:?}");
        let (settings, said) = explain(text, &config).stays.of_party(Party::Source);
        assert_eq!(settings, [("source.name".to_owned(), "orders-new".to_owned())]);
        assert!(said.steps.iter().all(|it| !it.starts_with("target/")), "{said:?}");
        let gives = |config: &Config| explain(text, config).settings;
        Setting::TargetName.set(&mut config, "orders-new").expect("a name");
        assert_eq!(gives(&config), [("runtime.used".to_owned(), "true".to_owned())]);
        // What a person says stands.
        Setting::RuntimeUsed.set(&mut config, "false").expect("a flag");
        assert_eq!(gives(&config), []);
        // Any machine may have tried what a client says.
        let of_client = "connection to server at \"orders-new\" (10.1.0.4), port 5432 failed: timeout expired";
        Setting::RuntimeUsed.clear(&mut config);
        assert!(explain(of_client, &config).settings.iter().all(|it| it.0 != "runtime.used"));
    }

    #[test]
    fn an_address_says_where_to_look() {
        for (address, says, first) in
            [("20.50.60.70", "a public address", "zone link"), ("10.1.0.4", "a private address", "peering")]
        {
            let text = format!("connection to server at \"orders-old\" ({address}), port 5432 failed: timeout expired");
            let words: Vec<String> = explain(&text, &Config::default()).paragraphs.into_iter().map(|it| it.1).collect();
            assert!(words.iter().any(|it| it.contains(address) && it.contains(says)), "{words:?}");
            assert!(words.iter().any(|it| it.starts_with("Look at these") && it.contains(first)), "{words:?}");
        }
    }

    #[test]
    fn another_one_is_not_known() {
        let said = explain("disk full", &Config::default());
        assert!(said.paragraphs[0].1.starts_with("No error that pgreach knows."));
        let nothing = Pointed { text: "disk full".to_owned(), ..Pointed::default() };
        assert_eq!((said.gives.len(), said.settings.len(), &said.stays), (0, 0, &nothing));
        assert_eq!(said.to_stay().text, "disk full", "what was pasted is not lost");
        let long = explain(&"é".repeat(1000), &Config::default()).stays.text;
        assert_eq!((long.chars().count(), long.ends_with('…')), (401, true));
    }
}
