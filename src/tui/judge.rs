//! What the screen knows of the backlog as a whole: its health and what resembles what. A long backlog is judged by a thread
//! of its own on a copy that costs nothing, so that no key waits for it.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::measure::health::{self, Health};
use crate::measure::lint::Domain;
use crate::measure::lint::record::Record as Hints;
use crate::measure::similar::Similar;
use crate::measure::similar::double::Record as Doubles;
use crate::measure::similar::size::Record as Sizes;
use crate::model::{Change, Id, Now, Product};

/// Items up to which everything is judged at once, between two frames.
const FEW: usize = 600;

/// How often the judgements were right here; none of what there is too little to tell of.
pub struct Records {
    /// Of suggested sizes.
    pub sizes: Option<Sizes>,
    /// Of what may be there twice.
    pub doubles: Option<Doubles>,
    /// Of hints at words.
    pub hints: Option<Hints>,
}

impl Records {
    fn of(product: &Product, index: &Similar, domain: &Domain) -> Self {
        let doubles = index.doubles_record(product);
        Self { sizes: index.record(), doubles, hints: Hints::of(product, domain) }
    }
}

struct Judgement {
    of: Product,
    index: Similar,
    records: Records,
    doubled: HashSet<Id>,
    health: Health,
}

/// The judgement on the whole backlog, as far as it has come.
#[derive(Default)]
pub struct Judge {
    index: Option<Similar>,
    /// How often it was right; of a short backlog told when somebody looks.
    records: OnceCell<Records>,
    /// Open items that may be another one.
    pub doubled: Arc<HashSet<Id>>,
    /// How healthy the backlog is; from a moment ago while a long one is judged again.
    pub health: Option<Health>,
    pending: Option<Receiver<Box<Judgement>>>,
    /// Whether something changed since the pending judgement began.
    dirty: bool,
}

/// Items beyond which nothing is looked for twice: the index would take more memory than the product.
const MANY: usize = 20_000;

fn judge(product: Product, now: Now, stale_days: i64) -> Box<Judgement> {
    let index = if product.items().len() > MANY { Similar::default() } else { Similar::of(&product) };
    let doubled = index.doubled(&product);
    let health = health::of(&product, &doubled, now, stale_days);
    let records = Records::of(&product, &index, &health.domain);
    Box::new(Judgement { of: product, index, records, doubled, health })
}

/// Returns the health of another product, without keeping what it was computed from.
#[must_use]
pub fn health(product: &Product, now: Now, stale_days: i64) -> u32 {
    judge(product.clone(), now, stale_days).health.score
}

impl Judge {
    /// Returns the index of what resembles what, once it is there.
    #[must_use]
    pub fn similar(&self) -> Option<&Similar> {
        self.index.as_ref()
    }

    /// Returns how often the judgements were right here, once that is known.
    #[must_use]
    pub fn records(&self, product: &Product) -> Option<&Records> {
        let index = self.index.as_ref()?;
        if index.len() > FEW {
            return self.records.get();
        }
        Some(self.records.get_or_init(|| Records::of(product, index, self.domain())))
    }

    /// Returns the words of the product's own domain, as far as they are known yet.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        self.health.as_ref().map_or(Domain::UNKNOWN, |health| &health.domain)
    }

    /// Judges a short backlog at once; a long one waits until the first frame is drawn.
    pub fn open(&mut self, product: &Product, now: Now, stale_days: i64) {
        if product.items().len() <= FEW {
            self.follow(&Change::default(), product, now, stale_days);
        }
    }

    /// Whether nothing was judged yet, nor begun to be.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.health.is_none() && self.pending.is_none()
    }

    /// Judges anew after a change, or begins to.
    pub fn follow(&mut self, change: &Change, product: &Product, now: Now, stale_days: i64) {
        if let Some(index) = &mut self.index {
            for edit in &change.items {
                match &edit.after {
                    Some(item) => index.put(item),
                    None => index.remove(edit.id()),
                }
            }
        }
        if product.items().len() <= FEW {
            if !change.items.is_empty() {
                self.records = OnceCell::new();
            }
            (self.pending, self.dirty) = (None, false);
            let index = self.index.get_or_insert_with(|| Similar::of(product));
            self.doubled = Arc::new(index.doubled(product));
            self.health = Some(health::of(product, &self.doubled, now, stale_days));
        } else if self.pending.is_some() {
            self.dirty = true;
        } else {
            self.send(product, now, stale_days);
        }
    }

    fn send(&mut self, product: &Product, now: Now, stale_days: i64) {
        let (sender, receiver) = channel();
        let product = product.clone();
        // without a thread to be had the receiver says so, and the next tick tries again
        let _ = std::thread::Builder::new().spawn(move || {
            // nobody may be waiting any more
            let _ = sender.send(judge(product, now, stale_days));
        });
        self.pending = Some(receiver);
        self.dirty = false;
    }

    /// Whether a judgement is on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.pending.is_some()
    }

    /// Takes over a judgement that has arrived. Returns whether one has.
    pub fn poll(&mut self, product: &Product, now: Now, stale_days: i64) -> bool {
        let Some(receiver) = &self.pending else { return false };
        match receiver.try_recv() {
            Err(TryRecvError::Empty) => false,
            Err(TryRecvError::Disconnected) => {
                self.pending = None;
                false
            }
            Ok(mut verdict) => {
                self.pending = None;
                // what changed meanwhile is taken into the index at once; the rest is judged again
                for edit in &Change::between(&verdict.of, product).items {
                    match &edit.after {
                        Some(item) => verdict.index.put(item),
                        None => verdict.index.remove(edit.id()),
                    }
                }
                self.index = Some(verdict.index);
                self.records = OnceCell::from(verdict.records);
                self.doubled = Arc::new(verdict.doubled);
                self.health = Some(verdict.health);
                if self.dirty {
                    self.send(product, now, stale_days);
                }
                true
            }
        }
    }

    /// Waits for the judgement that is on its way, for tests and benches.
    pub fn settle(&mut self, product: &Product, now: Now, stale_days: i64) {
        while self.is_busy() {
            if !self.poll(product, now, stale_days) {
                std::thread::yield_now();
            }
        }
    }
}
