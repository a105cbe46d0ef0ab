//! Do the README's examples work as printed? (Its Rust examples are doc tests of this package.)
//!
//! What needs a program that isn't on the machine says so and is passed over.

use std::process::{Command, Output};

use backlot::{Mode, Sandbox};
use contract_tests::lab::Lab;
use contract_tests::play::png_size;
use contract_tests::workspace;
use serde_json::Value;

#[test]
fn the_curl_example_works() {
    let lab = lab();
    let script = example("curl").replace("http://127.0.0.1:4080", &lab.url());
    let Some(output) = run(Command::new("bash").args(["-c", &script]), "curl") else { return };
    let copy: Value = serde_json::from_str(&output).expect("an answer in JSON");
    assert_eq!(copy["variants"].as_array().map(Vec::len), Some(5), "{copy}");
}

#[test]
fn the_fault_example_works() {
    let lab = lab();
    let fault = example("fault").replace("http://127.0.0.1:4080", &lab.url());
    let Some(_) = run(Command::new("bash").args(["-c", &fault]), "curl") else { return };
    let copy = example("curl").replace("http://127.0.0.1:4080", &lab.url());
    let statuses = (0..3).map(|_| {
        let answer = run(Command::new("bash").args(["-c", &copy]), "curl").expect("it was there just now");
        serde_json::from_str::<Value>(&answer).expect("an answer in JSON")["error"].clone()
    });
    assert_eq!(
        statuses.collect::<Vec<_>>(),
        ["Service unavailable".into(), "Service unavailable".into(), Value::Null]
    );
}

#[test]
fn the_python_example_works() {
    let lab = lab();
    let file = std::env::temp_dir().join(format!("backlot-readme-{}.png", std::process::id()));
    let mut python = Command::new("python3");
    python.args(["-c", &example("python")]).env("OUT", &file).env("PAUSE", "0");
    let Some(output) = run(python.env("BASE", lab.url() + "/cutx/api"), "python3") else { return };
    assert_eq!(output.split_whitespace().collect::<Vec<_>>(), ["queued", "processing", "completed"]);
    let picture = std::fs::read(&file).expect("the picture that was fetched");
    std::fs::remove_file(&file).expect("a file of our own");
    assert_eq!(png_size(&picture), Some((1080, 1080)));
}

#[test]
fn the_javascript_example_works() {
    let lab = lab();
    let mut node = Command::new("node");
    node.args(["--input-type=module", "-e", &example("javascript")]).env("PAUSE", "0");
    let Some(output) = run(node.env("BASE", lab.url() + "/cutx/api"), "node") else { return };
    let lines: Vec<_> = output.lines().collect();
    assert_eq!(lines[..lines.len() - 1], ["queued", "processing", "completed"]);
    assert_eq!(lines[lines.len() - 1].rsplit_once('.').map(|(_, ending)| ending), Some("mp4"), "{output}");
}

fn lab() -> Lab {
    Lab::start_with(Sandbox::builder().clock(Mode::Skipping))
}

/// The code block under `<!-- name -->`.
fn example(name: &str) -> String {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("a README");
    let block = readme.split(&format!("<!-- {name} -->")).nth(1).and_then(|rest| rest.split("```").nth(1));
    let block = block.unwrap_or_else(|| panic!("the README has no example in {name}"));
    block.split_once('\n').expect("a language and its code").1.to_owned()
}

/// What a program prints, or nothing if it isn't on the machine.
fn run(command: &mut Command, program: &str) -> Option<String> {
    if Command::new(program).arg("--version").output().is_err() {
        #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
        {
            println!("passed over: no {program} on this machine");
        }
        return None;
    }
    let Output { status, stdout, stderr } = command.output().expect("it starts");
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{program} failed:\n{stdout}\n{stderr}");
    Some(stdout.into_owned())
}
