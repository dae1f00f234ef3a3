//! `momentum show`

use serde_json::json;

use super::list::Brief;
use super::named;
use super::out::Out;
use super::{Cli, Failure};
use crate::model::record::to_json;
use crate::model::{Entity, Item, Now, Product};
use crate::workspace::Mode;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The item's key, or a part of its title
    key: String,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let workspace = &mut cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let item = named::item(product, &args.key)?;
    if out.json {
        out.answer(&whole(item, product));
        return Ok(());
    }
    out.line(&format!("{}  {}", product.key(item), item.title));
    if let Some(place) = product.place_of(item) {
        out.line(&format!("place       {place} of {}", product.order().len()));
    }
    for field in Item::fields()
        .iter()
        .filter(|f| !matches!(f.name, "title" | "rank" | "num" | "id" | "log" | "comments" | "columns" | "was"))
    {
        let value = (field.get)(item).print(product);
        if value.is_empty() {
            continue;
        }
        let mut lines = value.lines();
        out.line(&format!("{:<11} {}", field.name, lines.next().unwrap_or("")));
        lines.for_each(|line| out.line(&format!("            {line}")));
    }
    for comment in &item.comments {
        out.line(&format!(
            "comment     {} {}: {}",
            now.day_of(comment.at),
            comment.by,
            comment.text.replace('\n', " ")
        ));
    }
    for (name, values) in &item.columns {
        out.line(&format!("{name}: {}", values.join(" | ").replace('\n', " ")));
    }
    for line in &item.log {
        let why = if line.why.is_empty() { String::new() } else { format!(" “{}”", line.why) };
        out.line(&format!("log         {} {}{why}", now.day_of(line.at), line.did));
    }
    Ok(())
}

/// Returns everything known of an item: what `list` gives, and every other field under its own name.
fn whole(item: &Item, product: &Product) -> serde_json::Value {
    let mut all = json!({});
    if let (Some(all), Ok(serde_json::Value::Object(fields))) = (all.as_object_mut(), to_json(item)) {
        all.extend(fields);
        all.remove("num");
        if let Ok(serde_json::Value::Object(brief)) = to_json(&Brief::of(item, product)) {
            all.extend(brief);
        }
    }
    all
}
