//! Story quality that one story alone cannot tell: the rules of the QUS framework that look at a story beside the others (Lucassen,
//! Dalpiaz, van der Werf, Brinkkemper 2016). Those of the words alone are in [`super::lint`]; together they are the thirteen.

use std::collections::{HashMap, HashSet};

use super::lint::{Domain, Hint, Rule, hints, words_of};
use super::ready;
use crate::model::item::Relation;
use crate::model::{Id, Item, Kind, Product, Size};

/// Share of stories in percent that must have the three parts before one without them is the odd one.
const USUAL: usize = 60;
/// Stories from which on there is a usual form.
const ENOUGH: usize = 5;
/// Words that turn a wish into its opposite.
const NEGATIONS: &[&str] =
    &["not", "no", "never", "without", "dont", "doesnt", "cannot", "cant", "hide", "disable", "forbid"];
/// Words that bring something into the world.
const MAKES: &[&str] = &[
    "add", "create", "make", "write", "upload", "import", "new", "register", "sign", "start", "invite", "draw",
    "record", "save",
];
/// Words that only what is there can suffer.
const CHANGES: &[&str] = &["delete", "remove", "edit", "update", "rename", "archive"];

/// What is known of all stories, so that each can be judged beside them. Made once in a walk over the items.
#[derive(Debug, Default)]
pub struct Others {
    usual: bool,
    domain: Domain,
    /// What is wished for, by its words without the negations: who wishes it, and who its opposite.
    wishes: HashMap<Vec<String>, (Vec<Id>, Vec<Id>)>,
    /// What some story makes.
    made: HashSet<String>,
}

fn wanted(item: &Item) -> &str {
    if item.want.is_empty() { &item.title } else { &item.want }
}

/// Returns the words of a wish without its negations, and whether it has one.
fn wish(item: &Item) -> (Vec<String>, bool) {
    let words = words_of(wanted(item));
    let denies = words.iter().any(|word| NEGATIONS.contains(&word.as_str()));
    let mut rest: Vec<String> = words.into_iter().filter(|word| !NEGATIONS.contains(&word.as_str())).collect();
    rest.sort_unstable();
    rest.dedup();
    (rest, denies)
}

