//! The programs that the screen calls: the editor and the clipboard, with programs that stand in for them.

use std::time::Instant;

use crate::common::{Home, sample};
use crate::terminal::{PATIENCE, Tty};

/// A program of a name that does what the script says, in the folder of the home.
fn program(home: &Home, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = home.write(name, format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// An editor that does what the script says with the draft, which is "$1".
fn editor(home: &Home, script: &str) {
    program(home, "an-editor", script);
}

/// The search path with the folder of the home before all others.
fn path_with(home: &Home) -> String {
    format!("{}:{}", home.path("").display(), std::env::var("PATH").unwrap())
}

#[test]
fn a_copy_goes_to_the_systems_clipboard_and_the_message_says_by_which_way() {
    let home = Home::with(&sample());
    program(
        &home,
        "xclip",
        &format!("[ \"$1 $2\" = '-selection clipboard' ] && cat > '{}'", home.path("taken").display()),
    );
    let path = path_with(&home);
    let env = [("PATH", path.as_str()), ("DISPLAY", ":9")];
    let mut tty = Tty::start(&home, &env);
    tty.wait("Guided first project").keys("yy").wait("by xclip").keys("q");
    assert!(tty.end().success());
    assert!(std::fs::read_to_string(home.path("taken")).unwrap().contains("INK-1"));
    // one that fails leaves a file, and says where
    program(&home, "xclip", "exit 1");
    let mut tty = Tty::start(&home, &env);
    tty.wait("Guided first project").keys("yy").wait("the clipboard failed").keys("q");
    assert!(tty.end().success());
    let kept = std::fs::read_to_string(home.path("xdg-state/momentum/copied.txt")).unwrap();
    assert!(kept.contains("INK-1"), "{kept}");
    // over SSH, and where no program is, it is the terminal
    for env in [&[("PATH", path.as_str()), ("DISPLAY", ":9"), ("SSH_TTY", "/dev/pts/9")][..], &[("PATH", "/nowhere")]] {
        let mut tty = Tty::start(&home, env);
        tty.wait("Guided first project").keys("yy").wait("handed to the terminal").keys("q");
        assert!(tty.end().success());
        assert!(String::from_utf8_lossy(&tty.raw).contains("\x1b]52;c;"), "{env:?}");
    }
}

#[test]
fn each_clipboard_and_each_editor_that_is_known_is_asked_as_it_wants() {
    let clipboards = [
        ("pbcopy", "HOME", ""),
        ("clip", "WINDIR", ""),
        ("wl-copy", "WAYLAND_DISPLAY", ""),
        ("xclip", "DISPLAY", "-selection clipboard"),
        ("xsel", "DISPLAY", "--clipboard --input"),
    ];
    for (name, variable, arguments) in clipboards {
        let home = Home::with(&sample());
        let taken = home.path("taken").display().to_string();
        program(&home, name, &format!("PATH=/usr/bin:/bin; [ \"$*\" = '{arguments}' ] && cat > '{taken}'"));
        let (path, value) = (home.path("").display().to_string(), home.path("home").display().to_string());
        let mut tty = Tty::start(&home, &[("PATH", &path), (variable, &value)]);
        tty.wait("Guided first project").keys("yy").wait(&format!("by {name}")).keys("q");
        assert!(tty.end().success(), "{name}");
        assert!(std::fs::read_to_string(home.path("taken")).unwrap().contains("INK-1"), "{name}");
    }
    // `open` is an editor on a Mac alone: elsewhere a program of that name does something else
    let open = cfg!(target_os = "macos").then_some(("open", "-Wt "));
    for (name, arguments) in [("code", "--wait "), ("notepad", ""), ("nano", ""), ("vi", "")].into_iter().chain(open) {
        let home = Home::with(&sample());
        let asked = format!("for last; do :; done; [ \"$*\" = \"{arguments}$last\" ] || exit 1");
        program(&home, name, &format!("PATH=/usr/bin:/bin; {asked}; sed -i 's/^size: .*/size: 21/' \"$last\""));
        let path = home.path("").display().to_string();
        let mut tty = Tty::start(&home, &[("PATH", &path)]);
        tty.wait("Guided first project").keys("E").wait_saved().wait("21").keys("q");
        assert!(tty.end().success(), "{name}");
        tty.is_given_back();
    }
}

#[test]
fn the_first_editor_that_is_there_is_taken_and_one_in_a_folder_with_blanks_works() {
    let home = Home::with(&sample());
    let script = "sed -i 's/^size: .*/size: 21/' \"$1\"";
    program(&home, "nano", script);
    let tools: Vec<String> = ["/usr/bin", "/bin"].iter().map(|dir| (*dir).to_owned()).collect();
    // code, which is tried before nano, is not there
    let path = format!("{}:{}", home.path("").display(), tools.join(":"));
    let mut tty = Tty::start(&home, &[("PATH", &path)]);
    tty.wait("Guided first project").keys("E").wait_saved().wait("21").keys("q");
    assert!(tty.end().success());
    std::fs::create_dir(home.path("my tools")).unwrap();
    program(&home, "my tools/an editor", "sed -i 's/^size: .*/size: 34/' \"$1\"");
    let named = home.path("my tools/an editor").display().to_string();
    let mut tty = Tty::start(&home, &[("VISUAL", &named)]);
    tty.wait("Guided first project").keys("E").wait_saved().wait("34").keys("q");
    assert!(tty.end().success());
}

#[test]
fn an_item_is_edited_in_ones_own_editor() {
    let home = Home::with(&sample());
    editor(&home, "sed -i -e 's/^size: .*/size: 21/' -e 's/^title: .*/title: From the editor/' \"$1\"");
    let mut tty = Tty::start(&home, &[("EDITOR", &home.path("an-editor").display().to_string())]);
    tty.wait("Guided first project").keys("E").wait("From the editor").wait_saved().keys("q");
    assert!(tty.end().success());
    tty.is_given_back();
    let item = home.read().find_item("INK-1").unwrap().clone();
    assert_eq!((item.title.as_str(), item.size), ("From the editor", Some(momentum::model::Size::Points(2100))));
    assert_eq!(item.criteria.len(), 3);
}

#[test]
fn an_editor_that_fails_changes_nothing_and_keeps_the_draft() {
    for (script, words) in [
        ("exit 1", "nothing was changed"),
        ("rm \"$1\"", "cannot be read back"),
        ("printf 'siez: 1\\n' > \"$1\"", "no field"),
        ("printf '\\377\\376' > \"$1\"", "cannot be read back"),
        ("kill -9 $$", "nothing was changed"),
    ] {
        let home = Home::with(&sample());
        editor(&home, script);
        let mut tty = Tty::start(&home, &[("EDITOR", &home.path("an-editor").display().to_string())]);
        tty.wait("Guided first project").keys("E").wait(words).keys("q");
        assert!(tty.end().success(), "{script}");
        assert_eq!(home.read(), sample(), "{script}");
    }
    let home = Home::with(&sample());
    let mut tty = Tty::start(&home, &[("EDITOR", "/no/such/editor")]);
    tty.wait("Guided first project").keys("E").wait("nothing was changed").keys("q");
    assert!(tty.end().success());
}

#[test]
fn an_unfinished_text_is_offered_at_the_next_start_and_taken() {
    let home = Home::with(&sample());
    editor(&home, "sed -i -e 's/^size: .*/size: 21/' \"$1\"; exit 1");
    let mut tty = Tty::start(&home, &[("EDITOR", &home.path("an-editor").display().to_string())]);
    tty.wait("Guided first project").keys("E").wait("nothing was changed").keys("q");
    assert!(tty.end().success());
    let mut tty = Tty::start(&home, &[]);
    tty.wait("1 text unfinished").keys(":drafts\r").wait("Unfinished texts").keys("\r").wait("apply what").keys("a");
    tty.wait_saved().keys("q");
    assert!(tty.end().success());
    assert_eq!(home.read().find_item("INK-1").unwrap().size, Some(momentum::model::Size::Points(2100)));
    let mut tty = Tty::start(&home, &[]);
    tty.wait("Guided first project").keys(":drafts\r").wait("no unfinished text").keys("\u{1b}\u{1b}q");
    assert!(tty.end().success());
}

#[test]
fn what_is_typed_into_the_editor_is_not_done_afterwards_and_the_keyboard_lives() {
    let home = Home::with(&sample());
    editor(&home, "touch started; while [ ! -e go ]; do sleep 0.05; done");
    let mut tty = Tty::start(&home, &[("EDITOR", &home.path("an-editor").display().to_string())]);
    tty.wait("Guided first project").keys("E");
    let end = Instant::now() + PATIENCE;
    while !home.path("started").exists() {
        assert!(Instant::now() < end, "the editor never ran");
        tty.pump();
    }
    // more than a terminal holds, with commands in it
    let flood = "T".repeat(3_000) + "dd" + &"B".repeat(3_000);
    tty.keys(&flood);
    // Ctrl-\ is for the editor, too
    tty.signal("-QUIT");
    std::fs::write(home.path("go"), "").unwrap();
    tty.wait("INK-1 is as it was").keys("s8").wait("sized INK-1 “Guided first project for new te…”: 5→8").keys("q");
    assert!(tty.end().success());
    let end = home.read();
    assert_eq!(end.order(), sample().order());
}
