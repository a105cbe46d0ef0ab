//! `POST /{character_id}/dataset/generate`: makes images for the training set of a character (`animus-facts.md`, 5).

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Fields, boolean};
use kernel::job::Draft;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::fields::{optional, texts};
use crate::state::dataset::{DatasetStatus, MAX_ALLOWED};
use crate::state::ids::fresh_id;
use crate::state::series::{Prompt, Series};
use crate::state::{Animus, JobData};
use crate::wizard::{self, Act};
use crate::{characters, clause, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/{character_id}/dataset/generate", |call| Box::pin(answer(call)));

/// The default prompts of a training set.
const PROMPTS: [&str; 20] = [
    "Standing, seen from the front",
    "Standing, seen from behind, the back to the camera",
    "Walking towards the camera",
    "Walking away, the back to the camera",
    "Standing with crossed arms",
    "Standing with hands in the pockets",
    "Leaning against a wall",
    "Sitting on a chair",
    "Sitting on steps outdoors",
    "Looking over the shoulder, the back to the camera",
    "Running in a park",
    "Standing on a beach",
    "In a long coat in the street",
    "In sportswear in a gym",
    "In evening wear indoors",
    "In the snow",
    "In the rain with an umbrella",
    "With a bicycle",
    "Close portrait, seen from the front",
    "Close portrait, smiling",
];

struct Request {
    /// The prompts, one for each image.
    prompts: Vec<String>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let given = optional(fields, "prompts", &clause::DATASET_PROMPTS, texts(0..=MAX_ALLOWED));
        let wanted = optional(fields, "use_default_prompts", &clause::DATASET_DEFAULT_PROMPTS, boolean);
        let mut prompts = given.unwrap_or_default();
        let defaults = wanted.unwrap_or(prompts.is_empty());
        if !prompts.is_empty() {
            fields.cite(&clause::DATASET_PROMPTS);
        }
        if defaults {
            fields.cite(match (wanted, prompts.is_empty()) {
                (None, _) => &clause::DATASET_PROMPTS_LEFT_OUT,
                (Some(_), true) => &clause::DATASET_DEFAULT_PROMPTS,
                (Some(_), false) => &clause::DATASET_BOTH_PROMPTS,
            });
            fields.cite(&clause::DATASET_DEFAULT_COUNT);
            prompts.extend(PROMPTS.map(str::to_owned));
        } else if prompts.is_empty() {
            fields.refuse("prompts", Fault::Missing, &clause::DATASET_NO_PROMPTS);
        }
        Self { prompts }
    }
}

/// Starts to make images of a character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GenerateDataset {
    /// The id of the character.
    pub character_id: String,
    /// The prompts, one for each image.
    pub prompts: Vec<Prompt>,
}

/// A series of images that was just started.
#[derive(Debug, Serialize)]
pub struct DatasetStarted {
    /// Always `true`.
    success: bool,
    /// A sentence about the start.
    message: &'static str,
    /// The number of images that will be made.
    total_images: usize,
    /// The id of the job that makes them.
    job_id: String,
}

impl Command<Animus> for GenerateDataset {
    const NAME: &'static str = "generate-dataset";
    type Reply = DatasetStarted;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<DatasetStarted, Answer> {
        Decision::by(|evidence| self.start(account, context, evidence))
    }
}

impl GenerateDataset {
    /// Refuses if the references are missing or if there is no room for all of the images.
    fn start(
        self,
        account: &mut Account<Animus>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<DatasetStarted, Answer> {
        let Self { character_id, prompts } = self;
        let character = characters::find(account, &character_id)?;
        wizard::check(character, Act::MakeDataset)?;
        let (owner, before, count) = (character.id.clone(), character.dataset.status, prompts.len());
        if character.dataset.images.len() + count > MAX_ALLOWED {
            return Err(refusals::DATASET_FULL.answer());
        }
        let (ordinal, mut stream) = account.draw();
        let id = fresh_id("job", 12, &mut stream, |id| account.job(id).is_some());
        let series = Series::new(owner, "img", prompts, &mut stream);
        let (timeline, failure) = series.timeline(context.pace, &mut stream);
        let character = characters::find_mut(account, &character_id)?;
        character.series.push(ordinal);
        character.updated_at = context.now;
        character.dataset.job = Some(ordinal);
        character.dataset.status = DatasetStatus::Generating;
        let (data, price) = (JobData::Dataset(Box::new(series)), Credits::ZERO);
        let accepted = account.accept(context, Draft { id, ordinal, price, timeline, failure, data });
        let job_id = accepted
            .map_err(|short| refusals::short(short, Some(&character_id), &clause::CREDITS_INSUFFICIENT))?
            .id
            .to_string();
        let again: Option<ClauseRef> = match before {
            DatasetStatus::Failed => Some(&clause::DATASET_FAILED),
            DatasetStatus::Review => Some(&clause::DATASET_MORE),
            _ => None,
        };
        evidence.extend(again);
        let message = "Training set generation started";
        Ok(DatasetStarted { success: true, message, total_images: count, job_id })
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { prompts } = call.json(|fields| Some(Request::read(fields))).await?;
    let character_id = call.parameter("character_id").to_owned();
    let prompts = prompts.into_iter().map(Prompt::from).collect();
    let started = call.apply(GenerateDataset { character_id, prompts })?;
    call.cite([&clause::DATASET_GENERATE as ClauseRef, &clause::ERROR_SUCCESS_WORDS]);
    Ok(Answer::ok(&started))
}
