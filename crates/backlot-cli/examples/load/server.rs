//! The servers, each a process of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Failure;
use crate::drive::now;
use crate::machine::{Usage, usage};

/// The longest time that a server may take to start, in seconds.
const PATIENCE: u64 = 20;
/// The arguments with which a sandbox starts.
const USUAL: [&str; 7] = ["serve", "--port", "0", "--log", "json", "--credits", "1000000000"];

/// A running server. It ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    /// The address at which the server listens.
    pub(crate) address: String,
    /// The folder with its output, and with its data if it keeps some.
    folder: PathBuf,
}

impl Server {
    /// Starts the bare server.
    pub(crate) fn bare() -> Result<Self, Failure> {
        Self::start(folder(), &std::env::current_exe()?, &["bare"])
    }

    /// Starts a sandbox as people start it, with more arguments.
    pub(crate) fn backlot(binary: &Path, arguments: &[&str]) -> Result<Self, Failure> {
        Self::start(folder(), binary, &[&USUAL, arguments].concat())
    }

    /// Starts a sandbox that remembers in a directory.
    pub(crate) fn durable(binary: &Path) -> Result<Self, Failure> {
        let folder = folder();
        let data = folder.join("data");
        let data = data.to_str().ok_or("a folder whose name is no text")?;
        Self::start(folder.clone(), binary, &[&USUAL, &["--data", data][..]].concat())
    }

    /// Starts a program on the first processor, so that it has one worker, and lets its output go to a file.
    fn start(folder: PathBuf, binary: &Path, arguments: &[&str]) -> Result<Self, Failure> {
        std::fs::create_dir_all(&folder)?;
        let output = folder.join("log");
        let begin = now();
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(binary).args(arguments);
        command.stdin(Stdio::null()).stdout(File::create(&output)?);
        let process = command
            .spawn()
            .map_err(|error| format!("taskset, which gives a server its processor: {error}"))?;
        let mut server = Self { process, address: String::new(), folder };
        while server.address.is_empty() {
            if server.process.try_wait()?.is_some() || (now() - begin).as_secs() > PATIENCE {
                return Err(format!("{} did not start", binary.display()).into());
            }
            server.address = address(&std::fs::read_to_string(&output)?).unwrap_or_default();
            std::thread::yield_now();
        }
        Ok(server)
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
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Returns the command that lies beside the folder of the examples.
pub(crate) fn beside() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()?;
    let folder = own.parent().and_then(Path::parent).ok_or("no folder")?;
    let binary = folder.join("backlot");
    if binary.exists() { Ok(binary) } else { Err("there is no command yet: cargo build --release".into()) }
}

/// Returns a name for a temporary folder that no other server has.
fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("backlot-load-{}-{number}", std::process::id()))
}

/// Returns the address in the first line of a server.
fn address(output: &str) -> Option<String> {
    let (line, _) = output.split_once('\n')?;
    let ready: serde_json::Value = serde_json::from_str(line).ok()?;
    ready["url"].as_str()?.strip_prefix("http://").map(str::to_owned)
}
