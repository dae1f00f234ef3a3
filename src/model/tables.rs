//! The macro by which the product declares its tables: what storage, diff, undo and merge of each need follows from a line.

/// Items from which they are put in order by a thread of its own.
pub(super) const LONG: usize = 5_000;

/// Declares which entities exist. Storage, diff, undo and merge of each follow from its line here.
macro_rules! tables {
    ($($(#[$meta:meta])* $table:ident: $type:ty,)*) => {
        /// Everything that is known of one product. A clone costs nothing: versions share what they have in common.
        #[derive(Clone, Debug, Default)]
        pub struct Product {
            $($(#[$meta])* pub(super) $table: Table<$type>,)*
            pub(super) index: Index,
            ids: Ids,
            /// Top-level members of the file that this version does not know, kept as they came.
            pub unknown: Map<String, Json>,
        }

        /// The rows of a file, table by table, as they came.
        #[derive(Default)]
        pub struct Rows {
            $($(#[$meta])* pub $table: Vec<Arc<$type>>,)*
        }

        impl Rows {
            /// Takes the value of a member of the file, where it is a table. Returns whether it is.
            pub(super) fn take<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
                $(if name == <$type>::TABLE {
                    self.$table = if <$type>::SINGLE { vec![map.next_value()?] } else { map.next_value()? };
                    return Ok(true);
                })*
                Ok(false)
            }

            /// Takes the records of the part with which a file ends, where it is a table of records. Returns whether it is, and all could be read.
            pub(super) fn take_part(&mut self, name: &str, file: &mut Vec<u8>, begin: usize) -> bool {
                $(if name == <$type>::TABLE && !<$type>::SINGLE {
                    return lines::read(file, begin).map(|rows| self.$table = rows).is_some();
                })*
                false
            }

            /// Takes one record out of a damaged file, told by its members. Returns whether it could be read.
            pub(super) fn salvage(&mut self, text: &str, has: impl Fn(&str) -> bool) -> bool {
                let mut table = "";
                $(if <$type>::TOLD_BY.iter().any(|name| has(name)) {
                    table = <$type>::TABLE;
                })*
                $(if table == <$type>::TABLE {
                    return serde_json::from_slice(text.as_bytes()).map(|row| self.$table.push(row)).is_ok();
                })*
                // the head of the file and its end are no records
                has("format") || has("momentum") || has("end")
            }

            /// Returns the name of a table that must be in a file and is not among these names.
            pub(super) fn missing(seen: &[String]) -> Option<&'static str> {
                $(if <$type>::ALWAYS && !seen.iter().any(|name| name == <$type>::TABLE) {
                    return Some(<$type>::TABLE);
                })*
                None
            }

            /// Returns the product of these rows, and what had to be mended.
            ///
            /// Two records of one id, as a text merge can make them, become one; what could not stand in it goes to the
            /// conflicts.
            #[must_use]
            pub fn gather(self, seed: u128) -> (Product, Vec<String>) {
                let (mut conflicts, mut repairs) = (Vec::new(), Vec::new());
                let mut product = Product { ids: Ids::seeded(seed), ..Product::default() };
                // a long list is put in order while its table is made
                let items = if self.items.len() >= LONG { self.items.clone() } else { Vec::new() };
                let index = thread::scope(|scope| {
                    let sort = || Index::of(items.iter());
                    let index = (!items.is_empty()).then(|| thread::Builder::new().spawn_scoped(scope, sort).ok()).flatten();
                    $(product.$table = rows::gather(self.$table, &mut conflicts, &mut repairs);)*
                    index.and_then(|index| index.join().ok())
                });
                // what had to be mended are other rows than those that were put in order
                let index = index.filter(|_| repairs.is_empty() && conflicts.is_empty());
                product.index = index.unwrap_or_else(|| Index::of(product.items.iter()));
                if product.about.get(Id::ZERO).is_none() {
                    product.about.put(Arc::default());
                }
                for conflict in conflicts {
                    product.conflicts.put(Arc::new(conflict));
                }
                (product, repairs)
            }
        }

        /// What differs between two versions: every row before and after.
        ///
        /// Undo is its inverse, merge applies it to another version, the log and the messages are read off it.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Change {
            $($(#[$meta])* #[serde(skip_serializing_if = "Vec::is_empty", default)] pub $table: Vec<Edit<$type>>,)*
        }

        impl Product {
            /// Returns the members of each record in the order in which they are written, in a line each.
            #[must_use]
            pub fn layout() -> String {
                [$((<$type>::TABLE, <$type>::MEMBERS),)*]
                    .map(|(table, members)| format!("{table} {}\n", members.join(" ")))
                    .concat()
            }

            /// Returns what each record is called and its fields in words, table by table, for the documentation.
            #[must_use]
            pub fn described() -> Vec<(&'static str, Vec<crate::model::entity::Described>)> {
                vec![$((<$type>::NOUN, <$type>::fields().iter().map(crate::model::Field::described).collect()),)*]
            }
        }

        $(impl Stored for $type {
            fn table(product: &Product) -> &Table<Self> { &product.$table }
            fn table_mut(product: &mut Product) -> &mut Table<Self> { &mut product.$table }
        })*

        impl Change {
            /// Returns what must change in `before` to make it `after`, in the size of the difference.
            #[must_use]
            pub fn between(before: &Product, after: &Product) -> Self {
                Self { $($table: before.$table.diff(&after.$table),)* }
            }

            /// Returns the change that takes this one back.
            #[must_use]
            pub fn inverse(&self) -> Self {
                Self { $($table: self.$table.iter().map(Edit::inverse).collect(),)* }
            }

            /// Returns what the rows beside the items are called, and how many there are of each kind.
            pub(super) fn others(&self) -> Vec<(usize, &'static str, String)> {
                let mut out = Vec::new();
                $(if <$type>::TABLE != Item::TABLE {
                    out.extend(summary(&self.$table));
                })*
                out
            }

            /// Tells what became of the rows beside the items, table by table.
            pub(super) fn told_of_others(&self) -> Vec<crate::model::told::Told> {
                let mut out = Vec::new();
                $(if <$type>::TABLE != Item::TABLE {
                    out.extend(crate::model::told::others(&self.$table));
                })*
                out
            }

            /// Returns how many rows it touches.
            #[must_use]
            pub fn len(&self) -> usize {
                0 $(+ self.$table.len())*
            }
        }

        impl Product {
            /// Applies a change made to another version; fields that the change does not touch keep their value.
            ///
            /// # Errors
            /// Returns an error if a field that the change touches was changed elsewhere meanwhile. Nothing is changed then.
            pub fn apply(&mut self, change: &Change) -> Result<(), Refusal> {
                let mut next = self.clone();
                $(next.apply_rows(&change.$table)?;)*
                next.claim_numbers(change);
                *self = next;
                Ok(())
            }

            /// Returns every record as it stands in the file, table by table, for whoever treats all of them alike.
            #[must_use]
            pub fn records(&self) -> Vec<(&'static str, Id, Json)> {
                let mut out = Vec::new();
                $(for row in self.$table.iter() {
                    if let Ok(json) = to_json(&**row) {
                        out.push((<$type>::TABLE, row.id(), json));
                    }
                })*
                out
            }

            /// Returns a record as it stands in the file, and what messages call it.
            pub(super) fn record_of(&self, table: &str, id: Id) -> Option<(String, Json)> {
                $(if table == <$type>::TABLE {
                    let row = self.$table.get(id)?;
                    return Some((format!("{} {}", <$type>::NOUN, row.label()), to_json(&**row).ok()?));
                })*
                None
            }

            /// Writes every table as the file has it, and reads back what a change leaves.
            pub(super) fn write_tables(&self, out: &mut Pieces<'_>, change: &Change) -> Result<(), serde_json::Error> {
                $(rows::put_table(out, &self.$table, &change.$table)?;)*
                Ok(())
            }

            /// Adds every table as the file has it after a change, given the members that the file had before.
            pub(super) fn splice_tables<'a>(
                &self,
                members: &Members<'a>,
                change: &Change,
                out: &mut Pieces<'a>,
            ) -> Result<(), serde_json::Error> {
                $(splice::table(members, &change.$table, &self.$table, out)?;)*
                Ok(())
            }

            /// Takes over every record of another version for which `wanted` says so, given the record of that id that is
            /// there and whether it is the newer one. Items are left to the caller where `items` is false.
            pub fn take_rows(&mut self, other: &Self, items: bool, wanted: impl Fn(Standing) -> bool) {
                $(if items || <$type>::TABLE != Item::TABLE {
                    let rows: Vec<_> = other.$table.iter().cloned().collect();
                    for row in rows {
                        let standing = match self.$table.get(row.id()) {
                            None => Standing::New,
                            Some(mine) if mine.updated() < row.updated() => Standing::Newer,
                            Some(_) => Standing::Older,
                        };
                        if wanted(standing) {
                            self.put_row(row);
                        }
                    }
                })*
            }

            /// Returns the records that stand just so in one of these other versions.
            #[must_use]
            pub fn seen_in(&self, others: &[Self]) -> Self {
                let mut out = Self::default();
                $(for row in self.$table.iter() {
                    if others.iter().any(|other| other.$table.get(row.id()) == Some(row)) {
                        out.put_row(row.clone());
                    }
                })*
                out
            }

            /// Puts the value that lost in a conflict back into its field.
            pub(super) fn take_lost_of(&mut self, conflict: &Conflict) -> Result<(), Refusal> {
                $(if conflict.table == <$type>::TABLE {
                    return self.take_lost::<$type>(conflict);
                })*
                Err(Refusal::invalid(format!("nothing of the table “{}” can be taken", conflict.table)))
            }

            /// Stamps the rows of every table but the items, which have a log to keep.
            pub(super) fn stamp_others(&mut self, change: &Change, now: crate::model::Stamp) {
                $(if <$type>::TABLE != Item::TABLE {
                    self.stamp_rows(&change.$table, now);
                })*
            }

            /// Lets every row whose fields do not fit each other mend itself. Returns what was done, in words.
            pub(super) fn heal_rows(&mut self) -> Vec<String> {
                let mut done = Vec::new();
                $(if <$type>::TABLE != Item::TABLE {
                    let broken: Vec<_> = self.$table.iter().filter(|row| !row.is_whole()).cloned().collect();
                    for row in broken {
                        let mut row = <$type>::clone(&row);
                        row.heal();
                        done.push(format!("the {} {} had fields that did not fit each other", <$type>::NOUN, row.label()));
                        self.put(row);
                    }
                })*
                done
            }

            fn merge_tables(&mut self, base: &Self, other: &Self) -> Vec<Conflict> {
                let mut conflicts = Vec::new();
                $(self.merge_rows::<$type>(base, other, &mut conflicts);)*
                conflicts
            }
        }
    };
}

pub(super) use tables;
