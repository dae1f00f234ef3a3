//! The cost of a large product, each figure as a ratio to what the machine itself takes for the same bytes: `cargo bench --bench large`.
//!
//! Prints the table of docs/benchmarks.md. Nothing here fails; a machine's speed is no test. With `MILLION=1` a file of 1,000,000 items is opened,
//! walked through, searched and saved as well, which takes minutes and several gigabytes.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "a measurement that cannot be made ends the run"
)]

mod bench;

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bench::{Screen, WORDS, measure, ms, now, open, product, row, timed};
use crossterm::event::KeyCode;
use momentum::model::{Id, Item, Now, Size, Stamp, Verb, document};
use momentum::workspace::Mode;
use serde::Deserialize;

/// The records of a file as `serde_json` reads them on one core, and nothing made of them.
#[derive(Deserialize)]
struct Plain {
    items: Vec<Arc<Item>>,
}

fn parsed(bytes: &[u8]) -> Vec<Arc<Item>> {
    serde_json::from_slice::<Plain>(bytes).unwrap().items
}

/// A file that is measured, and what the machine itself takes for it.
struct Case {
    n: usize,
    path: PathBuf,
    dir: PathBuf,
    len: u64,
    times: usize,
    /// Reading and parsing on one core.
    parse: Duration,
    /// Reading, writing elsewhere, waiting for the disk, and putting it in the place of another.
    copy: Duration,
}

/// The work of a process that is measured beside one of momentum: it has to begin and to get its memory as that has.
fn plain(what: &str, file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    match what {
        "read" => {}
        "copy" => durable(&file.with_extension("copy"), &bytes),
        _ => {
            let items = parsed(&bytes);
            let rows = items.iter().map(|item| Printed {
                title: &item.title,
                tags: &item.tags,
                id: item.id,
                created: item.created,
                updated: item.updated,
                num: item.num,
                kind: "story",
                status: "todo",
                size: item.size,
            });
            let rows: Vec<Printed> = rows.collect();
            let out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout());
            serde_json::to_writer_pretty(out, &rows).unwrap();
            std::mem::forget(items);
        }
    }
    std::process::exit(0);
}

/// As much of an item as a list prints.
#[derive(serde::Serialize)]
struct Printed<'a> {
    id: Id,
    num: u32,
    title: &'a str,
    kind: &'static str,
    status: &'static str,
    size: Option<Size>,
    tags: &'a [String],
    created: Stamp,
    updated: Stamp,
}

/// Writes as durably as a save does, and nothing else.
fn durable(path: &Path, bytes: &[u8]) {
    let temp = path.with_extension("tmp");
    let mut file = File::create(&temp).unwrap();
    file.write_all(bytes).unwrap();
    file.sync_all().unwrap();
    std::fs::rename(&temp, path).unwrap();
    File::open(path.parent().unwrap()).unwrap().sync_all().unwrap();
}

impl Case {
    fn new(n: usize, dir: &Path) -> Self {
        let path = dir.join(format!("{n}.json"));
        std::fs::write(&path, document::write(&product(n)).unwrap()).unwrap();
        let times = if n > 50_000 { 5 } else { 15 };
        let parse = measure(times, || timed(|| parsed(&std::fs::read(&path).unwrap())));
        let other = dir.join("copy.json");
        let copy = measure(times, || timed(|| durable(&other, &std::fs::read(&path).unwrap())));
        let len = std::fs::metadata(&path).unwrap().len();
        println!(
            "{n} items, {:.1} MB: read and parsed on one core {}, copied until it is durable {}",
            len as f64 / 1e6,
            ms(parse),
            ms(copy)
        );
        Self { n, path, dir: dir.to_owned(), len, times, parse, copy }
    }

