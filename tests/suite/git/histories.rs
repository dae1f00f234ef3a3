//! Random histories of several people, with the driver in all, some or none of their clones, and an oracle that says what was lost.

use std::collections::HashSet;
use std::path::PathBuf;

use super::{OURS, World, has_git, read, write};
use crate::common::sample;
use crate::merge::{nothing_is_lost, work};
use crate::properties::Op;
use momentum::model::{Product, document};

/// Numbers from a seed, the same on each machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }

    fn op(&mut self) -> Op {
        match self.below(12) {
            0 | 1 => Op::Add(self.byte(), self.byte()),
            2..=5 => Op::Set(self.byte(), self.byte(), self.byte()),
            6 | 7 => Op::Move(vec![self.byte(), self.byte()], self.byte(), self.byte()),
            8 => Op::Decline(self.byte()),
            9 => Op::Back(self.byte()),
            10 => Op::Goal(self.byte()),
            _ => Op::Link(self.byte(), self.byte()),
        }
    }
}

/// Several people at one product.
struct History<'a> {
    world: &'a World,
    clones: Vec<PathBuf>,
    dice: Dice,
    time: i64,
    /// Merges that git did itself, and those that it left to a person.
    merged: usize,
    stopped: usize,
}

impl History<'_> {
    /// One person changes something, and commits it.
    fn edit(&mut self, at: usize) -> Result<(), String> {
        let product = read(&self.clones[at])?;
        let ops: Vec<Op> = (0..=self.dice.below(3)).map(|_| self.dice.op()).collect();
        // now and then two people work in the same moment
        self.time += if self.dice.below(5) == 0 { 0 } else { 100 };
        write(&self.clones[at], &work(&product, &ops, self.time, 1));
        Ok(())
    }

    /// Lets a command of git's merge, puts together what it leaves to a person, and goes on.
    fn settle(&mut self, at: usize, args: &[&str], go_on: &[&str]) -> Result<(), String> {
        let clone = self.clones[at].clone();
        let mut out = self.world.try_git(&clone, args);
        for _ in 0..20 {
            let unmerged = self.world.git(&clone, &["ls-files", "-u"]);
            if out.status.success() && unmerged.is_empty() {
                self.merged += 1;
                return Ok(());
            }
            let words = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
            if unmerged.is_empty() && words.contains("empty") {
                // what is there already is passed over, as git advises
                out = self.world.try_git(&clone, &[go_on[0], "--skip"]);
                continue;
            }
            if unmerged.is_empty() {
                return Err(format!("git {args:?}: {words}"));
            }
            self.stopped += 1;
            let (code, said) = self.world.momentum(&clone, &["resolve"]);
            if code != 0 {
                return Err(format!("resolve ended with {code}: {said}"));
            }
            self.world.git(&clone, &["add", "-A"]);
            if go_on.is_empty() {
                return Ok(());
            }
            out = self.world.try_git(&clone, go_on);
        }
        Err(format!("git {args:?} does not end"))
    }

    /// Checks that what both sides wrote since their base is there, and that the file is a product that holds.
    fn nothing_lost(&self, at: usize, base: &Product, sides: &[&Product]) -> Result<(), String> {
        let after = read(&self.clones[at])?;
        for side in sides {
            nothing_is_lost(base, side, &after)?;
        }
        let numbers: HashSet<u32> = after.items().iter().map(|item| item.num).collect();
        if numbers.len() != after.items().len() {
            return Err("two items have one number".to_owned());
        }
        let again = document::read(&document::write(&after).unwrap()).map_err(|why| why.to_string())?;
        if !again.repairs.is_empty() {
            return Err(format!("it had to be mended once more: {:?}", again.repairs));
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), String> {
        let (at, what) = (self.dice.below(self.clones.len()), self.dice.below(10));
        let other = (at + 1 + self.dice.below(self.clones.len() - 1)) % self.clones.len();
        let (clone, world) = (self.clones[at].clone(), self.world);
        if what < 4 {
            self.edit(at)?;
            world.commit(&clone, "edit");
            return Ok(());
        }
        let from = self.clones[other].to_string_lossy().into_owned();
        world.git(&clone, &["fetch", "-q", &from, "HEAD:refs/heads/other", "--force"]);
        let base = world.git(&clone, &["merge-base", "HEAD", "other"]).trim().to_owned();
        let side = |revision: &str| world.at(&clone, revision).ok_or_else(|| format!("{revision} holds no product"));
        match what {
            4..=6 => {
                let (base, ours, theirs) = (side(&base)?, side("HEAD")?, side("other")?);
                self.settle(at, &["merge", "-q", "--no-edit", "other"], &["commit", "-q", "--no-edit"])?;
                self.nothing_lost(at, &base, &[&ours, &theirs])
            }
            7 => {
                let (base, ours, theirs) = (side(&base)?, side("HEAD")?, side("other")?);
                self.settle(at, &["rebase", "-q", "other"], &["rebase", "--continue"])?;
                self.nothing_lost(at, &base, &[&ours, &theirs])
            }
            8 => {
                let parents = world.git(&clone, &["rev-list", "--parents", "-1", "other"]);
                if parents.split_whitespace().count() != 2 {
                    return Ok(());
                }
                let (base, ours, theirs) = (side("other^")?, side("HEAD")?, side("other")?);
                self.settle(at, &["cherry-pick", "other"], &["cherry-pick", "--continue"])?;
                self.nothing_lost(at, &base, &[&ours, &theirs])
            }
            _ => {
                // what nobody has committed yet is put aside, another's work comes in, and it is taken up again
                let before = side("HEAD")?;
                self.edit(at)?;
                let ours = read(&clone)?;
                if world.git(&clone, &["status", "--porcelain"]).is_empty() {
                    return Ok(());
                }
                world.git(&clone, &["stash", "-q"]);
                self.settle(at, &["merge", "-q", "--no-edit", "other"], &["commit", "-q", "--no-edit"])?;
                let theirs = side("HEAD")?;
                self.settle(at, &["stash", "pop", "-q"], &[])?;
                self.nothing_lost(at, &before, &[&ours, &theirs])?;
                world.commit(&clone, "taken up again");
                // one that stopped stays on the pile, as git wants it
                let _ = world.try_git(&clone, &["stash", "drop", "-q"]);
                Ok(())
            }
        }
    }
}

