//! What laptops do to files: names of devices, endings of lines, long paths, marks, another program that holds a file.

use std::time::{Duration, Instant};

use assert_cmd::Command;

use crate::common::{Home, Screen, keys, now, sample};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use momentum::config::Config;
use momentum::tui::theme::Theme;

/// The program, with the folders of this home and no file named.
fn bare(home: &Home) -> Command {
    let mut command = Command::cargo_bin("momentum").unwrap();
    command.env_clear().envs(home.env());
    // where Windows keeps what is a user's own, which its programs cannot do without
    for name in ["APPDATA", "LOCALAPPDATA", "USERPROFILE", "SystemRoot"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

#[test]
fn a_products_name_is_one_that_every_system_keeps() {
    let home = Home::new();
    for name in ["CON", "aux", "nul.old", "COM1", "dot.", "blank ", " blank", "a:b", "a\\b"] {
        let out = bare(&home).args(["--product", name, "add", "x"]).assert().failure();
        let said = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
        assert!(said.contains('“') && !said.contains("panicked"), "{name}: {said}");
    }
}

#[test]
fn a_file_with_the_line_ends_of_windows_is_the_same_product() {
    let home = Home::with(&sample());
    let (unix, whole) = (std::fs::read_to_string(home.file()).unwrap(), home.run(&["check"]));
    std::fs::write(home.file(), unix.replace('\n', "\r\n")).unwrap();
    assert_eq!(home.read(), sample());
    assert_eq!(home.run(&["check"]), whole);
    home.run(&["add", "After git"]);
    let saved = std::fs::read(home.file()).unwrap();
    assert!(!saved.contains(&b'\r') && home.read().items().iter().count() == sample().items().iter().count() + 1);
}

#[test]
fn a_path_of_three_hundred_letters_is_a_path() {
    let home = Home::new();
    let mut dir = home.dir.path().to_owned();
    while dir.as_os_str().len() < 300 {
        dir.push("a folder with a name of forty letters ä");
    }
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("deep.json");
    let run = |args: &[&str]| {
        let out = bare(&home).arg("--file").arg(&file).args(args).assert().success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    run(&["add", "Deep down"]);
    assert!(run(&["list"]).contains("Deep down"));
    assert!(run(&["undo"]).contains("Deep down"));
}

#[test]
fn a_file_that_is_marked_as_read_only_is_refused_at_once_and_stands() {
    let home = Home::with(&sample());
    let before = std::fs::read(home.file()).unwrap();
    let mut marks = std::fs::metadata(home.file()).unwrap().permissions();
    marks.set_readonly(true);
    std::fs::set_permissions(home.file(), marks.clone()).unwrap();
    // root may write whatever it likes on Unix, so the mark means nothing there
    let may = std::fs::OpenOptions::new().write(true).open(home.file()).is_ok();
    if may {
        eprintln!("SKIPPED: this user may write what is marked as read-only");
    } else {
        let began = Instant::now();
        let said = home.fail(&["add", "x"], 77);
        assert!(said.contains("read-only"), "{said}");
        assert!(began.elapsed() < Duration::from_secs(4), "the mark is no other program, and nobody waits for it");
        assert_eq!(std::fs::read(home.file()).unwrap(), before);
        assert!(home.run(&["list"]).contains("Dark mode"));
    }
    #[expect(clippy::permissions_set_readonly_false, reason = "the folder is to be removed again")]
    marks.set_readonly(false);
    std::fs::set_permissions(home.file(), marks).unwrap();
}

#[test]
fn where_case_does_not_count_two_spellings_are_one_product() {
    let home = Home::with(&sample());
    let other = home.path("INKWELL.JSON");
    if other.exists() {
        let add = |title: &str| bare(&home).arg("--file").arg(&other).args(["add", title]).assert().success();
        add("Shouted");
        home.run(&["add", "Said"]);
        assert!(home.run(&["undo"]).contains("Said") && home.run(&["undo"]).contains("Shouted"), "one history");
        let names = std::fs::read_dir(home.dir.path()).unwrap().map(|e| e.unwrap().file_name());
        assert_eq!(names.filter(|name| name.to_string_lossy().to_lowercase() == "inkwell.json").count(), 1);
    } else {
        eprintln!("SKIPPED: case counts on this file system");
    }
}

/// OneDrive and virus scanners hold a file open for a while so that nobody else may write or replace it.
#[cfg(windows)]
#[test]
fn a_file_that_another_program_holds_for_two_seconds_is_waited_for() {
    use std::os::windows::fs::OpenOptionsExt;
    let home = Home::with(&sample());
    let held = std::fs::OpenOptions::new().read(true).share_mode(1).open(home.file()).unwrap();
    let letting_go = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(2));
        drop(held);
    });
    home.run(&["add", "Waited for"]);
    letting_go.join().unwrap();
    assert!(home.run(&["list"]).contains("Waited for"));
}

