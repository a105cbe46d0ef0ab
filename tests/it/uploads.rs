//! Does the refusal of a large upload reach the clients that people use, and does their next call work?
//!
//! A client that isn't on the machine is said to be passed over.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use backlot::Sandbox;
use contract_tests::workspace;

/// The uploads that each client makes; `BACKLOT_TEST_UPLOADS` asks for more.
const UPLOADS: usize = 20;

/// A client: the command that finds it on the machine, and the command that uses it before its arguments.
type Client = (&'static [&'static str], &'static [&'static str]);

const CLIENTS: [Client; 7] = [
    (&["node", "-e", "fetch"], &["node", "upload.mjs", "fetch"]),
    (&["node", "-e", "require.resolve('axios')"], &["node", "upload.mjs", "axios"]),
    (&["python3", "-c", "import aiohttp"], &["python3", "upload.py", "aiohttp"]),
    (&["python3", "-c", "import urllib"], &["python3", "upload.py", "urllib"]),
    (&["python3", "-c", "import requests"], &["python3", "upload.py", "requests"]),
    (&["python3", "-c", "import httpx"], &["python3", "upload.py", "httpx"]),
    (&["java", "--version"], &["java", "Upload.java"]),
];

fn is_there(command: &[&str]) -> bool {
    let mut command = program(command);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A command, its files taken from the folder of the uploading programs.
fn program(command: &[&str]) -> Command {
    let folder = workspace().join("tests/uploads");
    let argument = |argument: &&str| {
        let file = folder.join(argument);
        if file.is_file() { file } else { PathBuf::from(argument) }
    };
    let mut program = Command::new(command[0]);
    program.args(command[1..].iter().map(argument)).stdin(Stdio::null());
    program
}

#[test]
fn a_refused_upload_is_answered_and_the_next_call_works() {
    let sandbox = Sandbox::builder().start().unwrap();
    let asked = std::env::var("BACKLOT_TEST_UPLOADS").ok().and_then(|asked| asked.parse().ok());
    let uploads = asked.unwrap_or(UPLOADS).to_string();
    for (find, client) in CLIENTS {
        if !is_there(find) {
            println!("passed over: {} is not on this machine", find.join(" "));
            continue;
        }
        let output = program(client).args([&sandbox.url(), &uploads]).output().unwrap();
        let (told, complaints) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(told.trim(), format!("{uploads} of {uploads}"), "{}: {complaints}", client.join(" "));
    }
}
