//! What items are worth: scores, classes, why one stands where it stands, two side by side, and the order that a score advises.

use crate::model::Verb;
use crate::model::story::so_that;
use std::collections::HashMap;

use super::{each, name, on_items, verb};
use crate::measure::score::{self, METHODS, Method, is_unsupported};
use crate::measure::{ready, velocity};
use crate::model::about::ROLES;
use crate::model::decision::{Decision, Ruling};
use crate::model::entity::one_line;
use crate::model::item::{Kano, Moscow, Service};
use crate::model::{About, Entity, Id, Insight, Item, Place, Product, Size};
use crate::sort::InOrder;
use crate::text;
use crate::tui::command::{Action, Why, writable};
use crate::tui::desk::{Desk, Effect};
use crate::tui::items::detail::when;
use crate::tui::items::score::Scores;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::Prompt;
use crate::words::count;

/// Moves that are listed before they are made.
const LISTED: usize = 12;

/// The rows of this file.
pub const VALUE: &[Action] = &[
    verb("item.score", "Score: what is it worth, by the product's method").short("score").keys(&["v"]).run(|desk| {
        if let Some(id) = desk.selected() {
            desk.push(Scores::new(id));
        }
    }),
    verb("class.must", "Class: must have this time")
        .short("must")
        .keys(&["P m"])
        .family()
        .run(|desk| moscow(desk, Some(Moscow::Must))),
    verb("class.should", "Class: should have")
        .short("should")
        .keys(&["P s"])
        .run(|desk| moscow(desk, Some(Moscow::Should))),
    verb("class.could", "Class: could have")
        .short("could")
        .keys(&["P c"])
        .run(|desk| moscow(desk, Some(Moscow::Could))),
    verb("class.wont", "Class: won't have this time")
        .short("wont")
        .keys(&["P w"])
        .run(|desk| moscow(desk, Some(Moscow::Wont))),
    verb("class.kano", "Class: how people feel about it (Kano)").short("kano").keys(&["P k"]).run(kano),
    verb("class.standard", "Class: standard, costs a little more every week").short("standard").keys(&["P 1"]).run(
        |desk| {
            service(desk, Service::Standard);
        },
    ),
    verb("class.fixed", "Class: fixed date, costs everything from a day on").short("fixed").keys(&["P 2"]).run(
        |desk| {
            service(desk, Service::Fixed);
        },
    ),
    verb("class.urgent", "Class: urgent, costs a lot at once").short("urgent").keys(&["P 3"]).run(|desk| {
        service(desk, Service::Urgent);
    }),
    verb("class.intangible", "Class: intangible, costs nothing yet").short("intangible").keys(&["P 4"]).run(|desk| {
        service(desk, Service::Intangible);
    }),
    verb("class.none", "Class: none").short("none").keys(&["P 0"]).run(|desk| {
        each(desk, desk.targets(), Verb::Unclassed, "", |product, id| {
            product.update(id, |item| {
                (item.moscow, item.kano, item.service) = (None, None, None);
                Ok(())
            })
        });
    }),
    verb("item.explain", "Why does it stand where it stands: score, hand, decisions")
        .short("explain")
        .keys(&["w e"])
        .ready(super::has_item)
        .run(explain),
    verb("item.compare", "Compare two marked items side by side").short("compare").keys(&["="]).ready(two).run(compare),
    verb("rank.apply", "Rank by score: the marked ones or all, after a look at what moves")
        .short("by score")
        .ready(on_items)
        .run(apply),
    verb("product.settings", "Settings of the product: velocity, size limit, most items, method")
        .short("settings")
        .ready(writable)
        .run(settings),
    verb("product.roles", "Who owns what: vision, roadmap, order, acceptance; and what nobody owns")
        .short("who owns what")
        .ready(writable)
        .run(roles),
    verb("product.method", "Method of scoring: RICE, WSJF, ICE, value and effort, …")
        .short("method")
        .ready(writable)
        .run(method),
];

/// Writes an input of an item's score.
pub fn set_input(desk: &mut Desk, id: Id, input: &'static str, n: Option<i64>) {
    let at = desk.now.at;
    desk.edit(Verb::Scored, "", |product| {
        product.update(id, |item| {
            score::set(&mut item.scoring, input, n);
            if let Some(scoring) = &mut item.scoring {
                scoring.at = at;
            }
            Ok(())
        })
    });
}

