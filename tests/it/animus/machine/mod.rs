//! Does an account do what a small model of it does, with its generations, its groups and its money, in whatever order?

mod model;

use std::cell::RefCell;

use contract_tests::direct::Came;
use contract_tests::rig::{KEY, Rig};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};

use super::{BATCH, CREATE, text};
use model::{Ask, Command, Expected, Fate, Kind, Model, State};

const BASE: &str = "/animus/v2";
const OPENING: i64 = 100;
const BEGINNING: u64 = 1_767_225_600_000;
/// A URL of nobody's.
const SOURCE: &str = "https://example.com/garden.jpg";

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_account_does_what_its_model_does(sequential 1..40 => Account);
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self { balance: OPENING, ..Self::default() }).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Command> {
        let groups = model.groups.len();
        let group = move || {
            if groups == 0 {
                return Just(None).boxed();
            }
            prop::option::weighted(0.6, groups.saturating_sub(3)..groups).boxed()
        };
        let kind = select(vec![Kind::Text, Kind::Text, Kind::Edit, Kind::Character, Kind::Clip]);
        let create = (kind, ask(), prop_oneof![3 => Just(1_usize), 1 => 2_usize..4], group());
        let create =
            create.prop_map(|(kind, ask, images, group)| Command::Create { kind, ask, images, group });
        let batch = (any::<bool>(), vec(prop::option::weighted(0.8, ask()), 1..4), group());
        let batch =
            batch.prop_map(|(is_character, asks, group)| Command::Batch { is_character, asks, group });
        let exact = select(vec![1_u64, 2999, 3000, 3001, 10_000, 43_000]);
        let advance = prop_oneof![0_u64..20_000, exact].prop_map(Command::Advance);
        let credits = (0_i64..100).prop_map(Command::SetCredits);
        let mut all =
            vec![(6, create.boxed()), (3, batch.boxed()), (6, advance.boxed()), (1, credits.boxed())];
        if !model.generations.is_empty() {
            let one = || 0..model.generations.len();
            all.push((4, one().prop_map(Command::Look).boxed()));
            all.push((2, one().prop_map(Command::Delete).boxed()));
            let finish = (one(), any::<bool>())
                .prop_map(|(generation, succeeds)| Command::Finish { generation, succeeds });
            all.push((2, finish.boxed()));
        }
        if groups > 0 {
            let detail = (0..groups, 1_usize..4, 0_usize..4)
                .prop_map(|(group, limit, offset)| Command::Detail { group, limit, offset });
            all.push((3, detail.boxed()));
            all.push((2, (0..groups).prop_map(Command::DeleteGroup).boxed()));
        }
        if !model.batches.is_empty() {
            all.push((4, (0..model.batches.len()).prop_map(Command::LookAtBatch).boxed()));
        }
        prop::strategy::Union::new_weighted(all).boxed()
    }

    fn preconditions(model: &Self, command: &Command) -> bool {
        let (generations, groups) = (model.generations.len(), model.groups.len());
        match command {
            Command::Create { group, .. } | Command::Batch { group, .. } => {
                group.is_none_or(|group| group < groups)
            }
            Command::Look(one) | Command::Delete(one) | Command::Finish { generation: one, .. } => {
                *one < generations
            }
            Command::LookAtBatch(batch) => *batch < model.batches.len(),
            Command::Detail { group, .. } | Command::DeleteGroup(group) => *group < groups,
            Command::Advance(_) | Command::SetCredits(_) => true,
        }
    }

    fn apply(mut model: Self, command: &Command) -> Self {
        model.apply(command);
        model
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    let fate = prop_oneof![5 => Just(Fate::Succeeds), 2 => Just(Fate::Fails), 1 => Just(Fate::IsRejected)];
    (0_u64..41, fate).prop_map(|(slow, fate)| Ask { slow, fate })
}

/// The real account, over the whole service.
struct Account {
    rig: Rig,
    /// The ids of what there is, in the order of the model's.
    generations: RefCell<Vec<String>>,
    groups: RefCell<Vec<String>>,
    batches: RefCell<Vec<String>>,
}

