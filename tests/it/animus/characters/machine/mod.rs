//! Does a character do what a small model of it does, whatever is asked of it in whatever order?

mod model;

use std::cell::RefCell;

use axum::body::Body;
use axum::http::Request;
use contract_tests::direct::Came;
use contract_tests::rig::{KEY, Rig};
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::fixture;
use model::{Command, End, Expected, Model, Part, Series, Side, Training};

const BASE: &str = "/animus/v2";
/// In half credits.
const OPENING: i64 = 300;

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_character_does_what_its_model_does(sequential 1..40 => Character);
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::new(OPENING)).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Command> {
        let side = prop_oneof![4 => Just(Side::Front), 4 => Just(Side::Back), 1 => Just(Side::Any)];
        let series = |most: usize| {
            let good = prop_oneof![1..4_usize, Just(most)];
            (good, 0..2_usize).prop_map(|(good, bad)| Series { good, bad })
        };
        let end = || select(vec![End::Succeed, End::Succeed, End::Succeed, End::Fail, End::Cancel]);
        let part = select(vec![Part::Face, Part::Body]);
        let mut commands = vec![
            (4, (1..7_usize).prop_map(Command::UploadFaces).boxed()),
            (4, side.prop_map(Command::UploadBody).boxed()),
            (2, series(10).prop_map(Command::MakeFaces).boxed()),
            (4, series(14).prop_map(Command::MakeDataset).boxed()),
            (4, end().prop_map(Command::EndDataset).boxed()),
            (3, Just(Command::ApproveDataset).boxed()),
            (5, part.prop_map(Command::Train).boxed()),
            (1, (0..300_i64).prop_map(Command::SetCredits).boxed()),
        ];
        if !model.images.is_empty() {
            let image = || 0..model.images.len();
            commands.extend([
                (2, (image(), any::<bool>()).prop_map(|(image, yes)| Command::Review(image, yes)).boxed()),
                (5, Just(Command::ApproveAll).boxed()),
                (1, image().prop_map(Command::Remake).boxed()),
                (1, image().prop_map(Command::Remove).boxed()),
            ]);
        }
        if !model.face_jobs.is_empty() {
            let job = (0..model.face_jobs.len(), end());
            commands.push((4, job.prop_map(|(job, end)| Command::EndFaces(job, end)).boxed()));
        }
        if !model.trainings.is_empty() {
            let training = 0..model.trainings.len();
            let ended = (training.clone(), end());
            commands.push((4, ended.prop_map(|(job, end)| Command::EndTraining(job, end)).boxed()));
            commands.push((1, training.prop_map(Command::CancelTraining).boxed()));
        }
        proptest::strategy::Union::new_weighted(commands).boxed()
    }

    fn preconditions(model: &Self, command: &Command) -> bool {
        match command {
            Command::Review(image, _) | Command::Remake(image) | Command::Remove(image) => {
                *image < model.images.len()
            }
            Command::EndFaces(job, _) => *job < model.face_jobs.len(),
            Command::EndTraining(job, _) | Command::CancelTraining(job) => *job < model.trainings.len(),
            Command::EndDataset(_) => !model.dataset_jobs.is_empty(),
            _ => true,
        }
    }

    fn apply(mut model: Self, command: &Command) -> Self {
        model.apply(command);
        model
    }
}

/// The real character, over the whole service.
struct Character {
    rig: Rig,
    id: String,
    /// The jobs' ids, in the order of the model's.
    face_jobs: RefCell<Vec<String>>,
    dataset_jobs: RefCell<Vec<String>>,
    trainings: RefCell<Vec<String>>,
}

impl Character {
    fn get(&self, path: &str) -> Value {
        let (status, answer) = self.rig.call(&format!("GET {path}"), &Value::Null);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    fn finish(&self, job: &str, end: End) -> Came {
        self.rig.finish(job, end.outcome())
    }

    fn upload(&self, side: &str, file: &str, kind: Option<Side>) -> u16 {
        let mut body =
            b"--end\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".to_vec();
        body.extend(fixture(file));
        if let Some(kind) = kind {
            let part = "\r\n--end\r\nContent-Disposition: form-data; name=\"image_type\"\r\n\r\n";
            body.extend([part, kind.name()].concat().bytes());
        }
        body.extend(b"\r\n--end--\r\n");
        let request = Request::post(format!("{BASE}/{}/upload/{side}", self.id))
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "multipart/form-data; boundary=end")
            .body(Body::from(body));
        self.rig.runtime.block_on(async {
            let answer =
                self.rig.direct.app.clone().oneshot(request.expect("a request")).await.expect("an answer");
            let status = answer.status().as_u16();
            answer.into_body().collect().await.expect("a whole body");
            status
        })
    }

