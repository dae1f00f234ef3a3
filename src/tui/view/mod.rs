//! The screens, grouped by what they are for. A screen is a file (or a folder) with a `PAGE`, and its name in this list.

/// Declares the modules of the screens, group by group, and lists their pages.
macro_rules! screens {
    ($($(#[doc = $words:literal])* $group:ident: $($screen:ident)*;)*) => {
        $($(#[doc = $words])* pub mod $group { $(pub mod $screen;)* })*

        /// All screens: the first is the one that the others lead back to.
        pub static PAGES: &[&crate::tui::screen::Page] = &[$($(&$group::$screen::PAGE,)*)*];
    };
}

screens! {
    /// The backlog: what there is, in which order, and how good it is.
    deliver: backlog groom order votes matrix top health decisions;
    /// The sprint: from the plan to what was learned, and what it tells of the next.
    sprint: plan board review retro standup flow forecast;
    /// The people: what they wish for, what moves them, what was promised to them.
    people: inbox people accounts promises agents report versions;
    /// The market: what people outside say, do and build.
    market: outside;
    /// Why: the vision, its goals and numbers, and whether they moved.
    why: vision outcomes usage questions roadmap changes today portfolio;
}
