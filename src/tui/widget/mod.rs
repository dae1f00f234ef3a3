//! Pieces that views and layers are drawn from.

pub mod chart;
pub mod input;
pub mod list;
pub mod table;
pub mod text;
