//! The report as a file.

use std::rc::Rc;

use pgreach_formats::{Export, FORMATS, Format, MARKDOWN};
use pgreach_rules::{Config, Report};
use yew::prelude::*;

use super::dialogs::dialog;
use crate::browser;

const COPY: &str = "copy-markdown";
const SAID: &str = "download-said";

/// The report in each of its forms, to be saved or copied. Written when asked for: a change should not wait for it.
pub(crate) fn download(config: &Rc<Config>, report: &Rc<Report>) -> Html {
    let write = {
        let (config, report) = (config.clone(), report.clone());
        move |format: &Format| {
            let page = browser::address("");
            (format.write)(&Export { config: &config, report: &report, page: Some(&page), input: None })
        }
    };
    let save = {
        let write = write.clone();
        Callback::from(move |format: &'static Format| {
            browser::save(&write(format), format.file_name, format.media_type)
        })
    };
    let copy = move |_| {
        let said = if browser::copy_text(&write(&MARKDOWN), SAID) {
            "Copied."
        } else {
            "The browser refused to copy: save the file."
        };
        browser::say(SAID, said);
        browser::focus(COPY);
    };
    let content = html! {
        <>
            <p>{ "The names of your servers are in it: it is your own file, made in this page. Nothing is sent." }</p>
            <ul class="presets">
                { for FORMATS.iter().map(|format| html! {
                    <li key={format.word}>
                        <button type="button" data-format={format.word} onclick={save.reform(move |_| format)}>
                            <b>{ format.label }</b><span>{ format.about }</span>
                        </button>
                    </li>
                }) }
            </ul>
            <button type="button" id={COPY} onclick={copy}>{ "Copy as Markdown" }</button>
            <p id={SAID} role="status" />
        </>
    };
    dialog("download", "Download", "The report as a file", content)
}
