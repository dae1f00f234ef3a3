//! The team: who is in it, how much of their time it has, and when they are away.

use crate::model::Verb;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

use crate::model::person::spell_absences;
use crate::model::{Entity, Id, Person, Size, Sprint};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::prompt::Prompt;
use crate::tui::layer::{Flow, Layer, Shown, centred};
use crate::tui::steps::Steps;
use crate::tui::widget::list::Chosen;
use crate::tui::widget::pane::framed;
use crate::tui::widget::text::{bar, line, span, spread, wrapped};
use crate::words;

/// The team, with the days that it has for a sprint.
pub struct Team {
    sprint: Option<Id>,
    chosen: Chosen,
    steps: Steps,
}

impl Team {
    /// Returns the team for a sprint that is being planned, or as such.
    #[must_use]
    pub fn new(sprint: Option<Id>) -> Self {
        Self { sprint, chosen: Chosen::default(), steps: Steps::default() }
    }
}

/// Asks for one name after the other, until an empty one.
fn join(desk: &mut Desk) {
    // who works on something and is not in the team is likely to be
    let team: Vec<&str> = desk.product().team().iter().map(|person| person.who.as_str()).collect();
    let known = crate::tui::items::owners(desk.product());
    let known: Vec<String> = known.into_iter().filter(|who| !team.contains(&who.as_str())).take(6).collect();
    let hint = if known.is_empty() {
        "a name · Enter alone ends".to_owned()
    } else {
        format!("a name · Enter alone ends · who works on something: {}", known.join(", "))
    };
    desk.push(
        Prompt::new("Who is in the team?", "", |desk, who| {
            if who.trim().is_empty() {
                return;
            }
            desk.edit(Verb::Welcomed, "", |product| product.join_team(&who));
            join(desk);
        })
        .hint(hint)
        .check(|desk, text| {
            let taken = desk.product().team().iter().any(|person| person.who.eq_ignore_ascii_case(text.trim()));
            if taken { Err(format!("{} is in the team already", text.trim())) } else { Ok(()) }
        }),
    );
}

/// Asks for a field of a person in words.
fn ask(desk: &mut Desk, id: Id, name: &'static str) {
    let Some(field) = Person::fields().iter().find(|field| field.name == name) else { return };
    let Some(person) = desk.product().get::<Person>(id) else { return };
    let old = (field.get)(person).print(desk.product());
    let title = format!("{}: {}", person.who, field.title.to_lowercase());
    // days are typed as people say them
    let spell = move |text: &str, today: chrono::NaiveDate| match name {
        "absences" => spell_absences(text, today),
        _ => Ok(text.to_owned()),
    };
    desk.push(
        Prompt::new(title, &old, move |desk, text| {
            let Ok(text) = spell(&text, desk.now.today) else { return };
            desk.edit(Verb::Changed, "", |product| {
                let there = product.clone();
                product.change_person(id, |person| field.set.map_or(Ok(()), |set| set(person, &text, &there)))
            });
        })
        .hint(field.help)
        .check(move |desk, text| {
            let mut person = Person::default();
            let text = spell(text, desk.now.today).map_err(|why| why.to_string())?;
            field.set.map_or(Ok(()), |set| set(&mut person, &text, desk.product())).map_err(|why| why.to_string())
        }),
    );
}

