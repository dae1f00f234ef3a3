//! What is known of a request: the words, the need, who is behind it, what it would push out, what became of it.

use ratatui::text::Line;

use crate::measure::similar::double::DUPLICATE;
use crate::measure::{clash, reach};
use crate::model::request::{Decided, Strength, answer_to};
use crate::model::{Id, Person, Request};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::stakes::dots;
use crate::tui::stakes::people::{asked, next_talk, sign};
use crate::tui::stakes::requests::ALIKE;
use crate::tui::widget::text::{line, span, wrapped};
use crate::words::count;

/// A fact: its name, the words, and whether it needs a look.
type Fact = (&'static str, String, bool);

/// Returns who asks, in a few facts.
fn person(desk: &Desk, person: &Person, out: &mut Vec<Fact>) {
    let product = desk.product();
    let role = if person.role.is_empty() { person.kind.to_string() } else { person.role.clone() };
    let mut who = format!("{} · {role}", person.name(product));
    if person.power + person.interest > 0 {
        who.push_str(&format!(" · power {} interest {}", dots(person.power), dots(person.interest)));
    }
    out.push(("WHO", who, false));
    for (head, words) in [("WANTS", &person.wants), ("MEASURED BY", &person.gauge)] {
        if !words.is_empty() {
            out.push((head, words.clone(), false));
        }
    }
    if let Some(turn) = person.last_turn() {
        out.push(("STANCE", format!("{} since {}", sign(turn.to), turn.on.format("%b %Y")), false));
    }
    let all = asked(desk, person.id);
    let n = |verdict: Decided| all.iter().filter(|request| request.verdict == verdict).count();
    let words = format!(
        "{} · taken {} · joined {} · no {} · waiting {}",
        count(all.len(), "wish"),
        n(Decided::Taken),
        n(Decided::Joined),
        n(Decided::Declined),
        n(Decided::Waits) + n(Decided::Later)
    );
    out.push(("HEARD", words, false));
    let (next, late) = next_talk(person, desk);
    if next != "–" {
        out.push(("NEXT TALK", next, late));
    }
}

/// Returns what became of a request, if it was decided.
fn verdict(desk: &Desk, request: &Request, out: &mut Vec<Fact>) {
    let product = desk.product();
    if request.verdict == Decided::Waits {
        return;
    }
    let day = request.decided.map_or_else(String::new, |at| desk.now.day_of(at).format(" %-d %b").to_string());
    let mut words = format!("{}{day}", request.verdict);
    let items = product.end_of(request).items.iter().filter_map(|id| product.items().get(*id));
    let items: Vec<String> =
        items.map(|item| format!("{} {}", product.key(item), text::cut(&item.title, 40))).collect();
    if !items.is_empty() {
        words.push_str(&format!(": {}", items.join(", ")));
    } else if let Some(reason) = request.reason {
        words.push_str(&format!(": {}", reason.phrase()));
    }
    if let Some(until) = request.until {
        words.push_str(&format!(" · again on {}", until.format("%-d %b %Y")));
    }
    if request.until_reach > 0 {
        words.push_str(&format!(" · or when {} accounts ask", request.until_reach));
    }
    out.push(("VERDICT", words, false));
    if !request.why.is_empty() {
        out.push(("BECAUSE", request.why.clone(), false));
    }
    let owed = product.owed_of(request);
    let name = |id| product.get::<Person>(id).map_or("somebody", |person: &std::sync::Arc<Person>| person.who.as_str());
    if owed.is_empty() && !request.who.is_empty() {
        out.push(("TOLD", "everybody who asked".to_owned(), false));
    } else if !owed.is_empty() {
        let mut names: Vec<&str> = owed.iter().map(|owed| name(owed.who)).collect();
        names.dedup();
        out.push(("NOT TOLD", desk.words(&format!("{} · ⟦request.letter⟧ writes it", names.join(", "))), true));
    }
    out.push(("ANSWER", answer_to(request, product, product.current_goal().map(|goal| &**goal)), false));
}

/// Returns what a request would push out, and the item that resembles it most.
fn what_if(desk: &Desk, request: &Request, out: &mut Vec<Fact>) {
    let product = desk.product();
    let like = format!("{} {}", request.said, request.need);
    let near = desk.judge.similar().map_or_else(Vec::new, |index| index.like_words(&like, 1));
    let near = near.first().filter(|near| near.likeness >= ALIKE);
    // what is the same wish is not pushed out by it
    let same = |id: &Id| near.is_some_and(|near| near.id == *id && near.likeness >= DUPLICATE);
    let gone: Vec<Id> = desk.displaced().items.iter().filter(|id| !same(id)).copied().collect();
    let mut words = match gone.as_slice() {
        [] => "nothing: the next sprint has room".to_owned(),
        items => clash::named(product, items),
    };
    let lost = reach::effects(product, &gone);
    if !lost.is_empty() {
        words.push_str(&format!(", and {}", lost.join(", ")));
    }
    out.push(("PUSHES OUT", words, false));
    if let Some((near, item)) = near.and_then(|near| Some((near, product.items().get(near.id)?))) {
        let words = format!("{} “{}”, {:.0} %", product.key(item), text::cut(&item.title, 40), near.likeness * 100.0);
        out.push(("LIKE", desk.words(&format!("{words} · ⟦request.join⟧ joins")), false));
    }
}

/// Lines of a proposal that stand in the card; taking it shows them all.
const PROPOSED: usize = 4;

/// Returns what a program proposes, and what it had read.
fn proposed(desk: &Desk, request: &Request, out: &mut Vec<Fact>) {
    let item = request.about.first().and_then(|id| desk.product().items().get(*id));
    if let Some(item) = item.filter(|_| !request.change.is_empty()) {
        let words = format!("{} {}", desk.product().key(item), text::line(&item.title));
        out.push(("TO CHANGE", desk.words(&format!("{words} · ⟦request.promote⟧ takes it line by line")), false));
        for line in request.change.iter().take(PROPOSED) {
            out.push(("", format!("+ {}: {}", line.field, text::line(&line.value)), false));
        }
        if request.change.len() > PROPOSED {
            out.push(("", format!("and {} more", count(request.change.len() - PROPOSED, "line")), false));
        }
    }
    if !request.read.is_empty() {
        let foreign = if request.foreign { " · words of others were among it: read it as a stranger's" } else { "" };
        out.push(("READ", format!("{}{foreign}", request.read.join(", ")), request.foreign));
    }
}

/// Returns all that is known of a request, the words first.
pub fn facts(desk: &Desk, request: &Request) -> Vec<Fact> {
    let (product, wishes) = (desk.product(), desk.wishes());
    let waits = request.verdict == Decided::Waits || request.verdict == Decided::Later;
    let mut out: Vec<Fact> = Vec::new();
    let strength = match request.strength {
        Strength::Unsaid => String::new(),
        strength => format!(" · {strength}"),
    };
    let age = request.age(desk.now);
    let late = waits && age > reach::ANSWER;
    out.push((
        "SAID",
        format!(
            "“{}” · {}, {}{strength}",
            text::line(&request.said),
            match age {
                0 => "today".to_owned(),
                age => format!("{} ago", count(usize::try_from(age).unwrap_or(0), "day")),
            },
            request.how
        ),
        false,
    ));
    proposed(desk, request, &mut out);
    if late {
        out.push((
            "OVERDUE",
            format!("{} days over the week in which everybody has an answer", age - reach::ANSWER),
            true,
        ));
    }
    match request.need.as_str() {
        "" if waits => out.push(("NEED", desk.words("what is behind it? ⟦request.need⟧"), true)),
        "" => {}
        need => out.push(("NEED", need.to_owned(), false)),
    }
    out.push((
        "BEHIND IT",
        clash::behind(wishes.reaches.of_request(request.id), product),
        wishes.reaches.of_request(request.id).is_loud() || wishes.reaches.of_request(request.id).blocker,
    ));
    if !request.was.company.is_empty() {
        let mut was = vec![request.was.company.clone(), request.was.state.to_string()];
        was.extend(Some(request.was.segment.clone()).filter(|segment| !segment.is_empty()));
        was.extend(request.was.worth.map(|worth| format!("{worth} a year")));
        out.push(("ON THAT DAY", was.join(" · "), false));
    }
    let goal = request.goal.and_then(|id| product.goals().get(id));
    match goal {
        Some(goal) => out.push(("GOAL", format!("G{} {}", goal.num, text::line(&goal.title)), false)),
        None => out.push(("GOAL", desk.words("∅ serves none yet · ⟦request.goal⟧"), waits)),
    }
    verdict(desk, request, &mut out);
    if waits {
        what_if(desk, request, &mut out);
    }
    if let Some(first) = request.who.first().and_then(|id| product.get::<Person>(*id)) {
        person(desk, first, &mut out);
    }
    if let Some(comment) = request.comments.last() {
        out.push(("COMMENT", format!("{}: {}", comment.by, comment.text), false));
    }
    if !request.tags.is_empty() {
        out.push(("TAGS", request.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join("  "), false));
    }
    out
}

/// Cells of the names of facts.
const NAME: usize = 12;

/// Returns facts as lines: the names in a column, the words wrapped beside them.
pub fn card(desk: &Desk, facts: Vec<(&'static str, String, bool)>, cells: usize) -> Vec<Line<'static>> {
    let theme = &desk.theme;
    let room = cells.saturating_sub(NAME).max(8);
    let mut out = Vec::new();
    for (head, words, warn) in facts {
        let style = if warn { theme.warn } else { theme.text };
        for (at, part) in wrapped(&words, room, style).into_iter().enumerate() {
            let head = if at == 0 { head } else { "" };
            let mut spans = vec![span(&text::fit(head, NAME), theme.muted)];
            spans.extend(part.spans);
            out.push(line(spans));
        }
    }
    out
}
