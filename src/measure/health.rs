//! How healthy the backlog is: DEEP (Detailed appropriately, Estimated, Emergent, Prioritised; Pichler and Cohn), what is
//! wrong, and which three mends help most. A number from 0 to 100 whose arithmetic is shown.

use std::collections::HashSet;

use super::lint::{self, Domain, Rule};
use super::ready::{self, Band};
use crate::model::{Id, Item, Now, Product};
use crate::sort::InOrder;

/// Days without a change after which an item is taken for dead.
pub const ZOMBIE: i64 = 365;
/// Items from the top that drift and recency are told from.
const TOP: usize = 20;
/// Days in which an item counts as new.
const NEW: i64 = 14;
/// Criteria beyond which a far item is over-specified.
const MANY: usize = 5;
/// Open items that are too many where nothing else was set.
const MOST: usize = 100;
/// Days in which a living backlog is touched.
const MONTH: i64 = 30;

/// One of the four bars, 0 to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is called.
    pub name: &'static str,
    /// How full it is.
    pub percent: u32,
    /// What it counts: `9 of 12 in the next two sprints are ready`.
    pub words: String,
}

/// Something that is wrong with the backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What it is called.
    pub name: &'static str,
    /// How many items have it.
    pub count: usize,
    /// The filter that shows them; empty where it is about the whole.
    pub filter: String,
    /// What to do about it.
    pub mend: &'static str,
    /// How much the score would rise without it, in tenths.
    pub gain: u32,
}

/// The health of a backlog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The score, from 0 to 100.
    pub score: u32,
    /// The four bars of DEEP.
    pub bars: Vec<Bar>,
    /// What is wrong, the gravest first.
    pub flaws: Vec<Flaw>,
    /// What is worth a word about the whole.
    pub notes: Vec<String>,
    /// How far down it is ready.
    pub band: Band,
    /// How the score comes about.
    pub arithmetic: String,
    /// Whether there is more of it than anybody can oversee.
    pub too_long: bool,
    /// The words of the product's own domain, by which its hints are told.
    pub domain: Domain,
}

/// Whether an item was written down in the last two weeks.
fn is_new(item: &Item, now: Now) -> bool {
    now.days_since(item.created) <= NEW
}

/// Returns how many of the first twenty items that do not wait are new, and how many there are: a backlog that follows the last
/// thing that somebody said has many.
#[must_use]
pub fn recency(product: &Product, now: Now) -> (usize, usize) {
    let items = product.order().iter().filter_map(|id| product.items().get(*id));
    let top: Vec<&Item> = items.map(|item| &**item).filter(|item| !item.is_later(now.today)).take(TOP).collect();
    (top.iter().filter(|item| is_new(item, now)).count(), top.len())
}

/// Whether nobody has touched an item for over a year.
#[must_use]
pub fn is_zombie(item: &Item, now: Now) -> bool {
    now.days_since(item.updated) > ZOMBIE
}

/// Whether an item far down the order is specified in more detail than it deserves.
#[must_use]
pub fn is_overspecified(item: &Item, place: Option<usize>, horizon: usize) -> bool {
    item.criteria.len() > MANY && place.is_some_and(|place| place > horizon)
}

/// Whether the words of an item leave open what is meant.
#[must_use]
pub fn is_vague(item: &Item, domain: &Domain) -> bool {
    lint::hints(item, domain).iter().any(|hint| matches!(hint.rule, Rule::Vague | Rule::Atomic | Rule::Solution))
}

fn share(part: usize, whole: usize) -> u32 {
    u32::try_from(part * 100 / whole.max(1)).unwrap_or(100).min(100)
}

/// The counts of one walk over the open items.
#[derive(Default)]
struct Tally {
    band: Band,
    /// Items of the next three sprints; what is at work is not among them.
    horizon: usize,
    open: usize,
    /// Open items that are not at work.
    planned: usize,
    orphans: usize,
    unranked: usize,
    sizeless: usize,
    stale: usize,
    zombies: usize,
    twins: usize,
    /// Stale, dead or possibly double: each counts once.
    flawed: usize,
    big: usize,
    far: usize,
    vague: usize,
    touched: usize,
    justified: usize,
    plain: usize,
    sized_top: usize,
    /// Of the first [`TOP`].
    top: usize,
    fresh: usize,
    aimed: usize,
    domain: Domain,
    /// The last place in the order that belongs to the band, and to the horizon.
    band_place: usize,
    far_place: usize,
}

impl Tally {
    fn of(product: &Product, doubled: impl Fn(Id) -> bool, now: Now, stale_days: i64) -> Self {
        let band = ready::band(product, now.today);
        let mut tally =
            Self { horizon: (band.band * 3 / 2).max(1), band, domain: Domain::of(product), ..Self::default() };
        let at_work = ready::at_work(product);
        let items = product.order().iter().filter_map(|id| product.items().get(*id));
        // what waits for a later day is not judged today
        for (at, item) in (1..).zip(items).filter(|(_, item)| !item.is_later(now.today)) {
            tally.place(item, at, at_work.contains(&item.id), product);
            tally.age(item, doubled(item.id), now, stale_days);
        }
        tally.horizon = tally.horizon.min(tally.planned.max(1));
        tally
    }

