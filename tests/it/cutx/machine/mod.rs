//! Does an account do what a small model of it does, whatever is asked of it and in whatever order?

mod model;

use std::cell::RefCell;

use contract_tests::orders::{COPY, STATIC_AD, VIDEO, copy, static_ad, status, video};
use contract_tests::rig::Rig;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};

use model::{Command, Expected, Kind, Model, Order, State, Steer};

const OPENING: i64 = 100;

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_account_does_what_its_model_does(sequential 1..30 => Account);
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::new(OPENING)).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Command> {
        let steer = prop_oneof![
            4 => Just(Steer::default()),
            1 => Just(Steer { reject: true, ..Steer::default() }),
            // A failure that comes at an unknown time would make the balance unknown.
            2 => prop_oneof![0_u64..30, Just(599_u64), Just(600), Just(601)]
                .prop_flat_map(|slow| any::<bool>().prop_map(move |fail| Steer { slow: Some(slow), fail, reject: false })),
        ];
        let kind = prop_oneof![2 => Just(Kind::Copy), 4 => Just(Kind::StaticAd), 2 => Just(Kind::Video)];
        let key = prop::option::of(0_u8..3);
        let order = (kind, steer, key, prop::bool::weighted(0.9)).prop_map(|(kind, steer, key, is_valid)| {
            // A copy that takes time would hold the test up.
            let steer = if kind == Kind::Copy { Steer { slow: None, ..steer } } else { steer };
            Command::Order(Order { kind, steer, key, is_valid })
        });
        let exact = [1, 999, 1000, 24_000, 25_000, 59_000, 60_000, 180_000, 600_000, 601_000];
        let advance =
            prop_oneof![0_u64..200_000, prop::sample::select(exact.to_vec())].prop_map(Command::Advance);
        let credits = (0_i64..120).prop_map(Command::SetCredits);
        if model.jobs.is_empty() {
            return prop_oneof![8 => order, 2 => advance, 1 => credits].boxed();
        }
        let job = 0..model.jobs.len();
        let end = [State::Completed, State::Failed, State::Canceled, State::Expired];
        let finish = (job.clone(), prop::sample::select(end.to_vec()))
            .prop_map(|(job, end)| Command::Finish(job, end));
        let retry = job.clone().prop_map(Command::Retry);
        let look = job.prop_map(Command::Look);
        prop_oneof![8 => order, 5 => advance, 2 => finish, 3 => retry, 2 => look, 1 => credits].boxed()
    }

    fn preconditions(model: &Self, command: &Command) -> bool {
        model.is_settled(command)
    }

    fn apply(mut model: Self, command: &Command) -> Self {
        model.apply(command);
        model
    }
}

/// The real account, over the whole HTTP service, without a socket.
struct Account {
    rig: Rig,
    /// The jobs' ids, in the order of the model's.
    ids: RefCell<Vec<String>>,
}

impl Account {
    fn id(&self, job: usize) -> String {
        self.ids.borrow()[job].clone()
    }

    fn order(&self, model: &Model, order: &Order) {
        let (call, body) = body(order);
        let (status, answer) = self.rig.call(call, &body);
        match model.expected {
            Expected::Invalid => assert_eq!(status, 400),
            Expected::TooPoor => assert_eq!(status, 402),
            Expected::Reused(job) => {
                let reused = json!({ "jobId": self.id(job), "status": "reused", "creditsUsed": 0 });
                assert_eq!((status, answer), (200, reused));
            }
            _ if order.kind == Kind::Copy && (order.steer.fail || order.steer.reject) => {
                assert_eq!(status, 500);
                let id =
                    self.rig.jobs()[self.ids.borrow().len()]["job_id"].as_str().expect("a job").to_owned();
                self.ids.borrow_mut().push(id);
            }
            _ => {
                assert_eq!((status, &answer["creditsUsed"]), (200, &json!(order.kind.price())), "{answer}");
                // The answer tells of the charge; what was rejected at once is given back behind it.
                let given_back = if order.steer.reject { order.kind.price() } else { 0 };
                assert_eq!(answer["creditsRemaining"], model.balance - given_back, "{answer}");
                self.ids.borrow_mut().push(answer["jobId"].as_str().expect("an id").to_owned());
            }
        }
    }

    fn change(&self, model: &Model, job: usize, change: &str, body: &Value) {
        let call = format!("POST /jobs/cutx/{}/{change}", self.id(job));
        let (status, answer) = self.rig.try_control(&call, body);
        assert_eq!(status, if model.expected == Expected::Conflict { 409 } else { 200 }, "{answer}");
    }

    fn look(&self, model: &Model, job: usize) {
        let (code, answer) = self.rig.call(&status(&self.id(job)), &Value::Null);
        let allowed: Vec<_> = model.jobs[job].states(model.now).iter().map(|state| state.name()).collect();
        let found = answer["status"].as_str().unwrap_or_default();
        assert!(code == 200 && allowed.contains(&found), "expected {allowed:?}, found {answer}");
    }
}

