//! The page: a form on one side, what follows from it on the other.

mod app;
mod browser;
mod components;
mod hooks;
mod state;
mod view;

// What they export to JavaScript is exported with the page.
#[cfg(feature = "whole")]
use pgreach_deferred as _;

/// Weighs 3 kB less than the allocator of the standard library, which every page pays for before it starts.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    // The whole program runs in a worker too, for what the reader exports, and that has no page.
    #[cfg(feature = "whole")]
    if !browser::has_empty_page() {
        return;
    }
    // A panic leaves the page dead: say so where the person looks, and keep what they typed in the address.
    yew::set_custom_panic_hook(Box::new(|_| browser::mark_broken()));
    if let Some(root) = browser::by_id("app") {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
