//! How good the judgements are on real data: `cargo bench --bench judgement`. Prints tables; nothing here fails.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made ends the run"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use momentum::exchange::{self, Choices};
use momentum::measure::forecast;
use momentum::measure::similar::Similar;
use momentum::model::{About, Item, Now, Place, Product, Size, Stamp};

/// The items of a file in the order in which they were written down, each with its size.
fn sized(path: &Path) -> Vec<Item> {
    let now = Now::on("2026-11-21".parse().unwrap());
    let import = exchange::read(&std::fs::read(path).unwrap(), "x.csv", &Choices::default()).unwrap();
    let mut product = Product::new(About::named("Data", now.at), 1);
    exchange::take_in(&mut product, &import, "x.csv", now).unwrap();
    let mut items: Vec<Item> = product.items().iter().map(|item| item.as_ref().clone()).collect();
    items.retain(|item| item.size.and_then(Size::points).is_some());
    items.sort_by_key(|item| item.num);
    items
}

fn points(item: &Item) -> u32 {
    item.size.and_then(Size::points).unwrap_or(0)
}

/// Mean absolute errors, each item told from those before it: of the suggestion, and of the middle of all sizes before.
fn errors(items: &[Item]) -> (f64, f64, usize) {
    let mut index = Similar::default();
    let (mut ours, mut middle, mut silent, mut n) = (0.0, 0.0, 0, 0);
    let mut seen: Vec<u32> = Vec::new();
    for item in items {
        let truth = points(item);
        let unsized_item = Item { size: None, ..item.clone() };
        index.put(&unsized_item);
        if seen.len() >= 20 {
            let mut sorted = seen.clone();
            sorted.sort_unstable();
            let median = sorted[sorted.len() / 2];
            let guess = index.suggest(item.id, Size::SCALE).map(|suggestion| suggestion.points);
            silent += usize::from(guess.is_none());
            ours += f64::from(guess.unwrap_or(median).abs_diff(truth)) / 100.0;
            middle += f64::from(median.abs_diff(truth)) / 100.0;
            n += 1;
        }
        index.put(item);
        seen.push(truth);
    }
    (ours / f64::from(n), middle / f64::from(n), silent)
}

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/story-points");
    if !data.is_dir() {
        eprintln!("SKIPPED: {} is not there", data.display());
        return;
    }
    println!("| project | sized items | error of the suggestion | of always the middle | better by |");
    println!("|---|---|---|---|---|");
    for name in ["bamboo", "mesos", "mule", "springxd", "usergrid"] {
        let items = sized(&data.join(format!("{name}.csv")));
        let (ours, middle, silent) = errors(&items);
        let better = (1.0 - ours / middle) * 100.0;
        println!("| {name} | {} | {ours:.3} | {middle:.3} | {better:.1} % ({silent} without a guess) |", items.len());
    }
    duplicates(&data);
    forecasts(&data.join("../cycle-times/jira.csv"));
}

/// How often what happened was at least what 85 % promised, on two real projects; and how long a forecast takes.
fn forecasts(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    for project in ["0", "1"] {
        let mut finished: Vec<chrono::NaiveDate> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.trim_matches('"')).collect::<Vec<_>>())
            .filter(|cells| cells[1] == project)
            .filter_map(|cells| cells[4].parse().ok())
            .collect();
        finished.sort_unstable();
        let Some(last) = finished.last().copied() else { continue };
        let (held, all) = forecast::back_test(&finished, last, forecast::WINDOW, 28, 60, forecast::TRIALS);
        println!(
            "project {project}: {} items, {held} of {all} forecasts of four weeks held their 85 % ({:.0} %)",
            finished.len(),
            held as f64 * 100.0 / all.max(1) as f64
        );
    }
    let days: Vec<u32> = (0..70).map(|day| [0, 1, 2, 0, 3, 0, 1][day % 7]).collect();
    let history = forecast::History { days };
    let start = Instant::now();
    let trials = forecast::when(&history, 500, 100, 42).unwrap();
    println!("{} trials for 500 items: {:.0} ms", trials.len(), start.elapsed().as_secs_f64() * 1e3);
}

/// How long the index takes to follow one changed item among ten thousand, and to look for its duplicates.
fn duplicates(data: &Path) {
    let mut items = Vec::new();
    for name in ["bamboo", "mesos", "mule", "springxd", "usergrid"] {
        items.extend(sized(&data.join(format!("{name}.csv"))));
    }
    let mut product = Product::new(About::named("Data", Stamp(1)), 7);
    for item in items.iter().cycle().take(10_000) {
        product.add(item.clone(), Place::Bottom).unwrap();
    }
    let start = Instant::now();
    let mut index = Similar::of(&product);
    println!("\nindex of {} items: {:.0} ms", index.len(), start.elapsed().as_secs_f64() * 1e3);
    let mut times: Vec<Duration> = Vec::new();
    for item in product.items().iter().step_by(100) {
        let start = Instant::now();
        index.put(item);
        let found = index.duplicates(item.id);
        times.push(start.elapsed());
        drop(found);
    }
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "one changed item, with its duplicates: median {:.1} ms, worst {:.1} ms",
        ms(times[times.len() / 2]),
        ms(times[times.len() - 1])
    );
    let start = Instant::now();
    let doubled = index.doubled();
    println!(
        "all possible duplicates ({}): {:.0} ms, in the background",
        doubled.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
}
