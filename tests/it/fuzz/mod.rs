//! Is every request, sound or not, answered as the OpenAPI document says?
//!
//! Requests are made from the document itself, a few hundred an operation, the same ones in every run. The lab holds every
//! answer to the document; here it is held against the request as well: what the document allows is never called invalid, and
//! what is just outside its bounds always is.

mod generate;

use backlot::{Mode, Sandbox};
use contract_tests::lab::{Lab, World, answer};
use contract_tests::openapi::Judge;
use contract_tests::orders::{COPY, PRODUCT, PROJECT, STATIC_AD, VIDEO, copy, static_ad, video};
use contract_tests::{PROVIDERS, contract};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::apixo::order as apixo_order;
use generate::{Generator, Made, Soundness};

const KEY: &str = "the-monkey";
/// How many requests each operation gets.
const REQUESTS: usize = 300;

#[tokio::test]
async fn the_document_is_served_as_it_is_written() {
    let lab = Lab::start();
    for provider in PROVIDERS {
        let served = lab.world().request(Method::GET, &format!("{}/{provider}/openapi.json", lab.url()));
        let served = answer(served.send().await.unwrap()).await;
        assert!(served.status == 200 && served.body == contract(provider).openapi, "{provider}");
    }
}

/// What ids should name, so that not every request ends in 404: mostly what is there.
async fn known(world: &World, provider: &str) -> Map<String, Value> {
    world.control(&format!("PUT /accounts/{provider}/{KEY}"), &json!({ "credits": 1_000_000 })).await;
    match provider {
        "animus" => animus(world).await,
        "apixo" => apixo(world).await,
        _ => cutx(world).await,
    }
}

#[tokio::test]
async fn whatever_is_asked_of_animus_is_answered_as_the_document_says() {
    // Characters have tests of their own for any order of calls; what their calls do depends on it.
    whatever_is_asked("animus", |path| path.starts_with("/generation/")).await;
}

#[tokio::test]
async fn whatever_is_asked_of_apixo_is_answered_as_the_document_says() {
    whatever_is_asked("apixo", |_| true).await;
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
    let paths = document["paths"].as_object().expect("paths").iter();
    for (path, operations) in paths.filter(|(path, _)| is_asked(path)) {
        for (method, operation) in operations.as_object().expect("operations") {
            let seed = &[u8::try_from(path.len()).expect("paths are short"); 32];
            let random = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
            let mut runner = TestRunner::new_with_rng(Config::default(), random);
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let query = generator.query(&parameters);
            let schema = body_schema(&document, operation).map(|schema| generator.body(schema));
            let mut statuses = Vec::new();
            for _ in 0..REQUESTS {
                let mut draw = |strategy: &proptest::strategy::BoxedStrategy<Made<String>>| {
                    strategy.new_tree(&mut runner).expect("a value").current()
                };
                let (query, body) = (draw(&query), schema.as_ref().map(&mut draw));
                let target = generator.path(path).new_tree(&mut runner).expect("a value").current();
                statuses.push(service.ask(method, path, &target, &query, body.as_ref()).await);
            }
            let documented = operation["responses"].as_object().expect("an operation has responses");
            if documented.contains_key("200") {
                let successes = statuses.iter().filter(|status| **status < 300).count();
                // What is deleted can be deleted once.
                let fewest = if method == "delete" { 0 } else { REQUESTS / 10 };
                assert!(successes > fewest, "{method} {path}: only {successes} got through");
            }
            if documented.contains_key("400") {
                assert!(statuses.contains(&400), "{method} {path}: none was odd enough");
            }
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

/// Generations, batches and groups, some of them at work, and a character.
async fn animus(world: &World) -> Map<String, Value> {
    let call = |body: Value| async move {
        world.call("animus", KEY, "POST /generation/create", Some(&body)).await.body
    };
    let (mut generations, mut groups) = (vec![json!("gen_000000000000"), json!("x")], vec![json!("x")]);
    for number in 0..40 {
        let made = call(json!({ "prompt": "A lighthouse", "num_images": number % 2 + 1 })).await;
        generations.push(made["generation_id"].clone());
        groups.push(made["group_id"].clone());
    }
    world.handle.advance(std::time::Duration::from_secs(60)).expect("time moves on");
    for prompt in ["As it is.", "[[fail]]", "[[reject]]", "[[slow:600]]"] {
        generations.push(call(json!({ "prompt": prompt })).await["generation_id"].clone());
    }
    let mut known = Map::new();
    known.insert("generation_id".to_owned(), generations.into());
    known.insert("group_id".to_owned(), groups.into());
    known.insert("character_id".to_owned(), json!(["char_123", "char_123", "char_123", "char_premium_1"]));
    known
}

/// Tasks, and receivers of which one is not there and the other must not be called.
async fn apixo(world: &World) -> Map<String, Value> {
    let mut tasks = vec![json!("task_12345678"), json!("x")];
    for prompt in ["As it is.", "[[fail]]", "[[reject]]", "[[slow:600]]"] {
        let order = apixo_order(&json!({ "prompt": prompt }));
        let made = world.call("apixo", KEY, "POST /generateTask/wan-2-2-animate", Some(&order)).await;
        tasks.push(made.body["data"]["taskId"].clone());
    }
    let mut known = Map::new();
    known.insert("taskId".to_owned(), tasks.into());
    let receivers = ["http://127.0.0.1:9/callback", "https://localhost:9", "https://a.example/callback"];
    known.insert("callback_url".to_owned(), json!(receivers));
    // What stands for a name in a path is not among those that are there.
    known.insert("model".to_owned(), json!(["sora-2"]));
    known
}

/// Projects, products and jobs.
async fn cutx(world: &World) -> Map<String, Value> {
    let mut jobs = vec![json!("00000000-0000-4000-8000-0000000000ff")];
    for (call, body) in
        [(COPY, copy(&json!({}))), (STATIC_AD, static_ad(&json!({}))), (VIDEO, video(&json!({})))]
    {
        jobs.push(world.call("cutx", KEY, call, Some(&body)).await.body["jobId"].clone());
    }
    let mostly = |known: &str| {
        let upper = known.to_uppercase();
        json!([known, known, known, known, known, upper, "00000000-0000-1000-8000-0000000000ff"])
    };
    let mut known = Map::new();
    known.insert("projectId".to_owned(), mostly(PROJECT));
    known.insert("productId".to_owned(), mostly(PRODUCT));
    known.insert("jobId".to_owned(), jobs.into());
    known
}
