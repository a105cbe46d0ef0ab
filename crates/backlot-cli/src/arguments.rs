//! The command line, and the environment variables beside it.

use std::net::IpAddr;

use backlot::{Credits, Mode, OpeningCredits, Pace};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// A local sandbox of generative-media APIs.
///
/// Change your application's base URL to what is printed at start, keep everything else, and work offline: jobs take their
/// time, credits run out, refusals read as the provider's. Without a command, `serve` runs.
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
  backlot clauses cutx                     what is documented, what is assumed";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the sandbox
    Serve(Serve),
    /// Print what the mocks hold to be true of each provider, and how sure that is
    Clauses {
        /// Every clause of this provider, instead of the counts of all
        provider: Option<String>,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Address to listen on; anything but a loopback address lets others in
    #[arg(long, env = "BACKLOT_HOST", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "BACKLOT_PORT", default_value_t = 4080)]
    pub(crate) port: u16,
    /// Where all randomness comes from: the same seed and calls give the same ids, texts and pictures
    #[arg(long, env = "BACKLOT_SEED", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Jobs run this many times faster than the provider's
    #[arg(long, env = "BACKLOT_PACE", default_value = "1", value_parser = pace)]
    pub(crate) pace: Pace,
    /// How time moves
    #[arg(long, env = "BACKLOT_CLOCK", value_enum, default_value_t = Clock::Realtime)]
    pub(crate) clock: Clock,
    /// What a new account gets: a number, or `provider` for each provider's own opening balance
    #[arg(long, env = "BACKLOT_CREDITS", default_value = "1000", value_parser = credits)]
    pub(crate) credits: OpeningCredits,
    /// Where a document's table and its own printed example disagree, hold to the table
    #[arg(long, env = "BACKLOT_STRICT")]
    pub(crate) strict: bool,
    /// The beginning of every URL in an answer, instead of the address that the request came to
    #[arg(long, env = "BACKLOT_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Let every key call as often as it likes
    #[arg(long, env = "BACKLOT_NO_RATE_LIMITS")]
    pub(crate) no_rate_limits: bool,
    /// A host beside this machine that webhooks may go to; may be given several times
    #[arg(long, env = "BACKLOT_ALLOW_CALLBACKS", value_name = "HOST", value_delimiter = ',')]
    pub(crate) allow_callbacks: Vec<String>,
    /// How to print what happens: where the sandbox listens, then a line for every request
    #[arg(long, env = "BACKLOT_LOG", value_enum, default_value_t = Log::Pretty)]
    pub(crate) log: Log,
}

/// How time moves.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Clock {
    /// With the machine's clock, plus every advance
    Realtime,
    /// Only when told
    Frozen,
    /// To a job's next change after each read of its status
    Skipping,
}

impl From<Clock> for Mode {
    fn from(clock: Clock) -> Self {
        match clock {
            Clock::Realtime => Self::Realtime,
            Clock::Frozen => Self::Frozen,
            Clock::Skipping => Self::Skipping,
        }
    }
}

/// How to print what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// For people
    Pretty,
    /// For programs: an object a line, of which the first says where the sandbox listens
    Json,
}

fn pace(text: &str) -> Result<Pace, String> {
    let pace = text.parse().ok().and_then(Pace::new);
    pace.ok_or_else(|| "expected a number from 0.001 to 1000000".to_owned())
}

fn credits(text: &str) -> Result<OpeningCredits, String> {
    if text == "provider" {
        return Ok(OpeningCredits::Provider);
    }
    let credits: Credits =
        text.parse().map_err(|_| "expected a number of credits, or `provider`".to_owned())?;
    if credits < Credits::ZERO {
        return Err("must not be negative".to_owned());
    }
    Ok(OpeningCredits::Everywhere(credits))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_work_with_and_without_the_command() {
        let rows: [&[&str]; 2] = [&["backlot", "--port", "0"], &["backlot", "serve", "--port", "0"]];
        for row in rows {
            let arguments = Arguments::parse_from(row);
            let serve = match arguments.command {
                Some(Command::Serve(serve)) => serve,
                _ => arguments.serve,
            };
            assert_eq!(serve.port, 0);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for row in [["--pace", "0"], ["--credits", "-1"], ["--credits", "lots"], ["--clock", "late"]] {
            assert!(Arguments::try_parse_from(["backlot", row[0], row[1]]).is_err(), "{row:?}");
        }
    }
}
