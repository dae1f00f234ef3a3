//! `momentum assist`: what the rules, or a command of the user, suggest. It prints; only `--take` writes.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::out::{Out, remark};
use super::{Cli, Failure, named, save};
use crate::assist::request::{self, Question, Sent};
use crate::assist::{
    Advice, Ask, NOT_FROM_A_FILE, Slot, Suggestion, names_a_program, reasons, reply, rules, stands, take,
};
use crate::config::Assistant;
use crate::measure::similar::Similar;
use crate::model::{About, Id, Item, Now, Place, Product, Verb};
use crate::system;
use crate::system::filter::Running;
use crate::text;
use crate::words::count;
use crate::workspace::Mode;

/// The word that tries the command out.
const TEST: &str = "test";
/// Refusals that are spelled out.
const REFUSED: usize = 5;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// draft, criteria, size, goal, split, same, titles, why, need of items; reply to a wish; vision; ask (a question in words); test (the
    /// command of your settings)
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(Ask::WORDS.iter().copied().chain([TEST])))]
    what: String,
    /// The keys of the items, or the words of a question
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    /// By the rules on this machine, although a command is set
    #[arg(long)]
    rules: bool,
    /// Print the very bytes that would go to the command, and stop
    #[arg(long)]
    show: bool,
    /// Take these suggestions, by number: 1,3, or “chosen” for those that are marked
    #[arg(long, value_name = "NUMBERS")]
    take: Option<String>,
    /// Take them without being asked
    #[arg(long, requires = "take")]
    yes: bool,
}

pub fn run(cli: &Cli, args: &Args, now: Now, out: &mut Out) -> Result<(), Failure> {
    if args.what == TEST {
        return test(cli, out);
    }
    let ask = Ask::parse(&args.what)?;
    // before a command is asked that may cost something
    if args.take.is_some() && !args.yes && !std::io::stdin().is_terminal() {
        return Err(Failure::usage("a person takes suggestions: at a terminal, or with --yes"));
    }
    let advice = {
        let workspace = cli.open(Mode::Look, now)?;
        let product = workspace.product();
        if names_a_program(product) {
            remark(NOT_FROM_A_FILE);
        }
        let words = if ask == Ask::Question { args.keys.join(" ") } else { String::new() };
        if ask == Ask::Question && !args.show && (args.rules || cli.config.assistant.command(ask).is_none()) {
            return answer(&words, product, out);
        }
        let mut ids = subjects(ask, args, product)?;
        if ask == Ask::Question {
            ids = rules::told_by(&words, product);
        }
        let index = Similar::of(product);
        let own = &cli.config.assistant;
        for fault in &own.faults {
            remark(fault);
        }
        let question = Question { ask, ids: &ids, words: &words, input: own.input, people: own.people };
        if args.show {
            if ask.slots().is_empty() {
                return Err(Failure::usage(format!("rules answer “{ask}”, and nothing is sent")));
            }
            // as it goes out: many records go in several calls
            let calls = request::calls(&question, product, Some(&index));
            let all = calls.len();
            for (n, sent) in calls.into_iter().enumerate() {
                if all > 1 {
                    remark(&format!("call {} of {all}", n + 1));
                }
                out.raw(&sent.bytes);
                for words in sent.left_out {
                    remark(&format!("left out: {words}"));
                }
            }
            return Ok(());
        }
        // a command that asks momentum would be asked by it again
        let is_inside = std::env::var_os("MOMENTUM_ASSISTANT").is_some();
        match own.command(ask).filter(|_| !args.rules && !is_inside) {
            Some(command) => by_command(command, own, &question, product, &index)?,
            None => rules::advise(ask, &ids, &rules::Ground::new(product, Some(&index))),
        }
    };
    match &args.take {
        None => {
            let workspace = cli.open(Mode::Look, now)?;
            print(&advice, workspace.product(), None, out);
            Ok(())
        }
        Some(numbers) => taken(cli, args, numbers, &advice, now, out),
    }
}

