//! The names of the records behind a sentence.

use crate::model::{
    Account, Competitor, Decision, Goal, Id, Insight, Item, Metric, Person, Product, Promise, Request, Sprint, Theme,
};

/// Returns the key or name of a record of any table that a sentence can come from; `None` where it is gone.
#[must_use]
pub fn key_of(product: &Product, id: Id) -> Option<String> {
    let item = product.get::<Item>(id).map(|item| product.key(item));
    item.or_else(|| product.get::<Goal>(id).map(|goal| format!("G{}", goal.num)))
        .or_else(|| product.get::<Metric>(id).map(|metric| metric.key()))
        .or_else(|| product.get::<Request>(id).map(|request| request.key()))
        .or_else(|| product.get::<Promise>(id).map(|promise| promise.key()))
        .or_else(|| product.get::<Decision>(id).map(|decision| format!("D{}", decision.num)))
        .or_else(|| product.get::<Sprint>(id).map(|sprint| format!("S{}", sprint.number)))
        .or_else(|| product.get::<Person>(id).map(|person| person.who.clone()))
        .or_else(|| product.get::<Account>(id).map(|account| account.company.clone()))
        .or_else(|| product.get::<Insight>(id).map(|insight| insight.key()))
        .or_else(|| product.get::<Theme>(id).map(|theme| theme.key()))
        .or_else(|| product.get::<Competitor>(id).map(|competitor| competitor.called.clone()))
        .or_else(|| product.pair(id).map(|(_, pair)| pair.name()))
}
