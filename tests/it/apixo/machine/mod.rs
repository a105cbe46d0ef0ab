//! Does an account do what a small model of it does, with its tasks, its money and its webhooks, in whatever order?

mod model;

use std::cell::RefCell;

use contract_tests::receiver::Receiver;
use contract_tests::rig::Rig;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};

use super::money::exact;
use super::{BALANCE, BASE, GENERATE, callback, order, status};
use model::{Command, Expected, Fate, Model, Order, Task};

/// Ten-thousandths of a dollar.
const OPENING: i64 = 100_000;
const BEGINNING: u64 = 1_767_225_600_000;

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
        let exact = [1, 1999, 2000, 30_000, 40_000, 80_000, 120_000, 600_000, 602_000];
        let advance = prop_oneof![0_u64..200_000, select(exact.to_vec())].prop_map(Command::Advance);
        let credits = (0_i64..100_000).prop_map(Command::SetCredits);
        if model.tasks.is_empty() {
            return prop_oneof![8 => orders(), 2 => advance, 1 => credits].boxed();
        }
        let task = 0..model.tasks.len();
        let finish =
            (task.clone(), any::<bool>()).prop_map(|(task, succeeds)| Command::Finish(task, succeeds));
        let look = task.prop_map(Command::Look);
        let called: Vec<_> =
            (0..model.tasks.len()).filter(|task| model.tasks[*task].delivery.is_some()).collect();
        if called.is_empty() {
            return prop_oneof![8 => orders(), 6 => advance, 2 => finish, 2 => look, 1 => credits].boxed();
        }
        let again = select(called).prop_map(Command::Redeliver);
        prop_oneof![8 => orders(), 6 => advance, 2 => finish, 2 => look, 1 => credits, 2 => again].boxed()
    }

    fn preconditions(model: &Self, command: &Command) -> bool {
        match command {
            Command::Finish(task, _) | Command::Look(task) => *task < model.tasks.len(),
            Command::Redeliver(task) => model.tasks.get(*task).is_some_and(|task| task.delivery.is_some()),
            Command::Order(_) | Command::Advance(_) | Command::SetCredits(_) => true,
        }
    }

    fn apply(mut model: Self, command: &Command) -> Self {
        model.apply(command);
        model
    }
}

fn orders() -> impl Strategy<Value = Command> {
    let fate = prop_oneof![
        4 => Just(Fate::Succeeds),
        1 => Just(Fate::Fails("CONTENT_VIOLATION")),
        1 => Just(Fate::Fails("NSFW")),
        1 => Just(Fate::IsRejected),
        1 => Just(Fate::CannotBeRead),
    ];
    let slow = prop::option::weighted(0.3, prop_oneof![0_u64..100, Just(599_u64), Just(600), Just(601)]);
    let answers = vec(prop_oneof![2 => Just(200_u16), 3 => Just(500_u16), 1 => Just(204_u16)], 1..6);
    let receiver = prop::option::weighted(0.7, answers);
    let clip = prop_oneof![1_u64..30_000, select(vec![5000_u64, 5001, 120_000, 120_001])];
    (clip, any::<bool>(), slow, fate, receiver, prop::bool::weighted(0.9)).prop_map(
        |(clip, is_720p, slow, fate, receiver, is_valid)| {
            Command::Order(Order { clip, is_720p, slow, fate, receiver, is_valid })
        },
    )
}

/// The real account, over the whole service, and a receiver beside it that answers as an order's URL says.
struct Account {
    rig: Rig,
    receiver: Receiver,
    /// The tasks' ids, in the order of the model's.
    ids: RefCell<Vec<String>>,
}

/// The status that is next in a target such as `/callback/7/500-200`, of which `tried` requests came before.
fn scripted(target: &str, tried: usize) -> u16 {
    let script: Vec<_> = target.rsplit('/').next().unwrap_or_default().split('-').collect();
    script.get(tried).or(script.last()).and_then(|status| status.parse().ok()).unwrap_or(400)
}

impl Account {
    fn id(&self, task: usize) -> String {
        self.ids.borrow()[task].clone()
    }

