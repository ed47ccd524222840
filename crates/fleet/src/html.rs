//! A fleet as one document for a mail, a file share or a browser: a table, which its own script sorts and filters. Nothing is
//! fetched, and without scripts the table is whole.

use pgreach_formats::{Element, Inline, Sign, html_document};

use crate::{ALL_UNPAIRED, Fleet, FleetMigration, HEADS, Since, few_of, together};

/// Writes a fleet as HTML. Its policy allows its own style and script and nothing else.
#[must_use]
pub fn html(fleet: &Fleet, since: Option<&Since>) -> String {
    let element = Element::new;
    let of = |name, said: &str| Element::new(name).saying(said);
    let mut main = vec![of("h1", &fleet.summary())];
    main.extend(fleet.by_runtime().iter().map(|it| of("p", it)));
    main.extend(since.map(|it| of("p", &format!("{}.", it.summary()))));
    if !fleet.partial.is_empty() {
        main.push(of("p", &fleet.missing()));
    }
    let shown = fleet.shown(since);
    if !shown.is_empty() {
        // The script puts its own controls here: what needs it is not there without it.
        main.push(element("form").with("id", "filters"));
        let heads = HEADS.map(|it| of("th", it).with("scope", "col"));
        let head = element("thead").holding([element("tr").holding(heads)]);
        let body = element("tbody").holding(shown.into_iter().map(row));
        main.push(element("table").with("id", "migrations").holding([head, body]));
    }
    if since.is_none() {
        main.extend(together(fleet, &fleet.plan_in_words(), "h2"));
        if !fleet.unpaired.is_empty() {
            main.push(of("p", &format!("In no pair: {}.", few_of(&fleet.unpaired, ALL_UNPAIRED))));
        }
    }
    let main: String = main.iter().map(|it| it.write() + "\n").collect();
    html_document(&[&fleet.summary()], &[STYLE], Some(SCRIPT), &main)
}

fn row(migration: &FleetMigration) -> Element {
    let sign = Sign::from(migration.row.verdict);
    let cells = migration.row.cells().into_iter().enumerate().map(|(at, cell)| {
        let said = Element::new("td");
        if at != VERDICT {
            return said.saying(cell);
        }
        said.holding([Element::new("b").with("class", sign.class()).saying(format!("{} {cell}", sign.character()))])
    });
    Element::new("tr").holding(cells)
}

/// The place of the verdict among the cells.
const VERDICT: usize = 3;