#[test]
fn a_family_of_keys_names_another_way_for_what_is_hard_to_type_here() {
    let mut screen = Screen::new(&sample(), 100, 30);
    let text = |screen: &mut Screen| {
        screen.keys("g").pause(400);
        let text = screen.text();
        screen.keys("<esc>");
        text
    };
    let plain = text(&mut screen);
    assert!(!plain.contains("  or "), "{plain}");
    // a layout that has hidden a key of this family
    let own = "layout = \"de\"\n[keys]\n\"go.health\" = [\"g @\", \"g i\"]\n\"go.flow\" = [\"g [\"]\n";
    let config = Config::read(own);
    assert!(config.faults.is_empty(), "{:?}", config.faults);
    screen.app.configure(&config);
    let hidden = text(&mut screen);
    let row = |key: &str| {
        let row =
            hidden.lines().find(|line| line.contains(&format!("  {key}  "))).unwrap_or_else(|| panic!("{hidden}"));
        row.trim_matches(['│', ' ']).trim_end().to_owned()
    };
    assert!(row("@").ends_with("or g i"), "{}", row("@"));
    assert!(row("[").contains("or : "), "{}", row("["));
}

#[test]
fn no_key_of_the_map_needs_alt_and_dead_keys_and_input_methods_are_text() {
    let mut screen = Screen::new(&sample(), 100, 30);
    screen.keys("a");
    // a dead key, an input method and AltGr hand over whole characters; a release and a repeat of a key are no second press
    for c in ['é', '漢', '@', 'ß'] {
        screen.app.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    }
    screen.draw();
    screen.shows("é漢@ß").keys("<enter><esc>");
    assert!(screen.titles().contains(&"é漢@ß".to_owned()));
    let before = screen.titles();
    screen.app.key(KeyEvent::new(KeyCode::Null, KeyModifiers::NONE));
    assert_eq!(screen.titles(), before);
    assert_eq!(keys("x").len(), 1);
}

#[test]
fn after_a_wide_sign_the_cursor_is_placed_so_that_the_terminals_own_count_of_its_cells_does_not_matter() {
    use ratatui::backend::{Backend, CrosstermBackend};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    let area = Rect::new(0, 0, 20, 1);
    let mut buffer = Buffer::empty(area);
    // signs that terminals count as one or as two cells
    for (at, sign) in ["👩‍👩‍👧", "⚠️", "漢", "🇩🇪"].into_iter().enumerate() {
        let at = u16::try_from(at * 4).unwrap();
        buffer.set_string(at, 0, format!("{sign}x"), Theme::plain().text);
    }
    let mut bytes = Vec::new();
    CrosstermBackend::new(&mut bytes).draw(Buffer::empty(area).diff(&buffer).into_iter()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.matches('x').count(), 4);
    for part in text.split('x').take(4) {
        assert!(part.ends_with('H'), "a cell after a wide sign is reached by its place: {part:?}");
    }
    let _ = now();
}

#[test]
fn one_folder_holds_everything_where_a_person_wants_it_so() {
    let home = Home::new();
    let stick = home.path("stick");
    let run = |args: &[&str]| {
        let out = bare(&home).env("MOMENTUM_HOME", &stick).args(args).assert().success();
        String::from_utf8(out.get_output().stdout.clone()).unwrap()
    };
    run(&["--product", "ink", "add", "On the stick"]);
    assert!(stick.join("ink.json").is_file() && stick.join("state").is_dir());
    assert!(run(&["--product", "ink", "list"]).contains("On the stick"));
    std::fs::write(stick.join("config.toml"), "stale_days = 7\n").unwrap();
    assert!(run(&["config"]).contains("stale_days = 7"));
}
