//! The end: the first signal asks for it, and a second signal or the deadline enforces it.
//!
//! Signals are received on a thread and a runtime of their own, since all threads of the sandbox may be computing.

use std::io;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// The time from the first signal to the forced end. It is longer than the waits for calls and the log, and below the promised
/// three seconds.
const DEADLINE: Duration = Duration::from_millis(2800);

/// A request to end the process.
#[derive(Clone, Copy, Debug)]
enum Signal {
    Interrupt,
    Terminate,
}

impl Signal {
    /// Returns the exit status of a process that this signal has ended at once, by the convention of shells.
    fn status(self) -> i32 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// Listens for signals and, if asked to, for the end of the standard input, which counts as a signal. The first one makes the
/// receiver ready, and from then on the process ends in time in any case.
pub(crate) fn on_signal(or_end_of_input: bool) -> io::Result<oneshot::Receiver<()>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut signals = {
        let _in_it = runtime.enter();
        Signals::listen()?
    };
    let mut input = if or_end_of_input { Some(end_of_input()?) } else { None };
    let (stop, stopped) = oneshot::channel();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let next = async || {
            tokio::select! {
                signal = signals.next() => signal,
                () = ended(&mut input) => Signal::Terminate,
            }
        };
        let status = runtime.block_on(enforce(next, stop));
        std::process::exit(status);
    })?;
    Ok(stopped)
}

/// Asks for the end at the first signal. Returns the exit status when the process has to end.
async fn enforce(mut next: impl AsyncFnMut() -> Signal, stop: oneshot::Sender<()>) -> i32 {
    next().await;
    // The receiver is gone if the sandbox has ended by itself.
    let _ = stop.send(());
    tokio::time::timeout(DEADLINE, next()).await.map_or(0, Signal::status)
}

/// Reads the standard input on a thread of its own. The receiver is ready when there is no more.
fn end_of_input() -> io::Result<oneshot::Receiver<()>> {
    let (end, ended) = oneshot::channel();
    std::thread::Builder::new().name("input".to_owned()).spawn(move || {
        // An input that cannot be read has ended, too.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = end.send(());
    })?;
    Ok(ended)
}

/// Waits for the end of the input, which comes once.
async fn ended(input: &mut Option<oneshot::Receiver<()>>) {
    match input {
        Some(end) => {
            let _ = end.await;
            *input = None;
        }
        None => std::future::pending().await,
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Signal::Interrupt,
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    /// Returns the status after these signals, and the virtual time at which the process ends by force.
    async fn end(signals: &[Signal]) -> (i32, Duration, bool) {
        let (stop, stopped) = oneshot::channel();
        let mut coming = signals.iter().copied();
        let next = async || match coming.next() {
            Some(signal) => signal,
            None => pending().await,
        };
        #[expect(clippy::disallowed_methods, reason = "the test's own paused clock")]
        let start = tokio::time::Instant::now();
        let status = enforce(next, stop).await;
        (status, start.elapsed(), stopped.await.is_ok())
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_signal_of_either_kind_ends_at_once() {
        for (second, status) in [(Signal::Interrupt, 130), (Signal::Terminate, 143)] {
            assert_eq!(end(&[Signal::Terminate, second]).await, (status, Duration::ZERO, true));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_signal_ends_at_the_deadline_as_it_was_told() {
        let (status, after, told) = end(&[Signal::Interrupt]).await;
        assert_eq!((status, told), (0, true));
        assert!(after >= DEADLINE && after < Duration::from_secs(3), "{after:?}");
    }
}
