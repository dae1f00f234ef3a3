//! The seven tools: five that look, one that wishes, one that proposes. Each call opens the product anew, so that what people do
//! meanwhile is always there, and what it writes goes through the same door as everything.

use serde_json::{Map, Value as Json, json};

use super::say::{self, LONG, SHORT};
use crate::assist::PROPOSABLE;
use crate::cli::{Cli, Failure, named, save, understood};
use crate::exchange::why::trace;
use crate::measure::similar::Similar;
use crate::model::agent::{Caller, Proposed};
use crate::model::request::Decided;
use crate::model::{Id, Item, Now, Product, Refusal, Request, SprintState, Verb};
use crate::query::{self, Matcher};
use crate::text;
use crate::words::count;
use crate::workspace::Mode;

/// Rows of an answer, and the most of them.
const ROWS: usize = 20;
const MOST: usize = 50;
/// Calls that are remembered as read.
const READ: usize = 20;

/// A tool as a client sees it.
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    description: &'static str,
    /// Its arguments: name, schema, whether it must be there.
    arguments: &'static [(&'static str, &'static str, bool)],
    /// Whether it only looks.
    looks: bool,
    run: fn(&mut Session, &Cli, &Arguments<'_>, Now) -> Result<Said, Failure>,
}

/// The tools, in an order that stays.
pub const TOOLS: &[Tool] = &[
    Tool {
        name: "backlog_search",
        description: "Find items. The query is momentum's filter language: free words, kind:bug, status:doing, goal:G1, tag:x, size>5, is:ready, is:orphan, is:declined, sprint:14. Returns key, title, status, goal, size and why, in the one order.",
        arguments: &[
            ("query", r#"{"type":"string","description":"empty for all that is open"}"#, false),
            ("limit", r#"{"type":"integer","minimum":1,"maximum":50}"#, false),
            ("cursor", r#"{"type":"string","description":"from the answer before"}"#, false),
        ],
        looks: true,
        run: search,
    },
    Tool {
        name: "item_get",
        description: "One item: its story, criteria and state. parts adds comments, links, questions, requests or log.",
        arguments: &[
            ("key", r#"{"type":"string","description":"INK-12"}"#, true),
            (
                "parts",
                r#"{"type":"array","items":{"type":"string","enum":["comments","links","questions","requests","log"]}}"#,
                false,
            ),
        ],
        looks: true,
        run: item,
    },
    Tool {
        name: "why",
        description: "What the product is for: vision, current goal, key results with their readings, sprint goal, the top five. With a key, the chain of why of that item with its gaps. Ask this before you plan work.",
        arguments: &[("key", r#"{"type":"string"}"#, false)],
        looks: true,
        run: why,
    },
    Tool {
        name: "similar",
        description: "Items and requests like a text, declined ones with their reason. Ask this before you wish for something.",
        arguments: &[("text", r#"{"type":"string"}"#, true)],
        looks: true,
        run: similar,
    },
    Tool {
        name: "request_add",
        description: "Wish for something: it waits in the product owner's inbox like anybody's wish. Say what is needed and why, not how to build it. The same words within a day give back the first key.",
        arguments: &[
            ("said", r#"{"type":"string","description":"the wish, in a sentence"}"#, true),
            ("need", r#"{"type":"string","description":"what is behind it"}"#, false),
            ("about", r#"{"type":"array","items":{"type":"string"},"description":"keys of items"}"#, false),
            ("for", r#"{"type":"string","description":"the person for whom you ask"}"#, false),
            ("url", r#"{"type":"string"}"#, false),
        ],
        looks: false,
        run: wish,
    },
    Tool {
        name: "change_propose",
        description: "Propose other words for an item: title, role, want, benefit, problem, description, risks, criteria (added one by one), question. A person takes it line by line. Order, size, status, sprint, goal and verdicts are for people.",
        arguments: &[
            ("key", r#"{"type":"string"}"#, true),
            (
                "set",
                r#"{"type":"object","description":"field to words; criteria and question take a list","additionalProperties":true}"#,
                true,
            ),
            ("because", r#"{"type":"string"}"#, true),
        ],
        looks: false,
        run: propose,
    },
    Tool {
        name: "request_status",
        description: "What became of your wishes and proposals: the verdict, the reason, the items, and whether the work moved its number. Without keys your last twenty.",
        arguments: &[("keys", r#"{"type":"array","items":{"type":"string"}}"#, false)],
        looks: true,
        run: status,
    },
];

impl Tool {
    /// Returns it as the protocol lists it.
    pub fn described(&self) -> Json {
        let schema = |text: &str| serde_json::from_str(text).unwrap_or(Json::Null);
        let properties: Map<String, Json> =
            self.arguments.iter().map(|(name, text, _)| ((*name).to_owned(), schema(text))).collect();
        let required: Vec<&str> = self.arguments.iter().filter(|(_, _, must)| *must).map(|(name, ..)| *name).collect();
        let notes = if self.looks {
            json!({"readOnlyHint": true, "openWorldHint": false})
        } else {
            json!({"readOnlyHint": false, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false})
        };
        json!({
            "name": self.name, "description": self.description, "annotations": notes,
            "inputSchema": {"type": "object", "properties": properties, "required": required, "additionalProperties": false},
        })
    }
}

/// An answer: words for the model, and the same as data.
struct Said {
    words: String,
    data: Json,
    /// What was read, for whoever judges what comes of it.
    read: String,
    /// Whether words of others are in it.
    foreign: bool,
    most: usize,
}

impl Said {
    fn new(words: String, data: Json, read: String) -> Self {
        Self { words, data, read, foreign: false, most: SHORT }
    }
}

/// The arguments of a call, each asked for by name and kind.
struct Arguments<'a>(&'a Map<String, Json>);

impl Arguments<'_> {
    fn text(&self, name: &str) -> Result<&str, Failure> {
        match self.0.get(name) {
            None | Some(Json::Null) => Ok(""),
            Some(Json::String(words)) => Ok(words),
            Some(_) => Err(Failure::usage(format!("“{name}” is a text"))),
        }
    }

    fn texts(&self, name: &str) -> Result<Vec<&str>, Failure> {
        let wrong = || Failure::usage(format!("“{name}” is a list of texts"));
        match self.0.get(name) {
            None | Some(Json::Null) => Ok(Vec::new()),
            Some(Json::Array(all)) => all.iter().map(|word| word.as_str().ok_or_else(wrong)).collect(),
            Some(_) => Err(wrong()),
        }
    }
}

/// What is known of a client as long as the pipe is open. Nothing of it is needed to answer: each call opens the product anew.
pub struct Session {
    caller: Caller,
    looks: bool,
}

impl Session {
    /// Begins for an agent of a name.
    pub fn new(name: &str, looks: bool) -> Self {
        Self { caller: Caller { name: name.to_owned(), ..Caller::default() }, looks }
    }

    /// Notes the program that calls.
    pub fn is_called_by(&mut self, client: &Json) {
        let word =
            |name: &str| client.get(name).and_then(Json::as_str).map(text::line).unwrap_or_default().into_owned();
        let called = format!("{} {}", word("name"), word("version"));
        self.caller.client = text::cut(called.trim(), 60).into_owned();
    }

    /// Calls a tool. What it refuses is an answer in words, so that the model can do better.
    pub fn call(&mut self, cli: &Cli, tool: &Tool, arguments: &Map<String, Json>, now: Now) -> Json {
        let unknown = arguments.keys().find(|name| !tool.arguments.iter().any(|(known, ..)| known == name));
        let missing = tool.arguments.iter().find(|(name, _, must)| *must && !arguments.contains_key(*name));
        let done = match (unknown, missing) {
            (Some(name), _) => Err(Failure::usage(format!("{} takes no “{name}”", tool.name))),
            (_, Some((name, ..))) => Err(Failure::usage(format!("{} needs “{name}”", tool.name))),
            _ if self.looks && !tool.looks => Err(Failure::usage("this server may only look: nothing was written")),
            _ => (tool.run)(self, cli, &Arguments(arguments), now),
        };
        match done {
            Ok(said) => {
                self.caller.foreign |= said.foreign;
                if tool.looks && !self.caller.read.contains(&said.read) {
                    self.caller.read.push(said.read);
                    if self.caller.read.len() > READ {
                        self.caller.read.remove(0);
                    }
                }
                let text = say::cut(said.words, said.most);
                json!({"content": [{"type": "text", "text": text}], "structuredContent": said.data, "isError": false})
            }
            Err(why) => {
                let words = crate::cli::out::in_the_shell(&why.words);
                let words = if why.code == 75 { format!("busy, try again: {words}") } else { words };
                json!({"content": [{"type": "text", "text": text::show(&words)}], "isError": true})
            }
        }
    }

    /// Forgets what was read, once something came of it.
    fn spent(&mut self) {
        self.caller.read.clear();
        self.caller.foreign = false;
    }
}

fn search(_: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let text = arguments.text("query")?;
    let limit = match arguments.0.get("limit") {
        None | Some(Json::Null) => ROWS,
        Some(n) => n
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .filter(|n| (1..=MOST).contains(n))
            .ok_or_else(|| Failure::usage("“limit” is a number from 1 to 50"))?,
    };
    let from = match arguments.text("cursor")? {
        "" => 0,
        cursor => cursor.parse::<usize>().map_err(|_| Failure::usage("that cursor is not one of ours: begin anew"))?,
    };
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let query = std::sync::Arc::new(understood(cli, text, product)?);
    let mut matcher = Matcher::new(query.clone());
    let mut found: Vec<_> = product.items().iter().filter(|item| matcher.passes(item, product, now)).cloned().collect();
    query::sort(&mut found, query.sort, product);
    let page: Vec<_> = found.iter().skip(from).take(limit).collect();
    let next = (from + page.len() < found.len()).then(|| (from + page.len()).to_string());
    let mut words: String = page.iter().map(|item| say::line(item, product) + "\n").collect();
    if page.is_empty() {
        words = format!("nothing matches “{}”", text::line(text));
    }
    if let Some(next) = &next {
        words.push_str(&format!("{} more: cursor {next}", found.len() - from - page.len()));
    }
    let rows: Vec<Json> = page.iter().map(|item| say::brief(item, product)).collect();
    let data = json!({"items": rows, "total": found.len(), "next": next});
    Ok(Said {
        foreign: !page.is_empty(),
        ..Said::new(words, data, format!("backlog_search “{}”", text::cut(text, 40)))
    })
}

/// Returns what others said of an item, part by part.
fn parts(item: &Item, product: &Product, wanted: &[&str]) -> Vec<(&'static str, Vec<String>)> {
    let has = |part: &str| wanted.contains(&part);
    let mut out = Vec::new();
    if has("comments") {
        out.push(("comments", item.comments.iter().map(|comment| say::quoted(&comment.text)).collect()));
    }
    if has("questions") {
        out.push(("questions", item.questions.iter().map(|question| say::quoted(&question.text)).collect()));
    }
    if has("links") {
        let to = |link: &crate::model::item::Link| {
            let other = Id::parse(&link.to).and_then(|id| product.items().get(id));
            other.map_or_else(|| say::quoted(&link.to), |other| product.key(other))
        };
        out.push(("links", item.links.iter().map(|link| format!("{} {}", link.relation.word(), to(link))).collect()));
    }
    if has("requests") {
        // who asked stays with the product owner
        let about = product
            .requests()
            .iter()
            .filter(|request| request.items.contains(&item.id) || request.about.contains(&item.id));
        out.push((
            "requests",
            about.map(|request| format!("{} {}", request.key(), say::quoted(&request.said))).collect(),
        ));
    }
    if has("log") {
        let lines = item.log.iter().rev().take(ROWS);
        out.push(("log", lines.map(|line| format!("{} {}", line.at, say::quoted(&line.did))).collect()));
    }
    out
}

fn item(_: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let wanted = arguments.texts("parts")?;
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let item = named::item(product, arguments.text("key")?)?;
    let key = product.key(item);
    let mut words = format!("# {}\n", say::line(item, product));
    let mut quoted = Map::new();
    let mut foreign = false;
    for (name, value) in [
        ("role", &item.role),
        ("want", &item.want),
        ("benefit", &item.benefit),
        ("problem", &item.problem),
        ("description", &item.description),
        ("risks", &item.risks),
    ] {
        if !value.is_empty() {
            words.push_str(&say::quotes(name, &[say::quoted(value)]));
            quoted.insert(name.to_owned(), say::quoted(value).into());
            foreign = true;
        }
    }
    let criteria: Vec<String> = item.criteria.iter().map(|criterion| say::quoted(&criterion.text)).collect();
    words.push_str(&say::quotes("criteria", &criteria));
    foreign |= !criteria.is_empty() || item.declined.is_some();
    quoted.insert("criteria".to_owned(), criteria.into());
    for (name, all) in parts(item, product, &wanted) {
        words.push_str(&say::quotes(name, &all));
        foreign |= !all.is_empty();
        quoted.insert(name.to_owned(), all.into());
    }
    if let Some(no) = &item.declined {
        words.push_str(&format!("\ndeclined, {}:\n> {}\n", no.reason.phrase(), say::quoted(&no.text)));
    }
    let mut data = say::brief(item, product);
    if let Some(members) = data.as_object_mut() {
        members.insert("quoted".to_owned(), Json::Object(quoted));
        members.insert("declined".to_owned(), item.declined.as_ref().map(|no| no.reason.phrase()).into());
    }
    let most = if wanted.is_empty() { SHORT } else { LONG };
    Ok(Said { foreign, most, ..Said::new(words, data, format!("item_get {key}")) })
}

fn why(_: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let key = arguments.text("key")?;
    if !key.is_empty() {
        let item = named::item(product, key)?;
        let rows: Vec<(bool, String)> = trace(item, product, now)
            .into_iter()
            .map(|(whole, words)| (whole, say::quoted(&crate::cli::out::in_the_shell(&words))))
            .collect();
        let words: String = rows.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n");
        let data: Vec<Json> = rows.iter().map(|(whole, words)| json!({"whole": whole, "words": words})).collect();
        let read = format!("why {}", product.key(item));
        return Ok(Said { foreign: true, ..Said::new(words, json!({"chain": data}), read) });
    }
    let vision = say::quoted(&product.vision().vision);
    let goal = product.current_goal();
    let results: Vec<String> = goal
        .map(|goal| product.results_of(goal.id))
        .unwrap_or_default()
        .iter()
        .map(|metric| format!("{} {}: {}", metric.key(), text::line(&metric.measure), metric.way()))
        .collect();
    let goal = goal.map(|goal| format!("G{} {}", goal.num, text::line(&goal.title)));
    let sprint = product.sprint_in(SprintState::Active).map(|sprint| text::line(&sprint.goal).into_owned());
    let top: Vec<&Item> =
        product.order().iter().take(5).filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
    let none = || "nobody has said it yet".to_owned();
    let mut words = format!("vision: {}\n", if vision.is_empty() { none() } else { vision.clone() });
    words.push_str(&format!("goal: {}\n", goal.clone().unwrap_or_else(none)));
    for result in &results {
        words.push_str(&format!("  {result}\n"));
    }
    words.push_str(&format!("sprint: {}\ntop five:\n", sprint.clone().unwrap_or_else(|| "none is at work".to_owned())));
    for item in &top {
        words.push_str(&format!("  {}\n", say::line(item, product)));
    }
    let top: Vec<Json> = top.into_iter().map(|item| say::brief(item, product)).collect();
    let data = json!({"vision": vision, "goal": goal, "key_results": results, "sprint_goal": sprint, "top": top});
    Ok(Said { foreign: true, ..Said::new(words, data, "why".to_owned()) })
}

fn similar(_: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let asked = arguments.text("text")?;
    if asked.trim().is_empty() {
        return Err(Failure::usage("“text” needs words"));
    }
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let near = Similar::of(product).like_words(asked, 8);
    let items: Vec<(&Item, f64)> =
        near.iter().filter_map(|near| Some((&**product.items().get(near.id)?, f64::from(near.likeness)))).collect();
    let wanted: Vec<String> = crate::measure::terms::terms_of(asked);
    let mut requests: Vec<(usize, &Request)> = product
        .requests()
        .iter()
        .map(|request| (&**request, crate::measure::terms::terms_of(&format!("{} {}", request.said, request.need))))
        .map(|(request, own)| (wanted.iter().filter(|term| own.contains(term)).count(), request))
        .filter(|(n, _)| *n * 2 >= wanted.len().max(1))
        .collect();
    requests.sort_by_key(|(n, request)| (std::cmp::Reverse(*n), request.num));
    requests.truncate(8);
    let mut words = String::new();
    let mut rows = Vec::new();
    for (item, likeness) in items {
        let no = item.declined.as_ref();
        let reason =
            no.map_or_else(String::new, |no| format!(" · declined, {}: {}", no.reason.phrase(), say::quoted(&no.text)));
        words.push_str(&format!("{:.0} % {}{reason}\n", likeness * 100.0, say::line(item, product)));
        let mut row = say::brief(item, product);
        if let Some(members) = row.as_object_mut() {
            members.insert("likeness".to_owned(), likeness.into());
            members.insert("declined_because".to_owned(), no.map(|no| say::quoted(&no.text)).into());
        }
        rows.push(row);
    }
    let told = |request: &Request| json!({"key": request.key(), "verdict": request.verdict.word(), "quoted": {"said": say::quoted(&request.said), "because": say::quoted(&request.why)}});
    for (_, request) in &requests {
        words.push_str(&format!("{} ({})\n> {}\n", request.key(), request.verdict, say::quoted(&request.said)));
    }
    if words.is_empty() {
        words.push_str("nothing is like it");
    }
    let data =
        json!({"items": rows, "requests": requests.iter().map(|(_, request)| told(request)).collect::<Vec<_>>()});
    let foreign = !rows_are_empty(&data);
    Ok(Said { foreign, ..Said::new(words, data, format!("similar “{}”", text::cut(asked, 40))) })
}

fn rows_are_empty(data: &Json) -> bool {
    ["items", "requests"].iter().all(|name| data.get(*name).and_then(Json::as_array).is_none_or(Vec::is_empty))
}

/// Writes a request down through the door, and answers where it stands.
fn write(
    session: &mut Session,
    cli: &Cli,
    now: Now,
    request: impl FnOnce(&Product) -> Result<Request, Refusal>,
) -> Result<Said, Failure> {
    let workspace = &mut cli.open(Mode::Command, now)?;
    let request = request(workspace.product())?;
    let caller = session.caller.clone();
    let (id, known) =
        workspace.edit(now, Verb::Heard, "", |product| product.ask_of_agent(&caller, request, now))?.value;
    save(workspace, now)?;
    session.spent();
    let product = workspace.product();
    let key = product.request(id)?.key();
    let waiting = product.requests().iter().filter(|request| request.verdict == Decided::Waits).count();
    let words = if known {
        format!("{key}: you said so already, it is the same wish")
    } else {
        format!(
            "{key} waits in the inbox with {}: a person decides, request_status tells",
            count(waiting.saturating_sub(1), "other")
        )
    };
    Ok(Said::new(words, json!({"key": key, "known": known}), String::new()))
}

fn wish(session: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let (said, need, url) = (arguments.text("said")?, arguments.text("need")?, arguments.text("url")?);
    let (about, person) = (arguments.texts("about")?, arguments.text("for")?);
    write(session, cli, now, |product| {
        let about =
            about.iter().map(|key| product.find_item(key).map(|item| item.id)).collect::<Result<Vec<_>, _>>()?;
        // nobody is listed, and nobody new is written down: a name is known, or it stands in the need
        let name = person.trim().to_lowercase();
        let people = product.people_by_name();
        let who = people.iter().find(|known| !name.is_empty() && known.who.to_lowercase() == name);
        let need = match (who, person.trim()) {
            (None, name) if !name.is_empty() => format!("{need} (for {})", text::line(name)).trim_start().to_owned(),
            _ => need.to_owned(),
        };
        let line = |words: &str| crate::model::entity::one_line(words);
        Ok(Request {
            said: line(said),
            need: line(&need),
            url: line(url),
            about,
            who: who.map(|person| person.id).into_iter().collect(),
            ..Request::default()
        })
    })
}

/// Returns the lines of a proposal, or why a field cannot be proposed.
fn lines(set: &Map<String, Json>) -> Result<Vec<Proposed>, Failure> {
    let mut out = Vec::new();
    for (field, value) in set {
        // what is asked for in several words is the same field
        let field = match field.as_str() {
            "questions" => "question",
            "criterion" => "criteria",
            field => field,
        };
        if !PROPOSABLE.iter().any(|slot| slot.word() == field) {
            return Err(Failure::usage(format!("“{field}” is for people; say it in the text")));
        }
        let values: Vec<&str> = match value {
            Json::String(words) => vec![words],
            Json::Array(all) if all.iter().all(Json::is_string) => all.iter().filter_map(Json::as_str).collect(),
            _ => return Err(Failure::usage(format!("“{field}” takes a text, or a list of texts"))),
        };
        let many = matches!(field, "criteria" | "question");
        if values.is_empty() || (!many && values.len() > 1) || values.iter().any(|words| words.trim().is_empty()) {
            return Err(Failure::usage(format!(
                "“{field}” needs words{}",
                if many { "" } else { ", and one text alone" }
            )));
        }
        out.extend(values.into_iter().map(|words| Proposed::new(field, words.trim())));
    }
    if out.is_empty() {
        return Err(Failure::usage("“set” needs at least one field"));
    }
    Ok(out)
}

fn propose(session: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let set = arguments.0.get("set").and_then(Json::as_object);
    let change = lines(set.ok_or_else(|| Failure::usage("“set” is an object of fields"))?)?;
    let (key, because) = (arguments.text("key")?, arguments.text("because")?);
    write(session, cli, now, |product| {
        let item = product.find_item(key)?;
        if !item.is_open() {
            let state = if item.declined.is_some() { "was declined" } else { "is done" };
            return Err(Refusal::invalid(format!("{} {state}: its words stay as they are", product.key(item))));
        }
        let said = crate::model::entity::one_line(because);
        Ok(Request { said, about: vec![item.id], change, seen: Some(item.updated), ..Request::default() })
    })
}

fn status(session: &mut Session, cli: &Cli, arguments: &Arguments<'_>, now: Now) -> Result<Said, Failure> {
    let keys = arguments.texts("keys")?;
    let workspace = cli.open(Mode::Look, now)?;
    let product = workspace.product();
    let agent = product.agent(&session.caller.name)?.map(|agent| agent.id);
    let mine = agent.map(|agent| product.asked_by_agent(agent)).unwrap_or_default();
    let wanted: Vec<&Request> = if keys.is_empty() {
        mine.into_iter().take(ROWS).collect()
    } else {
        keys.iter()
            .map(|key| {
                let found = product.find_request(key)?;
                let own = mine.iter().find(|request| request.id == found.id).copied();
                own.ok_or_else(|| Refusal::Missing(format!("{} is not yours", found.key())))
            })
            .collect::<Result<Vec<_>, Refusal>>()?
    };
    let mut words = String::new();
    let mut rows = Vec::new();
    for request in wanted {
        let end = product.end_of(request);
        let items: Vec<&Item> =
            end.items.iter().filter_map(|id| product.items().get(*id)).map(|item| &**item).collect();
        let became: Vec<String> = items.iter().map(|item| format!("{} {}", product.key(item), item.status)).collect();
        let effects: Vec<String> = items
            .iter()
            .filter_map(|item| item.effect.as_deref())
            .filter(|effect| effect.checked.is_some())
            .map(|effect| effect.found.word().to_owned())
            .collect();
        let told = !request.told.is_empty();
        words.push_str(&format!("{} {}", request.key(), end.verdict));
        for (name, all) in [("became", &became), ("moved its number", &effects)] {
            if !all.is_empty() {
                words.push_str(&format!(" · {name}: {}", all.join(", ")));
            }
        }
        if !end.why.is_empty() {
            words.push_str(&format!(" · because: {}", say::quoted(&end.why)));
        }
        words.push('\n');
        rows.push(json!({
            "key": request.key(), "said": say::quoted(&request.said), "verdict": end.verdict.word(),
            "reason": end.reason.map(|reason| reason.phrase()), "because": say::quoted(&end.why),
            "items": became, "effects": effects, "told": told,
        }));
    }
    if rows.is_empty() {
        words.push_str("you have asked for nothing yet");
    }
    let foreign = !rows.is_empty();
    Ok(Said { foreign, ..Said::new(words, json!({"requests": rows}), "request_status".to_owned()) })
}