/// Changes what holds for the product as a whole, field by field.
fn settings(desk: &mut Desk) {
    let about = desk.product().about().clone();
    let entries = About::fields()
        .iter()
        .filter(|field| field.set.is_some())
        .map(|field| {
            let value = (field.get)(&about).print(desk.product());
            let side =
                if value.is_empty() { "not set".to_owned() } else { text::cut(&text::line(&value), 24).into_owned() };
            Pick::new(format!("{:<12} {}", field.title, field.help), side, field)
        })
        .collect();
    desk.push(Picker::new("Settings of the product", entries, |desk, field| {
        let old = (field.get)(desk.product().about()).print(desk.product());
        let prompt = Prompt::new(field.title, &old, move |desk, text| {
            desk.edit(Verb::ChangedTheSettingsOf, "", |product| {
                let mut about = product.about().clone();
                if let Some(set) = field.set {
                    set(&mut about, &text, product)?;
                }
                product.put(about);
                Ok(())
            });
        })
        .hint(field.help)
        .check(move |desk, text| {
            let mut about = desk.product().about().clone();
            field.set.map_or(Ok(()), |set| set(&mut about, text, desk.product())).map_err(|why| why.to_string())
        });
        desk.push(prompt);
    }));
}

/// Shows who owns what, and what nobody owns; one that is chosen gets a name.
fn roles(desk: &mut Desk) {
    let about = desk.product().about();
    let entries = ROLES
        .iter()
        .map(|role| {
            let who = about.roles.get(*role).cloned().unwrap_or_else(|| "! nobody".to_owned());
            Pick::new(*role, who, *role)
        })
        .collect();
    let gaps = about.unowned();
    let title = match gaps.len() {
        0 => "Who owns what: everything has an owner".to_owned(),
        n => format!("Who owns what: {n} of {} have no owner", ROLES.len()),
    };
    desk.push(Picker::new(title, entries, |desk, role: &'static str| {
        let old = desk.product().about().roles.get(role).cloned().unwrap_or_default();
        desk.push(
            Prompt::new(format!("Who owns the {role}?"), &old, move |desk, who| {
                desk.edit(Verb::ChangedTheSettingsOf, "", |product| {
                    let mut about = product.about().clone();
                    match one_line(&who).as_str() {
                        "" => drop(about.roles.remove(role)),
                        who => drop(about.roles.insert(role.to_owned(), who.to_owned())),
                    }
                    product.put(about);
                    Ok(())
                });
                roles(desk);
            })
            .hint("one name: who decides when two mean different things · empty for nobody")
            .check(|_, text| {
                if text.contains([',', ';']) { Err("one name: two who decide are nobody".to_owned()) } else { Ok(()) }
            }),
        );
    }));
}

/// Chooses the method by which the product's items are scored. Inputs of other methods stay with the items.
pub fn method(desk: &mut Desk) {
    let now = Method::of(desk.product());
    let entries = METHODS
        .iter()
        .map(|method| {
            let scored = desk.product().items().iter().filter(|item| method.score(item).is_some()).count();
            let here = if method.name == now.name { "now · " } else { "" };
            Pick::new(format!("{:<24} {}", method.title, method.formula), format!("{here}{scored} scored"), method)
        })
        .collect();
    desk.push(Picker::new("Score all items of the product by", entries, |desk, method| {
        desk.edit(Verb::ChoseTheMethodOf, "", |product| {
            product.put(About { method: method.name.to_owned(), ..product.about().clone() });
            Ok(())
        });
        desk.say(format!("scored by {}: {} · ⟦history.undo⟧ undoes", method.title, method.formula));
    }));
}

fn moscow(desk: &mut Desk, class: Option<Moscow>) {
    each(desk, desk.targets(), Verb::Classed, "", move |product, id| {
        product.update(id, |item| {
            item.moscow = class;
            Ok(())
        })
    });
    let (must, all) = must_share(desk);
    if class == Some(Moscow::Must) && u64::from(must) * 10 > u64::from(all) * 6 {
        let words = format!(
            "{} of {} points of the next sprint are Must: over 60 % leaves no room when something goes wrong",
            Size::Points(must),
            Size::Points(all)
        );
        desk.refuse(words);
    }
}

/// Returns the points of the Musts in the next sprint's part of the order, and the points that the sprint holds.
fn must_share(desk: &Desk) -> (u32, u32) {
    let (room, _) = velocity::velocity(desk.product());
    let next = ready::within(desk.product(), desk.now.today, room);
    let musts = next.iter().filter(|item| item.moscow == Some(Moscow::Must));
    let points = musts.map(|item| item.size.and_then(Size::points).unwrap_or(0));
    (points.fold(0, u32::saturating_add), room)
}

