//! Do the page's own samples work, with only base URL, key and ids changed?
//!
//! What needs a program or a library that isn't on the machine says so and is passed over.

use std::path::PathBuf;
use std::process::{Command, Output};

use backlot::WorldHandle;
use contract_tests::lab::{Lab, World};
use contract_tests::workspace;
use serde_json::{Value, json};

use super::{KEY, advance, call, film, ledger, look, submit, unlimited, user_id};

/// The id that the page's examples name.
const PRINTED_ID: &str = "web_1755877911087_ewf2efddz";

const CURL: [&str; 2] = ["curl", "--version"];
const PYTHON: [&str; 3] = ["python3", "-c", "import requests"];
const NODE: [&str; 3] = ["node", "-e", "require.resolve('axios')"];

#[tokio::test]
async fn each_curl_sample_works() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    for _ in 0..21 {
        submit(&world, &film(&json!({}))).await;
    }
    advance(&world.handle, 3_600_000);
    let Some(made) = curl(&world, "authenticate", "") else { return };
    assert_eq!(made["data"]["creditCost"], 50, "the default is ten minutes: {made}");
    let created = curl(&world, "create", "").expect("curl is there");
    let data = &created["data"];
    assert_eq!(
        (&data["mode"], &data["creditCost"], &data["sceneCount"]),
        (&"create".into(), &50.into(), &25.into())
    );
    let id = data["taskId"].as_str().unwrap();

    let edited = curl(&world, "edit", id).expect("curl is there");
    assert_eq!((&edited["data"]["taskId"], &edited["data"]["creditCost"]), (&id.into(), &64.into()));
    advance(&world.handle, 3_600_000);
    for mode in ["repeat", "continue"] {
        let made = curl(&world, mode, id).expect("curl is there");
        assert_eq!(
            (&made["data"]["mode"], &made["data"]["creditCost"]),
            (&mode.into(), &64.into()),
            "{made}"
        );
    }

    let shown = curl(&world, "status", id).expect("curl is there");
    assert_eq!(
        (&shown["data"]["task_id"], &shown["data"]["process_status"]),
        (&id.into(), &"completed".into())
    );
    let listed = curl(&world, "list", "").expect("curl is there");
    assert_eq!((&listed["data"]["total"], &listed["data"]["limit"]), (&25.into(), &100.into()));
    let listed = curl(&world, "list-completed", "").expect("curl is there");
    let page = &listed["data"];
    assert_eq!(
        (&page["total"], &page["offset"], page["tasks"].as_array().map(Vec::len)),
        (&23.into(), &20.into(), Some(3))
    );

    let pending = submit(&world, &film(&json!({}))).await;
    let deleted = curl(&world, "delete", &pending).expect("curl is there");
    assert_eq!(deleted["deletedTask"], json!({ "task_id": pending, "user_id": user_id(&world.handle) }));
}

#[test]
fn the_python_sample_works() {
    let lab = Lab::start();
    let world = lab.world().handle;
    let script = changed(&sample("python.py"), &world, "");
    let Some(output) = run(&PYTHON, &["python3", "-c", &script]) else { return };
    let lines: Vec<_> = output.lines().collect();
    assert!(lines[0].starts_with("Task created: web_"), "{output}");
    assert_eq!(lines[1..], ["Credits used: 50", "Repeated: 200", "In camel case: 200"]);
    assert_eq!(ledger(&world), ["-50", "-50", "-50"]);
}

#[test]
fn the_javascript_sample_works() {
    let lab = Lab::start();
    let world = lab.world().handle;
    let script = sample("javascript.js");
    let first = changed(&script, &world, "") + "createTask();";
    let Some(output) = run(&NODE, &["node", "-e", &first]) else { return };
    let id = output.lines().next().and_then(|line| line.strip_prefix("Task created: ")).expect("an id");
    assert_eq!(output.lines().nth(1), Some("Credits used: 50"));

    advance(&world, 3_600_000);
    let second = changed(&script, &world, id) + &format!("continueTask('{id}');");
    let output = run(&NODE, &["node", "-e", &second]).expect("node is there");
    assert!(output.starts_with("Continuation created: web_"), "{output}");
    assert_eq!(ledger(&world), ["-50", "-50"]);
}

