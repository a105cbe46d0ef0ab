//! The `backlot` command.

mod arguments;
mod clauses;
mod greeting;
mod line;
mod log;
mod replay;
mod serve;
mod stop;
mod values;

use std::process::ExitCode;

use arguments::{Arguments, Command};

/// Jobs and exchanges are millions of small pieces that are kept long and dropped in another order than they came. With the
/// system's own allocator, each request would take longer the more of them there are.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let done = match arguments.command {
        Some(Command::Clauses { provider }) => clauses::print(provider.as_deref()),
        Some(Command::Replay { file, serve: true, options, .. }) => replay::serve(&file, &options),
        Some(Command::Replay { file, check, .. }) => replay::replay(&file, check),
        Some(Command::Serve(options)) => serve::serve(&options, None),
        None => serve::serve(&arguments.serve, None),
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
