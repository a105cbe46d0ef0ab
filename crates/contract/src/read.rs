//! Reading a contract from its folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::clause::{Basis, Clause};

/// A provider's contract.
#[derive(Clone, Debug)]
pub struct Contract {
    /// The provider's name, which is the name of the folder.
    pub provider: String,
    /// The provider's OpenAPI document.
    pub openapi: Value,
    /// The provider's clauses, in the order of the file names, then in their order in the file.
    pub clauses: Vec<Clause>,
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
    /// Fails if a file cannot be read or understood, if an id is malformed or occurs twice, and if a clause lacks a
    /// reason that its basis needs.
    pub fn read(folder: &Path) -> Result<Self, Unsound> {
        let provider = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let provider = provider.ok_or_else(|| unsound(folder, "has no name"))?;
        let openapi = read_yaml(&folder.join("openapi.yaml"))?;
        let mut clauses = Vec::new();
        let mut ids = BTreeSet::new();
        for path in clause_files(folder)? {
            for clause in read_yaml::<Vec<Clause>>(&path)? {
                if let Err(problem) = check(&clause, &provider) {
                    return Err(unsound(&path, format!("{}: {problem}", clause.id)));
                }
                if !ids.insert(clause.id.clone()) {
                    return Err(unsound(&path, format!("{}: a second clause with this id", clause.id)));
                }
                clauses.push(clause);
            }
        }
        Ok(Self { provider, openapi, clauses })
    }
}

/// The number of levels to which YAML merges (`<<`) may be nested.
const MERGE_DEPTH: usize = 5;

/// Returns the files with clauses, in the order of their names.
pub(crate) fn clause_files(folder: &Path) -> Result<Vec<PathBuf>, Unsound> {
    let list = || -> io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder.join("clauses"))?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
        paths.sort();
        Ok(paths)
    };
    list().map_err(|error| unsound(folder, error))
}

fn check(clause: &Clause, provider: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let own = clause.id.strip_prefix(provider).and_then(|rest| rest.strip_prefix('.'));
    if own.is_none_or(str::is_empty) {
        return Err("an id starts with its provider's name");
    }
    if !clause.id.bytes().all(plain) {
        return Err("an id is made of lowercase letters, digits, dots and hyphens");
    }
    if clause.why.is_none() && matches!(clause.basis, Basis::Assumed | Basis::Contradicted) {
        return Err("what is assumed or contradicted says why");
    }
    Ok(())
}

fn read_yaml<T: DeserializeOwned>(path: &Path) -> Result<T, Unsound> {
    let text = fs::read_to_string(path).map_err(|error| unsound(path, error))?;
    let mut value: yaml_serde::Value = yaml_serde::from_str(&text).map_err(|error| unsound(path, error))?;
    // A merged mapping may contain a merge itself. Each pass resolves one more level.
    for _ in 0..MERGE_DEPTH {
        value.apply_merge().map_err(|error| unsound(path, error))?;
    }
    yaml_serde::from_value(value).map_err(|error| unsound(path, error))
}

fn unsound(path: &Path, problem: impl fmt::Display) -> Unsound {
    Unsound { path: path.to_owned(), problem: format!("{problem}") }
}
