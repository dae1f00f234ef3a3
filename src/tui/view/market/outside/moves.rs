//! The moves of a competitor: one more of them, what answers it, which goal it threatens and how much.

use super::competitor;
use crate::model::competitor::{Move, Threat};
use crate::model::entity::one_line;
use crate::model::{Goal, Id, Product, Verb};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::choose::Choose;
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};

/// Writes a move of the chosen competitor down.
pub fn add(desk: &mut Desk) {
    let Some(own) = competitor(desk) else { return };
    let id = own.id;
    let asks = [
        Ask::new("What", "").hint("what did they do? free tier for 3 people").needed("a move needs words"),
        Ask::new("On", "").hint("the day on which it was seen: 2026-11-09, monday · empty for today").check(
            |desk, text| {
                let day = crate::model::day::read_day(text, desk.now.today).map_err(|why| why.to_string())?;
                if day.is_some_and(|day| day > desk.now.today) {
                    Err("a move is of today or before".into())
                } else {
                    Ok(())
                }
            },
        ),
        Ask::new("Threat", "some")
            .hint(Threat::WORDS.join(", "))
            .check(|_, word| Threat::parse(word).map(|_| ()).map_err(|why| why.to_string())),
        Ask::new("Seen at", "").hint("the address at which it was seen"),
    ];
    desk.push(Prompt::form(format!("A move of {}", own.called), asks, move |desk, [what, on, threat, url]| {
        let (now, by) = (desk.now, desk.user.name.clone());
        desk.edit(Verb::WroteDown, "", move |product| {
            let on = crate::model::day::read_day(&on, now.today)?;
            let threat = Threat::parse(&threat)?;
            product.note_move(id, Move { what, on, threat, url: one_line(&url), by, ..Move::default() }, now)
        });
    }));
}

/// Does something to a move of a competitor: to the only one, or to one that is picked, the one that presses most first.
fn with_move(desk: &mut Desk, title: &str, then: impl FnOnce(&mut Desk, Id) + 'static) {
    let Some(own) = competitor(desk) else { return };
    let mut all = own.moves();
    // what threatens and has no answer first; of others the last one
    all.sort_by_key(|own| !own.wants_answer());
    match all.as_slice() {
        [] => desk.refuse("no move of theirs is written down: ⟦market.more⟧ writes one"),
        [only] => then(desk, only.id),
        many => {
            let product = desk.product();
            let entries = many.iter().map(|own| Pick::new(said_of_move(product, own), "", own.id)).collect();
            desk.push(Picker::new(title, entries, then));
        }
    }
}

fn change_move(desk: &mut Desk, verb: Verb, id: Id, f: impl FnOnce(&mut Move)) {
    let Some(own) = competitor(desk) else { return };
    desk.edit(verb, "", |product| {
        product.change_move(own.id, id, |own| {
            f(own);
            Ok(())
        })
    });
}

/// Lets an item answer a move, or lets it go again.
pub fn answer(desk: &mut Desk) {
    with_move(desk, "Which move is answered?", |desk, id| {
        let product = desk.product();
        let known = chosen_move(desk, id).and_then(|own| own.item);
        let items = product.order().iter().filter_map(|id| product.items().get(*id));
        let side = |item: Id| if known == Some(item) { "✓ answers it".to_owned() } else { String::new() };
        let entries = items.map(|item| Pick::of_item(item, product, side(item.id), item.id)).collect();
        let picker = Picker::new("Which item answers it?", entries, move |desk, item| {
            change_move(desk, Verb::Linked, id, |own| {
                if own.item == Some(item) { own.item = None } else { own.answer(item) }
            });
        });
        desk.push(picker.empty("there is no item yet"));
    });
}

/// Says which goal a move threatens, or takes that back.
pub fn threatens(desk: &mut Desk) {
    with_move(desk, "Which move threatens a goal?", |desk, id| {
        let product = desk.product();
        let known = chosen_move(desk, id).and_then(|own| own.goal);
        let goals = product.goals_by_num().into_iter().filter(|goal| goal.ended.is_none() || known == Some(goal.id));
        let side = |goal: Id| if known == Some(goal) { "✓ threatened" } else { "" };
        let entries = goals
            .map(|goal| Pick::new(format!("G{} {}", goal.num, text::line(&goal.title)), side(goal.id), goal.id))
            .collect();
        let picker = Picker::new("Which goal does it threaten?", entries, move |desk, goal| {
            change_move(desk, Verb::Linked, id, |own| own.goal = Some(goal).filter(|_| own.goal != Some(goal)));
        });
        desk.push(picker.empty("there is no goal yet: ⟦vision.add⟧ on the vision adds one"));
    });
}

fn chosen_move(desk: &Desk, id: Id) -> Option<Move> {
    competitor(desk)?.moves.into_iter().find(|own| own.id == id)
}

/// Writes down why a move of a competitor needs no answer.
pub fn no_answer(desk: &mut Desk) {
    with_move(desk, "Which move needs no answer?", |desk, id| {
        let prompt = Prompt::new("Why does it need no answer?", "", move |desk, why| {
            change_move(desk, Verb::Decided, id, |own| own.leave(&why));
        });
        desk.push(prompt.needed("a word is needed: they will be asked about it"));
    });
}

/// Says how much a move of a competitor threatens.
pub fn threat(desk: &mut Desk) {
    with_move(desk, "Which move?", |desk, id| {
        let answers = [('n', "none"), ('s', "some: it takes customers"), ('h', "high: it aims at what we live on")];
        let answers = answers.map(|(key, words)| (key, words.to_owned()));
        desk.push(Choose::new("How much does it threaten?", answers, move |desk, key| {
            let threat = match key {
                'n' => Threat::None,
                's' => Threat::Some,
                _ => Threat::High,
            };
            change_move(desk, Verb::Changed, id, |own| own.threat = threat);
        }));
    });
}

/// Returns a move in a line: its day, what it was, which goal it threatens, and what we do about it.
pub fn said_of_move(product: &Product, own: &Move) -> String {
    let day = own.on.map_or_else(String::new, |day| day.format("%-d %b").to_string());
    let answer = match own.item.and_then(|id| product.items().get(id)) {
        Some(item) => format!("→ {}", product.key(item)),
        None if own.no_answer.is_empty() => "no answer yet".to_owned(),
        None => format!("no answer: {}", own.no_answer),
    };
    let goal = own.goal.and_then(|id| product.get::<Goal>(id));
    let threatens = goal.map_or_else(String::new, |goal| format!("  against G{}", goal.num));
    format!("{day}  {}{threatens}  {answer}", text::line(&own.what))
}
