//! A filter that a person gave a name.

use crate::model::entity::{Value, identity, kept_field, line_field};
use crate::model::record::record;
use crate::model::{Entity, Field, Id, Product, Refusal, Stamp};
use crate::sort::InOrder;

record! {
    /// A filter under a name.
    pub struct Filter {
        /// The identity of the record in the file.
        id: Id,
        /// What it is called.
        name: String,
        /// What it asks for, in the filter language.
        query: String,
        /// When it was saved.
        created: Stamp,
        /// When it last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Filter>] = &[
    line_field!(name, "Name", "What it is called"),
    line_field!(query, "Query", "What it asks for"),
    kept_field!(created, "Created", Silent, "When it was saved", |filter| Value::Stamp(filter.created)),
    kept_field!(updated, "Updated", Greatest, "When it last changed", |filter| Value::Stamp(filter.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |filter| Value::text(filter.id.to_string())),
];

impl Entity for Filter {
    const TABLE: &'static str = "filters";
    const NOUN: &'static str = "filter";
    const TOLD_BY: &'static [&'static str] = &["query"];

    identity!();

    fn label(&self) -> String {
        format!("filter “{}”", crate::text::cut(&self.name, 40))
    }
}

impl Product {
    /// Returns the saved filters by name.
    #[must_use]
    pub fn filters(&self) -> Vec<&Filter> {
        let mut filters: Vec<&Filter> = self.filters.iter().map(|filter| &**filter).collect();
        filters.order_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        filters
    }

    /// Saves a filter under a name; one of that name is replaced.
    ///
    /// # Errors
    /// Returns an error if the name or the filter is empty.
    pub fn save_filter(&mut self, name: &str, query: &str) -> Result<(), Refusal> {
        let (name, query) = (name.trim(), query.trim());
        if name.is_empty() || query.is_empty() {
            return Err(Refusal::invalid("a saved filter needs a name, and something that it asks for"));
        }
        let old = self.filters.iter().find(|filter| filter.name == name).map(|filter| Filter::clone(filter));
        let id = old.as_ref().map_or_else(|| self.fresh_id(), |old| old.id);
        self.put(Filter { id, name: name.to_owned(), query: query.to_owned(), ..old.unwrap_or_default() });
        Ok(())
    }

    /// Forgets a saved filter.
    pub fn forget_filter(&mut self, id: Id) {
        self.remove::<Filter>(id);
    }
}
