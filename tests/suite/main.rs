//! Everything that is tested from outside the rooms, in one program so that it is linked once.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::similar_names,
    clippy::many_single_char_names,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a test that cannot go on fails, and says where"
)]

mod about;
mod alike;
mod answers;
mod assist;
mod bound;
mod ceremony;
mod cli;
mod common;
mod crash;
mod damage;
mod dialects;
mod docs;
mod edges;
#[cfg(unix)]
mod editor;
mod enter;
mod exchange;
mod extremes;
mod faults;
mod fields;
mod first_run;
mod fuzz;
mod git;
mod glimpse;
mod groom;
#[cfg(unix)]
mod guards;
mod helper;
mod hostile;
mod judgements;
mod keys;
mod labelled;
mod laptops;
mod leaks;
mod looks;
mod market;
mod marks;
mod mcp;
mod mending;
mod merge;
mod mouse;
mod once;
mod pace;
mod patterns;
mod plans;
mod price;
mod properties;
mod questions;
mod refusals;
mod reports;
mod rows;
mod screens;
#[cfg(unix)]
mod sharing;
mod shell;
mod shield;
mod sprint;
mod stakes;
#[cfg(unix)]
mod surroundings;
mod systems;
mod tables;
// it drives a pty and sends signals
#[cfg(unix)]
mod terminal;
mod tour;
mod usage;
mod voices;
mod why;
mod zones;