impl Account {
    fn generation(&self, number: usize) -> String {
        self.generations.borrow()[number].clone()
    }

    fn group(&self, number: usize) -> String {
        self.groups.borrow()[number].clone()
    }

    /// Holds the answer to an order to the model, and keeps the ids.
    fn placed(&self, model: &Model, came: &Came, price: i64) {
        let (status, answer) = came;
        if model.expected != Expected::Done {
            return refused(model, came);
        }
        assert_eq!(*status, 200, "{answer}");
        if self.groups.borrow().len() < model.groups.len() {
            self.groups.borrow_mut().push(text(&answer["group_id"]).to_owned());
        }
        let known = self.generations.borrow().len();
        let new = &model.generations[known..];
        let kept: i64 = -new.iter().flat_map(|generation| &generation.moved).sum::<i64>();
        assert_eq!(
            (&answer["credits_deducted"], &answer["remaining_balance"]),
            (&json!(kept), &json!(model.balance))
        );
        let accepted = new.iter().any(|generation| generation.ask.fate != Fate::IsRejected);
        assert_eq!(answer["status"], if accepted { "submitted" } else { "failed" }, "{answer}");
        assert!(kept <= price);
        let id =
            text(if answer["batch_id"].is_null() { &answer["generation_id"] } else { &answer["batch_id"] });
        if self.batches.borrow().len() < model.batches.len() {
            self.batches.borrow_mut().push(id.to_owned());
            let (_, seen) = self.rig.call(&format!("GET /generation/status/{id}"), &Value::Null);
            let ids = super::each(&seen["generations"], "generation_id");
            self.generations.borrow_mut().extend(ids.into_iter().map(|id| text(id).to_owned()));
        } else {
            self.generations.borrow_mut().push(id.to_owned());
        }
        assert_eq!(self.generations.borrow().len(), model.generations.len(), "{answer}");
    }

    fn create(&self, model: &Model, (kind, asked, images): (Kind, Ask, usize), group: Option<usize>) {
        let mut body = json!({ "prompt": prompt(asked), "num_images": images });
        match kind {
            Kind::Text => {}
            Kind::Edit => body["source_image_url"] = SOURCE.into(),
            Kind::Character => body["character_id"] = "char_123".into(),
            Kind::Clip => {
                body["source_image_url"] = SOURCE.into();
                body["convert_to_video"] = true.into();
            }
        }
        if let Some(group) = group {
            body["group_id"] = self.group(group).into();
        }
        let came = self.rig.call(CREATE, &body);
        if model.expected == Expected::Done {
            assert_eq!(came.1["estimated_time"], kind.row().2);
        }
        self.placed(model, &came, kind.row().1 * i64::try_from(images).expect("a few"));
    }

    fn batch(&self, model: &Model, is_character: bool, asks: &[Option<Ask>], group: Option<usize>) {
        let prompts = asks.iter().map(|asked| json!({ "prompt": asked.map_or(String::new(), prompt) }));
        let mut body = json!({ "prompts": prompts.collect::<Vec<_>>() });
        if is_character {
            body["character_id"] = "char_123".into();
        }
        if let Some(group) = group {
            body["group_id"] = self.group(group).into();
        }
        let came = self.rig.call(BATCH, &body);
        if model.expected == Expected::Done {
            let accepted = asks.iter().flatten().filter(|asked| asked.fate != Fate::IsRejected).count();
            let counts = ["total_requested", "successful_submissions", "failed_submissions"];
            let expected = [asks.len(), accepted, asks.len() - accepted];
            assert_eq!(counts.map(|count| &came.1[count]), expected.map(|count| json!(count)).each_ref());
        }
        self.placed(model, &came, i64::MAX);
    }

