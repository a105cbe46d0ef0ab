//! Is everything there that was answered, however the command ends?
//!
//! `BACKLOT_TEST_KILLS=1000` kills it a thousand times, in directories of fifty lives.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Range;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// The number of lives of one directory.
const LIVES: u64 = 50;
/// The number of callers at once.
const CALLERS: usize = 8;

struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("backlot-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(data: &Directory) -> Self {
        Self::of(&mut Command::new(env!("CARGO_BIN_EXE_backlot")), data)
    }

    /// Starts it where no file may be larger than this many blocks of 512 bytes, as if the disk were full.
    fn start_with_little_room(data: &Directory, blocks: u32) -> Self {
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        Self::of(Command::new("sh").args(["-c", &limited, env!("CARGO_BIN_EXE_backlot")]), data)
    }

    fn of(command: &mut Command, data: &Directory) -> Self {
        let mut child = command
            .args(["--port", "0", "--log", "json", "--seed", "7", "--credits", "1000000", "--data"])
            .arg(&data.0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    fn kill(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a call over a connection of its own. `None` if it is refused or the command is killed meanwhile.
fn call(address: &str, key: &str, call: &str, body: &Value) -> Option<Value> {
    answer(address, key, call, body).and_then(|(status, answer)| (status == 200).then_some(answer))
}

/// Sends a call over a connection of its own. `None` if there is no whole answer.
fn answer(address: &str, key: &str, call: &str, body: &Value) -> Option<(u16, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let request = format!(
        "{call} HTTP/1.0\r\nhost: {address}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).ok()?))
}

/// Returns all jobs of the default world, page by page.
fn jobs(address: &str) -> Vec<Value> {
    let (mut jobs, mut after) = (Vec::new(), String::new());
    loop {
        let mut page =
            call(address, "any", &format!("GET /_backlot/jobs?limit=1000{after}"), &Value::Null).unwrap();
        jobs.append(page["jobs"].as_array_mut().unwrap());
        let Some(next) = page["next"].as_str() else { return jobs };
        after = format!("&after={next}");
    }
}

/// The calls that start a job at each provider, with the place of its id in the answer.
fn orders() -> [(&'static str, Value, &'static str); 4] {
    let clip = json!({ "input": { "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"] } });
    let ad = json!({
        "projectId": "00000000-0000-4000-8000-000000000001", "productId": "00000000-0000-4000-8000-000000000002"
    });
    let story =
        json!({ "mode": "create", "story_type": "fairytale_story", "input_story": "A whale learns to sing" });
    [
        ("POST /cutx/api/generate/static-ad", ad, "/jobId"),
        ("POST /apixo/api/v1/generateTask/wan-2-2-animate", clip, "/data/taskId"),
        ("POST /animus/v2/generation/create", json!({ "prompt": "A whale" }), "/generation_id"),
        ("POST /sumatman/api/task", story, "/data/taskId"),
    ]
}

/// The price of each provider's order.
const PRICES: [(&str, f64); 4] = [("cutx", 3.0), ("apixo", 0.4), ("animus", 1.0), ("sumatman", 50.0)];

#[test]
fn nothing_that_was_answered_is_lost_when_the_command_is_killed() {
    let kills =
        std::env::var("BACKLOT_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(LIVES);
    let mut first = 0;
    while first < kills {
        let next = kills.min(first + LIVES);
        live_and_die(first..next);
        first = next;
    }
}

/// Kills the command this many times, and looks afterwards for all that was answered before.
fn live_and_die(deaths: Range<u64>) {
    let data = Directory::new("killed");
    let kills = deaths.end - deaths.start;
    // What was answered: the provider of each job, by its id.
    let told: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    for kill in deaths {
        let running = Running::start(&data);
        let (answered, answers) = channel();
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let (address, told, answered) = (running.address.clone(), told.clone(), answered.clone());
                std::thread::spawn(move || {
                    let orders = orders();
                    for number in 0..100_000 {
                        // Sumatman takes a hundred tasks a day of a key.
                        let provider = if number < 3 { (caller + number) % 4 } else { caller % 3 };
                        let (order, body, id) = &orders[provider];
                        let key = format!("key-{kill}-{caller}");
                        let Some(answer) = call(&address, &key, order, body) else { return };
                        let id = answer.pointer(id).and_then(Value::as_str);
                        let id = id.unwrap_or_else(|| panic!("{order}: {answer}")).to_owned();
                        assert!(told.lock().unwrap().insert(id, provider).is_none(), "an id came twice");
                        let _ = answered.send(());
                    }
                })
            })
            .collect();
        // Another moment each time, in the midst of the others' calls.
        for _ in 0..=(37 * kill % 101) {
            answers.recv_timeout(Duration::from_secs(20)).expect("answers keep coming");
        }
        running.kill();
        for caller in callers {
            caller.join().unwrap();
        }
    }
    let running = Running::start(&data);
    let jobs = jobs(&running.address);
    let kept: BTreeMap<_, _> = jobs.iter().map(|job| (job["job_id"].as_str().unwrap(), job)).collect();
    let told = told.lock().unwrap();
    assert!(told.len() as u64 > 10 * kills, "only {} calls were answered", told.len());
    let lost: Vec<_> = told.keys().filter(|id| !kept.contains_key(id.as_str())).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), told.len());
    let bill = call(&running.address, "any", "GET /_backlot/bill", &Value::Null).unwrap();
    for (provider, price) in PRICES {
        let lines = bill["accounts"].as_array().unwrap().iter().filter(|line| line["provider"] == provider);
        let charged: f64 = lines.map(|line| line["charges"].as_f64().unwrap()).sum();
        let jobs: f64 = kept.values().filter(|job| job["provider"] == provider).map(|_| 1.0).sum();
        assert!((charged - price * jobs).abs() < 1e-6, "{provider}: {charged} for {jobs} jobs");
    }
    running.kill();
}

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
    std::fs::write(data.0.join("backlot.redb"), b"this is no database").unwrap();
    let broken = start();
    let said = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert!(!broken.status.success() && said.contains("backlot.redb"), "{said}");
}

