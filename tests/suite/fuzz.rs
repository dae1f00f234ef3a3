//! Bytes and keys that nobody meant: the file, each importer, the filter, the settings, the keyboard over a slow disk.
//!
//! Each target runs for `MOMENTUM_FUZZ_SECONDS` (1 without it), from the seed `MOMENTUM_FUZZ_SEED` (1 without it), and says how
//! often it ran. A fault is reported with its seed and input: `MOMENTUM_FUZZ_SECONDS=600 cargo test --release fuzz -- --nocapture`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::common::{Home, keys, later, now, sample};
use momentum::config::Config;
use momentum::exchange::{self, Choices, draft, readings};
use momentum::measure::similar::Similar;
use momentum::model::stamp::Zone;
use momentum::model::{About, Product, Stamp, document};
use momentum::query::{Matcher, Query};
use momentum::store::Store;
use momentum::store::disk::{Disk, Identity, OsDisk};
use momentum::tui::app::App;
use momentum::tui::theme::Theme;
use momentum::workspace::{Mode, Workspace};

/// A generator that is small, fast and the same everywhere (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// What breaks readers: structure, numbers at their edges, control characters, other encodings.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b";",
    b"\t",
    b"\n",
    b"\r\n",
    b"\0",
    b"\"\"",
    b"null",
    b"true",
    b"-1",
    b"1e999",
    b"NaN",
    b"99999999999999999999",
    b"0.000000001",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\x1b[2J",
    b"\xe2\x80\xae",
    b"9999-12-31",
    b"0000-00-00",
    b"29/02/2027",
    b"- [ ] ",
    b"---\n",
    b"#",
    b"\xf0\x9f\x98\x80",
    b"\xcc\x81",
    b"items",
    b"goals",
    b"id",
    b"\"end\":true",
    b"<<<<<<< ours\n",
    b"=",
    b"sort:",
    b"-is:",
    b"size>",
    b"age<",
    b"(",
    b")",
    b"*",
    b"'",
    b"[keys]\n",
    b"scale = [",
    b"As a ",
    b", I want ",
    b" so that ",
];

fn mutate(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(8) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(end..end, copy);
            }
            2 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            3 => bytes.truncate(at),
            4 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(200)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            _ => {
                let token = dice.pick(TOKENS);
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    bytes.truncate(20_000);
    bytes
}

