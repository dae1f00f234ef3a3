//! The list of items, wherever it is shown: what it is about, its rows, cursor, marks, filter and order.

mod rows;

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Change, Id, Now, Product};
use crate::query::{Fuzzy, Query, QueryError, STALE_DAYS};
use rows::Rows;

/// How long a key press may look for rows before the frame is drawn; the rest is looked at between frames.
const SLICE: Duration = Duration::from_micros(1500);

/// Which items the list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// All that is open.
    Open,
    /// The item that was declined.
    Declined,
}

/// Which pane the movement keys move in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The list of items.
    List,
    /// The item that it is about.
    Detail,
}

/// The state of the list.
pub struct List {
    pub(super) rows: Rows,
    /// The row of the cursor.
    pub(super) at: usize,
    /// First row on the screen; set while drawing.
    pub(super) top: Cell<usize>,
    /// Rows that fit on the screen; set while drawing.
    pub(super) page: Cell<usize>,
    pub(super) marks: HashSet<Id>,
    /// The item with which a range of marks began.
    pub(super) anchor: Option<Id>,
    /// What the list is about.
    pub lens: Lens,
    filter: String,
    find: String,
    /// What was looked for last, for `n` and `N`.
    last_find: String,
    /// The item under the cursor before a search.
    home: Option<Id>,
    sort: String,
    /// The pane that has the keys.
    pub focus: Focus,
    /// Whether that pane has the whole screen.
    pub zoom: bool,
    /// Whether a row has a second line with its why.
    pub cards: bool,
    /// Days without a change after which an item is stale.
    pub stale_days: i64,
    doubled: Arc<HashSet<Id>>,
    pub(super) detail_top: Cell<usize>,
    /// How far the detail can be scrolled; set while drawing.
    pub(super) detail_last: Cell<usize>,
}

impl List {
    /// Returns the list of the whole backlog.
    #[must_use]
    pub fn new(product: &Product, now: Now) -> Self {
        // what one sees first; the rest is looked at between frames
        let mut rows = Rows::begin(product, Arc::default(), "");
        rows.search(product, now, 100, SLICE);
        Self {
            rows,
            at: 0,
            top: Cell::new(0),
            page: Cell::new(20),
            marks: HashSet::new(),
            anchor: None,
            lens: Lens::Open,
            filter: String::new(),
            find: String::new(),
            last_find: String::new(),
            home: None,
            sort: String::new(),
            focus: Focus::List,
            zoom: false,
            cards: false,
            stale_days: STALE_DAYS,
            doubled: Arc::default(),
            detail_top: Cell::new(0),
            detail_last: Cell::new(0),
        }
    }

    /// Returns the rows found so far.
    #[must_use]
    pub fn rows(&self) -> &[Id] {
        self.rows.ids()
    }

