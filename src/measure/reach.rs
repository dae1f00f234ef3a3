//! Who is behind a wish: voices, accounts, what they are worth. Reach counts accounts and not voices, because ten people of one
//! company are one company; the ratio of the two tells the loud.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::item::content_id;
use crate::model::request::Strength;
use crate::model::{Account, Amount, Id, Item, Now, Person, Product, Request};
use crate::sort::InOrder;

/// Voices for each account from which on a wish is loud.
const LOUD: usize = 3;
/// Reach above which no wish is loud.
const WIDE: usize = 2;
/// Days within which a request is to get its verdict.
pub const ANSWER: i64 = 7;
/// Days without a word after which an account is silent.
pub const SILENT: i64 = 90;
/// Items from the top that are asked about.
const TOP: usize = 20;
/// Items with a known asker below which nothing is said of the whole.
const KNOWN: usize = 5;

fn sum(a: Amount, b: Amount) -> Amount {
    Amount(a.0.saturating_add(b.0).min(Amount::GREATEST))
}

/// The reach of a wish: voices, accounts, deals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// How often it was asked for.
    pub voices: usize,
    /// The accounts on whose behalf.
    pub accounts: BTreeSet<Id>,
    /// Those who speak for no account; each counts as one.
    pub alone: BTreeSet<Id>,
    /// Whether somebody outside our own house is among them.
    pub outside: bool,
    /// The deals that hang on it, together.
    pub deal: Amount,
    /// Whether somebody goes no further without it.
    pub blocker: bool,
}

impl Reach {
    /// Returns its reach: the distinct accounts; somebody without one counts as one.
    #[must_use]
    pub fn reach(&self) -> usize {
        self.accounts.len() + self.alone.len()
    }

    /// Whether few ask often.
    #[must_use]
    pub fn is_loud(&self) -> bool {
        let reach = self.reach();
        reach > 0 && reach <= WIDE && self.voices >= LOUD * reach
    }

    /// Returns what its accounts pay in a year, each once.
    #[must_use]
    pub fn worth(&self, product: &Product) -> Amount {
        let worth = self.accounts.iter().filter_map(|id| product.get::<Account>(*id)?.worth);
        Amount(worth.map(|amount| amount.0).fold(0, i64::saturating_add).min(Amount::GREATEST))
    }

    /// Returns the names of its accounts, in order.
    #[must_use]
    pub fn names(&self, product: &Product) -> Vec<String> {
        let mut out: Vec<String> =
            self.accounts.iter().filter_map(|id| product.get::<Account>(*id)).map(|a| a.company.clone()).collect();
        out.order();
        out
    }

    /// Returns the distinct segments of its accounts, in order.
    #[must_use]
    pub fn segments(&self, product: &Product) -> Vec<String> {
        let segments = self.accounts.iter().filter_map(|id| product.get::<Account>(*id)).map(|a| a.segment.clone());
        segments.filter(|segment| !segment.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn hear(&mut self, person: &Person) {
        match person.account {
            Some(account) => drop(self.accounts.insert(account)),
            None => drop(self.alone.insert(person.id)),
        }
        self.outside |= person.kind.is_outside();
    }

    fn add(&mut self, request: &Request, product: &Product) {
        self.voices += request.who.len().max(1);
        self.deal = sum(self.deal, request.deal.unwrap_or_default());
        self.blocker |= request.strength == Strength::Blocker;
        for person in request.who.iter().filter_map(|id| product.get::<Person>(*id)) {
            self.hear(person);
        }
        if request.who.is_empty()
            && let Some(account) = request.was.account.filter(|id| product.get::<Account>(*id).is_some())
        {
            self.accounts.insert(account);
            self.outside = true;
        }
    }

    /// Returns both together.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.voices += other.voices;
        self.accounts.extend(&other.accounts);
        self.alone.extend(&other.alone);
        self.outside |= other.outside;
        self.deal = sum(self.deal, other.deal);
        self.blocker |= other.blocker;
        self
    }
}

/// The reach of every request, and the names that tell it of an item.
#[derive(Clone, Debug, Default)]
pub struct Reaches {
    requests: HashMap<Id, Reach>,
    /// The reach of items through requests.
    items: HashMap<Id, Reach>,
    /// The item and the person of each of those, who are not counted a second time by their name on it.
    heard: HashSet<(Id, Id)>,
    /// People by their name in lower case.
    people: HashMap<String, Id>,
    /// Accounts by their name in lower case.
    accounts: HashMap<String, Id>,
}

static NOBODY: Reach = Reach {
    voices: 0,
    accounts: BTreeSet::new(),
    alone: BTreeSet::new(),
    outside: false,
    deal: Amount(0),
    blocker: false,
};

impl Reaches {
    /// Counts the requests; what it costs does not depend on how many items there are.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let people =
            product.people_by_name().into_iter().map(|person| (person.who.to_lowercase(), person.id)).collect();
        let accounts = product
            .accounts_by_name()
            .into_iter()
            .map(|account| (account.company.to_lowercase(), account.id))
            .collect();
        let mut out = Self { people, accounts, ..Self::default() };
        for request in product.requests().iter() {
            let end = product.end_of(request);
            out.requests.entry(end.id).or_default().add(request, product);
            if end.id != request.id {
                // what went into another counts there; by itself it has its own voices
                out.requests.entry(request.id).or_default().add(request, product);
            }
            for item in &end.items {
                out.items.entry(*item).or_default().add(request, product);
                out.heard.extend(request.who.iter().map(|who| (*item, *who)));
            }
        }
        out
    }

