//! Everything that is tested from outside the rooms, in one program so that it is linked once.

mod common;
mod screens;
mod tables;
