//! Refinement over several items: cut one into pieces, make one of two. Each is one step that can be undone.

use crate::model::item::{Declined, Link, Reason, Relation, tell_apart};
use crate::model::{Id, Item, Kind, Now, Place, Product, Refusal, Size};

/// What becomes of an item that was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// It stays as an epic, below its pieces.
    Epic,
    /// It leaves the order; the pieces stand in its place.
    Replaced,
}

impl Product {
    /// Splits an item into pieces and returns them. They stand where it stood, first piece first, and inherit its goal,
    /// role, benefit, tags, requesters and score inputs.
    ///
    /// With `spread` its points are shared out evenly, rounded up to the scale, and it keeps none of its own.
    ///
    /// # Errors
    /// Where it is not open, or there are fewer than two pieces.
    pub fn split(
        &mut self,
        id: Id,
        titles: &[String],
        parent: Parent,
        spread: bool,
        scale: &[u32],
        now: Now,
    ) -> Result<Vec<Id>, Refusal> {
        let item = self.item(id)?.clone();
        let key = self.key(&item);
        if !item.is_open() {
            let state = if item.declined.is_some() { "was said no to" } else { "is done" };
            return Err(Refusal::invalid(format!("{key} {state}: bring it back before you split it")));
        }
        self.not_committed(id)?;
        let titles: Vec<&str> = titles.iter().map(|title| title.trim()).filter(|title| !title.is_empty()).collect();
        if titles.len() < 2 {
            return Err(Refusal::invalid("a split needs two pieces or more, a line each"));
        }
        let each = item.size.and_then(Size::points).filter(|_| spread).map(|points| {
            let n = u32::try_from(titles.len()).unwrap_or(u32::MAX);
            let share = points.div_ceil(n);
            Size::Points(scale.iter().copied().filter(|size| *size >= share).min().unwrap_or(share))
        });
        let mut pieces = Vec::with_capacity(titles.len());
        for title in titles {
            let read = Self::read_line(title);
            let own = |text: String, inherited: &str| if text.is_empty() { inherited.to_owned() } else { text };
            let piece = Item {
                role: own(read.role, &item.role),
                benefit: own(read.benefit, &item.benefit),
                problem: item.problem.clone(),
                kind: if item.kind == Kind::Epic { Kind::Story } else { item.kind },
                size: each,
                goal: item.goal,
                tags: item.tags.clone(),
                requesters: item.requesters.clone(),
                scoring: item.scoring.clone(),
                moscow: item.moscow,
                links: vec![Link { relation: Relation::PartOf, to: id.to_string() }],
                provenance: format!("split from {key}"),
                ranked: item.ranked,
                title: read.title,
                want: read.want,
                ..Item::default()
            };
            pieces.push(self.add(piece, Place::Before(id))?);
        }
        match parent {
            Parent::Epic => self.update(id, |item| {
                item.kind = Kind::Epic;
                if spread {
                    item.size = None;
                }
                Ok(())
            })?,
            Parent::Replaced => {
                let keys: Vec<String> =
                    pieces.iter().filter_map(|id| self.items().get(*id)).map(|piece| self.key(piece)).collect();
                let no = Declined {
                    reason: Reason::Archived,
                    text: format!("split into {}", keys.join(", ")),
                    ..Declined::default()
                };
                self.say_no(id, no, now)?;
            }
        }
        Ok(pieces)
    }

