//! Does an account do what a small model of it does, in whatever order tasks are made, changed, looked at and deleted?

use std::cell::RefCell;

use contract_tests::rig::Rig;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};

use super::model::{Command, DAY, Expected, Mode, Model, Order, SHORT, State, Steer, Task, Wishes};

/// What accounts begin with: credits for a film or two, for some, and for all of a day's.
const OPENINGS: [i64; 3] = [100, 600, 4000];

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_account_does_what_its_model_does(sequential 1..40 => Account);
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Self> {
        prop::sample::select(OPENINGS.to_vec()).prop_map(Self::new).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Command> {
        let tasks = model.tasks.len();
        let create = order(&[Mode::Create], 0..1);
        let exact = vec![1, 9_999, 10_000, 59_999, 60_000, 370_000, 510_000, DAY - model.now % DAY];
        let advance = prop_oneof![0_u64..600_000, prop::sample::select(exact)].prop_map(Command::Advance);
        let credits = (0_i64..1500).prop_map(Command::SetCredits);
        let burst = (1_u64..12).prop_map(Command::Burst);
        if tasks == 0 {
            return prop_oneof![8 => create, 2 => advance, 1 => credits, 1 => burst].boxed();
        }
        let of_task = order(&[Mode::Repeat, Mode::Edit, Mode::Edit, Mode::Continue], 0..tasks);
        // The newest are the ones of which most can be asked.
        let task = prop_oneof![0..tasks, tasks.saturating_sub(3)..tasks];
        let look = task.clone().prop_map(Command::Look);
        let delete = task.clone().prop_map(Command::Delete);
        let end = prop::sample::select(vec![State::Completed, State::Failed]);
        let finish = (task, end).prop_map(|(task, end)| Command::Finish(task, end));
        prop_oneof![
            4 => create, 10 => of_task, 9 => advance, 4 => look, 4 => delete, 3 => finish, 1 => credits, 1 => burst,
        ]
        .boxed()
    }

    fn preconditions(model: &Self, command: &Command) -> bool {
        match command {
            Command::Order(order) => order.mode == Mode::Create || order.source < model.tasks.len(),
            Command::Look(task) | Command::Delete(task) | Command::Finish(task, _) => {
                *task < model.tasks.len()
            }
            Command::Burst(_) | Command::Advance(_) | Command::SetCredits(_) => true,
        }
    }

    fn apply(mut model: Self, command: &Command) -> Self {
        model.apply(command);
        model
    }
}

fn order(modes: &[Mode], source: std::ops::Range<usize>) -> impl Strategy<Value = Command> + use<> {
    let is_new = modes == [Mode::Create];
    let steer = prop_oneof![
        4 => Just(Steer::default()),
        1 => Just(Steer { reject: true, ..Steer::default() }),
        2 => Just(Steer { fail: true, ..Steer::default() }),
        3 => (0_u64..400, any::<bool>()).prop_map(|(slow, fail)| Steer { slow: Some(slow), fail, reject: false }),
    ];
    let steer = prop::option::of(steer);
    let wishes = (steer, prop::option::of(3_u64..=30), prop::option::of(any::<bool>()));
    let wishes = wishes.prop_map(move |(steer, minutes, is_portrait)| {
        // A new task has a story; another may inherit it.
        let steer = if is_new { Some(steer.unwrap_or_default()) } else { steer };
        Wishes { steer, minutes, is_portrait }
    });
    let newest = source.end.saturating_sub(3)..source.end;
    let source = prop_oneof![source, newest];
    (prop::sample::select(modes.to_vec()), source, wishes, prop::bool::weighted(0.95))
        .prop_map(|(mode, source, wishes, is_valid)| Command::Order(Order { mode, source, wishes, is_valid }))
}

/// The real account, over the whole HTTP service, without a socket.
struct Account {
    rig: Rig,
    /// When it all began.
    began: Timestamp,
    /// The tasks' ids, in the order of the model's.
    ids: RefCell<Vec<String>>,
}

impl Account {
    fn id(&self, task: usize) -> String {
        self.ids.borrow()[task].clone()
    }

