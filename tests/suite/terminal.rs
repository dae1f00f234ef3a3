//! A few flows in a real terminal: start, edit, quit, and the terminal given back whatever happens.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::common::{Home, sample};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Tty {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    pub raw: Vec<u8>,
}

impl Tty {
    pub fn start(home: &Home, env: &[(&str, &str)]) -> Self {
        Self::run(home, env, &[])
    }

    /// Runs the program on the file of the home, with arguments.
    pub fn run(home: &Home, env: &[(&str, &str)], args: &[&str]) -> Self {
        let file = home.file().display().to_string();
        Self::bare(home, env, &[&["--file", &file], args].concat())
    }

    /// Runs the program with these arguments alone.
    fn bare(home: &Home, env: &[(&str, &str)], args: &[&str]) -> Self {
        let size = PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_momentum"));
        command.env_clear();
        for (name, value) in home.env() {
            command.env(name, value);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        command.cwd(home.dir.path());
        command.args(args);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self {
            child,
            _master: pair.master,
            keys,
            output,
            screen: vt100::Parser::new(std::num::NonZero::new(30).unwrap(), std::num::NonZero::new(100).unwrap(), 0),
            raw: Vec::new(),
        }
    }

    pub fn pump(&mut self) {
        if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(20)) {
            self.screen.process(&bytes);
            self.raw.extend(bytes);
        }
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    pub fn wait(&mut self, words: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while !self.text().contains(words) {
            assert!(Instant::now() < end, "“{words}” never came:\n{}", self.text());
            self.pump();
        }
        self
    }

    /// Waits until the screen says at which time something was saved.
    pub fn wait_saved(&mut self) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        let timed =
            |text: &str| text.split("saved ").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        while !timed(&self.text()) {
            assert!(Instant::now() < end, "nothing was saved:\n{}", self.text());
            self.pump();
        }
        self
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    pub fn end(&mut self) -> portable_pty::ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            self.pump();
            if let Some(status) = self.child.try_wait().unwrap() {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                    self.screen.process(&bytes);
                    self.raw.extend(bytes);
                }
                return status;
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.text());
        }
    }

    /// The terminal is as it was: no alternate screen, the cursor shown, pastes plain.
    pub fn is_given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are still marked");
    }

    /// Waits until the program stands still (state T).
    fn wait_stopped(&mut self) {
        let stat = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let end = Instant::now() + PATIENCE;
        while !std::fs::read_to_string(&stat).is_ok_and(|text| text.contains(") T ")) {
            assert!(Instant::now() < end, "it does not stop:\n{}", self.text());
            self.pump();
        }
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
            self.screen.process(&bytes);
            self.raw.extend(bytes);
        }
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

#[test]
fn start_edit_quit_and_everything_is_on_the_disk() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project")
        .keys("s8")
        .wait("sized INK-1 “Guided first project for new te…”: 5→8")
        .keys("jT")
        .wait("moved INK-2");
    tty.keys("aTyped in a terminal\r").wait("added INK-13").keys("\x1b").wait("saved").keys("q");
    assert!(tty.end().success());
    tty.is_given_back();
    let end = home.read();
    assert_eq!(end.find_item("INK-13").unwrap().title, "Typed in a terminal");
    // the shell takes back what the screen did
    assert!(home.run(&["undo"]).contains("INK-13"));
    assert!(home.run(&["undo"]).contains("moved INK-2"));
    assert!(home.run(&["undo"]).contains("sized INK-1"));
    assert_eq!(home.read(), sample());
}

#[test]
fn what_the_screen_calls_saved_survives_a_kill() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("s8").wait("sized INK-1").wait_saved();
    // the message line says when; until then it says "saving"
    tty.signal("-KILL");
    tty.end();
    assert_eq!(home.read().find_item("INK-1").unwrap().size, Some(momentum::model::Size::Points(800)));
    assert!(home.run(&["undo"]).contains("sized INK-1 “Guided first project for new te…”: 5→8"));
}

