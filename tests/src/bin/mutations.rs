//! Plants each listed error, runs the checks, and tells whether they see it.
//!
//! ```sh
//! cargo run -p contract-tests --bin mutations            # all of them: about an hour
//! cargo run -p contract-tests --bin mutations cutx 3     # the first three of a provider
//! ```
//!
//! The errors are planted in the working tree, one at a time, and each file is put back. If it is killed meanwhile, `git diff` shows
//! what is left.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use contract_tests::mutations::{Mutation, mutations};
use contract_tests::workspace;

/// The outcome of the checks with an error planted.
enum Seen {
    Nothing,
    Check,
    DoesNotCompile,
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (provider, most) = (arguments.next(), arguments.next().and_then(|most| most.parse().ok()));
    let rows = mutations().into_iter().filter(|(of, _)| provider.as_ref().is_none_or(|wanted| wanted == of));
    let (mut killed, mut surprises, mut count) = (0, 0, 0);
    for (_, mutation) in rows.take(most.unwrap_or(usize::MAX)) {
        let seen = match plant(&mutation) {
            Ok(seen) => seen,
            Err(problem) => {
                println!("broken    {problem}");
                return ExitCode::FAILURE;
            }
        };
        count += 1;
        killed += u32::from(matches!(seen, Seen::Check));
        let (word, is_expected) = match seen {
            Seen::Check => ("killed", mutation.killed_by.is_some()),
            Seen::Nothing => ("survives", mutation.killed_by.is_none()),
            Seen::DoesNotCompile => ("no error", false),
        };
        surprises += u32::from(!is_expected);
        let mark = if is_expected { "" } else { "   UNEXPECTED" };
        println!("{word:9} {}: {} -> {}{mark}", mutation.file, mutation.from, mutation.to);
    }
    println!("{killed} of {count} are killed; {surprises} verdicts are others than listed");
    if surprises == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the checks with the error in place, and puts the file back.
fn plant(mutation: &Mutation) -> Result<Seen, String> {
    let path = workspace().join(&mutation.file);
    let (planted, sound) = (mutation.planted()?, fs::read(&path).map_err(|error| error.to_string())?);
    fs::write(&path, planted).map_err(|error| error.to_string())?;
    let run = |arguments: &[&str]| {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(workspace()).args(["test", "--quiet", "-p", "contract-tests", "--test", "it"]);
        cargo.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    let compiles = run(&["--no-run"]);
    let holds = run(&["clauses::every_check_holds_for_the_mock"]);
    fs::write(&path, sound).map_err(|error| error.to_string())?;
    match (compiles, holds) {
        (Ok(compiles), _) if !compiles.success() => Ok(Seen::DoesNotCompile),
        (Ok(_), Ok(holds)) => Ok(if holds.success() { Seen::Nothing } else { Seen::Check }),
        (Err(error), _) | (_, Err(error)) => Err(format!("cargo: {error}")),
    }
}
