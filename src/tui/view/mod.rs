//! The screens, each with its state, its rows in the table of actions, and its drawing.

pub mod backlog;
pub mod decisions;
pub mod forecast;
pub mod groom;
pub mod health;
pub mod matrix;
pub mod order;
pub mod plan;
pub mod sprint;
