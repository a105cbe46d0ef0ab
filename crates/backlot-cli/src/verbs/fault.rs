//! `backlot fault`.

use clap::{Args, Subcommand};
use control_api::{ClearFaults, FaultList, FaultView, ListFaults, RemoveFault};
use serde_json::{Value, json};

use super::word;
use crate::output::table;
use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
pub(crate) struct Fault {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Refuse a call as the provider does
    Refuse {
        /// The reason: `rate_limited`, `unauthorized`, `insufficient_credits`, `server_error` or `unavailable`
        reason: String,
        #[command(flatten)]
        when: When,
    },
    /// Answer with a status and a body of your own
    Respond {
        /// The status, from 200 to 599
        status: u16,
        /// The body: JSON, or a text that is sent as it is
        body: Option<String>,
        #[command(flatten)]
        when: When,
    },
    /// Answer later
    Delay {
        /// The milliseconds of the machine's time
        ms: u64,
        #[command(flatten)]
        when: When,
    },
    /// End the connection without an answer
    Disconnect {
        #[command(flatten)]
        when: When,
    },
    /// Break the answer off
    Truncate {
        /// The bytes that are sent
        bytes: u64,
        #[command(flatten)]
        when: When,
    },
    /// Answer with 200 and a body that is no JSON
    Malformed {
        #[command(flatten)]
        when: When,
    },
    /// Let the job that a call starts fail in the end
    FailJob {
        /// The provider's own code for the failure
        code: Option<String>,
        #[command(flatten)]
        when: When,
    },
    /// List what was asked for
    List {
        #[command(flatten)]
        remote: RemoteOptions,
    },
    /// End all misbehaviour, or one
    Clear {
        /// The id of the fault
        id: Option<String>,
        #[command(flatten)]
        remote: RemoteOptions,
    },
}

/// The calls that a fault happens to.
#[derive(Args, Debug)]
struct When {
    /// Calls of this provider
    #[arg(long)]
    provider: Option<String>,
    /// Calls with this method
    #[arg(long, conflicts_with = "post")]
    method: Option<String>,
    /// Calls whose path below the provider's base matches; `*` stays within a segment
    #[arg(long, conflicts_with = "post")]
    path: Option<String>,
    /// Short for `--method POST --path PATH`
    #[arg(long, value_name = "PATH")]
    post: Option<String>,
    /// Calls with this key
    #[arg(long)]
    api_key: Option<String>,
    /// The largest number of times that it happens
    #[arg(long)]
    times: Option<u64>,
    /// Matching calls that pass first
    #[arg(long)]
    skip: Option<u64>,
    /// The probability, above 0 and up to 1
    #[arg(long)]
    probability: Option<f64>,
    /// Let the call take effect, and spoil its answer alone
    #[arg(long)]
    after: bool,
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Fault {
    pub(crate) async fn run(&self) -> Result<(), String> {
        match &self.action {
            Action::Refuse { reason, when } => when.ask(json!({ "refuse": reason })).await,
            Action::Respond { status, body, when } => {
                let body = body
                    .as_deref()
                    .map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)));
                when.ask(json!({ "respond": without_nulls(json!({ "status": status, "body": body })) })).await
            }
            Action::Delay { ms, when } => when.ask(json!({ "delay": { "ms": ms } })).await,
            Action::Disconnect { when } => when.ask(json!("disconnect")).await,
            Action::Truncate { bytes, when } => when.ask(json!({ "truncate": { "bytes": bytes } })).await,
            Action::Malformed { when } => when.ask(json!("malformed")).await,
            Action::FailJob { code, when } => {
                when.ask(json!({ "fail_job": without_nulls(json!({ "code": code })) })).await
            }
            Action::List { remote } => remote.show(ListFaults {}, text).await,
            Action::Clear { id: Some(id), remote } => {
                remote.show(RemoveFault { id: id.clone() }, |()| format!("The fault {id} is gone.\n")).await
            }
            Action::Clear { id: None, remote } => {
                remote.show(ClearFaults {}, |()| "All faults are gone.\n".to_owned()).await
            }
        }
    }
}

impl When {
    /// Registers a fault with an effect.
    async fn ask(&self, effect: Value) -> Result<(), String> {
        let method = self.post.as_ref().map(|_| "POST").or(self.method.as_deref());
        let path = self.post.as_deref().or(self.path.as_deref());
        let matches = json!({ "provider": self.provider, "method": method, "path": path });
        let fault = json!({
            "effect": effect,
            "match": without_nulls(matches),
            "times": self.times,
            "skip": self.skip,
            "probability": self.probability,
            "apply": self.after.then_some("after"),
        });
        // The words are read as the control API reads them, so that a wrong one is told of here.
        let mut fault: control_api::Fault =
            serde_json::from_value(without_nulls(fault)).map_err(|problem| problem.to_string())?;
        fault.matches.api_key = self.api_key.as_deref().map(|key| backlot::ApiKey::from(key).in_full());
        self.remote.show(fault, |fault: &FaultView| rows(std::slice::from_ref(fault))).await
    }
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    value
}

fn text(list: &FaultList) -> String {
    if list.faults.is_empty() {
        return "Nothing misbehaves.\n".to_owned();
    }
    rows(&list.faults)
}

fn rows(faults: &[FaultView]) -> String {
    table(["id", "effect", "provider", "method", "path", "times", "skip", "happened"], faults.iter().map(row))
}

fn row(view: &FaultView) -> [String; 8] {
    let fault = &view.fault;
    let or_any = |text: Option<String>| text.unwrap_or("any".to_owned());
    [
        view.id.to_string(),
        word(&fault.effect),
        or_any(fault.matches.provider.clone()),
        or_any(fault.matches.method.clone()),
        or_any(fault.matches.path.as_ref().map(word)),
        or_any(fault.times.map(|times| times.to_string())),
        fault.skip.to_string(),
        view.fired.to_string(),
    ]
}
