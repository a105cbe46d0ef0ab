//! Every error that the page prints, word for word.

use backlot::{AccountChange, Status};
use contract_tests::lab::Lab;
use serde_json::{Value, json};

use super::{KEY, TASK, advance, film, submit, unlimited};

const INVALID_KEY: &str = "Invalid or inactive API key";
const MISSING: &str = "Missing required fields: story_type and input_story";
const NO_SOURCE: &str = "Source task not found or you do not have permission to access it";
const DELETE_PROCESSING: &str = "Cannot delete task with status 'processing'. Only tasks with status 'pending' or 'failed' can be deleted";
const DELETE_COMPLETED: &str =
    "Cannot delete task with status 'completed'. Only tasks with status 'pending' or 'failed' can be deleted";

#[tokio::test]
async fn every_printed_error_is_told_in_its_words() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let completed = submit(&world, &film(&json!({}))).await;
    advance(&world.handle, 3_600_000);
    let processing = submit(&world, &film(&json!({}))).await;
    advance(&world.handle, 10_000);
    let inactive = AccountChange { status: Some(Status::Inactive), ..AccountChange::default() };
    world.handle.change_account("sumatman", "switched-off", inactive).expect("an account");

    let story = json!({ "input_story": "A lamp that was afraid of the dark" });
    let kind = json!({ "story_type": "fairytale_story" });
    let of = |mode: &str, task: &str| json!({ "mode": mode, "task_id": task });
    let unknown = "web_1755877911087_ewf2efddz";
    let delete = |task: &str| format!("DELETE /task/{task}");
    let rows: [(&str, &str, Option<Value>, u16, &str); 16] = [
        ("invalid", TASK, Some(film(&json!({}))), 401, INVALID_KEY),
        ("invalid", &format!("GET /task/{completed}/status"), None, 401, INVALID_KEY),
        ("invalid", "GET /user/anybody/tasks", None, 401, INVALID_KEY),
        ("invalid", &delete(&completed), None, 401, INVALID_KEY),
        ("switched-off", TASK, Some(film(&json!({}))), 401, INVALID_KEY),
        (KEY, TASK, Some(json!({})), 400, MISSING),
        (KEY, TASK, Some(story), 400, MISSING),
        (KEY, TASK, Some(kind.clone()), 400, MISSING),
        (KEY, TASK, Some(json!({ "taskData": kind })), 400, MISSING),
        (KEY, TASK, Some(of("repeat", unknown)), 404, NO_SOURCE),
        (KEY, TASK, Some(of("edit", unknown)), 404, NO_SOURCE),
        (KEY, TASK, Some(of("continue", unknown)), 404, NO_SOURCE),
        ("somebody-else", TASK, Some(of("repeat", &completed)), 404, NO_SOURCE),
        ("somebody-else", TASK, Some(of("edit", &processing)), 404, NO_SOURCE),
        (KEY, &delete(&processing), None, 400, DELETE_PROCESSING),
        (KEY, &delete(&completed), None, 400, DELETE_COMPLETED),
    ];
    let before = world.handle.ledger("sumatman", KEY).expect("an account").entries.len();
    for (key, call, body, status, error) in rows {
        let refused = world.call("sumatman", key, call, body.as_ref()).await;
        let expected = json!({ "success": false, "error": error });
        assert_eq!((refused.status, &refused.body), (status, &expected), "{key} {call} {body:?}");
    }
    assert_eq!(world.handle.ledger("sumatman", KEY).expect("an account").entries.len(), before);
    for task in [completed, processing] {
        super::look(&world, &task).await;
    }
}
