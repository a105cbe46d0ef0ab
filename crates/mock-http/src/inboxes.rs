//! Inboxes: receivers of webhooks inside a world, with answers from a script.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use control_api::{InboxAnswer, ReceivedRequest};
use journal::patience::{Stopwatch, patience};
use tokio::sync::Notify;

/// The most inboxes of a world.
const MOST: usize = 100;
/// The most requests that an inbox keeps.
const MOST_KEPT: usize = 1000;
/// The most bytes of requests that an inbox keeps.
const LARGEST: usize = 1024 * 1024;

/// The inboxes of a world, by name. An inbox is there as soon as it is named.
#[derive(Debug, Default)]
pub struct Inboxes(Mutex<BTreeMap<String, Arc<Inbox>>>);

impl Inboxes {
    /// Returns the inbox with this name. `None` if the world has as many as it may have.
    pub fn open(&self, name: &str) -> Option<Arc<Inbox>> {
        let mut named = self.named();
        if let Some(inbox) = named.get(name) {
            return Some(inbox.clone());
        }
        if named.len() == MOST {
            return None;
        }
        Some(named.entry(name.to_owned()).or_default().clone())
    }

    /// Forgets an inbox. Returns `true` if it existed.
    pub fn remove(&self, name: &str) -> bool {
        self.named().remove(name).is_some()
    }

    fn named(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Inbox>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A receiver of webhooks.
#[derive(Debug, Default)]
pub struct Inbox {
    state: Mutex<State>,
    came: Notify,
}

#[derive(Debug, Default)]
struct State {
    script: Script,
    /// The number of requests that have had an answer of the script.
    answered: u64,
    received: VecDeque<(usize, ReceivedRequest)>,
    bytes: usize,
    total: u64,
}

/// The answers of an inbox, one after the other. The last one is given from then on.
#[derive(Clone, Debug)]
pub struct Script {
    /// The answers, at least one.
    pub answers: Vec<InboxAnswer>,
    /// The time before each answer, on the machine's clock.
    pub delay: Duration,
}

impl Default for Script {
    fn default() -> Self {
        Self { answers: vec![InboxAnswer { status: 200, times: None, body: None }], delay: Duration::ZERO }
    }
}

impl Script {
    /// Returns the answer to the request with this number, counted from 0.
    fn answer(&self, mut number: u64) -> Option<&InboxAnswer> {
        for answer in &self.answers {
            let times = answer.times.unwrap_or(1);
            if number < times {
                return Some(answer);
            }
            number -= times;
        }
        self.answers.last()
    }
}

/// The contents of an inbox.
#[derive(Debug)]
pub struct Contents {
    /// The script.
    pub script: Script,
    /// The requests that were asked for, oldest first.
    pub requests: Vec<ReceivedRequest>,
    /// The number of all requests, including those that are forgotten.
    pub total: u64,
}

impl Inbox {
    /// Sets the script, and begins with its first answer.
    pub fn set_script(&self, script: Script) {
        let mut state = self.state();
        state.script = script;
        state.answered = 0;
    }

    /// Receives a request of a size in bytes, and returns the answer with the time before it.
    pub fn receive(
        &self,
        size: usize,
        request: impl FnOnce(u64, u16) -> ReceivedRequest,
    ) -> (InboxAnswer, Duration) {
        let mut state = self.state();
        let answer = state.script.answer(state.answered).cloned();
        let answer = answer.unwrap_or(InboxAnswer { status: 200, times: None, body: None });
        state.answered += 1;
        state.total += 1;
        let request = request(state.total, answer.status);
        state.bytes += size;
        state.received.push_back((size, request));
        while state.received.len() > MOST_KEPT || (state.bytes > LARGEST && state.received.len() > 1) {
            state.bytes -= state.received.pop_front().map_or(0, |(size, _)| size);
        }
        let delay = state.script.delay;
        drop(state);
        self.came.notify_waiters();
        (answer, delay)
    }

    /// Returns the script and at most `limit` requests after the one with this number.
    pub fn contents(&self, after: u64, limit: usize) -> Contents {
        let state = self.state();
        let later = state.received.iter().filter(|(_, request)| request.seq > after);
        let requests = later.take(limit).map(|(_, request)| request.clone()).collect();
        Contents { script: state.script.clone(), requests, total: state.total }
    }

    /// Waits until there are `count` requests after the one with this number, at most for `at_most` on the machine's clock. Returns
    /// `false` if the time runs out. Requests that were forgotten meanwhile do not count.
    pub async fn wait(&self, after: u64, count: usize, at_most: Duration) -> bool {
        let watch = Stopwatch::start();
        loop {
            let mut came = std::pin::pin!(self.came.notified());
            came.as_mut().enable();
            let there = self.state().received.iter().filter(|(_, request)| request.seq > after).count();
            if there >= count {
                return true;
            }
            if patience(at_most.saturating_sub(watch.elapsed()), came).await.is_none() {
                return false;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_one_after_the_other_and_the_last_one_stays() {
        let answer = |status, times| InboxAnswer { status, times, body: None };
        let answers = vec![answer(500, Some(2)), answer(503, None), answer(200, None)];
        let script = Script { answers, delay: Duration::ZERO };
        let given: Vec<_> = (0..6).filter_map(|number| Some(script.answer(number)?.status)).collect();
        assert_eq!(given, [500, 500, 503, 200, 200, 200]);
    }
}
