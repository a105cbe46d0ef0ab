//! The `backlot` command.

mod arguments;
mod clauses;
mod log;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Command::Clauses { provider }) => clauses::print(provider.as_deref()),
        Some(Command::Serve(options)) => serve::serve(&options),
        None => serve::serve(&arguments.serve),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(&problem);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the command's own words to the person who called it")]
fn complain(problem: &str) {
    eprintln!("backlot: {problem}");
}
