//! Undo on a page that lies on top: it takes back what was done there, and nothing that cannot be seen from there.

use super::desk::Desk;

/// The step at which a page began, and how far one has gone back on it.
#[derive(Clone, Copy, Default)]
pub struct Steps {
    /// How many steps could be undone when the page came; none before its first key.
    from: Option<usize>,
    /// How many were taken back since.
    back: usize,
}

impl Steps {
    /// Notes where the page began; called with every key.
    pub fn begin(&mut self, desk: &Desk) {
        self.from.get_or_insert(desk.workspace.steps());
    }

    /// Takes back the last step, or does it again, where it was done on this page.
    pub fn travel(&mut self, desk: &mut Desk, back: bool) {
        let here = if back { self.from.is_some_and(|from| desk.workspace.steps() > from) } else { self.back > 0 };
        if !here {
            desk.refuse(if back {
                "nothing was done here: Esc, then ⟦history.undo⟧ takes back what was done before"
            } else {
                "nothing was taken back here"
            });
            return;
        }
        self.back = if back { self.back + 1 } else { self.back - 1 };
        desk.travel(back);
    }
}