    fn order(&self, model: &Model, order: &Order, expected: Expected) {
        let (status, answer) = self.rig.call("POST /task", &self.body(order));
        let Expected::Done(number) = expected else { return refused(status, &answer, expected) };
        assert_eq!(status, 200, "{answer}");
        let data = &answer["data"];
        if number == self.ids.borrow().len() {
            self.ids.borrow_mut().push(data["taskId"].as_str().expect("an id").to_owned());
        }
        let task = &model.tasks[number];
        let expected = json!({
            "taskId": self.id(number), "creditCost": task.film.price(), "sceneCount": task.film.scenes(),
            "mode": order.mode.name(), "status": "pending", "createdAt": self.instant(task.created_at),
        });
        assert_eq!(*data, expected);
    }

    fn body(&self, order: &Order) -> Value {
        let mut body = json!({ "mode": order.mode.name() });
        match order.mode {
            Mode::Create => body["story_type"] = "fairytale_story".into(),
            _ => body["task_id"] = self.id(order.source).into(),
        }
        let Wishes { steer, minutes, is_portrait } = order.wishes;
        if let Some(steer) = steer {
            body["input_story"] = story(steer).into();
        }
        if let Some(minutes) = minutes {
            body["video_duration"] = minutes.into();
        }
        if let Some(is_portrait) = is_portrait {
            body["dimension_type"] = dimension(is_portrait).into();
        }
        if !order.is_valid {
            body["video_duration"] = 31.into();
        }
        body
    }

    fn look(&self, model: &Model, number: usize, expected: Expected) {
        let (status, answer) = self.rig.call(&format!("GET /task/{}/status", self.id(number)), &Value::Null);
        let Expected::Done(_) = expected else { return refused(status, &answer, expected) };
        let (task, shown) = (&model.tasks[number], &answer["data"]);
        let state = task.state(model.now);
        let expected = json!([
            self.id(number),
            number + 1,
            state.name(),
            story(task.film.steer),
            task.film.minutes,
            dimension(task.film.is_portrait),
            task.mode.name(),
            task.from.map(|from| self.id(from)),
            self.instant(task.created_at),
        ]);
        let fields = [
            "task_id",
            "id",
            "process_status",
            "input_story",
            "video_length_minutes",
            "dimension_type",
            "mode",
            "from_task_id",
            "task_created_at",
        ];
        assert_eq!(json!(fields.map(|field| &shown[field])), expected);
        for field in ["final_video_url", "youtube_video_title", "task_completed_at"] {
            assert_eq!(shown[field].is_null(), state != State::Completed, "{field}: {shown}");
        }
    }

    fn delete(&self, number: usize, expected: Expected) {
        let (status, answer) = self.rig.call(&format!("DELETE /task/{}", self.id(number)), &Value::Null);
        let Expected::Done(_) = expected else { return refused(status, &answer, expected) };
        assert_eq!((status, &answer["deletedTask"]["task_id"]), (200, &json!(self.id(number))), "{answer}");
    }

    /// An instant of the model as the wire has it.
    fn instant(&self, milliseconds: u64) -> String {
        let milliseconds = i64::try_from(milliseconds).expect("days at the most");
        let at = Timestamp::from_millisecond(self.began.as_millisecond() + milliseconds);
        format!("{:.3}", at.expect("within the calendar"))
    }
}

/// A refusal is the expected one, in the provider's envelope.
fn refused(status: u16, answer: &Value, expected: Expected) {
    let (expected_status, words) = match expected {
        Expected::TooManyRequests => (429, "Rate limit exceeded".to_owned()),
        Expected::TooManyTasks => (429, "Daily task limit exceeded".to_owned()),
        Expected::TooPoor => (400, "Insufficient credits".to_owned()),
        Expected::Invalid => (400, "Invalid value for video_duration".to_owned()),
        Expected::NoSource => (404, "Source task not found or you do not have permission".to_owned()),
        Expected::NoTask => (404, "Task not found".to_owned()),
        Expected::Wrong(state) => (400, format!("task with status '{}'", state.name())),
        Expected::Done(_) => unreachable!("a success is no refusal"),
    };
    let error = answer["error"].as_str().unwrap_or_default();
    assert!(status == expected_status && error.contains(&words), "{expected:?}: {status} {answer}");
}

