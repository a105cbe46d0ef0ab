//! `backlot clauses`: the clauses of the mocks, by provider and basis.

use std::fmt::Write as _;

use backlot::{Basis, ProviderModule};

use crate::output;

/// Prints the counts of all providers, or every clause of one.
pub(crate) fn print(provider: Option<&str>) -> Result<(), String> {
    let modules = backlot::modules();
    let text = match provider {
        None => counts(&modules),
        Some(name) => {
            let module = modules.iter().find(|module| module.provider == name);
            register(module.ok_or_else(|| unknown(name, &modules))?)
        }
    };
    output::print(&text);
    Ok(())
}

fn counts(modules: &[ProviderModule]) -> String {
    let mut table = format!("{:<12}", "provider");
    for basis in Basis::ALL {
        let _ = write!(table, "{:>14}", basis.name());
    }
    table.push_str("           all\n");
    for module in modules {
        let _ = write!(table, "{:<12}", module.provider);
        for basis in Basis::ALL {
            let count = module.clauses.iter().filter(|clause| clause.basis == basis).count();
            let _ = write!(table, "{count:>14}");
        }
        let _ = writeln!(table, "{:>14}", module.clauses.len());
    }
    table.push_str("\n`backlot clauses PROVIDER` prints each of them.\n");
    table
}

fn register(module: &ProviderModule) -> String {
    let mut text = String::new();
    for basis in Basis::ALL {
        let _ = writeln!(text, "{}", basis.name().to_uppercase());
        for clause in module.clauses.iter().filter(|clause| clause.basis == basis) {
            let _ = writeln!(text, "  {:<40} {} [{}]", clause.id, clause.says, clause.source);
            if let Some(why) = clause.why {
                let _ = writeln!(text, "  {:<40} why: {why}", "");
            }
        }
        text.push('\n');
    }
    text
}

fn unknown(name: &str, modules: &[ProviderModule]) -> String {
    let known: Vec<_> = modules.iter().map(|module| module.provider).collect();
    format!("no provider {name:?}; there are {}", known.join(", "))
}
