//! Is a file that was cut read whole, or refused?

use std::path::PathBuf;

use store::{Directory, Record, Store as _};

const RECORDS: u64 = 40;
/// The size of a page of the file and a little more, in bytes.
const PAGE: usize = 4_200;

/// A directory that goes away with the test.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_cut_anywhere_is_read_whole_or_refused() {
    let directory = Temporary(std::env::temp_dir().join(format!("backlot-store-cut-{}", std::process::id())));
    let _ = std::fs::remove_dir_all(&directory.0);
    let store = Directory::open(&directory.0).expect("a directory");
    for position in 1..=RECORDS {
        let bytes = format!("what happened at {position}").into_bytes();
        store.append(&[Record { world: "a".into(), position, bytes }]).expect("it is kept");
    }
    let file = directory.0.join("backlot.redb");
    // As a crash leaves it, and as a clean end does.
    let crashed = std::fs::read(&file).expect("a file");
    drop(store);
    let ended = std::fs::read(&file).expect("a file");
    let (mut read, mut refused) = (0, 0);
    for whole in [crashed, ended] {
        for length in lengths(whole.len()) {
            std::fs::write(&file, &whole[..length]).expect("it is written");
            let kept = Directory::open(&directory.0).and_then(|store| store.records("a", 0, usize::MAX));
            match kept {
                Ok(records) => {
                    assert_eq!(records.len() as u64, RECORDS, "after {length} of {} bytes", whole.len());
                    read += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read >= 2 && refused > 0, "{read} were read and {refused} refused");
}

/// Every length near the end, and some all the way down.
fn lengths(whole: usize) -> impl Iterator<Item = usize> {
    let near = (whole.saturating_sub(PAGE)..=whole).rev();
    near.chain((1..whole).rev().step_by(whole / 200))
}