    fn row(&self, what: &str, time: Duration, against: &str, other: Duration, limit: f64) {
        row(what, &self.n.to_string(), time, against, other, limit);
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_momentum"));
        command.env("XDG_STATE_HOME", self.dir.join("xdg")).arg("--file").arg(&self.path).args(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// A whole process, until it has ended.
    fn process(&self, args: &[&str]) -> Duration {
        measure(self.times, || timed(|| assert!(self.command(args).status().unwrap().success())))
    }

    /// A whole process that does what the machine has to do at least.
    fn machine(&self, what: &str) -> Duration {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env("PLAIN", what).arg(&self.path).stdout(Stdio::null());
        measure(self.times, || timed(|| assert!(command.status().unwrap().success())))
    }

    fn part(&self, name: &str) {
        match name {
            "start" => self.start(),
            "save" => self.save(),
            "list" => self.list(),
            _ => self.memory(),
        }
    }

    fn start(&self) {
        let first = measure(self.times, || Screen::first(&self.path));
        self.row("start to the first rows", first, "read and parsed on one core", self.parse, 0.6);
        let all = measure(self.times, || timed(|| Screen::open(&self.path)));
        self.row("start until all is read and drawn", all, "read and parsed on one core", self.parse, 1.2);
    }

    fn save(&self) {
        let mut workspace = open(&self.path, Mode::Screen);
        let id = workspace.product().order()[self.n / 2];
        let mut i = 0;
        let mut save = || {
            i += 1;
            let now = Now { at: Stamp(now().at.0 + i), ..now() };
            let size = Some(Size::Points(u32::try_from(i % 900).unwrap() * 100));
            timed(|| {
                let resize = |item: &mut Item| {
                    item.size = size;
                    Ok(())
                };
                workspace.edit(now, Verb::Sized, "", |product| product.update(id, resize)).unwrap();
                assert!(workspace.settle(Duration::from_mins(1)));
            })
        };
        // the first save of a file that another wrote makes all of its bytes anew
        save();
        let save = measure(self.times, save);
        let goal = self.copy.mul_f64(1.2) + Duration::from_millis(2);
        self.row("an edit until it is durable", save, "1.2 × copied + 2 ms", goal, 1.0);
        let add = self.process(&["add", "One more"]);
        let machine = self.machine("read") + self.machine("copy");
        self.row("`momentum add`, the whole process", add, "processes that read + copy", machine, 2.0);
    }

    fn list(&self) {
        let list = self.process(&["list", "--json"]);
        let machine = self.machine("list");
        self.row("`momentum list --json`, the whole process", list, "a process that parses + prints", machine, 1.3);
    }

    /// The most memory of a process that reads it and prints it.
    fn memory(&self) {
        let Some(most) = most_memory(&mut self.command(&["list", "--json"])) else { return };
        memory(&format!("`list --json` | {}", self.n), most, "the file", self.len, 2.0);
    }
}

/// Prints a row of how much memory something took, against how many bytes.
fn memory(what: &str, most: u64, against: &str, bytes: u64, limit: f64) {
    let (most, bytes) = (most as f64 / 1e6, bytes as f64 / 1e6);
    let ratio = most / bytes;
    let verdict = if ratio <= limit { "✓" } else { "over" };
    println!(
        "| memory at most, {what} | {most:.0} MB | {against}: {bytes:.0} MB | {ratio:.2} | ≤ {limit} | {verdict} |"
    );
}

/// Runs a command and returns the most memory that it held in bytes; none where the system does not tell.
fn most_memory(command: &mut Command) -> Option<u64> {
    let mut child = command.spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = None;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map(|kb| kb * 1024).or(most);
        std::thread::sleep(Duration::from_millis(1));
    }
    most
}

fn main() {
    if let Ok(what) = std::env::var("PLAIN") {
        plain(&what, Path::new(&std::env::args().nth(1).unwrap()));
    }
    // cargo test runs benches too, with no argument that says so
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let cases: Vec<Case> = [1_000, 10_000, 100_000].into_iter().map(|n| Case::new(n, dir.path())).collect();
    println!("\n| what | items | time | against | ratio | goal | |\n|---|---|---|---|---|---|---|");
    // what is named is measured alone: cargo bench --bench large -- start
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|arg| arg == name);
    for name in ["start", "save", "list", "memory"].into_iter().filter(|name| wanted(name)) {
        for case in &cases {
            case.part(name);
        }
    }
    if wanted("import") {
        import(dir.path());
    }
    if wanted("million") && std::env::var_os("MILLION").is_some() {
        million(&cases[2], dir.path());
    }
}

/// A table of 100,000 rows as a new product.
fn import(dir: &Path) {
    let mut csv = "key,title,description,tags,points\n".to_owned();
    for n in 0..100_000_usize {
        let words = |from: usize, many: usize| {
            (from..from + many).map(|i| WORDS[(n * 7 + i * i) % WORDS.len()]).collect::<Vec<_>>().join(" ")
        };
        csv.push_str(&format!("B-{n},{},{},{},{}\n", words(n, 6), words(n + 3, 85), words(n, 1), n % 13));
    }
    let table = dir.join("table.csv");
    std::fs::write(&table, &csv).unwrap();
    let file = dir.join("imported.json");
    let run = || {
        let _ = std::fs::remove_file(&file);
        let mut command = Command::new(env!("CARGO_BIN_EXE_momentum"));
        command.env("XDG_STATE_HOME", dir.join("xdg")).arg("--file").arg(&file).arg("import").arg(&table);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let took = measure(3, || timed(|| assert!(run().status().unwrap().success())));
    row("`momentum import` of a table", "100000", took, "1.2 s", Duration::from_millis(1_200), 1.0);
    let len = std::fs::metadata(&file).unwrap().len();
    if let Some(most) = most_memory(&mut run()) {
        memory("`import` | 100000", most, "the result", len, 3.0);
    }
}

/// Ten times as much as the largest: everything within twelve times of what that takes.
fn million(tenth: &Case, dir: &Path) {
    let path = dir.join("1000000.json");
    let file = document::write(&product(1_000_000)).unwrap();
    std::fs::write(&path, file).unwrap();
    for (what, work) in [
        ("start to the first rows", 4),
        ("start until all is read and drawn", 0),
        ("twenty moves", 1),
        ("a word looked for", 2),
        ("an edit until it is durable", 3),
    ] {
        let one = |path: &Path| -> Duration {
            let begin = Instant::now();
            if work == 3 {
                let mut workspace = open(path, Mode::Screen);
                let id = workspace.product().order()[500];
                let mut edit = |points| {
                    let resize = |item: &mut Item| {
                        item.size = Some(Size::Points(points));
                        Ok(())
                    };
                    workspace.edit(now(), Verb::Sized, "", |product| product.update(id, resize)).unwrap();
                    assert!(workspace.settle(Duration::from_mins(10)));
                };
                edit(700);
                return timed(|| edit(900));
            }
            if work == 4 {
                return Screen::first(path);
            }
            let mut screen = Screen::open(path);
            match work {
                0 => begin.elapsed(),
                1 => (0..20).map(|_| screen.key(KeyCode::Char('j'))).sum(),
                _ => timed(|| {
                    screen.key(KeyCode::Char('/'));
                    for letter in "payment".chars() {
                        screen.key(KeyCode::Char(letter));
                    }
                    screen.rest();
                }),
            }
        };
        let (small, large) = (one(&tenth.path), one(&path));
        row(what, "1000000", large, "at 100000", small, 12.0);
    }
}