#[tokio::test]
async fn each_printed_request_works_with_the_key_in_any_place() {
    let bodies: Vec<Value> = serde_json::from_str(&sample("requests.json")).expect("a list of bodies");
    let lab = Lab::start();
    let url = |world: &World| world.handle.url("sumatman") + "/task";
    for place in ["bearer", "x-api-key", "body"] {
        let world = unlimited(&lab);
        for body in &bodies {
            let mut source = submit(&world, &film(&json!({}))).await;
            let mode = body["taskData"]["mode"].as_str().or(body["mode"].as_str()).unwrap_or("create");
            if mode == "continue" {
                advance(&world.handle, 3_600_000);
            } else if mode == "edit" {
                advance(&world.handle, 10_000);
                assert_eq!(look(&world, &source).await["process_status"], "processing");
            }
            let text = body.to_string().replace(PRINTED_ID, &source);
            let mut body: Value = serde_json::from_str(&text).unwrap();
            let request = world.request(reqwest::Method::POST, &url(&world));
            let request = match place {
                "bearer" => request.bearer_auth(KEY),
                "x-api-key" => request.header("x-api-key", KEY),
                _ => {
                    body["api_key"] = KEY.into();
                    request
                }
            };
            let accepted = contract_tests::lab::answer(request.json(&body).send().await.unwrap()).await;
            assert_eq!(
                (accepted.status, &accepted.body["data"]["mode"]),
                (200, &mode.into()),
                "{place} {body}: {accepted:?}"
            );
            if mode != "edit" {
                source = accepted.body["data"]["taskId"].as_str().unwrap().to_owned();
            }
            assert_eq!(look(&world, &source).await["process_status"], "pending", "{body}");
        }
        let listed = call(&world, &format!("GET /user/{}/tasks", user_id(&world.handle)), None).await;
        assert_eq!(listed.body["data"]["total"], bodies.len() * 2 - 1, "all in one account: {place}");
    }
}

/// Runs one of the samples with curl: its answer, which has to be a success.
fn curl(world: &World, name: &str, task: &str) -> Option<Value> {
    let samples = sample("curl.sh");
    let sample = samples.split("## ").find_map(|sample| sample.strip_prefix(name)?.strip_prefix('\n'));
    let script = changed(sample.expect("a sample of this name"), &world.handle, task);
    let output = run(&CURL, &["bash", "-c", &script])?;
    let answer: Value = serde_json::from_str(&output).expect("an answer in JSON");
    assert_eq!(answer["success"], true, "{name}: {answer}");
    Some(answer)
}

/// A sample with base URL, key and ids changed.
fn changed(sample: &str, world: &WorldHandle, task: &str) -> String {
    let account = world.account("sumatman", KEY).and_then(|account| account.user_id);
    sample
        .replace("https://app.sumatman.ai/api", &world.url("sumatman"))
        .replace("YOUR_API_KEY", KEY)
        .replace("YOUR_USER_ID", account.as_deref().unwrap_or_default())
        .replace(PRINTED_ID, task)
}

fn sample(name: &str) -> String {
    let file: PathBuf = workspace().join("tests/it/sumatman/samples").join(name);
    std::fs::read_to_string(file).expect("a sample")
}

/// What a command prints, or nothing if `probe` says that what it needs isn't on the machine.
fn run(probe: &[&str], command: &[&str]) -> Option<String> {
    let start = |words: &[&str]| {
        Command::new(words[0])
            .args(&words[1..])
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1")
            .output()
    };
    if !start(probe).is_ok_and(|output| output.status.success()) {
        #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
        {
            println!("passed over: `{}` doesn't work on this machine", probe.join(" "));
        }
        return None;
    }
    let Output { status, stdout, stderr } = start(command).expect("it starts");
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{} failed:\n{stdout}\n{stderr}", command[0]);
    Some(stdout.into_owned())
}
