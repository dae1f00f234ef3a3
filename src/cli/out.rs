//! The only printer. Text passes the sanitizer, a closed pipe ends the printing and nothing else.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::text;
use crate::words;

/// What the shell says for the commands of the screen that messages name; `: word` is typed on the screen.
const SHELL: &[(&str, &str)] = &[
    ("decline.archive", "momentum decline"),
    ("go.conflicts", "“: conflicts”"),
    ("review.demo", "momentum set KEY demo=…"),
    ("go.competitors", "momentum competitor"),
    ("go.insights", "momentum insight"),
    ("go.market", "momentum insight"),
    ("go.themes", "momentum theme"),
    ("go.usage", "momentum usage"),
    ("go.questions", "momentum question"),
    ("market.more", "momentum competitor move"),
    ("go.groom", "momentum groom"),
    ("go.order", "“: first order” on the screen"),
    ("go.plan", "momentum sprint new"),
    ("go.people", "momentum person"),
    ("go.promises", "momentum promise"),
    ("go.requests", "momentum request"),
    ("go.retro", "momentum sprint retro"),
    ("go.sprint", "momentum sprint"),
    ("go.standup", "momentum standup"),
    ("go.vision", "momentum goal"),
    ("item.criteria", "“: criteria” on the screen"),
    ("item.effect", "“: effect” on the screen"),
    ("item.goal", "momentum set KEY goal=G1"),
    ("item.merge", "“: merge” on the screen"),
    ("item.ready", "momentum show KEY"),
    ("item.size", "momentum set KEY size=5"),
    ("item.split", "“: split” on the screen"),
    ("item.why", "momentum set KEY benefit=…"),
    ("person.merge", "momentum person merge"),
    ("go.untold", "momentum request list untold:yes"),
    ("request.adopt", "momentum request adopt"),
    ("request.back", "momentum request again"),
    ("request.promote", "momentum request take"),
    ("request.who", "“: who asks” on the screen"),
    ("sprint.swap", "momentum sprint add or remove"),
    ("vision.add", "momentum kr add"),
];

/// Returns a message as the shell says it: the commands that it names are those of the shell.
#[must_use]
pub fn in_the_shell(words: &str) -> String {
    words::fill(words, |name| SHELL.iter().find(|(own, _)| *own == name).map(|(_, words)| (*words).to_owned()))
}

/// Standard output, with what became of it.
pub struct Out {
    to: io::BufWriter<io::Stdout>,
    /// Whether answers are JSON.
    pub json: bool,
    closed: bool,
    fault: Option<io::Error>,
    width: Option<usize>,
}

impl Out {
    /// Returns the printer of this process.
    #[must_use]
    pub fn new(json: bool) -> Self {
        let stdout = io::stdout();
        let width =
            stdout.is_terminal().then(|| crossterm::terminal::size().map_or(80, |(w, _)| usize::from(w).max(20)));
        Self { to: io::BufWriter::with_capacity(1 << 16, stdout), json, closed: false, fault: None, width }
    }

    fn note(&mut self, result: io::Result<()>) {
        match result {
            Ok(()) => {}
            // the reader has seen enough; what was to be done is done
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => self.closed = true,
            Err(why) => self.fault = Some(why),
        }
    }