fn kano(desk: &mut Desk) {
    let ids = desk.targets();
    let answers = Kano::ALL.iter().map(|kano| (kano.word().chars().next().unwrap_or('?'), kano.word().to_owned()));
    let title = format!("How do people feel about {}?", name(desk, &ids));
    desk.push(Choose::new(title, answers.collect::<Vec<_>>(), move |desk, key| {
        let class = Kano::ALL.iter().copied().find(|kano| kano.word().starts_with(key));
        each(desk, ids, Verb::Classed, "", move |product, id| {
            product.update(id, |item| {
                item.kano = class;
                Ok(())
            })
        });
    }));
}

fn service(desk: &mut Desk, class: Service) {
    each(desk, desk.targets(), Verb::Classed, "", move |product, id| {
        product.update(id, |item| {
            item.service = Some(class);
            Ok(())
        })
    });
}

/// Returns the places that the method advises, by item: those that ranking by score gives.
fn places(product: &Product) -> HashMap<Id, usize> {
    score::ranked(product, |_| true).into_iter().map(|(id, _, to)| (id, to)).collect()
}

/// Says why an item stands where it stands: inputs, formula, what was moved by hand, when and why.
fn explain(desk: &mut Desk) {
    let Some(item) = desk.selected_item().cloned() else { return };
    let mut lines = rank_lines(desk, &item);
    lines.extend(score_lines(desk, &item));
    lines.extend(history_lines(desk, &item));
    let title = format!("Why is {} where it is?", desk.product().key(&item));
    let id = item.id;
    desk.push(Notice::new(title, lines).next('w', "say why it stands there", move |desk| justify(desk, id)));
}

/// Asks why an item stands where it stands, and keeps the answer with who gave it: a formula cannot know.
fn justify(desk: &mut Desk, id: Id) {
    let Some(item) = desk.product().items().get(id) else { return };
    let key = desk.product().key(item);
    let at = desk.product().place_of(item).map_or_else(String::new, |n| format!(" at place {n}"));
    desk.push(
        Prompt::new(format!("{key} stands{at}, because"), "", move |desk, why| {
            let by = desk.user.name.clone();
            desk.edit(Verb::Decided, "", |product| {
                let (what, because) = (format!("kept {key}{at}"), why.trim().to_owned());
                let verdict = Ruling::Override;
                product.decide(Decision { verdict, what, because, about: vec![id], by, ..Decision::default() })
            });
        })
        .hint("what no formula knows · it stands on this page with your name")
        .needed("why does it stand there? one line"),
    );
}

/// Returns a heading with the empty line above it.
fn heading(words: impl Into<String>) -> [(Ink, String); 2] {
    [(Ink::Muted, String::new()), (Ink::Muted, words.into())]
}

fn rank_lines(desk: &Desk, item: &Item) -> Vec<(Ink, String)> {
    let product = desk.product();
    let by = match (item.ranked, item.is_unranked()) {
        (Some(at), _) => format!("placed by hand, {}", when(at, desk.now)),
        (None, true) => "never ranked by hand: still in its imported position".to_owned(),
        (None, false) => "where it was written down".to_owned(),
    };
    let at = product.place_of(item).map_or_else(
        || "it has no place: it is not open".to_owned(),
        |n| format!("place {n} of {}", product.order().len()),
    );
    vec![(Ink::Muted, "RANK".to_owned()), (Ink::Text, format!("{at} · {by}"))]
}

fn score_lines(desk: &Desk, item: &Item) -> Vec<(Ink, String)> {
    let product = desk.product();
    let method = Method::of(product);
    let mut lines = heading(format!("SCORE · {}", method.title)).to_vec();
    lines.push((Ink::Muted, method.formula.to_owned()));
    let Some(score) = method.score(item) else {
        lines.push((Ink::Text, "not scored: ⟦item.score⟧ scores it".to_owned()));
        return lines;
    };
    lines.push((Ink::Text, score.arithmetic));
    if let Some(advised) = places(product).get(&item.id) {
        let gap = product.place_of(item).map_or(0, |place| place.abs_diff(*advised));
        let words = match gap {
            0 => "the score advises the same place".to_owned(),
            n if item.ranked.is_some() => {
                format!("the score advises place {advised}: {n} away, because it was moved by hand")
            }
            n => format!("the score advises place {advised}: {n} away, and nobody has decided about it yet"),
        };
        lines.push((if gap > 3 { Ink::Warn } else { Ink::Text }, words));
    }
    if is_unsupported(item, product) {
        lines.push((Ink::Warn, "! the inputs rest on nothing that was written down".to_owned()));
    }
    let heard: Vec<String> = product.insights_about(item.id).into_iter().map(Insight::key).collect();
    if !heard.is_empty() {
        lines.push((Ink::Text, format!("heard: {}", heard.join(", "))));
    }
    if let Some(scoring) = &item.scoring {
        let note = if scoring.note.is_empty() { String::new() } else { format!(" · {}", scoring.note) };
        lines.push((Ink::Muted, format!("evidence: {}{note}", scoring.evidence)));
    }
    lines
}

