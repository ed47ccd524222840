//! The one line that stands above the checker in another page.

use pgreach_rules::around;
use yew::prelude::*;

use crate::{browser, state::State, view::View};

/// Shows a link to the whole page, and who else sees what is entered.
pub(crate) fn credit(state: &State) -> Html {
    let page = browser::address(&state.fragment_as(&View::default()));
    // Without a page that frames this one nothing listens, whatever the address says.
    let host = state.view.host.as_deref().filter(|_| browser::is_framed());
    html! {
        <header class="credit">
            <a href={page} target="_blank" rel="noreferrer">{ "pgreach · open in full page ↗" }</a>
            if let Some((_, name)) = host.and_then(|it| around("//", it)) {
                <p><b>{ name.to_owned() }</b>{ " sees what you enter here" }</p>
            }
        </header>
    }
}