#[test]
fn what_is_half_typed_survives_a_kill_and_what_was_taken_does_not_come_back() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("aTaken\r").wait_saved().keys("Half a tit").wait("Half a tit");
    let kept = |home: &Home| {
        let folders = std::fs::read_dir(home.path("xdg-state/momentum")).unwrap().filter_map(Result::ok);
        let files = folders.filter_map(|folder| std::fs::read_dir(folder.path()).ok()).flatten().filter_map(Result::ok);
        let names = files.filter(|file| file.file_name().to_string_lossy().starts_with("typed-"));
        names.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect::<String>()
    };
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !kept(&home).contains("Half a tit") {
        assert!(std::time::Instant::now() < until, "nothing is kept: {}", kept(&home));
        std::thread::yield_now();
    }
    tty.signal("-KILL");
    tty.end();
    let mut tty = Tty::start(&home, &[]);
    tty.wait("“Half a tit” was half typed").keys("a").wait("› Half a tit").keys("le\r").wait("Half a title");
    tty.wait_saved().keys("\x1b").wait("JKTBM").keys("q");
    assert!(tty.end().success());
    assert_eq!(home.read().items().iter().filter(|item| item.title == "Half a title").count(), 1);
    assert_eq!(kept(&home), "", "what was taken is forgotten");
}

#[test]
fn signals_save_and_give_the_terminal_back() {
    for (signal, number) in [
        ("-TERM", 15),
        ("-HUP", 1),
        ("-INT", 2),
        ("-QUIT", 3),
        ("-ABRT", 6),
        ("-ALRM", 14),
        ("-USR1", 10),
        ("-USR2", 12),
    ] {
        let home = Home::with(&sample());
        let mut tty = Tty::start(&home, &[]);
        tty.wait("Guided first project").keys("s8").wait("sized INK-1");
        tty.signal(signal);
        let status = tty.end();
        assert!(!status.success(), "the shell sees signal {number}: {status:?}");
        tty.is_given_back();
        assert_eq!(home.read().find_item("INK-1").unwrap().size, Some(momentum::model::Size::Points(800)), "{signal}");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_loses_nothing() {
    if !cfg!(debug_assertions) {
        return;
    }
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[("MOMENTUM_TEST_FAULT", "panic")]);
    tty.wait("Guided first project").keys("s8").wait("sized INK-1").keys("\x0c");
    assert_eq!(tty.end().exit_code(), 101);
    tty.is_given_back();
    assert!(
        tty.text().contains("momentum has a fault") && tty.text().contains("everything was saved"),
        "{}",
        tty.text()
    );
    assert_eq!(home.read().find_item("INK-1").unwrap().size, Some(momentum::model::Size::Points(800)));
}

#[test]
fn two_programs_at_once_see_each_other() {
    let home = Home::with(&sample());
    let mut one = Tty::start(&home, &[]);
    let mut two = Tty::start(&home, &[]);
    one.wait("Guided first project");
    two.wait("Guided first project").keys("s8").wait("sized INK-1");
    one.wait("changed outside, merged").keys("js3").wait("INK-2");
    home.run(&["add", "From the shell"]);
    one.wait("From the shell");
    two.wait("From the shell").keys("q");
    one.keys("q");
    assert!(one.end().success() && two.end().success());
    let end = home.read();
    assert_eq!(end.items().len(), sample().items().len() + 1);
    assert_eq!(end.open_conflicts().count(), 0);
}

#[test]
fn a_folder_that_cannot_be_written_says_not_saved_and_keeps_a_rescue_copy() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project");
    // the file becomes a folder: nothing can be saved there
    std::fs::rename(home.file(), home.path("away.json")).unwrap();
    tty.keys("s8").wait("NOT SAVED").wait("vanished");
    tty.keys("\x1b").wait("asks what becomes of it");
    assert!(tty.text().contains("NOT SAVED") && !tty.text().contains("everything is saved"), "{}", tty.text());
    tty.keys("q").wait("keeping a rescue copy").keys("q");
    assert_eq!(tty.end().exit_code(), 74);
    assert!(tty.text().contains("what was not saved is in"), "{}", tty.text());
    assert!(!home.file().exists(), "a file that vanished is not made again unasked");
    let mut tty = Tty::start(&home, &[]);
    tty.wait("first run").keys("q");
    assert!(tty.end().success());
}

#[test]
fn a_file_that_vanishes_while_nothing_is_done_is_noticed_and_written_again_on_request() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project");
    std::fs::remove_file(home.file()).unwrap();
    tty.wait("vanished").keys("R").wait_saved().keys("q");
    assert!(tty.end().success());
    assert_eq!(home.read(), sample());
    // left alone, it is kept as a rescue copy on the way out
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project");
    std::fs::remove_file(home.file()).unwrap();
    tty.wait("vanished").signal("-TERM");
    tty.end();
    assert!(tty.text().contains("what was not saved is in"), "{}", tty.text());
}

