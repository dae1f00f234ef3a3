//! Two changes of one record become one, field by field. Undo and the merge with other programs both use it.
//!
//! Symmetric and total: `merge(base, a, b)` equals `merge(base, b, a)` and never fails, because git also merges
//! ancestors with it and two teammates must arrive at the same file. Nothing that one side wrote is dropped: what
//! cannot stand in its field is returned as [`Lost`].

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::model::entity::Merge;
use crate::model::record::{from_json, to_json};
use crate::model::{Entity, Stamp};
use crate::sort::InOrder;

/// A value that lost its field to a later change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The name of the field.
    pub field: String,
    /// The value that both sides started from.
    pub base: Json,
    /// The value that is no longer in the record.
    pub value: Json,
    /// When the losing side last changed the record.
    pub at: Stamp,
    /// Whether the loss is content; a lost place in the order is not.
    pub content: bool,
}

/// Returns the record that holds both changes, and what could not be held.
///
/// `None` is a record that is not there. A record that one side removed and the other changed stays.
#[must_use]
pub fn merge_record<T: Entity>(
    base: Option<&Arc<T>>,
    a: Option<&Arc<T>>,
    b: Option<&Arc<T>>,
) -> (Option<Arc<T>>, Vec<Lost>) {
    if a == b || base == b {
        return (a.cloned(), Vec::new());
    }
    if base == a {
        return (b.cloned(), Vec::new());
    }
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (one, other) => {
            let kept = one.or(other);
            let at = kept.map(|row| row.updated()).unwrap_or_default();
            let lost = Lost {
                field: String::new(),
                base: Json::Null,
                value: Json::String("deleted".into()),
                at,
                content: true,
            };
            return (kept.cloned(), vec![lost]);
        }
    };
    merge_both(base, a, b)
}

fn merge_both<T: Entity>(base: Option<&Arc<T>>, a: &Arc<T>, b: &Arc<T>) -> (Option<Arc<T>>, Vec<Lost>) {
    // the later side wins; of two of the same moment the greater value wins, field by field, so that merging the
    // result once more changes nothing
    let order = a.updated().cmp(&b.updated());
    let (winner, loser) = if order.is_lt() { (b, a) } else { (a, b) };
    let (later, sooner) = (members(winner), members(loser));
    let base = base.map(members).unwrap_or_default();
    let mut out = Map::new();
    let mut lost = Vec::new();
    let names: std::collections::BTreeSet<&String> = base.keys().chain(later.keys()).chain(sooner.keys()).collect();
    for name in names {
        // a member that FIELDS does not know came from a newer version; of two changes the later one stands
        let field = T::fields().iter().find(|f| f.name == name);
        let (old, mut won, mut lesser) = (base.get(name), later.get(name), sooner.get(name));
        if order.is_eq() && won.map(Json::to_string) < lesser.map(Json::to_string) {
            (won, lesser) = (lesser, won);
        }
        // only one side changed it, or both alike: there is nothing to decide
        let merged = if won == lesser || old == lesser {
            won.cloned()
        } else if old == won {
            lesser.cloned()
        } else {
            let (value, drop) = merge_value(field.map_or(Merge::Later, |f| f.merge), old, won, lesser);
            if let Some(value) = drop {
                lost.push(Lost {
                    field: name.clone(),
                    base: old.cloned().unwrap_or(Json::Null),
                    value,
                    at: loser.updated(),
                    content: field.is_none_or(|f| f.merge != Merge::Silent),
                });
            }
            value
        };
        if let Some(value) = merged {
            out.insert(name.clone(), value);
        }
    }
    if let Ok(mut row) = from_json::<T>(&Json::Object(out)) {
        // two fields that were each right on their side can contradict each other now, such as a status and its history
        row.heal();
        (Some(Arc::new(row)), lost)
    } else {
        // fields that only fit each other; which side stands must not depend on who asks
        let text = |row: &Arc<T>| serde_json::to_string(&members(row)).unwrap_or_default();
        let (winner, loser) =
            if order.is_eq() && text(winner) < text(loser) { (loser, winner) } else { (winner, loser) };
        let value = Json::Object(members(loser));
        let whole = Lost { field: String::new(), base: Json::Null, value, at: loser.updated(), content: true };
        (Some(winner.clone()), vec![whole])
    }
}

