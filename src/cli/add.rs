//! `momentum add`

use crate::model::Verb;
use std::io::Read;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::model::item::set_field;
use crate::model::{Now, Place, Product};
use crate::workspace::Mode;

/// Largest standard input that is taken in.
const LARGEST: u64 = 16 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The title, or “-” for an item a line from standard input
    #[arg(required = true, value_name = "TITLE")]
    title: Vec<String>,
    /// Story, bug, chore, spike or epic
    #[arg(long)]
    kind: Option<String>,
    /// The size in points
    #[arg(long)]
    size: Option<String>,
    /// The goal that it serves, by key or title
    #[arg(long)]
    goal: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// The place: top, bottom, a number, “before KEY” or “after KEY”
    #[arg(long, default_value = "bottom", value_name = "PLACE")]
    at: String,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    let titles: Vec<String> = if args.title == ["-"] {
        let mut text = String::new();
        std::io::stdin()
            .take(LARGEST)
            .read_to_string(&mut text)
            .map_err(|why| Failure::data(format!("standard input cannot be read as text: {why}")))?;
        crate::exchange::titles(&text)
    } else {
        vec![args.title.join(" ").trim().to_owned()]
    };
    if titles.iter().all(String::is_empty) {
        return Err(Failure::usage("there is no title in that: momentum add TITLE"));
    }
    let workspace = &mut cli.open(Mode::Command, now)?;
    let ids = workspace
        .edit(now, Verb::Added, "", |product| {
            let mut at = Place::parse(&args.at, product)?;
            let mut ids = Vec::new();
            for title in &titles {
                let mut item = Product::read_line(title);
                item.provenance = "shell".into();
                let tags = args.tags.join(", ");
                let fields = [
                    ("kind", args.kind.as_ref()),
                    ("size", args.size.as_ref()),
                    ("goal", args.goal.as_ref()),
                    ("tags", Some(&tags)),
                ];
                for (name, text) in fields {
                    if let Some(text) = text.filter(|text| !text.is_empty()) {
                        set_field(&mut item, name, text, product, now)?;
                    }
                }
                let id = product.add(item, at)?;
                // the lines stay in their order
                if !matches!(at, Place::Bottom) {
                    at = Place::After(id);
                }
                ids.push(id);
            }
            Ok(ids)
        })?
        .value;
    save(workspace, now)?;
    let product = workspace.product();
    let keys: Vec<String> =
        ids.iter().filter_map(|id| product.items().get(*id)).map(|item| product.key(item)).collect();
    if out.json {
        out.answer(&keys);
    } else {
        for key in &keys {
            out.line(key);
        }
    }
    Ok(())
}