/// Returns the records that it is asked about.
fn subjects(ask: Ask, args: &Args, product: &Product) -> Result<Vec<Id>, Failure> {
    let wish = |key: &str| {
        let digits = key.strip_prefix(['R', 'r']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    if matches!(ask, Ask::Vision | Ask::Question) {
        return Ok(Vec::new());
    }
    if args.keys.is_empty() {
        let of = if ask == Ask::Reply { "R5" } else { "INK-12" };
        return Err(Failure::usage(format!("which one? momentum assist {ask} {of}")));
    }
    if args.keys.len() > 1 && !ask.is_for_many() {
        return Err(Failure::usage(format!(
            "“{ask}” is about one: several are for titles, size, goal, same, split, criteria"
        )));
    }
    let mut ids = Vec::new();
    for key in &args.keys {
        ids.push(if ask == Ask::Reply || wish(key) {
            product.find_request(key)?.id
        } else {
            named::item(product, key)?.id
        });
    }
    Ok(ids)
}

/// Answers a question by the rules: the items in which its words stand.
fn answer(question: &str, product: &Product, out: &mut Out) -> Result<(), Failure> {
    if question.trim().is_empty() {
        return Err(Failure::usage("ask what? momentum assist ask who needs the export"));
    }
    let found = rules::search(question, product, rules::FOUND);
    let rows = found.iter().filter_map(|found| Some((product.items().get(found.item)?, &found.because)));
    if out.json {
        let rows: Vec<_> = rows
            .map(|(item, because)| json!({"key": product.key(item), "title": item.title, "because": because}))
            .collect();
        out.answer(&json!({"verb": Ask::Question.word(), "by": crate::assist::RULES, "found": rows}));
        return Ok(());
    }
    let rows: Vec<Vec<String>> =
        rows.map(|(item, because)| vec![product.key(item), format!("{}  ({because})", item.title)]).collect();
    if rows.is_empty() {
        remark("none of these words stands in an item");
    }
    out.table(&rows, &[]);
    Ok(())
}

/// Asks the command of the user, and waits for it. Ctrl-c ends it, too.
fn by_command(
    command: &[String],
    own: &Assistant,
    question: &Question<'_>,
    product: &Product,
    index: &Similar,
) -> Result<Advice, Failure> {
    let name = Assistant::words(command);
    let mut all: Option<Advice> = None;
    for sent in request::calls(question, product, Some(index)) {
        remark(&format!("{name} is asked, with {} s to answer", own.timeout.as_secs()));
        let advice = ask(command, own, &sent, product)?;
        match &mut all {
            Some(all) => all.append(advice),
            None => all = Some(advice),
        }
    }
    Ok(all.unwrap_or_default())
}

fn ask(command: &[String], own: &Assistant, sent: &Sent, product: &Product) -> Result<Advice, Failure> {
    let name = Assistant::words(command);
    let failed = |why: &str| Failure {
        words: match own.line {
            0 => format!("{name}: {why} · --rules answers on this machine"),
            line => format!("{name} (line {line} of the settings): {why} · --rules answers on this machine"),
        },
        code: 74,
    };
    let interrupted = Arc::new(AtomicBool::new(false));
    let heard: Vec<signal_hook::SigId> = system::ENDS
        .iter()
        .filter_map(|signal| signal_hook::flag::register(*signal, interrupted.clone()).ok())
        .collect();
    let running = Running::begin(command.to_vec(), sent.bytes.clone(), own.timeout);
    let ended = loop {
        if let Some(ended) = running.poll() {
            break ended;
        }
        if interrupted.load(Ordering::Relaxed) {
            running.stop();
        }
        std::thread::park_timeout(Duration::from_millis(10));
    };
    // what interrupts from here on interrupts this program
    for own in heard {
        signal_hook::low_level::unregister(own);
    }
    match ended.fault(own.timeout) {
        Some(why) => Err(failed(&why)),
        None => reply::read(&ended.out, sent, Assistant::name(&name), product).map_err(|why| failed(&why)),
    }
}

/// Returns the key by which a suggestion's record is known; empty for the vision.
fn key_of(product: &Product, id: Id) -> String {
    let item = product.items().get(id).map(|item| product.key(item));
    item.or_else(|| product.request(id).ok().map(|request| request.key())).unwrap_or_default()
}

fn print(advice: &Advice, product: &Product, taken: Option<usize>, out: &mut Out) {
    if out.json {
        let lines = advice.lines.iter().enumerate().map(|(n, line)| {
            json!({
                "n": n + 1, "key": key_of(product, line.about), "field": line.slot.word(), "value": line.value,
                "now": stands(product, line.about, line.slot), "because": line.because, "chosen": line.chosen,
                "odd": line.odd,
            })
        });
        let lines: Vec<_> = lines.collect();
        out.answer(&json!({
            "verb": advice.ask.word(), "by": advice.by, "suggestions": lines, "refused": advice.refused,
            "rests_on": advice.rests, "taken": taken,
        }));
        return;
    }
    for line in advice.lines.iter().filter(|line| line.slot == Slot::Text) {
        // a text is read as it is, and not as a row of a table
        out.line(&line.value);
    }
    let several = advice.about.len() > 1;
    let rows: Vec<Vec<String>> = advice
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.slot != Slot::Text)
        .map(|(n, line)| {
            let sign = if line.chosen { "●" } else { "○" };
            let odd = if line.odd { "! " } else { "" };
            let because = if line.because.is_empty() { String::new() } else { format!("  ({})", line.because) };
            let words = format!("{odd}{}{because}", text::line(&line.value));
            let mut row = vec![format!("{} {sign}", n + 1), line.slot.title().to_owned(), words];
            if several {
                row.insert(1, key_of(product, line.about));
            }
            row
        })
        .collect();
    out.table(&rows, &[0]);
    for words in reasons(&advice.refused, REFUSED) {
        remark(&words);
    }
    for words in &advice.rests {
        out.line(&format!("    {words}"));
    }
}

/// Returns the suggestions of these numbers, counted from 1.
fn numbered(advice: &Advice, numbers: &str) -> Result<Vec<Suggestion>, Failure> {
    if numbers.trim() == "chosen" {
        return Ok(advice.lines.iter().filter(|line| line.chosen).cloned().collect());
    }
    numbers
        .split(',')
        .map(|number| {
            let n = number.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let there = count(advice.lines.len(), "suggestion");
            n.and_then(|n| advice.lines.get(n)).cloned().ok_or_else(|| {
                Failure::usage(format!("“{}” is no number of a suggestion: there are {there}", number.trim()))
            })
        })
        .collect()
}

fn taken(cli: &Cli, args: &Args, numbers: &str, advice: &Advice, now: Now, out: &mut Out) -> Result<(), Failure> {
    let lines = numbered(advice, numbers)?;
    if lines.iter().any(|line| line.slot == Slot::Text) {
        return Err(Failure::usage("a text is written nowhere: without --take it is printed, to be copied"));
    }
    if lines.is_empty() {
        print(advice, cli.open(Mode::Look, now)?.product(), Some(0), out);
        return Ok(());
    }
    if !args.yes {
        print(advice, cli.open(Mode::Look, now)?.product(), None, out);
        if !agrees(lines.len())? {
            remark("nothing was taken");
            return Ok(());
        }
    }
    // locked only now: a command may have taken its time
    let workspace = &mut cli.open(Mode::Command, now)?;
    let (scale, who) = (cli.config.scale.clone(), cli.config.author());
    let edited = workspace
        .edit(now, Verb::TookSuggestionsFor, "", |product| take(advice, &lines, product, &scale, &who, now))?;
    save(workspace, now)?;
    if out.json {
        print(advice, workspace.product(), Some(edited.value), out);
    }
    out.line(&edited.words);
    Ok(())
}

fn agrees(n: usize) -> Result<bool, Failure> {
    let mut to = std::io::stderr();
    write!(to, "take {}? y or n: ", count(n, "suggestion"))?;
    to.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y"))
}

/// Asks the command about an item that nobody has, and says what worked.
fn test(cli: &Cli, out: &mut Out) -> Result<(), Failure> {
    if std::env::var_os("MOMENTUM_ASSISTANT").is_some() {
        return Err(Failure { words: "this is the command that is asked: it does not ask itself".into(), code: 1 });
    }
    let own = &cli.config.assistant;
    let ask_for = Ask::Criteria;
    let Some(command) = own.command(ask_for) else {
        return Err(Failure {
            words: "no command is set: [assistant] command = [\"llm\", \"-n\"] in the settings sets one; the rules need none".into(),
            code: 1,
        });
    };
    let mut product = Product::new(About::named("Trial", crate::model::Stamp(1)), 1);
    let id = product.add(Item { title: "Export a list as a file".into(), ..Item::default() }, Place::Bottom)?;
    let question = Question { ask: ask_for, ids: &[id], words: "", input: own.input, people: own.people };
    let sent = request::write(&question, &product, None);
    out.line(&format!("{} · {} go in", Assistant::words(command), count(sent.bytes.len(), "byte")));
    let advice = ask(command, own, &sent, &product)?;
    print(&advice, &product, None, out);
    out.line(&format!("it works: {} came back", count(advice.lines.len(), "suggestion")));
    Ok(())
}
