//! The beginnings of the latest answers that receivers of webhooks gave. They decide nothing, so no log has them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// The number of answers that a world remembers.
const MOST: usize = 1000;
/// The length of the longest beginning, in bytes.
pub(crate) const EXCERPT: usize = 2048;

/// The beginnings of the latest answers of receivers.
#[derive(Debug, Default)]
pub struct ReceiverAnswers(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    texts: HashMap<Attempt, String>,
    /// The attempts whose answers are remembered, oldest first.
    order: VecDeque<Attempt>,
}

/// An attempt: the account, the number of the delivery in its outbox, and the instant.
type Attempt = (Arc<str>, u64, Timestamp);

impl ReceiverAnswers {
    /// Remembers the beginning of an answer.
    pub(crate) fn remember(&self, attempt: Attempt, text: String) {
        let mut answers = self.answers();
        if answers.order.len() == MOST
            && let Some(oldest) = answers.order.pop_front()
        {
            answers.texts.remove(&oldest);
        }
        answers.order.push_back(attempt.clone());
        answers.texts.insert(attempt, text);
    }

    /// Returns the beginning of the answer to an attempt, if it is remembered.
    pub(crate) fn of(&self, attempt: &Attempt) -> Option<String> {
        self.answers().texts.get(attempt).cloned()
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