/// Runs a target until its time is over, and says how often and on what it failed.
fn run(name: &str, seeds: &[Vec<u8>], target: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("MOMENTUM_FUZZ_SEED").unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(number("MOMENTUM_FUZZ_SECONDS").unwrap_or(1));
    let mut dice = Dice(seed);
    let mut times = 0_u64;
    // as they are, first
    let mut input = seeds[0].clone();
    while Instant::now() < end {
        if let Err(why) = std::panic::catch_unwind(|| target(&input)) {
            let shown = String::from_utf8_lossy(&input).escape_debug().to_string();
            eprintln!("{name}: seed {seed}, input {times}: {shown}");
            std::panic::resume_unwind(why);
        }
        times += 1;
        input = mutate(seeds, &mut dice);
    }
    eprintln!("{name}: {times} inputs, seed {seed}, no fault");
    assert!(times > 10, "{name}: too slow to be worth anything");
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn files() -> Vec<Vec<u8>> {
    let demo = momentum::demo::inkwell(now(), 5).unwrap();
    let small = Product::new(About::named("One", Stamp(1)), 1);
    [&sample(), &small, &demo].iter().map(|product| document::write(product).unwrap()).collect()
}

#[test]
fn a_data_file_is_read_whole_or_refused_and_written_as_it_was_read() {
    run("data file", &files()[..2], |input| {
        let (salvaged, _) = document::salvage(input);
        assert!(salvaged.items().len() <= input.len());
        let Ok(loaded) = document::read(input) else { return };
        if loaded.newer.is_some() {
            return;
        }
        let written = document::write(&loaded.product).unwrap();
        let again = document::read(&written).unwrap();
        assert_eq!(again.product, loaded.product);
        assert!(again.repairs.is_empty(), "mended once is mended: {:?}", again.repairs);
        assert_eq!(document::write(&again.product).unwrap(), written);
    });
}

fn import(name: &'static str, seeds: &[Vec<u8>]) {
    run(&format!("import of {name}"), seeds, |input| {
        let Ok(import) = exchange::read(input, name, &Choices::default()) else { return };
        let mut product = sample();
        if exchange::take_in(&mut product, &import, name, now()).is_err() {
            return;
        }
        let written = document::write(&product).unwrap();
        let again = document::read(&written).unwrap();
        assert!(again.repairs.is_empty(), "{:?}", again.repairs);
        // a second time adds nothing
        let before = product.items().len();
        exchange::take_in(&mut product, &import, name, later(1)).unwrap();
        assert_eq!(product.items().len(), before, "a second import adds nothing");
    });
}

#[test]
fn each_importer_takes_what_it_takes_or_says_no() {
    let jira = "Issue key,Summary,Issue Type,Status,Story Points,Priority,Labels,Created,Sprint,Sprint\n\
                PROJ-1,\"A, title\",Story,In Progress,5,High,a b,03/Nov/26 9:41 AM,S1,S2\n\
                PROJ-2,\"two\nlines\",Bug,Done,,Low,,2026-11-03,,\n";
    let csv = "title;size;who\nOne;3;Ana\nTwo;?;\n";
    import("a.csv", &[bytes(jira), bytes(csv), exchange::csv::write(&sample(), false).into_bytes()]);
    let lines = "#G14# As a PI, I want all metadata, so that I can find it\n- As a user, I want to rest.\nplain\n";
    import("a.txt", &[bytes(lines)]);
    let list = "# Backlog\n- [ ] one\n  - [x] held\n- [x] two\n";
    let page = "---\ntitle: A page\nstatus: doing\npoints: 3\n---\n\n## Criteria\n- [ ] holds\n";
    import("a.md", &[bytes(list), bytes(page), exchange::markdown::write(&sample()).into_bytes()]);
    import("a.json", &files()[..2]);
}

#[test]
fn readings_drafts_and_settings_never_panic() {
    run("readings", &[bytes("kr,date,value,note\nKR1,2026-11-20,10.4,x\nchurn,20/11/2026,\"1,000\",\n")], |input| {
        let _ = readings::is_one(input);
        let _ = readings::read(input, Zone::UTC);
    });
    let product = sample();
    let item = product.find_item("INK-1").unwrap().clone();
    let before = draft::write(&item, &product);
    run("draft", &[bytes(&before)], |input| {
        let mut edited = momentum::model::Item::clone(&item);
        let _ = draft::apply(&mut edited, &before, &String::from_utf8_lossy(input), &product, now());
    });
    let settings =
        "theme = \"dark\"\nstale_days = 30\nname = \"Ana\"\nscale = [1, \"½\", 3]\n[keys]\n\"item.size\" = [\"z\"]\n";
    run("settings", &[bytes(settings)], |input| {
        let text = String::from_utf8_lossy(input);
        let config = Config::read(&text);
        let again = Config::read(&config.print().replace("theme = \"\"", ""));
        assert_eq!((again.stale_days, again.keys, again.scale), (config.stale_days, config.keys, config.scale));
    });
}

#[test]
fn a_filter_is_understood_or_refused_in_its_column() {
    let product = sample();
    let doubled = Arc::new(Similar::of(&product).doubled(&product));
    let seeds = [
        "kind:bug,epic size>5 age>90d goal:G1 tag:x is:orphan -is:blocked",
        "text:\"pay later\" created:2026-11-21 sort:-age has:question place<=3",
        "é \"open 漢 -\"",
    ];
    run("filter", &seeds.map(bytes), |input| {
        let text = String::from_utf8_lossy(input);
        match Query::parse(&text) {
            Ok(query) => {
                let mut matcher = Matcher::new(Arc::new(query.doubled(doubled.clone())));
                let _ = product.items().iter().filter(|item| matcher.passes(item, &product, now())).count();
            }
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    });
}

/// The machine's disk, each write of which takes a moment of chance.
struct Slow(AtomicU64);

impl Slow {
    fn nap(&self) {
        let step = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        std::thread::sleep(Duration::from_micros((step >> 40) % 30_000));
    }
}

impl Disk for Slow {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        OsDisk.read(path)
    }
    fn identity(&self, path: &Path) -> io::Result<Option<Identity>> {
        OsDisk.identity(path)
    }
    fn write_new(&self, path: &Path, bytes: &[&[u8]], like: &Path, private: bool) -> io::Result<Vec<String>> {
        self.nap();
        OsDisk.write_new(path, bytes, like, private)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        OsDisk.rename(from, to)
    }
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.nap();
        OsDisk.sync_dir(dir)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove(path)
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        OsDisk.list(dir)
    }
}

#[test]
fn a_storm_of_keys_over_a_slow_disk_never_conflicts_with_itself() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (seed, seconds) = (number("MOMENTUM_FUZZ_SEED").unwrap_or(1), number("MOMENTUM_FUZZ_SECONDS").unwrap_or(1));
    let home = Home::with(&sample());
    let disk = Arc::new(Slow(AtomicU64::new(seed)));
    let store = Store::open_on(disk, &home.file(), Some(home.path("state")), now().at).unwrap();
    let workspace = Workspace::begin(store, Mode::Screen, false).unwrap().0;
    let mut app = App::new(workspace, Theme::exact(), (100, 30), now());
    let mut dice = Dice(seed);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut times = 0_u64;
    // the keys that change one field again and again, take it back and do it again, beside some that move and add
    let words = [
        "s1",
        "s2",
        "s3",
        "s5",
        "s8",
        "u",
        "u",
        "U",
        "j",
        "k",
        "T",
        "J",
        "K",
        "axy<enter><esc>",
        "dnno<enter>",
        "gg",
        ">",
        "<lt>",
        "b<c-u>x<enter>",
        ".",
    ];
    while Instant::now() < end {
        for key in keys(dice.pick(&words)) {
            app.desk.now.at.0 += 3;
            app.key(key);
        }
        times += 1;
        app.desk.effects.clear();
        // sometimes the screen looks at what was saved, and often it is too busy
        if dice.below(7) == 0 {
            app.tick();
        }
        if dice.below(40) == 0 {
            std::thread::yield_now();
        }
        if times.is_multiple_of(5_000) {
            while app.desk.workspace.is_saving() {
                app.tick();
            }
            assert_eq!(app.desk.product().open_conflicts().count(), 0, "seed {seed}, after {times}");
        }
    }
    let shown = app.desk.product().clone();
    assert!(app.desk.workspace.settle(Duration::from_mins(1)));
    assert_eq!(app.desk.product().open_conflicts().count(), 0, "seed {seed}, after {times}");
    assert_eq!(*app.desk.product(), shown, "what was shown stays");
    assert_eq!(home.read(), shown, "and is what is on the disk");
    eprintln!("keys over a slow disk: {times} words, seed {seed}, no conflict");
}
