//! Refinement over several items: cut one into pieces, make one of two. Each is one step that can be undone.

use crate::model::Entity;
use crate::model::entity::Combine;
use crate::model::item::{Declined, Link, Reason, Relation};
use crate::model::{Id, Item, Kind, Now, Place, Product, Refusal, Size};
use crate::sort::InOrder;

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
    /// Returns an error if it is not open, or there are fewer than two pieces.
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
            let state = if item.declined.is_some() { "was declined" } else { "is done" };
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
            let mut piece = Item {
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
                links: vec![Link { relation: Relation::PartOf, to: id.to_string() }].into(),
                provenance: format!("split from {key}"),
                ranked: item.ranked,
                title: read.title,
                want: read.want,
                ..Item::default()
            };
            // what nobody has confirmed of the whole nobody has confirmed of the piece
            piece.unite_marks(&item);
            pieces.push(self.add(piece, Place::Before(id))?);
        }
        match parent {
            Parent::Epic => self.update(id, |item| {
                item.kind = Kind::Epic;
                if spread {
                    item.resize(None, None);
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
                self.decline_with(id, no, now)?;
            }
        }
        Ok(pieces)
    }

    /// Makes one item of two: requesters, criteria, comments, questions, tags, links and the description of `from` go into
    /// `into`, and `from` stays behind as its duplicate, so that its key still leads there.
    ///
    /// # Errors
    /// Returns an error if both are one, one is a piece of the other, or one of them is not open.
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
                let state = if item.declined.is_some() { "was declined" } else { "is done" };
                return Err(Refusal::invalid(format!("{key} {state}: only what is open can be merged")));
            }
        }
        // of what can be there once alone, that of the other stays as words
        let gave_way: Vec<String> = Item::fields()
            .iter()
            .filter(|field| matches!(field.combine, Combine::One(_)))
            .map(|field| (field, (field.get)(&a).print(self), (field.get)(&b).print(self)))
            .filter(|(_, theirs, own)| !theirs.is_empty() && !own.is_empty() && theirs != own)
            .map(|(field, theirs, _)| format!("{}: {theirs}", field.title))
            .collect();
        let gave_way = gave_way.join(" · ");
        self.update(into, |item| {
            for field in Item::fields() {
                match field.combine {
                    Combine::Keep => {}
                    Combine::One(combine) | Combine::Both(combine) => combine(item, &a),
                }
            }
            item.keep_confirmed(&b);
            let more = [&a.problem, &a.description, &a.risks, &a.constraints]
                .into_iter()
                .filter(|text| !text.trim().is_empty());
            let more: Vec<&str> = more.map(|text| text.trim()).collect();
            let words = if more.is_empty() { a.story() } else { more.join("\n\n") };
            let added: Vec<String> =
                [format!("{key}: {}", a.title), words, gave_way].into_iter().filter(|text| !text.is_empty()).collect();
            let added = added.join("\n");
            format!("{}\n\n{added}", item.description).trim().clone_into(&mut item.description);
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
                item.links.order();
                item.links.dedup();
                Ok(())
            })?;
        }
        self.update(from, |item| {
            item.link(Relation::Duplicates, into.to_string());
            Ok(())
        })?;
        let no = Declined { reason: Reason::Duplicate, text: format!("merged into {other}"), ..Declined::default() };
        self.decline_with(from, no, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::{Comment, Criterion, Question};
    use crate::model::{About, Entity, Stamp};

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
                item.requesters = vec!["Ana".into()].into();
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
        assert!(why.contains("was declined"), "{why}");
        assert!(product.split(ids[0], &titles[..1], Parent::Epic, false, Size::SCALE, now).is_err());
    }

    /// An item in which every field that a person can fill has something.
    fn full(product: &mut Product, id: Id, other: Id, goal: Id) {
        let texts = [
            ("role", "smith"),
            ("want", "an anvil"),
            ("problem", "no anvil"),
            ("benefit", "it rings"),
            ("size", "8"),
            ("tags", "iron"),
            ("requesters", "Ana"),
            ("blocked", "no coal"),
            ("description", "of the smithy"),
            ("criteria", "[x] it rings\nit shines"),
            ("risks", "fire"),
            ("constraints", "no smoke"),
            ("moscow", "must"),
            ("kano", "basic"),
            ("service", "urgent"),
            ("owner", "Jo"),
            ("demo", "in the yard"),
            ("tasks", "[x] buy it\nplace it"),
        ];
        let mut item = product.item(id).unwrap().clone();
        for (name, text) in texts {
            crate::model::item::set_field(&mut item, name, text, product, Now::on(chrono::NaiveDate::MIN)).unwrap();
        }
        item.goal = Some(goal);
        item.ticked = vec!["legal".into()].into();
        item.finished = vec!["tested".into()].into();
        item.effect = Some(Box::new(crate::model::item::Effect { sure: 50, ..Default::default() }));
        item.scoring = Some(Box::default());
        item.link(Relation::Needs, other.to_string());
        item.link(Relation::Url, "https://forge.example".into());
        item.comments =
            vec![Comment { id: Id::from_bits(3), text: "hot".into(), by: "Lee".into(), ..Comment::default() }].into();
        item.questions = vec![
            Question { id: Id::from_bits(4), text: "How heavy?".into(), answer: "90 kg".into(), ..Question::default() },
            Question { id: Id::from_bits(5), text: "Where?".into(), ..Question::default() },
        ]
        .into();
        item.columns.insert("Sprint".into(), vec!["S1".into()]);
        product.put(item);
    }

    #[test]
    fn what_is_merged_away_is_in_what_stays() {
        let (mut product, ids, now) = product(&["an anvil", "another anvil", "coal", "third"]);
        let goal = product.add_goal("A goal").unwrap();
        full(&mut product, ids[0], ids[2], goal);
        let from = product.item(ids[0]).unwrap().clone();
        product.merge_items(ids[0], ids[1], now).unwrap();
        let into = product.item(ids[1]).unwrap();
        // what is the item itself, and what it lived through, stays with it
        let own = [
            "title",
            "id",
            "num",
            "rank",
            "created",
            "updated",
            "log",
            "history",
            "status",
            "declined",
            "provenance",
            "ranked",
        ];
        for field in Item::fields().iter().filter(|f| !own.contains(&f.name)) {
            let (gone, here) = ((field.get)(&from).print(&product), (field.get)(into).print(&product));
            for line in gone.lines() {
                assert!(
                    here.contains(line) || into.description.contains(line),
                    "{}: {line} is not in {here}",
                    field.name
                );
            }
        }
        // what can be there only once gives way in words
        full(&mut product, ids[3], ids[2], goal);
        product
            .update(ids[3], |item| {
                item.owner = "Kim".into();
                item.size = Some(Size::Points(300));
                Ok(())
            })
            .unwrap();
        product.merge_items(ids[3], ids[1], now).unwrap();
        let into = product.item(ids[1]).unwrap();
        assert_eq!((into.owner.as_str(), into.size), ("Jo", Some(Size::Points(800))));
        assert!(
            into.description.contains("Owner: Kim") && into.description.contains("Size: 3"),
            "{}",
            into.description
        );
    }

    #[test]
    fn criteria_of_one_identity_stay_two_and_a_link_to_what_stays_goes() {
        let (mut product, ids, now) = product(&["a", "b"]);
        let criterion = |text: &str| Criterion { id: Id::from_bits(7), text: text.into(), ..Criterion::default() };
        for (id, text) in [(ids[0], "of a"), (ids[1], "of b")] {
            product
                .update(id, |item| {
                    item.criteria = vec![criterion(text)].into();
                    item.link(Relation::Relates, ids[1].to_string());
                    Ok(())
                })
                .unwrap();
        }
        product
            .update(ids[1], |item| {
                item.links.clear();
                Ok(())
            })
            .unwrap();
        product.merge_items(ids[0], ids[1], now).unwrap();
        let b = product.item(ids[1]).unwrap();
        assert_eq!(b.criteria.len(), 2);
        assert_ne!(b.criteria[0].id, b.criteria[1].id);
        assert_eq!(b.criteria[0].id, Id::from_bits(7), "the one that was there keeps its identity");
        assert!(b.links.is_empty(), "{:?}", b.links);
    }

    #[test]
    fn a_merge_loses_nothing_and_refuses_what_cannot_be_one() {
        let (mut product, ids, now) = product(&["a", "b", "c"]);
        product
            .update(ids[0], |item| {
                item.requesters = vec!["Ana".into()].into();
                item.description = "words of a".into();
                item.criteria =
                    vec![Criterion { id: Id::from_bits(7), text: "holds".into(), ..Criterion::default() }].into();
                Ok(())
            })
            .unwrap();
        product.merge_items(ids[0], ids[1], now).unwrap();
        let b = product.item(ids[1]).unwrap();
        assert_eq!((b.requesters.as_slice(), b.criteria.len()), (["Ana".to_owned()].as_slice(), 1));
        assert!(b.description.contains("words of a"));
        assert_eq!(order(&product), ["b", "c"]);
        for (from, into, words) in
            [(ids[1], ids[1], "itself"), (ids[2], ids[0], "is a duplicate itself"), (ids[0], ids[2], "declined")]
        {
            let why = product.merge_items(from, into, now).unwrap_err().to_string();
            assert!(why.contains(words), "{why}");
        }
        let pieces = product.split(ids[2], &["x".into(), "y".into()], Parent::Epic, false, Size::SCALE, now).unwrap();
        let c = product.item(ids[2]).unwrap();
        assert!(!c.links.iter().any(|link| link.to == c.id.to_string()), "nothing is linked to itself");
        assert!(product.merge_items(ids[2], pieces[0], now).unwrap_err().to_string().contains("whole and its piece"));
    }
}
