//! Does every command that the pages for coding agents name work as it stands there?

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::support::{Sandbox, backlot, call};

/// Returns the commands in a page: the lines of its shell blocks, without those that start the sandbox.
fn commands(page: &str) -> Vec<String> {
    let blocks = page.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

/// Runs a command as a shell does, where `backlot` is the one of this test.
fn run(command: &str, url: &str) {
    let folder = Path::new(env!("CARGO_BIN_EXE_backlot")).parent().unwrap();
    let path = std::env::join_paths(
        [folder.to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).env("PATH", path.unwrap()).env("BACKLOT_URL", url).stdin(Stdio::null());
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start(&["--clock", "frozen"]);
    sandbox.ask("POST", "/animus/v2/generation/create", &json!({ "prompt": "A pier" }));
    sandbox
}

#[cfg(unix)]
#[test]
fn the_skill_names_commands_that_work() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../skills/backlot/SKILL.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.lines().count() < 150);
    let sandbox = sandbox();
    let commands = commands(&page);
    assert!(commands.len() > 12, "{commands:?}");
    for command in &commands {
        if command.starts_with("backlot --") {
            // It would not end by itself: that it starts is the test.
            let command = command.split('#').next().unwrap();
            Sandbox::start(&command.split_whitespace().skip(1).collect::<Vec<_>>());
        } else {
            run(command, &sandbox.url());
        }
    }
    for inline in page.split('`').skip(1).step_by(2).filter(|code| code.starts_with("backlot ")) {
        let first = inline.split(' ').nth(1).unwrap();
        let help = backlot().args([first, "--help"]).output().unwrap();
        assert!(help.status.success(), "{inline}");
    }
}

#[cfg(unix)]
#[test]
fn the_page_of_a_sandbox_names_commands_and_links_that_work() {
    let sandbox = sandbox();
    let (status, page) =
        call(&sandbox.address, "GET", "/llms.txt", &[("host", &sandbox.address)], &Value::Null);
    assert_eq!(status, 200, "{page}");
    let commands = commands(&page);
    assert!(commands.len() > 5, "{page}");
    for command in &commands {
        run(command, &sandbox.url());
    }
    let links = page.split("](").skip(1).map(|link| link.split(')').next().unwrap());
    let links: Vec<_> = links.collect();
    assert!(links.len() > 5, "{page}");
    for link in links {
        let path = link.strip_prefix(&sandbox.url()).unwrap_or_else(|| panic!("{link}"));
        let (status, _) = call(&sandbox.address, "GET", path, &[("host", &sandbox.address)], &Value::Null);
        assert_eq!(status, 200, "{link}");
    }
    let world =
        format!("/w/{}", sandbox.ask("POST", "/_backlot/worlds", &json!({}))["world"].as_str().unwrap());
    let (_, page) = call(
        &sandbox.address,
        "GET",
        &format!("{world}/llms.txt"),
        &[("host", &sandbox.address)],
        &Value::Null,
    );
    assert!(page.contains(&format!("{}{world}/cutx/api", sandbox.url())), "{page}");
}
