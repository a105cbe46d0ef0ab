//! Does each clause hold, on both sides?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use backlot::Sandbox;
use contract::{Basis, Clause, Client};
use contract_tests::canned::Canned;
use contract_tests::clients::typed_call;
use contract_tests::lab::Lab;
use contract_tests::pattern::{Kept, fill, fill_value, sample};
use contract_tests::play::{KEY, play};
use contract_tests::{contract, providers};
use futures_util::future::join_all;
use serde_json::Value;

/// The mock does what the clause says, and its answers name the clause.
#[tokio::test]
async fn every_clause_holds_for_the_mock() {
    // Some clause is on hosts that were named at the start.
    let lab = Lab::start_with(Sandbox::builder().allow_callbacks("host.docker.internal"));
    for provider in providers() {
        let contract = contract(provider);
        let plays = contract.clauses.iter().map(async |clause| (clause, play(&lab, provider, clause).await));
        let played = join_all(plays).await;
        let broken: Vec<_> = played
            .into_iter()
            .filter_map(|(clause, played)| played.err().map(|problem| format!("{}: {problem}", clause.id)))
            .collect();
        assert!(broken.is_empty(), "{} broken:\n  {}", broken.len(), broken.join("\n  "));
    }
}

/// The client sends the clause's request and understands its answer; what it makes of it is a snapshot.
#[tokio::test]
async fn every_clause_holds_for_the_client() {
    for provider in providers() {
        let mut by_subject: BTreeMap<String, String> = BTreeMap::new();
        let mut broken = Vec::new();
        for clause in contract(provider).clauses {
            match serve_to_client(provider, &clause).await {
                Ok(printed) => {
                    let subject = clause.id.split('.').nth(1).unwrap_or_default().to_owned();
                    let lines = printed.replace('\n', "\n    ");
                    let _ = writeln!(by_subject.entry(subject).or_default(), "{}\n    {lines}", clause.id);
                }
                Err(problem) => broken.push(format!("{}: {problem}", clause.id)),
            }
        }
        assert!(broken.is_empty(), "{} broken:\n  {}", broken.len(), broken.join("\n  "));
        for (subject, printed) in by_subject {
            insta::assert_snapshot!(format!("{provider}_client_{subject}"), printed);
        }
    }
}

async fn serve_to_client(provider: &str, clause: &Clause) -> Result<String, String> {
    let kept = kept(clause);
    let canned = Canned::start(clause.then.status, &sample(&clause.then.body, &kept)).await;
    let mut when = clause.when.clone();
    when.call = fill(&when.call, &kept);
    when.body = when.body.map(|body| fill_value(&body, &kept));
    let key = when.key.as_deref().or(clause.given.key.as_deref()).unwrap_or(KEY);
    let printed = typed_call(provider, &canned.url, key, &when).await;
    let asked = canned.asked();
    let [asked] = asked.as_slice() else { return Err(format!("expected one request, got {asked:?}")) };
    if clause.client == Client::Answer {
        return Ok(printed);
    }
    let (method, target) = when.target();
    if (asked.method.as_str(), asked.target.as_str()) != (method, target) {
        return Err(format!("expected {method} {target}, got {} {}", asked.method, asked.target));
    }
    let authorization = asked.headers.get("authorization").and_then(|value| value.to_str().ok());
    if authorization != Some(&format!("Bearer {key}")) {
        return Err("the key is not sent as the clause sends it".to_owned());
    }
    let form = when
        .form
        .map(|form| form.into_iter().map(|(name, value)| part(name, &fill(&value, &kept))).collect());
    let body = form.or(when.body).unwrap_or_default();
    if asked.body == body { Ok(printed) } else { Err(format!("expected {body}, sent {}", asked.body)) }
}

/// A part of a form as the canned server tells it: a file by its own name.
fn part(name: String, value: &str) -> (String, Value) {
    let value = if name == "file" { value.rsplit('/').next().unwrap_or_default() } else { value };
    (name, value.into())
}

/// Ids in place of what the steps before would have kept.
fn kept(clause: &Clause) -> Kept {
    let mut kept = Kept::from([("receiver".to_owned(), "http://127.0.0.1/callback".to_owned())]);
    for step in &clause.given.steps {
        if let contract::Step::Call(call) = step {
            for name in call.keep.keys() {
                let id = format!("0b5e55ed-0000-4000-8000-{:012}", kept.len() + 1);
                kept.entry(name.clone()).or_insert(id);
            }
        }
    }
    kept
}

/// The sandbox's own register is the contract, and no documented clause is left to the mock alone unless its request is
/// one that a typed client exists to prevent.
#[tokio::test]
async fn the_register_is_the_contract() {
    let lab = Lab::start();
    let register = lab.world().control("GET /clauses", &Value::Null).await.body;
    for provider in providers() {
        let contract = contract(provider);
        let of_contract: BTreeSet<_> = contract.clauses.iter().map(|clause| clause.id.as_str()).collect();
        let clauses = register["clauses"].as_array().expect("a list");
        let of_sandbox: BTreeSet<_> = clauses
            .iter()
            .filter_map(|clause| clause["id"].as_str())
            .filter(|id| id.starts_with(&format!("{provider}.")))
            .collect();
        assert_eq!(of_contract, of_sandbox);

        let counts = &register["counts"][provider];
        let total: u64 = counts.as_object().expect("counts").values().filter_map(Value::as_u64).sum();
        assert_eq!(total, contract.clauses.len() as u64);

        let answer_only = contract.clauses.iter().filter(|clause| clause.client == Client::Answer);
        for clause in answer_only.filter(|clause| clause.basis == Basis::Documented) {
            let sendable = clause.then.status < 300 && clause.when.headers.is_empty();
            assert!(!sendable, "{} is a sound request: the client must be able to send it", clause.id);
        }
    }
}
