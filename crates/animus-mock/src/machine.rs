//! Animus as a state machine.

use std::time::Duration;

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::job::Outcome;
use kernel::machine::{Account, CommandType, JobOf, Machine};
use kernel::rate_limit::RequestLimit;
use mock_http::answer::Answer;

use crate::clause;
use crate::lifecycle::State;
use crate::operations::{
    ApproveDataset, CancelTraining, CreateBatch, CreateCharacter, CreateGenerations, DeleteCharacter,
    DeleteGeneration, DeleteGroup, DeleteImage, GenerateDataset, GenerateFaces, RegenerateImage, ReviewImage,
    UpdateCharacter,
};
use crate::state::characters::Character;
use crate::state::{AccountData, Animus, JobData};
use crate::trainings::StartTraining;
use crate::uploads::UploadPhoto;
use crate::work::{dataset, faces, generation, training};

/// The limit of requests for a key of the free tier: 10 a minute (`animus-facts.md`, 1.4). It holds only in worlds that ask for
/// limits, because casual use of the sandbox would soon reach it.
static REQUEST_LIMIT: RequestLimit = RequestLimit {
    requests: 10,
    window: Duration::from_secs(60),
    clause: &clause::LIMIT_FREE,
    by_default: false,
};

impl Machine for Animus {
    const NAME: &'static str = "animus";
    const OPENING_CREDITS: Credits = Credits::whole(100);
    const REQUEST_LIMIT: Option<&'static RequestLimit> = Some(&REQUEST_LIMIT);
    const COMMANDS: &'static [CommandType<Self>] = &[
        CommandType::of::<CreateGenerations>(),
        CommandType::of::<CreateBatch>(),
        CommandType::of::<DeleteGeneration>(),
        CommandType::of::<DeleteGroup>(),
        CommandType::of::<CreateCharacter>(),
        CommandType::of::<UpdateCharacter>(),
        CommandType::of::<DeleteCharacter>(),
        CommandType::of::<UploadPhoto>(),
        CommandType::of::<GenerateFaces>(),
        CommandType::of::<GenerateDataset>(),
        CommandType::of::<ReviewImage>(),
        CommandType::of::<RegenerateImage>(),
        CommandType::of::<DeleteImage>(),
        CommandType::of::<ApproveDataset>(),
        CommandType::of::<StartTraining>(),
        CommandType::of::<CancelTraining>(),
    ];

    type JobState = State;
    type JobData = JobData;
    type AccountData = AccountData;
    type Refusal = Answer;

    fn opened(account: &mut Account<Self>, now: Timestamp) {
        let (ordinal, mut stream) = account.draw();
        account.data.characters.add(ordinal, Character::known(stream.seed(), now));
    }

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let entered = match account.job_at(ordinal).map(|job| &job.data) {
            None => return,
            Some(JobData::Generation(_)) => generation::entered,
            Some(JobData::Faces(_)) => faces::entered,
            Some(JobData::Dataset(_)) => dataset::entered,
            Some(JobData::Training(_)) => training::entered,
        };
        entered(account, ordinal, at);
    }

    fn outcome(job: &JobOf<Self>, outcome: &Outcome) -> Option<State> {
        match (outcome, &job.data) {
            (Outcome::Succeed, _) => Some(State::Completed),
            (Outcome::Fail(_), _) => Some(State::Failed),
            (Outcome::Cancel, JobData::Training(_)) => Some(State::Cancelled),
            (Outcome::Cancel | Outcome::Expire, _) => None,
        }
    }
}
