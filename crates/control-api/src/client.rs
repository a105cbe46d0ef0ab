//! A client of the control API, and the reading of answers.

use serde_json::Value;

use crate::call::{Answer, Call};
use crate::refusal::Refusal;

/// A client of one world's control API. Pages and tests make their calls with it, over HTTP or within the process.
pub trait ControlClient: Clone + Send + Sync + 'static {
    /// Makes a call.
    ///
    /// # Errors
    /// If the call is refused, or if the answer is none of the call's.
    fn call<C: Call>(&self, call: C) -> impl Future<Output = Result<C::Reply, Refusal>> + Send;
}

/// Reads the answer to a call.
///
/// # Errors
/// If the call is refused, or if the answer is none of the call's.
pub fn read_answer<C: Call>(status: u16, body: &[u8]) -> Result<C::Reply, Refusal> {
    let foreign = |why: String| Refusal { error: "unreadable".to_owned(), message: why };
    if !(200..300).contains(&status) {
        let refusal = serde_json::from_slice(body);
        return Err(refusal.unwrap_or_else(|_| foreign(format!("the answer has the status {status}"))));
    }
    let reply = match C::DESCRIPTION.answer {
        Answer::Nothing => serde_json::from_value(Value::Null),
        Answer::Text | Answer::Events => serde_json::from_value(String::from_utf8_lossy(body).into()),
        Answer::Ok | Answer::Created | Answer::Scripted => serde_json::from_slice(body),
    };
    reply.map_err(|error| foreign(format!("the answer is none of {}: {error}", C::DESCRIPTION.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClearFaults, ListFaults, ShowMetrics};

    #[test]
    fn an_answer_is_a_reply_or_a_refusal() {
        assert!(read_answer::<ListFaults>(200, br#"{"faults":[]}"#).unwrap().faults.is_empty());
        assert_eq!(read_answer::<ClearFaults>(204, b""), Ok(()));
        assert_eq!(read_answer::<ShowMetrics>(200, b"up 1"), Ok("up 1".to_owned()));
        let refused = read_answer::<ListFaults>(404, br#"{"error":"not_found","message":"no"}"#).unwrap_err();
        assert_eq!((&*refused.error, &*refused.message), ("not_found", "no"));
        let foreign = read_answer::<ListFaults>(502, b"<html>").unwrap_err();
        assert_eq!(foreign.to_string(), "the answer has the status 502");
    }
}