#[test]
fn a_full_disk_is_a_503_and_what_was_answered_is_there_afterwards() {
    let data = Directory::new("full");
    let running = Running::start_with_little_room(&data, 6_000);
    let (order, body, id) = &orders()[0];
    let mut told = Vec::new();
    let refused = loop {
        let (status, answer) = answer(&running.address, "key", order, body).expect("every call is answered");
        match answer.pointer(id).filter(|_| status == 200) {
            Some(id) => told.push(id.as_str().unwrap().to_owned()),
            None => break status,
        }
        assert!(told.len() < 100_000, "there is room without end");
    };
    assert_eq!(refused, 503);
    let look = answer(&running.address, "key", "GET /cutx/api/credits/balance", &Value::Null).unwrap();
    assert_eq!(look.0, 503, "what nobody will remember is not told: {}", look.1);
    running.kill();
    let again = Running::start(&data);
    assert!(!told.is_empty());
    for id in told {
        let look = format!("GET /cutx/api/generate/status?jobId={id}");
        assert!(call(&again.address, "key", &look, &Value::Null).is_some(), "{id} is lost");
    }
    again.kill();
}

#[test]
fn a_file_that_was_cut_is_read_whole_or_refused_with_a_sentence() {
    let data = Directory::new("cut");
    let running = Running::start(&data);
    let (order, body, id) = &orders()[0];
    let told: Vec<_> = (0..20)
        .map(|_| {
            call(&running.address, "key", order, body)
                .unwrap()
                .pointer(id)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    running.kill();
    let file = data.0.join("backlot.redb");
    let whole = std::fs::read(&file).unwrap();
    let (mut read, mut refused) = (0, 0);
    for part in [1, 100, 400, 700, 900, 990, 999, 1000] {
        std::fs::write(&file, &whole[..whole.len() * part / 1000]).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_backlot"))
            .args(["--port", "0", "--log", "json", "--data"])
            .arg(&data.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let ready = serde_json::from_str::<Value>(&line).ok();
        let address = ready.as_ref().and_then(|ready| ready["url"].as_str()?.strip_prefix("http://"));
        let running = Running { child, address: address.unwrap_or_default().to_owned() };
        if address.is_some() {
            for id in &told {
                let look = format!("GET /cutx/api/generate/status?jobId={id}");
                let job = call(&running.address, "key", &look, &Value::Null);
                assert!(job.is_some(), "{id} is lost at {part}");
            }
            read += 1;
            running.kill();
        } else {
            refused += 1;
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
    let (order, body, id) = &orders()[0];
    let told = call(&running.address, "key", order, body).unwrap();
    let (id, control) = (told.pointer(id).unwrap().as_str().unwrap(), "GET /_backlot/export");
    let exported = call(&running.address, "key", control, &Value::Null).unwrap().to_string();
    running.kill();

    let file = data.0.join("world.json");
    let replay = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
        command.arg("replay").arg(&file).args(flags).output().unwrap()
    };
    std::fs::write(&file, &exported).unwrap();
    let told = replay(&[]);
    assert!(
        told.status.success() && String::from_utf8_lossy(&told.stdout).contains("1 accounts with 1 jobs")
    );
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
    let again = Running::start(&data);
    let look = format!("GET /cutx/api/generate/status?jobId={id}");
    assert!(call(&again.address, "key", &look, &Value::Null).is_some(), "the world before is still there");
    again.kill();
}
