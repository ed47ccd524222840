//! Holds what the page knows, and decides what each action makes of it. Nothing here touches the browser.

use std::rc::Rc;

use pgreach_messages::{Reading, ReadingStage};
use pgreach_rules::{
    Config, ConfigError, Findings, Setting, Status, StepKey,
    link::{self, UnreadEntry},
    preset::Preset,
};
use yew::Reducible;

use crate::view::View;

/// What happened.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// A choice was made in the form, or taken back.
    Chosen(Setting, Option<&'static str>),
    /// A text field was typed in.
    Typed(Setting, String),
    /// A text field was left: names are read as people write them.
    Left(Setting),
    /// Files were read, are being read or were forgotten.
    Read(Reading),
    /// What the files show of a question was found, and what to change.
    Found(String, Rc<Findings>),
    /// Everything is entered anew: by a page that frames this one, or by a file of pgreach's own.
    Entered(Config),
    /// Some settings were taken over: what an error message gives away, or a server among the files. Each by its path; without
    /// a value it is not known any more.
    Used(Vec<(String, String)>),
    /// The person needs the names in the link, or no longer.
    NamesInLink(bool),
    /// An error message was pasted that points to these steps, or it was put away.
    Pointed(Rc<[String]>),
    /// All pairs of servers in the files were judged: what they come to, in words.
    Counted(Rc<str>),
    /// The person starts over.
    Cleared,
    /// A step was answered.
    Answered(StepKey, Status),
    /// A link was opened: the page was loaded, or the person went back or forward.
    Opened(String),
    /// A ready-made situation was picked.
    Started(&'static Preset),
    /// What could not be read of a link was put away.
    UnreadDismissed,
}

/// How the address follows a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    /// It came from the address: leave it alone.
    None,
    /// A step that Back undoes.
    Push,
    /// One letter more: no step of its own.
    Replace,
}

/// A text that its setting does not take, kept as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) setting: Setting,
    pub(crate) text: String,
    pub(crate) error: ConfigError,
}

/// What the page knows. The report is derived from it and never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// What the person entered.
    pub(crate) config: Rc<Config>,
    /// Whether the link carries the names.
    pub(crate) names_in_link: bool,
    /// What could not be read of the link.
    pub(crate) unread: Vec<UnreadEntry>,
    /// What was typed and is no value.
    pub(crate) refused: Vec<Refused>,
    /// How the page is to be shown.
    pub(crate) view: View,
    /// How the address follows.
    pub(crate) trace: Trace,
    /// What became of the person's files.
    pub(crate) reading: Reading,
    /// What the report is about: what the person entered, and what was found of it.
    ///
    /// While it is asked anew, for the wink that it takes, what was found stays: without it the report would say less. With
    /// what files showed of other settings it could be wrong, so then all of it is what it was; other answers count at once.
    pub(crate) judged: (Rc<Config>, Rc<Findings>),
    /// What was found of a question, and the question.
    found: Option<(String, Rc<Findings>)>,
    /// The keys of the steps that a pasted error message points to.
    pub(crate) pointed: Rc<[String]>,
    /// What the pairs in the files come to, in words, until it is known which of them is meant.
    pub(crate) counted: Rc<str>,
}

impl State {
    /// The state that a link describes.
    pub(crate) fn from_link(fragment: &str) -> Self {
        let (view, config, unread) = read(fragment);
        let names_in_link = has_names(&config);
        let (config, trace) = (Rc::new(config), Trace::None);
        Self {
            judged: (config.clone(), Rc::default()),
            config,
            names_in_link,
            unread,
            refused: Vec::new(),
            view,
            trace,
            reading: Reading::default(),
            found: None,
            pointed: Rc::default(),
            counted: Rc::default(),
        }
    }

    /// What is to be found out: what the files show, and what to change. `None` where nothing is to be found, because there
    /// are no files and no answer says that a step fails, or nothing yet.
    pub(crate) fn question(&self) -> Option<String> {
        let is_without = self.reading.stage == ReadingStage::None;
        let has_failing = || self.config.answers.iter().any(|(_, it)| *it == Status::Fail);
        (self.has_read() || is_without && has_failing()).then(|| link::write(&self.config, true))
    }

    /// Whether the files are read: until then they show nothing.
    fn has_read(&self) -> bool {
        matches!(self.reading.stage, ReadingStage::Read | ReadingStage::Bare | ReadingStage::Lone)
    }

