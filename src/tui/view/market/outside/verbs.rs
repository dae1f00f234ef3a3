//! The verbs of the market: write down, tie to an item, join, split, hide, look outside.

use super::moves::{self, said_of_move};
use super::{Tab, competitor, current, feedback, insight, patterns, state, theme};
use crate::model::entity::one_line;
use crate::model::insight::{InsightKind, Weight};
use crate::model::theme::ThemeState;
use crate::model::{Competitor, Entity, Goal, Id, Insight, Item, Metric, Product, Theme, Verb};
use crate::sort::InOrder;
use crate::text;
use crate::tui::desk::{Desk, Effect};
use crate::tui::layer::choose::Choose;
use crate::tui::layer::notice::{Ink, Notice};
use crate::tui::layer::picker::{Pick, Picker};
use crate::tui::layer::prompt::{Ask, Prompt};
use crate::tui::layer::prose::Prose;
use crate::words::count;
use crate::workspace::Said;

/// Writes down what belongs to the tab.
pub fn add(desk: &mut Desk) {
    match state(desk).tab {
        Tab::Themes => add_theme(desk),
        Tab::Patterns => patterns::take_in(desk),
        Tab::Insights => add_insight(desk, Vec::new()),
        Tab::Competitors => {
            let prompt = Prompt::new("Who wants the same customers?", "", |desk, name| {
                desk.edit(Verb::WroteDown, "", |product| product.competitor_named(&name).map(|_| ()));
            });
            desk.push(prompt.hint("their name").needed("a competitor needs a name"));
        }
    }
}

fn add_theme(desk: &mut Desk) {
    let asks = [
        Ask::new("Name", "").hint("what people talk about, in a word or two").needed("a theme needs a name"),
        Ask::new("Words", "").hint("the words that tell of it, separated by commas; empty for its name"),
    ];
    desk.push(Prompt::form("A new theme", asks, |desk, [name, words]| {
        let words = if words.trim().is_empty() { name.clone() } else { words };
        let terms = terms_of(&words);
        feedback::edit_themes(desk, Verb::WroteDown, "", move |product| product.add_theme(&name, &terms).map(|_| ()));
    }));
}

/// Returns words as themes keep them: without their endings.
fn terms_of(words: &str) -> Vec<String> {
    let each = words.split(',').map(|term| crate::measure::theme::terms(term).join(" "));
    each.filter(|term| !term.is_empty()).collect()
}

/// The fields of an insight's form.
const FORM: [&str; 5] = ["said", "kind", "segment", "means", "on"];

/// Writes an insight down that tells of these records.
fn add_insight(desk: &mut Desk, about: Vec<Id>) {
    let asks = [
        Ask::new("Said", "").hint("in their words, or what was seen").needed("an insight needs words"),
        Ask::new("Who", "").hint("a person, Mia (Acme) · empty if nobody is to be named"),
        Ask::new("Kind", "interview")
            .hint(InsightKind::WORDS.join(", "))
            .check(|_, word| InsightKind::parse(word).map(|_| ()).map_err(|why| why.to_string())),
        Ask::new("Segment", "").hint("which sort of customer: trial, 8 people"),
        Ask::new("Means", "").hint("what we take from it, in our own words"),
    ];
    desk.push(Prompt::form("What did you hear?", asks, move |desk, [said, who, kind, segment, means]| {
        let (now, about) = (desk.now, about.clone());
        desk.edit(Verb::WroteDown, "", move |product| {
            let who = if who.trim().is_empty() { None } else { Some(product.person_of_words(&who)?) };
            let kind = InsightKind::parse(&kind)?;
            let (segment, means) = (one_line(&segment), one_line(&means));
            product.note_insight(Insight { said, means, kind, who, segment, about, ..Insight::default() }, now)
        });
    }));
}

/// Writes one more of what the tab lists: a quote of a theme, a move of a competitor.
pub fn more(desk: &mut Desk) {
    match state(desk).tab {
        Tab::Themes => {
            let about = current(desk).into_iter().collect();
            add_insight(desk, about);
        }
        Tab::Insights => add_insight(desk, Vec::new()),
        Tab::Patterns => {}
        Tab::Competitors => moves::add(desk),
    }
}

