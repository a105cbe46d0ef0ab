//! `POST /characters/{character_id}/auto-generate-face-images`: makes faces of a character (`animus-facts.md`, 3.7).

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, url};
use kernel::job::{Draft, JobState as _};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::fields::{optional, texts};
use crate::lifecycle::State;
use crate::state::assets::MOST_FACES;
use crate::state::ids::fresh_id;
use crate::state::series::{Prompt, Series};
use crate::state::{Animus, JobData};
use crate::{characters, clause, prices, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/characters/{character_id}/auto-generate-face-images", |call| Box::pin(answer(call)));

/// The default prompts of faces.
const PROMPTS: [&str; 10] = [
    "Face from the front, neutral",
    "Face from the front, smiling",
    "Face turned a little to the left",
    "Face turned a little to the right",
    "Profile from the left",
    "Profile from the right",
    "Face from slightly above",
    "Face from slightly below",
    "Face in soft light by a window",
    "Face in evening light outdoors",
];

struct Request {
    /// The prompts, one for each face.
    prompts: Vec<String>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let source = fields.required("source_image_url", &clause::FACES_SOURCE, url);
        fields.cite(&clause::FACES_SOURCE_NOT_FETCHED);
        let prompts = optional(fields, "prompts", &clause::FACES_NO_PROMPTS, texts(1..=MOST_FACES));
        match prompts {
            Some(_) => fields.cite(&clause::FACES_PROMPTS),
            None => {
                fields.cite(&clause::FACES_DEFAULT_PROMPTS);
                fields.cite(&clause::FACES_DEFAULT_COUNT);
            }
        }
        source?;
        Some(Self { prompts: prompts.unwrap_or_else(|| PROMPTS.map(str::to_owned).into()) })
    }
}

/// Starts a series of faces.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GenerateFaces {
    /// The id of the character.
    pub character_id: String,
    /// The prompts, one for each face.
    pub prompts: Vec<Prompt>,
}

/// A series of faces that was just started.
#[derive(Debug, Serialize)]
pub struct FacesStarted {
    /// The id of the job that makes them.
    job_id: String,
    /// The id of the character.
    character_id: String,
    /// The state of the job.
    status: &'static str,
    /// A sentence about the start.
    message: &'static str,
    /// The number of faces that will be made.
    total_images: usize,
    /// The longest time of the job, in seconds.
    estimated_time: u64,
    /// The price.
    credits_deducted: Credits,
    /// The balance after the charge.
    remaining_balance: Credits,
}

impl Command<Animus> for GenerateFaces {
    const NAME: &'static str = "generate-faces";
    type Reply = FacesStarted;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<FacesStarted, Answer> {
        Decision::by(|evidence| self.start(account, context, evidence))
    }
}

impl GenerateFaces {
    /// Refuses if there is no room for all of the faces, and then if the balance is too small.
    fn start(
        self,
        account: &mut Account<Animus>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<FacesStarted, Answer> {
        let Self { character_id, prompts } = self;
        let character = characters::find(account, &character_id)?;
        let (owner, late, count) = (character.id.clone(), character.photos_are_late(), prompts.len());
        if character.faces_to_be() + count > MOST_FACES {
            return Err(refusals::FACES_TOO_MANY.answer());
        }
        let price = prices::FACE * u32::try_from(count).unwrap_or(u32::MAX);
        account
            .ledger
            .afford(price)
            .map_err(|short| refusals::short(short, Some(&character_id), &clause::FACES_INSUFFICIENT))?;
        let (ordinal, mut stream) = account.draw();
        let id = fresh_id("job", 12, &mut stream, |id| account.job(id).is_some());
        let series = Series::new(owner, "asset", prompts, &mut stream);
        let (timeline, failure) = series.timeline(context.pace, &mut stream);
        let estimated_time = series.estimate();
        let character = characters::find_mut(account, &character_id)?;
        character.faces_coming += count;
        character.series.push(ordinal);
        character.updated_at = context.now;
        let data = JobData::Faces(Box::new(series));
        let accepted = account.accept(context, Draft { id, ordinal, price, timeline, failure, data });
        let job_id = accepted
            .map_err(|short| refusals::short(short, Some(&character_id), &clause::FACES_INSUFFICIENT))?
            .id
            .to_string();
        evidence.extend(late.then_some(&clause::CHARACTER_PHOTOS_LATER as ClauseRef));
        Ok(FacesStarted {
            job_id,
            character_id,
            status: State::Submitted.name(),
            message: "Face image generation started",
            total_images: count,
            estimated_time,
            credits_deducted: price,
            remaining_balance: account.ledger.balance(),
        })
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { prompts } = call.json(Request::read).await?;
    let character_id = call.parameter("character_id").to_owned();
    let prompts = prompts.into_iter().map(Prompt::from).collect();
    let started = call.apply(GenerateFaces { character_id, prompts })?;
    call.cite([
        &clause::FACES_ANSWER as ClauseRef,
        &clause::FACES_PRICE,
        &clause::FACES_ESTIMATE,
        &clause::ERROR_SUCCESS_WORDS,
    ]);
    Ok(Answer::ok(&started))
}
