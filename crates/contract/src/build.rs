//! Constants from a contract, for the mocks' build scripts.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use crate::clause::Clause;
use crate::read::{Contract, Unsound, check_files};

/// Reads the contract in `folder` and writes `clauses.rs` for the crate that is being built.
///
/// The file has a constant for each clause, named by its id without the provider, the list `ALL` of all clauses in
/// order, and the OpenAPI document as the text `OPENAPI`.
///
/// Fails if the contract cannot be read or is unsound, and outside a build script.
pub fn write_constants(folder: &str) -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(folder);
    let contract = Contract::read(folder)?;
    watch(folder)?;
    let out = env::var_os("OUT_DIR").ok_or("only a build script has a place to write to")?;
    fs::write(Path::new(&out).join("clauses.rs"), constants(&contract)?)?;
    Ok(())
}

fn watch(folder: &Path) -> Result<(), Unsound> {
    let mut paths = check_files(folder)?;
    paths.extend([folder.join("checks"), folder.join("openapi.yaml"), folder.join("sources.yaml")]);
    for path in paths {
        #[expect(clippy::print_stdout, reason = "how a build script talks to cargo")]
        {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    Ok(())
}

fn constants(contract: &Contract) -> Result<String, Box<dyn std::error::Error>> {
    let mut code = String::new();
    for clause in contract.clauses() {
        let name = constant_name(clause, &contract.provider);
        let Clause { id, says, basis, aspect, why, .. } = clause;
        let source = clause.source.to_string();
        writeln!(code, "#[doc = {:?}]", format!("{says} ({source})"))?;
        writeln!(
            code,
            "pub static {name}: Clause = Clause {{ id: {id:?}, says: {says:?}, source: {source:?}, \
             basis: Basis::{basis:?}, aspect: Aspect::{aspect:?}, why: {why:?} }};"
        )?;
    }
    let names = contract.clauses().map(|clause| format!("&{}", constant_name(clause, &contract.provider)));
    writeln!(
        code,
        "/// Every clause.\npub static ALL: &[ClauseRef] = &[{}];",
        names.collect::<Vec<_>>().join(", ")
    )?;
    let openapi = serde_json::to_string(&contract.openapi)?;
    writeln!(code, "/// The OpenAPI document, as JSON.\npub static OPENAPI: &str = {openapi:?};")?;
    Ok(code)
}

fn constant_name(clause: &Clause, provider: &str) -> String {
    clause.id[provider.len() + 1..].replace(['.', '-'], "_").to_uppercase()
}
