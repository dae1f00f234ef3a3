//! momentum: a terminal program in which a product owner decides.

pub mod cli;
pub mod exchange;
pub mod model;
pub mod query;
pub mod store;
pub mod text;
pub mod workspace;
