//! All that there is: the screens and the commands. Only the program as a whole knows it; screens and layers do not.

use super::command::Catalog;
use super::{assist, everywhere, items, search, tour, view};

/// All screens and all commands.
pub static CATALOG: Catalog =
    Catalog::of(view::PAGES, items::ACTIONS, &[assist::ACTIONS, everywhere::ACTIONS, search::ACTIONS, tour::ACTIONS]);