    /// Whether there are servers in the files to choose from.
    pub(crate) fn has_servers(&self) -> bool {
        matches!(self.reading.stage, ReadingStage::Read | ReadingStage::Lone)
    }

    /// Whether it is to be chosen which of the servers in the files are the source and the target. One alone is one of them.
    pub(crate) fn is_choosing(&self, settled: &Config) -> bool {
        let named = [&settled.source.name, &settled.target.name].into_iter().flatten().count();
        named
            < match self.reading.stage {
                ReadingStage::Read => 2,
                ReadingStage::Lone => 1,
                _ => 0,
            }
    }

    /// The settings as the files and the person say them together.
    pub(crate) fn settled(&self) -> Rc<Config> {
        let (_, findings) = &self.judged;
        if findings.settings.is_empty() {
            self.config.clone()
        } else {
            Rc::new(findings.applied(&self.config).into_owned())
        }
    }

    /// The state with a report on it, where nothing has to be asked before. What was found of the same settings stays.
    fn judging(mut self, has_same_settings: bool) -> Self {
        let findings = match (self.question(), &self.found) {
            (None, _) => Rc::default(),
            (Some(question), Some((asked, findings))) if *asked == question => findings.clone(),
            (Some(_), Some(_)) if has_same_settings => self.judged.1.clone(),
            _ if self.has_read() => return self,
            _ => Rc::default(),
        };
        self.judged = (self.config.clone(), findings);
        self
    }

    /// The fragment that describes this state; what could not be read stays in it until it is put away.
    pub(crate) fn fragment(&self) -> String {
        self.fragment_as(&self.view)
    }

    /// The fragment that describes this state, shown in another way.
    pub(crate) fn fragment_as(&self, view: &View) -> String {
        let mut fragment = link::write(&self.config, self.names_in_link);
        fragment.push_str(&view.entries());
        for unread in &self.unread {
            fragment.push('&');
            fragment.push_str(&unread.entry);
        }
        if fragment == link::write(&Config::default(), false) { String::new() } else { fragment }
    }

    /// Whether the person has entered at most what the servers are called.
    pub(crate) fn knows_only_names(&self) -> bool {
        link::write(&self.config, false) == link::write(&Config::default(), false)
    }

    /// The text of a field: what is refused, else what is known.
    pub(crate) fn text(&self, setting: Setting) -> String {
        let refused = self.refused.iter().find(|it| it.setting == setting).map(|it| it.text.clone());
        refused.or_else(|| setting.get(&self.config)).unwrap_or_default()
    }

    fn with(&self, trace: Trace, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::clone(&self.config);
        change(&mut config);
        Self { config: Rc::new(config), trace, ..self.clone() }
    }

    /// Another situation with the same servers: their names stay.
    fn with_situation(&self, trace: Trace, mut config: Config) -> Self {
        for setting in Setting::ALL.iter().filter(|it| it.is_name()) {
            let name = setting.get(&self.config).filter(|_| setting.get(&config).is_none());
            if let Some(name) = name {
                // A name that was taken once is taken again.
                let _ = setting.set(&mut config, &name);
            }
        }
        Self { config: Rc::new(config), refused: Vec::new(), unread: Vec::new(), trace, ..self.clone() }
    }
}

impl Action {
    /// What files show of a question, from JSON. What cannot be read shows nothing.
    pub(crate) fn found(question: String, findings: &str) -> Self {
        Self::Found(question, Rc::new(Findings::from_json(findings).unwrap_or_default()))
    }

    /// A state is entered that was written from a Config, so all of it can be read.
    pub(crate) fn entered(state: &str) -> Self {
        Self::Entered(link::read(state).0)
    }
}

/// Everything that stands in a fragment, and what could not be read of it.
fn read(fragment: &str) -> (View, Config, Vec<UnreadEntry>) {
    let (view, rest, mut unread) = View::take(fragment);
    let (config, rest) = link::read(&rest);
    unread.extend(rest);
    // What cannot be read as a name is one that no file holds, which the report says.
    let config = config.clone().with_plain_names().unwrap_or(config);
    (view, config, unread)
}

