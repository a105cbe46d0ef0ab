//! Does each check hold, on both sides?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use backlot::Sandbox;
use contract::{Basis, Check, Client};
use contract_tests::canned::Canned;
use contract_tests::clients::typed_call;
use contract_tests::lab::Lab;
use contract_tests::pattern::{Kept, fill, fill_value, sample};
use contract_tests::play::{KEY, play};
use contract_tests::{contract, providers};
use futures_util::future::join_all;
use serde_json::Value;

/// The mock does what the check expects, and its answers name the clauses that the check proves.
#[tokio::test]
async fn every_check_holds_for_the_mock() {
    // Some clause is on hosts that were named at the start.
    let lab = Lab::start_with(Sandbox::builder().allow_callbacks("host.docker.internal"));
    let mut broken = Vec::new();
    for provider in providers() {
        let contract = contract(provider);
        let plays = contract.checks.iter().map(async |check| (check, play(&lab, provider, check).await));
        let mut named = Vec::new();
        for (check, played) in join_all(plays).await {
            match played {
                Ok(clauses) if check.then.status < 300 => named.push(clauses),
                Ok(_) => {}
                Err(problem) => broken.push(format!("{}: {problem}", check.name())),
            }
        }
        named.sort_unstable();
        let median = named[named.len() / 2];
        assert!(median <= 6, "{provider}: half of the successes name more than six clauses: {named:?}");
    }
    assert!(broken.is_empty(), "{} broken:\n  {}", broken.len(), broken.join("\n  "));
}

/// The client sends the check's request and understands its answer; what it makes of it is a snapshot.
#[tokio::test]
async fn every_check_holds_for_the_client() {
    for provider in providers() {
        let mut by_subject: BTreeMap<String, String> = BTreeMap::new();
        let (mut broken, mut seen) = (Vec::new(), BTreeSet::new());
        for check in contract(provider).checks {
            match serve_to_client(provider, &check).await {
                Ok(printed) => {
                    // What the client makes of an answer is told once.
                    if seen.insert(printed.clone()) {
                        let subject = check.name().split('.').nth(1).unwrap_or_default().to_owned();
                        let lines = printed.replace('\n', "\n    ");
                        let _ =
                            writeln!(by_subject.entry(subject).or_default(), "{}\n    {lines}", check.name());
                    }
                }
                Err(problem) => broken.push(format!("{}: {problem}", check.name())),
            }
        }
        assert!(broken.is_empty(), "{} broken:\n  {}", broken.len(), broken.join("\n  "));
        for (subject, printed) in by_subject {
            insta::assert_snapshot!(format!("{provider}_client_{subject}"), printed);
        }
    }
}

async fn serve_to_client(provider: &str, check: &Check) -> Result<String, String> {
    let kept = kept(check);
    let canned = Canned::start(check.then.status, &sample(&check.then.body, &kept)).await;
    let mut when = check.when.clone();
    when.call = fill(&when.call, &kept);
    when.body = when.body.map(|body| fill_value(&body, &kept));
    let key = when.key.as_deref().or(check.given.key.as_deref()).unwrap_or(KEY);
    let printed = typed_call(provider, &canned.url, key, &when).await;
    let asked = canned.asked();
    let [asked] = asked.as_slice() else { return Err(format!("expected one request, got {asked:?}")) };
    if check.client == Client::Answer {
        return Ok(printed);
    }
    let (method, target) = when.target();
    if (asked.method.as_str(), asked.target.as_str()) != (method, target) {
        return Err(format!("expected {method} {target}, got {} {}", asked.method, asked.target));
    }
    let authorization = asked.headers.get("authorization").and_then(|value| value.to_str().ok());
    if authorization != Some(&format!("Bearer {key}")) {
        return Err("the key is not sent as the check sends it".to_owned());
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
fn kept(check: &Check) -> Kept {
    let mut kept = Kept::from([("receiver".to_owned(), "http://127.0.0.1/callback".to_owned())]);
    for step in &check.given.steps {
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
        let of_contract: BTreeSet<_> = contract.clauses().map(|clause| clause.id.as_str()).collect();
        let clauses = register["clauses"].as_array().expect("a list");
        let of_sandbox: BTreeSet<_> = clauses
            .iter()
            .filter_map(|clause| clause["id"].as_str())
            .filter(|id| id.starts_with(&format!("{provider}.")))
            .collect();
        assert_eq!(of_contract, of_sandbox);

        let counts = &register["counts"][provider];
        let total: u64 = counts.as_object().expect("counts").values().filter_map(Value::as_u64).sum();
        assert_eq!(total, contract.clauses().count() as u64);

        for check in contract.checks.iter().filter(|check| check.client == Client::Answer) {
            let is_documented = check.proves.iter().any(|clause| clause.basis == Basis::Documented);
            let sendable = check.then.status < 300 && check.when.headers.is_empty();
            assert!(
                !(is_documented && sendable),
                "{} is sound: the client must be able to send it",
                check.name()
            );
        }
    }
}
