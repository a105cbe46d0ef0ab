//! Does this version read the logs and snapshots of earlier ones?
//!
//! `BACKLOT_WRITE_LOGS=1` lets the stories write them anew, which is right only before a release that keeps nothing of the one before.

use backlot::Sandbox;
use contract_tests::kept_log::{KeptLog, known, names};
use contract_tests::subjects::SUBJECTS;

#[tokio::test]
async fn this_version_reads_the_logs_and_snapshots_of_earlier_ones() {
    let sandbox = Sandbox::builder().start().unwrap();
    for subject in SUBJECTS {
        let (provider, names) = (subject.name, names(subject.name));
        assert!(!names.is_empty(), "{provider}");
        for name in &names {
            let [log, snapshot] = KeptLog { provider, name }.read().map(|file| {
                let world =
                    sandbox.import(&file).unwrap_or_else(|problem| panic!("{provider} {name}: {problem}"));
                known(&world)
            });
            assert_eq!(log, snapshot, "{provider} {name}");
            assert!(!log["balances"].as_array().unwrap().is_empty(), "{provider} {name}");
        }
    }
}