    /// Makes one item of two: requesters, criteria, comments, questions, tags, links and the description of `from` go into
    /// `into`, and `from` stays behind as its duplicate, so that its key still leads there.
    ///
    /// # Errors
    /// Where both are one, one is a piece of the other, or one of them is not open.
    pub fn merge_items(&mut self, from: Id, into: Id, now: Now) -> Result<(), Refusal> {
        let (a, b) = (self.item(from)?.clone(), self.item(into)?.clone());
        let (key, other) = (self.key(&a), self.key(&b));
        if from == into {
            return Err(Refusal::invalid(format!("{key} cannot be merged into itself")));
        }
        self.not_committed(from)?;
        if b.linked(Relation::PartOf).any(|id| id == from) || a.linked(Relation::PartOf).any(|id| id == into) {
            return Err(Refusal::invalid(format!("{key} and {other} are a whole and its piece: they cannot be one")));
        }
        if let Some(whole) = b.linked(Relation::Duplicates).find_map(|id| self.items().get(id))
            && b.declined.is_some()
        {
            return Err(Refusal::invalid(format!("{other} is a duplicate itself: merge into {}", self.key(whole))));
        }
        for (item, key) in [(&a, &key), (&b, &other)] {
            if !item.is_open() {
                let state = if item.declined.is_some() { "was said no to" } else { "is done" };
                return Err(Refusal::invalid(format!("{key} {state}: only what is open can be merged")));
            }
        }
        self.update(into, |item| {
            item.tags.extend(a.tags.iter().cloned());
            item.requesters.extend(a.requesters.iter().cloned());
            let own = into.to_string();
            item.links.extend(a.links.iter().filter(|link| link.to != own).cloned());
            for list in [&mut item.tags, &mut item.requesters] {
                list.sort();
                list.dedup();
            }
            item.links.sort();
            item.links.dedup();
            for criterion in &a.criteria {
                if item.criteria.iter().any(|c| c.text == criterion.text) {
                    continue;
                }
                let mut criterion = criterion.clone();
                if item.criteria.iter().any(|c| c.id == criterion.id) {
                    criterion.id = Id::ZERO;
                }
                item.criteria.push(criterion);
            }
            tell_apart(&mut item.criteria);
            let said: Vec<Id> = item.comments.iter().map(|comment| comment.id).collect();
            item.comments.extend(a.comments.iter().filter(|comment| !said.contains(&comment.id)).cloned());
            item.comments.sort_by_key(|comment| (comment.at, comment.id));
            let asked: Vec<Id> = item.questions.iter().map(|question| question.id).collect();
            item.questions.extend(a.questions.iter().filter(|question| !asked.contains(&question.id)).cloned());
            item.blocked = item.blocked.take().or_else(|| a.blocked.clone());
            item.moscow = item.moscow.or(a.moscow);
            item.kano = item.kano.or(a.kano);
            item.service = item.service.or(a.service);
            for (name, values) in &a.columns {
                item.columns.entry(name.clone()).or_insert_with(|| values.clone());
            }
            let more = [&a.problem, &a.description, &a.risks].into_iter().filter(|text| !text.trim().is_empty());
            let more: Vec<&str> = more.map(|text| text.trim()).collect();
            let words = if more.is_empty() { a.story() } else { more.join("\n\n") };
            let head = format!("{key}: {}", a.title);
            let added = if words.is_empty() { head } else { format!("{head}\n{words}") };
            format!("{}\n\n{added}", item.description).trim().clone_into(&mut item.description);
            item.goal = item.goal.or(a.goal);
            item.size = item.size.or(a.size);
            item.scoring = item.scoring.take().or_else(|| a.scoring.clone());
            for (own, theirs) in [(&mut item.role, &a.role), (&mut item.want, &a.want), (&mut item.benefit, &a.benefit)]
            {
                if own.is_empty() {
                    own.clone_from(theirs);
                }
            }
            Ok(())
        })?;
        // who needed the one needs the other now
        let (old, new) = (from.to_string(), into.to_string());
        let followers: Vec<Id> = self
            .items()
            .iter()
            .filter(|item| item.id != into && item.id != from && item.links.iter().any(|link| link.to == old))
            .map(|item| item.id)
            .collect();
        for id in followers {
            self.update(id, |item| {
                item.links.iter_mut().filter(|link| link.to == old).for_each(|link| link.to.clone_from(&new));
                item.links.sort();
                item.links.dedup();
                Ok(())
            })?;
        }
        self.update(from, |item| {
            item.link(Relation::Duplicates, into.to_string());
            Ok(())
        })?;
        let no = Declined { reason: Reason::Duplicate, text: format!("merged into {other}"), ..Declined::default() };
        self.say_no(from, no, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Criterion;
    use crate::model::{About, Stamp};

    fn product(titles: &[&str]) -> (Product, Vec<Id>, Now) {
        let now = Now::on(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let mut product = Product::new(About::named("Test", Stamp(1)), 1);
        let ids = titles
            .iter()
            .map(|title| product.add(Item { title: (*title).into(), ..Item::default() }, Place::Bottom).unwrap())
            .collect();
        (product, ids, now)
    }

    fn order(product: &Product) -> Vec<&str> {
        product.order().iter().map(|id| product.items().get(*id).unwrap().title.as_str()).collect()
    }

    #[test]
    fn pieces_stand_in_the_place_of_the_whole_and_inherit() {
        let (mut product, ids, now) = product(&["first", "whole", "last"]);
        let goal = product.add_goal("A goal").unwrap();
        product
            .update(ids[1], |item| {
                item.goal = Some(goal);
                item.size = Some(Size::Points(1300));
                item.requesters = vec!["Ana".into()];
                Ok(())
            })
            .unwrap();
        let titles = ["one".to_owned(), "two".to_owned(), " ".to_owned(), "three".to_owned()];
        let mut epic = product.clone();
        let pieces = epic.split(ids[1], &titles, Parent::Epic, true, Size::SCALE, now).unwrap();
        assert_eq!(order(&epic), ["first", "one", "two", "three", "whole", "last"]);
        let piece = epic.item(pieces[0]).unwrap();
        assert_eq!((piece.goal, piece.size), (Some(goal), Some(Size::Points(500))));
        assert_eq!(piece.requesters, ["Ana"]);
        assert_eq!((epic.item(ids[1]).unwrap().kind, epic.item(ids[1]).unwrap().size), (Kind::Epic, None));
        product.split(ids[1], &titles, Parent::Replaced, false, Size::SCALE, now).unwrap();
        assert_eq!(order(&product), ["first", "one", "two", "three", "last"]);
        let why = product.split(ids[1], &titles, Parent::Epic, false, Size::SCALE, now).unwrap_err().to_string();
        assert!(why.contains("was said no to"), "{why}");
        assert!(product.split(ids[0], &titles[..1], Parent::Epic, false, Size::SCALE, now).is_err());
    }

    #[test]
    fn a_merge_loses_nothing_and_refuses_what_cannot_be_one() {
        let (mut product, ids, now) = product(&["a", "b", "c"]);
        product
            .update(ids[0], |item| {
                item.requesters = vec!["Ana".into()];
                item.description = "words of a".into();
                item.criteria = vec![Criterion { id: Id::from_bits(7), text: "holds".into(), ..Criterion::default() }];
                Ok(())
            })
            .unwrap();
        product.merge_items(ids[0], ids[1], now).unwrap();
        let b = product.item(ids[1]).unwrap();
        assert_eq!((b.requesters.as_slice(), b.criteria.len()), (["Ana".to_owned()].as_slice(), 1));
        assert!(b.description.contains("words of a"));
        assert_eq!(order(&product), ["b", "c"]);
        for (from, into, words) in
            [(ids[1], ids[1], "itself"), (ids[2], ids[0], "is a duplicate itself"), (ids[0], ids[2], "said no to")]
        {
            let why = product.merge_items(from, into, now).unwrap_err().to_string();
            assert!(why.contains(words), "{why}");
        }
        let pieces = product.split(ids[2], &["x".into(), "y".into()], Parent::Epic, false, Size::SCALE, now).unwrap();
        assert!(product.merge_items(ids[2], pieces[0], now).unwrap_err().to_string().contains("whole and its piece"));
    }
}
