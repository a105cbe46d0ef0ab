//! What does each command that talks to a running sandbox print?

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::support::{Sandbox, backlot, call};

const PRODUCT: [(&str, &str); 2] = [
    ("projectId", "00000000-0000-4000-8000-000000000001"),
    ("productId", "00000000-0000-4000-8000-000000000002"),
];

/// Runs commands with a sandbox, and returns what they print: the port masked, errors marked, and the exit status if it is not 0.
fn transcript(sandbox: &Sandbox, commands: &[&str]) -> String {
    let mut text = String::new();
    for line in commands {
        let arguments = line.split(' ').map(|part| part.trim_matches('\''));
        let output = backlot().args(arguments).env("BACKLOT_URL", sandbox.url()).output().unwrap();
        let _ = write!(text, "$ backlot {line}\n{}", String::from_utf8(output.stdout).unwrap());
        for complaint in String::from_utf8(output.stderr).unwrap().lines() {
            let _ = writeln!(text, "! {complaint}");
        }
        if !output.status.success() {
            let _ = writeln!(text, "status {}", output.status.code().unwrap());
        }
        text.push('\n');
    }
    text.replace(&sandbox.address, "127.0.0.1:PORT")
}

/// Starts a sandbox that has seen a purchase, a mistyped call, a refusal, and a purchase with a webhook.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start(&["--clock", "frozen", "--seed", "7"]);
    let product: Value = PRODUCT.into_iter().map(|(name, id)| (name.to_owned(), json!(id))).collect();
    let with = |fields: Value| {
        let mut body = product.clone();
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        body
    };
    let ad = with(json!({ "prompt": "Summer light", "promt_style": "calm" }));
    sandbox.ask("POST", "/cutx/api/generate/static-ad", &ad);
    sandbox.ask("GET", "/cutx/api/generate/statu?jobId=1", &Value::Null);
    sandbox.ask("POST", "/cutx/api/generate/static-ad", &with(json!({ "prompt": "x" })));
    let task = json!({ "request_type": "callback", "callback_url": "http://127.0.0.1:9/hook", "input": {
        "mode": "standard", "type": "animate",
        "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
    } });
    sandbox.ask("POST", "/apixo/api/v1/generateTask/wan-2-2-animate", &task);
    sandbox
}

#[test]
fn commands_show_what_happened() {
    let sandbox = sandbox();
    let commands = [
        "health",
        "tail --no-follow",
        "tail --no-follow --status 4xx -n 1",
        "jobs",
        "jobs --provider cutx --unfinished",
        "jobs a1c81e53-441c-4985-af71-2007fc1aefab",
        "bill",
        "ledger cutx my-key",
        "webhooks",
        "worlds",
        "ui",
        "env",
        "env --format dotenv --world ''",
    ];
    insta::assert_snapshot!("shown", transcript(&sandbox, &commands));
}

#[test]
fn exchanges_are_told_in_plain_words() {
    let sandbox = sandbox();
    insta::assert_snapshot!(
        "explained",
        transcript(&sandbox, &["explain 1", "explain 2", "explain 3", "explain last"])
    );
}

#[test]
fn commands_make_something_happen() {
    let sandbox = sandbox();
    let commands = [
        "advance next",
        "advance 60",
        "advance idle",
        "jobs",
        "webhooks",
        "fault refuse unavailable --post /generate/* --times 2",
        "fault respond 418 {\"a\":1} --provider cutx --after",
        "fault fail-job --skip 1",
        "fault list",
        "fault clear fault-1",
        "fault clear",
        "fault list",
        "worlds new other --clock skipping --seed 9",
        "bill --world other",
        "worlds reset --world other",
        "worlds forget other",
    ];
    insta::assert_snapshot!("done", transcript(&sandbox, &commands));
}

#[test]
fn a_fault_of_one_key_happens_to_that_key() {
    let sandbox = sandbox();
    for (key, expected) in [("someone-elses-key", 400), ("my-key", 503)] {
        let fault = ["fault", "refuse", "unavailable", "--api-key", key, "--url", &sandbox.url()];
        assert!(backlot().args(fault).output().unwrap().status.success());
        let host = [("host", &*sandbox.address)];
        let (status, answer) = call(&sandbox.address, "POST", "/cutx/api/generate/copy", &host, &json!({}));
        assert_eq!(status, expected, "{answer}");
    }
}

#[test]
fn mistakes_are_told_with_a_way_out() {
    let sandbox = sandbox();
    let commands = [
        "bill --world nowhere",
        "jobs no-such-job",
        "ledger",
        "explain 99",
        "explain first",
        "advance later",
        "fault refuse everything",
        "fault disconnect --provider acme",
        "tail --no-follow --path /cutx/api/generate/*",
        "worlds new bad/name",
        "health --url http://127.0.0.1:9",
    ];
    insta::assert_snapshot!("mistakes", transcript(&sandbox, &commands));
}

#[test]
fn every_command_gives_json_to_programs() {
    let sandbox = sandbox();
    let commands = [
        "health",
        "jobs",
        "bill",
        "ledger cutx my-key",
        "webhooks",
        "worlds",
        "ui",
        "env",
        "explain 1",
        "advance 1",
        "fault list",
    ];
    for line in commands {
        let mut command = backlot();
        let output =
            command.args(line.split(' ')).args(["--json", "--url", &sandbox.url()]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let value: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line}: {error}: {text}"));
        assert!(value.is_object() && text.lines().count() == 1, "{line}: {text}");
    }
    let mut tail = backlot();
    let output = tail.args(["tail", "--no-follow", "--json", "--url", &sandbox.url()]).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<_> =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["seq"].clone()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
}

#[test]
fn a_tail_goes_on_with_what_comes() {
    use std::io::{BufRead as _, BufReader};

    let sandbox = sandbox();
    let mut command = backlot();
    command.args(["tail", "-n", "1", "--status", "404", "--url", &sandbox.url()]);
    let mut tail = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("    2  "));
    sandbox.ask("POST", "/cutx/api/generate/copy", &json!({}));
    sandbox.ask("GET", "/cutx/api/nothing", &Value::Null);
    assert!(lines.next().unwrap().starts_with("    6  "));
    tail.kill().unwrap();
    tail.wait().unwrap();
}

#[test]
fn completions_and_manual_pages_are_there() {
    let printed =
        |arguments: &[&str]| String::from_utf8(backlot().args(arguments).output().unwrap().stdout).unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(printed(&["completions", shell]).contains("explain"), "{shell}");
    }
    let (whole, one) = (printed(&["man"]), printed(&["man", "run"]));
    assert!(whole.contains(".TH backlot 1") && whole.contains("trust\\-forwarded"), "{whole}");
    assert!(one.contains(".TH backlot\\-run 1") || one.contains(".TH backlot-run 1"), "{one}");
    let unknown = backlot().args(["man", "dance"]).output().unwrap();
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("--help"));
}
