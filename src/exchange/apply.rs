//! An import becomes items: new ones are added, known ones are updated, none is doubled.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use thin_vec::ThinVec;

use super::{Import, Row, timebox};
use crate::cores;
use crate::model::item::{Comment, Declined, Drafted, Relation, Source, Step, content_id, set_field};
use crate::model::product::Standing;
use crate::model::story::read_story;
use crate::model::{Entity, Id, Item, Now, Place, Product, Refusal, Sprint, Stamp, Status};
use crate::words::count;

/// What an import did, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Items that were not there before.
    pub added: usize,
    /// Items that the source has changed since the last import.
    pub updated: usize,
    /// Items that are as they were.
    pub same: usize,
    /// Fields that both the source and a person changed: the person's value stands.
    pub kept_mine: usize,
    /// Sprints that were not there before.
    pub sprints: usize,
    /// Items that are a piece of what is in neither the file nor the product.
    pub orphans: usize,
    /// Items that the source put into a sprint which is active here, and that were left out of it.
    pub held: usize,
}

impl Outcome {
    /// Returns what there is to say of sprints, and of wholes that are missing.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut out = Vec::new();
        if self.sprints > 0 {
            let words = count(self.sprints, "sprint");
            out.push(format!(
                "{words} of the source: what is over is a record, what is at work is active · ⟦go.sprint⟧ shows it"
            ));
        }
        if self.orphans > 0 {
            let words = count(self.orphans, "item");
            out.push(format!("{words} part of something that is not in the file: its key stays with each"));
        }
        if self.held > 0 {
            let words = count(self.held, "item");
            out.push(format!(
                "{words} not put into the active sprint or out of it: its scope changes here, with a reason (⟦go.sprint⟧, then ⟦sprint.swap⟧)"
            ));
        }
        out
    }
}

/// Rows of which a core makes items by itself.
const SHARE: usize = 500;

/// Takes an import into the product. Re-imports are told by the source's key.
///
/// What the source did not change since the last import stays as a person left it; where both changed a field, the
/// person's value stands and the count says so.
///
/// # Errors
/// Returns an error if a value does not fit its field; the refusal names the row. The product must not be used then.
pub fn take_in(product: &mut Product, import: &Import, file: &str, now: Now) -> Result<Outcome, Refusal> {
    if let Some(other) = &import.product {
        return Ok(take_own(product, other));
    }
    let mut outcome = Outcome::default();
    let system = &import.system;
    let ours =
        |item: &Item| item.source.as_ref().filter(|own| own.system == *system).map(|own| (own.id.clone(), item.id));
    let known: HashMap<String, Id> = product.items().iter().filter_map(|item| ours(item)).collect();
    let by_key = by_key(product);
    adopt_prefix(product, import);
    let fault = |n: usize, row: &Row, why: &Refusal| {
        let name = if row.key.is_empty() { format!("row {}", n + 1) } else { row.key.clone() };
        Refusal::invalid(format!("{name}: {why}"))
    };
    // the goals first: what a row becomes depends on no other row then
    let mut goals: BTreeMap<String, String> = BTreeMap::new();
    let mut rows = Vec::with_capacity(import.rows.len());
    for (n, row) in import.rows.iter().enumerate() {
        let row = link_goal(product, row, &mut goals).map_err(|why| fault(n, row, &why))?;
        let own = row.own.filter(|id| product.items().get(*id).is_some());
        let found = own.or_else(|| known.get(&row.key).copied()).or_else(|| kin(product, &by_key, system, &row));
        rows.push((row, found));
    }
    let made = cores::share(&rows, SHARE, |rows| {
        let new = |(row, found): &(Cow<'_, Row>, Option<Id>)| {
            found.is_none().then(|| item_of(product, row, system, file, now)).transpose()
        };
        rows.iter().map(new).collect::<Vec<_>>()
    });
    let mut ids = Vec::with_capacity(rows.len());
    for (n, ((row, found), new)) in rows.iter().zip(made.into_iter().flatten()).enumerate() {
        let new = new.map_err(|why| fault(n, row, &why))?;
        // of two rows with one id the second changes what the first has made
        let found = found.or_else(|| row.own.filter(|id| product.items().get(*id).is_some()));
        let done = match (found, new) {
            (Some(id), _) => update(product, id, row, now, &mut outcome).map(|()| id),
            (None, Some(item)) => add(product, row, item).inspect(|_| outcome.added += 1),
            // nothing is made of what is there, and nothing leaves the product meanwhile
            (None, None) => continue,
        };
        ids.push(done.map_err(|why| fault(n, row, &why))?);
    }
    outcome.orphans = take_parents(product, import, &ids)?;
    // whoever reported or asked for an item is a person, once, however often they did
    product.welcome_strangers()?;
    let taken = timebox::take_in(product, import, &ids, file, now)?;
    outcome.sprints = taken.added;
    outcome.held += taken.held;
    Ok(outcome)
}

