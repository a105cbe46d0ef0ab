//! Is every request, sound or not, answered as the OpenAPI document says?
//!
//! Requests are made from the document itself, a few hundred an operation, the same ones in every run. The lab holds every
//! answer to the document; here it is held against the request as well: what the document allows is never called invalid, and
//! what is just outside its bounds always is.

mod generate;
mod known;

use backlot::{Mode, Sandbox};
use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::openapi::Judge;
use contract_tests::{contract, providers};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::animus::characters::KEY;
use generate::{Generator, Made, Soundness};

/// How many requests each operation gets.
const REQUESTS: usize = 300;

#[tokio::test]
async fn the_document_is_served_as_it_is_written() {
    let lab = Lab::start();
    for provider in providers() {
        let served = lab.world().request(Method::GET, &format!("{}/{provider}/openapi.json", lab.url()));
        let served = answer(served.send().await.unwrap()).await;
        assert!(served.status == 200 && served.body == contract(provider).openapi, "{provider}");
    }
}

/// What ids should name, so that not every request ends in 404: mostly what is there.
async fn known(world: &World, provider: &str) -> Map<String, Value> {
    world.control(&format!("PUT /accounts/{provider}/{KEY}"), &json!({ "credits": 1_000_000 })).await;
    match provider {
        "animus" => known::animus(world).await,
        "apixo" => known::apixo(world).await,
        "sumatman" => known::sumatman(world).await,
        "cutx" => known::cutx(world).await,
        other => panic!("nothing is known at {other}"),
    }
}

#[tokio::test]
async fn whatever_is_asked_of_animus_is_answered_as_the_document_says() {
    // Forms with files have tests of their own.
    whatever_is_asked("animus", |path| !path.contains("/upload/")).await;
}

#[tokio::test]
async fn whatever_is_asked_of_apixo_is_answered_as_the_document_says() {
    whatever_is_asked("apixo", |_| true).await;
}

#[tokio::test]
async fn whatever_is_asked_of_sumatman_is_answered_as_the_document_says() {
    whatever_is_asked("sumatman", |_| true).await;
}

#[tokio::test]
async fn whatever_is_asked_of_cutx_is_answered_as_the_document_says() {
    whatever_is_asked("cutx", |_| true).await;
}

async fn whatever_is_asked(provider: &str, is_asked: impl Fn(&str) -> bool) {
    // Time skips, so that jobs get on while they are looked at.
    let lab = Lab::start_with(Sandbox::builder().clock(Mode::Skipping));
    let world = lab.new_world(|settings| settings.rate_limits = Some(false));
    let document = contract(provider).openapi;
    let service = Service { world: &world, provider, judge: Judge::new(&document) };
    let generator = Generator { document: &document, known: known(&world, provider).await };
    let paths = document["paths"].as_object().expect("paths").iter().filter(|(path, _)| is_asked(path));
    let mut operations: Vec<_> = paths
        .flat_map(|(path, operations)| {
            let operations = operations.as_object().expect("operations").iter();
            operations.map(move |(method, operation)| (path, method, operation))
        })
        .collect();
    // What is deleted is there for no other call.
    operations.sort_by_key(|(_, method, _)| *method == "delete");
    for (path, method, operation) in operations {
        let seed = &[u8::try_from(path.len()).expect("paths are short"); 32];
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), random);
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let query = generator.query(&parameters);
        let schema = body_schema(&document, operation).map(|schema| generator.body(schema));
        // Where there is nothing to vary but who is asked for, fewer will do.
        let varies = schema.is_some() || parameters.iter().any(|parameter| parameter["in"] == "query");
        let requests = if varies { REQUESTS } else { REQUESTS / 5 };
        let mut statuses = Vec::new();
        for _ in 0..requests {
            let mut draw = |strategy: &proptest::strategy::BoxedStrategy<Made<String>>| {
                strategy.new_tree(&mut runner).expect("a value").current()
            };
            let (query, body) = (draw(&query), schema.as_ref().map(&mut draw));
            let target = generator.path(path).new_tree(&mut runner).expect("a value").current();
            statuses.push(service.ask(method, path, &target, &query, body.as_ref()).await);
        }
        // What is deleted is so once, and what a character can do depends on all that was done before.
        let is_rare = method == "delete"
            || (path.contains("{character_id}")
                && (method != "get" || path.contains("{job_id}") || path.ends_with("-lora")));
        let documented = operation["responses"].as_object().expect("an operation has responses");
        if documented.contains_key("200") {
            let successes = statuses.iter().filter(|status| **status < 300).count();
            assert!(is_rare || successes > requests / 10, "{method} {path}: only {successes} got through");
        }
        if documented.contains_key("400") {
            assert!(statuses.contains(&400), "{method} {path}: none was odd enough");
        }
    }
}

/// A provider under its document.
struct Service<'a> {
    world: &'a World,
    provider: &'a str,
    judge: Judge,
}

impl Service<'_> {
    /// Sends a request and holds its status against what was made.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        target: &str,
        query: &Made<String>,
        body: Option<&Made<String>>,
    ) -> u16 {
        let url = format!("{}{target}?{}", self.world.handle.url(self.provider), query.value);
        let mut request =
            self.world.request(method.to_uppercase().parse().expect("a method"), &url).bearer_auth(KEY);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.value.clone());
        }
        let answer = answer(request.send().await.expect("an answer")).await;
        let shown = || {
            format!("{method} {target}?{} {}: {answer:?}", query.value, body.map_or("", |body| &body.value))
        };
        assert!(answer.status < 500, "{}", shown());
        let made = body.map_or(query.soundness, |body| body.soundness.max(query.soundness));
        // Each field may be sound, and the whole not.
        let is_allowed = body.is_none_or(|body| self.judge.allows(method, path, body.value.as_bytes()));
        match made {
            _ if is_of_state(&answer) => {}
            Soundness::Sound if is_allowed => assert!(answer.status != 400, "sound: {}", shown()),
            Soundness::Odd => {}
            Soundness::Sound | Soundness::Broken => {
                assert!(answer.status == 400, "broken: {}", shown());
            }
        }
        answer.status
    }
}

fn body_schema<'a>(document: &'a Value, operation: &'a Value) -> Option<&'a Value> {
    let body = operation.get("requestBody")?;
    let body = match body["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#'))?,
        None => body,
    };
    body.pointer("/content/application~1json/schema")
}

/// Whether a sound request is refused with 400 for what was done before.
fn is_of_state(answer: &Answer) -> bool {
    let says =
        |field: &str, words: &str| answer.body[field].as_str().is_some_and(|text| text.contains(words));
    answer.status == 400 && (says("error", "Cannot ") || says("detail", "those that are being made included"))
}
