//! Text to filter.

use super::{Op, Operand, Query, QueryError, STATES, Sort, State, Term, Test, Which};
use crate::model::entity::Shape;
use crate::model::item::of_alias;
use crate::model::{Entity, Field, Item, Size, SprintState};
use crate::words::nearest;

/// A piece of the text with the column where it begins.
struct Piece {
    column: usize,
    text: String,
    quoted: bool,
}

fn fail<T>(column: usize, words: impl Into<String>) -> Result<T, QueryError> {
    Err(QueryError { column, words: words.into() })
}

/// Splits at blanks outside quotes.
fn pieces(text: &str) -> Result<Vec<Piece>, QueryError> {
    let mut out = Vec::new();
    let mut current: Option<Piece> = None;
    let mut open = None;
    for (i, c) in text.chars().enumerate() {
        let column = i + 1;
        match c {
            '"' | '“' | '”' => {
                open = if open.is_none() { Some(column) } else { None };
                current.get_or_insert_with(|| Piece { column, text: String::new(), quoted: false }).quoted = true;
            }
            c if c.is_whitespace() && open.is_none() => out.extend(current.take()),
            c => current.get_or_insert_with(|| Piece { column, text: String::new(), quoted: false }).text.push(c),
        }
    }
    if let Some(column) = open {
        return fail(column, "this quote is not closed");
    }
    out.extend(current);
    Ok(out)
}

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let mut query = Query::default();
    let mut words = Vec::new();
    for piece in pieces(text)? {
        let (not, body) = match piece.text.strip_prefix(['-', '!']) {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, piece.text.as_str()),
        };
        let column = piece.column + usize::from(not);
        let Some((name, op, value)) = split(body) else {
            if not || piece.quoted {
                query.terms.push(Term { not, test: Test::Text(body.to_lowercase()) });
            } else if !body.is_empty() {
                words.push(body.to_owned());
            }
            continue;
        };
        let at_value = column + name.chars().count() + op_width(body, name);
        if name == "sort" {
            match Sort::named(value) {
                Some(sort) => query.sort = Some(sort),
                None => return fail(at_value, format!("cannot sort by “{value}” · {}", Sort::MENU.join(", "))),
            }
            continue;
        }
        let found = term(name, op, value, column, at_value)?;
        query.everything |= widens(&found);
        query.terms.push(Term { not, test: found });
    }
    if !words.is_empty() {
        query.terms.insert(0, Term { not: false, test: Test::Words(words) });
    }
    Ok(query)
}

/// Whether a term asks for items that are otherwise left out.
fn widens(test: &Test) -> bool {
    match test {
        Test::Is(state) => matches!(state, State::All | State::Done | State::Declined | State::Later),
        Test::Field(field, _, operand) => {
            matches!(field.name, "declined" | "until")
                || (field.name == "status"
                    && matches!(operand, Operand::Words(words) if words.iter().any(|w| w == "done")))
        }
        Test::Has(field) => matches!(field.name, "declined" | "until"),
        _ => false,
    }
}

fn split(body: &str) -> Option<(&str, Op, &str)> {
    let at = body.find([':', '>', '<', '='])?;
    let (name, rest) = body.split_at(at);
    let spelled = name.chars().all(|c| c.is_ascii_alphabetic() || c == '_') && !name.is_empty();
    // a word with a hyphen is a word, unless it is what another tracker calls a field
    if !spelled && of_alias(name) == name {
        return None;
    }
    let ops = [
        (">=", Op::AtLeast),
        ("<=", Op::AtMost),
        (":>=", Op::AtLeast),
        (":<=", Op::AtMost),
        (":>", Op::More),
        (":<", Op::Less),
        (">", Op::More),
        ("<", Op::Less),
        (":", Op::Is),
        ("=", Op::Is),
    ];
    let (sign, op) = ops.iter().filter(|(sign, _)| rest.starts_with(sign)).max_by_key(|(sign, _)| sign.len())?;
    let value = rest.get(sign.len()..)?;
    // a web address or a time of day is a word, not a filter
    if value.starts_with("//") {
        return None;
    }
    Some((name, *op, value))
}

fn op_width(body: &str, name: &str) -> usize {
    body.get(name.len()..).map_or(0, |rest| rest.chars().take_while(|c| matches!(c, ':' | '<' | '>' | '=')).count())
}

/// Returns the field that people call by this name in a filter: as in FIELDS, or as other trackers call it.
fn field(name: &str) -> Option<&'static Field<Item>> {
    let name = of_alias(name);
    Item::fields().iter().find(|f| f.name == name)
}

