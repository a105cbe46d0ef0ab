//! The envelope of every answer and of every webhook.

use serde::Serialize;

/// The envelope of every answer.
#[derive(Serialize)]
pub struct Envelope<T> {
    /// A code that equals the HTTP status.
    pub code: u16,
    /// `success`, or a message about the problem.
    pub message: &'static str,
    /// The data of the answer; absent in some refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
}

impl<T> Envelope<T> {
    /// Wraps data as a success.
    pub fn success(data: T) -> Self {
        Self { code: 200, message: "success", data: Some(data) }
    }
}
