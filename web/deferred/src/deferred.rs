//! Does everything that the page does once it has started, in one place: the files of the person are here and nowhere
//! else, what is asked about them goes through here, and everything that this program shows is shown from here.

mod asking;
mod choosing;
mod reading;
mod taken;
mod view;

use std::{
    collections::{BTreeSet, VecDeque},
    rc::Rc,
};

use gloo::{events::EventListener, utils::window};
use js_sys::Function;
use pgreach_messages::{Asked, Handed, Summary, Tried};
use pgreach_rules::Findings;
use yew::prelude::*;

use crate::{
    browser,
    checker::{Checker, ToChecker},
    components::{Comparison, Dialogs, Earlier, Networks, Opened, Plan, error_note, undo},
    explain::Pointed,
    files::Files,
    frame::Frame,
    message::Message,
    pairs::{Pairs, named},
    taking,
    worker::{Reply, Worker},
};

/// What there was before the person started over.
struct Before {
    files: Files,
    state: String,
}

/// A reading that goes on.
struct Going {
    number: u32,
    /// The file that it is at, and how much of that is done.
    at: usize,
    done: f64,
    /// Whether a person can see it.
    is_long: bool,
}

/// A question of the checker's that is being answered.
struct Look {
    question: String,
    /// Whether a person can see it.
    is_long: bool,
}

#[derive(Properties, PartialEq)]
pub(crate) struct DeferredProps {
    pub checker: Checker,
    /// Makes a worker.
    pub spawn: Function,
}

pub(crate) struct Deferred {
    /// The same for as long as this is there, so that components see no change where there is none.
    send: Callback<Message>,
    files: Files,
    worker: Option<Worker>,
    /// Whether the browser gives no worker.
    is_slow: bool,
    /// Counts readings and questions.
    number: u32,
    reading: Option<Going>,
    /// The number of the last reading.
    last_reading: u32,
    /// What waits until the files are read.
    pending: Vec<(Asked, Reply)>,
    said: String,
    trouble: String,
    summary: Rc<Summary>,
    state: Rc<str>,
    /// What people have asked for before the state was told, which all of it is about; none once it is.
    early: Option<Vec<Message>>,
    /// What was found of the last states that were asked about.
    kept: VecDeque<(String, String)>,
    /// The last question, until it is answered.
    look: Option<Look>,
    /// What was found for the last question.
    found: Option<Rc<Findings>>,
    /// The pairs of servers that the files allow.
    pairs: Pairs,
    /// The changes that are made, for as long as the page is open: a newer export has fewer of them in its plan.
    made: Rc<BTreeSet<String>>,
    /// What is tried out: the verdict, the plan and the drawing show it together.
    tried: Tried,
    /// Whether the files are compared with those before.
    is_compared: bool,
    /// The only pair of servers in the files, taken once, so that it can be changed.
    pair: Option<[String; 2]>,
    before: Option<Before>,
    /// The pasted error message that stays on the page.
    explained: Option<Pointed>,
    opened: Opened,
    frame: Option<Frame>,
    /// Asks before the page is left, while there are files.
    leaving: Option<EventListener>,
    /// What the checker was told last of what all pairs come to.
    counted: String,
    /// Where the focus goes once what had it is gone.
    is_focus_due: bool,
    /// How often the person has started over.
    starts: u32,
    _listeners: Vec<EventListener>,
}

/// The place for the pairs.
const PAIRS: &str = "pairs";

/// The place for the pasted error message.
const EXPLAINED: &str = "pointed";

impl Component for Deferred {
    type Message = Message;
    type Properties = DeferredProps;

