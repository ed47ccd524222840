//! The table of documented combinations, for browsers without WebAssembly.

use std::fmt::Write;

use pgreach_rules::{SourceKind, guide::Section, table::ROWS};

/// The rows of the rules' own table as HTML, in the order in which they are tried, with their sections and links.
pub(crate) fn scenarios_table() -> String {
    let mut table = String::from(
        "<div class=\"table\" role=\"region\" aria-label=\"The table, which scrolls sideways\" tabindex=\"0\"><table>\n\
         <caption>The first row that fits applies.</caption>\n\
         <thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Target</th><th scope=\"col\">Runtime server</th>\
         <th scope=\"col\">What the guides say</th><th scope=\"col\">Where</th></tr></thead>\n<tbody>\n",
    );
    for row in &ROWS {
        let links: Vec<String> = sections(row.scenario.section).into_iter().map(link).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "<tr data-scenario=\"{}\"><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            row.scenario.id,
            row.source_words(),
            row.target_words(),
            row.runtime_words(),
            row.support_words(),
            links.join("<br>"),
        );
    }
    table.push_str("</tbody></table></div>");
    table
}

/// The sections that a scenario shows, the one for a single server first.
fn sections(section: fn(Option<SourceKind>) -> &'static Section) -> Vec<&'static Section> {
    let mut sections: Vec<&Section> = Vec::new();
    for kind in SourceKind::ALL {
        let section = section(Some(*kind));
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections
}

fn link(section: &Section) -> String {
    format!("<a href=\"{}\" target=\"_blank\" rel=\"noreferrer\">{}</a>", escape(&section.url()), escape(section.title))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_there_with_its_section() {
        let table = scenarios_table();
        assert_eq!(table.matches("<tr data-scenario=").count(), ROWS.len());
        for row in &ROWS {
            let section = (row.scenario.section)(Some(SourceKind::SingleServer));
            assert!(table.contains(&escape(section.title)) && table.contains(&section.url()), "{}", row.scenario.id);
        }
    }
}
