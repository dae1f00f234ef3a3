//! `momentum completions` and `momentum man`: what a shell and `man` know of the program.

use clap::CommandFactory;

use super::out::Out;
use super::{Cli, Failure};

#[expect(clippy::unnecessary_wraps, reason = "it is a command like the others")]
pub fn completions(shell: clap_complete::Shell, out: &mut Out) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "momentum", &mut script);
    out.raw(&script);
    Ok(())
}

pub fn man(out: &mut Out) -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    out.raw(&page);
    Ok(())
}
