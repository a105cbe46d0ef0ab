//! The invariants of an account.

use animus_mock::lifecycle::State;
use animus_mock::prices;
use animus_mock::state::assets::{MOST_BODIES, MOST_FACES};
use animus_mock::state::characters::{Character, KNOWN, LoraStatus, Step};
use animus_mock::state::dataset::{DatasetStatus, MAX_ALLOWED, MIN_REQUIRED};
use animus_mock::state::groups::Group;
use animus_mock::state::training::Part;
use animus_mock::state::{Animus, JobData};
use kernel::credits::Credits;
use kernel::job::{Job, JobState as _};
use kernel::machine::{Account, JobOf};

/// Returns what was taken for the jobs that are there, and not given back.
pub(crate) fn paid(account: &Account<Animus>) -> Credits {
    account.jobs().map(Job::paid).sum()
}

/// Checks an account of which deleted jobs have cost `gone`.
pub(crate) fn check(account: &Account<Animus>, gone: Credits) {
    let ledger = &account.ledger;
    let sum: Credits = ledger.entries().iter().map(|entry| entry.amount).sum();
    assert_eq!(sum, ledger.balance());
    assert!(ledger.balance() >= Credits::ZERO);
    assert_eq!(
        ledger.charged() - ledger.refunded(),
        paid(account) + gone,
        "what was taken and not given back"
    );
    for job in account.jobs() {
        assert_eq!(job.next_change_at().is_none(), job.state.is_terminal(), "{job:?}");
        assert_eq!(job.paid(), price(job), "{job:?}");
        assert!(is_owned(account, job), "{job:?}");
    }
    let groups = account.data.groups.newest(None, 0, usize::MAX);
    assert_eq!(account.data.groups.count(None), groups.len());
    let members: usize = groups.iter().map(|group| check_group(account, group)).sum();
    assert_eq!(members, generations(account).count(), "every generation is in one group");
    let characters: Vec<_> = account.data.characters.newest(0, usize::MAX).collect();
    assert_eq!(account.data.characters.count(), characters.len());
    for character in characters {
        check_photographs(account, character);
        check_dataset(account, character);
        check_trainings(account, character);
    }
}

/// Returns the price of a job, less what a failure gives back.
fn price(job: &JobOf<Animus>) -> Credits {
    match &job.data {
        JobData::Generation(one) if job.state == State::Failed && one.waited.is_none() => Credits::ZERO,
        JobData::Generation(one) => one.brief.kind.price().credits,
        JobData::Faces(series) if series.is_rejected(job.state) => Credits::ZERO,
        JobData::Faces(series) => {
            prices::FACE * u32::try_from(series.total()).expect("a character has few faces")
        }
        JobData::Dataset(_) => Credits::ZERO,
        JobData::Training(_) => prices::TRAINING,
    }
}

/// Returns `true` if a job is none of a character's, or one of a character that is there.
fn is_owned(account: &Account<Animus>, job: &JobOf<Animus>) -> bool {
    let character = |id: &str| account.data.characters.get(id);
    let ordinals = match &job.data {
        JobData::Generation(_) => return true,
        JobData::Faces(series) | JobData::Dataset(series) => {
            character(&series.character_id).map(|one| &one.series)
        }
        JobData::Training(training) => character(&training.character_id).map(|one| &one.trainings),
    };
    ordinals.is_some_and(|ordinals| ordinals.iter().any(|ordinal| ordinal == job.ordinal))
}

fn job_at(account: &Account<Animus>, ordinal: u64) -> &JobOf<Animus> {
    account.job_at(ordinal).expect("whoever knows a job's ordinal has its job")
}

fn generations(account: &Account<Animus>) -> impl Iterator<Item = &JobOf<Animus>> {
    account.jobs().filter(|job| matches!(job.data, JobData::Generation(_)))
}

/// Checks a group and returns the number of its generations.
fn check_group(account: &Account<Animus>, group: &Group) -> usize {
    let number = account.data.groups.number(&group.id);
    let jobs: Vec<_> = group.members.iter().map(|ordinal| job_at(account, ordinal)).collect();
    let mut preview = None;
    for job in &jobs {
        let JobData::Generation(generation) = &job.data else { panic!("{job:?} is in a group") };
        assert_eq!(Some(generation.group), number);
        let is_picture = job.state == State::Completed && !generation.brief.kind.is_video();
        preview = preview.or(is_picture.then_some(job.ordinal));
    }
    assert_eq!(group.is_active(), jobs.iter().any(|job| !job.state.is_terminal()));
    assert_eq!(group.preview(), preview);
    jobs.len()
}

fn check_photographs(account: &Account<Animus>, character: &Character) {
    assert!(character.faces_to_be() <= MOST_FACES && character.bodies() <= MOST_BODIES);
    let coming = character.series.iter().map(|ordinal| match &job_at(account, ordinal).data {
        JobData::Faces(series) => series.total() - series.landed().count() - series.failed(),
        _ => 0,
    });
    assert_eq!(character.faces_coming, coming.sum::<usize>());
}

fn check_dataset(account: &Account<Animus>, character: &Character) {
    let dataset = &character.dataset;
    assert!(dataset.images.len() <= MAX_ALLOWED);
    let job = dataset.job.map(|ordinal| job_at(account, ordinal));
    let is_being_made = job.is_some_and(|job| !job.state.is_terminal());
    assert_eq!(dataset.status == DatasetStatus::Generating, is_being_made);
    if dataset.status == DatasetStatus::Approved && &*character.id != KNOWN {
        assert!(dataset.approved() >= MIN_REQUIRED);
    }
}

fn check_trainings(account: &Account<Animus>, character: &Character) {
    for part in [Part::Face, Part::Body] {
        let lora = character.lora(part);
        let expected = match lora.latest.map(|ordinal| job_at(account, ordinal).state) {
            None if &*character.id == KNOWN => LoraStatus::Completed,
            None => LoraStatus::NotStarted,
            Some(State::Completed) => LoraStatus::Completed,
            Some(State::Failed) => LoraStatus::Failed,
            Some(State::Cancelled) => LoraStatus::Cancelled,
            Some(_) => LoraStatus::Training,
        };
        assert_eq!(lora.status, expected, "{part:?}");
    }
    let jobs = character.trainings.iter().filter_map(|ordinal| account.job_at(ordinal));
    let running = jobs.filter(|job| !job.state.is_terminal()).count();
    assert!(running <= 2, "one training for each part");
    assert_eq!(character.step() == Step::Ready, character.is_ready());
}
