//! `momentum list`

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::out::Out;
use super::{Cli, Failure};
use crate::model::{Id, Item, Now, Product, Size, Stamp};
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
pub struct Brief<'a> {
    key: String,
    title: &'a str,
    kind: &'static str,
    status: &'static str,
    /// Points; null where it is unsized or a question mark.
    size: Option<f64>,
    /// 1 for the top of the one order; null where it is done or was declined.
    place: Option<usize>,
    goal: Option<String>,
    tags: &'a [String],
    created: Stamp,
    updated: Stamp,
}

impl<'a> Brief<'a> {
    /// Returns an item as scripts see it.
    pub fn of(item: &'a Item, product: &Product) -> Self {
        Self::at(item, product.place_of(item), product)
    }

    /// Returns an item that stands at a place as scripts see it.
    fn at(item: &'a Item, place: Option<usize>, product: &Product) -> Self {
        Self {
            key: product.key(item),
            title: &item.title,
            kind: item.kind.word(),
            status: item.status.word(),
            size: item.size.and_then(Size::points).map(|n| f64::from(n) / 100.0),
            place,
            goal: item.goal.and_then(|id| product.goal_key(id)),
            tags: &item.tags,
            created: item.created,
            updated: item.updated,
        }
    }
}

/// Items for scripts, each made as it is printed.
struct Briefs<F>(F);

impl<'a, I: Iterator<Item = Brief<'a>>, F: Fn() -> I> Serialize for Briefs<F> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq((self.0)())
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
    // looked up once for all: to look for each is to look seventeen times among a hundred thousand
    let places: HashMap<Id, usize> = product.order().iter().copied().zip(1..).collect();
    let place_of = |item: &Item| places.get(&item.id).copied();
    if out.json {
        out.answer(&Briefs(|| found.iter().map(|item| Brief::at(item, place_of(item), product))));
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
            let place = place_of(item).map_or_else(String::new, |n| n.to_string());
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
