//! Joins what several places say: options decide, files add up, and two that differ are refused.

use std::collections::{BTreeMap, BTreeSet};

use pgreach_rules::{Config, ConfigError, Setting, Status, StepKey, StepMap, without_password};

use crate::{
    arguments::Input,
    lines::in_one_line,
    refused::{Refused, error, wrong},
};

const TODAY: &str = "today";

fn exception_path(key: StepKey) -> String {
    format!("exceptions.{}", key.word())
}

/// What `--set` and the names say, which decides.
pub(crate) fn options(input: &Input) -> Result<Entered, Refused> {
    let mut entered = Entered::default();
    for option in &input.set {
        let Some((path, value)) = option.split_once('=') else {
            return Err(wrong(
                "--set",
                &format!("{:?}", without_password(option)),
                "PATH=VALUE, as source.access=private",
            ));
        };
        entered.set(&format!("--set {option}"), path, value)?;
    }
    let names = [
        ("--source", Setting::SourceName, &input.source),
        ("--target", Setting::TargetName, &input.target),
        ("--runtime", Setting::RuntimeName, &input.runtime),
    ];
    for (option, setting, name) in names {
        if let Some(name) = name {
            entered.set(&format!("{option}={name}"), setting.word(), name)?;
        }
    }
    entered.decided = entered.by.keys().cloned().collect();
    Ok(entered)
}

/// What several places say together, and which of them said what.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entered {
    pub(crate) config: Config,
    by: BTreeMap<String, String>,
    /// The paths that options decide.
    decided: BTreeSet<String>,
}

/// Two places that differ. Neither wins: the person has to say which is right.
struct Contradiction {
    path: String,
    value: String,
    known: String,
    known_by: String,
}

impl Contradiction {
    fn found(&self) -> String {
        format!("{:?}", self.value)
    }

    fn expected(&self) -> String {
        format!("{:?} as in {}", self.known, in_one_line(&without_password(&self.known_by)))
    }
}

impl Entered {
    /// Adds what one option says. It names the path, so the error need not.
    fn set(&mut self, option: &str, path: &str, value: &str) -> Result<(), Refused> {
        let mut config = Config::default();
        config
            .set_as_written(path, value)
            .and_then(|()| config.with_plain_names())
            .and_then(|config| {
                self.add(option, config).map_err(|it| {
                    // One option may say two things: a name with a port, or a runtime server that is used.
                    let what = if path.ends_with(&it.path) { String::new() } else { format!("{} ", it.path) };
                    error(None, format!("{what}{}", it.found()), it.expected())
                })
            })
            .map_err(|error| Refused::Wrong(option.to_owned(), ConfigError { path: String::new(), ..error }))
    }

    /// Adds what a file says, without what the options decide.
    pub(crate) fn add_file(&mut self, place: &str, config: Config) -> Result<(), Refused> {
        let mut config = config.with_plain_names().map_err(|error| Refused::Wrong(place.to_owned(), error))?;
        self.forget(&mut config);
        // Who decides that no runtime server is used overrides its name in a file, too.
        if self.config.runtime.used == Some(false) && self.decided.contains(Setting::RuntimeUsed.word()) {
            config.runtime.name = None;
        }
        self.add(place, config).map_err(|it| {
            let expected = format!("{}, or --set {}=… to decide", it.expected(), it.path);
            Refused::Wrong(place.to_owned(), ConfigError { path: it.path.clone(), ..error(None, it.found(), expected) })
        })
    }

    /// What was entered, without what is about one migration: the names of source and target, answers and exceptions.
    pub(crate) fn for_all(&self) -> Self {
        let mut common = self.clone();
        for it in [Setting::SourceName, Setting::TargetName] {
            it.clear(&mut common.config);
            common.decided.remove(it.word());
        }
        (common.config.answers, common.config.exceptions) = (StepMap::default(), StepMap::default());
        common
    }

    /// Leaves out what the options say, so that they override the files, and decide where two files differ.
    fn forget(&self, config: &mut Config) {
        let is_decided = |path: &str| self.decided.contains(path);
        Setting::ALL.iter().filter(|it| is_decided(it.word())).for_each(|it| it.clear(config));
        config.answers.retain(|key, _| !is_decided(key.word()));
        config.exceptions.retain(|key, _| !is_decided(&exception_path(*key)));
        config.today = config.today.filter(|_| !is_decided(TODAY));
    }

    /// Adds what one place says.
    fn add(&mut self, place: &str, more: Config) -> Result<(), Contradiction> {
        for &setting in Setting::ALL {
            let Some(value) = setting.get(&more) else { continue };
            match setting.get(&self.config) {
                None => {
                    // A value that came out of a Config goes into one.
                    let _ = setting.set(&mut self.config, &value);
                    self.by.insert(setting.word().to_owned(), place.to_owned());
                }
                Some(known) if known == value => {}
                Some(known) => return Err(self.contradiction(setting.word(), &value, &known)),
            }
        }
        for (key, answer) in more.answers {
            // "unknown" leaves the question open.
            match self.config.answers.get(&key).copied().filter(|&it| it != Status::Unknown) {
                None => {
                    self.config.answers.insert(key, answer);
                    self.by.insert(key.word().to_owned(), place.to_owned());
                }
                Some(known) if known == answer || answer == Status::Unknown => {}
                Some(known) => return Err(self.contradiction(key.word(), answer.word(), known.word())),
            }
        }
        for (key, exception) in more.exceptions {
            let path = exception_path(key);
            match self.config.exceptions.get(&key) {
                Some(known) if *known != exception => {
                    let (value, known) = (exception.to_string(), known.to_string());
                    return Err(self.contradiction(&path, &value, &known));
                }
                _ => self.by.insert(path, place.to_owned()),
            };
            self.config.exceptions.insert(key, exception);
        }
        if let Some(today) = more.today {
            if let Some(known) = self.config.today.filter(|it| *it != today) {
                return Err(self.contradiction(TODAY, &today.to_string(), &known.to_string()));
            }
            self.config.today = Some(today);
            self.by.insert(TODAY.to_owned(), place.to_owned());
        }
        Ok(())
    }

    fn contradiction(&self, path: &str, value: &str, known: &str) -> Contradiction {
        let known_by = self.by.get(path).cloned().unwrap_or_default();
        Contradiction { path: path.to_owned(), value: value.to_owned(), known: known.to_owned(), known_by }
    }
}