fn term(name: &str, op: Op, value: &str, column: usize, at_value: usize) -> Result<Test, QueryError> {
    match name {
        "is" => STATES
            .iter()
            .find(|(word, _)| *word == value)
            .map(|(_, state)| Test::Is(*state))
            .ok_or_else(|| unknown(at_value, "state", value, &mut STATES.iter().map(|(word, _)| *word))),
        "has" => {
            let wanted = if value == "question" || value == "comment" || value == "link" {
                format!("{value}s")
            } else {
                value.to_owned()
            };
            field(&wanted)
                .map(Test::Has)
                .ok_or_else(|| unknown(at_value, "field", value, &mut Item::fields().iter().map(|f| f.name)))
        }
        "text" if !value.is_empty() => Ok(Test::Text(value.to_lowercase())),
        "age" => Ok(Test::Age(if op == Op::Is { Op::AtLeast } else { op }, days(value, at_value)?)),
        "sprint" => sprint(op, value, at_value),
        "place" => match value.parse() {
            Ok(n) => Ok(Test::Place(op, n)),
            Err(_) => fail(at_value, format!("“{value}” is not a place: a number from 1")),
        },
        name => {
            let Some(field) = field(name) else {
                let mut names = Item::fields()
                    .iter()
                    .map(|f| f.name)
                    .chain(["is", "has", "text", "tag", "age", "place", "sprint", "sort"]);
                return Err(unknown(column, "field", name, &mut names));
            };
            Ok(Test::Field(field, op, operand(field, op, value, at_value)?))
        }
    }
}

/// Reads which sprints are meant: `S14`, `14`, `active`, `planned`, `none`; several with commas, or all from or to a number.
fn sprint(op: Op, value: &str, column: usize) -> Result<Test, QueryError> {
    let wrong = || fail(column, format!("“{value}” is no sprint: S14, active, planned or none"));
    let number = |word: &str| word.trim_start_matches(['s', 'S']).parse::<u32>().ok();
    if op != Op::Is {
        return match number(value) {
            Some(n) => Ok(Test::Sprint(op, vec![Which::Number(n)])),
            None => wrong(),
        };
    }
    let which = value.split(',').map(|word| match word.trim().to_lowercase().as_str() {
        "" | "none" => Some(Which::None),
        "active" => Some(Which::State(SprintState::Active)),
        "planned" | "next" => Some(Which::State(SprintState::Planned)),
        word => number(word).map(Which::Number),
    });
    match which.collect::<Option<Vec<Which>>>() {
        Some(which) => Ok(Test::Sprint(op, which)),
        None => wrong(),
    }
}

fn unknown(column: usize, what: &str, name: &str, known: &mut dyn Iterator<Item = &'static str>) -> QueryError {
    let all: Vec<&str> = known.collect();
    let near = nearest(name, all.iter().copied());
    let hint = if near.is_empty() { all.join(", ") } else { format!("did you mean {}?", near.join(" or ")) };
    QueryError { column, words: format!("no {what} “{name}” · {hint}") }
}

fn days(value: &str, column: usize) -> Result<i64, QueryError> {
    let (digits, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len()));
    let factor = match unit {
        "" | "d" => 1,
        "w" => 7,
        "m" => 30,
        "y" => 365,
        _ => 0,
    };
    match digits.parse::<i64>() {
        Ok(n) if factor > 0 && n < 100_000 => Ok(n * factor),
        _ => fail(column, format!("“{value}” is not an age such as 90d, 6w, 3m or 1y")),
    }
}

fn operand(field: &'static Field<Item>, op: Op, value: &str, column: usize) -> Result<Operand, QueryError> {
    if op == Op::Is && matches!(value, "" | "none") {
        return Ok(Operand::Blank);
    }
    let words = || value.split(',').map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).collect::<Vec<_>>();
    match (field.shape, field.name) {
        (Shape::Size, _) => match Size::parse(value) {
            Ok(Size::Points(n)) => Ok(Operand::Number(i64::from(n))),
            Ok(Size::Unknown) => Ok(Operand::Words(vec!["?".into()])),
            Err(why) => fail(column, why.to_string()),
        },
        (_, "num") => value
            .parse::<i64>()
            .map(|n| Operand::Number(n * 100))
            .or_else(|_| fail(column, format!("“{value}” is not a number"))),
        (Shape::Date, _) => match (value.parse(), days(value, column)) {
            (Ok(day), _) => Ok(Operand::Day(day)),
            (_, Ok(days)) => Ok(Operand::Days(days)),
            _ => fail(column, format!("“{value}” is not a day such as 2026-12-24, nor a time from now such as 2w")),
        },
        (_, "created" | "updated") => match value.parse() {
            Ok(day) => Ok(Operand::Day(day)),
            Err(_) => days(value, column).map(Operand::Days),
        },
        (Shape::Choice(choices), _) => {
            let words = words();
            if let Some(word) = words.iter().find(|w| !choices.iter().any(|c| c.starts_with(w.as_str()))) {
                return fail(column, format!("“{word}” is none of {}", choices.join(", ")));
            }
            Ok(Operand::Words(words))
        }
        _ if op != Op::Is => {
            fail(column.saturating_sub(1), format!("{} is text: ask for it with {}:word", field.name, field.name))
        }
        _ => Ok(Operand::Words(words())),
    }
}
