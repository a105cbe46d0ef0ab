//! Trainings: their start, which the calls for both parts share, and their lookup.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::Draft;
use kernel::machine::{Account, JobOf};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::provider::{HeaderValue, Provider as _, header};
use mock_http::refusal::Problem;
use serde::{Deserialize, Serialize};

use crate::lifecycle;
use crate::state::characters::{Lora, LoraStatus};
use crate::state::ids::fresh_id;
use crate::state::training::{Part, STEPS, Training};
use crate::state::{Animus, JobData};
use crate::wizard::{self, Act};
use crate::{characters, clause, prices, refusals};

/// Returns a training of a character by the id of its job, or refuses.
pub fn find<'a>(
    account: &'a Account<Animus>,
    character_id: &str,
    job_id: &str,
) -> Result<(&'a JobOf<Animus>, &'a Training), Answer> {
    characters::find(account, character_id)?;
    let of_job = |job: &'a JobOf<Animus>| match &job.data {
        JobData::Training(training) if &*training.character_id == character_id => Some((job, &**training)),
        _ => None,
    };
    let missing = || refusals::about_character(&refusals::TRAINING_NOT_FOUND, character_id);
    account.job(job_id).and_then(of_job).ok_or_else(missing)
}

/// Starts a training of a character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartTraining {
    /// The id of the character.
    pub character_id: String,
    /// The part to train.
    pub part: Part,
}

/// A training that was just started.
#[derive(Debug, Serialize)]
pub struct TrainingStarted {
    /// Always `true`.
    success: bool,
    /// A sentence about the start.
    message: &'static str,
    /// The id of the training.
    job_id: String,
    /// The number of its steps.
    training_steps: u32,
    /// The price.
    credits_deducted: Credits,
    /// The balance after the charge.
    remaining_balance: Credits,
}

impl Command<Animus> for StartTraining {
    const NAME: &'static str = "start-training";
    type Reply = TrainingStarted;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<TrainingStarted, Answer> {
        Decision::by(|evidence| self.start(account, context, evidence))
    }
}

impl StartTraining {
    /// Refuses if something that the training needs is missing, and then if the balance is too small.
    fn start(
        self,
        account: &mut Account<Animus>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<TrainingStarted, Answer> {
        let Self { character_id, part } = self;
        let character = characters::find(account, &character_id)?;
        let (before, other) = (character.lora(part).status, character.lora(part.other()).status);
        wizard::check(character, Act::Train(part)).map_err(|refused| {
            let is_short = account.ledger.afford(prices::TRAINING).is_err();
            refused.citing(is_short.then_some(&clause::TRAINING_ORDER as ClauseRef))
        })?;
        let images = match part {
            Part::Face => character.faces(),
            Part::Body => character.dataset.approved(),
        };
        let (price, owner) = (prices::TRAINING, character.id.clone());
        account
            .ledger
            .afford(price)
            .map_err(|short| refusals::short(short, Some(&character_id), &clause::TRAINING_INSUFFICIENT))?;
        let (ordinal, mut stream) = account.draw();
        let id = fresh_id("train", 12, &mut stream, |id| account.job(id).is_some());
        let service_id = format!("{:016x}", stream.number());
        let (timeline, work) = lifecycle::training(context.pace, &mut stream);
        let character = characters::find_mut(account, &character_id)?;
        character.trainings.push(ordinal);
        character.updated_at = context.now;
        character.set_lora(part, Lora { status: LoraStatus::Training, latest: Some(ordinal) });
        let training = Training { character_id: owner, part, service_id, images, work, started_at: None };
        let data = JobData::Training(Box::new(training));
        let draft = Draft { id, ordinal, price, timeline, failure: None, data };
        let accepted = account.accept(context, draft);
        let job = accepted
            .map_err(|short| refusals::short(short, Some(&character_id), &clause::TRAINING_INSUFFICIENT))?;
        let job_id = job.id.to_string();
        let again = (before != LoraStatus::NotStarted).then_some(&clause::TRAINING_AGAIN as ClauseRef);
        let both = (other == LoraStatus::Training).then_some(&clause::TRAINING_BOTH as ClauseRef);
        evidence.extend(again.into_iter().chain(both));
        Ok(TrainingStarted {
            success: true,
            message: match part {
                Part::Face => "Face LoRA training started",
                Part::Body => "Body LoRA training started",
            },
            job_id,
            training_steps: STEPS,
            credits_deducted: price,
            remaining_balance: account.ledger.balance(),
        })
    }
}

/// Starts a training of the character in the path.
pub(crate) fn start(call: &mut Call<Animus>, part: Part, answered: ClauseRef) -> Outcome {
    let character_id = call.parameter("character_id").to_owned();
    let started = call.apply(StartTraining { character_id, part })?;
    call.cite([answered, &clause::TRAINING_PRICE, &clause::ERROR_SUCCESS_WORDS]);
    Ok(Answer::ok(&started))
}

/// Starts a training with GET, which the guide prints, unless the world is strict.
pub(crate) fn start_as_printed(call: &mut Call<Animus>, part: Part, answered: ClauseRef) -> Outcome {
    // GET answers HEAD, too, but a look at the headers must not start anything.
    if call.is_strict() || call.parts.method.as_str() != "GET" {
        let refused = Animus::refuse(Problem::WrongMethod).citing([&clause::TRAINING_POST as ClauseRef]);
        return Err(refused.with_header(header::ALLOW, HeaderValue::from_static("POST")));
    }
    let answer = start(call, part, answered)?;
    call.cite([&clause::TRAINING_PRINTED_GET as ClauseRef]);
    Ok(answer)
}