    /// A generation as lists have it.
    fn item(&self, model: &Model, number: usize) -> Value {
        let generation = &model.generations[number];
        let results = generation.state(model.now) == State::Completed;
        let results: Vec<_> = results.then(|| self.result(model, number)).into_iter().collect();
        let mut performance = json!({ "queue_position": model.queue_position(number) });
        if let Some(duration) = generation.duration(model.now) {
            performance["duration"] = (duration as f64 / 1000.0).into();
        }
        json!({
            "generation_id": self.generation(number),
            "prompt": prompt(generation.ask),
            "status": generation.state(model.now).name(),
            "result_urls": results,
            "created_at": instant(generation.created),
            "performance_metadata": performance,
        })
    }

    fn result(&self, model: &Model, number: usize) -> String {
        let kind = model.generations[number].kind;
        let extension = if kind == Kind::Clip { "mp4" } else { "png" };
        let accounts = self.rig.control(&format!("GET /accounts/animus/{KEY}"), &Value::Null);
        let (account, id) = (text(&accounts["account_id"]), self.generation(number));
        format!("http://127.0.0.1/media/animus/{account}/{}_{id}_0.{extension}", kind.row().0)
    }

    fn look(&self, model: &Model, number: usize) {
        let came =
            self.rig.call(&format!("GET /generation/status/{}", self.generation(number)), &Value::Null);
        if model.expected != Expected::Done {
            return refused(model, &came);
        }
        let mut shown = came.1;
        let fields = shown.as_object_mut().expect("a status");
        let generation = &model.generations[number];
        let failed = generation.state(model.now) == State::Failed;
        assert_eq!(fields.remove("error").is_some_and(|error| error.is_string()), failed);
        assert!(fields.remove("service").is_some());
        let mut expected = self.item(model, number);
        expected["group_id"] = self.group(generation.group).into();
        expected["generation_type"] = generation.kind.row().0.into();
        expected["progress"] = generation.progress(model.now).into();
        assert_eq!(shown, expected);
    }

    fn look_at_batch(&self, model: &Model, number: usize) {
        let id = self.batches.borrow()[number].clone();
        let came = self.rig.call(&format!("GET /generation/status/{id}"), &Value::Null);
        if model.expected != Expected::Done {
            return refused(model, &came);
        }
        let (batch, left) = (&model.batches[number], model.left(number));
        let count = |states: &[State]| {
            left.iter().filter(|one| states.contains(&model.generations[**one].state(model.now))).count()
        };
        let done = count(&[State::Completed]);
        let pending = count(&[State::Submitted, State::Processing]);
        let is_emptied = left.is_empty() && !batch.generations.is_empty();
        let status = match (pending, done + count(&[State::Processing])) {
            (0, 0) if !is_emptied => "failed",
            (0, _) => "completed",
            (_, 0) => "submitted",
            _ => "processing",
        };
        let progress: u64 = left.iter().map(|one| model.generations[*one].progress(model.now)).sum();
        let progress = progress.checked_div(left.len() as u64).unwrap_or(100);
        let items: Vec<_> = left.iter().map(|one| self.item(model, *one)).collect();
        let shown = came.1;
        let fields = [
            ("batch_id", json!(id)),
            ("generation_id", json!(id)),
            ("group_id", json!(self.group(batch.group))),
            ("generation_type", json!(batch.kind.row().0)),
            ("status", json!(status)),
            ("progress", json!(progress)),
            ("total_generations", json!(left.len())),
            ("completed_generations", json!(done)),
            ("failed_generations", json!(count(&[State::Failed]))),
            ("pending_generations", json!(pending)),
            ("generations", json!(items)),
        ];
        for (name, expected) in fields {
            assert_eq!(shown[name], expected, "{name} in {shown}");
        }
        assert_eq!(shown["error"].is_string(), status == "failed", "{shown}");
    }

    /// A group as the list has it.
    fn shown_group(&self, model: &Model, number: usize) -> Value {
        let (group, members) = (&model.groups[number], model.members(number));
        let is_active = members.iter().any(|one| !model.generations[*one].state(model.now).has_ended());
        let preview = members.iter().find(|one| model.generations[**one].has_picture(model.now));
        json!({
            "group_id": self.group(number),
            "group_type": group.kind.row().0,
            "generation_count": members.len(),
            "preview_image_url": preview.map(|one| self.result(model, *one)),
            "created_at": instant(group.created),
            "updated_at": instant(group.updated),
            "status": if is_active { "active" } else { "completed" },
            "character_id": group.is_character.then_some("char_123"),
        })
    }

