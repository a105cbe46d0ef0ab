//! One account for a property test: called without a socket and without a runtime of the test's own, judged by the documents.

use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::direct::{Came, Direct};
use crate::openapi::{Findings, judged};

/// The key of the account.
pub const KEY: &str = "machine";

/// An account of a provider in a sandbox of its own, whose clock is frozen.
pub struct Rig {
    /// The sandbox.
    pub direct: Direct,
    /// What its calls run on.
    pub runtime: Runtime,
    findings: Findings,
    provider: &'static str,
    base: &'static str,
}

impl Rig {
    /// An account with so many credits at a provider whose paths begin with `base`.
    ///
    /// # Panics
    /// If the machine has no room for it.
    pub fn start(provider: &'static str, base: &'static str, credits: &Value) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let findings = Findings::default();
        let mut direct = runtime.block_on(async { Direct::start() });
        direct.app = judged(direct.app, &findings);
        let rig = Self { direct, runtime, findings, provider, base };
        rig.set_credits(credits);
        rig
    }

    /// A call of the provider.
    pub fn call(&self, call: &str, body: &Value) -> Came {
        self.runtime.block_on(self.direct.call(self.base, KEY, call, body))
    }

    /// A control call that may be refused.
    pub fn try_control(&self, call: &str, body: &Value) -> Came {
        self.runtime.block_on(self.direct.call("/_backlot", KEY, call, body))
    }

    /// A control call.
    ///
    /// # Panics
    /// If it is refused.
    pub fn control(&self, call: &str, body: &Value) -> Value {
        self.runtime.block_on(self.direct.control(call, body))
    }

    /// A list over the control API.
    ///
    /// # Panics
    /// If there is none.
    pub fn list(&self, path: &str, field: &str) -> Vec<Value> {
        let mut answer = self.control(&format!("GET {path}"), &Value::Null);
        let Value::Array(list) = answer[field].take() else { panic!("{path}: {answer}") };
        list
    }

    /// The account's jobs as the control API lists them.
    pub fn jobs(&self) -> Vec<Value> {
        self.list(&format!("/jobs?provider={}&api_key={KEY}", self.provider), "jobs")
    }

    /// The account's ledger.
    pub fn ledger(&self) -> Value {
        self.control(&format!("GET /accounts/{}/{KEY}/ledger", self.provider), &Value::Null)
    }

    /// Lets a job end, if it still can.
    pub fn finish(&self, job_id: &str, outcome: &str) -> Came {
        let call = format!("POST /jobs/{}/{job_id}/finish", self.provider);
        self.try_control(&call, &json!({ "outcome": outcome }))
    }

    /// Moves time.
    pub fn advance(&self, milliseconds: u64) {
        self.control("POST /clock/advance", &json!({ "seconds": milliseconds as f64 / 1000.0 }));
    }

    /// Sets the balance.
    pub fn set_credits(&self, credits: &Value) {
        self.control(&format!("PUT /accounts/{}/{KEY}", self.provider), &json!({ "credits": credits }));
    }

    /// Holds all traffic so far to the documents.
    ///
    /// # Panics
    /// If something was off them.
    pub fn assert_documented(&self) {
        let findings = self.findings.take();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}