/// Returns what it is for, and when it was moved and decided about.
fn history_lines(desk: &Desk, item: &Item) -> Vec<(Ink, String)> {
    let product = desk.product();
    let quoted = |why: &str| if why.is_empty() { String::new() } else { format!(" “{why}”") };
    let mut lines = heading("WHY").to_vec();
    let goal = item.goal.and_then(|id| product.goals().get(id));
    lines.push((
        Ink::Text,
        goal.map_or_else(|| "∅ it serves no goal".to_owned(), |goal| format!("G{} {}", goal.num, goal.title)),
    ));
    if !item.benefit.is_empty() {
        lines.push((Ink::Text, so_that(&item.benefit)));
    }
    let changes = item.log.iter().rev().filter(|line| line.names("place")).take(6);
    let moved: Vec<String> =
        changes.map(|line| format!("{:<12} {}{}", when(line.at, desk.now), line.did, quoted(&line.why))).collect();
    if !moved.is_empty() {
        lines.extend(heading("MOVED"));
        lines.push((Ink::Text, moved.join("\n")));
    }
    let about = product.decisions_by_day().into_iter().filter(|decision| decision.about.contains(&item.id)).take(6);
    let decided: Vec<String> = about
        .map(|decision| {
            let by = if decision.by.is_empty() { String::new() } else { format!(" ({})", decision.by) };
            let why = quoted(&decision.because);
            format!("{:<12} {}{why}{by}", when(decision.created, desk.now), decision.what)
        })
        .collect();
    if !decided.is_empty() {
        lines.extend(heading("DECIDED"));
        lines.push((Ink::Text, decided.join("\n")));
    }
    lines
}

fn two(desk: &Desk) -> Result<(), Why> {
    if desk.targets().len() == 2 {
        Ok(())
    } else {
        Err("⟦mark.toggle⟧ marks: mark two items to compare them".into())
    }
}

/// Shows two items side by side, and offers the text for whoever asks.
fn compare(desk: &mut Desk) {
    let ids = desk.targets();
    let product = desk.product();
    let items: Vec<&Item> = ids.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let [a, b] = items.as_slice() else { return };
    let method = Method::of(product);
    let row = |item: &Item| -> Vec<(&'static str, String)> {
        let goal = item.goal.and_then(|id| product.goals().get(id));
        let score = method.score(item).map_or_else(|| "not scored".to_owned(), |score| score::print(score.value));
        vec![
            ("place", product.place_of(item).map_or_else(|| "–".to_owned(), |n| n.to_string())),
            ("goal", goal.map_or_else(|| "∅ none".to_owned(), |goal| format!("G{} {}", goal.num, goal.title))),
            ("so that", if item.benefit.is_empty() { "–".to_owned() } else { item.benefit.clone() }),
            ("score", format!("{score} ({})", method.name)),
            ("class", item.moscow.map_or_else(|| "–".to_owned(), |m| m.word().to_owned())),
            ("size", item.size.map_or_else(|| "unsized".to_owned(), |size| size.to_string())),
            ("asked by", if item.requesters.is_empty() { "–".to_owned() } else { item.requesters.join(", ") }),
            (
                "evidence",
                format!(
                    "{}, {}",
                    item.scoring.as_ref().map_or("none", |s| s.evidence.word()),
                    count(item.comments.len(), "comment")
                ),
            ),
            ("age", format!("{} d", desk.now.days_since(item.created))),
            (
                "ready",
                if ready::is_ready(item, product) {
                    "✓ yes".to_owned()
                } else {
                    let gaps = ready::findings(item, product).into_iter().filter(|f| !f.passed).count();
                    format!("✗ {gaps} missing")
                },
            ),
        ]
    };
    let cells = usize::from(desk.size.0 * 8 / 10).max(60).saturating_sub(18) / 2;
    let name = |item: &Item| format!("{} {}", product.key(item), text::line(&item.title));
    let mut lines =
        vec![(Ink::Text, format!("{:<10}{}  {}", "", text::fit(&name(a), cells), text::cut(&name(b), cells)))];
    let mut copy = format!("{}  |  {}\n", name(a), name(b));
    for ((label, left), (_, right)) in row(a).into_iter().zip(row(b)) {
        copy.push_str(&format!("{label}: {left}  |  {right}\n"));
        let same = left == right;
        let (left, right) = (text::line(&left).into_owned(), text::line(&right).into_owned());
        let words = format!("{label:<10}{}  {}", text::fit(&left, cells), text::cut(&right, cells));
        lines.push((if same { Ink::Muted } else { Ink::Text }, words));
    }
    desk.push(Notice::new("Side by side", lines).next('y', "copy it as text", move |desk| {
        desk.effects.push(Effect::Copy(copy));
        desk.say("copied the comparison, where the terminal allows it");
    }));
}

