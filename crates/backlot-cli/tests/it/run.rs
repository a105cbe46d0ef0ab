//! Does `backlot run` give a command what it needs, pass on its end, and tell what it has done?

use std::process::{Command, Output, Stdio};

use serde_json::json;

use super::support::{Sandbox, backlot};

/// A program that buys a picture with the variables that it was given.
const BUYER: &str = r#"
import json, os, urllib.request
assert os.environ["BACKLOT_URL"] in os.environ["ANIMUS_BASE_URL"]
headers = {"Authorization": "Bearer " + os.environ["ANIMUS_API_KEY"], "Content-Type": "application/json"}
url = os.environ["ANIMUS_BASE_URL"] + "/generation/create"
urllib.request.urlopen(urllib.request.Request(url, json.dumps({"prompt": "A pier"}).encode(), headers))
"#;

fn run(arguments: &[&str]) -> Output {
    backlot().arg("run").args(arguments).output().unwrap()
}

/// Returns the last line of the errors.
fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn variables_lead_to_a_sandbox_and_the_end_tells_what_was_spent() {
    let sandbox = Sandbox::start(&["--clock", "frozen"]);
    let curl = "for name in ANIMUS APIXO CUTX SUMATMAN; do eval echo \\$${name}_BASE_URL \\$${name}_API_KEY; done; exit 7";
    let output = run(&["--url", &sandbox.url(), "--", "sh", "-c", curl]);
    let url = sandbox.url();
    let expected = format!(
        "{url}/animus/v2 my-key\n{url}/apixo/api/v1 my-key\n{url}/cutx/api my-key\n{url}/sumatman/api my-key\n"
    );
    assert_eq!(String::from_utf8(output.stdout.clone()).unwrap(), expected);
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(
        told(&output),
        format!("backlot: 0 calls, 0 credits net, 0 unfinished jobs; {url}/_backlot/ui/")
    );

    // What was there before is not the command's.
    sandbox.ask("POST", "/animus/v2/generation/create", &json!({ "prompt": "A pier" }));
    if Command::new("python3").arg("--version").output().is_err() {
        return super::support::pass_over("python3 is not on this machine");
    }
    let output = run(&["--url", &url, "--world", "new", "--", "python3", "-c", BUYER]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        told(&output).starts_with("backlot: 1 call, 1 credit net, 1 unfinished job; "),
        "{}",
        told(&output)
    );
}

#[test]
fn a_command_gets_a_sandbox_of_its_own_if_none_is_there() {
    // The usual port may be taken by a sandbox; a port that nobody listens on is none.
    let mut command = backlot();
    command.args([
        "run",
        "--clock",
        "frozen",
        "--world",
        "new",
        "--",
        "sh",
        "-c",
        "echo $BACKLOT_URL; kill -TERM $$",
    ]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let url = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.contains("/w/"), "{url}");
    assert_eq!(output.status.code(), Some(128 + 15));
    assert!(told(&output).contains("0 calls, 0 credits net"), "{}", told(&output));
}

#[test]
fn what_cannot_run_is_told() {
    let sandbox = Sandbox::start(&[]);
    let output = run(&["--url", &sandbox.url(), "--", "/nowhere/app"]);
    assert_eq!(output.status.code(), Some(127));
    assert!(told(&output).contains("cannot run /nowhere/app"), "{}", told(&output));
    let output = run(&["--url", "http://127.0.0.1:9", "--", "true"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("Start one with `backlot`"), "{}", told(&output));
    let output = run(&["--url", &sandbox.url(), "--world", "nowhere", "--", "true"]);
    assert!(told(&output).contains("backlot worlds new nowhere"), "{}", told(&output));
}

#[cfg(unix)]
#[test]
fn a_signal_is_passed_on_and_the_summary_still_comes() {
    use std::io::{BufRead as _, BufReader};

    let mut command = backlot();
    command.args([
        "run",
        "--world",
        "new",
        "--",
        "sh",
        "-c",
        "trap 'exit 9' TERM; echo there; while :; do sleep 1; done",
    ]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(9));
    assert!(told(&output).contains("0 calls"), "{}", told(&output));
}
