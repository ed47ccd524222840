//! One question at a time: what is asked next, why, and how many are left.

use std::{cell::RefCell, rc::Rc};

use pgreach_rules::{Config, Findings, Question, Report, Setting, Status, Step, Verdict, evaluate_with, link};
use yew::prelude::*;

use super::{
    DialogProps,
    dialog::{Shell, command, sets},
};
use crate::{browser, checker::ToChecker, page::Page};

#[derive(Properties, PartialEq)]
pub(crate) struct GuideProps {
    /// What every dialog is handed.
    pub dialog: DialogProps,
    /// What the files show of the settings; none where there are none.
    pub found: Option<Rc<Findings>>,
}

#[component]
pub(crate) fn Guide(GuideProps { dialog: DialogProps { page, opened, .. }, found }: &GuideProps) -> Html {
    // What the person could not answer is not asked again until the dialog is opened anew.
    let skipped = use_state_eq(Vec::<&'static str>::new);
    // What there was before each answer, so that the person can go back.
    let past = use_mut_ref(Vec::<Past>::new);
    let said = use_state_eq(AttrValue::default);
    {
        let (skipped, past, said) = (skipped.clone(), past.clone(), said.clone());
        use_effect_with(*opened, move |_| {
            skipped.set(Vec::new());
            past.borrow_mut().clear();
            said.set(AttrValue::default());
        });
    }
    let (question, body) = if *opened == 0 {
        (None, html! {})
    } else {
        asked(page, found.as_deref(), &Asking { skipped, past, said: said.clone() })
    };
    // An answer takes its buttons along, and the focus with them.
    use_effect_with((*opened, question), |(opened, _)| {
        if *opened != 0 {
            browser::focus_first(&FOCUSED);
        }
    });
    html! {
        <Shell id="guide" title="One question at a time" opened={*opened} focus={FOCUSED[0]} said={(*said).clone()}>{ body }</Shell>
    }
}

/// A state, and what was skipped by then.
type Past = (String, Vec<&'static str>);

/// What is kept while questions are asked.
struct Asking {
    skipped: UseStateHandle<Vec<&'static str>>,
    /// It shows nothing by itself: what is shown anew before the answer counts would lose the focus.
    past: Rc<RefCell<Vec<Past>>>,
    /// What was done with a command.
    said: UseStateHandle<AttrValue>,
}

impl Asking {
    /// Keeps what there is before an answer.
    fn keep(&self, page: &Page) -> impl Fn() + 'static + use<> {
        let (past, said) = (self.past.clone(), self.said.clone());
        let now = (browser::without_today(&page.state), (*self.skipped).clone());
        move || {
            past.borrow_mut().push(now.clone());
            said.set(AttrValue::default());
        }
    }

    /// What leads back to the question before.
    fn back(&self, page: &Page) -> Html {
        let Some((state, skipped)) = self.past.borrow().last().cloned() else { return Html::default() };
        let (page, handles) = (page.clone(), (self.past.clone(), self.skipped.clone()));
        let onclick = move |_: MouseEvent| {
            let (past, now_skipped) = &handles;
            page.tell(ToChecker::Entered(state.clone()));
            now_skipped.set(skipped.clone());
            past.borrow_mut().pop();
        };
        html! { <button type="button" class="back" {onclick}>{ "Back" }</button> }
    }
}

/// What has the focus, at first and after an answer: the question, else what leads to the report.
const FOCUSED: [&str; 2] = ["#guide h3", "#guide .answers button"];

/// What is asked, and all that is shown with it; nothing is asked where nothing is left.
fn asked(page: &Page, found: Option<&Findings>, asking: &Asking) -> (Option<Question>, Html) {
    let skipped = &asking.skipped;
    let (config, _) = link::read(&page.state);
    let findings = found.cloned().unwrap_or_default();
    let report = evaluate_with(&config, &findings);
    let applied = findings.applied(&config);
    let left: Vec<Question> = report.questions.iter().copied().filter(|it| !skipped.contains(&it.word())).collect();
    let skip = |question: Question| {
        let (skipped, keep) = (skipped.clone(), asking.keep(page));
        move |_: MouseEvent| {
            keep();
            skipped.set(skipped.iter().copied().chain([question.word()]).collect());
        }
    };
    let stands = html! { <p><b>{ report.verdict.label() }{ ". " }</b>{ &report.summary }</p> };
    let Some(question) = left.first().copied() else {
        let nothing = html! {
            <>
                { stands }
                <p>{ if skipped.is_empty() { "Nothing more is to be asked." } else { "Nothing more is to be asked but what you skipped." } }</p>
                <p class="answers"><button class="main" data-goes="verdict">{ "See the report" }</button>{ asking.back(page) }</p>
            </>
        };
        return (None, nothing);
    };
    // It is announced with the question, so that a screen reader says both. What the settings lead to is not known before.
    let settings = left.iter().filter(|it| matches!(it, Question::Setting(_))).count();
    let count = match (settings, left.len()) {
        (0, 1) => "The last question.".to_owned(),
        (0, count) => format!("At most {count} questions."),
        (1, _) => "One setting comes first: it decides which steps there are.".to_owned(),
        (settings, _) => format!("About {settings} settings come first: they decide which steps there are."),
    };
    let unsure = html! { <button type="button" class="unsure" onclick={skip(question)}>{ "I don't know" }</button> };
    let shown = html! {
        <div role="group" class="asking">
            if report.verdict == Verdict::Blocked {
                { stands }
                <p>{ "More faults may be behind it:" }</p>
            }
            <p class="soft">{ count }</p>
            { match question {
                Question::Setting(setting) => of_setting(page, asking, &applied, setting, &unsure),
                Question::Step(key) => report.step(key).map(|it| of_step(page, asking, &config, it, &unsure)).unwrap_or_default(),
            } }
            { why(&report, question) }
            <p>{ asking.back(page) }</p>
        </div>
    };
    (Some(question), shown)
}

/// Why it is asked.
fn why(report: &Report, question: Question) -> Html {
    let why = match question {
        Question::Setting(_) if 1 < report.candidates.len() => {
            format!("It decides which of {} documented combinations this is.", report.candidates.len())
        }
        Question::Setting(_) => "Some steps apply with one of the answers only.".to_owned(),
        Question::Step(key) => report.step(key).map_or_else(String::new, |it| it.why().to_string()),
    };
    html! { <p class="soft"><b>{ "Why it is asked: " }</b>{ why }</p> }
}

fn of_setting(page: &Page, asking: &Asking, config: &Config, setting: Setting, unsure: &Html) -> Html {
    let answer = |value: &'static str| {
        let (page, keep) = (page.clone(), asking.keep(page));
        move |_: MouseEvent| {
            keep();
            page.tell(ToChecker::Used(vec![(setting.word().to_owned(), value.to_owned())]));
        }
    };
    html! {
        <>
            <h3 tabindex="-1">{ words_of(setting) }</h3>
            <p class="answers">
                { for setting.offered(config).iter().map(|(word, label)| html! {
                    <button type="button" key={*word} data-answer={*word} onclick={answer(word)}>{ *label }</button>
                }) }
                { unsure.clone() }
            </p>
            <p>{ setting.portal() }</p>
        </>
    }
}