/// Changes what is chosen.
pub fn edit(desk: &mut Desk) {
    match state(desk).tab {
        Tab::Themes => {
            let Some(own) = theme(desk) else { return };
            let asks = [
                Ask::new("Name", &own.called).needed("a theme needs a name"),
                Ask::new("Says", &own.says).hint("the problem in a line"),
                Ask::new("Words", &own.terms.join(", ")).hint("the words that tell of it, without their endings"),
            ];
            desk.push(Prompt::form(own.key(), asks, move |desk, [name, says, words]| {
                let terms = terms_of(&words);
                let id = own.id;
                feedback::edit_themes(desk, Verb::Changed, "", move |product| {
                    product.change_theme(id, |theme| {
                        (theme.called, theme.says) = (one_line(&name), one_line(&says));
                        theme.terms.clone_from(&terms);
                        Ok(())
                    })
                });
            }));
        }
        Tab::Insights => {
            let Some(own) = insight(desk) else { return };
            let value = |name: &str, product: &Product| {
                let field = Insight::fields().iter().find(|field| field.name == name);
                field.map_or_else(String::new, |field| (field.get)(&own).print(product))
            };
            let asks = FORM.map(|name| {
                let field = Insight::fields().iter().find(|field| field.name == name);
                let (title, help) = field.map_or(("", ""), |field| (field.title, field.help));
                Ask::new(title, &value(name, desk.product())).hint(help)
            });
            desk.push(Prompt::form(own.key(), asks, move |desk, texts| {
                let today = desk.now.today;
                desk.edit(Verb::Changed, "", |product| {
                    let known = product.clone();
                    product.change_insight(own.id, |insight| {
                        for (name, text) in FORM.into_iter().zip(&texts) {
                            let field = Insight::fields().iter().find(|field| field.name == name);
                            let Some(set) = field.and_then(|field| field.set) else { continue };
                            let day = crate::model::day::read_day(text, today).ok().flatten();
                            let spelled =
                                day.filter(|_| name == "on").map_or_else(|| text.clone(), |day| day.to_string());
                            set(insight, &spelled, &known)?;
                        }
                        Ok(())
                    })
                });
            }));
        }
        Tab::Patterns => {}
        Tab::Competitors => {
            let Some(own) = competitor(desk) else { return };
            let asks = [
                Ask::new("Name", &own.called).needed("a competitor needs a name"),
                Ask::new("Does", &own.does).hint("what they do"),
                Ask::new("Link", &own.url).hint("their address"),
            ];
            desk.push(Prompt::form(own.called.clone(), asks, move |desk, [name, does, url]| {
                desk.edit(Verb::Changed, "", |product| {
                    product.change_competitor(own.id, |competitor| {
                        competitor.called = one_line(&name);
                        (competitor.does, competitor.url) = (one_line(&does), one_line(&url));
                        Ok(())
                    })
                });
            }));
        }
    }
}

/// Returns what the chosen one is tied to.
fn about(desk: &Desk) -> Vec<Id> {
    match state(desk).tab {
        Tab::Themes => theme(desk).map(|own| own.about).unwrap_or_default(),
        Tab::Insights => insight(desk).map(|own| own.about).unwrap_or_default(),
        Tab::Patterns => {
            let pair = current(desk).and_then(|id| desk.product().pair(id));
            pair.map(|(_, own)| own.about.clone()).unwrap_or_default()
        }
        Tab::Competitors => competitor(desk)
            .into_iter()
            .flat_map(|own| own.moves)
            .flat_map(|own| [own.item, own.goal])
            .flatten()
            .collect(),
    }
}

/// Ties what is chosen to an item, or unties it; of a competitor a move is answered by it.
pub fn link(desk: &mut Desk) {
    if state(desk).tab == Tab::Competitors { moves::answer(desk) } else { tie(desk) }
}

/// Ties what is chosen to a goal, or unties it; of a competitor a move threatens it.
pub fn link_goal(desk: &mut Desk) {
    if state(desk).tab == Tab::Competitors { moves::threatens(desk) } else { tie(desk) }
}