    /// Writes a line as it is, at once, for a program that waits for it. Returns whether that program is still there.
    ///
    /// # Errors
    /// Returns an error if the system refuses to write.
    pub fn send(&mut self, line: &str) -> io::Result<bool> {
        match writeln!(self.to, "{line}").and_then(|()| self.to.flush()) {
            Ok(()) => Ok(true),
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(false)
            }
            Err(why) => Err(why),
        }
    }

    /// Prints one line of text.
    pub fn line(&mut self, words: &str) {
        if !self.closed && !self.json {
            let result = writeln!(self.to, "{}", text::show(words));
            self.note(result);
        }
    }

    /// Prints text that is an exact answer: an export, a completion script. A terminal gets what it can show, because nobody
    /// keeps what is printed there, and text from a file must not drive it.
    pub fn raw(&mut self, exact: &[u8]) {
        if self.closed {
            return;
        }
        let result = if self.width.is_some() {
            let text = String::from_utf8_lossy(exact).replace("\r\n", "\n");
            self.to.write_all(text::show(&text).as_bytes())
        } else {
            self.to.write_all(exact)
        };
        self.note(result);
    }

    /// Prints an answer as JSON.
    pub fn answer<T: Serialize>(&mut self, answer: &T) {
        if self.closed {
            return;
        }
        if self.width.is_some() {
            // what a terminal gets is looked through as a whole
            let mut bytes = serde_json::to_vec_pretty(answer).unwrap_or_default();
            bytes.push(b'\n');
            self.raw(&bytes);
            return;
        }
        let result = serde_json::to_writer_pretty(&mut self.to, answer).map_err(io::Error::from);
        let result = result.and_then(|()| self.to.write_all(b"\n"));
        self.note(result);
    }

    /// Prints rows in columns. The last column takes what is left of a terminal's width and is cut there; the columns
    /// named in `right` are aligned to the right.
    pub fn table(&mut self, rows: &[Vec<String>], right: &[usize]) {
        if self.json {
            return;
        }
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| text::line(cell).into_owned()).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let wide: Vec<usize> = (0..columns)
            .map(|i| rows.iter().filter_map(|row| row.get(i)).map(|cell| text::width(cell)).max().unwrap_or(0))
            .collect();
        for row in &rows {
            let mut line = String::new();
            for (i, cell) in row.iter().enumerate() {
                let room = wide.get(i).copied().unwrap_or(0);
                let pad = " ".repeat(room.saturating_sub(text::width(cell)));
                if i + 1 == columns {
                    line.push_str(cell);
                } else if right.contains(&i) {
                    line.push_str(&format!("{pad}{cell}  "));
                } else {
                    line.push_str(&format!("{cell}{pad}  "));
                }
            }
            let line = line.trim_end();
            let shown = self.width.map_or(line.into(), |width| text::cut(line, width));
            self.line(&shown);
        }
    }

    /// Ends the printing, and says what failed.
    ///
    /// # Errors
    /// Returns an error if something could not be written, other than to a pipe that was closed.
    pub fn finish(mut self) -> io::Result<()> {
        let result = self.to.flush();
        self.note(result);
        self.fault.map_or(Ok(()), Err)
    }
}

/// Says on standard error what failed, as words or as JSON.
pub fn complain(words: &str, code: u8, json: bool) {
    let words = in_the_shell(words);
    let shown = text::show(&words);
    let line = if json {
        serde_json::json!({"error": {"code": code, "message": shown}}).to_string()
    } else {
        format!("momentum: {shown}")
    };
    let _ = writeln!(io::stderr(), "{line}");
}

/// Asks a question on standard error, and returns whether the answer begins with y.
#[must_use]
pub fn ask(question: &str) -> bool {
    let mut to = io::stderr();
    let _ = write!(to, "momentum: {} [y/n] ", text::show(question)).and_then(|()| to.flush());
    let mut answer = String::new();
    let _ = io::stdin().read_line(&mut answer);
    answer.trim_start().starts_with(['y', 'Y'])
}

/// Says on standard error what is worth knowing while the command goes on.
pub fn remark(words: &str) {
    let _ = writeln!(io::stderr(), "momentum: {}", text::show(&in_the_shell(words)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_messages_name_has_a_word_in_the_shell() {
        assert_eq!(in_the_shell("none: ⟦go.plan⟧ plans one"), "none: momentum sprint new plans one");
        assert_eq!(in_the_shell("⟦nothing.like.it⟧ and ⟦ alone"), "⟦nothing.like.it⟧ and ⟦ alone");
    }
}
