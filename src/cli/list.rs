//! `momentum list`

use std::sync::Arc;

use serde::Serialize;

use super::out::Out;
use super::{Cli, Failure};
use crate::model::{Item, Now, Product, Size};
use crate::query::{self, Matcher, Query};
use crate::workspace::Mode;

#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// A filter, as behind f on the screen; “!” or “-- -” in front of a word means not
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

/// An item for scripts. Names and types are a promise.
#[derive(Debug, Serialize)]
pub struct Brief {
    key: String,
    title: String,
    kind: &'static str,
    status: &'static str,
    /// Points; null where it is unsized or a question mark.
    size: Option<f64>,
    /// 1 for the top of the one order; null where it is done or was declined.
    place: Option<usize>,
    goal: Option<String>,
    tags: Vec<String>,
    created: String,
    updated: String,
}

impl Brief {
    /// Returns an item as scripts see it.
    pub fn of(item: &Item, product: &Product) -> Self {
        Self {
            key: product.key(item),
            title: item.title.clone(),
            kind: item.kind.word(),
            status: item.status.word(),
            size: item.size.and_then(Size::points).map(|n| f64::from(n) / 100.0),
            place: product.place_of(item),
            goal: item.goal.and_then(|id| product.goal_key(id)),
            tags: item.tags.clone(),
            created: item.created.to_string(),
            updated: item.updated.to_string(),
        }
    }
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let text = args.query.join(" ");
    // a filter that is not understood is said before anything is opened
    Query::parse(&text)?;
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let query = Arc::new(super::understood(cli, &text, product)?);
    let mut matcher = Matcher::new(query.clone());
    let mut found: Vec<Arc<Item>> =
        product.items().iter().filter(|item| matcher.passes(item, product, now)).cloned().collect();
    query::sort(&mut found, query.sort, product);
    if out.json {
        let found: Vec<Brief> = found.iter().map(|item| Brief::of(item, product)).collect();
        out.answer(&found);
        return Ok(());
    }
    if found.is_empty() {
        let words = match (product.items().is_empty(), text.trim()) {
            (true, _) => "the backlog is empty: momentum add TITLE".to_owned(),
            (false, "") => "nothing is open".to_owned(),
            (false, text) => format!("nothing matches “{text}”"),
        };
        super::out::remark(&words);
        return Ok(());
    }
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|item| {
            let place = product.place_of(item).map_or_else(String::new, |n| n.to_string());
            let size = item.size_words().unwrap_or_else(|| "·".to_owned());
            let goal = item.goal.and_then(|id| product.goal_key(id)).unwrap_or_else(|| "∅".to_owned());
            let state = match (&item.declined, item.status) {
                (Some(no), _) => format!("no: {}", no.reason.phrase()),
                (None, status) => status.word().to_owned(),
            };
            let tags = item.tags.iter().flat_map(|tag| ["  #", tag]).collect::<String>();
            vec![place, product.key(item), size, goal, state, format!("{}{tags}", item.title)]
        })
        .collect();
    out.table(&rows, &[0, 2]);
    Ok(())
}
