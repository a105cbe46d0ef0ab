//! What there is for ids to name, so that not every request ends in 404.

use contract_tests::lab::World;
use contract_tests::orders::{COPY, PRODUCT, PROJECT, STATIC_AD, VIDEO, copy, static_ad, video};
use serde_json::{Map, Value, json};

use super::KEY;
use crate::animus::characters;
use crate::apixo::order as apixo_order;

/// Generations, batches and groups, some of them at work, and characters from a name to a training.
pub(super) async fn animus(world: &World) -> Map<String, Value> {
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
    known.extend(characters::known(world).await);
    known
}

/// Tasks, and receivers of which one is not there and the other must not be called.
pub(super) async fn apixo(world: &World) -> Map<String, Value> {
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
pub(super) async fn cutx(world: &World) -> Map<String, Value> {
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

/// Tasks in every state.
pub(super) async fn sumatman(world: &World) -> Map<String, Value> {
    let story = |words: &str| json!({ "story_type": "dream_story", "input_story": format!("A lighthouse {words}"), "video_duration": 3 });
    let mut tasks = vec![json!("web_1767225600000_abc123def"), json!("x")];
    for words in ["[[fail]]", "[[fail]]", "[[fail]]", "as it is", "as it was", "[[slow:86400]]"] {
        let made = world.call("sumatman", KEY, "POST /task", Some(&story(words))).await;
        tasks.push(made.body["data"]["taskId"].clone());
    }
    world.handle.advance(std::time::Duration::from_secs(3600)).expect("time moves on");
    let account = world.handle.account("sumatman", KEY).expect("an account");
    let mut known = Map::new();
    for name in ["task_id", "sourceTaskId", "taskId"] {
        known.insert(name.to_owned(), tasks.clone().into());
    }
    known.insert("userId".to_owned(), json!([account.user_id]));
    // The schema counts characters, the service UTF-16 units.
    known.insert("input_story".to_owned(), json!(["x".repeat(10), "🎬".repeat(5), "A lamp that was afraid"]));
    known
}
