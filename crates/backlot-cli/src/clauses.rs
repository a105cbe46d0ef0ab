//! `backlot clauses`: the clauses of the mocks, by provider and basis.

use std::fmt::Write as _;
use std::io::Write as _;

use backlot::{Basis, Mount};

/// Prints the counts of all providers, or every clause of one.
pub(crate) fn print(provider: Option<&str>) -> Result<(), String> {
    let mounts = backlot::mounts();
    let text = match provider {
        None => counts(&mounts),
        Some(name) => {
            let mount = mounts.iter().find(|mount| mount.provider == name);
            register(mount.ok_or_else(|| unknown(name, &mounts))?)
        }
    };
    // A reader that has seen enough, such as `head`, is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

fn counts(mounts: &[Mount]) -> String {
    let mut table = format!("{:<12}", "provider");
    for basis in Basis::ALL {
        let _ = write!(table, "{:>14}", basis.name());
    }
    table.push_str("           all\n");
    for mount in mounts {
        let _ = write!(table, "{:<12}", mount.provider);
        for basis in Basis::ALL {
            let count = mount.clauses.iter().filter(|clause| clause.basis == basis).count();
            let _ = write!(table, "{count:>14}");
        }
        let _ = writeln!(table, "{:>14}", mount.clauses.len());
    }
    table.push_str("\n`backlot clauses PROVIDER` prints each of them.\n");
    table
}

fn register(mount: &Mount) -> String {
    let mut text = String::new();
    for basis in Basis::ALL {
        let _ = writeln!(text, "{}", basis.name().to_uppercase());
        for clause in mount.clauses.iter().filter(|clause| clause.basis == basis) {
            let _ = writeln!(text, "  {:<40} {} [{}]", clause.id, clause.says, clause.source);
            if let Some(why) = clause.why {
                let _ = writeln!(text, "  {:<40} why: {why}", "");
            }
        }
        text.push('\n');
    }
    text
}

fn unknown(name: &str, mounts: &[Mount]) -> String {
    let known: Vec<_> = mounts.iter().map(|mount| mount.provider).collect();
    format!("no provider {name:?}; there are {}", known.join(", "))
}
