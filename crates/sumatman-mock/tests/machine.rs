//! Sumatman as a state machine: thousands of random commands, each repeated from its written form on a second account.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::commands::{AccountChange, Finish, Retry};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::job::{Failure, Job, JobState, Outcome};
use kernel::machine::Account;
use kernel::time::{Pace, later};
use kernel::twins::Twins;
use proptest::prelude::*;
use proptest::sample::Index;
use sumatman_mock::lifecycle::State;
use sumatman_mock::operations::{DeleteTask, SubmitTask};
use sumatman_mock::options::{Dimension, Language, Mode, StoryType};
use sumatman_mock::prices;
use sumatman_mock::state::Sumatman;
use sumatman_mock::wishes::Wishes;

/// The number of tasks that an account may make in a day.
const TASKS_A_DAY: u32 = 100;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Clone, Debug)]
enum Step {
    Submit(Mode, Index, Wishes, Option<Failure>),
    Delete(Index),
    Credits(i32),
    Finish(Index, Outcome),
    Retry(Index),
    Wait(Duration),
    Restart,
}

fn wishes() -> impl Strategy<Value = Wishes> {
    let text = prop_oneof![
        4 => Just("A lamp that was afraid of the dark"),
        1 => Just("A lamp [[fail]]"),
        1 => Just("A lamp [[fail:NSFW]]"),
        1 => Just("A lamp [[reject]]"),
        1 => Just("A lamp [[slow:700]]"),
    ];
    let text = prop::option::weighted(0.7, text);
    (text, prop::option::of(3_u32..=30), any::<Option<bool>>(), any::<bool>()).prop_map(
        |(text, minutes, subtitle, styled)| Wishes {
            story_type: styled.then_some(StoryType::SciFi),
            input_story: text.map(Arc::from),
            voice_language: styled.then_some(Language::Chinese),
            dimension: styled.then_some(Dimension::Portrait),
            illustration_style: styled.then(|| "Watercolor".into()),
            minutes,
            narrator: styled.then(|| "Ada".into()),
            subtitle,
            zoom: styled.then_some(false),
            character: styled.then(|| "Mia".into()),
            ..Wishes::default()
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let mode = prop_oneof![
        4 => Just(Mode::Create),
        2 => Just(Mode::Repeat),
        3 => Just(Mode::Edit),
        2 => Just(Mode::Continue),
    ];
    let forced = prop_oneof![6 => Just(None), 1 => Just(Some(Failure::default()))];
    let outcome = prop_oneof![
        3 => Just(Outcome::Succeed),
        1 => Just(Outcome::Fail(Failure { code: Some("X".to_owned()), message: None })),
        1 => Just(Outcome::Cancel),
        1 => Just(Outcome::Expire),
    ];
    let wait = prop_oneof![
        4 => (0_u64..20).prop_map(Duration::from_secs),
        2 => (0_u64..1000).prop_map(Duration::from_secs),
        1 => Just(DAY),
    ];
    let step = prop_oneof![
        8 => (mode, any::<Index>(), wishes(), forced).prop_map(
            |(mode, source, wishes, forced)| Step::Submit(mode, source, wishes, forced)
        ),
        2 => any::<Index>().prop_map(Step::Delete),
        1 => (0_i32..400).prop_map(Step::Credits),
        2 => (any::<Index>(), outcome).prop_map(|(job, outcome)| Step::Finish(job, outcome)),
        1 => any::<Index>().prop_map(Step::Retry),
        4 => wait.prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..32)
}

fn context(now: Timestamp) -> Context {
    Context {
        now,
        pace: Pace::PROVIDER,
        strict: false,
        rate_limits: None,
        origin: "http://127.0.0.1".into(),
        forced_failure: None,
    }
}

/// Returns the id of one of the tasks, or one that no task has.
fn some_task(account: &Account<Sumatman>, index: Index) -> Arc<str> {
    let ids: Vec<_> = account.jobs().map(|job| job.id.clone()).collect();
    if ids.is_empty() { "none".into() } else { index.get(&ids).clone() }
}

/// Returns the credits that were taken for a task and not given back, and its state, if there is such a task.
fn paid_for(account: &Account<Sumatman>, task_id: &str) -> Option<(Credits, State)> {
    account.job(task_id).map(|job| (job.paid(), job.state))
}

/// Applies a request, and checks that it takes what it says from the balance, or leaves no trace.
fn submit(twins: &mut Twins<Sumatman>, command: SubmitTask, context: &Context) -> bool {
    let (account, mode) = (twins.account(), command.mode);
    let source = command.task_id.as_deref().and_then(|id| paid_for(account, id));
    let (before, count) = (account.ledger.balance(), account.count());
    let accepted = twins.apply(command, context).outcome;
    let account = twins.account();
    let allowed = match (mode, source) {
        (Mode::Create, _) | (Mode::Repeat, Some(_)) => true,
        (Mode::Edit, Some((_, state))) => !state.is_terminal(),
        (Mode::Continue, Some((_, state))) => state == State::Completed,
        (Mode::Repeat | Mode::Edit | Mode::Continue, None) => false,
    };
    let Ok(accepted) = accepted else {
        assert_eq!((account.ledger.balance(), account.count()), (before, count), "no trace");
        return false;
    };
    assert!(allowed, "{mode:?} of {source:?}");
    let (paid, _) = paid_for(account, &accepted.task_id).expect("it was just accepted");
    let (is_edit, paid_before) = (mode == Mode::Edit, source.map_or(Credits::ZERO, |(paid, _)| paid));
    let taken = if is_edit { paid - paid_before } else { paid };
    assert_eq!(account.ledger.balance(), before - taken);
    assert_eq!(account.count(), if is_edit { count } else { count + 1 });
    !is_edit
}

fn check(account: &Account<Sumatman>, made: u64, forfeited: Credits) {
    let ledger = &account.ledger;
    let sum: Credits = ledger.entries().iter().map(|entry| entry.amount).sum();
    assert_eq!(sum, ledger.balance());
    assert!(ledger.balance() >= Credits::ZERO);
    let paid: Credits = account.jobs().map(Job::paid).sum();
    assert_eq!(paid + forfeited, ledger.charged() - ledger.refunded(), "what was taken and not given back");
    for job in account.jobs() {
        let price = prices::of(job.data.story.minutes).credits;
        assert_eq!(job.paid(), if job.state == State::Failed { Credits::ZERO } else { price });
        assert_eq!(job.next_change_at().is_none(), job.state.is_terminal(), "{:?}", job.state);
        assert_eq!(job.data.mode == Mode::Create, job.data.from.is_none());
    }
    assert_eq!(account.data.numbered, made);
    let numbers = account.jobs().map(|job| job.data.number);
    assert!(numbers.is_sorted_by(|one, other| one < other), "tasks are numbered in their order");
    assert!(account.data.today.tasks <= TASKS_A_DAY);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commands_repeated_from_their_written_form_give_the_same_account(seed: u64, steps in steps()) {
        let mut now = Timestamp::UNIX_EPOCH;
        let mut twins = Twins::<Sumatman>::open(seed, now, Credits::whole(400));
        let (mut made, mut forfeited) = (0, Credits::ZERO);
        for step in steps {
            let context = context(now);
            match step {
                Step::Submit(mode, source, wishes, forced_failure) => {
                    let context = Context { forced_failure, ..context };
                    let task_id = (mode != Mode::Create).then(|| some_task(twins.account(), source));
                    let task_id = task_id.map(|id| id.to_string());
                    let is_new = submit(&mut twins, SubmitTask { mode, task_id, wishes }, &context);
                    made += u64::from(is_new);
                }
                Step::Delete(index) => {
                    let task_id = some_task(twins.account(), index);
                    let before = paid_for(twins.account(), &task_id);
                    let balance = twins.account().ledger.balance();
                    let deleted = twins.apply(DeleteTask { task_id: task_id.to_string() }, &context).outcome;
                    let deletable =
                        before.filter(|(_, state)| matches!(state, State::Pending | State::Failed));
                    prop_assert_eq!(deleted.is_ok(), deletable.is_some());
                    if let Some((paid, _)) = deletable {
                        prop_assert!(twins.account().job(&task_id).is_none());
                        forfeited += paid;
                    }
                    prop_assert_eq!(twins.account().ledger.balance(), balance, "a deletion gives nothing back");
                }
                Step::Credits(credits) => {
                    let change = AccountChange { credits: Some(Credits::whole(credits)), status: None };
                    let _ = twins.apply(change, &context);
                    prop_assert_eq!(twins.account().ledger.balance(), Credits::whole(credits));
                }
                Step::Finish(index, outcome) => {
                    let job_id = some_task(twins.account(), index);
                    let _ = twins.apply(Finish { job_id, outcome }, &context);
                }
                Step::Retry(index) => {
                    let job_id = some_task(twins.account(), index);
                    let retried = twins.apply(Retry { job_id }, &context).outcome.unwrap();
                    prop_assert!(retried.is_err(), "an ended task stays ended");
                }
                Step::Wait(time) => {
                    now = later(now, time);
                    let _ = twins.settle(now);
                }
                Step::Restart => twins.restart(),
            }
            check(twins.account(), made, forfeited);
        }
        twins.restart();
    }
}

#[test]
fn a_day_has_a_hundred_new_tasks_at_most() {
    let new = || SubmitTask { mode: Mode::Create, task_id: None, wishes: Wishes::default() };
    let now = Timestamp::UNIX_EPOCH;
    let mut twins = Twins::<Sumatman>::open(0, now, Credits::whole(10_000));
    let first = twins.apply(new(), &context(now)).outcome.unwrap().task_id;
    for _ in 1..TASKS_A_DAY {
        assert!(twins.apply(new(), &context(now)).outcome.is_ok());
    }
    let balance = twins.account().ledger.balance();
    assert!(twins.apply(new(), &context(now)).outcome.is_err());
    assert_eq!(twins.account().ledger.balance(), balance);

    let edit = SubmitTask { mode: Mode::Edit, task_id: Some(first.to_string()), ..new() };
    assert!(twins.apply(edit, &context(now)).outcome.is_ok(), "an edit makes no task");
    check(twins.account(), TASKS_A_DAY.into(), Credits::ZERO);

    let unlimited = Context { rate_limits: Some(false), ..context(now) };
    assert!(twins.apply(new(), &unlimited).outcome.is_ok());
    assert!(twins.apply(new(), &context(later(now, DAY))).outcome.is_ok(), "another day");
    twins.restart();
}
