//! A world that goes over: at a clean stop, after a crash, and while its owner is paused.

use std::time::{Duration, Instant};

use serde_json::Value;
use test_postgres::Database;

use crate::callers::{KEY, balance_in, breathe, create_in, creates_seen};
use crate::http::{Answer, ask, send, told};
use crate::team::{Running, turn};

/// Creates at a process until it is answered. Returns the number of creates, and the time that it took.
fn create_until_answered(address: &str) -> (usize, Duration) {
    let (start, (create, body)) = (Instant::now(), create_in(""));
    loop {
        match ask(address, KEY, &create, &body) {
            Answer::Whole(200, answer) => return (creates_seen(&answer), start.elapsed()),
            Answer::Whole(503, _) => breathe(),
            other => panic!("{other:?}"),
        }
        assert!(start.elapsed() < Duration::from_secs(30), "nobody takes over");
    }
}

fn creates_at(address: &str) -> usize {
    creates_seen(&told(address, KEY, &balance_in(""), &Value::Null))
}

#[test]
fn a_stop_hands_over_at_once_and_a_crash_within_fifteen_seconds() {
    let _turn = turn();
    let Some(database) = Database::new("a_stop_hands_over_at_once") else { return };
    let (first, second) = (Running::start(&database), Running::start(&database));
    for number in 1..=20 {
        assert_eq!(create_until_answered(&first.address).0, number);
    }
    assert_eq!(creates_at(&second.address), 20, "it sends the request on");
    let stop = Instant::now();
    first.signal("TERM");
    assert_eq!(create_until_answered(&second.address).0, 21);
    let took = stop.elapsed();
    assert!(took < Duration::from_secs(1), "the hand-over took {took:?}");
    first.ended();

    let third = Running::start(&database);
    assert_eq!(creates_at(&third.address), 21);
    let crash = Instant::now();
    drop(second);
    assert_eq!(create_until_answered(&third.address).0, 22);
    let took = crash.elapsed();
    assert!(took < Duration::from_secs(15), "the takeover took {took:?}");
    println!("taken over in {took:?}");
}

#[test]
fn an_owner_that_was_paused_answers_nothing_old_when_it_wakes() {
    let _turn = turn();
    let Some(database) = Database::new("an_owner_that_was_paused") else { return };
    let (owner, other) = (Running::start(&database), Running::start(&database));
    for number in 1..=3 {
        assert_eq!(create_until_answered(&owner.address).0, number);
    }
    owner.signal("STOP");
    // These lie in its sockets when it wakes.
    let reads: Vec<_> =
        (0..8).map(|_| send(&owner.address, KEY, &balance_in(""), &Value::Null).unwrap()).collect();
    let (create, body) = create_in("");
    let late = send(&owner.address, KEY, &create, &body).unwrap();
    let start = Instant::now();
    assert_eq!(creates_at(&other.address), 3, "a read waits for the next owner");
    assert!(start.elapsed() < Duration::from_secs(15), "the takeover took {:?}", start.elapsed());
    assert_eq!(create_until_answered(&other.address).0, 4);
    assert_eq!(create_until_answered(&other.address).0, 5);
    owner.signal("CONT");
    for read in reads {
        match read.answer() {
            Answer::Whole(200, answer) => assert!(creates_seen(&answer) >= 5, "{answer} is old"),
            Answer::Whole(503, _) | Answer::Broken => {}
            other => panic!("{other:?}"),
        }
    }
    let happened = match late.answer() {
        Answer::Whole(200, answer) => {
            assert_eq!(creates_seen(&answer), 6, "it happened after the others");
            6
        }
        Answer::Whole(503, _) => 5,
        Answer::Broken => creates_at(&other.address),
        other => panic!("{other:?}"),
    };
    assert_eq!(creates_at(&other.address), happened);
    assert_eq!(creates_at(&owner.address), happened, "it sends requests on from now on");
}
