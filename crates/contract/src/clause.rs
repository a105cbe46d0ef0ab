//! The clause format.
//!
//! ```yaml
//! - id: cutx.copy.price                # provider.subject.fact, unique
//!   says: A copy costs one credit
//!   source: cutx.txt, copy, response   # which document, which part
//!   basis: documented                  # documented | example | contradicted | assumed
//!   why: ...                           # needed for contradicted and assumed
//!   given:                             # all of it may be left out
//!     credits: 25                      # a number, or `provider` for the provider's own opening balance
//!     rate_limits: false               # calls as often as it likes
//!     receiver: [500, 200]             # somebody at `{receiver}` who answers webhooks so, the last answer for ever
//!     steps:
//!       - call: POST /generate/copy    # each step succeeds (a status below 300) unless it says `status:`
//!         body: { ... }
//!         keep: { job: /jobId }        # name: JSON pointer; `{job}` stands for it from here on
//!         times: 3                     # done so many times; once if left out
//!       - advance: 25                  # seconds
//!       - finish: "{job}"
//!         outcome: cancel
//!       - *earlier                     # a list of steps within the list stands for these steps
//!       - retry: "{job}"
//!       - fault: { effect: { refuse: unavailable } }   # misbehaviour, as the control API takes it; to this provider
//!   when:
//!     call: GET /generate/status?jobId={job}
//!     # or, with a multipart form: `form: { file: photos/face-1.jpg, title: ... }`, the file below the provider's fixtures
//!   then:
//!     status: 200
//!     body: { id: "{job}", createdAt: "<instant>", ... }   # whole and exact but for <placeholders>
//!     ledger: [-1]                     # every movement since the account was opened
//!     jobs: [completed]                # the account's jobs, oldest first
//!     media: image/png 1080x1080       # what the first URL in the answer serves
//!     webhooks:                        # the account's deliveries, oldest first
//!       - state: delivered
//!         attempts: [{ after: 40, status: 500 }, { after: 70, status: 200 }]   # seconds since the clause began
//! ```
//!
//! Placeholders in a body: `<uuid>`, `<instant>`, `<instant-seconds>`, `<instant-zoneless>`, `<url>`, `<text>`, `<hashtag>`,
//! `<integer>`, `<number>`, `<boolean>`, `<any>`; `[{ "<each>": pattern }]` is one or more elements; `{ "<json>": pattern }` is a
//! text that holds JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

/// Where a clause comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The documents say so.
    Documented,
    /// Only a printed example shows it.
    Example,
    /// The documents disagree and a side was taken.
    Contradicted,
    /// The documents are silent.
    Assumed,
}

/// One fact of a provider's documents, with a check that can be run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// `provider.subject.fact`, unique.
    pub id: String,
    /// What it says, in a line.
    pub says: String,
    /// Which document, which part.
    pub source: String,
    /// How sure we may be of it.
    pub basis: Basis,
    /// Why this was assumed, or this side taken.
    pub why: Option<String>,
    /// What was before.
    #[serde(default)]
    pub given: Given,
    /// One request.
    pub when: Call,
    /// What must come back, and what must have happened.
    pub then: Then,
    /// How far a typed client takes part.
    #[serde(default)]
    pub client: Client,
}

/// How far a typed client takes part in a clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// It sends the clause's request and understands the answer.
    #[default]
    Both,
    /// Its types cannot send such a request, by design; it must understand the answer.
    Answer,
}

/// What is before a clause's request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The API key; by default one of its own.
    pub key: Option<String>,
    /// The account's status over the control API, such as `inactive`.
    pub status: Option<String>,
    /// The opening balance; 1000 by default.
    pub credits: Option<Opening>,
    /// Whether the world is strict.
    #[serde(default)]
    pub strict: bool,
    /// Whether the provider limits how often it is called; by its own default if left out.
    pub rate_limits: Option<bool>,
    /// The statuses with which somebody at `{receiver}` answers webhooks in turn, the last one for ever; 0 is no answer at
    /// all.
    pub receiver: Option<Vec<u16>>,
    /// What is done first, in order.
    #[serde(default, deserialize_with = "flattened")]
    pub steps: Vec<Step>,
}

/// A step, or a list of steps that several clauses share.
#[derive(Deserialize)]
#[serde(untagged)]
enum Steps {
    Several(Vec<Steps>),
    One(Box<Step>),
}

impl Steps {
    fn flat(self) -> Vec<Step> {
        match self {
            Self::Several(several) => several.into_iter().flat_map(Self::flat).collect(),
            Self::One(step) => vec![*step],
        }
    }
}

fn flattened<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Step>, D::Error> {
    Steps::deserialize(deserializer).map(Steps::flat)
}

/// An opening balance.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Opening {
    /// So many credits.
    Credits(Number),
    /// `provider`: what the provider gives by itself.
    Word(String),
}

/// One thing done first.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// A request.
    Call(Call),
    /// Time moves by so many seconds.
    Advance {
        /// Seconds.
        advance: f64,
    },
    /// A job is ended over the control API.
    Finish(Finish),
    /// Misbehaviour of the provider is asked for over the control API.
    Fault {
        /// The fault as the control API takes it, without its provider.
        fault: Value,
    },
    /// An ended job is run again over the control API.
    Retry {
        /// The job's id.
        retry: String,
        /// The status of the control call's answer; below 300 if left out.
        status: Option<u16>,
    },
}

/// A job is ended over the control API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The job's id.
    pub finish: String,
    /// `succeed`, `fail`, `cancel` or `expire`.
    pub outcome: String,
}

/// A request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Method and path below the provider's base, with the query.
    pub call: String,
    /// The JSON body.
    pub body: Option<Value>,
    /// A body as it stands, where it is not JSON.
    pub raw: Option<String>,
    /// The parts of a multipart form: `file` names a file below the provider's fixtures, all others are texts.
    pub form: Option<BTreeMap<String, String>>,
    /// Headers beside or instead of the usual ones; null takes one away. `{key}` stands for the API key.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// Another API key than the clause's.
    pub key: Option<String>,
    /// For a step: names for parts of the answer, as JSON pointers.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// For a step: the status it must be answered with; below 300 if left out.
    pub status: Option<u16>,
    /// For a step: how many times it is done.
    pub times: Option<u32>,
}

impl Given {
    /// Whether it asks for misbehaviour.
    pub fn has_faults(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Fault { .. }))
    }
}

impl Call {
    /// The method and the path with its query.
    pub fn target(&self) -> (&str, &str) {
        self.call.split_once(' ').unwrap_or(("", &self.call))
    }
}

/// What must come back, and what must have happened.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Value,
    /// Every movement of credits since the account was opened.
    pub ledger: Option<Vec<Number>>,
    /// The states of the account's jobs, oldest first.
    pub jobs: Option<Vec<String>>,
    /// What the first URL in the answer serves: its content type and its size.
    pub media: Option<String>,
    /// The account's webhook deliveries, oldest first.
    pub webhooks: Option<Vec<Delivery>>,
}

/// A webhook delivery.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// `waiting`, `delivered`, `given_up` or `refused`.
    pub state: String,
    /// Every attempt.
    pub attempts: Vec<Attempt>,
}

/// An attempt to deliver a webhook.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// Seconds of virtual time since the clause began.
    pub after: f64,
    /// What the receiver answered; none if it did not.
    pub status: Option<u16>,
}