/// Returns the items that came from somewhere, by their key there.
fn by_key(product: &Product) -> HashMap<String, Vec<Id>> {
    let mut out: HashMap<String, Vec<Id>> = HashMap::new();
    for item in product.items().iter() {
        if let Some(source) = &item.source {
            out.entry(source.id.clone()).or_default().push(item.id);
        }
    }
    out
}

/// Returns the item that a row is although it came in another form: a plain CSV says no system, so that the same issue can come as CSV once
/// and as what its system writes another time. Its key tells it, where it looks like one; else its title must be the same, too.
fn kin(product: &Product, by_key: &HashMap<String, Vec<Id>>, system: &str, row: &Row) -> Option<Id> {
    let [one] = by_key.get(&row.key)?.as_slice() else { return None };
    let item = product.items().get(*one)?;
    let source = item.source.as_ref()?;
    let plain = system == "csv" || source.system == "csv";
    let same = split_key(&row.key).is_some() || row.fields.get("title").is_some_and(|title| *title == item.title);
    (plain && same).then_some(*one)
}

/// Takes over the source's own prefix and numbers where the product has none of its own yet: INK-12 stays INK-12.
fn adopt_prefix(product: &mut Product, import: &Import) {
    let mut prefixes = import.rows.iter().filter_map(|row| split_key(&row.key)).map(|(prefix, _)| prefix);
    let Some(first) = prefixes.next() else { return };
    if product.items().is_empty()
        && prefixes.all(|prefix| prefix == first)
        && crate::model::about::read_prefix(first).is_ok()
    {
        let mut about = product.about().clone();
        first.clone_into(&mut about.prefix);
        product.put(about);
    }
}

pub(super) fn split_key(key: &str) -> Option<(&str, u32)> {
    let (prefix, num) = key.rsplit_once('-')?;
    let upper = prefix.starts_with(|c: char| c.is_ascii_uppercase())
        && prefix.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    Some((prefix, num.parse().ok().filter(|n| *n > 0 && *n < 10_000_000)?)).filter(|_| upper)
}

/// Links what is a piece to its whole, where the source changed that since the last import; returns how many wholes are not there.
fn take_parents(product: &mut Product, import: &Import, ids: &[Id]) -> Result<usize, Refusal> {
    const SEEN: &str = "part-of";
    if import.rows.iter().all(|row| row.part_of.is_none()) {
        return Ok(0);
    }
    // by its key, by the number that Jira has beside it, or by its title where only one has that
    let mut names: HashMap<String, Vec<Id>> = HashMap::new();
    let mut put = |name: &str, id: Id| {
        let all = names.entry(name.trim().to_lowercase()).or_default();
        if !name.trim().is_empty() && !all.contains(&id) {
            all.push(id);
        }
    };
    for item in product.items().iter() {
        if let Some(source) = item.source.as_ref().filter(|source| source.system == import.system) {
            put(&source.id, item.id);
        }
    }
    for (row, id) in import.rows.iter().zip(ids) {
        put(&row.key, *id);
        put(row.columns.get("Issue id").and_then(|cells| cells.first()).map_or("", String::as_str), *id);
        put(row.fields.get("title").map_or("", String::as_str), *id);
    }
    let mut orphans = 0;
    for (row, id) in import.rows.iter().zip(ids) {
        let Some(name) = &row.part_of else { continue };
        let whole = match names.get(&name.trim().to_lowercase()).map(Vec::as_slice) {
            Some([one]) if one != id => *one,
            _ => {
                orphans += 1;
                continue;
            }
        };
        let mut item = product.item(*id)?.clone();
        let Some(source) = &mut item.source else { continue };
        let mut seen = read_seen(&source.seen);
        let new = hash(name);
        let old = seen.insert(SEEN.to_owned(), new.clone());
        if old.as_ref() == Some(&new) || product.leads_to([whole], Relation::PartOf, *id) {
            continue;
        }
        source.seen = write_seen(&seen);
        if old.is_some() {
            item.links.retain(|link| link.relation != Relation::PartOf);
        }
        item.link(Relation::PartOf, whole.to_string());
        product.put(item);
    }
    Ok(orphans)
}

