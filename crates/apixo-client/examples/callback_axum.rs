//! Receives callbacks, and prints each finished task once.
//!
//! ```sh
//! cargo run -p apixo-client --example callback_axum
//! curl http://127.0.0.1:4081/callback -d '{"code": 200, "message": "success",
//!   "data": {"taskId": "task_1", "state": "failed", "failCode": "GENERATION_FAILED"}}'
//! ```

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use apixo_client::{Task, TaskId};
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "it is what this program is for")]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4081").await?;
    let tell = |task: Task| println!("{} is {}: {:?}", task.task_id, task.state, task.result_urls());
    axum::serve(listener, receiver(tell)).await
}

/// Creates a receiver that passes each task to `tell` once. Every further delivery of it is answered with 200 too. Otherwise
/// the provider would repeat it again.
pub(crate) fn receiver(tell: impl Fn(Task) + Clone + Send + Sync + 'static) -> Router {
    // The set is lost when this program ends. A real receiver keeps it in its database, together with its work on a task.
    let seen: Arc<Mutex<HashSet<TaskId>>> = Arc::default();
    let receive = async move |body: Bytes| {
        let Ok(task) = Task::from_callback(&body) else { return StatusCode::BAD_REQUEST };
        let first = seen.lock().unwrap_or_else(PoisonError::into_inner).insert(task.task_id.clone());
        if first {
            tell(task);
        }
        StatusCode::OK
    };
    Router::new().route("/callback", post(receive))
}
