//! What does a program take on with a client?

use std::collections::BTreeSet;
use std::process::Command;

use contract_tests::{providers, workspace};
use serde_json::Value;

/// The most crates that a client may bring, itself included.
const MOST_CRATES: usize = 98;

/// The oldest compiler that the clients and all that they stand on must do with.
const RUST: [u64; 2] = [1, 88];

fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output = command.args(arguments).args(["--offline", "--locked"]).current_dir(workspace()).output();
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn tree(client: &str, edges: &str) -> BTreeSet<String> {
    let tree = cargo(&["tree", "-p", client, "-e", edges, "--prefix", "none"]);
    tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

#[test]
fn a_client_brings_few_crates_and_forces_nothing_on_others() {
    for provider in providers() {
        let client = format!("{provider}-client");
        let crates = tree(&client, "normal");
        assert!(crates.len() <= MOST_CRATES, "{client} brings {} crates: {crates:?}", crates.len());
        let features = tree(&client, "features");
        for forced in [
            "serde_json feature \"preserve_order\"",
            "tracing feature \"attributes\"",
            "reqwest feature \"json\"",
        ] {
            assert!(!features.contains(forced), "{client} forces {forced} on the whole program");
        }
        assert!(features.iter().any(|line| line.starts_with("serde_json feature")), "{features:?}");
    }
}

#[test]
fn a_client_needs_no_newer_compiler_than_it_says() {
    // The crates of other platforms need not be on this machine.
    let compiler = Command::new(env!("CARGO")).arg("-vV").output().expect("cargo runs").stdout;
    let compiler = String::from_utf8(compiler).expect("text");
    let host = compiler.lines().find_map(|line| line.strip_prefix("host: ")).expect("a platform");
    let metadata = cargo(&["metadata", "--format-version", "1", "--filter-platform", host]);
    let metadata: Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    for provider in providers() {
        let crates = tree(&format!("{provider}-client"), "normal");
        for package in packages {
            let name =
                format!("{} v{}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
            if !crates.iter().any(|line| *line == name || line.starts_with(&format!("{name} "))) {
                continue;
            }
            let Some(version) = package["rust_version"].as_str() else { continue };
            let needs: Vec<u64> = version.split('.').map(|part| part.parse().expect("a number")).collect();
            assert!(needs[..2] <= RUST[..], "{provider}: {name} needs Rust {version}");
        }
    }
}

/// A package that others are to find says where to read on, and each dependency of the workspace has a version.
#[test]
fn each_client_is_complete_as_a_package() {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let own: BTreeSet<_> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let clients: Vec<_> = providers().map(|provider| format!("{provider}-client")).collect();
    let published = clients.iter().map(String::as_str).chain(["backlot-client-core"]);
    for name in published {
        let package = packages.iter().find(|package| package["name"] == name).expect("a package");
        for field in ["description", "license", "readme", "documentation", "rust_version"] {
            assert!(package[field].is_string(), "{name} has no {field}");
        }
        for field in ["keywords", "categories"] {
            assert!(!package[field].as_array().expect("a list").is_empty(), "{name} has no {field}");
        }
        assert!(package["publish"].is_null(), "{name} cannot be published");
        for dependency in package["dependencies"].as_array().expect("a list") {
            let is_own = own.contains(dependency["name"].as_str().unwrap()) && dependency["kind"].is_null();
            assert!(!is_own || dependency["req"] != "*", "{name} depends on any {}", dependency["name"]);
        }
    }
}
