//! The screens: each its state, its rows of ACTIONS, its functions, its rendering.

pub mod backlog;