    fn order(&self, model: &Model, order: &Order) {
        // Each one has a target of its own.
        let number = model.tasks.len();
        let (status, answer) = self.rig.call(GENERATE, &body(order, &self.receiver.url, number));
        match model.expected {
            Expected::Done => {
                assert_eq!(status, 200, "{answer}");
                self.ids.borrow_mut().push(answer["data"]["taskId"].as_str().expect("an id").to_owned());
            }
            Expected::TooPoor => {
                assert_eq!((status, &answer["message"]), (400, &json!("Insufficient credits")));
            }
            _ => assert_eq!((status, &answer["message"]), (400, &json!("Invalid request"))),
        }
    }

    /// What a task's status is by the model, but for its film's address and its words.
    fn look(&self, model: &Model, number: usize) {
        let task = &model.tasks[number];
        let (status, mut answer) = self.rig.call(&status(&self.id(number)), &Value::Null);
        let state = task.state(model.now);
        let mut data = json!({
            "taskId": self.id(number), "state": state.name(), "createTime": BEGINNING + task.created,
        });
        if let Some(ended) = task.ended(model.now) {
            data["completeTime"] = (BEGINNING + ended).into();
            match task.fail_code {
                None => data["costTime"] = (ended - task.created).into(),
                Some(code) => data["failCode"] = code.into(),
            }
        }
        let shown = answer["data"].as_object_mut().expect("a task");
        let film = shown.remove("resultJson").is_some();
        let words = shown.remove("failMsg").is_some();
        let ended = state.has_ended();
        assert_eq!((film, words), (ended && task.fail_code.is_none(), ended && task.fail_code.is_some()));
        assert_eq!((status, &answer["data"]), (200, &data));
    }

    fn redeliver(&self, model: &Model, number: usize) {
        let id = self.id(number);
        let deliveries = self.rig.list("/webhooks", "deliveries");
        let delivery = deliveries.iter().find(|delivery| delivery["job_id"] == *id).expect("a delivery");
        let call = format!("POST /webhooks/{}/redeliver", delivery["id"].as_str().expect("an id"));
        let (status, answer) = self.rig.try_control(&call, &json!({}));
        assert_eq!(status, if model.expected == Expected::Done { 200 } else { 409 }, "{answer}");
    }
}

fn body(asked: &Order, receiver: &str, number: usize) -> Value {
    let Order { clip, is_720p, slow, fate, .. } = asked;
    let slow = slow.map(|seconds| format!(" [[slow:{seconds}]]")).unwrap_or_default();
    let fails = match fate {
        Fate::Fails(code) => format!(" [[fail:{code}]]"),
        Fate::IsRejected => " [[reject]]".to_owned(),
        Fate::Succeeds | Fate::CannotBeRead => String::new(),
    };
    let words = format!("As it is.{slow}{fails}");
    let kind = if *fate == Fate::CannotBeRead { "mkv" } else { "mp4" };
    let clip = format!("https://example.com/motion.{kind}?duration={}.{:03}", clip / 1000, clip % 1000);
    let mut input = json!({
        "video_urls": [clip],
        "resolution": if *is_720p { "720p" } else { "480p" },
        "prompt": words,
    });
    if !asked.is_valid {
        input["mode"] = "pro".into();
    }
    match &asked.receiver {
        None => order(&input),
        Some(answers) => {
            let script: Vec<_> = answers.iter().map(u16::to_string).collect();
            callback(&format!("{receiver}/{number}/{}", script.join("-")), &input)
        }
    }
}

impl StateMachineTest for Account {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        let rig = Rig::start("apixo", BASE, &json!(OPENING / 10_000));
        let receiver = rig.runtime.block_on(Receiver::start_with(|received, target| {
            scripted(target, received.iter().filter(|before| before.target == target).count())
        }));
        Self { rig, receiver, ids: RefCell::default() }
    }

    fn apply(account: Self, model: &Model, command: Command) -> Self {
        match command {
            Command::Order(order) => account.order(model, &order),
            Command::Look(task) => account.look(model, task),
            Command::Redeliver(task) => account.redeliver(model, task),
            Command::Finish(task, succeeds) => {
                let outcome = if succeeds { "succeed" } else { "fail" };
                let (status, answer) = account.rig.finish(&account.id(task), outcome);
                let expected = if model.expected == Expected::Conflict { 409 } else { 200 };
                assert_eq!(status, expected, "{answer}");
            }
            Command::Advance(by) => account.rig.advance(by),
            Command::SetCredits(credits) => account.rig.set_credits(&json!(credits as f64 / 10_000.0)),
        }
        account
    }

    fn check_invariants(account: &Self, model: &Model) {
        check_ledger(account, model);
        check_tasks(account, model);
        check_deliveries(account, model);
        account.rig.assert_documented();
    }
}