/// Runs a history and returns the merges that git did, and those that a person had to settle.
fn run(seed: u64, drivers: &[Option<&str>], has_program: bool) -> Result<(usize, usize), String> {
    let mut world = World::new();
    let n = 2 + (seed as usize % 2);
    let clones = world.clones(&sample(), n);
    for (clone, line) in clones.iter().zip(drivers.iter().cycle()) {
        if let Some(line) = line {
            world.driver(clone, line);
        }
    }
    world.momentum = has_program;
    let mut history = History {
        world: &world,
        clones,
        dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
        time: 1_000,
        merged: 0,
        stopped: 0,
    };
    let steps = 6 + history.dice.below(8);
    for n in 0..steps {
        history.step().map_err(|why| format!("history {seed}, step {n}: {why}"))?;
    }
    Ok((history.merged, history.stopped))
}

/// Histories of each kind; `MOMENTUM_HISTORIES=100` runs so many of each, for a release.
fn histories() -> u64 {
    std::env::var("MOMENTUM_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}

fn all(kind: u64, drivers: &[Option<&str>], has_program: bool) -> (usize, usize) {
    let mut sum = (0, 0);
    for n in 0..histories() {
        let (merged, stopped) = run(kind * 1_000 + n, drivers, has_program).unwrap_or_else(|why| panic!("{why}"));
        sum = (sum.0 + merged, sum.1 + stopped);
    }
    sum
}

#[test]
fn with_the_driver_in_all_clones_git_stops_nowhere_and_nothing_is_lost() {
    if !has_git() {
        return;
    }
    let (merged, stopped) = all(1, &[Some(OURS)], true);
    assert!(merged > 5 && stopped == 0, "{merged} merged, {stopped} stopped");
}

#[test]
fn with_the_driver_in_one_clone_or_none_what_git_leaves_is_put_together() {
    if !has_git() {
        return;
    }
    all(2, &[Some(OURS), None], true);
    let (_, stopped) = all(3, &[None], true);
    assert!(stopped > 0, "a merge by lines stops somewhere");
}

#[test]
fn without_the_program_there_are_marks_and_nothing_is_lost() {
    if !has_git() {
        return;
    }
    let (_, stopped) = all(4, &[Some(OURS)], false);
    assert!(stopped > 0);
}

#[test]
fn the_oracle_catches_drivers_that_lose_something() {
    if !has_git() {
        return;
    }
    let drops_a_field =
        "momentum merge-driver %O %A %B %L %P && sed -i.bak -e 's/\"size\":[0-9]*,//' -e 's/,\"size\":[0-9]*//' %A";
    for line in ["git merge-file --union %A %O %B", "true", drops_a_field] {
        let caught = (0..50).find(|n| run(5_000 + n, &[Some(line)], true).is_err());
        assert!(caught.is_some(), "“{line}” loses something and nobody notices");
    }
}