    /// Returns who is behind a request, with all that went into it.
    #[must_use]
    pub fn of_request(&self, id: Id) -> &Reach {
        self.requests.get(&id).unwrap_or(&NOBODY)
    }

    /// Returns who is behind an item: through requests, and by the names on it.
    #[must_use]
    pub fn of_item(&self, item: &Item, product: &Product) -> Reach {
        let mut reach = self.items.get(&item.id).cloned().unwrap_or_default();
        for name in &item.requesters {
            let known = self.people.get(&name.to_lowercase());
            match known.and_then(|id| product.get::<Person>(*id)) {
                Some(person) if self.heard.contains(&(item.id, person.id)) => {}
                Some(person) => {
                    reach.voices += 1;
                    reach.hear(person);
                }
                None => match self.accounts.get(&name.to_lowercase()) {
                    // an account that asked by itself stands on the item by its name
                    Some(account) if reach.accounts.contains(account) => {}
                    Some(account) => {
                        reach.voices += 1;
                        reach.outside = true;
                        reach.accounts.insert(*account);
                    }
                    None => {
                        reach.voices += 1;
                        reach.alone.insert(content_id(&[&name.to_lowercase()]));
                    }
                },
            }
        }
        reach
    }

    /// Returns who is behind some items together; nobody counts twice.
    #[must_use]
    pub fn of_items(&self, ids: &[Id], product: &Product) -> Reach {
        let items = ids.iter().filter_map(|id| product.items().get(*id));
        items.fold(Reach::default(), |all, item| all.with(&self.of_item(item, product)))
    }

    /// Returns which share of the first twenty items was asked for from inside alone, in percent; nothing where too few of them have
    /// somebody who asked.
    #[must_use]
    pub fn inside(&self, product: &Product, now: Now) -> Option<usize> {
        let top = product.order().iter().filter_map(|id| product.items().get(*id));
        let top = top.filter(|item| !item.is_later(now.today)).take(TOP);
        let asked: Vec<Reach> = top.map(|item| self.of_item(item, product)).filter(|reach| reach.reach() > 0).collect();
        let inside = asked.iter().filter(|reach| !reach.outside).count();
        (asked.len() >= KNOWN).then(|| inside * 100 / asked.len())
    }
}

/// Returns the requests that wait for a verdict, the one that was heard first first.
#[must_use]
pub fn waiting<'a>(product: &'a Product, reaches: &Reaches, now: Now) -> Vec<&'a Request> {
    let mut out: Vec<&Request> = product
        .requests()
        .iter()
        .map(|request| &**request)
        .filter(|request| request.is_waiting(now.today, reaches.of_request(request.id).reach()))
        .collect();
    out.order_by_key(|request| (request.heard, request.num));
    out
}

