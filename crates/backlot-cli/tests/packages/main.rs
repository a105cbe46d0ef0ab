//! Do the packages for Python and Node.js work where they are installed from their built files, without a network?
//!
//! A suite that needs a missing program says so and is passed over.

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

mod node;
mod python;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns a path in the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path).canonicalize().unwrap()
}

/// Returns an empty folder.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // It may be left from an earlier run.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Returns the binary of this test, in a folder. What only debuggers read is taken out if that can be done, since packing it would
/// take most of the time.
fn binary(folder: &Path) -> PathBuf {
    let (binary, small) = (env!("CARGO_BIN_EXE_backlot"), folder.join("backlot"));
    let stripped = Command::new("strip").arg("--strip-debug").arg("-o").arg(&small).arg(binary).status();
    if !stripped.is_ok_and(|status| status.success()) {
        std::fs::copy(binary, &small).unwrap();
    }
    small
}

/// Returns a command in a folder, which knows of no sandbox and of no binary.
fn command(program: impl AsRef<Path>, folder: &Path) -> Command {
    let mut command = Command::new(program.as_ref());
    let variables = std::env::vars_os().map(|(name, _)| name);
    variables.filter(|name| name.to_string_lossy().starts_with("BACKLOT")).for_each(|name| {
        command.env_remove(name);
    });
    command.current_dir(folder).stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Runs a command. Returns everything that it printed.
fn output(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// Runs a command that has to succeed. Returns everything that it printed.
#[track_caller]
fn succeeded(command: &mut Command) -> String {
    let (is_success, text) = output(command);
    assert!(is_success, "{command:?} failed:\n{text}");
    text
}

/// Runs a suite with a test that fails on purpose, and asserts that it prints all of these.
#[track_caller]
fn fails_with(command: &mut Command, told: &[&str]) {
    let (is_success, text) = output(command);
    assert!(!is_success, "{command:?} passed:\n{text}");
    for part in told {
        assert!(text.contains(part), "{part:?} is missing in what {command:?} printed:\n{text}");
    }
}

/// Returns `true` if a command succeeds on this machine. If not, says that a suite is passed over.
fn is_there(program: &str, arguments: &[&str]) -> bool {
    let tried = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let is_there = tried.is_ok_and(|output| output.status.success());
    #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
    if !is_there {
        println!("passed over: `{program} {}` does not work on this machine", arguments.join(" "));
    }
    is_there
}

/// Returns the blocks of a language in the README of a package.
fn readme_blocks(package: &str, language: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(repository(package).join("README.md")).unwrap();
    let blocks = readme.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).map(str::to_owned).collect()
}

/// Copies the files of a folder.
fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