/// Whether a link to it carries a person's own words, which are left out unless they ask.
fn has_names(config: &Config) -> bool {
    !config.exceptions.is_empty() || Setting::ALL.iter().any(|it| it.is_name() && it.get(config).is_some())
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let has_same_settings = matches!(action, Action::Answered(..)) && Rc::ptr_eq(&self.judged.0, &self.config);
        let next = match action {
            Action::Chosen(setting, value) => self.with(Trace::Push, |config| match value {
                Some(value) => {
                    // The form offers only what the setting takes.
                    let _ = setting.set(config, value);
                }
                None => setting.clear(config),
            }),
            Action::Typed(setting, text) => {
                let mut result = Ok(());
                let mut next = self.with(Trace::Replace, |config| {
                    setting.clear(config);
                    if !text.is_empty() {
                        result = setting.set(config, &text);
                    }
                });
                next.refused.retain(|it| it.setting != setting);
                next.refused.extend(result.err().map(|error| Refused { setting, text, error }));
                next
            }
            Action::Left(setting) => {
                let plain = Config::clone(&self.config).with_plain_names();
                let mut next = self.with(Trace::Replace, |config| {
                    if let Ok(plain) = &plain {
                        plain.clone_into(config);
                    }
                });
                if let Some(error) = plain.err().filter(|it| it.path == setting.word()) {
                    let text = self.text(setting);
                    next.refused.retain(|it| it.setting != setting);
                    next.refused.push(Refused { setting, text, error });
                }
                next
            }
            // What was found in other files is not what is in these. It comes at any time, even before the address has followed
            // the last change.
            Action::Read(reading) => Self { reading, found: None, ..State::clone(&self) },
            Action::Found(question, findings) => Self { found: Some((question, findings)), ..State::clone(&self) },
            Action::Entered(config) => Self {
                config: Rc::new(config),
                refused: Vec::new(),
                unread: Vec::new(),
                trace: Trace::Replace,
                ..State::clone(&self)
            },
            Action::Used(settings) => self.with(Trace::Push, |config| {
                for (path, value) in settings {
                    let Some(setting) = Setting::from_word(&path) else { continue };
                    setting.clear(config);
                    // Only what a setting takes was offered.
                    let _ = setting.set(config, &value);
                }
            }),
            Action::NamesInLink(names_in_link) => Self { names_in_link, trace: Trace::Replace, ..State::clone(&self) },
            // It comes with settings, and the address follows these.
            Action::Pointed(pointed) => Self { pointed, ..State::clone(&self) },
            Action::Counted(counted) => Self { counted, ..State::clone(&self) },
            // The part that has the files forgets them.
            Action::Cleared => {
                Self { trace: Trace::Push, view: self.view.clone(), reading: self.reading, ..Self::from_link("") }
            }
            Action::Answered(key, status) => self.with(Trace::Push, |config| {
                if status == Status::Unknown {
                    config.answers.remove(&key);
                } else {
                    config.answers.insert(key, status);
                }
            }),
            Action::Opened(fragment) => {
                if fragment.trim_start_matches('#') == self.fragment() {
                    return self;
                }
                let (view, config, unread) = read(&fragment);
                let names_in_link = self.names_in_link || has_names(&config);
                Self { names_in_link, unread, view, ..self.with_situation(Trace::None, config) }
            }
            Action::Started(preset) => match preset.config() {
                Ok(config) => self.with_situation(Trace::Push, config),
                Err(_) => return self,
            },
            Action::UnreadDismissed => Self { unread: Vec::new(), trace: Trace::Replace, ..State::clone(&self) },
        };
        Rc::new(next.judging(has_same_settings))
    }
}

#[cfg(test)]
mod tests {
    use pgreach_rules::preset::PRESETS;

    use super::*;

    fn after(fragment: &str, actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions.into_iter().fold(Rc::new(State::from_link(fragment)), Reducible::reduce)
    }

    fn found(question: &str, findings: &str) -> Action {
        Action::found(question.to_owned(), findings)
    }

    fn peering() -> StepKey {
        StepKey::parse("source/peering").expect("a known step")
    }

    #[test]
    fn the_address_follows_the_form() {
        let state = after(
            "",
            [
                Action::Chosen(Setting::SourceAccess, Some("private")),
                Action::Chosen(Setting::TargetAccess, Some("vnet-integrated")),
                Action::Answered(peering(), Status::Fail),
            ],
        );
        assert_eq!(state.fragment(), "v=1&source.access=private&target.access=vnet-integrated&source/peering=fail");
        assert_eq!(state.trace, Trace::Push);
        let state = after(
            "source.access=private&source/peering=fail",
            [Action::Chosen(Setting::SourceAccess, None), Action::Answered(peering(), Status::Unknown)],
        );
        assert_eq!(state.fragment(), "");
    }