/// Places the one marked item that is scored where its score advises, after a look; all others keep their order.
fn apply_one(desk: &mut Desk, marked: Vec<Id>) {
    let product = desk.product();
    let advised = places(product);
    let found = marked.into_iter().find_map(|id| Some((product.items().get(id)?.clone(), *advised.get(&id)?)));
    let Some((item, to)) = found else { return };
    let (id, key) = (item.id, product.key(&item));
    let from = product.place_of(&item).unwrap_or(0);
    if from == to {
        desk.say(format!("{key} stands where its score advises: place {to}"));
        return;
    }
    let method = Method::of(product);
    let score = method.score(&item).map_or_else(String::new, |score| score.arithmetic);
    let title = format!("{key}: place {from} → {to}, as {} advises ({score})?", method.title);
    desk.push(Choose::yes_no(title, move |desk| {
        let (now, by) = (desk.now, desk.user.name.clone());
        desk.edit(Verb::RankedByScore, "", move |product| {
            product.rank_by_hand(&[id], Place::At(to), now)?;
            let what = format!("placed {key} at {to} by {}", Method::of(product).name);
            product.decide(Decision { verdict: Ruling::Ranked, what, about: vec![id], by, ..Decision::default() })
        });
    }));
}

/// Places items as their score advises, after a look at what moves.
fn apply(desk: &mut Desk) {
    let product = desk.product();
    let method = Method::of(product);
    let marked = desk.list.marks_in_order();
    let all = marked.is_empty();
    let chosen: std::collections::HashSet<Id> = marked.iter().copied().collect();
    let moves = score::ranked(product, |id| all || chosen.contains(&id));
    if let (1, false) = (moves.len(), all) {
        apply_one(desk, marked);
        return;
    }
    if moves.len() < 2 {
        desk.refuse("fewer than two items are scored: ⟦item.score⟧ scores one");
        return;
    }
    let advised: Vec<Id> = moves.iter().map(|(id, _, _)| *id).collect();
    let stay = moves.iter().filter(|(_, from, to)| from == to).count();
    let mut lines = vec![(Ink::Text, format!("{} · {stay} of {} stay where they are", method.title, moves.len()))];
    let mut moving: Vec<&(Id, usize, usize)> = moves.iter().filter(|(_, from, to)| from != to).collect();
    moving.order_by_key(|(_, _, to)| *to);
    for (id, from, to) in moving.iter().take(LISTED) {
        if let Some(item) = product.items().get(*id) {
            let score = method.score(item).map_or_else(String::new, |score| score::print(score.value));
            lines.push((Ink::Text, format!("{from:>5} → {to:<5} {} {}  ({score})", product.key(item), item.title)));
        }
    }
    if moving.is_empty() {
        desk.say("the rank is what the score advises already");
        return;
    }
    if moving.len() > LISTED {
        lines.push((Ink::Muted, format!("and {} more", moving.len() - LISTED)));
    }
    let n = moving.len();
    let title = format!("Rank {} by score?", if all { "all scored items".to_owned() } else { name(desk, &marked) });
    desk.push(Notice::new(title, lines).next('y', "place them so; one undo takes it back", move |desk| {
        let now = desk.now;
        let by = desk.user.name.clone();
        desk.edit(Verb::RankedByScore, "", move |product| {
            product.permute(&advised, now)?;
            let what = format!("ranked {} by {}", count(n, "item"), Method::of(product).name);
            product.decide(Decision { verdict: Ruling::Ranked, what, by, ..Decision::default() })
        });
    }));
}
