//! The command that `backlot run` runs: its signals and its exit status.

use std::io;

use tokio::process::Child;

/// Waits for a command. Signals that reach this process alone are passed on to it. Returns its exit status, as a shell would.
#[cfg(unix)]
pub(crate) async fn wait(child: &mut Child) -> io::Result<u8> {
    use std::io::IsTerminal as _;
    use std::os::unix::process::ExitStatusExt as _;

    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    loop {
        let received = tokio::select! {
            status = child.wait() => {
                let status = status?;
                let status = status.code().or(status.signal().map(|signal| 128 + signal));
                return Ok(status.and_then(|status| u8::try_from(status).ok()).unwrap_or(1));
            }
            // A terminal sends it to the command as well.
            _ = interrupt.recv() => (!io::stdin().is_terminal()).then_some(Signal::INT),
            _ = terminate.recv() => Some(Signal::TERM),
            _ = hangup.recv() => Some(Signal::HUP),
        };
        let id = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        if let (Some(signal), Some(id)) = (received, id) {
            // It may have ended meanwhile.
            let _ = kill_process(id, signal);
        }
    }
}

/// Waits for a command, which gets the signals of its console itself. Returns its exit status.
#[cfg(not(unix))]
pub(crate) async fn wait(child: &mut Child) -> io::Result<u8> {
    let status = loop {
        tokio::select! {
            status = child.wait() => break status?,
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    Ok(status.code().and_then(|status| u8::try_from(status).ok()).unwrap_or(1))
}