    #[test]
    fn what_comes_of_files_leaves_the_address_to_follow_the_last_change() {
        let chosen = Action::Chosen(Setting::TargetAccess, Some("public"));
        let read = Action::Read(Reading { number: 1, stage: ReadingStage::None });
        let state = after("", [chosen, read, found("v=1", "{}")]);
        assert_eq!(state.trace, Trace::Push);
    }

    #[test]
    fn names_stay_out_of_the_address_until_asked() {
        let typed = Action::Typed(Setting::SourceName, "orders old".to_owned());
        assert_eq!(after("", [typed.clone()]).fragment(), "");
        assert_eq!(after("", [typed, Action::NamesInLink(true)]).fragment(), "v=1&source.name=orders%20old");
        for link in ["source.name=a", "exceptions.source/peering=2026-12-31 A gateway joins the two"] {
            assert!(State::from_link(link).names_in_link, "a link that came with {link} keeps it");
        }
    }

    #[test]
    fn names_survive_another_situation_and_the_way_back() {
        let state = after(
            "",
            [
                Action::Typed(Setting::TargetName, "orders-new".to_owned()),
                Action::Started(&PRESETS[0]),
                Action::Opened("#v=1&source.access=public".to_owned()),
            ],
        );
        assert_eq!(state.config.target.name.as_deref(), Some("orders-new"));
        assert_eq!(Setting::SourceAccess.get(&state.config).as_deref(), Some("public"));
        assert_eq!(state.trace, Trace::None);
    }

    #[test]
    fn an_error_message_points_to_steps_and_leaves_the_address_to_its_settings() {
        let used = Action::Used(vec![("source.kind".to_owned(), "single-server".to_owned())]);
        let pointed: Rc<[String]> = Rc::new(["source/nsg".to_owned()]);
        let state = after("", [used, Action::Pointed(pointed.clone())]);
        assert_eq!((&state.pointed, state.trace), (&pointed, Trace::Push));
        assert_eq!(state.fragment(), "v=1&source.kind=single-server");
        let state = after("", [Action::Pointed(pointed), Action::Cleared]);
        assert!(state.pointed.is_empty());
    }

    #[test]
    fn what_is_typed_wrongly_is_kept_and_counts_as_not_known() {
        let state = after("source.port=5432", [Action::Typed(Setting::SourcePort, "54x".to_owned())]);
        assert_eq!(state.text(Setting::SourcePort), "54x");
        assert_eq!(state.config.source.port, None);
        assert_eq!(state.refused[0].error.to_string(), "source.port: found \"54x\", expected a port from 1 to 65535");
        let state = after(
            "",
            [
                Action::Typed(Setting::SourcePort, "54x".to_owned()),
                Action::Typed(Setting::SourcePort, "5433".to_owned()),
            ],
        );
        assert_eq!((state.config.source.port, state.refused.len()), (Some(5433), 0));
    }

    #[test]
    fn what_cannot_be_read_of_a_link_stays_until_it_is_put_away() {
        let link = "v=1&source.access=private&sorce.kind=edb";
        let state = after(link, [Action::Chosen(Setting::TargetAccess, Some("public"))]);
        assert_eq!(state.fragment(), "v=1&source.access=private&target.access=public&sorce.kind=edb");
        let state = after(link, [Action::UnreadDismissed]);
        assert_eq!(state.fragment(), "v=1&source.access=private");
    }

    #[test]
    fn how_it_is_shown_stays_in_the_address() {
        let link = "v=1&embed=1&theme=dark&host=https://docs.example";
        let state = after(link, [Action::Chosen(Setting::TargetAccess, Some("public"))]);
        assert_eq!(state.fragment(), "v=1&target.access=public&embed=1&theme=dark&host=https://docs.example");
        assert_eq!(state.fragment_as(&View::default()), "v=1&target.access=public");
        assert_eq!(after(link, [Action::Started(&PRESETS[0]), Action::Cleared]).fragment(), link);
        let state = after(link, [Action::Opened("#v=1".to_owned())]);
        assert_eq!(state.view, View::default());
    }

