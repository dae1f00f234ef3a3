//! The command of the user at work beside the screen: one at a time, its answer kept until somebody looks at it. The screen never waits
//! for it.

use std::collections::VecDeque;
use std::time::Duration;

use crate::assist::request::Sent;
use crate::assist::{Advice, Ask, Suggestion, reply};
use crate::config::Assistant;
use crate::model::Product;
use crate::system::filter::Running;
use crate::words::count;

/// Answers that are remembered for the page that asks.
const REMEMBERED: usize = 5;

/// A command at work on one question, in as many calls as its records need.
struct Job {
    name: String,
    command: Vec<String>,
    ask: Ask,
    patience: Duration,
    running: Running,
    /// The call that is at work, and those that follow.
    sent: Sent,
    rest: VecDeque<Sent>,
    /// Calls in all.
    calls: usize,
    /// The answers to the calls so far.
    got: Option<Advice>,
    /// The second that the header shows.
    second: u64,
}

/// The result of a question.
pub struct Arrived {
    /// The answer, or why there is none, as a sentence.
    pub result: Result<Advice, String>,
    /// Whether a key was pressed since it was asked: then somebody is at something else.
    pub touched: bool,
}

/// The command of the user, with what it is at and what it has said.
#[derive(Default)]
pub struct Helper {
    /// The settings of the user.
    pub settings: Assistant,
    /// Questions that are sent without asking until the program ends.
    pub always: Vec<Ask>,
    /// The question that was asked last.
    pub last: Option<Ask>,
    /// The last question in words.
    pub question: String,
    /// An answer that nobody has looked at, or that was left: as it came, and as somebody left it.
    pub came: Option<(Advice, Vec<Suggestion>)>,
    /// The results of the last questions, the last one first.
    pub log: Vec<String>,
    /// The result that came just now.
    pub arrived: Option<Arrived>,
    /// Whether a key was pressed since the question.
    pub touched: bool,
    job: Option<Job>,
    /// Commands that were told to end.
    ending: Vec<Running>,
    /// Whether one has ended that may have written to the terminal behind our back.
    ended: bool,
}

impl Helper {
    /// Whether it is to be looked at often.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.job.is_some() || !self.ending.is_empty()
    }

    /// Whether a command is at work.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        self.job.is_some()
    }

    /// Whether a question is sent without asking.
    #[must_use]
    pub fn may_send(&self, ask: Ask) -> bool {
        self.always.contains(&ask) || self.settings.always.contains(&ask)
    }

    /// Begins a question. One that is at work is stopped first.
    pub fn begin(&mut self, command: &[String], ask: Ask, calls: Vec<Sent>) {
        self.stop();
        let mut rest: VecDeque<Sent> = calls.into();
        let all = rest.len();
        let Some(sent) = rest.pop_front() else { return };
        let patience = self.settings.timeout;
        let running = Running::begin(command.to_vec(), sent.bytes.clone(), patience);
        let name = Assistant::words(command);
        let command = command.to_vec();
        self.job = Some(Job { name, command, ask, patience, running, sent, rest, calls: all, got: None, second: 0 });
        self.touched = false;
    }

    /// Stops what is at work; what came of it already stays. Returns whether something was.
    pub fn stop(&mut self) -> bool {
        let Some(job) = self.job.take() else { return false };
        job.running.stop();
        self.note(&job, "! stopped");
        self.ending.push(job.running);
        if let Some(got) = job.got.filter(|got| !got.is_empty()) {
            self.arrived = Some(Arrived { result: Ok(got), touched: true });
        }
        true
    }

    fn note(&mut self, job: &Job, words: &str) {
        let about = job.sent.keys.first().map_or_else(String::new, |(key, _)| key.clone());
        let many = if job.sent.keys.len() > 1 || job.calls > 1 { " …" } else { "" };
        self.log.insert(0, format!("{words} · {} {about}{many}", job.ask.title().to_lowercase()));
        self.log.truncate(REMEMBERED);
    }

    /// Lets time pass. Returns whether anything is to be drawn.
    pub fn poll(&mut self, product: &Product) -> bool {
        let before = self.ending.len();
        self.ending.retain(|running| running.poll().is_none());
        self.ended |= self.ending.len() < before;
        let mut draw = self.ending.len() < before;
        let Some(mut job) = self.job.take() else { return draw };
        let second = job.running.age().as_secs();
        draw |= second != job.second;
        job.second = second;
        let Some(ended) = job.running.poll() else {
            self.job = Some(job);
            return draw;
        };
        self.ended = true;
        let result = match ended.fault(job.patience) {
            Some(why) => Err(why),
            None => reply::read(&ended.out, &job.sent, Assistant::name(&job.name), product),
        };
        match result {
            Ok(advice) => {
                match &mut job.got {
                    Some(got) => got.append(advice),
                    None => job.got = Some(advice),
                }
                if let Some(next) = job.rest.pop_front() {
                    job.running = Running::begin(job.command.clone(), next.bytes.clone(), job.patience);
                    job.sent = next;
                    self.job = Some(job);
                    return true;
                }
                let got = job.got.take().unwrap_or_default();
                self.note(&job, &format!("✓ {}", count(got.lines.len(), "suggestion")));
                self.arrived = Some(Arrived { result: Ok(got), touched: self.touched });
            }
            Err(why) => {
                self.note(&job, &format!("✗ {why}"));
                let words = format!("{} {why}", Assistant::name(&job.name));
                // what came of the calls before is not lost with the one that failed
                let result = job.got.take().filter(|got| !got.is_empty()).map_or(Err(words.clone()), |mut got| {
                    got.refused.push(words);
                    Ok(got)
                });
                self.arrived = Some(Arrived { result, touched: self.touched });
            }
        }
        true
    }

    /// Whether a command has ended since this was asked: it may have written to the terminal, so all is drawn anew.
    pub fn has_ended(&mut self) -> bool {
        std::mem::take(&mut self.ended)
    }

    /// Returns what the header says of it: what is at work, or what came and waits.
    #[must_use]
    pub fn standing(&self) -> Option<String> {
        if let Some(job) = &self.job {
            let name = Assistant::name(&job.name);
            let part = if job.calls > 1 {
                format!(", {} of {}", job.calls - job.rest.len(), job.calls)
            } else {
                String::new()
            };
            let (second, all) = (job.second, job.patience.as_secs());
            return Some(format!("✎ {name}{part} · {second} s of {all} · ⟦app.out⟧ stops"));
        }
        let (_, lines) = self.came.as_ref()?;
        Some(format!("✎ {} wait · ⟦assist.open⟧", lines.len()))
    }

    /// Waits for what is at work, for tests.
    pub fn settle(&mut self, product: &Product) {
        while self.is_busy() {
            self.poll(product);
            std::thread::yield_now();
        }
    }
}
