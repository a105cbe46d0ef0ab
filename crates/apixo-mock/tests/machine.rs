//! APIXO as a state machine: thousands of random commands, each repeated from its written form on a second account.

use std::sync::Arc;
use std::time::Duration;

use apixo_mock::fail_codes::FailCode;
use apixo_mock::lifecycle::State;
use apixo_mock::operations::GenerateTask;
use apixo_mock::options::{Kind, Mode, Resolution};
use apixo_mock::state::{Apixo, Brief, ModelId};
use jiff::Timestamp;
use kernel::commands::{AccountChange, Delivered, Finish, Redeliver, Retry};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::job::{Failure, Job, JobState, Outcome};
use kernel::machine::Account;
use kernel::time::{Pace, later};
use kernel::twins::Twins;
use kernel::webhook::{self, State as DeliveryState};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

/// The most unfinished tasks of a key.
const MOST_TASKS: usize = 1000;

#[derive(Clone, Debug)]
struct Order {
    prompt: &'static str,
    resolution: Resolution,
    seconds: u32,
    seed: Option<u64>,
    unusable: Option<FailCode>,
    calls_back: bool,
    forced_failure: Option<Failure>,
}

impl Order {
    fn command(&self) -> GenerateTask {
        GenerateTask {
            model: ModelId::WanAnimate,
            brief: Brief {
                kind: Kind::Replace,
                mode: Mode::Standard,
                image: "https://example.com/character.png".to_owned(),
                motion: "https://example.com/motion.mp4".to_owned(),
                prompt: (!self.prompt.is_empty()).then(|| self.prompt.into()),
                resolution: self.resolution,
                seconds: self.seconds,
                seed: self.seed,
            },
            unusable: self.unusable,
            callback_url: self.calls_back.then(|| "http://127.0.0.1:9000/called".into()),
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Generate(Order),
    Credits(i32),
    Finish(Index, Outcome),
    Retry(Index),
    Attempt(Index, webhook::Outcome),
    Redeliver(Index),
    Wait(u64),
    Restart,
}

fn orders() -> impl Strategy<Value = Order> {
    let prompt = prop_oneof![
        4 => Just(""),
        2 => Just("A quiet morning"),
        1 => Just("[[fail]]"),
        1 => Just("[[fail:CONTENT_VIOLATION]]"),
        1 => Just("[[reject]]"),
        1 => Just("[[slow:700]]"),
    ];
    let resolution = prop_oneof![Just(Resolution::P480), Just(Resolution::P720)];
    let unusable = prop_oneof![6 => Just(None), 1 => Just(Some(FailCode::UnsupportedFormat))];
    let forced = prop_oneof![6 => Just(None), 1 => Just(Some(FailCode::ContentViolation.failure()))];
    let seed = prop::option::of(0_u64..9);
    (prompt, resolution, 5_u32..=120, seed, unusable, any::<bool>(), forced).prop_map(
        |(prompt, resolution, seconds, seed, unusable, calls_back, forced_failure)| Order {
            prompt,
            resolution,
            seconds,
            seed,
            unusable,
            calls_back,
            forced_failure,
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let outcome = prop_oneof![
        Just(Outcome::Succeed),
        Just(Outcome::Fail(Failure { code: Some("X".to_owned()), message: Some("It broke".to_owned()) })),
        Just(Outcome::Cancel),
        Just(Outcome::Expire),
    ];
    let answer = prop_oneof![
        Just(webhook::Outcome::Answered(200)),
        Just(webhook::Outcome::Answered(500)),
        Just(webhook::Outcome::TimedOut),
        Just(webhook::Outcome::Unreachable("nobody there".to_owned())),
        Just(webhook::Outcome::Refused("not here".to_owned())),
    ];
    let step = prop_oneof![
        8 => orders().prop_map(Step::Generate),
        1 => (0_i32..50).prop_map(Step::Credits),
        2 => (any::<Index>(), outcome).prop_map(|(job, outcome)| Step::Finish(job, outcome)),
        1 => any::<Index>().prop_map(Step::Retry),
        4 => (any::<Index>(), answer).prop_map(|(delivery, answer)| Step::Attempt(delivery, answer)),
        1 => any::<Index>().prop_map(Step::Redeliver),
        4 => (0_u64..100).prop_map(Step::Wait),
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

/// Returns one of these ids, or one that nothing has.
fn some_id<'a>(ids: impl Iterator<Item = &'a Arc<str>>, index: Index) -> Arc<str> {
    let ids: Vec<_> = ids.cloned().collect();
    if ids.is_empty() { "none".into() } else { index.get(&ids).clone() }
}

fn check(account: &Account<Apixo>) {
    let ledger = &account.ledger;
    let sum: Credits = ledger.entries().iter().map(|entry| entry.amount).sum();
    assert_eq!(sum, ledger.balance());
    assert!(ledger.balance() >= Credits::ZERO);
    let paid: Credits = account.jobs().map(Job::paid).sum();
    assert_eq!(paid, ledger.charged() - ledger.refunded(), "what was taken and not given back");
    for job in account.jobs() {
        let price = if job.state == State::Failed { Credits::ZERO } else { job.data.brief.price() };
        assert_eq!(job.paid(), price, "{:?}", job.state);
        assert_eq!(job.next_change_at().is_none(), job.state.is_terminal(), "{:?}", job.state);
    }
    let unfinished = account.jobs().filter(|job| !job.state.is_terminal()).count();
    assert!(unfinished <= MOST_TASKS);
    let called = account.jobs().filter(|job| job.state.is_terminal() && job.data.callback.is_some());
    assert_eq!(account.outbox.iter().count(), called.count(), "every ended task calls back once");
}

/// Checks that the delivery of each ended task with a callback tells of its end.
fn check_webhooks(account: &Account<Apixo>) {
    let called = account.jobs().filter(|job| job.state.is_terminal() && job.data.callback.is_some());
    for job in called {
        let delivery = account.outbox.iter().find(|delivery| delivery.job_id == job.id);
        let delivery = delivery.expect("an ended task calls back");
        let body: Value = serde_json::from_slice(&delivery.body).expect("a webhook is JSON");
        assert_eq!(body["data"]["taskId"], *job.id);
        assert_eq!(body["data"]["state"], job.state.name());
        assert_eq!(body["data"]["completeTime"], job.changed_at.as_millisecond());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commands_repeated_from_their_written_form_give_the_same_account(seed: u64, steps in steps()) {
        let mut now = Timestamp::UNIX_EPOCH;
        let mut twins = Twins::<Apixo>::open(seed, now, Credits::whole(20));
        let mut attempts = 0;
        for step in steps {
            let context = context(now);
            match step {
                Step::Generate(order) => {
                    let context = Context { forced_failure: order.forced_failure.clone(), ..context };
                    let price = order.command().brief.price();
                    let (before, count) = (twins.account().ledger.balance(), twins.account().count());
                    let started = twins.apply(order.command(), &context).outcome;
                    let account = twins.account();
                    prop_assert_eq!(started.is_ok(), before >= price);
                    match started {
                        Ok(id) => {
                            let job = account.job(&id).expect("it was just started");
                            prop_assert_eq!(account.ledger.balance(), before - job.paid());
                            prop_assert_eq!(account.count(), count + 1);
                        }
                        Err(_) => prop_assert_eq!((account.ledger.balance(), account.count()), (before, count)),
                    }
                }
                Step::Credits(credits) => {
                    let change = AccountChange { credits: Some(Credits::whole(credits)), status: None };
                    let _ = twins.apply(change, &context);
                    prop_assert_eq!(twins.account().ledger.balance(), Credits::whole(credits));
                }
                Step::Finish(index, outcome) => {
                    let job_id = some_id(twins.account().jobs().map(|job| &job.id), index);
                    let _ = twins.apply(Finish { job_id, outcome }, &context);
                }
                Step::Retry(index) => {
                    let job_id = some_id(twins.account().jobs().map(|job| &job.id), index);
                    let retried = twins.apply(Retry { job_id }, &context).outcome.unwrap();
                    prop_assert!(retried.is_err(), "an ended task stays ended");
                }
                Step::Attempt(index, outcome) => {
                    let waiting: Vec<u64> = (0..)
                        .zip(twins.account().outbox.iter())
                        .filter(|(_, delivery)| delivery.state == DeliveryState::Waiting)
                        .map(|(number, _)| number)
                        .collect();
                    if !waiting.is_empty() {
                        let number = *index.get(&waiting);
                        let _ = twins.apply(Delivered { number, at: now, outcome }, &context);
                        attempts += 1;
                    }
                }
                Step::Redeliver(index) => {
                    let id = some_id(twins.account().outbox.iter().map(|delivery| &delivery.id), index);
                    let _ = twins.apply(Redeliver { id }, &context);
                }
                Step::Wait(seconds) => {
                    now = later(now, Duration::from_secs(seconds));
                    let _ = twins.settle(now);
                }
                Step::Restart => twins.restart(),
            }
            check(twins.account());
            prop_assert_eq!(twins.account().outbox.attempts.values().sum::<u64>(), attempts);
        }
        check_webhooks(twins.account());
        twins.restart();
    }
}

#[test]
fn a_key_has_a_thousand_unfinished_tasks_at_most() {
    let now = Timestamp::UNIX_EPOCH;
    let mut twins = Twins::<Apixo>::open(0, now, Credits::whole(1000));
    let order = Order {
        prompt: "",
        resolution: Resolution::P480,
        seconds: 5,
        seed: None,
        unusable: None,
        calls_back: false,
        forced_failure: None,
    };
    let first = twins.apply(order.command(), &context(now)).outcome.unwrap();
    for _ in 1..MOST_TASKS {
        assert!(twins.apply(order.command(), &context(now)).outcome.is_ok());
    }
    let balance = twins.account().ledger.balance();
    assert!(twins.apply(order.command(), &context(now)).outcome.is_err());
    assert_eq!((twins.account().ledger.balance(), twins.account().count()), (balance, MOST_TASKS));
    let finish = Finish { job_id: first, outcome: Outcome::Succeed };
    twins.apply(finish, &context(now)).outcome.unwrap().unwrap();
    assert!(twins.apply(order.command(), &context(now)).outcome.is_ok());
    check(twins.account());
    twins.restart();
}
