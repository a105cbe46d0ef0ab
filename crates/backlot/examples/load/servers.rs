//! The two servers, each a process of its own: this program with other arguments.

use std::io::{BufRead, BufReader, Write as _};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};

use backlot::{App, Backlot, Credits, OpeningCredits, Settings};
use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::machine::{Usage, pin, usage};
use crate::{Failure, bare};

/// A running server. It ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    /// The address at which the server listens.
    pub(crate) address: String,
    /// `true` if the server has a processor of its own.
    pub(crate) pinned: bool,
}

impl Server {
    /// Starts a server on the first processor.
    pub(crate) fn start(which: &str) -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["server", which])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address)?;
        let pinned = pin(process.id(), 0);
        Ok(Self { process, address: address.trim().to_owned(), pinned })
    }

    /// Returns the resources that the server has used so far.
    pub(crate) fn usage(&self) -> Result<Usage, Failure> {
        usage(self.process.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server may have ended by itself; then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the process is ended. Prints the address as the first line.
pub(crate) fn serve(which: &str) -> Result<(), Failure> {
    // The same as in `backlot serve`, but for the one processor that it runs on.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
        match which {
            "bare" => backlot::serve(listener, bare::router(), std::future::pending()).await?,
            "backlot" => backlot::serve(listener, sandbox()?, std::future::pending()).await?,
            other => return Err(format!("there is no server {other}").into()),
        }
        Ok(())
    })
}

fn sandbox() -> Result<App, Failure> {
    let credits = OpeningCredits::Everywhere(Credits::whole(1_000_000_000));
    let sandbox = Backlot::new(Settings { credits, ..Settings::default() }, Handle::current())?;
    tokio::spawn(sandbox.clone().tick());
    Ok(App::new(&sandbox))
}