/// Turns a goal given by title into the key of that goal, adding the goal where it is new.
fn link_goal<'a>(
    product: &mut Product,
    row: &'a Row,
    goals: &mut BTreeMap<String, String>,
) -> Result<Cow<'a, Row>, Refusal> {
    let Some(title) = row.fields.get("goal").map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()) else {
        return Ok(Cow::Borrowed(row));
    };
    if !goals.contains_key(&title) {
        let id = match product.find_goal(&title) {
            Ok(goal) => goal.id,
            Err(_) => product.add_goal(&title)?,
        };
        goals.insert(title.clone(), product.goal_key(id).unwrap_or_default());
    }
    let mut row = row.clone();
    if let Some(key) = goals.get(&title) {
        row.fields.insert("goal", key.clone());
    }
    Ok(Cow::Owned(row))
}

fn hash(text: &str) -> String {
    content_id(&[text]).to_string().chars().take(8).collect()
}

/// Returns the hashes by field, as [`Source::seen`] keeps them in one text.
pub(super) fn read_seen(text: &str) -> BTreeMap<String, String> {
    text.split(' ')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, hash)| (name.to_owned(), hash.to_owned()))
        .collect()
}

fn write_seen(seen: &BTreeMap<String, String>) -> String {
    seen.iter().map(|(name, hash)| format!("{name}={hash}")).collect::<Vec<_>>().join(" ")
}

/// Writes a field of a row. A day until which the item was to wait and which is over hides nothing any more.
fn write(item: &mut Item, name: &str, text: &str, product: &Product, now: Now) -> Result<(), Refusal> {
    let is_over = |day: chrono::NaiveDate| day <= now.today;
    if name == "until" && text.trim().parse().is_ok_and(is_over) {
        item.until = None;
        return Ok(());
    }
    set_field(item, name, text, product, now)
}

/// Returns what a row becomes that is not there yet, but for its place, its number and its identity.
fn item_of(product: &Product, row: &Row, system: &str, file: &str, now: Now) -> Result<Item, Refusal> {
    let mut item = Item { created: row.created.unwrap_or(now.at), ..Item::default() };
    item.updated = row.updated.unwrap_or(item.created).max(item.created);
    for (name, text) in &row.fields {
        let at =
            if *name == "status" && text == "done" { row.done.or(row.updated).unwrap_or(now.at) } else { item.updated };
        write(&mut item, name, text, product, Now { at, ..now })?;
    }
    // a story in the title or in the first lines of the description falls into its parts
    if item.role.is_empty() && item.want.is_empty() {
        let mut texts = std::iter::once(item.title.as_str()).chain(item.description.lines().take(8));
        if let Some(story) = texts.find_map(read_story) {
            (item.role, item.want) = (story.role, story.want);
            if item.benefit.is_empty() {
                item.benefit = story.benefit;
            }
        }
    }
    item.declined = declined_of(row, now.at);
    item.comments = comments_of(row);
    item.columns.clone_from(&row.columns);
    item.provenance = format!("import {file}");
    mark_drafted(&mut item, &row.drafted, now.at);
    let (system, id) = row.origin.clone().unwrap_or_else(|| (system.to_owned(), row.key.clone()));
    // a row of momentum's own export that never came from elsewhere is known by its id
    if row.own.is_none() || row.origin.is_some() {
        let seen = write_seen(&row.fields.iter().map(|(name, text)| ((*name).to_owned(), hash(text))).collect());
        item.source = Some(Box::new(Source { system, id, seen }));
    }
    Ok(item)
}

fn add(product: &mut Product, row: &Row, item: Item) -> Result<Id, Refusal> {
    let wanted = split_key(&row.key).filter(|(prefix, _)| *prefix == product.about().prefix).map(|(_, num)| num);
    let free = wanted.filter(|num| !product.has_number(*num));
    let own = row.own.filter(|own| product.items().get(*own).is_none());
    product.add_known(item, Place::Bottom, own, free)
}

/// Marks the words of which the source says that nobody has confirmed them.
fn mark_drafted(item: &mut Item, fields: &[String], at: Stamp) {
    for field in fields {
        let criteria = item.criteria.iter().filter(|_| field == "criteria").map(|criterion| Some(criterion.id));
        let marks: Vec<Option<Id>> = if field == "criteria" { criteria.collect() } else { vec![None] };
        for of in marks {
            item.mark_drafted(Drafted { by: "import".into(), at, ..Drafted::of(field, of) });
        }
    }
    item.heal();
}