fn of_step(page: &Page, asking: &Asking, config: &Config, step: &Step, unsure: &Html) -> Html {
    let answer_is = |status: Status| {
        let mut config = config.clone();
        config.answers.insert(step.key, status);
        let (page, state) = (page.clone(), browser::without_today(&link::write(&config, true)));
        let keep = asking.keep(&page);
        move |_: MouseEvent| {
            keep();
            page.tell(ToChecker::Entered(state.clone()));
        }
    };
    let offered = [(Status::Pass, "It holds"), (Status::Fail, "It does not hold")].into_iter();
    let does_not_apply = step.not_applicable_label().map(|it| (Status::NotApplicable, it));
    let verify = step.verify();
    html! {
        <>
            <h3 tabindex="-1">{ "Does this hold: " }{ step.title().to_string() }{ "?" }</h3>
            <p class="answers">
                { for offered.chain(does_not_apply).map(|(status, label)| html! {
                    <button type="button" key={status.word()} data-answer={status.word()} onclick={answer_is(status)}>{ label }</button>
                }) }
                { unsure.clone() }
            </p>
            <p><b>{ "How to find out: " }</b></p>
            { for verify.portal.iter().map(|it| html! { <p>{ it }</p> }) }
            { for verify.commands.iter().map(|it| command(&it, sets(&asking.said))) }
        </>
    }
}

/// A setting as a question.
const fn words_of(setting: Setting) -> &'static str {
    match setting {
        Setting::SourceKind => "What is the source?",
        Setting::SourceAccess => "How is the source reached?",
        Setting::SourcePrivateEndpoint => "Has the source a private endpoint that is approved?",
        Setting::TargetAccess => "How is the target reached?",
        Setting::RuntimeAccess => "How is the runtime server reached?",
        Setting::RuntimeUsed => "Does the migration use a runtime server?",
        Setting::TargetKind => "What kind of server is the target?",
        Setting::Tls => "Which TLS mode does the migration have?",
        Setting::SourceName => "What is the source called?",
        Setting::TargetName => "What is the target called?",
        Setting::RuntimeName => "What is the runtime server called?",
        Setting::SourceAddress => "Which address of the source does the migration connect to?",
        Setting::TargetAddress => "Which address of the target does the migration connect to?",
        Setting::SourcePort => "At which port does the source listen?",
    }
}