/// A narrow screen has no room for nine columns: there each migration is a list, with the heads before its cells.
const STYLE: Inline = Inline {
    hash: "zj8ICv8TKlzaR9esNiLCrLYpSjTMF1IfeQ6N0PgB0Hc=",
    text: "
body { margin: 2rem; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: .3em .6em; border: 1px solid #8886; text-align: start; vertical-align: top; }
td:nth-child(-n+3), td:nth-child(6) { overflow-wrap: anywhere; }
th { position: sticky; top: 0; background: Canvas; }
th button { font: inherit; font-weight: bold; padding: 0; border: 0; background: none; color: inherit; cursor: pointer; text-align: start; }
th[aria-sort=ascending] button::after { content: ' \\2191'; }
th[aria-sort=descending] button::after { content: ' \\2193'; }
#migrations th:nth-child(-n+2) { min-width: 6.5em; }
#migrations th:nth-child(5) { min-width: 14em; }
#migrations th:nth-child(6) { min-width: 9em; }
#migrations th:nth-child(9) { min-width: 7.5em; }
#migrations b { white-space: nowrap; }
form:not(:empty) { display: flex; flex-wrap: wrap; gap: 1em; align-items: center; }
pre { overflow-wrap: anywhere; }
.estate, .estate ul { display: flex; flex-wrap: wrap; gap: .6em; margin: .4em 0; padding: 0; list-style: none; }
.estate li { flex: 1 1 18em; padding: .4em .8em; border: 1px solid #8888; overflow-wrap: anywhere; break-inside: avoid; }
.estate > li { flex-basis: 100%; break-inside: auto; }
.across svg, .down svg { display: block; max-width: 100%; height: auto; }
@media (min-width: 40rem) { .down { display: none; } }
@media (max-width: 39.99rem) { .across { display: none; } }
@media screen and (max-width: 66rem) {
body { margin: 1rem; overflow-wrap: anywhere; }
#migrations, #migrations tbody, #migrations td { display: block; }
#migrations thead tr { display: flex; flex-wrap: wrap; }
#migrations th:nth-child(n) { position: static; min-width: 0; border: 0; }
#migrations tr:not([hidden]) { margin: 0 0 1em; }
#migrations tbody tr:not([hidden]) { display: block; border: 1px solid #8886; }
#migrations td { border: 0; padding: .1em .6em .1em 9.6em; text-indent: -9em; }
#migrations td:empty { display: none; }
#migrations td::before { display: inline-block; width: 9em; text-indent: 0; font-weight: bold; }
#migrations td:nth-child(1)::before { content: 'Source'; }
#migrations td:nth-child(2)::before { content: 'Target'; }
#migrations td:nth-child(3)::before { content: 'Runtime server'; }
#migrations td:nth-child(4)::before { content: 'Verdict'; }
#migrations td:nth-child(5)::before { content: 'First cause'; }
#migrations td:nth-child(6)::before { content: 'Step'; }
#migrations td:nth-child(7)::before { content: 'Connection'; }
#migrations td:nth-child(8)::before { content: 'Owner'; }
#migrations td:nth-child(9)::before { content: 'Found by'; }
}
@media print { form { display: none !important; } th { position: static; } tr { break-inside: avoid; } body { margin: 0; font-size: .7rem; } }
",
};

/// Sorts by a head, and filters by verdict, owner and text. It makes its controls itself.
const SCRIPT: Inline = Inline {
    hash: "GbY2JXcDHaptLWxOPkzLallomnfWTD+yDNiuFRneHSU=",
    text: "
'use strict';
const table = document.getElementById('migrations');
const filters = document.getElementById('filters');
if (table && filters) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const said = (row, at) => row.cells[at].textContent;
  const at = name => heads.findIndex(it => it.textContent === name);
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const made = (name, parent, text) => {
    const it = parent.appendChild(document.createElement(name));
    it.textContent = text;
    return it;
  };
  const choices = ['Verdict', 'Owner'].map(name => [at(name), name]);
  const selects = choices.map(([column, name]) => {
    const label = made('label', filters, name + ' ');
    const select = label.appendChild(document.createElement('select'));
    made('option', select, 'All').value = '';
    const words = [...new Set(rows.map(it => said(it, column)))].filter(it => it).sort(compare);
    words.forEach(it => { made('option', select, it).value = it; });
    return [column, select];
  });
  const text = made('label', filters, 'Contains ').appendChild(document.createElement('input'));
  text.type = 'search';
  const count = made('output', filters, '');
  const filter = () => {
    const wanted = text.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = selects.every(([column, select]) => !select.value || said(row, column) === select.value);
      row.hidden = !fits || !row.textContent.toLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = shown + ' of ' + rows.length;
  };
  ['input', 'change'].forEach(it => filters.addEventListener(it, filter));
  filters.addEventListener('submit', event => event.preventDefault());
  heads.forEach((head, column) => {
    const name = head.textContent;
    head.textContent = '';
    const button = made('button', head, name);
    button.type = 'button';
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(it => it.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      rows.sort((one, other) => compare(said(one, column), said(other, column)) * (descending ? -1 : 1));
      body.append(...rows);
    });
  });
  filter();
}
",
};

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    use super::{HEADS, SCRIPT, STYLE};

    #[test]
    fn the_policy_allows_the_style_and_the_script() {
        for it in [STYLE, SCRIPT] {
            assert_eq!(it.hash, STANDARD.encode(Sha256::digest(it.text)), "{}", it.text);
        }
    }

    #[test]
    fn on_a_narrow_screen_each_cell_has_the_head_of_its_column() {
        for (number, head) in (1..).zip(HEADS) {
            let rule = format!("#migrations td:nth-child({number})::before {{ content: '{head}'; }}\n");
            assert!(STYLE.text.contains(&rule), "{rule}");
        }
    }
}
