//! The wheel, in an empty virtual environment and beside pytest.

use std::path::{Path, PathBuf};

use super::{
    binary, command, copy_files, empty_folder, fails_with, is_there, readme_blocks, repository, succeeded,
};

const PIP: &[&str] = &["-c", "import sys, ensurepip, pip, venv; assert sys.version_info >= (3, 10)"];

/// What a failing test prints beside the assertion that failed.
const EVIDENCE: [&str; 4] =
    ["cutx POST /generate/static-ad", "Summer light", "3 credits", "unfinished: cutx"];

/// Builds the wheel with the binary of this test.
fn wheel(folder: &Path) -> PathBuf {
    let mut pip = command("python3", folder);
    pip.args([
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--quiet",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
    ]);
    pip.args(["--wheel-dir", "."]).arg(repository("packages/python")).env("BACKLOT", binary(folder));
    succeeded(&mut pip);
    let mut files = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    files.find(|file| file.extension().is_some_and(|ending| ending == "whl")).unwrap()
}

/// Makes a virtual environment with the wheel in it. Returns its interpreter.
fn environment(folder: &Path, name: &str, options: &[&str], wheel: &Path) -> PathBuf {
    succeeded(command("python3", folder).args(["-m", "venv", name]).args(options));
    let python = folder.join(name).join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let install = [
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-index",
        "--no-compile",
        "--ignore-installed",
    ];
    succeeded(command(&python, folder).args(install).arg(wheel));
    python
}

#[test]
fn the_wheel_works_in_an_empty_environment_and_with_pytest() {
    if !is_there("python3", PIP) {
        return;
    }
    let folder = empty_folder("packages-python");
    let wheel = wheel(&folder);
    let tests = folder.join("tests");
    copy_files(&repository("packages/python/tests"), &tests);
    let blocks = readme_blocks("packages/python", "python");
    assert_eq!(blocks.len(), 2);

    let python = environment(&folder, "empty", &[], &wheel);
    let backlot = python.with_file_name(if cfg!(windows) { "backlot.exe" } else { "backlot" });
    assert_eq!(
        succeeded(command(backlot, &folder).arg("--version")),
        concat!("backlot ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let mut suite = command(&python, &tests);
    fails_with(suite.arg("empty_environment.py"), &[&EVIDENCE[..], &["Ran 2 tests", "failures=1"]].concat());
    std::fs::write(tests.join("readme.py"), &blocks[1]).unwrap();
    succeeded(command(&python, &tests).args(["-m", "unittest", "readme"]));

    if !is_there("python3", &["-m", "pytest", "--version"]) {
        return;
    }
    std::fs::write(tests.join("test_readme.py"), &blocks[0]).unwrap();
    let python = environment(&folder, "with-pytest", &["--system-site-packages"], &wheel);
    let pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider"];
    succeeded(command(&python, &tests).args(pytest));
    succeeded(command(&python, &repository("examples/python")).args(pytest));
    // Its test skips itself where this is missing.
    is_there("python3", &["-c", "import xdist"]);
}