#[test]
fn no_colour_means_no_colour() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[("NO_COLOR", "1")]);
    tty.wait("Guided first project").keys("q");
    assert!(tty.end().success());
    let text = String::from_utf8_lossy(&tty.raw).into_owned();
    for code in ["[31m", "[38;", "[48;", "[32m", "[36m"] {
        assert!(!text.contains(code), "{code} is a colour");
    }
}

// A96
#[test]
fn another_product_is_two_keys_away() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("gp").wait("No other product yet").keys("aquill\r").wait("first run");
    tty.keys("aSecond product\r").wait("added QUI-1").keys("\x1b").wait_saved().keys("gp").wait("this one");
    tty.keys("\x1bq");
    assert!(tty.end().success());
    assert!(home.path("xdg-data/momentum/quill.json").exists());
    tty.is_given_back();
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_and_everything_is_saved() {
    let home = Home::with(&sample());
    // not the leader of its session, so that nobody sends it a signal when the terminal goes
    let script = format!(
        "import os,pty,sys,time\n\
         m,s=pty.openpty()\n\
         p=os.fork()\n\
         if p==0:\n\
         \x20   [os.dup2(s,i) for i in (0,1,2)]; os.close(m)\n\
         \x20   os.execv({bin:?},['momentum','--file',{file:?}])\n\
         os.close(s); time.sleep(1.5); os.read(m,99999); os.write(m,b's8'); time.sleep(1); os.close(m)\n\
         end=time.time()+6\n\
         while time.time()<end:\n\
         \x20   if os.waitpid(p,os.WNOHANG)[0]: sys.exit(0)\n\
         \x20   time.sleep(0.05)\n\
         os.kill(p,9); sys.exit(1)\n",
        bin = env!("CARGO_BIN_EXE_momentum"),
        file = home.file().display().to_string(),
    );
    let python = std::process::Command::new("python3").arg("-c").arg(script).env_clear().envs(home.env()).status();
    let Ok(status) = python else {
        eprintln!("SKIPPED: there is no python3 to take the terminal away");
        return;
    };
    assert!(status.success(), "the program goes on without its terminal");
    assert_eq!(home.read().find_item("INK-1").unwrap().size, Some(momentum::model::Size::Points(800)));
}

#[test]
fn a_stop_gives_the_terminal_back_and_a_continue_draws_anew() {
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys("s8").wait("sized INK-1");
    for (stop, key) in [("-TSTP", ""), ("", "\x1a"), ("-STOP", "")] {
        if key.is_empty() {
            tty.signal(stop);
        } else {
            tty.keys(key);
        }
        tty.wait_stopped();
        if stop != "-STOP" {
            tty.is_given_back();
        }
        // nothing is locked while it is stopped
        assert!(home.run(&["add", "Meanwhile"]).starts_with("INK-"));
        tty.signal("-CONT");
        tty.wait("Meanwhile").keys("j");
    }
    tty.keys("q");
    assert!(tty.end().success());
    tty.is_given_back();
    assert_eq!(home.read().find_item("INK-1").unwrap().size, Some(momentum::model::Size::Points(800)));
}

#[test]
fn drawing_anew_asks_the_terminal_nothing() {
    let home = Home::with(&sample());
    // this terminal answers no question
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project");
    let before = tty.raw.len();
    tty.keys("\x0cs8").wait("sized INK-1 “Guided first project for new te…”: 5→8").keys("q");
    assert!(tty.end().success());
    assert!(!tty.raw[before..].windows(4).any(|w| w == b"\x1b[6n"), "it asked for the cursor");
}

#[test]
fn what_is_typed_while_the_program_starts_arrives() {
    // with exact colours the terminal is asked for its background: one that says nothing, one that answers at once, one that
    // answers when nobody waits any more
    for (round, answer) in (0..21).zip([None, Some(0), Some(300)].into_iter().cycle()) {
        let home = Home::with(&sample());
        let mut tty = Tty::start(&home, &[("COLORTERM", "truecolor")]);
        std::thread::sleep(Duration::from_millis(round * 8));
        tty.keys("js");
        if let Some(after) = answer {
            let end = Instant::now() + PATIENCE;
            while !tty.raw.windows(5).any(|w| w == b"\x1b]11;") {
                assert!(Instant::now() < end, "it never asked");
                tty.pump();
            }
            std::thread::sleep(Duration::from_millis(after));
            tty.keys("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[?62;22c");
        }
        tty.keys("8");
        tty.wait("sized INK-2 “Skip setup and import later”: 3→8").keys("q");
        assert!(tty.end().success(), "round {round}");
    }
}

