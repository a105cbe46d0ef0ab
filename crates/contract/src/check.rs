//! The format of a check.
//!
//! A check is one exchange that proves one or more clauses.
//!
//! ```yaml
//! - given:                             # each part may be left out
//!     credits: 25                      # a number, or `provider` for the provider's own opening balance
//!     rate_limits: false               # no limit on the number of calls
//!     receiver: [500, 200]             # a receiver at `{receiver}`: its answers to webhooks; the last is repeated
//!     steps:
//!       - call: POST /generate/copy    # a step must have a status below 300, or the one in `status:`
//!         body: { ... }
//!         keep: { job: /jobId }        # name: JSON pointer; later, `{job}` stands for the text
//!         times: 3                     # the number of times; once if left out
//!       - advance: 25                  # seconds
//!       - finish: "{job}"
//!         outcome: cancel
//!       - retry: "{job}"
//!       - fault: { effect: { refuse: unavailable } }   # a fault of this provider, as the control API takes it
//!   when:
//!     call: GET /generate/status?jobId={job}
//!     # or a multipart form, with a file of the provider's fixtures: `form: { file: photos/face-1.jpg, title: ... }`
//!   then:
//!     status: 200
//!     body: { id: "{job}", createdAt: "<instant>", ... }   # whole and exact, except for <placeholders>
//!     ledger: [-1]                     # all movements since the account was opened
//!     jobs: [completed]                # the account's jobs, oldest first
//!     media: image/png 1080x1080       # the file at the first URL in the answer; a film with its length: `video/mp4 64x64 5s`
//!     # or a list, of the files at the first URLs: `media: [video/mp4 64x64 5s, image/jpeg 64x64, text/html]`
//!     webhooks:                        # the account's deliveries, oldest first
//!       - state: delivered
//!         attempts: [{ after: 40, status: 500 }, { after: 70, status: 200 }]   # seconds since the check began
//!   proves:                            # every answer of the check together names these clauses
//!     - clause: cutx.copy.price        # provider.subject.fact, unique
//!       says: A copy costs one credit
//!       source: cutx-generation#copy/response   # a document and a part of it, both in `sources.yaml`; or a list of them
//!       basis: documented              # documented | example | contradicted | assumed
//!       why: ...                       # required for contradicted and assumed
//!       aspect: money                  # status | body | words | state | time | money | media
//!       at: ledger                     # the proof: a part of `then`, or a JSON pointer into its body
//!       cited: false                   # if left out, an answer of the check has to name the clause
//!   spares: [cutx.copy.failure]        # clauses that the last answer must not name: the check nearly meets their condition
//! ```
//!
//! Placeholders in a body: `<uuid>`, `<instant>`, `<instant-seconds>`, `<instant-zoneless>`, `<url>`, `<text>`,
//! `<hashtag>`, `<integer>`, `<number>`, `<boolean>`, `<any>`. `[{ "<each>": pattern }]` stands for one or more
//! elements, with `"<count>": 20` beside `"<each>"` for so many, `{ "<json>": pattern }` for a text that holds JSON.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, Value};

use crate::clause::Clause;

/// One exchange that proves one or more clauses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The state before the request.
    #[serde(default)]
    pub given: Given,
    /// The one request.
    pub when: Call,
    /// The expected answer and the expected effects.
    pub then: Then,
    /// The part of a typed client in the check.
    #[serde(default)]
    pub client: Client,
    /// The clauses that the exchange proves.
    #[serde(default)]
    pub proves: Vec<Clause>,
    /// The ids of clauses that the answer must not name, since their condition is nearly met.
    #[serde(default)]
    pub spares: Vec<String>,
}

impl Check {
    /// Returns the name of the check: the id of the first clause that it proves or spares.
    pub fn name(&self) -> &str {
        let first = self.proves.first().map(|clause| clause.id.as_str());
        first.or(self.spares.first().map(String::as_str)).unwrap_or("a check without clauses")
    }
}

/// The part of a typed client in a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// The client sends the check's request and understands the answer.
    #[default]
    Both,
    /// The client only understands the answer. Its types cannot express the request, by design.
    Answer,
}

