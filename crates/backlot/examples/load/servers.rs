//! The two servers, each a process of its own: this program with other arguments.

use std::io::{BufRead, BufReader, Write as _};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use backlot::{App, Backlot, Credits, Directory, OpeningCredits, Options, Settings, Store};
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
        // Only a durable server has one.
        let _ = std::fs::remove_dir_all(directory(self.process.id()));
    }
}

/// Returns the directory in which a durable server of this process keeps its worlds.
fn directory(process: u32) -> PathBuf {
    std::env::temp_dir().join(format!("backlot-load-{process}"))
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
            "backlot" => backlot::serve(listener, sandbox(None)?, std::future::pending()).await?,
            "durable" => {
                let store = Directory::open(&directory(std::process::id()))?;
                backlot::serve(listener, sandbox(Some(Arc::new(store)))?, std::future::pending()).await?;
            }
            other => return Err(format!("there is no server {other}").into()),
        }
        Ok(())
    })
}

fn sandbox(store: Option<Arc<dyn Store>>) -> Result<App, Failure> {
    let credits = OpeningCredits::Everywhere(Credits::whole(1_000_000_000));
    let options = Options { store, ..Options::from(Settings { credits, ..Settings::default() }) };
    let sandbox = Backlot::new(options, Handle::current())?;
    tokio::spawn(sandbox.clone().tick());
    Ok(App::new(&sandbox))
}
