//! Everything that is tested from outside the rooms, in one program so that it is linked once.

mod cli;
mod common;
mod crash;
mod damage;
mod exchange;
mod faults;
mod hostile;
mod keys;
mod merge;
mod properties;
mod screens;
mod tables;
mod terminal;