    /// Returns the row of the cursor.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Returns the item under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<Id> {
        self.rows().get(self.at).copied()
    }

    /// Whether rows are still being looked for.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.rows.is_searching()
    }

    /// Looks further between two frames. Returns whether the screen shows anything new.
    pub fn search(&mut self, product: &Product, now: Now) -> bool {
        let before = self.rows().len();
        self.rows.search(product, now, usize::MAX, SLICE);
        before < self.top.get() + self.page.get() || !self.rows.is_searching()
    }

    /// Takes over which items may be another one, for `is:duplicate`.
    pub fn know_doubles(&mut self, doubled: Arc<HashSet<Id>>, product: &Product, now: Now) {
        let asked = self.query().is_ok_and(|query| query.asks_for_duplicates());
        // thousands of ids are compared only where the filter asks for them, and not with themselves
        let changed = asked && !Arc::ptr_eq(&self.doubled, &doubled) && self.doubled != doubled;
        self.doubled = doubled;
        if changed {
            self.rebuild(product, now);
        }
    }

    /// Takes all marks away, and ends a range.
    pub fn unmark(&mut self) {
        self.marks.clear();
        self.anchor = None;
    }

    /// Returns the marked items in the order of the list; empty where none is.
    #[must_use]
    pub fn marks_in_order(&self) -> Vec<Id> {
        if self.marked() == 0 { Vec::new() } else { self.targets() }
    }

    /// Returns the items that a verb acts on: the marked ones in the order of the list, else the one under the cursor.
    #[must_use]
    pub fn targets(&self) -> Vec<Id> {
        let range = self.range();
        if self.marks.is_empty() && range.is_empty() {
            return self.selected().into_iter().collect();
        }
        let rows = self.rows().iter().enumerate();
        let mut out: Vec<Id> =
            rows.filter(|(i, id)| range.contains(i) || self.marks.contains(*id)).map(|(_, id)| *id).collect();
        // marks outside the filter count too: they were set on purpose
        let mut hidden: Vec<Id> = self.marks.iter().filter(|id| !out.contains(id)).copied().collect();
        hidden.sort_unstable();
        out.extend(hidden);
        out
    }

    pub(super) fn range(&self) -> std::ops::Range<usize> {
        match self.anchor.and_then(|id| self.rows.position(id, self.at)) {
            Some(from) => from.min(self.at)..from.max(self.at) + 1,
            None => 0..0,
        }
    }

    /// Returns how many items are marked.
    #[must_use]
    pub fn marked(&self) -> usize {
        let range = self.range();
        let inside =
            self.rows().get(range.clone()).unwrap_or_default().iter().filter(|id| self.marks.contains(*id)).count();
        self.marks.len() + range.len() - inside
    }

    /// Whether the item in a row is marked.
    #[must_use]
    pub fn is_marked(&self, row: usize, id: Id) -> bool {
        self.marks.contains(&id) || self.range().contains(&row)
    }

    /// Moves the cursor by rows.
    pub fn step(&mut self, by: isize) {
        let last = self.rows().len().saturating_sub(1);
        self.go(self.at.saturating_add_signed(by).min(last));
    }

    /// Puts the cursor on a row.
    pub fn go(&mut self, row: usize) {
        if row != self.at {
            self.detail_top.set(0);
        }
        self.at = row;
    }

    /// Puts the cursor on an item, where it is in the list.
    pub fn select(&mut self, id: Id) {
        if let Some(row) = self.rows.position(id, self.at) {
            self.go(row);
        }
    }

    /// Scrolls the pane of the item.
    pub fn scroll(&self, by: isize) {
        self.detail_top.set(self.detail_top.get().saturating_add_signed(by).min(self.detail_last.get()));
    }

    /// Returns half of what fits on the screen.
    #[must_use]
    pub fn half_page(&self) -> isize {
        isize::try_from(self.page.get() / 2).unwrap_or(10).max(1)
    }

    /// Brings the list in step with a change.
    pub fn follow(&mut self, change: &Change, product: &Product, now: Now) {
        if !self.rows.follow(change, product, now, &mut self.at) {
            self.rebuild(product, now);
        }
        for edit in change.items.iter().filter(|edit| edit.after.as_ref().is_none_or(|item| !item.is_open())) {
            if self.lens == Lens::Open {
                self.marks.remove(&edit.id());
            }
        }
    }

    /// Looks for all rows anew; the cursor stays on its item, or on the row where it was.
    pub fn rebuild(&mut self, product: &Product, now: Now) {
        let held = self.selected();
        let row = self.at;
        // the parts were understood when they were set
        let query = self.query().unwrap_or_default();
        self.rows = Rows::begin(product, Arc::new(query), &self.find);
        self.rows.finish(product, now);
        let last = self.rows().len().saturating_sub(1);
        self.at = held.and_then(|id| self.rows.position(id, row)).unwrap_or(row).min(last);
    }

    fn query(&self) -> Result<Query, QueryError> {
        let lens = if self.lens == Lens::Declined { "is:declined " } else { "" };
        let sort = if self.sort.is_empty() { String::new() } else { format!(" sort:{}", self.sort) };
        Ok(Query::parse(&format!("{lens}{}{sort}", self.filter))?
            .stale_after(self.stale_days)
            .doubled(self.doubled.clone()))
    }

    /// Returns what the list is narrowed to.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Narrows the list to what a filter finds.
    ///
    /// # Errors
    /// Returns an error if the filter is not understood; the list stays as it was.
    pub fn set_filter(&mut self, text: &str, product: &Product, now: Now) -> Result<(), QueryError> {
        Query::parse(text)?;
        text.trim().clone_into(&mut self.filter);
        self.rebuild(product, now);
        Ok(())
    }

    /// Returns what the rows are sorted by, empty for the one order.
    #[must_use]
    pub fn sort(&self) -> &str {
        &self.sort
    }

    /// Shows the list in another order; the same again turns it round. The rank stays as it is.
    pub fn set_sort(&mut self, name: &str, product: &Product, now: Now) {
        self.sort = match name {
            "rank" => String::new(),
            name if name == self.sort => format!("-{name}"),
            name => name.to_owned(),
        };
        self.rebuild(product, now);
    }

    /// Returns what is being looked for.
    #[must_use]
    pub fn find(&self) -> &str {
        &self.find
    }

    /// Narrows the list to what is looked for, as it is typed. The rows beyond the screen follow between frames.
    pub fn look_for(&mut self, text: &str, product: &Product, now: Now) {
        if self.find.is_empty() && !text.is_empty() {
            self.home = self.selected();
        }
        text.clone_into(&mut self.find);
        let query = self.query().unwrap_or_default();
        self.rows = Rows::begin(product, Arc::new(query), text);
        if text.is_empty() {
            self.rows.finish(product, now);
            let home = self.home.and_then(|id| self.rows.position(id, self.at));
            self.go(home.unwrap_or(0));
        } else {
            text.clone_into(&mut self.last_find);
            self.rows.search(product, now, self.page.get() + 1, SLICE);
            self.go(0);
        }
    }

    /// Goes to the next or the previous item that fits what was looked for last, around the end of the list.
    ///
    /// Returns false where nothing fits.
    pub fn again(&mut self, forward: bool, product: &Product) -> bool {
        let mut fuzzy = Fuzzy::new(self.last_find.split_whitespace());
        let n = self.rows().len();
        let found = (1..=n).map(|i| if forward { (self.at + i) % n } else { (self.at + n - i) % n }).find(|row| {
            let item = self.rows().get(*row).and_then(|id| product.items().get(*id));
            item.is_some_and(|item| fuzzy.finds(item, product))
        });
        if let Some(row) = found {
            self.go(row);
        }
        found.is_some() && !self.last_find.is_empty()
    }

    /// Goes one level out. Returns false where this is the outermost.
    pub fn out(&mut self, product: &Product, now: Now) -> bool {
        if self.anchor.take().is_some() {
        } else if !self.marks.is_empty() {
            self.marks.clear();
        } else if self.zoom {
            self.zoom = false;
        } else if self.focus == Focus::Detail {
            self.focus = Focus::List;
        } else if !self.find.is_empty() {
            self.find.clear();
            let lost = self.selected().is_none();
            self.rebuild(product, now);
            if let Some(home) = self.home.filter(|_| lost) {
                self.select(home);
            }
        } else if !self.filter.is_empty() {
            self.filter.clear();
            self.rebuild(product, now);
        } else if !self.sort.is_empty() {
            self.sort.clear();
            self.rebuild(product, now);
        } else if self.lens != Lens::Open {
            self.look_at(Lens::Open, product, now);
        } else {
            return false;
        }
        true
    }

    /// Shows the backlog, or what was declined.
    pub fn look_at(&mut self, lens: Lens, product: &Product, now: Now) {
        if self.lens != lens {
            if self.lens == Lens::Open {
                self.home = self.selected();
            }
            self.lens = lens;
            self.filter.clear();
            self.find.clear();
            self.marks.clear();
            self.anchor = None;
            self.rebuild(product, now);
            let home = self.home.filter(|_| lens == Lens::Open).and_then(|id| self.rows.position(id, 0));
            self.go(home.unwrap_or(0));
        }
    }

    pub(super) fn toggle_mark(&mut self, id: Id) {
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
    }
}
