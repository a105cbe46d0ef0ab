//! The machine's programs, and the user that they run as.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The users that the programs run as where the test is root's: they refuse to be.
const USERS: [&str; 2] = ["postgres", "nobody"];
/// The folder in which Debian has one folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The programs of PostgreSQL on this machine.
pub(crate) struct Programs {
    folder: PathBuf,
    /// The numbers of the user and the group that they run as, if not the test's own.
    pub(crate) user: Option<(u32, u32)>,
}

impl Programs {
    /// Finds the programs, if they are installed.
    pub(crate) fn find() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten();
        let versions = versions.map(|version| version.path().join("bin"));
        let folder = std::env::split_paths(&path).chain(versions).find(|folder| has_all(folder))?;
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let user = if is_root { Some(USERS.iter().find_map(|name| numbers(name))?) } else { None };
        Some(Self { folder, user })
    }

    /// Returns a command of one of the programs, which says nothing.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command.current_dir(std::env::temp_dir()).env("LC_ALL", "C");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

fn has_all(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).exists())
}

/// Returns the numbers of a user and its group, as `/etc/passwd` has them.
fn numbers(name: &str) -> Option<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut fields = users
        .lines()
        .map(|line| line.split(':'))
        .find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?;
    let mut number = |skipped| fields.nth(skipped)?.parse().ok();
    Some((number(1)?, number(0)?))
}