/// Offers all that an insight, a theme or a pattern can tell of, the goals first.
fn tie(desk: &mut Desk) {
    let Some(id) = current(desk) else { return };
    let (product, about) = (desk.product(), about(desk));
    let side = |target: Id| if about.contains(&target) { "✓ tied".to_owned() } else { String::new() };
    let goals = product.goals_by_num().into_iter().filter(|goal| goal.ended.is_none());
    let mut entries: Vec<Pick<Id>> = goals
        .map(|goal| Pick::new(format!("G{} {}", goal.num, text::line(&goal.title)), side(goal.id), goal.id))
        .collect();
    let results = product.results().into_iter();
    entries.extend(
        results.map(|own| Pick::new(format!("{} {}", own.key(), text::line(&own.measure)), side(own.id), own.id)),
    );
    if state(desk).tab == Tab::Insights {
        let others = product.competitors_by_name().into_iter();
        entries.extend(others.map(|own| Pick::new(text::line(&own.called).into_owned(), side(own.id), own.id)));
    }
    let items = product.order().iter().filter_map(|id| product.items().get(*id));
    entries.extend(items.map(|item| Pick::of_item(item, product, side(item.id), item.id)));
    let tab = state(desk).tab;
    let picker = Picker::new("To what is it tied?", entries, move |desk, target| {
        desk.edit(Verb::Linked, "", |product| match tab {
            Tab::Themes => product.change_theme(id, |theme| {
                target.toggle(&mut theme.about);
                Ok(())
            }),
            Tab::Insights => product.change_insight(id, |insight| {
                target.toggle(&mut insight.about);
                Ok(())
            }),
            Tab::Patterns => product.change_pair(id, |pair| {
                target.toggle(&mut pair.about);
                Ok(())
            }),
            Tab::Competitors => Ok(()),
        });
    });
    desk.push(picker.empty("there is no item yet"));
}

/// Goes to what the chosen one is tied to: an item, a goal, a number, an insight, a theme, a pattern.
pub fn follow(desk: &mut Desk) {
    let Some(id) = current(desk) else { return };
    let product = desk.product();
    let told = product.insights_about(id).into_iter().map(|own| own.id);
    let mut all: Vec<(String, Id)> =
        about(desk).into_iter().chain(told).filter_map(|id| Some((name_of(product, id)?, id))).collect();
    all.sort();
    all.dedup();
    match all.as_slice() {
        [] => desk.say("it is tied to nothing yet: ⟦market.link⟧"),
        [(_, only)] => visit(desk, *only),
        many => {
            let entries = many.iter().map(|(name, id)| Pick::new(name.clone(), "", *id)).collect();
            desk.push(Picker::new("Go to which?", entries, visit));
        }
    }
}

/// Shows a record where it belongs.
pub fn visit(desk: &mut Desk, id: Id) {
    if desk.product().get::<Item>(id).is_some() {
        return desk.go_to(id);
    }
    let of_aims = desk.product().get::<Goal>(id).is_some() || desk.product().get::<Metric>(id).is_some();
    if of_aims {
        desk.run_named("go.vision");
    } else {
        desk.visit(&super::PAGE);
    }
    if let Some(choose) = desk.page.choose {
        choose(desk, id);
    }
}

/// Makes an insight of a theme that says the problem, and a wish of the market if somebody agrees; never an item.
pub fn problem(desk: &mut Desk) {
    if state(desk).tab == Tab::Patterns {
        return patterns::problem(desk);
    }
    let Some(own) = theme(desk) else { return };
    let notes = desk.product().notes_of(own.id);
    let rows: u32 = desk.product().feeds().iter().map(|feed| feed.rows).sum();
    let evidence = if rows > 0 { format!("{notes} of {rows} notes talk of it. ") } else { String::new() };
    let says = if own.says.is_empty() {
        format!("People talk of {}. {evidence}We do not know why.", own.called)
    } else {
        format!("{}. {evidence}", own.says.trim_end_matches('.'))
    };
    let weight = if notes > 9 { Weight::Many } else { Weight::Some };
    let (about, source, kind) = (vec![own.id], own.key(), InsightKind::Observation);
    statement(desk, says.trim(), Insight { kind, weight, source, about, ..Insight::default() });
}