#[test]
fn no_answer_on_a_terminal_drives_it() {
    let mut product = sample();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}gnp\u{2066}\u{200b}\u{7f}x";
    let title = momentum::model::Item { title: evil.into(), ..momentum::model::Item::default() };
    product.add(title, momentum::model::Place::Top).unwrap();
    let home = Home::with(&product);
    for args in [
        &["export", "--format", "csv"][..],
        &["export", "--format", "json"],
        &["export", "--format", "markdown"],
        &["list", "--json"],
        &["show", "INK-13", "--json"],
        &["top", "--json"],
        &["groom", "--json"],
        &["health", "--json"],
        &["list"],
        &["decisions", "--markdown"],
    ] {
        let mut tty = Tty::run(&home, &[], args);
        assert!(tty.end().success(), "{args:?}");
        let printed = String::from_utf8(tty.raw.clone()).unwrap();
        let plain = printed.replace("\r\n", "\n");
        assert!(plain.lines().all(momentum::text::is_safe), "{args:?}: {plain:?}");
        assert!(!plain.is_empty());
    }
}

#[test]
fn the_product_that_was_open_last_opens_again_on_the_screen_and_in_the_shell() {
    let home = Home::new();
    home.write("export.csv", "Issue key,Summary\nPROJ-1,Sign in with a passkey\nPROJ-2,Dark mode\n");
    let mut tty = Tty::bare(&home, &[], &["export.csv"]);
    tty.wait("Take in export.csv")
        .keys("\r")
        .wait("is in the product “Export”")
        .keys("\x1b")
        .wait("Sign in with a passkey")
        .keys("q");
    assert!(tty.end().success());
    let mut tty = Tty::bare(&home, &[], &[]);
    tty.wait("Sign in with a passkey").keys("q");
    assert!(tty.end().success());
    let mut list = assert_cmd::Command::cargo_bin("momentum").unwrap();
    list.env_clear().envs(home.env()).arg("list");
    let out = String::from_utf8(list.assert().success().get_output().stdout.clone()).unwrap();
    assert!(out.contains("Dark mode"), "{out}");
    // one that is named goes first, and one that is gone is forgotten
    list.args(["--product", "other"]);
    let out = String::from_utf8(list.assert().success().get_output().stdout.clone()).unwrap();
    assert!(!out.contains("Dark mode"), "{out}");
    std::fs::remove_file(home.path("xdg-data/momentum/export.json")).unwrap();
    let mut tty = Tty::bare(&home, &[], &[]);
    tty.wait("first run").keys("q");
    assert!(tty.end().success());
}

#[test]
fn the_sample_is_kept_in_a_file_that_one_plays_with_for_days() {
    let home = Home::new();
    let file = home.path("play.json");
    let path = file.to_str().unwrap();
    let mut tty = Tty::bare(&home, &[], &["--demo", path]);
    tty.wait("Today")
        .keys("1")
        .wait("one sprint")
        .keys("afirst toy\r")
        .wait_saved()
        .keys("\x1b")
        .wait("JKTBM")
        .keys("q");
    assert!(tty.end().success());
    assert!(tty.text().contains("is kept in"), "{}", tty.text());
    let mut tty = Tty::bare(&home, &[], &["--demo", path]);
    tty.wait("Today").keys("1").wait("one sprint").wait("first toy").keys("q");
    assert!(tty.end().success());
    assert!(home.run(&["--file", path, "list", "first toy"]).contains("first toy"), "the shell works on it");
    // what one plays with is not what opens tomorrow
    let mut tty = Tty::bare(&home, &[], &[]);
    tty.wait("first run").keys("q");
    assert!(tty.end().success());
}

#[test]
fn the_first_screen_lists_the_products_that_are_there() {
    let home = Home::new();
    let file = home.path("xdg-data/momentum/inkwell.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, momentum::model::document::write(&sample()).unwrap()).unwrap();
    let mut tty = Tty::bare(&home, &[], &[]);
    tty.wait("YOUR PRODUCTS").wait("11 items open").keys("\r").wait("Guided first project").keys("q");
    assert!(tty.end().success());
}
