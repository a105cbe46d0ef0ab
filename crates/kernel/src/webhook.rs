//! Webhooks, as an account knows them: the deliveries, and the outcome of each attempt.
//!
//! This part is pure: an attempt that falls due becomes an [`Effect`](crate::machine::Effect), and the shell
//! returns its [`Outcome`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::time::later;

/// A provider's policy for deliveries.
#[derive(Debug)]
pub struct Policy {
    /// The pause after a failed attempt, for each retry in turn.
    pub retries: &'static [Duration],
    /// The time within which a receiver has to answer.
    pub answer_within: Duration,
    /// The only status that counts as delivered.
    pub accepted: u16,
    /// Returns the clauses that decided a delivery and its attempts.
    pub clauses: fn(&Delivery) -> Evidence,
}

/// The states of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// An attempt is under way or planned.
    Waiting,
    /// A receiver accepted the webhook.
    Delivered,
    /// Every attempt failed.
    GivenUp,
    /// The URL must not be called, and was not.
    Refused,
}

impl State {
    /// Returns the state as the control API names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
            Self::Refused => "refused",
        }
    }
}

/// The outcomes of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The receiver answered with this status.
    Answered(u16),
    /// The receiver could not be reached, or the connection broke. The value is the cause.
    Unreachable(String),
    /// The receiver did not answer in time.
    TimedOut,
    /// The URL must not be called. The value is the reason.
    Refused(String),
}

impl Outcome {
    /// Returns the word under which the outcome is counted.
    pub fn name(&self, policy: &Policy) -> &'static str {
        match self {
            Self::Answered(status) if *status == policy.accepted => "accepted",
            Self::Answered(_) => "rejected",
            Self::Unreachable(_) => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Refused(_) => "refused",
        }
    }
}

/// One attempt to deliver a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryAttempt {
    /// The instant of the attempt.
    pub at: Timestamp,
    /// The status of the receiver's answer, if it answered.
    pub status: Option<u16>,
    /// The reason for which there is no answer.
    pub error: Option<String>,
}

/// A webhook to deliver, with its attempts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// The id in the control API.
    pub id: Arc<str>,
    /// The id of the job that the webhook is about.
    pub job_id: Arc<str>,
    /// The URL that is called.
    pub url: Arc<str>,
    /// The body of the request.
    pub body: Bytes,
    /// The instant at which the webhook was due first.
    #[serde(default)]
    pub created_at: Timestamp,
    /// The instant of the next attempt, if one is planned. `None` while an attempt is under way.
    #[serde(default)]
    pub next_attempt_at: Option<Timestamp>,
    /// The state of the delivery.
    pub state: State,
    /// The reason for which the URL was not called, if it was refused.
    pub reason: Option<String>,
    /// The attempts so far, oldest first.
    pub attempts: Vec<DeliveryAttempt>,
    /// The number of planned retries that are used up.
    retried: usize,
}

impl Delivery {
    /// Creates a delivery without attempts, whose first one is due at `at`.
    pub fn new(id: Arc<str>, job_id: Arc<str>, url: Arc<str>, body: Bytes, at: Timestamp) -> Self {
        Self {
            id,
            job_id,
            url,
            body,
            created_at: at,
            next_attempt_at: Some(at),
            state: State::Waiting,
            reason: None,
            attempts: Vec::new(),
            retried: 0,
        }
    }

    /// Notes the outcome of the attempt made at `at`. Returns the instant of the next attempt, if the policy has one.
    pub fn attempted(&mut self, at: Timestamp, outcome: Outcome, policy: &Policy) -> Option<Timestamp> {
        let (status, error, failed_at) = match outcome {
            Outcome::Refused(why) => {
                self.state = State::Refused;
                self.reason = Some(why);
                return None;
            }
            Outcome::Answered(status) => (Some(status), None, at),
            Outcome::Unreachable(error) => (None, Some(error), at),
            Outcome::TimedOut => {
                let seconds = policy.answer_within.as_secs();
                (None, Some(format!("no answer within {seconds} s")), later(at, policy.answer_within))
            }
        };
        self.attempts.push(DeliveryAttempt { at, status, error });
        if status == Some(policy.accepted) {
            self.state = State::Delivered;
            return None;
        }
        let Some(pause) = policy.retries.get(self.retried) else {
            self.state = State::GivenUp;
            return None;
        };
        self.retried += 1;
        self.next_attempt_at = Some(later(failed_at, *pause));
        self.next_attempt_at
    }

