//! The page.
use yew::prelude::*;

/// The page.
#[component]
fn App() -> Html {
    html! { <button>{ "hello" }</button> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