    fn create(context: &Context<Self>) -> Self {
        let send = context.link().callback(|it| it);
        let deferred = Self {
            send: send.clone(),
            files: Files::default(),
            worker: None,
            is_slow: false,
            number: 0,
            reading: None,
            last_reading: 0,
            pending: Vec::new(),
            said: String::new(),
            trouble: String::new(),
            summary: Rc::default(),
            state: "v=1".into(),
            early: Some(Vec::new()),
            kept: VecDeque::new(),
            look: None,
            found: None,
            pairs: Pairs::default(),
            made: Rc::default(),
            tried: Tried::default(),
            is_compared: false,
            pair: None,
            before: None,
            explained: None,
            opened: Opened::default(),
            frame: Frame::of_this_page(&send),
            leaving: None,
            counted: String::new(),
            is_focus_due: false,
            _listeners: taking::listeners(&send).into_iter().chain([went(&send)]).collect(),
            starts: 0,
        };
        Self::tell(context, ToChecker::Reading(deferred.stage()));
        deferred
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let Some(message) = self.in_time(context, message) else { return false };
        match message {
            Message::State(state) => self.follow(state),
            Message::Question(question) => self.look(context, question),
            Message::ForChecker(said) => Self::tell(context, said),
            Message::Asked(asked, reply) => self.ask(context, asked, reply),
            Message::Answered(answer) => return self.answered(context, answer),
            Message::Failed(why) => self.failed(context, &why),
            // What was typed into the box on the page is what it is about.
            Message::Open(dialog) if dialog == "paste" => self.read_box(context, dialog),
            Message::Open(dialog) => self.open(dialog, String::new()),
            Message::Entered(text) => self.open("paste".to_owned(), text),
            Message::Taken(taken, replaced) => Self::unpack(context, taken, replaced),
            Message::Unpacked(taken, replaced) => self.take(context, taken, replaced),
            Message::Pasted(text) => {
                let name = self.files.name_of_pasted();
                let file = browser::blob(&text, "text/plain").map(|file| Handed { name, file });
                self.take(context, file.map(|it| (it, None)).into_iter().collect(), None);
            }
            Message::Heard(text) => self.hear(context, &text),
            Message::Explained(said) => self.explain(context, said),
            Message::Removed(id) => {
                let gone = self.files.remove(id);
                self.is_focus_due = true;
                self.read(context, &gone.map(|it| format!("{it} is forgotten")).unwrap_or_default());
            }
            Message::Superseded { older, newer, is_compared } => {
                self.files.supersede(older, newer);
                self.read(context, "");
                // The comparison alone asks for the focus: if the list did too, it would be taken for a person who went there.
                self.compare(self.is_compared || is_compared);
            }
            Message::Compared(is_wanted) => self.compare(is_wanted),
            Message::Framed(state, resources) => {
                Self::tell(context, ToChecker::Entered(state));
                if self.files.take_of_host(resources) {
                    self.read(context, "");
                }
            }
            Message::IsLong(number) => {
                if let Some(going) = self.reading.as_mut().filter(|it| it.number == number) {
                    going.is_long = true;
                }
            }
            Message::LookIsLong(question) => {
                if let Some(look) = self.look.as_mut().filter(|it| it.question == question) {
                    look.is_long = true;
                }
            }
            Message::LookStopped => self.stop_look(context),
            Message::Found(question, text) => self.found(context, question, text),
            Message::Judged(number, judged) => {
                if self.pairs.take(number, judged) {
                    self.judge_pairs(context);
                }
            }
            Message::Together(number, said) => {
                self.pairs.take_together(number, said);
                self.judge_pairs(context);
            }
            Message::PlanWanted(is_wanted) => self.want_plan(context, is_wanted),
            Message::PairsMasked(is_wanted) => {
                self.pairs.mask(browser::random_key().filter(|_| is_wanted));
                self.judge_pairs(context);
            }
            Message::PairOpened(pair) => {
                // Back leads to all of them, though the address may say nothing of names.
                browser::push_mark(Some(self.pairs.mark(&pair)));
                self.open_pair(context, pair);
            }
            Message::PairsWanted => {
                browser::push_mark(None);
                self.close_pair(context);
            }
            Message::WentTo(mark) => self.go_to(context, mark),
            Message::PairsStopped(is_stopped) => {
                self.pairs.is_stopped = is_stopped;
                self.judge_pairs(context);
            }
            Message::TriedOut(tried) => self.tried = tried,
            Message::Made(change, is_made) => {
                let made = Rc::make_mut(&mut self.made);
                if is_made {
                    made.insert(change);
                } else {
                    made.remove(&change);
                }
            }
            Message::Forgotten => self.forget(context),
            Message::Undone(is_wanted) => {
                let before = self.before.take().filter(|_| is_wanted);
                if let Some(Before { files, state }) = before {
                    self.files = files;
                    self.read(context, "");
                    Self::tell(context, ToChecker::Entered(state));
                }
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let page = self.page();
        let files = self.file_list(&page);
        let place = browser::by_id("files-read").map(|place| create_portal(files, place));
        let found = self.found.clone().filter(|_| self.has_servers());
        let before = self.files.before().filter(|_| self.is_compared);
        let networks = html! {
            <>
                if let Some(files) = before {
                    <Comparison page={page.clone()} before={Earlier { reading: self.last_reading, files: files.into() }} found={found.clone()} />
                }
                <Networks page={page.clone()} {found} tried={self.tried.clone()} />
            </>
        };
        let drawn = browser::by_id("networks").map(|place| create_portal(networks, place));
        // It is there from the start: what is attached later hears of no click.
        let said = self.explained.as_ref().map(|it| error_note(&page, it, self.found.as_deref())).unwrap_or_default();
        let too_few = browser::by_id("tried").map(|place| create_portal(self.too_few(&page), place));
        let explained = browser::by_id(EXPLAINED).map(|place| create_portal(said, place));
        let pairs = browser::by_id(PAIRS).map(|place| create_portal(self.pair_table(&page), place));
        html! {
            <>
                { for place }
                { for too_few }
                { for explained }
                { for pairs }
                { for drawn }
                <Plan page={page.clone()} found={self.found.clone()} made={self.made.clone()} tried={self.has_servers().then(|| self.tried.clone())} />
                <Dialogs {page} opened={self.opened.clone()} found={self.found.clone()} has_files={!self.files.list.is_empty()} is_fleet={self.allows_pairs() && self.shows_pairs()} />
                { undo(self.before.is_some(), &context.link().callback(Message::Undone)) }
            </>
        }
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        let counted = self.count_pairs();
        if counted != self.counted {
            self.counted.clone_from(&counted);
            Self::tell(context, ToChecker::Counted(counted));
        }
        browser::set_hidden(PAIRS, !self.allows_pairs());
        browser::set_hidden(EXPLAINED, self.explained.is_none());
        if std::mem::take(&mut self.is_focus_due) && browser::focus_is_lost() {
            browser::focus_first(&[".read li button", "#pick"]);
        }
    }
}

impl Deferred {
    /// Shows how the files differ from those before, or no longer.
    fn compare(&mut self, is_wanted: bool) {
        self.is_compared = is_wanted;
        browser::focus_soon(if is_wanted { &["#compared-title"] } else { &[".read .compare", "#pick"] });
    }

    fn tell(context: &Context<Self>, said: ToChecker) {
        context.props().checker.tell(said);
    }

    /// Keeps what comes before the state until that has come.
    fn in_time(&mut self, context: &Context<Self>, message: Message) -> Option<Message> {
        match &mut self.early {
            Some(early) if !matches!(message, Message::State(_)) => {
                early.push(message);
                return None;
            }
            _ => context.link().send_message_batch(self.early.take().unwrap_or_default()),
        }
        Some(message)
    }

    fn open(&mut self, dialog: String, text: String) {
        self.opened = Opened { dialog, text, count: self.opened.count + 1 };
    }

    /// The state has changed.
    fn follow(&mut self, state: String) {
        let is_empty = state.split('&').all(|it| it == "v=1" || it.starts_with("today="));
        if !is_empty {
            // What is entered takes the place of what could be taken back.
            self.before = None;
        }
        if named(&state).is_some() && named(&self.state).is_none() {
            self.pairs.is_wanted = false;
        }
        self.state = state.into();
        self.report();
    }

    /// Clears everything, and keeps what there was for as long as nothing else is entered.
    fn forget(&mut self, context: &Context<Self>) {
        let files = std::mem::take(&mut self.files);
        // What day it is, is in a state only where a link has said so.
        let state = browser::without_today(&self.state);
        (self.pair, self.pairs, self.is_compared) = (None, Pairs::default(), false);
        self.starts += 1;
        self.explained = None;
        self.trouble.clear();
        Self::tell(context, ToChecker::Cleared);
        self.read(context, "");
        self.before = Some(Before { files, state });
        browser::focus_soon(&["#undo button"]);
    }
}

/// Listens for the person going back and forward.
fn went(send: &Callback<Message>) -> EventListener {
    let send = send.clone();
    EventListener::new(&window(), "popstate", move |_| send.emit(Message::WentTo(browser::mark())))
}
