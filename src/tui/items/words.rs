//! The verbs that add words to an item: blocked, comments, questions, links; and the ones that carry words away.

use crate::measure::lint::{Hint, Rule};
use crate::measure::quality::Others;
use crate::model::Verb;
use crate::model::story::so_that;
use std::sync::Arc;

use super::{PICKED_FROM, alternatives, each, has_item, name, on_items, set_all, verb};
use crate::exchange::{draft, markdown};
use crate::model::entity::one_line;
use crate::model::item::{Comment, Criterion, Link, Question, Relation};
use crate::model::{Id, Item, Refusal};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::{Action, Why};
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::words::count;

/// Asks who asked for the items; whoever is new is written down as a person.
fn asked_by(desk: &mut Desk) {
    let ids = desk.targets();
    let title = format!("Who asked for {}?", name(desk, &ids));
    crate::tui::stakes::pick_person(desk, title, &[], move |desk, who| {
        each(desk, ids.clone(), Verb::Linked, "", move |product, id| {
            let person = product.person_of_words(&who)?;
            let who = product.get::<crate::model::Person>(person).map_or_else(String::new, |person| person.who.clone());
            product.update(id, |item| {
                if !item.requesters.contains(&who) {
                    item.requesters.push(who);
                    item.requesters.order();
                }
                Ok(())
            })
        });
    });
}

/// Ties an insight to the items, or unties it.
fn insight(desk: &mut Desk) {
    let ids = desk.targets();
    let product = desk.product();
    let entries = product.insights_by_day().into_iter().map(|own| {
        let tied = ids.iter().all(|id| own.about.contains(id));
        let side = if tied { "✓ tied".to_owned() } else { own.kind.word().to_owned() };
        Pick::new(format!("{}  {}", own.key(), text::line(&own.said)), side, own.id)
    });
    let title = format!("Which insight tells of {}?", name(desk, &ids));
    let picker = Picker::new(title, entries.collect(), move |desk, insight| {
        desk.edit(Verb::Linked, "", |product| {
            product.change_insight(insight, |own| {
                let all = ids.iter().all(|id| own.about.contains(id));
                let turn: Vec<Id> = ids.iter().copied().filter(|id| own.about.contains(id) == all).collect();
                for id in turn {
                    id.toggle(&mut own.about);
                }
                Ok(())
            })
        });
    });
    desk.push(picker.empty("no insight is written down yet: ⟦go.insights⟧"));
}

const fn copy(name: &'static str, title: &'static str) -> Action {
    Action::new(name, title).short("copy").on_items().ready(has_item)
}