    fn detail(&self, model: &Model, number: usize, limit: usize, offset: usize) {
        let call = format!("GET /generation/groups/{}?limit={limit}&offset={offset}", self.group(number));
        let came = self.rig.call(&call, &Value::Null);
        if model.expected != Expected::Done {
            return refused(model, &came);
        }
        let members = model.members(number);
        let page: Vec<_> =
            members.iter().rev().skip(offset).take(limit).map(|one| self.item(model, *one)).collect();
        let pagination = json!({
            "limit": limit, "offset": offset, "returned": page.len(), "has_more": offset + page.len() < members.len(),
        });
        let mut shown = came.1;
        assert_eq!((&shown["generations"], &shown["pagination"]), (&json!(page), &pagination));
        strip(&mut shown, &["generations", "pagination"]);
        assert_eq!(shown, self.shown_group(model, number));
    }

    fn delete(&self, model: &Model, path: &str, gone: &[usize], files: usize) {
        let came = self.rig.call(&format!("DELETE /generation/{path}"), &Value::Null);
        if model.expected != Expected::Done {
            return refused(model, &came);
        }
        let urls = came.1["details"]["deleted_image_urls"].as_array().expect("a list").clone();
        assert_eq!(urls.len(), files, "{}", came.1);
        for url in urls.iter().map(text) {
            let path = url.strip_prefix("http://127.0.0.1").expect("this sandbox");
            let Rig { direct, runtime, .. } = &self.rig;
            let (status, _) = runtime.block_on(direct.send("", KEY, &format!("GET {path}"), &Value::Null));
            assert_eq!(status, 404);
        }
        if let Some(ids) = came.1["details"].get("deleted_generation_ids") {
            assert_eq!(*ids, json!(gone.iter().map(|one| self.generation(*one)).collect::<Vec<_>>()));
        }
    }
}

fn strip(shown: &mut Value, fields: &[&str]) {
    let object = shown.as_object_mut().expect("an object");
    for field in fields.iter().chain(&["title", "description"]) {
        assert!(object.remove(*field).is_some(), "{field}");
    }
}

/// A refusal is the expected one.
fn refused(model: &Model, (status, answer): &Came) {
    let expected = match model.expected {
        Expected::TooPoor => (402, "insufficient_credits"),
        Expected::NotThere => (404, "not_found"),
        Expected::Conflict => (409, "conflict"),
        Expected::Done => unreachable!("a success is no refusal"),
    };
    assert_eq!((*status, answer["error"].as_str().unwrap_or_default()), expected, "{answer}");
    if model.expected == Expected::TooPoor {
        assert_eq!(answer["current_balance"], model.balance, "{answer}");
    }
}

fn prompt(Ask { slow, fate }: Ask) -> String {
    let fate = match fate {
        Fate::Succeeds => "",
        Fate::Fails => "[[fail]]",
        Fate::IsRejected => "[[reject]]",
    };
    format!("A lighthouse [[slow:{slow}]]{fate}")
}

