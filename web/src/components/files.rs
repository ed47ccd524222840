//! Shows the panel where files are given to the page. What reads them, `web/deferred`, takes them from here and shows
//! what became of them.

use yew::prelude::*;

/// The panel, whole from the start, so that nothing below it moves, with a place for what is shown later.
pub(crate) fn files() -> Html {
    html! {
        <section class="panel group files" id="files" aria-labelledby="files-title">
            <h2 id="files-title">{ "Import" }</h2>
            <textarea id="given" rows="3" spellcheck="false" aria-label="Error or JSON" placeholder="An error, or JSON; or drop files anywhere" />
            <fieldset class="acts">
                <legend class="unseen">{ "Files" }</legend>
                <button type="button" aria-haspopup="dialog" data-opens="paste">{ "Read it" }</button>
                <label class="button"><input type="file" class="unseen" id="pick" multiple=true />{ "Choose files" }</label>
                <label class="button"><input type="file" class="unseen" id="pick-folder" />{ "Choose a folder" }</label>
                <button type="button" aria-haspopup="dialog" data-opens="examples">{ "Try an example" }</button>
                <button type="button" aria-haspopup="dialog" data-opens="export">{ "Make an export" }</button>
            </fieldset>
            <p class="hint">{ "Read in this page, and forgotten when it is closed." }</p>
            <div id="files-read" />
        </section>
    }
}
