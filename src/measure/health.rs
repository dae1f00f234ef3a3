//! How healthy the backlog is: DEEP (Detailed appropriately, Estimated, Emergent, Prioritised; Pichler and Cohn), what lies
//! about, and which three mends help most. A number from 0 to 100 whose arithmetic is shown.

use std::collections::HashSet;

use super::lint::{self, Rule};
use super::ready::{self, Band};
use crate::model::{Id, Item, Now, Product};

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

/// Something that lies about.
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
    /// What lies about, the gravest first.
    pub flaws: Vec<Flaw>,
    /// What is worth a word about the whole.
    pub notes: Vec<String>,
    /// How far down it is ready.
    pub band: Band,
    /// How the score comes about.
    pub arithmetic: String,
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
pub fn is_vague(item: &Item) -> bool {
    lint::hints(item).iter().any(|hint| matches!(hint.rule, Rule::Vague | Rule::Atomic | Rule::Solution))
}

fn share(part: usize, whole: usize) -> u32 {
    u32::try_from(part * 100 / whole.max(1)).unwrap_or(100).min(100)
}

/// Returns the health of a product's backlog on a day.
///
/// `doubled` are the items that may be another one ([`super::similar::Similar::doubled`]); `stale_days` what counts as stale.
/// Walks over all open items once.
#[must_use]
pub fn of(product: &Product, doubled: &HashSet<Id, impl std::hash::BuildHasher>, now: Now, stale_days: i64) -> Health {
    let band = ready::band(product, now.today);
    let horizon = (band.band * 3 / 2).max(1);
    let (mut open, mut stale, mut zombies, mut big, mut far, mut vague, mut touched, mut justified) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (mut twins, mut flawed, mut plain, mut sized_top) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut fresh, mut aimed, mut top) = (0_usize, 0_usize, 0_usize);
    let (mut orphans, mut unranked, mut sizeless) = (0_usize, 0_usize, 0_usize);
    let (mut band_place, mut far_place) = (0_usize, 0_usize);
    let items = product.order().iter().filter_map(|id| product.items().get(*id));
    let at_work = ready::at_work(product);
    let mut planned = 0;
    // what waits for a later day is not judged today
    for (i, (at, item)) in (1..).zip(items).filter(|(_, item)| !item.is_later(now.today)).enumerate() {
        let working = at_work.contains(&item.id);
        planned += usize::from(!working);
        // what is at work is in no band that is to be made ready
        let place = if working { usize::MAX } else { planned };
        if place <= band.band {
            band_place = at;
        }
        if place <= horizon {
            far_place = at;
        }
        open += 1;
        orphans += usize::from(item.is_orphan());
        unranked += usize::from(item.is_unranked());
        sizeless += usize::from(item.is_unsized());
        let old = now.days_since(item.updated);
        let dead = is_zombie(item, now);
        let is_stale = old > stale_days && !dead;
        let double = doubled.contains(&item.id);
        stale += usize::from(is_stale);
        zombies += usize::from(dead);
        twins += usize::from(double);
        flawed += usize::from(dead || is_stale || double);
        big += usize::from(place <= horizon && ready::is_too_big(item, product));
        far += usize::from(is_overspecified(item, Some(at), far_place.max(horizon)));
        vague += usize::from(is_vague(item));
        touched += usize::from(old <= MONTH);
        justified += usize::from(!item.is_unranked() && item.goal.is_some());
        plain += usize::from(place <= band.band && item.criteria.is_empty());
        sized_top += usize::from(place <= horizon && !item.is_unsized());
        if i < TOP {
            top += 1;
            fresh += usize::from(is_new(item, now));
            aimed += usize::from(item.goal.is_some());
        }
    }
    if open == 0 {
        return Health { band, ..Health::default() };
    }
    let horizon = horizon.min(planned.max(1));
    let touched_percent = share(touched, open);
    // alive is neither untouched nor churned: 10 to 70 % in a month is fine
    let emergent = match touched_percent {
        n @ 0..10 => n * 10,
        10..=70 => 100,
        n => 100 - (n - 70),
    };
    let bars = vec![
        Bar {
            name: "Detailed",
            percent: share(band.ready_items, band.band),
            words: format!("{} of the {} in the next two sprints are ready", band.ready_items, band.band),
        },
        Bar {
            name: "Estimated",
            percent: share(sized_top, horizon),
            words: format!("{sized_top} of the {horizon} in the next three sprints are sized"),
        },
        Bar {
            name: "Emergent",
            percent: emergent,
            words: format!("{touched} of {open} were touched in the last {MONTH} days"),
        },
        Bar {
            name: "Prioritised",
            percent: share(justified, open),
            words: format!("{justified} of {open} were placed by a person and serve a goal"),
        },
    ];
    let mean = bars.iter().map(|bar| bar.percent).sum::<u32>() / 4;
    let clutter = share(flawed, open) * 3 / 10;
    let most = match product.about().most {
        0 => MOST,
        n => usize::try_from(n).unwrap_or(MOST),
    };
    let long = if open > most { 10 } else { 0 };
    let score = mean.saturating_sub(clutter + long);
    let tenths = |part: usize, whole: usize, worth: u32| share(part, whole) * worth / 10;
    let mut flaws = vec![
        Flaw {
            name: "no goal",
            count: orphans,
            filter: "is:orphan".to_owned(),
            mend: "⟦item.goal⟧ links one or all that are marked",
            gain: tenths(orphans, open, 20),
        },
        Flaw {
            name: "never ranked",
            count: unranked,
            filter: "is:unranked".to_owned(),
            mend: "⟦go.order⟧ makes a first order",
            gain: tenths(unranked, open, 25),
        },
        Flaw {
            name: "not sized",
            count: sizeless,
            filter: "is:unsized".to_owned(),
            mend: "⟦item.size⟧ and a key sizes one",
            gain: tenths(horizon - sized_top.min(horizon), horizon, 25),
        },
        Flaw {
            name: "not ready at the top",
            count: band.band - band.ready_items,
            filter: format!("is:unready place<={band_place}"),
            mend: "⟦item.ready⟧ shows what is missing",
            gain: tenths(band.band - band.ready_items, band.band, 25),
        },
        Flaw {
            name: "stale",
            count: stale,
            filter: "is:stale -is:zombie".to_owned(),
            mend: "⟦go.groom⟧ and prune: keep, later or drop",
            gain: tenths(stale, open, 30),
        },
        Flaw {
            name: "zombies, over a year",
            count: zombies,
            filter: "is:zombie".to_owned(),
            mend: "⟦go.groom⟧ and prune, or mark all and ⟦decline.archive⟧",
            gain: tenths(zombies, open, 30),
        },
        Flaw {
            name: "possible duplicates",
            count: twins,
            filter: "is:duplicate".to_owned(),
            mend: "⟦item.merge⟧ merges two",
            gain: tenths(twins, open, 30),
        },
        Flaw {
            name: "too big at the top",
            count: big,
            filter: format!("is:big place<={far_place}"),
            mend: "⟦item.split⟧ splits one",
            gain: tenths(big, horizon, 15),
        },
        Flaw {
            name: "no criteria at the top",
            count: plain,
            filter: format!("-has:criteria place<={band_place}"),
            mend: "⟦item.criteria⟧ adds one",
            gain: tenths(plain, band.band, 20),
        },
        Flaw {
            name: "over-specified far down",
            count: far,
            filter: "is:overspecified".to_owned(),
            mend: "let it be rough until it is near",
            gain: tenths(far, open, 5),
        },
        Flaw {
            name: "in vague words",
            count: vague,
            filter: "is:vague".to_owned(),
            mend: "the item says which words",
            gain: tenths(vague, open, 5),
        },
    ];
    flaws.retain(|flaw| flaw.count > 0);
    flaws.sort_by_key(|flaw| std::cmp::Reverse((flaw.gain, flaw.count)));
    let mut notes = Vec::new();
    match band.depth() {
        0..10 => notes.push(format!("too sparse: only {} are ready, one to two are healthy", band.words())),
        10..=25 => {}
        _ => notes.push(format!("detailed far ahead: {} are ready, two are enough", band.words())),
    }
    if open > most {
        notes.push(format!("too long: {open} are open, {most} is the limit · prune, or raise the limit"));
    }
    notes.push(format!(
        "recency: {} of the top {top} are not older than {NEW} days{}",
        fresh,
        if fresh * 2 > top { " · the last voice counts most" } else { "" }
    ));
    notes.push(format!(
        "drift: {aimed} of the top {top} serve a goal{}",
        if aimed * 4 < top * 3 { " · the top has lost its aim" } else { "" }
    ));
    let mut arithmetic = format!("{mean} (mean of the four) − {clutter} (stale, dead or double)");
    if long > 0 {
        arithmetic.push_str(&format!(" − {long} (too long)"));
    }
    arithmetic.push_str(&format!(" = {score}"));
    Health { score, bars, flaws, notes, band, arithmetic }
}