fn check_ledger(account: &Account, model: &Model) {
    let ledger = account.rig.ledger();
    let entries = ledger["entries"].as_array().expect("a list");
    let mut balance = 0;
    for entry in entries {
        balance += exact(&entry["amount"]);
        assert!(balance >= 0, "{entries:?}");
        assert_eq!(exact(&entry["balance_after"]), balance, "{entries:?}");
    }
    let (_, shown) = account.rig.call(BALANCE, &Value::Null);
    assert_eq!((balance, exact(&shown["data"])), (model.balance(), model.balance()), "{entries:?}");

    let mut count = 1 + model.adjustments;
    for (task, id) in model.tasks.iter().zip(account.ids.borrow().iter()) {
        let own: Vec<_> = entries.iter().filter(|entry| entry["reference"] == **id).collect();
        let moved = |amount: i64, at: u64| (amount, instant(at));
        let mut expected = vec![moved(-task.price(), task.created)];
        if let Some(ended) = task.ended(model.now).filter(|_| task.fail_code.is_some()) {
            expected.push(moved(task.price(), ended));
        }
        let found: Vec<_> = own.iter().map(|entry| (exact(&entry["amount"]), text(&entry["at"]))).collect();
        assert_eq!(found, expected, "{entries:?}");
        count += own.len();
    }
    assert_eq!(entries.len(), count, "nothing but what was granted and what the tasks cost: {entries:?}");
}

fn check_tasks(account: &Account, model: &Model) {
    let listed = account.rig.jobs();
    assert_eq!(listed.len(), model.tasks.len());
    for ((task, id), shown) in model.tasks.iter().zip(account.ids.borrow().iter()).zip(&listed) {
        assert_eq!((&shown["job_id"], &shown["kind"]), (&json!(id), &json!("wan-2-2-animate")));
        assert_eq!(shown["state"], task.state(model.now).name(), "at {}: {shown}", model.now);
        assert_eq!(shown["created_at"], instant(task.created));
        assert_eq!(shown["next_change_at"], json!(task.next_change(model.now).map(instant)), "{shown}");
    }
    let bill = account.rig.control("GET /bill", &Value::Null);
    assert_eq!(exact(&bill["accounts"][0]["net"]), model.spent(), "{bill}");
}

fn check_deliveries(account: &Account, model: &Model) {
    let listed = account.rig.list("/webhooks", "deliveries");
    let called: Vec<_> = model
        .tasks
        .iter()
        .zip(account.ids.borrow().iter())
        .filter_map(|(task, id): (&Task, &String)| Some((id.clone(), task.delivery.clone()?)))
        .collect();
    assert_eq!(listed.len(), called.len(), "{listed:?}");
    let received = account.receiver.received();
    let mut came = 0;
    for (id, delivery) in &called {
        let shown = listed.iter().find(|shown| shown["job_id"] == **id).expect("a delivery");
        assert_eq!(shown["state"], delivery.state(), "{shown}");
        let attempts: Vec<_> = delivery
            .attempts
            .iter()
            .map(|(at, status)| json!({ "at": instant(*at), "status": status, "error": null }))
            .collect();
        assert_eq!(shown["attempts"], json!(attempts), "{shown}");
        let (_, finished) = account.rig.call(&status(id), &Value::Null);
        let own = received.iter().filter(|received| {
            let told: Value = serde_json::from_slice(&received.body).expect("JSON");
            told["data"]["taskId"] == **id && {
                assert_eq!(told, finished);
                true
            }
        });
        assert_eq!(own.count(), attempts.len(), "each attempt was a request: {shown}");
        came += attempts.len();
    }
    assert_eq!(received.len(), came, "and nothing else was");
}

fn instant(milliseconds: u64) -> String {
    let at = jiff::Timestamp::from_millisecond((BEGINNING + milliseconds).cast_signed()).expect("an instant");
    format!("{at:.3}")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
