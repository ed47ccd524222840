//! What the page does once it has started, in one place: the files of the person are here and nowhere else, what is asked about
//! them goes through here, and everything that this program shows is shown from here.
//!
//! Longer than 500 lines: one component, and all that it is told.

use std::{
    collections::{BTreeSet, VecDeque},
    rc::Rc,
};

use gloo::{events::EventListener, timers::callback::Timeout, utils::window};
use js_sys::Function;
use pgreach_fleet::counts;
use pgreach_messages::{Answer, Asked, Handed, Reading, Said, Stage, Summary};
use pgreach_rules::{Findings, Setting, link};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    browser,
    checker::{Checker, ToChecker},
    components::{
        Comparison, Dialogs, Earlier, FileList, Fleet, HowFar, Networks, Opened, PairTable, Parties, Plan, Shows,
        error_note, is_called, newer, undo,
    },
    explain::{Pointed, explain},
    files::{Entry, Files, OF_HOST, counted},
    frame::Frame,
    message::Message,
    page::Page,
    pairs::{Names, Pairs, named},
    taking,
    unpack::unpacked,
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

/// A person goes back and forth between so few states, and findings of a large network are long.
const MOST_KEPT: usize = 8;

/// What takes so long is seen to take long, in milliseconds.
const LONG: u32 = 500;

/// The place for the pairs.
const PAIRS: &str = "pairs";

/// The place for the pasted error message.
const EXPLAINED: &str = "pointed";

