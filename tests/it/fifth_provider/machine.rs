//! The provider as a state machine.

use std::time::Duration;

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::Outcome;
use kernel::machine::{Account, CommandType, JobOf, Machine};
use kernel::webhook::Policy;
use mock_http::answer::Answer;

use super::clause;
use super::operations::StartPeal;
use super::state::{Bell, Peal, State};

static WEBHOOKS: Policy = Policy {
    retries: &[Duration::from_secs(30)],
    answer_within: Duration::from_secs(5),
    accepted: 200,
    clauses: |_| Evidence::from_iter([&clause::WEBHOOK as ClauseRef]),
};

impl Machine for Bell {
    const NAME: &'static str = "bell";
    const OPENING_CREDITS: Credits = Credits::whole(7);
    const WEBHOOKS: Option<&'static Policy> = Some(&WEBHOOKS);
    const COMMANDS: &'static [CommandType<Self>] = &[CommandType::of::<StartPeal>()];

    type JobState = State;
    type JobData = Peal;
    type AccountData = ();
    type Refusal = Answer;

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let Some(job) = account.job_at(ordinal) else { return };
        let (state, callback) = (job.state, job.data.callback.clone());
        if state == State::Broken {
            account.refund(ordinal, at, "the rope broke");
        }
        if let Some(url) = callback.filter(|_| state != State::Ringing) {
            account.notify(ordinal, url, "{}".into(), at);
        }
    }

    fn outcome(_job: &JobOf<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Silent),
            Outcome::Fail(_) => Some(State::Broken),
            Outcome::Cancel | Outcome::Expire => None,
        }
    }
}
