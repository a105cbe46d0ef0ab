//! Do the arrows between the crates point the way that the architecture says?

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use contract_tests::{imports, providers, workspace};
use serde_json::Value;

/// Which crates of the workspace each crate may depend on at run time. A provider's name stands for each of them.
const ARROWS: [(&str, &[&str]); 17] = [
    ("contract", &[]),
    ("kernel", &[]),
    ("journal", &["kernel"]),
    ("control-api", &["kernel", "journal"]),
    ("mock-http", &["kernel", "journal", "control-api"]),
    ("console", &["kernel", "journal", "control-api"]),
    ("mock-media", &[]),
    ("store", &[]),
    ("store-postgres", &["store"]),
    ("test-postgres", &[]),
    ("{provider}-mock", &["kernel", "mock-http", "mock-media"]),
    ("backlot-client-core", &[]),
    ("{provider}-client", &["backlot-client-core"]),
    (
        "backlot",
        &[
            "kernel",
            "journal",
            "control-api",
            "console",
            "mock-http",
            "mock-media",
            "store",
            "{provider}-mock",
        ],
    ),
    ("backlot-cli", &["backlot", "store-postgres", "control-api", "journal"]),
    ("four-services", &["{provider}-client"]),
    (
        "contract-tests",
        &["backlot", "backlot-client-core", "contract", "kernel", "mock-http", "{provider}-client"],
    ),
];

#[test]
fn arrows_point_one_way() {
    let allowed = allowed();
    for (name, dependencies) in graph() {
        let may = allowed.get(&name).unwrap_or_else(|| panic!("{name} has no place in the architecture"));
        let wrong: Vec<_> = dependencies.difference(may).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

#[test]
fn the_cores_name_no_provider() {
    for core in ["kernel", "journal", "control-api", "mock-http", "store", "client-core"] {
        for path in files(&workspace().join("crates").join(core).join("src"), "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file").to_lowercase();
            for provider in providers() {
                assert!(!text.contains(provider), "{} names {provider}", path.display());
            }
        }
    }
}

/// The kernel is pure: what speaks HTTP or waits is not even there to be called.
#[test]
fn the_kernel_knows_no_http_and_nothing_that_waits() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "kernel", "--edges", "normal", "--prefix", "none", "--offline"])
        .current_dir(workspace())
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    let crates: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains("kernel") && crates.contains("serde"), "{tree}");
    for unwanted in ["axum", "http", "hyper", "tokio", "reqwest", "futures-core"] {
        assert!(!crates.contains(unwanted), "the kernel depends on {unwanted}");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for folder in std::fs::read_dir(workspace().join("crates")).expect("a folder") {
        let folder = folder.expect("an entry").path().join("src");
        circles.extend(imports::circles(&folder).into_iter().map(|circle| (folder.clone(), circle)));
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn no_source_file_is_too_long_to_read() {
    for path in
        files(&workspace().join("crates"), "rs").into_iter().chain(files(&workspace().join("tests"), "rs"))
    {
        let lines = std::fs::read_to_string(&path).expect("a source file").lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_line_of_a_snapshot_is_too_long_to_read() {
    let snapshots = ["crates", "tests"].map(|folder| files(&workspace().join(folder), "snap"));
    for path in snapshots.into_iter().flatten() {
        let snapshot = std::fs::read_to_string(&path).expect("a snapshot");
        let longest = snapshot.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(longest <= 200, "{} has a line of {longest} characters", path.display());
    }
}

fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let each = |name: &str| -> Vec<String> {
        if name.contains("{provider}") {
            providers().map(|provider| name.replace("{provider}", provider)).collect()
        } else {
            vec![name.to_owned()]
        }
    };
    let rows = ARROWS.iter().flat_map(|(from, to)| {
        let to: BTreeSet<_> = to.iter().flat_map(|name| each(name)).collect();
        each(from).into_iter().map(move |from| (from, to.clone()))
    });
    rows.collect()
}

/// The workspace's crates with those of its crates that they depend on at run time.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(workspace())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let name = |package: &Value| package["name"].as_str().unwrap_or_default().to_owned();
    let own: BTreeSet<_> = packages.iter().map(name).collect();
    let dependencies = |package: &Value| {
        let all = package["dependencies"].as_array().cloned().unwrap_or_default();
        let at_run_time = all.iter().filter(|dependency| dependency["kind"].is_null()).map(name);
        at_run_time.filter(|name| own.contains(name)).collect()
    };
    packages.iter().map(|package| (name(package), dependencies(package))).collect()
}

/// Returns the files with an extension in a folder and below it.
fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, kind));
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
    found
}
