//! The report as a file.

use std::rc::Rc;

use pgreach_formats::{Export, Format, HTML, MARKDOWN};
use pgreach_rules::{Config, Report};
use yew::prelude::*;

use super::dialogs::dialog;
use crate::browser;

const COPY: &str = "copy-markdown";
const SAID: &str = "download-said";

/// What the page offers.
static OFFERED: [&Format; 2] = [&MARKDOWN, &HTML];

/// The report in each of its forms, to be saved or copied. It is written when asked for: no change waits for it.
pub(crate) fn download(config: &Rc<Config>, report: &Rc<Report>) -> Html {
    let on_click = {
        let (config, report) = (config.clone(), report.clone());
        Callback::from(move |(format, is_copied): (&'static Format, bool)| {
            let page = browser::address("");
            let text = (format.write)(&Export { config: &config, report: &report, page: Some(&page), input: None });
            if is_copied {
                let copied = browser::copy_text(&text, SAID);
                browser::say(SAID, if copied { "Copied" } else { "The browser refuses to copy: save the file" });
                browser::focus(COPY);
            } else {
                browser::save(&text, format.file_name, format.media_type);
            }
        })
    };
    let content = html! {
        <>
            <p>{ "The names of your servers are in it: it is your own file, made in this page. Nothing is sent." }</p>
            <ul class="presets">
                { for OFFERED.into_iter().map(|format| html! {
                    <li key={format.word}>
                        <button type="button" data-format={format.word} onclick={on_click.reform(move |_| (format, false))}>
                            <b>{ format.label }</b><span>{ format.about }</span>
                        </button>
                    </li>
                }) }
            </ul>
            <button type="button" id={COPY} onclick={on_click.reform(|_| (&MARKDOWN, true))}>{ "Copy as Markdown" }</button>
            <p id={SAID} role="status" />
        </>
    };
    dialog("download", "Download", "The report as a file", content)
}
