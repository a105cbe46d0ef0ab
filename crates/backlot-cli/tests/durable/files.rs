//! Directories that are in use, full, cut or of another version.

use std::io::Read as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::http::{Answer, ask, told};
use crate::orders::cutx;
use crate::sandbox::{Directory, Running, address, first_line};

#[test]
fn a_directory_has_one_sandbox_and_a_broken_file_is_named() {
    let data = Directory::new("busy");
    let running = Running::start(&data);
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
        command.args(["--port", "0", "--data"]).arg(&data.0).output().unwrap()
    };
    let second = start();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains("backlot.redb"), "{said}");
    running.kill();
    std::fs::write(data.file(), b"this is no database").unwrap();
    let broken = start();
    let said = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert!(!broken.status.success() && said.contains("backlot.redb"), "{said}");
}

#[test]
fn a_full_disk_is_a_503_and_what_was_answered_is_there_afterwards() {
    let data = Directory::new("full");
    let running = Running::start_with_little_room(&data, 6_000);
    let mut answered = Vec::new();
    let refused = loop {
        match cutx().send(&running.address, "key") {
            Ok(id) => answered.push(id),
            Err(refused) => break refused.expect("every call is answered"),
        }
        assert!(answered.len() < 100_000, "there is room without end");
    };
    assert_eq!(refused, 503);
    let look = ask(&running.address, "key", "GET /cutx/api/credits/balance", &Value::Null);
    assert!(matches!(look, Answer::Whole(503, _)), "what nobody will remember is not told: {look:?}");
    running.kill();
    assert!(!answered.is_empty());
    check_that_they_are_there(&data, &answered);
}

#[test]
fn a_file_that_was_cut_is_read_whole_or_refused_with_a_sentence() {
    let data = Directory::new("cut");
    let running = Running::start(&data);
    let answered: Vec<_> = (0..20).map(|_| cutx().send(&running.address, "key").unwrap()).collect();
    running.kill();
    let whole = std::fs::read(data.file()).unwrap();
    let (mut read, mut refused) = (0, 0);
    for part in [1, 100, 400, 700, 900, 990, 999, 1000] {
        std::fs::write(data.file(), &whole[..whole.len() * part / 1000]).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_backlot"))
            .args(["--port", "0", "--log", "json", "--data"])
            .arg(&data.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let line = first_line(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let running = Running { child, address: address(&line).unwrap_or_default() };
        if running.address.is_empty() {
            refused += 1;
        } else {
            for id in &answered {
                assert!(is_there(&running.address, id), "{id} is lost at {part}");
            }
            read += 1;
            running.kill();
        }
        let mut said = String::new();
        stderr.read_to_string(&mut said).unwrap();
        assert!(!said.contains("panicked"), "{part}: {said}");
        assert!(!line.is_empty() || said.contains("backlot.redb"), "{part}: {said}");
    }
    assert!(read > 0 && refused > 0, "{read} were read and {refused} refused");
}

#[test]
fn a_world_that_cannot_be_replayed_is_told_and_takes_no_place() {
    let data = Directory::new("replayed");
    let running = Running::start(&data);
    let id = cutx().send(&running.address, "key").unwrap();
    let exported = told(&running.address, "key", "GET /_backlot/export", &Value::Null).to_string();
    running.kill();

    let file = data.0.join("world.json");
    let replay = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
        command.arg("replay").arg(&file).args(flags).output().unwrap()
    };
    std::fs::write(&file, &exported).unwrap();
    let replayed = replay(&[]);
    let said = String::from_utf8_lossy(&replayed.stdout);
    assert!(replayed.status.success() && said.contains("1 accounts with 1 jobs"), "{said}");
    let checked = replay(&["--check"]);
    assert!(
        checked.status.success() && checked.stdout.is_empty() && checked.stderr.is_empty(),
        "{checked:?}"
    );

    std::fs::write(&file, exported.replace("\"digest\":", "\"digest\":7,\"was\":")).unwrap();
    let data_flag = ["--port", "0", "--data", data.0.to_str().unwrap()];
    for flags in [&["--check"][..], &[&["--serve"], &data_flag[..]].concat()] {
        let refused = replay(flags);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains("does something else in this version"), "{said}");
    }
    check_that_they_are_there(&data, &[id]);
}

/// Starts the command once more and looks for the jobs.
fn check_that_they_are_there(data: &Directory, ids: &[String]) {
    let again = Running::start(data);
    for id in ids {
        assert!(is_there(&again.address, id), "{id} is lost");
    }
    again.kill();
}

fn is_there(address: &str, id: &str) -> bool {
    let look = format!("GET /cutx/api/generate/status?jobId={id}");
    matches!(ask(address, "key", &look, &Value::Null), Answer::Whole(200, _))
}