    /// Counts what an item lacks where it stands.
    fn place(&mut self, item: &Item, at: usize, at_work: bool, product: &Product) {
        self.open += 1;
        self.planned += usize::from(!at_work);
        // what is at work is in no band that is to be made ready
        let place = if at_work { usize::MAX } else { self.planned };
        if place <= self.band.band {
            self.band_place = at;
        }
        if place <= self.horizon {
            self.far_place = at;
        }
        self.orphans += usize::from(item.is_orphan());
        self.unranked += usize::from(item.is_unranked());
        self.sizeless += usize::from(item.is_unsized());
        self.big += usize::from(place <= self.horizon && ready::is_too_big(item, product));
        self.far += usize::from(is_overspecified(item, Some(at), self.far_place.max(self.horizon)));
        self.vague += usize::from(is_vague(item, &self.domain));
        self.justified += usize::from(!item.is_unranked() && item.goal.is_some());
        self.plain += usize::from(place <= self.band.band && item.criteria.is_empty());
        self.sized_top += usize::from(place <= self.horizon && !item.is_unsized());
    }

    /// Counts how old an item is, and whether it is another one.
    fn age(&mut self, item: &Item, double: bool, now: Now, stale_days: i64) {
        let old = now.days_since(item.updated);
        let dead = is_zombie(item, now);
        let stale = old > stale_days && !dead;
        self.stale += usize::from(stale);
        self.zombies += usize::from(dead);
        self.twins += usize::from(double);
        self.flawed += usize::from(dead || stale || double);
        self.touched += usize::from(old <= MONTH);
        if self.open <= TOP {
            self.top += 1;
            self.fresh += usize::from(is_new(item, now));
            self.aimed += usize::from(item.goal.is_some());
        }
    }

    fn bars(&self) -> Vec<Bar> {
        let (band, horizon) = (&self.band, self.horizon);
        // alive is neither untouched nor churned: 10 to 70 % in a month is fine
        let emergent = match share(self.touched, self.open) {
            n @ 0..10 => n * 10,
            10..=70 => 100,
            n => 100 - (n - 70),
        };
        vec![
            Bar {
                name: "Detailed",
                percent: share(band.ready_items, band.band),
                words: format!("{} of the {} in the next two sprints are ready", band.ready_items, band.band),
            },
            Bar {
                name: "Estimated",
                percent: share(self.sized_top, horizon),
                words: format!("{} of the {horizon} in the next three sprints are sized", self.sized_top),
            },
            Bar {
                name: "Emergent",
                percent: emergent,
                words: format!("{} of {} were touched in the last {MONTH} days", self.touched, self.open),
            },
            Bar {
                name: "Prioritised",
                percent: share(self.justified, self.open),
                words: format!("{} of {} were placed by a person and serve a goal", self.justified, self.open),
            },
        ]
    }

