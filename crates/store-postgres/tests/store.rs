//! Does the store hold what it is given, and does each world belong to one process at a time?

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::sync::atomic::{AtomicUsize, Ordering};

use store::shared::{Claim, LEASE, Node, Owned, Shared};
use store::{AppendError, Mark, Record, Snapshot, Store};
use store_postgres::Postgres;
use test_postgres::Database;

fn record(world: &str, position: u64) -> Record {
    Record { world: world.to_owned(), position, bytes: format!("{world} {position}").into_bytes() }
}

fn records(world: &str, positions: impl IntoIterator<Item = u64>) -> Vec<Record> {
    positions.into_iter().map(|position| record(world, position)).collect()
}

fn node(name: &str) -> Node {
    Node { name: name.to_owned(), url: format!("http://{name}.test:4080") }
}

fn snapshot(position: u64, bytes: &[u8]) -> Snapshot {
    Snapshot { mark: Mark { position, written: position * 10 }, bytes: bytes.to_vec() }
}

/// A process that has joined.
fn joined(database: &Database, name: &str) -> Postgres {
    let store = Postgres::connect(database.url()).unwrap();
    store.join(&node(name), 1_000_000).unwrap();
    store
}

/// A process with one world of its own, begun with a snapshot at position 0.
fn with_world(database: &Database, name: &str, world: &str) -> Postgres {
    let store = joined(database, name);
    assert!(store.enter(world, name, true).unwrap());
    store.begin(world, &snapshot(0, b"nothing")).unwrap();
    store
}

#[test]
fn it_holds_what_it_is_given() {
    let Some(database) = Database::new("it_holds_what_it_is_given") else { return };
    let store = with_world(&database, "a", "one");
    assert!(store.enter("", "a", true).unwrap());
    store.begin("", &snapshot(0, b"")).unwrap();
    assert!(!store.enter("one", "a", true).unwrap(), "the name is taken");
    for group in [1..4, 4..5, 5..8] {
        let mut all = records("one", group.clone());
        all.splice(1..1, records("", group));
        store.append(&all).unwrap();
        store.append(&all).unwrap();
    }
    let one = records("one", 1..8);
    for (after, limit) in [(0, 9), (1, 1), (2, 4), (3, 9), (4, 2), (6, 9), (7, 9), (9, 9)] {
        let expected: Vec<_> =
            one.iter().skip(usize::try_from(after).unwrap()).take(limit).cloned().collect();
        assert_eq!(store.records("one", after, limit).unwrap(), expected, "{after} {limit}");
    }
    assert_eq!(store.records("none", 0, 9).unwrap(), []);
    assert_eq!(store.worlds().unwrap(), ["", "one"]);

    let large = snapshot(4, &(0..3_000_000_u32).map(|at| (at % 251) as u8).collect::<Vec<_>>());
    store.save("one", &large).unwrap();
    assert_eq!(store.marks("one").unwrap(), [snapshot(0, b"").mark, large.mark]);
    assert_eq!(store.snapshot("one", 4).unwrap(), Some(large.clone()));
    assert_eq!(store.snapshot("one", 0).unwrap(), Some(snapshot(0, b"nothing")));
    assert_eq!(store.snapshot("one", 3).unwrap(), None);
    store.forget("one", 4).unwrap();
    assert_eq!(
        (store.marks("one").unwrap(), store.records("one", 4, 9).unwrap()),
        (vec![large.mark], one[4..].to_vec())
    );
    store.append(&records("one", 8..9)).unwrap();

    store.begin("one", &snapshot(0, b"again")).unwrap();
    assert_eq!((store.marks("one").unwrap().len(), store.records("one", 0, 9).unwrap()), (1, Vec::new()));
    store.append(&records("one", 1..2)).unwrap();
    store.remove("one").unwrap();
    assert_eq!(store.worlds().unwrap(), [""], "its neighbour stays");
    assert_eq!(store.records("", 0, 99).unwrap(), records("", 1..8));
    assert!(store.enter("one", "a", true).unwrap(), "the name is free again");
    assert_eq!(store.records("one", 0, 9).unwrap(), []);

    let again = Postgres::connect(database.url()).unwrap();
    assert_eq!(again.records("", 0, 99).unwrap(), records("", 1..8));
}