/// The rows of this file.
pub const WORDS: &[Action] = &[
    verb("item.blocked", "Blocked: why it cannot go on; empty for not blocked")
        .short("blocked")
        .keys(&["b"])
        .run(blocked),
    verb("item.comment", "Comment").short("comment").keys(&["C C"]).run(|desk| remark(desk, false)),
    verb("item.clarify", "Clarify: what was not clear, and how it is meant")
        .short("clarify")
        .keys(&["C m"])
        .run(|desk| remark(desk, true)),
    verb("item.alternative", "Another way: propose one with its effect, or decide on one")
        .short("another way")
        .keys(&["C !"])
        .run(alternatives::show),
    verb("item.question", "Open questions: ask one, or answer one").short("question").keys(&["C ?"]).run(question),
    verb("link.asked-by", "Link: asked for by a person").short("asked by").keys(&["L a"]).run(asked_by),
    verb("item.promise", "Promise it: to whom, by when").short("promise").keys(&["C p"]).run(|desk| {
        if let Some(item) = desk.selected_item().cloned() {
            crate::tui::stakes::promises::add(desk, "", Some(&item));
        }
    }),
    verb("link.insight", "Link: an insight that tells of it; what is tied is untied")
        .short("insight")
        .keys(&["L i"])
        .run(insight),
    verb("link.needs", "Link: needs another item first")
        .short("needs")
        .keys(&["L n"])
        .run(|desk| link(desk, Relation::Needs)),
    verb("link.relates", "Link: has to do with another item").short("relates").keys(&["L r"]).run(|desk| {
        link(desk, Relation::Relates);
    }),
    verb("link.duplicate", "Link: says the same as another item").short("duplicate").keys(&["L d"]).run(|desk| {
        link(desk, Relation::Duplicates);
    }),
    verb("link.part-of", "Link: is a piece of another item")
        .short("part of")
        .keys(&["L p"])
        .run(|desk| link(desk, Relation::PartOf)),
    verb("link.url", "Link: is described at an address").short("address").keys(&["L u"]).run(address),
    verb("link.remove", "Remove a link").short("unlink").keys(&["L x"]).run(unlink),
    verb("item.editor", "Edit as Markdown in your editor ($EDITOR)").short("editor").keys(&["E"]).run(|desk| {
        if let Some(id) = desk.selected() {
            desk.effects.push(Effect::Edit(id));
        }
    }),
    verb("item.repeat", "Repeat the last change on this item")
        .short("repeat")
        .keys(&["."])
        .ready(can_repeat)
        .run(repeat),
    copy("pane.zoom", "The item whole: in its pane, which gets the whole screen, or on a page to read")
        .short("whole")
        .keys(&["z"])
        .run(|desk| if desk.shows_list() { desk.list.zoom = !desk.list.zoom } else { whole(desk) }),
    copy("item.timeline", "Timeline: everything that happened to it").keys(&["t"]).run(timeline),
    copy("copy.title", "Copy key and title").keys(&["y y"]).run(|desk| {
        copy_each(desk, |item, desk| format!("{} {}", desk.product().key(item), item.title));
    }),
    copy("copy.card", "Copy as a card: for whom, why, criteria").keys(&["y c"]).run(|desk| {
        copy_each(desk, |item, desk| draft::card(item, desk.product()));
    }),
    copy("copy.markdown", "Copy as Markdown").keys(&["y m"]).run(|desk| {
        copy_each(desk, |item, desk| markdown::one(item, desk.product()));
    }),
    copy("copy.top", "Copy the next five that are ready, with their why").keys(&["y t"]).run(top_five),
];

