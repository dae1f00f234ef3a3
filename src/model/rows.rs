//! The rows of one table as bytes and back: what the file of a product is made of.

use std::sync::Arc;

use crate::cores;
use crate::model::merge::merge_record;
use crate::model::record::{from_json, put, to_json};
use crate::model::splice::Pieces;
use crate::model::{Conflict, Edit, Entity, Id, Table};
use crate::sort::InOrder;
use crate::words;

/// Writes a table and reads back the rows that `edits` leave, which come by id; one that is empty and need not be there is left out.
///
/// # Errors
/// Names a record that does not come back as it was.
pub(super) fn put_table<T: Entity>(
    out: &mut Pieces<'_>,
    table: &Table<T>,
    edits: &[Edit<T>],
) -> Result<(), serde_json::Error> {
    if table.is_empty() && !T::ALWAYS {
        return Ok(());
    }
    if T::SINGLE {
        out.add(format!("\"{}\":", T::TABLE).as_bytes());
        let mut line = Vec::new();
        put_row(&mut line, table.iter().next().map_or(&T::default(), |row| row), !edits.is_empty())?;
        out.add(&line);
        out.add(b",\n");
        return Ok(());
    }
    out.add(format!("\"{}\":[", T::TABLE).as_bytes());
    let rows: Vec<&T> = table.iter().map(|row| &**row).collect();
    let mut sep = "\n";
    for lines in cores::share(&rows, SHARE, |rows| write_share(rows, edits)) {
        out.add(sep.as_bytes());
        // as it is: to put a long table into one piece would take its memory twice
        out.own(lines?);
        sep = ",\n";
    }
    out.add(b"],\n");
    Ok(())
}

/// Rows that a core writes by itself.
pub(super) const SHARE: usize = 1_000;

/// Writes some rows of a table, a line each.
fn write_share<T: Entity>(rows: &[&T], edits: &[Edit<T>]) -> Result<Vec<u8>, serde_json::Error> {
    let first = rows.first().map_or(Id::ZERO, |row| row.id());
    let mut edits = edits.get(edits.partition_point(|edit| edit.id() < first)..).unwrap_or_default().iter().peekable();
    let mut out = Vec::new();
    for row in rows {
        if !out.is_empty() {
            out.extend_from_slice(b",\n");
        }
        while edits.next_if(|edit| edit.id() < row.id()).is_some() {}
        put_row(&mut out, *row, edits.peek().is_some_and(|edit| edit.id() == row.id()))?;
    }
    Ok(out)
}

/// Writes a row, and reads it back where it is new: a fault in reading or writing must not reach the disk.
///
/// # Errors
/// Names it where it does not come back as it was.
pub(super) fn put_row<T: Entity>(out: &mut Vec<u8>, row: &T, is_new: bool) -> Result<(), serde_json::Error> {
    let from = out.len();
    put(out, row)?;
    let survives = || serde_json::from_slice::<T>(out.get(from..).unwrap_or_default()).is_ok_and(|back| back == *row);
    if is_new && !survives() {
        let words = format!("the {} {} does not survive being written", T::NOUN, row.id());
        return Err(serde::ser::Error::custom(words));
    }
    Ok(())
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