impl Layer for Team {
    fn key(&mut self, desk: &mut Desk, key: KeyEvent) -> Flow {
        self.steps.begin(desk);
        let ids: Vec<Id> = desk.product().team().iter().map(|person| person.id).collect();
        let here = self.chosen.of(&ids);
        let field = match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Flow::Close,
            KeyCode::Char('a') => return Flow::Over(Box::new(join)),
            KeyCode::Char('u') => {
                self.steps.travel(desk, true);
                return Flow::Stay;
            }
            KeyCode::Char('d' | 'x') => {
                if let Some(id) = here {
                    self.chosen.hold(&ids);
                    desk.edit(Verb::Parted, "", |product| {
                        product.change_person(id, |person| {
                            person.team = false;
                            Ok(())
                        })
                    });
                }
                return Flow::Stay;
            }
            KeyCode::Char('j') | KeyCode::Down => {
                self.chosen.step(&ids, 1);
                return Flow::Stay;
            }
            KeyCode::Char('k') | KeyCode::Up => {
                self.chosen.step(&ids, -1);
                return Flow::Stay;
            }
            KeyCode::Char('%') => "share",
            KeyCode::Char('w') => "week",
            KeyCode::Enter | KeyCode::Char('-') => "absences",
            KeyCode::Char('r') => "role",
            KeyCode::Char('e') => "who",
            KeyCode::Char('=') => {
                let sprint = self.sprint;
                return Flow::Over(Box::new(move |desk| by_hand(desk, sprint)));
            }
            _ => return Flow::Stay,
        };
        match here {
            Some(id) => {
                self.chosen.hold(&ids);
                Flow::Over(Box::new(move |desk| ask(desk, id, field)))
            }
            None => Flow::Stay,
        }
    }

    fn render(&mut self, desk: &Shown<'_>, frame: &mut Frame<'_>, area: Rect) {
        let theme = desk.theme;
        let team = desk.product.team();
        let ids: Vec<Id> = team.iter().map(|person| person.id).collect();
        let high = u16::try_from(team.len()).unwrap_or(u16::MAX).saturating_add(7).max(10);
        let area = centred(area, (area.width * 8 / 10).max(60), high);
        frame.render_widget(Clear, area);
        let sprint = self.sprint.and_then(|id| desk.product.get::<Sprint>(id));
        let title = sprint.map_or_else(|| "The team".to_owned(), |sprint| format!("The team in S{}", sprint.number));
        let inner = framed(frame, area, vec![span(&title, theme.title)], true, theme);
        let cells = usize::from(inner.width);
        let working = sprint.map(|sprint| sprint.working_days()).unwrap_or_default();
        let mut lines: Vec<Line<'static>> = Vec::new();
        if team.is_empty() {
            let words = "Nobody is written down. a adds who does the work; their days make the capacity. = says how many person-days there are.";
            lines.extend(wrapped(words, cells, theme.muted));
            let known = crate::tui::items::owners(desk.product);
            if !known.is_empty() {
                lines.extend(wrapped(&format!("Who works on something: {}", known.join(", ")), cells, theme.muted));
            }
        }
        let page = usize::from(inner.height).saturating_sub(2);
        let window = self.chosen.window(&ids, page);
        let at = self.chosen.place(&ids);
        for (i, person) in team.iter().enumerate().skip(window.start).take(window.len()) {
            let here = Some(i) == at;
            let share = if person.share == 0 { 100 } else { person.share };
            let week = if person.week == 0 { 500 } else { person.week };
            let days = if working.is_empty() {
                String::new()
            } else {
                format!("{} days", Size::Points(person.days(&working)))
            };
            let left = vec![
                span(if here { "▸ " } else { "  " }, theme.accent),
                span(&text::fit(&text::line(&person.who), 14), theme.text),
                span(&format!(" {share:>3} %  {} d a week  ", Size::Points(week)), theme.muted),
                span(&person.away_text(), theme.warn),
            ];
            lines.push(bar(spread(left, vec![span(&format!(" {days} "), theme.text)], cells), here, theme));
        }
        if let Some(sprint) = sprint {
            lines.push(Line::default());
            let n = desk.product.person_days(sprint);
            let words = match (sprint.person_days > 0, n) {
                (true, n) => {
                    format!("{} person-days, set by hand (= and empty goes back to the people)", Size::Points(n))
                }
                (false, 0) => "person-days unknown: the capacity comes from velocity alone".to_owned(),
                (false, n) => {
                    format!("{} person-days in {}", Size::Points(n), words::count(working.len(), "working day"))
                }
            };
            lines.push(line(vec![span(&text::cut(&words, cells), theme.text)]));
        }
        frame.render_widget(Paragraph::new(lines), inner);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("a", "add"),
            ("Enter", "away"),
            ("%", "share"),
            ("w", "days a week"),
            ("r", "role"),
            ("d", "remove"),
            ("=", "a number"),
            ("Esc", "back"),
        ]
    }
}

/// Asks for the person-days of a sprint as one number.
fn by_hand(desk: &mut Desk, sprint: Option<Id>) {
    let Some(sprint) = sprint.and_then(|id| desk.product().get::<Sprint>(id)) else {
        desk.refuse("a number belongs to a sprint: ⟦go.plan⟧ plans one, ⟦plan.people⟧ asks there");
        return;
    };
    let (id, days) = (sprint.id, sprint.working_days().len());
    desk.push(
        Prompt::new(
            format!("How many person-days has the team in its {}?", words::count(days, "working day")),
            "",
            move |desk, text| {
                let n = Size::parse(&text).ok().and_then(Size::points).unwrap_or(0);
                desk.edit(Verb::SetThePersonDaysOf, "", |product| {
                    product.amend_sprint(id, |sprint| sprint.person_days = n)
                });
            },
        )
        .hint("people × days, without absences: 4 people, 10 days, 3 days off = 37 · empty: from the people")
        .check(|_, text| match text.trim() {
            "" => Ok(()),
            text => Size::parse(text).map(|_| ()).map_err(|_| format!("“{text}” is not a number of days")),
        }),
    );
}
