//! Sharing through git: a merge driver that puts two files together record by record, what a repository must know of it, what a merge
//! that stopped has left, and what the history of a file says.
//!
//! momentum never commits, pulls, pushes or fetches: `run` is the only file that starts git, and only to read, or to write its settings (as `jj` does with jj).
//!
//! | file | owns |
//! |---|---|
//! | `driver` | three versions of a file become one, a pure function of their bytes |
//! | `jj` | what jj must know to call it |
//! | `sides` | the three versions that stand in a file with the marks of a conflict |
//! | `run` | the program git, and the repository of a file |
//! | `setup` | what must be set so that git calls the driver |
//! | `stopped` | a merge that git left to a person |
//! | `versions` | who changed what, commit by commit |

pub mod driver;
pub mod jj;
pub mod run;
pub mod setup;
pub mod sides;
pub mod stopped;
pub mod versions;
