//! momentum: a terminal program in which a product owner decides.
//!
//! It turns a messy list into an ordered, justified, right-sized backlog. The rooms of the house are the modules below;
//! docs/ARCHITECTURE.md says who may know whom, and a test keeps it.
//!
//! - [`model`]: what a product owner manages, and its verbs. Pure: no clock, no file, no terminal.
//! - [`measure`]: judgements computed from the model, never stored.
//! - [`query`]: the filter language.
//! - [`assist`]: what the assistant may suggest, by rules or by a command. Pure.
//! - [`demo`]: the sample product.
//! - [`exchange`]: other formats to the model and back. Pure.
//! - [`store`]: the only room that opens the data file.
//! - `system`: what differs between systems: files, signals, the terminal, clipboard, editor, layouts of keys.
//! - [`workspace`]: the open product. THE DOOR: every change goes through [`workspace::Workspace::edit`].
//! - [`cli`]: one file a command.
//! - [`tui`]: the screen.
//! - [`config`]: what a person has set once for all.
//! - [`text`] and [`words`]: what a person reads, made safe and made right; [`sort`]: sorting that is compiled once; [`cores`]: work that
//!   all cores share.
//! - [`start`]: from arguments to the one or the other.
//!
//! Two tables say each thing once: `FIELDS` (every entity has one; see [`model::Field`]) and [`tui::catalog::CATALOG`].
//! A third, `tables!` in [`model::product`], lists the entities.

#![warn(clippy::missing_docs_in_private_items)]

pub mod assist;
pub mod cli;
pub mod config;
pub mod cores;
pub mod demo;
pub mod exchange;
pub mod git;
pub mod measure;
pub mod model;
pub mod query;
pub mod sort;
pub mod start;
pub mod store;
pub(crate) mod system;
pub mod text;
pub mod tui;
pub mod words;
pub mod workspace;
