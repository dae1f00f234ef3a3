//! The verbs that add words to an item: blocked, comments, questions, links; and the ones that carry words away.

use std::sync::Arc;

use super::{PICKED_FROM, each, has_item, name, on_items, set_all, targets, verb};
use crate::exchange::{draft, markdown};
use crate::model::item::{Comment, Link, Question, Relation};
use crate::model::{Id, Item, Refusal};
use crate::text::count;
use crate::tui::action::{Action, Group, Scope};
use crate::tui::app::{App, Effect};
use crate::tui::layer::notice::{Notice, Tone};
use crate::tui::layer::picker::{Entry, Picker};
use crate::tui::layer::prompt::Prompt;

const fn copy(name: &'static str, title: &'static str, keys: &'static [&'static str], run: fn(&mut App)) -> Action {
    Action {
        name,
        title,
        short: "copy",
        keys,
        scope: Scope::Items,
        group: Group::More,
        footer: 0,
        ready: has_item,
        run,
    }
}

/// The rows of this file.
pub const WORDS: &[Action] = &[
    verb("item.blocked", "Blocked: why it cannot go on; empty for not blocked", "blocked", &["b"], 0, blocked),
    verb("item.comment", "Comment", "comment", &["C C"], 0, comment),
    verb("item.question", "Open questions: ask one, or answer one", "question", &["C ?"], 0, question),
    verb("link.needs", "Link: needs another item first", "needs", &["L n"], 0, |app| link(app, Relation::Needs)),
    verb("link.relates", "Link: has to do with another item", "relates", &["L r"], 0, |app| {
        link(app, Relation::Relates);
    }),
    verb("link.duplicate", "Link: says the same as another item", "duplicate", &["L d"], 0, |app| {
        link(app, Relation::Duplicates);
    }),
    verb("link.part-of", "Link: is a piece of another item", "part of", &["L p"], 0, |app| link(app, Relation::PartOf)),
    verb("link.url", "Link: is described at an address", "address", &["L u"], 0, address),
    verb("link.remove", "Remove a link", "unlink", &["L x"], 0, unlink),
    verb("item.editor", "Edit as Markdown in your editor ($EDITOR)", "editor", &["E"], 0, |app| {
        if let Some(id) = app.selected() {
            app.effects.push(Effect::Edit(id));
        }
    }),
    Action {
        ready: can_repeat,
        ..verb("item.repeat", "Repeat the last change on this item", "repeat", &["."], 0, repeat)
    },
    copy("item.timeline", "Timeline: everything that happened to it", &["t"], timeline),
    copy("copy.title", "Copy key and title", &["y y"], |app| {
        copy_each(app, |item, app| format!("{} {}", app.product().key(item), item.title));
    }),
    copy("copy.card", "Copy as a card: for whom, why, criteria", &["y c"], |app| {
        copy_each(app, |item, app| draft::card(item, app.product()));
    }),
    copy("copy.markdown", "Copy as Markdown", &["y m"], |app| {
        copy_each(app, |item, app| markdown::one(item, app.product()));
    }),
    copy("copy.top", "Copy the top five with their why", &["y t"], top_five),
];

