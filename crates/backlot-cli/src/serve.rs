//! `backlot serve`: listens, prints its address, and ends cleanly.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;

use backlot::{Backlot, Directory, Options, Settings, Start, Store, cluster};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

use crate::arguments::{Clock, Log, Serve};
use crate::log::Printer;
use crate::{greeting, shared, stop};

/// Runs the sandbox until a signal stops it. A saved world takes the place of the default world.
pub(crate) fn serve(options: &Serve, saved: Option<&[u8]>) -> Result<(), String> {
    warnings(options.log);
    raise_descriptor_limit();
    let stopped = stop::on_signal(options.stop_with_stdin)
        .map_err(|error| format!("cannot listen for signals: {error}"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no threads to run on: {error}"))?;
    let served = runtime.block_on(run(options, saved, async {
        let _ = stopped.await;
    }));
    // Results of computations that still run are no longer needed.
    runtime.shutdown_background();
    served
}

async fn run(
    options: &Serve,
    saved: Option<&[u8]>,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), String> {
    let wanted = SocketAddr::new(options.host, options.port);
    let listener = TcpListener::bind(wanted).await.map_err(|error| cannot_listen(wanted, &error))?;
    let address = listener.local_addr().map_err(|error| format!("cannot tell the port: {error}"))?;
    if let Some(warning) = greeting::warning(address) {
        tracing::warn!("{warning}");
    }
    let url = greeting::url(address);
    let start = Options { membership: shared::membership(options, &url)?, ..start(options, store(options)?) };
    let is_drawn = start.draw_seed;
    let backlot = Backlot::new(start, Handle::current()).map_err(|error| format!("cannot start: {error}"))?;
    cluster::join(&backlot).await.map_err(|error| format!("cannot start: {error}"))?;
    if let Some(saved) = saved {
        backlot.bring_back(saved).map_err(|error| error.to_string())?;
    }
    let drawn_seed = backlot.world("").filter(|_| is_drawn).map(|world| world.settings.seed);
    tokio::spawn(cluster::beat(backlot.clone()));
    tokio::spawn(backlot.clone().tick());
    let greeting = match options.log {
        Log::Json => greeting::for_programs(&url, drawn_seed),
        Log::Pretty => greeting::for_people(
            &url,
            options.public_url.as_deref(),
            drawn_seed,
            backlot.modules(),
            !options.no_console,
        ),
    };
    // The reader may have gone; the sandbox still serves.
    let _ = io::stdout().write_all(greeting.as_bytes()).and_then(|()| io::stdout().flush());
    let printer = Printer::start().map_err(|error| format!("no thread to write the log: {error}"))?;
    backlot.watch(printer.watcher(options.log));
    let stop = async {
        stop.await;
        backlot.end_streams();
    };
    let served = backlot::App::new(&backlot).serve(listener, Box::pin(stop)).await;
    backlot.close();
    printer.finish();
    served.map_err(|error| format!("stopped serving: {error}"))
}

/// Opens the store that the options name, if they name one.
pub(crate) fn store(options: &Serve) -> Result<Option<Arc<dyn Store>>, String> {
    let Some(directory) = &options.data else { return Ok(None) };
    let store = Directory::open(directory).map_err(|error| format!("cannot start: {error}"))?;
    Ok(Some(Arc::new(store)))
}

/// Returns the settings with which the sandbox starts.
pub(crate) fn start(options: &Serve, store: Option<Arc<dyn Store>>) -> Options {
    Options {
        world: Settings {
            seed: options.seed.unwrap_or_default(),
            clock: Start { mode: options.clock.into(), now: None, pace: options.pace },
            credits: options.credits,
            strict: options.strict,
            rate_limits: options.no_rate_limits.then_some(false),
            about: backlot::WorldNote::default(),
            public_url: options.public_url.as_deref().map(Into::into),
        },
        // Ids and URLs of a run in real time must not come back in the next run. With any other clock, runs repeat.
        draw_seed: options.seed.is_none() && options.clock == Clock::Realtime,
        allowed_callbacks: options.allow_callbacks.clone(),
        allowed_hosts: options.allow_hosts.clone(),
        allowed_origins: options.allow_origins.clone(),
        store,
        membership: None,
        record: options.record,
        history: options.history,
        trust_forwarded: options.trust_forwarded,
        no_console: options.no_console,
    }
}

/// Returns the reason for which the address cannot be listened on, with advice for the common errors.
fn cannot_listen(wanted: SocketAddr, error: &io::Error) -> String {
    let advice = match error.kind() {
        ErrorKind::AddrInUse => ". Another one may be running; `--port 0` takes a free port.",
        ErrorKind::AddrNotAvailable => ". It is no address of this machine; `--host 127.0.0.1` is one.",
        ErrorKind::PermissionDenied => ". Ports below 1024 may need more rights; `--port 4080` needs none.",
        _ => "",
    };
    format!("cannot listen on {wanted}: {error}{advice}")
}

/// Raises the descriptor limit as far as the machine allows. Each connection takes one, and the usual limit is low.
fn raise_descriptor_limit() {
    #[cfg(unix)]
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!("cannot raise the limit of open connections: {error}");
    }
}

/// Sends warnings of the sandbox itself to stderr. `RUST_LOG` may ask for more, as `level` or `target=level`.
fn warnings(log: Log) {
    let asked = std::env::var("RUST_LOG").ok().filter(|asked| !asked.is_empty());
    let filter = asked.as_deref().map(str::parse::<Targets>).transpose();
    let (filter, problem) = match filter {
        Ok(filter) => (filter, None),
        Err(problem) => (None, Some(problem)),
    };
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(io::stderr);
    match log {
        Log::Pretty => subscriber.with_ansi(io::stderr().is_terminal()).finish().with(filter).init(),
        Log::Json => subscriber.json().finish().with(filter).init(),
    }
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG is not understood, so that warnings alone are shown: {problem}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_follows_from_the_kind_of_the_error() {
        let rows = [
            (ErrorKind::AddrInUse, Some("--port 0")),
            (ErrorKind::AddrNotAvailable, Some("no address of this machine")),
            (ErrorKind::PermissionDenied, Some("below 1024")),
            (ErrorKind::Other, None),
        ];
        let address = "127.0.0.1:80".parse().unwrap();
        for (kind, advice) in rows {
            let said = cannot_listen(address, &kind.into());
            for (_, other) in rows {
                let Some(other) = other else { continue };
                assert_eq!(said.contains(other), advice == Some(other), "{said}");
            }
        }
    }

    #[test]
    fn only_real_time_without_a_seed_draws_one() {
        let options = |seed, clock| {
            let arguments = ["backlot", "--clock", clock].into_iter().chain(seed);
            <Serve as clap::Parser>::try_parse_from(arguments).unwrap()
        };
        let rows = [
            (Some("--seed=7"), "realtime", (7, false)),
            (Some("--seed=7"), "frozen", (7, false)),
            (None, "realtime", (0, true)),
            (None, "frozen", (0, false)),
            (None, "skipping", (0, false)),
        ];
        for (seed, clock, expected) in rows {
            let start = start(&options(seed, clock), None);
            assert_eq!((start.world.seed, start.draw_seed), expected, "{seed:?} {clock}");
        }
    }
}