    fn image(&self, image: usize) -> String {
        let list = self.get(&format!("/{}/dataset/images", self.id));
        list["images"][image]["image_id"].as_str().expect("an image").to_owned()
    }

    /// A call that is answered as the model expects.
    fn ask(&self, expected: Expected, call: &str, body: &Value) -> Value {
        let (status, answer) = self.rig.call(call, body);
        assert_eq!(status, status_of(expected), "{call}: {answer}");
        if matches!(expected, Expected::Done | Expected::InVain) && answer.get("success").is_some() {
            assert_eq!(answer["success"], expected == Expected::Done, "{call}: {answer}");
        }
        answer
    }

    fn approve_all(&self, expected: Expected, count: usize) {
        for image in 0..count {
            let call = format!("PUT /{}/dataset/images/{}/approval", self.id, self.image(image));
            self.ask(expected, &call, &json!({ "approved": true }));
        }
    }
}

/// Keeps a job's id, if it was accepted.
fn keep(expected: Expected, jobs: &RefCell<Vec<String>>, answer: &Value) {
    if expected == Expected::Done {
        jobs.borrow_mut().push(answer["job_id"].as_str().expect("a job").to_owned());
    }
}

/// Half credits, as a number of credits is written.
fn credits(halves: i64) -> String {
    let sign = if halves < 0 { "-" } else { "" };
    let half = if halves % 2 == 0 { "" } else { ".5" };
    format!("{sign}{}{half}", halves.abs() / 2)
}

fn status_of(expected: Expected) -> u16 {
    match expected {
        Expected::Done | Expected::InVain => 200,
        Expected::Invalid => 400,
        Expected::TooPoor => 402,
        Expected::Conflict => 409,
    }
}

fn prompts(series: Series) -> Value {
    let good = (0..series.good).map(|number| format!("Scene {number}"));
    good.chain((0..series.bad).map(|number| format!("Scene {number} [[fail]]"))).collect()
}

