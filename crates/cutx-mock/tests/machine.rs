//! CutX as a state machine: thousands of random commands, each repeated from its written form on a second account.

use std::time::Duration;

use cutx_mock::catalogue::{KNOWN_PRODUCT, KNOWN_PROJECT};
use cutx_mock::generation::{Generate, Generated, Target};
use cutx_mock::operations::{CreateProject, IngestProduct};
use cutx_mock::options::{AspectRatio, Style};
use cutx_mock::prices::Kind;
use cutx_mock::state::{Brief, Cutx, StaticAd, Video};
use jiff::Timestamp;
use kernel::commands::{AccountChange, Finish, Retry};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use kernel::job::{Failure, Job, JobState, Outcome};
use kernel::machine::Account;
use kernel::time::{Pace, later};
use kernel::twins::Twins;
use proptest::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug)]
enum Step {
    Generate(Kind, Option<u8>, &'static str, bool),
    CreateProject(u8),
    Ingest(u8, bool),
    Credits(i32),
    Finish(prop::sample::Index, Outcome),
    Retry(prop::sample::Index),
    Wait(u64),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![Just(Kind::Copy), Just(Kind::StaticAd), Just(Kind::Video)];
    let texts = prop_oneof![
        4 => Just("A quiet morning"),
        1 => Just("[[fail]]"),
        1 => Just("[[fail:NSFW]]"),
        1 => Just("[[reject]]"),
        1 => Just("[[slow:700]]"),
    ];
    let outcome = prop_oneof![
        Just(Outcome::Succeed),
        Just(Outcome::Fail(Failure { code: Some("X".to_owned()), message: None })),
        Just(Outcome::Cancel),
        Just(Outcome::Expire),
    ];
    let step = prop_oneof![
        8 => (kind, prop::option::of(0_u8..3), texts, prop::bool::weighted(0.9))
            .prop_map(|(kind, key, text, known)| Step::Generate(kind, key, text, known)),
        1 => (0_u8..9).prop_map(Step::CreateProject),
        1 => (0_u8..9, any::<bool>()).prop_map(|(page, known)| Step::Ingest(page, known)),
        1 => (0_i32..200).prop_map(Step::Credits),
        2 => (any::<prop::sample::Index>(), outcome).prop_map(|(job, outcome)| Step::Finish(job, outcome)),
        2 => any::<prop::sample::Index>().prop_map(Step::Retry),
        4 => (0_u64..400).prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..40)
}

fn brief(kind: Kind, text: &str) -> Brief {
    match kind {
        Kind::Copy => Brief::Copy,
        Kind::StaticAd => Brief::StaticAd(Box::new(StaticAd {
            style: Style::Modern,
            aspect_ratio: AspectRatio::Wide,
            prompt: Some(text.to_owned()),
        })),
        Kind::Video => Brief::Video(Box::new(Video {
            script: text.to_owned(),
            voice_id: "male-1".to_owned(),
            avatar_url: None,
            aspect_ratio: AspectRatio::Tall,
        })),
    }
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

/// Returns the id of one of the jobs, or one that no job has.
fn some_job(account: &Account<Cutx>, index: prop::sample::Index) -> std::sync::Arc<str> {
    let ids: Vec<_> = account.jobs().map(|job| job.id.clone()).collect();
    if ids.is_empty() { "none".into() } else { index.get(&ids).clone() }
}

fn check(account: &Account<Cutx>) {
    let ledger = &account.ledger;
    let sum: Credits = ledger.entries().iter().map(|entry| entry.amount).sum();
    assert_eq!(sum, ledger.balance());
    assert!(ledger.balance() >= Credits::ZERO);
    let paid: Credits = account.jobs().map(Job::paid).sum();
    assert_eq!(paid, ledger.charged() - ledger.refunded(), "what was taken and not given back");
    for job in account.jobs() {
        assert_eq!(job.next_change_at().is_none(), job.state.is_terminal(), "{:?}", job.state);
        assert!(job.state.name() != "failed" || job.paid() == Credits::ZERO, "a failed job is refunded");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commands_repeated_from_their_written_form_give_the_same_account(seed: u64, steps in steps()) {
        let mut now = Timestamp::UNIX_EPOCH;
        let mut twins = Twins::<Cutx>::open(seed, now, Credits::whole(120));
        for step in steps {
            let context = context(now);
            match step {
                Step::Generate(kind, key, text, known) => {
                    let idempotency_key = key.map(|key| format!("key-{key}"));
                    let product_id = if known { KNOWN_PRODUCT } else { Uuid::nil() };
                    let target = Target { project_id: KNOWN_PROJECT, product_id, idempotency_key };
                    let directives = PromptDirectives::read([text]);
                    let before = twins.account().ledger.balance();
                    let decision = twins.apply(Generate { target, directives, brief: brief(kind, text) }, &context);
                    let balance = twins.account().ledger.balance();
                    match decision.outcome {
                        Ok(Generated::New(new)) => prop_assert_eq!(new.remaining, before - kind.price().credits),
                        Ok(Generated::Reused(_)) | Err(_) => prop_assert_eq!(balance, before),
                    }
                }
                Step::CreateProject(name) => {
                    let command = CreateProject { name: format!("Project {name}"), description: None };
                    prop_assert!(twins.apply(command, &context).outcome.is_ok());
                }
                Step::Ingest(page, known) => {
                    let url = format!("https://shop.example/p/{page}").parse().unwrap();
                    let project_id = if known { KNOWN_PROJECT } else { Uuid::nil() };
                    let made = twins.apply(IngestProduct { url, project_id }, &context).outcome;
                    prop_assert_eq!(made.is_ok(), known);
                }
                Step::Credits(credits) => {
                    let change = AccountChange { credits: Some(Credits::whole(credits)), status: None };
                    let _ = twins.apply(change, &context);
                    prop_assert_eq!(twins.account().ledger.balance(), Credits::whole(credits));
                }
                Step::Finish(index, outcome) => {
                    let job_id = some_job(twins.account(), index);
                    let _ = twins.apply(Finish { job_id, outcome }, &context);
                }
                Step::Retry(index) => {
                    let job_id = some_job(twins.account(), index);
                    let _ = twins.apply(Retry { job_id }, &context);
                }
                Step::Wait(seconds) => {
                    now = later(now, Duration::from_secs(seconds));
                    let _ = twins.settle(now);
                }
                Step::Restart => twins.restart(),
            }
            check(twins.account());
        }
        twins.restart();
    }
}
