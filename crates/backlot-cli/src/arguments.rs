//! The settings of a sandbox, as flags and as the environment variables of the same names.

use std::net::IpAddr;
use std::path::PathBuf;

use backlot::{Mode, OpeningCredits, Pace};
use clap::{Parser, ValueEnum};
use url::Origin;

use crate::values::{self, StoreUrl};

/// The settings of a sandbox.
#[derive(Clone, Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub(crate) struct Serve {
    /// Address to listen on: an IP address of this machine, or `localhost`; anything but loopback lets others in
    #[arg(long, env = "BACKLOT_HOST", default_value = "127.0.0.1", value_parser = values::address)]
    pub(crate) host: IpAddr,
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "BACKLOT_PORT", default_value = "4080", value_parser = values::port, allow_negative_numbers = true)]
    pub(crate) port: u16,
    /// Source of all randomness: the same seed and calls give the same ids, texts and pictures [default: drawn at
    /// each start in real time, 0 otherwise]
    #[arg(long, env = "BACKLOT_SEED", value_parser = values::seed, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// Factor by which jobs run faster than the provider's: a number from 0.001 to 1000000
    #[arg(long, env = "BACKLOT_PACE", default_value = "1", value_parser = values::pace, allow_negative_numbers = true)]
    pub(crate) pace: Pace,
    /// Way in which time moves
    #[arg(long, env = "BACKLOT_CLOCK", value_enum, default_value_t = Clock::Realtime)]
    pub(crate) clock: Clock,
    /// Credits of a new account: a number, or `provider` for each provider's own opening balance
    #[arg(long, env = "BACKLOT_CREDITS", default_value = "1000", value_parser = values::credits, allow_negative_numbers = true)]
    pub(crate) credits: OpeningCredits,
    /// Follow a document's table where its own printed example disagrees
    #[arg(long, env = "BACKLOT_STRICT", value_parser = values::switch)]
    pub(crate) strict: bool,
    /// Beginning of every URL in an answer, instead of the address that the request came to
    #[arg(long, env = "BACKLOT_PUBLIC_URL", value_name = "URL", value_parser = values::base_url)]
    pub(crate) public_url: Option<String>,
    /// Believe what a proxy in front tells in `Forwarded`, `X-Forwarded-Proto`, `-Host` and `-Prefix`, and begin URLs in answers
    /// with it. Let nobody but the proxy reach the sandbox then
    #[arg(long, env = "BACKLOT_TRUST_FORWARDED", value_parser = values::switch)]
    pub(crate) trust_forwarded: bool,
    /// Directory that the sandbox remembers in: the default world and worlds made with `"durable": true` survive restarts and
    /// crashes. It is made if it is missing, holds API keys, and belongs to one sandbox at a time [default: none, nothing is kept]
    #[arg(long, env = "BACKLOT_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// PostgreSQL database that several sandboxes share, in place of a directory: each of them answers for every world, and the
    /// worlds survive the loss of any. Such as `postgres://user:password@host/database`
    #[arg(long, env = "BACKLOT_STORE", value_name = "URL", hide_env_values = true, conflicts_with = "data")]
    pub(crate) store: Option<StoreUrl>,
    /// URL at which the other sandboxes of the shared store reach this one, such as `http://10.0.0.7:4080` [default: the address that
    /// it listens on]
    #[arg(long, env = "BACKLOT_ADVERTISE", value_name = "URL", value_parser = values::node_url)]
    pub(crate) advertise: Option<String>,
    /// Keep a log of worlds that are not durable in memory, so that they can be rewound and exported with their history
    #[arg(long, env = "BACKLOT_RECORD", value_parser = values::switch)]
    pub(crate) record: bool,
    /// Most bytes that are kept of the past of each world with a log, so that it can go back: a number, or one with K, M or G
    #[arg(long, env = "BACKLOT_HISTORY", value_name = "BYTES", default_value = "256M", value_parser = values::bytes)]
    pub(crate) history: u64,
    /// Switch off the pages under `/_backlot/ui/`
    #[arg(long, env = "BACKLOT_NO_CONSOLE", value_parser = values::switch)]
    pub(crate) no_console: bool,
    /// Switch off all request limits
    #[arg(long, env = "BACKLOT_NO_RATE_LIMITS", value_parser = values::switch)]
    pub(crate) no_rate_limits: bool,
    /// Host beside this machine that webhooks may go to: a name or an IP address alone. May be given several times, or as a
    /// list with commas
    #[arg(
        long,
        env = "BACKLOT_ALLOW_CALLBACKS",
        value_name = "HOST",
        value_delimiter = ',',
        value_parser = values::host
    )]
    pub(crate) allow_callbacks: Vec<String>,
    /// Name under which the sandbox may be reached, beside IP addresses, names without a dot, and reserved names such as those
    /// that end in `.test`. May be given several times, or as a list with commas
    #[arg(
        long = "allow-host",
        env = "BACKLOT_ALLOW_HOST",
        value_name = "HOST",
        value_delimiter = ',',
        value_parser = values::host
    )]
    pub(crate) allow_hosts: Vec<String>,
    /// Origin whose web pages may use everything, the control API included, such as `https://studio.example.com`. May be
    /// given several times, or as a list with commas
    #[arg(
        long = "allow-origin",
        env = "BACKLOT_ALLOW_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ',',
        value_parser = values::origin
    )]
    pub(crate) allow_origins: Vec<Origin>,
    /// End when the standard input does, as it does at the end of a program that has started the sandbox with a pipe
    #[arg(long, env = "BACKLOT_STOP_WITH_STDIN", value_parser = values::switch)]
    pub(crate) stop_with_stdin: bool,
    /// Form of the output: the address of the sandbox, then a line for every request
    #[arg(long, env = "BACKLOT_LOG", value_enum, default_value_t = Log::Pretty)]
    pub(crate) log: Log,
}

/// The ways in which time moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Clock {
    /// With the machine's clock, plus every advance
    Realtime,
    /// Only on command
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

/// The readers for whom the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// For people
    Pretty,
    /// For programs: one object in each line, the first with the address of the sandbox
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_flag_has_the_variable_of_its_name() {
        let command = Serve::command();
        let flags: Vec<_> = command.get_arguments().filter(|arg| arg.get_env().is_some()).collect();
        assert_eq!(flags.len(), 21, "a new flag belongs into the table of tests/settings.rs, too");
        for flag in flags {
            let name = flag.get_long().unwrap().replace('-', "_").to_uppercase();
            assert_eq!(flag.get_env().unwrap().to_str().unwrap(), format!("BACKLOT_{name}"));
        }
    }

    #[test]
    fn a_list_is_given_by_repeating_or_with_commas() {
        let rows = [
            &["--allow-callbacks", "hooks.example.com,10.0.0.7"][..],
            &["--allow-callbacks", "Hooks.Example.Com", "--allow-callbacks", "10.0.0.7"],
        ];
        for row in rows {
            let serve = Serve::try_parse_from([&["backlot"], row].concat()).unwrap();
            assert_eq!(serve.allow_callbacks, ["hooks.example.com", "10.0.0.7"]);
        }
    }
}