/// Returns how many days verdicts took: the middle, and the value that 85 of 100 do not exceed. Only what was decided counts.
#[must_use]
pub fn days_to_verdict(product: &Product, now: Now) -> Option<(i64, i64)> {
    let mut days: Vec<i64> = product
        .requests()
        .iter()
        .filter_map(|request| {
            let heard = request.heard?;
            Some((now.day_of(request.decided?) - heard).num_days().max(0))
        })
        .collect();
    days.sort_unstable();
    let at = |percent: usize| days.get((days.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    Some((at(50)?, at(85)?))
}

/// The askers of one side of the house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// How often somebody asked.
    pub requests: usize,
    /// The distinct accounts of those who asked, or people where they speak for none.
    pub reach: usize,
    /// The person who asked most, and how often.
    pub loudest: Option<(String, usize)>,
}

/// Returns who asked since a day, from outside and from inside our own house.
#[must_use]
pub fn sides(product: &Product, since: chrono::NaiveDate) -> (Side, Side) {
    let (mut out, mut inside) = (Side::default(), Side::default());
    let (mut far, mut near) = (Reach::default(), Reach::default());
    let mut by: HashMap<(bool, Id), usize> = HashMap::new();
    for request in product.requests().iter().filter(|request| request.heard.is_some_and(|day| day >= since)) {
        let mut reach = Reach::default();
        reach.add(request, product);
        let (side, all) = if reach.outside { (&mut out, &mut far) } else { (&mut inside, &mut near) };
        side.requests += 1;
        *all = std::mem::take(all).with(&reach);
        if let Some(first) = request.who.first() {
            *by.entry((reach.outside, *first)).or_default() += 1;
        }
    }
    (out.reach, inside.reach) = (far.reach(), near.reach());
    for (side, outside) in [(&mut out, true), (&mut inside, false)] {
        let most =
            by.iter().filter(|((own, _), _)| *own == outside).max_by_key(|((_, id), n)| (**n, std::cmp::Reverse(*id)));
        side.loudest = most.and_then(|((_, id), n)| Some((product.get::<Person>(*id)?.who.clone(), *n)));
    }
    (out, inside)
}

/// Returns the customers from whom nobody heard for ninety days: no request, no talk.
#[must_use]
pub fn silent(product: &Product, now: Now) -> Vec<Id> {
    use crate::model::account::AccountState;
    let mut last: HashMap<Id, chrono::NaiveDate> = HashMap::new();
    let mut hear = |account: Id, day: chrono::NaiveDate| {
        last.entry(account).and_modify(|known| *known = day.max(*known)).or_insert(day);
    };
    for request in product.requests().iter() {
        let Some(day) = request.heard else { continue };
        let accounts = request.who.iter().filter_map(|id| product.get::<Person>(*id)?.account);
        accounts.chain(request.was.account).for_each(|account| hear(account, day));
    }
    for person in product.people_by_name() {
        if let (Some(account), Some(contact)) = (person.account, person.last_contact()) {
            hear(account, contact.on);
        }
    }
    let pays = |account: &&Account| matches!(account.state, AccountState::Customer | AccountState::Trial);
    let is_silent = |account: &&Account| {
        let from = last.get(&account.id).copied().unwrap_or_else(|| now.day_of(account.created));
        (now.today - from).num_days() > SILENT
    };
    product.accounts_by_name().into_iter().filter(pays).filter(is_silent).map(|account| account.id).collect()
}

/// The items that a wish would push out of the next sprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Displaced {
    /// Its size in hundredths of points.
    pub size: u32,
    /// Whether that is a guess.
    pub guessed: bool,
    /// The items that would have to wait.
    pub items: Vec<Id>,
}

/// Points that a wish is taken for where nobody knows better, in hundredths.
const GUESS: u32 = 500;

/// Returns what would leave the next sprint if a wish of a size went in at the top; without a size it is taken for five points.
#[must_use]
pub fn displaced(product: &Product, size: Option<u32>, now: Now) -> Displaced {
    use crate::model::{Place, Size};
    let (velocity, _) = super::velocity::velocity(product);
    let own = size.unwrap_or(GUESS);
    let ids = |product: &Product| {
        super::ready::within(product, now.today, velocity).iter().map(|item| item.id).collect::<Vec<Id>>()
    };
    let before = ids(product);
    let mut then = product.clone();
    let wish = Item { title: "wish".into(), size: Some(Size::Points(own)), ..Item::default() };
    let added = then.add(wish, Place::Top);
    let after = ids(&then);
    let items = if added.is_ok() { before.into_iter().filter(|id| !after.contains(id)).collect() } else { Vec::new() };
    Displaced { size: own, guessed: size.is_none(), items }
}

/// Returns whether an item is among those of the next sprint, and what its place there is worth: the items that would come in without it,
/// or those that would leave if it went to the top.
#[must_use]
pub fn rivals(product: &Product, item: Id, now: Now) -> (bool, Vec<Id>) {
    use crate::model::Place;
    let (velocity, _) = super::velocity::velocity(product);
    let ids = |product: &Product| {
        super::ready::within(product, now.today, velocity).iter().map(|item| item.id).collect::<Vec<Id>>()
    };
    let before = ids(product);
    let inside = before.contains(&item);
    let mut then = product.clone();
    if then.place(&[item], if inside { Place::Bottom } else { Place::Top }).is_err() {
        return (inside, Vec::new());
    }
    let after = ids(&then);
    let (from, to) = if inside { (after, before) } else { (before, after) };
    (inside, from.into_iter().filter(|id| !to.contains(id) && *id != item).collect())
}