#[test]
fn a_world_belongs_to_one_process_and_goes_over_when_that_one_leaves() {
    let Some(database) = Database::new("a_world_belongs_to_one_process") else { return };
    let (first, second) = (with_world(&database, "a", "w"), joined(&database, "b"));
    first.append(&records("w", 1..3)).unwrap();
    assert_eq!(second.claim("w", "b").unwrap(), Claim::Theirs(node("a")));
    assert_eq!(second.claim("none", "b").unwrap(), Claim::Nobody);
    assert_eq!(second.orphans(9).unwrap(), [""; 0]);
    assert_eq!(second.nodes().unwrap(), [node("a"), node("b")]);
    assert!(matches!(second.append(&records("w", 3..4)), Err(AppendError::NotKept(_))));
    assert!(first.enter("fleeting", "a", false).unwrap());
    assert_eq!(second.claim("fleeting", "b").unwrap(), Claim::Theirs(node("a")));

    first.leave("a", 5_000_000).unwrap();
    assert!(!first.renew("a", 6_000_000).unwrap(), "it has left");
    assert_eq!(second.orphans(9).unwrap(), ["w"]);
    assert_eq!(second.claim("w", "b").unwrap(), Claim::Mine { seen: Some(5_000_000) });
    assert_eq!(second.claim("fleeting", "b").unwrap(), Claim::Nobody, "it ended with its node");
    assert_eq!(second.records("w", 0, 9).unwrap(), records("w", 1..3));
    assert!(matches!(first.append(&records("w", 3..4)), Err(AppendError::NotKept(_))), "the term is over");
    second.append(&records("w", 3..5)).unwrap();
    assert!(first.begin("w", &snapshot(0, b"mine")).is_err());
    first.remove("w").unwrap();
    assert_eq!(
        second.records("w", 0, 9).unwrap(),
        records("w", 1..5),
        "nothing of the former owner has an effect"
    );
    assert_eq!(second.snapshot("w", 0).unwrap(), Some(snapshot(0, b"nothing")));
    assert_eq!(
        second.claim("w", "b").unwrap(),
        Claim::Mine { seen: None },
        "it may begin a new term of its own"
    );

    second.release("w", 7_000_000).unwrap();
    assert_eq!(second.owners(9).unwrap(), [Owned { world: "w".to_owned(), node: String::new() }]);
    first.join(&node("a"), 6_000_000).unwrap();
    assert_eq!(first.claim("w", "a").unwrap(), Claim::Mine { seen: Some(7_000_000) });
    assert_eq!(first.owners(9).unwrap()[0].node, "a");
    assert_eq!((first.owner("w").unwrap(), first.owner("none").unwrap()), (Some(node("a")), None));
}

#[test]
fn a_lease_that_runs_out_gives_a_world_away_and_cannot_be_renewed() {
    let Some(database) = Database::new("a_lease_that_runs_out") else { return };
    let (first, second) = (with_world(&database, "a", "w"), joined(&database, "b"));
    let mut claim = second.claim("w", "b").unwrap();
    let mut waited = 0;
    while claim == Claim::Theirs(node("a")) {
        assert!(waited < 150, "the lease never runs out");
        std::thread::park_timeout(std::time::Duration::from_millis(100));
        assert!(second.renew("b", 2_000_000).unwrap());
        (claim, waited) = (second.claim("w", "b").unwrap(), waited + 1);
    }
    let lease = i64::try_from(LEASE.as_micros()).unwrap();
    assert_eq!(claim, Claim::Mine { seen: Some(1_000_000 + lease) });
    assert!(!first.renew("a", 3_000_000).unwrap(), "it was given up");
    first.join(&node("a"), 4_000_000).unwrap();
    assert_eq!(first.claim("w", "a").unwrap(), Claim::Theirs(node("b")));
}

/// The fence: while a world goes over, its former owner and its new one append at the same place. One of them alone succeeds, and the
/// other one is told so.
#[test]
fn of_two_owners_one_alone_appends_at_a_place() {
    let Some(database) = Database::new("of_two_owners_one_alone_appends") else { return };
    let (first, second) = (with_world(&database, "a", "w"), joined(&database, "b"));
    let won = |appended: Result<(), AppendError>, by: &AtomicUsize| match appended {
        Ok(()) => _ = by.fetch_add(1, Ordering::Relaxed),
        Err(AppendError::NotKept(_)) => {}
        Err(unsure) => panic!("{unsure}"),
    };
    let by = [const { AtomicUsize::new(0) }; 2];
    for position in 1..201 {
        second.leave("b", 0).unwrap();
        first.join(&node("a"), 0).unwrap();
        assert!(matches!(first.claim("w", "a").unwrap(), Claim::Mine { .. }));
        second.join(&node("b"), 0).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                // The later it is, the more often the new owner is quicker.
                std::thread::park_timeout(std::time::Duration::from_micros(position % 20 * 100));
                won(first.append(&records("w", [position])), &by[0]);
            });
            first.leave("a", 0).unwrap();
            assert!(matches!(second.claim("w", "b").unwrap(), Claim::Mine { .. }));
            won(second.append(&records("w", [position])), &by[1]);
        });
    }
    let by = by.map(AtomicUsize::into_inner);
    assert!(by[0] + by[1] == 200 && by[0] > 0 && by[1] > 0, "{by:?}");
    assert_eq!(first.records("w", 0, 999).unwrap(), records("w", 1..201));
}

#[test]
fn records_are_kept_once_however_the_connection_breaks() {
    let Some(database) = Database::new("records_are_kept_once") else { return };
    let store = with_world(&database, "a", "w");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for position in 1..1500 {
                store.append(&records("w", position..=position)).unwrap();
            }
        });
        for round in 0..12 {
            std::thread::park_timeout(std::time::Duration::from_millis(40));
            if round == 6 {
                database.restart();
            } else {
                database.disconnect();
            }
        }
        writing.join().unwrap();
    });
    assert_eq!(store.records("w", 0, 9999).unwrap(), records("w", 1..1500));
}

#[test]
fn a_database_that_is_not_there_is_told_without_its_password() {
    for (url, part) in
        [("postgres://me:secret@127.0.0.1:1/none", "connect"), ("mysql://me:secret@h/d", "not understood")]
    {
        let refused = Postgres::connect(url).unwrap_err().to_string();
        assert!(refused.contains(part) && !refused.contains("secret"), "{refused}");
    }
}
