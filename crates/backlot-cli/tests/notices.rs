//! Does NOTICES.md list every part of the binary with another licence than Backlot's own, and no other part?

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The licences under which Backlot itself is offered.
const OWN: [&str; 2] = ["MIT", "Apache-2.0"];

type Table = BTreeMap<String, BTreeSet<String>>;

/// The parts of a licence expression that Backlot's own licences do not satisfy.
fn others(expression: &str) -> Vec<&str> {
    let parts = expression.split(" AND ").map(|part| part.trim_matches(['(', ')']));
    let is_other =
        |part: &&str| !part.split(" OR ").flat_map(|name| name.split('/')).any(|name| OWN.contains(&name));
    parts.filter(is_other).collect()
}

fn built_in() -> Table {
    let format = ["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"];
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--offline", "-p", "backlot-cli", "-e", "normal"]).args(format);
    let output = tree.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut table = Table::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let (package, expression) = line.split_once('|').unwrap();
        let name = package.split(' ').next().unwrap();
        for licence in others(expression) {
            table.entry(licence.to_owned()).or_default().insert(name.to_owned());
        }
    }
    table
}

fn listed() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../NOTICES.md");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let rows = rows.filter(|(licence, _)| *licence != "licence");
    rows.map(|(licence, crates)| (licence.to_owned(), crates.split(", ").map(str::to_owned).collect()))
        .collect()
}

/// The parts of the binary differ a little between systems; the table is that of Linux.
#[cfg(target_os = "linux")]
#[test]
fn every_part_under_another_licence_is_listed() {
    assert_eq!(built_in(), listed());
}

#[test]
fn expressions_are_read() {
    let rows = [
        ("MIT OR Apache-2.0", &[][..]),
        ("MIT/Apache-2.0", &[]),
        ("Unlicense OR MIT", &[]),
        ("ISC", &["ISC"]),
        ("(MIT OR Apache-2.0) AND IJG", &["IJG"]),
        ("Apache-2.0 AND ISC", &["ISC"]),
        ("BSD-3-Clause OR Zlib", &["BSD-3-Clause OR Zlib"]),
    ];
    for (expression, expected) in rows {
        assert_eq!(others(expression), expected, "{expression}");
    }
}