impl Others {
    /// Looks through the items of a product.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let (mut stories, mut whole) = (0_usize, 0_usize);
        let mut out = Self { domain: Domain::of(product), ..Self::default() };
        for item in product.items().iter().filter(|item| item.declined.is_none()) {
            let words = words_of(wanted(item));
            // what a story makes is there for the others, whether it is done or to come
            if let Some(at) = words.iter().position(|word| MAKES.contains(&word.as_str())) {
                out.made.extend(words.iter().skip(at + 1).cloned());
            }
            if !item.is_open() {
                continue;
            }
            if item.kind == Kind::Story {
                stories += 1;
                whole += usize::from(!item.role.is_empty() && !item.want.is_empty());
            }
            let (rest, denies) = wish(item);
            if rest.len() > 1 {
                let entry = out.wishes.entry(rest).or_default();
                if denies { entry.1.push(item.id) } else { entry.0.push(item.id) }
            }
        }
        out.usual = stories >= ENOUGH && whole * 100 >= stories * USUAL;
        out
    }

    /// Returns the words of the product's own domain.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Returns all hints on a story: those of its own words, and those beside the others. `doubled` are the items that may be there
    /// twice.
    #[must_use]
    pub fn hints(
        &self,
        item: &Item,
        product: &Product,
        doubled: &HashSet<Id, impl std::hash::BuildHasher>,
    ) -> Vec<Hint> {
        let mut out = hints(item, &self.domain);
        let mut hint = |rule, words: String| out.push(Hint { rule, words });
        if item.kind == Kind::Story && self.usual && item.role.is_empty() && item.want.is_empty() {
            hint(Rule::Uniform, "most stories say who wants what: this one does not".to_owned());
        }
        if doubled.contains(&item.id) {
            hint(Rule::Unique, "it may be there twice".to_owned());
        }
        if item.size == Some(Size::Unknown) {
            hint(Rule::Estimatable, "nobody can say how big it is: what is not known?".to_owned());
        } else if item.kind != Kind::Epic && ready::is_too_big(item, product) {
            hint(Rule::Estimatable, "too big to be sized with any trust: split it".to_owned());
        }
        let needed = item.linked(Relation::Needs).filter_map(|id| product.items().get(id));
        if let Some(other) = needed.into_iter().find(|other| other.is_open()) {
            hint(Rule::Independent, format!("it cannot be done before {}", product.key(other)));
        }
        let (rest, denies) = wish(item);
        let opposite =
            self.wishes.get(&rest).and_then(|(for_it, against)| if denies { for_it.first() } else { against.first() });
        if let Some(other) = opposite.and_then(|id| product.items().get(*id)) {
            hint(Rule::ConflictFree, format!("{} wishes the opposite", product.key(other)));
        }
        if let Some(thing) = self.unmade(item) {
            hint(Rule::Complete, format!("no story makes “{thing}”, which this one changes"));
        }
        out
    }

    /// Returns what an item changes that no story makes: a step is missing before it.
    fn unmade(&self, item: &Item) -> Option<String> {
        if item.want.is_empty() {
            return None;
        }
        let words = words_of(&item.want);
        let at = words.iter().position(|word| CHANGES.contains(&word.as_str()))?;
        let thing = words.iter().skip(at + 1).find(|word| word.chars().count() > 3)?;
        let singular = thing.strip_suffix('s').unwrap_or(thing);
        let there = |word: &String| word == thing || word.strip_suffix('s').unwrap_or(word) == singular;
        (!self.made.iter().any(there)).then(|| thing.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Place, Stamp};

    fn story(want: &str) -> Item {
        Item {
            title: want.into(),
            role: "editor".into(),
            want: want.into(),
            benefit: "nothing is lost".into(),
            ..Item::default()
        }
    }

    fn product(wants: &[&str]) -> (Product, Vec<Id>) {
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids = wants.iter().map(|want| product.add(story(want), Place::Bottom).unwrap()).collect();
        (product, ids)
    }

    fn rules(product: &Product, id: Id) -> Vec<Rule> {
        let others = Others::of(product);
        let hints = others.hints(product.item(id).unwrap(), product, &HashSet::new());
        hints.into_iter().map(|hint| hint.rule).collect()
    }

    #[test]
    fn a_story_that_wishes_the_opposite_of_another_is_in_conflict_with_it() {
        let (product, ids) =
            product(&["to show the owner to guests", "to never show the owner to guests", "to print the list"]);
        assert_eq!(rules(&product, ids[0]), [Rule::ConflictFree]);
        assert_eq!(rules(&product, ids[1]), [Rule::ConflictFree]);
        assert_eq!(rules(&product, ids[2]), []);
    }

    #[test]
    fn what_is_changed_must_be_made_by_some_story_done_or_to_come() {
        let (mut product, ids) = product(&["to delete comments", "to print the list"]);
        assert_eq!(rules(&product, ids[0]), [Rule::Complete]);
        product.add(story("to write a comment"), Place::Bottom).unwrap();
        assert_eq!(rules(&product, ids[0]), []);
    }

    #[test]
    fn the_one_story_without_a_role_is_the_odd_one_where_most_have_it() {
        let (mut product, _) = product(&["to a b", "to c d", "to e f", "to g h"]);
        let odd = product.add(Item { title: "Print the whole list".into(), ..Item::default() }, Place::Bottom).unwrap();
        assert_eq!(rules(&product, odd), [Rule::Uniform]);
        let (mut few, _) = self::product(&["to a b"]);
        let odd = few.add(Item { title: "Print the whole list".into(), ..Item::default() }, Place::Bottom).unwrap();
        assert_eq!(rules(&few, odd), [], "two make no usual form");
    }

    #[test]
    fn what_waits_for_another_or_cannot_be_sized_or_is_there_twice_is_said() {
        let (mut product, ids) = product(&["to print the list", "to save the view"]);
        product
            .update(ids[0], |item| {
                item.link(Relation::Needs, ids[1].to_string());
                item.size = Some(Size::Unknown);
                Ok(())
            })
            .unwrap();
        let others = Others::of(&product);
        let doubled: HashSet<Id> = [ids[0]].into();
        let found: Vec<Rule> =
            others.hints(product.item(ids[0]).unwrap(), &product, &doubled).into_iter().map(|hint| hint.rule).collect();
        assert_eq!(found, [Rule::Unique, Rule::Estimatable, Rule::Independent]);
    }
}
