//! The tasks of an item as a list that a person writes.

use super::{Item, Task, content_id};

impl Item {
    /// Returns the tasks as a Markdown check-list.
    #[must_use]
    pub fn tasks_text(&self) -> String {
        let line = |task: &Task| format!("- [{}] {}", if task.done { 'x' } else { ' ' }, task.text);
        self.tasks.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Returns how many tasks are done, and how many there are.
    #[must_use]
    pub fn tasks_done(&self) -> (usize, usize) {
        (self.tasks.iter().filter(|task| task.done).count(), self.tasks.len())
    }
}

/// Returns tasks read from a check-list, keeping the identity of those whose text is the same.
pub(super) fn read_tasks(text: &str, known: &[Task]) -> Vec<Task> {
    let mut out: Vec<Task> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['-', '*', '•']).trim_start();
        let (done, words) = match line.strip_prefix("[x]").or_else(|| line.strip_prefix("[X]")) {
            Some(rest) => (true, rest),
            None => (false, line.strip_prefix("[ ]").unwrap_or(line)),
        };
        let words = words.trim();
        if words.is_empty() {
            continue;
        }
        let free = |task: &&Task| task.text == words && out.iter().all(|other| other.id != task.id);
        let mut place = out.len();
        let mut id = known.iter().find(free).map_or_else(|| content_id(&["task", words, &place.to_string()]), |t| t.id);
        while out.iter().any(|other| other.id == id) {
            place += 1;
            id = content_id(&["task", words, &place.to_string()]);
        }
        out.push(Task { id, text: words.to_owned(), done, ..Task::default() });
    }
    out
}
