//! The command line: every command with its arguments.

use std::path::PathBuf;

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::arguments::Serve;
use crate::verbs;

/// A local sandbox of generative-media APIs.
///
/// Change your application's base URL to the one that is printed at start, keep everything else, and work offline: jobs take
/// their time, credits run out, refusals read as the provider's. Without a command, `serve` runs.
#[derive(Debug, Parser)]
#[command(name = "backlot", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) serve: Serve,
}

const EXAMPLES: &str = "\
Examples:
  backlot                                  listen on 127.0.0.1:4080, in real time
  backlot --clock skipping                 polling never waits: each read moves time to the job's next change
  backlot --clock frozen --port 0          time stands still until POST /_backlot/clock/advance {\"seconds\": 60}
  backlot --pace 60                        jobs run sixty times faster than the provider's
  backlot --data ./sandbox                 remember everything across restarts and crashes
  backlot replay --serve world.json        serve the world that a colleague exported
  backlot run -- pytest                    run an application's tests in a sandbox of their own
  backlot explain last                     tell why the latest call was answered as it was
  backlot clauses cutx                     print every fact of one provider, and how sure it is

A variable that is set and empty counts as not set. Switches take 1, true, yes, on and 0, false, no, off there.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the sandbox
    Serve(Serve),
    /// Print the clauses of each provider: the facts that its mock holds to be true, and their certainty
    Clauses {
        /// Every clause of this provider, instead of the counts of all
        provider: Option<String>,
    },
    /// Bring back a world that `GET /_backlot/export` gave, and tell whether this version gives the same answers
    Replay {
        /// The file with the world
        file: PathBuf,
        /// Tell by the exit status alone: 0 if every answer is the same, 1 with the first difference
        #[arg(long, conflicts_with = "serve")]
        check: bool,
        /// Serve the world afterwards, in place of the default world
        #[arg(long)]
        serve: bool,
        #[command(flatten)]
        options: Serve,
    },
    /// Print the exchanges of a running sandbox as they end
    Tail(verbs::tail::Tail),
    /// Print the jobs of a running sandbox, or everything about one
    Jobs(verbs::jobs::Jobs),
    /// Print what was spent
    Bill(verbs::bill::Bill),
    /// Print every movement of an account's credits
    Ledger(verbs::ledger::Ledger),
    /// Move time
    Advance(verbs::advance::Advance),
    /// Ask for misbehaviour, list it, or end it
    Fault(verbs::fault::Fault),
    /// List, make, reset and forget worlds
    Worlds(verbs::worlds::Worlds),
    /// Print the webhooks with their attempts, or send one again
    Webhooks(verbs::webhooks::Webhooks),
    /// Tell an exchange in plain words: what was asked, what decided the answer, and what is a guess
    Explain(verbs::explain::Explain),
    /// Tell whether a sandbox is there; the exit status is 1 if not
    Health(verbs::health::Health),
    /// Print the address of the console
    Ui(verbs::ui::Ui),
    /// Print the variables with which an application finds a running sandbox
    Env(verbs::env::Env),
    /// Run a command with these variables, in a running sandbox or in one of its own, and tell what it has spent
    Run(verbs::run::Run),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of a command
    Man {
        /// The command
        command: Option<String>,
    },
}

impl Arguments {
    /// Reads the command line and the environment. If they make no sense, ends the process with the reason and status 2.
    pub(crate) fn read() -> Self {
        let matches = without_empty_variables(Self::command()).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// Unbinds every flag from its variable if that is empty. In a compose file, an empty variable leaves a setting alone.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None::<&str>) } else { arg })
        .mut_subcommands(without_empty_variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_work_with_and_without_the_command() {
        for row in [&["backlot", "--port", "0"][..], &["backlot", "serve", "--port", "0"]] {
            let arguments = Arguments::try_parse_from(row).unwrap();
            let serve = match arguments.command {
                Some(Command::Serve(serve)) => serve,
                _ => arguments.serve,
            };
            assert_eq!(serve.port, 0);
        }
    }
}
