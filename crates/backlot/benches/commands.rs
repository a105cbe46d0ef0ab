//! The kernel alone: a command of each kind of each provider, read from its written form and applied to an account. The commands
//! and the accounts come from the logs in `fixtures/<provider>/kept`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use animus_mock::state::Animus;
use apixo_mock::state::Apixo;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use cutx_mock::state::Cutx;
use kernel::commands;
use kernel::machine::{Account, JobOf, Machine};
use mock_http::log::{Applied, Record};
use serde_json::Value;
use sumatman_mock::state::Sumatman;

/// A command, with a copy of the account just before it.
struct Sample<M: Machine> {
    account: Account<M>,
    applied: Applied,
}

fn bench(criterion: &mut Criterion) {
    of::<Animus>(criterion);
    of::<Apixo>(criterion);
    of::<Cutx>(criterion);
    of::<Sumatman>(criterion);
}

fn of<M: Machine>(criterion: &mut Criterion) {
    let name = format!("{}, a job is {} bytes and its texts", M::NAME, size_of::<JobOf<M>>());
    let mut group = criterion.benchmark_group(name);
    for (name, Sample { account, applied }) in samples::<M>() {
        let size = serde_json::to_vec(&Record::Applied(applied.clone())).expect("JSON").len();
        group.bench_function(format!("{name}, {size} bytes as a record"), |bencher| {
            bencher.iter_batched_ref(
                || account.clone(),
                |account| apply(account, &applied),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// Returns the first command of each kind in the provider's logs.
fn samples<M: Machine>() -> BTreeMap<String, Sample<M>> {
    let mut samples = BTreeMap::new();
    for path in logs(M::NAME) {
        let log: Value = serde_json::from_slice(&std::fs::read(path).expect("a log")).expect("JSON");
        let records: Vec<Record> = serde_json::from_str(&log["records"].to_string()).expect("records");
        let mut account = None;
        for record in records {
            match record {
                Record::Opened(opened) if account.is_none() => {
                    account = Some(Account::<M>::open(opened.root, opened.opening));
                }
                Record::Applied(applied) => {
                    let Some(account) = account.as_mut().filter(|account| account.id == applied.account_id)
                    else {
                        continue;
                    };
                    let sample = || Sample { account: account.clone(), applied: applied.clone() };
                    samples.entry(applied.command.to_string()).or_insert_with(sample);
                    apply(account, &applied);
                }
                Record::Opened(_) | Record::Closed { .. } | Record::Clock(_) | Record::Faults(_) => {}
            }
        }
    }
    samples
}

fn apply<M: Machine>(account: &mut Account<M>, applied: &Applied) {
    let command = commands::find::<M>(&applied.command).expect("a command of this machine");
    command.replay(account, applied.with.get(), &applied.context, &mut |_| {}).expect("a command");
}

fn logs(provider: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(provider).join("kept");
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    files.filter(|path| path.to_string_lossy().ends_with(".log.json")).collect()
}

criterion_group!(benches, bench);
criterion_main!(benches);