fn story(Steer { slow, fail, reject }: Steer) -> String {
    let slow = slow.map(|seconds| format!(" [[slow:{seconds}]]")).unwrap_or_default();
    let (fail, reject) = (if fail { " [[fail]]" } else { "" }, if reject { " [[reject]]" } else { "" });
    format!("A lamp that was afraid of the dark.{slow}{fail}{reject}")
}

fn dimension(is_portrait: bool) -> &'static str {
    if is_portrait { "portrait" } else { "landscape" }
}

impl StateMachineTest for Account {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(model: &Model) -> Self {
        let rig = Rig::start("sumatman", "/sumatman/api", &json!(model.balance));
        let now = rig.control("GET /clock", &Value::Null)["now"].as_str().expect("an instant").parse();
        Self { rig, began: now.expect("an instant"), ids: RefCell::default() }
    }

    fn apply(account: Self, model: &Model, command: Command) -> Self {
        let mut expected = model.expected.iter().copied();
        let mut next = || expected.next().expect("as many as there are requests");
        match command {
            Command::Order(order) => account.order(model, &order, next()),
            Command::Burst(minutes) => {
                for _ in 0..minutes {
                    for _ in 0..10 {
                        account.order(model, &SHORT, next());
                    }
                    account.rig.advance(60_000);
                }
            }
            Command::Look(task) => account.look(model, task, next()),
            Command::Delete(task) => account.delete(task, next()),
            Command::Advance(by) => account.rig.advance(by),
            Command::Finish(task, end) => {
                let outcome = if end == State::Completed { "succeed" } else { "fail" };
                let (status, answer) = account.rig.finish(&account.id(task), outcome);
                let expected = match expected.next() {
                    None => 200,
                    Some(Expected::NoTask) => 404,
                    Some(_) => 409,
                };
                assert_eq!(status, expected, "{answer}");
            }
            Command::SetCredits(credits) => account.rig.set_credits(&json!(credits)),
        }
        account
    }

    fn check_invariants(account: &Self, model: &Model) {
        check_ledger(account, model);
        check_tasks(account, model);
        account.rig.assert_documented();
    }
}

/// The balance is the sum of the entries and never negative, and every task moved what the model says, in that order.
fn check_ledger(account: &Account, model: &Model) {
    let ledger = account.rig.ledger();
    let entries = ledger["entries"].as_array().expect("a list");
    let mut balance = 0;
    for entry in entries {
        balance += entry["amount"].as_i64().expect("whole credits");
        assert!(balance >= 0 && entry["balance_after"] == balance, "{ledger}");
    }
    assert_eq!((&ledger["balance"], balance), (&json!(balance), model.balance), "{ledger}");
    for (task, id) in model.tasks.iter().zip(account.ids.borrow().iter()) {
        let own = entries.iter().filter(|entry| entry["reference"] == **id);
        let moved: Vec<_> = own.filter_map(|entry| entry["amount"].as_i64()).collect();
        assert_eq!(moved, task.moved, "{id}: {ledger}");
    }
    let of_tasks: usize = model.tasks.iter().map(|task| task.moved.len()).sum();
    assert_eq!(entries.len(), 1 + model.adjustments + of_tasks, "nothing else was moved: {ledger}");
}

/// What is kept are the tasks that weren't deleted, each in the state that the clock says.
fn check_tasks(account: &Account, model: &Model) {
    let listed = account.rig.jobs();
    let shown =
        listed.iter().map(|job| json!([job["job_id"], job["kind"], job["state"], job["next_change_at"]]));
    let expected = |(task, id): (&Task, &String)| {
        let next = task.next_change_at(model.now).map(|at| account.instant(at));
        json!([id, task.mode.name(), task.state(model.now).name(), next])
    };
    let ids = account.ids.borrow();
    let kept = model.tasks.iter().zip(ids.iter()).filter(|(task, _)| !task.is_deleted);
    assert_eq!(shown.collect::<Vec<_>>(), kept.map(expected).collect::<Vec<_>>());
}
