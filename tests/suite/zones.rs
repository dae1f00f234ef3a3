//! One notion of a day: what is shown, filtered and counted goes by the calendar of who sits there, wherever that is.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::common::{Home, Screen, day};
use momentum::model::stamp::Zone;
use momentum::model::{About, Item, Now, Place, Product, Stamp};

/// Minutes east of Greenwich.
fn local(at: Stamp, minutes: i64) -> NaiveDate {
    (DateTime::<Utc>::from_timestamp_millis(at.0).unwrap() + TimeDelta::minutes(minutes)).date_naive()
}

const ZONES: [(i64, Zone, &str); 4] = [
    (-8 * 60, Zone(|at| local(at, -8 * 60)), "<-08>8"),
    (0, Zone(|at| local(at, 0)), "UTC0"),
    (5 * 60 + 45, Zone(|at| local(at, 5 * 60 + 45)), "<+0545>-5:45"),
    (14 * 60, Zone(|at| local(at, 14 * 60)), "<+14>-14"),
];

/// Moments of one day there: just after midnight, at noon, just before midnight.
fn moments(minutes: i64, zone: Zone, today: NaiveDate) -> impl Iterator<Item = Now> {
    [1, 12 * 60, 24 * 60 - 1].into_iter().map(move |minute| {
        let local = today.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minute);
        Now::new((local - TimeDelta::minutes(minutes)).and_utc(), local, zone)
    })
}

#[test]
fn what_was_written_today_is_of_today_on_the_screen_and_in_filters() {
    let today = day("2026-11-21");
    for (minutes, zone, _) in ZONES {
        for now in moments(minutes, zone, today) {
            let mut product = Product::new(About::named("Inkwell", now.at), 1);
            for (title, days) in [("new", 0), ("old", 1)] {
                let at = Stamp(now.at.0 - days * 86_400_000);
                let item = Item { title: title.into(), created: at, updated: at, ..Item::default() };
                product.add(item, Place::Bottom).unwrap();
            }
            let mut screen = Screen::new(&product, 140, 40);
            screen.app.desk.now = now;
            for (filter, found) in [
                ("age>0d", vec!["old"]),
                ("age<1d", vec!["new"]),
                ("created:2026-11-21", vec!["new"]),
                ("created:2026-11-20", vec!["old"]),
                ("updated<2026-11-21", vec!["old"]),
                ("created:1d", vec!["new", "old"]),
            ] {
                screen.keys("<esc><esc>ff").keys(filter).keys("<enter>");
                assert_eq!(screen.titles(), found, "{filter} at {minutes} min, {}", now.time);
            }
            screen.keys("<esc><esc>gg").shows("today  written").keys("j").shows("yesterday  written");
            // tomorrow is the day after today there
            screen.keys(";1d<enter>").shows("→2026-11-22");
        }
    }
}

#[test]
fn the_shell_counts_days_where_it_is() {
    for (_, _, tz) in ZONES {
        let home = Home::new();
        let run = |args: &[&str]| {
            let out = home.momentum().env("TZ", tz).args(args).assert().success();
            String::from_utf8(out.get_output().stdout.clone()).unwrap()
        };
        run(&["add", "Written now"]);
        assert!(!run(&["list", "age>0d"]).contains("Written now"), "{tz}");
        assert!(run(&["list", "age<1d"]).contains("Written now"), "{tz}");
        let out = home.momentum().env("TZ", tz).args(["set", "INK-1", "until=today"]).assert().code(2);
        assert!(String::from_utf8_lossy(&out.get_output().stderr).contains("not after today"), "{tz}");
        run(&["set", "INK-1", "until=1d"]);
        assert!(!run(&["list"]).contains("Written now"), "{tz}: 1d is tomorrow, not today");
        home.momentum().env("TZ", tz).args(["set", "INK-1", "until=2020-01-01"]).assert().code(2);
    }
}
