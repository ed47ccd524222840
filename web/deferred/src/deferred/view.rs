//! Shows each part where the checker has a place for it.

use pgreach_messages::{Choice, ReadingStage};
use pgreach_rules::{Setting, link};
use yew::prelude::*;

use super::Deferred;
use crate::{
    components::{
        FileList, Fleet, HowFar, PairTable, Parties, Shows, is_called, lone, newer, other_faults, runtime_question,
    },
    files::Entry,
    message::Message,
    page::Page,
    pairs::Pairs,
};

impl Deferred {
    pub(super) fn page(&self) -> Page {
        Page::new(self.state.clone(), self.send.clone())
    }

    /// What is shown of the files, where the checker has a place for it.
    pub(super) fn file_list(&self, page: &Page) -> Html {
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
        let is_open = self.shows_pairs() && !self.allows_pairs();
        html! {
            <>
                if self.has_servers() {
                    // On a phone it unfolds what the files are and which servers of them are meant: these come after the answer.
                    <details class="more fold fold-files" open={is_open}><summary>{ "Files and servers" }</summary></details>
                }
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
            </>
        }
    }

    /// Whether the files are read, and hold servers.
    pub(super) fn has_servers(&self) -> bool {
        matches!(self.stage().stage, ReadingStage::Read | ReadingStage::Lone)
    }

    /// What is said beside the verdict where the files hold one server or none, which cannot be a pair, or where one server of
    /// them may be the runtime server.
    pub(super) fn too_few(&self, page: &Page) -> Html {
        let is_said = [Setting::SourceName, Setting::TargetName].into_iter().any(|it| self.name(it).is_some());
        let refused = self.files.list.iter().find_map(|it| Some((it, it.outcome.as_ref()?.errors.first()?)));
        match (self.stage().stage, refused) {
            // What came of a file is looked for where the answer is.
            (ReadingStage::None | ReadingStage::Bare, Some((it, error))) => html! {
                <p class="refused" id="refused-file"><b>{ &*it.name }</b>{ ": " }{ error }</p>
            },
            (ReadingStage::Read, _) if is_said && self.is_runtime_open() => self.runtime_asked(page),
            (ReadingStage::Lone, _) if !is_said && self.found.is_some() => lone(page, &self.summary),
            // What was saved by this page has no resources, and is no export without servers.
            (ReadingStage::Bare, None) if !is_said && self.files.list.iter().any(Entry::is_export) => html! {
                <p class="gap">{ "No server is in these files: add the output of “Make an export”, or what shows the source and the target." }</p>
            },
            _ => self.found.as_deref().map(|it| other_faults(page, it)).unwrap_or_default(),
        }
    }

    /// Whether neither a person nor the files say if a runtime server is used.
    fn is_runtime_open(&self) -> bool {
        let is_shown = self.found.as_ref().is_none_or(|it| it.setting(Setting::RuntimeUsed).is_some());
        !is_shown && Setting::RuntimeUsed.get(&link::read(&self.state).0).is_none()
    }

    /// Asks whether the one server that is left over is the runtime server, where that is not known.
    fn runtime_asked(&self, page: &Page) -> Html {
        let [source, target] = [Setting::SourceName, Setting::TargetName].map(|it| self.name(it).unwrap_or_default());
        let is_left = |it: &&Choice| !is_called(it, &source) && !is_called(it, &target);
        let mut left = self.summary.targets.iter().filter(is_left);
        match (left.next(), left.next()) {
            (Some(it), None) if !target.is_empty() => runtime_question(page, it),
            _ => Html::default(),
        }
    }

    /// All pairs, or the way back to them from the one that is shown.
    pub(super) fn pair_table(&self, page: &Page) -> Html {
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
}
