//! A command that remembers in a directory.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A directory that goes away with the test.
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("backlot-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    /// Returns the file of the database.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("backlot.redb")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running command.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Running {
    pub(crate) fn start(data: &Directory) -> Self {
        Self::of(&mut Command::new(env!("CARGO_BIN_EXE_backlot")), data)
    }

    /// Starts it where no file may be larger than this many blocks of 512 bytes, as if the disk were full.
    pub(crate) fn start_with_little_room(data: &Directory, blocks: u32) -> Self {
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        Self::of(Command::new("sh").args(["-c", &limited, env!("CARGO_BIN_EXE_backlot")]), data)
    }

    fn of(command: &mut Command, data: &Directory) -> Self {
        let settings = ["--seed", "7", "--credits", "1000000", "--pace", "1000000", "--data"];
        let command = command.args(["--port", "0", "--log", "json"]).args(settings).arg(&data.0);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let line = first_line(child.stdout.take().unwrap());
        let address = address(&line).unwrap_or_else(|| panic!("{line:?}"));
        Self { child, address }
    }

    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the first line that a command prints: the address of the sandbox if it has started.
pub(crate) fn first_line(stdout: ChildStdout) -> String {
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    line
}

/// Returns the address in the first line.
pub(crate) fn address(line: &str) -> Option<String> {
    let ready: Value = serde_json::from_str(line).ok()?;
    ready["url"].as_str()?.strip_prefix("http://").map(str::to_owned)
}