/// Lets somebody word a problem, and writes it down as an insight; and as a wish of the market, too, if they agree. No item is made of it.
pub fn statement(desk: &mut Desk, says: &str, note: Insight) {
    let hint = "a problem and no feature: what hinders whom, and how many · Tab takes it";
    desk.push(Prose::new("The problem, as a statement", hint, says, move |desk, said| {
        let now = desk.now;
        let said = one_line(&said);
        let words = said.clone();
        let noted = desk.edit(Verb::WroteDown, "", move |product| {
            let id = product.note_insight(Insight { said, ..note }, now)?;
            Ok(product.get::<Insight>(id).map(|note| note.key()).unwrap_or_default())
        });
        let Some(key) = noted else { return };
        let title = "Is it a wish of the market, too? It waits in the inbox then; an item is attached by hand";
        desk.push(Choose::yes_no(title, move |desk| {
            let now = desk.now;
            desk.edit(Verb::Heard, "", move |product| product.ask_for_market(words, &key, now));
        }));
    }));
}

/// Joins a theme with another.
pub fn join(desk: &mut Desk) {
    let Some(own) = theme(desk) else { return };
    let product = desk.product();
    let others = product.themes_by_size().into_iter().filter(|(other, _)| other.id != own.id);
    let entries =
        others.map(|(other, n)| Pick::new(other.called.clone(), count(n as usize, "note"), other.id)).collect();
    let picker = Picker::new(format!("Join “{}” with which theme?", own.called), entries, move |desk, into| {
        feedback::edit_themes(desk, Verb::Joined, "", move |product| product.join_themes(own.id, into));
    });
    desk.push(picker.empty("there is no other theme"));
}

/// Makes a theme of its own of one of the words.
pub fn split(desk: &mut Desk) {
    let Some(own) = theme(desk) else { return };
    let entries = own.terms.iter().map(|term| Pick::new(term.clone(), "", term.clone())).collect();
    let picker = Picker::new(
        format!("Which word of “{}” is a theme of its own?", own.called),
        entries,
        move |desk, term: String| {
            feedback::edit_themes(desk, Verb::Split, "", move |product| product.split_theme(own.id, &term).map(|_| ()));
        },
    );
    desk.push(picker);
}

/// Hides a theme, with a reason, or takes an insight or a competitor out.
pub fn remove(desk: &mut Desk) {
    let Some(id) = current(desk) else { return };
    match state(desk).tab {
        Tab::Themes => {
            let prompt = Prompt::new("Why is this theme not for us?", "", move |desk, why| {
                let words = one_line(&why);
                feedback::edit_themes(desk, Verb::SetAside, &why, move |product| {
                    product.change_theme(id, |theme| {
                        theme.state = ThemeState::Hidden;
                        theme.why.clone_from(&words);
                        Ok(())
                    })
                });
            });
            desk.push(prompt.hint("it does not come back with the next feedback · empty is fine"));
        }
        Tab::Insights => desk.push(Choose::yes_no("Take this insight out?", move |desk| {
            desk.edit(Verb::Removed, "", |product| product.remove_insight(id));
        })),
        Tab::Patterns => patterns::remove(desk),
        Tab::Competitors => desk.push(Choose::yes_no("Take this competitor out, with its moves?", move |desk| {
            desk.edit(Verb::Removed, "", |product| product.remove_competitor(id));
        })),
    }
}

/// Writes a look outside down.
pub fn scan(desk: &mut Desk) {
    let asks = [
        Ask::new("Looked at", &desk.product().about().look_list().join("; "))
            .hint("separated by semicolons; take out what you did not look at"),
        Ask::new("Minutes", "15").check(|_, text| match text.trim().parse::<u32>() {
            Ok(1..=600) => Ok(()),
            _ => Err("a number of minutes from 1 to 600".to_owned()),
        }),
        Ask::new("What struck", "").hint("in a line: support has three tickets on sync"),
    ];
    desk.push(Prompt::form("The look outside", asks, |desk, [looked, minutes, word]| {
        let now = desk.now;
        let looked: Vec<String> = looked.split(';').map(one_line).filter(|words| !words.is_empty()).collect();
        let minutes = minutes.trim().parse().unwrap_or(15);
        let done = desk
            .edit(Said::Whole("looked outside".into()), "", |product| product.note_scan(minutes, looked, &word, now));
        if done.is_some() {
            desk.say(
                "the look outside is written down · ⟦market.add⟧ notes what somebody said · ⟦history.undo⟧ undoes",
            );
        }
    }));
}

