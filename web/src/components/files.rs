//! Where files are given to the page. What reads them, `web/deferred`, takes them from here and shows what became of them.

use yew::prelude::*;

/// The panel, whole from the start, so that nothing below it moves, with a place for what is shown later.
pub(crate) fn files() -> Html {
    html! {
        <section class="panel group files" id="files" aria-labelledby="files-title">
            <h2 id="files-title">{ "Azure export" }<small>{ "evidence for the steps" }</small></h2>
            <p class="hint">{ "Drop files from the Azure CLI, PowerShell or Resource Graph anywhere on this page, or paste JSON or an error message. They are read in this page, sent nowhere, and forgotten when it is closed." }</p>
            <fieldset class="acts">
                <legend class="unseen">{ "Files" }</legend>
                <label class="button"><input type="file" class="unseen" id="pick" multiple=true />{ "Choose files" }</label>
                <label class="button"><input type="file" class="unseen" id="pick-folder" />{ "Choose a folder" }</label>
                <button type="button" aria-haspopup="dialog" data-opens="paste">{ "Paste" }</button>
                <button type="button" aria-haspopup="dialog" data-opens="export">{ "Get the export" }</button>
            </fieldset>
            <div id="files-read" />
        </section>
    }
}
