//! A client of the control API, and the reading of answers.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::call::{Answer, Call, Description};
use crate::refusal::Refusal;
use crate::target::Target;

/// A client of one world's control API. Pages and tests make their calls with it, over HTTP or within the process.
pub trait ControlClient: Clone + Send + Sync + 'static {
    /// Sends a call.
    ///
    /// # Errors
    /// If there is no answer.
    fn send(&self, target: Target) -> impl Future<Output = Result<Received, Refusal>> + Send;

    /// Makes a call.
    ///
    /// # Errors
    /// If the call is refused, or if the answer is none of the call's.
    fn call<C: Call>(&self, call: C) -> impl Future<Output = Result<C::Reply, Refusal>> + Send {
        let sent = self.send(Target::of(&call));
        async move { sent.await?.read::<C>() }
    }
}

/// An answer as it was received.
#[derive(Clone, Debug)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

impl Received {
    /// Reads the answer to a call.
    ///
    /// # Errors
    /// If the call is refused, or if the answer is none of the call's.
    pub fn read<C: Call>(&self) -> Result<C::Reply, Refusal> {
        let json = self.json(&C::DESCRIPTION)?;
        serde_json::from_slice(&json).map_err(|error| foreign(&C::DESCRIPTION, &error))
    }

    /// Returns the answer to a call as JSON, without a look at its type. A text becomes a JSON text, and no body becomes `null`.
    ///
    /// # Errors
    /// If the call is refused.
    pub fn json(&self, description: &Description) -> Result<Cow<'_, [u8]>, Refusal> {
        let Self { status, body } = self;
        if !(200..300).contains(status) {
            let refusal = serde_json::from_slice(body);
            return Err(refusal.unwrap_or_else(|_| unreadable(format!("the answer has the status {status}"))));
        }
        match description.answer {
            Answer::Nothing => Ok(Cow::Borrowed(b"null")),
            Answer::Text | Answer::Events => {
                let text = serde_json::to_vec(&String::from_utf8_lossy(body));
                text.map(Cow::Owned).map_err(|error| foreign(description, &error))
            }
            Answer::Ok | Answer::Created | Answer::Scripted => Ok(Cow::Borrowed(body)),
        }
    }
}

fn foreign(description: &Description, error: &dyn fmt::Display) -> Refusal {
    unreadable(format!("the answer is none of {}: {error}", description.name))
}

fn unreadable(message: String) -> Refusal {
    Refusal { error: "unreadable".to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClearFaults, ListFaults, ShowMetrics};

    #[test]
    fn an_answer_is_a_reply_or_a_refusal() {
        let received = |status, body: &'static str| Received { status, body: body.into() };
        assert!(received(200, r#"{"faults":[]}"#).read::<ListFaults>().unwrap().faults.is_empty());
        assert_eq!(received(204, "").read::<ClearFaults>(), Ok(()));
        assert_eq!(received(200, "up 1").read::<ShowMetrics>(), Ok("up 1".to_owned()));
        let refused =
            received(404, r#"{"error":"not_found","message":"no"}"#).read::<ListFaults>().unwrap_err();
        assert_eq!((&*refused.error, &*refused.message), ("not_found", "no"));
        let foreign = received(502, "<html>").read::<ListFaults>().unwrap_err();
        assert_eq!(foreign.to_string(), "the answer has the status 502");
    }
}
