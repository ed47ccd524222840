//! Where files are given to the page. How they are, and what became of them, is shown by what reads them, `web/deferred`.

use yew::prelude::*;

/// The panel, with a place for what is shown later.
pub(crate) fn files() -> Html {
    html! {
        <section class="panel group files" id="files" aria-labelledby="files-title">
            <h2 id="files-title">{ "Azure export" }<small>{ "evidence for the steps" }</small></h2>
            <p class="hint">{ "Drop files from the Azure CLI, PowerShell or Resource Graph anywhere on this page, or paste JSON or an error message. They are read in this page, sent nowhere, and forgotten when it is closed." }</p>
            <div id="files-read" />
        </section>
    }
}
