//! The data of accounts and jobs, and the states of a job.

use std::sync::Arc;
use std::time::Duration;

use kernel::job::{self, JobState, Transition};
use serde::{Deserialize, Serialize};

use super::clause;

/// A provider that rings bells.
#[derive(Clone, Copy, Debug)]
pub struct Bell;

/// The time for which a peal rings.
pub const PEAL: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Ringing,
    Silent,
    Broken,
}

impl JobState for State {
    const ALL: &'static [Self] = &[Self::Ringing, Self::Silent, Self::Broken];
    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition { from: Self::Ringing, to: Self::Silent, clause: &clause::RING },
        Transition { from: Self::Ringing, to: Self::Broken, clause: &clause::FAIL },
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Silent => "silent",
            Self::Broken => "broken",
        }
    }

    fn is_terminal(self) -> bool {
        self != Self::Ringing
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Peal {
    pub callback: Option<Arc<str>>,
}

impl job::JobData for Peal {
    fn kind(&self) -> &'static str {
        "peal"
    }
}