impl StateMachineTest for Character {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        let rig = Rig::start("animus", BASE, &json!(OPENING / 2));
        let (_, made) = rig.call("POST /characters", &json!({ "name": "Mira" }));
        let id = made["character_id"].as_str().expect("an id").to_owned();
        Self {
            rig,
            id,
            face_jobs: RefCell::default(),
            dataset_jobs: RefCell::default(),
            trainings: RefCell::default(),
        }
    }

    fn apply(character: Self, model: &Model, command: Command) -> Self {
        let (id, expected) = (character.id.clone(), model.expected);
        match command {
            Command::UploadFaces(count) => {
                let file = "photos/just-large-enough.png";
                let statuses: Vec<_> =
                    (0..count).map(|_| character.upload("face-image", file, None)).collect();
                let refused = statuses.iter().any(|status| *status != 200);
                assert_eq!(refused, expected == Expected::Invalid, "{statuses:?}");
            }
            Command::UploadBody(side) => {
                assert_eq!(character.upload("body-image", "photos/png-named.jpg", Some(side)), 200);
            }
            Command::MakeFaces(series) => {
                let body =
                    json!({ "source_image_url": "https://example.com/a.png", "prompts": prompts(series) });
                let call = format!("POST /characters/{id}/auto-generate-face-images");
                let answer = character.ask(expected, &call, &body);
                keep(expected, &character.face_jobs, &answer);
            }
            Command::EndFaces(job, end) => {
                let job = character.face_jobs.borrow()[job].clone();
                assert_eq!(character.finish(&job, end).0, status_of(expected));
            }
            Command::MakeDataset(series) => {
                let call = format!("POST /{id}/dataset/generate");
                let answer = character.ask(expected, &call, &json!({ "prompts": prompts(series) }));
                keep(expected, &character.dataset_jobs, &answer);
            }
            Command::EndDataset(end) => {
                let job = character.dataset_jobs.borrow().last().expect("a job").clone();
                assert_eq!(character.finish(&job, end).0, status_of(expected));
            }
            Command::Review(image, approved) => {
                let call = format!("PUT /{id}/dataset/images/{}/approval", character.image(image));
                character.ask(expected, &call, &json!({ "approved": approved }));
            }
            Command::ApproveAll => character.approve_all(expected, model.images.len()),
            Command::Remake(image) => {
                let call = format!("POST /{id}/dataset/images/{}/regenerate", character.image(image));
                character.ask(expected, &call, &Value::Null);
            }
            Command::Remove(image) => {
                let call = format!("DELETE /{id}/dataset/images/{}", character.image(image));
                character.ask(expected, &call, &Value::Null);
            }
            Command::ApproveDataset => {
                character.ask(expected, &format!("POST /{id}/dataset/approve"), &Value::Null);
            }
            Command::Train(part) => {
                let call = format!("POST /{id}/training/{}-lora", part.name());
                let answer = character.ask(expected, &call, &Value::Null);
                keep(expected, &character.trainings, &answer);
            }
            Command::EndTraining(training, end) => {
                let job = character.trainings.borrow()[training].clone();
                assert_eq!(character.finish(&job, end).0, status_of(expected));
            }
            Command::CancelTraining(training) => {
                let job = character.trainings.borrow()[training].clone();
                character.ask(expected, &format!("POST /{id}/training/jobs/{job}/cancel"), &Value::Null);
            }
            Command::SetCredits(credits) => character.rig.set_credits(&json!(credits as f64 / 2.0)),
        }
        character
    }

    fn check_invariants(character: &Self, model: &Model) {
        let id = &character.id;
        let record = character.get(&format!("/characters/{id}"));
        let (step, status) = model.step();
        let shown = json!([
            record["face_images_count"],
            record["body_images_count"],
            record["dataset_status"],
            record["face_lora_status"],
            record["body_lora_status"],
            record["current_step"],
            record["status"],
        ]);
        let expected = json!([
            model.faces,
            model.bodies.len(),
            model.dataset.name(),
            model.lora(Part::Face),
            model.lora(Part::Body),
            step,
            status,
        ]);
        assert_eq!(shown, expected);

        let total = |kind: &str| character.get(&format!("/{id}/assets?asset_type={kind}"))["total"].clone();
        assert_eq!(
            (total("face_image"), total("body_image")),
            (model.faces.into(), model.bodies.len().into())
        );

        let dataset = character.get(&format!("/{id}/dataset/status"));
        let images = character.get(&format!("/{id}/dataset/images"));
        let listed = images["images"].as_array().expect("a list");
        let approved: Vec<_> = listed.iter().map(|image| image["approved"] == true).collect();
        assert_eq!(approved, model.images);
        assert_eq!(
            json!([dataset["total_images"], dataset["approved_images"], dataset["can_approve"]]),
            json!([model.images.len(), model.approved(), model.can_approve()])
        );

        let jobs = character.get(&format!("/{id}/training/jobs"));
        let trainings = jobs["training_jobs"].as_array().expect("a list");
        let trainings: Vec<_> =
            trainings.iter().map(|job| job["status"].as_str().unwrap_or_default()).collect();
        assert_eq!(trainings, model.trainings.iter().rev().map(Training::state).collect::<Vec<_>>());

        let capable = character.get(&format!("/{id}/generation/capabilities"));
        assert_eq!(capable["generation_ready"], json!(step == 5));

        for (job, expected) in character.face_jobs.borrow().iter().zip(&model.face_jobs) {
            let status = character.get(&format!("/upload-job/{job}/status"));
            let end = expected.end;
            let landed = if end == Some(End::Succeed) { expected.series.good } else { 0 };
            let failed = if end.is_some() { expected.series.total() - landed } else { 0 };
            assert_eq!(
                json!([status["status"], status["completed_images"], status["failed_images"]]),
                json!([end.map_or("submitted", End::state), landed, failed])
            );
        }

        let ledger = character.rig.ledger();
        let entries = ledger["entries"].as_array().expect("a list");
        assert_eq!(ledger["balance"].to_string(), credits(model.balance));
        let moved: Vec<_> = entries.iter().skip(1).map(|entry| entry["amount"].to_string()).collect();
        assert_eq!(moved, model.ledger.iter().map(|amount| credits(*amount)).collect::<Vec<_>>());
    }

    fn teardown(character: Self, _model: Model) {
        character.rig.assert_documented();
    }
}
