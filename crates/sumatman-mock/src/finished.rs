//! A finished task: the source of its texts and of its files.

use std::sync::Arc;

use kernel::machine::{Account, JobOf};
use kernel::random::Stream;

use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::story::Story;
use crate::storyteller::Publication;

/// A finished task, copied while the account is locked. Its texts and pictures are made after the lock is released.
pub struct Finished {
    /// The id of its owner.
    account_id: Arc<str>,
    /// The id of the task.
    pub task_id: Arc<str>,
    /// The story that the film tells.
    pub story: Arc<Story>,
    /// The seed that its result is drawn from.
    pub seed: u64,
    stream: Stream,
}

impl Finished {
    /// Returns the task if it is finished.
    pub fn of(account: &Account<Sumatman>, job: &JobOf<Sumatman>) -> Option<Self> {
        (job.state == State::Completed).then(|| Self {
            account_id: account.id.clone(),
            task_id: job.id.clone(),
            story: job.data.story.clone(),
            seed: job.data.seed,
            stream: account.again(job.data.seed),
        })
    }

    /// Makes the texts that the film is published with.
    pub fn publication(&self) -> Publication {
        Publication::new(&self.story, self.stream.clone())
    }

    /// Returns the paths of the film, the thumbnail and the share page, within a world.
    pub fn paths(&self) -> [String; 3] {
        let Self { account_id, task_id, .. } = self;
        [
            format!("/media/sumatman/{account_id}/{task_id}.mp4"),
            format!("/media/sumatman/{account_id}/{task_id}.jpg"),
            format!("/media/sumatman/{account_id}/share/{task_id}"),
        ]
    }
}