    /// Prepares one more attempt by hand at `now`. Returns `false` if an attempt is under way or planned.
    pub fn redeliver(&mut self, now: Timestamp) -> bool {
        let over = self.state != State::Waiting;
        if over {
            self.state = State::Waiting;
            self.reason = None;
            // A delivery by hand has one attempt: if that fails, the delivery is given up.
            self.retried = usize::MAX;
            self.next_attempt_at = Some(now);
        }
        over
    }
}

/// The webhook deliveries of an account, pending and past, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outbox {
    deliveries: BTreeMap<u64, Delivery>,
    /// The number of attempts by outcome.
    pub attempts: BTreeMap<Cow<'static, str>, u64>,
}

impl Outbox {
    /// Adds a delivery and returns its number.
    pub fn put(&mut self, delivery: Delivery) -> u64 {
        let number = self.deliveries.last_key_value().map_or(0, |(last, _)| last + 1);
        self.deliveries.insert(number, delivery);
        number
    }

    /// Returns the delivery with this number.
    pub fn get(&self, number: u64) -> Option<&Delivery> {
        self.deliveries.get(&number)
    }

    /// Returns the deliveries from a number on, oldest first.
    pub fn from(&self, number: u64) -> impl Iterator<Item = (u64, &Delivery)> {
        self.deliveries.range(number..).map(|(number, delivery)| (*number, delivery))
    }

    /// Returns the delivery with this number, to be changed.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut Delivery> {
        self.deliveries.get_mut(&number)
    }

    /// Returns the delivery with this id, and its number.
    pub fn find_mut(&mut self, id: &str) -> Option<(u64, &mut Delivery)> {
        self.deliveries
            .iter_mut()
            .find(|(_, delivery)| &*delivery.id == id)
            .map(|(number, delivery)| (*number, delivery))
    }

    /// Returns all deliveries with their numbers, oldest first.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, &Delivery)> {
        self.deliveries.iter().map(|(number, delivery)| (*number, delivery))
    }

    /// Returns the number of deliveries.
    pub fn len(&self) -> usize {
        self.deliveries.len()
    }

    /// Returns `true` if there are no deliveries.
    pub fn is_empty(&self) -> bool {
        self.deliveries.is_empty()
    }

    /// Returns all deliveries, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        retries: &[Duration::from_secs(30), Duration::from_secs(120), Duration::from_secs(600)],
        answer_within: Duration::from_secs(30),
        accepted: 200,
        clauses: |_| Evidence::default(),
    };

    fn delivery() -> Delivery {
        Delivery::new("d".into(), "j".into(), "http://127.0.0.1/".into(), Bytes::new(), at(0))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn failures_are_retried_on_schedule_and_then_given_up() {
        let mut delivery = delivery();
        assert_eq!(delivery.attempted(at(0), Outcome::Answered(500), &POLICY), Some(at(30)));
        assert_eq!(delivery.attempted(at(30), Outcome::TimedOut, &POLICY), Some(at(30 + 30 + 120)));
        let unreachable = Outcome::Unreachable("nobody there".into());
        assert_eq!(delivery.attempted(at(180), unreachable, &POLICY), Some(at(780)));
        assert_eq!(delivery.attempted(at(780), Outcome::Answered(204), &POLICY), None);
        assert_eq!((delivery.state, delivery.attempts.len()), (State::GivenUp, 4));
    }

    #[test]
    fn what_is_accepted_or_refused_is_not_tried_again() {
        let mut accepted = delivery();
        assert_eq!(accepted.attempted(at(0), Outcome::Answered(200), &POLICY), None);
        assert_eq!(accepted.state, State::Delivered);
        let mut refused = delivery();
        assert_eq!(refused.attempted(at(0), Outcome::Refused("not here".into()), &POLICY), None);
        assert_eq!((refused.state, refused.attempts.len()), (State::Refused, 0));
        assert_eq!(refused.reason.as_deref(), Some("not here"));
        assert!(refused.redeliver(at(9)));
        refused.attempted(at(9), Outcome::Answered(200), &POLICY);
        assert_eq!((refused.state, refused.reason), (State::Delivered, None));
    }

    #[test]
    fn a_delivery_by_hand_is_tried_once() {
        let mut delivery = delivery();
        assert!(!delivery.redeliver(at(0)), "it is still under way");
        delivery.attempted(at(0), Outcome::Answered(200), &POLICY);
        assert!(delivery.redeliver(at(9)));
        assert_eq!(delivery.attempted(at(9), Outcome::Answered(500), &POLICY), None);
        assert_eq!((delivery.state, delivery.attempts.len()), (State::GivenUp, 2));
    }
}