const SLOW: &str = "This browser or site allows no worker: the page stands still while it reads.";

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
            kept: VecDeque::new(),
            look: None,
            found: None,
            pairs: Pairs::default(),
            made: Rc::default(),
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
                self.is_focus_due = true;
                self.read(context, "");
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
        let is_read = self.stage().stage == Stage::Read;
        let found = self.found.clone().filter(|_| is_read);
        let before = self.files.before().filter(|_| self.is_compared);
        let networks = html! {
            <>
                if let Some(files) = before {
                    <Comparison page={page.clone()} before={Earlier { reading: self.last_reading, files: files.into() }} found={found.clone()} />
                }
                <Networks page={page.clone()} {found} />
            </>
        };
        let drawn = browser::by_id("networks").map(|place| create_portal(networks, place));
        // It is there from the start: what is attached later hears of no click.
        let said = self.explained.as_ref().map(|it| error_note(&page, it, self.found.as_deref())).unwrap_or_default();
        let explained = browser::by_id(EXPLAINED).map(|place| create_portal(said, place));
        let pairs = browser::by_id(PAIRS).map(|place| create_portal(self.pair_table(&page), place));
        html! {
            <>
                { for place }
                { for explained }
                { for pairs }
                { for drawn }
                <Plan page={page.clone()} found={self.found.clone()} made={self.made.clone()} />
                <Dialogs {page} opened={self.opened.clone()} found={self.found.clone()} has_files={!self.files.list.is_empty()} />
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
    fn page(&self) -> Page {
        Page::new(self.state.clone(), self.send.clone())
    }

    /// What is shown of the files, where the checker has a place for it.
    fn file_list(&self, page: &Page) -> Html {
        let said = if self.trouble.is_empty() { &self.said } else { &self.trouble };
        let is_going = self.reading.as_ref().is_some_and(|it| it.is_long);
        let wanted: Vec<u32> = self.files.wanted().map(|it| it.id).collect();
        let progress = self.reading.as_ref().filter(|_| is_going).map(|it| (it.at, it.done));
        let how_far = |entry: &Entry| {
            let place = wanted.iter().position(|it| *it == entry.id);
            match progress.zip(place) {
                None => HowFar::Done,
                Some(((at, _), place)) if place < at => HowFar::Part(1.0),
                Some(((at, done), place)) if place == at && 0.0 < done => HowFar::Part(done),
                Some(_) => HowFar::Waiting,
            }
        };
        // One that has just come is shown once a person could see that it is read.
        let shown = self.files.list.iter().filter(|it| is_going || it.outcome.is_some());
        let rows: Vec<_> = shown.map(|it| (it.clone(), how_far(it))).collect();
        html! {
            <>
                <p class="said" role="status">{ said.clone() }</p>
                if self.reading.is_none() && self.look.as_ref().is_some_and(|it| it.is_long) {
                    <p class="said" role="status">
                        { "Working out what the files show … " }
                        <button type="button" onclick={self.send.reform(|_: MouseEvent| Message::LookStopped)}>{ "Stop" }</button>
                    </p>
                }
                // Above all that may be long.
                { newer(page, &rows) }
                <Parties
                    page={page.clone()} summary={self.summary.clone()} found={self.found.clone()}
                    is_hidden={self.reading.is_some()}
                />
                <FileList page={page.clone()} {rows} />
                if self.stage().stage == Stage::Read {
                    // On a phone it unfolds the form, which stands below.
                    <details class="more fold-settings"><summary>{ "Settings" }</summary></details>
                }
            </>
        }
    }

    /// All pairs, or the way back to them from the one that is shown.
    fn pair_table(&self, page: &Page) -> Html {
        let Pairs { rows, count, unpaired, is_stopped, opened, key, together, .. } = &self.pairs;
        let shows = match (self.allows_pairs(), self.shows_pairs()) {
            (false, _) => Shows::Nothing,
            (true, false) => Shows::WayBack,
            (true, true) => Shows::All,
        };
        html! {
            <>
            // It stays there, so that it is shown again as it was left.
            <PairTable
                key={self.starts} {shows}
                page={page.clone()} rows={rows.clone()} count={*count} unpaired={unpaired.clone()} is_stopped={*is_stopped}
                opened={opened.clone()} source={self.name(Setting::SourceName)} target={self.name(Setting::TargetName)}
                is_masked={key.is_some()}
            />
            if shows == Shows::All && self.pairs.is_done() && !rows.is_empty() {
                <Fleet
                    page={page.clone()} rows={rows.clone()} together={together.clone()}
                    has_blocked={self.pairs.has_blocked()} is_planned={self.pairs.is_plan_wanted()}
                />
            }
            </>
        }
    }

    /// Whether there are pairs to choose among. A page that frames this one and hands over resources says which servers are
    /// meant.
    fn allows_pairs(&self) -> bool {
        let Summary { sources, targets, pairs, .. } = &*self.summary;
        // Every target can be a source.
        let possible = (sources.len() * targets.len()).saturating_sub(targets.len());
        self.found.is_some() && 0 < *pairs && 1 < possible && !self.is_given()
    }

    /// Whether all pairs are shown: until it is known which is meant, and when the person wants them.
    fn shows_pairs(&self) -> bool {
        let is_chosen = || [Setting::SourceName, Setting::TargetName].into_iter().all(|it| self.name(it).is_some());
        self.pairs.is_wanted || !is_chosen()
    }

    /// What all pairs come to in words, once they are judged and as long as they are shown; else nothing.
    fn count_pairs(&self) -> String {
        let rows = &self.pairs.rows;
        let is_shown = self.allows_pairs() && self.shows_pairs() && self.pairs.is_done() && 1 < rows.len();
        if is_shown { format!("{} pairs: {}", rows.len(), counts(rows.iter())) } else { String::new() }
    }

    /// What a server is called, by the files or by the person.
    fn name(&self, setting: Setting) -> Option<String> {
        let shown = self.found.as_ref().and_then(|it| it.setting(setting)).map(|it| it.value.clone());
        shown.or_else(|| setting.get(&link::read(&self.state).0))
    }

    /// Shows what was shown at a place in the history of the browser: a pair, or all of them.
    fn go_to(&mut self, context: &Context<Self>, mark: Option<usize>) {
        let is_shown = !self.shows_pairs();
        let pair = mark.and_then(|it| self.pairs.marked(it)).cloned();
        match pair {
            _ if !self.allows_pairs() => {}
            Some(pair) if !is_shown || self.pairs.opened.as_ref() != Some(&pair) => {
                self.open_pair(context, pair);
                browser::focus_soon(&["#verdict"]);
            }
            None if mark.is_none() && is_shown && self.pairs.opened.is_some() => self.close_pair(context),
            _ => {}
        }
    }

    /// Shows a pair in place of all.
    fn open_pair(&mut self, context: &Context<Self>, pair: Names) {
        let state = self.pairs.open(pair, &self.state);
        Self::tell(context, ToChecker::Entered(state));
    }

    /// Shows all pairs in place of one.
    fn close_pair(&mut self, context: &Context<Self>) {
        let shown = self.name(Setting::SourceName).zip(self.name(Setting::TargetName));
        let before = self.pairs.close(shown.map(<[_; 2]>::from), &self.state);
        Self::tell(context, ToChecker::Entered(before));
        // Else the checker asks anew, and they are judged as that says.
        if named(&self.state).is_none() {
            self.judge_pairs(context);
        }
        browser::focus_soon(&["#pairs .opened", "#pairs h2"]);
    }

    /// Has the next pairs judged, while they are shown, and then what they come to together.
    fn judge_pairs(&mut self, context: &Context<Self>) {
        if !self.allows_pairs() || !self.shows_pairs() {
            return;
        }
        let link = context.link().clone();
        if let Some((asked, number)) = self.pairs.next(&self.state) {
            let taken = move |said| {
                let judged = if let Ok(Said::Pairs(judged)) = said { Some(judged) } else { None };
                link.send_message(Message::Judged(number, judged));
            };
            self.ask(context, asked, Box::new(taken));
        } else if let Some((asked, number)) = self.pairs.next_together() {
            let taken = move |said: Result<Said, String>| link.send_message(Message::Together(number, said.ok()));
            self.ask(context, asked, Box::new(taken));
        }
    }

    /// Shows how the files differ from those before, or no longer.
    fn compare(&mut self, is_wanted: bool) {
        self.is_compared = is_wanted;
        browser::focus_soon(if is_wanted { &["#compared-title"] } else { &[".read .compare", "#pick"] });
    }

    /// Whether all files are a page's that frames this one.
    fn is_given(&self) -> bool {
        self.files.list.iter().all(|it| &*it.name == OF_HOST)
    }

    fn tell(context: &Context<Self>, said: ToChecker) {
        context.props().checker.tell(said);
    }

    /// Keeps what an error message says on the page, or puts it away.
    fn explain(&mut self, context: &Context<Self>, said: Pointed) {
        // What points to no step is there too: the page no longer asks for an error.
        let none = if said.steps.is_empty() && !said.title.is_empty() { vec![String::new()] } else { Vec::new() };
        Self::tell(context, ToChecker::Pointed([said.steps.clone(), none].concat()));
        self.explained = Some(said).filter(|it| !it.title.is_empty());
        if self.explained.is_none() {
            browser::focus_soon(&["#verdict"]);
        }
    }

    /// Has the plan for all pairs made, or no longer.
    fn want_plan(&mut self, context: &Context<Self>, is_wanted: bool) {
        self.pairs.together.is_plan_wanted = Some(is_wanted);
        if is_wanted {
            self.judge_pairs(context);
        } else if self.pairs.together.at == self.pairs.count {
            // Its last piece is long: what is at it ends, and with it what it has read.
            self.read(context, "");
        }
    }

    fn open(&mut self, dialog: String, text: String) {
        self.opened = Opened { dialog, text, count: self.opened.count + 1 };
    }

    fn stage(&self) -> Reading {
        let stage = match &self.reading {
            Some(_) => Stage::Reading,
            None if self.files.list.is_empty() => Stage::None,
            None if self.summary.sources.is_empty() => Stage::Bare,
            None => Stage::Read,
        };
        Reading { number: self.number, stage }
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

    /// A page that frames this one gets the report on every change.
    fn report(&self) {
        let Some(frame) = &self.frame else { return };
        let (frame, page) = (frame.clone(), self.page());
        let number = frame.begin();
        page.judged(None, move |judged| match judged {
            Ok(judged) => frame.report(number, &judged),
            Err(error) => frame.is_lost(&error),
        });
    }

    /// What became of the files is said to whom it concerns.
    fn announce(&mut self, context: &Context<Self>) {
        Self::tell(context, ToChecker::Reading(self.stage()));
        if self.files.list.is_empty() {
            self.leaving = None;
        } else if self.leaving.is_none() {
            self.leaving = Some(browser::ask_before_leaving());
        }
        if self.reading.is_none() {
            for (asked, reply) in std::mem::take(&mut self.pending) {
                self.ask(context, asked, reply);
            }
        }
    }

    // The worker -----------------------------------------------------------------------------------------------------------

    fn worker(&mut self, context: &Context<Self>) -> Option<&mut Worker> {
        if self.worker.is_none() {
            let link = context.link();
            let (answered, failed) = (link.callback(Message::Answered), link.callback(Message::Failed));
            self.worker = Worker::start(&context.props().spawn, self.is_slow, answered, failed);
            self.is_slow |= self.worker.as_ref().is_some_and(|it| it.is_slow);
        }
        self.worker.as_mut()
    }

    /// Ends the worker. What it was asked is asked again once the files are read.
    fn stop(&mut self) {
        self.reading = None;
        self.pending.extend(self.worker.take().into_iter().flat_map(Worker::end));
    }

    /// Reads all the files anew. Files that are small are read before anyone could see that they are.
    fn read(&mut self, context: &Context<Self>, announced: &str) {
        (self.kept, self.found) = (VecDeque::new(), None);
        self.pairs.forget_rows();
        self.stop();
        self.number += 1;
        self.last_reading = self.number;
        announced.clone_into(&mut self.said);
        if self.files.list.is_empty() {
            self.summary = Rc::default();
            self.announce(context);
            self.report();
            return;
        }
        let files = self.files.wanted().map(|it| Handed { name: it.name.to_string(), file: it.file.clone() }).collect();
        let number = self.number;
        self.reading = Some(Going { number, at: 0, done: 0.0, is_long: false });
        if let Some(worker) = self.worker(context) {
            worker.tell(number, Asked::Read(files));
        }
        let link = context.link().clone();
        Timeout::new(150, move || link.send_message(Message::IsLong(number))).forget();
        self.announce(context);
    }

    fn answered(&mut self, context: &Context<Self>, Answer { number, said }: Answer) -> bool {
        if let Some(worker) = &mut self.worker {
            worker.has_started = true;
        }
        match said {
            Said::Progress { at, done } => {
                let going = self.reading.as_mut().filter(|it| it.number == number);
                going.is_some_and(|it| {
                    (it.at, it.done) = (at, done);
                    it.is_long
                })
            }
            Said::Read(summary) if self.reading.as_ref().is_some_and(|it| it.number == number) => {
                self.finish(context, summary);
                true
            }
            Said::Refused { at, why } if self.reading.as_ref().is_some_and(|it| it.number == number) => {
                self.lose(context, Some(at), &why);
                true
            }
            Said::Read(_) | Said::Refused { .. } => false,
            said => {
                let Some((asked, reply)) = self.worker.as_mut().and_then(|it| it.answered(number)) else {
                    return false;
                };
                if let (Asked::Find(state), Said::Text(text)) = (&asked, &said) {
                    self.kept.push_back((state.clone(), text.clone()));
                    if MOST_KEPT < self.kept.len() {
                        self.kept.pop_front();
                    }
                }
                reply(Ok(said));
                false
            }
        }
    }

    fn finish(&mut self, context: &Context<Self>, mut summary: Summary) {
        self.reading = None;
        let state = self.files.finish(std::mem::take(&mut summary.files));
        self.summary = Rc::new(summary);
        let (all, bad) = (self.files.list.len(), self.files.bad());
        self.said = format!("{} read", counted(all - bad));
        if 0 < bad {
            self.said.extend([", ", &bad.to_string(), " with errors"]);
        }
        if self.is_slow {
            self.said += ". ";
            self.said += SLOW;
        }
        self.announce(context);
        match state {
            Some(state) => Self::tell(context, ToChecker::Entered(state)),
            None => self.report(),
        }
    }

    /// The worker has ended, over one of the files or by itself; or there is none.
    fn failed(&mut self, context: &Context<Self>, why: &str) {
        if self.worker.as_ref().is_some_and(|it| !it.has_started && !it.is_slow) {
            self.is_slow = true;
            return if self.reading.is_some() {
                self.read(context, "");
            } else {
                self.stop();
                self.announce(context);
            };
        }
        let at = self.reading.as_ref().map(|it| it.at);
        self.lose(context, at, why);
    }

    /// What is left is read without the file that the worker has stopped over.
    fn lose(&mut self, context: &Context<Self>, at: Option<usize>, why: &str) {
        let over = at.and_then(|at| self.files.wanted().nth(at)).map(|it| it.id);
        if let Some(entry) = self.files.list.iter_mut().find(|it| Some(it.id) == over) {
            entry.lost = Some(format!("It cannot be read: {why}"));
            return self.read(context, "");
        }
        let waiting = self.worker.take().into_iter().flat_map(Worker::end).collect::<Vec<_>>();
        self.trouble = format!("The part that reads files has stopped: {why}");
        self.files = Files::default();
        self.read(context, "");
        for (asked, reply) in waiting {
            match asked {
                // By now there are no files, so nothing is found.
                Asked::Find(_) => reply(Ok(Said::Text(String::new()))),
                _ => reply(Err(why.to_owned())),
            }
        }
    }

    // What is asked --------------------------------------------------------------------------------------------------------

    fn ask(&mut self, context: &Context<Self>, asked: Asked, reply: Reply) {
        if self.reading.is_some() {
            // While files are read, nobody knows.
            return self.pending.push((asked, reply));
        }
        if let Asked::Find(state) = &asked {
            let known = self.kept.iter().find(|it| it.0 == *state).map(|it| it.1.clone());
            // What has stopped once is not started again and again.
            let is_nothing = || self.files.list.is_empty() && (!has_failing(state) || !self.trouble.is_empty());
            if let Some(text) = known.or_else(|| is_nothing().then(String::new)) {
                return reply(Ok(Said::Text(text)));
            }
        }
        self.number += 1;
        let number = self.number;
        if let Some(worker) = self.worker(context) {
            worker.ask(number, asked, reply);
        }
    }

    /// Finds out what the checker asks, which has the day in the state alone.
    fn look(&mut self, context: &Context<Self>, question: String) {
        let link = context.link().clone();
        let is_day = |it: &&str| it.starts_with("today=");
        let day = self.state.split('&').find(is_day).filter(|_| !question.split('&').any(|it| is_day(&it)));
        let asked = question.split('&').chain(day).collect::<Vec<_>>().join("&");
        self.look = Some(Look { question: question.clone(), is_long: false });
        let (later, looked) = (link.clone(), question.clone());
        Timeout::new(LONG, move || later.send_message(Message::LookIsLong(looked))).forget();
        self.ask(
            context,
            Asked::Find(asked),
            Box::new(move |said| {
                if let Ok(Said::Text(findings)) = said {
                    link.send_message(Message::Found(question, findings));
                }
            }),
        );
    }

    /// Stops working out what the files show, and goes back to before it was asked which servers are meant.
    fn stop_look(&mut self, context: &Context<Self>) {
        self.look = None;
        // It does nothing else meanwhile, so it ends, and with it what it has read.
        self.worker = None;
        if self.pairs.is_opened() {
            self.close_pair(context);
        } else {
            let names = [Setting::SourceName, Setting::TargetName].map(|it| (it.word().to_owned(), String::new()));
            Self::tell(context, ToChecker::Used(names.into()));
        }
        self.read(context, "");
    }

    /// Passes on what was found of a question, unless the question changes by it.
    fn found(&mut self, context: &Context<Self>, question: String, text: String) {
        self.look.take_if(|it| it.question == question);
        // Where there is no text, nothing is found.
        let findings = Findings::from_json(&text).unwrap_or_default();
        if self.take_pair(context, &findings) {
            return;
        }
        self.found = Some(Rc::new(findings));
        self.judge_pairs(context);
        Self::tell(context, ToChecker::Found { question, findings: text });
    }

    /// Takes the only pair of servers that the files allow, where no one has said another: once, so that it can be changed.
    fn take_pair(&mut self, context: &Context<Self>, findings: &Findings) -> bool {
        let [target] = &*self.summary.targets else { return false };
        let mut sources = self.summary.sources.iter().filter(|it| it.value != target.value);
        let (Some(source), None) = (sources.next(), sources.next()) else { return false };
        let (config, _) = link::read(&self.state);
        let said = [Setting::SourceName, Setting::TargetName]
            .map(|it| it.get(&config).or_else(|| findings.setting(it).map(|it| it.value.clone())));
        // An error message names one of them.
        let is_other =
            said.iter().zip([source, target]).any(|(said, it)| said.as_ref().is_some_and(|name| !is_called(it, name)));
        let pair = [source.value.clone(), target.value.clone()];
        if is_other || said.iter().all(Option::is_some) || self.is_given() || self.pair.as_ref() == Some(&pair) {
            return false;
        }
        self.said.extend([". The only pair in them is chosen: ", &pair[0], " → ", &pair[1]]);
        let settings = [Setting::SourceName, Setting::TargetName].map(|it| it.word().to_owned());
        Self::tell(context, ToChecker::Used(settings.into_iter().zip(pair.clone()).collect()));
        self.pair = Some(pair);
        true
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

    // What is taken --------------------------------------------------------------------------------------------------------

    /// Takes files once they are unpacked, and the texts of errors among them as if they were pasted.
    fn unpack(context: &Context<Self>, taken: Vec<Handed>, replaced: Option<u32>) {
        let link = context.link().clone();
        spawn_local(async move {
            let (taken, error) = taking::errors_of(taken).await;
            if let Some(text) = error {
                link.send_message(Message::Heard(text));
            }
            // Of JSON it is not asked whether it is packed.
            let is_plain = taken.iter().all(|it| it.name.rsplit('.').next() == Some("json"));
            let taken = if is_plain { taken.into_iter().map(|it| (it, None)).collect() } else { unpacked(taken).await };
            link.send_message(Message::Unpacked(taken, replaced));
        });
    }

    /// Takes what stands in the box of the page: an export is read, an error message says at once what it means. Without a text
    /// there is a dialog to put it into.
    fn read_box(&mut self, context: &Context<Self>, dialog: String) {
        let text = browser::take_text("given");
        if text.trim().is_empty() {
            self.open(dialog, String::new());
        } else if taking::is_json(&text) && !taking::is_error(&text) {
            context.link().send_message(Message::Pasted(text));
        } else {
            self.hear(context, &text);
        }
    }

    /// Takes over what an error message says, and keeps it on the page.
    fn hear(&mut self, context: &Context<Self>, text: &str) {
        let said = explain(text, &link::read(&self.state).0);
        if !said.settings.is_empty() {
            Self::tell(context, ToChecker::Used(said.settings.clone()));
        }
        self.explain(context, said.to_stay());
        browser::focus_soon(&["#error"]);
    }

    fn take(&mut self, context: &Context<Self>, taken: Vec<(Handed, Option<String>)>, replaced: Option<u32>) {
        self.trouble.clear();
        if taken.is_empty() {
            return;
        }
        self.before = None;
        self.files.take(taken, replaced);
        self.read(context, "");
    }
}

/// Listens for the person going back and forward.
fn went(send: &Callback<Message>) -> EventListener {
    let send = send.clone();
    EventListener::new(&window(), "popstate", move |_| send.emit(Message::WentTo(browser::mark())))
}

/// Whether an answer in a state says that a step fails: then there may be something to change, files or not.
fn has_failing(state: &str) -> bool {
    let is_fail = |(path, value): (&str, &str)| path.contains('/') && value == "fail";
    state.split('&').filter_map(|it| it.split_once('=')).any(is_fail)
}

#[cfg(test)]
mod tests {
    use super::has_failing;

    #[test]
    fn only_an_answer_says_that_a_step_fails() {
        for (state, fails) in [
            ("v=1&source.access=private&source/peering=fail", true),
            ("v=1&source/peering=fail&today=2026-11-29", true),
            ("v=1&source/peering=pass", false),
            ("v=1&source.name=fail", false),
            ("v=1&exceptions.source/peering=2026-12-31%20fail", false),
        ] {
            assert_eq!(has_failing(state), fails, "{state}");
        }
    }
}
