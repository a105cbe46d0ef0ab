//! One account for property tests. It is called without a socket and without a runtime of the test, and judged by the
//! documents.

use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::direct::{Came, Direct};
use crate::openapi::{Findings, judged};

/// The key of the account.
pub const KEY: &str = "machine";

/// An account of a provider, in a sandbox of its own with a frozen clock.
pub struct Rig {
    /// The sandbox.
    pub direct: Direct,
    /// The runtime of all calls.
    pub runtime: Runtime,
    findings: Findings,
    provider: &'static str,
    base: &'static str,
}

impl Rig {
    /// Starts a sandbox with an account of `credits` at a provider whose paths begin with `base`.
    ///
    /// # Panics
    /// Panics if the machine cannot start a runtime.
    pub fn start(provider: &'static str, base: &'static str, credits: &Value) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let findings = Findings::default();
        let mut direct = runtime.block_on(async { Direct::start() });
        direct.app = judged(direct.app, &findings);
        let rig = Self { direct, runtime, findings, provider, base };
        rig.set_credits(credits);
        rig
    }

    /// Sends a call to the provider.
    pub fn call(&self, call: &str, body: &Value) -> Came {
        self.runtime.block_on(self.direct.call(self.base, KEY, call, body))
    }

    /// Sends a control call that may be refused.
    pub fn try_control(&self, call: &str, body: &Value) -> Came {
        self.runtime.block_on(self.direct.call("/_backlot", KEY, call, body))
    }

    /// Sends a control call, and returns the body of the answer.
    ///
    /// # Panics
    /// Panics if the call is refused.
    pub fn control(&self, call: &str, body: &Value) -> Value {
        self.runtime.block_on(self.direct.control(call, body))
    }

    /// Gets a path of the control API, and returns the list in a field of the answer.
    ///
    /// # Panics
    /// Panics if there is no such list.
    pub fn list(&self, path: &str, field: &str) -> Vec<Value> {
        let mut answer = self.control(&format!("GET {path}"), &Value::Null);
        let Value::Array(list) = answer[field].take() else { panic!("{path}: {answer}") };
        list
    }

    /// Returns the account's jobs, as the control API lists them.
    pub fn jobs(&self) -> Vec<Value> {
        self.list(&format!("/jobs?provider={}&api_key={KEY}", self.provider), "jobs")
    }

    /// Returns the account's ledger.
    pub fn ledger(&self) -> Value {
        self.control(&format!("GET /accounts/{}/{KEY}/ledger", self.provider), &Value::Null)
    }

    /// Ends a job with an outcome, if it can still end.
    pub fn finish(&self, job_id: &str, outcome: &str) -> Came {
        let call = format!("POST /jobs/{}/{job_id}/finish", self.provider);
        self.try_control(&call, &json!({ "outcome": outcome }))
    }

    /// Moves the clock forward.
    pub fn advance(&self, milliseconds: u64) {
        self.control("POST /clock/advance", &json!({ "seconds": milliseconds as f64 / 1000.0 }));
    }

    /// Sets the balance of the account.
    pub fn set_credits(&self, credits: &Value) {
        self.control(&format!("PUT /accounts/{}/{KEY}", self.provider), &json!({ "credits": credits }));
    }

    /// Checks that all traffic so far is as documented.
    ///
    /// # Panics
    /// Panics if some of it is not.
    pub fn assert_documented(&self) {
        let findings = self.findings.take();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}
