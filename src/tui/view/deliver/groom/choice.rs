//! Choosing what to go through, and beginning a session over it.

use super::PAGE;
use super::state_mut;
use super::{Groom, resume, session, settle};
use crate::model::Verb;
use crate::model::session::Purpose;
use crate::model::{Id, Session};
use crate::query::queue::QUEUES;
use crate::tui::desk::Desk;
use crate::tui::layer::picker::{Pick, Picker};
use crate::words::count;

/// Most items of a session: an hour's work, and the rest comes next time.
const MOST: usize = 100;
/// Minutes that are set aside for a session.
const MINUTES: u32 = 60;

/// What a session would go through.
#[derive(Clone)]
struct Choice {
    title: &'static str,
    mode: Purpose,
    filter: &'static str,
    items: Vec<Id>,
}

/// Asks which queue to go through.
pub fn choose(desk: &mut Desk) {
    let own = |title, items| Choice { title, mode: Purpose::Groom, filter: "", items };
    let mut choices = Vec::new();
    let marked = desk.list.marks_in_order();
    let has_marks = !marked.is_empty();
    if has_marks {
        choices.push(own("the marked ones", marked));
    }
    if !desk.list.filter().is_empty() || !desk.list.find().is_empty() {
        choices.push(own("what is on the list now", desk.list.rows().to_vec()));
    }
    choices.extend(QUEUES.iter().map(|queue| Choice {
        title: queue.title,
        mode: queue.mode,
        filter: queue.filter,
        items: queue.items(desk.product(), &desk.judge.doubled, desk.now, desk.list.stale_days),
    }));
    let mut entries: Vec<Pick<Option<Choice>>> = Vec::new();
    if let Some(open) = session(desk) {
        let at = (open.place() + 1).min(open.items.len());
        entries.push(Pick::new(format!("go on: {}", open.queue), format!("{at} of {}", open.items.len()), None));
    }
    entries.extend(choices.into_iter().map(|choice| {
        let none = choice.items.is_empty().then(|| "nothing waits there".to_owned());
        Pick::new(choice.title, count(choice.items.len(), "item"), Some(choice)).unready(none)
    }));
    // the first that holds anything, and what is marked before all
    let first = usize::from(has_marks && entries.first().is_some_and(|entry| entry.value.is_none()));
    let start = entries.iter().skip(first).position(|entry| entry.unready.is_none()).unwrap_or(0) + first;
    let picker = Picker::new("Groom what?", entries, |desk, choice| match choice {
        Some(choice) => begin(desk, choice),
        None => resume(desk),
    });
    desk.push(picker.start(start).lets_go());
}

/// Begins a session with a queue.
fn begin(desk: &mut Desk, choice: Choice) {
    let Choice { title, mode, filter, mut items } = choice;
    let all = items.len();
    items.truncate(MOST);
    let n = items.len();
    let before = session(desk).map(|session| session.id);
    let now = desk.now;
    let begun = desk.edit(Verb::Began, "", |product| {
        // what was begun before and left is over
        if let Some(open) = before.and_then(|id| product.get::<Session>(id)).map(|open| Session::clone(open)) {
            if open.decisions() == 0 {
                product.forget_session(open.id);
            } else {
                product.put(Session { ended: Some(now.at), ..open });
            }
        }
        let id = product.fresh_id();
        let (queue, filter) = (title.to_owned(), filter.to_owned());
        product.put(Session { id, mode, queue, filter, items, minutes: MINUTES, ..Session::default() });
        Ok(())
    });
    if begun.is_some() {
        desk.show(&PAGE);
        *state_mut(desk) = Groom::default();
        desk.list.unmark();
        settle(desk);
        let words = if all > n { format!("the first {n} of {all}: a session is an hour") } else { count(n, "item") };
        desk.say(format!("{title}: {words} · ⟦app.out⟧ pauses, ⟦history.undo⟧ takes a decision back"));
    }
}