fn blocked(app: &mut App) {
    let ids = targets(app);
    let old = match ids.as_slice() {
        [one] => app.product().items().get(*one).and_then(|item| item.blocked.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let title = format!("What blocks {}?", name(app, &ids));
    app.push(
        Prompt::new(title, &old, move |app, text| {
            set_all(app, ids, "blocked", "blocked", &text);
        })
        .hint("why it cannot go on · empty: it can · L n links what it needs"),
    );
}

fn comment(app: &mut App) {
    let ids = targets(app);
    let title = format!("Comment on {}", name(app, &ids));
    app.push(
        Prompt::new(title, "", move |app, text| {
            if text.trim().is_empty() {
                return;
            }
            let (by, at) = (app.me.clone(), app.now.at);
            each(app, ids, "commented", "", move |product, id| {
                let comment = product.fresh_id();
                product.update(id, |item| {
                    let (by, text) = (by.clone(), text.trim().to_owned());
                    item.comments.push(Comment { id: comment, at, by, text, ..Comment::default() });
                    Ok(())
                })
            });
        })
        .hint("what was said; it stays with the item"),
    );
}

/// Lists what is still to be asked; a new question is typed, an old one is answered.
fn question(app: &mut App) {
    let Some(item) = app.selected_item() else { return };
    let item_id = item.id;
    let title = format!("Questions on {}", app.product().key(item));
    let open = item.questions.iter().filter(|q| q.answer.is_empty());
    let entries = open
        .map(|q| Entry { text: q.text.clone(), side: "answer".into(), unready: None, words: None, value: q.id })
        .collect::<Vec<_>>();
    let picker = Picker::new(title, entries, move |app, question| answer(app, item_id, question))
        .empty("no open question: type one and press Enter")
        .create("ask", move |app, text| {
            let at = app.now.at;
            each(app, vec![item_id], "asked about", "", move |product, id| {
                let question = product.fresh_id();
                product.update(id, |item| {
                    item.questions.push(Question { id: question, at, text: text.clone(), ..Question::default() });
                    Ok(())
                })
            });
        });
    app.push(picker);
}

fn answer(app: &mut App, item: Id, question: Id) {
    let asked = app.product().items().get(item).and_then(|item| item.questions.iter().find(|q| q.id == question));
    let Some(asked) = asked.map(|q| q.text.clone()) else { return };
    app.push(
        Prompt::new(asked, "", move |app, text| {
            app.edit("answered a question of", "", |product| {
                product.update(item, |item| {
                    let gone = || Refusal::Missing("that question is gone".into());
                    let row = item.questions.iter_mut().find(|q| q.id == question).ok_or_else(gone)?;
                    text.trim().clone_into(&mut row.answer);
                    Ok(())
                })
            });
        })
        .hint("the answer; an empty one leaves it open"),
    );
}

fn link(app: &mut App, relation: Relation) {
    let ids = targets(app);
    let product = app.product();
    let free = product.order().iter().filter(|id| !ids.contains(id)).take(PICKED_FROM);
    let items = free.filter_map(|id| product.items().get(*id));
    let entries = items.map(|item| Entry::of_item(item, product, "", item.id)).collect();
    let title = format!("{} {relation} …", name(app, &ids));
    app.push(Picker::new(title, entries, move |app, other| {
        add_link(app, ids, Link { relation, to: other.to_string() });
    }));
}

fn address(app: &mut App) {
    let ids = targets(app);
    let title = format!("Address for {}", name(app, &ids));
    app.push(
        Prompt::new(title, "", move |app, text| {
            add_link(app, ids, Link { relation: Relation::Url, to: text.trim().to_owned() });
        })
        .hint("https://…")
        .check(|_, text| {
            let fits = ["https://", "http://", "mailto:"].iter().any(|head| text.trim().starts_with(head));
            if fits && text.len() < 2_000 {
                Ok(())
            } else {
                Err("an address begins with https://, http:// or mailto:".into())
            }
        }),
    );
}

fn add_link(app: &mut App, ids: Vec<Id>, link: Link) {
    each(app, ids, "linked", "", move |product, id| {
        product.update(id, |item| {
            item.link(link.relation, link.to.clone());
            Ok(())
        })
    });
}

fn unlink(app: &mut App) {
    let Some(item) = app.selected_item().cloned() else { return };
    let id = item.id;
    let entries = item
        .links
        .iter()
        .map(|link| {
            let other = Id::parse(&link.to).and_then(|id| app.product().items().get(id));
            let to =
                other.map_or_else(|| link.to.clone(), |item| format!("{} {}", app.product().key(item), item.title));
            Entry {
                text: format!("{} {to}", link.relation),
                side: String::new(),
                unready: None,
                words: None,
                value: link.clone(),
            }
        })
        .collect();
    let picker = Picker::new("Remove which link?", entries, move |app, link: Link| {
        app.edit("unlinked", "", |product| {
            product.update(id, |item| {
                item.links.retain(|l| *l != link);
                Ok(())
            })
        });
    });
    app.push(picker.empty("it has no links: L n, L r, L d, L p or L u adds one"));
}

fn can_repeat(app: &App) -> Result<(), &'static str> {
    on_items(app)?;
    if app.last.is_some() { Ok(()) } else { Err("nothing to repeat yet: a change of an item comes first") }
}

fn repeat(app: &mut App) {
    if let Some(last) = app.last.clone() {
        let ids = targets(app);
        app.edit(last.verb, &last.why, |product| ids.iter().try_for_each(|id| (last.run)(product, *id)));
    }
}

/// Everything that happened to an item, the latest first.
fn timeline(app: &mut App) {
    let Some(item) = app.selected_item() else { return };
    let events = crate::measure::timeline::of(item, app.product());
    let lines = events
        .iter()
        .rev()
        .map(|(at, what)| (Tone::Text, format!("{:<12} {what}", super::detail::when(*at, app.now))))
        .collect();
    let title = format!("{} {}", app.product().key(item), item.title);
    app.push(Notice::new(title, lines));
}

fn copy_each(app: &mut App, f: impl Fn(&Item, &App) -> String) {
    let items: Vec<Arc<Item>> = targets(app).iter().filter_map(|id| app.product().items().get(*id)).cloned().collect();
    let text = items.iter().map(|item| f(item, app)).collect::<Vec<_>>().join("\n");
    copied(app, text, &count(items.len(), "item"));
}

fn top_five(app: &mut App) {
    let product = app.product();
    let lines: Vec<String> = product
        .order()
        .iter()
        .filter_map(|id| product.items().get(*id))
        .filter(|item| !item.is_later(app.now.today))
        .take(5)
        .zip(1..)
        .map(|(item, n)| {
            let why = if item.benefit.is_empty() { String::new() } else { format!(": so that {}", item.benefit) };
            format!("{n}. {} {}{why}", product.key(item), item.title)
        })
        .collect();
    copied(app, lines.join("\n"), "the top five");
}

fn copied(app: &mut App, text: String, what: &str) {
    app.say(format!("copied {what}, where the terminal allows it"));
    app.effects.push(Effect::Copy(text));
}
