//! Everything at random: processes that are paused and killed, connections that break, a database that crashes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use test_postgres::Database;

use crate::callers::{
    KEY, Notes, balance_in, breathe, call, create_in, creates_seen, jobs_in, order_with_webhooks,
};
use crate::http::{Answer, ask, told};
use crate::receiver::Receiver;
use crate::team::{Team, turn};

/// The number of callers over all worlds.
const CALLERS: usize = 64;
/// The worlds, with what stands before their paths.
const WORLDS: [&str; 3] = ["", "/w/one", "/w/two"];
/// The fewest creates in each world, and the fewest orders with webhooks, that tell something.
const CREATES: usize = 100;
const ORDERS: usize = 10;
/// The longest time until everything answers again, and until every webhook is there.
const AFTERWARDS: Duration = Duration::from_secs(60);

#[test]
fn two_processes_answer_as_one_whatever_happens() {
    disturb(2, "two_processes_answer_as_one_whatever_happens");
}

#[test]
fn three_processes_answer_as_one_whatever_happens() {
    disturb(3, "three_processes_answer_as_one_whatever_happens");
}

fn disturb(size: usize, test: &str) {
    let _turn = turn();
    let Some(database) = Database::new(test) else { return };
    let seconds = std::env::var("BACKLOT_TEST_CHAOS").ok().and_then(|text| text.parse().ok()).unwrap_or(15);
    let (team, receiver, is_over) = (Team::start(database, size), Receiver::start(), AtomicBool::new(false));
    let (creates, ordered) = ([const { AtomicUsize::new(0) }; 3], AtomicUsize::new(0));
    for name in ["one", "two"] {
        told(&team.address(1), KEY, "POST /_backlot/worlds", &json!({ "name": name, "durable": true }));
    }
    let (notes, tasks) = std::thread::scope(|scope| {
        let (team, is_over, url) = (&team, &is_over, receiver.url.as_str());
        let (creates, ordered) = (&creates, &ordered);
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                scope.spawn(move || {
                    let world = caller % 3;
                    (world, call(team, WORLDS[world], caller, is_over, &creates[world]))
                })
            })
            .collect();
        let orders = scope.spawn(move || order_with_webhooks(team, url, is_over, ordered));
        break_things(team, size, Duration::from_secs(seconds));
        // A slow machine gets the time to do enough.
        let (deadline, few) =
            (Instant::now() + AFTERWARDS, |count: &AtomicUsize, least| count.load(Ordering::Relaxed) < least);
        while (creates.iter().any(|count| few(count, CREATES)) || few(ordered, ORDERS))
            && Instant::now() < deadline
        {
            breathe();
        }
        is_over.store(true, Ordering::Relaxed);
        let notes: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
        (notes, orders.join().unwrap())
    });

    let mut worlds: [Notes; 3] = Default::default();
    for (world, notes) in notes {
        worlds[world].history.add(notes.history);
        worlds[world].jobs.extend(notes.jobs);
    }
    for (world, Notes { history, jobs }) in WORLDS.iter().zip(&worlds) {
        let address = answering(&team, world);
        let there = jobs_in(&address, world, "cutx");
        let lost: Vec<_> = jobs.iter().filter(|job| there.binary_search(job).is_err()).collect();
        assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), jobs.len());
        let happened = creates_seen(&told(&address, KEY, &balance_in(world), &Value::Null));
        assert_eq!(happened, there.len(), "each job was paid once");
        let faults = history.faults(happened);
        assert!(faults.is_empty(), "{world:?}: {faults:#?}");
        let (creates, reads) = (history.creates.len(), history.reads.len());
        let (unknown, refused) = (history.unknown, history.refused);
        println!(
            "{world:?}: {creates} creates, {reads} reads, {refused} refused, {unknown} broken off, {happened} there"
        );
        assert!(creates >= CREATES && reads > CREATES / 10, "too little happened to tell anything");
    }
    receiver.wait_for(&tasks, AFTERWARDS);
    assert!(tasks.len() >= ORDERS, "{} webhooks", tasks.len());
}

/// Disturbs the processes and the database at random for a while.
fn break_things(team: &Team, size: usize, time: Duration) {
    let seed = u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos());
    let mut state = seed | 1;
    // The same seed breaks the same things in the same order (xorshift).
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let rest = |milliseconds| {
        let end = Instant::now() + Duration::from_millis(milliseconds);
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            std::thread::park_timeout(left);
        }
    };
    let end = Instant::now() + time;
    while Instant::now() < end {
        rest(300 + draw(1500));
        let number = usize::try_from(draw(size as u64)).unwrap();
        match draw(10) {
            0..=2 => team.replace(number),
            3..=4 => {
                team.signal(number, "STOP");
                rest(200 + draw(2000));
                team.signal(number, "CONT");
            }
            5 => {
                // Longer than the lease: the others take over, and it wakes with a world that is not its own any more.
                team.signal(number, "STOP");
                rest(11_000 + draw(3000));
                team.signal(number, "CONT");
            }
            6..=8 => team.database.disconnect(),
            _ => _ = team.database.restart(),
        }
    }
    println!("the seed of what broke was {seed}");
}

/// Waits until a process answers in a world, and returns its address.
fn answering(team: &Team, world: &str) -> String {
    let deadline = Instant::now() + AFTERWARDS;
    for turn in 0.. {
        let address = team.address(turn);
        let (create, _) = create_in(world);
        assert!(Instant::now() < deadline, "{create} is never answered again");
        if let Answer::Whole(200, _) = ask(&address, KEY, &balance_in(world), &Value::Null) {
            return address;
        }
        breathe();
    }
    unreachable!("the turns never end")
}
