//! `backlot serve`: listen, say where, and end cleanly.

use std::io::Write as _;
use std::net::SocketAddr;

use backlot::{Backlot, Mount, Options, Settings, Start, TryIt};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::arguments::{Log, Serve};
use crate::log::Printer;

/// The key in the printed examples; any other works as well.
const KEY: &str = "my-key";

/// Runs the sandbox until it is told to stop.
pub(crate) fn serve(options: &Serve) -> Result<(), String> {
    warnings(options.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no threads to run on: {error}"))?;
    runtime.block_on(run(options))
}

async fn run(options: &Serve) -> Result<(), String> {
    let wanted = SocketAddr::new(options.host, options.port);
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        format!(
            "cannot listen on {wanted}: {error}. Another one may be running; `--port 0` takes a free port."
        )
    })?;
    let address = listener.local_addr().map_err(|error| format!("cannot tell the port: {error}"))?;
    let settings = Settings {
        seed: options.seed,
        clock: Start { mode: options.clock.into(), now: None, pace: options.pace },
        credits: options.credits,
        strict: options.strict,
        rate_limits: options.no_rate_limits.then_some(false),
        public_url: options.public_url.as_deref().map(Into::into),
    };
    let allowed_callbacks = options.allow_callbacks.clone().into();
    let started = Options { world: settings, allowed_callbacks, ..Options::default() };
    let backlot = Backlot::new(started, Handle::current()).map_err(|error| error.to_string())?;
    tokio::spawn(backlot.clone().tick());
    let stop = stop_signal()?;
    let greeting = match options.log {
        Log::Json => format!("{{\"event\":\"ready\",\"url\":\"http://{address}\"}}\n"),
        Log::Pretty => start_page(address, backlot.mounts()),
    };
    // Whoever reads it may have gone; the sandbox serves all the same.
    let _ = std::io::stdout().write_all(greeting.as_bytes()).and_then(|()| std::io::stdout().flush());
    let printer = Printer::start().map_err(|error| format!("no thread to write the log: {error}"))?;
    backlot.watch(printer.watcher(options.log));
    let served = backlot::serve(listener, backlot::App::new(&backlot), stop).await;
    printer.finish();
    served.map_err(|error| format!("stopped serving: {error}"))
}

/// Ready when SIGINT or SIGTERM comes.
fn stop_signal() -> Result<impl Future<Output = ()>, String> {
    let listen = |kind| signal(kind).map_err(|error| format!("cannot listen for signals: {error}"));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// What people read first.
fn start_page(address: SocketAddr, mounts: &[Mount]) -> String {
    let url = format!("http://{address}");
    let places = mounts.iter().map(|mount| format!("  {:<10} {url}{}\n", mount.title, mount.base));
    let places: String = places.chain([format!("  {:<10} {url}/_backlot\n", "control")]).collect();
    let try_it = mounts.first().map(|mount| call_to_try(&url, mount)).unwrap_or_default();
    format!(
        "Backlot is listening on {url}\n\n{places}\n\
         Any key opens an account of its own, for example: {KEY}\nA call to try:\n\n{try_it}\n\
         Stop it with Ctrl-C. `backlot --help` tells more.\n"
    )
}

fn call_to_try(url: &str, mount: &Mount) -> String {
    let TryIt { method, path, body } = &mount.try_it;
    format!(
        "  curl -X {method} {url}{}{path} \\\n    -H 'Authorization: Bearer {KEY}' \\\n    \
         -H 'Content-Type: application/json' \\\n    -d '{body}'\n",
        mount.base
    )
}

/// Warnings of the sandbox itself go to stderr.
fn warnings(log: Log) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log {
        Log::Pretty => subscriber.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init(),
        Log::Json => subscriber.json().init(),
    }
}
