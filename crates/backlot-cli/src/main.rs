//! The `backlot` command.

mod arguments;
mod child;
mod clauses;
mod command_line;
mod greeting;
mod line;
mod log;
mod manual;
mod output;
mod remote;
mod replay;
mod serve;
mod shared;
mod stop;
mod values;
mod verbs;

use std::process::ExitCode;

use command_line::{Arguments, Command};

/// Jobs and exchanges are millions of small pieces that are kept long and dropped in another order than they came. With the
/// system's own allocator, each request would take longer the more of them there are.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let command = arguments.command.unwrap_or(Command::Serve(arguments.serve));
    match run(command) {
        Ok(status) => status,
        Err(problem) => {
            output::complain(&problem);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, String> {
    match command {
        Command::Run(run) => return run.run(),
        Command::Serve(options) => serve::serve(&options, None),
        Command::Clauses { provider } => clauses::print(provider.as_deref()),
        Command::Replay { file, serve: true, options, .. } => replay::serve(&file, &options),
        Command::Replay { file, check, .. } => replay::replay(&file, check),
        Command::Completions { shell } => {
            manual::completions(shell);
            Ok(())
        }
        Command::Man { command } => manual::page(command.as_deref()),
        Command::Tail(verb) => remote::block_on(verb.run()),
        Command::Jobs(verb) => remote::block_on(verb.run()),
        Command::Bill(verb) => remote::block_on(verb.run()),
        Command::Ledger(verb) => remote::block_on(verb.run()),
        Command::Advance(verb) => remote::block_on(verb.run()),
        Command::Fault(verb) => remote::block_on(verb.run()),
        Command::Worlds(verb) => remote::block_on(verb.run()),
        Command::Webhooks(verb) => remote::block_on(verb.run()),
        Command::Explain(verb) => remote::block_on(verb.run()),
        Command::Health(verb) => remote::block_on(verb.run()),
        Command::Ui(verb) => remote::block_on(verb.run()),
        Command::Env(verb) => remote::block_on(verb.run()),
    }?;
    Ok(ExitCode::SUCCESS)
}