    /// Returns what is wrong and how many tenths of a point mending it all would gain, the most first.
    fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = self.all_flaws();
        flaws.retain(|flaw| flaw.count > 0);
        flaws.order_by_key(|flaw| std::cmp::Reverse((flaw.gain, flaw.count)));
        flaws
    }

    fn all_flaws(&self) -> Vec<Flaw> {
        let tenths = |part: usize, whole: usize, worth: u32| share(part, whole) * worth / 10;
        vec![
            Flaw {
                name: "no goal",
                count: self.orphans,
                filter: "is:orphan".to_owned(),
                mend: "⟦item.goal⟧ links one or all that are marked",
                gain: tenths(self.orphans, self.open, 20),
            },
            Flaw {
                name: "never ranked",
                count: self.unranked,
                filter: "is:unranked".to_owned(),
                mend: "⟦go.order⟧ makes a first order",
                gain: tenths(self.unranked, self.open, 25),
            },
            Flaw {
                name: "not sized",
                count: self.sizeless,
                filter: "is:unsized".to_owned(),
                mend: "⟦item.size⟧ and a key sizes one",
                gain: tenths(self.horizon - self.sized_top.min(self.horizon), self.horizon, 25),
            },
            Flaw {
                name: "not ready at the top",
                count: self.band.band - self.band.ready_items,
                filter: format!("is:unready place<={}", self.band_place),
                mend: "⟦item.ready⟧ shows what is missing",
                gain: tenths(self.band.band - self.band.ready_items, self.band.band, 25),
            },
            Flaw {
                name: "stale",
                count: self.stale,
                filter: "is:stale -is:zombie".to_owned(),
                mend: "⟦go.groom⟧ and prune: keep, later or drop",
                gain: tenths(self.stale, self.open, 30),
            },
            Flaw {
                name: "zombies, over a year",
                count: self.zombies,
                filter: "is:zombie".to_owned(),
                mend: "⟦go.groom⟧ and prune, or mark all and ⟦decline.archive⟧",
                gain: tenths(self.zombies, self.open, 30),
            },
            Flaw {
                name: "possible duplicates",
                count: self.twins,
                filter: "is:duplicate".to_owned(),
                mend: "⟦item.merge⟧ merges two",
                gain: tenths(self.twins, self.open, 30),
            },
            Flaw {
                name: "too big at the top",
                count: self.big,
                filter: format!("is:big place<={}", self.far_place),
                mend: "⟦item.split⟧ splits one",
                gain: tenths(self.big, self.horizon, 15),
            },
            Flaw {
                name: "no criteria at the top",
                count: self.plain,
                filter: format!("-has:criteria place<={}", self.band_place),
                mend: "⟦item.criteria⟧ adds one",
                gain: tenths(self.plain, self.band.band, 20),
            },
            Flaw {
                name: "over-specified far down",
                count: self.far,
                filter: "is:overspecified".to_owned(),
                mend: "let it be rough until it is near",
                gain: tenths(self.far, self.open, 5),
            },
            Flaw {
                name: "in vague words",
                count: self.vague,
                filter: "is:vague".to_owned(),
                mend: "open the item to see which words",
                gain: tenths(self.vague, self.open, 5),
            },
        ]
    }

    fn notes(&self, most: usize) -> Vec<String> {
        let (band, top) = (&self.band, self.top);
        let mut notes = Vec::new();
        match band.depth() {
            0..10 => notes.push(format!("too sparse: only {} are ready, one to two are healthy", band.words())),
            10..=25 => {}
            _ => notes.push(format!("detailed far ahead: {} are ready, two are enough", band.words())),
        }
        if self.open > most {
            notes.push(format!("too long: {} are open, {most} is the limit · prune, or raise the limit", self.open));
        }
        notes.push(format!(
            "recency: {} of the top {top} are not older than {NEW} days{}",
            self.fresh,
            if self.fresh * 2 > top { " · the last voice counts most" } else { "" }
        ));
        notes.push(format!(
            "drift: {} of the top {top} serve a goal{}",
            self.aimed,
            if self.aimed * 4 < top * 3 { " · the top has lost its aim" } else { "" }
        ));
        notes
    }
}

/// Returns the health of a product's backlog on a day.
///
/// `doubled` are the items that may be another one ([`super::similar::Similar::doubled`]); `stale_days` what counts as stale.
/// Walks over all open items once. The score is the mean of the four bars, less what is stale, dead or double, less ten for a
/// backlog that is too long.
#[must_use]
pub fn of(product: &Product, doubled: &HashSet<Id, impl std::hash::BuildHasher>, now: Now, stale_days: i64) -> Health {
    let tally = Tally::of(product, |id| doubled.contains(&id), now, stale_days);
    if tally.open == 0 {
        return Health { band: tally.band, domain: tally.domain, ..Health::default() };
    }
    let most = match product.about().most {
        0 => MOST,
        n => usize::try_from(n).unwrap_or(MOST),
    };
    let bars = tally.bars();
    let mean = bars.iter().map(|bar| bar.percent).sum::<u32>() / 4;
    let clutter = share(tally.flawed, tally.open) * 3 / 10;
    let too_long = is_too_long(tally.open, most, product);
    let long = if too_long { 10 } else { 0 };
    let score = mean.saturating_sub(clutter + long);
    let why_long = if too_long { format!(" − {long} (too long)") } else { String::new() };
    let arithmetic = format!("{mean} (mean of the four) − {clutter} (stale, dead or double){why_long} = {score}");
    let mut notes = tally.notes(most);
    if too_long && tally.open <= most {
        let words = format!("too long: what is sized fills more than {SPRINTS} sprints · prune, or say no to some");
        notes.insert(0, words);
    }
    let flaws = tally.flaws();
    Health { score, bars, flaws, notes, band: tally.band, arithmetic, too_long, domain: tally.domain }
}

/// Sprints of sized work from which on nobody knows any more what is at the end of the list.
const SPRINTS: u32 = 6;

/// Whether a backlog is too long: more items than the team wants, or more sized work than six sprints do, where their velocity is
/// known.
fn is_too_long(open: usize, most: usize, product: &Product) -> bool {
    let (velocity, guess) = super::velocity::velocity(product);
    let sized = || {
        let items = product.order().iter().filter_map(|id| product.items().get(*id));
        items.filter_map(|item| item.size.and_then(crate::model::Size::points)).fold(0_u32, u32::saturating_add)
    };
    open > most || (!guess && velocity > 0 && sized() > velocity.saturating_mul(SPRINTS))
}
