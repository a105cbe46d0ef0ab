//! Do the example suites pass, which show users of other languages a way to test against the command?
//!
//! A suite that needs a missing program says so and is skipped.

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::path::Path;
use std::process::Command;

#[test]
fn the_python_suite_passes() {
    let mut pytest = Command::new("python3");
    // No files are left beside the sources.
    pytest.args(["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "pytest"]);
    passes(&mut pytest, &["python3", "-m", "pytest", "--version"]);
}

#[test]
fn the_javascript_suite_passes() {
    let mut node = Command::new("node");
    node.args(["--test", "node/studio.test.mjs"]);
    passes(&mut node, &["node", "--version"]);
}

/// Runs a suite among the examples, if the programs in `needs` exist.
fn passes(suite: &mut Command, needs: &[&str]) {
    let is_there =
        Command::new(needs[0]).args(&needs[1..]).output().is_ok_and(|output| output.status.success());
    if !is_there {
        #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
        {
            println!("passed over: `{}` does not work on this machine", needs.join(" "));
        }
        return;
    }
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    suite.current_dir(examples).env("BACKLOT", env!("CARGO_BIN_EXE_backlot"));
    let output = suite.output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}\n{stderr}");
}
