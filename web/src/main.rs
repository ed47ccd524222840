//! The page: a form on one side, what follows from it on the other.

mod app;
mod browser;
mod components;
mod hooks;
mod reading;
mod snippet;
mod state;
mod view;

fn main() {
    // A panic leaves the page dead: say so where the person looks, and keep what they typed in the address.
    yew::set_custom_panic_hook(Box::new(|_| browser::mark_broken()));
    if let Some(root) = browser::by_id("app") {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
