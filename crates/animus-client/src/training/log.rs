//! The log of a training job, followed as it grows.
//!
//! The provider sends the last lines of the log, each time again. The new lines are those after the overlap of the former
//! lines and the present ones: the longest end of the former lines that is also a beginning of the present ones.

use std::time::Duration;

use client_core::jobs::{Job, Phase};
use client_core::{BoxStream, Transport, Watched, handle};
use futures_util::StreamExt;

use super::answers::{TrainingJob, TrainingLogs};
use super::calls::{TrainingAddress, logs};
use crate::client::{AnimusClient, Result};
use crate::error::{AnimusError, Work};
use crate::ids::{CharacterId, TrainingId};

/// The number of lines that each look asks for. If more lines come between two looks, the oldest of them are missed. So it
/// is the largest number that the provider can be expected to send (facts 9, A54).
const LINES: u32 = 1000;

/// News of a training job.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LogUpdate {
    /// The job in its present state.
    pub job: TrainingJob,
    /// The new lines of the log since the update before.
    pub lines: Vec<String>,
}

impl AnimusClient {
    /// Returns a training job together with its log, as first seen, and then again whenever the job or the log changes, until the
    /// job ends, with or without a result. Its errors are those of polling, as for
    /// [`changes`](client_core::Handle::changes).
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use futures_util::StreamExt;
    ///
    /// # async fn example(client: animus_client::AnimusClient, character: &str, job: &str) -> animus_client::Result<()> {
    /// let mut updates = client.training_log_updates(character, job, Duration::from_secs(3600));
    /// while let Some(update) = updates.next().await {
    ///     for line in update?.lines {
    ///         println!("{line}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn training_log_updates(
        &self,
        character_id: impl Into<CharacterId>,
        job_id: impl Into<TrainingId>,
        timeout: Duration,
    ) -> BoxStream<'static, Result<LogUpdate>> {
        let id = TrainingAddress { character_id: character_id.into(), job_id: job_id.into() };
        let looks = handle::watch::<Followed>(&self.transport, &id, timeout).changes();
        let mut before = Vec::new();
        Box::pin(looks.map(move |followed| {
            let Followed { job, lines } = followed?;
            let known = overlap(&before, &lines);
            let new = lines[known..].to_vec();
            before = lines;
            Ok(LogUpdate { job, lines: new })
        }))
    }
}

/// A job and the end of its log.
#[derive(Clone, Debug, PartialEq)]
struct Followed {
    job: TrainingJob,
    lines: Vec<String>,
}

impl From<Followed> for Work {
    fn from(followed: Followed) -> Self {
        followed.job.into()
    }
}

impl Job for Followed {
    fn phase(&self) -> Phase {
        self.job.phase()
    }

    fn summary(&self) -> String {
        self.job.summary()
    }
}

impl Watched for Followed {
    type Id = TrainingAddress;
    type Error = AnimusError;

    /// Fetches the job first: after the job has ended, the log is complete.
    async fn look(transport: Transport<AnimusError>, id: TrainingAddress, within: Duration) -> Result<Self> {
        let call = logs(&id.character_id, &id.job_id, Some(LINES)).time_limit(within);
        let job = TrainingJob::look(transport.clone(), id, within).await?;
        let logs: TrainingLogs = transport.send(&call).await?;
        let lines = logs.logs.unwrap_or_default().lines().map(str::to_owned).collect();
        Ok(Self { job, lines })
    }
}

/// Returns the length of the longest beginning of `new` that is also an end of `old`.
///
/// It is found in one pass over each (after Knuth, Morris and Pratt): `border[i]` is the length of the longest beginning of
/// `new`, shorter than `new[..=i]`, with which `new[..=i]` also ends.
fn overlap(old: &[String], new: &[String]) -> usize {
    let mut border = vec![0; new.len()];
    let grow = |border: &[usize], mut matched: usize, line: &String| {
        while matched > 0 && (matched == new.len() || new[matched] != *line) {
            matched = border[matched - 1];
        }
        matched + usize::from(new.get(matched) == Some(line))
    };
    for at in 1..new.len() {
        border[at] = grow(&border, border[at - 1], &new[at]);
    }
    old.iter().fold(0, |matched, line| grow(&border, matched, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_are_those_after_the_most_that_is_shared() {
        let table = [
            ("", "a b", "a b"),
            ("a b", "a b", ""),
            ("a b", "a b c d", "c d"),
            ("a b c", "b c d", "d"),
            ("a b c", "x y", "x y"),
            ("a b", "", ""),
            ("", "", ""),
            ("a b a b", "a b a b a c", "a c"),
            ("x a b a", "a b a b", "b"),
            ("a a a", "a a a", ""),
            ("a b c a b d", "a b d a b c", "a b c"),
            ("b a b", "a b a b", "a b"),
        ];
        for (old, new, fresh) in table {
            let lines = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let (old, new) = (lines(old), lines(new));
            assert_eq!(new[overlap(&old, &new)..], lines(fresh), "{old:?} {new:?}");
        }
    }
}
