//! The rows of one table as bytes and back: what the file of a product is made of.

use std::sync::Arc;

use crate::cores;
use crate::model::merge::merge_record;
use crate::model::record::{from_json, put, to_json};
use crate::model::{Conflict, Edit, Entity, Id, Table};
use crate::sort::InOrder;
use crate::words;

/// Writes a table; one that is empty and need not be there is left out.
pub(super) fn put_table<T: Entity>(out: &mut Vec<u8>, table: &Table<T>) -> Result<(), serde_json::Error> {
    if table.is_empty() && !T::ALWAYS {
        return Ok(());
    }
    if T::SINGLE {
        out.extend_from_slice(format!("\"{}\":", T::TABLE).as_bytes());
        put(out, table.iter().next().map_or(&T::default(), |row| row))?;
        out.extend_from_slice(b",\n");
        return Ok(());
    }
    out.extend_from_slice(format!("\"{}\":[", T::TABLE).as_bytes());
    let rows: Vec<&T> = table.iter().map(|row| &**row).collect();
    let mut sep = "\n";
    for lines in cores::share(&rows, SHARE, write_share) {
        out.extend_from_slice(sep.as_bytes());
        out.append(&mut lines?);
        sep = ",\n";
    }
    out.extend_from_slice(b"],\n");
    Ok(())
}

/// Rows that a core writes or reads by itself.
const SHARE: usize = 1_000;

/// Writes some rows of a table, a line each.
fn write_share<T: Entity>(rows: &[&T]) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::new();
    for row in rows {
        if !out.is_empty() {
            out.extend_from_slice(b",\n");
        }
        put(&mut out, *row)?;
    }
    Ok(out)
}

/// Reads back each record that an edit leaves and compares.
///
/// # Errors
/// Names the first record that does not come back as it was.
pub(super) fn verify_rows<T: Entity>(edits: &[Edit<T>]) -> Result<(), String> {
    let survives = |row: &T| {
        let mut line = Vec::new();
        put(&mut line, row).and_then(|()| serde_json::from_slice::<T>(&line)).is_ok_and(|back| back == *row)
    };
    let lost = cores::share(edits, SHARE, |edits| {
        edits.iter().filter_map(|edit| edit.after.as_deref()).find(|row| !survives(row)).map(Entity::id)
    });
    match lost.into_iter().flatten().next() {
        Some(id) => Err(format!("the {} {id} does not survive being written", T::NOUN)),
        None => Ok(()),
    }
}

/// Returns the table of these rows. Two records of one id, as a text merge can make them, become one; what could
/// not stand in it goes to the conflicts.
pub(super) fn gather<T: Entity>(
    rows: Vec<Arc<T>>,
    conflicts: &mut Vec<Conflict>,
    repairs: &mut Vec<String>,
) -> Table<T> {
    let mut before = Id::ZERO;
    // as they are in nearly every file: told in one walk, for each step of it goes to another corner of the memory
    let sorted = T::SINGLE || rows.iter().all(|row| std::mem::replace(&mut before, row.id()) < row.id());
    if sorted {
        return rows.into_iter().collect();
    }
    let mut doubles = Vec::new();
    let mut sorted = rows;
    for row in &mut sorted {
        if row.id() == Id::ZERO && !T::SINGLE {
            repairs.push(format!("{} had no id", words::a(T::NOUN)));
            *row = identified(row);
        }
    }
    if !sorted.is_sorted_by(|a, b| a.id() < b.id()) {
        sorted.order_by_key(|row| row.id());
        let mut single: Vec<Arc<T>> = Vec::with_capacity(sorted.len());
        for row in sorted {
            if single.last().is_some_and(|last| last.id() == row.id()) { doubles.push(row) } else { single.push(row) }
        }
        sorted = single;
    }
    let mut table: Table<T> = sorted.into_iter().collect();
    for double in doubles {
        let id = double.id();
        let (one, lost) = merge_record(None, table.get(id), Some(&double));
        if let Some(one) = one {
            table.put(one);
        }
        repairs.push(format!("the {} {id} was there twice and is one again", T::NOUN));
        conflicts.extend(lost.into_iter().filter(|l| l.content).map(|lost| Conflict::of(T::TABLE, id, lost)));
    }
    table
}

/// Returns a record that has no id with one made from its content, so that all who read the file agree.
fn identified<T: Entity>(row: &Arc<T>) -> Arc<T> {
    let Ok(mut json) = to_json(&**row) else { return row.clone() };
    let id = crate::model::item::content_id(&[&json.to_string()]);
    if let Some(members) = json.as_object_mut() {
        members.insert("id".into(), id.to_string().into());
    }
    from_json(&json).map_or_else(|_| row.clone(), Arc::new)
}