fn body(order: &Order) -> (&'static str, Value) {
    let Steer { slow, fail, reject } = order.steer;
    let slow = slow.map(|seconds| format!(" [[slow:{seconds}]]")).unwrap_or_default();
    let (fail, reject) = (if fail { " [[fail]]" } else { "" }, if reject { " [[reject]]" } else { "" });
    let words = format!("Something to look at.{slow}{fail}{reject}");
    let (call, mut body) = match order.kind {
        Kind::Copy => (COPY, copy(&json!({ "customInstructions": words }))),
        Kind::StaticAd => (STATIC_AD, static_ad(&json!({ "prompt": words }))),
        Kind::Video => (VIDEO, video(&json!({ "script": words }))),
    };
    if let Some(key) = order.key {
        body["idempotencyKey"] = format!("key-{key}").into();
    }
    if !order.is_valid {
        body["productId"] = "not-an-id".into();
    }
    (call, body)
}

impl StateMachineTest for Account {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        Self { rig: Rig::start("cutx", "/cutx/api", &json!(OPENING)), ids: RefCell::default() }
    }

    fn apply(account: Self, model: &Model, command: Command) -> Self {
        match command {
            Command::Order(order) => account.order(model, &order),
            Command::Look(job) => account.look(model, job),
            Command::Retry(job) => account.change(model, job, "retry", &json!({})),
            Command::Finish(job, end) => {
                let outcome = match end {
                    State::Completed => "succeed",
                    State::Failed => "fail",
                    State::Canceled => "cancel",
                    _ => "expire",
                };
                account.change(model, job, "finish", &json!({ "outcome": outcome }));
            }
            Command::Advance(by) => account.rig.advance(by),
            Command::SetCredits(credits) => account.rig.set_credits(&json!(credits)),
        }
        account
    }

    fn check_invariants(account: &Self, model: &Model) {
        check_ledger(account, model);
        check_jobs(account, model);
        account.rig.assert_documented();
    }
}

fn check_ledger(account: &Account, model: &Model) {
    let ledger = account.rig.ledger();
    let entries = ledger["entries"].as_array().expect("a list");
    let mut balance = 0;
    for entry in entries {
        balance += entry["amount"].as_i64().expect("whole credits");
        assert!(balance >= 0, "{ledger}");
        assert_eq!(entry["balance_after"], balance, "{ledger}");
    }
    assert_eq!((&ledger["balance"], balance), (&json!(balance), model.balance), "{ledger}");

    let of_kind = |kind: &str| entries.iter().filter(|entry| entry["kind"] == kind).collect::<Vec<_>>();
    assert_eq!((of_kind("grant").len(), of_kind("adjustment").len()), (1, model.adjustments));
    let (charges, refunds) = (of_kind("charge"), of_kind("refund"));
    for (job, id) in model.jobs.iter().zip(account.ids.borrow().iter()) {
        let own = |entries: &[&Value], amount: i64| {
            let own: Vec<_> = entries.iter().filter(|entry| entry["reference"] == **id).copied().collect();
            assert!(own.iter().all(|entry| entry["amount"] == amount), "{ledger}");
            u32::try_from(own.len()).expect("a short ledger")
        };
        let price = job.kind.price();
        assert_eq!(
            (own(&charges, -price), own(&refunds, price)),
            (job.charges, job.refunds),
            "{id}: {ledger}"
        );
    }
    let references = entries.iter().filter(|entry| !entry["reference"].is_null()).count();
    assert_eq!(references, charges.len() + refunds.len());
    let of_jobs: u32 = model.jobs.iter().map(|job| job.charges + job.refunds).sum();
    assert_eq!(references, of_jobs as usize, "nothing but what the jobs cost: {ledger}");
}

fn check_jobs(account: &Account, model: &Model) {
    let listed = account.rig.jobs();
    assert_eq!(listed.len(), model.jobs.len());
    for ((job, id), shown) in model.jobs.iter().zip(account.ids.borrow().iter()).zip(&listed) {
        let states = job.states(model.now);
        let state = states.iter().find(|state| shown["state"] == state.name());
        let state = state.unwrap_or_else(|| panic!("at {}: expected {states:?}, found {shown}", model.now));
        assert_eq!((&shown["job_id"], &shown["kind"]), (&json!(id), &json!(job.kind.name())));
        assert_eq!(shown["next_change_at"].is_null(), !state.is_live(), "{shown}");
    }
    let bill = account.rig.control("GET /bill", &Value::Null);
    let line = &bill["accounts"][0];
    let counts = line["jobs"].as_object().expect("counts by state");
    for (state, count) in counts {
        assert_eq!(listed.iter().filter(|job| job["state"] == **state).count() as u64, *count, "{bill}");
    }
    assert_eq!(counts.values().filter_map(Value::as_u64).sum::<u64>(), listed.len() as u64);
    let spent = |times: fn(&model::Job) -> u32| {
        model.jobs.iter().map(|job| job.kind.price() * i64::from(times(job))).sum::<i64>()
    };
    let (charges, refunds) = (spent(|job| job.charges), spent(|job| job.refunds));
    assert_eq!((&line["charges"], &line["refunds"]), (&json!(charges), &json!(refunds)));
    let (_, shown) = account.rig.call("GET /credits/balance", &Value::Null);
    let expected =
        json!({ "balance": model.balance, "lifetime_purchased": 0, "lifetime_used": charges - refunds });
    assert_eq!(shown, expected);
}
