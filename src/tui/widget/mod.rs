//! Pieces that views and layers are drawn from.

pub(crate) mod chart;
pub(crate) mod graph;
pub(crate) mod input;
pub(crate) mod list;
pub(crate) mod pane;
pub(crate) mod parts;
pub(crate) mod table;
pub(crate) mod text;
