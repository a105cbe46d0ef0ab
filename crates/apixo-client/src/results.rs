//! The results of a task, and the callback that brings them.

use client_core::{Error, Value, decode};
use serde::Deserialize;

use crate::answers::{Envelope, ResultJson, Task};
use crate::client::Result;
use crate::vocabulary::TaskState;

impl Task {
    /// Returns the URLs of the results, which are kept for 24 hours (facts sheet 1); empty unless the task succeeded.
    ///
    /// A success without a readable [`result_json`](Self::result_json) is an error of kind
    /// [`Decode`](client_core::ErrorKind::Decode), so that it is not taken for a task without results. The rest of the task
    /// can still be read.
    pub fn result_urls(&self) -> Result<Vec<String>> {
        match &self.result_json {
            None if self.state != TaskState::Success => Ok(Vec::new()),
            json => {
                let text = json.as_ref().map_or("", ResultJson::as_str);
                let results: Results = decode(text.as_bytes())?;
                Ok(results.result_urls)
            }
        }
    }

    /// Reads the body of a callback. It has the same envelope as a status answer (facts sheet 4).
    ///
    /// Answer the callback with HTTP 200 within 30 s. The provider takes any other answer as a failed delivery, and repeats
    /// it after 30 s, 2 min and 10 min. A callback may come twice, so remember each [`task_id`](Self::task_id). Callbacks
    /// carry no signature: every sender that knows the URL can send one. So make the URL hard to guess, or use the callback
    /// only as a hint and poll the [task](crate::ApixoClient::task) itself. A body that differs from the documents is an
    /// error of kind [`Decode`](client_core::ErrorKind::Decode).
    ///
    /// ```
    /// use apixo_client::{FailCode, Task};
    ///
    /// let task = Task::from_callback(br#"{"code": 200, "message": "success", "data":
    ///     {"taskId": "task_1", "state": "failed", "failCode": "GENERATION_FAILED"}}"#)?;
    /// assert_eq!(task.fail_code, Some(FailCode::GenerationFailed));
    /// # Ok::<(), apixo_client::ApixoError>(())
    /// ```
    pub fn from_callback(body: &[u8]) -> Result<Self> {
        let Envelope { data: task }: Envelope<Self> = decode(body)?;
        // Without an id, nobody can tell which task ended.
        if task.task_id.as_str().is_empty() {
            Err(Error::unexpected("taskId is missing").into())
        } else {
            Ok(task)
        }
    }
}

/// The content of `resultJson`: an odd element does not cost the others.
struct Results {
    result_urls: Vec<String>,
}

impl<'de> Deserialize<'de> for Results {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let content = Value::deserialize(deserializer)?;
        let refuse = serde::de::Error::custom;
        let list =
            content["resultUrls"].as_array().ok_or_else(|| refuse("resultUrls is missing, or no list"))?;
        let result_urls: Vec<_> = list.iter().filter_map(|url| Some(url.as_str()?.to_owned())).collect();
        if result_urls.is_empty() && !list.is_empty() {
            return Err(refuse("resultUrls holds no URL"));
        }
        Ok(Self { result_urls })
    }
}