fn members<T: Entity>(row: &Arc<T>) -> Map<String, Json> {
    match to_json(&**row) {
        Ok(Json::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Returns the merged value and, where both could not be held, the one that lost. All three differ.
fn merge_value(
    how: Merge,
    base: Option<&Json>,
    later: Option<&Json>,
    sooner: Option<&Json>,
) -> (Option<Json>, Option<Json>) {
    let null = Json::Null;
    match how {
        Merge::Later | Merge::Silent => (later.cloned(), Some(sooner.unwrap_or(&null).clone())),
        Merge::Greatest => {
            // numbers as numbers, stamps as the text that sorts like time
            let value = |v: Option<&Json>| v.map(|v| (v.as_u64(), v.as_str().map(str::to_owned)));
            (if value(sooner) > value(later) { sooner } else { later }.cloned(), None)
        }
        Merge::Set => (merge_set(elements(base), elements(later), elements(sooner)), None),
        Merge::Ordered => (merge_ordered(elements(base), elements(later), elements(sooner)), None),
        Merge::Records => merge_records(base, later, sooner),
        Merge::Lines => {
            match (base.and_then(Json::as_str), later.and_then(Json::as_str), sooner.and_then(Json::as_str)) {
                (base, Some(later), Some(sooner)) => match diffy::merge(base.unwrap_or(""), later, sooner) {
                    Ok(text) => (Some(Json::String(text)), None),
                    Err(_) => (Some(Json::String(later.to_owned())), Some(Json::String(sooner.to_owned()))),
                },
                _ => (later.cloned(), Some(sooner.unwrap_or(&null).clone())),
            }
        }
    }
}

fn elements(value: Option<&Json>) -> &[Json] {
    value.and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn merge_set(base: &[Json], a: &[Json], b: &[Json]) -> Option<Json> {
    let mut out: Vec<Json> = a.iter().filter(|x| b.contains(x) || !base.contains(x)).cloned().collect();
    out.extend(b.iter().filter(|x| !a.contains(x) && !base.contains(x)).cloned());
    out.sort_by_cached_key(ToString::to_string);
    (!out.is_empty()).then_some(Json::Array(out))
}

/// Returns the members that [`merge_set`] leaves, in the order of the later side, then of the other.
fn merge_ordered(base: &[Json], later: &[Json], sooner: &[Json]) -> Option<Json> {
    let kept = merge_set(base, later, sooner)?;
    let kept = elements(Some(&kept));
    let place = |member: &Json| {
        let at = |list: &[Json]| list.iter().position(|other| other == member);
        (at(later).is_none(), at(later).or(at(sooner)))
    };
    let mut out = kept.to_vec();
    out.sort_by_cached_key(place);
    Some(Json::Array(out))
}

fn identity(record: &Json) -> &str {
    record.get("id").and_then(Json::as_str).unwrap_or("")
}

fn merge_records(base: Option<&Json>, later: Option<&Json>, sooner: Option<&Json>) -> (Option<Json>, Option<Json>) {
    let (base, later, sooner) = (elements(base), elements(later), elements(sooner));
    let find = |list: &[Json], id: &str| list.iter().find(|r| identity(r) == id).cloned();
    let ids = |list: &[Json]| list.iter().map(|r| identity(r).to_owned()).collect::<Vec<_>>();
    // the order of the side that changed it; what only the other side has comes after, by id
    let reordered = |list: &[Json]| {
        let kept: Vec<_> = ids(list).into_iter().filter(|id| ids(base).contains(id)).collect();
        kept != ids(base).into_iter().filter(|id| kept.contains(id)).collect::<Vec<_>>()
    };
    let (first, second) = if reordered(sooner) && !reordered(later) { (sooner, later) } else { (later, sooner) };
    let mut order = ids(first);
    let mut rest: Vec<_> = ids(second).into_iter().filter(|id| !order.contains(id)).collect();
    rest.order();
    order.extend(rest);
    let mut out = Vec::new();
    let mut lost = Vec::new();
    for id in order {
        let (o, w, l) = (find(base, &id), find(later, &id), find(sooner, &id));
        // a record that one side removed and the other changed stays: losing words is worse than seeing them again
        if w == l || o == l {
            out.extend(w);
        } else if o == w {
            out.extend(l);
        } else if let (Some(w), Some(l)) = (&w, &l) {
            out.push(merge_members(o.as_ref(), w, l, &mut lost));
        } else {
            out.extend(w.or(l));
        }
    }
    ((!out.is_empty()).then_some(Json::Array(out)), (!lost.is_empty()).then_some(Json::Array(lost)))
}

fn merge_members(base: Option<&Json>, later: &Json, sooner: &Json, lost: &mut Vec<Json>) -> Json {
    let (Some(w), Some(l)) = (later.as_object(), sooner.as_object()) else {
        return later.clone();
    };
    let mut out = Map::new();
    let mut dropped = Map::new();
    for name in w.keys().chain(l.keys()) {
        let o = base.and_then(|base| base.get(name));
        let (w, l) = (w.get(name), l.get(name));
        let value = if o == w { l } else { w };
        if o != w && o != l && w != l {
            dropped.insert(name.clone(), l.cloned().unwrap_or(Json::Null));
        }
        if let Some(value) = value {
            out.insert(name.clone(), value.clone());
        }
    }
    if !dropped.is_empty() {
        dropped.insert("id".into(), identity(later).into());
        lost.push(Json::Object(dropped));
    }
    Json::Object(out)
}
