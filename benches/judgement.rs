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
use momentum::measure::similar::{Similar, double::MAYBE};
use momentum::measure::theme;
use momentum::model::{About, Item, Now, Place, Product, Size, Stamp};

/// Days ahead for which forecasts are tried: a sprint, four weeks, a quarter.
const HORIZONS: [u32; 3] = [14, 28, 84];

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

/// Sums of errors over items that are each told from those before them, the last `gap` of which nobody has sized yet.
#[derive(Default)]
struct Errors {
    n: f64,
    ours: f64,
    mean: f64,
    median: f64,
    /// Answers that differ from the median, and those of them that are nearer.
    differ: usize,
    nearer: usize,
}

impl Errors {
    fn of(items: &[Item], gap: usize) -> Self {
        let mut index = Similar::default();
        let mut out = Self::default();
        let mut seen: Vec<u32> = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let truth = points(item);
            index.put(&Item { size: None, ..item.clone() });
            if seen.len() >= 20 {
                let mut sorted = seen.clone();
                sorted.sort_unstable();
                let median = sorted[sorted.len() / 2];
                let mean = f64::from(seen.iter().sum::<u32>()) / seen.len() as f64;
                let guess = index.suggest(item.id).map_or(median, |suggestion| suggestion.points);
                out.ours += f64::from(guess.abs_diff(truth)) / 100.0;
                out.median += f64::from(median.abs_diff(truth)) / 100.0;
                out.mean += (mean - f64::from(truth)).abs() / 100.0;
                out.differ += usize::from(guess != median);
                out.nearer += usize::from(guess.abs_diff(truth) < median.abs_diff(truth));
                out.n += 1.0;
            }
            if let Some(known) = n.checked_sub(gap).and_then(|at| items.get(at)) {
                index.put(known);
                seen.push(points(known));
            }
        }
        out
    }

    fn better(&self) -> f64 {
        (1.0 - self.ours / self.median) * 100.0
    }
}

/// The mean difference of any two sizes: the error of who guesses by lot, against which accuracy is standardised (Shepperd and others 2012).
fn by_lot(items: &[Item]) -> f64 {
    let mut all: Vec<f64> = items.iter().map(|item| f64::from(points(item)) / 100.0).collect();
    all.sort_by(f64::total_cmp);
    let n = all.len() as f64;
    let sum: f64 = all.iter().enumerate().map(|(i, size)| size * (2.0 * i as f64 - n + 1.0)).sum();
    2.0 * sum / (n * (n - 1.0))
}

