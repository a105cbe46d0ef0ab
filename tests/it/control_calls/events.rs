//! The stream of events.

use std::time::Duration;

use contract_tests::lab::{Lab, World};
use contract_tests::orders::static_ad;
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use super::{KEY, advance, made, order};

/// The time, on the machine's clock, after which a stream counts as silent.
const SILENT: Duration = Duration::from_secs(20);

/// A stream of events that is being read.
struct Events {
    bytes: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Vec<u8>>> + Send>>,
    unread: String,
}

impl Events {
    async fn of(world: &World, query: &str) -> Self {
        let url = format!("{}/_backlot/events{query}", world.handle.url(""));
        let answer = world.request(reqwest::Method::GET, &url).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-type"].as_bytes()),
            (200, &b"text/event-stream"[..])
        );
        let bytes = answer.bytes_stream().map(|piece| piece.map(|piece| piece.to_vec()));
        Self { bytes: Box::pin(bytes), unread: String::new() }
    }

    /// Returns the name and the data of the next event, or nothing at the end.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some(end) = self.unread.find("\n\n") {
                let event: String = self.unread.drain(..end + 2).collect();
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                if let Some((name, data)) = field("event: ").zip(field("data: ")) {
                    return Some((name, serde_json::from_str(&data).unwrap()));
                }
                continue;
            }
            let piece = tokio::time::timeout(SILENT, self.bytes.next()).await.expect("an event in time")?;
            self.unread.push_str(std::str::from_utf8(&piece.ok()?).unwrap());
        }
    }

    /// Returns the next event of this name.
    async fn until(&mut self, wanted: &str) -> Value {
        loop {
            let (name, data) = self.next().await.expect("a stream that goes on");
            if name == wanted {
                return data;
            }
        }
    }
}

#[tokio::test]
async fn a_stream_tells_each_exchange_once_and_that_something_changed() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    order(&world, KEY, json!({})).await;
    let mut events = Events::of(&world, "?journal=true").await;
    let (name, hello) = events.next().await.unwrap();
    assert_eq!((&*name, &hello["seq"], &hello["clock"]["mode"]), ("hello", &json!(1), &json!("frozen")));
    assert_eq!(hello["world"], world.handle.url("").rsplit('/').next().unwrap());
    let job = order(&world, KEY, json!({})).await;
    let row = events.until("exchange").await;
    assert_eq!((&row["seq"], &row["jobs"], &row["moved"]), (&json!(2), &json!([job]), &json!(-3)));
    let changed = events.until("changed").await;
    let what: Vec<_> = changed["what"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(what.contains(&"jobs") && what.contains(&"journal") && !what.contains(&"clock"), "{what:?}");
    assert!(changed["revision"].as_u64() > hello["revision"].as_u64());

    advance(&world, 1.0).await;
    let changed = events.until("changed").await;
    assert!(changed["what"].to_string().contains("clock"), "{changed}");
    assert_eq!(changed["now"], "2026-01-01T00:00:01.000Z");
    made(&world, "POST /faults", &json!({ "effect": "malformed" })).await;
    assert!(events.until("changed").await["what"].to_string().contains("faults"));
    made(&lab.world(), "POST /worlds", &json!({})).await;
    assert!(events.until("changed").await["what"].to_string().contains("worlds"));
    made(&world, "PUT /inbox/mine", &json!({})).await;
    assert!(events.until("changed").await["what"].to_string().contains("inbox"));
}

#[tokio::test]
async fn a_stream_goes_on_where_another_one_ended() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    for _ in 0..3 {
        order(&world, KEY, json!({})).await;
    }
    let mut events = Events::of(&world, "?journal=true&after=1").await;
    assert_eq!(
        (events.until("exchange").await["seq"].clone(), events.until("exchange").await["seq"].clone()),
        (json!(2), json!(3))
    );
    let url = format!("{}/_backlot/events?journal=true", world.handle.url(""));
    let answer = world.request(reqwest::Method::GET, &url).header("last-event-id", "2").send().await.unwrap();
    let bytes = answer.bytes_stream().map(|piece| piece.map(|piece| piece.to_vec()));
    let mut events = Events { bytes: Box::pin(bytes), unread: String::new() };
    assert_eq!(events.until("exchange").await["seq"], 3);
    made(&world, "DELETE /journal", &Value::Null).await;
    let mut late = Events::of(&world, "?journal=true&after=1").await;
    order(&world, KEY, json!({})).await;
    assert_eq!(late.until("gap").await, json!({ "from": 2, "to": 3 }));
    assert_eq!(late.until("exchange").await["seq"], 4);
}

#[tokio::test]
async fn a_stream_tells_no_exchange_that_nobody_asked_for_and_no_secret() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let mut quiet = Events::of(&world, "").await;
    let mut loud = Events::of(&world, "?journal=true").await;
    order(&world, KEY, json!({})).await;
    let row = loud.until("exchange").await.to_string();
    assert!(row.contains("sk-0***") && !row.contains(KEY), "{row}");
    let (name, _) = quiet.next().await.unwrap();
    assert_eq!(name, "hello");
    let (name, changed) = quiet.next().await.unwrap();
    assert_eq!(name, "changed", "{changed}");
}

#[tokio::test]
async fn a_stream_ends_with_its_world_and_with_the_sandbox() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let mut events = Events::of(&world, "").await;
    let (name, _) = events.next().await.unwrap();
    assert_eq!(name, "hello");
    made(&world, "POST /reset", &json!({})).await;
    assert!(events.until("gone").await.is_object());
    assert!(events.next().await.is_none());

    let mut events = Events::of(&world, "").await;
    events.next().await.unwrap();
    let stopping = std::thread::spawn(move || drop(lab));
    // The server gives calls under way two seconds, and a stream needs none of them.
    let ended = async { while events.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_millis(1500), ended).await.expect("an end at once");
    stopping.join().unwrap();
}

/// A reader that takes nothing for a while misses nothing, and nothing was queued for it: the stream is a cursor.
#[tokio::test]
async fn a_slow_reader_gets_every_exchange_that_is_kept() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let mut events = Events::of(&world, "?journal=true").await;
    for _ in 0..300 {
        world
            .call("cutx", KEY, "POST /generate/static-ad", Some(&static_ad(&json!({ "aspectRatio": 7 }))))
            .await;
    }
    for expected in 1..=300 {
        assert_eq!(events.until("exchange").await["seq"], expected);
    }
}