fn declined_of(row: &Row, at: Stamp) -> Option<Box<Declined>> {
    let (reason, text) = row.declined.clone()?;
    Some(Box::new(Declined { reason, text, at: row.done.or(row.updated).unwrap_or(at), ..Declined::default() }))
}

fn comments_of(row: &Row) -> ThinVec<Comment> {
    let mut out: ThinVec<Comment> = ThinVec::new();
    for (at, by, text) in &row.comments {
        let mut id = content_id(&[&at.to_string(), by, text]);
        if out.iter().any(|c| c.id == id) {
            id = content_id(&[&at.to_string(), by, text, &out.len().to_string()]);
        }
        out.push(Comment { id, at: *at, by: by.clone(), text: text.clone(), ..Comment::default() });
    }
    out
}

fn update(product: &mut Product, id: Id, row: &Row, now: Now, outcome: &mut Outcome) -> Result<(), Refusal> {
    let old = product.item(id)?.clone();
    let mut item = old.clone();
    let mut seen = item.source.as_ref().map(|s| read_seen(&s.seen)).unwrap_or_default();
    for (name, text) in &row.fields {
        let new = hash(text);
        let base = seen.insert((*name).to_owned(), new.clone());
        if base.as_ref() == Some(&new) {
            continue;
        }
        let mine = crate::model::item::field(name).map(|f| (f.get)(&item).print(product)).unwrap_or_default();
        let mut theirs = item.clone();
        let at = row.done.or(row.updated).unwrap_or(now.at);
        write(&mut theirs, name, text, product, Now { at, ..now })?;
        // the base is known by its hash alone: mine is untouched where setting the base again would change nothing
        let untouched = base.is_none() || is_untouched(&item, name, &mine, base.as_deref());
        if untouched || row.own.is_some() {
            item = theirs;
        } else if theirs != item {
            outcome.kept_mine += 1;
        }
    }
    // words that came from there now, and that nobody had confirmed there
    let print = |item: &Item, name: &str| crate::model::item::field(name).map(|f| (f.get)(item).print(product));
    let came: Vec<String> =
        row.drafted.iter().filter(|name| print(&old, name) != print(&item, name)).cloned().collect();
    mark_drafted(&mut item, &came, now.at);
    for comment in comments_of(row) {
        if !item.comments.iter().any(|c| c.id == comment.id) {
            item.comments.push(comment);
        }
    }
    if !row.columns.is_empty() || item.source.is_some() {
        item.columns.clone_from(&row.columns);
    }
    if row.declined.is_some() && item.declined.is_none() && old.declined.is_none() {
        // what is committed to leaves its sprint with a word or not at all
        if product.not_committed(id).is_ok() {
            item.declined = declined_of(row, now.at);
        } else {
            outcome.held += 1;
        }
    }
    if item.status == Status::Done && item.history.is_empty() {
        item.history.push(Step { at: row.done.unwrap_or(now.at), to: Status::Done });
    }
    if let Some(source) = &mut item.source {
        source.seen = write_seen(&seen);
    }
    if item == old {
        outcome.same += 1;
    } else {
        product.put(item);
        outcome.updated += 1;
    }
    Ok(())
}

/// Whether a field still is what the last import made of it.
pub(super) fn is_untouched(item: &Item, name: &str, mine: &str, base: Option<&str>) -> bool {
    let logged = item.log.iter().any(|line| line.names(name));
    base == Some(hash(mine).as_str()) || !logged
}

/// Takes over another product's records: new ones are added, of two versions of one the later stands.
fn take_own(product: &mut Product, other: &Product) -> Outcome {
    let mut outcome = Outcome::default();
    let head = (!product.items().is_empty() || !product.goals().is_empty()).then(|| product.about().clone());
    // a file puts nothing into a sprint that is at work here, and changes no record
    let fixed: Vec<Sprint> =
        product.sprints().iter().filter(|sprint| sprint.begun.is_some()).map(|row| Sprint::clone(row)).collect();
    product.take_rows(other, false, |standing| standing != Standing::Older);
    for sprint in fixed {
        product.put(sprint);
    }
    if let Some(head) = head {
        product.put(head);
    } else {
        product.put(other.about().clone());
    }
    for item in other.items().iter() {
        match product.items().get(item.id) {
            Some(mine) if mine.updated >= item.updated => outcome.same += 1,
            Some(_) => {
                product.put(Item::clone(item));
                outcome.updated += 1;
            }
            None => {
                product.put(Item::clone(item));
                outcome.added += 1;
            }
        }
    }
    for (name, value) in &other.unknown {
        product.unknown.entry(name.clone()).or_insert_with(|| value.clone());
    }
    product.mend();
    outcome
}