/// How far off the suggested sizes are, on real projects in the order in which their items were written down.
fn sizes(data: &Path) {
    println!(
        "| project | told | mean | median | suggestion | accuracy | better by | nearer where it differs | last ten unsized: median | suggestion | better by |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let (mut all, mut gaps) = (Vec::new(), Vec::new());
    for name in ["bamboo", "mesos", "mule", "springxd", "usergrid"] {
        let items = sized(&data.join(format!("{name}.csv")));
        let (own, gap) = (Errors::of(&items, 0), Errors::of(&items, 10));
        let accuracy = (1.0 - own.ours / own.n / by_lot(&items)) * 100.0;
        println!(
            "| {name} | {} | {:.3} | {:.3} | {:.3} | {accuracy:.0} % | {:.1} % | {:.0} % | {:.3} | {:.3} | {:.1} % |",
            own.n,
            own.mean / own.n,
            own.median / own.n,
            own.ours / own.n,
            own.better(),
            own.nearer as f64 * 100.0 / own.differ.max(1) as f64,
            gap.median / gap.n,
            gap.ours / gap.n,
            gap.better()
        );
        all.push(own.better());
        gaps.push(gap.better());
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let won = all.iter().filter(|better| **better > 0.0).count();
    println!(
        "better than always the median in {won} of 5 (goal 5), by {:.1} % (goal 8), with the last ten unsized by {:.1} % (goal 4)",
        mean(&all),
        mean(&gaps)
    );
}

/// Themes of sentences in which people marked features: which part of what they marked is found, and which part of what is found they marked.
fn themes(folder: &Path) {
    let Ok(mut sheet) = csv::Reader::from_path(folder.join("labelled-sentences.csv")) else {
        eprintln!("skipped: no labelled sentences");
        return;
    };
    let mut apps: std::collections::BTreeMap<String, Vec<(String, Vec<String>)>> = std::collections::BTreeMap::new();
    for row in sheet.records().map(Result::unwrap) {
        let features = row[4].split(';').filter(|feature| !feature.is_empty()).map(str::to_owned).collect();
        apps.entry(row[0].to_owned()).or_default().push((row[3].to_owned(), features));
    }
    let (mut right, mut said, mut found, mut marked) = (0, 0, 0, 0);
    for (app, rows) in apps {
        let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
        let themes = theme::themes(&texts, &["evernote".to_owned(), "spotify".to_owned()], theme::MOST);
        let shares = |terms: &[String], feature: &str| theme::terms(feature).iter().any(|term| terms.contains(term));
        let mut own = (0, 0, 0, 0);
        for theme in &themes {
            own.1 += theme.notes.len();
            own.0 +=
                theme.notes.iter().filter(|n| rows[**n as usize].1.iter().any(|f| shares(&theme.terms, f))).count();
        }
        for (n, (_, features)) in (0_u32..).zip(&rows) {
            own.3 += features.len();
            let here: Vec<_> = themes.iter().filter(|theme| theme.notes.contains(&n)).collect();
            own.2 += features.iter().filter(|f| here.iter().any(|theme| shares(&theme.terms, f))).count();
        }
        let name: Vec<&str> = themes.iter().map(|theme| theme.name.as_str()).collect();
        println!(
            "{app}: {} sentences, precision {:.2}, recall {:.2}: {}",
            rows.len(),
            own.0 as f64 / own.1 as f64,
            own.2 as f64 / own.3 as f64,
            name.join(", ")
        );
        right += own.0;
        said += own.1;
        found += own.2;
        marked += own.3;
    }
    println!(
        "themes, all: sentence precision {:.2} (goal 0.50), feature recall {:.2} (goal 0.60)",
        right as f64 / said as f64,
        found as f64 / marked as f64
    );
    for file in ["Evernote_1250_review_level.csv", "com.spotify.music_1250_review_level.csv"] {
        let mut sheet = csv::Reader::from_path(folder.join(file)).unwrap();
        let texts: Vec<String> = sheet.records().map(|row| row.unwrap()[2].to_owned()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let began = Instant::now();
        let themes = theme::themes(&texts, &[], theme::MOST);
        let took = began.elapsed();
        let mut covered: Vec<u32> = themes.iter().flat_map(|theme| theme.notes.clone()).collect();
        covered.sort_unstable();
        covered.dedup();
        let name: Vec<String> = themes.iter().map(|theme| format!("{} {}", theme.name, theme.notes.len())).collect();
        println!(
            "{file}: {} rows, {} ms, other {:.0} %: {}",
            texts.len(),
            took.as_millis(),
            100.0 - covered.len() as f64 * 100.0 / texts.len() as f64,
            name.join(", ")
        );
    }
}

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/story-points");
    if !data.is_dir() {
        eprintln!("SKIPPED: {} is not there", data.display());
        return;
    }
    themes(&data.join("../feedback"));
    if std::env::var_os("THEMES").is_some() {
        return;
    }
    sizes(&data);
    duplicates(&data);
    forecasts(&data);
}

/// How often what happened was at least what each mark promised, on real series: 14, 28 and 84 days ahead from ten weeks, one forecast a week.
fn forecasts(data: &Path) {
    println!("\n| series | items | 14 days: 50 / 70 / 85 / 95 | 28 days | 84 days | forecasts |");
    println!("|---|---|---|---|---|---|");
    let text = std::fs::read_to_string(data.join("../cycle-times/jira.csv")).unwrap();
    let mut pooled: Vec<(u32, [usize; 4], usize)> = HORIZONS.iter().map(|ahead| (*ahead, [0; 4], 0)).collect();
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
        let mut cells = Vec::new();
        let mut forecasts = Vec::new();
        for sum in &mut pooled {
            let held = forecast::back_test(&finished, last, forecast::WINDOW, sum.0, 7, usize::MAX, 300);
            let percent = |n: usize| format!("{:.0}", n as f64 * 100.0 / held.all.max(1) as f64);
            cells.push(held.held.map(percent).join(" / "));
            forecasts.push(held.all.to_string());
            for (sum, own) in sum.1.iter_mut().zip(held.held) {
                *sum += own;
            }
            sum.2 += held.all;
        }
        println!("| {project} | {} | {} | {} |", finished.len(), cells.join(" | "), forecasts.join(", "));
    }
    for (ahead, held, all) in pooled {
        let percent = held.map(|n| n as f64 * 100.0 / all.max(1) as f64);
        println!(
            "{ahead} days, both: 85 % held in {:.0} % (goal 79 to 92), 95 % in {:.0} % (goal 88 to 98)",
            percent[2], percent[3]
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
        let found = index.duplicates(item.id, &product, MAYBE);
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
    let doubled = index.doubled(&product);
    println!(
        "all possible duplicates ({}): {:.0} ms, in the background",
        doubled.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
}