fn blocked(desk: &mut Desk) {
    let ids = desk.targets();
    let old = match ids.as_slice() {
        [one] => desk.product().items().get(*one).and_then(|item| item.blocked.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let title = format!("What blocks {}?", name(desk, &ids));
    desk.push(
        Prompt::new(title, &old, move |desk, text| {
            set_all(desk, ids.clone(), Verb::Blocked, "blocked", &text);
        })
        .hint("why it cannot go on · empty: it can · ⟦link.needs⟧ links what it needs"),
    );
}

/// Keeps what was said of an item; `clears` where something was not clear, which the retrospective counts.
fn remark(desk: &mut Desk, clears: bool) {
    let ids = desk.targets();
    let (title, hint, verb) = if clears {
        let title = format!("What was not clear about {}, and how is it meant?", name(desk, &ids));
        (title, "“by day” is the user's own day · the retrospective counts how often one had to ask", Verb::Clarified)
    } else {
        (format!("Comment on {}", name(desk, &ids)), "what was said; it stays with the item", Verb::Commented)
    };
    desk.push(
        Prompt::new(title, "", move |desk, text| {
            if text.trim().is_empty() {
                return;
            }
            let (by, at) = (desk.user.name.clone(), desk.now.at);
            each(desk, ids.clone(), verb, "", move |product, id| {
                let comment = product.fresh_id();
                product.update(id, |item| {
                    let (by, text) = (by.clone(), text.trim().to_owned());
                    item.comments.push(Comment { id: comment, at, by, text, clears, ..Comment::default() });
                    Ok(())
                })
            });
        })
        .hint(hint),
    );
}

/// Lists what is still to be asked; a new question is typed, an old one is answered.
fn question(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let item_id = item.id;
    let title = format!("Questions on {}", desk.product().key(item));
    let open = item.questions.iter().filter(|q| q.answer.is_empty());
    let entries = open.map(|q| Pick::new(q.text.clone(), "answer", q.id)).collect::<Vec<_>>();
    let picker = Picker::new(title, entries, move |desk, question| answer(desk, item_id, question))
        .empty("no open question: type one and press Enter")
        .create("ask", move |desk, text| {
            let at = desk.now.at;
            each(desk, vec![item_id], Verb::AskedAbout, "", move |product, id| {
                let question = product.fresh_id();
                product.update(id, |item| {
                    item.questions.push(Question { id: question, at, text: text.clone(), ..Question::default() });
                    Ok(())
                })
            });
        });
    desk.push(picker);
}

fn answer(desk: &mut Desk, item: Id, question: Id) {
    let asked = desk.product().items().get(item).and_then(|item| item.questions.iter().find(|q| q.id == question));
    let Some(asked) = asked.map(|q| q.text.clone()) else { return };
    desk.push(
        Prompt::new(asked, "", move |desk, text| {
            let answered = desk.edit(Verb::AnsweredAQuestionOf, "", |product| {
                product.update(item, |item| {
                    let gone = || Refusal::Missing("that question is gone".into());
                    let row = item.questions.iter_mut().find(|q| q.id == question).ok_or_else(gone)?;
                    text.trim().clone_into(&mut row.answer);
                    Ok(())
                })
            });
            if answered.is_some() && !text.trim().is_empty() {
                as_criterion(desk, item, text.trim());
            }
        })
        .hint("the answer; an empty one leaves it open"),
    );
}

/// Asks whether an answer is something that the item must meet: what was asked about is what is easily missed.
fn as_criterion(desk: &mut Desk, item: Id, answer: &str) {
    let words = answer.to_owned();
    let answers =
        [('c', "a criterion, in these words or others".to_owned()), ('n', "no, the answer is enough".to_owned())];
    let ask = Choose::new("Must the item meet it?", answers, move |desk, key| {
        if key != 'c' {
            return;
        }
        desk.push(
            Prompt::new("The criterion", &words, move |desk, text| {
                desk.edit(Verb::WroteACriterionFor, "", |product| {
                    let id = product.fresh_id();
                    product.update(item, |item| {
                        item.criteria.push(Criterion { id, text: one_line(&text), ..Criterion::default() });
                        Ok(())
                    })
                });
            })
            .hint("what must be true so that it can be accepted")
            .needed("a criterion needs words"),
        );
    });
    desk.push(ask.enter('n'));
}

fn link(desk: &mut Desk, relation: Relation) {
    let ids = desk.targets();
    let product = desk.product();
    let free = product.order().iter().filter(|id| !ids.contains(id)).take(PICKED_FROM);
    let items = free.filter_map(|id| product.items().get(*id));
    let entries = items.map(|item| Pick::of_item(item, product, "", item.id)).collect();
    let title = format!("{} {relation} …", name(desk, &ids));
    desk.push(Picker::new(title, entries, move |desk, other| {
        add_link(desk, ids, Link { relation, to: other.to_string() });
    }));
}

fn address(desk: &mut Desk) {
    let ids = desk.targets();
    let title = format!("Address for {}", name(desk, &ids));
    desk.push(
        Prompt::new(title, "", move |desk, text| {
            add_link(desk, ids.clone(), Link { relation: Relation::Url, to: text.trim().to_owned() });
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

fn add_link(desk: &mut Desk, ids: Vec<Id>, link: Link) {
    each(desk, ids, Verb::Linked, "", move |product, id| {
        product.update(id, |item| {
            item.link(link.relation, link.to.clone());
            Ok(())
        })
    });
}

fn unlink(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let id = item.id;
    let entries = item
        .links
        .iter()
        .map(|link| {
            let other = Id::parse(&link.to).and_then(|id| desk.product().items().get(id));
            let to =
                other.map_or_else(|| link.to.clone(), |item| format!("{} {}", desk.product().key(item), item.title));
            Pick::new(format!("{} {to}", link.relation), "", link.clone())
        })
        .collect();
    let picker = Picker::new("Remove which link?", entries, move |desk, link: Link| {
        desk.edit(Verb::Unlinked, "", |product| {
            product.update(id, |item| {
                item.links.retain(|l| *l != link);
                Ok(())
            })
        });
    });
    desk.push(picker.empty(
        "it has no links: ⟦link.needs⟧, ⟦link.relates⟧, ⟦link.duplicate⟧, ⟦link.part-of⟧ or ⟦link.url⟧ adds one",
    ));
}

fn can_repeat(desk: &Desk) -> Result<(), Why> {
    on_items(desk)?;
    if desk.last.is_some() { Ok(()) } else { Err("nothing to repeat yet: a change of an item comes first".into()) }
}

fn repeat(desk: &mut Desk) {
    if let Some(last) = desk.last.clone() {
        let ids = desk.targets();
        desk.edit(last.verb, &last.why, |product| ids.iter().try_for_each(|id| (last.run)(product, *id)));
    }
}

/// The item as the backlog shows it beside its list, from wherever it is chosen.
pub fn whole(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let cells = usize::from(desk.size.0 * 8 / 10).max(60).saturating_sub(4);
    let lines = super::detail::lines(&item, desk, cells, super::detail::Layout::Roomy);
    let muted = desk.theme.muted;
    let rows = lines.into_iter().skip(1).map(|row| {
        let words: String = row.spans.iter().map(|part| part.content.as_ref()).collect();
        let head = row.spans.first().is_some_and(|first| first.style == muted);
        (if head { Ink::Muted } else { Ink::Text }, words)
    });
    let mut rows: Vec<(Ink, String)> = rows.collect();
    // beside the others a story is judged here, where it is asked for, and not with every frame
    if item.is_open() {
        let hints = Others::of(desk.product()).hints(&item, desk.product(), &*desk.judge.doubled);
        rows.extend([(Ink::Text, String::new()), (Ink::Muted, format!("QUALITY  {} of 13 rules hold", kept(&hints)))]);
        rows.extend(hints.into_iter().map(|hint| (Ink::Warn, format!("! {}", hint.words))));
    }
    let title = format!("{} {}", desk.product().key(&item), item.title);
    desk.push(Notice::new(title, rows));
}

/// Returns how many of the rules hold against which these hints speak.
fn kept(hints: &[Hint]) -> usize {
    let broken: std::collections::HashSet<Rule> =
        hints.iter().map(|hint| if hint.rule == Rule::Benefit { Rule::WellFormed } else { hint.rule }).collect();
    Rule::ALL.len().saturating_sub(broken.len())
}

/// Everything that happened to an item, the latest first.
fn timeline(desk: &mut Desk) {
    let Some(item) = desk.selected_item() else { return };
    let events = crate::measure::timeline::of(item, desk.product());
    let lines = events
        .iter()
        .rev()
        .map(|(at, what)| (Ink::Text, format!("{:<12} {what}", super::detail::when(*at, desk.now))))
        .collect();
    let title = format!("{} {}", desk.product().key(item), item.title);
    desk.push(Notice::new(title, lines));
}

fn copy_each(desk: &mut Desk, f: impl Fn(&Item, &Desk) -> String) {
    let items: Vec<Arc<Item>> =
        desk.targets().iter().filter_map(|id| desk.product().items().get(*id)).cloned().collect();
    let text = items.iter().map(|item| f(item, desk)).collect::<Vec<_>>().join("\n");
    copied(desk, text, &count(items.len(), "item"));
}

/// Copies the next five that are ready, with their why.
pub fn top_five(desk: &mut Desk) {
    let product = desk.product();
    let next = crate::measure::ready::next(product, desk.now.today);
    if next.is_empty() {
        desk.refuse("nothing is ready: ⟦item.ready⟧ shows what an item lacks");
        return;
    }
    let lines: Vec<String> = next
        .into_iter()
        .zip(1..)
        .map(|(item, n)| {
            let why = if item.benefit.is_empty() { String::new() } else { format!(": {}", so_that(&item.benefit)) };
            text::line(&format!("{n}. {} {}{why}", product.key(item), item.title)).into_owned()
        })
        .collect();
    let what = format!("the next {} that are ready", lines.len());
    copied(desk, lines.join("\n"), if lines.len() == 1 { "the one that is ready" } else { &what });
}

fn copied(desk: &mut Desk, text: String, what: &str) {
    desk.say(format!("copied {what}, where the terminal allows it"));
    desk.effects.push(Effect::Copy(text));
}
