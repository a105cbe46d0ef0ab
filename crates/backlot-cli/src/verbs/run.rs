//! `backlot run`.

use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use backlot::{App, Backlot, Mode};
use clap::{Args, Parser as _};
use control_api::{CreateWorld, JobFilter, ListWorlds, ShowHealth, ShowMetrics};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::runtime::{Handle, Runtime};

use super::env::variables;
use super::word;
use crate::arguments::Serve;
use crate::output::complain;
use crate::remote::Remote;
use crate::{serve, values};

/// The exit status of a command that cannot be started, as in shells.
const NO_COMMAND: u8 = 127;

#[derive(Args, Debug)]
pub(crate) struct Run {
    /// Way in which time moves, in a sandbox or a world that is made for the command: realtime, frozen or skipping
    #[arg(long, value_parser = values::mode)]
    clock: Option<Mode>,
    /// The sandbox to use [default: one that answers on port 4080 of this machine, or one of its own]
    #[arg(long, env = "BACKLOT_URL", value_name = "URL", value_parser = values::base_url)]
    url: Option<String>,
    /// The world to use; `new` makes one [default: the default world]
    #[arg(long, value_name = "NAME")]
    world: Option<String>,
    /// The command with its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The counters of a sandbox at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Counters {
    calls: f64,
    /// The charges less the refunds, in credits.
    net: f64,
    /// The jobs that have not ended.
    unfinished: f64,
}

impl Run {
    /// Runs the command. Returns its exit status.
    pub(crate) fn run(&self) -> Result<ExitCode, String> {
        let runtime = Runtime::new().map_err(|error| format!("no threads to run on: {error}"))?;
        let status = runtime.block_on(self.run_in_sandbox());
        // Results of computations that still run are no longer needed.
        runtime.shutdown_background();
        status
    }

    async fn run_in_sandbox(&self) -> Result<ExitCode, String> {
        let (remote, is_own) = self.sandbox().await?;
        let remote = self.in_world(remote, is_own).await?;
        let variables = variables(&remote, &remote.providers().await?);
        let before = Counters::of(&remote).await?;
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).envs(variables);
        let child = command.spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => {
                complain(&format!("cannot run {}: {error}", self.command[0].display()));
                return Ok(ExitCode::from(NO_COMMAND));
            }
        };
        let status = crate::child::wait(&mut child)
            .await
            .map_err(|error| format!("cannot wait for the command: {error}"))?;
        match Counters::of(&remote).await {
            // A sandbox of its own ends now, so that there is nothing to look at.
            Ok(now) if is_own => complain(&now.since(before)),
            Ok(now) => complain(&format!("{}; {}/_backlot/ui/", now.since(before), remote.url())),
            Err(problem) => complain(&problem),
        }
        Ok(ExitCode::from(status))
    }

    /// Returns the sandbox that runs already, or one that was started for the command.
    async fn sandbox(&self) -> Result<(Remote, bool), String> {
        if let Some(url) = &self.url {
            let remote = Remote::new(url, None)?;
            remote.call(ShowHealth {}).await?;
            return Ok((remote, false));
        }
        let usual = Remote::new("http://127.0.0.1:4080", None)?;
        if usual.call(ShowHealth {}).await.is_ok() {
            complain(&format!("using the sandbox at {}", usual.root));
            return Ok((usual, false));
        }
        Ok((Remote::new(&self.start().await?, None)?, true))
    }

    /// Starts a sandbox within this process, on a free port. Its settings are those of the environment. Returns its URL.
    async fn start(&self) -> Result<String, String> {
        let clock = self.clock.map(|clock| format!("--clock={}", word(&clock)));
        let arguments = ["backlot".to_owned(), "--port=0".to_owned()].into_iter().chain(clock);
        let options = Serve::try_parse_from(arguments).map_err(|error| error.to_string())?;
        let failed = |error: std::io::Error| format!("cannot start a sandbox: {error}");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let backlot: Arc<Backlot> =
            Backlot::new(serve::start(&options, serve::store(&options)?), Handle::current())
                .map_err(failed)?;
        tokio::spawn(backlot.clone().tick());
        tokio::spawn(App::new(&backlot).serve(listener, Box::pin(std::future::pending())));
        Ok(format!("http://{address}"))
    }

    /// Returns the sandbox with the world that is to be used.
    async fn in_world(&self, remote: Remote, is_own: bool) -> Result<Remote, String> {
        let name = match self.world.as_deref() {
            None => return Ok(remote),
            Some("new") => None,
            Some(name) if is_own => Some(name.to_owned()),
            Some(name) => return Remote::new(&remote.root, Some(name)),
        };
        let made = remote.call(CreateWorld { name, clock: self.clock, ..CreateWorld::default() }).await?;
        Remote::new(&remote.root, Some(&made.world))
    }
}

impl Counters {
    /// Reads the counters of all worlds together, including those that are gone.
    async fn of(remote: &Remote) -> Result<Self, String> {
        let sandbox = Remote::new(&remote.root, None)?;
        let mut counters = Self::read(&sandbox.call(ShowMetrics {}).await?);
        for world in sandbox.call(ListWorlds {}).await?.worlds {
            let filter = JobFilter { unfinished: Some(true), limit: Some(1), ..JobFilter::default() };
            let jobs = Remote::new(&remote.root, Some(&world.world))?.call(filter).await?;
            counters.unfinished += jobs.total.unwrap_or_default() as f64;
        }
        Ok(counters)
    }

    fn read(metrics: &str) -> Self {
        let sum = |name: &str| -> f64 {
            let lines = metrics.lines().filter(|line| line.starts_with(&format!("backlot_{name}{{")));
            lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
        };
        let net = sum("credits_charged_total") - sum("credits_refunded_total");
        Self { calls: sum("requests_total"), net, unfinished: 0.0 }
    }

    /// Returns what has come since, in words.
    fn since(self, before: Self) -> String {
        let grown = |now: f64, before: f64, noun: &str| {
            // Credits have four decimals at most. Jobs of before may have ended meanwhile.
            let grown = ((now - before).max(0.0) * 10_000.0).round() / 10_000.0;
            format!("{grown} {noun}{}", if grown.to_string() == "1" { "" } else { "s" })
        };
        let calls = grown(self.calls, before.calls, "call");
        let net = grown(self.net, before.net, "credit");
        let unfinished = grown(self.unfinished, before.unfinished, "unfinished job");
        format!("{calls}, {net} net, {unfinished}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_sums_of_lines() {
        let metrics = "# HELP backlot_requests_total Requests.\nbacklot_requests_total{provider=\"a\",route=\"/x y\"} 2\n\
                       backlot_requests_total{provider=\"b\"} 3\nbacklot_credits_charged_total{provider=\"a\"} 0.5\n\
                       backlot_credits_refunded_total{provider=\"a\"} 0.1\n";
        let now = Counters::read(metrics);
        assert_eq!(now, Counters { calls: 5.0, net: 0.4, unfinished: 0.0 });
        let before = Counters { calls: 4.0, net: 0.0, unfinished: 1.0 };
        assert_eq!(now.since(before), "1 call, 0.4 credits net, 0 unfinished jobs");
    }
}