/// Takes in what the tab is counted from.
pub fn take_in(desk: &mut Desk) {
    if state(desk).tab == Tab::Patterns { patterns::take_in(desk) } else { feedback::take_in(desk) }
}

/// Shows the quotes behind a theme, or all that is known of an insight or a competitor.
pub fn open(desk: &mut Desk) {
    with_sheet(desk, |desk, title, lines| {
        if lines.is_empty() {
            desk.say("nothing more is known of it on this machine");
            return;
        }
        desk.push(Notice::new(title, lines.into_iter().map(|words| (Ink::Text, words)).collect()));
    });
}

/// Copies what is chosen, with its quotes.
pub fn copy(desk: &mut Desk) {
    with_sheet(desk, |desk, title, lines| {
        desk.effects.push(Effect::Copy(format!("{title}\n\n{}", lines.join("\n"))));
        desk.say("copied, where the terminal allows it");
    });
}

/// Hands over the name of what is chosen and all that is known of it; the quotes of a theme are looked for beside the screen.
fn with_sheet(desk: &mut Desk, then: fn(&mut Desk, String, Vec<String>)) {
    if let Some(own) = theme(desk).filter(|_| state(desk).tab == Tab::Themes) {
        feedback::with_quotes(desk, &own, then);
    } else {
        let (title, lines) = sheet(desk);
        then(desk, title, lines);
    }
}

fn sheet(desk: &Desk) -> (String, Vec<String>) {
    let product = desk.product();
    if let Some(own) = insight(desk) {
        let mut lines = vec![format!("“{}”", text::line(&own.said))];
        lines.extend(
            [own.means.clone(), own.segment.clone(), own.source.clone(), own.url.clone()]
                .into_iter()
                .filter(|words| !words.is_empty()),
        );
        lines.extend(names_of(product, &own.about));
        return (own.key(), lines);
    }
    if let Some(id) = current(desk).filter(|_| state(desk).tab == Tab::Patterns) {
        return patterns::sheet(desk, id);
    }
    let Some(own) = competitor(desk) else { return (String::new(), Vec::new()) };
    let lines = own.moves().into_iter().map(|own| said_of_move(product, own)).collect();
    (own.called, lines)
}

/// Returns the keys and names of records, in order: the same list each time.
pub fn names_of(product: &Product, about: &[Id]) -> Vec<String> {
    let mut all: Vec<String> = about.iter().filter_map(|id| name_of(product, *id)).collect();
    all.order();
    all
}

/// Returns the key and the name of a record that an insight or a theme tells of.
pub fn name_of(product: &Product, id: Id) -> Option<String> {
    if let Some(item) = product.get::<Item>(id) {
        return Some(format!("{} {}", product.key(item), text::line(&item.title)));
    }
    if let Some(goal) = product.get::<Goal>(id) {
        return Some(format!("G{} {}", goal.num, text::line(&goal.title)));
    }
    if let Some((_, pair)) = product.pair(id) {
        return Some(text::line(&pair.name()).into_owned());
    }
    if let Some(metric) = product.get::<Metric>(id) {
        return Some(format!("{} {}", metric.key(), text::line(&metric.measure)));
    }
    if let Some(own) = product.get::<Competitor>(id) {
        return Some(text::line(&own.called).into_owned());
    }
    if let Some(own) = product.get::<Insight>(id) {
        return Some(format!("{} “{}”", own.key(), text::cut(&text::line(&own.said), 60)));
    }
    product.get::<Theme>(id).map(|theme| format!("{} {}", theme.key(), text::line(&theme.called)))
}
