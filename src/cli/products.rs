//! `momentum products` and `momentum rename`

use crate::model::Verb;
use serde_json::json;

use super::out::Out;
use super::{Cli, Failure, save};
use crate::measure::portfolio::standing;
use crate::model::{About, Now, about};
use crate::store::place;
use crate::words::count;
use crate::workspace::{Mode, Workspace};

#[derive(Debug, clap::Args)]
pub struct RenameArgs {
    /// What the product is called
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
    /// What its keys begin with; made from the name where it is not given
    #[arg(long)]
    prefix: Option<String>,
}

pub fn list(now: Now, out: &mut Out) {
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for (name, file) in place::products() {
        match Workspace::open(&file, Mode::Look, true, now) {
            Ok((workspace, _)) => {
                let product = workspace.product();
                let stands = standing(product, now);
                answers.push(json!({"product": name, "name": stands.name, "prefix": product.about().prefix,
                    "open": stands.open, "orphans": stands.orphans, "goal": stands.goal.as_ref().map(|(_, title)| title),
                    "progress": stands.progress, "behind": stands.behind, "sprint": stands.sprint.map(|(n, ..)| n),
                    "file": file}));
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
    out.line(&format!("{name}: {items}, keys begin with {prefix}-"));
    Ok(())
}
