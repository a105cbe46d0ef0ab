//! Reading a contract from its folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::Check;
use crate::clause::{Basis, Clause};
use crate::source::Documents;

/// A provider's contract.
#[derive(Clone, Debug)]
pub struct Contract {
    /// The provider's name, which is the name of the folder.
    pub provider: String,
    /// The provider's OpenAPI document.
    pub openapi: Value,
    /// The documents that the contract stands on.
    pub documents: Documents,
    /// The checks, in the order of the file names, then in their order in the file.
    pub checks: Vec<Check>,
}

impl Contract {
    /// Returns all clauses, in the order of the checks.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.checks.iter().flat_map(|check| &check.proves)
    }
}

/// A problem of a contract, with the file or folder that has it.
#[derive(Debug)]
pub struct Unsound {
    path: PathBuf,
    problem: String,
}

impl fmt::Display for Unsound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path.display(), self.problem)
    }
}

impl std::error::Error for Unsound {}

impl Contract {
    /// Reads the contract in the folder `fixtures/<provider>`.
    ///
    /// Fails if a file cannot be read or understood, and if the contract is unsound: an id is malformed or occurs twice, a
    /// clause lacks a reason that its basis needs, its proof is not in its check, its source is in no document, or two checks
    /// are the same exchange.
    pub fn read(folder: &Path) -> Result<Self, Unsound> {
        let provider = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let provider = provider.ok_or_else(|| unsound(folder, "has no name"))?;
        let openapi = read_yaml(&folder.join("openapi.yaml"))?;
        let documents: Documents = read_yaml(&folder.join("sources.yaml"))?;
        let mut checks = Vec::new();
        let (mut ids, mut exchanges) = (BTreeSet::new(), BTreeSet::new());
        for path in check_files(folder)? {
            for check in read_yaml::<Vec<Check>>(&path)? {
                let fails = |problem: String| unsound(&path, format!("{}: {problem}", check.name()));
                if !exchanges.insert(format!("{:?} {:?}", check.given, check.when)) {
                    return Err(fails("another check is the same exchange".to_owned()));
                }
                for clause in &check.proves {
                    examine(clause, &check, &provider, &documents).map_err(fails)?;
                    if !ids.insert(clause.id.clone()) {
                        return Err(fails(format!("{}: a second clause with this id", clause.id)));
                    }
                }
                checks.push(check);
            }
        }
        let spared = checks.iter().flat_map(|check| &check.spares);
        if let Some(unknown) = spared.into_iter().find(|id| !ids.contains(*id)) {
            return Err(unsound(folder, format!("{unknown} is spared, but there is no such clause")));
        }
        Ok(Self { provider, openapi, documents, checks })
    }
}

/// Returns the files with checks, in the order of their names.
pub(crate) fn check_files(folder: &Path) -> Result<Vec<PathBuf>, Unsound> {
    let list = || -> io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder.join("checks"))?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
        paths.sort();
        Ok(paths)
    };
    list().map_err(|error| unsound(folder, error))
}

/// The parts of an expectation that a proof can point at, beside a pointer into the body.
const PARTS: [&str; 6] = ["status", "body", "ledger", "jobs", "media", "webhooks"];

fn examine(clause: &Clause, check: &Check, provider: &str, documents: &Documents) -> Result<(), String> {
    let Clause { id, at, .. } = clause;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let own = id.strip_prefix(provider).and_then(|rest| rest.strip_prefix('.'));
    if own.is_none_or(str::is_empty) {
        return Err(format!("{id}: an id starts with its provider's name"));
    }
    if !id.bytes().all(plain) {
        return Err(format!("{id}: an id is made of lowercase letters, digits, dots and hyphens"));
    }
    if clause.why.is_none() && matches!(clause.basis, Basis::Assumed | Basis::Contradicted) {
        return Err(format!("{id}: what is assumed or contradicted says why"));
    }
    if let Some(missing) = clause.source.missing(documents) {
        return Err(format!("{id}: no document has the part {missing}"));
    }
    let then = &check.then;
    let is_there = match at.as_str() {
        "ledger" => then.ledger.is_some(),
        "jobs" => then.jobs.is_some(),
        "media" => then.media.is_some(),
        "webhooks" => then.webhooks.is_some(),
        part if PARTS.contains(&part) => true,
        pointer => then.body.pointer(pointer).is_some(),
    };
    if is_there { Ok(()) } else { Err(format!("{id}: the check expects nothing at {at}")) }
}

fn read_yaml<T: DeserializeOwned>(path: &Path) -> Result<T, Unsound> {
    let text = fs::read_to_string(path).map_err(|error| unsound(path, error))?;
    yaml_serde::from_str(&text).map_err(|error| unsound(path, error))
}

fn unsound(path: &Path, problem: impl fmt::Display) -> Unsound {
    Unsound { path: path.to_owned(), problem: format!("{problem}") }
}