/// Returns what items are expected to move, by measure: `KR2 −6`.
#[must_use]
pub fn effects(product: &Product, items: &[Id]) -> Vec<String> {
    let mut sums: HashMap<Id, i64> = HashMap::new();
    for item in items.iter().filter_map(|id| product.items().get(*id)) {
        if let Some(effect) = item.effect.as_ref().filter(|effect| effect.checked.is_none()) {
            let sum = sums.entry(effect.result).or_default();
            *sum = sum.saturating_add(effect.delta.0);
        }
    }
    let mut known: Vec<(u32, String)> = sums
        .into_iter()
        .filter_map(|(id, sum)| {
            let metric = product.get::<crate::model::Metric>(id)?;
            let sign = if sum > 0 { "+" } else { "" };
            Some((metric.num, format!("{} {sign}{}{}", metric.key(), Amount(sum), metric.unit)))
        })
        .collect();
    known.order();
    known.into_iter().map(|(_, words)| words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::request::{Channel, Line};
    use crate::model::stakeholder::PersonKind;
    use crate::model::{About, Place, Stamp};

    fn now() -> Now {
        Now::on("2026-11-21".parse().unwrap())
    }

    fn ask(product: &mut Product, line: &str) -> Id {
        product.ask_line(&Line::read(line), Channel::Talk, now()).unwrap()
    }

    #[test]
    fn nine_wishes_by_one_account_are_one_reach_and_a_tenth_by_another_is_two() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let first = ask(&mut product, "Mia (Acme): SSO 1");
        for n in 2..=9 {
            let who = ["Mia", "Bo (Acme)", "Cy (Acme)"][n % 3];
            let id = ask(&mut product, &format!("{who}: SSO {n}"));
            product.join_request(id, first, "me", now()).unwrap();
        }
        let reaches = Reaches::of(&product);
        let reach = reaches.of_request(first);
        assert_eq!((reach.voices, reach.reach(), reach.is_loud()), (9, 1, true));
        assert_eq!(reach.names(&product), ["Acme"]);
        let other = ask(&mut product, "Beta rep (Beta): SSO");
        product.join_request(other, first, "me", now()).unwrap();
        let reaches = Reaches::of(&product);
        assert_eq!((reaches.of_request(first).voices, reaches.of_request(first).reach()), (10, 2));
        assert!(reaches.of_request(first).is_loud(), "five voices for each of two accounts");
        let item = product.promote(first, Place::Bottom, "me", now()).unwrap();
        let reaches = Reaches::of(&product);
        let of_item = |reaches: &Reaches, product: &Product| reaches.of_item(product.item(item).unwrap(), product);
        assert_eq!(
            (of_item(&reaches, &product).voices, of_item(&reaches, &product).reach()),
            (10, 2),
            "names do not count again"
        );
        assert_eq!(reaches.of_request(other).reach(), 1, "by itself a joined one has its own voices");
    }

    #[test]
    fn loud_begins_at_three_voices_for_each_and_ends_above_two_accounts() {
        let reach = |voices, accounts: u128| Reach {
            voices,
            accounts: (0..accounts).map(|n| Id::from_bits(n + 1)).collect(),
            ..Reach::default()
        };
        for (voices, accounts, loud) in
            [(2, 1, false), (3, 1, true), (5, 2, false), (6, 2, true), (90, 3, false), (5, 0, false)]
        {
            assert_eq!(reach(voices, accounts).is_loud(), loud, "{voices} by {accounts}");
        }
    }

    #[test]
    fn somebody_counts_for_nothing_and_a_name_on_an_item_for_one() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let id = ask(&mut product, "Dark mode");
        assert_eq!((Reaches::of(&product).of_request(id).voices, Reaches::of(&product).of_request(id).reach()), (1, 0));
        let item = Item { title: "x".into(), requesters: vec!["Ana".into(), "Jo".into()].into(), ..Item::default() };
        let item = product.add(item, Place::Bottom).unwrap();
        let of_item = |product: &Product| Reaches::of(product).of_item(product.item(item).unwrap(), product);
        assert_eq!(of_item(&product).reach(), 2);
        product.welcome_strangers().unwrap();
        let acme = product.account_named("Acme").unwrap();
        product
            .change_account(acme, |a| {
                a.worth = Some(Amount(70));
                Ok(())
            })
            .unwrap();
        for name in ["Ana", "Jo"] {
            let id = product.find_person(name).unwrap().id;
            product
                .change_person(id, |person| {
                    person.account = Some(acme);
                    Ok(())
                })
                .unwrap();
        }
        let reach = of_item(&product);
        assert_eq!((reach.reach(), reach.worth(&product)), (1, Amount(70)), "one account, once");
    }

    #[test]
    fn the_top_is_from_inside_only_where_enough_is_known() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let mia = product.person_of_words("Mia (Acme)").unwrap();
        let raj = product.person_named("Raj").unwrap();
        product
            .change_person(raj, |person| {
                person.kind = PersonKind::Executive;
                Ok(())
            })
            .unwrap();
        assert_eq!(product.get::<Person>(mia).unwrap().kind, PersonKind::Customer);
        for n in 0..4 {
            let item = Item { title: format!("x{n}"), requesters: vec!["Raj".into()].into(), ..Item::default() };
            product.add(item, Place::Bottom).unwrap();
        }
        assert_eq!(Reaches::of(&product).inside(&product, now()), None, "four say nothing");
        let item = Item { title: "y".into(), requesters: vec!["Mia".into(), "Raj".into()].into(), ..Item::default() };
        product.add(item, Place::Bottom).unwrap();
        product.add(Item { title: "nobody asked".into(), ..Item::default() }, Place::Bottom).unwrap();
        assert_eq!(Reaches::of(&product).inside(&product, now()), Some(80));
    }

    #[test]
    fn what_waits_is_oldest_first_and_days_to_a_verdict_are_counted() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let on = |day: &str| Now::on(day.parse().unwrap());
        for (n, day) in ["2026-11-10", "2026-11-01", "2026-11-18"].iter().enumerate() {
            product.ask_line(&Line::read(&format!("Raj: {n}")), Channel::Talk, on(day)).unwrap();
        }
        let keys = |product: &Product| {
            waiting(product, &Reaches::of(product), now()).into_iter().map(Request::key).collect::<Vec<_>>()
        };
        assert_eq!(keys(&product), ["R2", "R1", "R3"]);
        assert_eq!(days_to_verdict(&product, now()), None);
        for (key, day) in [("R1", "2026-11-12"), ("R2", "2026-11-11"), ("R3", "2026-11-18")] {
            let id = product.find_request(key).unwrap().id;
            product.decline_request(id, crate::model::Reason::NotNow, "", "me", on(day)).unwrap();
        }
        assert_eq!(days_to_verdict(&product, now()), Some((2, 10)));
        assert!(keys(&product).is_empty());
        let (out, inside) = sides(&product, "2026-11-05".parse().unwrap());
        assert_eq!((out.requests, inside.requests, inside.reach), (0, 2, 1));
        assert_eq!(inside.loudest, Some(("Raj".into(), 2)));
    }

    #[test]
    fn a_customer_is_silent_after_ninety_days_without_a_word() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let begun = now().today - chrono::Days::new(91);
        let mut account = Account { company: "Acme".into(), created: Stamp::on(begun), ..Account::default() };
        account.id = product.fresh_id();
        let id = account.id;
        product.put(account);
        assert_eq!(silent(&product, now()), [id]);
        assert!(
            silent(&product, Now::on(begun + chrono::Days::new(90))).is_empty(),
            "ninety days are not yet too many"
        );
        let mia = product.person_of_words("Mia (Acme)").unwrap();
        product.meet(mia, now().today, "coffee", None, now()).unwrap();
        assert!(silent(&product, now()).is_empty());
    }

    #[test]
    fn a_wish_without_a_size_is_a_guess_and_pushes_out_what_it_takes_the_place_of() {
        use crate::model::Size;
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let mut ids = Vec::new();
        for n in 0..30 {
            let item = Item { title: format!("x{n}"), size: Some(Size::Points(100)), ..Item::default() };
            ids.push(product.add(item, Place::Bottom).unwrap());
        }
        let (velocity, _) = super::super::velocity::velocity(&product);
        let fits = usize::try_from(velocity / 100).unwrap();
        let guess = displaced(&product, None, now());
        assert_eq!((guess.size, guess.guessed), (500, true));
        assert_eq!(guess.items, ids[fits - 5..fits], "the last five of the sprint");
        let small = displaced(&product, Some(100), now());
        assert_eq!((small.guessed, small.items.as_slice()), (false, &ids[fits - 1..fits]));
    }
}
