//! `momentum product` and `momentum rename`

use std::path::{Path, PathBuf};

use crate::model::Verb;
use serde_json::json;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::measure::portfolio::standing;
use crate::model::{About, Now, Product, about};
use crate::store::place;
use crate::words::count;
use crate::workspace::{Mode, Workspace};

#[derive(Debug, clap::Args)]
pub struct NounArgs {
    /// What to do; without it, the products are listed
    #[command(subcommand)]
    verb: Option<ProductVerb>,
}

/// What can be done with products.
#[derive(Debug, clap::Subcommand)]
enum ProductVerb {
    /// List the products in the data directory
    List,
    /// Show how one stands
    Show {
        /// Its name, or a part of it [default: the one that commands work on]
        #[arg(value_name = "NAME")]
        name: Vec<String>,
    },
    /// Rename the product, and what its keys begin with
    Rename(RenameArgs),
}

pub fn run(cli: &Cli, args: &NounArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    match &args.verb {
        None | Some(ProductVerb::List) => {
            list(now, out);
            Ok(())
        }
        Some(ProductVerb::Show { name }) => show(cli, &name.join(" "), now, out),
        Some(ProductVerb::Rename(args)) => rename(cli, args, now, out),
    }
}

/// Returns how a product stands, for scripts.
fn answer(name: &str, file: &Path, product: &Product, now: Now) -> serde_json::Value {
    let stands = standing(product, now);
    json!({"product": name, "name": stands.name, "prefix": product.about().prefix,
        "open": stands.open, "orphans": stands.orphans, "goal": stands.goal.as_ref().map(|(_, title)| title),
        "progress": stands.progress, "behind": stands.behind, "sprint": stands.sprint.map(|(n, ..)| n),
        "file": file})
}

fn show(cli: &Cli, name: &str, now: Now, out: &mut Out) -> Result<(), Failure> {
    let file = if name.is_empty() { cli.data_file()? } else { named(name)? };
    let (workspace, _) = Workspace::open(&file, Mode::Look, true, now)?;
    let product = workspace.product();
    let short = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if out.json {
        out.answer(&answer(&short, &file, product, now));
        return Ok(());
    }
    let stands = standing(product, now);
    out.line(&stands.name);
    let goal = stands.goal.as_ref().map_or_else(|| "none is set".to_owned(), |(_, title)| title.clone());
    let items = format!("{} open, {} without a goal", count(stands.open, "item"), stands.orphans);
    for (head, words) in [
        ("file", file.display().to_string()),
        ("keys", format!("{}-", product.about().prefix)),
        ("items", items),
        ("goal", goal),
        ("sprint", stands.sprint()),
        ("pace", stands.pace()),
    ] {
        out.line(&format!("{head:<7} {}", crate::text::line(&words)));
    }
    Ok(())
}

/// Returns the file of the product that a name means, in whole or in part.
fn named(name: &str) -> Result<PathBuf, Failure> {
    let all = place::products();
    let wanted = name.to_lowercase();
    if let Some((_, file)) = all.iter().find(|(own, _)| own.to_lowercase() == wanted) {
        return Ok(file.clone());
    }
    let fitting: Vec<&(String, PathBuf)> = all.iter().filter(|(own, _)| own.to_lowercase().contains(&wanted)).collect();
    if let [(_, file)] = fitting.as_slice() {
        return Ok(file.clone());
    }
    let there: Vec<&str> = all.iter().map(|(own, _)| own.as_str()).collect();
    let hint =
        if there.is_empty() { "there is none yet".to_owned() } else { format!("there are {}", there.join(", ")) };
    Err(Failure { words: format!("no one product is “{name}” · {hint}"), code: 1 })
}

#[derive(Debug, clap::Args)]
pub struct RenameArgs {
    /// What the product is called
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
    /// What its keys begin with; made from the name where it is not given
    #[arg(long)]
    prefix: Option<String>,
}

fn list(now: Now, out: &mut Out) {
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for (name, file) in place::products() {
        match Workspace::open(&file, Mode::Look, true, now) {
            Ok((workspace, _)) => {
                let product = workspace.product();
                let stands = standing(product, now);
                answers.push(answer(&name, &file, product, now));
                rows.push(vec![
                    name,
                    product.about().prefix.clone(),
                    format!("{} open", stands.open),
                    stands.sprint(),
                    stands.pace(),
                    stands.name,
                ]);
            }
            Err(why) => {
                answers.push(json!({"product": name, "file": file, "error": why.to_string()}));
                rows.push(vec![name, String::new(), String::new(), String::new(), String::new(), why.to_string()]);
            }
        }
    }
    if out.json {
        out.answer(&answers);
    } else if rows.is_empty() {
        super::out::remark("no products yet: momentum --product NAME makes one");
    } else {
        out.table(&rows, &[2]);
    }
}

pub fn rename(cli: &Cli, args: &RenameArgs, now: Now, out: &mut Out) -> Result<(), Failure> {
    let name = args.name.join(" ").trim().to_owned();
    if name.is_empty() {
        return Err(Failure::usage("a product needs a name"));
    }
    let prefix = match &args.prefix {
        Some(text) => about::read_prefix(text)?,
        None => about::prefix_of(&name),
    };
    let workspace = &mut cli.open(Mode::Command, now)?;
    workspace.edit(now, Verb::RenamedTheProduct, "", |product| {
        product.put(About { name: name.clone(), prefix: prefix.clone(), ..product.about().clone() });
        Ok(())
    })?;
    save(workspace, now)?;
    let items = count(workspace.product().items().len(), "item");
    if out.json {
        out.answer(&json!({"name": name, "prefix": prefix, "items": workspace.product().items().len()}));
    }
    out.line(&format!("{name}: {items}, keys begin with {prefix}-"));
    Ok(())
}