impl StateMachineTest for Account {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        Self {
            rig: Rig::start("animus", BASE, &json!(OPENING)),
            generations: RefCell::default(),
            groups: RefCell::default(),
            batches: RefCell::default(),
        }
    }

    fn apply(account: Self, model: &Model, command: Command) -> Self {
        match command {
            Command::Create { kind, ask, images, group } => account.create(model, (kind, ask, images), group),
            Command::Batch { is_character, asks, group } => account.batch(model, is_character, &asks, group),
            Command::Look(generation) => account.look(model, generation),
            Command::LookAtBatch(batch) => account.look_at_batch(model, batch),
            Command::Detail { group, limit, offset } => account.detail(model, group, limit, offset),
            Command::Delete(one) => {
                let files = usize::from(model.generations[one].state(model.now) == State::Completed);
                account.delete(model, &format!("generations/{}", account.generation(one)), &[one], files);
            }
            Command::DeleteGroup(group) => {
                let gone = account.just_gone(model, group);
                let done = |one: &&usize| model.generations[**one].state(model.now) == State::Completed;
                let files = gone.iter().filter(done).count();
                account.delete(model, &format!("groups/{}", account.group(group)), &gone, files);
            }
            Command::Finish { generation, succeeds } => {
                let outcome = if succeeds { "succeed" } else { "fail" };
                let (status, answer) = account.rig.finish(&account.generation(generation), outcome);
                let expected = match model.expected {
                    Expected::NotThere => 404,
                    Expected::Conflict => 409,
                    _ => 200,
                };
                assert_eq!(status, expected, "{answer}");
            }
            Command::Advance(by) => account.rig.advance(by),
            Command::SetCredits(credits) => account.rig.set_credits(&json!(credits)),
        }
        account
    }

    fn check_invariants(account: &Self, model: &Model) {
        check_ledger(account, model);
        check_jobs(account, model);
        check_groups(account, model);
        account.rig.assert_documented();
    }
}

impl Account {
    /// The generations that go with a group: those that the control API still lists of what the model has deleted.
    fn just_gone(&self, model: &Model, group: usize) -> Vec<usize> {
        let listed = self.rig.jobs();
        let there = |number: &usize| listed.iter().any(|job| job["job_id"] == *self.generation(*number));
        (0..model.generations.len())
            .filter(|one| model.generations[*one].group == group)
            .filter(there)
            .collect()
    }
}

fn check_ledger(account: &Account, model: &Model) {
    let ledger = account.rig.ledger();
    let entries = ledger["entries"].as_array().expect("a list");
    let mut balance = 0;
    for entry in entries {
        balance += entry["amount"].as_i64().expect("whole credits");
        assert!(balance >= 0 && entry["balance_after"] == balance, "{entries:?}");
    }
    assert_eq!(balance, model.balance, "{entries:?}");
    for (generation, id) in model.generations.iter().zip(account.generations.borrow().iter()) {
        let own = entries.iter().filter(|entry| entry["reference"] == **id);
        let moved: Vec<_> = own.filter_map(|entry| entry["amount"].as_i64()).collect();
        assert_eq!(moved, generation.moved, "{id}: {entries:?}");
    }
    let of_generations: usize = model.generations.iter().map(|one| one.moved.len()).sum();
    assert_eq!(entries.len(), 1 + model.adjustments + of_generations, "{entries:?}");
}

fn check_jobs(account: &Account, model: &Model) {
    let listed = account.rig.jobs();
    let shown: Vec<_> = listed.iter().map(|job| json!([job["job_id"], job["kind"], job["state"]])).collect();
    let all = model.generations.iter().zip(account.generations.borrow().clone());
    let kept = all.filter(|(generation, _)| !generation.is_deleted);
    let expected: Vec<_> = kept
        .map(|(generation, id)| json!([id, generation.kind.row().0, generation.state(model.now).name()]))
        .collect();
    assert_eq!(shown, expected);
}

fn check_groups(account: &Account, model: &Model) {
    let numbers: Vec<_> =
        (0..model.groups.len()).rev().filter(|one| !model.groups[*one].is_deleted).collect();
    for (filter, only_character) in [("", false), ("&character_id=char_123", true)] {
        let call = format!("GET /generation/groups?limit=100{filter}");
        let (_, mut shown) = account.rig.call(&call, &Value::Null);
        let groups = shown["groups"].as_array_mut().expect("a list");
        for group in groups {
            strip(group, &[]);
        }
        let own = numbers.iter().filter(|one| !only_character || model.groups[**one].is_character);
        let expected: Vec<_> = own.map(|one| account.shown_group(model, *one)).collect();
        assert_eq!(shown["groups"], json!(expected));
    }
}

fn instant(milliseconds: u64) -> String {
    let at = jiff::Timestamp::from_millisecond((BEGINNING + milliseconds).cast_signed()).expect("an instant");
    format!("{at:.6}").trim_end_matches('Z').to_owned()
}