    #[test]
    fn what_the_framing_page_tells_is_all_there_is() {
        let config = Config::from_json(r#"{"source": {"name": "orders-old"}}"#).expect("it is a Config");
        let entered = Action::entered(&link::write(&config, true));
        let state = after(
            "v=1&target.name=orders-new&embed=1&x=y",
            [Action::Typed(Setting::SourcePort, "54x".to_owned()), entered.clone()],
        );
        assert_eq!((&*state.config, state.refused.len(), state.unread.len()), (&config, 0, 0));
        let state = after("v=1&embed=1", [entered]);
        assert_eq!(state.fragment(), "v=1&embed=1", "its names stay out of the address");
    }

    #[test]
    fn what_files_show_counts_for_its_question_once_they_are_read() {
        let json = r#"{"settings": [], "steps": {"source/nsg": {"status": "unknown", "evidence": [],
            "note": "The rules are not in the files.", "needs": []}}}"#;
        let reading = |stage| Action::Read(Reading { number: 1, stage });
        let shown = |state: Rc<State>| !state.judged.1.steps.is_empty();
        let link = "v=1&source.name=orders";
        assert!(shown(after(link, [reading(ReadingStage::Read), found(link, json)])));
        assert!(shown(after(link, [reading(ReadingStage::Bare), found(link, json)])));
        for (stage, question, findings) in [
            (ReadingStage::Reading, link, json),
            (ReadingStage::None, link, json),
            (ReadingStage::Read, "v=1", json),
            (ReadingStage::Read, link, r#"{"settings": []}"#),
        ] {
            assert!(
                !shown(after(link, [reading(stage), found(question, findings)])),
                "{stage:?} {question} {findings}"
            );
        }
    }

    #[test]
    fn without_files_changes_are_asked_for_where_an_answer_says_that_a_step_fails() {
        for (link, stage, asked) in [
            ("v=1&source.access=private&source/peering=fail", ReadingStage::None, true),
            ("v=1&source.access=private&source/peering=pass", ReadingStage::None, false),
            ("v=1&source.access=private", ReadingStage::None, false),
            ("v=1&source.access=private&source/peering=fail", ReadingStage::Reading, false),
            ("v=1&source/peering=pass", ReadingStage::Read, true),
            ("v=1&source.access=private&tls=require&exceptions.source/nsg=2026-12-31 Later", ReadingStage::Read, true),
        ] {
            let state = after(link, [Action::Read(Reading { number: 1, stage })]);
            let question = state.question();
            assert_eq!(question.is_some(), asked, "{link} {stage:?}");
            assert!(question.is_none_or(|it| link::read(&it).0 == *state.config), "all of {link} is in the question");
        }
    }

    #[test]
    fn what_was_found_stays_for_other_answers_until_it_is_found_anew_and_never_for_other_settings() {
        const JSON: &str =
            r#"{"settings": [], "steps": {}, "to_fill_in": [{"word": "SOURCE_RG", "meaning": "a group"}]}"#;
        let link = "v=1&source.access=private&source/peering=fail";
        let shown = |actions: Vec<Action>| {
            let state = after(link, [found(link, JSON)].into_iter().chain(actions));
            assert_eq!(state.judged.0, state.config, "what is said counts at once");
            !state.judged.1.to_fill_in.is_empty()
        };
        let nsg = StepKey::parse("source/nsg").expect("a known step");
        assert!(shown(vec![]));
        assert!(shown(vec![Action::Answered(nsg, Status::Pass)]));
        assert!(!shown(vec![Action::Answered(peering(), Status::Unknown)]), "no step fails");
        assert!(!shown(vec![Action::Chosen(Setting::TargetAccess, Some("public"))]));
        let other = format!("{link}&source/nsg=pass")
            .replace("source/peering=fail&source/nsg=pass", "source/nsg=pass&source/peering=fail");
        let answered = Action::Answered(nsg, Status::Pass);
        let read = Action::Read(Reading { number: 1, stage: ReadingStage::Read });
        let other_settings = Action::Chosen(Setting::TargetAccess, Some("public"));
        let state = after(link, [read, found(link, JSON), other_settings, answered.clone()]);
        assert_eq!(link::write(&state.judged.0, true), link, "the files are not yet asked of the other settings");
        assert!(!shown(vec![answered, found(&other, r#"{"settings": [], "steps": {}}"#)]));
    }

    #[test]
    fn starting_over_forgets_everything() {
        let state = after("source.name=a&x=y", [Action::Cleared]);
        assert_eq!((&*state.config, state.unread.len(), state.refused.len()), (&Config::default(), 0, 0));
        assert_eq!(state.fragment(), "");
    }
}
