//! Tests what is published, used as people use it: the built page in real browsers, the npm package in Node.js and in
//! pages, the commands that are printed in the tools that take them.
//!
//! One program for all of it, so that there is one to link, and no core idles while the last test of each file runs.

mod accessibility;
mod answering;
mod azure_cli;
mod choosing;
mod documentation;
mod download;
mod editor;
mod embed;
mod exceptions;
mod first_contact;
mod fleet_document;
mod harness;
mod html;
mod import;
mod keyboard;
mod late;
mod lighthouse;
mod link;
mod offline;
mod package;
mod package_azure;
mod package_pages;
mod package_types;
mod page;
mod pairs;
mod policy;
mod presets;
mod reading;
mod screens;
mod steady;