/// The state before a check's request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The API key of the account; a fixed key if left out.
    pub key: Option<String>,
    /// The status of the account, as the control API names it, such as `inactive`.
    pub status: Option<String>,
    /// The opening balance, in credits of the provider; 1000 if left out.
    pub credits: Option<Opening>,
    /// `true` if the world is strict.
    #[serde(default)]
    pub strict: bool,
    /// `false` if the provider does not limit the number of calls; the provider's own default if left out.
    pub rate_limits: Option<bool>,
    /// The statuses with which a receiver at `{receiver}` answers webhooks in turn. The last status is repeated. Status
    /// 0 means no answer at all.
    pub receiver: Option<Vec<u16>>,
    /// The steps before the request, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// The opening balance of an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Opening {
    /// A number of credits.
    Credits(Number),
    /// The word `provider`, for the provider's own opening balance.
    Word(String),
}

/// One step before a check's request.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// A request to the provider.
    Call(Call),
    /// The clock moves forward.
    Advance {
        /// The time to move by, in seconds.
        advance: f64,
    },
    /// A job is ended over the control API.
    Finish(Finish),
    /// A fault is set over the control API.
    Fault {
        /// The fault, as the control API takes it, without its provider.
        fault: Value,
    },
    /// An ended job is run again over the control API.
    Retry {
        /// The id of the job.
        retry: String,
        /// The expected status of the control call's answer; any below 300 if left out.
        status: Option<u16>,
    },
}

/// The end of a job over the control API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The id of the job.
    pub finish: String,
    /// The outcome: `succeed`, `fail`, `cancel` or `expire`.
    pub outcome: String,
}

/// A request to the provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The method, and the path below the provider's base with the query, such as `GET /generate/status?jobId={job}`.
    pub call: String,
    /// The JSON body.
    pub body: Option<Value>,
    /// The body as it is sent, for bodies that are not JSON. `<11MiB>` stands for 11 MiB of spaces.
    pub raw: Option<String>,
    /// The parts of a multipart form. The part `file` names a file below the provider's fixtures; all other parts are texts.
    pub form: Option<BTreeMap<String, String>>,
    /// Headers that are added to the usual ones or replace them. Null removes a header. `{key}` stands for the API key.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The API key of this call, if it is not the check's.
    pub key: Option<String>,
    /// In a step: the texts of the answer to keep, as names with JSON pointers.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// In a step: the expected status of the answer; any below 300 if left out.
    pub status: Option<u16>,
    /// In a step: the number of times that the call is made; once if left out.
    pub times: Option<u32>,
}

impl Given {
    /// Returns `true` if one of the steps sets a fault.
    pub fn has_faults(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Fault { .. }))
    }
}

impl Call {
    /// Returns the method, and the path with its query.
    pub fn target(&self) -> (&str, &str) {
        self.call.split_once(' ').unwrap_or(("", &self.call))
    }
}

/// The expected answer of a check's request, and the expected effects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// The HTTP status.
    pub status: u16,
    /// The whole body, exact but for placeholders.
    pub body: Value,
    /// The amounts of all movements of credits since the account was opened, oldest first.
    pub ledger: Option<Vec<Number>>,
    /// The states of the account's jobs, oldest first.
    pub jobs: Option<Vec<String>>,
    /// The files at the first URLs in the answer.
    pub media: Option<Media>,
    /// The account's webhook deliveries, oldest first.
    pub webhooks: Option<Vec<Delivery>>,
}

/// The files at the first URLs in an answer. Each has a content type, a picture or a film also a size, such as
/// `image/png 1080x1080`; a film may have a length in seconds behind it. `404` stands for no file, and `like {name}` for the same
/// bytes as those at a URL that a step has kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Media {
    /// The file at the first URL.
    First(String),
    /// The files at the first URLs, in order.
    Each(Vec<String>),
}

impl Media {
    /// Returns the expected files, in order.
    pub fn files(&self) -> &[String] {
        match self {
            Self::First(file) => std::slice::from_ref(file),
            Self::Each(files) => files,
        }
    }
}

/// A webhook delivery.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The state: `waiting`, `delivered`, `given_up` or `refused`.
    pub state: String,
    /// All attempts, oldest first.
    pub attempts: Vec<Attempt>,
}

/// An attempt to deliver a webhook.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The time since the check began, in seconds of virtual time.
    pub after: f64,
    /// The status of the receiver's answer; none if it did not answer.
    pub status: Option<u16>,
}
