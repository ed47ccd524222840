//! What is shown, each part where the checker has a place for it.

use pgreach_messages::ReadingStage;
use pgreach_rules::Setting;
use yew::prelude::*;

use super::Deferred;
use crate::{
    components::{FileList, Fleet, HowFar, PairTable, Parties, Shows, lone, newer},
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
                if self.has_servers() {
                    // On a phone it unfolds the form, which stands below.
                    <details class="more fold-settings"><summary>{ "Settings" }</summary></details>
                }
            </>
        }
    }

    /// Whether the files are read, and hold servers.
    pub(super) fn has_servers(&self) -> bool {
        matches!(self.stage().stage, ReadingStage::Read | ReadingStage::Lone)
    }

    /// What is asked beside the verdict where the files hold one server or none: they cannot be a pair.
    pub(super) fn too_few(&self, page: &Page) -> Html {
        let is_said = [Setting::SourceName, Setting::TargetName].into_iter().any(|it| self.name(it).is_some());
        match self.stage().stage {
            ReadingStage::Lone if !is_said && self.found.is_some() => lone(page, &self.summary),
            // What was saved by this page has no resources, and is no export without servers.
            ReadingStage::Bare if !is_said && self.files.list.iter().any(Entry::is_export) => html! {
                <p class="gap">{ "No server is in these files: add the output of “Make an export”, or what shows the source and the target." }</p>
            },
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
